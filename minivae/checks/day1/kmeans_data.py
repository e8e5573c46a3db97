"""Checks of day 1: K-means, where it starts and how its features are scaled.

N points, D features; k points are chosen already.
"""

import numpy as np

from minivae.checks import Wrong, exercise, expect_array, expect_finite
from minivae.checks.day1.kmeans import KMEANS

# fmt: off


def _seeding_probabilities(X, chosen):
    squares = np.sum((X[:, None, :] - chosen) ** 2, axis=2).min(axis=1)  # (N,)
    return squares / squares.sum()


@exercise("1.4", notebook=KMEANS, points=2, ours=_seeding_probabilities,
          task="return p (N,): how probable each point is as the next start",
          hint="Which chosen point counts for x? And how strongly does distance count?")
def seeding_probabilities(yours):
    """p_n = D_n² / Σ D_n², where D_n is the distance to the nearest chosen point."""
    for N, k, D in ((3, 3, 3), (7, 3, 2), (5, 1, 2)):
        rng = np.random.default_rng(14)
        _probabilities_at(yours, rng.normal(size=(N, D)), rng.normal(size=(k, D)))
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0], [1.0, 0.0], [500.0, 0.0]])
    squares = np.array([1.0, 0.0, 10.0, 0.0, 499.0**2])
    expect_array("p", yours(X, X[[1]]), squares / squares.sum(), because=
                 "Points 1 and 3 lie on the chosen one and have probability 0; "
                 "no floor, no clipping.", rtol=1e-9, atol=1e-12)


def _probabilities_at(yours, X, chosen):
    N, k = len(X), len(chosen)
    all_squares = np.sum((X[:, None, :] - chosen) ** 2, axis=2)  # (N, k)
    squares = all_squares.min(axis=1)
    p = yours(X, chosen)
    if np.shape(p) == (N, k) and k > 1:
        raise Wrong(f"p has shape {(N, k)}: one number per point is asked for. Which "
                    "of the chosen points counts?")
    if np.shape(p) == (N, 1):
        raise Wrong(f"p has shape {(N, 1)}; return {(N,)}, one plain row of numbers.")
    if np.shape(p) == (k,) and k != N:
        raise Wrong(f"p has one number per chosen point, {(k,)}; one per point of X "
                    f"is asked for, {(N,)}.")

    def share(mass):
        return mass / mass.sum()

    expect_array("p", p, share(squares), {
        "Proportional to the square of the distance, D², not to D itself.":
            share(np.sqrt(squares)),
        "The distance is squared once too often.": share(squares**2),
        "The nearest chosen point counts; here the farthest one does.":
            share(all_squares.max(axis=1)),
        "The nearest chosen point counts; here all are added up.":
            share(all_squares.sum(axis=1)),
        "The nearest chosen point counts; here the last one alone does.":
            share(all_squares[:, -1]),
        "The nearest chosen point counts; here the first one alone does.":
            share(all_squares[:, 0]),
        "The nearest chosen point counts; here the distance to their mean does.":
            share(np.sum((X - chosen.mean(axis=0)) ** 2, axis=1)),
        "The squares do not add up to 1 yet: divide by their sum.": squares,
        "Divide by the sum of the squares; here by the largest.":
            squares / squares.max(),
        "Divide by the sum of the squares; here by the number of points.": squares / N,
        "All points are equally probable: that is the random start.":
            np.full(N, 1 / N),
        "Near points are preferred here; far ones should be.": share(1 / squares),
        "Near points are preferred here; that is 1 minus the answer.":
            1 - share(squares),
        "No exponential: p is proportional to the square itself.":
            share(np.exp(squares)),
        "The exponential of minus the square prefers near points.":
            share(np.exp(-squares)),
        "The farthest point is taken for certain; it should only be the most probable.":
            np.eye(N)[squares.argmax()],
        "That is the index of the farthest point; probabilities are asked for.":
            squares.argmax(),
        "These are cumulative sums; return the probabilities themselves.":
            np.cumsum(share(squares)),
        "For each chosen point the nearest x (axis 0); turn it round.":
            share(all_squares.min(axis=0)),
        "The square of the differences is missing a sum over the features.":
            share(np.min((X[:, None, 0] - chosen[:, 0]) ** 2, axis=1)),
    }, because="p_n is the square of the distance to the nearest chosen point, "
               "divided by the sum of these squares.")


def _standardise(X):
    sigma = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(sigma > 0, sigma, 1)


@exercise("1.5", notebook=KMEANS, points=2, ours=_standardise,
          task="return X with mean 0 and standard deviation 1 in each feature",
          hint="Each column has a mean and a standard deviation of its own.")
def standardise(yours):
    """(x_nd - m_d) / σ_d, and 0 for a constant feature."""
    for size in ((4, 4), (7, 3)):
        X = np.random.default_rng(15).normal(size=size) * np.arange(2, 2 + size[1]) + 5
        m, sigma = X.mean(axis=0), X.std(axis=0)
        low, high = X.min(axis=0), X.max(axis=0)
        rows = X - X.mean(axis=1, keepdims=True)
        expect_array("scaled", yours(X), (X - m) / sigma, {
            "The mean is not taken away.": X / sigma,
            "The mean is taken away; the division by the deviation is missing.":
                X - m,
            "It is divided by the variance, not by its root.": (X - m) / sigma**2,
            "It is multiplied by the standard deviation; divide.": (X - m) * sigma,
            "One mean and one deviation of all entries; each feature has its own, "
            "axis=0.": (X - X.mean()) / X.std(),
            "Each point is scaled by itself (axis 1); each feature should be, axis=0.":
                rows / X.std(axis=1, keepdims=True),
            "The mean is that of all entries; each feature has its own, axis=0.":
                (X - X.mean()) / sigma,
            "The deviation is that of all entries; each feature has its own, axis=0.":
                (X - m) / X.std(),
            "The deviation has N - 1 below; here N, NumPy's own std.":
                (X - m) / X.std(axis=0, ddof=1),
            "That squeezes into 0 to 1; mean 0 and standard deviation 1 are asked for.":
                (X - low) / (high - low),
            "It is divided by the range, not by the standard deviation.":
                (X - m) / (high - low),
            "It is divided by the largest entry, not by the standard deviation.":
                X / high,
            "The median is taken away, not the mean.":
                (X - np.median(X, axis=0)) / sigma,
            "Each point gets length 1; each feature should get deviation 1.":
                X / np.linalg.norm(X, axis=1, keepdims=True),
            "X stands less its mean divided alone: brackets around X - mean.":
                X - m / sigma,
            "Mean less X: the sign is turned round.": (m - X) / sigma,
        }, because="Mean 0 and standard deviation 1 down each column.")
    X = np.array([[1, 3, 2e-9], [2, 3, 6e-9], [6, 3, 1e-9], [3, 3, 3e-9]])
    with np.errstate(all="ignore"):
        got, bare = yours(X), (X - X.mean(axis=0)) / X.std(axis=0)
    if np.shape(got) == (4, 2):
        raise Wrong("the constant feature is dropped; keep it as a column of zeros.")
    if np.shape(got) == (4, 3) and not np.isfinite(np.asarray(got, float)[:, 1]).all():
        raise Wrong("a constant feature has standard deviation 0, and 0/0 is nan; "
                    "its column should be 0.")
    expect_finite("scaled", got)
    right = np.where(np.arange(3) == 1, 0, bare)
    expect_array("scaled", got, right, {
        "A constant feature stays as it was; its column should be 0.":
            np.where(np.arange(3) == 1, X, right),
        "A constant feature becomes 1; its column should be 0.":
            np.where(np.arange(3) == 1, 1, right),
    }, because="The last feature is small, but not constant: nothing may be added "
               "to its standard deviation.")
