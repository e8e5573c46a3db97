# %% [markdown]
# # The Chinese restaurant: exercises
#
# How many groups are in the data? You write the five functions from which a sampler is made that does not need to be told: two about the restaurant,
# one about its partitions, two about the data. At the end the sampler is yours, and you find out what it cannot do.
# Lecture: [ChineseRestaurant](../../course/day1/ChineseRestaurant.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the
# check below it. A check answers within a second, and names the likely mistake. **What has passed is what
# the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a
# function after "right", run its check cell again: until then the later cells keep what passed.
#
# | | exercise | points |
# |---|---|---|
# | 1.11 | who sits where, once customer i has stood up | 2 |
# | 1.12 | how many tables to expect, and how far from it | 1 |
# | 1.13 | the probability of a partition | 2 |
# | 1.14 | what a table expects of the next point | 2 |
# | 1.15 | a seat, given the data: one step of Gibbs sampling | 3 |
#
# Symbols: $n$ customers, $K$ tables, $\alpha$ the concentration, `z` (n,) the table of each customer. The tables are numbered
# $0 \ldots K-1$ and somebody sits at each. All logarithms are natural.

# %% setup=true
import numpy as np
from scipy.special import gammaln

from minivae import plot
from minivae.clusters import (
    NEAL_POINTS,
    NormalKnownVariance,
    autocorrelation_time,
    canonical,
    chinese_restaurant,
    exact_posterior,
    set_partitions,
    standard_error,
    tables_distribution,
)
from minivae_checks import day1 as check
from minivae_checks import pick

# %% [markdown]
# ## 1.11 Stand up, and choose again
#
# A slide says: "A customer joins a table with probability $n_k / (n + \alpha)$, and opens a new one with probability $\alpha / (n + \alpha)$. Then the seat is
# fixed."
#
# Both sentences go wrong as soon as somebody who *sits already* is to choose again, as a sampler asks them to. The order in which customers came does not
# matter, so customer $i$ may be taken for the last to come. They stand up; then they choose as the last one does. The $n_k$
# are **the others**. How many of them are there in all?
#
# Say $z = (0, 0, 1, 0, 2)$, and customer 3 stands up: the others sit $2, 1, 1$, and there are four of them. With
# $\alpha = 1$ the probabilities are $(2, 1, 1, 1) / 5$. If it is customer 4 who stands up, their table is empty then, and stays in the list with
# probability 0: $(3, 1, 0, 1) / 5$.
#
# Shapes: `z` (n,), `i` an index; `p` (K + 1,), the new table last. `z` belongs to the caller: leave it as it is. (The lecture's function of this name is
# given the counts. Yours is given the seats, and the counting is the point.)
#
# <details><summary>Hint 1</summary> np.bincount(z) counts who sits at each table, with i. Which of the counts is too large, and by how much? </details>
#
# <details><summary>Hint 2</summary> The weights are the counts without i, then alpha: np.append(counts, alpha). Their sum is n - 1 + alpha. </details>
#
# <details><summary>Hint 3</summary> counts = np.bincount(z), counts[z[i]] -= 1 (np.bincount makes a new array, so z stays as it is), and then weights / weights.sum(). </details>


# %% exercise="seating_probabilities"
def seating_probabilities(z, i, alpha):
    """The chances of each table, then of a new one, for i who stood up: (K + 1,)."""
    ### BEGIN SOLUTION
    counts = np.bincount(z)
    counts[z[i]] -= 1
    weights = np.append(counts, alpha)
    return weights / weights.sum()
    ### END SOLUTION


# %% check="seating_probabilities"
check.seating_probabilities(seating_probabilities)

# %% [markdown]
# If that is right, then re-seating may go on for ever without spoiling anything: the partition stays a draw from the
# Chinese restaurant. So begin with all nine at one table, let one after another stand up and choose
# again, 2,000 rounds of it, and count the tables after each round. (`canonical` numbers the tables again, so that none is empty.) The truth is known exactly.
# A second run plants the mistake: the customer is still counted at their own table. We plant it with a ghost: while they stand, a twin sits on in their place, and your function counts the twin.
#
# **Predict first.** Will the second run have too many tables, or too few?
#
# <details><summary>Answer</summary> Neither, and that is the trap. They have weight 1 for staying where they are, and n - 1 + alpha for a proper choice. So they are merely lazy: with
# probability 1 / (n + alpha) they do nothing, otherwise they do the right thing. The distribution of tables is the right one; it is only reached more slowly. To look at where such a
# sampler settles does not find the mistake; to look at p itself does, as the check did. Exercise 1.15 shows what the mistake does when there are data. </details>

# %%
use = pick(check.seating_probabilities)


def forgetful(z, i, alpha):
    """Yours with the mistake: a twin of i sits on, so i is still counted."""
    return use.seating_probabilities(np.append(z, z[i]), i, alpha)


def reseat(chances, n=9, alpha=1.0, rounds=2000, seed=0):
    """Start at one table, re-seat all again and again: K after each round."""
    rng, z, K = np.random.default_rng(seed), np.zeros(n, dtype=int), []
    for _ in range(rounds):
        for i in range(n):
            p = chances(z, i, alpha)
            z[i] = rng.choice(len(p), p=p)
            z = canonical(z)
        K.append(z.max() + 1)
    return np.array(K)


K_reseated, K_forgetful = reseat(use.seating_probabilities), reseat(forgetful)
truth = tables_distribution(9, 1.0)  # P(K = 0), ..., P(K = 9)
print("tables            ", *[f"{k:6d}" for k in range(1, 8)], "   mean")
for name, row, mean in (
    ("exact", truth, truth @ np.arange(10)),
    ("stands up", np.bincount(K_reseated, minlength=10) / 2000, K_reseated.mean()),
    (
        "remains counted",
        np.bincount(K_forgetful, minlength=10) / 2000,
        K_forgetful.mean(),
    ),
):
    print(f"{name:18s}", *[f"{p:6.3f}" for p in row[1:8]], f"{mean:7.3f}")
print(
    "errors of the two means:",
    *[f"{standard_error(K):.3f}" for K in (K_reseated, K_forgetful)],
)
assert abs(K_reseated.mean() - 2.829) < 0.15

# %% [markdown]
# Is the mistake really nothing but laziness? For one customer it can be checked exactly: with $n = 5$ and $\alpha = 1.5$, stay with probability $1 / 6.5$, else choose as you should.

# %%
z, i, alpha = np.array([0, 0, 1, 0, 2]), 3, 1.5
stay = np.eye(4)[z[i]]  # 1 at their own table, 0 elsewhere
lazy = stay / (5 + alpha) + (1 - 1 / (5 + alpha)) * use.seating_probabilities(
    z, i, alpha
)
print("still counted:    ", forgetful(z, i, alpha).round(4))
print("lazy, then proper:", lazy.round(4))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 1.12 How many tables, and how far from it?
#
# Customers come one by one again. When customer $i$ comes ($i = 0, 1, \ldots, n - 1$), they find $i$ others, and open a new table with probability
# $p_i = \alpha / (\alpha + i)$, whatever those before them did. So the number of tables $K$ is the number of heads of $n$ independent coins, each with a chance of its own. The means
# of independent coins add up, and so do their variances. One coin with chance $p$ has the mean $p$ and the variance $p (1 - p)$.
#
# Return the mean $E[K]$ and the variance of $K$ for $n$ customers. The lecture has a formula for the first; the second is yours to find.
# It must do for a million customers, too: the cell after the check asks for them. So add up over the customers. The whole distribution of $K$ (`tables_distribution`) renews up to $n + 1$ numbers for
# each customer, which is far too slow there.
#
# <details><summary>Hint 1</summary> np.arange(n) is 0, 1, ..., n - 1: all the i at once. So the n chances are one array. </details>
#
# <details><summary>Hint 2</summary> The first customer finds nobody: p = alpha / (alpha + 0) = 1. They add 1 to the mean. What does a coin that always shows heads add to the
# variance? </details>
#
# <details><summary>Hint 3</summary> p = alpha / (alpha + np.arange(n)), and then np.sum(p) and np.sum(p * (1 - p)). </details>


# %% exercise="number_of_tables"
def number_of_tables(n, alpha):
    """Return the mean and the variance of K for n customers, two numbers."""
    ### BEGIN SOLUTION
    p = alpha / (alpha + np.arange(n))
    return np.sum(p), np.sum(p * (1 - p))
    ### END SOLUTION


# %% check="number_of_tables"
check.number_of_tables(number_of_tables)

# %% [markdown]
# **Predict first.** With $\alpha = 2$, a thousand customers fill about 13 tables. How many tables do a million fill?
#
# <details><summary>Answer</summary> About 27. A thousand times as many customers bring some 14 more tables: from i to 2 i customers, the terms add up to about alpha log 2,
# once i is well above alpha. So E[K] grows as alpha log n: without end, and very slowly. </details>

# %%
use = pick(check.number_of_tables)
sizes = np.array([10, 100, 1000, 10_000, 100_000, 1_000_000])
for n in sizes[[2, 5]]:
    mean, variance = use.number_of_tables(n, 2.0)
    print(
        f"alpha = 2: {n:9,} customers, {mean:.2f} tables, "
        f"standard deviation {np.sqrt(variance):.2f}"
    )
print(f"alpha log 1000 = {2 * np.log(1000):.2f}")
# NBVAL_CHECK_OUTPUT

# %% figure="Expected tables grow as alpha log n"
plot.curves(
    {
        f"α = {alpha:g}": [use.number_of_tables(n, alpha)[0] for n in sizes]
        for alpha in (0.5, 2.0, 5.0)
    },
    x=np.log10(sizes),
    xlabel="log10 of the number of customers",
    ylabel="expected number of tables",
    title="Ten times the customers: α log 10 more tables, once n is large",
)

# %% [markdown]
# Reversed, the formula chooses an $\alpha$: for about six groups among 250 customers, say. It rises with $\alpha$, so halving an interval finds
# the place. Then 500 restaurants are opened with it.

# %%
low, high = 0.01, 100.0
for _ in range(50):
    alpha = np.sqrt(low * high)
    mean, variance = use.number_of_tables(250, alpha)
    low, high = (alpha, high) if mean < 6 else (low, alpha)
rng = np.random.default_rng(0)
K_drawn = np.array([chinese_restaurant(250, alpha, rng).max() + 1 for _ in range(500)])
print(
    f"alpha = {alpha:.3f}; ordered: mean {mean:.2f}, "
    f"standard deviation {np.sqrt(variance):.2f}"
)
print(
    f"500 restaurants: mean {K_drawn.mean():.2f}, "
    f"standard deviation {K_drawn.std():.2f}, "
    f"from {K_drawn.min()} to {K_drawn.max()} tables"
)
print(f"standard error of their mean: {np.sqrt(variance / 500):.2f}")
assert abs(K_drawn.mean() - 6) < 4 * np.sqrt(variance / 500)

# %% [markdown]
# Notice the range: the average is as ordered, within the standard error; a single restaurant need not be.
#
# ## 1.13 The probability of a partition
#
# Multiply the chances of all customers. Whoever opens a table has $\alpha$ on top; whoever joins one has the number of those who sit there. So a table of
# size $m$ collects $\alpha \cdot 1 \cdot 2 \cdots (m - 1)$. Below stand $\alpha, \alpha + 1, \ldots, \alpha + n - 1$ in any case:
#
# $$P(z) = \frac{\alpha^K \prod_k (n_k - 1)!}{\alpha (\alpha + 1) \cdots (\alpha + n - 1)} .$$
#
# Only the sizes are left: who came when is forgotten, and so is the name of each table. The process is **exchangeable**.
#
# Return the logarithm: factorials overflow. `gammaln(m)` (from SciPy) is $\log\, (m - 1)!$, for arrays as well. Labels are names: they may be any integers.
#
# <details><summary>Hint 1</summary> You need the sizes of the tables only: np.unique(z, return_counts=True)[1]. How many are there? </details>
#
# <details><summary>Hint 2</summary> Three terms: K log alpha, plus the sum of log (n_k - 1)!, minus the sum of log (alpha + i) for i = 0 ... n - 1. </details>
#
# <details><summary>Hint 3</summary> len(sizes) * np.log(alpha) + gammaln(sizes).sum() - np.log(alpha + np.arange(len(z))).sum(). </details>


# %% exercise="log_partition_probability"
def log_partition_probability(z, alpha):
    """Return log P(z), one number; z: (n,) integers, any labels."""
    ### BEGIN SOLUTION
    _, sizes = np.unique(z, return_counts=True)
    below = np.log(alpha + np.arange(len(z)))
    return len(sizes) * np.log(alpha) + gammaln(sizes).sum() - below.sum()
    ### END SOLUTION


# %% check="log_partition_probability"
check.log_partition_probability(log_partition_probability)

# %% [markdown]
# Eight customers can be seated in 4,140 ways (`set_partitions` lists them all). Their probabilities must add up to 1.
#
# **Predict first.** Which *single one* of the 4,140 is the likeliest for $\alpha = 1$? Remember that 2.7 tables are expected.
#
# <details><summary>Answer</summary> All at one table: 7! / 8! = 1/8. No other single partition comes near. That two or three tables are likelier than one is a matter of number: there are
# 127 ways to split eight customers in two, and 966 in three. The likeliest partition and the likely number of tables are two
# questions. </details>

# %%
use = pick(check.log_partition_probability)
partitions = [np.array(z) for z in set_partitions(8)]
p = np.exp([use.log_partition_probability(z, 1.0) for z in partitions])
K = np.array([z.max() + 1 for z in partitions])
print(
    f"{len(p):,} partitions, sum of their probabilities {p.sum():.6f}, "
    f"expected tables {p @ K:.4f}"
)
for best in np.argsort(-p, kind="stable")[:3]:
    print(*partitions[best], f"  {p[best]:.4f}")
for k in range(1, 5):
    print(
        f"{k} table(s): {np.sum(k == K):5,} partitions, together {p[k == K].sum():.3f}"
    )
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 1.14 What a table expects of the next point
#
# Now data. Each customer brings a number $x_i$. A table has a mean $\mu$ of its own, drawn from $N(0, \tau^2)$ when the table is opened; the points of its customers scatter
# around the mean with known variance $s^2$: $x \sim N(\mu, s^2)$.
#
# Nobody tells us $\mu$. But $n$ customers at the table have shown their points, and so the mean is known to be $N(m, v)$,
#
# $$\frac1v = \frac1{\tau^2} + \frac{n}{s^2}, \qquad m = v\, \frac{\sum_j x_j}{s^2} .$$
#
# (Certainties, the inverse variances, add up: one part is of the prior, one of each point.) The next point there is the mean plus its own scatter. Both are uncertain, so
#
# $$p(x \mid \text{others}) = N(x;\, m,\, s^2 + v), \qquad \log N(x; m, u) = -\frac12 \left[ \frac{(x - m)^2}{u} + \log(2 \pi u) \right] .$$
#
# This is the **posterior predictive** density. For an empty table, $n = 0$, the same lines give $m = 0$ and $v = \tau^2$. Write it.
#
# Shapes: `x` one number, `others` (n,) and perhaps empty; `s2` and `tau2` are variances, $s^2$ and $\tau^2$; returns one number.
#
# <details><summary>Hint 1</summary> First v, then m, then the log density with variance s2 + v. np.sum of an empty array is 0, np.mean of it is not. </details>
#
# <details><summary>Hint 2</summary> v = 1 / (1 / tau2 + len(others) / s2), and m = v * np.sum(others) / s2. </details>
#
# <details><summary>Hint 3</summary>
#
# `u = s2 + v`; the log density is `-0.5 * ((x - m)**2 / u + np.log(2 * np.pi * u))`.
#
# </details>


# %% exercise="log_predictive"
def log_predictive(x, others, s2, tau2):
    """Return log p(x | others at the table), its mean integrated out: one number."""
    ### BEGIN SOLUTION
    v = 1 / (1 / tau2 + len(others) / s2)
    m = v * np.sum(others) / s2
    u = s2 + v
    return -0.5 * ((x - m) ** 2 / u + np.log(2 * np.pi * u))
    ### END SOLUTION


# %% check="log_predictive"
check.log_predictive(log_predictive)

# %% [markdown]
# What three tables expect, with $s = 0.3$ and $\tau = 1$: an empty one, one with a customer at 0.8, one with six customers around 0.8. The more
# customers, the narrower the expectation, but it never gets narrower than $s$.

# %%
use = pick(check.log_predictive)
grid = np.linspace(-2.5, 2.5, 201)
tables = {
    "nobody": [],
    "one, at 0.8": [0.8],
    "six, around 0.8": [0.5, 0.7, 0.75, 0.85, 0.9, 1.1],
}
densities = {
    name: np.exp([use.log_predictive(x, np.array(others), 0.09, 1.0) for x in grid])
    for name, others in tables.items()
}
for name, density in densities.items():
    mean = np.sum(grid * density) / np.sum(density)
    deviation = np.sqrt(np.sum((grid - mean) ** 2 * density) / np.sum(density))
    print(f"{name:16s} mean {mean:5.2f}, standard deviation {deviation:.2f}")

# %% figure="What three tables expect of the next point"
plot.curves(
    densities,
    x=grid,
    xlabel="next point x",
    ylabel="p(x | others)",
    title="What three tables expect of the next point",
    alt="Three bell curves of the next point: the empty table's is wide and centred "
    "at 0, that of the table with one customer at 0.8 is narrower and centred at 0.73, "
    "that of the table with six is the narrowest, at 0.79.",
)

# %% [markdown]
# (The printed deviation of the empty table is a little below $\sqrt{1.09} = 1.04$: the grid ends at 2.5.)
#
# ## 1.15 A seat, given the data
#
# Bayes' rule at one customer: **prior times likelihood**. The prior of each seat is that of 1.11, the likelihood that of 1.14:
#
# $$P(z_i = k \mid \text{the others}, x) \propto n_k\; p(x_i \mid \text{others at } k), \qquad
# P(\text{new}) \propto \alpha\; p(x_i \mid \text{nobody}) .$$
#
# This is one step of Neal's algorithm 3. The density is handed in as a function: call `log_density(x[i], others)`, where `others` is the array of the
# points at that table, **without** $x_i$, and perhaps empty. Log densities can be near $-1000$: take away the largest before `np.exp`, as in
# softmax; the probabilities do not change by that.
#
# Shapes: `x`, `z` (n,); `p` (K + 1,), the new table last, summing to 1.
#
# <details><summary>Hint 1</summary> rest = np.delete(x, i) and seats = np.delete(z, i) are all the others, and where they sit. rest[seats == k] are those at k; for k = K
# nobody sits there, so the same expression serves for the new table. </details>
#
# <details><summary>Hint 2</summary> Two arrays of length K + 1: weights, the counts of the others and then alpha; and log_p, log_density(x[i], rest[seats == k]) for k = 0 ... K. </details>
#
# <details><summary>Hint 3</summary> np.bincount(seats, minlength=K) gives the counts. Then p = weights * np.exp(log_p - log_p.max()), divided by its sum. </details>


# %% exercise="reseating_probabilities"
def reseating_probabilities(i, x, z, alpha, log_density):
    """P(z_i = k | all other seats, x) for each table, then for a new one: (K + 1,)."""
    K = z.max() + 1
    ### BEGIN SOLUTION
    rest, seats = np.delete(x, i), np.delete(z, i)
    weights = np.append(np.bincount(seats, minlength=K), alpha)
    log_p = np.array([log_density(x[i], rest[seats == k]) for k in range(K + 1)])
    p = weights * np.exp(log_p - log_p.max())
    return p / p.sum()
    ### END SOLUTION


# %% check="reseating_probabilities"
check.reseating_probabilities(reseating_probabilities)

# %% [markdown]
# ### Your sampler against the truth
#
# Neal's nine points, with $s = 0.1$, $\tau = 1$, $\alpha = 1$. There are 21,147 partitions, so the posterior of $K$ can be added up exactly.
# Your last two functions make a Gibbs sampler: everybody stands up in turn and is seated by `p`, again and again. Each round
# is a draw that depends on the one before. So the table also says how many rounds are worth one independent draw (the autocorrelation time), and how far the sampler
# is from the truth, in standard errors that allow for it.

# %%
use = pick(check.log_predictive, check.reseating_probabilities)


def gibbs(x, alpha, s2, tau2, rounds, seed=0):
    """Begin at one table; the partition after each round, (rounds, n)."""
    rng, z, draws = np.random.default_rng(seed), np.zeros(len(x), dtype=int), []

    def log_density(point, others):
        return use.log_predictive(point, np.asarray(others), s2, tau2)

    for _ in range(rounds):
        for i in range(len(x)):
            p = use.reseating_probabilities(i, x, z, alpha, log_density)
            z[i] = rng.choice(len(p), p=p)
            z = canonical(z)
        draws.append(z.copy())
    return np.array(draws)


exact = exact_posterior(
    NEAL_POINTS[:, None], 1.0, NormalKnownVariance(0.0, kappa=0.01, variance=0.01)
)
draws = gibbs(NEAL_POINTS, alpha=1.0, s2=0.01, tau2=1.0, rounds=2100)[100:]
K = draws.max(axis=1) + 1
error = standard_error(K)
print("clusters       ", *[f"{k:6d}" for k in range(3, 8)], "   mean")
print(
    "exact          ",
    *[f"{p:6.3f}" for p in exact.n_clusters[3:8]],
    f"{exact.expected_clusters:7.3f}",
)
print(
    "your sampler   ",
    *[f"{np.mean(k == K):6.3f}" for k in range(3, 8)],
    f"{K.mean():7.3f}",
)
off = abs(K.mean() - exact.expected_clusters) / error
print(
    f"autocorrelation time {autocorrelation_time(K):.1f} rounds; "
    f"the mean is {off:.1f} standard errors from the truth"
)
assert off < 4

# %% [markdown]
# (`NormalKnownVariance` wants $\kappa = s^2 / \tau^2$, what the prior weighs in points: $0.01 / 1$.)
#
# ### A test that leaves nothing to chance
#
# Does the customer who remains counted do harm now? A right sampler leaves the posterior as it is: if $z$ is drawn from it before a round, so it is after the round. With five points
# there are 52 partitions, and this can be computed without drawing anything: start with the exact posterior, and push its probability through one round, from partition
# to partition. Whatever moves is an error. (The *total variation* is the share of the probability that sits at the wrong place.) After thirty rounds we look at the number of tables, too.
#
# The ghost comes back, in two kinds. The first is counted, but has no point. The second never stood up at all: it is counted, and its point, the same as $x_i$, is among the data of its table.

# %%
x5 = NEAL_POINTS[:5]
five = exact_posterior(
    x5[:, None], 1.0, NormalKnownVariance(0.0, kappa=0.01, variance=0.01)
)
# From a partition to its number, 0 ... 51.
place = {tuple(z): s for s, z in enumerate(five.partitions)}


def log_density(point, others):
    """Your log predictive, with Neal's variances."""
    return use.log_predictive(point, np.asarray(others), 0.01, 1.0)


def without_twin(point, others):
    """The same, if the ghost at the table has no point: x5 holds no value twice."""
    others = np.asarray(others)
    return log_density(point, others[others != point])


def counted(i, x, z, alpha, log_density):
    """Mistake 1: i remains counted at the old table, but not among its data."""
    return never_stands_up(i, x, z, alpha, without_twin)


def never_stands_up(i, x, z, alpha, log_density):
    """Mistake 2: i remains counted at the old table, and among its data."""
    x, z = np.append(x, x[i]), np.append(z, z[i])  # the ghost
    return use.reseating_probabilities(i, x, z, alpha, log_density)


def one_round(chances):
    """T[s, t] = the probability that a round leads from partition s to t: (52, 52)."""
    total = np.eye(52)
    for i in range(5):
        T = np.zeros((52, 52))
        for s, z in enumerate(five.partitions):
            for k, chance in enumerate(chances(i, x5, z, 1.0, log_density)):
                if chance > 0:
                    moved = z.copy()
                    moved[i] = k
                    T[s, place[tuple(canonical(moved))]] += chance
        total = total @ T
    return total


kinds = {
    "yours": use.reseating_probabilities,
    "remains counted": counted,
    "never stands up": never_stands_up,
}
K_of = five.partitions.max(axis=1) + 1
print("                 total variation after    after 30 rounds")
print("                 1 round    30 rounds     mean K   P(K = 2)   P(K = 3)")
row = "{:16s} {:7.4f}    {:7.4f}       {:.3f}    {:.3f}      {:.3f}"
p = five.probability
print(row.format("exact", 0, 0, p @ K_of, p[K_of == 2].sum(), p[K_of == 3].sum()))
wrong = {}
for name, chances in kinds.items():
    T = one_round(chances)
    after = {rounds: p @ np.linalg.matrix_power(T, rounds) for rounds in (1, 30)}
    wrong[name] = [0.5 * np.abs(q - p).sum() for q in after.values()]
    q = after[30]
    print(
        row.format(name, *wrong[name], q @ K_of, q[K_of == 2].sum(), q[K_of == 3].sum())
    )
assert wrong["yours"][1] < 1e-9 < wrong["remains counted"][1]
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Without data the ghost was invisible in the end. With data it moves probability to the wrong place, and thirty rounds do not take it back. The ghost without a point leaves
# the mean of $K$ as it was, to two digits: who looks at the mean alone does not find the mistake. $P(K = 2)$ shows it, and so does the total variation. The ghost with a point moves the
# mean, too. The lesson is for all samplers: test them where the truth is known, with all their parts at work, and look at more than one number.
#
# ### What your sampler cannot do
#
# Now a test that looks easy. All points come from **one** normal distribution, $N(0, 1)$. Your model has the right variance, $s^2 = 1$, and a fitting prior, $\tau^2 = 1$. So the
# truth is $K = 1$.
#
# **Predict first.** With 5 points the sampler is undecided. What becomes of $P(K = 1 \mid x)$ with 10, and with 40 points?
#
# <details><summary>Answer</summary> It falls. The more you see, the less the model believes in the single group that is there. The prior opens new tables as alpha log n, and
# a small table in the middle of the others costs hardly any likelihood: its few points are explained about as well there. So small extra tables come and go, ever more of them.
# Miller and Harrison (2013) prove it for just this model: P(K = 1 | x) goes to 0. </details>

# %%
shares, largest = {}, {}
for n, rounds in ((5, 800), (10, 600), (40, 300)):
    kept = []
    for seed in range(3):
        x = np.random.default_rng(seed).normal(size=n)
        chain = gibbs(x, alpha=1.0, s2=1.0, tau2=1.0, rounds=rounds, seed=seed)
        kept.append(chain[rounds // 8 :])
    K = [draws.max(axis=1) + 1 for draws in kept]
    share = np.mean([np.mean(k == 1) for k in K])
    error = np.sqrt(sum(standard_error(k == 1) ** 2 for k in K)) / 3
    shares[n] = share, share - 2 * error, share + 2 * error
    largest[n] = np.mean([np.bincount(z).max() / n for draws in kept for z in draws])
    mean = np.mean([k.mean() for k in K])
    print(
        f"n = {n:2d}: P(K = 1) = {share:.2f} ± {error:.2f}, mean K {mean:.1f}; "
        f"the largest table holds {largest[n]:.0%} (means over 3 data sets)"
    )
assert shares[40][0] < shares[5][0]

# %% figure="One true cluster, and what the sampler says"
plot.intervals(
    {f"n = {n}": interval for n, interval in shares.items()},
    xlabel="P(K = 1 | x), three data sets averaged; two standard errors",
    title="One true cluster: belief in it falls with n",
)

# %% [markdown]
# (± is the standard error of the chains for these three data sets. The chains are short; the lecture runs longer ones, with more points.)
#
# So do not read the number of tables as the number of groups in the world. The largest table holds most of the points at each size: what the model says about *who belongs together* and about the
# *density* is sound. The lecture compares it with a mixture whose $K$ is chosen by BIC.
#
# **To go on:** put $\alpha = 0.1$ into the last run. Does that cure it? (It makes P(K = 1) much larger at each n. The fall with n becomes slow, and chains as short as these
# can hide it behind their errors: it takes ten times the rounds to see it.)
#
# Run `minivae check day1` in a terminal for a table of all your answers.
