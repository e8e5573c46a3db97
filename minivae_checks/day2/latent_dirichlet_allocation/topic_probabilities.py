"""Checks of LatentDirichletAllocation: the collapsed conditional, without the token itself.

N documents, V words, K topics; counts n_dk (N, K), n_wk (V, K), n_k (K,).
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array


def tables(docs, words, topics, N, V, K):
    """The three tables of counts that belong to an assignment."""
    n_dk, n_wk = np.zeros((N, K), dtype=int), np.zeros((V, K), dtype=int)
    np.add.at(n_dk, (docs, topics), 1)
    np.add.at(n_wk, (words, topics), 1)
    return n_dk, n_wk, n_wk.sum(axis=0)


def corpus(N, V, K, n, seed):
    """n random tokens with their topics, and the tables."""
    rng = np.random.default_rng(seed)
    docs, words = np.sort(rng.integers(0, N, n)), rng.integers(0, V, n)
    topics = rng.integers(0, K, n)
    return docs, words, topics, tables(docs, words, topics, N, V, K)


def _topic_probabilities(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    mine = np.arange(len(n_k)) == k
    doc, word, total = n_dk[d] - mine, n_wk[w] - mine, n_k - mine
    p = (doc + alpha) * (word + eta) / (total + len(n_wk) * eta)
    return p / p.sum()


P = Mistakes("""
    V, K = n_wk.shape
    mine = np.arange(K) == k
    doc, word, below = n_dk[d] - mine + alpha, n_wk[w] - mine + eta, n_k - mine + V * eta
    doc_in, word_in, below_in = n_dk[d] + alpha, n_wk[w] + eta, n_k + V * eta
    right = share(doc * word / below)
    right
    np.eye(K)[right.argmax()]  # p is made hard, 1 for the likeliest topic and 0 for the others; return p itself.
    share(doc_in * word_in / below_in)
        # The token itself is still in the counts: it votes for its own topic. Take it out of
        # all three.
    share(doc * word_in / below_in)  # The token is out of n_dk, but still in n_wk and n_k.
    share(doc_in * word / below_in)  # The token is out of n_wk, but still in n_dk and n_k.
    share(doc_in * word_in / below)  # The token is out of n_k, but still in n_dk and n_wk.
    share(doc * word / below_in)  # The token is still in n_k.
    share(doc * word_in / below)  # The token is still in n_wk.
    share(doc_in * word / below)  # The token is still in n_dk.
    share((doc_in - 1) * (word_in - 1) / (below_in - 1))
        # 1 is taken away from every topic; the token sits in topic k alone.
    share((doc_in + mine) * (word_in + mine) / (below_in + mine))
        # The token is counted once more instead of being taken out.
    share(doc * word / (n_k - mine + eta))  # Below the line is one eta; the topic has V words, so V * eta.
    share(doc * word / (n_k - mine + K * eta))  # Below the line is K * eta; a topic is a die over the V words.
    share(doc * word / (n_k - mine + V * alpha))  # Below the line is V * alpha; eta is the prior of the words.
    share(doc * word / (n_k - mine + 1e-300))  # Below the line eta is missing.
    share((doc - alpha + eta) * (word - eta + alpha) / (n_k - mine + V * alpha))
        # alpha and eta are exchanged: alpha goes with the document.
    share((doc - alpha + eta) * (word - eta + alpha) / below)  # alpha and eta are exchanged above the line.
    share(doc * word)  # The division by n_k is missing: a large topic would win for its size.
    share(doc_in * word_in / below_in - mine)  # The 1 is taken from the weight of topic k; take it from the counts.
    share(doc * word / np.where(n_k > mine, n_k - mine, np.nan) + V * eta)
        # Brackets: n_k and V * eta both stand below the line.
    share(n_dk[d] - mine + alpha * word / below)  # Brackets: first n_dk + alpha, then the product.
    share((n_dk[:, d] - mine + alpha) * (n_wk[:, w] - mine + eta) / below)
        # Documents and words are the rows of the tables: n_dk[d], n_wk[w].
    share(doc + word / below)  # The two factors are added; multiply them.
    share((doc - alpha) * word / below)  # alpha is missing.
    share(doc * (n_wk[w] - mine) / below)  # eta is missing above the line.
    share(word / below)  # The document is missing: how many of its other tokens have topic k?
    share(doc / below)  # The word is missing: how often is it in topic k elsewhere?
    share(doc)  # Only the document's die speaks; the topic's die is missing.
    share(word)  # Only n_wk speaks; n_dk and n_k are missing.
    share((n_dk[d] - mine) * (n_wk[w] - mine) / (n_k - mine))  # alpha and eta are missing.
    first, last = np.arange(K) == 0, np.arange(K) == K - 1
    share((doc_in - first) * (word_in - first) / (below_in - first))
        # The 1 is taken from topic 0; the token sits in topic k.
    share((doc_in - last) * (word_in - last) / (below_in - last))
        # The 1 is taken from the last topic; the token sits in topic k.
    share(doc * word / below**2)  # It is divided by n_k twice.
    doc * word / below  # The K weights are right; divide them by their sum.
    share(np.exp(doc * word / below))  # That is a softmax of the weights; divide them by their sum.
    right.argmax()  # The draw is not wanted yet; return all K probabilities.
    right[k]  # That is the probability of topic k alone; return all K.
    """).using(share=lambda weights: weights / weights.sum())


@exercise("2.13", points=3, ours=_topic_probabilities)
def topic_probabilities(yours):
    """∝ (n_dk + α) (n_wk + η) / (n_k + V η), all without the token itself.

    Task: return p (K,): the token's topic, given all other tokens
    Hint: What do the three counts say of topic k while this token is away?
    """
    because = (
        "Take the token out of all three counts, then (n_dk + alpha) (n_wk + eta) / (n_k + V eta), "
        "divided by its sum over the topics."
    )
    for N, V, K, n in ((3, 3, 3, 14), (3, 6, 4, 25)):
        docs, words, topics, (n_dk, n_wk, n_k) = corpus(N, V, K, n, seed=213 + V)
        for i in (4, n // 2, *range(0, n, 3)):
            at = {"d": int(docs[i]), "w": int(words[i]), "k": int(topics[i])}
            for alpha, eta in ((0.5, 0.2), (0.1, 0.7)):
                names = at | {"n_dk": n_dk, "n_wk": n_wk, "n_k": n_k, "alpha": alpha, "eta": eta}
                P.judge("p", yours(*names.values()), because, **names)
    n_dk, n_wk, n_k = np.array([[1, 3]]), np.array([[1, 0], [0, 3]]), np.array([1, 3])
    args = 0, 0, 0, n_dk, n_wk, n_k, 0.5, 0.5
    because = "Here the token is the only one of its topic: when it is away, alpha and eta speak alone."
    expect_array("p", yours(*args), _topic_probabilities(*args), because=because)
    _expect_unusual(yours)


def _expect_unusual(yours):
    """Priors from very small to very large, long documents, many words and topics."""
    because = "Take the counts, alpha and eta as they are: nothing added or clipped, and no more than p made of p."
    for place, (N, V, K, n) in enumerate(((1, 1, 1, 3), (2, 300, 12, 900), (9, 4, 40, 60), (2, 5, 3, 40_000))):
        docs, words, topics, counts = corpus(N, V, K, n, seed=2130 + place)
        at = int(docs[n // 2]), int(words[n // 2]), int(topics[n // 2])
        for alpha, eta in ((1e-12, 1e-9), (1e-3, 30.0), (50.0, 1e-3), (1e5, 1e4)):
            given = *at, *counts, alpha, eta
            what = f"p (K = {K}, V = {V}, {n:,} tokens, alpha = {alpha:g}, eta = {eta:g})"
            expect_array(what, yours(*given), _topic_probabilities(*given), because=because, atol=0)
