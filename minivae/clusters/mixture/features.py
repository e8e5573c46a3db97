r"""EM for a mixture of Gaussians with one matrix product for E and one for M.

A Gaussian's log-density is linear in the features φ(x) = [x_i x_j, x, 1]:

    log π_k N(x; μ_k, Σ_k) = w_k · φ(x),
    w_k = [-P_ij (half of it where i = j), P μ_k, log π_k + ½ log|P| - ½ μᵀPμ - ...]

with P = Σ_k⁻¹. And all that the M-step needs are the sums Σ_n r_nk φ(x_n): the
weighted second moments, first moments and counts. So both steps are products with
the same matrix of features, made block after block and never stored whole.

Diagonal and spherical covariances need fewer features: [x_i², x, 1] and
[‖x‖², x, 1]. With one covariance for all, xᵀPx is the same for every component and
cancels in r; [x, 1] is left.

The features lie as (F, rows), so that every loop runs along the rows.

Shapes: N samples, D features of X, F features φ, K components.
"""

from typing import NamedTuple

import numpy as np

from .covariances import COVARIANCES
from .steps import Mixture, precisions

BLOCK_BYTES = 2**22  # the features of the rows at hand: they fit in the cache
FARTHEST = 1e6  # (distance of a mean from the origin / its spread)²
LARGEST = 1e8  # sum of the sizes of the terms of xᵀPx


class Natural(NamedTuple):
    """A mixture as the features need it: log π_k N(x; μ_k, Σ_k) = w_k · φ(x)."""

    W: np.ndarray  # (K, F)
    precisions: np.ndarray  # P, by kind
    farthest: float  # the largest μ_kᵀ P_k μ_k


class Features:
    """X cut into blocks, and what EM asks of it.

    Parameters
    ----------
    X : (N, D), float64, centred: xᵀPx - 2 μᵀPx + μᵀPμ loses digits far from 0
    kind : "full", "tied", "diag" or "spherical"
    """

    def __init__(self, X, kind):
        self.kind, (self.N, self.D) = kind, X.shape
        self.form = COVARIANCES[kind]
        self.XT = np.ascontiguousarray(X.T)
        self.extent = np.abs(self.XT).max(axis=1)  # (D,)
        self.n_squares = self.form.n_squares(self.D)
        self.scatter = self.form.scatter(X)
        n_features = self.n_squares + self.D + 1
        self.block = int(np.clip(BLOCK_BYTES // (8 * n_features), 64, 1024))

    def blocks(self):
        """Yield a slice of rows and their features, (F, rows)."""
        buffer = np.empty((self.n_squares + self.D + 1, min(self.block, self.N)))
        for start in range(0, self.N, self.block):
            rows = slice(start, min(start + self.block, self.N))
            x = self.XT[:, rows]
            phi = buffer[:, : x.shape[1]]
            self.form.fill_squares(x, phi[: self.n_squares])
            phi[self.n_squares : -1] = x
            phi[-1] = 1
            yield rows, phi

    def step(self, natural, reg_covar):
        """Return the mean log p(x) of a mixture, and the mixture one EM step on."""
        W = natural.W  # (K, F)
        sums, total = np.zeros(W.shape), 0.0  # Σ_n r_nk φ(x_n)
        for _, phi in self.blocks():
            R, log_p = responsibilities(W @ phi)
            total += log_p.sum()
            sums += R @ phi.T
        total -= 0.5 * self.form.left_out(natural.precisions, self.scatter)
        return total / self.N, self.mixture(sums, reg_covar)

    def joint(self, natural):
        """log π_k N(x_n; μ_k, Σ_k): (N, K)."""
        out = np.empty((self.N, len(natural.W)))
        for rows, phi in self.blocks():
            out[rows] = (natural.W @ phi).T
        self.form.subtract_left_out(out, natural.precisions, self.XT)
        return out

    def mixture(self, sums, reg_covar):
        """Turn Σ_n r_nk φ(x_n), (K, F), into weights, means and covariances."""
        D, ridge = self.D, reg_covar * self.form.unit(self.D)
        counts = sums[:, -1] + 10 * np.finfo(float).eps
        moments = sums / counts[:, None]
        means, squares = moments[:, -D - 1 : -1], moments[:, : self.n_squares]
        # Σ r (x - μ)² = Σ r x² - 2 μ Σ r x + μ² Σ r, where Σ r is not quite counts.
        twice = 2 - moments[:, -1, None]
        covariances = self.form.from_moments(
            squares, means, twice, counts, self.scatter, ridge
        )
        return Mixture(counts / counts.sum(), means, covariances)


def responsibilities(joint):
    """Turn log π_k N(x; μ_k, Σ_k), (K, rows), into r, in place, and log p(x)."""
    largest = joint.max(axis=0)
    joint -= largest
    np.exp(joint, out=joint)
    total = joint.sum(axis=0)
    joint *= 1 / total
    return joint, largest + np.log(total)


def natural_parameters(mixture, kind):
    """Return a mixture as ``Natural``; ValueError if a covariance is singular."""
    weights, means, covariances = mixture
    K, D = means.shape
    P = precisions(covariances, kind)
    quadratic, linear, log_det = COVARIANCES[kind].natural(P, means)  # log|P|
    square = np.sum(linear * means, axis=1)  # μᵀPμ
    constant = np.log(weights) + 0.5 * (log_det - square - D * np.log(2 * np.pi))
    W = np.hstack([quadratic, linear, constant[:, None]])
    return Natural(W, P, float(square.max()))


def worthwhile(K, D, kind):
    """Tell whether the features are quicker than one product per component.

    Making D² / 2 of them must be shared by many components; measured.
    """
    few = COVARIANCES[kind].n_squares(D) <= D
    return few or D <= 32 or (D <= 96 and 8 * K >= D)


def trusted(mixture, kind, extent):
    """Return a mixture as ``Natural``; None where the features would lose digits.

    The log-density is a difference of terms as large as μ_kᵀ P_k μ_k, so its rounding
    error is about 10⁻¹⁶ of that: all of them must be <= 10⁶. And where columns are
    nearly repeated, P has huge entries of both signs, and xᵀPx is a small difference
    of them: Σ_ij |P_ij| |x_i| |x_j| must be <= 10⁸.

    Parameters
    ----------
    mixture : Mixture, centred as the data
    kind : str
    extent : (D,), the largest |x_d| of the data
    """
    try:
        natural = natural_parameters(mixture, kind)
    except ValueError:  # rounding made a covariance singular, perhaps
        return None
    largest = COVARIANCES[kind].largest_sum(natural.precisions, extent)
    fine = natural.farthest <= FARTHEST and largest <= LARGEST  # False for NaN
    return natural if fine else None
