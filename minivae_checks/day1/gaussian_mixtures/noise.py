"""What remains of drawn points without their means and covariances: noise, and its law."""

import numpy as np
from scipy.special import ndtr

from minivae_checks import Wrong
from minivae_checks.day1.beyond import expect_from_rng
from minivae_checks.sampler import expect_sampler

MANY = 200_000
EDGES = 20  # cells of equal probability
ONE_POINT = "Does one number decide how large all the features of a point are?"


def judge_noise(yours, weights, means, covariances):
    """Refuse noise that is shared, dependent, or not N(0, I), and dependent components."""
    mixture, D = (weights, means, covariances), means.shape[1]
    whiten = np.linalg.inv(np.linalg.cholesky(covariances))

    def noise(n, rng):
        x, k = yours(n, *mixture, rng)
        return np.einsum("nij,nj->ni", whiten[k], x - means[k]), k

    on_a_line = weights, means[:, :1], covariances[:, :1, :1]
    expect_from_rng("points", lambda rng: yours(400, *on_a_line, rng), 500)
    _refuse_shared(noise)
    _refuse_centred(noise)
    _refuse_bounds(yours)
    error, calls = 5 / np.sqrt(MANY), []
    statistics = [
        ("mean", lambda x: x.mean(axis=0), 0.0, error, ""),
        ("covariance", lambda x: x.T @ x / MANY, np.eye(D), 1.5 * error, ""),
        ("covariance of the squares", lambda x: np.cov(x[:, 0] ** 2, x[:, 1] ** 2)[0, 1], 0.0, 2 * error, ONE_POINT),
        ("covariance with neighbours", lambda x: x[1:].T @ x[:-1] / MANY, 0.0, error, ""),
    ]

    def cell(x):
        at = np.arange(len(x))
        return (ndtr(x[at, at % D]) * EDGES).astype(int).clip(0, EDGES - 1)

    def recorded(rng):
        calls.append(noise(MANY, rng))
        return calls[-1][0]

    what = "noise vectors, the points less their means and spread,"
    expect_sampler(what, recorded, statistics, (cell, np.full(EDGES, 1 / EDGES)), distinct=False)
    (x, k), again = calls[-1], iter(calls)
    if (np.diff(k) >= 0).all():
        raise Wrong("the components come in order, 0 first: each point draws its own, whatever came before.")
    expect_sampler("components", lambda rng: next(again)[1][:, None], cells=(np.ravel, weights), distinct=False)
    _refuse_tied(x, k, len(weights), error)


def _refuse_shared(noise):
    numbers = np.abs(noise(2000, np.random.default_rng(4))[0])
    if min(abs(low - numbers).max() for low in (numbers.astype(np.float32), numbers.round(7))) < 1e-11:
        raise Wrong("the noise has a few digits only: is it drawn in float32, or rounded?")
    numbers = numbers.round(9)
    if len(np.unique(numbers)) < numbers.size:
        raise Wrong(
            "some points share numbers of their noise: is it repeated, mirrored, cut off, or read from the front for "
            "each component? Draw each number for one point alone."
        )


def _refuse_centred(noise):
    """With one or two points in each call nothing can be taken from the others."""
    rng = np.random.default_rng(3)
    for n in (1, 2):
        means = np.array([noise(n, rng)[0].mean(axis=0) for _ in range(400)])
        spread = n * np.mean(means**2, axis=0)
        if not (abs(spread - 1) < 0.4).all():
            raise Wrong(
                f"in 400 calls with n = {n} the noise does not spread as it should: its variance is "
                f"{spread.round(2)}, not 1. Is the mean of the call taken away, or is it divided by its deviation?"
            )


def _refuse_bounds(yours):
    """Twelve components, of which one is rare and one never comes, from tiny to huge."""
    rng, (n, K, D) = np.random.default_rng(8), (60_000, 12, 5)
    weights = rng.dirichlet(np.ones(K)) + 0.03
    weights[5:7] = 0, 1e-3
    weights /= weights.sum()
    scale, A = 10.0 ** np.linspace(-6, 6, K), rng.normal(size=(K, D, D))
    means = rng.normal(size=(K, D)) * scale[:, None]
    factors = np.linalg.cholesky(A @ np.swapaxes(A, 1, 2) + np.eye(D)) * scale[:, None, None]
    x, k = yours(n, weights, means, factors @ np.swapaxes(factors, 1, 2), rng)
    came = np.bincount(k, minlength=K) / n
    if (abs(came - weights) > 5 * np.sqrt(weights * (1 - weights) / n)).any():
        raise Wrong(
            f"with the weights {weights.round(3)} the components' shares are {came.round(3)}: no weight is raised to a "
            "least value or cut off, and no component is left out, however many there are."
        )
    for j in np.flatnonzero(weights > 0.01):
        noise = np.linalg.solve(factors[j], (x[k == j] - means[j]).T)
        if abs(noise @ noise.T / noise.shape[1] - np.eye(D)).max() > 6 * np.sqrt(2 / noise.shape[1]):
            raise Wrong(
                f"where the deviations are near {scale[j]:.0e}, and D = 5, the points do not spread as they ought to: "
                "nothing is added to a covariance, rounded or cut off at a bound, and no feature is left out."
            )


def _refuse_tied(x, k, K, error):
    for j in range(K):
        here = x[k == j]
        mean, variance, off = here.mean(axis=0), here.var(axis=0), error * np.sqrt(len(x) / len(here))
        if abs(mean).max() > off or abs(variance - 1).max() > 1.5 * off:
            raise Wrong(
                f"the noise of component {j} has the mean {mean.round(3)} and the variances {variance.round(3)}; "
                "0 and 1 are wanted. Does it hang on the numbers that chose k?"
            )
