"""Checks of day 2: EM for pLSA, the two steps.

N documents, V words, K topics; M cells (d, w) of the table of counts are not zero. Each
check runs at two sizes. In the square one a product of the wrong shapes gives numbers,
so that its own message can be told; the other catches axes exchanged, and constants.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_parts

# fmt: off


def corpus(size):
    """θ (N, K), φ (K, V) and the cells of two small corpora, "square" and "oblong"."""
    if size == "square":  # N = V = K = 3
        X = np.array([[4, 0, 1], [0, 3, 2], [2, 5, 0]])
        rng, K = np.random.default_rng(26), 3
    else:  # the last word is in no document
        X = np.array([[5, 1, 0, 0, 2, 0], [0, 3, 4, 0, 1, 0],
                      [2, 0, 1, 6, 0, 0], [0, 2, 0, 3, 7, 0]])
        rng, K = np.random.default_rng(27), 2
    theta = rng.dirichlet(np.ones(K), len(X))
    phi = rng.dirichlet(np.ones(X.shape[1]), K)
    docs, words = np.nonzero(X)
    return theta, phi, docs, words, X[docs, words]


def _responsibilities(theta, phi, docs, words):
    joint = theta[docs] * phi[:, words].T
    return joint / joint.sum(axis=1, keepdims=True)


@exercise("2.6", points=1, ours=_responsibilities,
          task="return r (M, K), the share of each topic in each cell",
          hint="A cell's K shares add up to 1, whatever the other cells do.")
def responsibilities(yours):
    """r = θ_dk φ_kw / Σ_j θ_dj φ_jw."""
    for size in ("square", "oblong"):
        theta, phi, docs, words, _ = corpus(size)
        few = np.arange(len(phi)) if size == "square" else np.arange(len(docs))
        docs, words = docs[few], words[few]  # in the square, M = K
        _responsibilities_at(yours, theta, phi, docs, words)
    mixed = np.random.default_rng(8).permutation(len(docs))
    docs, words = docs[mixed], words[mixed]
    expect_array("r of the cells in another order", yours(theta, phi, docs, words),
                 _responsibilities(theta, phi, docs, words), because="It takes the "
                 "cells to be sorted by document: cell i is of document docs[i].")
    theta = np.array([[1.0, 0.0], [0.5, 0.5]])  # a topic that a document lacks
    phi = np.array([[0.25, 0.75], [0.5, 0.5]]) * 1e-9  # rare words
    docs, words = np.array([0, 1, 1]), np.array([1, 1, 0])
    expect_array("r", yours(theta, phi, docs, words),
                 [[1, 0], [0.6, 0.4], [1 / 3, 2 / 3]], because=
                 "With nothing added and nothing clipped, divide by the sum over the "
                 "topics: here a document lacks topic 1, and the words are rare.")


def _responsibilities_at(yours, theta, phi, docs, words):
    K, M = len(phi), len(docs)
    joint = theta[docs] * phi[:, words].T  # (M, K)
    right = joint / joint.sum(axis=1, keepdims=True)
    square = K == M
    expect_array("r", yours(theta, phi, docs, words), right, {
        "That is p(z, w | d); divide by its sum over the topics.": joint,
        "It is divided by the sum over all cells and topics; the sum goes over the "
        "topics of one cell.": joint / joint.sum(),
        "It is divided by the sum over the cells (axis 0); a cell's shares add up to 1 "
        "over its topics (axis 1).": joint / joint.sum(axis=0),
        "keepdims=True is missing: cell i is divided by the sum of cell k.":
            joint / joint.sum(axis=1) if square else joint,
        "phi[:, words] is (K, M): turn it round (.T) before you multiply.":
            _share(theta[docs] * phi[:, words]) if square else joint,
        "phi has topics as rows: the words stand in its columns, phi[:, words].":
            _share(theta[docs] * phi[words]) if square else joint,
        "docs and words are exchanged: theta is indexed by docs, phi by words.":
            _share(theta[words] * phi[:, docs].T) if square else joint,
        "theta is missing: how much of the topic does the document hold?":
            _share(phi[:, words].T),
        "phi is missing: how probable is the word under the topic?":
            _share(theta[docs]),
        "The two factors are added; multiply them.":
            _share(theta[docs] + phi[:, words].T),
        "Each cell goes wholly to its best topic; the shares are soft.":
            np.eye(K)[joint.argmax(axis=1)],
        "The shares are the joint itself, not its exponential (no softmax).":
            _share(np.exp(joint)),
        "It is divided by the number of topics, not by the sum over them.": joint / K,
        "It is divided by the largest, not by the sum.":
            joint / joint.max(axis=1, keepdims=True),
        "It came out as (K, M): one row per cell, one column per topic.": right.T,
    }, "Multiply theta of the cell's document by phi of its word, topic by topic, then "
       "divide by the sum over the topics.")


def _share(joint):
    with np.errstate(all="ignore"):
        return joint / joint.sum(axis=1, keepdims=True)


def _sums(soft, docs, words, N, V):
    """Soft counts of the documents (N, K) and of the words (K, V)."""
    in_doc, of_word = np.zeros((N, soft.shape[1])), np.zeros((V, soft.shape[1]))
    np.add.at(in_doc, docs, soft)
    np.add.at(of_word, words, soft)
    return in_doc, of_word.T


def _cut(soft, index, n):
    """Sums in an array of integers: each step drops the fraction."""
    total = np.zeros((n, soft.shape[1]))
    for i, row in zip(index, soft, strict=True):
        total[i] = np.floor(total[i] + row)
    return total


def _m_step(r, docs, words, counts, N, V):
    in_doc, of_word = _sums(counts[:, None] * r, docs, words, N, V)
    return _share(in_doc), _share(of_word)


@exercise("2.7", points=3, ours=_m_step,
          task="return theta (N, K) and phi (K, V), both from soft counts",
          hint="theta counts within a document, phi within the corpus; rows sum to 1.")
def m_step(yours):
    """θ_dk ∝ Σ_w n_dw r_dwk and φ_kw ∝ Σ_d n_dw r_dwk: two sums over other cells."""
    for size in ("square", "oblong"):
        theta, phi, docs, words, counts = corpus(size)
        (N, K), V = theta.shape, phi.shape[1]
        r = np.random.default_rng(7).dirichlet(np.ones(K), len(docs))
        got = yours(r, docs, words, counts, N, V)
        _m_step_at(got, r, docs, words, counts, N, V)
        order = np.random.default_rng(8).permutation(len(docs))
        cells = [a[order] for a in (r, docs, words, counts)]
        try:
            _m_step_at(yours(*cells, N, V), *cells, N, V)
        except (Wrong, ValueError, IndexError):
            raise Wrong("the cells in another order give another result: it takes "
                        "them to be sorted by document. Add up all cells that have "
                        "the same index, wherever they stand.") from None
        rare = r * np.r_[1e-9, np.ones(K - 1)]
        _, right = _m_step(rare, docs, words, counts, N, V)
        _, phi = yours(rare, docs, words, counts, N, V)
        expect_array("phi of a topic with shares near 1e-9", phi, right, because=
                     "With nothing added to the soft counts or to their sums, and "
                     "nothing clipped, such a topic has its phi, too.")


def _m_step_at(got, r, docs, words, counts, N, V):
    soft = counts[:, None] * r
    in_doc, of_word = _sums(soft, docs, words, N, V)
    whole = np.tile(soft.sum(axis=0), (N, 1))
    once = _sums(r, docs, words, N, V)
    last_d, last_w = np.zeros_like(in_doc), np.zeros_like(of_word.T)
    last_d[docs], last_w[words] = soft, soft
    per_cell_d, per_cell_w = (np.bincount(a, minlength=n)
                              for a, n in ((docs, N), (words, V)))
    right = _share(in_doc), _share(of_word)
    square = in_doc.shape == (V, V)
    whole_numbers = ("The soft counts are added into an array of integers, which cuts "
                     "off their fractions.")
    theta, phi = expect_parts(got, "theta", "phi", wants=right)
    expect_array("theta", theta, right[0], {
        "Every document has the same theta: you count through the corpus. theta counts "
        "the words of its own document only.": _share(whole),
        "counts is missing: a word that stands there five times counts five times.":
            _share(once[0]),
        "theta[docs] += ... keeps only the last cell of each document; np.add.at adds "
        "all.": _share(last_d),
        "Those are the soft counts; divide each row by its sum.": in_doc,
        "It is divided by the sum over the documents; each row sums to 1.":
            in_doc / in_doc.sum(axis=0),
        "It is divided by all the words of the corpus; each row sums to 1.":
            in_doc / in_doc.sum(),
        "It is the mean over the document's cells; divide by its number of tokens.":
            in_doc / per_cell_d[:, None],
        "Rows and columns are exchanged: theta is (N, K).": right[0].T,
        "That is phi; theta comes first.": right[1],
        "Those are the soft counts of the words, (V, K); theta has a row per document.":
            _share(of_word.T),
        "The counts are squared: they are in the soft counts once.":
            _share(_sums(counts[:, None] * soft, docs, words, N, V)[0]),
        "keepdims=True is missing: entry k is divided by the sum of row k.":
            in_doc / in_doc.sum(axis=1) if square else in_doc,
        whole_numbers: _share(_cut(soft, docs, N)),
        "1 is added to each soft count; here nothing is added.": _share(in_doc + 1),
        "The words are counted whole, by their best topic; the counts are soft.":
            _share(_sums(counts[:, None] * np.eye(r.shape[1])[r.argmax(axis=1)],
                         docs, words, N, V)[0]),
    }, "Add up counts * r over the cells of each document, nothing more, then divide "
       "by the row's sum.")
    with np.errstate(all="ignore"):
        over_topics = of_word / of_word.sum(axis=0)
    expect_array("phi", phi, right[1], {
        "It is divided by the sum over the topics; a topic's words add up to 1.":
            over_topics,
        "It is divided by the sum over the topics; a topic's words add up to 1 (and a "
        "word that is nowhere has no topic to share).": np.nan_to_num(over_topics),
        "counts is missing: a word that stands there five times counts five times.":
            _share(once[1]),
        "phi[:, words] += ... keeps only the last cell of each word; np.add.at adds "
        "all.": _share(last_w.T),
        "Those are the soft counts; divide each row by its sum.": of_word,
        "It is divided by the number of all tokens; each row sums to 1.":
            of_word / of_word.sum(),
        "It is the mean over the cells of the word.":
            of_word / np.maximum(per_cell_w, 1),
        "Each word is averaged over its cells; the counts stay whole until a row is "
        "divided by its sum.": _share(of_word / np.maximum(per_cell_w, 1)),
        "It came out as (V, K): topics are the rows of phi.": right[1].T,
        "It came out as (V, K), and it is not divided by the sums.": of_word.T,
        "It came out as (V, K), and its rows sum to 1; topics are the rows of phi.":
            over_topics.T,
        "The counts are squared: they are in the soft counts once.":
            _share(_sums(counts[:, None] * soft, docs, words, N, V)[1]),
        "keepdims=True is missing: entry w is divided by the sum of row w.":
            of_word / of_word.sum(axis=1) if square else of_word,
        whole_numbers: _share(_cut(soft, words, V).T),
        "1 is added to each soft count; here nothing is added.": _share(of_word + 1),
    }, "Add up counts * r over the cells of each word, topic by topic, nothing more, "
       "then divide by the row's sum.")
