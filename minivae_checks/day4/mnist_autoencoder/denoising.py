"""Check of MNISTAutoencoder: salt-and-pepper noise, N images of D pixels."""

import numpy as np

from minivae.autoencoders.corruption import salt_and_pepper
from minivae_checks import Mistakes, Wrong, exercise, expect_parts, expect_random, expect_shape
from minivae_checks.day4.mnist_autoencoder.shapes import with_shapes
from minivae_checks.expect import close, expect_type
from minivae_checks.patterns import expect_no_memory, expect_no_pattern

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
    sizes = ((350, 350), 0.62), ((300, 400), 0.1), ((300, 400), 0.3)
    for size, level in (
        *sizes,
        ((600, 500), 0.0007),
        ((6000, 50), 0.9993),
        ((50, 6000), 0.9993),
        ((1000, 1000), 0.6057),
    ):
        x = np.random.default_rng(44).uniform(0.05, 0.4, size=size)
        x_in = _parts(yours, x, level, np.random.default_rng(4417))
        _judge_noise(x, x_in, level)
    _judge_calls(yours)
    _judge_black_and_white(yours)
    _judge_sizes(yours)


def _parts(yours, x, level, rng):
    parts = with_shapes("x is (N, D); draw just as many numbers.", yours, x, level, rng)
    x_in, target = expect_parts(parts, "x_in", "target")
    expect_shape("x_in", x_in, x.shape)
    expect_shape("target", target, x.shape)
    expect_type("x_in", x_in, x)
    expect_type("target", target, x)
    if not np.array_equal(target, x):
        raise Wrong(_wrong_target(x, x_in, target))
    kept = np.abs(x_in - x) < 1e-5
    if not np.array_equal(x_in[kept], x[kept]):
        raise Wrong("a pixel that is not spoilt stays as it is in x, with all its digits; yours is rounded or changed.")
    return x_in


def _wrong_target(x, x_in, target):
    if np.array_equal(x_in, x):
        return "the two are exchanged: the network sees the spoilt image."
    if np.array_equal(x_in, target):
        return "the target is the spoilt image: who learns it learns to keep the noise."
    if np.array_equal(target, x_in - x):
        return "the target is the noise; ask for the clean image."
    if close(target, x):
        return "the target is x to a few digits only: return x itself, nothing rounded or added."
    return "the target is not x. What should come out is the clean image."


def _judge_noise(x, x_in, level):
    spoilt = x_in != x
    share, values, n = spoilt.mean(), x_in[spoilt], x.size
    error = 5 * np.sqrt(level * (1 - level) / n)
    if share == 0:
        raise Wrong(f"nothing is spoilt: x_in is x, at level = {level}.")
    if not np.isin(values, (0, 1)).all():
        raise Wrong("a spoilt pixel is set to 0 or to 1; yours become other numbers.")
    if spoilt.mean(axis=1).std() > 0.1:
        raise Wrong("whole images are spoilt and others not: draw a number per pixel.")
    if spoilt.mean(axis=0).std() > 0.1:
        raise Wrong("each image is spoilt in the same pixels: draw (N, D) numbers.")
    for colour, name in ((0, "pepper"), (1, "salt")):
        if abs(share - level / 2) < error and not (values == colour).any():
            raise Wrong(
                f"no spoilt pixel becomes {colour} ({name}). A spoilt pixel is replaced by the "
                "coin, whichever way it falls."
            )
    off = ""
    if abs(share - level) > error:
        off = f"{share:.4f} of the pixels are spoilt, not {level}."
        why = SPOILT.named(lambda p: abs(share - p) < error, level=level)
        if why:
            raise Wrong(f"{off} {why}")
    if 0.05 < level < 0.95:
        for axis, which in ((1, "image"), (0, "column of pixels")):
            count = np.maximum(spoilt.sum(axis=axis), 1)
            if ((x_in * spoilt).sum(axis=axis) / count).std() > 0.25:
                raise Wrong(
                    f"in one {which} all spoilt pixels have the same colour: toss a coin per pixel, (N, D) of them."
                )
    white = values.mean()
    if abs(white - 0.5) > 2.5 / np.sqrt(len(values)):
        raise Wrong(
            f"{white:.3f} of the spoilt pixels are white; half of them should. Toss a coin of "
            "its own for each spoilt pixel."
        )
    if level == 0.62:
        _judge_independence(spoilt, _coins(x, x_in))
    if off:
        raise Wrong(f"{off} Take `level` as it comes: nothing is added, rounded, or cut off at a bound.")
    for drawn, what in ((spoilt, "whether a pixel is spoilt"), (_coins(x, x_in), "its new colour")):
        r = np.corrcoef(drawn.ravel(), x.ravel())[0, 1]
        if abs(r) * np.sqrt(n) > 5:
            raise Wrong(
                f"{what} goes with its value in x (correlation {r:.2f}): the noise knows nothing of the picture, "
                "white and black are tossed."
            )


def _coins(x, x_in):
    """1 where a pixel became white, -1 where it became black, else 0."""
    return np.where(x_in != x, 2 * x_in - 1, 0)


def _judge_independence(spoilt, coins):
    expect_no_pattern("the places of the spoilt pixels", spoilt, "images", "pixels")
    expect_no_pattern("the colours of the spoilt pixels", coins, "images", "pixels")
    start = "the places and the colours of the spoilt pixels go together"
    expect_no_memory(start, spoilt, coins, "images", "pixels")


def _judge_calls(yours):
    x = np.random.default_rng(44).uniform(0.05, 0.4, size=(300, 400))
    expect_random("noise", lambda rng: yours(x, 0.6, rng)[0])
    rng = np.random.default_rng(4418)
    one, two = yours(x, 0.6, rng)[0], yours(x, 0.6, rng)[0]
    both = (one != x) & (two != x)
    if abs(np.mean(one[both] == two[both]) - 0.5) > 0.05:
        raise Wrong(
            "in two calls with one rng a pixel gets the same colour each time: toss the coin "
            "with `rng`, make no rng of your own."
        )
    start = "the spoilt pixels of two calls in a row go together: draw all numbers anew in each call"
    expect_no_memory(start, one != x, two != x, "images", "pixels")
    expect_no_memory(start, _coins(x, one), _coins(x, two), "images", "pixels")
    x = x[:4, :30]
    for level in (0.5, 1.0):  # at 1 the answer is nothing but coins
        drawn = np.array([yours(x, level, rng)[0].ravel() for _ in range(400)])
        noise = drawn if level == 1 else drawn != x.ravel()
        if len({row.tobytes() for row in noise}) < len(noise):
            raise Wrong(
                "among 400 calls with one rng two give the very same noise: draw all numbers with `rng`; "
                "a generator of your own with a small seed has few answers."
            )
        counts = (drawn != x.ravel()).sum(axis=1) if level < 1 else drawn.sum(axis=1)
        if np.ptp(counts) == 0:
            raise Wrong(
                "in 400 calls the number of the spoilt pixels, or of the white ones, is the same each time: "
                "each pixel is spoilt by chance, so the number varies."
            )


def _judge_black_and_white(yours, level=0.3):
    """Of the black pixels level / 2 become white; of the white ones as many black."""
    rng = np.random.default_rng(45)
    x = rng.choice([0, 0.5, 1], p=[0.6, 0.1, 0.3], size=(300, 400))
    grey = x == 0.5
    x_in = _parts(yours, x, level, np.random.default_rng(4419))
    for colour, name, other in ((0, "black", "white"), (1, "white", "black")):
        turned = np.mean(x_in[x == colour] != colour)
        if turned == 0:
            raise Wrong(f"a pixel that is {name} in x is never spoilt. Each pixel may be, whatever its value.")
        if abs(turned - level / 2) > 5 * np.sqrt(level / 2 * (1 - level / 2) / np.sum(x == colour)):
            raise Wrong(
                f"of the pixels that are {name} in x, {turned:.3f} become {other}; level / 2 = {level / 2:.3f} should."
            )
    share = np.mean(x_in[grey] != 0.5)
    if abs(share - level) > 5 * np.sqrt(level / grey.sum()):
        raise Wrong(f"of the grey pixels {share:.3f} are spoilt, of all {level}: no value of x is spared.")


def _judge_sizes(yours):
    rng = np.random.default_rng(46)
    for N, D, level in ((1, 1, 0.5), (1, 784, 0.5), (130, 1, 0.5), (2, 3, 0.0), (3, 2, 1.0)):
        x = rng.uniform(0.05, 0.4, size=(N, D))
        spoilt = _parts(yours, x, level, rng) != x
        if level in (0, 1) and spoilt.mean() != level:
            raise Wrong(f"at level = {level:g} {spoilt.sum()} of {N * D} pixels are spoilt.")
        if N * D > 100 and abs(spoilt.mean() - 0.5) > 0.25:
            raise Wrong(f"of N = {N} images of D = {D} pixels the share {spoilt.mean():.2f} is spoilt at level 0.5.")
