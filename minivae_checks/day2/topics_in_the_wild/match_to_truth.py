"""Checks of TopicsInTheWild: topics held against a truth that is known.

J true topics, K topics found, V words. Each check runs at two sizes, one of them square.
"""

import itertools

import numpy as np
from scipy.optimize import linear_sum_assignment

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_parts
from minivae_checks.expect import close


def _topics(J, K, V, seed):
    """Draw true topics (J, V), and found ones (K, V): some of them, blurred, mixed.

    Two true topics are nearest to the same found one, so that it must be decided.
    """
    rng = np.random.default_rng(seed)
    true = rng.dirichlet(np.full(V, 0.5), J)
    found = 0.5 * true[rng.permutation(J)] + 0.5 * rng.dirichlet(np.full(V, 0.5), J)
    if K > J:
        found = np.vstack([rng.dirichlet(np.full(V, 0.5), K - J), found])
    return found, true


def least(cost):
    """The column of each row, all different, so that the summed cost is least."""
    J, K = cost.shape
    choices = itertools.permutations(range(K), J)
    return np.array(min(choices, key=lambda p: cost[range(J), list(p)].sum()))


def in_turn(cost):
    """Each row takes the cheapest column that is still free."""
    cost, order = cost.copy(), []
    for row in range(len(cost)):
        order.append(int(cost[row].argmin()))
        cost[:, order[-1]] = np.inf
    return np.array(order)


def by_best_pair(cost):
    """The cheapest pair of all first, then the cheapest of the rows and columns that are left."""
    cost, order = cost.copy(), np.zeros(len(cost), dtype=int)
    for _ in range(len(cost)):
        row, column = np.unravel_index(cost.argmin(), cost.shape)
        order[row] = column
        cost[row], cost[:, column] = np.inf, np.inf
    return order


def rows_of(order, K):
    """The row that takes each of K columns, -1 where none does."""
    rows = np.full(K, -1)
    rows[order] = np.arange(len(order))
    return rows


ORDER = Mistakes("""
    cost = np.abs(true[:, None] - found[None]).sum(axis=2) / 2
    J, K = cost.shape
    right = least(cost)
    right
    cost.argmin(axis=1)
        # Each true topic takes its nearest, and one found topic is taken twice; pairs must be
        # one to one.
    cost.argmin(axis=0)  # Each found topic takes its nearest true one; ask for one found topic for each true one.
    in_turn(cost)
        # First come, first served: a pair that is good alone may cost more in the sum.
        # linear_sum_assignment weighs all pairs.
    by_best_pair(cost)
        # The best pair of all is taken first, then the best of those left: that is greedy, and
        # may cost more in the sum. linear_sum_assignment weighs all pairs.
    least(cost[:, :J]) if K > J else right  # Only the first J found topics are paired; all K may be taken.
    least(-cost)  # That is the dearest assignment; ask for the cheapest.
    rows_of(right, K)
        # It says which true topic belongs to each found one; turn it round: which found one
        # belongs to each true one.
    rows_of(right, K)[rows_of(right, K) >= 0] if K > J else right
        # It says which true topic belongs to each found topic, in the order of the found ones;
        # put the true ones first in cost.
    np.arange(J)  # Those are the rows of the assignment, 0, 1, 2, ...; the columns say which found topic each one gets.
    """).using(least=least, in_turn=in_turn, by_best_pair=by_best_pair, rows_of=rows_of)
DISTANCE = Mistakes("""
    gap = np.abs(true[:, None] - found[None])
    cost, squares = gap.sum(axis=2) / 2, (gap**2).sum(axis=2)
    pairs = np.arange(len(true)), least(cost)
    want = cost[pairs]
    want
    2 * want  # The half is missing: total variation is half the sum.
    gap.mean(axis=2)[pairs]  # That is the mean over the words; total variation sums.
    gap.mean(axis=2)[pairs] / 2  # That is half the mean over the words; total variation sums.
    np.sqrt(squares)[pairs]  # That is the Euclidean distance; total variation sums absolute differences.
    squares[pairs]  # Those are squared differences; total variation takes absolute ones.
    squares[pairs] / 2  # Those are squared differences, halved; total variation takes absolute ones.
    1 - want  # That is 1 minus the distance; equal topics lie at 0.
    np.sort(want)  # The distances are sorted; distance[j] is that of true topic j.
    cost.min(axis=1)  # That is the least of each row; take the distance of the pairs.
    cost  # That is the whole table; take the J entries of the pairs.
    want.sum()  # That is the sum over the pairs; one number a pair is wanted.
    want.mean()  # That is the mean over the pairs; one number a pair is wanted.
    """).using(least=least)
# Tables (J, K) that are not total variation; axes can be mixed up if J = K = V.
TABLE = Mistakes(
    """
    gap = true[:, None] - found[None]
    here, there = true[:, None] + 0 * gap, found[None] + 0 * gap
    lengths = np.outer(np.linalg.norm(true, axis=1), np.linalg.norm(found, axis=1))
    np.abs(gap).sum(axis=2) / 2
    (gap**2).sum(axis=2)  # Those pairs are the best by squared differences; take total variation.
    (gap**2).mean(axis=2)  # Those pairs are the best by the mean of squares; take total variation.
    np.sqrt((gap**2).sum(axis=2))  # Those pairs are the best by Euclidean distance; take total variation.
    np.abs(gap).max(axis=2)  # Those pairs are the best by the largest difference; sum over the words.
    (here * np.log(here / there)).sum(axis=2)  # Those pairs are the best by the KL divergence; take total variation.
    (there * np.log(there / here)).sum(axis=2)
        # Those pairs are the best by the other KL divergence; take total variation.
    -true @ found.T  # Those pairs are the best by the inner product; take total variation.
    1 - true @ found.T / lengths  # Those pairs are the best by the cosine; take total variation.
    np.abs(gap).sum(axis=1)  # The sum runs over axis 1, the found topics; the words are the last axis.
    np.abs(gap).sum(axis=0)  # The sum runs over axis 0, the true topics; the words are the last axis.
    """
)


@exercise("2.17", points=2, ours="minivae.topics:match_topics")
def match_to_truth(yours):
    """One found topic for each true one, the sum of total variations least.

    Task: return order and distance (J,), the pairs of least summed distance
    Hint: cost[j, k] compares true topic j with found topic k. Who pairs them?
    """
    for J, K, V, seed in ((4, 4, 4, 21), (3, 5, 7, 361)):
        # seeds where greed errs, and where squared differences pair otherwise
        _match_at(yours, *_topics(J, K, V, seed))
    true = np.random.default_rng(217).dirichlet(np.ones(5), 6)
    shuffled = np.array([3, 0, 4, 5, 1, 2])
    order, distance = expect_parts(yours(true[shuffled], true), "order", "distance")
    because = "The topics found are the true ones in another order."
    expect_close("order", order, np.argsort(shuffled), because)
    expect_close("distance", distance, np.zeros(6), "Equal topics lie at distance 0.")
    _expect_unusual(yours)


def _expect_unusual(yours):
    """One topic, many topics, and topics that are nearly alike."""
    rng = np.random.default_rng(2171)
    because = "Small tables came out right: is there a bound on the sizes, or on the distances?"
    for J, K, V, near in ((1, 1, 2, 1), (1, 6, 9, 1), (8, 12, 300, 1), (15, 15, 40, 0.3), (5, 7, 12, 1e-6)):
        true = rng.dirichlet(np.full(V, 0.3), J)
        other = rng.dirichlet(np.full(V, 0.3), K)
        found = np.vstack([(1 - near) * true + near * other[:J], other[J:]])[rng.permutation(K)]
        cost = np.abs(true[:, None] - found[None]).sum(axis=2) / 2
        rows, right = linear_sum_assignment(cost)
        order, distance = expect_parts(yours(found, true), "order", "distance")
        expect_close(f"order of {J} true and {K} found topics", order, right, because)
        what = f"distance of {J} true and {K} found topics"
        expect_close(what, distance, cost[rows, right], because, rtol=1e-8, atol=0)


def _match_at(yours, found, true):
    J, K = len(true), len(found)
    cost = np.abs(true[:, None] - found[None]).sum(axis=2) / 2
    order, distance = expect_parts(yours(found, true), "order", "distance")
    if np.ndim(distance) == 1 and np.asarray(distance).dtype.kind in "iu":
        raise Wrong("the two are exchanged: return order, distance.")
    if np.shape(order) == (J,) and np.asarray(order).dtype.kind == "f":
        raise Wrong("order holds fractions: it is an index, found[order] must work.")
    right = least(cost)

    def explains(table):
        if table.shape != (J, K):
            return False
        pairs = least(table)
        if np.array_equal(pairs, right) or not np.array_equal(order, pairs):
            return False
        there = table[np.arange(J), pairs]
        return close(distance, there) or close(distance, there / 2)

    mistake = TABLE.named(explains, found=found, true=true)
    if mistake:
        raise Wrong(f"{mistake} Distances are 0.5 * the sum over w of |true[j, w] - found[k, w]|.")
    because = (
        "The summed total variation of the pairs must be the least possible. Look at the (J, K) "
        "table first: is cost[j, k] half the summed |true[j] - found[k]|?"
    )
    if np.shape(order) == (J,) and set(map(int, order)) <= set(range(K)):
        if close(distance, cost[range(J), list(map(int, order))]):
            because = (
                "Your distances belong to your pairs, but other pairs have a smaller sum. Does "
                "linear_sum_assignment get this same table of distances, and the whole of it?"
            )
    ORDER.judge("order", order, because, found=found, true=true)
    DISTANCE.judge("distance", distance, found=found, true=true)
