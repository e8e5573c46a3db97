"""The density of points under clusters, and a draw among clusters.

``log_predictives`` asks for one point under every cluster. But short loops spend their
time on beginning and ending; so the collapsed sweep takes the points in blocks and
asks ``log_predictive_row`` for a whole block under one cluster. A cluster that
changes has its row computed again, for the points that are still to come.
"""

import numpy as np

from .._jit import inline_jit, jit
from .clusters import DIAG, FULL, KNOWN

LN2 = np.log(2.0)
BLOCK = 64  # points: fewer pay for short loops, more for rows computed in vain
MANTISSA, EXPONENT_0 = (1 << 52) - 1, 1023 << 52


@jit
def log_above_1(x):
    """log x for 1 <= x < infinity, in plain arithmetic, so that loops become SIMD code.

    x = 2^e m with m in [sqrt(1/2), sqrt(2)], from the bits of x. Then
    log m = 2 artanh(s) = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1) < .172.
    """
    bits = np.float64(x).view(np.int64)
    e = np.float64((bits >> 52) - 1023)
    m = np.int64((bits & MANTISSA) | EXPONENT_0).view(np.float64)
    large = m > 1.4142135623730951
    m = 0.5 * m if large else m
    e = e + 1.0 if large else e
    s = (m - 1.0) / (m + 1.0)
    r = s * s
    p = 1.0 / 17.0 + r * (1.0 / 19.0 + r * (1.0 / 21.0 + r / 23.0))
    p = 1.0 / 9.0 + r * (1.0 / 11.0 + r * (1.0 / 13.0 + r * (1.0 / 15.0 + r * p)))
    p = 1.0 + r * (1.0 / 3.0 + r * (1.0 / 5.0 + r * (1.0 / 7.0 + r * p)))
    return e * LN2 + 2.0 * s * p


@inline_jit
def quadratics(prior, s, x, top, y, q):
    """q[k] = (x - mean_k)^T inverse_k (x - mean_k) for slots 0 ... top - 1.

    y: (D, slots), room to work in. Only the lower triangle of the inverse is kept:
    every entry off the diagonal counts twice.
    """
    D, A = x.size, s.inverse
    for k in range(top):
        q[k] = 0.0
    if prior.kind != FULL:
        for i in range(D):
            for k in range(top):
                u = x[i] - s.mean[i, k]
                q[k] += u * u * (A[i, k] if prior.kind == DIAG else 1.0)
        return
    p = 0
    for i in range(D):
        for k in range(top):
            y[i, k] = x[i] - s.mean[i, k]
        for j in range(i):
            for k in range(top):
                q[k] += 2.0 * y[i, k] * A[p, k] * y[j, k]
            p += 1
        for k in range(top):
            q[k] += A[p, k] * y[i, k] * y[i, k]
        p += 1


@inline_jit
def log_predictives(prior, s, x, top, y, q, out):
    """out[k] = log p(x | the points in slot k): Student's t, or Normal if KNOWN.

    y: (D, slots), room to work in. q: (slots,), the quadratic forms of x, which
    ``log_predictive_without`` asks for; DIAG has none.
    """
    if prior.kind == DIAG:
        for k in range(top):
            q[k] = 0.0
        for i in range(x.size):
            for k in range(top):
                u = x[i] - s.mean[i, k]
                q[k] += log_above_1(1.0 + s.factor[k] * u * u * s.inverse[i, k])
        for k in range(top):
            out[k] = s.constant[k] - s.power[k] * q[k]
        return
    quadratics(prior, s, x, top, y, q)
    for k in range(top):
        far = q[k]
        if prior.kind == FULL:
            far = log_above_1(1.0 + s.factor[k] * q[k])
        out[k] = s.constant[k] - s.power[k] * far


@jit
def load_block(X, order, first, x):
    """Make the rows order[first], ... of X the columns of x. Returns how many."""
    size = min(x.shape[1], order.size - first)
    for b in range(size):
        for i in range(X.shape[1]):
            x[i, b] = X[order[first + b], i]
    return size


@jit
def log_predictive_row(prior, s, k, x, begin, end, room, q, out):
    """out[b] = log p(x_b | the points in slot k), for b = begin ... end - 1.

    Student's t, or Normal if KNOWN. x: (D, BLOCK), points as columns; room: (D + 1,
    BLOCK), to work in. q[b] = (x_b - mean)^T inverse (x_b - mean), which
    ``log_predictive_without`` asks for; DIAG has none. Only the lower triangle of the
    inverse is kept: every entry off the diagonal counts twice.
    """
    D, n = x.shape[0], end - begin
    q, out, t = q[begin:], out[begin:], room[D]  # indices from 0: SIMD code
    constant, power, factor = s.constant[k], s.power[k], s.factor[k]
    for b in range(n):
        q[b] = 0.0
    p = 0
    for i in range(D):
        mean, x_i, y_i = s.mean[i, k], x[i][begin:], room[i]
        if prior.kind == FULL:
            for b in range(n):
                y_i[b] = x_i[b] - mean
                t[b] = 0.0
            for j in range(i):
                a, y_j = s.inverse[p, k], room[j]
                for b in range(n):
                    t[b] += a * y_j[b]
                p += 1
            a = s.inverse[p, k]
            for b in range(n):
                q[b] += y_i[b] * (2.0 * t[b] + a * y_i[b])
            p += 1
        elif prior.kind == DIAG:
            a = factor * s.inverse[i, k]
            for b in range(n):
                u = x_i[b] - mean
                q[b] += log_above_1(1.0 + a * u * u)
        else:
            for b in range(n):
                q[b] += (x_i[b] - mean) ** 2
    for b in range(n):
        far = q[b]
        if prior.kind == FULL:
            far = log_above_1(1.0 + factor * q[b])
        out[b] = constant - power * far


@inline_jit
def log_predictive_without(prior, s, k, x, q):
    """log p(x | the other points of slot k), x being one of its points, n > 1.

    With u = x - mean, q = u^T inverse u and h = (kappa + 1) / kappa q (kappa without
    x, the rest with x), taking x out divides det psi by 1 / (1 - h). So nothing is
    changed in the cluster of a customer who stays, and most do.
    """
    n = s.n[k] - 1
    stretch = 1.0 + 1.0 / (prior.kappa + n)
    if prior.kind == KNOWN:
        return prior.predictive_table[n] - 0.5 * stretch * q / prior.variance
    shrunk = 0.0
    if prior.kind == FULL:
        shrunk = np.log(max(1.0 - stretch * q, 1e-15))
    else:
        for i in range(x.size):
            u = x[i] - s.mean[i, k]
            h = stretch * u * u * s.inverse[i, k]
            shrunk += np.log(max(1.0 - h, 1e-15))
    rest = prior.predictive_table[n] - 0.5 * s.logdet[k]
    return rest + 0.5 * (prior.nu + n) * shrunk


@jit
def choose(log_weight, top, w, rng):
    """Draw k with probability proportional to exp(log_weight[k])."""
    highest = -np.inf
    for k in range(top):
        highest = max(highest, log_weight[k])
    total = 0.0
    for k in range(top):
        # A weight 40 nats below the highest changes no digit of the sum.
        if log_weight[k] - highest > -40.0:
            total += np.exp(log_weight[k] - highest)
        w[k] = total
    u = rng.random() * total
    k = 0
    while w[k] <= u:
        k += 1
    return k


@jit
def log_joint_rows(X, prior, s, log_weight, out):
    """out[i, k] = log_weight[k] + log p(x_i | the points in slot k)."""
    N, D = X.shape
    x, room = np.empty((D, BLOCK)), np.empty((D + 1, BLOCK))
    q, row, order = np.empty(BLOCK), np.empty(BLOCK), np.arange(N)
    for first in range(0, N, BLOCK):
        size = load_block(X, order, first, x)
        for k in range(s.n.size):
            log_predictive_row(prior, s, k, x, 0, size, room, q, row)
            for b in range(size):
                out[first + b, k] = log_weight[k] + row[b]
