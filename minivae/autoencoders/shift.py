"""Images moved at random, for an encoder that should not mind where they stand."""

from math import isqrt

import numpy as np

from ..nn.layers import Cache, Layer


class RandomShift(Layer):
    """y[i, j] = x[i - a, j - b], 0 from outside; a, b at random from -s ... s.

    Each image of a batch gets its own a and b, in training alone; otherwise y = x.

    Parameters
    ----------
    n_pixels : int, D, the square of the side of the images
    shift : int, s < side

    Raises
    ------
    ValueError
        If D is no square, or the shift could move a whole image out of its frame.
    """

    def __init__(self, n_pixels, shift):
        super().__init__()
        side = isqrt(n_pixels)
        if side * side != n_pixels:
            raise ValueError(
                f"shift={shift} moves square images, and a row of X has {n_pixels} "
                "numbers: give shift=0"
            )
        if shift >= side:
            raise ValueError(
                f"shift must be smaller than the side of the images, {side}, got "
                f"{shift}"
            )
        self.side, self.shift = side, shift

    def forward(self, x, train=False, rng=None):
        """Move each image; the cache holds (a, b) of each, or None."""
        if not train:
            return x, Cache(by=None)
        by = rng.integers(-self.shift, self.shift, size=(len(x), 2), endpoint=True)
        return self._moved(x, by), Cache(by=by)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dL/dx: move the gradient back."""
        if not need_dx:
            return None
        return dy.copy() if cache.by is None else self._moved(dy, -cache.by)

    def _moved(self, x, by):
        s, side = self.shift, self.side
        images = np.pad(x.reshape(-1, side, side), ((0, 0), (s, s), (s, s)))
        # Row i of the result is row i - a of the image, which stands at i - a + s.
        lines = np.arange(side) - by[:, :1] + s  # (N, side)
        columns = np.arange(side) - by[:, 1:] + s
        n = np.arange(len(x))[:, None, None]
        return images[n, lines[:, :, None], columns[:, None, :]].reshape(x.shape)
