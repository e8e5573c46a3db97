"""The state of a collapsed Gibbs sampler for LDA: one topic for every token.

Shapes: N documents, V words, K topics (P with padding), n tokens.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ..kernels import lda as kernels
from .counts import BATCH, tokens

FEW_TOPICS = 256  # up to here 8 lanes are faster, above 16 (measured)


class GibbsState:
    """Assignments and counts; after every sweep the counts are those of the topics.

    ``init="random"`` draws all topics alike. ``"sequential"`` lets the tokens come one
    after another, each choosing as in a sweep, given those already there.

    Attributes
    ----------
    docs, words, topics : (n,) int32
    n_dk, n_wk, n_k : (N, K), (V, K), (K,), views without the padding
    alpha : (K,) float32;  eta : float
    """

    def __init__(
        self, X, alpha, eta, rng, *, sampler="fast", n_threads=1, init="random"
    ):
        K, (N, V) = len(alpha), X.shape
        lanes = 8 if K <= FEW_TOPICS else 16
        P = -(-K // lanes) * lanes
        self.rng, self.n_topics, self.eta = rng, K, eta
        self._sweep = {
            ("fast", 8): kernels.lane_sweep_8,
            ("fast", 16): kernels.lane_sweep_16,
        }.get((sampler, lanes), kernels.plain_sweep)
        self._alpha = np.zeros(P, np.float32)
        self.alpha = alpha
        docs, words = tokens(X)
        self._parts, order = _visiting_order(docs, words, N, n_threads)
        self.docs, self.words = docs[order], words[order]
        self._copies = []
        self.topics = np.empty(len(words), np.int32)
        self._n_dk = np.zeros((N, P), np.float32)
        self._n_wk = np.zeros((V, P), np.float32)
        self.start(init)

    def start(self, init):
        """Give every token a first topic, "random" or "sequential"."""
        if init == "random":
            self.topics[:] = self.rng.integers(0, self.n_topics, len(self.topics))
            self.recount()
            return
        self.topics[:] = -1
        self._n_dk[:], self._n_wk[:] = 0, 0
        self._n_k = np.zeros(len(self._alpha), np.int64)
        u = self.rng.random(len(self.topics), dtype=np.float32)
        self._run(slice(None), self._n_wk, self._n_k, u)

    def recount(self):
        """Count anew what stands in `topics` (after a sweep that was cut off)."""
        self._n_dk[:], self._n_wk[:] = 0, 0
        np.add.at(self._n_dk, (self.docs, self.topics), 1)
        np.add.at(self._n_wk, (self.words, self.topics), 1)
        self._n_k = np.bincount(self.topics, minlength=len(self._alpha))

    @property
    def alpha(self):
        """(K,), one concentration a topic."""
        return self._alpha[: self.n_topics]

    @alpha.setter
    def alpha(self, value):
        self._alpha[: self.n_topics] = value

    @property
    def n_dk(self):
        """(N, K), tokens of document d with topic k."""
        return self._n_dk[:, : self.n_topics]

    @property
    def n_wk(self):
        """(V, K), tokens of word w with topic k."""
        return self._n_wk[:, : self.n_topics]

    @property
    def n_k(self):
        """(K,), tokens with topic k."""
        return self._n_k[: self.n_topics]

    def sweep(self):
        """Draw every token's topic once, in place."""
        u = self.rng.random(len(self.words), dtype=np.float32)
        if len(self._parts) == 1:
            self._run(slice(None), self._n_wk, self._n_k, u)
            return
        # Each thread counts on a copy of n_wk and n_k of its own, and does not see the
        # others' moves until the sweep ends (Newman et al. 2009, AD-LDA).
        if not self._copies:
            self._copies = [
                (np.empty_like(self._n_wk), np.empty_like(self._n_k))
                for _ in self._parts
            ]
        with ThreadPoolExecutor(len(self._parts)) as pool:
            jobs = [
                pool.submit(self._run_on_copy, part, *copy, u)
                for part, copy in zip(self._parts, self._copies, strict=True)
            ]
            for job in jobs:
                job.result()
        # Sum of the copies, less what all of them started from: all but once.
        for total, parts in zip(
            (self._n_wk, self._n_k), zip(*self._copies, strict=True), strict=True
        ):
            total *= 1 - len(parts)
            for part in parts:
                total += part

    def _run_on_copy(self, part, n_wk, n_k, u):
        np.copyto(n_wk, self._n_wk)
        np.copyto(n_k, self._n_k)
        self._run(part, n_wk, n_k, u)

    def _run(self, part, n_wk, n_k, u):
        self._sweep(
            self.docs[part],
            self.words[part],
            self.topics[part],
            self._n_dk,
            n_wk,
            n_k,
            self._alpha,
            np.float32(self.eta),
            self.n_topics,
            u[part],
        )


def _visiting_order(docs, words, N, n_threads):
    """Slices of tokens, one for each thread, and the order that they are cut from.

    Any fixed order of visits is a Gibbs sweep; this one is kind to the cache.
    """
    ends = np.searchsorted(docs, np.arange(1, N + 1))  # tokens up to each document
    cuts = np.searchsorted(ends, np.arange(1, n_threads) * len(docs) / n_threads)
    thread = np.searchsorted(cuts, docs, side="left")
    order = np.lexsort((docs, words, docs // BATCH, thread))
    bounds = np.searchsorted(thread, np.arange(n_threads + 1))
    return [slice(a, b) for a, b in zip(bounds, bounds[1:], strict=False)], order
