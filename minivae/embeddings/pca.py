"""Principal component analysis.

Shapes: N samples, D features, K components.
"""

import numpy as np

from ..base import Transformer, check_positive_int
from ..files import Floats

SMALL = 1e-10  # of the largest variance: six digits are left


class PCA(Transformer):
    """z = (x - m) Vᵀ;  x̂ = m + z V,  V: K leading eigenvectors of the covariance, rows.

    Of all linear maps to K numbers and back, this one loses the least squared error.

    Parameters
    ----------
    n_components : int, K <= D

    Attributes
    ----------
    mean_ : (D,)
    components_ : (K, D), V, orthonormal rows, the largest variance first; the entry of
        largest absolute value in each is positive, so that the sign is settled
    explained_variance_ : (K,)

    Raises
    ------
    ValueError
        If K is larger than D, or the data is not finite, 2-D and of two rows or more.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(50, 3)) * [5.0, 1.0, 0.1]
    >>> pca = PCA(n_components=2).fit(X)
    >>> pca.transform(X).shape
    (50, 2)
    """

    def __init__(self, n_components=2):
        self.n_components = n_components

    def fit(self, X, y=None):
        """Find the components of X: (N, D)."""
        X = self._check_fit_input(X, dtype=np.float64, minimum=2)
        K = check_positive_int(self.n_components, "n_components")
        N, D = X.shape
        if K > D:
            raise ValueError(f"n_components={K} is more than the {D} features of X")
        self.mean_ = X.mean(axis=0)
        centred = X - self.mean_
        values, V = principal_axes(centred, K)
        signs = np.sign(V[np.arange(K), np.abs(V).argmax(axis=1)])
        self.components_ = V * signs[:, None]
        self.explained_variance_ = values
        return self

    def _check_parameters(self):
        check_positive_int(self.n_components, "n_components")

    def _fitted(self):
        K, D = self.n_components, self.n_features_in_
        return {
            "mean_": Floats(D),
            "components_": Floats(K, D),
            "explained_variance_": Floats(K, least=0),
        }

    def transform(self, X):
        """Return the codes (X - m) Vᵀ: (N, D) -> (N, K)."""
        X = self._check_input(X, dtype=np.float64)
        return (X - self.mean_) @ self.components_.T

    def inverse_transform(self, Z):
        """Return m + Z V: (N, K) -> (N, D)."""
        self._check_fitted()
        return self.mean_ + np.asarray(Z) @ self.components_

    def reconstruct(self, X):
        """Project on the components and back: (N, D) -> (N, D)."""
        return self.inverse_transform(self.transform(X))

    def squared_error(self, X):
        """Σ_d (x_d - x̂_d)², one per row: (N,)."""
        return np.sum((np.asarray(X) - self.reconstruct(X)) ** 2, axis=1)


def principal_axes(centred, K):
    """Return the K largest variances, (K,), and their directions, (K, D), as rows.

    The covariance squares the data: variances below 10⁻¹⁶ of the largest drown in its
    rounding. Where one of the K comes near that, the singular values of the data are
    taken in its place, for which 10⁻³² is the end, and which cost several times more.
    """
    N, D = centred.shape
    values, vectors = np.linalg.eigh(centred.T @ centred / (N - 1))  # ascending
    values, V = values[::-1][:K], vectors[:, ::-1][:, :K].T
    if values[-1] > SMALL * values[0]:
        return values, V
    triangle = np.linalg.qr(centred, mode="r")  # the same singular values, fewer rows
    _, singular, V = np.linalg.svd(triangle)
    values = np.zeros(D)  # with fewer rows than columns the others have none
    values[: len(singular)] = singular**2 / (N - 1)
    return values[:K], V[:K]
