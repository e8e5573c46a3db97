"""Run a notebook from a fresh kernel."""

import itertools
import os
import re
import tempfile

import psutil
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

from notebooks.course import BuildError
from notebooks.inputs import inputs_sha256
from notebooks.outputs import clean, sha256

ENDLESS = 600  # seconds that a cell may take by the clock, on however slow a machine
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
SETTINGS = {
    "MINIVAE_DATA": "bundled",
    "OPENBLAS_NUM_THREADS": "1",
    "TQDM_DISABLE": "1",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}


def execute(nb, course):
    """Run all cells in place; return the CPU seconds of each and what stderr said.

    CPU seconds are the kernel's, over all its threads: they do not grow when another
    program wants the processor, too. `tests/test_budget.py` holds them to a budget.

    Raises
    ------
    BuildError
        If a cell fails, or does not end within ten minutes by the clock.
    """
    about = nb.metadata["minivae"]
    title = f"{about['kind']}/{about['name']}"
    folder = course.notebook(about["kind"], about["name"]).parent
    inputs = inputs_sha256(course, about["kind"], about["name"])
    clock = [0.0]
    with tempfile.TemporaryDirectory() as blank_settings:
        client = NotebookClient(
            nb,
            timeout=ENDLESS,
            kernel_name="python3",
            record_timing=False,
            extra_arguments=["--IPKernelApp.log_level=40"],
            resources={"metadata": {"path": str(folder)}},
            on_cell_executed=lambda **_: clock.append(_cpu_seconds(client)),
        )
        try:
            client.execute(env=os.environ | SETTINGS | {"IPYTHONDIR": blank_settings})
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            raise BuildError(f"{title}: {_story(nb, error)}") from None
    dropped = clean(nb, course.root)
    about["outputs_sha256"] = sha256(nb)
    about["inputs_sha256"] = inputs
    seconds = [after - before for before, after in itertools.pairwise(clock)]
    return seconds, [f"{title}, cell {cell}: {text}" for cell, text in dropped]


def _cpu_seconds(client):
    times = psutil.Process(client.km.provisioner.pid).cpu_times()
    return times.user + times.system


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
