"""Copied, split, deleted and renamed: nbgrader gives the marks that were earned.

One run of nbgrader grades a class of the toy course, each student in a kernel of
their own: so this belongs to `make test-notebooks`.
"""

import copy
import json

import pytest
from odd_submissions import NAMES, SUBMISSIONS, own, untouched
from test_nbgrader import desk_of_instructor, nbgrader, scores_in

pytest_plugins = ["toy_fixtures"]
pytestmark = pytest.mark.notebooks


def solved(course, topic):
    """Return the exercise with the solution's answers, and name -> points."""
    read = [
        json.loads((course / kind / f"{topic}.ipynb").read_text(encoding="utf-8"))
        for kind in ("exercises", "solutions")
    ]
    answers, points = {}, {}
    for cell in read[1]["cells"]:
        about = cell["metadata"].get("nbgrader", {})
        if about.get("solution"):
            answers[about["grade_id"]] = "".join(cell["source"])
        if about.get("grade"):
            points[about["grade_id"].removeprefix("check-")] = about["points"]
    cells = []
    for cell in read[0]["cells"]:
        about = cell["metadata"]
        if about.get("minivae", {}).get("role") in ("setup", "exercise", "check"):
            name = about.get("nbgrader", {}).get("grade_id")
            cells.append(cell | {"source": answers.get(name, cell["source"])})
    return read[0] | {"cells": cells}, points


def class_of(course, topic, work):
    """Hand in one notebook per student; return student -> the points that are right."""
    day, name = topic.split("/")
    notebook, points = solved(course, topic)
    most, first = sum(points.values()), next(iter(points.values()))
    handed_in = {
        change.__name__: (name, change, most if counts else most - first)
        for change, counts in SUBMISSIONS.items()
    }
    for i, file in enumerate(NAMES):
        handed_in[f"renamed_{i}"] = (file.format(name), untouched, most)
    for student, (file, change, _) in handed_in.items():
        desk = work / "submitted" / student / day
        desk.mkdir(parents=True)
        cells = change(copy.deepcopy(notebook["cells"]), list(points))
        text = json.dumps(notebook | {"cells": cells})
        (desk / f"{file}.ipynb").write_text(text, encoding="utf-8")
    return {student: right for student, (_, _, right) in handed_in.items()}


def graded(course, topic, work):
    """Grade a class; return (points, right points, what nbgrader said, its run)."""
    desk_of_instructor(course, topic.split("/")[0], work)
    right = class_of(course, topic, work)
    done = nbgrader("generate_assignment", topic.split("/")[0], course, work)
    assert done.returncode == 0, done.stderr[-2000:]
    done = nbgrader("autograde", topic.split("/")[0], course, work)
    name = topic.split("/")[1]
    got = {s: points for s, n, points, _ in scores_in(work) if n == name}
    return got, right, done


@pytest.fixture(scope="module")
def a_class(built_toy, tmp_path_factory):
    return graded(built_toy, "day9/Toy", tmp_path_factory.mktemp("class"))


def test_the_class_is_graded_to_the_end(a_class):
    got, right, done = a_class
    assert done.returncode == 0, done.stderr[-3000:]
    assert set(got) == set(right)


STUDENTS = [change.__name__ for change in SUBMISSIONS]
STUDENTS += [f"renamed_{i}" for i, _ in enumerate(NAMES)]


@pytest.mark.parametrize("student", STUDENTS)
def test_a_submission_gets_the_marks_that_it_earned(a_class, student):
    got, right, _ = a_class
    assert got.get(student) == right[student]


@pytest.mark.parametrize(
    "said",
    [
        "check_deleted/day9/Toy: the check 'check-scale' is gone: it runs at the end",
        "answer_deleted/day9/Toy: the cell of the answer 'scale' is gone",
        "answer_split/day9/Toy: the parts of the answer 'scale' are joined",
        "check_copied/day9/Toy: 'check-scale' stands several times: all run, the last",
        "day9/Toy: cell 'check-of-another-day' belongs to no cell of it",
        "day9/Toy (1).ipynb is renamed: it is Toy.ipynb",
    ],
)
def test_the_log_says_what_was_done(a_class, said):
    assert said in a_class[2].stderr


def test_two_files_of_one_exercise_are_not_guessed_at(built_toy, tmp_path):
    desk_of_instructor(built_toy, "day9", tmp_path)
    notebook, _ = solved(built_toy, "day9/Toy")
    text = json.dumps(notebook)
    for student, files in {
        "both": ("Toy", "Toy (1)"),
        "neither": ("Toy (1)", "Toy (2)"),
        "scratch": ("Toy", "Untitled"),
    }.items():
        desk = tmp_path / "submitted" / student / "day9"
        desk.mkdir(parents=True)
        for file in files:
            (desk / f"{file}.ipynb").write_text(text)
    scratch = tmp_path / "submitted" / "scratch" / "day9" / "Untitled.ipynb"
    scratch.write_text(json.dumps(notebook | {"cells": [own("1 + 1")]}))
    before = {p: p.read_text() for p in (tmp_path / "submitted").rglob("*.ipynb")}
    nbgrader("generate_assignment", "day9", built_toy, tmp_path)
    said = nbgrader("autograde", "day9", built_toy, tmp_path).stderr
    assert "Toy.ipynb is graded, not Toy (1).ipynb beside it" in said
    assert "Toy (1).ipynb, Toy (2).ipynb are all Toy.ipynb; rename one" in said
    after = {p: p.read_text() for p in (tmp_path / "submitted").rglob("*.ipynb")}
    assert after == before
    got = {student: points for student, _, points, _ in scores_in(tmp_path)}
    assert got["both"] == got["scratch"] == 3
