"""Rows that the compiled loops like: whole vector registers, on whole cache lines.

The columns beyond D hold zeros, and every update leaves them at zero: it is a multiple
of another row. V words, D numbers a vector.
"""

import numpy as np

LANES = 16  # float32 in the widest register, and in a line of the cache


def padded_width(D):
    """Return D rounded up to a whole number of registers."""
    return -(-D // LANES) * LANES


def zero_rows(V, width):
    """Return zeros that start with a line of the cache: (V, width) float32.

    NumPy starts elsewhere, so that each row touches a line more: measured, skip-gram
    on 38,000 words then does a fifth fewer pairs a second.
    """
    buffer = np.zeros(V * width + LANES, np.float32)
    start = -(buffer.ctypes.data // buffer.itemsize) % LANES
    return buffer[start : start + V * width].reshape(V, width)


def uniform_rows(V, D, width, rng):
    """Draw rows from U(-1/2, 1/2) / D, with zeros behind: (V, width) float32."""
    rows = zero_rows(V, width)
    rows[:, :D] = (rng.random((V, D), dtype=np.float32) - np.float32(0.5)) / D
    return rows


def rows_without_padding(rows, D):
    """Return a copy of the first D columns: (V, D)."""
    return rows[:, :D].copy()
