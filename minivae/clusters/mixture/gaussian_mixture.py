"""Mixture of Gaussians, fitted by EM.

Shapes: N samples, D features, K components.
"""

import numpy as np

from ...base import Estimator, check_number, check_positive_int, generator
from ...fitting import read_off, warn, warn_interrupted
from .algorithms import ALGORITHMS, stepper
from .climb import climb, higher
from .covariances import COVARIANCES
from .features import Features, trusted, worthwhile
from .fitted import fitted, take
from .starts import INIT_PARAMS, first_mixture, given_start
from .steps import (
    Mixture,
    choleskys,
    log_gaussians,
    log_sum_exp,
    n_parameters,
    precisions,
)


class GaussianMixture(Estimator):
    """p(x) = Σ_k π_k N(x; μ_k, Σ_k): soft clusters, each with its own shape.

    EM: the E-step asks which component each point came from, r_nk = π_k N(x_n; μ_k,
    Σ_k) / p(x_n); the M-step takes means and covariances under these weights. The
    log-likelihood never falls (but for what ``reg_covar`` takes away, see Notes).

    Parameters
    ----------
    n_components : int, K <= N
    covariance_type : "full", "tied" (one for all), "diag" or "spherical"
    tol : float, stop when the mean log-likelihood changes by less, nats per sample
    reg_covar : float, added to every variance after each M-step
    max_iter, n_init : int; of n_init starts, the best is kept
    init_params : "kmeans", "k-means++", "random_from_data" or "random": the first
        responsibilities
    weights_init, means_init, precisions_init : arrays in the shapes of ``weights_``,
        ``means_`` and ``precisions_``, or None: they replace what the start gives
    algorithm : "features" or "readable": the same steps as matrix products with
        [x_i x_j, x, 1], or point by point. Where the first would lose digits, or is
        slower (hundreds of features), the second is taken.
    progress : bool, show a bar if the fit takes more than a second
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    weights_ : (K,)
    means_ : (K, D)
    covariances_, precisions_ : (K, D, D), (D, D), (K, D) or (K,), by covariance_type
    lower_bound_ : float, mean log p(x) at the last E-step
    history_ : dict, "log_likelihood": mean log p(x) at each E-step of the best start
    n_iter_, converged_ : int, bool

    Raises
    ------
    ValueError
        If there are fewer samples than components (or than two), a parameter is out
        of range, the data is not finite and 2-D, or a covariance becomes singular.

    Notes
    -----
    Dempster, Laird & Rubin (1977), "Maximum likelihood from incomplete data via the
    EM algorithm". The M-step's covariance is the best one plus reg_covar · I, so
    that near a singular one the likelihood can fall a little; with reg_covar=0 it
    cannot. Start, steps and stopping rule are scikit-learn's: from the same start
    comes the same log-likelihood. The arithmetic is float64.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> GaussianMixture(n_components=2, random_state=0).fit(X).weights_
    array([0.5, 0.5])
    """

    _kind = "density_estimator"
    _fitted, _take = fitted, take

    def __init__(
        self,
        n_components=1,
        covariance_type="full",
        tol=1e-3,
        reg_covar=1e-6,
        max_iter=100,
        n_init=1,
        init_params="kmeans",
        weights_init=None,
        means_init=None,
        precisions_init=None,
        algorithm="features",
        progress=True,
        random_state=None,
    ):
        self.n_components = n_components
        self.covariance_type = covariance_type
        self.tol = tol
        self.reg_covar = reg_covar
        self.max_iter = max_iter
        self.n_init = n_init
        self.init_params = init_params
        self.weights_init = weights_init
        self.means_init = means_init
        self.precisions_init = precisions_init
        self.algorithm = algorithm
        self.progress = progress
        self.random_state = random_state

    def fit(self, X, y=None):
        """Fit the mixture to X: (N, D). Ctrl-C keeps the best mixture so far."""
        self._check_parameters()
        X = self._check_fit_input(X, dtype=np.float64, minimum=2)
        K, kind = self.n_components, self.covariance_type
        if len(X) < K:
            raise ValueError(
                "GaussianMixture needs at least as many samples as components: "
                f"n_samples = {len(X)}, n_components = {K}"
            )
        origin = X.mean(axis=0)
        X = X - origin
        rng = generator(self.random_state)
        step = stepper(X, K, kind, self.reg_covar, self.algorithm)
        given = given_start(self, X.shape[1], origin)
        best, end, interrupted = None, None, False
        try:
            for _ in range(self.n_init):
                mixture = first_mixture(
                    X, K, kind, self.init_params, self.reg_covar, given, rng
                )
                for at in climb(mixture, step, self.max_iter, self.tol, self.progress):
                    end = at
                best, end = higher(best, end), None
        except KeyboardInterrupt:
            best, interrupted = higher(best, end), True
            if best is None:
                raise
            warn_interrupted(len((end or best).history), "iterations")
        read_off(lambda: self._read_off(best, origin), len(best.history), "iterations")
        if not (best.converged or interrupted):
            warn(
                f"EM has not converged after {self.n_iter_} iterations: the "
                "log-likelihood still changes by more than tol",
            )
        return self

    def _read_off(self, best, origin):
        """Set everything that follows from the best climb."""
        self.weights_, means, self.covariances_ = best.mixture
        self.means_ = means + origin
        self.precisions_ = precisions(self.covariances_, self.covariance_type)
        self.history_ = {"log_likelihood": best.history}
        self.lower_bound_, self.n_iter_ = best.reached, len(best.history)
        self.converged_ = best.converged

    def _joint(self, X):
        """log π_k N(x_n; μ_k, Σ_k) of new data: (N, K)."""
        X = self._check_input(X, dtype=np.float64)
        origin, kind = self.weights_ @ self.means_, self.covariance_type
        mixture = Mixture(self.weights_, self.means_ - origin, self.covariances_)
        quick = self.algorithm == "features" and worthwhile(*self.means_.shape, kind)
        if quick:
            features = Features(X - origin, kind)
            natural = trusted(mixture, kind, features.extent)
            if natural is not None:
                return features.joint(natural)
        return log_gaussians(X - origin, mixture, kind) + np.log(self.weights_)

    def score_samples(self, X):
        """Return log p(x) of each row: (N,), nats."""
        return log_sum_exp(self._joint(X))

    def score(self, X, y=None):
        """Return the mean log p(x), nats per sample."""
        return float(self.score_samples(X).mean())

    def predict(self, X):
        """Return the most probable component of each row: (N,)."""
        return self._joint(X).argmax(axis=1)

    def predict_proba(self, X):
        """Return the responsibilities: (N, K), rows sum to 1."""
        joint = self._joint(X)
        return np.exp(joint - log_sum_exp(joint)[:, None])

    def fit_predict(self, X, y=None):
        """Fit, then return the most probable component of each row."""
        return self.fit(X).predict(X)

    def sample(self, n_samples=1, rng=None):
        """Draw from the mixture: x (n_samples, D) and its components (n_samples,).

        Parameters
        ----------
        n_samples : int
        rng : numpy.random.Generator; None starts one from ``random_state``
        """
        self._check_fitted()
        n, kind = check_positive_int(n_samples, "n_samples"), self.covariance_type
        rng = generator(self.random_state) if rng is None else rng
        labels = np.sort(rng.choice(len(self.weights_), n, p=self.weights_))
        x = rng.standard_normal((n, self.n_features_in_))
        form, factors = COVARIANCES[kind], choleskys(self.covariances_, kind)
        for k in range(len(self.weights_)):
            L = form.of_component(factors, k)
            x[labels == k] = form.multiply(L, x[labels == k])
        return x + self.means_[labels], labels

    def bic(self, X):
        """-2 log p(X) + (free parameters) log N: lower is better."""
        return -2 * self.score(X) * len(X) + self._n_parameters() * np.log(len(X))

    def aic(self, X):
        """-2 log p(X) + 2 (free parameters): lower is better."""
        return -2 * self.score(X) * len(X) + 2 * self._n_parameters()

    def _n_parameters(self):
        K, D = self.means_.shape
        return n_parameters(K, D, self.covariance_type)

    def _check_parameters(self):
        for name in ("n_components", "max_iter", "n_init"):
            check_positive_int(getattr(self, name), name)
        for name, known in (
            ("covariance_type", tuple(COVARIANCES)),
            ("init_params", INIT_PARAMS),
            ("algorithm", ALGORITHMS),
        ):
            value = getattr(self, name)
            if not isinstance(value, str) or value not in known:
                raise ValueError(
                    f"{name} must be one of {', '.join(known)}, got {value!r}"
                )
        for name in ("tol", "reg_covar"):
            check_number(getattr(self, name), name, 0)
