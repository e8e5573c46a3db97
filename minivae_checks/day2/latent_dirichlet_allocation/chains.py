"""Checks of day 2: the likelihood of a state, and what samples say without names.

N documents, V words, K topics, n tokens, S samples.
"""

from unittest.mock import patch

import numpy as np
from scipy.special import gammaln

from minivae_checks import Wrong, exercise, expect_array
from minivae_checks.day2.latent_dirichlet_allocation.dice import _posterior_mean
from minivae_checks.day2.latent_dirichlet_allocation.weights import corpus, tables

# fmt: off


def _log_joint(n_dk, n_wk, alpha, eta):
    total = 0.0
    for counts, a in ((n_dk, alpha), (n_wk.T, eta)):
        A = counts.shape[1] * a
        total += np.sum(gammaln(A) - gammaln(counts.sum(axis=1) + A))
        total += np.sum(gammaln(counts + a) - gammaln(a))
    return total


@exercise("2.15", points=2, ours=_log_joint,
          task="return log p(w, z), one number, in nats",
          hint="The same formula for two tables: dice of documents, dice of topics.")
def log_joint(yours):
    """Σ over all dice of log Γ(J a) / Γ(n + J a) Π_j Γ(n_j + a) / Γ(a)."""
    with patch("minivae.topics.dirichlet.gammaln", _refuse_the_package):
        for N, V, K, n in ((4, 4, 4, 30), (3, 7, 5, 400)):
            n_dk, n_wk, _ = corpus(N, V, K, n, seed=215)[3]
            for alpha, eta in ((0.5, 0.2), (1.7, 0.3)):
                _log_joint_at(yours(n_dk, n_wk, alpha, eta), n_dk, n_wk, alpha, eta)
        rare = np.zeros((1, 3), dtype=int), np.zeros((4, 3), dtype=int)
        expect_array("log p(w, z) of a corpus without words", yours(*rare, 0.5, 0.2),
                     0.0, because="Nothing was rolled; its probability is 1.")
        _large_counts(yours)


def _refuse_the_package(*args):
    raise Wrong("the package's function is the answer itself; write the formula with "
                "gammaln.")


def _large_counts(yours):
    n_dk, n_wk, _ = corpus(2, 2, 3, 1500, seed=3)[3]
    try:
        with np.errstate(all="ignore"):
            got = yours(n_dk, n_wk, 0.5, 0.2)
    except OverflowError:
        got = np.inf
    if not np.isfinite(got):
        raise Wrong("with 1,500 tokens log p(w, z) is no finite number: Γ(n) of a "
                    "large n is beyond what a computer can hold. gammaln gives its "
                    "logarithm without Γ itself.")
    expect_array("log p(w, z) of 1,500 tokens", got, _log_joint(n_dk, n_wk, 0.5, 0.2),
                 because="Smaller tables came out right; these counts are large.")


def _log_joint_at(got, n_dk, n_wk, alpha, eta):
    def dice(counts, a, A=None, factorial=0, along=1):
        J = counts.shape[1]
        A = J * a if A is None else A
        n = counts.sum(axis=1)
        value = np.sum(gammaln(A) - gammaln(counts.sum(axis=along) + A))
        value += np.sum(gammaln(counts + a) - gammaln(a))
        return value + factorial * np.sum(gammaln(n + 1) - gammaln(counts + 1).sum(1))

    (N, K), V = n_dk.shape, len(n_wk)
    right, docs, words = dice(n_dk, alpha) + dice(n_wk.T, eta), dice(n_dk, alpha), dice(
        n_wk.T, eta)
    inside = [gammaln(c + a).sum() for c, a in ((n_dk, alpha), (n_wk, eta))]
    once = [gammaln(a) * (c.size - 1) for c, a in ((n_dk, alpha), (n_wk, eta))]
    below = [-gammaln(c.sum(1) + c.shape[1] * a).sum()
             for c, a in ((n_dk, alpha), (n_wk.T, eta))]
    sizes = [c.shape[0] * gammaln(c.shape[1] * a)
             for c, a in ((n_dk, alpha), (n_wk.T, eta))]
    over = [c.size * gammaln(a) for c, a in ((n_dk, alpha), (n_wk, eta))]
    with np.errstate(over="ignore"):
        no_log = np.exp(right)
    expect_array("log p(w, z)", got, right, {
        "n_wk is not turned round: a topic is a die over the words, so its rolls "
        "stand in a column of n_wk.": docs + dice(n_wk, eta),
        "That is log p(z), of the documents' dice; the topics' dice are missing.": docs,
        "That is log p(w | z), of the topics' dice; the documents' are missing.": words,
        "alpha and eta are exchanged.": dice(n_dk, eta) + dice(n_wk.T, alpha),
        "Multinomial coefficients are counted; the tokens have an order, so each roll "
        "is categorical.": dice(n_dk, alpha, factorial=1) + dice(
            n_wk.T, eta, factorial=1),
        "Γ(J a) counts the faces: J is K for documents and V for topics; there stands "
        "one a.": dice(n_dk, alpha, alpha) + dice(n_wk.T, eta, eta),
        "For the topics J is V, the number of words; there stands K.":
            docs + dice(n_wk.T, eta, K * eta),
        "J is the number of faces of one die; there stands the number of dice.":
            dice(n_dk, alpha, N * alpha) + dice(n_wk.T, eta, K * eta),
        "The sums run over the dice; n counts the rolls of one die, so sum over its "
        "faces.": dice(n_dk, alpha, along=0) + dice(n_wk.T, eta, along=0),
        "Γ(J a) of each die and Γ(a) of each face are missing.":
            right - sum(sizes) + sum(over),
        "The logarithm is missing: take gammaln, and add.": no_log,
        "Γ(J a) of each die is missing.": right - sum(sizes),
        "Γ(J a) is there once; each die has its own.":
            right - sum(sizes) + gammaln(K * alpha) + gammaln(V * eta),
        "Below the line Γ(n + J a) is missing.": right - sum(below),
        "Γ(a) below the line is missing.": right + sum(over),
        "Γ(a) is taken off once; each face of each die has one.": right + sum(once),
        "Γ(a) is taken off once per die; each face has one.": right + sum(over)
            - N * gammaln(alpha) - K * gammaln(eta),
        "Only the ratio of the gammas of the counts is there; those of the row sums "
        "are missing.": sum(inside) - sum(over),
        "The sign is turned round: the logarithm of a probability is negative.": -right,
        "That is per token; return the sum.": right / n_dk.sum(),
        "The rolls are scored with the mean dice; average over all dice instead.":
            sum(np.sum(c * np.log((c + a) / (c + a).sum(axis=1, keepdims=True)))
                for c, a in ((n_dk, alpha), (n_wk.T, eta))),
        "The topics' part is taken away; the logarithms add up.": docs - words,
        "The two parts are multiplied; the logarithms add up.": docs * words,
        "That is in bits; use natural logarithms.": right / np.log(2),
    }, "For each row of n_dk, and for each column of n_wk: gammaln(J a) - gammaln(n + "
       "J a) + the sum over its J faces of gammaln(n_j + a) - gammaln(a).")


def _next_word(n_dk, n_wk, alpha, eta):
    return np.mean([_posterior_mean(doc, alpha) @ _posterior_mean(word.T, eta)
                    for doc, word in zip(n_dk, n_wk, strict=True)], axis=0)


@exercise("2.16", points=2, ours=_next_word,
          task="return p (N, V): which word comes next in each document",
          hint="Within one sample the names of the topics fit; between samples they do "
               "not.")
def next_word(yours):
    """Mean over samples of Σ_k θ_dk φ_kw, whatever the topics are called."""
    for S, N, V, K, n in ((4, 4, 4, 4, 30), (5, 3, 7, 2, 25), (3, 2, 5, 6, 30)):
        docs, words, _, _ = corpus(N, V, K, n, seed=216)
        topics = np.random.default_rng(S).integers(0, K, (S, n))
        n_dk, n_wk = (np.array(t) for t in zip(
            *[tables(docs, words, z, N, V, K)[:2] for z in topics], strict=True))
        for alpha, eta in ((0.3, 0.5), (0.8, 0.1)):
            with np.errstate(all="ignore"):
                got = yours(n_dk, n_wk, alpha, eta)
                _next_word_at(got, n_dk, n_wk, alpha, eta)
        names = np.random.default_rng(0).permuted(np.tile(np.arange(K), (S, 1)), axis=1)
        renamed = [np.take_along_axis(t, names[:, None, :], axis=2)
                   for t in (n_dk, n_wk)]
        expect_array("p, after the topics of each sample got new names",
                     yours(*renamed, 0.3, 0.5), _next_word(n_dk, n_wk, 0.3, 0.5),
                     because="Names must not matter.")


def _next_word_at(got, n_dk, n_wk, alpha, eta):
    def means(a=alpha, b=eta):
        return (np.array([_posterior_mean(t, a) for t in n_dk]),
                np.array([_posterior_mean(t.T, b) for t in n_wk]))

    right, (theta, phi) = _next_word(n_dk, n_wk, alpha, eta), means()
    each = theta @ phi  # (S, N, V)
    another = "topic 0 of one sample need not be topic 0 of another. Multiply within " \
              "each sample."
    stacked = (n_dk + alpha) / (n_dk + alpha).sum(axis=1, keepdims=True)
    turned = (n_wk + eta) / (n_wk + eta).sum(axis=2, keepdims=True)
    V, K = n_wk.shape[1:]
    straight = n_wk + eta if V == K else n_wk.transpose(0, 2, 1) + eta
    soft = {
        "alpha and eta are exchanged.": means(eta, alpha),
        "No alpha and no eta is added to the counts.": means(0, 0),
        "No alpha is added to n_dk.": means(0, eta),
        "No eta is added to n_wk.": means(alpha, 0),
        "alpha is added to both tables; eta goes with the words.": means(alpha, alpha),
        "eta is added to both tables; alpha goes with the documents.": means(eta, eta),
    }
    flat = [t.sum(axis=0) for t in (n_dk, n_wk)]
    expect_array("p", got, right, {
        "θ and φ are averaged over the samples before they are multiplied: " + another:
            theta.mean(axis=0) @ phi.mean(axis=0),
        "The counts are averaged over the samples first: " + another:
            _posterior_mean(n_dk.mean(axis=0), alpha)
            @ _posterior_mean(n_wk.mean(axis=0).T, eta),
        "The counts of all samples are added up: " + another:
            _posterior_mean(flat[0], alpha) @ _posterior_mean(flat[1].T, eta),
        "n_dk is divided by its sums over the documents: posterior_mean takes one "
        "table, not those of all samples.": (stacked @ phi).mean(axis=0),
        "Both tables are divided along the wrong axis: posterior_mean takes one table, "
        "not those of all samples.":
            (stacked @ turned.transpose(0, 2, 1)).mean(axis=0),
        "Only one sample is looked at, the last.": each[-1],
        "Only one sample is looked at, the first.": each[0],
        "That is the sum over the samples; take the mean.": each.sum(axis=0),
        "The mean over the samples is missing.": each,
        "The mean is taken over the documents; take it over the samples.":
            each.mean(axis=1),
        "n_wk is not turned round: its columns are the topics' dice, so n_wk[s].T has "
        "a die a row.": (theta @ turned.transpose(0, 2, 1)).mean(axis=0),
        "n_wk[s] is not turned round: its columns are the topics' dice, so n_wk[s].T "
        "has a die a row.":
            (theta @ (straight / straight.sum(axis=2, keepdims=True))).mean(axis=0),
        "Only the best topic of each document speaks; add up over all topics.":
            np.mean([p[t.argmax(axis=1)] for p, t in zip(phi, theta, strict=True)], 0),
        "The document's die is missing: all topics count alike.":
            np.tile(phi.mean(axis=(0, 1)), (len(right), 1)),
        "Documents are rows, words are columns; yours is turned round.": right.T,
        "The counts are multiplied as they are; make dice of them first.":
            (n_dk @ n_wk.transpose(0, 2, 1)).mean(axis=0),
        "The logarithms are averaged; average the probabilities.":
            np.exp(np.log(each).mean(axis=0)),
        **{said: (t @ f).mean(axis=0) for said, (t, f) in soft.items()},
    }, "For each sample: θ (N, K) from n_dk and alpha, φ (K, V) from n_wk and eta, "
       "their matrix product; then the mean over the samples.")
