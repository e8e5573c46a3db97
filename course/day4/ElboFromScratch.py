# %% [markdown]
# # The bound, where the truth is known
#
# A VAE raises a lower bound of a number that nobody can compute. **Then who says how far below it lies, and what is
# lost by raising it?**
#
# Here the problems are so small that the number can be computed, by a formula or by adding up thin strips. So each
# thing that is said of the ELBO can be held against the truth.
#
# **After this notebook you can**
#
# - fit a Gaussian to a posterior by the ELBO, and say how many nats it loses
# - say what changes with the scale of the unknown, and find a forgotten factor by a bound that lies too high
# - say what each direction of the KL does to a target with two hills
# - show how a higher bound picks the worse model
# - estimate $\log p(x)$ by weighted draws, and say what their effective sample size cannot see
# - read EM, pLSA, variational LDA and the VAE as one bound
#
# Sections whose heading begins with *Further* can wait.
#
# **You need** the ELBO and the reparameterised gradient ([MNISTVAE](MNISTVAE.ipynb), sections 3 and 5), mixtures and
# EM ([GaussianMixtures](../day1/GaussianMixtures.ipynb)); section 7 also looks back at pLSA and LDA (day 2). Symbols:
# [notation](../../docs/notation.md). $E_q[\ldots]$ is the mean over draws from $q$. All logarithms are natural, so their
# unit is the nat. The minutes stand in the [README of the day](README.md).
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit
from scipy.stats import beta, norm

from minivae import plot
from minivae.autoencoders import VAE, LinearVAE
from minivae.clusters import GaussianMixture
from minivae.topics import PLSA, VariationalLDA
from minivae.topics.exact import exact_posterior

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

# %% [markdown]
# ## 1. Two heads in ten flips
#
# A coin shows two heads in ten flips. What is $z$, its chance of heads? Before the flips every $z$ between 0 and 1 is
# equally credible: the prior is $p(z) = 1$. The ten flips $x$, in their order, have the probability
# $p(x|z) = z^2 (1 - z)^8$.
#
# Bayes' rule gives the posterior $p(z|x) = p(x|z)\, p(z) / p(x)$: in proportion to $z^{3-1} (1-z)^{9-1}$. This is the
# Beta distribution with the numbers 3 and 9. Its mean is $3/12$, and what it must be divided by is known:
# $p(x) = B(3, 9) = 1/495$, the Beta function.
#
# Suppose we did not know it. Cut the interval into 4,000 strips and add up their areas, height times width. This is
# called **quadrature**. In one dimension it is as good as a formula, and it will be our judge.

# %%
HEADS, FLIPS = 2, 10
n_strips = 4000
z = (np.arange(n_strips) + 0.5) / n_strips  # the middle of each strip
width_z = 1 / n_strips
log_joint_z = HEADS * np.log(z) + (FLIPS - HEADS) * np.log1p(-z)  # log p(x, z); the prior adds log 1 = 0

log_p = betaln(3, 9)  # log p(x) = log B(3, 9), by the formula
by_strips = np.log(np.sum(np.exp(log_joint_z)) * width_z)
posterior = np.exp(log_joint_z - by_strips)
print(f"log p(x): formula {log_p:.10f}, strips {by_strips:.10f}")
print(f"mean of z: prior {np.sum(z) * width_z:.3f}, posterior {np.sum(z * posterior) * width_z:.3f}")
assert abs(by_strips - log_p) < 1e-10
plot.curves(
    {"prior": np.ones(n_strips), "posterior": posterior},
    x=z,
    xlabel="z, the chance of heads",
    ylabel="density",
    title="The coin, before ten flips and after",
)

# %% [markdown]
# ### Further: "True code"
#
# A slide draws an encoder that gives $q(z|x)$, an arrow to $P(z)$, and writes "true code" beside $P(z)$. What is wrong
# with it?
#
# <details><summary>Answer</summary>
#
# $P(z)$ is the prior, what is believed before $x$ was seen: it is the same for each $x$, and its mean here is 0.5. What
# $q(z|x)$ tries to be is $p(z|x)$, the posterior, with mean 0.25. An encoder that does reach the prior says nothing of
# its $x$.
#
# </details>

# %% [markdown]
# ## 2. A bell for the coin
#
# Now forget the formula, and look for a $q(z)$ that is near the posterior. The four lines of
# [MNISTVAE](MNISTVAE.ipynb), section 3, hold for every $q$:
#
# $$\log p(x) = \underbrace{E_q[\log p(x, z) - \log q(z)]}_{\text{ELBO}} + \text{KL}(q \,\|\, p(z|x)) .$$
#
# The mean over $q$ is a sum of strips, so the ELBO is one line of code. Three $q$: the prior, one between, and
# the posterior itself (`beta` and `norm` are SciPy's, with `pdf`, the density, and `logpdf`, its logarithm):


# %%
def elbo(log_q, log_joint, width=1.0):
    """E_q[log p(x, z) - log q(z)], summed along the last axis: one value of z a column."""
    q = np.exp(log_q)
    return np.sum(q * (log_joint - log_q), axis=-1) * width


log_post_z = beta(3, 9).logpdf(z)  # log p(z|x), the Beta distribution of section 1
for name, q in [("Beta(1, 1), the prior", beta(1, 1)), ("Beta(2, 4)", beta(2, 4)), ("Beta(3, 9)", beta(3, 9))]:
    log_q = q.logpdf(z) - np.log(np.sum(q.pdf(z)) * width_z)  # the areas of the strips add up to 1
    bound, gap = elbo(log_q, log_joint_z, width_z), -elbo(log_q, log_post_z, width_z)
    print(f"{name:22s} ELBO {bound:9.6f} + KL {abs(gap):8.6f} = {bound + gap:.6f}")
    assert abs(bound + gap - log_p) < 1e-10

# %% [markdown]
# (The prior's ELBO is $-10$; the strips keep four digits of it, for the logarithms are steep at the ends. A KL is an
# ELBO, too: put the posterior in place of $p(x, z)$, and a minus before it.) The sum is $\log p(x)$ for each of them,
# and the posterior has no gap.
#
# A VAE takes a Gaussian for $q$. **Predict first.** What is the ELBO of $q = N(0.25, 0.12^2)$, a bell with the mean
# of the posterior and nearly its width?
#
# <details><summary>Answer</summary> Minus infinity. Some two per cent of the bell lie below 0, where no coin is: there
# p(x, z) = 0, and its logarithm is minus infinity. The mean of something that is minus infinity with positive
# probability is minus infinity. </details>

# %%
bell = norm(0.25, 0.12)
below = bell.cdf(0)
print(f"share of the bell below 0: {below:.3f}")
print(f"chance that 20 draws hit none of it: {(1 - below) ** 20:.2f}")

# %% [markdown]
# An estimate from twenty draws would often look fine. So the draws do not show it; the **support** does, the place where
# a density is not 0: **$q$ must not reach where $p(z|x)$ is 0.**
#
# Two ways out. *Cut the bell* at 0 and 1, and divide it by what is left. Or *change the scale*: the **logit**
# $a = \log \frac{z}{1 - z}$ runs along the whole line, and $z = \sigma(a) = 1 / (1 + e^{-a})$ leads back. But densities
# are heights of strips, and the strips change: one of width $da$ has the width $dz = z (1 - z)\, da$ on the old scale,
# for that is the slope of $\sigma$. This factor is called the **Jacobian**. Height times width must stay, so
# $p(x, a) = p(x|z)\, p(z) \cdot z (1 - z) = z^3 (1 - z)^9$.
#
# A bell on the line $a$ is a skewed curve on $(0, 1)$. The best bell of each kind, by the exact ELBO (`minimize` and
# `expit`, which is $\sigma$, are SciPy's; the spread is searched by its logarithm, so that it stays positive):

# %%
a = np.linspace(-30, 30, 24_001)
width_a = a[1] - a[0]


def log_joint_a(a):
    """log p(x, a) of the coin on the logit scale; log(1 + e^a) without overflow."""
    return (HEADS + 1) * a - (FLIPS + 2) * np.logaddexp(0, a)


def log_cut_bell(mu, log_sigma):
    """The log density on the strips z of a Gaussian that is cut at 0 and 1."""
    q = norm(mu, np.exp(log_sigma))
    return q.logpdf(z) - np.log(q.cdf(1) - q.cdf(0))


def log_bell(mu, log_sigma):
    """The log density of a Gaussian on the grid of logits a."""
    return norm(mu, np.exp(log_sigma)).logpdf(a)


def best(log_q, log_joint, width, start):
    """The two numbers with the highest ELBO, and its gap."""
    options = {"xatol": 1e-9, "fatol": 1e-14}
    found = minimize(lambda p: -elbo(log_q(*p), log_joint, width), start, method="Nelder-Mead", options=options)
    return found.x, log_p + found.fun


cut, cut_gap = best(log_cut_bell, log_joint_z, width_z, [0.25, -2])
fit, fit_gap = best(log_bell, log_joint_a(a), width_a, [0, 0])
MU, SIGMA = fit[0], np.exp(fit[1])
q_a = np.exp(log_bell(*fit)) * width_a  # the share of each strip
mean_z = np.sum(q_a * expit(a))
sd_z = np.sqrt(np.sum(q_a * (expit(a) - mean_z) ** 2))
q_cut = np.exp(log_cut_bell(*cut)) * width_z
mean_cut = np.sum(q_cut * z)
print(f"cut bell:          mu {cut[0]:.3f}, sigma {np.exp(cut[1]):.3f}, gap {cut_gap:.4f} nats, mean of z {mean_cut:.6f}")
print(f"bell on the logit: mu {MU:.3f}, sigma {SIGMA:.3f}, gap {fit_gap:.4f} nats, mean of z {mean_z:.6f}")
print(f"standard deviation of z: logit bell {sd_z:.4f}, posterior {beta(3, 9).std():.4f}")
assert 0 < fit_gap < cut_gap / 4 and abs(mean_z - 0.25) < 1e-7

# %%
logit_of_z = np.log(z) - np.log1p(-z)
log_fit_z = norm(MU, SIGMA).logpdf(logit_of_z) - np.log(z * (1 - z))  # the bell as a density of z
shown = z < 0.8
plot.curves(
    {
        "posterior": posterior[shown],
        "cut bell": np.exp(log_cut_bell(*cut))[shown],
        "logit bell": np.exp(log_fit_z)[shown],
    },
    x=z[shown],
    xlabel="z, the chance of heads",
    ylabel="density",
    title="Two Gaussians for one posterior",
)

# %% [markdown]
# Notice: the cut bell stands too high at 0. The logit bell leans to the same side as the posterior (a little too far),
# and has a quarter of the gap. What the new scale changed is the set of curves to choose from, and nothing else: neither
# $\log p(x)$ nor the KL of any curve (measured in the *Further* below).
#
# ### A forgotten factor
#
# **Predict first.** Somebody forgets the Jacobian, and takes $\log p(x|z)$ with $z = \sigma(a)$ for $\log p(x, a)$.
# Where will the best ELBO lie?

# %%
forgotten = HEADS * a - FLIPS * np.logaddexp(0, a)
wrong, _ = best(log_bell, forgotten, width_a, [0, 0])
wrong_elbo = elbo(log_bell(*wrong), forgotten, width_a)
wrong_mean = np.sum(np.exp(log_bell(*wrong)) * width_a * expit(a))
print(f"without the Jacobian: best ELBO {wrong_elbo:.3f}, log p(x) {log_p:.3f}; mean of z {wrong_mean:.3f}")
assert wrong_elbo > log_p + 1

# %% [markdown]
# Above $\log p(x)$: a bound that lies above what it bounds proves a mistake. It does bound something,
# $\log B(2, 8) = -\log 72 = -4.277$, which $\log p(x)$ would be under the "prior" $1 / (z (1 - z))$ that nobody chose.
# The flat prior counts like two more flips, a head and a tail; this one like none. So the mean is 2/10, not 3/12.

# %% [markdown]
# ### Further: What the scale leaves as it is
#
# Not $\log p(x)$, and no KL, changes with the scale:

# %%
same_q = -elbo(log_fit_z, log_post_z, width_z)
print(f"log p(x): on z {by_strips:.8f}, on a {np.log(np.sum(np.exp(log_joint_a(a))) * width_a):.8f}")
print(f"KL of the logit bell to the posterior: on a {fit_gap:.8f}, on z {same_q:.8f}")
assert abs(same_q - fit_gap) < 1e-6

# %% [markdown]
# And why is the mean of $z$ under the logit bell exactly 0.25? At the top of the ELBO its slope in $\mu$ is 0.
# The slope of $\log p(x, a)$ is $3 - 12 z$, its mean over $q$ must vanish, so $E_q[z] = 3/12$. The cut bell has no such
# luck, nor has the logit bell's standard deviation.

# %% [markdown]
# ## 3. The same by draws
#
# With a network in $p(x|z)$ there are no strips. There are draws, $a = \mu + \sigma \epsilon$ with
# $\epsilon \sim N(0, 1)$. Split the ELBO into $E_q[h(a)]$ with $h(a) = \log p(x, a)$, and the entropy of $q$,
# $E_q[-\log q] = \log \sigma + \text{const}$. Then, with the slope $h'(a) = 3 - 12\, \sigma(a)$,
#
# $$\frac{\partial\, \text{ELBO}}{\partial \mu} = E[h'(a)], \qquad \frac{\partial\, \text{ELBO}}{\partial \log \sigma} = E[h'(a)\, \epsilon]\, \sigma + 1 .$$
#
# (The $\sigma$ before a bracket is the logistic function.) Ten draws a step, 2,000 steps uphill, the step size falling
# as $1/\sqrt{t}$ from 0.1; five seeds.


# %%
def slope(a):
    """h'(a): the slope of log p(x, a)."""
    return HEADS + 1 - (FLIPS + 2) * expit(a)


def climb(seed, n_steps=2000, n_draws=10):
    """Stochastic gradient ascent from N(0, 1): the path of (mu, log sigma), one row a step."""
    rng = np.random.default_rng(seed)
    mu, log_sigma, path = 0.0, 0.0, []
    for t in range(1, n_steps + 1):
        eps = rng.standard_normal(n_draws)
        sigma = np.exp(log_sigma)
        s = slope(mu + sigma * eps)
        rate = 0.1 / np.sqrt(t)
        mu, log_sigma = mu + rate * s.mean(), log_sigma + rate * (np.mean(s * eps) * sigma + 1)
        path.append((mu, log_sigma))
    return np.array(path)


every = np.unique(np.logspace(0, np.log10(2000), 60).astype(int)) - 1
gaps = {}
for seed in range(SEED, SEED + 5):
    path = climb(seed)
    gaps[f"seed {seed}"] = np.array([log_p - elbo(log_bell(*p), log_joint_a(a), width_a) for p in path[every]])
    print(f"seed {seed}: mu {path[-1, 0]:.3f}, sigma {np.exp(path[-1, 1]):.3f}, gap {gaps[f'seed {seed}'][-1]:.4f}")
# claim: each climb by draws ends within a hundredth of a nat of the best bell
assert max(g[-1] for g in gaps.values()) < fit_gap + 0.01
plot.curves(
    {**{name: gaps[name] for name in list(gaps)[:3]}, "best bell": np.full(len(every), fit_gap)},
    x=np.log10(every + 1),
    xlabel="log10 of the step",
    ylabel="gap, nats",
    yscale="log",
    title="The gap to log p(x), by ten draws a step",
)

# %% [markdown]
# Notice: the gap falls nearly to that of the best bell, and the jumps die out. No step knew $\log p(x)$.

# %% [markdown]
# ## 4. Two directions
#
# A slide calls the KL "the distance between two distributions". It is none: it depends on the direction. The ELBO
# comes with $\text{KL}(q \,\|\, p)$, where $p$ is the posterior. What would the other, $\text{KL}(p \,\|\, q)$, do?
# For the one hill of the coin the two nearly agree (first line below). So take two hills,
# $p = 0.7\, N(-2, 0.6^2) + 0.3\, N(2, 0.6^2)$, and the best Gaussian by each.
#
# For $\text{KL}(p \,\|\, q)$ no search is needed: it has a $-E_p[\log q]$ in it and nothing else that depends on $q$,
# so the best Gaussian has the mean and the variance of $p$ (as in the M-step of EM).
#
# **Predict first.** Which of the two covers both hills, and which sits on one?

# %%
u = np.linspace(-14, 14, 5601)
width_u = u[1] - u[0]


def two_hills(d):
    """log p on the grid: 0.7 N(-d, 0.6²) + 0.3 N(d, 0.6²)."""
    return np.log(0.7 * norm(-d, 0.6).pdf(u) + 0.3 * norm(d, 0.6).pdf(u))


def kl(log_q, log_p):
    """KL(q || p), by strips."""
    return -elbo(log_q, log_p, width_u)


def seek(log_p, start):
    """The Gaussian of least KL(q || p), uphill from a start: its mean and log standard deviation."""
    return minimize(lambda p: kl(norm(p[0], np.exp(p[1])).logpdf(u), log_p), [start, -0.5], method="Nelder-Mead").x


def cover(log_p):
    """The Gaussian of least KL(p || q): the mean and the log standard deviation of p."""
    mean = np.sum(np.exp(log_p) * u) * width_u
    return mean, 0.5 * np.log(np.sum(np.exp(log_p) * (u - mean) ** 2) * width_u)


p_a = np.exp(log_joint_a(a) - log_p) * width_a  # the coin's posterior: the share of each strip
mean_a = p_a @ a
print(f"the coin, logit scale: seeks N({MU:.2f}, {SIGMA:.2f}²), covers N({mean_a:.2f}, {np.sqrt(p_a @ (a - mean_a) ** 2):.2f}²)")
log_hills = two_hills(2)
bells = {"seeks, from -2": seek(log_hills, -2), "seeks, from 2": seek(log_hills, 2), "covers": cover(log_hills)}
curves = {"p": np.exp(log_hills)}
table = {}
for name, (mean, log_sd) in bells.items():
    log_q = norm(mean, np.exp(log_sd)).logpdf(u)
    curves[name] = np.exp(log_q)
    table[name] = kl(log_q, log_hills), kl(log_hills, log_q)
    print(f"{name:15s} N({mean:5.2f}, {np.exp(log_sd):.2f}²)   KL(q || p) {table[name][0]:6.3f}   KL(p || q) {table[name][1]:7.3f}")
print(f"-log 0.7 = {-np.log(0.7):.3f}, -log 0.3 = {-np.log(0.3):.3f}")
searched = minimize(lambda p: kl(log_hills, norm(p[0], np.exp(p[1])).logpdf(u)), [0, 0], method="Nelder-Mead").x
assert np.allclose(searched, bells["covers"], atol=1e-3)  # the search finds the mean and the variance of p, too
assert table["seeks, from -2"][0] < table["seeks, from 2"][0] < table["covers"][0]
assert table["covers"][1] < table["seeks, from -2"][1] / 10
middle = np.abs(u) < 5
plot.curves(
    {name: c[middle] for name, c in curves.items()},
    x=u[middle],
    xlabel="z",
    ylabel="density",
    title="Two hills, and the best Gaussian by each direction",
)

# %% [markdown]
# $\text{KL}(q \,\|\, p)$ averages $\log \frac{q}{p}$ over draws of $q$. A $q$ that stands where $p$ is nearly 0 pays
# dearly; a hill of $p$ that $q$ leaves out costs nothing but $-\log$ of the share of the hill that it took: 0.357 for
# the large one. It is **mode-seeking**: it ends on one hill, here on that where it started. $\text{KL}(p \,\|\, q)$
# averages over $p$: whatever $p$ has, $q$ must have. It is **mass-covering**, and puts its summit between the hills,
# where $p$ has little.
#
# **Why then does a VAE not take $\text{KL}(p \,\|\, q)$?** It is a mean over $p$, the posterior of this $x$, from which
# we cannot draw.

# %% [markdown]
# ### Further: How far apart must the hills be?

# %%
for d in (0.5, 1, 1.5, 2, 3):
    log_d = two_hills(d)
    ends = [seek(log_d, start) for start in (-d, d)]
    found = min(ends, key=lambda p: kl(norm(p[0], np.exp(p[1])).logpdf(u), log_d))
    print(f"hills at ±{d}: seeks N({found[0]:5.2f}, {np.exp(found[1]):.2f}²), covers N({cover(log_d)[0]:5.2f}, {np.exp(cover(log_d)[1]):.2f}²)")

# %% [markdown]
# At ±1 both Gaussians lie over both hills; from ±1.5 on the first has made its choice. So "mode-seeking" is said of hills
# that stand far apart, measured by their width.
#
# Nor does it add up as distances do. $N(0, 1)$, $N(1, 1)$ and $N(2, 1)$ have the KLs $\frac12$, $\frac12$, and
# $2$ from end to end: the way by the middle is shorter than the straight one.
#
# And $\text{KL}(p \,\|\, q)$ is not out of reach for every encoder. Draw $z$ and then $x$ from the *model*: then $z$ is a
# draw from the posterior of that $x$. An encoder that is trained on such pairs lowers $\text{KL}(p \,\|\, q)$: the sleep
# phase of wake-sleep (Hinton et al. 1995).

# %% [markdown]
# ## 5. When the model learns, too
#
# A slide has the identity of section 2, and says: "$\log p(x)$ is constant, kill it". For $q$ that is right: whatever
# $q$ is, $\log p(x)$ stays. But a VAE trains its decoder with the same bound, and $\log p(x)$ depends on the decoder.
#
# Take the linear model of MNISTVAE: $x = zW$ + noise of variance $v$, with $K = 2$ and $D = 5$, where $\log p(x)$,
# ELBO and KL are formulas. The two rows of $W$ point nearly the same way, so the posterior is tilted, and our $q$, one
# variance per unit, is not. $W$ is known; $v$ is to be learnt. The three formulas have $x$ in squares and products
# only. So five rows in which these have exactly the model's means stand for endlessly many data made with $v = 0.5$.


# %%
W = np.array([[1.0, 1, 1, 1, 0], [0.5, 1, 1, 1, 0.5]])  # (K, D)


def endless_data(W):
    """Five rows x whose mean of xᵀx is what the model has for v = 0.5: WᵀW + 0.5 I."""
    return np.sqrt(5) * np.linalg.cholesky(W.T @ W + 0.5 * np.eye(5)).T


def three_terms(v, W, X):
    """log p(x), best ELBO and KL to the posterior of the linear model: mean over the rows of X, nats."""
    K, D = W.shape
    covariance = W.T @ W + v * np.eye(D)
    squares = np.sum(X * np.linalg.solve(covariance, X.T).T, axis=1)
    log_px = -0.5 * (squares + np.linalg.slogdet(2 * np.pi * covariance)[1])
    precision = np.eye(K) + W @ W.T / v  # the inverse of the posterior's covariance
    mu = np.linalg.solve(precision, W @ X.T / v).T  # (N, K), the posterior means
    var = 1 / np.diag(precision)  # the best variances without tilt
    error = np.sum((X - mu @ W) ** 2, axis=1) + np.sum(var * np.sum(W**2, axis=1))
    rebuilt = -0.5 * error / v - D / 2 * np.log(2 * np.pi * v)
    bound = rebuilt - 0.5 * np.sum(mu**2 + var - 1 - np.log(var), axis=1)
    gap = -0.5 * (np.linalg.slogdet(precision)[1] + np.sum(np.log(var)))  # the means agree
    assert np.abs(bound + gap - log_px).max() < 1e-10  # the identity, for each x
    return log_px.mean(), bound.mean(), gap


variances = np.geomspace(0.25, 16, 601)  # 0.5 is one of them
log_px, bound, gap = np.array([three_terms(v, W, endless_data(W)) for v in variances]).T
for name, i in [("log p(x) highest", log_px.argmax()), ("ELBO highest", bound.argmax()), ("KL lowest", gap.argmin())]:
    print(f"{name:17s} at v = {variances[i]:6.3f}:  log p(x) {log_px[i]:8.4f}   ELBO {bound[i]:8.4f}   KL {gap[i]:.4f}")
across = np.array([[1.0, 1, 1, 1, 0], [1, -1, 1, -1, 0]])  # rows at right angles: no tilt
log_px_0, bound_0, gap_0 = np.array([three_terms(v, across, endless_data(across)) for v in variances]).T
print(f"rows at right angles: log p(x) highest at v = {variances[log_px_0.argmax()]:.3f}, ELBO at {variances[bound_0.argmax()]:.3f}")
assert log_px_0.argmax() == bound_0.argmax() and np.abs(gap_0).max() < 1e-10
assert abs(variances[log_px.argmax()] - 0.5) < 1e-9 and variances[bound.argmax()] > 0.55
assert np.all(np.diff(gap) < 0)
near = (variances > 0.35) & (variances < 0.85)
plot.curves(
    {"log p(x)": (log_px - log_px.max())[near], "ELBO": (bound - bound.max())[near]},
    x=variances[near],
    xlabel="v, the variance of the noise",
    ylabel="nats, its own top at 0",
    title="What is learnt by each",
)

# %% [markdown]
# Three answers to one question.
#
# - The likelihood is highest at the variance that made the data.
# - **The ELBO has its top further right.** The gap falls as $v$ grows, because a blurred posterior is less tilted. So the
#   bound pays for models whose posterior our $q$ can follow. (With the rows of $W$ at right angles there is no tilt and
#   no gap, and the two tops are one: the last line. And the gap has no $x$ in it: with a few data both tops wander, and
#   that of the ELBO is still the one further right.)
# - Whoever kills $\log p(x)$ and lowers the KL alone goes to the end of the grid: with all noise the posterior is the
#   prior, the gap is gone, and so is the model.

# %% [markdown]
# ## 6. Weighted draws
#
# $p(x)$ is the mean of $p(x|z)$ over the prior. So draw $z$ from the prior and average? MNISTVAE tried it and missed by
# tens of nats (when that is so, the *Further* below says). Better draw where $p(x, z)$ is large, from a **proposal**, and
# weight each draw by $w = p(x, z)$ over the proposal's density: the mean of $w$ is $p(x)$, too. Let $r$ be the variance of
# $w$ over the square of its mean. Then an error of 10 % takes $r / 0.1^2$ draws.
#
# ### What the effective sample size cannot see
#
# In practice $r$ is not known. It is estimated from the weights themselves, by the **effective sample size**
# $\text{ESS} = (\sum_s w_s)^2 / \sum_s w_s^2$, which is $S$ for equal weights and 1 if one draw has all the weight; with
# many draws $\text{ESS} / S$ tends to $1 / (1 + r)$. Here are the two hills again, where $\log p(x)$ is 0, at ±3, with
# four proposals and 1,000 draws, over five seeds.

# %%
log_hills = two_hills(3)
proposals = {"seeks, from -3": seek(log_hills, -3), "seeks, from 3": seek(log_hills, 3)}
proposals |= {"covers": cover(log_hills), "wide": (0, np.log(4))}


def weighted(proposal, seed, n_draws=1000):
    """log of the mean weight, and ESS / S, for draws from a Gaussian proposal."""
    draws = proposal.rvs(n_draws, random_state=seed)
    hills = np.logaddexp(np.log(0.7) + norm(-3, 0.6).logpdf(draws), np.log(0.3) + norm(3, 0.6).logpdf(draws))
    log_w = hills - proposal.logpdf(draws)
    w = np.exp(log_w - log_w.max())  # the ESS does not change with a common factor
    return log_w.max() + np.log(w.mean()), w.sum() ** 2 / np.sum(w**2) / n_draws


lie = {}
for name, (mean, log_sd) in proposals.items():
    proposal = norm(mean, np.exp(log_sd))
    lie[name] = np.array([weighted(proposal, seed) for seed in range(SEED, SEED + 5)])
    true = 1 / (np.sum(np.exp(2 * log_hills - proposal.logpdf(u))) * width_u)
    log_p_hat, ess = lie[name].T
    print(
        f"{name:15s} log p(x) {log_p_hat.min():6.3f} to {log_p_hat.max():6.3f} (true 0)   "
        f"ESS / S {ess.min():.3f} to {ess.max():.3f}, in truth {true:.2g}"
    )
# claim: the proposal on one hill has the best ESS and the wrong answer
assert lie["seeks, from -3"][:, 1].min() > 0.95 and lie["seeks, from -3"][:, 0].max() < -0.3
# claim: the wide one has a lower ESS and the right answer
assert lie["wide"][:, 1].max() < 0.6 and np.abs(lie["wide"][:, 0]).max() < 0.15

# %% [markdown]
# The $q$ on one hill has nearly equal weights, for it *is* that hill. Its ESS is near 100 %, and three tenths (or
# seven) of $p(x)$ are missing. **The ESS knows what was drawn, and nothing of what was not.** The last column is the
# truth, $1 / (1 + r)$ by quadrature. And this $q$ is what raising the ELBO gives. A low ESS is bad news; a high one is no
# good news. The two from which both hills are drawn look worse and are right.

# %% [markdown]
# ### Further: How many draws from the prior?
#
# From the prior $w$ is $p(x|z)$. For one coin the mean of its square is $B(5, 17)$, so $r = B(5, 17) / B(3, 9)^2 - 1$. Take
# $K$ coins, each with two heads in ten: independent factors multiply, $1 + r_K = (1 + r)^K$.
#
# The rival is the bell of section 2 nine times out of ten, and else the prior.

# %%
log_prior_a = a - 2 * np.logaddexp(0, a)  # p(a) = z (1 - z)
log_safe = np.logaddexp(np.log(0.9) + log_bell(*fit), np.log(0.1) + log_prior_a)
r_prior = np.exp(betaln(5, 17) - 2 * betaln(3, 9)) - 1
r_safe = np.sum(np.exp(2 * (log_joint_a(a) - log_p) - log_safe)) * width_a - 1
print(f"r: prior {r_prior:.3f}, bell with a tenth of the prior {r_safe:.3f}")
n_coins = np.arange(1, 51)
r_flips = np.exp(betaln(4 * n_coins + 1, 16 * n_coins + 1) - 2 * betaln(2 * n_coins + 1, 8 * n_coins + 1)) - 1
needed = {
    "prior": ((1 + r_prior) ** n_coins - 1) / 0.01,
    "prior, one coin": r_flips / 0.01,  # one z, and as many flips in all
    "weighted": ((1 + r_safe) ** n_coins - 1) / 0.01,
}
print("draws for an error of 10 %, 50 coins:", *(f"{name} {count[-1]:.3g}; " for name, count in needed.items()))
plot.curves(
    needed, x=n_coins, xlabel="K, the number of coins", ylabel="draws", yscale="log", title="Draws for an error of 10 %"
)

# %% [markdown]
# From the prior the number of draws is exponential in $K$. It is the number of hidden things that does it, not that of
# the data: one coin that shows all the $10 K$ flips needs some thousand draws where 50 coins need $10^{21}$. The
# weighted draws are exponential, too, with a base near 1; everything hangs on how near $q$ is.

# %% [markdown]
# ### Further: Why not the bell alone?
#
# Look at the tails. To the left $p(x, a)$ falls like $e^{3a}$, the bell like $e^{-a^2 / 2 \sigma^2}$, which is faster.
# There $w$ grows without limit. Its variance is infinite: add up more strips, and it grows.

# %%
for reach in (8, 10, 12):
    inside = np.abs(a) < reach
    r = np.sum(np.exp(2 * (log_joint_a(a) - log_p) - log_bell(*fit))[inside]) * width_a - 1
    print(f"r of the bell alone, strips up to |a| = {reach}: {r:.3g}")

# %% [markdown]
# The ESS of a run does not show it, as long as no draw falls there. With a tenth of the prior no weight is above
# $10\, p(x|z)$, and the variance is finite.

# %% [markdown]
# ### Further: "The squared distance"
#
# A slide says: "$-\log P(X)$ is the squared distance, up to a constant". It means $-\log p(x|z)$ for *one* $z$ and a
# Gaussian decoder. $P(X)$ is the mean over all $z$, and the mean has to be taken first, then the logarithm (for the
# coin `log_p` is $-6.20$; the mean of the logarithms over the prior is the ELBO of $q$ = prior, $-10$, in section 2).

# %% [markdown]
# ## 7. One bound, five models
#
# Hidden things differ: the component of a point, the topic of a word, the code of an image. The bound is the same. Here
# `elbo` of section 2 is held against four models of the package. For the first the sum is over components, for the
# second over topics; for the two VAEs over strips, because their code is one number. The fifth, LDA, reports its own
# bound. The data of three of them: 1,000 points on an arc with noise.

# %%
rng = np.random.default_rng(SEED)
angle = 1.3 * rng.standard_normal(1000)
arc = 1.5 * np.column_stack([np.sin(angle), np.cos(angle)]) + 0.3 * rng.standard_normal((1000, 2))
points = arc[:200]
code = np.linspace(-8, 8, 1601)  # strips of z for the VAEs
width_code = code[1] - code[0]


def report(name, log_px, bound):
    """Print the means of log p(x), the ELBO and the gap; return the gap of each row."""
    gap = np.atleast_1d(log_px - bound)
    print(f"{name:34s} log p(x) {np.mean(log_px):8.4f}   ELBO {np.mean(bound):8.4f}   gap {gap.mean():.2g}")
    return gap


mixture = GaussianMixture(3, random_state=SEED, progress=False).fit(arc)
log_parts = np.empty((len(points), 3))  # log p(x, k)
for k in range(3):
    away, C = points - mixture.means_[k], mixture.covariances_[k]
    squares = np.sum(away * np.linalg.solve(C, away.T).T, axis=1)
    log_parts[:, k] = np.log(mixture.weights_[k]) - 0.5 * (squares + np.linalg.slogdet(2 * np.pi * C)[1])
r = mixture.predict_proba(points)
gap_em = report("mixture, q = responsibilities", mixture.score_samples(points), elbo(np.log(r), log_parts))
hard = log_parts[np.arange(len(points)), r.argmax(axis=1)]  # q has the whole weight on one k: log q = 0
gap_hard = report("mixture, q = the likeliest k", mixture.score_samples(points), hard)
assert np.abs(gap_em).max() < 1e-10 and np.allclose(gap_hard, -np.log(r.max(axis=1)))

toy = np.array([[3, 1, 0], [2, 2, 0], [1, 1, 3]])  # documents x words
how = {"n_topics": 2, "tol": 0.0, "random_state": SEED, "progress": False}
plsa = PLSA(max_iter=30, **how).fit(toy)
log_p_plsa = PLSA(max_iter=31, **how).fit(toy).history_["log_likelihood"][-1]  # what its step 31 starts from
log_parts = np.log(plsa.doc_topic_[:, None, :] * plsa.components_.T)  # log p(w, k | d): (N, V, K)
log_r = log_parts - np.logaddexp.reduce(log_parts, axis=2, keepdims=True)  # log p(k | d, w)
gap_plsa = report("pLSA, q = p(topic | d, w)", log_p_plsa, np.sum(toy * elbo(log_r, log_parts)))


def by_strips_of_code(model, points):
    """log p(x), the ELBO, and log p(x, z) on the strips, of a VAE with one code unit: exact."""
    decoded = model.decode(code[:, None]).astype(float)  # (G, D)
    squares = np.sum((points[:, None] - decoded) ** 2, axis=2)  # (N, G)
    log_joint = -0.5 * squares / model.variance - np.log(2 * np.pi * model.variance) + norm.logpdf(code)
    mu, logvar = (part.astype(float) for part in model.encode(points))
    log_q = norm.logpdf(code, mu, np.exp(logvar / 2))
    log_px = np.logaddexp.reduce(log_joint, axis=1) + np.log(width_code)
    return log_px, elbo(log_q, log_joint, width_code), log_joint


linear = LinearVAE(latent_dim=1, variance=0.09).fit(arc)
gap_linear = report("linear VAE", *by_strips_of_code(linear, points)[:2])


def fit_vae(X, epochs=30, seed=SEED):
    """A VAE with one code unit and 30 hidden ones."""
    how = {"likelihood": "gaussian", "variance": 0.09, "random_state": seed, "progress": False}
    return VAE((30,), latent_dim=1, epochs=epochs, batch_size=50, learning_rate=5e-3, **how).fit(X.astype(np.float32))


vae = fit_vae(arc)
vae_log_px, vae_bound, vae_joint = by_strips_of_code(vae, points)
gap_vae = report("VAE, one hidden layer", vae_log_px, vae_bound)

# %%
evidence, best_bound = {}, {}
for n_topics in (1, 2):
    how = {"alpha": 1.0, "eta": 1.0, "max_iter": 1000, "tol": 1e-10, "progress": False}
    fits = [VariationalLDA(n_topics, **how, random_state=SEED + s).fit(toy) for s in range(5)]
    evidence[n_topics] = exact_posterior(toy, n_topics, 1.0, 1.0).log_evidence
    best_bound[n_topics] = max(f.history_["elbo"][-1] for f in fits)
    gap_lda = report(f"LDA, {n_topics} topic(s), best of five", evidence[n_topics], best_bound[n_topics])

# %% [markdown]
# (The rows are not a contest: the data, and what is counted as hidden, differ.) Where is the gap 0, and why?
#
# | model | hidden | q | gap |
# |---|---|---|---|
# | mixture, by EM | component of a point | any table of shares | 0 after each E-step: the posterior is such a table |
# | the same, hard labels as in K-means | the same | one component | $-\log$ of its responsibility |
# | pLSA | topic of a word | any table of shares | 0, as above |
# | linear VAE | code | Gaussian | 0: the posterior is a Gaussian, with one variance for all $x$ |
# | VAE | code | Gaussian from a network | above 0: the posterior is no Gaussian, and the network is not perfect |
# | variational LDA | topics, shares and dice | independent factors | above 0 with two topics or more: given the words they depend on each other |
#
# (pLSA's log-likelihood is what the package reports at its next step.) EM is the case where $q$ can be perfect: the
# E-step closes the gap, so what is raised *is* $\log p(x)$.
# %%
assert np.abs(gap_linear).max() < 1e-6
assert gap_vae.mean() > 0.1  # claim: the VAE's gap is not 0
assert abs(gap_plsa[0]) < 1e-10
# claim: by the bound one topic wins, by the evidence two
assert best_bound[1] > best_bound[2] and evidence[2] > evidence[1]

# %% [markdown]
# With one topic nothing is left to depend on, and the bound is exact. With two the gap is more than 2 nats. By the
# evidence, $\log p(x)$, two topics explain these three documents better; **by the bound one does.** So bounds with gaps
# of unknown size do not rank models; section 5 showed the same for a parameter. (A part of the gap, at most
# $\log 2! = 0.69$, is only that two topics may exchange their names.)

# %% [markdown]
# ### Further: The variance of the linear VAE's encoder
#
# At the optimum it is $\min(1, \sigma^2 / \lambda)$, with $\lambda$ the largest variance of the data along a line, and
# it is that of the posterior. (With several units the closed form puts the rows of $W$ at right angles, so no tilt is
# left.)

# %%
largest = np.linalg.eigvalsh(np.cov(arc.T, ddof=0))[-1]
print(f"linear VAE: variance of q {linear.posterior_variances()[0]:.6f}, min(1, 0.09 / {largest:.4f}) = {min(1, 0.09 / largest):.6f}")
assert abs(linear.posterior_variances()[0] - 0.09 / largest) < 1e-6

# %% [markdown]
# ## 8. Further: Whose fault is the VAE's gap?
#
# Two causes are possible. No Gaussian fits the posterior: then a better network would not help. Or the encoder does not
# give the best Gaussian: then it would. (Cremer et al. 2018 call them the approximation gap and the amortisation gap.)
# With one code unit we can search the best Gaussian for each point, over the strips, and see what remains.


# %%
def best_gap(log_px, log_joint, mu, log_sd):
    """The least KL(q || posterior) of a Gaussian for one x, searched from two starts."""

    def gap(p):
        log_q = norm.logpdf(code, p[0], np.exp(p[1]))
        log_q -= np.log(np.sum(np.exp(log_q)) * width_code)  # none of it off the strips: else the gap may be negative
        return log_px - elbo(log_q, log_joint, width_code)

    starts = [mu, log_sd], [code[log_joint.argmax()], -1.0]
    return min(minimize(gap, s, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-6}).fun for s in starts)


mu, logvar = vae.encode(points[:60])
least = np.array(
    [best_gap(vae_log_px[i], vae_joint[i], mu[i, 0], logvar[i, 0] / 2) for i in range(60)]
)
print(f"60 points: gap of the encoder's Gaussian {gap_vae[:60].mean():.3f}, of the best Gaussian {least.mean():.4f} nats")


def gap_of(X, run, epochs=30):
    """The gaps of the first 200 rows of X, for a VAE trained on all of it."""
    return np.subtract(*by_strips_of_code(fit_vae(X, epochs, SEED + run), X[:200])[:2])


curves = ("arc", "arc, ten times the epochs", "S", "arc without its ends")
means, at_ends = {name: [] for name in curves}, []
for run in range(5):  # other data and another start each time
    rng = np.random.default_rng(SEED + run)
    t, noise = 1.3 * rng.standard_normal(1000), 0.3 * rng.standard_normal((1000, 2))
    bent = 1.5 * np.column_stack([np.sin(t), np.cos(t)]) + noise
    on_arc = gap_of(bent, run)
    far = np.abs(t[:200]) > 1.7
    at_ends.append((far.mean(), on_arc[far].sum() / on_arc.sum()))
    s_curve = 1.5 * np.column_stack([np.sign(t) * (1 - np.cos(t)), np.sin(t)]) + noise  # as bent and as long
    gaps = on_arc, gap_of(bent, run, 300), gap_of(s_curve, run), gap_of(bent[np.abs(t) < 2.2], run)
    for name, gap in zip(curves, gaps, strict=True):
        means[name].append(gap.mean())
for name in curves:
    print(f"{name:26s} gap {np.mean(means[name]):.2f} nats, {min(means[name]):.2f} to {max(means[name]):.2f} in five runs")
print("beyond 1.7 from the arc's top, points and their share of the gap:", *(f"{n:.0%} have {g:.0%};" for n, g in at_ends))
assert least.mean() < 0.2 * gap_vae[:60].mean()  # claim: nearly all of the gap is the encoder's
assert np.mean(at_ends, axis=0)[1] > 0.5  # claim: most of the gap belongs to the ends
# claim: without the ends, or with the ends apart, most of it is gone
assert max(np.mean(means[name]) for name in ("S", "arc without its ends")) < 0.4 * np.mean(means["arc"])
assert np.mean(means["arc, ten times the epochs"]) < 0.7 * np.mean(means["arc"])  # claim: longer training takes a part
plot.scatter(
    {
        "the encoder's": np.column_stack([angle[:60], np.log10(gap_vae[:60])]),
        "the best Gaussian's": np.column_stack([angle[:60], np.log10(np.maximum(least, 1e-6))]),  # as fine as the search
    },
    xlabel="angle on the arc",
    ylabel="log10 of the gap in nats",
    title="Whose fault is the gap?",
)

# %% [markdown]
# Nearly all of it is the encoder's, and in five runs most of it belongs to the ends of the arc, some fifth of the
# points. The ends meet: there neighbours should have codes that are far apart, and a smooth encoder errs. On an S, as
# long and as bent, whose ends stay apart, most of the gap is gone, and so it is on an arc that is cut at 2.2 on either
# side. On the arc, ten times the epochs take more than half of it here. (So it is for this network. The decoder has
# learnt with this encoder; another one might have led it elsewhere.)

# %% [markdown]
# ## 9. Further: Which gradient is quieter?
#
# "One cannot differentiate through sampling", says a slide. MNISTVAE showed that one can, by the score function, and
# that the reparameterised gradient was far quieter there. There it was the gradient of $E_q[f]$ for a fixed $f$. The
# gradient of the ELBO has $\log q$ in it, too. Four one-draw estimates of $\partial\, \text{ELBO} / \partial \mu$, with
# $\log w = \log p(x, a) - \log q(a)$ and $h' = 3 - 12\, \sigma(a)$:
#
# - *score*: $\log w \cdot \epsilon / \sigma$
# - *score, baseline*: the same with $\log w$ less its mean
# - *reparameterised*: $h'(a)$, with the entropy's part exact (it is 0 for $\mu$)
# - *path*: $h'(a) + \epsilon / \sigma$: the slope of all of $\log w$ along $a$, with $q$ held fixed (Roeder et al. 2017)
#
# Their means are equal. By strips, their variances are exact, and no seed is needed.
#
# **Predict first.** Which is quietest at the best bell? Which if the bell is far too narrow? Which if it is as wide as
# the best one, but stands at -3, at 1 or at 3?

# %%
def variances_of(mu, sigma):
    """Mean and variance of four one-draw estimates of d ELBO / d mu, by strips."""
    q = norm(mu, sigma).pdf(a) * width_a
    log_w, eps = log_joint_a(a) - norm(mu, sigma).logpdf(a), (a - mu) / sigma
    estimates = {
        "score": log_w * eps / sigma,
        "score, baseline": (log_w - q @ log_w) * eps / sigma,
        "reparameterised": slope(a),
        "path": slope(a) + eps / sigma,
    }
    return {name: (q @ g, q @ g**2 - (q @ g) ** 2) for name, g in estimates.items()}


spread = {}
places = {"narrow, at -3": (-3, 0.2), "narrow": (MU, 0.2), "at -3": (-3, SIGMA), "at 1": (1, SIGMA), "at 3": (3, SIGMA)}
places["the best bell"] = MU, SIGMA
for name, (mu, sigma) in places.items():
    spread[name] = variances_of(mu, sigma)
    means = [m for m, _ in spread[name].values()]
    v = {key: variance for key, (_, variance) in spread[name].items()}
    g = norm(mu, sigma).pdf(a) * width_a @ (slope(a) * (a - mu)) + 1  # d ELBO / d log sigma, of section 3
    assert np.ptp(means) < 1e-8 and abs(v["path"] - v["reparameterised"] - (2 * g - 1) / sigma**2) < 1e-8
    print(f"{name:13s} g {round(g, 2) + 0.0:5.2f}; variances:", *(f"{key} {value:.3g} " for key, value in v.items()))
top = spread["the best bell"]
q_top = norm(MU, SIGMA).pdf(a) * width_a
log_w = log_joint_a(a) - norm(MU, SIGMA).logpdf(a)
for n_coins in (20, 100):
    others = (n_coins - 1) * (q_top @ log_w**2 - (q_top @ log_w) ** 2) / SIGMA**2  # independent, so variances add
    print(f"{n_coins} coins, all at the best bell: score, baseline {top['score, baseline'][1] + others:.3g}")
assert top["path"][1] < top["score, baseline"][1] < top["reparameterised"][1] / 10
widths = np.geomspace(0.15, 2.5, 60)
lines = {name: np.array([variances_of(MU, s)[name][1] for s in widths]) for name in top}
plot.curves(
    lines, x=widths / SIGMA, xlabel="sigma over that of the best bell", ylabel="variance", yscale="log",
    title="Four gradients at the mean of the best bell",
)

# %% [markdown]
# The path gradient is the reparameterised one and $\epsilon / \sigma$. So, with $g = E[h'(a)\, \epsilon]\, \sigma + 1$, the
# gradient for $\log \sigma$ (section 3),
#
# $$\text{Var(path)} - \text{Var(reparameterised)} = \frac{1}{\sigma^2} + \frac{2\, E[h'(a)\, \epsilon]}{\sigma} = \frac{2 g - 1}{\sigma^2} .$$
#
# Of these two the reparameterised gradient is the quieter one exactly where $g > \frac12$: where the bell is clearly too
# narrow *for its place*. The width of the best bell is too narrow in this sense at -3 and at 3, where $h'$ is flatter,
# but not at 1. At the best bell $g = 0$, and the path gradient is ahead by $1 / \sigma^2$. There even the score function
# with a baseline beats the reparameterised gradient, by a factor of eleven. For if $q$ is the posterior, as it nearly is
# there, $\log w$ is the same number for every $a$: nothing is left after the baseline, and the slope of $\log w$ is 0.
# But $h'$ alone still varies. Elsewhere in the table that score is behind: $\log w$ varies.
#
# So "reparameterisation has the lower variance" depends on where you stand and on what is averaged. With more coins, if
# each score takes the whole $\log w$, the misfit of each adds to the noise of all scores, and to no slope: with 20 the
# lead over the reparameterised gradient is smaller, with 100 it is gone. The path gradient keeps it.

# %% [markdown]
# ## What you can now do
#
# - fit a bell to a posterior, and prove how much it loses
# - find a mistake by a bound that lies too high
# - say why the ELBO has its direction of the KL, and what it leaves out
# - distrust a comparison of bounds, and an effective sample size
# - name the gap of EM, pLSA, LDA and a VAE
#
# ## Where it goes next
#
# The exercise has you write the bound, the coin on its line, the gradient, the effective sample size and a baseline:
# [exercises/day4/ElboFromScratch](../../exercises/day4/ElboFromScratch.ipynb).
#
# The whole idea on one page: [one_page/elbo.py](../one_page/elbo.py).
