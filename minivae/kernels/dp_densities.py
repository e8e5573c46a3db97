"""The density of one point under every cluster at once, and a draw among them."""

import numpy as np

from ._jit import jit
from .dp_clusters import DIAG, FULL, KNOWN


@jit
def quadratics(prior, s, x, top, y, t, q):
    """q[k] = (x - mean_k)^T inverse_k (x - mean_k) for slots 0 ... top - 1.

    y: (D, slots) and t: (slots,) are room to work in. Only the lower triangle of the
    inverse is kept: every entry off the diagonal counts twice.
    """
    D = x.size
    for k in range(top):
        q[k] = 0.0
    if prior.kind != FULL:
        for i in range(D):
            for k in range(top):
                u = x[i] - s.mean[i, k]
                q[k] += u * u * (s.inverse[i, k] if prior.kind == DIAG else 1.0)
        return
    p = 0
    for i in range(D):
        for k in range(top):
            y[i, k] = x[i] - s.mean[i, k]
            t[k] = 0.0
        for j in range(i):
            for k in range(top):
                t[k] += s.inverse[p, k] * y[j, k]
            p += 1
        for k in range(top):
            q[k] += y[i, k] * (2.0 * t[k] + s.inverse[p, k] * y[i, k])
        p += 1


@jit
def log_predictives(prior, s, x, top, y, t, out):
    """out[k] = log p(x | the points in slot k): Student's t, or Normal if KNOWN."""
    if prior.kind == DIAG:
        for k in range(top):
            t[k] = 0.0
        for i in range(x.size):
            for k in range(top):
                u = x[i] - s.mean[i, k]
                t[k] += np.log1p(s.factor[k] * u * u * s.inverse[i, k])
        for k in range(top):
            out[k] = s.constant[k] - s.power[k] * t[k]
        return
    quadratics(prior, s, x, top, y, t, out)
    if prior.kind == KNOWN:
        for k in range(top):
            out[k] = s.constant[k] - s.power[k] * out[k]
    else:
        for k in range(top):
            out[k] = s.constant[k] - s.power[k] * np.log1p(s.factor[k] * out[k])


@jit
def choose(log_weight, top, w, rng):
    """Draw k with probability proportional to exp(log_weight[k])."""
    highest = -np.inf
    for k in range(top):
        highest = max(highest, log_weight[k])
    total = 0.0
    for k in range(top):
        # A weight 40 nats below the highest changes no digit of the sum.
        if log_weight[k] - highest > -40.0:
            total += np.exp(log_weight[k] - highest)
        w[k] = total
    u = rng.random() * total
    k = 0
    while w[k] <= u:
        k += 1
    return k


@jit
def log_joint_rows(X, prior, s, log_weight, out):
    """out[i, k] = log_weight[k] + log p(x_i | the points in slot k)."""
    D, slots = s.mean.shape
    y, t = np.empty((D, slots)), np.empty(slots)
    for i in range(X.shape[0]):
        log_predictives(prior, s, X[i], slots, y, t, out[i])
        for k in range(slots):
            out[i, k] += log_weight[k]
