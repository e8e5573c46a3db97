"""Convolution, its transpose and pooling, written as loops: to read, not to run.

Every function takes and gives arrays as the layer of the same name does; ``stride`` and
``padding`` are integers. The tests hold the layers to them.
"""

import numpy as np


def conv2d_loops(x, W, b, stride=1, padding=0):
    """y_ijo = b_o + Σ_uvc x_(si+u-p)(sj+v-p)c W_uvco.

    Parameters
    ----------
    x : array, (N, H, W, I)
    W : array, (k, l, I, O)
    b : array, (O,)

    Returns
    -------
    y : array, (N, H', W', O)
    """
    N, height, width, _ = x.shape
    k, l, _, n_out = W.shape
    rows = (height + 2 * padding - k) // stride + 1
    places = (width + 2 * padding - l) // stride + 1
    y = np.zeros((N, rows, places, n_out), dtype=x.dtype)
    for n in range(N):
        for i in range(rows):
            for j in range(places):
                y[n, i, j] = b
                for u in range(k):
                    for v in range(l):
                        row, column = stride * i + u - padding, stride * j + v - padding
                        if 0 <= row < height and 0 <= column < width:
                            y[n, i, j] += x[n, row, column] @ W[u, v]
    return y


def conv_transpose2d_loops(x, W, b, stride=1, padding=0, output_padding=0):
    """y_(si+u-p)(sj+v-p)o = b_o + Σ x_ijc W_uvoc: the loops above, the other way.

    Parameters
    ----------
    x : array, (N, H, W, I)
    W : array, (k, l, O, I)
    b : array, (O,)

    Returns
    -------
    y : array, (N, H', W', O)
    """
    N, rows, places, _ = x.shape
    k, l, n_out, _ = W.shape
    height = (rows - 1) * stride + k - 2 * padding + output_padding
    width = (places - 1) * stride + l - 2 * padding + output_padding
    y = np.zeros((N, height, width, n_out), dtype=x.dtype) + b
    for n in range(N):
        for i in range(rows):
            for j in range(places):
                for u in range(k):
                    for v in range(l):
                        row, column = stride * i + u - padding, stride * j + v - padding
                        if 0 <= row < height and 0 <= column < width:
                            y[n, row, column] += W[u, v] @ x[n, i, j]
    return y


def max_pool2d_loops(x, size, stride):
    """y_ijc = max_uv x_(si+u)(sj+v)c: (N, H, W, C) -> (N, H', W', C)."""
    N, height, width, channels = x.shape
    rows, places = (height - size) // stride + 1, (width - size) // stride + 1
    y = np.empty((N, rows, places, channels), dtype=x.dtype)
    for i in range(rows):
        for j in range(places):
            top, left = i * stride, j * stride
            window = x[:, top : top + size, left : left + size]
            y[:, i, j] = window.max(axis=(1, 2))
    return y
