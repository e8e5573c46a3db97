"""Checks of NeighbourGraphs: how good is a map? N points, k neighbours of each."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_close
from minivae_checks.sizes import expect_any_size

KEPT = Mistakes("""
    N, k = near_data.shape
    same = near_data[:, :, None] == near_map[:, None, :]
    there = same.any(axis=2)
    there.mean()
    (near_data == near_map).mean()  # That asks for the same place in the row; a neighbour counts wherever it stands.
    np.mean(near_data == near_map, axis=1)  # ditto
    there.mean(axis=1)  # That is one share per point: take the mean over all.
    there.mean(axis=0)  # That is one share per place in the row: take the mean over all.
    there  # These are True and False for each neighbour: take their mean.
    there.sum()  # That is a number of neighbours; divide by N k.
    there.sum() / N  # That is a number of neighbours per point; divide by k as well.
    there.sum() / k  # Divide by N as well.
    same.mean()  # It is divided by k once too often: N k is enough.
    1 - there.mean()  # That is the share of neighbours lost.
    there.any(axis=1).mean()  # That is the share of points that keep at least one.
    there.all(axis=1).mean()  # That is the share of points that keep all.
    np.isin(near_data, near_map).mean()  # A neighbour of i must be one of i's own on the map, not of any point.
    len(np.intersect1d(near_data, near_map)) / (N * k)  # ditto
    np.mean(there.sum(axis=1) / (2 * k - there.sum(axis=1)))  # Divide by k, not by all different ones.
    there[:, 0].mean()  # All k neighbours count, not the nearest alone.
    np.median(there.mean(axis=1))  # The mean over the points is meant, not the median.
    np.sqrt(there.mean())  # There is no root.
    """)


@exercise("3.21", points=1, ours=KEPT.answer("near_data", "near_map"))
def kept(yours):
    """The mean over i of |N_k(i) in the data and on the map| / k.

    Task: return the share of neighbours in the data that are neighbours on the map, too
    Hint: For one point: np.isin(near_data[i], near_map[i]) says which are there.
    """
    for N, k in ((7, 4), (9, 3), (11, 5)):
        near = _two_tables(np.random.default_rng(N), N + 5, k)
        given = {"near_data": near[0][:N], "near_map": near[1][:N]}
        KEPT.judge("the share", yours(*given.values()), "Count for each point, then divide by N k.", **given)
    draw = _some_tables
    expect_any_size("the share", yours, KEPT.answer("near_data", "near_map"), draw, tries=12, atol=0)
    table = np.random.default_rng(3200).permuted(np.tile(np.arange(1200), (1200, 1)), axis=1)[:, :4]
    for other, want in ((table[:, ::-1], 1.0), (table + 1200, 0.0)):
        why = f"Here {'all' if want else 'none'} are kept."
        expect_close("the share", yours(table, other.copy()), want, why, atol=0)


def _two_tables(rng, N, k):
    """Nearest of each point in the data and on the map, some of them the same."""
    order = np.array([rng.permutation(np.delete(np.arange(N), i)) for i in range(N)])
    other = np.array([rng.permutation(row[: min(N - 1, 2 * k)]) for row in order])
    return order[:, :k], other[:, :k]


def _some_tables(rng):
    return _two_tables(rng, rng.choice([12, 60, 260]), rng.choice([1, 2, 11]))


T = Mistakes("""
    N, k = near_map.shape
    r = np.take_along_axis(ranks, near_map, axis=1)
    backwards = np.take_along_axis(ranks.T, near_map, axis=1)
    fine = lambda excess: 1 - 2 * excess.sum() / (N * k * (2 * N - 3 * k - 1))
    over = np.maximum(r - k, 0)
    fine(over)
    fine(r - k)  # A neighbour that is one in the data costs nothing: max(0, r - k).
    fine(np.abs(r - k))  # ditto
    fine(r)  # The k is not subtracted: only what the rank has too much counts.
    fine(1.0 * (r > k))  # That counts the strangers; how far off each is, counts: r - k.
    fine(r * (r > k))  # Subtract k: only what the rank has too much counts.
    fine(np.maximum(r - k - 1, 0))  # ranks count from 1 already: r - k.
    fine(np.maximum(r - k + 1, 0))  # ditto
    fine(np.maximum(backwards - k, 0))  # r(i, j) is the rank of j among i's neighbours: row i, column j.
    1 - fine(over)  # That is the penalty: subtract it from 1.
    1 - (1 - fine(over)) / 2  # The 2 above is missing.
    1 - over.sum() / (N * k)  # The penalty is divided by N k (2N - 3k - 1) / 2.
    1 - over.mean() / N  # ditto
    1 - 2 * over.sum() / (N * k * (2 * N - 3 * k + 1))  # It is 2N - 3k - 1.
    1 - 2 * over.sum() / (N * k * (2 * N - 3 * k))  # ditto
    1 - 2 * over.sum() / (N * (2 * N - 3 * k - 1))  # The k below is missing.
    1 - 2 * over.sum() / (k * (2 * N - 3 * k - 1))  # The N below is missing.
    1 - 2 / N * k * (2 * N - 3 * k - 1) * over.sum()  # Brackets: all of N k (2N - 3k - 1) stands below.
    over.sum()  # That is the penalty; put it into the formula.
    np.array([fine(over)])  # It is in an array; return the number.
    1 - 2 * over.sum(axis=1) / (N * k * (2 * N - 3 * k - 1))  # Add up over all points, too.
    fine(np.maximum(ranks - k, 0))  # j runs over the k nearest on the map, not over all.
    fine(np.maximum(ranks[:, :k] - k, 0))  # The nearest on the map stand in near_map: take those columns of each row.
    """)


@exercise("3.27", points=2, ours=T.answer("ranks", "near_map"))
def trustworthiness(yours):
    """T = 1 - 2 / (N k (2N - 3k - 1)) Σ_i Σ_j max(0, r(i, j) - k).

    Task: return T, one number; j runs over the k nearest of i on the map
    Hint: First pick r(i, j) for the j in row i of near_map: np.take_along_axis.
    """
    for N, k in ((9, 3), (14, 4), (25, 7)):
        ranks, near_map = _ranks_and_map(np.random.default_rng(N), N, k)
        why = "Pick the ranks of the neighbours on the map, then add up what they have too much."
        T.judge("T", yours(ranks, near_map), why, ranks=ranks, near_map=near_map)
    expect_any_size("T", yours, T.answer("ranks", "near_map"), _a_map, tries=12, atol=0)
    ranks, near_map = _ranks_and_map(np.random.default_rng(3260), 60, 5)
    right = np.argsort(ranks, axis=1)[:, 1:6]
    expect_close("T", yours(ranks, right), 1.0, "Here the map keeps all neighbours.", atol=0)
    worst = np.argsort(ranks, axis=1)[:, -5:]
    want = T.answer("ranks", "near_map")(ranks, worst)
    expect_close("T", yours(ranks, worst), want, f"Here the map is as bad as can be: {UNCUT}", atol=1e-12)


UNCUT = "nothing is cut off at a bound."


def _ranks_and_map(rng, N, k):
    """Ranks in the data: 0 for the point itself, 1 for the nearest; k nearest on a map."""
    x = rng.normal(size=(N, 3))
    place = x[:, :2] + 0.7 * rng.normal(size=(N, 2))
    order, near = (np.argsort(((z[:, None] - z) ** 2).sum(axis=2), axis=1) for z in (x, place))
    return np.argsort(order, axis=1), near[:, 1 : k + 1]


def _a_map(rng):
    N = rng.choice([8, 40, 320])
    return _ranks_and_map(rng, N, rng.choice([1, 2, N // 3]))
