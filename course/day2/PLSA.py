# %% [markdown]
# # pLSA: topics by soft counting
#
# One report is about a pope's operation, another about a president's, a third about a trip of the pope. Nobody has
# sorted them. **Can a machine find what they are about, from nothing but how often each word stands in each
# document?** And if a document is about two things at once, can it say which word belongs to which?
#
# Probabilistic latent semantic analysis, pLSA (Hofmann 1999), does it by counting in fractions. In this small model a
# document mixes several topics. It is fitted by the EM algorithm, and it overfits so plainly that one can learn from it
# what to do about that.
#
# **After this notebook you can**
#
# - do a step of EM by hand, and write it in a few lines of NumPy
# - say why the likelihood cannot fall, with the bound that the VAE of day 4 uses
# - read topics off real texts, and say how far they depend on the start
# - show overfitting by an honest score, find out where it comes from, and mend it
# - (*Further*:) find what three versions of a slide get wrong; compare EM with the exact maximum; test topics in two
#   ways; race the cures of overfitting against one another
#
# **You need** conditional probabilities and Bayes' rule, logarithms, NumPy arrays, and how to count words
# ([GraphicalModels](GraphicalModels.ipynb) has naive Bayes and plates, if you want them first). Symbols:
# [notation](../../docs/notation.md). Logarithms are natural, so their unit is the **nat**. The minutes stand in the
# [README of the day](README.md). Sections marked *Further* can wait: what comes after them does not need them.
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).
#
# Two kinds of lines you may skip as you read: an `assert` stops the notebook if what the text says is no longer so,
# and the comment `# NBVAL_CHECK_OUTPUT` marks a print that a test compares.

# %%
import inspect

import numpy as np
from matplotlib.figure import Figure
from scipy import sparse

from minivae import plot
from minivae.data import load_reuters, three_documents
from minivae.kernels.soft_counts import document_counts, soft_counts
from minivae.plot.picture import COLOURS, DASHES, style
from minivae.topics import (
    PLSA,
    fold_in,
    match_topics,
    npmi_coherence,
    split_tokens,
    top_words,
)
from minivae.topics.plsa.em import EM

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

# %% [markdown]
# ## 1. Three documents
#
# One is about pets, one about the pop groups BNK and AKB, and one about both. Their order of words does not count,
# only the **counts** $n_{dw}$: how often does word $w$ stand in document $d$? We count documents from 0.

# %%
toy = three_documents()
X = toy.counts  # (N, V): N = 3 documents, V = 4 words
for d, document in enumerate(toy.documents):
    print(f"document {d}: {' '.join(document)}")
plot.heatmap(
    X, ["document 0", "document 1", "document 2"], toy.vocabulary, title="Counts"
)

# %% [markdown]
# The story that the model tells about each token (a token is one word at one place):
#
# 1. draw a topic $z = k$ with the probability $\theta_{dk} = p(k|d)$: how much of topic $k$ does the document hold?
# 2. draw the word $w$ with the probability $\phi_{kw} = p(w|k)$: what does the topic talk about?
#
# We see the words and not the topics. So the two steps are added up over all topics:
#
# $$p(w|d) = \sum_{k=1}^{K} \theta_{dk}\, \phi_{kw} .$$
#
# $\theta$ is an (N, K) table and $\phi$ a (K, V) table, and the rows of both sum to 1. Good tables make the documents
# that we have probable: they raise the **log-likelihood** of all tokens,
#
# $$\log p = \sum_{d,w} n_{dw} \log p(w|d) .$$
#
# **Predict first.** Suppose that somebody told you the topic of each token: Cat and Dog are always pets, the others
# pop. What are $\theta$ and $\phi$ then?
#
# <details><summary>Answer</summary> Then it is counting. Pets: 4 times Cat and 3 times Dog, so phi = (4/7, 3/7, 0,
# 0). Pop: 5 times BNK and 3 times AKB, so phi = (0, 0, 5/8, 3/8). Document 2 holds 2 pets and 4 pop words, so theta =
# (1/3, 2/3). </details>

# %%
theta_hand = np.array([[1, 0], [0, 1], [1 / 3, 2 / 3]])
phi_hand = np.array([[4 / 7, 3 / 7, 0, 0], [0, 0, 5 / 8, 3 / 8]])
occurs = X > 0  # (N, V): does the word stand in the document? 0 log 0 must not be asked


def log_likelihood(theta, phi):
    """Sum of n log p(w|d) over the three documents, in nats."""
    return np.sum(X[occurs] * np.log((theta @ phi)[occurs]))


by_hand = log_likelihood(theta_hand, phi_hand)
p_word = (
    X.sum(axis=0) / X.sum()
)  # no topics at all: the share of each word in the corpus
no_topics = log_likelihood(np.ones((3, 1)), p_word[None])
print(
    f"with the topics by hand {by_hand:.3f} nats, without topics {no_topics:.3f} nats"
)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Two numbers to remember: **-13.892** with topics and **-20.437** without. An algorithm that is told nothing should
# find its way from the second to the first.

# %% [markdown]
# ## 2. Soft counts by hand
#
# Nobody tells us the topics. So begin with a guess. It may be wrong, but it must not be the same for both topics (then
# nothing could tell them apart), and no number in it may be 0 (we shall see: a 0 stays 0):

# %%
theta = np.array([[0.5, 0.5], [0.5, 0.5], [0.4, 0.6]])
phi = np.array([[0.4, 0.25, 0.2, 0.15], [0.1, 0.2, 0.4, 0.3]])
print(f"the guess: {log_likelihood(theta, phi):.3f} nats")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Document 2 says Cat. Which topic was it? Under the guess, topic 0 brings forth a Cat in this document with the
# probability $0.4 \cdot 0.4 = 0.16$, and topic 1 with $0.6 \cdot 0.1 = 0.06$. By Bayes' rule topic 0 is responsible
# for
#
# $$\frac{0.16}{0.16 + 0.06} = 0.73$$
#
# of it. So we do not decide. We put 0.73 of a Cat on the heap of topic 0, and 0.27 of a Cat on the other: a **soft
# count**. In general, the share of topic $k$ in the word $w$ of document $d$ is its **responsibility**
#
# $$\textbf{E-step:} \qquad r_{dwk} = p(k|d,w) = \frac{\theta_{dk}\, \phi_{kw}}{\sum_{j} \theta_{dj}\, \phi_{jw}} .$$
#
# **Predict first.** Document 0 says Cat, too. Is the share of topic 0 there the same 0.73?
#
# <details><summary>Answer</summary> No. The word is the same, but document 0 holds more of topic 0 (0.5, not 0.4):
# 0.5 times 0.4 against 0.5 times 0.1 makes 0.80. </details>
#
# All shares together are a **box** of numbers: documents by topics by words, (N, K, V). Pairs of document and word
# that never occur have shares too, but their count is 0, and so are their soft counts.


# %%
def e_step(theta, phi):
    """The responsibilities (N, K, V): K shares for each document and word."""
    joint = theta[:, :, None] * phi  # p(k, w | d); None makes room for the words
    return joint / joint.sum(axis=1, keepdims=True)


r = e_step(theta, phi)
soft = X[:, None] * r  # (N, K, V); here None makes room for the topics
for d, w in np.argwhere(occurs):
    print(
        f"document {d}, {toy.vocabulary[w]}: shares {r[d, 0, w]:.2f} {r[d, 1, w]:.2f}, "
        f"{X[d, w]} times: soft counts {soft[d, 0, w]:.2f} {soft[d, 1, w]:.2f}"
    )
print(f"sum of all soft counts {soft.sum():.2f}, tokens {X.sum()}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The last line is a test to keep in mind: soft counts divide tokens, so they add up to the tokens. (And where a
# $\theta$ or $\phi$ is 0, the share is 0 and so is the soft count: the next table has a 0 there again.)
#
# Now count as if the soft counts were real ones. For $\theta$ of a document, add those of **its own words**. For
# $\phi$ of a word, add those of the word **in all documents**. So the box is added up along two different axes.
#
# $$\textbf{M-step:} \qquad \theta_{dk} = \frac{\sum_w n_{dw}\, r_{dwk}}{\sum_w n_{dw}}, \qquad
# \phi_{kw} = \frac{\sum_d n_{dw}\, r_{dwk}}{\sum_{d,v} n_{dv}\, r_{dvk}} .$$


# %%
def m_step(soft):
    """theta (N, K) and phi (K, V) from soft counts (N, K, V)."""
    theta, phi = soft.sum(axis=2), soft.sum(axis=0)
    theta = theta / theta.sum(axis=1, keepdims=True)
    return theta, phi / phi.sum(axis=1, keepdims=True)


before = log_likelihood(theta, phi)
theta, phi = m_step(soft)
print("theta of document 2:", *theta[2].round(3))
print("phi of topic 0:", *phi[0].round(3))
print(f"log-likelihood {before:.3f} before, {log_likelihood(theta, phi):.3f} after")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Better than the guess. And then again: the new tables give new shares, and these new tables. E and M in turn are
# **EM**, expectation and maximisation. That is the whole algorithm.


# %%
def em(theta, phi, n_steps, e_step=e_step, m_step=m_step):
    """The tables after n_steps of EM; log-likelihoods at the start and after each."""
    history = [log_likelihood(theta, phi)]
    for _ in range(n_steps):
        theta, phi = m_step(X[:, None] * e_step(theta, phi))
        history.append(log_likelihood(theta, phi))
    return theta, phi, history


guess = (
    np.array([[0.5, 0.5], [0.5, 0.5], [0.4, 0.6]]),
    np.array([[0.4, 0.25, 0.2, 0.15], [0.1, 0.2, 0.4, 0.3]]),
)
theta, phi, history = em(*guess, 40)
print("theta", *theta.round(3), "phi", *phi.round(3), sep="\n")
print(f"log-likelihood {history[-1]:.3f}, by hand {by_hand:.3f}")
assert abs(history[-1] - by_hand) < 1e-3
plot.curves(
    {
        "EM": history,
        "topics by hand": np.full(41, by_hand),
        "no topics": np.full(41, no_topics),
    },
    x=np.arange(41),
    xlabel="step",
    ylabel="log-likelihood, nats",
    title="From a guess to the counts by hand",
)

# %% [markdown]
# Notice: it found the tables that we had counted by hand, without being told what a pet is. The only clue was which
# words stand together. The topics come without names, and which of them is number 0 depends on the guess.

# %% [markdown]
# ### Further: A lucky guess?
#
# Fifty random guesses:

# %%
ends, pets = [], []
for start in range(50):
    rng = np.random.default_rng(SEED + start)
    theta, phi, path = em(rng.dirichlet([1, 1], 3), rng.dirichlet([1] * 4, 2), 200)
    ends.append(path[-1])
    pets.append(int(np.argmax(phi[:, 0])))  # the topic that says Cat more often
print(f"50 guesses end between {min(ends):.3f} and {max(ends):.3f}")
print(f"pets are topic 0 in {pets.count(0)} of them, topic 1 in {pets.count(1)}")
assert max(ends) - min(ends) < 0.01  # claim: fifty random guesses end at one height
assert abs(max(ends) - by_hand) < 0.01  # claim: it is the height of the counts by hand

# %% [markdown]
# ## 3. Further: Three broken slides
#
# The lecture that this course grew out of has two slides for the E- and the M-step. They can be read in three wrong
# ways. All three run. Find each mistake before you open the answer.
#
# ### Slide 1: the E-step
#
# $$p(z|w,d) = \frac{p(z, w, \theta, \beta)}{\sum p(z, w, \theta, \beta)}$$
#
# ($z$ is the topic. On the slides $\beta$ is our $\phi$; in section 9 the letter stands for something else.)
#
# <details><summary>Answer</summary> Two things. theta and beta are numbers that we compute with, not something drawn
# at random: pLSA says nowhere how probable they are, so p(z, w, theta, beta) does not exist. They belong behind the
# bar: p(z, w | d; theta, beta), and that is theta times beta. And the sum must say what it goes over: the topics z'
# of this one word in this one document, which gives p(w | d). </details>
#
# Whoever reads a joint probability there may well divide by its sum over everything, documents, topics and words:


# %%
def slide1(theta, phi):
    """The whole box of the joint, divided by its sum."""
    joint = theta[:, :, None] * phi
    return joint / joint.sum()


theta1, phi1, history1 = em(*guess, 40, e_step=slide1)
total = (X[:, None] * slide1(*guess)).sum()
print(f"soft counts add up to {total:.2f}, tokens {X.sum()}")
print("log-likelihood:", *np.round(history1[:6], 2), "...", round(history1[-1], 2))
falls = np.flatnonzero(np.diff(history1) < 0) + 1
print(f"it falls in {len(falls)} of 40 steps, for the first time in step {falls[0]}")
print("phi of slide 1", *phi1.round(3), sep="\n")
assert falls.tolist() == list(range(4, 41))

# %% [markdown]
# Two alarms ring. The first rings at once: the soft counts lose tokens. The second is late: the likelihood **rises**
# for three steps, and falls in all others. Whoever stops after three steps sees nothing wrong. Each topic ends with
# one single word. Frequent pairs have a large joint probability, so they get more than their share, each time again.
#
# ### Slide 2: the M-step
#
# $$\theta_{dk} = \frac{\text{count}(A)}{\sum_k \text{count}(A)}, \qquad
# \beta_{kw} = \frac{\text{count}(A)}{\sum_w \text{count}(A)}, \qquad A = \text{"the word } w \text{ has the topic } k\text{"}$$
#
# <details><summary>Answer</summary> One symbol for two counts. For beta, count through the whole corpus: how often
# does topic k say w? For theta, count within document d: how often does this document use topic k? </details>
#
# Read it the first way for both, and the second way for both:


# %%
def whole_corpus(soft):
    """theta, too, from the counts of the whole corpus."""
    _, phi = m_step(soft)
    return np.tile(soft.sum(axis=(0, 2)) / soft.sum(), (3, 1)), phi


theta2, phi2, history2 = em(*guess, 40, m_step=whole_corpus)
falls = np.flatnonzero(np.diff(history2) < -1e-9) + 1
print("theta of slide 2, first reading", *theta2.round(3), sep="\n")
print(
    f"log-likelihood {history2[0]:.3f}, {history2[1]:.3f} ... {history2[-1]:.3f}, "
    f"without topics {no_topics:.3f}"
)
print(f"it falls in step {falls}, and only there")
assert abs(history2[-1] - no_topics) < 1e-9 and falls.tolist() == [1]
from_worse = em(guess[0], guess[1][:, ::-1], 40, m_step=whole_corpus)[2]
worse_falls = np.flatnonzero(np.diff(from_worse) < -1e-9)
print(
    f"from a worse guess: {from_worse[0]:.3f}, {from_worse[1]:.3f} ... "
    f"{from_worse[-1]:.3f}; it falls in {len(worse_falls)} steps"
)
assert from_worse[0] < no_topics and len(worse_falls) == 0

# %% [markdown]
# All documents get one $\theta$. Then all have one $p(w|d)$, and the best one is the share of each word in the
# corpus. The alarm is faint: tokens are kept, and the likelihood falls in the first step only, by 0.03, which no
# figure shows. It falls because the guess happened to be better than no topics. From a worse guess there is no alarm at
# all, as the last line printed says. What tells for sure is the number that we knew beforehand.
#
# **Predict first.** And the second reading: $\phi$, too, from one document only. Will the likelihood be below or
# above -13.892?
#
# <details><summary>Answer</summary> Above. Each document then has topics of its own, and can copy its own words.
# Nothing is shared, so nothing is learnt about pets or pop. </details>

# %%
soft = X[:, None] * e_step(*guess)
theta3 = soft.sum(axis=2) / soft.sum(axis=(1, 2))[:, None]
phi3 = soft / soft.sum(axis=2, keepdims=True)  # (N, K, V): topics for each document
p3 = np.sum(theta3[:, :, None] * phi3, axis=1)  # (N, V): p(w|d)
log_p3 = np.sum(X[occurs] * np.log(p3[occurs]))
own = X / X.sum(axis=1, keepdims=True)  # each document's own shares of words
print(f"log-likelihood after one step {log_p3:.3f}, by hand {by_hand:.3f}")
print(f"each document's own shares {np.sum(X[occurs] * np.log(own[occurs])):.3f}")
print("same p(w|d) as the own shares:", np.allclose(p3, own))
assert np.allclose(p3, own) and log_p3 > by_hand
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Why in one step, and from any guess? Here $\theta_{dk}$ is the soft count of topic $k$ in the document, divided by the
# document's tokens $n_d$. And $\phi_{dkw}$ is $n_{dw}\, r_{dwk}$, divided by that same soft count. It cancels:
# $\theta_{dk}\, \phi_{dkw} = n_{dw}\, r_{dwk} / n_d$. The shares add up to 1 over the topics, and $n_{dw} / n_d$ is left.
#
# A likelihood that is *better* than the right one, in a single step. A high likelihood of the training data proves
# nothing by itself. We shall meet this again in section 9.

# %%
plot.curves(
    {
        "right": history,
        "slide 2, whole corpus": history2,
        "slide 1": np.maximum(history1, -45),
    },
    x=np.arange(41),
    xlabel="step",
    ylabel="log-likelihood, nats",
    title="EM and two broken slides (slide 1 cut off at -45)",
)

# %% [markdown]
# ## 4. Why the likelihood cannot fall
#
# The right EM never went down. That is no luck. Take any shares $r$ at all, with $\sum_k r_k = 1$. Then for one token
#
# $$\log p(w|d) = \log \sum_k r_k \frac{\theta_{dk}\phi_{kw}}{r_k} \;\ge\; \sum_k r_k \log \frac{\theta_{dk}\phi_{kw}}{r_k},$$
#
# since the logarithm is concave: the log of a mean is at least the mean of the logs. (Topics with $r_k = 0$ are left
# out of both sums, as one cannot divide by 0; on the left that can only make the sum smaller.) Summed over the tokens,
# the right side is a lower bound $F(r, \theta, \phi)$ of the log-likelihood. How large is the gap? Put
# $\theta_{dk}\phi_{kw} = p(k|d,w)\, p(w|d)$ in:
#
# $$\log p = F + \sum_{d,w} n_{dw}\, \text{KL}\big(r_{dw\cdot} \,\|\, p(\cdot|d,w)\big), \qquad
# \text{KL}(r \,\|\, p) = \sum_k r_k \log \frac{r_k}{p_k} .$$
#
# The dots stand for all $K$ topics. KL is the Kullback-Leibler divergence of one distribution from another: never
# negative, and 0 only where the two agree. So:
#
# - the **E-step** sets $r_{dwk} = p(k|d,w)$. The gap is 0, the bound touches.
# - the **M-step** raises $F$ as high as it goes with $r$ held fixed. Apart from a part without $\theta$
#   and $\phi$, it is made of sums $\sum_k c_k \log \theta_k$, with soft counts $c_k$ (and the same for $\phi$). Such a
#   sum is largest at the shares $p_k = c_k / C$, where $C = \sum_k c_k$: any other $\theta$ that sums to 1 is lower, by
#   $\sum_k c_k \log p_k - \sum_k c_k \log \theta_k = C\, \text{KL}(p \,\|\, \theta) \ge 0$. And shares of soft counts are
#   what the M-step computes.
# - The likelihood was equal to the bound, and now lies above or on the raised one. So it has risen at least as much.
#
# This is the ELBO of [day 4](../day4/MNISTVAE.ipynb): $z$ is the topic, $r$ is $q(z|x)$. There an encoder network
# learns to guess the posterior (what is known of $z$ once $x$ is seen), and a gap remains. Here Bayes' rule computes
# it, and no gap remains.
#
# We compute the gap, and get the bound as the log-likelihood minus the gap. (In the exercise you
# write the bound itself.)


# %%
def gap(r, theta, phi):
    """Sum of n KL(r || p(k|d,w)) over documents and words, in nats."""
    return np.sum(X[:, None] * r * np.log(r / e_step(theta, phi)))


theta, phi = guess
for step in range(1, 4):
    r = e_step(theta, phi)
    high, between = log_likelihood(theta, phi), gap(r, theta, phi)
    print(
        f"after E {step}: log-likelihood {high:.3f}, gap {between:.3f}, "
        f"bound {high - between:.3f}"
    )
    assert abs(between) < 1e-9
    theta, phi = m_step(X[:, None] * r)
    high, between = log_likelihood(theta, phi), gap(r, theta, phi)
    print(
        f"after M {step}: log-likelihood {high:.3f}, gap {between:.3f}, "
        f"bound {high - between:.3f}"
    )
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Follow the bound down the column: the M-step raises it and opens a gap, the E-step raises it again by closing the gap.
#
# So EM never falls. That does not say that it arrives at the top. It climbs the hill on which it starts, and there may
# be several: where every small step leads down or along, and yet a higher hill stands elsewhere, one speaks of a **local
# maximum**. No single run can know. So run several starts, and keep the best.

# %% [markdown]
# ### Further: A picture of the bound
#
# First for one token, the Cat of document 2, whose two joint probabilities are 0.16 and 0.06:

# %%
joint = np.array([0.16, 0.06])
print(f"log p = log {joint.sum():.2f} = {np.log(joint.sum()):.3f}")
for name, shares in {
    "shares 0.50 0.50": np.array([0.5, 0.5]),
    "shares 0.90 0.10": np.array([0.9, 0.1]),
    "the E-step's    ": joint / joint.sum(),
}.items():
    print(f"{name}: bound {shares @ np.log(joint / shares):.3f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# A picture of it needs a single parameter. Take the topics after two steps of EM, and let only $\theta_{20}$ of
# document 2 move, the share of topic 0. Start at 0.9.

# %%
n2, topics2 = X[2], em(*guess, 2)[1]
share = np.linspace(0.01, 0.99, 99)


def curve(t):
    """log p of document 2, if the share of topic 0 is t."""
    return n2 @ np.log(t * topics2[0] + (1 - t) * topics2[1])


def bound_from(start, t):
    """The bound at t, with start's responsibilities; and the t of its top."""
    r = (
        start * topics2[0] / (start * topics2[0] + (1 - start) * topics2[1])
    )  # (V,), topic 0
    parts = r * np.log(t * topics2[0] / r) + (1 - r) * np.log(
        (1 - t) * topics2[1] / (1 - r)
    )
    return n2 @ parts, n2 @ r / n2.sum()


heights = np.array([curve(t) for t in share])
start = 0.9
with style():
    figure = Figure(figsize=(7.5, 4.2), layout="constrained")
    axes = figure.add_subplot(title="Touch, climb, touch again")
    axes.plot(share, heights, color="black", label="log-likelihood")
    for step in (1, 2, 3):
        values = np.array([bound_from(start, t)[0] for t in share])
        assert (values <= heights + 1e-12).all()
        top = bound_from(start, start)[1]
        print(f"bound {step} touches at {start:.3f}, and is highest at {top:.3f}")
        look = {"color": COLOURS[step - 1], "linestyle": DASHES[step]}
        axes.plot(share, values, label=f"bound {step}", **look)
        axes.plot(start, curve(start), "o", markersize=9, color=look["color"])
        start = top
    axes.set_ylim(heights.min() - 0.5, heights.max() + 0.2)
    axes.set(xlabel="share of topic 0 in document 2", ylabel="nats")
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1))
plot.Picture(
    figure,
    "The log-likelihood of document 2 against the share of topic 0, and three bounds "
    "below it. Each bound touches the curve at one dot, and has its top further left; "
    "the next bound touches right above that top.",
)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Notice: bound 1 touches the curve at 0.9, at its dot. Its top lies further left, and there the curve is higher than
# the bound. Bound 2 touches there, and so on. No bound crosses the curve, as in the picture of day 4.

# %% [markdown]
# ## 5. Further: The exact maximum, and the other ones
#
# EM never falls. Does it arrive at the top? For a tiny corpus we can try everything. Take a vocabulary of three
# words. Then $p(w|d)$ are three numbers that sum to 1: a point in a triangle with a word in each corner. Two topics
# are two points in it, and all their mixtures the line between the two. **pLSA with two topics looks for the best
# line through the documents.**
#
# To make a line longer never hurts, as it keeps all its points. So both of its ends may lie on the rim of the
# triangle, and we try all pairs of points of the rim: 180 times 180. For each pair, each document gets the best of
# 101 shares.

# %%
X3 = np.array(
    [[8, 1, 1], [7, 2, 1], [1, 8, 1], [2, 6, 2], [1, 1, 8], [1, 3, 6]]
)  # six documents, three words
corners = np.eye(3)
steps = np.arange(60)[:, None] / 60
rim = np.concatenate(
    [corners[i] + steps * (corners[(i + 1) % 3] - corners[i]) for i in range(3)]
)  # (180, 3)
t = np.linspace(0, 1, 101)[:, None, None]
height = np.empty((180, 180))
with np.errstate(all="ignore"):  # log 0 = -inf: such a line cannot make the word
    for i, end in enumerate(rim):
        log_p = np.log(t * end + (1 - t) * rim)  # (101 shares, 180 other ends, 3 words)
        height[i] = (log_p @ X3.T).max(axis=0).sum(axis=1)  # each document's best share
neighbours = [
    np.roll(height, (a, b), (0, 1))
    for a in (-1, 0, 1)
    for b in (-1, 0, 1)
    if (a, b) != (0, 0)
]
is_top = np.isfinite(height) & (height >= np.max(neighbours, axis=0))
is_top &= np.tri(180, k=-1, dtype=bool)  # each pair of ends once
tops = [(float(height[i, j]), int(i), int(j)) for i, j in np.argwhere(is_top)]
tops = sorted(tops, reverse=True)
for i, (value, *ends) in enumerate(tops):
    print(
        f"top {i + 1} at {value:.2f} nats: ends {rim[ends[0]].round(2)} "
        f"and {rim[ends[1]].round(2)}"
    )
picture = plot.heatmap(
    np.maximum(height, height.max() - 6),
    xlabel="one end of the line, along the rim",
    ylabel="the other end",
    title="Log-likelihood of every line (cut off 6 nats below the best)",
    alt="Log-likelihood of every line, by its two ends on the rim: two bent ridges, "
    "mirror images, with three tops.",
)
axes = picture.figure.axes[0]
places = ["first word", "half way", "second word", "half way", "third word", "half way"]
axes.set_xticks(range(0, 180, 30), places, size=9)
axes.set_yticks(range(0, 180, 30), places, size=9, rotation=90, va="top")
for i, (_, row, column) in enumerate(tops):
    label = {"size": 13, "weight": "bold", "ha": "center", "va": "center"}
    for x, y in ((row, column), (column, row)):
        axes.text(x, y, i + 1, color="black", **label)
picture

# %% [markdown]
# Notice: the picture is symmetric, since the two ends may change places; and it continues over its edges, since the rim
# is closed. On the bright ridge there are three tops. Where does EM end from 20 random starts?

# %%
runs = [
    PLSA(2, max_iter=3000, tol=0, random_state=SEED + start, progress=False).fit(X3)
    for start in range(20)
]
ends = np.array([run.history_["log_likelihood"][-1] for run in runs])
reached = []
for i, (value, *_) in enumerate(tops):
    reached.append(np.sum(np.abs(ends - value) < 0.1))
    print(f"top {i + 1} at {value:.2f}: {reached[-1]} of 20 starts end there")
print(f"best of EM {ends.max():.3f}, best of all lines {height.max():.3f}")
assert len(tops) == 3
assert sum(reached) == 20  # claim: each of 20 starts of EM ends on one of the three tops
assert min(reached) > 0  # claim: each of the three tops is reached from some start
# claim: the best of 20 starts is the exact maximum
assert -0.01 < ends.max() - height.max() < 0.05


# %%
def in_plane(p):
    """A point (or points) of the triangle on paper: (..., 3) -> (..., 2)."""
    return p @ np.array([[0, 0], [1, 0], [0.5, np.sqrt(3) / 2]])


with style():
    figure = Figure(figsize=(6.4, 4.6), layout="constrained")
    axes = figure.add_subplot(title="Three lines through six documents")
    axes.fill(*in_plane(corners).T, facecolor="none", edgecolor="#999999", linewidth=1)
    for k, (value, i, j) in enumerate(tops):
        look = {"color": COLOURS[k], "linestyle": DASHES[k], "linewidth": 2.5}
        label = f"top {k + 1}: {value:.2f} nats"
        axes.plot(*in_plane(rim[[i, j]]).T, label=label, **look)
    dots = in_plane(X3 / X3.sum(axis=1, keepdims=True))
    axes.plot(*dots.T, "o", color="black", markersize=10, label="documents")
    for corner, word, place in zip(
        in_plane(corners), ("first word", "second word", "third word"),
        (("right", "top"), ("left", "top"), ("center", "bottom")), strict=True,
    ):  # fmt: skip
        axes.text(*corner, word, ha=place[0], va=place[1])
    axes.set(aspect="equal", xlim=(-0.25, 1.25), ylim=(-0.08, 0.95))
    axes.axis("off")
    axes.legend(loc="upper left", bbox_to_anchor=(0.98, 1))
plot.Picture(
    figure,
    "A triangle with a word in each corner and six documents in three pairs. Three "
    "lines: each begins near the corner "
    "of one pair and ends between the two other pairs.",
)

# %% [markdown]
# Notice: the documents are three pairs. Each line starts near the corner of one pair, and ends halfway between the
# two others: it gives one pair a topic of its own, and merges the other two in the second topic. Which pair is it?
# That is the choice between the hills. EM finds the exact maximum from some of the starts, and from the others a local
# maximum.
#
# (EM's best is a little above the best of all lines, as our grid has gaps. And $\theta$, $\phi$ themselves need not
# be unique: a line that is longer than its documents need may be shortened, with another $\theta$, and all $p(w|d)$
# are the same.)

# %% [markdown]
# ## 6. Real texts, cell by cell
#
# Real corpora are larger: here are 395 news reports of 1996 and 1997, from the Python package `lda`.

# %%
corpus = load_reuters()
X_texts = corpus.counts
N, V = X_texts.shape
M, K = X_texts.nnz, 20  # K stays 20 where nothing else is said
print(corpus)
print(f"{M:,} of {N * V:,} cells are not zero ({M / (N * V):.0%})")
print(
    f"responsibilities of all cells and {K} topics: {N * V * K * 8 / 1e6:.0f} MB; "
    f"of those above 0: {M * K * 8 / 1e6:.0f} MB"
)

# %% [markdown]
# So nobody stores our box of N times K times V. The **cells** above 0, M of them, are enough; in the exercise you work
# with those. The package does so, too: below, `PLSA` is its estimator, with the same E- and M-step.

# %% [markdown]
# ### Further: The package's step
#
# Even the M times K responsibilities need not be stored: each is used at once, in two sums, and then forgotten. The
# package does both steps in one pass over the cells. Find the equations of section 2 in it: `a` is $\theta$, `b` is
# $\phi$ with words as rows, and `total` the $p(w|d)$ of a cell.

# %%
print(inspect.getsource(soft_counts))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# (`@jit` lets Numba compile the loops to machine code.) Where is the factor `a[d, k]` of the responsibilities? It is
# the same in all cells of a document, so it is multiplied once, in the end. Around it stands the step, which only
# divides by the sums. Some lines can be passed over. Those with `beta`, the `objective` and `einsum` (which adds up
# $p(w|d)$ for each cell) belong to section 9. `_spare` are two tables to write into, which then change places with
# $\theta$ and $\phi$. A document without words is `empty` and gets $1/K$. And `astype` adds up in double precision.

# %%
print(inspect.getsource(EM.step))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Does it give what our own lines give? One step on the three documents, from the same tables:

# %%
package = EM(sparse.csr_array(toy.counts), 2, np.random.default_rng(SEED))
package.theta, package.phi = (
    guess[0].copy(),
    guess[1].T.copy(),
)  # phi with words as rows
value = package.step()
theta, phi = m_step(X[:, None] * e_step(*guess))
print(f"log-likelihood before the step: {value:.6f}, ours {log_likelihood(*guess):.6f}")
print(
    "same theta:",
    np.allclose(package.theta, theta),
    "  same phi:",
    np.allclose(package.phi.T, phi),
)
assert np.allclose(package.theta, theta) and np.allclose(package.phi.T, phi)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 7. Topics of real texts
#
# Twenty topics, twenty random starts, a hundred iterations each. `PLSA` is the estimator around the step: `fit`, then
# `components_` holds $\phi$ and `doc_topic_` holds $\theta$.

# %%
runs = [
    PLSA(K, max_iter=100, tol=0, random_state=SEED + start, progress=False).fit(X_texts)
    for start in range(20)
]
paths = np.array([run.history_["log_likelihood"] for run in runs]) / X_texts.sum()
per_token = paths[:, -1]  # (20,)
shares = np.asarray(X_texts.sum(axis=0)).ravel() / X_texts.sum()
no_topics = shares[shares > 0] @ np.log(shares[shares > 0])
print(f"log p per token: without topics {no_topics:.2f}, 20 starts: "
      f"from {per_token.min():.3f} to {per_token.max():.3f}")  # fmt: skip
nats, gained = np.array([np.ptp(per_token), per_token.max() - no_topics]) * X_texts.sum()
print(f"best and worst are {nats:,.0f} nats apart: {nats / gained:.0%} of the "
      f"{gained:,.0f} that topics bring the best one")  # fmt: skip
best = runs[int(per_token.argmax())]
assert np.diff(paths).min() > -1e-9
assert nats > 1000  # claim: best and worst of 20 starts are over a thousand nats apart
# claim: held against what topics bring at all, that is less than a tenth
assert nats < 0.1 * gained

# %% [markdown]
# Are the two ends near to each other? A log-likelihood has no zero, so "one percent apart" would say nothing. In nats
# they are thousands apart, so by the likelihood the best run is better by far. Held against what topics bring at all, it
# is a few percent. (Whether two starts find the same *topics* is another question: see *Another start*, below.)
#
# What are the topics about? The most probable words tell. Here are the twenty of the best run, and three documents: two
# of them, and the most mixed of all, with the shares of their three largest topics.

# %%
words_of = top_words(best.components_, corpus.vocabulary, 8)
for k in range(K):
    print(f"topic {k:2d}: {' '.join(words_of[k])}")
for d in (0, 100, int(best.doc_topic_.max(axis=1).argmin())):
    largest = np.argsort(-best.doc_topic_[d])[:3]
    print(f"{corpus.titles[d][:70]}, {int(X_texts[[d]].sum())} tokens")
    for k in largest:
        print(f"   {best.doc_topic_[d, k]:.2f}  {' '.join(words_of[k][:6])}")

# %% [markdown]
# Notice how sure the model can be: a share of 1.00, from so few tokens. Maximum likelihood knows no doubt.

# %% [markdown]
# ### Further: Another start
#
# **Predict first.** Take the best run's twenty topics, and look for each of them in another run. Topics have no
# numbers that agree, so they are paired one to one as well as possible. The distance of two topics is the **total
# variation**, half the sum of $|\phi_{kw} - \phi'_{kw}|$: 0 if they are the same, 1 if they share no word. What
# distance would you expect on average?
#
# <details><summary>Answer</summary> More than 0.4. And it is not because the runs were stopped too early: let them go on
# to 400 iterations, and they are hardly nearer to one another. </details>

# %%
others = [run for run in runs if run is not best]
distance = np.array(
    [match_topics(run.components_, best.components_)[1] for run in others]
)  # (19, K); the distances stand in the order of the second argument, the best run
print(
    f"distance of a topic to its partner: mean {distance.mean():.2f}, "
    f"median {np.median(distance):.2f}, smallest {distance.min():.2f}"
)
assert distance.mean() > 0.35  # claim: a topic and its partner are far apart on average
# is it the stop at 100 iterations? Let the best run and three others go on
several = [int(per_token.argmax()), *(i for i in range(20) if runs[i] is not best)][:4]
longer = [
    PLSA(K, max_iter=400, tol=0, random_state=SEED + i, progress=False).fit(X_texts)
    for i in several
]
for name, (first, *rest) in {
    "100": [runs[i] for i in several],
    "400": longer,
}.items():
    apart = [match_topics(run.components_, first.components_)[1] for run in rest]
    print(f"the best run and three others, {name} iterations: mean {np.mean(apart):.3f}")
moved = match_topics(longer[0].components_, best.components_)[1]
print(f"from 100 to 400 the topics of the best run move by {moved.mean():.3f} on average")
# claim: runs of 400 iterations are at least nine tenths as far apart as runs of 100
before = [match_topics(runs[i].components_, best.components_)[1] for i in several[1:]]
assert np.mean(apart) > 0.9 * np.mean(before)
plot.histograms(
    {"topic and partner": distance.ravel()},
    bins=20,
    xlabel="total variation",
    title="The same corpus, another start",
)

# %% [markdown]
# Notice: some topics do come back, at a distance of 0.1 or so. Most find only half of themselves. **A topic of one
# run is one way to read the corpus, not a fact about it.** Before you tell a story about a topic, look whether it
# returns.

# %% [markdown]
# ### Further: The climb
#
# The best and the worst of the twenty starts, iteration by iteration:

# %%
last_ten = np.sort(paths[:, -1] - paths[:, -11]) * X_texts.sum()
print(f"the last ten iterations bring {last_ten[0]:.0f} to {last_ten[-1]:.0f} nats")
rows = {"best": paths[per_token.argmax()], "worst": paths[per_token.argmin()]}
steps = {step: f"{rows['best'][step]:.2f}" for step in (0, 1, 2, 5, 10, 20)}
print(f"the best start, before iteration: {steps}")
plot.curves(
    {name: row[10:] for name, row in rows.items()},
    x=np.arange(10, 100),
    xlabel="iteration",
    ylabel="log-likelihood per token, nats",
    title="Best and worst of 20 starts",
)

# %% [markdown]
# The figure begins at iteration 10. Before, little can be seen: the random start has much the same words in all topics,
# so after one step the model is nearly the one without topics. It takes some iterations until small differences have
# grown. And none of the runs has arrived: each iteration still brings some nats.

# %% [markdown]
# ### Further: Which topics to trust
#
# Between the two humps of the figure of distances lies 0.3, so we count in how many of the other 19 runs a topic's
# partner is nearer than that. And a number that needs no reader is the **coherence**: do a topic's top words stand in the
# same documents? NPMI, the normalised pointwise mutual information (Bouma 2009), takes all pairs of the ten top words: 1
# if they stand in the same documents only, 0 if they meet as often as by chance, -1 if never.

# %%
coherence = npmi_coherence(best.components_, X_texts)
returns = (distance < 0.3).sum(axis=0)  # (K,) in how many of the other 19 runs
partner = match_topics(others[0].components_, best.components_)[0]
by_hand = np.abs(others[0].components_[partner] - best.components_).sum(axis=1) / 2
assert np.allclose(distance[0], by_hand)  # column k of distance is topic k of `best`
for k in np.argsort(-coherence):
    print(
        f"coherence {coherence[k]:5.2f}   back in {returns[k]:2d} of 19   "
        f"{' '.join(words_of[k])}"
    )

# %% [markdown]
# Read from the top. Can you name the first ones? And the last? For us coherence orders them about as a reader would.
# Does it also tell which topics return?

# %%
correlation = np.corrcoef(coherence, returns)[0, 1]
print(f"correlation of coherence and returns over the 20 topics: {correlation:.2f}")
print(
    f"back in 15 runs or more: {np.sum(returns >= 15)} topics, "
    f"in one run or none: {np.sum(returns <= 1)}"
)
again, most, without = [], [], []
for run in others[:5]:  # is it so for the best run only? Ask five others
    back = [
        match_topics(other.components_, run.components_)[1] < 0.3
        for other in runs
        if other is not run
    ]
    back, meets = np.sum(back, axis=0), npmi_coherence(run.components_, X_texts)
    again.append(np.corrcoef(meets, back)[0, 1])
    rest = back < 15
    without.append(np.corrcoef(meets[rest], back[rest])[0, 1])
    most.append(back.max())
for name, values in {"all topics": again, "without those back in 15": without}.items():
    print(f"five other runs, {name}:", *(f"{value:.2f}" for value in values))
print(f"their most stable topics are back in {min(most)} to {max(most)} of 19")
# claim: coherence and returns agree, in the best run and in five others
assert min(*again, correlation) > 0.4
# claim: each of these runs has a topic that is back in 15 of 19 runs or more
assert min(*most, returns.max()) >= 15
# claim: half of the best run's topics, or more, are back in one run or none
assert np.sum(returns <= 1) >= 10
plot.scatter(
    np.column_stack([coherence, returns]),
    xlabel="coherence (NPMI)",
    ylabel="back in how many of 19 runs",
    title="Two tests of a topic",
)

# %% [markdown]
# Notice: the two tests agree by and large, for the best run and for five others. (Without the topics that are back in 15
# runs or more, the agreement of the rest is weaker, and hangs on the run.) In this run four topics, those with the
# most coherent words, are back in nearly every run: Charles and Diana, Mother Teresa, Pamela Harriman, and the pope's
# surgery. Each is one story with names of its own. Their stories do not hang on the start (which is not to say that
# other reports would tell them, too). Fourteen others are back in one run or none, though some of them read well ("film
# festival"). A likely reason: with twenty topics and so few documents there are many ways to cut the rest of the cake. So
# coherence is a good hint, and not a proof: East Timor stands near the top, and comes back in none.
#
# (A trap: `match_topics` answers in the order of its second argument. Exchange the two, and each row holds the same 19
# distances in the order of another run, whose numbers mean nothing to us. The mean and the histogram stay as they are,
# and only the column "back in" is wrong. That is what the `assert` above looks at.)

# %% [markdown]
# ## 8. A document that came later
#
# Each training document has a $\theta$ of its own. A new document has none. What is its probability? pLSA cannot say:
# it has no story of how a $\theta$ comes about. The makeshift is called **folding in**: keep $\phi$, and run EM over
# the $\theta$ of the new document alone, from $\theta_k = 1/K$.
#
# For the rest of the notebook we keep two sets of documents away: 15% to choose with (**validation**), 15% for the
# last word (**test**). From the vocabulary we take the words that stand in at least five training documents, so that
# no new document holds a word which no topic knows: its probability would be 0, and the whole document's too.

# %%
order = np.random.default_rng(SEED).permutation(N)
n_new = N * 15 // 100
often = np.flatnonzero((X_texts[order[2 * n_new :]] > 0).sum(axis=0) >= 5)
kept = sparse.csr_array(X_texts[:, often], dtype=float)
vocabulary = np.asarray(corpus.vocabulary)[often]
validation, train = kept[order[:n_new]], kept[order[2 * n_new :]]
print(f"{train.shape[0]} documents to learn from, {n_new} and {n_new} new ones")
model = PLSA(K, max_iter=100, tol=0, random_state=SEED, progress=False).fit(train)
theta_new = fold_in(validation, model.components_)  # (documents, K)
print(corpus.titles[order[1]][:80])
for k in np.argsort(-theta_new[1])[:3]:
    words = top_words(model.components_, vocabulary, 6)[k]
    print(f"   {theta_new[1, k]:.2f}  {' '.join(words)}")

# %% [markdown]
# The likelihood of one document as a function of its own $\theta$ has no local maxima: it is a sum of logarithms of
# straight lines, and so has a single hill. That is why folding in may begin anywhere inside, and no start has to be
# drawn at random. (`fold_in` takes 50 steps. It has not arrived then. Remember the 50.)

# %% [markdown]
# ## 9. Too good
#
# How good is the model on new documents? The usual number is the **perplexity**: exp of minus the mean of $\log
# p(w|d)$ over the tokens. 500 means: as unsure as between 500 words that are equally likely. Lower is better.
#
# There is a trap. To fold in, the model reads the document. If the same words are then scored, each new document has
# been fitted with K numbers of its own, and then is "predicted". The honest way cuts each new document at random in
# two halves: fold in on the first half, score the second (**document completion**). We call that score honest.


# %%
def mean_log_p(X, theta, phi):
    """log p(w|d) per token of the counts X."""
    d, w = X.nonzero()
    p = np.einsum("mk,mk->m", theta[d], phi.T[w])
    with np.errstate(divide="ignore"):
        return X[d, w] @ np.log(p) / X.sum()


def naive(X, phi):
    """Perplexity of the words that theta was fitted to."""
    return np.exp(-mean_log_p(X, fold_in(X, phi), phi))


def honest(halves, phi, alpha=0.0, n_iter=50):
    """Perplexity of one half of each document, with theta from the other."""
    seen, unseen = halves
    theta = fold_in(seen, phi, alpha, n_iter)
    return np.exp(-mean_log_p(unseen, theta, phi))


to_choose = split_tokens(validation, np.random.default_rng(SEED + 1))  # two halves

# %% [markdown]
# **Predict first.** EM with 80 topics, a hundred iterations. The training perplexity falls with each. Does that of
# new documents fall as well, scored the one way and the other?
#
# <details><summary>Answer</summary> Scored on the words that it has read, it falls fast, and then hardly moves. Scored
# honestly, it falls for ten or fifteen iterations, and then it rises. </details>


# %%
def follow(n_topics, beta=1.0, n_steps=150):
    """EM on train: phi at each 5th iteration, the training perplexity at each."""
    em, path, training = EM(train, n_topics, np.random.default_rng(SEED), beta), {}, []
    for step in range(n_steps):
        if step % 5 == 0:
            path[step] = em.phi.T.copy()
        training.append(np.exp(-em.step() / train.sum()))
    path[n_steps] = em.phi.T.copy()
    return path, np.array(training)


path80, training80 = follow(80)
at = [step for step in path80 if 5 <= step <= 100]
lines = {
    "honest": [honest(to_choose, path80[step]) for step in at],
    "the words read": [naive(validation, path80[step]) for step in at],
    "training": training80[at],
}
low = at[int(np.argmin(lines["honest"]))]
for name, values in lines.items():
    print(f"{name:15s}", *(f"{values[at.index(i)]:.0f} at {i}," for i in (low, 30, 100)))
assert np.diff(training80).max() < 1e-6
# claim: the honest score is lowest before iteration 40, and then rises by 3% or more
assert low < 40 and lines["honest"][-1] > 1.03 * min(lines["honest"])
read = lines["the words read"]
# claim: on the words read the score is lower at 100 than in the valley
assert read[-1] < read[at.index(low)]
plot.curves(
    lines,
    x=at,
    xlabel="iteration",
    ylabel="perplexity",
    title="80 topics, scored in three ways",
)

# %% [markdown]
# Notice: after the valley the training documents still become more probable, and the unseen words of new documents less.
# That is **overfitting**: something follows its data so closely that it predicts other data worse. And the score on
# the words read does not see it: at iteration 100 it is lower than in the valley.

# %% [markdown]
# ### Which table is it?
#
# It is tempting to say: up to the valley EM learns what words go together, and after it EM learns these documents by
# heart. But two tables take part in the score: $\phi$ from the training documents, and $\theta$, which was fitted to **half
# of a new document**. Which of the two follows its data too closely?
#
# To find out, change one and keep the other. Keep $\phi$, and let $\theta$ go nearer to its own maximum, or less near: fold
# in with fewer or more steps than 50. Or give each topic a small part $\alpha$ of a token before the soft counts come in:
#
# $$\theta_{dk} = \frac{\alpha + \sum_w n_{dw}\, r_{dwk}}{K \alpha + n_d} .$$
#
# This is **smoothing**. No share can fall to 0.
#
# **Predict first.** The $\phi$ of iteration 150 stays as it is. Will the unseen halves become more probable if folding in
# takes 200 or 1000 steps, not 50?
#
# <details><summary>Answer</summary> No, far less probable: after 1000 steps the perplexity is infinite. Of the five
# numbers of steps below, 5 is the best. </details>

# %%
n_iters = (5, 20, 50, 200, 1000)


def by_steps(phi):
    """Honest perplexity: theta free, for each of n_iters; with alpha, 50 and 1000."""
    free = [honest(to_choose, phi, n_iter=i) for i in n_iters]
    return free + [honest(to_choose, phi, 0.1, i) for i in (50, 1000)]


early, late = by_steps(path80[15]), by_steps(path80[150])
print("                       theta free                                   alpha 0.1")
print("steps of folding in  ", *(f"{i:7d}" for i in (*n_iters, 50, 1000)))
print("phi of iteration 15  ", *(f"{value:7.0f}" for value in early))
print("phi of iteration 150 ", *(f"{value:7.0f}" for value in late))
# claim: with the phi of iteration 150, more than 5 steps make the unseen half less probable
assert late[0] < late[2] < late[3] / 1.5 < late[4]
# claim: with alpha 0.1 there is an end to it: 1000 steps are like 50
assert late[6] < 1.01 * late[5]
# claim: and 150 iterations of training are better than 15
assert late[5] < 0.995 * early[5]

# %% [markdown]
# Read the last line from left to right. The topics do not change in it, nor do the words that are scored. Only $\theta$ is
# fitted further to the half that it reads, and the other half becomes less probable, without end. (After 1000 steps some
# word has a probability that the computer rounds to 0.) So what follows its data too closely is the **theta of the new
# document**: 79 free numbers, fitted to half of a report. The height of our figure at the right was made by the 50 steps.
#
# With smoothing there is an end to it: 50 steps or 1000, it is the same. And compare the two lines there: the topics are
# worth *more* at iteration 150 than at 15 (with ten other seeds, too: by 1 to 6 %). So the late iterations did not spoil
# them. Before you cure an overfitting, find out which numbers do it.

# %% [markdown]
# ### Further: Or mend the other table
#
# The other way round: leave $\theta$ free, and mend $\phi$. Mix some of the corpus's shares of words into each topic.

# %%
p = np.asarray(train.sum(axis=0)).ravel() / train.sum()  # (V,), no topics
print("                       theta free                                   alpha 0.1")
print("steps of folding in  ", *(f"{i:7d}" for i in (*n_iters, 50, 1000)))
mixed = {}
for part in (0, 0.05, 0.1, 0.2, 0.3):
    mixed[part] = by_steps((1 - part) * path80[150] + part * p)
    print(f"phi mixed with {part:4.0%}  ", *(f"{value:7.0f}" for value in mixed[part]))
parts = np.array(list(mixed.values()))[1:]
# claim: with a mixed phi there is an end to it: 1000 steps cost at most 5% more than 50
assert (parts[:, 4] < 1.05 * parts[:, 2]).all()
# claim: alpha alone predicts better than the best of the mixtures alone
assert late[5] < parts[:, 2].min()
# claim: once theta has its alpha, mixing brings less than 1%
assert parts[:, 5].min() > 0.99 * late[5]

# %% [markdown]
# So it takes two: a $\theta$ with next to nothing in most topics, and a $\phi$ with next to nothing for most words. Then a
# word comes that only the dropped topics can say. Mend either side, and there is no such word. But the two cures are not
# quite the same: $\alpha$ alone is somewhat better than the best mixture alone, and once $\theta$ has its $\alpha$, mixing
# brings nothing. And the valley?

# %%
at = [step for step in path80 if step >= 5]
which = {
    "theta free, 50 steps": [honest(to_choose, path80[i]) for i in at],
    "the same, phi mixed": [honest(to_choose, 0.95 * path80[i] + 0.05 * p) for i in at],
    "theta free, 5 steps": [honest(to_choose, path80[i], n_iter=5) for i in at],
    "theta smoothed": [honest(to_choose, path80[i], alpha=0.1) for i in at],
}
shown = (5, 10, 15, 20, 30, 40, 100, 150)
print("iteration           ", *(f"{i:5d}" for i in shown))
for name, values in which.items():
    print(f"{name:20s}", *(f"{values[at.index(i)]:5.0f}" for i in shown))
# claim: only with theta free for 50 steps is there a valley of more than 2%
rise = {name: values[-1] / min(values) for name, values in which.items()}
assert rise.pop("theta free, 50 steps") > 1.03 and max(rise.values()) < 1.02
plot.curves(
    which,
    x=at,
    xlabel="iteration",
    ylabel="perplexity",
    title="80 topics: the same training, four ways to score new documents",
)

# %% [markdown]
# The training did not change at all, and with each of the three cures the valley is gone. The third of them is to stop
# folding in after 5 steps, while $\theta$ is still near the $1/K$ where it began.

# %% [markdown]
# ### Further: Who pays
#
# Which tokens make the valley? We set apart the unseen tokens to which the model of iteration 150 with a free $\theta$ (50
# steps) gives less than one in a million, and follow what these same tokens cost, and what all the others cost.

# %%
seen, unseen = to_choose
d, w = unseen.nonzero()
n = unseen[d, w] / unseen.sum()  # (tokens,), as shares of all


def p_tokens(step, alpha):
    """p(w|d) of each unseen word, with theta from the other half."""
    theta_half = fold_in(seen, path80[step], alpha)
    return np.einsum("mk,mk->m", theta_half[d], path80[step].T[w])


rare = p_tokens(150, 0.0) < 1e-6
print(f"below one in a million: {n[rare].sum():.1%} of the unseen tokens")
for alpha in (0.0, 0.1):
    for step in (15, 150):
        cost = -n * np.log(p_tokens(step, alpha))
        print(
            f"alpha {alpha}, iteration {step:3d}: these {cost[rare].sum():.2f} nats, "
            f"all others {cost[~rare].sum():.2f}, together {cost.sum():.2f} per token; "
            f"the least p(w|d) {p_tokens(step, alpha).min():.0e}"
        )
# those were chosen by their cost at the end. As many, chosen in two other ways:
rise = n * np.log(p_tokens(15, 0.0) / p_tokens(150, 0.0))
parts = [
    rise[np.argsort(p_tokens(step, alpha))[: rare.sum()]].sum()
    for step, alpha in ((150, 0.1), (15, 0.0))
]
print(
    f"of the rise of {rise.sum():.2f} nats, as many tokens: the dearest with alpha 0.1 "
    f"at iteration 150 {parts[0]:.2f}, with theta free at iteration 15 {parts[1]:.2f}"
)
# claim: the tokens dearest with a smoothed theta make more than two thirds of the rise
assert parts[0] > 2 / 3 * rise.sum()
free_theta = fold_in(seen, path80[150])
print(
    f"theta: {seen.sum() / seen.shape[0]:.0f} tokens in a half, 79 free numbers, "
    f"{np.mean(np.sum(free_theta > 0.01, axis=1)):.0f} of 80 shares above 1%\n"
    f"phi: {np.mean(path80[15] < 1e-9):.0%} of its numbers below 1e-9 at iteration 15, "
    f"{np.mean(path80[150] < 1e-9):.0%} at 150"
)

# %% [markdown]
# Notice: with a free $\theta$, a small part of the tokens makes the whole rise, and one of them has become as good as
# impossible. All the others together cost less at the end than in the valley. But these tokens were chosen by what they
# cost at the end, so a part of it is the choice. Take as many that are dear at the end with a *smoothed* $\theta$: they
# make nearly all of the rise, too. Take as many that are dear in the valley, and it is a quarter. So those pay which the
# late topics hardly know. The last two lines show the two that it takes. In
# $\phi$ most words have come to nearly 0 in most topics. In $\theta$ most of the 80 shares are nearly 0, on the word of
# some 85 tokens.
#
# Is it the number of free numbers? The whole model has $N(K-1) + K(V-1)$ of them:

# %%
free = train.shape[0] * (80 - 1) + 80 * (train.shape[1] - 1)
print(f"{free:,} free numbers for {int(train.sum()):,} tokens")
assert free > train.sum()

# %% [markdown]
# More than tokens, and yet this $\phi$ serves new documents well. So counting free numbers raises a suspicion, and only
# a test like the one above finds the culprit.

# %% [markdown]
# ### Further: Two brakes on the training
#
# The usual cures for overfitting work on the training. **Early stopping** is in the first figure: stop where the
# validation documents are predicted best. (We look at every fifth iteration.)
#
# **Tempering** (Hofmann 1999) makes the E-step less sure of itself:
#
# $$r_{dwk} = \frac{(\theta_{dk}\, \phi_{kw})^{\beta}}{\sum_j (\theta_{dj}\, \phi_{jw})^{\beta}}, \qquad 0 < \beta \le 1 .$$
#
# At $\beta = 1$ this is EM, and at $\beta = 0$ all shares are $1/K$. The Cat of section 2 has the joint 0.16 and
# 0.06: shares 0.73 and 0.27. What at $\beta = 0.5$?

# %%
joint = np.array([0.16, 0.06])
for beta in (1.0, 0.75, 0.5, 0.25):
    print(f"beta {beta}:", *(joint**beta / np.sum(joint**beta)).round(2))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The bound of section 4 changes with it. These shares are the highest point, over $r$, of
#
# $$F_\beta = \sum_{d,w} n_{dw} \sum_k r_{dwk} \Big( \log \theta_{dk}\phi_{kw} - \frac{1}{\beta} \log r_{dwk} \Big),$$
#
# in which the part $-r \log r$, large for soft shares, counts for more. Both steps raise $F_\beta$, so it never falls.
# But its top over $r$ lies above the training likelihood: it is a bound from below no more, and that one **may fall**.
#
# **Predict first.** From $\beta = 1$ downwards: will the honest perplexity get better and better, or is there a point
# of return? And how will the topics look at $\beta = 0.5$?
#
# <details><summary>Answer</summary> It gets better down to about 0.7, then worse in a hurry. At 0.6 and below all
# topics are the same one: the words of the corpus. (At least from our start.) </details>

# %%
betas = [1.0, 0.9, 0.8, 0.75, 0.7, 0.65, 0.6, 0.5]
perplexity, smooth, apart = [], [], []
for beta in betas:
    path, trained = follow(20, beta)
    phi = path[150]
    perplexity.append(honest(to_choose, phi))
    smooth.append(honest(to_choose, phi, alpha=0.1))
    pairs = [np.abs(phi[:k] - phi[k]).sum(axis=1) / 2 for k in range(1, 20)]
    apart.append(np.mean(np.concatenate(pairs)))
    print(
        f"beta {beta:4}: perplexity {perplexity[-1]:4.0f}, theta smoothed {smooth[-1]:4.0f}; "
        f"distance of two topics {apart[-1]:.2f}; training got worse in "
        f"{np.sum(np.diff(np.log(trained)) > 1e-9):2d} of 149 iterations"
    )
nothing = honest(to_choose, p[None])
print(f"without topics: perplexity {nothing:.0f}")
# claim: at beta 0.5 all topics are the same, and the model is the one without topics
assert apart[-1] < 0.01 < apart[0] and abs(perplexity[-1] / nothing - 1) < 0.01
# claim: the honest score is best for a beta between 0.7 and 0.9
assert 0 < int(np.argmin(perplexity)) < 5
plot.curves(
    {
        "20 topics": perplexity,
        "20, theta smoothed": smooth,
        "no topics": np.full(len(betas), nothing),
    },
    x=betas,
    xlabel="beta",
    ylabel="perplexity",
    title="Tempered EM, 150 iterations, validation documents",
)

# %% [markdown]
# Notice the cliff. Above it, softer shares are a help. Below it there is only one topic, twenty times: the model is the
# one without topics, to the digit. And the training likelihood does fall: in this run in no iteration down to 0.75, in
# some below, and in most of them at 0.6.
#
# Does so small a $\beta$ dissolve the topics, or can they not form? Let plain EM make them first, and then go on with
# $\beta$. (`learn` is the tempered step without the likelihoods, which `EM.step` computes as well and which take most of
# its time.)


# %%
def learn(train, n_topics, beta, seed, n_steps=100, begin=0):
    """phi at each 5th iteration. beta = 1, plain EM, in the first `begin` of them."""
    em, path = EM(train, n_topics, np.random.default_rng(seed)), {}
    theta, phi = em.theta, em.phi  # the start; phi with words as rows
    for step in range(1, n_steps + 1):
        plain = beta == 1 or step <= begin
        heaps = np.empty_like(theta), np.empty_like(phi)
        powers = (theta, phi) if plain else (theta**beta, phi**beta)
        soft_counts(em.docs, em.words, em.counts, *powers, em.s, *heaps)
        theta = heaps[0] / heaps[0].sum(axis=1, keepdims=True)
        phi = heaps[1] / heaps[1].sum(axis=0)
        if step % 5 == 0:
            path[step] = phi.T.copy()
    return path


assert np.allclose(learn(train, 20, 0.7, SEED, 20)[20], follow(20, 0.7, 20)[0][20])
for beta in (0.6, 0.5):
    phi = learn(train, 20, beta, SEED, 150, begin=100)[150]
    pairs = [np.abs(phi[:k] - phi[k]).sum(axis=1) / 2 for k in range(1, 20)]
    between, value = np.mean(np.concatenate(pairs)), honest(to_choose, phi)
    print(f"plain EM first, then beta {beta}: distance of two topics {between:.2f}, "
          f"perplexity {value:.0f}")  # fmt: skip
    # claim: topics that plain EM has made stay apart at beta 0.6 and 0.5
    assert between > 0.1 and value < 0.95 * nothing

# %% [markdown]
# They come nearer to each other, but they stay. So such a $\beta$ does not dissolve topics. It keeps them from *forming*:
# our start has nearly the same words in all topics, and a small difference does not grow. That is a reason to begin with
# $\beta = 1$, stop early, and lower $\beta$ only then, as Hofmann does.

# %% [markdown]
# ### Further: The race
#
# Now a fair race, with 80 topics. Four ways with $\phi$: **plain** EM of 100 iterations; **stopped** earlier; **mixed**
# with the corpus; **tempered**, from the start or after 20 plain iterations. Four ways with the $\theta$ of a new document: **50 steps** of folding in,
# nothing else; **few steps**; smoothed with **$\alpha$**; and a **tempered** E-step in folding in, too. (Why should only
# the training have it? With $\phi$ fixed it is the same formula.) Each of the 16 pairs may choose: its iteration, its
# mixture, its $\beta$ in training, its number of steps, its $\alpha$, its $\beta$ in folding in, from the short lists in
# the code, in all combinations, by the validation documents of the first split. The score is that of the test
# documents. One split and one start is luck, so we take five, each with a start of its own.


# %%
def fold_in_tempered(seen, phi, beta):
    """theta by 50 steps of tempered EM over theta alone."""
    powers, s = np.ascontiguousarray(phi.T**beta), np.empty(seen.nnz)
    theta = np.full((seen.shape[0], len(phi)), 1 / len(phi))
    for _ in range(50):
        soft = np.empty_like(theta)
        document_counts(
            seen.indptr, seen.indices, seen.data, theta**beta, powers, s, soft
        )
        theta = soft / soft.sum(axis=1, keepdims=True)
    return theta


thetas = {  # what is done with theta, and what there is to choose
    "50 steps": (lambda seen, phi, _: fold_in(seen, phi), [0]),
    "few steps": (lambda seen, phi, n: fold_in(seen, phi, 0.0, n), [3, 5, 10]),
    "alpha": (lambda seen, phi, alpha: fold_in(seen, phi, alpha), [0.05, 0.1, 0.2]),
    "tempered": (fold_in_tempered, [0.9, 0.8, 0.7]),
}


def cut(split):
    """Training documents, and halves of the validation and of the test documents."""
    order = np.random.default_rng(SEED + split).permutation(N)
    often = np.flatnonzero((X_texts[order[2 * n_new :]] > 0).sum(axis=0) >= 5)
    kept = sparse.csr_array(X_texts[:, often], dtype=float)[order]
    new = kept[:n_new], kept[n_new : 2 * n_new]
    halves = [split_tokens(part, np.random.default_rng(SEED + split + 1)) for part in new]
    return kept[2 * n_new :], *halves


def four_ways(train, seed, tempers):
    """phi of 80 topics for each way, and for each value that there is to choose."""
    plain, p = learn(train, 80, 1.0, seed), train.sum(axis=0) / train.sum()
    return {
        "plain": {0: plain[100]},
        "stopped": {step: plain[step] for step in (10, 15, 20, 30)},
        "mixed": {part: (1 - part) * plain[100] + part * p for part in (0.05, 0.1, 0.2)},
        "tempered": {t: learn(train, 80, t[1], seed, begin=t[0])[100] for t in tempers},
    }


def score(halves, phi, way, value):
    """Honest perplexity with this way of folding in."""
    theta = thetas[way][0](halves[0], phi, value)
    return np.exp(-mean_log_p(halves[1], theta, phi))


half, phi = to_choose[0], path80[150]
assert np.allclose(fold_in_tempered(half, phi, 1.0), fold_in(half, phi))  # beta 1: plain

# %%
few, choose, _ = cut(0)
tempers = [(0, 0.8), (0, 0.75), (0, 0.7), (20, 0.8), (20, 0.7), (20, 0.65)]
models = four_ways(few, SEED, tempers)  # tempers: (plain iterations first, beta)
chosen = {}
for row, phis in models.items():
    for way, (_, values) in thetas.items():
        scores = {
            (v, value): score(choose, phis[v], way, value) for v in phis for value in values
        }
        chosen[row, way] = min(scores, key=scores.get)
        print(
            f"phi {row:8s} {chosen[row, way][0]}, theta {way:9s} {chosen[row, way][1]}: "
            f"validation {min(scores.values()):.0f}"
        )
twenty = learn(few, 20, 1.0, SEED)[100]
scores = {alpha: score(choose, twenty, "alpha", alpha) for alpha in (0.05, 0.1, 0.2)}
alpha20 = min(scores, key=scores.get)
print(f"20 topics, plain: alpha {alpha20}")

# %%
race = {}  # (phi's way, theta's way) -> five test perplexities
tempers = {chosen["tempered", way][0] for way in thetas}
for split in range(5):
    few, _, report = cut(split)
    models = four_ways(few, SEED + split, tempers)
    for (row, way), (v, value) in chosen.items():
        race.setdefault((row, way), []).append(score(report, models[row][v], way, value))
    twenty = learn(few, 20, 1.0, SEED + split)[100]
    for way, value in (("50 steps", 0), ("alpha", alpha20)):
        race.setdefault(("20 topics", way), []).append(score(report, twenty, way, value))
print("test perplexity, mean of five splits (lowest to highest)")
print("phi       theta:", *(f"{way:19s}" for way in thetas))
for row in (*models, "20 topics"):
    print(f"{row:16s}", end="")
    for way in thetas:
        if (row, way) in race:
            v = race[row, way]
            text = f"{np.mean(v):.0f} ({min(v):.0f} to {max(v):.0f})"
            print(f" {text:19s}", end="")
    print()


def against(one, other):
    """Print the difference of two cells of the table, split by split."""
    gap = np.array(race[one]) - np.array(race[other])
    half = 2.776 * gap.std(ddof=1) / np.sqrt(5)  # t-factor for five values, 95%
    each = " ".join(f"{value:z.0f}" for value in gap)  # z: no -0
    names = [f"phi {row}, theta {way}" for row, way in (one, other)]
    print(f"{names[0]} - {names[1]}:\n  {gap.mean():+.1f} ± {half:.1f}   ({each})")
    return gap


plain = "plain", "50 steps"
cures = [("plain", way) for way in ("few steps", "alpha", "tempered")]
cures.append(("mixed", "50 steps"))
helps = [against(cure, plain) for cure in cures]
stopped = against(("stopped", "50 steps"), plain)
late_stop = against(("stopped", "alpha"), ("plain", "alpha"))
against(("tempered", "50 steps"), ("plain", "alpha"))
tempered = against(("tempered", "alpha"), ("plain", "alpha"))
against(("tempered", "tempered"), ("tempered", "alpha"))
against(("plain", "few steps"), ("plain", "alpha"))
mixing = against(("mixed", "50 steps"), ("plain", "alpha"))
both = against(("mixed", "alpha"), ("plain", "alpha"))
against(plain, ("20 topics", "50 steps"))
more = against(("plain", "alpha"), ("20 topics", "alpha"))
# claim: each brake on theta, and mixing, takes over 100 off the perplexity in each split
assert np.max(helps) < -100
# claim: to stop the training helps a theta of 50 steps, and does not help a smoothed one
assert stopped.mean() < -30 and late_stop.mean() > -3
# claim: tempering in training helps a smoothed theta, on average
assert tempered.mean() < 0
# claim: alpha is better than mixing, on average
assert mixing.mean() > 0
# claim: once there is an alpha, mixing brings less than 1%
assert both.mean() > -0.01 * np.mean(race["plain", "alpha"])
# claim: with a smoothed theta 80 topics are better than 20 in each split
assert more.max() < 0
means = np.array([[np.mean(race[row, way]) for way in thetas] for row in models])
plot.heatmap(
    means,
    [f"phi {row}" for row in models],
    [f"theta {way}" for way in thetas],
    fmt=".0f",
    title="Test perplexity, mean of five splits",
)

# %% [markdown]
# (After ± stands half of a 95% interval for the mean difference, as if the five splits had nothing in common. They are
# drawn from the same 395 reports, so it is too narrow; and a report that helped to choose may be a test document of
# another split. In brackets stand the five differences.) Notice:
#
# - **Any brake on theta does it.** The very same $\phi$ of plain EM: five steps, $\alpha$, or a tempered folding in, each
#   takes some 300 off the perplexity, in each split. The three are within a dozen points of each other on average. Mixing
#   $\phi$ with the corpus does nearly as much, and to a $\theta$ that has its $\alpha$ it adds less than 1 %, if anything.
# - **Stopping early** helps where $\theta$ has 50 steps and no brake. With a brake there is no valley, and stopping brings
#   nothing. It was a cure for the score, not for $\phi$.
# - **Tempering** in training cures as well as $\alpha$ does, and that with 50 steps and no brake, if it comes after plain
#   EM. And with a brake on $\theta$ it takes another 20 or so off, on average. So here $\phi$ itself gets better. But $\beta$
#   must be chosen anew for it (see the list above).
# - **80 topics or 20?** With 50 steps and no brake, 80 topics are no better than 20. With $\alpha$ they are better by far.
#   What looked like too many topics was a $\theta$ too free.
#
# (We called `EM` here and not `PLSA`, to look at the tables in between. `PLSA(beta=..., validation_fraction=0.1)` puts on
# both brakes on training at once: it keeps a tenth of the training *tokens* away, and stops when those have not been
# predicted better for five iterations.)

# %% [markdown]
# ## 10. What is missing
#
# We put $\alpha$ in by hand. The reason for the overfitting stays in the model: each document has its own $\theta$, free
# to be anything, and the model has no idea which $\theta$ are likely. So a new document has no probability, only a
# makeshift.
#
# What would a story look like? A distribution over tables of shares that sum to 1. That is the Dirichlet distribution,
# and pLSA with it is **LDA**, latent Dirichlet allocation. Our $\alpha$ was a first piece of it. (Added to real counts, it
# gives the *mean* of the shares if they were drawn from the Dirichlet distribution with the parameter $\alpha$. Added to
# soft counts, as here, it gives the most probable shares, for the parameter $\alpha + 1$.)
#
# ## What you can now do
#
# - share a word among topics, and count in fractions: in the document for $\theta$, in the corpus for $\phi$
# - explain why EM never falls, and why it may end on the wrong hill
# - test an algorithm with numbers known beforehand
# - score new documents honestly, and find out which table overfits: change one, keep the other
#
# ## Where it goes next
#
# In the exercise you write the steps for the cells above 0 alone, so that they run on real texts, then the bound,
# folding in and the honest score: [exercises/day2/PLSA](../../exercises/day2/PLSA.ipynb). Then
# [LatentDirichletAllocation](LatentDirichletAllocation.ipynb): a prior for $\theta$ and $\phi$, and another way to
# the answer, by sampling.
#
# The whole idea on one page: [one_page/plsa.py](../one_page/plsa.py).
