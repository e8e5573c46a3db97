"""Rows that the compiled loops like: as wide as a whole number of vector registers.

The columns beyond D hold zeros, and every update leaves them at zero: it is a multiple
of another row. V words, D numbers a vector.
"""

import numpy as np

LANES = 16  # float32 in the widest register


def padded_width(D):
    """Return D rounded up to a whole number of registers."""
    return -(-D // LANES) * LANES


def uniform_rows(V, D, width, rng):
    """Draw rows from U(-1/2, 1/2) / D, with zeros behind: (V, width) float32."""
    rows = np.zeros((V, width), np.float32)
    rows[:, :D] = (rng.random((V, D), dtype=np.float32) - np.float32(0.5)) / D
    return rows


def rows_without_padding(rows, D):
    """Return a copy of the first D columns: (V, D)."""
    return np.ascontiguousarray(rows[:, :D])
