"""Layers: parameters inside, activations outside.

    y, cache = layer.forward(x)
    dx = layer.backward(dy, cache)

``forward`` returns what ``backward`` needs; a layer never keeps it on ``self``. So
one network can be run on two batches before either backward pass. Gradients are
added to ``layer.grads`` (``+=``); no function writes to its arguments.

In training it is ``layer.forward(x, train=True, rng=rng)``: ``train`` for layers that
then act differently (BatchNorm, Dropout), ``rng`` for those that draw (Dropout).

Shapes: N batch, I inputs, O outputs. dy = dL/dy has the shape of y.
"""

from types import SimpleNamespace as Cache

import numpy as np

from .initialise import glorot_normal, he_normal


class Layer:
    """A differentiable map. Subclasses fill ``params`` and ``grads`` by name.

    ``buffers`` holds, by name, arrays that are kept but not trained, such as running
    averages. They are copied and saved with the parameters.
    """

    def __init__(self):
        self.params, self.grads, self.buffers = {}, {}, {}

    def _add(self, name, value):
        self.params[name], self.grads[name] = value, np.zeros_like(value)

    def forward(self, x, train=False, rng=None):
        """Return ``(y, cache)``."""
        raise NotImplementedError

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """Add dL/dparameter to ``grads`` and return dL/dx.

        ``need_dx=False`` returns None instead. ``need_grads=False`` leaves ``grads``
        alone: for the gradient of an input, or of what comes before this network.
        """
        raise NotImplementedError


class Linear(Layer):
    """y = x W + b.   x: (N, I), W: (I, O), b: (O,), y: (N, O).

    Parameters
    ----------
    n_in, n_out : int, I and O
    rng : numpy.random.Generator, draws W
    init : "he" (before a ReLU) or "glorot" (otherwise); b starts at 0

    Examples
    --------
    >>> import numpy as np
    >>> from minivae.nn import Linear
    >>> layer = Linear(3, 2, np.random.default_rng(0))
    >>> y, cache = layer.forward(np.ones((5, 3), dtype=np.float32))
    >>> layer.backward(np.ones_like(y), cache).shape, layer.grads["b"]
    ((5, 3), array([5., 5.], dtype=float32))
    """

    def __init__(self, n_in, n_out, rng, init="he"):
        super().__init__()
        if init not in ("he", "glorot"):
            raise ValueError(f'init must be "he" or "glorot", got {init!r}')
        draw = he_normal if init == "he" else glorot_normal
        self._add("W", draw(n_in, n_out, rng))
        self._add("b", np.zeros(n_out, dtype=np.float32))

    def forward(self, x, train=False, rng=None):
        """y = x W + b."""
        y = x @ self.params["W"]
        y += self.params["b"]
        return y, Cache(x=x)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dL/dW = xᵀ dy, dL/db = Σ_n dy_n, dL/dx = dy Wᵀ."""
        if need_grads:
            self.grads["W"] += cache.x.T @ dy
            self.grads["b"] += dy.sum(axis=0)
        return dy @ self.params["W"].T if need_dx else None


class Sequential:
    """y = f_L(... f_2(f_1(x))): a loop forwards, the same loop backwards.

    Each f is a layer, or again a Sequential.

    Examples
    --------
    >>> import numpy as np
    >>> from minivae.nn import Linear, ReLU, Sequential
    >>> rng = np.random.default_rng(0)
    >>> net = Sequential(Linear(4, 8, rng), ReLU(), Linear(8, 2, rng, "glorot"))
    >>> y, cache = net.forward(np.ones((5, 4), dtype=np.float32))
    >>> y.shape, net.backward(np.ones_like(y), cache).shape
    ((5, 2), (5, 4))
    """

    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x, train=False, rng=None):
        """Run every layer; return the last output and the list of caches."""
        caches = []
        for layer in self.layers:
            x, cache = layer.forward(x, train, rng)
            caches.append(cache)
        return x, Cache(layers=caches, shape=x.shape)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """Run the chain rule from the last layer to the first.

        ``need_dx=False`` saves the gradient of the input, which a network that
        reads data has no use for: a sixth of a VAE's arithmetic. ``need_grads=False``
        saves the parameters' gradients: a generator learns through a critic's input.
        """
        if dy.shape != cache.shape:  # broadcasting would accept it in silence
            raise ValueError(f"dy has shape {dy.shape}, the output was {cache.shape}")
        for i in reversed(range(len(self.layers))):
            need = need_dx or i > 0
            dy = self.layers[i].backward(dy, cache.layers[i], need, need_grads)
        return dy
