# %% [markdown]
# # Graphical models
#
# Twenty yes-or-no questions about a day have a million possible answers. Nobody has seen a million days. **How can we say how
# probable a day is that nobody has ever seen?**
#
# By deciding who looks at whom. That decision is a picture with arrows, and the same picture sorts news, writes headlines, and
# says which topics a text is made of.
#
# **After this notebook you can**
#
# - count the numbers that a table of probabilities needs, and what each missing arrow saves
# - read off a graph what is independent of what, and check it by adding up a small table
# - draw from a graph, parents first
# - classify by naive Bayes, with Laplace smoothing, in logarithms, and say why its percentages are too sure
# - build a Markov chain that writes, and say what perplexity measures (*Further*: measure it, and mend its zeros)
# - read plates, and compute the probability of a text by a sum over all its hidden topics
#
# **You need** probabilities and conditional probabilities, $p(a, b) = p(a)\, p(b|a)$, and NumPy arrays with their shapes. All
# logarithms are natural. Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
#
# Sections marked *Further* can wait: the others do not need them.
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect
import re
from itertools import product
from math import comb

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.naive_bayes import MultinomialNB

from minivae import plot
from minivae.data import (
    DataNotFound,
    load_reuters,
    load_tiny_shakespeare,
    pets_and_pop,
)
from minivae.topics import BagOfWords, MarkovChain, NaiveBayes, tokenise
from minivae.topics.markov import END, START

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

# %% [markdown]
# ## 1. One table answers everything
#
# A diary of the weather: is it cloudy, does it rain, is it windy? Three questions have $2^3 = 8$ answers. Here is the probability of each, the **joint
# distribution** $p(\text{cloud}, \text{rain}, \text{wind})$.

# %%
joint = np.array([[[0.442, 0.156], [0.035, 0.017]], [[0.084, 0.079], [0.073, 0.114]]])  # [cloud, rain, wind]
print(f"8 numbers, sum {joint.sum():.3f}, so 7 of them are free")
plot.heatmap(
    joint.reshape(4, 2),
    row_labels=["clear, dry", "clear, rain", "cloudy, dry", "cloudy, rain"],
    column_labels=["calm", "wind"],
    fmt=".3f",
    title="p(cloud, rain, wind)",
)

# %% [markdown]
# Whoever has this table can answer any question about the three. What is not wanted is summed away. What is known picks a part of the
# table, and a division makes it sum to 1 again:
#
# $$p(\text{rain}) = \sum_{\text{cloud}} \sum_{\text{wind}} p(\text{cloud}, \text{rain}, \text{wind}), \qquad
# p(\text{rain} \mid \text{wind}) = \frac{p(\text{rain}, \text{wind})}{p(\text{wind})} .$$

# %%
p_rain_wind = joint.sum(axis=0)  # (2, 2), cloud summed away
print(f"             nothing known {joint[:, 1].sum():.3f}   wind {p_rain_wind[1, 1] / p_rain_wind[:, 1].sum():.3f}")
for sky, part in zip(("clear", "cloudy"), joint, strict=True):  # (rain, wind)
    print(f"p(rain | {sky + ')':7s}           {part[1].sum() / part.sum():.3f}   wind {part[1, 1] / part[:, 1].sum():.3f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Wind speaks for rain: the first line rises by half. But whoever sees the sky already knows most of that. Under a clear sky, and under a cloudy one, wind moves the probability by less than 0.06:
# most of what it had to say of rain, it said about the sky.
#
# So one table answers everything. But with $D$ such questions it has $2^D$ cells: twenty questions, a million cells. Nobody keeps a diary long enough to fill them.

# %% [markdown]
# ## 2. Further: The curse of dimension
#
# How bad is it? Ask $D$ questions instead of three. The table has $2^D$ cells, and all but one are free numbers.
#
# **Predict first.** You keep the diary for 10,000 days, 27 years, with $D = 20$ questions. Then comes a new day. How likely is
# it that you have seen this very combination of answers before?
#
# <details><summary>Answer</summary> There are a million combinations and ten thousand days. If all were equally likely, about one chance in a
# hundred. Some are likelier than others, so it is better than that, but not good: the print below says it. </details>
#
# To find out, let each answer be "yes" with probability 0.3, independently of the others.

# %%
rng = np.random.default_rng(SEED)
Ds = np.arange(2, 31, 2)
new = {}
for n_days in (100, 1000, 10_000):
    share = []
    for D in Ds:
        code = 2 ** np.arange(D)  # a number for each combination
        seen = (rng.random((n_days, D)) < 0.3) @ code
        tomorrow = (rng.random((5000, D)) < 0.3) @ code
        share.append(np.mean(~np.isin(tomorrow, seen)))
    new[f"{n_days:,} days"] = share
print(f"D = 10: {2**10 - 1:,} free numbers; D = 20: {2**20 - 1:,}; D = 30: {2**30 - 1:,}")
exact = sum(comb(20, k) * q * (1 - q) ** 10_000 for k in range(21) for q in [0.3**k * 0.7 ** (20 - k)])  # k times yes
print(f"D = 20, 10,000 days: {new['10,000 days'][list(Ds).index(20)]:.0%} of new days were never seen; exactly {exact:.1%} are expected")
half = {name: Ds[np.argmax(np.array(share) > 0.5)] for name, share in new.items()}
print("more than half of the new days were never seen:", ", ".join(f"from D = {D} after {name}" for name, D in half.items()))
assert abs(new["10,000 days"][list(Ds).index(20)] - exact) < 0.03  # claim: after 10,000 days most new days of 20 questions were never seen
assert half["10,000 days"] - half["100 days"] <= 10  # claim: a hundred times as many days move the curve by ten questions or fewer
plot.curves(new, x=Ds, xlabel="questions D", ylabel="share of new days", title="New days whose combination was never seen")

# %% [markdown]
# Notice that a hundred times as many days move the curve only some questions to the right: the last line of the print says how many. This is the **curse of dimension**: the
# number of cells doubles with each question, and the diary does not. After 10,000 days a table of shares would call most new days with 20 questions impossible.

# %% [markdown]
# ## 3. What a missing arrow buys
#
# Any joint distribution can be written one variable at a time. This is no assumption; it is $p(a, b) = p(a)\, p(b|a)$, again
# and again:
#
# $$p(x_1, x_2, x_3) = p(x_1)\; p(x_2 | x_1)\; p(x_3 | x_1, x_2) .$$
#
# Draw it: a circle for each variable, and arrows from what stands behind the bar to what stands before it. What stands behind the bar are a
# variable's **parents**.

# %%
plot.graphical_model(
    {"Cloud": (0, 1.2), "Rain": (-1, 0), "Wind": (1, 0), "Cloud ": (4, 1.2), "Rain ": (3, 0), "Wind ": (5, 0)},
    [("Cloud", "Rain"), ("Cloud", "Wind"), ("Rain", "Wind"), ("Cloud ", "Rain "), ("Cloud ", "Wind ")],
    title="All arrows (left), and one left out: a fork (right)",
    alt="Two graphs of Cloud, Rain and Wind. Left: arrows from Cloud to Rain, from Cloud to Wind and from Rain to Wind. Right: the arrow from Rain to Wind is missing.",
)

# %% [markdown]
# On the left nothing is saved yet: $p(\text{wind} | \text{cloud}, \text{rain})$ has a row for each of the four combinations, so
# $1 + 2 + 4 = 7$ numbers, as before. On the right the wind looks at the clouds only.
# That makes $1 + 2 + 2 = 5$ numbers, and it is an assumption: **once the clouds are known, rain says nothing more about wind.** In general a graph
# without cycles (no way along the arrows leads back to where it began) stands for
#
# $$p(x_1, \ldots, x_D) = \prod_{d=1}^{D} p(x_d \mid \text{parents of } x_d) ,$$
#
# with one table per variable. In code: `parents[d]` holds the places of the parents of variable $d$, and `tables[d]` gives
# $p(x_d = 1 | \text{parents})$ with one axis per parent. Then the joint is one product for each of the $2^D$ states.


# %%
def states(D):
    """All combinations of D zeros and ones: (2^D, D)."""
    return np.array(list(product([0, 1], repeat=D)))


def joint_of(tables, parents):
    """p(x) of all states of a graph: (2^D,)."""
    x, p = states(len(tables)), 1.0
    for d, above in enumerate(parents):
        one = tables[d][tuple(x[:, q] for q in above)]  # p(x_d = 1 | parents), looked up for each state
        p = p * np.where(x[:, d] == 1, one, 1 - one)
    return p


fork = [(), (0,), (0,)]
weather = [np.array(0.35), np.array([0.08, 0.55]), np.array([0.27, 0.58])]  # cloud; rain | cloud; wind | cloud
p = joint_of(weather, fork)
print(f"{len(p)} states, sum {p.sum():.3f}; state 3 is {states(3)[3]}: p(clear, rain, wind) = 0.65 * 0.08 * 0.27 = {p[3]:.5f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# These five numbers are new ones, and easier to read. The table of section 1 is near to a fork, but is none: there rain still has a little to say about wind under either sky, and no five numbers give all of its eight.

# %% [markdown]
# ### Further: Is a wrong graph better than none?
#
# A graph with missing arrows is hardly ever quite true. What is it worth? A test with a known truth: eight variables, the sky and the rain at seven
# places along a road. Each place looks at the sky, and a little at its neighbour. We estimate the joint from $N$ days with four graphs:
#
# | graph | free numbers |
# |---|---|
# | no arrows | 8 |
# | fork: each place looks at the sky | 1 + 7 · 2 = 15 |
# | the truth: the sky and the neighbour | 1 + 2 + 6 · 4 = 27 |
# | all arrows | 255 |
#
# The table of each variable is estimated by counting, and each count begins at 1, for a reason that section 6 gives. The error is the **Kullback-Leibler
# divergence** $\text{KL}(p \,\|\, q) = \sum_x p(x) \log \frac{p(x)}{q(x)}$ of the estimate $q$ from the truth $p$. It is 0 where they agree, and positive
# otherwise. With $2^8$ states we can add it up exactly.
#
# **Predict first.** Which graph is best after 30 days, and which after 100,000?
#
# <details><summary>Answer</summary> After 100,000 days the true one. After 30 days one that is wrong, but has few numbers to learn. </details>


# %%
def fit_tables(seen, parents):
    """Estimate each table from how often each state was seen, (2^D,); each count begins at 1."""
    tables, x = [], states(len(parents))
    for d, above in enumerate(parents):
        count = np.ones((2,) * (len(above) + 1))
        np.add.at(count, tuple(x[:, q] for q in (*above, d)), seen)
        tables.append(count[..., 1] / count.sum(axis=-1))
    return tables


D = 8
road = [(), (0,), *[(0, d - 1) for d in range(2, D)]]
graphs = {
    "no arrows": [()] * D,
    "fork": [(), *[(0,)] * (D - 1)],
    "sky and neighbour": road,
    "all arrows": [tuple(range(d)) for d in range(D)],
}
truth = [np.array(0.4), np.array([0.1, 0.6]), *[np.array([[0.08, 0.18], [0.5, 0.68]])] * (D - 2)]
p_true, rng = joint_of(truth, road), np.random.default_rng(SEED + 1)
Ns = np.array([10, 30, 100, 300, 1000, 3000, 10_000, 30_000, 100_000])
error = {name: [] for name in graphs}
for N in Ns:
    kl = {name: [] for name in graphs}
    for _ in range(40):  # diaries
        seen = rng.multinomial(N, p_true)  # N days: how often each state came
        for name, parents in graphs.items():
            q = joint_of(fit_tables(seen, parents), parents)
            kl[name].append(np.sum(p_true * np.log(p_true / q)))
    for name in graphs:
        error[name].append(np.mean(kl[name]))
for i in (1, 3, 4, 5, 8):
    print(f"N = {Ns[i]:7,}: " + ", ".join(f"{name} {e[i]:.4f}" for name, e in error.items()))
floor = {}
for name, parents in graphs.items():
    q = joint_of(fit_tables(1e12 * p_true, parents), parents)  # a diary without end: the counts are the truth
    floor[name] = np.sum(p_true * np.log(p_true / q))
print("without end: " + ", ".join(f"{name} {abs(e):.4f}" for name, e in floor.items()))
assert min(error, key=lambda g: error[g][1]) == "fork"  # claim: after 30 days the fork, a wrong graph, is the best of the four
assert error["fork"][1] < 0.62 * error["all arrows"][1]  # claim: after 30 days it is not much more than half as far off as the full table
assert error["all arrows"][4] > error["fork"][4] and error["all arrows"][5] < error["fork"][5]  # claim: the full table overtakes the fork between 1,000 and 3,000 days
assert all(e[8] > error["sky and neighbour"][8] for name, e in error.items() if name != "sky and neighbour")  # claim: after 100,000 days the true graph is the best
assert all(max(line) == line[0] for line in zip(*error.values(), strict=True))  # claim: no arrows at all is the worst of the four at every length
plot.curves(error, x=np.log10(Ns), xlabel="log10 of the number of days", ylabel="KL, nats", yscale="log", title="How far the estimate is from the truth")

# %% [markdown]
# Notice how each curve falls at first, and how the two graphs that lack an arrow then lie flat. The last line of the print says where: no number of days brings them lower. But after 30 days the fork, which is wrong, is a little better than the
# true graph, and not much more than half as far off as the full table, which has every arrow that it needs and has learnt little. **Fewer numbers are learnt sooner**, if the arrows that matter most are among them: with no arrows at all there is least to learn, and that graph is the worst in every line. It takes the full table more than a thousand days to overtake the fork, and
# it is still behind the true graph after 100,000. (A nat is the unit of natural logarithms.)

# %% [markdown]
# ## 4. What a graph says about independence
#
# Where two arrows of a graph meet, they make one of three shapes. We check each by adding up its eight states, with numbers for weather and a lawn.


# %%
any_state = np.ones(8, dtype=bool)


def prob(p, event, given=any_state):
    """p(event | given): add up the states that belong to both, divide by those that belong to `given`."""
    return p[event & given].sum() / p[given].sum()


shapes = {  # the names, the parents, the tables; the middle one's place
    "fork": (("cloud", "rain", "wind"), [(), (0,), (0,)], weather, 0),
    "chain": (("cloud", "rain", "wet"), [(), (0,), (1,)], [np.array(0.35), np.array([0.08, 0.55]), np.array([0.1, 0.9])], 1),
    "collider": (("rain", "sprinkler", "wet"), [(), (), (0, 1)], [np.array(0.3), np.array(0.4), np.array([[0.05, 0.8], [0.9, 0.98]])], 2),
}
is_one = states(3).T == 1  # three rows: in which states is the variable 1?
for shape, (names, parents, tables, m) in shapes.items():
    p = joint_of(tables, parents)
    a, b = [d for d in range(3) if d != m]
    A, B, M = is_one[a], is_one[b], is_one[m]
    print(f"{shape}: p({names[b]}) = {prob(p, B):.3f}, p({names[b]} | {names[a]}) = {prob(p, B, A):.3f};")
    print(f"   {names[m]} known: p({names[b]} | {names[m]}) = {prob(p, B, M):.3f}, and with {names[a]} {prob(p, B, M & A):.3f}, with no {names[a]} {prob(p, B, M & ~A):.3f}")
# NBVAL_CHECK_OUTPUT

# %%
plot.graphical_model(
    {"cloud": (0, 1), "rain": (-0.7, 0), "wind": (0.7, 0), "cloud ": (2.2, 1), "rain ": (3.2, 0.5), "wet ": (4.2, 0), " rain": (5.4, 1), "sprinkler": (7.2, 1), "wet": (6.3, 0)},
    [("cloud", "rain"), ("cloud", "wind"), ("cloud ", "rain "), ("rain ", "wet "), (" rain", "wet"), ("sprinkler", "wet")],
    title="A fork, a chain, a collider",
    alt="Three graphs. A fork: arrows from cloud to rain and to wind. A chain: from cloud to rain and from rain to wet. A collider: from rain and from sprinkler to wet.",
)

# %% [markdown]
# Notice the second line of each pair. (`event` and `given` say of each of the eight states whether it belongs.)
#
# - **Fork** and **chain**: the two ends depend on each other (with these tables), and become independent once the middle is known.
# - **Collider**: just the other way round. Rain and sprinkler have nothing to do with each other. But on a wet lawn the sprinkler, likely so far, becomes much less likely when we
#   hear of rain: the rain *explains* the water *away*.
#
# So what is known can cut a connection, and it can also make one.

# %% [markdown]
# ### Arrows are not causes
#
# Turn the first arrow of the fork round with Bayes' rule: $p(c)\,p(r|c) = p(r)\,p(c|r)$. It becomes a chain, rain → cloud → wind.

# %%
p = joint_of(weather, fork)
is_cloudy, is_rainy, is_windy = is_one
p_rain = prob(p, is_rainy)
cloud_given_rain = np.array([prob(p, is_cloudy, ~is_rainy), prob(p, is_cloudy, is_rainy)])
turned = joint_of([np.array(p_rain), cloud_given_rain, weather[2]], [(), (0,), (1,)])  # rain, cloud, wind
same = turned.reshape(2, 2, 2).transpose(1, 0, 2).ravel()  # back to cloud, rain, wind
print(f"largest difference of the two joints: {abs(same - p).max():.0e}")
assert np.allclose(same, p)

# %% [markdown]
# Another graph, again five numbers (three of them new), and the same distribution. A graph says what is independent of what. Whether clouds *cause* rain
# cannot be told from this table of probabilities alone: both graphs fit it equally well.

# %% [markdown]
# ## 5. Ancestral sampling
#
# A graph is also a recipe for making data: draw the variables without parents first, then their children, given what was drawn. It is called **ancestral
# sampling**. For the weather it takes three lines.

# %%
rng = np.random.default_rng(SEED)
n = 100_000
cloud = (rng.random(n) < 0.35).astype(int)  # a uniform number lies below 0.35 with probability 0.35
rain = (rng.random(n) < weather[1][cloud]).astype(int)  # each day looks its own cloud up
wind = (rng.random(n) < weather[2][cloud]).astype(int)

drawn = np.bincount(4 * cloud + 2 * rain + wind, minlength=8) / n
for x, share, exact in zip(states(3), drawn, p, strict=True):
    print(x, f"drawn {share:.4f}   exact {exact:.4f}")
assert abs(drawn - p).max() < 0.01  # claim: the shares of 100,000 drawn days are near the exact ones

# %% [markdown]
# **Predict first.** Somebody draws each variable by itself, with the right probability of its own: `rng.random(n) < p_rain`, and so on. Each column is right. What is wrong?
#
# <details><summary>Answer</summary> The pairs. Rain no longer knows of the clouds, nor of the wind. </details>

# %%
apart = np.stack([rng.random(n) < q for q in (0.35, p_rain, prob(p, is_windy))])
print(f"rain:           parents first {rain.mean():.3f}, apart {apart[1].mean():.3f}, exact {p_rain:.3f}")
print(f"rain and wind:  parents first {np.mean(rain & wind):.3f}, apart {np.mean(apart[1] & apart[2]):.3f}, exact {prob(p, is_rainy & is_windy):.3f}")
print(f"rain, no cloud: parents first {np.mean(rain & (1 - cloud)):.3f}, apart {np.mean(apart[1] & ~apart[0]):.3f}, exact {prob(p, is_rainy & ~is_cloudy):.3f}")
assert abs(np.mean(rain & wind) - prob(p, is_rainy & is_windy)) < 0.01 < abs(np.mean(apart[1] & apart[2]) - prob(p, is_rainy & is_windy))  # claim: drawn apart, the pairs are wrong

# %% [markdown]
# The columns agree, the pairs do not: out of a clear sky it rains far too often. In the exercise you write the sampler for any graph.

# %% [markdown]
# ### Further: How far off may it be?
#
# Back to the draws with parents first. How far off are they? The mean error over the eight states, for more and more days:

# %%
ns = np.array([100, 1000, 10_000, 100_000])
days = 4 * cloud + 2 * rain + wind
off = [np.mean([np.abs(np.bincount(days[i : i + k], minlength=8) / k - p).mean() for i in range(0, n, k)][:50]) for k in ns]
guide = np.sqrt(2 / np.pi) * np.mean(np.sqrt(p * (1 - p))) / np.sqrt(ns)
print("measured", np.round(off, 5), " expected", np.round(guide, 5))
assert 6 < off[0] / off[2] < 16  # claim: a hundred times as many draws, about a tenth of the error
assert off[3] < 2 * guide[3]  # claim: 100,000 draws are not much further off than expected
plot.curves({"measured": off, "expected, ∝ 1/√n": guide}, x=np.log10(ns), xlabel="log10 of the number of days n", ylabel="mean error", yscale="log", title="Counting draws")

# %% [markdown]
# A hundred times as many draws, a tenth of the error. That is the price of *one* share, and it does not rise with the number of variables. But $p(a|b)$ is counted on the days with $b$ only, $n\, p(b)$ of them; and of the $2^D$ cells of a
# full table with many questions most would stay empty, as in section 2. (The expected line is what a share of $n$ independent draws is off, on average. Each measured point is a mean over up to 50 pieces of the diary; the last is the whole diary, just one.)

# %% [markdown]
# ## 6. Naive Bayes by hand
#
# The fork again, with more prongs. A message has a class $c$, and each of its words $w_i$ looks at the class only:
#
# $$p(c, w_1, \ldots, w_n) = p(c) \prod_{i=1}^{n} p(w_i | c) .$$
#
# That is **naive Bayes**. We see the words (grey) and ask for the class.

# %%
plot.graphical_model(
    {"c": (1.5, 1.3), "$w_1$": (0, 0), "$w_2$": (1, 0), "$w_3$": (2, 0), "$w_4$": (3, 0)},
    [("c", f"$w_{i}$") for i in (1, 2, 3, 4)],
    observed=[f"$w_{i}$" for i in (1, 2, 3, 4)],
    title="Naive Bayes for a message of four words",
)

# %%
messages = {
    "offer": ["win money now", "money prize money", "win prize now now"],
    "note": ["lunch at noon", "now at lunch", "noon lunch money", "meet at noon", "lunch now"],
}
texts = [text for group in messages.values() for text in group]
y = np.array([c for c, group in enumerate(messages.values()) for _ in group])  # 0 offer, 1 note
bag = BagOfWords()
X = bag.fit_transform(texts).toarray()  # (8, V), how often each word stands in each message
n_words = np.array([X[y == c].sum(axis=0) for c in (0, 1)])  # (C, V)
n_docs = np.bincount(y)  # (C,)
print(" " * 8, *[f"{word:>6s}" for word in bag.vocabulary_], "  words")
for name, row in zip(messages, n_words, strict=True):
    print(f"{name:8s}", *[f"{k:6d}" for k in row], f"{row.sum():7d}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Write $n_{cw}$ for this table and $n_c$ for its row sums. The shares are the estimates, $p(w|c) = n_{cw} / n_c$ and $p(c)$ the share of
# messages. Now a new message: *money now*.
#
# $$p(\text{offer}, \text{money now}) = \tfrac38 \cdot \tfrac{3}{10} \cdot \tfrac{3}{10} = 0.03375, \qquad
# p(\text{note}, \text{money now}) = \tfrac58 \cdot \tfrac{1}{14} \cdot \tfrac{2}{14} = 0.00638 ,$$
#
# and Bayes' rule divides by the sum, which gives the **posterior**, the probability of the class once the words are known: $p(\text{offer} | \text{money now}) = 0.03375 / 0.04013 = 0.841$.
#
# **Predict first.** And *money now lunch*? The word *lunch* has never stood in an offer.
#
# <details><summary>Answer</summary> The product for offers gets a factor 0. The answer is 0, whatever the other words say. </details>


# %%
def by_hand(message, s):
    """p(offer | message), with s added to each count."""
    x = bag.transform([message]).toarray()[0]  # (V,)
    phi = (n_words + s) / (n_words + s).sum(axis=1, keepdims=True)  # (C, V), rows sum to 1
    p = n_docs / n_docs.sum() * np.prod(phi**x, axis=1)  # (C,)
    return p[0] / p.sum()


for message in ("money now", "money now lunch", "money money win prize now now"):
    print(f"{message:30s} p(offer) = {by_hand(message, 0):.3f}")
print(f"{'the last one, with lunch':30s}", "p(offer) = 0 / 0")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# One unseen word is a **veto**: its 0 makes the whole product 0, however much the other words say. And where each class has a veto, the answer is 0/0.
# Yet all that we know is that *lunch* did not stand in the ten words of offers that we have.
#
# **Laplace smoothing** pretends that each word was seen $s$ times more in each class:
#
# $$\phi_{cw} = \frac{n_{cw} + s}{n_c + s V} .$$
#
# The $s V$ below keeps the sum at 1. No word of the vocabulary is impossible any more. The customary value is $s = 1$; a better one is found by trying on documents that were held out of the training.

# %%
for message in ("money now", "money now lunch", "money money win prize now now lunch"):
    print(f"{message:36s} s = 1: p(offer) = {by_hand(message, 1):.3f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Now *lunch* speaks against an offer, and six other words can outweigh it.

# %% [markdown]
# ### Further: How much is an unseen word worth?
#
# That depends on $s$. Three messages, and $s$ from a thousandth to a thousand:

# %%
grid = np.logspace(-3, 3, 25)
lines = {message: [by_hand(message, s) for s in grid] for message in ("money now", "money now lunch", "money money win prize now now lunch")}
for message, line in lines.items():
    print(f"{message:36s} s = 0.001: {line[0]:.3f}   s = 1: {line[12]:.3f}   s = 1000: {line[-1]:.3f}")
plot.curves(
    {"2 words": lines["money now"], "2 + lunch": lines["money now lunch"], "6 + lunch": lines["money money win prize now now lunch"]},
    x=np.log10(grid), xlabel="log10 of s", ylabel="p(offer | message)", title="How much is an unseen word worth?",
)

# %% [markdown]
# Notice the two ends. With $s$ near 0 the old vetoes come back. (In the longest message the notes have more of them than the offers, and so it is an offer.) With a huge $s$ all words count alike, and what remains is the share of messages, $3/8$.

# %% [markdown]
# ### In logarithms
#
# A report of two hundred words multiplies two hundred small numbers. The product soon lies below the smallest number that a computer can write, about $10^{-324}$; so it becomes 0, and again the answer is 0/0. So naive Bayes adds logarithms, and takes the largest away before it goes back:


# %%
def posterior(log_joint):
    """p(c | x) from log p(x, c): (N, C) -> (N, C)."""
    p = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))  # the largest becomes exp(0) = 1
    return p / p.sum(axis=1, keepdims=True)


log_joint = np.array([[-2071.4, -2070.2, -2079.0]])
with np.errstate(invalid="ignore"):
    print("straight:       ", np.exp(log_joint) / np.exp(log_joint).sum())
print("largest out first:", posterior(log_joint).round(4))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: The same in the package
#
# The package does the same. Two lines are what you have done by hand: `feature_log_prob_`, in two steps, is $\log \phi_{cw} = \log(n_{cw} + s) - \log(n_c + sV)$; `class_log_prior_` is the logarithm of the share of messages. (The matrix `in_class` has a 1 where a message belongs to
# a class, so `in_class @ X` adds the rows of each class; `_dense` unpacks a sparse matrix. The branch with `2 * s` belongs to another likelihood, which section 7 meets where it is marked *Further*.)

# %%
print(inspect.getsource(NaiveBayes.fit))

# %%
model = NaiveBayes(smoothing=1.0).fit(X, y)
other = MultinomialNB(alpha=1.0).fit(X, y)
for message in ("money now", "money now lunch"):
    x = bag.transform([message])
    print(f"{message:16s} by hand {by_hand(message, 1):.6f}, package {model.predict_proba(x)[0, 0]:.6f}, scikit-learn {other.predict_proba(x)[0, 0]:.6f}")
assert np.allclose(model.predict_log_proba(X), other.predict_log_proba(X), atol=1e-10)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 7. Naive Bayes reads the news
#
# Reports of Reuters from 1996 and 1997 (from the package `lda`), as counts of words. Each title begins with the country from which the report comes, which the counts do not know. We keep
# the countries with at least 15 reports, and cut the reports into five blocks, which come nearly in the order of their dates. A token is one word at one place in a text.


# %%
def labelled():
    """Counts (N, V), vocabulary (V,), labels (N,), titles (N,); then the tokens before any report was left out."""
    reuters = load_reuters()
    country = np.array([title.split(":")[0] for title in reuters.titles])
    found, sizes = np.unique(country, return_counts=True)
    kept = np.flatnonzero(np.isin(country, found[sizes >= 15]))
    print(f"all of Reuters: {len(country)} reports, {int(reuters.counts.sum()):,} tokens; kept of them:")
    return reuters.counts[kept], reuters.vocabulary, country[kept], np.array(reuters.titles)[kept], int(reuters.counts.sum())


counts, vocabulary, labels, titles, n_all = labelled()
classes, y = np.unique(labels, return_inverse=True)
print(f"{counts.shape[0]} reports, {counts.shape[1]:,} words, {int(counts.sum()):,} tokens")
blocks = np.array_split(np.arange(len(y)), 5)
for c, name in enumerate(classes):
    print(f"{name:14s} {np.sum(y == c):3d}, in the five blocks", *[np.sum(y[block] == c) for block in blocks])

# %% [markdown]
# Each block is judged by a model that has seen only the other four: so each report is judged once, by a model that does not know it. The four others hold later news as well as earlier. So this asks how the model does in weeks that it has not read, and not how well it foresees.
# Notice that the blocks are no fair shares: the first has no report from Russia, the last none from the Vatican.


# %%
def judged(X, read=None, folds=blocks, **options):
    """log p(c | x) of each report (or of what is `read` of it), by a model that has not seen its block: (N, C)."""
    N, read = X.shape[0], X if read is None else read
    answer = np.zeros((N, len(classes)))
    for test in folds:
        train = np.setdiff1d(np.arange(N), test)
        answer[test] = NaiveBayes(**options).fit(X[train], y[train]).predict_log_proba(read[test])
    return answer


log_p = judged(counts, smoothing=1.0)
share = np.mean(log_p.argmax(axis=1) == y)
guess = np.bincount(y).max() / len(y)
print(f"right: {share:.0%}; always the largest class: {guess:.0%}; standard error (what chance alone does): {np.sqrt(share * (1 - share) / len(y)):.1%}")
print(f"how sure it is of its answers: {np.exp(log_p.max(axis=1)).mean():.0%} on average")
# nothing here is drawn, so no other seed can change it
assert np.exp(log_p.max(axis=1)).mean() > 0.9 > 0.85 > share > 2 * guess

# %% [markdown]
# That is much better than always the largest class. But look at the second line. The mean probability of its own answer is far above the share that is right. An honest forecaster is right as often as it is sure. Naive Bayes is **too sure**. Two things in the reports are not as the model says:
#
# - The *graph* is not true. Words come in **company**: who writes "teresa" in these reports nearly always writes "mother", too, and naive Bayes takes the two for independent witnesses.
# - The *tables* are not true. **Stories** come and go: a block has words for its country that the other four do not have.
#
# Keep its answers, and do not believe its percentages. The exercise looks at them report by report.

# %% [markdown]
# ### Further: How much smoothing, and another likelihood
#
# Which $s$ is best? And does it matter how often a word stands in a report, or only that it does?

# %%
grid = 10.0 ** np.arange(-4, 2.1, 0.5)
hit = {
    kind: np.array([judged(counts, likelihood=kind, smoothing=s).argmax(axis=1) == y for s in grid])  # (s, N)
    for kind in ("multinomial", "bernoulli")
}
right = {kind: hits.mean(axis=1) for kind, hits in hit.items()}
for kind, line in right.items():
    print(f"{kind:11s} s = 0.0001: {line[0]:.0%}, 0.1: {line[6]:.0%}, 1: {line[8]:.0%}, 100: {line[12]:.0%}; best {max(line):.0%} at s = {grid[np.argmax(line)]:.2g}")
tenth, one = hit["multinomial"][[6, 8]]
print(f"multinomial: right with s = 0.1 alone {np.sum(tenth & ~one)} reports, with s = 1 alone {np.sum(one & ~tenth)}")
print(f"always the largest class: {guess:.0%}")
for n_blocks in (4, 7, 10):
    line = [np.mean(judged(counts, folds=np.array_split(np.arange(len(y)), n_blocks), smoothing=s).argmax(axis=1) == y) for s in grid]
    print(f"multinomial, {n_blocks} blocks: s = 0.1: {line[6]:.0%}, 1: {line[8]:.0%}; best {max(line):.0%} at s = {grid[np.argmax(line)]:.2g}")
assert right["multinomial"][8] > 0.7 > 0.4 > right["bernoulli"][-1]
plot.curves({**right, "always the largest": np.full(len(grid), guess)}, x=np.log10(grid), xlabel="log10 of s", ylabel="share right", title="The right country, out of eight")

# %% [markdown]
# The **multinomial** likelihood is ours: it counts how often a word stands in the report. The **Bernoulli** one only asks of each word of the vocabulary whether it does ($b_w = 1$) or not ($b_w = 0$), and a missing word is evidence too:
#
# $$p(x | c) = \prod_{w=1}^V \phi_{cw}^{\,b_w} (1 - \phi_{cw})^{1 - b_w}, \qquad \phi_{cw} = \frac{N_{cw} + s}{N_c + 2s} ,$$
#
# with $N_{cw}$ of the $N_c$ reports of class $c$ that hold the word. (Here is the `2 * s`: a word is there or not, two values.)
#
# Notice that both lines fall at both ends. Too small an $s$ is nearly a veto; too large a one drowns the counts. In between the multinomial line is broad and uneven. Is its top at 0.1 better than the customary 1? Compare report by report, since both judge the same ones: the print says how many only one of them gets right. A coin would part so few reports about as
# unevenly, so 1 is no bad choice. (Cut the same reports into four, seven or ten blocks, and the top moves about, as the last lines of the print say. And a best $s$ that is picked on the reports that judge it flatters itself a little: the exact thing to do is to hold other reports out for it.) The Bernoulli line falls much sooner. Why? A large $s$ draws each $\phi_{cw}$ towards 1/2, and most of all where $N_c$ is small. So ask how many different words it expects in a report of a class, $\sum_w \phi_{cw}$. And draw $\phi_{cw}$ to another place: not to 1/2, but to $p_w$, the share of *all* reports that hold the word, $\phi_{cw} = (N_{cw} + 2s\, p_w) / (N_c + 2s)$.

# %%
present = counts.toarray() > 0
size = np.bincount(y)


def drawn_to_share(s):
    """The answers of a Bernoulli model whose tables are drawn to each word's share in all reports: (N,)."""
    answer = np.zeros(len(y), dtype=int)
    for test in blocks:
        train = np.setdiff1d(np.arange(len(y)), test)
        in_class = (y[train] == np.arange(len(classes))[:, None]).astype(float)  # (C, reports)
        n_docs, n_cw = in_class.sum(axis=1, keepdims=True), in_class @ present[train]
        p_w = (present[train].sum(axis=0) + 0.5) / (len(train) + 1)  # never 0 or 1
        phi = (n_cw + 2 * s * p_w) / (n_docs + 2 * s)
        log_joint = present[test] @ np.log(phi).T + ~present[test] @ np.log1p(-phi).T + np.log(n_docs.T / len(train))
        answer[test] = log_joint.argmax(axis=1)
    return answer


print(f"different words in a report: {present.sum(axis=1).mean():.0f} on average")
for s in (0.1, 1.0, 100.0):
    phi = np.exp(NaiveBayes(likelihood="bernoulli", smoothing=s).fit(counts, y).feature_log_prob_)  # (C, V)
    few, many = phi.sum(axis=1)[[size.argmin(), size.argmax()]]
    print(f"s = {s:5}: expected in {classes[size.argmin()]} {few:.0f}, in {classes[size.argmax()]} {many:.0f}")
    for towards, answer in (("1/2", judged(counts, likelihood="bernoulli", smoothing=s).argmax(axis=1)), ("the share", drawn_to_share(s))):
        print(f"    drawn to {towards:9s}: {np.mean(answer == size.argmax()):4.0%} of all reports are given to {classes[size.argmax()]}, {np.mean(answer == y):.0%} are right")
assert np.mean(drawn_to_share(100.0) == y) > 0.65

# %% [markdown]
# With $s = 1$ it expects more than twice as many different words in a report from the smallest class as a report has. Each word that is missing is evidence, and it speaks against the small classes most. So the largest class gets more and more of the reports, and with $s = 100$ all of them. Take the cause away, and the effect goes: drawn to the words' own shares, the model with $s = 100$ gives the largest class hardly more than its due, and is right nearly as often as with $s = 1$.

# %% [markdown]
# ### Further: What did it learn?
#
# For each country the words that speak most for it: $\phi_{cw}$ against the mean over all classes, among words that stand at least 15 times in the corpus.

# %%
model = NaiveBayes().fit(counts, y)
common = np.asarray(counts.sum(axis=0)).ravel() >= 15
ratio = model.feature_log_prob_ - np.log(np.exp(model.feature_log_prob_).mean(axis=0))  # (C, V)
for c, name in enumerate(classes):
    best = np.argsort(-np.where(common, ratio[c], -np.inf))[:7]
    print(f"{name:8s}", ", ".join(vocabulary[best]))

# %% [markdown]
# Notice what stands among the names of places and peoples: *stories*, who was in the news there. Nobody told the model that Bardot is French; it has read her in reports from France. And where a story is reported from a second country? Mother Teresa's is India's, in these tables.

# %%
answers = classes[judged(counts).argmax(axis=1)]
for name, title, answer in zip(labels, titles, answers, strict=True):
    if "Teresa" in title and name != "INDIA":
        print(f"{answer:8s} is the answer to:  {title}")
mother, teresa = (
    (counts.toarray()[:, vocabulary == word] > 0).any(axis=1)
    for word in ("mother", "teresa")
)
both = np.sum(mother & teresa)
print(
    f"{mother.sum()} of all {len(y)} reports hold 'mother'; "
    f"of the {teresa.sum()} with 'teresa' {both} do"
)
assert both > 0.9 * teresa.sum() > 0 and mother.sum() < len(y) / 4

# %% [markdown]
# ### Further: Too sure, and whose fault it is
#
# Let it read only a few words: $n$ tokens of each report, drawn at random without repetition (all of them, where a report has fewer). With each number of tokens we ask how often it is right, and how sure it is, that is, the mean probability of its own answer. An honest forecaster is right as
# often as it is sure.
#
# Words come in **company**: who writes "teresa" here nearly always writes "mother", too, as the print above shows, and who writes a word once often writes it again. And **stories** come and go: a block has words for its country that the other four do not have. Does the model's certainty come from the one or from the other?
#
# To find out we take them away, each alone and both together. Three more corpora, made of the very same tokens:
#
# - *Company gone*: the tokens of all reports of one country in one block go on a heap, are mixed, and dealt out again. Each report keeps its length. Stories still come and go.
# - *Stories gone*: whole reports of one country change places, over all blocks, and no report is touched. Now each block has a share of each story. The company stays.
# - *Both gone*: one heap of tokens per country, over all blocks. A report is nothing but tokens drawn from its class, as the graph says.
#
# In all four corpora each block has as many reports of each country as it had at first. All is done five times, with other shuffles and other tokens (and each time two draws of tokens per report). The model has $s = 1$ here.
#
# **Predict first.** After 100 tokens, take the company away. What part of the gap goes with it? Then begin again, take the stories away first, and the company after them. Does the company then take the same part?
#
# <details><summary>Answer</summary> About half of the gap goes if the company is the first to go. But if it goes second, it takes most of the gap with it. A part of the gap belongs to neither of the two alone: either of them can make it. </details>


# %%
def few_tokens(X, n, rng):
    """n tokens of each row, drawn without repetition; all of them if there are fewer: (N, V), sparse."""
    few = np.zeros_like(X)
    for i, row in enumerate(X):
        tokens = rng.permutation(np.repeat(np.arange(len(row)), row))
        few[i] = np.bincount(tokens[:n], minlength=len(row))
    return csr_matrix(few)


def dealt_out(X, groups, rng):
    """Mix the tokens of each group of reports and deal them out again; lengths stay: (N, V)."""
    X = X.copy()
    for group in groups:
        heap = X[group].sum(axis=0)
        for i in group:
            X[i] = rng.multivariate_hypergeometric(heap, X[i].sum())
            heap -= X[i]
    return X


def change_places(X, groups, rng):
    """Give the reports of each group other places in it; the reports stay as they are: (N, V)."""
    X = X.copy()
    for group in groups:
        X[group] = X[rng.permutation(group)]
    return X


def too_sure(corpus, n, rng, tries=2, **options):
    """How sure the model is, and how often right, after n tokens of each report: two numbers, in percent."""
    corpus = csr_matrix(corpus)
    log_p = np.concatenate([judged(corpus, few_tokens(corpus.toarray(), n, rng), **options) for _ in range(tries)])
    return 100 * np.exp(log_p.max(axis=1)).mean(), 100 * np.mean(log_p.argmax(axis=1) == np.tile(y, tries))


whole, lengths = counts.toarray(), [1, 2, 5, 10, 20, 50, 100]
countries = [np.flatnonzero(y == c) for c in range(len(classes))]


def four_corpora(folds, rng):
    """The reports; company gone; stories gone; both gone."""
    in_blocks = [np.intersect1d(block, country) for block in folds for country in countries]
    return [whole, dealt_out(whole, in_blocks, rng), change_places(whole, countries, rng), dealt_out(whole, countries, rng)]


names = ["the reports", "company gone", "stories gone", "both gone"]
result = np.zeros((5, len(names), len(lengths), 2))  # (seed, corpus, length, sure and right)
graph_true = []  # the last corpus of each seed
for seed in range(5):
    rng = np.random.default_rng(SEED + seed)
    corpora = four_corpora(blocks, rng)
    graph_true.append(corpora[-1])
    result[seed] = [[too_sure(corpus, n, rng) for n in lengths] for corpus in corpora]
gap = result[..., 0] - result[..., 1]  # (seed, corpus, length)
print("sure minus right, in points: mean of five (smallest to largest)")
print(f"{'':14s}" + "".join(f"{n:>15d} tokens" for n in (5, 20, 100)))
for i, name in enumerate(names):
    cells = [gap[:, i, lengths.index(n)] for n in (5, 20, 100)]
    print(f"{name:14s}" + "".join(f"{c.mean():7.1f} ({c.min():4.1f} to {c.max():4.1f})" for c in cells))
sure, hits = result[:, 0, -1].mean(axis=0)
print(f"the reports, 100 tokens: sure {sure:.0f} %, right {hits:.0f} %")
mean = gap.mean(axis=0)  # (corpus, length)
print("\nwhat goes, in points")
for n in (5, 20, 100):
    none, company, stories, both = mean[:, lengths.index(n)]
    print(f"{n:3d} tokens: company first {none - company:4.1f}, then stories {company - both:4.1f};   stories first {none - stories:4.1f}, then company {stories - both:4.1f}")
print("\nwith other blocks, mean of two shuffles")
for n_blocks in (4, 8):
    folds, other = np.array_split(np.arange(len(y)), n_blocks), np.zeros((2, 2, 4))  # (length, seed, corpus)
    for seed in range(2):
        rng = np.random.default_rng(SEED + 10 + seed)
        for i, corpus in enumerate(four_corpora(folds, rng)):
            other[:, seed, i] = [np.subtract(*too_sure(corpus, n, rng, 1, folds=folds)) for n in (5, 100)]
    for n, (none, company, stories, both) in zip((5, 100), other.mean(axis=1), strict=True):
        print(f"{n_blocks} blocks, {n:3d} tokens: the reports {none:4.1f}, company gone {company:4.1f}, stories gone {stories:4.1f}, both gone {both:4.1f}")
    # here n = 100
    assert none - company < stories - both - 1  # claim: with four or eight blocks, too, the company takes more if it goes second
short = np.sum(whole.sum(axis=1) < 100)
print(f"{short} of the {len(y)} reports have fewer than 100 tokens")
# ten other shuffles gave 20 to 25, 10 to 14, 17 to 23 and -0.3 to 1.4, in this order
none, company, stories, both = gap[:, :, -1].T
assert company.min() > 7 and stories.min() > 12  # claim: company alone, or stories alone, is enough to make it too sure
assert none.min() > 16 and abs(both).max() < 4  # claim: with both it is much too sure, with neither nearly honest
assert none.mean() - company.mean() < stories.mean() - both.mean() - 2  # claim: the company takes more of the gap if it goes second
assert none.mean() - stories.mean() < 0.4 * none.mean()  # claim: the stories take little of the gap if they go first
none, company, stories, both = mean[:, lengths.index(5)]
assert min(company, stories) > 0.5 * none and abs(both) < 4  # claim: with five tokens most of the gap stays with either gone, in these five blocks
plot.curves({**dict(zip(names, mean, strict=True)), "honest": np.zeros(len(lengths))}, x=np.log10(lengths), xlabel="log10 of the number of tokens read", ylabel="sure minus right, points", title="Too sure: what is left of the gap")

# %% [markdown]
# Begin with *both gone*. There the graph is true, and the model is about as sure as it is right. The reports themselves are not like that. Which of the two causes is to blame? **It depends on which is asked first.**
#
# With a hundred tokens the company takes about half of the gap, if it goes first. If the stories go first, they take little, and the company nearly all the rest. With five tokens, too, much of the gap is still there with *either* of them gone (in these five blocks most of it), and only when both are gone it is closed. The two causes overlap. Words in company make
# the model sure of what it has read: it takes each word that comes along with its company for a new, independent witness. Stories that come and go make its tables wrong: it takes what it read in four blocks for true of the fifth. Either alone is enough to make it too sure. Together they do less than the sum of what each does alone.
#
# So "the company makes half of the gap" is not a fact about these reports: it holds in one order of removal and fails in the other. Without an order we can say what the table says: how large the gap is with both causes, with each alone, with none. (The order matters with four and with eight blocks, too, at 100 tokens; how much either cause leaves differs from cut to cut. And the five runs share the 287 reports and the five blocks. The ranges tell what the shuffling does,
# not what other news would do.)

# %% [markdown]
# ### Further: True tables, too
#
# The corpora with *both gone* have a true graph. But its tables are estimated, and how depends on $s$. The same corpus, with other $s$. And at the end true tables as well: texts that are drawn from given tables $\phi_c$ (the shares of all tokens of a country), and judged with these very tables.

# %%
tokens = np.array([whole[country].sum() for country in countries])
print(f"tokens of a class: {tokens.min():,} to {tokens.max():,}; s = 10 adds s V = {10 * whole.shape[1]:,} to each")
print("both gone, sure minus right: mean of five (smallest to largest)")
for s in (0.01, 0.1, 1.0, 10.0):
    cells = []
    for n in (5, 100):
        pairs = np.array([too_sure(corpus, n, np.random.default_rng(SEED + seed), 1, smoothing=s) for seed, corpus in enumerate(graph_true)])
        cells.append(pairs[:, 0] - pairs[:, 1])
    print(f"s = {s:5}:" + "".join(f"   {n:3d} tokens {c.mean():5.1f} ({c.min():4.1f} to {c.max():4.1f})" for n, c in zip((5, 100), cells, strict=True)) + f", right {pairs[:, 1].mean():3.0f} %")
    if s in (0.01, 10):
        assert cells[s == 10].min() > 5  # claim: too small an s fails at five tokens, too large a one at a hundred
    if s == 1:
        assert max(abs(c.mean()) for c in cells) < 3  # claim: with s = 1 it is nearly honest at both lengths

true = NaiveBayes(smoothing=1e-9).fit(whole, y)  # its φ is the tables that we draw from
many, rng = np.repeat(y, 10), np.random.default_rng(SEED + 5)
for n in (1, 2, 5):
    log_p = true.predict_log_proba(rng.multinomial(n, np.exp(true.feature_log_prob_)[many]))
    sure, hits = np.exp(log_p.max(axis=1)), log_p.argmax(axis=1) == many
    off = (sure - hits).std() / np.sqrt(len(many))
    print(f"true tables, {n} tokens: sure {100 * sure.mean():.1f} %, right {100 * hits.mean():.1f} %, difference {100 * (sure - hits).mean():.1f} ± {200 * off:.1f} (two standard errors)")
    assert abs((sure - hits).mean()) < 4 * off + 1e-3  # claim: with true graph and true tables it is honest

# %% [markdown]
# A true graph is not enough. With $s$ near 0 the model is much too sure after five tokens: to it, a word that one class has seen once and the others have not is nearly a proof. After a hundred tokens it is right nearly always, and honest. With $s = 10$ the smoothing adds more tokens to each class than the class has, so all tables are wrong, and reading more does not mend a table. Of these four, only $s = 1$ is near to honest at both lengths.
# The last lines need no choice: Bayes' rule is honest *if the graph and its tables are true*: then, of all texts with $p(c|x) = 0.8$, the class is $c$ in 80 %, since that is what the number means. On the reports themselves naive Bayes is often right, and with $s = 1$ much too sure, already after five words.

# %% [markdown]
# ## 8. A chain that writes
#
# A text has an order, and naive Bayes forgot it. The simplest graph that knows order is a **Markov chain**: each word looks at the one before it.

# %%
plot.graphical_model(
    {"START": (0, 0), "roses": (1.5, 0), "are": (3, 0), "red": (4.5, 0), "END": (6, 0)},
    [("START", "roses"), ("roses", "are"), ("are", "red"), ("red", "END")],
    observed=["START", "roses", "are", "red", "END"],
    title="A sentence in a Markov chain",
)

# %% [markdown]
# $$p(x_1, \ldots, x_T) = \prod_{t=1}^{T+1} p(x_t | x_{t-1}), \qquad x_0 = \text{START}, \quad x_{T+1} = \text{END} .$$
#
# Before each sentence stands START: it says how sentences begin. Behind it comes END, which is drawn like a word: it says where they stop. All arrows share **one** table, learnt by counting pairs. Five lines to learn from:

# %%
rhyme = ["roses are red", "violets are blue", "sugar is sweet", "and so are you", "and roses are sweet"]
chain = MarkovChain(order=1).fit([line.split() for line in rhyme])  # order 1: it remembers one token
table = chain.transition_matrix()  # (V, V): from START or a word, to a word or END
print(f"{len(chain.vocabulary_)} tokens can come next; p(roses are sweet) = 1/5 · 2/2 · 1/4 · 2/2 = {np.exp(chain.log_prob(['roses', 'are', 'sweet'])):.3f}")
plot.heatmap(
    table,
    row_labels=["START", *chain.vocabulary_[:-1]],
    column_labels=[*chain.vocabulary_[:-1], "END"],
    fmt=".2g",
    ylabel="the token before",
    xlabel="the next token",
    title="One table for all arrows",
)

# %% [markdown]
# *Roses are sweet* is none of the five lines, and yet it has a probability: its pairs were seen.

# %% [markdown]
# ### Further: An exact answer: how long are its sentences?
#
# This one part needs matrices; whoever has not met them may skip to the print. Let $Q$ be the table without START's row and END's column: from word to word. After $t$ words the chain is at word $w$ with probability $(a Q^{t-1})_w$, where $a$ is START's row. The expected number of words is the sum over $t$,
# $a (I + Q + Q^2 + \ldots) 1 = a (I - Q)^{-1} 1$. (It is the geometric series $1 + q + q^2 + \ldots = 1 / (1 - q)$, for a matrix. It has a sum here, since from each word the chain can reach END, so that $Q^t$ dies out.) Beside it, sentences drawn word by word.

# %%
a, Q = table[0, :-1], table[1:, :-1]
exact = a @ np.linalg.solve(np.eye(len(Q)) - Q, np.ones(len(Q)))
rng = np.random.default_rng(SEED)
written = [chain.sample(rng) for _ in range(5000)]
length = np.array([len(s) for s in written])
print(f"expected length {exact:.3f}; 5,000 sentences {length.mean():.3f} ± {length.std() / np.sqrt(5000):.3f}; the five lines {np.mean([len(line.split()) for line in rhyme]):.3f}")
for sentence in dict.fromkeys(" ".join(s) for s in written[:12]):
    print(" ", sentence)
assert abs(exact - length.mean()) < 4 * length.std() / np.sqrt(5000)  # claim: 5,000 sentences are as long, on average, as the matrices say

# %% [markdown]
# The exact length is that of the five lines, 17 words in 5. That is no accident. In the five lines "are" stands four times, so four fifths of a time per line, and the shares out of "are" were counted on just these. The chain starts as the lines do and goes on from each word as the lines do; so each word comes,
# on average, as often in its sentences as in the lines.
#
# Writing is ancestral sampling again: START first, then child after child. The package writes the equation like this (`_grams` gives each token together with what stands before it, START and END included):

# %%
print(inspect.getsource(MarkovChain.log_prob))

# %% [markdown]
# ### Headlines
#
# Now the headlines of the Reuters reports. The chain may remember more than one word: with order $m$, $x_t$ looks at $x_{t-m}, \ldots, x_{t-1}$. Order 0 remembers nothing: a bag of words.
#
# **Predict first.** A longer memory writes better headlines. What is the catch?
#
# <details><summary>Answer</summary> The longer the memory, the fewer continuations it has seen. In the end it mostly copies. </details>


# %%
def headlines():
    """Headlines as strings, each once."""
    titles = load_reuters().titles
    texts = [re.sub(r"^FEATURE - |\[.*\]", "", title.split(": ", 1)[1].rsplit(". ", 1)[0]) for title in titles]
    return list(dict.fromkeys(" ".join(tokenise(text)) for text in texts))


lines = headlines()
words, real = [line.split() for line in lines], set(lines)
print(f"{len(lines)} headlines, {sum(map(len, words)):,} words, {len({w for s in words for w in s}):,} different ones")
copies = []
for order in (0, 1, 2, 3):
    chain = MarkovChain(order=order).fit(words)
    rng = np.random.default_rng(SEED + 12 + order)
    written = [" ".join(chain.sample(rng)) for _ in range(300)]
    copies.append(np.mean([sentence in real for sentence in written]))
    print(f"\norder {order}: {copies[-1]:.0%} of 300 are real headlines, word for word")
    for sentence in written[:4]:
        print("  ", sentence)
assert copies[1] < 0.1 and copies[2] > 0.5 and copies[3] > 0.85  # claim: from order 2 on most written headlines are copies

# %% [markdown]
# Order 0 stammers. Order 1 finds phrases and loses the thread. With orders 2 and 3 the headlines become good, and the printed share says why: most are copied out, word for word. A chain that has learnt its text by heart
# writes well and knows nothing.
#
# So judge a chain by headlines that it has *not* seen, and by the probability that it gives to them. The usual figure is the **perplexity**, $\exp(-\frac1n \sum \log p)$ over the $n$ tokens: the chain is as unsure of the next token as a fair die with that many faces. You compute it in the exercise.

# %% [markdown]
# ### Further: Perplexity
#
# The figure for headlines that were not seen:
#
# $$\exp\Big(\!-\frac1n \sum \log p\Big), \qquad n = \text{number of tokens drawn, each END counted} .$$
#
# A fair die with six faces has perplexity 6. Lower is better.
#
# We go over to **letters** as tokens, for a reason that comes below; the few headlines with a digit stay out. Which headlines are the test? Section 7 gives the advice: stories come and go, so cut the headlines into eight pieces, which come nearly in the order of their dates. One piece is the test. The piece before it (for the first piece, the last) is kept for choosing settings, and the other six are
# for learning. We begin without smoothing, with the last piece as the test.

# %%
letters = [list(line) for line in lines if not re.search(r"[^a-z' ]", line)]
pieces = np.array_split(np.arange(len(letters)), 8)


def split(i, pieces):
    """Headlines to learn, to choose, to test: the test is piece i, the choice is by the piece before (the last, if i is 0)."""
    test, choose = set(pieces[i]), set(pieces[i - 1])
    learn = [line for j, line in enumerate(letters) if j not in test | choose]
    return learn, [letters[j] for j in sorted(choose)], [letters[j] for j in sorted(test)]


train, choose, test = split(7, pieces)
print(f"{len(train)} headlines to learn, {len(choose)} to choose, {len(test)} to test; {sum(map(len, train)):,} letters to learn from")
for order in range(4):
    chain = MarkovChain(order=order).fit(train)
    lost = np.mean([chain.log_prob(line) == -np.inf for line in test])
    print(f"order {order}: perplexity of what it learnt {chain.perplexity(train):5.2f}, of new headlines {chain.perplexity(test):5.2f}; {lost:.0%} of them impossible")

# %% [markdown]
# The veto again! One pair of letters that was never seen makes a headline impossible, and a single impossible headline makes the perplexity infinite. Laplace helps here, too; with chains it is called **add-k**:
#
# $$p_m(x | h) = \frac{n(h, x) + k}{n(h) + k V} ,$$
#
# where $n(h, x)$ counts how often $x$ followed the context $h$ of $m$ tokens, and $n(h)$ how often anything did.

# %%
for order in range(5):
    chain = MarkovChain(order=order, smoothing=0.1).fit(train)
    print(f"order {order}, k = 0.1: perplexity of what it learnt {chain.perplexity(train):5.2f}, of new headlines {chain.perplexity(test):5.2f}")

# %% [markdown]
# No headline of known letters is impossible any more, and the perplexity of new headlines is finite. It is best with a short memory; with four letters it is worse again, though the headlines that were learnt are remembered better and better. That is **overfitting**.

# %% [markdown]
# ### Further: How long a memory, and which cure?
#
# A context of four letters that was never seen gets the same probability for every next letter, as if nothing were known. But three of the four letters may well have been seen. **Interpolation** asks all orders and mixes their answers:
#
# $$p(x | h) = w_0\, p_m(x | h) + w_1\, p_{m-1}(x | h') + \ldots + w_m\, p_0(x), \qquad \sum_j w_j = 1 ,$$
#
# where $h'$ is $h$ without its oldest token, and so on. A context that was never seen has no answer, and the others share its weight; so no $k$ is needed. We take $w_j \propto r^j$.
#
# Both have one setting, and both choose it for each order in the same way, by the lowest perplexity of the headlines for choosing: $k$ out of eight values, $r$ out of eight. (Neither choice is at an end of its grid, except at order 0, where they make no difference or hardly any.) Each of the eight pieces is the test once. That is many fits, so we count once per split, and then look up $n(h, x)$ and $n(h)$ of each held-out letter, for contexts of all lengths.


# %%
def look_up(train, *several, m):
    """For each set of headlines: n(h, x) and n(h) of its tokens, END included, after 0, 1, ... m tokens: (tokens, m + 1) twice."""
    counts = MarkovChain(order=m).fit(train).counts_  # counts_[j][h][x]; h holds j tokens
    assert len(counts[0][()]) == V, "a letter that the chain has never met"
    totals = [{h: table.total() for h, table in tables.items()} for tables in counts]
    found = []
    for held in several:
        grams = [line[i - m : i + 1] for s in held for line in [(START,) * m + (*s, END)] for i in range(m, len(line))]
        n_hx = [[counts[j].get(gram[m - j : m], {}).get(gram[m], 0) for j in range(m + 1)] for gram in grams]
        n_h = [[totals[j].get(gram[m - j : m], 0) for j in range(m + 1)] for gram in grams]
        found.append((np.array(n_hx), np.array(n_h)))
    return found


def add_k(n_hx, n_h, order, k):
    """Perplexity of add-k."""
    return np.exp(-np.log((n_hx[:, order] + k) / (n_h[:, order] + k * V)).mean())


def mixed(n_hx, n_h, order, r):
    """Perplexity of interpolation; the weights fall as r^j towards shorter contexts."""
    w = r ** np.arange(order, -1.0, -1.0) * (n_h[:, : order + 1] > 0)  # context 0 ... order; no weight where it was never seen
    p = (w * n_hx[:, : order + 1] / np.maximum(n_h[:, : order + 1], 1)).sum(axis=1) / w.sum(axis=1)
    return np.exp(-np.log(p).mean())


V = len({letter for line in letters for letter in line}) + 1  # and END
orders, ks, rs = np.arange(7), 10.0 ** np.arange(-2.5, 1.1, 0.5), (0.01, 0.03, 0.1, 0.3, 0.5, 0.7, 1.0, 1.5)


def best_of(perplexity, settings, chosen, order):
    """The setting with the lowest perplexity of the headlines for choosing."""
    return min(settings, key=lambda setting: perplexity(*chosen, order, setting))


by_time = np.zeros((8, 3, len(orders)))  # (test piece, curve, order)
for i in range(8):
    train, choose, test = split(i, pieces)
    learnt, chosen, tested = look_up(train, train, choose, test, m=orders[-1])
    for order in orders:
        k, r = best_of(add_k, ks, chosen, order), best_of(mixed, rs, chosen, order)
        assert order == 0 or (ks[0] < k < ks[-1] and rs[0] < r < rs[-1]), "at an end of a grid"
        by_time[i, :, order] = add_k(*tested, order, k), mixed(*tested, order, r), add_k(*learnt, order, k)
names = ["add-k", "interpolation", "add-k, on what it learnt"]
print("perplexity: mean of eight test pieces (lowest to highest)")
for order in orders:
    print(f"order {order}: " + "; ".join(f"{name} {by_time[:, j, order].mean():5.2f} ({by_time[:, j, order].min():5.2f} to {by_time[:, j, order].max():5.2f})" for j, name in enumerate(names)))
for j in (0, 1):
    print(f"{names[j]:14s}best order, piece by piece:", *by_time[:, j].argmin(axis=1))
five, six = by_time[:, 1, 5] - by_time[:, 1, 4], by_time[:, 1, 6] - by_time[:, 1, 5]
print(f"interpolation, order 5 minus order 4: {five.min():.2f} to {five.max():.2f}; order 6 minus order 5: {six.min():.2f} to {six.max():.2f}")
ahead = by_time[:, 0].min(axis=1) - by_time[:, 1].min(axis=1)
print(f"best add-k minus best interpolation: {ahead.min():.2f} to {ahead.max():.2f}")

# the package says the same of the last piece
(tested,), w = look_up(train, test, m=3), 0.5 ** np.arange(4)
assert np.isclose(mixed(*tested, 3, 0.5), MarkovChain(order=3, weights=w / w.sum()).fit(train).perplexity(test))
assert np.isclose(add_k(*tested, 3, 0.1), MarkovChain(order=3, smoothing=0.1).fit(train).perplexity(test))
assert ahead.min() > 1 and by_time[:, 0].argmin(axis=1).max() <= 3
plot.curves(dict(zip(names, by_time.mean(axis=0), strict=True)), x=orders, xlabel="order: how many letters it remembers", ylabel="perplexity", title="How unsure of the next letter")

# %% [markdown]
# Notice three things. On what it learnt, add-k gets better with each letter that it remembers more: that curve says nothing of new headlines. On new headlines add-k is best with a memory of two or three letters, and then gets much worse: most long contexts were never seen, or once. Interpolation uses them where they
# were seen and falls back where they were not. It is better than the best add-k on each of the eight pieces, and its best order is higher. But it turns, too: the step from 4 letters to 5 brings little, on some pieces next to nothing, and with these weights a sixth letter brings nothing.

# %% [markdown]
# ### Further: Headlines mixed like cards
#
# **Predict first.** Somebody mixes the headlines first, like cards, and then cuts the eight pieces. Does the perplexity rise or fall?
#
# <details><summary>Answer</summary> It falls. Now a story of the test has sister headlines among those to learn from. </details>

# %%
bags = [set("".join(line).split()) for line in letters]
rare = [{w for w in bag if sum(w in other for other in bags) <= 10} for bag in bags]
akin = np.array([[len(one & other) >= 2 for other in rare] for one in rare])  # two rare words in common


def sisters(pieces):
    """The share of the test headlines that have two rare words in common with a headline to learn from; mean of the eight pieces."""
    learn = [np.setdiff1d(np.arange(len(letters)), [*pieces[i], *pieces[i - 1]]) for i in range(8)]
    return np.mean([akin[np.ix_(pieces[i], learn[i])].any(axis=1).mean() for i in range(8)])


some, by_chance, related = (3, 5), np.zeros((5, 2)), np.zeros(5)  # orders; (seed, order); (seed,)
for seed in range(5):
    cards = np.array_split(np.random.default_rng(SEED + seed).permutation(len(letters)), 8)
    related[seed] = sisters(cards)
    for i in range(8):
        train, choose, test = split(i, cards)
        chosen, tested = look_up(train, choose, test, m=5)
        by_chance[seed] += [mixed(*tested, order, best_of(mixed, rs, chosen, order)) / 8 for order in some]
for order, line in zip(some, by_chance.T, strict=True):
    print(f"interpolation, order {order}, mean of eight pieces: of time {by_time[:, 1, order].mean():.2f}; mixed first {line.mean():.2f} (five shuffles: {line.min():.2f} to {line.max():.2f})")
print(f"test headlines that share two rare words with one headline to learn from: of time {sisters(pieces):.0%}; mixed first {related.min():.0%} to {related.max():.0%}")
assert (by_chance.max(axis=0) < by_time[:, 1, some].mean(axis=0) - 0.3).all()  # claim: mixed first, the perplexity is lower with each shuffle
assert related.min() > 1.5 * sisters(pieces)  # claim: mixed first, many more test headlines have a sister among those to learn from

# %% [markdown]
# The same chains, the same headlines, as many to learn from: only the split is another, and with it who has a sister on the other side. (A rare word here is one that stands in at most ten headlines.) Which number is right? Each answers a question of its own. Mixed pieces ask how well the chain completes weeks of which it has read most headlines. Pieces of time ask how it does in weeks that it has not read. (Where two pieces touch, a story may still stand on both sides.)

# %% [markdown]
# ### Further: Why letters? A trap
#
# With words, new ones keep coming: the print says what share of the test words is rare or new. The usual cure is a token UNKNOWN for all rare and new words. Look what it does to the perplexity.

# %%
last = len(words) * 7 // 8  # the last eighth is the test
for least in (2, 3, 5):
    chain = MarkovChain(order=0, min_count=least).fit(words[:last])
    known = set(chain.vocabulary_)
    unknown = np.mean([w not in known for s in words[last:] for w in s])
    print(f"words seen {least} times or more: {len(known):3d} tokens, perplexity {chain.perplexity(words[last:]):5.1f}; {unknown:.0%} of the test words are UNKNOWN")

# %% [markdown]
# The worse the vocabulary, the better the figure: a model that says "some word" is seldom surprised. **Perplexities compare only over the same vocabulary**, with the same tokens counted.
#
# If the file of tiny Shakespeare is on this computer, a chain of order 5 writes a play. (If not, `load_tiny_shakespeare()` says where it is to be had, and the chain writes headlines.)

# %%
try:
    speeches = [list(text) for text in load_tiny_shakespeare().documents]
    bard = MarkovChain(order=5).fit(speeches)
    print("".join(bard.sample(np.random.default_rng(SEED), max_length=400)))
except DataNotFound:
    print("No Shakespeare here, so headlines, by a chain of order 5:")
    rng, chain = np.random.default_rng(SEED + 4), MarkovChain(order=5).fit(letters)
    for _ in range(5):
        print("  ", "".join(chain.sample(rng)))

# %% [markdown]
# ## 9. Plates
#
# The graph of a message of four words had a circle for each of them. A graph of all reports of section 7 would have a circle for each token, and the first line printed there says how many they are. What is repeated gets a frame, a **plate**, with the number of repetitions in its corner: $n_d$ words in document $d$. Naive Bayes for a whole corpus of $N$ documents:

# %%
plot.graphical_model(
    {"$\\pi$": (-1.4, 0), "$c_d$": (0, 0), "$w_{di}$": (1.6, 0), "$\\phi_c$": (4.2, 0)},
    [("$\\pi$", "$c_d$"), ("$c_d$", "$w_{di}$"), ("$\\phi_c$", "$w_{di}$")],
    observed=["$c_d$", "$w_{di}$"],
    plates={"$n_d$": ["$w_{di}$"], "N documents": ["$c_d$", "$w_{di}$"], "C classes": ["$\\phi_c$"]},
    title="Naive Bayes: one class per document",
)

# %% [markdown]
# Read it from the outside in: for each of $N$ documents $d$ draw a class $c_d$ from the shares $\pi$; for each of its words draw $w_{di}$ from $\phi_{c_d}$. The arrow from $\phi_c$ crosses into the plates, since the words' distributions are shared by all documents. Grey is what we have seen, in training. White is what we have not: here the parameters $\pi$ and $\phi$, numbers that are estimated.
#
# One class per document: a report on a bishop's election campaign has to be one or the other. Now move the class *into* the inner plate, so that each **word** draws its own. It is called a **topic** then, $z_{di}$, and nobody has seen it: white, like the parameters, but there is one for each word.

# %%
plot.graphical_model(
    {"$\\theta_d$": (0, 0), "$z_{di}$": (1.6, 0), "$w_{di}$": (3, 0), "$\\phi_k$": (5.4, 0)},
    [("$\\theta_d$", "$z_{di}$"), ("$z_{di}$", "$w_{di}$"), ("$\\phi_k$", "$w_{di}$")],
    observed=["$w_{di}$"],
    plates={"$n_d$": ["$z_{di}$", "$w_{di}$"], "N documents": ["$\\theta_d$", "$z_{di}$", "$w_{di}$"], "K topics": ["$\\phi_k$"]},
    title="A topic model: one topic per word",
)

# %% [markdown]
# Each document has its own mixture $\theta_d$ of topics; each word first draws its topic from $\theta_d$, then itself from $\phi_{z}$. This is the model of the rest of the day.

# %% [markdown]
# ## 10. A text with two topics
#
# The smallest example. Topic A writes *Cat* and *Dog*, half and half. Topic B writes of two pop groups, *BNK* (0.7) and *AKB* (0.3). A document with $\theta = (0.3, 0.7)$ draws topic A for three words in ten, on average.

# %%
toy = pets_and_pop()
print("θ =", dict(zip(toy.topic_names, toy.theta.tolist(), strict=True)))
for name, row in zip(toy.topic_names, toy.phi, strict=True):
    print(f"topic {name}:", dict(zip(toy.vocabulary, row.tolist(), strict=True)))
rng = np.random.default_rng(SEED + 3)
for _ in range(3):
    z = rng.choice(2, size=6, p=toy.theta)  # parents first: a topic for each word
    w = [rng.choice(4, p=toy.phi[k]) for k in z]
    print(" ".join(f"{toy.vocabulary[i]}({toy.topic_names[k]})" for i, k in zip(w, z, strict=True)))

# %% [markdown]
# How probable is the text *AKB BNK Dog* together with the topics B, B, A? Multiply along the arrows:
#
# $$\underbrace{0.7 \cdot 0.3}_{B,\ AKB} \cdot \underbrace{0.7 \cdot 0.7}_{B,\ BNK} \cdot \underbrace{0.3 \cdot 0.5}_{A,\ Dog} = 0.21 \cdot 0.49 \cdot 0.15 = 0.015435 .$$
#
# But topics are not seen. The text alone has the probability $p(w) = \sum_z p(w, z)$, summed over **all** ways to give its words topics: $2^3 = 8$ of them.
#
# **Predict first.** How much larger than 0.015435 is the sum?

# %%
text = ["AKB", "BNK", "Dog"]
terms = {"".join(z): toy.joint(text, z) for z in product(toy.topic_names, repeat=3)}
for z, p_wz in terms.items():
    print(f"p(AKB, BNK, Dog, {', '.join(z)}) = {p_wz:.6f}")
places = [toy.vocabulary.index(word) for word in text]
one_class = toy.theta * toy.phi[:, places].prod(axis=1)  # (K,)
print(f"the sum                        {sum(terms.values()):.6f}")
print(f"one topic for all three words  {one_class.sum():.6f}")
assert np.isclose(terms["BBA"], 0.015435) and np.isclose(sum(terms.values()), 0.015435)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# <details><summary>Answer</summary> Not at all. Seven of the eight terms are 0, because no word belongs to both topics: their supports are disjoint. (The support of a
# distribution is where it is not 0.) Each word gives its topic away, and there is nothing left to sum over. </details>
#
# The last line is what naive Bayes says, where one class writes the whole text. For naive Bayes this text cannot exist: no single topic says both *BNK* and *Dog*. That is what moving $z$ into the inner plate has bought.
#
# With $\theta$ and $\phi$ given, the sum is easy even for long texts, because each word draws its topic by itself: the sum of products is a product of sums. (The exercise does both.) But who gives us $\theta$ and $\phi$? Of a real corpus we have
# only the words. To learn the parameters, the topics would have to be known; to know the topics, the parameters. And can the assignments of a whole corpus be enumerated, as we have done with three words? With $K$ topics and $n$ tokens there are $K^n$.

# %%
print(f"the corpus of section 7, 20 topics: 20^{n_all} assignments, a number of {int(n_all * np.log10(20)) + 1:,} digits")

# %% [markdown]
# No enumeration goes there. The next notebooks are ways out of this circle.

# %% [markdown]
# ## What you can now do
#
# - count what a table costs, and say what a missing arrow saves and assumes
# - check an independence by adding up a small joint table, also the one that a known collider destroys
# - draw from a graph, parents first, and say how far off the shares are
# - write naive Bayes in logarithms with Laplace smoothing, and say when its percentages are honest: when the graph is true, and the tables are, too
# - (*Further*) take two causes away in both orders before you say how much each of them does
# - write with a Markov chain, and say why good headlines may be copies (*Further*: measure it on text that it has not seen, mend its zeros by add-k or interpolation, and say which stories the test shares with the training)
# - read plates, and sum over hidden topics where they can be enumerated

# %% [markdown]
# ## Where it goes next
#
# Do the exercise now: [GraphicalModels](../../exercises/day2/GraphicalModels.ipynb). You write five functions, and repair a slide that has lost a condition. Then [PLSA](PLSA.ipynb) learns $\theta$ and $\phi$ from words
# alone.
