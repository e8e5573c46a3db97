"""Checks of KMeans: the labels and how sure they are.

N points, D features, K centres.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_parts
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled, sizes
from minivae_checks.day1.kmeans.distances import squared_distances
from minivae_checks.earlier import built_on
from minivae_checks.sizes import expect_any_size


def _assign(X, centres):
    distances = np.sqrt(np.sum((X[:, None] - centres) ** 2, axis=2))
    in_order = np.sort(distances, axis=1)
    return distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2


PARTS = "labels", "slack"
LABELS = Mistakes("""
    away = np.abs(X[:, None] - centres)
    squares = np.sum(away**2, axis=2)
    nearest = squares.argmin(axis=1)
    K = len(centres)
    nearest
    away.sum(2).argmin(1)  # Squared differences, summed: here absolute differences are.
    away.max(2).argmin(1)  # Squared differences, summed: here only the largest one counts.
    squares.argmax(axis=1)  # That is the farthest centre.
    squares.argmin(axis=0)  # For each centre the nearest point (axis 0); for each point the
        # nearest centre is wanted.
    squares.min(axis=1)  # That is the squared distance; its index is wanted.
    np.sqrt(squares.min(axis=1))  # That is the distance; the index of the centre is wanted.
    nearest + 1  # The labels begin with 0, as Python's indices do.
    np.eye(K)[nearest]  # These are rows of 0 and 1; one index per point is wanted.
    centres[nearest]  # These are the nearest centres themselves; their index is wanted.
    squares.argmin()  # The index counts through all N K distances; one row at a time.
    squares.argsort(1)  # These are all centres in order of distance; only the first is wanted.
    (X @ centres.T).argmax(axis=1)  # Inner products do not tell which centre is nearest.
    away[:, :, 0].argmin(axis=1)  # It compares the first feature alone.
    squares.argsort(axis=1)[:, 0] if K == 100 else nearest
        # Among 100 centres there are many ties. argsort (without kind='stable') and
        # argpartition do not promise the first of equals; argmin does.
    np.argpartition(squares, 1, axis=1)[:, 0] if K == 100 else nearest  # ditto
    K - 1 - squares[:, ::-1].argmin(axis=1)  # Of equally near centres take the first; here the last is taken.
    """)
SLACK = Mistakes("""
    distances = np.sqrt(np.sum((X[:, None] - centres) ** 2, axis=2))
    in_order = np.sort(distances, axis=1)
    d, e = in_order[:, :2].T
    slack = (e - d) / 2
    first, second = centres[distances.argsort(axis=1)[:, :2].T]
    apart = np.linalg.norm(first - second, axis=1)
    slack
    e - d  # Half of that: the own centre may go away by δ, and the other come nearer by δ,
        # at once.
    (e**2 - d**2) / 2  # These are differences of squares; the triangle inequality holds for
        # distances. Take roots first.
    e**2 - d**2  # These are differences of squares, not yet halved; take roots first.
    np.sqrt(e**2 - d**2) / 2  # The root of a difference of squares; take the roots first, then subtract.
    -slack  # The sign is reversed: the second nearest less the nearest.
    (in_order[:, -1] - d) / 2  # Here the farthest centre stands where the second nearest belongs.
    (in_order[:, 1:].mean(axis=1) - d) / 2  # Here all centres but the nearest are averaged; the second nearest counts.
    (distances[:, 1] - distances[:, 0]) / 2
        # The distances must be put in order first, axis=1: these are columns 1 and 0.
    np.abs(distances[:, 1] - distances[:, 0]) / 2  # In order of index, not of distance: sort each row, axis=1.
    d  # That is the distance to the nearest centre.
    d / 2  # That is half the distance to the nearest centre; the second one counts too.
    e  # That is the distance to the second nearest centre.
    e / 2  # That is half the distance to the second nearest centre.
    (d + e) / 2  # That is half-way: the sum of the two; their difference is wanted.
    (e**2 - d**2) / (2 * apart)  # So far the point may move, to the border. The centres may
        # move less: half the difference of the distances.
    apart / 2  # Half the distance between the two centres; the point's own distances count.
    slack.min()  # That is the least slack of all; each point has its own.
    slack[:, None]  # One number per point, (N,), is wanted.
    (e - d) / e  # It is divided by the distance; the difference alone is wanted.
    """)


@exercise("1.2", points=2, ours=_assign)
@built_on(squared_distances)
def assign(yours):
    """argmin_k ‖x_n - c_k‖, and half the difference of the two least distances.

    Task: return labels (N,), the index of the nearest centre, and slack (N,)
    Hint: One label and one slack per point: half of what lies between the nearest and the second nearest distance.
    """
    for N, K, D, seed in ((4, 4, 3, 4), (7, 5, 2, 0), (9, 14, 2, 1)):
        rng = np.random.default_rng(seed)
        X, centres = rng.normal(size=(N, D)), rng.normal(size=(K, D))
        wants = _assign(X, centres)
        expect_parts(yours(X, centres), "labels", "slack", wants=wants)
        _judge(yours, X, centres)
    X = np.array([[0.0, 0.0], [3.0, 0.0], [2.0, 1.0]])
    centres = np.array([[5.0, 5.0], [0.0, 1.0], [0.0, -1.0], [8.0, -6.0]])
    label = "Points 0 and 1 are as near to centre 1 as to centre 2: a tie. Of equally near centres take the first."
    slack = "Points 0 and 1 have two equally near centres: their slack is 0."
    _judge(yours, X, centres, label, slack)
    # many ties on a small grid
    grid = np.random.default_rng(0).integers(0, 4, (2, 200, 2)).astype(float)
    _judge(yours, grid[0], grid[1, :100])
    for more in (1e-3, 1e-6, 1e-9):
        X = np.array([[0.0, 0.0], [0.1, 0.0]])
        centres = np.array([[0.0, 2.0 + more], [-2.0, 0.0], [0.0, -2.0 + more / 2], [2.1 - more, 0.0]])
        why = (
            f"Some distances differ by {more:g} or less here, and they do differ. Nearest is nearest, by however "
            "little; the slack is small, and not 0."
        )
        expect_beyond(PARTS, yours, _assign, (X, centres), why, atol=1e-14)
    rng = np.random.default_rng(14)
    X, centres = rng.normal(size=(6, 3)), rng.normal(size=(5, 3))
    _judge(yours, X, centres)
    for scale in SCALES:
        expect_beyond(PARTS, yours, _assign, (X * scale, centres * scale), scaled(scale))
    corner = np.array([[0.0, 0.0], [3.0, 0.0], [2.0, 1.0]])
    _judge(yours, corner, np.array([[9.0, 9.0], [1.0, 0.0]]))
    _judge(yours, np.zeros((2, 2)), np.array([[2.2, 2.2], [3.1, 0.0], [3.0, 0.2]]))
    why = (
        "These points lie 10,000,000 from the origin, close together. Subtract before you square: "
        "‖x‖² - 2 c·x + ‖c‖² loses the digits (see 1.1)."
    )
    expect_beyond(PARTS, yours, _assign, (X + 1e7, centres + 1e7), why)
    expect_any_size(PARTS, yours, _assign, lambda rng: (X[:1], centres), tries=1)
    expect_any_size(PARTS, yours, _assign, _drawn)


def _drawn(rng):
    N, K, D = sizes(rng, 3)
    return rng.normal(size=(N, D)), rng.normal(size=(K + 1, D))


def _judge(yours, X, centres, label="", slack=""):
    label = label or "Each label is the column of the least number in its row."
    slack = slack or "Half of: distance to the second nearest centre, less that to the nearest."
    labels, slacks = expect_parts(yours(X, centres), "labels", "slack")
    LABELS.judge("labels", labels, label, X=X, centres=centres)
    if np.asarray(labels).dtype.kind not in "iu":
        raise Wrong(
            "labels must be integers, for later cells use them as indices; "
            f"yours are of type {np.asarray(labels).dtype}."
        )
    SLACK.judge("slack", slacks, slack, X=X, centres=centres)
