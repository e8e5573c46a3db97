# %% [markdown]
# # K-means
#
# Here are 1,797 small pictures, and nobody says what they show. **Which of them belong together?**
#
# There is an answer that fits into two lines of code. It was written down in 1957, and it is used everywhere. It always comes to an end, and it always gives you
# clusters: also where there are none. In this notebook you see why it works, and how to tell when it does not.
#
# **After this notebook you can**
#
# - write K-means, and prove that its cost never rises
# - say why it may still miss the best answer, with a case where all answers can be counted
# - start it with k-means++, and measure over many starts what that gains
# - predict which data it cuts wrongly, and say which hidden choice is to blame
# - score a clustering by accuracy after matching, adjusted Rand index and mutual information, and say what chance would score
#
# **You need** NumPy arrays and their shapes, derivatives of functions of one variable, from section 4 on probabilities and natural logarithms, and from section 5 on the notion of a normal distribution. Symbols:
# [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
#
# Sections marked *Further* can wait: nothing in the others needs them.
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect
from itertools import combinations, product

import numpy as np
from matplotlib.figure import Figure
from PIL import Image
from scipy.optimize import linear_sum_assignment
from sklearn import datasets, metrics
from sklearn.cluster import KMeans as SklearnKMeans

from minivae import plot
from minivae.clusters import KMeans
from minivae.clusters.kmeans.lloyd import lloyd
from minivae.clusters.kmeans.nearest import nearest_reference
from minivae.data import load_digits
from minivae.plot.picture import style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

digits = load_digits()
X_digits = np.concatenate([digits.x_train, digits.x_test]).astype(
    np.float64
)  # (1797, 64)
# (1797,): for scores only, K-means never sees it
y_digits = np.concatenate([digits.y_train, digits.y_test])
plot.image_grid(
    X_digits[:40],
    (8, 8),
    columns=20,
    title="Forty of 1,797 pictures, 8 x 8 pixels each",
)

# %% [markdown]
# ## 1. Assign and move
#
# First in two dimensions, where one can look. Here are 150 points. Suppose they come in $K = 3$ groups, and that each group gathers around a **centre**.
# We know neither the groups nor the centres.
#
# - If we knew the centres, the groups would be easy: each point belongs to the nearest centre.
# - If we knew the groups, the centres would be easy: the middle of each group.
#
# We know neither, so we guess centres and take the two in turn.

# %%
rng = np.random.default_rng(SEED + 4)
X = np.concatenate(
    [m + rng.normal(size=(50, 2)) for m in ([0.0, 0.0], [5.0, 1.0], [2.0, 5.0])]
)  # (150, 2)
start = np.array([[6.5, 3.0], [7.0, 0.0], [5.0, -2.0]])  # all three on one side


def squared_distances(X, centres):
    """From each point to each centre: (N, D), (K, D) -> (N, K)."""
    return np.sum((X[:, None, :] - centres) ** 2, axis=2)


def assign(X, centres):
    """The nearest centre of each point: (N,)."""
    return squared_distances(X, centres).argmin(axis=1)


def move(X, labels, centres):
    """The mean of each group; a centre without points stays: (K, D)."""
    moved = centres.astype(float)
    for k in np.unique(labels):
        moved[k] = X[labels == k].mean(axis=0)
    return moved


# %%
panels, centres = {"at first": (X, None, start)}, start
for step in (1, 2, 3):
    labels = assign(X, centres)
    panels[f"assign {step}"] = X, labels, centres
    moved = move(X, labels, centres)
    panels[f"move {step}"] = X, labels, moved, centres
    centres = moved
plot.clusters(panels, columns=4, title="K-means, half a step at a time")

# %% [markdown]
# Notice that nothing tells the centres where to go in the end. At first all three lie on the right. Each takes the points that are nearest to it, and moves into
# their middle; now other points are nearest to it. So the centres pull themselves through the data.
#
# **Predict first.** What do the borders between the groups look like? Can a border be a curve?
#
# <details><summary>Answer</summary> On a border two centres are equally near. All such points lie on a straight line (with D numbers per point instead of two: on a flat plane of D - 1 dimensions). So K-means
# can only ever draw straight borders. Section 5 makes use of that. </details>

# %% [markdown]
# ## 2. What goes down
#
# Let $x_n$ be the points, $c_k$ the centres, and $a_n$ the number of the group that point $n$ is assigned to. Both halves make the same quantity small, the **inertia**
#
# $$J(a, c) = \sum_{n=1}^{N} \lVert x_n - c_{a_n} \rVert^2 .$$
#
# **Assign** minimises it over $a$ while $c$ stays: each point has a term of its own, and takes the centre that makes it least.
#
# **Move** minimises it over $c$ while $a$ stays: each centre has its own terms. Let $m$ be the mean of the $N_k$ points of group $k$. For any other place $q$, summed over the points $i$ of the group,
#
# $$\sum_{i} \lVert x_i - q \rVert^2 = \sum_{i} \lVert x_i - m \rVert^2 + N_k \lVert m - q \rVert^2 ,$$
#
# because the mixed term $2 (m - q) \cdot \sum_i (x_i - m)$ is 0: deviations from the mean cancel. The first sum does not depend on $q$; the second is least for $q = m$. (Or set the derivative
# with respect to $q$ to zero: $-2 \sum_i (x_i - q) = 0$.) This is where the *means* in K-means come from. With the absolute distance instead of its square, it would in general be
# another place.
#
# Do not believe it, compute it:

# %%
group, q = X[labels == 0], np.array([3.0, 0.5])  # any place will do
m = group.mean(axis=0)
left, around_m = np.sum((group - q) ** 2), np.sum((group - m) ** 2)
rest = len(group) * np.sum((m - q) ** 2)
print(f"{left:.6f} = {around_m:.6f} + {rest:.6f}")
assert np.isclose(left, around_m + rest)

# %% [markdown]
# So neither half can raise $J$. Let us watch it, after each half of a step.


# %%
def inertia(X, labels, centres):
    """J: squared distances to the own centres, summed."""
    return np.sum((X - centres[labels]) ** 2)


def kmeans(X, centres, max_iter=300):
    """Assign and move until no label changes; return labels, centres, all J."""
    history, old = [], None
    for _ in range(max_iter):
        labels = assign(X, centres)
        history.append(inertia(X, labels, centres))
        if np.array_equal(labels, old):
            break
        centres, old = move(X, labels, centres), labels
        history.append(inertia(X, labels, centres))
    return labels, centres, np.array(history)


# %%
labels, centres, history = kmeans(X, start)
print(f"{len(history) // 2 + 1} steps, of which the last changes nothing")
print(f"J: {history[0]:.0f} after the first half step, {history[-1]:.1f} at the end")
assert np.all(np.diff(history) <= 1e-9 * history[0])
plot.curves(
    {"J": history},
    x=np.arange(1, len(history) + 1) / 2,
    xlabel="step (assign: halves, move: whole numbers)",
    ylabel="inertia J",
    title="The inertia never rises",
)

# %% [markdown]
# The last step is an assign alone: it finds that no label changes, and K-means is done. (The package counts it, too.)
#
# And so it must stop. There are finitely many ways to divide N points into K groups, at each step $J$ falls or nothing changes (of equally near centres a point takes the first), so no division comes twice. "Finitely many" is
# an enormous number, about $K^N / K!$; what is observed is far less. On the digits, with ten centres that start at ten of the
# pictures:

# %%
start10 = X_digits[np.random.default_rng(SEED).choice(len(X_digits), 10, replace=False)]
_, _, history = kmeans(X_digits, start10)
print(f"{len(history) // 2 + 1} steps for {len(X_digits)} pictures with 64 pixels")
assert np.all(np.diff(history) <= 1e-9 * history[0])

# %% [markdown]
# ### Further: The same in the package
#
# Here is the package's readable version. It does what your eyes have just followed, with three additions. Each point may have a weight $w_n$ (all 1, if you do not say otherwise). It also stops when the centres
# move by no more than `tol`. And a
# centre that loses all its points does not stay where it is: it takes over the point that costs most (in `means`). `run` keeps the centres, the number of
# steps and the inertia.

# %%
print(inspect.getsource(nearest_reference))
print(inspect.getsource(lloyd))

# %% [markdown]
# Beside the equation: `nearest` is $a_n = \arg\min_k \lVert x_n - c_k \rVert^2$, a faster form of `nearest_reference`, `cluster_sums` gives $\sum_{n \in k} w_n x_n$ and $\sum_{n \in k} w_n$, and `means` divides the one by the other. `total` is $\sum_n w_n \lVert x_n \rVert^2$, where `row_squares` are the $\lVert x_n \rVert^2$; from it `means` computes $J$ without going
# through the points again. X comes "centred", its mean taken away, so that no digits are lost by that. This
# is Lloyd's algorithm (written in 1957, printed in 1982: "Least squares quantization in PCM").

# %% [markdown]
# ## 3. An exact answer
#
# K-means stops. Does it stop at the *best* answer?
#
# For a few points we can know. Twelve points and $K = 2$: each point is in group 0 or 1, that is $2^{12}$ ways; the names of the groups do not matter, which leaves half of
# them; and one of these has an empty group. That makes $2^{11} - 1 = 2047$ partitions. We compute $J$ for all.

# %%
# the example itself, found by a search: no groups, and many endings. Its seed stays
twelve = np.random.default_rng(161).uniform(0, 10, size=(12, 2)).round(1)
eleven = np.array(list(product([0, 1], repeat=11)))[1:]  # all but eleven zeros
every = np.column_stack([eleven, np.zeros(len(eleven), int)])  # the last point has 0


def cost(X, labels):
    """The least J of a partition: each centre in the mean of its points."""
    members = [X[labels == k] for k in np.unique(labels)]
    return sum(np.sum((group - group.mean(axis=0)) ** 2) for group in members)


costs = np.array([cost(twelve, labels) for labels in every])
best = costs.argmin()
print(f"{len(every)} partitions; J from {costs.min():.2f} to {costs.max():.2f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# **Predict first.** Now K-means, from every pair of the twelve points as starting centres: 66 starts. In how many different partitions will they end?

# %%
ends = {}
for pair in combinations(range(12), 2):
    labels, _, _ = kmeans(twelve, twelve[list(pair)])
    labels = labels if labels[11] == 0 else 1 - labels  # the names do not matter
    ends[tuple(labels)] = ends.get(tuple(labels), 0) + 1
ranked = sorted(ends, key=lambda labels: cost(twelve, np.array(labels)))
print("J where it ended, and how many of the 66 starts:")
for labels in ranked:
    print(f"  {cost(twelve, np.array(labels)):6.2f}  {ends[labels]:2d}")
assert ranked[0] == tuple(every[best])
# NBVAL_CHECK_OUTPUT

# %%
nowhere = np.zeros((2, 2))  # where a centre without points would stay; there is none
stays = np.array(
    [
        np.array_equal(labels, assign(twelve, move(twelve, labels, nowhere)))
        for labels in every
    ]
)
rank = np.empty(len(costs))
rank[np.argsort(costs)] = np.arange(1, len(costs) + 1)
print(f"{stays.sum()} of {len(costs)} partitions are left as they are by both halves")
print("their ranks, from the best:", *np.sort(rank[stays]).astype(int))
places = np.stack([np.log10(rank), costs], axis=1)
plot.scatter(
    {"all 2,047 partitions": places, "where K-means stays": places[stays]},
    xlabel="log10 of the rank",
    ylabel="inertia J",
    title="Every partition of twelve points into two",
)

# %% [markdown]
# The axis has 0 for the best partition, 1 for the tenth, 2 for the hundredth. Notice that K-means stays at few places, and that all of them are among the best 108 of 2,047. But the second best is not one of them, while the one at rank 108 is.
#
# A slide says: "**K-means finds the partition with the least inertia.**" What is wrong with it, and what is right to say?
#
# <details><summary>Answer</summary>
#
# It finds a partition in which no point wants to change sides *while the centres stay*, and no centre wants to move *while the points stay*. There may be many of these (here 13;
# the 66 starts reached 12 of them), and the start decides which one it will be. Here fewer than half of the starts found the best. They are minima in the places of the centres: if no point lies just on a border, a small
# shift of the centres changes no label, and J rises. Whether they are minima among the *partitions* is another question.
#
# </details>
#
# Two things are not typical here: the twelve points form no groups, and they were chosen because they have many endings.

# %% [markdown]
# ### Further: Let the means follow
#
# Three of the places where K-means stays:

# %%
panels = {}
for labels in (np.array(ranked[i]) for i in (0, 1, -1)):
    name = f"J = {cost(twelve, labels):.1f}, {ends[tuple(labels)]} of 66 starts"
    panels[name] = twelve, labels, move(twelve, labels, nowhere)
plot.clusters(panels, title="The best, the second and the worst end")

# %% [markdown]
# It stays there "while the centres stay": what if they do not? Take one point from a group of $N_a$ to another of $N_b$, at once move both means, and only then compare. Let $d_a$ and $d_b$ be its distances to the two means
# as they were. The new group's mean goes $1/(N_b + 1)$ of the way towards the point, so by the equation of section 2 the group's part of $J$ rises by
# $N_b \left(\frac{d_b}{N_b + 1}\right)^2 + \left(\frac{N_b d_b}{N_b + 1}\right)^2 = \frac{N_b}{N_b + 1}\, d_b^2$. In the same way, read backwards, the part of the old group falls by
# $\frac{N_a}{N_a - 1}\, d_a^2$. The first factor is below 1 and the second above: an exchange can pay although the own centre is the nearer one. (This is the step of Hartigan's method; Hartigan and Wong 1979.)
#
# **Predict first.** How many of the 13 places does such an exchange of one single point improve?


# %%
def after_exchange(X, labels):
    """The least J after one point changes sides and both means follow."""
    J = cost(X, labels)
    means = np.array([X[labels == k].mean(axis=0) for k in (0, 1)])
    squares, sizes, costs = squared_distances(X, means), np.bincount(labels), []
    for n, a in enumerate(labels):
        b = 1 - a
        rise = sizes[b] / (sizes[b] + 1) * squares[n, b]
        if sizes[a] > 1:  # else a group would be empty
            costs.append(J + rise - sizes[a] / (sizes[a] - 1) * squares[n, a])
            changed = np.where(np.arange(len(X)) == n, b, labels)
            assert np.isclose(costs[-1], cost(X, changed))
    return min(costs)


improved = 0
for i in np.flatnonzero(stays)[np.argsort(rank[stays])]:
    after = after_exchange(twelve, every[i])
    improved += after < costs[i] - 1e-9
    print(f"rank {rank[i]:3.0f}: J {costs[i]:6.2f}, after one exchange {after:6.2f}")
print(f"{improved} of {stays.sum()} places are improved")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Only two of the 13, the ranks 1 and 3, cannot be improved in this way, either. So "no point wants to change sides" depends on what one lets the point see: K-means asks each point about the
# centres as they are, not as they would become. The exchange of the place at rank 15 even leads to the second best partition of all, where K-means does not stay.

# %% [markdown]
# ### Further: How typical is that?
#
# Some more sets of twelve points without groups, and then sets that do have
# two groups. The best of all partitions is found again by counting. (For all partitions at once the cost is quicker as $J = \sum_n \lVert x_n \rVert^2 - \sum_k \lVert \sum_{n \in k} x_n \rVert^2 / N_k$.)


# %%
def least_cost(X):
    """The least J of all 2,047 partitions of twelve points into two."""
    J = np.sum(X**2)
    for k in (0, 1):
        own = every == k  # (2047, 12)
        J = J - np.sum((own @ X) ** 2, axis=1) / own.sum(axis=1)
    return J.min()


def endings(X):
    """How many endings have the 66 starts? What share of them ends in the best?"""
    count = {}
    for pair in combinations(range(12), 2):
        labels, _, _ = kmeans(X, X[list(pair)])
        key = tuple(labels if labels[11] == 0 else 1 - labels)
        count[key] = count.get(key, 0) + 1
    least = least_cost(X)
    best = [n for key, n in count.items() if cost(X, np.array(key)) < least + 1e-9]
    return len(count), sum(best) / 66


assert np.isclose(least_cost(twelve), costs.min())
rng = np.random.default_rng(SEED)
without = np.array([endings(rng.uniform(0, 10, size=(12, 2))) for _ in range(40)])
pair_of_groups = np.repeat([[0.0, 0.0], [6.0, 0.0]], 6, axis=0)
with_groups = np.array(
    [endings(pair_of_groups + rng.normal(size=(12, 2))) for _ in range(40)]
)
for name, found in [("no groups", without), ("two groups", with_groups)]:
    count, share = found.T
    print(
        f"{name:10s} endings: median {np.median(count):.0f}, at most {count.max():.0f};"
    )
    print(
        f"{'':10s} share of starts that end in the best: median {np.median(share):.0%},",
        end=" ",
    )
    print(f"least {share.min():.0%}; 100% in {np.sum(share == 1)} of 40 sets")
medians = np.median(without, axis=0), np.median(with_groups, axis=0)
# claim: two groups: mostly one ending, from every start; no groups: several endings
assert medians[1][1] == 1 and medians[0][0] >= 4 and medians[0][1] < 0.6

# %% [markdown]
# So twelve endings are many, while a best one that is found by 23 of 66 starts (35 %) is quite usual. With two clear groups the start hardly matters, and without groups it decides. But do not conclude that clear groups are enough: the next section has fifteen of them.

# %% [markdown]
# ## 4. Where to start
#
# With many groups there is another trap, however clear they are. Fifteen groups, far from each other, and fifteen points drawn blindly as starts: some group gets two of them, another none. Could the centres find
# their way later?

# %%
rng = np.random.default_rng(SEED + 3)
middles = 9.0 * np.array(list(product(range(4), repeat=2)))[:15]  # a grid
middles = middles + rng.uniform(-1.5, 1.5, (15, 2))
groups = np.repeat(np.arange(15), 40)  # (600,): which group each point was drawn from
points = middles[groups] + rng.normal(size=(600, 2))
blind = points[np.random.default_rng(SEED + 3).choice(600, 15, replace=False)]
labels, centres, history = kmeans(points, blind)
good = KMeans(15, init=middles).fit(points)
both = np.zeros((15, 15), int)  # how many points of group g went to centre k
np.add.at(both, (groups, labels), 1)
many = both >= 10
print(f"groups with two centres: {np.sum(many.sum(axis=1) == 2)};", end=" ")
print(f"centres with two groups: {np.sum(many.sum(axis=0) == 2)}", end=" ")
print("(with at least 10 points)")
plot.clusters(
    {
        f"blind start: J = {history[-1]:.0f}": (points, labels, centres),
        f"from the true centres: J = {good.inertia_:.0f}": (
            points,
            good.labels_,
            good.cluster_centers_,
        ),
    },
    columns=2,
    width=5,
    title="Stuck, and not stuck",
)

# %% [markdown]
# Notice on the left: in this run two groups have two centres each (two crosses side by side), and elsewhere two centres serve two groups each (a cross in the empty space between). No single step mends it: to get there, a centre would have to cross a wide empty
# space, and on the way $J$ would rise. K-means never climbs.
#
# **k-means++** (Arthur and Vassilvitskii 2007) draws the starts one after the other. The first is any point. Let $D_n$ be the distance of point $n$ to the nearest start so far (the usual letter; without an index D is the number of features). The next start is point $n$
# with probability
#
# $$p_n = \frac{D_n^2}{\sum_m D_m^2} ,$$
#
# so far points are likely, and points beside a start are not. Why the square? $D_n^2$ is what the point adds to $J$ if no further centre comes. The draw goes where the cost is.


# %%
def probabilities(X, chosen):
    """p of k-means++: (N,)."""
    squares = squared_distances(X, chosen).min(axis=1)
    return squares / squares.sum()


def draw_starts(X, K, rng):
    """The rows of K starts; the first is any point, the others by p of k-means++."""
    rows = [int(rng.integers(len(X)))]
    while len(rows) < K:
        rows.append(int(rng.choice(len(X), p=probabilities(X, X[rows]))))
    return rows


def show_probabilities(rows):
    """A map of p after these starts, which are numbered."""
    p = probabilities(points, points[rows])
    missed = ~np.isin(groups, groups[rows])
    print(f"after {len(rows)} starts, the groups without a start hold", end=" ")
    print(
        f"{missed.mean():.0%} of the points, {p[missed].sum():.0%} of the probability"
    )
    return plot.point_maps(
        points,
        {f"after {len(rows)} starts": p / p.max()},
        names={str(i + 1): tuple(points[row]) for i, row in enumerate(rows)},
        unit="probability / that of the likeliest point",
    )


rows = draw_starts(points, 15, np.random.default_rng(SEED))
print(f"groups with a start, of 15: {len(set(groups[rows]))}")
show_probabilities(rows[:3])

# %%
show_probabilities(rows[:10])

# %% [markdown]
# Notice how the light goes out around each start (the crosses, numbered as they were drawn), and that after ten of them only the groups without a start still shine. At the end three groups were missed all the same: it is a draw.
#
# **Predict first.** Two hundred runs, each from one start. With blind starts, how many will find the best answer? And with k-means++?
#
# (`n_init` is the number of starts of which the best is kept. `random_state` is the seed: the same seed, the same random numbers, on every run.)


# %%
def run_starts(X, n_runs):
    """J of n_runs runs from each kind of start: (n_runs,), and what k-means++ drew."""
    J = {"blind": [], "k-means++": [], "k-means++, greedy": []}
    drawn = []
    for seed in range(SEED, SEED + n_runs):
        drawn.append(draw_starts(X, 15, np.random.default_rng(seed)))
        J["k-means++"].append(KMeans(15, init=X[drawn[-1]]).fit(X).inertia_)
        for name, init in [("blind", "random"), ("k-means++, greedy", "k-means++")]:
            fit = KMeans(15, init=init, n_init=1, random_state=seed).fit(X)
            J[name].append(fit.inertia_)
    return {name: np.array(values) for name, values in J.items()}, drawn


runs, drawn = run_starts(points, 200)
with_start = [len(set(groups[rows])) for rows in drawn]
print(
    f"groups with a start, of 15, in 200 draws of k-means++: {np.mean(with_start):.1f}"
)

# %%
ratio = {name: values / good.inertia_ for name, values in runs.items()}
for name, r in ratio.items():
    tens = r.reshape(20, 10).min(axis=1)
    print(
        f"{name:17s} J / best: median of the single runs {np.median(r):.2f},", end=" "
    )
    print(f"of the tens {np.median(tens):.2f};", end=" ")
    print(f"best found by {np.sum(r < 1.001):3d} of 200 single runs,", end=" ")
    print(f"{np.sum(tens < 1.001):2d} of 20 tens")
# claim: nobody found anything better than from the true centres
assert min(r.min() for r in ratio.values()) > 0.999
medians = [np.median(r) for r in ratio.values()]  # blind, k-means++, greedy
hits = [np.sum(r < 1.001) for r in ratio.values()]
assert medians[0] > medians[1] + 0.5  # claim: k-means++ is far ahead of blind starts
assert hits[0] < 20 and hits[1] < 100  # claim: a single run of either mostly misses
assert hits[2] > 120  # claim: a single run of the greedy draw mostly finds the best
plot.histograms(
    ratio,
    bins=40,
    xlabel="J / J from the true centres",
    title="200 starts of each kind",
)

# %% [markdown]
# "Tens" are ten runs of which the best is kept, `n_init=10`. The third line is what the package does (and
# scikit-learn, too): for each start it draws a few candidates ($2 + \lfloor \log K \rfloor$, here four, so the draw computes four times as many distances), and keeps the one that leaves the least cost.
#
# Notice: one blind start hardly ever finds the best answer. Ten of them take four tenths off $J$, and still miss the best mostly. k-means++ is far better, and a single run of it still misses more often than not; but among ten of its runs there is
# mostly one that finds it. With the greedy draw a single run is mostly enough.

# %% [markdown]
# ### Further: Other sets, stray points and a theorem
#
# Is this set of points a lucky one? Five more sets of the same sort, 50 runs of each kind. And is it the *draw* that we need? If far points are good starts, why not take the **farthest** point each time? To see what the draw is good for, each set gets ten stray
# points afterwards, somewhere on a wide field around the groups.

# %%
def farthest_starts(X, K, rng):
    """The rows of K starts: any point, then each time the farthest."""
    rows = [int(rng.integers(len(X)))]
    while len(rows) < K:
        rows.append(int(squared_distances(X, X[rows]).min(axis=1).argmax()))
    return rows


def farthest_runs(X, n_runs):
    """J of n_runs runs from the farthest points: (n_runs,)."""
    rngs = (np.random.default_rng(seed) for seed in range(SEED, SEED + n_runs))
    starts = (X[farthest_starts(X, 15, rng)] for rng in rngs)
    return np.array([KMeans(15, init=start).fit(X).inertia_ for start in starts])


# %%
table = {name: [] for name in [*runs, "farthest"]}
with_strays = {name: [] for name in table}
for seed in range(SEED + 4, SEED + 9):
    rng = np.random.default_rng(seed)
    spots = 9.0 * np.array(list(product(range(4), repeat=2)))[:15]
    spots = spots + rng.uniform(-1.5, 1.5, (15, 2))
    X = spots[groups] + rng.normal(size=(600, 2))
    least = KMeans(15, init=spots).fit(X).inertia_
    J_of_set = run_starts(X, 50)[0]
    J_of_set["farthest"] = farthest_runs(X, 50)
    for name, J in J_of_set.items():
        r, tens = J / least, J.reshape(5, 10).min(axis=1) / least
        hits = np.sum(r < 1.001), np.sum(tens < 1.001)
        table[name].append([np.median(r), np.median(tens), *hits])
    X = np.concatenate([X, rng.uniform(-30, 60, (10, 2))])
    J_of_set = run_starts(X, 20)[0]
    J_of_set["farthest"] = farthest_runs(X, 20)
    least = min(J.min() for J in J_of_set.values())  # the best that anybody found
    for name, J in J_of_set.items():
        with_strays[name].append(np.median(J) / least)
print("least and largest of five sets:")
for name, rows_of_sets in table.items():
    low, high = np.min(rows_of_sets, axis=0), np.max(rows_of_sets, axis=0)
    print(f"{name:17s} J / best: single {low[0]:.2f} to {high[0]:.2f},", end=" ")
    print(f"tens {low[1]:.2f} to {high[1]:.2f}; best found by", end=" ")
    print(f"{low[2]:.0f} to {high[2]:.0f} of 50 single runs,", end=" ")
    print(f"{low[3]:.0f} to {high[3]:.0f} of 5 tens")
print("with ten stray points, J / best that anybody found, median of 20 single runs:")
for name, values in with_strays.items():
    print(f"{name:17s} {min(values):.2f} to {max(values):.2f}")
singles, tens, hits, hits_of_tens = np.mean(list(table.values()), axis=1).T
assert singles[0] > singles[1] > singles[2]  # claim: blind, k-means++, greedy: in order
assert tens[0] > tens[1] and hits_of_tens[1] > 2.5  # claim: ten of k-means++: mostly found
assert hits[3] > hits[2]  # claim: without strays the farthest point beats the greedy draw
_, plain, greedy, far = np.array(list(with_strays.values()))
assert np.all(far > greedy)  # claim: with strays the farthest point is behind the greedy draw
assert far.mean() > plain.mean()  # claim: and behind the plain draw, on average

# %% [markdown]
# The five sets say what the first one said. And the **farthest point** does still better than the greedy draw here, at the price of the plain one: fifteen starts, fifteen groups. But ten stray points among 610 are enough, and it falls behind the greedy draw in each set, and behind the plain one on average: a stray that lies far out
# is sure to take a start. The draws take it sometimes. So these clean sets flatter every rule that looks for far points. (With strays "the best" is only the best that anybody found; nobody knows the truth there.)
#
# There is also a theorem (in the same paper): already before the first step, the mean cost of k-means++'s starts is at most $8 (\log K + 2)$ times the best possible.

# %%
bound = 8 * (np.log(15) + 2)
before = [squared_distances(points, points[rows]).min(axis=1).sum() for rows in drawn]
times = np.mean(before) / good.inertia_
print(f"mean J of 200 starts before any step: {times:.1f}", end=" ")
print(f"times the best J that we know; the theorem: at most {bound:.1f}")
assert times < bound

# %% [markdown]
# Here it is far from being needed. But it holds for *any* data, strays and all, which neither a blind start nor the farthest point can promise, with a factor that depends on K alone. (It is about the plain draw; for the greedy one that paper proves nothing.)

# %% [markdown]
# ## 5. Where it fails
#
# Sometimes the least inertia is found, and it is the wrong thing. To say "wrong" we need a truth, and a score. For now one: the **adjusted Rand index**, ARI. It is 1 if two divisions are the same, and 0
# on average for one drawn by chance. (Section 7 takes it apart.)
#
# K-means knows only distances to centres. **Predict first** which of these it will cut wrongly:
#
# 1. two groups, one wide and one narrow, 200 points each
# 2. two groups of 950 and 50 points, equally wide
# 3. three long, slanted groups
# 4. two crescents
#
# And one more question: if it cuts wrongly, *what* was too hard? Beside K-means stands a rival that knows everything: it puts each point into the group under which it is most probable, given the true sizes, places and widths. Where the groups overlap, it makes mistakes as well.
# Each world also comes with one thing changed (the indented lines).

# %%
TURN = np.array([[0.87, 0.5], [-0.5, 0.87]])  # by 30 degrees
round_pair, three = [[0, 0], [6, 0]], [[0, 0], [0, 2], [0, 4]]
WORLDS = {  # sizes, middles, widths (standard deviations)
    "wide and narrow": ([200, 200], round_pair, [[2.5, 2.5], [0.4, 0.4]]),
    "  both wide": ([200, 200], round_pair, [[2.5, 2.5], [2.5, 2.5]]),
    "  both narrow": ([200, 200], round_pair, [[0.4, 0.4], [0.4, 0.4]]),
    "950 and 50": ([950, 50], [[0, 0], [4, 0]], np.ones((2, 2))),
    "  500 and 500": ([500, 500], [[0, 0], [4, 0]], np.ones((2, 2))),
    "  twice as far apart": ([950, 50], [[0, 0], [8, 0]], np.ones((2, 2))),
    "long": ([130, 130, 130], three, [[3, 0.35]] * 3),
    "  round": ([130, 130, 130], three, [[0.35, 0.35]] * 3),
}


def make_world(name, seed):
    """Points, their groups, and for each point the most probable group."""
    if name == "crescents":
        return *datasets.make_moons(300, noise=0.06, random_state=seed), None
    sizes, middles, widths = WORLDS[name]
    y = np.repeat(np.arange(len(sizes)), sizes)
    X = np.random.default_rng(seed).normal(size=(len(y), 2))
    X = X * np.array(widths)[y] + np.array(middles)[y]
    squares = ((X[:, None] - middles) / widths) ** 2  # (N, K, 2)
    logp = np.log(sizes) - np.log(widths).sum(axis=1) - squares.sum(axis=2) / 2
    return X @ TURN if len(sizes) == 3 else X, y, logp.argmax(axis=1)


def mean_range(values):
    """Mean (least to largest)."""
    return f"{np.mean(values):z5.2f} ({min(values):z.2f} to {max(values):z.2f})"


def renamed(y, labels, centres):
    """The clusters in an order that agrees with the classes as often as it can.

    `linear_sum_assignment` pairs each cluster with a class (section 7).
    """
    K = len(centres)
    both = [[np.sum((labels == k) & (y == c)) for c in range(K)] for k in range(K)]
    _, name = linear_sum_assignment(-np.array(both))
    return name[labels], centres[np.argsort(name)]


# %%
truths, panels, ari, ideal, dearer = {}, {}, {}, {}, {}
print(f"ARI, mean (least to largest) of six draws\n{'':22s}K-means", end="")
print(f"{'':16s}knows everything{'':7s}truth has the higher J")
for name in [*WORLDS, "crescents"]:
    ari[name], ideal[name], dearer[name] = [], [], 0
    for seed in range(SEED, SEED + 6):
        X, y, informed = make_world(name, seed)
        fit = KMeans(y.max() + 1, n_init=10, random_state=SEED).fit(X)
        ari[name].append(metrics.adjusted_rand_score(y, fit.labels_))
        if informed is not None:
            ideal[name].append(metrics.adjusted_rand_score(y, informed))
        dearer[name] += cost(X, fit.labels_) < cost(X, y)
        if seed == SEED and name[0] != " ":
            truths[f"{name}: truth"] = X, y, None
            colours = renamed(y, fit.labels_, fit.cluster_centers_)
            panels[f"{name}: ARI {ari[name][0]:.2f}"] = X, *colours
    best = mean_range(ideal[name]) if ideal[name] else ""
    print(f"{name:20s} {mean_range(ari[name])}   {best:22s} {dearer[name]} of 6")
for name in ("wide and narrow", "950 and 50", "long"):
    # claim: the rival that knows everything is far ahead in each of the three worlds
    assert np.min(np.subtract(ideal[name], ari[name])) > 0.1
for name in ("wide and narrow", "950 and 50", "long", "crescents"):
    assert dearer[name] == 6  # claim: the truth has the higher J in all four worlds
for name in ("  both wide", "  both narrow", "  500 and 500", "  twice as far apart"):
    # claim: with one thing changed K-means is as good as the rival
    assert np.mean(ideal[name]) - np.mean(ari[name]) < 0.05
assert np.mean(ari["  round"]) > 0.95  # claim: and the three groups, if round
plot.clusters(
    {**truths, **panels}, columns=4, title="Above the truth, below K-means"
)

# %% [markdown]
# Notice the last column: in the four worlds, in each of the six draws, the truth has a **higher** inertia than what K-means found. So it is not the search that failed, and no better start will help. But that alone does not accuse the inertia: wherever groups overlap, a cut half-way is cheaper than the truth (500 and 500: all six, and nobody can do better). It is the wrong question where the rival does much better. The indented lines say
# what is to blame:
#
# - **Unequal widths.** With two narrow groups K-means is right. With two wide ones it makes many mistakes, but so does the rival: they overlap, and no border can be better. Only with a wide one *and* a narrow one does the rival leave K-means behind: its border, half-way, lies inside the wide group.
# - **Unequal sizes, if the groups are near.** With 500 and 500 the gap is closed. It is closed as well if 950 and 50 lie twice as far apart. K-means does not want equal sizes as such: it cuts the large group in two where that saves more than a centre of its own for the small one.
# - **Long shapes.** With the same middles and round groups the mistakes are gone.
#
# For the crescents there is no such line: their means do not describe them at all.

# %% [markdown]
# ### Further: A slide to mend
#
# A slide says: "**K-means is a mixture of Gaussians with hard assignments.**" That is, each group $k$ is a normal distribution, and each point goes to the group under which it is most
# probable. What does the slide leave out?
#
# <details><summary>Answer</summary> Two things. A mixture gives each group a weight, its share of the points, and a group with 950 of 1,000 points is more probable from the start. And each group has its
# own variance, in each direction. K-means is what is left if all weights are equal and all groups are round and equally wide. </details>
#
# Look at the second world. Let the groups have shares $\pi_1, \pi_2$, the same variance $\sigma^2$, and centres at distance $d$. Compare $\pi_k\, e^{-\lVert x - c_k \rVert^2 / 2 \sigma^2}$ for the
# two: they are equal not half-way, but at
#
# $$\frac{d}{2} + \frac{\sigma^2}{d} \log \frac{\pi_1}{\pi_2}$$
#
# from the first centre. The larger group reaches farther. (For $\sigma \to 0$ the second term vanishes and the border is half-way, whatever the weights: K-means is that limit as well, and the next notebook shows it with
# numbers.)

# %%
X, y, most_probable = make_world("950 and 50", SEED)
border = 4 / 2 + np.log(950 / 50) / 4  # d = 4, sigma = 1
informed = (X[:, 0] > border).astype(int)
assert np.array_equal(informed, most_probable)  # the rival of the table above
score = metrics.adjusted_rand_score(y, informed)
fit = KMeans(2, n_init=10, random_state=SEED).fit(X)
labels, centres = renamed(y, fit.labels_, fit.cluster_centers_)
halfway, sizes = centres[:, 0].mean(), np.bincount(labels)
print(f"border of the mixture with the true weights at {border:.2f}: ARI {score:.2f}")
print(f"border of K-means at {halfway:.2f}: ARI {ari['950 and 50'][0]:.2f};", end=" ")
print(f"its groups have {sizes.max()} and {sizes.min()} points")
plot.clusters(
    {"border with weights": (X, informed, None), "K-means": (X, labels, centres)},
    columns=2,
    title="Fifty points against 950",
)

# %% [markdown]
# K-means is not only off by the weights: its border is not even half-way between the true middles, at 2. It saves more by cutting the large group in two than by giving the small one a centre of its own.

# %% [markdown]
# ### Scales
#
# One more hidden choice. Take two round groups, and write the second feature in another unit, so that its numbers become ten times as large. The things have not changed.

# %%
y, panels = np.repeat([0, 1], 100), {}
for factor in (1, 10):
    score = []
    for seed in range(SEED + 2, SEED + 8):
        X = np.random.default_rng(seed).normal(size=(200, 2)) + 6 * y[:, None] * [1, 0]
        scaled = X * [1, factor]
        fit = KMeans(2, n_init=10, random_state=SEED).fit(scaled)
        score.append(metrics.adjusted_rand_score(y, fit.labels_))
        if seed == SEED + 2:
            name = f"second feature times {factor}: ARI {score[0]:z.2f}"
            panels[name] = scaled, fit.labels_, fit.cluster_centers_
    print(f"times {factor:2d}: ARI {mean_range(score)} in six draws")
    # claim: the unit alone decides between right and as by chance
    assert min(score) > 0.9 if factor == 1 else max(score) < 0.1
plot.clusters(
    panels,
    columns=2,
    equal=False,
    width=3.6,
    title="The same things in other units",
    xlabel="first feature",
    ylabel="second feature",
)

# %% [markdown]
# Notice the numbers on the axes. The distance adds the squares of all features, so a feature whose numbers differ much outvotes the others. (The usual cure is in the exercise.)

# %% [markdown]
# ## 6. Further: The white cat and the white dog
#
# So what do we choose when we cluster pictures by their pixels? Let us generate pictures in which we know everything: cats and dogs, white and orange, 60 of each of the four
# combinations.

# %%
SIDE = 24
ROWS, COLUMNS = np.mgrid[:SIDE, :SIDE]
COLOURS = {"white": (0.95, 0.95, 0.92), "orange": (0.90, 0.50, 0.15)}
MEADOW = np.array([0.35, 0.55, 0.35])


def face(kind, down=0, right=0):
    """True where the animal is: head, pointed or hanging ears, two eyes."""
    y, x = ROWS - 12.5 - down, COLUMNS - 11.5 - right
    head = x**2 + y**2 < 6**2
    if kind == "cat":
        ears = (np.abs(np.abs(x) - 4) < (y + 10) / 2.5) & (y < 0)
    else:
        ears = ((np.abs(x) - 6) / 2) ** 2 + ((y - 1) / 6) ** 2 < 1
    return (head | ears) & ((np.abs(x) - 2.5) ** 2 + (y + 0.5) ** 2 > 1.3)


# %%
def make_pets(n, reach, rng):
    """n pictures, kinds (0 cat, 1 dog), colours (0 white, 1 orange), moves (n, 2)."""
    kinds, colours, moves = (
        np.arange(n) % 2,
        np.arange(n) // 2 % 2,
        rng.integers(-reach, reach + 1, (n, 2)),
    )
    pictures = []
    for kind, colour, way in zip(kinds, colours, moves, strict=True):
        inside = face(["cat", "dog"][kind], *way)[:, :, None]
        fur = np.array(COLOURS[["white", "orange"][colour]]) * rng.uniform(0.85, 1.05)
        pictures.append(
            np.where(inside, fur, MEADOW) + rng.normal(0, 0.03, (SIDE, SIDE, 3))
        )
    return np.clip(pictures, 0, 1).reshape(n, -1), kinds, colours, moves


pets, kinds, colours, _ = make_pets(240, 1, np.random.default_rng(SEED))
plot.image_grid(
    pets[:12], (SIDE, SIDE, 3), columns=12, title="Cats and dogs, white and orange"
)

# %% [markdown]
# **Predict first.** We ask for two clusters. You would sort them into cats and dogs. What will K-means do?

# %%
found = KMeans(2, n_init=10, random_state=SEED).fit_predict(pets)
four = ["white cat", "white dog", "orange cat", "orange dog"]
which = kinds + 2 * colours  # 0 to 3, the place in this list
counts = np.array([[np.sum(which[found == k] == c) for c in range(4)] for k in (0, 1)])
by_colour = metrics.adjusted_rand_score(colours, found)
by_kind = metrics.adjusted_rand_score(kinds, found)
print(f"ARI with the colour {by_colour:.2f}, with the kind {by_kind:z.2f}")
assert by_colour == 1  # claim: K-means sorts by colour, without one exception
plot.heatmap(
    counts,
    ["cluster 0", "cluster 1"],
    four,
    fmt=".0f",
    title="K-means on the pixels, K = 2",
)

# %% [markdown]
# A row for each cluster, a column for each kind of picture, and in the cell how many. K-means has sorted by colour, without one exception, and it knows nothing of cats and dogs. Look at the
# distances, and it is no wonder:

# %%
between = squared_distances(pets, pets)  # (240, 240)
# a picture and itself are left out of the mean: 60 less if a and b are one kind
mean_between = np.array(
    [
        [
            between[np.ix_(which == a, which == b)].sum() / (60 * (60 - (a == b)))
            for b in range(4)
        ]
        for a in range(4)
    ]
)
# claim: a white cat is nearer to a white dog than to an orange cat
assert mean_between[0, 1] < mean_between[0, 2]
plot.heatmap(mean_between, four, four, fmt=".0f", title="Mean squared distance")

# %% [markdown]
# A white cat is nearer to a white dog than to an orange cat: all pixels of the fur change with the colour, and only those of the ears with the kind. **Pixel distance measures how much ink differs. It does not
# know what matters to you.** What one would like is a description in which cats are near cats, whatever their colour and wherever they sit. To *learn* one is the subject of days 3 and 4.

# %% [markdown]
# ### Outlines
#
# Can one choose a better description by hand? We tell K-means only where the picture differs from the meadow, and no colour:


# %%
def outline(pictures):
    """1 where the colour is far from the meadow's, else 0: (N, SIDE²)."""
    away = np.abs(pictures.reshape(len(pictures), -1, 3) - MEADOW).sum(axis=2)
    return (away > 0.35).astype(float)


outline_ari, cheaper, dearer, apart = {}, {}, {}, {}
print("Ten sets of 240 pictures for each line: ARI, mean (least to largest).")
print("Last: in how many sets the division into kinds has a J below that of the")
print("10 starts on outlines, and above that of the 100 starts.")
print(f"{'moved by':9s} {'pixels, 10 starts':20s} {'outlines, kind':40s} J of kinds")
print(
    f"{'up to':9s} {'colour   kind':20s} {'10 starts':20s} {'100 starts':20s}", end=""
)
print("below above")
for reach in (0, 1, 2, 3):
    rows, cheaper[reach], dearer[reach], apart[reach] = [], 0, 0, []
    for seed in range(SEED, SEED + 10):
        rng = np.random.default_rng(seed)
        pets_r, kinds_r, colours_r, moves = make_pets(240, reach, rng)
        drawings = outline(pets_r)
        by_pixels = KMeans(2, n_init=10, random_state=SEED).fit_predict(pets_r)
        few = KMeans(2, n_init=10, random_state=SEED).fit_predict(drawings)
        more = KMeans(2, n_init=100, random_state=SEED).fit_predict(drawings)
        compared = [(colours_r, by_pixels), (kinds_r, by_pixels)]
        compared += [(kinds_r, few), (kinds_r, more)]
        rows.append([metrics.adjusted_rand_score(*pair) for pair in compared])
        J = cost(drawings, kinds_r)
        cheaper[reach] += J < cost(drawings, few) - 1e-6
        dearer[reach] += J > cost(drawings, more) + 1e-6
        places = [moves[more == k].mean(axis=0) for k in (0, 1)]
        apart[reach].append(np.abs(places[0] - places[1]))  # down, right
    colour, kind, *outline_ari[reach] = np.transpose(rows)
    print(f"{reach:5d}     {colour.mean():6.2f} {kind.mean():z6.2f}      ", end=" ")
    print(*(mean_range(values) for values in outline_ari[reach]), end=" ")
    print(f"{cheaper[reach]:4d} {dearer[reach]:5d}")
sure = [np.sum(values > 0.999) for values in outline_ari[1]]
print(f"ARI 1.00 at one pixel: 10 starts in {sure[0]} of 10 sets, 100 in {sure[1]}")
assert np.min(outline_ari[0]) > 0.99  # claim: in one place, outlines give the kinds
assert np.max(outline_ari[2]) < 0.3  # claim: moved by two pixels they do not
assert sure[1] > sure[0]  # claim: at one pixel a hundred starts find more than ten
assert dearer[2] == dearer[3] == 10  # claim: at two and three the kinds have the higher J

# %% [markdown]
# Where all sit in the same place, K-means finds cats and dogs in the outlines. Let them move, and two different things go wrong. The last two columns tell them apart:
#
# - **The search fails.** At one pixel, the division into cats and dogs has a *lower* J than the best of ten starts, in seven of the ten sets: K-means was right to look for it, and missed it. A hundred starts find it in eight sets; in the two others
#   something else is cheaper. With ten starts a set is a matter of luck: the first has an ARI of 1.00, the second of .12. Who looks at one of them alone learns a wrong lesson, either way.
# - **The question fails.** At two pixels, the division into cats and dogs has a *higher* J than what K-means finds, in all ten sets. No number of starts will help.
#
# So what does it find at two or three pixels, if not cats and dogs?

# %%
pets3, _, _, moves = make_pets(240, 3, np.random.default_rng(SEED))
drawings = outline(pets3)
fit = KMeans(2, n_init=10, random_state=SEED).fit(drawings)
rows = {}
for k in (0, 1):
    own = fit.labels_ == k
    down, right = moves[own].mean(axis=0)
    print(f"cluster {k}: {own.sum()} pictures, on average", end=" ")
    print(f"{down:+.1f} pixels down and {right:+.1f} to the right")
    rows[f"cluster {k}"] = np.vstack([fit.cluster_centers_[k], drawings[own][:6]])
print("apart in ten sets (the means of the two clusters), in pixels:")
for reach in (2, 3):
    down, right = np.transpose(apart[reach])
    print(f"moved by up to {reach}: down {mean_range(down)}; right {mean_range(right)}")
    assert np.min(down) > np.max(right)  # claim: the clusters differ in height, each time
plot.image_rows(rows, (SIDE, SIDE), title="A centre, and six pictures of its cluster")

# %% [markdown]
# It finds where they sit: higher or lower, in each of the ten sets. (A cut at the median height would put the two means 2.4 and 3.4 pixels apart, just as far as here.) Each centre, at the left of its row, is a blur of cats and dogs. First it was the colour, now it is the place: we took away one thing that does not matter, and the next one took over.

# %% [markdown]
# ## 7. Digits, and three words for "how good"
#
# The 1,797 digits are all of one colour, upright, and in the middle. Perhaps here pixels are good enough. We ask for ten clusters. (That there are ten we know from the labels: a small cheat, to be remembered.)

# %%
fit = KMeans(10, n_init=10, random_state=SEED).fit(X_digits)
plot.image_grid(
    fit.cluster_centers_,
    (8, 8),
    columns=10,
    title="The ten centres: means of pictures are pictures",
)

# %% [markdown]
# Nobody told it about digits, and there they are; most of them. Which ones are missing, or there twice? Now we bring the labels out, to score it. Cluster 3 need not hold the threes: the numbers of the clusters mean nothing. There
# are three usual ways to deal with this. All start from the **confusion table**: a row for each cluster, a column for each class, and in the cell how many. We take a tiny case to see each one: nine animals, three clusters.

# %%
truth9 = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])  # 0 cat, 1 dog, 2 cow
found9 = np.array([2, 2, 2, 0, 0, 0, 1, 1, 1])


def contingency(labels, y):
    """How many of class c fell into cluster k: (K, C)."""
    counts = np.zeros((labels.max() + 1, y.max() + 1), int)
    np.add.at(counts, (labels, y), 1)
    return counts


plot.heatmap(
    contingency(found9, truth9),
    ["cluster 0", "cluster 1", "cluster 2"],
    ["cat", "dog", "cow"],
    fmt=".0f",
    title="Nine animals",
)

# %% [markdown]
# **Accuracy after matching.** Pair each cluster with one class, each class used once, so that as many as possible are right. There are K! ways to pair; the function `linear_sum_assignment` finds the best without trying
# them all.
#
# **Adjusted Rand index, ARI.** Forget names, look at *pairs* of animals. A pair is judged alike if both divisions put it together, or both put it apart. The share of such pairs is the Rand index. By chance it is already
# high, so chance is taken off: $\text{ARI} = (R - E)/(1 - E)$, where $E$ is the mean of $R$ over all ways to shuffle the labels. So 0 is chance, and 1 is perfect.
#
# **Normalised mutual information, NMI.** How much does the cluster tell about the class? Let $p_{kc}$ be the share of animals in cluster $k$ and class $c$, and $p_k, p_c$ the shares of each alone. The mutual information
# $I = \sum p_{kc} \log \frac{p_{kc}}{p_k p_c}$ is 0 if they have nothing to do with each other. It is divided by the mean of the two **entropies** $H = -\sum p \log p$, an upper bound on it; so 1 is
# perfect. (Logarithms are natural, the unit is the nat; in the quotient it cancels.)


# %%
def matched_accuracy(labels, y):
    """The share that is right, under the best pairing of clusters with classes."""
    counts = contingency(labels, y)
    return counts[linear_sum_assignment(-counts)].sum() / len(y)


def rand_index(labels, y):
    """The share of pairs on which both agree."""
    together, same = labels[:, None] == labels, y[:, None] == y  # (N, N)
    return np.mean((together == same)[np.triu_indices(len(y), k=1)])


def normalised_information(labels, y):
    """I / mean of the two entropies."""
    p = contingency(labels, y) / len(y)  # (K, C)
    pk, pc = p.sum(axis=1), p.sum(axis=0)
    some = p > 0
    information = np.sum(p[some] * np.log(p[some] / np.outer(pk, pc)[some]))
    entropies = [-np.sum(q[q > 0] * np.log(q[q > 0])) for q in (pk, pc)]
    return information / np.mean(entropies)


# %%
rng = np.random.default_rng(SEED)
shuffles = [rand_index(rng.permutation(found9), truth9) for _ in range(20_000)]
R, E = rand_index(found9, truth9), np.mean(shuffles)
exact = metrics.adjusted_rand_score(truth9, found9)
nmi = metrics.normalized_mutual_info_score(truth9, found9)
print(f"accuracy after matching {matched_accuracy(found9, truth9):.3f}")
print(
    f"Rand index {R:.3f}, by chance {E:.3f}: adjusted {(R - E) / (1 - E):.3f};", end=" "
)
print(f"scikit-learn, with the exact mean, {exact:.3f}")
print(f"NMI {normalised_information(found9, truth9):.3f}; scikit-learn {nmi:.3f}")
assert abs((R - E) / (1 - E) - exact) < 0.01

# %% [markdown]
# Notice the Rand index by chance: more than half of the pairs agree without any merit. Now the digits. Beside K-means stand three yardsticks: chance, the same with far too many clusters, and the means of the ten classes, which are computed *with* the
# labels of the same pictures.


# %%
def scores(labels, y=y_digits):
    """Accuracy after matching, ARI, NMI."""
    ari = metrics.adjusted_rand_score(y, labels)
    nmi = metrics.normalized_mutual_info_score(y, labels)
    return matched_accuracy(labels, y), ari, nmi


rng = np.random.default_rng(SEED)
class_means = np.array([X_digits[y_digits == c].mean(axis=0) for c in range(10)])
rivals = {
    "chance, 10 clusters": rng.integers(10, size=len(y_digits)),
    "chance, 300 clusters": rng.integers(300, size=len(y_digits)),
    "K-means, best of 10": fit.labels_,
    "nearest class mean (labels used)": assign(X_digits, class_means),
}
print(f"{'':33s} accuracy   ARI   NMI")
for name, labels in rivals.items():
    accuracy, index, information = scores(labels)
    print(f"{name:33s}  {accuracy:6.3f} {index:z6.3f} {information:5.3f}")
others = [
    scores(KMeans(10, n_init=10, random_state=seed).fit_predict(X_digits))
    for seed in range(SEED + 1, SEED + 6)
]
low, high = np.min(others, axis=0), np.max(others, axis=0)
print("K-means, best of 10, five other seeds:", end=" ")
print(*(f"{a:.3f} to {b:.3f}" for a, b in zip(low, high, strict=True)), sep=", ")
middle = np.median([*others, scores(fit.labels_)], axis=0)
# claim: the best of ten starts has .79, .67 and .74, in the middle of six seeds
assert np.max(np.abs(middle - (0.79, 0.67, 0.74))) < 0.02
nmi_by_chance = scores(rivals["chance, 300 clusters"])[2]
assert nmi_by_chance > 0.15  # claim: by chance, 300 clusters have an NMI far above 0

# %% [markdown]
# So K-means has .79, .67 and .74 (a seed may end elsewhere: with SEED = 7000 one of the six best-of-tens had .76): three words, three numbers, one result. None of them is "79 % of the clusters are right". And look at the second line: labels drawn by chance get an NMI far above 0 if there are many clusters. NMI has no correction
# for chance; ARI has. The accuracy moves by chance, too: with ten clusters it is above .10, for the best of all pairings is taken, and with 300 clusters it is near 0, for only ten of them are paired
# with a class. **Say which word you use, and print chance beside it.**

# %% [markdown]
# ### Further: Where it goes wrong
#
# The confusion table of the digits, its rows in the order of the digits that they were paired with:

# %%
counts = contingency(fit.labels_, y_digits)
pairs = linear_sum_assignment(-counts)
counts = counts[np.argsort(pairs[1])]  # row c: the cluster that was paired with digit c
plot.heatmap(
    counts,
    [f"paired with {c}" for c in range(10)],
    list(range(10)),
    fmt=".0f",
    xlabel="true digit",
    title="Clusters and digits",
)

# %%
assert counts[8, 1] > 0.5 * counts[:, 1].sum()  # claim: half of the ones: among the eights
assert counts[9, 8] + counts[9, 5] > 60  # claim: eights and fives sit with the nines
worst = np.argsort([counts[c, c] / counts[:, c].sum() for c in range(10)])[:3]
assert worst[0] == 1  # claim: the ones are the worst
for c in worst:
    elsewhere = np.argsort(-counts[:, c])[:3]
    print(
        f"digit {c}: of {counts[:, c].sum()}, "
        + ", ".join(f"{counts[k, c]} in the cluster paired with {k}" for k in elsewhere)
    )

# %% [markdown]
# So the nines share their cluster with eights and fives, and the ones are the worst: more than half of them sit among the eights. One of the ten centres above is neither quite a one nor
# quite an eight.

# %% [markdown]
# ### Further: A hundred runs
#
# **Predict first.** A hundred single runs. Is the run with the least inertia also the one with the best accuracy?

# %%
correlations, places, gains = [], [], []
for hundred in range(5):
    seeds = range(SEED + 100 * hundred, SEED + 100 * hundred + 100)
    many = [KMeans(10, n_init=1, random_state=seed).fit(X_digits) for seed in seeds]
    J = np.array([run.inertia_ for run in many])
    acc = np.array([matched_accuracy(run.labels_, y_digits) for run in many])
    cheap = np.argsort(J)[:90]
    correlations.append([np.corrcoef(J[i], acc[i])[0, 1] for i in (slice(None), cheap)])
    places.append(np.sum(J < J[acc.argmax()]) + 1)
    gains.append(acc.max() - acc[J.argmin()])
    if hundred == 0:
        dots = np.stack([J, acc], axis=1)
        print(f"first hundred: accuracy from {acc.min():.2f} to {acc.max():.2f};")
        print(f"least J {J.min():.0f}: accuracy {acc[J.argmin()]:.2f}")
        print(f"best accuracy {acc.max():.2f}: J {J[acc.argmax()]:.0f}")
print("five hundreds, mean (least to largest):")
everything, without_worst = np.transpose(correlations)
print(f"correlation of J with accuracy {mean_range(everything)};", end=" ")
print(f"without the ten largest J {mean_range(without_worst)}")
print(f"best accuracy, number by J: {min(places)} to {max(places)} of 100")
assert max(everything) < -0.1  # claim: lower inertia goes along with higher accuracy
# claim: in most hundreds the best accuracy is not at the best J
assert np.median(gains) > 0.03 and np.median(places) > 20
plot.scatter(
    dots,
    xlabel="inertia J",
    ylabel="accuracy after matching",
    title="100 single runs on the digits",
)

# %% [markdown]
# It is not. Lower inertia goes along with higher accuracy on the whole: in each of the five hundreds the correlation is negative, if weaker without the ten worst runs by inertia. But the best run of all by accuracy is not among the best by inertia, in each of these five hundreds. (In 25 others it was so 24 times.) Without labels you cannot know which one it was; so a paper that reports the *best accuracy of many runs*
# has used the labels. Honest is: the run with the least inertia, or the mean and the spread.

# %% [markdown]
# ### Further: The same as scikit-learn?
#
# Does the package do what scikit-learn does? From the same ten centres:

# %%
ours = KMeans(10, init=start10).fit(X_digits)
theirs = SklearnKMeans(10, init=start10, n_init=1).fit(X_digits)
agreement = metrics.adjusted_rand_score(ours.labels_, theirs.labels_)
print(
    f"ARI between the two: {agreement:.4f}; steps {ours.n_iter_} and {theirs.n_iter_};"
)
print(f"J {ours.inertia_:.4f} and {theirs.inertia_:.4f}")
assert agreement >= 0.999

# %% [markdown]
# ## 8. Further: A palette, where there is no truth
#
# Not every use needs true groups. A photograph has three numbers per pixel, red, green and blue. With $K$ colours in a palette, and for each pixel the number of its colour, $\log_2 K$ bits per pixel do instead of
# 24. Which K colours? Those with the least squared error, say: then the inertia is, word for word, what we want to be small.

# %%
photo = datasets.load_sample_image("china.jpg")[::5, ::5] / 255  # (86, 128, 3)
pixels = photo.reshape(-1, 3)  # (11008, 3)


def show_photos(photos, title):
    """Two rows of photographs, each under its name."""
    with style():
        figure = Figure(figsize=(8.4, 4.4), layout="constrained")
        figure.suptitle(title)
        for axes, (name, picture) in zip(
            figure.subplots(2, 3).ravel(), photos.items(), strict=True
        ):
            axes.imshow(picture, interpolation="nearest")
            axes.set_title(name, size=11)
            axes.axis("off")
    return plot.Picture(
        figure, f"{title}: a Chinese temple under a blue sky, as {', '.join(photos)}."
    )


def error(palette):
    """Root of the mean squared error per colour value, in steps of 256."""
    return 255 * np.sqrt(
        np.mean((palette[nearest_reference(pixels, palette)] - pixels) ** 2)
    )


# %%
def even_grid(low):
    """Eight colours, each value low or 1 - low: (8, 3)."""
    return np.array(list(product([low, 1 - low], repeat=3)))


cube = min((even_grid(low) for low in (0.1, 0.15, 0.2, 0.25, 0.3)), key=error)


def as_text(colour):
    """(R, G, B) in steps of 256."""
    return "({:.0f}, {:.0f}, {:.0f})".format(*255 * np.asarray(colour))


median_cut = Image.fromarray(np.uint8(255 * photo)).quantize(8)  # Pillow's way
median_cut = np.array(median_cut.getpalette()[:24]).reshape(8, 3) / 255


def palette_of(K, seed):
    """K colours, from 4,000 pixels that are drawn with this seed."""
    rows = np.random.default_rng(seed).choice(len(pixels), 4000, replace=False)
    return KMeans(K, n_init=5, random_state=seed).fit(pixels[rows]).cluster_centers_


def is_red(colours):
    """Red at least 1.7 times green and blue, and not too dark: (N, 3) -> (N,)."""
    return (colours[:, 0] > 1.7 * colours[:, 1:].max(axis=1)) & (colours[:, 0] > 0.25)


# %%
red = is_red(pixels)  # it is the woodwork
blind8 = []
for seed in range(SEED, SEED + 20):
    rows = np.random.default_rng(seed).choice(len(pixels), 8, replace=False)
    blind8.append(error(pixels[rows]))
print(f"8 pixels drawn blindly: error {np.mean(blind8):.1f} on average,", end=" ")
print(f"best of 20 {min(blind8):.1f}; best even grid of 8 {error(cube):.1f};", end=" ")
print(f"median cut {error(median_cut):.1f} (of 256 steps)")
print(f"{red.sum()} of {len(pixels)} pixels are red, mean {as_text(pixels[red].mean(axis=0))}")
photos, shown_red = {"24 bits per pixel": photo}, {}
photos["best even grid"] = cube[nearest_reference(pixels, cube)].reshape(photo.shape)
print("K-means, mean (least to largest) of five draws of the 4,000 pixels:")
print(f"{'':36s}{'error':25s}{'on red pixels: times':26s}shown in a red")
for K in (2, 4, 8, 16, 32):
    errors, ratios, shown_red[K] = [], [], []
    for seed in range(SEED, SEED + 5):
        palette = palette_of(K, seed)
        shown = palette[nearest_reference(pixels[red], palette)]  # for the red pixels
        off = 255 * np.sqrt(np.mean((shown - pixels[red]) ** 2))
        errors.append(error(palette))
        ratios.append(off / errors[-1])
        shown_red[K].append(is_red(shown).mean())
        if seed == SEED and K < 32:  # six pictures are enough
            view = palette[nearest_reference(pixels, palette)]
            photos[f"{K} colours"] = view.reshape(photo.shape)
    if K == 8:
        assert max(errors) < min(*blind8, error(cube))  # claim: K-means is ahead of both
        assert max(errors) < error(median_cut)  # claim: and of the median cut
    print(f"{K:2d} colours, {np.log2(K):.0f} bits per pixel", end=" " * 7)
    print(f"{mean_range(errors):25s}{mean_range(ratios):26s}{mean_range(shown_red[K])}")
assert max(shown_red[4]) == max(shown_red[8]) == 0  # claim: no red among 4 or 8 colours
assert min(shown_red[32]) > 0.5  # claim: with 32 most red pixels are shown in a red
show_photos(photos, "A photograph in few colours")

# %% [markdown]
# Notice how far eight chosen colours go, and how poor an even grid of eight is beside them (of the five that were tried, the best is printed): the photograph does not use all colours evenly. The median cut is the usual quick way: it halves the set of colours again and again; its error is a seventh larger, on all pixels.
#
# Notice also what is lost. Where the sky changes smoothly there are now steps. And a colour that covers
# few pixels, like the red of the woodwork, gets no centre of its own among few, however much it catches the eye: to the inertia a pixel is a pixel. (In the print "red" means: red at least 1.7 times green and blue, and not too dark.) With up to 8 colours no red pixel is shown in a red: they turn
# grey, olive or brown, and at 8 their error is twice that of the whole picture. With 16 it depends on the draw: from none to a quarter of them in these five, and in a sixth that we tried, four fifths. Only with 32 do most of them get a red in each of the five draws.
# (The even grid has a red, and pays for it everywhere else.)

# %% [markdown]
# ## 9. Further: How many?
#
# For the palette, $K$ is what you can pay for. But "how many groups are there?" Let us try the three usual answers, the elbow, new points and the silhouette, on data for which we know it: four round groups, and a square filled evenly, which has no groups at all. The last one also on
# the digits.
#
# **The elbow.** Plot the least $J$ for each $K$, and look for a bend. **Predict first:** can $J$ tell us that $K$ is too large? And if $J$ is measured on new points that were not used to place the centres?
#
# <details><summary>Answer</summary> On seen points: no. A further centre can always be put on some point, and J falls; with K = N it is 0. On new points two things work against each other. More centres lie nearer to any place, so J
# falls. But a centre is the mean of only m seen points, and misses the true middle of its group by a squared distance of D sigma²/m on average (each of the D features has the variance sigma²/m); the more centres, the smaller is m, so J rises. In two
# dimensions the first is stronger in all that follows. In many dimensions it may not be: we try 64 below. </details>

# %%
rng = np.random.default_rng(SEED + 1)
sets = {
    "four groups": np.concatenate(
        [m + rng.normal(size=(100, 2)) for m in ([0, 0], [5, 0], [0, 5], [5, 5])]
    ),
    "even square": rng.uniform(-2, 7, (400, 2)),
}
Ks, lines, bends = np.arange(1, 13), {}, {}
for name, X in sets.items():
    half = np.arange(len(X)) % 2 == 0
    fits = [KMeans(K, n_init=10, random_state=SEED).fit(X[half]) for K in Ks]
    lines[f"{name}, seen"] = [f.inertia_ / half.sum() for f in fits]
    lines[f"{name}, new"] = [-f.score(X[~half]) / (~half).sum() for f in fits]
    seen, new = lines[f"{name}, seen"], lines[f"{name}, new"]
    assert np.all(np.diff(seen) < 0)  # claim: on seen points J falls with each centre
    assert new[11] < 0.7 * new[3]  # claim: twelve centres serve new points better than four
    falls = -np.diff(seen)  # falls[0]: from 1 to 2 centres
    bends[name] = falls[:-1] / falls[1:]  # bends[0]: at 2 centres
    print(f"{name}: J per new point at K = 4: {new[3]:.2f}, at K = 12: {new[11]:.2f};")
    print("  fall before K / fall after K on seen points, K = 2 to 6:", end=" ")
    print(*(f"{bend:.1f}" for bend in bends[name][:5]))
# claim: the four groups have a sharp bend at 4, the square has none like it
assert bends["four groups"].argmax() == 2 and bends["four groups"][2] > 2 * bends["even square"][:5].max()
plot.clusters(
    {name: (X, None, None) for name, X in sets.items()},
    columns=2,
    title="Four groups, and none",
)

# %%
plot.curves(lines, x=Ks, xlabel="K", ylabel="inertia per point", title="The elbow")

# %% [markdown]
# Notice: both curves bend; the one with groups has a far sharper bend, at 4. The lines for new points lie a little above those for seen points, and fall as well: here nothing turns up again. (`score` is minus the inertia.)
#
# Now the same four groups with 62 further features that hold nothing but noise, once with 200 seen points and once with ten times as many:


# %%
def four_groups(n, D, rng):
    """n points in D dimensions; the groups differ in the first two: (n, D)."""
    middles = np.zeros((4, D))
    middles[:, :2] = [[0, 0], [5, 0], [0, 5], [5, 5]]
    return np.repeat(middles, n // 4, axis=0) + rng.normal(size=(n, D))


few_and_many = (1, 2, 4, 8, 20, 50, 200)
on_new = {}
for D, n in [(2, 200), (64, 200), (64, 2000)]:
    on_new[D, n] = np.empty((5, len(few_and_many)))  # five draws of the data
    for seed in range(5):
        rng = np.random.default_rng(SEED + seed)
        seen, new = four_groups(n, D, rng), four_groups(1000, D, rng)
        for i, K in enumerate(few_and_many):
            fit = KMeans(K, n_init=10, random_state=SEED).fit(seen)
            on_new[D, n][seed, i] = -fit.score(new) / len(new)
print("J per new point, mean (least to largest) of five draws")
print("  K  ", *(f"D = {D}, {n} seen points".ljust(23) for D, n in on_new))
for i, K in enumerate(few_and_many):
    print(f"{K:4d} ", *(mean_range(J[:, i]).ljust(23) for J in on_new.values()))
lowest = on_new[64, 200].argmin(axis=1)
print(f"D = 64, 200 seen points: least at K = 4 in {np.sum(lowest == 2)} of 5 draws")
assert np.all(np.diff(on_new[2, 200]) < 0)  # claim: D = 2: more centres, less J
assert np.mean(on_new[64, 200], axis=0).argmin() == 2  # claim: D = 64: four are the best
# claim: D = 64: 200 centres are worse than one alone
assert np.all(on_new[64, 200][:, -1] > on_new[64, 200][:, 0])
# claim: D = 64, 2,000 points: no turn; 200 centres are better than four
assert np.all(on_new[64, 2000][:, -1] < on_new[64, 2000][:, 2])

# %% [markdown]
# In 64 dimensions with 200 points the line does turn up: four centres are the best of these numbers, and 200 are worse than one alone. With ten times as many seen points each centre is a mean of ten times as many, and the turn is gone, as far as we look. So it
# was the centres' own error, as in the answer above. A turn says how many centres these *points* can place well; here it is at the true four, but with more points it is not there.
#
# **The silhouette.** For one point, let $s$ be its mean distance to the others of its own cluster, and $t$ its mean distance to the points of the nearest other cluster. The silhouette is $(t - s)/\max(s, t)$: near 1 if the cluster is tight and alone, 0 on a border.
# One takes the K with the largest mean.

# %%
Ks, silhouettes = np.arange(2, 13), {}
for name, X in {**sets, "digits": X_digits}.items():
    silhouettes[name] = [
        metrics.silhouette_score(X, KMeans(K, n_init=5, random_state=SEED).fit_predict(X))
        for K in Ks
    ]
    top = np.argsort(silhouettes[name])[::-1][:3]
    print(
        f"{name:12s} best K: "
        + ", then ".join(f"{Ks[i]} ({silhouettes[name][i]:.3f})" for i in top)
    )
assert Ks[np.argmax(silhouettes["four groups"])] == 4  # claim: for the four groups: 4
assert np.ptp(silhouettes["even square"]) < 0.08  # claim: for the square the curve is flat
# claim: on the digits it is low, and nearly the same from 8 to 12
assert max(silhouettes["digits"]) < 0.2 and np.ptp(silhouettes["digits"][6:]) < 0.02
plot.curves(
    silhouettes, x=Ks, xlabel="K", ylabel="mean silhouette", title="The silhouette"
)

# %% [markdown]
# Notice: for the four groups it has a clear top at 4. For the square it names a K as well, since one of the numbers must be the largest; only that its curve is flat gives it away. On the digits the values
# are low, and nearly the same from 8 to 12: it does not see that there are ten digits. Perhaps it is even right: the ones, for instance, were spread over three clusters above.
#
# So the elbow, the silhouette and new points are three hints and **none is a proof**. The question has no answer before you say what a group is. Say it with a probability model, and $K$ can be compared by
# likelihood ([GaussianMixtures](GaussianMixtures.ipynb)) or be a random quantity itself ([ChineseRestaurant](ChineseRestaurant.ipynb)).

# %% [markdown]
# ## 10. Further: Distances that nobody needs
#
# A step of K-means computes $N \cdot K$ distances. Late in a run nearly all of them are computed in vain: the centres hardly move, and the labels stay. Hamerly (2010) saves many of them by the **triangle inequality**: if a centre moves by $\delta$,
# no distance to it changes by more than $\delta$. So keep two numbers for each point:
#
# - $u_n$, at least the distance to its own centre: add to it how far that centre moved;
# - $l_n$, at most the distance to any other centre: take from it the farthest move of any centre.
#
# As long as $u_n \le l_n$ the label cannot change, and no distance is needed. It cannot change either as long as $u_n$ is at most half the distance from the own centre to the nearest other one: then the point lies on its side of every border. So $u_n$ is compared with the larger of the two. Here it is with a counter, once with and once without that second test. (The $K (K - 1) / 2$
# distances between centres are not counted: they are few beside $N K$.)


# %%
def hamerly_counts(X, centres, second_test, max_iter=300):
    """K-means with bounds; return labels, and how many distances each step computed."""
    distances = np.sqrt(squared_distances(X, centres))  # (N, K)
    labels, computed = distances.argmin(axis=1), [distances.size]
    upper, lower = np.partition(distances, 1, axis=1)[:, :2].T.copy()  # nearest, second
    for _ in range(max_iter):
        moved = move(X, labels, centres)
        shift, centres = np.linalg.norm(moved - centres, axis=1), moved
        if not shift.any():
            break
        upper, lower = upper + shift[labels], lower - shift.max()
        enough = lower
        if second_test:
            gaps = np.sqrt(squared_distances(centres, centres))
            np.fill_diagonal(gaps, np.inf)
            enough = np.maximum(lower, gaps.min(axis=1)[labels] / 2)
        doubt = np.flatnonzero(upper > enough)
        upper[doubt] = np.linalg.norm(
            X[doubt] - centres[labels[doubt]], axis=1
        )  # one distance each
        still = doubt[upper[doubt] > enough[doubt]]
        distances = np.sqrt(squared_distances(X[still], centres))  # K distances each
        labels[still] = distances.argmin(axis=1)
        upper[still], lower[still] = np.partition(distances, 1, axis=1)[:, :2].T
        computed.append(len(doubt) + distances.size)
    return labels, np.array(computed)


# %%
saved, shares = {}, {}
for name, X, K in [
    ("digits, 64 features", X_digits, 10),
    ("600 points, 2 features", points, 15),
]:
    starts = [
        X[np.random.default_rng(seed).choice(len(X), K, replace=False)]
        for seed in range(SEED, SEED + 10)
    ]
    plain = [kmeans(X, start)[0] for start in starts]
    for test in (False, True):
        runs_of = []
        for start, expected in zip(starts, plain, strict=True):
            labels, computed = hamerly_counts(X, start, test)
            assert np.array_equal(labels, expected)
            runs_of.append(computed / (len(X) * K))  # share of each step
        lows = [np.minimum.accumulate(share) for share in runs_of]
        climbs = [np.max(share - low) for share, low in zip(runs_of, lows, strict=True)]
        if not test:
            worst = int(np.argmax(climbs))  # this start is drawn, with both tests, too
        at = np.argmax(runs_of[worst] - lows[worst])
        saved[name, test] = [1 - share.mean() for share in runs_of]
        both = "both tests" if test else "first test alone"
        shares[f"{name.split(',')[0]}, {both}"] = runs_of[worst]
        print(f"{name}, {both}:")
        print(f"  saved in a run {mean_range(saved[name, test])} over ten starts;")
        print(f"  computed in the last step {mean_range([r[-1] for r in runs_of])};")
        print(f"  in start {worst}: from {lows[worst][at]:.2f} to {runs_of[worst][at]:.2f}")
    # claim: with both tests about a half or more is saved, from most starts
    assert np.median(saved[name, True]) > 0.45
more = {name: np.mean(saved[name, True]) - np.mean(saved[name, False]) for name, _ in saved}
# claim: the second test saves much in 2 dimensions, and next to nothing in 64
assert list(more.values())[1] > 0.1 > 0.03 > list(more.values())[0]
plot.curves(
    shares,
    xlabel="step",
    ylabel="share of the N K distances computed",
    title="Hamerly: distances still needed",
)

# %% [markdown]
# The labels are the same as without bounds, every one (the `assert`): nothing is approximated. At first the centres move far and little is saved; in the last step mostly nine tenths and more. Over a whole run it is a half or more. The second test does much for the 600 points: the groups lie far apart, so
# half a gap is wide. On the digits it does next to nothing (the two lines coincide): the points are far from their centres, and no gap is wide enough.
#
# The way there is not always downhill. The figure has, for each kind of data, that one of the ten starts whose share climbs most. On the 600 points, with the first test alone, it has fallen to .08 and comes back to .68, as one centre sets off on a long way: *all* lower bounds take off the farthest move of any centre. (On the digits one climbs from .17 to .69.) (With a bound for each point *and* each centre, as in
# the older method of Elkan 2003, the share on the 600 points climbs by no more than .02 from this start; but there are $N K$ such bounds to keep.)
#
# The package's `KMeans` does this by default, with both tests and compiled
# loops (`algorithm="hamerly"`), and `algorithm="lloyd"` is the plain loop of section 2.

# %% [markdown]
# ## What you can do now
#
# - write K-means, and say why $J$ never rises, why it stops, and why that is no proof of the best answer
# - count all partitions of a small set, and see where K-means gets stuck
# - start with care, and more than once; and, where the truth is known, tell a failed search (the truth has a lower J) from a question that no search can mend (it has a higher one)
# - name the hidden choices: round groups, equally wide, and, if they are near each other, equally large; the unit of each feature
# - score a clustering in three ways, with chance beside them
# - from the *Further* sections: say what pixels measure and what they do not; why a run must not be picked by its score; and what elbow, new points and silhouette can say about K
#
# ## Where it goes next
#
# In the exercise you take each piece a little further, and choose the scale of the features: [exercises/day1/KMeans](../../exercises/day1/KMeans.ipynb). Then a point may belong to two groups at once, and groups may be long, wide or rare:
# [GaussianMixtures](GaussianMixtures.ipynb).
#
# The whole idea on one page: [one_page/kmeans.py](../one_page/kmeans.py).
