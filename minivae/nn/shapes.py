"""Rows of numbers to images, and back."""

from math import prod

from ..inputs import check_positive_int
from .layers import Cache, Layer
from .windows import check_gradient


class Flatten(Layer):
    """y_nd = x_nijc, d = (i W + j) C + c: (N, H, W, C) -> (N, H W C).

    Any shape (N, ...) will do.
    """

    def forward(self, x, train=False, rng=None):
        """Write the numbers of an example in one row."""
        y = x.reshape(len(x), prod(x.shape[1:])).copy()
        return y, Cache(shape=x.shape, out=y.shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """The same numbers in the shape of x."""
        check_gradient(dy, cache.out)
        return dy.reshape(cache.shape).copy() if need_dx else None


class Unflatten(Layer):
    """y_nijc = x_nd, d = (i W + j) C + c: (N, D) -> (N, H, W, C), D = H W C.

    Parameters
    ----------
    *shape : int, of one example: ``Unflatten(28, 28, 1)``

    Raises
    ------
    ValueError
        If a size is no integer of at least 1, or x is not (N, D).
    """

    def __init__(self, *shape):
        super().__init__()
        self.shape = tuple(
            check_positive_int(size, "each size of Unflatten") for size in shape
        )

    def forward(self, x, train=False, rng=None):
        """Cut each row into an image."""
        D = prod(self.shape)
        if x.ndim != 2 or x.shape[1] != D:
            raise ValueError(
                f"Unflatten to {self.shape} expects rows of {D} numbers, (N, {D}), "
                f"got shape {x.shape}"
            )
        y = x.reshape(len(x), *self.shape).copy()
        return y, Cache(shape=x.shape, out=y.shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """The same numbers in rows."""
        check_gradient(dy, cache.out)
        return dy.reshape(cache.shape).copy() if need_dx else None
