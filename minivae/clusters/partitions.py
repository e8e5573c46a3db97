"""Partitions of n things: all of them, how alike two are, and the middle of many.

A partition is an array of labels z: (n,). Its *restricted growth string* numbers the
blocks in order of appearance: z[0] = 0, and each label is at most one above all before.
Every partition has exactly one.
"""

import numpy as np

from ..base import check_positive_int


def set_partitions(n):
    """Yield every partition of n things as a restricted growth string, a list.

    Their number is Bell's: 1, 2, 5, 15, 52, 203, 877, 4140, 21147 for n = 1 ... 9.
    """
    check_positive_int(n, "n")
    if n == 1:
        yield [0]
        return
    for z in set_partitions(n - 1):
        for k in range(max(z) + 2):  # join a block that is there, or begin a new one
            yield [*z, k]


def bell_number(n):
    """Return how many partitions n things have, by Bell's triangle."""
    check_positive_int(n, "n")
    row = [1]
    for _ in range(n - 1):
        row = [row[-1]] + row
        for i in range(1, len(row)):
            row[i] += row[i - 1]
    return row[-1]


def canonical(z):
    """Number the blocks as they appear, 0, 1, 2, ...: the restricted growth string."""
    _, first, labels = np.unique(z, return_index=True, return_inverse=True)
    rank = np.argsort(np.argsort(first))
    return rank[labels.ravel()]


def coclustering(draws):
    """π[i, j] = the share of draws in which i and j sit together. (S, N) -> (N, N)."""
    draws = np.asarray(draws)
    if draws.ndim != 2 or len(draws) == 0:
        raise ValueError(f"draws must be (S, N), S at least 1, got shape {draws.shape}")
    together = np.zeros((draws.shape[1], draws.shape[1]))
    for z in draws:
        together += z[:, None] == z[None, :]
    return together / len(draws)


def pairs_together(a, b):
    """Return #{(i, j): together in a and in b} = the sum of squares of their table."""
    table = np.bincount(a.astype(np.int64) * (int(b.max()) + 1) + b)
    return float(np.dot(table, table))


def least_squares_partition(draws):
    """Return the index of the draw nearest to the co-clustering matrix, and all errors.

    error_s = Σ_ij (1[z_i = z_j in draw s] - π_ij)², Dahl's (2006) criterion.

    Parameters
    ----------
    draws : (S, N) int, labels from 0

    Returns
    -------
    best : int
    error : (S,) float
    """
    draws = np.asarray(draws)
    S, N = draws.shape
    error = squared_errors(draws) if N <= S else squared_errors_by_tables(draws)
    return int(np.argmin(error)), error


def squared_errors(draws):
    """Dahl's error of each draw, as it is defined: O(S N²) time, O(N²) memory."""
    matrix = coclustering(draws)
    return np.array([np.sum(((z[:, None] == z) - matrix) ** 2) for z in draws])


def squared_errors_by_tables(draws):
    """The same from the contingency tables of pairs of draws: O(S² N), no N x N matrix.

    With 0/1 matrices A_s, π is their mean, and Σ_ij (A_s - π)² needs only the sums
    Σ_ij A_s A_t: pairs that sit together in both s and t.
    """
    S = len(draws)
    shared = np.empty((S, S))
    for a in range(S):
        for b in range(a + 1):
            shared[a, b] = shared[b, a] = pairs_together(draws[a], draws[b])
    return np.diag(shared) - 2 * shared.mean(axis=1) + shared.mean()
