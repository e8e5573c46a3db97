"""Dropout: noise on the activations while training."""

from .layers import Cache, Layer


class Dropout(Layer):
    """y = x m / (1 - p), m ~ Bernoulli(1 - p) per element; y = x without ``rng``.

    The division keeps E[y] = x, so that nothing changes when the noise is off.
    Srivastava et al. (2014), "Dropout".

    Raises
    ------
    ValueError
        If p is not in [0, 1).
    """

    def __init__(self, p=0.5):
        super().__init__()
        if not 0 <= p < 1:
            raise ValueError(f"p must be in [0, 1), got {p!r}")
        self.p = p

    def forward(self, x, rng=None):
        """Drop elements with probability p if ``rng`` is given."""
        if rng is None:
            return x.copy(), Cache(mask=None)
        mask = (rng.random(x.shape) >= self.p).astype(x.dtype) / (1 - self.p)
        mask = mask.astype(x.dtype)
        return x * mask, Cache(mask=mask)

    def backward(self, dy, cache, need_dx=True):
        """dx = dy m / (1 - p)."""
        return dy.copy() if cache.mask is None else dy * cache.mask
