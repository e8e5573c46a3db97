"""The Bernoulli likelihood from logits, float32, in one pass over the pixels.

pip's Numba calls the C library once per element for ``exp`` and ``log``. The two
polynomials below (range reduction and coefficients as in the Cephes library by
S. Moshier, ``expf`` and ``logf``) are plain arithmetic, so that the loop around
them becomes SIMD code. They stand in this file, with their only callers, because
Numba's cache does not notice a change in a function imported from another file.

No Python float literal appears in a loop: one ``1.0`` would turn it to float64.
"""

import numpy as np

from ._jit import exact_jit, jit

ZERO, HALF, ONE = np.float32(0.0), np.float32(0.5), np.float32(1.0)
LOG2_E = np.float32(1.44269504088896341)
LN2_HIGH, LN2_LOW = np.float32(0.693359375), np.float32(-2.12194440e-4)
LN2 = np.float32(0.6931471805599453)
SQRT2_MINUS_1 = np.float32(0.41421356237)
SMALLEST = np.float32(-87.0)  # exp(-87) = 1.6e-38 is the last normal float32

# exp(r) = 1 + r + r^2 (E0 r^5 + E1 r^4 + ... + E5)
E0, E1 = np.float32(1.9875691500e-4), np.float32(1.3981999507e-3)
E2, E3 = np.float32(8.3334519073e-3), np.float32(4.1665795894e-2)
E4, E5 = np.float32(1.6666665459e-1), np.float32(5.0000001201e-1)

# log(1 + v) = v - v^2 / 2 + v^3 (L0 v^8 + L1 v^7 + ... + L8)
L0, L1 = np.float32(7.0376836292e-2), np.float32(-1.1514610310e-1)
L2, L3 = np.float32(1.1676998740e-1), np.float32(-1.2420140846e-1)
L4, L5 = np.float32(1.4249322787e-1), np.float32(-1.6668057665e-1)
L6, L7 = np.float32(2.0000714765e-1), np.float32(-2.4999993993e-1)
L8 = np.float32(3.3333331174e-1)


@exact_jit
def exp_of_negative(x):
    """exp(x) for x <= 0: x = k ln 2 + r, exp(x) = 2^k exp(r), |r| <= ln(2)/2."""
    x = max(x, SMALLEST)
    k = np.int32(x * LOG2_E - HALF)  # x <= 0: truncation towards 0 rounds to nearest
    kf = np.float32(k)
    r = x - kf * LN2_HIGH - kf * LN2_LOW
    p = ((((E0 * r + E1) * r + E2) * r + E3) * r + E4) * r + E5
    power = np.int32((k + 127) << 23).view(np.float32)  # the bits of 2^k
    return (p * r * r + r + ONE) * power


@exact_jit
def log1p_of_unit(t):
    """log(1 + t) for 0 <= t <= 1: above sqrt(2), halve 1 + t and add ln 2."""
    upper = t > SQRT2_MINUS_1
    v = (t - ONE) * HALF if upper else t
    offset = LN2 if upper else ZERO
    p = L0 * v + L1
    p = p * v + L2
    p = p * v + L3
    p = p * v + L4
    p = p * v + L5
    p = p * v + L6
    p = p * v + L7
    p = p * v + L8
    return offset + (v - HALF * v * v + p * v * v * v)


@jit
def bernoulli_nll_and_gradient(logits, x, scale, nll, dlogits):
    """nll[n] = sum_d softplus(l) - x l; dlogits = scale (sigmoid(l) - x)."""
    rows, columns = logits.shape
    for n in range(rows):
        total = ZERO
        for d in range(columns):
            a, pixel = logits[n, d], x[n, d]
            t = exp_of_negative(-abs(a))  # in (0, 1]: nothing overflows
            total += max(a, ZERO) + log1p_of_unit(t) - pixel * a
            r = ONE / (ONE + t)
            sigmoid = r if a >= ZERO else t * r
            dlogits[n, d] = scale * (sigmoid - pixel)
        nll[n] = total


@jit
def bernoulli_nll_rows(logits, x, nll):
    """nll[n] = sum_d softplus(l) - x l, without the gradient."""
    rows, columns = logits.shape
    for n in range(rows):
        total = ZERO
        for d in range(columns):
            a = logits[n, d]
            t = exp_of_negative(-abs(a))
            total += max(a, ZERO) + log1p_of_unit(t) - x[n, d] * a
        nll[n] = total
