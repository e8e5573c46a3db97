"""Checks of LatentDirichletAllocation: the likelihood of a state.

N documents, V words, K topics, n tokens.
"""

import numpy as np
from scipy.special import gammaln

from minivae_checks import Mistakes, Wrong, exercise, expect_array
from minivae_checks.day2.latent_dirichlet_allocation.topic_probabilities import corpus


def dice(counts, a, A=None, along=1):
    """Log-probability of the rolls of dice: a row each; A is the sum of a row's a."""
    A = counts.shape[1] * a if A is None else A
    value = np.sum(gammaln(A) - gammaln(counts.sum(axis=along) + A))
    return value + np.sum(gammaln(counts + a) - gammaln(a))


def orders(counts):
    """Log of the multinomial coefficients of all rows."""
    return np.sum(gammaln(counts.sum(axis=1) + 1) - gammaln(counts + 1).sum(axis=1))


def mean_dice(counts, a):
    """The rolls, scored with the mean die of each row."""
    p = counts + a
    return np.sum(counts * np.log(p / p.sum(axis=1, keepdims=True)))


def _log_joint(n_dk, n_wk, alpha, eta):
    return dice(n_dk, alpha) + dice(n_wk.T, eta)


LOG_P = Mistakes("""
    (N, K), V = n_dk.shape, len(n_wk)
    docs, words = dice(n_dk, alpha), dice(n_wk.T, eta)
    right = docs + words
    A, B = K * alpha, V * eta
    each = N * gammaln(A) + K * gammaln(B)
    once = gammaln(A) + gammaln(B)
    sums = np.sum(gammaln(n_dk.sum(1) + A)) + np.sum(gammaln(n_wk.sum(0) + B))
    faces = N * K * gammaln(alpha) + V * K * gammaln(eta)
    right
    docs + dice(n_wk, eta)
        # n_wk is not reversed: a topic is a die over the words, so its rolls stand in a
        # column of n_wk.
    docs  # That is log p(z), of the documents' dice; the topics' dice are missing.
    words  # That is log p(w | z), of the topics' dice; the documents' are missing.
    dice(n_dk, eta) + dice(n_wk.T, alpha)  # alpha and eta are exchanged.
    right + orders(n_dk) + orders(n_wk.T)
        # Multinomial coefficients are counted; the tokens have an order, so each roll is
        # categorical.
    dice(n_dk, alpha, alpha) + dice(n_wk.T, eta, eta)
        # Γ(J a) counts the faces: J is K for documents and V for topics; there stands one a.
    docs + dice(n_wk.T, eta, K * eta)  # For the topics J is V, the number of words; there stands K.
    dice(n_dk, alpha, N * alpha) + dice(n_wk.T, eta, K * eta)
        # J is the number of faces of one die; there stands the number of dice.
    dice(n_dk, alpha, along=0) + dice(n_wk.T, eta, along=0)
        # The sums run over the dice; n counts the rolls of one die, so sum over its faces.
    right - each + faces  # Γ(J a) of each die and Γ(a) of each face are missing.
    np.exp(right)  # The logarithm is missing: take gammaln, and add.
    right - each  # Γ(J a) of each die is missing.
    right - each + once  # Γ(J a) is there once; each die has its own.
    right + sums  # Below the line Γ(n + J a) is missing.
    right + faces  # Γ(a) below the line is missing.
    right + faces - gammaln(alpha) - gammaln(eta)  # Γ(a) is taken off once; each face of each die has one.
    right + faces - N * gammaln(alpha) - K * gammaln(eta)  # Γ(a) is taken off once per die; each face has one.
    right - each + sums  # Only the ratio of the gammas of the counts is there; those of the row sums are missing.
    -right  # The sign is reversed: the logarithm of a probability is negative.
    right / n_dk.sum()  # That is per token; return the sum.
    mean_dice(n_dk, alpha) + mean_dice(n_wk.T, eta)
        # The rolls are scored with the mean dice; average over all dice instead.
    docs - words  # The topics' part is taken away; the logarithms add up.
    docs * words  # The two parts are multiplied; the logarithms add up.
    right / np.log(2)  # That is in bits; use natural logarithms.
    """).using(dice=dice, orders=orders, mean_dice=mean_dice, gammaln=gammaln)


THE_ANSWER = "the package's function is the answer itself; write the formula with gammaln."


@exercise("2.15", points=2, ours=_log_joint, taken={"minivae.topics.dirichlet.gammaln": THE_ANSWER})
def log_joint(yours):
    """Σ over all dice of log Γ(J a) / Γ(n + J a) Π_j Γ(n_j + a) / Γ(a).

    Task: return log p(w, z), one number, in nats
    Hint: The same formula for two tables: dice of documents, dice of topics.
    """
    for N, V, K, n in ((4, 4, 4, 30), (3, 7, 5, 400)):
        n_dk, n_wk, _ = corpus(N, V, K, n, seed=215)[3]
        for alpha, eta in ((0.5, 0.2), (1.7, 0.3)):
            got = yours(n_dk, n_wk, alpha, eta)
            if isinstance(got, list | tuple):
                expect_array("log p(w, z)", got, 0.0)  # refuses any list
            why = (
                "For each row of n_dk, and for each column of n_wk: gammaln(J a) - gammaln(n + "
                "J a) + the sum over its J faces of gammaln(n_j + a) - gammaln(a)."
            )
            LOG_P.judge("log p(w, z)", got, why, **{"n_dk": n_dk, "n_wk": n_wk, "alpha": alpha, "eta": eta})
    rare = np.zeros((1, 3), dtype=int), np.zeros((4, 3), dtype=int)
    because = "Nothing was rolled; its probability is 1."
    got = yours(*rare, 0.5, 0.2)
    expect_array("log p(w, z) of a corpus without words", got, 0.0, because=because)
    _large_counts(yours)
    _unusual(yours)


def _unusual(yours):
    """Priors from very small to very large, and other sizes."""
    because = "Smaller tables came out right: is there a bound on the counts, on alpha or eta, or on the result?"
    for place, (N, V, K, n) in enumerate(((1, 1, 1, 2), (2, 300, 12, 900), (30, 4, 40, 200), (2, 5, 3, 90_000))):
        n_dk, n_wk, _ = corpus(N, V, K, n, seed=2150 + place)[3]
        for alpha, eta in ((1e-9, 1e-6), (1e-3, 30.0), (50.0, 1e-3), (1e3, 200.0)):
            what = f"log p(w, z) (K = {K}, V = {V}, {n:,} tokens, alpha = {alpha:g}, eta = {eta:g})"
            want = _log_joint(n_dk, n_wk, alpha, eta)
            expect_array(what, yours(n_dk, n_wk, alpha, eta), want, because=because, atol=1e-8)


def _large_counts(yours):
    n_dk, n_wk, _ = corpus(2, 2, 3, 1500, seed=3)[3]
    try:
        with np.errstate(all="ignore"):
            got = yours(n_dk, n_wk, 0.5, 0.2)
    except OverflowError:
        got = np.inf
    if not np.isfinite(got):
        raise Wrong(
            "with 1,500 tokens log p(w, z) is no finite number: Γ(n) of a large n is beyond what a "
            "computer can hold. gammaln gives its logarithm without Γ itself."
        )
    want = _log_joint(n_dk, n_wk, 0.5, 0.2)
    because = "Smaller tables came out right; these counts are large."
    expect_array("log p(w, z) of 1,500 tokens", got, want, because=because)
