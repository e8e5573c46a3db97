"""Where K-means starts: K of the points, at random or by k-means++.

The draws do not depend on the order of the rows: shuffled data, or a row repeated
instead of weighted, give the same starts for one seed.

Shapes: N samples, D features, K centres.
"""

import numpy as np

from .nearest import pair_squares


def random_points(X, weight, K, rng):
    """Draw K different points, each with probability proportional to its weight.

    Parameters
    ----------
    X : (N, D)
    weight : (N,)
    K : int
    rng : numpy.random.Generator

    Returns
    -------
    rows : (K,), int. Equal points are drawn twice only if there are too few others.
    """
    order, mass = canonical_order(X, rng), weight.astype(float)
    rows = np.empty(K, np.int64)
    for k in range(K):
        rows[k] = draw_rows(mass if mass.any() else weight, order, rng.random(1))[0]
        mass[(X == X[rows[k]]).all(axis=1)] = 0
    return rows


def kmeans_plus_plus(X, weight, K, rng):
    """Draw each next point with probability ∝ w ‖x - nearest point so far‖².

    Of 2 + ⌊log K⌋ such draws, the one that leaves the least total is kept.

    Parameters
    ----------
    X : (N, D)
    weight : (N,)
    K : int
    rng : numpy.random.Generator

    Returns
    -------
    rows : (K,), int

    Notes
    -----
    Arthur & Vassilvitskii (2007), "k-means++: the advantages of careful seeding",
    with the greedy choice among several draws that scikit-learn makes too.
    """
    order, trials = canonical_order(X, rng), 2 + int(np.log(K))
    weight = weight.astype(float)
    rows = np.empty(K, np.int64)
    rows[0] = draw_rows(weight, order, rng.random(1))[0]
    squares = pair_squares(X, X[rows[:1]])[:, 0]  # to the nearest point so far
    for k in range(1, K):
        mass = weight * squares
        if not mass.any():  # every point is a centre already
            mass = weight
        tried = draw_rows(mass, order, rng.random(trials))
        left = np.minimum(squares[:, None], pair_squares(X, X[tried]))  # (N, trials)
        best = np.argmin(weight @ left)
        rows[k], squares = tried[best], left[:, best]
    return rows


def draw_rows(mass, order, u):
    """Return one row per uniform u, each with probability proportional to mass."""
    steps = np.cumsum(mass[order])
    places = np.searchsorted(steps, u * steps[-1], side="right")
    return order[np.minimum(places, len(order) - 1)]


def canonical_order(X, rng):
    """Sort the rows along a random direction: equal rows lie side by side."""
    direction = rng.standard_normal(X.shape[1]).astype(X.dtype)
    return np.argsort(X @ direction, kind="stable")
