"""Checks of ChineseRestaurant: what a table expects of the next point."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_scalar
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size


def log_normal(x, mean, variance):
    """log N(x; mean, variance)."""
    return -0.5 * ((x - mean) ** 2 / variance + np.log(2 * np.pi * variance))


def _log_predictive(x, others, s2, tau2):
    v = 1 / (1 / tau2 + len(others) / s2)
    return log_normal(x, v * np.sum(others) / s2, s2 + v)


AT_THE_TABLE = (
    (0.9, [0.3, 1.1, 0.6], 0.5, 2.0),
    (-1.3, [0.4], 0.2, 0.7),
    (0.7, [], 0.3, 1.9),
    (0.2, [-1.4, -1.1, 0.3, 0.9, 2.2], 1.7, 0.6),
)
FAR_OFF = (
    (0.13, [0.1, 0.22, -0.05], 0.01, 50.0),
    (7.9, [8.3, 7.6, 8.4, 8.1], 0.5, 20.0),
    (-9.0, [-8.2, -8.8], 3.0, 7.0),
    (0.013, [0.011, 0.018], 2e-6, 4e-6),
    (3e-9, [1e-9, -2e-9], 1e-18, 1e-16),
    (4e5, [3e5, -1e5, 2e5], 1e10, 1e12),
    (0.3, [0.1, 0.4], 1e-3, 1e-9),
    (0.3, [0.1, 0.4], 1e9, 1e-3),
    (0.3, [], 1e-9, 1e9),
    (60_000.0, [0.1, -0.2], 0.5, 2.0),
    (0.2, [5e4, 6e4], 0.5, 2e9),
    (1e30, [2e30], 1e-30, 1e60),
)
LOG_P = Mistakes("""
    n, total, centre = len(others), others.sum(), others.mean() if len(others) else 0.0
    v_of = lambda n: 1 / (1 / tau2 + n / s2)
    v, u, m = v_of(n), s2 + v_of(n), v_of(n) * total / s2
    at = lambda m, u: log_normal(x, m, u)
    with_v = lambda v, total=total: at(v * total / s2, s2 + v)
    of = lambda s2, tau2: log_predictive(x, others, s2, tau2)
    at(m, u)
    at(m, v)  # That is the density of the table's mean; x scatters around the mean, so its variance is s2 + v.
    at(m, s2)  # The uncertainty of the table's mean is missing: the variance is s2 + v.
    at(m, s2 + tau2)  # The mean's uncertainty is v, not tau2: the others have made it smaller.
    at(m, (s2**0.5 + v**0.5) ** 2)  # Variances add up, not standard deviations: the variance is s2 + v.
    at(m, u**0.5)  # Where the variance s2 + v belongs stands its root.
    at(0.0, u)  # The others move the mean away from 0: m = v * sum / s2.
    at(m, s2 - v)  # Variances add up; v is taken away.
    at(centre, u)  # The prior counts, too: the mean is drawn towards 0, m = v * sum / s2.
    at(centre, s2)  # That takes the table's average for its mean, as if it were known for certain.
    at(v * centre / s2, u)  # The average of the others weighs n / s2, not 1 / s2: m = v * sum / s2.
    at(v * total, u)  # 1 / s2 is missing in m: m = v * sum / s2.
    at(total / s2, u)  # v is missing in m: m = v * sum / s2.
    at(total, u)  # The sum of the others is not their mean: m = v * sum / s2.
    with_v(v_of(1))  # n is missing: each of the others makes the mean more certain by 1 / s2.
    with_v(v_of(n + 1), total + x)  # x itself is counted among the others.
    with_v(v_of(n + 1))  # n is one too large; x is not among the others.
    with_v(v_of(n - 1))  # n is one too small: x is not among the others, so all of them count.
    at(m, u) + sum(log_predictive(others[j], others[:j], s2, tau2) for j in range(n))
        # That is the density of x and the others together; only that of x is wanted.
    at(centre, s2 + s2 / n)  # The prior's 1 / tau2 is missing in 1 / v.
    with_v(1 / (tau2 + n / s2))  # The prior adds 1 / tau2 to 1 / v, not tau2.
    with_v(1 / v)  # v is the inverse of 1 / tau2 + n / s2; it is not turned over.
    at(m, s2 + 1 / v)  # v is the inverse of 1 / tau2 + n / s2; in the variance it is turned over.
    of(s2, tau2**2)  # tau2 is a variance already: no square.
    of(s2**2, tau2)  # s2 is a variance already: no square.
    of(s2**0.5, tau2)  # s2 is the variance of x around its mean; here stands its root.
    of(s2, tau2**0.5)  # tau2 is the variance of the table's mean; here stands its root.
    of(s2**2, tau2**2)  # s2 and tau2 are variances already: no squares.
    of(s2**0.5, tau2**0.5)  # s2 and tau2 are variances; here stand their roots.
    of(tau2, s2)  # s2 and tau2 are exchanged.
    -0.5 * ((x - m) ** 2 / u**0.5 + np.log(2 * np.pi * u))
        # That divides by the standard deviation; N(x; m, s2 + v) divides by the variance.
    at(m, u**2)
        # Where the variance s2 + v belongs stands its square. (scipy's norm wants the standard
        # deviation, sqrt(s2 + v), as its scale.)
    at(m, u) + 0.5 * np.log(2 * np.pi)  # log (2 pi) is missing.
    at(m, u) + 0.5 * np.log(u)  # The logarithm of the variance is missing: wide tables have low densities.
    -0.5 * (x - m) ** 2 / u  # - log(2 pi variance) / 2 is missing: wide tables have low densities.
    at(m, u) - 0.5 * np.log(2 * np.pi * u)  # The half belongs to log(2 pi variance) as well.
    at(m, u) - 0.5 * (x - m) ** 2 / u  # The half in front of the square is missing.
    -0.5 * ((x - m) / u + np.log(2 * np.pi * u))  # x - m is not squared.
    np.exp(at(m, u))  # That is the density; return its logarithm.
    at(m, u) / np.log(10)  # That is the logarithm to base 10; np.log is the natural one.
    -at(m, u)  # The sign is reversed.
    """).using(log_normal=log_normal, log_predictive=_log_predictive)


@exercise("1.14", points=2, ours=_log_predictive)
def log_predictive(yours):
    """log N(x; m, s2 + v), 1/v = 1/tau2 + n/s2, m = v Σ x_j / s2.

    Task: return log p(x | others), one number
    Hint: What is known of the table's mean? How far does x lie from it?
    """
    for x, others, s2, tau2 in AT_THE_TABLE:
        others, n = np.array(others), len(others)
        got = yours(x, others, s2, tau2)
        expect_scalar("log p(x | others)", got)
        if np.isnan(got) and not n:
            raise Wrong(
                "it is nan for an empty table. Sum the others (an empty sum is 0); a mean over nobody does not exist."
            )
        why = f"1/v = 1/tau2 + n/s2, m = v * sum / s2, and then log N(x; m, s2 + v); here n = {n}."
        given = {"x": x, "others": others, "s2": s2, "tau2": tau2}
        LOG_P.judge("log p(x | others)", got, why, **given)
    why = "Here x lies 60 from the mean: exp would be 0, so never take the exponential and then its logarithm."
    far = 60.0, np.array([0.1, -0.2]), 0.5, 2.0
    want = _log_predictive(*far)
    expect_close("log p(x | others)", yours(*far), want, why, {why: -np.inf})
    for x, others, s2, tau2 in FAR_OFF:
        why = (
            f"Here x = {x:g}, s2 = {s2:g}, tau2 = {tau2:g}, and the others are {others}: no variance, mean or "
            "logarithm is cut off at a bound (a floor or a cap), and nothing is added or rounded."
        )
        expect_beyond("log p(x | others)", yours, _log_predictive, (x, np.array(others), s2, tau2), why)
    expect_any_size("log p(x | others)", yours, _log_predictive, _drawn, tries=40)


def _drawn(rng):
    others = rng.normal(size=rng.integers(0, 10 ** rng.integers(1, 4))) + 1
    return rng.normal(), others, rng.uniform(0.1, 3), rng.uniform(0.1, 3)
