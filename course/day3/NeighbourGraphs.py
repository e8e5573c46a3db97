# %% [markdown]
# # Neighbour graphs: a map of digits
#
# A digit of 8 x 8 pixels is a point in 64 dimensions. A sheet of paper has two. **Can 1,797 digits be laid on one sheet so that those which are alike lie side by side? And what may we then read off the sheet?**
#
# The method of this notebook is UMAP (McInnes, Healy and Melville 2018). It makes a graph of neighbours, and lets forces pull the graph flat. We build it step by step, look at each step, and then ask what the map is worth.
#
# **After this notebook you can**
#
# - say why far distances in many dimensions tell little, and near ones much
# - turn distances into a weighted graph of neighbours, with a scale of its own for each point
# - derive the forces that lay the graph out, check them, and say what negative sampling is
# - measure a map: neighbours kept, and trustworthiness
# - say what on a map is true of the data (near neighbours), and what is not (sizes, densities, distances between islands)
# - with the *Further* sections: find out where the order of the islands comes from, and what the weights are worth
#
# **You need** NumPy arrays with broadcasting, derivatives and the chain rule, gradient descent ([BackpropByHand](BackpropByHand.ipynb)), the normal distribution, and PCA: the directions of largest variance; the first two of them are the best straight map.
#
# Sections marked *Further* can wait: nothing outside of them leans on them. Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import warnings

import numpy as np
from matplotlib.figure import Figure
from scipy import sparse
from scipy.stats import rankdata
from sklearn.metrics import silhouette_score

from minivae import nn, plot
from minivae.clusters import KMeans
from minivae.data import load_digits
from minivae.embeddings import (
    PCA,
    UMAP,
    nearest_neighbours,
    neighbours_kept,
    trustworthiness,
)
from minivae.embeddings.fuzzy_graph import fuzzy_union, memberships, smooth_distances
from minivae.embeddings.umap_curve import curve
from minivae.embeddings.umap_layout import begin, due
from minivae.kernels.umap import make_layout
from minivae.plot.picture import COLOURS, style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

digits = load_digits()
X = np.concatenate([digits.x_train, digits.x_test]).astype(np.float64)  # (1797, 64)
y = np.concatenate([digits.y_train, digits.y_test])  # (1797,), which digit; for the pictures only
N = len(X)
print(digits)

# %% [markdown]
# ## 1. What do we ask of a map?
#
# The simplest map is PCA's: two axes, straight, the best in squared error.

# %%
flat = PCA(2).fit_transform(X)
plot.latent_map(flat, y, xlabel="first component", ylabel="second component", title="PCA lays the digits flat")

# %% [markdown]
# Some kinds of digit have a corner of their own; in the middle they lie on top of each other. How bad is that? Take the $k$ nearest of each digit in the data and on the map, and count how many are the same. With $\mathcal{N}_k(i)$ for the set of the $k$ nearest of $i$, the share of **neighbours kept** is
#
# $$K = \frac{1}{N k} \sum_i \left| \mathcal{N}_k^{\text{data}}(i) \cap \mathcal{N}_k^{\text{map}}(i) \right| .$$
#
# By hand, with five points on a line and $k = 1$. The map puts the last one in another place.


# %%
def kept(near_data, near_map):
    """The share of neighbours that are the same: two arrays of indices, (N, k)."""
    same = near_data[:, :, None] == near_map[:, None, :]  # (N, k, k)
    return same.any(axis=2).mean()


line = np.array([[0.0], [1.0], [3.0], [7.0], [8.5]])
moved = np.array([[0.0], [1.0], [3.0], [7.0], [4.0]])
near_data, near_map = nearest_neighbours(line, 1)[0], nearest_neighbours(moved, 1)[0]
print("places on the map:   ", moved[:, 0])
print("nearest in the data: ", near_data[:, 0])
print("nearest on the map:  ", near_map[:, 0])
print(f"kept: {kept(near_data, near_map):.1f}")
assert np.isclose(kept(near_data, near_map), neighbours_kept(line, moved, 1))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# **Predict first.** A map that puts each digit at a random place: which share of the 15 nearest does it keep?
#
# <details><summary>Answer</summary> About 15 of the 1,796 others are a digit's neighbours in the data. A random neighbour on the map is one of them with probability 15 / 1796, less than one in a hundred. </details>

# %%
nowhere = np.random.default_rng(SEED).normal(size=(N, 2))
for name, place in (("random places", nowhere), ("PCA, 2 axes", flat), ("PCA, 10 axes", PCA(10).fit_transform(X))):
    print(f"{name:14s} keep {neighbours_kept(X, place, 15):.1%} of the 15 nearest")
print(f"15 / 1796 = {15 / (N - 1):.1%}")

# %% [markdown]
# PCA on two axes is better than chance, and bad. **A straight map must press everything together along the directions that it leaves out.** We want a map that bends.

# %% [markdown]
# ## 2. Which distances can be trusted?
#
# A first idea: place the points so that *all* distances come out right. But look at distances in many dimensions. Take two points with independent coordinates from $N(0, 1)$. A difference of coordinates is $N(0, 2)$, its square has the mean 2 and the variance 8. The squared distance is the sum of $D$ of these: mean $2D$, standard deviation $\sqrt{8D}$. So relative to its mean it varies by
#
# $$\frac{\sqrt{8D}}{2D} = \sqrt{\frac{2}{D}} , \qquad \text{and the distance itself by about half of that, } \frac{1}{\sqrt{2D}} .$$
#
# (The root of a number that varies by a small share varies by half that share.) It goes to 0: **in many dimensions all pairs are about equally far apart.**


# %%
def pair_distances(points):
    """All distances between two different points, (N (N - 1) / 2,)."""
    squares = (points**2).sum(axis=1)
    table = squares[:, None] + squares - 2 * points @ points.T
    return np.sqrt(np.maximum(table[np.triu_indices(len(points), 1)], 0))


rng = np.random.default_rng(SEED + 1)
some = rng.choice(N, 500, replace=False)
distances = {f"normal, D = {D}": pair_distances(rng.normal(size=(500, D))) for D in (2, 64, 512)}
distances["500 digits"] = pair_distances(X[some])
for (name, d), D in zip(distances.items(), (2, 64, 512, None), strict=True):
    spread = d.std() / d.mean()
    said = f"1 / sqrt(2D) = {1 / np.sqrt(2 * D):.3f}" if D else f"as a normal cloud with D = {1 / (2 * spread**2):.0f}"
    print(f"{name:15s} the distances vary by {spread:.3f} of their mean; {said}")
plot.histograms({name: d / d.mean() for name, d in distances.items()}, xlabel="distance / mean distance", title="Distances concentrate")

# %% [markdown]
# The digits have 64 pixels, and yet their distances vary more than those of 64 independent numbers: pixels depend on each other. By this measure they are like a cloud of far fewer dimensions (printed above).
#
# So does a distance tell nothing? Sort the others of each digit by distance, and ask at each rank: is it the same digit?

# %%
squares = (X**2).sum(axis=1)
far = squares[:, None] + squares - 2 * X @ X.T  # squared distances, (N, N)
np.fill_diagonal(far, -1)
table = np.argsort(far, axis=1)[:, 1:]  # (N, N - 1): all others, the nearest first
same = (y[table] == y[:, None]).mean(axis=0)  # (N - 1,): by rank
ranks = np.unique(np.geomspace(1, N - 1, 60).astype(int))
for rank in (1, 15, 100, 200, 900, N - 1):
    print(f"rank {rank:4d}: the same digit in {same[rank - 1]:.1%} of the cases")
assert same[:15].min() > 0.9 and same[400:].max() < 0.1  # claim: near is alike; beyond rank 400 the others are less often alike than by chance
plot.curves({"same digit": same[ranks - 1]}, x=np.log10(ranks), xlabel="log10 of the rank", ylabel="share", title="Who is near is alike")

# %% [markdown]
# **A small distance tells much, a large one little.** Of the first fifteen neighbours more than nine in ten are the same digit, and there are some 180 of each. From the middle of the list on, the order says hardly more than "another one". So UMAP makes a decision: **keep the neighbours, forget the rest.** Remember it. Section 9 shows its price.

# %% [markdown]
# ## 3. A scale for each point
#
# Now make a graph: each digit holds on to its $k - 1$ nearest others, with a weight. (UMAP counts the point itself, so `n_neighbors=15` means 14 others.) A weight should fall with the distance. But how fast? Some digits live in a crowd, some alone:

# %%
k = 15
near, d = nearest_neighbours(X, k - 1)  # indices and distances: (N, 14), the nearest first
crowded, lonely = np.argsort(d[:, 0])[[N // 20, -N // 20]]
print(f"distance to the nearest: {d[crowded, 0]:.2f} for digit {crowded} (a {y[crowded]}), {d[lonely, 0]:.2f} for digit {lonely} (a {y[lonely]})")
assert d[crowded, -1] < d[lonely, 0]  # claim: all 14 neighbours of the crowded digit lie nearer than the first of the lonely one
plot.image_grid(
    np.concatenate([X[[crowded, *near[crowded, :9]]], X[[lonely, *near[lonely, :9]]]]),
    image_shape=(8, 8),
    row_labels=["crowded", "lonely"],
    title="A digit, and its nine nearest",
)

# %% [markdown]
# So each point gets two numbers of its own. $\rho_i$ is the distance to its nearest other, and $\sigma_i$ says how fast its weights fall from there:
#
# $$p_{ij} = \exp\left( -\frac{d_{ij} - \rho_i}{\sigma_i} \right), \qquad \sigma_i \text{ such that } \sum_j p_{ij} = \log_2 k .$$
#
# - The nearest gets the weight 1, whatever its distance. So nobody is left alone.
# - The sum is the same for all: each point has the same amount of holding to give, in a crowd or not. That it is $\log_2 k$ is the authors' choice, and no theorem. For $k = 15$ it is 3.9 of 14.
#
# How to find $\sigma_i$? Each term rises with $\sigma$, from 0 (the nearest: from 1) to 1. So the sum rises from 1 to 14, and passes 3.9 once. **Bisection**: keep an interval that holds the answer, look at its middle, and keep the half that holds it still.


# %%
def find_sigma(excess, target):
    """The sigma with sum(exp(-excess / sigma)) = target; excess (k - 1,) = d - rho."""
    low, high = 0.0, 1e3
    for _ in range(60):  # each look halves the interval: 1000 / 2^60 is nothing
        sigma = (low + high) / 2
        if np.exp(-excess / sigma).sum() > target:
            high = sigma  # too wide
        else:
            low = sigma
    return sigma


target = np.log2(k)
rho = d[:, 0]
sigma = np.array([find_sigma(d[i] - rho[i], target) for i in range(N)])
assert np.allclose(sigma, smooth_distances(d, target)[1], rtol=1e-9)
print(f"sigma: {sigma[crowded]:.3f} for the crowded digit, {sigma[lonely]:.3f} for the lonely one; all: {sigma.min():.3f} to {sigma.max():.3f}")
p = np.exp(-(d - rho[:, None]) / sigma[:, None])  # (N, 14)
print(f"sums of the weights: {p.sum(axis=1).min():.6f} to {p.sum(axis=1).max():.6f}; log2 of 15 is {target:.6f}")

# %%
along = np.linspace(0, 1.15 * d[lonely, -1], 200)
with style():
    figure = Figure(figsize=(7.5, 4.2), layout="constrained")
    axes = figure.add_subplot(title="Each point has a scale of its own", xlabel="distance in 64 dimensions", ylabel="weight")
    for i, name, colour, mark in ((crowded, "crowded", COLOURS[0], "o"), (lonely, "lonely", COLOURS[1], "s")):
        axes.plot(along, np.exp(-np.maximum(along - rho[i], 0) / sigma[i]), color=colour)
        axes.plot(d[i], p[i], mark, color=colour, label=f"{name}: ρ = {rho[i]:.2f}, σ = {sigma[i]:.2f}")
    axes.legend()
plot.Picture(
    figure,
    f"Weight against distance for two digits. The crowded one has weight 1 up to {rho[crowded]:.2f}, the lonely one up to {rho[lonely]:.2f}; "
    "from there both fall. Dots are their 14 neighbours.",
)

# %% [markdown]
# Notice that the whole neighbourhood of the crowded digit lies nearer than the first neighbour of the lonely one. After the change of scale both have one neighbour of weight 1, and the same sum. **Density is divided out, on purpose.** What was near and what was far can no longer be compared between two points.

# %% [markdown]
# ## 4. Two views of one edge
#
# $i$ may hold on to $j$ while $j$ does not even know $i$. An edge of the graph needs one weight. Read $p_{ij}$ as a probability that $i$ holds $j$, and let the two decide independently. The probability that **at least one of them holds** is
#
# $$w_{ij} = p_{ij} + p_{ji} - p_{ij}\, p_{ji} .$$
#
# This is the **fuzzy union**: "fuzzy" because an edge is there to a degree between 0 and 1. Look at it where one can see it: a crowd of 40 points in the plane, and one far away.

# %%
rng = np.random.default_rng(SEED + 2)
crowd = np.concatenate([rng.normal(size=(40, 2)), [[9.0, 4.0]]])  # the last one is the stranger


def graph_of(points, k):
    """The union w as a sparse matrix (N, N), and p, (N, k - 1), with the neighbours."""
    near, d = nearest_neighbours(points, k - 1)
    p = memberships(d, *smooth_distances(d, np.log2(k)))
    return fuzzy_union(near, p), p, near


w, p_crowd, near_crowd = graph_of(crowd, 6)
w = w.toarray()
friend = near_crowd[-1, 0]
print(f"the stranger holds on to point {friend} with p = {p_crowd[-1, 0]:.2f}; is the stranger among its neighbours? {'yes' if 40 in near_crowd[friend] else 'no'}")
print(f"the edge between them: w = {w[-1, friend]:.2f}; all edges of the stranger: {w[-1].sum():.2f}, of the others in the mean: {w[:-1].sum(axis=1).mean():.2f}")
assert np.allclose(w, w.T)
with style():
    figure = Figure(figsize=(7.5, 4.6), layout="constrained")
    axes = figure.add_subplot(title="The union: a stranger is tied to the crowd")
    for i, j in zip(*np.nonzero(np.triu(w)), strict=True):
        axes.plot(*crowd[[i, j]].T, color=COLOURS[0], linewidth=2.2 * w[i, j], alpha=0.6)
    axes.plot(*crowd.T, "o", color="black", markersize=5)
    axes.set_aspect("equal")
plot.Picture(figure, "40 points in a crowd with lines between neighbours, as thick as their weight, and one point far off on the right with five lines to the crowd, one of them of full weight.")

# %% [markdown]
# The crowd does not know the stranger, and still the stranger has an edge of weight 1, as everybody has. **So a map by UMAP can hide outliers**: nothing in the graph says how far away the stranger is, and the edges pull.
#
# Now the digits. Add up the weights between every two kinds of digit. Nobody told the graph the labels.

# %%
W, _, _ = graph_of(X, k)
edges = W.tocoo()
between = np.zeros((10, 10))
np.add.at(between, (y[edges.row], y[edges.col]), edges.data)
one_sided = np.mean([i not in near[j] for i, nearest in enumerate(near) for j in nearest])
print(f"{W.nnz // 2:,} edges of {N * (N - 1) // 2:,} pairs; {one_sided:.0%} of the holds are not returned")
print(f"weight between equal digits: {np.trace(between) / between.sum():.1%} of all")
assert np.trace(between) / between.sum() > 0.95  # claim: more than 95 % of the weight joins equal digits
off = between - np.diag(np.diag(between))
plot.heatmap(off, xlabel="digit", ylabel="digit", fmt=".0f", title="Weight of the edges between different digits")

# %% [markdown]
# (The diagonal, with nearly all of the weight, is left out: it is set to 0.) Notice which digits touch, such as 1 and 8, 3 and 9.

# %% [markdown]
# ## 5. The same on the map
#
# On the map two points at distance $d$ should hold each other with a strength $q(d)$, too. UMAP wants: full strength up to a distance `min_dist`, then an exponential fall. It takes the nearest curve, by least squares, of this smooth family:
#
# $$q(d) = \frac{1}{1 + a\, d^{2b}} .$$

# %%
along = np.linspace(0, 3, 301)
lines, fits = {}, {}
for min_dist in (0.1, 0.5):
    a, b = fits[min_dist] = curve(min_dist, 1.0)
    print(f"min_dist {min_dist}: a = {a:.3f}, b = {b:.3f}")
    lines[f"wanted, {min_dist}"] = np.exp(-np.maximum(along - min_dist, 0))
    lines[f"q, {min_dist}"] = 1 / (1 + a * along ** (2 * b))
plot.curves(lines, x=along, xlabel="distance on the map", ylabel="strength", title="Strength on the map, for two values of min_dist")

# %% [markdown]
# Notice that a larger `min_dist` makes a wider shoulder: points may stay further apart and still count as close. **It is a matter of looks**: how tightly the map is packed. We take 0.1.

# %% [markdown]
# ### Further: Is it the best curve of the family?
#
# Ask a grid around $a$ and $b$.

# %%
places = np.linspace(0, 3, 300)[1:]
wanted = np.exp(-np.maximum(places - 0.1, 0))


def misfit(a, b):
    """The squared distance of the curve from what is wanted."""
    return np.sum((1 / (1 + a * places ** (2 * b)) - wanted) ** 2)


best = fits[0.1]
grid = [(misfit(best[0] * u, best[1] * v), u, v) for u in np.linspace(0.8, 1.2, 81) for v in np.linspace(0.8, 1.2, 81)]
print(f"least misfit on the grid: {min(grid)[0]:.6f}, at {min(grid)[1]:.3f} a and {min(grid)[2]:.3f} b; at a and b: {misfit(*best):.6f}")
assert misfit(*best) <= min(grid)[0] + 1e-12

# %% [markdown]
# ## 6. Pull and push
#
# The graph has weights $w_{ij}$, the map has strengths $q_{ij}$. Both lie between 0 and 1. Each edge is a coin that should have probability $w$ and has probability $q$; the **cross-entropy** says how badly they fit:
#
# $$C = -\sum_{i < j} \left[\, w_{ij} \log q_{ij} + (1 - w_{ij}) \log (1 - q_{ij}) \,\right] .$$
#
# The first term pulls neighbours together, the second pushes the others apart. Their gradients: let $s = \lVert y_i - y_j \rVert^2$, so that $q = 1 / (1 + a s^b)$.
#
# | | cost | by $s$ | by $y_i$: times $2 (y_i - y_j)$ |
# |---|---|---|---|
# | pull | $-\log q = \log(1 + a s^b)$ | $\dfrac{a b s^{b-1}}{1 + a s^b}$ | towards $y_j$ if we go downhill |
# | push | $-\log(1 - q) = \log\left(1 + \dfrac{1}{a s^b}\right)$ | $\dfrac{-b}{s\,(1 + a s^b)}$ | away from $y_j$ |
#
# (For the push: $\log(1 + \frac{1}{a s^b}) = \log(1 + a s^b) - \log(a s^b)$, and the last term has the slope $b / s$.) The last column is the chain rule: $\partial s / \partial y_i = 2 (y_i - y_j)$. Is it right? The referee of BackpropByHand, central differences, tells.


# %%
a, b = fits[0.1]


def pull(yi, yj):
    """-log q, and its gradient by yi."""
    s = np.sum((yi - yj) ** 2)
    return np.log1p(a * s**b), 2 * (yi - yj) * a * b * s ** (b - 1) / (1 + a * s**b)


def push(yi, yj):
    """-log(1 - q), and its gradient by yi."""
    s = np.sum((yi - yj) ** 2)
    return np.log1p(1 / (a * s**b)), 2 * (yi - yj) * -b / (s * (1 + a * s**b))


yi, yj = np.random.default_rng(SEED + 3).normal(size=(2, 2))
for force in (pull, push):
    print(force.__name__, nn.gradcheck(lambda: force(yi, yj)[0], {"yi": yi}, {"yi": force(yi, yj)[1]}).ok())  # noqa: B023
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# For a large distance $d$ the pull falls like $1/d$, and the push like $1/d^{2b+1}$, with $2b + 1 = 2.8$ here. So **far away there is only pull along edges; who has no edge and is far away is hardly felt.** That will matter in section 9.

# %% [markdown]
# ### Further: Where two points come to rest
#
# **Predict first.** Two points alone on the map, with $w = 0.5$. They pull with half the force and push with half the force. At which strength $q$ do they come to rest?
#
# <details><summary>Answer</summary> Where the cost of the pair is least. By q, its derivative is -w / q + (1 - w) / (1 - q). It is 0 where q = w. So they rest where the strength on the map is the weight in the graph. </details>

# %%
along = np.linspace(0.05, 3, 60)
at = [(np.array([r, 0.0]), np.zeros(2)) for r in along]
pulls, pushes = (np.array([force(*pair)[1][0] for pair in at]) for force in (pull, push))
rests = {}
for weight in (0.9, 0.5, 0.1):
    r = np.linspace(0.01, 10, 100_000)
    q = 1 / (1 + a * r ** (2 * b))
    rests[weight] = r[np.argmin(-weight * np.log(q) - (1 - weight) * np.log(1 - q))]
    print(f"w = {weight}: least cost at distance {rests[weight]:.3f}, where q = {1 / (1 + a * rests[weight] ** (2 * b)):.3f}")
assert all(abs(1 / (1 + a * r ** (2 * b)) - weight) < 1e-3 for weight, r in rests.items())
plot.curves({"pull, w = 0.5": 0.5 * pulls, "push, w = 0.5": -0.5 * pushes}, x=along, xlabel="distance on the map", ylabel="force", yscale="log", title="They meet at the resting distance")

# %% [markdown]
# ## 7. The layout
#
# Each of the 1.6 million pairs has a push. UMAP does not compute them all. It walks over the edges. The strongest edge has a turn in each epoch, one of weight 0.3 in three of ten. At its turn an edge pulls its two ends together, and five points drawn at random push the first end away; all six forces are those before the step. That is **negative sampling**: a few random pairs stand for all that have no edge. Here is one epoch as a loop.


# %%
def one_epoch(places, heads, tails, others, rate):
    """Move ``places`` (N, 2) by each edge in turn; others (E, 5): points that push."""
    places = places.copy()
    for i, j, drawn in zip(heads, tails, others, strict=True):
        pulled = rate * np.clip(pull(places[i], places[j])[1], -4, 4)
        pushes = [np.clip(push(places[i], places[other])[1], -4, 4) for other in drawn if other != i]
        places[i] -= pulled + rate * np.sum(pushes, axis=0)
        places[j] += pulled
    return places


layout = make_layout(2, 5)  # the package's loop, compiled: the first call takes some seconds
rng = np.random.default_rng(SEED + 4)
start = rng.uniform(-5, 5, (50, 2)).astype(np.float32)
heads = rng.permutation(50).astype(np.int32)
tails = np.roll(heads, 1)
others = rng.integers(50, size=(50, 5), dtype=np.uint32)
fast = start.copy()
layout(fast, fast, heads, tails, others, np.float32(0.5), np.float32(a), np.float32(b), True)
slow = one_epoch(start.astype(float), heads, tails, others, 0.5)
print(f"difference of the two: median {np.median(np.abs(slow - fast)):.5f}, largest {np.abs(slow - fast).max():.3f}; largest move: {np.abs(slow - start).max():.2f}")
assert np.median(np.abs(slow - fast)) < 0.01

# %% [markdown]
# (Each coordinate of a step is cut off at 4, or a push at a tiny distance would throw a point off the sheet. The package computes in float32, and adds 0.001 to $s$ in the push: hence the little difference.)
#
# Now the film. The start is PCA's map, enlarged so that its largest coordinate is 10; the learning rate falls from 1 to 0.


# %%
def lay_out(graph, start, rng, epochs=500, keep=(), first=1.0):
    """Lay the graph out: {epoch: places} for the epochs in keep, and the last."""
    edges = graph.tocoo()
    heads, tails = edges.row.astype(np.int32), edges.col.astype(np.int32)
    rates, places, film = edges.data / edges.data.max(), start.astype(np.float32), {}
    for t in range(epochs):
        if t in keep:
            film[t] = places.copy()
        turn = due(rates, t)  # the edges whose turn it is
        others = rng.integers(len(places), size=(len(turn), 5), dtype=np.uint32)
        rate = np.float32(first * (1 - t / epochs))
        layout(places, places, heads[turn], tails[turn], others, rate, np.float32(a), np.float32(b), True)
    return film | {epochs: places}


rng = np.random.default_rng(SEED)
film = lay_out(W, begin(X, W, 2, "pca", rng), rng, keep=(0, 10, 100, 300, 450))
shares = {t: neighbours_kept(X, places, 15) for t, places in film.items()}
print("kept of the 15 nearest:", ", ".join(f"epoch {t}: {share:.1%}" for t, share in shares.items()))
assert shares[500] > 3 * shares[0]  # claim: the layout more than triples the neighbours kept
assert shares[100] < 0.5 * shares[500]  # claim: at epoch 100 less than half of these neighbours are there
plot.clusters(
    {f"epoch {t}: {shares[t]:.0%} kept": (places, y, None) for t, places in film.items()},
    title="From PCA's map to UMAP's",
    alt="Six maps of the digits, coloured by digit, from epoch 0 to 500. PCA's cloud is pulled apart into separate islands; the share of neighbours kept rises from "
    f"{shares[0]:.0%} to {shares[500]:.0%}.",
)

# %% [markdown]
# Notice that after ten epochs many islands stand out, near where PCA had them. But within the islands few are in place yet: at epoch 100 hardly more neighbours are kept than by PCA. They come at the end, as the rate falls; a likely reason is that large steps shake the points about. Here is the last picture in large, and a check that the package does just this, to the last bit (on 300 digits).

# %%
few = X[:300]
rng = np.random.default_rng(SEED)
graph = graph_of(few, k)[0]
ours = lay_out(graph, begin(few, graph, 2, "pca", rng), rng)[500]
print("the package's map is the same:", np.array_equal(ours, UMAP(random_state=SEED, progress=False).fit_transform(few)))
plot.latent_map(film[500], y, xlabel="", ylabel="", title="UMAP's map of the digits")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 8. How good is the map?
#
# Neighbours kept asks: where did a point's neighbours go? The other question is: **may I believe a neighbour that I see?** Let $r(i, j)$ be the rank of $j$ among $i$'s neighbours in the data, 1 for the nearest. If $j$ is one of the $k$ nearest of $i$ on the map, its rank should be at most $k$; what it has too much is a penalty. **Trustworthiness** (Venna and Kaski 2001) is 1 less the penalties, scaled so that the worst map has about 0:
#
# $$T = 1 - \frac{2}{N k (2N - 3k - 1)} \sum_i \; \sum_{j \in \mathcal{N}_k^{\text{map}}(i)} \max(0,\; r(i, j) - k) .$$

# %% [markdown]
# ### Further: By hand
#
# For the five points of section 1:

# %%
order = nearest_neighbours(line, 4)[0]  # (5, 4): all others of each point, the nearest first
ranks = [int(np.flatnonzero(order[i] == j)[0]) + 1 for i, (j,) in enumerate(near_map)]
penalty = sum(max(0, rank - 1) for rank in ranks)
print(f"ranks in the data of the nearest on the map: {ranks}; penalties add up to {penalty}")
print(f"T = 1 - 2 * {penalty} / (5 * 1 * (10 - 3 - 1)) = {1 - 2 * penalty / 30:.3f}")
assert np.isclose(1 - 2 * penalty / 30, trustworthiness(line, moved, 1))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Five times
#
# A number from one map may be luck, so: five times, 360 digits drawn at random are put aside, and the maps are made of the 1,437 others. The 360 get places on the finished map (`transform`: each is laid between its nearest, and pulled and pushed a little, while the map stays as it is). There the five nearest digits vote on which digit it is.
#
# **Predict first.** Voting in the data itself, in 64 dimensions: will it be better or worse than on UMAP's map?


# %%
def vote(places, labels, queries):
    """For each query the commonest label of the five nearest places: (M,)."""
    counts = np.zeros((len(queries), 10))
    np.add.at(counts, (np.arange(len(queries))[:, None], labels[nearest_neighbours(places, 5, queries)[0]]), 1)
    return counts.argmax(axis=1)


def span(values, fmt=".2f"):
    """Mean, and the range over the seeds."""
    return f"{np.mean(values):{fmt}} ({min(values):{fmt}} to {max(values):{fmt}})"


scores = {name: {"T": [], "kept": [], "votes": []} for name in ("data", "PCA", "UMAP")}
for seed in range(SEED, SEED + 5):
    shuffled = np.random.default_rng(seed).permutation(N)
    aside, rest = shuffled[:360], shuffled[360:]
    pca, umap = PCA(2).fit(X[rest]), UMAP(random_state=seed, progress=False).fit(X[rest])
    made = {
        "data": (X[rest], X[aside]),
        "PCA": (pca.transform(X[rest]), pca.transform(X[aside])),
        "UMAP": (umap.embedding_.astype(float), umap.transform(X[aside]).astype(float)),
    }
    for name, (places, new) in made.items():
        scores[name]["votes"].append(np.mean(vote(places, y[rest], new) == y[aside]))
        if name != "data":
            scores[name]["T"].append(trustworthiness(X[rest], places))
            scores[name]["kept"].append(neighbours_kept(X[rest], places))
for name, of in scores.items():
    said = "" if name == "data" else f"trustworthiness {span(of['T'], '.3f')}, kept {span(of['kept'], '.1%')}, "
    print(f"{name:5s} {said}votes right {span(of['votes'], '.1%')}")
assert min(scores["UMAP"]["T"]) > max(scores["PCA"]["T"]) + 0.1  # claim: UMAP's map is more trustworthy than PCA's by more than 0.1
assert min(scores["UMAP"]["kept"]) > 2.5 * max(scores["PCA"]["kept"])  # claim: it keeps more than 2.5 times as many neighbours
assert min(scores["UMAP"]["votes"]) > max(scores["PCA"]["votes"]) + 0.2  # claim: votes on it are better than on PCA's by more than 20 points
assert abs(np.mean(scores["UMAP"]["votes"]) - np.mean(scores["data"]["votes"])) < 0.01  # claim: votes on it are as good as in the data, within a point

# %% [markdown]
# Two dimensions hold more than half of the neighbours, and the votes on the map are about as good as in 64 dimensions (a point is 3.6 of the 360 digits). About as good, and not better here: **the map is made of the data, and adds nothing to them.** To find out which digit a new image is, you need no map.
#
# (A map that has seen the 360 digits while it was made is no test of a map for new points: they have helped to make it.)

# %% [markdown]
# ## 9. What does a map mean? Worlds with a known truth
#
# The map has islands, gaps and sizes. Which of these are in the data? With digits we cannot know. So make data whose truth is known, in 10 dimensions, and measure the same number in the data, on PCA's map and on UMAP's:
#
# - **islands**: three equal groups in a row, the far one ten times as far from the first as the near one. How many times as far is it on the map?
# - **sizes**: two groups of 150, one ten times as wide as the other. How many times as wide is it?
# - **densities**: two groups of the same width, one with 400 points and one with 40. How many times as wide is the one with more points?
#
# **Predict first**, for UMAP: three numbers.


# %%
def normal_at(rng, n, width, at):
    """n points of 10 coordinates, around (at, 0, ..., 0)."""
    return rng.normal(size=(n, 10)) * width + at * np.eye(10)[0]


WORLDS = {
    "islands": [(150, 1, 0), (150, 1, 20), (150, 1, 200)],
    "sizes": [(150, 0.5, 0), (150, 5, 60)],
    "densities": [(40, 1, 0), (400, 1, 20)],
}
TRUTH = {"islands": 10, "sizes": 10, "densities": 1}


def width(group):
    """The median distance from the group's middle."""
    return np.median(np.linalg.norm(group - np.median(group, axis=0), axis=1))


def ratio(world, places):
    """The number that is asked for in this world."""
    groups = np.split(places, np.cumsum([n for n, _, _ in WORLDS[world]])[:-1])
    if world == "islands":
        first, near, far = (np.median(group, axis=0) for group in groups)
        return np.linalg.norm(far - first) / np.linalg.norm(near - first)
    return width(groups[1]) / width(groups[0])


found = {world: {"data": [], "PCA": [], "UMAP": []} for world in WORLDS}
shown = {}
for world, groups in WORLDS.items():
    for seed in range(SEED, SEED + 5):
        rng = np.random.default_rng(seed)
        points = np.concatenate([normal_at(rng, *group) for group in groups])
        maps = {"data": points, "PCA": PCA(2).fit_transform(points), "UMAP": UMAP(random_state=seed, progress=False).fit_transform(points)}
        for name, places in maps.items():
            found[world][name].append(ratio(world, places))
        if seed == SEED:
            labels = np.repeat(np.arange(len(groups)), [n for n, _, _ in groups])
            shown |= {f"{world}, {name}": (maps[name], labels, None) for name in ("PCA", "UMAP")}
    print(f"{world:9s} truth {TRUTH[world]:2d}:", "; ".join(f"{name} {span(values, '.1f')}" for name, values in found[world].items()))
for name, most in (("islands", 4), ("sizes", 2)):
    assert max(found[name]["UMAP"]) < most and min(found[name]["PCA"]) > 8  # claim: of a ratio of 10, PCA keeps 8 or more, UMAP less than 4 (islands) and less than 2 (sizes)
assert min(found["densities"]["UMAP"]) > 3 and max(found["densities"]["PCA"]) < 2  # claim: where the widths are equal, UMAP makes the group with ten times as many points more than three times as wide
plot.clusters(
    shown,
    columns=2,
    title="Three worlds: PCA on the left, UMAP on the right",
    alt="Three worlds, each mapped by PCA and by UMAP. PCA keeps the far island far and the wide group wide. On UMAP's map the far island is less than four times as far as the near one, the tight and the wide group are equally wide, and the group with more points is far larger.",
)

# %% [markdown]
# Each of the three is wrong on UMAP's map. Why?
#
# - **Islands.** No edge joins them, and far pushes are next to nothing. So the graph does not know how far apart they are. What is left of the ten is a trace of the start.
# - **Sizes.** Each point holds on to its 14 nearest, however far they are. A tight group and a loose one are the same graph.
# - **Densities.** The same width, ten times as many points, and a far larger island (by the number alone, with equal room for each point, it would be $\sqrt{10} = 3.2$ times as wide; it is more). And in the second world: equal numbers, equal islands. So here **the size of an island shows how many points it has, and not how different they are.**
#
# PCA answers all three about right: it is a straight projection, and groups in a row need no more than one of its axes. UMAP was not made to answer them.

# %% [markdown]
# ### Further: Two causes taken away
#
# Is it the scales $\sigma_i$ of section 3 that make the sizes equal? Give each edge the weight 1: no $\rho$, no $\sigma$. And does the start make the rest of the ten? Exchange the near and the far island in it.

# %%
without = {"sizes, each weight 1": [], "islands, exchanged in the start": []}
for seed in range(SEED, SEED + 5):
    for name, values in without.items():
        world, epochs, rng = name.split(",")[0], 500, np.random.default_rng(seed)
        points = np.concatenate([normal_at(rng, *group) for group in WORLDS[world]])
        graph = graph_of(points, k)[0]
        start = begin(points, graph, 2, "pca", rng)
        if world == "sizes":
            epochs = round(500 * graph.sum() / graph.max() / graph.nnz)  # as many pulls in all
            graph.data[:] = 1
        else:
            start = start[np.r_[:150, 300:450, 150:300]]
        values.append(ratio(world, lay_out(graph, start, rng, epochs)[epochs]))
for name, values in without.items():
    print(f"{name}: {span(values, '.1f')}")
assert max(without["sizes, each weight 1"]) < 2  # claim: without scales, too, the wide group is less than twice as wide
assert max(without["islands, exchanged in the start"]) < 1  # claim: exchanged in the start, the far island stands nearer than the near one

# %% [markdown]
# Without $\sigma$ the sizes are as equal: it is enough that each point holds on to equally many. And the islands obey the start.

# %% [markdown]
# ### Further: An even square
#
# One world more: 400 points, evenly at random in a **square**. It has no groups, and is flat already: a perfect map exists. **Predict first:** what will UMAP draw? We look for ten groups with K-means, and ask for the **silhouette** (from [KMeans](../day1/KMeans.ipynb): near 1 for tight groups with wide gaps, lower for parts that touch). Beside it: a grid of 20 x 20 points, shaken by a fiftieth of its step.

# %%
tears = {"square": [], "its map": [], "grid": [], "the grid's map": []}
for seed in range(SEED, SEED + 5):
    rng = np.random.default_rng(seed)
    square, grid = rng.random((400, 2)), np.argwhere(np.ones((20, 20))) / 20 + rng.normal(size=(400, 2)) / 1000
    torn, woven = (UMAP(random_state=seed, progress=False).fit_transform(points).astype(float) for points in (square, grid))
    for values, places in zip(tears.values(), (square, torn, grid, woven), strict=True):
        groups = KMeans(10, n_init=3, random_state=seed).fit_predict(places)
        values.append(silhouette_score(places, groups))
    if seed == SEED:
        corner = (2 * (square[:, 0] > 0.5) + (square[:, 1] > 0.5)).astype(int)
        shown = {"the square": (square, corner, None), "UMAP's map": (torn, corner, None)}
for name, values in tears.items():
    print(f"{name}: silhouette of ten groups {span(values)}")
print(f"neighbours kept of the square: {neighbours_kept(square, torn):.0%} (last seed)")
by_chance, by_grid = (np.subtract(tears[new], tears[old]) for new, old in (("its map", "square"), ("the grid's map", "grid")))
assert min(by_chance) > max(by_grid)  # claim: the map of evenly random points gains more silhouette than that of a grid, for each seed
assert min(tears["its map"]) > max(tears["square"])  # claim: UMAP's map of an even square looks more grouped than the square, for each seed
plot.clusters(
    shown,
    columns=2,
    title="An even square, coloured by its quarters",
    alt="On the left 400 points spread evenly over a square, in four colours by quarter. On the right UMAP's map of them: the quarters are still together, but the points are drawn into strings and clumps with holes between.",
)

# %% [markdown]
# Most neighbours are kept, and still the map shows clumps, strings and holes. Evenly random points have small gaps. A grid has none, and its map gains far less silhouette: so the layout widens gaps that are there by chance. **A clump on the map is a question, no finding**: go back to the data with it.

# %% [markdown]
# ## 10. Further: Where does the order of the islands come from?
#
# Still, the islands of digits lie in some order, and kinds that look alike often lie side by side. What makes the order? There are two suspects. The few **edges between different kinds** (section 4), and the **start**: we began with PCA's map. To find the cause, take one away, then the other, then both. Five times 600 digits, the same number of epochs, and three starts: PCA's; **spectral** (eigenvectors of the graph: points that strong edges join get nearly equal coordinates); and random places. To cut the edges between the kinds we use the labels; that is for this experiment alone.
#
# The measure: take the mean place of each kind, and the **rank correlation** of the 45 distances between them, on the map and in the data: 1 if they come in the same order, 0 if there is no relation.


# %%
def order_kept(points, places, labels):
    """Rank correlation of the distances between the ten kinds, in the data and on the map."""
    rows = []
    for z in (points, places):
        middles = np.array([z[labels == digit].mean(axis=0) for digit in range(10)])
        rows.append(rankdata(pair_distances(middles)))
    return np.corrcoef(rows)[0, 1]


MAPS = ("PCA itself", "from PCA", "spectral", "random", "from PCA, cut", "random, cut")
starts = {name: {"order": [], "T": [], "kept": []} for name in MAPS}
for seed in range(SEED, SEED + 5):
    rng = np.random.default_rng(seed)
    rows = rng.permutation(N)[:600]
    graph, labels = graph_of(X[rows], k)[0], y[rows]
    cut = graph.multiply(labels[:, None] == labels).tocsr()
    cut.eliminate_zeros()
    begun = {init: begin(X[rows], graph, 2, init, rng) for init in ("pca", "spectral")}
    anywhere = rng.uniform(-10, 10, (600, 2))
    runs = (graph, begun["pca"]), (graph, begun["spectral"]), (graph, anywhere), (cut, begun["pca"]), (cut, anywhere)
    made = [PCA(2).fit_transform(X[rows])] + [lay_out(*run, rng, 200)[200].astype(float) for run in runs]
    for of, places in zip(starts.values(), made, strict=True):
        of["order"].append(order_kept(X[rows], places, labels))
        of["T"].append(trustworthiness(X[rows], places))
        of["kept"].append(neighbours_kept(X[rows], places))
for name, of in starts.items():
    print(f"{name:13s} order {span(of['order'])}; trustworthiness {span(of['T'], '.3f')}, kept {span(of['kept'], '.1%')}")
order = {name: np.mean(of["order"]) for name, of in starts.items()}
assert min(order["PCA itself"], order["from PCA"]) > order["random"]  # claim: on the mean of five, PCA itself and UMAP from PCA keep the order better than UMAP from random places
assert abs(order["PCA itself"] - order["from PCA"]) < 0.1  # claim: the first two are alike, within 0.1
assert min(order["random"], order["from PCA, cut"]) > order["random, cut"] + 0.3  # claim: with one of the two causes the order is far better than with none
assert abs(order["random, cut"]) < 0.3  # claim: with none of them nearly nothing is left of the order
assert np.ptp([np.mean(starts[name]["T"]) for name in MAPS[1:4]]) < 0.005  # claim: for trustworthiness the three starts are the same within 0.005

# %% [markdown]
# Read the order column. Take the PCA start away: some of it goes. Cut the edges instead: some of it goes. Take both away: nearly nothing is left. So **both make the order**, each is enough for much of it, and where there are no edges between islands, as in section 9, only the start is left. That is why a start at random is a bad habit (Kobak and Linderman 2021 found it for UMAP and for t-SNE, its elder relative by van der Maaten and Hinton 2008). The spectral start makes use of the edges alone. And PCA's own map keeps the order about as well as UMAP's map that started there: which kinds are far apart can be read from PCA alone, or better, measured in the data.
#
# Now the other columns: by trustworthiness and neighbours kept the three starts differ by less than the seeds do. These measures look at near neighbours, and do not see the order.

# %% [markdown]
# ## 11. Further: Copies, few points, pieces
#
# What does the package do where the data are odd? Each case is tried, and what it says is printed.

# %%
rng = np.random.default_rng(SEED + 8)
cloud = rng.normal(size=(100, 5))
CASES = {
    "one sample eight times": np.concatenate([cloud, np.repeat(cloud[:1], 7, axis=0)]),
    "all the same": np.ones((50, 5)),
    "two points": cloud[:2],
    "three points": cloud[:3],
    "ten points": cloud[:10],
    "two islands": np.concatenate([cloud, cloud + 1000]),
}
for name, points in CASES.items():
    for init in ("pca", "spectral") if name == "two islands" else ("pca",):
        with warnings.catch_warnings(record=True) as told:
            warnings.simplefilter("always")
            places = UMAP(init=init, n_epochs=100, random_state=SEED, progress=False).fit_transform(points)
        assert np.isfinite(places).all() and len(places) == len(points)
        print(f"{name}, start {init}: {len(np.unique(places, axis=0))} places for {len(points)} samples; {told[0].message if told else 'nothing is said'}")

# %% [markdown]
# - **Copies** are the same point: they count once, and get one place. Without that, a point with more than $k$ copies would hold on to copies alone.
# - **Few points**: `n_neighbors` is cut to the number of different points, and the package says so. Two points have one neighbour each, at weight 1; their distance on the map tells nothing.
# - **Pieces**: for a graph that falls apart the package makes no spectral start (its first eigenvectors only say which piece a point belongs to); it takes PCA's, and says so. No pull joins the pieces.

# %% [markdown]
# ## 12. Further: What do the weights do?
#
# All this care for $\rho$, $\sigma$ and $\log_2 k$: does it matter? Take it away. The same 600 digits, the same start from PCA, about the same number of pulls in all, and the same two learning rates for all, but
#
# - **ones**: each edge has the weight 1 (and there are fewer epochs, as each edge has its turn in all of them)
# - **shuffled**: the weights are dealt to the edges at random

# %%
FIRST = (1, 1 / 8)  # the learning rate at the start
less = {(name, first): {"T": [], "kept": []} for first in FIRST for name in ("weights", "ones", "shuffled")}
for seed in range(SEED, SEED + 5):
    rng = np.random.default_rng(seed)
    rows = rng.permutation(N)[:600]
    graph = graph_of(X[rows], k)[0]
    start = begin(X[rows], graph, 2, "pca", rng)
    ones = graph.copy()
    ones.data[:] = 1
    half = sparse.triu(graph).tocoo()
    half.data = rng.permutation(half.data)
    fewer = round(200 * graph.sum() / graph.max() / graph.nnz)
    graphs = {"weights": (graph, 200), "ones": (ones, fewer), "shuffled": ((half + half.T).tocsr(), 200)}
    for (name, first), of in less.items():
        other, epochs = graphs[name]
        places = lay_out(other, start, rng, epochs, first=first)[epochs].astype(float)
        of["T"].append(trustworthiness(X[rows], places))
        of["kept"].append(neighbours_kept(X[rows], places))
for (name, first), of in less.items():
    print(f"first rate {first:5}: {name:8s} trustworthiness {span(of['T'], '.3f')}, kept {span(of['kept'], '.1%')}")
lost = {which: np.mean(less["weights", which[1]]["kept"]) - np.mean(of["kept"]) for which, of in less.items()}
assert all(lost["shuffled", first] > lost["ones", first] > 0 for first in FIRST)  # claim: at both rates, on the mean of five, fewer neighbours are kept without the weights; with shuffled ones fewer still
assert lost["ones", 1 / 8] < lost["ones", 1]  # claim: at the smaller rate weights of 1 lose less
assert all(np.mean(less[name, 1 / 8]["kept"]) > np.mean(less[name, 1]["kept"]) for name in graphs)  # claim: at the smaller rate all three keep more
assert max(abs(np.mean(less["ones", first]["T"]) - np.mean(less["weights", first]["T"])) for first in FIRST) < 0.01  # claim: for trustworthiness weights of 1 are as good, within 0.01

# %% [markdown]
# At UMAP's own rate the weights are worth a few percentage points of neighbours kept; at an eighth of it, with which all three keep more, some of that is gone. In trustworthiness they are worth next to nothing. **Who is whose neighbour makes the map; how strongly, only trims it.** (With weights of 1 it is the plain graph of nearest neighbours.)

# %% [markdown]
# ## 13. Further: A cost that is not made small
#
# Section 6 wrote down a cost $C$. Does the layout of section 7 go down it? In $C$ the pair $i, j$ has a push of weight $1 - w_{ij}$, nearly 1. In the layout each edge of $i$ pushes $i$ from five of $N$ points. So in the mean $i$ is pushed from $j$ with the weight $5 w_i / N$, where $w_i = \sum_j w_{ij}$; and as an edge has a turn from each of its ends, it is pulled with $2 w_{ij}$. Halved, and the mean of $i$ and $j$: a pull of $w_{ij}$ comes with a push of $5 (w_i + w_j) / (4N)$. That is far less. Damrich and Hamprecht (2021) found this, and which cost is the true one. Let us go down $C$ itself, with all pairs at each step, and see what we would get.


# %%
def cost(w, places):
    """C, over all pairs."""
    i, j = np.triu_indices(len(w), 1)
    x = a * np.sum((places[i] - places[j]) ** 2, axis=1) ** b
    return np.sum(w[i, j] * np.log1p(x) + (1 - w[i, j]) * np.log1p(1 / x))


def descend(w, places, pushes, steps=200):
    """Gradient descent with all pairs: pull of weight w, push of weight pushes, both (N, N)."""
    (i, j), n = np.triu_indices(len(w), 1), len(w)
    for t in range(steps):
        difference = places[i] - places[j]
        s = np.sum(difference**2, axis=1)
        x = a * s**b
        along = (w[i, j] * x - pushes[i, j]) * 2 * b / (s * (1 + x))
        forces = along[:, None] * difference
        gradient = np.stack([np.bincount(i, f, n) - np.bincount(j, f, n) for f in forces.T], axis=1)
        places = places - 0.2 * (1 - t / steps) * np.clip(gradient, -2, 2)
    return places


ways = {name: {"C": [], "T": [], "kept": []} for name in ("UMAP", "its pushes, all pairs", "down C itself")}
for seed in range(SEED, SEED + 5):
    rng = np.random.default_rng(seed)
    points = X[rng.permutation(N)[:150]]
    graph = graph_of(points, k)[0]
    w, start = graph.toarray(), begin(points, graph, 2, "pca", rng).astype(float)
    held = w.sum(axis=1)
    made = (
        lay_out(graph, start, rng)[500].astype(float),
        descend(w, start, 5 * (held[:, None] + held) / (4 * len(w))),
        descend(w, start, 1 - w),
    )
    for of, places in zip(ways.values(), made, strict=True):
        of["C"].append(cost(w, places))
        of["T"].append(trustworthiness(points, places))
        of["kept"].append(neighbours_kept(points, places))
for name, of in ways.items():
    print(f"{name:21s} C {span(of['C'], '.0f')}; trustworthiness {span(of['T'], '.3f')}, kept {span(of['kept'], '.1%')}")
assert max(ways["down C itself"]["C"]) < min(ways["UMAP"]["C"])  # claim: going down C makes C smaller than UMAP does, for each seed
assert np.mean(ways["down C itself"]["kept"]) < min(np.mean(ways["UMAP"]["kept"]), np.mean(ways["its pushes, all pairs"]["kept"]))  # claim: and the map keeps fewer neighbours than both others, on the mean of five

# %% [markdown]
# A smaller cost, and by both measures no better map: on the mean, fewer neighbours are kept. **The negative samples are no cheap estimate of $C$; they are another method.** With their mean weights and all pairs, nothing drawn at random, the map is as good as UMAP's. So what makes the difference here is not the chance in the pushes, but how much they weigh.

# %% [markdown]
# ## 14. Further: Against another program
#
# `umap-learn` is the program of the method's authors. Where it is installed, `python benchmarks/maps.py` runs both in turn, with the same settings (but each from its own start) and a new seed for each round, and prints CPU seconds, trustworthiness and neighbours kept.

# %% [markdown]
# ## What you can now do
#
# - say why a map should keep near neighbours, and what it gives up for it
# - build the graph (scale, weights, union), derive the two forces, and lay it out with negative sampling
# - measure a map by neighbours kept and trustworthiness, against PCA, over several seeds
# - read a map: near neighbours yes; sizes, densities, distances between islands: no
#
# ## Where it goes next
#
# Do the exercise now: [NeighbourGraphs](../../exercises/day3/NeighbourGraphs.ipynb). You write the seven functions that matter, lay out a map of your own, and stretch an island that the graph does not see stretch.
# On day 4 a network learns codes of two dimensions and of thirty: [MNISTAutoencoder](../day4/MNISTAutoencoder.ipynb). Those are functions of the image; this map is a list of places.
#
# The whole method on one page: [one_page/umap.py](../one_page/umap.py).
