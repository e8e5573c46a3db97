# %% [markdown]
# # Graphical models: exercises
#
# You write the five pieces on which the rest of this day stands: counting what a graph saves, drawing from it, turning it
# round with Bayes' rule, a chain that writes, and a sum over everything that was not seen. On the way you repair a slide, read
# news reports, and find out how much to believe a classifier that says "99.99 %".
#
# The lecture is [GraphicalModels](../../course/day2/GraphicalModels.ipynb). What you need from it in one line: a graph says
# which variables a variable looks at, its **parents**, and then
#
# $$p(x_1, \ldots, x_D) = \prod_{d=1}^{D} p(x_d \mid \text{parents of } x_d) .$$
#
# You need the lecture, NumPy arrays and their shapes, functions that take functions, and loops. All logarithms are natural.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a check
# passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back.

# %% setup=true
from itertools import product
from math import prod

import numpy as np

from minivae import plot
from minivae.data import load_reuters, pets_and_pop
from minivae.topics import MarkovChain, tokenise
from minivae.topics.markov import END, START
from minivae_checks import day2 as check
from minivae_checks import pick

# %% [markdown]
# ## 2.1 What a graph saves
#
# Each variable has a table: one row for each combination of values of its parents, and in the row the probabilities of its
# own values. A row sums to 1, so its last number follows from the others. **How many numbers are free, in all tables
# together?**
#
# You get `sizes`, a list: variable $d$ has `sizes[d]` values. And `parents`, a list of tuples: `parents[d]` holds the *places*
# of its parents. Rain (2 values) and wind (3 values), which both look at the clouds (2 values), are
#
# ```python
# sizes = [2, 2, 3]              # 0 cloud, 1 rain, 2 wind
# parents = [(), (0,), (0,)]
# ```
#
# with $1 + 2 \cdot 1 + 2 \cdot 2 = 7$ free numbers. A variable may have any number of parents. Return one
# whole number (an int, no float: $2^{70} - 1$ must be exact). Count the rows without listing them: there may be $2^{69}$.
#
# <details><summary>Hint 1</summary> Look at one variable. How many rows has its table? A variable without parents has one
# row. </details>
#
# <details><summary>Hint 2</summary> The number of rows is the product of the sizes of its parents: prod(sizes[p] for p in
# parents[d]). math.prod of nothing is 1, as it should be. </details>
#
# <details><summary>Hint 3</summary> Add up (sizes[d] - 1) times the number of rows, over all d. Python's sum and math.prod
# never overflow; NumPy's whole numbers do, at 2 to the power 63, and its product of nothing is a float. </details>

# %% exercise="count_parameters"
def count_parameters(sizes, parents):
    """How many numbers the tables leave free: one whole number."""
    ### BEGIN SOLUTION
    free = 0
    for size, above in zip(sizes, parents, strict=True):
        rows = prod(sizes[p] for p in above)
        free += (size - 1) * rows
    return free
    ### END SOLUTION

# %% check="count_parameters"
check.count_parameters(count_parameters)

# %% [markdown]
# Now a class (spam, or not) and $D - 1$ words, each of which is there or not: $D$ variables of two values. Four graphs for them. In
# the second, arrows run from the class to each word: that is naive Bayes.
#
# **Predict first.** The third graph has the same lines, with the arrows reversed: from each word to the class. How many
# numbers does it need?
#
# <details><summary>Answer</summary> Far more. The class then has D - 1 parents, and a row for each combination of words:
# 2 to the power D - 1 rows. The same lines on paper; and with many words this
# table is still about half the full one. </details>

# %% figure="Free numbers against the number of variables"
use = pick(check.count_parameters)


def graphs(D):
    """Parents of D variables; variable 0 is the class."""
    return {
        "all arrows": [tuple(range(d)) for d in range(D)],
        "class to words": [(), *[(0,)] * (D - 1)],
        "words to class": [tuple(range(1, D)), *[()] * (D - 1)],
        "no arrows": [()] * D,
    }


Ds = [2, 3, 5, 8, 12, 16, 20]
counts = {
    name: [use.count_parameters([2] * D, graphs(D)[name]) for D in Ds]
    for name in graphs(2)
}
for name, count in counts.items():
    print(f"{name:15s} D = 3: {count[1]}   D = 20: {count[-1]:,}")
plot.curves(
    counts,
    x=Ds,
    xlabel="variables",
    ylabel="free numbers",
    yscale="log",
    title="What the arrows cost",
)

# %% [markdown]
# ## 2.2 Draw from a graph
#
# A graph is also a recipe. Parents first: draw the clouds, look at them, draw rain and wind. It is called **ancestral
# sampling**.
#
# All variables are 0 or 1 here. `tables[d]` gives $p(x_d = 1 \mid \text{parents})$, and has one axis per parent, in the order of
# `parents[d]`: `tables[2][1, 0]` is the probability of $x_2 = 1$ if its first parent is 1 and its second is 0. A variable without
# parents has an array without axes: `tables[0][()]` is its number. In the list, parents come before their children.
#
# Fill column after column. An entry becomes 1 with probability $p$ if a uniform random number lies below $p$: `rng.random(n) < p`. The
# generator `rng` is handed in; take the numbers from it.
#
# Shapes: `x` is (n, D), one draw per row.
#
# <details><summary>Hint 1</summary> For variable d you need n probabilities, one per row: which of them depends on what the
# row holds in the columns of the parents. </details>
#
# <details><summary>Hint 2</summary> If d has the one parent 0, then tables[d][x[:, 0]] looks up all n rows at once. With two
# parents it is tables[d][x[:, 0], x[:, 1]]. </details>
#
# <details><summary>Hint 3</summary> In general: p = tables[d][tuple(x[:, q] for q in parents[d])]. The tuple is empty for a
# variable without parents, and that works as well. Then x[:, d] = rng.random(n) &lt; p. </details>

# %% exercise="ancestral_sample"
def ancestral_sample(tables, parents, n, rng):
    """Draw n rows of 0 and 1: (n, D) whole numbers."""
    x = np.zeros((n, len(tables)), dtype=int)
    ### BEGIN SOLUTION
    for d, above in enumerate(parents):
        p = tables[d][tuple(x[:, q] for q in above)]  # (n,), or one number
        x[:, d] = rng.random(n) < p
    ### END SOLUTION
    return x

# %% check="ancestral_sample"
check.ancestral_sample(ancestral_sample)

# %% [markdown]
# With draws in hand, **any** question is answered by counting. Keep the days that fit the condition, and take a share. Here are ten thousand days of a lawn with four
# variables: rain (0) and a sprinkler (1) make the grass wet (2), and wet grass makes the path slippery (3).
#
# **Predict first.** On a wet lawn, rain explains the sprinkler away: the lecture has shown it. Now nobody looks at the lawn. We only hear that the path is slippery.
# Does it still tell us something about the sprinkler that it has rained?
#
# <details><summary>Answer</summary> Yes, the same in a weaker form. A slippery path speaks for a wet lawn, and so for rain or sprinkler; if it has rained, the
# sprinkler is needed less. A collider is opened by what is known of it, and also by what is known of its children. </details>

# %% figure="Shares of 10,000 drawn days, beside the exact probabilities"
use = pick(check.ancestral_sample)
parents = [(), (), (0, 1), (2,)]
tables = [
    np.array(0.3),
    np.array(0.4),
    np.array([[0.05, 0.8], [0.9, 0.98]]),
    np.array([0.1, 0.7]),
]
days = use.ancestral_sample(tables, parents, 10_000, np.random.default_rng(2))

# all sixteen states, each with its probability
states = np.array(list(product([0, 1], repeat=4)))
exactly = np.ones(16)
for d, above in enumerate(parents):
    one = tables[d][tuple(states[:, q] for q in above)]
    exactly *= np.where(states[:, d] == 1, one, 1 - one)


def share(x, weight, known):
    """p(sprinkler | known): the number of days it is a share of, and the share."""
    fits = np.ones(len(x), dtype=bool)
    for d, value in known.items():
        fits &= x[:, d] == value
    return weight[fits].sum(), weight[fits & (x[:, 1] == 1)].sum() / weight[fits].sum()


questions = {
    "p(sprinkler)": {},
    "p(sprinkler | rain)": {0: 1},
    "p(sprinkler | slippery)": {3: 1},
    "p(sprinkler | slippery, rain)": {3: 1, 0: 1},
    "p(sprinkler | slippery, no rain)": {3: 1, 0: 0},
}
estimates, truth = {}, {}
for name, known in questions.items():
    n, p = share(days, np.ones(len(days)), known)
    truth[name] = share(states, exactly, known)[1]
    error = np.sqrt(p * (1 - p) / n)  # what chance alone does to a share of n days
    estimates[name] = p, p - 2 * error, p + 2 * error
    print(
        f"{name:33s} drawn {p:.3f} ± {2 * error:.3f} (of {n:6,.0f} days)   "
        f"exact {truth[name]:.3f}"
    )
    assert abs(p - truth[name]) < 5 * error
plot.intervals(
    estimates,
    truth,
    xlabel="probability of the sprinkler",
    title="Ten thousand days, and the truth",
)

# %% [markdown]
# Notice that rain alone says nothing about the sprinkler, and with a slippery path it does. Each share is taken of the days that fit, so the rarer the condition, the wider the interval.
#
# ## 2.3 Naive Bayes
#
# Turn the graph round. We see the words of a document and ask for its class. The graph says: the class $c$ is drawn first, and
# then each word by itself from the class's own distribution $\phi_c$. With Bayes' rule
#
# $$p(c \mid x) \propto p(c) \prod_{w=1}^{V} \phi_{cw}^{\,x_w}, \qquad
# \phi_{cw} = \frac{n_{cw} + s}{n_c + s V}, \qquad n_c = \sum_w n_{cw} .$$
#
# $x_w$ counts how often word $w$ stands in the document, $n_{cw}$ how often it stood in the training documents of class $c$, and
# $p(c)$ is the share of *documents* of class $c$. The $s$ is Laplace's: without it, one word that a class has never seen would forbid
# the class. **Write it**, for all N documents at once.
#
# The trap: the product of a thousand small numbers is 0 to a computer. So add logarithms, and
# before `np.exp` take the largest of each row away. That does not change the answer: it cancels when the row is divided by its
# sum.
#
# Shapes: `x` (N, V), `n_docs` (C,) the number of training documents of each class, `n_words` (C, V); the answer is (N, C).
#
# <details><summary>Hint 1</summary> Three steps: phi (C, V), then the logarithm of p(c) times the product (N, C), then
# normalise its rows. </details>
#
# <details><summary>Hint 2</summary> phi = (n_words + s) / (row sums + s V); sums with axis=1, keepdims=True stay (C, 1). The
# logarithm of the product over words is x @ np.log(phi).T, (N, C). Add np.log(n_docs / n_docs.sum()). </details>
#
# <details><summary>Hint 3</summary> log_joint = log_joint - log_joint.max(axis=1, keepdims=True), p = np.exp(log_joint), and
# p / p.sum(axis=1, keepdims=True). </details>

# %% exercise="class_posterior"
def class_posterior(x, n_docs, n_words, s=1.0):
    """p(c | x) of naive Bayes: (N, V) -> (N, C), rows sum to 1."""
    ### BEGIN SOLUTION
    V = n_words.shape[1]
    phi = (n_words + s) / (n_words.sum(axis=1, keepdims=True) + s * V)  # (C, V)
    log_joint = x @ np.log(phi).T + np.log(n_docs / n_docs.sum())  # (N, C)
    p = np.exp(log_joint - log_joint.max(axis=1, keepdims=True))
    return p / p.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% check="class_posterior"
check.class_posterior(class_posterior)

# %% [markdown]
# Now real reports: Reuters news of 1996 and 1997, as counts of words. The class is the country from which a report comes; it
# stands at the head of its title, and the counts do not know it. We keep the countries with at least 15 reports.
#
# The reports are nearly in the order of their dates, and reports of one week are much alike. So a fair test cuts them into five
# blocks, and each block is judged by a model that has seen only the other four.

# %%
def labelled():
    """Counts (N, V), labels (N,) and words (V,) of the reports kept."""
    reuters = load_reuters()
    country = np.array([title.split(":")[0] for title in reuters.titles])
    names, sizes = np.unique(country, return_counts=True)
    kept = np.isin(country, names[sizes >= 15])
    counts = reuters.counts.toarray()[kept]
    return counts, country[kept], reuters.vocabulary


counts, labels, vocabulary = labelled()
names, y = np.unique(labels, return_inverse=True)
N, V = counts.shape
print(f"{N} documents, {V:,} words, {len(names)} classes")
print(", ".join(f"{name} {np.sum(y == c)}" for c, name in enumerate(names)))

# %% [markdown]
# The lecture has asked how often naive Bayes is right, and how sure it is of its own answers, on average. Now look at single reports.
#
# **Predict first.** Take the reports of which your function says: at least 99.99 %. If that were honest, how many of them would be wrong? And how many will be?
#
# <details><summary>Answer</summary> If it were honest, at most one in ten thousand, so most likely none at all. The print says how many are. </details>

# %% figure="Five groups of reports, from the least sure to the surest"
use = pick(check.class_posterior)
posterior_of = use.class_posterior


def blocks(x, s, n_blocks=5):
    """p(c | x) of each document, by a model that has not seen its block: (N, C)."""
    p = np.zeros((len(x), len(names)))
    for test in np.array_split(np.arange(len(x)), n_blocks):
        train = np.setdiff1d(np.arange(len(x)), test)
        n_docs = np.bincount(y[train], minlength=len(names))
        of_class = [x[train][y[train] == c] for c in range(len(names))]
        n_words = np.array([reports.sum(axis=0) for reports in of_class])
        p[test] = posterior_of(x[test], n_docs, n_words, s)
    return p


smoothing = 1.0
posterior = blocks(counts, smoothing)
right = posterior.argmax(axis=1) == y
# what all other answers get together
doubt = np.sort(posterior, axis=1)[:, :-1].sum(axis=1)
firm = doubt <= 1e-4
largest = np.bincount(y).max() / N
print(f"right: {right.mean():.0%}; always the largest class: {largest:.0%}")
print(
    f"at least 99.99 % sure: {firm.sum()} reports; "
    f"wrong among them: {np.sum(firm & ~right)}; "
    f"expected, if it were honest: {doubt[firm].sum():.4f}"
)
fifths = np.array_split(np.argsort(-doubt), 5)
groups = {
    "sure, it says": [1 - doubt[fifth].mean() for fifth in fifths],
    "right": [right[fifth].mean() for fifth in fifths],
}
for what, line in groups.items():
    print(f"{what:14s}", *[f"{value:8.1%}" for value in line])
assert np.sum(firm & ~right) > 20 and groups["right"][-1] > groups["right"][0] + 0.2
plot.curves(
    groups,
    x=np.arange(1, 6),
    xlabel="fifth of the reports, the least sure first",
    ylabel="share",
    title="Sure, and right",
)

# %% [markdown]
# Its percentages promise far too much. But notice the lower line: it rises, so what it is surer of is more often right. Use its ranking, then, and doubt its percentages.
#
# Where does the certainty come from? The lecture has found two causes. Each block has stories that the other four do not have. And the graph says that words
# are drawn independently once the class is known; in a real report they come in company.

# %%
mother = (counts[:, vocabulary == "mother"] > 0).any(axis=1)
teresa = (counts[:, vocabulary == "teresa"] > 0).any(axis=1)
both = mother & teresa
print(
    f"{mother.sum()} of all {N} reports hold 'mother'; "
    f"of the {teresa.sum()} with 'teresa' {both.sum()} do"
)
assert both.sum() > 0.9 * teresa.sum() > 0 and mother.sum() < N / 4

# %% [markdown]
# Whoever writes "teresa" here nearly always writes "mother", too, and the model counts such a pair as two independent witnesses. This second
# cause can be made larger at will: copy every word. The same report, said twice, brings no news.
#
# **Predict first.** Does the model then give the same answers? And is it as sure of them?

# %%
# with s doubled as well, phi stays the same
twice = blocks(2 * counts, 2 * smoothing)
same = np.mean(twice.argmax(axis=1) == posterior.argmax(axis=1))
below = {
    "once": np.mean(posterior.max(axis=1) < 0.99),
    "twice": np.mean(twice.max(axis=1) < 0.99),
}
print(f"the same answer for {same:.0%} of the documents")
print(
    f"below 99 % sure: {below['once']:.0%} of them when each word is said once, "
    f"{below['twice']:.0%} when it is said twice"
)
assert below["twice"] < below["once"]

# %% [markdown]
# Nothing was learnt from the copies, and still fewer documents are in doubt. (Where an answer changes, it is the prior
# $p(c)$: beside twice the words it weighs half as much.)
#
# ## 2.4 The slide that forgets
#
# A slide on Markov chains says: each word depends on the one before it. So
#
# $$P(\text{roses are red}) = P(X_1 = \text{roses}) \; P(X_2 = \text{are} \mid X_1 = \text{roses}) \; P(X_3 = \text{red}) .$$
#
# **Two things are missing.** The last factor has lost its condition, $X_2 = \text{are}$. And nothing says that the sentence *stops* there; stopping has a probability, too. We put START before each sentence and END behind
# it, and let the chain draw END like a word.
#
# **Predict first.** Without END: take the slide's probability of *every* sentence of one, two, ... nine words, and add them all up. What comes out?
#
# <details><summary>Answer</summary> 9, and one more for the empty sentence. The sentences of one word have together the probability 1, those of two words as well, and so on. We shall see it below. </details>
#
# Write $\log p(\text{sentence})$ as it should be. You get `sentence`, a list of $T$ tokens (words) without START and END, and a
# function `p(token, previous)`, the probability that `token` follows `previous`. START and END are defined above. The empty sentence
# is a sentence, too. And `p` may answer 0: such a sentence has the logarithm $-\infty$, which `np.log(0)` gives (`math.log(0)` is an error).
#
# <details><summary>Hint 1</summary> Write the product for "roses are red" on paper: it has four factors. The first one has START
# behind the bar, the last one has END before it. </details>
#
# <details><summary>Hint 2</summary> Walk through [*sentence, END], and remember the token before: at first it is START.
# </details>
#
# <details><summary>Hint 3</summary> In the loop: total += np.log(p(token, previous)), then previous = token. Return after the loop. </details>

# %% exercise="sentence_log_prob"
def sentence_log_prob(sentence, p):
    """log p(sentence) of a Markov chain, with its beginning and its end: one number."""
    ### BEGIN SOLUTION
    previous, total = START, 0.0
    for token in [*sentence, END]:
        total += np.log(p(token, previous))
        previous = token
    return total
    ### END SOLUTION

# %% check="sentence_log_prob"
check.sentence_log_prob(sentence_log_prob)

# %% [markdown]
# A language of three words, learnt from five sentences. We write down *every* sentence of up to nine words, 29,524 of them with the empty one, and add
# up their probabilities: by your function, and by the slide's.

# %% figure="All sentences up to a length, added up"
use = pick(check.sentence_log_prob)
log_prob = use.sentence_log_prob
rhyme = [*["roses are red"] * 3, "red roses", "roses are roses"]
poet = MarkovChain(order=1, smoothing=0.2).fit([line.split() for line in rhyme])


def step_of(chain):
    """p(token, previous) of a chain of order 1."""
    # a row per token before, START first; a column per next token, END last
    table = chain.transition_matrix()
    tokens = list(chain.vocabulary_[:-1])
    row = {token: i for i, token in enumerate([START, *tokens])}
    column = {token: i for i, token in enumerate([*tokens, END])}
    return lambda token, previous: table[row[previous], column[token]]


step, words = step_of(poet), list(poet.vocabulary_[:-1])
alone = {w: sum(line.split().count(w) for line in rhyme) for w in words}
alone = {w: count / sum(alone.values()) for w, count in alone.items()}


def slide(sentence):
    """The slide's: no condition from the third word on, and no END."""
    answer, previous = 1.0, START
    for t, token in enumerate(sentence):
        if t < 2:  # the shares among words only, since END is forgotten
            answer *= step(token, previous) / sum(step(w, previous) for w in words)
        else:
            answer *= alone[token]
        previous = token
    return answer


lengths = np.arange(10)
sums = {"your chain": [], "the slide's": []}
for T in lengths:
    every = [list(s) for s in product(words, repeat=int(T))]
    sums["your chain"].append(sum(np.exp(log_prob(s, step)) for s in every))
    sums["the slide's"].append(sum(slide(s) for s in every))
total = {name: np.cumsum(s) for name, s in sums.items()}
for name, s in total.items():
    print(f"{name:12s} up to 3 words {s[3]:.4f}, up to 9 words {s[9]:.4f}")
assert 0.95 < total["your chain"][-1] < 1 and total["the slide's"][-1] > 9
plot.curves(
    total,
    x=lengths,
    xlabel="longest sentence (words)",
    ylabel="sum of probabilities",
    title="All sentences together",
)

# %% [markdown]
# Yours approaches 1, as probabilities must; what is missing belongs to the sentences of ten words and more. The slide's sum grows by 1 with each
# length: it is a distribution over the sentences *of one length*, and cannot say which of two sentences of different length is the likelier one. And the forgotten
# condition?

# %%
for sentence in ("roses are red", "roses are roses"):
    s = sentence.split()
    p = np.exp(log_prob(s, step))
    print(f"{sentence:16s} your chain {p:.3f}   the slide's {slide(s):.3f}")
assert slide("roses are roses".split()) > slide("roses are red".split())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# After "are", "red" stood three times and "roses" once. The slide's chain does not look back at "are": it prefers "roses", simply the commonest word.
#
# Now a chain for real headlines, letter by letter: a vocabulary of letters has no unknown words. Its **perplexity**
# $\exp(-\frac1n \sum \log p)$, with $n$ the number of tokens drawn (each END counted), says how unsure it is: as unsure as a fair die with that many
# faces. We leave out every fourth headline to test on. (Other headlines than the lecture's, which left out those with digits and the word FEATURE: so the perplexities differ, too.)

# %%
def headlines():
    """Reuters' headlines as lists of letters."""
    titles = load_reuters().titles
    texts = [title.split(": ", 1)[1].rsplit(". ", 1)[0] for title in titles]
    return [list(line) for line in dict.fromkeys(" ".join(tokenise(t)) for t in texts)]


lines = headlines()
test, train = lines[::4], [line for i, line in enumerate(lines) if i % 4]
writer = MarkovChain(order=1, smoothing=0.1).fit(train)
n_tokens = sum(len(line) + 1 for line in test)
yours = np.exp(-sum(log_prob(line, step_of(writer)) for line in test) / n_tokens)
print(
    f"{len(train)} headlines to learn from, {len(test)} to test on; "
    f"{len(writer.vocabulary_)} tokens can come next"
)
package = writer.perplexity(test)
print(f"perplexity by your function {yours:.4f}, by the package {package:.4f}")
assert np.isclose(yours, package)

# %% [markdown]
# ## 2.5 Everything that was not seen
#
# The last graph of the lecture: a text in which each word first draws a topic $z_i$ from $\theta$, and then itself from the
# topic's words $\phi$. For given words $w$ and topics $z$
#
# $$p(w, z) = \prod_{i=1}^{n} \theta_{z_i} \, \phi_{z_i w_i} , \qquad
# p(w) = \sum_{z} p(w, z) .$$
#
# The second sum runs over **all** assignments of topics to words, $K^n$ of them: we see the words, and never the topics. Return both
# numbers, first $p(w, z)$ for the topics that are given, then $p(w)$.
#
# `words` and `topics` are lists of n whole numbers, places in the vocabulary and topics from 0. Shapes: `theta` (K,), `phi` (K, V). (An assignment that you use as an index must be a list: NumPy takes a tuple in brackets for one place in several axes.)
#
# <details><summary>Hint 1</summary> One word first: theta[z] * phi[z, w]. NumPy takes lists as places: theta[topics] are n numbers.
# </details>
#
# <details><summary>Hint 2</summary> joint = np.prod(theta[topics] * phi[topics, words]). For the sum, product(range(K), repeat=n) gives
# every assignment as a tuple; make a list of it, or NumPy takes it for one place. </details>
#
# <details><summary>Hint 3</summary> marginal = 0.0, then for z in product(...): z = list(z), and marginal += np.prod(theta[z] *
# phi[z, words]). (If you see how to do without the loop: do. The check takes both.) </details>

# %% exercise="joint_and_marginal"
def joint_and_marginal(words, topics, theta, phi):
    """p(words, topics), and p(words) summed over all topics: two numbers."""
    ### BEGIN SOLUTION
    joint = np.prod(theta[topics] * phi[topics, words])
    marginal = 0.0
    for z in product(range(len(theta)), repeat=len(words)):
        z = list(z)
        marginal += np.prod(theta[z] * phi[z, words])
    return joint, marginal
    ### END SOLUTION

# %% check="joint_and_marginal"
check.joint_and_marginal(joint_and_marginal)

# %% [markdown]
# The lecture's toy: topic A writes Cat and Dog, topic B writes the pop groups BNK and AKB. Each of its words gave its topic away, so one assignment had all of $p(w)$. Now a pop group calls itself *Dog*:
# a tenth of topic B's words. The text is *Dog BNK Dog*.
#
# **Predict first.** How many of the eight assignments can have written it? The first on the list, A B A, gives both Dogs to the animals. What share of $p(w)$ is its?
#
# <details><summary>Answer</summary> Four: BNK must come from B, each Dog may come from either. A Dog is an animal with 0.3 · 0.5 = 0.15 and a pop group with 0.7 · 0.1 = 0.07. So A B A
# has (15/22)², somewhat less than a half. </details>

# %%
use = pick(check.joint_and_marginal)
both_of = use.joint_and_marginal  # p(w, z) and p(w)
toy = pets_and_pop()
place = {name: i for i, name in enumerate(toy.vocabulary)}
text = [place[w] for w in ("Dog", "BNK", "Dog")]


def group_named_dog(r):
    """Topics A and B, if a part r of B's words is Dog."""
    phi = toy.phi.copy()
    phi[1] *= 1 - r
    phi[1, place["Dog"]] = r
    return phi


marginal = both_of(text, [0, 1, 0], toy.theta, group_named_dog(0.1))[1]
print(f"p(Dog, BNK, Dog) = {marginal:.6f}")
for z in product([0, 1], repeat=3):
    joint = both_of(text, list(z), toy.theta, group_named_dog(0.1))[0]
    letters = " ".join("AB"[k] for k in z)
    print(f"{letters}: p(w, z) = {joint:.6f}, p(z | w) = {joint / marginal:.3f}")

# %% [markdown]
# The other numbers are worth a look, too: A B B and B B A are equal, since the two Dogs draw their topics independently, from the same two shares. And for other parts $r$?

# %% figure="The shares of the assignments, while a word comes to belong to both topics"
parts = np.linspace(0, 0.5, 11)
both, one_each, none = [], [], []
for r in parts:
    phi = group_named_dog(r)
    marginal = both_of(text, [0, 1, 0], toy.theta, phi)[1]
    for line, assignments in (
        (both, [[0, 1, 0]]),
        (one_each, [[0, 1, 1], [1, 1, 0]]),
        (none, [[1, 1, 1]]),
    ):
        joints = [both_of(text, z, toy.theta, phi)[0] for z in assignments]
        line.append(sum(joints) / marginal)
print(
    f"r = {parts[4]:.1f}: both Dogs animals {both[4]:.3f}, "
    f"one of them {one_each[4]:.3f}, none {none[4]:.3f}"
)
assert np.allclose(np.sum([both, one_each, none], axis=0), 1)
assert np.isclose(both[2], (15 / 22) ** 2)
plot.curves(
    {"both by A": both, "one by each": one_each, "both by B": none},
    x=parts,
    xlabel="r, the part of topic B that says Dog",
    ylabel="p(topics | words)",
    title="Whose Dogs are they?",
)

# %% [markdown]
# At $r = 0$ the supports are disjoint (the support of a distribution is where it is not 0), and one assignment has it all. From then on the topic of a *Dog* is a question with two answers, each with a probability: $p(z \mid w) = p(w, z) / p(w)$. For that you had to know $p(w)$, the sum over
# everything that was not seen.
#
# In this model the sum is cheap after all, because each word draws its topic by itself: $\sum_z \prod_i = \prod_i \sum_z$.

# %%
theta = np.array([0.2, 0.5, 0.3])
phi = np.random.default_rng(0).dirichlet(np.ones(6), size=3)
for n in (2, 4, 8):
    long = [i % 6 for i in range(n)]
    by_sum = both_of(long, [0] * n, theta, phi)[1]
    by_product = np.prod(theta @ phi[:, long])
    print(
        f"n = {n}: {3**n:5,} assignments added up {by_sum:.6e}; "
        f"{n} sums of 3 multiplied {by_product:.6e}"
    )
    assert np.isclose(by_sum, by_product)

# %% [markdown]
# The next notebook, [PLSA](../../course/day2/PLSA.ipynb), lives on this: it does not know $\theta$ and $\phi$ either, and learns them from
# the $p(z \mid w)$ of each word. Where $\theta$ is itself drawn at random, as in
# [LatentDirichletAllocation](../../course/day2/LatentDirichletAllocation.ipynb), the sum no longer falls apart, and other means are needed.
#
# ## What you can now do
#
# - count what a graph saves, and say why the direction of its arrows matters for that
# - draw from a graph, and answer questions by counting draws
# - classify by naive Bayes in logarithms, and distrust its percentages
# - write the probability of a sentence with its beginning and its end, and say what goes wrong without them
# - sum over what was not seen, and see when the sum falls apart into a product
#
# **If you want to go on.** (1) In 2.2, draw the lecture's weather as a fork, and then with the rain first: from its marginal, clouds from $p(\text{cloud} \mid
# \text{rain})$, wind from the clouds. Which tables do you need, and do the draws differ? (2) In 2.3, set `smoothing` to 0.01 and then to 10, and run the cells behind it again. (3) In 2.4,
# let chains remember two, three and four letters (`MarkovChain(order=2, smoothing=0.1).fit(train)`), and compare their
# `.perplexity(test)`: does a longer memory always help? (`step_of` is for order 1 only.)
