"""Held-out documents: the topics of a new document, and how well it is predicted.

Shapes: N documents, V words, K topics.
"""

import numpy as np

from ..base import check_count, floats
from ..kernels.soft_counts import document_counts
from .counts import check_counts, keep_words, split_tokens


def fold_in(X, phi, alpha=0.0, n_iter=50):
    """Find the topics of documents under fixed topics: EM over θ alone.

    θ_k ∝ α_k + Σ_w n_w θ_k φ_kw / Σ_j θ_j φ_jw

    Each document is on its own: the others do not matter, nor does chance. With
    alpha = 0 that is the maximum of the likelihood (pLSA's "folding in"). With
    alpha > 0 it is that of the posterior under Dir(α + 1). Words that no topic can
    produce (φ = 0) say nothing about θ and are passed over.

    Parameters
    ----------
    X : counts, (N, V), dense or sparse
    phi : (K, V), rows sum to one
    alpha : float or (K,), at least 0

    Returns
    -------
    theta : (N, K), rows sum to one

    Raises
    ------
    ValueError
        If X holds no counts, phi is no (K, V), or a number is negative or not finite.
    """
    check_count(n_iter, "n_iter")
    X, phi = check_counts(X, "fold_in"), floats(phi, "phi")
    if phi.ndim != 2 or phi.shape[1] != X.shape[1]:
        raise ValueError(
            f"phi must be (topics, {X.shape[1]}), a column for each word of X, got "
            f"shape {phi.shape}"
        )
    N, K = X.shape[0], len(phi)
    given = floats(alpha, "alpha")
    if given.shape not in ((), (K,)):
        raise ValueError(f"alpha must be one number or {K}, got shape {given.shape}")
    for value, name in ((phi, "phi"), (given, "alpha")):
        if not np.all((value >= 0) & (value < np.inf)):
            raise ValueError(f"{name} must hold finite numbers, 0 or more")
    X = keep_words(X, phi.sum(axis=0) > 0)
    b = np.ascontiguousarray(phi.T, dtype=np.float64)  # (V, K)
    alpha = np.broadcast_to(given, (K,))
    theta = np.full((N, K), 1 / K)
    soft, s = np.empty((N, K)), np.empty(X.nnz)
    for _ in range(n_iter):
        document_counts(X.indptr, X.indices, X.data, theta, b, s, soft)
        theta = soft + alpha
        totals = theta.sum(axis=1, keepdims=True)
        empty = totals[:, 0] == 0
        theta[empty], totals[empty] = 1, K  # a document without words: no opinion
        theta /= totals
    return theta


def log_likelihood(X, theta, phi):
    """Σ_dw n_dw log Σ_k θ_dk φ_kw over the nonzeros, in nats; -inf if one has φ = 0."""
    soft, s = np.empty((X.shape[0], len(phi))), np.empty(X.nnz)
    b = np.ascontiguousarray(phi.T, dtype=np.float64)
    a = np.ascontiguousarray(theta, dtype=np.float64)
    document_counts(X.indptr, X.indices, X.data, a, b, s, soft)
    with np.errstate(divide="ignore"):
        return float(X.data @ np.log(s))


def completion(X, phi, alpha, rng):
    """Predict one half of each document from the other: log p per token, in nats.

    The tokens of each document are split at random; θ comes from the first half
    (``fold_in``), and the second half is scored: (1/n) Σ log Σ_k θ_dk φ_kw.

    Raises
    ------
    ValueError
        If no token lands in the second half.

    Notes
    -----
    A model that gives an unseen word probability 0 (pLSA) scores -inf on a half that
    holds one: that is what it predicts.
    """
    seen, unseen = split_tokens(X, rng)
    n = unseen.data.sum()
    if n == 0:
        raise ValueError(
            "document completion needs documents of two words or more: "
            "no token is left to predict"
        )
    theta = fold_in(seen, phi, alpha)
    return log_likelihood(unseen, theta, phi) / n
