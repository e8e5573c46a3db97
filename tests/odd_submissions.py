"""What students hand in, cell by cell: as JupyterLab leaves it, and as they leave it.

Each function takes the cells of a solved notebook and the names of the answers (the
first of them is the one that something happens to), and returns the cells.
"""

import copy


def cell_of(cells, grade_id):
    """Return the place of the first cell with this name."""
    ids = [cell["metadata"].get("nbgrader", {}).get("grade_id") for cell in cells]
    return ids.index(grade_id)


def own(text):
    """Return a cell that the student added."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": f"own-{abs(hash(text)) % 10**6}",
        "metadata": {},
        "outputs": [],
        "source": text,
    }


def renewed(cell, source):
    """Return a copy as JupyterLab makes it: the metadata stay, the id is new."""
    new = copy.deepcopy(cell)
    return new | {"source": source, "id": f"{cell['id'][:40]}-copy"}


def untouched(cells, names):
    return cells


def check_deleted(cells, names):
    del cells[cell_of(cells, f"check-{names[0]}")]
    return cells


def check_and_answer_deleted(cells, names):
    del cells[cell_of(cells, names[0])]
    return check_deleted(cells, names)


def answer_deleted(cells, names):
    del cells[cell_of(cells, names[0])]
    return cells


def blank_then_copy_with_the_answer(cells, names):
    at = cell_of(cells, names[0])
    right = cells[at]["source"]
    blank = f"def {names[0]}(*a, **k):\n    raise NotImplementedError"
    cells[at] = renewed(cells[at], blank)
    cells.insert(at + 1, renewed(cells[at], right))
    return cells


def answer_then_copy_as_markdown(cells, names):
    at = cell_of(cells, names[0])
    note = renewed(cells[at], "My first try") | {"cell_type": "markdown"}
    cells.insert(
        at + 1, {k: note[k] for k in ("cell_type", "id", "metadata", "source")}
    )
    return cells


def check_copied(cells, names):
    at = cell_of(cells, f"check-{names[0]}")
    cells.insert(at + 1, renewed(cells[at], cells[at]["source"]))
    return cells


def check_copied_to_the_top(cells, names):
    at = cell_of(cells, f"check-{names[0]}")
    cells.insert(0, renewed(cells[at], cells[at]["source"]))
    return cells


def answer_split(cells, names):
    at = cell_of(cells, names[0])
    lines = cells[at]["source"].splitlines()
    half = len(lines) // 2 + 1
    parts = "\n".join(lines[:half]), "\n".join(lines[half:])
    cells[at : at + 1] = [renewed(cells[at], part) for part in parts]
    return cells


def answer_split_in_every_line(cells, names):
    at = cell_of(cells, names[0])
    lines = cells[at]["source"].splitlines()
    cells[at : at + 1] = [
        renewed(cells[at], line) | {"id": f"line-{i}"} for i, line in enumerate(lines)
    ]
    return cells


def helper_split_off(cells, names):
    at = cell_of(cells, names[0])
    cells.insert(at, renewed(cells[at], "half = 0.5"))
    return cells


def check_split(cells, names):
    at = cell_of(cells, f"check-{names[0]}")
    cells.insert(at + 1, renewed(cells[at], ""))
    return cells


def merged_with_the_check(cells, names):
    at = cell_of(cells, names[0])
    check = cells.pop(cell_of(cells, f"check-{names[0]}"))
    cells[at]["source"] += "\n\n" + "".join(check["source"])
    return cells


def answer_as_markdown(cells, names):
    at = cell_of(cells, names[0])
    keys = ("id", "metadata", "source")
    cells[at] = {k: cells[at][k] for k in keys} | {"cell_type": "markdown"}
    return cells


def check_as_raw(cells, names):
    at = cell_of(cells, f"check-{names[0]}")
    keys = ("id", "metadata", "source")
    cells[at] = {k: cells[at][k] for k in keys} | {"cell_type": "raw"}
    return cells


def pasted_from_another_notebook(cells, names):
    at = cell_of(cells, f"check-{names[0]}")
    other = renewed(cells[at], "1 + 1")
    other["metadata"]["nbgrader"]["grade_id"] = "check-of-another-day"
    cells.insert(at, other)
    return cells


def metadata_damaged(cells, names):
    for name in names:
        cells[cell_of(cells, name)]["metadata"]["nbgrader"] = {"grade_id": name}
    return cells


def own_cell_used(cells, names):
    at = cell_of(cells, names[0])
    text = cells[at]["source"]
    cells[at]["source"] = text + f"\n\n{names[0]} = by_my_own({names[0]})"
    cells.insert(at, own("def by_my_own(f):\n    return lambda *a, **k: f(*a, **k)"))
    return cells


# What is done -> whether the first answer counts (all others do).
SUBMISSIONS = {
    untouched: True,
    check_deleted: True,
    check_and_answer_deleted: False,
    answer_deleted: False,
    blank_then_copy_with_the_answer: True,
    answer_then_copy_as_markdown: True,
    check_copied: True,
    check_copied_to_the_top: True,
    answer_split: True,
    answer_split_in_every_line: True,
    helper_split_off: True,
    check_split: True,
    merged_with_the_check: True,
    answer_as_markdown: True,
    check_as_raw: True,
    pasted_from_another_notebook: True,
    metadata_damaged: True,
    own_cell_used: True,
}
# Names that a browser, JupyterLab and a student give to the file.
NAMES = ("{} (1)", "{}-Copy1", "anna {}", "Untitled", "{}.final")
