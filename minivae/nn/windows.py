"""The windows of an image: how many there are, taken out as rows, added up again.

Shapes: N batch, H x W pixels, C channels: images are (N, H, W, C). H' x W' windows.
``kernel``, ``stride`` and ``padding`` are pairs: down and across.
"""

import numpy as np

from ..inputs import is_integer
from ..kernels.im2col import make_col2im, make_im2col


def pair(value, name, least):
    """Return (height, width) of one integer or of a pair, else raise ValueError."""
    values = value if isinstance(value, (tuple, list)) else (value, value)
    if len(values) != 2 or not all(is_integer(v) and v >= least for v in values):
        raise ValueError(
            f"{name} must be an integer of at least {least}, or a pair of them "
            f"(height, width), got {value!r}"
        )
    return int(values[0]), int(values[1])


def check_images(x, channels, who):
    """Raise ValueError unless x is (N, H, W, channels); any number if it is None."""
    if np.ndim(x) != 4 or channels not in (None, x.shape[3]):
        last = "C" if channels is None else channels
        raise ValueError(
            f"{who} expects images of shape (N, H, W, {last}), got {np.shape(x)}"
        )


def check_gradient(dy, shape):
    """Raise ValueError unless dy has the output's shape: a reshape would hide it."""
    if dy.shape != shape:
        raise ValueError(f"dy has shape {dy.shape}, the output was {shape}")


def n_windows(size, kernel, stride, padding=(0, 0)):
    """H' = ⌊(H + 2 padding - kernel) / stride⌋ + 1, and W' alike.

    Raises
    ------
    ValueError
        If not even one window fits.
    """
    room = [s + 2 * p - k for s, k, p in zip(size, kernel, padding, strict=True)]
    if min(room) < 0:
        raise ValueError(
            f"a kernel of {kernel[0]} x {kernel[1]} does not fit into an image of "
            f"{size[0]} x {size[1]} with padding {padding[0]}, {padding[1]}"
        )
    return tuple(r // s + 1 for r, s in zip(room, stride, strict=True))


def im2col(x, kernel, stride, padding):
    """Return each window as a row: (N, H, W, C) -> (N H' W', k l C), k x l the kernel.

    Around the image stand ``padding`` zeros.
    """
    N, H, W, C = x.shape
    (kh, kw), (down, right), (top, left) = kernel, stride, padding
    rows, places = n_windows((H, W), kernel, stride, padding)
    padded = np.ascontiguousarray(x)
    if top or left:
        padded = np.zeros((N, H + 2 * top, W + 2 * left, C), dtype=x.dtype)
        padded[:, top : top + H, left : left + W] = x
    columns = np.empty((N, rows, places, kh, kw, C), dtype=x.dtype)
    if x.dtype == np.float32:
        kernel_of = make_im2col(kh, down, kw * C, right * C)
        lines = padded.reshape(N, H + 2 * top, (W + 2 * left) * C)
        kernel_of(lines, columns.reshape(N, rows, places, kh, kw * C))
    else:
        for u, v in np.ndindex(kh, kw):
            columns[:, :, :, u, v] = padded[
                :, u : u + down * rows : down, v : v + right * places : right
            ]
    return columns.reshape(N * rows * places, kh * kw * C)


def col2im(columns, shape, kernel, stride, padding):
    """Return what `im2col` turns round: each row is added where its window was.

    It is the adjoint of `im2col`: ⟨im2col(x), c⟩ = ⟨x, col2im(c)⟩.

    Parameters
    ----------
    columns : array, (N H' W', k l C)
    shape : (N, H, W, C), of the image
    kernel, stride, padding : as in `im2col`
    """
    N, H, W, C = shape
    (kh, kw), (down, right), (top, left) = kernel, stride, padding
    rows, places = n_windows((H, W), kernel, stride, padding)
    padded = np.zeros((N, H + 2 * top, W + 2 * left, C), dtype=columns.dtype)
    columns = np.ascontiguousarray(columns)
    if columns.dtype == np.float32:
        kernel_of = make_col2im(kh, down, kw * C, right * C)
        lines = padded.reshape(N, H + 2 * top, (W + 2 * left) * C)
        kernel_of(columns.reshape(N, rows, places, kh, kw * C), lines)
    else:
        windows = columns.reshape(N, rows, places, kh, kw, C)
        for u, v in np.ndindex(kh, kw):
            padded[:, u : u + down * rows : down, v : v + right * places : right] += (
                windows[:, :, :, u, v]
            )
    return padded[:, top : top + H, left : left + W]
