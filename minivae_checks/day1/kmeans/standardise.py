"""Checks of KMeans: features of one scale. N points, D features."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_finite
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled, sizes
from minivae_checks.sizes import expect_any_size


def _standardise(X):
    sigma = np.where(np.ptp(X, axis=0) > 0, X.std(axis=0), 1)
    return (X - X.mean(axis=0)) / sigma


PLAIN = "Mean 0 and standard deviation 1 down each column."
SCALED = Mistakes("""
    m = X.mean(axis=0)
    sigma = X.std(axis=0)
    low = X.min(axis=0)
    high = X.max(axis=0)
    bare = X - m
    changes = high > low
    by = lambda sigma, changes=changes: bare / np.where(changes, sigma, 1)
    right = np.where(changes, by(sigma), 0)
    short = np.mean(X**2, axis=0) - m**2
    right
    by(np.sqrt(short))  # Features 0 and 2 lie far from 0 and vary by little. mean(x²) -
        # mean(x)² loses its digits (see 1.1): subtract the mean before you square.
    by(np.sqrt(np.abs(short)))  # ditto
    by(sigma, X[0] != X[-1])  # Feature 1 is 5 at the beginning and at the end, and changes
        # between: ask whether all values are equal, not two of them.
    np.where(X[0] != X[-1], right, 0)  # ditto
    by(sigma, sigma > 1e-10 * np.abs(m))  # The last feature is 1000 + 0.00000001 n: it varies
        # by little, but far above rounding, so it is not constant.
    np.where(sigma > 1e-10 * np.abs(m), right, 0)  # ditto
    by(sigma, sigma > 1e-6 * np.abs(m))  # ditto
    by(sigma, sigma > 0)  # The features 1 to 3 are constant: 300 times 0.1, say. Their
        # deviation comes out as a tiny number, not as 0. Ask whether all values are equal:
        # np.ptp(X, axis=0) > 0.
    np.where(changes, right, X)  # A constant feature stays as it was; its column should be 0.
    np.where(changes, right, 1)  # A constant feature becomes 1; its column should be 0.
    right if changes.all() else bare  # One feature is constant, and now none is divided; the others should be.
    by(sigma, sigma > 1e-9)  # The last feature is small, but it does change: divide it by its
        # own deviation, and take it neither for constant nor for 0.
    np.where(sigma > 1e-9, right, 0)  # ditto
    bare / np.maximum(sigma, 1)  # All deviations below 1 are taken for 1.
    bare / (sigma + 1e-8)  # Something is added to the deviation (1e-8?), and a small feature stays small.
    X / sigma  # The mean is not taken away.
    bare  # The mean is taken away; the division by the deviation is missing.
    bare / sigma**2  # It is divided by the variance, not by its root.
    bare * sigma  # It is multiplied by the standard deviation; divide.
    (X - X.mean()) / X.std()  # One mean and one deviation of all entries; each feature has its own, axis=0.
    (X - X.mean(axis=1, keepdims=True)) / X.std(axis=1, keepdims=True)
        # Each point is scaled by itself (axis 1); each feature should be, axis=0.
    (X - X.mean()) / sigma  # The mean is that of all entries; each feature has its own, axis=0.
    bare / X.std()  # The deviation is that of all entries; each feature has its own, axis=0.
    bare / X.std(axis=0, ddof=1)  # The deviation has N - 1 below; here N, NumPy's own std.
    (X - low) / (high - low)  # That squeezes into 0 to 1; mean 0 and standard deviation 1 are wanted.
    bare / (high - low)  # It is divided by the range, not by the standard deviation.
    X / high  # It is divided by the largest entry, not by the standard deviation.
    (X - np.median(X, axis=0)) / sigma  # The median is taken away, not the mean.
    X / np.linalg.norm(X, axis=1, keepdims=True)  # Each point gets length 1; each feature should get deviation 1.
    X - m / sigma  # X stands less its mean divided alone: brackets around X - mean.
    (m - X) / sigma  # Mean less X: the sign is reversed.
    bare / np.abs(bare).mean(axis=0)  # It is divided by the mean distance from the mean, not
        # by the root of the mean square.
    bare / sigma / np.sqrt(len(X))  # Each feature gets length 1: a division by N is missing under the root.
    np.clip(bare / sigma, -3, 3)  # Large values are clipped; nothing should be.
    np.clip(bare / sigma, -2, 2)  # Large values are clipped at 2; nothing should be.
    """)


@exercise("1.5", points=2, ours=_standardise)
def standardise(yours):
    """(x_nd - m_d) / σ_d, and 0 for a constant feature.

    Task: return X with mean 0 and standard deviation 1 in each feature
    Hint: Each column has a mean and a standard deviation of its own.
    """
    with np.errstate(all="ignore"):
        _check_exchanged(yours)
        for size in ((4, 4), (7, 3), (14, 2)):
            X = np.random.default_rng(15).normal(size=size) * np.arange(2, 2 + size[1]) + 5
            X[-1] += 200 * (len(X) > 10)  # far out: 3.4 deviations
            SCALED.judge("scaled", yours(X), PLAIN, X=X)
        _check_near_the_mean(yours)
        _check_small_and_constant(yours)
        _check_rounded(yours)
        _check_far_and_narrow(yours)
        _check_beyond(yours)


def _check_exchanged(yours):
    X = np.array([[1.0, 3.0], [2.0, 3.0], [6.0, 3.0]])
    wrong = (X - 3) / [1, 0]
    if np.array_equal(np.asarray(yours(X), float), wrong, equal_nan=True):
        raise Wrong(
            "1 and sigma are exchanged in np.where: a feature that changes is divided by 1, "
            "and a constant one by its deviation, 0."
        )


def _check_near_the_mean(yours):
    X = 5 * np.array([[-1.0, -2.0], [1.0, 2.0], [1e-3, 1e-4], [-1e-3, 1e-9], [1e-6, -1e-4], [-1e-6, -1e-9]])
    why = "Some values lie near to their mean: they become small numbers. Nothing is rounded, and none is taken for 0."
    expect_beyond("scaled", yours, _standardise, (X,), why, rtol=1e-6)


def _check_small_and_constant(yours):
    X = np.array([[10, 3, 0.1, 2e-13], [20, 3, 0.5, 6e-13], [60, 3, 0.2, -7e-13], [30, 3, 0.3, 3e-13]])
    got = yours(X)
    if np.shape(got) == (4, 3):
        raise Wrong("the constant feature is dropped; keep it as a column of zeros.")
    if np.shape(got) == (4, 4) and not np.isfinite(np.asarray(got, float)[:, 1]).all():
        raise Wrong("a constant feature has standard deviation 0, and 0/0 is nan; its column should be 0.")
    expect_finite("scaled", got)
    why = "The last feature is small, but it does change: it should get deviation 1 like the others."
    SCALED.judge("scaled", got, why, X=X, atol=1e-14)


def _check_rounded(yours):
    X = np.tile([0.0, 0.1, 0.7, 123456.7], (300, 1))
    X[:, 0] = np.random.default_rng(16).normal(size=300)
    why = (
        "The features 1 to 3 are constant, 300 times 0.1, say: their columns should be 0. "
        "Their deviation is tiny in floats, and not just 0; ask whether all values are equal."
    )
    SCALED.judge("scaled", yours(X), why, X=X, atol=1e-4)


def _check_far_and_narrow(yours):
    noise = np.random.default_rng(17).normal(size=9)
    middle = [5, 5, 1, 2, 3, 4, 9, 7, 5]
    X = np.stack([1e6 + 1e-3 * noise, middle, 1e3 + 1e-8 * np.arange(9)], axis=1)
    SCALED.judge("scaled", yours(X), PLAIN, X=X, rtol=1e-3, atol=1e-3)


def _check_beyond(yours):
    expect_any_size("scaled", yours, _standardise, lambda rng: (rng.uniform(size=sizes(rng, 2)),), tries=8)
    rng = np.random.default_rng(18)
    for N in range(2, 41):
        X = rng.uniform(size=(N, 2))
        expect_any_size("scaled", yours, _standardise, lambda rng, X=X: (X,), tries=1)
    X = rng.normal(size=(40_000, 2))
    X[[7, 70], [0, 1]] = 1e6, -1e6
    why = (
        "One value of each feature lies 200 deviations from the mean here, and all the others near to it: nothing is "
        "cut off at a bound, neither above nor below, and nothing is left out."
    )
    expect_beyond("scaled", yours, _standardise, (X,), why)
    X = rng.normal(size=(9, 4)) + 1
    X[:, 1] = X[0, 1]  # constant
    for scale in SCALES:
        expect_beyond("scaled", yours, _standardise, (X * scale,), scaled(scale), atol=1e-12)
    expect_beyond("scaled", yours, _standardise, (X[:1],), "With one point alone every feature is constant: zeros.")
