"""Bits back: lossless compression of images by a VAE, in about -ELBO bits.

Shapes: D pixels, K latent dimensions, B buckets.
"""

import numpy as np
from scipy.special import ndtr, ndtri

from ..base import check_array
from .posterior import posterior

B = 2**12  # buckets in each latent dimension, equally probable under N(0, 1)
BORDERS, MEDIANS = ndtri(np.arange(B + 1) / B), ndtri((np.arange(B) + 0.5) / B)
PRIOR = range(B + 1)  # cumulative: see stack_coder.py
POSTERIOR = 2**28  # parts of probability, of which each bucket has at least one
PIXEL = 2**16  # the same for pixels: none is surer than 1 - 2⁻¹⁶


def push_image(stack, vae, x):
    """Bits: -log₂ 1/q(z|x) + log₂ 1/p(x|z) + log₂ 1/p(z); on average -ELBO / log 2.

    1. Pop z by q(z|x): the bits on the stack choose it, and the stack gets shorter.
    2. Push the pixels by p(x|z).
    3. Push z by p(z).

    Whoever pops the image does the reverse, and at the end pushes z by q(z|x): so the
    bits of step 1 are back. An empty stack has none to lend: start with random ones.

    Each number of z is a bucket, one of 4,096, and stands for its median.

    Parameters
    ----------
    stack : StackCoder, which grows
    vae : a fitted VAE with the Bernoulli likelihood
    x : array, (D,), each pixel 0 or 1

    Raises
    ------
    ValueError
        If x holds other numbers or does not fit, or the likelihood is another one; the
        stack is then as it was.

    Notes
    -----
    Townsend, Bird and Barber (2019), "Practical lossless compression with latent
    variables using bits back coding". The images come back only where the networks give
    the same numbers to the last bit: the same package on the same kind of processor.
    """
    x = check_array(np.reshape(x, (1, -1)), who="push_image")
    if not np.isin(x, (0, 1)).all():
        raise ValueError("push_image expects pixels of 0 or 1: binarise the image")
    _check(vae)
    z = [stack.pop(cumulative) for cumulative in _posterior(vae, x)]
    for pixel, cumulative in zip(x[0].astype(int), _pixels(vae, z), strict=True):
        stack.push(pixel, cumulative)
    for bucket in z:
        stack.push(bucket, PRIOR)


def pop_image(stack, vae):
    """Undo `push_image`: take the last image off the stack, (D,) float32 of 0 and 1."""
    _check(vae)
    z = [stack.pop(PRIOR) for _ in range(vae.latent_dim)][::-1]
    pixels = [stack.pop(cumulative) for cumulative in reversed(_pixels(vae, z))][::-1]
    x = np.array(pixels, dtype=np.float32)
    for bucket, cumulative in zip(z[::-1], _posterior(vae, x[None])[::-1], strict=True):
        stack.push(bucket, cumulative)
    return x


def _check(vae):
    if vae.likelihood != "bernoulli":
        raise ValueError(
            f'bits back needs likelihood="bernoulli", got {vae.likelihood!r}'
        )


def _posterior(vae, x):
    """Return the cumulative numbers of the buckets under q(z|x): (K, B + 1)."""
    encoded = posterior(vae, x, "bits back")
    mu, logvar = (v[0].astype(np.float64)[:, None] for v in encoded)
    below = ndtr((BORDERS - mu) * np.exp(-0.5 * logvar))
    return np.floor((POSTERIOR - B) * below).astype(np.int64) + np.arange(B + 1)


def _pixels(vae, z):
    """Return the cumulative numbers of each pixel's 0 and 1 under p(x|z), D triples."""
    black = 1 - vae.decode(MEDIANS[z][None])[0].astype(np.float64)
    parts = np.clip(np.rint(PIXEL * black), 1, PIXEL - 1).astype(int)
    return [(0, part, PIXEL) for part in parts.tolist()]
