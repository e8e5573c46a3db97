"""Checks of day 1: the Chinese restaurant with data, what a table expects."""

import numpy as np

from minivae import clusters
from minivae_checks import Wrong, exercise, expect_array, expect_scalar

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


@exercise("1.14", points=2, ours=_log_predictive,
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
    v_less = 1 / (1 / tau2 + (n - 1) / s2)
    every = right + sum(_log_predictive(others[j], others[:j], s2, tau2)
                        for j in range(n))
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
        "The mean's uncertainty is v, not tau2: the others have made it smaller.":
            log_normal(x, m, s2 + tau2),
        "Variances add up, not standard deviations: the variance is s2 + v.":
            log_normal(x, m, (np.sqrt(s2) + np.sqrt(v)) ** 2),
        "Where the variance s2 + v belongs stands its root.":
            log_normal(x, m, np.sqrt(s2 + v)),
        "The others move the mean away from 0: m = v * sum / s2.":
            log_normal(x, 0.0, s2 + v),
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
        "n is one too small: x is not among the others, so all of them count.":
            log_normal(x, v_less * total / s2, s2 + v_less) if n else np.nan,
        "That is the density of x and the others together; only that of x is asked "
        "for.": every,
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
        "tau2 is the variance of the table's mean; here stands its root.":
            _log_predictive(x, others, s2, np.sqrt(tau2)),
        "s2 and tau2 are variances already: no squares.":
            _log_predictive(x, others, s2**2, tau2**2),
        "s2 and tau2 are variances; here stand their roots.":
            _log_predictive(x, others, np.sqrt(s2), np.sqrt(tau2)),
        "s2 and tau2 are exchanged.": _log_predictive(x, others, tau2, s2),
        "That divides by the standard deviation; N(x; m, s2 + v) divides by the "
        "variance.": -0.5 * ((x - m) ** 2 / np.sqrt(s2 + v)
                             + np.log(2 * np.pi * (s2 + v))),
        "Where the variance s2 + v belongs stands its square. (scipy's norm wants the "
        "standard deviation, sqrt(s2 + v), as its scale.)":
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
        "That is the logarithm to base 10; np.log is the natural one.":
            right / np.log(10),
        "The sign is turned round.": -right,
    }, "1/v = 1/tau2 + n/s2, m = v * sum / s2, and then log N(x; m, s2 + v); "
       f"here n = {n}.", rtol=1e-7)
