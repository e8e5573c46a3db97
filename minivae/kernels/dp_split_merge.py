"""Split and merge moves for a Dirichlet process mixture (Jain and Neal 2004).

Gibbs sampling moves one customer at a time and can hardly take a table of a thousand
apart. Here two customers are picked; if they share a table, it is proposed to split it
between them, else to merge their two tables. Metropolis and Hastings decide.
"""

from math import lgamma

import numpy as np

from ._jit import jit
from .dp_clusters import log_marginal, move_point, reset
from .dp_densities import log_predictive_without, log_predictives
from .dp_gibbs import first_empty
from .dp_sums import merge_slots

SPLIT, MERGE = 0, 1


@jit
def copy_slot(source, a, target, b):
    """Copy one cluster: slot b of ``target`` becomes slot a of ``source``."""
    target.n[b], target.log_n[b] = source.n[a], source.log_n[a]
    target.logdet[b], target.constant[b] = source.logdet[a], source.constant[a]
    target.power[b], target.factor[b] = source.power[a], source.factor[a]
    for i in range(source.mean.shape[0]):
        target.mean[i, b] = source.mean[i, a]
    for p in range(source.psi.shape[0]):
        target.psi[p, b] = source.psi[p, a]
        target.inverse[p, b] = source.inverse[p, a]


@jit
def restricted_scan(X, members, side, forced, prior, pair, rng):
    """Seat each member at slot 0 or 1 of ``pair`` given the rest; log P(that seating).

    side[c] is where member c sits (-1: nowhere yet). With ``forced`` not empty nothing
    is drawn: the seats are forced[c], and only their probability is asked.
    """
    D = X.shape[1]
    y, t, w = np.empty((D, 2)), np.empty(2), np.empty(2)
    log_q = 0.0
    for c in range(members.size):
        x, old = X[members[c]], side[c]
        log_predictives(prior, pair, x, 2, y, t, w)
        for k in range(2):
            if k == old:  # i or j sits here too: n > 1
                w[k] = log_predictive_without(prior, pair, k, x)
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
    """Seat i at 0, j at 1, the members between them; log P of the last scan, seats.

    The launch state: members one by one in random order, then ``scans`` restricted
    Gibbs scans. It knows nothing of where the members sit now, so the same proposal
    serves the split and, with ``forced`` seats, the reverse of a merge.
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
def log_ratio(s, a, b, log_whole, alpha, prior):
    """log P(X, tables a and b of s) - log P(X, the two as one table)."""
    n_a, n_b = float(s.n[a]), float(s.n[b])
    ratio = np.log(alpha) + lgamma(n_a) + lgamma(n_b) - lgamma(n_a + n_b)
    return ratio + log_marginal(prior, s, a) + log_marginal(prior, s, b) - log_whole


@jit
def propose(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng):
    """Split the table of i and j, or merge their two; True if accepted.

    ``pair``: slots 0 and 1 are the two tables of the split state, 2 the merged one.
    The chance of splitting as now is at most 1: where even that would not make a
    merge acceptable, the costly scans are left out. The decision is the same.
    """
    a, b, split = z[i], z[j], z[i] == z[j]
    copy_slot(s, a, pair, 2 if split else 0)
    ratio = 0.0
    if not split:
        copy_slot(s, b, pair, 1)
        merge_slots(prior, pair, 0, 1, 2)
        ratio = log_ratio(pair, 0, 1, log_marginal(prior, pair, 2), alpha, prior)
        if log_u >= -ratio:
            return False
    members = others_at(z, i, j, rng)
    forced = np.empty(0 if split else members.size, np.int64)
    for c in range(forced.size):
        forced[c] = 1 if z[members[c]] == b else 0
    log_q, side = split_probability(X, i, j, members, forced, scans, prior, pair, rng)
    if split:
        whole = log_marginal(prior, pair, 2)
        if log_u >= log_ratio(pair, 0, 1, whole, alpha, prior) - log_q:
            return False
        b = first_empty(s.n)
    elif log_u >= log_q - ratio:
        return False
    for c in range(members.size):
        z[members[c]] = b if split and side[c] == 1 else a
    z[j] = b if split else a
    copy_slot(pair, 0 if split else 2, s, a)
    if split:
        copy_slot(pair, 1, s, b)
    else:
        reset(prior, s, b)
    return True


@jit
def split_merge(X, z, proposals, alpha, scans, prior, s, pair, counts, rng):
    """Make ``proposals`` moves; counts[move, 0/1] = proposed, accepted.

    Two different customers are picked at random each time. Returns how many moves were
    made: fewer if the slots ran out.
    """
    N = z.size
    for done in range(proposals):
        if first_empty(s.n) == s.n.size:
            return done
        i = int(rng.random() * N)
        j = int(rng.random() * (N - 1))
        if j >= i:
            j += 1
        log_u = np.log(rng.random())
        move = SPLIT if z[i] == z[j] else MERGE
        accepted = propose(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng)
        counts[move, 0] += 1
        counts[move, 1] += 1 if accepted else 0
    return proposals
