"""What the exercise cells call: one file of checks per day.

A notebook says::

    from minivae_checks import day4 as check, pick

and an author of checks imports what is below (see ``docs/notebooks.md``).
"""

from minivae_checks.exercise import Exercise, NotDone, Wrong, exercise, pick
from minivae_checks.expect import (
    differ,
    expect_array,
    expect_close,
    expect_finite,
    expect_gradient,
    expect_random,
    expect_scalar,
    expect_shape,
)
from minivae_checks.guard import call
from minivae_checks.mistakes import Mistakes
from minivae_checks.parts import expect_parts

__all__ = [
    "Exercise",
    "Mistakes",
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
