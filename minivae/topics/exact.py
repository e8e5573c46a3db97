"""Exact answers for a tiny corpus: every assignment of topics to tokens, one by one.

Shapes: N documents, V words, K topics, n tokens.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np

from ..base import check_positive_int
from .counts import check_counts, tokens, whole_counts
from .dirichlet import check_priors, joint_log_likelihood

LIMIT = 2_000_000  # assignments


@dataclass
class ExactPosterior:
    """What all K^n assignments say together.

    Attributes
    ----------
    log_evidence : float, log p(w | α, η) in nats
    n_dk : (N, K), E[n_dk | w];  n_wk : (V, K), E[n_wk | w]
    together : (n, n), p(z_i = z_j | w): the same whatever the topics are called
    assignments : (K^n, n) int;  probabilities : (K^n,)
    """

    log_evidence: float
    n_dk: np.ndarray
    n_wk: np.ndarray
    together: np.ndarray
    assignments: np.ndarray
    probabilities: np.ndarray


def exact_posterior(X, n_topics, alpha=0.1, eta=0.01):
    """p(z | w) = p(w, z) / Σ_z' p(w, z') over all K^n assignments z.

    Raises
    ------
    ValueError
        If there are more than two million assignments, or an argument is out of
        range.

    Examples
    --------
    >>> import numpy as np
    >>> exact = exact_posterior(np.array([[2, 1], [0, 2]]), 2, alpha=1.0, eta=1.0)
    >>> exact.assignments.shape
    (32, 5)
    """
    check_positive_int(n_topics, "n_topics")
    X = whole_counts(check_counts(X, "exact_posterior"), "exact_posterior")
    check_priors(alpha, eta, n_topics, X.shape[1])
    docs, words = tokens(X)
    (N, V), K, n = X.shape, n_topics, len(words)
    if n * np.log(K) > np.log(LIMIT):
        raise ValueError(
            f"{n} tokens in {K} topics make {K}^{n} assignments; "
            f"exact_posterior counts up to {LIMIT:,}"
        )
    assignments = np.array(list(product(range(K), repeat=n)), dtype=np.int8)
    alpha = np.broadcast_to(np.asarray(alpha, dtype=np.float64), (K,))
    one_hot = np.eye(K)
    log_joint = np.empty(len(assignments))
    for i, z in enumerate(assignments):
        n_dk, n_wk = np.zeros((N, K)), np.zeros((V, K))
        np.add.at(n_dk, docs, one_hot[z])
        np.add.at(n_wk, words, one_hot[z])
        log_joint[i] = joint_log_likelihood(n_dk, n_wk, alpha, eta)
    log_evidence = np.logaddexp.reduce(log_joint)
    p = np.exp(log_joint - log_evidence)
    marginal = np.stack([p @ (assignments == k) for k in range(K)], axis=1)  # (n, K)
    n_dk, n_wk = np.zeros((N, K)), np.zeros((V, K))
    np.add.at(n_dk, docs, marginal)
    np.add.at(n_wk, words, marginal)
    together = np.zeros((n, n))
    for i in range(n):
        together[i] = p @ (assignments == assignments[:, [i]])
    return ExactPosterior(float(log_evidence), n_dk, n_wk, together, assignments, p)
