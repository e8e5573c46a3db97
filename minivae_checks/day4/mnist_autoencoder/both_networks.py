"""Check of MNISTAutoencoder: the gradient of an autoencoder.

N images, D pixels, H hidden units, K code units. The check runs at several sizes, one of them
square: there a transposed product gives numbers, and so can be named.
"""

import numpy as np

from minivae import nn
from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_close
from minivae_checks.day4.mnist_autoencoder.reconstruction import UNCUT
from minivae_checks.day4.mnist_autoencoder.shapes import with_shapes


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
    for N, D, H, K, scale in ((1, 6, 9, 5, 9), (170, 5, 3, 2, 1), (2, 3, 4, 1, 1), (3, 4, 5, 2, 1e-4)):
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
    given = encoder, decoder, x_in, np.round(target) if scale > 1 else target
    grad[:] = 0
    loss, want = _loss_and_grads(*given), grad.copy()
    grad[:] = 0
    got = _unpacked(yours, *given)
    size = f"with {len(x_in)} images and weights {scale:g} times as large"
    why = f"All that passes on is dlogits and dz, as they come: {UNCUT}"
    expect_close(f"the loss {size}", got, loss, because=why)
    expect_array(f"the gradient {size}", grad.copy(), want, because=why, atol=1e-18)


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
