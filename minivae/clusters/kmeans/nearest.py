"""Which centre is nearest, and how far: the distances of K-means.

Shapes: N samples, D features, K centres; m rows of one block.
"""

import numpy as np

from ...kernels.kmeans import (
    TILE,
    any_near_tie,
    inner_products,
    nearest_two,
    own_squared_distances,
    squared_distances,
)

BLOCK_BYTES = 2**20  # the points of one matrix product: they fit in the cache


def nearest_reference(X, centres):
    """argmin_k ‖x_n - c_k‖² as one reads it: (N,). The first of equally near ones."""
    differences = X[:, None, :] - centres[None, :, :]  # (N, K, D)
    return np.sum(differences**2, axis=2).argmin(axis=1)


def nearest(X, centres, origin=None, squares=None):
    """argmin_k ‖x_n - c_k‖² by matrix products: (N,).

    ‖x - c‖² = ‖x‖² + 2 (‖c‖²/2 - c·x), and ‖x‖² is the same for all centres. Where
    rounding might decide between two of them, plain differences do.

    Parameters
    ----------
    X : (N, D)
    centres : (K, D)
    origin : (D,), is subtracted from both for the products: far from 0 nearly all
        points would be such cases
    squares : (N,), ‖x_n - origin‖², if they are known
    """
    labels = np.empty(len(X), np.int32)
    products = Products(centres if origin is None else centres - origin, centres)
    for rows in blocks(X):
        x = X[rows] if origin is None else X[rows] - origin
        known = row_squares(x) if squares is None else squares[rows]
        labels[rows] = products.nearest_two(x, known, X[rows])[2]
    return labels


class Products:
    """Nearest centres for block after block, by BLAS or by our own small tiles.

    ``as_given`` are the centres before an origin was subtracted, if one was.
    """

    def __init__(self, centres, as_given=None):
        K, D = centres.shape
        self.as_given = centres if as_given is None else as_given
        self.eps = centres.dtype.type(12 * np.finfo(centres.dtype).eps)
        self.half_squares = 0.5 * np.sum(centres**2, axis=1)  # (K,)
        self.half = self.half_squares.max()
        # Few long centres: BLAS reaches a third of the speed of ten products at once.
        self.small = K <= 32 and D >= 64
        self.centres = centres
        if self.small:
            self.centres = np.zeros((-(-K // TILE) * TILE, D), centres.dtype)
            self.centres[:K] = centres

    def nearest_two(self, x, squares, as_given=None):
        """Return least ‖c‖²/2 - c·x, second least, and the argmin: three (m,).

        Where the two differ by no more than rounding, the second is set to the least,
        and the argmin comes from plain differences. squares: ‖x‖², (m,).
        """
        best, second = np.empty(len(x), x.dtype), np.empty(len(x), x.dtype)
        closest = np.empty(len(x), np.int32)
        if self.small:
            products = np.empty((len(self.centres), len(x)), x.dtype)
            inner_products(self.centres, x, products)
        else:
            products = self.centres @ x.T
        nearest_two(products, self.half_squares, best, second, closest)
        half = self.half  # ‖c‖ ‖x‖ bounds the terms of c·x
        if any_near_tie(best, second, squares, half, self.eps):
            rounding = self.eps * (np.sqrt(half) * np.sqrt(squares) + half)
            unsure = np.flatnonzero(second - best <= rounding)
            plain = (x if as_given is None else as_given)[unsure]
            closest[unsure] = pair_squares(plain, self.as_given).argmin(axis=1)
            second[unsure] = best[unsure]
        return best, second, closest


def distances(X, centres):
    """‖x_n - c_k‖ by plain differences: (N, K), exactly 0 for equal rows."""
    return np.sqrt(pair_squares(X, centres))


def pair_squares(X, centres):
    """‖x_n - c_k‖² by plain differences: (N, K)."""
    squares = np.empty((len(X), len(centres)), X.dtype)
    squared_distances(X, centres, squares)
    return squares


def own_squares(X, centres, labels):
    """‖x_n - c_{label n}‖²: (N,)."""
    squares = np.empty(len(X), X.dtype)
    own_squared_distances(X, centres, labels, squares)
    return squares


def row_squares(X):
    """‖x_n‖²: (N,)."""
    return np.einsum("nd,nd->n", X, X)


def mean_unless_far(X, weight):
    """Return the weighted mean of X, to be subtracted: (D,).

    It is 0 where a few far points pull the mean away from most: to subtract it would
    cost these their digits.
    """
    mean = (weight @ X / weight.sum()).astype(X.dtype)
    far = np.median(row_squares(X)) < 1e-4 * (mean @ mean)
    return np.zeros_like(mean) if far else mean


def blocks(X):
    """Yield slices of rows that together cover X."""
    step = block_length(X)
    for i in range(0, len(X), step):
        yield slice(i, min(i + step, len(X)))


def block_length(X):
    """Return how many rows of X make one block."""
    return int(np.clip(BLOCK_BYTES // (X.shape[1] * X.itemsize), 64, 4096))
