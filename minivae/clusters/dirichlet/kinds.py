"""The three kinds of cluster, by their names in ``DirichletProcessMixture``.

Each is an object with the same methods: the defaults and checks of its
hyperparameters, what the kernels' Prior needs, and a table's covariance. What happens
to a cluster point by point is in ``kernels/dirichlet/``, which knows a kind by its
``code``. Shapes: D features, K tables, P numbers of a packed scale matrix.
"""

import numpy as np
from scipy.special import gammaln, multigammaln

from ...kernels.dirichlet.clusters import DIAG, FULL, KNOWN


class Known:
    """Normal clusters whose variance is known; G0 is Normal."""

    name, code, takes_variance = "known", KNOWN, True

    def lowest_nu(self, D):
        """Return what nu must be above (it is not used)."""
        return 0

    def default_nu(self, D):
        """Return the nu that is taken for None (it is not used)."""
        return 3.0

    def scale(self, psi, D):
        """Return psi as (D,); ValueError if it is unfit (it is not used)."""
        return scales(psi, D, self.name)

    def packed(self, psi):
        """Return psi and its inverse, (P,) each, and log|psi|: unused here."""
        return np.zeros(1), np.zeros(1), 0.0

    def log_norms(self, n, D, kappa, nu, logdet, variance):
        """The parts of log p(x | n points) and log p(n points) that n alone decides.

        n: (N + 2,), so are both results.
        """
        shrink, spread = mean_terms(n, D, kappa)
        log_2pi = np.log(2 * np.pi * variance)
        return -0.5 * D * log_2pi - spread, -0.5 * n * D * log_2pi + shrink

    def covariances(self, tables, prior):
        """The known variance, for each table: (K,)."""
        return np.full(len(tables.n), prior.variance)


class Diag:
    """Normal clusters with a variance per feature; G0 is Normal-Gamma in each."""

    name, code, takes_variance = "diag", DIAG, False

    def lowest_nu(self, D):
        """nu > 0."""
        return 0

    def default_nu(self, D):
        """3, so that the variance has a mean."""
        return 3.0

    def scale(self, psi, D):
        """Return psi as (D,); ValueError if it is unfit."""
        return scales(psi, D, self.name)

    def packed(self, psi):
        """Return psi and its inverse, (D,) each, and log|psi|."""
        return psi, 1.0 / psi, float(np.log(psi).sum())

    def log_norms(self, n, D, kappa, nu, logdet, variance):
        """As of ``Known``; D of Γ((nu + n + 1) / 2) / Γ((nu + n) / 2)."""
        nus = nu + n
        predictive = D * (gammaln((nus + 1) / 2) - gammaln(nus / 2))
        marginal = D * (gammaln(nus / 2) - gammaln(nu / 2))
        return with_scale(predictive, marginal, n, D, kappa, nu, logdet)

    def covariances(self, tables, prior):
        """psi / (nu + n) of each table: (K, D)."""
        return (tables.psi / (prior.nu + tables.n)).T


class Full:
    """Normal clusters with any covariance; G0 is Normal-inverse-Wishart."""

    name, code, takes_variance = "full", FULL, False

    def lowest_nu(self, D):
        """nu > D - 1."""
        return D - 1

    def default_nu(self, D):
        """D + 2, so that the covariance has a mean."""
        return D + 2.0

    def scale(self, psi, D):
        """Return psi as (D, D); ValueError if it is not positive definite."""
        psi = psi if psi.ndim == 2 else np.diag(np.broadcast_to(psi, (D,)))
        if not np.allclose(psi, psi.T) or np.linalg.eigvalsh(psi).min() <= 0:
            raise ValueError("covariance_prior must be symmetric and positive definite")
        return psi

    def packed(self, psi):
        """Return the lower triangles of psi and its inverse, (P,) each, and log|psi|.

        Row by row: P = D (D + 1) / 2.
        """
        lower = np.tril_indices(len(psi))
        logdet = float(np.linalg.slogdet(psi)[1])
        return psi[lower], np.linalg.inv(psi)[lower], logdet

    def log_norms(self, n, D, kappa, nu, logdet, variance):
        """As of ``Known``; ratios of D-dimensional gamma functions."""
        nus = nu + n
        predictive = gammaln((nus + 1) / 2) - gammaln((nus + 1 - D) / 2)
        marginal = multigammaln_array(nus / 2, D) - multigammaln(nu / 2, D)
        return with_scale(predictive, marginal, n, D, kappa, nu, logdet)

    def covariances(self, tables, prior):
        """psi / (nu + n) of each table: (K, D, D)."""
        D, K = tables.mean.shape
        full = np.empty((K, D, D))
        i, j = np.tril_indices(D)
        full[:, i, j] = full[:, j, i] = (tables.psi / (prior.nu + tables.n)).T
        return full


CLUSTER_KINDS = {kind.name: kind for kind in (Known(), Diag(), Full())}


def scales(psi, D, name):
    """Return psi, () or (D,), as (D,); ValueError if it is a matrix or not positive."""
    if psi.ndim == 2:
        raise ValueError(
            f'covariance_prior for covariance_type="{name}" must have shape '
            f"({D},), got {psi.shape}"
        )
    psi = np.broadcast_to(psi, (D,)).copy()
    if psi.min() <= 0:
        raise ValueError("covariance_prior must be positive")
    return psi


def mean_terms(n, D, kappa):
    """½ D log(kappa / kappa') and ½ D log((kappa' + 1) / kappa'), kappa' = kappa + n.

    What the uncertain mean does to the density of n points, and of the next one.
    """
    kappas = kappa + n
    shrink = 0.5 * D * np.log(kappa / kappas)
    spread = 0.5 * D * np.log((kappas + 1) / kappas)
    return shrink, spread


def with_scale(predictive, marginal, n, D, kappa, nu, logdet):
    """Add what Student's densities have besides gamma functions."""
    shrink, spread = mean_terms(n, D, kappa)
    predictive = predictive - (spread + 0.5 * D * np.log(np.pi))
    marginal = marginal + (shrink + 0.5 * nu * logdet - 0.5 * n * D * np.log(np.pi))
    return predictive, marginal


def multigammaln_array(a, D):
    """log of the D-dimensional gamma function at each a: SciPy's, for an array."""
    j = np.arange(D)
    return 0.25 * D * (D - 1) * np.log(np.pi) + gammaln(a[:, None] - j / 2).sum(axis=1)
