"""Checks of GaussianMixtures: where the likelihood breaks, a spike on one point.

N points on a line.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_scalar
from minivae_checks.day1.beyond import SCALES, expect_beyond, scaled
from minivae_checks.day1.gaussian_mixtures.responsibilities import responsibilities
from minivae_checks.earlier import built_on
from minivae_checks.sizes import expect_any_size


def _log_normal(x, m, s):
    return -0.5 * np.log(2 * np.pi) - np.log(s) - 0.5 * ((x - m) / s) ** 2


def _spike_log_likelihood(X, sigma):
    spike, broad = _log_normal(X, X[0], sigma), _log_normal(X, X.mean(), X.std())
    return float(np.mean(np.logaddexp(spike, broad) + np.log(0.5)))


SPIKE = Mistakes("""
    N, m, s, h, mean = len(X), X.mean(), X.std(), np.log(0.5), np.mean
    at = lambda m, s: log_normal(X, m, s)
    spike, broad = at(X[0], sigma), at(m, s)
    mix = lambda a=spike, b=broad: mean(np.logaddexp(a, b)) + h
    p, around = np.exp(np.logaddexp(spike, broad) + h), np.sqrt(mean((X - X[0]) ** 2))
    mix()
    mean(np.log(np.exp(spike + h) + np.exp(broad + h)))
        # One point lies 60 deviations out: both densities underflow to 0 and log 0 is -inf. Use
        # log-sum-exp.
    mix() * N  # That is the sum over the points; take the mean.
    mix() - h  # The weights 1/2 are missing.
    mix() - h + 0.5  # The weights 1/2 multiply p; in the logarithm they add log(1/2), not 1/2.
    mean(spike + broad) / 2  # The log densities are averaged; the densities should be.
    mean(spike + broad) + 2 * h  # The log joints are added; that multiplies. Add the densities.
    mean(spike)  # The broad component is missing.
    mean(broad)  # The spike is missing.
    mean(np.maximum(spike, broad)) + h  # Only the larger of the two counts; add both.
    mix(at(m, sigma))  # The spike sits on the mean; it should sit on X[0].
    mix(at(X[-1], sigma))  # The spike sits on the last point; it should sit on X[0].
    mix(at(X[1], sigma))  # The spike sits on X[1]; the first point is X[0].
    mix(at(np.median(X), sigma))  # The spike sits on the median; it should sit on X[0].
    mix(at(X.min(), sigma))  # The spike sits on the least point; it should sit on X[0].
    mix(at(X.max(), sigma))  # The spike sits on the largest point; it should sit on X[0].
    mix(b=broad - h)  # The weight 1/2 of the broad component is missing.
    mix(spike - h)  # The weight 1/2 of the spike is missing.
    mix(spike - h - np.log(N), broad - h + np.log(1 - 1 / N))  # The spike has the weight 1/N; here both have 1/2.
    mix(spike / 2, broad / 2) - h  # The logarithms are multiplied by 1/2; add log(1/2) to them.
    mix(spike * h, broad * h) - h  # The logarithms are multiplied by log(1/2); add it to them.
    mix() - h - 1  # log(1/2) is natural, -0.69; log2 would give -1.
    mix() / np.log(2)  # The natural logarithm belongs there.
    mean(np.logaddexp(spike, broad)[1:]) + h  # The first point is left out of the mean.
    mean(np.append(spike[0], broad[1:])) + h
        # The spike counts for the first point only, the broad one for the rest; at each point
        # p(x) adds both.
    mean(np.logaddexp.reduce([spike, broad], axis=1)) + h
        # The densities are put in rows; responsibilities wants columns, axis=1.
    mix(b=at(X[1:].mean(), X[1:].std()))  # The broad component leaves out the first point; m and s are of all.
    mix(b=at(m, around))  # s is the spread around X[0]; take it around the mean.
    mix(b=at(X[0], around))  # The broad component sits on X[0], with the spread around it; m and s belong to the mean.
    mix(b=at(np.median(X), s))  # The broad component sits on the median; it should sit on the mean.
    mix(b=at(0.0, s))  # The broad component sits on 0; it should sit on the mean.
    mix(b=at(m, sigma))  # The broad component has sigma too; its deviation is X.std().
    mix(at(X[0], s))  # The spike has X.std() too; its deviation is sigma.
    mix(b=at(X[0], s))  # The broad component sits on X[0] too; it should sit on the mean.
    mix(b=at(m, s**2))  # The broad component has the variance as its standard deviation.
    mix(at(X[0], sigma**0.5))
        # sigma is the spike's standard deviation; here it serves as its variance, or its root is
        # taken.
    mix(b=at(m, s**0.5))
        # X.std() is the broad one's standard deviation; here it serves as its variance, or its
        # root is taken.
    mix(at(X[0], sigma**0.5), at(m, s**0.5))
        # sigma and X.std() are standard deviations; here both serve as variances, or their roots
        # are taken.
    mix(at(X[0], sigma**2), at(m, s**2))  # log_normal takes standard deviations; here it gets two variances.
    mix(b=at(m, 1.0))  # The broad component has standard deviation 1; take that of X.
    mix(at(X[0], sigma**2))  # The spike has sigma² where sigma belongs.
    mix(b=at(m, X.std(ddof=1)))  # std has N - 1 below; here N, NumPy's own.
    np.log(mean(p))  # The logarithm comes last: here it is of the mean of p.
    mean(p)  # That is the mean of p; its logarithm is missing.
    -mix()  # The sign is reversed.
    """).using(log_normal=_log_normal)


@exercise("1.10", points=2, ours=_spike_log_likelihood)
@built_on(responsibilities)
def spike_log_likelihood(yours):
    """Mean log of ½ N(x; x_0, σ²) + ½ N(x; m, s²), m and s those of all points.

    Task: return the mean of log p(x), half of it a spike on the first point
    Hint: Two columns of log joints, one per component; then log-sum-exp.
    """
    first = [2.9, 0.4, 4.1, 1.4, -0.8, 3.3, 0.9]  # X[-1] is not the median
    second = [0.9, 3.4, -2.6, 0.2, -1.1, 2.3]
    why = "Per point log(½ spike + ½ broad), then the mean over the points."
    for X, sigma in ((np.array(first), 0.6), (np.array(second), 0.3)):
        got = yours(X, sigma)
        expect_scalar("log-likelihood", got, "Take the mean over the points.")
        SPIKE.judge("log-likelihood", got, why, X=X, sigma=sigma)
    X = np.append(np.random.default_rng(21).normal(size=4000) * 1e-3, 1.0)
    for sigma in (1e-9, 1e-40, 1e-120):
        with np.errstate(all="ignore"):
            got = yours(X, sigma)
        why = (
            f"Here sigma is {sigma:g} and one point lies 60 deviations out: no floor, nothing "
            "added to sigma, no clipping; stay in logarithms."
        )
        SPIKE.judge("log-likelihood", got, why, X=X, sigma=sigma)
    X = np.append(np.random.default_rng(22).normal(size=40_000), 1e6)
    for sigma in (0.5, 1e-300):
        why = f"Here sigma is {sigma:g} and one point lies 200 deviations out: no floor and no cap, for sigma or log p."
        expect_beyond("log-likelihood", yours, _spike_log_likelihood, (X, sigma), why)
    X = np.array([1.3, -0.4, 2.2, 0.1, -2.5])
    for scale in SCALES:
        expect_beyond("log-likelihood", yours, _spike_log_likelihood, (X * scale, 0.7 * scale), scaled(scale))
    for sigma in (1e4, 1e60):
        why = f"Here sigma is {sigma:g}: nothing is cut off at a bound, be the spike as broad as it may."
        expect_beyond("log-likelihood", yours, _spike_log_likelihood, (X, sigma), why)
    expect_any_size("log-likelihood", yours, _spike_log_likelihood, _drawn, tries=6)


def _drawn(rng):
    return rng.normal(size=rng.integers(2, 10 ** rng.integers(1, 5))) + 1, rng.uniform(0.1, 2)
