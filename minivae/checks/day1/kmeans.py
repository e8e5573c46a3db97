"""Checks of day 1: K-means, its two steps.

N points, D features, K centres. Each check runs at two sizes. In the square one a sum
along the wrong axis gives numbers, so that its own message can be told; the other
catches axes exchanged, and constants.
"""

import numpy as np

from minivae.checks import Wrong, exercise, expect_array, expect_shape

# fmt: off
KMEANS = "day1/KMeans"
SIZES = (3, 3, 3), (6, 4, 2)  # (N, K, D)


class Watched(np.ndarray):
    """An array that counts how often it is asked for one entry or row."""

    asked = 0

    def __getitem__(self, index):
        Watched.asked += 1
        return super().__getitem__(index)

    def __iter__(self):
        Watched.asked += len(self)
        return super().__iter__()


@exercise("1.1", notebook=KMEANS, points=1,
          ours="minivae.clusters.nearest:pair_squares",
          task="return the squared distances (N, K), without a loop over the points",
          hint="Subtract every centre from every point, then square, then sum.")
def squared_distances(yours):
    """‖x_n - c_k‖² for all pairs."""
    for N, K, D in SIZES:
        rng = np.random.default_rng(11)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D)) + 0.5
        _squares_at(yours, X, centres)
    X = np.array([[1.0, 2.0], [4.0, 6.0]])
    expect_array("squares", yours(X, X[1:]), [[25.0], [0.0]],
                 because="With K = 1 it is still (N, K); a point on a centre gets 0.")
    far = 1e7 + np.array([[0.1, 1.3], [2.2, 3.7], [5.9, 4.1]])
    right = np.sum((far[:, None] - far[:2]) ** 2, axis=2)
    expect_array("squares", yours(far, far[:2]), right, because=
                 "These points lie 10,000,000 from the origin, close together. "
                 "Subtract before you square: ‖x‖² - 2 c·x + ‖c‖² loses the digits.")
    X = np.random.default_rng(12).normal(size=(3000, 2)).view(Watched)
    Watched.asked = 0
    expect_shape("squares", yours(X, np.eye(2)), (3000, 2))
    if Watched.asked >= 3000:
        raise Wrong("the numbers are right, but it goes through the points one by one "
                    "in a loop; X[:, None, :] - centres does all at once.")


def _squares_at(yours, X, centres):
    N, K, D = len(X), *centres.shape
    away = X[:, None, :] - centres  # (N, K, D)
    right = np.sum(away**2, axis=2)
    got = yours(X, centres)
    if np.shape(got) == (N, K, D):
        raise Wrong("the D squares of each pair are not yet added up: the shape is "
                    f"{(N, K, D)}, not {(N, K)}.")
    if K != N and np.shape(got) == (K, N):
        raise Wrong("points are rows and centres are columns, (N, K); yours is (K, N).")
    norms = np.sum(X**2, axis=1)[:, None] + np.sum(centres**2, axis=1)
    suspects = {
        "These are the distances; their squares are asked for.": np.sqrt(right),
        "It is squared once too often.": right**2,
        "Points are rows and centres are columns; yours is transposed.": right.T,
        "Sum over the D features (the last axis), not over the K centres.":
            np.sum(away**2, axis=1),
        "Sum over the D features (the last axis), not over the N points.":
            np.sum(away**2, axis=0),
        "The squares are averaged over the features; sum them.": right / D,
        "The differences are not squared.": away.sum(axis=2),
        "Square first, then sum: here the sum is squared.": away.sum(axis=2) ** 2,
        "Absolute values stand where squares belong.": np.abs(away).sum(axis=2),
        "The inner product alone is no distance.": X @ centres.T,
        "The term - 2 c·x is missing.": norms,
        "The cross term has a factor 2.": norms - X @ centres.T,
        "The cross term has a minus.": norms + 2 * X @ centres.T,
        "‖x‖² is missing: the nearest centre is the same, the distance is not.":
            np.sum(centres**2, axis=1) - 2 * X @ centres.T,
        "Only the first feature is used.": away[:, :, 0] ** 2,
        "These are the distances between the points themselves.":
            np.sum((X[:, None] - X) ** 2, axis=2),
        "These are the distances between the centres themselves.":
            np.sum((centres[:, None] - centres) ** 2, axis=2),
    }
    if N == K:
        paired = X - centres
        suspects |= {
            "X - centres takes row from row, not every pair.": paired**2,
            "X - centres takes row from row, not every pair: one number per row.":
                np.sum(paired**2, axis=1),
        }
    expect_array("squares", got, right, suspects)


def _expect_labels(got, want, suspects=None, because=""):
    expect_array("labels", got, want, suspects, because)
    if np.asarray(got).dtype.kind not in "iu":
        raise Wrong("labels must be integers, for later cells use them as indices; "
                    f"yours are of type {np.asarray(got).dtype}.")


@exercise("1.2", notebook=KMEANS, points=1,
          ours="minivae.clusters.nearest:nearest_reference",
          task="return labels (N,): the index of the nearest centre of each point",
          hint="One label per point. Which axis of (N, K) must go?")
def assign(yours):
    """argmin_k ‖x_n - c_k‖², the first of equally near centres."""
    for N, K, D, seed in ((4, 4, 3, 4), (7, 5, 2, 0)):
        rng = np.random.default_rng(seed)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D))
        squares = np.sum((X[:, None] - centres) ** 2, axis=2)
        right = squares.argmin(axis=1)
        _expect_labels(yours(X, centres), right, {
            "That is the farthest centre.": squares.argmax(axis=1),
            "For each centre the nearest point (axis 0); for each point the nearest "
            "centre is asked for.": squares.argmin(axis=0),
            "That is the squared distance; its index is asked for.":
                squares.min(axis=1),
            "That is the distance; the index of the centre is asked for.":
                np.sqrt(squares.min(axis=1)),
            "The labels begin with 0, as Python's indices do.": right + 1,
            "These are rows of 0 and 1; one index per point is asked for.":
                np.eye(K)[right],
            "These are the nearest centres themselves; their index is asked for.":
                centres[right],
            "The index counts through all N K distances; one row at a time.":
                squares.argmin(),
            "These are all centres in order of distance; only the first is asked for.":
                squares.argsort(axis=1),
            "Inner products do not tell which centre is nearest.":
                (X @ centres.T).argmax(axis=1),
            "It compares the first feature alone.":
                np.abs(X[:, None, 0] - centres[:, 0]).argmin(axis=1),
        }, because="Each label is the column of the least number in its row.")
    X = np.array([[0.0, 0.0], [3.0, 0.0], [2.0, 1.0]])
    centres = np.array([[5.0, 5.0], [0.0, 1.0], [0.0, -1.0], [8.0, -6.0]])
    _expect_labels(yours(X, centres), [1, 1, 1], {
        "Of equally near centres take the first; here the last is taken.": [2, 2, 1],
    }, because="Points 0 and 1 are as near to centre 1 as to centre 2: a tie. "
               "Of equally near centres take the first.")
    _expect_labels(yours(X, np.array([[9.0, 9.0], [1.0, 0.0]])), [1, 1, 1], because=
                   "All points are nearest to centre 1 here, none to centre 0.")
    around = np.array([[2.2, 2.2], [3.1, 0.0], [3.0, 0.2]])
    _expect_labels(yours(np.zeros((2, 2)), around), [2, 2], {
        "Squared differences, summed: here absolute differences are.": [1, 1],
        "Squared differences, summed: here only the largest one counts.": [0, 0],
    }, because="Centre 2 is the nearest here, by a little.")


def _move(X, labels, centres):
    moved = centres.copy()
    for k in range(len(centres)):
        if (labels == k).any():
            moved[k] = X[labels == k].mean(axis=0)
    return moved


@exercise("1.3", notebook=KMEANS, points=2, ours=_move,
          task="return the new centres (K, D): means, but an empty cluster's stays",
          hint="A centre is the mean of its own points. What is the mean of none?")
def move(yours):
    """c_k = the mean of the points with label k; c_k as it was if there are none."""
    rng = np.random.default_rng(13)
    for K, D, labels in ((2, 2, [1, 0, 1, 1]), (3, 2, [2, 0, 0, 1, 2, 0, 1, 0, 0])):
        labels, N = np.array(labels), len(labels)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D))
        members = [X[labels == k] for k in range(K)]
        right = _move(X, labels, centres)
        sums, count = right * np.bincount(labels)[:, None], np.bincount(labels)
        nearest = [m[np.sum((m - c) ** 2, axis=1).argmin()]
                   for m, c in zip(members, centres, strict=True)]
        expect_array("moved", yours(X, labels, centres), right, {
            "These are the sums of the members; divide by how many there are.": sums,
            "Divide by the number of points of the cluster, not by N.": sums / N,
            "Divide by the number of points of the cluster, not by K.": sums / K,
            "That is the median of the members; least squares want their mean.":
                np.array([np.median(m, axis=0) for m in members]),
            "The centres have not moved.": centres,
            "Half-way only: the new centre is the mean itself.": (right + centres) / 2,
            "That is how far the centres move, not where they come to lie.":
                right - centres,
            "The old centre is counted as one more member.":
                (sums + centres) / (count[:, None] + 1),
            "Each centre is moved to the mean of all points.":
                np.tile(X.mean(axis=0), (K, 1)),
            "Each centre is one number: take the mean over the members alone, axis=0.":
                np.array([m.mean() for m in members]),
            "A mean over all entries of the members; keep the features apart, axis=0.":
                np.tile([[m.mean()] for m in members], (1, D)),
            "The centres come one per column; they are rows, (K, D).": right.T,
            "That is the member that lies nearest to the old centre, not the mean.":
                np.array(nearest),
            "That is only the first member of each cluster.":
                np.array([m[0] for m in members]),
            "That is only the last member of each cluster.":
                np.array([m[-1] for m in members]),
            "The counts are off by one.": sums / (count[:, None] + 1),
        }, because="Row k is the mean of the points with label k.")
    for labels in ([0, 0, 2, 2, 3], [0, 2, 2, 0, 0]):  # in the middle; and at the end
        X, centres = rng.normal(size=(5, 2)), rng.normal(size=(4, 2))
        _empty_at(yours, X, np.array(labels), centres)


def _empty_at(yours, X, labels, centres):
    with np.errstate(all="ignore"):
        got = yours(X, labels, centres)
    right, empty = _move(X, labels, centres), np.bincount(labels, minlength=4) == 0
    if np.shape(got) in {(n, 2) for n in (4 - empty.sum(), labels.max() + 1) if n < 4}:
        raise Wrong("a cluster without points is dropped; there are len(centres) "
                    "centres, before and after.")
    if np.shape(got) == (4, 2) and np.isnan(np.asarray(got, float)[empty]).any():
        raise Wrong("a cluster without points gets nan, the mean of nothing; "
                    "its centre should stay where it was.")
    row = empty[:, None]
    expect_array("moved", got, right, {
        "A cluster without points is sent to the origin; it should stay where it was.":
            np.where(row, 0, right),
        "A cluster without points is sent to the mean of all; it should stay where it "
        "was.": np.where(row, X.mean(axis=0), right),
        "A cluster without points moves to the first point; it should stay.":
            np.where(row, X[0], right),
    }, because="Some cluster has no points here: its centre stays where it was.")
