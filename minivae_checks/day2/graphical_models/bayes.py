"""Checks of day 2: naive Bayes.

N documents, V words, C classes. In the square size a product without its .T has the
right shape, and its own message can be told.
"""

import numpy as np

from minivae_checks import Wrong, exercise
from minivae_checks.day2.graphical_models.parameters import expect_one

# fmt: off


def _normalised(log_joint, axis=1):
    p = np.exp(log_joint - log_joint.max(axis=axis, keepdims=True))
    return p / p.sum(axis=axis, keepdims=True)


def _class_posterior(x, n_docs, n_words, s=1.0):
    phi = (n_words + s) / (n_words + s).sum(axis=1, keepdims=True)
    return _normalised(x @ np.log(phi).T + np.log(n_docs / n_docs.sum()))


@exercise("2.3", points=3, ours=_class_posterior,
          task="return p(class | document), (N, C), by naive Bayes with smoothing s",
          hint="log prior + sum of the words' log phi, then exp, then rows sum to 1.")
def class_posterior(yours):
    """p(c | x) ∝ p(c) Π_w φ_cw^x_w with φ_cw = (n_cw + s) / (n_c + s V)."""
    rng = np.random.default_rng(23)
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
        _expect_posterior(p, x, n_docs, n_words, s)
        if s == 1.0:
            expect_one("p, called without s,", yours(x, n_docs, n_words),
                       _class_posterior(x, n_docs, n_words), because=
                       "s is 1 unless it is given.")
    _expect_long_documents(yours)


def _expect_long_documents(yours):
    """Documents whose product of probabilities is 0 to a computer."""
    n_docs = np.array([3.0, 4.0])
    n_words = np.array([[500.0, 400.0, 501.0], [502.0, 400.0, 500.0]])
    long, empty = np.array([[900.0, 700.0, 900.0]]), np.zeros((1, 3))

    def answer(x, n_words, n_docs=n_docs):
        with np.errstate(all="ignore"):
            return yours(x, n_docs, n_words, 1.0)

    p = answer(long, n_words)
    if np.shape(p) == (1, 2) and not np.isfinite(p).all():
        raise Wrong("a document of 2,500 words gives NaN: its probability is 0 to a "
                    "computer, and so is np.exp of its logarithm. Add logarithms (if "
                    "you do not yet), and take the largest away before np.exp.")
    expect_one("p of a document of 2,500 words", p, _class_posterior(
        long, n_docs, n_words), because="The short documents were right. Here a small "
               "part of a logarithm counts: clip nothing, add no tiny number, and "
               "take float64, not float32.")
    both = np.concatenate([long, empty])
    p = answer(both, n_words)
    if np.shape(p) == (2, 2) and not np.isfinite(p).all():
        raise Wrong("a document of 2,500 words gives NaN if a short one stands beside "
                    "it: from each row its own largest is taken away, .max(axis=1, "
                    "keepdims=True), not the largest of all.")
    expect_one("p of a document of 2,500 words and of an empty one", p,
               _class_posterior(both, n_docs, n_words), because="Each row is a "
               "document by itself: an empty one has the prior, p(c).")
    n_words = np.array([[900.0, 20.0, 30.0], [10.0, 800.0, 20.0], [30.0, 40.0, 700.0]])
    x, n_docs = 30_000 * np.eye(3), np.array([3.0, 4.0, 2.0])
    p = answer(x, n_words, n_docs)
    if np.shape(p) == (3, 3) and not np.isfinite(p).all():
        raise Wrong("documents of 30,000 words give NaN: what is taken from a row "
                    "before np.exp must be its largest number (not its mean, smallest "
                    "or first), or np.exp overflows.")
    expect_one("p of documents of 30,000 words", p, _class_posterior(
        x, n_docs, n_words), because="Here each row is one 1 and zeros: clip nothing.")


def _expect_posterior(p, x, n_docs, n_words, s):
    (N, V), C = x.shape, len(n_docs)
    prior, total = np.log(n_docs / n_docs.sum()), n_words.sum(axis=1, keepdims=True)
    log_phi = np.log((n_words + s) / (total + s * V))
    log_joint = x @ log_phi.T + prior

    def other(phi, prior=prior, x=x):
        with np.errstate(all="ignore"):
            return _normalised(x @ np.log(phi).T + prior)

    phi = np.exp(log_phi)
    seen = n_words.any(axis=0)
    unit = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    suspects = {
        "The prior is missing: classes with more documents are likelier.":
            other(phi, 0),
        "n_docs itself stands there; the prior's logarithm is added to the others.":
            other(phi, n_docs),
        "The prior is added without its logarithm.": other(phi, n_docs / n_docs.sum()),
        "The prior comes from the words; it is a share of documents.":
            other(phi, np.log(total.T / total.sum())),
        "There is no smoothing: an unseen word rules a class out.":
            other(n_words / total),
        "A tiny number takes the place of s: an unseen word nearly rules a class out.":
            other(n_words / total + 1e-10),
        "A tiny number takes the place of s: an unseen word rules a class out.":
            other(n_words / total + 1e-300),
        "A word that no training document holds still counts in V: with s it has a "
        "probability.": other((n_words + s) / (total + s * seen.sum())),
        "A word that no training document holds is left out of x; with s it has a "
        "probability.": other(phi, x=x * seen),
        "A word that no training document holds is left out of V and of x; with s it "
        "has a probability.":
            other((n_words + s) / (total + s * seen.sum()), x=x * seen),
        "The prior is there twice.": other(phi, 2 * prior),
        "s is added above, but not s V below: phi sums to more than 1.":
            other((n_words + s) / total),
        "Smoothing is for the words; here the numbers of documents got it, too.":
            other(phi, np.log((n_docs + s) / (n_docs + s).sum())),
        "1 is added to the numbers of documents; the prior is their plain share.":
            other(phi, np.log((n_docs + 1) / (n_docs + 1).sum())),
        "A word that is not in the document counts as well: that is Bernoulli's model.":
            _normalised((x > 0) @ log_phi.T + (x == 0) @ np.log(1 - phi).T + prior),
        "The total grows by s once, not for each of the V words.":
            other((n_words + s) / (total + s)),
        "The total grows by V, without s.": other((n_words + s) / (total + V)),
        "The total grows by s C; there are V words.":
            other((n_words + s) / (total + s * C)),
        "s is added to the share; it is added to the count, before the division.":
            other(n_words / total + s),
        "V counts all words of the vocabulary, not only those that the class has seen.":
            other((n_words + s) / (total + s * (n_words > 0).sum(1, keepdims=True))),
        "x is divided by the document's length; a word that comes twice counts twice.":
            other(phi, x=x / x.sum(axis=1, keepdims=True)),
        "The row is divided by its largest logarithm; subtract it.":
            _normalised(log_joint / log_joint.max(axis=1, keepdims=True)),
        "1 is added to each count in place of s.":
            other((n_words + 1) / (total + V)),
        "Each row of phi sums to 1: divide it by its own sum (axis=1, keepdims=True).":
            other(n_words + s),
        "phi is divided by the number of documents, not of words.":
            other((n_words + s) / (n_docs[:, None] + s * V)),
        "How often a word stands in the document is forgotten: x is a count.":
            other(phi, x=(x > 0) * 1.0),
        "x is used without the logarithm of phi.":
            _normalised(x @ phi.T + prior),
        "That is the logarithm of the answer.": np.log(_normalised(log_joint)),
        "That is log p(x, c); take np.exp and divide by the row's sum.": log_joint,
        "That is p(x, c): divide each row by its sum.": np.exp(log_joint),
        "Each row is divided by its largest entry, not by its sum.":
            np.exp(log_joint - log_joint.max(axis=1, keepdims=True)),
        "It is normalised over the documents; p sums to 1 over the classes: axis=1.":
            _normalised(log_joint, axis=0),
        "All documents together sum to 1; each row should.":
            np.exp(log_joint - log_joint.max()) / np.exp(log_joint
                                                         - log_joint.max()).sum(),
        "It is normalised over the documents; p sums to 1 over the classes: axis=1 (in "
        "the last line).": unit / unit.sum(axis=0),
        "All documents together sum to 1; each row should (axis=1).": unit / unit.sum(),
        "The largest of each column is taken away; it cancels only if it is one number "
        "per row: axis=1.":
            _normalised(log_joint - log_joint.max(axis=0)),
        "np.exp undoes the natural logarithm, np.log; these are to the base 10.":
            _normalised(log_joint / np.log(10)),
        "np.exp undoes the natural logarithm, np.log; these are to the base 2.":
            _normalised(log_joint / np.log(2)),
        "That is 1 for the best class and 0 for the others; give the probabilities.":
            np.eye(C)[log_joint.argmax(axis=1)],
        "The logarithms are divided by their sum: take np.exp first.":
            log_joint / log_joint.sum(axis=1, keepdims=True),
        "The answer is turned on its side: a row per document.":
            _normalised(log_joint).T,
        "That is the best class alone; give the probability of each.":
            log_joint.argmax(axis=1),
    }
    if N == V == C:
        suspects["log phi is not transposed: (N, V) @ (V, C) needs .T."] = _normalised(
            x @ log_phi + prior)
        suspects["A row is divided by another row's sum: write keepdims=True."] = (
            unit / unit.sum(axis=1))
        largest = np.exp(log_joint - log_joint.max(axis=1))
        suspects["From a row the largest of another row is taken: keepdims=True."] = (
            largest / largest.sum(axis=1, keepdims=True))
        suspects["From a row the largest of another row is taken, and it is divided by "
                 "another row's sum: keepdims=True, both times."] = (
            largest / largest.sum(axis=1))
    expect_one("p", p, _normalised(log_joint), suspects, "It is p(c) times phi "
               "of each word of the document, divided by the sum over the classes; "
               "round and clip nothing.")
