"""Checks of MNISTAutoencoder: an autoencoder, and PCA beside it.

N images, D pixels, H hidden units, K code units. Each check runs at several sizes, one
of them square: there a transposed product gives numbers, and so can be named.
"""

import numpy as np

from minivae import nn
from minivae_checks import Wrong, exercise, expect_array, expect_close
from minivae_checks.day4.mnist_autoencoder.shapes import with_shapes

# fmt: off

def _squared_error(x, x_hat):
    return float(np.mean(np.sum((x - x_hat) ** 2, axis=1)))


@exercise("4.1", points=1, ours=_squared_error,
          task="return the squared error: sum over the pixels, mean over the images",
          hint="One number per image first; then the mean of these.")
def squared_error(yours):
    """(1/N) Σ_n Σ_d (x_nd - x̂_nd)²."""
    for N, D in ((5, 3), (4, 4), (2, 7)):
        x, x_hat = np.random.default_rng(41).normal(size=(2, N, D))
        d, right = x - x_hat, _squared_error(x, x_hat)
        expect_array("the error", yours(x, x_hat), right, suspects={
            "That is the mean over pixels too: sum over the pixels of an image.":
                np.mean(d**2),
            "That is the sum over all images: take the mean over the N images.":
                np.sum(d**2),
            "It is divided by D, the pixels; divide by N, the images.":
                np.sum(d**2) / D,
            "The difference is not squared.": np.mean(np.sum(np.abs(d), axis=1)),
            "Squares, not lengths: leave out the root.":
                np.mean(np.linalg.norm(d, axis=1)),
            "Without the square, errors up and down cancel.":
                np.mean(np.sum(d, axis=1)),
            "Square each difference before you sum.": np.mean(np.sum(d, axis=1) ** 2),
            "That is one number per image: take their mean.": np.sum(d**2, axis=1),
            "That is one number per pixel: sum over the pixels, axis=1.":
                np.mean(d**2, axis=0),
            "It is a half of it: there is no 1/2 in this error.": right / 2,
            "The squares are subtracted; square the difference.":
                np.mean(np.sum(x**2 - x_hat**2, axis=1)),
            "It is a root too many: the error is in squares.": np.sqrt(right),
            "An image has D pixels, not always 784.": 784 * np.mean(d**2),
        }, because="Sum the squares over the pixels of each image, (N,); then take the "
                   "mean over the N images.")


def _pca_reconstruct(x, mean, components):
    return mean + (x - mean) @ components.T @ components


@exercise("4.2", points=1, ours=_pca_reconstruct,
          task="return x_hat (N, D): project x on the components and come back",
          hint="Centre, (N, D) -> (N, K), back to (N, D), and add the mean again.")
def pca_reconstruct(yours):
    """x̂ = m + (x - m) Vᵀ V, with V (K, D)."""
    for N, D, K in ((4, 4, 2), (5, 4, 3), (6, 3, 1)):
        rng = np.random.default_rng(42)
        x, mean = rng.normal(size=(N, D)), rng.normal(size=D)
        V = np.linalg.qr(rng.normal(size=(D, D)))[0][:K]  # (K, D), orthonormal rows
        right, z = _pca_reconstruct(x, mean, V), (x - mean) @ V.T
        got = with_shapes("x - mean is (N, D) and components is (K, D): multiply by "
                          "components.T, then by components.", yours, x, mean, V)
        expect_close("x_hat", got, right, suspects={
            "The mean is not added again.": right - mean,
            "The mean was not subtracted before the projection.": mean + x @ V.T @ V,
            "The mean is left out: subtract it first, add it at the end.": x @ V.T @ V,
            "The mean is subtracted at the end; add it.": right - 2 * mean,
            "That is what PCA throws away; return what it keeps.": x - right + mean,
            "That is x itself: nothing was projected.": x,
            "Centre with the mean that is given, not with the mean of x.":
                _pca_reconstruct(x, x.mean(axis=0), V),
            "That is the code z, (N, K): now come back to (N, D).": z,
            "The mean is added to x; subtract it first.":
                mean + (x + mean) @ V.T @ V,
            "The mean is one image (D,), not one number.":
                x.mean() + (x - x.mean()) @ V.T @ V,
            "Only the first component is used.":
                mean + z[:, :1] @ V[:1] if K > 1 else z,
            "The sign of the way back is turned round.": mean - z @ V,
            "Images are rows: the answer is transposed.": right.T,
        }, because="Take the mean off, go to the code and back, add the mean.")


def _loss_and_grads(encoder, decoder, x_in, target):
    z, enc = encoder.forward(x_in)
    logits, dec = decoder.forward(z)
    loss, dlogits = nn.bernoulli_nll(logits, target)
    encoder.backward(decoder.backward(dlogits, dec), enc)
    return loss


@exercise("4.3", points=2, ours=_loss_and_grads,
          task="run both networks forwards, then both backwards; return the loss",
          hint="Five lines: encoder, decoder, loss; then decoder, encoder backwards.")
def loss_and_grads(yours):
    """The loss, and every gradient against finite differences of the whole model."""
    for N, D, H, K in ((5, 4, 4, 4), (4, 6, 5, 3)):
        rng = np.random.default_rng(43)
        encoder = nn.Sequential(nn.Linear(D, H, rng), nn.ReLU(), nn.Linear(H, K, rng))
        decoder = nn.Sequential(nn.Linear(K, H, rng), nn.ReLU(), nn.Linear(H, D, rng))
        _judge(yours, encoder, decoder, *rng.random((2, N, D)))


def _judge(yours, encoder, decoder, x_in, target):
    N, D = x_in.shape
    theta, grad = nn.pack(encoder, decoder, dtype=np.float64)
    split = sum(layer.params[k].size for _, layer, k in nn.named_parameters(encoder))

    def run(answer, x=x_in, t=target):
        grad[:] = 0
        loss = answer(encoder, decoder, x, t)
        return loss, dict(zip(("encoder", "decoder"), np.split(grad.copy(), [split]),
                              strict=True))

    right, before = run(_loss_and_grads)[0], theta.copy()
    want = nn.numerical_gradient(
        lambda: _loss_and_grads(encoder, decoder, x_in, target), theta)
    want = dict(zip(("encoder", "decoder"), np.split(want, [split]), strict=True))
    loss, got = run(lambda *args: _unpacked(yours, *args))
    if not np.array_equal(theta, before):
        raise Wrong("it moves the weights. Only add to the gradients: "
                    "the optimiser takes the step.")
    if isinstance(loss, tuple | list):
        raise Wrong("return the loss alone; the gradients stay in the networks.")
    logits = decoder.forward(encoder.forward(x_in)[0])[0]
    squares = np.sum((nn.sigmoid(logits) - target) ** 2) / N
    expect_close("the loss", loss, right, suspects={
        "Compare the output with `target`, not with `x_in`.":
            run(_loss_and_grads, t=x_in)[0],
        "The encoder sees `x_in`, not `target`.": run(_loss_and_grads, x=target)[0],
        "Input and target are exchanged.": run(_loss_and_grads, target, x_in)[0],
        "That is a sum over the batch; bernoulli_nll takes the mean already.":
            N * right,
        "It is divided by N; bernoulli_nll takes the mean already.": right / N,
        "It is divided by D; the loss is summed over the pixels.": right / D,
        "The sign is turned round: bernoulli_nll is minus the log probability.": -right,
        "The arguments are exchanged: bernoulli_nll(logits, target).":
            nn.bernoulli_nll(target, logits)[0],
        "bernoulli_nll takes logits: leave out the sigmoid.":
            nn.bernoulli_nll(nn.sigmoid(logits), target)[0],
        "That is the squared error; take bernoulli_nll.": squares,
        "That is the mean squared error; take bernoulli_nll.": squares / D,
    }, because="x_in -> encoder -> decoder -> logits -> bernoulli_nll with target.")
    for name in ("decoder", "encoder"):
        if not got[name].any():
            raise Wrong(f"the {name} gets no gradient: {name}.backward was not called.")
        w = want[name]
        expect_array(f"the gradient of the {name}", got[name], w, suspects={
            "It is N times too large: bernoulli_nll's dlogits hold the 1/N.": N * w,
            "It is divided by N twice: dlogits hold the 1/N already.": w / N,
            "The sign is turned round.": -w,
            "It is there twice: go backwards once only.": 2 * w,
            **{why: run(slip)[1][name] for why, slip in _slips(D, N).items()},
        }, because="Finite differences of the whole model give another one.", rtol=1e-4)
    run(yours)
    yours(encoder, decoder, x_in, target)  # once more, on top of what is there
    halves = zip(("encoder", "decoder"), np.split(grad, [split]), strict=True)
    for name, twice in halves:
        expect_close(f"the gradient of the {name} after two calls", twice,
                     2 * want[name], rtol=1e-4, suspects={
            "Add to the gradients that are there; do not set them to 0. That is the "
            "optimiser's work.": want[name]})


def _unpacked(yours, *args):
    """Call ``yours``; name the slip of taking two things for one."""
    try:
        return with_shapes(
            "Going back, the decoder takes dlogits (N, D) and its own cache; the "
            "encoder takes dz (N, K), which the decoder returns, and its own.",
            yours, *args)
    except (ValueError, AttributeError, TypeError) as error:
        if "inhomogeneous" in str(error) or "'tuple'" in str(error):
            raise Wrong("a tuple stands where an array should: `forward` returns two "
                        "things, `y, cache`; bernoulli_nll, too: `loss, dlogits`. "
                        f"(Python says: {error})") from error
        raise


def _slips(D, N):
    """Backward passes that take a wrong array, or a wrong cache."""
    def backwards(choose):
        def answer(encoder, decoder, x_in, target):
            z, enc = encoder.forward(x_in)
            logits, dec = decoder.forward(z)
            _, dlogits = nn.bernoulli_nll(logits, target)
            parts = {"z": z, "dlogits": dlogits, "logits": logits, "target": target}
            dy, dz = choose(parts)
            back = decoder.backward(dy, dec)
            encoder.backward(back if dz is None else dz, enc)
        return answer

    found = {
        "The decoder's backward takes dlogits, from bernoulli_nll.":
            backwards(lambda p: ((p["logits"] - p["target"]) / N, None)),
        "The decoder's backward takes dlogits, not the logits.":
            backwards(lambda p: (p["logits"], None)),
        "The encoder's backward takes dz, from the decoder's backward, not z.":
            backwards(lambda p: (p["dlogits"], p["z"])),
    }
    wrong_side = "The encoder's backward takes dz, from the decoder's backward."
    if D == 4:  # the square model: dlogits fit
        found[wrong_side] = backwards(lambda p: (p["dlogits"], p["dlogits"]))
        found |= _wrong_caches()
    return found


def _wrong_caches():
    """Backward passes of the square model, in which any cache fits."""
    def backwards(go):
        def answer(encoder, decoder, x_in, target):
            z, enc = encoder.forward(x_in)
            logits, dec = decoder.forward(z)
            go(encoder, decoder, nn.bernoulli_nll(logits, target)[1], enc, dec)
        return answer

    return {
        "Both go back with the decoder's cache: give the two caches two names.":
            backwards(lambda e, d, dy, enc, dec: e.backward(d.backward(dy, dec), dec)),
        "The decoder goes back with the encoder's cache: each network takes its own.":
            backwards(lambda e, d, dy, enc, dec: e.backward(d.backward(dy, enc), enc)),
        "Backwards the order is reversed: first the decoder, then the encoder.":
            backwards(lambda e, d, dy, enc, dec: d.backward(e.backward(dy, enc), dec)),
    }
