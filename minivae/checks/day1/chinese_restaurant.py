"""Checks of day 1: the Chinese restaurant, before any data come in.

n customers, K tables; z (n,) holds the table of each customer. Sizes in which two
different mistakes give one number are left out by `expect_array`.
"""

import math

import numpy as np
from scipy.special import gammaln

from minivae import clusters
from minivae.checks import Wrong, exercise, expect_array, expect_close, expect_scalar

# fmt: off
CRP = "day1/ChineseRestaurant"


def others_at_tables(z, i):
    """n_k without customer i: (K,)."""
    return np.bincount(np.delete(z, i), minlength=int(np.max(z)) + 1)


def _seating_probabilities(z, i, alpha):
    return clusters.seating_probabilities(others_at_tables(z, i), alpha)


SEATED = [([0, 0, 1, 0, 2, 1, 0], 3, 1.5),   # he has company
          ([0, 0, 1, 0, 2, 1, 0], 0, 0.7),   # the first to come
          ([0, 1, 0, 2, 1], 3, 2.0),         # he sits alone, at the last table
          ([1, 0, 1, 2, 2, 1], 1, 0.6),      # alone, at the first table
          ([0, 1, 2], 1, 3.0),               # n = K, all alone
          ([0], 0, 0.5)]                     # nobody else


@exercise("1.11", notebook=CRP, points=2, ours=_seating_probabilities,
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


def _expected_tables(n, alpha):
    return float(clusters.expected_tables(n, alpha))


@exercise("1.12", notebook=CRP, points=1, ours=_expected_tables,
          task="return E[K], one number: add up the chances of a new table",
          hint="Customer i = 0, 1, ... finds i others: what chance of a new table?")
def expected_tables(yours):
    """E[K] = Σ_{i<n} α / (α + i)."""
    for n, alpha in ((9, 1.5), (4, 0.3), (30, 7), (1, 2.0), (3000, 0.8)):
        i = np.arange(n)
        each = alpha / (alpha + i)
        got = yours(n, alpha)
        expect_scalar("E[K]", got, "Add up over the customers.")
        with np.errstate(all="ignore"):
            suspects = {
                "The sum begins with i = 1: the first customer finds 0 others, and he "
                "opens a table for certain.": np.sum(alpha / (alpha + i + 1)),
                "The first customer is missing: he opens a table for certain.":
                    np.sum(each[1:]),
                "There are n customers, the last of whom finds n - 1 others; here is "
                "one more.": np.sum(each) + alpha / (alpha + n),
                "alpha stands on top, too: the weight of a new table is alpha.":
                    np.sum(1 / (alpha + i)),
                "alpha is missing below: the weights add up to alpha + i.":
                    1 + np.sum(alpha / np.maximum(i, 1)[1:]),
                "alpha is missing below: the weights add up to i + 1 there.":
                    np.sum(alpha / (i + 1)),
                "alpha is missing: that is its value for alpha = 1.":
                    np.sum(1 / (1 + i)),
                "alpha log n is how it grows in the end, not what it is.":
                    alpha * np.log(n),
                "alpha log(1 + n / alpha) is close, but the sum is exact.":
                    alpha * np.log(1 + n / alpha),
                "That is the chance that a customer joins a table; count those who "
                "open one.": np.sum(i / (alpha + i)),
                "That is the chance of the last customer alone: add up over all.":
                    each[-1],
                "It is divided by n: that is the mean chance, not the sum.":
                    np.mean(each),
            }
        expect_array("E[K]", got, np.sum(each), suspects,
                     "It is the sum over i = 0 ... n - 1 of alpha / (alpha + i); "
                     f"here n = {n}, alpha = {alpha}.", rtol=1e-8)


PARTITIONS = [([0, 1, 0, 2, 1, 0, 0], 1.7), ([0, 0, 1, 1, 1], 0.4), ([0, 1, 2], 2.5)]


@exercise("1.13", notebook=CRP, points=2,
          ours="minivae.clusters:log_partition_probability",
          task="return log P(z), one number, from the sizes of the tables",
          hint="A table of size m gives 0! times alpha, then factors 1, 2, ..., m - 1.")
def log_partition_probability(yours):
    """log P(z) = K log α + Σ_k log (n_k - 1)! - Σ_i log (α + i)."""
    for z, alpha in PARTITIONS:
        _partition_at(yours, np.array(z), alpha)
    right = clusters.log_partition_probability
    z = np.array([0, 1, 0, 2, 1, 0, 0])
    names = ("Labels are names: with tables 2, 5, 9 instead of 0, 1, 2 it is the same "
             "partition. Count the labels that occur.")
    expect_close("log P(z)", yours(np.array([5, 9, 5, 2, 9, 5, 5]), 1.7), right(z, 1.7),
                 names, {names: np.inf})
    expect_close("log P(z)", yours(z[::-1].copy(), 1.7), right(z, 1.7),
                 "The same customers in another order must get the same number.")
    z = np.repeat([0, 1], [400, 3])
    long = ("Here is a table of 400, and 399! is too large for a float or an integer "
            "of 64 bits: sum logarithms (gammaln).")
    expect_close("log P(z)", yours(z, 0.9), right(z, 0.9), long,
                 {long: np.inf, f"{long} ": -np.inf})
    expect_close("log P(z)", yours(np.array([0]), 0.3), 0.0,
                 "One customer sits in one way only: log 1 = 0.")


def _partition_at(yours, z, alpha):
    n = len(z)
    _, sizes = np.unique(z, return_counts=True)
    K = len(sizes)
    rising = np.sum(np.log(alpha + np.arange(n)))
    tables, joins = K * np.log(alpha), gammaln(sizes).sum()
    right = tables + joins - rising
    got = yours(z, alpha)
    expect_scalar("log P(z)", got, "Sum over the tables.")
    expect_array("log P(z)", got, right, {
        "A table of size m gives (m - 1)!, not m!: who opens it has factor alpha. "
        "(gammaln(m) is log (m - 1)!.)":
            tables + gammaln(sizes + 1.0).sum() - rising,
        "The factorials have m - 2 there: gammaln(m) is log (m - 1)! already.":
            tables + gammaln(np.maximum(sizes - 1.0, 1)).sum() - rising,
        "The sizes are added up as they are: take log (m - 1)! of each.":
            tables + sizes.sum() - rising,
        "A table of size m gives log (m - 1)!, not log m.":
            tables + np.log(sizes).sum() - rising,
        "The factorials of the tables are missing.": tables - rising,
        "The factors alpha of the new tables are missing: K log alpha.":
            joins - rising,
        "alpha counts once for each table: K log alpha.":
            joins + np.log(alpha) - rising,
        "alpha to the power K has the logarithm K log alpha.":
            alpha * np.log(K) + joins - rising,
        "alpha counts for each table, not for each customer.":
            n * np.log(alpha) + joins - rising,
        "What all chances are divided by is missing: alpha (alpha + 1) ... "
        "(alpha + n - 1).": tables + joins,
        "Below stands alpha (alpha + 1) ... (alpha + n - 1), not alpha to the n.":
            tables + joins - n * np.log(alpha),
        "Below stands alpha (alpha + 1) ... (alpha + n - 1), not (alpha + n)^n.":
            tables + joins - n * np.log(alpha + n),
        "The product below begins with alpha, not with alpha + 1.":
            tables + joins - np.sum(np.log(alpha + 1 + np.arange(n))),
        "The product below has n factors, from alpha to alpha + n - 1; yours has one "
        "more.": right - np.log(alpha + n),
        "The product below has n factors; its last, alpha + n - 1, is missing.":
            right + np.log(alpha + n - 1),
        "Below stands the gamma function of alpha + n; divide it by that of alpha.":
            tables + joins - gammaln(alpha + n),
        "Below stands n!: true for alpha = 1 only.": tables + joins - gammaln(n + 1),
        "The product below is added; it divides, so its logarithm is taken away.":
            tables + joins + rising,
        "That is P(z); return its logarithm.": np.exp(right),
        "That is - log P(z): the logarithm of a probability is not positive.": -right,
        "That is the logarithm to base 2; np.log is the natural one.":
            right / math.log(2),
        "It is divided by n: the logarithm of a product is the sum.": right / n,
    }, "It is K log alpha + the sum of log (n_k - 1)! - log of alpha (alpha + 1) ... "
       "(alpha + n - 1).", rtol=1e-8)
