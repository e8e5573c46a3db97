"""Checks of LatentDirichletAllocation: what samples say without names.

S samples, N documents, V words, K topics, n tokens.
"""

import numpy as np

from minivae_checks import Mistakes, exercise
from minivae_checks.day2.latent_dirichlet_allocation.posterior_mean import share
from minivae_checks.day2.latent_dirichlet_allocation.topic_probabilities import corpus, tables
from minivae_checks.sizes import expect_any_size


def blend(n_dk, n_wk, alpha, eta):
    """Mean over samples of θ φ."""
    return (share(n_dk + alpha) @ share(n_wk.transpose(0, 2, 1) + eta)).mean(axis=0)


P = Mistakes("""
    theta, phi = share(n_dk + alpha), share(n_wk.transpose(0, 2, 1) + eta)
    each = theta @ phi
    V, K = n_wk.shape[1:]
    right = each.mean(axis=0)
    stacked = (n_dk + alpha) / (n_dk + alpha).sum(axis=1, keepdims=True)
    turned = (n_wk + eta) / (n_wk + eta).sum(axis=2, keepdims=True)
    right
    theta.mean(axis=0) @ phi.mean(axis=0)
        # θ and φ are averaged over the samples before they are multiplied: topic 0 of one
        # sample need not be topic 0 of another. Multiply within each sample.
    share(n_dk.mean(axis=0) + alpha) @ share(n_wk.mean(axis=0).T + eta)
        # The counts are averaged over the samples first: topic 0 of one sample need not be
        # topic 0 of another. Multiply within each sample.
    share(n_dk.sum(axis=0) + alpha) @ share(n_wk.sum(axis=0).T + eta)
        # The counts of all samples are added up: topic 0 of one sample need not be topic 0 of
        # another. Multiply within each sample.
    (stacked @ phi).mean(axis=0)
        # n_dk is divided by its sums over the documents: posterior_mean takes one table, not
        # those of all samples.
    (stacked @ turned.transpose(0, 2, 1)).mean(axis=0)
        # Both tables are divided along the wrong axis: posterior_mean takes one table, not
        # those of all samples.
    each[-1]  # Only one sample is looked at, the last.
    each[0]  # Only one sample is looked at, the first.
    each.sum(axis=0)  # That is the sum over the samples; take the mean.
    each  # The mean over the samples is missing.
    each.mean(axis=1)  # The mean is taken over the documents; take it over the samples.
    (theta @ turned.transpose(0, 2, 1)).mean(axis=0)
        # n_wk is not reversed: its columns are the topics' dice, so n_wk[s].T has a die a
        # row.
    (theta @ share(n_wk + eta)).mean(axis=0)
        # n_wk[s] is not reversed: its columns are the topics' dice, so n_wk[s].T has a die
        # a row.
    np.mean([p[t.argmax(axis=1)] for p, t in zip(phi, theta)], axis=0)
        # Only the best topic of each document speaks; add up over all topics.
    np.tile(phi.mean(axis=(0, 1)), (len(right), 1))  # The document's die is missing: all topics count alike.
    right.T  # Documents are rows, words are columns; yours is reversed.
    (n_dk @ n_wk.transpose(0, 2, 1)).mean(axis=0)  # The counts are multiplied as they are; make dice of them first.
    np.exp(np.log(each).mean(axis=0))  # The logarithms are averaged; average the probabilities.
    blend(n_dk, n_wk, eta, alpha)  # alpha and eta are exchanged.
    blend(n_dk, n_wk, 0, 0)  # No alpha and no eta is added to the counts.
    blend(n_dk, n_wk, 0, eta)  # No alpha is added to n_dk.
    blend(n_dk, n_wk, alpha, 0)  # No eta is added to n_wk.
    blend(n_dk, n_wk, alpha, alpha)  # alpha is added to both tables; eta goes with the words.
    blend(n_dk, n_wk, eta, eta)  # eta is added to both tables; alpha goes with the documents.
    """).using(share=share, blend=blend)


@exercise("2.16", points=2, ours=blend)
def next_word(yours):
    """Mean over samples of Σ_k θ_dk φ_kw, whatever the topics are called.

    Task: return p (N, V): which word comes next in each document
    Hint: Within one sample the names of the topics fit; between samples they do not.
    """
    for S, N, V, K, n in ((4, 4, 4, 4, 30), (5, 3, 7, 2, 25), (3, 2, 5, 6, 30)):
        docs, words, _, _ = corpus(N, V, K, n, seed=216)
        topics = np.random.default_rng(S).integers(0, K, (S, n))
        samples = [tables(docs, words, z, N, V, K)[:2] for z in topics]
        n_dk, n_wk = (np.array(t) for t in zip(*samples, strict=True))
        for alpha, eta in ((0.3, 0.5), (0.8, 0.1)):
            with np.errstate(all="ignore"):
                got = yours(n_dk, n_wk, alpha, eta)
            why = (
                "For each sample: θ (N, K) from n_dk and alpha, φ (K, V) from n_wk and eta, their "
                "matrix product; then the mean over the samples."
            )
            P.judge("p", got, why, **{"n_dk": n_dk, "n_wk": n_wk, "alpha": alpha, "eta": eta})
    sizes = iter(((1, 1, 60, 2, 9, 1e-9), (2, 9, 3, 4, 300, 1e-3), (40, 5, 90, 11, 60, 0.02), (3, 30, 2, 1, 50, 1e6)))
    expect_any_size("p", yours, blend, lambda rng: _sized(rng, *next(sizes)))


def _sized(rng, S, N, V, K, n, prior):
    docs, words, _, _ = corpus(N, V, K, n, seed=2160)
    samples = [tables(docs, words, z, N, V, K)[:2] for z in rng.integers(0, K, (S, n))]
    return *map(np.array, zip(*samples, strict=True)), 3 * prior, prior
