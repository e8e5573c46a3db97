# %% [markdown]
# # Latent Dirichlet allocation
#
# [pLSA](PLSA.ipynb) gives each document shares of topics, and each topic its words. Two things were missing. It has no
# story of where a document's shares come from, so a new document has no probability. And the shares of a new document
# may be anything, also 0, so they can overfit. **What if the shares themselves were drawn, like dice from a bag?**
#
# That is latent Dirichlet allocation, LDA (Blei, Ng and Jordan 2003). The new part is the bag. It changes the method
# too: we shall not climb to one best answer, but draw from all answers, each as often as it deserves.
#
# **After this notebook you can**
#
# - say what a Dirichlet distribution is, and what its parameters below and above 1 do
# - average the dice away, and check formulas against an exact answer
# - derive the one formula of the sampler, and say why a token must not vote for itself
# - watch the sampler find ten bars in two thousand pictures
#
# and with the parts marked *Further*
#
# - run several chains, and say whether they agree
# - compare LDA with pLSA, and say what makes the difference
# - say what a variational bound gains and what it loses against sampling
# - find what two slides get wrong about dice and rolls
#
# **You need** [PLSA](PLSA.ipynb) (topics, $\theta$, $\phi$, held-out documents), plates
# ([GraphicalModels](GraphicalModels.ipynb)), conditional probabilities, and what a density is. Symbols:
# [notation](../../docs/notation.md). Logarithms are natural, so their unit is the **nat**. The minutes stand in the
# [README of the day](README.md). Parts marked *Further* can wait; no other part needs them. Run all cells once, for a
# Further part may use names of an earlier one. Then read what answers your next question. Do the chains agree (8)? What
# does LDA gain over pLSA (9)? Can one do without sampling (10)? How many topics (11)?
#
# A warning about the name. "LDA" stands for two methods. The other one is **linear discriminant analysis** (Fisher
# 1936), which draws lines between labelled classes. It has nothing to do with topics. In this notebook LDA is always
# latent Dirichlet allocation. (Two sentences from slides are looked at below. They stand here in full: you do not need
# the slides.)
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect

import numpy as np
from scipy.special import gamma, gammaln

from minivae import plot
from minivae.data import load_reuters, make_bars, three_documents
from minivae.kernels.lda import make_lane_sweep, plain_sweep
from minivae.topics import (
    LDA,
    PLSA,
    VariationalLDA,
    completion,
    exact_posterior,
    fold_in,
    joint_log_likelihood,
    match_topics,
    r_hat,
    split_tokens,
    top_words,
    total_variation,
)
from minivae.topics.counts import check_counts
from minivae.topics.dirichlet import expected_log
from minivae.topics.lda.gibbs import GibbsState

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

# %% [markdown]
# ## 1. A bag of coins, a bag of dice
#
# A coin shows heads with probability $\theta$. Ten throws, two heads. Is $\theta = 0.2$? Maximum likelihood says so.
# But a coin with 0.3 may well do the same. A **Beta distribution** says how probable each coin is:
# $\text{Beta}(\theta; a, b) \propto \theta^{a-1} (1-\theta)^{b-1}$. It is a bag of coins. $a$ and $b$ are its
# **parameters**: two positive numbers, which say what kinds of coins are in the bag.

# %%
theta = np.linspace(0.005, 0.995, 199)


def beta_density(a, b):
    """The density of Beta(a, b) at each theta."""
    log_density = gammaln(a + b) - gammaln(a) - gammaln(b)
    return np.exp(log_density + (a - 1) * np.log(theta) + (b - 1) * np.log(1 - theta))


bags = (0.5, 0.5), (1, 1), (5, 5), (3, 9)
plot.curves(
    {f"Beta({a}, {b})": beta_density(a, b) for a, b in bags},
    x=theta,
    xlabel="theta, the probability of heads",
    ylabel="density",
    title="Four bags of coins",
    alt="Densities over theta from 0 to 1: Beta(0.5, 0.5) rises steeply towards both "
    "ends, Beta(1, 1) is flat, Beta(5, 5) has a hill at 0.5, Beta(3, 9) a hill at 0.2.",
)

# %%
for a in (5, 1, 0.5, 0.1):
    coins = np.random.default_rng(SEED).beta(a, a, 100_000)
    one_sided = np.mean(np.maximum(coins, 1 - coins) > 0.9)
    print(f"Beta({a}, {a}): {one_sided:.0%} of the coins have a side above 0.9")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Notice: with 1 and 1 every coin is as probable as any other. Above 1 the coins gather around one value: the middle if
# $a = b$, else nearer to one end. Below 1 they flee to both ends, the more so the smaller the parameters: many coins
# nearly always show the same side.
#
# The bag is handy, because learning from throws is counting. Multiply the density by $\theta$ for each head and by
# $1 - \theta$ for each tail, and the exponents grow: **Beta($a$, $b$) and $h$ heads, $t$ tails give Beta($a + h$,
# $b + t$)**. We started with Beta(1, 1), so now it is Beta(3, 9), the fourth curve. Its mean is the probability that
# the next throw shows heads: $p(\text{heads}) = (a + h) / (a + h + b + t)$.

# %%
weight = theta**2 * (1 - theta) ** 8  # the likelihood of 2 heads, 8 tails, each coin
mean = np.sum(theta * weight) / np.sum(weight)  # all coins, each as much as it fits
print(f"next throw: by adding up 199 coins {mean:.4f}, by the formula {3 / 12:.4f}")
print(f"by maximum likelihood {2 / 10:.4f}")
assert abs(mean - 0.25) < 1e-4
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# A die with $K$ faces has $K$ probabilities that add up to 1. All such $\theta = (\theta_1, \ldots, \theta_K)$ together
# are called the **simplex**; for three faces it is a triangle. The bag of dice is the **Dirichlet distribution**:
#
# $$\text{Dir}(\theta; \alpha) = \frac{\Gamma(\sum_k \alpha_k)}{\prod_k \Gamma(\alpha_k)} \prod_{k=1}^{K} \theta_k^{\alpha_k - 1},
# \qquad \theta \text{ on the simplex.}$$
#
# $\Gamma$ is the Gamma function, the factorial for any positive number: $\Gamma(x + 1) = x\, \Gamma(x)$. Learning is
# counting as before: after $n$ rolls, $n_k$ of them face $k$, the bag is Dir($\alpha_1 + n_1, \ldots, \alpha_K + n_K$),
# and
#
# $$p(\text{next roll} = k) = \frac{\alpha_k + n_k}{\sum_j \alpha_j + n} .$$
#
# **Predict first.** Four bags: all $\alpha_k$ = 0.2, all 1, all 10, and $\alpha$ = (6, 3, 1). Where in the triangle do
# the dice lie?
#
# <details><summary>Answer</summary> With 0.2 along the edges and in the corners: dice that nearly always show one or
# two faces. With 1 evenly. With 10 around the middle: nearly fair dice. With (6, 3, 1) around the point (0.6, 0.3,
# 0.1). </details>

# %%
rng = np.random.default_rng(SEED)
parameters = {
    "all 0.2": [0.2] * 3,
    "all 1": [1.0] * 3,
    "all 10": [10.0] * 3,
    "(6, 3, 1)": [6.0, 3.0, 1.0],
}
bags = {name: rng.dirichlet(alpha, 500) for name, alpha in parameters.items()}
plot.simplex(
    bags,
    faces=("face 1", "face 2", "face 3"),
    title="500 dice from each of four bags",
)

# %% [markdown]
# In corner $k$ face $k$ is certain. The mean of the dice is $\alpha_k / \sum_j \alpha_j$: the same in the first three
# bags. What differs is the size of $\alpha$: how unlike one another the dice are. An $\alpha$ well below 1 is how one
# says "a document is about few things" without saying about which.

# %% [markdown]
# ### Further: Many faces
#
# How many faces does a die use, for how small an $\alpha$?


# %%
def faces_needed(a, K):
    """How many faces hold 90% of a die from Dir(a, ..., a), on average."""
    dice = np.random.default_rng(SEED + 1).dirichlet(np.full(K, a), 2000)
    dice = np.sort(dice, axis=1)[:, ::-1]  # the largest face first
    return np.mean((dice.cumsum(axis=1) < 0.9).sum(axis=1) + 1)


for a in (0.01, 0.1, 0.3, 0.5, 0.9, 10.0):
    needed = faces_needed(a, 20)
    print(f"20 faces, alpha = {a:5}: 90% of a die lies on {needed:4.1f} faces")
for K in (20, 80, 160):
    one, four = faces_needed(0.1, K), faces_needed(4 / K, K)
    print(f"{K:3d} faces: alpha = 0.1: {one:4.1f}; alpha = 4/{K}: {four:4.1f}")
assert faces_needed(0.1, 20) < 5  # claim: with alpha = 0.1, few of 20 faces hold 90%
assert faces_needed(0.9, 20) > 10  # claim: with alpha = 0.9, more than half are needed
assert faces_needed(0.1, 160) > 20  # claim: the same alpha on 160 faces needs over 20

# %% [markdown]
# So "below 1" is not enough: with 0.9 more than half of the faces are needed. And it depends on $K$. Look at the last
# three lines: with $\alpha = 0.1$ on every face, a die of 160 faces uses many more of them than one of 20. The sum
# $K\alpha$ counts like so many rolls before the first one. Keep $K\alpha = 4$ instead of $\alpha$, and the number of
# faces changes far less.

# %% [markdown]
# ### Further: Slide 1: "α is a Dirichlet distribution"
#
# <details><summary>What is wrong?</summary> α is the parameter of the distribution: K positive numbers, written on the
# bag. The distribution is Dir(α). What is drawn from it is a die, θ. Three kinds of things: numbers on a bag, the bag,
# a die. </details>
#
# It matters. Whoever takes $\alpha$ for a die wants it to add up to 1, and "normalises" it:

# %%
alpha = np.array([6.0, 3.0, 1.0])
for name, a in (("Dir(6, 3, 1)", alpha), ("Dir(0.6, 0.3, 0.1)", alpha / alpha.sum())):
    dice = np.random.default_rng(SEED).dirichlet(a, 20_000)
    top = dice.max(axis=1).mean()
    print(f"{name:18s} mean {dice.mean(axis=0).round(2)}, largest face {top:.2f}")

# %% [markdown]
# The same mean, quite other dice: the largest face of a die is another on average.

# %% [markdown]
# ## 2. The story
#
# Now documents. Each document has a die over the $K$ topics, each topic a die over the $V$ words:
#
# 1. for each topic draw $\phi_k \sim \text{Dir}(\eta)$; for each document draw $\theta_d \sim \text{Dir}(\alpha)$
# 2. for each token (a word at its place) roll the document's die: $z \sim \theta_d$
# 3. roll the die of that topic: $w \sim \phi_z$.

# %%
plot.graphical_model(
    {
        "α": (0, 0),
        "$\\theta_d$": (1.3, 0),
        "z": (2.6, 0),
        "w": (3.9, 0),
        "$\\phi_k$": (5.8, 0),
        "η": (7.1, 0),
    },
    [
        ("α", "$\\theta_d$"),
        ("$\\theta_d$", "z"),
        ("z", "w"),
        ("$\\phi_k$", "w"),
        ("η", "$\\phi_k$"),
    ],
    observed=["w"],
    plates={
        "tokens": ["z", "w"],
        "N documents": ["$\\theta_d$", "z", "w"],
        "K topics": ["$\\phi_k$"],
    },
    title="LDA",
)

# %% [markdown]
# Only $w$ is seen. pLSA is the part inside the plates; $\alpha$ and $\eta$ are new. (Elsewhere $\theta$ may name the
# words of a topic. With us $\theta$ always belongs to a document, $\phi$ to a topic.)
#
# For trying things out we take documents that can be looked at (Griffiths and Steyvers 2004). A document is an image
# of 5 by 5 pixels, a pixel is a word, and each of ten topics is a **bar**, a row or a column.

# %%
bars = make_bars(n_images=2000, n_tokens=100, alpha=1.0, random_state=SEED)
print(bars, "with 100 tokens each")
plot.image_rows(
    {"a topic": bars.phi, "an image": bars.counts[:10] / 25},
    (5, 5),
    limits=(0, 0.5),
    title="The ten topics, and ten of the images",
)

# %% [markdown]
# A pixel of a bar has the share 0.2. An image spreads its 100 tokens over all pixels, so it is drawn four times as
# bright as its shares. Below each topic stands an image; they do not belong together. Every image is made of all ten
# bars, some more, some less. In few of them can a bar be seen at all. **From the images alone, the machine shall find
# the upper row.**

# %% [markdown]
# ### Further: Slide 2: "each roll of the die is multinomial"
#
# <details><summary>What is wrong?</summary> One roll is categorical: it shows one face. The multinomial distribution is
# that of the counts of n rolls, when their order is forgotten. It has a factor more: the number of orders, n! / (n_1!
# ... n_K!). </details>
#
# Tokens come in an order, so there is no such factor. The end of section 5 shows what it would spoil.

# %% [markdown]
# ## 3. Away with the dice
#
# What do we want to know? The topics $z$ of all tokens: from them $\theta$ and $\phi$ are a matter of counting. So the
# dice are in the way. Average over all dice of the bag, and the rolls remain. How probable is a sequence of rolls of
# a die that we do not know? Roll by roll, by the rule of section 1, with the same $\alpha$ for each face:
#
# $$p(z_1, \ldots, z_n) = \prod_{i=1}^{n} \frac{(\text{how often } z_i \text{ came before}) + \alpha}{i - 1 + K \alpha} .$$
#
# What came often comes again. Take $\alpha = 0.5$ and $K = 3$, and the rolls 2, 0, 2, 2, 1:


# %%
def roll_by_roll(rolls, K, alpha):
    """p of a sequence of rolls, the die averaged out."""
    p, counts = 1.0, np.zeros(K)
    for face in rolls:
        p *= (counts[face] + alpha) / (counts.sum() + K * alpha)
        counts[face] += 1
    return p


for rolls in ([2, 0, 2, 2, 1], [2, 2, 2, 1, 0], [0, 1, 2, 2, 2], [0, 1, 2, 1, 0]):
    print(rolls, f"p = {roll_by_roll(rolls, 3, 0.5):.6f}")
p = [roll_by_roll(rolls, 3, 0.5) for rolls in ([2, 0, 2, 2, 1], [0, 1, 2, 2, 2])]
assert np.isclose(*p)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Notice: the first three lines agree. The order does not matter, only the counts (1, 1, 3) do. (Such rolls are called
# **exchangeable**.) So there is a formula with nothing but counts. Each factor $(0 + \alpha)(1 + \alpha) \cdots$ is a
# quotient of two Gamma functions:
#
# $$p(z_1, \ldots, z_n) = \frac{\Gamma(K\alpha)}{\Gamma(n + K\alpha)} \prod_{k=1}^{K} \frac{\Gamma(n_k + \alpha)}{\Gamma(\alpha)} .$$
#
# With the counts (1, 1, 3) and $K\alpha = 1.5$:

# %%
p = gamma(1.5) / gamma(5 + 1.5)
for n_face in (1, 1, 3):
    p *= gamma(n_face + 0.5) / gamma(0.5)
print(f"by the formula {p:.6f}")
assert np.isclose(p, roll_by_roll([2, 0, 2, 2, 1], 3, 0.5))
print(f"Γ(171) = {gamma(171.0):.2g}, Γ(172) = {gamma(172.0)}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Γ grows like a factorial: Γ(172) is beyond the largest number that a computer holds. So for real counts one computes
# with $\log \Gamma$ (`scipy.special.gammaln`), and adds.
#
# For a corpus with its topics there are two kinds of dice. The documents' dice rolled the topics, the counts are
# $n_{dk}$ (tokens of document $d$ with topic $k$). The topics' dice rolled the words, the counts are $n_{wk}$ (tokens
# of word $w$ with topic $k$). Write $n_d = \sum_k n_{dk}$ for the tokens of a document, $n_k = \sum_w n_{wk}$ for those
# of a topic. Then
#
# $$p(w, z) = \prod_{d} \frac{\Gamma(K\alpha)}{\Gamma(n_d + K\alpha)} \prod_k \frac{\Gamma(n_{dk} + \alpha)}{\Gamma(\alpha)}
# \;\cdot\; \prod_{k} \frac{\Gamma(V\eta)}{\Gamma(n_k + V\eta)} \prod_w \frac{\Gamma(n_{wk} + \eta)}{\Gamma(\eta)} ,$$
#
# and `joint_log_likelihood(n_dk, n_wk, alpha, eta)` is its logarithm. (To write it yourself is an exercise.)
#
# ## 4. An exact answer first
#
# $p(w, z)$ can be computed for any assignment of topics to tokens. We want $p(z \mid w) = p(w, z) / p(w)$, the
# **posterior**: what the words tell of the topics. And $p(w)$, the **evidence**, is the sum over *all* assignments. For
# the three documents of the pLSA notebook, 15 tokens and 2 topics, that is $2^{15}$ = 32,768. They can be written down.

# %%
toy = three_documents()
ALPHA, ETA = 0.5, 0.3
exact = exact_posterior(toy.counts, n_topics=2, alpha=ALPHA, eta=ETA)
for document in toy.documents:
    print(*document)
print(
    f"{len(exact.assignments):,} assignments, log p(w) = {exact.log_evidence:.4f} nats"
)
print("expected tokens of each word in topic 0 and in topic 1:")
for word, row in zip(toy.vocabulary, exact.n_wk, strict=True):
    print(f"  {word}  {row[0]:.2f}  {row[1]:.2f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Surprised? The exact answer says that both topics are the same. It is right. Exchange the names 0 and 1 in any
# assignment, and $p(w, z)$ does not change. So for each assignment there is its mirror image with the same weight, and
# the mean of both says nothing. With $K$ topics there are $K!$ copies. We come back to this **label switching** in
# section 8. Until then we ask questions without names: **how often do two tokens share a topic?**

# %%
docs, words = np.nonzero(toy.counts)
repeat = toy.counts[docs, words]
docs = np.repeat(docs, repeat)  # (15,), as exact_posterior sorts the tokens
words = np.repeat(words, repeat)
names = [f"{toy.vocabulary[w]} {d}" for d, w in zip(docs, words, strict=True)]
plot.heatmap(
    exact.together,
    names,
    names,
    title="p(two tokens share a topic), exact",
    alt="Fifteen by fifteen tokens: those of document 0 (Cat, Dog) share a topic with "
    "one another and with the Cat and Dog of document 2, those of document 1 (BNK, "
    "AKB) with its BNK and AKB; other pairs are dark.",
)

# %% [markdown]
# The number behind each name is the document. Pets go with pets and pop with pop, also inside document 2, which has
# both. There is doubt, too: the pets of document 2 are less sure to be one topic than those of document 0.

# %%
dog_cat = exact.together[names.index("Cat 2"), names.index("Dog 2")]
alone = exact.together[names.index("Cat 0"), names.index("Dog 0")]
print(f"Cat and Dog share a topic: document 0 {alone:.3f}, document 2 {dog_cat:.3f}")
assert dog_cat < alone
tokens = int(bars.counts.sum())
print(
    f"the bars: {tokens:,} tokens, 10 topics, 10 to the power of {tokens:,} assignments"
)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# That is the end of writing them down. A sampler has to do.
#
# ## 5. One token at a time
#
# **Gibbs sampling**: give every token some topic. Then visit the tokens one by one, and draw each one's topic again,
# given those of all others. One visit to each token is a **sweep**. What comes of sweep after sweep is a **chain**:
# each assignment is made from the one before. In the long run the assignments come as often as $p(z \mid w)$ says.
#
# Why? It takes two things. First, if $z$ is distributed as it should be, then drawing one part again, given the rest,
# leaves it so. Second, a single sweep may lead from any assignment to any other, because with $\alpha, \eta > 0$ each
# draw may give each topic. A chain with both properties forgets where it started (a theorem about chains, which we do
# not prove: Geman and Geman 1984). It does not say how soon.
#
# We need $p(z_i = k \mid z_{-i}, w)$, where $z_{-i}$ are the topics of all tokens but $i$. It is the quotient of two
# of our formulas:
#
# $$p(z_i = k \mid z_{-i}, w) \;\propto\; \frac{p(w, z)}{p(w_{-i}, z_{-i})} .$$
#
# Above the line token $i$ (word $w$ in document $d$) is counted, with topic $k$; below it is not. Write $n^-$ for the
# counts without it. All factors of other documents, words and topics stand above and below alike. What is left:
#
# $$\frac{p(w, z)}{p(w_{-i}, z_{-i})} = \frac{\Gamma(n_d^- + K\alpha)}{\Gamma(n_d^- + 1 + K\alpha)} \cdot
# \frac{\Gamma(n_{dk}^- + 1 + \alpha)}{\Gamma(n_{dk}^- + \alpha)} \cdot
# \frac{\Gamma(n_{wk}^- + 1 + \eta)}{\Gamma(n_{wk}^- + \eta)} \cdot
# \frac{\Gamma(n_k^- + V\eta)}{\Gamma(n_k^- + 1 + V\eta)} .$$
#
# Now $\Gamma(x + 1) = x\,\Gamma(x)$, four times. The first quotient is $1 / (n_d^- + K\alpha)$, the same for all $k$,
# so it falls out. The others are $n_{dk}^- + \alpha$, $n_{wk}^- + \eta$ and $1 / (n_k^- + V\eta)$:
#
# $$\boxed{\;p(z_i = k \mid z_{-i}, w) \;\propto\; (n_{dk}^- + \alpha)\; \frac{n_{wk}^- + \eta}{n_k^- + V\eta}\;}$$
#
# In words: *how much does this document like topic k, and how much does topic k like this word, judging by all other
# tokens?* This is called the **collapsed** conditional, because the dice have been averaged away (Griffiths and
# Steyvers 2004, equation 5).
#
# Is the derivation right? Take a random state of the three documents, with 3 topics, and look at token 11. Put it into
# each of the topics in turn, and compute the large formula each time. Their shares must be those of the small formula.

# %%
rng = np.random.default_rng(SEED + 4)
z, i = rng.integers(0, 3, 15), 11


def log_p(z):
    """log p(w, z) of the three documents, with 3 topics: the large formula."""
    n_dk, n_wk = np.zeros((3, 3)), np.zeros((4, 3))
    np.add.at(n_dk, (docs, z), 1)
    np.add.at(n_wk, (words, z), 1)
    return joint_log_likelihood(n_dk, n_wk, ALPHA, ETA)


others = np.arange(15) != i  # (15,), True for all tokens but token i
whole = np.array([log_p(np.where(others, z, k)) for k in range(3)])
whole = np.exp(whole - np.logaddexp.reduce(whole))  # shares, from logarithms

# %% [markdown]
# Now the small formula. Its counts we take as the words say it: look at all *other* tokens, and count. And what comes
# out if somebody forgets the small minus, and counts *all* tokens?


# %%
def shares(z, i, counted, K):
    """The small formula for token i; `counted`: (15,), True for the tokens asked."""
    n_dk = np.bincount(z[counted & (docs == docs[i])], minlength=K)
    n_wk = np.bincount(z[counted & (words == words[i])], minlength=K)
    n_k = np.bincount(z[counted], minlength=K)
    p = (n_dk + ALPHA) * (n_wk + ETA) / (n_k + 4 * ETA)
    return p / p.sum()


everyone = np.ones(15, dtype=bool)
print("by the large formula:       ", whole.round(4))
print("small, the others counted:  ", shares(z, i, others, 3).round(4))
print("small, all tokens counted:  ", shares(z, i, everyone, 3).round(4))
print("topic of the token now:", z[i])
assert np.allclose(whole, shares(z, i, others, 3))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The first two lines agree, so the derivation is right. In the third line the token votes for itself, and its present
# topic gets too large a share.

# %% [markdown]
# ### Further: The token that votes for itself
#
# To forget the minus is an easy mistake in a hand-written sampler, and nothing crashes: topics come out. **Predict
# first.** What will be wrong?
#
# <details><summary>Answer</summary> Each token finds itself in its own topic, and likes to stay. The topics look surer
# than they are: on average, what is together more often than not comes together too often, the rest too rarely.
# </details>


# %%
def chain_by_hand(with_itself, n_sweeps=2000, K=2, seed=SEED):
    """Topics of the 15 tokens after each sweep, (n_sweeps, 15)."""
    rng = np.random.default_rng(seed)
    z, samples = rng.integers(0, K, 15), []
    for _ in range(n_sweeps):
        for i in range(15):
            counted = everyone if with_itself else np.arange(15) != i
            p = shares(z, i, counted, K)
            z[i] = np.searchsorted(p.cumsum(), rng.random())
        samples.append(z.copy())
    return np.array(samples)


def same_topic(samples):
    """How often two tokens share a topic: (S, n) -> (n, n)."""
    return np.mean([z[:, None] == z[None, :] for z in samples], axis=0)


right, wrong = (same_topic(chain_by_hand(itself)) for itself in (False, True))
pair = np.triu(np.ones((15, 15), dtype=bool), 1)  # each pair of tokens once
truth = exact.together[pair]
for name, table in (("without the token", right), ("token left in", wrong)):
    error = table[pair] - truth
    print(f"{name:18s} mean size of the error {np.abs(error).mean():.3f}")
    for part, of in (("below 1/2", truth < 0.5), ("above 1/2", truth > 0.5)):
        low = np.mean(error[of] < 0)
        print(f"   pairs {part}: mean error {error[of].mean():+.3f}, {low:.0%} too low")
size = [np.abs(table - exact.together).mean() for table in (right, wrong)]
assert size[0] < 0.02 < size[1]  # claim: a token that votes for itself errs above 0.02
error = wrong[pair] - truth
# claim: with the token left in, rare pairs come too low on average, common ones too high
assert error[truth < 0.5].mean() < -0.02 and error[truth > 0.5].mean() > 0.01
plot.scatter(
    {
        "without the token": np.stack([truth, right[pair] - truth], axis=1),
        "token left in": np.stack([truth, wrong[pair] - truth], axis=1),
    },
    xlabel="exact p(two tokens share a topic)",
    ylabel="sampled minus exact",
    title="105 pairs of tokens",
)

# %% [markdown]
# (The draw: the running sums `p.cumsum()` cut the line from 0 to 1 into $K$ pieces, each as long as its probability,
# and the random number lands in one of them.)
#
# The right sampler's points lie about 0. (Many of them lie on one side: the pairs share tokens, so they err together.)
# With the token left in, the pairs that are rarely together come out too low on average, those that mostly are too
# high: doubt is lost. Not each pair obeys; the print says how many do. Without the exact answer nobody would see it.
#
# Our `shares` looks at all tokens to draw a single one. A sampler for real texts keeps the three tables of counts, and
# changes a few entries when a token moves. In the exercise you write that one, with its minus.

# %% [markdown]
# ### Further: How fast?
#
# The error of a correct sampler shrinks like $1/\sqrt{\text{sweeps}}$, as the error of any mean of random numbers. Here
# is the package's sampler from three seeds (a **seed** is the number that a generator of random numbers starts with).
# `GibbsState` is what works inside of `LDA`: it holds the topics and the tables, and `sweep()` draws each topic once.
# `check_counts` makes the sparse table of counts that it wants:


# %%
def errors(seed, checkpoints):
    """Mean error of the pairs after a number of sweeps of the package's sampler."""
    rng = np.random.default_rng(seed)
    counts, alpha = check_counts(toy.counts), np.full(2, ALPHA)
    state = GibbsState(counts, alpha, ETA, rng)
    order = np.lexsort((state.words, state.docs))  # back to the order of `exact`
    total, out = np.zeros((15, 15)), []
    for sweep in range(1, checkpoints[-1] + 1):
        state.sweep()
        z = state.topics[order]
        total += z[:, None] == z[None, :]
        if sweep in checkpoints:
            out.append(np.abs(total / sweep - exact.together).mean())
    return out


checkpoints = [30, 100, 300, 1000, 3000]
lines = {f"seed {SEED + s}": errors(SEED + s, checkpoints) for s in range(3)}
lines["0.6 / sqrt(sweeps)"] = 0.6 / np.sqrt(checkpoints)
plot.curves(
    lines,
    x=np.log10(checkpoints),
    yscale="log",
    xlabel="log10 of the number of sweeps",
    ylabel="mean error",
    title="A chain approaches the exact answer",
)

# %%
last = [line[-1] for name, line in lines.items() if "seed" in name]
print("mean error after 3,000 sweeps:", ", ".join(f"{e:.4f}" for e in last))
assert max(last) < 0.03  # claim: after 3,000 sweeps the mean error is below 0.03

# %% [markdown]
# ### Further: Slide 2 once more
#
# With multinomial coefficients the documents' part would be multiplied by $n_d! / \prod_k n_{dk}!$, which turns
# $n_{dk}^- + \alpha$ into $(n_{dk}^- + \alpha) / (n_{dk}^- + 1)$. For $\alpha = 1$ that is 1 for every topic:
# **the document would have no vote at all.**

# %% [markdown]
# ## 6. The bars appear
#
# Now the 2,000 images, 200,000 tokens. At first each token has a random topic. After some sweeps we read off
#
# $$\hat\phi_{kw} = \frac{n_{wk} + \eta}{n_k + V\eta}, \qquad \hat\theta_{dk} = \frac{n_{dk} + \alpha}{n_d + K\alpha},$$
#
# the means of the dice given the counts (section 1 once more), and draw $\hat\phi$ as pictures. The error is the
# **total variation** $\frac12 \sum_w |\hat\phi_{kw} - \phi_{kw}|$: 0 if two topics are equal, 1 if they share no word.
# Since the topics have no names, `match_topics` first pairs them with the true bars.
#
# **Predict first.** 100 sweeps. Do the bars grow clearer from sweep to sweep, or all at once?
#
# <details><summary>Answer</summary> For some ten sweeps hardly anything is to be seen. Then symmetry breaks: a topic
# that is a little more "row 2" than the others draws row 2 to it. </details>

# %%
show = (1, 10, 20, 30, 50, 100)
settings = {"n_topics": 10, "alpha": 1.0, "eta": 1.0, "progress": False}
model = LDA(**settings, n_sweeps=1, random_state=SEED).fit(bars.counts)
rows, error = {}, []
for sweep in range(1, 101):
    if sweep > 1:
        model.resume(1)
    order, distance = match_topics(model.components_, bars.phi)
    error.append(distance.mean())
    if sweep in show:
        rows[f"sweep {sweep}"] = model.components_[order]
plot.image_rows(
    {**rows, "truth": bars.phi},
    (5, 5),
    limits=(0, 0.25),
    title="Ten topics, matched with the bars",
)

# %%
print("sweep: error ", ", ".join(f"{s}: {error[s - 1]:.3f}" for s in show))
assert error[-1] < 0.5 * error[0]  # claim: 100 sweeps more than halve the distance
plot.curves(
    {"one chain": error},
    xlabel="sweep",
    ylabel="total variation",
    title="Distance to the true bars",
)

# %% [markdown]
# In this run the machine has found the ten bars. It was told their number, and two numbers about the bags: $\alpha = 1$,
# which is how the images were made, and $\eta = 1$. Of rows and columns it was told nothing.

# %% [markdown]
# ### Further: Late chains
#
# One run is no evidence. Four chains from four seeds, 100 sweeps each:

# %%
chains = [model]
for s in (1, 2, 3):
    chain = LDA(**settings, n_sweeps=100, random_state=SEED + s)
    chains.append(chain.fit(bars.counts))


def report(chains):
    """One line for each chain: how near to the bars, and how high."""
    far = []
    for s, chain in enumerate(chains):
        distance = match_topics(chain.components_, bars.phi)[1]
        far.append(distance.max())
        print(
            f"seed {SEED + s}, sweep {chain.n_sweeps_}: mean error {distance.mean():.3f}, "
            f"worst topic {distance.max():.2f}, log p(w, z) {chain.log_joint():,.0f}"
        )
    return np.array(far), np.array([chain.log_joint() for chain in chains])


far, height = report(chains)
missing = far > 0.5
print(f"{missing.sum()} of 4 chains have no topic near one of the bars")
if 0 < missing.sum() < 4:  # claim: a chain that misses a bar stands lower than all that miss none
    assert height[missing].max() < height[~missing].min() - 10_000

# %%
lowest = int(np.argmin(height))
order, _ = match_topics(chains[lowest].components_, bars.phi)
plot.image_rows(
    {f"seed {SEED + lowest}": chains[lowest].components_[order], "truth": bars.phi},
    (5, 5),
    limits=(0, 0.25),
    title="The lowest chain after 100 sweeps",
)

# %% [markdown]
# Notice: in this run two of the four chains are not there. In the lowest one no topic is the right-most column; its
# pixels are shared out among the rows (all have a bright right end), and one column was found twice. The last numbers
# of the print know it: $\log p(w, z)$ is far lower, and to see that one needs no truth. (Two of four is more than
# usual: we tried the seeds 4 to 9 as well, and after 100 sweeps none of them misses a bar.)
#
# **Predict first.** Are these two stuck for good? The sampler moves one token at a time, and thousands are in the wrong
# place. Let all four go on, fifty sweeps at a time, until they stand at one height, up to 10,000 nats (or until sweep
# 500). This rule looks at no bar.

# %%
while np.ptp(height) > 10_000 and model.n_sweeps_ < 500:
    height = np.array([chain.resume(50).log_joint() for chain in chains])
far, height = report(chains)
assert np.ptp(height) < 10_000  # claim: by sweep 500 all four chains stand at one height
assert far.max() < 0.2  # claim: and then all four have all the bars
plot.curves(
    {
        f"seed {SEED + s}": np.array(chain.history_["log_joint"][4:]) / 1000
        for s, chain in enumerate(chains)
    },
    x=model.history_["sweep"][4:],
    xlabel="sweep",
    ylabel="log p(w, z), thousands of nats",
    title="Four chains on the bars, from sweep 50",
)

# %% [markdown]
# They were late, not stuck. Seed 3 keeps to a level far below for some sixty sweeps, seed 1 for more than a hundred;
# then they climb to the others. So a level curve is no proof that a chain has arrived; that it stands as high as the
# highest of several chains is a better sign.

# %% [markdown]
# ### Further: The last 0.05
#
# Why do all stop at an error of 0.05? From sweep 100 to 250 seed 0 gained almost nothing. Our suspect is the **prior**
# $\eta = 1$, what the model believes of topics before it sees a word: it expects dice of every kind, as in the second
# triangle of section 1. A bar is a die near the edge: most pixels never come. But careful. $\eta$ acts in two places:
# it is added to the counts when $\hat\phi$ is read off, and it takes part in each draw.
#
# A test that keeps them apart: **start a chain at the truth.** Each token gets a topic in the proportions $\theta_{dk}
# \phi_{kw}$ of the true tables. Then we let it run for 100 sweeps, with two values of $\eta$. We read $\hat\phi$ off
# with $\eta$, and as the mere shares $n_{wk} / n_k$.
#
# **Predict first.** Will the chain stay where it is?
#
# <details><summary>Answer</summary>
#
# Not with $\eta = 1$: it leaves the truth, and ends where the other chains ended.
# How the numbers are read off hardly matters.
#
# </details>


# %%
def from_truth(eta):
    """Errors of phi at the true topics and 100 sweeps later: with eta, without."""
    rng = np.random.default_rng(SEED)
    state = GibbsState(check_counts(bars.counts), np.ones(10), eta, rng)
    p = bars.theta[state.docs] * bars.phi.T[state.words]  # (n, 10)
    p = p.cumsum(axis=1)
    state.topics[:] = (p <= rng.random(len(p))[:, None] * p[:, -1:]).sum(axis=1)
    state.recount()
    out = []
    for n_sweeps in (0, 100):
        for _ in range(n_sweeps):
            state.sweep()
        for added in (eta, 0.0):
            phi = ((state.n_wk + added) / (state.n_k + 25 * added)).T
            out.append(0.5 * np.abs(phi - bars.phi).sum(axis=1).mean())
    return out


drift = {eta: from_truth(eta) for eta in (1.0, 0.01)}
print("           at the truth          100 sweeps later")
print("           with eta   shares     with eta   shares")
for eta, row in drift.items():
    print(f"eta = {eta:4}  ", "     ".join(f"{value:.4f}" for value in row))
# claim: with eta = 1 the chain leaves the truth by twice as much as with 0.01, and more
assert drift[1.0][3] > 2 * drift[0.01][3]
# claim: reading off with eta changes the error by less than 0.005
assert all(abs(row[2] - row[3]) < 0.005 for row in drift.values())

# %% [markdown]
# Notice: the chain was at the truth, and with $\eta = 1$ it goes away from it, in the draws. Adding $\eta$ to the
# counts moves $\hat\phi$ by next to nothing. With a small $\eta$, which says that topics have few words, it stays much
# nearer. So the 0.05 is no fault of the search: the posterior itself lies there, because of what the prior expects.

# %% [markdown]
# ## 7. Further: Texts
#
# The 395 news reports of the package `lda`: 4,258 words, 84,010 tokens. 20 topics, $\alpha = 0.1$, $\eta = 0.01$, 600 sweeps.
# (We keep the topics of sweep 300 for the next section.)

# %%
corpus = load_reuters()
print(corpus)
twenty = {"n_topics": 20, "alpha": 0.1, "eta": 0.01, "progress": False}
news = LDA(**twenty, n_sweeps=300, random_state=SEED).fit(corpus.counts)
early = news.components_  # (20, V)
news.resume(300)
plot.curves(
    {"one chain": np.array(news.history_["log_joint"]) / 1000},
    x=news.history_["sweep"],
    xlabel="sweep",
    ylabel="log p(w, z), thousands of nats",
    title="Twenty topics",
)

# %%
n_tokens = int(corpus.counts.sum())
height = news.log_joint()
print(f"log p(w, z) = {height:,.0f} nats, {height / n_tokens:.2f} a token")
assert -665_000 < height < -645_000
for k, words_k in enumerate(top_words(news.components_, corpus.vocabulary, 8)):
    print(f"{k:2d} ({news.ndz_[:, k].sum() / n_tokens:4.0%})  {' '.join(words_k)}")

# %% [markdown]
# Each line is a topic, with its share of all tokens and its most probable words. Nobody told the machine what a word
# means, nor which words go together. Not all lines are equally good: some topics hold words that stand everywhere.
#
# And the documents? Three of them, with all topics above 10%:

# %%
lines = top_words(news.components_, corpus.vocabulary, 6)
for d in (0, 20, 200):
    print(corpus.titles[d][:90])
    for k in np.argsort(-news.doc_topic_[d]):
        if news.doc_topic_[d, k] > 0.1:
            print(f"   {news.doc_topic_[d, k]:.2f}  {' '.join(lines[k])}")
most = np.sort(news.doc_topic_, axis=1)[:, ::-1].cumsum(axis=1)
needed = np.mean((most < 0.9).sum(axis=1) + 1)
print(f"on average {needed:.1f} of 20 topics make 90% of a document")

# %% [markdown]
# ## 8. Further: Do the chains agree?
#
# A chain may only be trusted if others say the same. Four chains, 300 sweeps each:

# %%
others = [
    LDA(**twenty, n_sweeps=300, random_state=SEED + i).fit(corpus.counts)
    for i in (1, 2, 3)
]
# (4, 30), every tenth sweep; the first chain is that of section 7
traces = np.array([chain.history_["log_joint"][:30] for chain in (news, *others)])
plot.curves(
    {f"seed {SEED + i}": trace[4:] / 1000 for i, trace in enumerate(traces)},
    x=others[0].history_["sweep"][4:],
    xlabel="sweep",
    ylabel="log p(w, z), thousands of nats",
    title="Four chains, from sweep 50",
)

# %% [markdown]
# **R-hat** compares the spread between chains with that within a chain. First each chain is cut into two halves, so
# that a climb shows as well: a half that lies higher is then like another chain. Take the numbers of one half, $n$ of
# them. $W$ is their variance, averaged over all halves. $B/n$ is the variance of the means of the halves:
#
# $$\hat R = \sqrt{\frac{W (n-1)/n + B/n}{W}} .$$
#
# If all halves tell the same story, $\hat R$ is near 1. Below 1.1 was long thought good enough (Gelman et al. 2013).
# Vehtari et al. (2021) ask for less than 1.01, of a finer number: theirs first replaces the values by their ranks.

# %%
late = traces[:, 16:]
climb = np.diff(late.reshape(4, 2, 7).mean(axis=2)).mean()
print(f"R-hat of log p(w, z), sweeps 170 to 300: {r_hat(late):.2f}")
print(f"the first half lies {climb:,.0f} nats below the second, on average")
# claim: after 300 sweeps R-hat is above 1.1, and the chains still climb
assert r_hat(late) > 1.1 and climb > 0

# %% [markdown]
# They have not settled: the chains still climb, and the curve of section 7 climbs on to sweep 600. But a height is only
# one number. Are the chains at least in similar places? Let chain 1 go on to sweep 600 as well, and compare its topics
# with those of chain 0, every one with every one.

# %%
early_1 = others[0].components_
others[0].resume(300)
distance = total_variation(news.components_, others[0].components_)
order, gap = match_topics(others[0].components_, news.components_)
gap_300 = match_topics(early_1, early)[1]
before = news.components_
later = np.diag(total_variation(before, news.resume(100).components_))
print(f"mean distance, same number in both chains: {np.diag(distance).mean():.2f}")
for n_sweeps, of in ((300, gap_300), (600, gap)):
    print(
        f"after matching, sweep {n_sweeps}: mean {of.mean():.2f}; of 20 pairs "
        f"{np.sum(of < 0.4)} are nearer than 0.4, {np.sum(of > 0.6)} further than 0.6"
    )
print(f"for comparison, chain 0 and itself 100 sweeps later: {later.mean():.2f}")
# claim: of the distance at sweep 300, more than half is still there at sweep 600
assert gap.mean() > gap_300.mean() / 2
# claim: two chains are further apart than one chain from itself 100 sweeps later
assert later.mean() + 0.1 < gap.mean()
# claim: matching brings the topics of two chains nearer by 0.2 or more
assert gap.mean() < np.diag(distance).mean() - 0.2
plot.heatmap(
    distance[:, order],
    range(20),
    order,
    "topics of chain 1, in the matched order",
    "topics of chain 0",
    title="Total variation after 600 sweeps, after matching",
)

# %% [markdown]
# As they come the numbers say nothing, for each chain numbers its topics as it likes. After matching there is a
# diagonal, dark in part (dark is near). Where it is dark, both chains found the same topic. Where it is not, think
# twice before you print that topic in a report. A part of the distance at sweep 300 was only that the chains were not
# ready. But at sweep 600 most of it is still there. The comparison line says that this is no matter of a few words: one chain
# differs from itself, 100 sweeps later, by much less. Each chain sits in a place of its own, and it is honest to say
# so: **we do not have the posterior, we have some good places in it.**
#
# **Predict first.** Average $\hat\phi$ over the four chains of the bars, which have all arrived. Better or worse than
# one chain?
#
# <details><summary>Answer</summary> As they come: mush, far worse. After matching: about as good as one. What is left
# of the error does not average out; section 6 found it in the prior. </details>

# %%
topics = [chain.components_ for chain in chains]
base = topics[0]
matched = [phi[match_topics(phi, base)[0]] for phi in topics]
means = {
    "one chain": base,
    "mean of 4, as they come": np.mean(topics, axis=0),
    "mean of 4, matched": np.mean(matched, axis=0),
}
off = {name: match_topics(phi, bars.phi)[1].mean() for name, phi in means.items()}
for name, value in off.items():
    print(f"{name:24s} error {value:.3f}")
assert off["mean of 4, as they come"] > 0.3  # claim: topics averaged as they come are mush
# claim: averaged after matching they are as good as one chain, to 0.03
assert abs(off["mean of 4, matched"] - off["one chain"]) < 0.03
plot.image_rows(means, (5, 5), limits=(0, 0.25), title="Averaging topics over chains")

# %% [markdown]
# This is the label switching of section 4, in pictures. A question that uses the names of topics must not be averaged
# over chains without matching. How often two tokens share a topic may be: it uses none.

# %% [markdown]
# ## 9. Further: Against pLSA, on new documents
#
# The reason for the bag was overfitting. It shows on **new** documents: fit $\theta$ to one half of one, and predict the
# other half (**document completion**). The score is the **perplexity**, exp of minus the mean log probability of a
# token; lower is better. The pLSA notebook (section 9) found that it takes two: words with nearly 0 in a topic, and
# topics with nearly 0 in the new document. LDA has a bag against either. So add the bags to pLSA, each alone and both
# together, and see what is left for LDA. 80 topics:
#
# - **pLSA**: 150 iterations of EM. A new document's $\theta$ is free.
# - **+ alpha**: the very same $\phi$. In folding in, each topic gets $\alpha$ of a token before the soft counts come
#   in.
# - **+ eta**: a free $\theta$, but $\hat\phi_{kw} = (n_{wk} + \eta)/(n_k + V\eta)$ with pLSA's soft counts.
# - **+ both**.
# - **LDA, one sample**: $\hat\phi$ after 150 sweeps; new documents are folded in with $\alpha$.
# - **LDA, mean of ten** samples of $\hat\phi$ from the same chain, ten sweeps apart (within one chain the names stay,
#   mostly).
#
# Both sides may choose. Three quarters of the documents train, an eighth chooses, the last eighth gives the score;
# words that stand in fewer than five training documents are left out. What a line has is chosen on the validation
# documents of the first split: $\alpha$ of folding in from 0.05, 0.1, 0.2, 0.4, and $\eta$ from 0.01, 0.03, 0.1.
# (LDA must be trained anew for each $\eta$, pLSA not. Both lines of LDA come from one chain, with the $\eta$ that is
# best for the mean of ten. In its training LDA has $\alpha = 0.05$, so $K\alpha = 4$; that was not tuned.) Then five
# splits, each with a start of its own.
#
# **Predict first.** Which of the two bags brings more? And will LDA be ahead in the end?
#
# <details><summary>Answer</summary> Either of them alone brings nearly all that both bring. After it nothing much is
# left for LDA. </details>

# %%
N, K_RACE = corpus.counts.shape[0], 80


def cut(split):
    """Training, validation and test documents, with the frequent words only."""
    order = np.random.default_rng(SEED + split).permutation(N)
    a, b = N * 3 // 4, N * 7 // 8
    often = np.flatnonzero((corpus.counts[order[:a]] > 0).sum(axis=0) >= 5)
    X = corpus.counts[order][:, often]
    return check_counts(X[:a]), check_counts(X[a:b]), check_counts(X[b:])


def perplexity(new, phi, alpha):
    """Of one half of each new document, given the other."""
    return np.exp(-completion(new, phi, alpha, np.random.default_rng(SEED)))


def plsa_counts(train, seed):
    """pLSA's soft counts of words in topics, (K, V)."""
    plsa = PLSA(K_RACE, max_iter=150, random_state=seed, progress=False).fit(train)
    n_k = (plsa.doc_topic_ * train.sum(axis=1)[:, None]).sum(axis=0)  # (K,)
    return plsa.components_ * n_k[:, None]


def add(counts, eta):
    """phi with eta added to the counts; eta = 0 is plain pLSA."""
    return (counts + eta) / (counts + eta).sum(axis=1, keepdims=True)


def lda_samples(train, eta, seed):
    """phi after 150 sweeps, and the mean of ten samples, ten sweeps apart."""
    lda = LDA(K_RACE, 4 / K_RACE, eta, n_sweeps=150, random_state=seed, progress=False)
    first, total = lda.fit(train).components_, 0
    for _ in range(10):
        total = total + lda.resume(10).components_ / 10
    return first, total


# %%
alphas, etas = (0.05, 0.1, 0.2, 0.4), (0.01, 0.03, 0.1)
train, validation, _ = cut(0)
print(
    f"{train.shape[0]} training documents, {validation.shape[0]} to choose, "
    f"{train.shape[1]:,} words"
)


def choose(name, alphas, phis):
    """The alpha and eta with the lowest perplexity; phis: one phi for each eta."""
    scores = {
        (alpha, eta): perplexity(validation, phi, alpha)
        for alpha in alphas
        for eta, phi in phis.items()
    }
    alpha, eta = min(scores, key=scores.get)
    print(f"{name:16s} alpha {alpha}, eta {eta}: validation {min(scores.values()):.0f}")
    return alpha, eta


counts = plsa_counts(train, SEED)
sampled = {eta: lda_samples(train, eta, SEED) for eta in etas}
smoothed = {eta: add(counts, eta) for eta in etas}
chosen = {  # alpha in folding in, eta
    "pLSA": (0.0, 0.0),
    "+ alpha": choose("+ alpha", alphas, {0.0: add(counts, 0.0)}),
    "+ eta": choose("+ eta", [0.0], smoothed),
    "+ both": choose("+ both", alphas, smoothed),
}
name = "LDA, mean of ten"
best = choose(name, alphas, {eta: ten for eta, (_, ten) in sampled.items()})
phi = {best[1]: sampled[best[1]][0]}  # one sample of the same chain
chosen |= {"LDA, one sample": choose("LDA, one sample", alphas, phi), name: best}

# %%
table = {name: [] for name in chosen}
no_alpha = []  # LDA's mean of ten, with a free theta
first, ten = sampled[best[1]]  # split 0 is trained already
for split in range(5):
    train, _, test = cut(split)
    if split > 0:
        counts = plsa_counts(train, SEED + split)
        first, ten = lda_samples(train, best[1], SEED + split)
    of_lda = {"LDA, one sample": first, "LDA, mean of ten": ten}
    for name, (alpha, eta) in chosen.items():
        phi = of_lda[name] if name in of_lda else add(counts, eta)
        table[name].append(perplexity(test, phi, alpha))
    no_alpha.append(perplexity(test, ten, 0.0))
print("test perplexity, five splits              mean")
for name, row in (*table.items(), ("ten, alpha = 0", no_alpha)):
    print(f"{name:16s}", *(f"{value:5.0f}" for value in row), f"  {np.mean(row):5.0f}")


def against(one, other):
    """Print the difference of two lines of the table, split by split."""
    gap = np.array(table[one]) - np.array(table[other])
    half = 2.776 * gap.std(ddof=1) / np.sqrt(5)  # t-factor for five values, 95%
    each = " ".join(f"{value:+.0f}" for value in gap)
    print(f"{one} - {other}: {gap.mean():+.0f} ± {half:.0f}   ({each})")
    return gap


alpha_helps, eta_helps = against("+ alpha", "pLSA"), against("+ eta", "pLSA")
eta_after, alpha_after = against("+ both", "+ alpha"), against("+ both", "+ eta")
ten_helps = against("LDA, mean of ten", "LDA, one sample")
lda_helps = against("LDA, mean of ten", "+ both")
# claim: either bag alone helps pLSA in each of five splits, by over 100
assert max(alpha_helps.max(), eta_helps.max()) < -100
# claim: once alpha is there, eta brings less than a quarter of what it brings alone
assert abs(eta_after.mean()) < abs(eta_helps.mean()) / 4
# claim: once eta is there, alpha brings less than a quarter of what it brings alone
assert abs(alpha_after.mean()) < abs(alpha_helps.mean()) / 4
# claim: the mean of ten samples beats one sample in each of five splits
assert ten_helps.max() < 0
assert lda_helps.mean() > 0  # claim: LDA's mean of ten is not ahead of pLSA + both
# claim: from pLSA + both to LDA it is less than a quarter of the step of one bag
assert abs(lda_helps.mean()) < abs(alpha_helps.mean()) / 4
plot.bars(
    {name: np.mean(row) for name, row in table.items()},
    xlabel="test perplexity",
    fmt=".0f",
    title="80 topics, new documents, mean of five splits",
)

# %% [markdown]
# (After ± stands half of a 95% interval for the mean difference, as if the five splits had nothing in common. They are
# drawn from the same 395 reports, so it is too narrow; and a report that helped to choose may be a test document of
# another split. In brackets stand the five differences.) Who pays without the bags? The tokens of the last split to
# which plain pLSA gives less than one in a million:

# %%
seen, unseen = split_tokens(test, np.random.default_rng(SEED))
unseen = unseen.toarray()


def log_p_unseen(alpha, eta):
    """log p of each word in each test document, theta from the half that is seen."""
    phi = add(counts, eta)
    return np.log(fold_in(seen, phi, alpha) @ phi + 1e-300)


plain = log_p_unseen(0.0, 0.0)
rare = plain < np.log(1e-6)
print(f"{unseen[rare].sum() / unseen.sum():.1%} of the unseen tokens are such tokens")
for name in ("+ alpha", "+ eta"):
    gain = unseen * (log_p_unseen(*chosen[name]) - plain)
    part = gain[rare].sum() / gain.sum()
    print(f"{name}: they bring {part:.0%} of the gain")
    # claim: the tokens below one in a million bring more than three quarters of the gain
    assert part > 0.75

# %% [markdown]
# Notice:
#
# - **Either bag does it.** $\alpha$ for $\theta$, with the very same $\phi$, takes some 300 off the perplexity, and so
#   does $\eta$ for $\phi$, with a free $\theta$. Once one of them is there, the other one adds little. So do not ask
#   which of the two makes the difference: whoever adds $\alpha$ first says $\alpha$, whoever adds $\eta$ first says
#   $\eta$. Both mend the same few tokens, words that no topic left in $\theta$ can say.
# - **Average.** The mean of ten samples beats one sample in each split: one sample is one opinion.
# - **Sampling gains nothing here.** LDA's samples have $\eta$ inside, so even with a free $\theta$ (the line "ten, alpha
#   = 0") they are far below pLSA. But against pLSA with both numbers the mean of ten is not ahead, and what lies between
#   them is small beside the step of one bag.
#
# But pLSA with $\alpha$ and $\eta$ is no longer pLSA: the numbers *are* LDA's bags. Asuncion et al. (2009) compared the
# common algorithms for LDA and found much the same: with the smoothing tuned alike, the differences shrink. (Longer
# chains still help LDA: 600 sweeps bring some 20 in the first split. Other values of $\eta$ and more samples may, too,
# and tempering helps pLSA: we have tried what stands above.)
#
# What then is LDA for? It says where $\alpha$ and $\eta$ come from. So a new document has a probability, both can be
# learnt (`LDA(learn_priors=True)`), and many samples say how sure an answer is, as the tokens of section 4 do.

# %% [markdown]
# ## 10. Further: Sampling, or a bound?
#
# There is another way to the posterior, the one that the VAE of day 4 takes. Choose a simple family of distributions
# $q$, and raise a lower bound on the evidence, the **ELBO** (evidence lower bound):
#
# $$\text{ELBO} = E_q[\log p(w, z, \theta, \phi)] - E_q[\log q] = \log p(w) - \text{KL}(q \,\|\, p(z, \theta, \phi \mid w)) \;\le\; \log p(w) .$$
#
# ($E_q$ is the mean over draws from $q$. $\text{KL}(q \,\|\, p) = E_q[\log q - \log p]$ measures how far $q$ is from
# the posterior $p$; it is 0 if both are the same, and never negative.) In the simple family nothing depends on anything
# else: each document's die has its own Dirichlet, $q(\theta_d) = \text{Dir}(\gamma_d)$, each topic's die too,
# $q(\phi_k) = \text{Dir}(\lambda_k)$, and each token its own probabilities, $q(z_i = k) = r_{dwk}$. (They are the same
# for all tokens of word $w$ in document $d$, so there is one row of them for each **cell** $(d, w)$ of the table of
# counts.)
#
# How is the bound raised? One factor of $q$ at a time, all others held fixed. For one factor $q_j$ the bound is, up to
# a constant, $E_{q_j}[\log f_j] - E_{q_j}[\log q_j]$, where $\log f_j$ is the mean of $\log p(w, z, \theta, \phi)$ over
# all *other* factors. That is $-\text{KL}(q_j \,\|\, f_j)$ but for a constant, so it is highest at $q_j \propto f_j$.
# What is $f_j$ here? In $\log p$ the parts with $\theta_d$ are $(\alpha - 1) \log \theta_{dk}$ from the bag, and
# $\log \theta_{dk}$ for each token with topic $k$:
#
# $$\log p(w, z, \theta, \phi) = \sum_{d,k} (\alpha - 1 + n_{dk}) \log \theta_{dk}
# + \sum_{k,w} (\eta - 1 + n_{wk}) \log \phi_{kw} + \text{const} .$$
#
# Now read off:
#
# - **a token**: the part with $z_i = k$ is $\log \theta_{dk} + \log \phi_{kw}$. Its mean over the dice gives $r_{dwk}
#   \propto e^{E[\log \theta_{dk}]}\, e^{E[\log \phi_{kw}]}$.
# - **a document's die**: the mean of $n_{dk}$ is the soft count $\sum_w n_{dw} r_{dwk}$. So $f_j$ is $\prod_k
#   \theta_{dk}^{\alpha - 1 + \text{soft count}}$, a Dirichlet with $\gamma_{dk} = \alpha + \sum_w n_{dw} r_{dwk}$.
# - **a topic's die**: in the same way $\lambda_{kw} = \eta + \sum_d n_{dw} r_{dwk}$.
#
# It looks like EM: soft shares, then counts (Blei, Ng and Jordan 2003). Each update takes the best $q_j$, so the bound
# never falls. One thing is missing, $E[\log \theta_{dk}]$. The density of a Dirichlet adds up to 1:
# $\int \prod_k \theta_k^{\gamma_k - 1} d\theta = \prod_k \Gamma(\gamma_k) / \Gamma(\sum_k \gamma_k)$. Take the
# logarithm of both sides, and the derivative by $\gamma_k$. On the left stands the mean of $\log \theta_k$, on the
# right
#
# $$E[\log \theta_{dk}] = \psi(\gamma_{dk}) - \psi\Big(\sum_j \gamma_{dj}\Big) ,$$
#
# where $\psi$, the digamma function, is the derivative of $\log \Gamma$. A check with random dice, and then the three
# documents, of which we know $\log p(w)$ exactly. Twenty starts:

# %%
dice = np.random.default_rng(SEED).dirichlet([0.5, 2.0, 3.0], 200_000)
print("mean of log theta:", np.log(dice).mean(axis=0).round(3))
print("by psi:           ", expected_log(np.array([[0.5, 2.0, 3.0]]))[0].round(3))

# %%
small = {"alpha": ALPHA, "eta": ETA, "max_iter": 1000, "tol": 1e-9, "progress": False}
fits = [
    VariationalLDA(2, **small, random_state=SEED + s).fit(toy.counts) for s in range(20)
]
elbo = np.array([fit.history_["elbo"][-1] for fit in fits])
best = fits[elbo.argmax()]
gap = exact.log_evidence - elbo.max()
print(f"exact log p(w) {exact.log_evidence:.3f}")
print(f"best ELBO {elbo.max():.3f}; worst of 20 starts {elbo.min():.3f}")
print(f"the gap of {gap:.3f} nats: log 2! = {np.log(2):.3f} for one of two namings,")
print(f"{gap - np.log(2):.3f} for the rest")
assert elbo.max() < exact.log_evidence
lower = np.sum(elbo < elbo.max() - 1)
print(f"{lower} of 20 starts end more than a nat below the best one")
assert gap > np.log(2)  # claim: the best bound stays more than log 2 below the evidence


def twenty_passes(fit):
    """The ELBO of 20 passes; after the last pass it stays."""
    line = fit.history_["elbo"][:20]
    return np.array(line + [line[-1]] * (20 - len(line)))


passes = [f"{fit.n_iter_}" for fit in (best, fits[elbo.argmin()])]
print(f"passes until the gain is below 1e-9 a token: {' and '.join(passes)}")
plot.curves(
    {
        "best start": twenty_passes(best),
        "worst start": twenty_passes(fits[elbo.argmin()]),
        "log p(w)": np.full(20, exact.log_evidence),
    },
    x=np.arange(1, 21),
    xlabel="pass",
    ylabel="nats",
    title="The bound stays below the evidence",
)

# %% [markdown]
# The bound never falls, and never crosses the line. In this run one start ends on a lower hill, as EM may. (On this
# corpus that is rare: 2 of the starts 0 to 399.) Two things keep even the best one below. It has settled on one of the
# $2!$ namings, where the true posterior has both: that alone costs $\log 2$. And its $q$ knows no dependence: as if the
# topic of one token told nothing about the next. What does that do to the answers?

# %%
r = np.exp(expected_log(best.gamma_))[docs]  # (15, 2), a row for each token
r = r * np.exp(expected_log(best.lambda_)).T[words]
r /= r.sum(axis=1, keepdims=True)
# independent tokens: Σ_k r_ik r_jk, and a token is always with itself
by_bound = np.where(np.eye(15, dtype=bool), 1.0, r @ r.T)
answers = {
    "exact": exact.together,
    "Gibbs, 2,000 sweeps": right,
    "variational": by_bound,
}
off = {}
for name, of in answers.items():
    doubt = 0.5 - np.abs(of - 0.5)[pair].mean()
    off[name] = np.abs(of[pair] - truth).mean()
    print(f"{name:20s} mean error {off[name]:.3f}, mean doubt {doubt:.3f}")
# claim: the variational answer errs three times as much as the sampler, and more
assert off["variational"] > 3 * off["Gibbs, 2,000 sweeps"]
pairs = [
    ("Cat 0", "Dog 0"),
    ("Cat 2", "Dog 2"),
    ("Cat 0", "Cat 2"),
    ("Cat 2", "BNK 2"),
    ("Cat 0", "BNK 1"),
]
cells = [(names.index(a), names.index(b)) for a, b in pairs]
plot.heatmap(
    np.array([[of[cell] for of in answers.values()] for cell in cells]),
    [f"{a}, {b}" for a, b in pairs],
    ["exact", "Gibbs", "bound"],
    fmt=".2f",
    title="How often two tokens share a topic",
)

# %% [markdown]
# (Doubt is the smaller one of $p$ and $1 - p$: 0.5 for a pair of which nothing is known.) **The variational answer has
# hardly any doubt.** A $q$ without dependence that is fitted in this way is mostly too sure of itself. More passes do
# not help, while more sweeps do help the sampler. In return it draws nothing at random but its start, has a number that
# says when it is done, and takes large corpora in pieces (`batch_size`, Hoffman et al. 2010).

# %% [markdown]
# ### The bound on the bars
#
# The first 300 images of section 6. Five starts of the bound (at most 300 passes) and five chains of 200 sweeps, both
# with $\eta = 1$, and then both with $\eta = 0.01$. Of a chain we take the last sample, and the mean of ten (sweeps 155,
# 160, ..., 200), for the bound is a mean, too:

# %%
images = bars.counts[:300]
ends, elbos = {}, {}
print("mean distance to the bars, * if a bar is missing    starts", end=" ")
print(*range(SEED, SEED + 5))
for eta in (1.0, 0.01):
    large = {"alpha": 1.0, "eta": eta, "progress": False}
    fits = [
        VariationalLDA(10, **large, max_iter=300, random_state=SEED + s).fit(images)
        for s in range(5)
    ]
    runs = [
        LDA(10, **large, n_sweeps=150, random_state=SEED + s).fit(images)
        for s in range(5)
    ]
    tens = [sum(run.resume(5).components_ for _ in range(10)) / 10 for run in runs]
    bounds, lasts = ([model.components_ for model in models] for models in (fits, runs))
    elbos[eta] = np.array([fit.history_["elbo"][-1] for fit in fits])
    for name, phis in (("bound", bounds), ("chain", lasts), ("ten", tens)):
        rows = [match_topics(phi, bars.phi)[1] for phi in phis]
        ends[name, eta] = np.array(rows)  # (5, 10)
        marks = (f"{row.mean():.3f}{'*' if row.max() > 0.5 else ' '}" for row in rows)
        print(f"eta = {eta:4}  {name:5s}   ", *marks)
    print("            ELBO    ", *(f"{value:,.0f}" for value in elbos[eta]))
error = {key: of.mean(axis=1) for key, of in ends.items()}  # (5,) each
lost = {key: of.max(axis=1) > 0.5 for key, of in ends.items()}  # (5,) each
for name in ("bound", "chain"):
    n_lost = lost[name, 1.0].sum() + lost[name, 0.01].sum()
    print(f"{name}: {n_lost} of 10 starts end without one of the bars")
# claim: no more chains than starts of the bound end without one of the bars
assert sum(lost["bound", eta].sum() - lost["chain", eta].sum() for eta in elbos) >= 0
arrived = error["bound", 1.0][~lost["bound", 1.0]]
# claim: with eta = 1 a start of the bound that has all bars is nearer than each chain's ten
assert all(arrived < error["ten", 1.0].min())
# claim: with eta = 0.01 the best ten is as near as the best start of the bound, to 0.01
assert error["ten", 0.01].min() < error["bound", 0.01].min() + 0.01

# %% [markdown]
# Look at the stars first. Many starts of the bound settle on a lower hill, without one of the bars, and there they stay:
# a climber does not come down again. How many hangs on the data: in this run five of ten, with `SEED = 23` all ten, with
# 29 none. The chains get lost less often (with 0, 7, 23 and 29 in 3 of 40 starts, the bound in 19), and the late chains
# of section 6 got away. The best ELBO of several starts tells which run to keep, as $\log p(w, z)$ did for the chains.
# But it does not tell whether the best one is good.
#
# With $\eta = 1$, where the bound arrives, it is nearer to the truth than the chains; and to average over samples does
# not help them. A likely reason: the bound is too sure, and here that pays, for the true bars have pixels that never come.
# But it is no merit of the method. Tell both by a small $\eta$ that topics have few pixels, and the best mean of ten is
# as near as the best start of the bound.

# %% [markdown]
# ## 11. Further: How many topics?
#
# The held-out likelihood can choose $K$. First where the truth is known: the bars, with 300 images to learn from
# and 100 new ones.
#
# **Predict first.** What will the curve do to the left and to the right of 10?
#
# <details><summary>Answer</summary> On the left it climbs steeply: with too few topics bars must share one. On the
# right it falls slowly. The second pair of lines says how much of that is the number of topics. </details>

# %%
few = make_bars(n_images=400, random_state=SEED + 1).counts
bar_Ks = [2, 6, 8, 10, 12, 24]
bags_of = {"alpha = 1": lambda K: 1.0, "K alpha = 10": lambda K: 10 / K}
held_out = {}
print("K                    ", *(f"{K:6d}" for K in bar_Ks))
for name, alpha_of in bags_of.items():
    for start in (SEED, SEED + 1):
        row = []
        for K in bar_Ks:
            of = {"n_sweeps": 100, "random_state": start, "progress": False}
            lda = LDA(K, alpha_of(K), 1.0, **of).fit(few[:300])
            row.append(lda.log_completion(few[300:]))
        held_out[f"{name}, start {start}"] = row
        print(f"{name:12s}, start {start:1d}", *(f"{value:6.3f}" for value in row))
scores = np.array(list(held_out.values()))  # (4, 6)
better = np.array([scores[:2].max(axis=0), scores[2:].max(axis=0)])  # (2, 6)
# claim: the better of two starts predicts new images best with 10 or 12 topics
assert all(bar_Ks[best] in (10, 12) for best in better.argmax(axis=1))
fall = better[:, bar_Ks.index(10)] - better[:, -1]
print("from 10 to 24, better of two starts:", *(f"{-value:+.3f}" for value in fall))
# claim: with K alpha = 10 the fall from 10 to 24 topics is less than half as deep
assert fall[1] < fall[0] / 2
plot.curves(
    held_out,
    x=bar_Ks,
    xlabel="K",
    ylabel="log p of a token, nats",
    title="New images of bars",
)

# %% [markdown]
# In this run 10 is best in each line, but 12 is next to it. (With other data it may be 12.) And beware of the right
# side. With $\alpha = 1$ on each of 24 faces the bag counts like 24 rolls before the first token, not like 10. Keep
# $K\alpha = 10$, and most of the fall is gone.
#
# Now the texts, in the five splits of section 9, on the documents kept for choosing. One sample of LDA after 50 sweeps,
# $\alpha = \eta = 0.1$, with 80 topics and with twice as many. With the same $\alpha$ on every face, $K\alpha$ doubles
# with $K$. And $\eta$ stands on every word of every topic. So we do it three times: with both fixed; with $K\alpha =
# 4$; and with $\alpha = 0.1$, but a smaller $\eta$.
#
# **Predict first.** From 80 to 160 topics: up or down?
#
# <details><summary>Answer</summary> With both fixed it goes up. With either of them smaller it does not. The rise is
# made by the bags, not by the number of topics. </details>

# %%
ways = {
    "alpha 0.1, eta 0.1": lambda K: (0.1, 0.1),
    "K alpha = 4, eta 0.1": lambda K: (4 / K, 0.1),
    "alpha 0.1, eta 0.03": lambda K: (0.1, 0.03),
}


def one_sample(split, K, alpha, eta):
    """Perplexity of the validation documents, after 50 sweeps on the training ones."""
    train, validation, _ = cut(split)
    lda = LDA(K, alpha, eta, n_sweeps=50, random_state=SEED + split, progress=False)
    return perplexity(validation, lda.fit(train).components_, alpha)


more = [80, 160]
rise = {}
for name, of in ways.items():
    rows = [[one_sample(split, K, *of(K)) for K in more] for split in range(5)]
    rows = np.array(rows)
    rise[name] = rows[:, -1] / rows[:, -2] - 1
    print(
        f"{name:21s} mean", *(f"{value:5.0f}" for value in rows.mean(axis=0)[-2:]),
        " from 80 to 160:", *(f"{value:+.1%}" for value in rise[name]),
        f" mean {rise[name].mean():+.1%}",
    )
fixed, held, rare = rise.values()
# claim: with alpha = eta = 0.1 fixed, 160 topics are worse than 80 in each of five splits
assert fixed.min() > 0
# claim: with K alpha = 4, or with the smaller eta, the mean rise is at most a third
assert max(held.mean(), rare.mean()) < fixed.mean() / 3

# %% [markdown]
# With both numbers fixed, 160 topics are worse than 80 in each of the five splits. It looks like the other side of a
# hill: too many topics. It is not. With $K\alpha = 4$ the rise is gone, and with $\alpha = 0.1$ and
# a smaller $\eta$ it is gone as well. The two bags together had become heavy: $\alpha = 0.1$ on 160 faces counts like
# 16 tokens in each document, and $\eta = 0.1$ on 2,772 words like 277 in each topic, 44,000 in all, beside some 60,000
# real ones. **Whoever changes $K$ and fixes $\alpha$ and $\eta$ changes three things.**
#
# What is left from 80 to 160 goes up in some splits and down in others, and its mean is near 0 or below. So on the texts there
# is no true number, and up to 160 no upper end to be seen: the held-out score warns of too few topics. And **what
# predicts best need not be what reads best**: eighty topics for 296 documents are more than anyone will read. Choose
# $K$ for the purpose, and use the held-out score as a guard against too few. (A prior that lets the data open new
# topics by themselves is the subject of the Chinese restaurant, on day 1.)

# %% [markdown]
# ## 12. Further: The fast sampler
#
# Here is the package's readable sweep, with the equation in the middle. First the token is taken out of the three
# tables, at the end it is put back. (A topic of -1 means that the token has none yet, as at a sequential start. `@jit`
# compiles the function.)

# %%
print(inspect.getsource(plain_sweep.py_func))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# `u[i]` is a random number between 0 and 1. The running sums cut the line from 0 to `total` into $K$ pieces, and
# `u[i] * total` lands in one of them, as in section 5.
#
# Each token costs $K$ products, $K$ divisions and a sum. In `total += ...` every addition waits for the one before. A
# processor can do eight at once, if they do not wait for one another. So the fast sweep keeps `lanes` = 8 **lanes**:
# eight sums side by side (16 lanes when there are more than 256 topics). Then it looks for the drawn number in two
# steps: which lane, and where in it. So that the lanes come out even, the tables are filled up with empty columns to a
# multiple of 8: `P` is $K$ rounded up. Two more things are saved. The numbers are float32, half as long as the usual
# ones, so that eight fit where four would. And the divisions are kept in a table, `inverse`, of which a move changes
# two entries.

# %%
print(inspect.getsource(make_lane_sweep))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The same in miniature, with three lanes and ten topics. The weights are laid on the line in another order, lane after
# lane, but each piece keeps its length. So each topic is drawn as often as before:

# %%
weights = np.random.default_rng(SEED).random(10)
# the order of the topics on the line
line = np.concatenate([np.arange(10)[lane::3] for lane in range(3)])
u = np.random.default_rng(SEED + 1).random(200_000) * weights.sum()
plain_draw = np.searchsorted(weights.cumsum(), u)
lane_draw = line[np.searchsorted(weights[line].cumsum(), u)]
wanted = weights / weights.sum()
plain = np.bincount(plain_draw, minlength=10) / len(u)
lanes = np.bincount(lane_draw, minlength=10) / len(u)
print("order on the line:", *line)
print("share wanted", *wanted.round(3))
print("plain       ", *plain.round(3))
print("lanes       ", *lanes.round(3))
assert np.abs(lanes - wanted).max() < 0.005  # claim: lanes draw each topic as often

# %% [markdown]
# It is the same distribution, up to the rounding of float32 (some seven digits). All chains of this notebook but those
# drawn by hand come from the fast sweep.
#
# How much faster? Run `python benchmarks/lda.py`: it takes turns with other libraries on your machine.

# %% [markdown]
# ## What you can now do
#
# - say which of $\alpha$, $\text{Dir}(\alpha)$ and $\theta$ is a set of numbers, a bag, a die
# - average the dice away, and derive the conditional of one token, with its minus
# - check a formula on a corpus where every assignment can be written down
# - *Further*: judge chains by $\log p(w, z)$, R-hat, and matched topics; tell a late chain; average only what has no
#   names
# - *Further*: say what makes pLSA overfit less
# - *Further*: name the bias of the variational answer, and compare numbers of topics without changing the bags
#
# ## Where it goes next
#
# The exercise has you write the dice, the conditional, the sweep and the likelihood, and then ask a question that needs
# no names:
# [exercises/day2/LatentDirichletAllocation](../../exercises/day2/LatentDirichletAllocation.ipynb). Then
# [TopicsInTheWild](TopicsInTheWild.ipynb) uses topics on texts with places and dates.
#
# The whole idea on one page: [one_page/lda.py](../one_page/lda.py).
