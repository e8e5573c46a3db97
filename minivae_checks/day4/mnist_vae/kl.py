"""Checks of MNISTVAE: the KL, and the gradient of the whole loss at the encoder's output.

N batch, K latent dimensions; mu and logvar are (N, K). The KL is in nats.
"""

import numpy as np

from minivae import autoencoders
from minivae_checks import (
    Mistakes,
    Wrong,
    exercise,
    expect_array,
    expect_close,
    expect_parts,
    expect_scalar,
    expect_shape,
)
from minivae_checks.day4.mnist_vae.sampling import SIZES, backward_of_sample, three_arrays
from minivae_checks.sizes import expect_any_size

KL = Mistakes("""
    N, K = mu.shape
    var = np.exp(logvar)
    kl = lambda square, var, logvar: np.sum(square + var - 1 - logvar) / (2 * N)
    right = kl(mu**2, var, logvar)
    right
    right / K  # The mean is over everything; sum over the K dimensions first.
    right * N  # The mean over the batch is missing: divide by N.
    right * N / K  # It is divided by K, not by N.
    2 * right  # The half in front is missing.
    2 * right * N  # The half and the mean over the batch are missing.
    -right  # The sign is reversed: a KL divergence is never negative.
    kl(mu**2, np.sqrt(var), logvar)  # exp(logvar) is the variance; here stands sigma.
    kl(mu**2, var**2, logvar)  # exp(logvar) is the variance already; it is squared once more.
    kl(mu**2, var, np.log(np.abs(logvar)))  # logvar is the logarithm already; its logarithm is not needed.
    kl(mu, var, logvar)  # mu is not squared.
    kl(0, var, logvar)  # mu is missing.
    right + K / 2  # The 1 is missing: at mu = 0, sigma = 1 the KL must be 0.
    right + (K - 1 / N) / 2  # The 1 is taken away once, not for each dimension.
    kl(mu**2, var, logvar / 2)  # logvar is log sigma² as it stands; nothing in it is halved.
    kl(mu**2, var, -logvar)  # The sign of logvar is reversed.
    kl(mu**2 / var, 1 / var, -logvar)  # That is KL(p || q); the ELBO has KL(q || p).
    """)
KL_DMU = Mistakes("""
    N, K = mu.shape
    mu / N
    mu  # The mean over the batch is missing: divide by N.
    mu / (N * K)  # It is divided by N K, but the KL is a mean over N only.
    mu / K  # It is divided by K, not by N.
    2 * mu / N  # The half in front cancels the 2 of the square: once too much 2.
    mu / (2 * N)  # The half in front cancels the 2 of the square: now it is lost.
    -mu / N  # The sign is reversed: downhill for the KL is towards 0.
    (np.exp(logvar) - 1) / (2 * N)  # That is dlogvar; dmu comes first.
    """)
KL_DLOGVAR = Mistakes("""
    N, K = mu.shape
    var = np.exp(logvar)
    (var - 1) / (2 * N)
    (var - 1) / 2  # The mean over the batch is missing: divide by N.
    (var - 1) / (2 * N * K)  # It is divided by N K, but the KL is a mean over N only.
    (var - 1) / (2 * K)  # It is divided by K, not by N.
    (var - 1) / N  # The half in front is missing.
    var - 1  # The half and the mean over the batch are missing.
    (np.sqrt(var) - 1) / (2 * N)  # The variance stands there as sigma.
    (1 - 1 / var) / (2 * N)  # That is the gradient of the variance; go on to logvar.
    (np.sqrt(var) - 1 / np.sqrt(var)) / N  # That is the gradient of sigma; go on to logvar.
    (1 - var) / (2 * N)  # The sign is reversed.
    var / (2 * N)  # The - logvar in the KL gives a - 1.
    (var - logvar) / (2 * N)  # logvar is not yet differentiated: its derivative is 1.
    (var / 2 - 1) / N  # A bracket is missing: the 1 is halved as well.
    var / 2 - 1 / N  # A bracket is missing: the half and 1/N are for var - 1 as a whole.
    """)


FAR = (
    (np.array([[0.0, 3.0]]), np.array([[0.0, -40.0]])),
    (np.array([[1e-20, -300.0]]), np.array([[-200.0, 9.0]])),
    (np.array([[1e6, 5.0]]), np.array([[40.0, -9.0]])),
    (np.array([[1e-4, 1e-20], [-1e-9, 0.0]]), np.array([[1e-3, 1e-4], [0.0, -1e-3]])),
)


@exercise("4.9", points=3, ours="minivae.autoencoders:kl_to_standard_normal")
def kl_to_standard_normal(yours):
    """½ Σ_k (μ² + σ² - 1 - log σ²), mean over the batch, with both gradients.

    Task: return kl (a number), dmu and dlogvar (N, K)
    Hint: Sum over the K dimensions, mean over the N rows: gradients hold a 1/N.
    """
    for size in SIZES:
        mu, logvar = np.random.default_rng(49).normal(size=(2, *size))
        kl, dmu, dlogvar = expect_parts(yours(mu, logvar), "kl", "dmu", "dlogvar")
        if np.shape(kl) == mu.shape and np.ndim(dlogvar) == 0:
            raise Wrong("the order is kl, dmu, dlogvar: the number comes first.")
        expect_scalar("kl", kl)
        KL.judge("kl", kl, mu=mu, logvar=logvar)
        KL_DMU.judge("dmu", dmu, mu=mu, logvar=logvar)
        KL_DLOGVAR.judge("dlogvar", dlogvar, mu=mu, logvar=logvar)
    right = autoencoders.kl_to_standard_normal
    expect_any_size(("kl", "dmu", "dlogvar"), yours, right, lambda rng: three_arrays(rng)[:2], tries=12)
    why = "Here are tiny and huge numbers, logvar = -40 and 40 among them: logvar itself is log sigma²; "
    why += "no floor, no clipping, nothing added."
    for mu, logvar in FAR:
        rights = autoencoders.kl_to_standard_normal(mu, logvar)
        for name, got, want in zip(("kl", "dmu", "dlogvar"), yours(mu, logvar), rights, strict=True):
            expect_close(name, got, want, why, atol=0 if name == "dmu" else None)


def _encoder_gradient(dz, mu, logvar, eps):
    dmu, dlogvar = backward_of_sample(dz, logvar, eps)
    _, dmu_kl, dlogvar_kl = autoencoders.kl_to_standard_normal(mu, logvar)
    return np.hstack([dmu + dmu_kl, dlogvar + dlogvar_kl])


DH = Mistakes("""
    N, K = mu.shape
    dmu, dlogvar = through_z(dz, logvar, eps)
    kl, dmu_kl, dlogvar_kl = kl_to_standard_normal(mu, logvar)
    both = dmu + dmu_kl, dlogvar + dlogvar_kl
    z_path = np.hstack([dmu, dlogvar])
    kl_path = np.hstack([dmu_kl, dlogvar_kl])
    z_path + kl_path
    z_path  # The path through z is there; the KL's gradient is missing.
    kl_path  # The KL's gradient is there; the path through z is missing.
    z_path - kl_path  # The KL is part of the loss with a plus: add its gradient.
    (z_path + kl_path) / 2  # Gradients of two paths are added, not averaged.
    z_path * kl_path  # Gradients of two paths are added, not multiplied.
    np.hstack(both[::-1])  # The halves are exchanged: mu first, then logvar.
    np.stack(both, axis=2).reshape(N, 2 * K)  # mu and logvar take turns; the encoder gives all of mu, then logvar.
    z_path + np.hstack([dlogvar_kl, dmu_kl])  # The two KL gradients are exchanged.
    np.hstack([dmu + dlogvar, dmu_kl + dlogvar_kl])
        # Each half holds one path; it should hold one variable, mu or logvar.
    z_path + np.hstack([0 * mu + kl, dmu_kl])  # kl is added as if it were a gradient; those come after it.
    kl_path + np.hstack(through_z(dz, eps, logvar))  # reparameterise_backward takes dz, logvar, eps, in this order.
    kl_path + np.hstack(through_z(mu, logvar, eps))  # reparameterise_backward takes dz, not mu, to begin with.
    np.hstack([dz + mu, both[1]])  # The first half is dz + mu; the KL's gradient holds a 1/N.
    z_path / N + kl_path  # dz already holds the 1/N of the mean.
    z_path + kl_path / N  # The KL's gradient already holds its 1/N.
    z_path + kl_path * N  # The mean over the batch comes out of the KL twice or not at all.
    np.hstack([both[0], dlogvar])  # The KL is added to mu alone; logvar is in it too.
    np.hstack([dmu, both[1]])  # The KL is added to logvar alone; mu is in it too.
    """).using(through_z=backward_of_sample, kl_to_standard_normal=autoencoders.kl_to_standard_normal)


@exercise("4.10", points=2, ours=_encoder_gradient)
def encoder_gradient(yours):
    """dh = [dμ, dlogvar], each the sum of what comes through z and of the KL's.

    Task: return dh (N, 2K): the gradients of mu, and beside them of logvar
    Hint: Two paths lead from mu to the loss. What becomes of two gradients?
    """
    for N, K in SIZES:
        dz, mu, logvar, eps = np.random.default_rng(410).normal(size=(4, N, K))
        dh = yours(dz, mu, logvar, eps)
        if np.shape(dh) in ((2, N, K), (2 * N, K)):
            raise Wrong(f"the two gradients stand one above the other; put them side by side, (N, 2K) = {(N, 2 * K)}.")
        if np.shape(dh) == (N, K):
            raise Wrong(f"dh is as wide as one gradient; it holds two, side by side: (N, 2K) = {(N, 2 * K)}.")
        expect_shape("dh", dh, (N, 2 * K))
        DH.judge("dh", dh, dz=dz, mu=mu, logvar=logvar, eps=eps)
    expect_any_size("dh", yours, _encoder_gradient, _four_arrays, tries=12)
    why = "Here are tiny and huge numbers, logvar = -40 and 40 among them: no clipping, and nothing added."
    for mu, logvar in FAR:
        for scale, eps in ((1e-3, 9 + mu), (1e6, 1 - mu), (1e-22, np.ones(mu.shape))):
            dz = np.full(mu.shape, scale)
            want = _encoder_gradient(dz, mu, logvar, eps)
            expect_array("dh", yours(dz, mu, logvar, eps), want, because=why)


def _four_arrays(rng):
    return tuple(rng.normal(size=(4, *rng.choice([1, 2, 7, 40], 2))))
