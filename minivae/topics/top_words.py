"""What a topic is about: its most probable words.

Shapes: K topics, V words.
"""

import numpy as np

from ..base import check_positive_int


def top_words(components, vocabulary, n=10):
    """Return the n most probable words of each topic, the most probable first.

    Parameters
    ----------
    components : (K, V) array or sparse, p(word | topic) or counts
    vocabulary : (V,) words
    n : int, at most V

    Returns
    -------
    list of K lists of n words; equal values stand in the vocabulary's order
    """
    components = dense_rows(components)
    if components.shape[1] != len(vocabulary):
        raise ValueError(
            f"components has {components.shape[1]} columns, but the vocabulary "
            f"{len(vocabulary)} words"
        )
    chosen = top_indices(components, n)
    return [[vocabulary[w] for w in row] for row in chosen]


def top_indices(components, n):
    """Return the columns of the n largest values of each row: (K, V) -> (K, n)."""
    components, n = dense_rows(components), check_positive_int(n, "n")
    K, V = components.shape
    if n > V:
        raise ValueError(f"n={n} words were wanted, the vocabulary has {V}")
    return np.argsort(-components, axis=1, kind="stable")[:, :n]


def dense_rows(components):
    """Return components as a dense (K, V) float64 array of finite numbers."""
    if hasattr(components, "toarray"):
        components = components.toarray()
    components = np.asarray(components, dtype=np.float64)
    if components.ndim != 2 or not np.isfinite(components).all():
        raise ValueError(
            "components must be a finite (topics, words) array, got shape "
            f"{components.shape}"
        )
    return components
