"""Check of day 2: how well new documents are predicted.

N documents, V words, K topics; tables of counts are (N, V), topics phi (K, V).
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_scalar
from minivae_checks.day2.plsa.em import m_step
from minivae_checks.day2.plsa.em import responsibilities as e_step
from minivae_checks.day2.plsa.fold_in import NEW, _fold_in, _square, _topics, fold_in
from minivae_checks.earlier import built_on

# fmt: off
REST = np.array([[1, 2, 0, 4], [2, 1, 3, 0], [0, 1, 6, 2]])


def _score(theta, phi, X):
    """Log-likelihood of the counts X under θ φ."""
    docs, words = np.nonzero(X)
    with np.errstate(divide="ignore"):
        return X[docs, words] @ np.log((theta @ phi)[docs, words])


def _completion_perplexity(phi, seen, unseen):
    theta = _fold_in(phi, seen)
    with np.errstate(over="ignore"):
        return float(np.exp(-_score(theta, phi, unseen) / unseen.sum()))


@exercise("2.10", points=2, ours=_completion_perplexity,
          task="return the perplexity of the unseen halves, one number",
          hint="theta may know the first half only; score the other, per token.")
@built_on(e_step, m_step, fold_in)
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
        "That is the mean of 1 / p; average the logarithms.":
            unseen[np.nonzero(unseen)] @ (1 / p) / n,
        "It leaves out the words that the first half does not hold: score all of "
        "unseen.": np.exp(-_score(theta, phi, unseen * (seen > 0)) / n),
        "It leaves out the words that the first half does not hold, and their tokens.":
            perplexity(seen, unseen * (seen > 0)),
        "All documents have the mean theta; each has its own.":
            np.exp(-_score(np.tile(theta.mean(axis=0), (len(seen), 1)), phi, unseen)
                   / n),
        "Each document has its best topic only; theta holds shares.":
            np.exp(-_score(np.eye(len(phi))[theta.argmax(axis=1)], phi, unseen) / n),
    } | {
        f"theta comes from {steps} steps; keep fold_in's default of 50.":
            np.exp(-_score(_fold_in(phi, seen, steps), phi, unseen) / n)
        for steps in (1, 5, 10, 20, 30, 100, 200, 500, 1000)
    }, "Fold in on seen, then exp(-sum n log p / sum n) over the tokens of unseen.")
