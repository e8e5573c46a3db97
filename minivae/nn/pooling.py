"""Pooling: the largest number of each window."""

import numpy as np

from .layers import Cache, Layer
from .windows import check_gradient, check_images, n_windows, pair


class MaxPool2d(Layer):
    """y_ijc = max_uv x_(si+u)(sj+v)c; dx is dy where x was the largest, else 0.

    x: (N, H, W, C), y: (N, H', W', C) with H' = ⌊(H - k) / s⌋ + 1: lines at the end
    that fill no window are passed over. Of equal numbers, the first one counts.

    Parameters
    ----------
    size : int, or a pair (height, width), the window k
    stride : the same; None means the size, so that windows touch

    Raises
    ------
    ValueError
        If an argument is out of its range, x is not (N, H, W, C), or the window is
        larger than the image.
    """

    def __init__(self, size=2, stride=None):
        super().__init__()
        self.size = pair(size, "size", 1)
        self.stride = self.size if stride is None else pair(stride, "stride", 1)

    def forward(self, x, train=False, rng=None):
        """Go through the places of a window, for all windows at once."""
        check_images(x, None, "MaxPool2d")
        parts = list(self._parts(x.shape))
        y = x[parts[0]].copy()
        best = np.zeros(y.shape, dtype=np.int32)  # which place of its window won
        for place, part in enumerate(parts):
            best[x[part] > y] = place
            y = np.maximum(y, x[part])  # NaN stays NaN
        return y, Cache(best=best, shape=x.shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """Add dy to the pixel that won. One may win in several windows."""
        check_gradient(dy, cache.best.shape)
        if not need_dx:
            return None
        dx = np.zeros(cache.shape, dtype=dy.dtype)
        for place, part in enumerate(self._parts(cache.shape)):
            dx[part] += dy * (cache.best == place)
        return dx

    def _parts(self, shape):
        """Yield, for each place of a window, the slices of x at that place."""
        (down, right) = self.stride
        rows, places = n_windows(shape[1:3], self.size, self.stride)
        for u, v in np.ndindex(*self.size):
            yield (
                slice(None),
                slice(u, u + down * rows, down),
                slice(v, v + right * places, right),
            )
