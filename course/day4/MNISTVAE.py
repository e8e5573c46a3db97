# ---
# jupyter:
#   minutes: 90
# ---

# %% [markdown]
# # The variational autoencoder
#
# An autoencoder squeezes a digit into twenty numbers and rebuilds it. So its decoder turns twenty numbers into a digit.
# **Then why not hand it twenty numbers of our own, and get a digit that nobody ever wrote?**
#
# We try, it fails, and repairing it leads to a model of the data: one that draws new digits, measures how probable an image is,
# and knows how sure it is of a code.
#
# **After this notebook you can**
#
# - derive the ELBO in four lines, and say what the gap to $\log p(x)$ is
# - send a gradient through a random draw, and show why it is done in this way
# - train a VAE, read its two loss terms, and draw from it
# - measure it with a bound, and say how tight the bound is
# - find the mistake in four slides that look right
#
# **You need** gradients of a network ([BackpropByHand](../day3/BackpropByHand.ipynb)), the autoencoder
# ([MNISTAutoencoder](MNISTAutoencoder.ipynb)), the normal distribution and Bayes' rule. Symbols:
# [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).

# %%
import inspect

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from minivae import nn, plot
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    kl_rows,
    kl_to_standard_normal,
    reparameterise,
    reparameterise_backward,
)
from minivae.data import load_mnist
from minivae.embeddings import PCA

data = load_mnist()
full = data.source == "full"
print(data)

# %% [markdown]
# ## 1. A decoder without a map
#
# First the autoencoder of the last notebook, with $K = 20$ numbers per image. (Its first step compiles two small kernels with
# Numba: a few seconds, once.)

# %%
def epochs(n):
    """n passes over the 4,000 bundled images, or about as many steps on the full set."""
    return max(1, n // 15) if full else n


ae = Autoencoder(latent_dim=20, epochs=epochs(30), batch_size=64, random_state=0).fit(data.x_train)
codes = ae.transform(data.x_train)  # (N, 20)
print(f"standard deviations of the 20 code units: {codes.std(axis=0).min():.1f} to {codes.std(axis=0).max():.1f}")

# %% [markdown]
# Where should our own twenty numbers come from? Two tries: from $N(0, I)$; and, with more care, from a Gaussian with each unit's own mean
# and standard deviation.
#
# **Predict first.** Which of the two gives digits?
#
# <details><summary>Answer</summary> Neither. The first lands in the middle, far inside of where the codes lie. The second has the right size in each
# unit, but the codes fill only odd corners of that cloud, and the decoder was never asked about the rest. </details>

# %%
rng = np.random.default_rng(0)
noise = rng.standard_normal((500, 20))
ae_samples = ae.decode(codes.mean(axis=0) + codes.std(axis=0) * noise)
plot.image_rows(
    {
        "test image": data.x_test[:10],
        "rebuilt": ae.reconstruct(data.x_test[:10]),
        "z from N(0, I)": ae.decode(noise[:10]),
        "z from N(m, s²)": ae_samples[:10],
    },
    title="An autoencoder rebuilds. Does it invent?",
)

# %% [markdown]
# Notice: the rebuilt digits are sharp, the invented ones are ghosts and scribbles. Between the codes there are holes. Nothing in the loss
# asked for anything else: it only looked at the codes of training images.
#
# A number for it: the squared distance from a sample to the nearest of 4,000 training images. (It is a rough measure: a perfect copy has
# distance 0. But a sample much farther away than unseen real digits is no digit.)

# %%
reference = data.x_train[:4000]


def distance_to_training(x):
    """Squared distance of each row of x (N, D) to the nearest of 4,000 training images: (N,)."""
    square = np.sum(x**2, axis=1)[:, None] + np.sum(reference**2, axis=1) - 2 * x @ reference.T
    return square.min(axis=1)


nearest = {
    "unseen real digits": distance_to_training(data.x_test[:500]).mean(),
    "autoencoder's samples": distance_to_training(ae_samples).mean(),
}
for name, distance in nearest.items():
    print(f"{name:22s} {distance:.1f}")
assert nearest["autoencoder's samples"] > 1.15 * nearest["unseen real digits"]

# %% [markdown]
# ## 2. Begin with the story
#
# So let us turn the order round. First we decide where codes come from, and then we train. The story of how an image comes about:
#
# 1. draw a code $z \sim p(z) = N(0, I)$, the **prior**;
# 2. draw the image $x \sim p(x|z)$, the **likelihood**: the decoder gives each pixel's probability of being white.
#
# A good decoder is one under which the images that we have are probable. What we want to raise is
#
# $$\log p(x) = \log \int p(x|z)\, p(z)\, dz ,$$
#
# averaged over the training images. There is the difficulty: an integral over all codes.
#
# ### An exact answer first
#
# Before we approximate anything, here is a model where the truth can be computed. Its decoder is linear, $x = zW$ + noise of variance $v$, with $K = 10$
# and $D = 50$. Then $x$ is Gaussian, $p(x) = N(0, W^T W + v I)$, and so is the **posterior** $p(z|x)$: the codes that may have produced $x$.

# %%
rng = np.random.default_rng(0)
K, D, v = 10, 50, 0.5
W = rng.normal(size=(K, D))
x = rng.normal(size=K) @ W + np.sqrt(v) * rng.normal(size=D)  # one observation, (D,)

covariance = W.T @ W + v * np.eye(D)
log_p = -0.5 * (x @ np.linalg.solve(covariance, x) + np.linalg.slogdet(2 * np.pi * covariance)[1])

precision = np.eye(K) + W @ W.T / v  # of the posterior
posterior_mean = np.linalg.solve(precision, W @ x / v)
print(f"exact log p(x) = {log_p:.2f} nats")

# %% [markdown]
# The simplest estimate of the integral is an average: draw $S$ codes from the prior, and average $p(x|z)$.
#
# **Predict first.** With a hundred thousand draws, how close will it be?

# %%
def log_likelihood(z):
    """log p(x|z) of the linear model for each row of z: (S, K) -> (S,) nats."""
    return -0.5 * np.sum((x - z @ W) ** 2, axis=1) / v - D / 2 * np.log(2 * np.pi * v)


draws = np.array([10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000])
lines = {"exact": np.full(len(draws), log_p)}
for run in (1, 2, 3):
    log_px = log_likelihood(np.random.default_rng(run).standard_normal((draws[-1], K)))
    lines[f"run {run}"] = [np.logaddexp.reduce(log_px[:S]) - np.log(S) for S in draws]
plot.curves(lines, x=np.log10(draws), xlabel="log10 of the number of draws", ylabel="log p(x), nats", title="Averaging p(x|z) over the prior")

# %%
missing = [log_p - lines[f"run {run}"][-1] for run in (1, 2, 3)]
print("after 100,000 draws the three runs are too low by", ", ".join(f"{m:.0f}" for m in missing), "nats")
assert min(missing) > 10

# %% [markdown]
# Notice: all three runs stay far below the truth, they disagree, and they climb in jumps. Each jump is a lucky draw. Nearly every code from the prior
# explains *this* image badly; those that explain it fill a tiny corner of the space.
#
# So do not draw blindly: look at $x$ first, and draw codes where they are likely. That is what an encoder is for. It gives a distribution
# $q(z|x)$, a Gaussian with mean $\mu$ and variances $\sigma^2$.
#
# ## 3. The ELBO in four lines
#
# For any distribution $q(z)$ that we like:
#
# $$\begin{aligned}
# \log p(x) &= E_q[\log p(x)] && p(x) \text{ does not depend on } z \\
# &= E_q\!\left[\log \frac{p(x, z)}{p(z|x)}\right] && \text{Bayes' rule} \\
# &= E_q\!\left[\log \frac{p(x, z)}{q(z)}\right] + E_q\!\left[\log \frac{q(z)}{p(z|x)}\right] && \text{times } q(z)/q(z) \\
# &= \text{ELBO} + \text{KL}(q \,\|\, p(z|x)) && \text{names}
# \end{aligned}$$
#
# A KL divergence is never negative. So the ELBO is a lower bound of $\log p(x)$ (the evidence; hence evidence lower bound), and **the gap is
# $\text{KL}(q \,\|\, p(z|x))$**: how far our guess is from the true posterior. Split the first term by $p(x, z) = p(x|z)\, p(z)$ and it can be computed:
#
# $$\text{ELBO} = \underbrace{E_q[\log p(x|z)]}_{\text{rebuild } x} \; - \; \underbrace{\text{KL}(q \,\|\, p(z))}_{\text{stay near the prior}}$$
#
# No unknown posterior is left in it. In the linear model we know all the pieces, so we can test the four lines to the last digit.

# %%
def expected_log_likelihood(mu, var):
    """E_q[log p(x|z)] of the linear model, exactly, for q = N(mu, diag(var))."""
    error = np.sum((x - mu @ W) ** 2) + np.sum(var * np.sum(W**2, axis=1))
    return -0.5 * error / v - D / 2 * np.log(2 * np.pi * v)


def kl_to_prior(mu, var):
    """KL(q || N(0, I)), one number."""
    return kl_rows(mu[None], np.log(var)[None])[0]


def kl_to_posterior(mu, var):
    """KL(q || p(z|x)), a KL between two Gaussians."""
    d = posterior_mean - mu
    logs = -np.linalg.slogdet(precision)[1] - np.sum(np.log(var))
    return 0.5 * (np.sum(np.diag(precision) * var) + d @ precision @ d - K + logs)


best = 1 / np.diag(precision)  # the best variances of a q without tilt
for name, mu, var in [
    ("the prior", np.zeros(K), np.ones(K)),
    ("right mean, variance 1", posterior_mean, np.ones(K)),
    ("any", rng.normal(size=K), rng.random(K)),
    ("best without tilt", posterior_mean, best),
]:
    elbo, gap = expected_log_likelihood(mu, var) - kl_to_prior(mu, var), kl_to_posterior(mu, var)
    print(f"{name:23s} ELBO {elbo:9.2f} + gap {gap:8.2f} = {elbo + gap:.2f}")
    assert abs(elbo + gap - log_p) < 1e-10 * abs(elbo)

# %% [markdown]
# The sum is the same number for every $q$, and it is $\log p(x)$. Push the ELBO up over $q$, and the gap must shrink: $q$ becomes the posterior. Even the best
# $q$ leaves a small gap here: the true posterior is tilted (its units are correlated), and our $q$ has one variance per unit and no tilt.

# %%
steps = np.linspace(-0.5, 2.5, 31)
bound = [expected_log_likelihood(t * posterior_mean, best) - kl_to_prior(t * posterior_mean, best) for t in steps]
plot.curves({"ELBO": bound, "log p(x)": np.full(len(steps), log_p)}, x=steps, xlabel="mean of q, in units of the posterior mean", ylabel="nats", title="The bound touches at the posterior, almost")

# %% [markdown]
# Notice: the bound is highest where $q$ sits on the posterior, and nowhere does it cross the line. Remember this: **an ELBO above the true
# $\log p(x)$ proves a mistake.** We shall catch one with it.
#
# ## 4. The KL term
#
# For the prior $N(0, I)$ and $q = N(\mu, \sigma^2)$ the integral is known (Kingma and Welling 2014, appendix B):
#
# $$\text{KL}(q \,\|\, p(z)) = E_q\left[\log q(z) - \log p(z)\right] = \tfrac12 \sum_{k=1}^{K} \left(\mu_k^2 + \sigma_k^2 - 1 - \log \sigma_k^2\right) .$$
#
# Each term is 0 for $\mu_k = 0$, $\sigma_k = 1$: then $q$ is the prior, and the code says nothing about the image. The package stores
# $\texttt{logvar} = \log \sigma^2$, which may be any number, so that no variance can become negative.

# %%
print(inspect.getsource(kl_rows))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# If a formula is right, averaging must give the same. Draw $z$ from $q$, and average $\log q(z) - \log p(z)$.

# %%
rng = np.random.default_rng(0)
mu, logvar = rng.normal(size=(2, 1, 20))  # one image, K = 20
exact = kl_rows(mu, logvar)[0]
eps = rng.standard_normal((100_000, 20))
z = mu + np.exp(0.5 * logvar) * eps
difference = 0.5 * np.sum(z**2 - eps**2 - logvar, axis=1)  # log q(z) - log p(z)
print(f"closed form {exact:.3f}   Monte Carlo {difference.mean():.3f} ± {difference.std() / np.sqrt(len(eps)):.3f}")
assert abs(difference.mean() - exact) < 5 * difference.std() / np.sqrt(len(eps))

# %%
draws = np.unique(np.logspace(0.5, 5, 40).astype(int))
lines = {f"run {i + 1}": [difference[i * 30_000 :][: min(S, 30_000)].mean() for S in draws[draws <= 30_000]] for i in range(3)}
lines["closed form"] = np.full(len(lines["run 1"]), exact)
plot.curves(lines, x=np.log10(draws[draws <= 30_000]), xlabel="log10 of the number of draws", ylabel="nats", title="KL(q ‖ p): averages and the closed form")

# %% [markdown]
# Notice that all runs settle on the line. They also show what the formula saves: with one draw the average is off by several nats, and the formula is
# exact at no cost.
#
# ## 5. A gradient through a random number
#
# The other term, $E_q[\log p(x|z)]$, has no formula: the decoder is a network. We draw a $z$ and look. But how does the average change with $\mu$, when $\mu$ only
# says where the draws come from? There are two answers. Let $f(z)$ stand for what is averaged.
#
# **The score function.** Differentiate the density, $\nabla q = q \nabla \log q$. Then, with $z = \mu + \sigma \epsilon$,
#
# $$\frac{\partial}{\partial \mu} E_q[f(z)] = E_q\!\left[f(z)\, \frac{\partial \log q(z)}{\partial \mu}\right] = E\!\left[f(z)\, \frac{\epsilon}{\sigma}\right] .$$
#
# **Reparameterisation.** Draw the noise first, $\epsilon \sim N(0, 1)$, and write $z = \mu + \sigma \epsilon$. Now $z$ is an ordinary function of $\mu$ and $\sigma$, and
#
# $$\frac{\partial}{\partial \mu} E[f(\mu + \sigma \epsilon)] = E[f'(z)], \qquad \frac{\partial}{\partial \sigma} E[f(\mu + \sigma \epsilon)] = E[f'(z)\, \epsilon] .$$
#
# (So it is not true that "one cannot differentiate through sampling". One can, in two ways.) Both are right on average. Are they equally good? Take
# $f(z) = \sum_k z_k^2$, where the truth is known: $E[z_1^2] = \mu_1^2 + \sigma_1^2$, so the gradient is $2\mu_1$ in any number of dimensions. Here $\mu_k = 1$ and $\sigma_k = 0.5$: **the exact
# answer is 2.** To be fair to the score function, a third row gives it its usual help, a baseline: $f - E[f]$ in place of $f$.
#
# **Predict first.** There are 20 dimensions. One draw of the reparameterised gradient has some variance. How many draws must the score function average to get the same?

# %%
def one_draw_gradients(K, n=20_000, mu=1.0, sigma=0.5):
    """n one-draw estimates of d/dmu_1 E[sum z²] by each method; the exact value is 2 mu."""
    eps = np.random.default_rng(K).standard_normal((n, K))
    z = mu + sigma * eps
    f = np.sum(z**2, axis=1)
    score = eps[:, 0] / sigma  # d log q / d mu_1
    return {
        "score function": f * score,
        "with baseline": (f - K * (mu**2 + sigma**2)) * score,
        "reparameterised": 2 * z[:, 0],
    }


for name, gradient in one_draw_gradients(20).items():
    error = gradient.std() / np.sqrt(len(gradient))
    print(f"{name:16s} mean {gradient.mean():5.2f} ± {error:.2f}   variance of one draw {gradient.var():7.1f}")
    assert abs(gradient.mean() - 2) < 5 * error

# %%
sizes = [1, 2, 5, 10, 20, 50, 100]
variance = {name: [] for name in one_draw_gradients(1)}
for K_ in sizes:
    for name, gradient in one_draw_gradients(K_).items():
        variance[name].append(gradient.var())
plot.curves(variance, x=np.log10(sizes), xlabel="log10 of the number of dimensions", ylabel="variance of one draw", yscale="log", title="Three unbiased gradients of the same number")

# %% [markdown]
# Notice the bottom line: it does not rise. The score function multiplies by all of $f$, so every other dimension adds noise to the gradient of this one. The reparameterised gradient
# asks only how $f$ changes along its own dimension. The answer to the question: more than a thousand draws, and with the baseline about a hundred.
#
# The score function keeps one advantage: it needs no $f'$, so $z$ may be discrete. For Gaussian codes we reparameterise. Here are the package's two functions.

# %%
print(inspect.getsource(reparameterise).split('"""')[2])
print(inspect.getsource(reparameterise_backward))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Where does the half come from? $\sigma = e^{\texttt{logvar}/2}$, so $\partial\sigma / \partial\,\texttt{logvar} = \sigma/2$.
#
# ## 6. All of it in one method
#
# Encoder, draw, decoder, two losses; and back. This is the whole VAE.

# %%
print(inspect.getsource(VAE.loss_and_grads))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Read the second half slowly. `mu` and `logvar` feed both terms, so two gradients come back to each of them, and they are added. That is the only new idea
# in the backward pass.
#
# Is it right? The referee of day 3 checks every weight of a small copy, in float64, against central differences. The names count the networks (0 encoder, 1 decoder), then the layers.

# %%
rng = np.random.default_rng(0)
x_small, eps_small = rng.random((8, 10)), rng.standard_normal((8, 2))
small = VAE(hidden=(6,), latent_dim=2, epochs=1, batch_size=8, random_state=0, progress=False).fit(x_small)
report = nn.gradcheck_nets(lambda: small.loss_and_grads(x_small, eps_small), small.encoder_, small.decoder_)
print(report)
assert report.ok(1e-6)

# %% [markdown]
# ## 7. Two dimensions: a map
#
# Now real digits, and $K = 2$, so that we can see everything. The bar shows the ELBO while it trains.

# %%
vae2 = VAE(hidden=(400, 200), latent_dim=2, epochs=epochs(40), batch_size=64, random_state=0).fit(data.x_train)
elbo2 = vae2.elbo(data.x_test, random_state=0).mean()
print(f"test ELBO with two code units: {elbo2:.1f} nats per image")
assert elbo2 > (-160 if full else -164)

# %%
plot.elbo_curves(vae2.history_, title="A VAE with a 2-D code")

# %% [markdown]
# Notice two things. The KL *rises* while the model learns: it is the number of nats that the code says about the image. And the reconstruction term is nowhere near 0. It
# cannot be. Our pixels are grey, and a grey pixel of value 0.5, taken as a probability, costs $\log 2$ even if it is predicted perfectly. The lowest possible cost is the entropy of the pixels:

# %%
p = data.x_test.astype(np.float64)
entropy = -np.sum(p * np.log(np.maximum(p, 1e-12)) + (1 - p) * np.log(np.maximum(1 - p, 1e-12)), axis=1).mean()
print(f"a perfect reconstruction still costs {entropy:.1f} nats per image")

# %% [markdown]
# That is why ELBOs of grey MNIST cannot be compared with ELBOs of black-and-white MNIST.
#
# Each test image now has a place, $\mu(x)$. The labels below were never used in training.

# %%
mu2, _ = vae2.encode(data.x_test[:1000])
print(f"standard deviation of the codes: {mu2.std(axis=0).round(2)}; share within 3 of the origin: {np.mean(np.hypot(*mu2.T) < 3):.0%}")
plot.latent_map(mu2, data.y_test[:1000], title="Where 1,000 test images lie")

# %% [markdown]
# Notice: the codes lie around the origin in a cloud of about the size of the prior, without wide empty streets. The KL term pulls them together, the reconstruction keeps
# different digits apart. And now the other way: what does each place decode to? The grid below takes equal shares of the prior, so it shows what the model thinks images are.

# %%
plot.manifold(vae2.decode, n=15, title="What each place decodes to")

# %% [markdown]
# Notice that neighbours look alike, and that one digit turns into another over a few steps. There are blurred places between, but no scribbles. Compare with the ghosts of section 1: the holes are gone.
#
# ## 8. Twenty dimensions: samples
#
# Two numbers are few for a digit. With twenty the images are sharper. Will the samples still be digits?

# %%
vae = VAE(hidden=(400, 200), latent_dim=20, epochs=epochs(40), batch_size=64, random_state=0).fit(data.x_train)
elbo20 = vae.elbo(data.x_test, random_state=0).mean()
print(f"test ELBO: {elbo20:.1f} nats per image with 20 code units, {elbo2:.1f} with 2")
assert elbo20 > (-112 if full else -118)

# %%
samples = vae.sample(500, random_state=0)
plot.image_grid(samples[:40], title="Forty digits that nobody wrote: z from N(0, I)")

# %%
nearest["VAE's samples"] = distance_to_training(samples).mean()
plot.bars(nearest, xlabel="mean squared distance to the nearest training image", title="How far from real digits?", fmt=".1f")

# %% [markdown]
# Notice: most samples are digits, some are in between. They are about as far from the training images as unseen real digits are, so they are neither scribbles nor copies. With the full
# MNIST and more epochs they get better; a decoder of Linear layers stays a little soft.
#
# ### A path from one image to another
#
# Take two test images, and walk on the straight line between their codes. For comparison, the same walk between the pixels.

# %%
start, end = data.x_test[np.flatnonzero(data.y_test == 4)[0]], data.x_test[np.flatnonzero(data.y_test == 0)[0]]
t = np.linspace(0, 1, 10)[:, None]
plot.latent_path({"through the codes": vae.interpolate(start, end, n=10), "through the pixels": (1 - t) * start + t * end}, labels=("a 4", "a 0"), title="From a 4 to a 0")

# %% [markdown]
# Notice: the upper row changes the stroke, the lower row fades one picture into the other. In between, the lower row shows two digits at once, which nobody writes.
#
# ### What do the twenty numbers say?
#
# Principal components of the codes, with `minivae.embeddings.PCA`. In the pixels, a few directions hold much of the variance. In the codes?

# %%
mu20, _ = vae.encode(data.x_test)
of_codes = PCA(n_components=20).fit(mu20)
of_pixels = PCA(n_components=20).fit(data.x_test)
share = {
    "codes": of_codes.explained_variance_ / mu20.var(axis=0, ddof=1).sum(),
    "pixels": of_pixels.explained_variance_ / data.x_test.var(axis=0, ddof=1).sum(),
}
plot.curves(share, xlabel="principal component", ylabel="share of the variance", title="PCA of the codes and of the pixels")

# %%
directions = of_codes.components_ * np.sqrt(of_codes.explained_variance_)[:, None]  # (20, K)
walk = np.linspace(-2.5, 2.5, 10)[:, None]
plot.latent_path({f"component {i + 1}": vae.decode(of_codes.mean_ + walk * directions[i]) for i in range(4)}, title="Along the first four components of the codes")

# %% [markdown]
# Notice the flat line of the codes: the KL has made the cloud nearly round, with no direction much wider than another. So PCA does not find "the" meanings of a VAE's code; it
# finds directions that vary slightly more. Walking along them changes several things at once, slant and digit and width.
#
# ## 9. How good is the model? A tighter bound
#
# The ELBO is a lower bound. How much lower? Section 2 averaged $p(x|z)$ over the prior and failed. Draw from $q(z|x)$ instead, and correct by the ratio of the densities, the **importance weight**:
#
# $$\log p(x) \;\ge\; E\left[\log \frac1S \sum_{s=1}^{S} \frac{p(x|z_s)\, p(z_s)}{q(z_s|x)}\right], \qquad z_s \sim q(z|x) .$$
#
# With $S = 1$ this is the ELBO. It never falls as $S$ grows, and in the end it reaches $\log p(x)$ (Burda et al. 2016). The linear model again goes first: there we know where it must arrive.

# %%
def importance_bound(S, n=2000, stretch=1.5):
    """Mean bound of the linear model for S draws of a q that is not perfect."""
    rng = np.random.default_rng(S)
    var = stretch * best
    eps = rng.standard_normal((n // 4 if S > 100 else n, S, K))
    z = posterior_mean + np.sqrt(var) * eps
    log_pz_qz = 0.5 * np.sum(eps**2 + np.log(var) - z**2, axis=-1)
    log_w = log_likelihood(z.reshape(-1, K)).reshape(z.shape[:2]) + log_pz_qz
    return (np.logaddexp.reduce(log_w, axis=1) - np.log(S)).mean()


draws = [1, 5, 50, 500]
bounds = [importance_bound(S) for S in draws]
for S, value in zip(draws, bounds, strict=True):
    print(f"S = {S:3d}: {log_p - value:.3f} nats below log p(x)")
assert all(np.diff(bounds) > 0) and abs(log_p - bounds[-1]) < 0.05

# %% [markdown]
# Five hundred draws from $q$ do what a hundred thousand from the prior could not. Now the VAE, on 200 test images.

# %%
test_bounds = [vae.log_likelihood(data.x_test[:200], n_samples=S, random_state=0).mean() for S in draws]
for S, value in zip(draws, test_bounds, strict=True):
    print(f"S = {S:3d}: {value:.1f} nats per image")
assert all(np.diff(test_bounds) > 0)
plot.curves({"VAE": test_bounds}, x=np.log10(draws), xlabel="log10 S", ylabel="nats per image", title="Bound of log p(x), mean of 200 test images")

# %% [markdown]
# Notice that the curve has not gone flat at 500: the true $\log p(x)$ of this model lies still higher. The model is the same all along; only the ruler gets better. **A likelihood without its S is half a number.**
#
# For comparison, published and measured:
#
# | model | data | measured as | nats per image |
# |---|---|---|---|
# | 784-200-200-50, 3,280 passes over the data (Burda et al. 2016, Table 1) | black-and-white pixels, drawn anew each time | S = 5,000 | -86.76 |
# | the same, trained with 50 importance-weighted draws | the same | S = 5,000 | -84.78 |
# | minivae, 784-400-20, 10 passes over 60,000 images | grey pixels | ELBO, one draw | about -105.8 |
#
# The first two cannot be set against ours: other pixels, other networks, hundreds of times as much training, another ruler. They say where well-trained models of this kind arrive.
#
# ## 10. Four broken slides
#
# Each of these has been shown to students, or was found in well-known code. All four run. Find the mistake before you open the answer.
#
# ### Slide 1: "loss = mean squared error + KL"
#
# ```python
# loss = np.mean((x_hat - x) ** 2) + kl          # kl summed over the dimensions
# ```
#
# <details><summary>Answer</summary> np.mean divides by the D = 784 pixels, while the KL is a sum. A Gaussian decoder of variance s² has
# −log p(x|z) = SSE / (2 s²) + const, and the slide has SSE / D. So it silently assumes s² = D/2 = 392, for pixels between 0 and 1. Under so much noise an image
# says nothing about its code, and the best code is no code. </details>

# %%
slide1 = VAE(hidden=(400,), likelihood="gaussian", variance=784 / 2, epochs=epochs(10), batch_size=64, random_state=0).fit(data.x_train)
print(f"KL at the end: {slide1.history_['kl'][-1]:.4f} nats")
rebuilt = slide1.reconstruct(data.x_test[:10])
print(f"largest difference of a pixel between two reconstructions: {np.ptp(rebuilt, axis=0).max():.4f}")
assert slide1.history_["kl"][-1] < 0.1 and np.ptp(rebuilt, axis=0).max() < 0.05
plot.reconstructions(data.x_test[:10], rebuilt, title="Slide 1 after training")

# %% [markdown]
# Notice: ten different digits, and ten times the same answer, the mean image. The KL is 0: the encoder has learnt to say nothing. This is called **collapse**. The
# exercise takes up another form of this slide.
#
# ### Slide 2: "z = mu + exp(logvar) * eps"
#
# <details><summary>Answer</summary> exp(logvar) is the variance. sigma is its root, exp(logvar / 2). </details>
#
# What does it do? The network does not care: it learns another `logvar`, and draws just the noise that it wants. But the KL is then computed for the wrong variance. In the linear model we
# can say what comes out. Let the slide's encoder be so clever that its draws have the best variances `best`. Then its `logvar` says $\sqrt{\texttt{best}}$:

# %%
honest = expected_log_likelihood(posterior_mean, best) - kl_to_prior(posterior_mean, best)
slide2 = expected_log_likelihood(posterior_mean, best) - kl_to_prior(posterior_mean, np.sqrt(best))
print(f"log p(x) {log_p:.2f}   honest ELBO {honest:.2f}   the slide's ELBO {slide2:.2f}")
assert honest < log_p < slide2

# %% [markdown]
# A bound that lies above what it bounds. The slide's numbers look *better* than everyone else's. And note: a gradient check does not find this, since the gradient is right for the wrong
# loss. What finds it is a problem whose answer is known.
#
# ### Slide 3: "loss = reconstruction - KL"
#
# <details><summary>Answer</summary> The ELBO has a minus before the KL, so the loss, which is minus the ELBO, has a plus. The slide pays the model for going away from the
# prior. </details>
#
# A probability of pixels is at most 1, so $\log p(x|z) \le 0$; and the KL is at least 0. So no ELBO of ours can be above 0. Watch the slide's:

# %%
class Slide3(VAE):
    """The loss is -log p(x|z) - KL: beta = -1, which minivae refuses."""

    def _check_parameters(self):
        pass


slide3 = Slide3(beta=-1.0, hidden=(400,), latent_dim=2, epochs=3, batch_size=500, random_state=0, progress=False).fit(data.x_train[:4000])
for i, (nll, kl) in enumerate(zip(slide3.history_["reconstruction"], slide3.history_["kl"], strict=True)):
    print(f"epoch {i + 1}: reconstruction {nll:.0f}, KL {kl:.0f}, the slide's ELBO {-nll + kl:.0f}")
assert -slide3.history_["reconstruction"][-1] + slide3.history_["kl"][-1] > 0

# %% [markdown]
# A wonderful learning curve, and after three epochs an impossible number. Given more steps it grows until it overflows.
#
# ### Slide 4: "to generate, encode images, draw z from q(z|x), decode"
#
# <details><summary>Answer</summary> Those are noisy reconstructions of images that we already have. The model's own images come from the prior: z from N(0, I), and no encoder.
# </details>

# %%
rng = np.random.default_rng(0)
train = data.x_train[:10]
mu, logvar = vae.encode(train)
slide4 = vae.decode(mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape))
plot.image_rows({"training image": train, "slide 4": slide4, "z from the prior": samples[:10]}, title="Which row is new?")

# %% [markdown]
# Notice how much better slide 4 looks. That is why it is tempting, and why sample pictures should say where their $z$ came from.
#
# ## 11. Odd images
#
# The model gives each image a number, how probable it is. An image of another kind should get a low one. Test: train without one digit, then score all test digits by $-\text{ELBO}$. The held-out digit should score high. The
# area under the ROC curve, AUC, is the probability that an odd image scores higher than a normal one: 1 is perfect, 0.5 is guessing.
#
# The rivals: the error of a PCA with 30 components; the distance to the nearest training image, which needs no training at all; and counting the ink, $\sum_d x_d$, which is hardly a method.

# %%
def anomaly_scores(held_out):
    """Train without one digit; return which of 1,000 test images are odd, and their scores."""
    keep = data.y_train != held_out
    x_keep, x_test = data.x_train[keep], data.x_test[:1000]
    model = VAE(epochs=epochs(20), batch_size=64, random_state=0).fit(x_keep)
    few = x_keep[:3600]
    distance = np.sum(x_test**2, axis=1)[:, None] + np.sum(few**2, axis=1) - 2 * x_test @ few.T
    return data.y_test[:1000] == held_out, {
        "-ELBO of the VAE": -np.mean([model.elbo(x_test, random_state=s) for s in range(5)], axis=0),
        "PCA error": PCA(n_components=30).fit(few).squared_error(x_test),
        "nearest image": distance.min(axis=1),
        "ink": x_test.sum(axis=1),
    }


odd0, scores0 = anomaly_scores(0)
auc0 = {name: roc_auc_score(odd0, score) for name, score in scores0.items()}
plot.roc_curves({name: (*roc_curve(odd0, score)[:2], auc0[name]) for name, score in scores0.items()}, title="Digit 0 was never seen")

# %% [markdown]
# Notice: the VAE finds the zeros. But the nearest image finds them better, and even counting the ink is not bad: zeros have much of it. Without such rivals in the figure we would have been proud of the
# first curve.
#
# **Predict first.** Now digit 1 is held out. Will it be easier or harder to find than 0?
#
# <details><summary>Answer</summary> The VAE does far worse than guessing: it finds the never-seen ones *more* normal than the digits that it was trained on. </details>

# %%
odd1, scores1 = anomaly_scores(1)
auc1 = {name: roc_auc_score(odd1, score) for name, score in scores1.items()}
for name in auc1:
    print(f"{name:17s} AUC, 0 held out: {auc0[name]:.2f}   1 held out: {auc1[name]:.2f}")
assert auc0["-ELBO of the VAE"] > 0.8 and auc1["-ELBO of the VAE"] < 0.3
elbo1 = -scores1["-ELBO of the VAE"]
plot.histograms({"seen digits": elbo1[~odd1], "digit 1, never seen": elbo1[odd1]}, xlabel="ELBO, nats", title="The unseen digit is the most probable one")

# %%
black = vae.elbo(np.zeros((1, 784), dtype=np.float32), random_state=0)[0]
every = vae.elbo(data.x_test, random_state=0)
print(f"ELBO of an all-black image: {black:.1f}; best of all test digits: {every.max():.1f}")
assert black > every.max()

# %% [markdown]
# What happened? $\log p(x)$ is a sum over pixels, and a thin stroke has few pixels that are hard to predict. A simple image is probable, whatever it shows; an all-black image beats every digit. This is not a defect of our small model: Nalisnick et al. (2019,
# "Do deep generative models know what they don't know?") found it in large ones. So **a low probability is a hint, a high one is no all-clear**; and always put a simple rival beside it.
#
# ## What you can now do
#
# - derive the ELBO, and name the gap: $\text{KL}(q \,\|\, p(z|x))$
# - send gradients through a draw, and say what it saves against the score function
# - train a VAE, draw from its prior, walk through its codes
# - tighten the bound with importance weights, and report S
# - test a loss on a model whose answer is known, where a gradient check is blind
#
# ## Where it goes next
#
# The exercise has you write the pieces, train your own VAE, and take a slide apart: [exercises/day4/MNISTVAE](../../exercises/day4/MNISTVAE.ipynb). After that:
# what a factor β before the KL does when it is chosen on purpose, and codes that are discrete, where the score function comes back.
