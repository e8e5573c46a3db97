"""EM for pLSA, over the nonzero counts.

Shapes: N documents, V words, K topics.
"""

import numpy as np
from scipy import sparse

from ..kernels.soft_counts import document_counts, word_counts
from .counts import rows_of
from .held_out import log_likelihood


class EM:
    """θ_dk ∝ Σ_w n_dw r_dwk,  φ_kw ∝ Σ_d n_dw r_dwk,  r_dwk ∝ (θ_dk φ_kw)^β.

    Attributes
    ----------
    theta : (N, K), rows sum to one;  phi : (V, K), words as rows, columns sum to one
    """

    def __init__(self, X, n_topics, rng, beta=1.0, dtype="float64"):
        (N, V), K = X.shape, n_topics
        theta, phi = rng.uniform(0.5, 1.5, (N, K)), rng.uniform(0.5, 1.5, (V, K))
        theta, phi = theta / theta.sum(axis=1, keepdims=True), phi / phi.sum(axis=0)
        self.theta, self.phi, self.beta = theta.astype(dtype), phi.astype(dtype), beta
        self.starts, self.words = X.indptr, X.indices
        self.counts = X.data.astype(dtype)
        self.docs = rows_of(X)
        self.word_starts = sparse.csc_array(X).indptr
        self.order = np.lexsort((self.docs, self.words))
        self.s = np.empty(X.nnz, dtype)  # Σ_k (θ_dk φ_kw)^β of each nonzero

    def step(self):
        """One E- and M-step; returns the log-likelihood before it, in nats."""
        a, b, s = self.theta, self.phi, self.s
        if self.beta != 1:
            a, b = a**self.beta, b**self.beta
        theta, phi = np.empty_like(a), np.empty_like(b)
        document_counts(self.starts, self.words, self.counts, a, b, s, theta)
        word_counts(self.word_starts, self.order, self.docs, self.counts, a, b, s, phi)
        if self.beta == 1:
            value = self.counts @ np.log(s, dtype=np.float64)
        else:
            value = self._log_likelihood()
        totals = theta.sum(axis=1, keepdims=True)
        empty = totals[:, 0] == 0
        theta[empty], totals[empty] = 1, theta.shape[1]
        theta /= totals
        phi_totals = phi.sum(axis=0)
        phi /= np.where(phi_totals > 0, phi_totals, 1)
        self.theta, self.phi = theta, phi
        return float(value)

    def _log_likelihood(self):
        X = sparse.csr_array(
            (self.counts.astype(np.float64), self.words, self.starts),
            shape=(len(self.theta), len(self.phi)),
        )
        return log_likelihood(X, self.theta, self.phi.T)
