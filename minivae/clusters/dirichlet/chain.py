"""One Markov chain over the seats of a Dirichlet process mixture."""

import numpy as np

from ...kernels.dirichlet.clusters import reset
from ...kernels.dirichlet.explicit import draw_all, explicit_sweep
from ...kernels.dirichlet.gibbs import collapsed_sweep, first_empty, log_joint
from ...kernels.dirichlet.sums import rebuild
from ..crp import resample_alpha
from .moves import split_or_merge
from .prior import joined, no_clusters

STARTS = "sequential", "together", "apart"
SPARE = 16  # empty slots to begin with, and at least as many more when they run out


class Chain:
    """State and moves: z, K, alpha, and the sums of every cluster.

    Parameters
    ----------
    X : (N, D) float64, shifted so that the prior mean is 0
    prior : kernels.dirichlet.clusters.Prior
    alpha : float
    rng : numpy.random.Generator
    """

    def __init__(self, X, prior, alpha, rng):
        self.X, self.prior, self.alpha, self.rng = X, prior, float(alpha), rng
        self.N, self.D = X.shape
        self.clusters = self._empty(SPARE)
        self.parameters = None  # algorithms 2 and 8 only
        self.pair = self._empty(3)  # room for split and merge
        # Rows: split, merge. Columns: proposed, accepted.
        self.moves = np.zeros((2, 2), dtype=np.int64)
        self.z, self.K = np.full(self.N, -1), 0

    def seat(self, z):
        """Take the seats z: (N,) int from 0."""
        self.z = np.array(z, dtype=np.int64)
        self.clusters = self._empty(int(self.z.max()) + 1 + SPARE)
        self._sum_up()

    def seat_one_by_one(self):
        """Let the customers come in random order, each choosing as in algorithm 3."""
        self._collapsed(self.rng.permutation(self.N))
        self._sum_up()

    def seat_as(self, init):
        """Seat all customers as ``init`` says: one of ``STARTS``, or labels (N,)."""
        N = self.N
        if isinstance(init, str):
            if init not in STARTS:
                raise ValueError(
                    f"init must be one of {STARTS} or labels, got {init!r}"
                )
            if init == "sequential":
                self.seat_one_by_one()
            else:
                self.seat(np.zeros(N) if init == "together" else np.arange(N))
            return
        labels = np.asarray(init)
        if labels.shape != (N,) or labels.dtype.kind not in "iu":
            raise ValueError(
                f"init as labels must be {N} integers, got shape {labels.shape} of "
                f"{labels.dtype}"
            )
        self.seat(np.unique(labels, return_inverse=True)[1])

    def sweep_collapsed(self):
        """Neal's algorithm 3: reseat every customer once."""
        self._collapsed(np.arange(self.N))
        self._sum_up()

    def sweep_explicit(self, n_auxiliary):
        """Neal's algorithm 2 (n_auxiliary = 0) or 8: parameters, then seats."""
        self._grow(max(0, self.K + n_auxiliary + SPARE - self.clusters.n.size))
        if self.parameters is None or self.parameters.n.size < self.clusters.n.size:
            self.parameters = self._empty(self.clusters.n.size)
        self._sum_up()  # numbers the tables 0 ... K - 1
        draw_all(self.K, self.prior, self.clusters, self.parameters, self.rng)
        done = 0
        while done < self.N:
            done = explicit_sweep(
                self.X,
                self.z,
                n_auxiliary,
                done,
                self.alpha,
                self.prior,
                self.clusters,
                self.parameters,
                self.rng,
            )
            if done < self.N:
                self._grow(n_auxiliary + self.clusters.n.size)
        self._sum_up()

    def split_and_merge(self, proposals, n_scans):
        """Jain and Neal's moves, that many of them."""
        for _ in range(proposals if self.N > 1 else 0):
            if first_empty(self.clusters.n) == self.clusters.n.size:
                self._grow(self.clusters.n.size)
            split, accepted = split_or_merge(self, n_scans)
            self.moves[0 if split else 1] += 1, accepted
        self.K = int(np.count_nonzero(self.clusters.n))

    def draw_alpha(self, shape, rate):
        """Escobar and West's step, prior Gamma(shape, rate)."""
        self.alpha = resample_alpha(self.alpha, self.N, self.K, shape, rate, self.rng)

    def log_joint(self):
        """log P(z | alpha) + log p(X | z), in nats."""
        return log_joint(self.alpha, self.prior, self.clusters)

    def _collapsed(self, order):
        done = 0
        while done < len(order):
            done = collapsed_sweep(
                self.X,
                self.z,
                order,
                done,
                self.alpha,
                self.prior,
                self.clusters,
                self.rng,
            )
            if done < len(order):
                self._grow(self.clusters.n.size)

    def _sum_up(self):
        self.K = rebuild(self.X, self.z, self.prior, self.clusters)

    def _empty(self, slots):
        clusters = no_clusters(slots, self.D, len(self.prior.psi))
        for k in range(slots):
            reset(self.prior, clusters, k)
        return clusters

    def _grow(self, more):
        if more > 0:
            self.clusters = joined([self.clusters, self._empty(more)])
            if self.parameters is not None:
                self.parameters = joined([self.parameters, self._empty(more)])
