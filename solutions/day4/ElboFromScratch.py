# %% [markdown]
# # The bound, where the truth is known: exercises
#
# You write five functions. With the first two you fit a bell to the posterior of a coin and know to the last digit what
# it costs. The third finds the same bell by draws alone, the fourth says how much such draws are worth (and you will
# see it say something untrue), and the last mends a gradient that is easily written a little too small.
#
# The lecture is [ElboFromScratch](../../course/day4/ElboFromScratch.ipynb). What you need from it in one line: for any
# $q$,
#
# $$\log p(x) = \underbrace{E_q[\log p(x, z) - \log q(z)]}_{\text{ELBO}} + \text{KL}(q \,\|\, p(z|x)) .$$
#
# All logarithms are natural. You need the lecture, and NumPy arrays.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
import numpy as np
from scipy.optimize import minimize
from scipy.special import betaln, expit
from scipy.stats import norm

from minivae import plot
from minivae_checks import day4 as check
from minivae_checks import pick

# %% [markdown]
# ## 4.14 The bound, by strips
#
# The hidden $z$ is one number. Its line is cut into G strips of one width, and we know the logarithms of two heights in
# the middle of each: $\log q(z)$ and $\log p(x, z)$. Write the ELBO.
#
# Shapes: `log_q`, `log_joint` (G,); `width` and the answer are numbers.
#
# <details><summary>Hint 1</summary> A mean over q adds up, over all strips, the area of q in the strip times the value
# there. What is the area of one strip? </details>
#
# <details><summary>Hint 2</summary> It is q(z) times the width, and q(z) = np.exp(log_q). </details>
#
# <details><summary>Hint 3</summary> np.sum(q * (log_joint - log_q)) * width </details>

# %% exercise="elbo_by_strips"
def elbo_by_strips(log_q, log_joint, width):
    """E_q[log p(x, z) - log q(z)] by strips: two (G,) and a number -> one number, nats."""
    ### BEGIN SOLUTION
    q = np.exp(log_q)
    return np.sum(q * (log_joint - log_q)) * width
    ### END SOLUTION

# %% check="elbo_by_strips"
check.elbo_by_strips(elbo_by_strips)

# %% [markdown]
# With a density in place of $p(x, z)$ your function gives $-\text{KL}(q \,\|\, p)$. Two hills of the width 0.8, at -3
# with 0.6 of the whole and at 3 with 0.4. Below: the KL of $q = N(m, s^2)$ to them, for each place $m$ of the bell, and
# the widths $s$ = 0.8, 1.4 and 2.8.
#
# **Predict first.** Which of the three widths has one valley, and which two? And which has the lowest?
#
# <details><summary>Answer</summary> The two narrow ones have two, one for each hill: on the way from one to the other
# they must cross a place where p is nearly 0. The widest reaches both from the middle and has one. The lowest of all is
# that of the narrowest, on the larger hill. </details>

# %% figure="One bell for two hills"
use = pick(check.elbo_by_strips)
u = np.linspace(-18, 18, 7201)
log_hills = np.log(0.6 * norm(-3, 0.8).pdf(u) + 0.4 * norm(3, 0.8).pdf(u))
places = np.linspace(-5, 5, 101)
lines = {}
for s in (0.8, 1.4, 2.8):
    lines[f"s = {s}"] = np.array([-use.elbo_by_strips(norm(m, s).logpdf(u), log_hills, u[1] - u[0]) for m in places])
    low = places[lines[f"s = {s}"].argmin()]
    print(f"s = {s}: least KL {lines[f's = {s}'].min():.3f} nats, at m = {low:.1f}")
plot.curves(lines, x=places, xlabel="m, the place of the bell", ylabel="KL(q || p), nats", title="One bell, two hills")

# %% [markdown]
# The narrow bell on the larger hill is the best of the three: mode-seeking. Its KL is about $-\log 0.6 = 0.51$.
#
# ## 4.15 The coin on the line
#
# A coin shows `heads` heads in `flips` flips, seen in their order. Its chance of heads $z$ has the prior $p(z) = 1$ on
# $(0, 1)$. A bell does not fit into $(0, 1)$, so we go to the logit, $a = \log \frac{z}{1 - z}$, and back by
# $z = 1 / (1 + e^{-a})$. What is $\log p(x, a)$?
#
# The obvious answer, $\log p(x|z)$ with that $z$ put in, is wrong: a density is a height, and the widths of the strips
# change. The area stays, $p(x, a)\, da = p(x, z)\, dz$.
#
# It must hold for $a = \pm 900$, too, and for a million, where $z$ is rounded to 0 or 1.
#
# Shapes: `a` and the answer are arrays of any one shape; `heads` and `flips` are whole numbers.
#
# <details><summary>Hint 1</summary> Two parts: log p(x|z), with heads times log z and tails times log(1 - z); and the
# logarithm of dz/da. </details>
#
# <details><summary>Hint 2</summary> dz/da = z (1 - z). So one more log z and one more log(1 - z). </details>
#
# <details><summary>Hint 3</summary> log(1 - z) = -log(1 + exp(a)), which is -np.logaddexp(0, a) and does not overflow;
# log z = a - np.logaddexp(0, a). </details>

# %% exercise="coin_on_the_line"
def coin_on_the_line(a, heads, flips):
    """log p(x, a) of the coin, a the logit of its chance of heads."""
    ### BEGIN SOLUTION
    log_rest = -np.logaddexp(0, a)  # log(1 - z)
    log_z = a + log_rest
    return (heads + 1) * log_z + (flips - heads + 1) * log_rest
    ### END SOLUTION

# %% check="coin_on_the_line"
check.coin_on_the_line(coin_on_the_line)

# %% [markdown]
# The area under $p(x, a)$ must be $p(x) = B(\text{heads} + 1, \text{tails} + 1)$: that is how such a formula is tested.
# Then the best bell for more and more flips, with two heads in ten each time.
#
# **Predict first.** Does the gap grow or shrink with the number of flips?
#
# <details><summary>Answer</summary> It shrinks, from 100 flips to 1,000 by a factor of nine: the more is known, the more
# the posterior looks like a bell. </details>

# %% figure="The best bell, for more and more flips"
use = pick(check.elbo_by_strips, check.coin_on_the_line)
a = np.linspace(-20, 20, 40_001)
width = a[1] - a[0]
gaps, all_flips = [], (10, 20, 50, 100, 200, 500, 1000)
for flips in all_flips:
    heads = flips // 5
    log_joint, log_p = use.coin_on_the_line(a, heads, flips), betaln(heads + 1, flips - heads + 1)
    area = log_joint.max() + np.log(np.sum(np.exp(log_joint - log_joint.max())) * width)
    assert abs(area - log_p) < 1e-8
    fit = minimize(
        lambda p, log_joint=log_joint: -use.elbo_by_strips(norm(p[0], np.exp(p[1])).logpdf(a), log_joint, width),
        [-1.4, -1.0], method="Nelder-Mead", options={"xatol": 1e-8, "fatol": 1e-12},
    )
    mu, sigma = fit.x[0], np.exp(fit.x[1])
    gaps.append(log_p + fit.fun)
    mean = np.sum(norm(mu, sigma).pdf(a) * expit(a)) * width
    print(f"{heads:3d} heads in {flips:4d}: gap {gaps[-1]:.6f} nats; mean of z {mean:.6f}, exact {(heads + 1) / (flips + 2):.6f}")
plot.curves(
    {"gap of the best bell": gaps}, x=np.log10(all_flips), xlabel="log10 of the number of flips",
    ylabel="KL(q || p(a|x)), nats", yscale="log", title="What a bell on the logit scale loses",
)

# %% [markdown]
# ## 4.16 Uphill by draws
#
# Now without strips. You get `eps`, S draws from $N(0, 1)$, and `slope`, the derivative of $\log p(x, a)$ at each
# $a_s = \mu + \sigma \epsilon_s$. The entropy of $q$ is $\log \sigma$ and a constant. Return the gradient of the ELBO with
# respect to $\mu$ and to $\log \sigma$, as the mean over the draws.
#
# Shapes: `slope`, `eps` (S,); `sigma`, `dmu`, `dlog_sigma` are numbers.
#
# <details><summary>Hint 1</summary> The chain rule: the slope times da/dmu, and the slope times da/dlog_sigma. And what
# does the entropy add to each? </details>
#
# <details><summary>Hint 2</summary> da/dmu = 1, da/dsigma = eps, dsigma/dlog_sigma = sigma. The derivative of log sigma
# by log sigma is 1. </details>
#
# <details><summary>Hint 3</summary> np.mean(slope), np.mean(slope * eps) * sigma + 1 </details>

# %% exercise="elbo_gradient"
def elbo_gradient(slope, sigma, eps):
    """dmu and dlog_sigma of E_q[log p(x, a)] + log sigma, by S draws."""
    ### BEGIN SOLUTION
    dmu = np.mean(slope)
    dlog_sigma = np.mean(slope * eps) * sigma + 1
    return dmu, dlog_sigma
    ### END SOLUTION

# %% check="elbo_gradient"
check.elbo_gradient(elbo_gradient)

# %% figure="Two heads in ten, by draws"
use = pick(check.elbo_gradient)
rng = np.random.default_rng(0)
mu, log_sigma, path = 2.0, 0.5, []
for t in range(1, 2001):
    eps = rng.standard_normal(10)
    slope = 3 - 12 * expit(mu + np.exp(log_sigma) * eps)  # two heads in ten
    dmu, dlog_sigma = use.elbo_gradient(slope, np.exp(log_sigma), eps)
    mu, log_sigma = mu + 0.1 / np.sqrt(t) * dmu, log_sigma + 0.1 / np.sqrt(t) * dlog_sigma
    path.append((mu, np.exp(log_sigma)))
path = np.array(path)
print(f"the end: mu = {path[-1, 0]:.3f}, sigma = {path[-1, 1]:.3f}; the best bell has -1.210 and 0.695")
assert np.abs(path[-1] - (-1.210, 0.695)).max() < 0.05
plot.curves({"mu": path[:, 0], "sigma": path[:, 1]}, xlabel="step", ylabel="mu, sigma", title="Uphill by ten draws a step")

# %% [markdown]
# ## 4.17 How many draws was that?
#
# A proposal gave S draws with the weights $w_s = p(x, z_s) / q(z_s)$. Their **effective sample size** is
# $(\sum_s w_s)^2 / \sum_s w_s^2$: S if all are equal, 1 if one has all the weight. You get the logarithms, which may be
# near $-2{,}000$ or $2{,}000$; no `exp` of them stays within the range of floats.
#
# Shapes: `log_w` (S,); the answer is one number.
#
# <details><summary>Hint 1</summary> If every weight is multiplied by the same c, what becomes of the fraction? </details>
#
# <details><summary>Hint 2</summary> Nothing. So subtract a number from all log weights before the exp: the largest. </details>
#
# <details><summary>Hint 3</summary> w = np.exp(log_w - log_w.max()) </details>

# %% exercise="effective_sample_size"
def effective_sample_size(log_w):
    """(Σ w)² / Σ w² for w = exp(log_w): (S,) -> one number between 1 and S."""
    ### BEGIN SOLUTION
    w = np.exp(log_w - log_w.max())
    return np.sum(w) ** 2 / np.sum(w**2)
    ### END SOLUTION

# %% check="effective_sample_size"
check.effective_sample_size(effective_sample_size)

# %% [markdown]
# Two hills at $\pm 3$ of the width 0.6, 0.6 and 0.4 of the whole, so $p(x) = 1$. The proposals are bells on the larger
# hill, of standard deviation $s$ from 0.6 to 8.
#
# **Predict first.** Which $s$ gives the best effective sample size, and which the best $p(x)$?
#
# <details><summary>Answer</summary> The best effective sample size comes from s = 0.6, which is the larger hill, and
# sees nothing else. Its p(x) is 0.6, as at s = 0.8. From s = 3 on three quarters of the draws or more are wasted, and
# p(x) is right to some per cent. (At s = 1.2, not run here, it is luck if a draw meets the other hill.) </details>

# %% figure="Shares of draws, and the estimate"
use = pick(check.effective_sample_size)
rng = np.random.default_rng(0)
share, estimate, widths = [], [], (0.6, 0.8, 3.0, 4.0, 6.0, 8.0)
for s in widths:
    draws = -3 + s * rng.standard_normal(5000)
    log_hills = np.logaddexp(np.log(0.6) + norm(-3, 0.6).logpdf(draws), np.log(0.4) + norm(3, 0.6).logpdf(draws))
    log_w = log_hills - norm(-3, s).logpdf(draws)
    share.append(use.effective_sample_size(log_w) / len(draws))
    estimate.append(np.exp(log_w).mean())
    print(f"s = {s}: effective {share[-1]:.0%} of the draws, p(x) = {estimate[-1]:.3f}")
assert share[0] > 0.98 and estimate[0] < 0.65 and np.abs(np.array(estimate[2:]) - 1).max() < 0.15
plot.curves(
    {"ESS / S": share, "estimate of p(x)": estimate, "true p(x)": np.ones(6)}, x=widths,
    xlabel="s, the width of the proposal", title="Sure of itself, and wrong",
)

# %% [markdown]
# The effective sample size knows the draws that were made. Of a hill that none of them met it knows nothing.
#
# ## 4.18 A baseline that is not your own
#
# The score function ([MNISTVAE](../../course/day4/MNISTVAE.ipynb), section 5) estimates
# $\partial\, \text{ELBO} / \partial \mu$ by the mean of
# $\log w_s \cdot \epsilon_s / \sigma$, with $\log w = \log p(x, a) - \log q(a)$. It is noisy, and a **baseline** helps: any
# number $b$ may be subtracted from $\log w_s$, since $E[b\, \epsilon / \sigma] = 0$. The first idea is the mean of
# the S values.
#
# But that mean holds $\log w_s$ itself, and depends on $\epsilon_s$. Then the argument fails. With S = 2 and
# $\log w = \epsilon$ it can be seen by hand: the gradient should be $1/\sigma$, and it comes out half as large. Take for
# each draw **the mean of the others**, which does not know this draw.
#
# Shapes: `log_w`, `eps` (S,), S at least 2; `sigma` and the answer are numbers.
#
# <details><summary>Hint 1</summary> First an array (S,): for each draw the mean of the S - 1 other log weights. You need
# no loop: what is the sum of the others? </details>
#
# <details><summary>Hint 2</summary> others = (log_w.sum() - log_w) / (len(log_w) - 1) </details>
#
# <details><summary>Hint 3</summary> The mean over the draws of (log_w - others) * eps / sigma. </details>

# %% exercise="score_gradient"
def score_gradient(log_w, sigma, eps):
    """dmu by the score function, with the mean of the other draws as baseline."""
    ### BEGIN SOLUTION
    others = (log_w.sum() - log_w) / (len(log_w) - 1)
    return np.mean((log_w - others) * eps) / sigma
    ### END SOLUTION

# %% check="score_gradient"
check.score_gradient(score_gradient)

# %% [markdown]
# The coin once more, at $q = N(0, 1)$, where the exact gradient is $3 - 12 \cdot \frac12 = -3$. 20,000 estimates for
# each S, by your function and with the mean of all.

# %% figure="Two baselines"
use = pick(check.score_gradient)
rng = np.random.default_rng(0)
mean_yours, mean_all, sizes = [], [], (2, 3, 5, 10, 20)
for S in sizes:
    eps = rng.standard_normal((20_000, S))
    log_w = 3 * eps - 12 * np.logaddexp(0, eps) - norm.logpdf(eps)  # mu = 0, sigma = 1: a is eps
    yours = np.array([use.score_gradient(w, 1.0, e) for w, e in zip(log_w, eps, strict=True)])
    with_all = np.mean((log_w - log_w.mean(axis=1, keepdims=True)) * eps, axis=1)
    mean_yours.append(yours.mean())
    mean_all.append(with_all.mean())
    error = yours.std() / np.sqrt(len(yours))
    print(f"S = {S:2d}: mean of the others {yours.mean():.2f} ± {error:.2f}, mean of all {with_all.mean():.2f}")
    assert abs(yours.mean() + 3) < 5 * error
plot.curves(
    {"others": mean_yours, "all": mean_all, "exact": np.full(5, -3.0)}, x=sizes,
    xlabel="S, draws in one estimate", ylabel="mean of the estimates", title="A baseline may not know its own draw",
)

# %% [markdown]
# With the mean of all the gradient is too short by the factor $(S - 1) / S$: half for two draws, and 5 % for twenty. Its
# direction is right, so training goes on, and the slip is hard to see.
#
# ## What you can now do
#
# - write the ELBO and know what it must equal
# - change the scale of an unknown without losing a factor
# - climb the ELBO by draws, in two ways
# - read an effective sample size, and not believe it
#
# ## If you want to go on
#
# 1. Leave the Jacobian out of 4.15 in a copy, and find the best bell for two heads in ten. How far above $\log p(x)$ does
#    its ELBO lie? Of which prior is it the bound?
# 2. In 4.14, take $\text{KL}(p \,\|\, q)$ in place of $\text{KL}(q \,\|\, p)$ (exchange two arguments), and draw the
#    three lines again.
#
# <details><summary>Answer to 1</summary> It is -4.29, and log p(x) is -6.20: 1.9 nats above. It bounds log B(2, 8) = -4.28,
# the evidence under the density 1 / (z (1 - z)), which has no finite area. </details>
