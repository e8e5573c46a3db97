"""UMAP's graph: how strongly each point holds on to its neighbours.

Shapes: m points, k neighbours of each, the nearest first.
"""

import numpy as np
from scipy import sparse

STEPS = 64  # of the bisection: more than float64 can tell apart
FLOOR = 1e-3  # of the mean distance: no sigma is smaller


def smooth_distances(distances, target):
    """Return rho and sigma with Σ_j exp(-(d_ij - rho_i) / sigma_i) = target.

    rho_i is the distance to the nearest neighbour, so that each point is held by at
    least one edge of weight 1. sigma_i by bisection; where many neighbours are equally
    near, or only one is there, no sigma gives the target, and the nearest possible is
    taken.

    Parameters
    ----------
    distances : (m, k), sorted rows
    target : float, log2 of n_neighbors

    Returns
    -------
    rho, sigma : (m,)
    """
    rho = distances[:, 0].copy()
    excess = distances - rho[:, None]
    mean = distances.mean(axis=1)
    floor = FLOOR * np.where(mean > 0, mean, distances.mean())
    scale = np.where(mean > 0, mean, 1.0)
    excess = excess / scale[:, None]
    low, high = np.zeros(len(rho)), np.full(len(rho), np.inf)
    sigma = np.ones(len(rho))
    for _ in range(STEPS):
        weights = np.exp(-excess / sigma[:, None])
        too_wide = weights.sum(axis=1) > target
        high = np.where(too_wide, sigma, high)
        low = np.where(too_wide, low, sigma)
        sigma = np.where(np.isinf(high), 2 * sigma, (low + high) / 2)
        sigma = np.maximum(sigma, 1e-30)
    return rho, np.maximum(sigma * scale, floor)


def memberships(distances, rho, sigma):
    """exp(-max(0, d_ij - rho_i) / sigma_i): (m, k), 1 for the nearest."""
    excess = np.maximum(distances - rho[:, None], 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weights = np.exp(-excess / sigma[:, None])
    return np.where(excess > 0, weights, 1.0)


def fuzzy_union(indices, weights):
    """Return w_ij + w_ji - w_ij w_ji as a symmetric csr matrix: (m, m).

    If w_ij is the probability that i holds on to j, it is the probability that one of
    the two holds on to the other.
    """
    m, k = indices.shape
    starts = np.arange(0, m * k + 1, k)
    held = weights.ravel(), indices.ravel(), starts
    W = sparse.csr_array(held, shape=(m, m), copy=True)  # sorting is in place
    W.sort_indices()
    union = sparse.csr_array(W + W.T - W.multiply(W.T))
    union.eliminate_zeros()
    union.sort_indices()
    return union


def fuzzy_union_reference(indices, weights):
    """Return the same as a full matrix, cell by cell."""
    W = np.zeros((len(indices), len(indices)))
    for i in range(len(indices)):
        for j, w in zip(indices[i], weights[i], strict=True):
            W[i, j] = w
    return W + W.T - W * W.T
