"""Check of Eigenfaces: the error that the variances left out tell. M variances, N pictures."""

import numpy as np

from minivae_checks import Mistakes, exercise
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size


def _bill(values, K, N):
    return np.sum(values[K:]) * (N - 1) / N


BILL = Mistakes("""
    left, kept, share = values[K:], values[:K], (N - 1) / N
    np.sum(left) * share
    np.sum(left)  # The error is a mean over N, the variances are sums over N - 1: times (N - 1) / N.
    np.sum(left) * N / (N - 1)  # The factor is turned over: (N - 1) / N.
    np.sum(left) / N  # It is divided by N alone: times (N - 1) / N.
    np.sum(left) * (N - 1)  # That is the sum over all pictures: divide by N.
    np.sum(kept) * share  # That is what is caught: the error is what is left out.
    np.sum(kept)  # That is what is caught: the error is what is left out. And times (N - 1) / N.
    np.sum(values[K + 1 :]) * share  # One variance is missing: K are kept, and those from values[K] on are left.
    np.sum(values[K + 1 :])  # One variance is missing: from values[K] on. And times (N - 1) / N.
    np.sum(values[K - 1 :]) * share  # That is one variance too many: values[K - 1] belongs to a picture that is kept.
    np.sum(values[-K:]) * share  # These are the last K: those from values[K] on are left out.
    np.mean(left) * share  # That is their mean: the error is their sum.
    np.mean(left)  # That is their mean: the error is their sum. And times (N - 1) / N.
    np.sqrt(np.sum(left) * share)  # That is a root: the error is in squares.
    np.sum(left**2) * share  # A variance is a square already: do not square it.
    np.sum(np.sqrt(left)) * share  # These are standard deviations: sum the variances.
    np.sum(left) / np.sum(values)  # That is the share of the whole variance: the error itself is asked.
    np.sum(left) / np.sum(values) * share  # ditto
    np.sum(values) * share  # That is the error without any eigenface: leave out the first K.
    values[K] * share  # That is one variance: all that are left out add up.
    left * share  # These are the parts: add them up.
    np.cumsum(values)[K] * share  # That adds up what is kept, and one more.
    np.sum(left) * (N - 1) / (N - 2)  # The error is a mean over N: times (N - 1) / N.
    np.sum(left) * (N - K) / N  # The factor has nothing to do with K: times (N - 1) / N.
    """)


@exercise("3.11", points=1, ours=_bill)
def bill(yours):
    """(1/N) Σ_n |x_n - x̂_n|² = (N-1)/N · Σ_(k>K) λ_k.

    Task: return the mean squared error of N pictures with the first K eigenfaces
    Hint: Which variances are left out? And a mean over N is no sum over N - 1.
    """
    why = "It is the sum of the variances from values[K] on, times (N - 1) / N."
    for M, K, N in ((6, 2, 9), (5, 3, 4), (7, 1, 30)):
        values = _falling(np.random.default_rng(41), M)
        BILL.judge("the error", yours(values, K, N), why, values=values, K=K, N=N)
    for K, of_all in ((0, "none of 8"), (8, "all of 8")):
        values = _falling(np.random.default_rng(410), 8)
        why = f"Here {of_all} eigenfaces are kept: the sum of what is left, nothing else."
        expect_beyond("the error", yours, _bill, (values, K, 12), why)
    values = np.array([3.0, 2.0, 2.0, 2.0, 1.0])
    why = "Here some variances are equal: those from values[K] on are left out, whatever they are."
    expect_beyond("the error", yours, _bill, (values, 2, 9), why)
    values = np.array([1.0, 3e-13, 2e-13, 1e-14])
    why = "Here little is left: sum what is left, the whole less what is kept loses the digits."
    expect_beyond("the error", yours, _bill, (values, 1, 9), why)
    for size, K in ((1e-60, 2), (1e-60, 0), (1e12, 2)):
        values = size * _falling(np.random.default_rng(411), 5)
        why = f"Here the variances are of the size {size:g}: nothing is added, and nothing has a bound."
        expect_beyond("the error", yours, _bill, (values, K, 50), why)
    expect_any_size("the error", yours, _bill, _any_values, tries=10)


def _falling(rng, M):
    return np.sort(rng.gamma(1.0, size=M))[::-1].copy()


def _any_values(rng):
    M, N = rng.choice([1, 3, 40, 300]), rng.choice([2, 7, 100, 20_000])
    return _falling(rng, int(M)), int(rng.integers(0, M + 1)), int(N)
