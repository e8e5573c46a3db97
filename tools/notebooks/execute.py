"""Run a notebook from a fresh kernel, within its limits of time."""

import os
import re
import tempfile
import time

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from notebooks.course import BuildError
from notebooks.outputs import clean, sha256

CELL_SECONDS, NOTEBOOK_SECONDS = 60, 90
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SETTINGS = {
    "MINIVAE_DATA": "bundled",
    "OPENBLAS_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def execute(nb, course, limits=True):
    """Run all cells in place; return the seconds and what was written to stderr.

    Raises
    ------
    BuildError
        If a cell fails, or takes more than 60 s, or the notebook more than 90 s.
    """
    about = nb.metadata["minivae"]
    title = f"{about['kind']}/{about['name']}"
    folder = course.notebook(about["kind"], about["name"]).parent
    with tempfile.TemporaryDirectory() as blank_settings:
        client = NotebookClient(
            nb,
            timeout=CELL_SECONDS if limits else None,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
            resources={"metadata": {"path": str(folder)}},
        )
        start = time.perf_counter()
        try:
            client.execute(env=os.environ | SETTINGS | {"IPYTHONDIR": blank_settings})
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise BuildError(f"{title}: {_story(nb, error)}") from None
        seconds = time.perf_counter() - start
    if limits and seconds > NOTEBOOK_SECONDS:
        raise BuildError(
            f"{title}: took {seconds:.0f} s, more than {NOTEBOOK_SECONDS} s "
            "(--no-limits builds it all the same)"
        )
    dropped = clean(nb, course.root)
    about["outputs_sha256"] = sha256(nb)
    return seconds, [f"{title}, cell {cell}: {text}" for cell, text in dropped]


def _story(nb, error):
    """Name the cell that failed and give the end of its traceback."""
    code = [cell for cell in nb.cells if cell.cell_type == "code"]
    count = sum(cell.execution_count is not None for cell in code)
    if isinstance(error, CellExecutionError):
        failed = [
            cell
            for cell in code
            if any(output.output_type == "error" for output in cell.outputs)
        ][-1]
        what = COLOUR.sub("", "\n".join(failed.outputs[-1].traceback))
    else:
        failed = code[min(count, len(code) - 1)]
        what = f"{type(error).__name__}: {str(error).splitlines()[0]}"
    source = "\n".join(f"    | {line}" for line in failed.source.splitlines()[:6])
    tail = "\n".join(f"    {line}" for line in what.splitlines()[-8:])
    return f"cell {failed['id']!r} failed\n{source}\n{tail}"
