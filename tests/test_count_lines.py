"""The table of `make count`, and the figure that README takes from it."""

import re
import subprocess
import sys

import pytest
from house_rules import MAY_IMPORT, ROOT

sys.path.insert(0, str(ROOT / "tools"))
import count_lines  # noqa: E402

SAMPLE = '''"""A module.

Two lines.
"""

import math  # a line of code


def f(x):
    """Say what it does."""
    # a comment
    y = """a string
    that is a value"""

    return (
        x,
        y,
    )
'''


def test_blank_lines_comments_and_docstrings_are_no_code():
    assert count_lines.code_lines(SAMPLE) == 8
    assert count_lines.code_lines("") == count_lines.code_lines("# only this") == 0


def test_the_sums_are_those_of_their_parts(tmp_path):
    (tmp_path / "minivae" / "nn").mkdir(parents=True)
    (tmp_path / "minivae" / "plot").mkdir()
    (tmp_path / "tests" / "planted").mkdir(parents=True)
    (tmp_path / "minivae" / "base.py").write_text("x = 1\n")
    (tmp_path / "minivae" / "nn" / "a.py").write_text('"""A."""\n\nx = 1\ny = 2\n')
    (tmp_path / "minivae" / "plot" / "b.py").write_text("x = 1\n# b\n")
    (tmp_path / "tests" / "planted" / "c.py").write_text("x = 1\n" * 5)
    rows = {name: numbers for name, *numbers in count_lines.table(tmp_path)}
    assert rows == {
        "nn": [1, 4, 2],
        "base": [1, 1, 1],
        "the method": [2, 5, 3],
        "plot": [1, 2, 1],
        "minivae": [3, 7, 4],
        "minivae_checks": [0, 0, 0],
        "tests": [0, 0, 0],
        "tests/planted": [1, 5, 5],
    }


def test_every_room_is_counted_once():
    rows = [name for name, *_ in count_lines.table()]
    sums = {"the method", "minivae", "tests", "tests/planted"}
    assert sorted(set(rows) - sums) == sorted(MAY_IMPORT)
    assert len(rows) == len(set(rows))


def test_readme_gives_the_figure_that_the_command_prints():
    said = re.search(r"are ([\d,]+) lines of code \(`make count`", readme())
    said = int(said[1].replace(",", ""))
    out = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "count_lines.py")],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    row = re.search(r"^the method +[\d,]+ +[\d,]+ +([\d,]+)$", out, re.MULTILINE)
    counted = int(row[1].replace(",", ""))
    assert said == pytest.approx(counted, rel=0.05), f"README: {said}; now {counted}"


def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


def test_make_count_is_a_goal_that_make_help_lists():
    makefile = (ROOT / "Makefile").read_text()
    assert re.search(r"^count:\n\t@\$\(PYTHON\) tools/count_lines.py$", makefile, re.M)
    assert "make count" in makefile.split("help:")[1].split("\n\n")[0]
    assert " count " in makefile.split(".PHONY:")[1].split("\n\n")[0]
