"""Where a sweep of Gibbs sampling ends, and where sweeps with mistakes do.

N documents, V words, K topics, n tokens. A sweep draws at random: its ends are compared with
the exact distribution over all K^n assignments, and with those of sweeps that have a known
mistake. All are computed once for a corpus.
"""

import functools
from collections import defaultdict
from itertools import permutations, product

import numpy as np

from minivae_checks import Mistakes
from minivae_checks.day2.latent_dirichlet_allocation.topic_probabilities import _topic_probabilities, corpus, tables

NAMES = "topics", "n_dk", "n_wk", "n_k"


def _weights(d, w, k, n_dk, n_wk, n_k, alpha, eta, out=(1, 1, 1), V=None, power=1, doc_power=1):
    """The conditional; `out`: in which counts the token is taken out; V: of V * eta."""
    mine = np.arange(len(n_k)) == k
    V = len(n_wk) if V is None else V
    doc, word, total = n_dk[d] - out[0] * mine, n_wk[w] - out[1] * mine, n_k - out[2] * mine
    p = (doc + alpha) ** doc_power * (word + eta) / (total + V * eta) ** power
    return p / p.sum()


def _keep_the_better(d, w, k, *rest):
    p = _topic_probabilities(d, w, k, *rest)
    q = np.where(p >= p[k], p, 0)
    q[k] += 1 - q.sum()
    return q


def _always_leave(d, w, k, *rest):
    p = _topic_probabilities(d, w, k, *rest)
    p[k] = 0
    return p / p.sum()


def _not_divided(d, w, k, n_dk, n_wk, n_k, alpha, eta, rest):
    """The weights as they are; topic `rest` gets what they lack of 1."""
    mine = np.arange(len(n_k)) == k
    p = (n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)
    up_to = np.minimum(np.cumsum(p / (n_k - mine + len(n_wk) * eta)), 1)
    q = np.diff(up_to, prepend=0)
    q[rest] += 1 - up_to[-1]
    return q


def _swapped(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    return _topic_probabilities(d, w, k, n_dk, n_wk, n_k, eta, alpha)


def _document(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    p = n_dk[d] - (np.arange(len(n_k)) == k) + alpha
    return p / p.sum()


def _worst(*args):
    p = _topic_probabilities(*args)
    return (1 - p) / (len(p) - 1)


def _all_alike(*args):
    return np.full(len(args[5]), 1 / len(args[5]))


def _ends(docs, words, topics, size, alpha, eta, rule=_topic_probabilities, visits=None, stale=""):
    """p of each assignment after one sweep, also of a sweep with a mistake.

    ``stale`` names the counts that stay as they were at the start of the sweep. A visit is a
    token, or several of which one is drawn.
    """
    start = dict(zip(NAMES[1:], tables(docs, words, topics, *size), strict=True))
    ends = {tuple(topics.tolist()): 1.0}
    for visit in range(len(docs)) if visits is None else visits:
        later, among = defaultdict(float), np.atleast_1d(visit)
        for (z, p_z), i in product(ends.items(), among):
            now = zip(NAMES[1:], tables(docs, words, np.array(z), *size), strict=True)
            counts = [start[name] if name in stale else table for name, table in now]
            p = rule(docs[i], words[i], z[i], *counts, alpha, eta)
            for k in np.flatnonzero(p):
                later[z[:i] + (int(k),) + z[i + 1 :]] += p_z * p[k] / len(among)
        ends = later
    return dict(ends)


def _mean_of(each):
    """The mean of several distributions."""
    return {z: sum(p.get(z, 0) for p in each) / len(each) for z in set().union(*each)}


ENDS = Mistakes("""
    n, K = len(docs), size[2]
    each = [*range(n)]
    sweep()
    sweep(stale="n_dk n_wk n_k")
        # the tokens do not see one another's moves: take each one's probabilities from the
        # counts as they are now.
    sweep(stale="n_dk")  # n_dk is brought up to date too late: the next token must see it.
    sweep(stale="n_wk")  # n_wk is brought up to date too late: the next token must see it.
    sweep(stale="n_k")  # n_k is brought up to date too late: the next token must see it.
    sweep(all_alike)  # all topics are drawn alike; p is not used.
    sweep(worst)  # improbable topics are drawn often: is the comparison with the cumulative sum reversed?
    sweep(visits=[0])  # only the first token moves; a sweep visits all.
    sweep(visits=[n - 1])  # only the last token moves; a sweep visits all.
    sweep(visits=each[1:])  # the first token is left out; a sweep visits all.
    sweep(visits=each[:-1])  # the last token is left out; a sweep visits all.
    sweep(visits=each + each)  # each token is visited twice; a sweep is one round.
    sweep(visits=each[::-1])
        # the tokens come in the reverse order. That is Gibbs sampling, too; here keep the order
        # of the loop.
    mean_of([sweep(visits=order) for order in permutations(each)])
        # the tokens come in a random order. That is Gibbs sampling, too; here keep the order of
        # the loop.
    sweep(visits=[each] * n)  # the tokens are drawn at random, so some come twice and some never; visit each once.
    sweep(stale="n_wk n_k")  # n_wk and n_k are brought up to date too late: the next token must see them.
    sweep(weights, out=(0, 0, 0))  # each token is still in the counts while it is drawn.
    sweep(weights, out=(1, 0, 0))  # the token is out of n_dk, but still in n_wk and n_k while it is drawn.
    sweep(weights, out=(0, 1, 0))  # the token is out of n_wk, but still in n_dk and n_k while it is drawn.
    sweep(weights, out=(1, 1, 0))  # the token is still in n_k while it is drawn.
    sweep(swapped)  # alpha and eta are exchanged.
    sweep(weights, power=0)  # the division by n_k + V eta is missing.
    sweep(weights, V=1)  # below the line is one eta; there belongs V * eta.
    sweep(weights, V=K)  # below the line is K * eta; there belongs V * eta.
    sweep(weights, doc_power=0)  # the document is missing: p does not use n_dk.
    sweep(document)  # only the document's die speaks; the topic's die is missing.
    sweep(not_divided, rest=0)  # the weights are not divided by their sum: topic 0 gets what they lack of 1.
    sweep(not_divided, rest=-1)  # the weights are not divided by their sum: the last topic gets what is left of 1.
    sweep(keep_the_better)  # a draw that is less probable than the old topic is turned down; take it as it comes.
    sweep(always_leave)  # the old topic is never drawn again; a token may stay.
    """).using(
    permutations=permutations,
    mean_of=_mean_of,
    weights=_weights,
    keep_the_better=_keep_the_better,
    always_leave=_always_leave,
    not_divided=_not_divided,
    swapped=_swapped,
    document=_document,
    worst=_worst,
    all_alike=_all_alike,
)


@functools.cache
def ends_of_sweeps(N, V, K, n, seed, alpha, eta):
    """p after a right sweep over `corpus`, and {sentence: p} of the mistakes."""
    docs, words, topics, _ = corpus(N, V, K, n, seed)
    size = N, V, K

    def sweep(rule=_topic_probabilities, visits=None, stale="", **more):
        rule = functools.partial(rule, **more)
        return _ends(docs, words, topics, size, alpha, eta, rule, visits, stale)

    right, lines = ENDS.values({"docs": docs, "size": size, "sweep": sweep})
    return right, dict(lines.values())
