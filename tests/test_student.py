"""A student's day: Run All on an unsolved exercise, nbval, and `minivae check`."""

import argparse
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from minivae.commands import check

pytest_plugins = ["toy_fixtures"]
RIGHT = {"scale": "return factor * x", "halve": "return x / 2, np.full(x.shape, 0.5)"}


@pytest.fixture
def desk(toy, monkeypatch):
    """The student's copy of the course, and the folder they are in."""
    monkeypatch.setenv("PYTHONPATH", str(toy))
    monkeypatch.chdir(toy)
    return toy


def edit(desk, change, name="day9/Toy"):
    path = desk / "exercises" / f"{name}.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook["cells"])
    path.write_text(json.dumps(notebook))
    return path


def cell(cells, cell_id):
    return next(c for c in cells if c["id"] == cell_id)


def write(desk, **answers):
    """Write lines of code in place of the blanks."""

    def change(cells):
        for exercise, line in answers.items():
            lines = cell(cells, f"exercise-{exercise}")["source"]
            assert "raise NotImplementedError" in lines[-1]
            lines[-1] = "    " + line

    return edit(desk, change)


def add(code):
    """Return a code cell as JupyterLab makes it: without our metadata."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "added",
        "metadata": {},
        "outputs": [],
        "source": code,
    }


def run(*names):
    return check.run(argparse.Namespace(names=list(names)))


def test_run_all_on_an_unsolved_exercise_reaches_the_end(desk):
    path = desk / "exercises" / "day9" / "Toy.ipynb"
    nb = nbformat.read(path, as_version=4)
    NotebookClient(nb, kernel_name="python3").execute(env=dict(os.environ))
    said = {c.id: c.outputs for c in nb.cells if c.cell_type == "code"}
    (failure,) = said["check-scale"]
    title = "Exercise 9.1 scale is not done yet: return x times factor"
    assert failure.traceback == [title]
    use = next(outputs for outputs in said.values() if "minivae's" in str(outputs))
    assert "until yours passes its check" in use[0].text
    assert "[0. 2. 4.]" in use[0].text


def test_run_all_survives_a_syntax_error_in_an_exercise(desk):
    nb = nbformat.read(write(desk, scale="return (x"), as_version=4)
    NotebookClient(nb, kernel_name="python3").execute(env=dict(os.environ))
    said = str([c.outputs for c in nb.cells if c.cell_type == "code"])
    # Python 3.13 has a name of its own for a statement that is not finished
    assert re.search("SyntaxError|IncompleteInputError", said)
    assert "name 'scale' is not defined" in said
    assert "[0. 2. 4.]" in said


def test_nbval_passes_on_unsolved_exercise_solution_and_lecture(desk):
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "--nbval-lax",
        "-p",
        "no:cacheprovider",
    ]
    folders = ["exercises", "solutions", "course"]
    done = subprocess.run(
        [*command, "--rootdir", str(desk), *folders],
        cwd=desk,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert "17 passed" in done.stdout


def test_nothing_done_yet_is_exit_code_1_with_the_tasks(desk, capsys):
    assert run() == 1
    out = capsys.readouterr().out
    assert out.count("not yet  0/") == 2 and "0 of 3 points" in out
    assert "\n        return x / 2 and its gradient\n" in out
    assert "is not done yet" not in out and out.count("halve") == 1


def test_all_solved_is_exit_code_0(desk, capsys):
    write(desk, **RIGHT)
    assert run("day9") == 0
    out = capsys.readouterr().out
    assert out.count("solved") == 2 and "3 of 3 points" in out


def test_a_wrong_answer_is_shown_with_its_likely_mistake(desk, capsys):
    write(desk, scale="return factor + x", halve=RIGHT["halve"])
    assert run("day9/Toy") == 1
    out = capsys.readouterr().out
    assert "wrong    0/2" in out and "The factor is added." in out
    assert "Hint: one star" in out and "1 of 3 points" in out


def test_an_error_in_the_code_is_shown_with_its_line(desk, capsys):
    write(desk, scale="return factr * x", halve=")")
    assert run("exercises/day9/Toy.ipynb") == 1
    out = capsys.readouterr().out
    assert "NameError: name 'factr' is not defined" in out
    assert "line 3: return factr * x" in out
    assert "the exercise cell stopped with SyntaxError" in out and "(line 2)" in out


def test_an_endless_loop_is_stopped_and_blamed(desk, capsys, monkeypatch):
    monkeypatch.setattr(check, "PATIENCE", 8)
    write(desk, scale=RIGHT["scale"], halve="while True: pass")
    assert run() == 1
    out = capsys.readouterr().out
    assert "solved" in out and "did not end within 8 s; an endless loop?" in out


def test_code_that_ends_the_process_is_survived(desk, capsys):
    write(desk, scale="import os; os._exit(3)")
    assert run() == 1
    out = capsys.readouterr().out
    assert "9.1" in out and "the check stopped" in out and "not run" in out


def test_helpers_in_added_cells_count_and_their_experiments_do_not_run(desk, capsys):
    write(desk, scale="return helper(factor, x)", halve=RIGHT["halve"])
    helper = "%matplotlib inline\ndef helper(a, b):\n    return a * b\n1 / 0"
    edit(desk, lambda cells: cells.insert(2, add(helper)))
    edit(desk, lambda cells: cells.insert(2, add("this is no python")))
    assert run() == 0


def test_cells_that_train_or_draw_are_not_run(desk, capsys):
    write(desk, **RIGHT)
    edit(desk, lambda cells: cells[-2].update(source="raise SystemExit"))
    assert run() == 0


@pytest.mark.parametrize("kind", ["exercise", "check"])
def test_a_deleted_cell_is_named_with_exit_code_2(desk, capsys, kind):
    write(desk, **RIGHT)
    edit(desk, lambda cells: cells.remove(cell(cells, f"{kind}-scale")))
    assert run() == 2
    out = capsys.readouterr().out
    assert f"the {kind} cell of scale is gone" in out and "1 of 3 points" in out


def test_an_emptied_check_cell_does_not_count_as_solved(desk, capsys):
    write(desk, **RIGHT)
    edit(desk, lambda cells: cell(cells, "check-scale").update(source="pass"))
    assert run() == 1
    assert "no longer calls the check" in capsys.readouterr().out


def test_a_renamed_notebook_elsewhere_can_be_checked(desk, tmp_path, capsys):
    write(desk, **RIGHT)
    moved = tmp_path / "my own.ipynb"
    (desk / "exercises" / "day9" / "Toy.ipynb").rename(moved)
    assert run(str(moved)) == 0


def test_a_file_in_this_folder_is_headed_by_folder_and_name(desk, monkeypatch, capsys):
    monkeypatch.chdir(desk / "exercises" / "day9")
    assert run("Toy.ipynb") == 1
    assert "\nday9/Toy\n" in capsys.readouterr().out


def test_names_that_mean_nothing_are_exit_code_2(desk, capsys):
    assert run("day8") == 2
    assert "no notebook named day8; there are: day9/Toy" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", '{"metadata": {}, "cells": []}'])
def test_an_unreadable_notebook_is_exit_code_2(desk, capsys, text):
    (desk / "exercises" / "day9" / "Toy.ipynb").write_text(text)
    assert run() == 2
    assert "Toy.ipynb" in capsys.readouterr().err


def test_a_notebook_whose_checks_are_not_installed_is_exit_code_2(desk, capsys):
    path = desk / "exercises" / "day9" / "Toy.ipynb"
    path.write_text(path.read_text().replace("toychecks.day9", "nochecks.day9"))
    assert run() == 2
    assert "nochecks" in capsys.readouterr().err
