"""EM for a mixture of Gaussians, as one reads it: the E-step and the M-step.

``features`` computes the same numbers faster; the tests hold the two together.

Shapes: N samples, D features, K components. Covariances: "full" (K, D, D),
"tied" (D, D), "diag" (K, D) variances, "spherical" (K,) variances.
"""

from typing import NamedTuple

import numpy as np

from .covariances import COVARIANCES

SINGULAR = (
    "a covariance is not positive definite: a component has shrunk to too few or equal "
    "points. Take fewer components or a larger reg_covar, or scale the features"
)


class Mixture(NamedTuple):
    """The parameters: p(x) = Σ_k π_k N(x; μ_k, Σ_k)."""

    weights: np.ndarray  # π, (K,)
    means: np.ndarray  # μ, (K, D)
    covariances: np.ndarray  # Σ, by kind


def e_step(X, mixture, kind):
    """r_nk = π_k N(x_n; μ_k, Σ_k) / p(x_n): which component, given the point.

    Returns
    -------
    log_p : (N,), log p(x_n), nats
    log_r : (N, K), log responsibilities
    """
    joint = log_gaussians(X, mixture, kind) + np.log(mixture.weights)  # (N, K)
    log_p = log_sum_exp(joint)
    return log_p, joint - log_p[:, None]


def m_step(X, R, kind, reg_covar):
    """π_k = N_k / N, μ_k and Σ_k the mean and covariance under the weights r_nk.

    Parameters
    ----------
    X : (N, D)
    R : (N, K), responsibilities
    kind : str
    reg_covar : float, added to every variance, so that none reaches 0

    Returns
    -------
    Mixture
    """
    counts = component_counts(R)  # N_k
    means = R.T @ X / counts[:, None]
    D = X.shape[1]
    form = COVARIANCES[kind]
    covariances = form.m_step(X, R, means, counts) + reg_covar * form.unit(D)
    return Mixture(counts / counts.sum(), means, covariances)


def component_counts(R):
    """N_k = Σ_n r_nk, slightly more, so that an empty component divides by no 0."""
    return R.sum(axis=0) + 10 * np.finfo(float).eps


def log_gaussians(X, mixture, kind):
    """log N(x_n; μ_k, Σ_k) = -½ (D log 2π + log|Σ_k| + ‖L_k⁻¹(x_n - μ_k)‖²): (N, K).

    Σ = L Lᵀ (Cholesky): only the triangle L is inverted, and log|Σ| = 2 Σ_d log L_dd.
    """
    N, D = X.shape
    form = COVARIANCES[kind]
    log_density = np.empty((N, len(mixture.means)))
    factors = choleskys(mixture.covariances, kind)
    for k, mean in enumerate(mixture.means):
        L = form.of_component(factors, k)
        y = form.solve(L, X - mean)  # (N, D)
        log_det = form.log_det(L, D)
        log_density[:, k] = -0.5 * (
            D * np.log(2 * np.pi) + log_det + np.sum(y**2, axis=1)
        )
    return log_density


def log_sum_exp(a):
    """log Σ_k exp(a_nk) per row: the largest is taken out, so that none overflows.

    SciPy's ``logsumexp`` rounds otherwise in one row of six: fits would differ.
    """
    largest = a.max(axis=1, keepdims=True)
    return (largest + np.log(np.exp(a - largest).sum(axis=1, keepdims=True)))[:, 0]


def choleskys(covariances, kind):
    """Lower factors L with Σ = L Lᵀ; for variances, the standard deviations.

    Raises
    ------
    ValueError
        If a covariance is not positive definite.
    """
    try:
        return COVARIANCES[kind].choleskys(covariances)
    except np.linalg.LinAlgError:
        raise ValueError(SINGULAR) from None


def precisions(covariances, kind):
    """Inverses of the covariances, by kind."""
    factors = choleskys(covariances, kind)
    return COVARIANCES[kind].precisions(covariances, factors)


def n_parameters(K, D, kind):
    """How many numbers the mixture is free to choose."""
    return COVARIANCES[kind].n_parameters(K, D) + K * D + K - 1
