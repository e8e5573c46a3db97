"""Collapsed Gibbs sampling of seats, Neal's (2000) algorithm 3.

The sweep takes a ``np.random.Generator``: the same seed gives the same chain, compiled
or not (``collapsed_sweep.py_func`` is the same loop in plain Python).
"""

from math import lgamma

import numpy as np

from .._jit import jit
from .clusters import log_marginal, move_point
from .densities import (
    BLOCK,
    choose,
    load_block,
    log_predictive_row,
    log_predictive_without,
)


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
    x, room = np.empty((D, BLOCK)), np.empty((D + 1, BLOCK))
    q, density = np.empty((slots, BLOCK)), np.empty((slots, BLOCK))
    log_weight, w = np.empty(slots), np.empty(slots)
    log_alpha = np.log(alpha)
    new = first_empty(s.n)
    top = 0
    for k in range(slots):
        if s.n[k] > 0:
            top = k + 1
    stale = np.ones(slots, np.bool_)  # rows of density to be computed again
    b, size = 0, 0  # b: the column of the customer at hand
    for place in range(start, order.size):
        if new == slots:
            return place
        if b == size:
            b, size = 0, load_block(X, order, place, x)
            stale[:] = True
        top = max(top, new + 1)
        for k in range(top):
            if stale[k]:
                log_predictive_row(prior, s, k, x, b, size, room, q[k], density[k])
                stale[k] = False
        i = order[place]
        old = z[i]
        alone = old >= 0 and s.n[old] == 1
        for k in range(top):
            log_weight[k] = density[k, b] + s.log_n[k]  # -inf for an empty slot
        if old >= 0 and not alone:
            stay = log_predictive_without(prior, s, old, X[i], q[old, b])
            log_weight[old] = np.log(s.n[old] - 1.0) + stay
        # One who sits alone takes the table away as well: it is the new one.
        log_weight[old if alone else new] = log_alpha + density[new, b]
        k = choose(log_weight, top, w, rng)
        b += 1
        if k == old:
            continue
        if old >= 0:
            move_point(prior, s, old, X[i], -1.0)
            stale[old] = True
        z[i] = k
        move_point(prior, s, k, X[i], 1.0)
        stale[k] = True
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
