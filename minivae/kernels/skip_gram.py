"""Skip-gram with negative sampling: a block of words, pair by pair.

For a centre word w, a word c in its window and K negatives n_1, ..., n_K:

    L = -log σ(u_w·v_c) - Σ_k log σ(-u_w·v_{n_k})
    dL/du_w = Σ_j (σ(u_w·v_j) - y_j) v_j,    dL/dv_j = (σ(u_w·v_j) - y_j) u_w

(Mikolov et al. 2013, equation 4), where y is 1 for c and 0 for a negative. A negative
that is c itself is passed over. All scores and gradients of a pair are taken before its
update; the next pair sees the update.

Each pair has negatives of its own. If the pairs of one centre shared them, fewer rows
would come from memory, and 1.9 times as many pairs a second be done with 38,000 words;
but then a negative is pushed six times in the same direction, and the analogies of the
grammar fall from .87 to .53 (200,000 words, learning rate .05).
"""

from functools import lru_cache

import numpy as np

from ._jit import jit


@jit
def draw(number, keep, alias):
    """Draw from an alias table by one 32-bit number: which entry, then its coin.

    keep: (V,) uint32, the probability of staying at the entry, times 2^32.
    """
    product = np.uint64(number) * np.uint64(len(keep))
    entry = product >> np.uint64(32)
    coin = product & np.uint64(0xFFFFFFFF)  # how far into the entry, as 32 bits
    return np.uint32(entry) if coin < keep[entry] else np.uint32(alias[entry])


@lru_cache
def make_skip_gram(width, n_negatives):
    """Build the kernel for rows of ``width`` numbers.

    Width and K are constants of the compiled code, so the loops over them are unrolled.
    """
    size = n_negatives + 1

    @jit
    def skip_gram(
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
        """Train on the centres start to stop - 1; return Σ L in nats, and the pairs.

        words: (n,); sentences: (n,), the number of each word's sentence; reach: (n,),
        how far each window goes; rates: (n,) float32, learning rates; numbers: uint32,
        K for each pair in turn; keep, alias: (V,), the table of the negatives;
        vectors, contexts: (V, width) float32, both change in place. Columns of zeros
        stay zero.
        """
        zero, one = np.float32(0), np.float32(1)
        targets = np.empty(size, np.uint32)
        pull = np.empty(size, np.float32)
        step = np.empty(width, np.float32)
        loss, n_pairs = 0.0, 0
        for i in range(start, stop):
            w = np.uint32(words[i])  # unsigned: no test for an index below 0
            for j in range(max(0, i - reach[i]), min(len(words), i + reach[i] + 1)):
                if j == i or sentences[j] != sentences[i]:
                    continue
                targets[0] = words[j]
                for k in range(n_negatives):
                    number = numbers[n_pairs * n_negatives + k]
                    targets[k + 1] = draw(number, keep, alias)
                for k in range(size):
                    t = targets[k]
                    score = zero
                    for d in range(width):
                        score += vectors[w, d] * contexts[t, d]
                    pull[k] = score
                product = 1.0  # of the 1 + e: one logarithm for all
                for k in range(size):
                    score = pull[k] if k == 0 else -pull[k]
                    e = np.exp(-abs(score))
                    missing = rates[i] / (one + e)  # rate (1 - σ(score))
                    if score >= zero:
                        missing *= e
                    pull[k] = missing if k == 0 else -missing
                    if k > 0 and targets[k] == targets[0]:
                        pull[k] = zero
                    else:
                        product *= one + e
                        loss += max(-score, zero)
                loss += np.log(product)
                for d in range(width):
                    step[d] = zero
                for k in range(size):
                    t, rate = targets[k], pull[k]
                    for d in range(width):
                        step[d] += rate * contexts[t, d]
                for k in range(size):
                    t, rate = targets[k], pull[k]
                    for d in range(width):
                        contexts[t, d] += rate * vectors[w, d]
                for d in range(width):
                    vectors[w, d] += step[d]
                n_pairs += 1
        return loss, n_pairs

    return skip_gram
