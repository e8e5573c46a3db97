"""Every exercise: the solution passes, the blank and planted mistakes do not."""

import functools
import inspect
import os
from collections import Counter
from pathlib import Path

import pytest
from exercise_bench import Bench, exercises_of, planted
from mistake_lines import prove_lines
from notebooks.course import Course
from sentences import unsaid_sentences
from slips import accepted_slips

from minivae_checks.failure import NotDone, Wrong

COURSE = Course(Path(__file__).resolve().parents[1])
EXERCISES = exercises_of(COURSE)
TOPICS = COURSE.topics("solutions")
every_exercise = pytest.mark.parametrize("topic, exercise", EXERCISES)
every_topic = pytest.mark.parametrize("topic", TOPICS)


@functools.cache
def bench(topic):
    """Set a notebook up once, on the bundled data and in its own folder."""
    here = Path.cwd()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("MINIVAE_DATA", "bundled")
        patch.setenv("TQDM_DISABLE", "1")
        patch.chdir(COURSE.source("solutions", topic).parent)
        made = Bench(COURSE, topic)
        made.before  # noqa: B018  (runs the cells)
    os.chdir(here)
    return made


@every_exercise
def test_the_solution_is_accepted(topic, exercise):
    assert (
        bench(topic).answer(exercise, bench(topic).cell("exercise", exercise)) is None
    )


@every_exercise
def test_the_blank_is_not_done(topic, exercise):
    failure = bench(topic).answer(exercise, bench(topic).blank(exercise))
    assert isinstance(failure, NotDone), failure


@every_topic
def test_wrong_answers_are_rejected_by_name(topic, record_property):
    """Planted answers and lines of data; and no sentence of the topic goes unsaid."""
    said, missed, counts = [], [], Counter()
    for name, exercise in bench(topic).exercises.items():
        wrong_answers = planted(topic, name)
        missed += bench(topic).missed(name, wrong_answers, said)
        solution = bench(topic).solution(name)
        lines, not_told = prove_lines(exercise, solution, said)
        slips, let_pass = accepted_slips(exercise, solution, said)
        missed += not_told + let_pass
        counts += Counter(planted=len(wrong_answers), lines=lines, slips=slips)
        if len(wrong_answers) + lines < 2:
            missed.append(f"{name}: plant at least two wrong answers")
    unsaid = unsaid_sentences(bench(topic).folder, said)
    for key, count in counts.items():
        record_property(key, count)
    record_property("missed", len(missed))
    record_property("unsaid", len(unsaid))
    assert not missed, "\n".join(missed)
    assert not unsaid, "no wrong answer is told:\n" + "\n".join(unsaid)


@every_exercise
def test_minivaes_own_function_is_right_and_is_refused_as_an_answer(topic, exercise):
    check = bench(topic).exercises[exercise]
    ours = check.ours
    if inspect.isclass(ours):
        copy = type(ours.__name__, (ours,), {})
    else:

        @functools.wraps(ours)
        def copy(*args, **kwargs):
            return ours(*args, **kwargs)

    check(copy)
    with pytest.raises(Wrong, match="own function"):
        check(ours)


@every_topic
def test_each_exercise_has_a_cell_a_check_two_hints_and_points(topic):
    exercises = bench(topic).exercises
    listed = [exercise for t, exercise in EXERCISES if t == topic]
    assert sorted(listed) == sorted(exercises), "cells and checks do not match"
    for name, exercise in exercises.items():
        assert bench(topic).cell("exercise", name) and bench(topic).cell("check", name)
        assert bench(topic).hints(name) >= 2, f"{name} needs two hints"
        assert exercise.points >= 1
        assert exercise.task and "\n" not in exercise.task + exercise.hint


@every_topic
def test_what_passes_is_used_by_later_cells(topic):
    text = "\n".join(cell.source for cell in bench(topic).cells)
    picked = text.split("pick(", 1)[-1]
    for name, exercise in bench(topic).exercises.items():
        used = f"use.{name}" in picked and f"check.{name}" in picked
        assert used == exercise.used_later, (
            f"{name}: used later is {used}. Write use.{name} in a later cell, or "
            "used_later=False in its @exercise"
        )
