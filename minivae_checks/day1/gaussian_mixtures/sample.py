"""Checks of GaussianMixtures: points that a mixture makes.

n points, D features, K components.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_parts, expect_random
from minivae_checks.day1.gaussian_mixtures.noise import judge_noise
from minivae_checks.day1.gaussian_mixtures.responsibilities import expect_plain

FIXED = (
    "every sample holds the same number of each component, exactly or almost; these numbers are random, too: "
    "each point draws its component for itself."
)
# The covariance of the points that component j makes, if they are drawn wrongly.
SPREAD = Mistakes("""
    right = covariances[j]
    L, I, deviation = np.linalg.cholesky(right), np.eye(len(right)), np.sqrt(np.diag(right))
    right
    right @ right  # The noise is multiplied by the covariance; take its factor L, L Lᵀ = Σ.
    L.T @ L  # The factor is transposed: the spread is LᵀL. For rows, eps @ L.T.
    I  # The noise is not scaled at all.
    I * right  # The correlations are lost: only the standard deviations are used.
    I * right**2  # The noise is scaled by the variances, and the correlations are lost.
    np.outer(L.sum(axis=1), L.sum(axis=1))  # One number of noise serves all features of a point.
    np.outer(deviation, deviation)  # One number of noise serves all features of a point, scaled by the deviations.
    I * L**2  # Only the diagonal of L is used: each feature needs its whole row of L.
    covariances[0]  # The covariance of the first component serves all.
    covariances[-1]  # The covariance of the last component serves all.
    """)


def _sample(n, weights, means, covariances, rng):
    k = rng.choice(len(weights), size=n, p=weights)
    eps = rng.standard_normal((n, means.shape[1]))
    factors = np.linalg.cholesky(covariances)
    return means[k] + np.einsum("nij,nj->ni", factors[k], eps), k


@exercise("1.9", points=2, ours=_sample)
def sample(yours):
    """Draw k from the weights, then x = μ_k + L_k ε with L Lᵀ = Σ_k.

    Task: return x (n, D) and k (n,): points, and which component made each
    Hint: First which component, then a point from it. Which matrix makes the spread out of noise of variance one?
    """
    L = np.array([[[2.0, 0.0], [1.5, 0.5]], [[0.6, 0.0], [-1.0, 1.2]], [[1.1, 0.0], [0.4, 2.2]]])
    means = np.array([[-3.0, 1.0], [2.0, 4.0], [5.0, -6.0]])
    weights = np.array([0.5, 0.15, 0.35])
    _kept_from_an_earlier_call(yours, weights, means, L @ np.swapaxes(L, 1, 2))
    for K, weights in ((2, [0.7, 0.3]), (3, [0.5, 0.15, 0.35])):
        covariances = L[:K] @ np.swapaxes(L[:K], 1, 2)
        arguments = np.array(weights), means[:K], covariances
        rng = np.random.default_rng(19)
        x, k = expect_parts(yours(30_000, *arguments, rng), "x", "k")
        expect_plain("x", x)
        expect_plain("k", k)
        _seeds_at(yours, arguments)
        _points_at(np.asarray(x), np.asarray(k), *arguments)
    counts = [np.sum(yours(20, *arguments, rng)[1] == 0) for _ in range(300)]
    p = arguments[0][0]
    times = np.var(counts) / (20 * p * (1 - p))
    if times < 0.55:
        raise Wrong(FIXED)
    if times > 1.45:
        raise Wrong(
            f"how many points component 0 makes varies {times:.1f} times as much as it should from call to call: does "
            "one draw of k serve several points? Draw it for each."
        )
    expect_random("k", lambda rng: yours(40, *arguments, rng)[1])
    single = np.ones(1), np.full((1, 3), 2.0), np.eye(3)[None]
    expect_random("x", lambda rng: yours(4, *single, rng)[0])
    one = yours(4, *single, rng)
    if np.shape(one[0]) != (4, 3):
        raise Wrong(f"with K = 1 and D = 3, four points should have shape (4, 3), yours {np.shape(one[0])}.")
    _noise_at(yours(20_000, *single, rng)[0] - 2)
    judge_noise(yours, *arguments)


def _kept_from_an_earlier_call(yours, weights, means, covariances):
    """Refuse the covariances, or the means, of the call before."""
    rng, n = np.random.default_rng(22), 6000
    yours(n, weights, means, covariances, rng)
    x, k = expect_parts(yours(n, weights, means * 9, covariances * 9, rng), "x", "k")
    if np.shape(x) != (n, means.shape[1]) or np.shape(k) != (n,) or np.sum(np.equal(k, 0)) < 2:
        return  # told elsewhere
    x = np.asarray(x)[np.equal(k, 0)]
    spread = abs(np.cov(x.T) - covariances[0]).max() < 0.1 * abs(covariances[0]).max()
    if spread or abs(x.mean(axis=0) - means[0]).max() < 0.3:
        raise Wrong(
            "a call with other means and covariances gives points that lie as those of the call before: something is "
            "kept between the calls, under a global name, say. Compute it anew in each call."
        )


def _seeds_at(yours, arguments):
    """Refuse a sample that does not depend on the generator's seed."""
    one, two = (yours(60, *arguments, np.random.default_rng(seed)) for seed in (1, 2))
    if np.array_equal(one[1], two[1]) and np.ptp(one[1]) > 0:
        if (np.diff(one[1]) >= 0).all():
            raise Wrong(FIXED)
        raise Wrong(
            "generators with two different seeds give the same k: draw it, and from the rng that "
            "is handed in, not from one of your own."
        )


def _points_at(x, k, weights, means, covariances):
    """Refuse 30,000 drawn points whose shares, means or covariances are off."""
    (K, D), n = means.shape, 30_000
    if np.shape(x) == (n,) and np.shape(k) == (n, D):
        raise Wrong("the order is x, k: the points come first.")
    if np.shape(x) != (n, D):
        raise Wrong(f"x should have shape {(n, D)}, yours {np.shape(x)}.")
    if np.shape(k) != (n,) or k.dtype.kind not in "iu":
        raise Wrong(f"k should be {n} integers, one per point; yours has shape {np.shape(k)} and type {k.dtype}.")
    if k.min() < 0 or k.max() >= K:
        raise Wrong(f"k should run from 0 to K - 1; yours from {k.min()} to {k.max()}.")
    share = np.bincount(k, minlength=K) / n
    if (share == 1).any():
        raise Wrong("all points come from one component; draw one for each point.")
    if abs(share - weights).max() > 0.02:
        same = abs(share - 1 / K).max() < 0.02
        raise Wrong(
            f"the components' shares are {share.round(2)}, their weights {weights}: "
            f"{'all are equally probable here' if same else 'k is not drawn by its weights'}."
        )
    total = weights @ means
    if all(abs(x[k == j].mean(axis=0) - total).max() < 0.3 for j in range(K)):
        raise Wrong(
            "the points do not belong to the k that is returned with them: every k has the same "
            "mean. Is it drawn twice, or put in order?"
        )
    for j in range(K):
        if np.ptp(x[k == j], axis=0).max() < 1e-12:
            raise Wrong(
                f"all points of component {j} are equal: the noise is missing, or all get the "
                "same noise. Draw it for each point."
            )
        mean = x[k == j].mean(axis=0)
        if abs(mean - means[j]).max() > 0.15:
            why = _moved(mean, means[j], covariances[j])
            raise Wrong(f"the points of component {j} have the mean {mean.round(2)}, it should be {means[j]}.{why}")
        _spread_at(np.cov(x[k == j].T), covariances, j)


def _moved(mean, right, covariance):
    if abs(mean).max() < 0.15:
        return " The mean is not added."
    noise = np.linalg.solve(np.linalg.cholesky(covariance), mean - right)
    if np.ptp(noise) < 0.1:
        return (
            f" The noise has the mean {noise.mean():.1f}, it should have the mean 0: "
            "rng.standard_normal draws such noise."
        )
    return ""


def _spread_at(got, covariances, j):
    right = covariances[j]

    def near(want):
        return abs(got - want).max() < 0.1 * max(1, abs(want).max())

    if near(right):
        return
    why = SPREAD.named(near, covariances=covariances, j=j)
    times = np.sum(got * right) / np.sum(right**2)
    if not why and abs(got - times * right).max() < 0.05 * abs(got).max():
        why = (
            f"All of yours is about {times:.2g} times the right one: look for a factor in L, or "
            "in the noise, which should have the variance 1."
        )
    why = why or "The points of a component spread as its covariance says."
    raise Wrong(
        f"the points of component {j} have the covariance {got.round(2).tolist()}, it should be "
        f"{right.round(2).tolist()}. {why}"
    )


def _noise_at(eps):
    """Refuse noise (n, D) of variance 1 that is not normal."""
    variance = np.var(eps, axis=0)
    if abs(variance - 1).max() > 0.05:
        raise Wrong(
            f"where the covariance is the identity, the noise has the variances {variance.round(2)}; all should be 1."
        )
    fourth = np.mean((eps - eps.mean(axis=0)) ** 4, axis=0) / variance**2
    if abs(fourth - 3).max() > 0.25:
        raise Wrong(
            "the noise is not normal: with variance 1, the mean of its fourth power is "
            f"{fourth.mean():.2f}, not 3. Draw it by rng.standard_normal."
        )
