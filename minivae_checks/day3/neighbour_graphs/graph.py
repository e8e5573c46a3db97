"""Checks of NeighbourGraphs: weights, their scale, the union.

N points, k neighbours of each, the nearest first.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array, expect_close
from minivae_checks.sizes import expect_any_size

UNCUT = "nothing is added, rounded, or cut off at a bound."


def _neighbours(rng, N, k, scale=1.0):
    """Sorted distances (N, k), and a scale for each point (N,)."""
    d = np.sort(scale * rng.uniform(0.3, 4, size=(N, k)), axis=1)
    return d, scale * rng.uniform(0.4, 2, size=N)


P = Mistakes("""
    rho, s = d[:, :1], sigma[:, None]
    bell = lambda excess: np.exp(-excess**2 / (2 * s**2))
    p = np.exp(-(d - rho) / s)
    p
    np.exp(-d / s)  # rho is not subtracted: the nearest should get the weight 1.
    np.exp((d - rho) / s)  # The sign in the exponent: weights fall with the distance.
    np.exp(-(d - rho))  # sigma is missing: each point has a scale of its own.
    np.exp(-(d - rho) * s)  # Divide by sigma: a wide scale makes the weights fall slowly.
    np.exp(-(d - rho) / s**2)  # Divide by sigma itself, not by its square.
    np.exp(-(d - rho) / (2 * s))  # There is no 2 under the distance.
    np.exp(-(((d - rho) / s) ** 2))  # The distance is not squared: this is no bell.
    np.exp(-((d - rho) ** 2) / s)  # The distance is not squared here: this is no bell.
    bell(d - rho)  # That is a bell, with a square and a 2; here the distance itself is divided by sigma.
    bell(d)  # That is a bell without rho; take rho off, and do not square.
    np.exp(-(d - d.min()) / s)  # rho is the nearest distance of each point, not of all points.
    np.exp(-(d - d[:1]) / s)  # d[:1] is the first row; rho_i is the first entry of row i, d[:, :1].
    np.exp(-(d - d[0]) / s)  # ditto
    np.exp(-(d - d[:, 0]) / s)  # rho lacks an axis: it is subtracted along the columns. Take d[:, :1].
    np.exp(-(d - rho) / sigma)  # sigma lacks an axis: each row has its own. Take sigma[:, None].
    np.exp(-(d - d[:, 0]) / sigma)  # rho and sigma lack an axis: each row has its own.
    np.exp(-(d - d[:, -1:]) / s)  # That is the farthest distance; rho is the nearest, the first column.
    np.exp(-(d - d[:, 1:2]) / s)  # That is the second nearest; rho is the first column.
    np.exp(-(d - d.mean(axis=1, keepdims=True)) / s)  # rho is the nearest distance, not the mean.
    np.exp(-(d - rho) / rho)  # It is divided by rho; sigma is the scale.
    np.exp(-(d - s) / rho)  # rho and sigma are exchanged.
    p / p.sum(axis=1, keepdims=True)  # The weights need not add up to 1: the nearest has the weight 1.
    (d - rho) / s  # The exponential is missing.
    -(d - rho) / s  # ditto
    1 / (1 + (d - rho) / s)  # That is another curve; take exp.
    np.exp(-d - rho / s)  # Brackets: the difference d - rho is divided.
    np.exp(-d + rho / s)  # ditto
    1 - p  # That is 1 minus the weight.
    p[:, 1:]  # The nearest belongs to it, too.
    """)


@exercise("3.22", points=1, ours=P.answer("d", "sigma"))
def neighbour_weights(yours):
    """p_ij = exp(-(d_ij - ρ_i) / σ_i), ρ_i the nearest distance of i.

    Task: return p (N, k), 1 for the nearest of each point
    Hint: rho is the first column of d. Keep an axis for it, and for sigma.
    """
    rng = np.random.default_rng(321)
    for N, k in ((5, 5), (6, 4)):
        d, sigma = _neighbours(rng, N, k)
        P.judge("p", yours(d, sigma), "Row i: its own rho, its own sigma.", d=d, sigma=sigma)
    expect_any_size("p", yours, P.answer("d", "sigma"), _some_neighbours, tries=12)
    for scale, wide in ((1e-12, 1), (1e9, 1), (1, 1e-2), (1, 1e7)):
        d, sigma = _neighbours(rng, 7, 6, scale)
        why = f"Here the distances are of the size {scale:g}, and sigma about {wide * scale:g}: {UNCUT}"
        want = P.answer("d", "sigma")(d, wide * sigma)
        expect_array("p", yours(d, wide * sigma), want, because=why, atol=0)
    far = d + 1e5
    why = "Here all are far, and sigma is small: subtract rho before the exponential is taken."
    expect_array("p", yours(far, sigma), P.answer("d", "sigma")(far, sigma), because=why, atol=0)
    d[:, 1:3] = d[:, :1]  # equally near
    d[:2] = d[:2] - d[:2, :1]  # and no distance at all
    why = "Here three neighbours are equally near: all of them get the weight 1."
    expect_array("p", yours(d, sigma), P.answer("d", "sigma")(d, sigma), because=why, atol=0)


def _some_neighbours(rng):
    return _neighbours(rng, *rng.choice([1, 2, 9, 40], 2))


def _solve(excess, target, total, stop=100):
    """Bisect as the exercise does, for another sum than the right one."""
    low, high = 0.0, 1.0
    while np.exp(-excess / high).sum() < target:
        high = 2 * high
    for _ in range(stop):
        sigma = (low + high) / 2
        if total(sigma) > 0:
            high = sigma
        else:
            low = sigma
    return sigma


SIGMA = Mistakes("""
    find = lambda total: solve(excess, target, total)
    p = lambda s: np.exp(-excess / s)
    find(lambda s: p(s).sum() - target)
    find(lambda s: target - p(s).sum())
        # sigma has run to the lower end: if the sum is too large, sigma is too wide, and becomes high.
    find(lambda s: np.exp(-excess * s).sum() - target)  # ditto
    find(lambda s: (excess / s).sum() - target)  # ditto
    find(lambda s: p(s).mean() - target)
        # sigma has run to the upper end: it is the sum of all weights that is compared, with the target as it is.
    find(lambda s: p(s).max() - target)  # ditto
    find(lambda s: p(s).sum() - len(excess))  # ditto
    find(lambda s: p(s)[1:].sum() - target)  # The nearest, with its weight 1, belongs to the sum.
    find(lambda s: p(s).sum() - np.log2(target))  # target is the logarithm already.
    find(lambda s: p(s).sum() - np.log2(len(excess)))  # Take the target that is handed in.
    find(lambda s: p(s).sum() - np.log2(len(excess) + 1))  # ditto
    find(lambda s: p(s).sum() - np.log(2) * target)  # ditto
    find(lambda s: np.exp(-((excess / s) ** 2)).sum() - target)  # The distance is not squared: this is no bell.
    find(lambda s: np.exp(-((excess / s) ** 2) / 2).sum() - target)  # ditto
    solve(excess, target, lambda s: p(s).sum() - target, 1)  # It is still the first middle: are low and high moved?
    """).using(solve=_solve)


@exercise("3.23", points=2, ours=SIGMA.answer("excess", "target"))
def find_sigma(yours):
    """The σ with Σ_j exp(-excess_j / σ) = target, by bisection.

    Task: keep the half of low ... high in which the sum passes the target
    Hint: A larger sigma makes each weight larger. So if the sum is too large, where is the answer?
    """
    for k, seed in ((14, 0), (5, 1), (30, 2)):
        rng = np.random.default_rng(seed)
        excess = np.append(0, np.sort(rng.uniform(0.1, 3, size=k - 1)))
        for target in (np.log2(k + 1), 1.7, 0.8 * k):
            why = "In each round sigma is the middle; either low or high becomes sigma."
            SIGMA.judge("sigma", yours(excess, target), why, excess=excess, target=target)
    expect_any_size("sigma", yours, SIGMA.answer("excess", "target"), _some_excess, tries=12, rtol=1e-9, atol=0)
    for scale in (1e-13, 1e-9, 1e-3, 1e6):
        why = f"Here the distances are of the size {scale:g}: {UNCUT}"
        want = SIGMA.answer("excess", "target")(scale * excess, 3.3)
        expect_close("sigma", yours(scale * excess, 3.3), want, why, atol=0)
    excess[:3] = 0  # three are equally near
    want = SIGMA.answer("excess", "target")(excess, 5.1)
    expect_close("sigma", yours(excess, 5.1), want, "Here three neighbours are equally near.")


def _some_excess(rng):
    k = rng.choice([3, 8, 40, 300])
    return np.append(0, np.sort(rng.uniform(0.05, 3, size=k - 1))), rng.uniform(1.1, 0.9 * k)


W = Mistakes("""
    both = P * P.T
    w = P + P.T - both
    w
    P + P.T  # Where both hold, that counts it twice: subtract the product. A probability is at most 1.
    np.minimum(P + P.T, 1)  # It is not cut off at 1: subtract the product, the case that both hold.
    both  # That is the chance that both hold (and); at least one is asked for (or).
    (P + P.T) / 2  # That is the mean of the two; at least one of two is likelier than either.
    np.maximum(P, P.T)  # That is the larger of the two; at least one of two is likelier than either.
    np.minimum(P, P.T)  # That is the smaller of the two; at least one of two is likelier than either.
    P + P.T - 2 * both  # That is the chance that exactly one holds; both may hold as well.
    P + P.T + both  # The product is subtracted, not added.
    P + P.T - P @ P.T  # Multiply entry by entry, *, not as matrices.
    P @ P.T  # That is a product of matrices; the union is made entry by entry.
    P + P.T - P**2  # The product is of p_ij and p_ji: P * P.T, not P * P.
    P + P - P * P  # One of the two should be transposed: p_ij and p_ji.
    np.sqrt(both)  # At least one of two: add them, and subtract the product.
    (1 - P) * (1 - P.T)  # That is the chance that neither holds: take 1 minus it.
    1 - both  # That is the chance that not both hold.
    np.triu(w)  # Both halves of the matrix are wanted: w_ij = w_ji.
    P.T  # That is the transpose alone.
    w / w.sum()  # The weights need not add up to 1.
    w / w.sum(axis=1, keepdims=True)  # ditto
    w / w.max()  # ditto
    w - np.eye(len(P))  # Leave the diagonal as it comes.
    """)


@exercise("3.24", points=1, ours=W.answer("P"))
def fuzzy_union(yours):
    """w_ij = p_ij + p_ji - p_ij p_ji.

    Task: return w (N, N), the chance that at least one of the two holds
    Hint: Of two independent coins with p and q: the chance that at least one shows heads.
    """
    rng = np.random.default_rng(323)
    for N in (5, 7):
        held = _a_graph(rng, N)
        W.judge("w", yours(held), "It is a sum of three terms, with P and its transpose.", P=held)
    expect_any_size("w", yours, W.answer("P"), lambda rng: (_a_graph(rng, rng.choice([1, 2, 11, 320])),), tries=12)
    for scale in (0.0, 1e-6, 1.0):
        held = scale * np.round(_a_graph(rng, 6) + 0.3) if scale == 1 else scale * _a_graph(rng, 6)
        why = f"Here no weight is above {scale:g}: {UNCUT}"
        close = {"atol": 1e-15 * scale, "rtol": 1e-12 if scale == 1 else None}
        expect_array("w", yours(held), W.answer("P")(held), because=why, **close)
    held = _a_graph(rng, 6)
    held = (held + held.T) / 2
    why = "Here both hold each other equally: at least one of them is still likelier than either."
    expect_array("w", yours(held), W.answer("P")(held), because=why)


def _a_graph(rng, N):
    """Weights p_ij, some of them 0, none on the diagonal."""
    held = rng.uniform(0.05, 1, size=(N, N)) * (rng.random((N, N)) < 0.6)
    np.fill_diagonal(held, 0)
    return held
