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
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back. Only two
# exercises call an earlier function of yours: 2.14 needs 2.13, and 2.16 needs 2.12.

# %% setup=true
import numpy as np
from scipy.special import gammaln

from minivae import plot
from minivae.data import make_bars
from minivae.topics import LDA, exact_posterior, joint_log_likelihood, match_topics
from minivae_checks import day2 as check
from minivae_checks import pick

# A corpus of twelve tokens. Is a bank where the money is, or where the water is?
texts = ["money loan bank", "river water bank", "money bank loan", "river water river"]
vocabulary = ["bank", "loan", "money", "river", "water"]
docs = np.repeat(np.arange(4), 3)  # (n,), the document of each token
tokens = " ".join(texts).split()
words = np.array([vocabulary.index(token) for token in tokens])  # (n,)
X = np.zeros((4, 5), dtype=int)  # (N, V)
np.add.at(X, (docs, words), 1)


def count_tables(docs, words, topics, N, V, K):
    """n_dk (N, K), n_wk (V, K), n_k (K,) of an assignment of topics to tokens."""
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
# (The **Gamma distribution** draws positive numbers. With the shape $a$ their mean is $a$: for a small shape most of them
# are nearly 0, and now and then one is large. That is why few faces get all the weight. That the quotients are exactly
# Dir($\alpha$) is known from the books, and not shown here; the figure below lets you see it. For a very small $\alpha$,
# say 0.001, all numbers of a die may round to 0, and the quotient is 0/0. You need not care for that case.)
#
# Draw `n` dice at once. Take all random numbers from `rng`, the generator that is handed in. (`rng.dirichlet` is the
# answer itself: do without it here.)
#
# Shapes: `alpha` (K,), the answer (n, K).
#
# <details><summary>Hint 1</summary> rng.gamma(shape, size=...) takes an array of shapes: one per column. </details>
#
# <details><summary>Hint 2</summary> size=(n, len(alpha)): a die per row. Now each row has to add up to 1. </details>
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
# <details><summary>Answer</summary> In the last one: the points lie around the middle. With 0.2 many dice have nearly
# all their weight on one face, not always the same, and most of the others on two: the points crowd in the corners and
# along the edges. With 1 the points fill the triangle evenly. </details>

# %% figure="Dice from three bags"
use = pick(check.draw_dirichlet)
rng = np.random.default_rng(0)
bags = {}
for a in (0.2, 1.0, 10.0):
    dice = bags[f"alpha = {a}"] = use.draw_dirichlet(np.full(3, a), 600, rng)
    faces = np.sort(dice, axis=1)  # (600, 3), the smallest first
    one, two = faces[:, 2], faces[:, 1:].sum(axis=1)
    print(f"alpha = {a:4}: the largest face has {one.mean():.2f} on average;", end=" ")
    print(f"one has more than 0.9 in {np.mean(one > 0.9):.0%} of the dice,", end=" ")
    print(f"two together in {np.mean(two > 0.9):.0%}")
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
    n_dk, n_wk, n_k = count_tables(docs, words, other, 4, 5, K)
    log_p[k] = joint_log_likelihood(n_dk, n_wk, alpha, eta)
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
# token already sees the move. Take the tokens in the order of the loop (another order is Gibbs sampling, too, but the
# check knows the outcomes of this one). Such a round is called a **sweep**, and sweep after sweep makes a **chain**. In the long
# run the chain visits each assignment of topics as often as $p(z \mid w)$ says (Gibbs sampling).
#
# The probabilities come from your `topic_probabilities`, so do 2.13 first. The copies at the top are made for you, so
# here you may write into the arrays.
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
    """Draw the topic of every token once; return the topics (n,) and their counts."""
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
use = pick(check.topic_probabilities, check.gibbs_sweep)


def run_chain(docs, words, topics, K, alpha, eta, n_sweeps, rng, N=4, V=5):
    """Sweep; return the topics after each sweep, (n_sweeps, n)."""
    state = topics, *count_tables(docs, words, topics, N, V, K)
    samples = []
    for _ in range(n_sweeps):
        state = use.gibbs_sweep(docs, words, *state, alpha, eta, rng)
        samples.append(state[0])
    return np.array(samples)


rng = np.random.default_rng(0)
start = rng.integers(0, 2, 12)
chain = run_chain(docs, words, start, 2, 0.3, 0.5, 6000, rng)  # (6000, 12)
exact = exact_posterior(X, n_topics=2, alpha=0.3, eta=0.5)
pairs = {
    "money, loan (document 0)": (0, 1),
    "the banks of documents 0 and 2": (2, 7),
    "the banks of documents 0 and 1": (2, 5),
    "money 0, river 3": (0, 9),
}
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
# again and again. And the bank of document 1 hangs between: its neighbours speak for water, the word itself for money,
# where the two other banks are. The model says so, with a number.
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
# (`joint_log_likelihood` is the answer itself: do without it here.)
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
each = []
for z in exact.assignments:  # (12,), the tokens sorted
    n_dk, n_wk, n_k = count_tables(docs, words, z[place], 4, 5, 2)
    each.append(use.log_joint(n_dk, n_wk, 0.3, 0.5))
evidence = np.logaddexp.reduce(each)
print(f"log p(w) from your function: {evidence:.6f}")
print(f"from exact_posterior:        {exact.log_evidence:.6f}")
assert abs(evidence - exact.log_evidence) < 1e-9
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Now to pictures. An image of 4 by 4 pixels is a document, its pixels are the words, and the eight topics are the four
# rows and the four columns (Griffiths and Steyvers 2004). Every image is a mixture of a few bars: its die comes from
# Dir(0.2). Nobody tells your sampler which bars there are.

# %% figure="The images"
bars = make_bars(n_images=100, n_tokens=50, side=4, alpha=0.2, random_state=0)
bar_docs, bar_words = np.nonzero(bars.counts)
repeats = bars.counts[bar_docs, bar_words]
bar_docs = np.repeat(bar_docs, repeats)  # (5000,)
bar_words = np.repeat(bar_words, repeats)
plot.image_grid(
    bars.counts[:16],
    (4, 4),
    columns=8,
    limits=None,
    title="16 of 100 images, 50 tokens each",
)

# %% [markdown]
# The first cell below sweeps sixty times over 5,000 tokens, some ten seconds. **Predict first:** will the logarithm
# rise with every sweep, as the likelihood does in EM?
#
# <details><summary>Answer</summary> No. EM climbs; a chain draws at random, and now and then steps down. It rises
# while it searches, then it keeps to a level and trembles. A level need not be the end: ours is nearly flat from sweep 25
# to 45, and then it climbs once more. The pictures below say what it has found: the top row is not there after 20
# sweeps, after 60 it is. </details>

# %% figure="Your sampler on the bars: log p(w, z)"
use = pick(
    check.posterior_mean, check.topic_probabilities, check.gibbs_sweep, check.log_joint
)
rng = np.random.default_rng(1)
z = rng.integers(0, 8, len(bar_docs))
state = z, *count_tables(bar_docs, bar_words, z, 100, 16, 8)
trace, seen = [], {0: state[2]}
for sweep in range(1, 61):
    state = use.gibbs_sweep(bar_docs, bar_words, *state, 0.2, 0.1, rng)
    trace.append(use.log_joint(state[1], state[2], 0.2, 0.1))
    seen[sweep] = state[2]  # n_wk
    if sweep in (5, 25, 45, 60):
        print(f"sweep {sweep:2d}: log p(w, z) = {trace[-1]:,.0f}")
assert trace[-1] > trace[0] + 500, "the chain does not climb"
print(f"{np.sum(np.diff(trace) < 0)} of the {len(trace) - 1} steps went down")
plot.curves(
    {"log p(w, z)": trace}, xlabel="sweep", ylabel="nats", title="A chain on the bars"
)

# %% figure="Your sampler on the bars: the topics"
rows, far = {}, {}
for sweep in (0, 5, 10, 20, 60):
    phi = use.posterior_mean(seen[sweep].T, 0.1)  # (K, V)
    order, distance = match_topics(phi, bars.phi)
    rows[f"sweep {sweep}"] = phi[order]
    far[sweep] = distance.mean()
    print(f"sweep {sweep:2d}: distance to the true bars {far[sweep]:.2f}")
assert far[60] < far[0] / 2, "the topics have not come nearer to the bars"
plot.image_rows(
    {**rows, "truth": bars.phi},
    (4, 4),
    columns=8,
    limits=(0, 0.3),
    title="Topics after that many sweeps",
)

# %% [markdown]
# The distance is the total variation, $\frac12 \sum_w |\phi_{kw} - \text{truth}|$, the mean of the eight topics: 0 is
# perfect, 1 is no overlap. `match_topics` first finds out which topic is which bar, for the sampler numbers them as it
# likes. (If one bar is found twice and another not at all, the chain is not there yet: such a chain may need some
# hundred sweeps more.)
#
# ## 2.16 The exact answer is useless
#
# More chains, better answers? Here are eight chains of the package's sampler, which is the same as yours and compiled,
# and the mean of their topics. **Predict first:** will the mean show the bars more sharply than one chain?
#
# <details><summary>Answer</summary> It shows mush. Topic 5 is a column in chain 0 and a row in chain 1. A shape
# is left where most chains agree by chance: topic 6 is bar 0, the top row, in five of the eight. </details>

# %% figure="One chain, and the mean of eight"
chains = [
    LDA(
        n_topics=8, alpha=0.2, eta=0.1, n_sweeps=100, random_state=seed, progress=False
    ).fit(bars.counts)
    for seed in range(8)
]
mean_phi = np.mean([lda.components_ for lda in chains], axis=0)
# Bars 0 to 3 are the rows from the top, 4 to 7 the columns from the left.
orders = [match_topics(lda.components_, bars.phi)[0] for lda in chains]
which = np.argsort(orders, axis=1)  # (8, 8), the bar of each topic in each chain
for k in (5, 6):
    print(f"topic {k} of the eight chains is bar", *which[:, k])
rows = {f"chain {i}": chains[i].components_ for i in (0, 1)}
rows["mean of 8 chains"] = mean_phi
plot.image_rows(
    rows, (4, 4), columns=8, limits=(0, 0.3), title="Topics without matching"
)

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
# that does not use names: **which word comes next in document $d$?** A state of the chain has an answer. Roll the
# document's die, then the die of that topic:
#
# $$p(\text{next} = w \mid \text{state}) = \sum_{k=1}^{K} \hat\theta_{dk}\, \hat\phi_{kw} ,$$
#
# with the means of exercise 2.12 for both dice. In the sum over $k$ the names are gone. The chain has many states; we
# keep some, the **samples**, and the answer is the mean of theirs.
#
# For the means call your `posterior_mean` of 2.12 (do it first); it takes one table at a time.
#
# Shapes: `n_dk` (S, N, K) and `n_wk` (S, V, K), the tables of S samples; the answer (N, V).
#
# <details><summary>Hint 1</summary> The same number of topic 0 may mean money in one sample and water in the next. What
# must be done within each sample, and what may be done between samples? </details>
#
# <details><summary>Hint 2</summary> Within one sample: posterior_mean(n_dk[s], alpha) is θ, (N, K). For φ, (K, V), the
# table has to be transposed first. Then a matrix product. </details>
#
# <details><summary>Hint 3</summary> A list with one (N, V) for each s, and np.mean(list, axis=0). </details>

# %% exercise="next_word"
def next_word(n_dk, n_wk, alpha, eta):
    """p(next word of each document): (S, N, K), (S, V, K) -> (N, V), rows sum to 1."""
    ### BEGIN SOLUTION
    p = []
    for doc, word in zip(n_dk, n_wk, strict=True):
        theta, phi = posterior_mean(doc, alpha), posterior_mean(word.T, eta)
        p.append(theta @ phi)
    return np.mean(p, axis=0)
    ### END SOLUTION

# %% check="next_word"
check.next_word(next_word)

# %% [markdown]
# Four chains of your sampler from four starts, thrown together without a thought about names. What comes next in
# document 1, "river water bank"? For so small a corpus it can be computed exactly, and quite otherwise: write the new
# word into the document, and divide the evidence with it by the evidence without it.

# %%
use = pick(
    check.posterior_mean, check.topic_probabilities, check.gibbs_sweep, check.next_word
)
samples = []
for seed in range(4):
    rng = np.random.default_rng(seed)
    start = rng.integers(0, 2, 12)
    for z in run_chain(docs, words, start, 2, 0.3, 0.5, 1500, rng):
        samples.append(count_tables(docs, words, z, 4, 5, 2)[:2])
n_dk = np.array([doc for doc, word in samples])  # (6000, 4, 2)
n_wk = np.array([word for doc, word in samples])  # (6000, 5, 2)
p = use.next_word(n_dk, n_wk, 0.3, 0.5)  # (4, 5)
print("after 'river water bank':")
for w, name in enumerate(vocabulary):
    longer = X.copy()
    longer[1, w] += 1
    with_it = exact_posterior(longer, n_topics=2, alpha=0.3, eta=0.5).log_evidence
    truth = np.exp(with_it - exact.log_evidence)
    print(f"  {name:6s} four chains {p[1, w]:.3f}, exact {truth:.3f}")
    assert abs(p[1, w] - truth) < 0.02

# %% [markdown]
# **Predict first.** Now do it in the other order: first the mean of $\hat\theta$ and the mean of $\hat\phi$ over all
# 6,000 samples, then the product. What comes next in the four documents?
#
# <details><summary>Answer</summary> Nearly the same in all of them. In the mean over all names each document has half of
# topic 0 and half of topic 1, and both topics are alike. </details>

# %% figure="The next word, and what averaging first makes of it"
theta = np.mean([use.posterior_mean(doc, 0.3) for doc in n_dk], axis=0)
phi = np.mean([use.posterior_mean(word.T, 0.5) for word in n_wk], axis=0)
names_first = theta @ phi
print("θ of document 0, averaged:", theta[0].round(2))
print("apart, documents 0 and 3, next word 'river':")
print(f"  within each sample {p[0, 3]:.2f} and {p[3, 3]:.2f}")
print(f"  averaged first     {names_first[0, 3]:.2f} and {names_first[3, 3]:.2f}")
assert np.ptp(p[:, 3]) > 0.1 and np.ptp(names_first[:, 3]) < 0.05
plot.heatmap(
    np.concatenate([p, names_first]).T,
    vocabulary,
    [*(f"{d}" for d in range(4)), *(f"{d}*" for d in range(4))],
    "document (*: averaged first)",
    "the next word",
    fmt=".2f",
    title="Multiplied within each sample, or averaged first",
)

# %% [markdown]
# The left half is an answer: after "money loan bank" (document 0) comes money rather than river, after "river water
# river" (document 3) the other way round. The right half has forgotten which document it speaks of. The same samples,
# the same two operations; only their order differs. Whatever you report from a topic model with several chains, ask first: **does it change when
# the topics get other names?** If it does, match the topics before you average (`match_topics`), or ask another
# question.
#
# ## Done
#
# You can now
#
# - make a bag of dice, and say what the rolls tell of a die
# - write the collapsed conditional, and say why the token must be left out
# - run a Gibbs sampler whose counts stay true, and compare it with an exact answer
# - follow a chain by $\log p(w, z)$
# - tell which questions survive label switching, and predict the next word from several chains
#
# Next: real texts and a world of listings whose topics are known, [TopicsInTheWild](TopicsInTheWild.ipynb).
