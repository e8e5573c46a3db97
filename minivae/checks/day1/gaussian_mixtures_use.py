"""Checks of day 1: what a mixture of Gaussians is good for, and where it breaks.

N points, D features, K components.
"""

import numpy as np

from minivae.checks import (
    Wrong,
    exercise,
    expect_array,
    expect_parts,
    expect_random,
    expect_scalar,
)
from minivae.checks.day1.gaussian_mixtures import MIXTURES, expect_plain
from minivae.checks.day1.gaussian_mixtures_spread import (
    FIXED,
    noise_at,
    points_at,
    seeds_at,
)

# fmt: off


def _bic(log_p, K, D):
    free = K - 1 + K * D + K * D * (D + 1) // 2
    return -2 * log_p.sum() + free * np.log(len(log_p))


@exercise("1.8", notebook=MIXTURES, points=1, ours=_bic,
          task="return the BIC (a number) of a mixture with full covariances",
          hint="Count weights, means and covariances. Which of them are free?")
def bic(yours):
    """-2 log p(X) + (free parameters) log N."""
    for N, K, D in ((5, 5, 5), (11, 4, 2), (9, 1, 5), (40, 6, 1)):
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
            "All is divided by N; BIC adds up over the points.": of(free) / N,
            "All is halved; -2 log p(X) has the 2, and the penalty no half.":
                of(free) / 2,
        }, because="It is -2 log p(X) plus log N for each number that is free.")


def _sample(n, weights, means, covariances, rng):
    k = rng.choice(len(weights), size=n, p=weights)
    eps = rng.standard_normal((n, means.shape[1]))
    factors = np.linalg.cholesky(covariances)
    return means[k] + np.einsum("nij,nj->ni", factors[k], eps), k


@exercise("1.9", notebook=MIXTURES, points=2, ours=_sample,
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


def _log_normal(x, m, s):
    return -0.5 * np.log(2 * np.pi) - np.log(s) - 0.5 * ((x - m) / s) ** 2


def _spike_log_likelihood(X, sigma):
    spike, broad = _log_normal(X, X[0], sigma), _log_normal(X, X.mean(), X.std())
    return float(np.mean(np.logaddexp(spike, broad) + np.log(0.5)))


@exercise("1.10", notebook=MIXTURES, points=2, ours=_spike_log_likelihood,
          task="return the mean of log p(x), half of it a spike on the first point",
          hint="Two columns of log joints, one per component; then log-sum-exp.")
def spike_log_likelihood(yours):
    """Mean log of ½ N(x; x_0, σ²) + ½ N(x; m, s²), m and s those of all points."""
    first, second = [2.9, 0.4, 4.1, -0.8, 1.4], [0.9, 3.4, -2.6, 0.2, -1.1, 2.3]
    for X, sigma in ((np.array(first), 0.6), (np.array(second), 0.3)):
        N, m, s = len(X), X.mean(), X.std()
        spike, broad = _log_normal(X, X[0], sigma), _log_normal(X, m, s)
        right = _spike_log_likelihood(X, sigma)

        half, around = np.log(0.5), np.sqrt(np.mean((X - X[0]) ** 2))

        def mixed(spike=spike, broad=broad):
            return np.mean(np.logaddexp(spike, broad) + np.log(0.5))

        got = yours(X, sigma)
        expect_scalar("log-likelihood", got, "Take the mean over the points.")
        expect_array("log-likelihood", got, right, {
            "That is the sum over the points; take the mean.": right * N,
            "The weights 1/2 are missing.": right - np.log(0.5),
            "The weights 1/2 multiply p; in the logarithm they add log(1/2), not 1/2.":
                right - np.log(0.5) + 0.5,
            "The log densities are averaged; the densities should be.":
                np.mean(0.5 * spike + 0.5 * broad),
            "The log joints are added; that multiplies. Add the densities.":
                np.mean(spike + broad + 2 * np.log(0.5)),
            "The broad component is missing.": np.mean(spike),
            "The spike is missing.": np.mean(broad),
            "Only the larger of the two counts; add both.":
                np.mean(np.maximum(spike, broad) + np.log(0.5)),
            "The spike sits on the mean; it should sit on X[0].":
                mixed(spike=_log_normal(X, m, sigma)),
            "The spike sits on the last point; it should sit on X[0].":
                mixed(spike=_log_normal(X, X[-1], sigma)),
            "The spike sits on X[1]; the first point is X[0].":
                mixed(spike=_log_normal(X, X[1], sigma)),
            "The spike sits on the least point; it should sit on X[0].":
                mixed(spike=_log_normal(X, X.min(), sigma)),
            "The spike sits on the largest point; it should sit on X[0].":
                mixed(spike=_log_normal(X, X.max(), sigma)),
            "The weight 1/2 of the broad component is missing.":
                mixed(broad=broad - half),
            "The weight 1/2 of the spike is missing.": mixed(spike=spike - half),
            "The spike has the weight 1/N; here both have 1/2.":
                mixed(spike - half - np.log(N), broad - half + np.log(1 - 1 / N)),
            "The logarithms are multiplied by 1/2; add log(1/2) to them.":
                mixed(spike / 2, broad / 2) - half,
            "The logarithms are multiplied by log(1/2); add it to them.":
                mixed(spike * half, broad * half) - half,
            "log(1/2) is natural, -0.69; log2 would give -1.": right - half - 1,
            "The natural logarithm belongs there.": right / np.log(2),
            "The first point is left out of the mean.":
                np.mean(np.logaddexp(spike, broad)[1:]) + half,
            "The spike counts for the first point only, the broad one for the rest; "
            "at each point p(x) adds both.":
                np.mean(np.append(spike[0], broad[1:])) + half,
            "The densities are put in rows; responsibilities wants columns, axis=1.":
                np.mean(np.logaddexp.reduce([spike, broad], axis=1)) + half,
            "The broad component leaves out the first point; m and s are of all.":
                mixed(broad=_log_normal(X, X[1:].mean(), X[1:].std())),
            "s is the spread around X[0]; take it around the mean.":
                mixed(broad=_log_normal(X, m, around)),
            "The broad component sits on X[0], with the spread around it; m and s "
            "belong to the mean.": mixed(broad=_log_normal(X, X[0], around)),
            "The broad component sits on the median; it should sit on the mean.":
                mixed(broad=_log_normal(X, np.median(X), s)),
            "The broad component sits on 0; it should sit on the mean.":
                mixed(broad=_log_normal(X, 0.0, s)),
            "The broad component has sigma too; its deviation is X.std().":
                mixed(broad=_log_normal(X, m, sigma)),
            "The spike has X.std() too; its deviation is sigma.":
                mixed(spike=_log_normal(X, X[0], s)),
            "The broad component sits on X[0] too; it should sit on the mean.":
                mixed(broad=_log_normal(X, X[0], s)),
            "The broad component has the variance as its standard deviation.":
                mixed(broad=_log_normal(X, m, s**2)),
            "The broad component has standard deviation 1; take that of X.":
                mixed(broad=_log_normal(X, m, 1.0)),
            "The spike has sigma² where sigma belongs.":
                mixed(spike=_log_normal(X, X[0], sigma**2)),
            "The spike has the root of sigma where sigma belongs.":
                mixed(spike=_log_normal(X, X[0], np.sqrt(sigma))),
            "std has N - 1 below; here N, NumPy's own.":
                mixed(broad=_log_normal(X, m, X.std(ddof=1))),
            "The logarithm comes last: here it is of the mean of p.":
                np.log(np.mean(np.exp(np.logaddexp(spike, broad) + np.log(0.5)))),
            "That is the mean of p; its logarithm is missing.":
                np.mean(np.exp(np.logaddexp(spike, broad) + np.log(0.5))),
            "The sign is turned round.": -right,
        }, because="Per point log(½ spike + ½ broad), then the mean over the points.")
    X = np.append(np.random.default_rng(21).normal(size=4000) * 1e-3, 1.0)
    with np.errstate(all="ignore"):
        got = yours(X, 1e-9)
    expect_array("log-likelihood", got, _spike_log_likelihood(X, 1e-9), {
        "One point lies 60 deviations out: both densities underflow to 0 and log 0 is "
        "-inf. Use log-sum-exp.": -np.inf,
    }, because="Here sigma is 1e-9 and one point lies 60 deviations out: no floor, no "
               "clipping; stay in logarithms.")
