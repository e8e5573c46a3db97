# %% [markdown]
# # K-means: exercises
#
# You write K-means, and each part of it a little further than the lecture has it: distances when some numbers are missing, labels together with
# how sure they are, centres of weighted points that are never left empty, and a start that is chosen from several. Your
# K-means then sorts digits that nobody has labelled. At the end you follow a piece of advice that everybody gives, and measure what it
# does.
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
# You need the lecture and NumPy: broadcasting (how arrays of different shapes are combined), `axis`, boolean arrays as indices, and
# `nan`, "not a number".
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a check passes,
# later cells use *your* function. Until then they use minivae's, so you can go on and come back. (One thing has an order: if your
# answer to 1.2 or 1.4 calls `squared_distances`, do 1.1 first.)

# %% setup=true
import numpy as np
from sklearn.metrics import adjusted_rand_score

from minivae import plot
from minivae.clusters import KMeans
from minivae.data import load_digits
from minivae_checks import day1 as check
from minivae_checks import pick

digits = load_digits()
X_digits = np.concatenate([digits.x_train, digits.x_test]).astype(np.float64)
y_digits = np.concatenate([digits.y_train, digits.y_test])  # K-means never sees it
print(f"{len(X_digits)} digits of 8 x 8 pixels: X is {X_digits.shape}")

# %% [markdown]
# ## 1.1 Who is how far from whom, with gaps?
#
# Everything below needs the squared distance of each point to each centre, as one array (N, K). The lecture has a line for that. But in
# real tables numbers are missing: somebody did not answer, a sensor failed. In `X` such a gap is `nan`. It spoils any sum that it enters.
#
# The usual way out: take the mean of the squares over the features that are **known** of point n, and multiply it by the number D of all features.
# With $O_n$ for the features that are known of point n, and $|O_n|$ for how many there are,
#
# $$d_{nk} = \frac{D}{|O_n|} \sum_{d \in O_n} (x_{nd} - c_{kd})^2 .$$
#
# For a point without gaps this is just $\lVert x_n - c_k \rVert^2$. The factor is there so that a point with many gaps does not look near to everything.
#
# Write it **without a loop over the points**: there may be a million of them. (A loop over the few centres is allowed, and not needed.)
# Only `X` has gaps, and of each point at least one feature is known. A known 0 is no gap.
#
# Subtract before you square. On paper $\lVert x - c \rVert^2$ is also $\lVert x \rVert^2 - 2\, c \cdot x + \lVert c \rVert^2$. But if the points lie close together
# and far from the origin, that form subtracts huge numbers that are nearly equal, and the digits that matter are rounded away. The check
# tries such points.
#
# Shapes: `X` (N, D), with gaps, `centres` (K, D); the answer (N, K). Two lines.
#
# <details><summary>Hint 1</summary> X - centres does not work: it pairs row with row. You want every pair of rows, so X needs one more axis, of
# length 1, where the centres have theirs: X[:, None, :]. </details>
#
# <details><summary>Hint 2</summary> The differences, (N, K, D), have nan wherever X has a gap. The formula is D times a mean over the known ones. NumPy has
# sums and means that leave nan out; their names begin with nan. </details>
#
# <details><summary>Hint 3</summary> Square the differences; D times np.nanmean(..., axis=2), where D is X.shape[1]. </details>


# %% exercise="squared_distances"
def squared_distances(X, centres):
    """D times the mean square over the known features: (N, D), (K, D) -> (N, K)."""
    ### BEGIN SOLUTION
    away = X[:, None, :] - centres
    return X.shape[1] * np.nanmean(away**2, axis=2)
    ### END SOLUTION


# %% check="squared_distances"
check.squared_distances(squared_distances)

# %% [markdown]
# What can one do with nothing but distances? Take fifty digits, lose half of all their pixels, and find for each one its nearest neighbour
# among all the others. As a rival, put 0 where the gaps are. (The digits in question are the points here, and all digits are the centres.)

# %% figure="Ten digits, what is left of them, and the digit nearest to that"
use = pick(check.squared_distances)
rows = np.arange(100, 150)
lost = np.random.default_rng(1).random((50, 64)) < 0.5
spoilt = np.where(lost, np.nan, X_digits[rows])  # (50, 64)
kinds = {
    "whole": X_digits[rows],
    "with gaps": spoilt,
    "0 in the gaps": np.nan_to_num(spoilt),
}
for name, points in kinds.items():
    squares = use.squared_distances(points, X_digits)  # (50, 1797)
    squares[np.arange(50), rows] = np.inf  # no digit is its own neighbour
    nearest = squares.argmin(axis=1)  # (50,)
    same = np.sum(y_digits[nearest] == y_digits[rows])
    print(f"{name:13s} {same} of 50 neighbours show the same digit")
    if name == "with gaps":
        shown = nearest[:10]
plot.image_rows(
    {
        "digit": X_digits[rows[:10]],
        "what is left": np.nan_to_num(spoilt[:10], nan=0.5),
        "nearest": X_digits[shown],
    },
    image_shape=(8, 8),
    title="The nearest of 1,796 others, by half of the pixels (grey: lost)",
)

# %% [markdown]
# The neighbours show the same digit nearly every time, although half of the pixels are gone. A gap that is filled with 0 is a claim, "no ink here", and the distance believes it.
# So a small distance between pixels means something here. (Whether a large one does, too, is another question: see the white cat in the lecture.)
#
# From here on no number is missing.
#
# ## 1.2 Assign, and how surely
#
# Each point joins its nearest centre,
#
# $$a_n = \arg\min_k \lVert x_n - c_k \rVert^2 .$$
#
# If two centres are equally near, take the one with the smaller index, so that the answer does not depend on luck.
#
# Give back a second number for each point: how far the centres may move before this label can change. Let $d_n$ be the distance to the nearest centre, and
# $e_n$ the distance to the second nearest. If no centre moves by more than $\delta$, then by the triangle inequality no distance changes by more than $\delta$: the
# own centre is at most $d_n + \delta$ away, and each other one at least $e_n - \delta$. How large may $\delta$ be, so that the own centre is still as near as any other? That $\delta$ is the **slack** of
# point n. These are distances, not their squares.
#
# Shapes: `X` (N, D), `centres` (K, D), K at least 2; the answer is two arrays, `labels` (N,), integers, and `slack` (N,). Three lines, if you call
# `squared_distances` (then 1.1 must be done first).
#
# <details><summary>Hint 1</summary> Labels: in each row of the (N, K) distances you want not the least number, but where it stands: .argmin(axis=...). It takes the first of several.
# The axis that you name is the one that disappears. </details>
#
# <details><summary>Hint 2</summary> Slack: solve d + δ = e - δ for δ. The triangle inequality holds for distances, so take roots first. </details>
#
# <details><summary>Hint 3</summary> np.sort(distances, axis=1) has the least of each row in column 0 and the second least in column 1. The slack is half their
# difference. </details>


# %% exercise="assign"
def assign(X, centres):
    """The nearest centre of each point, and its slack: (N,) and (N,)."""
    ### BEGIN SOLUTION
    distances = np.sqrt(squared_distances(X, centres))
    in_order = np.sort(distances, axis=1)
    return distances.argmin(axis=1), (in_order[:, 1] - in_order[:, 0]) / 2
    ### END SOLUTION


# %% check="assign"
check.assign(assign)

# %% [markdown]
# Here are 180 villages in three heaps. Three schools are to be built; so far somebody has put them in bad places, all at one side. This is who goes where, by your
# labels:

# %% figure="Three bad centres and the points nearest to each"
use = pick(check.assign)
rng = np.random.default_rng(0)
heaps = np.concatenate(
    [m + rng.normal(size=(60, 2)) for m in ([0, 0], [5, 0], [2.5, 4])]
)  # (180, 2)
bad = np.array([[2.0, 7.0], [4.0, 6.5], [-6.0, 9.0]])
labels, slack = use.assign(heaps, bad)
print("points per centre:", np.bincount(labels, minlength=3))
plot.clusters({"assigned": (heaps, labels, bad)}, title="Three centres in a bad place")

# %% figure="The slack of each point"
plot.point_maps(
    heaps,
    {"slack of each point": slack},
    names={f"centre {k}": tuple(c) for k, c in enumerate(bad)},
    unit="how far the centres may move",
)

# %% [markdown]
# The border between centre 0 and centre 1 is straight: on it both are equally near. There the slack is 0, and it grows on both sides. The border cuts through the heaps, for the
# centres know nothing of them yet. And centre 2 has no points at all.
#
# ## 1.3 Move
#
# Now the clusters stay, and the centres move. The villages are not equally large: village n has the weight $w_n > 0$, its number of children. What should be small is now
#
# $$J = \sum_{n=1}^{N} w_n \lVert x_n - c_{a_n} \rVert^2 .$$
#
# For given labels it is least when each centre is the **weighted mean** of its points. (Set the derivative with respect to $c_k$ to zero, as in the lecture. A point of weight 3 then counts as
# much as three points of weight 1 in the same place.)
#
# If a cluster has no points, no centre is better than another as long as the labels stay. The lecture leaves it where it was, where it may be useless for ever. Do better: put it on **the point that costs
# most**, the one with the largest $w_n \lVert x_n - c_{a_n} \rVert^2$, where the centres are the old ones. If there are several empty clusters, the first takes the costliest point, the next one
# the next costliest. (The labels stay as they are. The point goes over to its new centre at the next assign.)
#
# Shapes: `X` (N, D), `labels` (N,), `centres` (K, D), the old ones, `weight` (N,); the answer (K, D), a new array of floats. About ten lines; a loop over the K
# centres is fine.
#
# <details><summary>Hint 1</summary> Before the loop: how much does each point cost now? centres[labels] is (N, D), the old centre of each point. </details>
#
# <details><summary>Hint 2</summary> The weighted mean of some rows is Σ w x / Σ w, or np.average(rows, axis=0, weights=...). Ask first whether a cluster has members:
# (labels == k).any(). </details>
#
# <details><summary>Hint 3</summary> If there are none: n = cost.argmax(), the centre becomes X[n], and cost[n] = 0 keeps the next empty cluster from taking it again. </details>


# %% exercise="move"
def move(X, labels, centres, weight):
    """Weighted means; an empty cluster takes the point that costs most: (K, D)."""
    ### BEGIN SOLUTION
    moved = centres.astype(float)
    cost = weight * np.sum((X - centres[labels]) ** 2, axis=1)
    for k in range(len(centres)):
        members = labels == k
        if members.any():
            moved[k] = np.average(X[members], axis=0, weights=weight[members])
        else:
            costliest = cost.argmax()
            moved[k] = X[costliest]
            cost[costliest] = 0
    return moved
    ### END SOLUTION


# %% check="move"
check.move(move)

# %% [markdown]
# That is all of K-means. The loop around your two functions:

# %%
use = pick(check.squared_distances, check.assign, check.move)


def inertia(X, labels, centres, weight):
    """J: the squared distances to the own centres, times the weights, summed."""
    return weight @ np.sum((X - centres[labels]) ** 2, axis=1)


def my_kmeans(X, centres, weight=None, max_iter=100):
    """Assign, move, repeat; return labels, centres, and J after each half of a step."""
    weight = np.ones(len(X)) if weight is None else weight
    history, old = [], None
    for _ in range(max_iter):
        labels, _ = use.assign(X, centres)
        history.append(inertia(X, labels, centres, weight))
        if old is not None and np.array_equal(labels, old):
            break  # nobody changes sides: nothing will move any more
        centres, old = use.move(X, labels, centres, weight), labels
        history.append(inertia(X, labels, centres, weight))
    return labels, centres, history


# %% figure="Your K-means, from a bad start to three heaps"
children = np.random.default_rng(1).integers(1, 100, size=180)  # per village
panels, centres = {}, bad
for step in range(1, 7):
    labels, _ = use.assign(heaps, centres)  # (180,)
    moved = use.move(heaps, labels, centres, children)  # (3, 2)
    J = inertia(heaps, labels, moved, children)
    panels[f"step {step}: J = {J:,.0f}"] = heaps, labels, moved, centres
    centres = moved
plot.clusters(panels, title="Assigned, and then moved along the arrows")

# %% [markdown]
# In the first step centre 2 leaves its useless place for a village that costs much, and a few steps later it has a heap of its own. Did the inertia ever rise? It cannot: each half of a step minimises
# it over what that half may change.
#
# Two things to verify. Is a village with 3 children the same as three villages with one? And does your K-means do
# what the package's does? From the same start it should end at the same clusters, on 1,797 digits too.

# %%
many = np.repeat(heaps, children, axis=0)
weighted, repeated = my_kmeans(heaps, bad, children)[1], my_kmeans(many, bad)[1]
difference = np.abs(weighted - repeated).max()
print(f"weighted and repeated: the centres differ by {difference:.0e}")

start = X_digits[np.random.default_rng(0).choice(len(X_digits), 10, replace=False)]
labels, centres, history = my_kmeans(X_digits, start)
package = KMeans(10, init=start, tol=0).fit(X_digits)
alike = np.mean(labels == package.labels_)
print(f"J: yours {history[-1]:.3f}, minivae's {package.inertia_:.3f}")
print(f"labels alike: {alike:.1%}")
assert max(np.diff(history)) <= 1e-9 * history[0], "the inertia has risen"
assert alike > 0.999

# %% [markdown]
# And the slack: if that of a point is larger than the farthest move of any centre, its label cannot
# change, and its distances need not be computed. How many labels are in doubt at each step, and how many do change?

# %% figure="Whose label may change, and whose does, on the digits"
centres, ones = start, np.ones(len(X_digits))
doubted, changed = [], []
for _ in range(len(history) // 2):
    labels, slack = use.assign(X_digits, centres)
    moved = use.move(X_digits, labels, centres, ones)
    in_doubt = slack <= np.linalg.norm(moved - centres, axis=1).max()
    new_labels, _ = use.assign(X_digits, moved)
    assert not np.any((new_labels != labels) & ~in_doubt), "a sure label has changed"
    doubted.append(in_doubt.mean())
    changed.append(np.mean(new_labels != labels))
    centres = moved
print(
    f"in doubt: at first {doubted[0]:.0%} of the points, at the end {doubted[-1]:.0%}"
)
plot.curves(
    {"slack too small: in doubt": doubted, "label does change": changed},
    xlabel="step",
    ylabel="share of the digits",
    title="1,797 digits, K = 10",
)

# %% [markdown]
# The slack is a promise that is always kept, and a careful one: many labels that are in doubt stay all the same. At the end nearly all distances could be spared. The package
# does so (section 10 of the lecture), with bounds that it carries along from step to step.
#
# A slide says at this point: "**When no label changes any more, K-means has found the clustering with the least inertia.**" What
# is wrong with it?
#
# <details><summary>Answer</summary> When no label changes, neither half of a step can lower J any more, with the other half held fixed. Changing
# both at once might. It is a local minimum, and the start decides which. The next exercise measures how much that matters.
# </details>
#
# ## 1.4 A start chosen from several
#
# Where should the centres start? At K of the points. If they are drawn blindly, two may come from the same heap, and some heap gets none. **k-means++**
# draws them one after the other: the first blindly, and each next one with a probability proportional to $D_n^2$, where $D_n$ is the
# distance of point n to the *nearest* chosen point. (The lecture has the line for it, and so has the cell below.)
#
# It remains a draw. **Greedy** k-means++ draws a few candidates for each next start, and keeps the one that leaves the least inertia. So we need to know: if candidate j is chosen in addition, how
# large will J be, before any step? Each point then goes to the nearest of the chosen points and the candidate:
#
# $$L_j = \sum_{n=1}^{N} \min\!\left(D_n^2,\ \lVert x_n - q_j \rVert^2\right) .$$
#
# Here $q_j$ is the place of candidate j. All points have weight 1.
#
# Shapes: `X` (N, D), `chosen` (k, D), the k points that are chosen already, `candidates` (m, D); the answer (m,), one $L_j$ for each candidate. Three lines,
# if you call `squared_distances` (then 1.1 must be done first).
#
# <details><summary>Hint 1</summary> squared_distances(X, chosen) is (N, k), and holds squares already. Which entry of each row is D²?
# </details>
#
# <details><summary>Hint 2</summary> squared_distances(X, candidates) is (N, m). In each column stand the squares to one candidate; each is to be
# compared with the point's own D². np.minimum compares entry by entry, and D² needs the shape (N, 1). </details>
#
# <details><summary>Hint 3</summary> np.minimum(squares[:, None], squared_distances(X, candidates)), summed over the points. </details>


# %% exercise="cost_left"
def cost_left(X, chosen, candidates):
    """J before any step, if one candidate joins the chosen: (m,), one for each."""
    ### BEGIN SOLUTION
    squares = squared_distances(X, chosen).min(axis=1)
    left = np.minimum(squares[:, None], squared_distances(X, candidates))
    return left.sum(axis=0)
    ### END SOLUTION


# %% check="cost_left"
check.cost_left(cost_left)

# %% [markdown]
# Twenty heaps of 30 points. We know where they are, so we know what a good answer costs.
#
# **Predict first.** Twenty points are drawn blindly. How many of the twenty heaps will get at least one of them, on
# average?
#
# <details><summary>Answer</summary> A given heap is missed by one draw with probability 19/20, and by all twenty with (19/20)²⁰ = 0.36. So about 13 of 20
# heaps get a centre, and 7 do not. </details>
#
# And how many of 100 runs will find the best answer: from blind starts, from k-means++, and from greedy k-means++ with four candidates?

# %%
use = pick(check.squared_distances, check.assign, check.move, check.cost_left)
rng = np.random.default_rng(1)
middles = np.array([[x, y] for x in range(5) for y in range(4)]) * 6
middles = middles + rng.uniform(-1, 1, (20, 2))
truth = np.repeat(np.arange(20), 30)
points = middles[truth] + rng.normal(size=(600, 2)) * 0.7
best = my_kmeans(points, middles)[2][-1]


def blind(X, K, rng):
    """K different points."""
    return rng.choice(len(X), K, replace=False)


def with_care(X, K, rng, candidates=1):
    """k-means++; of several candidates the one that leaves the least J."""
    rows = [rng.integers(len(X))]
    while len(rows) < K:
        squares = use.squared_distances(X, X[rows]).min(axis=1)
        drawn = rng.choice(len(X), candidates, p=squares / squares.sum())
        rows.append(drawn[use.cost_left(X, X[rows], X[drawn]).argmin()])
    return rows


def greedy(X, K, rng):
    """k-means++ with four candidates for each start."""
    return with_care(X, K, rng, candidates=4)


ends, first = {}, {}
for name, draw in [("blind", blind), ("k-means++", with_care), ("greedy", greedy)]:
    rng = np.random.default_rng(2)
    starts = [draw(points, 20, rng) for _ in range(100)]
    first[name] = np.mean([len(set(truth[rows])) for rows in starts])
    runs = np.array([my_kmeans(points, points[rows])[2][-1] for rows in starts])
    ends[name] = runs / best
    print(
        f"{name:10s} heaps with a start {first[name]:.1f} of 20; inertia / best: "
        f"median {np.median(runs / best):.2f}; "
        f"best found by {np.sum(runs < 1.001 * best):3d} of 100"
    )

# %% figure="Where 100 runs of each kind end"
assert np.median(ends["greedy"]) < np.median(ends["k-means++"])
assert np.median(ends["k-means++"]) < np.median(ends["blind"])
plot.histograms(
    ends,
    bins=30,
    xlabel="inertia / inertia of the true heaps",
    title="100 starts of each kind",
)

# %% [markdown]
# Care pays, and a choice among four pays more. Yet neither is a guarantee: some greedy runs miss the best answer, too. So one still starts several times (`n_init`). The package's `KMeans` does both.
#
# ## 1.5 Standardise
#
# Two kinds of fish, 150 of each. Length in metres, weight in grams. The kinds differ in length.

# %%
rng = np.random.default_rng(5)
kind = np.repeat([0, 1], 150)
length = np.where(kind, 0.46, 0.30) + 0.03 * rng.normal(size=300)
fish = np.stack([length, 900 + 220 * rng.normal(size=300)], axis=1)
found = KMeans(2, n_init=10, random_state=0).fit_predict(fish)
score = adjusted_rand_score(kind, found)
print(f"adjusted Rand index with the true kinds: {score:z.2f}")
print("(1: the same groups, 0: as by chance)")
print(f"pixels of the digits without any ink: {np.sum(X_digits.max(axis=0) == 0)}")
print(f"300 times 0.1: standard deviation {np.full(300, 0.1).std():.1e}")
plot.clusters(
    {"the kinds": (fish, kind, None), "K-means": (fish, found, None)},
    xlabel="length (m)",
    ylabel="weight (g)",
    equal=False,
)

# %% [markdown]
# A difference of 0.16 m is nothing beside one of 200 g, if you only look at the numbers. In millimetres and kilograms K-means
# would have found something else: **squared distances depend on the units**. The usual cure gives each feature mean 0 and standard
# deviation 1:
#
# $$x'_{nd} = \frac{x_{nd} - m_d}{\sigma_d}, \qquad m_d = \frac1N \sum_n x_{nd}, \qquad \sigma_d^2 = \frac1N \sum_n (x_{nd} - m_d)^2 .$$
#
# A feature that never changes should become 0. (The output above counts such pixels of the digits.) On paper its $\sigma_d$ is 0. In the computer the mean may be rounded, and then it is not:
# see the last line that was printed. So do not ask whether $\sigma_d$ is 0; ask whether all values of the feature are equal. And a feature that varies very little does vary: it is scaled like the others.
# (A tolerance as small as rounding, some $N \cdot 10^{-16}$ of the mean, passes too.)
# The mean may be large and the deviation small, as in 1.1: subtract before you square.
#
# Shapes: `X` (N, D); the answer (N, D), a new array. Three lines.
#
# <details><summary>Hint 1</summary> X.mean(axis=0) and X.std(axis=0) are (D,), one number per feature. Broadcasting does the rest. </details>
#
# <details><summary>Hint 2</summary> For a constant feature X - mean is 0 already, or as good as 0. You only have to divide it by something that is not tiny, 1 say. </details>
#
# <details><summary>Hint 3</summary>
#
# `np.ptp(X, axis=0)` is the largest less the smallest value of each feature, and just 0 if all are equal. `np.where(changes, sigma, 1)` is sigma
# where `changes` is True, and 1 elsewhere.
#
# </details>


# %% exercise="standardise"
def standardise(X):
    """Each feature with mean 0 and deviation 1; a constant one becomes 0: (N, D)."""
    ### BEGIN SOLUTION
    changes = np.ptp(X, axis=0) > 0
    sigma = np.where(changes, X.std(axis=0), 1)
    return (X - X.mean(axis=0)) / sigma
    ### END SOLUTION


# %% check="standardise"
check.standardise(standardise)

# %%
use = pick(check.standardise)
found = KMeans(2, n_init=10, random_state=0).fit_predict(use.standardise(fish))
before, after = score, adjusted_rand_score(kind, found)
print(f"fish, adjusted Rand index: m and g {before:z.2f}, standardised {after:.2f}")
assert after > 0.9

# %% [markdown]
# The cure works, and now it does not matter whether the length was given in metres or in feet. So everybody says: standardise before you cluster.
#
# **Predict first.** The 64 pixels of the digits all have the same unit, ink from 0 to 1. We standardise them, too, and compare the clusters with the
# true digits. Will the index of the digits rise, stay, or fall?
#
# <details><summary>Answer</summary> It falls, and by much. Run the cell, and then find out why. </details>


# %%
def index_of(X):
    """The adjusted Rand index of five seeds, each the best of five starts."""
    fits = [KMeans(10, n_init=5, random_state=s).fit_predict(X) for s in range(5)]
    return [adjusted_rand_score(y_digits, labels) for labels in fits]


sigma = X_digits.std(axis=0)  # (64,)
scaled, dim = use.standardise(X_digits), sigma < 0.25
scores = {
    "as they are": index_of(X_digits),
    "standardised": index_of(scaled),
    f"standardised, without the {dim.sum()} dimmest": index_of(scaled[:, ~dim]),
    f"as they are, without those {dim.sum()}": index_of(X_digits[:, ~dim]),
}
for name, values in scores.items():
    print(f"{name:36s} {min(values):.2f} to {max(values):.2f}")
assert min(scores["as they are"]) > max(scores["standardised"])

# %% [markdown]
# (The dimmest pixels are those that vary least.) Why does it fall? Look at the pixels, at the largest number, and at the clusters:

# %% figure="How much each pixel of the digits varies"
for name, X in [("as they are", X_digits), ("standardised", scaled)]:
    share = X[:, dim].var(axis=0).sum() / X.var(axis=0).sum()
    labels = KMeans(10, n_init=5, random_state=0).fit_predict(X)
    sizes = np.bincount(labels)
    print(f"{name}: the {dim.sum()} dimmest pixels hold {share:.0%} of all variance,")
    print(f"  and the clusters have {sizes.min()} to {sizes.max()} pictures")

n, d = np.unravel_index(scaled.argmax(), scaled.shape)
with_ink = np.sum(X_digits[:, d] > 0)
print(
    f"largest standardised number: {scaled[n, d]:.0f}, squared {scaled[n, d] ** 2:.0f};"
)
print(
    f"  squares of a whole picture, on average: {np.sum(scaled**2) / len(scaled):.0f};"
)
print(f"  pictures with ink at that pixel: {with_ink} of {len(scaled)}")

small = labels == sizes.argmin()
d = scaled[small].mean(axis=0).argmax()  # what the smallest cluster has in common
inside, overall = np.mean(X_digits[small, d] > 0), np.mean(X_digits[:, d] > 0)
print(f"smallest cluster: ink in row {d // 8}, column {d % 8} in {inside:.0%} of its")
print(f"  pictures, and in {overall:.1%} of all")
values, counts = np.unique(y_digits[small], return_counts=True)
shown = [f"{c} of a {v}" for v, c in zip(values, counts, strict=True)]
print(f"  its pictures: {', '.join(shown)}")
plot.heatmap(
    sigma.reshape(8, 8),
    fmt=".2f",
    title="Standard deviation of each pixel",
    xlabel="column",
    ylabel="row",
)

# %% [markdown]
# Near the left and the right edge there is hardly any ink. Those pixels vary little, and count little. Standardised, each of them
# counts as much as a pixel in the middle. Worse: all of its variance sits in the few pictures that do have ink there. So a stray dot, the only one at its place, becomes a huge number, and
# its square alone is far more than all squares of a usual picture. And K-means spends a centre on a few
# pictures that happen to have ink at one place at the edge: sevens, fours and nines alike. The other clusters must hold more.
#
# Without the dimmest pixels most of the loss is made good. Not all of it, and there are two reasons. To leave pixels out costs a little by itself: see the
# fourth line of scores. The rest is the work of the scaling: also among the other pixels the rare ones are made louder, and to be
# rare is no merit. Standardising is not neutral. It says "every feature is equally important", and for pixels that share one unit this is wrong.
#
# So: different units, then scale; the same unit, then think first. **K-means has no opinion of its own about which features
# matter. Its distance is the opinion, and you choose it.**
#
# ## What you can do now
#
# - compute all distances at once, also with gaps, and say why differences come before squares
# - write K-means in two functions, with weights and without empty clusters, and say why its inertia never rises, and why that is not enough
# - say how far centres may move before a label can change
# - choose a start among candidates, and measure what it gains
# - choose the scale of the features on purpose
#
# Next: [GaussianMixtures](../../course/day1/GaussianMixtures.ipynb), where a point may belong to two clusters at once.
