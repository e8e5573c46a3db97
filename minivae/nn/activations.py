"""Activations: one function per element, no parameters.

All work on arrays of any shape, and keep its dtype. dx = dy f'(x).
"""

import numpy as np

from .layers import Cache, Layer


def sigmoid(x):
    """σ(x) = 1 / (1 + exp(-x)), without overflow on either side."""
    t = np.exp(-np.abs(x))
    return np.where(x >= 0, 1, t) / (1 + t)


def softplus(x):
    """log(1 + exp(x)), without overflow."""
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


class ReLU(Layer):
    """y = max(x, 0); dx = dy where x > 0, else 0."""

    def forward(self, x, rng=None):
        """y = max(x, 0)."""
        y = np.maximum(x, 0)
        return y, Cache(y=y)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy [y > 0], in a new array: dy belongs to the caller."""
        return dy * (cache.y > 0)


class LeakyReLU(Layer):
    """y = x where x > 0, else slope x."""

    def __init__(self, slope=0.2):
        super().__init__()
        self.slope = slope

    def forward(self, x, rng=None):
        """y = x where x > 0, else slope x."""
        positive = x > 0
        return np.where(positive, x, self.slope * x), Cache(positive=positive)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy where x > 0, else slope dy."""
        return np.where(cache.positive, dy, self.slope * dy)


class Tanh(Layer):
    """y = tanh(x); dx = dy (1 - y²)."""

    def forward(self, x, rng=None):
        """y = tanh(x)."""
        y = np.tanh(x)
        return y, Cache(y=y)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy (1 - y²)."""
        return dy * (1 - cache.y**2)


class Sigmoid(Layer):
    """y = 1 / (1 + exp(-x)); dx = dy y (1 - y)."""

    def forward(self, x, rng=None):
        """y = σ(x)."""
        y = sigmoid(x)
        return y, Cache(y=y)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy y (1 - y)."""
        return dy * cache.y * (1 - cache.y)


class Softplus(Layer):
    """y = log(1 + exp(x)); dx = dy σ(x)."""

    def forward(self, x, rng=None):
        """y = log(1 + exp(x))."""
        return softplus(x), Cache(x=x)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy σ(x)."""
        return dy * sigmoid(cache.x)
