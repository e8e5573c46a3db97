"""One epoch of UMAP's layout: each edge pulls, and points drawn at random push.

With d² the squared distance on the map and q = 1 / (1 + a d^2b), the strength of an
edge, the derivatives of the two costs by a place y_i are (McInnes, Healy and Melville
2018, section 3.2)

    -log q:          2 a b d^(2b-2) q (y_i - y_j)         edges: towards each other
    -log(1 - q):     -2 b q / d² (y_i - y_j)              others: away

A step goes against them. As in the authors' program, d² + 0.001 stands in the second
denominator, and no coordinate of a step is above 4 times the learning rate.
"""

from functools import lru_cache

import numpy as np

from ._jit import exact_jit, jit

ONE, TWO, HALF = np.float32(1), np.float32(2), np.float32(0.5)
SQRT2, LN2 = np.float32(1.4142135623730951), np.float32(0.6931471805599453)
SMALLEST, LARGEST = np.float32(1e-30), np.float32(1e30)
LOWEST, HIGHEST = np.float32(-126), np.float32(126)
MANTISSA, EXPONENT_0 = np.int32(0x007FFFFF), np.int32(0x3F800000)
# log2(m) = r (A0 + A1 r² + A2 r⁴ + A3 r⁶), r = (m - 1) / (m + 1), |r| <= .172
A0, A1 = np.float32(2 / np.log(2)), np.float32(2 / 3 / np.log(2))
A2, A3 = np.float32(2 / 5 / np.log(2)), np.float32(2 / 7 / np.log(2))
# 2^t = exp(t ln 2), |t| <= 1/2
E2, E3, E4 = np.float32(1 / 2), np.float32(1 / 6), np.float32(1 / 24)
E5, E6 = np.float32(1 / 120), np.float32(1 / 720)
LANES = 8  # numbers that one instruction takes
LIMIT, NEAR = np.float32(4), np.float32(0.001)


@exact_jit
def power(x, b):
    """x^b for x > 0, to six digits, at a third of the cost of the C library's."""
    x = min(max(x, SMALLEST), LARGEST)
    bits = np.float32(x).view(np.int32)
    exponent = np.float32((bits >> np.int32(23)) - np.int32(127))
    m = np.int32((bits & MANTISSA) | EXPONENT_0).view(np.float32)  # in [1, 2)
    if m > SQRT2:
        m, exponent = HALF * m, exponent + ONE
    r = (m - ONE) / (m + ONE)
    r2 = r * r
    y = b * (exponent + r * (A0 + r2 * (A1 + r2 * (A2 + r2 * A3))))
    y = min(max(y, LOWEST), HIGHEST)
    whole = np.floor(y + HALF)
    t = (y - whole) * LN2
    e = ONE + t * (ONE + t * (E2 + t * (E3 + t * (E4 + t * (E5 + t * E6)))))
    return e * np.int32((np.int32(whole) + np.int32(127)) << np.int32(23)).view(
        np.float32
    )


@exact_jit
def mark_due(rates, epoch, rows):
    """Write into rows the edges whose turn it is; return how many there are."""
    count = 0
    for e in range(len(rates)):
        rows[count] = e  # without a branch, which nobody could predict
        count += np.floor((epoch + 1) * rates[e]) > np.floor(epoch * rates[e])
    return count


@lru_cache
def make_layout(width, n_others):
    """Build the kernel for maps of ``width`` dimensions and ``n_others`` an edge.

    The edge and its others stand side by side, in lanes: with constant sizes the
    compiler computes the forces of eight lanes at once.
    """
    lanes = -(-(1 + n_others) // LANES) * LANES

    @jit
    def layout(places, ends, heads, tails, others, rate, a, b, both):
        """Take one step for each edge, in their order; places change in place.

        All forces of one edge are those at the place before its step. places:
        (n, width) float32; ends: (m, width) float32, places itself in a fit, the fixed
        map for new points; heads: (E,), rows of places; tails: (E,), rows of ends;
        others: (E, n_others), rows of ends that push; both: whether the tail moves
        too; then no point pushes itself. a, b, rate: float32.
        """
        difference = np.zeros((width, lanes), np.float32)
        square = np.zeros(lanes, np.float32)
        x, force = np.zeros(lanes, np.float32), np.zeros(lanes, np.float32)
        for e in range(len(heads)):
            i, tail = np.uint32(heads[e]), np.uint32(tails[e])
            for d in range(width):
                difference[d, 0] = places[i, d] - ends[tail, d]
                for k in range(others.shape[1]):
                    j = np.uint32(others[e, k])
                    difference[d, k + 1] = places[i, d] - ends[j, d]
            square[:] = np.float32(0)
            for d in range(width):
                for k in range(lanes):
                    square[k] += difference[d, k] * difference[d, k]
            for k in range(lanes):
                x[k] = a * power(square[k], b)
                force[k] = TWO * b / ((NEAR + square[k]) * (ONE + x[k]))
            force[0] = np.float32(0)
            if square[0] > np.float32(0):
                force[0] = -TWO * b * x[0] / (square[0] * (ONE + x[0]))
            for d in range(width):
                step = np.float32(0)
                pull = min(max(force[0] * difference[d, 0], -LIMIT), LIMIT)
                for k in range(1, lanes):
                    step += min(max(force[k] * difference[d, k], -LIMIT), LIMIT)
                places[i, d] += rate * (pull + step)
                if both:
                    ends[tail, d] -= rate * pull

    return layout
