"""What the mistakes of exercises 4.5 and 4.6 give: right values and suspects.

Each ``..._case`` returns (arguments, right, suspects), as ``judge_all`` wants them.
"""

import numpy as np
from scipy.spatial.distance import cdist

# fmt: off


def auc(scores, is_anomaly):
    """P(an anomaly scores higher than a normal image), ties one half."""
    high, low = scores[is_anomaly][:, None], scores[~is_anomaly]
    return float(np.mean((high > low) + 0.5 * (high == low)))


def auc_case(scores, odd):
    """(scores, odd), the AUC, and what mistakes make of it."""
    high, low = scores[odd][:, None], scores[~odd]
    over, equal, right = high > low, high == low, auc(scores, odd)
    pairs, n = over.size, len(scores)
    won = right * pairs
    suspects = {
        "An AUC below 0.5 is an answer too: do not turn it round.":
            max(right, 1 - right),
        "An AUC below 0.5 is an answer too: do not cut it off.": max(right, 0.5),
        "It is turned round: an anomaly should score higher.": 1 - right,
        "It is in percent; the AUC lies between 0 and 1.": 100 * right,
        "That is the number of pairs; divide by how many pairs there are.": won,
        "Only pairs of an anomaly and a normal image count, not all N² pairs.":
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
        "That is the share of anomalies above the median normal score; compare pairs.":
            np.mean(high > np.median(low)),
        "That is the share of anomalies above every normal image; compare pairs.":
            np.mean(high > low.max()),
        "It is 0.5 whatever the scores are, as if both sides were the same images: the "
        "normal ones are scores[~is_anomaly].": 0.5,
    }
    if len(high) == len(low):
        suspects["The first anomaly meets only the first normal image: compare all "
                 "with all, by [:, None]."] = np.mean((over + 0.5 * equal).diagonal())
    return (scores, odd), right, suspects


def precision_at_k(codes, labels, k):
    """Share of the k nearest others with the query's label."""
    distances = cdist(codes, codes)
    np.fill_diagonal(distances, np.inf)
    nearest = np.argsort(distances, axis=1)[:, :k]
    return float(np.mean(labels[nearest] == labels[:, None]))


def share_of_hits(args, first, last=0):
    """The share of hits in columns first ... k + last, the query itself in column 0."""
    codes, labels, k = args
    order = np.argsort(cdist(codes, codes), axis=1)[:, first : k + last]
    return np.mean(labels[order] == labels[:, None]) if order.size else np.nan


def precision_case(codes, labels, k):
    """(codes, labels, k), the precision, and what mistakes make of it."""
    distances = cdist(codes, codes)
    same = labels[np.argsort(distances, axis=1)] == labels[:, None]  # the query first
    args = codes, labels, k
    found, right = same[:, 1 : k + 1], precision_at_k(*args)
    np.fill_diagonal(distances, np.inf)
    wrong_axis = np.argsort(distances, axis=0)
    return args, right, {
        "The query is among its own neighbours, and always right: leave it out.":
            share_of_hits(args, 0),
        "The query is left out, but then one neighbour too few is counted.":
            share_of_hits(args, 1),
        "The nearest neighbour is left out, and the query was out already.":
            share_of_hits(args, 2, 1),
        "One neighbour too many is counted.": share_of_hits(args, 1, 2),
        "The query and one more are counted.": share_of_hits(args, 0, 1),
        "The number of neighbours is the argument k, not always 5.":
            np.hstack([same[:, 1:], same[:, :1]])[:, :5].mean(),
        "The number of neighbours is the argument k, not always 10.":
            np.hstack([same[:, 1:], same[:, :1]])[:, :10].mean(),
        "Those are the farthest images; sort the other way.": same[:, -k:].mean(),
        "Those are the farthest: infinity on the diagonal comes first then.":
            np.hstack([same[:, :1], same[:, : -k : -1]]).mean(),
        "That is a count; divide by how many were found.": found.sum(),
        "It is in percent; the precision lies between 0 and 1.": 100 * right,
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
    }
