"""Checks of KMeans: the squared distances.

N points, D features, K centres. Each check runs at two sizes. In the square one a sum
along the wrong axis gives numbers, so that its own message can be told; the other
catches axes exchanged, and constants.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise
from minivae_checks.day1.beyond import SCALES, expect_beyond, lines_run, scaled, sizes
from minivae_checks.sizes import expect_any_size


def _squared_distances(X, centres):
    away = X[:, None, :] - centres  # (N, K, D)
    return X.shape[1] * np.nanmean(away**2, axis=2)


GAPS = "Sum over the known features of the point, times D, divided by how many are known."
SQUARES = Mistakes("""
    N, D = X.shape
    away = X[:, None] - centres
    each = away**2
    bare = np.nansum(each, axis=2)
    known = ~np.isnan(X)
    count = known.sum(axis=1)[:, None]
    whole = known.all(axis=0)
    with_0 = np.nan_to_num(X)
    differ = np.count_nonzero(np.nan_to_num(away), axis=2)
    filled = lambda X: np.sum((X[:, None] - centres) ** 2, axis=2)
    right = squared_distances(X, centres)
    right
    bare  # The gaps are left out, but the sum is not scaled up: times D, divided by the
        # number of known features of that point.
    filled(with_0)  # The gaps are filled with 0; they should be left out.
    filled(with_0) * D / count  # The gaps are filled with 0; they should be left out, from the sum too.
    filled(np.where(known, X, np.nanmean(X, axis=0)))
        # The gaps are filled with the mean of the feature; leave them out.
    bare * count / D  # The factor is reversed: D stands above, the known features below.
    bare * np.sqrt(D / count)  # The factor stands under a root; these are squares already.
    bare * X.size / known.sum()  # The factor is that of all points together; each point has
        # its own number of known features.
    bare * (D / count) ** 2  # The factor is squared.
    np.sum(each[:, :, whole], axis=2)  # Features with a gap somewhere are left out for all
        # points; each point has its own known features.
    np.mean(each[:, :, whole], axis=2) * D
        # Features with a gap somewhere are left out for all points; each point has its own.
    bare * D / np.maximum(differ, 1)  # A difference of 0 is counted as a gap; a known feature
        # counts as known, also where it equals the centre's. Ask np.isnan(X).
    bare * D / differ  # A difference of 0 is counted as a gap; where the centre has the same
        # number, the feature is known all the same. Ask np.isnan(X).
    bare * D / np.count_nonzero(with_0, axis=1)[:, None]  # A known 0 is counted as a gap; ask np.isnan(X).
    squared_distances(np.where(X == 0, np.nan, X), centres)  # A known 0 is left out as a gap; ask np.isnan(X).
    np.sqrt(right)  # These are the distances; their squares are wanted.
    right**2  # It is squared once too often.
    right.T  # Points are rows and centres are columns; yours is transposed.
    np.sum(each, axis=1)  # Sum over the D features (the last axis), not over the K centres.
    np.sum(each, axis=0)  # Sum over the D features (the last axis), not over the N points.
    D * np.nanmedian(each, axis=2)  # That is made of the median of the squares; their mean is wanted, or their sum.
    right / D  # That is the mean of the squares over the features; times D is missing.
    away.sum(axis=2)  # The differences are not squared.
    away.sum(axis=2) ** 2  # Square first, then sum: here the sum is squared.
    np.abs(away).sum(axis=2)  # Absolute values stand where squares belong.
    X @ centres.T  # The inner product alone is no distance.
    right + 2 * X @ centres.T  # The term - 2 c·x is missing.
    right + X @ centres.T  # The cross term has a factor 2.
    right + 4 * X @ centres.T  # The cross term has a minus.
    right - np.sum(X**2, axis=1)[:, None]  # ‖x‖² is missing: the nearest centre is the same, the distance is not.
    each[:, :, 0]  # Only the first feature is used.
    np.sum(each[:, :, :2], axis=2)  # Only the first two features are used.
    np.floor(right)  # The squares are cut down to whole numbers.
    squared_distances(X, X)  # These are the distances between the points themselves.
    squared_distances(centres, centres)  # These are the distances between the centres themselves.
    (X - centres) ** 2  # X - centres takes row from row, not every pair.
    np.sum((X - centres) ** 2, axis=1)  # X - centres takes row from row, not every pair: one number per row.
    """).using(squared_distances=_squared_distances)


@exercise("1.1", points=1, ours=_squared_distances)
def squared_distances(yours):
    """D times the mean of (x_nd - c_kd)² over the features known of x_n.

    Task: return the squared distances (N, K) over the known features, times D / how many are known
    Hint: Subtract every centre from every point, square, and leave nan out.
    """
    for N, K, D in ((3, 3, 3), (6, 4, 2)):
        rng = np.random.default_rng(11)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D)) + 0.5
        got = yours(X, centres)
        if np.shape(got) == (N, K, D):
            raise Wrong(f"the D squares of each pair are not yet added up: the shape is {(N, K, D)}, not {(N, K)}.")
        SQUARES.judge("squares", got, X=X, centres=centres)
    X = np.array([[1.0, 2.0], [4.0, 6.0]])
    with np.errstate(all="ignore"):
        got = yours(X, X[1:])
    why = "With K = 1 it is still (N, K); a point on a centre gets 0."
    SQUARES.judge("squares", got, why, X=X, centres=X[1:])
    _check_gaps(yours)
    far = 1e7 + np.array([[0.1, 1.3], [2.2, 3.7], [5.9, 4.1]])
    got = yours(far, far[:2])
    why = (
        "These points lie 10,000,000 from the origin, close together. Subtract before you "
        "square: ‖x‖² - 2 c·x + ‖c‖² loses the digits."
    )
    SQUARES.judge("squares", got, why, X=far, centres=far[:2])
    X, centres = _drawn(np.random.default_rng(13), 6, 4, 5)
    SQUARES.judge("squares", yours(X, centres), GAPS, X=X, centres=centres)
    for scale in SCALES:
        given = X * scale, centres * scale
        expect_beyond("squares", yours, _squared_distances, given, scaled(scale))
    expect_any_size("squares", yours, _squared_distances, lambda rng: _drawn(rng, *sizes(rng, 3)))
    X = np.random.default_rng(12).normal(size=(3000, 2))
    if lines_run(yours, X, np.eye(2)) >= 3000:
        raise Wrong(
            "the numbers are right, but it goes through the points one by one in a loop; "
            "X[:, None, :] - centres does all at once."
        )


def _drawn(rng, N, K, D):
    """Points with gaps, at least one feature known, and centres."""
    X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D))
    X[:, 1:][rng.random((N, D - 1)) < rng.uniform(0.0, 0.95, (N, 1))] = np.nan
    return X, centres


def _check_gaps(yours):
    for N, K, D in ((3, 3, 3), (6, 2, 4)):
        rng = np.random.default_rng(18)
        X, centres = rng.normal(size=(N, D)) + 2, rng.normal(size=(K, D)) - 0.5
        X[0, 1:], X[2, -1] = np.nan, np.nan  # one feature known; all but one
        got = yours(X, centres)
        if np.shape(got) == (N - 2, K):
            raise Wrong("points with gaps are dropped; each of the N points has a row.")
        if np.shape(got) == (N, K) and np.isnan(np.asarray(got, float)).any():
            raise Wrong(
                "where X has a gap, the answer is nan: nan spoils every sum that it enters. "
                "Take the known features alone."
            )
        SQUARES.judge("squares", got, GAPS, X=X, centres=centres)
    X = np.array([[0.0, 2.0, np.nan, 5.0], [4.0, 3.0, np.nan, 6.0]])
    centres = np.array([[0.0, 1.0, 7.0, 3.0], [4.0, 1.0, 3.0, 9.0]])
    why = "Point 0 has a known 0 here, and some known features equal the centre's: only nan is a gap."
    SQUARES.judge("squares", yours(X, centres), why, X=X, centres=centres)
