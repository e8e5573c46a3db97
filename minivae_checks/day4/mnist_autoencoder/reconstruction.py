"""Checks of MNISTAutoencoder: the squared error, and PCA.

N images, D pixels, K code units. Each check runs at several sizes, one of them
square: there a transposed product gives numbers, and so can be named.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.day4.mnist_autoencoder.shapes import with_shapes

UNCUT = "nothing is added, rounded, or cut off at a bound, and no size is written as a number."


def _squared_error(x, x_hat):
    return float(np.mean(np.sum((x - x_hat) ** 2, axis=1)))


ERROR = Mistakes("""
    d = x - x_hat
    right = np.sum(d**2) / len(x)
    right
    np.mean(d**2)  # That is the mean over pixels too: sum over the pixels of an image.
    np.sum(d**2)  # That is the sum over all images: take the mean over the N images.
    np.sum(d**2) / x.shape[1]  # It is divided by D, the pixels; divide by N, the images.
    np.mean(np.sum(np.abs(d), axis=1))  # The difference is not squared.
    np.mean(np.linalg.norm(d, axis=1))  # Squares, not lengths: leave out the root.
    np.mean(np.sum(d, axis=1))  # Without the square, errors up and down cancel.
    np.mean(np.sum(d, axis=1) ** 2)  # Square each difference before you sum.
    np.sum(d**2, axis=1)  # That is one number per image: take their mean.
    np.mean(d**2, axis=0)  # That is one number per pixel: sum over the pixels, axis=1.
    right / 2  # It is a half of it: there is no 1/2 in this error.
    np.mean(np.sum(x**2 - x_hat**2, axis=1))  # The squares are subtracted; square the difference.
    np.sqrt(right)  # It is a root too many: the error is in squares.
    784 * np.mean(d**2)  # An image has D pixels, not always 784.
    """)


@exercise("4.1", points=1, ours=_squared_error)
def squared_error(yours):
    """(1/N) Σ_n Σ_d (x_nd - x̂_nd)².

    Task: return the squared error: sum over the pixels, mean over the images
    Hint: One number per image first; then the mean of these.
    """
    why = "Sum the squares over the pixels of each image, (N,); then take the mean over the N images."
    for N, D in ((5, 3), (4, 4), (2, 7)):
        x, x_hat = np.random.default_rng(41).normal(size=(2, N, D))
        ERROR.judge("the error", yours(x, x_hat), why, x=x, x_hat=x_hat)
    for scale, N, D in ((1e-20, 5, 3), (1e6, 5, 3), (1, 300, 90), (1, 1, 1)):
        x, x_hat = scale * np.random.default_rng(410).normal(size=(2, N, D))
        why = f"Here {N} images of {D} pixels differ by {scale:g} or so: {UNCUT}"
        ERROR.judge("the error", yours(x, x_hat), why, atol=0, x=x, x_hat=x_hat)
    x = np.round(x_hat := 1e7 + np.random.default_rng(411).normal(size=(5, 3)), 1)
    why = "These images lie far from 0 and near each other: subtract before you square, or the digits are lost."
    ERROR.judge("the error", yours(x, x_hat), why, x=x, x_hat=x_hat)


def pca(x, mean, components):
    """x̂ = m + (x - m) Vᵀ V."""
    return mean + (x - mean) @ components.T @ components


X_HAT = Mistakes("""
    V, z = components, (x - mean) @ components.T
    right = pca(x, mean, V)
    right
    right - mean  # The mean is not added again.
    mean + x @ V.T @ V  # The mean was not subtracted before the projection.
    x @ V.T @ V  # The mean is left out: subtract it first, add it at the end.
    right - 2 * mean  # The mean is subtracted at the end; add it.
    x - right + mean  # That is what PCA throws away; return what it keeps.
    x  # That is x itself: nothing was projected.
    pca(x, x.mean(axis=0), V)  # Centre with the mean that is given, not with the mean of x.
    z  # That is the code z, (N, K): now come back to (N, D).
    mean + (x + mean) @ V.T @ V  # The mean is added to x; subtract it first.
    pca(x, x.mean(), V)  # The mean is one image (D,), not one number.
    mean + z[:, :1] @ V[:1]  # Only the first component is used.
    mean - z @ V  # The sign of the way back is reversed.
    right.T  # Images are rows: the answer is transposed.
    """).using(pca=pca)


@exercise("4.2", points=1, ours=pca)
def pca_reconstruct(yours):
    """x̂ = m + (x - m) Vᵀ V, with V (K, D).

    Task: return x_hat (N, D): project x on the components and come back
    Hint: Centre, (N, D) -> (N, K), back to (N, D), and add the mean again.
    """
    shapes = "x - mean is (N, D) and components is (K, D): multiply by components.T, then by components."
    why = "Take the mean off, go to the code and back, add the mean."
    for N, D, K in ((4, 4, 2), (5, 4, 3), (6, 3, 1)):
        rng = np.random.default_rng(42)
        x, mean = rng.normal(size=(N, D)), rng.normal(size=D)
        V = np.linalg.qr(rng.normal(size=(D, D)))[0][:K]  # (K, D), orthonormal rows
        got = with_shapes(shapes, yours, x, mean, V)
        X_HAT.judge("x_hat", got, why, x=x, mean=mean, components=V)
    for scale, N, D, K in (
        (1e-20, 5, 4, 3),
        (1e6, 5, 4, 3),
        (1, 3, 40, 40),
        (1, 150, 60, 35),
        (1, 1, 5, 5),
        (1, 1, 1, 1),
    ):
        rng = np.random.default_rng(420)
        x, mean = scale * rng.normal(size=(N, D)), scale * rng.normal(size=D)
        V = np.linalg.qr(rng.normal(size=(D, D)))[0][:K]
        why = f"Here {N} images of {D} pixels, of the size {scale:g}, go to all K = {K} components: {UNCUT}"
        got, want = with_shapes(shapes, yours, x, mean, V), pca(x, mean, V)
        expect_array("x_hat", got, want, because=why, atol=1e-12 * scale)
