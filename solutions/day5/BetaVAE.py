# %% [markdown]
# # BetaVAE: exercises
#
# You write five functions, each of a few lines: what a unit keeps at a given noise, the exact loss of one direction, the
# curve of rate against distortion, the score of disentanglement, and what it costs to turn a code. The last one explains
# why the score cannot be promised.
#
# The lecture is [BetaVAE](../../course/day5/BetaVAE.ipynb). What you need from it: for a direction of variance $\lambda$
# and pixels of variance $\sigma^2$, what the best linear code is, and below which λ there is none (section 2).
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back.
#
# | exercise | what you write | points |
# |---|---|---|
# | 5.1 | what each unit keeps | 1 |
# | 5.2 | the exact loss of one direction | 2 |
# | 5.3 | rate and distortion at a level of noise | 2 |
# | 5.4 | the mutual information gap | 1 |
# | 5.5 | an upright q of a turned code | 2 |

# %% setup=true
import numpy as np

from minivae import plot
from minivae.autoencoders import (
    mutual_information,
    posterior_variances,
    variance_of_beta,
)
from minivae.data import load_mnist
from minivae_checks import day5 as check
from minivae_checks import pick

data = load_mnist()
print(data)

# %% [markdown]
# ## 5.1 What a unit keeps
#
# A linear VAE has K units, for the K directions in which the data vary most. Return the variance $s_k$ of each unit's
# $q(z|x)$ at the optimum, the direction of the largest variance first. A unit without a direction (K larger than the number
# of eigenvalues), or with one below the noise, stays at the prior.
#
# Shapes: `eigenvalues` (D,), none negative, **in any order**; `variance` is σ²; the answer is (K,).
#
# <details><summary>Hint 1</summary> Sort first, the largest to the front, and take K. What is s for a λ above σ², and
# what below? </details>
#
# <details><summary>Hint 2</summary> σ² / max(λ, σ²) is both at once, and never divides by 0. Begin with
# s = np.ones(K), and write over the first ones. </details>
#
# <details><summary>Hint 3</summary> leading = np.sort(eigenvalues)[::-1][:K], then s[: len(leading)] = variance /
# np.maximum(leading, variance). </details>

# %% exercise="kept_variances"
def kept_variances(eigenvalues, variance, K):
    """The variance of each unit's q at the optimum, the largest direction first: (K,)."""
    ### BEGIN SOLUTION
    leading = np.sort(eigenvalues)[::-1][:K]
    s = np.ones(K)
    s[: len(leading)] = variance / np.maximum(leading, variance)
    return s
    ### END SOLUTION

# %% check="kept_variances"
check.kept_variances(kept_variances)

# %% figure="What is left of twenty units"
use = pick(check.kept_variances)
eigenvalues = np.maximum(np.linalg.eigvalsh(np.cov(data.x_train.T, ddof=0, dtype=np.float64)), 0)
betas = np.logspace(-6, np.log10(0.5), 40)
mean_s = [use.kept_variances(eigenvalues, variance_of_beta(b, 784), 20).mean() for b in betas]
slide = {0.5: 0.99999905, 0.05: 0.864, 5e-3: 0.555, 5e-4: 0.378, 5e-5: 0.0968, 5e-6: 0.00893}
plot.scatter(
    {
        "your formula": np.log10(np.column_stack([betas, mean_s])),
        "the slide": np.log10(np.array(list(slide.items()))),
    },
    xlabel="log10 of β",
    ylabel="log10 of the mean variance",
    title="Twenty units on MNIST, (1 - β) MSE + β KL",
)

# %% [markdown]
# On the left the formula is a straight line of slope 1: all units live. On the right it is level: none does. The slide's
# points have both ends of this shape, and lie elsewhere in between.
#
# ## 5.2 The exact loss of one direction
#
# Where does the formula come from? From a loss that needs no random number. A direction has the variance `lam` and mean
# 0; encoder and decoder are one factor each, $q(z|x) = N(a x, s)$ and $p(x|z) = N(w z, \sigma^2)$. Return the two parts
# of the loss, averaged over $x$ and over $z \sim q$, in nats:
#
# - the squared error $E (x - w z)^2$, divided by $2 \sigma^2$ (leave the constant $\frac12 \log 2\pi\sigma^2$ out);
# - the KL, $E\, \text{KL}(N(a x, s) \,\|\, N(0, 1))$.
#
# Shapes: `a`, `w`, `s` and `lam` are (K,), one entry for each of K directions; so are both answers.
#
# <details><summary>Hint 1</summary> Write z = a x + sqrt(s) eps. Then x - w z has two parts, one with x and one with eps,
# and they are independent: the means of their squares add up. </details>
#
# <details><summary>Hint 2</summary> x - w z = (1 - a w) x - w sqrt(s) eps, so E(...)² = lam (1 - a w)² + w² s. In the KL,
# ½ (μ² + s - 1 - log s), the mean of μ² is a² lam. </details>
#
# <details><summary>Hint 3</summary>
#
# `error = (lam * (1 - a * w) ** 2 + w**2 * s) / (2 * variance)`; the KL has `a**2 * lam + s - 1 - np.log(s)`.
#
# </details>

# %% exercise="direction_loss"
def direction_loss(a, w, s, lam, variance):
    """Return error / (2 variance) and the KL of each direction, nats: (K,), (K,)."""
    ### BEGIN SOLUTION
    error = lam * (1 - a * w) ** 2 + w**2 * s
    kl = 0.5 * (a**2 * lam + s - 1 - np.log(s))
    return error / (2 * variance), kl
    ### END SOLUTION

# %% check="direction_loss"
check.direction_loss(direction_loss)

# %% [markdown]
# Draws must give the same. And at the optimum, `w` = √(λ - σ²) and `a` = w / λ, no small change may lower the sum.

# %%
use = pick(check.kept_variances, check.direction_loss)
rng = np.random.default_rng(0)
lam, variance = 3.0, 0.5
w = np.array([np.sqrt(lam - variance)])
a, s = w / lam, use.kept_variances(np.array([lam]), variance, 1)
error, kl = use.direction_loss(a, w, s, np.array([lam]), variance)
x = np.sqrt(lam) * rng.standard_normal(400_000)
z = a * x + np.sqrt(s) * rng.standard_normal(400_000)
print(f"error: formula {error[0]:.3f}, drawn {np.mean((x - w * z) ** 2) / (2 * variance):.3f} nats; KL {kl[0]:.3f} nats")
assert abs(error[0] - np.mean((x - w * z) ** 2) / (2 * variance)) < 0.01
for da, dw, ds in 0.02 * rng.standard_normal((200, 3)):
    assert sum(use.direction_loss(a + da, w + dw, s * np.exp(ds), np.array([lam]), variance))[0] > (error + kl)[0]
print("200 small changes: none is better")

# %% [markdown]
# ## 5.3 One curve for all β
#
# Put the optimum, $w^2 = \lambda - \sigma^2$, $a = w / \lambda$ and $s = \sigma^2 / \lambda$, into 5.2: which KL and which
# squared error (not divided by anything) has a direction above the noise? And one below it, with $w = a = 0$ and $s = 1$?
# Return the **rate**, the KL in **bits** (1 bit is log 2 nats), and the **distortion**, the squared error, each summed
# over all directions; there is a unit for every one.
#
# Shapes: `eigenvalues` (D,), all positive; two numbers come back.
#
# <details><summary>Hint 1</summary> Above the noise, a²λ + s = 1, and of the KL only -½ log s is left. np.log2 counts in bits.
# What would your formula for λ > σ² say of a direction with λ < σ²? </details>
#
# <details><summary>Hint 2</summary> The rate is ½ log2 of max(1, λ / σ²), the distortion min(λ, σ²). </details>
#
# <details><summary>Hint 3</summary> 0.5 * np.sum(np.log2(np.maximum(1, eigenvalues / variance))), and
# np.sum(np.minimum(eigenvalues, variance)). </details>

# %% exercise="drown"
def drown(eigenvalues, variance):
    """Return the rate in bits and the distortion when all is drowned to the level `variance`: two numbers."""
    ### BEGIN SOLUTION
    rate = 0.5 * np.sum(np.log2(np.maximum(1, eigenvalues / variance)))
    distortion = np.sum(np.minimum(eigenvalues, variance))
    return rate, distortion
    ### END SOLUTION

# %% check="drown"
check.drown(drown)

# %% [markdown]
# **Predict first.** Lower the level a little: the rate rises, the distortion falls. How many nats does one unit of error
# cost, at the level σ²? (Think of the loss, Δ / (2σ²) + R in nats: it is at its smallest.)
#
# <details><summary>Answer</summary> 1 / (2σ²), whatever the data: at the smallest loss, what is gained on one side is
# lost on the other. So β, which sets σ², chooses the place on the curve by its slope. </details>

# %% figure="Rate against distortion of a linear VAE"
use = pick(check.drown)
positive = eigenvalues[eigenvalues > 1e-6]
for beta in (5e-3, 5e-4, 5e-5):
    level = variance_of_beta(beta, 784)
    (r1, d1), (r2, d2) = use.drown(positive, level * 1.001), use.drown(positive, level / 1.001)
    slope = (r2 - r1) * np.log(2) / (d1 - d2)
    print(f"β = {beta:g}: {slope:.4f} nats per unit of error, 1 / (2σ²) = {1 / (2 * level):.4f}")
    assert abs(slope * 2 * level - 1) < 1e-3
curve = np.array([use.drown(positive, level)[::-1] for level in np.logspace(-2, 0.8, 50)])
plot.scatter(
    {"level σ² from 6.3 to .01": curve},
    xlabel="distortion: squared error per image",
    ylabel="rate, bits per image",
    title="MNIST, taken as Gaussian",
)

# %% [markdown]
# ## 5.4 Does one unit tell it?
#
# You get a table: entry (k, f) is the mutual information of unit k and factor f, in nats. And `entropy`, (F,): what there is
# to tell of each factor, in nats. For each factor return the **gap**: what the best unit tells, less what the second
# best tells, as a share of the entropy.
#
# Shapes: `information` (K, F) with K at least 2; the answer is (F,).
#
# <details><summary>Hint 1</summary> The best unit is another one for each factor: sort each column. </details>
#
# <details><summary>Hint 2</summary> np.sort(information, axis=0) has the largest in its last row, [-1], and the second
# largest in the row before it, [-2]. </details>

# %% exercise="information_gap"
def information_gap(information, entropy):
    """The gap of each factor: (K, F), (F,) -> (F,)."""
    ### BEGIN SOLUTION
    ranked = np.sort(information, axis=0)
    return (ranked[-1] - ranked[-2]) / entropy
    ### END SOLUTION

# %% check="information_gap"
check.information_gap(information_gap)

# %% [markdown]
# ## 5.5 The price of a turn
#
# A code $z$ has the posterior $N(\mu, \text{diag}(s))$. Turn it by a rotation $R$, $z' = z R$, and let the decoder turn back
# first: every image gets the same probability, nobody sees a difference. But the posterior of $z'$ has a tilt. Call its
# inverse covariance $P$: that of $z$ was $\text{diag}(1/s)$; what is it for $z' = z R$?
#
# Our encoder gives Gaussians without tilt, one variance per unit. The best that it can do has $s'_k = 1 / P_{kk}$ (day 4
# met it as "best without tilt"), and loses
#
# $$\tfrac12 \sum_k \log s_k - \tfrac12 \sum_k \log s'_k \quad \text{nats} .$$
#
# Return $s'$. **Predict first:** when does a turn cost nothing?
#
# <details><summary>Answer</summary> When it mixes only units of equal variance. (Or mixes none: units exchanged.) </details>
#
# Shapes: `s` (K,), `R` (K, K) with $R^T R = I$; the answer is (K,).
#
# <details><summary>Hint 1</summary> The exponent of the Gaussian of z (μ = 0) is -½ z diag(1/s) zᵀ, for a row z. Put z = z' Rᵀ
# in. </details>
#
# <details><summary>Hint 2</summary> R.T @ np.diag(1 / s) @ R is P; np.diag(P) is its diagonal. So P_kk is a sum over j of
# R_jk², each divided by s_j. </details>
#
# <details><summary>Hint 3</summary>
#
# `1 / ((R**2).T @ (1 / s))`
#
# </details>

# %% exercise="turned_variances"
def turned_variances(s, R):
    """The variances of the best q without tilt for z' = z R: (K,)."""
    ### BEGIN SOLUTION
    return 1 / ((R**2).T @ (1 / s))
    ### END SOLUTION

# %% check="turned_variances"
check.turned_variances(turned_variances)

# %% [markdown]
# First the linear VAE of MNIST: all twenty axes turned at random. Then a toy: two factors of eight values each, one in
# each of two units (plus a little noise). We turn the code by an angle, and print what it costs and what it does to the score.

# %% figure="The score falls, the price may be nothing"
use = pick(check.information_gap, check.turned_variances)
rng = np.random.default_rng(0)


def price(s, R):
    return 0.5 * np.sum(np.log(s)) - 0.5 * np.sum(np.log(use.turned_variances(s, R)))


R20 = np.linalg.qr(rng.normal(size=(20, 20)))[0]
for beta in (5e-4, 5e-5, 5e-6):
    s20 = posterior_variances(eigenvalues, variance_of_beta(beta, 784), 20)
    print(f"MNIST, β = {beta:g}: twenty axes turned cost {price(s20, R20):.3f} nats")

factors = np.stack(np.meshgrid(np.arange(8), np.arange(8)), axis=-1).reshape(-1, 2).repeat(100, axis=0)
code = (factors - 3.5) / 2.3 + 0.05 * rng.normal(size=factors.shape)
degrees = np.arange(0, 50, 5)
found = {"MIG": [], "price, s = .01 and .01": [], "price, s = .01 and .02": []}
for angle in np.deg2rad(degrees):
    R = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    found["MIG"].append(use.information_gap(mutual_information(code @ R, factors), np.full(2, np.log(8))).mean())
    found["price, s = .01 and .01"].append(price(np.array([0.01, 0.01]), R))
    found["price, s = .01 and .02"].append(price(np.array([0.01, 0.02]), R))
print(f"MIG at 0 degrees {found['MIG'][0]:.2f}, at 45 degrees {found['MIG'][-1]:.2f}")
assert found["MIG"][-1] < 0.1 < 0.8 < found["MIG"][0]
assert max(np.abs(found["price, s = .01 and .01"])) < 1e-12
plot.curves(found, x=degrees, xlabel="turn, degrees", ylabel="nats; the MIG has no unit", title="Turn a perfect code")

# %% [markdown]
# Did you expect that? **The score goes from nearly perfect to nothing, and the loss does not move at all** where the two
# units have equal variances. With variances in a ratio of two it moves by a twentieth of a nat or so, on a loss of tens or
# hundreds. And no β changes the price of a turn as long as all units live: smaller β makes all of $s$ smaller by one factor, and
# only ratios count.
#
# What holds the axes of a code is not $p(x)$, which is the same for all turns, but that $q$ must be upright. It is little.
#
# ## What you can now do
#
# - say what each unit of a linear VAE keeps at a given noise, and why
# - write its loss without a random number
# - draw the curve on which β chooses a place
# - compute a MIG, and say what it hangs on
#
# ## If you want to go on
#
# 1. Train `VAE` on `make_sprites(side=16)` with β = 3, find two units of nearly equal variance, and turn them to the
#    best MIG. You need the labels for it: for which line?
# 2. Give x and y different numbers of pixels (stretch the sprites' places in one direction). Do the axes come out more often?
