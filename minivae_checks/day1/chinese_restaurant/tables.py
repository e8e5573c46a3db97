"""Checks of day 1: the Chinese restaurant, who sits where and how many tables.

n customers, K tables; z (n,) holds the table of each customer. Sizes in which two
different mistakes give one number are left out by `expect_array`.
"""

import numpy as np

from minivae import clusters
from minivae_checks import (
    Wrong,
    exercise,
    expect_array,
    expect_parts,
    expect_scalar,
)

# fmt: off


def others_at_tables(z, i):
    """n_k without customer i: (K,)."""
    return np.bincount(np.delete(z, i), minlength=int(np.max(z)) + 1)


def _seating_probabilities(z, i, alpha):
    return clusters.seating_probabilities(others_at_tables(z, i), alpha)


SEATED = [([0, 0, 1, 0, 2, 1, 0], 3, 2.6),   # he has company
          ([0, 0, 1, 0, 2, 1, 0], 0, 0.7),   # the first to come
          ([0, 1, 0, 2, 1], 3, 2.0),         # he sits alone, at the last table
          ([1, 0, 1, 2, 2, 1], 1, 0.6),      # alone, at the first table
          ([0, 1, 2], 1, 3.0),               # n = K, all alone
          ([0], 0, 0.5)]                     # nobody else


@exercise("1.11", points=2, ours=_seating_probabilities,
          task="return p (K + 1,): each table, then a new one, for customer i",
          hint="He stands up first. How many sit at each table then, and in all?")
def seating_probabilities(yours):
    """p_k = n_k / (n - 1 + α) with i not counted, and α / (n - 1 + α) for new."""
    for z, i, alpha in SEATED:
        _seating_at(yours, np.array(z), i, alpha)


def _seating_at(yours, z, i, alpha):
    n, K = len(z), int(z.max()) + 1
    rest = others_at_tables(z, i)
    seated = np.bincount(z, minlength=K)
    earlier = np.bincount(z[:i], minlength=K)
    others = np.append(rest, alpha)
    right = others / others.sum()
    whole = np.append(rest, int(alpha))  # what an array of integers makes of it
    left = rest * (np.arange(K) != z[i])  # the whole table of i has gone
    refilled = np.append(np.where(rest, rest, alpha), alpha)
    p = yours(z, i, alpha)
    if np.shape(p) == (K,):
        raise Wrong(_one_seat_less(p, right, alone=rest[z[i]] == 0))
    expect_array("p", p, right, {
        "Customer i is still counted: he stands up, so his table has one less, and so "
        "has the room.": np.append(seated, alpha) / (n + alpha),
        "Customer i is still counted at his table; only the n - 1 below is right.":
            np.append(seated, alpha) / (n - 1 + alpha),
        "n - 1 others are seated, not n: the probabilities do not add up to 1.":
            others / (n + alpha),
        "One is taken from every table; only the table of customer i loses one.":
            np.append(seated - 1, alpha) / (np.sum(seated - 1) + alpha),
        "One is taken from every table; only the table of customer i loses one, and "
        "they do not add up to 1.": np.append(seated - 1, alpha) / (n - 1 + alpha),
        "Only those who came before i are counted. All others sit there while he "
        "chooses again, whoever came first.":
            np.append(earlier, alpha) / (i + alpha),
        "These are weights, not yet probabilities: divide by their sum.": others,
        "Customer i is still counted, and these are weights: divide by their sum.":
            np.append(seated, alpha),
        "The new table comes last.": np.append(alpha, rest) / others.sum(),
        "The weight of a new table is alpha, not 1.":
            np.append(rest, 1.0) / (n if n > 1 else 1.0),
        f"alpha = {alpha} has lost what stands behind its point: an array of integers "
        "cuts it off. Make the weights an array of floats.":
            whole / max(whole.sum(), 1),
        f"alpha = {alpha} has lost what stands behind its point: an array of integers "
        "cuts it off, and so the probabilities do not add up to 1.":
            whole / (n - 1 + alpha),
        "The whole table of customer i stands up; only he does.":
            np.append(left, alpha) / (left.sum() + alpha),
        "The whole table of customer i stands up; only he does, and the probabilities "
        "do not add up to 1.": np.append(left, alpha) / (n - 1 + alpha),
        "The table that he has left empty gets the weight alpha there. It has 0; a new "
        "table stands for all the empty ones.": refilled / refilled.sum(),
        "The weight of a new table is 1 over alpha there; it is alpha.":
            np.append(rest, 1 / alpha) / (n - 1 + 1 / alpha),
        "Every table gets an alpha; only the new one does.":
            np.append(rest + alpha, alpha) / (n - 1 + (K + 1) * alpha),
        "The weight of a table is the number who sit there, not its exponential.":
            np.exp(others) / np.exp(others).sum(),
        "The weight of a table is the number who sit there, not its square.":
            np.append(rest**2, alpha) / (np.sum(rest**2) + alpha),
        "All tables are equally likely there; the weight of a table is the number who "
        "sit at it.": np.append(rest > 0, alpha) / (np.sum(rest > 0) + alpha),
        "The sum of all the weights has alpha in it.":
            others / (n - 1) if n > 1 else others + 1,
        "These are logarithms; return the probabilities.":
            np.log(np.maximum(right, 1e-300)),
    }, "Count who sits where without customer i, append alpha, divide by the sum.")


def _one_seat_less(p, right, alone):
    K = len(right) - 1
    if alone:
        return (f"p should have {K + 1} numbers, yours has {K}. When i sat alone, his "
                "table keeps its place in p, with probability 0 (np.bincount takes a "
                "minlength); the new table comes last.")
    return (f"p should have {K + 1} numbers, yours has {K}: the {K} tables, and a new "
            "one in the last place.")


def _number_of_tables(n, alpha):
    p = alpha / (alpha + np.arange(n))
    return float(clusters.expected_tables(n, alpha)), float(np.sum(p * (1 - p)))


@exercise("1.12", points=1, ours=_number_of_tables,
          task="return E[K] and Var[K], two numbers: one part for each customer",
          hint="Customer i = 0, 1, ... finds i others: what chance of a new table?")
def number_of_tables(yours):
    """E[K] = Σ p_i and Var[K] = Σ p_i (1 - p_i), p_i = α / (α + i), i < n."""
    for n, alpha in ((9, 1.5), (4, 0.3), (30, 7), (1, 2.0), (3000, 0.8)):
        p = alpha / (alpha + np.arange(n))
        right = np.sum(p), np.sum(p * (1 - p))
        got = expect_parts(yours(n, alpha), "mean", "variance", wants=right)
        for name, part in zip(("mean", "variance"), got, strict=True):
            expect_scalar(name, part, "Add up over the customers.")
        _mean_at(got[0], n, alpha)
        _variance_at(got[1], p)


def _mean_at(got, n, alpha):
    i = np.arange(n)
    each = alpha / (alpha + i)
    right = np.sum(each)
    expect_array("mean", got, right, {
        "The sum begins with i = 1: the first customer finds 0 others, and he "
        "opens a table for certain.": np.sum(alpha / (alpha + i + 1)),
        "The first customer is missing: he opens a table for certain.":
            np.sum(each[1:]),
        "The first customer is counted twice: the sum over i = 0 ... n - 1 has his 1 "
        "in it.": 1 + right,
        "There are n customers, the last of whom finds n - 1 others; here is "
        "one more.": right + alpha / (alpha + n),
        "The last customer, who finds n - 1 others, is missing.": right - each[-1],
        "alpha stands on top, too: the weight of a new table is alpha.":
            np.sum(1 / (alpha + i)),
        "alpha is missing below: the weights add up to alpha + i.":
            1 + np.sum(alpha / np.maximum(i, 1)[1:]),
        "alpha is missing below: the weights add up to i + 1 there.":
            np.sum(alpha / (i + 1)),
        "alpha is missing: that is its value for alpha = 1.": np.sum(1 / (1 + i)),
        "alpha log n is how it grows in the end, not what it is.": alpha * np.log(n),
        "alpha log(1 + n / alpha) is close, but the sum is exact.":
            alpha * np.log(1 + n / alpha),
        "That is the chance that a customer joins a table; count those who "
        "open one.": np.sum(i / (alpha + i)),
        "That is the chance of the last customer alone: add up over all.": each[-1],
        "It is divided by n: that is the mean chance, not the sum.": np.mean(each),
        "It is made a whole number; a mean need not be one.": np.floor(right),
        "It is rounded to a whole number; a mean need not be one.": np.round(right),
    }, "It is the sum over i = 0 ... n - 1 of alpha / (alpha + i); "
       f"here n = {n}, alpha = {alpha}.", rtol=1e-8)


def _variance_at(got, p):
    n, mean = len(p), np.sum(p)
    right = np.sum(p * (1 - p))
    expect_array("variance", got, right, {
        "That is the mean again: a coin with chance p has the variance p (1 - p).":
            mean,
        "p (1 - p) is p - p squared: p squared is left over.": np.sum(p**2),
        "The 1 in p (1 - p) is taken away once, not for each customer.":
            1 - right if n > 1 else np.nan,
        "That is the standard deviation; the variance is its square.": np.sqrt(right),
        "The standard deviations are added up. Variances add, not their roots.":
            np.sum(np.sqrt(p * (1 - p))),
        "The sum of the variances is squared.": right**2,
        "The chances differ from customer to customer: n p (1 - p) with their mean is "
        "for equal coins.": mean * (1 - mean / n),
        "That is how far the n chances spread; the variance of a coin is p (1 - p).":
            np.var(p),
        "That is how far the n chances spread, times n; the variance of a coin is "
        "p (1 - p).": n * np.var(p),
        "It is divided by n: the variances add up.": right / n,
        "E[K] (1 - E[K]) is for one coin; there is one for each customer.":
            mean * (1 - mean),
        "The last customer is missing.": right - p[-1] * (1 - p[-1]),
    }, "It is the sum over the customers of p (1 - p), p = alpha / (alpha + i).",
       rtol=1e-8)
