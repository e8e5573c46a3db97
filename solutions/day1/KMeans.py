# ---
# jupyter:
#   minutes: 55
# ---

# %% [markdown]
# # K-means: exercises
#
# You write K-means: who is nearest to whom, the two steps that it takes in turn, and a start that is drawn with care. Your
# K-means then sorts digits that nobody has labelled. At the end you follow a piece of advice that everybody gives, measure what it
# does, and may be surprised.
#
# The lecture is [KMeans](../../course/day1/KMeans.ipynb). What you need from it in one line: K-means looks for centres $c_k$ and
# for the cluster $a_n$ of each point, so that the **inertia**
#
# $$J = \sum_{n=1}^{N} \lVert x_n - c_{a_n} \rVert^2$$
#
# is small. It **assigns** each point to its nearest centre, **moves** each centre to the mean of its points, and repeats.
#
# Shapes: N points, D features, K centres; `X` is (N, D) with a point per row, `centres` (K, D), `labels` (N,), the integers
# $a_n$ from 0 to K - 1.
#
# You need the lecture and NumPy: broadcasting (how arrays of different shapes are combined), `axis`, and boolean arrays as indices.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a check passes,
# later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
import numpy as np
from sklearn.metrics import adjusted_rand_score

from minivae import plot
from minivae.checks import day1 as check
from minivae.checks import pick
from minivae.clusters import KMeans
from minivae.data import load_digits

digits = load_digits()
X_digits = np.concatenate([digits.x_train, digits.x_test]).astype(np.float64)  # (1797, 64)
y_digits = np.concatenate([digits.y_train, digits.y_test])  # which digit it is: K-means never sees it
print(f"{len(X_digits)} digits of 8 x 8 pixels: X is {X_digits.shape}")

# %% [markdown]
# ## 1.1 Who is how far from whom?
#
# Everything below needs the squared distance of each point to each centre,
#
# $$\lVert x_n - c_k \rVert^2 = \sum_{d=1}^{D} (x_{nd} - c_{kd})^2 ,$$
#
# as one array (N, K). Write it **without a loop over the points**: there may be a million of them. (A loop over the few centres is
# allowed, and not needed.)
#
# On paper it is also $\lVert x \rVert^2 - 2\, c \cdot x + \lVert c \rVert^2$. Do not use that form here: if the points lie close together
# but far from the origin, it subtracts huge numbers that are nearly equal, and the digits that matter are rounded away. The check
# tries such points.
#
# Shapes: `X` (N, D), `centres` (K, D); the answer (N, K). One or two lines.
#
# <details><summary>Hint 1</summary> X - centres does not work: it pairs row with row. You want every pair of rows, so X needs one more axis, of
# length 1, where the centres have theirs. </details>
#
# <details><summary>Hint 2</summary> X[:, None, :] has the shape (N, 1, D). Minus centres, (K, D), it becomes (N, K, D). </details>
#
# <details><summary>Hint 3</summary> Square it, and sum over the last axis: np.sum((...) ** 2, axis=2). </details>

# %% exercise="squared_distances"
def squared_distances(X, centres):
    """The squared distance of each point to each centre: (N, D), (K, D) -> (N, K)."""
    ### BEGIN SOLUTION
    away = X[:, None, :] - centres
    return np.sum(away**2, axis=2)
    ### END SOLUTION

# %% check="squared_distances"
check.squared_distances(squared_distances)

# %% [markdown]
# What can one do with nothing but distances? Take ten digits, and find for each one its nearest neighbour among all the
# others.

# %% figure="Ten digits and the digit nearest to each"
use = pick(check.squared_distances)
squares = use.squared_distances(X_digits, X_digits[100:110])  # (1797, 10)
squares[np.arange(100, 110), np.arange(10)] = np.inf  # nobody is his own neighbour
nearest = squares.argmin(axis=0)  # (10,)
same = np.sum(y_digits[nearest] == y_digits[100:110])
print(f"{same} of the 10 neighbours show the same digit")
plot.image_rows({"digit": X_digits[100:110], "nearest": X_digits[nearest]}, image_shape=(8, 8), title="The nearest of 1,796 others")

# %% [markdown]
# The neighbours show the same digit, in much the same hand. So a small distance between pixels means something here. (Whether a
# large one does, too, is another question: see the white cat in the lecture.)
#
# ## 1.2 Assign
#
# Each point joins its nearest centre:
#
# $$a_n = \arg\min_k \lVert x_n - c_k \rVert^2 .$$
#
# If two centres are equally near, take the one with the smaller index, so that the answer does not depend on luck.
#
# Shapes: `X` (N, D), `centres` (K, D); the answer (N,), integers. One line, if you call `squared_distances`.
#
# <details><summary>Hint 1</summary> You have the (N, K) squared distances. In each row you want not the least number, but where it stands.
# </details>
#
# <details><summary>Hint 2</summary> .argmin(axis=...) gives the place of the least entry, and the first of several. The axis that you name is the one
# that disappears. </details>
#
# <details><summary>Hint 3</summary> squared_distances(X, centres).argmin(axis=1) </details>

# %% exercise="assign"
def assign(X, centres):
    """The index of the nearest centre of each point: (N,)."""
    ### BEGIN SOLUTION
    return squared_distances(X, centres).argmin(axis=1)
    ### END SOLUTION

# %% check="assign"
check.assign(assign)

# %% [markdown]
# Three heaps of 60 points each, and three centres that somebody put in a bad place, all at one heap. This is where your points go:

# %% figure="Three bad centres and the points nearest to each"
use = pick(check.assign)
rng = np.random.default_rng(0)
heaps = np.concatenate([m + rng.normal(size=(60, 2)) for m in ([0, 0], [5, 0], [2.5, 4])])  # (180, 2)
bad = np.array([[2.0, 7.0], [4.0, 6.5], [1.0, 5.5]])
labels = use.assign(heaps, bad)
print("points per centre:", np.bincount(labels, minlength=3))
plot.clusters({"assigned": (heaps, labels, bad)}, title="Three centres in a bad place")

# %% [markdown]
# The borders are straight: on a border two centres are equally near. The borders cut through the heaps, for the centres know
# nothing of them yet.
#
# ## 1.3 Move
#
# Now the clusters stay, and the centres move. For given clusters the inertia is least when each centre is the **mean** of its
# points:
#
# $$c_k = \frac{1}{N_k} \sum_{n:\, a_n = k} x_n ,$$
#
# where $N_k$ is the number of points with $a_n = k$. If a cluster has no points, its centre should stay where it was. (The package does
# better: it gives such a centre the point that costs most.)
#
# Shapes: `X` (N, D), `labels` (N,), `centres` (K, D), the old ones; the answer (K, D), a new array. Four lines or so; a loop over the K
# centres is fine.
#
# <details><summary>Hint 1</summary> labels == k is an array of True and False, (N,). What does X[labels == k] hold? </details>
#
# <details><summary>Hint 2</summary> The mean of its rows is .mean(axis=0). The mean of no rows is nan, so ask first whether there are any:
# (labels == k).any(). </details>
#
# <details><summary>Hint 3</summary> Start with moved = centres.copy(); then for k in range(len(centres)), if there are members, set moved[k] to their
# mean; return moved. </details>

# %% exercise="move"
def move(X, labels, centres):
    """The mean of each cluster, or its old centre if it is empty: (K, D)."""
    ### BEGIN SOLUTION
    moved = centres.copy()
    for k in range(len(centres)):
        if (labels == k).any():
            moved[k] = X[labels == k].mean(axis=0)
    return moved
    ### END SOLUTION

# %% check="move"
check.move(move)

# %% [markdown]
# That is all of K-means. The loop around your two functions:

# %%
use = pick(check.squared_distances, check.assign, check.move)


def inertia(X, labels, centres):
    """J: the squared distances to the own centres, summed."""
    return use.squared_distances(X, centres)[np.arange(len(X)), labels].sum()


def my_kmeans(X, centres, max_iter=100):
    """Assign, move, repeat; return labels, centres, and J after each half of a step."""
    history, old = [], None
    for _ in range(max_iter):
        labels = use.assign(X, centres)
        history.append(inertia(X, labels, centres))
        if old is not None and np.array_equal(labels, old):
            break  # nobody changes sides: nothing will move any more
        centres, old = use.move(X, labels, centres), labels
        history.append(inertia(X, labels, centres))
    return labels, centres, history

# %% figure="Your K-means, from a bad start to three heaps"
panels, centres = {}, bad
for step in range(1, 7):
    labels = use.assign(heaps, centres)  # (180,)
    moved = use.move(heaps, labels, centres)  # (3, 2)
    panels[f"step {step}: J = {inertia(heaps, labels, moved):.0f}"] = heaps, labels, moved, centres
    centres = moved
plot.clusters(panels, title="Assigned, and then moved along the arrows")

# %% [markdown]
# Did the inertia ever rise? It cannot: each half of a step minimises it over what that half may change. And does your K-means do
# what the package's does? From the same start it should end at the same clusters, on 1,797 digits too.

# %% figure="The inertia after each half of a step, on the digits"
start = X_digits[np.random.default_rng(0).choice(len(X_digits), 10, replace=False)]
labels, centres, history = my_kmeans(X_digits, start)
package = KMeans(10, init=start, tol=0).fit(X_digits)
print(f"J: yours {history[-1]:.4f}, minivae's {package.inertia_:.4f}; same labels: {np.mean(labels == package.labels_):.1%}")
assert max(np.diff(history)) <= 1e-9 * history[0], "the inertia has risen"
assert np.mean(labels == package.labels_) > 0.999
plot.curves({"J": history}, xlabel="half of a step", ylabel="inertia J", title="1,797 digits, K = 10")

# %% [markdown]
# A slide says at this point: "**When no label changes any more, K-means has found the clustering with the least inertia.**" What
# is wrong with it?
#
# <details><summary>Answer</summary> When no label changes, neither half of a step can lower J any more, with the other half held fixed. Changing
# both at once might. It is a local minimum, and the start decides which. The next exercise measures how much that matters.
# </details>
#
# ## 1.4 A start drawn with care
#
# Where should the centres start? At K of the points. If they are drawn blindly, two may come from the same heap, and some heap gets none. **k-means++**
# draws them one after the other: the first blindly, and each next one preferably far from those that are chosen already. If $D_n$ is the
# distance of point $n$ to the *nearest* chosen point,
#
# $$p_n = \frac{D_n^2}{\sum_m D_m^2} .$$
#
# Somebody's notes say "proportional to the distance". It is its **square**: that is just what a point would add to the inertia, if no further
# centre came.
#
# Shapes: `X` (N, D), `chosen` (k, D), the k points that are chosen already; the answer (N,). Two lines.
#
# <details><summary>Hint 1</summary> squared_distances(X, chosen) is (N, k), and holds squares already. Which entry of each row is that of the nearest?
# </details>
#
# <details><summary>Hint 2</summary> .min(axis=1) gives D² of each point: (N,). Then make the N numbers add up to 1. </details>
#
# <details><summary>Hint 3</summary> squares = squared_distances(X, chosen).min(axis=1); return squares / squares.sum() </details>

# %% exercise="seeding_probabilities"
def seeding_probabilities(X, chosen):
    """How probable each point is as the next start, by k-means++: (N,)."""
    ### BEGIN SOLUTION
    squares = squared_distances(X, chosen).min(axis=1)
    return squares / squares.sum()
    ### END SOLUTION

# %% check="seeding_probabilities"
check.seeding_probabilities(seeding_probabilities)

# %% [markdown]
# Twenty heaps of 30 points. We know where they are, so we know what a good answer costs.
#
# **Predict first.** Twenty points are drawn blindly. How many of the twenty heaps will get at least one of them, on
# average?
#
# <details><summary>Answer</summary> A given heap is missed by one draw with probability 19/20, and by all twenty with (19/20)²⁰ = 0.36. So about 13 of 20
# heaps get a centre, and 7 do not. </details>

# %%
use = pick(check.squared_distances, check.assign, check.move, check.seeding_probabilities)
rng = np.random.default_rng(1)
middles = np.array([[x, y] for x in range(5) for y in range(4)]) * 6 + rng.uniform(-1, 1, (20, 2))
truth = np.repeat(np.arange(20), 30)
points = middles[truth] + rng.normal(size=(600, 2)) * 0.7
best = my_kmeans(points, middles)[2][-1]


def blind(X, K, rng):
    """K different points."""
    return rng.choice(len(X), K, replace=False)


def with_care(X, K, rng):
    """k-means++ with your probabilities."""
    rows = [rng.integers(len(X))]
    while len(rows) < K:
        rows.append(rng.choice(len(X), p=use.seeding_probabilities(X, X[rows])))
    return rows


ends, hit = {}, {}
for name, draw in [("blind", blind), ("k-means++", with_care)]:
    rng = np.random.default_rng(2)
    starts = [draw(points, 20, rng) for _ in range(200)]
    hit[name] = np.mean([len(set(truth[rows])) for rows in starts])
    ends[name] = np.array([my_kmeans(points, points[rows])[2][-1] for rows in starts]) / best
    print(f"{name:10s} heaps with a start {hit[name]:.1f} of 20; inertia / best: median {np.median(ends[name]):.2f}; best found in {np.mean(ends[name] < 1.001):.0%}")

# %% figure="Where 200 runs of each kind end"
assert np.median(ends["k-means++"]) < np.median(ends["blind"])
plot.histograms(ends, bins=30, xlabel="inertia / inertia of the true heaps", title="200 starts of each kind")

# %% [markdown]
# Care pays, and yet it is no guarantee: most runs of k-means++ miss the best answer, too. So the package draws a few candidates for each start and keeps
# the best of them, and one still starts several times (`n_init`).
#
# ## 1.5 Everybody says: standardise
#
# Two kinds of fish, 150 of each. Length in metres, weight in grams. The kinds differ in length.

# %%
rng = np.random.default_rng(5)
kind = np.repeat([0, 1], 150)
fish = np.stack([np.where(kind, 0.46, 0.30) + 0.03 * rng.normal(size=300), 900 + 220 * rng.normal(size=300)], axis=1)
found = KMeans(2, n_init=10, random_state=0).fit_predict(fish)
print(f"adjusted Rand index with the true kinds: {adjusted_rand_score(kind, found):z.2f} (1: the same groups, 0: as by chance)")
plot.clusters({"the kinds": (fish, kind, None), "K-means": (fish, found, None)}, xlabel="length (m)", ylabel="weight (g)", equal=False)

# %% [markdown]
# A difference of 0.16 m is nothing beside one of 200 g, if you only look at the numbers. In millimetres and kilograms K-means
# would have found something else: **squared distances depend on the units**. The usual cure gives each feature mean 0 and standard
# deviation 1:
#
# $$x'_{nd} = \frac{x_{nd} - m_d}{\sigma_d}, \qquad m_d = \frac1N \sum_n x_{nd}, \qquad \sigma_d^2 = \frac1N \sum_n (x_{nd} - m_d)^2 .$$
#
# A feature that never changes has $\sigma_d = 0$. It should become 0. (The digits have three such pixels.)
#
# Shapes: `X` (N, D); the answer (N, D), a new array. Two lines.
#
# <details><summary>Hint 1</summary> X.mean(axis=0) and X.std(axis=0) are (D,), one number per feature. Broadcasting does the rest. </details>
#
# <details><summary>Hint 2</summary> For a constant feature X - mean is 0 already. You only have to divide it by something that is not 0.
# </details>
#
# <details><summary>Hint 3</summary> np.where(sigma > 0, sigma, 1) is sigma, with each 0 replaced by 1. </details>

# %% exercise="standardise"
def standardise(X):
    """Each feature with mean 0 and standard deviation 1; a constant one becomes 0: (N, D)."""
    ### BEGIN SOLUTION
    sigma = X.std(axis=0)
    return (X - X.mean(axis=0)) / np.where(sigma > 0, sigma, 1)
    ### END SOLUTION

# %% check="standardise"
check.standardise(standardise)

# %%
use = pick(check.standardise)
found = KMeans(2, n_init=10, random_state=0).fit_predict(use.standardise(fish))
before, after = KMeans(2, n_init=10, random_state=0).fit_predict(fish), found
print(f"fish, adjusted Rand index: in m and g {adjusted_rand_score(kind, before):z.2f}, standardised {adjusted_rand_score(kind, after):.2f}")
assert adjusted_rand_score(kind, after) > 0.9

# %% [markdown]
# The cure works, and now it does not matter whether the length was given in metres or in feet. So everybody says: standardise before you cluster.
#
# **Predict first.** The 64 pixels of the digits all have the same unit, ink from 0 to 1. We standardise them, too, and compare the clusters with the
# true digits. Will the index of the digits rise, stay, or fall?
#
# <details><summary>Answer</summary> It falls, and by much. Run the cell, and then find out why. </details>

# %% figure="How much each pixel of the digits varies"
def index_of(X):
    """The adjusted Rand index of five seeds, each the best of five starts."""
    return [adjusted_rand_score(y_digits, KMeans(10, n_init=5, random_state=s).fit_predict(X)) for s in range(5)]


sigma = X_digits.std(axis=0)  # (64,)
scaled, dim = use.standardise(X_digits), sigma < 0.25
scores = {
    "as they are": index_of(X_digits),
    "standardised": index_of(scaled),
    f"standardised, without the {dim.sum()} pixels that vary least": index_of(scaled[:, ~dim]),
    f"as they are, without those {dim.sum()}": index_of(X_digits[:, ~dim]),
}
for name, values in scores.items():
    print(f"{name:52s} {min(values):.2f} to {max(values):.2f}")
before, after = (X[:, dim].var(axis=0).sum() / X.var(axis=0).sum() for X in (X_digits, scaled))
print(f"share of those {dim.sum()} pixels in all variance: as they are {before:.0%}, standardised {after:.0%}")
assert min(scores["as they are"]) > max(scores["standardised"])
plot.heatmap(sigma.reshape(8, 8), fmt=".2f", title="Standard deviation of each pixel", xlabel="column", ylabel="row")

# %% [markdown]
# Why? Near the left and the right edge there is hardly any ink. Those pixels vary little, and count little. Standardised, each of them
# counts as much as a pixel in the middle: a stray dot at the edge weighs as much as a piece of the stroke. Without the pixels that vary
# least, some of the loss is made good. Not all of it: also among the others the rare ones are made louder, and to be rare is no merit. Standardising is
# not neutral. It says "every feature is equally important", and for pixels that share one unit this is wrong.
#
# So: different units, then scale; the same unit, then think first. **K-means has no opinion of its own about which features
# matter. Its distance is the opinion, and you choose it.**
#
# ## What you can do now
#
# - compute all distances at once, and say why differences come before squares
# - write K-means in two functions, and say why its inertia never rises, and why that is not enough
# - draw a start by k-means++, and measure what it gains
# - choose the scale of the features on purpose
#
# Next: [GaussianMixtures](../../course/day1/GaussianMixtures.ipynb), where a point may belong to two clusters at once.
