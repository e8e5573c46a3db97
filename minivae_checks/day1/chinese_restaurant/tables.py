"""Checks of ChineseRestaurant: who sits where, and how many tables there are.

n customers, K tables; z (n,) holds the table of each customer. Mistakes that give the right
number at one size are told at another.
"""

import numpy as np

from minivae import clusters
from minivae_checks import Mistakes, Wrong, exercise, expect_parts, expect_scalar
from minivae_checks.day1.beyond import expect_beyond, or_nothing
from minivae_checks.expect import close
from minivae_checks.sizes import expect_any_size


def others_at_tables(z, i):
    """n_k without customer i: (K,)."""
    return np.bincount(np.delete(z, i), minlength=int(np.max(z)) + 1)


def refuse_added(p, right):
    """Refuse more than 0 for a table that stands empty, where the rest is as good as right."""
    left = np.asarray(right) == 0
    if np.shape(p) == np.shape(right) and close(p, right, 1e-3, 1e-3) and np.any(np.asarray(p)[left] != 0):
        raise Wrong(
            f"the table that they have left empty has p = {np.asarray(p)[left][0]:.3g}, and it should be 0: is a small "
            "number added, or is there a floor? The weight 0 is meant to stay 0."
        )


def _seating_probabilities(z, i, alpha):
    return clusters.seating_probabilities(others_at_tables(z, i), alpha)


SEATED = (
    ([0, 0, 1, 0, 2, 1, 0], 3, 2.6),  # i has company
    ([0, 0, 1, 0, 2, 1, 0], 0, 0.7),  # the first to come
    ([0, 1, 0, 2, 1], 3, 2.0),  # i sits alone, at the last table
    ([1, 0, 1, 2, 2, 1], 1, 0.6),  # alone, at the first table
    ([0, 1, 2], 1, 3.0),  # n = K, all alone
    ([0], 0, 0.5),  # nobody else
)
SEATS = Mistakes("""
    n, K = len(z), z.max() + 1
    seated, rest = np.bincount(z), np.bincount(np.delete(z, i), minlength=K)
    w = lambda tables, new=alpha: np.append(tables, new)
    share = lambda tables, new=alpha: w(tables, new) / w(tables, new).sum()
    p, below, left = share(rest), n - 1 + alpha, rest * (np.arange(K) != z[i])
    p
    share(seated)  # Customer i is still counted: they stand up, so their table has one less, and so has the room.
    w(seated) / below  # Customer i is still counted at their table; only the n - 1 below is right.
    w(rest) / (n + alpha)  # n - 1 others are seated, not n: the probabilities do not add up to 1.
    share(seated - 1)  # One is taken from every table; only the table of customer i loses one.
    w(seated - 1) / below
        # One is taken from every table; only the table of customer i loses one, and they do not
        # add up to 1.
    share(np.bincount(z[:i], minlength=K))
        # Only those who came before i are counted. All others sit there while they choose again,
        # whoever came first.
    w(rest)  # These are weights, not yet probabilities: divide by their sum.
    w(seated)  # Customer i is still counted, and these are weights: divide by their sum.
    np.roll(p, 1)  # The new table comes last.
    share(rest, 1.0)  # The weight of a new table is alpha, not 1.
    share(rest, int(alpha))
        # alpha = {alpha} has lost what stands behind its point: an array of integers cuts it off.
        # Make the weights an array of floats.
    w(rest, int(alpha)) / below
        # alpha = {alpha} has lost what stands behind its point: an array of integers cuts it off,
        # and so the probabilities do not add up to 1.
    share(left)  # The whole table of customer i stands up; only i does.
    w(left) / below  # The whole table of customer i stands up; only i does, and the probabilities do not add up to 1.
    share(np.where(rest, rest, alpha))
        # The table that they have left empty gets the weight alpha there. It has 0; a new table
        # stands for all the empty ones.
    share(rest, 1 / alpha)  # The weight of a new table is 1 over alpha there; it is alpha.
    share(rest + alpha)  # Every table gets an alpha; only the new one does.
    share(np.exp(rest), np.exp(alpha))  # The weight of a table is the number who sit there, not its exponential.
    share(rest**2)  # The weight of a table is the number who sit there, not its square.
    share(rest > 0)  # All tables are equally likely there; the weight of a table is the number who sit at it.
    w(rest) / (n - 1)  # The sum of all the weights has alpha in it.
    np.log(np.maximum(p, 1e-300))  # These are logarithms; return the probabilities.
    """)


@exercise("1.11", points=2, ours=_seating_probabilities)
def seating_probabilities(yours):
    """p_k = n_k / (n - 1 + α) with i not counted, and α / (n - 1 + α) for new.

    Task: return p (K + 1,): each table, then a new one, for customer i
    Hint: They stand up first. How many sit at each table then, and in all?
    """
    why = "Count who sits where without customer i, append alpha, divide by the sum."
    alone = np.array([0, 1, 0, 2, 1]), 3, 2.0
    refuse_added(yours(*alone), _seating_probabilities(*alone))
    for z, i, alpha in SEATED:
        z = np.array(z)
        p, K = yours(z, i, alpha), int(z.max()) + 1
        if np.shape(p) == (K,):
            alone = np.sum(z == z[i]) == 1
            raise Wrong(f"p should have {K + 1} numbers, yours has {K}{_one_seat_less(K, alone)}")
        SEATS.judge("p", p, why, z=z, i=i, alpha=alpha)
    for alpha in (0.037, 41.5, 1e-6, 1e6, 1e-60, 1e60):
        why = f"Here alpha = {alpha:g}: it is the weight of a new table, neither rounded nor cut off at a bound."
        expect_beyond(
            "p",
            or_nothing(yours, _seating_probabilities) if alpha < 1e-9 else yours,
            _seating_probabilities,
            (alone[0], 0, alpha),
            why,
        )
    why = "Here 40,000 customers sit at three tables: no number is cut off at a bound, or ends (int16 at 32,767)."
    expect_beyond("p", yours, _seating_probabilities, (np.repeat([1, 0, 2], [35_000, 4_999, 1]), 39_000, 1.5), why)
    expect_any_size("p", yours, _seating_probabilities, _seated, tries=40)


def _seated(rng):
    n = int(rng.integers(1, 10 ** rng.integers(1, 4)))
    z = np.unique(rng.integers(0, 1 + n // 2, n), return_inverse=True)[1].ravel()
    return z, int(rng.integers(n)), rng.uniform(0.1, 5)


def _one_seat_less(K, alone):
    if alone:
        return (
            ". When i sat alone, the table keeps its place in p, with probability 0 (np.bincount "
            "takes a minlength); the new table comes last."
        )
    return f": the {K} tables, and a new one in the last place."


def _number_of_tables(n, alpha):
    p = alpha / (alpha + np.arange(n))
    return float(clusters.expected_tables(n, alpha)), float(np.sum(p * (1 - p)))


MEAN = Mistakes("""
    i = np.arange(n)
    p = alpha / (alpha + i)
    E = np.sum(p)
    E
    np.sum(alpha / (alpha + i + 1))
        # The sum begins with i = 1: the first customer finds 0 others, and opens a table for
        # certain.
    np.sum(p[1:])  # The first customer is missing: they open a table for certain.
    E + 1  # The first customer is counted twice: the sum over i = 0 ... n - 1 has their 1 in it.
    E + alpha / (alpha + n)  # There are n customers, the last of whom finds n - 1 others; here is one more.
    np.sum(p[:-1])  # The last customer, who finds n - 1 others, is missing.
    np.sum(1 / (alpha + i))  # alpha stands on top, too: the weight of a new table is alpha.
    np.sum(alpha / i[1:]) + 1  # alpha is missing below: the weights add up to alpha + i.
    np.sum(alpha / (i + 1))  # alpha is missing below: the weights add up to i + 1 there.
    np.sum(1 / (i + 1))  # alpha is missing: that is its value for alpha = 1.
    alpha * np.log(n)  # alpha log n is how it grows in the end, not what it is.
    alpha * np.log(1 + n / alpha)  # alpha log(1 + n / alpha) is close, but the sum is exact.
    np.sum(1 - p)  # That is the chance that a customer joins a table; count those who open one.
    p[-1]  # That is the chance of the last customer alone: add up over all.
    np.mean(p)  # It is divided by n: that is the mean chance, not the sum.
    np.floor(E)  # It is made a whole number; a mean need not be one.
    """)
VARIANCE = Mistakes("""
    p = alpha / (alpha + np.arange(n))
    v = p * (1 - p)
    E, V = p.sum(), v.sum()
    V
    E  # That is the mean again: a coin with chance p has the variance p (1 - p).
    np.sum(p**2)  # p (1 - p) is p - p squared: p squared is left over.
    1 - V  # The 1 in p (1 - p) is taken away once, not for each customer.
    np.sqrt(V)  # That is the standard deviation; the variance is its square.
    np.sqrt(v).sum()  # The standard deviations are added up. Variances add, not their roots.
    V**2  # The sum of the variances is squared.
    E * (1 - E / n)  # The chances differ from customer to customer: n p (1 - p) with their mean is for equal coins.
    np.var(p)  # That is how far the n chances spread; the variance of a coin is p (1 - p).
    n * np.var(p)  # That is how far the n chances spread, times n; the variance of a coin is p (1 - p).
    V / n  # It is divided by n: the variances add up.
    E * (1 - E)  # E[K] (1 - E[K]) is for one coin; there is one for each customer.
    v[:-1].sum()  # The last customer is missing.
    """)


@exercise("1.12", points=1, ours=_number_of_tables)
def number_of_tables(yours):
    """E[K] = Σ p_i and Var[K] = Σ p_i (1 - p_i), p_i = α / (α + i), i < n.

    Task: return E[K] and Var[K], two numbers: one part for each customer
    Hint: Customer i = 0, 1, ... finds i others: what chance of a new table?
    """
    for n, alpha in ((9, 1.5), (4, 0.3), (30, 7), (1, 2.0), (3000, 0.8)):
        wants = _number_of_tables(n, alpha)
        mean, variance = expect_parts(yours(n, alpha), "mean", "variance", wants=wants)
        expect_scalar("mean", mean, "Add up over the customers.")
        expect_scalar("variance", variance, "Add up over the customers.")
        why = f"It is the sum over i = 0 ... n - 1 of alpha / (alpha + i); here n = {n}, alpha = {alpha}."
        MEAN.judge("mean", mean, why, n=n, alpha=alpha)
        why = "It is the sum over the customers of p (1 - p), p = alpha / (alpha + i)."
        VARIANCE.judge("variance", variance, why, n=n, alpha=alpha)
    for n, alpha in ((20_000, 0.8), (200_000, 0.8), (500, 40.0), (5000, 1e4), (5000, 0.004), (9, 1e-60)):
        why = (
            f"Here n = {n:,} and alpha = {alpha:g}: neither is cut off at a bound, nothing is added or rounded, and "
            "the sum itself is wanted, to its last customer, not a formula that comes close to it."
        )
        answer = or_nothing(yours, _number_of_tables) if alpha < 1e-9 else yours
        expect_beyond(("mean", "variance"), answer, _number_of_tables, (n, alpha), why)
    for n in range(1, 41):
        expect_any_size(
            ("mean", "variance"), yours, _number_of_tables, lambda rng, n=n: (n, rng.uniform(1, 3)), tries=1
        )
