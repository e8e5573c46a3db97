"""Skip-gram with negative sampling in a few lines of NumPy, to be read.

The kernel in ``minivae/kernels/skip_gram.py`` does the same; the tests hold the
two together. D numbers a vector, J = 1 + K targets a pair.
"""

import numpy as np

from .alias import draw


def skip_gram_pair(u, targets, labels):
    """L = -Σ_j log σ(±u·v_j), + where label j is 1 (in the window), - where it is 0.

    Parameters
    ----------
    u : (D,), the vector of the centre word
    targets : (J, D), the context vectors v_j
    labels : (J,), 1 or 0

    Returns
    -------
    loss : float, nats
    du : (D,), dL/du = Σ_j (σ(u·v_j) - y_j) v_j
    dtargets : (J, D), dL/dv_j = (σ(u·v_j) - y_j) u
    """
    u, v, y = np.asarray(u), np.asarray(targets), np.asarray(labels)
    scores = v @ u
    loss = np.logaddexp(0, np.where(y == 1, -scores, scores)).sum()
    error = np.exp(-np.logaddexp(0, -scores)) - y  # σ(scores) - y
    return loss, error @ v, np.outer(error, u)


def train_block(
    K,
    start,
    stop,
    words,
    sentences,
    reach,
    rates,
    numbers,
    keep,
    alias,
    vectors,
    contexts,
):
    """Do what the kernel for K negatives does, with the arguments it takes."""
    loss, n_pairs = 0.0, 0
    for i in range(start, stop):
        w = words[i]
        for j in range(max(0, i - reach[i]), min(len(words), i + reach[i] + 1)):
            if j == i or sentences[j] != sentences[i]:
                continue
            drawn = draw(numbers[K * n_pairs : K * (n_pairs + 1)], keep, alias)
            targets = np.append(words[j], drawn[drawn != words[j]])
            labels = np.arange(len(targets)) == 0
            pair, du, dv = skip_gram_pair(vectors[w], contexts[targets], labels)
            vectors[w] -= rates[i] * du
            np.subtract.at(contexts, targets, rates[i] * dv)
            loss, n_pairs = loss + pair, n_pairs + 1
    return loss, n_pairs
