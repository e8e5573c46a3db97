"""Make an exercise of a solution: blanks for answers, pictures for outputs."""

import copy
import json
import re

from nbformat.v4 import new_markdown_cell

from notebooks.course import BuildError
from notebooks.outputs import figure
from notebooks.source import BEGIN, END, lookup, name, role

REGION = re.compile(
    rf"^(?P<indent>[ \t]*){BEGIN}[^\n]*\n(?P<answer>.*?)^[ \t]*{END}[^\n]*$",
    re.MULTILINE | re.DOTALL,
)


def make_exercise(solution, executed=None):
    """Return the exercise for its text with answers, without running anything.

    The solution regions become ``raise NotImplementedError``, exercises and checks may
    raise, and each cell marked as a figure is followed by its picture, folded away.

    Parameters
    ----------
    solution : notebook
        As `read_source` gives it for the kind "exercises": with the answers.
    executed : notebook, optional
        The solution as it was last executed: the pictures come from it. A picture that
        is not there yet is left out.

    Raises
    ------
    BuildError
        If a cell marked as a figure was executed and shows no picture.
    """
    nb = copy.deepcopy(solution)
    about = nb.metadata["minivae"]
    shown = {cell["id"]: cell for cell in executed.cells} if executed else {}
    cells = []
    for cell in nb.cells:
        mine = cell.metadata.get("minivae", {})
        source = cell.source
        if role(cell) == "exercise":
            cell["source"] = blank(source, lookup(about["checks"], name(cell)))
        if role(cell) in ("exercise", "check"):  # a slip must not stop Run All
            tags = cell.metadata.get("tags", [])
            cell.metadata["tags"] = [*tags, "raises-exception"]
        cells.append(cell)
        if "figure" in mine and cell["id"] in shown:
            then = shown[cell["id"]]
            picture = _picture(then, mine["figure"])
            if picture:
                cells.append(picture)
            elif then.source == source:
                raise BuildError(
                    f"the cell marked figure={mine['figure']!r} shows no picture"
                )
    nb["cells"] = cells
    return nb


def blank(source, exercise):
    """Replace each solution region by an error that says what is to be done.

    Raises
    ------
    BuildError
        If a region stands outside a function (the cell itself would then stop),
        or a mark is left over.
    """
    task = json.dumps(
        f"Exercise {exercise.number}: {exercise.task}", ensure_ascii=False
    )

    def stub(match):
        if not match["indent"]:
            raise BuildError(f"{exercise.name}: {BEGIN} must stand in a function")
        return f"{match['indent']}raise NotImplementedError({task})"

    done = REGION.sub(stub, source)
    if done == source or BEGIN in done or END in done:
        raise BuildError(f"{exercise.name}: {BEGIN} and {END} must come in pairs")
    return done


def answers(source):
    """Return the text of each solution region of a cell."""
    return [match["answer"] for match in REGION.finditer(source)]


def _picture(cell, title):
    for output in reversed(cell.get("outputs", [])):
        png, alt = figure(output)
        if png:
            alt = re.sub(r"[\[\]\s]+", " ", alt or title).strip()
            text = (
                f"<details><summary>What you should see: {title}</summary>\n\n"
                f"![{alt}](attachment:expected.png)\n\n</details>"
            )
            return new_markdown_cell(
                text,
                id=f"{cell['id']}-picture",
                attachments={"expected.png": {"image/png": png}},
            )
    return None
