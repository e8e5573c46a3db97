"""Checks of day 2: an interval from resampled documents; words that belong together.

n documents of a group, K topics, V words. Each check runs at two sizes or more.
"""

import itertools

import numpy as np

from minivae.checks import (
    Wrong,
    exercise,
    expect_array,
    expect_close,
    expect_parts,
    expect_random,
    expect_scalar,
    expect_shape,
)
from minivae.checks.day2.wild import WILD

# fmt: off

def _mean_with_interval(theta, n_boot, rng):
    n = len(theta)
    means = [theta[rng.integers(0, n, n)].mean(axis=0) for _ in range(n_boot)]
    low, high = np.quantile(means, [0.025, 0.975], axis=0)
    return theta.mean(axis=0), low, high


@exercise("2.18", notebook=WILD, points=2, ours=_mean_with_interval,
          task="return mean, low and high (K,): 95 in 100 bootstrap means lie between",
          hint="A world that might have been: n rows of theta, with replacement.")
def mean_with_interval(yours):
    """The mean over the rows, and where 95 percent of resampled means lie."""
    for n, K in ((8, 8), (13, 3)):
        theta = np.random.default_rng(218).exponential(size=(n, K))
        theta /= theta.sum(axis=1, keepdims=True)
        _interval_at(yours, theta**2)  # squared: skewed, and rows do not sum to one
    theta = np.random.default_rng(219).dirichlet(np.ones(3), 9)
    expect_random("the rows", lambda rng: np.array(yours(theta, 20, rng)))
    _, low, high = yours(theta, 1, np.random.default_rng(0))
    if not np.allclose(low, high):
        raise Wrong("with n_boot = 1 there is one resampled mean, so low must equal "
                    "high: draw n_boot times, no more and no less.")
    if np.allclose(low, theta.mean(axis=0)):
        raise Wrong("a resampled mean is the mean itself: draw with replacement, so "
                    "that some rows come twice and others not at all.")


def _interval_at(yours, theta):
    n, K = theta.shape
    mean, low, high = expect_parts(yours(theta, 20_000, np.random.default_rng(0)),
                                   "mean", "low", "high")
    expect_array("mean", mean, theta.mean(axis=0), {
        "That is the mean over the topics; average the rows (axis=0).":
            theta.mean(axis=1),
        "That is the sum; divide by the number of rows.": theta.sum(axis=0),
        "That is the median of the rows.": np.median(theta, axis=0),
        "That is one number for all topics; keep one a topic (axis=0).": theta.mean(),
    }, "It is the mean of the rows as they are, not of resampled ones.")
    for name, part in (("low", low), ("high", high)):
        if isinstance(part, list | tuple):
            raise Wrong(f"{name} should be one NumPy array, yours is a list.")
        expect_shape(name, part, (K,))
    low, high = np.asarray(low, float), np.asarray(high, float)
    if not np.isfinite(low).all() or not np.isfinite(high).all():
        raise Wrong("low or high is not finite.")
    if np.all(low > high):
        raise Wrong("low and high are exchanged: return mean, low, high.")
    draws = np.random.default_rng(1).integers(0, n, (100_000, n))
    means = theta[draws].mean(axis=1)  # (B, K)
    sd = means.std(axis=0)

    def fits(a, b):
        return np.all(np.abs([low - a, high - b]) < 0.12 * sd)

    if fits(*np.quantile(means, [0.025, 0.975], axis=0)):
        return
    m, s = theta.mean(axis=0), theta.std(axis=0, ddof=1)
    if np.all(high - low < 1e-9):
        raise Wrong("low equals high: the rows were drawn without replacement (then "
                    "all of them come, once each), or not drawn at all.")
    q, pair = np.quantile, [0.025, 0.975]
    suspects = {
        "That is 90 in 100: cut off 2.5 percent on each side, not 5.":
            q(means, [0.05, 0.95], axis=0),
        "It is cut at 0.25 and 0.75: that is half of the means, not 95 in 100.":
            q(means, [0.25, 0.75], axis=0),
        "That is 99 in 100: cut off 2.5 percent on each side.":
            q(means, [0.005, 0.995], axis=0),
        "2.5 percent is cut off on one side only, on the other it is 5.":
            q(means, [0.025, 0.95], axis=0),
        "That is one standard deviation up and down, about 68 in 100.":
            (m - sd, m + sd),
        "That is the mean plus and minus 1.96 standard deviations, which is symmetric; "
        "take quantiles of the resampled means.": (m - 1.96 * sd, m + 1.96 * sd),
        "That is the mean plus and minus 1.96 standard errors, which is symmetric; "
        "take quantiles of the resampled means.":
            (m - 1.96 * s / np.sqrt(n), m + 1.96 * s / np.sqrt(n)),
        "That is how far single rows lie apart, not their mean: average each "
        "resample first.": q(theta, pair, axis=0),
        "Those are the least and the largest row: average each resample first.":
            (theta.min(axis=0), theta.max(axis=0)),
        "Those are low and high as distances from the mean; return the ends.":
            np.abs(q(means, pair, axis=0) - m),
        "All topics get one interval; take the quantiles of each topic (axis=0).":
            np.repeat(q(means, pair)[:, None], K, axis=1),
    }
    for mistake, (a, b) in suspects.items():
        if fits(a, b):
            raise Wrong(mistake)
    wide = np.mean((high - low) / np.ptp(q(means, pair, axis=0), axis=0))
    if wide > 1.7:
        raise Wrong(f"the interval is {wide:.1f} times too wide: it should hold 95 in "
                    "100 resampled means, not all of them, and not single rows.")
    if wide > 1.1:
        raise Wrong(f"the interval is {wide:.1f} times too wide: a resample has "
                    "n = len(theta) rows, and its mean is over all of them.")
    near = np.round(q(means, pair, axis=0), 3).tolist()
    raise Wrong(f"low and high should be near {near}, yours are "
                f"{np.round([low, high], 3).tolist()}. What makes them: n_boot draws "
                "of n rows each, every row with the same chance.")


def _npmi(X, words):
    present, scores = np.asarray(X)[:, words] > 0, []
    for i, j in itertools.combinations(range(len(words)), 2):
        both = np.mean(present[:, i] & present[:, j])
        if both in (0, 1):
            scores.append(-1.0 if both == 0 else 0.0)
        else:
            alone = present[:, i].mean() * present[:, j].mean()
            scores.append(np.log(both / alone) / -np.log(both))
    return float(np.mean(scores))


@exercise("2.20", notebook=WILD, points=3, ours=_npmi,
          task="return the mean NPMI over all pairs of the words, one number",
          hint="All p are shares of documents. A pair that never meets counts -1.")
def npmi(yours):
    """The mean over pairs of log [p(w, v) / p(w) p(v)] / -log p(w, v)."""
    X = np.array([[2, 1, 0, 1, 1], [0, 3, 1, 1, 1], [1, 1, 0, 0, 1],
                  [1, 0, 2, 0, 1], [0, 0, 1, 1, 1]])  # the last word is in all five
    _npmi_at(yours, X, [0, 1])
    _npmi_at(yours, X, [3, 1, 0])
    _npmi_at(yours, np.vstack([X, X[1:3], 3 * X[:1]]), [2, 1, 3])
    rng = np.random.default_rng(220)
    _npmi_at(yours, rng.poisson(0.6, (40, 6)), [4, 0, 5, 2])
    apart, always = np.array([[3, 0], [0, 1], [2, 0]]), np.ones((4, 2), int)
    alike = np.array([[3, 1], [0, 0], [0, 0], [0, 0], [1, 2]])
    third = np.array([[3, 0, 3], [0, 1, 0], [2, 0, 0]])  # 1 meets neither 0 nor 2
    for X, value, because in (
        (apart, -1.0, "A pair that never meets counts -1, exactly: the limit, with no "
                      "small number added."),
        (always, 0.0, "A pair that is in every document counts 0: it tells nothing. "
                      "(The formula would be 0 / 0.)"),
        (alike, 1.0, "Two words always together, and not everywhere, count 1."),
        (third, _npmi(third, [0, 1, 2]), "A pair that never meets counts -1, and "
                                         "belongs into the mean."),
    ):
        with np.errstate(all="ignore"):
            got = yours(X, list(range(X.shape[1])))
        _number(got)
        if not np.isfinite(got):
            raise Wrong(f"npmi is {got} for a case of its own. {because}")
        expect_close("npmi", got, value, because)


def _number(got):
    if isinstance(got, list | tuple) or np.ndim(got):
        raise Wrong("npmi should be one number, the mean over all pairs.")
    expect_scalar("npmi", got)


def _npmi_at(yours, X, words):
    present, N, n = X[:, words] > 0, len(X), len(words)
    i, j = np.tril_indices(n, -1)
    p, D = present.mean(axis=0), present.sum(axis=0)
    both = (present[:, i] & present[:, j]).mean(axis=0)
    pmi = np.log(both / (p[i] * p[j]))
    right = np.mean(pmi / -np.log(both))
    tokens = X[:, words] / X.sum()
    share = tokens.sum(axis=0)
    product = np.mean(X[:, words][:, i] * X[:, words][:, j], axis=0)
    means = X[:, words].mean(axis=0)
    ordered = np.r_[pmi / -np.log(both)] * 2
    got = yours(X, list(words))
    _number(got)
    suspects = {
        "The sign is turned round: log p(w, v) is negative, divide by -log p(w, v).":
            -right,
        "That is the PMI; divide each pair by -log p(w, v).": np.mean(pmi),
        "That is the sum over the pairs; take the mean.": np.sum(pmi / -np.log(both)),
        "That is the mean PMI over the mean of -log p: divide each pair by its own.":
            np.mean(pmi) / np.mean(-np.log(both)),
        "It is divided by -log p(w) p(v); the joint p(w, v) belongs there.":
            np.mean(pmi / -np.log(p[i] * p[j])),
        "p(w) and p(v) are missing below: chance is not taken away.":
            np.mean(np.log(both) / -np.log(both)),
        "Only p(w) or p(v) stands below: divide by both.":
            np.mean(np.log(both / p[j]) / -np.log(both)),
        "Only p(v) or p(w) stands below: divide by both.":
            np.mean(np.log(both / p[i]) / -np.log(both)),
        "Those are numbers of documents; p is a share: divide by N.":
            np.mean(np.log(both * N / (D[i] * D[j])) / -np.log(both)),
        "A word is paired with itself, too; pairs are of two words.":
            (ordered.sum() + n) / n**2,
        "A word is paired with itself, too (j <= i); pairs are of two words.":
            (ordered.sum() / 2 + n) / (n * (n + 1) / 2),
        "It is divided by n squared; there are n (n - 1) / 2 pairs.":
            ordered.sum() / 2 / n**2,
        "Each pair counts twice in the sum; there are n (n - 1) / 2 pairs.": 2 * right,
        "It is divided by the number of words, not by that of pairs.":
            ordered.sum() / 2 / n,
        "p should be the share of documents with the word; those are shares of tokens.":
            np.mean(np.log(both / (share[i] * share[j])) / -np.log(both)),
        "Counts are multiplied and averaged; ask whether a word is there: X > 0.":
            np.mean(np.log(product / (means[i] * means[j])) / -np.log(product)),
        "p(w) is the mean count; ask whether the word is there: X > 0.":
            np.mean(np.log(both / (means[i] * means[j])) / -np.log(both)),
        "p(w, v) counts documents with one word or the other; ask for both.":
            _either(present, i, j, p),
        "That is the pair that comes last alone; take the mean over all.":
            (pmi / -np.log(both))[-1],
        "Only words next to each other in the list are paired; take all pairs.":
            np.mean((pmi / -np.log(both))[i - j == 1]),
        "Only pairs with the first word are taken; take all pairs.":
            np.mean((pmi / -np.log(both))[j == 0]),
        "That is the PMI, and summed; divide each pair by -log p(w, v) and average.":
            np.sum(pmi),
        "That is UMass coherence; NPMI divides by both words' shares.":
            np.sum(np.log((both * N + 1) / D[j])),
    }
    with np.errstate(all="ignore"):
        suspects = {k: v for k, v in suspects.items() if not np.isclose(v, right)}
        expect_close("npmi", got, right, "p is a share of documents, and the mean is "
                     "over all pairs.", suspects)


def _either(present, i, j, p):
    either = (present[:, i] | present[:, j]).mean(axis=0)
    with np.errstate(all="ignore"):
        return np.mean(np.log(either / (p[i] * p[j])) / -np.log(either))
