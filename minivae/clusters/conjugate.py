"""Base measures G0 whose integral over a cluster's parameters is known in closed form.

Readable NumPy, one cluster at a time. The fast sampler (``kernels/dirichlet/``)
is tested against these. Shapes: n points of the cluster, D features.
"""

import numpy as np
from scipy.special import gammaln, multigammaln


class ConjugatePrior:
    """p(X) for points of one cluster, its mean and shape integrated out.

    A subclass has ``posterior(X)``, the same family given data, and ``log_marginal``.
    """

    def log_predictive(self, x, X):
        """log p(x | X) = log p(x, X) - log p(X), in nats. x: (D,), X: (n, D)."""
        return self.log_marginal(np.vstack([X, x])) - self.log_marginal(X)


class NormalKnownVariance(ConjugatePrior):
    """x ~ N(m, s2 I), m ~ N(mean, (s2 / kappa) I).

    Parameters
    ----------
    mean : (D,)
    kappa : float, how many points the prior on the mean is worth
    variance : float, s2
    """

    def __init__(self, mean, kappa, variance):
        self.mean, self.kappa = np.atleast_1d(np.asarray(mean, float)), float(kappa)
        self.variance = float(variance)

    def posterior(self, X):
        """mean' = (kappa mean + n x̄) / (kappa + n), kappa' = kappa + n."""
        kappa, mean, _ = updated(self.mean, self.kappa, X)
        return NormalKnownVariance(mean, kappa, self.variance)

    def log_marginal(self, X):
        """log p(X), in nats; 0 for no points."""
        n, D = X.shape
        kappa, _, S = updated(self.mean, self.kappa, X)
        log_norm = -0.5 * n * D * np.log(2 * np.pi * self.variance)
        return (
            log_norm
            + 0.5 * D * np.log(self.kappa / kappa)
            - 0.5 * np.trace(S) / self.variance
        )

    def sample(self, rng):
        """Draw (m, s2) of one cluster."""
        scale = np.sqrt(self.variance / self.kappa)
        return self.mean + scale * rng.standard_normal(len(self.mean)), self.variance

    def log_likelihood(self, x, theta):
        """log N(x; m, s2 I). x: (D,)."""
        return normal_log_density(x, theta[0], np.full(len(x), theta[1]))


class NormalGamma(ConjugatePrior):
    """In each dimension: precision ~ Gamma(nu/2, rate psi/2), m ~ N(mean, s2 / kappa).

    Parameters
    ----------
    mean, psi : (D,)
    kappa, nu : float; nu > 0
    """

    def __init__(self, mean, kappa, nu, psi):
        self.mean, self.kappa = np.asarray(mean, float), float(kappa)
        self.nu, self.psi = float(nu), np.asarray(psi, float)

    def posterior(self, X):
        """nu' = nu + n, psi' = psi + the squares about the (prior and data's) mean."""
        kappa, mean, S = updated(self.mean, self.kappa, X)
        return NormalGamma(mean, kappa, self.nu + len(X), self.psi + np.diag(S))

    def log_marginal(self, X):
        """log p(X), in nats."""
        n, D = X.shape
        post = self.posterior(X)
        return (
            -0.5 * n * D * np.log(np.pi)
            + D * (gammaln(post.nu / 2) - gammaln(self.nu / 2))
            + 0.5 * D * np.log(self.kappa / post.kappa)
            + 0.5 * self.nu * np.log(self.psi).sum()
            - 0.5 * post.nu * np.log(post.psi).sum()
        )

    def sample(self, rng):
        """Draw (m, variances) of one cluster."""
        D = len(self.mean)
        variance = 0.5 * self.psi / rng.standard_gamma(self.nu / 2, D)
        noise = rng.standard_normal(D) * np.sqrt(variance / self.kappa)
        return self.mean + noise, variance

    def log_likelihood(self, x, theta):
        """log N(x; m, diag(variances)). x: (D,)."""
        return normal_log_density(x, *theta)


class NormalInverseWishart(ConjugatePrior):
    """Covariance C ~ inverse Wishart(psi, nu), m ~ N(mean, C / kappa).

    Parameters
    ----------
    mean : (D,)
    kappa, nu : float; nu > D - 1
    psi : (D, D), positive definite
    """

    def __init__(self, mean, kappa, nu, psi):
        self.mean, self.kappa = np.asarray(mean, float), float(kappa)
        self.nu, self.psi = float(nu), np.asarray(psi, float)

    def posterior(self, X):
        """nu' = nu + n, psi' = psi + scatter, as in Murphy (2012), section 4.6.3."""
        kappa, mean, S = updated(self.mean, self.kappa, X)
        return NormalInverseWishart(mean, kappa, self.nu + len(X), self.psi + S)

    def log_marginal(self, X):
        """log p(X), in nats."""
        n, D = X.shape
        post = self.posterior(X)
        return (
            -0.5 * n * D * np.log(np.pi)
            + multigammaln(post.nu / 2, D)
            - multigammaln(self.nu / 2, D)
            + 0.5 * D * np.log(self.kappa / post.kappa)
            + 0.5 * self.nu * np.linalg.slogdet(self.psi)[1]
            - 0.5 * post.nu * np.linalg.slogdet(post.psi)[1]
        )

    def sample(self, rng):
        """Draw (m, C) of one cluster: C = the inverse of L A Aᵀ Lᵀ, L Lᵀ = psi⁻¹."""
        D = len(self.mean)
        A = np.tril(rng.standard_normal((D, D)), -1)  # Bartlett's triangle
        degrees = self.nu - np.arange(D)
        A[np.diag_indices(D)] = np.sqrt(2 * rng.standard_gamma(degrees / 2))
        root = np.linalg.inv(np.linalg.cholesky(np.linalg.inv(self.psi)) @ A).T
        noise = root @ rng.standard_normal(D) / np.sqrt(self.kappa)
        return self.mean + noise, root @ root.T

    def log_likelihood(self, x, theta):
        """log N(x; m, C). x: (D,)."""
        mean, C = theta
        u = np.linalg.solve(np.linalg.cholesky(C), x - mean)
        logdet = np.linalg.slogdet(C)[1]
        return -0.5 * (u @ u + logdet + len(x) * np.log(2 * np.pi))


def updated(mean, kappa, X):
    """kappa', mean' and the scatter S with psi' = psi + S, given points X: (n, D)."""
    n, D = X.shape
    if n == 0:
        return kappa, mean, np.zeros((D, D))
    centre = X.mean(axis=0)
    u, away = X - centre, centre - mean
    S = u.T @ u + kappa * n / (kappa + n) * np.outer(away, away)
    return kappa + n, (kappa * mean + n * centre) / (kappa + n), S


def normal_log_density(x, mean, variance):
    """log N(x; mean, diag(variance)). All (D,)."""
    return -0.5 * np.sum((x - mean) ** 2 / variance + np.log(2 * np.pi * variance))
