"""Soft counts: the E-step and the M-step of pLSA and variational LDA in one.

Token by token, topic k of word w in document d is responsible for

    r_dwk = a_dk b_wk / s_dw,    s_dw = Σ_k a_dk b_wk

(pLSA: a = p(z|d), b = p(w|z)). What the next step needs are only the sums
Σ_w n_dw r_dwk and Σ_d n_dw r_dwk, so r is never stored: two passes over the
nonzero counts, with one number s for each of them in between.

X is in compressed sparse rows: starts (N+1,), words and counts (nnz,).
"""

import numpy as np

from ._jit import jit


@jit
def document_counts(starts, words, counts, a, b, s, out):
    """out_dk = a_dk Σ_w n_dw b_wk / s_dw, and s.   a: (N, K), b: (V, K), s: (nnz,)."""
    K = a.shape[1]
    for d in range(len(starts) - 1):
        out[d] = 0
        for j in range(starts[d], starts[d + 1]):
            w = words[j]
            total = a[d, 0] * 0
            for k in range(K):
                total += a[d, k] * b[w, k]
            s[j] = total
            ratio = counts[j] / total
            for k in range(K):
                out[d, k] += ratio * b[w, k]
        for k in range(K):
            out[d, k] *= a[d, k]


@jit
def word_counts(word_starts, order, docs, counts, a, b, s, out):
    """out_wk = b_wk Σ_d n_dw a_dk / s_dw.   order: the nonzeros, word after word."""
    K = a.shape[1]
    for w in range(len(word_starts) - 1):
        out[w] = 0
        for i in range(word_starts[w], word_starts[w + 1]):
            j = order[i]
            d, ratio = docs[j], counts[j] / s[j]
            for k in range(K):
                out[w, k] += ratio * a[d, k]
        for k in range(K):
            out[w, k] *= b[w, k]


def soft_counts_reference(X, a, b):
    """The same by NumPy with all responsibilities stored: (N, V, K), small X only."""
    r = a[:, None, :] * b[None, :, :]
    r /= r.sum(axis=2, keepdims=True)
    r *= np.asarray(X)[:, :, None]
    return r.sum(axis=1), r.sum(axis=0)
