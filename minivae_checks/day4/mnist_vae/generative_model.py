"""Checks of MNISTVAE: p(z) drawn from, p(x) bounded, and the variance of p(x|z).

K latent dimensions, S samples of z for each of N images, n images drawn.
"""

import numpy as np
from scipy.special import ndtr

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_finite, expect_shape
from minivae_checks.sampler import expect_sampler
from minivae_checks.sizes import expect_any_size

EDGES = np.linspace(-3, 3, 13)
LAW = np.diff(ndtr(EDGES), prepend=0, append=1)  # the normal's share of each cell


def _sample_from_prior(decode, latent_dim, n, rng):
    return decode(rng.standard_normal((n, latent_dim)))


@exercise("4.11", points=1, ours=_sample_from_prior)
def sample_from_prior(yours):
    """decode(z) with z ~ N(0, I) of shape (n, K).

    Task: draw n codes from the prior N(0, I) and return what decode gives, the mean images
    Hint: Which distribution of z did the KL term push every q(z|x) towards?
    """
    for n, K in ((4, 4), (2, 1)):
        _draw(yours, n, K, np.random.default_rng(1))
    n, K = 50_000, 4
    z = _draw(yours, n, K, np.random.default_rng(1))
    if np.ptp(z, axis=0).min() == 0 or np.ptp(z, axis=1).max() == 0:
        raise Wrong("all images have one z, or one number in all its places: draw n x latent_dim numbers.")
    if z.min() >= 0:
        raise Wrong("no z is negative: the prior is normal, with mean 0.")
    normal = "The prior is N(0, I): use rng.standard_normal, and cut nothing off."
    units = "The units of a z are independent: draw n x latent_dim numbers, and mix nothing."
    chance = 5 / np.sqrt(n)
    expect_sampler(
        "codes z",
        lambda rng: _draw(yours, n, K, rng),
        statistics=(
            ("mean", np.mean, 0, chance / np.sqrt(K), normal),
            ("standard deviation", np.std, 1, chance / np.sqrt(2 * K), normal),
            ("mean of z⁴", lambda z: np.mean(z**4) / np.var(z) ** 2, 3, chance * np.sqrt(24 / K), normal),
            ("largest |z|, up to 4.01,", lambda z: min(4.01, np.abs(z).max()), 4.01, 0, normal),
            ("correlation of the units", lambda z: np.corrcoef(z.T), np.eye(K), chance, units),
            ("correlation of the absolute units", lambda z: np.corrcoef(abs(z.T)), np.eye(K), chance, units),
            ("share of different numbers", lambda z: len(np.unique(z)) / z.size, 1, 0.05, "Round nothing."),
        ),
        cells=(lambda z: np.digitize(z.ravel(), EDGES), LAW),
    )
    _judge_small_batches(yours)
    for n, K in ((1, 5), (3, 40)):
        _draw(yours, n, K, np.random.default_rng(1))


def _judge_small_batches(yours, n=2, K=3):
    """Two codes a call: their mean is no more fixed than they are."""
    rng, drawn = np.random.default_rng(4), []

    def decode(z):
        drawn.append(np.array(z))
        return z

    for _ in range(600):
        yours(decode, K, n, rng)
    share = np.var(np.mean(drawn, axis=1)) * n
    if not abs(share - 1) < 5 * np.sqrt(2 / (600 * K)):
        raise Wrong(
            f"in calls of {n} images the mean of their z varies {share:.2f} times as much as it should: "
            "draw them and leave them; the mean and the scale of the drawn ones are not set to 0 and 1."
        )
    if len(np.unique(drawn, axis=0)) < len(drawn):
        raise Wrong(
            "among 600 calls with one rng two give the same z: draw all numbers with `rng`; "
            "a generator of your own with a small seed has few answers."
        )


def _draw(yours, n, K, rng):
    """Call the student's function once; return the codes that it decoded."""
    W, seen = np.random.default_rng(411).normal(size=(K, 7)), []

    def decode(z):
        z = np.asarray(z)
        if z.shape != (n, K):
            raise Wrong(f"decode should get z of shape (n, latent_dim) = {(n, K)}, yours has shape {z.shape}.")
        seen.append(z.copy())
        return z @ W

    got = yours(decode, K, n, rng)
    if not seen:
        raise Wrong("decode was never called: images come out of the decoder.")
    if len(seen) > 1:
        raise Wrong(f"decode was called {len(seen)} times: once, with the z of all n images, is enough.")
    if np.shape(got) == (n, K):
        raise Wrong("it returns the codes z; pass them through decode.")
    expect_finite("z", seen[0])
    if seen[0].any() and K > 9 and len(np.unique(seen[0])) < n * K:
        raise Wrong(f"with latent_dim = {K} some numbers of z are equal: draw n x latent_dim numbers, all of them.")
    if np.shape(got) == (n, 7) and seen[0].any() and np.isin(got, (0, 1)).all():
        raise Wrong(
            "those images are drawn once more from p(x|z), or cut into black and white: return the means "
            "that decode gives."
        )
    expect_array(
        "the images", got, seen[0] @ W, because="Return what decode gives, the mean images: no pixel is drawn."
    )
    return seen[0]


def _importance_bound(log_px_given_z, log_pz, log_qz):
    log_w = log_px_given_z + log_pz - log_qz
    return np.logaddexp.reduce(log_w, axis=0) - np.log(len(log_w))


BOUND = Mistakes("""
    log_w = log_px_given_z + log_pz - log_qz
    S, N = log_w.shape
    largest = log_w.max(axis=0)
    right = bound(log_px_given_z, log_pz, log_qz)
    right
    log_w.mean(axis=0)  # That is the mean of the logs, the ELBO; take the log of the mean.
    right + np.log(S)  # It is the log of the sum; a mean divides by S.
    (right + np.log(S)) / S  # It is divided by S after the log; divide before.
    np.exp(right)  # The log is missing.
    largest  # Only the largest weight is there.
    bound(log_px_given_z, log_pz, -log_qz)  # q stands below the line: subtract log q.
    bound(log_px_given_z, log_qz, log_pz)  # The prior and q are exchanged.
    bound(log_px_given_z, 0, log_qz)  # The prior p(z) is missing.
    bound(log_px_given_z, log_pz, 0)  # The division by q(z|x) is missing.
    bound(log_px_given_z, 0, 0)  # That is the average of p(x|z) alone.
    -right  # The sign is reversed: that is minus the bound.
    bound(log_w.T, 0, 0)  # The mean is over the images; the draws are the rows, axis 0.
    largest + np.log(np.mean(np.exp(log_w - largest)))
        # The mean is over all images too; take it over the draws alone, axis 0.
    right + np.log(S / N)  # It is divided by N, the images; the mean is over the S draws.
    right - largest  # The largest log weight, once taken out, must be added again.
    """).using(bound=_importance_bound)


@exercise("4.12", points=2, ours=_importance_bound)
def importance_bound(yours):
    """log (1/S) Σ_s w_s, w = p(x|z) p(z) / q(z|x), without overflow.

    Task: return log of the mean over s of p(x|z) p(z) / q(z|x), (N,)
    Hint: log mean exp over axis 0, with the largest log weight taken out first.
    """
    for S, N in ((3, 3), (5, 2), (1, 2)):
        log_px, log_pz, log_qz = np.random.default_rng(412).normal(size=(3, S, N)) - 2
        got = yours(log_px, log_pz, log_qz)
        if np.ndim(got) == 0 and got is not None:
            raise Wrong("it is one number; keep the images apart, (N,): mean over axis 0.")
        BOUND.judge("the bound", got, log_px_given_z=log_px, log_pz=log_pz, log_qz=log_qz)
    near = "for log p(x|z) near {} it is {}: exp leaves the range of floats. Take the "
    near += "largest log weight out."
    images = "with images whose logs lie 1,500 apart it is not finite: take out the largest "
    images += "log weight of each image (axis 0), not of all."
    draws = "with draws whose logs lie 3,000 apart it is not finite: take out the largest "
    draws += "log weight, no other."
    three = "with log p(x|z), log p(z) and log q(z|x) that all differ by thousands it is not finite: m is safe "
    three += "only if it is the largest of log_w itself, of all three terms together, not of a part of it."
    with np.errstate(all="ignore"):  # the under- or overflow is told in our own words
        _far_bound(yours, -2000, near)
        _far_bound(yours, 2000, near)
        _far_bound(yours, np.array([0, -1500, 30]), images)
        _far_bound(yours, np.array([[-3000], [0], [-2000], [20], [5]]), draws)
        for seed in range(4):  # each term alone, then all
            far = 3000 * np.random.default_rng(seed).normal(size=(3, 5, 3))
            far[np.arange(3) != seed] *= seed > 2
            _far_bound(yours, far, three)
        _far_bound(yours, -1e6, near)
        _far_bound(yours, 1e6, near)
        _lone_draw(yours)
    draw = lambda rng: tuple(3 * rng.normal(size=(3, *rng.choice([1, 2, 7, 40], 2))))  # noqa: E731
    expect_any_size("the bound", yours, _importance_bound, draw, tries=12)


def _far_bound(yours, shift, lost):
    log_px, log_pz, log_qz = np.random.default_rng(413).normal(size=(3, 5, 3))
    of_all = shift if np.ndim(shift) == 3 else (shift, 0, 0)
    terms = log_px + of_all[0], log_pz + of_all[1], log_qz + of_all[2]
    far = yours(*terms)
    expect_shape("the bound", far, (3,))
    if not np.isfinite(far).all():
        raise Wrong(lost.format(shift, np.asarray(far)[~np.isfinite(far)][0]))
    why = "It fits near 0 only: take the largest log weight out; no clipping, and nothing added inside the log."
    expect_array("the bound", far, _importance_bound(*terms), because=why)


def _lone_draw(yours, S=2000):
    """One draw has all the weight: the bound is 0, for that draw has log w = log S."""
    log_px = np.full((S, 2), -800.0)
    log_px[S - 1, 0] = log_px[3, 1] = np.log(S)
    zero = np.zeros((S, 2))
    why = "Here one draw of 2,000 has all the weight: look at all draws, and add nothing inside the log."
    expect_array("the bound", yours(log_px, zero, zero), np.zeros(2), because=why, atol=1e-11)


VARIANCE = Mistakes("""
    variance = beta * n_pixels / (2 * (1 - beta))
    variance
    np.sqrt(variance)  # That is sigma; the variance is its square.
    2 * variance  # The 2 of 1 / (2 variance) is missing.
    1 / variance  # That is 1 / variance.
    1 / (2 * variance)  # That is 1 / (2 variance).
    variance / n_pixels  # The mean over the pixels is forgotten: it hides a 1/D.
    beta * n_pixels / 2  # The weight 1 - beta of the squared error is forgotten.
    n_pixels * (1 - beta) / (2 * beta)  # beta and 1 - beta are exchanged.
    n_pixels / 2  # beta is forgotten; at beta = 1/2 alone it cancels.
    variance / beta  # The KL must have the factor 1 in the end: divide by beta.
    4 * variance  # The 2 stands on the wrong side.
    variance / n_pixels**2  # D stands below the line.
    variance * 784 / n_pixels  # That is for 784 pixels; use n_pixels.
    beta * n_pixels / (2 - beta)  # A bracket is missing: the 2 multiplies 1 - beta as a whole.
    beta * n_pixels / 2 * (1 - beta)  # A bracket is missing: / 2 * (...) multiplies by what stands in it.
    """)


@exercise("4.13", points=2, ours=VARIANCE.answer("beta", "n_pixels"))
def assumed_variance(yours):
    """(1 - β)/D SSE + β KL is β times SSE / (2σ²) + KL for σ² = β D / (2 (1 - β)).

    Task: return the variance of p(x|z) that the slide's loss assumes
    Hint: Divide the slide's loss by beta; then compare the factors of the sum.
    """
    why = "For every beta between 0 and 1, and every D: nothing is added, and nothing cut off."
    for beta, D in ((0.3, 12), (0.05, 50), (0.3, 1), (0.7, 10**6), (1e-9, 3), (1 - 1e-6, 7)):
        VARIANCE.judge("the variance", yours(beta, D), why, atol=0, beta=beta, n_pixels=D)
