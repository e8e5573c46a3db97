"""log p(x|z) of what a decoder says: logits of coins, or means of Gaussians."""

from ..nn import (
    bernoulli_log_likelihood,
    bernoulli_nll,
    gaussian_log_likelihood,
    gaussian_nll,
)


def nll(output, x, likelihood, variance):
    """Return -log p(x|z), mean over the batch, and its gradient by ``output``.

    Parameters
    ----------
    output, x : arrays, (N, D)
    likelihood : "bernoulli" or "gaussian"
    variance : float, σ² of the Gaussian
    """
    if likelihood == "bernoulli":
        return bernoulli_nll(output, x)
    return gaussian_nll(output, x, variance)


def log_likelihood(output, x, likelihood, variance):
    """Return log p(x|z) of each row: (N,) nats."""
    if likelihood == "bernoulli":
        return bernoulli_log_likelihood(output, x)
    return gaussian_log_likelihood(output, x, variance)
