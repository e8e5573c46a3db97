"""Covariances that are whole matrices: one per component, or one for all.

A form of covariance is an object that keeps nothing; ``covariances.py`` lists what it
is asked. Shapes: N samples, D features, K components.
"""

from functools import lru_cache

import numpy as np


class Matrices:
    """What ``Full`` and ``Tied`` share: Σ = L Lᵀ, with the triangle L of Cholesky."""

    def unit(self, D):
        """I, (D, D): ``reg_covar`` times this is added to a covariance."""
        return np.eye(D)

    def choleskys(self, covariances):
        """Return L with L Lᵀ = Σ; LinAlgError if Σ is not positive definite."""
        return np.linalg.cholesky(covariances)

    def solve(self, L, x):
        """L⁻¹ x of each row: (N, D)."""
        return x @ np.linalg.inv(L).T

    def multiply(self, L, x):
        """L x of each row: (N, D)."""
        return x @ L.T

    def log_det(self, L, D):
        """log|Σ| = 2 Σ_d log L_dd."""
        return 2 * np.sum(np.log(np.diag(L)))

    def precisions(self, covariances, factors):
        """Σ⁻¹ = L⁻ᵀ L⁻¹."""
        inverse = np.linalg.inv(factors)  # L⁻¹
        return np.swapaxes(inverse, -1, -2) @ inverse

    def from_precisions(self, P):
        """Σ = P⁻¹."""
        return np.linalg.inv(P)

    def smallest_variance(self, covariances):
        """Return the least Σ_dd of any component."""
        return float(np.diagonal(covariances, axis1=-2, axis2=-1).min())

    def largest_sum(self, P, extent):
        """Return the largest Σ_ij |P_ij| extent_i extent_j of any component."""
        return float(np.max(np.abs(P) @ extent @ extent))

    def natural(self, P, means):
        """The weights of the squares, P μ and log|P|: (K, F), (K, D), (K,) or ()."""
        linear = (P @ means[:, :, None])[:, :, 0]
        return self._quadratic(P, len(means)), linear, np.linalg.slogdet(P)[1]


class Full(Matrices):
    """Σ_k: (K, D, D), a matrix per component. The squares are all x_i x_j, i <= j."""

    def shape(self, K, D):
        """Return the shape of the covariances."""
        return K, D, D

    def n_parameters(self, K, D):
        """K D (D + 1) / 2: matrices are symmetric."""
        return K * D * (D + 1) // 2

    def of_component(self, factors, k):
        """Return the factor of component k."""
        return factors[k]

    def m_step(self, X, R, means, counts):
        """Σ_k = Σ_n r_nk (x_n - μ_k)(x_n - μ_k)ᵀ / N_k."""
        return scatters(X, R, means) / counts[:, None, None]

    def n_squares(self, D):
        """D (D + 1) / 2 products of two features."""
        return D * (D + 1) // 2

    def fill_squares(self, x, out):
        """out = x_i x_j. x: (D, rows), out: (D (D + 1) / 2, rows)."""
        i, D = 0, len(x)
        for d in range(D):
            np.multiply(x[d], x[d:], out=out[i : i + D - d])
            i += D - d

    def _quadratic(self, P, K):
        """-P_ij, half of it where i = j."""
        i, j = triangle(P.shape[-1])
        return np.where(i == j, -0.5, -1.0) * P[:, i, j]

    def from_moments(self, squares, means, twice, counts, scatter, ridge):
        """Σ_k = mean of x xᵀ - μ_k μ_kᵀ + ridge."""
        covariances = unpack(squares, means.shape[1]) + ridge
        covariances -= means[:, :, None] * (twice * means)[:, None, :]
        return covariances

    def scatter(self, X):
        """None: the squares tell all."""

    def left_out(self, P, scatter):
        """0: the squares tell all."""
        return 0.0

    def subtract_left_out(self, joint, P, XT):
        """Change nothing: the squares tell all."""


class Tied(Matrices):
    """Σ: (D, D), one matrix for all components.

    xᵀPx is then the same for every component and cancels in the responsibilities: it
    needs no squares, and is brought in where the likelihood itself is wanted.
    """

    def shape(self, K, D):
        """Return the shape of the covariance."""
        return D, D

    def n_parameters(self, K, D):
        """D (D + 1) / 2, whatever K is."""
        return D * (D + 1) // 2

    def of_component(self, factors, k):
        """Return the factor, the same for each k."""
        return factors

    def m_step(self, X, R, means, counts):
        """Σ = Σ_k Σ_n r_nk (x_n - μ_k)(x_n - μ_k)ᵀ / N."""
        return scatters(X, R, means).sum(axis=0) / counts.sum()

    def n_squares(self, D):
        """0: they would be the same for all components."""
        return 0

    def fill_squares(self, x, out):
        """Fill nothing in: there are no squares."""

    def _quadratic(self, P, K):
        """No weights: (K, 0)."""
        return np.empty((K, 0))

    def from_moments(self, squares, means, twice, counts, scatter, ridge):
        """Σ = (Σ_n x xᵀ - Σ_k N_k μ_k μ_kᵀ) / N + ridge."""
        between = (counts[:, None] * twice * means).T @ means
        return (scatter - between) / counts.sum() + ridge

    def scatter(self, X):
        """Σ_n x xᵀ, (D, D): the same in every iteration."""
        return X.T @ X

    def left_out(self, P, scatter):
        """Σ_n xᵀPx = Σ_ij P_ij (Σ_n x xᵀ)_ij."""
        return np.sum(P * scatter)

    def subtract_left_out(self, joint, P, XT):
        """joint -= ½ xᵀPx, in place. joint: (N, K), XT: (D, N)."""
        joint -= 0.5 * np.einsum("dn,dn->n", P @ XT, XT)[:, None]


def scatters(X, R, means):
    """Σ_n r_nk (x_n - μ_k)(x_n - μ_k)ᵀ: (K, D, D)."""
    out = np.empty((len(means), X.shape[1], X.shape[1]))
    for k, mean in enumerate(means):
        out[k] = (R[:, k, None] * (X - mean)).T @ (X - mean)
    return out


@lru_cache(maxsize=8)
def triangle(D):
    """Return the rows and columns of the upper triangle, row by row."""
    return np.triu_indices(D)


def unpack(upper, D):
    """Turn (K, D (D + 1) / 2) upper triangles into symmetric (K, D, D)."""
    full = np.empty((len(upper), D, D))
    i, j = triangle(D)
    full[:, i, j] = upper
    full[:, j, i] = upper
    return full
