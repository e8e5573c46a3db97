"""Checks of KMeans: where the centres move.

N points, D features, K centres.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled, sizes
from minivae_checks.sizes import expect_any_size


def _move(X, labels, centres, weight):
    moved = centres.astype(float)
    cost = weight * np.sum((X - centres[labels]) ** 2, axis=1)
    for k in range(len(centres)):
        members = labels == k
        if members.any():
            moved[k] = np.average(X[members], axis=0, weights=weight[members])
        else:
            moved[k] = X[cost.argmax()]
            cost[cost.argmax()] = 0
    return moved


def _filled(moved, empty, points):
    """The centres, those of the empty clusters replaced by these points."""
    out = moved.copy()
    out[empty] = points
    return out


def _costliest(costs, empty, after, choose):
    """Choose a point for each empty cluster; `after` says what becomes of the costs."""
    taken = []
    for k in np.flatnonzero(empty):
        taken.append(choose(costs[k]))
        costs = after(costs, taken[-1])
    return taken


MEANS = Mistakes("""
    (K, D), N = centres.shape, len(X)
    right = move(X, labels, centres, weight)
    mass = np.bincount(labels, weight)[:, None]
    sums = right * mass
    ones = np.bincount(labels)[:, None]
    plain = move(X, labels, centres, np.ones(N))
    members = [X[labels == k] for k in range(K)]
    closest = lambda points, to: points[np.sum((points - to) ** 2, axis=1).argmin()]
    costly = X[np.argsort(-weight * np.sum((X - centres[labels]) ** 2, axis=1))]
    if_empty = lambda empty: filled(right, empty, costly[: sum(empty)])
    right
    right.astype(centres.dtype)  # The means are cut to whole numbers, since the old centres
        # are whole numbers here: begin with centres.astype(float).
    if_empty([len(m) < 2 for m in members])  # A cluster with one member, or with members at
        # the origin, is taken for empty: ask (labels == k).any().
    if_empty([m.sum() == 0 for m in members])
        # A cluster whose members add up to 0 is taken for empty: ask (labels == k).any().
    if_empty([sum(np.flatnonzero(labels == k)) == 0 for k in range(K)])
        # A cluster whose only member is point 0 is taken for empty: ask (labels == k).any().
    plain  # The weights are left out: these are plain means.
    sums  # These are weighted sums; divide by the sum of the weights.
    sums / ones  # Divide by the sum of the weights, not by the number of points of the cluster.
    sums / weight.sum()  # Divide by the weights of the cluster alone, not by all weights.
    plain * ones / mass  # The weights stand below alone; they belong above, too.
    move(X, labels, centres, weight**2)  # The weights enter twice: squared.
    move(X, labels, centres, weight**0.5)  # The weights enter under a root.
    move(X, labels, centres, 1 / weight)  # It is divided by the weights: heavy points should count more.
    sums / N  # Divide by the sum of the weights, not by N.
    sums / K  # Divide by the sum of the weights, not by K.
    np.array([np.median(m, axis=0) for m in members])
        # That is the median of the members; least squares want their mean.
    centres  # The centres have not moved.
    (right + centres) / 2  # Half-way only: the new centre is the mean itself.
    right - centres  # That is how far the centres move, not where they come to lie.
    (sums + centres) / (mass + 1)  # The old centre is counted as one more member.
    np.tile(np.average(X, axis=0, weights=weight), (K, 1))  # Each centre is moved to the mean of all points.
    np.tile(X.mean(axis=0), (K, 1))  # Each centre is moved to the plain mean of all points.
    np.tile([[m.mean()] for m in members], (1, D))
        # A mean over all entries of the members; keep the features apart, axis=0.
    right.T  # The centres come one per column; they are rows, (K, D).
    np.array(list(map(closest, members, centres)))
        # That is the member that lies nearest to the old centre, not the mean.
    np.array(list(map(closest, members, right)))  # That is the member that lies nearest to the mean, not the mean.
    np.array([m[0] for m in members])  # That is only the first member of each cluster.
    np.array([m[-1] for m in members])  # That is only the last member of each cluster.
    np.vstack([right[:-1], centres[-1:]])  # The last cluster is left out: its centre stays.
    move(X, np.sum((X[:, None] - centres) ** 2, axis=2).argmin(axis=1), centres, weight)
        # It assigns again; the labels are given.
    """).using(move=_move, filled=_filled)
EMPTY = Mistakes("""
    K, N = len(centres), len(X)
    rows = np.arange(N)
    empty = np.bincount(labels, minlength=K) == 0
    ks = np.flatnonzero(empty)
    right = move(X, labels, centres, weight)
    away = np.sum((X - centres[labels]) ** 2, axis=1)
    later = np.sum((X - right[labels]) ** 2, axis=1)
    pairs = np.sum((X - centres[:, None]) ** 2, axis=2)
    cost = weight * away
    order = np.argsort(-cost)
    fill = lambda points: filled(right, empty, points)
    spend = lambda left, n: np.where(rows == n, -np.inf, left)
    again = lambda left, n: left
    of_cluster = lambda left: np.where(
        labels == np.bincount(labels, np.maximum(left, 0)).argmax(), left, -1).argmax()
    put = lambda costs, after=spend, choose=np.argmax: fill(
        X[costliest(np.broadcast_to(costs, (K, N)), empty, after, choose)])
    lighter = np.where(np.isin(rows, order[: len(ks)]), 1e-300, weight)
    right
    fill(centres[ks])  # A cluster without points stays where it was; it should take the point that costs most.
    fill(0)  # A cluster without points is sent to the origin; it should take the point that
        # costs most.
    fill(X.mean(axis=0))  # A cluster without points is sent to the mean of all; it should
        # take the point that costs most.
    fill(X[0])  # A cluster without points moves to the first point; it should take the point
        # that costs most.
    put(cost, again)  # Every empty cluster takes the same point; the next one takes the next costliest.
    fill(right[ks][::-1])  # The first empty cluster takes the costliest point; here the last does.
    fill(X[order[ks]])  # Cluster k takes the point in place k of the order; the first empty
        # cluster takes the costliest, whatever its k.
    fill(X[order[ks - 1]])  # Cluster k takes the point in place k - 1 of the order; the first
        # empty cluster takes the costliest, whatever its k.
    fill(X[order[1 : len(ks) + 1]])
        # The first empty cluster takes the second costliest point: the order is off by one.
    put(cost, choose=of_cluster)  # It takes the costliest point of the costliest cluster; of
        # all points the costliest is wanted.
    put(cost, lambda left, n: np.where(labels == labels[n], -1, left))
        # After a point is taken its whole cluster is spent; the point alone is.
    put(cost, lambda left, n: np.where(rows <= n, -1, left))
        # After a point is taken all points before it are spent, too; it alone is.
    put(cost, lambda left, n: np.where(rows == n, left / 2, left))
        # The cost of a taken point is made smaller, not 0: another one may take it again.
    put(cost, lambda left, n: np.minimum(left, weight * np.sum((X - X[n]) ** 2, axis=1)))
        # Costs are lowered where the new centre is near; the old centres count.
    np.where(empty[:, None], right, move(X, labels, centres, lighter))
        # The point that was taken is left out of its old cluster's mean; the labels stay as
        # they are in this step.
    put(away)  # It takes the farthest point; the cost has the weight as a factor.
    put(away, again)  # ditto
    put(weight)  # It takes the heaviest point; the cost has the squared distance as a factor.
    put(weight, again)  # ditto
    put(weight * np.sqrt(away))  # The cost is w times the square of the distance; here the
        # distance is not squared (or w is, too).
    put(weight * np.sqrt(away), again)  # ditto
    put(-cost)  # It takes the cheapest point, not the costliest.
    put(-cost, again)  # ditto
    put(weight * later)  # The cost is measured to the new centres; measure it to the old ones.
    put(weight * later, again)  # ditto
    put(weight * np.where(labels < np.arange(K)[:, None], later, away))  # The centres move
        # while the loop runs, and the cost is measured to them; take the old ones.
    put(weight * np.where(labels < np.arange(K)[:, None], later, away), again)  # ditto
    put(weight * pairs.min(axis=0))  # The cost is measured to the nearest centre; measure it to the point's own.
    put(weight * pairs.min(axis=0), again)  # ditto
    put(-pairs)  # It takes the point nearest to the empty centre; the costliest is wanted.
    put(-pairs, again)  # ditto
    put(weight * pairs)  # It takes the point far from the empty centre; the cost of a point
        # is that to its own centre.
    put(weight * pairs, again)  # ditto
    put(weight * np.sum(X**2, axis=1))  # It takes the point far from the origin; the cost of
        # a point is measured to its own centre.
    put(weight * np.sum(X**2, axis=1), again)  # ditto
    """).using(move=_move, filled=_filled, costliest=_costliest)


@exercise("1.3", points=3, ours=_move)
def move(yours):
    """c_k = Σ w x / Σ w over the points with label k; if none, the costliest point.

    Task: return the new centres (K, D): weighted means; an empty cluster takes the point that costs most
    Hint: A centre is the weighted mean of its own points. And if it has none?
    """
    for K, D, labels in ((3, 3, [1, 0, 1, 1, 0, 2, 2, 0, 1, 2]), (4, 2, [2, 0, 3, 1, 2, 0, 1, 3, 2, 0, 0, 3, 1])):
        rng, N = np.random.default_rng(13), len(labels)
        X, centres = rng.normal(size=(N, D)) + 1, rng.normal(size=(K, D))
        case = _case(X, labels, centres, rng.uniform(0.5, 3, N))
        why = "Row k is Σ w x / Σ w over the points with label k."
        MEANS.judge("moved", yours(*case.values()), why, **case)
    X = np.array([[0, 0], [0, 0], [3, -3], [-3, 3], [2, 5], [4, 9]])
    centres = np.array([[2, 7], [4, 6], [1, 1], [8, 3]])
    case = _case(X, [1, 0, 2, 2, 3, 3], centres, np.array([2, 1, 2, 2, 2, 3]))
    why = "No cluster is empty here: point 1 is cluster 0, point 0 is cluster 1, and cluster 2 adds up to 0."
    MEANS.judge("moved", yours(*case.values()), why, **case)
    with np.errstate(all="ignore"):
        _check_empty(yours)
        _check_beyond(yours)


def _case(X, labels, centres, weight):
    return {"X": X, "labels": np.array(labels), "centres": centres, "weight": weight}


def _empty_cases():
    for seed, empty in ((9208, [1]), (14209, [3]), (7, [1, 2]), (1, [0, 2])):
        rng = np.random.default_rng(seed)
        labels = rng.choice([k for k in range(4) if k not in empty], 12)
        X, centres = rng.normal(size=(12, 2)), rng.normal(size=(4, 2)) * 2
        yield _case(X, labels, centres, rng.uniform(0.5, 3, 12))
    X = np.array([[1, 7], [2, 1], [1, 11], [9, 3], [5, 0], [2, 0.5]])
    centres = np.array([[1, 1], [20.0, 20], [5, 5], [30, 1]])  # costs 43, 1, 100, ...
    yield _case(X, [0, 0, 0, 2, 2, 0], centres, np.array([1.2, 1, 1, 1, 0.9, 2]))


def _check_empty(yours):
    cases = list(_empty_cases())
    for case in cases:
        got, full = yours(*case.values()), np.unique(case["labels"])
        if np.shape(got) in {(n, 2) for n in (len(full), full[-1] + 1) if n < 4}:
            raise Wrong("a cluster without points is dropped; there are len(centres) centres, before and after.")
        empty = [k for k in range(4) if k not in full]
        if np.shape(got) == (4, 2) and np.isnan(np.asarray(got, float)[empty]).any():
            raise Wrong(
                "a cluster without points gets nan, the mean of nothing; it should take the point that costs most."
            )
    why = (
        "Some cluster has no points here: its centre takes the point with the largest w ‖x - c‖², c being the old "
        "centre of that point. The next empty one takes the next costliest; the labels stay."
    )
    EMPTY.judge_all("moved", yours, cases, why)


def _check_beyond(yours):
    X, centres = np.random.default_rng(6).normal(size=(10, 2)), np.random.default_rng(7).normal(size=(9, 2))
    X[0] += 40  # alone in its cluster, and the costliest
    given = X, np.array([0, 2, 2, 5, 8, 8, 8, 5, 2, 8]), centres, np.linspace(1, 2, 10)
    why = "Clusters 1, 3, 4, 6, 7 are empty. Each in its turn takes the costliest point left, be it alone or not."
    expect_beyond("moved", yours, _move, given, why, atol=1e-12)
    rng = np.random.default_rng(5)
    X, labels, centres, weight = _drawn(rng, 30, 12, 2)
    for mass in (1e-3, 1e3, 1e-60, 1e60):
        why = (
            f"Here all weights are multiplied by {mass:g}, and no mean changes by that: add nothing to a sum of "
            "weights, cut it off at no bound, and take none for 0."
        )
        expect_beyond("moved", yours, _move, (X, labels, centres, weight * mass), why, atol=1e-12)
    for scale in SCALES:
        given = X * scale, labels, centres * scale, weight
        expect_beyond("moved", yours, _move, given, scaled(scale), atol=1e-12 * scale)
    many = _drawn(rng, 6000, 3, 1)
    few = many[0], np.repeat([1, 0, 2], [5997, 2, 1]), *many[2:]
    expect_beyond("moved", yours, _move, few, "One or two of 6,000 points are a cluster, too.", atol=1e-12)
    expect_any_size("moved", yours, _move, lambda rng: _drawn(rng, *sizes(rng, 3)), tries=6)


def _drawn(rng, N, K, D):
    """Clusters of which some are empty; weights of very different size."""
    labels = rng.choice(rng.permutation(K)[: 1 + K * 2 // 3], N)
    return rng.normal(size=(N, D)), labels, rng.normal(size=(K, D)), 10.0 ** rng.uniform(-3, 2, N)
