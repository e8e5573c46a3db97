"""Tell whether a stored notebook is in step with its source, without running it."""

import nbformat

from notebooks.blank import make_exercise
from notebooks.course import BuildError
from notebooks.execute import execute
from notebooks.inputs import inputs_sha256
from notebooks.outputs import sha256, texts
from notebooks.source import read_source, to_bytes

MOST_BYTES = 1_500_000


def problems(course, kind, topic):
    """Return sentences that say what is wrong with a stored notebook; none is good."""
    path = course.notebook(kind, topic)
    if not path.is_file():
        return ["it has not been built"]
    stored = path.read_bytes()
    found = []
    if len(stored) > MOST_BYTES:
        found.append(f"it has {len(stored)} bytes, more than {MOST_BYTES}")
    try:
        old = nbformat.reads(stored.decode("utf-8"), as_version=4)
        if kind == "exercises":
            rebuilt = exercise_from_text(course, topic)
        else:
            rebuilt = read_source(course, kind, topic)
            found += _transplant(old, rebuilt)
    except BuildError as error:
        return [*found, str(error)]
    except (ValueError, KeyError, AttributeError) as error:
        return [*found, f"it is not a notebook of this build: {error!r}"]
    if not found and to_bytes(rebuilt) != stored:
        found.append("it is not what the build would write now")
    return found


def exercise_from_text(course, topic):
    """Make the exercise from the solution's text, with the pictures that are stored."""
    path = course.notebook("solutions", topic)
    try:
        executed = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except (OSError, ValueError):
        executed = None
    return make_exercise(read_source(course, "exercises", topic), executed)


def is_fresh(course, kind, topic):
    """Whether a stored notebook is in step with its source and with what it imports."""
    if problems(course, kind, topic):
        return False
    stored = nbformat.read(course.notebook(kind, topic), as_version=4)
    inputs = stored.metadata["minivae"].get("inputs_sha256")
    return inputs == inputs_sha256(course, kind, topic)


def differences(course, kind, topic):
    """Execute again and return the cells whose text differs from what is stored."""
    old = nbformat.read(course.notebook(kind, topic), as_version=4)
    new = read_source(course, kind, topic)
    execute(new, course)
    found = []
    for before, after in zip(old.cells, new.cells, strict=True):
        if _ignored(after) or texts(before) == texts(after):
            continue
        found.append(
            f"cell {after['id']!r} says something else:\n"
            f"    was {texts(before)!r:.300}\n    now {texts(after)!r:.300}"
        )
    return found


def _ignored(cell):
    marks = ("NBVAL_IGNORE_OUTPUT", "nbval-ignore-output")
    return any(m in cell.source or m in cell.metadata.get("tags", []) for m in marks)


def _transplant(old, new):
    """Move the stored outputs into the rebuilt notebook; say what does not fit."""
    about = old.metadata["minivae"]
    if about["source_sha256"] != new.metadata["minivae"]["source_sha256"]:
        return ["its source has changed since it was built"]
    for key in ("outputs_sha256", "inputs_sha256"):
        if key in about:
            new.metadata["minivae"][key] = about[key]
    if len(old.cells) != len(new.cells):
        return [f"it has {len(old.cells)} cells, its source {len(new.cells)}"]
    for before, after in zip(old.cells, new.cells, strict=True):
        if (before["id"], before.source) != (after["id"], after.source):
            return [f"its cell {before['id']!r} was edited by hand"]
        if after.cell_type == "code":
            if before.execution_count is None:
                return [f"its cell {before['id']!r} was not executed"]
            after["outputs"] = before.outputs
            after["execution_count"] = before.execution_count
    if sha256(old) != about["outputs_sha256"]:
        return ["its outputs were altered or stripped"]
    return []
