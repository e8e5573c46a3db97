"""Optimisers: one step over one flat vector of parameters.

An optimiser packs the networks that it is given, and its ``step`` ends by setting
the gradient to zero, ready for the next batch. A copy or a pickle of an optimiser
packs its own networks again.
"""

import numpy as np

from ..inputs import check_number, check_positive
from ..kernels.adam import adam_step
from .params import pack


class Optimiser:
    """Holds θ and its gradient as flat vectors: ``theta``, ``grad``, both (P,)."""

    def __init__(self, *nets, learning_rate, dtype=np.float32):
        check_positive(learning_rate, "learning_rate")
        self.nets, self.learning_rate = nets, learning_rate
        self.theta, self.grad = pack(*nets, dtype=dtype)

    def __setstate__(self, state):
        self.__dict__.update(state)
        self.theta, self.grad = pack(*self.nets, dtype=self.theta.dtype)

    def zero_grad(self):
        """Forget the gradient gathered so far."""
        self.grad[:] = 0


class SGD(Optimiser):
    """v = μ v + g;  θ = θ - η v.   μ: momentum, η: learning rate."""

    def __init__(self, *nets, learning_rate=0.1, momentum=0.0, dtype=np.float32):
        super().__init__(*nets, learning_rate=learning_rate, dtype=dtype)
        check_number(momentum, "momentum", 0, 1)
        self.momentum = momentum
        self.velocity = np.zeros_like(self.theta)

    def step(self):
        """Move θ against the gradient; set the gradient to zero."""
        self.velocity *= self.momentum
        self.velocity += self.grad
        self.theta -= self.learning_rate * self.velocity
        self.grad[:] = 0


class Adam(Optimiser):
    """m = β₁ m + (1 - β₁) g;  v = β₂ v + (1 - β₂) g²;  θ = θ - η m̂ / (√v̂ + ε).

    m̂ = m / (1 - β₁ᵗ) and v̂ = v / (1 - β₂ᵗ) undo the bias of starting at zero.
    Kingma & Ba (2015), algorithm 1. In float32 one kernel makes a single pass.
    """

    def __init__(
        self, *nets, learning_rate=1e-3, betas=(0.9, 0.999), eps=1e-8, dtype=np.float32
    ):
        super().__init__(*nets, learning_rate=learning_rate, dtype=dtype)
        if not isinstance(betas, (tuple, list)) or len(betas) != 2:
            raise ValueError(f"betas must be two numbers, got {betas!r}")
        for beta in betas:
            check_number(beta, "each of betas", 0, 1)
        check_positive(eps, "eps")
        self.betas, self.eps, self.t = betas, eps, 0
        self.m, self.v = np.zeros_like(self.theta), np.zeros_like(self.theta)

    def step(self):
        """Move θ by one Adam step; set the gradient to zero."""
        self.t += 1
        b1, b2 = self.betas
        # Both bias corrections, moved into the two scalars outside the loop.
        root = np.sqrt(1 - b2**self.t)
        rate, eps = self.learning_rate * root / (1 - b1**self.t), self.eps * root
        if self.theta.dtype == np.float32:
            scalars = [np.float32(s) for s in (b1, 1 - b1, b2, 1 - b2, rate, eps)]
            adam_step(self.theta, self.grad, self.m, self.v, *scalars)
            return
        self.m[:] = b1 * self.m + (1 - b1) * self.grad
        self.v[:] = b2 * self.v + (1 - b2) * self.grad**2
        self.theta -= rate * self.m / (np.sqrt(self.v) + eps)
        self.grad[:] = 0
