"""Checks of MNISTAutoencoder: an autoencoder, and PCA beside it.

N images, D pixels, H hidden units, K code units. Each check runs at several sizes, one of them
square: there a transposed product gives numbers, and so can be named.
"""

import numpy as np

from minivae import nn
from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_close
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


def _loss_and_grads(encoder, decoder, x_in, target):
    z, enc = encoder.forward(x_in)
    logits, dec = decoder.forward(z)
    loss, dlogits = nn.bernoulli_nll(logits, target)
    encoder.backward(decoder.backward(dlogits, dec), enc)
    return loss


LOSS = Mistakes("""
    logits = decoder.forward(encoder.forward(x_in)[0])[0]
    of_target = decoder.forward(encoder.forward(target)[0])[0]
    nll, (N, D) = lambda logits, x: bernoulli_nll(logits, x)[0], target.shape
    squares = np.sum((sigmoid(logits) - target) ** 2) / N
    nll(logits, target)
    nll(logits, x_in)  # Compare the output with `target`, not with `x_in`.
    nll(of_target, target)  # The encoder sees `x_in`, not `target`.
    nll(of_target, x_in)  # Input and target are exchanged.
    N * nll(logits, target)  # That is a sum over the batch; bernoulli_nll takes the mean already.
    nll(logits, target) / N  # It is divided by N; bernoulli_nll takes the mean already.
    nll(logits, target) / D  # It is divided by D; the loss is summed over the pixels.
    -nll(logits, target)  # The sign is reversed: bernoulli_nll is minus the log probability.
    nll(target, logits)  # The arguments are exchanged: bernoulli_nll(logits, target).
    nll(sigmoid(logits), target)  # bernoulli_nll takes logits: leave out the sigmoid.
    squares  # That is the squared error; take bernoulli_nll.
    squares / D  # That is the mean squared error; take bernoulli_nll.
    """).using(**{"bernoulli_nll": nn.bernoulli_nll, "sigmoid": nn.sigmoid})


def gradient_after(part, *passes):
    """Gradient of one network after passes (network, dy, cache); dy ... is what came back."""
    for _, layer, name in nn.named_parameters(part):
        layer.grads[name][...] = 0
    back = None
    for network, dy, cache in passes:
        back = network.backward(back if dy is ... else dy, cache)
    return np.concatenate([a.grads[name].ravel() for _, a, name in nn.named_parameters(part)])


# The gradient of ``part``, the encoder or the decoder; ``want`` by finite differences.
GRADIENT = Mistakes("""
    z, enc = encoder.forward(x_in)
    logits, dec = decoder.forward(z)
    N, dlogits = len(x_in), bernoulli_nll(logits, target)[1]
    after = lambda *passes: gradient_after(part, *passes)
    want
    N * want  # It is N times too large: bernoulli_nll's dlogits hold the 1/N.
    want / N  # It is divided by N twice: dlogits hold the 1/N already.
    -want  # The sign is reversed.
    2 * want  # It is there twice: go backwards once only.
    after((decoder, (logits - target) / N, dec), (encoder, ..., enc))
        # The decoder's backward takes dlogits, from bernoulli_nll.
    after((decoder, logits, dec), (encoder, ..., enc))  # The decoder's backward takes dlogits, not the logits.
    after((decoder, dlogits, dec), (encoder, z, enc))
        # The encoder's backward takes dz, from the decoder's backward, not z.
    after((decoder, dlogits, dec), (encoder, dlogits, enc))
        # The encoder's backward takes dz, from the decoder's backward.
    after((decoder, dlogits, dec), (encoder, ..., dec))
        # Both go back with the decoder's cache: give the two caches two names.
    after((decoder, dlogits, enc), (encoder, ..., enc))
        # The decoder goes back with the encoder's cache: each network takes its own.
    after((encoder, dlogits, enc), (decoder, ..., dec))
        # Backwards the order is reversed: first the decoder, then the encoder.
    """).using(**{"bernoulli_nll": nn.bernoulli_nll, "gradient_after": gradient_after})
TWICE = Mistakes("""
    2 * want
    want  # Add to the gradients that are there; do not set them to 0. That is the optimiser's work.
    """)


@exercise("4.3", points=2, ours=_loss_and_grads)
def loss_and_grads(yours):
    """The loss, and every gradient against finite differences of the whole model.

    Task: run both networks forwards, then both backwards; return the loss
    Hint: Five lines: encoder, decoder, loss; then decoder, encoder backwards.
    """
    for N, D, H, K in ((5, 4, 4, 4), (4, 6, 5, 3)):
        rng = np.random.default_rng(43)
        encoder = nn.Sequential(nn.Linear(D, H, rng), nn.ReLU(), nn.Linear(H, K, rng))
        decoder = nn.Sequential(nn.Linear(K, H, rng), nn.ReLU(), nn.Linear(H, D, rng))
        _judge(yours, encoder, decoder, *rng.random((2, N, D)))
    for N, D, H, K, scale in ((1, 6, 9, 5, 9), (170, 5, 3, 2, 1), (2, 3, 4, 1, 1)):
        rng = np.random.default_rng(430)
        encoder = nn.Sequential(nn.Linear(D, H, rng), nn.ReLU(), nn.Linear(H, K, rng))
        decoder = nn.Sequential(nn.Linear(K, H, rng), nn.ReLU(), nn.Linear(H, D, rng))
        _judge_exactly(yours, encoder, decoder, *rng.random((2, N, D)), scale)


def _judge(yours, encoder, decoder, x_in, target):
    theta, grad = nn.pack(encoder, decoder, dtype=np.float64)
    split = sum(layer.params[k].size for _, layer, k in nn.named_parameters(encoder))
    given = {"encoder": encoder, "decoder": decoder, "x_in": x_in, "target": target}

    def parts(gradient):
        encoders, decoders = np.split(gradient.copy(), [split])
        return ("decoder", decoders), ("encoder", encoders)

    before = theta.copy()
    wants = dict(parts(nn.numerical_gradient(lambda: _loss_and_grads(**given), theta)))
    grad[:] = 0
    loss = _unpacked(yours, *given.values())
    gots = parts(grad)
    if not np.array_equal(theta, before):
        raise Wrong("it moves the weights. Only add to the gradients: the optimiser takes the step.")
    if isinstance(loss, tuple | list):
        raise Wrong("return the loss alone; the gradients stay in the networks.")
    why = "x_in -> encoder -> decoder -> logits -> bernoulli_nll with target."
    LOSS.judge("the loss", loss, why, **given)
    for name, got in gots:
        if not got.any():
            raise Wrong(f"the {name} gets no gradient: {name}.backward was not called.")
        why = "Finite differences of the whole model give another one."
        names = {"want": wants[name], "part": given[name], **given}
        GRADIENT.judge(f"the gradient of the {name}", got, why, rtol=1e-4, **names)
    grad[:] = 0
    for _ in range(2):  # the second time on top of what is there
        yours(*given.values())
    for name, got in parts(grad)[::-1]:
        what, want = f"the gradient of the {name} after two calls", wants[name]
        TWICE.judge(what, got, rtol=1e-4, want=want)


def _judge_exactly(yours, encoder, decoder, x_in, target, scale):
    """Other sizes, and weights so large that logits and gradients are large, too."""
    theta, grad = nn.pack(encoder, decoder, dtype=np.float64)
    theta *= scale
    given = encoder, decoder, x_in, np.round(target)
    grad[:] = 0
    loss, want = _loss_and_grads(*given), grad.copy()
    grad[:] = 0
    got = _unpacked(yours, *given)
    size = f"with {len(x_in)} images and weights {scale} times as large"
    why = f"All that passes on is dlogits and dz, as they come: {UNCUT}"
    expect_close(f"the loss {size}", got, loss, because=why)
    expect_array(f"the gradient {size}", grad.copy(), want, because=why)


def _unpacked(yours, *args):
    """Call ``yours``; name the slip of taking two things for one."""
    shapes = (
        "Going back, the decoder takes dlogits (N, D) and its own cache; the encoder takes dz "
        "(N, K), which the decoder returns, and its own."
    )
    try:
        return with_shapes(shapes, yours, *args)
    except (ValueError, AttributeError, TypeError) as error:
        if "inhomogeneous" in str(error) or "'tuple'" in str(error):
            raise Wrong(
                "a tuple stands where an array should: `forward` returns two things, `y, cache`; "
                f"bernoulli_nll, too: `loss, dlogits`. (Python says: {error})"
            ) from error
        raise
