"""What the autoencoders share: how they are built, trained and asked.

A subclass says what its networks are (``_build``), which noise it needs
(``_noise``) and what its loss is (``loss_and_grads``).
"""

import inspect
from collections.abc import Iterable
from itertools import pairwise

import numpy as np

from ..base import (
    Transformer,
    check_one_of,
    check_positive,
    check_positive_int,
    check_unit_interval,
    generator,
    not_fitted_error,
)
from ..files import Floats, History
from ..nn import (
    Adam,
    BatchNorm,
    Linear,
    ReLU,
    Sequential,
    named_buffers,
    named_parameters,
    sigmoid,
    train,
)

BLOCK = 1024  # rows in float64 at a time
UNSCALED = 10.0  # a network starts as if each column had a scale of about 1


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
        rng = generator(self.random_state)
        self._build(X.shape[1], rng)

        # A subclass may write loss_and_grads(x, noise), and run its own networks.
        known = inspect.signature(self.loss_and_grads).parameters
        mode = {"train": True, "rng": rng} if "train" in known else {}
        seen = 0  # images, over all epochs

        def batch_loss(rows):
            nonlocal seen
            x, weights = X[rows], self._weights(seen / len(X))
            weights = {name: weights[name] for name in known.keys() & weights}
            seen += len(rows)
            return self.loss_and_grads(x, self._noise(x, rng), **mode, **weights)

        self._train(batch_loss, len(X), X, rng)
        return self

    def _train(self, batch_loss, n, X, rng):
        """Run the loop, n examples an epoch; X tells why a loss became infinite."""
        self.history_ = {}
        optimiser = Adam(*self._nets(), learning_rate=self.learning_rate)
        try:
            with np.errstate(over="ignore", invalid="ignore"):  # the loss tells
                train(
                    batch_loss,
                    optimiser,
                    n,
                    epochs=self.epochs,
                    batch_size=self._batch_size(n),
                    rng=rng,
                    show=self._show,
                    progress=self.progress,
                    history=self.history_,
                )
        except FloatingPointError as error:
            raise FloatingPointError(unscaled(X) or str(error)) from None

    def _nets(self):
        """Return the networks that are trained and saved."""
        return self.encoder_, self.decoder_

    def _batch_size(self, N):
        """Return how many rows a batch has, at most N."""
        return min(self.batch_size, N)

    def _weights(self, epoch):
        """Return what loss_and_grads is told after so many (a float) epochs."""
        return {}

    def decode(self, z):
        """Return the decoder's mean image for each code z: (N, K) -> (N, D)."""
        z = self._check_codes(z)
        output, _ = self.decoder_.forward(z)  # (N, D)
        return self._mean_image(output)

    def _check_codes(self, z):
        self._check_fitted()
        z = np.asarray(z, dtype=np.float32)
        if z.ndim != 2 or z.shape[1] != self.latent_dim:
            raise ValueError(
                f"decode expects codes of shape (N, {self.latent_dim}), got {z.shape}"
            )
        return z

    def _mean_image(self, output):
        return sigmoid(output) if self.likelihood == "bernoulli" else output

    def inverse_transform(self, Z):
        """The same as ``decode``, under scikit-learn's name."""
        return self.decode(Z)

    def reconstruct(self, X):
        """Encode, then decode without noise: (N, D) -> (N, D)."""
        return self.decode(self.transform(X))

    def _fitted(self):
        arrays = {
            name: Floats(*array.shape, types=("f4", "f8"))
            for name, array in self._arrays().items()
        }
        return {"history_": History(), **arrays}

    def _saved_values(self):
        return {"history_": self.history_, **self._arrays()}

    def _before_load(self, archive):
        needed = self._numbers_at_least()
        if needed > archive.numbers or self._n_layers() > len(archive.types):
            raise ValueError(
                f"its networks have {needed:,} weights or more, and the file holds at "
                f"most {archive.numbers:,} numbers"
            )
        self._build(self.n_features_in_, np.random.default_rng(0))

    def _numbers_at_least(self):
        """Return how many weights ``_build`` makes at least: W of each encoder layer.

        A subclass whose networks are of another kind has its own.
        """
        widths = self.n_features_in_, *self.hidden, self.latent_dim
        return sum(a * b for a, b in pairwise(widths))

    def _n_layers(self):
        """Return how many layers ``_build`` makes at least."""
        return len(self.hidden)

    def _take(self, values):
        self.history_ = values.pop("history_")
        for name, own in self._arrays().items():
            own[...] = values[name]

    def _arrays(self):
        """Return every array of the networks by name, e.g. ``"0.2.Linear.W"``."""
        nets = self._nets()
        params = {name: at.params[key] for name, at, key in named_parameters(*nets)}
        return params | {
            name: at.buffers[key] for name, at, key in named_buffers(*nets)
        }

    def _check_parameters(self):
        for name in ("latent_dim", "epochs", "batch_size"):
            check_positive_int(getattr(self, name), name)
        check_positive(self.learning_rate, "learning_rate")
        self._check_widths()
        check_one_of(self.likelihood, "likelihood", ("bernoulli", "gaussian"))

    def _check_widths(self):
        if isinstance(self.hidden, str) or not isinstance(self.hidden, Iterable):
            raise ValueError(
                f"hidden must be a tuple of widths, such as (400,), got {self.hidden!r}"
            )
        for width in self.hidden:
            check_positive_int(width, "each entry of hidden")

    def _check_fitted(self):
        # Networks, not n_features_in_: a fit that refused its data leaves only that.
        if not hasattr(self, "encoder_"):
            raise not_fitted_error(type(self).__name__)

    def _check_data(self, X):
        X = self._check_input(X)
        if self.likelihood == "bernoulli":
            check_unit_interval(X, type(self).__name__)
        return X


def forward_by_row(net, X):
    """Return the net's output for X, (N, D), so that a row's is its own affair.

    The products of float32 round by where a row stands in the batch. In float64 that
    is too little to be seen in the float32 that comes out.
    """
    blocks = (X[i : i + BLOCK].astype(np.float64) for i in range(0, len(X), BLOCK))
    return np.concatenate([net.forward(x)[0].astype(X.dtype) for x in blocks])


def unscaled(X):
    """Say that a column of X has a large scale and how to cure it; None if none has."""
    X = X.astype(np.float64)
    mean, scale = X.mean(axis=0), X.std(axis=0)
    d, far = int(scale.argmax()), int(np.abs(mean).argmax())
    if max(scale[d], abs(mean[far])) < UNSCALED:
        return None
    found = f"column {d} has the largest standard deviation, {scale[d]:.3g}"
    if abs(mean[far]) > scale[d]:
        found += f", and column {far} the mean {mean[far]:.3g}"
    return (
        f"the loss became infinite or NaN, because of the scale of X: {found}. "
        "Standardise its columns, (X - X.mean(0)) / X.std(0); a smaller learning_rate "
        "is no cure"
    )


def perceptron(sizes, rng, batch_norm=False):
    """Linear, ReLU, Linear, ..., Linear: a net with the given layer sizes.

    With ``batch_norm``, a BatchNorm stands before each ReLU.

    Glorot's start throughout: after ten epochs on MNIST the VAE's test ELBO is about
    half a nat better than from He's larger weights.
    """
    layers = []
    for n_in, n_out in zip(sizes[:-1], sizes[1:], strict=True):
        norm = [BatchNorm(n_out)] if batch_norm else []
        layers += [Linear(n_in, n_out, rng, init="glorot"), *norm, ReLU()]
    return Sequential(*layers[: -2 if batch_norm else -1])  # the last one stays linear
