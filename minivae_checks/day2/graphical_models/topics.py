"""Checks of day 2: topics that write. K topics, V words, n words of one text."""

from itertools import product

import numpy as np

from minivae_checks import Wrong, exercise, expect_parts, expect_scalar
from minivae_checks.day2.graphical_models.parameters import expect_one

# fmt: off


def _joint_and_marginal(words, topics, theta, phi):
    joint = np.prod(theta[topics] * phi[topics, words])
    return joint, np.prod(theta @ phi[:, words])


@exercise("2.5", points=3, ours=_joint_and_marginal,
          task="return p(words, topics) and p(words), the sum over all assignments",
          hint="Each of n words may come from each of K topics: K^n assignments.")
def joint_and_marginal(yours):
    """Π_i θ_{z_i} φ_{z_i w_i}, and its sum over all z."""
    rng = np.random.default_rng(25)
    for K, V, n in ((3, 3, 3), (2, 4, 3), (3, 5, 2), (2, 3, 5), (3, 4, 1)):
        theta, phi = rng.dirichlet(np.full(K, 3.0)), rng.dirichlet(np.full(V, 2.0), K)
        words = [int(w) for w in (2 * np.arange(n) + 1) % V]
        topics = [int(z) for z in (np.arange(n)[::-1] + (n == 2)) % K]
        if n == K == 3:
            topics = [2, 2, 1]  # their theta do not sum to 1
        got = _call(yours, words, topics, theta, phi)
        _expect_joint(got, words, topics, theta, phi)
    theta, phi = np.array([0.3, 0.7]), np.array([[0.5, 0.5, 0, 0], [0, 0, 0.7, 0.3]])
    joint, marginal = yours([3, 2, 1], [0, 1, 0], theta, phi)
    expect_one("p(words, topics), where a topic lacks a word,", joint, 0.0,
               because="phi is 0 there.")
    expect_one("p(words) of AKB, BNK, Dog", marginal, 0.015435, because=
               "It does not depend on the topics that were given.")


def _call(yours, words, topics, theta, phi):
    """Call it, and name the error that a tuple as an index makes."""
    try:
        return yours(words, topics, theta, phi)
    except IndexError as error:
        if "too many indices" not in str(error):
            raise
        raise Wrong("a tuple such as (0, 1, 0) in brackets is one place in three axes; "
                    "a list is three places in one axis. product gives tuples: write "
                    "z = list(z).") from None


def _expect_joint(got, words, topics, theta, phi):
    K, n = len(theta), len(words)
    terms = {z: np.prod(theta[list(z)] * phi[list(z), words])
             for z in product(range(K), repeat=n)}
    right = terms[tuple(topics)], sum(terms.values())
    joint, marginal = expect_parts(got, "joint", "marginal", wants=right)
    expect_scalar("joint", joint, "Multiply over the words.")
    expect_scalar("marginal", marginal, "Add up all assignments.")
    by_topic, by_word = theta[topics], phi[topics, words]
    suspects = {
        "theta is missing: each word first draws its topic.": np.prod(by_word),
        "phi is missing: the topic then draws the word.": np.prod(by_topic),
        "theta counts once for each word, also if a topic comes again.":
            np.prod(theta[sorted(set(topics))]) * np.prod(by_word),
        "The words' factors are added: multiply.": np.sum(by_topic * by_word),
        "That is its logarithm.": np.log(right[0]),
        "The numbers of theta are added: multiply them over the words.":
            np.sum(by_topic) * np.prod(by_word),
        "That is the last assignment of all: the loop has overwritten topics (or the "
        "joint): give its variables other names.": terms[(K - 1,) * n],
        "theta is there once, for the first word only.": theta[topics[0]]
            * np.prod(by_word),
    }
    if max(words) < K and max(topics) < phi.shape[1]:
        suspects["phi has a row per topic: phi[topic, word]."] = np.prod(
            by_topic * phi[words, topics])
    if max(words) < n == phi.shape[1]:
        suspects["phi[topics][words] picks rows of rows: write phi[topics, words]."
                 ] = np.prod(by_topic * phi[topics][words])
    expect_one("joint", joint, right[0], suspects)
    every = np.array(list(terms.values()))
    phi_w = phi[:, words]  # (K, n)
    ordered = [z for z in terms if list(z) == sorted(z)]
    expect_one("marginal", marginal, right[1], {
        "One topic writes all words there; here each word draws its own.":
            theta @ phi_w.prod(axis=1),
        "One topic writes all words there, with theta^n; here each word draws its own.":
            (theta[:, None] * phi_w).prod(axis=1).sum(),
        "That is the last assignment alone: add up, with +=.": every[-1],
        "That is the first assignment alone: does `return` stand within the loop?":
            every[0],
        "That is the joint K^n times: within the loop take the loop's z, not topics.":
            right[0] * K**n,
        "That is the mean over the assignments; their probabilities add up.":
            every.mean(),
        "That is the likeliest assignment alone: add up all.": every.max(),
        "theta is missing: each word first draws its topic.":
            phi_w.sum(axis=0).prod(),
        "All topics count alike; theta says how likely each is.":
            phi_w.mean(axis=0).prod(),
        "Only assignments in ascending order are counted: 0, 1 and 1, 0 are two.":
            sum(terms[z] for z in ordered),
        "Each topic is used once at most; a topic may come again.":
            sum(p for z, p in terms.items() if len(set(z)) == n),
        "That is the joint once more: its topics are given, here all are tried.":
            right[0],
        "That is the sum of the words' probabilities: multiply over the words.":
            (theta @ phi_w).sum(),
        "The given assignment is left out of the sum.": right[1] - right[0],
        "The sum runs over the topics 0 and 1 only; there are K = len(theta).":
            sum(p for z, p in terms.items() if max(z) < 2),
        "The sum runs over the topics that were given only; there are K = len(theta).":
            sum(p for z, p in terms.items() if set(z) <= set(topics)),
        "That is its logarithm.": np.log(right[1]),
    })
