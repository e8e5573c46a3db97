"""pLSA: each document is a mixture of topics, each topic a list of words with shares.

The idea: to write one word of document d, draw a topic k from θ_d, then a word from φ_k.
Nobody notes down the topics. We look for the tables that make the texts most probable:

    p(w | d) = Σ_k θ_dk φ_kw,    log-likelihood L = Σ_dw n_dw log p(w | d)

A word may come from several topics, so it is counted in fractions, r of it for each:

    E-step:  r_dwk = θ_dk φ_kw / Σ_j θ_dj φ_jw
    M-step:  θ_dk ∝ Σ_w n_dw r_dwk      (one document, all words)
             φ_kw ∝ Σ_d n_dw r_dwk      (one word, all documents)

Why L never falls: for any shares r, the bound Σ_dwk n_dw r_dwk log(θ_dk φ_kw / r_dwk) is
at most L (Jensen). The E-step makes the two equal, the M-step raises the bound.

N documents, V words, K topics. n_dw: how often word w stands in document d. Hofmann (1999).
Run it: python plsa.py
"""

import numpy as np


def start(N, V, K, rng):
    """Random tables: θ (N, K) and φ (K, V), rows that add up to 1."""
    tables = rng.uniform(0.5, 1.5, (N, K)), rng.uniform(0.5, 1.5, (K, V))
    return [table / table.sum(axis=1, keepdims=True) for table in tables]


def em_step(X, theta, phi):
    """One E- and M-step on X: (N, V); return new tables, and the L of the old ones."""
    seen = X > 0  # 0 log p and 0 r are 0, whatever p: leave these cells out
    p = theta @ phi  # (N, V), p(w | d)
    log_likelihood = (X[seen] * np.log(p[seen])).sum()

    # was: Σ_w n_dw r_dwk with r_dwk = θ_dk φ_kw / p_dw, and r has N V K entries;
    # so now: θ_dk Σ_w (n_dw / p_dw) φ_kw. r is in no memory, only in the algebra.
    ratio = np.divide(X, p, out=np.zeros_like(p), where=seen)  # (N, V)
    soft_d = theta * (ratio @ phi.T)  # (N, K): words of document d that topic k wrote
    soft_w = phi * (theta.T @ ratio)  # (K, V): how often topic k wrote word w

    # Each row divided by its sum is the best table: of all p with Σ p = 1, the one that
    # maximises Σ_k c_k log p_k is p = c / Σ c (Lagrange: c_k / p_k is the same for all k).
    theta = soft_d / soft_d.sum(axis=1, keepdims=True)
    phi = soft_w / soft_w.sum(axis=1, keepdims=True)
    return theta, phi, log_likelihood


def em(X, theta, phi, steps):
    """Repeat; return θ, φ and L before each step."""
    history = []
    for _ in range(steps):
        theta, phi, log_likelihood = em_step(X, theta, phi)
        history.append(log_likelihood)
    return theta, phi, history


if __name__ == "__main__":
    from minivae.data import load_reuters

    data, K = load_reuters(), 12
    X = data.counts.toarray().astype(float)  # (N, V)
    theta, phi, history = em(X, *start(*X.shape, K, np.random.default_rng(0)), 100)

    print("step   log-likelihood per word")
    for i in (0, 1, 2, 5, 10, 20, 50, 99):
        print(f"{i:4d}   {history[i] / X.sum():.4f}")
    # Some words are frequent everywhere. Those that a topic uses more than the corpus
    # does, φ_kw > p(w), tell more about it.
    share = theta.T @ X.sum(axis=1) / X.sum()  # p(k), (K,)
    telling = phi * np.log((phi + 1e-12) / (share @ phi + 1e-12))  # (K, V)
    print("share  topic")
    for k in np.argsort(-share):
        words = (str(data.vocabulary[w]) for w in np.argsort(-telling[k])[:9])
        print(f"{share[k]:5.0%}  {' '.join(words)}")
