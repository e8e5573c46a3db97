"""Checks of day 1: K-means, where it starts and how its features are scaled.

N points, D features; k points are chosen already, m are candidates.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_finite
from minivae_checks.day1.kmeans.distances import squared_distances
from minivae_checks.earlier import built_on

# fmt: off


def _cost_left(X, chosen, candidates):
    squares = np.sum((X[:, None] - chosen) ** 2, axis=2).min(axis=1)[:, None]  # (N, 1)
    left = np.minimum(squares, np.sum((X[:, None] - candidates) ** 2, axis=2))
    return left.sum(axis=0)


@exercise("1.4", points=2, ours=_cost_left,
          task="return (m,): the inertia that is left if a candidate joins the chosen",
          hint="Each point goes to the nearest: of the chosen ones and the candidate.")
@built_on(squared_distances)
def cost_left(yours):
    """Σ_n min(D_n², ‖x_n - q_j‖²) for each candidate q_j."""
    for N, k, m, D in ((4, 4, 4, 4), (7, 3, 2, 2), (6, 1, 4, 3), (5, 2, 1, 2)):
        rng = np.random.default_rng(8)  # all mistakes differ
        X, chosen = rng.normal(size=(N, D)) * 2, rng.normal(size=(k, D)) + 1
        _cost_at(yours, X, chosen, rng.normal(size=(m, D)) - 0.5)
    X = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 3.0], [1.0, 0.0], [500.0, 0.0]])
    expect_array("left", yours(X, X[[1]], X[[3, 4]]), [249012.0, 11.0], because=
                 "Candidate 0 lies on the chosen point and saves nothing. Candidate 1 "
                 "is far away, and leaves what the near points cost.")


def _cost_at(yours, X, chosen, candidates):
    N, m = len(X), len(candidates)
    old = np.sum((X[:, None] - chosen) ** 2, axis=2)  # (N, k)
    new = np.sum((X[:, None] - candidates) ** 2, axis=2)  # (N, m)
    squares = old.min(axis=1)  # (N,)
    each = np.minimum(squares[:, None], new)
    right, now = each.sum(axis=0), squares.sum()
    got = yours(X, chosen, candidates)
    if m > 1 and np.shape(got) == (m, 1):
        raise Wrong(f"it has shape {(m, 1)}; return {(m,)}, one plain row of numbers.")
    between = np.sum((candidates[:, None] - chosen) ** 2, axis=2).min(axis=1)

    def left(mass):
        """What is left, if `mass` (N,) stands where D² belongs."""
        return np.minimum(mass[:, None], new).sum(axis=0)

    expect_array("left", got, right, {
        "The chosen points are left out: that is J with the candidate alone.":
            new.sum(axis=0),
        "The candidates are left out: that is J as it is now.": np.full(m, now),
        "Each point goes to the nearer one; here it goes to the farther one.":
            np.maximum(squares[:, None], new).sum(axis=0),
        "The nearest chosen point counts; here the farthest one does.":
            left(old.max(axis=1)),
        "The nearest chosen point counts; here all are added up.":
            left(old.sum(axis=1)),
        "The nearest chosen point counts; here their mean square does.":
            left(old.mean(axis=1)),
        "The nearest chosen point counts; here the last one alone does.":
            left(old[:, -1]),
        "The nearest chosen point counts; here the first one alone does.":
            left(old[:, 0]),
        "The inertia adds squares; these are distances.": np.sqrt(each).sum(axis=0),
        "The distances are squared once too often.": (each**2).sum(axis=0),
        "That is how much J falls; how much is left is asked for.": now - right,
        "That is how much J falls, with a minus; how much is left is asked for.":
            right - now,
        "The mean over the points; J is the sum.": right / N,
        "That is the share of J that is left; J itself is asked for.": right / now,
        "These are k-means++'s probabilities, one per point; what each candidate "
        "leaves is asked for.": squares / now,
        "The costs are divided by their sum; they are no probabilities.":
            right / right.sum(),
        "Compare point by point, then add up; here two sums are compared.":
            np.minimum(now, new.sum(axis=0)),
        "The two costs are added; each point goes to the nearer one.":
            now + new.sum(axis=0),
        "All candidates join at once; one at a time is asked for.":
            np.minimum(squares, new.min(axis=1)).sum(),
        "All candidates join at once; one at a time is asked for, (m,).":
            np.full(m, np.minimum(squares, new.min(axis=1)).sum()),
        "It is added up over the candidates (axis 1); add up over the points.":
            each.sum(axis=1),
        "It is added up over points and candidates; one sum per candidate.": each.sum(),
        "It is not yet added up over the points.": each,
        "That is the index of the best candidate; what each one leaves is asked for.":
            right.argmin(),
        "That is the least of them; what each candidate leaves is asked for.":
            right.min(),
        "That is the candidates' own distance to the chosen; what do all points cost?":
            between,
        "The candidate's own share is taken away: it lies among the points already.":
            right - between,
    }, because="For each candidate: of every point the smaller of two squares, to the "
               "nearest chosen point and to the candidate; their sum.")


def _standardise(X):
    sigma = np.where(np.ptp(X, axis=0) > 0, X.std(axis=0), 1)
    return (X - X.mean(axis=0)) / sigma


@exercise("1.5", points=2, ours=_standardise,
          task="return X with mean 0 and standard deviation 1 in each feature",
          hint="Each column has a mean and a standard deviation of its own.")
def standardise(yours):
    """(x_nd - m_d) / σ_d, and 0 for a constant feature."""
    _exchanged(yours)
    for size in ((4, 4), (7, 3), (14, 2)):
        X = np.random.default_rng(15).normal(size=size) * np.arange(2, 2 + size[1]) + 5
        X[-1] += 200 * (len(X) > 10)  # far out: 3.4 deviations
        m, sigma = X.mean(axis=0), X.std(axis=0)
        low, high = X.min(axis=0), X.max(axis=0)
        rows = X - X.mean(axis=1, keepdims=True)
        expect_array("scaled", yours(X), (X - m) / sigma, {
            "The mean is not taken away.": X / sigma,
            "The mean is taken away; the division by the deviation is missing.":
                X - m,
            "It is divided by the variance, not by its root.": (X - m) / sigma**2,
            "It is multiplied by the standard deviation; divide.": (X - m) * sigma,
            "One mean and one deviation of all entries; each feature has its own, "
            "axis=0.": (X - X.mean()) / X.std(),
            "Each point is scaled by itself (axis 1); each feature should be, axis=0.":
                rows / X.std(axis=1, keepdims=True),
            "The mean is that of all entries; each feature has its own, axis=0.":
                (X - X.mean()) / sigma,
            "The deviation is that of all entries; each feature has its own, axis=0.":
                (X - m) / X.std(),
            "The deviation has N - 1 below; here N, NumPy's own std.":
                (X - m) / X.std(axis=0, ddof=1),
            "That squeezes into 0 to 1; mean 0 and standard deviation 1 are asked for.":
                (X - low) / (high - low),
            "It is divided by the range, not by the standard deviation.":
                (X - m) / (high - low),
            "It is divided by the largest entry, not by the standard deviation.":
                X / high,
            "The median is taken away, not the mean.":
                (X - np.median(X, axis=0)) / sigma,
            "Each point gets length 1; each feature should get deviation 1.":
                X / np.linalg.norm(X, axis=1, keepdims=True),
            "X stands less its mean divided alone: brackets around X - mean.":
                X - m / sigma,
            "Mean less X: the sign is turned round.": (m - X) / sigma,
            "It is divided by the mean distance from the mean, not by the root of the "
            "mean square.": (X - m) / np.abs(X - m).mean(axis=0),
            "Each feature gets length 1: a division by N is missing under the root.":
                (X - m) / sigma / np.sqrt(len(X)),
            "Large values are clipped; nothing should be.":
                np.clip((X - m) / sigma, -3, 3),
            "Large values are clipped at 2; nothing should be.":
                np.clip((X - m) / sigma, -2, 2),
        }, because="Mean 0 and standard deviation 1 down each column.")
    _small_and_constant(yours)
    _rounded(yours)
    _far_and_narrow(yours)


def _exchanged(yours):
    X = np.array([[1.0, 3.0], [2.0, 3.0], [6.0, 3.0]])
    got = np.asarray(_quiet(yours, X))
    if got.shape == (3, 2) and np.array_equal(np.isnan(got), [[False, True]] * 3) \
            and np.allclose(got[:, 0], X[:, 0] - 3):
        raise Wrong("1 and sigma are exchanged in np.where: a feature that changes is "
                    "divided by 1, and a constant one by its deviation, 0.")


def _small_and_constant(yours):
    X = np.array([[10, 3, 0.1, 2e-13], [20, 3, 0.5, 6e-13],
                  [60, 3, 0.2, -7e-13], [30, 3, 0.3, 3e-13]])
    m, sigma = X.mean(axis=0), X.std(axis=0)
    got = _quiet(yours, X)
    if np.shape(got) == (4, 3):
        raise Wrong("the constant feature is dropped; keep it as a column of zeros.")
    if np.shape(got) == (4, 4) and not np.isfinite(np.asarray(got, float)[:, 1]).all():
        raise Wrong("a constant feature has standard deviation 0, and 0/0 is nan; "
                    "its column should be 0.")
    expect_finite("scaled", got)
    right, bare = _standardise(X), X - m
    second, last = np.arange(4) == 1, np.arange(4) == 3
    expect_array("scaled", got, right, {
        "A constant feature stays as it was; its column should be 0.":
            np.where(second, X, right),
        "A constant feature becomes 1; its column should be 0.":
            np.where(second, 1, right),
        "One feature is constant, and now none is divided; the others should be.": bare,
        "The last feature is small, but it does change: divide it by its own "
        "deviation, it is not as good as constant.": np.where(last, bare, right),
        "The last feature is small, but it does change; here it becomes 0.":
            np.where(last, 0, right),
        "All deviations below 1 are taken for 1.": bare / np.maximum(sigma, 1),
        "Something is added to the deviation (1e-8?), and a small feature stays "
        "small.": bare / (sigma + 1e-8),
    }, because="The last feature is small, but it does change: it should get "
               "deviation 1 like the others.", atol=1e-14)


def _rounded(yours):
    X = np.tile([0.0, 0.1, 0.7, 123456.7], (300, 1))
    X[:, 0] = np.random.default_rng(16).normal(size=300)
    with np.errstate(all="ignore"):
        bare = (X - X.mean(axis=0)) / X.std(axis=0)
    expect_array("scaled", _quiet(yours, X), np.where([1, 0, 0, 0], bare, 0), {
        "The features 1 to 3 are constant: 300 times 0.1, say. Their deviation comes "
        "out as a tiny number, not as 0. Ask whether all values are equal: "
        "np.ptp(X, axis=0) > 0.": bare,
    }, because="The features 1 to 3 are constant, 300 times 0.1, say: their columns "
               "should be 0. Their deviation is tiny in floats, and not just 0; ask "
               "whether all values are equal.", atol=1e-4)


def _far_and_narrow(yours):
    noise = np.random.default_rng(17).normal(size=9)
    X = np.stack([1e6 + 1e-3 * noise, [5, 5, 1, 2, 3, 4, 9, 7, 5],
                  1e3 + 1e-8 * np.arange(9)], axis=1)
    right, bare = _standardise(X), X - X.mean(axis=0)
    first, middle, last = np.eye(3, dtype=bool)
    with np.errstate(all="ignore"):
        short = bare / np.sqrt(np.mean(X**2, axis=0) - X.mean(axis=0) ** 2)
        safe = bare / np.sqrt(np.abs(np.mean(X**2, axis=0) - X.mean(axis=0) ** 2))
    got = np.asarray(_quiet(yours, X))
    cancels = ("Feature 0 lies at 1,000,000 and varies by 0.001. mean(x²) - mean(x)² "
               "loses its digits (see 1.1): subtract the mean before you square.")
    if got.shape == (9, 3) and any(
        np.allclose(got[:, 0], wrong[:, 0], rtol=1e-3, equal_nan=True)
        for wrong in (short, safe)
    ):
        raise Wrong(cancels)
    tiny = ("The last feature is 1000 + 0.00000001 n: it varies by little, but far "
            "above rounding, so it is not constant.")
    equal = ("Feature 1 is 5 at the beginning and at the end, and changes between: ask "
             "whether all values are equal, not two of them.")
    expect_array("scaled", got, right, {
        equal: np.where(middle, bare, right),
        equal + " ": np.where(middle, 0, right),
        tiny: np.where(last, bare, right),
        tiny + " ": np.where(last, 0, right),
        tiny + "  ": np.where(last | first, bare, right),
    }, because="Each of these features changes: each gets deviation 1. Two lie far "
               "from 0 and vary by little.", rtol=1e-3, atol=1e-3)


def _quiet(yours, X):
    with np.errstate(all="ignore"):
        return yours(X)
