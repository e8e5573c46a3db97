"""Write the minutes of study into the README of a day."""

import re

from notebooks.minutes import core_minutes, minutes
from notebooks.source import read_source

MARKS = re.compile(r"(<!-- minutes -->\n).*?(<!-- /minutes -->)", re.DOTALL)
HEAD = "| notebook | minutes: core path | all of it |\n|---|---|---|\n"


def with_minutes(course, day):
    """Return the text of ``course/dayN/README.md`` with the table between its marks.

    The topics come in the order in which the text above the table links to them.

    Returns
    -------
    str or None
        None if there is no such file, or no marks are in it.
    """
    path = course.root / "course" / day / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not MARKS.search(text):
        return None
    topics = {
        topic
        for kind in ("course", "solutions")
        for topic in course.topics(kind)
        if topic.startswith(f"{day}/")
    }
    above = MARKS.split(text)[0]

    def place(topic):
        link = f"({topic.split('/')[1]}.ipynb)"
        return (above.find(link) if link in above else len(above), topic)

    rows = [
        _row(course, kind, topic)
        for topic in sorted(topics, key=place)
        for kind in ("course", "solutions")
        if topic in course.topics(kind)
    ]
    table = HEAD + "".join(rows)
    return MARKS.sub(lambda m: m[1] + table + m[2], text)


def _row(course, kind, topic):
    short = topic.split("/")[1]
    label, link = f"{short}, lecture", f"{short}.ipynb"
    if kind == "solutions":
        label, link = f"{short}, exercise", f"../../exercises/{topic}.ipynb"
    nb = read_source(course, kind, topic)
    return f"| [{label}]({link}) | {core_minutes(nb)} | {minutes(nb)} |\n"
