"""Checks of day 4: a variational autoencoder in use.

D pixels, K latent dimensions, S samples of z for each of N images, n images drawn.
"""

import numpy as np

from minivae.checks import Wrong, exercise, expect_close, expect_scalar
from minivae.checks.day4.vae import MNIST_VAE

# fmt: off

def _sample_from_prior(decode, latent_dim, n, rng):
    return decode(rng.standard_normal((n, latent_dim)))


@exercise("4.11", notebook=MNIST_VAE, points=1, ours=_sample_from_prior,
          task="return n images decoded from draws of the prior N(0, I)",
          hint="Which distribution of z did the KL term push every q(z|x) towards?")
def sample_from_prior(yours):
    """decode(z) with z ~ N(0, I) of shape (n, K)."""
    n, K = 3000, 2
    W, seen = np.random.default_rng(411).normal(size=(K, 5)), []

    def decode(z):
        z = np.asarray(z)
        if z.shape != (n, K):
            raise Wrong(f"decode should get z of shape (n, latent_dim) = {(n, K)}, "
                        f"yours has shape {z.shape}.")
        seen.append(z)
        return z @ W

    got = yours(decode, K, n, np.random.default_rng(1))
    if not seen:
        raise Wrong("decode was never called: images come out of the decoder.")
    z = seen[0]
    if np.shape(got) == z.shape:
        raise Wrong("it returns the codes z; pass them through decode.")
    expect_close("the images", got, z @ W, "Return what decode gives, as it is.")
    yours(decode, K, n, np.random.default_rng(1))
    if not np.array_equal(seen[0], seen[-1]):
        raise Wrong("two calls with the same seed differ: draw the numbers from rng.")
    if np.ptp(z, axis=0).min() == 0 or np.ptp(z, axis=1).max() == 0:
        raise Wrong("all images have one z: draw n x latent_dim numbers.")
    mean, sd = z.mean(), z.std()
    if z.min() >= 0:
        raise Wrong("no z is negative: the prior is normal, with mean 0.")
    if abs(mean) > 0.1:
        raise Wrong(f"the mean of z should be 0, yours is {mean:.2f}.")
    if abs(sd - 1) > 0.1:
        raise Wrong(f"the standard deviation of z should be 1, yours is {sd:.2f}: "
                    "the prior is N(0, I).")
    if np.abs(z).max() < 2.5:
        raise Wrong("no z is far out: the prior is normal, not uniform.")


def _importance_bound(log_px_given_z, log_pz, log_qz):
    log_w = log_px_given_z + log_pz - log_qz
    return np.logaddexp.reduce(log_w, axis=0) - np.log(len(log_w))


@exercise("4.12", notebook=MNIST_VAE, points=2, ours=_importance_bound,
          task="return log of the mean over s of p(x|z) p(z) / q(z|x), (N,)",
          hint="log mean exp over axis 0, with the largest log weight taken out first.")
def importance_bound(yours):
    """log (1/S) Σ_s w_s, w = p(x|z) p(z) / q(z|x), without overflow."""
    S, N = 5, 3
    log_px, log_pz, log_qz = np.random.default_rng(412).normal(size=(3, S, N)) - 2
    log_w = log_px + log_pz - log_qz
    right = _importance_bound(log_px, log_pz, log_qz)

    def bound(w, axis=0):
        return np.log(np.mean(np.exp(w), axis=axis))

    got = yours(log_px, log_pz, log_qz)
    expect_close("the bound", got, right, suspects={
        "That is the mean of the logs, the ELBO; take the log of the mean.":
            log_w.mean(axis=0),
        "It is the log of the sum; a mean divides by S.": right + np.log(S),
        "The log is missing.": np.exp(right),
        "Only the largest weight is there.": log_w.max(axis=0),
        "q stands below the line: subtract log q.": bound(log_px + log_pz + log_qz),
        "The prior and q are exchanged.": bound(log_px - log_pz + log_qz),
        "The prior p(z) is missing.": bound(log_px - log_qz),
        "The division by q(z|x) is missing.": bound(log_px + log_pz),
        "That is the average of p(x|z) alone.": bound(log_px),
        "The largest log weight, once taken out, must be added again.":
            right - log_w.max(axis=0),
    })
    with np.errstate(all="ignore"):  # the under- or overflow is told in our own words
        for shift in (-2000, 2000):
            far = np.asarray(yours(log_px + shift, log_pz, log_qz))
            if not np.isfinite(far).all():
                raise Wrong(f"for log p(x|z) near {shift} it is {far[0]}: exp leaves "
                            "the range of floats. Take the largest log weight out.")
            expect_close("the bound", far, right + shift, rtol=1e-9)


def _assumed_variance(beta, n_pixels):
    return beta * n_pixels / (2 * (1 - beta))


@exercise("4.13", notebook=MNIST_VAE, points=2, ours=_assumed_variance,
          task="return the variance of p(x|z) that the slide's loss assumes",
          hint="Divide the slide's loss by beta; then compare the factors of the sum.")
def assumed_variance(yours):
    """(1 - β)/D SSE + β KL is β times SSE / (2σ²) + KL for σ² = β D / (2 (1 - β))."""
    for beta, D in ((0.3, 12), (0.05, 784)):
        got = yours(beta, D)
        expect_scalar("the variance", got)
        right = _assumed_variance(beta, D)
        expect_close("the variance", got, right, suspects={
            "That is sigma; the variance is its square.": np.sqrt(right),
            "The 2 of 1 / (2 variance) is missing.": 2 * right,
            "That is 1 / variance.": 1 / right,
            "That is 1 / (2 variance).": 1 / (2 * right),
            "The mean over the pixels is forgotten: it hides a 1/D.": right / D,
            "The weight 1 - beta of the squared error is forgotten.": beta * D / 2,
            "beta and 1 - beta are exchanged.": D * (1 - beta) / (2 * beta),
            "beta is forgotten; at beta = 1/2 alone it cancels.": D / 2,
            "The KL must have the factor 1 in the end: divide by beta.":
                D / (2 * (1 - beta)),
            "The 2 stands on the wrong side.": 2 * D * beta / (1 - beta),
        })
