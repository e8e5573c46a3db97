"""Checks of KMeans: the inertia that is left if a candidate joins the chosen points.

N points, D features; k points are chosen already, m are candidates.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled, sizes
from minivae_checks.day1.kmeans.distances import squared_distances
from minivae_checks.earlier import built_on
from minivae_checks.sizes import expect_any_size


def _squares(X, centres):
    return np.sum((X[:, None] - centres) ** 2, axis=2)


def _cost_left(X, chosen, candidates):
    nearest = _squares(X, chosen).min(axis=1)[:, None]  # (N, 1)
    return np.minimum(nearest, _squares(X, candidates)).sum(axis=0)


LESSER = (
    "For each candidate: of every point the smaller of two squares, to the nearest chosen point and to the candidate; "
    "their sum."
)
LEFT = Mistakes("""
    N, m = len(X), len(candidates)
    old = squares(X, chosen)
    new = squares(X, candidates)
    nearest = old.min(axis=1)
    now = nearest.sum()
    left = lambda old: np.minimum(old[:, None], new).sum(axis=0)
    each = np.minimum(nearest[:, None], new)
    between = squares(candidates, chosen).min(axis=1)
    right = each.sum(axis=0)
    right
    new.sum(axis=0)  # The chosen points are left out: that is J with the candidate alone.
    np.full(m, now)  # The candidates are left out: that is J as it is now.
    np.maximum(nearest[:, None], new).sum(axis=0)  # Each point goes to the nearer one; here it goes to the farther one.
    left(old.max(axis=1))  # The nearest chosen point counts; here the farthest one does.
    left(old.sum(axis=1))  # The nearest chosen point counts; here all are added up.
    left(old.mean(axis=1))  # The nearest chosen point counts; here their mean square does.
    left(old[:, -1])  # The nearest chosen point counts; here the last one alone does.
    left(old[:, 0])  # The nearest chosen point counts; here the first one alone does.
    np.sqrt(each).sum(axis=0)  # The inertia adds squares; these are distances.
    (each**2).sum(axis=0)  # The distances are squared once too often.
    now - right  # That is how much J falls; how much is left is wanted.
    right - now  # That is how much J falls, with a minus; how much is left is wanted.
    right / N  # The mean over the points; J is the sum.
    right / now  # That is the share of J that is left; J itself is wanted.
    nearest / now  # These are k-means++'s probabilities, one per point; what each candidate
        # leaves is wanted.
    right / right.sum()  # The costs are divided by their sum; they are no probabilities.
    np.minimum(now, new.sum(0))  # Compare point by point, then add up; here two sums are compared.
    now + new.sum(axis=0)  # The two costs are added; each point goes to the nearer one.
    each.min(axis=1).sum()  # All candidates join at once; one at a time is wanted.
    np.full(m, each.min(1).sum())  # All candidates join at once; one at a time is wanted, (m,).
    each.sum(axis=1)  # It is added up over the candidates (axis 1); add up over the points.
    each.sum()  # It is added up over points and candidates; one sum per candidate.
    each  # It is not yet added up over the points.
    right.argmin()  # That is the index of the best candidate; what each one leaves is wanted.
    right.min()  # That is the least of them; what each candidate leaves is wanted.
    between  # That is the candidates' own distance to the chosen; what do all points cost?
    right - between  # The candidate's own share is taken away: it lies among the points already.
    """).using(squares=_squares)


@exercise("1.4", points=2, ours=_cost_left)
@built_on(squared_distances)
def cost_left(yours):
    """Σ_n min(D_n², ‖x_n - q_j‖²) for each candidate q_j.

    Task: return (m,): the inertia that is left if a candidate joins the chosen
    Hint: Each point goes to the nearest: of the chosen ones and the candidate.
    """
    for N, k, m, D in ((4, 4, 4, 4), (7, 3, 2, 2), (6, 1, 4, 3), (5, 2, 1, 2)):
        rng = np.random.default_rng(8)  # all mistakes differ
        X, chosen = rng.normal(size=(N, D)) * 2, rng.normal(size=(k, D)) + 1
        candidates = rng.normal(size=(m, D)) - 0.5
        got = yours(X, chosen, candidates)
        if m > 1 and np.shape(got) == (m, 1):
            raise Wrong(f"it has shape {(m, 1)}; return {(m,)}, one plain row of numbers.")
        LEFT.judge("left", got, LESSER, X=X, chosen=chosen, candidates=candidates)
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0], [1.0, 0.0], [500.0, 0.0]])
    case = {"X": X, "chosen": X[[1]], "candidates": X[[3, 4]]}
    why = (
        "Candidate 0 lies on the chosen point and saves nothing. Candidate 1 is far away, and "
        "leaves what the near points cost."
    )
    LEFT.judge("left", yours(*case.values()), why, **case)
    X, chosen, candidates = _drawn(np.random.default_rng(9), 7, 3, 4, 5)
    LEFT.judge("left", yours(X, chosen, candidates), LESSER, X=X, chosen=chosen, candidates=candidates)
    for scale in SCALES:
        given = X * scale, chosen * scale, candidates * scale
        expect_beyond("left", yours, _cost_left, given, scaled(scale))
    why = (
        "These points lie 10,000,000 from the origin, close together. Subtract before you square: "
        "‖x‖² - 2 c·x + ‖c‖² loses the digits (see 1.1)."
    )
    far = X + 1e7, chosen + 1e7, candidates + 1e7
    expect_beyond("left", yours, _cost_left, far, why)
    far = np.full((1, 5), 1e7)
    why = "One point lies far out, and a candidate takes it: what the near points cost is little beside it, but counts."
    given = np.vstack([X, far]), chosen, np.vstack([candidates, far])
    expect_beyond("left", yours, _cost_left, given, why)
    expect_any_size("left", yours, _cost_left, lambda rng: _drawn(rng, *rng.permutation([*sizes(rng, 3), 3])))


def _drawn(rng, N, k, m, D):
    return rng.normal(size=(N, D)), rng.normal(size=(k, D)), rng.normal(size=(m, D))
