"""Checks of day 4, first notebook: an autoencoder, and PCA beside it.

N images, D pixels, K code units.
"""

import numpy as np

from minivae import nn
from minivae.checks import (
    Wrong,
    exercise,
    expect_close,
    expect_scalar,
)

# fmt: off
NOTEBOOK = "day4/MNISTAutoencoder"


def _squared_error(x, x_hat):
    return float(np.mean(np.sum((x - x_hat) ** 2, axis=1)))


@exercise("4.1", notebook=NOTEBOOK, points=1, ours=_squared_error,
          task="return the squared error: sum over the pixels, mean over the images",
          hint="One number per image first; then the mean of these.")
def squared_error(yours):
    """(1/N) Σ_n Σ_d (x_nd - x̂_nd)²."""
    rng = np.random.default_rng(41)
    x, x_hat = rng.normal(size=(2, 5, 3))
    got, d = yours(x, x_hat), x - x_hat
    expect_scalar("the error", got)
    expect_close("the error", got, _squared_error(x, x_hat), suspects={
        "That is the mean over pixels too: sum over the pixels of an image.":
            np.mean(d**2),
        "That is the sum over all images: take the mean over the N images.":
            np.sum(d**2),
        "It is divided by D, the pixels; divide by N, the images.": np.sum(d**2) / 3,
        "The difference is not squared.": np.mean(np.sum(np.abs(d), axis=1)),
        "Squares, not lengths: leave out the root.":
            np.mean(np.linalg.norm(d, axis=1)),
        "Without the square, errors up and down cancel.": np.mean(np.sum(d, axis=1)),
        "Square each difference before you sum.": np.mean(np.sum(d, axis=1) ** 2),
    })


def _pca_reconstruct(x, mean, components):
    return mean + (x - mean) @ components.T @ components


@exercise("4.2", notebook=NOTEBOOK, points=1, ours=_pca_reconstruct,
          task="return x_hat (N, D): project x on the components and come back",
          hint="Centre, (N, D) -> (N, K), back to (N, D), and add the mean again.")
def pca_reconstruct(yours):
    """x̂ = m + (x - m) Vᵀ V, with V (K, D)."""
    rng = np.random.default_rng(42)
    x, mean = rng.normal(size=(5, 4)), rng.normal(size=4)
    V = np.linalg.qr(rng.normal(size=(4, 2)))[0].T  # (K, D), orthonormal rows
    right = _pca_reconstruct(x, mean, V)
    expect_close("x_hat", yours(x, mean, V), right, suspects={
        "The mean is not added again.": right - mean,
        "The mean was not subtracted before the projection.": mean + x @ V.T @ V,
        "The mean is left out: subtract it first, add it at the end.": x @ V.T @ V,
        "The mean is subtracted at the end; add it.": right - 2 * mean,
        "That is what PCA throws away; return what it keeps.": x - right + mean,
        "That is x itself: nothing was projected.": x,
        "Centre with the mean that is given, not with the mean of x.":
            _pca_reconstruct(x, x.mean(axis=0), V),
    })


def _loss_and_grads(encoder, decoder, x_in, target):
    z, enc = encoder.forward(x_in)
    logits, dec = decoder.forward(z)
    loss, dlogits = nn.bernoulli_nll(logits, target)
    encoder.backward(decoder.backward(dlogits, dec), enc)
    return loss


@exercise("4.3", notebook=NOTEBOOK, points=2, ours=_loss_and_grads,
          task="run both networks forwards, then both backwards; return the loss",
          hint="Five lines: encoder, decoder, loss; then decoder, encoder backwards.")
def loss_and_grads(yours):
    """The loss, and every gradient against finite differences of the whole model."""
    rng = np.random.default_rng(43)
    encoder = nn.Sequential(nn.Linear(6, 5, rng), nn.ReLU(), nn.Linear(5, 3, rng))
    decoder = nn.Sequential(nn.Linear(3, 5, rng), nn.ReLU(), nn.Linear(5, 6, rng))
    x_in, target = rng.random((2, 4, 6))
    theta, grad = nn.pack(encoder, decoder, dtype=np.float64)

    def run(answer, x, t):
        grad[:] = 0
        return answer(encoder, decoder, x, t), grad.copy()

    right = run(_loss_and_grads, x_in, target)[0]
    seen = run(_loss_and_grads, x_in, x_in)[0]
    clean = run(_loss_and_grads, target, target)[0]
    want = nn.numerical_gradient(
        lambda: _loss_and_grads(encoder, decoder, x_in, target), theta)
    before = theta.copy()
    loss, got = run(yours, x_in, target)
    if not np.array_equal(theta, before):
        raise Wrong("it moves the weights. Only add to the gradients: "
                    "the optimiser takes the step.")
    expect_scalar("the loss", loss)
    expect_close("the loss", loss, right, suspects={
        "Compare the output with `target`, not with `x_in`.": seen,
        "The encoder sees `x_in`, not `target`.": clean,
    })
    split = sum(layer.params[k].size for _, layer, k in nn.named_parameters(encoder))
    wants, gots = np.split(want, [split]), np.split(got, [split])
    for name, w, g in list(zip(["encoder", "decoder"], wants, gots, strict=True))[::-1]:
        if not g.any():
            raise Wrong(f"the {name} gets no gradient: {name}.backward was not called.")
        expect_close(f"the gradient of the {name}", g, w, suspects={
            "It is N times too large: bernoulli_nll's dlogits hold the 1/N.": 4 * w,
            "It is divided by N twice: dlogits hold the 1/N already.": w / 4,
            "The sign is turned round.": -w,
            "It is there twice: go backwards once only.": 2 * w,
        }, because="Finite differences of the whole model give another one.")
