"""Checks of day 2: where a sweep of Gibbs sampling should end, and what mistakes do.

N documents, V words, K topics, n tokens. A sweep draws at random: it is compared with
the exact distribution of its outcome, over all K^n assignments, and with those of
sweeps that have a known mistake.
"""

from collections import defaultdict
from itertools import permutations, product

import numpy as np

from minivae_checks import Wrong
from minivae_checks.day2.latent_dirichlet_allocation.weights import _topic_probabilities, tables

# fmt: off
NAMES = "topics", "n_dk", "n_wk", "n_k"
SWEEPS, FAR = 3000, 0.06  # draws of a right sampler stay nearer (chance: 0.03)


def _weights(d, w, k, n_dk, n_wk, n_k, alpha, eta, out=(1, 1, 1), gift=None, power=1,
             doc_power=1):
    """The conditional; `out`: in which counts the token is taken out."""
    mine = np.arange(len(n_k)) == k
    gift = len(n_wk) * eta if gift is None else gift
    doc, word, total = (counts - take * mine for counts, take in
                        zip((n_dk[d], n_wk[w], n_k), out, strict=True))
    p = (doc + alpha) ** doc_power * (word + eta) / (total + gift) ** power
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


def _not_divided(rest):
    """The weights as they are; topic `rest` gets what they lack of 1."""
    def rule(d, w, k, n_dk, n_wk, n_k, alpha, eta):
        mine = np.arange(len(n_k)) == k
        p = (n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta)
        up_to = np.minimum(np.cumsum(p / (n_k - mine + len(n_wk) * eta)), 1)
        q = np.diff(up_to, prepend=0)
        q[rest] += 1 - up_to[-1]
        return q
    return {"rule": rule}


def outcomes(docs, words, topics, size, alpha, eta, rule=_topic_probabilities,
             visits=lambda n: range(n), stale="", orders=None):
    """p of each assignment after one sweep, also of a sweep with a mistake.

    ``stale`` names the counts that stay as they were at the start of the sweep. A visit
    is a token, or several of which one is drawn; `orders` are equally probable.
    """
    if orders:
        each = [outcomes(docs, words, topics, size, alpha, eta, visits=lambda n, o=o: o)
                for o in orders(len(docs))]
        ends = set().union(*each)
        return {z: sum(p.get(z, 0) for p in each) / len(each) for z in ends}
    start = dict(zip(NAMES[1:], tables(docs, words, topics, *size), strict=True))
    ends = {tuple(topics.tolist()): 1.0}
    for visit in visits(len(docs)):
        later, among = defaultdict(float), np.atleast_1d(visit)
        for (z, p_z), i in product(ends.items(), among):
            now = zip(NAMES[1:], tables(docs, words, np.array(z), *size), strict=True)
            counts = [start[name] if name in stale else table for name, table in now]
            p = rule(docs[i], words[i], z[i], *counts, alpha, eta)
            for k in np.flatnonzero(p):
                later[z[:i] + (int(k),) + z[i + 1:]] += p_z * p[k] / len(among)
        ends = later
    return ends


def _with(**more):
    return {"rule": lambda *args: _weights(*args, **more)}


def _swapped(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    return _topic_probabilities(d, w, k, n_dk, n_wk, n_k, eta, alpha)


def _document(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    p = n_dk[d] - (np.arange(len(n_k)) == k) + alpha
    return p / p.sum()


def _worst(*args):
    p = _topic_probabilities(*args)
    return (1 - p) / (len(p) - 1)


MISTAKES = {
    "the tokens do not see one another's moves: take each one's probabilities from the "
    "counts as they are now.": {"stale": "n_dk n_wk n_k"},
    "n_dk is brought up to date too late: the next token must see it.":
        {"stale": "n_dk"},
    "n_wk is brought up to date too late: the next token must see it.":
        {"stale": "n_wk"},
    "n_k is brought up to date too late: the next token must see it.": {"stale": "n_k"},
    "all topics are drawn alike; p is not used.":
        {"rule": lambda *args: np.full(len(args[5]), 1 / len(args[5]))},
    "improbable topics are drawn often: is the comparison with the cumulative sum "
    "turned round?": {"rule": _worst},
    "only the first token moves; a sweep visits all.": {"visits": lambda n: [0]},
    "only the last token moves; a sweep visits all.": {"visits": lambda n: [n - 1]},
    "the first token is left out; a sweep visits all.":
        {"visits": lambda n: range(1, n)},
    "the last token is left out; a sweep visits all.":
        {"visits": lambda n: range(n - 1)},
    "each token is visited twice; a sweep is one round.":
        {"visits": lambda n: [*range(n), *range(n)]},
    "the tokens come in the reverse order. That is Gibbs sampling, too; here keep the "
    "order of the loop.": {"visits": lambda n: range(n)[::-1]},
    "the tokens come in a random order. That is Gibbs sampling, too; here keep the "
    "order of the loop.": {"orders": lambda n: permutations(range(n))},
    "the tokens are drawn at random, so some come twice and some never; visit each "
    "once.": {"visits": lambda n: [range(n)] * n},
    "n_wk and n_k are brought up to date too late: the next token must see them.":
        {"stale": "n_wk n_k"},
    "each token is still in the counts while it is drawn.": _with(out=(0, 0, 0)),
    "the token is out of n_dk, but still in n_wk and n_k while it is drawn.":
        _with(out=(1, 0, 0)),
    "the token is out of n_wk, but still in n_dk and n_k while it is drawn.":
        _with(out=(0, 1, 0)),
    "the token is still in n_k while it is drawn.": _with(out=(1, 1, 0)),
    "alpha and eta are exchanged.": {"rule": _swapped},
    "the division by n_k + V eta is missing.": _with(power=0),
    "below the line is one eta; there belongs V * eta.":
        {"rule": lambda *args: _weights(*args, gift=args[-1])},
    "below the line is K * eta; there belongs V * eta.":
        {"rule": lambda *args: _weights(*args, gift=len(args[5]) * args[-1])},
    "the document is missing: p does not use n_dk.": _with(doc_power=0),
    "only the document's die speaks; the topic's die is missing.": {"rule": _document},
    "the weights are not divided by their sum: topic 0 gets what they lack of 1.":
        _not_divided(0),
    "the weights are not divided by their sum: the last topic gets what is left of 1.":
        _not_divided(-1),
    "a draw that is less probable than the old topic is turned down; take it as it "
    "comes.": {"rule": _keep_the_better},
    "the old topic is never drawn again; a token may stay.": {"rule": _always_leave},
}


def refuse_other_draws(runs):
    """Refuse draws whose frequencies are not those of a sweep."""
    def far(**mistake):
        """The largest total variation between the frequencies and p, of all runs."""
        return max(_distance(got, outcomes(*args, **mistake)) for got, args in runs)

    right = far()
    if right < FAR:
        return
    distance = {said: far(**mistake) for said, mistake in MISTAKES.items()}
    start = (f"{SWEEPS:,} sweeps from one start do not end where they should (they are "
             f"{right:.0%} off)")
    best, second = sorted(distance, key=distance.get)[:2]
    if distance[best] < FAR < distance[second]:
        raise Wrong(f"{start}: {best}")
    raise Wrong(f"{start}. Is each token visited once, in the order of the loop, "
                "and drawn from its own p of 2.13, whose K numbers add up to 1, with a "
                "random number of its own, after all earlier moves are in the counts?")


def _distance(got, p):
    came = defaultdict(float)
    for z in got.tolist():
        came[tuple(z)] += 1 / len(got)
    return 0.5 * sum(abs(came[z] - p.get(z, 0.0)) for z in {*came, *p})
