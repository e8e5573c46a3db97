"""A network that sees x and the class y, and multiplies x once for all classes.

Shapes: N rows of x, I numbers each; C classes; P pairs of a row and a class; O outputs.
"""

import numpy as np

from ..nn import Linear, ReLU, Sequential
from ..nn.layers import Cache
from .trainable import perceptron


class ClassLinear(Linear):
    """a = [x, 1_y] W + b = x W_x + W_y[y] + b,  W = [W_x; W_y]: (I + C, O).

    A class is its one-hot vector 1_y, whose product with W_y is a row of W_y. The
    product of x, the costly one, does not depend on y: for several classes of the same
    x it is taken once.
    """

    def __init__(self, n_in, n_classes, n_out, rng, init="glorot"):
        super().__init__(n_in + n_classes, n_out, rng, init)
        self.n_in = n_in

    def forward(self, x, y, rows=None):
        """Return a, (P, O), and the cache.

        Parameters
        ----------
        x : array, (N, I)
        y : ints, (P,), classes; or floats, (P, C), a weight for each class
        rows : ints, (P,), the row of x of each pair, rising, each row at least once;
            None: as many pairs as rows, each its own
        """
        W_x, W_y = np.split(self.params["W"], [self.n_in])
        a = x @ W_x + self.params["b"]  # (N, O)
        if rows is not None:
            a = a[rows]
        a += W_y[y] if y.ndim == 1 else y @ W_y
        return a, Cache(x=x, y=y, rows=rows)

    def backward(self, da, cache, need_dx=True):
        """dL/dW_x = xᵀ Σ da, over the pairs of a row; dL/dW_y = 1_yᵀ da.

        Returns
        -------
        dx : array, (N, I), or None
        dy : array, (P, C); None if y was classes
        """
        W_x, W_y = np.split(self.params["W"], [self.n_in])
        dW_x, dW_y = np.split(self.grads["W"], [self.n_in])  # views
        y, da_x = cache.y, da
        dy = da @ W_y.T if y.ndim == 2 else None
        if y.ndim == 1:
            y = (y[:, None] == np.arange(len(W_y))).astype(da.dtype)
        if cache.rows is not None:
            starts = np.flatnonzero(np.diff(cache.rows, prepend=-1))
            da_x = np.add.reduceat(da, starts, axis=0)  # (N, O)
        dW_x += cache.x.T @ da_x
        dW_y += y.T @ da
        self.grads["b"] += da.sum(axis=0)
        return da_x @ W_x.T if need_dx else None, dy


class ClassPerceptron:
    """f(x, y) = a perceptron of [x, 1_y]: ClassLinear, ReLU, Linear, ..., Linear.

    Parameters
    ----------
    sizes : tuple of int, the widths from x to the output
    n_classes : int, C
    rng : numpy.random.Generator, draws the weights
    """

    def __init__(self, sizes, n_classes, rng):
        n_in, width, *_ = sizes
        self.first = ClassLinear(n_in, n_classes, width, rng)
        rest = perceptron(sizes[1:], rng).layers
        self.rest = Sequential(*([ReLU(), *rest] if rest else []))
        self.layers = [self.first, *self.rest.layers]

    def forward(self, x, y, rows=None):
        """Return the output of each pair, (P, O), as `ClassLinear.forward` has them."""
        a, first = self.first.forward(x, y, rows)
        output, rest = self.rest.forward(a)
        return output, Cache(first=first, rest=rest)

    def backward(self, doutput, cache, need_dx=True):
        """Add all gradients; return dx and dy, as `ClassLinear.backward` does."""
        da = self.rest.backward(doutput, cache.rest)
        return self.first.backward(da, cache.first, need_dx)
