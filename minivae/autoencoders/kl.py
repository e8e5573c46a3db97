"""The Kullback-Leibler divergence from a diagonal Gaussian to the standard normal.

Shapes: N batch, K latent dimensions.
"""

import numpy as np

from ..base import check_number


def kl_to_standard_normal(mu, logvar):
    """KL(N(μ, σ²) ‖ N(0, I)) = ½ Σ_k (μ² + σ² - 1 - log σ²).

    Summed over the K dimensions, averaged over the batch.

    Parameters
    ----------
    mu, logvar : arrays, (N, K)

    Returns
    -------
    kl : float, nats
    dmu : array, (N, K): μ / N
    dlogvar : array, (N, K): ½ (σ² - 1) / N

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Kingma & Welling (2014), appendix B.

    Examples
    --------
    >>> import numpy as np
    >>> kl, dmu, dlogvar = kl_to_standard_normal(np.ones((1, 2)), np.zeros((1, 2)))
    >>> kl, dmu
    (1.0, array([[1., 1.]]))
    """
    N = len(mu)
    kl = kl_rows(mu, logvar).mean(dtype=np.float64)
    return float(kl), mu / N, 0.5 * (np.exp(logvar) - 1) / N


def kl_with_free_bits(mu, logvar, free):
    """Σ_k max(λ, KL_k), KL_k of one latent dimension, averaged over the batch.

    A dimension that tells less than λ nats has no gradient: it pays nothing for being
    used a little, so it is not given up early in the training.

    Parameters
    ----------
    mu, logvar : arrays, (N, K)
    free : float, λ, nats per dimension

    Returns
    -------
    kl : float, nats
    dmu, dlogvar : arrays, (N, K): as of ``kl_to_standard_normal``, and 0 where free

    Raises
    ------
    ValueError
        If the shapes differ, or free is no finite number of at least 0.

    Notes
    -----
    Kingma et al. (2016), "Improved variational inference with inverse autoregressive
    flow", with a group of one dimension.
    """
    check_number(free, "free", 0)
    each = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).mean(axis=0, dtype=np.float64)
    paid = (each > free).astype(mu.dtype)  # (K,)
    _, dmu, dlogvar = kl_to_standard_normal(mu, logvar)
    return float(np.maximum(each, free).sum()), dmu * paid, dlogvar * paid


def kl_rows(mu, logvar):
    """KL(N(μ_n, σ_n²) ‖ N(0, I)) of each row: (N,) nats."""
    if mu.shape != logvar.shape:
        raise ValueError(
            f"mu and logvar must have one shape, got {mu.shape} and {logvar.shape}"
        )
    return 0.5 * np.sum(mu**2 + np.exp(logvar) - 1 - logvar, axis=1)
