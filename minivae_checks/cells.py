"""Run the cells of an exercise notebook as Jupyter would, without Jupyter."""

import ast
import json
import linecache
from pathlib import Path
from unittest.mock import MagicMock

ROLES = ("setup", "exercise", "check")


class UnreadableNotebook(Exception):
    """The file is not a notebook that the build wrote."""


def read_notebook(path):
    """Read a notebook file and return its JSON; it must name its topic and checks.

    Raises
    ------
    UnreadableNotebook
        If the file is no JSON, no notebook, or not one of this course's exercises.
    """
    try:
        notebook = json.loads(Path(path).read_text(encoding="utf-8"))
        about = notebook["metadata"]["minivae"]
        assert about["name"] and about["checks"] and notebook["cells"]
    except (OSError, ValueError) as error:
        raise UnreadableNotebook(f"{path} cannot be read: {error}") from None
    except (KeyError, TypeError, AssertionError):
        raise UnreadableNotebook(f"{path} is not an exercise of this course, or its metadata is lost.") from None
    return notebook


def runnable_cells(notebook):
    """Yield ``(role, exercise name, source)`` for the cells that a check needs.

    Cells that the student added (they carry no role) are run for their definitions
    and imports alone; cells that train, draw or explain are left out.
    """
    for cell in notebook["cells"]:
        if cell["cell_type"] != "code":
            continue
        source = "".join(cell["source"])
        about = cell.get("metadata", {}).get("minivae", {})
        role = about.get("role")
        if role in ROLES:
            yield role, about.get("exercise"), source
        elif role is None:
            yield "added", None, source


def new_namespace():
    """Return the namespace of a fresh kernel: magics do nothing, display prints."""
    return {"__name__": "__main__", "get_ipython": MagicMock(), "display": print}


def run_cell(source, namespace, title, definitions_only=False):
    """Execute one cell; errors carry the cell's own line numbers and text."""
    from IPython.core.inputtransformer2 import TransformerManager

    plain = TransformerManager().transform_cell(source)
    filename = f"<{title}>"
    linecache.cache[filename] = (len(plain), None, plain.splitlines(True), filename)
    tree = ast.parse(plain, filename)
    if definitions_only:
        kept = (ast.FunctionDef, ast.ClassDef, ast.Import, ast.ImportFrom)
        tree.body = [node for node in tree.body if isinstance(node, kept)]
    exec(compile(tree, filename, "exec"), namespace)
