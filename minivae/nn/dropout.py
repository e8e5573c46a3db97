"""Dropout: noise on the activations while training."""

from ..inputs import check_number
from .layers import Cache, Layer


class Dropout(Layer):
    """y = x m / (1 - p), m ~ Bernoulli(1 - p) per element; y = x outside training.

    The division keeps E[y] = x, so that nothing changes when the noise is off.
    Srivastava et al. (2014), "Dropout".

    Raises
    ------
    ValueError
        If p is not in [0, 1), or if it trains without a generator.
    """

    def __init__(self, p=0.5):
        super().__init__()
        # As Python's number: NumPy's float64 would make float64 of the mask.
        self.p = check_number(p, "p", 0, 1)

    def forward(self, x, train=False, rng=None):
        """Drop elements with probability p, in training."""
        if not train:
            return x.copy(), Cache(mask=None)
        if rng is None:
            raise ValueError(
                "Dropout draws random numbers in training: forward(x, train=True, "
                "rng=rng), with a numpy.random.Generator"
            )
        mask = (rng.random(x.shape) >= self.p).astype(x.dtype) / (1 - self.p)
        return x * mask, Cache(mask=mask)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dx = dy m / (1 - p)."""
        if not need_dx:
            return None
        return dy.copy() if cache.mask is None else dy * cache.mask
