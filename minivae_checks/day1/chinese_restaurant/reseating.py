"""Checks of ChineseRestaurant: one step of Neal's algorithm 3."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array
from minivae_checks.day1.beyond import expect_beyond, or_nothing
from minivae_checks.day1.chinese_restaurant.predictive import log_normal
from minivae_checks.day1.chinese_restaurant.tables import others_at_tables, refuse_added
from minivae_checks.expect import close
from minivae_checks.sizes import expect_any_size


def _reseating_probabilities(i, x, z, alpha, log_density):
    n = np.append(others_at_tables(z, i), alpha)
    rest, seats = np.delete(x, i), np.delete(z, i)
    log_p = np.array([log_density(x[i], rest[seats == k]) for k in range(len(n))])
    p = n * np.exp(log_p - log_p.max())
    return p / p.sum()


MANY = np.random.default_rng(30).permutation(np.repeat([0, 1, 2, 3], [12, 9, 6, 3]))
GUESTS = (
    ([0, 0, 1, 0, 2, 1], 2, 2.6),
    ([0, 1, 1, 0, 2], 4, 0.6),
    ([0, 0, 0], 1, 2.4),
    ([1, 0, 1, 1], 1, 0.8),
    (MANY, 17, 1.3),
)
TWINS = (([0, 1, 1, 0, 2, 0], 3), ([0, 1, 1, 2, 2, 0], 3), ([0, 1, 1, 2, 0, 0], 3))
P = Mistakes("""
    K, rest, seats, full = z.max() + 1, np.delete(x, i), np.delete(z, i), np.bincount(z)
    n = np.bincount(seats, minlength=K)
    f_of = lambda xs, zs: np.exp([log_density(x[i], xs[zs == k]) for k in range(K + 1)])
    f, with_i = f_of(rest, seats), f_of(x, z)
    new = lambda others: np.append(f[:-1], np.exp(log_density(x[i], others)))
    share = lambda weights: weights / weights.sum()
    at = lambda n, f=f, a=alpha: share(np.append(n, a) * f)
    mean = lambda k: rest[seats == k].mean(keepdims=True) if k in seats else rest[:0]
    of_mean = lambda mean: np.exp([log_density(x[i], mean(k)) for k in range(K + 1)])
    prior, p = np.append(n, alpha), at(n)
    p
    share(prior)  # {alone}
    share(f)  # That is the density alone: multiply by the weights n_k and alpha.
    at(full, with_i)
        # Customer i is still counted and still among the data of their table: their own table fits
        # them too well.
    at(full)  # Customer i is still counted at their table: they stand up first.
    at(n, with_i)  # x[i] is still among the data of their old table, which fits them too well.
    at(np.bincount(z[:i], minlength=K), f_of(x[:i], z[:i]))
        # Only those who came before i are looked at; all the others are there.
    at(n, a=1.0)  # The weight of a new table is alpha, not 1.
    at(n, a=alpha / K)  # The weight of a new table is alpha, not alpha / K.
    at(n, a=int(alpha))
        # alpha = {alpha} has lost what stands behind its point: an array of integers cuts it off.
        # Make the weights an array of floats.
    at(np.where(n, n, alpha))
        # The table that they have left empty gets the weight alpha there. It has 0; a new table
        # stands for all the empty ones.
    at(np.where(n, n, alpha / 2), a=alpha if n.all() else alpha / 2)
        # The table that they have left empty shares alpha with the new one there. It has the weight
        # 0 here, and the new table all of alpha.
    at(n, np.append(f[:-1] / f[:-1].max(), f[-1]))
        # The largest log density of the tables is taken away from theirs, but not from that of
        # the new table: take one number away from all.
    at(n, new(rest))  # A new table is empty: its density is log_density(x[i], nobody).
    at(n, new(x[[i]]))
        # x[i] sits at the new table already there, and so fits well. Nobody sits at a new table:
        # hand log_density an empty array.
    at(n, np.append(f[:-1], 1.0))  # A new table has a density, too: that of x[i] at an empty table.
    prior * f  # These are weights, not yet probabilities: divide by their sum.
    prior * f / f.max()  # These weights are not yet divided by their sum.
    share(np.exp(prior) * f)  # The weights are added to the log densities; log n_k is, or n_k multiplies the density.
    share(prior + f)  # Weight and density are added; multiply.
    at(n, np.log(f))  # log_density is a logarithm: take its exponential.
    np.eye(K + 1)[p.argmax()]  # The best seat is taken for certain; return the probabilities of all.
    at(n > 0)  # All tables weigh the same there: multiply by n_k.
    (share(prior) + share(f)) / 2  # Prior and density are each made to sum to 1 and then added.
    np.log(np.maximum(p, 1e-300))  # These are logarithms; return the probabilities.
    np.roll(p, 1)  # The new table comes last.
    at(n, 1 / f)  # The density is divided by; multiply.
    at(n, of_mean(mean))  # log_density wants the others at the table, one by one, not their mean.
    at(n, of_mean(lambda k: np.full(sum(seats == k), mean(k).mean() if k in seats else 0.0)))
        # log_density wants the others at the table, one by one; here it gets their mean, once for each.
    at(n, of_mean(lambda k: np.resize(mean(k), 1)))
        # log_density wants the others at the table, one by one, not their mean; and nobody has no
        # mean, not even 0.
    """)


@exercise("1.15", points=3, ours=_reseating_probabilities)
def reseating_probabilities(yours):
    """p_k ∝ n_k p(x_i | the others at k), and α p(x_i | nobody) for a new table.

    Task: return p (K + 1,): prior times likelihood of each seat, summing to 1
    Hint: Weight times density, for each table without i and for an empty one.
    """
    left = 4, np.array([0.3, -0.2, 0.8, 1.1, 0.5]), np.array([0, 1, 1, 0, 2]), 0.6, density
    refuse_added(yours(*left), _reseating_probabilities(*left))
    for z, i, alpha in GUESTS:
        x = np.random.default_rng(115).normal(size=len(z))
        _reseating_at(yours, i, x, np.array(z), alpha)
    for z, i in TWINS:
        _beside_twins(yours, np.array(z), i)
    _all_of_them_far_out(yours)
    for where, i in (("one of the tables", 3), ("a new table", 6)):
        _one_seat_far_better(yours, where, i)
    for alpha in (0.05, 30.0, 1e-6, 1e6, 1e-60, 1e60):
        why = f"Here alpha = {alpha:g}: it is the weight of a new table, neither rounded nor cut off at a bound."
        expect_beyond(
            "p",
            or_nothing(yours, _reseating_probabilities) if alpha < 1e-9 else yours,
            _reseating_probabilities,
            (*left[:3], alpha, density),
            why,
        )
    x = np.array([0.2, 0.3, 9.1, 9.0, -19.6, -20.1, 33.0, 34.0, 3e4, 2e4, 0.1])
    why = (
        "Some tables fit x[i] badly here: their p is small, and not 0. Nothing is added to it, and no exponent is cut "
        "off at a bound."
    )
    given = 10, x, np.array([0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 0]), 0.9, density
    expect_beyond("p", yours, _reseating_probabilities, given, why)
    expect_any_size("p", yours, _reseating_probabilities, _drawn, tries=12)
    pairs = 5, np.random.default_rng(32).normal(size=300), np.arange(300) // 2, 1.2, density
    expect_any_size("p", yours, _reseating_probabilities, lambda rng: pairs, tries=1)


def _drawn(rng):
    n = int(rng.integers(2, 10 ** rng.integers(1, 4)))
    z = np.unique(rng.integers(0, 1 + n // rng.integers(2, 200), n), return_inverse=True)[1].ravel()
    return int(rng.integers(n)), rng.normal(size=n), z, rng.uniform(0.1, 5), density


def density(x, others):
    """A density that nobody would guess, and not one of the mean and the number alone."""
    if np.ndim(x):
        raise Wrong(
            f"the first argument of log_density is one point, x[i]; it was handed an array of shape {np.shape(x)}."
        )
    if np.ndim(others) != 1:
        raise Wrong(
            "the second argument of log_density are the points of the others at the table, an "
            f"array (n,), perhaps empty; it was handed one of shape {np.shape(others)}."
        )
    if np.isnan(others).any():
        raise Wrong(
            "log_density was handed a nan: nobody has no mean. Hand it the points of the others "
            "at the table; for a new table, none."
        )
    n = 1 + len(others)
    return log_normal(x, np.sum(others) / n, 0.4 + 1 / n + 0.3 * (np.var(others) if n > 1 else 0))


def _reseating_at(yours, i, x, z, alpha):
    K, asked = int(z.max()) + 1, []

    def log_density(point, others):
        asked.append(point)
        return density(point, others)

    p = yours(i, x, z, alpha, log_density)
    if np.shape(p) == (K,):
        raise Wrong(
            f"p should have {K + 1} numbers, yours has {K}: the tables 0 ... {K - 1} (that of i "
            "too, even if they sat there alone), and a new one in the last place."
        )
    if asked:
        alone = (
            "Every table has one and the same density there, or none: multiply each weight by "
            "that of x[i] given the others at table k only."
        )
        why = (
            "p_k is n_k times exp(log_density(x[i], the others at k)), the last alpha times that "
            "of an empty table; then divide by the sum."
        )
    else:
        alone = "That is the restaurant alone: multiply by the density of x[i] at each table."
        why = "log_density was never called. It is handed in: call it, and do not write a density of your own."
    given = {"i": i, "x": x, "z": z, "alpha": alpha, "log_density": density, "alone": alone}
    right = _reseating_probabilities(i, x, z, alpha, density)
    P.judge("p", p, _nearly(p, right) or why, **given)


def _nearly(p, right):
    if close(p, right, 1e-3, 6e-4):
        return "To three digits it is right. Is something rounded, or a small number added, as inside a logarithm?"
    return ""


def _beside_twins(yours, z, i):
    """Customers 0 and i brought one number, 1 and 2 another one."""
    x = np.array([0.4, -1.1, -1.1, 0.4, 1.7, 0.9])
    p = yours(i, x, z, 1.6, density)
    right = _reseating_probabilities(i, x, z, 1.6, density)
    why = (
        "Some points are equal there: x[0] and x[3], and x[1] and x[2]. Others with the same "
        f"value are others too: leave out position i = {i}, and nobody else."
    )
    expect_array("p", p, right, {why: np.full(len(right), np.nan)}, why)


def _all_of_them_far_out(yours):
    """Log densities near -1000: their exponentials are all 0; near 1000, infinite."""
    x, z = np.array([0.3, 0.5, 2.9, -0.4]), np.array([0, 0, 1, 2])
    right = _reseating_probabilities(1, x, z, 0.7, density)
    for shift in (-1e6, 1e6):
        p = yours(1, x, z, 0.7, lambda point, others, by=shift: density(point, others) + by)
        why = (
            f"The log densities lie near {shift:,.0f} there: take the largest of them away before exp. "
            "The probabilities do not change by that."
        )
        expect_array("p", p, right, {why: np.full(4, np.nan)}, _nearly(p, right) or why)


def _one_seat_far_better(yours, where, i):
    """Log densities that lie more than 750 apart, so all but the largest overflow."""
    x = np.array([-65.0, -64.6, 65.2, 64.7, 64.9, -65.3, 0.5])
    z = np.array([0, 0, 1, 1, 1, 0, 0])
    right = _reseating_probabilities(i, x, z, 0.7, density)
    p = yours(i, x, z, 0.7, density)
    why = (
        f"The log densities lie more than 750 apart there, and {where} has the largest. It is the largest of all that "
        "must be taken away before exp: not the smallest, not the mean, not the first or the last."
    )
    if np.shape(p) == np.shape(right) and not np.isfinite(p).all():
        raise Wrong(f"p is {np.array2string(np.asarray(p), precision=3)}. {why}")
    expect_array("p", p, right, {}, _nearly(p, right) or why)
