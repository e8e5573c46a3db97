"""What the exercise cells call: one file of checks per day.

A notebook says::

    from minivae.checks import day4 as check, pick

and an author of checks imports what is below (see ``docs/notebooks.md``).
"""

from minivae.checks.exercise import Exercise, NotDone, Wrong, exercise, pick
from minivae.checks.expect import (
    differ,
    expect_array,
    expect_close,
    expect_finite,
    expect_gradient,
    expect_random,
    expect_scalar,
    expect_shape,
)
from minivae.checks.guard import call
from minivae.checks.parts import expect_parts

__all__ = [
    "Exercise",
    "NotDone",
    "Wrong",
    "call",
    "differ",
    "exercise",
    "expect_array",
    "expect_close",
    "expect_finite",
    "expect_gradient",
    "expect_parts",
    "expect_random",
    "expect_scalar",
    "expect_shape",
    "pick",
]
