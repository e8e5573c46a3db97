"""Split and merge moves for a Dirichlet process mixture (Jain and Neal 2004).

Gibbs sampling moves one customer at a time and can hardly take a table of a thousand
apart. Here two customers are picked; if they share a table, it is proposed to split it
between them, else to merge their two tables. Metropolis and Hastings decide.
"""

from math import lgamma

import numpy as np

from ._jit import jit
from .dp_clusters import log_marginal, move_point, reset
from .dp_densities import log_predictives
from .dp_gibbs import first_empty
from .dp_sums import merge_slots

SPLIT, MERGE = 0, 1


@jit
def copy_slot(source, a, target, b):
    """Copy one cluster: slot b of ``target`` becomes slot a of ``source``."""
    target.n[b], target.log_n[b] = source.n[a], source.log_n[a]
    target.logdet[b], target.constant[b] = source.logdet[a], source.constant[a]
    target.power[b], target.factor[b] = source.power[a], source.factor[a]
    target.mean[:, b] = source.mean[:, a]
    target.psi[:, b], target.inverse[:, b] = source.psi[:, a], source.inverse[:, a]


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
        x = X[members[c]]
        if side[c] >= 0:
            move_point(prior, pair, side[c], x, -1.0)
        log_predictives(prior, pair, x, 2, y, t, w)
        odds = w[1] + pair.log_n[1] - w[0] - pair.log_n[0]  # log P(1) / P(0)
        if forced.size > 0:
            k = forced[c]
        else:
            k = 1 if rng.random() * (1.0 + np.exp(-odds)) < 1.0 else 0
        against = odds if k == 0 else -odds
        log_q -= max(against, 0.0) + np.log1p(np.exp(-abs(against)))
        side[c] = k
        move_point(prior, pair, k, x, 1.0)
    return log_q


@jit
def split_probability(X, i, j, members, forced, scans, prior, pair, rng):
    """Seat i at 0, j at 1, the members between them; log P of the last scan.

    The launch state: members one by one in random order, then ``scans`` restricted
    Gibbs scans. It knows nothing of where the members sit now, so the same proposal
    serves the split and, with ``forced`` seats, the reverse of a merge.
    """
    for k in range(2):
        reset(prior, pair, k)
    move_point(prior, pair, 0, X[i], 1.0)
    move_point(prior, pair, 1, X[j], 1.0)
    side = np.full(members.size, -1)
    free = np.empty(0, np.int64)
    for _ in range(scans + 1):
        restricted_scan(X, members, side, free, prior, pair, rng)
    log_q = restricted_scan(X, members, side, forced, prior, pair, rng)
    return log_q, side


@jit
def log_ratio(n_a, n_b, log_a, log_b, log_ab, alpha):
    """log P(split state | X) / P(merged state | X): the partition's part and X's."""
    seats = lgamma(float(n_a)) + lgamma(float(n_b)) - lgamma(float(n_a + n_b))
    return np.log(alpha) + seats + log_a + log_b - log_ab


@jit
def others_at(z, a, b, i, j, rng):
    """Return who sits at table a or b, without i and j, in random order."""
    members = np.empty(z.size, np.int64)
    size = 0
    for c in range(z.size):
        if (z[c] == a or z[c] == b) and c != i and c != j:
            members[size] = c
            size += 1
    for c in range(size - 1, 0, -1):
        other = int(rng.random() * (c + 1))
        members[c], members[other] = members[other], members[c]
    return members[:size]


@jit
def try_split(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng):
    """Propose to split the table where i and j sit; True if accepted."""
    old, new = z[i], first_empty(s.n)
    members = others_at(z, old, old, i, j, rng)
    free = np.empty(0, np.int64)
    log_q, side = split_probability(X, i, j, members, free, scans, prior, pair, rng)
    log_a, log_b = log_marginal(prior, pair, 0), log_marginal(prior, pair, 1)
    whole = log_marginal(prior, s, old)
    ratio = log_ratio(pair.n[0], pair.n[1], log_a, log_b, whole, alpha)
    if log_u >= ratio - log_q:
        return False
    copy_slot(pair, 0, s, old)
    copy_slot(pair, 1, s, new)
    z[j] = new
    for c in range(members.size):
        if side[c] == 1:
            z[members[c]] = new
    return True


@jit
def try_merge(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng):
    """Propose to merge the tables of i and of j; True if accepted.

    The chance of the reverse split is at most 1: where even that would not do, the
    costly scans are left out. The decision is the same.
    """
    a, b = z[i], z[j]
    copy_slot(s, a, pair, 0)
    copy_slot(s, b, pair, 1)
    merge_slots(prior, pair, 0, 1, 2)
    log_a, log_b = log_marginal(prior, pair, 0), log_marginal(prior, pair, 1)
    whole = log_marginal(prior, pair, 2)
    ratio = log_ratio(s.n[a], s.n[b], log_a, log_b, whole, alpha)
    if log_u >= -ratio:
        return False
    members = others_at(z, a, b, i, j, rng)
    forced = np.empty(members.size, np.int64)
    for c in range(members.size):
        forced[c] = 1 if z[members[c]] == b else 0
    if members.size > 0:
        log_q, _ = split_probability(X, i, j, members, forced, scans, prior, pair, rng)
        if log_u >= log_q - ratio:
            return False
    copy_slot(pair, 2, s, a)
    reset(prior, s, b)
    z[j] = a
    for c in range(members.size):
        z[members[c]] = a
    return True


@jit
def split_merge(X, z, proposals, alpha, scans, prior, s, pair, counts, rng):
    """Make ``proposals`` moves; counts[move, 0/1] = proposed, accepted.

    Returns how many were made: fewer if the slots ran out. ``pair`` has three slots.
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
        if z[i] == z[j]:
            move = SPLIT
            yes = try_split(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng)
        else:
            move = MERGE
            yes = try_merge(X, z, i, j, log_u, alpha, scans, prior, s, pair, rng)
        counts[move, 0] += 1
        counts[move, 1] += 1 if yes else 0
    return proposals
