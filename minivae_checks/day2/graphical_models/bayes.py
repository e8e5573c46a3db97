"""Check of GraphicalModels: naive Bayes.

N documents, V words, C classes. In the square size a product without its .T has the right
shape, and its own message can be told.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close
from minivae_checks.day2.graphical_models.unusual import expect_posteriors


def normalised(log_joint, axis=1):
    """exp of log p(x, c), divided by its sums."""
    p = np.exp(log_joint - log_joint.max(axis=axis, keepdims=True))
    return p / p.sum(axis=axis, keepdims=True)


def _class_posterior(x, n_docs, n_words, s=1.0):
    phi = (n_words + s) / (n_words + s).sum(axis=1, keepdims=True)
    return normalised(x @ np.log(phi).T + np.log(n_docs / n_docs.sum()))


POSTERIOR = Mistakes("""
    (C, V), total = n_words.shape, n_words.sum(axis=1, keepdims=True)
    seen = n_words.any(axis=0)
    plus, share = n_words + s, n_words / total
    phi = plus / (total + s * V)
    prior = np.log(n_docs / n_docs.sum())
    log_joint = x @ np.log(phi).T + prior
    top = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    crossed = np.exp(log_joint - log_joint.max(axis=1))
    bayes = lambda phi=phi, prior=prior, x=x: normalised(x @ np.log(phi).T + prior)
    normalised(log_joint)
    bayes(prior=0)  # The prior is missing: classes with more documents are likelier.
    bayes(prior=n_docs)  # n_docs itself stands there; the prior's logarithm is added to the others.
    bayes(prior=n_docs / n_docs.sum())  # The prior is added without its logarithm.
    bayes(prior=np.log(total.T / total.sum()))  # The prior comes from the words; it is a share of documents.
    bayes(share)  # There is no smoothing: an unseen word rules a class out.
    bayes(share + 1e-10)  # A tiny number takes the place of s: an unseen word nearly rules a class out.
    bayes(plus / (total + s * seen.sum()))
        # A word that no training document holds still counts in V: with s it has a probability.
    bayes(x=x * seen)  # A word that no training document holds is left out of x; with s it has a probability.
    bayes(plus / (total + s * seen.sum()), x=x * seen)
        # A word that no training document holds is left out of V and of x; with s it has a
        # probability.
    bayes(prior=2 * prior)  # The prior is there twice.
    bayes(plus / total)  # s is added above, but not s V below: phi sums to more than 1.
    bayes(prior=np.log((n_docs + s) / (n_docs + s).sum()))
        # Smoothing is for the words; here the numbers of documents got it, too.
    bayes(prior=np.log((n_docs + 1) / (n_docs + 1).sum()))
        # 1 is added to the numbers of documents; the prior is their plain share.
    normalised((x > 0) @ np.log(phi).T + (x == 0) @ np.log(1 - phi).T + prior)
        # A word that is not in the document counts as well: that is Bernoulli's model.
    bayes(plus / (total + s))  # The total grows by s once, not for each of the V words.
    bayes(plus / (total + V))  # The total grows by V, without s.
    bayes(plus / (total + s * C))  # The total grows by s C; there are V words.
    bayes(share + s)  # s is added to the share; it is added to the count, before the division.
    bayes(plus / (total + s * (n_words > 0).sum(axis=1, keepdims=True)))
        # V counts all words of the vocabulary, not only those that the class has seen.
    bayes(x=x / x.sum(axis=1, keepdims=True))
        # x is divided by the document's length; a word that comes twice counts twice.
    normalised(log_joint / log_joint.max(axis=1, keepdims=True))
        # The row is divided by its largest logarithm; subtract it.
    bayes((n_words + 1) / (total + V))  # 1 is added to each count in place of s.
    bayes(plus)  # Each row of phi sums to 1: divide it by its own sum (axis=1, keepdims=True).
    bayes(plus / (n_docs[:, None] + s * V))  # phi is divided by the number of documents, not of words.
    bayes(x=x > 0)  # How often a word stands in the document is forgotten: x is a count.
    normalised(x @ phi.T + prior)  # x is used without the logarithm of phi.
    np.log(normalised(log_joint))  # That is the logarithm of the answer.
    log_joint  # That is log p(x, c); take np.exp and divide by the row's sum.
    np.exp(log_joint)  # That is p(x, c): divide each row by its sum.
    top  # Each row is divided by its largest entry, not by its sum.
    normalised(log_joint, axis=0)  # It is normalised over the documents; p sums to 1 over the classes: axis=1.
    np.exp(log_joint) / np.exp(log_joint).sum()  # All documents together sum to 1; each row should.
    top / top.sum(axis=0)
        # It is normalised over the documents; p sums to 1 over the classes: axis=1 (in the last
        # line).
    top / top.sum()  # All documents together sum to 1; each row should (axis=1).
    normalised(log_joint - log_joint.max(axis=0))
        # The largest of each column is taken away; it cancels only if it is one number per row:
        # axis=1.
    normalised(log_joint / np.log(10))  # np.exp undoes the natural logarithm, np.log; these are to the base 10.
    normalised(log_joint / np.log(2))  # np.exp undoes the natural logarithm, np.log; these are to the base 2.
    np.eye(C)[log_joint.argmax(axis=1)]  # That is 1 for the best class and 0 for the others; give the probabilities.
    log_joint / log_joint.sum(axis=1, keepdims=True)  # The logarithms are divided by their sum: take np.exp first.
    normalised(log_joint).T  # The answer is turned on its side: a row per document.
    log_joint.argmax(axis=1)  # That is the best class alone; give the probability of each.
    normalised(x @ np.log(phi) + prior)  # log phi is not transposed: (N, V) @ (V, C) needs .T.
    top / top.sum(axis=1)  # A row is divided by another row's sum: write keepdims=True.
    normalised(log_joint - log_joint.max(axis=1))  # From a row the largest of another row is taken: keepdims=True.
    crossed / crossed.sum(axis=1)
        # From a row the largest of another row is taken, and it is divided by another row's sum:
        # keepdims=True, both times.
    """).using(normalised=normalised)


@exercise("2.3", points=3, ours=_class_posterior)
def class_posterior(yours):
    """p(c | x) ∝ p(c) Π_w φ_cw^x_w with φ_cw = (n_cw + s) / (n_c + s V).

    Task: return p(class | document), (N, C), by naive Bayes with smoothing s
    Hint: log prior + sum of the words' log phi, then exp, then rows sum to 1.
    """
    rng = np.random.default_rng(23)
    why = (
        "It is p(c) times phi of each word of the document, divided by the sum over the classes; "
        "round and clip nothing."
    )
    for N, C, V, s in ((3, 3, 3, 0.7), (4, 3, 5, 1.0), (6, 2, 4, 0.3)):
        n_docs = np.array([2.0, 5.0, 9.0])[:C]
        n_words = rng.integers(0, 9, (C, V)).astype(float)
        n_words[0, 0], n_words[-1, 1] = 0.0, 0.0
        if V > C:
            n_words[:, V - 1] = 0.0  # a word that no training document holds
        x = rng.integers(0, 4, (N, V)).astype(float)
        x[:, 0] += 1
        x[0, V - 1] += 2
        with np.errstate(all="ignore"):
            p = yours(x, n_docs, n_words, s)
        POSTERIOR.judge("p", p, why, x=x, n_docs=n_docs, n_words=n_words, s=s)
        if s == 1.0:
            p, right = yours(x, n_docs, n_words), _class_posterior(x, n_docs, n_words)
            expect_close("p, called without s,", p, right, "s is 1 unless it is given.")
    _expect_long_documents(yours)
    expect_posteriors(yours, _class_posterior)


def _expect_long_documents(yours):
    """Documents whose product of probabilities is 0 to a computer."""
    n_docs = np.array([3.0, 4.0])
    n_words = np.array([[500.0, 400.0, 501.0], [502.0, 400.0, 500.0]])
    long, empty = np.array([[900.0, 700.0, 900.0]]), np.zeros((1, 3))
    _expect_long(
        yours,
        "p of a document of 2,500 words",
        (long, n_docs, n_words),
        "a document of 2,500 words gives NaN: its probability is 0 to a computer, and so is np.exp of its logarithm. "
        "Add logarithms (if you do not yet), and take the largest away before np.exp.",
        "The short documents were right. Here a small part of a logarithm counts: clip nothing, "
        "add no tiny number, and take float64, not float32.",
    )
    _expect_long(
        yours,
        "p of a document of 2,500 words and of an empty one",
        (np.concatenate([long, empty]), n_docs, n_words),
        "a document of 2,500 words gives NaN if a short one stands beside it: from each row its "
        "own largest is taken away, .max(axis=1, keepdims=True), not the largest of all.",
        "Each row is a document by itself: an empty one has the prior, p(c).",
    )
    n_words = np.array([[900.0, 20.0, 30.0], [10.0, 800.0, 20.0], [30.0, 40.0, 700.0]])
    _expect_long(
        yours,
        "p of documents of 30,000 words",
        (30_000 * np.eye(3), np.array([3.0, 4.0, 2.0]), n_words),
        "documents of 30,000 words give NaN: what is taken from a row before np.exp must be its "
        "largest number (not its mean, smallest or first), or np.exp overflows.",
        "Here each row is one 1 and zeros: clip nothing.",
    )


def _expect_long(yours, name, given, nan, why):
    with np.errstate(all="ignore"):
        p = yours(*given, 1.0)
    right = _class_posterior(*given)
    if np.shape(p) == right.shape and not np.isfinite(p).all():
        raise Wrong(nan)
    expect_close(name, p, right, why)
