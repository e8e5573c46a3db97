"""What is read off draws of a Dirichlet process mixture: tables, densities.

Shapes: N samples, D features, K tables of one draw, T tables of all draws together.
"""

import numpy as np
from scipy.special import logsumexp

from ...kernels.dirichlet.clusters import reset
from ...kernels.dirichlet.densities import log_joint_rows
from ...kernels.dirichlet.sums import rebuild
from .prior import joined, no_clusters

DENSITIES_AT_A_TIME = 1 << 20  # 8 MB of them


def tables_of(X, z, prior):
    """Return the Clusters of partition z: (N,), numbered from 0 in order."""
    tables = no_clusters(int(z.max()) + 1, X.shape[1], len(prior.psi))
    rebuild(X, z.astype(np.int64), prior, tables)
    return tables


def mixture_of_draws(parts, alphas, prior):
    """Return the tables of all draws and an empty one, with their log shares: (T + 1,).

    Draw s gives table k the share n_k / (N + alpha_s), a new one
    alpha_s / (N + alpha_s).
    """
    N, S = parts[0].n.sum(), len(parts)
    shares = [p.n / (N + a) / S for p, a in zip(parts, alphas, strict=True)]
    new = np.mean(alphas / (N + alphas))
    empty = no_clusters(1, parts[0].mean.shape[0], len(prior.psi))
    reset(prior, empty, 0)
    return joined([*parts, empty]), np.log(np.append(np.concatenate(shares), new))


def log_joint_by_table(X, prior, tables, log_share):
    """log share_k + log p(x_i | points at k): (N, T)."""
    out = np.empty((len(X), len(log_share)))
    log_joint_rows(np.ascontiguousarray(X), prior, tables, log_share, out)
    return out


def log_density(X, prior, tables, log_share):
    """log Σ_k share_k p(x_i | points at k): (N,), a block of rows at a time."""
    rows = max(1, DENSITIES_AT_A_TIME // len(log_share))
    log_p = np.empty(len(X))
    for i in range(0, len(X), rows):
        joint = log_joint_by_table(X[i : i + rows], prior, tables, log_share)
        log_p[i : i + rows] = logsumexp(joint, axis=1)
    return log_p
