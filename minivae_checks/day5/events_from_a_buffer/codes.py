"""Check of EventsFromABuffer: draws from the mean of N Gaussians.

The Gaussians of the check lie so far apart that each code tells whose it is.
"""

import numpy as np
from scipy.special import ndtr

from minivae_checks import Wrong, exercise, expect_finite, expect_shape
from minivae_checks.sampler import expect_sampler
from minivae_checks.taken import expect_taken

EDGES = np.linspace(-3, 3, 13)
LAW = np.diff(ndtr(EDGES), prepend=0, append=1)  # the normal's share of each cell


def _buffer_codes(mu, logvar, n, rng):
    which = rng.integers(len(mu), size=n)
    return mu[which] + np.exp(0.5 * logvar[which]) * rng.standard_normal((n, mu.shape[1]))


@exercise("5.14", points=2, ours=_buffer_codes)
def buffer_codes(yours):
    """z = μ_n + σ_n ε, with n picked anew for each code, all alike.

    Task: return n draws of q(z), (n, K)
    Hint: rng.integers picks; then mu[which], np.exp(0.5 * logvar[which]) and standard normal noise.
    """
    for n, N, K in ((4, 4, 4), (7, 3, 2), (1, 5, 1), (2, 1, 3)):
        mu, logvar = _gaussians(N, K)
        expect_shape("the codes", yours(mu, logvar, n, np.random.default_rng(1)), (n, K))
    n, N, K = 20_000, 4, 3
    mu, logvar = _gaussians(N, K)
    _judge_width(yours, mu, logvar, n)
    _judge_tiny_and_huge(yours)
    _judge_picks(yours)
    sigma = np.exp(0.5 * logvar)

    def draw(rng):
        return yours(mu, logvar, n, rng)

    def noise(z):
        which = _nearest(z, mu)
        return (z - mu[which]) / sigma[which]

    chance = 5 / np.sqrt(n)
    apart = "The numbers of one code need noise of their own, each."
    normal = "The noise is normal, with mean 0: use rng.standard_normal, and cut nothing off."
    _judge_noise_of_picks(mu, sigma, draw(np.random.default_rng(8)))
    expect_sampler(
        "picks of an event",
        lambda rng: _nearest(draw(rng), mu)[:, None],
        cells=(np.ravel, np.full(N, 1 / N)),
        distinct=False,
    )
    expect_sampler(
        "codes, less mu and over sigma,",
        lambda rng: noise(draw(rng)),
        statistics=(
            ("mean", lambda eps: eps.mean(axis=0), 0, chance, normal),
            ("correlation", lambda eps: np.corrcoef(eps.T), np.eye(K), chance, apart),
            ("correlation of the size", lambda eps: np.corrcoef(abs(eps).T), np.eye(K), chance, apart),
            ("largest number, up to 3.9,", lambda eps: min(3.9, np.abs(eps).max()), 3.9, 0, normal),
        ),
        cells=(lambda eps: np.digitize(eps.ravel(), EDGES), LAW),
    )
    mu, logvar = _gaussians(9, 40)
    expect_taken("500 codes of 40 numbers", lambda rng: yours(mu, logvar, 500, rng), 500 * 40)
    mu, logvar = _gaussians(3, 40)
    z = np.asarray(yours(mu, logvar, 4000, np.random.default_rng(3)))
    width = np.std(z - mu[_nearest(z, mu)], axis=0) / np.sqrt(np.mean(np.exp(logvar), axis=0))
    if np.abs(width - 1).max() > 0.3:
        raise Wrong("with 40 numbers to a code some of them have a wrong width: is a size written as a number?")
    _judge_few_codes(yours)


def _gaussians(N, K):
    """mu (N, K) far apart in every column, logvar (N, K) of many sizes."""
    rng = np.random.default_rng(514)
    place = np.stack([rng.permutation(N) for _ in range(K)], axis=1)
    return 3000.0 * place - 2000 + rng.normal(size=(N, K)), rng.uniform(-9, 4, size=(N, K))


def _nearest(z, mu):
    return np.argmin(np.sum((z[:, None, :] - mu) ** 2, axis=2), axis=1)


def _judge_width(yours, mu, logvar, n):
    """Refuse codes that lie too near to the mean of their event, or too far from it."""
    z = np.asarray(yours(mu, logvar, n, np.random.default_rng(1)), dtype=float)
    expect_finite("the codes", z)
    which, sigma = _nearest(z, mu), np.exp(0.5 * logvar)
    away = z - mu[which]
    if np.abs(z).max() < 200:
        raise Wrong("the means are missing: a code is the mu of the event that was picked, plus its sigma times noise.")
    if np.abs(away).max() > 900:
        raise Wrong(
            "some codes lie far from every mu: one event is picked for a code, and gives all K numbers of its mean; "
            "means are not mixed, and nothing else is added."
        )
    if len(np.unique(which)) == 1:
        raise Wrong("all codes of one call come from one event: pick an event for each of the n codes.")
    got = np.full(mu.shape, np.nan)
    for row in np.unique(which):
        got[row] = np.std(away[which == row], axis=0)
    seen = np.isfinite(got)
    if np.allclose(got[seen], 0, atol=1e-9) and np.abs(z - mu[which]).max() > 1e-6:
        raise Wrong("all codes of one event are the same: each of the n codes needs K random numbers of its own.")
    for width, said in (
        (0 * sigma, "that is mu alone: the noise is missing, and what comes out are the training events, rebuilt."),
        (0 * sigma + 1, "the noise has standard deviation 1, the prior's: multiply it by sigma."),
        (sigma**2, "the noise is scaled by the variance; sigma is its root, exp(logvar / 2)."),
        (np.abs(logvar), "the noise is scaled by logvar; sigma is exp(logvar / 2)."),
        (np.sqrt(sigma**2 + 1), "the prior's noise is added to that of the Gaussian: sigma times noise is all."),
        (1 / sigma, "the noise is divided by sigma; multiply."),
        (np.abs(logvar) / 2, "half of logvar is log sigma, not yet sigma: take the exponential."),
        (0 * sigma + sigma.mean(axis=0), "one sigma is taken for all events: each has its own."),
        (0 * sigma + sigma[0], "all events get the sigma of the first: take that of the event that was picked."),
        (0 * sigma + sigma[:, :1], "all numbers of a code get one sigma: each has its own."),
    ):
        if np.allclose(got[seen], np.broadcast_to(width, mu.shape)[seen], rtol=0.1, atol=1e-9):
            raise Wrong(said)
    off = np.abs(got / sigma - 1)
    if np.nanmax(off) > 0.08:
        row, k = np.unravel_index(np.nanargmax(off), off.shape)
        raise Wrong(
            f"codes of one event lie {got[row, k]:.3g} around its mu[{k}], and its sigma there is {sigma[row, k]:.3g}: "
            "the noise is standard normal, times the sigma of the event that was picked; no floor, no clipping."
        )


def _judge_tiny_and_huge(yours):
    """Refuse bounds on sigma, small added numbers, and float32 on the way."""
    mu = _gaussians(3, 2)[0] + 1 / 3
    z = np.asarray(yours(mu, np.full(mu.shape, -90.0), 60, np.random.default_rng(4)))
    away = np.abs(z - mu[_nearest(z, mu)]).max()
    if away > 1e-12:
        raise Wrong(
            f"with sigmas near 1e-20 codes lie {away:.1g} from the mu of their event: is something added, rounded, cut "
            "off at a bound, or computed in float32?"
        )
    for size in (50.0, -90.0):
        z = np.asarray(yours(0 * mu, np.full(mu.shape, size), 2000, np.random.default_rng(4))) / np.exp(size / 2)
        if not 0.9 < np.std(z) < 1.1:
            raise Wrong(f"with logvar = {size:g} the codes have a wrong width: sigma has no bounds.")
    z = np.asarray(yours(0 * mu, 0 * mu, 60, np.random.default_rng(4)))
    if np.all(z == z.astype(np.float32)) or np.abs(z - z.round(9)).max() < 1e-14:
        raise Wrong("the noise has the few digits of float32, or is rounded: keep the float64 that rng gives.")
    rng = np.random.default_rng(4)
    spread = [np.mean(np.square(yours(0 * mu, 0 * mu, 5, rng))) for _ in range(60)]  # χ² of 10, over 10: ± 0.45
    if np.std(spread) < 0.2:
        raise Wrong(
            "the noise of each call has the same spread: it is scaled by what came out. Use standard normal numbers as "
            "they come, or some numbers of a call depend on the others."
        )


def _judge_picks(yours, N=400):
    """With as many codes as events, some events come twice and others not at all."""
    mu, logvar = _gaussians(N, 2)
    z = np.asarray(yours(mu, logvar, N, np.random.default_rng(6)))
    different = len(np.unique(_nearest(z, mu))) / N
    if abs(different - 0.632) > 0.07:  # 1 - 1/e
        raise Wrong(
            f"of {N} codes of {N} events {different:.0%} come from different events, and it should be some 63%: pick "
            "each one at random among all N, with no regard to the earlier picks."
        )
    z = np.asarray(yours(mu, logvar, 10 * N, np.random.default_rng(6)))
    came = len(np.unique(_nearest(z, mu)))
    if came < N - 4:  # of 400, 0.02 are missed by chance
        raise Wrong(f"{10 * N:,} codes come from {came} of {N} events only: each event can be picked, the last, too.")


def _judge_noise_of_picks(mu, sigma, z):
    """The noise knows nothing of the event that was picked."""
    which = _nearest(z, mu)
    eps = (z - mu[which]) / sigma[which]
    eps = eps - eps.mean(axis=0)
    for row in np.unique(which):
        part = eps[which == row]
        if np.abs(part.mean(axis=0)).max() > 6 / np.sqrt(len(part)):
            raise Wrong("the noise depends on the event that was picked: draw the two apart.")


def _judge_few_codes(yours):
    """Sixty calls of five codes: their mean is not 0, and the first is like the last."""
    rng = np.random.default_rng(4)
    calls = np.array([yours(np.zeros((3, 2)), np.zeros((3, 2)), 5, rng) for _ in range(60)])  # (60, 5, 2)
    if np.std(calls.mean(axis=1)) < 0.3:  # 1 / sqrt(5) = 0.45
        raise Wrong(
            "the mean of each call's noise is near 0: was it taken away, or is noise used twice, with + and -? Use "
            "standard normal numbers as they come, new ones for each code."
        )
    each = np.std(calls, axis=0)  # of 60: 1 ± 0.09
    if each.min() < 0.6 or each.max() > 1.5:
        raise Wrong("the noise of some codes of a call is narrower or wider than that of the others: look at the ends.")
