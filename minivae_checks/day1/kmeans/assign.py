"""Checks of day 1: K-means, the labels and how sure they are.

N points, D features, K centres.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_parts
from minivae_checks.day1.kmeans.distances import squared_distances
from minivae_checks.earlier import built_on

# fmt: off


def _expect_labels(got, want, suspects=None, because=""):
    expect_array("labels", got, want, suspects, because)
    if np.asarray(got).dtype.kind not in "iu":
        raise Wrong("labels must be integers, for later cells use them as indices; "
                    f"yours are of type {np.asarray(got).dtype}.")


def _assign(X, centres):
    distances = np.sqrt(np.sum((X[:, None] - centres) ** 2, axis=2))
    in_order = np.sort(distances, axis=1)
    return distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2


@exercise("1.2", points=2, ours=_assign,
          task="return labels (N,), the index of the nearest centre, and slack (N,)",
          hint="One label and one slack per point: half of what lies between the "
               "nearest and the second nearest distance.")
@built_on(squared_distances)
def assign(yours):
    """argmin_k ‖x_n - c_k‖, and half the difference of the two least distances."""
    for N, K, D, seed in ((4, 4, 3, 4), (7, 5, 2, 0), (9, 14, 2, 1)):
        rng = np.random.default_rng(seed)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D))
        wants = _assign(X, centres)
        labels, slack = expect_parts(yours(X, centres), "labels", "slack", wants=wants)
        squares = np.sum((X[:, None] - centres) ** 2, axis=2)
        _labels_at(labels, squares, X, centres)
        _slack_at(slack, np.sqrt(squares), centres)
    X = np.array([[0.0, 0.0], [3.0, 0.0], [2.0, 1.0]])
    centres = np.array([[5.0, 5.0], [0.0, 1.0], [0.0, -1.0], [8.0, -6.0]])
    labels, slack = expect_parts(yours(X, centres), "labels", "slack")
    _expect_labels(labels, [1, 1, 1], {
        "Of equally near centres take the first; here the last is taken.": [2, 2, 1],
    }, because="Points 0 and 1 are as near to centre 1 as to centre 2: a tie. "
               "Of equally near centres take the first.")
    expect_array("slack", slack, _assign(X, centres)[1], because=
                 "Points 0 and 1 have two equally near centres: their slack is 0.")
    _many_ties(yours)
    ends = np.array([[9.0, 9.0], [1.0, 0.0]])
    labels, slack = expect_parts(yours(X, ends), "labels", "slack")
    _expect_labels(labels, [1, 1, 1], because=
                   "All points are nearest to centre 1 here, none to centre 0.")
    expect_array("slack", slack, _assign(X, ends)[1], because=
                 "There are two centres here: the second nearest is the farther one.")
    around = np.array([[2.2, 2.2], [3.1, 0.0], [3.0, 0.2]])
    labels, _ = expect_parts(yours(np.zeros((2, 2)), around), "labels", "slack")
    _expect_labels(labels, [2, 2], {
        "Squared differences, summed: here absolute differences are.": [1, 1],
        "Squared differences, summed: here only the largest one counts.": [0, 0],
    }, because="Centre 2 is the nearest here, by a little.")


def _many_ties(yours):
    rng = np.random.default_rng(0)
    X, centres = rng.integers(0, 4, (2, 200, 2)).astype(float)  # on a small grid
    centres = centres[:100]
    squares = np.sum((X[:, None] - centres) ** 2, axis=2)
    wants = _assign(X, centres)
    labels, slack = expect_parts(yours(X, centres), "labels", "slack")
    _expect_labels(labels, wants[0], {
        "Among 100 centres there are many ties. argsort (without kind='stable') and "
        "argpartition do not promise the first of equals; argmin does.":
            squares.argsort(axis=1)[:, 0],
        "Among 100 centres there are many ties. argpartition does not promise the "
        "first of equals; argmin does.": np.argpartition(squares, 1, axis=1)[:, 0],
        "Of equally near centres take the first; here the last is taken.":
            99 - squares[:, ::-1].argmin(axis=1),
    }, because="Among 100 centres there are many ties. Of equally near centres take "
               "the first, as argmin does.")
    expect_array("slack", slack, wants[1], because=
                 "With 100 centres on a grid nearly every point has ties: slack 0.")


def _slack_at(got, distances, centres):
    order = np.argsort(distances, axis=1)
    d, e = np.take_along_axis(distances, order[:, :2], axis=1).T
    apart = np.linalg.norm(centres[order[:, 0]] - centres[order[:, 1]], axis=1)
    farthest = distances.max(axis=1)
    expect_array("slack", got, (e - d) / 2, {
        "Half of that: the own centre may go away by δ, and the other come nearer by "
        "δ, at once.": e - d,
        "These are differences of squares; the triangle inequality holds for "
        "distances. Take roots first.": (e**2 - d**2) / 2,
        "These are differences of squares, not yet halved; take roots first.":
            e**2 - d**2,
        "The root of a difference of squares; take the roots first, then subtract.":
            np.sqrt(e**2 - d**2) / 2,
        "The sign is turned round: the second nearest less the nearest.": (d - e) / 2,
        "Here the farthest centre stands where the second nearest belongs.":
            (farthest - d) / 2,
        "Here all centres but the nearest are averaged; the second nearest counts.":
            ((distances.sum(axis=1) - d) / (distances.shape[1] - 1) - d) / 2,
        "The distances must be put in order first, axis=1: these are columns 1 and 0.":
            (distances[:, 1] - distances[:, 0]) / 2,
        "In order of index, not of distance: sort each row, axis=1.":
            np.abs(distances[:, 1] - distances[:, 0]) / 2,
        "That is the distance to the nearest centre.": d,
        "That is half the distance to the nearest centre; the second one counts too.":
            d / 2,
        "That is the distance to the second nearest centre.": e,
        "That is half the distance to the second nearest centre.": e / 2,
        "That is half-way: the sum of the two; their difference is asked for.":
            (d + e) / 2,
        "So far the point may move, to the border. The centres may move less: half "
        "the difference of the distances.": (e**2 - d**2) / (2 * apart),
        "Half the distance between the two centres; the point's own distances count.":
            apart / 2,
        "That is the least slack of all; each point has its own.": ((e - d) / 2).min(),
        "One number per point, (N,), is asked for.": ((e - d) / 2)[:, None],
        "It is divided by the distance; the difference alone is asked for.":
            (e - d) / e,
    }, because="Half of: distance to the second nearest centre, less that to the "
               "nearest.")


def _labels_at(got, squares, X, centres):
    right, K = squares.argmin(axis=1), len(centres)
    _expect_labels(got, right, {
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
