"""Minutes of study, computed from the text of a notebook."""

import re

from notebooks.blank import answers
from notebooks.source import lookup, name, role
from notebooks.titles import LINKS

# Fitted to what independent readers estimated for seven of the twenty notebooks.
WORDS_A_MINUTE = 110  # for readers of a foreign language
CODE_LINES_A_MINUTE = 20  # half of them read, half skimmed
FIGURE, EQUATION, FORMULA = 1.0, 2.0, 0.2  # minutes each; a formula stands in a line
PREDICTION, POINT = 1.5, 2.0  # a question to answer first; a point of an exercise
DRAWS = re.compile(r"^(?!.*\bimport\b).*\bplot\.", re.MULTILINE)
FORMULAS = re.compile(r"\$[^$]+\$")
EQUATIONS = re.compile(r"\$\$.+?\$\$", re.DOTALL)
PREDICT = re.compile(r"\*\*[^*]*\b[Pp]redict")


FURTHER = re.compile(r"(?:\d+\. )?Further: ")
HEADING = re.compile(r"^(#+) +(.+)", re.MULTILINE)


def minutes(nb):
    """Return the minutes that a lecture or a solution's exercise takes, in fives."""
    return in_fives(sum(minutes_of_cell(cell, nb) for cell in nb.cells))


def core_minutes(nb):
    """Return the minutes of what is not marked *Further*, in fives."""
    pairs = zip(nb.cells, further(nb), strict=True)
    return in_fives(
        sum(minutes_of_cell(cell, nb) for cell, can_wait in pairs if not can_wait)
    )


def in_fives(total):
    """Round minutes to fives, and to five at the least."""
    return max(5, 5 * round(total / 5))


def further(nb):
    """Return for each cell whether it stands under a heading "9. Further: Digits".

    A section that is marked so reaches to the next heading of its level or above.
    """
    marked, found = [], None  # found: the level of the heading that marks
    for cell in nb.cells:
        heading = cell.cell_type == "markdown" and HEADING.search(cell.source)
        if heading:
            level = len(heading[1])
            if found is None or level <= found:
                found = level if FURTHER.match(heading[2]) else None
        marked.append(found is not None)
    return marked


def minutes_of_cell(cell, nb):
    """Return the minutes that one cell takes.

    words / 110 + lines of code / 20 + figures + 2 per displayed equation + 0.2 per
    formula in a line + 1.5 per prediction + 2 per point of an exercise. The lines that
    a student has to write count as points, not as code.
    """
    text = cell.source
    if cell.cell_type == "markdown":
        total = EQUATION * len(EQUATIONS.findall(text))
        text = EQUATIONS.sub(" ", text)
        total += FORMULA * len(FORMULAS.findall(text))
        words = re.sub(r"<[^>]*>", " ", LINKS.sub("", text)).split()
        return (
            total
            + len(words) / WORDS_A_MINUTE
            + PREDICTION * len(PREDICT.findall(text))
        )
    lines = [line for line in text.splitlines() if line.strip()]
    hidden = "".join(answers(text)).splitlines()
    total = (len(lines) - len(hidden)) / CODE_LINES_A_MINUTE
    total += FIGURE * bool(DRAWS.search(text))
    if role(cell) == "check":
        checks = nb.metadata["minivae"]["checks"]
        total += POINT * lookup(checks, name(cell)).points
    return total
