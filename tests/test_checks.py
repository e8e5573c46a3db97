"""The checks: right answers are remembered, wrong ones get a sentence."""

import itertools

import numpy as np
import pytest

from minivae_checks import (
    NotDone,
    Wrong,
    call,
    exercise,
    expect_close,
    expect_finite,
    expect_gradient,
    expect_parts,
    expect_random,
    expect_scalar,
    expect_shape,
    pick,
)


def double(x):
    """The package's own function, for these tests."""
    return 2 * x


@pytest.fixture
def check():
    @exercise(
        "4.2", notebook="day4/X", points=2, task="return 2 x", ours=double, hint="+"
    )
    def twice(yours):
        x = np.array([[1.0, 2.0, 3.0]])
        expect_close("y", yours(x), 2 * x, suspects={"That is the square.": x**2})

    return twice


def right(x):
    return x + x


def wrong(x):
    return x - x


def test_a_right_answer_is_remembered_and_said_in_one_line(check, capsys):
    check(right)
    assert check.yours is right
    said = capsys.readouterr().out
    assert said == "Exercise 4.2 twice: right (2 points). Later cells now use yours.\n"


def test_a_wrong_answer_names_the_mistake_and_gives_the_hint(check):
    with pytest.raises(Wrong) as caught:
        check(lambda x: x**2)
    assert "That is the square.\nHint: +" in str(caught.value)
    assert "y[0, 2]: should be 6, yours is 9." in str(caught.value)


def test_the_message_is_shown_without_a_traceback(check):
    with pytest.raises(Wrong) as caught:
        check(wrong)
    assert caught.value._render_traceback_() == str(caught.value).splitlines()
    assert caught.value.__suppress_context__


def test_a_blank_is_not_done(check):
    def blank(x):
        raise NotImplementedError("Exercise 4.2: return 2 x")

    with pytest.raises(NotDone, match="4.2 twice is not done yet: return 2 x"):
        check(blank)


def test_a_blank_that_nbgrader_made_is_not_done(check):
    def blank(x):
        raise NotImplementedError

    with pytest.raises(NotDone, match="not done yet"):
        check(blank)


def test_a_blank_of_another_exercise_is_named(check):
    def needs(x):
        raise NotImplementedError("Exercise 4.1: first this")

    with pytest.raises(NotDone, match=r"needs another one first. Exercise 4.1"):
        check(needs)


def test_an_error_in_the_students_code_is_one_line_of_theirs(check):
    with pytest.raises(Wrong) as caught:
        check(lambda x: x + undefined_name)  # noqa: F821
    lines = str(caught.value).splitlines()
    assert "your code raised NameError" in lines[0]
    assert "check(lambda x: x + undefined_name)" in lines[1]
    assert len(lines) == 3


def test_a_wrong_signature_is_explained(check):
    with pytest.raises(Wrong, match="could not be called as the exercise asks"):
        check(lambda: 1)


def test_minivaes_own_function_is_refused(check):
    with pytest.raises(Wrong, match="minivae's own function"):
        check(double)


@pytest.mark.parametrize("thing", [None, 3, "text"])
def test_what_is_no_function_is_refused(check, thing):
    with pytest.raises(Wrong, match="should be a function"):
        check(thing)


def test_a_function_that_writes_into_its_argument_is_caught(check):
    def greedy(x):
        x *= 2
        return x

    with pytest.raises(Wrong, match="writes into its argument `x`"):
        check(greedy)


def test_a_function_that_changes_a_list_is_caught():
    given = [1, [2, 3], np.ones(2)]

    def spoils(sizes):
        sizes[1].reverse()

    with pytest.raises(Wrong, match="`sizes`, which belongs.* Make a new list"):
        call(spoils, given)
    assert given[1] == [2, 3]
    call(lambda sizes: sizes[2] + 1, given)


def test_a_rounded_answer_is_shown_with_digits_that_differ():
    with pytest.raises(Wrong, match="be 0.7357801, yours is 0.73578"):
        expect_close("p", 0.73578, 0.7357801, rtol=1e-8, atol=0)


def test_call_leaves_the_checks_own_arrays_alone():
    x = np.ones(3)
    with pytest.raises(Wrong, match="`values`"):
        call(lambda a, values: values.fill(0), 1, values=x)
    assert (x == 1).all()


def test_pick_gives_yours_only_while_the_check_passes(check, capsys):
    assert pick(check).twice is double
    check(right)
    assert pick(check).twice is right
    with pytest.raises(Wrong):
        check(wrong)
    assert pick(check).twice is double
    said = capsys.readouterr().out
    assert said.count("twice: minivae's, until yours passes its check.") == 2
    assert said.count("twice: yours.") == 1


def test_ours_is_imported_only_when_needed():
    lazy = exercise(
        "1.1", notebook="x", points=1, task="t", ours="math:sqrt", hint="h"
    )(lambda yours: None)
    import math

    assert lazy.ours is math.sqrt


def test_a_suspect_that_equals_the_right_answer_is_an_authors_error():
    with pytest.raises(ValueError, match="gives the right answer"):
        expect_close("y", 1.0, 1.0, suspects={"nonsense": 1.0})


A, B = np.array([1.0, 2.0, 5.0]), np.array([2.0, 7.0, 1.0])
AB, N = (A, A.sum()), np.array([1.0, np.nan, -np.inf])
COUNT = itertools.count()


def parts(got, wants):
    return expect_parts(got, *"abc"[: len(wants)], wants=wants)


@pytest.mark.parametrize(
    "expect, message",
    [
        (lambda: expect_shape("z", np.ones((3, 2)), (2, 3)), "looks transposed"),
        (lambda: expect_shape("z", 1.0, (2, 3)), "summed over everything"),
        (lambda: expect_shape("z", None, (2,)), "`return` missing"),
        (lambda: expect_shape("z", "abc", (2,)), "should be a NumPy array"),
        (lambda: expect_shape("z", object(), (2,)), "NumPy array, yours is one obj"),
        (lambda: expect_shape("z", [[1], [1, 2]], (2,)), "a list of 2; return a NumPy"),
        (lambda: expect_close("z", [1.0], np.ones(1)), "a list of 1; return a NumPy"),
        (lambda: expect_close("z", (1, 2), np.ones(2)), "a tuple of 2; return a Num"),
        (lambda: expect_close("z", [1.0], 1.0), "a list of 1; return one number"),
        (lambda: expect_scalar("kl", np.ones(3)), r"one number, .* \(3,\).$"),
        (lambda: expect_scalar("kl", np.ones(3), "Sum."), "Sum.$"),
        (lambda: expect_close("kl", np.ones(3), 2.0), "should be one number"),
        (lambda: expect_close("kl", 1.0, 2.0, suspects={"S": [3]}), "yours is 1"),
        (lambda: expect_close("kl", *AB, suspects={"Not summed.": A}), "Not summed"),
        (lambda: expect_finite("p", np.array([1.0, np.nan])), r"p\[1\] is nan"),
        (lambda: expect_close("p", N, A, suspects={"Log of 0.": N}), "Log of 0"),
        (lambda: expect_close("p", N, A, suspects={"Another.": 2 * A}), "overflows"),
        (lambda: expect_close("p", 3 * A, A), "3 times the right ones"),
        (lambda: expect_close("p", -A, A), "The sign is reversed"),
        (lambda: expect_close("p", 0 * A, A), "All of yours are 0"),
        (lambda: expect_close("z", 1.0, 2.0, "Because."), "yours is 1. Because."),
        (lambda: expect_parts(None, "a", "b"), "`return a, b` missing"),
        (lambda: expect_parts(np.ones(2), "a", "b"), "one array of shape"),
        (lambda: expect_parts((1, 2, 3), "a", "b"), "a tuple of 3"),
        (lambda: parts((2, 1), (1, 2)), "the two are exchanged: return `a, b`"),
        (lambda: parts((A, B), (B, A)), "the two are exchanged"),
        (lambda: parts((A, 0), (1, A)), "the two are exchanged"),
        (lambda: parts((2, 1, 3), (1, 2, 3)), "`a` and `b` are exchanged"),
        (lambda: parts((2, 3, 1), (1, 2, 3)), "in another order: return `a, b, c`"),
        (lambda: expect_gradient("dx", np.sum, A, -np.ones(3)), "sign"),
        (lambda: expect_gradient("dx", np.sum, A, 0.5 * A), r"dx\[2\]"),
        (lambda: expect_random("W", lambda rng: rng.random(3) + next(COUNT)), "seed"),
        (lambda: expect_random("W", lambda rng: np.ones(3)), "do not make a new one"),
    ],
)
def test_expectations_say_what_is_wrong(expect, message):
    with pytest.raises(Wrong, match=message):
        expect()


def test_expectations_let_right_answers_pass():
    expect_shape("z", np.array([[1, 2]]), (1, 2))
    expect_scalar("kl", np.float32(1))
    expect_finite("p", 1.0)
    expect_random("W", lambda rng: rng.random(3))
    assert parts((1, 2), (1, 2)) == (1, 2) == parts((1, 2), (3, 4))
    assert parts(([2], [1]), (1, 2)) == ([2], [1])  # refused later, as lists
    expect_close("z", np.float32(0.1), np.float32(0.1), suspects={"no": 0.2})
    expect_close("z", 0.1 * 3, 0.3, suspects={"no": 0.2})
    assert expect_parts([1, 2], "a", "b") == (1, 2)
    slopes = np.array([3.0, 12.0])
    expect_gradient("dx", lambda x: (x**3).sum(), [1.0, -2.0], slopes)


@pytest.mark.parametrize(
    "got, said",
    [
        (np.float32(0.1), "right to a few digits only|float32, though float64"),
        (np.float64(np.float32(0.3)), "right to a few digits only"),
        (0.3 + 1e-8, "right to a few digits only: is a small number added"),
    ],
)
def test_float64_in_float64_out(got, said):
    with pytest.raises(Wrong, match=said):
        expect_close("z", got, 0.1 if got < 0.2 else 0.3)
