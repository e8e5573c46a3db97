"""Intervals from resampling that mistakes give, to hold a student's against.

n documents of a group and m others, K topics. All draws are made once for a size.
"""

import functools

import numpy as np

from minivae_checks import Mistakes

DRAWS = 50_000


@functools.cache
def groups(n, m, K):
    """Two groups of rows, skewed. If n = m, row i of one is akin to row i of the other.

    (In this way it shows when the same row numbers are drawn for both.)
    """
    rng = np.random.default_rng(218)
    mine, others = rng.exponential(size=(n, K)) ** 2, rng.exponential(size=(m, K))
    if n == m:
        others = 0.2 * mine + 0.8 * others
    return mine, others


def cut(found, low=0.025, high=0.975):
    """Two quantiles of each column, (2, K)."""
    return np.quantile(found, [low, high], axis=0)


# W, U: how often each row is drawn, (DRAWS, n) and (DRAWS, m); D: the differences (DRAWS, K).
ENDS = Mistakes("""
    (n, m), pot = (len(mine), len(others)), np.concatenate([mine, others])
    a, b, means, theirs = mine.mean(axis=0), others.mean(axis=0), W @ mine / n, U @ others / m
    difference = a - b
    D = means - theirs
    sd = D.std(axis=0)
    se = np.sqrt(mine.var(axis=0, ddof=1) / n + others.var(axis=0, ddof=1) / m)
    one, two = cut(means), cut(theirs)
    cut(D)
    cut(D, 0.05, 0.95)  # That is 90 in 100: cut off 2.5 percent on each side, not 5.
    cut(D, 0.25, 0.75)  # It is cut at 0.25 and 0.75: that is half of the differences, not 95 in 100.
    cut(D, 0.005, 0.995)  # That is 99 in 100: cut off 2.5 percent on each side.
    cut(D, 0.025, 0.95)  # 2.5 percent is cut off on one side only, on the other it is 5.
    cut(D, 0.05, 0.975)  # 5 percent is cut off on one side, on the other 2.5.
    cut(shuffled @ pot / n - (~shuffled) @ pot / m)
        # Your interval lies around 0: the labels are shuffled. Draw from each group its own
        # rows.
    cut(D) - difference  # Your interval lies around 0: the difference is taken away from the ends. Return the ends.
    cut(means - b)  # Only the rows of mine are drawn; which others there are is chance, too.
    cut(a - theirs)  # Only the rows of others are drawn; which of mine there are is chance, too.
    one  # That is the interval of the mean of mine alone; subtract the mean of others in each resample.
    cut(W @ mine / n - W @ others[:n] / n)  # The same row numbers are drawn for both groups; draw for each its own.
    cut(means - often(n, m) @ others / n) if n != m else None
        # Both resamples have n rows; from others m rows are drawn.
    cut(means - often(n, n) @ others[:n] / n) if n != m else None
        # The rows of others are drawn by rng.integers(0, n, n); there are m of them:
        # rng.integers(0, m, m).
    cut(means - often(m, n) @ others[:n] / m) if n != m else None
        # The rows of others are drawn by rng.integers(0, n, m); there are m of them:
        # rng.integers(0, m, m).
    cut(often(m, n) @ mine / m - theirs) if n != m else None  # Both resamples have m rows; from mine n rows are drawn.
    cut(often(n, n + m) @ pot / n - often(m, n + m) @ pot / m)
        # Both groups are drawn from all rows together; each has rows of its own.
    np.sort(one - two, axis=0)
        # Two intervals, low minus low and high minus high; subtract the means within each
        # resample, then take quantiles.
    one - two[::-1]
        # Two intervals, low minus high and high minus low, which is too wide; subtract the
        # means within each resample.
    cut(-D)  # The sign is reversed in the resamples: mine minus others.
    cut(once(W) @ mine - once(U) @ others)  # Rows that come twice are counted once; they count twice.
    cut(often(n, n - 1) @ mine[:-1] / n - often(m, m - 1) @ others[:-1] / m)
        # The last row is never drawn: rng.integers(0, n, n) stops before n by itself.
    cut(often(n, n - 1) @ mine[1:] / n - often(m, m - 1) @ others[1:] / m)
        # The first row is never drawn: rows are counted from 0.
    cut(medians(mine) - medians(others))  # Those are medians of each resample; take its mean.
    difference + sd * [[-1], [1]]  # That is one standard deviation up and down, about 68 in 100.
    difference + 1.96 * sd * [[-1], [1]]
        # That is 1.96 standard deviations up and down, which is symmetric; take quantiles of
        # the resampled differences.
    difference + 1.96 * se * [[-1], [1]]
        # That is 1.96 standard errors up and down, which is symmetric; take quantiles of the
        # resampled differences.
    2 * difference - cut(D)[::-1]
        # It is mirrored, twice the difference minus a quantile; take the quantiles themselves.
    np.abs(cut(D) - difference)  # Those are low and high as distances from the difference; return the ends.
    """).using(cut=cut)


@functools.cache
def intervals(n, m, K):
    """Low and high (2, K), the spread of the differences, and (sentence, ends) of mistakes."""
    (mine, others), rng = groups(n, m, K), np.random.default_rng(1)

    def often(rows, of):
        return rng.multinomial(rows, np.full(of, 1 / of), DRAWS)

    def once(drawn):
        return (drawn > 0) / (drawn > 0).sum(axis=1, keepdims=True)

    def medians(group):
        return np.median(group[rng.integers(0, len(group), (DRAWS, len(group)))], axis=1)

    W, U = often(n, n), often(m, m)
    shuffled = rng.permuted(np.tile(np.arange(n + m) < n, (DRAWS, 1)), axis=1)
    tools = {"often": often, "once": once, "medians": medians, "shuffled": shuffled}
    right, lines = ENDS.values({"mine": mine, "others": others, "W": W, "U": U} | tools)
    sd = (W @ mine / n - U @ others / m).std(axis=0)
    return right, sd, list(lines.values())
