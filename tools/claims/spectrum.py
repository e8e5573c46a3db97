"""The eigenvalues of MNIST, for the closed forms of a linear VAE."""

import functools

import numpy as np

from minivae.data import load_mnist


@functools.cache
def eigenvalues(source):
    """Of the covariance of MNIST's training images, falling."""
    x = load_mnist(source=source).x_train
    return np.linalg.eigvalsh(np.cov(x.T.astype(np.float64), ddof=0))[::-1]
