"""Checks of MNISTAutoencoder: what an autoencoder is good for.

N images, D pixels, K code units. Each check runs at several sizes, one of them square.
"""

import numpy as np
from scipy.spatial.distance import cdist

from minivae.autoencoders.corruption import salt_and_pepper
from minivae.checks import (
    Wrong,
    exercise,
    expect_close,
    expect_parts,
    expect_random,
    expect_shape,
)
from minivae.checks.day4.autoencoder import NOTEBOOK, differ, with_shapes

# fmt: off


def _denoising_pair(x, level, rng):
    return salt_and_pepper(x, level, rng), x


@exercise("4.4", notebook=NOTEBOOK, points=2, ours=_denoising_pair,
          task="return (x_in, target): what the network sees, what it should answer",
          hint="It sees the spoilt image. Which image do you want to get out?")
def denoising_pair(yours):
    """x_in: with probability ``level`` a pixel is 0 or 1, equally likely; target: x."""
    for size, level in (((300, 400), 0.3), ((350, 350), 0.1), ((300, 400), 0.6)):
        x = np.random.default_rng(44).uniform(0.05, 0.4, size=size)
        parts = with_shapes("x is (N, D); draw just as many numbers.",
                            yours, x, level, np.random.default_rng(0))
        x_in, target = expect_parts(parts, "x_in", "target")
        expect_shape("x_in", x_in, x.shape)
        expect_shape("target", target, x.shape)
        if not np.array_equal(target, x):
            raise Wrong(_wrong_target(x, x_in, target))
        _judge_noise(x, x_in, level)
    expect_random("noise", lambda rng: yours(x, level, rng)[0])


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


def _auc(scores, is_anomaly):
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    return float(np.mean((high > low) + 0.5 * (high == low)))


@exercise("4.5", notebook=NOTEBOOK, points=2, ours=_auc,
          task="return the share of pairs in which the anomaly scores higher",
          hint="Compare all anomalies with all normal images: a table of pairs.")
def auc(yours):
    """P(score of an anomaly > score of a normal one) + P(equal) / 2."""
    for n_odd, n in ((6, 12), (5, 14), (1, 9)):  # 6 and 6: a square table
        rng = np.random.default_rng(32)  # no two mistakes give one number
        odd = rng.permutation(n) < n_odd
        scores = rng.normal(size=n) + 0.5 * odd
        _judge_auc(yours, "the AUC", scores, odd)
        ties = np.round(1.5 * scores)  # many equal scores
        _judge_auc(yours, "the AUC with equal scores", ties, odd)
    got = with_shapes("", yours, np.full(7, 3.5), np.arange(7) < 3)
    expect_close("the AUC of a score that is the same for all", got, 0.5)


def _judge_auc(yours, name, scores, odd):
    high, low = scores[odd][:, None], scores[~odd]
    over, equal, right = high > low, high == low, _auc(scores, odd)
    pairs, n = over.size, len(scores)
    won = right * pairs
    elementwise = [np.mean(over.diagonal() + 0.5 * equal.diagonal())] \
        if len(high) == len(low) else []
    got = with_shapes("One score per anomaly, one per normal image, and they are not "
                      "as many: make a column of one of them with [:, None].",
                      yours, scores, odd)
    expect_close(name, got, right, suspects=differ({
        "It is turned round: an anomaly should score higher.": 1 - right,
        "That is the number of pairs; divide by how many pairs there are.": won,
        f"Only pairs of an anomaly and a normal image count: {pairs} here.":
            won / n**2,
        "Divide by the number of pairs, not of images.": won / n,
        "Divide by the number of pairs, not of images of one kind.": won / len(high),
        "Divide by the number of pairs, not of the images of one kind.": won / len(low),
        "Equal scores count one half; yours count 0.": np.mean(over),
        "Equal scores count one half; yours count 1.": np.mean(over | equal),
        "That is one number per anomaly: take the mean over all pairs.":
            np.mean(over + 0.5 * equal, axis=1),
        "That is one number per normal image: take the mean over all pairs.":
            np.mean(over + 0.5 * equal, axis=0),
        "That is the share of anomalies above the mean normal score; compare pairs.":
            np.mean(high > low.mean()),
        "That is the share of anomalies above every normal image; compare pairs.":
            np.mean(high > low.max()),
        "Both sides are anomalies: the others are scores[~is_anomaly].": 0.5,
        **({"The first anomaly meets only the first normal image: compare all with "
            "all, by [:, None].": elementwise[0]} if elementwise else {}),
    }, right), because="Count the pairs that the anomaly wins, and half of the ties.")


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
    for n, K, k in ((40, 2, 4), (12, 12, 5), (9, 3, 1)):
        rng = np.random.default_rng(6)  # no two mistakes give one number
        labels = rng.integers(0, 3, size=n)
        codes = rng.normal(size=(n, K))
        codes[:, 0] += labels
        _judge_precision(yours, codes, labels, k)
    codes = np.repeat(codes, 3, axis=0)  # three images to each code
    labels = np.random.default_rng(1).integers(0, 3, size=len(codes))
    got, right = yours(codes, labels, 2), _precision_at_k(codes, labels, 2)
    expect_close("precision", got, right, "Several images share a code here; the query "
                 "is not always the first of them. Put infinity on the diagonal.")


def _judge_precision(yours, codes, labels, k):
    order = np.argsort(cdist(codes, codes), axis=1)
    same = labels[order] == labels[:, None]  # (N, N), the query itself first
    found, right = same[:, 1 : k + 1], _precision_at_k(codes, labels, k)
    distances = cdist(codes, codes)
    np.fill_diagonal(distances, np.inf)
    wrong_axis = np.argsort(distances, axis=0)
    with np.errstate(all="ignore"):
        got = with_shapes("labels of the nearest are (N, k), labels is (N,): compare "
                          "with labels[:, None].", yours, codes, labels, k)
        one_short = found[:, :-1].mean() if k > 1 else 0.0
    expect_close("precision", got, right, suspects=differ({
        "The query is among its own neighbours, and always right: leave it out.":
            same[:, :k].mean(),
        "The query is left out, but then one neighbour too few is counted.": one_short,
        "The nearest neighbour is left out, and the query was out already.":
            same[:, 2 : k + 1].mean() if k > 1 else 0.0,
        "One neighbour too many is counted.": same[:, 1 : k + 2].mean(),
        "The query and one more are counted.": same[:, : k + 1].mean(),
        "Those are the farthest images; sort the other way.": same[:, -k:].mean(),
        "Those are the farthest: infinity on the diagonal comes first then.":
            np.hstack([same[:, :1], same[:, :-k:-1]]).mean(),
        "That is a count; divide by how many were found.": found.sum(),
        "The mean over the queries is missing.": found.mean(axis=1).sum(),
        "That is one number per query: take their mean.": found.mean(axis=1),
        "That is the number of hits per query; divide by k.": found.sum(axis=1).mean(),
        "One hit among the k is not enough; count the share of hits.":
            found.any(axis=1).mean(),
        "Not all k need to be hits; count the share of hits.": found.all(axis=1).mean(),
        "Only the nearest is counted; k of them should be.": found[:, 0].mean(),
        "All images are counted, not the k nearest.": same.mean(),
        "All other images are counted, not the k nearest.": same[:, 1:].mean(),
        "That is the share of other labels.": 1 - right,
        "Take the first k per row of distances: [:, :k], not [:k].":
            np.mean(labels[wrong_axis[:k]] == labels),
    }, right), because="Sort each row of distances, and take the first k columns.")
