"""Checks of SemiSupervised: the mean of paired differences, with Student's interval. n draws."""

import numpy as np
from scipy.special import ndtri, stdtrit

from minivae_checks import Mistakes, exercise, expect_array, expect_parts
from minivae_checks.sizes import expect_any_size


def _t_at(p, freedom):
    """The point below which Student's t lies with probability p."""
    return stdtrit(freedom, p)


def _paired_interval(a, b):
    d = a - b
    n = len(d)
    return np.mean(d), _t_at(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n)


MEAN = Mistakes("""
    np.mean(a - b)
    np.mean(b - a)  # The sign is reversed: a - b, and no absolute value.
    np.mean(np.abs(a - b))  # That is the mean of the absolute differences; keep their signs.
    np.median(a - b)  # That is the median; take the mean.
    np.sum(a - b)  # That is the sum; take the mean.
    np.mean(a)  # b is missing.
    np.mean(a) + np.mean(b)  # They are added; take the difference.
    np.mean(a) / np.mean(b) - 1  # That is a relative difference; subtract only.
    a[0] - b[0]  # That is the first draw alone; take the mean over all.
    a.max() - b.max()  # Those are the best of each; take the mean of the differences.
    a - b  # There is a difference for each draw; take their mean.
    np.mean(a - b) - t_at(0.975, len(a) - 1) * np.std(a - b, ddof=1) / np.sqrt(len(a))
        # That is the lower end of the interval; return its middle, the mean, and half its width.
    np.mean(a - b) + t_at(0.975, len(a) - 1) * np.std(a - b, ddof=1) / np.sqrt(len(a))
        # That is the upper end of the interval; return its middle, the mean, and half its width.
    """).using(t_at=_t_at)
HALF = Mistakes("""
    d = a - b
    n = len(d)
    sd = np.std(d, ddof=1)
    t = t_at(0.975, n - 1)
    root = np.sqrt(n)
    t * sd / root
    2 * t * sd / root  # That is the whole width; half of it is asked.
    t * np.std(d) / root  # n stands below the line of s; it has n - 1: ddof=1.
    t * np.std(d) / np.sqrt(n - 1) * 1.1  # A factor stands there that does not belong.
    t * sd / np.sqrt(n - 1)  # s has n - 1 below the line already; its root is that of n.
    t * sd / n  # It is divided by n; by its root.
    t * sd  # That is the spread of single draws; of their mean, it is divided by the root of n.
    sd / root  # That is the standard error; times t.
    1.96 * sd / root  # 1.96 is the normal's; with n draws take Student's t with n - 1.
    z * sd / root  # ditto
    2 * sd / root  # Two standard errors are not enough for few draws; take Student's t with n - 1.
    t_at(0.95, n - 1) * sd / root  # 5% lie above that t; of the two ends each has 2.5%: 0.975.
    t_at(0.025, n - 1) * sd / root  # The sign is reversed: take the upper point, 0.975.
    t_at(0.975, n) * sd / root  # It has n - 1 degrees of freedom, since the mean was fitted.
    t_at(0.975, 2 * n - 2) * sd / root
        # 2n - 2 degrees of freedom belong to two samples of their own; here are n differences, n - 1.
    t_at(0.995, n - 1) * sd / root  # That is for 99%; 95% is asked.
    t_at(0.975, n - 2) * sd / root  # It has n - 1 degrees of freedom, not n - 2: one number, the mean, was fitted.
    sd  # That is s alone; times t, and divided by the root of n.
    t * np.std(b, ddof=1) / root  # That is the interval of b alone; take the differences.
    (d.max() - d.min()) / 2  # That is half the range of the differences; take t s / sqrt(n).
    t * np.mean(np.abs(d - np.mean(d))) / root  # s is the root of the mean square, not the mean absolute deviation.
    t_at(0.975, 4) * sd / root  # That is t with 4 degrees of freedom, for five draws; with n draws there are n - 1.
    t * np.var(d, ddof=1) / root  # That is the variance; take its root, s.
    t * np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1)) / root
        # That is for two samples of their own; the draws are paired: take the spread of the differences.
    t * np.hypot(np.std(a), np.std(b)) / root  # ditto
    t_at(0.975, 2 * n - 2) * np.sqrt(np.var(a, ddof=1) + np.var(b, ddof=1)) / root  # ditto
    t * (np.std(a, ddof=1) - np.std(b, ddof=1)) / root  # Subtract first, draw by draw; then the spread.
    t * np.std(a, ddof=1) / root  # That is the interval of a alone; take the differences.
    t * np.std(np.abs(d), ddof=1) / root  # The differences keep their signs.
    t * np.sqrt(np.mean(d**2)) / root  # The mean is not taken away: s is the spread around it.
    t * np.sqrt(np.sum(d**2) / (n - 1)) / root  # ditto
    (np.quantile(d, 0.975) - np.quantile(d, 0.025)) / 2
        # That is where single differences lie; the interval of their mean is t s / sqrt(n).
    t * np.std(a + b, ddof=1) / root  # They are added; subtract, draw by draw.
    t * np.std(d, ddof=2) / root  # n - 2 stands below the line of s; it has n - 1.
    t * np.std(np.sort(a) - np.sort(b), ddof=1) / root  # The draws were sorted: the pairs are lost.
    """).using(t_at=_t_at, z=ndtri(0.975))


@exercise("5.11", points=2, ours=_paired_interval)
def paired_interval(yours):
    """The mean of a - b, and t_(n-1) s / √n.

    Task: return the mean of the paired differences a - b, and half the width of its 95% interval
    Hint: Subtract draw by draw; then student_t.ppf(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n).
    """
    for n in (8, 3, 9, 2):
        a, b = _accuracies(np.random.default_rng(511), n)
        mean, half = expect_parts(yours(a, b), "mean", "half", wants=_paired_interval(a, b))
        MEAN.judge("the mean", mean, a=a, b=b)
        HALF.judge("half the width", half, a=a, b=b)
    why = "Here differences are tiny, huge, or nearly alike: no floor, nothing rounded or added; s is of d - mean(d)."
    for scale, shift in ((1e-9, 0), (1e6, 0), (1, 30_000)):
        for n in (4, 30):
            a, b = _accuracies(np.random.default_rng(512), n)
            given = scale * a + shift, scale * b
            for name, got, want in zip(
                ("the mean", "half the width"), yours(*given), _paired_interval(*given), strict=True
            ):
                expect_array(name, got, want, because=why, atol=0)
    alike = np.array([0.75, 0.5, 0.25, 0.625])  # their differences are exact
    for name, got, want in zip(("the mean", "half the width"), yours(alike + 0.125, alike), (0.125, 0.0), strict=True):
        expect_array(name, got, np.float64(want), because=why)
    draw = lambda rng: _accuracies(rng, int(rng.choice([2, 5, 12, 70, 400])))  # noqa: E731
    expect_any_size(("the mean", "half the width"), yours, _paired_interval, draw, tries=12)


def _accuracies(rng, n):
    """Two methods that share the luck of each draw, and differ by some points."""
    luck = 0.8 + 0.05 * rng.normal(size=n)
    return luck + 0.03 * rng.normal(size=n), luck - 0.01 + 0.02 * rng.normal(size=n)
