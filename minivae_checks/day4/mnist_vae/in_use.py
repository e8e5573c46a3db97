"""Checks of day 4: a variational autoencoder in use.

D pixels, K latent dimensions, S samples of z for each of N images, n images drawn.
"""

import numpy as np

from minivae import autoencoders
from minivae_checks import (
    Wrong,
    exercise,
    expect_array,
    expect_close,
    expect_scalar,
    expect_shape,
)
from minivae_checks.day4.mnist_vae.sampling import SIZES, backward_of_sample

# fmt: off

def _encoder_gradient(dz, mu, logvar, eps):
    dmu, dlogvar = backward_of_sample(dz, logvar, eps)
    _, dmu_kl, dlogvar_kl = autoencoders.kl_to_standard_normal(mu, logvar)
    return np.hstack([dmu + dmu_kl, dlogvar + dlogvar_kl])


@exercise("4.10", points=2, ours=_encoder_gradient,
          task="return dh (N, 2K): the gradients of mu, and beside them of logvar",
          hint="Two paths lead from mu to the loss. What becomes of two gradients?")
def encoder_gradient(yours):
    """dh = [dμ, dlogvar], each the sum of what comes through z and of the KL's."""
    for N, K in SIZES:
        dz, mu, logvar, eps = np.random.default_rng(410).normal(size=(4, N, K))
        dmu, dlogvar = backward_of_sample(dz, logvar, eps)
        kl_value, dmu_kl, dlogvar_kl = autoencoders.kl_to_standard_normal(mu, logvar)
        data, kl = np.hstack([dmu, dlogvar]), np.hstack([dmu_kl, dlogvar_kl])
        both = dmu + dmu_kl, dlogvar + dlogvar_kl
        dh = yours(dz, mu, logvar, eps)
        if np.shape(dh) in ((2, N, K), (2 * N, K)):
            raise Wrong("the two gradients stand one above the other; put them side "
                        f"by side, (N, 2K) = {(N, 2 * K)}.")
        if np.shape(dh) == (N, K):
            raise Wrong("dh is as wide as one gradient; it holds two, side by side: "
                        f"(N, 2K) = {(N, 2 * K)}.")
        expect_shape("dh", dh, (N, 2 * K))
        expect_array("dh", dh, data + kl, {
            "The path through z is there; the KL's gradient is missing.": data,
            "The KL's gradient is there; the path through z is missing.": kl,
            "The KL is part of the loss with a plus: add its gradient.": data - kl,
            "Gradients of two paths are added, not averaged.": (data + kl) / 2,
            "Gradients of two paths are added, not multiplied.": data * kl,
            "The halves are exchanged: mu first, then logvar.":
                np.hstack([both[1], both[0]]),
            "mu and logvar take turns; the encoder gives all of mu, then logvar.":
                np.stack(both, axis=2).reshape(N, 2 * K),
            "The two KL gradients are exchanged.":
                data + np.hstack([dlogvar_kl, dmu_kl]),
            "Each half holds one path; it should hold one variable, mu or logvar.":
                np.hstack([dmu + dlogvar, dmu_kl + dlogvar_kl]),
            "kl is added as if it were a gradient; those come after it.":
                data + np.hstack([0 * dmu_kl + kl_value, dmu_kl]),
            "reparameterise_backward takes dz, logvar, eps, in this order.":
                kl + np.hstack(backward_of_sample(dz, eps, logvar)),
            "reparameterise_backward takes dz, not mu, to begin with.":
                kl + np.hstack(backward_of_sample(mu, logvar, eps)),
            "The first half is dz + mu; the KL's gradient holds a 1/N.":
                np.hstack([dz + mu, both[1]]),
            "dz already holds the 1/N of the mean.": data / N + kl,
            "The KL's gradient already holds its 1/N.": data + kl / N,
            "The mean over the batch comes out of the KL twice or not at all.":
                data + kl * N,
            "The KL is added to mu alone; logvar is in it too.":
                np.hstack([both[0], dlogvar]),
            "The KL is added to logvar alone; mu is in it too.":
                np.hstack([dmu, both[1]]),
        })


def _sample_from_prior(decode, latent_dim, n, rng):
    return decode(rng.standard_normal((n, latent_dim)))


@exercise("4.11", points=1, ours=_sample_from_prior,
          task="return n images decoded from draws of the prior N(0, I)",
          hint="Which distribution of z did the KL term push every q(z|x) towards?")
def sample_from_prior(yours):
    """decode(z) with z ~ N(0, I) of shape (n, K)."""
    for n, K in ((4, 4), (1, 5)):
        _draw(yours, n, K, np.random.default_rng(1))
    n, K = 20_000, 2
    rng = np.random.default_rng(1)
    z, more = _draw(yours, n, K, rng), _draw(yours, n, K, rng)
    if np.ptp(z, axis=0).min() == 0 or np.ptp(z, axis=1).max() == 0:
        raise Wrong("all images have one z, or one number in all its places: "
                    "draw n x latent_dim numbers.")
    again = _draw(yours, n, K, np.random.default_rng(1))
    if np.array_equal(z, more):
        raise Wrong("two calls with one rng give the same images: draw from the rng "
                    "that is handed in, make no new one inside.")
    if not np.array_equal(z, again):
        raise Wrong("two calls with the same seed differ: draw the numbers from rng.")
    mean, sd = z.mean(), z.std()
    if z.min() >= 0:
        raise Wrong("no z is negative: the prior is normal, with mean 0.")
    near = abs(mean) < 0.1 and abs(sd - 1) < 0.1
    if near and (np.abs(z).max() < 3.2 or abs(np.mean(np.abs(z) < 1) - 0.683) > 0.03):
        raise Wrong("mean and standard deviation nearly fit, but z is not normal: use "
                    "rng.standard_normal, and cut nothing off.")
    if abs(mean) > 0.03:
        raise Wrong(f"the mean of z should be 0, yours is {mean:.2f}.")
    if abs(sd - 1) > 0.03:
        raise Wrong(f"the standard deviation of z should be 1, yours is {sd:.2f}: "
                    "the prior is N(0, I).")


def _draw(yours, n, K, rng):
    """Call the student's function once; return the codes that it decoded."""
    W, seen = np.random.default_rng(411).normal(size=(K, 7)), []

    def decode(z):
        z = np.asarray(z)
        if z.shape != (n, K):
            raise Wrong(f"decode should get z of shape (n, latent_dim) = {(n, K)}, "
                        f"yours has shape {z.shape}.")
        seen.append(z)
        return z @ W

    got = yours(decode, K, n, rng)
    if not seen:
        raise Wrong("decode was never called: images come out of the decoder.")
    if np.shape(got) == (n, K):
        raise Wrong("it returns the codes z; pass them through decode.")
    expect_array("the images", got, seen[-1] @ W, because="Return what decode gives.")
    return seen[-1]


def _importance_bound(log_px_given_z, log_pz, log_qz):
    log_w = log_px_given_z + log_pz - log_qz
    return np.logaddexp.reduce(log_w, axis=0) - np.log(len(log_w))


@exercise("4.12", points=2, ours=_importance_bound,
          task="return log of the mean over s of p(x|z) p(z) / q(z|x), (N,)",
          hint="log mean exp over axis 0, with the largest log weight taken out first.")
def importance_bound(yours):
    """log (1/S) Σ_s w_s, w = p(x|z) p(z) / q(z|x), without overflow."""
    for S, N in ((3, 3), (5, 2), (1, 2)):
        terms = np.random.default_rng(412).normal(size=(3, S, N)) - 2
        if S > 1:
            _bound_at(yours, *terms)
        else:
            why = "For one draw the bound is the log weight itself."
            expect_array("the bound", yours(*terms), _importance_bound(*terms),
                         because=why)
    terms = np.random.default_rng(413).normal(size=(3, 5, 3))
    images = np.array([0, -1500, 30])
    draws = np.array([[-3000], [0], [-2000], [20], [5]])
    near = ("for log p(x|z) near {} it is {}: exp leaves the range of floats. Take the "
            "largest log weight out.")
    with np.errstate(all="ignore"):  # the under- or overflow is told in our own words
        for shift, why in (
            (-2000, near),
            (2000, near),
            (images, "with images whose logs lie 1,500 apart it is not finite: take "
                     "out the largest log weight of each image (axis 0), not of all."),
            (draws, "with draws whose logs lie 3,000 apart it is not finite: take out "
                    "the largest log weight, no other."),
        ):
            _far_bound(yours, shift, why, *terms)


def _far_bound(yours, shift, why, log_px, log_pz, log_qz):
    terms = log_px + shift, log_pz, log_qz
    far = yours(*terms)
    expect_shape("the bound", far, (3,))
    lost = np.asarray(far)[~np.isfinite(far)]
    if len(lost):
        raise Wrong(why.format(shift, lost[0]))
    expect_array("the bound", far, _importance_bound(*terms), rtol=1e-6, because=
                 "It fits near 0 only: take the largest log weight out; no clipping, "
                 "and nothing added inside the log.")


def _bound_at(yours, log_px, log_pz, log_qz):
    log_w = log_px + log_pz - log_qz
    right = _importance_bound(log_px, log_pz, log_qz)

    def bound(w, axis=0):
        return np.log(np.mean(np.exp(w), axis=axis))

    got = yours(log_px, log_pz, log_qz)
    if np.ndim(got) == 0 and got is not None:
        raise Wrong("it is one number; keep the images apart, (N,): mean over axis 0.")
    expect_array("the bound", got, right, {
        "That is the mean of the logs, the ELBO; take the log of the mean.":
            log_w.mean(axis=0),
        "It is the log of the sum; a mean divides by S.": right + np.log(len(log_w)),
        "It is divided by S after the log; divide before.":
            (right + np.log(len(log_w))) / len(log_w),
        "The log is missing.": np.exp(right),
        "Only the largest weight is there.": log_w.max(axis=0),
        "q stands below the line: subtract log q.": bound(log_px + log_pz + log_qz),
        "The prior and q are exchanged.": bound(log_px - log_pz + log_qz),
        "The prior p(z) is missing.": bound(log_px - log_qz),
        "The division by q(z|x) is missing.": bound(log_px + log_pz),
        "That is the average of p(x|z) alone.": bound(log_px),
        "The sign is turned round: that is minus the bound.": -right,
        "The mean is over the images; the draws are the rows, axis 0.":
            bound(log_w, axis=1),
        "The mean is over all images too; take it over the draws alone, axis 0.":
            log_w.max(axis=0) + bound(log_w - log_w.max(axis=0), axis=None),
        "It is divided by N, the images; the mean is over the S draws.":
            right + np.log(log_w.shape[0] / log_w.shape[1]),
        "The largest log weight, once taken out, must be added again.":
            right - log_w.max(axis=0),
    })


def _assumed_variance(beta, n_pixels):
    return beta * n_pixels / (2 * (1 - beta))


@exercise("4.13", points=2, ours=_assumed_variance,
          task="return the variance of p(x|z) that the slide's loss assumes",
          hint="Divide the slide's loss by beta; then compare the factors of the sum.")
def assumed_variance(yours):
    """(1 - β)/D SSE + β KL is β times SSE / (2σ²) + KL for σ² = β D / (2 (1 - β))."""
    for beta, D in ((0.3, 12), (0.05, 50)):
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
            "D stands below the line.": right / D**2,
            "That is for 784 pixels; use n_pixels.": right * 784 / D,
            "A bracket is missing: the 2 multiplies 1 - beta as a whole.":
                beta * D / (2 - beta),
            "A bracket is missing: / 2 * (...) multiplies by what stands in it.":
                beta * D / 2 * (1 - beta),
        })
