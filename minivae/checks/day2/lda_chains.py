"""Checks of day 2: the likelihood of a state, and what chains agree on.

N documents, V words, K topics, n tokens, S samples.
"""

import numpy as np
from scipy.special import gammaln

from minivae import topics as package
from minivae.checks import exercise, expect_array
from minivae.checks.day2.dice import LDA
from minivae.checks.day2.lda import corpus

# fmt: off


def _log_joint(n_dk, n_wk, alpha, eta):
    return package.joint_log_likelihood(n_dk, n_wk, alpha, eta)


@exercise("2.15", notebook=LDA, points=2, ours=_log_joint,
          task="return log p(w, z), one number, in nats",
          hint="The same formula for two tables: dice of documents, dice of topics.")
def log_joint(yours):
    """Σ over all dice of log Γ(J a) / Γ(n + J a) Π_j Γ(n_j + a) / Γ(a)."""
    for N, V, K, n in ((4, 4, 4, 30), (3, 7, 5, 400)):
        n_dk, n_wk, _ = corpus(N, V, K, n, seed=215)[3]
        for alpha, eta in ((0.5, 0.2), (1.7, 0.3)):
            _log_joint_at(yours(n_dk, n_wk, alpha, eta), n_dk, n_wk, alpha, eta)
    rare = np.zeros((1, 3), dtype=int), np.zeros((4, 3), dtype=int)
    expect_array("log p(w, z) of a corpus without words", yours(*rare, 0.5, 0.2), 0.0,
                 because="Nothing was rolled; its probability is 1.")


def _log_joint_at(got, n_dk, n_wk, alpha, eta):
    def dice(counts, a, A=None, factorial=0):
        J = counts.shape[1]
        A = J * a if A is None else A
        n = counts.sum(axis=1)
        value = np.sum(gammaln(A) - gammaln(n + A))
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


def _together(samples):
    return (samples[:, :, None] == samples[:, None, :]).mean(axis=0)


@exercise("2.16", notebook=LDA, points=2, ours=_together,
          task="return (n, n): how often tokens i and j have the same topic",
          hint="Compare the tokens within a sample; then the mean over the samples.")
def together(yours):
    """p(z_i = z_j), whatever the topics are called."""
    for S, n, K in ((5, 5, 3), (6, 4, 3)):
        z = np.random.default_rng(216 + n).integers(0, K, (S, n))
        one_hot = np.eye(K)[z]  # (S, n, K)
        share = one_hot.mean(axis=0)
        same = z[:, :, None] == z[:, None, :]
        with np.errstate(all="ignore"):
            correlated = np.nan_to_num(np.corrcoef(z.T))
        expect_array("together", yours(z), same.mean(axis=0), {
            "That is a count; divide it by the number of samples.": same.sum(axis=0),
            "It multiplies how often each token has each topic: that is right only for "
            "tokens that know nothing of one another. Compare within each sample.":
                share @ share.T,
            "The names of the topics are multiplied; ask whether they are equal.":
                (z[:, :, None] * z[:, None, :]).mean(axis=0),
            "The differences of the names mean nothing; ask whether they are equal.":
                np.abs(z[:, :, None] - z[:, None, :]).mean(axis=0),
            "A correlation treats the names of topics as sizes; ask whether they are "
            "equal.": correlated,
            "Samples are compared with samples; compare tokens with tokens, (n, n).":
                (z[:, None, :] == z[None, :, :]).mean(axis=2),
            "Only one sample is looked at, the last.": same[-1].astype(float),
            "Only one sample is looked at, the first.": same[0].astype(float),
            "It asks whether they differ; ask whether they are equal.":
                (~same).mean(axis=0),
            "A token is always together with itself: the diagonal is 1.":
                same.mean(axis=0) * (1 - np.eye(n)),
            "It asks whether tokens were ever together; how often?":
                same.any(axis=0).astype(float),
            "It asks whether tokens were always together; how often?":
                same.all(axis=0).astype(float),
            "The mean over the samples is missing.": same,
            "It is divided by the number of tokens; divide by that of the samples.":
                same.sum(axis=0) / n,
        }, "Entry (i, j) is the share of the samples in which z_i equals z_j.")
        names = np.random.default_rng(0).permuted(np.tile(np.arange(K), (S, 1)), axis=1)
        renamed = np.take_along_axis(names, z, axis=1)
        expect_array("together, after the topics of each sample got new names",
                     yours(renamed), same.mean(axis=0),
                     because="Names must not matter.")
