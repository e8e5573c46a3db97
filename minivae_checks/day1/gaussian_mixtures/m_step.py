"""Checks of GaussianMixtures: the M-step.

N points, D features, K components. The check runs at three sizes, the first of them square
in all directions, so that a sum along the wrong axis gives numbers and can be told.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_parts
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled, sizes
from minivae_checks.day1.gaussian_mixtures.responsibilities import expect_double
from minivae_checks.expect import close
from minivae_checks.sizes import expect_any_size


def _m_step(X, r):
    counts = r.sum(axis=0)
    means = r.T @ X / counts[:, None]
    away = X[:, None] - means  # (N, K, D)
    scatters = np.moveaxis(r[:, :, None] * away, 0, 2) @ np.moveaxis(away, 1, 0)  # (K, D, N) (K, N, D)
    return counts / len(X), means, scatters / counts[:, None, None]


NAMES = "weights", "means", "covariances"
WEIGHTS = Mistakes("""
    (N, K), N_k = r.shape, r.sum(axis=0)
    N_k / N
    N_k  # These are the N_k; divide by N, so that they add up to 1.
    N_k / K  # They are divided by K, not by N.
    np.full(K, 1 / K)  # All weights are equal: sum r over the points (axis 0), then divide by N.
    np.eye(K)[r.argmax(axis=1)].sum(axis=0) / N  # The points are counted hard, by their largest r; r is soft.
    """)
MEANS = Mistakes("""
    (N, K), N_k = r.shape, r.sum(axis=0)
    ones, hard = r**0, np.eye(K)[r.argmax(axis=1)]
    mean = lambda r: r.T @ X / r.sum(axis=0)[:, None]
    mean(r)
    r.T @ X / N  # Divide by N_k, the sum of r for this component, not by N or K.
    r.T @ X  # These are weighted sums; divide them by N_k.
    mean(ones)  # That is the mean of all points for every component: r is missing.
    mean(r).T  # The means are transposed: one per row.
    mean(hard)  # The points are counted hard, by their largest r; r is soft.
    r @ X / N_k[:, None]  # r is transposed the wrong way: r.T @ X sums over the points.
    r.T @ X / N_k  # Feature d is divided by the N_k of component d: write counts[:, None].
    mean(r**2)  # r is squared; the weights are r itself.
    """)
COVARIANCES = Mistakes("""
    (N, K), D, N_k = r.shape, X.shape[1], r.sum(axis=0)
    ones, hard, below = r**0, np.eye(K)[r.argmax(axis=1)], N_k[:, None, None]
    mean = lambda r: r.T @ X / r.sum(axis=0)[:, None]
    away = X[:, None] - mean(r)
    S = lambda r, away=away: np.einsum("nk,nki,nkj->kij", r, away, away)
    around = lambda r, m: S(r, X[:, None] - m)
    C, tied, total = S(r) / below, S(r).sum(axis=0) / N, around(ones, mean(ones))
    C
    around(r, mean(ones)) / below  # The spread is around the mean of all points; take the component's new mean.
    around(r, 0) / below  # The mean is not taken away: that is the spread around the origin.
    S(r) / N  # Divide by N_k, not by N or K.
    S(r)  # These are weighted sums; divide them by N_k.
    S(r) / (below - 1)  # Divide by N_k itself; here 1 is taken away from it.
    np.array([np.cov(X.T, aweights=r_k) for r_k in r.T])  # np.cov divides by less than N_k, unless it is told ddof=0.
    total / N  # That is the covariance of all points, every time: r is missing.
    total / (N - 1)  # That is np.cov of all points, every time: r is missing, and N - 1 divides.
    S(ones) / N  # r is missing: every point counts fully.
    S(ones) / below  # r is missing above; every point counts fully, divided by N_k.
    around(hard, mean(hard)) / hard.sum(axis=0)[:, None, None]
        # The points are counted hard, by their largest r; r is soft.
    S(r[0] * ones) / below  # r of the first point serves all points; r[:, k] is the whole column.
    S(r**2) / below  # r is squared: put it on one of the two factors alone.
    S(np.sqrt(r)) / below  # The root of r stands on one factor; put r itself there.
    np.eye(D) * C  # Only the variances are there; the products of different features are missing.
    np.diagonal(C, axis1=1, axis2=2)  # These are variances (K, D); the products of different features are missing.
    np.tril(C)  # One triangle is missing: a covariance is symmetric.
    np.triu(C)  # ditto
    C * (np.arange(K) < K - 1)[:, None, None]  # The last component is left out: does the loop end too early?
    np.moveaxis(C, 0, 2)  # The components come first: (K, D, D). Here they come last.
    C * 0 + tied  # One covariance for all (tied); each component has its own here.
    tied  # ditto
    np.einsum("nk,nki,mki->knm", r, away, away) / below
        # The product is reversed: (D, N) times (N, D) sums over the points.
    S(r) / N_k  # Column d is divided by the N_k of component d: counts[:, None, None].
    """)


@exercise("1.7", points=3, ours=_m_step)
def m_step(yours):
    """The M-step: shares, weighted means, weighted covariances around those means.

    Task: return weights (K,), means (K, D) and covariances (K, D, D)
    Hint: Means first. Then the spread around which mean? Divided by what?
    """
    for N, K, D in ((3, 3, 3), (7, 2, 3), (6, 4, 2)):
        rng = np.random.default_rng(17)
        X, r = rng.normal(size=(N, D)) + 2, rng.dirichlet(np.ones(K), N)
        wants, given, counts = _m_step(X, r), {"X": X, "r": r}, r.sum(axis=0)
        weights, means, covariances = got = expect_parts(yours(X, r), *NAMES, wants=wants)
        for name, part in zip(NAMES, got, strict=True):
            expect_double(name, part)
        _nothing_added("weights", weights, wants[0], counts)
        why = "weights is the sum of r over the points, divided by N."
        WEIGHTS.judge("weights", weights, why, **given)
        _nothing_added("means", means, wants[1], counts[:, None], power=-1)
        why = "means[k] is the mean of the points, each with the weight r_nk."
        MEANS.judge("means", means, why, **given)
        _nothing_on_the_diagonal(covariances, wants[2])
        fine = {"rtol": 1e-9, "atol": 1e-11}
        counts = counts[:, None, None]
        _nothing_added("covariances", covariances, wants[2], counts, power=-1, **fine)
        why = "covariances[k] is the mean of (x - mean_k)(x - mean_k)ᵀ under the weights r_nk."
        COVARIANCES.judge("covariances", covariances, why, **fine, **given)
    hard = np.repeat(np.eye(2), [4, 5], axis=0)
    X = np.random.default_rng(18).normal(size=(9, 2))
    why = "Here every r is 0 or 1: each group's share, mean and covariance."
    for name, part, want in zip(NAMES, yours(X, hard), _m_step(X, hard), strict=True):
        expect_array(name, part, want, because=why)
    why = (
        "These points lie 1,000,000 from the origin. Subtract the mean before you square: "
        "E[x xᵀ] - μ μᵀ loses the digits."
    )
    far, want = yours(X + 1e6, hard)[2], _m_step(X + 1e6, hard)[2]
    expect_array("covariances", far, want, because=why, rtol=1e-4)
    _check_beyond(yours)


def _check_beyond(yours):
    X, r = _drawn(np.random.default_rng(21), 12, 3, 4)
    for share in (1e-4, 1e-12, 1e-60):
        few = r * [share, 1, 1]
        few[:, 1] = 1 - few[:, 0] - few[:, 2]
        why = (
            f"Component 0 has only {share:g} of its usual r here. Its weight is small, and not 0; its mean and its "
            "covariance are as before: nothing is added to N_k or r, and neither has a floor or is taken for 0."
        )
        expect_beyond(NAMES, yours, _m_step, (X, few), why)
    for scale in SCALES:
        expect_beyond(NAMES, yours, _m_step, (X * scale, r), scaled(scale))
    expect_any_size(NAMES, yours, _m_step, lambda rng: _drawn(rng, 9, 1, 1), tries=1)
    expect_any_size(NAMES, yours, _m_step, _drawn_at_sizes, tries=6)


def _drawn_at_sizes(rng):
    N, K, D = sizes(rng, 3, large=200)
    return _drawn(rng, 8 * N, K, D)


def _drawn(rng, N, K, D):
    return rng.normal(size=(N, D)) + 1, rng.dirichlet(np.ones(K), N)


def _nothing_added(name, got, want, counts, power=1, **tolerance):
    """Refuse what is made with N_k + ε, the same ε > 0 for all k."""
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape or got.dtype.kind != "f":
        return
    with np.errstate(all="ignore"):
        more = ((got / want) ** power - 1) * counts
    if more.min() > 0 and np.ptp(more) < 1e-3 * more.min():
        why = f"Something ({more.min():.1g}) is added to N_k; add nothing here."
        expect_array(name, got, want, {why: got}, **tolerance)


def _nothing_on_the_diagonal(covariances, right):
    got = np.asarray(covariances)
    if got.shape != right.shape or got.dtype.kind != "f":
        return
    extra = (got - right)[0]
    more = extra[0, 0]
    if 1e-10 < more and close(extra, more * np.eye(len(extra)), 1e-4, 1e-13):
        raise Wrong(
            f"something ({more:.1g}) is added to the diagonal of the covariances (reg_covar?); add nothing here."
        )
