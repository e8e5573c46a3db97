"""Checks of day 2: topics held against a truth that is known, and trends.

J true topics, K topics found, V words; N documents. Each check runs at two sizes, one
of them square.
"""

import itertools

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_close, expect_parts
from minivae_checks.expect import close

# fmt: off


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


def _one_after_another(cost):
    """Each row takes the cheapest column that is still free."""
    cost, order = cost.copy(), []
    for row in range(len(cost)):
        order.append(int(cost[row].argmin()))
        cost[:, order[-1]] = np.inf
    return np.array(order)


@exercise("2.17", points=2, ours="minivae.topics:match_topics",
          task="return order and distance (J,), the pairs of least summed distance",
          hint="cost[j, k] compares true topic j with found topic k. Who pairs them?")
def match_to_truth(yours):
    """One found topic for each true one, the sum of total variations least."""
    for J, K, V, seed in ((4, 4, 4, 21), (3, 5, 7, 361)):
        # seeds where greed errs, and where squared differences pair otherwise
        _match_at(yours, *_topics(J, K, V, seed))
    true = np.random.default_rng(217).dirichlet(np.ones(5), 6)
    shuffled = np.array([3, 0, 4, 5, 1, 2])
    order, distance = expect_parts(yours(true[shuffled], true), "order", "distance")
    expect_close("order", order, np.argsort(shuffled),
                 "The topics found are the true ones in another order.")
    expect_close("distance", distance, np.zeros(6), "Equal topics lie at distance 0.")


def _match_at(yours, found, true):
    J, K = len(true), len(found)
    gap = np.abs(true[:, None] - found[None])  # (J, K, V)
    cost, squares = gap.sum(axis=2) / 2, (gap**2).sum(axis=2)

    def least(cost):
        choices = itertools.permutations(range(K), J)
        return np.array(min(choices, key=lambda p: cost[range(J), list(p)].sum()))

    order, distance = expect_parts(yours(found, true), "order", "distance")
    if np.ndim(distance) == 1 and np.asarray(distance).dtype.kind in "iu":
        raise Wrong("the two are exchanged: return order, distance.")
    right = least(cost)
    backwards = np.full(K, -1)
    backwards[right] = np.arange(J)
    greedy = cost.argmin(axis=1)
    if len(set(greedy)) == J or np.array_equal(_one_after_another(cost), right):
        raise ValueError("in this example every way of pairing gives the same")
    if any(np.array_equal(least(t), right) for t in (squares, np.sqrt(squares))):
        raise ValueError("in this example squared differences give the same pairs")
    if np.shape(order) == (J,) and np.asarray(order).dtype.kind == "f":
        raise Wrong("order holds fractions: it is an index, found[order] must work.")
    for mistake, table in _other_tables(found, true).items():
        pairs = least(table)
        if not np.array_equal(pairs, right) and np.array_equal(order, pairs):
            at = range(J), pairs
            if close(distance, table[at]) or close(distance, table[at] / 2):
                raise Wrong(f"{mistake} Distances are 0.5 * the sum over w of "
                            "|true[j, w] - found[k, w]|.")
    because = ("The summed total variation of the pairs must be the least possible. "
               "Look at the (J, K) table first: is cost[j, k] half the summed "
               "|true[j] - found[k]|?")
    if np.shape(order) == (J,) and set(map(int, order)) <= set(range(K)) and close(
        distance, cost[range(J), list(map(int, order))]
    ):
        because = ("Your distances belong to your pairs, but other pairs have a "
                   "smaller sum. Does linear_sum_assignment get this same table of "
                   "distances, and the whole of it?")
    expect_array("order", order, right, {
        "Each true topic takes its nearest, and one found topic is taken twice; "
        "pairs must be one to one.": greedy,
        "Each found topic takes its nearest true one; ask for one found topic for "
        "each true one.": cost.argmin(axis=0),
        "First come, first served: a pair that is good alone may cost more in the "
        "sum. linear_sum_assignment weighs all pairs.": _one_after_another(cost),
        "That is the dearest assignment; ask for the cheapest.": least(-cost),
        "It says which true topic belongs to each found one; turn it round: which "
        "found one belongs to each true one.": backwards,
        "It says which true topic belongs to each found topic, in the order of the "
        "found ones; put the true ones first in cost.": backwards[backwards >= 0],
        "Those are the rows of the assignment, 0, 1, 2, ...; the columns say which "
        "found topic each one gets.": np.arange(J),
    }, because)
    want = cost[np.arange(J), right]
    expect_array("distance", distance, want, {
        "The half is missing: total variation is half the sum.": 2 * want,
        "That is the mean over the words; total variation sums.":
            gap.mean(axis=2)[np.arange(J), right],
        "That is half the mean over the words; total variation sums.":
            gap.mean(axis=2)[np.arange(J), right] / 2,
        "That is the Euclidean distance; total variation sums absolute differences.":
            np.sqrt(squares)[np.arange(J), right],
        "Those are squared differences; total variation takes absolute ones.":
            squares[np.arange(J), right],
        "Those are squared differences, halved; total variation takes absolute ones.":
            squares[np.arange(J), right] / 2,
        "That is 1 minus the distance; equal topics lie at 0.": 1 - want,
        "The distances are sorted; distance[j] is that of true topic j.":
            np.sort(want),
        "That is the least of each row; take the distance of the pairs.":
            cost.min(axis=1),
        "That is the whole table; take the J entries of the pairs.": cost,
        "That is the sum over the pairs; one number a pair is asked for.": want.sum(),
        "That is the mean over the pairs; one number a pair is asked for.": want.mean(),
    })


def _other_tables(found, true):
    """Other tables (J, K) than total variation; if J = K = V, axes can be mixed."""
    gap, here = true[:, None] - found[None], true[:, None] + 0 * found[None]
    there, size = found[None] + 0 * true[:, None], np.linalg.norm
    tables = {
        "Those pairs are the best by squared differences; take total variation.":
            (gap**2).sum(axis=2),
        "Those pairs are the best by the mean of squares; take total variation.":
            (gap**2).mean(axis=2),
        "Those pairs are the best by Euclidean distance; take total variation.":
            size(gap, axis=2),
        "Those pairs are the best by the largest difference; sum over the words.":
            np.abs(gap).max(axis=2),
        "Those pairs are the best by the KL divergence; take total variation.":
            (here * np.log(here / there)).sum(axis=2),
        "Those pairs are the best by the other KL divergence; take total variation.":
            (there * np.log(there / here)).sum(axis=2),
        "Those pairs are the best by the inner product; take total variation.":
            -true @ found.T,
        "Those pairs are the best by the cosine; take total variation.": 1 - true
            @ found.T / np.outer(size(true, axis=1), size(found, axis=1)),
    }
    if len(true) == len(found) == true.shape[1]:
        tables["The sum runs over axis 1, the found topics; the words are the last "
               "axis."] = np.abs(gap).sum(axis=1)
        tables["The sum runs over axis 0, the true topics; the words are the last "
               "axis."] = np.abs(gap).sum(axis=0)
    return tables


def _trend(theta, t):
    d = t - t.mean()
    return d @ theta / (d @ d)


@exercise("2.19", points=2, ours=_trend,
          task="return the least-squares slope of each topic's share over t: (K,)",
          hint="How t and theta vary together, over how t varies. Mind the mean.")
def trend(yours):
    """Σ (t - t̄) θ / Σ (t - t̄)², one slope a topic; of shares, and of logs of shares."""
    for N, K in ((4, 4), (7, 3)):
        rng = np.random.default_rng(2190)
        theta, t = rng.dirichlet(np.ones(K), N), 2010 + 9 * rng.random(N) ** 2
        _trend_at(yours, theta, t)
        _trend_at(yours, np.log(theta) - 1.5 * rng.random((N, 1)), t)
    theta, t = np.tile([[0.2, 0.5, 0.3]], (5, 1)), np.array([1.0, 2.5, 3.0, 7.0, 7.5])
    expect_array("slope", yours(theta, t), np.zeros(3),
                 because="Shares that never change have slope 0.")
    line = np.stack([0.9 - 0.07 * t, 0.1 + 0.07 * t], axis=1)
    expect_array("slope", yours(line, t), np.array([-0.07, 0.07]),
                 because="These shares lie on straight lines.")


def _trend_at(yours, theta, t):
    N, K = theta.shape
    d, centred = t - t.mean(), theta - theta.mean(axis=0)
    right = d @ theta / (d @ d)
    got = yours(theta, t)
    first, last = np.argmin(t), np.argmax(t)
    begin, row, year, middle = (t - x for x in (t[first], t[0], 2010, np.median(t)))

    def slope(theta):
        return d @ theta / (d @ d)

    expect_array("slope", got, right, {
        "t is not centred: that line is forced through share 0 in the year 0.":
            t @ theta / (t @ t),
        "The least t is taken away; the formula asks for the mean, t.mean().":
            begin @ theta / (begin @ begin),
        "The first t is taken away; the formula asks for the mean, t.mean().":
            row @ theta / (row @ row),
        "The year 2010 is taken away; the formula asks for the mean, t.mean().":
            year @ theta / (year @ year),
        "The median of t is taken away; the formula asks for the mean, t.mean().":
            middle @ theta / (middle @ middle),
        "Each row is divided by its sum first; take theta as it comes (a later cell "
        "hands in logarithms).": slope(theta / theta.sum(axis=1, keepdims=True)),
        "A mean over the topics is taken away, from each row or from the slopes; take "
        "theta as it comes (a later cell hands in logarithms).": right - right.mean(),
        "The mean of t is taken away above, but not below.": d @ theta / (t @ t),
        "The mean of t is taken away below, but not above.": t @ theta / (d @ d),
        "That is the covariance; divide by the variance of t.": d @ theta / N,
        "That is the covariance (N - 1); divide by the variance of t.":
            d @ theta / (N - 1),
        "That is the numerator; divide by how much t varies.": d @ theta,
        "Covariance by N - 1 and variance by N do not fit: np.cov and np.var differ.":
            right * N / (N - 1),
        "Covariance by N and variance by N - 1 do not fit together.":
            right * (N - 1) / N,
        "That is the correlation; a slope is in shares per year.":
            d @ centred / np.sqrt((d @ d) * (centred**2).sum(axis=0)),
        "That is the slope of t over theta; asked is theta over t.":
            d @ centred / (centred**2).sum(axis=0),
        "It is divided by the spread of t, not by its square.":
            d @ theta / np.sqrt(d @ d),
        "That is the last minus the first document, over the time between; "
        "use all of them.": (theta[last] - theta[first]) / (t[last] - t[first]),
        "That is the last minus the first row; use all documents.":
            (theta[-1] - theta[0]) / (t[-1] - t[0]),
        "The sign is turned round: a share that grows has a slope above 0.": -right,
        "That is the intercept; asked is the slope.":
            theta.mean(axis=0) - right * t.mean(),
        "Those are slope and intercept; return the slopes alone.":
            np.polyfit(d, theta, 1),
        "The rows are taken as topics: theta is (N, K), documents are rows.":
            d @ theta.T / (d @ d) if N == K else right,
        "That is one number for all topics; keep one a topic.": right.sum(),
    }, "Least squares over all documents: sum of (t - mean) theta over that of "
       "(t - mean)².")
