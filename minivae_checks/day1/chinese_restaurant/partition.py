"""Checks of ChineseRestaurant: the probability of a partition."""

import numpy as np
from scipy.special import gammaln

from minivae import clusters
from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_scalar
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size

# In none of them do the factorials of the sizes multiply to K!.
PARTITIONS = (([0, 1, 0, 2, 1, 0, 0, 0], 1.7), ([0, 0, 1, 1, 1, 1], 0.4), ([0, 1, 2], 2.5))
LABELS = (
    ([5, 9, 5, 2, 9, 5, 5], "2, 5, 9 instead of 0, 1, 2"),
    ([-1, 4, -1, 0, 4, -1, -1], "negative ones"),
    ([3, -3, 3, 65_539, -3, 3, 3], "3, -3 and 65,539 at once,"),
    ([3, 100_003, 3, 2_000_003, 100_003, 3, 3], "3, 100,003 and 2,000,003"),
)
NAMES = "Labels are names: any whole numbers will do, {what} as well. Count the labels that occur."
LONG = (
    "Here are 403 customers, 400 of them at one table. 399! and the product below, alpha (alpha + 1) ... (alpha + "
    "402), are both too large for a float or an integer of 64 bits: sum logarithms, above (gammaln) and below."
)
PAIRS = (
    "Here 400 customers sit in pairs at 200 tables, and alpha = 0.02. The product of their 400 "
    "chances is 0 in floats, and so is alpha to the power 200: sum logarithms, and cut off nothing at a bound."
)
LOG_P = Mistakes("""
    n, sizes = len(z), np.unique(z, return_counts=True)[1]
    K, i, a = len(sizes), np.arange(n), np.log(alpha)
    joins, below = gammaln(sizes).sum(), np.log(alpha + i).sum()
    above, right = K * a + joins, K * a + joins - below
    right
    K * a + gammaln(sizes + 1.0).sum() - below
        # A table of size m gives (m - 1)!, not m!: who opens it has factor alpha. (gammaln(m) is
        # log (m - 1)!.)
    K * a + gammaln(np.maximum(sizes - 1.0, 1)).sum() - below
        # The factorials have m - 2 there: gammaln(m) is log (m - 1)! already.
    K * a + sizes.sum() - below  # The sizes are added up as they are: take log (m - 1)! of each.
    K * a + np.log(sizes).sum() - below  # A table of size m gives log (m - 1)!, not log m.
    right - gammaln(K + 1)
        # It is divided by K!. Tables are told apart by who sits there, so no order of theirs is
        # counted twice: there is no K!.
    right + gammaln(K + 1)  # There is no K! above: tables are told apart by who sits there.
    joins - gammaln(n + 1)  # That is its value for alpha = 1: alpha is missing.
    K * a - below  # The factorials of the tables are missing.
    joins - below  # The factors alpha of the new tables are missing: K log alpha.
    a + joins - below  # alpha counts once for each table: K log alpha.
    alpha * np.log(K) + joins - below  # alpha to the power K has the logarithm K log alpha.
    n * a + joins - below  # alpha counts for each table, not for each customer.
    above  # What all chances are divided by is missing: alpha (alpha + 1) ... (alpha + n - 1).
    above - n * a  # Below stands alpha (alpha + 1) ... (alpha + n - 1), not alpha to the n.
    above - n * np.log(alpha + n)  # Below stands alpha (alpha + 1) ... (alpha + n - 1), not (alpha + n)^n.
    above - np.log(alpha + 1 + i).sum()  # The product below begins with alpha, not with alpha + 1.
    right + a  # The product below begins with alpha, the first customer's; it is missing.
    right - np.log(alpha + n)  # The product below has n factors, from alpha to alpha + n - 1; yours has one more.
    right + np.log(alpha + n - 1)  # The product below has n factors; its last, alpha + n - 1, is missing.
    above - gammaln(alpha + n)  # Below stands the gamma function of alpha + n; divide it by that of alpha.
    above - gammaln(n + 1)  # Below stands n!: true for alpha = 1 only.
    above + below  # The product below is added; it divides, so its logarithm is taken away.
    np.exp(right)  # That is P(z); return its logarithm.
    -right  # That is - log P(z): the logarithm of a probability is not positive.
    right / np.log(2)  # That is the logarithm to base 2; np.log is the natural one.
    right / np.log(10)  # That is the logarithm to base 10; np.log is the natural one.
    right / n  # It is divided by n: the logarithm of a product is the sum.
    """).using(gammaln=gammaln)


@exercise("1.13", points=2, ours="minivae.clusters:log_partition_probability")
def log_partition_probability(yours):
    """log P(z) = K log α + Σ_k log (n_k - 1)! - Σ_i log (α + i).

    Task: return log P(z), one number, from the sizes of the tables
    Hint: A table of size m gives 0! times alpha, then factors 1, 2, ..., m - 1.
    """
    why = "It is K log alpha + the sum of log (n_k - 1)! - log of alpha (alpha + 1) ... (alpha + n - 1)."
    for z, alpha in PARTITIONS:
        z = np.array(z)
        got = yours(z, alpha)
        expect_scalar("log P(z)", got, "Sum over the tables.")
        if got == np.inf and 1 in np.bincount(z):
            raise Wrong(
                "log P(z) is inf. One sits alone there, m = 1, and gammaln(0) is inf: gammaln(m) "
                "is log (m - 1)! already. Or is the logarithm of 0 taken away?"
            )
        LOG_P.judge("log P(z)", got, why, z=z, alpha=alpha)
    for z, what in LABELS:
        _at_last(yours, np.array(z), 1.7, NAMES.format(what=what), ValueError)
    breaks = OverflowError, TypeError, AttributeError
    _at_last(yours, np.repeat([0, 1], [400, 3]), 0.9, LONG, *breaks)
    _at_last(yours, np.repeat(np.arange(200), 2), 0.02, PAIRS, ValueError, *breaks)
    _at_last(yours, np.array([0]), 0.3, "One customer sits in one way only: log 1 = 0.")
    rng = np.random.default_rng(31)
    for n, alpha in ((60, 1e-6), (60, 40.0), (60, 1e6), (60, 1e-60), (100_000, 1.3)):
        z = np.repeat([0, 1], [n - n // 3, n // 3]) * rng.integers(0, n, n)
        why = (
            f"Here n = {n:,} and alpha = {alpha:g}, and log P(z) may be far from 0: nothing is cut off at a bound, "
            "nothing is added or rounded, and no formula that only comes close will do."
        )
        expect_beyond("log P(z)", yours, LOG_P.answer("z", "alpha"), (z, alpha), why)
    expect_any_size("log P(z)", yours, LOG_P.answer("z", "alpha"), _drawn, tries=40)


def _drawn(rng):
    n = int(rng.integers(1, 10 ** rng.integers(1, 4)))
    return rng.integers(0, 1 + n // rng.integers(1, 20), n), rng.uniform(0.1, 5)


def _at_last(yours, z, alpha, why, *errors):
    """Refuse what is wrong for the reason ``why``: numbers, infinities, these errors."""
    try:
        got = yours(z, alpha)
    except errors as error:
        said = f"{why}\n  It stopped with {type(error).__name__}: {error}"
        raise Wrong(said) from None
    want = clusters.log_partition_probability(z, alpha)
    expect_close("log P(z)", got, want, why, [(why, x) for x in (np.inf, -np.inf, np.nan)])
