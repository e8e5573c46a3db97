"""A sampler is judged: planted mistakes are told, right ones pass whatever the seed."""

import re

import numpy as np
import pytest

from minivae_checks.failure import Wrong
from minivae_checks.sampler import expect_sampler

N, D = 4000, 2
SIZE = N, D
KEPT = {}
MOMENTS = (
    ("mean", lambda x: x.mean(axis=0), 0.0, 0.08, "Is something added?"),
    ("standard deviation", lambda x: x.std(axis=0), 1.0, 0.06, "Is sigma squared?"),
)
# the standard normal's quarters
QUARTERS = lambda x: np.searchsorted([-0.6745, 0, 0.6745], x[:, 0]), [0.25] * 4  # noqa: E731


def normal(rng):
    return rng.standard_normal(SIZE)


def judge(draw, **more):
    expect_sampler("rows", draw, MOMENTS, QUARTERS, **more)


def mostly_the_last_call(rng):
    """Keep the draws of a generator for its next call, with a little news."""
    z = normal(rng)
    old = KEPT.pop(id(rng), z)
    KEPT[id(rng)] = old
    return 0.9 * old + np.sqrt(1 - 0.81) * z if old is not z else z


def sizes_twice(rng):
    """Each row has the sizes of the one before, with new signs."""
    z = np.repeat(np.abs(rng.standard_normal((N // 2, D))), 2, axis=0)
    return z * rng.choice([-1, 1], SIZE) + 1e-6 * normal(rng)


MISTAKES = {
    "own generator": (lambda rng: normal(np.random.default_rng()), "same seed differ"),
    "global generator": (lambda rng: np.random.normal(size=SIZE), "same seed differ"),  # noqa: NPY002
    "seed ignored": (lambda rng: normal(np.random.default_rng(0)), "one rng give"),
    "one draw for all rows": (
        lambda rng: np.tile(rng.standard_normal(D), (N, 1)),
        "all rows of one call are the same",
    ),
    "each row repeated": (
        lambda rng: np.repeat(rng.standard_normal((N // 2, D)), 2, axis=0),
        "some rows of one call are equal",
    ),
    "halves repeated": (
        lambda rng: np.tile(rng.standard_normal((N // 2, D)), (2, 1)),
        "some rows of one call are equal",
    ),
    "antithetic pairs": (
        lambda rng: (
            np.repeat(rng.standard_normal((N // 2, D)), 2, axis=0)
            * np.tile([[1], [-1]], (N // 2, 1))
        ),
        "neighbours have correlation -0.",
    ),
    "antithetic halves": (
        lambda rng: np.vstack([z := rng.standard_normal((N // 2, D)), -z]),
        "the two halves have correlation -1.00",
    ),
    "sizes repeated": (sizes_twice, "neighbours have correlation 0."),
    "a walk": (
        lambda rng: np.cumsum(normal(rng), axis=0) / np.sqrt(N),
        "neighbours have correlation 1.00",
    ),
    "every second": (
        lambda rng: np.reshape(
            normal(rng).reshape(-1, 4, D)[:, :2][:, [0, 1, 0, 1]]
            + 1e-9 * rng.random((N // 4, 4, D)),
            SIZE,
        ),
        "rows two apart",
    ),
    "successive calls alike": (mostly_the_last_call, "two calls in a row"),
    "wrong scale": (lambda rng: 1.2 * normal(rng), "Is sigma squared?"),
    "wrong mean": (lambda rng: 0.2 + normal(rng), "Is something added?"),
    "wrong distribution": (
        lambda rng: rng.uniform(-np.sqrt(3), np.sqrt(3), SIZE),
        "another distribution",
    ),
    "not finite": (lambda rng: np.log(np.maximum(normal(rng), 0)), "rows[0, "),
}


@pytest.mark.filterwarnings("ignore:divide by zero")
@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_wrong_sampler_is_told_why(mistake):
    KEPT.clear()
    draw, words = MISTAKES[mistake]
    with pytest.raises(Wrong, match=re.escape(words)) as told:
        judge(draw)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize("seed", range(40))
def test_a_right_sampler_passes_with_any_seed(seed):
    judge(normal, seed=seed)
    expect_sampler(
        "rolls", lambda rng: rng.integers(0, 2, N), distinct=False, seed=seed
    )


def test_equal_draws_are_allowed_where_they_can_be_equal():
    def rolls(rng):
        return rng.integers(0, 6, N)

    with pytest.raises(Wrong, match="equal"):
        expect_sampler("rolls", rolls)
    cells = lambda x: x, np.full(6, 1 / 6)  # noqa: E731
    expect_sampler("rolls", rolls, cells=cells, distinct=False)
    with pytest.raises(Wrong, match="lie where none can be"):
        expect_sampler("rolls", lambda rng: rolls(rng) + 1, cells=cells, distinct=False)
    with pytest.raises(Wrong, match="correlation 0.5"):
        twice = lambda rng: np.repeat(rolls(rng)[::2], 2)  # noqa: E731
        expect_sampler("rolls", twice, cells=cells, distinct=False)


def test_few_rows_are_an_error_of_the_check():
    with pytest.raises(ValueError, match="at least 500 rows"):
        expect_sampler("rows", lambda rng: rng.random(20))
