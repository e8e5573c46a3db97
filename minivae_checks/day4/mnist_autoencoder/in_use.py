"""Checks of MNISTAutoencoder: what an autoencoder is good for.

N images, D pixels, K code units. Each check runs at several sizes, one of them square.
"""

import functools
import traceback

import numpy as np

from minivae.autoencoders.corruption import salt_and_pepper
from minivae_checks import (
    Wrong,
    exercise,
    expect_close,
    expect_parts,
    expect_random,
    expect_shape,
)
from minivae_checks.day4.mnist_autoencoder import measures
from minivae_checks.day4.mnist_autoencoder.shapes import judge_all, with_shapes

# fmt: off


def _denoising_pair(x, level, rng):
    return salt_and_pepper(x, level, rng), x


@exercise("4.4", points=2, ours=_denoising_pair,
          task="return (x_in, target): what the network sees, what it should answer",
          hint="It sees the spoilt image. Which image do you want to get out?")
def denoising_pair(yours):
    """x_in: with probability ``level`` a pixel is 0 or 1, equally likely; target: x."""
    for size, level in (((300, 400), 0.3), ((350, 350), 0.1), ((300, 400), 0.6)):
        x = np.random.default_rng(44).uniform(0.05, 0.4, size=size)
        x_in = _parts(yours, x, level, np.random.default_rng(4417))
        _judge_noise(x, x_in, level)
    expect_random("noise", lambda rng: yours(x, level, rng)[0])
    rng = np.random.default_rng(4418)
    one, two = yours(x, level, rng)[0], yours(x, level, rng)[0]
    both = (one != x) & (two != x)
    if abs(np.mean(one[both] == two[both]) - 0.5) > 0.05:
        raise Wrong("in two calls with one rng a pixel gets the same colour each time: "
                    "toss the coin with `rng`, make no rng of your own.")
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
            raise Wrong(f"a pixel that is {name} in x is never spoilt. Each pixel may "
                        "be, whatever its value.")
        if abs(turned - level / 2) > 0.01:
            raise Wrong(f"of the pixels that are {name} in x, {turned:.3f} become "
                        f"{other}; level / 2 = {level / 2:.3f} should.")


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
            raise Wrong(f"no spoilt pixel becomes {colour} ({name}). A spoilt pixel is "
                        "replaced by the coin, whichever way it falls.")
    if abs(share - level) > 0.007:
        culprit = [mistake for mistake, p in {
            "The comparison is turned round.": 1 - level,
            "Salt and pepper fall twice on some pixels.": level - level**2 / 4,
            "Half of the spoilt pixels is missing.": level / 2,
            "It should depend on `level`.": 0.3,
            "Pepper and salt have `level` each; together they should have it.":
                min(1, 2 * level),
        }.items() if abs(share - p) < 0.007]
        said = f"{share:.3f} of the pixels are spoilt, not {level}."
        raise Wrong(" ".join([said, *culprit[:1]]))
    for axis, which in ((1, "image"), (0, "column of pixels")):
        count = np.maximum(spoilt.sum(axis=axis), 1)
        if ((x_in * spoilt).sum(axis=axis) / count).std() > 0.25:
            raise Wrong(f"in one {which} all spoilt pixels have the same colour: "
                        "toss a coin per pixel, (N, D) of them.")
    white = values.mean()
    if abs(white - 0.5) > 0.03:
        raise Wrong(f"{white:.2f} of the spoilt pixels are white; half of them should. "
                    "Toss a coin of its own for each spoilt pixel.")


@exercise("4.5", points=2, ours=measures.auc,
          task="return the share of pairs in which the anomaly scores higher",
          hint="Compare all anomalies with all normal images: a table of pairs.")
def auc(yours):
    """P(score of an anomaly > score of a normal one) + P(equal) / 2."""
    cases = []
    for n_odd, n, shift in ((6, 12, 0.5), (5, 14, 0.5), (1, 9, 0.5), (8, 16, -0.8)):
        rng = np.random.default_rng(32)  # no two mistakes give one number
        odd = rng.permutation(n) < n_odd
        scores = rng.normal(size=n) + shift * odd
        ties = np.round(1.5 * scores)  # many equal scores
        cases += [measures.auc_case(scores, odd), measures.auc_case(ties, odd)]
    judge_all("the AUC", yours, cases,
              because="Count the pairs that the anomaly wins, and half of the ties.",
              shapes="One score per anomaly, one per normal image, and they are not as "
                     "many: make a column of one of them with [:, None].")
    got = with_shapes("", yours, np.full(7, 3.5), np.arange(7) < 3)
    expect_close("the AUC of a score that is the same for all", got, 0.5)


@exercise("4.6", points=2, ours=measures.precision_at_k,
          task="return the share of the k nearest others that have the query's label",
          hint="Nobody searches for the picture he already has: leave the query out.")
def precision_at_k(yours):
    """Mean over queries and their k nearest *other* images of [same label]."""
    cases = []
    sizes = (40, 2, 4, 1), (12, 12, 5, 1), (9, 3, 1, 1), (30, 2, 6, 1e9)
    for n, K, k, scale in sizes:
        rng = np.random.default_rng(6)  # no two mistakes give one number
        labels = rng.integers(0, 3, size=n)
        codes = rng.normal(size=(n, K))
        codes[:, 0] += labels
        cases.append(measures.precision_case(scale * codes, labels, k))
        if scale > 1:
            args, _, suspects = cases[-1]
            suspects["A fixed number on the diagonal is too small when the codes are "
                     "large: put np.inf there."] = measures.share_of_hits(args, 0)
    with np.errstate(all="ignore"):
        judge_all("precision", functools.partial(_filled, yours), cases,
                  because="Sort each row of distances, and take the first k columns.",
                  shapes="The nearest are (N, k): the first k columns, [:, :k]. So are "
                         "their labels: compare with labels[:, None].")
    codes = np.repeat(codes, 3, axis=0)  # three images to each code
    labels = np.random.default_rng(1).integers(0, 3, size=len(codes))
    got, right = yours(codes, labels, 2), measures.precision_at_k(codes, labels, 2)
    expect_close("precision", got, right, "Several images share a code here; the query "
                 "is not always the first of them. Put infinity on the diagonal.")


def _filled(yours, *args):
    try:
        return yours(*args)
    except (ValueError, TypeError) as error:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        if any(frame.f_locals.get("distances", 0) is None for frame in frames):
            raise Wrong("distances is None: np.fill_diagonal writes into the array and "
                        "returns nothing. Call it on a line of its own.") from error
        raise
