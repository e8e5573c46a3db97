"""Checks of day 2: a difference of two groups, with an interval from resampling.

n documents in one group and m in the other, K topics. The check runs at two sizes.
"""

import functools

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_parts, expect_random, expect_shape

# fmt: off
ENDS = [0.025, 0.975]


def _difference_with_interval(mine, others, n_boot, rng):
    n, m = len(mine), len(others)
    found = [mine[rng.integers(0, n, n)].mean(axis=0)
             - others[rng.integers(0, m, m)].mean(axis=0) for _ in range(n_boot)]
    low, high = np.quantile(found, ENDS, axis=0)
    return mine.mean(axis=0) - others.mean(axis=0), low, high


@functools.cache
def _groups(n, m, K):
    """Two groups of rows, skewed. If n = m, row i of one is akin to row i of the other.

    (In this way it shows when the same row numbers are drawn for both.)
    """
    rng = np.random.default_rng(218)
    mine, others = rng.exponential(size=(n, K)) ** 2, rng.exponential(size=(m, K))
    if n == m:
        others = 0.2 * mine + 0.8 * others
    return mine, others


@exercise("2.18", points=2, ours=_difference_with_interval,
          task="return difference, low and high (K,): 95 in 100 resampled differences "
               "lie between",
          hint="Groups that might have been: n rows of mine, m rows of others, each "
               "with replacement.")
def difference_with_interval(yours):
    """How far two means lie apart, and where 95 percent of resampled ones do."""
    _rows_in_each(yours)
    for n, m, K in ((9, 9, 9), (7, 13, 3)):
        _interval_at(yours, n, m, K)
    small = [np.random.default_rng(s).dirichlet(np.ones(3), 9 - s) for s in (2, 3)]
    expect_random("rows", lambda rng: np.array(_three(yours(*small, 20, rng))))
    _uses_n_boot(yours, *_groups(7, 13, 3))


def _three(got):
    """The three parts; one array (3, K) can be unpacked as well as a tuple."""
    if isinstance(got, np.ndarray) and got.ndim == 2 and len(got) == 3:
        got = tuple(got)
    return expect_parts(got, "difference", "low", "high")


def _rows_in_each(yours):
    """Refuse resamples of n_boot rows, with few of them: with many that is slow."""
    (mine, others), n_boot = _groups(9, 9, 9), 400
    _, low, high = _three(yours(mine, others, n_boot, np.random.default_rng(0)))
    want = mine.mean(axis=0) - others.mean(axis=0)
    if np.shape(low) == np.shape(high) == (9,) and np.all((low < want) & (want < high)):
        width = np.asarray(high, float) - np.asarray(low, float)
        width = np.mean(width / np.ptp(_ends(9, 9, 9)[0], axis=0))
        if abs(np.log(width / np.sqrt(9 / n_boot))) < 0.25:
            raise Wrong(f"the interval is {1 / width:.0f} times too narrow: it looks "
                        "as if each resample had n_boot rows. Draw n rows of mine and "
                        "m of others, and do that n_boot times.")


def _uses_n_boot(yours, mine, others):
    _, low, high = _three(yours(mine, others, 1, np.random.default_rng(0)))
    if not np.allclose(low, high):
        raise Wrong("with n_boot = 1 there is one resampled difference, so low must "
                    "equal high: draw n_boot times, no more and no less.")
    if np.allclose(low, mine.mean(axis=0) - others.mean(axis=0)):
        raise Wrong("a resampled difference is the difference itself: draw with "
                    "replacement, so that some rows come twice and others not at all.")
    for n_boot in (1, 30):  # far from 0, so that an unfilled row shows
        _, *ends = _three(yours(mine + 1000, others, n_boot, np.random.default_rng(0)))
        if not np.any(ends) or np.min(ends) < 900 < np.max(ends):
            raise Wrong("one of the n_boot rows of the array is never filled.")
        if np.max(ends) < 900 or np.max(ends) > 1100:
            raise Wrong("a resampled difference is the mean of n rows of mine minus "
                        "the mean of m rows of others; add 1000 to all rows of mine, "
                        f"and yours grows to {np.max(ends):.0f}.")


def _interval_at(yours, n, m, K):
    mine, others = _groups(n, m, K)
    parts = _three(yours(mine, others, 20_000, np.random.default_rng(0)))
    want = mine.mean(axis=0) - others.mean(axis=0)
    at = [np.shape(p) == (K,) and np.allclose(p, want) for p in parts]
    if any(at[1:]) and not at[0]:
        raise Wrong("its parts come in another order: return difference, low, high.")
    _difference(parts[0], want, mine, others)
    for name, part in zip(("low", "high"), parts[1:], strict=True):
        if isinstance(part, list | tuple):
            raise Wrong(f"{name} should be one NumPy array, yours is a list.")
        expect_shape(name, part, (K,))
    low, high = (np.asarray(p, float) for p in parts[1:])
    if not np.isfinite(low).all() or not np.isfinite(high).all():
        raise Wrong("low or high is not finite.")
    if np.all(low > high):
        raise Wrong("low and high are exchanged: return difference, low, high.")
    right, sd, suspects = _ends(n, m, K)

    def fits(a, b):
        return np.all(np.abs([low - a, high - b]) < 0.12 * sd)

    if fits(*right):
        return
    if np.all(high - low < 1e-9):
        raise Wrong("low equals high: all resampled differences are the same. The "
                    "rows were drawn without replacement, or once for all turns of the "
                    "loop, or not at all; or only one row of the array is filled.")
    if np.all(high < right[0] + 0.3 * sd):
        raise Wrong("low and high both lie at the lower end: np.percentile counts in "
                    "percent, [2.5, 97.5]; np.quantile takes [0.025, 0.975].")
    if np.ptp(low) == 0 and np.ptp(high) == 0:
        raise Wrong("all topics get one interval; take the quantiles of each topic "
                    "(axis=0).")
    for mistake, (a, b) in suspects.items():
        if fits(a, b):
            raise Wrong(mistake)
    _uses_n_boot(yours, mine, others)
    wide = np.mean((high - low) / np.ptp(right, axis=0))
    if wide > 1.7:
        raise Wrong(f"the interval is {wide:.1f} times too wide. It should hold 95 in "
                    "100 resampled differences of means: not all, not single rows.")
    if wide > 1.1:
        raise Wrong(f"the interval is {wide:.1f} times too wide. Has each resample as "
                    "many rows as its group, and is its mean over those rows (axis=0)?")
    raise Wrong(f"low and high should be near {np.round(right, 3).tolist()}, yours are "
                f"{np.round([low, high], 3).tolist()}. What makes them: n_boot times, "
                "draw n rows of mine and m of others, each row with the same chance, "
                "and subtract the means; then the 2.5 and 97.5 percent points.")


def _difference(got, want, mine, others):
    every = np.concatenate([mine, others])
    expect_array("difference", got, want, {
        "The sign is turned round: mine minus others.": -want,
        "That is the mean of mine alone; take away that of others.": mine.mean(axis=0),
        "All rows are taken away; `others` alone are the others.":
            mine.mean(axis=0) - every.mean(axis=0),
        "Those are sums; divide each by the rows of its group.":
            mine.sum(axis=0) - others.sum(axis=0),
        "Those are medians of the rows; take the means.":
            np.median(mine, axis=0) - np.median(others, axis=0),
        "That is one number for all topics; keep one a topic (axis=0).":
            mine.mean() - others.mean(),
        **({"That is the mean over the topics; average the rows (axis=0).":
            mine.mean(axis=1) - others.mean(axis=1)} if len(mine) == len(others)
           else {}),
    }, "It is the difference of the two means, each over the rows of its group as they "
       "are, not of resampled ones.")


@functools.cache
def _ends(n, m, K):
    """Low and high (2, K), the spread of the differences, and what mistakes give."""
    (mine, others), rng, B = _groups(n, m, K), np.random.default_rng(1), 50_000
    a, b = mine.mean(axis=0), others.mean(axis=0)
    W, U = (rng.multinomial(k, np.full(k, 1 / k), B) for k in (n, m))  # how often drawn
    means, theirs = W @ mine / n, U @ others / m  # (B, K) each
    D = means - theirs
    sd, q = D.std(axis=0), functools.partial(np.quantile, axis=0)
    se = np.sqrt(mine.var(axis=0, ddof=1) / n + others.var(axis=0, ddof=1) / m)
    one, two = q(means, ENDS), q(theirs, ENDS)
    pot = np.concatenate([mine, others])
    P, Q = (rng.multinomial(k, np.full(n + m, 1 / (n + m)), B) for k in (n, m))
    once, twice = W > 0, U > 0
    short, brief = (rng.multinomial(k, [*np.full(k - 1, 1 / (k - 1)), 0], B)
                    for k in (n, m))
    later, after = (rng.multinomial(k, [0, *np.full(k - 1, 1 / (k - 1))], B)
                    for k in (n, m))
    shuffled = rng.permuted(np.tile(np.arange(n + m) < n, (B, 1)), axis=1)
    drawn = mine[rng.integers(0, n, (B, n))], others[rng.integers(0, m, (B, m))]
    suspects = {
        "That is 90 in 100: cut off 2.5 percent on each side, not 5.":
            q(D, [0.05, 0.95]),
        "It is cut at 0.25 and 0.75: that is half of the differences, not 95 in 100.":
            q(D, [0.25, 0.75]),
        "That is 99 in 100: cut off 2.5 percent on each side.": q(D, [0.005, 0.995]),
        "2.5 percent is cut off on one side only, on the other it is 5.":
            q(D, [0.025, 0.95]),
        "5 percent is cut off on one side, on the other 2.5.": q(D, [0.05, 0.975]),
        "Your interval lies around 0: the labels are shuffled. Draw from each group "
        "its own rows.": q(shuffled @ pot / n - (~shuffled) @ pot / m, ENDS),
        "Your interval lies around 0: the difference is taken away from the ends. "
        "Return the ends.": q(D, ENDS) - (a - b),
        "Only the rows of mine are drawn; which others there are is chance, too.":
            q(means - b, ENDS),
        "Only the rows of others are drawn; which of mine there are is chance, too.":
            q(a - theirs, ENDS),
        "That is the interval of the mean of mine alone; subtract the mean of others "
        "in each resample.": one,
        "The same row numbers are drawn for both groups; draw for each its own.":
            q(W @ mine / n - W @ others[:n] / n, ENDS),
        **({"Both resamples have n rows; from others m rows are drawn.":
            q(means - rng.multinomial(n, np.full(m, 1 / m), B) @ others / n, ENDS),
            "The rows of others are drawn by rng.integers(0, n, n); there are m of "
            "them: rng.integers(0, m, m).": q(means - rng.multinomial(
                n, np.full(n, 1 / n), B) @ others[:n] / n, ENDS),
            "The rows of others are drawn by rng.integers(0, n, m); there are m of "
            "them: rng.integers(0, m, m).": q(means - rng.multinomial(
                m, np.full(n, 1 / n), B) @ others[:n] / m, ENDS),
            "Both resamples have m rows; from mine n rows are drawn.":
            q(rng.multinomial(m, np.full(n, 1 / n), B) @ mine / m - theirs, ENDS)}
           if n != m else {}),
        "Both groups are drawn from all rows together; each has rows of its own.":
            q(P @ pot / n - Q @ pot / m, ENDS),
        "Two intervals, low minus low and high minus high; subtract the means within "
        "each resample, then take quantiles.": np.sort(one - two, axis=0),
        "Two intervals, low minus high and high minus low, which is too wide; subtract "
        "the means within each resample.": one - two[::-1],
        "The sign is turned round in the resamples: mine minus others.": q(-D, ENDS),
        "Rows that come twice are counted once; they count twice.":
            q(once @ mine / once.sum(axis=1, keepdims=True)
              - twice @ others / twice.sum(axis=1, keepdims=True), ENDS),
        "The last row is never drawn: rng.integers(0, n, n) stops before n by itself.":
            q(short @ mine / n - brief @ others / m, ENDS),
        "The first row is never drawn: rows are counted from 0.":
            q(later @ mine / n - after @ others / m, ENDS),
        "Those are medians of each resample; take its mean.":
            q(np.median(drawn[0], axis=1) - np.median(drawn[1], axis=1), ENDS),
        "That is one standard deviation up and down, about 68 in 100.":
            (a - b - sd, a - b + sd),
        "That is 1.96 standard deviations up and down, which is symmetric; take "
        "quantiles of the resampled differences.":
            (a - b - 1.96 * sd, a - b + 1.96 * sd),
        "That is 1.96 standard errors up and down, which is symmetric; take quantiles "
        "of the resampled differences.": (a - b - 1.96 * se, a - b + 1.96 * se),
        "It is mirrored, twice the difference minus a quantile; take the quantiles "
        "themselves.": 2 * (a - b) - q(D, ENDS)[::-1],
        "Those are low and high as distances from the difference; return the ends.":
            np.abs(q(D, ENDS) - (a - b)),
    }
    return q(D, ENDS), sd, suspects
