"""Checks of LatentDirichletAllocation: one sweep of Gibbs sampling, and its counts.

N documents, V words, K topics, n tokens.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_parts, expect_shape
from minivae_checks.day2.latent_dirichlet_allocation.sweep_ends import NAMES, ends_of_sweeps
from minivae_checks.day2.latent_dirichlet_allocation.topic_probabilities import _topic_probabilities, corpus, tables
from minivae_checks.guard import repeated
from minivae_checks.taken import expect_taken

SWEEPS, FAR = 3000, 0.06  # draws of a right sampler stay nearer (chance: 0.03)
FEW = 600  # enough to tell most mistakes
# N, V, K, n, seed; the last one has topics enough for one to be missing.
CORPORA = (2, 2, 2, 4, 6), (1, 3, 2, 4, 9), (2, 3, 5, 2, 6)
ALPHA, ETA = 0.4, 0.25


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


@exercise("2.14", points=3, ours=_gibbs_sweep)
def gibbs_sweep(yours):
    """Each token once, from its conditional; the counts are always those of z.

    Task: for each token: draw its new topic, and move it in all three counts
    Hint: Out of the old topic, into the new one: topics, n_dk, n_wk, n_k.
    """
    for N, V, K, n in ((4, 4, 4, 30), (3, 7, 5, 40)):
        docs, words, topics, counts = corpus(N, V, K, n, seed=214)
        _counts_at(yours, docs, words, topics, counts, N, V, K)
    for many in (FEW, SWEEPS):
        runs = [_ends_of(yours, many, *corpus) for corpus in CORPORA]
        if len(np.unique(runs[-1])) < CORPORA[-1][2]:
            _refuse_missing_topics(_ends_of(yours, SWEEPS, *CORPORA[-1]), K=CORPORA[-1][2])
        _refuse_other_draws(runs, many)
    given = docs, words, topics, *counts, 0.5, 0.1
    expect_taken(f"{n} tokens", lambda rng: yours(*given, rng), n)


def _ends_of(yours, many, N, V, K, n, seed):
    """The topics after each of many sweeps from one start, (many, n)."""
    docs, words, topics, counts = corpus(N, V, K, n, seed)
    return repeated(yours, many, docs, words, topics, *counts, ALPHA, ETA, np.random.default_rng(5))


def _counts_at(yours, docs, words, topics, counts, N, V, K):
    def sweep(rng):
        try:
            got = yours(docs, words, topics, *counts, 0.5, 0.1, rng)
        except ValueError as error:
            if "non-negative" not in str(error):
                raise
            _look_at_one_move(yours, N, V, K)
            raise Wrong(
                "a probability is negative, so a count has fallen below 0. topic_probabilities takes the token out "
                "itself: hand it the counts with the token, and the topic where it sits."
            ) from None
        return expect_parts(got, *NAMES, wants=(topics, *counts))

    rng = np.random.default_rng(0)
    z, *new = sweep(rng)
    expect_shape("topics", z, topics.shape)
    if np.asarray(z).dtype.kind not in "iu":
        raise Wrong("topics should stay whole numbers: they count as indices.")
    if np.min(z) < 0 or np.max(z) >= K:
        raise Wrong(f"topics run from 0 to K - 1 = {K - 1}; yours from {np.min(z)} to {np.max(z)}.")
    if np.array_equal(z, topics):
        if all(np.array_equal(a, b) for a, b in zip(new, counts, strict=True)):
            raise Wrong("no token has moved: after each draw, topics and the counts must change.")
        raise Wrong("the counts moved, but topics still holds the old topics.")
    want = tables(docs, words, z, N, V, K)
    expect_parts((z, *new), *NAMES, wants=(z, *want))
    for name, got, right, old in zip(NAMES[1:], new, want, counts, strict=True):
        _table_at(name, got, right, old, len(docs))
    again = sweep(np.random.default_rng(0))[0]
    if not np.array_equal(z, again):
        raise Wrong("two sweeps with the same seed differ: draw from rng.")
    if np.array_equal(z, sweep(rng)[0]):
        raise Wrong(
            "two sweeps with one rng are the same: use the rng that is handed in, and draw (the "
            "most probable topic is not a draw)."
        )


def _look_at_one_move(yours, N, V, K):
    """What made a count negative? Sweep over one token, then over two of one word."""
    for docs, words in (np.zeros((2, 1), dtype=int), np.array([[0, 1], [1, 1]])):
        topics, n = np.ones_like(docs), len(docs)
        counts = tables(docs, words, topics, N, V, K)
        for seed in range(9):
            rng = np.random.default_rng(seed)
            try:
                z, *new = yours(docs, words, topics, *counts, 0.5, 0.1, rng)
            except ValueError:
                if n == 1:
                    return
                raise Wrong(
                    "a probability is negative, so a count has fallen below 0. Are d and w "
                    "exchanged somewhere? d is a row of n_dk, w is one of n_wk."
                ) from None
            want = tables(docs, words, z, N, V, K)
            for name, got, right, old in zip(NAMES[1:], new, want, counts, strict=True):
                _table_at(f"in a corpus of n = {n} {name}", got, right, old, n)


def _table_at(name, got, right, old, n):
    expect_shape(name, got, right.shape)
    start = f"{name} is not the count of the topics that you return"
    if np.array_equal(got, right):
        return
    if np.array_equal(got, old):
        raise Wrong(
            f"{start}: it has not changed at all. Is the token moved there, too, and was its old "
            "topic kept before topics[i] changed?"
        )
    surplus = int(np.sum(got)) - n
    if surplus > 0:
        raise Wrong(f"{start}: it holds {surplus} too many. A token that moves must leave its old topic.")
    if surplus < 0:
        raise Wrong(f"{start}: it lacks {-surplus}. A token that was taken out must be put in again.")
    raise Wrong(
        f"{start}: the total is right, its places are not. Is the token taken from its old topic, "
        "and put into the new one, in its own row?"
    )


def _refuse_missing_topics(got, K):
    never = sorted(set(range(K)) - set(got.ravel().tolist()))
    if never:
        raise Wrong(
            f"in {SWEEPS:,} sweeps over a corpus with K = {K} no token ever got topic "
            f"{', '.join(map(str, never))}: draw from all K topics."
        )


def _refuse_other_draws(runs, many):
    """Refuse draws whose frequencies are not those of a sweep; few draws if they tell why."""
    wants = [ends_of_sweeps(*corpus, ALPHA, ETA) for corpus in CORPORA]
    shares, far = [_shares(got) for got in runs], FAR * np.sqrt(SWEEPS / many)

    def distance(ps):
        """The largest total variation between the frequencies and p, of all runs."""
        return max(map(_distance, shares, ps))

    right = [p for p, _ in wants]
    if distance(right) < far:
        return
    mistakes = {said: [others[said] for _, others in wants] for said in wants[0][1]}
    best, second = sorted(mistakes, key=lambda said: distance(mistakes[said]))[:2]
    near = far if many == SWEEPS else 0.75 * far  # few may look like a mistake by chance
    if distance(mistakes[best]) < near <= far < distance(mistakes[second]):
        off = max(map(_distance, right, mistakes[best]))
        raise Wrong(f"sweeps from one start do not end where they should (they are {off:.0%} off): {best}")
    if many == SWEEPS:
        raise Wrong(
            f"{SWEEPS:,} sweeps from one start do not end where they should (they are {distance(right):.0%} off). Is "
            "each token visited once, in the order of the loop, and drawn from its own p of 2.13, whose K numbers add "
            "up to 1, with a random number of its own, after all earlier moves are in the counts?"
        )


def _shares(got):
    ends, counts = np.unique(got, axis=0, return_counts=True)
    return dict(zip(map(tuple, ends.tolist()), counts / len(got), strict=True))


def _distance(p, q):
    return 0.5 * sum(abs(p.get(z, 0.0) - q.get(z, 0.0)) for z in {*p, *q})
