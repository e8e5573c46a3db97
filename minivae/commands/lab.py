"""Open the course in JupyterLab."""

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

# The clone that this package is installed from (`pip install --editable .`).
PROJECT = Path(__file__).resolve().parents[2]


def add_arguments(parser):
    """Pass anything on to JupyterLab."""
    parser.add_argument(
        "options",
        nargs="*",
        help="options for JupyterLab, after two dashes: minivae lab -- --no-browser",
    )


def run(args):
    """Start JupyterLab in the project's folder, on the page that says where to start.

    The settings in tools/lab hold while it runs, and your own are stronger: no menus
    of nbgrader and jupytext (`jupyter lab` shows them), no question about news, and
    Markdown is shown as it is read. Wait for its end.

    Raises
    ------
    FileNotFoundError
        If there is no folder course/.
    ModuleNotFoundError
        If JupyterLab is not installed.
    """
    if not (PROJECT / "course").is_dir():
        raise FileNotFoundError(
            f"there is no folder course/ in {PROJECT}. The course is not part of the "
            "installed package: clone the project and run `make lab` in it"
        )
    if find_spec("jupyterlab") is None:
        raise ModuleNotFoundError("JupyterLab is not installed")
    lab = [sys.executable, "-m", "jupyterlab"]
    lab += [
        f"--ServerApp.root_dir={PROJECT}",
        f"--LabApp.app_settings_dir={PROJECT / 'tools' / 'lab'}",
        "--LabApp.default_url=/lab/tree/course/README.md",
    ]
    return subprocess.call(lab + args.options)
