# %% [markdown]
# # Events from a buffer: exercises
#
# You write five functions: the mass of what decayed, the buffer that draws codes where the data have theirs, two
# measures (is a column right? is an event new?), and the density of the buffer. With the last one you ask the buffer
# what it thinks of an event that it has not seen. The answer is a surprise, and it tells how wide a buffer should be.
#
# The lecture is [EventsFromABuffer](../../course/day5/EventsFromABuffer.ipynb). What you need from it in one line: a
# VAE's encoder gives each training event $x_n$ a Gaussian $N(\mu_n, \sigma_n^2)$ in the space of codes, and their mean
#
# $$q(z) = \frac1N \sum_{n=1}^{N} N(z;\, \mu_n, \sigma_n^2)$$
#
# is where the decoder was trained.
#
# Shapes: N training events, n or M draws, K numbers of a code. A four-vector is (E, p_x, p_y, p_z), in GeV.
#
# | exercise | you write | points |
# |---|---|---|
# | 5.13 | the invariant mass of a pair | 1 |
# | 5.14 | draws from the aggregate posterior | 2 |
# | 5.15 | the distance $W_1$ of two samples | 1 |
# | 5.16 | the copy ratio | 2 |
# | 5.17 | the density of the buffer, in logarithms | 2 |
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
import numpy as np
from scipy.spatial.distance import cdist

from minivae import plot
from minivae.autoencoders import VAE
from minivae.data import make_decays
from minivae_checks import day5 as check
from minivae_checks import pick

train, truth = make_decays(3000, random_state=0), make_decays(3000, random_state=1)
centre, scale = train.events.mean(axis=0), train.events.std(axis=0)
X, X_true = (train.events - centre) / scale, (truth.events - centre) / scale
print(train)

# %% [markdown]
# ## 5.13 What nobody saw
#
# A heavy particle has decayed into two, and only these were measured. Energy and momentum are conserved, so the heavy
# one had $E = E_1 + E_2$ and $p = p_1 + p_2$. And every particle has $E^2 = M^2 + |p|^2$. What was its mass?
#
# Find $M^2$, `square`, for each pair; the last line takes the root. (True events have no negative $M^2$. Generated ones
# may; then the last line gives a negative number, which nobody will take for a mass.)
#
# Shapes: `first` and `second` are (N, 4), one four-vector a row; `square` is (N,).
#
# <details><summary>Hint 1</summary> Add the two four-vectors first. The mass of the sum is not the sum of the masses.
# </details>
#
# <details><summary>Hint 2</summary> M² is the square of the total energy, less the squares of the three total momenta.
# </details>
#
# <details><summary>Hint 3</summary>
#
# `total[:, 0]` is the energy; `np.sum(total[:, 1:] ** 2, axis=1)` is |p|².
#
# </details>

# %% exercise="pair_mass"
def pair_mass(first, second):
    """M of each pair: (N, 4), (N, 4) -> (N,)."""
    ### BEGIN SOLUTION
    total = first + second
    square = total[:, 0] ** 2 - np.sum(total[:, 1:] ** 2, axis=1)
    ### END SOLUTION
    return np.sign(square) * np.sqrt(np.abs(square))

# %% check="pair_mass"
check.pair_mass(pair_mass)

# %% [markdown]
# One child's energy is all over the place; the pair has one peak:

# %% figure="The pair knows the mass of its parent"
use = pick(check.pair_mass)


def mass_of(X_made):
    """Standardised events (N, 8) to the masses of their pairs (N,)."""
    events = np.asarray(X_made, dtype=float) * scale + centre
    return use.pair_mass(events[:, :4], events[:, 4:])


print(f"largest difference to the masses that were drawn: {np.abs(mass_of(X) - train.mass).max():.1e} GeV")
plot.histograms(
    {"energy of one": train.events[:, 0], "mass of the pair": mass_of(X)},
    bins=60, xlabel="GeV", title="One child, and the pair",
)

# %% [markdown]
# ## 5.14 The buffer
#
# Draw `n` codes from $q(z)$. It is a mixture of N Gaussians, each as probable as the others: so pick one of the N
# training events, all alike and with no regard to the earlier picks, and draw from its Gaussian. The encoder gives
# $\texttt{logvar} = \log \sigma^2$. All random numbers come from `rng`.
#
# Shapes: `mu`, `logvar` (N, K); the codes (n, K).
#
# **Predict first.** Somebody leaves the noise out and returns `mu` of the events that were picked. What does the decoder
# make of these codes? Somebody else adds noise of standard deviation 1, the prior's. What comes out then?
#
# <details><summary>Answer</summary> The first gets the training events back, rebuilt. The second ends up far from all
# codes, known and new, because at a small beta a sigma is far below 1. </details>
#
# <details><summary>Hint 1</summary> which = rng.integers(N, size=n) picks n events. </details>
#
# <details><summary>Hint 2</summary> mu[which] is (n, K): the means that belong to them. Their sigmas are
# np.exp(0.5 * logvar[which]). </details>
#
# <details><summary>Hint 3</summary> rng.standard_normal((n, K)) gives each number of each code its own noise. </details>

# %% exercise="buffer_codes"
def buffer_codes(mu, logvar, n, rng):
    """n draws of q(z) = mean of the N Gaussians: (n, K)."""
    N, K = mu.shape
    ### BEGIN SOLUTION
    which = rng.integers(N, size=n)
    return mu[which] + np.exp(0.5 * logvar[which]) * rng.standard_normal((n, K))
    ### END SOLUTION

# %% check="buffer_codes"
check.buffer_codes(buffer_codes)

# %% [markdown]
# Now a VAE (with $\beta$ = 0.001), and three sources of codes for the same decoder. (`logvar + 2 * np.log(3)` makes each sigma three times as
# wide: that is the wide buffer.)

# %% figure="Three sources of codes for one decoder"
use = pick(check.pair_mass, check.buffer_codes)
vae = VAE(
    hidden=(128, 128), latent_dim=8, likelihood="gaussian", variance=4e-3, epochs=60, random_state=0, progress=False
).fit(X.astype(np.float32))
mu, logvar = (a.astype(float) for a in vae.encode(X.astype(np.float32)))


def decode(z):
    return vae.decode(z.astype(np.float32)).astype(float)


made = {
    "prior": decode(np.random.default_rng(1).standard_normal((3000, 8))),
    "buffer": decode(use.buffer_codes(mu, logvar, 3000, np.random.default_rng(2))),
    "wide buffer": decode(use.buffer_codes(mu, logvar + 2 * np.log(3), 3000, np.random.default_rng(2))),
}
masses = {"truth": truth.mass} | {name: mass_of(events) for name, events in made.items()}
plot.histograms(
    {name: m[(m > 60) & (m < 120)] for name, m in masses.items()},
    bins=40, xlabel="invariant mass, GeV (those from 60 to 120)", title="The same decoder, three sources of codes",
)

# %% [markdown]
# ## 5.15 How far off is a column?
#
# Two samples of equally many numbers, generated and true. $W_1$ is how far the numbers of the first
# must be moved, on average, to become those of the second, by the best plan. On a line the best plan is simple: the smallest to the smallest, the second
# smallest to the second smallest, and so on. No two paths need to cross.
#
# Shapes: `a` and `b` are (N,); the result is one number, in their units.
#
# <details><summary>Hint 1</summary> What order has the best plan? Put both samples in it. </details>
#
# <details><summary>Hint 2</summary> np.sort gives a sorted copy; then the mean of the absolute differences. </details>

# %% exercise="w1"
def w1(a, b):
    """W1 of two samples of the same size: one number."""
    ### BEGIN SOLUTION
    return np.mean(np.abs(np.sort(a) - np.sort(b)))
    ### END SOLUTION

# %% check="w1"
check.w1(w1)

# %%
use = pick(check.pair_mass, check.w1)
for name, events in made.items():
    m = mass_of(events)
    print(f"{name:24s} W1 of the mass {use.w1(m, truth.mass):6.2f} GeV")

# %% [markdown]
# The buffer beats the prior by far.
#
# ## 5.16 New, or copied?
#
# For each generated event take the distance to the *nearest* training event, and of these distances the median. Do the
# same for true events that are not in training. The ratio says how new the generated ones are: 1 as new as the truth, 0 a
# copy.
#
# `cdist(a, b)` gives all distances between the rows of `a` and the rows of `b`, (len(a), len(b)).
#
# Shapes: `generated` (M, D), `training` (N, D), `truth` (m, D); the result is one number.
#
# <details><summary>Hint 1</summary> cdist(generated, training) is (M, N). Along which axis do you look for the nearest
# training event of each generated one? </details>
#
# <details><summary>Hint 2</summary> .min(axis=1) leaves one distance per generated event; np.median of them is one
# number. </details>
#
# <details><summary>Hint 3</summary> Below the line stands the same with truth in place of generated. (Not with training
# in place of generated: the nearest training event of a training event is itself.) </details>

# %% exercise="copy_ratio"
def copy_ratio(generated, training, truth):
    """Median distance to the nearest training event: of generated events over that of true new ones."""
    ### BEGIN SOLUTION
    near = np.median(cdist(generated, training).min(axis=1))
    usual = np.median(cdist(truth, training).min(axis=1))
    return near / usual
    ### END SOLUTION

# %% check="copy_ratio"
check.copy_ratio(copy_ratio)

# %% [markdown]
# **Predict first.** Which of the three sources is the newest? And is it good to be newer than the truth?

# %%
use = pick(check.pair_mass, check.w1, check.copy_ratio)
for name, events in made.items():
    error, ratio = use.w1(mass_of(events), truth.mass), use.copy_ratio(events[:1000], X, X_true[:1000])
    print(f"{name:24s} W1 of the mass {error:6.2f} GeV, copy ratio {ratio:.2f}")

# %% [markdown]
# <details><summary>Answer</summary> The prior's, and it is no praise: farther from the training events than true
# events are, they are where no events are. The buffer's lie at less than half of a true event's distance.
# </details>
#
# ## 5.17 What does the buffer think of a new event?
#
# If $q(z)$ is a model of the codes, it should give a high density to the codes of *new* true events. So compute
#
# $$\log q(z) = \log \frac1N \sum_{n=1}^{N} \prod_{k=1}^{K} \frac{1}{\sqrt{2 \pi}\, \sigma_{nk}}
# \exp\left(-\frac{(z_k - \mu_{nk})^2}{2 \sigma_{nk}^2}\right)$$
#
# for each code. Far from all the Gaussians every term is 0 for a computer; so first take the logarithm of each
# term, then the log of the mean of their exponentials with the largest taken out.
#
# Shapes: `z` (M, K); `mu`, `logvar` (N, K); the result (M,).
#
# <details><summary>Hint 1</summary> The logarithm of one factor is -(z - mu)² / (2 var) - logvar / 2 - log(2π) / 2, with
# var = exp(logvar). The logarithm of a product is the sum, over the K numbers. </details>
#
# <details><summary>Hint 2</summary> z[:, None, :] - mu is (M, N, K): every code against every event. Sum over the last
# axis: (M, N). </details>
#
# <details><summary>Hint 3</summary> With largest = terms.max(axis=1): the answer is largest plus the logarithm of the
# mean over n of exp(terms - largest[:, None]). </details>

# %% exercise="log_density"
def log_density(z, mu, logvar):
    """log q(z), q the mean of N Gaussians: (M, K), (N, K), (N, K) -> (M,) nats."""
    ### BEGIN SOLUTION
    squares = (z[:, None, :] - mu) ** 2 / np.exp(logvar)
    terms = -0.5 * np.sum(squares + logvar + np.log(2 * np.pi), axis=2)
    largest = terms.max(axis=1)
    return largest + np.log(np.mean(np.exp(terms - largest[:, None]), axis=1))
    ### END SOLUTION

# %% check="log_density"
check.log_density(log_density)

# %% [markdown]
# The prior is a density of codes, too: $\log p(z) = -\frac12 \sum_k (z_k^2 + \log 2 \pi)$. The events that it draws were
# bad, those of the buffer good. Now encode 300 *new* true events, draw one code from $q(z|x)$ of each, and ask both.
#
# **Predict first.** Under which of the two are the codes of new events more probable, the prior or the buffer?

# %%
use = pick(check.pair_mass, check.buffer_codes, check.w1, check.copy_ratio, check.log_density)
rng = np.random.default_rng(3)
mu_new, logvar_new = (a.astype(float) for a in vae.encode(X_true[:300].astype(np.float32)))
z_new = mu_new + np.exp(0.5 * logvar_new) * rng.standard_normal(mu_new.shape)
z_own = use.buffer_codes(mu, logvar, 300, rng)


def log_prior(z):
    return -0.5 * np.sum(z**2 + np.log(2 * np.pi), axis=1)


own, new = (use.log_density(z, mu, logvar).mean() for z in (z_own, z_new))
print("mean log density, nats:  its own draws   new events")
print(f"buffer                   {own:13.1f} {new:12.1f}")
print(f"prior                    {log_prior(rng.standard_normal((300, 8))).mean():13.1f} {log_prior(z_new).mean():12.1f}")
assert new < log_prior(z_new).mean() - 10

# %% [markdown]
# <details><summary>Answer</summary> Under the prior, by tens of nats. The buffer has put all its density on small
# spots round the training events, and a new event falls between them. It knows its own draws by heart, and is amazed
# by every true event that it has not met. That is what learning by heart looks like in nats. (The decoder is not
# amazed: in the lecture it made good events of such codes.) </details>
#
# So the density of new events is a judge that no copy can bribe, and it needs no truth beyond some events kept aside. (It
# compares densities of the same codes; another VAE has other codes.) Let it choose $\gamma$, the factor by which the buffer's sigmas are widened:

# %% figure="How wide should the buffer be?"
gammas = np.array([1.5, 2, 2.5, 3, 4, 5, 6, 8])
density, ratio = [], []
for gamma in gammas:
    wide = logvar + 2 * np.log(gamma)
    density.append(use.log_density(z_new, mu, wide).mean())
    events = decode(use.buffer_codes(mu, wide, 1000, np.random.default_rng(4)))
    ratio.append(use.copy_ratio(events, X, X_true[:1000]))
    off = use.w1(mass_of(events), truth.mass[:1000])
    said = f"log density of new events {density[-1]:6.1f}, copy ratio {ratio[-1]:.2f}, W1 of the mass {off:.1f} GeV"
    print(f"gamma {gamma:3.1f}: {said}")
best = np.argmax(density)
print(f"the best gamma is {gammas[best]:g}; the prior has {log_prior(z_new).mean():.1f}")
assert density[best] > log_prior(z_new).mean() and 0.8 < ratio[best] < 1.6
plot.curves(
    {"buffer": np.array(density), "prior": np.full(len(gammas), log_prior(z_new).mean())},
    x=gammas, xlabel="gamma", ylabel="log density, nats per new event", title="How wide should the buffer be?",
)

# %% [markdown]
# A buffer that is wide enough beats the prior after all. The curve is flat at the top, and there the events are about as
# new as the truth, or somewhat more than that: density and distance lead to nearly the same width. The mass is off by
# some GeV by then. That is the price of *this* buffer, with its round, wide Gaussians: the lecture had codes, those of
# new events, whose mass was off by less than one GeV.
#
# ## What you can now do
#
# - compute an invariant mass, and see a peak that no single column shows
# - draw from the aggregate posterior, and say what it does without its noise and with too much
# - measure a column, and whether an event is new
# - ask a generator for the density of new data, which no copy improves
#
# ## If you want to go on
#
# 1. Do the same with `variance=4e-2` ($\beta$ near 0.01). Which gamma is best now, and how far is the mass off?
# 2. Put noise of width $h$ on the training events themselves: `log_density(X_true[:300], X, 2 * np.log(h) + 0 * X)` is
#    the density of this generator in the space of events. Which $h$ is best, and what is the copy ratio there?
#
# <details><summary>Answers</summary> 1: a smaller one, near 1.5, because these sigmas are wider to begin with; the mass is
# off by one or two GeV there. 2: near 0.3, with a copy ratio of 1.2 or so. </details>
