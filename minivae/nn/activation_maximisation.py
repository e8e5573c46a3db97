"""The input that excites one unit most: the network stands still, the input learns."""

import numpy as np

from ..inputs import check_positive, check_positive_int, is_integer
from .params import named_parameters


def activation_maximisation(
    net,
    unit,
    shape,
    rng,
    *,
    radius=1.0,
    sign=1,
    n_starts=8,
    n_steps=200,
    step_size=0.1,
):
    """x* = argmax f_unit(x) under ‖x‖ ≤ r, by projected gradient ascent.

        x ← P(x + η r g / ‖g‖),  g = df_unit/dx,  P(x) = x min(1, r / ‖x‖)

    Without the bound, most units have no largest value. It ends where g points along x,
    on the border: for a linear unit w·x that is r w / ‖w‖. Other units may have many
    such ends, so there are several starts, drawn on the border; look at more than one.
    A start where the unit does not change at all (g = 0, behind a ReLU) stays there.

    Erhan et al. (2009), "Visualizing higher-layer features of a deep network".

    Parameters
    ----------
    net : Layer or Sequential; its gradients stay as they are
    unit : int, or tuple of int: which number of the output of one example, such as
        ``(i, j, channel)``
    shape : int or tuple, of one input: D, or (H, W, C)
    rng : numpy.random.Generator, draws the starts
    radius : float, r
    sign : 1, or -1 for the input that makes the unit smallest
    n_starts, n_steps : int
    step_size : float, η

    Returns
    -------
    x : array, (n_starts, *shape), the best start first
    values : array, (n_starts,), f_unit of each

    Raises
    ------
    ValueError
        If the unit is none of the output's, or an argument is out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> from minivae.nn import Linear, activation_maximisation
    >>> rng = np.random.default_rng(0)
    >>> net = Linear(2, 1, rng)
    >>> net.params["W"][...] = [[3], [4]]
    >>> x, values = activation_maximisation(net, 0, 2, rng)
    >>> x[0].round(3), values[0].round(3)
    (array([0.6, 0.8], dtype=float32), np.float32(5.0))
    """
    for name, value in (("n_starts", n_starts), ("n_steps", n_steps)):
        check_positive_int(value, name)
    for name, value in (("radius", radius), ("step_size", step_size)):
        check_positive(value, name)
    if not is_integer(sign) or abs(sign) != 1:
        raise ValueError(f"sign must be 1 or -1, got {sign!r}")
    slots = list(named_parameters(net))
    dtype = slots[0][1].params[slots[0][2]].dtype if slots else np.float64
    shape = (shape,) if not isinstance(shape, (tuple, list)) else tuple(shape)
    for size in shape:
        check_positive_int(size, "shape, or each of its numbers,")
    x = rng.standard_normal((n_starts, *shape)).astype(dtype)
    x *= float(radius) / norms(x)
    y, cache = net.forward(x)
    dy = np.zeros_like(y)
    dy[place(unit, y.shape[1:])] = sign
    for _ in range(n_steps):
        g = net.backward(dy, cache, need_grads=False)
        x = x + g * (float(step_size * radius) / np.maximum(norms(g), tiny(g)))
        x = x * np.minimum(1, float(radius) / np.maximum(norms(x), tiny(x)))
        y, cache = net.forward(x)
    values = y[place(unit, y.shape[1:])]
    order = np.argsort(-sign * values)
    return x[order], values[order]


def norms(x):
    """Return ‖x_n‖ of each row, to divide x by: (N, 1, ..., 1)."""
    squares = np.sum(x**2, axis=tuple(range(1, x.ndim)), keepdims=True)
    return np.sqrt(squares)


def tiny(x):
    """Return the smallest normal number of x's dtype: what divides zeros."""
    return np.finfo(x.dtype).tiny


def place(unit, shape):
    """Return the index of that unit in the outputs of all examples."""
    unit = unit if isinstance(unit, tuple) else (unit,)
    whole = all(isinstance(i, (int, np.integer)) for i in unit)
    fits = whole and len(unit) == len(shape)
    if not fits or not all(0 <= i < n for i, n in zip(unit, shape, strict=True)):
        raise ValueError(
            f"unit must be the place of one number in an output of shape {shape}, "
            f"got {unit}"
        )
    return (slice(None), *unit)
