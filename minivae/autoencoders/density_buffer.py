"""The density buffer: draw codes where the data have theirs.

Shapes: N examples, K latent dimensions, n draws.
"""

import numpy as np

from ..base import check_number, check_positive_int, generator
from .posterior import posterior


class DensityBuffer:
    """q(z) = 1/N Σ_n N(z; μ_n, γ² σ_n²): the encoder's Gaussians of N examples.

    A VAE draws codes from N(0, I), and part of that may lie between the codes of the
    data, where the decoder was never trained. The buffer keeps where they are. With
    γ = 1 it is the aggregate posterior; a larger γ goes further from the examples.

    Small γ σ_n give back the examples themselves: look at `copy_ratio`, too.

    Parameters
    ----------
    vae : a fitted VAE
    X : array, (N, D), the examples
    gamma : float from 0, γ

    Attributes
    ----------
    mu, sigma : (N, K), μ_n and γ σ_n

    Raises
    ------
    ValueError
        If gamma is below 0, X does not fit, or the model encodes no Gaussians.

    Notes
    -----
    Otten et al. (2021), "Event generation and statistical sampling for physics with
    deep generative models and a density information buffer".

    Examples
    --------
    >>> import numpy as np
    >>> from minivae.autoencoders import VAE
    >>> X = np.random.default_rng(0).random((64, 12), dtype=np.float32)
    >>> vae = VAE((8,), 2, epochs=1, random_state=0, progress=False).fit(X)
    >>> DensityBuffer(vae, X).sample(3, random_state=0).shape
    (3, 12)
    """

    def __init__(self, vae, X, gamma=1.0):
        gamma = check_number(gamma, "gamma", 0)
        self.mu, logvar = posterior(vae, X, "DensityBuffer")
        self.vae = vae
        self.sigma = gamma * np.exp(0.5 * logvar)

    def codes(self, n, random_state=None):
        """Draw n codes, each example as often as the others, up to once: (n, K)."""
        n, rng = check_positive_int(n, "n"), generator(random_state)
        which = np.resize(rng.permutation(len(self.mu)), n)
        eps = rng.standard_normal((n, self.mu.shape[1]))
        return self.mu[which] + self.sigma[which] * eps

    def sample(self, n, random_state=None):
        """Decode n such codes: (n, D), the decoder's means."""
        return self.vae.decode(self.codes(n, random_state))
