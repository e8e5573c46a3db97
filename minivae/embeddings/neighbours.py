"""The k nearest neighbours, exactly: D features, n points, m queries.

Distances are sums of squared differences. ‖x‖² + ‖y‖² - 2 x·y is one matrix product,
but far from 0 it loses their digits (of copies it makes neighbours at some distance);
it only says which differences need not be taken.
"""

import numpy as np

from ..base import check_array, check_positive_int
from ..kernels.neighbours import search

SHORT = 96  # numbers of a code, and one more for the rest
SAMPLE = 500  # points from which the directions of the codes are found
ROUNDING = 1e-5  # of the squares: float32, sums of up to 112 terms, with room
BLOCK = 2**21  # products at a time


def nearest_reference(points, k, queries=None):
    """Return indices and distances as one reads them: two (m, k)."""
    own = queries is None
    queries = points if own else queries
    differences = queries[:, None, :] - points[None, :, :]  # (m, n, D)
    distances = np.sqrt(np.sum(differences**2, axis=2))
    if own:
        np.fill_diagonal(distances, np.inf)
    indices = np.argsort(distances, axis=1, kind="stable")[:, :k]
    return indices, np.take_along_axis(distances, indices, axis=1)


def nearest_neighbours(points, k, queries=None):
    """Return the indices of the k nearest points, the nearest first, and distances.

    Of equally near points those with the smaller index count.

    Parameters
    ----------
    points : (n, D) float32; all other numbers are taken as float64
    k : int, at most n; n - 1 without queries
    queries : None or (m, D), taken as the points' type; None are the points themselves,
        of which none is its own neighbour

    Returns
    -------
    indices : (m, k) int64
    distances : (m, k) float64

    Raises
    ------
    ValueError
        If points or queries are no finite tables of the same width, or there are not k
        points to choose from.
    """
    points, queries = _checked(points, k, queries)
    scale = unit(points) if queries is None else max(unit(points), unit(queries))
    points = points * points.dtype.type(1 / scale)  # squares then do not underflow
    codes = Codes(points)
    p, squares = codes(points)
    asked = points if queries is None else queries * points.dtype.type(1 / scale)
    indices = np.empty((len(asked), k), np.int64)
    nearest = np.empty((len(asked), k), points.dtype)
    step = max(1, BLOCK // len(points))
    for i in range(0, len(asked), step):
        rows = slice(i, min(i + step, len(asked)))
        q, q_squares = (
            (p[rows], squares[rows]) if queries is None else codes(asked[rows])
        )
        first = i if queries is None else -1
        search(
            asked[rows], points, q @ p.T, q_squares, squares, first, indices[rows],
            nearest[rows],
        )  # fmt: skip
    return indices, np.sqrt(nearest.astype(np.float64)) * scale


def _checked(points, k, queries):
    """Return points and queries as finite arrays of one type; the kernel trusts us."""
    who = "nearest_neighbours"
    check_positive_int(k, "k")
    points = check_array(points, dtype=own_type(points), who=who)
    others = len(points) - (queries is None)
    if k > others:
        raise ValueError(f"k={k} neighbours are asked for, but there are {others}")
    if queries is None:
        return points, None
    queries = check_array(queries, dtype=points.dtype, who=who)
    if queries.shape[1] != points.shape[1]:
        raise ValueError(
            f"{who} expected queries of {points.shape[1]} columns, as the points have, "
            f"got {queries.shape[1]}"
        )
    return points, queries


class Codes:
    """Short codes, whose distances are no longer than those of the points.

    A code is the point's coordinates along ``SHORT`` orthonormal directions, and the
    length of what is left of it. By the triangle inequality, the lengths of two
    remainders differ by no more than the remainders do.
    """

    def __init__(self, points):
        self.mean = points.mean(axis=0, dtype=np.float64)
        self.directions = None
        if points.shape[1] > SHORT + 16:
            some = points[:: max(1, len(points) // SAMPLE)] - self.mean
            self.directions = np.linalg.svd(some, full_matrices=False)[2][:SHORT].T

    def __call__(self, points):
        """Return the codes, (m, at most 112), and their squares, (m,), both float32.

        The squares are lowered by what rounding may do.
        """
        codes, step = [], 4096
        for i in range(0, len(points), step):
            x = points[i : i + step] - self.mean
            if self.directions is not None:
                z = x @ self.directions
                rest = np.einsum("nd,nd->n", x, x) - np.einsum("nd,nd->n", z, z)
                x = np.column_stack([z, np.sqrt(np.maximum(rest, 0))])
            codes.append(x.astype(np.float32))
        codes = np.concatenate(codes)
        squares = np.einsum("nd,nd->n", codes, codes, dtype=np.float64)
        return codes, (squares * (1 - ROUNDING)).astype(np.float32)


def unit(points):
    """Return a power of two near the largest number, so that 1 over it is finite."""
    largest = float(np.abs(points).max())
    exponent = np.frexp(largest)[1] if largest > 0 else 0
    smallest = -120 if points.dtype == np.float32 else -1000
    return float(np.ldexp(1.0, max(int(exponent), smallest)))


def own_type(X):
    """Return the type that is computed with: float32 for float32, else float64."""
    return np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64
