"""An instructor releases and autogrades the exercises with nbgrader.

The empty submission is the exercise as students find it, and grading executes every
cell of it: so this also shows that Run All reaches the end with nothing solved.
"""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

pytest_plugins = ["toy_fixtures"]
ROOT = Path(__file__).resolve().parents[1]
SCORES = """
select student.id, notebook.name, coalesce(sum(coalesce(grade.manual_score,
       grade.auto_score)), 0), sum(grade_cells.max_score)
from grade
join grade_cells on grade.cell_id = grade_cells.id
join submitted_notebook on grade.notebook_id = submitted_notebook.id
join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
join student on submitted_assignment.student_id = student.id
join notebook on submitted_notebook.notebook_id = notebook.id
group by student.id, notebook.name
"""


def only_what_is_graded(text):
    """Leave setup, exercise and check cells: a submission that grades quickly."""
    notebook = json.loads(text)
    notebook["cells"] = [
        cell
        for cell in notebook["cells"]
        if cell["metadata"].get("minivae", {}).get("role")
        in ("setup", "exercise", "check")
    ]
    return json.dumps(notebook)


def grade_everything(course, day, work):
    """Release a day, submit the solutions and the exercises, return the scores."""
    desk_of_instructor(course, day, work)
    for student, kind in (("perfect", "solutions"), ("empty", "exercises")):
        desk = work / "submitted" / student / day
        desk.mkdir(parents=True)
        for path in (course / kind / day).glob("*.ipynb"):
            text = path.read_text(encoding="utf-8")
            if student == "perfect":  # nbval executes the rest of the solutions
                text = only_what_is_graded(text)
            (desk / path.name).write_text(text, encoding="utf-8")
    for command in ("generate_assignment", "autograde"):
        done = nbgrader(command, day, course, work)
        assert done.returncode == 0, done.stderr[-2000:]
    return scores_in(work)


def desk_of_instructor(course, day, work):
    """Lay out what nbgrader reads: solutions, exercises, its configuration."""
    for kind in ("solutions", "exercises"):
        shutil.copytree(course / kind / day, work / kind / day)
    shutil.copy(ROOT / "nbgrader_config.py", work)


def nbgrader(command, day, course, work):
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", command, day],
        cwd=work,
        env=settings(course, work),
        capture_output=True,
        text=True,
    )


def scores_in(work):
    """Return (student, notebook, points, most points) from the grade book."""
    with sqlite3.connect(work / "gradebook.db") as book:
        return list(book.execute(SCORES))


def released_otherwise(course, day, work):
    """List the released notebooks that are not what the students' exercise is."""
    found = []
    for path in sorted((course / "exercises" / day).glob("*.ipynb")):
        given = json.loads((work / "release" / day / path.name).read_text("utf-8"))
        ours = json.loads(path.read_text("utf-8"))
        if (given["cells"], given["metadata"]) != (ours["cells"], ours["metadata"]):
            found.append(path.name)
    return found


def settings(course, work):
    beside_python = str(Path(sys.executable).parent)  # nbgrader calls `alembic`
    return os.environ | {
        "PATH": os.pathsep.join([beside_python, os.environ.get("PATH", "")]),
        "PYTHONPATH": str(course),
        "MINIVAE_DATA": "bundled",
        "OPENBLAS_NUM_THREADS": "1",
        "IPYTHONDIR": str(work / "ipython"),
        "JUPYTER_CONFIG_DIR": str(work / "jupyter"),
    }


def stopped(work):
    """List the cells of the empty exercises that failed and may not."""
    found = []
    for path in sorted((work / "autograded" / "empty").rglob("*.ipynb")):
        notebook = json.loads(path.read_text(encoding="utf-8"))
        code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
        assert all(cell["execution_count"] for cell in code), f"{path.name} was not run"
        for cell in code:
            role = cell["metadata"].get("minivae", {}).get("role")
            failed = any(o["output_type"] == "error" for o in cell["outputs"])
            if failed and role not in ("exercise", "check"):
                found.append(f"{path.name}, cell {cell['id']}")
    return found


def assert_full_marks_and_zero(scores, notebooks):
    assert len(scores) == 2 * notebooks
    for student, name, got, most in scores:
        assert most > 0, name
        assert got == (most if student == "perfect" else 0), (student, name, got)


def released(work):
    """Return all that students would get, as one text."""
    files = [p for p in (work / "release").rglob("*") if p.is_file()]
    assert any(p.suffix == ".ipynb" for p in files)
    return "".join(p.read_text(encoding="utf-8") for p in files)


def test_a_toy_gets_full_marks_and_zero_and_a_cell_that_stops_is_found(toy, tmp_path):
    path = toy / "exercises" / "day9" / "Toy.ipynb"
    path.write_text(path.read_text().replace("print(use.scale(x, 2.0))", "scale(x, 2)"))
    scores = grade_everything(toy, "day9", tmp_path)
    assert_full_marks_and_zero(scores, 1)
    assert scores[0][3] == 3
    assert "unmistakable_answer" not in released(tmp_path)
    assert released_otherwise(toy, "day9", tmp_path) == []
    (cell,) = stopped(tmp_path)
    assert cell.startswith("Toy.ipynb, cell ")


def test_an_exercise_that_lacks_a_check_is_not_released(toy, tmp_path):
    desk_of_instructor(toy, "day9", tmp_path)
    path = tmp_path / "exercises" / "day9" / "Toy.ipynb"
    path.write_text(path.read_text().replace('"points": 2', '"points": 1'))
    done = nbgrader("generate_assignment", "day9", toy, tmp_path)
    assert done.returncode != 0
    assert "build_notebooks.py day9/Toy" in done.stderr
    assert not list((tmp_path / "release").rglob("*.ipynb"))


def test_without_exercises_run_all_of_what_is_released_reaches_the_end(toy, tmp_path):
    desk_of_instructor(toy, "day9", tmp_path)
    shutil.rmtree(tmp_path / "exercises")
    done = nbgrader("generate_assignment", "day9", toy, tmp_path)
    assert (
        done.returncode == 0 and "There is no exercises/day9/Toy.ipynb" in done.stderr
    )
    path = tmp_path / "release" / "day9" / "Toy.ipynb"
    for cell in json.loads(path.read_text())["cells"]:
        marked = "nbgrader" in cell["metadata"]
        assert ("raises-exception" in cell["metadata"].get("tags", [])) == marked


DAYS = sorted({path.parent.name for path in (ROOT / "solutions").glob("day*/*.ipynb")})


@pytest.mark.notebooks
@pytest.mark.parametrize("day", DAYS)
def test_perfect_submissions_get_full_marks_and_empty_ones_zero(day, tmp_path):
    scores = grade_everything(ROOT, day, tmp_path)
    assert_full_marks_and_zero(
        scores, len(list((ROOT / "solutions" / day).glob("*.ipynb")))
    )
    assert "BEGIN SOLUTION" not in released(tmp_path)
    assert released_otherwise(ROOT, day, tmp_path) == []
    assert stopped(tmp_path) == []
