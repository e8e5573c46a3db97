"""Minutes of study, computed from the text of a notebook."""

import re

from notebooks.blank import answers
from notebooks.source import lookup, name, role

# Fitted to what independent readers estimated for seven of the twenty notebooks.
WORDS_A_MINUTE = 110  # for readers of a foreign language
CODE_LINES_A_MINUTE = 20  # half of them read, half skimmed
FIGURE, EQUATION, FORMULA = 1.0, 2.0, 0.2  # minutes each; a formula stands in a line
PREDICTION, POINT = 1.5, 2.0  # a question to answer first; a point of an exercise
DRAWS = re.compile(r"^(?!.*\bimport\b).*\bplot\.", re.MULTILINE)
FORMULAS = re.compile(r"\$[^$]+\$")
EQUATIONS = re.compile(r"\$\$.+?\$\$", re.DOTALL)
PREDICT = re.compile(r"\*\*[^*]*\b[Pp]redict")


def minutes(nb):
    """Return the minutes that a lecture or a solution's exercise takes, in fives.

    words / 110 + lines of code / 20 + figures + 2 per displayed equation + 0.2 per
    formula in a line + 1.5 per prediction + 2 per point of an exercise. The lines that
    a student has to write count as points, not as code.
    """
    total = 0.0
    for cell in nb.cells:
        text = cell.source
        if cell.cell_type == "markdown":
            total += EQUATION * len(EQUATIONS.findall(text))
            text = EQUATIONS.sub(" ", text)
            total += FORMULA * len(FORMULAS.findall(text))
            words = re.sub(r"<[^>]*>", " ", text).split()
            total += len(words) / WORDS_A_MINUTE
            total += PREDICTION * len(PREDICT.findall(text))
            continue
        lines = [line for line in text.splitlines() if line.strip()]
        hidden = "".join(answers(text)).splitlines()
        total += (len(lines) - len(hidden)) / CODE_LINES_A_MINUTE
        total += FIGURE * bool(DRAWS.search(text))
        if role(cell) == "check":
            checks = nb.metadata["minivae"]["checks"]
            total += POINT * lookup(checks, name(cell)).points
    return max(5, 5 * round(total / 5))
