"""Read a percent-format text and make the cells of a notebook of it."""

import hashlib
import importlib
import re
import unicodedata

import jupytext
import nbformat
from nbformat.v4 import new_notebook

from notebooks.course import BuildError
from notebooks.titles import add_head

BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
ROLES = ("setup", "exercise", "check")
KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}


def read_source(course, kind, topic):
    """Return the notebook that a source describes, without outputs.

    Of an exercise it is the solution's text under the exercise's title.
    """
    path = course.source(kind, topic)
    text = path.read_text(encoding="utf-8")
    read = jupytext.reads(text, fmt="py:percent")
    about = {
        "name": topic,
        "kind": kind,
        "source_sha256": hashlib.sha256(text.encode()).hexdigest(),
    }
    if kind != "course":
        about["checks"] = course.checks_module(topic)
    nb = new_notebook(
        cells=read.cells,
        metadata={
            "kernelspec": KERNEL,
            "language_info": {"name": "python"},
            "minivae": about,
        },
    )
    taken = set()
    for cell in nb.cells:
        try:
            _expand(cell, about)
        except BuildError as error:
            first = cell.source.split("\n")[0]
            raise BuildError(f"{path.name}, cell {first!r}: {error}") from None
        cell["id"] = _unique(_plain_id(cell), taken)
    add_head(nb, course, kind, topic)
    return nb


def role(cell):
    """Return setup, exercise, check or show for a code cell, else None."""
    return cell.metadata.get("minivae", {}).get("role")


def name(cell):
    """Return the exercise that an exercise or check cell belongs to, else None."""
    return cell.metadata.get("minivae", {}).get("exercise")


def lookup(module, exercise):
    """Return the exercise of this name from a module of checks."""
    try:
        return getattr(importlib.import_module(module), exercise)
    except ImportError as error:
        raise BuildError(f"there is no module {module}: {error}") from None
    except AttributeError:
        raise BuildError(f"{module} has no exercise {exercise!r}") from None


def to_bytes(nb):
    """Write a notebook as stable JSON, keys sorted, newline at the end."""
    nbformat.validate(nb)
    return (nbformat.writes(nb, version=4).rstrip("\n") + "\n").encode("utf-8")


def _expand(cell, about):
    """Turn the author's shorthand into metadata: roles, nbgrader, figure, tags."""
    short = dict(cell.metadata)
    given = [key for key in ROLES if key in short]
    if len(given) > 1:
        raise BuildError(f"a cell is one of setup, exercise, check; not {given}")
    extra = set(short) - {*ROLES, "figure", "tags", "lines_to_next_cell"}
    if extra:
        raise BuildError(f"unknown words in the cell's header: {sorted(extra)}")
    if given and given[0] != "setup" and about["kind"] == "course":
        raise BuildError("exercises and checks belong into solutions/")
    metadata = {"tags": short["tags"]} if "tags" in short else {}
    mine = {}
    if cell.cell_type == "code":
        mine["role"] = given[0] if given else "show"
        if mine["role"] in ("exercise", "check"):
            mine["exercise"] = short[mine["role"]]
            metadata |= _graded(cell, mine, about)
    if "figure" in short:
        mine["figure"] = short["figure"]
    if mine:
        metadata["minivae"] = mine
    cell["metadata"] = nbformat.from_dict(metadata)


def _graded(cell, mine, about):
    exercise = lookup(about["checks"], mine["exercise"])
    if exercise.notebook != about["name"]:
        raise BuildError(f"{mine['exercise']} belongs to {exercise.notebook}")
    if mine["role"] == "check":
        graded = _nbgrader(
            f"check-{exercise.name}", grade=True, locked=True, points=exercise.points
        )
        return {"nbgrader": graded, "deletable": False, "editable": False}
    if BEGIN not in cell.source or END not in cell.source:
        raise BuildError(f"an exercise needs the marks {BEGIN} and {END}")
    graded = _nbgrader(exercise.name, solution=True)
    return {"nbgrader": graded, "deletable": False}


def _nbgrader(grade_id, grade=False, solution=False, locked=False, points=None):
    metadata = {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": grade,
        "solution": solution,
        "locked": locked,
        "task": False,
    }
    return metadata if points is None else metadata | {"points": points}


def _plain_id(cell):
    if name(cell):
        return f"{role(cell)}-{name(cell)}"[:50]
    heading = re.match(r"#+ +(.+)", cell.source)
    if cell.cell_type == "markdown" and heading:
        flat = unicodedata.normalize("NFKD", heading[1]).encode("ascii", "ignore")
        slug = re.sub(r"[^a-z0-9]+", "-", flat.decode().lower()).strip("-")[:50]
        return slug or _digest(cell)
    return _digest(cell)


def _digest(cell):
    return hashlib.sha256(cell.source.encode()).hexdigest()[:8]


def _unique(wanted, taken):
    found, n = wanted, 1
    while found in taken:
        n += 1
        found = f"{wanted}-{n}"
    taken.add(found)
    return found
