"""How often words stand near one another, and what can be made of that by counting.

Shapes: V words, D numbers a vector.
"""

import numpy as np
from scipy import sparse

from ..base import (
    check_array,
    check_bool,
    check_count,
    check_positive,
    check_positive_int,
    generator,
)
from .sentences import encode


def count_cooccurrences(sentences, window=5, min_count=1, harmonic=True):
    """x_ij = Σ 1/distance over all places where j stands within ``window`` of i.

    Parameters
    ----------
    sentences : list of lists of words, or one text; windows end with their sentence
    window : int, words to each side
    min_count : int; rarer words are taken out first
    harmonic : bool; False counts 1 at each distance

    Returns
    -------
    counts : (V, V) CSR float64, symmetric
    vocabulary : (V,) object, the most frequent word first

    Raises
    ------
    ValueError
        If no word is left, or no sentence has two words.

    Examples
    --------
    >>> X, words = count_cooccurrences([["a", "b", "c"], ["a", "b"]])
    >>> list(words)
    ['a', 'b', 'c']
    >>> X.toarray().tolist()
    [[0.0, 2.0, 0.5], [2.0, 0.0, 1.0], [0.5, 1.0, 0.0]]
    """
    check_positive_int(window, "window")
    check_bool(harmonic, "harmonic")
    corpus = encode(sentences, min_count, "count_cooccurrences")
    return cooccurrences(corpus, window, harmonic), corpus.vocabulary


def cooccurrences(corpus, window, harmonic=True):
    """Count in sentences that are ``Encoded``: (V, V) CSR float64, symmetric."""
    V, words = len(corpus.vocabulary), corpus.words
    X = sparse.csr_array((V, V), dtype=np.float64)
    for distance in range(1, min(window, len(words) - 1) + 1):
        near = corpus.sentences[distance:] == corpus.sentences[:-distance]
        if not near.any():  # the longest sentence ends here
            break
        i, j = words[:-distance][near], words[distance:][near]
        weight = np.full(len(i), 1 / distance if harmonic else 1.0)
        X += sparse.coo_array((weight, (i, j)), shape=(V, V)).tocsr()
    return (X + X.T).tocsr()


def ppmi(counts):
    """PPMI_ij = max(0, log(x_ij x / (x_i x_j))), with sums x_i, x_j and x, in nats.

    Parameters
    ----------
    counts : (V, V) sparse or array, not negative

    Returns
    -------
    (V, V) CSR float64; pairs that never met stay 0

    Raises
    ------
    ValueError
        If the counts are not square, finite and at least 0, or are all 0.
    """
    X = sparse.csr_array(counts, dtype=np.float64, copy=True)
    X.eliminate_zeros()
    if X.ndim != 2 or X.shape[0] != X.shape[1]:
        raise ValueError(f"ppmi expected square counts (V, V), got shape {X.shape}")
    if not np.isfinite(X.data).all() or (X.data < 0).any():
        raise ValueError(
            "ppmi expected counts, finite and at least 0, got "
            f"{X.data[~(np.isfinite(X.data) & (X.data >= 0))][0]:g}"
        )
    if X.nnz == 0:
        raise ValueError("ppmi got no co-occurrence: all counts are 0")
    X = X.tocoo()
    i, j = X.coords
    row, column = X.sum(axis=1), X.sum(axis=0)
    pmi = np.log(X.data) + np.log(X.data.sum()) - np.log(row[i]) - np.log(column[j])
    result = sparse.csr_array((np.maximum(pmi, 0), (i, j)), shape=X.shape)
    result.eliminate_zeros()
    return result


def truncated_svd(X, n_components, rng, n_rounds=7):
    """X ≈ U diag(s) Vᵀ with the largest singular values, by powers of a random block.

    A random block of n_components + 10 columns is multiplied by X Xᵀ in each round and
    made orthonormal again (Halko, Martinsson and Tropp 2011, algorithm 4.4).

    Parameters
    ----------
    X : (N, M) sparse or array
    n_components : int, K, at most N and M
    rng : numpy.random.Generator
    n_rounds : int

    Returns
    -------
    U : (N, K), s : (K,) falling, Vt : (K, M); in each row of Vt the entry of largest
        absolute value is positive

    Raises
    ------
    ValueError
        If X is no finite table, n_components is more than its smaller side, or a
        number is out of range.
    """
    if not sparse.issparse(X):
        X = check_array(X, dtype=np.float64, who="truncated_svd")
    check_count(n_rounds, "n_rounds")
    K, most = check_positive_int(n_components, "n_components"), min(X.shape)
    if K > most:
        raise ValueError(f"n_components={K} is more than the smaller side of {X.shape}")
    block = rng.standard_normal((X.shape[1], min(K + 10, most)))
    Q = np.linalg.qr(X @ block)[0]
    for _ in range(n_rounds):
        Q = np.linalg.qr(X @ np.linalg.qr(X.T @ Q)[0])[0]
    U, s, Vt = np.linalg.svd((X.T @ Q).T, full_matrices=False)
    U, s, Vt = (Q @ U)[:, :K], s[:K], Vt[:K]
    signs = np.where(Vt[np.arange(K), np.abs(Vt).argmax(axis=1)] < 0, -1.0, 1.0)
    return U * signs, s, Vt * signs[:, None]


def ppmi_vectors(counts, vector_size=100, power=0.5, random_state=0):
    """U s^power, where U diag(s) Vᵀ ≈ PPMI: word vectors by counting alone: (V, D).

    Levy and Goldberg (2014) show that skip-gram with negative sampling factorises such
    a matrix implicitly; this is the control that it must be held against.

    Parameters
    ----------
    counts : (V, V) sparse or array: see ``count_cooccurrences``
    vector_size : int, D <= V
    power : float above 0; ½ shares the singular values among words and contexts
    random_state : None, int or Generator
    """
    check_positive(power, "power")
    D = check_positive_int(vector_size, "vector_size")
    rng = generator(random_state)
    X = ppmi(counts)
    if D > X.shape[0]:
        raise ValueError(f"vector_size={D} is more than the {X.shape[0]} words")
    U, s, _ = truncated_svd(X, D, rng)
    return U * s**power
