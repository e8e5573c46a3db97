"""GloVe: AdaGrad on the cells of a table of co-occurrences, one after another.

For words i and j that co-occur x times (weighted by distance):

    L = ½ f(x) (w_i·c_j + a_i + b_j - log x)²,    f(x) = min(1, (x / x_max)^¾)

(Pennington, Socher and Manning 2014, equation 8; the half is that of their program).
With g the gradient of a parameter and G = 1 + Σ g² over its earlier steps, AdaGrad
takes the step -rate g / √G; then g² is added to G.
"""

from functools import lru_cache

import numpy as np

from ._jit import jit


@lru_cache
def make_glove(width):
    """Build the kernel for rows of ``width`` numbers, a constant of compiled code."""

    @jit
    def glove(rows, columns, weights, logs, rate, w, c, a, b, G_w, G_c, G_a, G_b):
        """Take one step for each cell, in their order; return Σ L.

        rows, columns: (M,), i and j; weights, logs: (M,) float32, f(x) and log x;
        w, c, G_w, G_c: (V, width) float32; a, b, G_a, G_b: (V,) float32. These eight
        change in place. Columns of zeros stay zero.
        """
        zero = np.float32(0)
        loss = 0.0
        for m in range(len(rows)):
            i, j = np.uint32(rows[m]), np.uint32(columns[m])
            score = zero
            for d in range(width):
                score += w[i, d] * c[j, d]
            difference = score + a[i] + b[j] - logs[m]
            g = weights[m] * difference
            loss += g * difference
            for d in range(width):
                g_w, g_c = g * c[j, d], g * w[i, d]
                w[i, d] -= rate * g_w / np.sqrt(G_w[i, d])
                c[j, d] -= rate * g_c / np.sqrt(G_c[j, d])
                G_w[i, d] += g_w * g_w
                G_c[j, d] += g_c * g_c
            a[i] -= rate * g / np.sqrt(G_a[i])
            b[j] -= rate * g / np.sqrt(G_b[j])
            G_a[i] += g * g
            G_b[j] += g * g
        return loss / 2

    return glove
