"""Naive Bayes far from the middle: many words, rare classes, s of all sizes, long documents."""

import numpy as np

from minivae_checks import expect_close
from minivae_checks.sizes import expect_any_size

BOUND = "Clip nothing and cap nothing, neither what comes in (x, n_docs, n_words, s) nor phi, p(c) or the answer."
# N, V, C, s; the largest count of a word in training, the documents of a class, the words of a document
CASES = {
    "with 200 words and s = 0.01": (20, 200, 2, 0.01, 300, [1, 200], 8),
    "with 200 words and s = 3": (20, 200, 2, 3.0, 9, [1, 200], 40),
    "with s = 1e-4": (6, 30, 3, 1e-4, 9, [5, 3, 4], 3),
    "with s = 1e-20": (6, 30, 3, 1e-20, 9, [5, 3, 4], 2),
    "with s = 50": (6, 30, 3, 50.0, 9, [5, 3, 4], 30),
    "with s = 1e6": (6, 30, 3, 1e6, 9_000_000, [5, 3, 4], 30),
    "with 1e11 words in training": (6, 40, 4, 0.7, 1e11, [5, 3, 4, 9], 30),
    "where a class has one document in 1e15": (5, 6, 3, 0.7, 9, [1, 1e15, 1e3], 3),
    "of documents of 50,000 words": (5, 12, 3, 0.7, 90, [5, 3, 4], 20_000),
}


def expect_posteriors(yours, right):
    """Refuse an answer that is right for usual sizes and numbers only."""
    rng = np.random.default_rng(233)
    for what, (N, V, C, s, most, n_docs, length) in CASES.items():
        n_words = np.floor(most * rng.random((C, V)) ** 3)
        n_words[:, V // 2] = 0.0
        x = rng.integers(0, length, (N, V)) * (rng.random((N, V)) < 4 / V)
        if most > 1e6:  # classes that differ by little
            n_words = np.floor(n_words[:1] * (1 + 0.1 * rng.random((C, V))))
        n_words[0, 0] += 30 * n_words.max()  # phi near 1
        x[1::2, 0] += 1
        given = x.astype(float), np.array(n_docs, dtype=float), n_words, s
        with np.errstate(all="ignore"):
            expect_close(f"p {what}", yours(*given), right(*given), BOUND, rtol=1e-8, atol=1e-290)
    expect_any_size("p", yours, right, _draw, tries=6)


def _draw(rng):
    """Counts as whole numbers, as the notebook has them, in sizes from 1 to 150."""
    N, C, V = (int(rng.choice([1, 2, 7, 31, 150])) for _ in range(3))
    n_words = rng.integers(0, 40, (C, V)) * rng.integers(0, 2, (C, V))
    return rng.integers(0, 5, (N, V)), rng.integers(1, 300, C), n_words, float(rng.choice([0.05, 1.0, 6.0]))
