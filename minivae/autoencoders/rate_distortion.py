"""Lossy compression: bits per image against squared error.

Shapes: N images, D pixels, K numbers of a code.
"""

import numpy as np

from ..base import check_array, check_positive, generator
from .kl import kl_rows
from .posterior import posterior
from .reparameterisation import reparameterise

BIT = np.log(2)  # nats


def rate_distortion(vae, X, random_state=None):
    """R = KL(q(z|x) ‖ N(0, I)) / log 2,  Δ = ‖x - x̂(z)‖²,  z ~ q(z|x), of each image.

    R is what it takes to send one draw of q(z|x), on average over images and up to a
    few bits, to somebody who has the decoder (bits back does it: `push_image`).

    Parameters
    ----------
    vae : a fitted VAE
    X : array, (N, D)
    random_state : None, int or numpy.random.Generator, draws z

    Returns
    -------
    rate : array, (N,), bits
    distortion : array, (N,)
    """
    mu, logvar = posterior(vae, X, "rate_distortion")
    eps = generator(random_state).standard_normal(mu.shape)
    x_hat = vae.decode(reparameterise(mu, logvar, eps)[0])
    return kl_rows(mu, logvar) / BIT, squared_error(X, x_hat)


def quantised_rate_distortion(model, X, step, training=None):
    """R = Σ_k H(i_k),  i_k = round(z_k / s),  Δ = ‖x - x̂(s i)‖²: a simple rival.

    Each number of a code is rounded to a multiple of the step s, and its index is sent
    in -log₂ of the share that this index has in X: their mean is the entropy H. That
    is no code yet for other images: the table of shares is not sent, and with few
    images and a small step each index is alone, at log₂ N bits, however fine the step.

    Parameters
    ----------
    model : what has ``transform`` and ``inverse_transform``, such as a fitted ``PCA``
    X : array, (N, D)
    step : float, s
    training : None or array, (M, D): with it an index stands for the mean of the
        training codes that are rounded to it, where there are any, and no longer for
        s i. With PCA that is never worse on the training data: of all numbers that
        could stand for a bin, its mean has the least squared error.

    Returns
    -------
    rate : array, (N,), bits; its mean is Σ_k H(i_k)
    distortion : array, (N,)

    Raises
    ------
    ValueError
        If X or training is no finite table, or step no positive number.
    """
    step = check_positive(step, "step")
    index = np.rint(np.asarray(model.transform(X)) / step)  # (N, K)
    rate = np.zeros(len(index))
    for column in index.T:
        _, which, counts = np.unique(column, return_inverse=True, return_counts=True)
        rate -= np.log2(counts / len(index))[which]
    z = step * index
    if training is not None:
        known = np.asarray(model.transform(training))
        for k in range(z.shape[1]):
            z[:, k] = bin_means(known[:, k], index[:, k], z[:, k], step)
    return rate, squared_error(X, model.inverse_transform(z))


def bin_means(known, index, middle, step):
    """Return the mean of known in the bin of each index, or its middle: (N,)."""
    bins, which = np.unique(np.rint(known / step), return_inverse=True)
    means = np.bincount(which, known) / np.bincount(which)
    place = np.minimum(np.searchsorted(bins, index), len(bins) - 1)
    return np.where(bins[place] == index, means[place], middle)


def squared_error(X, x_hat):
    """Σ_d (x_d - x̂_d)², one per row: (N,)."""
    X = check_array(X, np.float64, who="squared_error")
    return np.sum((X - x_hat) ** 2, axis=1)
