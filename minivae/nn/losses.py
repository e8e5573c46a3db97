"""Losses: each returns its value and its gradient.

Everywhere the loss is summed over the dimensions of one example and averaged over
the batch, in nats. The gradients carry the 1/N.

Shapes: N batch, D dimensions, C classes.
"""

import numpy as np

from ..inputs import check_positive
from ..kernels import bernoulli as kernel
from .activations import sigmoid, softplus

MOST_COLUMNS = 2**16  # a sum of a million float32 would lose digits


def bernoulli_nll(logits, x):
    """-log p(x) = Σ_d softplus(l_d) - x_d l_d,  p(x_d = 1) = σ(l_d).

    The gradient is (σ(l) - x) / N. Grey values in [0, 1] are taken as
    probabilities, as is the custom for MNIST.

    Parameters
    ----------
    logits : array, (N, D)
    x : array, (N, D), values in [0, 1]

    Returns
    -------
    nll : float, mean over the batch, nats
    dlogits : array, (N, D)

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Kingma & Welling (2014), appendix C.1, written with logits. In float32 one fused
    kernel does the work; these two lines do it in any other precision, and are what
    the kernel is tested against.
    """
    _same_shape(logits, x)
    if _fits_kernel(logits, x):
        nll, dlogits = np.empty(len(x), dtype=np.float32), np.empty_like(logits)
        scale = np.float32(1 / len(x))
        kernel.bernoulli_nll_and_gradient(logits, x, scale, nll, dlogits)
        return float(nll.mean(dtype=np.float64)), dlogits
    nll = np.sum(softplus(logits) - x * logits, dtype=np.float64) / len(x)
    return float(nll), (sigmoid(logits) - x) / len(x)


def bernoulli_log_likelihood(logits, x):
    """log p(x_n) = Σ_d x_d l_d - softplus(l_d), one per row: (N,) nats."""
    _same_shape(logits, x)
    if _fits_kernel(logits, x):
        nll = np.empty(len(x), dtype=np.float32)
        kernel.bernoulli_nll_rows(logits, x, nll)
        return -nll
    log_p = np.sum(x * logits - softplus(logits), axis=1, dtype=np.float64)
    return log_p.astype(logits.dtype, copy=False)


def gaussian_nll(mean, x, variance=1.0):
    """-log p(x) = Σ_d (x_d - m_d)² / (2 σ²) + (D / 2) log(2 π σ²).

    The gradient is (m - x) / (σ² N). The variance σ² is fixed and shared by all
    dimensions; it decides how much a squared error is worth in nats.

    Parameters
    ----------
    mean, x : arrays, (N, D)
    variance : float, σ² > 0

    Returns
    -------
    nll : float, mean over the batch, nats
    dmean : array, (N, D)

    Raises
    ------
    ValueError
        If the shapes differ or the variance is not positive.
    """
    difference = _gaussian_difference(mean, x, variance)
    N, D = x.shape
    squares = np.sum(difference**2, dtype=np.float64) / N
    nll = squares / (2 * variance) + D / 2 * np.log(2 * np.pi * variance)
    return float(nll), difference * (1 / (variance * N))


def gaussian_log_likelihood(mean, x, variance=1.0):
    """log p(x_n) under N(m_n, σ² I), one per row: (N,) nats."""
    difference = _gaussian_difference(mean, x, variance)
    constant = x.shape[1] / 2 * np.log(2 * np.pi * variance)
    return -np.sum(difference**2, axis=1) / (2 * variance) - constant


def cross_entropy(logits, labels):
    """-log softmax(l)_y = log Σ_c exp(l_c) - l_y; the gradient is (softmax - 1_y) / N.

    Parameters
    ----------
    logits : array, (N, C)
    labels : int array, (N,), values 0 ... C - 1

    Returns
    -------
    loss : float, mean over the batch, nats
    dlogits : array, (N, C)

    Raises
    ------
    ValueError
        If labels are not N integers in 0 ... C - 1.
    """
    labels = np.asarray(labels)
    N, C = logits.shape
    if labels.shape != (N,) or not np.issubdtype(labels.dtype, np.integer):
        raise ValueError(
            f"labels must be {N} integers, got {labels.dtype} of shape {labels.shape}"
        )
    if N and (labels.min() < 0 or labels.max() >= C):
        raise ValueError(
            f"labels must be 0 ... {C - 1}, got {labels.min()} ... {labels.max()}"
        )
    shifted = logits - logits.max(axis=1, keepdims=True)  # exp never overflows
    log_p = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    rows = np.arange(N)
    dlogits = np.exp(log_p)
    dlogits[rows, labels] -= 1
    return float(-log_p[rows, labels].mean()), dlogits / N


def _fits_kernel(logits, x):
    """Whether both are float32, and few enough columns to add up in float32."""
    return logits.dtype == x.dtype == np.float32 and x.shape[1] <= MOST_COLUMNS


def _same_shape(output, x):
    if output.shape != x.shape:
        raise ValueError(f"the output has shape {output.shape}, the data {x.shape}")


def _gaussian_difference(mean, x, variance):
    _same_shape(mean, x)
    check_positive(variance, "variance")
    return mean - x
