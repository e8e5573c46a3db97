# %% [markdown]
# # Gaussian mixtures: exercises
#
# You write EM for a mixture of Gaussians: both steps, a score for choosing K, and a way to draw new points. Your EM then
# finds groups that K-means cannot find. At the end you build a mixture with a likelihood as high as you like, and see what it is worth.
#
# The lecture is [GaussianMixtures](../../course/day1/GaussianMixtures.ipynb). What you need from it:
#
# $$p(x) = \sum_{k=1}^{K} \pi_k\, N(x;\, \mu_k, \Sigma_k), \qquad r_{nk} = \frac{\pi_k\, N(x_n;\, \mu_k, \Sigma_k)}{p(x_n)} .$$
#
# The **E-step** computes the responsibilities $r$, the **M-step** takes shares, means and covariances under them.
#
# Shapes: N points, D features, K components; `X` (N, D), `weights` (K,), `means` (K, D), `covariances` (K, D, D), `r` (N, K).
# Logarithms are natural.
#
# You need the lecture, and NumPy: `axis`, broadcasting, `@`.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a check passes,
# later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
import numpy as np

from minivae import plot
from minivae.clusters import GaussianMixture, KMeans
from minivae_checks import day1 as check
from minivae_checks import pick


def log_normal(x, m, s):
    """The logarithm of N(x; m, s²), entry by entry."""
    return -0.5 * np.log(2 * np.pi) - np.log(s) - 0.5 * ((x - m) / s) ** 2


def log_gaussians(X, means, covariances):
    """The logarithm of N(x_n; μ_k, Σ_k): (N, K)."""
    away = X[:, None, :] - means  # (N, K, D)
    squares = np.einsum("nki,kij,nkj->nk", away, np.linalg.inv(covariances), away)
    return -0.5 * (
        squares + np.linalg.slogdet(covariances)[1] + X.shape[1] * np.log(2 * np.pi)
    )


# %% [markdown]
# ## 1.6 Who made this point?
#
# Given are the logarithms of the joint, `log_joint[n, k]` $= \log\,(\pi_k N(x_n; \mu_k, \Sigma_k))$. Return two things: `log_p`,
# with $\log p(x_n)$, and `r`, the responsibilities.
#
# A point far from all components has joints such as $e^{-5000}$. The computer rounds that to 0, and $0/0$ is no answer. With the
# largest logarithm of the row, $m_n$, taken out, nothing is lost:
#
# $$\log \sum_k e^{a_{nk}} = m_n + \log \sum_k e^{a_{nk} - m_n} .$$
#
# Shapes: `log_joint` (N, K); the answers `log_p` (N,) and `r` (N, K). Four lines or so.
#
# <details><summary>Hint 1</summary> The sum is over the components: along a row. Which axis is that? With keepdims=True the result keeps the shape (N, 1) and
# can be subtracted from (N, K). </details>
#
# <details><summary>Hint 2</summary> largest = log_joint.max(axis=1, keepdims=True), and p = np.exp(log_joint - largest). The factor that was taken out
# cancels in r, and must be put back in log_p. </details>
#
# <details><summary>Hint 3</summary> With total = p.sum(axis=1, keepdims=True): r is p / total, and log_p is (largest + np.log(total))[:, 0]. </details>


# %% exercise="responsibilities"
def responsibilities(log_joint):
    """log p(x_n), (N,), and the responsibilities r, (N, K)."""
    ### BEGIN SOLUTION
    largest = log_joint.max(axis=1, keepdims=True)
    p = np.exp(log_joint - largest)
    total = p.sum(axis=1, keepdims=True)
    return (largest + np.log(total))[:, 0], p / total
    ### END SOLUTION


# %% check="responsibilities"
check.responsibilities(responsibilities)

# %% [markdown]
# One narrow and one broad component in one dimension, with the weights 0.6 and 0.4. Where does a point belong?

# %% figure="Responsibilities of a narrow and a broad component"
use = pick(check.responsibilities)
x = np.linspace(-8, 10, 200)
narrow, broad = log_normal(x, 0, 0.7), log_normal(x, 1.5, 3)
log_joint = np.stack([np.log(0.6) + narrow, np.log(0.4) + broad], axis=1)
log_p, r = use.responsibilities(log_joint)
top = r[:, 0].argmax()
plot.curves(
    {"narrow": r[:, 0], "broad": r[:, 1]},
    x=x,
    xlabel="x",
    ylabel="responsibility",
    title="Who made the point x?",
    alt=f"Who made the point x? The narrow component rises from 0 to {r[top, 0]:.2f} "
    f"at x = {x[top]:.1f} and falls to 0 again; the broad one is the rest of 1.",
)

# %% [markdown]
# The broad component owns **both** sides. K-means could not do that: its borders are straight, here one point of the line.
#
# ## 1.7 The M-step
#
# Now $r$ is known. Let $N_k = \sum_n r_{nk}$. The best parameters are averages in which point $n$ counts $r_{nk}$:
#
# $$\pi_k = \frac{N_k}{N}, \qquad \mu_k = \frac{1}{N_k} \sum_n r_{nk}\, x_n, \qquad \Sigma_k = \frac{1}{N_k} \sum_n r_{nk}\, (x_n - \mu_k)(x_n - \mu_k)^\top .$$
#
# Which mean stands in $\Sigma_k$? The new one of component k, just computed. Add nothing to the diagonal here. And subtract before you multiply: the check tries points far from the origin.
#
# Shapes: `X` (N, D), `r` (N, K); the answers `weights` (K,), `means` (K, D), `covariances` (K, D, D). Six to eight lines; a loop over the K components is fine.
#
# <details><summary>Hint 1</summary> counts = r.sum(axis=0) are the N_k. The K sums of r_nk x_n are one product of matrices: (K, N) times (N, D). </details>
#
# <details><summary>Hint 2</summary> means = r.T @ X / counts[:, None]. For one k: away = X - means[k] is (N, D). </details>
#
# <details><summary>Hint 3</summary> (r[:, k, None] * away).T @ away / counts[k] is one covariance: r on one of the two factors, not on both. </details>


# %% exercise="m_step"
def m_step(X, r):
    """Weights (K,), means (K, D), covariances (K, D, D) under r, (N, K)."""
    ### BEGIN SOLUTION
    counts = r.sum(axis=0)
    means = r.T @ X / counts[:, None]
    covariances = np.empty((len(counts), X.shape[1], X.shape[1]))
    for k in range(len(counts)):
        away = X - means[k]
        covariances[k] = (r[:, k, None] * away).T @ away / counts[k]
    return counts / len(X), means, covariances
    ### END SOLUTION


# %% check="m_step"
check.m_step(m_step)

# %% [markdown]
# Both steps in turn are EM. Two crossed cigars, one lying, one standing, 200 points each: K-means cuts one of them across, your EM follows both.

# %% figure="Crossed cigars: K-means cuts, EM follows"
use = pick(check.responsibilities, check.m_step)
rng = np.random.default_rng(0)
noise = rng.normal(size=(2, 200, 2))
cigars = np.concatenate([noise[0] * [4, 0.4], noise[1] * [0.4, 4] + [3, 0]])  # (400, 2)


def em(X, r, steps):
    """EM from first responsibilities; return the parameters and the log-likelihoods."""
    history = []
    for _ in range(steps):
        weights, means, covariances = use.m_step(X, r)
        log_joint = np.log(weights) + log_gaussians(X, means, covariances)
        log_p, r = use.responsibilities(log_joint)
        history.append(log_p.mean())
    return (weights, means, covariances), r, np.array(history)


kmeans = KMeans(2, n_init=10, random_state=0).fit(cigars)
soft = np.eye(2)[kmeans.labels_] * 0.8 + 0.1  # 0.9 and 0.1
parameters, r, history = em(cigars, soft, 60)
print(f"mean log-likelihood: {history[0]:.3f} after the first step, "
      f"{history[-1]:.3f} at the end")  # fmt: skip
print("it never fell:", bool(np.diff(history).min() > -1e-9))
truth = np.repeat([0, 1], 200)


def cigar_of(labels):
    """For each of the two components, the cigar that it stands for."""
    return np.array([0, 1] if np.mean(labels == truth) >= 0.5 else [1, 0])


panels = {}
for name, labels, centres in (
    ("K-means", kmeans.labels_, kmeans.cluster_centers_),
    ("EM", r.argmax(axis=1), parameters[1]),
):
    order = cigar_of(labels)
    panels[name] = cigars, order[labels], centres[order]
    lying, standing = np.sum((order[labels] == truth).reshape(2, 200), axis=1)
    print(f"{name}: right are {lying} of the lying cigar's 200 points "
          f"and {standing} of the standing one's")  # fmt: skip
plot.clusters(panels, columns=2, xlabel="x₁", ylabel="x₂", title="Two cigars")

# %% [markdown]
# K-means gives about half of the lying cigar to the standing one. The numbers 0 and 1 of the components are arbitrary, so `cigar_of` takes the better of the two ways to name them. The crosses are the means.
#
# ## 1.8 How many components?
#
# More components always fit better. The **Bayesian information criterion** charges for every number that the mixture was free to choose:
#
# $$\mathrm{BIC} = -2 \log p(X) + (\text{free numbers}) \cdot \log N ,$$
#
# and the mixture with the lowest one wins. How many numbers are free in K full Gaussians in D dimensions? Weights add up to 1; a covariance is symmetric.
#
# Shapes: `log_p` (N,), $\log p(x_n)$ of each point; K and D integers; the answer is one number. Two lines.
#
# <details><summary>Hint 1</summary> log p(X) is the sum of log_p, and N is its length. </details>
#
# <details><summary>Hint 2</summary> If K - 1 weights are known, so is the last. A symmetric matrix is known from its upper triangle with the diagonal:
# D (D + 1) / 2 numbers. </details>
#
# <details><summary>Hint 3</summary> free = (K - 1) + K * D + K * D * (D + 1) // 2 </details>


# %% exercise="bic"
def bic(log_p, K, D):
    """-2 log p(X) + (free numbers) log N, for K full covariances: lower is better."""
    ### BEGIN SOLUTION
    free = (K - 1) + K * D + K * D * (D + 1) // 2
    return -2 * log_p.sum() + free * np.log(len(log_p))
    ### END SOLUTION


# %% check="bic"
check.bic(bic)

# %% figure="BIC of the cigars for 1 to 6 components"
use = pick(check.bic)
Ks, scores = np.arange(1, 7), []
for K in Ks:
    model = GaussianMixture(
        K, n_init=5, init_params="k-means++", max_iter=500, random_state=0
    ).fit(cigars)
    scores.append(use.bic(model.score_samples(cigars), K, 2))
print("lowest BIC at K =", Ks[np.argmin(scores)])
plot.curves(
    {"BIC": scores},
    x=Ks,
    xlabel="K",
    ylabel="BIC (lower is better)",
    title="How many cigars?",
    alt="How many cigars? BIC for K = 1 to 6: "
    + ", ".join(f"{score:.0f}" for score in scores),
)

# %% [markdown]
# From K = 2 on, each further component gains less likelihood than it is charged for: six numbers at $\log 400 = 6$ each.
#
# ## 1.9 Make new points
#
# A mixture is a recipe. First draw a component, $k \sim \pi$; then a point from it, $x = \mu_k + L_k\, \varepsilon$, where $\varepsilon$ is standard normal noise (mean 0, variance 1) in
# each feature, and $L_k L_k^\top = \Sigma_k$. (`np.linalg.cholesky` finds $L$, for all K at once.) So the covariance of $L \varepsilon$ is $L\, I\, L^\top = \Sigma$.
#
# Shapes: `weights` (K,), `means` (K, D), `covariances` (K, D, D), `rng` a NumPy `Generator`; the answers `x` (n, D) and `k` (n,), integers. Four lines or so. The points may come in any order, but how many each component makes is left to chance.
#
# <details><summary>Hint 1</summary> rng.choice can draw n integers with given probabilities; rng.standard_normal draws the noise, for each point its own. </details>
#
# <details><summary>Hint 2</summary> means[k] has a row for each point, L[k] a matrix for each point. Points are rows: for one point, L @ eps; for many rows with
# one L, eps @ L.T. </details>
#
# <details><summary>Hint 3</summary> means[k] + np.einsum("nij,nj->ni", L[k], eps) </details>


# %% exercise="sample"
def sample(n, weights, means, covariances, rng):
    """n points x (n, D), and the component k (n,) that made each."""
    ### BEGIN SOLUTION
    k = rng.choice(len(weights), size=n, p=weights)
    eps = rng.standard_normal((n, means.shape[1]))
    L = np.linalg.cholesky(covariances)  # (K, D, D)
    return means[k] + np.einsum("nij,nj->ni", L[k], eps), k
    ### END SOLUTION


# %% check="sample"
check.sample(sample)

# %% figure="The cigars, and points that the mixture made"
use = pick(check.sample)
made, k = use.sample(400, *parameters, np.random.default_rng(1))
order = cigar_of(r.argmax(axis=1))
plot.clusters(
    {
        "data": (cigars, truth, None),
        "made by your mixture": (made, order[k], None),
    },
    columns=2,
    xlabel="x₁",
    ylabel="x₂",
    title="Which are the data?",
)

# %% [markdown]
# ## 1.10 The best mixture of all
#
# EM raises the likelihood. So let us build, by hand, a mixture with a very high one. On points on a line, `X` (N,): half of it is one broad normal distribution with the mean $m$ and the
# standard deviation $s$ of all points. The other half is a **spike** on the first point, with a standard deviation $\sigma$ that you may choose:
#
# $$p(x) = \tfrac12\, N(x;\, x_0, \sigma^2) + \tfrac12\, N(x;\, m, s^2) .$$
#
# Write its **mean** log-likelihood, $\frac1N \sum_n \log p(x_n)$. The function `log_normal(x, m, s)` stands in the first cell.
#
# **Predict first.** What happens when $\sigma$ goes to 0?
#
# Shapes: `X` (N,), `sigma` a number; the answer is one number. Three lines or so, if you call your `responsibilities` of 1.6. If 1.6 is not solved yet, do that first,
# or use `np.logaddexp(a, b)`, which is $\log(e^a + e^b)$ entry by entry.
#
# <details><summary>Hint 1</summary> Make the log joint, (N, 2): a column for the spike and a column for the broad one, each with log(1/2) added. </details>
#
# <details><summary>Hint 2</summary> np.stack([..., ...], axis=1) puts two rows of N numbers side by side as columns. X.mean() and X.std() are m and s. </details>
#
# <details><summary>Hint 3</summary> responsibilities(log_joint)[0] is log p of each point; return its mean. </details>


# %% exercise="spike_log_likelihood"
def spike_log_likelihood(X, sigma):
    """The mean log p of X, (N,), under half a spike on X[0] and half a broad normal."""
    ### BEGIN SOLUTION
    spike, broad = log_normal(X, X[0], sigma), log_normal(X, X.mean(), X.std())
    log_joint = np.stack([spike, broad], axis=1) + np.log(0.5)
    return responsibilities(log_joint)[0].mean()
    ### END SOLUTION


# %% check="spike_log_likelihood"
check.spike_log_likelihood(spike_log_likelihood)

# %% figure="The likelihood of a spike that shrinks"
use = pick(check.spike_log_likelihood)
rng = np.random.default_rng(0)
heights = np.concatenate([rng.normal(-2, 1, 10), rng.normal(2, 1, 10)])  # two groups
rounded = np.round(heights)  # as somebody would write them down
equal, alike = np.sum(heights == heights[0]), np.sum(rounded == rounded[0])
print(f"points equal to the first one: {equal} of 20; rounded: {alike} of 20")


def true_log_p(x):
    """log p(x) under the mixture from which the points come."""
    left, right = log_normal(x, -2, 1), log_normal(x, 2, 1)
    return np.logaddexp(left, right) + np.log(0.5)


honest = true_log_p(heights).mean()
exponents = np.arange(0, 41, 2)
lines = {
    "as measured": [use.spike_log_likelihood(heights, 10.0**-e) for e in exponents],
    "rounded": [use.spike_log_likelihood(rounded, 10.0**-e) for e in exponents],
    "the true mixture": np.full(len(exponents), honest),
}
parts = []
for name in ("as measured", "rounded"):
    line = np.array(lines[name])
    gain = len(heights) * (line[-1] - line[-2]) / 2  # 2 zeros between two entries
    low = f"{line.min():.3f} at sigma = {10.0 ** -exponents[line.argmin()]:g}"
    print(f"{name}: lowest {low}; at the right end each factor of 10 in sigma "
          f"gains {gain:.2f} nats, over all 20 points")  # fmt: skip
    parts.append(f"{name} is lowest, {low}, and from there rises to {line[-1]:.3f}")
plot.curves(
    lines,
    x=exponents,
    xlabel="-log10 of sigma",
    ylabel="mean log-likelihood (nats)",
    title="A spike on one point",
    alt=f"A spike on one point, for sigma from 1 to 1e-40: {'; '.join(parts)}; "
    f"the true mixture stays at {honest:.3f}.",
)

# %% [markdown]
# It has no bound. As measured, the line first falls a little: the neighbours of the first point lose the spike. Each factor of 10 in $\sigma$ gives the point under it 2.3 nats more, and once the spike is too narrow to reach the others, it costs them nothing. So from there on the line rises, for ever. With enough zeros
# the spike beats the **true** mixture, from which the points were drawn. Rounded data are worse: where four points are equal, the spike gains on all four, and in the end the line is four times as steep.
# So "the maximum likelihood" of a Gaussian mixture does not exist if each component has a variance of its own: the likelihood grows without bound. (With one variance for all it is bounded, if there are more different points than components: a narrow component makes the others narrow, too.) What EM finds, and what we want, is a good *local* maximum. What is the spike worth on new points?

# %%
rng = np.random.default_rng(4)
new = np.concatenate([rng.normal(-2, 1, 500), rng.normal(2, 1, 500)])
wide = log_normal(new, heights.mean(), heights.std())  # the broad half
worth = {
    f"spike {sigma:g}": np.logaddexp(log_normal(new, heights[0], sigma), wide)
    + np.log(0.5)
    for sigma in (0.1, 1e-40)
}
worth |= {"the broad half alone": wide, "the true mixture": true_log_p(new)}
for name, log_p in worth.items():
    print(f"{name:24s} {log_p.mean():.3f} nats per new point")

# %% [markdown]
# Less than nothing: both mixtures with a spike are worse than the broad half alone. Half of the probability of the narrow one lies on one point that will not come again, which costs log 2 = 0.69 nats on each new point. The spike of 0.1 still meets a few new points, so it costs less. The cure is a least variance: `reg_covar` adds a small number to each variance after each M-step, as if the instrument had that much noise. It
# has a unit, that of $x^2$, so **choose it by the data**: the default $10^{-6}$ is nothing beside variances of thousands, and a lot beside variances of $10^{-7}$.

# %%
for reg_covar in (0.0, 1e-6, 0.1):
    model = GaussianMixture(
        2,
        reg_covar=reg_covar,
        means_init=[[rounded[0]], [0.0]],
        weights_init=[0.5, 0.5],
        precisions_init=[[[1e6]], [[0.1]]],
        max_iter=200,
        tol=1e-6,
    )
    try:
        model.fit(rounded[:, None])
    except ValueError as error:
        print(f"reg_covar = {reg_covar:g}: {error}")
        continue
    old, fresh = model.score(rounded[:, None]), model.score(new[:, None])
    print(
        f"reg_covar = {reg_covar:g}: variances",
        model.covariances_.ravel().round(6),
        f"training {old:.3f}, new points {fresh:.3f} nats",
    )

# %% [markdown]
# Started on the spike, EM without the cure falls into it and stops with an error. With the default it stays there, with a variance that is `reg_covar` and nothing else: if you see that in a fit, distrust it. With a value that
# fits the data EM may climb out.
#
# ## What you have built
#
# Log-sum-exp, the E-step and the M-step, which is the whole of EM; a score that charges for parameters; a generator of new data; and the reason why nobody should trust a likelihood just because it is high.
# The next topic puts a prior on the clusters, and their number is no longer given: [ChineseRestaurant](../../course/day1/ChineseRestaurant.ipynb).
