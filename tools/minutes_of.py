"""Print the minutes of study of a lecture: each section, the core path, and all of it.

python tools/minutes_of.py day4/MNISTVAE
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from notebooks.course import Course  # noqa: E402
from notebooks.minutes import HEADING, core_minutes, further, minutes, minutes_of_cell  # noqa: E402
from notebooks.source import read_source  # noqa: E402


def main(names):
    """Print a table for each lecture that is named, or for all."""
    course = Course(Path(__file__).resolve().parents[1])
    for kind, topic in course.select(names, ["course"]):
        nb = read_source(course, kind, topic)
        print(f"{topic}: core path {core_minutes(nb)}, all of it {minutes(nb)} minutes")
        for title, total, can_wait in _sections(nb):
            print(f"  {total:5.1f}  {'further' if can_wait else '       '}  {title}")


def _sections(nb):
    rows = []
    for cell, can_wait in zip(nb.cells, further(nb), strict=True):
        heading = cell.cell_type == "markdown" and HEADING.search(cell.source)
        if heading or not rows:
            rows.append([heading[2] if heading else "", 0.0, can_wait])
        rows[-1][1] += minutes_of_cell(cell, nb)
    return rows


if __name__ == "__main__":
    main(sys.argv[1:])
