# %% [markdown]
# # pLSA by EM: exercises
#
# A document mixes topics, and nobody tells which word came from which. You write the five pieces that find out: the
# E-step, the M-step, the bound that shows why they cannot go wrong, the topics of a document that was not there in
# training, and an honest score. The last one has a surprise: a score that looks right likes each model better the more
# topics it has.
#
# The lecture is [PLSA](../../course/day2/PLSA.ipynb). What you need from it in one line: document $d$ uses word $w$
# with probability
#
# $$p(w|d) = \sum_{k=1}^{K} \theta_{dk}\, \phi_{kw},$$
#
# where $\theta_{dk} = p(k|d)$ is how much of topic $k$ the document holds, and $\phi_{kw} = p(w|k)$ how probable the
# word is in the topic.
#
# Shapes: N documents, V words in the vocabulary, K topics; `theta` is (N, K), `phi` (K, V), and their rows sum to 1.
# The lecture keeps all shares in one box of N times K times V numbers. For real texts that is too much, and nearly all
# of it belongs to words that a document does not hold. So here you work with **cells**: a cell is a pair of document and
# word with a count above 0. There are M of them: `docs`, `words` and `counts`, all (M,), say which document, which word,
# and how often; the cells may come in any order. What is an axis of the box in the lecture is an index array here. A
# **token** is one word at one place, so `counts.sum()` is the number of tokens. Logarithms are natural; their unit is
# the nat.
#
# You need the lecture and NumPy arrays, with their shapes and integer arrays as indices.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back. Only
# 2.9 and 2.10 call earlier answers of yours.

# %% setup=true
import numpy as np

from minivae import plot
from minivae.data import load_reuters, three_documents
from minivae.topics import PLSA, split_tokens, top_words
from minivae_checks import day2 as check
from minivae_checks import pick

toy = three_documents()
corpus = load_reuters()
names = list(corpus.titles)
print(corpus)

# %% [markdown]
# Three documents are so small that you can count along. This is their table of counts, and its cells:

# %%
docs, words = np.nonzero(toy.counts)
counts = toy.counts[docs, words]  # (M,)
for i, document in enumerate(toy.documents):
    print(f"document {i}: {' '.join(document)}")
for d, w, n in zip(docs, words, counts, strict=True):
    print(f"document {d} holds {toy.vocabulary[w]} {n} times")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 2.6 Who is responsible for the word?
#
# Document 2 (we count from 0) holds a Cat. Suppose we have a guess: topic A makes up 0.4 of the document and says Cat
# with probability 0.4; topic B makes up 0.6 of it, and says Cat with probability 0.1. Then the two topics bring forth
# a Cat in this document with probability $0.4 \cdot 0.4 = 0.16$ and $0.6 \cdot 0.1 = 0.06$, and A is responsible for
# $0.16 / (0.16 + 0.06) = 0.73$ of it.
#
# This is the **E-step**. A slide has it shorter:
#
# $$r_{dwk} = \frac{\phi_{kw}}{\sum_{j=1}^{K} \phi_{jw}} .$$
#
# In a document that holds as much of A as of B, 0.80 of a Cat is A's, and the slide is right. For document 2 it gives
# 0.80, too. What has it lost, and for which documents is it right?
#
# <details><summary>Answer</summary> It has lost theta. A word would have the same shares in all documents, so the other
# words of a document could not help to tell what this one means. It is right where all topics are equally strong,
# theta = 1/K: then theta cancels. </details>
#
# Write the right one, for all cells at once:
#
# $$r_{dwk} = \frac{\theta_{dk}\, \phi_{kw}}{\sum_{j=1}^{K} \theta_{dj}\, \phi_{jw}} .$$
#
# Shapes: `theta` (N, K), `phi` (K, V), `docs` and `words` (M,); `r` is (M, K), a row per cell. Two lines.
#
# <details><summary>Hint 1</summary> theta[docs] picks a row for each cell: (M, K). Which array of the same shape
# holds the probabilities of the cells' words? </details>
#
# <details><summary>Hint 2</summary> phi[:, words] picks a column for each cell: (K, M). Turn it round by .T, and
# multiply entry by entry. </details>
#
# <details><summary>Hint 3</summary> joint = theta[docs] * phi[:, words].T; then divide it by joint.sum(axis=1,
# keepdims=True). </details>


# %% exercise="responsibilities"
def responsibilities(theta, phi, docs, words):
    """The share r of each topic in each cell: (M, K), rows sum to 1."""
    ### BEGIN SOLUTION
    joint = theta[docs] * phi[:, words].T
    return joint / joint.sum(axis=1, keepdims=True)
    ### END SOLUTION


# %% check="responsibilities"
check.responsibilities(responsibilities)

# %% [markdown]
# The guess for the three documents: both topics may say every word. Under each document's words stand the shares of
# the two topics.

# %% figure="The first E-step: shares of the two topics in each cell"
use = pick(check.responsibilities)
theta0 = np.array([[0.5, 0.5], [0.5, 0.5], [0.4, 0.6]])
phi0 = np.array([[0.4, 0.25, 0.2, 0.15], [0.1, 0.2, 0.4, 0.3]])
r = use.responsibilities(theta0, phi0, docs, words)
labels = [f"{d}: {toy.vocabulary[w]}" for d, w in zip(docs, words, strict=True)]
plot.heatmap(
    r.T,
    ["A", "B"],
    labels,
    xlabel="cell (document: word)",
    ylabel="topic",
    title="Who is responsible?",
)

# %% [markdown]
# The Cat of document 2 and the Cat of document 0 have different shares: the word is the same, the document is not.
#
# ## 2.7 Counting in two ways
#
# Now each token is divided among the topics: a cell with the count $n_{dw}$ gives $n_{dw}\, r_{dwk}$ to topic $k$,
# its **soft count**. The M-step makes new probabilities from soft counts: $\theta_{dk}$ is the share of topic $k$ in all
# the soft counts of document $d$, and $\phi_{kw}$ the share of word $w$ in all the soft counts of topic $k$. Which cells
# does each sum go over? Write it, with nothing added and nothing clipped. Both results have rows that sum to 1.
#
# A slide says instead: "$\theta_{dk}$ is the mean of $r_{dwk}$ over the cells of the document; and $\phi_{kw}$ is the
# sum of $r_{dwk}$ over the cells of the word, divided by such a sum over all words." Its rows sum to 1, too. What is
# wrong?
#
# <details><summary>Answer</summary> n_dw is missing. A word that stands there three times counts as much as one that
# stands there once: the slide counts cells, not tokens. </details>
#
# Shapes: `r` (M, K); `docs`, `words`, `counts` (M,); return `theta` (N, K) and `phi` (K, V). Six lines, or fewer.
#
# A tool: `np.add.at(a, index, rows)` does `a[index[i]] += rows[i]` for each $i$ in turn, and so adds up rows that
# have the same index, wherever they stand. (`a[index] += rows` would keep only the last of them.)
#
# <details><summary>Hint 1</summary> theta of a document comes from the cells of this document alone; phi of a word
# comes from its cells in the whole corpus. The soft counts of all cells are counts[:, None] * r, (M, K). </details>
#
# <details><summary>Hint 2</summary> Start with np.zeros((N, K)), and np.add.at(theta, docs, soft). For phi the same
# with (V, K) and words; in the end turn it round. </details>
#
# <details><summary>Hint 3</summary> Divide theta by theta.sum(axis=1, keepdims=True). While phi is still (V, K), a
# topic is a column: divide by phi.sum(axis=0), then .T. </details>


# %% exercise="m_step"
def m_step(r, docs, words, counts, N, V):
    """New theta (N, K) and phi (K, V) from the shares r (M, K)."""
    K = r.shape[1]
    ### BEGIN SOLUTION
    soft = counts[:, None] * r
    theta, phi = np.zeros((N, K)), np.zeros((V, K))
    np.add.at(theta, docs, soft)
    np.add.at(phi, words, soft)
    return theta / theta.sum(axis=1, keepdims=True), (phi / phi.sum(axis=0)).T
    ### END SOLUTION


# %% check="m_step"
check.m_step(m_step)

# %% [markdown]
# E and M in turn, that is EM. With it goes the log-likelihood, $\sum_{dw} n_{dw} \log p(w|d)$, the logarithm of the
# probability of all tokens. Beside yours runs the slide, which counts cells.
#
# What should come out? In the three documents the topics can be told apart: one says Cat and Dog only (call it A), the
# other BNK and AKB only (B). Counting gives $\phi_A$ = (4/7, 3/7, 0, 0), $\phi_B$ = (0, 0, 5/8, 3/8), and a third of
# document 2 is A. That is $\log p$ = -13.892.
#
# **Predict first.** And the slide? Count the cells by hand: what will $\phi_A$ be, and $\theta$ of document 2? Is its
# $\log p$ higher or lower?
#
# <details><summary>Answer</summary> Cat stands in two documents, and so do Dog, BNK and AKB: phi_A = (1/2, 1/2, 0, 0)
# and phi_B = (0, 0, 1/2, 1/2). Document 2 has two cells of each topic, so theta = (1/2, 1/2). Nine tokens then have the
# probability 1/2, and the six of document 2 have 1/4: log p = -21 log 2 = -14.556. It is lower: the slide fits another
# table of counts, one in which each word stands once. </details>


# %%
def log_likelihood(theta, phi, docs, words, counts):
    """Sum of n log p(w|d) over the cells, in nats."""
    return counts @ np.log((theta @ phi)[docs, words])


def slide(r, docs, words, counts, N, V):
    """The M-step that counts cells: as if each word stood there once."""
    return use.m_step(r, docs, words, np.ones_like(counts), N, V)


def em(use, m_step, n_steps, K, cells, N, V, seed=0):
    """EM from a random start: theta, phi, and the log-likelihood before each step."""
    rng, history = np.random.default_rng(seed), []
    theta, phi = rng.dirichlet(np.full(K, 5.0), N), rng.dirichlet(np.full(V, 5.0), K)
    docs, words, counts = cells
    for _ in range(n_steps):
        history.append(log_likelihood(theta, phi, docs, words, counts))
        r = use.responsibilities(theta, phi, docs, words)
        theta, phi = m_step(r, docs, words, counts, N, V)
    return theta, phi, np.array(history)


# %% figure="EM and the slide on the three documents"
use = pick(check.responsibilities, check.m_step)
N, V = toy.counts.shape
right = em(use, use.m_step, 40, 2, (docs, words, counts), N, V)
wrong = em(use, slide, 40, 2, (docs, words, counts), N, V)
print(
    "yours: theta of document 2 =",
    *right[0][2].round(3),
    "  log p =",
    round(right[2][-1], 3),
)
print("phi:", *right[1].round(3), sep="\n")
print(
    "slide: theta of document 2 =",
    *wrong[0][2].round(3),
    "  log p =",
    round(wrong[2][-1], 3),
)
print("phi:", *wrong[1].round(3), sep="\n")
assert abs(right[2][-1] + 13.892) < 0.01 and abs(wrong[2][-1] + 14.556) < 0.001
assert min(np.diff(wrong[2])) > -1e-9
plot.curves(
    {"EM": right[2], "slide": wrong[2]},
    xlabel="iteration",
    ylabel="log-likelihood, nats",
    title="Three documents, two topics",
)

# %% [markdown]
# Topics have no names, and with this start B comes first: rows 0 and 1 of $\phi$ have changed places, and so have the
# two numbers of $\theta$. Apart from that you see the counts by hand.
#
# The slide finds the right topics, with wrong numbers. Nothing crashed, its likelihood never fell, and the curves look
# alike. Only a number that was known beforehand shows that something is wrong.
#
# ## 2.8 Why it cannot fall
#
# For any shares $r$ whatever (rows that sum to 1), because the logarithm is concave,
#
# $$\log p(w|d) = \log \sum_k r_{dwk} \frac{\theta_{dk}\phi_{kw}}{r_{dwk}} \;\ge\;
# \sum_k r_{dwk} \log \frac{\theta_{dk}\phi_{kw}}{r_{dwk}} .$$
#
# Summed over the tokens, the left is the log-likelihood, and the right a lower bound of it:
#
# $$F = \sum_{dw} n_{dw} \sum_k r_{dwk} \log \frac{\theta_{dk}\phi_{kw}}{r_{dwk}} .$$
#
# It is the ELBO of day 4, with the topic as the hidden $z$ and $r$ as $q(z|x)$. Write it. A share of exactly 0 adds
# nothing ($r \log r$ goes to 0), but `0 * np.log(0)` is not a number: leave such terms out. Leave out no others,
# however small $r$ is: a cell with a large count can make up for it. Where $r$ is above 0 and $\theta_{dk}\phi_{kw}$ is
# 0, the bound is $-\infty$, and `np.log(0)` says so (with a warning).
#
# The lecture computes the bound as the log-likelihood minus a gap. Here write the sum itself, over your cells.
#
# Shapes: `r` (M, K), the others as before; the answer is one number. Five lines.
#
# <details><summary>Hint 1</summary> The same joint as in 2.6, (M, K). Each of its entries has a share in r, and each
# row a count. </details>
#
# <details><summary>Hint 2</summary> used = r > 0 is a mask: with terms = np.zeros_like(r), fill only terms[used].
# </details>
#
# <details><summary>Hint 3</summary> terms[used] = r[used] * np.log(joint[used] / r[used]); the answer is counts @
# terms.sum(axis=1). </details>


# %% exercise="lower_bound"
def lower_bound(r, theta, phi, docs, words, counts):
    """F = sum of n r log(theta phi / r) over cells and topics, in nats."""
    ### BEGIN SOLUTION
    joint = theta[docs] * phi[:, words].T
    terms, used = np.zeros_like(r), r > 0
    terms[used] = r[used] * np.log(joint[used] / r[used])
    return counts @ terms.sum(axis=1)
    ### END SOLUTION


# %% check="lower_bound"
check.lower_bound(lower_bound)

# %% [markdown]
# **Predict first.** Which step closes the gap between the bound and the log-likelihood, and which opens it again?
#
# <details><summary>Answer</summary> The E-step closes it: r becomes p(z | w, d), the bound touches. It moves no
# parameter, so the likelihood stays. The M-step raises the bound by new parameters; the likelihood rises at least as
# much, and since r is now out of date, a gap is open again. </details>

# %% figure="Bound and likelihood, half a step at a time"
use = pick(check.responsibilities, check.m_step, check.lower_bound)
theta, phi, _ = em(use, use.m_step, 2, 2, (docs, words, counts), N, V)
r = np.full((len(docs), 2), 0.5)  # shares of nobody: the first gap is wide
halves = {"log-likelihood": [], "bound": []}
for half in range(20):
    halves["log-likelihood"].append(log_likelihood(theta, phi, docs, words, counts))
    halves["bound"].append(use.lower_bound(r, theta, phi, docs, words, counts))
    if half % 2 == 0:
        r = use.responsibilities(theta, phi, docs, words)
    else:
        theta, phi = use.m_step(r, docs, words, counts, N, V)
assert (
    min(np.diff(halves["bound"])) > -1e-9
    and min(np.diff(halves["log-likelihood"])) > -1e-9
)
plot.curves(
    halves,
    xlabel="half step: 1 start, then E, M, E, M ...",
    ylabel="nats",
    title="The bound pushes the likelihood up",
)

# %% [markdown]
# The log-likelihood moves only at every second point, the M-steps. Neither line ever goes down: that is asserted in
# the cell.
#
# ## 2.9 A document that came later
#
# Training gives a $\theta$ to each training document, and none to any other. For a new document the topics are kept,
# and EM runs over $\theta$ alone: this is called **folding in**. Start at $\theta_{dk} = 1/K$; then `n_iter` times an
# E-step, and of the M-step only the half that gives $\theta$.
#
# Call your own `responsibilities` and `m_step`, by these names (not `use.m_step`). If one of them is not right yet, do
# it first: the check of this exercise tells you which. With `n_iter=0` the answer is the start.
#
# Shapes: `phi` (K, V); `X` (N, V), the table of counts of the new documents; the answer
# `theta` (N, K). Five lines.
#
# <details><summary>Hint 1</summary> np.full((N, K), 1 / K) is the start. The loop has two lines, one of exercise 2.6
# and one of 2.7. </details>
#
# <details><summary>Hint 2</summary> m_step returns two things. Only the first may be kept; phi must stay. </details>
#
# <details><summary>Hint 3</summary> theta = m_step(r, docs, words, counts, N, V)[0] </details>


# %% exercise="fold_in"
def fold_in(phi, X, n_iter=50):
    """theta (N, K) of the documents X (N, V) under the topics phi (K, V)."""
    (N, V), K = X.shape, len(phi)
    docs, words = np.nonzero(X)
    counts = X[docs, words]
    ### BEGIN SOLUTION
    theta = np.full((N, K), 1 / K)
    for _ in range(n_iter):
        r = responsibilities(theta, phi, docs, words)
        theta = m_step(r, docs, words, counts, N, V)[0]
    return theta
    ### END SOLUTION


# %% check="fold_in"
check.fold_in(fold_in)

# %% [markdown]
# Now real documents: 395 news reports. We keep 15% of them away, and of the
# vocabulary the words that stand in at least five of the others, so that every word is known. Your EM finds ten
# topics.

# %%
use = pick(check.responsibilities, check.m_step)
order = np.random.default_rng(0).permutation(len(names))
n_new = len(names) * 15 // 100
new, old = order[:n_new], order[n_new:]
often = np.flatnonzero((corpus.counts[old] > 0).sum(axis=0) >= 5)
vocabulary = np.asarray(corpus.vocabulary)[often]
X_old, X_new = (
    np.asarray(corpus.counts[part][:, often].todense()) for part in (old, new)
)
cells = (*np.nonzero(X_old), X_old[np.nonzero(X_old)])
_, phi, history = em(use, use.m_step, 60, 10, cells, *X_old.shape)
print(f"{X_old.shape[0]} documents, {X_old.shape[1]} words, {len(cells[0]):,} cells")
print(
    f"log p per token: {history[0] / X_old.sum():.2f} at the start, "
    f"{history[-1] / X_old.sum():.2f} at the end"
)
for k, row in enumerate(top_words(phi, vocabulary, 8)):
    print(f"topic {k}: {' '.join(row)}")
assert min(np.diff(history)) > -1e-6

# %% figure="The topics of six documents that came later"
use = pick(check.responsibilities, check.m_step, check.fold_in)
theta_new = use.fold_in(phi, X_new)
for d in range(6):
    print(f"document {d}: {names[new[d]][:76]}")
plot.heatmap(
    theta_new[:6], xlabel="topic", ylabel="new document", fmt=".1f", title="Folded in"
)

# %% [markdown]
# Compare a document's title with the top words of its strongest topic. Some rows have one or two strong topics, others
# three or more. Some of them fit and some do not.
#
# ## 2.10 The honest score
#
# How many topics should there be? A slide says: "Fold in the test documents, and compute their **perplexity**
#
# $$\exp\left(-\frac{1}{n} \sum_{dw} n_{dw} \log p(w|d)\right),$$
#
# with $n$ the number of their tokens. Take the K with the lowest." A perplexity of 500 means: as unsure as if 500
# words were equally likely each time. Lower is better.
#
# Find what is wrong with the slide, then write the honest score. Each new document has been cut at random into two
# halves: the counts `seen` and `unseen`.
#
# <details><summary>What is wrong?</summary> Folding in has looked at the very words that are then scored. Each theta
# is fitted to its document: with many topics there are many numbers to fit, and the words are not predicted but
# remembered. </details>
#
# Use your `fold_in`, with its default of 50 steps. Shapes: `phi` (K, V), `seen` and `unseen` (N, V); the answer is one
# number. Where `unseen` is 0, nothing is added.
# If a token that did come has probability 0, the honest answer is infinity. Five lines.
#
# <details><summary>Hint 1</summary> theta may know one half only. The other is the test. </details>
#
# <details><summary>Hint 2</summary> theta = fold_in(phi, seen). Then p(w|d) of all documents and words is theta @
# phi, (N, V). </details>
#
# <details><summary>Hint 3</summary> With held = unseen > 0: log_p = np.sum(unseen[held] * np.log(p[held])), and the
# perplexity is np.exp(-log_p / unseen.sum()). </details>


# %% exercise="completion_perplexity"
def completion_perplexity(phi, seen, unseen):
    """The perplexity of the unseen halves, with theta from the seen ones."""
    ### BEGIN SOLUTION
    theta = fold_in(phi, seen)
    p = theta @ phi
    held = unseen > 0
    log_p = np.sum(unseen[held] * np.log(p[held]))
    return np.exp(-log_p / unseen.sum())
    ### END SOLUTION


# %% check="completion_perplexity"
check.completion_perplexity(completion_perplexity)

# %% [markdown]
# **Predict first.** The package's `PLSA` fits the training documents with 5 to 80 topics, 100 iterations each. Three
# scores: of the training documents; the slide's, of new documents; and yours. Which of them go down all the way?

# %% figure="Three scores, and one of them is honest"
use = pick(
    check.responsibilities, check.m_step, check.fold_in, check.completion_perplexity
)
seen, unseen = (
    half.toarray()
    for half in split_tokens(corpus.counts[new][:, often], np.random.default_rng(1))
)
topics = [5, 10, 20, 40, 80]
scores = {"training": [], "the slide's": [], "yours": []}
for K in topics:
    model = PLSA(K, max_iter=100, tol=0, random_state=0, progress=False).fit(X_old)
    p_new = use.fold_in(model.components_, X_new) @ model.components_
    log_p = np.sum(X_new[X_new > 0] * np.log(p_new[X_new > 0]))
    scores["training"].append(
        np.exp(-model.history_["log_likelihood"][-1] / X_old.sum())
    )
    scores["the slide's"].append(np.exp(-log_p / X_new.sum()))
    scores["yours"].append(use.completion_perplexity(model.components_, seen, unseen))
    print(
        f"K = {K:2d}: "
        + ", ".join(f"{name} {values[-1]:.0f}" for name, values in scores.items())
    )
assert max(np.diff(scores["training"])) < 0 and max(np.diff(scores["the slide's"])) < 0
assert topics[int(np.argmin(scores["yours"]))] < 80
picture = plot.curves(
    scores,
    x=np.log2(topics),
    xlabel="number of topics",
    ylabel="perplexity",
    title="Three scores",
)
picture.figure.axes[0].set_xticks(np.log2(topics), topics)
picture

# %% [markdown]
# Training and the slide's score fall all the way: by both, more topics are always better. Yours does not agree: it
# has its lowest point at fewer than 80 topics, and the more topics, the further it lies above the slide's. (The place of
# that point hangs on the 50 steps of folding in, too: theta is fitted to a few words, and each step fits it closer.)
#
# This is overfitting, and the slide's score was made blind to it by folding in on the test words. Which of the two
# tables does it, and what helps, stands in the lecture (section 9); the next notebook, LDA, has a prior over $\theta$ and
# $\phi$.
