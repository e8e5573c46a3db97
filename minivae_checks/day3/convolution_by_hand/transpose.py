"""Checks of ConvolutionByHand: the transpose, and the gradient of the kernel.

N images, H x W pixels, I channels in, O out, a kernel of k x l.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size

from .windows import UNCUT


def _paint(x, W, stride=1, step=None, add=True, mean=False):
    """The loops. ``step``: pixels between strokes; ``add``: or the last stroke stays."""
    (rows, places, _), (k, l, n_out, _) = x.shape, W.shape
    step = step or stride
    y = np.zeros((stride * (rows - 1) + k, stride * (places - 1) + l, n_out))
    strokes = np.zeros_like(y)
    for i, j in np.ndindex(rows, places):
        here = slice(step * i, step * i + k), slice(step * j, step * j + l)
        y[here] = y[here] * add + W @ x[i, j]
        strokes[here] += 1
    return y / np.maximum(strokes, 1) if mean else y


PAINTED = Mistakes("""
    paint(x, W, stride)
    paint(x, W, stride, add=False)  # A stroke wipes out what lay there: add to it, +=.
    paint(x, W[::-1, ::-1], stride)  # The kernel is turned round; it is painted as it is.
    paint(x, W.swapaxes(0, 1), stride)  # The two axes of the kernel are exchanged.
    paint(x, W.swapaxes(2, 3), stride)  # The channels of W are exchanged: O comes before I.
    paint(x, W, stride, step=1)  # The stroke starts at i, not at stride * i.
    paint(x, W, stride, mean=True)  # Strokes that overlap are added up, not averaged.
    paint(x[:, :, :1], W[..., :1], stride)  # Only the first channel paints: sum over all I.
    paint(x, W / W.shape[3], stride)  # That is the mean over the channels; the sum is wanted.
    paint(x, W / (W.shape[0] * W.shape[1]), stride)  # It is divided by the pixels of the kernel.
    paint(x, np.abs(W), stride)  # A weight has a sign; do not drop it.
    paint(x**2, W, stride)  # The pixels are squared.
    paint(x.swapaxes(0, 1), W, stride)  # Lines and columns are exchanged.
    paint(x[::-1, ::-1], W, stride)  # The strokes come in the wrong order: pixel (i, j) paints at (s i, s j).
    """).using(paint=_paint)


@exercise("3.30", points=2, ours=_paint)
def paint(yours):
    """y_(si+u)(sj+v)o += Σ_c x_ijc W_uvoc.

    Task: let pixel (i, j) paint: add its kernel, summed over its I channels, to y
    Hint: Which part of y is the window of (i, j)? What is added there has shape (k, l, O).
    """
    rng = np.random.default_rng(28)
    for rows, places, k, l, I, O, stride in ((4, 4, 3, 3, 2, 2, 1), (4, 4, 3, 3, 2, 2, 2), (3, 5, 2, 4, 3, 2, 3)):
        given = {"x": rng.normal(size=(rows, places, I)), "W": rng.normal(size=(k, l, O, I))}
        got = yours(*given.values(), stride)
        PAINTED.judge("y", got, "Each pixel adds its kernel to the window that it stands for.", stride=stride, **given)
    got = yours(*given.values())
    expect_array("with no stride given, y", got, _paint(*given.values()), because="The stride is 1 by default.")
    expect_any_size("y", yours, _paint, _a_small_image, tries=12)
    x, W = rng.normal(size=(30, 35, 30)), rng.normal(size=(17, 19, 2, 30))
    got, why = (yours(x, W, 21), "Here there are 30 channels, the kernel has 17 x 19 pixels, and the stride is 21.")
    expect_array("y", got, _paint(x, W, 21), because=why)
    for scale in (1e-100, 1e-12, 1e7, 1e100):
        x, W, stride = _a_small_image(np.random.default_rng(280))
        why = f"Here the pixels are of the size {scale:g}: {UNCUT}"
        want = _paint(scale * x, W, stride)
        expect_array("y", yours(scale * x, W, stride), want, because=why, atol=1e-10 * scale)


def _a_small_image(rng):
    (k, l), stride = rng.integers(1, 9, size=2), int(rng.integers(1, 7))
    rows, places = rng.integers(1, 9, size=2)
    I, O = rng.choice([1, 2, 5, 20], 2)
    return rng.normal(size=(rows, places, I)), rng.normal(size=(k, l, O, I)), stride


def _kernel_gradient(dy, x, kernel, stride=1, step=None):
    """The loops. ``step``: pixels between what is seen."""
    (k, l), (_, rows, places, n_out) = kernel, dy.shape
    step = step or stride
    dW = np.zeros((k, l, x.shape[3], n_out))
    for u, v in np.ndindex(k, l):
        seen = x[:, u : u + step * rows : step, v : v + step * places : step]
        dW[u, v] = np.einsum("nijc,nijo->co", seen, dy)
    return dW


SLOPES = Mistakes("""
    right = gradient(dy, x, kernel, stride)
    N, rows, places, O = dy.shape
    right
    right / N  # It is divided by N, but dy already holds the 1/N: a sum over the images.
    right / (rows * places)  # That is a mean over the places; each place adds its own share.
    right / (N * rows * places)  # That is a mean over images and places; the sum is wanted.
    -right  # The sign is reversed.
    gradient(dy, x, kernel, stride, step=1)  # The stride is forgotten: w_uv met every s-th pixel.
    right[::-1, ::-1]  # The kernel is turned round: w_uv met the pixels from (u, v) on.
    right.swapaxes(0, 1)  # The two axes of the kernel are exchanged.
    right.swapaxes(2, 3)  # The channels are exchanged: dW has the shape of W, I before O.
    gradient(dy[:1], x[:1], kernel, stride)  # Only the first image is read: sum over all N.
    gradient(dy[:, :1, :1], x, kernel, stride)  # Only the first place is read: sum over all of them.
    gradient(np.ones_like(dy), x, kernel, stride)  # The chain is cut: multiply by dy.
    gradient(dy, np.ones_like(x), kernel, stride)
        # x has no part in it: the slope of y with respect to w_uv is the pixel.
    gradient(np.abs(dy), x, kernel, stride)  # dy has a sign; do not drop it.
    gradient(dy, x, kernel, stride).sum(axis=2, keepdims=True) + 0 * right
        # The channels of x are added up: each has weights of its own.
    right[:1, :1] + 0 * right  # All weights get the gradient of the first: what u, v met differs.
    """).using(gradient=_kernel_gradient)


@exercise("3.31", points=2, ours=_kernel_gradient)
def kernel_gradient(yours):
    """dW_uvco = Σ_nij x_n(si+u)(sj+v)c dy_nijo.

    Task: fill dW[u, v], (I, O): what the weight met at each place, times dy there, summed
    Hint: Cut from x what the weights (u, v) met, (N, H', W', I). Then sum over N, H' and W'.
    """
    rng = np.random.default_rng(29)
    sizes = ((3, 7, 7, 3, 3, 2, 2, 1), (3, 7, 7, 3, 3, 2, 2, 2), (2, 9, 8, 2, 3, 3, 4, 2), (2, 9, 10, 3, 2, 1, 3, 3))
    for N, H, W, k, l, I, O, stride in sizes:
        x, dy = rng.normal(size=(N, H, W, I)), rng.normal(size=(N, (H - k) // stride + 1, (W - l) // stride + 1, O))
        given = {"dy": dy, "x": x, "kernel": (k, l)}
        got = yours(*given.values(), stride)
        SLOPES.judge("dW", got, "Each weight was used at each place of each image.", stride=stride, **given)
    dy = dy[:, :2, :2]
    want = _kernel_gradient(dy, x, (k, l))
    expect_array("with no stride given, dW", yours(dy, x, (k, l)), want, because="The stride is 1 by default.")
    expect_any_size("dW", yours, _kernel_gradient, _a_batch, tries=12)
    x, dy = rng.normal(size=(2, 130, 150, 3)), rng.normal(size=(2, 6, 7, 30))
    got, why = yours(dy, x, (17, 19), 21), "Here the kernel has 17 x 19 pixels, and the stride is 21."
    expect_array("dW", got, _kernel_gradient(dy, x, (17, 19), 21), because=why)
    x, dy = rng.normal(size=(300, 6, 7, 3)), rng.normal(size=(300, 3, 3, 2))
    got, why = yours(dy, x, (2, 3), 2), "Here there are 300 images."
    expect_array("dW", got, _kernel_gradient(dy, x, (2, 3), 2), because=why)
    x, dy = rng.normal(size=(2, 40, 35, 3)), rng.normal(size=(2, 39, 34, 2))
    got, why = yours(dy, x, (2, 2)), "Here there are 39 x 34 places."
    expect_array("dW", got, _kernel_gradient(dy, x, (2, 2)), because=why)
    for scale in (1e-100, 1e-12, 1e7, 1e100):
        dy, x, kernel, stride = _a_batch(np.random.default_rng(290))
        why = f"Here dy is of the size {scale:g}: {UNCUT}"
        want = _kernel_gradient(scale * dy, x, kernel, stride)
        expect_array("dW", yours(scale * dy, x, kernel, stride), want, because=why, atol=1e-10 * scale)


def _a_batch(rng):
    (k, l), stride = (int(n) for n in rng.integers(1, 9, size=2)), int(rng.integers(1, 7))
    H, W, N = k + rng.integers(0, 12), l + rng.integers(0, 12), rng.choice([1, 2, 40])
    I, O = rng.choice([1, 2, 5, 12], 2)
    dy = rng.normal(size=(N, (H - k) // stride + 1, (W - l) // stride + 1, O))
    return dy, rng.normal(size=(N, H, W, I)), (k, l), stride
