"""`make seeds` counts what holds with other seeds, also after a failed assert."""

import sys
from pathlib import Path

import pytest
from toy_course import write

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tools"))

import seeds  # noqa: E402

LECTURE = """\
# %%
import numpy as np

SEED = 0  # the seed

# %%
rng = np.random.default_rng(SEED)
assert SEED % 2000 == 0  # claim: it is even in thousands
assert SEED > 1500
for k in range(2):
    # claim: never so
    assert (
        k == 0
    ), "so"
assert rng.random() < 1
assert SEED < 3000
print(SEED)
"""


@pytest.fixture()
def course(tmp_path):
    root = write(tmp_path)
    (root / "course/day9/Toy.py").write_text(LECTURE)
    return root


def test_claims_and_failed_checks_are_counted(course, capsys):
    assert seeds.main(["day9/Toy", "--root", str(course), "--jobs", "1"]) == 1
    assert capsys.readouterr().out == (
        "\nday9/Toy, seeds 1000, 2000, 3000, 4000, 5000\n"
        "  2 of 5  cell 1: it is even in thousands\n"
        "  4 of 5  cell 1: check of the code: SEED > 1500\n"
        "  0 of 5  cell 1: never so\n"
        "  2 of 5  cell 1: check of the code: SEED < 3000\n"
        "  and 1 checks of the code that held with every seed\n"
    )


def test_all_is_well_with_a_seed_that_holds(course, capsys):
    text = (course / "course/day9/Toy.py").read_text().replace("range(2)", "range(1)")
    (course / "course/day9/Toy.py").write_text(text)
    assert (
        seeds.main(["day9", "--seeds", "2000", "--root", str(course), "--jobs", "1"])
        == 0
    )
    assert "1 of 1  cell 1: never so" in capsys.readouterr().out


@pytest.mark.parametrize(
    "old, new, said",
    [
        ("SEED = 0", "START = SEED = 0", "no cell says `SEED = 0`"),
        ("print(SEED)", "print(1 / 0)", "ZeroDivisionError"),
    ],
)
def test_a_lecture_that_stops_or_has_no_seed_is_told(course, capsys, old, new, said):
    text = (course / "course/day9/Toy.py").read_text().replace(old, new)
    (course / "course/day9/Toy.py").write_text(text)
    assert seeds.main(["--seeds", "2000", "--root", str(course), "--jobs", "1"]) == 1
    assert said in capsys.readouterr().out


def test_a_name_that_fits_no_lecture_is_told(course, capsys):
    assert seeds.main(["day8/None", "--root", str(course)]) == 2
    assert "no notebook is called day8/None" in capsys.readouterr().err
