"""The variational autoencoder.

Shapes: N batch, D pixels, K latent dimensions, S samples of z. All values in nats.
"""

import numpy as np

from ..base import (
    check_count,
    check_number,
    check_positive,
    check_positive_int,
    generator,
    is_integer,
)
from .kl import kl_rows, kl_to_standard_normal, kl_with_free_bits
from .likelihood import log_likelihood, nll
from .reparameterisation import reparameterise, reparameterise_backward
from .shift import RandomShift
from .trainable import TrainableAutoencoder, forward_by_row, perceptron

LARGEST_LOGVAR = np.log(np.finfo(np.float32).max)


class VAE(TrainableAutoencoder):
    """ELBO(x) = E_q(z|x)[log p(x|z)] - β KL(q(z|x) ‖ N(0, I)),  q = N(μ(x), σ²(x)).

    Kingma & Welling (2014), eq. 3, with one sample of z per image and step.

    Parameters
    ----------
    hidden : tuple of int, widths from the data to the code; the decoder mirrors them
    latent_dim, beta : int, K; float, weight of the KL term in training: 1 is the ELBO
    likelihood : "bernoulli" (data in [0, 1]) or "gaussian"
    variance : float, σ² of the Gaussian likelihood
    epochs, batch_size : int; a batch larger than the data is all of it
    learning_rate : float, Adam's
    random_state : None, int or numpy.random.Generator
    progress : bool, show a bar with the ELBO
    warm_up : int, epochs in which the weight of the KL term rises evenly from 0 to β
        (Bowman et al. 2016); 0: it is β from the first step on
    free_bits : float, nats of KL that each latent dimension has without a fee in
        training, see ``kl_with_free_bits``
    batch_norm : bool, a BatchNorm before each ReLU
    shift : int, the encoder sees images moved by up to so many pixels in training, and
        the decoder rebuilds them where they were: see `RandomShift`

    Attributes
    ----------
    encoder_ : Sequential, x -> (μ, log σ²) side by side, (N, 2K)
    decoder_ : Sequential, z -> logits (Bernoulli) or means (Gaussian), (N, D)
    history_ : dict, one value per epoch, nats per image: "elbo" (β = 1),
        "reconstruction" (-E log p(x|z)) and "kl"

    Raises
    ------
    ValueError
        For data that is not finite, not (N, D), empty or, with the Bernoulli
        likelihood, outside [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).random((64, 12), dtype=np.float32)
    >>> model = VAE(hidden=(8,), latent_dim=2, epochs=2, batch_size=16,
    ...             random_state=0, progress=False).fit(X)
    >>> model.elbo(X, random_state=0).shape, model.sample(3, random_state=0).shape
    ((64,), (3, 12))
    """

    _show = "elbo"

    def __init__(
        self,
        hidden=(400,),
        latent_dim=20,
        beta=1.0,
        likelihood="bernoulli",
        variance=1.0,
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
        warm_up=0,
        free_bits=0.0,
        batch_norm=False,
        shift=0,
    ):
        self.hidden = hidden
        self.latent_dim = latent_dim
        self.beta = beta
        self.likelihood = likelihood
        self.variance = variance
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress
        self.warm_up = warm_up
        self.free_bits = free_bits
        self.batch_norm = batch_norm
        self.shift = shift

    def _check_parameters(self):
        super()._check_parameters()
        check_number(self.beta, "beta", 0)
        check_positive(self.variance, "variance")
        check_count(self.warm_up, "warm_up")
        check_number(self.free_bits, "free_bits", 0)
        check_count(self.shift, "shift")

    def _build(self, n_features, rng):
        K, hidden = self.latent_dim, tuple(self.hidden)
        norm = self.batch_norm
        self.encoder_ = perceptron((n_features, *hidden, 2 * K), rng, norm)
        self.decoder_ = perceptron((K, *hidden[::-1], n_features), rng, norm)
        if self.shift:
            self.encoder_.layers.insert(0, RandomShift(n_features, self.shift))

    def _batch_size(self, N):
        size = super()._batch_size(N)
        while self.batch_norm and size < N and N % size == 1:
            size += 1  # a last batch of one image has no variance
        return size

    def _weights(self, epoch):
        rise = epoch / self.warm_up if self.warm_up else 1.0
        return {"beta": self.beta * min(1.0, rise)}

    def _noise(self, x, rng):
        return rng.standard_normal((len(x), self.latent_dim), dtype=np.float32)

    def loss_and_grads(self, x, eps, train=False, rng=None, beta=None):
        """Return -ELBO on x for the noise eps, and add its gradient to both networks.

        Parameters
        ----------
        x : array, (N, D)
        eps : array, (N, K), standard normal
        train, rng : what the layers are told, as in ``Layer.forward``
        beta : float, weight of the KL term; None: the model's

        Returns
        -------
        loss : float, mean over the batch: reconstruction + β KL
        terms : dict of floats: "elbo", "reconstruction", "kl"
        """
        self._check_fitted()
        beta = self.beta if beta is None else beta
        h, enc = self.encoder_.forward(x, train, rng)  # (N, 2K)
        mu, logvar = np.split(h, 2, axis=1)  # two heads, (N, K)
        z, rep = reparameterise(mu, logvar, eps)
        output, dec = self.decoder_.forward(z, train, rng)  # (N, D)
        loss, doutput = nll(output, x, self.likelihood, self.variance)
        kl, dmu_kl, dlogvar_kl = kl_to_standard_normal(mu, logvar)
        fee = kl
        if self.free_bits:
            fee, dmu_kl, dlogvar_kl = kl_with_free_bits(mu, logvar, self.free_bits)

        dz = self.decoder_.backward(doutput, dec)
        dmu, dlogvar = reparameterise_backward(dz, rep)
        dmu += beta * dmu_kl
        dlogvar += beta * dlogvar_kl
        self.encoder_.backward(np.hstack([dmu, dlogvar]), enc, need_dx=False)
        terms = {"elbo": -(loss + kl), "reconstruction": loss, "kl": kl}
        return loss + beta * fee, terms

    def encode(self, X):
        """Return μ and log σ² of q(z|x) for each row: (N, D) -> two (N, K)."""
        X = self._check_data(X)
        return np.split(forward_by_row(self.encoder_, X), 2, axis=1)

    def transform(self, X):
        """Return the posterior means μ(x): (N, D) -> (N, K)."""
        return self.encode(X)[0]

    def sample(self, n, random_state=None):
        """Decode n draws of z ~ N(0, I), the prior: (n, D) mean images."""
        self._check_fitted()
        rng = generator(random_state)
        z = rng.standard_normal((check_positive_int(n, "n"), self.latent_dim))
        return self.decode(z)

    def interpolate(self, x_a, x_b, n=10):
        """Decode n points on the straight line from μ(x_a) to μ(x_b): (n, D)."""
        ends = self.transform(np.stack([x_a, x_b]))  # (2, K)
        t = np.linspace(0, 1, check_positive_int(n, "n"))[:, None]
        return self.decode((1 - t) * ends[0] + t * ends[1])

    def elbo(self, X, random_state=None):
        """One-sample estimate of the ELBO (β = 1) of each row: (N,) nats."""
        X = self._check_data(X)
        mu, logvar = self._posterior(X)
        eps = self._noise(X, generator(random_state))
        z, _ = reparameterise(mu, logvar, eps)
        output, _ = self.decoder_.forward(z)
        return self._log_likelihood(output, X) - kl_rows(mu, logvar)

    def log_likelihood(self, X, n_samples=100, random_state=None):
        """log (1/S) Σ_s p(x|z_s) p(z_s) / q(z_s|x),  z_s ~ q(z|x), of each row.

        A lower bound of log p(x) on average, which tightens as S grows; S = 1 is the
        ELBO. Burda et al. (2016), "Importance weighted autoencoders", eq. 8.

        Parameters
        ----------
        X : array, (N, D)
        n_samples : int, S
        random_state : None, int or Generator

        Returns
        -------
        array, (N,), nats
        """
        X = self._check_data(X)
        S = check_positive_int(n_samples, "n_samples")
        rng = generator(random_state)
        mu, logvar = self._posterior(X)
        sigma = np.exp(0.5 * logvar)
        total = np.full(len(X), -np.inf)  # running log Σ_s w_s
        for _ in range(S):
            eps = self._noise(X, rng)
            z = mu + sigma * eps
            output, _ = self.decoder_.forward(z)
            log_prior = -0.5 * np.sum(z**2, axis=1)  # the 2π terms cancel
            log_q = -0.5 * np.sum(eps**2 + logvar, axis=1)
            log_w = self._log_likelihood(output, X) + log_prior - log_q
            total = np.logaddexp(total, log_w)
        return total - np.log(S)

    def score(self, X, y=None):
        """Mean one-sample ELBO, drawn with ``random_state``: higher is better."""
        seed = self.random_state if is_integer(self.random_state) else 0
        return float(self.elbo(X, random_state=seed).mean())

    def _posterior(self, x):
        mu, logvar = np.split(self.encoder_.forward(x)[0], 2, axis=1)
        if not logvar.max() < LARGEST_LOGVAR:
            n = int(logvar.max(axis=1).argmax())
            raise ValueError(
                f"row {n} of X gets log σ² = {logvar[n].max():.3g}, and σ² overflows: "
                "X is far from the data of the training; has it the same scale?"
            )
        return mu, logvar

    def _log_likelihood(self, output, x):
        return log_likelihood(output, x, self.likelihood, self.variance)
