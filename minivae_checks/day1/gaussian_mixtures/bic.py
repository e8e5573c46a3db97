"""Checks of GaussianMixtures: what a mixture costs for each number that was free.

N points, D features, K components.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_scalar
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size


def _bic(log_p, K, D):
    free = K - 1 + K * D + K * D * (D + 1) // 2
    return -2 * log_p.sum() + free * np.log(len(log_p))


BIC = Mistakes("""
    N, fit, cov = len(log_p), -2 * log_p.sum(), K * D * (D + 1) // 2
    rest, free, log_n = K - 1 + K * D, K - 1 + K * D + cov, np.log(N)
    of = lambda count: fit + count * log_n
    of(free)
    -2 * np.log(np.prod(np.exp(log_p))) + free * log_n
        # log_p holds logarithms already, here of about -800, and exp(-800) is 0 on the computer.
        # Add log_p up; take no exp, multiply no p.
    -2 * np.log(np.exp(log_p)).sum() + free * log_n  # ditto
    of(free + 1)  # The weights add up to 1: K - 1 of them are free.
    of(free - K + 1)  # The weights are not counted.
    of(free - K + 2)  # One weight is counted as free; there are K, and K - 1 of them are.
    of((K - 1) * (1 + D + D * (D + 1) // 2))
        # K - 1 counts for the weights alone. Each component has a mean and a covariance, the last one too.
    of(free - K * D)  # K D too few: are the means missing, or the diagonals (D (D + 1) / 2)?
    of(rest + K * D * D)  # A covariance is symmetric: D (D + 1) / 2 free numbers, not D².
    of(rest + K * D * D + 1)  # A covariance is symmetric: D (D + 1) / 2, not D²; and of the weights K - 1 are free.
    of(free + cov)  # A covariance is symmetric: D (D + 1) / 2 free numbers, not D (D + 1).
    of(free - K * D + D)  # Each of the K components has its own mean; count D numbers K times.
    of(rest + cov // K)  # Each of the K components has its own covariance; count it K times.
    of(rest + K * D * ((D + 1) // 2))  # Multiply D by D + 1 first, then halve: D (D + 1) is always even.
    of(rest + K * D)  # Only variances are counted; these covariances are full.
    of(cov)  # Only the covariances are counted.
    of(rest + K)  # A full covariance has more than one free number.
    of(6 * K - 1)  # That is right for D = 2 alone.
    of(1 + 2 * D + D * (D + 1))  # That is right for K = 2 alone.
    of(rest + K * (D // 2) * (D + 1))  # Multiply D by D + 1 first, then halve; D alone may be odd.
    -2 * log_p.mean() + free * log_n  # log_p is averaged; add it up over the points.
    -of(free)  # The sign is reversed: lower is better here.
    fit - free * log_n  # The penalty is taken away; it should make the number larger.
    fit / 2 + free * log_n  # The 2 is missing.
    -fit + free * log_n  # The sign of the likelihood is reversed: a better fit must be lower.
    fit + 2 * free  # That is the AIC: 2 per parameter; BIC has log N.
    fit + free  # log N is missing: each parameter costs log N.
    fit + free * N  # Each parameter costs log N, not N.
    fit + np.log(free) * log_n  # That is the log of the number of parameters; it is their number times log N.
    fit + free * np.log(400)  # That is the logarithm of 400; N is the number of points, len(log_p).
    -of(free) / 2  # That is -BIC / 2, the scale of the figure: BIC itself has -2 log p(X), and lower is better.
    fit + free * np.log(K)  # N is the number of points, len(log_p); here it is K.
    fit + free * np.log(D)  # N is the number of points, len(log_p); here it is D.
    fit  # The likelihood is there, the penalty is missing.
    fit + free * np.log2(N)  # The natural logarithm belongs there.
    fit + free * np.log10(N)  # The natural logarithm belongs there: log10 is less.
    fit + free * np.log(N * D)  # N is the number of points, not of all entries N D.
    fit + 2 * free * log_n  # The 2 belongs to log p(X) alone; each free number costs log N once.
    -2 * np.log(np.exp(log_p).sum()) + free * log_n
        # Add the logarithms up. Here the p(x_n) are added, and the logarithm is of their sum.
    -2 * np.log(log_p).sum() + free * log_n  # log_p is negative, and a logarithm already: take no second one.
    of(D - 1 + K * D + D * K * (K + 1) // 2)  # K and D are exchanged.
    np.round(of(free))  # Do not round: the BIC is no integer.
    np.trunc(of(free))  # The decimals are cut off; the BIC is no integer.
    of(free) / N  # All is divided by N; BIC adds up over the points.
    of(free) / 2  # All is halved; -2 log p(X) has the 2, and the penalty no half.
    """)


@exercise("1.8", points=1, ours=_bic)
def bic(yours):
    """-2 log p(X) + (free parameters) log N.

    Task: return the BIC (a number) of a mixture with full covariances
    Hint: Count weights, means and covariances. Which of them are free?
    """
    why = "It is -2 log p(X) plus log N for each number that is free."
    for N, K, D in ((13, 8, 5), (11, 4, 2), (9, 1, 5), (40, 6, 1)):
        log_p = np.random.default_rng(18).normal(size=N) - 3
        got = yours(log_p, K, D)
        if np.size(got) == 1 and np.shape(got) != ():
            raise Wrong(f"bic has shape {np.shape(got)}: return one number, not an array that holds one.")
        expect_scalar("bic", got, "log_p has one number per point: add them up.")
        BIC.judge("bic", got, why, log_p=log_p, K=K, D=D)
    log_p = np.random.default_rng(19).normal(size=30) - 800
    with np.errstate(all="ignore"):
        got = yours(log_p, 2, 3)
    why = "Here each log_p is about -800. It is a logarithm already: add it up."
    BIC.judge("bic", got, why, log_p=log_p, K=2, D=3)
    why = "Here is one point: log N is 0, and -2 log p is left, a small number. Add nothing, and cut off nothing."
    for log_p in (3e-9, -2e-30):
        expect_beyond("bic", yours, _bic, (np.array([log_p]), 3, 2), why)
    why = "Here are 100,000 points, with K = 70 and D = 90: the numbers are large. Nothing is cut off at a bound."
    for shift in (-1e6, 1e6):
        log_p = np.random.default_rng(20).normal(size=100_000) + shift
        expect_beyond("bic", yours, _bic, (log_p, 70, 90), why)
    expect_any_size("bic", yours, _bic, _drawn, tries=40)


def _drawn(rng):
    return rng.normal(size=rng.integers(1, 900)) - 1, int(rng.integers(1, 30)), int(rng.integers(1, 30))
