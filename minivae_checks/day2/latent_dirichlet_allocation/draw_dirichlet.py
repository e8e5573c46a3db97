"""Checks of LatentDirichletAllocation: dice from a bag. n dice of K faces."""

import numpy as np
from scipy.special import betainc, digamma, polygamma

from minivae_checks import Mistakes, Wrong, exercise, expect_finite, expect_random, expect_shape
from minivae_checks.day2.latent_dirichlet_allocation.posterior_mean import share
from minivae_checks.expect import expect_type
from minivae_checks.sampler import expect_sampler
from minivae_checks.taken import expect_taken

MANY = 20_000  # dice, whose means and covariances are compared
UNUSUAL = [0.003] * 20, [60.0, 1500.0, 9.0], [0.04] * 20, [1.0, 0.3, 7.0, 2.0]
CELLS = np.array([1e-250, 1e-100, 1e-30, 1e-12, 1e-6, 1e-4, 1e-3, 0.01, 0.1, 0.3, 0.6, 0.9, 0.99])


class GammaOnly(np.random.Generator):
    """A generator that leaves the exercise to the student."""

    def dirichlet(self, *args, **kwargs):
        """Refuse."""
        raise Wrong("rng.dirichlet is the answer itself; make it out of rng.gamma.")


def _draw_dirichlet(alpha, n, rng):
    return share(rng.gamma(np.tile(alpha, (n, 1))))


G = Mistakes("""
    size = n, len(alpha)
    A, gammas = alpha.sum(), rng.gamma(alpha, size=size)
    gammas
    rng.gamma(1.0, alpha, size=size)  # alpha is the shape of the gamma numbers; yours have it as their scale.
    rng.random(size)  # These are uniform numbers divided by their sum; alpha is missing.
    rng.exponential(size=size)  # All dice are drawn as if alpha were 1.
    rng.gamma(alpha / A, size=size)
        # alpha is divided by its sum first: then its size is lost, which says how much the dice
        # differ.
    rng.gamma(alpha**2, size=size)  # alpha is squared.
    rng.gamma(np.sqrt(alpha), size=size)  # The root of alpha is taken.
    rng.gamma(alpha.mean(), size=size)  # One alpha, the mean, stands for all.
    np.exp(gammas)  # That is a softmax; divide the gamma numbers themselves by their sum.
    rng.beta(alpha, A - alpha, size=size)  # Beta numbers of each face do not make a die; use Gamma.
    rng.gamma(alpha, alpha, size=size)  # alpha counts once as the shape and once more as the scale.
    rng.gamma(np.abs(np.log(alpha)) + 1e-12, size=size)  # The logarithm of alpha is not needed.
    """)


@exercise("2.11", points=1, ours=_draw_dirichlet)
def draw_dirichlet(yours):
    """θ_k = g_k / Σ_j g_j with g_k ~ Gamma(α_k): rows sum to 1, the right moments.

    Task: return n dice (n, K) from Dir(alpha)
    Hint: rng.gamma(alpha, size=(n, K)), then each row divided by its sum.
    """

    def draw(n, alpha, seed=0):
        rng = GammaOnly(np.random.default_rng(seed).bit_generator)
        with np.errstate(all="ignore"):
            return yours(np.array(alpha), n, rng)

    for n, alpha in ((3, [0.8, 1.5, 3.0]), (5, [2.0, 0.5])):
        _a_few(draw(n, alpha), n, len(alpha))
        expect_random("theta", lambda rng, n=n, a=alpha: yours(np.array(a), n, rng))
    for seed, alpha in ((1, [0.4, 1.5, 3.1]), (2, [0.2, 0.2, 0.2, 0.2])):
        _refuse_other_dice(draw(MANY, alpha, seed), np.array(alpha))
    expect_sampler("theta", lambda rng: yours(np.array([2.0, 0.5]), 2000, rng))
    expect_taken("50 dice of 4 faces", lambda rng: yours(np.array([2.0, 0.5, 3.0, 1.5]), 50, rng), 200)
    for seed, alpha in enumerate(UNUSUAL):
        _refuse_another_law(draw(MANY, alpha, 40 + seed), np.array(alpha))


def _a_few(theta, n, K):
    if isinstance(theta, list | tuple):
        raise Wrong(
            f"theta should be one NumPy array (n, K): later cells compute with it; yours is a {type(theta).__name__}."
        )
    expect_shape("theta", theta, (n, K))
    expect_type("theta", theta, np.zeros(K))
    expect_finite("theta", theta)
    if np.ptp(theta, axis=0).max() == 0:
        raise Wrong("all n dice are the same one: draw numbers for each, (n, K).")
    sums = np.sum(theta, axis=1)
    if not np.allclose(sums, 1, rtol=0, atol=1e-12):
        advice = "Divide each row by its sum."
        if np.allclose(np.sum(theta, axis=0), 1):
            advice = "Your columns do: a die is a row of (n, K), so sum over axis=1, with keepdims=True."
        raise Wrong(f"a die's probabilities add up to 1; your first row adds up to {sums[0]:.10g}. {advice}")
    if np.min(theta) < 0:
        raise Wrong("a probability is negative.")


def _refuse_other_dice(theta, alpha):
    """Compare means and covariances with those of Dir(alpha), else find the culprit."""
    rng, A = np.random.default_rng(3), alpha.sum()
    expect_finite("theta", theta)
    if np.allclose(np.sort(theta, axis=1)[:, -1], 1):
        raise Wrong("each row is a roll (one 1, else 0), and not a die.")
    if len(np.unique(theta, axis=0)) < 0.9 * len(theta):
        raise Wrong("many of 20,000 dice are equal to another one. Draw numbers for each of them, and do not round.")
    right = rng.dirichlet(alpha, MANY)
    if _alike(theta, right):
        return

    def explains(g):
        g = share(g + 1e-300)
        return _alike(theta, g) and not _alike(g, right)

    start = f"20,000 dice from Dir{tuple(map(float, alpha))}: "
    mistake = G.named(explains, alpha=alpha, n=MANY, rng=rng)
    if mistake:
        raise Wrong(start + mistake)
    mean, sd = theta.mean(axis=0), theta.std(axis=0)
    want = np.sqrt(alpha * (A - alpha) / (A**2 * (A + 1)))
    k = np.argmax(np.abs(mean - alpha / A) + np.abs(sd - want))
    raise Wrong(
        f"{start}face {k} has mean {mean[k]:.3f} and standard deviation {sd[k]:.3f}; it should "
        f"have {alpha[k] / A:.3f} and {want[k]:.3f}."
    )


def _refuse_another_law(theta, alpha):
    """Face k of Dir(alpha) is Beta(alpha_k, A - alpha_k): its share in cells, and its mean logarithm."""
    A, n, said = alpha.sum(), len(theta), ", ".join(f"{a:g}" for a in alpha[:4]) + ", ..." * (len(alpha) > 4)
    expect_finite("theta", theta)
    for k, a in enumerate(alpha):
        want = np.diff(betainc(a, A - a, CELLS), prepend=0, append=1)
        came = np.bincount(np.searchsorted(CELLS, theta[:, k]), minlength=len(want))
        off = np.abs(came - n * want) - 5.5 * np.sqrt(n * want * (1 - want)) - 1
        if off[worst := off.argmax()] > 0:
            ends = [0, *CELLS, 1]
            raise Wrong(
                f"of {n:,} dice from Dir({said}) {came[worst] / n:.2%} have face {k} between {ends[worst]:g} and "
                f"{ends[worst + 1]:g}; it should be {want[worst]:.2%}. Take alpha as it is (no bound, no rounding) and "
                "the gamma numbers as they come: where alpha is small, most of them are far below any small number "
                "that one might add."
            )
    if alpha.min() < 0.01:
        return  # some logarithms are those of 0
    # the sum of alpha_k log theta_k is what tells most of a factor of alpha
    logs = np.log(theta)
    score, want = (logs @ alpha).mean(), alpha @ (digamma(alpha) - digamma(A))
    sd = np.sqrt(alpha**2 @ polygamma(1, alpha) - A**2 * polygamma(1, A))
    if not abs(score - want) < 5 * sd / np.sqrt(n):
        raise Wrong(
            f"{n:,} dice from Dir({said}) differ from one another by a little more, or less, than they should (by "
            f"{abs(score - want) * np.sqrt(n) / sd:.0f} standard errors): is alpha multiplied, or is something added?"
        )


def _alike(a, b):
    """Equal means, within chance, and equal covariances."""
    means = np.allclose(a.mean(axis=0), b.mean(axis=0), atol=0.011)
    return means and np.allclose(np.cov(a.T), np.cov(b.T), atol=0.0025, rtol=0.06)
