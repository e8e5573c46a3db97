"""Three ways to spoil an image, for the denoising autoencoder.

x: (N, D) with values in [0, 1]; ``level`` says how much is spoilt.
"""

from numbers import Real

import numpy as np

from ..base import as_numbers


def add_gaussian(x, level, rng):
    """x + level ε,  ε ~ N(0, I): ``level`` is the noise's standard deviation."""
    return x + np.float32(level) * rng.standard_normal(x.shape, dtype=np.float32)


def mask(x, level, rng):
    """Set each pixel to 0 with probability ``level``."""
    return x * (rng.random(x.shape, dtype=np.float32) >= level)


def salt_and_pepper(x, level, rng):
    """Set each pixel, with probability ``level``, to 0 or to 1 (equally likely)."""
    u = rng.random(x.shape, dtype=np.float32)
    coin = (u < level / 2).astype(x.dtype)  # P(u < level / 2) = level / 2
    return np.where(u < level, coin, x)


LOUDEST = 1e6  # a million times the range of the pixels; near 1e38 float32 overflows

CORRUPTIONS = {
    "gaussian": add_gaussian,
    "masking": mask,
    "salt_and_pepper": salt_and_pepper,
}


def corrupt(x, kind, level, rng):
    """Return a spoilt copy of x: kind is one of ``CORRUPTIONS``.

    Raises
    ------
    ValueError
        If the kind is unknown, or the level is negative, above 1 as a probability, or
        above 1e6 as a standard deviation.
    """
    x = as_numbers(x, "corrupt")
    if not isinstance(kind, str) or kind not in CORRUPTIONS:
        raise ValueError(f"corruption must be one of {list(CORRUPTIONS)}, got {kind!r}")
    most = LOUDEST if kind == "gaussian" else 1
    if not isinstance(level, Real) or level is True or not 0 <= level <= most:
        wanted = (
            "at least 0, at most 1e6,"
            if kind == "gaussian"
            else "a probability in [0, 1]"
        )
        raise ValueError(f"level must be {wanted} for {kind} noise, got {level!r}")
    return CORRUPTIONS[kind](x, level, rng).astype(x.dtype, copy=False)
