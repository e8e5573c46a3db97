# ---
# jupyter:
#   minutes: 75
# ---

# %% [markdown]
# # Latent Dirichlet allocation: exercises
#
# You write a sampler that finds topics: the dice, the one formula that everything hangs on, the sweep over all words,
# and the number that says how far it has come. On a corpus of twelve words it is compared with the exact answer. Then
# it finds the bars in pictures. At the end the exact answer itself turns out to be useless, and you repair the
# question.
#
# The lecture is [LatentDirichletAllocation](../../course/day2/LatentDirichletAllocation.ipynb). What you need from it
# in short: each document $d$ has a die $\theta_d \sim \text{Dir}(\alpha)$ over the $K$ topics, each topic $k$ has a
# die $\phi_k \sim \text{Dir}(\eta)$ over the $V$ words, and for each word of a document a topic $z \sim \theta_d$ is
# rolled, then the word $w \sim \phi_z$. We see the words. We want the topics.
#
# Shapes: N documents, V words in the vocabulary, K topics, n **tokens** (a token is one word at one place). The three
# counts: `n_dk` (N, K), tokens of document d with topic k; `n_wk` (V, K), tokens of word w with topic k; `n_k` (K,),
# tokens with topic k. `alpha` and `eta` are one number each, the same for all faces of a die.
#
# You need the lecture, NumPy arrays and their axes. All logarithms are natural, so their unit is the nat.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
import numpy as np
from scipy.special import gammaln

from minivae import plot
from minivae.checks import day2 as check
from minivae.checks import pick
from minivae.data import make_bars
from minivae.topics import LDA, exact_posterior, joint_log_likelihood, match_topics

# A corpus of twelve tokens. Is a bank where the money is, or where the water is?
texts = ["money loan bank", "river water bank", "money bank loan", "river water river"]
vocabulary = ["bank", "loan", "money", "river", "water"]
docs = np.repeat(np.arange(4), 3)  # (n,), the document of each token
words = np.array([vocabulary.index(word) for text in texts for word in text.split()])  # (n,)
X = np.zeros((4, 5), dtype=int)  # (N, V)
np.add.at(X, (docs, words), 1)


def count_tables(docs, words, topics, N, V, K):
    """The counts n_dk (N, K), n_wk (V, K), n_k (K,) of an assignment of topics to tokens."""
    n_dk, n_wk = np.zeros((N, K), dtype=int), np.zeros((V, K), dtype=int)
    np.add.at(n_dk, (docs, topics), 1)
    np.add.at(n_wk, (words, topics), 1)
    return n_dk, n_wk, n_wk.sum(axis=0)


# %% [markdown]
# ## 2.11 A bag of dice
#
# $\text{Dir}(\alpha)$ is a bag of dice: reach in, and you hold a die $\theta = (\theta_1, \ldots, \theta_K)$ with
# probabilities that add up to 1. (The bag is not called $\alpha$; $\alpha = (\alpha_1, \ldots, \alpha_K)$ are its
# parameters.) There is a simple way to make such a die. Draw one number per face from a Gamma distribution with
# **shape** $\alpha_k$, and divide by their sum:
#
# $$g_k \sim \text{Gamma}(\alpha_k), \qquad \theta_k = \frac{g_k}{g_1 + \cdots + g_K} .$$
#
# Draw `n` dice at once. Take all random numbers from `rng`, the generator that is handed in.
#
# Shapes: `alpha` (K,), the answer (n, K).
#
# <details><summary>Hint 1</summary> rng.gamma(shape, size=...) takes an array of shapes: one per column. </details>
#
# <details><summary>Hint 2</summary> g = rng.gamma(alpha, size=(n, len(alpha))). Now each row has to add up to 1.
# </details>
#
# <details><summary>Hint 3</summary> Divide g by g.sum(axis=1, keepdims=True), which is (n, 1). </details>

# %% exercise="draw_dirichlet"
def draw_dirichlet(alpha, n, rng):
    """n dice from Dir(alpha): alpha (K,) -> (n, K), rows sum to 1."""
    ### BEGIN SOLUTION
    g = rng.gamma(alpha, size=(n, len(alpha)))
    return g / g.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% check="draw_dirichlet"
check.draw_dirichlet(draw_dirichlet)

# %% [markdown]
# Three bags of dice with three faces, $\alpha_k$ = 0.2, 1 and 10 for every face. Each die is a point of a triangle: in
# a corner one face is certain, in the middle all three are equal.
#
# **Predict first.** The mean of each face is 1/3 in all three bags. In which do the dice look fair?
#
# <details><summary>Answer</summary> In the last one: the points lie around the middle. With 0.2 most dice have nearly
# all their weight on one face, not always the same; the points crowd in the corners. With 1 the points fill the
# triangle evenly. </details>

# %% figure="Dice from three bags"
use = pick(check.draw_dirichlet)
rng = np.random.default_rng(0)
bags = {f"alpha = {a}": use.draw_dirichlet(np.full(3, a), 600, rng) for a in (0.2, 1.0, 10.0)}
for name, dice in bags.items():
    print(f"{name:12s} the largest face has {dice.max(axis=1).mean():.2f} on average")
plot.simplex(bags, title="600 dice from each of three bags")

# %% [markdown]
# ## 2.12 What the rolls say about the die
#
# You rolled a die $n$ times and counted $n_1, \ldots, n_J$. Its bag was $\text{Dir}(a, \ldots, a)$. How probable is
# face $j$ in the next roll? The die itself is unknown, so average over all dice of the bag, each as much as it fits
# the counts. The integral has a simple answer:
#
# $$p(\text{next} = j \mid \text{counts}) = \frac{n_j + a}{n + J a} .$$
#
# It looks as if each face had been rolled $a$ times before we began. The same number is the mean of $\theta_j$, given
# the counts: with it you read $\theta$ and $\phi$ off the counts of a sampler.
#
# Write it for a whole table of counts, a die per row.
#
# Shapes: `counts` (I, J), `a` one number, the answer (I, J).
#
# <details><summary>Hint 1</summary> Add a to every count. What does a row add up to now? </details>
#
# <details><summary>Hint 2</summary> To n_i + J a. So divide each row by its own sum. </details>
#
# <details><summary>Hint 3</summary> p = counts + a, then p / p.sum(axis=1, keepdims=True). </details>

# %% exercise="posterior_mean"
def posterior_mean(counts, a):
    """(n_ij + a) / (n_i + J a): counts (I, J) -> (I, J), rows sum to 1."""
    ### BEGIN SOLUTION
    p = counts + a
    return p / p.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% check="posterior_mean"
check.posterior_mean(posterior_mean)

# %% [markdown]
# Is the formula true? Try it with real dice: draw 300,000 from the bag, roll each six times, and keep those that
# showed the faces (4, 2, 0) times. What do these dice show next?

# %%
use = pick(check.draw_dirichlet, check.posterior_mean)
rng = np.random.default_rng(0)
dice = use.draw_dirichlet(np.full(3, 0.5), 300_000, rng)  # (300000, 3)
rolls = rng.multinomial(6, dice)
kept = dice[np.all(rolls == [4, 2, 0], axis=1)]
formula = use.posterior_mean(np.array([[4, 2, 0]]), 0.5)[0]
error = kept.std(axis=0) / np.sqrt(len(kept))
print(f"{len(kept):,} dice showed (4, 2, 0)")
print("their mean: ", kept.mean(axis=0).round(4), "±", error.round(4))
print("the formula:", formula.round(4))
assert np.all(np.abs(kept.mean(axis=0) - formula) < 5 * error)

# %% [markdown]
# The third face never came, and still it has a probability. A topic model needs that: a word that a topic has not
# produced so far may come in the next document.
#
# ## 2.13 The topic of one token, given all the others
#
# The heart of the sampler. All tokens have a topic, right or wrong. Take one of them, word $w$ in document $d$. **If
# the topics of all the others are right, how probable is each topic for this one?** Two dice speak, and for both
# exercise 2.12 holds:
#
# $$p(z = k \mid \text{all others}) \;\propto\;
# \underbrace{(n_{dk}^{-} + \alpha)}_{\text{the document's die}} \cdot
# \underbrace{\frac{n_{wk}^{-} + \eta}{n_k^{-} + V \eta}}_{\text{the topic's die}} .$$
#
# (The document's denominator is the same for all topics, so it falls out.) The minus says: **counted without this
# token**. That is the whole point. A token that is still in the counts votes for its own present topic.
#
# The counts that you get *contain* the token, with its present topic `k`. Return the $K$ probabilities, and leave the
# arguments as they are: do not write into the counts.
#
# Shapes: `d`, `w`, `k` are whole numbers, `n_dk` (N, K), `n_wk` (V, K), `n_k` (K,), the answer (K,).
#
# <details><summary>Hint 1</summary> The token stands in one place of each count: n_dk[d, k], n_wk[w, k], n_k[k]. What
# do you take away from the three rows n_dk[d], n_wk[w] and n_k, each (K,)? </details>
#
# <details><summary>Hint 2</summary> An array with a 1 at place k and 0 elsewhere: mine = np.arange(K) == k. Now
# n_dk[d] - mine is a new array, and n_dk stays as it is. </details>
#
# <details><summary>Hint 3</summary> p = (n_dk[d] - mine + alpha) * (n_wk[w] - mine + eta) / (n_k - mine + V * eta);
# return p / p.sum(). </details>

# %% exercise="topic_probabilities"
def topic_probabilities(d, w, k, n_dk, n_wk, n_k, alpha, eta):
    """p(z | all other tokens) of a token (document d, word w, now in topic k): (K,)."""
    V, K = n_wk.shape
    ### BEGIN SOLUTION
    mine = np.arange(K) == k
    doc = n_dk[d] - mine + alpha
    word = n_wk[w] - mine + eta
    total = n_k - mine + V * eta
    p = doc * word / total
    return p / p.sum()
    ### END SOLUTION

# %% check="topic_probabilities"
check.topic_probabilities(topic_probabilities)

# %% [markdown]
# The same number can be had without any derivation, only with more work: write the probability $p(w, z)$ of the whole
# corpus, once for each topic that the token may have, and divide by the sum. Below, all twelve tokens have a topic,
# and we ask for the "bank" in "river water bank". It has topic 0 for now, like the words about money.

# %%
use = pick(check.topic_probabilities)
topics = np.array([0, 0, 0, 1, 1, 0, 0, 0, 0, 1, 1, 1])  # (n,)
i, K, alpha, eta = 5, 2, 0.3, 0.5
log_p = np.empty(K)
for k in range(K):
    other = topics.copy()
    other[i] = k
    log_p[k] = joint_log_likelihood(*count_tables(docs, words, other, 4, 5, K)[:2], alpha, eta)
whole = np.exp(log_p - np.logaddexp.reduce(log_p))
counts = count_tables(docs, words, topics, 4, 5, K)
p = use.topic_probabilities(docs[i], words[i], topics[i], *counts, alpha, eta)
print("from p(w, z) of the whole corpus:", whole.round(4))
print("from three rows of counts:       ", p.round(4))
assert np.allclose(p, whole)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 2.14 A sweep
#
# Now visit every token once: take its probabilities, **draw** a topic from them, and move the token there. Move means
# four things: its entry in `topics`, and the three counts, which must at all times be the counts of `topics`. The next
# token already sees the move. Such a round is called a **sweep**, and sweep after sweep makes a **chain**. In the long
# run the chain visits each assignment of topics as often as $p(z \mid w)$ says (Gibbs sampling).
#
# The copies at the top are made for you, so here you may write into the arrays.
#
# Shapes: `docs`, `words`, `topics` (n,), the counts as above.
#
# <details><summary>Hint 1</summary> topic_probabilities(d, w, topics[i], n_dk, n_wk, n_k, alpha, eta) gives p. And
# rng.choice(len(p), p=p) draws a number from 0 to K - 1 with these probabilities. </details>
#
# <details><summary>Hint 2</summary> Keep the old topic in a variable before you overwrite topics[i]: the token leaves
# the old place in each count (-= 1) and enters the new one (+= 1). </details>
#
# <details><summary>Hint 3</summary> n_dk[d, old] -= 1; n_dk[d, new] += 1; the same for n_wk[w, ...] and n_k[...], and
# topics[i] = new. </details>

# %% exercise="gibbs_sweep"
def gibbs_sweep(docs, words, topics, n_dk, n_wk, n_k, alpha, eta, rng):
    """Draw the topic of every token once; return the new topics (n,) and their counts."""
    topics, n_dk, n_wk, n_k = topics.copy(), n_dk.copy(), n_wk.copy(), n_k.copy()
    for i, (d, w) in enumerate(zip(docs, words, strict=True)):
        ### BEGIN SOLUTION
        old = topics[i]
        p = topic_probabilities(d, w, old, n_dk, n_wk, n_k, alpha, eta)
        new = rng.choice(len(p), p=p)
        topics[i] = new
        n_dk[d, old] -= 1
        n_wk[w, old] -= 1
        n_k[old] -= 1
        n_dk[d, new] += 1
        n_wk[w, new] += 1
        n_k[new] += 1
        ### END SOLUTION
    return topics, n_dk, n_wk, n_k

# %% check="gibbs_sweep"
check.gibbs_sweep(gibbs_sweep)

# %% [markdown]
# Twelve tokens and two topics make $2^{12}$ = 4,096 assignments. The computer can write them all down, with the
# probability of each: that is the exact answer. Your chain does not know it. How often are two tokens in the same
# topic?

# %%
use = pick(check.gibbs_sweep)


def run_chain(docs, words, topics, K, alpha, eta, n_sweeps, rng, N=4, V=5):
    """Sweep; return the topics after each sweep, (n_sweeps, n)."""
    state = topics, *count_tables(docs, words, topics, N, V, K)
    samples = []
    for _ in range(n_sweeps):
        state = use.gibbs_sweep(docs, words, *state, alpha, eta, rng)
        samples.append(state[0])
    return np.array(samples)


rng = np.random.default_rng(0)
chain = run_chain(docs, words, rng.integers(0, 2, 12), 2, 0.3, 0.5, 6000, rng)  # (6000, 12)
exact = exact_posterior(X, n_topics=2, alpha=0.3, eta=0.5)
pairs = {"money, loan (document 0)": (0, 1), "the banks of documents 0 and 1": (2, 5), "money 0, river 3": (0, 9)}
# exact_posterior sorts the tokens by document, then by word; `place` finds ours there.
place = np.empty(12, dtype=int)
place[np.lexsort((words, docs))] = np.arange(12)
for name, (i, j) in pairs.items():
    sampled = np.mean(chain[:, i] == chain[:, j])
    truth = exact.together[place[i], place[j]]
    print(f"same topic: {name:31s} chain {sampled:.3f}, exact {truth:.3f}")
    assert abs(sampled - truth) < 0.05

# %% [markdown]
# The chain is right to about a hundredth. No formula for the posterior was used, only the conditional of one token,
# again and again.
#
# ## 2.15 How far has it come?
#
# With thousands of tokens nobody can write down the exact answer. What we can follow is the probability of what the
# chain has reached, words and topics together. All rolls of all dice are in it, with the dice averaged out. For one
# die with $J$ faces and prior $a$, that was rolled $n$ times in a known order:
#
# $$\log p(\text{rolls}) = \log \Gamma(J a) - \log \Gamma(n + J a) +
# \sum_{j=1}^{J} \left[\log \Gamma(n_j + a) - \log \Gamma(a)\right] .$$
#
# The dice of the documents are the rows of `n_dk`: $J = K$, prior $\alpha$. The dice of the topics are the columns of
# `n_wk`: $J = V$, prior $\eta$. Add up over all dice of both kinds. `gammaln` is $\log \Gamma$, for arrays.
#
# Shapes: `n_dk` (N, K), `n_wk` (V, K); the answer is one number.
#
# <details><summary>Hint 1</summary> Write the formula once, for a table whose rows are dice, as a function inside your
# function. Then call it twice. </details>
#
# <details><summary>Hint 2</summary> For a table of counts (I, J): the sum over the rows of gammaln(J * a) -
# gammaln(counts.sum(axis=1) + J * a), plus the sum over all entries of gammaln(counts + a) - gammaln(a). </details>
#
# <details><summary>Hint 3</summary> return dice(n_dk, alpha) + dice(n_wk.T, eta): the topics stand in the columns of
# n_wk, so turn it round. </details>

# %% exercise="log_joint"
def log_joint(n_dk, n_wk, alpha, eta):
    """log p(w, z) in nats: n_dk (N, K), n_wk (V, K) -> one number."""
    ### BEGIN SOLUTION
    def dice(counts, a):
        n, J = counts.sum(axis=1), counts.shape[1]
        per_row = gammaln(J * a) - gammaln(n + J * a)
        per_face = gammaln(counts + a) - gammaln(a)
        return per_row.sum() + per_face.sum()

    return dice(n_dk, alpha) + dice(n_wk.T, eta)
    ### END SOLUTION

# %% check="log_joint"
check.log_joint(log_joint)

# %% [markdown]
# On the twelve tokens it can be summed over all 4,096 assignments: that is $p(w)$, the evidence.

# %%
use = pick(check.log_joint)
tiny_docs, tiny_words = np.nonzero(X)[0].repeat(X[X > 0]), np.nonzero(X)[1].repeat(X[X > 0])
each = [use.log_joint(*count_tables(tiny_docs, tiny_words, z, 4, 5, 2)[:2], 0.3, 0.5) for z in exact.assignments]
evidence = np.logaddexp.reduce(each)
print(f"log p(w) from your function: {evidence:.6f}, exact_posterior: {exact.log_evidence:.6f}")
assert abs(evidence - exact.log_evidence) < 1e-9
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Now to pictures. An image of 4 by 4 pixels is a document, its pixels are the words, and the eight topics are the four
# rows and the four columns (Griffiths and Steyvers 2004). Every image is a mixture of bars. Nobody tells your sampler.

# %% figure="The images"
bars = make_bars(n_images=100, n_tokens=50, side=4, random_state=0)
bar_docs, bar_words = np.nonzero(bars.counts)
repeats = bars.counts[bar_docs, bar_words]
bar_docs, bar_words = np.repeat(bar_docs, repeats), np.repeat(bar_words, repeats)  # (5000,)
plot.image_grid(bars.counts[:16], (4, 4), columns=8, limits=None, title="16 of 100 images, 50 tokens each")

# %% [markdown]
# The first cell below sweeps sixty times over 5,000 tokens, some ten seconds. **Predict first:** will the logarithm
# rise with every sweep, as the likelihood does in EM?
#
# <details><summary>Answer</summary> No. EM climbs; a chain draws at random, and now and then steps down. It rises
# while it searches, then it keeps to a level and trembles. </details>

# %% figure="Your sampler on the bars: log p(w, z)"
use = pick(check.gibbs_sweep, check.log_joint, check.posterior_mean)
rng = np.random.default_rng(1)
z = rng.integers(0, 8, len(bar_docs))
state = z, *count_tables(bar_docs, bar_words, z, 100, 16, 8)
trace, seen = [], {0: state[2]}
for sweep in range(1, 61):
    state = use.gibbs_sweep(bar_docs, bar_words, *state, 1.0, 1.0, rng)
    trace.append(use.log_joint(state[1], state[2], 1.0, 1.0))
    seen[sweep] = state[2]  # n_wk
assert trace[-1] > trace[0] + 500
print(f"{np.sum(np.diff(trace) < 0)} of the {len(trace) - 1} steps went down")
plot.curves({"log p(w, z)": trace}, xlabel="sweep", ylabel="nats", title="A chain on the bars")

# %% figure="Your sampler on the bars: the topics"
found = {sweep: use.posterior_mean(n_wk.T, 1.0) for sweep, n_wk in seen.items()}  # φ, (K, V)
rows = {}
for sweep in (0, 5, 10, 20, 60):
    order, distance = match_topics(found[sweep], bars.phi)
    rows[f"sweep {sweep}"] = found[sweep][order]
    print(f"sweep {sweep:2d}: distance to the true bars {distance.mean():.2f}")
assert distance.mean() < 0.25
plot.image_rows({**rows, "truth": bars.phi}, (4, 4), columns=8, limits=(0, 0.3), title="Topics after so many sweeps")

# %% [markdown]
# The distance is the total variation, $\frac12 \sum_w |\phi_{kw} - \text{truth}|$, the mean of the eight topics: 0 is
# perfect, 1 is no overlap. `match_topics` first finds out which topic is which bar, for the sampler numbers them as it
# likes.
#
# ## 2.16 The exact answer is useless
#
# More chains, better answers? Here are eight chains of the package's sampler, which is the same as yours and compiled,
# and the mean of their topics. **Predict first:** will the mean show the bars more sharply than one chain?
#
# <details><summary>Answer</summary> It shows mush. Topic 0 is a row in one chain and a column in another. </details>

# %% figure="One chain, and the mean of eight"
chains = [
    LDA(n_topics=8, alpha=1.0, eta=1.0, n_sweeps=100, random_state=seed, progress=False).fit(bars.counts)
    for seed in range(8)
]
mean_phi = np.mean([lda.components_ for lda in chains], axis=0)
rows = {"chain 0": chains[0].components_, "chain 1": chains[1].components_, "mean of 8 chains": mean_phi}
plot.image_rows(rows, (4, 4), columns=8, limits=(0, 0.3), title="Topics without matching")

# %% [markdown]
# Is it the chains' fault? Look at the *exact* posterior of the twelve tokens, all 4,096 assignments, each with its
# weight. The mean number of tokens of each word in topic 0 and in topic 1:

# %%
print("word   topic 0  topic 1")
for word, row in zip(vocabulary, exact.n_wk, strict=True):
    print(f"{word:6s} {row[0]:7.3f} {row[1]:8.3f}")
assert np.allclose(exact.n_wk[:, 0], exact.n_wk[:, 1])
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The exact mean says that the topics are alike! It is right. Exchange the names 0 and 1 in any assignment, and its
# probability stays the same: the posterior has $K!$ copies of everything, and the mean over all copies tells nothing.
# This is called **label switching**. A chain shows sharp topics only because it stays with one of the copies for long.
#
# The mistake is in the question. "How much of 'bank' is in topic 0" asks for a name that means nothing. Ask something
# that does not use names: **how often do tokens $i$ and $j$ have the same topic?**
#
# Shapes: `samples` (S, n), the topics of n tokens in S samples; the answer (n, n).
#
# <details><summary>Hint 1</summary> For one sample z (n,), the table z[:, None] == z[None, :] says which pairs share a
# topic. </details>
#
# <details><summary>Hint 2</summary> For all samples at once: samples[:, :, None] == samples[:, None, :] is (S, n, n).
# </details>
#
# <details><summary>Hint 3</summary> Its mean over axis 0. </details>

# %% exercise="together"
def together(samples):
    """How often tokens i and j have the same topic: (S, n) -> (n, n)."""
    ### BEGIN SOLUTION
    same = samples[:, :, None] == samples[:, None, :]
    return same.mean(axis=0)
    ### END SOLUTION

# %% check="together"
check.together(together)

# %% [markdown]
# Four chains of your sampler from four starts, thrown together without a thought about names:

# %% figure="Which tokens belong together"
use = pick(check.gibbs_sweep, check.together)
runs = []
for seed in range(4):
    rng = np.random.default_rng(seed)
    runs.append(run_chain(docs, words, rng.integers(0, 2, 12), 2, 0.3, 0.5, 1500, rng))
yours = use.together(np.concatenate(runs))  # (12, 12)
truth = exact.together[np.ix_(place, place)]
print(f"largest difference to the exact answer, of 144 entries: {np.abs(yours - truth).max():.3f}")
assert np.abs(yours - truth).max() < 0.06
names = [vocabulary[w] for w in words]
plot.heatmap(yours, names, names, fmt=".2f", title="How often two tokens share a topic (three tokens a document)")

# %% [markdown]
# No mush: the words about money hold together, also across documents, and so do those about water. The banks beside
# money belong to money. The bank of document 1 (sixth row) hangs between: its neighbours speak for water, and the word
# itself for money, where two of the three banks are. The table says so, with a number. Whatever you report from a topic model with several chains, ask first: **does it change when the topics
# get other names?** If it does, match the topics before you average (`match_topics`), or ask another question.
#
# ## Done
#
# You can now
#
# - make a bag of dice, and say what the rolls tell of a die
# - derive and write the collapsed conditional, and say why the token must be left out
# - run a Gibbs sampler whose counts stay true, and compare it with an exact answer
# - follow a chain by $\log p(w, z)$
# - tell which questions survive label switching
#
# Next: real texts and a world of listings whose topics are known, [TopicsInTheWild](TopicsInTheWild.ipynb).
