"""Do the top words of a topic stand together in documents? Two measures.

Shapes: N documents, V words, K topics.
"""

import numpy as np
from scipy.sparse import csr_matrix

from .top_words import dense_rows, top_indices


def umass_coherence(components, X, n=10):
    """Σ_{i=2..n} Σ_{j<i} log [(D(w_i, w_j) + 1) / D(w_j)], in nats, for each topic.

    w_1, ..., w_n are the topic's top words, the most probable first; D(w) is the
    number of documents with the word w, D(w, v) with both. Closer to 0 (or above)
    is more coherent; sums over different n cannot be compared.

    Parameters
    ----------
    components : (K, V), p(word | topic) or counts
    X : (N, V) counts, dense or sparse; the training documents, as a rule
    n : int

    Returns
    -------
    (K,) float64

    Raises
    ------
    ValueError
        If a top word is in none of the documents, or the shapes do not fit.

    References
    ----------
    Mimno, Wallach, Talley, Leenders and McCallum (2011), "Optimizing semantic
    coherence in topic models".
    """
    top, D_pair, _ = _together(components, X, n)
    scores = np.zeros(len(top))
    for k in range(len(top)):
        D = np.diag(D_pair[k])
        if (D == 0).any():
            raise ValueError(
                f"Word {top[k][D == 0][0]}, a top word of topic {k}, stands in none of "
                "the documents"
            )
        i, j = np.tril_indices(len(D), -1)  # j < i: w_j is the more probable word
        scores[k] = np.log((D_pair[k][i, j] + 1) / D[j]).sum()
    return scores


def npmi_coherence(components, X, n=10):
    """The mean over pairs of log [p(w,v) / p(w)p(v)] / -log p(w,v), for each topic.

    p is the share of documents with the word, or with both. Each term lies between
    -1 (never together) and 1 (never apart); 0 is chance. A pair that stands in every
    document tells nothing and counts 0; a word in no document counts -1.

    Parameters
    ----------
    components : (K, V), p(word | topic) or counts
    X : (N, V) counts, dense or sparse; other documents than the training ones, at best
    n : int, at least 2

    Returns
    -------
    (K,) float64

    References
    ----------
    Bouma (2009), "Normalized (pointwise) mutual information in collocation
    extraction"; Lau, Newman and Baldwin (2014), "Machine reading tea leaves".
    """
    top, D_pair, N = _together(components, X, n)
    if top.shape[1] < 2:
        raise ValueError("npmi_coherence needs n of at least 2: it looks at pairs")
    p_pair = D_pair / N  # (K, n, n)
    i, j = np.tril_indices(top.shape[1], -1)
    p = np.einsum("kii->ki", p_pair)
    both = p_pair[:, i, j]
    with np.errstate(divide="ignore", invalid="ignore"):
        npmi = np.log(both / (p[:, i] * p[:, j])) / -np.log(both)
    npmi[both == 0] = -1
    npmi[both == 1] = 0
    return npmi.mean(axis=1)


def _together(components, X, n):
    """Return top words (K, n), the documents that hold each pair (K, n, n), and N."""
    components, X = dense_rows(components), csr_matrix(X)
    N, V = X.shape
    if V != components.shape[1]:
        raise ValueError(
            f"X has {V} columns, but components has {components.shape[1]}: both must "
            "use one vocabulary"
        )
    if N == 0:
        raise ValueError("X has no document")
    top = top_indices(components, n)
    present = (X > 0).astype(np.float64).tocsc()
    pairs = [(present[:, row].T @ present[:, row]).toarray() for row in top]
    return top, np.array(pairs), N
