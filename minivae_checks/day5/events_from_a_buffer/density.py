"""Check of EventsFromABuffer: log q(z), q the mean of N Gaussians. M codes of K numbers."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_shape
from minivae_checks.sizes import expect_any_size


def _log_density(z, mu, logvar):
    squares = (z[:, None, :] - mu) ** 2 / np.exp(logvar)
    terms = -0.5 * np.sum(squares + logvar + np.log(2 * np.pi), axis=2)
    return np.logaddexp.reduce(terms, axis=1) - np.log(len(mu))


def _mean_exp(terms, axis):
    return np.logaddexp.reduce(terms, axis=axis) - np.log(terms.shape[axis])


DENSITY = Mistakes("""
    (M, K), N = z.shape, len(mu)
    var = np.exp(logvar)
    d2 = (z[:, None, :] - mu)**2
    circle = np.log(2 * np.pi)
    parts = -(d2 / var + logvar + circle) / 2
    terms = parts.sum(axis=2)
    right = mean_exp(terms, 1)
    right
    terms.mean(axis=1)  # That is the mean of the logs; take the log of the mean of the exponentials.
    right + np.log(N)  # It is the log of the sum; a mean divides by N.
    right + np.log(N) - np.log(M)  # It is divided by M, the codes; the mean is over the N events.
    np.exp(right)  # That is q(z); its logarithm is asked for.
    terms.max(axis=1)  # Only the largest term is there.
    terms.max(axis=1) + np.exp(right - terms.max(axis=1))  # The outer logarithm is missing: log of the mean, then add.
    2 * terms.max(axis=1) - right  # The logarithm of the mean is taken away from the largest term; add it.
    right + K * (circle - 2 * np.pi) / 2  # 2π stands there without its logarithm.
    right + K * np.log(2) / 2  # log π stands there; it is log 2π.
    right + np.log(N) - N  # N is taken away; log N is.
    (right + np.log(N)) / N  # The logarithm is divided by N; divide before it, or take away log N.
    mean_exp(-(d2 / np.abs(logvar) + logvar + circle).sum(axis=2) / 2, 1)
        # The square is divided by logvar; the variance is exp(logvar).
    mean_exp(-(d2 / var + logvar - circle).sum(axis=2) / 2, 1)  # log 2π has the wrong sign.
    right - terms.max(axis=1)  # The largest term, once taken out, must be added again.
    terms  # The mean over the N events is missing.
    right + K * circle / 2  # The 2π is missing: each of the K factors has 1/sqrt(2π).
    right + (K - 1) * circle / 2  # The 2π is there once; each of the K factors has it.
    right + (K - M) * circle / 2  # The 2π is there once for each of the M codes; each of the K factors has it.
    right + (K - N) * circle / 2  # The 2π is there once for each of the N events; each of the K factors has it.
    right + K * (circle - np.log2(2 * np.pi)) / 2  # log 2π has the base 2; take the natural logarithm.
    right + K * (circle - np.log10(2 * np.pi)) / 2  # log 2π has the base 10; take the natural logarithm.
    terms.max(axis=1) + (right - terms.max(axis=1)) / np.log(2)
        # The outer logarithm has the base 2; np.log is natural.
    terms.max(axis=1) + (right - terms.max(axis=1)) / np.log(10)
        # The outer logarithm has the base 10; np.log is natural.
    right - K * circle / 2  # log 2π is there twice; each factor has half of it.
    mean_exp(-(d2 / var + circle).sum(axis=2) / 2, 1)  # The 1/sigma in front is missing: - logvar / 2 in the logarithm.
    mean_exp(-(d2 / var - logvar + circle).sum(axis=2) / 2, 1)  # The sign of logvar is reversed.
    mean_exp(-(d2 / var + 2 * logvar + circle).sum(axis=2) / 2, 1)  # log sigma is half of logvar.
    mean_exp(-(d2 / var + logvar / 2 + circle).sum(axis=2) / 2, 1)  # logvar / 4 stands there; log sigma is logvar / 2.
    mean_exp(-(d2 / np.sqrt(var) + logvar + circle).sum(axis=2) / 2, 1)
        # The square is divided by sigma; divide by sigma².
    mean_exp(-(d2 / var**2 + logvar + circle).sum(axis=2) / 2, 1)  # exp(logvar) is the variance already; it is squared.
    mean_exp(-(d2 * var + logvar + circle).sum(axis=2) / 2, 1)  # The square is multiplied by the variance; divide.
    mean_exp(-(d2 + logvar + circle).sum(axis=2) / 2, 1)  # The square is not divided by sigma².
    mean_exp(-(2 * d2 / var + logvar + circle).sum(axis=2) / 2, 1)  # The half before the square is missing.
    mean_exp((d2 / var - logvar - circle).sum(axis=2) / 2, 1)  # The square has the sign +; it is minus.
    mean_exp(-(np.abs(z[:, None, :] - mu) / var + logvar + circle).sum(axis=2) / 2, 1)  # z - mu is not squared.
    mean_exp(parts.mean(axis=2), 1)  # The mean over the K numbers is taken; a product has the sum of the logs.
    mean_exp(parts, 1).sum(axis=1)
        # The mean over the events is taken for each number apart: first the product over K, then the mean.
    np.log(np.exp(parts).mean(axis=2).mean(axis=1))  # The K factors are averaged; they are multiplied.
    mean_exp(terms, 0)  # The mean is over the codes; it is over the events, axis 1.
    right.mean()  # It is averaged over the codes; keep them apart, (M,).
    -right  # The sign is reversed.
    right / np.log(2)  # That is in bits; take the natural logarithm.
    right / K  # It is divided by K.
    -(np.sum(z**2, axis=1) + K * circle) / 2  # That is the prior's density.
    """).using(mean_exp=_mean_exp)


@exercise("5.17", points=2, ours=_log_density)
def log_density(yours):
    """log 1/N Σ_n Π_k N(z_k; μ_nk, σ²_nk), without underflow.

    Task: return log q(z) of each code, (M,)
    Hint: Logs of the factors, their sum over k; then log mean exp over n, the largest taken out.
    """
    for M, N, K in ((3, 3, 3), (5, 7, 2), (2, 3, 5), (1, 2, 1)):
        z, mu, logvar = _codes(np.random.default_rng(517), M, N, K)
        DENSITY.judge("log q", yours(z, mu, logvar), z=z, mu=mu, logvar=logvar)
    expect_any_size("log q", yours, _log_density, lambda rng: _codes(rng, *rng.choice([1, 2, 6, 40], 3)), tries=12)
    z, mu, logvar = _codes(np.random.default_rng(8), 5, 4, 3)
    with np.errstate(all="ignore"):  # the underflow is told in our own words
        _far(yours, z + 100, mu, logvar, "for codes that lie far from every mu")
        _far(yours, z + 90 * np.arange(5)[:, None], mu, logvar, "for codes that lie far from every mu")
        _far(yours, z, mu, logvar - 25, "for sigmas near 1e-6")
        _far(yours, 1e13 * z, mu, logvar + 60, "for sigmas near 1e13")
        _far(yours, np.tile(mu[:1], (5, 1)), mu, np.full(mu.shape, -600.0), "for sigmas near 1e-130")
    _one_of_many(yours)
    given = _codes(np.random.default_rng(3), 600, 20, 2)
    expect_array("log q", yours(*given), _log_density(*given), because="Here are 600 codes: each gets its own.")


def _codes(rng, M, N, K):
    return rng.normal(size=(M, K)), 0.7 + rng.normal(size=(N, K)), rng.normal(size=(N, K)) - 0.6


def _far(yours, z, mu, logvar, where):
    got, want = yours(z, mu, logvar), _log_density(z, mu, logvar)
    expect_shape("log q", got, want.shape)
    if not np.isfinite(got).all():
        raise Wrong(
            f"{where} it is {np.asarray(got)[~np.isfinite(got)][0]}: exp leaves the range of floats. Take the largest "
            "term of each code out before exp, and add it after log."
        )
    why = f"That is {where}: take the largest term out; no clipping, and nothing added inside the log."
    expect_array("log q", got, want, because=why)


def _one_of_many(yours, N=4000):
    """One Gaussian of many holds the code; so log q is its log density less log N."""
    mu = 1e3 + np.arange(N)[:, None] * np.ones((1, 2))
    mu[N - 2] = 0
    z, logvar = np.array([[0.3, -0.2]]), np.zeros((N, 2))
    why = "Here one event of 4,000 has all the weight: look at all of them, and divide by N."
    expect_array("log q", yours(z, mu, logvar), _log_density(z, mu, logvar), because=why)
    flat = np.ones((N, 2)) + np.arange(N)[:, None] / N
    why = "Here 4,000 events have much the same weight: the mean is over all of them."
    expect_array("log q", yours(z, flat, logvar), _log_density(z, flat, logvar), because=why)
