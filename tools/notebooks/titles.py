"""The head of a notebook: a title of its own, and links to the notebooks beside it."""

import re

LINKS = re.compile(r"^See also: \[.*$\n?", re.MULTILINE)
CALLED = {"course": "lecture", "exercises": "exercise", "solutions": "solution"}
SUFFIX = ": exercises"  # ends the title in the text that both are made from


def add_head(nb, course, kind, topic):
    """Make the title tell the kinds apart, and link lecture, exercise and solution.

    A browser's tab, a search or a menu shows the title alone. Nothing happens to a
    notebook that does not begin with a title.
    """
    first = nb.cells[0] if nb.cells else None
    if not first or first.cell_type != "markdown" or not first.source.startswith("# "):
        return
    title, _, rest = first.source.partition("\n")
    if kind == "solutions":
        title = title.removesuffix(SUFFIX) + ": solutions"
    links = ", ".join(
        f"[{word}]({path})" for word, path in _beside(course, kind, topic)
    )
    head = f"{title}\n\nSee also: {links}.\n" if links else f"{title}\n"
    first["source"] = f"{head}\n{rest.lstrip()}".rstrip()


def _beside(course, kind, topic):
    """List (word, path from this notebook) of what belongs to the same topic."""
    day = topic.split("/")[0]
    found = [
        (word, f"../../{other}/{topic}.ipynb")
        for other, word in CALLED.items()
        if other != kind and course.source(other, topic).is_file()
    ]
    if (course.root / "course" / day / "README.md").is_file():
        found.append(
            (re.sub(r"(\d)", r" \1", day, count=1), f"../../course/{day}/README.md")
        )
    return found
