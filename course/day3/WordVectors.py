# %% [markdown]
# # Word vectors
#
# A program has read two hundred thousand words and was told nothing about any of them. Ask it: *king is to queen as uncle is to what?* It answers *aunt*.
# **How can text alone teach that? And how much of it is the work of the famous network?**
#
# **After this notebook you can**
#
# - count which words stand near which, and say why bare counts are a poor description of a word
# - turn counts into pointwise mutual information, and cut it down with the SVD
# - derive the gradient of skip-gram with negative sampling, and say what each of its four tricks does
# - show what that network has at its optimum: a table that could be counted
# - fit GloVe, and say what its weights are for
# - judge an analogy score: which controls it must beat, who may be an answer, how much text it took
#
# **You need** NumPy, logarithms, gradients and the logistic function $\sigma(l) = 1 / (1 + e^{-l})$ ([BackpropByHand](BackpropByHand.ipynb)). The **SVD** is explained where it comes. No day 1 or 2.
#
# Sections marked *Further* can wait: what comes after them does not lean on them.
# Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect
from collections import Counter

import numpy as np
from matplotlib.figure import Figure

from minivae import nn, plot
from minivae.data import DataNotFound, load_reuters, make_grammar
from minivae.embeddings import (
    GloVe,
    Word2Vec,
    answer_analogies,
    count_cooccurrences,
    ppmi,
    skip_gram_pair,
    truncated_svd,
)
from minivae.embeddings.alias import alias_table
from minivae.embeddings.word2vec import keep_probabilities
from minivae.plot.picture import COLOURS, MARKERS, style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

# %% [markdown]
# ## 1. A text whose truth is known
#
# What a word means in a real text, nobody can write down in full. So we begin with a text that a program has made, from rules that we know. Real reports come at the end.

# %%
grammar = make_grammar(200_000, random_state=SEED)
text = grammar.sentences  # lists of words
print(grammar)
for sentence in text[:4]:
    print("   ", " ".join(sentence))
for word in ("queen", "uncles", "paris", "walked"):
    print(f"{word}: {grammar.factors[word]}")

# %% [markdown]
# It makes poor reading. Each sentence has one or two **subjects**, such as *queen* or *paris*. A subject has **factors**: a family and a gender and a number, or a land and a kind (country or capital), or a stem and a tense. Around it stand function words (*the*, *of*), made-up words that mean nothing (*bamix*), and **cues**. A cue shows one factor of a
# subject in its sentence: *she* and *gown* show that it is female, *throne* and *crown* are frequent near the family of *king*. Which factor is shown is drawn at random, and one cue in ten is of a value drawn at random.
#
# So there are questions with one right answer: *king* is to *queen* as *uncle* is to ... The two pairs differ in one factor, gender, and agree in all others. The grammar lists all such questions. **A program that answers them has found the factors**; nobody has told it of any.

# %%
for factor in ("gender", "number", "kind", "tense"):
    of_factor = grammar.questions[grammar.question_factors == factor]
    print(f"{factor}: {len(of_factor)} questions, such as", " ".join(of_factor[-1]))

# %% [markdown]
# ## 2. A word as its neighbours
#
# The plan: describe a word by the words near it. Let $x_{ij}$ be how often word $j$ stands within $R$ places of word $i$, in the same sentence. $R$ is the reach of the **window**. In a sentence of eight words, with $R = 2$:


# %%
def count(words, V, R):
    """x_ij of one sentence; words are numbers from 0 to V - 1: (V, V)."""
    X = np.zeros((V, V))
    for place, i in enumerate(words):
        for other in range(max(0, place - R), min(len(words), place + R + 1)):
            if other != place:
                X[i, words[other]] += 1
    return X


names = ["the", "queen", "wore", "her", "crown", "at", "court"]
plot.heatmap(
    count([0, 1, 2, 3, 4, 5, 0, 6], V=7, R=2),
    names,
    names,
    xlabel="word j",
    ylabel="word i",
    fmt=".0f",
    title="the queen wore her crown at the court: who stands within two places",
)

# %% [markdown]
# The table is symmetric: if *queen* is near *her*, *her* is near *queen*. (The sentence has *the* twice, so its row holds two windows.) Now the whole text, $R = 5$. `count_cooccurrences` does the same, faster, and puts the most frequent word first.

# %%
R = 5
counts, vocabulary = count_cooccurrences(text, window=R, harmonic=False)  # harmonic=False: each counts 1
X = counts.toarray()  # (V, V)
number = {word: w for w, word in enumerate(vocabulary)}


def nearest(vectors, word, n=5):
    """The n words whose rows have the largest cosine with the word's row."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    order = np.argsort(-unit @ unit[number[word]], kind="stable")
    return " ".join(vocabulary[order[order != number[word]]][:n])


print(f"V = {len(vocabulary)} words; most frequent near queen:", *vocabulary[np.argsort(-X[number["queen"]], kind="stable")][:8])
for word in ("queen", "paris", "walked"):
    print(f"nearest to {word} by counts: {nearest(X, word)}")

# %% [markdown]
# The **cosine** is 1 for two rows that point the same way and 0 for rows at right angles, however long they are. By this measure the neighbours of *queen* are hardly royal. Why? The largest numbers in every row belong to the same words, *the* and *of* and *to*. **A count says above all how frequent the neighbour is**, anywhere.

# %% [markdown]
# ## 3. More often than by chance
#
# So compare with chance. Let $x_i = \sum_j x_{ij}$ and $x = \sum_i x_i$. If neighbours were dealt out without regard to the word, $i$ and $j$ would meet $x_i x_j / x$ times. The **pointwise mutual information** (PMI) is the logarithm of seen over expected:
#
# $$\mathrm{PMI}_{ij} = \log \frac{x_{ij}\; x}{x_i\, x_j} .$$
#
# It is 0 for a word that stands near $i$ no more and no less often than anywhere, whatever its frequency. A pair that never met has $\log 0 = -\infty$; and for rare words, "less often than expected" is mostly luck. So one keeps the positive part, $\max(0, \mathrm{PMI})$, called **PPMI**.

# %%
P = ppmi(counts).toarray()  # (V, V)
subjects = ["king", "queen", "kings", "queens", "uncle", "aunt", "uncles", "aunts"]
cues = ["crown", "throne", "ring", "cradle", "he", "she", "gown", "is", "alone", "are", "the", "of"]  # four of families, three of genders, three of numbers, two of nothing
plot.heatmap(
    P[np.ix_([number[w] for w in subjects], [number[w] for w in cues])],
    subjects,
    cues,
    fmt=".1f",
    title="PPMI: how much more often than by chance, in nats",
)

# %% [markdown]
# Read it in blocks. The family words at the left depend on the family alone, apart from chance. *he* and *she* part the columns by gender, *is* and *are* by number, and *the* and *of* have gone to nearly 0. Every block is the same for all who share the factor.
#
# That is the reason why word arithmetic can work at all. Take *queen* $-$ *king*: family and number cancel, what is left is female minus male. Add it to *uncle*, and the male cues make room for the female ones. The result is the row of *aunt*.
#
# **Predict first.** We know the probabilities from which the text was made. Put the *true* PPMI in place of the counted one. How many of the 1,896 questions come out right, and by how much is *queen* $-$ *king* $+$ *uncle* off the mark?


# %%
def true_ppmi(grammar, wrong=0.1):
    """max(0, log p(cue | subject) / p(cue)), from the rules of the grammar: (128, cues)."""
    words = sorted({w for pool, _ in grammar.cues.values() for w in pool})
    column, p = {w: c for c, w in enumerate(words)}, {}
    for (factor, value), (pool, share) in grammar.cues.items():
        p[factor, value] = np.zeros(len(words))
        p[factor, value][[column[w] for w in pool]] = share
    at_random = {f: np.mean([p[key] for key in p if key[0] == f], axis=0) for f, _ in p}
    given = np.array(
        [np.mean([(1 - wrong) * p[pair] + wrong * at_random[pair[0]] for pair in own.items()], axis=0) for own in grammar.factors.values()]
    )  # p(cue | subject)
    with np.errstate(divide="ignore"):
        return np.maximum(0, np.log(given / given.mean(axis=0)))


truth = true_ppmi(grammar)
row = {word: w for w, word in enumerate(grammar.factors)}
true_rows = np.array([[row[word] for word in q] for q in grammar.questions])  # (Q, 4)
a, b, c, d = (truth[column] for column in true_rows.T)  # each (Q, cues)
print(f"{truth.shape[0]} subjects, {truth.shape[1]} cues; largest error of b - a + c, all questions: {np.abs(b - a + c - d).max():.0e}")
right = answer_analogies(truth, true_rows[:, :3]) == true_rows[:, 3]
print(f"right: {right.sum()} of {len(right)}")
assert np.abs(b - a + c - d).max() < 1e-9 and right.all()  # claim: with the true PPMI, b - a + c is d

# %% [markdown]
# <details><summary>Answer</summary> All of them, and by nothing (but rounding): each cue belongs to one factor, so each entry of a row depends on one factor alone. In such a world the parallelogram is exact. What stands between us and it is chance: most pairs have met only a few times. </details>
#
# So the truth of this text can be counted, and it is a parallelogram. Real language promises no such thing.

# %% [markdown]
# ## 4. Fewer numbers, and a score
#
# A row of 834 noisy numbers has much room for chance, and only some of it is used by the factors. The **singular value decomposition** (SVD) writes a table as a sum of simple ones, each a column times a row, the largest first:
#
# $$P = \sum_{k} s_k\, u_k\, v_k^\top ,$$
#
# with columns $u_k$ of length 1 at right angles to each other, rows $v_k^\top$ likewise, and $s_1 \ge s_2 \ge \ldots \ge 0$. Of all tables of $D$ such terms, the first $D$ of these are the nearest to $P$ in squared error (a theorem; [Eigenfaces](README.md) on this day derives its sister, PCA). We keep $D$ of them. The **vector** of word $i$ is row $i$ of
# $(u_1 \sqrt{s_1}, \ldots, u_D \sqrt{s_D})$: $D$ numbers in place of 834.
#
# To judge vectors we ask all questions. For unit vectors, the answer is the word $d$ with the largest $\cos(d,\; b - a + c)$, and $a$, $b$, $c$ themselves may not be answered. **All 834 words may be**, function words and cues too.


# %%
def rows_of(grammar, vocabulary):
    """The questions as rows of the vocabulary: (Q, 4)."""
    at = {word: w for w, word in enumerate(vocabulary)}
    return np.array([[at[word] for word in q] for q in grammar.questions])


def score(vectors, rows):
    """The share of questions answered right."""
    return np.mean(answer_analogies(vectors, rows[:, :3]) == rows[:, 3])


rows = rows_of(grammar, vocabulary)
U, s, _ = np.linalg.svd(P)
sizes = [5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 834]
by_size = np.array([score(U[:, :D] * np.sqrt(s[:D]), rows) for D in sizes])
print(f"rows of counts {score(X, rows):.1%}, rows of PPMI {score(P, rows):.1%}, best SVD {by_size.max():.1%} at D = {sizes[by_size.argmax()]}")
plot.curves({"PPMI by SVD": by_size, "PPMI, whole rows": np.full(len(sizes), score(P, rows))}, x=np.array(sizes), xlabel="D", ylabel="share of questions right", title="Too few numbers, and too many")

# %% [markdown]
# Notice the hill. With few numbers the factors do not fit in. With all of them, chance has its say too. In between the vectors are better than the table that they were made from: **leaving out is what helps**.

# %% [markdown]
# ### A picture
#
# To see the parallelograms, we need two directions. Take for "gender" the mean of all female words minus the mean of all male ones, and for "number" likewise, **without the three families that we draw**. So they have no part in the choice of the axes.

# %%
D = 50
svd_vectors = U[:, :D] * np.sqrt(s[:D])
drawn = ["king", "uncle", "waiter"]


def direction(vectors, factor, second, first):
    """The mean of the words with value `second` minus that of `first`, length 1, drawn families left out."""
    means = [
        np.mean([vectors[number[w]] for w, own in grammar.factors.items() if own.get(factor) == value and own["family"] not in drawn], axis=0) for value in (second, first)
    ]
    difference = means[0] - means[1]
    return difference / np.linalg.norm(difference)


def draw_plane(vectors, title):
    """The words of the drawn families on the axes of gender and number."""
    axes_of = np.stack([direction(vectors, "gender", "female", "male"), direction(vectors, "number", "many", "one")], axis=1)  # (D, 2)
    with style():
        figure = Figure(figsize=(7.5, 4.8), layout="constrained")
        axes = figure.add_subplot(title=title, xlabel="gender: male to female", ylabel="number: one to many")
        for i, family in enumerate(drawn):
            words = [w for w, own in grammar.factors.items() if own.get("family") == family]
            places = np.array([vectors[number[w]] for w in words]) @ axes_of  # (4, 2): m, f, ms, fs
            axes.plot(*places[[0, 1, 3, 2, 0]].T, color=COLOURS[i], marker=MARKERS[i], linewidth=1.2)
            for word, place in zip(words, places, strict=True):
                axes.annotate(word, place, xytext=(5, 5), textcoords="offset points", color=COLOURS[i])
    return plot.Picture(figure, f"{title}: twelve words of the families {', '.join(drawn)}. Each family is near to a rectangle: female words right of male ones, plurals above singulars.")


draw_plane(svd_vectors, "Three families on axes made from the other nine")

# %% [markdown]
# ### Who may be an answer?
#
# **Predict first.** The rule says that $a$, $b$ and $c$ may not be answered. Drop this rule. Where do the answers go?


# %%
def answers_allowing_all(vectors, rows):
    """argmax cos(d, b - a + c) over all words, those of the question too."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    a, b, c = (unit[column] for column in rows[:, :3].T)
    return np.argmax((b - a + c) @ unit.T, axis=1)


free = answers_allowing_all(svd_vectors, rows)
where = {name: np.mean(free == rows[:, i]) for i, name in enumerate(("a", "b", "c", "d, the right one"))}
print("with the rule:", f"{score(svd_vectors, rows):.1%} right;  without it:", ", ".join(f"{name} {share:.1%}" for name, share in where.items()))

# %% [markdown]
# <details><summary>Answer</summary> To c, for many questions: "king is to queen as uncle is to uncle". The step b - a is short compared with the vectors, and so b - a + c is still near c. </details>
#
# So part of the fame of word arithmetic is in the small print (Linzen 2016). It also asks for a control: **answer with the word nearest to $c$, and ignore $a$ and $b$.** Where this does well, analogies show little. We shall print it beside every score.

# %% [markdown]
# ## 5. Predict the neighbours: skip-gram
#
# Now another way, the one that made word vectors famous (Mikolov et al. 2013). Count nothing. Give every word $w$ a vector $u_w$, and every word a second one, $v_c$, for when it is a neighbour, a **context**. Go through the text. For each word $w$ and each $c$ in its window:
#
# - the pair $(w, c)$ is real: $\sigma(u_w \cdot v_c)$ should be near 1;
# - draw $K$ words $n_1, \ldots, n_K$ at random; the pairs $(w, n_k)$ are made up: $\sigma(u_w \cdot v_{n_k})$ should be near 0.
#
# That is one question after another: "did this pair come from the text, or from me?" The loss is the cross-entropy of these $1 + K$ answers:
#
# $$L = -\log \sigma(u_w \cdot v_c) - \sum_{k=1}^{K} \log \sigma(-u_w \cdot v_{n_k}) .$$
#
# This is **skip-gram with negative sampling**, SGNS. The gradient is that of logistic regression. Write $y_j = 1$ for $c$ and $0$ for the negatives, and $l_j = u_w \cdot v_j$. Then $\partial L / \partial l_j = \sigma(l_j) - y_j$, what the model said minus what it should have said, and
#
# $$\frac{\partial L}{\partial u_w} = \sum_j (\sigma(l_j) - y_j)\, v_j, \qquad \frac{\partial L}{\partial v_j} = (\sigma(l_j) - y_j)\, u_w .$$
#
# Here is the package's version to read, and the referee of [BackpropByHand](BackpropByHand.ipynb), central differences:

# %%
print("\n".join(line for line in inspect.getsource(skip_gram_pair).split('"""')[2].splitlines() if line.strip()))
rng = np.random.default_rng(SEED)
u, v, y = rng.normal(size=8), rng.normal(size=(6, 8)), np.array([1, 0, 0, 0, 0, 0])
_, du, dv = skip_gram_pair(u, v, y)
print("gradient right:", nn.gradcheck(lambda: skip_gram_pair(u, v, y)[0], {"u": u, "v": v}, {"u": du, "v": dv}).ok())

# %% [markdown]
# One step of descent moves $u_w$ towards the vectors of its neighbours and away from those of random words. Two words that have the same neighbours are pulled to the same place. Four tricks belong to it:
#
# | trick | what it does | why |
# |---|---|---|
# | **shrinking window** | the reach is drawn anew for each word, from 1 to $R$ | near neighbours count more: exercise 3.18 says how much |
# | **noise** $p_n(j) \propto x_j^{3/4}$ | negatives are drawn by frequency to the power ¾ | between "as in the text" and "all alike" |
# | **subsampling** | a frequent word is passed over with some probability | *the* teaches little, and stands everywhere |
# | **alias table** | a negative costs one random number, whatever $V$ is | section 9, *Further* |
#
# Let us see the middle two.

# %%
stands = Counter(word for sentence in text for word in sentence)
frequency = np.array([stands[word] for word in vocabulary])  # (V,)
f = frequency / frequency.sum()
stay = keep_probabilities(frequency, 1e-3)
print("word      frequency   noise: power 0   power 3/4   power 1    stays, sample 1e-3")
for word in ("the", "queen", vocabulary[-1]):
    w = number[word]
    noise = [1 / len(f), f[w] ** 0.75 / np.sum(f**0.75), f[w]]
    print(f"{word:9s} {f[w]:.5f}     {noise[0]:.5f}          {noise[1]:.5f}     {noise[2]:.5f}    {stay[w]:.2f}")

# %% [markdown]
# In this text the frequencies differ by a factor of some ten; in a real one by a factor of a million, and there the power and the subsampling matter more. Now train. `Word2Vec` runs these updates in compiled code: ten passes over the text (**epochs**), the learning rate falling from 0.05 to almost 0.

# %%
sgns = Word2Vec(D, window=R, n_negatives=5, learning_rate=0.05, epochs=10, random_state=SEED, progress=False).fit(text)
assert list(sgns.vocabulary_) == list(vocabulary)
print(f"loss: 6 log 2 = {6 * np.log(2):.2f} before learning, {sgns.history_['loss'][0]:.2f} in the first epoch, {sgns.history_['loss'][-1]:.2f} in the last")
print(f"right: SGNS {score(sgns.vectors_, rows):.1%}, PPMI by SVD {score(svd_vectors, rows):.1%}")
for question in (("king", "queen", "uncle"), ("france", "paris", "japan"), ("walk", "walked", "talk")):
    print(*question, "->", ", ".join(f"{word} {cosine:.2f}" for word, cosine in sgns.analogy(*question, n=3)))

# %% [markdown]
# ## 6. What the network has at its optimum
#
# It was never told to count. What do its scores $u_w \cdot v_c$ become? Give it all the room it wants: let each pair $(i, j)$ have a score $s_{ij}$ of its own. Over the whole text, pair $(i, j)$ is a real one $x_{ij}$ times, and a made-up one $K x_i\, p_n(j)$ times on average, so it costs
#
# $$L_{ij} = -x_{ij} \log \sigma(s_{ij}) - K x_i\, p_n(j) \log \sigma(-s_{ij}) .$$
#
# Set the derivative to 0, $x_{ij} (1 - \sigma(s)) = K x_i\, p_n(j)\, \sigma(s)$, and use $\sigma(s) / (1 - \sigma(s)) = e^s$:
#
# $$s_{ij} = \log \frac{x_{ij}}{x_i\, p_n(j)} - \log K .$$
#
# With $p_n(j) = x_j / x$ this is **PMI minus $\log K$** (Levy and Goldberg 2014). The network that predicts and the table that counts want the same numbers; with $D < V$ it makes of them what fits into $D$ dimensions. Check it on a table of five words, with descent on the scores, from 0:

# %%
rng = np.random.default_rng(SEED)
small = rng.integers(1, 60, size=(5, 5)).astype(float)
small = small + small.T  # x_ij of five words
K, of_row, noise = 5, small.sum(axis=1, keepdims=True), small.sum(axis=0) / small.sum()
scores = np.zeros((5, 5))
for _ in range(3000):
    p = 1 / (1 + np.exp(-scores))
    slope = -small * (1 - p) + K * of_row * noise * p  # dL/ds, all pairs at once
    scores -= slope / (small + K * of_row * noise)  # each pair with its own step
wanted = np.log(small * small.sum() / (of_row * small.sum(axis=0))) - np.log(K)
print(f"largest difference from PMI - log K: {np.abs(scores - wanted).max():.1e}")
assert np.abs(scores - wanted).max() < 1e-9

# %% [markdown]
# So "neural" word vectors and "counted" ones are not two worlds. They differ in what counts as an error (a pair that was met often weighs more), in how they are cut to $D$ numbers, and in what happens to pairs that never met. Section 11 (*Further*) looks at the scores of the trained model.

# %% [markdown]
# ## 7. GloVe: fit the logarithms
#
# The third way says it openly: fit $\log x_{ij}$ by $D$ numbers a word (Pennington, Socher and Manning 2014). $a_i$ and $b_j$ are one number a word each, **biases**, which take up how frequent the two words are:
#
# $$L = \tfrac12 \sum_{ij} f(x_{ij}) \left( w_i \cdot c_j + a_i + b_j - \log x_{ij} \right)^2, \qquad f(x) = \min\left(1, (x / x_{\max})^{3/4}\right) .$$
#
# Only pairs with $x_{ij} > 0$ are in the sum: the logarithm of 0 has no place in it. The weights $f$ say how far a count is to be trusted: a pair that met once has a noisy logarithm, and gets a small weight; above $x_{\max}$ all weigh the same. Here each neighbour counts 1/distance. With $g = f(x_{ij})\,(w_i \cdot c_j + a_i + b_j - \log x_{ij})$ the gradient is $g\,c_j$ for $w_i$, $g\,w_i$ for $c_j$, and $g$ for each bias.
# Its steps are those of **AdaGrad**: each parameter divides the learning rate by the root of the sum of its squared gradients so far (1 is added), so that frequent words, which get many steps, come to take small ones (Duchi, Hazan and Singer 2011).

# %%
glove = GloVe(D, window=R, x_max=10.0, learning_rate=0.05, epochs=30, random_state=SEED, progress=False).fit(text)
print(f"loss per pair: {glove.history_['loss'][0]:.3f} in the first epoch, {glove.history_['loss'][-1]:.3f} in the last")
print(f"right: w alone {score(glove.vectors_, rows):.1%}, w + c {score(glove.vectors_ + glove.context_vectors_, rows):.1%}")
draw_plane(glove.vectors_, "The same families, by GloVe")

# %% [markdown]
# ## 8. How much text does it take?
#
# Which of the three is best? Ask for it properly: the same five texts for all, three lengths, and the controls in the same table.


# %%
def all_vectors(text, seed):
    """The vocabulary, and every description of its words: name -> (V, ...)."""
    counts, vocabulary = count_cooccurrences(text, window=R, harmonic=False)
    x, table = counts.toarray(), ppmi(counts)
    U, s, _ = truncated_svd(table, D, np.random.default_rng(seed))
    common = {"random_state": seed, "progress": False, "learning_rate": 0.05, "window": R}
    return vocabulary, {
        "log counts": np.log1p(x),
        "PPMI rows": table.toarray(),
        "PPMI by SVD": U * np.sqrt(s),
        "SGNS": Word2Vec(D, **common).fit(text).vectors_,
        "GloVe": GloVe(D, **common).fit(text).vectors_,
    }


def nearest_to_c(vectors, rows):
    """The control: the word nearest to c, whatever a and b are."""
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = unit[rows[:, 2]] @ unit.T
    np.put_along_axis(scores, rows[:, :3], -np.inf, axis=1)
    return np.mean(scores.argmax(axis=1) == rows[:, 3])


lengths, seeds = [50_000, 100_000, 200_000], range(5)
results = {}  # name -> (lengths, seeds)
for i, n_words in enumerate(lengths):
    for seed in seeds:
        world = make_grammar(n_words, random_state=SEED + seed)
        names, found = all_vectors(world.sentences, SEED + seed)
        asked = rows_of(world, names)
        shares = {name: score(vectors, asked) for name, vectors in found.items()}
        shares["SGNS, nearest to c"] = nearest_to_c(found["SGNS"], asked)
        for name, share in shares.items():
            results.setdefault(name, np.zeros((len(lengths), len(seeds))))[i, seed] = share
print("share of 1,896 questions right, mean of five texts (from, to)")
print(" " * 20, *[f"{n_words:>9,} words      " for n_words in lengths])
for name, table in results.items():
    print(f"{name:20s}", *[f"{line.mean():6.1%} ({line.min():.1%}, {line.max():.1%})" for line in table])

# %%
plot.curves({name: table.mean(axis=1) for name, table in results.items()}, x=np.array(lengths) / 1000, xlabel="thousand words read", ylabel="share of questions right", title="Analogies against text, mean of five texts")
