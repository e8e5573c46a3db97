"""Autoencoders: squeeze the data through a narrow code, and rebuild it.

Shapes: N batch, D pixels, K code units (``latent_dim``).
"""

import numpy as np

from ..nn import bernoulli_nll, gaussian_nll
from .corruption import corrupt
from .trainable import TrainableAutoencoder, forward_by_row, perceptron


class Autoencoder(TrainableAutoencoder):
    """x̂ = decode(encode(x)), trained to minimise -log p(x | x̂), in nats.

    With the Gaussian likelihood (unit variance) that is half the squared error of an
    image plus a constant; with the Bernoulli likelihood it is the cross-entropy.

    Parameters
    ----------
    hidden : tuple of int, widths from the data to the code; the decoder mirrors them
    latent_dim : int, K
    likelihood : "bernoulli" (data in [0, 1]) or "gaussian"
    epochs, batch_size : int; a batch larger than the data is all of it
    learning_rate : float, Adam's
    random_state : None, int or numpy.random.Generator
    progress : bool, show a bar with the loss

    Attributes
    ----------
    encoder_, decoder_ : Sequential
    history_ : dict, one value per epoch: "loss" (nats per image) and
        "squared_error" (Σ_d (x_d - x̂_d)², mean per image)

    Raises
    ------
    ValueError
        For data that is not finite, not (N, D), empty or, with the Bernoulli
        likelihood, outside [0, 1].

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).random((64, 12), dtype=np.float32)
    >>> model = Autoencoder(hidden=(8,), latent_dim=2, epochs=2, batch_size=16,
    ...                     random_state=0, progress=False).fit(X)
    >>> model.transform(X).shape, model.reconstruct(X).shape
    ((64, 2), (64, 12))
    """

    _show = "squared_error"

    def __init__(
        self,
        hidden=(400,),
        latent_dim=20,
        likelihood="bernoulli",
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
    ):
        self.hidden = hidden
        self.latent_dim = latent_dim
        self.likelihood = likelihood
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress

    def _build(self, n_features, rng):
        K, hidden = self.latent_dim, tuple(self.hidden)
        self.encoder_ = perceptron((n_features, *hidden, K), rng)
        self.decoder_ = perceptron((K, *hidden[::-1], n_features), rng)

    def _noise(self, x, rng):
        return None

    def loss_and_grads(self, x, x_in=None, train=False, rng=None):
        """Return the loss on x, and add its gradient to both networks.

        Parameters
        ----------
        x : array, (N, D), the target
        x_in : array, (N, D), what the encoder sees; None means x itself
        train, rng : what the layers are told, as in ``Layer.forward``

        Returns
        -------
        loss : float, nats, mean over the batch
        terms : dict of floats, what ``history_`` records
        """
        self._check_fitted()
        x_in = x if x_in is None else x_in
        z, enc = self.encoder_.forward(x_in, train, rng)  # (N, K)
        output, dec = self.decoder_.forward(z, train, rng)  # (N, D)
        nll = bernoulli_nll if self.likelihood == "bernoulli" else gaussian_nll
        loss, doutput = nll(output, x)
        dz = self.decoder_.backward(doutput, dec)
        self.encoder_.backward(dz, enc, need_dx=False)
        # Both losses have doutput = (x̂ - x) / N.
        squared_error = len(x) * float(np.sum(doutput**2, dtype=np.float64))
        return loss, {"loss": loss, "squared_error": squared_error}

    def encode(self, X):
        """Return the code of each row: (N, D) -> (N, K)."""
        X = self._check_data(X)
        return forward_by_row(self.encoder_, X)

    def transform(self, X):
        """The same as ``encode``, under scikit-learn's name."""
        return self.encode(X)

    def squared_error(self, X):
        """Σ_d (x_d - x̂_d)², one per row: (N,). Hinton & Salakhutdinov's measure."""
        X_hat = self.reconstruct(X)
        return np.sum((np.asarray(X, dtype=np.float32) - X_hat) ** 2, axis=1)

    def score(self, X, y=None):
        """Minus the mean squared error per row: higher is better."""
        return -float(self.squared_error(X).mean())


class DenoisingAutoencoder(Autoencoder):
    """x̂ = decode(encode(x̃)), x̃ a spoilt copy of x, trained to rebuild the clean x.

    Vincent et al. (2010), "Stacked denoising autoencoders". ``reconstruct`` takes the
    spoilt images and returns clean ones; give ``squared_error`` and ``score`` the
    clean images too, or they compare with what they were given.

    Parameters
    ----------
    corruption : "gaussian", "masking" or "salt_and_pepper"
    level : float, standard deviation (gaussian) or probability per pixel
    hidden, latent_dim, likelihood, epochs, batch_size, learning_rate, random_state,
    progress :
        as for ``Autoencoder``
    """

    def __init__(
        self,
        corruption="gaussian",
        level=0.5,
        hidden=(400,),
        latent_dim=64,
        likelihood="bernoulli",
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
    ):
        super().__init__(
            hidden=hidden,
            latent_dim=latent_dim,
            likelihood=likelihood,
            epochs=epochs,
            batch_size=batch_size,
            learning_rate=learning_rate,
            random_state=random_state,
            progress=progress,
        )
        self.corruption = corruption
        self.level = level

    def squared_error(self, X, clean=None):
        """Σ_d (x_d - x̂_d)², one per row: (N,), where x̂ is rebuilt from X.

        Parameters
        ----------
        X : array, (N, D), what the encoder sees, spoilt or not
        clean : array, (N, D), the images x that x̂ should equal. None means X itself:
            noise that was taken out of X then counts as error.

        Raises
        ------
        ValueError
            If X and clean differ in shape.
        """
        X_hat = self.reconstruct(X)
        clean = np.asarray(X if clean is None else clean, dtype=np.float32)
        if clean.shape != X_hat.shape:
            raise ValueError(
                f"the clean images have shape {clean.shape}, X has {X_hat.shape}"
            )
        return np.sum((clean - X_hat) ** 2, axis=1)

    def score(self, X, y=None):
        """Minus the mean squared error per row, against y: higher is better.

        Parameters
        ----------
        X : array, (N, D), what the encoder sees, spoilt or not
        y : array, (N, D), the clean images. None means X itself; so do labels, (N,),
            which scikit-learn's tools hand to every score.
        """
        clean = y if np.ndim(y) == 2 else None
        return -float(self.squared_error(X, clean).mean())

    def _check_parameters(self):
        super()._check_parameters()
        corrupt(np.zeros((1, 1)), self.corruption, self.level, np.random.default_rng(0))

    def _noise(self, x, rng):
        return corrupt(x, self.corruption, self.level, rng)

    def _check_data(self, X):
        return self._check_input(X)  # spoilt images may leave [0, 1]
