"""All parameters of some networks in one flat vector."""

import numpy as np


def named_parameters(*nets):
    """Yield ``(name, layer, key)`` for each parameter, e.g. ``"0.2.Linear.W"``.

    The name counts the networks, then the layers; in a Sequential inside a
    Sequential, the layers of both: ``"0.1.2.Linear.W"``. A single layer is a network.
    """
    for name, layer in _named_layers(nets):
        for key in layer.params:
            yield f"{name}.{key}", layer, key


def named_buffers(*nets):
    """Yield ``(name, layer, key)`` for each buffer, e.g. ``"0.1.BatchNorm.mean"``."""
    for name, layer in _named_layers(nets):
        for key in getattr(layer, "buffers", ()):  # a layer of your own may have none
            yield f"{name}.{key}", layer, key


def _named_layers(nets):
    for n, net in enumerate(nets):
        yield from _layers_within(getattr(net, "layers", [net]), n)


def _layers_within(layers, path):
    for i, layer in enumerate(layers):
        if hasattr(layer, "layers"):
            yield from _layers_within(layer.layers, f"{path}.{i}")
        else:
            yield f"{path}.{i}.{type(layer).__name__}", layer


def pack(*nets, dtype=np.float32):
    """Move all parameters into one vector θ, and every name onto a view of it.

    Afterwards an optimiser is one pass over θ and its gradient, and the layers
    never know. ``dtype=np.float64`` is for gradient checks. Buffers stay where they
    are, in the new dtype.

    Returns
    -------
    theta, grad : arrays, (P,), all parameters and their gradients (set to 0)

    Notes
    -----
    Copying or unpickling a network gives it arrays of its own: pack again. Assign to
    ``params["W"][...]``, never to ``params["W"]``, which would cut the view.
    """
    slots = [(layer, key) for _, layer, key in named_parameters(*nets)]
    if not slots:
        raise ValueError("pack needs at least one layer with parameters")
    flat = [layer.params[key].ravel() for layer, key in slots]
    theta = np.concatenate(flat).astype(dtype)
    grad, i = np.zeros_like(theta), 0
    for layer, key in slots:
        shape, j = layer.params[key].shape, i + layer.params[key].size
        layer.params[key] = theta[i:j].reshape(shape)
        layer.grads[key] = grad[i:j].reshape(shape)
        i = j
    for _, layer, key in named_buffers(*nets):
        layer.buffers[key] = layer.buffers[key].astype(dtype, copy=False)
    return theta, grad
