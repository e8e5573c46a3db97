"""Gibbs sampling with explicit cluster parameters, Neal's (2000) algorithms 2 and 8."""

import numpy as np

from .._jit import jit
from .clusters import DIAG, FULL, KNOWN, cholesky, move_point, reset
from .densities import choose, log_predictives, quadratics


@jit
def draw_parameters(prior, s, e, k, rng):
    """Draw mean and precision of slot k of ``e`` from the posterior in slot k of ``s``.

    FULL: precision = B B^T, B = L A with L L^T = psi^-1 and A Bartlett's triangle of
    the Wishart; then the mean is m + B^-T noise / sqrt(kappa).
    """
    D = s.mean.shape[0]
    scale = 1.0 / np.sqrt(prior.kappa + s.n[k])
    nu = prior.nu + s.n[k]
    e.constant[k] = -0.5 * D * np.log(2.0 * np.pi)
    if prior.kind == FULL:
        L = cholesky(s.inverse, k, D)
        B, v = np.zeros((D, D)), np.empty(D)
        for j in range(D):
            diagonal = np.sqrt(2.0 * rng.standard_gamma(0.5 * (nu - j)))
            for i in range(j, D):
                a = diagonal if i == j else rng.standard_normal()
                for m in range(i, D):
                    B[m, j] += L[m, i] * a
            e.constant[k] += np.log(B[j, j])
        for i in range(D - 1, -1, -1):
            v[i] = scale * rng.standard_normal()
            for m in range(i + 1, D):
                v[i] -= B[m, i] * v[m]
            v[i] /= B[i, i]
            e.mean[i, k] = s.mean[i, k] + v[i]
        p = 0
        for i in range(D):
            for j in range(i + 1):
                e.inverse[p, k] = 0.0
                for m in range(j + 1):
                    e.inverse[p, k] += B[i, m] * B[j, m]
                p += 1
        return
    for i in range(D):
        precision = 1.0 / prior.variance
        if prior.kind == DIAG:
            precision = 2.0 * rng.standard_gamma(0.5 * nu) * s.inverse[i, k]
            e.inverse[i, k] = precision
        e.constant[k] += 0.5 * np.log(precision)
        noise = rng.standard_normal() * scale / np.sqrt(precision)
        e.mean[i, k] = s.mean[i, k] + noise


@jit
def draw_all(K, prior, s, e, rng):
    """Draw the parameters of the tables 0 ... K - 1 given their customers."""
    for k in range(K):
        draw_parameters(prior, s, e, k, rng)


@jit
def empty_slots(n, first, out):
    """Fill ``out`` with empty slots, ``first`` in front if it is one.

    Returns the number after the last slot that was looked at: all empty slots in
    ``out`` but ``first`` are below it.
    """
    found, k = 0, 0
    if n[first] == 0:
        out[0], found = first, 1
    while found < out.size:
        if n[k] == 0 and k != first:
            out[found] = k
            found += 1
        k += 1
    return k


@jit
def explicit_sweep(X, z, auxiliary, start, alpha, prior, s, e, rng):
    """Reseat the customers start, start + 1, ... given the tables' parameters ``e``.

    An occupied table weighs n_k N(x_i | parameters of k).
    auxiliary = 0, algorithm 2: a new table weighs alpha p(x_i), and gets parameters
    from the posterior given x_i.
    auxiliary = m, algorithm 8: m empty tables with parameters from the prior weigh
    alpha / m each; a customer who sat alone leaves their parameters to the first.
    Only the counts in ``s`` are kept up. Returns who is next: N unless slots ran out.
    """
    N, D = X.shape
    slots = s.n.size
    y, q = np.empty((D, slots)), np.empty(slots)
    log_weight, w = np.empty(slots), np.empty(slots)
    half = 0.5 / prior.variance if prior.kind == KNOWN else 0.5
    empty = np.empty(max(auxiliary, 1), np.int64)
    top = 0
    for k in range(slots):
        if s.n[k] > 0:
            top = k + 1
    for i in range(start, N):
        if top + empty.size > slots:
            return i
        x, old = X[i], z[i]
        s.n[old] -= 1
        alone = s.n[old] == 0
        top = max(top, empty_slots(s.n, old, empty))
        for c in range(empty.size):
            if auxiliary == 0 or c > 0 or not alone:
                reset(prior, s, empty[c])
                draw_parameters(prior, s, e, empty[c], rng)
        quadratics(prior, e, x, top, y, q)
        for k in range(top):
            log_weight[k] = -np.inf
            if s.n[k] > 0:
                log_weight[k] = np.log(float(s.n[k])) + e.constant[k] - half * q[k]
        for k in empty:
            log_weight[k] = np.log(alpha / empty.size) + e.constant[k] - half * q[k]
        if auxiliary == 0:
            new = empty[0]
            log_predictives(prior, s, x, new + 1, y, q, w)
            log_weight[new] = np.log(alpha) + w[new]
        k = choose(log_weight, top, w, rng)
        if auxiliary == 0 and k == empty[0]:
            move_point(prior, s, k, x, 1.0)
            draw_parameters(prior, s, e, k, rng)
        else:
            s.n[k] += 1
        z[i] = k
    return N
