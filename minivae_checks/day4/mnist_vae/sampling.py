"""Checks of MNISTVAE: a sample with a gradient.

N batch, K latent dimensions; every array is (N, K). Each check runs at two sizes. In
the square one, which comes first, a product of matrices has the right shape, so that
its own message can be told; the other one catches N and K exchanged.
"""

import numpy as np

from minivae import autoencoders
from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_gradient, expect_parts
from minivae_checks.sizes import expect_any_size

SIZES = ((3, 3), (5, 4))


def _reparameterise(mu, logvar, eps):
    return autoencoders.reparameterise(mu, logvar, eps)[0]


Z = Mistakes("""
    sigma = np.exp(logvar / 2)
    mu + sigma * eps
    mu + np.sqrt(logvar) * eps  # logvar may be negative, where it has no root; take an exponential.
    mu + np.log(logvar) * eps  # logvar is a logarithm already; take an exponential.
    mu + sigma**2 * eps  # The noise is scaled by the variance; its root is sigma.
    mu + logvar * eps  # logvar is not yet sigma: take an exponential.
    mu + logvar / 2 * eps  # Half of logvar is log sigma, not yet sigma.
    mu + eps  # The noise is not scaled by sigma.
    mu + np.exp(logvar) / 2 * eps  # sigma = exp(logvar / 2); the half belongs inside.
    mu + np.exp(0.5) * logvar * eps  # The exponential is of the half alone; logvar belongs inside, too.
    mu + np.exp(2 * logvar) * eps  # The exponent has 2 logvar; sigma has half of logvar.
    mu + np.sqrt(np.abs(logvar)) * eps  # sigma is not the root of logvar.
    mu + eps / sigma  # The noise is divided by sigma; multiply.
    sigma * eps  # The mean is missing.
    (mu + eps) * sigma  # mu is scaled as well: only the noise is.
    mu + sigma  # eps is missing: each z gets the same push, not a random one.
    mu  # That is the mean alone, without noise.
    mu - sigma * eps  # The noise is taken away; add it.
    mu + sigma * eps[0]  # All rows get the noise of the first.
    mu + sigma * eps[:, :1]  # All columns get the noise of the first: each entry has its own eps.
    mu + sigma * eps.mean(axis=0)  # The noise is averaged over the batch: each entry has its own eps.
    mu + sigma[0] * eps  # All rows get the sigma of the first: each entry has its own.
    mu + sigma[:, :1] * eps  # All columns get the sigma of the first: each entry has its own.
    mu[0] + sigma * eps  # All rows get the mean of the first: each entry has its own mu.
    mu[:, :1] + sigma * eps  # All columns get the mean of the first: each entry has its own mu.
    mu + sigma.mean() * eps  # One sigma is taken for all: each entry has its own.
    mu + sigma @ eps  # That is a product of matrices (@); multiply entry by entry (*).
    """)


@exercise("4.7", points=1, ours=_reparameterise)
def reparameterise(yours):
    """z = μ + σ ε with σ = exp(logvar / 2).

    Task: return z = mu + sigma * eps, with sigma from logvar
    Hint: logvar is the logarithm of sigma squared. Which exponent gives sigma?
    """
    for size in SIZES:
        mu, logvar, eps = np.random.default_rng(47).normal(size=(3, *size))
        z = yours(mu, logvar, eps)
        if isinstance(z, tuple):
            raise Wrong(f"it returned {len(z)} things; return z alone.")
        again, other = yours(mu, logvar, eps), yours(mu, logvar, eps + 1)
        if np.shape(z) == size and not np.array_equal(z, again, equal_nan=True):
            raise Wrong("two calls with the same eps differ: the noise is handed in as eps, draw none yourself.")
        blind = np.shape(z) == size and np.array_equal(z, other)
        why = "z does not change with eps: draw no noise yourself." if blind else ""
        Z.judge("z", z, why, mu=mu, logvar=logvar, eps=eps)
    for mu, logvar, eps in far_numbers(3):
        why = "Here are tiny and huge numbers, logvar = -200 and 80 among them: no floor, no clipping, nothing added."
        Z.judge("z", yours(mu, logvar, eps), why, atol=0, mu=mu, logvar=logvar, eps=eps)
    expect_any_size("z", yours, _reparameterise, three_arrays, tries=12)


def far_numbers(n):
    """n arrays (3, 3), logvar the second: entries of common size, then huge ones, then tiny ones.

    Where exp(logvar / 2) is tiny the others are, too, so that their sum keeps it.
    """
    rng = np.random.default_rng(470)
    logvars = [[-40, 20, -9], [9, -20, 40], [5, -5, 12]], [[80, 60, 40], [2, 3, -5], [9, 12, 15]]
    for scale, logvar in ((12, logvars[0]), (1e6, logvars[1]), (1e-22, -100 * np.ones((3, 3))), (1e-40, -200)):
        arrays = scale * rng.normal(size=(n, 3, 3))
        arrays[1] = logvar
        if scale < 1:
            arrays[2] = 12 * rng.normal(size=(3, 3))
        yield arrays


def three_arrays(rng):
    """(N, K) each, at a size that is drawn, too."""
    return tuple(rng.normal(size=(3, *rng.choice([1, 2, 7, 40], 2))))


def backward_of_sample(dz, logvar, eps):
    """Gradients dmu and dlogvar of z = mu + sigma * eps."""
    cache = autoencoders.reparameterise(np.zeros_like(dz), logvar, eps)[1]
    return autoencoders.reparameterise_backward(dz, cache)


Z_DMU = Mistakes("""
    dz
    np.ones_like(dz)  # That is dz/dmu = 1; the chain rule multiplies it by dz.
    dz * np.exp(logvar / 2)  # mu is not scaled by sigma: z moves one for one with it.
    dz * eps  # eps belongs to the way through sigma; mu is not multiplied by it.
    dz / len(dz)  # dz already holds the 1/N of the mean.
    dz * eps * np.exp(logvar / 2) / 2  # That is dlogvar; dmu comes first.
    -dz  # The sign is reversed.
    """)
Z_DLOGVAR = Mistakes("""
    sigma = np.exp(logvar / 2)
    dz * eps * sigma / 2
    dz * eps * sigma  # The half is missing: sigma = exp(logvar / 2).
    dz * eps  # That is the gradient of sigma; go on to logvar.
    dz * eps / 2  # sigma is missing: the exponential stays when it is differentiated.
    dz * sigma / 2  # eps is missing: logvar moves z by eps times as much as sigma.
    dz * eps * sigma**2 / 2  # The variance stands where sigma should.
    dz * eps * sigma**2  # The variance stands where sigma should, and the half is missing.
    dz * eps * logvar / 2  # logvar stands where sigma should.
    dz * eps / (2 * sigma)  # It is divided by sigma; sigma is a factor.
    eps * sigma / 2  # The chain rule is missing: multiply by dz.
    dz * eps * sigma / 2 / len(dz)  # dz already holds the 1/N of the mean.
    -dz * eps * sigma / 2  # The sign is reversed.
    """)


@exercise("4.8", points=2, ours=backward_of_sample)
def reparameterise_backward(yours):
    """dμ = dz and dlogvar = dz ε σ / 2.

    Task: return dmu and dlogvar (N, K), given dz
    Hint: logvar moves z through sigma: dz/dlogvar = eps * dsigma/dlogvar.
    """
    for N, K in SIZES:
        dz, logvar, eps = np.random.default_rng(48).normal(size=(3, N, K))
        given = {"dz": dz, "logvar": logvar, "eps": eps}
        dmu, dlogvar = expect_parts(yours(dz, logvar, eps), "dmu", "dlogvar")
        Z_DMU.judge("dmu", dmu, **given)
        Z_DLOGVAR.judge("dlogvar", dlogvar, **given)

        def loss(logvar, dz=dz, eps=eps):
            return float(np.sum(dz * np.exp(0.5 * logvar) * eps))

        expect_gradient("dlogvar", loss, logvar, dlogvar)
    why = "Here are tiny and huge numbers, logvar = -200 and 80 among them: no floor, no clipping, nothing added."
    for given in far_numbers(3):
        rights = backward_of_sample(*given)
        for name, got, right in zip(("dmu", "dlogvar"), yours(*given), rights, strict=True):
            expect_array(name, got, right, because=why, atol=0)
    expect_any_size(("dmu", "dlogvar"), yours, backward_of_sample, three_arrays, tries=12)
