"""Checks of day 2: the collapsed conditional of LDA, without the token itself.

N documents, V words, K topics; counts n_dk (N, K), n_wk (V, K), n_k (K,).
"""

import numpy as np

from minivae_checks import exercise, expect_array

# fmt: off


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


@exercise("2.13", points=3, ours=_topic_probabilities,
          task="return p (K,): the token's topic, given all other tokens",
          hint="What do the three counts say of topic k while this token is away?")
def topic_probabilities(yours):
    """∝ (n_dk + α) (n_wk + η) / (n_k + V η), all without the token itself."""
    for N, V, K, n in ((3, 3, 3, 14), (3, 6, 4, 25)):
        docs, words, topics, counts = corpus(N, V, K, n, seed=213 + V)
        for i in (n // 2, *range(0, n, 3)):
            for alpha, eta in ((0.5, 0.2), (0.1, 0.7)):
                at = int(docs[i]), int(words[i]), int(topics[i])
                got = yours(*at, *counts, alpha, eta)
                with np.errstate(all="ignore"):
                    _probabilities_at(got, *at, counts, alpha, eta)
    n_dk, n_wk, n_k = np.array([[1, 3]]), np.array([[1, 0], [0, 3]]), np.array([1, 3])
    expect_array("p", yours(0, 0, 0, n_dk, n_wk, n_k, 0.5, 0.5),
                 _topic_probabilities(0, 0, 0, n_dk, n_wk, n_k, 0.5, 0.5),
                 because="Here the token is the only one of its topic: when it is "
                         "away, alpha and eta speak alone.")


def _probabilities_at(got, d, w, k, counts, alpha, eta):
    n_dk, n_wk, n_k = counts
    V, K = n_wk.shape
    mine = np.arange(K) == k

    def p(doc=mine, word=mine, total=mine, alpha=alpha, eta=eta, gift=V * eta):
        return (n_dk[d] - doc + alpha) * (n_wk[w] - word + eta) / (n_k - total + gift)

    def share(weights):
        return weights / weights.sum()

    right, doc, word = share(p()), n_dk[d] - mine + alpha, n_wk[w] - mine + eta
    expect_array("p", got, right, {
        "The token itself is still in the counts: it votes for its own topic. Take it "
        "out of all three.": share(p(0, 0, 0)),
        "The token is out of n_dk, but still in n_wk and n_k.": share(p(mine, 0, 0)),
        "The token is out of n_wk, but still in n_dk and n_k.": share(p(0, mine, 0)),
        "The token is out of n_k, but still in n_dk and n_wk.": share(p(0, 0, mine)),
        "The token is still in n_k.": share(p(mine, mine, 0)),
        "The token is still in n_wk.": share(p(mine, 0, mine)),
        "The token is still in n_dk.": share(p(0, mine, mine)),
        "1 is taken away from every topic; the token sits in topic k alone.":
            share(p(1, 1, 1)),
        "The token is counted once more instead of being taken out.":
            share(p(-1 * mine, -1 * mine, -1 * mine)),
        "Below the line is one eta; the topic has V words, so V * eta.":
            share(p(gift=eta)),
        "Below the line is K * eta; a topic is a die over the V words.":
            share(p(gift=K * eta)),
        "Below the line is V * alpha; eta is the prior of the words.":
            share(p(gift=V * alpha)),
        "Below the line eta is missing.": share(p(gift=1e-300)),
        "alpha and eta are exchanged: alpha goes with the document.":
            share(p(alpha=eta, eta=alpha, gift=V * alpha)),
        "alpha and eta are exchanged above the line.": share(p(alpha=eta, eta=alpha)),
        "The division by n_k is missing: a large topic would win for its size.":
            share(doc * word),
        "The 1 is taken from the weight of topic k; take it from the counts.":
            share(p(0, 0, 0) - mine),
        "Brackets: n_k and V * eta both stand below the line.":
            share(doc * word / np.where(n_k > mine, n_k - mine, np.nan) + V * eta),
        "Brackets: first n_dk + alpha, then the product.":
            share(n_dk[d] - mine + alpha * word / (n_k - mine + V * eta)),
        "Documents and words are the rows of the tables: n_dk[d], n_wk[w].":
            share((n_dk[:, d] - mine + alpha) * (n_wk[:, w] - mine + eta)
                  / (n_k - mine + V * eta)) if len(n_dk) == V == K else right,
        "The two factors are added; multiply them.":
            share(doc + word / (n_k - mine + V * eta)),
        "alpha is missing.": share(p(alpha=0)),
        "eta is missing above the line.": share((doc) * (n_wk[w] - mine)
                                                / (n_k - mine + V * eta)),
        "The document is missing: how many of its other tokens have topic k?":
            share(word / (n_k - mine + V * eta)),
        "The word is missing: how often is it in topic k elsewhere?":
            share(doc / (n_k - mine + V * eta)),
        "Only the document's die speaks; the topic's die is missing.": share(doc),
        "Only n_wk speaks; n_dk and n_k are missing.": share(word),
        "alpha and eta are missing.": share(p(alpha=0, eta=0, gift=0)),
        "The 1 is taken from topic 0; the token sits in topic k.":
            share(p(*[np.arange(K) == 0] * 3)),
        "The 1 is taken from the last topic; the token sits in topic k.":
            share(p(*[np.arange(K) == K - 1] * 3)),
        "It is divided by n_k twice.": share(p() / (n_k - mine + V * eta)),
        "The K weights are right; divide them by their sum.": p(),
        "That is a softmax of the weights; divide them by their sum.":
            share(np.exp(p())),
        "The draw is not asked for yet; return all K probabilities.":
            np.asarray(right.argmax()),
        "That is the probability of topic k alone; return all K.": right[k],
    }, "Take the token out of all three counts, then (n_dk + alpha) (n_wk + eta) / "
       "(n_k + V eta), divided by its sum over the topics.")
