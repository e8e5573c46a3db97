# %% [markdown]
# # Word vectors: exercises
#
# You write the seven short functions that word vectors are made of, check each one, and answer analogies with them.
# Lecture: [WordVectors](../../course/day3/WordVectors.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the
# check below it. A check answers within a second, and names the likely mistake. **What has passed is what
# the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a
# function after "right", run its check cell again: until then the later cells keep what passed.
#
# | | exercise | points |
# |---|---|---|
# | 3.14 | count the neighbours | 1 |
# | 3.15 | more often than by chance: PPMI | 2 |
# | 3.16 | analogies | 2 |
# | 3.17 | what a shrinking window does | 1 |
# | 3.18 | the gradient of skip-gram | 2 |
# | 3.19 | what the network would say, if it could | 2 |
# | 3.20 | GloVe's pull | 1 |
#
# Shapes: $V$ words, $D$ numbers a vector, $Q$ questions, $K$ negatives, $M$ pairs of words.

# %% setup=true
import numpy as np

from minivae import plot
from minivae.data import make_grammar
from minivae.embeddings import count_cooccurrences
from minivae_checks import day3 as check
from minivae_checks import pick

# %% [markdown]
# ## 3.14 Count the neighbours
#
# In the lecture each neighbour counted 1. GloVe lets near ones count more: a neighbour at distance $\delta$ counts $1/\delta$. So
#
# $$x_{ij} = \sum_{\text{places of } i} \;\; \sum_{\substack{\text{places of } j,\\ 1 \le \delta \le R}} \frac1\delta .$$
#
# The outer loop is there: it goes through the places of one sentence. Write what happens at one of them. Look to both sides, and mind the ends of the sentence.
#
# Shapes: `words` (n,) whole numbers from 0 to V - 1; `X` (V, V). `window` is $R$.
#
# <details><summary>Hint 1</summary> You need a second loop, over the other places: from place - window to place + window, as far as they exist, without place itself. </details>
#
# <details><summary>Hint 2</summary> range(max(0, place - window), min(len(words), place + window + 1)) are the places; the distance is abs(other - place). </details>
#
# <details><summary>Hint 3</summary> X[word, words[other]] += 1 / abs(other - place), if other != place. With +=, for a pair may meet again. </details>

# %% exercise="count_pairs"
def count_pairs(words, V, window):
    """x_ij: 1 / distance, added up over all places where j is in the window of i: (V, V)."""
    X = np.zeros((V, V))
    for place, word in enumerate(words):
        ### BEGIN SOLUTION
        for other in range(max(0, place - window), min(len(words), place + window + 1)):
            if other != place:
                X[word, words[other]] += 1 / abs(other - place)
        ### END SOLUTION
    return X

# %% check="count_pairs"
check.count_pairs(count_pairs)

# %% [markdown]
# A language of nine words, as a first corpus. Cats and kittens do one kind of thing, dogs and puppies another. (The next cell makes it, and counts it with your function.)

# %%
use = pick(check.count_pairs)
pets = ["the", "cat", "kitten", "dog", "puppy", "purrs", "mews", "barks", "growls"]
rng = np.random.default_rng(0)
sentences = []
for _ in range(300):
    cats = rng.random() < 0.5
    animal, sound = rng.choice([1, 2] if cats else [3, 4]), rng.choice([5, 6] if cats else [7, 8])
    sentences.append(np.array([0, animal, sound]))
pet_counts = sum(use.count_pairs(sentence, 9, 2) for sentence in sentences)  # (9, 9)
print(" / ".join(" ".join(pets[w] for w in sentence) for sentence in sentences[:4]))

# %% figure="Who stands near whom"
plot.heatmap(pet_counts, pets, pets, fmt=".0f", title="Each neighbour counts 1 / distance")

# %% [markdown]
# *cat* and *kitten* never meet, and yet their rows are alike. That is the whole idea: not who stands beside you, but **who stands beside the same words as you do**.

# %% [markdown]
# ## 3.15 More often than by chance
#
# The rows above are ruled by *the*. Compare each count with what chance would give. With $x_i = \sum_j x_{ij}$ (row $i$), $x_j = \sum_i x_{ij}$ (column $j$) and $x$ the sum of all,
#
# $$\mathrm{PPMI}_{ij} = \max\left(0,\; \log \frac{x_{ij}\, x}{x_i\, x_j}\right) .$$
#
# A pair with $x_{ij} = 0$ gets 0. The table need not be symmetric: keep rows and columns apart.
#
# Shapes: `X` (V, V), counts, no empty row or column; the answer (V, V).
#
# <details><summary>Hint 1</summary> Which number would stand in the cell if i and j met by chance? Divide by it, then take the logarithm. </details>
#
# <details><summary>Hint 2</summary> X.sum(axis=1, keepdims=True) are the sums of the rows, as a column (V, 1); X.sum(axis=0, keepdims=True) those of the columns, (1, V). Their product is (V, V). </details>
#
# <details><summary>Hint 3</summary> np.maximum(0, np.log(X / expected)) with expected = row * column / X.sum(). np.log(0) is -inf, with a warning; np.maximum makes 0 of it. </details>

# %% exercise="positive_pmi"
def positive_pmi(X):
    """max(0, log(seen / expected)): (V, V)."""
    with np.errstate(divide="ignore"):  # log(0) = -inf without a warning
        ### BEGIN SOLUTION
        expected = X.sum(axis=1, keepdims=True) * X.sum(axis=0, keepdims=True) / X.sum()
        return np.maximum(0, np.log(X / expected))
        ### END SOLUTION

# %% check="positive_pmi"
check.positive_pmi(positive_pmi)

# %% [markdown]
# Now the text of the lecture, a part of it: 100,000 words of the grammar. From counts to vectors with your function and an SVD:

# %%
use = pick(check.positive_pmi)
grammar = make_grammar(100_000, random_state=0)
counts, vocabulary = count_cooccurrences(grammar.sentences, window=5, harmonic=False)
X = counts.toarray()
U, s, _ = np.linalg.svd(use.positive_pmi(X))
vectors = U[:, :50] * np.sqrt(s[:50])  # (V, 50)
number = {word: w for w, word in enumerate(vocabulary)}
for name, table in (("counts", X), ("vectors", vectors)):
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    near = np.argsort(-unit @ unit[number["queen"]], kind="stable")[1:7]
    print(f"nearest to queen by {name}:", *vocabulary[near])

# %% [markdown]
# Which list looks better to you? The next exercise measures it.

# %% [markdown]
# ## 3.16 Analogies
#
# $a$ is to $b$ as $c$ is to $d$. With all vectors divided by their lengths, the answer is
#
# $$d = \arg\max_{w \notin \{a, b, c\}} \; w \cdot (b - a + c) .$$
#
# Many questions at once: `questions` holds the numbers of the three words, a row a question.
#
# Shapes: `vectors` (V, D), of any lengths; `questions` (Q, 3); the answer (Q,), the numbers of the words.
#
# <details><summary>Hint 1</summary> First divide each row by its length, np.linalg.norm with axis=1 and keepdims=True. Then unit[questions[:, 0]] are all the a, (Q, D). </details>
#
# <details><summary>Hint 2</summary> (b - a + c) @ unit.T is (Q, V): the product of each question with each word. </details>
#
# <details><summary>Hint 3</summary> In row q, put -np.inf at the three columns questions[q]: a loop, or np.put_along_axis(scores, questions, -np.inf, axis=1). Then argmax(axis=1). </details>

# %% exercise="analogies"
def analogies(vectors, questions):
    """The word d with the largest cos(d, b - a + c), never a, b or c: (Q,)."""
    ### BEGIN SOLUTION
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    a, b, c = unit[questions[:, 0]], unit[questions[:, 1]], unit[questions[:, 2]]
    scores = (b - a + c) @ unit.T  # (Q, V)
    np.put_along_axis(scores, questions, -np.inf, axis=1)
    return scores.argmax(axis=1)
    ### END SOLUTION

# %% check="analogies"
check.analogies(analogies)

# %% [markdown]
# **Predict first.** The grammar has 1,896 questions. What share is right with the rows of counts, with PPMI, with the 50 numbers of the SVD? And what if somebody ignores $a$ and $b$, and answers with the word nearest to $c$?

# %%
use = pick(check.positive_pmi, check.analogies)
rows = np.array([[number[word] for word in question] for question in grammar.questions])  # (Q, 4)
tables = {"rows of counts": X, "rows of PPMI": use.positive_pmi(X), "50 numbers by SVD": vectors}
shares = {name: np.mean(use.analogies(table, rows[:, :3]) == rows[:, 3]) for name, table in tables.items()}
unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
scores = unit[rows[:, 2]] @ unit.T
np.put_along_axis(scores, rows[:, :3], -np.inf, axis=1)
shares["SVD, nearest to c"] = np.mean(scores.argmax(axis=1) == rows[:, 3])
for name, share in shares.items():
    print(f"{name:18s} {share:.1%}")

# %% [markdown]
# <details><summary>Answer</summary> Printed above, and not what one expects: the bare counts are far ahead. In 100,000 words most pairs have met a few times or never. PMI makes much of a rare pair that met once by luck, counts do not, and the SVD cannot tell luck from a cue. The lecture (sections 3 and 10) has the cure, and the table with more text. The control is low, so the counts do answer the questions. </details>

# %% [markdown]
# ## 3.17 What a shrinking window does
#
# Skip-gram's program does not take the whole window. For each word it draws a reach, 1 or 2 or ... or $R$, each alike often, and takes the words within that reach. Nobody says that near words count more. And yet: **with what probability is a neighbour at distance $d$ taken?**
#
# Shapes: `window` is $R$; the answer ($R$,), for $d = 1, 2, \ldots, R$.
#
# <details><summary>Hint 1</summary> Take R = 3. Which of the reaches 1, 2, 3 take in the next word? Which of them a word at distance 3? </details>
#
# <details><summary>Hint 2</summary> Those that are at least d. How many are there, from d to R? </details>
#
# <details><summary>Hint 3</summary> (R - d + 1) / R, with d = np.arange(1, window + 1). </details>

# %% exercise="chance_within"
def chance_within(window):
    """The probability that distance d = 1, ..., window is within the reach: (window,)."""
    ### BEGIN SOLUTION
    d = np.arange(1, window + 1)
    return (window - d + 1) / window
    ### END SOLUTION

# %% check="chance_within"
check.chance_within(chance_within)

# %% [markdown]
# So a random reach is a weight: it falls in a straight line, where GloVe's falls as $1/d$. The same as a picture, with 20,000 reaches drawn:

# %% figure="Two ways to let near words count more"
use = pick(check.chance_within)
reach = np.random.default_rng(0).integers(1, 11, size=20_000)
d = np.arange(1, 11)
plot.curves({"(R - d + 1) / R": use.chance_within(10), "drawn": np.mean(reach[:, None] >= d, axis=0), "1 / d": 1 / d}, x=d, xlabel="distance d", ylabel="weight", title="Two ways to let near words count more, R = 10")

# %% [markdown]
# ## 3.18 The gradient of skip-gram
#
# One pair: the word has the vector $u$; the targets are its real neighbour and $K$ words drawn at random, with context vectors $v_j$. $y_j$ is 1 for a real one and 0 for a negative. With $l_j = u \cdot v_j$,
#
# $$L = -\sum_j \left[\, y_j \log \sigma(l_j) + (1 - y_j) \log \sigma(-l_j) \,\right], \qquad \sigma(l) = \frac{1}{1 + e^{-l}} .$$
#
# Write its gradient by $u$ and by each $v_j$. (You know the first link from softmax: what the model said, minus what it should have said.) The scores may be large; if `np.exp` overflows to infinity, $\sigma$ should still come out as 0.
#
# Shapes: `u` (D,), `v` (J, D), `y` (J,); `du` (D,), `dv` (J, D).
#
# <details><summary>Hint 1</summary> dL/dl_j = σ(l_j) - y_j. Check it for y = 1 and for y = 0: the slope of -log σ(l) is σ(l) - 1. </details>
#
# <details><summary>Hint 2</summary> u stands in all J scores, so du adds up over the paths: error @ v. Each v_j stands in one. </details>
#
# <details><summary>Hint 3</summary> error = 1 / (1 + np.exp(-(v @ u))) - y, then error @ v and np.outer(error, u). </details>

# %% exercise="pair_gradient"
def pair_gradient(u, v, y):
    """Gradient of the loss of one pair: du (D,), dv (J, D)."""
    ### BEGIN SOLUTION
    error = 1 / (1 + np.exp(-(v @ u))) - y  # (J,)
    return error @ v, np.outer(error, u)
    ### END SOLUTION

# %% check="pair_gradient"
check.pair_gradient(pair_gradient)

# %% [markdown]
# Skip-gram in ten lines, on the cats and dogs, with your gradient. (No tricks: whole windows, negatives drawn in proportion to the counts.)

# %%
use = pick(check.pair_gradient)
rng, K, rate = np.random.default_rng(0), 5, 0.1
u, v = rng.uniform(-0.1, 0.1, (9, 4)), np.zeros((9, 4))
noise = pet_counts.sum(axis=0) / pet_counts.sum()
y = np.eye(1, 1 + K)[0]  # 1, then K zeros
for _ in range(6):
    for sentence in sentences:
        for place, w in enumerate(sentence):
            for c in np.delete(sentence, place):
                targets = np.append(c, rng.choice(9, K, p=noise))
                du, dv = use.pair_gradient(u[w], v[targets], y)
                u[w] -= rate * du
                np.subtract.at(v, targets, rate * dv)  # a target may stand there twice
unit = u / np.linalg.norm(u, axis=1, keepdims=True)

# %% figure="Skip-gram on cats and dogs"
plot.heatmap(unit @ unit.T, pets, pets, fmt=".1f", signed=True, title="Cosines of the vectors u")

# %% [markdown]
# Look for the pairs off the diagonal that are almost 1. Nobody has said that a kitten is a cat.

# %% [markdown]
# ## 3.19 What the network would say, if it could
#
# **Predict first.** Suppose every pair $(i, j)$ could have a score $s_{ij}$ of its own, and that training went on for ever. Which of these will the scores be: large for all pairs that meet; the counts; their logarithms; or something that you have computed above?
#
# Over the whole text pair $(i, j)$ is a real one $x_{ij}$ times, and a made-up one $K x_i\, p_n(j)$ times on average. Take $p_n(j) = x_j / x$. Its part of the loss is
#
# $$L_{ij} = -x_{ij} \log \sigma(s_{ij}) - K x_i \frac{x_j}{x} \log \sigma(-s_{ij}) .$$
#
# Find the $s_{ij}$ where its slope is 0, and write them for all pairs at once. All $x_{ij}$ are above 0 here; the table need not be symmetric ($x_i$ is the sum of row $i$, $x_j$ of column $j$).
#
# Shapes: `X` (V, V), `K` one number; the answer (V, V).
#
# <details><summary>Hint 1</summary> The slope of -log σ(s) is -(1 - σ(s)); that of -log σ(-s) is σ(s). Set their weighted sum to 0. </details>
#
# <details><summary>Hint 2</summary> σ(s) / (1 - σ(s)) is x_ij over K x_i x_j / x, and it is also e^s. </details>
#
# <details><summary>Hint 3</summary> s = log(x_ij x / (x_i x_j)) - log K: the PMI, shifted. Nothing is cut off at 0. </details>

# %% exercise="best_score"
def best_score(X, K):
    """The scores s_ij with the least loss: (V, V)."""
    ### BEGIN SOLUTION
    expected = X.sum(axis=1, keepdims=True) * X.sum(axis=0, keepdims=True) / X.sum()
    return np.log(X / expected) - np.log(K)
    ### END SOLUTION

# %% check="best_score"
check.best_score(best_score)

# %% [markdown]
# <details><summary>Answer</summary> PMI - log K (Levy and Goldberg 2014). The network that predicts wants the table that was counted. </details>
#
# Does descent find it? Scores of their own for all pairs that met in the pets' text, from 0:

# %%
use = pick(check.best_score)
K, X9 = 5, pet_counts + 0.5  # all above 0
s, made_up = np.zeros((9, 9)), K * X9.sum(axis=1, keepdims=True) * X9.sum(axis=0) / X9.sum()
for _ in range(5000):
    p = 1 / (1 + np.exp(-s))
    s -= (-X9 * (1 - p) + made_up * p) / (X9 + made_up)
print(f"by descent, cat and purrs {s[1, 5]:.6f}, cat and barks {s[1, 7]:.6f}")
best = use.best_score(X9, K)
print(f"by formula, cat and purrs {best[1, 5]:.6f}, cat and barks {best[1, 7]:.6f}")

# %% [markdown]
# ## 3.20 GloVe's pull
#
# GloVe fits the logarithm of the counts. For a pair with count $x$ and score $w \cdot c + a + b$, the loss is
#
# $$\tfrac12\, f(x)\, (\text{score} - \log x)^2, \qquad f(x) = \min\left(1, (x / x_{\max})^{3/4}\right) .$$
#
# Write its slope by the score, for $M$ pairs at once. All gradients are this number times something: $c$ for $w$, $w$ for $c$, 1 for the biases.
#
# Shapes: `score` and `x` (M,), `x_max` one number; the answer (M,).
#
# <details><summary>Hint 1</summary> The half takes away the 2 of the square. f(x) does not depend on the score. </details>
#
# <details><summary>Hint 2</summary> np.minimum(1, ...) works entry by entry. </details>
#
# <details><summary>Hint 3</summary>
#
# `np.minimum(1, (x / x_max) ** 0.75) * (score - np.log(x))`.
#
# </details>

# %% exercise="glove_pull"
def glove_pull(score, x, x_max):
    """f(x) (score - log x), f(x) = min(1, (x / x_max)^(3/4)): (M,)."""
    ### BEGIN SOLUTION
    return np.minimum(1, (x / x_max) ** 0.75) * (score - np.log(x))
    ### END SOLUTION

# %% check="glove_pull"
check.glove_pull(glove_pull)

# %% [markdown]
# GloVe on the cats and dogs: descent with all pairs at once, and two numbers a word.

# %%
use = pick(check.glove_pull)
i, j = np.nonzero(pet_counts)
x, rng = pet_counts[i, j], np.random.default_rng(0)
w, c, a, b = rng.normal(0, 0.3, (9, 2)), rng.normal(0, 0.3, (9, 2)), np.zeros(9), np.zeros(9)
errors = []
for _ in range(3000):
    g = use.glove_pull((w[i] * c[j]).sum(axis=1) + a[i] + b[j], x, 50.0)
    errors.append(np.abs((w[i] * c[j]).sum(axis=1) + a[i] + b[j] - np.log(x)).max())
    dw, dc, da, db = np.zeros((9, 2)), np.zeros((9, 2)), np.zeros(9), np.zeros(9)
    for total, place, part in ((dw, i, g[:, None] * c[j]), (dc, j, g[:, None] * w[i]), (da, i, g), (db, j, g)):
        np.add.at(total, place, part)  # each word has several pairs: add up
    w, c, a, b = w - 0.1 * dw, c - 0.1 * dc, a - 0.1 * da, b - 0.1 * db
print(f"{len(x)} pairs, {w.size + c.size + a.size + b.size} numbers to fit them; largest error of a log count: {errors[0]:.2f} at first, {errors[-1]:.4f} at the end")

# %% [markdown]
# **Done.** `minivae check day3` in a terminal shows your table. What the vectors of the lecture can do, how much text it takes, and what counting does at equal tuning: [WordVectors](../../course/day3/WordVectors.ipynb).
