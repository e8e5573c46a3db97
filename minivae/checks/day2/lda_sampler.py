"""Checks of day 2: one sweep of Gibbs sampling.

N documents, V words, K topics, n tokens. A sweep draws at random: it is compared with
the exact distribution of its outcome, over all K^n assignments, and with those of
sweeps that have a known mistake.
"""

from collections import defaultdict

import numpy as np

from minivae.checks import Wrong, exercise, expect_parts, expect_shape
from minivae.checks.day2.dice import LDA
from minivae.checks.day2.lda import _topic_probabilities, corpus, tables

# fmt: off
NAMES = "topics", "n_dk", "n_wk", "n_k"
SWEEPS, FAR = 3000, 0.06  # draws of a right sampler stay nearer (chance: 0.03)


def _gibbs_sweep(docs, words, topics, n_dk, n_wk, n_k, alpha, eta, rng):
    topics, n_dk, n_wk, n_k = topics.copy(), n_dk.copy(), n_wk.copy(), n_k.copy()
    for i, (d, w) in enumerate(zip(docs, words, strict=True)):
        old = topics[i]
        p = _topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)
        new = topics[i] = rng.choice(len(p), p=p)
        for k, step in ((old, -1), (new, 1)):
            n_dk[d, k] += step
            n_wk[w, k] += step
            n_k[k] += step
    return topics, n_dk, n_wk, n_k


@exercise("2.14", notebook=LDA, points=3, ours=_gibbs_sweep,
          task="for each token: draw its new topic, and move it in all three counts",
          hint="Out of the old topic, into the new one: topics, n_dk, n_wk, n_k.")
def gibbs_sweep(yours):
    """Each token once, from its conditional; the counts are always those of z."""
    for N, V, K, n in ((4, 4, 4, 30), (3, 7, 5, 40)):
        docs, words, topics, counts = corpus(N, V, K, n, seed=214)
        _counts_at(yours, docs, words, topics, counts, N, V, K)
    runs = []
    for N, V, K, n, seed in ((2, 2, 2, 4, 6), (1, 3, 2, 4, 9), (2, 3, 5, 2, 6)):
        docs, words, topics, counts = corpus(N, V, K, n, seed)
        args, rng = (docs, words, topics, *counts, 0.4, 0.25), np.random.default_rng(5)
        got = np.array([yours(*args, rng)[0] for _ in range(SWEEPS)])
        runs.append((got, (docs, words, topics, (N, V, K), 0.4, 0.25)))
    _refuse_missing_topics(*runs[-1])
    _refuse_other_draws(runs)


def _counts_at(yours, docs, words, topics, counts, N, V, K):
    def sweep(rng):
        try:
            got = yours(docs, words, topics, *counts, 0.5, 0.1, rng)
        except ValueError as error:
            if "non-negative" not in str(error):
                raise
            raise Wrong("a probability is negative, so a count has fallen below 0. "
                        "topic_probabilities takes the token out itself: hand it the "
                        "counts with the token, and the topic where it sits.") from None
        return expect_parts(got, *NAMES, wants=(topics, *counts))

    rng = np.random.default_rng(0)
    z, *new = sweep(rng)
    expect_shape("topics", z, topics.shape)
    if np.asarray(z).dtype.kind not in "iu":
        raise Wrong("topics should stay whole numbers: they count as indices.")
    if np.min(z) < 0 or np.max(z) >= K:
        raise Wrong(f"topics run from 0 to K - 1 = {K - 1}; yours from {np.min(z)} "
                    f"to {np.max(z)}.")
    if np.array_equal(z, topics):
        moved = any(not np.array_equal(a, b) for a, b in zip(new, counts, strict=True))
        raise Wrong("the counts moved, but topics still holds the old topics." if moved
                    else "no token has moved: after each draw, topics and the counts "
                         "must change.")
    want = tables(docs, words, z, N, V, K)
    expect_parts((z, *new), *NAMES, wants=(z, *want))
    for name, got, right, old in zip(NAMES[1:], new, want, counts, strict=True):
        _table_at(name, np.asarray(got), right, old, len(docs))
    again = sweep(np.random.default_rng(0))[0]
    if not np.array_equal(z, again):
        raise Wrong("two sweeps with the same seed differ: draw from rng.")
    if np.array_equal(z, sweep(rng)[0]):
        raise Wrong("two sweeps with one rng are the same: use the rng that is handed "
                    "in, and draw (the most probable topic is not a draw).")


def _table_at(name, got, right, old, n):
    expect_shape(name, got, right.shape)
    start = f"{name} is not the count of the topics that you return"
    if np.array_equal(got, right):
        return
    if np.array_equal(got, old):
        raise Wrong(f"{start}: it has not changed at all. Is the token moved there, "
                    "too, and was its old topic kept before topics[i] changed?")
    surplus = int(got.sum()) - n
    if surplus > 0:
        raise Wrong(f"{start}: it holds {surplus} too many. A token that moves must "
                    "leave its old topic.")
    if surplus < 0:
        raise Wrong(f"{start}: it lacks {-surplus}. A token that was taken out must be "
                    "put in again.")
    raise Wrong(f"{start}: the total is right, its places are not. Is the token taken "
                "from its old topic, and put into the new one, in its own row?")


def _refuse_missing_topics(got, args):
    K = args[3][2]
    never = sorted(set(range(K)) - set(got.ravel().tolist()))
    if never:
        raise Wrong(f"in {SWEEPS:,} sweeps over a corpus with K = {K} no token ever "
                    f"got topic {', '.join(map(str, never))}: draw from all K topics.")


def _weights(d, w, k, n_dk, n_wk, n_k, alpha, eta, out=(1, 1, 1), gift=None, power=1):
    """The conditional; `out`: in which counts the token is taken out."""
    mine = np.arange(len(n_k)) == k
    gift = len(n_wk) * eta if gift is None else gift
    doc, word, total = (counts - take * mine for counts, take in
                        zip((n_dk[d], n_wk[w], n_k), out, strict=True))
    p = (doc + alpha) * (word + eta) / (total + gift) ** power
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


def outcomes(docs, words, topics, size, alpha, eta, rule=_topic_probabilities,
             visits=lambda n: range(n), stale=""):
    """p of each assignment after one sweep, also of a sweep with a mistake.

    ``stale`` names the counts that stay as they were at the start of the sweep.
    """
    start = dict(zip(NAMES[1:], tables(docs, words, topics, *size), strict=True))
    ends = {tuple(topics.tolist()): 1.0}
    for i in visits(len(docs)):
        later = defaultdict(float)
        for z, p_z in ends.items():
            now = zip(NAMES[1:], tables(docs, words, np.array(z), *size), strict=True)
            counts = [start[name] if name in stale else table for name, table in now]
            p = rule(docs[i], words[i], z[i], *counts, alpha, eta)
            for k in np.flatnonzero(p):
                later[z[:i] + (int(k),) + z[i + 1:]] += p_z * p[k]
        ends = later
    return ends


def _with(**more):
    return {"rule": lambda *args: _weights(*args, **more)}


def _swapped(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    return _topic_probabilities(d, w, k, n_dk, n_wk, n_k, eta, alpha)


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
    "a draw that is less probable than the old topic is turned down; take it as it "
    "comes.": {"rule": _keep_the_better},
    "the old topic is never drawn again; a token may stay.": {"rule": _always_leave},
}


def _refuse_other_draws(runs):
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
    raise Wrong(f"{start}. Is each token drawn from its own p, with a number of its "
                "own, after all earlier moves are in the counts?")


def _distance(got, p):
    came = defaultdict(float)
    for z in got.tolist():
        came[tuple(z)] += 1 / len(got)
    return 0.5 * sum(abs(came[z] - p.get(z, 0.0)) for z in {*came, *p})
