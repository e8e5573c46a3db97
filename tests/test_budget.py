"""No lecture and no solution takes more CPU time than a student has patience for."""

from pathlib import Path

import pytest
import toy_course  # noqa: F401  (puts tools/ on the path)
from notebooks.course import Course
from notebooks.execute import execute
from notebooks.source import read_source

CELL_SECONDS, NOTEBOOK_SECONDS = 60, 90
COURSE = Course(Path(__file__).resolve().parents[1])
EXECUTED = [(k, t) for k in ("course", "solutions") for t in COURSE.topics(k)]


@pytest.mark.quiet
@pytest.mark.parametrize("kind, topic", EXECUTED)
def test_a_notebook_keeps_to_its_cpu_seconds(kind, topic, capsys):
    seconds, _ = execute(read_source(COURSE, kind, topic), COURSE)
    with capsys.disabled():
        print(f" {sum(seconds):.0f} s, longest cell {max(seconds):.0f} s ", end="")
    assert max(seconds) <= CELL_SECONDS
    assert sum(seconds) <= NOTEBOOK_SECONDS
