"""Checks of TopicsInTheWild: a trend. N documents, K topics; at two sizes, one of them square."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size

SLOPE = Mistakes("""
    N = len(t)
    d = t - t.mean()
    centred = theta - theta.mean(axis=0)
    begin, row, year, middle = t - t.min(), t - t[0], t - 2010, t - np.median(t)
    first, last = np.argmin(t), np.argmax(t)
    right = d @ theta / (d @ d)
    right
    t @ theta / (t @ t)  # t is not centred: that line is forced through share 0 in the year 0.
    begin @ theta / (begin @ begin)  # The least t is taken away; the formula asks for the mean, t.mean().
    row @ theta / (row @ row)  # The first t is taken away; the formula asks for the mean, t.mean().
    year @ theta / (year @ year)  # The year 2010 is taken away; the formula asks for the mean, t.mean().
    middle @ theta / (middle @ middle)  # The median of t is taken away; the formula asks for the mean, t.mean().
    d @ (theta / theta.sum(axis=1, keepdims=True)) / (d @ d)
        # Each row is divided by its sum first; take theta as it comes (a later cell hands in
        # logarithms).
    right - right.mean()
        # A mean over the topics is taken away, from each row or from the slopes; take theta as
        # it comes (a later cell hands in logarithms).
    d @ theta / (t @ t)  # The mean of t is taken away above, but not below.
    t @ theta / (d @ d)  # The mean of t is taken away below, but not above.
    d @ theta / N  # That is the covariance; divide by the variance of t.
    d @ theta / (N - 1)  # That is the covariance (N - 1); divide by the variance of t.
    d @ theta  # That is the numerator; divide by how much t varies.
    right * N / (N - 1)  # Covariance by N - 1 and variance by N do not fit: np.cov and np.var differ.
    right * (N - 1) / N  # Covariance by N and variance by N - 1 do not fit together.
    d @ centred / np.sqrt((d @ d) * (centred**2).sum(axis=0))  # That is the correlation; a slope is in shares per year.
    d @ centred / (centred**2).sum(axis=0)  # That is the slope of t over theta; asked is theta over t.
    d @ theta / np.sqrt(d @ d)  # It is divided by the spread of t, not by its square.
    (theta[last] - theta[first]) / (t[last] - t[first])
        # That is the last minus the first document, over the time between; use all of them.
    (theta[-1] - theta[0]) / (t[-1] - t[0])  # That is the last minus the first row; use all documents.
    -right  # The sign is reversed: a share that grows has a slope above 0.
    theta.mean(axis=0) - right * t.mean()  # That is the intercept; asked is the slope.
    np.polyfit(d, theta, 1)  # Those are slope and intercept; return the slopes alone.
    d @ theta.T / (d @ d)  # The rows are taken as topics: theta is (N, K), documents are rows.
    right.sum()  # That is one number for all topics; keep one a topic.
    """)


@exercise("2.19", points=2, ours=SLOPE.answer("theta", "t"))
def trend(yours):
    """Σ (t - t̄) θ / Σ (t - t̄)², one slope a topic; of shares, and of logs of shares.

    Task: return the least-squares slope of each topic's share over t: (K,)
    Hint: How t and theta vary together, over how t varies. Mind the mean.
    """
    because = "Least squares over all documents: sum of (t - mean) theta over that of (t - mean)²."
    for N, K in ((4, 4), (7, 3)):
        rng = np.random.default_rng(2190)
        shares, t = rng.dirichlet(np.ones(K), N), 2010 + 9 * rng.random(N) ** 2
        SLOPE.judge("slope", yours(shares, t), because, theta=shares, t=t)
        logs = np.log(shares) - 1.5 * rng.random((N, 1))
        SLOPE.judge("slope", yours(logs, t), because, theta=logs, t=t)
    theta, t = np.tile([[0.2, 0.5, 0.3]], (5, 1)), np.array([1.0, 2.5, 3.0, 7.0, 7.5])
    because = "Shares that never change have slope 0."
    expect_array("slope", yours(theta, t), np.zeros(3), because=because)
    line = np.stack([0.9 - 0.07 * t, 0.1 + 0.07 * t], axis=1)
    because = "These shares lie on straight lines."
    expect_array("slope", yours(line, t), np.array([-0.07, 0.07]), because=because)
    _expect_unusual(yours)


def _expect_unusual(yours):
    """Shares near 0 and logs of them, slow and fast changes, short and long times, any size."""
    because = "Take theta and t as they are (a later cell hands in logarithms): add nothing, clip nothing."
    rng = np.random.default_rng(2191)
    for scale in (1e-15, 1e-6, 1e-3, 1e3, 1e9):
        for span in (1e-3, 1.0, 500.0):
            theta, t = scale * rng.normal(size=(9, 3)) ** 3, span * rng.random(9)
            right = SLOPE.answer("theta", "t")(theta, t)
            what = f"slope (theta of size {scale:g}, t over {span:g} years)"
            expect_array(what, yours(theta, t), right, because=because, rtol=1e-8, atol=1e-12 * abs(right).max())
    sizes = iter(((2, 1), (2, 9), (300, 2), (40, 30)))
    expect_any_size("slope", yours, SLOPE.answer("theta", "t"), lambda rng: _sized(rng, *next(sizes)))


def _sized(rng, N, K):
    return rng.dirichlet(np.ones(K), N), 30 * rng.random(N)
