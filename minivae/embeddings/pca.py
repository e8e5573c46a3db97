"""Principal component analysis.

Shapes: N samples, D features, K components.
"""

import numpy as np

from ..base import (
    Transformer,
    as_numbers,
    check_one_of,
    check_positive_int,
    generator,
)
from ..files import Floats, Json
from .axes import SOLVERS, principal_axes


class PCA(Transformer):
    """z = (x - m) Vᵀ;  x̂ = m + z V,  V: K leading eigenvectors of the covariance, rows.

    Of all linear maps to K numbers and back, this one loses the least squared error.

    Parameters
    ----------
    n_components : int, K <= D; None takes the smaller of N and D
    solver : {"auto", "svd", "covariance", "gram", "randomised"}
        "covariance" and "gram" take the eigenvectors of Cᵀ C, (D, D), or C Cᵀ, (N, N),
        where C is the centred data; "svd" the singular vectors of C. "auto" takes
        "covariance" where N >= D, else "gram", but "svd" where one of the K variances
        is below 10⁻⁶ of the largest: products square the data, and would lose its
        digits. "randomised" is for K much smaller than both N and D; it alone is not
        exact, and "auto" never takes it.
    random_state : None, int or numpy.random.Generator, for "randomised"

    Attributes
    ----------
    mean_ : (D,)
    components_ : (K, D), V, orthonormal rows, the largest variance first; the entry of
        largest absolute value in each is positive, so that the sign is settled
    explained_variance_ : (K,), of the codes, over N - 1
    explained_variance_ratio_ : (K,), as shares of the variance of X; 0 if it has none
    solver_ : str, the one that was taken

    Raises
    ------
    ValueError
        If K is larger than D (or than N, with "gram" and "randomised"), or the data is
        not finite, 2-D and of two rows or more.

    Notes
    -----
    "gram": Turk and Pentland (1991), "Eigenfaces for recognition". "randomised": Halko,
    Martinsson and Tropp (2011). The readable twin is ``power_iteration``.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(50, 3)) * [5.0, 1.0, 0.1]
    >>> pca = PCA(n_components=2).fit(X)
    >>> pca.transform(X).shape
    (50, 2)
    """

    def __init__(self, n_components=2, solver="auto", random_state=None):
        self.n_components = n_components
        self.solver = solver
        self.random_state = random_state

    def fit(self, X, y=None):
        """Find the components of X: (N, D)."""
        self._check_parameters()
        rng = generator(self.random_state)
        X = self._check_fit_input(X, dtype=np.float64, minimum=2)
        K = self._n_axes(X.shape)
        mean, centred = centre(X)
        values, V, others, solver = principal_axes(centred, K, self.solver, rng)
        total = values.sum() + others.sum()
        self.mean_ = mean
        self.components_ = V
        self.explained_variance_ = values
        self.explained_variance_ratio_ = values / total if total > 0 else 0 * values
        self.solver_ = solver
        return self

    def _n_axes(self, shape):
        K, (N, D) = self.n_components, shape
        if K is None:
            return min(N, D)
        if K > D:
            raise ValueError(f"n_components={K} is more than the {D} features of X")
        if K > N and self.solver in ("gram", "randomised"):
            raise ValueError(
                f"n_components={K} is more than the {N} rows of X, which "
                f'solver="{self.solver}" cannot find: take solver="svd"'
            )
        return int(K)

    def _check_parameters(self):
        if self.n_components is not None:
            check_positive_int(self.n_components, "n_components")
        check_one_of(self.solver, "solver", SOLVERS)

    def _fitted(self):
        D = self.n_features_in_
        K = "K" if self.n_components is None else self.n_components
        return {
            "mean_": Floats(D),
            "components_": Floats(K, D),
            "explained_variance_": Floats(K, least=0),
            "explained_variance_ratio_": Floats(K, least=0, most=1 + 1e-9),
            "solver_": Json(),
        }

    def _take(self, values):
        check_one_of(values["solver_"], "solver_", SOLVERS[1:])
        super()._take(values)

    def transform(self, X):
        """Return the codes (X - m) Vᵀ: (N, D) -> (N, K)."""
        X = self._check_input(X, dtype=np.float64)
        return (X - self.mean_) @ self.components_.T

    def inverse_transform(self, Z):
        """Return m + Z V: (N, K) -> (N, D)."""
        self._check_fitted()
        return self.mean_ + codes(Z, len(self.components_)) @ self.components_

    def reconstruct(self, X):
        """Project on the components and back: (N, D) -> (N, D)."""
        return self.inverse_transform(self.transform(X))

    def squared_error(self, X):
        """Σ_d (x_d - x̂_d)², one per row: (N,)."""
        return np.sum((np.asarray(X) - self.reconstruct(X)) ** 2, axis=1)


def centre(X):
    """Return the mean of X, (D,), and X without it: (N, D).

    The first mean is rounded, which shows where it is far larger than the spread: what
    it left is taken off as well.
    """
    mean = X.mean(axis=0)
    centred = X - mean
    rest = centred.mean(axis=0)
    if np.abs(rest).max() > 0:
        centred -= rest
    return mean + rest, centred


def codes(Z, K):
    """Return Z as floats if it is (N, K), else raise ValueError."""
    Z = as_numbers(Z, "inverse_transform")
    if Z.ndim != 2 or Z.shape[1] != K:
        raise ValueError(
            f"inverse_transform expected codes of shape (N, {K}), got {Z.shape}"
        )
    return Z.astype(np.float64)
