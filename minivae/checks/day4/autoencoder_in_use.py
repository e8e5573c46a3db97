"""Checks of day 4, first notebook: what an autoencoder is good for.

N images, D pixels, K code units.
"""

import numpy as np
from scipy.spatial.distance import cdist

from minivae.autoencoders.corruption import salt_and_pepper
from minivae.checks import (
    Wrong,
    exercise,
    expect_close,
    expect_parts,
    expect_scalar,
    expect_shape,
)

# fmt: off
NOTEBOOK = "day4/MNISTAutoencoder"


def _denoising_pair(x, level, rng):
    return salt_and_pepper(x, level, rng), x


@exercise("4.4", notebook=NOTEBOOK, points=2, ours=_denoising_pair,
          task="return (x_in, target): what the network sees, what it should answer",
          hint="It sees the spoilt image. Which image do you want to get out?")
def denoising_pair(yours):
    """x_in: with probability ``level`` a pixel is 0 or 1, equally likely; target: x."""
    x = np.random.default_rng(44).uniform(0.2, 0.8, size=(300, 400))
    for level in (0.3, 0.1):
        parts = yours(x, level, np.random.default_rng(0))
        x_in, target = expect_parts(parts, "x_in", "target")
        expect_shape("x_in", x_in, x.shape)
        expect_shape("target", target, x.shape)
        if not np.array_equal(target, x):
            raise Wrong(_wrong_target(x, np.asarray(x_in), np.asarray(target)))
        _judge_noise(x, np.asarray(x_in), level)
        again = yours(x, level, np.random.default_rng(0))[0]
        other = yours(x, level, np.random.default_rng(1))[0]
        if not np.array_equal(x_in, again):
            raise Wrong("the same seed gave another noise: draw from `rng` alone.")
        if np.array_equal(x_in, other):
            raise Wrong("two Generators gave the same noise: draw from `rng`, "
                        "do not make a new one.")


def _wrong_target(x, x_in, target):
    if np.array_equal(x_in, x):
        return "the two are exchanged: the network sees the spoilt image."
    if np.array_equal(x_in, target):
        return "the target is the spoilt image: who learns it learns to keep the noise."
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
    if abs(share - level) > 0.007:
        culprit = [mistake for mistake, p in {
            "The comparison is turned round.": 1 - level,
            "Salt and pepper fall twice on some pixels.": level - level**2 / 4,
            "Half of the spoilt pixels is missing.": level / 2,
        }.items() if abs(share - p) < 0.007]
        said = f"{share:.3f} of the pixels are spoilt, not {level}."
        raise Wrong(" ".join([said, *culprit[:1]]))
    white = values.mean()
    if abs(white - 0.5) > 0.03:
        raise Wrong(f"{white:.2f} of the spoilt pixels are white; half of them should.")


def _auc(scores, is_anomaly):
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    return float(np.mean((high > low) + 0.5 * (high == low)))


@exercise("4.5", notebook=NOTEBOOK, points=2, ours=_auc,
          task="return the share of pairs in which the anomaly scores higher",
          hint="Compare all anomalies with all normal images: a table of pairs.")
def auc(yours):
    """P(score of an anomaly > score of a normal one) + P(equal) / 2."""
    rng = np.random.default_rng(45)
    scores, odd = rng.normal(size=12), np.arange(12) % 12 < 5
    scores = scores + 0.5 * odd
    got, right = yours(scores, odd), _auc(scores, odd)
    expect_scalar("the AUC", got)
    pairs = scores[odd][:, None] > scores[~odd]
    expect_close("the AUC", got, right, suspects={
        "It is turned round: an anomaly should score higher.": 1 - right,
        "That is the number of pairs; divide by how many pairs there are.": pairs.sum(),
        "Only pairs of an anomaly and a normal image count: 35 here.":
            pairs.sum() / 12**2,
        "Divide by the number of pairs, not of images.": pairs.sum() / 12,
    })
    ties = np.round(2 * scores)  # many equal scores
    high, low = ties[odd][:, None], ties[~odd]
    expect_close("the AUC with ties", yours(ties, odd), _auc(ties, odd), suspects={
        "Equal scores count one half; yours count 0.": np.mean(high > low),
        "Equal scores count one half; yours count 1.": np.mean(high >= low),
    })


def _precision_at_k(codes, labels, k):
    distances = cdist(codes, codes)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :k]
    return float(np.mean(labels[nearest] == labels[:, None]))


@exercise("4.6", notebook=NOTEBOOK, points=2, ours=_precision_at_k,
          task="return the share of the k nearest others that have the query's label",
          hint="Nobody searches for the picture he already has: leave the query out.")
def precision_at_k(yours):
    """Mean over queries and their k nearest *other* images of [same label]."""
    rng = np.random.default_rng(46)
    labels = rng.integers(0, 3, size=30)
    codes, k = rng.normal(size=(30, 2)) + labels[:, None], 4
    got, order = yours(codes, labels, k), np.argsort(cdist(codes, codes), axis=1)
    same = labels[order] == labels[:, None]
    expect_scalar("precision", got)
    expect_close("precision", got, _precision_at_k(codes, labels, k), suspects={
        "The query is among its own neighbours, and always right: leave it out.":
            same[:, :k].mean(),
        "The query is left out, but then one neighbour too few is counted.":
            same[:, 1:k].mean(),
        "One neighbour too many is counted.": same[:, 1 : k + 2].mean(),
        "Those are the farthest images; sort the other way.": same[:, -k:].mean(),
        "That is a count; divide by how many were found.": same[:, 1 : k + 1].sum(),
        "The mean over the queries is missing.": same[:, 1 : k + 1].mean(axis=1).sum(),
        "One hit among the k is not enough; count the share of hits.":
            same[:, 1 : k + 1].any(axis=1).mean(),
    })
    codes = np.repeat(codes[:10], 3, axis=0)  # three images to each code
    got, right = yours(codes, labels, 2), _precision_at_k(codes, labels, 2)
    expect_close("precision", got, right, "Several images share a code here; the query "
                 "is not always the first of them. Put infinity on the diagonal.")
