"""Check the exercises of your own notebooks and print what is solved."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from minivae_checks.cells import UnreadableNotebook, read_notebook

PATIENCE = 60  # seconds for all checks of one notebook


def add_arguments(parser):
    """Name days (day4), notebooks (day4/MNISTVAE) or files; nothing means all."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a day (day4), a notebook (day4/MNISTVAE) or a file; default: all",
    )


def run(args):
    """Print a table; 0 if all is solved, 1 if not, 2 if a notebook cannot be read."""
    try:
        paths = find_notebooks(args.names, Path.cwd())
        reports = [(path, _checked(path)) for path in paths]
    except (FileNotFoundError, UnreadableNotebook) as error:
        print(f"minivae check: {error}", file=sys.stderr)
        return 2
    results = []
    for path, report in reports:
        print(f"\n{path.resolve().parent.name}/{path.stem}")
        for result in report:
            print(_row(result))
        results += report
    got = sum(r["points"] for r in results if r["state"] == "solved")
    print(f"\n{got} of {sum(r['points'] for r in results)} points")
    states = {r["state"] for r in results}
    return 2 if "missing" in states else int(states != {"solved"})


def find_notebooks(names, here):
    """Return the exercise notebooks that the names mean, seen from ``here``.

    Raises
    ------
    FileNotFoundError
        If there is no folder ``exercises``, or a name means nothing.
    """
    files = [Path(name) for name in names]
    if files and all(f.suffix == ".ipynb" and f.is_file() for f in files):
        return files
    package = Path(__file__).resolve().parents[2]
    for folder in (here, *here.parents, package):
        if (folder / "exercises").is_dir():
            root = folder / "exercises"
            break
    else:
        raise FileNotFoundError(
            "no folder `exercises` here or above; run it inside the course, "
            "or name the file: minivae check path/to/notebook.ipynb"
        )
    found = []
    for name in names or ["."]:
        path = root / name.removeprefix("exercises/").removesuffix(".ipynb")
        one = path.with_name(path.name + ".ipynb")
        if name.endswith(".ipynb") and Path(name).is_file():
            found.append(Path(name))
        elif one.is_file():
            found.append(one)
        elif path.is_dir() and any(path.rglob("*.ipynb")):
            notebooks = path.rglob("*.ipynb")
            found += sorted(p for p in notebooks if ".ipynb_checkpoints" not in p.parts)
        else:
            known = sorted(p.relative_to(root) for p in root.glob("*/*.ipynb"))
            listed = ", ".join(str(p.with_suffix("")) for p in known) or "none"
            raise FileNotFoundError(f"no notebook named {name}; there are: {listed}")
    return found


def _checked(path):
    """Check one notebook in a process of its own, which may crash or hang."""
    read_notebook(path)
    with tempfile.TemporaryDirectory() as folder:
        answers = Path(folder) / "answers"
        command = [sys.executable, "-m", "minivae_checks.run"]
        command += [str(path.resolve()), str(answers)]
        try:
            child = subprocess.run(
                command,
                cwd=path.resolve().parent,
                capture_output=True,
                text=True,
                timeout=PATIENCE,
            )
            trouble = f"the check stopped: {child.stderr.strip()[-300:]}"
        except subprocess.TimeoutExpired:
            trouble = f"it did not end within {PATIENCE} s; an endless loop?"
        lines = answers.read_text().splitlines() if answers.is_file() else []
    return _collect([json.loads(line) for line in lines], path, trouble)


def _collect(lines, path, trouble):
    """Join the child's lines; blame what it was running if it did not finish."""
    results = {line["name"]: line for line in lines if "name" in line}
    if not results:
        raise UnreadableNotebook(f"{path} could not be checked; {trouble}")
    running = [line["start"] for line in lines if "start" in line][-1:]
    for name, result in results.items():
        if result["state"] == "not run":
            blame = running in ([f"exercise {name}"], [f"check {name}"])
            result["state"] = "wrong" if blame else "not run"
            result["message"] = trouble if blame else f"stopped before it: {trouble}"
    return list(results.values())


def _row(result):
    got = result["points"] if result["state"] == "solved" else 0
    label = f"  {result['number']:<5} {result['name']:<28} {result['state']:<8}"
    row = f"{label} {got}/{result['points']}"
    note = "\n".join(" " * 8 + line for line in result["message"].splitlines())
    return f"{row}\n{note}" if note else row
