"""Single resamples: how they vary, whether they are independent, and what share lies in the interval.

With n_boot = 1 both ends are the one resampled difference; with n_boot = 2 the two resampled
differences follow from the ends.
"""

import functools

import numpy as np

from minivae_checks import Wrong, expect_array
from minivae_checks.taken import expect_taken, numbers_taken

RUNS, MOST = 500, 3000  # calls with one or two resamples; resamples of the long call
FAR = 5.5  # standard errors
SURE = 0.0018  # of a tail of 0.025: 5 standard errors and what n_boot makes


def _small():
    return np.random.default_rng(2181).normal(size=(6, 40)), np.random.default_rng(2186).normal(size=(11, 40))


def expect_enough_draws(yours):
    """Refuse fewer random numbers than the rows need: resamples that are kept, mirrored, or not made."""
    mine, others = _small()
    expect_taken("10 resamples of 6 and of 11 rows", lambda rng: yours(mine, others, 10, rng), 170)
    few, many = (numbers_taken(lambda rng, n=n: yours(mine, others, n, rng)) for n in (100, 3000))
    if not 0.8 < many / (30 * few) < 1.25:
        raise Wrong(
            f"3,000 resamples take {many / few:.1f} times as many random numbers as 100, not 30 times: are there "
            "n_boot of them, whatever n_boot is, each from random numbers of its own?"
        )
    expect_pairs(yours)


def expect_pairs(yours):
    """Refuse two resamples of one call that share rows, or mirror each other."""
    mine, others = _small()
    one = _ends(yours, mine, others, 1)[0]
    if one.std(axis=0).min() > 1e-9:  # else the ends do not depend on the draws
        _expect_two(*_ends(yours, mine, others, 2), one)


def expect_resamples(yours):
    """Refuse resamples that depend on one another, of other sizes, or other quantiles."""
    mine, others = _small()
    for name, rows, still in (("mine", mine, (mine, 0 * others)), ("others", others, (0 * mine, others))):
        _expect_variance(name, rows, _ends(yours, *still, 1)[0])
    _expect_coverage(yours)
    _expect_constant(yours)


def _ends(yours, mine, others, n_boot):
    rng = np.random.default_rng(2182)
    return np.array([yours(mine, others, n_boot, rng)[1:] for _ in range(RUNS)]).transpose(1, 0, 2)


def _expect_variance(name, rows, found):
    """Resampled means of n rows vary by the variance (divided by n) of the rows, over n."""
    n, want = len(rows), rows.var(axis=0) / len(rows)
    ratio = float(np.mean(found.var(axis=0) / want))
    if abs(ratio - 1) > 0.09:  # 5 standard errors, of columns that are hardly independent
        raise Wrong(
            f"the resampled means of {name} vary {ratio:.2f} times as much as means of {n} of its {n} rows, drawn with "
            f"replacement: how many rows are drawn, and from which?{_other_size(n, ratio)}"
        )


def _other_size(n, ratio):
    if abs(ratio - n / (n - 1)) < 0.09:
        return f" (It looks as if {n - 1} rows were drawn.)"
    return ""


def _expect_two(low, high, one):
    """Of two draws, the middle and half the distance vary alike if they are independent."""
    centre = one.mean(axis=0)
    if np.allclose(low, high):  # np.quantile's method "lower" gives the lesser of the two
        if abs(np.mean((low - centre) / one.std(axis=0))) < 0.3:
            raise Wrong("with n_boot = 2 both resampled differences are the same: draw new rows for each.")
        return
    middle, half = (low + high) / 2 - centre, (high - low) / 2 / 0.95
    ratio = float(np.mean((middle**2).mean(axis=0) / (half**2).mean(axis=0)))
    if not 0.75 < ratio < 1.33:
        more = "one is the mirror image of the other" if ratio < 1 else "they share rows"
        raise Wrong(
            f"the two resampled differences of a call with n_boot = 2 are not independent: {more}. Draw new rows of "
            "both groups for each resample."
        )


@functools.cache
def _wide():
    """Two groups, and 40,000 resampled differences of them, column by column in order."""
    rng = np.random.default_rng(2183)
    mine, others = rng.exponential(size=(40, 60)), rng.exponential(size=(50, 60))
    shares = [rng.multinomial(n, np.full(n, 1 / n), 40_000) / n for n in (40, 50)]
    return mine, others, np.sort(shares[0] @ mine - shares[1] @ others, axis=0)


def _expect_coverage(yours):
    mine, others, found = _wide()
    _, low, high = yours(mine, others, MOST, np.random.default_rng(2184))
    below = [np.searchsorted(column, end) for column, end in zip(found.T, low, strict=True)]
    above = [len(found) - np.searchsorted(column, end) for column, end in zip(found.T, high, strict=True)]
    below, above = np.mean(below) / len(found), np.mean(above) / len(found)
    if abs(below - 0.025) > SURE or abs(above - 0.025) > SURE:
        raise Wrong(
            f"{below:.2%} of the resampled differences lie below low and {above:.2%} above high, in the mean of 60 "
            "columns; it should be 2.5% each, 95 in 100 between them. Which quantiles are taken, and has each "
            "resample as many rows as its group?"
        )


def _expect_constant(yours):
    """Groups without any difference within: the ends are the difference itself."""
    for scale in (1.0, 1e-7, 1e7):
        mine, others = np.tile(scale * np.array([0.3, 0.6]), (3, 1)), np.tile(scale * np.array([0.7, 0.1]), (4, 1))
        parts = yours(mine, others, 3, np.random.default_rng(0))
        for name, part in zip(("difference", "low", "high"), parts, strict=True):
            because = "Add nothing, clip nothing, round nothing."
            what = f"{name} of groups whose rows are all equal"
            expect_array(what, part, scale * np.array([-0.4, 0.5]), because=because, atol=0)
