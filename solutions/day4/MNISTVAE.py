# %% [markdown]
# # The variational autoencoder: exercises
#
# You write seven functions. Four make a VAE out of an autoencoder: the sample that lets gradients through and its way
# back, the KL term, the place where their gradients meet. Then your VAE trains on handwritten digits; with two more it
# invents some and is measured. The last takes a slide apart that looks harmless, and trains a model which says nothing.
#
# The lecture is [MNISTVAE](../../course/day4/MNISTVAE.ipynb). What you need from it in one line: the encoder gives
# `mu` and `logvar`, the Gaussian $q(z|x) = N(\mu, \sigma^2)$, and training raises
#
# $$\text{ELBO} = \underbrace{E_{q(z|x)}[\log p(x|z)]}_{\text{rebuild the image}} -
# \underbrace{\text{KL}(q(z|x) \,\|\, N(0, I))}_{\text{stay near the prior}} \;\le\; \log p(x).$$
#
# Shapes: N images in a batch, D pixels, K latent dimensions. `mu`, `logvar` and `z` are (N, K). Losses are **summed
# over the dimensions and averaged over the batch**, in nats (natural logarithms).
#
# You need the lecture, NumPy arrays and their shapes, and in one place a class that inherits from another (it is
# given).
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back. (Only
# 4.10 calls two earlier ones, 4.8 and 4.9.) The lecture's functions pass a `cache` from one to the next; yours do
# without, they get all that they need as arguments.

# %% setup=true
import numpy as np

from minivae import nn, plot
from minivae.autoencoders import VAE
from minivae.data import load_mnist
from minivae.embeddings import PCA
from minivae_checks import day4 as check
from minivae_checks import pick

data = load_mnist()
full = data.source == "full"
print(data)

# %% [markdown]
# ## 4.7 A sample with a gradient
#
# The encoder says where the code of an image may lie: around $\mu$, with standard deviation $\sigma$. To train we
# draw a `z` from there. A draw has no derivative. So the noise $\epsilon \sim N(0, 1)$ is drawn first, on its own,
# and then
#
# $$z = \mu + \sigma\, \epsilon .$$
#
# For a given $\epsilon$ this is an ordinary function of $\mu$ and $\sigma$. The encoder does not give $\sigma$
# itself, which would have to stay positive, but $\texttt{logvar} = \log \sigma^2$, which may be any number.
#
# Shapes: `mu`, `logvar`, `eps` and `z` are all (N, K).
#
# <details><summary>Hint 1</summary> First find sigma. logvar = log(sigma²) = 2 log(sigma). </details>
#
# <details><summary>Hint 2</summary> So log(sigma) is half of logvar, and sigma is np.exp of that. </details>
#
# <details><summary>Hint 3</summary> sigma = np.exp(0.5 * logvar); z is mu plus sigma times eps, entry by entry.
# </details>

# %% exercise="reparameterise"
def reparameterise(mu, logvar, eps):
    """z = mu + sigma * eps. All (N, K)."""
    ### BEGIN SOLUTION
    sigma = np.exp(0.5 * logvar)
    return mu + sigma * eps
    ### END SOLUTION

# %% check="reparameterise"
check.reparameterise(reparameterise)

# %% [markdown]
# Three images, three Gaussians. Each cloud below should have its own centre and its own width.

# %% figure="Three Gaussians, 300 draws of each"
use = pick(check.reparameterise)
rng = np.random.default_rng(0)
clouds = {}
for mean, sigma in [([-2, 0], [0.2, 0.2]), ([2, 0], [1.0, 0.2]), ([0, 3], [0.5, 0.5])]:
    mu, sigma = np.tile(mean, (300, 1)), np.tile(sigma, (300, 1))  # (N, K)
    z = use.reparameterise(mu, np.log(sigma**2), rng.standard_normal((300, 2)))
    name = f"sigma = ({sigma[0, 0]}, {sigma[0, 1]})"
    clouds[name] = z
    print(f"wanted {name}; measured ({z[:, 0].std():.2f}, {z[:, 1].std():.2f})")
plot.scatter(
    clouds, xlabel="z₁", ylabel="z₂", title="Draws of q(z|x) for three images",
    alt="Three clouds of 300 draws, one per image: " + "; ".join(
        f"{name} round ({z[:, 0].mean():.1f}, {z[:, 1].mean():.1f})" for name, z in clouds.items()) + ".",
)

# %% [markdown]
# ## 4.8 The way back
#
# The decoder hands back $\partial L / \partial z$, called `dz`. Which gradient reaches $\mu$ and `logvar`? $z$ moves
# one for one with $\mu$. It moves with `logvar` through $\sigma = e^{\texttt{logvar}/2}$:
#
# $$\frac{\partial L}{\partial \mu} = \frac{\partial L}{\partial z}, \qquad
# \frac{\partial L}{\partial\, \texttt{logvar}} = \frac{\partial L}{\partial z} \cdot \frac{\partial z}{\partial \sigma} \cdot
# \frac{\partial \sigma}{\partial\, \texttt{logvar}} .$$
#
# The two factors at the end are for you to find.
#
# Shapes: all (N, K). `dz` already holds the 1/N of the mean over the batch.
#
# <details><summary>Hint 1</summary> z = mu + sigma * eps. What is dz/dsigma? </details>
#
# <details><summary>Hint 2</summary> It is eps. And the derivative of exp(a / 2) is exp(a / 2) / 2: the exponential
# stays, and a half comes down. </details>
#
# <details><summary>Hint 3</summary> dlogvar is the product of four things: dz, eps, sigma and one half. </details>

# %% exercise="reparameterise_backward"
def reparameterise_backward(dz, logvar, eps):
    """Gradients dmu and dlogvar of z = mu + sigma * eps. All (N, K)."""
    ### BEGIN SOLUTION
    sigma = np.exp(0.5 * logvar)
    dmu, dlogvar = dz.copy(), dz * eps * 0.5 * sigma
    return dmu, dlogvar
    ### END SOLUTION

# %% check="reparameterise_backward"
check.reparameterise_backward(reparameterise_backward)

# %% [markdown]
# Now a problem so small that the truth is known. One number is hidden, $z \sim N(0, 1)$. We see $x = z$ + noise of
# variance 0.5, and it is $x = 3$. What was $z$? Bayes' rule answers exactly: $z$ is normal with mean
# $x / (1 + 0.5) = 2$ and variance $0.5 / (1 + 0.5) = 1/3$, so $\sigma = 0.577$.
#
# Let us look for $q = N(\mu, \sigma^2)$ by gradient descent, with new noise in each step. At first without
# the KL term.
#
# **Predict first.** The loss is only the squared error $(x - z)^2 / (2 \cdot 0.5)$. Where do $\mu$ and $\sigma$ go?
#
# <details><summary>Answer</summary> mu goes to 3, the observation itself, and sigma shrinks towards 0: noise only
# adds error. That is what an autoencoder does. Its code is a point, and it believes the data blindly. </details>

# %%
def descend(use, with_kl, x=3.0, noise=0.5, steps=400, N=50):
    """Fit q = N(mu, sigma²) to the posterior of z, given x; return the path (steps, 2)."""
    rng = np.random.default_rng(0)
    mu, logvar, path = -1.0, 0.0, []
    for _ in range(steps):
        mus, logvars = np.full((N, 1), mu), np.full((N, 1), logvar)
        eps = rng.standard_normal((N, 1))
        z = use.reparameterise(mus, logvars, eps)
        dz = (z - x) / (noise * N)  # of (x - z)² / (2 noise), mean over N
        dmu, dlogvar = use.reparameterise_backward(dz, logvars, eps)
        if with_kl:  # from 4.9 on
            _, dmu_kl, dlogvar_kl = use.kl_to_standard_normal(mus, logvars)
            dmu, dlogvar = dmu + dmu_kl, dlogvar + dlogvar_kl
        # one mu stands in all N rows, so its gradient is the sum over them
        mu, logvar = mu - 0.1 * dmu.sum(), logvar - 0.1 * dlogvar.sum()
        path.append([mu, np.exp(0.5 * logvar)])
    return np.array(path)

# %% figure="Without the KL term the cloud shrinks to a point"
use = pick(check.reparameterise, check.reparameterise_backward)
path = descend(use, with_kl=False)
print(f"the end: mu = {path[-1, 0]:.2f}, sigma = {path[-1, 1]:.2f}")
plot.curves({"mu": path[:, 0], "sigma": path[:, 1]}, xlabel="step", ylabel="mu, sigma", title="Squared error alone")

# %% [markdown]
# ## 4.9 The KL term
#
# What keeps the cloud a cloud is its distance from the prior $N(0, I)$. For one image
#
# $$\text{KL} = \tfrac12 \sum_{k=1}^{K} \left(\mu_k^2 + \sigma_k^2 - 1 - \log \sigma_k^2\right),$$
#
# and for a batch it is the mean over the N images. Return its value and both gradients. Mind that the gradients are
# with respect to `logvar`, not $\sigma$, and that they hold the 1/N of the mean.
#
# Shapes: `mu`, `logvar`, `dmu`, `dlogvar` (N, K); `kl` is one number.
#
# <details><summary>Hint 1</summary> sigma² is np.exp(logvar), and log sigma² is logvar itself. Nothing needs a root
# here. </details>
#
# <details><summary>Hint 2</summary> kl: sum all N x K entries and divide by N. (np.mean of everything would divide by
# K as well.) </details>
#
# <details><summary>Hint 3</summary> The derivative of mu² / 2 is mu. The derivative of (exp(logvar) - logvar) / 2 is
# (exp(logvar) - 1) / 2. Divide both by N. </details>

# %% exercise="kl_to_standard_normal"
def kl_to_standard_normal(mu, logvar):
    """KL(N(mu, sigma²) || N(0, I)) in nats, mean over the batch; dmu and dlogvar (N, K)."""
    N = len(mu)
    ### BEGIN SOLUTION
    var = np.exp(logvar)
    kl = 0.5 * np.sum(mu**2 + var - 1 - logvar) / N
    dmu = mu / N
    dlogvar = 0.5 * (var - 1) / N
    return kl, dmu, dlogvar
    ### END SOLUTION

# %% check="kl_to_standard_normal"
check.kl_to_standard_normal(kl_to_standard_normal)

# %% [markdown]
# The same descent once more, now with the KL term. The exact answer is $\mu = 2$ and $\sigma = 0.577$. Your three
# functions do not know it.

# %% figure="With the KL term: the exact posterior"
use = pick(check.reparameterise, check.reparameterise_backward, check.kl_to_standard_normal)
path = descend(use, with_kl=True)
mu, sigma = path[-200:].mean(axis=0)
print(f"the mean of the last 200 steps: mu = {mu:.2f}, sigma = {sigma:.2f}")
assert abs(mu - 2) < 0.1 and abs(sigma - np.sqrt(1 / 3)) < 0.05
exact = np.ones(len(path))
plot.curves(
    {"mu": path[:, 0], "exact mean 2": 2 * exact, "sigma": path[:, 1], "exact 0.577": 0.577 * exact},
    xlabel="step", ylabel="mu, sigma", title="Squared error and KL: Bayes' rule by descent",
)

# %% [markdown]
# That was Bayesian inference by gradient descent. A VAE does the same for every image at once: the encoder network
# gives $\mu$ and `logvar`.
#
# ## 4.10 Where two gradients meet
#
# `mu` and `logvar` are used twice: in $z$, which goes through the decoder, and in the KL. The encoder's last layer
# gives both side by side, `h` = [mu, logvar]. It needs one gradient, `dh`.
#
# $$L = -\log p(x \,|\, z(\mu, \texttt{logvar})) + \text{KL}(\mu, \texttt{logvar})$$
#
# You have written the parts; call them. Shapes: `dz`, `mu`, `logvar`, `eps` (N, K); `dh` (N, 2K).
#
# <details><summary>Hint 1</summary> If L depends on mu by two paths, the chain rule adds the two gradients. </details>
#
# <details><summary>Hint 2</summary> reparameterise_backward(dz, logvar, eps) gives the two of the first path, and
# kl_to_standard_normal(mu, logvar) returns those of the second after the kl. </details>
#
# <details><summary>Hint 3</summary> np.hstack([a, b]) puts two (N, K) arrays side by side, (N, 2K): first the sum for
# mu, then the sum for logvar. </details>

# %% exercise="encoder_gradient"
def encoder_gradient(dz, mu, logvar, eps):
    """Gradient of the loss at the encoder's output h = [mu, logvar]: (N, 2K)."""
    ### BEGIN SOLUTION
    dmu, dlogvar = reparameterise_backward(dz, logvar, eps)
    _, dmu_kl, dlogvar_kl = kl_to_standard_normal(mu, logvar)
    return np.hstack([dmu + dmu_kl, dlogvar + dlogvar_kl])
    ### END SOLUTION

# %% check="encoder_gradient"
check.encoder_gradient(encoder_gradient)

# %% [markdown]
# ### Your VAE
#
# Here is the whole VAE. The networks, the optimiser and the loop are the package's; the lines with `use` are yours.

# %%
use = pick(check.reparameterise, check.kl_to_standard_normal, check.encoder_gradient)


class MyVAE(VAE):
    """minivae's VAE with the functions of this notebook in its heart."""

    def loss_and_grads(self, x, eps):
        h, enc = self.encoder_.forward(x)  # (N, 2K)
        mu, logvar = np.split(h, 2, axis=1)  # two heads, (N, K)
        z = use.reparameterise(mu, logvar, eps)  # (N, K)
        logits, dec = self.decoder_.forward(z)  # (N, D)
        nll, dlogits = nn.bernoulli_nll(logits, x)
        kl, _, _ = use.kl_to_standard_normal(mu, logvar)

        dz = self.decoder_.backward(dlogits, dec)  # (N, K)
        dh = use.encoder_gradient(dz, mu, logvar, eps)  # (N, 2K)
        self.encoder_.backward(dh, enc, need_dx=False)
        return nll + kl, {"elbo": -(nll + kl), "reconstruction": nll, "kl": kl}

# %% [markdown]
# Before it trains, the gradient check of day 3: every weight of a small copy, in float64, against
# $[L(\theta + h) - L(\theta - h)] / 2h$. A wrong half or a lost 1/N in a gradient would show here. The names count
# the networks (0 encoder, 1 decoder) and their layers.

# %%
rng = np.random.default_rng(0)
x_small, eps_small = rng.random((8, 10)), rng.standard_normal((8, 2))
small = MyVAE(hidden=(6,), latent_dim=2, epochs=1, batch_size=8, random_state=0, progress=False).fit(x_small)
report = nn.gradcheck_nets(lambda: small.loss_and_grads(x_small, eps_small), small.encoder_, small.decoder_)
print(report)
assert report.ok(1e-6)

# %% [markdown]
# Now it trains, for 20 epochs (passes over the training images), some seconds. (The first step also compiles two
# kernels with Numba, a few seconds, once.) While it runs, guess: how large will the KL be at the end, 2, 20 or 200
# nats per image?

# %% figure="Training your VAE"
vae = MyVAE(hidden=(400, 200), latent_dim=20, epochs=2 if full else 20, batch_size=64, random_state=0)
vae.fit(data.x_train)
test_elbo = vae.elbo(data.x_test, random_state=0).mean()
print(f"test ELBO: {test_elbo:.1f} nats per image")
print(f"KL at the end: {vae.history_['kl'][-1]:.1f} nats")
assert test_elbo > (-117 if full else -123) and 10 < vae.history_["kl"][-1] < 40
plot.elbo_curves(vae.history_)

# %% [markdown]
# About 20 nats: that is the price of the code, about one nat for each of its 20 units (and the lecture, section 8, shows
# that some units pay nothing). The KL *rises* while the model learns, after a dip at the very start: a code that says
# something about the image costs something. The reconstruction is larger by far, and much of it cannot be won: with grey
# pixels, even a perfect image costs about 46 nats (lecture, section 7).
#
# ## 4.11 New digits
#
# A slide says: "To generate, encode images, draw $z$ from $q(z|x)$, and decode." In code:
#
# ```python
# mu, logvar = vae.encode(images)
# z = mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape)
# return vae.decode(z)
# ```
#
# It runs, and the pictures look splendid. What is wrong with it? Write what generation means: draw `n` codes of
# `latent_dim` numbers from the distribution where the model's story of an image begins, decode them all in one call, and
# return what `decode` gives. That is the mean of $p(x|z)$ for each code, the picture that one usually shows. (The story
# goes on and draws each pixel, black or white; this last step is left out here.) The function gets no images. Take the
# numbers from the `rng` that it gets, a NumPy generator: the same seed (the number it was started with) then gives the
# same images.
#
# Shapes: z (n, K); what `decode` returns (n, D).
#
# <details><summary>Hint 1</summary> The model's story: first z comes from the prior p(z), then x comes from p(x|z).
# In this story there is no encoder. Here only z is drawn; the picture is the mean of p(x|z). </details>
#
# <details><summary>Hint 2</summary> The prior is N(0, I). rng.standard_normal(shape) draws from it. </details>
#
# <details><summary>Hint 3</summary> The shape is (n, latent_dim); pass the draws to decode and return what it gives.
# </details>

# %% exercise="sample_from_prior"
def sample_from_prior(decode, latent_dim, n, rng):
    """Draw n codes from the prior and decode them to their mean images (n, D); decode takes (n, latent_dim)."""
    ### BEGIN SOLUTION
    z = rng.standard_normal((n, latent_dim))
    return decode(z)
    ### END SOLUTION

# %% check="sample_from_prior"
check.sample_from_prior(sample_from_prior)

# %% figure="The slide's samples and the model's own"
use = pick(check.sample_from_prior)
rng = np.random.default_rng(0)
images = data.x_train[:10]
mu, logvar = vae.encode(images)
slide = vae.decode(mu + np.exp(0.5 * logvar) * rng.standard_normal(mu.shape))
own = use.sample_from_prior(vae.decode, vae.latent_dim, 10, rng)
plot.image_rows({"training image": images, "the slide": slide, "prior": own}, title="Which row is new?")

# %% [markdown]
# The slide's row is the training images once more, a little blurred: it shows reconstructions and calls them samples.
# The last row is what the model makes up. Some are digits, some nearly: that is the honest picture of what this model
# has learnt.
#
# **Think.** Suppose you saw only one row and the training set. Would a search for the nearest training image tell you
# which row it is?
#
# <details><summary>Answer</summary>
#
# For these two, yes: the slide's images have each its own training image close by,
# the model's own are farther from all (lecture, section 8). But had the slide encoded *test* images, its row would lie
# farther from the training set (in the lecture 18 against 12), and still show nothing new. What settles it is the code
# that made the picture.
#
# </details>
#
# ## 4.12 How good is the model? A tighter bound
#
# The ELBO lies below $\log p(x)$. How far? With $S$ draws $z_1 \ldots z_S$ from $q(z|x)$ there is a better bound
# (Burda et al. 2016):
#
# $$\log \hat p(x) = \log \frac1S \sum_{s=1}^{S} \frac{p(x|z_s)\, p(z_s)}{q(z_s|x)}$$
#
# With $S = 1$ its mean is the ELBO. With more draws its mean rises towards $\log p(x)$. You get the three logarithms;
# write the bound.
#
# The trap: these logs are near -100 or lower, and minivae's networks compute in float32. There `np.exp` gives 0 below
# about -103 (in float64, Python's own numbers, below -745), and the log of 0 is $-\infty$. But
# $\log \sum e^{a_s} = m + \log \sum e^{a_s - m}$ for any $m$. Which $m$ is safe?
#
# Shapes: `log_px_given_z`, `log_pz`, `log_qz` are (S, N), a row per draw; the answer is (N,).
#
# <details><summary>Hint 1</summary> The log of the weight: products become sums, and q is below the line. Call it
# log_w, (S, N). </details>
#
# <details><summary>Hint 2</summary> Then the log of the mean of exp(log_w) over axis 0. Take m = log_w.max(axis=0)
# out before the exp, and add it again after the log. </details>
#
# <details><summary>Hint 3</summary> m + np.log(np.mean(np.exp(log_w - m), axis=0)) </details>

# %% exercise="importance_bound"
def importance_bound(log_px_given_z, log_pz, log_qz):
    """log of the mean over s of p(x|z) p(z) / q(z|x): (S, N) -> (N,) nats."""
    ### BEGIN SOLUTION
    log_w = log_px_given_z + log_pz - log_qz
    m = log_w.max(axis=0)
    return m + np.log(np.mean(np.exp(log_w - m), axis=0))
    ### END SOLUTION

# %% check="importance_bound"
check.importance_bound(importance_bound)

# %%
def log_terms(vae, x, S, rng):
    """log p(x|z), log p(z), log q(z|x) for S draws of z ~ q(z|x): three arrays (S, N)."""
    mu, logvar = vae.encode(x)
    terms = []
    for _ in range(S):
        eps = rng.standard_normal(mu.shape, dtype=np.float32)
        z = mu + np.exp(0.5 * logvar) * eps
        logits, _ = vae.decoder_.forward(z)
        log_2pi = np.log(2 * np.pi)
        log_pz = -0.5 * np.sum(z**2 + log_2pi, axis=1)
        log_qz = -0.5 * np.sum(eps**2 + logvar + log_2pi, axis=1)
        terms.append((nn.bernoulli_log_likelihood(logits, x), log_pz, log_qz))
    return np.array(terms).swapaxes(0, 1)

# %% figure="The bound rises with the number of draws"
use = pick(check.importance_bound)
terms = log_terms(vae, data.x_test[:200], 500, np.random.default_rng(0))  # (3, 500, 200)
draws = [1, 2, 5, 10, 20, 50, 100, 250, 500]
bound = [  # for S < 500 the mean over all 500 / S blocks of S draws
    np.mean([use.importance_bound(*terms[:, i : i + S]).mean() for i in range(0, 500, S)])
    for S in draws
]
for S in (1, 5, 50, 500):
    print(f"S = {S:3d}: {bound[draws.index(S)]:.1f} nats per image")
assert all(np.diff(bound) > 0), "more draws cannot loosen the bound, on average"
plot.curves(
    {"bound": bound}, x=np.log10(draws),
    xlabel="log10 S", ylabel="nats per image", title="Mean bound of 200 test images",
)

# %% [markdown]
# (The value at S = 1 is the ELBO of these 200 images; that of all test images stands above, after the training.) The model
# did not change: only the ruler did. And the curve still rises at $S = 500$, so the true $\log p(x)$ is
# likely to lie higher still. Two figures with different $S$ cannot be compared, so the number of draws belongs beside
# every such figure.
#
# ## 4.13 The slide that says nothing
#
# A slide defines the loss of a VAE as
#
# $$(1 - \beta) \cdot \text{MSE} + \beta \cdot \text{KL}, \qquad
# \text{MSE} = \frac1D \sum_{d=1}^{D} (x_d - \hat x_d)^2 ,$$
#
# "with $\beta = 0.5$ both terms count the same". Do they? (The slide's $\beta$ is not that of the lecture, where
# $\beta = 1$ is the ELBO. At $\beta = 1$ the slide's loss does not contain the image.) A Gaussian decoder $p(x|z) = N(\hat x, s^2 I)$ of variance
# $s^2$ has
#
# $$-\log p(x|z) = \frac{1}{2 s^2} \sum_{d=1}^{D} (x_d - \hat x_d)^2 + \text{const.}$$
#
# So the slide assumes a variance without saying so. **Which one?** Scale the slide's loss so that the KL has the
# factor 1. Then the factor of the sum of squares is $1 / (2 s^2)$. Return $s^2$.
#
# <details><summary>Hint 1</summary> Divide the loss by beta. What is the factor in front of the MSE now? And in front
# of the sum of squares, which is D times the MSE? </details>
#
# <details><summary>Hint 2</summary> (1 - beta) / (beta D) = 1 / (2 s²). Solve for s². </details>
#
# <details><summary>Hint 3</summary> s² = beta D / (2 (1 - beta)). </details>

# %% exercise="assumed_variance"
def assumed_variance(beta, n_pixels):
    """The variance s² of p(x|z) behind the loss (1 - beta) MSE + beta KL."""
    ### BEGIN SOLUTION
    return beta * n_pixels / (2 * (1 - beta))
    ### END SOLUTION

# %% check="assumed_variance"
check.assumed_variance(assumed_variance)

# %% [markdown]
# **Predict first.** Four VAEs train with $\beta$ = 0.5, 0.05, 0.005 and 0.0005. Which of them learn anything? A clue:
# a code can only be worth its price along directions where the images vary more than the assumed noise. Along the
# first principal component their variance is about 5, the largest there is. How many components lie above each $s^2$?
#
# <details><summary>Answer</summary> At 0.5 the slide assumes the variance 392, at 0.05 still 20.6. No direction
# varies so much: all of the image is noise to these two, the best code is no code, KL = 0, and every image is rebuilt
# as the same mean image. At 0.005 six components stand out of the noise, and a little comes through; at 0.0005 more
# than the 20 units can take. (For a linear VAE this counting is exact; for ours it is a guide.) </details>

# %% figure="Four VAEs on the slide's loss"
use = pick(check.assumed_variance)
along = PCA(n_components=60).fit(data.x_train).explained_variance_
print(f"variance along the first component: {along[0]:.1f}")
rows = {"test image": data.x_test[:10]}
kl = {}
for beta in (0.5, 0.05, 0.005, 0.0005):
    variance = use.assumed_variance(beta, 784)
    model = VAE(
        hidden=(200,), likelihood="gaussian", variance=variance,
        epochs=1 if full else 10, batch_size=64, random_state=0,
    )
    model.fit(data.x_train)
    rows[f"β = {beta}"] = model.reconstruct(data.x_test[:10])
    kl[beta] = model.history_["kl"][-1]
    above = np.sum(along > variance)
    print(f"beta {beta:<6} assumes variance {variance:6.2f}: {above:2d} components above it, KL {kl[beta]:5.2f} nats")
assert kl[0.5] < 0.1 and kl[0.05] < 0.1 and kl[0.0005] > 10
plot.image_rows(rows, title="Reconstructions")

# %% [markdown]
# Equal weights on paper, and the model is blind. The cure is the rule of this course: **sum over the dimensions,
# average over the batch, and say the variance.**
#
# ## What you can now do
#
# - write the loss of a VAE and every gradient in it, and prove the whole by finite differences
# - sample from the model, not from its training data
# - measure it with a bound, and say how tight the bound is
# - read a slide's loss and say which variance it assumes
#
# ## If you want to go on
#
# 1. Copy `MyVAE` to a class `Slide2`, and in its `loss_and_grads` write the sample and `dh` out, without `use`, with
#    `np.exp(logvar)` as sigma, forwards *and* backwards. (Then dlogvar of the path through z is dz * eps * sigma, with no
#    half.) The gradient check still passes. Why? Train it like `vae`. Compare the last ELBO of its `history_` with what
#    `elbo`, which draws as it should, says of the training images.
# 2. Train with `latent_dim=2` and draw `plot.manifold(vae.decode)`.
# 3. Copy `MyVAE` once more, write `dh` out, and return `nll - kl` with the gradient to match. Train with `latent_dim=2`,
#    `epochs=3` and `batch_size=500`, and watch the ELBO that you report, `kl - nll`, rise above 0. Why is that proof of a
#    mistake?
#
# <details><summary>Answer to 1</summary>
#
# The gradient is right, for a wrong loss. On the bundled data the class reports
# -104, twelve nats *better* than your VAE. Measured as it should be, it has -125, ten nats worse.
#
# </details>
#
# <details><summary>Answer to 3</summary> log p(x|z) of Bernoulli pixels is at most 0 and a KL at least 0, so no ELBO of
# theirs lies above 0. </details>
