"""Covariances without correlations: a variance per feature, or one for all features.

A form of covariance is an object that keeps nothing; ``covariances.py`` lists what it
is asked. Shapes: N samples, D features, K components.
"""

import numpy as np


class Variances:
    """What ``Diag`` and ``Spherical`` share: the factor of a variance is its root."""

    def unit(self, D):
        """1: ``reg_covar`` times this is added to a variance."""
        return 1.0

    def choleskys(self, covariances):
        """Return the standard deviations; LinAlgError if a variance is not positive."""
        if not (covariances > 0).all():
            raise np.linalg.LinAlgError
        return np.sqrt(covariances)

    def of_component(self, factors, k):
        """Return the standard deviations of component k: (D,) or a number."""
        return factors[k]

    def solve(self, L, x):
        """x / σ, row by row: (N, D)."""
        return x / L

    def multiply(self, L, x):
        """σ x, row by row: (N, D)."""
        return x * L

    def log_det(self, L, D):
        """log|Σ| = 2 Σ_d log σ_d."""
        return 2 * np.sum(np.log(np.broadcast_to(L, D)))

    def precisions(self, covariances, factors):
        """1 / σ²."""
        return 1 / covariances

    def from_precisions(self, P):
        """σ² = 1 / P."""
        return 1 / P

    def smallest_variance(self, covariances):
        """Return the least σ² of any component."""
        return float(covariances.min())

    def largest_sum(self, P, extent):
        """0: the terms of Σ_d x_d² / σ_d² have one sign, and no digits cancel."""
        return 0.0

    def natural(self, P, means):
        """The weights of the squares, P μ and log|P|: (K, F), (K, D), (K,)."""
        K, D = means.shape
        rows = P.reshape(K, -1)  # (K, D) or (K, 1)
        log_det = np.sum(np.log(rows), axis=1) * (D / rows.shape[1])
        return -0.5 * rows, rows * means, log_det

    def scatter(self, X):
        """None: the squares tell all."""

    def left_out(self, P, scatter):
        """0: the squares tell all."""
        return 0.0

    def subtract_left_out(self, joint, P, XT):
        """Change nothing: the squares tell all."""


class Diag(Variances):
    """σ²_kd: (K, D), a variance per feature. The squares are x_d²."""

    def shape(self, K, D):
        """Return the shape of the variances."""
        return K, D

    def n_parameters(self, K, D):
        """K D."""
        return K * D

    def m_step(self, X, R, means, counts):
        """σ²_kd = Σ_n r_nk (x_nd - μ_kd)² / N_k."""
        return weighted_variances(X, R, means, counts)

    def n_squares(self, D):
        """D."""
        return D

    def fill_squares(self, x, out):
        """out = x_d². Both (D, rows)."""
        np.multiply(x, x, out=out)

    def from_moments(self, squares, means, twice, counts, scatter, ridge):
        """σ²_kd = mean of x_d² - μ_kd² + ridge."""
        return squares - twice * means**2 + ridge


class Spherical(Variances):
    """σ²_k: (K,), one variance for all features. The only square is ‖x‖²."""

    def shape(self, K, D):
        """Return the shape of the variances."""
        return (K,)

    def n_parameters(self, K, D):
        """K."""
        return K

    def m_step(self, X, R, means, counts):
        """σ²_k = Σ_n r_nk ‖x_n - μ_k‖² / (D N_k)."""
        return weighted_variances(X, R, means, counts).mean(axis=1)

    def n_squares(self, D):
        """1."""
        return 1

    def fill_squares(self, x, out):
        """out = ‖x‖². x: (D, rows), out: (1, rows)."""
        out[0] = np.einsum("dn,dn->n", x, x)

    def from_moments(self, squares, means, twice, counts, scatter, ridge):
        """σ²_k = (mean of ‖x‖² - ‖μ_k‖²) / D + ridge."""
        squares = squares - twice * np.sum(means**2, axis=1, keepdims=True)
        return squares[:, 0] / means.shape[1] + ridge


def weighted_variances(X, R, means, counts):
    """Σ_n r_nk (x_nd - μ_kd)² / N_k: (K, D)."""
    variances = np.empty(means.shape)
    for k, mean in enumerate(means):
        variances[k] = R[:, k] @ (X - mean) ** 2 / counts[k]
    return variances
