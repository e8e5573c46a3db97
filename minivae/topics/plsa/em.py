"""EM for pLSA, over the nonzero counts.

Shapes: N documents, V words, K topics.
"""

import numpy as np

from ...kernels.soft_counts import soft_counts
from ..counts import word_after_word


class EM:
    """θ_dk ∝ Σ_w n_dw r_dwk,  φ_kw ∝ Σ_d n_dw r_dwk,  r_dwk ∝ (θ_dk φ_kw)^β.

    Attributes
    ----------
    theta : (N, K), rows sum to one;  phi : (V, K), words as rows, columns sum to one
    objective : (1/β) Σ_dw n_dw log Σ_k (θ_dk φ_kw)^β, which no step lowers: each is the
        largest value of Σ n r log(θ φ) + H(r)/β, over r and then over θ and φ
    """

    def __init__(self, X, n_topics, rng, beta=1.0, dtype="float64"):
        (N, V), K = X.shape, n_topics
        theta, phi = rng.uniform(0.5, 1.5, (N, K)), rng.uniform(0.5, 1.5, (V, K))
        theta, phi = theta / theta.sum(axis=1, keepdims=True), phi / phi.sum(axis=0)
        self.theta, self.phi, self.beta = theta.astype(dtype), phi.astype(dtype), beta
        self.docs, self.words, counts = word_after_word(X)
        self.counts = weights(counts, dtype)
        self.s = np.empty_like(self.counts)  # Σ_k (θ_dk φ_kw)^β of each nonzero
        self._spare = np.empty_like(self.theta), np.empty_like(self.phi)

    def step(self):
        """One E- and M-step; returns the log-likelihood before it, in nats."""
        a, b, s = self.theta, self.phi, self.s
        if self.beta != 1:
            a, b = a**self.beta, b**self.beta
        theta, phi = self._spare
        soft_counts(self.docs, self.words, self.counts, a, b, s, theta, phi)
        value = np.log(s).astype(np.float64) @ self.counts
        self.objective = float(value / self.beta)
        if self.beta != 1:
            s = np.einsum("jk,jk->j", self.theta[self.docs], self.phi[self.words])
            value = np.log(s).astype(np.float64) @ self.counts
        totals = theta.sum(axis=1, keepdims=True)
        empty = totals[:, 0] == 0
        theta[empty], totals[empty] = 1, theta.shape[1]
        theta /= totals
        totals = phi.sum(axis=0)
        phi *= 1 / np.where(totals > 0, totals, 1)
        self._spare = self.theta, self.phi
        self.theta, self.phi = theta, phi
        return float(value)


def weights(counts, dtype):
    """Return counts (above 0) in this type, if the type can hold what EM makes of them.

    A weight n among a total T can get the probability (n / T)², and that must be a
    number above 0, as n and T themselves.

    Raises
    ------
    ValueError
        If it would not be.
    """
    least, total = counts.min(), counts.sum()
    lowest = float(np.sqrt(np.finfo(dtype).tiny))
    if not (lowest <= min(least, least / total) and total <= 1 / lowest):
        raise ValueError(
            f"weights from {least:.3g} to {counts.max():.3g}, {total:.3g} in all, do "
            f"not fit into {np.dtype(dtype).name}: EM needs them, and their shares of "
            f"the total, from {lowest:.1g} to {1 / lowest:.1g}"
        )
    return counts.astype(dtype)
