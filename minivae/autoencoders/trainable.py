"""What the autoencoders share: how they are built, trained and asked.

A subclass says what its networks are (``_build``), which noise it needs
(``_noise``) and what its loss is (``loss_and_grads``).
"""

import inspect

import numpy as np

from ..base import (
    Transformer,
    check_positive_int,
    check_unit_interval,
    not_fitted_error,
)
from ..nn import Adam, Linear, ReLU, Sequential, sigmoid, train
from .model_file import load_model, save_model


class TrainableAutoencoder(Transformer):
    """An encoder, a decoder and one training loop."""

    _preserves_dtype = ("float32",)

    def fit(self, X, y=None):
        """Train on X: (N, D). Returns ``self``; the curves are in ``history_``.

        Ctrl-C ends it early and keeps the networks of the last whole epoch.
        """
        X = self._check_fit_input(X)
        self._check_parameters()
        if self.likelihood == "bernoulli":
            check_unit_interval(X, type(self).__name__)
        rng = np.random.default_rng(self.random_state)
        self._build(X.shape[1], rng)
        self.history_ = {}
        optimiser = Adam(self.encoder_, self.decoder_, learning_rate=self.learning_rate)

        mode = {"train": True, "rng": rng}
        if "train" not in inspect.signature(self.loss_and_grads).parameters:
            mode = {}  # a subclass may write loss_and_grads(x, noise), and run its own

        def batch_loss(rows):
            x = X[rows]
            return self.loss_and_grads(x, self._noise(x, rng), **mode)

        train(
            batch_loss,
            optimiser,
            len(X),
            epochs=self.epochs,
            batch_size=self.batch_size,
            rng=rng,
            show=self._show,
            progress=self.progress,
            history=self.history_,
        )
        return self

    def decode(self, z):
        """Return the decoder's mean image for each code z: (N, K) -> (N, D)."""
        self._check_fitted()
        z = np.asarray(z, dtype=np.float32)
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise ValueError(
                f"decode expects codes of shape (N, {self.latent_dim}), got {z.shape}"
            )
        output, _ = self.decoder_.forward(z)  # (N, D)
        return sigmoid(output) if self.likelihood == "bernoulli" else output

    def inverse_transform(self, Z):
        """The same as ``decode``, under scikit-learn's name."""
        return self.decode(Z)

    def reconstruct(self, X):
        """Encode, then decode without noise: (N, D) -> (N, D)."""
        return self.decode(self.transform(X))

    def save(self, path):
        """Write parameters and arrays to ``path`` (.npz, no pickle)."""
        self._check_fitted()
        return save_model(self, path)

    @classmethod
    def load(cls, path):
        """Read a model that ``save`` wrote; anything else is one clear ValueError."""
        return load_model(cls, path)

    def _check_parameters(self):
        for name in ("latent_dim", "epochs", "batch_size"):
            check_positive_int(getattr(self, name), name)
        for width in self.hidden:
            check_positive_int(width, "each entry of hidden")
        if self.likelihood not in ("bernoulli", "gaussian"):
            raise ValueError(
                f'likelihood must be "bernoulli" or "gaussian", got {self.likelihood!r}'
            )

    def _check_fitted(self):
        # Networks, not n_features_in_: a fit that refused its data leaves only that.
        if not hasattr(self, "encoder_"):
            raise not_fitted_error(type(self).__name__)

    def _check_data(self, X):
        X = self._check_input(X)
        if self.likelihood == "bernoulli":
            check_unit_interval(X, type(self).__name__)
        return X


def perceptron(sizes, rng):
    """Linear, ReLU, Linear, ..., Linear: a net with the given layer sizes.

    Glorot's start throughout: after ten epochs on MNIST the VAE's test ELBO is about
    half a nat better than from He's larger weights.
    """
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        layers += [Linear(n_in, n_out, rng, init="glorot"), ReLU()]
    return Sequential(*layers[:-1])  # no ReLU after the last
