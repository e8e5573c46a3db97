"""Check of NeighbourGraphs: an island is stretched. N points, D features."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size

UNCUT = "nothing is added, rounded, or cut off at a bound."

STRETCH = Mistakes("""
    of_it, middle = X[island], X[island].mean(axis=0)
    put = lambda rows: np.concatenate([X, rows])[np.where(island, len(X) + np.cumsum(island) - 1, np.arange(len(X)))]
    put(middle + factor * (of_it - middle))
    put(factor * of_it)  # That is stretched from 0, and so moved away: stretch from the island's own middle.
    put(factor * (of_it - middle))  # Put the middle back: the island should stay where it is.
    put(middle + of_it * factor)  # Subtract the middle before you stretch.
    put(factor * of_it - middle)  # ditto
    put(X.mean(axis=0) + factor * (of_it - X.mean(axis=0)))  # The middle of the island is meant, not of all points.
    middle + factor * (X - middle)  # All points are moved; only the island should be.
    X.mean(axis=0) + factor * (X - X.mean(axis=0))  # ditto
    factor * X  # ditto
    put(middle + (of_it - middle) / factor)  # It becomes smaller by the factor, not larger.
    put(of_it + factor * (of_it - middle))  # One too many: that stretches by factor + 1.
    put(of_it + factor)  # That moves the island; stretch it.
    middle + factor * (of_it - middle)  # Only the island comes back; return all points.
    put(of_it.mean() + factor * (of_it - of_it.mean()))  # The middle is a point: the mean of each feature, axis=0.
    put(of_it.mean(axis=1, keepdims=True) + factor * (of_it - of_it.mean(axis=1, keepdims=True)))
        # The mean is taken over the features; take it over the points, axis=0.
    put(of_it[0] + factor * (of_it - of_it[0]))  # The middle is the mean of the island's points, not its first one.
    put(np.median(of_it, axis=0) + factor * (of_it - np.median(of_it, axis=0)))  # The middle is the mean, no median.
    np.where(island[:, None], X, middle + factor * (X - middle))  # The others are moved, and the island stays.
    """)


@exercise("3.25", points=1, ours=STRETCH.answer("X", "island", "factor"))
def stretch(yours):
    """x -> m + factor (x - m) for the points of the island, m their mean.

    Task: return all points (N, D), the island's stretched from its own mean
    Hint: Subtract the mean of the island, multiply, put the mean back. X itself stays as it is.
    """
    rng = np.random.default_rng(324)
    for N, D, factor in ((6, 6, 3.0), (9, 2, 0.4)):
        X, island = rng.normal(size=(N, D)) + 2, np.arange(N) % 3 != 1
        given = {"X": X, "island": island, "factor": factor}
        STRETCH.judge("the points", yours(*given.values()), "Only the island moves, away from its mean.", **given)
    expect_any_size("the points", yours, STRETCH.answer("X", "island", "factor"), _an_island, tries=12)
    for scale, factor in ((1e-12, 7.0), (1e9, 1e-6), (1.0, 1e8)):
        why = f"Here the points are of the size {scale:g}, and the factor is {factor:g}: {UNCUT}"
        X = scale * rng.normal(size=(8, 3))
        want = STRETCH.answer("X", "island", "factor")(X, np.arange(8) < 5, factor)
        got = yours(X, np.arange(8) < 5, factor)
        expect_array("the points", got, want, because=why, atol=1e-13 * scale * max(factor, 1))
    for size, factor in ((5, 0.0), (1, 3.0), (8, 2.0)):
        why = f"Here the island has {size} of 8 points, and the factor is {factor:g}."
        want = STRETCH.answer("X", "island", "factor")(X, np.arange(8) < size, factor)
        expect_array("the points", yours(X, np.arange(8) < size, factor), want, because=why)


def _an_island(rng):
    N, D = rng.choice([2, 5, 40], 2)
    island = rng.random(N) < 0.5
    island[rng.integers(N)] = True
    return 3 + rng.normal(size=(N, D)), island, rng.uniform(0.2, 9)
