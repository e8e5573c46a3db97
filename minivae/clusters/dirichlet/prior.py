"""The base measure of a DirichletProcessMixture as the kernels want it.

Shapes: N samples, D features, P numbers of a packed shape matrix.
"""

import numpy as np

from ...kernels.dirichlet.clusters import Clusters, Prior
from .kinds import CLUSTER_KINDS


def make_prior(kind, N, D, kappa, nu, psi, variance):
    """Return a Prior for clusters of up to N points, with prior mean 0.

    Parameters
    ----------
    kind : "known", "diag" or "full"
    kappa, nu, variance : float (nu is unused for "known", variance for the others)
    psi : (D,) for "diag", (D, D) for "full"
    """
    form = CLUSTER_KINDS[kind]
    packed, inverse, logdet = form.packed(psi)
    n = np.arange(N + 2.0)
    predictive, marginal = form.log_norms(n, D, kappa, nu, logdet, variance)
    return Prior(
        form.code,
        float(kappa),
        float(nu),
        np.ascontiguousarray(packed, dtype=float),
        np.ascontiguousarray(inverse, dtype=float),
        logdet,
        float(variance or 0.0),
        predictive,
        marginal,
    )


def no_clusters(slots, D, P):
    """Return Clusters with ``slots`` unset slots."""
    zeros = [np.zeros(slots) for _ in range(5)]
    shapes = np.zeros((D, slots)), np.zeros((P, slots)), np.zeros((P, slots))
    log_n, logdet, constant, power, factor = zeros
    n = np.zeros(slots, dtype=np.int64)
    return Clusters(n, log_n, *shapes, logdet, constant, power, factor)


def joined(parts):
    """Put the slots of several Clusters side by side."""
    return Clusters(*(np.concatenate(a, axis=-1) for a in zip(*parts, strict=True)))
