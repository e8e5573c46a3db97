"""Checks of MNISTVAE: p(z) drawn from, p(x) bounded, and the variance of p(x|z).

K latent dimensions, S samples of z for each of N images, n images drawn.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_random, expect_shape


def _sample_from_prior(decode, latent_dim, n, rng):
    return decode(rng.standard_normal((n, latent_dim)))


@exercise("4.11", points=1, ours=_sample_from_prior)
def sample_from_prior(yours):
    """decode(z) with z ~ N(0, I) of shape (n, K).

    Task: draw n codes from the prior N(0, I) and return what decode gives, the mean images
    Hint: Which distribution of z did the KL term push every q(z|x) towards?
    """
    for n, K in ((4, 4), (1, 5)):
        _draw(yours, n, K, np.random.default_rng(1))
    n, K = 20_000, 2
    z = _draw(yours, n, K, np.random.default_rng(1))
    if np.ptp(z, axis=0).min() == 0 or np.ptp(z, axis=1).max() == 0:
        raise Wrong("all images have one z, or one number in all its places: draw n x latent_dim numbers.")
    expect_random("z", lambda rng: _draw(yours, n, K, rng))
    mean, sd = z.mean(), z.std()
    if z.min() >= 0:
        raise Wrong("no z is negative: the prior is normal, with mean 0.")
    near = abs(mean) < 0.1 and abs(sd - 1) < 0.1
    if near and (np.abs(z).max() < 3.2 or abs(np.mean(np.abs(z) < 1) - 0.683) > 0.03):
        raise Wrong(
            "mean and standard deviation nearly fit, but z is not normal: use rng.standard_normal, and cut nothing off."
        )
    if abs(mean) > 0.03:
        raise Wrong(f"the mean of z should be 0, yours is {mean:.2f}.")
    if abs(sd - 1) > 0.03:
        raise Wrong(f"the standard deviation of z should be 1, yours is {sd:.2f}: the prior is N(0, I).")


def _draw(yours, n, K, rng):
    """Call the student's function once; return the codes that it decoded."""
    W, seen = np.random.default_rng(411).normal(size=(K, 7)), []

    def decode(z):
        z = np.asarray(z)
        if z.shape != (n, K):
            raise Wrong(f"decode should get z of shape (n, latent_dim) = {(n, K)}, yours has shape {z.shape}.")
        seen.append(z)
        return z @ W

    got = yours(decode, K, n, rng)
    if not seen:
        raise Wrong("decode was never called: images come out of the decoder.")
    if np.shape(got) == (n, K):
        raise Wrong("it returns the codes z; pass them through decode.")
    expect_array(
        "the images", got, seen[-1] @ W, because="Return what decode gives, the mean images: no pixel is drawn."
    )
    return seen[-1]


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
    with np.errstate(all="ignore"):  # the under- or overflow is told in our own words
        _far_bound(yours, -2000, near)
        _far_bound(yours, 2000, near)
        _far_bound(yours, np.array([0, -1500, 30]), images)
        _far_bound(yours, np.array([[-3000], [0], [-2000], [20], [5]]), draws)


def _far_bound(yours, shift, lost):
    log_px, log_pz, log_qz = np.random.default_rng(413).normal(size=(3, 5, 3))
    terms = log_px + shift, log_pz, log_qz
    far = yours(*terms)
    expect_shape("the bound", far, (3,))
    if not np.isfinite(far).all():
        raise Wrong(lost.format(shift, np.asarray(far)[~np.isfinite(far)][0]))
    why = "It fits near 0 only: take the largest log weight out; no clipping, and nothing added inside the log."
    expect_array("the bound", far, _importance_bound(*terms), because=why, rtol=1e-6)


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
    for beta, D in ((0.3, 12), (0.05, 50)):
        VARIANCE.judge("the variance", yours(beta, D), beta=beta, n_pixels=D)
