"""Clusters of a Dirichlet process mixture: add a point, remove a point, ask a density.

Every function works on *slots*: column k of each array is one cluster, so that the
loop over clusters, the innermost one, runs along memory and becomes SIMD code. A slot
with n = 0 holds the prior. The data are shifted so that the prior mean is 0.

Three kinds of cluster, in one notation (kappa = kappa0 + n, nu = nu0 + n):

KNOWN  Normal with known variance s2, mean ~ N(0, s2 / kappa0); psi unused but for its
       trace, one number
DIAG   Normal-Gamma in every dimension; psi: the diagonal (psi = 2 b, nu = 2 a)
FULL   Normal-inverse-Wishart; psi: lower triangle of the D x D scale, row by row

The parts of the densities that depend on n alone (lgamma and its kin) come as tables.
"""

from collections import namedtuple

import numpy as np

from .._jit import jit

KNOWN, DIAG, FULL = 0, 1, 2

Prior = namedtuple(
    "Prior",
    "kind kappa nu psi inverse logdet variance predictive_table marginal_table",
)
# n, log_n: (slots,); mean: (D, slots); psi, inverse: (P, slots); the rest (slots,)
Clusters = namedtuple(
    "Clusters", "n log_n mean psi inverse logdet constant power factor"
)


@jit
def refresh(prior, s, k):
    """Recompute what the predictive density of slot k needs besides the inverse."""
    n = s.n[k]
    kappa = prior.kappa + n
    s.log_n[k] = np.log(float(n)) if n > 0 else -np.inf
    s.factor[k] = kappa / (kappa + 1.0)
    s.constant[k] = prior.predictive_table[n] - 0.5 * s.logdet[k]
    if prior.kind == KNOWN:
        s.power[k] = s.factor[k] / (2.0 * prior.variance)
    else:
        s.power[k] = 0.5 * (prior.nu + n + 1.0)


@jit
def reset(prior, s, k):
    """Make slot k an empty cluster: the prior."""
    s.n[k], s.logdet[k] = 0, prior.logdet
    for i in range(s.mean.shape[0]):
        s.mean[i, k] = 0.0
    for p in range(s.psi.shape[0]):
        s.psi[p, k], s.inverse[p, k] = prior.psi[p], prior.inverse[p]
    refresh(prior, s, k)


@jit
def move_point(prior, s, k, x, sign):
    """Add x to slot k (sign 1.0) or take it out (-1.0): a rank-one update, O(D^2).

    With u = x - mean of the cluster without x and f = kappa / (kappa + 1):
    psi' = psi + f u u^T; the inverse by Sherman and Morrison, the log-determinant by
    the matrix determinant lemma.
    """
    D = x.size
    if sign < 0:
        s.n[k] -= 1
        if s.n[k] == 0:
            reset(prior, s, k)
            return
        shift = -1.0 / (prior.kappa + s.n[k])
        stretch = 1.0 - shift  # x - new mean = stretch (x - old mean)
    else:
        s.n[k] += 1
        shift = 1.0 / (prior.kappa + s.n[k])
        stretch = 1.0
    without = prior.kappa + s.n[k] - (1.0 if sign > 0 else 0.0)
    f = sign * without / (without + 1.0) * stretch * stretch
    u, v = np.empty(D), np.zeros(D)
    for i in range(D):
        u[i] = x[i] - s.mean[i, k]
        s.mean[i, k] += shift * u[i]
    if prior.kind == KNOWN:
        for i in range(D):
            s.psi[0, k] += f * u[i] * u[i]
    elif prior.kind == DIAG:
        s.logdet[k] = 0.0
        for i in range(D):
            s.psi[i, k] += f * u[i] * u[i]
            s.inverse[i, k] = 1.0 / s.psi[i, k]
            s.logdet[k] += np.log(s.psi[i, k])
    else:
        p = 0
        for i in range(D):
            for j in range(i + 1):
                s.psi[p, k] += f * u[i] * u[j]
                v[i] += s.inverse[p, k] * u[j]
                if j < i:
                    v[j] += s.inverse[p, k] * u[i]
                p += 1
        growth = 1.0
        for i in range(D):
            growth += f * u[i] * v[i]
        if growth < 1e-6:  # nearly singular without x: the update would lose digits
            invert(s, k, D)
        else:
            s.logdet[k] += np.log(growth)
            p = 0
            for i in range(D):
                for j in range(i + 1):
                    s.inverse[p, k] -= f / growth * v[i] * v[j]
                    p += 1
    refresh(prior, s, k)


@jit
def cholesky(packed, k, D):
    """Return lower-triangular L with L L^T = the packed matrix of slot k: (D, D)."""
    L = np.zeros((D, D))
    p = 0
    for i in range(D):
        for j in range(i + 1):
            total = packed[p, k]
            for m in range(j):
                total -= L[i, m] * L[j, m]
            if i == j:
                L[i, i] = np.sqrt(max(total, 1e-300))
            else:
                L[i, j] = total / L[j, j]
            p += 1
    return L


@jit
def invert(s, k, D):
    """Set inverse and log-determinant of slot k from psi, by Cholesky, O(D^3)."""
    L = cholesky(s.psi, k, D)
    R = np.zeros((D, D))  # inverse of L
    s.logdet[k] = 0.0
    for i in range(D):
        s.logdet[k] += 2.0 * np.log(L[i, i])
        R[i, i] = 1.0 / L[i, i]
        for j in range(i):
            total = 0.0
            for m in range(j, i):
                total -= L[i, m] * R[m, j]
            R[i, j] = total / L[i, i]
    p = 0
    for i in range(D):
        for j in range(i + 1):
            total = 0.0
            for m in range(i, D):
                total += R[m, i] * R[m, j]
            s.inverse[p, k] = total
            p += 1


@jit
def log_marginal(prior, s, k):
    """log p(points of slot k), the cluster's parameters integrated out."""
    n = s.n[k]
    if prior.kind == KNOWN:
        return prior.marginal_table[n] - s.psi[0, k] / (2.0 * prior.variance)
    return prior.marginal_table[n] - 0.5 * (prior.nu + n) * s.logdet[k]
