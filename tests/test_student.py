"""A student's day: Run All on an unsolved exercise, nbval, and `minivae check`."""

import argparse
import csv
import json
import os
import re
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

from minivae.commands import check
from minivae_checks import cells

pytest_plugins = ["toy_fixtures"]
RIGHT = {"scale": "return factor * x", "halve": "return x / 2, np.full(x.shape, 0.5)"}


@pytest.fixture
def desk(toy, monkeypatch):
    """The student's copy of the course, and the folder they are in."""
    monkeypatch.setenv("PYTHONPATH", str(toy))
    monkeypatch.setattr(cells, "CHECKS", re.compile(r"toychecks\.day\d+"))
    monkeypatch.chdir(toy)
    return toy


def edit(desk, change, name="exercises/day9/Toy"):
    path = desk / f"{name}.ipynb"
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


def run(*names, csv=None, seconds=check.SECONDS):
    words = argparse.Namespace(names=list(map(str, names)), csv=csv, seconds=seconds)
    return check.run(words)


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
    assert out.count("solved  ") == 2 and "3 of 3 points" in out


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


def test_an_endless_loop_is_blamed_and_what_comes_after_it_is_marked(desk, capsys):
    write(desk, scale="while True: pass", halve=RIGHT["halve"])
    assert run(seconds=2) == 1
    out = capsys.readouterr().out
    assert "1 of 3 points" in out and "not end within 2 s; an endless loop?" in out


def test_an_answer_that_waits_is_blamed(desk, capsys):
    write(desk, scale="import time; time.sleep(1e6)", halve=RIGHT["halve"])
    assert run(seconds=1) == 1
    out = capsys.readouterr().out
    assert "1 of 3 points" in out and "it waited for 2 s; for what?" in out


def test_code_that_ends_the_process_is_blamed_and_survived(desk, capsys):
    write(desk, scale="import os; os._exit(3)", halve=RIGHT["halve"])
    assert run() == 1
    out = capsys.readouterr().out
    assert "its code ended Python with exit code 3" in out and "1 of 3 points" in out


def test_added_cells_run_as_far_as_they_go(desk, capsys):
    write(desk, scale="return helper(factor, x) * one", halve=RIGHT["halve"])
    helper = "%matplotlib inline\none = sum([1])\n1 / 0\n"
    helper += "def helper(a, b):\n    return a * b"
    edit(desk, lambda cells: cells.insert(2, add(helper)))
    edit(desk, lambda cells: cells.insert(2, add("this is no python")))
    assert run() == 0


def test_cells_that_train_or_draw_are_not_run(desk, capsys):
    write(desk, **RIGHT)
    edit(desk, lambda cells: cells[-2].update(source="raise SystemExit"))
    assert run() == 0


def test_a_deleted_answer_is_named_with_exit_code_2(desk, capsys):
    write(desk, **RIGHT)
    edit(desk, lambda cells: cells.remove(cell(cells, "exercise-scale")))
    assert run() == 2
    out = capsys.readouterr().out
    assert "the exercise cell of scale is gone" in out and "1 of 3 points" in out


@pytest.mark.parametrize("scale, code", [(RIGHT["scale"], 0), ("return x + factor", 1)])
@pytest.mark.parametrize("what", ["gone", "changed"])
def test_without_its_check_cell_an_answer_is_judged_and_flagged(
    desk, capsys, what, scale, code
):
    def change(cells):
        its = cell(cells, "check-scale")
        cells.remove(its) if what == "gone" else its.update(source="pass")

    write(desk, **RIGHT | {"scale": scale})
    edit(desk, change)
    assert run() == code
    said = f"look at this notebook: check cell of scale {what}\n"
    assert said in capsys.readouterr().out


def test_a_renamed_notebook_elsewhere_can_be_checked(desk, tmp_path, capsys):
    write(desk, **RIGHT)
    moved = tmp_path / "my own.ipynb"
    (desk / "exercises" / "day9" / "Toy.ipynb").rename(moved)
    assert run(moved) == 0


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


@pytest.mark.parametrize("checks", ["nochecks.day9", "toychecks.day8", "os"])
def test_checks_that_are_not_minivaes_or_not_there_are_exit_code_2(
    desk, capsys, checks
):
    path = desk / "exercises" / "day9" / "Toy.ipynb"
    path.write_text(path.read_text().replace("toychecks.day9", checks))
    assert run() == 2
    assert checks in capsys.readouterr().err


def test_a_class_has_a_row_per_file_and_a_csv_and_goes_on(desk, capsys):
    right = write(desk, **RIGHT).read_text(encoding="utf-8")
    for name, text in (("ann", right), ("bob", "{"), ("=cyd", right)):
        folder = desk / "submitted" / name / "day9"
        folder.mkdir(parents=True)
        (folder / "Toy.ipynb").write_text(text, encoding="utf-8")
    edit(
        desk,
        lambda cells: cells.insert(2, add("import os")),
        "submitted/=cyd/day9/Toy",
    )
    table = desk / "marks.csv"
    assert run("submitted/ann/day9/Toy.ipynb", "submitted", csv=str(table)) == 2
    done = capsys.readouterr()
    assert "submitted/bob/day9/Toy.ipynb cannot be read" in done.err
    assert "\nann          3/3  submitted/ann/day9/Toy.ipynb\n" in done.out
    assert "\nbob       unread  submitted/bob/day9/Toy.ipynb\n" in done.out
    assert "6 of 6 points\n1 file could not be checked" in done.out
    with open(table, encoding="utf-8", newline="") as text:
        rows = {row["student"]: row for row in csv.DictReader(text)}
    assert sorted(rows) == ["'=cyd", "ann", "bob"]
    assert rows["ann"]["points"] == rows["ann"]["of"] == "3"
    assert rows["'=cyd"]["look at"] == "files" and "JSON" in rows["bob"]["trouble"]
    assert run("submitted/ann", csv=str(table)) == 0  # its own table is replaced


@pytest.mark.parametrize("name", ["notes.txt", "x.ipynb", "no/marks.csv", "/dev/null"])
def test_a_csv_that_would_cost_something_is_refused_before_anything_runs(desk, name):
    (desk / "notes.txt").write_text("mine")
    with pytest.raises(ValueError, match="--csv: "):
        run(csv=name)
    assert (desk / "notes.txt").read_text() == "mine"


def test_nothing_that_is_shown_moves_the_cursor(desk, capsys):
    bad = "raise ValueError('\\x1b[2J\\x1b]0;title\\x07\\u202egreen\\x9b1m\\r')"
    write(desk, scale=bad)
    assert run() == 1
    out = capsys.readouterr().out
    assert "green" in out
    assert all(c.isprintable() or c == "\n" for c in out)
