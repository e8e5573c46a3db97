"""Soft counts: the E-step and the M-step of pLSA and variational LDA in one.

Topic k of word w in document d is responsible for

    r_dwk = a_dk b_wk / s_dw,    s_dw = Σ_k a_dk b_wk

(pLSA: a = p(z|d), b = p(w|z)). What the next step needs are only the sums
Σ_w n_dw r_dwk and Σ_d n_dw r_dwk, so r is never stored.
"""

import numpy as np

from ._jit import jit


@jit
def soft_counts(docs, words, counts, a, b, s, out_d, out_w):
    """out_dk = a_dk Σ_w n_dw b_wk / s_dw,  out_wk = b_wk Σ_d n_dw a_dk / s_dw.

    docs, words, counts, s: (nnz,), the nonzeros in any order; word after word is
    fastest, since b_w and out_w then stay in the cache. a, out_d: (N, K);
    b, out_w: (V, K). Writes s, out_d and out_w.
    """
    K = a.shape[1]
    zero = a.dtype.type(0)  # a plain 0 would make float32 sums float64: half the speed
    out_d[:] = 0
    out_w[:] = 0
    for j in range(len(counts)):
        d, w = docs[j], words[j]
        total = zero
        for k in range(K):
            total += a[d, k] * b[w, k]
        s[j] = total
        ratio = counts[j] / total
        for k in range(K):
            out_d[d, k] += ratio * b[w, k]
        for k in range(K):
            out_w[w, k] += ratio * a[d, k]
    for d in range(len(a)):
        for k in range(K):
            out_d[d, k] *= a[d, k]
    for w in range(len(b)):
        for k in range(K):
            out_w[w, k] *= b[w, k]


@jit
def document_counts(starts, words, counts, a, b, s, out):
    """out_dk = a_dk Σ_w n_dw b_wk / s_dw alone, for topics b that stay as they are.

    starts: (N+1,), words, counts, s: (nnz,): compressed sparse rows.
    """
    K = a.shape[1]
    zero = a.dtype.type(0)
    for d in range(len(starts) - 1):
        out[d] = 0
        for j in range(starts[d], starts[d + 1]):
            w = words[j]
            total = zero
            for k in range(K):
                total += a[d, k] * b[w, k]
            s[j] = total
            ratio = counts[j] / total
            for k in range(K):
                out[d, k] += ratio * b[w, k]
        for k in range(K):
            out[d, k] *= a[d, k]


def soft_counts_reference(X, a, b):
    """The same by NumPy with all responsibilities stored: (N, V, K), small X only."""
    r = a[:, None, :] * b[None, :, :]
    r /= r.sum(axis=2, keepdims=True)
    r *= np.asarray(X)[:, :, None]
    return r.sum(axis=1), r.sum(axis=0)
