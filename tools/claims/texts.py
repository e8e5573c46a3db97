"""Corpora, and what several rows of day 2 need of them."""

import functools

import numpy as np
from scipy import sparse

from minivae.data import load_reuters, make_bars
from minivae.topics import PLSA, fold_in, split_tokens

RHYME = (
    "roses are red",
    "violets are blue",
    "sugar is sweet",
    "and so are you",
    "and roses are sweet",
)


@functools.cache
def reuters():
    """395 reports as counts."""
    return load_reuters()


@functools.cache
def bars(seed):
    """2,000 images of ten bars, 100 tokens each."""
    return make_bars(n_images=2000, n_tokens=100, alpha=1.0, random_state=seed)


def by_country():
    """Reports of the eight commonest countries: counts (N, V), labels (N,)."""
    corpus = reuters()
    country = np.array([title.split(":")[0] for title in corpus.titles])
    found, sizes = np.unique(country, return_counts=True)
    kept = np.flatnonzero(np.isin(country, found[sizes >= 15]))
    labels = np.unique(country[kept], return_inverse=True)[1]
    return corpus.counts[kept], labels


def split(seed):
    """Training counts, and the two halves of the words of new reports."""
    X = reuters().counts
    order = np.random.default_rng(seed).permutation(X.shape[0])
    n_new = X.shape[0] * 15 // 100
    often = np.flatnonzero((X[order[n_new:]] > 0).sum(axis=0) >= 5)
    kept = sparse.csr_array(X[:, often], dtype=float)
    halves = split_tokens(kept[order[:n_new]], np.random.default_rng(seed + 1))
    return kept[order[n_new:]], halves


def perplexity(halves, phi, alpha=0.0):
    """Of one half of each new report, with its topics read off the other half."""
    seen, unseen = halves
    theta = fold_in(seen, phi, alpha)
    d, w = unseen.nonzero()
    p = np.einsum("mk,mk->m", theta[d], phi.T[w])
    return float(np.exp(-(unseen[d, w] @ np.log(p + 1e-300)) / unseen.sum()))


def best_plsa(X, K, seed, starts=1, max_iter=100):
    """The likeliest of some fits."""
    fits = [
        PLSA(K, max_iter=max_iter, random_state=100 * seed + start, progress=False).fit(
            X
        )
        for start in range(starts)
    ]
    return max(fits, key=lambda fit: fit.history_["log_likelihood"][-1])
