"""Checks of day 1: the Chinese restaurant with data, one step of Neal's algorithm 3."""

import numpy as np

from minivae import clusters
from minivae.checks import Wrong, exercise, expect_array, expect_scalar
from minivae.checks.day1.chinese_restaurant import (
    CRP,
    others_at_tables,
)

# fmt: off


def log_normal(x, mean, variance):
    """log N(x; mean, variance)."""
    return -0.5 * ((x - mean) ** 2 / variance + np.log(2 * np.pi * variance))


def _log_predictive(x, others, s2, tau2):
    prior = clusters.NormalKnownVariance(0.0, s2 / tau2, s2)
    others = np.asarray(others, dtype=float).reshape(-1, 1)
    return float(prior.log_predictive(np.array([x]), others))


AT_THE_TABLE = [(0.9, [0.3, 1.1, 0.6], 0.5, 2.0), (-1.3, [0.4], 0.2, 0.7),
                (0.7, [], 0.3, 1.9), (0.2, [-1.4, -1.1, 0.3, 0.9, 2.2], 1.7, 0.6)]


@exercise("1.14", notebook=CRP, points=2, ours=_log_predictive,
          task="return log p(x | others), one number",
          hint="What is known of the table's mean? How far does x lie from it?")
def log_predictive(yours):
    """log N(x; m, s2 + v), 1/v = 1/tau2 + n/s2, m = v Σ x_j / s2."""
    for x, others, s2, tau2 in AT_THE_TABLE:
        _predictive_at(yours, x, np.array(others), s2, tau2)
    why = ("Here x lies 60 from the mean: exp would be 0, so never take the "
           "exponential and then its logarithm.")
    far = yours(60.0, np.array([0.1, -0.2]), 0.5, 2.0)
    expect_array("log p(x | others)", far,
                 _log_predictive(60.0, [0.1, -0.2], 0.5, 2.0),
                 {why: -np.inf}, why, rtol=1e-7)


def _predictive_at(yours, x, others, s2, tau2):
    n, total = len(others), others.sum()
    v = 1 / (1 / tau2 + n / s2)
    m = v * total / s2
    right = log_normal(x, m, s2 + v)
    centre = others.mean() if n else 0.0
    v_one = 1 / (1 / tau2 + 1 / s2)
    v_x = 1 / (1 / tau2 + (n + 1) / s2)
    got = yours(x, others, s2, tau2)
    expect_scalar("log p(x | others)", got)
    if np.isnan(got) and not n:
        raise Wrong("it is nan for an empty table. Sum the others (an empty sum is 0); "
                    "a mean over nobody does not exist.")
    expect_array("log p(x | others)", got, right, {
        "That is the density of the table's mean; x scatters around the mean, so its "
        "variance is s2 + v.": log_normal(x, m, v),
        "The uncertainty of the table's mean is missing: the variance is s2 + v.":
            log_normal(x, m, s2),
        "Variances add up; v is taken away.":
            log_normal(x, m, s2 - v) if s2 > v else np.nan,
        "The prior counts, too: the mean is drawn towards 0, m = v * sum / s2.":
            log_normal(x, centre, s2 + v),
        "That takes the table's average for its mean, as if it were known for certain.":
            log_normal(x, centre, s2) if n else np.nan,
        "The average of the others weighs n / s2, not 1 / s2: m = v * sum / s2.":
            log_normal(x, v * centre / s2, s2 + v),
        "1 / s2 is missing in m: m = v * sum / s2.": log_normal(x, v * total, s2 + v),
        "v is missing in m: m = v * sum / s2.": log_normal(x, total / s2, s2 + v),
        "The sum of the others is not their mean: m = v * sum / s2.":
            log_normal(x, total, s2 + v),
        "n is missing: each of the others makes the mean more certain by 1 / s2.":
            log_normal(x, v_one * total / s2, s2 + v_one),
        "x itself is counted among the others.":
            log_normal(x, v_x * (total + x) / s2, s2 + v_x),
        "n is one too large; x is not among the others.":
            log_normal(x, v_x * total / s2, s2 + v_x),
        "The prior's 1 / tau2 is missing in 1 / v.":
            log_normal(x, centre, s2 + s2 / n) if n else np.nan,
        "The prior adds 1 / tau2 to 1 / v, not tau2.":
            log_normal(x, total / s2 / (tau2 + n / s2), s2 + 1 / (tau2 + n / s2)),
        "v is the inverse of 1 / tau2 + n / s2; it is not turned over.":
            log_normal(x, total / s2 / v, s2 + 1 / v),
        "v is the inverse of 1 / tau2 + n / s2; in the variance it is turned over.":
            log_normal(x, m, s2 + 1 / v),
        "tau2 is a variance already: no square.":
            _log_predictive(x, others, s2, tau2**2),
        "s2 is a variance already: no square.":
            _log_predictive(x, others, s2**2, tau2),
        "s2 is the variance of x around its mean; here stands its root.":
            _log_predictive(x, others, np.sqrt(s2), tau2),
        "s2 and tau2 are exchanged.": _log_predictive(x, others, tau2, s2),
        "That divides by the standard deviation; N(x; m, s2 + v) divides by the "
        "variance.": -0.5 * ((x - m) ** 2 / np.sqrt(s2 + v)
                             + np.log(2 * np.pi * (s2 + v))),
        "The square of s2 + v is one too many: it is a variance.":
            log_normal(x, m, (s2 + v) ** 2),
        "log (2 pi) is missing.": right + 0.5 * np.log(2 * np.pi),
        "The logarithm of the variance is missing: wide tables have low densities.":
            right + 0.5 * np.log(s2 + v),
        "- log(2 pi variance) / 2 is missing: wide tables have low densities.":
            -0.5 * (x - m) ** 2 / (s2 + v),
        "The half belongs to log(2 pi variance) as well.":
            right - 0.5 * np.log(2 * np.pi * (s2 + v)),
        "The half in front of the square is missing.":
            right - 0.5 * (x - m) ** 2 / (s2 + v),
        "x - m is not squared.":
            -0.5 * ((x - m) / (s2 + v) + np.log(2 * np.pi * (s2 + v))),
        "That is the density; return its logarithm.": np.exp(right),
        "The sign is turned round.": -right,
    }, "1/v = 1/tau2 + n/s2, m = v * sum / s2, and then log N(x; m, s2 + v); "
       f"here n = {n}.", rtol=1e-7)


def _reseating_probabilities(i, x, z, alpha, log_density):
    n = np.append(others_at_tables(z, i), alpha)
    rest, seats = np.delete(x, i), np.delete(z, i)
    log_p = np.array([log_density(x[i], rest[seats == k]) for k in range(len(n))])
    p = n * np.exp(log_p - log_p.max())
    return p / p.sum()


GUESTS = [([0, 0, 1, 0, 2, 1], 2, 1.6), ([0, 1, 1, 0, 2], 4, 0.6), ([0, 0, 0], 1, 2.4),
          ([1, 0, 1, 1], 1, 0.8)]


@exercise("1.15", notebook=CRP, points=3, ours=_reseating_probabilities,
          task="return p (K + 1,): prior times likelihood of each seat, summing to 1",
          hint="Weight times density, for each table without i and for an empty one.")
def reseating_probabilities(yours):
    """p_k ∝ n_k p(x_i | the others at k), and α p(x_i | nobody) for a new table."""
    for z, i, alpha in GUESTS:
        x = np.random.default_rng(115).normal(size=len(z))
        _reseating_at(yours, i, x, np.array(z), alpha)
    _reseating_far_out(yours)


def density(x, others):
    """A density that nobody would guess: log N(x; sum / (1 + n), 0.4 + 1 / (1 + n))."""
    n = 1 + len(others)
    return log_normal(x, np.sum(others) / n, 0.4 + 1 / n)


def _reseating_at(yours, i, x, z, alpha):
    K, rest, seats = int(z.max()) + 1, np.delete(x, i), np.delete(z, i)
    n, seated = others_at_tables(z, i), np.bincount(z)
    prior, wrong = np.append(n, alpha), np.append(seated, alpha)
    f = np.exp([density(x[i], rest[seats == k]) for k in range(K + 1)])
    with_i = np.exp([density(x[i], x[z == k]) for k in range(K + 1)])
    everybody = np.append(f[:-1], np.exp(density(x[i], rest)))
    before = np.append(np.bincount(z[:i], minlength=K), alpha)
    f_before = np.exp([density(x[i], x[:i][z[:i] == k]) for k in range(K + 1)])
    p = yours(i, x, z, alpha, density)
    if np.shape(p) == (K,):
        raise Wrong(f"p should have {K + 1} numbers, yours has {K}: the tables 0 ... "
                    f"{K - 1} (that of i too, even if he sat there alone), and a new "
                    "one in the last place.")
    right = _share(prior * f)
    expect_array("p", p, right, {
        "That is the restaurant alone: multiply by the density of x[i] at each table.":
            _share(prior),
        "That is the density alone: multiply by the weights n_k and alpha.": _share(f),
        "Customer i is still counted and still among the data of his table: his own "
        "table fits him too well.": _share(wrong * with_i),
        "Customer i is still counted at his table: he stands up first.":
            _share(wrong * f),
        "x[i] is still among the data of his old table, which fits him too well.":
            _share(prior * with_i),
        "Only those who came before i are looked at; all the others are there.":
            _share(before * f_before),
        "The weight of a new table is alpha, not 1.": _share(np.append(n, 1.0) * f),
        "A new table is empty: its density is log_density(x[i], nobody).":
            _share(prior * everybody),
        "A new table has a density, too: that of x[i] at an empty table.":
            _share(prior * np.append(f[:-1], 1.0)),
        "These are weights, not yet probabilities: divide by their sum.": prior * f,
        "These weights are not yet divided by their sum.":
            prior * f / f.max(),
        "The weights are added to the log densities; log n_k is, or n_k multiplies "
        "the density.": _share(np.exp(prior + np.log(f))),
        "Weight and density are added; multiply.": _share(prior + f),
        "log_density is a logarithm: take its exponential.": _share(prior * np.log(f)),
        "The best seat is taken for certain; return the probabilities of all.":
            np.eye(K + 1)[np.argmax(right)],
        "All tables weigh the same there: multiply by n_k.":
            _share(np.append(n > 0, alpha) * f),
        "Prior and density are each made to sum to 1 and then added.":
            (_share(prior) + _share(f)) / 2,
        "These are logarithms; return the probabilities.":
            np.log(np.maximum(right, 1e-300)),
        "The new table comes last.": np.roll(right, 1),
        "The density is divided by; multiply.": _share(prior / f),
        "The argument of log_density are the others at the table, not their number or "
        "mean.": _share(prior * np.exp([density(x[i], np.atleast_1d(
            rest[seats == k].mean() if (seats == k).any() else 0.0))
            for k in range(K + 1)])),
    }, "p_k is n_k times exp(log_density(x[i], the others at k)), the last alpha times "
       "that of an empty table; then divide by the sum.")


def _reseating_far_out(yours):
    """Log densities near -1000: their exponentials are all 0."""
    x, z = np.array([0.3, 0.5, 2.9, -0.4]), np.array([0, 0, 1, 2])

    def far(point, others):
        return density(point, others) - 1000.0

    def very_near(point, others):
        return density(point, others) + 1000.0

    for log_density in (far, very_near):
        p = yours(1, x, z, 0.7, log_density)
        why = ("The log densities lie near 1000 or -1000 there: take their maximum "
               "away before exp. The probabilities do not change by that.")
        nothing = np.full(4, np.nan)
        expect_array("p", p, _reseating_probabilities(1, x, z, 0.7, density),
                     {why: nothing}, why)


def _share(weights):
    with np.errstate(all="ignore"):
        return weights / weights.sum()
