"""Tell an answer that never ran: its cell has a slip of syntax, the old function is still there."""

import ast
import sys


def syntax_error_in_cell(name):
    """Return the SyntaxError of the last cell that defines ``name``, or None if it is sound.

    Jupyter then shows the error, and goes on with the function of an earlier run. Outside
    Jupyter there are no cells, so None.
    """
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    cells = getattr(shell, "user_ns", {}).get("In", [])
    mine = [cell for cell in cells if f"def {name}(" in cell]
    if not mine:
        return None
    try:
        ast.parse(shell.transform_cell(mine[-1]))
    except SyntaxError as error:
        return error
    return None
