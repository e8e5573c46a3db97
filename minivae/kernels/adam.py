"""Adam in one pass over one flat float32 vector."""

import numpy as np

from ._jit import jit

ZERO = np.float32(0.0)
# Pixels that are always black give weights whose moments decay towards zero for
# ever. Below about 1e-38 floats are denormal, and arithmetic on them is slow.
TINY = np.float32(1e-30)


@jit
def adam_step(theta, grad, m, v, b1, c1, b2, c2, rate, eps):
    """m = b1 m + c1 g; v = b2 v + c2 g^2; theta -= rate m / (sqrt(v) + eps); g = 0.

    Every scalar is a float32; c1 = 1 - b1 and c2 = 1 - b2 are computed by the
    caller, and so are the bias corrections inside ``rate`` and ``eps``.
    """
    for i in range(theta.size):
        g = grad[i]
        mi = b1 * m[i] + c1 * g
        vi = b2 * v[i] + c2 * g * g
        mi = mi if abs(mi) > TINY else ZERO
        vi = vi if vi > TINY else ZERO
        m[i], v[i], grad[i] = mi, vi, ZERO
        theta[i] -= rate * mi / (np.sqrt(vi) + eps)
