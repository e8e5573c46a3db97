"""Write the measured minutes into the README of a day."""

import re

from notebooks.source import minutes

MARKS = re.compile(r"(<!-- minutes -->\n).*?(<!-- /minutes -->)", re.DOTALL)
HEAD = "| notebook | minutes of study | seconds to run |\n|---|---|---|\n"


def write_minutes(course, day, seconds):
    """Renew the table between the marks of ``course/dayN/README.md``.

    Parameters
    ----------
    course : Course
    day : str
    seconds : dict of (kind, topic) to float
        What this build measured; other rows keep the number they have, and so does
        a row whose new number differs by less than a quarter or 5 s.

    Returns
    -------
    str or None
        Why nothing was written.
    """
    path = course.root / "course" / day / "README.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if not MARKS.search(text):
        return f"course/{day}/README.md has no <!-- minutes --> marks"
    old = {link: int(s) for link, s in re.findall(r"\]\((\S+)\).*\| (\d+) \|", text)}
    rows = [
        _row(course, kind, topic, seconds, old)
        for topic in course.topics("course") + course.topics("solutions")
        for kind in ("course", "solutions")
        if topic.startswith(f"{day}/") and topic in course.topics(kind)
    ]
    table = HEAD + "".join(dict.fromkeys(rows))
    new = MARKS.sub(lambda m: m[1] + table + m[2], text)
    if new != text:
        path.write_text(new, encoding="utf-8")
    return None


def _row(course, kind, topic, seconds, old):
    short = topic.split("/")[1]
    if kind == "course":
        label, link = f"{short}, lecture", f"{short}.ipynb"
    else:
        label, link = f"{short}, exercise", f"../../exercises/{topic}.ipynb"
    before, now = old.get(link), seconds.get((kind, topic))
    if now is None or (before and abs(now - before) < max(5, before / 4)):
        shown = before or "-"
    else:
        shown = max(1, round(now))
    return f"| [{label}]({link}) | {minutes(course, kind, topic) or '-'} | {shown} |\n"
