"""The bench itself: it finds checks that do not bite. Tried on the toy course."""

import pytest
from exercise_bench import Bench, exercises_of
from notebooks.course import Course

from minivae_checks.failure import NotDone, Wrong

pytest_plugins = ["toy_fixtures"]


@pytest.fixture
def bench(built_toy, monkeypatch):
    monkeypatch.syspath_prepend(str(built_toy))
    return Bench(Course(built_toy, "toychecks"), "day9/Toy")


def test_the_exercises_are_found_in_the_text(built_toy):
    found = exercises_of(Course(built_toy, "toychecks"))
    assert found == [("day9/Toy", "scale"), ("day9/Toy", "halve")]


def test_the_solution_passes_and_the_blank_is_not_done(bench):
    for exercise in ("scale", "halve"):
        assert bench.answer(exercise, bench.cell("exercise", exercise)) is None
        assert isinstance(bench.answer(exercise, bench.blank(exercise)), NotDone)


def test_a_planted_mistake_is_rejected_with_its_word(bench):
    assert bench.missed("scale", [("factor * x", "factor + x", "added")]) == []
    assert bench.missed("halve", [("0.5)", "-0.5)", "y[")]) == []
    assert isinstance(
        bench.answer("scale", bench.mutate("scale", "factor * x", "x[:1]")), Wrong
    )


def test_a_mutation_that_changes_nothing_is_missed(bench):
    assert "accepted" in bench.missed("scale", [("factor * x", "x * factor", "x")])[0]


def test_a_rejection_for_another_reason_is_missed(bench):
    missed = bench.missed("scale", [("factor * x", "factor - x", "added")])
    assert "no word 'added'" in missed[0]


def test_the_words_of_title_and_hint_do_not_count(bench):
    assert bench.missed("scale", [("factor * x", "factor - x", "star")])
    assert bench.missed("scale", [("factor * x", "factor - x", "scale")])


def test_a_mutation_of_text_that_is_not_there_is_an_error(bench):
    with pytest.raises(AssertionError, match="stands 0 times"):
        bench.mutate("scale", "nowhere", "somewhere")


def test_hints_are_counted_per_exercise(bench):
    assert [bench.hints("scale"), bench.hints("halve")] == [2, 2]
    bench.cells[5].source = "no hint here"
    assert [bench.hints("scale"), bench.hints("halve")] == [2, 0]
