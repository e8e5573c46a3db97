# %% [markdown]
# # The variational autoencoder
#
# An autoencoder squeezes a digit into twenty numbers and rebuilds it. So its decoder turns twenty numbers into a digit.
# **Then why not hand it twenty numbers of our own, and get a digit that nobody ever wrote?**
#
# We try, and get few digits. Putting it right leads to a model of the data: one that draws new digits, measures how
# probable an image is, and knows how sure it is of a code.
#
# **After this notebook you can**
#
# - derive the ELBO in four lines, and say what the gap to $\log p(x)$ is
# - send a gradient through a random draw
# - train a VAE, read its two loss terms, and draw from it
# - measure it with a bound, and say how tight the bound is
# - with the *Further* sections: find the mistake in four slides that look right
#
# Sections whose heading begins with *Further* can wait: a first reading does without them.
#
# **You need** gradients of a network ([BackpropByHand](../day3/BackpropByHand.ipynb)), the autoencoder
# ([MNISTAutoencoder](MNISTAutoencoder.ipynb)), matrices and covariance, the normal distribution, Bayes' rule, and how
# a class in Python inherits from another. Symbols: [notation](../../docs/notation.md). $E_q[\ldots]$ is the mean over
# draws of $z$ from $q$. All logarithms are natural, so their unit is the **nat** (1 nat = 1.44 bits). The minutes
# stand in the [README of the day](README.md).
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect

import numpy as np
from sklearn.metrics import roc_auc_score, roc_curve

from minivae import nn, plot
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    kl_rows,
    reparameterise,
    reparameterise_backward,
)
from minivae.clusters import GaussianMixture
from minivae.data import load_mnist
from minivae.embeddings import PCA

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

data = load_mnist()
full = data.source == "full"
print(data)

# %% [markdown]
# ## 1. A decoder without a map
#
# First an autoencoder as in the last notebook, with $K = 20$ numbers per image. (Its first step compiles two small
# kernels with Numba: a few seconds, once.) The VAE of section 8 will get the same layers and the same number of
# epochs, passes over the training images, so that we compare like with like.


# %%
def epochs(n):
    """n passes over the 4,000 bundled images; on the full set fewer passes, and at least as many steps."""
    return max(1, n // 10) if full else n


same = {"hidden": (400, 200), "latent_dim": 20, "epochs": epochs(20), "batch_size": 64, "random_state": SEED}
ae = Autoencoder(**same).fit(data.x_train)
codes = ae.transform(data.x_train)  # (N, 20)
middle = codes.mean(axis=0)
print(f"standard deviations of the 20 code units: {codes.std(axis=0).min():.1f} to {codes.std(axis=0).max():.1f}")
print(f"means of the 20 code units: {middle.min():.1f} to {middle.max():.1f}")
print(f"the code that lies nearest to 0 is {np.linalg.norm(codes, axis=1).min():.1f} away")
assert np.linalg.norm(codes, axis=1).min() > 7  # claim: no code of the autoencoder lies where N(0, I) draws

# %% [markdown]
# Where should our own twenty numbers come from? Two tries: from $N(0, I)$; and, with more care, from the Gaussian
# $N(m, C)$ with the mean $m$ and the covariance $C$ of the codes.
#
# **Predict first.** Which of the two gives digits?
#
# <details><summary>Answer</summary> The first does not, the second at times. The first draws around 0, and no code lies
# there: the codes have other means and are several times as wide. (A draw from N(0, I) in twenty dimensions is some
# 4.5 away from 0.) The second has the mean and the widths of the codes. But the cloud of the codes may have another
# shape than a Gaussian, and the decoder was never asked about places outside it. Section 8 tests this. </details>

# %%
rng = np.random.default_rng(SEED)
ae_samples = ae.decode(rng.multivariate_normal(middle, np.cov(codes.T), 1000))
plot.image_rows(
    {
        "test image": data.x_test[:10],
        "rebuilt": ae.reconstruct(data.x_test[:10]),
        "z from N(0, I)": ae.decode(rng.standard_normal((10, 20))),
        "z from N(m, C)": ae_samples[:10],
    },
    title="An autoencoder rebuilds. Does it invent?",
)

# %% [markdown]
# Notice: the rebuilt digits are sharp. In the third row are ghosts, in the last some digits, and shapes that are none.
# Nothing in the loss asked for anything else: it only looked at the codes of training images.
#
# A number for it: take the ten training images that lie nearest to a sample, and count how many of them carry their
# most frequent label. A clear digit has neighbours of one kind. Something between a 3 and an 8 has some of each.
# (± is one standard error: the standard deviation divided by the root of the number of images.)

# %%
reference, reference_labels = data.x_train[:4000], data.y_train[:4000]


def squared_distances(x):
    """From each row of x (N, D) to each of 4,000 training images: (N, 4000)."""
    return np.sum(x**2, axis=1)[:, None] + np.sum(reference**2, axis=1) - 2 * x @ reference.T


def votes(x):
    """How many of the ten nearest training images carry each label: (N, D) -> (N, 10)."""
    ten = np.argpartition(squared_distances(x), 10, axis=1)[:, :10]  # the ten smallest, in any order
    return np.array([np.bincount(labels, minlength=10) for labels in reference_labels[ten]])


def agreement(x):
    """How many of the ten nearest training images share one label: (N, D) -> (N,)."""
    return votes(x).max(axis=1)


agree = {
    "unseen real digits": agreement(data.x_test[:1000]),
    "rebuilt by the autoencoder": agreement(ae.reconstruct(data.x_test[:1000])),
    "AE, z from N(m, C)": agreement(ae_samples),
}
for name, count in agree.items():
    print(f"{name:27s} {count.mean():.2f} ± {count.std() / np.sqrt(len(count)):.2f} of 10")
# claim: the autoencoder's samples are less clear than real digits
assert agree["AE, z from N(m, C)"].mean() < agree["unseen real digits"].mean() - 1

mean_one = data.x_train[data.y_train == 1].mean(axis=0, keepdims=True)
print(f"the mean of all ones, over and over: {agreement(mean_one)[0]} of 10")
assert agreement(mean_one)[0] == 10

# %% [markdown]
# The last line is a warning. This number knows nothing about variety: whoever paints the same clear 1 a thousand
# times scores 10 of 10. And it favours smooth pictures, which lie near to many images: the rebuilt digits score as
# high as real ones. It says how clear a sample is, and no more.

# %% [markdown]
# ## 2. Begin with the story
#
# So let us turn the order round. First we decide where codes come from, and then we train. The story of how an image
# comes about:
#
# 1. draw a code $z \sim p(z) = N(0, I)$, the **prior**;
# 2. draw the image $x \sim p(x|z)$, the **likelihood**: the decoder gives $\hat x_d$, the probability that pixel $d$ is
#    white.
#
# Step 2 ends in dots, black or white. Nearly everybody shows $\hat x$ in their place, the mean of $p(x|z)$: that is
# what `decode(z)` gives. So do we: in this notebook "a sample" is the $\hat x$ of a code that was drawn. Section 8
# shows both.
#
# Pixels that are drawn in this way are called Bernoulli pixels, and
#
# $$\log p(x|z) = \sum_{d=1}^{D} \left[ x_d \log \hat x_d + (1 - x_d) \log (1 - \hat x_d) \right] .$$
#
# This is the cross-entropy of the last notebook with a minus before it. We use it for grey pixels too, as usual. Then
# it is, strictly, no logarithm of a probability (summed over all images it does not give 1), but a score in nats.
#
# A good decoder is one under which the images that we have are probable. So we want to raise
#
# $$\log p(x) = \log \int p(x|z)\, p(z)\, dz ,$$
#
# averaged over the training images. The difficulty is the integral over all codes.

# %% [markdown]
# ### An exact answer first
#
# Before we approximate anything, here is a model where the truth can be computed. Its decoder is linear, $x = zW$ +
# noise of variance $v$, with $K = 10$ and $D = 50$. Then $x$ is Gaussian, $p(x) = N(0, W^T W + v I)$. So is the
# **posterior** $p(z|x)$: it says which codes may have produced this $x$, and how probable each is. By Bayes' rule its
# logarithm is $\log p(z) + \log p(x|z)$ and a constant: quadratic in $z$, and that makes it a Gaussian. The squares of
# $z$ have its inverse covariance as their factor, $I + W W^T / v$; its mean is where the slope is 0 (Bishop 2006,
# section 2.3.3). In the code `slogdet` gives the logarithm of a determinant, the factor by which a matrix changes
# volumes.

# %%
rng = np.random.default_rng(SEED)
K, D, v = 10, 50, 0.5
W = rng.normal(size=(K, D))
x = rng.normal(size=K) @ W + np.sqrt(v) * rng.normal(size=D)  # one observation, (D,)

covariance = W.T @ W + v * np.eye(D)
log_p = -0.5 * (x @ np.linalg.solve(covariance, x) + np.linalg.slogdet(2 * np.pi * covariance)[1])

precision = np.eye(K) + W @ W.T / v  # of the posterior: the inverse of its covariance
posterior_mean = np.linalg.solve(precision, W @ x / v)
print(f"exact log p(x) = {log_p:.2f} nats")

# %% [markdown]
# Section 3 will use these pieces as a judge.

# %% [markdown]
# ### Further: Averaging over the prior
#
# The simplest estimate of the integral is an average: draw $S$ codes from the prior, and average $p(x|z)$.
#
# **Predict first.** With a hundred thousand draws, how close will it be?
#
# <details><summary>Answer</summary> Tens of nats too low. Thirty nats are a factor of ten million million. </details>


# %%
def log_likelihood(z):
    """log p(x|z) of the linear model for each row of z: (S, K) -> (S,) nats."""
    return -0.5 * np.sum((x - z @ W) ** 2, axis=1) / v - D / 2 * np.log(2 * np.pi * v)


draws = np.unique(np.logspace(2, 5, 60).astype(int))
lines = {"exact": np.full(len(draws), log_p)}
for run in (1, 2, 3):
    log_px = log_likelihood(np.random.default_rng(SEED + run).standard_normal((draws[-1], K)))
    # log of the mean of exp(log_px) over the first S draws, without leaving the range of floats
    lines[f"run {run}"] = np.logaddexp.accumulate(log_px)[draws - 1] - np.log(draws)
plot.curves(
    lines,
    x=np.log10(draws),
    xlabel="log10 of the number of draws",
    ylabel="log p(x), nats",
    title="Averaging p(x|z) over the prior",
)

# %%
missing = [log_p - lines[f"run {run}"][-1] for run in (1, 2, 3)]
print("after 100,000 draws the three runs are too low by", ", ".join(f"{m:.0f}" for m in missing), "nats")
# claim: 100,000 draws from the prior miss log p(x) by more than a factor of a million
assert min(missing) > 14

# %% [markdown]
# Notice: all three runs stay far below the truth, they disagree, and they climb in jumps. Each jump is a lucky draw;
# between two jumps the average sinks a little. Nearly every code from the prior explains *this* $x$ badly; those that
# explain it fill a tiny corner of the space.

# %% [markdown]
# ### Look at x first
#
# One could average $p(x|z)$ over many draws from the prior. But nearly all of them explain a given $x$ badly, and even
# a hundred thousand draws miss $\log p(x)$ of the linear model by tens of nats (measured in the *Further* above).
#
# So do not draw blindly: look at $x$ first, and draw codes where they are likely. That is what an encoder is for. It
# gives a distribution $q(z|x)$, a Gaussian with mean $\mu$ and variances $\sigma^2$, independent in each unit.
#
# Why a Gaussian? Not because the true posterior is one: with a network as decoder it is none. But it is drawn in one
# line, and its density and its KL to the prior are short formulas. What this choice costs, the next section says.

# %% [markdown]
# ## 3. The ELBO in four lines
#
# The **KL divergence** from $a$ to $b$ is $\text{KL}(a \,\|\, b) = E_a[\log \frac{a}{b}]$: it says how much $b$
# differs from $a$, as seen by draws from $a$. Now take any distribution $q(z)$ that we like, also one that depends on
# $x$:
#
# $$\begin{aligned}
# \log p(x) &= E_q[\log p(x)] && p(x) \text{ does not depend on } z \\
# &= E_q\!\left[\log \frac{p(x, z)}{p(z|x)}\right] && \text{Bayes' rule} \\
# &= E_q\!\left[\log \frac{p(x, z)}{q(z)}\right] + E_q\!\left[\log \frac{q(z)}{p(z|x)}\right] && \text{times } q(z)/q(z) \\
# &= \text{ELBO} + \text{KL}(q \,\|\, p(z|x)) && \text{names}
# \end{aligned}$$
#
# The last term is the KL divergence from $q$ to the posterior. It is never negative: the logarithm is concave (its
# curve bends down), so the mean of logarithms is at most the logarithm of the mean (**Jensen's inequality**), and
# $-E_q[\log \frac{p}{q}] \ge -\log E_q[\frac{p}{q}] = -\log 1 = 0$. Hence the ELBO is a lower bound of $\log p(x)$,
# which is called the evidence: evidence lower bound. **The gap is $\text{KL}(q \,\|\, p(z|x))$**: how far our guess is
# from the true posterior.
#
# (Why not $\text{KL}(p(z|x) \,\|\, q)$? It is another number, for a KL is no distance and has a direction; and it is
# a mean over the posterior, which we cannot draw from.)
#
# Split the first term by $p(x, z) = p(x|z)\, p(z)$, and it can be computed:
#
# $$\text{ELBO} = \underbrace{E_q[\log p(x|z)]}_{\text{rebuild } x} \; - \; \underbrace{\text{KL}(q \,\|\, p(z))}_{\text{stay near the prior}}$$
#
# No unknown posterior is left in it. In the linear model we know all the pieces, so we can test the four lines.
# (`kl_rows` is the package's KL to the prior; section 4 derives it. `kl_to_posterior` is the formula for two
# Gaussians, here with `precision` for the inverse covariance of the second. It comes about in the same way; we do not
# derive it, but the sum below tests it.)
#
# The posterior of this model is tilted: its units are correlated. Our $q$ has one variance per unit and no tilt. So it
# cannot be the posterior, and the last line below is the best that it can be.


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
    ("drawn at random", rng.normal(size=K), rng.random(K)),
    ("best without tilt", posterior_mean, best),
]:
    elbo, gap = expected_log_likelihood(mu, var) - kl_to_prior(mu, var), kl_to_posterior(mu, var)
    print(f"{name:23s} ELBO {elbo:9.2f} + gap {gap:8.2f} = {elbo + gap:.2f}")
    assert abs(elbo + gap - log_p) < 1e-10 * abs(elbo)

# %% [markdown]
# The sum is the same number for every $q$, and it is $\log p(x)$. Push the ELBO up over $q$, and the gap must shrink:
# $q$ moves towards the posterior. The best $q$ leaves a small gap: that is the tilt.
#
# When the decoder learns too, $\log p(x)$ no longer stands still: then a higher ELBO may mean a better model, a
# smaller gap, or both. Remember this: **an exact ELBO above the true $\log p(x)$ proves a mistake.**

# %% [markdown]
# ### Further: A cut through the bound

# %%
steps = np.linspace(0.9, 1.1, 41)
bound = [expected_log_likelihood(t * posterior_mean, best) - kl_to_prior(t * posterior_mean, best) for t in steps]
assert max(bound) < log_p
plot.curves(
    {"ELBO": bound, "log p(x)": np.full(len(steps), log_p)},
    x=steps,
    xlabel="t, for q with the mean t · posterior mean",
    ylabel="nats",
    title="A cut through the bound: the mean of q moves",
    alt=f"The ELBO against the mean of q is a parabola with its top, {max(bound):.2f} nats, at 1; "
    f"the line of log p(x), {log_p:.2f}, lies above the top.",
)

# %% [markdown]
# Notice: the figure is a cut along one line of all possible $q$. The bound is highest where the mean of $q$ is that of
# the posterior. It does not touch: the 0.43 nats of the tilt stay.
# [ElboFromScratch](ElboFromScratch.ipynb) measures such gaps where $\log p(x)$ is known.

# %% [markdown]
# ## 4. The KL term
#
# For the prior $N(0, I)$ and $q = N(\mu, \sigma^2)$ the integral can be solved (Kingma and Welling 2014, appendix B;
# the *Further* below derives it):
#
# $$\text{KL}(q \,\|\, p(z)) = \tfrac12 \sum_{k=1}^{K} \left(\mu_k^2 + \sigma_k^2 - 1 - \log \sigma_k^2\right) .$$
#
# Each term is 0 for $\mu_k = 0$, $\sigma_k = 1$: then $q$ is the prior, and the code says nothing about the image.
# The package stores $\texttt{logvar} = \log \sigma^2$, which may be any number, so that no variance can become
# negative.

# %%
print(inspect.getsource(kl_rows))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: Where the formula comes from
#
# The units are independent, so it is a sum
# over them. For one unit, $E_q[(z - \mu)^2] = \sigma^2$ and $E_q[z^2] = \mu^2 + \sigma^2$, hence
#
# $$\begin{aligned}
# E_q[\log q(z)] &= -\tfrac12 \log 2\pi - \tfrac12 \log \sigma^2 - \tfrac{1}{2\sigma^2} E_q[(z - \mu)^2] = -\tfrac12 \log 2\pi - \tfrac12 \log \sigma^2 - \tfrac12 \\
# E_q[\log p(z)] &= -\tfrac12 \log 2\pi - \tfrac12 E_q[z^2] = -\tfrac12 \log 2\pi - \tfrac12 (\mu^2 + \sigma^2)
# \end{aligned}$$
#
# The KL of the unit is the first less the second. If a formula is right, averaging must give the same. Draw $z$ from
# $q$, and average $\log q(z) - \log p(z)$. (An average over random draws is called a **Monte Carlo** estimate.)

# %%
rng = np.random.default_rng(SEED)
mu, logvar = rng.normal(size=(2, 1, 20))  # one image, K = 20
exact = kl_rows(mu, logvar)[0]
eps = rng.standard_normal((100_000, 20))
z = mu + np.exp(0.5 * logvar) * eps
difference = 0.5 * np.sum(z**2 - eps**2 - logvar, axis=1)  # log q(z) - log p(z)
error = difference.std() / np.sqrt(len(eps))
print(f"closed form {exact:.3f}   mean of 100,000 draws {difference.mean():.3f} ± {error:.3f}")
print(f"one draw is off by ± {difference.std():.1f}")
assert abs(difference.mean() - exact) < 5 * error

# %% [markdown]
# Notice: the mean agrees with the formula to its error. And see what the formula saves: one draw is off by several nats,
# and the formula is exact.

# %% [markdown]
# ## 5. A gradient through a random number
#
# The other term, $E_q[\log p(x|z)]$, has no formula: the decoder is a network. We draw a $z$ and look. But how does
# the average change with $\mu$, when $\mu$ only says where the draws come from? Let $f(z)$ stand for what is averaged.
#
# **Reparameterisation.** Draw the noise first, $\epsilon \sim N(0, 1)$, and write $z = \mu + \sigma \epsilon$. Now
# $z$ is an ordinary function of $\mu$ and $\sigma$, the mean is over $\epsilon$, and
#
# $$\frac{\partial}{\partial \mu} E[f(\mu + \sigma \epsilon)] = E[f'(z)], \qquad \frac{\partial}{\partial \sigma} E[f(\mu + \sigma \epsilon)] = E[f'(z)\, \epsilon] .$$
#
# Here are the package's two functions. The `Cache` keeps what the way back needs.

# %%
print(inspect.getsource(reparameterise))
print(inspect.getsource(reparameterise_backward))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Where does the half come from? $\sigma = e^{\texttt{logvar}/2}$, so
# $\partial\sigma / \partial\,\texttt{logvar} = \sigma/2$.

# %% [markdown]
# ### Further: The other way, and why not
#
# There is a second way. **The score function**: differentiate the density, $\nabla q = q \nabla \log q$. With
# $z = \mu + \sigma \epsilon$,
#
# $$\frac{\partial}{\partial \mu} E_q[f(z)] = E_q\!\left[f(z)\, \frac{\partial \log q(z)}{\partial \mu}\right] = E\!\left[f(z)\, \frac{\epsilon}{\sigma}\right] .$$
#
# (So it is not true that "one cannot differentiate through sampling". One can, in two ways.) Both are right on
# average. Are they equally good? Take $f(z) = \sum_k z_k^2$, where the truth is known:
# $E[z_1^2] = \mu_1^2 + \sigma_1^2$, so the gradient is $2\mu_1$ in any number of dimensions. Here $\mu_k = 1$ and
# $\sigma_k = 0.5$: **the exact answer is 2.** Two rows are for the score function: the second gives it its usual help,
# a baseline, which is $f$ less its mean in place of $f$.
#
# **Predict first.** There are 20 dimensions. How many draws must the score function average, to be as exact as *one*
# draw of the reparameterised gradient?
#
# <details><summary>Answer</summary> Some thousands without the baseline, about a hundred with it. The ratio of the
# variances says how many. </details>


# %%
def sum_of_squares(z):
    """f and its slope along the first dimension: (n, K) -> (n,), (n,)."""
    return np.sum(z**2, axis=1), 2 * z[:, 0]


def one_draw_gradients(K, f_and_slope=sum_of_squares, n=20_000, mu=1.0, sigma=0.5):
    """n one-draw estimates of d/dmu_1 E[f(z)] by each method."""
    eps = np.random.default_rng(SEED + K).standard_normal((n, K))
    z = mu + sigma * eps
    f, slope = f_and_slope(z)
    score = eps[:, 0] / sigma  # d log q / d mu_1
    return {
        "score function": f * score,
        "with baseline": (f - f.mean()) * score,
        "reparameterised": slope,
    }


gradients = one_draw_gradients(20)
for name, gradient in gradients.items():
    error = gradient.std() / np.sqrt(len(gradient))
    print(f"{name:16s} mean {gradient.mean():5.2f} ± {error:.2f}   variance of one draw {gradient.var():7.1f}")
    assert abs(gradient.mean() - 2) < 5 * error
needed = [gradients[name].var() / gradients["reparameterised"].var() for name in ("score function", "with baseline")]
print(f"draws for the same variance: score function {needed[0]:.0f}, with baseline {needed[1]:.0f}")
assert needed[0] > 1000 and needed[1] > 50  # claim: on this f one reparameterised draw is worth many of the score function

# %%
sizes = [1, 2, 5, 10, 20, 50, 100]
variance = {name: [] for name in one_draw_gradients(1)}
for K_ in sizes:
    for name, gradient in one_draw_gradients(K_).items():
        variance[name].append(gradient.var())
plot.curves(
    variance,
    x=np.log10(sizes),
    xlabel="log10 of the number of dimensions",
    ylabel="variance of one draw",
    yscale="log",
    title="Three unbiased gradients of the same number",
)

# %% [markdown]
# Notice the bottom line: it does not rise. The score function multiplies by all of $f$, so every other dimension adds
# noise to the gradient of this one. The reparameterised gradient uses the slope of $f$ along its own dimension, and
# for *this* $f$, a sum with one term per dimension, that slope depends on its own dimension alone. (Whoever knows that
# $f$ is such a sum can drop the other terms from the score function, too.)
#
# Is the slope better for every $f$? Two other functions. In $(\sum_k z_k)^2$ every dimension changes the slope along
# every other. And $\sin(20 z_1)$ goes up and down many times where $q$ draws.


# %%
def squared_sum(z):
    """As sum_of_squares, for the square of the sum."""
    return z.sum(axis=1) ** 2, 2 * z.sum(axis=1)


def fast_wave(z):
    """As sum_of_squares, for sin(20 z_1)."""
    return np.sin(20 * z[:, 0]), 20 * np.cos(20 * z[:, 0])


print("variance of one draw:         with baseline   reparameterised")
for name, f_and_slope, K_ in [
    ("(sum z)², K = 1", squared_sum, 1),
    ("(sum z)², K = 20", squared_sum, 20),
    ("(sum z)², K = 100", squared_sum, 100),
    ("sin(20 z), K = 1", fast_wave, 1),
]:
    g = one_draw_gradients(K_, f_and_slope)
    ratio = g["with baseline"].var() / g["reparameterised"].var()
    print(f"{name:27s} {g['with baseline'].var():15.1f} {g['reparameterised'].var():17.1f}")
    assert (ratio < 0.1) == (f_and_slope is fast_wave)  # claim: on the fast wave, and there alone, the slope is far noisier

# %% [markdown]
# Notice: for the squared sum the last column rises with $K$, after all. It still beats the score function by far. For
# the fast wave it loses, by a factor of a hundred: the function stays between -1 and 1, but its slope jumps between
# -20 and 20, and says little about where the mean goes. So the reparameterised gradient is the better one where $f$ is
# smooth at the scale of $\sigma$. A decoder may or may not be; section 8 measures it on ours. And the score function
# needs no $f'$, so $z$ may be discrete.

# %% [markdown]
# ## 6. All of it in one method
#
# Encoder, draw, decoder, two losses; and back. This is the whole VAE. `_nll` is $-\log p(x|z)$, for Bernoulli or for
# Gaussian pixels. `beta` is a weight of the KL term; except in slide 3 it is 1 in this notebook, which gives the ELBO.

# %%
print(inspect.getsource(VAE.loss_and_grads))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Read the second half slowly. `mu` and `logvar` feed both terms, so two gradients come back to each of them, and they
# are added. (The gradients of the KL are $\mu / N$ and $(\sigma^2 - 1) / 2N$; in the exercise they are yours.) The sum
# of two paths is the only new idea in the backward pass.
#
# Is it right? The gradient check of day 3 compares every weight of a small copy, in float64, with central
# differences. The names count the networks (0 encoder, 1 decoder), then the layers.

# %%
rng = np.random.default_rng(SEED)
x_small, eps_small = rng.random((8, 10)), rng.standard_normal((8, 2))
small = VAE(hidden=(6,), latent_dim=2, epochs=1, batch_size=8, random_state=SEED, progress=False).fit(x_small)
report = nn.gradcheck_nets(lambda: small.loss_and_grads(x_small, eps_small), small.encoder_, small.decoder_)
print(report)
assert report.ok(1e-6)

# %% [markdown]
# ## 7. Two dimensions: a map
#
# Now real digits, and $K = 2$, so that we can see everything. While it trains, a bar shows the ELBO; the two terms
# follow below.

# %%
vae2 = VAE(**{**same, "latent_dim": 2}).fit(data.x_train)
h = vae2.history_
for i in sorted({0, 1, 2, 4, 9, len(h["elbo"]) - 1} & set(range(len(h["elbo"])))):
    elbo, nll, kl = h["elbo"][i], h["reconstruction"][i], h["kl"][i]
    print(f"epoch {i + 1:2d}: ELBO {elbo:6.1f} = -reconstruction {nll:5.1f} - KL {kl:4.2f}")
assert full or h["kl"][-1] > h["kl"][2] + 0.5  # claim: after its first dip the KL rises while the model learns
elbo2 = vae2.elbo(data.x_test, random_state=SEED).mean()
print(f"test ELBO with two code units: {elbo2:.1f} nats per image")
assert elbo2 > (-160 if full else -170)

# %% [markdown]
# Notice: after a dip at the start the KL *rises* while the model learns. It is the price of the code.
#
# Each test image now has a place, $\mu(x)$. The labels below were never used in training.

# %%
mu2, _ = vae2.encode(data.x_test[:1000])
within = np.mean(np.hypot(*mu2.T) < 3)
outside = np.abs(mu2).max(axis=1) > 1.7
print("standard deviations of the codes:", *mu2.std(axis=0).round(2))
print(f"within 3 of the origin: {within:.0%} (of the prior: 99%)")
print(f"outside the square from -1.7 to 1.7: {outside.mean():.0%}, of the ones {outside[data.y_test[:1000] == 1].mean():.0%}")
plot.latent_map(mu2, data.y_test[:1000], title="Where 1,000 test images lie")

# %% [markdown]
# Notice (a black digit stands at the median of its class): the codes lie around the origin, in a cloud a little wider
# than the prior. The codes of section 1 (of twenty units) were several times as wide. The KL term pulls the codes
# together, the reconstruction keeps different digits apart.
#
# And now the other way: what does each place decode to? The grid below takes equal shares of the prior, its quantiles
# from 4.5 % to 95.5 %; hence the uneven steps. It ends at ±1.7, so it shows what the model draws most of the time, and
# not the places of the outer codes, most of the ones among them.

# %%
plot.manifold(vae2.decode, n=11, title="What each place decodes to")

# %% [markdown]
# Notice that neighbours look alike, and that one digit turns into another over a few steps. Between two digits there
# are blurred places.

# %% [markdown]
# ### Further: A perfect image is not free

# %%
plot.elbo_curves(vae2.history_, title="A VAE with a 2-D code")

# %% [markdown]
# Notice: the reconstruction term is nowhere near 0. It cannot be. Our pixels are grey: put $x_d = \hat x_d = 0.5$ into
# the formula of section 2, and this pixel costs $\log 2$ though it is predicted perfectly. The lowest possible cost is
# the entropy of the pixels:


# %%
def pixel_entropy(x):
    """-sum of p log p + (1 - p) log(1 - p) over the pixels p of each row: (N, D) -> (N,) nats."""
    p = np.clip(x.astype(np.float64), 1e-12, 1 - 1e-12)
    return -np.sum(p * np.log(p) + (1 - p) * np.log(1 - p), axis=1)


print(f"a perfect reconstruction still costs {pixel_entropy(data.x_test).mean():.1f} nats per image")

# %% [markdown]
# So ELBOs of grey MNIST cannot be compared with ELBOs of black-and-white MNIST.

# %% [markdown]
# ## 8. Twenty dimensions: samples
#
# Two numbers are few for a digit. With twenty the images are sharper. Will the samples be digits?

# %%
vae = VAE(**same).fit(data.x_train)
elbo20 = vae.elbo(data.x_test, random_state=SEED).mean()
seen = vae.elbo(data.x_train[:1000], random_state=SEED).mean()
print(f"test ELBO: {elbo20:.1f} nats per image with 20 code units, {elbo2:.1f} with 2")
print(f"the 20 units on 1,000 images that were trained on: {seen:.1f}")
assert elbo20 > (-117 if full else -123) and seen > elbo20

# %% [markdown]
# Much better than two numbers. On images that it was trained on it is better still: it overfits. Now the samples:
# $z$ from the prior, and the mean of $p(x|z)$ for each.

# %%
samples = vae.sample(1000, random_state=SEED)
plot.image_grid(samples[:20], title="Twenty codes from N(0, I), decoded to their means")

# %% [markdown]
# Are the samples clear digits? And if not, whose fault is it: the decoder's, or that of the places where we draw? Test
# the places. Leave both decoders as they are, and draw $z$ from a better fit to their codes: a mixture of 30 Gaussians
# ([GaussianMixtures](../day1/GaussianMixtures.ipynb)) in place of one. Both models get the same treatment. The VAE's
# codes are draws from $q(z|x)$, one for each training image.
#
# **Predict first.** Which draws digits that are clearer: the VAE from its own prior, or the plain autoencoder from a
# mixture?
#
# <details><summary>Answer</summary> The plain autoencoder, by far. </details>

# %%
rng = np.random.default_rng(SEED)
mu, logvar = vae.encode(reference)
vae_codes, _ = reparameterise(mu, logvar, rng.standard_normal(mu.shape))  # z from q(z|x), (4000, K)


def fitted_mixture(codes):
    return GaussianMixture(30, tol=0.02, random_state=SEED, progress=False).fit(codes)


ae_mixture, vae_mixture = fitted_mixture(codes[:4000]), fitted_mixture(vae_codes)
ae_mixed = ae.decode(ae_mixture.sample(1000, rng)[0])
agree["AE, z from a mixture"] = agreement(ae_mixed)
agree["rebuilt by the VAE"] = agreement(vae.reconstruct(data.x_test[:1000]))
agree["VAE, z from the prior"] = agreement(samples)
vae_gaussian = rng.multivariate_normal(vae_codes.mean(axis=0), np.cov(vae_codes.T), 1000)
agree["VAE, z from N(m, C)"] = agreement(vae.decode(vae_gaussian))
agree["VAE, z from a mixture"] = agreement(vae.decode(vae_mixture.sample(1000, rng)[0]))
agree["VAE, z from q(z|x)"] = agreement(vae.decode(vae_codes[rng.integers(len(vae_codes), size=1000)]))
clear = {name: count.mean() for name, count in agree.items()}
error = {name: count.std() / np.sqrt(len(count)) for name, count in agree.items()}
plot.bars(
    clear,
    errors=error,
    xlabel="of ten neighbours: how many share a label (± s.e. of the draws)",
    title="How clear are the digits?",
    fmt=".2f",
)

# %%
plot.image_rows(
    {"AE, N(m, C)": ae_samples[:10], "VAE, prior": samples[:10], "AE, mixture": ae_mixed[rng.permutation(1000)[:10]]},
    title="Samples: the decoder, and where z came from",
)

# %%
# claim: where the codes of images lie, the VAE's decoder draws clear digits; from the prior it does less well
assert clear["VAE, z from q(z|x)"] > clear["VAE, z from the prior"] + 0.5
# claim: the same autoencoder draws clearer digits from a mixture on its codes than from one Gaussian
assert clear["AE, z from a mixture"] > clear["AE, z from N(m, C)"] + 0.7
# claim: the same VAE draws clearer digits from a mixture on its codes than from its prior
assert clear["VAE, z from a mixture"] > clear["VAE, z from the prior"] + 0.5
# claim: an autoencoder with a mixture on its codes draws clearer digits than the VAE from its prior
assert clear["AE, z from a mixture"] > clear["VAE, z from the prior"] + 0.5

# %% [markdown]
# Notice: the decoders are not to blame. With $z$ from a mixture both draw digits nearly as clear as real ones, and only
# the place of $z$ has changed. From one Gaussian, or from the prior, the same decoders give much less. So it is the
# places where we draw: the codes of real images do not fill $N(0, I)$ evenly, and they do not fill $N(m, C)$ evenly.
# (The distribution that the VAE's codes do have, the mean of $q(z|x)$ over the images, is called the **aggregated
# posterior**, $q(z)$.)
#
# That is sobering. A plain autoencoder with a second step beats the VAE's samples, and the VAE's lead over the
# autoencoder with *one* Gaussian is small, and it is that of one training. (With smaller networks, trained for a
# shorter time, it is gone: see *Is the lead one lucky run?* below.) What does the VAE have that the pair has not? One
# story with a $p(z)$ in it from the start. So it has a $p(x)$, which section 9 measures, and a code that says how sure
# it is. And nothing forbids it the second step: with a mixture it draws about as clearly.
#
# (The number 30 was not tuned. A mixture with a component for each image would copy the images. This one does not: see
# *Are the samples copies?* below.)

# %% [markdown]
# ### Further: Is every digit there?
#
# Clear is not all: which digits are drawn, and how often?

# %%
print("share of each digit, 0 to 9, by the most frequent label of the neighbours:")
shares = {}
for name, pictures in [
    ("real digits", data.x_test[:1000]),
    ("VAE, prior", samples),
    ("AE, mixture", ae_mixed),
]:
    shares[name] = np.bincount(votes(pictures).argmax(axis=1), minlength=10) / len(pictures)
    print(f"{name:12s}", *[f"{share:4.0%}" for share in shares[name]])
# claim: from the prior come too many pictures whose neighbours are 1s
assert full or shares["VAE, prior"][1] > shares["real digits"][1] + 0.04
# claim: from the mixture each digit comes about as often as it should
assert np.abs(shares["AE, mixture"] - shares["real digits"]).max() < 0.05

# %% [markdown]
# Notice: from the prior come too many pictures whose neighbours are 1s. (Only the neighbours are counted: not
# each of them need be a 1.) From the mixture the shares are near those of real digits.

# %% [markdown]
# ### Further: Draw the pixels, too
#
# Here are six codes twice: first $\hat x$, the mean of $p(x|z)$, then step 2 of the story, where each pixel is drawn.

# %%
pixels = (np.random.default_rng(SEED).random(samples.shape) < samples).astype(np.float32)
print(f"{np.mean((samples > 0.05) & (samples < 0.95)):.0%} of the pixels of the means lie between 0.05 and 0.95")
print(f"agreement: means {agreement(samples).mean():.2f}, with drawn pixels {agreement(pixels).mean():.2f}")
plot.image_rows(
    {"mean of p(x|z)": samples[:6], "draw from p(x|z)": pixels[:6]}, title="Six codes from the prior, decoded in two ways"
)

# %% [markdown]
# The dots are what the model says of black-and-white pixels. They make no digit clearer.

# %% [markdown]
# ### Further: What the KL buys
#
# Where *are* the codes of the VAE? Take an image at random, then $z$ from its $q(z|x)$. The distribution of this $z$
# is the aggregated posterior $q(z)$. We draw from $p(z)$; the decoder was trained on $q(z)$. How far apart are they?
# Put $q(z)/q(z)$ into the KL term, and take the mean over the images:
#
# $$\begin{aligned}
# E_x\!\left[\text{KL}(q(z|x) \,\|\, p(z))\right] &= E_x E_{q(z|x)}\!\left[\log \frac{q(z|x)}{q(z)}\right] + E_x E_{q(z|x)}\!\left[\log \frac{q(z)}{p(z)}\right] \\
# &= \underbrace{I(x; z)}_{\text{what the code says}} + \underbrace{\text{KL}(q(z) \,\|\, p(z))}_{\text{misfit of the prior}}
# \end{aligned}$$
#
# The first term is the **mutual information**: how many nats a code tells, on average, about which image it came from.
# Neither term is negative. So the KL term is an upper limit of the information. And it pays for two things; only the
# first is of use. (Hoffman and Johnson 2016 split the ELBO in this way.)
#
# How large is the second? For the images of a fixed set there is a simple lower limit. To name one of $N$ images takes
# $\log N$ nats, so their codes cannot tell more than that. The rest of the KL is misfit.
#
# That $q(z)$ is a cloud of $N$ small Gaussians, with gaps between them. Is the misfit only in the gaps? Ask for the
# $q(z)$ of all images that could come. We do not know it, but the mixture $m(z)$ above is a fit to it, and for *any* $m$
# $E_{q(z)}[\log m(z) - \log p(z)] = \text{KL}(q(z) \,\|\, p(z)) - \text{KL}(q(z) \,\|\, m)$, which is too small by
# the last term. So it gives a lower limit, on codes of test images, which the mixture has not seen.

# %%
mu, logvar = vae.encode(data.x_test)
z, _ = reparameterise(mu, logvar, np.random.default_rng(SEED).standard_normal(mu.shape))
log_prior = -0.5 * np.sum(z**2 + np.log(2 * np.pi), axis=1)
log_m = vae_mixture.score_samples(z)
misfit, misfit_error = np.mean(log_m - log_prior), np.std(log_m - log_prior) / np.sqrt(len(z))
kl_train, most = kl_rows(*vae.encode(reference)).mean(), np.log(len(reference))
print(f"4,000 training images: KL {kl_train:.1f} nats, at most {most:.1f} of them information", end=", ")
print(f"so the misfit is at least {kl_train - most:.1f}")
print(f"test images: KL {kl_rows(mu, logvar).mean():.1f} nats; for all images of their kind", end=" ")
print(f"the misfit is at least {misfit:.1f} ± {misfit_error:.1f}")
print(f"standard deviation of each unit of z: {z.std(axis=0).min():.2f} to {z.std(axis=0).max():.2f}; the prior has 1")
assert misfit > 5 * misfit_error  # claim: the codes are not distributed as the prior says

# %% [markdown]
# Unit by unit, $q(z)$ is about as wide as the prior. All twenty together, it is another distribution, by at least the
# printed numbers of nats. So it is not only the gaps. The second number is what the mixture gains over the prior, in
# nats per code. The information is at most the KL less the misfit.

# %% [markdown]
# ### Further: Is the lead one lucky run?
#
# One training is one number. So train both kinds five times, each from another seed, with the same layers, the same
# epochs, the same images for both. To save time the networks are small (one hidden layer of 100) and are trained
# briefly (5 epochs, not 20). The interval is the mean of five ± 2.8 standard errors: 95 %, by the t-distribution with
# four degrees of freedom.

# %%
small = {**same, "hidden": (100,), "epochs": epochs(5), "progress": False}
names = ("AE, z from N(m, C)", "VAE, z from the prior", "AE, z from a mixture")
runs = []  # a row per training seed
for seed in range(SEED + 1, SEED + 6):
    rng = np.random.default_rng(seed)
    ae_small = Autoencoder(**{**small, "random_state": seed}).fit(data.x_train)
    vae_small = VAE(**{**small, "random_state": seed}).fit(data.x_train)
    c = ae_small.transform(reference)
    draws = (
        ae_small.decode(rng.multivariate_normal(c.mean(axis=0), np.cov(c.T), 1000)),
        vae_small.sample(1000, random_state=seed),
        ae_small.decode(fitted_mixture(c).sample(1000, rng)[0]),
    )
    runs.append([agreement(pictures).mean() for pictures in draws])
runs = np.array(runs)
for name, column in zip(names, runs.T, strict=True):
    print(f"{name:22s} mean {column.mean():.2f}, from {column.min():.2f} to {column.max():.2f}")
for name, other in ((1, 0), (2, 1)):
    lead = runs[:, name] - runs[:, other]
    half = 2.78 * lead.std(ddof=1) / np.sqrt(len(lead))
    print(f"lead of [{names[name]}] over [{names[other]}]: {lead.mean():.2f} ± {half:.2f}, in each run:", lead.round(2))
    print(f"    the large networks above, trained four times as long: {clear[names[name]] - clear[names[other]]:.2f}")
# claim: in each of five trainings the autoencoder with a mixture beats the VAE's prior
assert lead.min() > 0.8
# claim: after five epochs the VAE's prior is, on average, behind the one Gaussian of the autoencoder
assert full or np.mean(runs[:, 1] - runs[:, 0]) < 0

# %% [markdown]
# Notice: the lead of the mixture is there in every run, and with the large networks, too. The other lead changes its
# sign: here the VAE's prior is *behind* the autoencoder's one Gaussian, and with the large networks it was ahead. (Is
# it the size or the training? Put 10 and then 20 epochs into this cell, and see.) A lead whose sign hangs on such
# things is no ranking of two methods.

# %% [markdown]
# ### Further: Are the samples copies?
#
# A copy of a training image would lie about as near to it as a *rebuilt* training image does.

# %%
copies = squared_distances(vae.reconstruct(reference[:1000])).min(axis=1)
rebuilt = squared_distances(vae.reconstruct(data.x_test[:1000])).min(axis=1)
drawn = squared_distances(samples).min(axis=1)
print("mean squared distance to the nearest training image:")
print(f"VAE: rebuilt training images {copies.mean():.1f}, rebuilt new digits {rebuilt.mean():.1f}, samples {drawn.mean():.1f}")
print(f"samples that are nearer than the average rebuilt training image: {np.mean(drawn < copies.mean()):.0%}")
ae_copies = squared_distances(ae.reconstruct(reference[:1000])).min(axis=1)
ae_rebuilt = squared_distances(ae.reconstruct(data.x_test[:1000])).min(axis=1)
ae_drawn = squared_distances(ae_mixed).min(axis=1)
print(f"AE: rebuilt training images {ae_copies.mean():.1f}, rebuilt new digits {ae_rebuilt.mean():.1f}", end=", ")
print(f"samples of the mixture {ae_drawn.mean():.1f}")
# claim: most samples of the VAE lie farther from the training images than a copy would
assert drawn.mean() > rebuilt.mean() > copies.mean() and np.mean(drawn < copies.mean()) < 0.15
assert ae_drawn.mean() > 1.5 * ae_copies.mean()  # claim: nor are the samples of the mixture copies

# %% [markdown]
# Most samples are no copies, those of the mixture neither. Of the few near ones a distance cannot say it. (The
# comparison is with *rebuilt* digits because a decoder's pictures are smooth, and smooth pictures are nearer to
# everything.)

# %% [markdown]
# ### Further: Was the reparameterisation worth it?
#
# Section 5 measured it on a toy. Here it is on this decoder, for eight test images: the gradient of
# $E_q[\log p(x|z)]$ for all twenty $\mu_k$.

# %%
needed = []
for image in data.x_test[:8]:
    image = np.repeat(image[None], 2000, axis=0)  # (S, D), S draws for one image
    mu, logvar = vae.encode(image)
    eps = np.random.default_rng(SEED).standard_normal(mu.shape, dtype=np.float32)
    z, _ = reparameterise(mu, logvar, eps)
    logits, cache = vae.decoder_.forward(z)
    f = nn.bernoulli_log_likelihood(logits, image)[:, None]  # (S, 1)
    _, dlogits = nn.bernoulli_nll(logits, image)  # of the mean over the S rows, hence the factor S
    by_path = -len(eps) * vae.decoder_.backward(dlogits, cache)  # (S, K)
    score = eps / np.exp(0.5 * logvar)
    variances = [g.var(axis=0).mean() for g in (f * score, (f - f.mean()) * score, by_path)]
    needed.append(np.array(variances[:2]) / variances[2])
needed = np.array(needed)
print("draws for the same variance, eight images:")
print("score function", *needed[:, 0].round().astype(int))
print("with baseline ", *needed[:, 1].round().astype(int))
# claim: on this decoder, too, one reparameterised draw is worth many of the score function
assert needed[:, 0].min() > 300 and needed[:, 1].min() > 4

# %% [markdown]
# Thousands of draws in place of one. With the baseline it is still ten or more, though fewer than on the toy. So for
# this decoder and these images the log-likelihood is smooth enough, and it was worth it.

# %% [markdown]
# ### Further: A path from one image to another
#
# Take two test images, and walk on the straight line between their codes. For comparison, the same walk between the
# pixels.

# %%
start, end = data.x_test[np.flatnonzero(data.y_test == 4)[0]], data.x_test[np.flatnonzero(data.y_test == 0)[0]]
t = np.linspace(0, 1, 10)[:, None]
plot.latent_path(
    {"through the codes": vae.interpolate(start, end, n=10), "through the pixels": (1 - t) * start + t * end},
    labels=("a 4", "a 0"),
    title="From a 4 to a 0",
)

# %% [markdown]
# Notice: the upper row changes the stroke, the lower row fades one picture into the other. In between, the lower row
# shows two digits at once, which nobody writes.

# %% [markdown]
# ### Further: What do the twenty numbers say?
#
# Twenty dimensions cannot be drawn. Principal components (PCA) find the directions along which the codes vary most.
#
# **Predict first.** Will the first two components show the ten digits as ten islands? And will all twenty count the
# same?
#
# <details><summary>Answer</summary> No, and no: see the two figures. </details>

# %%
mu20, _ = vae.encode(data.x_test)
of_codes = PCA(n_components=20).fit(mu20)
of_ae = PCA(n_components=20).fit(ae.transform(data.x_test))
share = of_codes.explained_variance_ / of_codes.explained_variance_.sum()
first, tenth, last = of_codes.explained_variance_[[0, 9, 19]]
print(f"variance along the first component {first:.2f}, the tenth {tenth:.2f}, the last {last:.3f}")
print(f"the first two hold {share[:2].sum():.0%} of it")
plot.latent_map(
    of_codes.transform(mu20)[:600, :2],
    data.y_test[:600],
    xlabel="component 1",
    ylabel="component 2",
    title="600 test images, first two of 20 components",
)

# %%
plot.curves(
    {"VAE": of_codes.explained_variance_, "autoencoder": of_ae.explained_variance_},
    xlabel="principal component",
    ylabel="variance of the codes",
    yscale="log",
    title="PCA of the codes",
)

# %% [markdown]
# Notice: no ten islands. Two components hold only a fifth of the variance, so most of what keeps the digits apart is
# not in the picture. And the VAE's line has another shape than the autoencoder's: it starts low, falls slowly, and
# then off a cliff. (The KL keeps the spread of each unit near that of the prior, 1. The first components may be wider,
# since the units are correlated.) The directions beyond the cliff are hardly used. The KL of each code unit tells the
# same without PCA. Beside it stands $\sigma$, the mean over the images: how sure the model is of this number of the
# code.

# %%
mu20, logvar20 = vae.encode(data.x_test)
kl_per_unit = np.mean(0.5 * (mu20**2 + np.exp(logvar20) - 1 - logvar20), axis=0)  # (K,)
sigma_per_unit = np.exp(0.5 * logvar20).mean(axis=0)  # (K,)
order = np.argsort(-kl_per_unit)
print("KL of each unit, nats:", *[f"{kl:4.1f}" for kl in kl_per_unit[order]])
print("sigma of each unit:   ", *[f"{sigma:4.2f}" for sigma in sigma_per_unit[order]])
print(f"{np.sum(kl_per_unit > 0.5)} of 20 units say more than half a nat")
assert kl_per_unit.min() < 0.2 < 0.8 < np.median(kl_per_unit)  # claim: some units say nothing, most say something
assert sigma_per_unit[order[0]] < 0.3 < 0.7 < sigma_per_unit[order[-1]]
ranks = np.argsort(np.argsort([kl_per_unit, sigma_per_unit], axis=1), axis=1)
assert np.corrcoef(ranks)[0, 1] < -0.9  # claim: the more a unit says, the surer it is, with few exceptions

# %% [markdown]
# A unit that says too little about the image is not worth its cost, and the model switches it off: its $q$ is the
# prior for every image, with $\sigma$ near 1. In the units that it uses, $\sigma$ is a fraction of that: the more a
# unit says, the surer it is (with few exceptions). The autoencoder pays nothing for a unit, so it uses all.

# %%
directions = of_codes.components_ * np.sqrt(of_codes.explained_variance_)[:, None]  # (20, K)
away = np.linalg.norm(mu20 - of_codes.mean_, axis=1)
from_prior = np.linalg.norm(np.random.default_rng(SEED).standard_normal((1000, 20)), axis=1)
for name, r in (("codes", away), ("draws of the prior", from_prior)):
    print(f"distance of the {name} from their mean: {r.mean():.1f} ± {r.std():.1f}, at the least {r.min():.1f}")
assert away.min() > 1 and away.std() < 0.25 * away.mean()
walk = np.linspace(-2.5, 2.5, 11)[:, None]
plot.latent_path(
    {f"component {i + 1}": vae.decode(of_codes.mean_ + walk * directions[i]) for i in range(2)},
    title="Along the first two components of the codes",
)

# %% [markdown]
# Notice: one walk changes several things at once, the digit, its slant, its width. A likely reason: the first
# directions are hardly wider than the next, so nothing makes a single component mean a single thing. And the middle of each walk, the mean
# of all codes, is a blur. No code lies there: in twenty dimensions the codes of images, like the draws of the prior,
# lie in a shell around the middle, as the printed distances say.

# %% [markdown]
# ## 9. How good is the model? A tighter bound
#
# The ELBO is a lower bound. How much lower? Section 2 averaged $p(x|z)$ over the prior and failed. Draw from $q(z|x)$
# instead, and correct by the ratio of the densities. The fraction below is called the **importance weight** of a
# draw.
#
# $$\log p(x) \;\ge\; E\left[\log \frac1S \sum_{s=1}^{S} \frac{p(x|z_s)\, p(z_s)}{q(z_s|x)}\right], \qquad z_s \sim q(z|x) .$$
#
# With $S = 1$ this is the ELBO. It never falls as $S$ grows (Burda et al. 2016, theorem 1; not derived here).

# %% [markdown]
# ### Further: First where the answer is known
#
# Why a lower bound? The mean of the weights over $q$ is $p(x)$, and the mean of a logarithm is at most the logarithm
# of the mean: Jensen's inequality again. And the more weights we average, the nearer their mean comes to $p(x)$ (the
# law of large numbers). Where the ELBO is finite, as here, the bound reaches $\log p(x)$ in the end. On the linear
# model of section 2 we know where that is.


# %%
def importance_bound(S, n=2000, stretch=1.5):
    """Mean bound of the linear model for S draws of a q that is not perfect."""
    rng = np.random.default_rng(SEED + S)
    var = stretch * best
    eps = rng.standard_normal((n // 4 if S > 100 else n, S, K))
    z = posterior_mean + np.sqrt(var) * eps
    log_pz_qz = 0.5 * np.sum(eps**2 + np.log(var) - z**2, axis=-1)
    log_w = log_likelihood(z.reshape(-1, K)).reshape(z.shape[:2]) + log_pz_qz
    return (np.logaddexp.reduce(log_w, axis=1) - np.log(S)).mean()


bounds = [importance_bound(S) for S in (1, 5, 20, 100, 250)]
for S, value in zip((1, 5, 20, 100, 250), bounds, strict=True):
    print(f"S = {S:3d}: {log_p - value:.3f} nats below log p(x)")
# claim: twenty draws of a good q come close to log p(x), and more come closer
assert all(np.diff(bounds) > 0) and abs(log_p - bounds[2]) < 0.25

# %% [markdown]
# Twenty draws from $q$ do what a hundred thousand from the prior could not. (This $q$ was nearly the answer: it has the
# exact posterior mean, and 1.5 times the best variances.)

# %% [markdown]
# ### The bound of our VAE
#
# Now the VAE, whose $q$ is learnt, on 200 test images. With few draws one evaluation is noisy, so we average several
# runs. ± is one standard error of these runs; the images stay the same.

# %%
draws = [1, 5, 20, 100, 250]
test_bounds = []
for S, n_runs in zip(draws, (30, 10, 5, 2, 2), strict=True):
    values = [vae.log_likelihood(data.x_test[:200], n_samples=S, random_state=SEED + run) for run in range(n_runs)]
    each = np.mean(values, axis=1)  # a mean over the images for each run
    test_bounds.append(each.mean())
    print(f"S = {S:3d}: {each.mean():.1f} ± {each.std(ddof=1) / np.sqrt(n_runs):.2f} nats per image ({n_runs} runs)")
by_image = np.mean(values, axis=0).std() / np.sqrt(200)
print(f"two hundred other images would move the whole curve: its standard error over images is {by_image:.1f}")
# claim: the same model gains some nats by the ruler alone
assert all(np.diff(test_bounds) > 0) and test_bounds[-1] > test_bounds[0] + 4
plot.curves(
    {"bound": test_bounds},
    x=np.log10(draws),
    xlabel="log10 S",
    ylabel="nats per image",
    title="Bound of log p(x), mean of 200 test images",
)

# %% [markdown]
# (The value at S = 1 is an ELBO like that of section 8, but of 200 images, not of 1,000.) Notice that the curve has not
# gone flat at 250, so the true $\log p(x)$ of this model is likely to lie higher still.
# The model is the same all along; only the ruler gets better. **A likelihood without its S is half a number.**

# %% [markdown]
# ### Further: Numbers from the paper
#
# (The first column gives the units per layer; the last is the code.)
#
# | model | data | measured as | nats per image |
# |---|---|---|---|
# | 784-200-200-50, 3,280 passes over the data (Burda et al. 2016, Table 1) | black-and-white pixels, drawn again each time | S = 5,000 | -86.76 |
# | the same, trained with 50 importance-weighted draws | the same | S = 5,000 | -84.78 |
#
# They cannot be set against ours: other pixels, another network, far longer training, another ruler. They say where
# well-trained models of this kind arrive on their own scale.

# %% [markdown]
# ## 10. Further: Four broken slides
#
# All four run, and all four look right. Find the mistake before you open the answer.

# %% [markdown]
# ### Slide 1: "loss = mean squared error + KL"
#
# ```python
# loss = np.mean((x_hat - x) ** 2) + kl          # kl summed over the dimensions
# ```
#
# <details><summary>Answer</summary> np.mean divides by the D = 784 pixels, while the KL is a sum. A Gaussian decoder
# of variance s² has −log p(x|z) = SSE / (2 s²) + const, where SSE is the sum of the squared errors; the slide has SSE
# / D. So it silently assumes s² = D/2 = 392, for pixels between 0 and 1. Under so much noise an image says nothing
# about its code, and the best code is no code. </details>

# %%
slide1 = VAE(
    hidden=(100,),
    likelihood="gaussian",
    variance=784 / 2,
    epochs=epochs(10),
    batch_size=64,
    learning_rate=2e-3,
    random_state=SEED,
).fit(data.x_train)
print(f"KL at the end: {slide1.history_['kl'][-1]:.4f} nats")
rebuilt = slide1.reconstruct(data.x_test[:10])
print(f"largest difference of a pixel between two reconstructions: {np.ptp(rebuilt, axis=0).max():.4f}")
assert slide1.history_["kl"][-1] < 0.1 and np.ptp(rebuilt, axis=0).max() < 0.05
average = np.repeat(data.x_train.mean(axis=0)[None], 10, axis=0)
plot.image_rows(
    {"test image": data.x_test[:10], "rebuilt": rebuilt, "mean of all images": average},
    title="Slide 1 after training",
)

# %% [markdown]
# Notice: ten different digits, and ten times the same answer, nearly the mean image. The KL is 0: the encoder has
# learnt to say nothing. This is called **collapse**. The exercise takes up another form of this slide.

# %% [markdown]
# ### Slide 2: "z = mu + exp(logvar) * eps"
#
# <details><summary>Answer</summary> exp(logvar) is the variance. sigma is its root, exp(logvar / 2). </details>
#
# What does it do? The network may learn another `logvar`, so that the slide's noise $s = \texttt{exp(logvar)}$, a
# standard deviation, is the right one. But the KL takes the same $s$ for a variance. Then there are two wishes for one
# number, and the answer lies between. In the linear model we can work it out. With $a_k = (W W^T)_{kk} / v$ the terms
# that depend on $s_k$ are
#
# $$-\tfrac12 a_k s_k^2 - \tfrac12 (s_k - \log s_k) .$$
#
# Its slope is 0 where $2 a_k s_k^2 + s_k - 1 = 0$. The honest ELBO has
# $-\frac12 a_k s_k^2 - \frac12 (s_k^2 - \log s_k^2)$, and its best variance is $s_k^2 = 1 / (1 + a_k)$, which is
# `best`.
#
# **Predict first.** Does the slide's best $s$ make the noise too large or too small?
#
# <details><summary>Answer</summary> Too small, by half: for large a the slide's s² is near 1 / (2a), and the best
# variance near 1 / a. The noise costs as much as before, but log s is only half of log s². So the slide gains only
# half as much by being unsure. </details>

# %%
a = np.diag(precision) - 1
s = (np.sqrt(1 + 8 * a) - 1) / (4 * a)  # the root of 2 a s² + s - 1
print("the variance that the slide draws, over the best:", *(s**2 / best).round(2))
honest = expected_log_likelihood(posterior_mean, best) - kl_to_prior(posterior_mean, best)
slide2 = expected_log_likelihood(posterior_mean, s**2) - kl_to_prior(posterior_mean, s)  # s stands for a variance
truly = expected_log_likelihood(posterior_mean, s**2) - kl_to_prior(posterior_mean, s**2)
print(f"log p(x) {log_p:.2f}   best honest ELBO {honest:.2f}")
print(f"the slide's best: it reports {slide2:.2f}; the honest ELBO of what it draws is {truly:.2f}")
assert truly < honest < log_p < slide2
assert np.all((0.4 < s**2 / best) & (s**2 / best < 0.5))
h = 1e-5  # is it the slide's optimum? no small step in s finds a better value
for s_ in (s * (1 + h), s * (1 - h)):
    assert expected_log_likelihood(posterior_mean, s_**2) - kl_to_prior(posterior_mean, s_) < slide2

# %% [markdown]
# A bound that lies above what it bounds, and a model that draws half of the noise that it should. The slide's number
# looks *better* than the honest one, and what it draws is worse. A gradient check does not find the mistake, since the
# gradient is right for the wrong loss. What finds it is a problem whose answer is known.

# %% [markdown]
# ### Slide 3: "loss = reconstruction - KL"
#
# <details><summary>Answer</summary> The ELBO has a minus before the KL, so the loss, which is minus the ELBO, has a
# plus. The slide pays the model for going away from the prior. </details>
#
# With Bernoulli pixels $\log p(x|z) \le 0$, and the KL is at least 0. So no ELBO of ours can be above 0. Watch the
# slide's:


# %%
class Slide3(VAE):
    """The loss is -log p(x|z) - KL: beta = -1, which minivae refuses."""

    def _check_parameters(self):
        pass


slide3 = Slide3(beta=-1.0, latent_dim=2, epochs=3, batch_size=500, random_state=SEED, progress=False).fit(
    data.x_train[:4000]
)
for i, (nll, kl) in enumerate(zip(slide3.history_["reconstruction"], slide3.history_["kl"], strict=True)):
    print(f"epoch {i + 1}: reconstruction {nll:.0f}, KL {kl:.0f}, the slide's ELBO {-nll + kl:.0f}")
assert -slide3.history_["reconstruction"][-1] + slide3.history_["kl"][-1] > 0

# %% [markdown]
# A wonderful learning curve, and after three epochs an impossible number. The KL has no upper limit: it grows with
# $\mu^2$, and the slide pays for it.

# %% [markdown]
# ### Slide 4: "to generate, encode images, draw z from q(z|x), decode"
#
# <details><summary>Answer</summary> Those are noisy reconstructions of images that we already have. The model's own
# images come from the prior: z from N(0, I), and no encoder. </details>

# %%
rng = np.random.default_rng(SEED)
train = data.x_train[:10]
mu, logvar = vae.encode(train)
slide4 = vae.decode(mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape))
plot.image_rows(
    {"training image": train, "slide 4": slide4, "z from the prior": samples[:10]}, title="Which row is new?"
)

# %% [markdown]
# Only the last row is new: row two repeats row one. Notice how much better slide 4 looks. That makes it tempting, and
# so a picture of samples should say where its $z$ came from.

# %% [markdown]
# ## 11. Further: Odd images
#
# The model gives each image a number, how probable it is. An image of another kind should get a low one. Test: train
# without one digit, then score 1,000 test digits by $-\text{ELBO}$. The held-out digit should score high. The **ROC
# curve** is that of the last notebook: for each threshold the share of odd images above it (the true positive rate)
# against the share of normal ones (the false positive rate). The area under it, **AUC**, is the probability that an odd
# image scores higher than a normal one: 1 is perfect, 0.5 is guessing.
#
# (To save time the VAE of this section is smaller, one hidden layer of 200, and gets 7 epochs.)
#
# The rivals: the error of a PCA with 20 components, as many as the VAE has code units, and of one with 5 (that number
# was the best for zeros in the last notebook, *on these test images*: so its AUC for zeros is flattered); the distance
# to the nearest of 3,500 training images, which needs no training; and the amount of ink, $\sum_d x_d$, which is
# hardly a method.


# %%
def anomaly_scores(held_out):
    """Train without one digit; return which of 1,000 test images are odd, and their scores."""
    keep = data.y_train != held_out
    x_keep, x_test = data.x_train[keep], data.x_test[:1000]
    model = VAE(hidden=(200,), epochs=epochs(7), batch_size=64, random_state=SEED).fit(x_keep)
    few = x_keep[:3500]
    distance = np.sum(x_test**2, axis=1)[:, None] + np.sum(few**2, axis=1) - 2 * x_test @ few.T
    return data.y_test[:1000] == held_out, {
        "-ELBO of the VAE": -np.mean([model.elbo(x_test, random_state=SEED + s) for s in range(5)], axis=0),
        "PCA error, 20": PCA(n_components=20).fit(x_keep).squared_error(x_test),
        "PCA error, 5": PCA(n_components=5).fit(x_keep).squared_error(x_test),
        "nearest image": distance.min(axis=1),
        "ink": x_test.sum(axis=1),
    }


def auc_error(odd, score, n=50):
    """Standard error of the AUC: draw the images anew, with repeats, n times (a bootstrap)."""
    rng = np.random.default_rng(SEED)
    again = [rng.integers(len(odd), size=len(odd)) for _ in range(n)]
    return np.std([roc_auc_score(odd[rows], score[rows]) for rows in again])


odd0, scores0 = anomaly_scores(0)
auc0 = {name: roc_auc_score(odd0, score) for name, score in scores0.items()}
plot.roc_curves(
    {name: (*roc_curve(odd0, score)[:2], auc0[name]) for name, score in scores0.items()},
    title="Digit 0 was never seen",
)

# %% [markdown]
# Notice: the VAE finds the zeros. But so does a PCA, the nearest image finds them better, and even the
# ink is not bad: zeros have much of it. Without such rivals in the figure we would have been proud of the first curve.
#
# Now digit 1 is held out. In the last notebook the autoencoder's error failed there: never-seen ones are easily drawn.
#
# **Predict first.** That score was an error. This one is a (bound of a) probability. Does it do better?
#
# <details><summary>Answer</summary>
#
# No. It does far worse than guessing: the VAE takes the never-seen ones for *more*
# normal than the digits that it was trained on.
#
# </details>

# %%
odd1, scores1 = anomaly_scores(1)
auc1 = {name: roc_auc_score(odd1, score) for name, score in scores1.items()}
for name in auc1:
    e0, e1 = auc_error(odd0, scores0[name]), auc_error(odd1, scores1[name])
    print(f"{name:17s} AUC, 0 held out: {auc0[name]:.2f} ± {e0:.2f}   1 held out: {auc1[name]:.2f} ± {e1:.2f}")
assert auc0["-ELBO of the VAE"] > 0.8  # claim: the VAE finds never-seen zeros
assert auc0["nearest image"] > auc0["-ELBO of the VAE"]  # claim: the nearest image finds them better
assert auc1["-ELBO of the VAE"] < 0.3  # claim: never-seen ones look more normal to the VAE than the digits it has seen
assert 0.35 < auc1["nearest image"] < 0.65  # claim: the nearest image does not find the ones
elbo1 = -scores1["-ELBO of the VAE"]
plot.histograms(
    {"seen digits": elbo1[~odd1], "digit 1, never seen": elbo1[odd1]},
    xlabel="ELBO, nats",
    title="The unseen digit looks more probable than the seen ones",
)

# %% [markdown]
# Not even the nearest image, so good on zeros, tells the ones from the others: its AUC is near that of guessing.
#
# What happened to the VAE? $\log p(x)$ is a sum over pixels, and a thin stroke has few pixels that are hard to
# predict. (The ink, which knows nothing of digits, fails in the same way.) Part of it is the entropy of the grey pixels (section 7), which is no achievement of any model. Subtract it,
# and see how much remains. And try the simplest image of all:

# %%
without = roc_auc_score(odd1, scores1["-ELBO of the VAE"] - pixel_entropy(data.x_test[:1000]))
print(f"1 held out, AUC of -ELBO: {auc1['-ELBO of the VAE']:.2f}; less the entropy of the pixels: {without:.2f}")
assert auc1["-ELBO of the VAE"] < without < 0.5  # claim: without the entropy of the pixels it is better, and below guessing
black = vae.elbo(np.zeros((1, 784), dtype=np.float32), random_state=SEED)[0]
every = vae.elbo(data.x_test, random_state=SEED)
print(f"ELBO of an all-black image: {black:.1f}; best of all test digits: {every.max():.1f}")
assert black > every.max()  # claim: an all-black image beats every digit

# %% [markdown]
# Better, and still worse than guessing. A simple image is probable, whatever it shows; an all-black image beats every
# digit of the test set. Nor is it a matter of our small model alone: Nalisnick et al. (2019, "Do deep generative
# models know what they don't know?") found it in large ones. So **a low probability is a hint, a high one is no
# all-clear**; and always put a simple rival beside it.

# %% [markdown]
# ## What you can now do
#
# - derive the ELBO, and name the gap: $\text{KL}(q \,\|\, p(z|x))$
# - send gradients through a draw
# - train a VAE, draw from its prior, and say why a draw from elsewhere may look better
# - tighten the bound with importance weights, and report S
# - test a loss on a model whose answer is known, where a gradient check is blind

# %% [markdown]
# ## Where it goes next
#
# The exercise has you write the pieces, train your own VAE, and take a slide apart:
# [exercises/day4/MNISTVAE](../../exercises/day4/MNISTVAE.ipynb). After that, what the bound loses:
# [ElboFromScratch](ElboFromScratch.ipynb); and on day 5 what a factor β before the KL does when it is chosen on purpose
# ([BetaVAE](../day5/BetaVAE.ipynb)), a code with a class in it ([SemiSupervised](../day5/SemiSupervised.ipynb)), and
# slide 4 once more, where it is an honest method ([EventsFromABuffer](../day5/EventsFromABuffer.ipynb)).
#
# The whole idea on one page: [one_page/vae.py](../one_page/vae.py).
