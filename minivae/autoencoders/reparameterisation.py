"""The reparameterisation trick: a random z through which gradients flow.

Shapes: N batch, K latent dimensions; every array is (N, K).
"""

import numpy as np

from ..nn.layers import Cache


def reparameterise(mu, logvar, eps):
    """z = μ + σ ε,  σ = exp(logvar / 2),  ε ~ N(0, I)  =>  z ~ N(μ, σ²).

    The randomness is an argument. For a given ε, z is an ordinary function of μ and
    logvar, so it has ordinary derivatives.

    Parameters
    ----------
    mu, logvar : arrays, (N, K), the mean and the log variance of q(z|x)
    eps : array, (N, K), standard normal noise drawn by the caller

    Returns
    -------
    z : array, (N, K)
    cache : what ``reparameterise_backward`` needs

    Raises
    ------
    ValueError
        If the shapes differ.

    Notes
    -----
    Kingma & Welling (2014), "Auto-encoding variational Bayes", section 2.4.

    Examples
    --------
    >>> import numpy as np
    >>> mu, logvar = np.zeros((1, 2)), np.log([[4.0, 9.0]])
    >>> reparameterise(mu, logvar, np.ones((1, 2)))[0]
    array([[2., 3.]])
    """
    if not mu.shape == logvar.shape == eps.shape:
        raise ValueError(
            "mu, logvar and eps must have one shape, got "
            f"{mu.shape}, {logvar.shape} and {eps.shape}"
        )
    sigma = np.exp(0.5 * logvar)
    return mu + sigma * eps, Cache(sigma=sigma, eps=eps)


def reparameterise_backward(dz, cache):
    """dL/dμ = dz;  dL/dlogvar = dz ε σ / 2, since dσ/dlogvar = σ / 2.

    Parameters
    ----------
    dz : array, (N, K), dL/dz
    cache : the second value of ``reparameterise``

    Returns
    -------
    dmu, dlogvar : arrays, (N, K)
    """
    # was: z = μ + σ ε, with σ = exp(logvar / 2); so now, dz/dμ = 1 and dz/dσ = ε:
    return dz.copy(), dz * cache.eps * 0.5 * cache.sigma
