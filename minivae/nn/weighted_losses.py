"""Likelihoods row by row, and the gradient of their weighted sum.

For bounds in which rows count differently, such as an expectation over classes.
Shapes: N rows, D dimensions.
"""

import numpy as np

from ..inputs import check_positive
from ..kernels import bernoulli as kernel
from .activations import sigmoid, softplus
from .losses import MOST_COLUMNS


def weighted_bernoulli_nll(logits, x, weights):
    """-log p(x_n) = Σ_d softplus(l_nd) - x_nd l_nd, and the gradient of Σ_n w_n of it.

    Parameters
    ----------
    logits : array, (N, D)
    x : array, (N, D), values in [0, 1]
    weights : array, (N,)

    Returns
    -------
    nll : array, (N,), nats, without the weights
    dlogits : array, (N, D): w_n (σ(l_n) - x_n)

    Raises
    ------
    ValueError
        If the shapes do not fit.

    Notes
    -----
    With all weights 1/N the sum and its gradient are those of ``bernoulli_nll``.
    """
    _check_shapes(logits, x, weights)
    fits = logits.dtype == x.dtype == np.float32 and x.shape[1] <= MOST_COLUMNS
    if fits:
        nll, dlogits = np.empty(len(x), dtype=np.float32), np.empty_like(logits)
        kernel.bernoulli_nll_and_gradient(logits, x, kernel.ONE, nll, dlogits)
        dlogits *= weights[:, None]
        return nll, dlogits
    nll = np.sum(softplus(logits) - x * logits, axis=1)
    return nll, weights[:, None] * (sigmoid(logits) - x)


def weighted_gaussian_nll(mean, x, weights, variance=1.0):
    """-log N(x_n; m_n, σ² I), and the gradient of Σ_n w_n of it.

    Parameters
    ----------
    mean, x : arrays, (N, D)
    weights : array, (N,)
    variance : float, σ² > 0

    Returns
    -------
    nll : array, (N,), nats, without the weights
    dmean : array, (N, D): w_n (m_n - x_n) / σ²

    Raises
    ------
    ValueError
        If the shapes do not fit, or the variance is not positive.
    """
    _check_shapes(mean, x, weights)
    check_positive(variance, "variance")
    difference = mean - x
    constant = x.shape[1] / 2 * np.log(2 * np.pi * variance)
    nll = np.sum(difference**2, axis=1) / (2 * variance) + float(constant)
    return nll, difference * (weights / variance)[:, None]


def _check_shapes(output, x, weights):
    if not output.shape == x.shape == (len(weights), *x.shape[1:]):
        raise ValueError(
            f"the output has shape {output.shape}, the data {x.shape}, the weights "
            f"{np.shape(weights)}"
        )
