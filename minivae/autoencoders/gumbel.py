"""The Gumbel-softmax: a random class through which gradients flow.

Shapes: N batch, C classes; every array is (N, C).
"""

import numpy as np

from ..base import check_positive
from ..nn.layers import Cache

SMALLEST = np.finfo(np.float32).tiny


def gumbel_noise(shape, rng):
    """g = -log E, E exponential, has the Gumbel distribution; float32."""
    exponential = rng.standard_exponential(shape, dtype=np.float32)
    return -np.log(np.maximum(exponential, SMALLEST))


def gumbel_softmax(logits, gumbel, temperature):
    """ỹ = softmax((l + g) / τ),  g Gumbel noise.

    The place of the largest l + g is an exact draw from softmax(l); ỹ is its one-hot
    vector, smoothed by τ. For given g it is an ordinary function of l. Small τ: nearly
    a draw, and gradients of large variance. Large τ: nearly 1/C for all.

    Parameters
    ----------
    logits : array, (N, C)
    gumbel : array, (N, C), noise drawn by the caller (``gumbel_noise``)
    temperature : float, τ > 0

    Returns
    -------
    y : array, (N, C), rows sum to 1
    cache : what ``gumbel_softmax_backward`` needs

    Raises
    ------
    ValueError
        If the shapes differ, or the temperature is not positive.

    Notes
    -----
    Jang, Gu and Poole (2017), "Categorical reparameterization with Gumbel-softmax";
    Maddison, Mnih and Teh (2017), "The concrete distribution".

    Examples
    --------
    >>> import numpy as np
    >>> y, _ = gumbel_softmax(np.zeros((1, 2)), np.log([[1.0, 3.0]]), 1.0)
    >>> y
    array([[0.25, 0.75]])
    """
    if logits.shape != gumbel.shape:
        raise ValueError(
            f"logits and gumbel must have one shape, got {logits.shape} and "
            f"{gumbel.shape}"
        )
    check_positive(temperature, "temperature")
    scaled = (logits + gumbel) / temperature
    y = np.exp(scaled - scaled.max(axis=1, keepdims=True))
    y /= y.sum(axis=1, keepdims=True)
    return y, Cache(y=y, temperature=temperature)


def gumbel_softmax_backward(dy, cache):
    """dL/dl_c = ỹ_c (dỹ_c - Σ_k ỹ_k dỹ_k) / τ."""
    y = cache.y
    return y * (dy - np.sum(y * dy, axis=1, keepdims=True)) / cache.temperature


def rounding(y):
    """1_c - ỹ, c the largest entry: what makes ỹ the one-hot vector of a class.

    Straight through: the network is given ỹ + rounding(ỹ), a class, while backwards
    rounding(ỹ) counts as a constant. So the gradient is that of a surrogate, in which
    it is one; that of the class itself is 0 wherever it exists.
    """
    hard = (np.arange(y.shape[1]) == y.argmax(axis=1)[:, None]).astype(y.dtype)
    return hard - y
