"""What split and merge moves cost most: restricted Gibbs scans (Jain and Neal 2004).

Two tables in slots 0 and 1 of ``pair``, and customers who may sit at these two only.
The moves themselves are in ``minivae.clusters.dirichlet.moves``.
"""

from math import lgamma

import numpy as np

from .._jit import jit
from .clusters import log_marginal, move_point, reset
from .densities import log_predictive_without, log_predictives


@jit
def restricted_scan(X, members, side, forced, prior, pair, rng):
    """Seat each member at slot 0 or 1 of ``pair`` given the rest.

    side[c] is where member c sits (-1: nowhere yet). With ``forced`` not empty nothing
    is drawn: the seats are forced[c], and only their probability is wanted.
    Returns log P(that seating).
    """
    D = X.shape[1]
    y, q, w = np.empty((D, 2)), np.empty(2), np.empty(2)
    log_q = 0.0
    for c in range(members.size):
        x, old = X[members[c]], side[c]
        log_predictives(prior, pair, x, q.size, y, q, w)
        for k in range(2):
            if k == old:  # i or j sits here too: n > 1
                w[k] = log_predictive_without(prior, pair, k, x, q[k])
            w[k] += np.log(pair.n[k] - (1.0 if k == old else 0.0))
        odds = w[1] - w[0]  # log P(1) / P(0)
        if forced.size > 0:
            k = forced[c]
        else:
            k = 1 if rng.random() * (1.0 + np.exp(-odds)) < 1.0 else 0
        against = odds if k == 0 else -odds
        log_q -= max(against, 0.0) + np.log1p(np.exp(-abs(against)))
        if k != old:
            if old >= 0:
                move_point(prior, pair, old, x, -1.0)
            move_point(prior, pair, k, x, 1.0)
            side[c] = k
    return log_q


@jit
def split_probability(X, i, j, members, forced, scans, prior, pair, rng):
    """Seat i at slot 0, j at slot 1, and the members at either.

    The launch state: members one by one in random order, then ``scans`` restricted
    Gibbs scans. It knows nothing of where the members sit now, so the same proposal
    serves the split and, with ``forced`` seats, the reverse of a merge.
    Returns log P(the last scan), and the members' seats, 0 or 1.
    """
    for k in range(2):
        reset(prior, pair, k)
        move_point(prior, pair, k, X[i if k == 0 else j], 1.0)
    side = np.full(members.size, -1)
    free = np.empty(0, np.int64)
    log_q = 0.0
    for scan in range(scans + 2):
        seats = forced if scan == scans + 1 else free
        log_q = restricted_scan(X, members, side, seats, prior, pair, rng)
    return log_q, side


@jit
def others_at(z, i, j, rng):
    """Return who sits with i or with j, without the two, in random order."""
    members = np.empty(z.size, np.int64)
    size = 0
    for c in range(z.size):
        if (z[c] == z[i] or z[c] == z[j]) and c != i and c != j:
            members[size] = c
            size += 1
    for c in range(size - 1, 0, -1):
        other = int(rng.random() * (c + 1))
        members[c], members[other] = members[other], members[c]
    return members[:size]


@jit
def log_ratio(s, a, b, whole, alpha, prior):
    """log P(X, tables a and b of s) - log P(X, the two as one, slot ``whole``)."""
    n_a, n_b = float(s.n[a]), float(s.n[b])
    ratio = np.log(alpha) + lgamma(n_a) + lgamma(n_b) - lgamma(n_a + n_b)
    ratio += log_marginal(prior, s, a) + log_marginal(prior, s, b)
    return ratio - log_marginal(prior, s, whole)
