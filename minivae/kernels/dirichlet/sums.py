"""Clusters of a Dirichlet process mixture summed up as a whole: all points, or two.

``move_point`` (clusters.py) changes one cluster by one point; this is for many.
"""

import numpy as np

from .._jit import jit
from .clusters import DIAG, FULL, invert, refresh, reset


@jit
def finish(prior, s, k):
    """Bring slot k in step with its n, mean and psi."""
    D = s.mean.shape[0]
    if prior.kind == FULL:
        invert(s, k, D)
    elif prior.kind == DIAG:
        s.logdet[k] = 0.0
        for i in range(D):
            s.inverse[i, k] = 1.0 / s.psi[i, k]
            s.logdet[k] += np.log(s.psi[i, k])
    refresh(prior, s, k)


@jit
def add_outer(prior, s, k, u, weight):
    """psi of slot k += weight u u^T, as much of it as this kind keeps."""
    if prior.kind == FULL:
        p = 0
        for i in range(u.size):
            for j in range(i + 1):
                s.psi[p, k] += weight * u[i] * u[j]
                p += 1
    else:
        for i in range(u.size):
            s.psi[i if prior.kind == DIAG else 0, k] += weight * u[i] * u[i]


@jit
def merge_slots(prior, s, a, b, out):
    """Slot ``out`` becomes the cluster of all points of slots a and b."""
    D = s.mean.shape[0]
    kappa_a, kappa_b = prior.kappa + s.n[a], prior.kappa + s.n[b]
    s.n[out] = s.n[a] + s.n[b]
    kappa = prior.kappa + s.n[out]
    for p in range(s.psi.shape[0]):
        s.psi[p, out] = s.psi[p, a] + s.psi[p, b] - prior.psi[p]
    mean_a, mean_b, mean = np.empty(D), np.empty(D), np.empty(D)
    for i in range(D):
        mean_a[i], mean_b[i] = s.mean[i, a], s.mean[i, b]
        mean[i] = (kappa_a * mean_a[i] + kappa_b * mean_b[i]) / kappa
        s.mean[i, out] = mean[i]
    add_outer(prior, s, out, mean_a, kappa_a)
    add_outer(prior, s, out, mean_b, kappa_b)
    add_outer(prior, s, out, mean, -kappa)
    finish(prior, s, out)


@jit
def rebuild(X, z, prior, s):
    """Number the clusters 0 ... K-1 as they appear in z, and sum them up again.

    Sums kept up point by point drift by rounding; this costs O(N D^2) a sweep.
    Returns K.
    """
    N, D = X.shape
    slots = s.n.size
    new = np.full(slots, -1)
    K = 0
    for k in range(slots):
        reset(prior, s, k)
    for i in range(N):
        if new[z[i]] < 0:
            new[z[i]] = K
            K += 1
        k = z[i] = new[z[i]]
        s.n[k] += 1
        for j in range(D):
            s.mean[j, k] += X[i, j]
    u = np.empty(D)
    for k in range(K):
        for j in range(D):
            s.mean[j, k] /= s.n[k]
    for i in range(N):
        for j in range(D):
            u[j] = X[i, j] - s.mean[j, z[i]]
        add_outer(prior, s, z[i], u, 1.0)
    for k in range(K):
        weight = s.n[k] / (prior.kappa + s.n[k])
        for j in range(D):
            u[j] = s.mean[j, k]
            s.mean[j, k] *= weight
        add_outer(prior, s, k, u, prior.kappa * weight)
        finish(prior, s, k)
    return K
