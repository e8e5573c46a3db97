"""Check of MNISTAutoencoder: salt-and-pepper noise, N images of D pixels."""

import numpy as np

from minivae.autoencoders.corruption import salt_and_pepper
from minivae_checks import Mistakes, Wrong, exercise, expect_parts, expect_random, expect_shape
from minivae_checks.day4.mnist_autoencoder.shapes import with_shapes

SPOILT = Mistakes("""
    level
    1 - level  # The comparison is reversed.
    level - level**2 / 4  # Salt and pepper fall twice on some pixels.
    level / 2  # Half of the spoilt pixels is missing.
    0.3  # It should depend on `level`.
    min(1, 2 * level)  # Pepper and salt have `level` each; together they should have it.
    """)


def _denoising_pair(x, level, rng):
    return salt_and_pepper(x, level, rng), x


@exercise("4.4", points=2, ours=_denoising_pair, may_return=("x",))
def denoising_pair(yours):
    """x_in: with probability ``level`` a pixel is 0 or 1, equally likely; target: x.

    Task: return (x_in, target): what the network sees, what it should answer
    Hint: It sees the spoilt image. Which image do you want to get out?
    """
    for size, level in (((300, 400), 0.3), ((350, 350), 0.1), ((300, 400), 0.6)):
        x = np.random.default_rng(44).uniform(0.05, 0.4, size=size)
        x_in = _parts(yours, x, level, np.random.default_rng(4417))
        _judge_noise(x, x_in, level)
    expect_random("noise", lambda rng: yours(x, level, rng)[0])
    rng = np.random.default_rng(4418)
    one, two = yours(x, level, rng)[0], yours(x, level, rng)[0]
    both = (one != x) & (two != x)
    if abs(np.mean(one[both] == two[both]) - 0.5) > 0.05:
        raise Wrong(
            "in two calls with one rng a pixel gets the same colour each time: toss the coin "
            "with `rng`, make no rng of your own."
        )
    _judge_black_and_white(yours)


def _parts(yours, x, level, rng):
    parts = with_shapes("x is (N, D); draw just as many numbers.", yours, x, level, rng)
    x_in, target = expect_parts(parts, "x_in", "target")
    expect_shape("x_in", x_in, x.shape)
    expect_shape("target", target, x.shape)
    if not np.array_equal(target, x):
        raise Wrong(_wrong_target(x, x_in, target))
    return x_in


def _judge_black_and_white(yours, level=0.3):
    """Of the black pixels level / 2 become white; of the white ones as many black."""
    rng = np.random.default_rng(45)
    x = rng.choice([0, 0.5, 1], p=[0.6, 0.1, 0.3], size=(300, 400))
    x_in = _parts(yours, x, level, np.random.default_rng(4419))
    for colour, name, other in ((0, "black", "white"), (1, "white", "black")):
        turned = np.mean(x_in[x == colour] != colour)
        if turned == 0:
            raise Wrong(f"a pixel that is {name} in x is never spoilt. Each pixel may be, whatever its value.")
        if abs(turned - level / 2) > 0.01:
            raise Wrong(
                f"of the pixels that are {name} in x, {turned:.3f} become {other}; level / 2 = {level / 2:.3f} should."
            )


def _wrong_target(x, x_in, target):
    if np.array_equal(x_in, x):
        return "the two are exchanged: the network sees the spoilt image."
    if np.array_equal(x_in, target):
        return "the target is the spoilt image: who learns it learns to keep the noise."
    if np.array_equal(target, x_in - x):
        return "the target is the noise; ask for the clean image."
    return "the target is not x. What should come out is the clean image."


def _judge_noise(x, x_in, level):
    spoilt = x_in != x
    share, values = spoilt.mean(), x_in[spoilt]
    if share == 0:
        raise Wrong("nothing is spoilt: x_in is x.")
    if not np.isin(values, (0, 1)).all():
        raise Wrong("a spoilt pixel is set to 0 or to 1; yours become other numbers.")
    if spoilt.mean(axis=1).std() > 0.1:
        raise Wrong("whole images are spoilt and others not: draw a number per pixel.")
    if spoilt.mean(axis=0).std() > 0.1:
        raise Wrong("each image is spoilt in the same pixels: draw (N, D) numbers.")
    for colour, name in ((0, "pepper"), (1, "salt")):
        if abs(share - level / 2) < 0.007 and not (values == colour).any():
            raise Wrong(
                f"no spoilt pixel becomes {colour} ({name}). A spoilt pixel is replaced by the "
                "coin, whichever way it falls."
            )
    if abs(share - level) > 0.007:
        why = SPOILT.named(lambda p: abs(share - p) < 0.007, level=level)
        raise Wrong(f"{share:.3f} of the pixels are spoilt, not {level}. {why}".strip())
    for axis, which in ((1, "image"), (0, "column of pixels")):
        count = np.maximum(spoilt.sum(axis=axis), 1)
        if ((x_in * spoilt).sum(axis=axis) / count).std() > 0.25:
            raise Wrong(
                f"in one {which} all spoilt pixels have the same colour: toss a coin per pixel, (N, D) of them."
            )
    white = values.mean()
    if abs(white - 0.5) > 0.03:
        raise Wrong(
            f"{white:.2f} of the spoilt pixels are white; half of them should. Toss a coin of "
            "its own for each spoilt pixel."
        )
