"""Checks of day 4: the gradient of a variational autoencoder.

N batch, K latent dimensions; every array is (N, K). The KL is in nats.
"""

import numpy as np

from minivae import autoencoders
from minivae.checks import (
    exercise,
    expect_close,
    expect_gradient,
    expect_parts,
    expect_scalar,
    expect_shape,
)

# fmt: off
MNIST_VAE = "day4/MNISTVAE"


def _reparameterise(mu, logvar, eps):
    return autoencoders.reparameterise(mu, logvar, eps)[0]


@exercise("4.7", notebook=MNIST_VAE, points=1, ours=_reparameterise,
          task="return z = mu + sigma * eps, with sigma from logvar",
          hint="logvar is the logarithm of sigma squared. Which exponent gives sigma?")
def reparameterise(yours):
    """z = μ + σ ε with σ = exp(logvar / 2)."""
    mu, logvar, eps = np.random.default_rng(47).normal(size=(3, 4, 3))
    sigma = np.exp(0.5 * logvar)
    expect_close("z", yours(mu, logvar, eps), mu + sigma * eps, suspects={
        "The noise is scaled by the variance; its root is sigma.": mu + sigma**2 * eps,
        "logvar is not yet sigma: take an exponential.": mu + logvar * eps,
        "Half of logvar is log sigma, not yet sigma.": mu + 0.5 * logvar * eps,
        "The noise is not scaled by sigma.": mu + eps,
        "sigma = exp(logvar / 2); the half belongs inside.": mu + sigma**2 * eps / 2,
        "sigma is not the root of logvar.": mu + np.sqrt(np.abs(logvar)) * eps,
        "The noise is divided by sigma; multiply.": mu + eps / sigma,
        "The mean is missing.": sigma * eps,
        "eps is missing: each z gets the same push, not a random one.": mu + sigma,
        "That is the mean alone, without noise.": mu,
    })


def _reparameterise_backward(dz, logvar, eps):
    cache = autoencoders.reparameterise(np.zeros_like(dz), logvar, eps)[1]
    return autoencoders.reparameterise_backward(dz, cache)


@exercise("4.8", notebook=MNIST_VAE, points=2, ours=_reparameterise_backward,
          task="return dmu and dlogvar (N, K), given dz",
          hint="logvar moves z through sigma: dz/dlogvar = eps * dsigma/dlogvar.")
def reparameterise_backward(yours):
    """dμ = dz and dlogvar = dz ε σ / 2."""
    dz, logvar, eps = np.random.default_rng(48).normal(size=(3, 4, 3))
    sigma = np.exp(0.5 * logvar)
    right = dz * eps * sigma / 2
    dmu, dlogvar = expect_parts(yours(dz, logvar, eps), "dmu", "dlogvar")
    expect_close("dmu", dmu, dz, suspects={
        "That is dz/dmu = 1; the chain rule multiplies it by dz.": np.ones_like(dz),
        "mu is not scaled by sigma: z moves one for one with it.": dz * sigma,
        "dz already holds the 1/N of the mean.": dz / 4,
        "That is dlogvar; dmu comes first.": right,
        "The sign is turned round.": -dz,
    })
    expect_close("dlogvar", dlogvar, right, suspects={
        "The half is missing: sigma = exp(logvar / 2).": dz * eps * sigma,
        "That is the gradient of sigma; go on to logvar.": dz * eps,
        "sigma is missing: the exponential stays when it is differentiated.":
            dz * eps / 2,
        "eps is missing: logvar moves z by eps times as much as sigma.": dz * sigma / 2,
        "The variance stands where sigma should.": dz * eps * sigma**2 / 2,
        "The variance stands where sigma should, and the half is missing.":
            dz * eps * sigma**2,
        "The chain rule is missing: multiply by dz.": eps * sigma / 2,
        "dz already holds the 1/N of the mean.": right / 4,
        "The sign is turned round.": -right,
    })
    expect_gradient("dlogvar", lambda a: float(np.sum(dz * np.exp(0.5 * a) * eps)),
                    logvar, dlogvar)


@exercise("4.9", notebook=MNIST_VAE, points=3,
          ours="minivae.autoencoders:kl_to_standard_normal",
          task="return kl (a number), dmu and dlogvar (N, K)",
          hint="Sum over the K dimensions, mean over the N rows: gradients hold a 1/N.")
def kl_to_standard_normal(yours):
    """½ Σ_k (μ² + σ² - 1 - log σ²), mean over the batch, with both gradients."""
    N, K = 4, 3
    mu, logvar = np.random.default_rng(49).normal(size=(2, N, K))
    var = np.exp(logvar)
    kl, dmu, dlogvar = expect_parts(yours(mu, logvar), "kl", "dmu", "dlogvar")
    expect_scalar("kl", kl)
    right = np.sum(mu**2 + var - 1 - logvar) / (2 * N)
    reverse = np.sum((1 + mu**2) / var - 1 + logvar) / (2 * N)
    expect_close("kl", kl, right, suspects={
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
        "mu is not squared.": np.sum(mu + var - 1 - logvar) / (2 * N),
        "The 1 is missing: at mu = 0, sigma = 1 the KL must be 0.": right + K / 2,
        "The sign of logvar is turned round.":
            np.sum(mu**2 + var - 1 + logvar) / (2 * N),
        "That is KL(p || q); the ELBO has KL(q || p).": reverse,
    })
    expect_close("dmu", dmu, mu / N, suspects={
        "The mean over the batch is missing: divide by N.": mu,
        "It is divided by N K, but the KL is a mean over N only.": mu / (N * K),
        "The half in front cancels the 2 of the square: once too much 2.": 2 * mu / N,
        "The half in front cancels the 2 of the square: now it is lost.": mu / (2 * N),
        "The sign is turned round: downhill for the KL is towards 0.": -mu / N,
    })
    slope = (var - 1) / (2 * N)
    expect_close("dlogvar", dlogvar, slope, suspects={
        "The mean over the batch is missing: divide by N.": slope * N,
        "It is divided by N K, but the KL is a mean over N only.": slope / K,
        "The half in front is missing.": 2 * slope,
        "The half and the mean over the batch are missing.": 2 * slope * N,
        "The variance stands there as sigma.": (np.sqrt(var) - 1) / (2 * N),
        "That is the gradient of the variance; go on to logvar.":
            (1 - 1 / var) / (2 * N),
        "The sign is turned round.": -slope,
        "The - logvar in the KL gives a - 1.": var / (2 * N),
    })
    expect_gradient("dmu", lambda a: yours(a, logvar)[0], mu, dmu)
    expect_gradient("dlogvar", lambda a: yours(mu, a)[0], logvar, dlogvar)


def _encoder_gradient(dz, mu, logvar, eps):
    dmu, dlogvar = _reparameterise_backward(dz, logvar, eps)
    _, dmu_kl, dlogvar_kl = autoencoders.kl_to_standard_normal(mu, logvar)
    return np.hstack([dmu + dmu_kl, dlogvar + dlogvar_kl])


@exercise("4.10", notebook=MNIST_VAE, points=2, ours=_encoder_gradient,
          task="return dh (N, 2K): the gradients of mu, and beside them of logvar",
          hint="Two paths lead from mu to the loss. What becomes of two gradients?")
def encoder_gradient(yours):
    """dh = [dμ, dlogvar], each the sum of what comes through z and of the KL's."""
    N, K = 4, 3
    dz, mu, logvar, eps = np.random.default_rng(410).normal(size=(4, N, K))
    dmu, dlogvar = _reparameterise_backward(dz, logvar, eps)
    _, dmu_kl, dlogvar_kl = autoencoders.kl_to_standard_normal(mu, logvar)
    data, kl = np.hstack([dmu, dlogvar]), np.hstack([dmu_kl, dlogvar_kl])
    dh = yours(dz, mu, logvar, eps)
    expect_shape("dh", dh, (N, 2 * K))
    expect_close("dh", dh, data + kl, suspects={
        "The path through z is there; the KL's gradient is missing.": data,
        "The KL's gradient is there; the path through z is missing.": kl,
        "The KL is part of the loss with a plus: add its gradient.": data - kl,
        "Gradients of two paths are added, not averaged.": (data + kl) / 2,
        "Gradients of two paths are added, not multiplied.": data * kl,
        "The halves are exchanged: mu first, then logvar.":
            np.hstack([dlogvar + dlogvar_kl, dmu + dmu_kl]),
        "dz already holds the 1/N of the mean.": data / N + kl,
        "The KL's gradient already holds its 1/N.": data + kl / N,
        "The mean over the batch comes out of the KL twice or not at all.":
            data + kl * N,
        "The KL is added to mu alone; logvar is in it too.":
            np.hstack([dmu + dmu_kl, dlogvar]),
        "The KL is added to logvar alone; mu is in it too.":
            np.hstack([dmu, dlogvar + dlogvar_kl]),
    })
