"""Checks of TopicsInTheWild: a difference of two groups, with an interval from resampling.

n documents in one group and m in the other, K topics. Each size is tried with few resamples
before the dear ones: most mistakes show there.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_parts, expect_random, expect_shape
from minivae_checks.day2.topics_in_the_wild.resampled import expect_enough_draws, expect_pairs, expect_resamples
from minivae_checks.day2.topics_in_the_wild.resamples import cut, groups, intervals

SIZES = (9, 9, 9), (7, 13, 3)
FEW, MANY = 2000, 10_000  # resamples
NEAR = 0.12  # standard deviations: within it lie ends of MANY right resamples (chance: 0.085)


def _difference_with_interval(mine, others, n_boot, rng):
    n, m = len(mine), len(others)
    found = [
        mine[rng.integers(0, n, n)].mean(axis=0) - others[rng.integers(0, m, m)].mean(axis=0) for _ in range(n_boot)
    ]
    return mine.mean(axis=0) - others.mean(axis=0), *cut(found)


DIFFERENCE = Mistakes("""
    want = mine.mean(axis=0) - others.mean(axis=0)
    want
    -want  # The sign is reversed: mine minus others.
    mine.mean(axis=0)  # That is the mean of mine alone; take away that of others.
    mine.mean(axis=0) - np.concatenate([mine, others]).mean(axis=0)
        # All rows are taken away; `others` alone are the others.
    mine.sum(axis=0) - others.sum(axis=0)  # Those are sums; divide each by the rows of its group.
    np.median(mine, axis=0) - np.median(others, axis=0)  # Those are medians of the rows; take the means.
    mine.mean() - others.mean()  # That is one number for all topics; keep one a topic (axis=0).
    mine.mean(axis=1) - others.mean(axis=1)  # That is the mean over the topics; average the rows (axis=0).
    """)


@exercise("2.18", points=2, ours=_difference_with_interval)
def difference_with_interval(yours):
    """How far two means lie apart, and where 95 percent of resampled ones do.

    Task: return difference, low and high (K,): 95 in 100 resampled differences lie between
    Hint: Groups that might have been: n rows of mine, m rows of others, each with replacement.
    """
    _rows_in_each(yours)
    for size in SIZES:
        _interval_at(yours, size, FEW)
    small = [np.random.default_rng(s).dirichlet(np.ones(3), 9 - s) for s in (2, 3)]
    expect_random("rows", lambda rng: np.array(_three(yours(*small, 20, rng))))
    _uses_n_boot(yours, *groups(7, 13, 3))
    expect_enough_draws(yours)
    for size in SIZES:
        _interval_at(yours, size, MANY)
    expect_resamples(yours)


def _three(got):
    """The three parts; one array (3, K) can be unpacked as well as a tuple."""
    if isinstance(got, np.ndarray) and got.ndim == 2 and len(got) == 3:
        got = tuple(got)
    return expect_parts(got, "difference", "low", "high")


def _rows_in_each(yours):
    """Refuse resamples of n_boot rows, with few of them: with many that is slow."""
    (mine, others), n_boot = groups(9, 9, 9), 400
    _, low, high = _three(yours(mine, others, n_boot, np.random.default_rng(0)))
    want = mine.mean(axis=0) - others.mean(axis=0)
    if np.shape(low) == np.shape(high) == (9,) and np.all((low < want) & (want < high)):
        width = np.asarray(high, float) - np.asarray(low, float)
        width = np.mean(width / np.ptp(intervals(9, 9, 9)[0], axis=0))
        if abs(np.log(width / np.sqrt(9 / n_boot))) < 0.25:
            raise Wrong(
                f"the interval is {1 / width:.0f} times too narrow: it looks as if each resample "
                "had n_boot rows. Draw n rows of mine and m of others, and do that n_boot times."
            )


def _uses_n_boot(yours, mine, others):
    _, low, high = _three(yours(mine, others, 1, np.random.default_rng(0)))
    if not np.allclose(low, high):
        raise Wrong(
            "with n_boot = 1 there is one resampled difference, so low must equal high: draw "
            "n_boot times, no more and no less."
        )
    for n_boot in (1, 30):  # far from 0, so that an unfilled row shows
        _, *ends = _three(yours(mine + 1000, others, n_boot, np.random.default_rng(0)))
        if not np.any(ends) or np.min(ends) < 900 < np.max(ends):
            raise Wrong("one of the n_boot rows of the array is never filled.")
        if np.max(ends) < 900 or np.max(ends) > 1100:
            raise Wrong(
                "a resampled difference is the mean of n rows of mine minus the mean of m rows of "
                f"others; add 1000 to all rows of mine, and yours grows to {np.max(ends):.0f}."
            )


def _interval_at(yours, size, n_boot):
    mine, others = groups(*size)
    parts = _three(yours(mine, others, n_boot, np.random.default_rng(0)))
    want, K = mine.mean(axis=0) - others.mean(axis=0), size[-1]
    at = [np.shape(p) == (K,) and np.allclose(p, want) for p in parts]
    if any(at[1:]) and not at[0]:
        raise Wrong("its parts come in another order: return difference, low, high.")
    why = "It is the difference of the two means, each over the rows of its group as they are, not of resampled ones."
    DIFFERENCE.judge("difference", parts[0], why, mine=mine, others=others)
    for name, part in zip(("low", "high"), parts[1:], strict=True):
        if isinstance(part, list | tuple):
            raise Wrong(f"{name} should be one NumPy array, yours is a list.")
        expect_shape(name, part, (K,))
    low, high = (np.asarray(p, float) for p in parts[1:])
    if not np.isfinite(low).all() or not np.isfinite(high).all():
        raise Wrong("low or high is not finite.")
    if np.all(low > high):
        raise Wrong("low and high are exchanged: return difference, low, high.")
    right, sd, mistakes = intervals(*size)

    def distance(ends):
        return np.max(np.abs([low, high] - ends) / sd)

    if distance(right) < NEAR:
        return
    if np.all(high - low < 1e-9):
        raise Wrong(
            "low equals high: all resampled differences are the same. The rows were drawn without replacement, or "
            "once for all turns of the loop, or not at all; or only one row of the array is filled."
        )
    if np.all(high < right[0] + 0.3 * sd):
        raise Wrong(
            "low and high both lie at the lower end: np.percentile counts in percent, [2.5, 97.5]; "
            "np.quantile takes [0.025, 0.975]."
        )
    if np.ptp(low) == 0 and np.ptp(high) == 0:
        raise Wrong("all topics get one interval; take the quantiles of each topic (axis=0).")
    near = NEAR
    if n_boot == FEW:  # which are right to 0.3: tell what is far from all but one mistake
        if distance(right) < 3 * NEAR:
            return
        near, second, *_ = sorted(distance(ends) for _, ends in mistakes)
        if near > 2 * NEAR or second < near + NEAR:
            return _interval_at(yours, size, MANY)
    for mistake, ends in mistakes:
        if distance(ends) <= near:
            if "symmetric" in mistake:  # mirrored resamples make it so, too
                expect_pairs(yours)
            raise Wrong(mistake)
    _uses_n_boot(yours, mine, others)
    wide = np.mean((high - low) / np.ptp(right, axis=0))
    if wide > 1.7:
        raise Wrong(
            f"the interval is {wide:.1f} times too wide. It should hold 95 in 100 resampled "
            "differences of means: not all, not single rows."
        )
    if wide > 1.1:
        raise Wrong(
            f"the interval is {wide:.1f} times too wide. Has each resample as many rows as its "
            "group, and is its mean over those rows (axis=0)?"
        )
    expect_resamples(yours)
    raise Wrong(
        f"low and high should be near {np.round(right, 3).tolist()}, yours are {np.round([low, high], 3).tolist()}. "
        "What makes them: n_boot times, draw n rows of mine and m of others, each row with the same chance, and "
        "subtract the means; then the 2.5 and 97.5 percent points."
    )
