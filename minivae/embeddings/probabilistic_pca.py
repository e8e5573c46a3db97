"""Probabilistic PCA: principal components as a Gaussian model with a likelihood.

Shapes: N samples, D features, K components.
"""

import numpy as np

from ..base import Transformer, check_positive_int, generator, is_integer
from ..files import Floats
from .axes import principal_axes
from .pca import centre, codes


class ProbabilisticPCA(Transformer):
    """z ~ N(0, I_K);  x | z ~ N(m + W z, σ² I): so x ~ N(m, C), C = W Wᵀ + σ² I.

    The likelihood is highest where the columns of W are the K leading axes v_k of the
    covariance, of length √(λ_k - σ²), and σ² is the mean of the D - K other variances.
    Unlike PCA, it says how probable an x is, and can be drawn from.

    Parameters
    ----------
    n_components : int, K < D
    ddof : {1, 0}; variances are sums over N - ddof: 1 as in PCA and scikit-learn, 0 for
        the highest likelihood of X itself
    random_state : None, int or numpy.random.Generator, for ``sample``

    Attributes
    ----------
    mean_ : (D,)
    components_ : (K, D), the axes, orthonormal rows, signed as those of PCA
    explained_variance_ : (K,), λ
    sigma2_ : float, σ²

    Raises
    ------
    ValueError
        If K >= D or the data have no variance outside of K axes (then σ² is 0, and no
        density exists), a parameter is out of range, or X is not finite and 2-D.

    Notes
    -----
    Tipping and Bishop (1999), "Probabilistic principal component analysis". The
    readable twin, which climbs to the same end, is ``ppca_by_em``. The likelihood is
    that of scikit-learn's PCA.score where N > D; with fewer rows, scikit-learn divides
    the other variances among N - K directions, not D - K, which is less likely.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 3)) * [5.0, 1.0, 1.0]
    >>> round(ProbabilisticPCA(1).fit(X).sigma2_, 1)
    1.0
    """

    def __init__(self, n_components=1, ddof=1, random_state=None):
        self.n_components = n_components
        self.ddof = ddof
        self.random_state = random_state

    def fit(self, X, y=None):
        """Find m, W and σ² of X: (N, D), in closed form."""
        self._check_parameters()
        X = self._check_fit_input(X, dtype=np.float64, minimum=2)
        K, N = int(self.n_components), len(X)
        self._check_width()
        mean, centred = centre(X)
        values, V, others, _ = principal_axes(centred, K, with_rest=True)
        share = (N - 1) / (N - self.ddof)
        sigma2 = others.mean() * share
        # What is left of 0 by rounding is no noise.
        if not sigma2 > 1e-28 * values[0]:
            raise ValueError(
                f"ProbabilisticPCA needs variance outside of its {K} components, got "
                f"none from X of shape {X.shape}: take fewer components, or more rows"
            )
        self.mean_ = mean
        self.components_ = V
        self.explained_variance_ = values * share
        self.sigma2_ = float(sigma2)
        return self

    def _check_parameters(self):
        check_positive_int(self.n_components, "n_components")
        if not is_integer(self.ddof) or self.ddof not in (0, 1):
            raise ValueError(f"ddof must be 0 or 1, got {self.ddof!r}")

    def _check_width(self):
        K, D = self.n_components, self.n_features_in_
        if K >= D:
            raise ValueError(
                "ProbabilisticPCA needs fewer components than features, for the noise: "
                f"got n_components = {K}, n_features = {D}"
            )

    def _fitted(self):
        self._check_width()
        K, D = self.n_components, self.n_features_in_
        return {
            "mean_": Floats(D),
            "components_": Floats(K, D),
            "explained_variance_": Floats(K, above=0),
            "sigma2_": Floats(above=0),
        }

    def _lengths(self):
        """√(λ_k - σ²), of the columns of W: (K,)."""
        return np.sqrt(np.maximum(self.explained_variance_ - self.sigma2_, 0.0))

    def loadings(self):
        """Return W: (D, K)."""
        self._check_fitted()
        return self.components_.T * self._lengths()

    def get_covariance(self):
        """Return C = W Wᵀ + σ² I, the covariance of x: (D, D)."""
        W = self.loadings()
        return W @ W.T + self.sigma2_ * np.eye(len(W))

    def transform(self, X):
        """E[z | x] = M⁻¹ Wᵀ (x - m), M = Wᵀ W + σ² I = diag(λ): (N, D) -> (N, K).

        Its covariance, the same for all x, is diag(σ² / λ).
        """
        scale = self._along(X)[1]
        return scale * (self._lengths() / np.sqrt(self.explained_variance_))

    def whiten(self, X):
        """Return v_kᵀ (x - m) / √λ_k, of variance 1 on the data: (N, D) -> (N, K)."""
        return self._along(X)[1]

    def inverse_transform(self, Z):
        """E[x | z] = m + W z: (N, K) -> (N, D)."""
        self._check_fitted()
        return self.mean_ + codes(Z, len(self.components_)) @ self.loadings().T

    def sample(self, n_samples=1, rng=None):
        """Draw x from the model: (n_samples, D).

        Parameters
        ----------
        n_samples : int
        rng : numpy.random.Generator; None starts one from ``random_state``
        """
        self._check_fitted()
        n, (K, D) = check_positive_int(n_samples, "n_samples"), self.components_.shape
        rng = generator(self.random_state if rng is None else rng)
        x = self.inverse_transform(rng.standard_normal((n, K)))
        return x + np.sqrt(self.sigma2_) * rng.standard_normal((n, D))

    def score_samples(self, X):
        """log p(x) = -(D log 2π + log |C| + (x - m)ᵀ C⁻¹ (x - m)) / 2, nats: (N,)."""
        X, white = self._along(X)
        along = (white * np.sqrt(self.explained_variance_)) @ self.components_
        # What the axes do not reach, as a difference of vectors: of squares it would
        # lose the digits of a small σ².
        outside = np.sum((X - along) ** 2, axis=1)
        D, K = self.n_features_in_, len(self.explained_variance_)
        log_det = np.log(self.explained_variance_).sum() + (D - K) * np.log(
            self.sigma2_
        )
        distance = np.sum(white**2, axis=1) + outside / self.sigma2_
        return -0.5 * (D * np.log(2 * np.pi) + log_det + distance)

    def score(self, X, y=None):
        """Mean log p(x), nats per sample."""
        return float(self.score_samples(X).mean())

    def _along(self, X):
        """Return x - m, and how far it goes along each axis, in standard deviations."""
        X = self._check_input(X, dtype=np.float64) - self.mean_
        return X, X @ self.components_.T / np.sqrt(self.explained_variance_)


def held_out_scores(X, held_out, counts):
    """Mean log p(x) of held-out data for each number of components: (len(counts),).

    Where it is highest is the number to take. On X itself it would rise for ever.

    Parameters
    ----------
    X, held_out : (N, D), (M, D)
    counts : ints, each below D

    Returns
    -------
    (len(counts),) float64, nats per sample
    """
    models = [ProbabilisticPCA(K).fit(X) for K in counts]
    return np.array([model.score(held_out) for model in models])
