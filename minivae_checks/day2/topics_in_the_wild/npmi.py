"""Checks of TopicsInTheWild: words that belong together.

N documents, V words; i, j are the pairs of n words. The check runs at several sizes.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_scalar


def _npmi(X, words):
    i, j = np.tril_indices(len(words), -1)
    present = np.asarray(X)[:, words] > 0
    with np.errstate(all="ignore"):
        return float(np.mean(score(*shares(present, present, i, j))))


def shares(joint, single, i, j):
    """p(w, v) by one table of what is there, p(w) p(v) by another."""
    p = single.mean(axis=0)
    return (joint[:, i] & joint[:, j]).mean(axis=0), p[i] * p[j]


def score(both, alone, below=None):
    """NPMI of each pair, with the two cases; `below` in place of `both`."""
    each = np.log(both / alone) / -np.log(both if below is None else below)
    return np.where(both == 0, -1.0, np.where(both == 1, 0.0, each))


NPMI = Mistakes("""
    N, n = len(X), len(words)
    i, j = np.tril_indices(n, -1)
    present, ones, many = X[:, words] > 0, X[:, words] == 1, X[:, words] > 1
    first, second = np.array(words)[i], np.array(words)[j]
    p, D = present.mean(axis=0), present.sum(axis=0)
    both = (present[:, i] & present[:, j]).mean(axis=0)
    count, alone = both * N, p[i] * p[j]
    pmi, below = np.log(both / alone), -np.log(both)
    each = pmi / below
    right = np.mean(each)
    token = X[:, words].sum(axis=0) / X.sum()
    mean = X[:, words].mean(axis=0)
    product = np.mean(X[:, words][:, i] * X[:, words][:, j], axis=0)
    there, q = X > 0, np.mean(X > 0, axis=0)
    np.mean(score(both, alone))
    np.mean(score(count, D[i] * D[j]))  # p is a share of documents: divide by N in p(w, v), p(w) and p(v).
    np.mean(score(count, alone))  # p is a share of documents: divide by N in p(w, v), too.
    np.mean(score(count, D[i] * D[j] / N))
        # p is a share of documents: divide by N once in p(w, v), twice in p(w) p(v).
    np.mean(score(both, D[i] * D[j]))  # p is a share of documents: divide by N in p(w) and p(v), too.
    np.mean(score(both, D[i] * D[j] / N))  # p is a share of documents: divide by N in p(w) and p(v), each of them.
    np.mean(score(both, alone, count))  # p is a share of documents: divide by N above and below.
    np.mean(score(*shares(ones, ones, i, j)))
        # A word is there if its count is above 0; yours asks for exactly 1 (X == 1).
    np.mean(score(*shares(many, many, i, j)))
        # A word is there if its count is above 0; yours asks for more than 1 (X > 1).
    np.mean(score(*shares(ones, present, i, j)))
        # A word is there if its count is above 0; p(w, v) asks for exactly 1 (X == 1).
    np.mean(score(*shares(many, present, i, j)))
        # A word is there if its count is above 0; p(w, v) asks for more than 1 (X > 1).
    np.mean(score(*shares(present, ones, i, j)))
        # A word is there if its count is above 0; p(w) and p(v) ask for exactly 1 (X == 1).
    np.mean(score(*shares(present, many, i, j)))
        # A word is there if its count is above 0; p(w) and p(v) ask for more than 1 (X > 1).
    np.mean(score(both, p[i] + p[j]))  # p(w) and p(v) are added; chance is their product.
    np.mean(np.abs(each))
        # The size of the score is taken (abs): a pair that meets more rarely than chance counts
        # below 0.
    np.mean(score((count + 1) / N, alone))  # One is added to the count of p(w, v); p is the bare share.
    np.mean(score((count + 1) / (N + 1), alone))  # One is added to the count of p(w, v), and to N; p is the bare share.
    np.mean(np.log(both / p[i] * p[j]) / below)  # Brackets: a / b * c is (a / b) * c; divide by the product (b * c).
    np.mean(np.log(both / p[j] * p[i]) / below)  # Brackets: a / c * b is (a / c) * b; divide by the product (c * b).
    np.median(each)  # That is the median over the pairs; take the mean.
    np.mean(np.maximum(each, 0))
        # Pairs below 0 are set to 0; a pair that meets more rarely than chance counts below 0.
    right / np.log(2)  # Two kinds of logarithm: take the same above and below.
    right * np.log(2)  # Two kinds of logarithm, log2 below; take the same above and below.
    right / np.log(10)  # Two kinds of logarithm, log10 above; take the same above and below.
    np.mean(score(np.mean(there[:, i] & there[:, j], 0), q[i] * q[j]))
        # Those are the first columns of X; the columns are words[i] and words[j], as in
        # `present`.
    np.mean(np.log(both / (q[i] * q[j])) / below)
        # p(w) and p(v) are of the first columns of X; they are words[i] and words[j], as in
        # `present`.
    np.mean(score(np.mean(there[:, i] & there[:, j], 0), alone))
        # p(w, v) is of the first columns of X; they are words[i] and words[j], as in
        # `present`.
    np.mean(np.log(product / alone) / -np.log(product))
        # Counts are multiplied in p(w, v); ask whether both words are there: X > 0.
    -right  # The sign is reversed: log p(w, v) is negative, divide by -log p(w, v).
    np.mean(pmi)  # That is the PMI; divide each pair by -log p(w, v).
    np.sum(each)  # That is the sum over the pairs; take the mean.
    np.mean(pmi) / np.mean(below)  # That is the mean PMI over the mean of -log p: divide each pair by its own.
    np.mean(pmi / -np.log(alone))  # It is divided by -log p(w) p(v); the joint p(w, v) belongs there.
    np.mean(np.log(both) / below)  # p(w) and p(v) are missing below: chance is not taken away.
    np.mean(np.log(both / p[j]) / below)  # Only p(w) or p(v) stands below: divide by both.
    np.mean(np.log(both / p[i]) / below)  # Only p(v) or p(w) stands below: divide by both.
    (2 * each.sum() + n) / n**2  # A word is paired with itself, too; pairs are of two words.
    (each.sum() + n) / (n * (n + 1) / 2)  # A word is paired with itself, too (j <= i); pairs are of two words.
    each.sum() / n**2  # It is divided by n squared; there are n (n - 1) / 2 pairs.
    2 * right  # Each pair counts twice in the sum; there are n (n - 1) / 2 pairs.
    each.sum() / n  # It is divided by the number of words, not by that of pairs.
    np.mean(np.log(both / (token[i] * token[j])) / below)
        # p should be the share of documents with the word; those are shares of tokens.
    np.mean(np.log(product / (mean[i] * mean[j])) / -np.log(product))
        # Counts are multiplied and averaged; ask whether a word is there: X > 0.
    np.mean(np.log(both / (mean[i] * mean[j])) / below)  # p(w) is the mean count; ask whether the word is there: X > 0.
    np.mean(score(np.mean(present[:, i] | present[:, j], axis=0), alone))
        # p(w, v) counts documents with one word or the other; ask for both.
    each[-1]  # That is the pair that comes last alone; take the mean over all.
    np.mean(each[i - j == 1])  # Only words next to each other in the list are paired; take all pairs.
    np.mean(each[j == 0])  # Only pairs with the first word are taken; take all pairs.
    np.sum(pmi)  # That is the PMI, and summed; divide each pair by -log p(w, v) and average.
    np.sum(np.log((count + 1) / D[j]))  # That is UMass coherence; NPMI divides by both words' shares.
    """).using(score=score, shares=shares)


@exercise("2.20", points=3, ours=_npmi)
def npmi(yours):
    """The mean over pairs of log [p(w, v) / p(w) p(v)] / -log p(w, v).

    Task: return the mean NPMI over all pairs of the words, one number
    Hint: All p are shares of documents. A pair that never meets counts -1.
    """

    def number(X, words):
        with np.errstate(all="ignore"):
            got = yours(X, words)
        if isinstance(got, list | tuple) or np.ndim(got):
            raise Wrong("npmi should be one number, the mean over all pairs.")
        expect_scalar("npmi", got)
        return got

    X = np.array(  # the last word is in all five
        [[2, 1, 0, 1, 1], [0, 3, 1, 1, 1], [1, 0, 0, 0, 1], [1, 0, 2, 0, 1], [0, 0, 1, 1, 1]]
    )
    more = np.vstack([X, X[1:3], 3 * X[:1]])
    random = np.random.default_rng(220).poisson(0.6, (40, 6))
    cases = (X, [0, 1]), (X, [0, 3, 1]), (more, [2, 1, 3]), (random, [4, 0, 5, 2])
    why = (
        "For each pair log(p(w, v) / (p(w) p(v))), over -log p(w, v); each p is a share of "
        "documents; then the mean over the pairs."
    )
    NPMI.judge_all("npmi", number, [{"X": X, "words": words} for X, words in cases], why)
    _cases_of_their_own(number)
    _many_words(number)
    _rare_and_common(number)


def _rare_and_common(number):
    """Pairs in very few of many documents, and in all but 1: no case of their own."""
    for N in (20_000, 1_000_000):
        rare, common = np.zeros((N, 2), np.int8), np.ones((N, 2), np.int8)
        rare[:3, 0], rare[2:40, 1], common[7] = 1, 2, 0
        for X, because in (
            (
                rare,
                f"The two words meet in 1 of {N:,} documents. That is rare, not never: the formula "
                "holds. Only p(w, v) == 0 counts -1.",
            ),
            (
                common,
                f"The two words meet in all of {N:,} documents but 1, and are never apart: the formula "
                "gives 1. Only p(w, v) == 1 counts 0.",
            ),
        ):
            expect_close("npmi", number(X, [0, 1]), _npmi(X, [0, 1]), because)


def _many_words(number):
    """Up to 66 pairs, among them such that are far from the others."""
    because = "It is the plain mean over all pairs, however many there are: no score is left out, cut off or weighted."
    for n, N, often in ((10, 60, 0.4), (12, 25, 0.3), (2, 9, 0.5), (5, 300, 0.05)):
        rng = np.random.default_rng(2200 + n)
        X = rng.poisson(often, (N, n + 9)) * rng.integers(1, 300, (N, n + 9))
        words = rng.permutation(n + 9)[:n].tolist()
        X[:, words[1]] = X[:, words[0]]  # never apart
        X[: N // 2, words[-1]], X[N // 2 :, words[-1]] = 1, 0
        got, want = number(X, words), _npmi(X, words)
        expect_close(f"npmi of {n} words", got, want, because)


def _cases_of_their_own(number):
    apart, always = np.array([[3, 0], [0, 1], [2, 0]]), np.ones((4, 2), int)
    alike = np.array([[3, 1], [0, 0], [0, 0], [0, 0], [1, 2]])
    third = np.array([[3, 0, 3], [0, 1, 0], [2, 0, 0]])  # 1 meets neither 0 nor 2
    for X, because in (
        (apart, "A pair that never meets counts -1, exactly: the limit, with no small number added."),
        (always, "A pair that is in every document counts 0: it tells nothing. (The formula would be 0 / 0.)"),
        (alike, "Two words always together, and not everywhere, count 1."),
        (third, "A pair that never meets counts -1, and belongs into the mean."),
    ):
        words = list(range(X.shape[1]))
        got = number(X, words)
        if not np.isfinite(got):
            raise Wrong(f"npmi is {got} for a case of its own. {because}")
        expect_close("npmi", got, _npmi(X, words), because)
