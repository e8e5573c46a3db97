"""Checks of day 1: the probability of a partition in the Chinese restaurant."""

import math

import numpy as np
from scipy.special import gammaln

from minivae import clusters
from minivae_checks import Wrong, exercise, expect_array, expect_close, expect_scalar

# fmt: off
# In none of them do the factorials of the sizes multiply to K!.
PARTITIONS = [([0, 1, 0, 2, 1, 0, 0, 0], 1.7), ([0, 0, 1, 1, 1, 1], 0.4),
              ([0, 1, 2], 2.5)]
NAMES = ("Labels are names: any whole numbers will do, {what} as well. Count the "
         "labels that occur.")
LONG = ("Here are 403 customers, 400 of them at one table. 399! and the product below, "
        "alpha (alpha + 1) ... (alpha + 402), are both too large for a float or an "
        "integer of 64 bits: sum logarithms, above (gammaln) and below.")
PAIRS = ("Here 400 customers sit in pairs at 200 tables, and alpha = 0.02. The product "
         "of their 400 chances is 0 in floats, and so is alpha to the power 200: sum "
         "logarithms.")


@exercise("1.13", points=2,
          ours="minivae.clusters:log_partition_probability",
          task="return log P(z), one number, from the sizes of the tables",
          hint="A table of size m gives 0! times alpha, then factors 1, 2, ..., m - 1.")
def log_partition_probability(yours):
    """log P(z) = K log α + Σ_k log (n_k - 1)! - Σ_i log (α + i)."""
    for z, alpha in PARTITIONS:
        _partition_at(yours, np.array(z), alpha)
    right = clusters.log_partition_probability
    z = np.array([0, 1, 0, 2, 1, 0, 0])
    for other, what in (([5, 9, 5, 2, 9, 5, 5], "2, 5, 9 instead of 0, 1, 2"),
                        ([-1, 4, -1, 0, 4, -1, -1], "negative ones"),
                        ([3, -3, 3, 65_539, -3, 3, 3], "3, -3 and 65,539 at once,")):
        why = NAMES.format(what=what)
        got = _unless_it_breaks(yours, np.array(other), 1.7, ValueError, why)
        expect_close("log P(z)", got, right(z, 1.7), why,
                     {why: np.inf, f"{why} ": np.nan})
    expect_close("log P(z)", yours(z[::-1].copy(), 1.7), right(z, 1.7),
                 "The same customers in another order must get the same number.")
    z = np.repeat([0, 1], [400, 3])
    breaks = OverflowError, TypeError, AttributeError
    got = _unless_it_breaks(yours, z, 0.9, breaks, LONG)
    expect_close("log P(z)", got, right(z, 0.9), LONG,
                 {LONG: np.inf, f"{LONG} ": -np.inf, f"{LONG}  ": np.nan})
    z = np.repeat(np.arange(200), 2)
    got = _unless_it_breaks(yours, z, 0.02, (*breaks, ValueError), PAIRS)
    expect_close("log P(z)", got, right(z, 0.02), PAIRS,
                 {PAIRS: np.inf, f"{PAIRS} ": -np.inf, f"{PAIRS}  ": np.nan})
    expect_close("log P(z)", yours(np.array([0]), 0.3), 0.0,
                 "One customer sits in one way only: log 1 = 0.")


def _unless_it_breaks(yours, z, alpha, errors, why):
    """What ``yours`` says; if it stops with one of these errors, the likely cause."""
    try:
        return yours(z, alpha)
    except errors as error:
        said = f"{why}\n  It stopped with {type(error).__name__}: {error}"
        raise Wrong(said) from None


def _partition_at(yours, z, alpha):
    n = len(z)
    _, sizes = np.unique(z, return_counts=True)
    K = len(sizes)
    rising = np.sum(np.log(alpha + np.arange(n)))
    tables, joins = K * np.log(alpha), gammaln(sizes).sum()
    right = tables + joins - rising
    got = yours(z, alpha)
    expect_scalar("log P(z)", got, "Sum over the tables.")
    if got == np.inf and 1 in sizes:
        raise Wrong("log P(z) is inf. One sits alone there, m = 1, and gammaln(0) is "
                    "inf: gammaln(m) is log (m - 1)! already. Or is the logarithm of 0 "
                    "taken away?")
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
        "It is divided by K!. Tables are told apart by who sits there, so no order of "
        "theirs is counted twice: there is no K!.": right - math.lgamma(K + 1),
        "There is no K! above: tables are told apart by who sits there.":
            right + math.lgamma(K + 1),
        "That is its value for alpha = 1: alpha is missing.":
            joins - gammaln(n + 1),
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
        "The product below begins with alpha, the first customer's; it is missing.":
            right + np.log(alpha),
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
        "That is the logarithm to base 10; np.log is the natural one.":
            right / math.log(10),
        "It is divided by n: the logarithm of a product is the sum.": right / n,
    }, "It is K log alpha + the sum of log (n_k - 1)! - log of alpha (alpha + 1) ... "
       "(alpha + n - 1).", rtol=1e-8)
