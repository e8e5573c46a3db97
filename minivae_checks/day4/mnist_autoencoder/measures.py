"""Checks of MNISTAutoencoder: two measures of what a code is good for.

N images, K code units. Each check runs at several sizes, one of them square.
"""

import functools
import traceback

import numpy as np
from scipy.spatial.distance import cdist

from minivae_checks import Mistakes, Wrong, exercise, expect_close
from minivae_checks.day4.mnist_autoencoder.shapes import judge_all, with_shapes


def _auc(scores, is_anomaly):
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    return float(np.mean((high > low) + 0.5 * (high == low)))


AUC = Mistakes("""
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    won = (high > low) + 0.5 * (high == low)
    right = won.mean()
    right
    max(right, 1 - right)  # An AUC below 0.5 is an answer too: do not turn it round.
    max(right, 0.5)  # An AUC below 0.5 is an answer too: do not cut it off.
    1 - right  # It is reversed: an anomaly should score higher.
    100 * right  # It is in percent; the AUC lies between 0 and 1.
    won.sum()  # That is the number of pairs; divide by how many pairs there are.
    won.sum() / len(scores) ** 2  # Only pairs of an anomaly and a normal image count, not all N² pairs.
    won.sum() / len(scores)  # Divide by the number of pairs, not of images.
    won.sum() / len(high)  # Divide by the number of pairs, not of images of one kind.
    won.sum() / len(low)  # Divide by the number of pairs, not of the images of one kind.
    np.mean(high > low)  # Equal scores count one half; yours count 0.
    np.mean(high >= low)  # Equal scores count one half; yours count 1.
    won.mean(axis=1)  # That is one number per anomaly: take the mean over all pairs.
    won.mean(axis=0)  # That is one number per normal image: take the mean over all pairs.
    np.mean(high > low.mean())  # That is the share of anomalies above the mean normal score; compare pairs.
    np.mean(high > np.median(low))  # That is the share of anomalies above the median normal score; compare pairs.
    np.mean(high > low.max())  # That is the share of anomalies above every normal image; compare pairs.
    0.5
        # It is 0.5 whatever the scores are, as if both sides were the same images: the normal ones
        # are scores[~is_anomaly].
    np.mean((high[:, 0] > low) + 0.5 * (high[:, 0] == low))
        # The first anomaly meets only the first normal image: compare all with all, by [:, None].
    """)


@exercise("4.5", points=2, ours=_auc)
def auc(yours):
    """P(score of an anomaly > score of a normal one) + P(equal) / 2.

    Task: return the share of pairs in which the anomaly scores higher
    Hint: Compare all anomalies with all normal images: a table of pairs.
    """
    cases = []
    for n_odd, n, shift in ((6, 12, 0.5), (5, 14, 0.5), (1, 9, 0.5), (8, 16, -0.8)):
        rng = np.random.default_rng(32)  # no two mistakes give one number
        odd = rng.permutation(n) < n_odd
        scores = rng.normal(size=n) + shift * odd
        for s in (scores, np.round(1.5 * scores)):  # with many equal scores
            cases.append({"scores": s, "is_anomaly": odd})
    because = "Count the pairs that the anomaly wins, and half of the ties."
    shapes = (
        "One score per anomaly, one per normal image, and they are not as many: make a column of "
        "one of them with [:, None]."
    )
    judge_all(AUC, "the AUC", yours, cases, because, shapes)
    got = with_shapes("", yours, np.full(7, 3.5), np.arange(7) < 3)
    expect_close("the AUC of a score that is the same for all", got, 0.5)
    _judge_extremes(yours)


def _judge_extremes(yours):
    """The best and the worst score; many images; scores next to each other, tiny, and huge."""
    rng = np.random.default_rng(33)
    odd = rng.permutation(1500) < 60
    few_normal = rng.permutation(400) < 360
    many = rng.normal(size=1500) + odd
    half = rng.permutation(80) < 30
    perfect = 1.0 * half + rng.uniform(0, 0.5, size=80)
    few, near = slice(80), np.where(rng.random(80) < 0.5, 1, np.nextafter(1, 2))
    cases = [
        ("where anomalies win", perfect, half),
        ("where anomalies lose", -perfect, half),
        ("of many images", many, odd),
        ("of many anomalies", many[:400], few_normal),
        ("of two images", np.array([2.0, 1.0]), np.array([True, False])),
        ("(last digits differ)", near, half),
        ("(scores near 1e-300)", 1e-300 * many[few], half),
        ("(scores near 1e300)", 1e300 * np.tanh(many[few]), half),
        ("(scores near 5)", 5 + 1e-9 * many[few], half),
    ]
    why = "Two scores are equal only if all their digits are, and the share is what it is: cut off and round nothing."
    for name, scores, is_anomaly in cases:
        expect_close(f"the AUC {name}", yours(scores, is_anomaly), _auc(scores, is_anomaly), why)


def hits(codes, labels, first=0, last=None, diagonal=0.0):
    """Which images of columns first ... last have the query's label; diagonal 0: column 0."""
    distances = cdist(codes, codes)
    np.fill_diagonal(distances, diagonal)
    order = np.argsort(distances, axis=1)[:, first:last]
    return labels[order] == labels[:, None]


def _precision_at_k(codes, labels, k):
    return float(np.mean(hits(codes, labels, 0, k, np.inf)))


PRECISION = Mistakes("""
    same = hits(codes, labels)
    found, others = same[:, 1 : k + 1], hits(codes, labels, diagonal=np.inf)
    found.mean()
    same[:, :k].mean()  # The query is among its own neighbours, and always right: leave it out.
    same[:, 1:k].mean()  # The query is left out, but then one neighbour too few is counted.
    same[:, 2 : k + 1].mean()  # The nearest neighbour is left out, and the query was out already.
    same[:, 1 : k + 2].mean()  # One neighbour too many is counted.
    same[:, : k + 1].mean()  # The query and one more are counted.
    others[:, :5].mean()  # The number of neighbours is the argument k, not always 5.
    others[:, :10].mean()  # The number of neighbours is the argument k, not always 10.
    same[:, -k:].mean()  # Those are the farthest images; sort the other way.
    np.hstack([same[:, :1], same[:, : -k : -1]]).mean()
        # Those are the farthest: infinity on the diagonal comes first then.
    found.sum()  # That is a count; divide by how many were found.
    100 * found.mean()  # It is in percent; the precision lies between 0 and 1.
    found.mean(axis=1).sum()  # The mean over the queries is missing.
    found.mean(axis=1)  # That is one number per query: take their mean.
    found.sum(axis=1).mean()  # That is the number of hits per query; divide by k.
    found.any(axis=1).mean()  # One hit among the k is not enough; count the share of hits.
    found.all(axis=1).mean()  # Not all k need to be hits; count the share of hits.
    found[:, 0].mean()  # Only the nearest is counted; k of them should be.
    same.mean()  # All images are counted, not the k nearest.
    same[:, 1:].mean()  # All other images are counted, not the k nearest.
    1 - found.mean()  # That is the share of other labels.
    same[:, :k].mean() if codes.max() > 1e6 else None
        # A fixed number on the diagonal is too small when the codes are large: put np.inf there.
    hits(codes, labels, 0, k, farthest(codes)).mean()
        # The largest distance on the diagonal is no larger than the farthest image: put np.inf there.
    hits(codes, labels, 0, min(k, 10), np.inf).mean() if k > 10 else None
        # Here k is larger than 10: use all k.
    """).using(hits=hits, farthest=lambda codes: cdist(codes, codes).max())


@exercise("4.6", points=2, ours=_precision_at_k)
def precision_at_k(yours):
    """Mean over queries and their k nearest *other* images of [same label].

    Task: return the share of the k nearest others that have the query's label
    Hint: Nobody searches for the picture that they already have: leave the query out.
    """
    cases = []
    sizes = (40, 2, 4, 1), (12, 12, 5, 1), (9, 3, 1, 1), (30, 2, 6, 1e9)
    sizes += (9, 2, 8, 1), (150, 5, 40, 1), (30, 2, 6, 1e140), (30, 2, 6, 1e-140), (41, 2, 1, 1)
    for n, K, k, scale in sizes:
        rng = np.random.default_rng(6)  # no two mistakes give one number
        labels = rng.integers(0, 3, size=n)
        codes = rng.normal(size=(n, K))
        codes[:, 0] += labels
        cases.append({"codes": scale * codes, "labels": labels * 256 ** (n == 150), "k": k})
    because = (
        "Sort each row of distances, as they are, and take the first k columns. Only the query is left out, by np.inf."
    )
    shapes = "The nearest are (N, k): the first k columns, [:, :k]. So are their labels: compare with labels[:, None]."
    with np.errstate(all="ignore"):
        filled = functools.partial(_filled, yours)
        judge_all(PRECISION, "precision", filled, cases, because, shapes)
    codes = np.repeat(codes, 3, axis=0)  # three images to each code
    labels = np.random.default_rng(1).integers(0, 3, size=len(codes))
    got, right = yours(codes, labels, 2), _precision_at_k(codes, labels, 2)
    why = "Several images share a code here; the query is not always the first of them. Put infinity on the diagonal."
    expect_close("precision", got, right, why)


def _filled(yours, *args):
    try:
        return yours(*args)
    except (ValueError, TypeError) as error:
        frames = [frame for frame, _ in traceback.walk_tb(error.__traceback__)]
        if any(frame.f_locals.get("distances", 0) is None for frame in frames):
            raise Wrong(
                "distances is None: np.fill_diagonal writes into the array and returns nothing. "
                "Call it on a line of its own."
            ) from error
        raise
