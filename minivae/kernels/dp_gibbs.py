"""Collapsed Gibbs sampling of seats, Neal's (2000) algorithm 3.

The sweep takes a ``np.random.Generator``: the same seed gives the same chain, compiled
or not (``collapsed_sweep.py_func`` is the same loop in plain Python).
"""

from math import lgamma

import numpy as np

from ._jit import jit
from .dp_clusters import log_marginal, move_point
from .dp_densities import choose, log_predictive_without, log_predictives


@jit
def first_empty(n):
    """Return the first slot without a point; the number of slots if there is none."""
    k = 0
    while k < n.size and n[k] > 0:
        k += 1
    return k


@jit
def collapsed_sweep(X, z, order, start, alpha, prior, s, rng):
    """Reseat the customers order[start:] one by one (Neal's algorithm 3).

    P(z_i = k | the others, X) is n_k p(x_i | points at k) for an occupied table and
    alpha p(x_i) for a new one. z_i = -1 means: not seated yet.
    Returns how many of ``order`` are done: fewer than all if the slots ran out.
    """
    D, slots = s.mean.shape
    y, q = np.empty((D, slots)), np.empty(slots)
    log_weight, w = np.empty(slots), np.empty(slots)
    log_alpha = np.log(alpha)
    new = first_empty(s.n)
    top = 0
    for k in range(slots):
        if s.n[k] > 0:
            top = k + 1
    for place in range(start, order.size):
        if new == slots:
            return place
        top = max(top, new + 1)
        i = order[place]
        old = z[i]
        log_predictives(prior, s, X[i], top, y, q, log_weight)
        alone = old >= 0 and s.n[old] == 1
        new_table = log_alpha + log_weight[new]
        for k in range(top):
            log_weight[k] += s.log_n[k]  # -inf for an empty slot
        if old >= 0 and not alone:
            stay = log_predictive_without(prior, s, old, X[i], q[old])
            log_weight[old] = np.log(s.n[old] - 1.0) + stay
        # One who sits alone takes his table away with him: it is the new one.
        log_weight[old if alone else new] = new_table
        k = choose(log_weight, top, w, rng)
        if k == old:
            continue
        if old >= 0:
            move_point(prior, s, old, X[i], -1.0)
        z[i] = k
        move_point(prior, s, k, X[i], 1.0)
        if k == new:
            new = first_empty(s.n)
    return order.size


@jit
def log_joint(alpha, prior, s):
    """log P(partition) + log p(X | partition)."""
    total = lgamma(alpha) - lgamma(alpha + s.n.sum())
    for k in range(s.n.size):
        if s.n[k] > 0:
            total += np.log(alpha) + lgamma(float(s.n[k])) + log_marginal(prior, s, k)
    return total
