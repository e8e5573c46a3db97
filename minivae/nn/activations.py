"""Activations: one function per element, no parameters.

All work on arrays of any shape, and keep its dtype. dx = dy f'(x).
"""

import numpy as np

from ..inputs import check_number
from .layers import Cache, Layer


def sigmoid(x):
    """σ(x) = 1 / (1 + exp(-x)), without overflow on either side."""
    t = np.exp(-np.abs(x))
    # The numerator is 1 where x >= 0, else t. As t <= 1, that is a maximum, which
    # costs a quarter of np.where.
    return np.maximum(t, np.greater_equal(x, 0).astype(t.dtype)) / (1 + t)


def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


class Activation(Layer):
    """y = f(x) for each element; dx = dy f'(x).

    A subclass writes ``_f(x)``, which returns y, and ``_dx(dy, y)``, which returns
    dx in a new array: dy belongs to the caller. Where f' is easier to say with the
    input than with the output, ``_keeps = "x"`` makes it ``_dx(dy, x)``.
    """

    _keeps = "y"

    def forward(self, x, train=False, rng=None):
        """y = f(x)."""
        y = self._f(x)
        return y, Cache(kept=x if self._keeps == "x" else y)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dx = dy f'(x)."""
        return self._dx(dy, cache.kept) if need_dx else None


class ReLU(Activation):
    """y = max(x, 0); dx = dy where y > 0, else 0."""

    def _f(self, x):
        return np.maximum(x, 0)

    def _dx(self, dy, y):
        return dy * (y > 0)


class LeakyReLU(Activation):
    """y = max(x, slope x); dx = dy where y > 0, else slope dy.

    Maas et al. (2013), "Rectifier nonlinearities improve neural network acoustic
    models".

    Raises
    ------
    ValueError
        If the slope is not in [0, 1].
    """

    def __init__(self, slope=0.2):
        super().__init__()
        # As Python's number: NumPy's float64 would make float64 of x.
        self.slope = check_number(slope, "slope", 0, 1, closed_high=True)

    def _f(self, x):
        return np.maximum(x, self.slope * x)

    def _dx(self, dy, y):
        positive = (y > 0).astype(dy.dtype)  # 1 or 0: np.where takes 3 times as long
        return dy * (positive + self.slope * (1 - positive))


class Tanh(Activation):
    """y = tanh(x); dx = dy (1 - y²)."""

    def _f(self, x):
        return np.tanh(x)

    def _dx(self, dy, y):
        return dy * (1 - y**2)


class Sigmoid(Activation):
    """y = 1 / (1 + exp(-x)); dx = dy y (1 - y)."""

    def _f(self, x):
        return sigmoid(x)

    def _dx(self, dy, y):
        return dy * y * (1 - y)


class Softplus(Activation):
    """y = log(1 + exp(x)); dx = dy σ(x)."""

    _keeps = "x"

    def _f(self, x):
        return softplus(x)

    def _dx(self, dy, x):
        return dy * sigmoid(x)
