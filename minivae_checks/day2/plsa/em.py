"""Checks of PLSA: EM, the two steps.

N documents, V words, K topics; M cells (d, w) of the table of counts are not zero. Each check
runs at two sizes. In the square one a product of the wrong shapes gives numbers, so that its
own message can be told; the other catches axes exchanged, and constants.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_parts
from minivae_checks.sizes import expect_any_size

SIZES = (1, 7, 2), (9, 2, 1), (2, 30, 9), (40, 11, 5)  # N, V, K


def corpus(size):
    """θ (N, K), φ (K, V) and the cells of two small corpora, "square" and "oblong"."""
    if size == "square":  # N = V = K = 3
        X = np.array([[4, 0, 1], [0, 3, 2], [2, 5, 0]])
        rng, K = np.random.default_rng(26), 3
    else:  # the last word is in no document
        X = [[5, 1, 0, 0, 2, 0], [0, 3, 4, 0, 1, 0], [2, 0, 1, 6, 0, 0], [0, 2, 0, 3, 7, 0]]
        X, rng, K = np.array(X), np.random.default_rng(27), 2
    theta = rng.dirichlet(np.ones(K), len(X))
    phi = rng.dirichlet(np.ones(X.shape[1]), K)
    docs, words = np.nonzero(X)
    return theta, phi, docs, words, X[docs, words]


def share(joint):
    """Each row, divided by its sum."""
    with np.errstate(all="ignore"):
        return joint / joint.sum(axis=1, keepdims=True)


def e_step(theta, phi, docs, words):
    """Shares r (M, K) of the topics in each cell."""
    return share(theta[docs] * phi[:, words].T)


R = Mistakes("""
    joint = theta[docs] * phi[:, words].T
    share(joint)
    joint  # That is p(z, w | d); divide by its sum over the topics.
    joint / joint.sum()  # It is divided by the sum over all cells and topics; the sum goes over the topics of one cell.
    joint / joint.sum(axis=0)
        # It is divided by the sum over the cells (axis 0); a cell's shares add up to 1 over its
        # topics (axis 1).
    joint / joint.sum(axis=1)  # keepdims=True is missing: cell i is divided by the sum of cell k.
    share(theta[docs] * phi[:, words])  # phi[:, words] is (K, M): turn it round (.T) before you multiply.
    share(theta[docs] * phi[words])  # phi has topics as rows: the words stand in its columns, phi[:, words].
    share(theta[words] * phi[:, docs].T)  # docs and words are exchanged: theta is indexed by docs, phi by words.
    share(phi[:, words].T)  # theta is missing: how much of the topic does the document hold?
    share(theta[docs])  # phi is missing: how probable is the word under the topic?
    share(theta[docs] + phi[:, words].T)  # The two factors are added; multiply them.
    np.eye(len(phi))[joint.argmax(axis=1)]  # Each cell goes wholly to its best topic; the shares are soft.
    share(np.exp(joint))  # The shares are the joint itself, not its exponential (no softmax).
    joint / len(phi)  # It is divided by the number of topics, not by the sum over them.
    joint / joint.max(axis=1, keepdims=True)  # It is divided by the largest, not by the sum.
    share(joint).T  # It came out as (K, M): one row per cell, one column per topic.
    """).using(share=share)


@exercise("2.6", points=1, ours=e_step)
def responsibilities(yours):
    """r = θ_dk φ_kw / Σ_j θ_dj φ_jw.

    Task: return r (M, K), the share of each topic in each cell
    Hint: A cell's K shares add up to 1, whatever the other cells do.
    """
    for size in ("square", "oblong"):
        theta, phi, docs, words, _ = corpus(size)
        few = np.arange(len(phi)) if size == "square" else np.arange(len(docs))
        docs, words = docs[few], words[few]  # in the square, M = K
        why = (
            "Multiply theta of the cell's document by phi of its word, topic by topic, then "
            "divide by the sum over the topics."
        )
        r = yours(theta, phi, docs, words)
        R.judge("r", r, why, theta=theta, phi=phi, docs=docs, words=words)
    mixed = np.random.default_rng(8).permutation(len(docs))
    docs, words = docs[mixed], words[mixed]
    r, right = yours(theta, phi, docs, words), e_step(theta, phi, docs, words)
    why = "It takes the cells to be sorted by document: cell i is of document docs[i]."
    expect_array("r of the cells in another order", r, right, because=why)
    theta = np.array([[1.0, 0.0], [0.5, 0.5]])  # a topic that a document lacks
    phi = np.array([[0.25, 0.75], [0.5, 0.5]])
    docs, words = np.array([0, 1, 1]), np.array([1, 1, 0])
    why = (
        "With nothing added and nothing clipped, divide by the sum over the topics: here a "
        "document lacks topic 1, and the words are rare."
    )
    right = [[1, 0], [0.6, 0.4], [1 / 3, 2 / 3]]
    for rare in (1e-9, 1e-30, 1e-200):
        expect_array("r", yours(theta, rare * phi, docs, words), right, because=why)
    given = np.array([[1 - 1e-12, 1e-12], [1e-40, 1.0]]), np.array([[1e-6, 0.999999], [0.7, 0.3]]), docs, words
    expect_array("r", yours(*given), e_step(*given), because=why, atol=0)
    sizes = iter(SIZES)
    expect_any_size("r", yours, e_step, lambda rng: drawn(rng, *next(sizes))[:4], atol=1e-12)


def drawn(rng, N, V, K):
    """Theta, phi and the cells of a corpus of this size."""
    X = rng.integers(0, 2, (N, V)) * rng.integers(1, 90, (N, V))
    X[:, 0] += 1
    docs, words = np.nonzero(X)
    return rng.dirichlet(np.ones(K), N), rng.dirichlet(np.ones(V), K), docs, words, X[docs, words]


def add(index, rows, n):
    """Row i of the answer (n, K) is the sum of the rows whose index is i."""
    total = np.zeros((n, rows.shape[1]))
    np.add.at(total, index, rows)
    return total


def last(index, rows, n):
    """What ``total[index] += rows`` gives."""
    total = np.zeros((n, rows.shape[1]))
    total[index] += rows
    return total


def cut(index, rows, n):
    """Sums in an array of integers: each step drops the fraction."""
    total = np.zeros((n, rows.shape[1]), dtype=int)
    for i, row in zip(index, rows, strict=True):
        total[i] = total[i] + row
    return total


SUMS = {"share": share, "add": add, "last": last, "cut": cut}


def m_step_of(r, docs, words, counts, N, V):
    """Return theta (N, K) and phi (K, V) from the shares r."""
    soft = counts[:, None] * r
    return share(add(docs, soft, N)), share(add(words, soft, V).T)


THETA = Mistakes("""
    soft = counts[:, None] * r
    in_doc, of_word = add(docs, soft, N), add(words, soft, V)
    of = lambda rows: share(add(docs, rows, N))
    share(in_doc)
    share(np.tile(soft.sum(axis=0), (N, 1)))
        # Every document has the same theta: you count through the corpus. theta counts the words of
        # its own document only.
    of(r)  # counts is missing: a word that stands there five times counts five times.
    share(last(docs, soft, N))  # theta[docs] += ... keeps only the last cell of each document; np.add.at adds all.
    in_doc  # Those are the soft counts; divide each row by its sum.
    in_doc / in_doc.sum(axis=0)  # It is divided by the sum over the documents; each row sums to 1.
    in_doc / in_doc.sum()  # It is divided by all the words of the corpus; each row sums to 1.
    in_doc / np.bincount(docs, minlength=N)[:, None]
        # It is the mean over the document's cells; divide by its number of tokens.
    share(in_doc).T  # Rows and columns are exchanged: theta is (N, K).
    share(of_word.T)  # That is phi; theta comes first.
    share(of_word)  # Those are the soft counts of the words, (V, K); theta has a row per document.
    of(counts[:, None] * soft)  # The counts are squared: they are in the soft counts once.
    in_doc / in_doc.sum(axis=1)  # keepdims=True is missing: entry k is divided by the sum of row k.
    share(cut(docs, soft, N))  # The soft counts are added into an array of integers, which cuts off their fractions.
    share(in_doc + 1)  # 1 is added to each soft count; here nothing is added.
    of(counts[:, None] * np.eye(r.shape[1])[r.argmax(axis=1)])
        # The words are counted whole, by their best topic; the counts are soft.
    """).using(**SUMS)
PHI = Mistakes("""
    soft = counts[:, None] * r
    of = lambda rows: share(add(words, rows, V).T)
    of_word, cells = add(words, soft, V).T, np.maximum(np.bincount(words, minlength=V), 1)
    share(of_word)
    of_word / of_word.sum(axis=0)  # It is divided by the sum over the topics; a topic's words add up to 1.
    of(r)  # counts is missing: a word that stands there five times counts five times.
    share(last(words, soft, V).T)  # phi[:, words] += ... keeps only the last cell of each word; np.add.at adds all.
    of_word  # Those are the soft counts; divide each row by its sum.
    of_word / of_word.sum()  # It is divided by the number of all tokens; each row sums to 1.
    of_word / cells  # It is the mean over the cells of the word.
    share(of_word / cells)
        # Each word is averaged over its cells; the counts stay whole until a row is divided by its
        # sum.
    share(of_word).T  # It came out as (V, K): topics are the rows of phi.
    of_word.T  # It came out as (V, K), and it is not divided by the sums.
    (of_word / of_word.sum(axis=0)).T  # It came out as (V, K), and its rows sum to 1; topics are the rows of phi.
    of(counts[:, None] * soft)  # The counts are squared: they are in the soft counts once.
    of_word / of_word.sum(axis=1)  # keepdims=True is missing: entry w is divided by the sum of row w.
    share(cut(words, soft, V).T)  # The soft counts are added into an array of integers, which cuts off their fractions.
    share(of_word + 1)  # 1 is added to each soft count; here nothing is added.
    """).using(**SUMS)


@exercise("2.7", points=3, ours=m_step_of)
def m_step(yours):
    """θ_dk ∝ Σ_w n_dw r_dwk and φ_kw ∝ Σ_d n_dw r_dwk: two sums over other cells.

    Task: return theta (N, K) and phi (K, V), both from soft counts
    Hint: theta counts within a document, phi within the corpus; rows sum to 1.
    """
    for size in ("square", "oblong"):
        theta, phi, docs, words, counts = corpus(size)
        (N, K), V = theta.shape, phi.shape[1]
        r = np.random.default_rng(7).dirichlet(np.ones(K), len(docs))
        _m_step_at(yours, r, docs, words, counts, N, V)
        order = np.random.default_rng(8).permutation(len(docs))
        try:
            _m_step_at(yours, *(a[order] for a in (r, docs, words, counts)), N, V)
        except (Wrong, ValueError, IndexError):
            raise Wrong(
                "the cells in another order give another result: it takes them to be sorted by "
                "document. Add up all cells that have the same index, wherever they stand."
            ) from None
        rare = r * np.r_[1e-9, np.ones(K - 1)]
        (_, phi), (_, right) = (m(rare, docs, words, counts, N, V) for m in (yours, m_step_of))
        why = (
            "With nothing added to the soft counts or to their sums, and nothing clipped, such a "
            "topic has its phi, too."
        )
        expect_array("phi of a topic with shares near 1e-9", phi, right, because=why)
    _expect_empty_document(yours, r, docs, words, counts, N, V)
    sizes = iter(SIZES)
    expect_any_size(("theta", "phi"), yours, m_step_of, lambda rng: _for_m_step(rng, *next(sizes)))


def _expect_empty_document(yours, *given):
    """The last document holds no word: there is a row for it, with whatever 0 / 0 is."""
    *cells, N, V = given
    with np.errstate(all="ignore"):
        theta, _ = yours(*cells, N + 1, V)
    if np.shape(theta) != (N + 1, cells[0].shape[1]):
        raise Wrong(
            f"with N = {N + 1} documents, the last of which is empty, theta has shape {np.shape(theta)}: take N as "
            "it is handed in, not from docs."
        )
    expect_array("theta, the last document empty,", theta[:N], m_step_of(*given)[0])


def _for_m_step(rng, N, V, K):
    _, _, docs, words, counts = drawn(rng, N, V, K)
    return rng.dirichlet(np.ones(K), len(docs)), docs, words, counts * 10 ** rng.integers(0, 7), N, V


def _m_step_at(yours, r, docs, words, counts, N, V):
    given = {"r": r, "docs": docs, "words": words, "counts": counts, "N": N, "V": V}
    theta, phi = expect_parts(yours(*given.values()), "theta", "phi", wants=m_step_of(**given))
    why = "Add up counts * r over the cells of each {}, nothing more, then divide by the row's sum."
    THETA.judge("theta", theta, why.format("document"), **given)
    PHI.judge("phi", phi, why.format("word, topic by topic"), **given)
