"""Checks of ElboFromScratch: gradients of the ELBO by draws, and what the draws are worth.

S draws; each array is (S,), sigma is a number.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_parts, expect_shape
from minivae_checks.sizes import expect_any_size

DMU = Mistakes("""
    np.mean(slope)
    np.sum(slope)  # It is the sum over the draws; take their mean.
    np.mean(slope) * sigma  # z moves one for one with mu: no sigma.
    np.mean(slope) / sigma  # ditto
    np.mean(slope * eps)  # eps belongs to sigma; mu moves every draw alike.
    np.mean(slope * eps) * sigma + 1  # That is the gradient of log sigma; mu comes first.
    np.mean(slope) + 1  # The entropy does not depend on mu.
    np.mean(slope) - 1  # ditto
    np.mean(slope) / len(slope)  # It is divided by S twice: np.mean divides already.
    np.mean(slope + eps / sigma)
        # That is the path gradient, which has log q by draws as well; here the entropy's part is exact: 0 for mu.
    np.mean(slope) - np.mean(eps)  # Nothing of the entropy stands in dmu, and no noise.
    np.mean(slope - eps / sigma)  # ditto
    -np.mean(slope)  # The sign is reversed: this is the gradient of the ELBO, uphill.
    np.mean(eps)  # The slope is missing.
    slope  # There is a number for each draw; take their mean.
    np.median(slope)  # That is the median; take the mean.
    """)
DLOG_SIGMA = Mistakes("""
    path = np.mean(slope * eps)
    path * sigma + 1
    path * sigma  # The entropy is missing: it is log sigma and a constant.
    path + 1 / sigma  # That is the gradient of sigma; go on to log sigma: times sigma.
    path + 1  # sigma is missing: d sigma / d log sigma = sigma.
    path * sigma + 1 / sigma  # The entropy is log sigma, its derivative by log sigma is 1.
    path * sigma + np.log(sigma)  # The entropy itself is added; add its derivative.
    path * sigma - 1  # The entropy is part of the ELBO with a plus.
    path * sigma + 1 / 2  # The derivative of log sigma by log sigma is 1; a half belongs to log sigma².
    (path + 1) * sigma  # The entropy's part is 1 as it stands; sigma multiplies the slope's part only.
    path * sigma + len(eps)  # The entropy is added once, not for each draw.
    path * sigma + 1 / len(eps)  # The entropy's part is 1; the mean over the draws does not make it smaller.
    np.mean(slope * np.abs(eps)) * sigma + 1  # eps has its sign: a draw below mu moves down when sigma grows.
    path * sigma**2 + 1  # sigma stands there squared.
    path * np.exp(sigma) + 1  # sigma is given as it is, not as its logarithm.
    path * np.log(sigma) + 1  # The derivative of sigma by log sigma is sigma, not log sigma.
    path * sigma + np.log(2 * np.pi * np.e) / 2  # That is the constant of the entropy; add the derivative of log sigma.
    path * np.sqrt(sigma) + 1  # sigma is given, not the variance: no root.
    path * sigma + np.mean(eps**2)
        # The entropy's part is exactly 1; by draws it is the mean of eps², which is 1 on average only.
    np.mean((slope - np.mean(slope)) * eps) * sigma + 1
        # Nothing is subtracted: that is the covariance of slope and eps, and the mean of their product is asked for.
    path / sigma + 1  # It is divided by sigma; d sigma / d log sigma = sigma.
    path * sigma / 2 + 1  # A half too much: that belongs to log sigma², and here it is log sigma.
    (path * sigma + 1) / 2  # ditto
    np.mean(slope) * np.mean(eps) * sigma + 1  # The mean of a product is not the product of the means.
    np.mean(slope) * sigma + 1  # eps is missing: z moves by eps when sigma moves by 1.
    np.sum(slope * eps) * sigma + 1  # It is the sum over the draws; take their mean.
    np.sum(slope * eps * sigma + 1)  # ditto
    np.mean(slope * eps**2) * sigma + 1  # eps stands there squared.
    -path * sigma - 1  # The sign is reversed: this is the gradient of the ELBO, uphill.
    -path * sigma + 1  # The sign of the first part is reversed.
    """)


def _elbo_gradient(slope, sigma, eps):
    return np.mean(slope), np.mean(slope * eps) * sigma + 1


@exercise("4.16", points=2, ours=_elbo_gradient)
def elbo_gradient(yours):
    """dμ = mean(h'), dlog σ = mean(h' ε) σ + 1.

    Task: return dmu and dlog_sigma, the gradient of the ELBO by these draws
    Hint: z = mu + sigma * eps, and the entropy of q is log sigma and a constant.
    """
    for S in (3, 5, 1):
        slope, eps = np.random.default_rng(416).normal(size=(2, S))
        given = {"slope": slope, "sigma": 0.7, "eps": eps}
        dmu, dlog_sigma = expect_parts(yours(*given.values()), "dmu", "dlog_sigma")
        DMU.judge("dmu", dmu, **given)
        DLOG_SIGMA.judge("dlog_sigma", dlog_sigma, **given)
    why = "Here are tiny and huge numbers: no floor, no clipping, nothing added."
    for scale, sigma in ((1e-9, 1e-7), (1e7, 1e-5), (1e5, 300.0), (1e-15, 1e9), (1e15, 1e-9)):
        slope, eps = np.random.default_rng(4160).normal(size=(2, 4)) * [[scale], [90.0]]
        rights = _elbo_gradient(slope, sigma, eps)
        for name, got, right in zip(("dmu", "dlog_sigma"), yours(slope, sigma, eps), rights, strict=True):
            expect_array(name, got, right, because=why, atol=0)
    draw = lambda rng: _with_sigma(rng, rng.normal(size=_any_number(rng)))  # noqa: E731
    expect_any_size(("dmu", "dlog_sigma"), yours, _elbo_gradient, draw, tries=12)


def _any_number(rng, least=1):
    """A number of draws: small, or some thousands."""
    return int(rng.choice([least, least + 1, 9, 40, 300, rng.integers(2000, 9000)]))


def _with_sigma(rng, first):
    """The arguments first (S,), sigma, eps (S,)."""
    return first, float(rng.uniform(0.1, 3)), rng.normal(size=first.shape)


def _ess(log_w):
    w = np.exp(log_w - log_w.max())
    return np.sum(w) ** 2 / np.sum(w**2)


ESS = Mistakes("""
    S = len(log_w)
    w = np.exp(log_w)
    v = np.exp(log_w - np.max(log_w))
    ess = np.sum(w) ** 2 / np.sum(w**2)
    ess
    1 / np.sum(v**2)  # That holds for shares, which add up to 1; these have 1 as their largest.
    np.sum(v) / np.sum(v**2)  # The sum above the line is not squared.
    np.sum(v) ** 2  # The sum of the squares is missing below the line.
    np.ones(()) * 1  # That is 1. Does the square of the sum stand below the line, too? It is the sum of the squares.
    S / (1 + np.var(w) / np.mean(w))  # The variance of the weights must be divided by the square of their mean.
    S / (1 + np.var(v) / np.mean(v))  # ditto
    S / (1 + np.var(v))  # ditto
    S / (1 + np.var(log_w))  # The weights are exp(log_w), not log_w.
    1 / ess  # It is upside down.
    ess / S  # It is divided by S: that is the share of the draws, not their number.
    np.sum(w) / np.sum(w**2)  # The sum above the line is not squared.
    np.sum(w**2) / np.sum(w) ** 2 * S  # It is upside down, and multiplied by S.
    np.sum(log_w) ** 2 / np.sum(log_w**2)  # The weights are exp(log_w), not log_w.
    S / (1 + np.var(w))  # The variance must be divided by the square of the mean weight.
    S / (1 + np.var(w, ddof=1) / np.mean(w) ** 2)  # Nearly: the variance there divides by S, not by S - 1.
    np.sum(w) / np.max(w)  # That looks at the largest weight alone; the squares look at all.
    np.exp(-np.sum(w / np.sum(w) * np.log(w / np.sum(w))))
        # That is the exponential of the entropy of the shares, another count; here squares are asked for.
    np.sqrt(ess)  # The root is too much.
    S  # That is the number of draws, whatever the weights.
    np.log(ess)  # That is its logarithm.
    np.sum(w)  # That is the sum of the weights.
    np.sum(w) ** 2  # The sum of the squares is missing below the line.
    """)


@exercise("4.17", points=1, ours=_ess)
def effective_sample_size(yours):
    """(Σ w)² / Σ w², w = exp(log_w), without overflow.

    Task: return the effective sample size, one number
    Hint: A common factor of all weights cancels. Which one keeps exp in range?
    """
    for S in (3, 6):
        log_w = np.random.default_rng(417 + S).normal(size=S)
        ESS.judge("the ESS", yours(log_w), log_w=log_w)
    with np.errstate(all="ignore"):
        for shift, spread in ((-2000, 1), (2000, 1), (-1e6, 1), (1e6, 1), (0, 1000), (-400, 1), (-365, 1), (400, 1)):
            log_w = shift + spread * np.random.default_rng(4170).normal(size=5)
            got = yours(log_w)
            expect_shape("the ESS", got, ())
            if not np.isfinite(got):
                raise Wrong(
                    f"for log weights near {shift:,.0f}, some {spread:,} apart, it is {float(got)}: "
                    "exp leaves the range of floats. Take the largest log weight out of all first."
                )
            if shift == -365 and not np.isclose(got, _ess(log_w), rtol=1e-9, atol=0):
                raise Wrong(
                    "for log weights near -365 it loses digits: the squares of the weights are below the range of "
                    "floats. Take the largest log weight out of all first, whatever it is; no clipping, nothing added."
                )
            why = "It fits near 0 only: take the largest log weight out; no clipping, and nothing added."
            expect_array("the ESS", got, _ess(log_w), because=why)
        why = "One of many draws has nearly all the weight, or all have the same: look at all, and add nothing."
        for log_w in (
            np.zeros(3000),
            np.r_[np.full(2999, -800.0), 0],
            np.r_[0, np.full(2999, -800.0)],
            np.r_[0, np.full(200_000, -32.0)],
            np.r_[0, np.full(200_000, -800.0)],
            np.full(1_000_000, 3.0),
            np.full(1, -7.0),
        ):
            expect_array("the ESS", yours(log_w), _ess(log_w), because=why)
    draw = lambda rng: (2 * rng.normal(size=_any_number(rng)),)  # noqa: E731
    expect_any_size("the ESS", yours, _ess, draw, tries=12)


SCORE = Mistakes("""
    S = len(log_w)
    others = (np.sum(log_w) - log_w) / (S - 1)
    np.mean((log_w - others) * eps) / sigma
    np.mean((log_w - np.mean(log_w)) * eps) / sigma
        # The mean of all draws holds the draw itself, and makes the gradient too small by (S - 1) / S: leave it out.
    np.mean((log_w - np.mean(log_w)) * eps) / sigma * (S - 1) / S
        # The factor stands upside down: with the mean of all, it would be S / (S - 1).
    np.mean((log_w - np.mean(log_w * eps**2) / np.mean(eps**2)) * eps) / sigma
        # A baseline with weights eps² is made of all draws, and holds the draw itself: take the mean of the others.
    np.mean((log_w - others) * eps**2) / sigma  # The score is eps / sigma; eps stands there squared.
    np.mean(log_w * eps) / sigma  # The baseline is missing: subtract the mean of the other draws.
    np.mean((log_w - (np.sum(log_w) - log_w) / S) * eps) / sigma
        # The others are S - 1; their sum is divided by S.
    np.mean((log_w + others) * eps) / sigma  # The baseline is added; subtract it.
    -np.mean((log_w - others) * eps) / sigma  # The sign is reversed.
    np.mean((log_w - others) * eps)  # The score is eps / sigma; sigma is missing.
    np.mean((log_w - others) * eps) * sigma  # The score is eps / sigma; it is multiplied by sigma.
    np.mean((log_w - others) * eps) / sigma**2  # The score is eps / sigma; it is divided by the variance.
    np.sum((log_w - others) * eps) / sigma  # It is the sum over the draws; take their mean.
    np.sum((log_w - others) * eps) / sigma / (S - 1)  # It is divided by S - 1 twice: take the mean over the S draws.
    np.mean(log_w - others) / sigma  # That is 0: eps belongs inside the mean, at each draw.
    np.mean(log_w - others) * np.mean(eps) / sigma  # ditto
    np.mean((log_w - others * (S - 1)) * eps) / sigma  # The sum of the others is subtracted: divide it by S - 1.
    -np.mean(others * eps) / sigma  # Only the baseline is there; log_w itself is missing.
    np.mean((np.exp(log_w) - np.mean(np.exp(log_w))) * eps) / sigma  # log w is asked for, not w.
    np.mean((log_w - np.max(log_w)) * eps) / sigma
        # The baseline is the value of one draw, for example the largest: take the mean of the others.
    np.mean((log_w - log_w[0]) * eps) / sigma  # ditto
    np.mean((log_w - np.min(log_w)) * eps) / sigma  # ditto
    np.mean((log_w - np.median(log_w)) * eps) / sigma
        # The median of all draws holds the draw itself: take the mean of the others.
    (log_w - others) * eps / sigma  # There is a number for each draw; take their mean.
    """)


@exercise("4.18", points=2, ours=SCORE.answer("log_w", "sigma", "eps"))
def score_gradient(yours):
    """mean_s (log w_s - mean of the others) ε_s / σ.

    Task: return dmu by the score function, with the mean of the other draws as baseline, one number
    Hint: The sum of the others is the sum of all less the draw itself; they are S - 1.
    """
    for S in (3, 6, 2):
        log_w, eps = np.random.default_rng(418).normal(size=(2, S))
        log_w -= 3
        SCORE.judge("dmu", yours(log_w, 0.7, eps), log_w=log_w, sigma=0.7, eps=eps)
    why = "Here are tiny and huge numbers: no floor, no clipping, nothing added."
    for scale, sigma in ((1e-7, 1e-4), (1e6, 1e-6), (1e4, 300.0)):
        log_w, eps = np.random.default_rng(4180).normal(size=(2, 4)) * [[scale], [90.0]]
        right = SCORE.answer("log_w", "sigma", "eps")(log_w, sigma, eps)
        expect_array("dmu", yours(log_w, sigma, eps), right, because=why, atol=0)
    draw = lambda rng: _with_sigma(rng, rng.normal(size=_any_number(rng, 2)))  # noqa: E731
    expect_any_size("dmu", yours, SCORE.answer("log_w", "sigma", "eps"), draw, tries=12)
