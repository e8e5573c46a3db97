"""Check the exercises of notebooks, your own or a class's: who solved what."""

import sys
from pathlib import Path

from minivae.commands.check_table import (
    Report,
    plain,
    refuse_csv,
    summary,
    table,
    write_csv,
)
from minivae_checks.cells import UnreadableNotebook, parse_notebook, read_notebook
from minivae_checks.mark import SECONDS, mark_notebook


def add_arguments(parser):
    """Name days, notebooks (day4/MNISTVAE), files or folders; nothing means all."""
    parser.add_argument(
        "names",
        nargs="*",
        metavar="NAME",
        help="a day (day4), a notebook (day4/MNISTVAE), a file, or a folder of files; "
        "default: all exercises of the course",
    )
    parser.add_argument(
        "--csv", metavar="FILE", help="write a row per notebook to this file, too"
    )
    parser.add_argument(
        "--seconds",
        type=float,
        default=SECONDS,
        metavar="S",
        help="CPU time for each cell and each check (default: %(default)s)",
    )


def run(args):
    """Print a table; 0 if all is solved, 1 if not, 2 if something is unreadable.

    The code of the notebooks is run with your rights: see docs/instructors.md.
    """
    if hasattr(sys.stdout, "reconfigure"):  # a name that the terminal cannot show
        sys.stdout.reconfigure(errors="replace")
    target = getattr(args, "csv", None)
    seconds = getattr(args, "seconds", SECONDS)
    if not seconds > 0:
        raise ValueError(f"--seconds should be above 0, it is {seconds:g}")
    if target:
        refuse_csv(Path(target))
    paths, unknown = find_notebooks(args.names, Path.cwd())
    for sentence in unknown:
        print(f"minivae check: {plain(sentence)}", file=sys.stderr)
    reports = []
    try:
        for path in paths:
            reports.append(_checked(path, seconds))
            print(table(reports[-1]), flush=True)
            if reports[-1].trouble:
                said = plain(reports[-1].trouble)
                print(f"minivae check: {said}", file=sys.stderr, flush=True)
    finally:  # after Ctrl-C, too: what is known is kept
        if target and reports:
            write_csv(Path(target), reports)
    if reports:
        print(summary(reports))
    return 2 if unknown else max((r.code for r in reports), default=2)


def find_notebooks(names, here):
    """Return the notebooks that the names mean, seen from ``here``.

    Returns
    -------
    paths : list of Path
        Each once, in the order of the names.
    unknown : list of str
        One sentence for each name that means nothing.
    """
    package = Path(__file__).resolve().parents[2]
    places = (here, *here.parents, package)
    root = next((p / "exercises" for p in places if (p / "exercises").is_dir()), None)
    found, unknown = {}, []
    for name in names or ["."]:
        paths = _meant_by(name, root) if names else _below(root)
        found |= {path.absolute(): path for path in paths}
        if not paths:
            unknown.append(_no_notebook(name if names else None, root))
    return list(found.values()), unknown


def _meant_by(name, root):
    path = Path(name)
    if path.is_file():
        return [path]
    if root is not None:
        inside = root / name.removeprefix("exercises/").removesuffix(".ipynb")
        one = inside.with_name(inside.name + ".ipynb") if inside.name else inside
        if one.is_file():
            return [one]
        if _below(inside):
            return _below(inside)
    return _below(path)


def _below(folder):
    if folder is None or not folder.is_dir():
        return []
    found = (p for p in folder.rglob("*.ipynb") if p.is_file())
    return sorted(p for p in found if ".ipynb_checkpoints" not in p.parts)


def _no_notebook(name, root):
    if root is None:
        start = "" if name is None else f"no notebook named {name}; and "
        return (
            f"{start}no folder `exercises` here or above; run it inside the course, "
            "or name the file: minivae check path/to/notebook.ipynb"
        )
    known = sorted(p.relative_to(root) for p in root.glob("*/*.ipynb"))
    listed = ", ".join(p.with_suffix("").as_posix() for p in known) or "none"
    return f"no notebook named {name or root}; there are: {listed}"


def _checked(path, seconds):
    """Check one notebook; a file that cannot be checked is a report, too."""
    report = Report(path)
    try:
        read_notebook(path)
        before = path.read_bytes()
        notebook = parse_notebook(path, before)
        report.notebook = notebook["metadata"]["minivae"]["name"]
        report.results, report.flags = mark_notebook(notebook, seconds)
        if not path.is_file() or path.read_bytes() != before:
            report.flags.append("its file was changed during the check")
    except UnreadableNotebook as error:
        said = str(error)
        report.trouble = said if str(path) in said else f"{path} {said}"
    except OSError as error:
        report.trouble = f"{path} cannot be read: {error}"
    except Exception as error:  # a fault of the check's own must not cost the others
        said = f"{type(error).__name__}: {error}"
        report.trouble = f"{path} could not be checked; {said}"
    return report
