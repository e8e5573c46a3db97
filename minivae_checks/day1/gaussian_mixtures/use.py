"""Checks of day 1: what a mixture of Gaussians is good for.

N points, D features, K components.
"""

import numpy as np

from minivae_checks import (
    Wrong,
    exercise,
    expect_array,
    expect_parts,
    expect_random,
    expect_scalar,
)
from minivae_checks.day1.gaussian_mixtures.em import expect_plain
from minivae_checks.day1.gaussian_mixtures.spread import (
    FIXED,
    noise_at,
    points_at,
    seeds_at,
)

# fmt: off


def _bic(log_p, K, D):
    free = K - 1 + K * D + K * D * (D + 1) // 2
    return -2 * log_p.sum() + free * np.log(len(log_p))


@exercise("1.8", points=1, ours=_bic,
          task="return the BIC (a number) of a mixture with full covariances",
          hint="Count weights, means and covariances. Which of them are free?")
def bic(yours):
    """-2 log p(X) + (free parameters) log N."""
    for N, K, D in ((9, 4, 5), (11, 4, 2), (9, 1, 5), (40, 6, 1)):
        log_p = np.random.default_rng(18).normal(size=N) - 3
        got = yours(log_p, K, D)
        if np.size(got) == 1 and np.shape(got) != ():
            raise Wrong(f"bic has shape {np.shape(got)}: return one number, not an "
                        "array that holds one.")
        expect_scalar("bic", got, "log_p has one number per point: add them up.")
        fit, log_n = -2 * log_p.sum(), np.log(N)
        covariances = K * D * (D + 1) // 2
        free = K - 1 + K * D + covariances

        def of(count, fit=fit, log_n=log_n):
            return fit + count * log_n

        expect_array("bic", got, _bic(log_p, K, D), {
            "The weights add up to 1: K - 1 of them are free.": of(free + 1),
            "The weights are not counted.": of(free - K + 1),
            "K D too few: are the means missing, or the diagonals (D (D + 1) / 2)?":
                of(free - K * D),
            "A covariance is symmetric: D (D + 1) / 2 free numbers, not D².":
                of(free - covariances + K * D * D),
            "A covariance is symmetric: D (D + 1) / 2, not D²; and of the weights "
            "K - 1 are free.": of(free - covariances + K * D * D + 1),
            "A covariance is symmetric: D (D + 1) / 2 free numbers, not D (D + 1).":
                of(free + covariances),
            "Each of the K components has its own mean; count D numbers K times.":
                of(free - K * D + D),
            "Each of the K components has its own covariance; count it K times.":
                of(free - covariances + D * (D + 1) // 2),
            "Multiply D by D + 1 first, then halve: D (D + 1) is always even.":
                of(free - covariances + K * D * ((D + 1) // 2)),
            "Only variances are counted; these covariances are full.":
                of(free - covariances + K * D),
            "Only the covariances are counted.": of(covariances),
            "A full covariance has more than one free number.":
                of(free - covariances + K),
            "That is right for D = 2 alone.": of(6 * K - 1),
            "That is right for K = 2 alone.": of(1 + 2 * D + D * (D + 1)),
            "Multiply D by D + 1 first, then halve; D alone may be odd.":
                of(free - covariances + K * (D // 2) * (D + 1)),
            "log_p is averaged; add it up over the points.":
                -2 * log_p.mean() + free * log_n,
            "The sign is turned round: lower is better here.": -of(free),
            "The penalty is taken away; it should make the number larger.":
                fit - free * log_n,
            "The 2 is missing.": fit / 2 + free * log_n,
            "The sign of the likelihood is turned round: a better fit must be lower.":
                -fit + free * log_n,
            "That is the AIC: 2 per parameter; BIC has log N.": fit + 2 * free,
            "log N is missing: each parameter costs log N.": fit + free,
            "Each parameter costs log N, not N.": fit + free * N,
            "That is the log of the number of parameters; it is their number "
            "times log N.": fit + np.log(free) * log_n,
            "N is the number of points, len(log_p); here it is K.":
                fit + free * np.log(K),
            "N is the number of points, len(log_p); here it is D.":
                fit + free * np.log(D),
            "The likelihood is there, the penalty is missing.": fit,
            "The natural logarithm belongs there.": fit + free * np.log2(N),
            "The natural logarithm belongs there: log10 is less.":
                fit + free * np.log10(N),
            "N is the number of points, not of all entries N D.":
                fit + free * np.log(N * D),
            "The 2 belongs to log p(X) alone; each free number costs log N once.":
                fit + 2 * free * log_n,
            "Add the logarithms up. Here the p(x_n) are added, and the logarithm is "
            "of their sum.": -2 * np.log(np.exp(log_p).sum()) + free * log_n,
            "log_p is negative, and a logarithm already: take no second one.": np.nan,
            "K and D are exchanged.": of(D - 1 + K * D + D * K * (K + 1) // 2),
            "Do not round: the BIC is no integer.": np.round(of(free)),
            "The decimals are cut off; the BIC is no integer.":
                np.trunc(of(free)),
            "All is divided by N; BIC adds up over the points.": of(free) / N,
            "All is halved; -2 log p(X) has the 2, and the penalty no half.":
                of(free) / 2,
        }, because="It is -2 log p(X) plus log N for each number that is free.")
    log_p = np.random.default_rng(19).normal(size=30) - 800
    with np.errstate(all="ignore"):
        got = yours(log_p, 2, 3)
    expect_array("bic", got, _bic(log_p, 2, 3), {
        "log_p holds logarithms already, here of about -800, and exp(-800) is 0 on the "
        "computer. Add log_p up; take no exp, multiply no p.": np.inf,
    }, because="Here each log_p is about -800. It is a logarithm already: add it up.")


def _sample(n, weights, means, covariances, rng):
    k = rng.choice(len(weights), size=n, p=weights)
    eps = rng.standard_normal((n, means.shape[1]))
    factors = np.linalg.cholesky(covariances)
    return means[k] + np.einsum("nij,nj->ni", factors[k], eps), k


@exercise("1.9", points=2, ours=_sample,
          task="return x (n, D) and k (n,): points, and which component made each",
          hint="First which component, then a point from it. Which matrix makes the "
               "spread out of noise of variance one?")
def sample(yours):
    """Draw k from the weights, then x = μ_k + L_k ε with L Lᵀ = Σ_k."""
    A = np.array([[[2.0, 0.0], [1.5, 0.5]], [[0.6, 0.0], [-1.0, 1.2]],
                  [[1.1, 0.0], [0.4, 2.2]]])
    means = np.array([[-3.0, 1.0], [2.0, 4.0], [5.0, -6.0]])
    for K, weights in ((2, [0.7, 0.3]), (3, [0.5, 0.15, 0.35])):
        covariances = A[:K] @ np.swapaxes(A[:K], 1, 2)
        arguments = np.array(weights), means[:K], covariances
        rng = np.random.default_rng(19)
        x, k = expect_parts(yours(30_000, *arguments, rng), "x", "k")
        expect_plain("x", x)
        expect_plain("k", k)
        seeds_at(yours, arguments)
        points_at(np.asarray(x), np.asarray(k), *arguments)
    rng = np.random.default_rng(20)
    counts = [np.bincount(yours(20, *arguments, rng)[1], minlength=3)[0]
              for _ in range(40)]
    if len(set(counts)) == 1:
        raise Wrong(FIXED)
    expect_random("k", lambda rng: yours(40, *arguments, rng)[1])
    single = np.ones(1), np.full((1, 3), 2.0), np.eye(3)[None]
    expect_random("x", lambda rng: yours(4, *single, rng)[0])
    one = yours(4, *single, rng)
    if np.shape(one[0]) != (4, 3):
        raise Wrong("with K = 1 and D = 3, four points should have shape (4, 3), yours "
                    f"{np.shape(one[0])}.")
    noise_at(yours(20_000, *single, rng)[0] - 2)
