"""The base measure of a DirichletProcessMixture as the kernels want it.

Shapes: N samples, D features, P numbers of a packed shape matrix.
"""

import numpy as np
from scipy.special import gammaln, multigammaln

from ...kernels.dirichlet.clusters import DIAG, FULL, KNOWN, Clusters, Prior

KINDS = {"known": KNOWN, "diag": DIAG, "full": FULL}


def make_prior(kind, N, D, kappa, nu, psi, variance):
    """Return a Prior for clusters of up to N points, with prior mean 0.

    Parameters
    ----------
    kind : "known", "diag" or "full"
    kappa, nu, variance : float (nu is unused for "known", variance for the others)
    psi : (D,) for "diag", (D, D) for "full"
    """
    n = np.arange(N + 2.0)
    kappas, nus = kappa + n, nu + n
    shrink = 0.5 * D * np.log(kappa / kappas)
    spread = 0.5 * D * np.log((kappas + 1) / kappas)
    inverse, logdet = np.zeros(1), 0.0
    packed = np.zeros(1)
    if kind == "known":
        log_2pi = np.log(2 * np.pi * variance)
        predictive = -0.5 * D * log_2pi - spread
        marginal = -0.5 * n * D * log_2pi + shrink
    elif kind == "diag":
        packed, inverse, logdet = psi, 1.0 / psi, float(np.log(psi).sum())
        predictive = D * (gammaln((nus + 1) / 2) - gammaln(nus / 2))
        marginal = D * (gammaln(nus / 2) - gammaln(nu / 2))
    else:
        lower = np.tril_indices(D)  # row by row
        packed, inverse = psi[lower], np.linalg.inv(psi)[lower]
        logdet = float(np.linalg.slogdet(psi)[1])
        predictive = gammaln((nus + 1) / 2) - gammaln((nus + 1 - D) / 2)
        marginal = multigammaln_array(nus / 2, D) - multigammaln(nu / 2, D)
    if kind != "known":
        predictive -= spread + 0.5 * D * np.log(np.pi)
        marginal += shrink + 0.5 * nu * logdet - 0.5 * n * D * np.log(np.pi)
    return Prior(
        KINDS[kind],
        float(kappa),
        float(nu),
        np.ascontiguousarray(packed, dtype=float),
        np.ascontiguousarray(inverse, dtype=float),
        logdet,
        float(variance or 0.0),
        predictive,
        marginal,
    )


def multigammaln_array(a, D):
    """log of the D-dimensional gamma function at each a: SciPy's, for an array."""
    j = np.arange(D)
    return 0.25 * D * (D - 1) * np.log(np.pi) + gammaln(a[:, None] - j / 2).sum(axis=1)


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


def default_scale(X):
    """Return the variance of each feature, 1 where it is constant: (N, D) -> (D,)."""
    variance = X.var(axis=0)
    constant = variance <= 1e-12 * (1e-300 + np.square(X).mean(axis=0))
    return np.where(constant, 1.0, variance)
