"""The state of a collapsed Gibbs sampler for LDA: one topic for every token.

Shapes: N documents, V words, K topics (P with padding), n tokens.
"""

import copy
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from ...fitting import undisturbed
from ...kernels import lda as kernels
from ..counts import BATCH, tokens

MOST_IN_FLOAT32 = 2**24  # a count beyond would stand still
FEW_TOPICS = 256  # up to here 8 lanes are faster, above 16 (measured)


class GibbsState:
    """Assignments and counts; after every sweep the counts are those of the topics.

    ``init="random"`` draws all topics alike. ``"sequential"`` lets the tokens come one
    after another, each choosing as in a sweep, given those already there.

    Attributes
    ----------
    docs, words, topics : (n,) int32
    n_dk, n_wk, n_k : (N, K), (V, K), (K,), views without the padding
    alpha : (K,) float32;  eta : float, or (V,): one a word
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
        self._rounds, order = _visits(docs, words, N, V, n_threads)
        self.docs, self.words = docs[order], words[order]
        self.topics = np.empty(len(words), np.int32)
        most = max(X.sum(axis=0).max(), X.sum(axis=1).max())
        dtype = np.float32 if most <= MOST_IN_FLOAT32 else np.float64
        self._n_dk, self._n_wk = np.zeros((N, P), dtype), np.zeros((V, P), dtype)
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
        self._run(slice(None), self._n_k, u)

    def copy(self):
        """Return a chain that goes on from here by itself, as this one would."""
        other = copy.copy(self)
        other.rng = copy.deepcopy(self.rng)
        for name in ("topics", "_alpha", "_n_dk", "_n_wk", "_n_k"):
            setattr(other, name, getattr(self, name).copy())
        return other

    def place(self):
        """Return where the chain stands, all that ``go_back`` needs."""
        generator = self.rng.bit_generator.state
        return self.topics.copy(), self._alpha.copy(), self.eta, generator

    def go_back(self, place):
        """Stand where the chain was at ``place()``: in new arrays.

        A sweep that was cut off may still be writing into the old ones, in threads.
        """
        topics, alpha, self.eta, self.rng.bit_generator.state = place
        self.topics, self._alpha = topics.copy(), alpha.copy()
        self._n_dk, self._n_wk = np.empty_like(self._n_dk), np.empty_like(self._n_wk)
        self.recount()

    def recount(self):
        """Count again what stands in ``topics``."""
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
        if len(self._rounds) == 1:
            u = self.rng.random(len(self.words), dtype=np.float32)
            self._run(slice(None), self._n_k, u)
            return
        seeds = self.rng.integers(2**63, size=(len(self._rounds), len(self._rounds)))
        # Once given up, a sweep may go on unheard: only in arrays that it holds itself,
        # which `go_back` has replaced by then.
        own = copy.copy(self)
        # A signal within the pool could leave one of its locks shut.
        self._n_k = undisturbed(lambda stop: own._sweep_in_threads(seeds))

    def _sweep_in_threads(self, seeds):
        with ThreadPoolExecutor(len(self._rounds)) as pool:
            for parts, row in zip(self._rounds, seeds, strict=True):
                n_k = list(pool.map(self._run_apart, parts, row))
                self._n_k = sum(n_k) - (len(parts) - 1) * self._n_k
        return self._n_k

    def _run_apart(self, part, seed):
        """Sweep beside other threads, which show their moves of n_k later."""
        u = np.random.default_rng(seed).random(part.stop - part.start, dtype=np.float32)
        n_k = self._n_k.copy()
        self._run(part, n_k, u)
        return n_k

    def _run(self, part, n_k, u):
        eta, V = np.asarray(self.eta, dtype=np.float32), len(self._n_wk)
        eta_sum = eta.sum(dtype=np.float64) if eta.ndim else V * np.float64(eta)
        self._sweep(
            self.docs[part],
            self.words[part],
            self.topics[part],
            self._n_dk,
            self._n_wk,
            n_k,
            self._alpha,
            np.full(V, eta),
            eta_sum,
            self.n_topics,
            u,
        )


def _visits(docs, words, N, V, n_threads):
    """Slices of tokens, one list a round, one slice a thread; and their order.

    Thread t always has the documents of part t, in round r the words of part t + r:
    so no two threads ever count in the same row (Yan, Xu and Qi 2009). Any fixed order
    of visits is a Gibbs sweep; this one is kind to the cache.
    """
    T = n_threads
    thread = _fair_parts(docs, N, T)[docs]
    turn = (_fair_parts(words, V, T)[words] - thread) % T
    order = np.lexsort((docs, words, docs // BATCH, thread, turn))
    bounds = np.searchsorted((turn * T + thread)[order], np.arange(T * T + 1))
    slices = [slice(a, b) for a, b in zip(bounds, bounds[1:], strict=False)]
    return [slices[r * T : (r + 1) * T] for r in range(T)], order


def _fair_parts(ids, size, T):
    """Cut 0..size-1 into T parts that hold about as many tokens: (size,) int."""
    seen = np.cumsum(np.bincount(ids, minlength=size))  # tokens up to each id
    return np.searchsorted(np.arange(1, T) * len(ids) / T, seen)
