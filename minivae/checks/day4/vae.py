"""Checks of day 4: the parts of a variational autoencoder, with gradients.

N batch, K latent dimensions; every array is (N, K). The KL is in nats. Each check
runs at two sizes. In the square one a product of matrices has the right shape, so that
its own message can be told; the other one catches N and K exchanged, and constants.
"""

import numpy as np

from minivae import autoencoders
from minivae.checks import (
    Wrong,
    exercise,
    expect_array,
    expect_close,
    expect_gradient,
    expect_parts,
    expect_scalar,
)

# fmt: off
MNIST_VAE = "day4/MNISTVAE"
SIZES = ((3, 3), (5, 4))


def _reparameterise(mu, logvar, eps):
    return autoencoders.reparameterise(mu, logvar, eps)[0]


@exercise("4.7", notebook=MNIST_VAE, points=1, ours=_reparameterise,
          task="return z = mu + sigma * eps, with sigma from logvar",
          hint="logvar is the logarithm of sigma squared. Which exponent gives sigma?")
def reparameterise(yours):
    """z = μ + σ ε with σ = exp(logvar / 2)."""
    for size in SIZES:
        mu, logvar, eps = np.random.default_rng(47).normal(size=(3, *size))
        sigma = np.exp(0.5 * logvar)
        z = yours(mu, logvar, eps)
        if isinstance(z, tuple):
            raise Wrong(f"it returned {len(z)} things; return z alone.")
        again, other = yours(mu, logvar, eps), yours(mu, logvar, eps + 1)
        if np.shape(z) == size and not np.array_equal(z, again, equal_nan=True):
            raise Wrong("two calls with the same eps differ: the noise is handed in "
                        "as eps, draw none yourself.")
        blind = np.shape(z) == size and np.array_equal(z, other)
        why = "z does not change with eps: draw no noise yourself." if blind else ""
        with np.errstate(invalid="ignore"):
            root, log = np.sqrt(logvar), np.log(logvar)
        expect_array("z", z, mu + sigma * eps, because=why, suspects={
            "logvar may be negative, where it has no root; take an exponential.":
                mu + root * eps,
            "logvar is a logarithm already; take an exponential.": mu + log * eps,
            "The noise is scaled by the variance; its root is sigma.":
                mu + sigma**2 * eps,
            "logvar is not yet sigma: take an exponential.": mu + logvar * eps,
            "Half of logvar is log sigma, not yet sigma.": mu + 0.5 * logvar * eps,
            "The noise is not scaled by sigma.": mu + eps,
            "sigma = exp(logvar / 2); the half belongs inside.":
                mu + sigma**2 * eps / 2,
            "The exponential is of the half alone; logvar belongs inside, too.":
                mu + np.exp(0.5) * logvar * eps,
            "The exponent has 2 logvar; sigma has half of logvar.":
                mu + sigma**4 * eps,
            "sigma is not the root of logvar.": mu + np.sqrt(np.abs(logvar)) * eps,
            "The noise is divided by sigma; multiply.": mu + eps / sigma,
            "The mean is missing.": sigma * eps,
            "mu is scaled as well: only the noise is.": (mu + eps) * sigma,
            "eps is missing: each z gets the same push, not a random one.": mu + sigma,
            "That is the mean alone, without noise.": mu,
            "The noise is taken away; add it.": mu - sigma * eps,
            "All rows get the noise of the first.": mu + sigma * eps[0],
            "That is a product of matrices (@); multiply entry by entry (*).":
                mu + sigma @ eps if size == (3, 3) else mu,
        })
    mu, logvar, eps = np.array([[[0.3, -0.2]], [[-40.0, 20.0]], [[1.5, 0.7]]])
    expect_array("z", yours(mu, logvar, eps), mu + np.exp(0.5 * logvar) * eps,
                 because="This is at logvar = -40 and 20: no floor, no clipping.")


def backward_of_sample(dz, logvar, eps):
    """Gradients dmu and dlogvar of z = mu + sigma * eps."""
    cache = autoencoders.reparameterise(np.zeros_like(dz), logvar, eps)[1]
    return autoencoders.reparameterise_backward(dz, cache)


@exercise("4.8", notebook=MNIST_VAE, points=2, ours=backward_of_sample,
          task="return dmu and dlogvar (N, K), given dz",
          hint="logvar moves z through sigma: dz/dlogvar = eps * dsigma/dlogvar.")
def reparameterise_backward(yours):
    """dμ = dz and dlogvar = dz ε σ / 2."""
    for N, K in SIZES:
        dz, logvar, eps = np.random.default_rng(48).normal(size=(3, N, K))
        sigma = np.exp(0.5 * logvar)
        right = dz * eps * sigma / 2
        dmu, dlogvar = expect_parts(yours(dz, logvar, eps), "dmu", "dlogvar")
        expect_array("dmu", dmu, dz, {
            "That is dz/dmu = 1; the chain rule multiplies it by dz.": np.ones_like(dz),
            "mu is not scaled by sigma: z moves one for one with it.": dz * sigma,
            "eps belongs to the way through sigma; mu is not multiplied by it.":
                dz * eps,
            "dz already holds the 1/N of the mean.": dz / N,
            "That is dlogvar; dmu comes first.": right,
            "The sign is turned round.": -dz,
        })
        expect_array("dlogvar", dlogvar, right, {
            "The half is missing: sigma = exp(logvar / 2).": dz * eps * sigma,
            "That is the gradient of sigma; go on to logvar.": dz * eps,
            "sigma is missing: the exponential stays when it is differentiated.":
                dz * eps / 2,
            "eps is missing: logvar moves z by eps times as much as sigma.":
                dz * sigma / 2,
            "The variance stands where sigma should.": dz * eps * sigma**2 / 2,
            "The variance stands where sigma should, and the half is missing.":
                dz * eps * sigma**2,
            "logvar stands where sigma should.": dz * eps * logvar / 2,
            "It is divided by sigma; sigma is a factor.": dz * eps / (2 * sigma),
            "The chain rule is missing: multiply by dz.": eps * sigma / 2,
            "dz already holds the 1/N of the mean.": right / N,
            "The sign is turned round.": -right,
        })
        expect_gradient("dlogvar", lambda a, dz=dz, eps=eps:
                        float(np.sum(dz * np.exp(0.5 * a) * eps)), logvar, dlogvar)
    dz, logvar, eps = np.array([[[0.3, -0.2]], [[-20.0, 20.0]], [[1.5, 0.7]]])
    expect_array("dlogvar", yours(dz, logvar, eps)[1],
                 dz * eps * np.exp(0.5 * logvar) / 2, rtol=1e-5, atol=1e-9,
                 because="This is at logvar = -20 and 20: no floor, no clipping.")


@exercise("4.9", notebook=MNIST_VAE, points=3,
          ours="minivae.autoencoders:kl_to_standard_normal",
          task="return kl (a number), dmu and dlogvar (N, K)",
          hint="Sum over the K dimensions, mean over the N rows: gradients hold a 1/N.")
def kl_to_standard_normal(yours):
    """½ Σ_k (μ² + σ² - 1 - log σ²), mean over the batch, with both gradients."""
    for size in SIZES:
        _kl_at(yours, *np.random.default_rng(49).normal(size=(2, *size)))
    mu, logvar = np.array([[0.0, 3.0]]), np.array([[0.0, -40.0]])
    kl, _, dlogvar = yours(mu, logvar)
    why = "For logvar = -40: logvar itself is log sigma²; no floor, no clipping."
    expect_close("kl", kl, np.exp(-40) / 2 + 4 + 20, why)
    expect_close("dlogvar", dlogvar, [[0.0, -0.5]], why)


def _kl_at(yours, mu, logvar):
    N, K = mu.shape
    var = np.exp(logvar)
    kl, dmu, dlogvar = expect_parts(yours(mu, logvar), "kl", "dmu", "dlogvar")
    if np.shape(kl) == mu.shape and np.ndim(dlogvar) == 0:
        raise Wrong("the order is kl, dmu, dlogvar: the number comes first.")
    expect_scalar("kl", kl)
    right = np.sum(mu**2 + var - 1 - logvar) / (2 * N)
    reverse = np.sum((1 + mu**2) / var - 1 + logvar) / (2 * N)
    expect_array("kl", kl, right, {
        "The mean is over everything; sum over the K dimensions first.": right / K,
        "The mean over the batch is missing: divide by N.": right * N,
        "It is divided by K, not by N.": right * N / K,
        "The half in front is missing.": 2 * right,
        "The half and the mean over the batch are missing.": 2 * right * N,
        "The sign is turned round: a KL divergence is never negative.": -right,
        "exp(logvar) is the variance; here stands sigma.":
            np.sum(mu**2 + np.sqrt(var) - 1 - logvar) / (2 * N),
        "exp(logvar) is the variance already; it is squared once more.":
            np.sum(mu**2 + var**2 - 1 - logvar) / (2 * N),
        "logvar is the logarithm already; its logarithm is not needed.":
            np.sum(mu**2 + var - 1 - np.log(np.abs(logvar))) / (2 * N),
        "mu is not squared.": np.sum(mu + var - 1 - logvar) / (2 * N),
        "mu is missing.": np.sum(var - 1 - logvar) / (2 * N),
        "The 1 is missing: at mu = 0, sigma = 1 the KL must be 0.": right + K / 2,
        "The 1 is taken away once, not for each dimension.":
            right + (K - 1 / N) / 2,
        "logvar is log sigma² as it stands; nothing in it is halved.":
            np.sum(mu**2 + var - 1 - logvar / 2) / (2 * N),
        "The sign of logvar is turned round.":
            np.sum(mu**2 + var - 1 + logvar) / (2 * N),
        "That is KL(p || q); the ELBO has KL(q || p).": reverse,
    })
    expect_array("dmu", dmu, mu / N, {
        "The mean over the batch is missing: divide by N.": mu,
        "It is divided by N K, but the KL is a mean over N only.": mu / (N * K),
        "It is divided by K, not by N.": mu / K,
        "The half in front cancels the 2 of the square: once too much 2.": 2 * mu / N,
        "The half in front cancels the 2 of the square: now it is lost.": mu / (2 * N),
        "The sign is turned round: downhill for the KL is towards 0.": -mu / N,
        "That is dlogvar; dmu comes first.": (var - 1) / (2 * N),
    })
    slope = (var - 1) / (2 * N)
    expect_array("dlogvar", dlogvar, slope, {
        "The mean over the batch is missing: divide by N.": slope * N,
        "It is divided by N K, but the KL is a mean over N only.": slope / K,
        "It is divided by K, not by N.": slope * N / K,
        "The half in front is missing.": 2 * slope,
        "The half and the mean over the batch are missing.": 2 * slope * N,
        "The variance stands there as sigma.": (np.sqrt(var) - 1) / (2 * N),
        "That is the gradient of the variance; go on to logvar.":
            (1 - 1 / var) / (2 * N),
        "That is the gradient of sigma; go on to logvar.":
            (np.sqrt(var) - 1 / np.sqrt(var)) / N,
        "The sign is turned round.": -slope,
        "The - logvar in the KL gives a - 1.": var / (2 * N),
        "logvar is not yet differentiated: its derivative is 1.":
            (var - logvar) / (2 * N),
        "A bracket is missing: the 1 is halved as well.": (var / 2 - 1) / N,
        "A bracket is missing: the half and 1/N are for var - 1 as a whole.":
            var / 2 - 1 / N,
    })
