"""The exact posterior of a Dirichlet process mixture, all partitions added up.

21,147 partitions for nine points: small enough to add up, large enough to be a test.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import logsumexp

from .crp import log_partition_probability
from .partitions import bell_number, set_partitions

# Neal (2000), section 7: nine points for the mixture with N(theta, 0.1^2) clusters,
# G0 = N(0, 1) and alpha = 1.
NEAL_POINTS = np.array([-1.48, -1.40, -1.16, -1.08, -1.02, 0.14, 0.51, 0.53, 0.78])
MOST_POINTS = 11


@dataclass
class ExactPosterior:
    """What enumeration gives: B partitions of N points.

    partitions (B, N); probability (B,), sums to 1; log_evidence = log p(X), nats;
    n_clusters (N + 1,): P(K = k | X); expected_clusters: E[K | X];
    coclustering (N, N): P(i and j together | X).
    """

    partitions: np.ndarray
    probability: np.ndarray
    log_evidence: float
    n_clusters: np.ndarray
    expected_clusters: float
    coclustering: np.ndarray


def exact_posterior(X, alpha, prior):
    """P(z | X) = P(z) Π_k p(x of block k) / p(X),  p(X) = the sum over all z.

    Parameters
    ----------
    X : (N, D), at most 11 points (678,570 partitions)
    alpha : float > 0
    prior : a ConjugatePrior

    Returns
    -------
    ExactPosterior

    Raises
    ------
    ValueError
        If there are too many points to enumerate.
    """
    N = len(X)
    if N > MOST_POINTS:
        raise ValueError(
            f"{N} points have {bell_number(N):,} partitions: enumeration takes at "
            f"most {MOST_POINTS} points"
        )
    Z = np.array(list(set_partitions(N)))  # (B, N)
    log_p = block_log_marginals(X, Z, prior)
    log_p += [log_partition_probability(z, alpha) for z in Z]
    log_evidence = float(logsumexp(log_p))
    p = np.exp(log_p - log_evidence)
    K = np.bincount(Z.max(axis=1) + 1, weights=p, minlength=N + 1)
    together = np.empty((N, N))
    for i in range(N):
        together[i] = p @ (Z == Z[:, [i]])
    return ExactPosterior(Z, p, log_evidence, K, float(K @ np.arange(N + 1)), together)


def block_log_marginals(X, Z, prior):
    """Σ_k log p(x of block k), one per partition: (B, N) -> (B,).

    A block is one of only 2^N subsets: each marginal is computed once.
    """
    N = len(X)
    bits = 1 << np.arange(N)
    of_subset = np.zeros(2**N)  # the empty subset: log 1
    for subset in range(1, 2**N):
        of_subset[subset] = prior.log_marginal(X[(subset & bits) > 0])
    total = np.zeros(len(Z))
    for k in range(N):
        total += of_subset[(Z == k) @ bits]
    return total
