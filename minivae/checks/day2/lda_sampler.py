"""Checks of day 2: one sweep of Gibbs sampling.

N documents, V words, K topics, n tokens. A sweep draws at random: it is
compared with the exact distribution of its outcome, all K^n of them.
"""

import itertools

import numpy as np

from minivae.checks import Wrong, exercise, expect_parts, expect_shape
from minivae.checks.day2.dice import LDA
from minivae.checks.day2.lda import _topic_probabilities, corpus, tables

# fmt: off
NAMES = "topics", "n_dk", "n_wk", "n_k"


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
    for N, V, K, n, seed in ((2, 2, 2, 4, 7), (1, 3, 2, 4, 9)):
        docs, words, topics, counts = corpus(N, V, K, n, seed)
        args, rng = (docs, words, topics, *counts, 0.4, 0.25), np.random.default_rng(5)
        got = [yours(*args, rng)[0] for _ in range(3000)]
        _distribution_at(np.array(got), docs, words, topics, (N, V, K), 0.4, 0.25)


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
        return expect_parts(got, *NAMES)

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


def outcomes(docs, words, topics, size, alpha, eta, how="right"):
    """p of each of the K^n outcomes of one sweep, also of a sweep with a mistake."""
    N, V, K = size
    p_all = {}
    for z in itertools.product(range(K), repeat=len(docs)):
        now, p_z = topics.copy(), 1.0
        for i, (d, w) in enumerate(zip(docs, words, strict=True)):
            seen = topics if how == "stale" else now
            counts = tables(docs, words, seen, N, V, K)
            p = _topic_probabilities(d, w, seen[i], *counts, alpha, eta)
            if how == "uniform":
                p = np.full(K, 1 / K)
            elif how == "best":
                p = np.eye(K)[p.argmax()]
            elif how == "worst":
                p = (1 - p) / (K - 1)
            elif how in ("first", "last") and i != {"first": 0}.get(how, len(z) - 1):
                p = np.eye(K)[topics[i]]
            elif how == "own vote":
                p = _with_itself(d, w, *counts, alpha, eta)
            p_z *= p[z[i]]
            now[i] = z[i]
        p_all[z] = p_z
    return p_all


def _with_itself(d, w, n_dk, n_wk, n_k, alpha, eta):
    p = (n_dk[d] + alpha) * (n_wk[w] + eta) / (n_k + len(n_wk) * eta)
    return p / p.sum()


MISTAKES = {
    "stale": "the tokens do not see one another's moves: take each one's probabilities "
             "from the counts as they are now.",
    "uniform": "all topics are drawn alike; p is not used.",
    "best": "the most probable topic is taken; draw one.",
    "worst": "improbable topics are drawn often: is the comparison with the cumulative "
             "sum turned round?",
    "first": "only the first token moves; a sweep visits all.",
    "last": "only the last token moves; a sweep visits all.",
    "own vote": "each token is still in the counts while it is drawn.",
}


def _distribution_at(got, docs, words, topics, size, alpha, eta):
    """Refuse draws whose frequencies are not those of a sweep."""
    def far(p):
        """Total variation between the frequencies and p."""
        return 0.5 * sum(abs(np.mean(np.all(got == z, axis=1)) - p[z]) for z in p)

    args = docs, words, topics, size, alpha, eta
    right = far(outcomes(*args))
    if right < 0.06:
        return
    distance = {how: far(outcomes(*args, how)) for how in MISTAKES}
    how = min(distance, key=distance.get)
    start = ("3,000 sweeps from one start do not end where they should (they are "
             f"{right:.0%} off)")
    if distance[how] < 0.06:
        raise Wrong(f"{start}: {MISTAKES[how]}")
    raise Wrong(f"{start}. Is each token drawn from its own p, with a number of its "
                "own, after all earlier moves are in the counts?")
