"""Checks of day 2: words that belong together.

N documents, V words. The check runs at several sizes.
"""

import itertools

import numpy as np

from minivae_checks import Wrong, exercise, expect_close, expect_scalar
from minivae_checks.expect import close

# fmt: off

def _npmi(X, words):
    present, scores = np.asarray(X)[:, words] > 0, []
    for i, j in itertools.combinations(range(len(words)), 2):
        both = np.mean(present[:, i] & present[:, j])
        if both in (0, 1):
            scores.append(-1.0 if both == 0 else 0.0)
        else:
            alone = present[:, i].mean() * present[:, j].mean()
            scores.append(np.log(both / alone) / -np.log(both))
    return float(np.mean(scores))


@exercise("2.20", points=3, ours=_npmi,
          task="return the mean NPMI over all pairs of the words, one number",
          hint="All p are shares of documents. A pair that never meets counts -1.")
def npmi(yours):
    """The mean over pairs of log [p(w, v) / p(w) p(v)] / -log p(w, v)."""
    X = np.array([[2, 1, 0, 1, 1], [0, 3, 1, 1, 1], [1, 0, 0, 0, 1],
                  [1, 0, 2, 0, 1], [0, 0, 1, 1, 1]])  # the last word is in all five
    rng = np.random.default_rng(220)
    _cases(yours, (X, [0, 1]), (X, [0, 3, 1]),
           (np.vstack([X, X[1:3], 3 * X[:1]]), [2, 1, 3]),
           (rng.poisson(0.6, (40, 6)), [4, 0, 5, 2]))
    _rare_and_common(yours)
    apart, always = np.array([[3, 0], [0, 1], [2, 0]]), np.ones((4, 2), int)
    alike = np.array([[3, 1], [0, 0], [0, 0], [0, 0], [1, 2]])
    third = np.array([[3, 0, 3], [0, 1, 0], [2, 0, 0]])  # 1 meets neither 0 nor 2
    for X, value, because in (
        (apart, -1.0, "A pair that never meets counts -1, exactly: the limit, with no "
                      "small number added."),
        (always, 0.0, "A pair that is in every document counts 0: it tells nothing. "
                      "(The formula would be 0 / 0.)"),
        (alike, 1.0, "Two words always together, and not everywhere, count 1."),
        (third, _npmi(third, [0, 1, 2]), "A pair that never meets counts -1, and "
                                         "belongs into the mean."),
    ):
        with np.errstate(all="ignore"):
            got = yours(X, list(range(X.shape[1])))
        _number(got)
        if not np.isfinite(got):
            raise Wrong(f"npmi is {got} for a case of its own. {because}")
        expect_close("npmi", got, value, because)


def _number(got):
    if isinstance(got, list | tuple) or np.ndim(got):
        raise Wrong("npmi should be one number, the mean over all pairs.")
    expect_scalar("npmi", got)


def _cases(yours, *cases):
    """Refuse a wrong number; name a mistake only if it fits all of the cases."""
    got, suspects = [], []
    for X, words in cases:
        with np.errstate(all="ignore"):
            got.append(yours(X, list(words)))
            _number(got[-1])
            i, j = np.tril_indices(len(words), -1)
            suspects.append(_suspects(X, words, X[:, words] > 0, i, j))
    fits = [why for why in suspects[0]
            if all(close(g, s[why]) for g, s in zip(got, suspects, strict=True))]
    for (X, words), g in zip(cases, got, strict=True):
        expect_close("npmi", g, _npmi(X, words), "For each pair log(p(w, v) / (p(w) "
                     "p(v))), over -log p(w, v); each p is a share of documents; then "
                     "the mean over the pairs.", {why: g for why in fits[:1]}
                     if not close(g, _npmi(X, words)) else None)


def _rare_and_common(yours):
    """Pairs in 1 of 20,000 documents, and in all but 1: no case of their own."""
    N = 20_000
    rare, common = np.zeros((N, 2), int), np.ones((N, 2), int)
    rare[:3, 0], rare[2:40, 1], common[7] = 1, 2, 0
    for X, because in (
        (rare, "The two words meet in 1 of 20,000 documents. That is rare, not never: "
               "the formula holds. Only p(w, v) == 0 counts -1."),
        (common, "The two words meet in all of 20,000 documents but 1, and are never "
                 "apart: the formula gives 1. Only p(w, v) == 1 counts 0."),
    ):
        got = yours(X, [0, 1])
        _number(got)
        expect_close("npmi", got, _npmi(X, [0, 1]), because)


def _formula(both, alone, below=None):
    """The mean over the pairs, with the two cases; `below` in place of `both`."""
    score = np.log(both / alone) / -np.log(both if below is None else below)
    return np.mean(np.where(both == 0, -1.0, np.where(both == 1, 0.0, score)))


def _suspects(X, words, present, i, j):
    """For each likely mistake its sentence and what it gives; i, j: the pairs."""
    N, n = present.shape
    p, D = present.mean(axis=0), present.sum(axis=0)
    both = (present[:, i] & present[:, j]).mean(axis=0)
    pmi = np.log(both / (p[i] * p[j]))
    right = np.mean(pmi / -np.log(both))
    tokens = X[:, words] / X.sum()
    share = tokens.sum(axis=0)
    product = np.mean(X[:, words][:, i] * X[:, words][:, j], axis=0)
    means = X[:, words].mean(axis=0)
    each = pmi / -np.log(both)
    ordered, count = 2 * each, both * N
    ones, many = X[:, words] == 1, X[:, words] > 1
    return {
        **{f"p is a share of documents: divide by N{where}.": _formula(*parts)
           for where, parts in {
               " in p(w, v), p(w) and p(v)": (count, D[i] * D[j]),
               " in p(w, v), too": (count, p[i] * p[j]),
               " once in p(w, v), twice in p(w) p(v)": (count, D[i] * D[j] / N),
               " in p(w) and p(v), too": (both, D[i] * D[j]),
               " in p(w) and p(v), each of them": (both, D[i] * D[j] / N),
               " above and below": (both, p[i] * p[j], count)}.items()},
        **{f"A word is there if its count is above 0; {what}.": _formula(*parts)
           for what, parts in {
               "yours asks for exactly 1 (X == 1)": _shares(ones, ones, i, j),
               "yours asks for more than 1 (X > 1)": _shares(many, many, i, j),
               "p(w, v) asks for exactly 1 (X == 1)": _shares(ones, present, i, j),
               "p(w, v) asks for more than 1 (X > 1)": _shares(many, present, i, j),
               "p(w) and p(v) ask for exactly 1 (X == 1)":
                   _shares(present, ones, i, j),
               "p(w) and p(v) ask for more than 1 (X > 1)":
                   _shares(present, many, i, j)}.items()},
        "p(w) and p(v) are added; chance is their product.":
            _formula(both, p[i] + p[j]),
        "The size of the score is taken (abs): a pair that meets more rarely than "
        "chance counts below 0.": np.mean(np.abs(each)),
        "One is added to the count of p(w, v); p is the bare share.":
            _formula((count + 1) / N, p[i] * p[j]),
        "One is added to the count of p(w, v), and to N; p is the bare share.":
            _formula((count + 1) / (N + 1), p[i] * p[j]),
        "Brackets: a / b * c is (a / b) * c; divide by the product (b * c).":
            np.mean(np.log(both / p[i] * p[j]) / -np.log(both)),
        "Brackets: a / c * b is (a / c) * b; divide by the product (c * b).":
            np.mean(np.log(both / p[j] * p[i]) / -np.log(both)),
        "That is the median over the pairs; take the mean.": np.median(each),
        "Pairs below 0 are set to 0; a pair that meets more rarely than chance counts "
        "below 0.": np.mean(np.maximum(each, 0)),
        "Two kinds of logarithm: take the same above and below.": right / np.log(2),
        "Two kinds of logarithm, log2 below; take the same above and below.":
            right * np.log(2),
        "Two kinds of logarithm, log10 above; take the same above and below.":
            right / np.log(10),
        "Those are the first columns of X; the columns are words[i] and words[j], as "
        "in `present`.": _of_columns(X, i, j, i, j),
        "p(w) and p(v) are of the first columns of X; they are words[i] and words[j], "
        "as in `present`.": _of_columns(X, *np.array(words)[[i, j]], i, j),
        "p(w, v) is of the first columns of X; they are words[i] and words[j], as in "
        "`present`.": _of_columns(X, i, j, *np.array(words)[[i, j]]),
        "Counts are multiplied in p(w, v); ask whether both words are there: X > 0.":
            np.mean(np.log(product / (p[i] * p[j])) / -np.log(product)),
        "The sign is turned round: log p(w, v) is negative, divide by -log p(w, v).":
            -right,
        "That is the PMI; divide each pair by -log p(w, v).": np.mean(pmi),
        "That is the sum over the pairs; take the mean.": np.sum(pmi / -np.log(both)),
        "That is the mean PMI over the mean of -log p: divide each pair by its own.":
            np.mean(pmi) / np.mean(-np.log(both)),
        "It is divided by -log p(w) p(v); the joint p(w, v) belongs there.":
            np.mean(pmi / -np.log(p[i] * p[j])),
        "p(w) and p(v) are missing below: chance is not taken away.":
            np.mean(np.log(both) / -np.log(both)),
        "Only p(w) or p(v) stands below: divide by both.":
            np.mean(np.log(both / p[j]) / -np.log(both)),
        "Only p(v) or p(w) stands below: divide by both.":
            np.mean(np.log(both / p[i]) / -np.log(both)),
        "A word is paired with itself, too; pairs are of two words.":
            (ordered.sum() + n) / n**2,
        "A word is paired with itself, too (j <= i); pairs are of two words.":
            (ordered.sum() / 2 + n) / (n * (n + 1) / 2),
        "It is divided by n squared; there are n (n - 1) / 2 pairs.":
            ordered.sum() / 2 / n**2,
        "Each pair counts twice in the sum; there are n (n - 1) / 2 pairs.": 2 * right,
        "It is divided by the number of words, not by that of pairs.":
            ordered.sum() / 2 / n,
        "p should be the share of documents with the word; those are shares of tokens.":
            np.mean(np.log(both / (share[i] * share[j])) / -np.log(both)),
        "Counts are multiplied and averaged; ask whether a word is there: X > 0.":
            np.mean(np.log(product / (means[i] * means[j])) / -np.log(product)),
        "p(w) is the mean count; ask whether the word is there: X > 0.":
            np.mean(np.log(both / (means[i] * means[j])) / -np.log(both)),
        "p(w, v) counts documents with one word or the other; ask for both.":
            _either(present, i, j, p),
        "That is the pair that comes last alone; take the mean over all.":
            (pmi / -np.log(both))[-1],
        "Only words next to each other in the list are paired; take all pairs.":
            np.mean((pmi / -np.log(both))[i - j == 1]),
        "Only pairs with the first word are taken; take all pairs.":
            np.mean((pmi / -np.log(both))[j == 0]),
        "That is the PMI, and summed; divide each pair by -log p(w, v) and average.":
            np.sum(pmi),
        "That is UMass coherence; NPMI divides by both words' shares.":
            np.sum(np.log((both * N + 1) / D[j])),
    }


def _shares(joint, single, i, j):
    """p(w, v) by one table of what is there, p(w) p(v) by another."""
    p = single.mean(axis=0)
    return (joint[:, i] & joint[:, j]).mean(axis=0), p[i] * p[j]


def _either(present, i, j, p):
    either = (present[:, i] | present[:, j]).mean(axis=0)
    return _formula(either, p[i] * p[j])


def _of_columns(X, i, j, k, m):
    """The mean with p(w, v) of the columns i and j, and p(w) p(v) of k and m."""
    present = X > 0
    p, both = present.mean(axis=0), (present[:, i] & present[:, j]).mean(axis=0)
    with np.errstate(all="ignore"):
        return np.mean(np.log(both / (p[k] * p[m])) / -np.log(both))
