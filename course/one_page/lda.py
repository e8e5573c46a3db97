"""Latent Dirichlet allocation by collapsed Gibbs sampling.

The idea: pLSA, told as a whole story. Even the tables of shares are drawn:

    θ_d ~ Dir(α), a document's topics;    φ_k ~ Dir(η), a topic's words;
    for each token i of document d: topic z_i ~ θ_d, then word w_i ~ φ_(z_i)

So a θ is probable if it has few topics (α < 1), and a new document has a probability.
We draw topics z from p(z | w), token by token, each given all others, n⁻ counting them:

    p(z_i = k | all other z, w) ∝ (n⁻_dk + α) (n⁻_wk + η) / (n⁻_k + V η)

was: p(w, z, θ, φ), and θ and φ are unknown; so now: p(w, z), they are integrated out. For
a die of K sides, ∫ p(rolls | θ) Dir(θ; α) dθ is a product over the rolls: of (how often
this side came before + α) / (rolls before + K α). The order of the rolls does not matter,
so token i may be the last of its document and of its topic. Only its own two factors
depend on k: the one of θ_d, without its denominator, and the one of φ_k.

N documents, V words, K topics, n tokens. Griffiths and Steyvers (2004).
Run it: python lda.py
"""

import numpy as np


def sweep(docs, words, z, n_dk, n_wk, n_k, alpha, eta, u):
    """Draw every token's topic once, in place. z[i] = -1: it is in no count yet.

    docs, words, z, u (uniform): (n,). n_dk: (N, K). n_wk: (V, K). n_k: (K,).
    """
    V_eta = len(n_wk) * eta
    for i, (d, w) in enumerate(zip(docs, words, strict=True)):
        of_doc, of_word, k = n_dk[d], n_wk[w], z[i]  # views (K,), not copies
        if k >= 0:  # take it out: a token must not vote for itself
            of_doc[k] -= 1
            of_word[k] -= 1
            n_k[k] -= 1
        p = (of_doc + alpha) * (of_word + eta) / (n_k + V_eta)  # (K,), not normalised
        # was: divide p by its sum, then draw; so now: draw a number below the sum, and
        # see which piece it falls on.
        below = p.cumsum()
        z[i] = k = below.searchsorted(u[i] * below[-1], side="right")
        of_doc[k] += 1
        of_word[k] += 1
        n_k[k] += 1


def sample(docs, words, N, V, K, alpha, eta, sweeps, rng):
    """Let the tokens come one by one, then go on; return z, n_dk, n_wk, n_k."""
    z = np.full(len(words), -1)
    n_dk, n_wk, n_k = np.zeros((N, K)), np.zeros((V, K)), np.zeros(K)
    for _ in range(sweeps):
        u = rng.random(len(words))
        sweep(docs, words, z, n_dk, n_wk, n_k, alpha, eta, u)
    return z, n_dk, n_wk, n_k


if __name__ == "__main__":
    from minivae.data import load_reuters

    data, K = load_reuters(), 12
    X = data.counts.toarray()[::3]  # (N, V): every third report, for a quick answer
    alpha, eta, rng = 0.1, 0.01, np.random.default_rng(0)
    docs, words = X.nonzero()  # the cells with a word ...
    docs, words = np.repeat([docs, words], X[docs, words], axis=1)  # ... and its tokens
    z, n_dk, n_wk, n_k = sample(docs, words, *X.shape, K, alpha, eta, 25, rng)

    phi = ((n_wk + eta) / (n_k + len(n_wk) * eta)).T  # (K, V): E[φ | z, w]
    # Words that the topic uses more than the corpus does tell most about it.
    telling = phi * np.log(phi / ((n_wk.sum(axis=1) + eta) / len(words)))  # (K, V)
    print(f"{len(words):,} tokens, one draw of their topics after 25 sweeps")
    print("share  topic")
    for k in np.argsort(-n_k):
        top = (str(data.vocabulary[w]) for w in np.argsort(-telling[k])[:9])
        print(f"{n_k[k] / len(words):5.0%}  {' '.join(top)}")
