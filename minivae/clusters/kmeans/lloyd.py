"""Lloyd's algorithm as in the textbooks: assign, move, repeat.

Shapes: N samples, D features, K clusters. ``hamerly`` finds the same centres faster.
"""

from dataclasses import dataclass, field

import numpy as np

from .nearest import nearest, own_squares, row_squares


@dataclass
class Run:
    """One run of K-means: where it stands and how it came there."""

    centres: np.ndarray  # (K, D)
    inertia: list = field(default_factory=list)  # after each move

    @property
    def reached(self):
        """The last inertia."""
        return self.inertia[-1] if self.inertia else np.inf

    def move(self, centres, inertia):
        """Note one iteration. One call: an interrupt sees all of it or nothing."""
        vars(self).update(centres=centres, inertia=[*self.inertia, inertia])


def lloyd(X, weight, run, max_iter, tol):
    """Assign each point to its nearest centre, move each centre to the mean; repeat.

    Minimises Σ_n w_n ‖x_n - c_{label n}‖², which neither half-step can raise. Stops
    when no label changes, or when Σ_k ‖Δc_k‖² <= tol.

    Parameters
    ----------
    X : (N, D), centred
    weight : (N,), positive
    run : Run, starts at ``run.centres`` and is brought up to date
    max_iter : int
    tol : float

    Notes
    -----
    Lloyd (1982), "Least squares quantization in PCM".
    """
    K, old_labels = len(run.centres), None
    squares = row_squares(X)
    total = float(weight.astype(float) @ squares)
    for _ in range(max_iter):
        labels = nearest(X, run.centres, squares=squares)  # assign
        sums, mass = cluster_sums(X, weight, labels, K)
        moved, inertia = means(X, weight, labels, sums, mass, run.centres, total)
        shift = float(np.sum((moved - run.centres) ** 2))
        run.move(moved, inertia)
        if np.array_equal(labels, old_labels) or shift <= tol:
            break
        old_labels = labels


def cluster_sums(X, weight, labels, K):
    """Return Σ w x and Σ w of each cluster: (K, D) and (K,), in float64."""
    sums = np.zeros((K, X.shape[1]))
    mass = np.bincount(labels, weights=weight, minlength=K)
    for k in range(K):
        members = labels == k
        sums[k] = weight[members].astype(float) @ X[members].astype(float)
    return sums, mass


def means(X, weight, labels, sums, mass, centres, total):
    """Return the clusters' means, (K, D), and the inertia that they leave.

    Σ_n w_n ‖x_n - mean‖² = Σ_n w_n ‖x_n‖² - Σ_k ‖Σ w x‖² / Σ w, so that no second
    pass over the data is needed. ``total`` is the first term.
    """
    if (mass <= 0).any():
        sums, mass = seed_empty(X, weight, labels, sums, mass, centres)
    filled = mass > 0
    centres = centres.copy()
    centres[filled] = sums[filled] / mass[filled, None]
    between = float(np.sum(sums[filled] ** 2 / mass[filled, None]))
    return centres, max(total - between, 0.0)


def seed_empty(X, weight, labels, sums, mass, centres):
    """Give each empty cluster the point that costs most where it is.

    The point with the largest w ‖x - c‖² leaves its cluster for the first empty one,
    the next such point for the next. Points that lie on their centre stay: with
    fewer distinct points than clusters, some clusters remain empty. The mean of equal
    points need not equal them, by rounding; for that little no point leaves, or all
    of them would hop from centre to centre for ever.
    """
    sums, mass = sums.copy(), mass.copy()
    squares = own_squares(X, centres, labels)
    rounding = 2 * np.finfo(X.dtype).eps + len(X) * np.finfo(float).eps
    cost = weight * np.where(squares > rounding**2 * row_squares(X), squares, 0)
    empty = np.flatnonzero(mass <= 0)
    costliest = np.argpartition(-cost, min(len(empty), len(X) - 1))[: len(empty)]
    costliest = costliest[np.argsort(-cost[costliest], kind="stable")]
    for k, n in zip(empty, costliest, strict=False):
        left = labels[n]
        if cost[n] == 0 or mass[left] <= weight[n]:
            continue  # nothing to gain, or alone in its cluster
        share = weight[n] * X[n].astype(float)
        sums[left], mass[left] = sums[left] - share, mass[left] - weight[n]
        sums[k], mass[k] = share, weight[n]
    return sums, mass


def better(best, run):
    """Return the run that reached the smaller inertia; the earlier if equal."""
    if best is None or run is None:
        return best or run
    return run if run.reached < best.reached else best
