"""The build: the same bytes every time, no answers in exercises, nothing stale."""

import json
from pathlib import Path

import pytest
import toy_course
from notebooks.course import BuildError, Course
from notebooks.source import read_source
from notebooks.step import problems

pytest_plugins = ["toy_fixtures"]
ROOT = Path(__file__).resolve().parents[1]
KINDS = ("course", "solutions", "exercises")
EVERY = [
    (k, t)
    for k in KINDS
    for t in Course(ROOT).topics("solutions" if k == "exercises" else k)
]


def load(root, kind):
    return json.loads((root / kind / "day9" / "Toy.ipynb").read_text())


def spoil(root, kind, change):
    path = root / kind / "day9" / "Toy.ipynb"
    notebook = json.loads(path.read_text())
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, sort_keys=True) + "\n")


def notebooks_of(root):
    return {p.relative_to(root): p.read_bytes() for p in root.rglob("*.ipynb")}


@pytest.mark.parametrize("kind, topic", EVERY)
def test_every_notebook_is_in_step_with_its_source(kind, topic):
    assert problems(Course(ROOT), kind, topic) == []


def test_every_notebook_has_a_source():
    assert Course(ROOT).orphans() == []


def test_two_builds_give_the_same_bytes(toy):
    before = notebooks_of(toy)
    assert len(before) == 3
    assert toy_course.build(toy) == 0
    assert notebooks_of(toy) == before


def test_a_fresh_build_is_in_step_also_when_run_again(toy, capsys):
    assert toy_course.build(toy, "--check", "--execute") == 0
    assert "3 notebooks checked, 0 out of step" in capsys.readouterr().out


def test_cell_ids_come_from_names_and_headings_and_are_unique(toy):
    ids = [cell["id"] for cell in load(toy, "exercises")["cells"]]
    assert len(set(ids)) == len(ids)
    assert {"toy-answers", "scale", "exercise-scale", "check-scale"} <= set(ids)
    assert [c["id"] for c in load(toy, "course")["cells"]][::2] == ["toy", "toy-2"]


def test_the_exercise_holds_no_answer_and_no_output(toy):
    exercise = load(toy, "exercises")
    text = json.dumps(exercise)
    for secret in ("unmistakable_answer", "second_answer", "SOLUTION", "right ("):
        assert secret in json.dumps(load(toy, "solutions"))
        assert secret not in text
    for cell in exercise["cells"]:
        assert not cell.get("outputs") and cell.get("execution_count") is None
    assert (
        'raise NotImplementedError(\\"Exercise 9.1: return x times factor\\")' in text
    )


def test_the_exercise_shows_the_expected_picture_with_alt_text(toy):
    last = load(toy, "exercises")["cells"][-1]
    assert "![A red dot](attachment:expected.png)" in "".join(last["source"])
    shown = load(toy, "solutions")["cells"][-1]["outputs"][0]["data"]["image/png"]
    assert last["attachments"]["expected.png"]["image/png"] == shown


def test_exercises_and_checks_may_raise_in_exercises_only(toy):
    for kind, tagged in (("exercises", True), ("solutions", False)):
        roles = []
        for cell in load(toy, kind)["cells"]:
            metadata = cell["metadata"]
            role = metadata.get("minivae", {}).get("role")
            may_raise = "raises-exception" in metadata.get("tags", [])
            assert may_raise == (tagged and role in ("exercise", "check"))
            if role == "check":
                assert metadata["nbgrader"]["grade"] and metadata["nbgrader"]["locked"]
            roles.append(role)
        assert (roles.count("exercise"), roles.count("check")) == (2, 2)


def test_outputs_hold_no_path_address_stderr_or_time(toy):
    solution = load(toy, "solutions")
    text = json.dumps(solution)
    assert (
        str(toy) not in text
        and "0x..." in text
        and "a warning"
        not in (json.dumps([cell.get("outputs") for cell in solution["cells"]]))
    )
    assert set(solution["metadata"]["language_info"]) == {"name"}
    assert all("execution" not in cell["metadata"] for cell in solution["cells"])


def test_the_minutes_of_the_text_stand_in_the_readme(toy, capsys):
    readme = toy / "course" / "day9" / "README.md"
    text = readme.read_text()
    assert "| [Toy, lecture](Toy.ipynb) | 5 | 5 |\n" in text
    # Three points (6), a minute for the picture's place and a few words: some 5.
    assert "| [Toy, exercise](../../exercises/day9/Toy.ipynb) | 5 | 5 |\n" in text
    assert text.startswith("# Day 9\n") and text.endswith("\nThe end.\n")
    lecture = toy / "course" / "day9" / "Toy.py"
    more = (
        "# ## 2. Further: words\n# "
        + 1100 * "word "
        + "\n# %% [markdown]\n# ### Below it\n"
    )
    lecture.write_text(lecture.read_text() + "# %% [markdown]\n" + more)
    assert toy_course.build(toy, "--check") == 1
    assert "minutes are not those of the texts" in capsys.readouterr().out
    assert toy_course.build(toy, "--only", "course") == 0
    assert "| [Toy, lecture](Toy.ipynb) | 5 | 10 |\n" in readme.read_text()


def test_what_has_not_changed_is_not_executed_again(toy, capsys):
    assert toy_course.build(toy) == 0
    assert "built" not in capsys.readouterr().out
    checks = toy / "toychecks" / "day9.py"
    checks.write_text(checks.read_text() + "# the solution imports this file\n")
    assert toy_course.build(toy) == 0
    out = capsys.readouterr().out
    assert "built   solutions/day9/Toy" in out and "course/day9" not in out
    assert toy_course.build(toy, "--only", "course", "--all") == 0
    assert "built   course/day9/Toy" in capsys.readouterr().out


def test_an_exercise_is_derived_from_the_text_without_executing(toy, capsys):
    source = toy / "solutions" / "day9" / "Toy.py"
    source.write_text(source.read_text().replace("Two functions", "Both functions"))
    before = load(toy, "solutions")
    assert toy_course.build(toy, "--only", "exercises") == 0
    assert load(toy, "solutions") == before
    assert "Both functions" in json.dumps(load(toy, "exercises"))
    assert "attachment:expected.png" in json.dumps(load(toy, "exercises"))
    (toy / "solutions" / "day9" / "Toy.ipynb").unlink()  # no picture, and no harm
    assert toy_course.build(toy, "--only", "exercises") == 0
    assert "attachment:expected.png" not in json.dumps(load(toy, "exercises"))


def strip_outputs(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = []


def strip_counts(notebook):
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["execution_count"] = None


def edit_a_cell(notebook):
    notebook["cells"][0]["source"] = ["# Edited"]


def change_points(notebook):
    for cell in notebook["cells"]:
        if "points" in cell["metadata"].get("nbgrader", {}):
            cell["metadata"]["nbgrader"]["points"] = 100


@pytest.mark.parametrize(
    "kind, change, said",
    [
        ("course", edit_a_cell, "edited by hand"),
        ("solutions", edit_a_cell, "edited by hand"),
        ("exercises", edit_a_cell, "not what the build would write"),
        ("course", strip_outputs, "altered or stripped"),
        ("solutions", strip_counts, "not executed"),
        ("solutions", change_points, "not what the build would write"),
        ("exercises", change_points, "not what the build would write"),
        ("course", lambda nb: nb["cells"].pop(), "cells, its source"),
    ],
)
def test_a_spoilt_notebook_is_found_and_the_cure_named(toy, capsys, kind, change, said):
    spoil(toy, kind, change)
    assert toy_course.build(toy, "--check") == 1
    out = capsys.readouterr().out
    assert f"{kind}/day9/Toy.ipynb: " in out and said in out
    assert "mend it: python tools/build_notebooks.py day9/Toy" in out


def test_an_edited_source_is_found_in_solution_and_exercise(toy, capsys):
    source = toy / "solutions" / "day9" / "Toy.py"
    source.write_text(source.read_text().replace("Two functions", "Both functions"))
    assert toy_course.build(toy, "--check") == 1
    out = capsys.readouterr().out
    assert "solutions/day9/Toy.ipynb: its source has changed" in out
    assert "exercises/day9/Toy.ipynb: it is not what the build would write" in out


def test_missing_broken_and_orphan_notebooks_are_found(toy, capsys):
    (toy / "course" / "day9" / "Toy.ipynb").unlink()
    (toy / "solutions" / "day9" / "Toy.ipynb").write_text('{"cells": [')
    (toy / "exercises" / "day9" / "Old.ipynb").write_text("{}")
    assert toy_course.build(toy, "--check") == 1
    out = capsys.readouterr().out
    assert "has not been built" in out and "not a notebook of this build" in out
    assert "exercises/day9/Old.ipynb: no source; delete it" in out


def test_a_changed_result_is_found_by_running_again(toy, capsys):
    checks = toy / "course" / "day9" / "Toy.py"
    checks.write_text(checks.read_text().replace("6 * 7", '__import__("os").getpid()'))
    assert toy_course.build(toy, "--only", "course") == 0
    assert toy_course.build(toy, "--only", "course", "--check") == 0
    assert toy_course.build(toy, "--only", "course", "--check", "--execute") == 1
    assert "says something else" in capsys.readouterr().out


def test_a_failing_cell_is_shown_and_the_old_notebook_stays(toy, capsys):
    before = notebooks_of(toy)
    source = toy / "course" / "day9" / "Toy.py"
    source.write_text(source.read_text().replace("6 * 7", "6 / 0"))
    assert toy_course.build(toy, "day9/Toy", "--only", "course") == 1
    said = capsys.readouterr().err
    assert "course/day9/Toy: cell " in said
    assert "print(6 / 0)" in said and "ZeroDivisionError" in said
    assert notebooks_of(toy) == before


def test_an_unknown_name_is_wrong_usage_and_lists_the_known(toy, capsys):
    assert toy_course.build(toy, "day9/Nothing") == 2
    assert "day9/Toy" in capsys.readouterr().err


@pytest.mark.parametrize(
    "old, new, said",
    [
        ('exercise="scale"', 'exercise="scales"', "has no exercise 'scales'"),
        ('    ### END SOLUTION\n\n# %% check="scale"', "# %%", "needs the marks"),
        ("# %% setup=true", "# %% setpu=true", "unknown words"),
        ('# %% check="scale"', '# %% setup=true check="scale"', "a cell is one of"),
    ],
)
def test_a_wrong_source_is_refused_with_a_reason(toy, monkeypatch, old, new, said):
    monkeypatch.syspath_prepend(str(toy))
    source = toy / "solutions" / "day9" / "Toy.py"
    assert old in source.read_text()
    source.write_text(source.read_text().replace(old, new))
    with pytest.raises(BuildError, match=said):
        read_source(Course(toy, "toychecks"), "solutions", "day9/Toy")
