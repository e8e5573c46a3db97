"""A VAE without hidden layers, whose optimum is known.

Shapes: N samples, D features, K latent dimensions. All values in nats.
"""

import copy

import numpy as np

from ..base import (
    check_number,
    check_one_of,
    check_positive,
    check_positive_int,
    generator,
)
from ..fitting import warn
from ..nn import Linear, Sequential
from ..nn.layers import Cache
from .linear_exact import closed_form, exact_loss, minimise_exact_loss
from .vae import VAE

SOLVERS = ("closed", "lbfgs", "adam")


class GaussianLinear(Linear):
    """(μ, log σ²) side by side, μ = x W + b; log σ² is one for all x: (N, 2K)."""

    def __init__(self, n_in, n_out, rng):
        super().__init__(n_in, n_out, rng, init="glorot")
        self._add("logvar", np.zeros(n_out, dtype=np.float32))

    def forward(self, x, train=False, rng=None):
        """Return [x W + b, log σ²]."""
        mu, cache = super().forward(x, train, rng)
        logvar = np.broadcast_to(self.params["logvar"], mu.shape)
        return np.hstack([mu, logvar]).astype(mu.dtype, copy=False), cache

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """As of Linear; dL/dlogvar = Σ_n of its half of dy."""
        dmu, dlogvar = np.split(dy, 2, axis=1)
        if need_grads:
            self.grads["logvar"] += dlogvar.sum(axis=0)
        return super().backward(dmu, Cache(x=cache.x), need_dx, need_grads)


class LinearVAE(VAE):
    """q(z|x) = N((x - m) A, diag(s)),  p(x|z) = N(z W + m, σ² I): the VAE of a line.

    Its loss depends on the data through their mean and covariance alone, so it can be
    computed without sampling, and its smallest value is known: s_k = min(1, βσ² / λ_k)
    for the K largest eigenvalues λ_k of the covariance (over N), as in probabilistic
    PCA. So each way of training can be compared with the truth.

    Parameters
    ----------
    latent_dim : int, K
    beta : float, weight of the KL term
    variance : float, σ²; `variance_of_beta` gives that of "(1 - β) MSE + β KL"
    solver : "closed" (the formula), "lbfgs" (the exact loss, step by step) or "adam"
        (mini-batches with drawn z, as `VAE`)
    max_iter : int, iterations of "lbfgs"
    warm_start : bool, whether "lbfgs" and "adam" start from the last fit
    epochs, batch_size, learning_rate : of "adam"
    random_state : None, int or numpy.random.Generator
    progress : bool, show a bar with the ELBO ("adam")

    Attributes
    ----------
    encoder_, decoder_ : Sequential, of one layer each
    history_ : dict, "elbo" (β = 1), "reconstruction" and "kl", nats per example: one
        value per epoch ("adam") or iteration ("lbfgs"), or the final one ("closed")
    n_iter_ : int, how many of them

    Raises
    ------
    ValueError
        For data that is not finite, not (N, D) or empty, or a parameter out of range.

    Notes
    -----
    Lucas et al. (2019), "Don't blame the ELBO! A linear VAE perspective on posterior
    collapse". The networks are float32, as all of ours: the loss is exact to that.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(500, 3)) * [4.0, 2.0, 0.1]
    >>> model = LinearVAE(latent_dim=3, variance=1.0).fit(X)
    >>> model.posterior_variances().round(2)
    array([0.06, 0.25, 1.  ], dtype=float32)
    """

    hidden = ()
    likelihood = "gaussian"
    warm_up, free_bits, batch_norm, shift = 0, 0.0, False, 0

    def __init__(
        self,
        latent_dim=20,
        beta=1.0,
        variance=1.0,
        solver="closed",
        max_iter=1500,
        warm_start=False,
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
    ):
        self.latent_dim = latent_dim
        self.beta = beta
        self.variance = variance
        self.solver = solver
        self.max_iter = max_iter
        self.warm_start = warm_start
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Find A, W and s for X: (N, D). Returns ``self``."""
        self._check_parameters()
        if self.solver == "adam":
            return super().fit(X)
        X = self._check_fit_input(X, dtype=np.float64)
        K = self.latent_dim
        mean, eigenvalues, V = spectrum(X)
        history = {"elbo": [], "reconstruction": [], "kl": []}

        def record(terms):
            for name, value in terms.items():
                history[name].append(float(value))

        self._build(X.shape[1], generator(self.random_state))
        if self.solver == "closed":
            A, W, logvar = closed_form(eigenvalues, self.variance, K, self.beta)
            record(exact_loss(A, W, logvar, eigenvalues, self.variance, self.beta)[2])
        else:
            A, W, logvar = self._weights_of(V)
            how = eigenvalues, self.variance, self.beta
            A, W, logvar = minimise_exact_loss(
                (A, W, logvar), *how, self.max_iter, record
            )
        head, out = self.encoder_.layers[0].params, self.decoder_.layers[0].params
        head["W"][...], head["logvar"][...] = V @ A, logvar
        head["b"][...] = -mean @ (V @ A)
        out["W"][...], out["b"][...] = W @ V.T, mean
        self.history_ = history
        return self

    @property
    def n_iter_(self):
        """Return how many iterations (or epochs) the fit took."""
        return len(self.history_["elbo"])

    def posterior_variances(self):
        """Return s, the variance of z_k given any x: (K,)."""
        self._check_fitted()
        return np.exp(self.encoder_.layers[0].params["logvar"])

    def expected_elbo(self, X):
        """Mean ELBO (β = 1) over the rows of X, nats, exact: no z is drawn.

        The quadratic loss needs the mean and the covariance of X only, whether or not
        the model was fitted to it.
        """
        X = self._check_input(X, dtype=np.float64)
        mean, eigenvalues, V = spectrum(X)
        A, W, logvar = self._weights_of(V)
        head, out = self.encoder_.layers[0].params, self.decoder_.layers[0].params
        mu = mean @ head["W"] + head["b"]  # of the mean of X: (K,)
        miss = mean - (mu @ out["W"] + out["b"])  # (D,)
        elbo = exact_loss(A, W, logvar, eigenvalues, self.variance)[2]["elbo"]
        return float(elbo - miss @ miss / (2 * self.variance) - 0.5 * mu @ mu)

    def _weights_of(self, V):
        """Return A, W and l in the basis V, in float64."""
        head, out = self.encoder_.layers[0].params, self.decoder_.layers[0].params
        A = V.T @ head["W"].astype(np.float64)
        return A, out["W"].astype(np.float64) @ V, head["logvar"].astype(np.float64)

    def _build(self, n_features, rng):
        K = self.latent_dim
        last = getattr(self, "encoder_", None) if self.warm_start else None
        if last is not None and last.layers[0].params["W"].shape == (n_features, K):
            # Copies: if the fit fails, the last one must be as it was.
            self.encoder_ = copy.deepcopy(self.encoder_)
            self.decoder_ = copy.deepcopy(self.decoder_)
            return
        self.encoder_ = Sequential(GaussianLinear(n_features, K, rng))
        self.decoder_ = Sequential(Linear(K, n_features, rng, init="glorot"))

    def _check_fit_input(self, X, **how):
        X = super()._check_fit_input(X, **how)
        D, K = X.shape[1], self.latent_dim
        if K > D:
            warn(f"latent_dim={K} is larger than the {D} features: codes stay unused")
        return X

    def _check_parameters(self):
        check_one_of(self.solver, "solver", SOLVERS)
        for name in ("latent_dim", "max_iter", "epochs", "batch_size"):
            check_positive_int(getattr(self, name), name)
        check_number(self.beta, "beta", 0, open_low=True)
        check_positive(self.variance, "variance")
        check_positive(self.learning_rate, "learning_rate")


def spectrum(X):
    """Return the mean, the eigenvalues of the covariance over N, falling, and V (D, D).

    The columns of V are the eigenvectors.
    """
    mean = X.mean(axis=0)
    centred = X - mean
    values, V = np.linalg.eigh(centred.T @ centred / len(X))
    return mean, np.maximum(values[::-1], 0.0), V[:, ::-1]
