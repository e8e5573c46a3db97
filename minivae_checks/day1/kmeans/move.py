"""Checks of day 1: K-means, where the centres move.

N points, D features, K centres.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array
from minivae_checks.expect import close

# fmt: off


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


@exercise("1.3", points=3, ours=_move,
          task="return the new centres (K, D): weighted means; an empty cluster takes "
               "the point that costs most",
          hint="A centre is the weighted mean of its own points. And if it has none?")
def move(yours):
    """c_k = Σ w x / Σ w over the points with label k; if none, the costliest point."""
    for K, D, labels in ((3, 3, [1, 0, 1, 1, 0, 2, 2, 0, 1, 2]),
                         (4, 2, [2, 0, 3, 1, 2, 0, 1, 3, 2, 0, 0, 3, 1])):
        rng = np.random.default_rng(13)
        labels, N = np.array(labels), len(labels)
        X, centres = rng.normal(size=(N, D)) + 1, rng.normal(size=(K, D))
        _means_at(yours, X, labels, centres, rng.uniform(0.5, 3, N))
    _small_at(yours)
    _empties_at(yours)


def _small_at(yours):
    X = np.array([[0, 0], [0, 0], [3, -3], [-3, 3], [2, 5], [4, 9]])
    labels, weight = np.array([1, 0, 2, 2, 3, 3]), np.array([2, 1, 2, 2, 2, 3])
    centres = np.array([[2, 7], [4, 6], [1, 1], [8, 3]])
    right = _move(X, labels, centres, weight)
    costly = np.argsort(-weight * np.sum((X - centres[labels]) ** 2, axis=1))

    def taken(*clusters):
        """The centres, if these clusters count as empty."""
        out = right.copy()
        out[list(clusters)] = X[costly[: len(clusters)]]
        return out

    expect_array("moved", yours(X, labels, centres, weight), right, {
        "The means are cut to whole numbers, since the old centres are whole numbers "
        "here: begin with centres.astype(float).": np.trunc(right),
        "A cluster with one member, or with members at the origin, is taken for empty: "
        "ask (labels == k).any().": taken(0, 1),
        "A cluster whose members add up to 0 is taken for empty: ask (labels == k).any("
        ").": taken(0, 1, 2),
        "A cluster whose only member is point 0 is taken for empty: ask "
        "(labels == k).any().": taken(1),
    }, because="No cluster is empty here: cluster 0 has point 1 alone, cluster 1 has "
               "point 0 alone, both at the origin, and cluster 2 adds up to 0.")


def _means_at(yours, X, labels, centres, weight):
    K, D = centres.shape
    right, N = _move(X, labels, centres, weight), len(X)
    ones, mass = np.bincount(labels)[:, None], np.bincount(labels, weight)[:, None]
    plain, sums = _move(X, labels, centres, np.ones(N)), right * mass
    members = [X[labels == k] for k in range(K)]
    nearest = [m[np.sum((m - c) ** 2, axis=1).argmin()]
               for m, c in zip(members, centres, strict=True)]
    medoid = [m[np.sum((m - c) ** 2, axis=1).argmin()]
              for m, c in zip(members, right, strict=True)]
    anew = np.sum((X[:, None] - centres) ** 2, axis=2).argmin(axis=1)
    expect_array("moved", yours(X, labels, centres, weight), right, {
        "The weights are left out: these are plain means.": plain,
        "These are weighted sums; divide by the sum of the weights.": sums,
        "Divide by the sum of the weights, not by the number of points of the cluster.":
            sums / ones,
        "Divide by the weights of the cluster alone, not by all weights.":
            sums / weight.sum(),
        "The weights stand below alone; they belong above, too.": plain * ones / mass,
        "The weights enter twice: squared.": _move(X, labels, centres, weight**2),
        "The weights enter under a root.": _move(X, labels, centres, weight**0.5),
        "It is divided by the weights: heavy points should count more.":
            _move(X, labels, centres, 1 / weight),
        "Divide by the sum of the weights, not by N.": sums / N,
        "Divide by the sum of the weights, not by K.": sums / K,
        "That is the median of the members; least squares want their mean.":
            np.array([np.median(m, axis=0) for m in members]),
        "The centres have not moved.": centres,
        "Half-way only: the new centre is the mean itself.": (right + centres) / 2,
        "That is how far the centres move, not where they come to lie.":
            right - centres,
        "The old centre is counted as one more member.": (sums + centres) / (mass + 1),
        "Each centre is moved to the mean of all points.":
            np.tile(np.average(X, axis=0, weights=weight), (K, 1)),
        "Each centre is moved to the plain mean of all points.":
            np.tile(X.mean(axis=0), (K, 1)),
        "A mean over all entries of the members; keep the features apart, axis=0.":
            np.tile([[m.mean()] for m in members], (1, D)),
        "The centres come one per column; they are rows, (K, D).": right.T,
        "That is the member that lies nearest to the old centre, not the mean.":
            np.array(nearest),
        "That is the member that lies nearest to the mean, not the mean.":
            np.array(medoid),
        "That is only the first member of each cluster.":
            np.array([m[0] for m in members]),
        "That is only the last member of each cluster.":
            np.array([m[-1] for m in members]),
        "The last cluster is left out: its centre stays.":
            np.vstack([right[:-1], centres[-1:]]),
        "It assigns anew; the labels are given.": _move(X, anew, centres, weight),
    }, because="Row k is Σ w x / Σ w over the points with label k.")


def _empty_cases():
    for seed, empty in ((9208, [1]), (14209, [3]), (7, [1, 2]), (1, [0, 2])):
        rng = np.random.default_rng(seed)
        labels = rng.choice([k for k in range(4) if k not in empty], 12)
        X, centres = rng.normal(size=(12, 2)), rng.normal(size=(4, 2)) * 2
        yield X, labels, centres, rng.uniform(0.5, 3, 12)
    X = np.array([[1, 7], [2, 1], [1, 11], [9, 3], [5, 0], [2, 0.5]])
    centres = np.array([[1, 1], [20.0, 20], [5, 5], [30, 1]])  # costs 43, 1, 100, ...
    yield X, np.array([0, 0, 0, 2, 2, 0]), centres, np.array([1.2, 1, 1, 1, 0.9, 2])


def _empties_at(yours):
    """Name a mistake only if it fits in every case."""
    cases = list(_empty_cases())
    with np.errstate(all="ignore"):
        gots = [yours(*case) for case in cases]
    for (_, labels, *_), got in zip(cases, gots, strict=True):
        full = np.unique(labels)
        if np.shape(got) in {(n, 2) for n in (len(full), full[-1] + 1) if n < 4}:
            raise Wrong("a cluster without points is dropped; there are len(centres) "
                        "centres, before and after.")
        empty = [k for k in range(4) if k not in full]
        if np.shape(got) == (4, 2) and np.isnan(np.asarray(got, float)[empty]).any():
            raise Wrong("a cluster without points gets nan, the mean of nothing; "
                        "it should take the point that costs most.")
    mistakes = zip(*(_mistakes(*case) for case in cases), strict=True)
    fits = [each[0][0] for each in mistakes
            if all(close(got, wrong) for got, (_, wrong) in
                   zip(gots, each, strict=True))][:1]
    for case, got in zip(cases, gots, strict=True):
        right = _move(*case)
        expect_array("moved", got, right, because=" ".join(fits) or (
            "Some cluster has no points here: its centre takes the point with the "
            "largest w ‖x - c‖², c being the old centre of that point. The next empty "
            "one takes the next costliest; the labels stay."))


def _mistakes(X, labels, centres, weight):
    """List (why, centres) for each way to fill the empty clusters wrongly."""
    right, N, K = _move(X, labels, centres, weight), len(X), len(centres)
    empty = np.bincount(labels, minlength=K) == 0
    ks, rows = np.flatnonzero(empty), np.arange(N)
    away = np.sum((X - centres[labels]) ** 2, axis=1)
    later = np.sum((X - right[labels]) ** 2, axis=1)
    pairs = np.sum((X - centres[:, None]) ** 2, axis=2)  # (K, N)
    cost = weight * away
    order = np.argsort(-cost)

    def filled(points):
        out = right.copy()
        out[ks] = points
        return out

    def spend(left, n):
        return np.where(rows == n, -np.inf, left)

    def of_cluster(left):
        left = np.maximum(left, 0)
        return np.where(labels == np.bincount(labels, left).argmax(), left, -1).argmax()

    def put(costs, after=spend, choose=np.argmax):
        """Fill with the points that cost most; `after` says what a taken one does."""
        left, taken = np.broadcast_to(costs, (K, N)), []
        for k in ks:
            taken.append(choose(left[k]))
            left = after(left, taken[-1])
        return filled(X[taken])

    wrong = {
        "It takes the farthest point; the cost has the weight as a factor.": away,
        "It takes the heaviest point; the cost has the squared distance as a factor.":
            weight,
        "The cost is w times the square of the distance; here the distance is not "
        "squared (or w is, too).": weight * np.sqrt(away),
        "It takes the cheapest point, not the costliest.": -cost,
        "The cost is measured to the new centres; to the old ones is asked for.":
            weight * later,
        "The centres move while the loop runs, and the cost is measured to them; take "
        "the old ones.": weight * np.where(labels < np.arange(K)[:, None], later, away),
        "The cost is measured to the nearest centre; to the point's own is asked for.":
            weight * pairs.min(axis=0),
        "It takes the point nearest to the empty centre; the costliest is asked for.":
            -pairs,
        "It takes the point far from the empty centre; the cost of a point is that to "
        "its own centre.": weight * pairs,
        "It takes the point far from the origin; the cost of a point is measured to "
        "its own centre.": weight * np.sum(X**2, axis=1),
    }
    lighter, taken = weight.copy(), order[: len(ks)]
    lighter[taken] = 1e-300  # these have left their clusters
    gone = np.where(empty[:, None], right, _move(X, labels, centres, lighter))
    stays = "; it should take the point that costs most."
    return [
        ("A cluster without points stays where it was" + stays, filled(centres[ks])),
        ("A cluster without points is sent to the origin" + stays, filled(0)),
        ("A cluster without points is sent to the mean of all" + stays,
         filled(X.mean(axis=0))),
        ("A cluster without points moves to the first point" + stays, filled(X[0])),
        ("Every empty cluster takes the same point; the next one takes the next "
         "costliest.", put(cost, lambda left, n: left)),
        ("The first empty cluster takes the costliest point; here the last does.",
         filled(right[ks][::-1])),
        ("Cluster k takes the point in place k of the order; the first empty cluster "
         "takes the costliest, whatever its k.", filled(X[order[ks]])),
        ("Cluster k takes the point in place k - 1 of the order; the first empty "
         "cluster takes the costliest, whatever its k.", filled(X[order[ks - 1]])),
        ("The first empty cluster takes the second costliest point: the order is off "
         "by one.", filled(X[order[1 : len(ks) + 1]])),
        ("It takes the costliest point of the costliest cluster; of all points the "
         "costliest is asked for.", put(cost, choose=of_cluster)),
        ("After a point is taken its whole cluster is spent; the point alone is.",
         put(cost, lambda left, n: np.where(labels == labels[n], -1, left))),
        ("After a point is taken all points before it are spent, too; it alone is.",
         put(cost, lambda left, n: np.where(rows <= n, -1, left))),
        ("The cost of a taken point is made smaller, not 0: another one may take it "
         "again.", put(cost, lambda left, n: np.where(rows == n, left / 2, left))),
        ("Costs are lowered where the new centre is near; the old centres count.",
         put(cost, lambda left, n: np.minimum(
             left, weight * np.sum((X - X[n]) ** 2, axis=1)))),
        ("The point that was taken is left out of its old cluster's mean; the labels "
         "stay as they are in this step.", gone),
        *((why, put(costs, after)) for why, costs in wrong.items()
          for after in (spend, lambda left, n: left)),
    ]
