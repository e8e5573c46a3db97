"""The core path of a lecture stands by itself; what is marked *Further* can wait."""

import ast
import builtins
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

from notebooks.course import Course  # noqa: E402
from notebooks.minutes import core_minutes, further  # noqa: E402
from notebooks.source import read_source  # noqa: E402

MOST_MINUTES = 75
LECTURES = Course(ROOT).topics("course")


def bound_and_used(source):
    """Return the names that a cell binds at its top level, and those that it reads."""
    tree = ast.parse(source)
    bound, used = set(), set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else bound).add(node.id)
        elif isinstance(node, ast.alias):
            bound.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            bound.add(node.name)
        elif isinstance(node, ast.arg):
            bound.add(node.arg)
    return bound, used


def missing(cells):
    """Return the names that core cells read and that only further cells bind before."""
    core, waiting, found = set(dir(builtins)), set(), set()
    for source, can_wait in cells:
        bound, used = bound_and_used(source)
        if can_wait:
            waiting |= bound
        else:
            found |= (used - core - bound) & waiting
            core |= bound
    return found


@pytest.mark.parametrize("topic", LECTURES)
def test_a_core_cell_uses_no_name_of_a_further_cell(topic):
    nb = read_source(Course(ROOT), "course", topic)
    pairs = zip(nb.cells, further(nb), strict=True)
    cells = [
        (cell.source, can_wait) for cell, can_wait in pairs if cell.cell_type == "code"
    ]
    assert not missing(cells), (
        f"{topic}: bound in *Further* alone: {sorted(missing(cells))}"
    )


def test_a_name_of_a_further_cell_is_missed():
    cells = [("a = 1", False), ("b = a", True), ("print(a, b)", False)]
    assert missing(cells) == {"b"}
    assert not missing([cells[0], ("b = a", False), cells[2]])


@pytest.mark.parametrize("topic", LECTURES)
def test_the_core_path_has_at_most_75_minutes(topic):
    assert core_minutes(read_source(Course(ROOT), "course", topic)) <= MOST_MINUTES
