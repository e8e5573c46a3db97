"""Split and merge moves for a Dirichlet process mixture (Jain and Neal 2004).

Gibbs sampling moves one customer at a time and can hardly take a table of a thousand
apart. Here two customers are picked; if they share a table, it is proposed to split it
between them, else to merge their two tables. Metropolis and Hastings decide.

A ``Chain`` has the state: seats z (N,), tables ``clusters``, and ``pair``, room for
three: slots 0 and 1 are the two tables of the split state, 2 the merged one. A move is
accepted if log_u, the log of a uniform draw, is below the log of

    P(X, proposed seats) P(going back) / (P(X, present seats) P(going there)),

and one of the two ways, the merge, has no choice: its probability is 1.
"""

import numpy as np

from ...kernels.dirichlet.clusters import reset
from ...kernels.dirichlet.gibbs import first_empty
from ...kernels.dirichlet.split_merge import log_ratio, others_at, split_probability
from ...kernels.dirichlet.sums import merge_slots

FREE = np.empty(0, dtype=np.int64)  # no seat is forced


def split_or_merge(chain, n_scans):
    """Pick two customers; propose to part their table, or to join their two.

    Parameters
    ----------
    chain : Chain, whose z, clusters and rng are changed
    n_scans : int, restricted Gibbs scans before the one that proposes

    Returns
    -------
    split : bool, whether a split was proposed
    accepted : bool
    """
    i = int(chain.rng.random() * chain.N)
    j = int(chain.rng.random() * (chain.N - 1))
    if j >= i:
        j += 1
    log_u = np.log(chain.rng.random())
    split = chain.z[i] == chain.z[j]
    move = split_table if split else merge_tables
    return split, move(chain, i, j, log_u, n_scans)


def split_table(chain, i, j, log_u, n_scans):
    """Split the table of i and j, if accepted: i stays, j takes a new one."""
    z, pair, a, b = chain.z, chain.pair, chain.z[i], first_empty(chain.clusters.n)
    copy_slot(chain.clusters, a, pair, 2)
    members = others_at(z, i, j, chain.rng)
    log_q, side = scans(chain, i, j, members, FREE, n_scans)
    ratio = log_ratio(pair, 0, 1, 2, chain.alpha, chain.prior)
    if log_u >= ratio - log_q:
        return False
    z[j] = b
    z[members[side == 1]] = b
    copy_slot(pair, 0, chain.clusters, a)
    copy_slot(pair, 1, chain.clusters, b)
    return True


def merge_tables(chain, i, j, log_u, n_scans):
    """Merge the tables of i and j, if accepted: all sit where i sits.

    The chance that a split proposes the seats as they are is at most 1: where even
    that would not make the merge acceptable, the costly scans are left out. The
    decision is the same.
    """
    z, pair, a, b = chain.z, chain.pair, chain.z[i], chain.z[j]
    copy_slot(chain.clusters, a, pair, 0)
    copy_slot(chain.clusters, b, pair, 1)
    merge_slots(chain.prior, pair, 0, 1, 2)
    ratio = log_ratio(pair, 0, 1, 2, chain.alpha, chain.prior)
    if log_u >= -ratio:
        return False
    members = others_at(z, i, j, chain.rng)
    forced = (z[members] == b).astype(np.int64)
    log_q, _ = scans(chain, i, j, members, forced, n_scans)
    if log_u >= log_q - ratio:
        return False
    z[z == b] = a
    copy_slot(pair, 2, chain.clusters, a)
    reset(chain.prior, chain.clusters, b)
    return True


def scans(chain, i, j, members, forced, n_scans):
    """Return log P(the last scan) and its seats, 0 or 1: see the kernel."""
    return split_probability(
        chain.X, i, j, members, forced, n_scans, chain.prior, chain.pair, chain.rng
    )


def copy_slot(source, a, target, b):
    """Copy one cluster: slot a of ``source`` becomes slot b of ``target``."""
    for theirs, ours in zip(source, target, strict=True):
        ours[..., b] = theirs[..., a]
