"""Checks of day 2: topics of new documents, and how well they are predicted.

N documents, V words, K topics; tables of counts X are (N, V), topics phi (K, V).
"""

import numpy as np
from scipy.sparse import csr_array

from minivae import topics
from minivae.checks import Wrong, exercise, expect_array, expect_scalar
from minivae.checks.day2.plsa import PLSA, _m_step, _responsibilities

# fmt: off
NEW = np.array([[3, 0, 1, 2], [0, 5, 0, 1], [4, 4, 1, 0]])  # N = 3, V = 4
REST = np.array([[1, 2, 0, 4], [2, 1, 3, 0], [0, 1, 6, 2]])


def _topics(K, V=4):
    return np.random.default_rng(29 + K).dirichlet(np.full(V, 0.7), K)


def _fold_in(phi, X, n_iter=50):
    return topics.fold_in(csr_array(X, dtype=float), phi, n_iter=n_iter)


def _square():
    X = np.array([[3, 0, 1], [0, 5, 2], [4, 4, 1]])
    return _topics(3, 3), X


@exercise("2.9", notebook=PLSA, points=2, ours=_fold_in,
          task="return theta (N, K) of new documents, with phi as it is",
          hint="EM without the new phi: start at 1/K, n_iter times E and half an M.")
def fold_in(yours):
    """θ_dk ∝ Σ_w n_dw r_dwk with φ fixed, n_iter times from θ = 1/K."""
    for phi, X in (_square(), (_topics(2), NEW)):
        for n_iter in (0, 3, 1):
            _fold_in_at(yours, phi, X, n_iter)
        default = yours(phi, X)
        expect_array("theta (n_iter not given)", default, _fold_in(phi, X),
                     because="n_iter is 50 if it is not given.")
        alone = np.vstack([yours(phi, X[[d]]) for d in range(len(X))])
        expect_array("theta of the documents one by one", alone, default,
                     because="What a document gets depends on its own words only.")
        double = yours(phi, 2 * X)
        expect_array("theta of documents written twice", double, default,
                     because="Twice the same words, the same shares.")
    phi = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])  # the last word is never used
    X = np.array([[2, 1, 0], [1, 3, 0]])
    with np.errstate(all="ignore"):
        theta = yours(phi, X)
    if np.isnan(theta).any():
        raise Wrong("a word that no topic has and no document holds makes it nan, by "
                    "0 / 0: go over the cells docs, words only.")
    expect_array("theta", theta, _fold_in(phi, X), because=
                 "A word that no topic has and no document holds changes nothing.")


def _fold_in_at(yours, phi, X, n_iter):
    N, K = len(X), len(phi)
    docs, words = np.nonzero(X)
    counts, right = X[docs, words], _fold_in(phi, X, n_iter)

    def run(steps, weight=counts, learn=False, pool=False, hard=False, phi=phi):
        theta = np.full((N, K), 1 / K)
        for _ in range(steps):
            r = _responsibilities(theta, phi, docs, words)
            if hard:
                r = np.eye(K)[r.argmax(axis=1)]
            theta, new = _m_step(r, docs, words, weight, N, X.shape[1])
            if learn:
                phi = new
            if pool:
                theta = np.tile((weight[:, None] * r).sum(axis=0), (N, 1))
                theta = theta / theta.sum(axis=1, keepdims=True)
        return theta

    lengths = X.sum(axis=1, keepdims=True)
    theta = yours(phi, X, n_iter)
    if theta is None and n_iter == 0:
        raise Wrong("with n_iter=0 it returns None, not the start: is the `return` "
                    "missing, or does it stand inside the loop?")
    if np.shape(theta) == (N, K) and not np.array_equal(theta, yours(phi, X, n_iter)):
        raise Wrong("two calls differ: start at theta = 1/K, not at random.")
    expect_array(f"theta (n_iter={n_iter})", theta, right, {
        "The start is 1; start at 1/K, so that each row sums to 1.": np.ones((N, K)),
        "theta has not moved from 1/K.": np.full((N, K), 1 / K),
        "n_iter is not used: it made 50 steps.": _fold_in(phi, X, 50),
        "It makes a step, though n_iter is 0: the loop goes over range(n_iter).":
            right if n_iter else run(1),
        "n_iter is not used: it made a single step.": run(1),
        "It made one step more than n_iter.": run(n_iter + 1),
        "It made one step less than n_iter.": run(n_iter - 1),
        "phi has learnt from the new documents; it stays as it is.":
            run(n_iter, learn=True),
        "All documents share one theta; each counts its own words.":
            run(n_iter, pool=True),
        "counts is missing: a word that stands there five times counts five times.":
            run(n_iter, weight=np.ones_like(counts)),
        "Each word goes wholly to its best topic; the shares are soft.":
            run(n_iter, hard=True),
        "Each document goes wholly to its best topic; theta holds shares.":
            np.eye(K)[right.argmax(axis=1)],
        "Those are soft counts; divide each row by its sum.": right * lengths,
        "theta is divided by the sum over the documents; each row sums to 1.":
            right * lengths / (right * lengths).sum(axis=0),
        "That is p(z | w) of one step, averaged, with no theta in it.":
            X @ phi.T / (X @ phi.T).sum(axis=1, keepdims=True),
        "Rows and columns are exchanged: theta is (N, K).": right.T,
    }, "n_iter=0 gives the start itself: 1/K for each topic, not drawn at random."
       if n_iter == 0 else
       "From theta = 1/K: r by the E-step, then theta from the soft counts of each "
       "document, n_iter times; phi stays.")


def _score(theta, phi, X):
    """Log-likelihood of the counts X under θ φ."""
    docs, words = np.nonzero(X)
    with np.errstate(divide="ignore"):
        return X[docs, words] @ np.log((theta @ phi)[docs, words])


def _completion_perplexity(phi, seen, unseen):
    theta = _fold_in(phi, seen)
    with np.errstate(over="ignore"):
        return float(np.exp(-_score(theta, phi, unseen) / unseen.sum()))


@exercise("2.10", notebook=PLSA, points=2, ours=_completion_perplexity,
          task="return the perplexity of the unseen halves, one number",
          hint="theta may know the first half only; score the other, per token.")
def completion_perplexity(yours):
    """exp(-log p per token of the halves that θ has not seen)."""
    cases = [(_square()[0], _square()[1], np.array([[1, 2, 2], [3, 1, 0], [0, 2, 5]])),
             (_topics(2), NEW, REST), (_topics(4), NEW, REST)]
    for phi, seen, unseen in cases:
        _perplexity_at(yours, phi, seen, unseen)
    phi = np.array([[0.5, 0.5, 0.0], [0.2, 0.8, 0.0]])  # the last word is never used
    seen, unseen = np.array([[2, 1, 0], [1, 3, 0]]), np.array([[1, 0, 1], [1, 1, 0]])
    with np.errstate(all="ignore"):  # the logarithm of 0 is meant here
        got = yours(phi, seen, unseen)
    expect_scalar("perplexity", got)
    if np.isnan(got):
        raise Wrong("it gives nan where a word has probability 0 and does not come: 0 "
                    "times log 0 counts as 0. Sum over the tokens that there are.")
    if not np.isposinf(got):
        raise Wrong(f"a token came to which the model gives probability 0; the "
                    f"perplexity is then infinite, yours is {float(got):.4g}: add "
                    "nothing, clip nothing, leave nothing out.")
    unseen[:, 2] = 0  # now it does not come
    expect_array("perplexity", yours(phi, seen, unseen),
                 _completion_perplexity(phi, seen, unseen), because=
                 "A word of probability 0 that does not come changes nothing.")


def _perplexity_at(yours, phi, seen, unseen):
    theta, both = _fold_in(phi, seen), seen + unseen
    n, log_p = unseen.sum(), _score(theta, phi, unseen)
    p = (theta @ phi)[np.nonzero(unseen)]
    flat = np.full_like(theta, 1 / len(phi))
    per_doc = np.array([_score(theta[[d]], phi, unseen[[d]]) for d in range(len(seen))])
    per_doc = per_doc / unseen.sum(axis=1)

    def perplexity(fold, score):
        return np.exp(-_score(_fold_in(phi, fold), phi, score) / score.sum())

    got = yours(phi, seen, unseen)
    expect_scalar("perplexity", got, "It is one number for all documents.")
    expect_array("perplexity", got, np.exp(-log_p / n), {
        "That is the slide: theta has seen the words that it is scored on.":
            perplexity(both, both),
        "theta has seen both halves; fold in on the first only.":
            perplexity(both, unseen),
        "theta has seen the very half that is scored.": perplexity(unseen, unseen),
        "The first half is scored; the other is to be predicted.":
            perplexity(seen, seen),
        "The halves are exchanged.": perplexity(unseen, seen),
        "Both halves are scored; only the unseen one is a prediction.":
            np.exp(-_score(theta, phi, both) / both.sum()),
        "theta is 1/K for all: nothing is folded in.":
            np.exp(-_score(flat, phi, unseen) / n),
        "That is log p per token; the perplexity is exp of minus that.": log_p / n,
        "That is minus log p per token; the exponential is missing.": -log_p / n,
        "The minus is missing: a perplexity is at least 1.": np.exp(log_p / n),
        "It is divided by the tokens of the first half.": np.exp(-log_p / seen.sum()),
        "It is divided by the tokens of both halves.": np.exp(-log_p / both.sum()),
        "It is divided by the number of cells; count the tokens.":
            np.exp(-log_p / len(p)),
        "It is divided by the number of documents; count the tokens.":
            np.exp(-log_p / len(seen)),
        "It is divided by all N times V entries; count the tokens.":
            np.exp(-log_p / unseen.size),
        "It is not divided by the number of tokens.": np.exp(-log_p),
        "The counts are missing: each cell counts once.": np.exp(-np.log(p).mean()),
        "The counts are missing, though it is divided by all tokens.":
            np.exp(-np.log(p).sum() / n),
        "The documents count alike; long ones have more tokens.":
            np.exp(-per_doc.mean()),
        "The mean is over the documents' perplexities; take the mean of the logs, "
        "token by token.": np.exp(-per_doc).mean(),
        "The logarithm is natural and the power of base 2: take exp, not 2**.":
            2 ** (-log_p / n),
        "The logarithm is of base 2 and the exponential of base e.":
            np.exp(-log_p / np.log(2) / n),
        "That is one over the mean probability; average the logarithms.":
            1 / (unseen[np.nonzero(unseen)] @ p / n),
    }, "Fold in on seen, then exp(-sum n log p / sum n) over the tokens of unseen.")
