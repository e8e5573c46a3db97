"""K-means: Hamerly's bounds, the two nearest centres, and squared distances.

Each point n keeps two numbers: upper[n] >= distance to its own centre, and
lower[n] <= distance to every other. While upper <= lower its label cannot change,
and no distance needs to be computed.

``collect`` copies the undecided points into a buffer, a matrix product (BLAS's, or
``inner_products``) follows, and ``settle`` gives them labels and bounds. Products
lie as (centres, points): the loop over points is the inner one, and vectorises.
"""

import numpy as np

from ._jit import jit

TILE = 5  # centres at a time in inner_products


@jit
def squared_distances(X, centres, out):
    """out[n, k] = sum_d (x_nd - c_kd)^2: exactly 0 for equal rows."""
    for n in range(X.shape[0]):
        for k in range(centres.shape[0]):
            total = X.dtype.type(0)
            for d in range(X.shape[1]):
                difference = X[n, d] - centres[k, d]
                total += difference * difference
            out[n, k] = total


@jit
def own_squared_distances(X, centres, labels, out):
    """out[n] = sum_d (x_nd - c_kd)^2 with k = labels[n]."""
    for n in range(X.shape[0]):
        total = X.dtype.type(0)
        for d in range(X.shape[1]):
            difference = X[n, d] - centres[labels[n], d]
            total += difference * difference
        out[n] = total


@jit
def add_up(X, weight, labels, sums, mass):
    """sums[k] += w_n x_n and mass[k] += w_n for each n with label k."""
    for n in range(X.shape[0]):
        k, w = labels[n], weight[n]
        mass[k] += w
        for d in range(X.shape[1]):
            sums[k, d] += w * X[n, d]


@jit
def inner_products(centres, X, out):
    """out[k, n] = c_k . x_n, ten products at a time: five centres by two points.

    Each number that is loaded serves several products. BLAS does the same, with
    tiles that are too large for ten clusters. The rows of centres and of out must
    be a multiple of five: pad them with zeros.
    """
    N, zero = X.shape[0], X.dtype.type(0)
    for n in range(0, N, 2):
        m = min(n + 1, N - 1)
        for k in range(0, centres.shape[0], TILE):
            a0, a1, a2, a3, a4 = zero, zero, zero, zero, zero
            b0, b1, b2, b3, b4 = zero, zero, zero, zero, zero
            for d in range(X.shape[1]):
                a, b = X[n, d], X[m, d]
                c0, c1, c2 = centres[k, d], centres[k + 1, d], centres[k + 2, d]
                c3, c4 = centres[k + 3, d], centres[k + 4, d]
                a0, a1, a2 = a0 + a * c0, a1 + a * c1, a2 + a * c2
                a3, a4 = a3 + a * c3, a4 + a * c4
                b0, b1, b2 = b0 + b * c0, b1 + b * c1, b2 + b * c2
                b3, b4 = b3 + b * c3, b4 + b * c4
            out[k, n], out[k + 1, n], out[k + 2, n] = a0, a1, a2
            out[k + 3, n], out[k + 4, n] = a3, a4
            out[k, m], out[k + 1, m], out[k + 2, m] = b0, b1, b2
            out[k + 3, m], out[k + 4, m] = b3, b4


@jit
def nearest_two(products, half_squares, best, second, closest):
    """Fill the least and second least of |c|^2 / 2 - c.x over k, and the first argmin.

    products: (K, m) or more rows, c_k . x_i; half_squares: (K,).
    """
    for i in range(best.size):
        best[i] = half_squares[0] - products[0, i]
        second[i] = np.inf
        closest[i] = 0
    for k in range(1, half_squares.size):
        half = half_squares[k]
        for i in range(best.size):
            value = half - products[k, i]
            nearer = value < best[i]
            rest = best[i] if nearer else value
            second[i] = min(second[i], rest)
            best[i] = value if nearer else best[i]
            closest[i] = k if nearer else closest[i]


@jit
def any_near_tie(best, second, squares, half, eps):
    """Whether rounding may have decided between best and second, for any point.

    squares: |x|^2 of each point; half: the largest |c|^2 / 2; eps: of a product.
    """
    root = np.sqrt(half)
    for i in range(best.size):
        if second[i] - best[i] <= eps * (root * np.sqrt(squares[i]) + half):
            return True
    return False


@jit
def collect(
    start, X, centres, labels, upper, lower, moved, others_moved, gap, buffer, rows
):
    """Copy undecided points into buffer until it is full; return (next row, count).

    moved[k]: how far centre k moved; others_moved[k]: the farthest move of any other;
    gap[k]: half the distance from centre k to the nearest other. A point closer to
    its centre than gap is decided too.
    """
    count, n = 0, start
    while n < X.shape[0] and count < rows.size:
        k = labels[n]
        lower[n] -= others_moved[k]
        above = upper[n] + moved[k]
        below = max(lower[n], gap[k])
        if above > below:  # undecided so far: measure the distance itself
            total = X.dtype.type(0)
            for d in range(X.shape[1]):
                difference = X[n, d] - centres[k, d]
                total += difference * difference
            above = np.sqrt(total)
            if above > below:
                for d in range(X.shape[1]):
                    buffer[count, d] = X[n, d]
                rows[count] = n
                count += 1
        upper[n] = above
        n += 1
    return n, count


@jit
def settle(
    rows, x, squares, best, second, closest, slack, weight,
    labels, upper, lower, sums, mass,
):  # fmt: skip
    """Give the points ``rows`` labels and bounds; return how many labels changed.

    x: (m, D), the points themselves; best, second, closest: from ``nearest_two``;
    squares: (N,), |x|^2. sums (K, D) and mass (K,) follow each point that changes
    its cluster; an old label of -1 means that it had none. slack: (relative to
    |x|^2, absolute), how far rounding may have spoilt a squared distance.
    """
    zero, two = x.dtype.type(0), x.dtype.type(2)
    changed = 0
    for i in range(rows.size):
        n, k = rows[i], closest[i]
        square, old = squares[n], labels[n]
        spoilt = slack[0] * square + slack[1]
        upper[n] = np.sqrt(max(square + two * best[i], zero) + spoilt)
        lower[n] = np.sqrt(max(square + two * second[i] - spoilt, zero))
        if k == old:
            continue
        changed += 1
        labels[n] = k
        w = weight[n]
        mass[k] += w
        for d in range(x.shape[1]):
            sums[k, d] += w * x[i, d]
        if old >= 0:
            mass[old] -= w
            for d in range(x.shape[1]):
                sums[old, d] -= w * x[i, d]
    return changed
