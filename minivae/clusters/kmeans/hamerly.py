"""K-means by Hamerly's bounds: the same steps as Lloyd's, most distances left out.

By the triangle inequality, a centre that moves by s changes a distance by at most s.
So an upper bound on the distance to the own centre, and one lower bound on the
distance to all others, can be kept up without looking at the point again.

Shapes: N samples, D features, K clusters.
"""

import numpy as np

from ...kernels.kmeans import add_up, collect, settle
from .lloyd import means
from .nearest import Products, block_length, blocks, pair_squares, row_squares


def hamerly(X, weight, run, max_iter, tol):
    """Run Lloyd's iteration; see ``lloyd`` for the arguments.

    Notes
    -----
    Hamerly (2010), "Making k-means even faster". The bounds are widened by the
    rounding of the matrix products, so that they are bounds in float32 too. The
    clusters' sums follow the points that change; before it stops they are added up
    again, and if rounding had moved a centre the iteration goes on.
    """
    bounds = Bounds(X, weight, run.centres)
    total = float(weight.astype(float) @ bounds.squares)
    rounding = max(tol, 1e-20 * total / float(weight.sum(dtype=float)))
    for _ in range(max_iter):
        changed = bounds.assign(run.centres)
        state = bounds.labels, bounds.sums, bounds.mass, run.centres
        moved, inertia = means(X, weight, *state, total)
        if changed == 0 or np.sum((moved - run.centres) ** 2) <= rounding:
            followed = moved
            bounds.add_up()
            state = bounds.labels, bounds.sums, bounds.mass, run.centres
            moved, inertia = means(X, weight, *state, total)
            finished = np.sum((moved - followed) ** 2) <= rounding
        else:
            finished = False
        bounds.follow(run.centres, moved)
        run.move(moved, inertia)
        if finished:
            break


class Bounds:
    """Labels, bounds and the clusters' sums, kept up while the centres move."""

    def __init__(self, X, weight, centres):
        self.X, self.weight, self.squares = X, weight, row_squares(X)
        self.labels = np.full(len(X), -1, np.int32)
        self.upper, self.lower = np.empty((2, len(X)), X.dtype)
        self.sums, self.mass = np.zeros(centres.shape), np.zeros(len(centres))
        self.buffer = np.empty((block_length(X), X.shape[1]), X.dtype)
        self.rows = np.empty(len(self.buffer), np.int64)
        self.moved = None  # nothing is known before the first assignment

    def assign(self, centres):
        """Bring the labels up to date; return how many changed."""
        products = Products(centres)
        if self.moved is None:
            return sum(
                self._settle(products, np.arange(rows.start, rows.stop), self.X[rows])
                for rows in blocks(self.X)
            )
        gap, start, changed = half_gaps(centres), 0, 0
        while start < len(self.X):
            start, count = collect(
                start, self.X, centres, self.labels, self.upper, self.lower,
                self.moved, self.others_moved, gap, self.buffer, self.rows,
            )  # fmt: skip
            if count:
                changed += self._settle(
                    products, self.rows[:count], self.buffer[:count]
                )
        return changed

    def _settle(self, products, rows, x):
        best, second, closest = products.nearest_two(x, self.squares[rows])
        eps = 4 * np.finfo(x.dtype).eps
        slack = np.array([eps, eps * 2 * products.half_squares.max()], x.dtype)
        return settle(
            rows, x, self.squares, best, second, closest, slack, self.weight,
            self.labels, self.upper, self.lower, self.sums, self.mass,
        )  # fmt: skip

    def follow(self, old, new):
        """Note how far each centre moved from old to new."""
        self.moved = np.sqrt(np.sum((new - old) ** 2, axis=1))
        farthest = self.moved.argmax()
        self.others_moved = np.full_like(self.moved, self.moved[farthest])
        if len(new) > 1:
            self.others_moved[farthest] = np.delete(self.moved, farthest).max()

    def add_up(self):
        """Add up the clusters' sums from scratch."""
        self.sums[:], self.mass[:] = 0, 0
        add_up(self.X, self.weight, self.labels, self.sums, self.mass)


def half_gaps(centres):
    """Half the distance from each centre to the nearest other: (K,)."""
    squares = pair_squares(centres, centres)
    np.fill_diagonal(squares, np.inf)
    return 0.5 * np.sqrt(squares.min(axis=1))
