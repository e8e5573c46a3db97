"""An autoencoder of convolutions: the same few weights at each place of the image.

Shapes: N batch, D = H x W x C numbers per image, K code units (``latent_dim``).
"""

from itertools import pairwise
from math import isqrt, prod

import numpy as np

from ..base import check_positive_int
from ..fitting import warn
from ..nn import (
    Conv2d,
    ConvTranspose2d,
    Flatten,
    Linear,
    ReLU,
    Sequential,
    Unflatten,
    n_windows,
)
from .autoencoder import Autoencoder
from .trainable import BLOCK


class ConvAutoencoder(Autoencoder):
    """x̂ = decode(encode(x)), where convolutions make the image smaller, step by step.

    It minimises -log p(x | x̂) in nats, as `Autoencoder` does. The encoder has one
    `Conv2d` and a ReLU for each entry of ``channels``, then a `Linear` to the code; the
    decoder has the same, in the other order, with `ConvTranspose2d`. A convolution with
    stride 2 halves height and width; padding of (kernel - 1) // 2 keeps the windows in
    the middle. No pooling: the stride does it, and a transpose undoes it.

    Masci et al. (2011), "Stacked convolutional auto-encoders for hierarchical feature
    extraction".

    Parameters
    ----------
    channels : tuple of int, output channels of each convolution of the encoder
    kernel : int, height and width of every kernel
    stride : int, up to the kernel; a larger one would pass over pixels
    latent_dim : int, K
    image_shape : (H, W) or (H, W, C), how the D numbers of a row become an image. None:
        a square of grey pixels; if D is no square, one line of D pixels, with a warning
    likelihood : "bernoulli" (data in [0, 1]) or "gaussian"
    epochs, batch_size : int; a batch larger than the data is all of it
    learning_rate : float, Adam's
    random_state : None, int or numpy.random.Generator
    progress : bool, show a bar with the loss

    Attributes
    ----------
    encoder_, decoder_ : Sequential
    image_shape_ : (H, W, C)
    history_ : dict, one value per epoch: "loss" (nats per image) and
        "squared_error" (Σ_d (x_d - x̂_d)², mean per image)

    Raises
    ------
    ValueError
        As `Autoencoder`; and if the image shape does not have D numbers, or a kernel is
        larger than the image that comes to it.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).random((64, 36), dtype=np.float32)
    >>> model = ConvAutoencoder(channels=(4, 8), latent_dim=2, epochs=2, batch_size=16,
    ...                         random_state=0, progress=False).fit(X)
    >>> model.image_shape_, model.transform(X).shape, model.reconstruct(X).shape
    ((6, 6, 1), (64, 2), (64, 36))
    """

    def __init__(
        self,
        channels=(16, 32),
        kernel=3,
        stride=2,
        latent_dim=20,
        image_shape=None,
        likelihood="bernoulli",
        epochs=10,
        batch_size=128,
        learning_rate=1e-3,
        random_state=None,
        progress=True,
    ):
        self.channels = channels
        self.kernel = kernel
        self.stride = stride
        self.latent_dim = latent_dim
        self.image_shape = image_shape
        self.likelihood = likelihood
        self.epochs = epochs
        self.batch_size = batch_size
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress

    def decode(self, z):
        """Return the decoder's mean image for each code z: (N, K) -> (N, D)."""
        self._check_fitted()
        if np.ndim(z) != 2 or len(z) <= BLOCK:
            return super().decode(z)
        # All at once, the windows of 60,000 images would fill the memory.
        blocks = (z[i : i + BLOCK] for i in range(0, len(z), BLOCK))
        return np.concatenate([super(ConvAutoencoder, self).decode(b) for b in blocks])

    def _build(self, n_features, rng):
        shape = self._image_shape(n_features)
        sizes, K = self._sizes(shape), self.latent_dim
        channels = (shape[2], *self.channels)
        smallest = (*sizes[-1], channels[-1])
        window = dict(stride=self.stride, padding=(self.kernel - 1) // 2)
        encoder, decoder = [], []
        for size, after, (n_in, n_out) in zip(
            sizes[:-1], sizes[1:], pairwise(channels), strict=True
        ):
            encoder += [Conv2d(n_in, n_out, self.kernel, rng, **window), ReLU()]
            back = ConvTranspose2d(
                n_out,
                n_in,
                self.kernel,
                rng,
                **window,
                output_padding=self._left_over(size, after),
                init="he" if decoder else "glorot",  # no ReLU after the last one
            )
            decoder = [back, *([ReLU()] if decoder else []), *decoder]
        into = Linear(prod(smallest), K, rng, init="glorot")
        out_of = Linear(K, prod(smallest), rng)
        self.image_shape_ = shape
        self.encoder_ = Sequential(Unflatten(*shape), *encoder, Flatten(), into)
        self.decoder_ = Sequential(
            out_of, ReLU(), Unflatten(*smallest), *decoder, Flatten()
        )

    def _image_shape(self, D):
        """Return (H, W, C)."""
        if self.image_shape is None:
            side = isqrt(D)
            return (side, side, 1) if side * side == D else (1, D, 1)
        shape = tuple(int(size) for size in self.image_shape)
        shape = shape if len(shape) == 3 else (*shape, 1)
        if prod(shape) != D:
            raise ValueError(
                f"image_shape={self.image_shape} has {prod(shape)} numbers, and a row "
                f"of X has {D}"
            )
        return shape

    def _sizes(self, shape):
        """Return (height, width) before the first convolution and after each one."""
        if self.kernel > max(3, *shape[:2]):  # the default of 3 takes the smallest too
            raise ValueError(
                f"a kernel of {self.kernel} x {self.kernel} is larger than the image "
                f"of {shape[0]} x {shape[1]}"
            )
        kernel, stride = (self.kernel,) * 2, (self.stride,) * 2
        padding = ((self.kernel - 1) // 2,) * 2
        sizes = [shape[:2]]
        for _ in self.channels:
            sizes.append(n_windows(sizes[-1], kernel, stride, padding))
        return sizes

    def _left_over(self, size, after):
        """Return the lines that the last window did not reach: `output_padding`."""
        reach = self.kernel - 2 * ((self.kernel - 1) // 2)
        pairs = zip(size, after, strict=True)
        return tuple(s - ((a - 1) * self.stride + reach) for s, a in pairs)

    def _numbers_at_least(self):
        """Return how many weights the kernels and the two `Linear` have."""
        shape = self._image_shape(self.n_features_in_)
        dense = prod(self._sizes(shape)[-1]) * self.channels[-1] * self.latent_dim
        pairs = pairwise((shape[2], *self.channels))
        return 2 * (dense + self.kernel**2 * sum(a * b for a, b in pairs))

    def _n_layers(self):
        return 4 * (len(self.channels) + 1)  # arrays: W and b, there and back

    def _check_fit_input(self, X, **how):
        X = super()._check_fit_input(X, **how)
        D = X.shape[1]
        if self.image_shape is None and isqrt(D) ** 2 != D:
            warn(
                f"{D} is no square, so each row of X is taken as one line of {D} "
                "pixels: give image_shape=(height, width) if it is an image"
            )
        return X

    def _check_widths(self):
        for name in ("kernel", "stride"):
            check_positive_int(getattr(self, name), name)
        if self.stride > self.kernel:
            raise ValueError(
                f"stride must be at most the kernel, or pixels are passed over: got "
                f"stride={self.stride} with kernel={self.kernel}"
            )
        if not isinstance(self.channels, (tuple, list)) or not self.channels:
            raise ValueError(
                "channels must be a tuple of at least one integer, such as (16, 32), "
                f"got {self.channels!r}"
            )
        for number in self.channels:
            check_positive_int(number, "each entry of channels")
        shape = self.image_shape
        if shape is None:
            return
        if not isinstance(shape, (tuple, list)) or len(shape) not in (2, 3):
            raise ValueError(
                "image_shape must be None, (height, width) or (height, width, "
                f"channels), got {shape!r}"
            )
        for size in shape:
            check_positive_int(size, "each entry of image_shape")
