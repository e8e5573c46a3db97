"""Which centre is nearest, and how far: the distances of K-means.

Shapes: N samples, D features, K centres; m rows of one block.
"""

import numpy as np

from ...kernels.kmeans import (
    TILE,
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


def nearest(X, centres):
    """argmin_k ‖x_n - c_k‖² by matrix products: (N,).

    ‖x - c‖² = ‖x‖² + 2 (‖c‖²/2 - c·x), and ‖x‖² is the same for all centres. Data
    far from the origin must be centred first, or the difference is lost in rounding.
    """
    labels, products = np.empty(len(X), np.int32), Products(centres)
    for rows in blocks(X):
        labels[rows] = products.nearest_two(X[rows])[2]
    return labels


class Products:
    """Nearest centres for block after block, by BLAS or by our own small tiles."""

    def __init__(self, centres):
        K, D = centres.shape
        self.half_squares = 0.5 * np.sum(centres**2, axis=1)  # (K,)
        # Few long centres: BLAS reaches a third of the speed of ten products at once.
        self.small = K <= 32 and D >= 64
        self.centres = centres
        if self.small:
            self.centres = np.zeros((-(-K // TILE) * TILE, D), centres.dtype)
            self.centres[:K] = centres

    def nearest_two(self, x):
        """Return least ‖c‖²/2 - c·x, second least, and the argmin: three (m,)."""
        best, second = np.empty(len(x), x.dtype), np.empty(len(x), x.dtype)
        closest = np.empty(len(x), np.int32)
        if self.small:
            products = np.empty((len(self.centres), len(x)), x.dtype)
            inner_products(self.centres, x, products)
        else:
            products = self.centres @ x.T
        nearest_two(products, self.half_squares, best, second, closest)
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


def blocks(X):
    """Yield slices of rows that together cover X."""
    step = block_length(X)
    for i in range(0, len(X), step):
        yield slice(i, min(i + step, len(X)))


def block_length(X):
    """Return how many rows of X make one block."""
    return int(np.clip(BLOCK_BYTES // (X.shape[1] * X.itemsize), 64, 4096))
