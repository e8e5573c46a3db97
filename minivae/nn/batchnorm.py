"""Batch normalisation."""

import numpy as np

from ..inputs import check_number, check_positive, check_positive_int
from .layers import Cache, Layer


class BatchNorm(Layer):
    """y = γ x̂ + β,  x̂ = (x - mean) / sqrt(var + ε), per feature.

    With ``train=True`` mean and variance are the batch's, and running averages are
    kept in ``buffers``; otherwise the running averages are used.
    x: (N, D); γ, β, mean, var: (D,). Ioffe & Szegedy (2015), algorithm 1.

    Raises
    ------
    ValueError
        In training on a batch of one, whose variance is 0.
    """

    def __init__(self, n, momentum=0.9, eps=1e-5):
        super().__init__()
        check_positive_int(n, "n")
        # As Python's numbers: NumPy's would widen x.
        self.momentum = check_number(momentum, "momentum", 0, 1, closed_high=True)
        self.eps = check_positive(eps, "eps")
        self._add("gamma", np.ones(n, dtype=np.float32))
        self._add("beta", np.zeros(n, dtype=np.float32))
        self.buffers = {
            "mean": np.zeros(n, dtype=np.float32),
            "var": np.ones(n, dtype=np.float32),
        }

    def forward(self, x, train=False, rng=None):
        """Normalise by the batch (training) or by the running averages."""
        if train:
            if len(x) < 2:
                raise ValueError("BatchNorm needs a batch of at least 2 in training")
            mean, var = x.mean(axis=0), x.var(axis=0)
            for name, now in (("mean", mean), ("var", var)):
                old = self.buffers[name]
                old[...] = self.momentum * old + (1 - self.momentum) * now
        else:
            mean, var = self.buffers["mean"], self.buffers["var"]
        inv_std = 1 / np.sqrt(var + self.eps)
        x_hat = (x - mean) * inv_std
        y = self.params["gamma"] * x_hat + self.params["beta"]
        return y, Cache(x_hat=x_hat, inv_std=inv_std, train=train)

    def backward(self, dy, cache, need_dx=True, need_grads=True):
        """dx = (dx̂ - mean(dx̂) - x̂ mean(dx̂ x̂)) / std: mean and var depend on x."""
        x_hat = cache.x_hat
        if need_grads:  # was: y = γ x̂ + β, with one γ and β for all rows; so now:
            self.grads["gamma"] += (dy * x_hat).sum(axis=0)
            self.grads["beta"] += dy.sum(axis=0)
        if not need_dx:
            return None
        dx_hat = dy * self.params["gamma"]
        # was: x̂ = (x - mean) / std; so now: dx = dx̂ / std. In training, each x also
        # moved the mean (hence - mean(dx̂)) and the var (hence - x̂ mean(dx̂ x̂)).
        if cache.train:
            through_var = x_hat * (dx_hat * x_hat).mean(axis=0)
            dx_hat = dx_hat - dx_hat.mean(axis=0) - through_var
        return dx_hat * cache.inv_std
