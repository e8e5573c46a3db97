# %% [markdown]
# # Neighbour graphs: exercises
#
# You write the seven short functions that make a map of digits and say how good it is. With them you lay out a map of your own. Lecture: [NeighbourGraphs](../../course/day3/NeighbourGraphs.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the
# check below it. A check answers within a second, and names the likely mistake. **What has passed is what
# the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a
# function after "right", run its check cell again: until then the later cells keep what passed.
#
# | | exercise | points |
# |---|---|---|
# | 3.21 | neighbours kept | 1 |
# | 3.22 | the weights of the neighbours | 1 |
# | 3.23 | a scale for each point, by bisection | 2 |
# | 3.24 | the union of two views | 1 |
# | 3.25 | an island is stretched | 1 |
# | 3.26 | pull and push | 2 |
# | 3.27 | trustworthiness | 2 |
#
# Shapes: $N$ points, $D$ features, $k$ neighbours of each; the nearest stands first, and no point is its own neighbour.

# %% setup=true
import numpy as np

from minivae import plot
from minivae.data import load_digits
from minivae.embeddings import PCA, nearest_neighbours
from minivae.embeddings.umap_curve import curve
from minivae_checks import day3 as check
from minivae_checks import pick

# %% [markdown]
# ## 3.21 Neighbours kept
#
# A map should have the same neighbours as the data. You get the $k$ nearest of each point in the data and on the map, as two arrays of indices. Return the share of the neighbours in the data that are neighbours on the map, too:
#
# $$K = \frac{1}{N k} \sum_i \left| \mathcal{N}_k^{\text{data}}(i) \cap \mathcal{N}_k^{\text{map}}(i) \right| .$$
#
# The order within a row does not matter: a neighbour counts at whatever place it stands.
#
# Shapes: `near_data` and `near_map` (N, k), whole numbers; the answer is one number.
#
# <details><summary>Hint 1</summary> Take one point first. How many entries of its one row stand in its other row? </details>
#
# <details><summary>Hint 2</summary>
#
# `np.isin(near_data[i], near_map[i])` gives True for each entry that does. Go through all `i`. Or compare each entry with each by broadcasting: `near_data[:, :, None] == near_map[:, None, :]`.
#
# </details>
#
# <details><summary>Hint 3</summary> Add up what is True over all points, and divide by N times k. </details>

# %% exercise="kept"
def kept(near_data, near_map):
    """The share of neighbours in the data that are neighbours on the map: one number."""
    ### BEGIN SOLUTION
    same = near_data[:, :, None] == near_map[:, None, :]  # (N, k, k)
    return same.any(axis=2).mean()
    ### END SOLUTION

# %% check="kept"
check.kept(kept)

# %% [markdown]
# The first 300 of the small digits, on three maps: at random places, by PCA on two axes, by PCA on ten.

# %%
use = pick(check.kept)
digits = load_digits()
X, y = digits.x_train[:300].astype(np.float64), digits.y_train[:300]
N = len(X)
near_data, d = nearest_neighbours(X, 14)  # indices and distances, both (N, 14)
flat = PCA(2).fit_transform(X)
maps = {"random places": np.random.default_rng(0).normal(size=(N, 2)), "PCA, 2 axes": flat, "PCA, 10 axes": PCA(10).fit_transform(X)}
for name, places in maps.items():
    print(f"{name}: {use.kept(near_data, nearest_neighbours(places, 14)[0]):.1%} of the 14 nearest are kept")

# %% [markdown]
# ## 3.22 The weights of the neighbours
#
# $i$ holds on to its neighbour $j$ with the weight
#
# $$p_{ij} = \exp\left( -\frac{d_{ij} - \rho_i}{\sigma_i} \right),$$
#
# where $\rho_i$ is the distance of $i$'s nearest neighbour, and $\sigma_i$ a scale of its own, which is handed in here. Each row of `d` is sorted.
#
# Shapes: `d` (N, k), `sigma` (N,); `p` (N, k).
#
# <details><summary>Hint 1</summary> Where in a sorted row does the nearest distance stand? </details>
#
# <details><summary>Hint 2</summary>
#
# `d[:, :1]` is the first column, with its axis kept: (N, 1). `sigma` needs a second axis, too: `sigma[:, None]`.
#
# </details>
#
# <details><summary>Hint 3</summary> Take the exponential of minus (d - d[:, :1]) / sigma[:, None]. </details>

# %% exercise="neighbour_weights"
def neighbour_weights(d, sigma):
    """p_ij = exp(-(d_ij - ρ_i) / σ_i): (N, k)."""
    ### BEGIN SOLUTION
    rho = d[:, :1]  # (N, 1)
    return np.exp(-(d - rho) / sigma[:, None])
    ### END SOLUTION

# %% check="neighbour_weights"
check.neighbour_weights(neighbour_weights)

# %% [markdown]
# With one $\sigma$ for all, the points have very different amounts of holding to give:

# %%
use = pick(check.neighbour_weights)
sums = use.neighbour_weights(d, np.full(N, 0.3)).sum(axis=1)
print(f"sums of the weights with sigma = 0.3 for all: from {sums.min():.2f} to {sums.max():.2f}")

# %% [markdown]
# ## 3.23 A scale for each point
#
# UMAP asks for the $\sigma$ with which the weights add up to a target, $\log_2 k$ for `n_neighbors` $= k$. You get the neighbours' distances of one point, less the nearest: `excess` $= d - \rho$. The sum
#
# $$S(\sigma) = \sum_j \exp\left( -\frac{\text{excess}_j}{\sigma} \right)$$
#
# rises with $\sigma$. **Bisection**: `low` is too narrow, `high` wide enough. Look at the middle, and keep the half in which the answer lies. After 100 rounds nothing is left to halve. The start and the loop are there; write what happens to `low` or `high`.
#
# <details><summary>Hint 1</summary> If the sum at the middle is larger than the target, is the middle too wide or too narrow? </details>
#
# <details><summary>Hint 2</summary> Too wide: then the answer lies between low and the middle, so the middle becomes the new high. Else it becomes the new low. </details>
#
# <details><summary>Hint 3</summary>
#
# `if np.exp(-excess / sigma).sum() > target:` and then `high = sigma`, `else:` `low = sigma`.
#
# </details>

# %% exercise="find_sigma"
def find_sigma(excess, target):
    """The sigma with Σ exp(-excess / sigma) = target; excess (k,), one number."""
    low, high = 0.0, 1.0
    while np.exp(-excess / high).sum() < target:  # not wide enough yet
        high = 2 * high
    for _ in range(100):
        sigma = (low + high) / 2
        ### BEGIN SOLUTION
        if np.exp(-excess / sigma).sum() > target:
            high = sigma
        else:
            low = sigma
        ### END SOLUTION
    return sigma

# %% check="find_sigma"
check.find_sigma(find_sigma)

# %%
use = pick(check.neighbour_weights, check.find_sigma)
sigma = np.array([use.find_sigma(row - row[0], np.log2(15)) for row in d])
p = use.neighbour_weights(d, sigma)  # (N, 14)
print(f"sigma from {sigma.min():.3f} to {sigma.max():.3f}; sums of the weights from {p.sum(axis=1).min():.4f} to {p.sum(axis=1).max():.4f}")

# %% [markdown]
# ## 3.24 The union of two views
#
# $p_{ij}$ and $p_{ji}$ differ, and an edge needs one weight. Read them as the probabilities that $i$ holds $j$, and that $j$ holds $i$, independently of each other. The weight is the probability that **at least one** of the two holds.
#
# Shapes: `P` (N, N), 0 where there is no edge; `w` (N, N), symmetric.
#
# <details><summary>Hint 1</summary> Two coins show heads with probability p and q. What is the chance that both show tails? </details>
#
# <details><summary>Hint 2</summary> At least one head: 1 - (1 - p)(1 - q) = p + q - p q. </details>
#
# <details><summary>Hint 3</summary>
#
# The two probabilities of an edge stand in `P` and in its transpose `P.T`; multiply entry by entry.
#
# </details>

# %% exercise="fuzzy_union"
def fuzzy_union(P):
    """The chance that at least one of two holds the other: (N, N)."""
    ### BEGIN SOLUTION
    return P + P.T - P * P.T
    ### END SOLUTION

# %% check="fuzzy_union"
check.fuzzy_union(fuzzy_union)

# %%
use = pick(check.neighbour_weights, check.find_sigma, check.fuzzy_union)


def graph_of(X, k=15):
    """The graph of X with your functions, as a full matrix (N, N)."""
    near, d = nearest_neighbours(X, k - 1)
    sigma = np.array([use.find_sigma(row - row[0], np.log2(k)) for row in d])
    P = np.zeros((len(X), len(X)))
    np.put_along_axis(P, near, use.neighbour_weights(d, sigma), axis=1)
    return use.fuzzy_union(P)


w = graph_of(X)
print(f"{np.count_nonzero(w) // 2} edges; {w[y[:, None] == y].sum() / w.sum():.1%} of the weight joins equal digits")

# %% [markdown]
# ## 3.25 An island is stretched
#
# Here are two islands of 100 points each, far apart. Blow one of them up: each of its points $x$ moves to $m + f (x - m)$, where $m$ is the mean of the island, and $f$ the factor. The other points stay.
#
# **Predict first.** How much do the weights of the graph change if one island becomes three times as wide, and the islands still lie far apart?
#
# Shapes: `X` (N, D), `island` (N,) True for its points, `factor` one number; the answer (N, D), a new array.
#
# <details><summary>Hint 1</summary>
#
# `X[island]` are the points of the island. Their mean is a point, too: one number per feature.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Start with `new = X.copy()`, and write into `new[island]`.
#
# </details>
#
# <details><summary>Hint 3</summary> new[island] = middle + factor * (X[island] - middle). </details>

# %% exercise="stretch"
def stretch(X, island, factor):
    """All points, those of the island moved away from its mean by the factor: (N, D)."""
    ### BEGIN SOLUTION
    new = X.copy()
    middle = X[island].mean(axis=0)
    new[island] = middle + factor * (X[island] - middle)
    return new
    ### END SOLUTION

# %% check="stretch"
check.stretch(stretch)

# %%
use = pick(check.neighbour_weights, check.find_sigma, check.fuzzy_union, check.stretch)
rng = np.random.default_rng(1)
islands = np.concatenate([rng.normal(size=(100, 5)), rng.normal(size=(100, 5)) + 50])
before = graph_of(islands)
for factor in (3, 0.1):
    after = graph_of(use.stretch(islands, np.arange(200) < 100, factor))
    print(f"stretched by {factor}: the largest change of a weight is {np.abs(after - before).max():.0e}")

# %% [markdown]
# <details><summary>Answer</summary> Not at all (what is printed is rounding). All distances within the island are multiplied by the factor: the neighbours are the same ones, rho and sigma are multiplied, too, and the quotient stays. Whoever sees the graph alone cannot know how wide an island is. Nor how far away the other one lies: there is no edge between them.
# So a map that is made from the graph cannot show widths of islands or distances between them, whatever it looks like. </details>

# %% [markdown]
# ## 3.26 Pull and push
#
# On the map an edge has the strength $q = 1 / (1 + a s^b)$ with $s = \lVert y_i - y_j \rVert^2$. Neighbours pull each other, with the cost $-\log q$; others push, with the cost $-\log(1 - q)$. Derive both gradients by $y_i$.
#
# Begin with $-\log q = \log(1 + a s^b)$ and $-\log(1 - q) = \log\left(1 + \frac{1}{a s^b}\right)$. Find the derivative by $s$, then go on to $y_i$.
#
# Shapes: `yi`, `yj` (E, K), one pair per row; `a`, `b` numbers; `pull`, `push` (E, K).
#
# <details><summary>Hint 1</summary> s is one number per pair: sum the squares along each row, and keep the axis. And ds/dyi = 2 (yi - yj). </details>
#
# <details><summary>Hint 2</summary> The derivative of log(1 + a s^b) by s is a b s^(b-1) / (1 + a s^b). </details>
#
# <details><summary>Hint 3</summary> log(1 + 1 / (a s^b)) = log(1 + a s^b) - log(a s^b). The last term has the slope b / s. So the whole has a b s^(b-1) / (1 + a s^b) - b / s, which is -b / (s (1 + a s^b)). </details>

# %% exercise="forces"
def forces(yi, yj, a, b):
    """Gradients by yi of -log q and of -log(1 - q): two (E, K)."""
    ### BEGIN SOLUTION
    s = np.sum((yi - yj) ** 2, axis=1, keepdims=True)  # (E, 1)
    pull = 2 * a * b * s ** (b - 1) / (1 + a * s**b) * (yi - yj)
    push = -2 * b / (s * (1 + a * s**b)) * (yi - yj)
    return pull, push
    ### END SOLUTION

# %% check="forces"
check.forces(forces)

# %% [markdown]
# ### A map of your own
#
# Your graph, your forces. With 300 points we can afford all pairs at each step, so nothing is drawn at random. An edge has a turn from each of its ends, so a pull has the weight $2 w_{ij}$. A push gets the weight that UMAP's random pushes have in the mean: each turn of an edge of $i$ pushes $i$ away from 5 of $N$ points, so $i$ is pushed from $j$ with $5 w_i / N$, where $w_i = \sum_j w_{ij}$. We take the mean of this and $j$'s.

# %%
use = pick(check.forces)
a, b = curve(0.1, 1.0)
i, j = np.triu_indices(N, 1)
w_i = w.sum(axis=1)
pull_weight = 2 * w[i, j][:, None]
push_weight = 5 * (w_i[i] + w_i[j])[:, None] / (2 * N)
places = 10 * flat / np.abs(flat).max() + np.random.default_rng(2).normal(size=(N, 2)) * 1e-4
steps = 300
for step in range(steps):
    pull, push = use.forces(places[i], places[j], a, b)
    along = pull_weight * pull + push_weight * push  # the gradient by place i; by place j it is minus that
    gradient = np.stack([np.bincount(i, along[:, c], N) - np.bincount(j, along[:, c], N) for c in (0, 1)], axis=1)
    places -= 0.1 * (1 - step / steps) * np.clip(gradient, -4, 4)

# %% figure="A map of 300 digits"
plot.latent_map(places, y, xlabel="", ylabel="", title="A map of 300 digits, with your graph and your forces")

# %% [markdown]
# ## 3.27 Trustworthiness
#
# A second measure asks the other way round: are those who are near on the map near in the data? Let $r(i, j)$ be the rank of $j$ among $i$'s neighbours in the data: 1 for the nearest, 2 for the next. If $j$ is one of the $k$ nearest of $i$ on the map and its rank is at most $k$, all is well. If it is larger, the map lies, by $r(i, j) - k$:
#
# $$T = 1 - \frac{2}{N k (2N - 3k - 1)} \sum_i \sum_{j \in \mathcal{N}_k^{\text{map}}(i)} \max(0,\, r(i, j) - k) .$$
#
# Shapes: `ranks` (N, N), where `ranks[i, j]` is $r(i, j)$, and 0 for $j = i$; `near_map` (N, k), indices; `T` one number.
#
# <details><summary>Hint 1</summary> For one point i: the ranks of its neighbours on the map are ranks[i][near_map[i]]. </details>
#
# <details><summary>Hint 2</summary>
#
# For all points at once: `np.take_along_axis(ranks, near_map, axis=1)`, which is (N, k).
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# The penalty is `np.maximum(r - k, 0).sum()`. The brackets matter: all of N k (2N - 3k - 1) stands below.
#
# </details>

# %% exercise="trustworthiness"
def trustworthiness(ranks, near_map):
    """1 minus the penalty for strangers among the neighbours on the map: one number."""
    N, k = near_map.shape
    ### BEGIN SOLUTION
    r = np.take_along_axis(ranks, near_map, axis=1)  # (N, k)
    return 1 - 2 * np.maximum(r - k, 0).sum() / (N * k * (2 * N - 3 * k - 1))
    ### END SOLUTION

# %% check="trustworthiness"
check.trustworthiness(trustworthiness)

# %%
use = pick(check.kept, check.trustworthiness)
order = nearest_neighbours(X, N - 1)[0]  # all others, the nearest first
ranks = np.zeros((N, N), dtype=int)
np.put_along_axis(ranks, order, np.arange(1, N), axis=1)
for name, at in {**maps, "your map": places}.items():
    near_map = nearest_neighbours(at, 14)[0]
    print(f"{name:14s} kept {use.kept(near_data, near_map):.1%}, trustworthiness {use.trustworthiness(ranks, near_map):.3f}")

# %% [markdown]
# ## What you can now do
#
# - turn distances into a graph in which each point has a scale of its own
# - derive the forces of a layout, and lay a graph out
# - measure what a map keeps, and say what it cannot show
#
# **If you want to go on.** (1) Start your map from random places instead of PCA's: which of the two measures changes, and does the order of the islands? (2) Take the weight 1 for each edge: does the map become worse? (3) Give every pair the push $1 - w_{ij}$ that the cross-entropy asks for. What happens to the islands?
