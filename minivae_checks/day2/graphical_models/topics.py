"""Check of GraphicalModels: topics that write. K topics, V words, n words of one text."""

from itertools import product

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_parts, expect_scalar
from minivae_checks.sizes import expect_any_size

SIZES = (4, 6, 3), (7, 3, 4), (2, 10, 3), (1, 4, 3), (5, 1, 300)  # K, n, V: up to 4,096 assignments


def _joint_and_marginal(words, topics, theta, phi):
    return np.prod(theta[topics] * phi[topics, words]), np.prod(theta @ phi[:, words])


JOINT = Mistakes("""
    by_topic, by_word, last = theta[topics], phi[topics, words], len(theta) - 1
    np.prod(by_topic * by_word)
    np.prod(by_word)  # theta is missing: each word first draws its topic.
    np.prod(by_topic)  # phi is missing: the topic then draws the word.
    np.prod(theta[sorted(set(topics))]) * np.prod(by_word)
        # theta counts once for each word, also if a topic comes again.
    np.sum(by_topic * by_word)  # The words' factors are added: multiply.
    np.log(np.prod(by_topic * by_word))  # That is its logarithm.
    np.sum(by_topic) * np.prod(by_word)  # The numbers of theta are added: multiply them over the words.
    np.prod(theta[last] * phi[last, words])
        # That is the last assignment of all: the loop has overwritten topics (or the joint): give
        # its variables other names.
    theta[topics[0]] * np.prod(by_word)  # theta is there once, for the first word only.
    np.prod(by_topic * phi[words, topics])  # phi has a row per topic: phi[topic, word].
    np.prod(by_topic * phi[topics][words])  # phi[topics][words] picks rows of rows: write phi[topics, words].
    """)
MARGINAL = Mistakes("""
    K, n, phi_w = len(theta), len(words), phi[:, words]
    p = {z: np.prod(theta[list(z)] * phi[list(z), words]) for z in product(range(K), repeat=n)}
    every, joint = np.array(list(p.values())), np.prod(theta[topics] * phi[topics, words])
    every.sum()
    theta @ phi_w.prod(axis=1)  # One topic writes all words there; here each word draws its own.
    (theta[:, None] * phi_w).prod(axis=1).sum()
        # One topic writes all words there, with theta^n; here each word draws its own.
    every[-1]  # That is the last assignment alone: add up, with +=.
    every[0]  # That is the first assignment alone: does `return` stand within the loop?
    joint * K**n  # That is the joint K^n times: within the loop take the loop's z, not topics.
    every.mean()  # That is the mean over the assignments; their probabilities add up.
    every.max()  # That is the likeliest assignment alone: add up all.
    phi_w.sum(axis=0).prod()  # theta is missing: each word first draws its topic.
    phi_w.mean(axis=0).prod()  # All topics count alike; theta says how likely each is.
    sum(p[z] for z in p if list(z) == sorted(z))
        # Only assignments in ascending order are counted: 0, 1 and 1, 0 are two.
    sum(p[z] for z in p if len(set(z)) == n)  # Each topic is used once at most; a topic may come again.
    joint  # That is the joint once more: its topics are given, here all are tried.
    (theta @ phi_w).sum()  # That is the sum of the words' probabilities: multiply over the words.
    every.sum() - joint  # The given assignment is left out of the sum.
    sum(p[z] for z in p if max(z) < 2)  # The sum runs over the topics 0 and 1 only; there are K = len(theta).
    sum(p[z] for z in p if set(z) <= set(topics))
        # The sum runs over the topics that were given only; there are K = len(theta).
    np.log(every.sum())  # That is its logarithm.
    """).using(product=product)


@exercise("2.5", points=3, ours=_joint_and_marginal)
def joint_and_marginal(yours):
    """Π_i θ_{z_i} φ_{z_i w_i}, and its sum over all z.

    Task: return p(words, topics) and p(words), the sum over all assignments
    Hint: Each of n words may come from each of K topics: K^n assignments.
    """
    rng = np.random.default_rng(25)
    for K, V, n in ((3, 3, 3), (2, 4, 3), (3, 5, 2), (2, 3, 5), (3, 4, 1)):
        theta, phi = rng.dirichlet(np.full(K, 3.0)), rng.dirichlet(np.full(V, 2.0), K)
        words = [int(w) for w in (2 * np.arange(n) + 1) % V]
        topics = [int(z) for z in (np.arange(n)[::-1] + (n == 2)) % K]
        if n == K == 3:
            topics = [2, 2, 1]  # their theta do not sum to 1
        given = {"words": words, "topics": topics, "theta": theta, "phi": phi}
        right = _joint_and_marginal(**given)
        joint, marginal = expect_parts(_call(yours, given), "joint", "marginal", wants=right)
        expect_scalar("joint", joint, "Multiply over the words.")
        expect_scalar("marginal", marginal, "Add up all assignments.")
        JOINT.judge("joint", joint, **given)
        MARGINAL.judge("marginal", marginal, **given)
    theta, phi = np.array([0.3, 0.7]), np.array([[0.5, 0.5, 0, 0], [0, 0, 0.7, 0.3]])
    joint, marginal = yours([3, 2, 1], [0, 1, 0], theta, phi)
    expect_close("p(words, topics), where a topic lacks a word,", joint, 0.0, "phi is 0 there.")
    why = "It does not depend on the topics that were given."
    expect_close("p(words) of AKB, BNK, Dog", marginal, 0.015435, why)
    _expect_rare_words(yours)
    sizes = iter(SIZES)
    expect_any_size(
        ("joint", "marginal"),
        yours,
        _joint_and_marginal,
        lambda rng: _draw(rng, *next(sizes)),
        tries=len(SIZES),
        rtol=1e-9,
        atol=0,
    )


def _expect_rare_words(yours):
    for small in (1e-4, 1e-9, 1e-30):
        theta, phi = np.array([1 - small, small]), np.array([[0.3, 0.7 - small, small], [small, 0.4, 0.6 - small]])
        given = [0, 2, 1, 0], [1, 0, 0, 0], theta, phi
        for name, got, want in zip(("joint", "marginal"), yours(*given), _joint_and_marginal(*given), strict=True):
            expect_close(f"the {name} of rare words, {small:g},", got, want, atol=0)


def _draw(rng, K, n, V):
    words, topics = (rng.integers(0, top, n).tolist() for top in (V, K))
    return words, topics, rng.dirichlet(np.full(K, 2.0)), rng.dirichlet(np.full(V, 0.7), K)


def _call(yours, given):
    """Call it, and name the error that a tuple as an index makes."""
    try:
        return yours(*given.values())
    except IndexError as error:
        if "too many indices" not in str(error):
            raise
        raise Wrong(
            "a tuple such as (0, 1, 0) in brackets is one place in three axes; a list is three "
            "places in one axis. product gives tuples: write z = list(z)."
        ) from None
