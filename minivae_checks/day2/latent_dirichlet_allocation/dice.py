"""Checks of day 2: dice from a bag, drawn and learnt about.

n dice of K faces, tables of counts (I, J). Each check runs at two sizes. In the square
one axes that are exchanged give numbers, so that their own message can be told; the
other one catches constants.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_array, expect_finite, expect_random, expect_shape

# fmt: off


class GammaOnly(np.random.Generator):
    """A generator that leaves the exercise to the student."""

    def dirichlet(self, *args, **kwargs):
        """Refuse."""
        raise Wrong("rng.dirichlet is the answer itself; make it out of rng.gamma.")


def _share(a):
    return a / a.sum(axis=1, keepdims=True)


def _draw_dirichlet(alpha, n, rng):
    return _share(rng.gamma(np.tile(alpha, (n, 1))))


@exercise("2.11", points=1, ours=_draw_dirichlet,
          task="return n dice (n, K) from Dir(alpha)",
          hint="rng.gamma(alpha, size=(n, K)), then each row divided by its sum.")
def draw_dirichlet(yours):
    """θ_k = g_k / Σ_j g_j with g_k ~ Gamma(α_k): rows sum to 1, the right moments."""
    def draw(n, alpha, seed=0):
        rng = GammaOnly(np.random.default_rng(seed).bit_generator)
        return yours(np.array(alpha), n, rng)

    for n, alpha in ((3, [0.8, 1.5, 3.0]), (5, [2.0, 0.5])):
        theta = draw(n, alpha)
        if isinstance(theta, list | tuple):
            raise Wrong("theta should be one NumPy array (n, K): later cells compute "
                        f"with it; yours is a {type(theta).__name__}.")
        expect_shape("theta", theta, (n, len(alpha)))
        expect_finite("theta", theta)
        if np.ptp(theta, axis=0).max() == 0:
            raise Wrong("all n dice are the same one: draw numbers for each, (n, K).")
        sums = np.sum(theta, axis=1)
        if not np.allclose(sums, 1):
            columns = np.allclose(np.sum(theta, axis=0), 1)
            advice = "Divide each row by its sum."
            if columns:
                advice = ("Your columns do: a die is a row of (n, K), so sum over "
                          "axis=1, with keepdims=True.")
            raise Wrong("a die's probabilities add up to 1; your first row adds up to "
                        f"{sums[0]:.4g}. {advice}")
        if np.min(theta) < 0:
            raise Wrong("a probability is negative.")
        expect_random("theta", lambda rng, n=n, a=alpha: yours(np.array(a), n, rng))
    for seed, alpha in ((1, [0.4, 1.5, 3.1]), (2, [0.2, 0.2, 0.2, 0.2])):
        _refuse_other_dice(draw(20_000, alpha, seed), np.array(alpha))


def _refuse_other_dice(theta, alpha):
    """Compare means and covariances with those of Dir(alpha), else find the culprit."""
    rng, size, A = np.random.default_rng(3), (20_000, len(alpha)), alpha.sum()
    expect_finite("theta", theta)
    if np.allclose(np.sort(theta, axis=1)[:, -1], 1):
        raise Wrong("each row is a roll (one 1, else 0), and not a die.")
    if len(np.unique(theta, axis=0)) < 0.9 * len(theta):
        raise Wrong("many of 20,000 dice are equal to another one. Draw numbers for "
                    "each of them, and do not round.")
    if _fits(theta, rng.dirichlet(alpha, size[0])):
        return
    gammas = rng.gamma(alpha, size=size)
    other = {
        "alpha is the shape of the gamma numbers; yours have it as their scale.":
            rng.gamma(1.0, alpha, size=size),
        "These are uniform numbers divided by their sum; alpha is missing.":
            rng.random(size),
        "All dice are drawn as if alpha were 1.": rng.exponential(size=size),
        "alpha is divided by its sum first: then its size is lost, which says how much "
        "the dice differ.": rng.gamma(alpha / A, size=size),
        "alpha is squared.": rng.gamma(alpha**2, size=size),
        "The root of alpha is taken.": rng.gamma(np.sqrt(alpha), size=size),
        "One alpha, the mean, stands for all.": rng.gamma(alpha.mean(), size=size),
        "That is a softmax; divide the gamma numbers themselves by their sum.":
            np.exp(gammas),
        "Beta numbers of each face do not make a die; use Gamma.":
            rng.beta(alpha, A - alpha, size=size),
        "alpha counts once as the shape and once more as the scale.":
            rng.gamma(alpha, alpha, size=size),
        "The logarithm of alpha is not needed.":
            rng.gamma(np.abs(np.log(alpha)) + 1e-12, size=size),
    }
    for mistake, g in other.items():
        g = _share(g + 1e-300)
        if not _fits(g, rng.dirichlet(alpha, size[0])) and _fits(theta, g):
            raise Wrong(f"20,000 dice from Dir{tuple(map(float, alpha))}: {mistake}")
    mean, sd = theta.mean(axis=0), theta.std(axis=0)
    want = np.sqrt(alpha * (A - alpha) / (A**2 * (A + 1)))
    k = np.argmax(np.abs(mean - alpha / A) + np.abs(sd - want))
    raise Wrong(f"20,000 dice from Dir{tuple(map(float, alpha))}: face {k} has mean "
                f"{mean[k]:.3f} and standard deviation {sd[k]:.3f}; it should have "
                f"{alpha[k] / A:.3f} and {want[k]:.3f}.")


def _fits(a, b):
    """Equal means, within chance, and equal covariances."""
    return (np.allclose(a.mean(axis=0), b.mean(axis=0), atol=0.011)
            and np.allclose(np.cov(a.T), np.cov(b.T), atol=0.0025, rtol=0.06))


def _posterior_mean(counts, a):
    return _share(counts + a)


@exercise("2.12", points=1, ours=_posterior_mean,
          task="return p (I, J): how probable each face of each die is next",
          hint="Each of the J faces gets `a` rolls as a gift: how many does the whole "
               "row get?")
def posterior_mean(yours):
    """(n_ij + a) / (n_i + J a): the mean of Dir(a + n_i), row by row."""
    square = np.array([[4, 0, 1], [0, 3, 7], [2, 5, 0]])
    oblong = np.array([[5, 1, 0, 2], [0, 0, 9, 3]])
    for counts, a in ((square, 2.5), (square, 0.5), (oblong, 0.1)):
        (I, J), n = counts.shape, counts.sum(axis=1, keepdims=True)
        right = (counts + a) / (n + J * a)
        with np.errstate(all="ignore"):
            got = _without_writing(yours, counts, a)
            _posterior_mean_at(got, right, counts, a, n, I, J)
    yours(oblong.astype(float), 0.1)  # refused if it writes into the counts
    empty = np.array([[0, 0, 0], [1, 2, 0]])
    expect_array("p", yours(empty, 0.3), _share(empty + 0.3), because="The first row "
                 "was never rolled: then only the a of each face speaks.")


def _without_writing(yours, counts, a):
    try:
        return yours(counts, a)
    except TypeError as error:
        if "Cannot cast" not in str(error):
            raise
        raise Wrong("it writes fractions into `counts`, which holds whole numbers (as "
                    "`counts += a` does). Make a new array: counts + a.") from None


def _posterior_mean_at(got, right, counts, a, n, I, J):
    square = I == J
    flat = n[:, 0]
    expect_array("p", got, right, {
        "The fractions are cut off: the array holds whole numbers (as `counts` does). "
        "Make a new one: counts + a.": _share(np.floor(counts + a)) if a > 1 else right,
        "No a is added: these are the shares of the counts alone.": counts / n,
        "The a of all J faces belongs below the line, too: n + J a.": (counts + a) / n,
        "Below the line is one a; there are J faces, so J a.": (counts + a) / (n + a),
        "Above the line the a is missing.": counts / (n + J * a),
        "Below the line is the number of rows times a; a row has J faces.":
            (counts + a) / (n + I * a),
        "It is divided by the sums of the columns; each row adds up to 1.":
            (counts + a) / (counts + a).sum(axis=0),
        "keepdims=True is missing: row i is divided by the sum of another row.":
            (counts + a) / (flat + J * a) if square else right,
        "The shares are taken first and a is added after; add it to the counts.":
            counts / n + a,
        "It is divided by the sum of the whole table; each row adds up to 1.":
            (counts + a) / (counts + a).sum(),
        "A 1 is added, whatever a is.": _share(counts + 1),
        "The a is shared among the faces; each face gets a whole a.":
            _share(counts + a / J),
        "That is the most probable die, not the mean of all.": _share(counts + a - 1),
        "Those are the pseudo-counts; divide each row by its sum.": counts + a,
        "That is a softmax; divide the counts themselves.": _share(np.exp(counts + a)),
        "It came out transposed: rows stay rows.": right.T,
    }, "Add a to each count, then divide each row by its sum.")
