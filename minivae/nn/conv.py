"""Convolution and its transpose: windows as rows of a matrix, then one product.

Images are (N, H, W, C), channels last: then the rows that `im2col` copies are runs of
memory, and what the product gives, (N H' W', O), is the output image as it stands.

Shapes: N batch, I and O channels in and out, H x W pixels in, H' x W' pixels out,
k x l the kernel.
"""

import numpy as np

from ..inputs import check_positive_int
from .layers import Cache, Layer
from .windows import (
    check_gradient,
    check_images,
    col2im,
    im2col,
    n_windows,
    pair,
)


class _Conv(Layer):
    """What both share: the arguments, W and b."""

    def __init__(self, n_in, n_out, kernel, stride, padding, rng, init, transposed):
        super().__init__()
        self.n_in = check_positive_int(n_in, "n_in")
        self.n_out = check_positive_int(n_out, "n_out")
        self.kernel = pair(kernel, "kernel", 1)
        self.stride = pair(stride, "stride", 1)
        self.padding = pair(padding, "padding", 0)
        if init not in ("he", "glorot"):
            raise ValueError(f'init must be "he" or "glorot", got {init!r}')
        # In how many products an input stands, and of how many an output is the sum.
        # A transpose spreads an input over the kernel, and outputs lie closer.
        area, step = int(np.prod(self.kernel)), int(np.prod(self.stride))
        reads, feeds = (area / step, area) if transposed else (area, area / step)
        fan_in, fan_out = reads * self.n_in, feeds * self.n_out
        variance = 2 / fan_in if init == "he" else 2 / (fan_in + fan_out)
        few, many = (self.n_out, self.n_in) if transposed else (self.n_in, self.n_out)
        W = rng.standard_normal((*self.kernel, few, many)) * np.sqrt(variance)
        self._add("W", W.astype(np.float32))
        self._add("b", np.zeros(self.n_out, dtype=np.float32))

    def _matrix(self):
        """Return W as a matrix: one column for each channel of the smaller image."""
        W = self.params["W"]
        return W.reshape(-1, W.shape[3])

    @property
    def _windows(self):
        return self.kernel, self.stride, self.padding


class Conv2d(_Conv):
    """y_ijo = b_o + Σ_uvc x_(si+u-p)(sj+v-p)c W_uvco, s the stride, p the padding.

    x: (N, H, W, I), W: (k, l, I, O), b: (O,), y: (N, H', W', O) with
    H' = ⌊(H + 2p - k) / s⌋ + 1; where x ends, zeros stand. As in all libraries, the
    kernel is not flipped: mathematicians call this a cross-correlation.

    LeCun et al. (1998), "Gradient-based learning applied to document recognition".

    Parameters
    ----------
    n_in, n_out : int, channels I and O
    kernel, stride, padding : int, or a pair (height, width)
    rng : numpy.random.Generator, draws W
    init : "he" (before a ReLU) or "glorot" (otherwise); b starts at 0

    Raises
    ------
    ValueError
        If an argument is out of its range, if x is not (N, H, W, I), or if the kernel
        is larger than the image with its padding.

    Examples
    --------
    >>> import numpy as np
    >>> from minivae.nn import Conv2d
    >>> layer = Conv2d(1, 16, 3, np.random.default_rng(0), stride=2, padding=1)
    >>> y, cache = layer.forward(np.ones((5, 28, 28, 1), dtype=np.float32))
    >>> y.shape, layer.backward(y, cache).shape
    ((5, 14, 14, 16), (5, 28, 28, 1))
    """

    def __init__(self, n_in, n_out, kernel, rng, stride=1, padding=0, init="he"):
        super().__init__(n_in, n_out, kernel, stride, padding, rng, init, False)

    def forward(self, x, train=False, rng=None):
        """y = im2col(x) W + b: each window of x is a row."""
        check_images(x, self.n_in, "Conv2d")
        size = n_windows(x.shape[1:3], *self._windows)
        columns = im2col(x, *self._windows)  # (N H' W', k l I)
        y = columns @ self._matrix()
        y += self.params["b"]
        y = y.reshape(len(x), *size, self.n_out)
        return y, Cache(columns=columns, shape=x.shape, out=y.shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dL/dW = im2col(x)ᵀ dy, dL/db = Σ dy, dL/dx = col2im(dy Wᵀ)."""
        check_gradient(dy, cache.out)
        dy = dy.reshape(-1, self.n_out)
        if need_grads:
            self.grads["W"] += (cache.columns.T @ dy).reshape(self.params["W"].shape)
            self.grads["b"] += dy.sum(axis=0)
        if not need_dx:
            return None
        return col2im(dy @ self._matrix().T, cache.shape, *self._windows)


class ConvTranspose2d(_Conv):
    """y_(si+u-p)(sj+v-p)o = b_o + Σ x_ijc W_uvoc: each pixel of x paints a kernel.

    x: (N, H, W, I), W: (k, l, O, I), b: (O,), y: (N, H', W', O) with
    H' = (H - 1) s + k - 2p + output_padding. Without b it is the transpose (adjoint) of
    the `Conv2d` with the same W, and so made of the same two steps, exchanged:
    ⟨conv(y), x⟩ = ⟨y, convᵀ(x)⟩.

    Dumoulin & Visin (2016), "A guide to convolution arithmetic for deep learning".

    Parameters
    ----------
    n_in, n_out : int, channels I and O
    kernel, stride, padding : int, or a pair (height, width); of the `Conv2d` that this
        one turns round
    output_padding : int or pair, less than the stride: lines that the stride of that
        `Conv2d` left over; they too get what the kernel paints
    rng : numpy.random.Generator, draws W
    init : "he" (before a ReLU) or "glorot" (otherwise); b starts at 0

    Raises
    ------
    ValueError
        If an argument is out of its range, if x is not (N, H, W, I), or if the padding
        takes away all of y.
    """

    def __init__(
        self, n_in, n_out, kernel, rng, stride=1, padding=0, output_padding=0, init="he"
    ):
        super().__init__(n_in, n_out, kernel, stride, padding, rng, init, True)
        self.output_padding = pair(output_padding, "output_padding", 0)
        for more, step in zip(self.output_padding, self.stride, strict=True):
            if more >= step:
                raise ValueError(
                    f"output_padding must be less than the stride, got "
                    f"{output_padding!r} with stride {stride!r}"
                )

    def forward(self, x, train=False, rng=None):
        """y = col2im(x Wᵀ) + b: each pixel of x is added where its window was."""
        check_images(x, self.n_in, "ConvTranspose2d")
        shape = (len(x), *self._size(x.shape[1:3]), self.n_out)
        x = x.reshape(-1, self.n_in)
        y = col2im(x @ self._matrix().T, shape, *self._windows) + self.params["b"]
        return y, Cache(x=x, out=shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dL/dW = im2col(dy)ᵀ x, dL/db = Σ dy, dL/dx = im2col(dy) W."""
        check_gradient(dy, cache.out)
        N, height, width, _ = dy.shape
        columns = im2col(dy, *self._windows)  # (N H W, k l O)
        if need_grads:
            self.grads["W"] += (columns.T @ cache.x).reshape(self.params["W"].shape)
            self.grads["b"] += dy.sum(axis=(0, 1, 2))
        if not need_dx:
            return None
        size = n_windows((height, width), *self._windows)
        return (columns @ self._matrix()).reshape(N, *size, self.n_in)

    def _size(self, size):
        parts = zip(size, *self._windows, self.output_padding, strict=True)
        out = tuple((h - 1) * s + k - 2 * p + more for h, k, s, p, more in parts)
        if min(out) < 1:
            raise ValueError(
                f"padding {self.padding[0]}, {self.padding[1]} leaves an image of "
                f"{out[0]} x {out[1]}: take less padding or a larger kernel"
            )
        return out
