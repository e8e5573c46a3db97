"""Clusterings of the 1,797 digits and their scores."""

import functools

import numpy as np
from scipy.optimize import linear_sum_assignment
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score

from minivae.data import load_digits
from minivae.embeddings import PCA


def digits():
    """All pictures (1797, 64) float64, and what they show."""
    data = load_digits()
    X = np.concatenate([data.x_train, data.x_test]).astype(np.float64)
    return X, np.concatenate([data.y_train, data.y_test])


@functools.cache
def twenty_numbers():
    """The digits by their first 20 principal components: (1797, 20)."""
    X, _ = digits()
    return PCA(20).fit(X).transform(X)


def matched_accuracy(labels, y):
    """The share that is right, under the best pairing of clusters with classes."""
    counts = np.zeros((labels.max() + 1, 10))
    np.add.at(counts, (labels, y), 1)
    return counts[linear_sum_assignment(-counts)].sum() / len(y)


def ward(X, y):
    """The accuracy of Ward's clustering, which needs no start."""
    return matched_accuracy(AgglomerativeClustering(10).fit_predict(X), y)


def all_scores(labels, y):
    """Accuracy, ARI and NMI by name."""
    return {
        "ours": matched_accuracy(labels, y),
        "ARI": adjusted_rand_score(y, labels),
        "NMI": normalized_mutual_info_score(y, labels),
    }
