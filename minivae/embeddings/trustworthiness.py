"""How far a map can be trusted: N samples, the k nearest of each."""

import numpy as np

from ..base import check_array, check_positive_int
from .neighbours import nearest_neighbours

BLOCK = 256  # rows of distances at a time


def trustworthiness(X, Y, n_neighbors=15):
    """T = 1 - 2 / (N k (2N - 3k - 1)) Σ_i Σ_j max(0, r(i, j) - k).

    j runs over i's k nearest on the map; r(i, j) is the rank of j among the neighbours
    of i in the data, 1 for the nearest. T = 1: whoever is near on the map is near in
    the data (Venna and Kaski 2001).

    Parameters
    ----------
    X : (N, D), the data
    Y : (N, K), the map
    n_neighbors : int, k, below N / 2, the point itself not counted

    Returns
    -------
    float, at most 1

    Raises
    ------
    ValueError
        If X and Y are no finite arrays of N rows, or k is not below N / 2.
    """
    X, Y, k = _checked(X, Y, n_neighbors, "trustworthiness")
    N = len(X)
    indices, _ = nearest_neighbours(Y, k)
    X = X - X.mean(axis=0)
    squares, excess = np.einsum("nd,nd->n", X, X), 0
    for i in range(0, N, BLOCK):
        mapped = indices[i : i + BLOCK]
        rows = np.arange(len(mapped))
        d = squares[i : i + BLOCK, None] + squares - 2 * X[i : i + BLOCK] @ X.T
        d[rows, i + rows] = -np.inf  # rank 0 is its own
        own = np.take_along_axis(d, mapped, axis=1)
        sorted_d = np.sort(d, axis=1)
        for row, values in zip(sorted_d, own, strict=True):
            ranks = np.searchsorted(row, values)
            excess += np.maximum(ranks - k, 0).sum()
    return float(1 - 2 * excess / (N * k * (2 * N - 3 * k - 1)))


def neighbours_kept(X, Y, n_neighbors=15):
    """Return the mean share of a sample's k nearest that are its k nearest on the map.

    Parameters, errors: as for `trustworthiness`. Returns a float from 0 to 1.
    """
    X, Y, k = _checked(X, Y, n_neighbors, "neighbours_kept")
    there, here = (nearest_neighbours(Z, k)[0] for Z in (X, Y))
    return float(np.mean(np.any(there[:, :, None] == here[:, None, :], axis=2)))


def _checked(X, Y, n_neighbors, who):
    k = check_positive_int(n_neighbors, "n_neighbors")
    X = check_array(X, dtype=np.float64, who=who)
    Y = check_array(Y, dtype=np.float64, who=who)
    if len(X) != len(Y):
        raise ValueError(
            f"{who} expected as many rows in Y as in X: {len(Y)}, {len(X)}"
        )
    if 2 * k >= len(X):
        raise ValueError(
            f"n_neighbors must be below half of the {len(X)} rows, got {k}"
        )
    return X, Y, k
