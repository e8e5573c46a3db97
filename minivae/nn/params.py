"""All parameters of some networks in one flat vector."""

import numpy as np


def named_parameters(*nets):
    """Yield ``(name, layer, key)`` for each parameter, e.g. ``"0.2.Linear.W"``.

    The name counts the networks, then the layers. A single layer is a network.
    """
    for n, net in enumerate(nets):
        for i, layer in enumerate(getattr(net, "layers", [net])):
            for key in layer.params:
                yield f"{n}.{i}.{type(layer).__name__}.{key}", layer, key


def pack(*nets, dtype=np.float32):
    """Move all parameters into one vector θ, and every name onto a view of it.

    Afterwards an optimiser is one pass over θ and its gradient, and the layers
    never know. ``dtype=np.float64`` is for gradient checks.

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
    return theta, grad
