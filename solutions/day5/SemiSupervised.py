# %% [markdown]
# # Few labels, many images: exercises
#
# You write five functions. The first two are the heart of a VAE with classes: what an image without a label costs, and how that
# cost teaches a classifier. The third draws a class so that gradients pass, the fourth lets labels walk over a graph. The last
# decides between two methods, and says how often a single experiment would have named the wrong one.
#
# The lecture is [SemiSupervised](../../course/day5/SemiSupervised.ipynb). All logarithms are natural. Shapes: N images,
# C classes. You need the lecture, and NumPy arrays.
#
# How it works: replace the line `raise NotImplementedError(...)`, run the cell, then run the check below it. When a
# check passes, later cells use *your* function. Until then they use minivae's, so you can go on and come back. (No
# exercise calls an earlier one.)

# %% setup=true
import numpy as np
from scipy.stats import t as student_t
from sklearn.svm import SVC

from minivae import plot
from minivae.data import load_mnist
from minivae.embeddings import PCA, nearest_neighbours
from minivae_checks import day5 as check
from minivae_checks import pick

# %% [markdown]
# ## 5.7 What an image without a label costs
#
# What image $x$ costs as a member of class $y$, $L(x, y)$, is there for each class, and so is $\log q(y|x)$, the classifier's
# guess. The class is hidden, so it is averaged over, and doubt is rewarded. ($\log q$ may be so small that $q$ is 0 in floats.)
#
# $$U(x) = \sum_y q(y|x) \left( L(x, y) + \log q(y|x) \right) .$$
#
# Shapes: `costs`, `log_q` (N, C); the answer (N,).
#
# <details><summary>Hint 1</summary> Which axis has the classes? Only those are summed; the images stay apart. </details>
#
# <details><summary>Hint 2</summary> q is np.exp(log_q). Weigh the bracket with it, entry by entry, and sum along axis 1.
# </details>

# %% exercise="unlabelled_bound"
def unlabelled_bound(costs, log_q):
    """U(x): L(x, y) (N, C) and log q(y|x) (N, C) -> (N,), nats."""
    ### BEGIN SOLUTION
    q = np.exp(log_q)
    return np.sum(q * (costs + log_q), axis=1)
    ### END SOLUTION

# %% check="unlabelled_bound"
check.unlabelled_bound(unlabelled_bound)

# %% [markdown]
# One image, whose classes cost 100, 101, 102 and 105 nats. Take $q$ in proportion to $e^{-b L}$: at $b = 0$ all classes are
# alike, for large $b$ the cheapest takes all.
#
# **Predict first.** Where is $U$ smallest: at the largest $b$, since the cheapest class costs least?
#
# <details><summary>Answer</summary> At b = 1. There q goes with exp(-L), as Bayes' rule has it. To be certain costs 100
# nats; to be as unsure as one should costs less. </details>

# %% figure="How sure should q be?"
use = pick(check.unlabelled_bound)
costs, sharpness = np.array([100.0, 101.0, 102.0, 105.0]), np.linspace(0, 4, 81)
logits = -sharpness[:, None] * (costs - costs.min())
log_q = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
U = use.unlabelled_bound(np.tile(costs, (81, 1)), log_q)
print(f"smallest U {U.min():.3f} at b = {sharpness[U.argmin()]:.2f}; -log of the sum of exp(-L) {-np.logaddexp.reduce(-costs):.3f}")
plot.curves(
    {"U": U, "the cheapest class": np.full(81, 100.0)}, x=sharpness,
    xlabel="b: q in proportion to exp(-b L)", ylabel="nats", title="How sure should q be?",
)

# %% [markdown]
# ## 5.8 How U teaches the classifier
#
# The classifier gives logits $l$, and $\log q = l - \log \sum_c e^{l_c}$. Which gradient does $U$ send to the logits?
# Differentiate $U = \sum_y q_y (L_y + \log q_y)$ by $l_c$, for one image, with $\partial q_y / \partial l_c = q_y (1[y = c] - q_c)$.
# Then write it for N images; no mean is taken.
#
# Shapes: `costs`, `log_q` (N, C); the answer (N, C).
#
# <details><summary>Hint 1</summary> First let the q in front change, then the log q inside. The second part adds up the
# changes of q: what is their sum, if q sums to 1? </details>
#
# <details><summary>Hint 2</summary> It is 0. Call the bracket b. What remains is the sum over y of b_y q_y (1[y = c] - q_c).
# Split it in two. </details>
#
# <details><summary>Hint 3</summary> q_c b_c minus q_c times the sum of all q_y b_y. And that sum is U. </details>

# %% exercise="bound_gradient"
def bound_gradient(costs, log_q):
    """dU(x) / dl_c, where log q = l - log sum exp(l): two (N, C) -> (N, C)."""
    ### BEGIN SOLUTION
    q, inner = np.exp(log_q), costs + log_q
    U = np.sum(q * inner, axis=1, keepdims=True)
    return q * (inner - U)
    ### END SOLUTION

# %% check="bound_gradient"
check.bound_gradient(bound_gradient)

# %% [markdown]
# Gradient descent on the logits of the image from above, from 0. Then the same for an image whose classes all cost the
# same, as with a decoder that has not heard of classes yet.
#
# **Predict first.** Where do the logits of the second image go?
#
# <details><summary>Answer</summary> Nowhere: the gradient is 0. U has nothing to teach until classes differ in cost. That
# is why labels must speak to q directly, by the term α. </details>

# %% figure="A classifier without a label"
use = pick(check.bound_gradient)


def descend(costs, steps=60, rate=0.5):
    """Gradient descent on U by the logits, from 0: q at each step, (steps, C)."""
    logits, path = np.zeros((1, len(costs))), []
    for _ in range(steps):
        log_q = logits - np.logaddexp.reduce(logits, axis=1)[:, None]
        path.append(np.exp(log_q[0]))
        logits = logits - rate * use.bound_gradient(costs[None], log_q)
    return np.array(path)


path = descend(costs)
best = np.exp(-costs - np.logaddexp.reduce(-costs))
print("q at the end:", *path[-1].round(3), "  in proportion to exp(-L):", *best.round(3))
print("all classes alike, q at the end:", *descend(np.full(4, 100.0))[-1].round(3))
plot.curves(
    {f"cost {c:.0f}": p for c, p in zip(costs, path.T, strict=True)},
    xlabel="step", ylabel="q(y|x)", title="A classifier without a label",
)

# %% [markdown]
# The last class is not there yet: the gradient is weighed by $q$, so what is rare changes slowly.
#
# ## 5.9 A draw that is soft
#
# Gumbel noise $g$, added to the logits, makes "the largest" an exact draw from softmax$(l)$. Soften it:
#
# $$\tilde y = \text{softmax}\left( (l + g) / \tau \right) .$$
#
# The noise is drawn by the caller. $\tau$ may be 0.001 and logits may be in the thousands: let no exponential overflow.
#
# Shapes: `logits`, `gumbel` and the answer (N, C); `temperature` is a number.
#
# <details><summary>Hint 1</summary> What is divided by the temperature, the logits alone, or the sum? </details>
#
# <details><summary>Hint 2</summary> A softmax does not change if one number is subtracted from all entries of a row. Which
# number makes the largest exponent 0? </details>
#
# <details><summary>Hint 3</summary> s = (logits + gumbel) / temperature; subtract s.max(axis=1, keepdims=True); take
# exponentials; divide by their sum along axis 1, keepdims=True. </details>

# %% exercise="soft_draw"
def soft_draw(logits, gumbel, temperature):
    """softmax((l + g) / temperature): two (N, C) and a number -> (N, C), rows sum to 1."""
    ### BEGIN SOLUTION
    s = (logits + gumbel) / temperature
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)
    ### END SOLUTION

# %% check="soft_draw"
check.soft_draw(soft_draw)

# %% [markdown]
# 20,000 draws of three classes. Their largest entries should come as often as the softmax says. And the *mean* of $\tilde y$?
#
# **Predict first.** Is the mean of the soft draws the softmax, too, at each temperature?
#
# <details><summary>Answer</summary> Only for small temperatures. A large one presses all to 1/3, noise or not. What the
# decoder sees is then no draw from q, but a mixture of all classes. </details>

# %% figure="The mean of soft draws"
use = pick(check.soft_draw)
rng, three = np.random.default_rng(0), np.array([1.5, 0.0, -1.0])
wanted = np.exp(three) / np.exp(three).sum()
noise, many = -np.log(rng.standard_exponential((20_000, 3))), np.tile(three, (20_000, 1))
first = np.bincount(use.soft_draw(many, noise, 0.5).argmax(axis=1), minlength=3) / 20_000
print("largest entry:", *first.round(3), "  softmax:", *wanted.round(3))
taus = np.array([0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10])
means = np.array([use.soft_draw(many, noise, tau).mean(axis=0) for tau in taus])
for tau, mean in zip(taus, means, strict=True):
    print(f"temperature {tau:5.2f}: mean of the soft draws", *mean.round(3))
plot.curves(
    {f"class {c + 1}": means[:, c] for c in range(3)}, x=np.log10(taus),
    xlabel="log10 of the temperature", ylabel="mean of the soft draws", title="The mean of soft draws",
)

# %% [markdown]
# ## 5.10 Labels that walk
#
# $W_{ij} = W_{ji} \ge 0$ says how strongly images $i$ and $j$ are connected, with $d_i = \sum_j W_{ij} > 0$. $Y$ has a 1 for
# each label. One step:
#
# $$F_{new} = \alpha\, S F + (1 - \alpha)\, Y, \qquad S_{ij} = \frac{W_{ij}}{\sqrt{d_i\, d_j}} .$$
#
# Shapes: `F`, `Y` and the answer (N, C); `W` (N, N); `alpha` is a number.
#
# <details><summary>Hint 1</summary> d = W.sum(axis=1), (N,). S needs its root twice, once for the row and once for the
# column. </details>
#
# <details><summary>Hint 2</summary> root = np.sqrt(d). W / root[:, None] divides each row by its own root; which shape
# divides each column? </details>
#
# <details><summary>Hint 3</summary> S = W / np.sqrt(np.outer(d, d)). Then S @ F, a product of matrices. </details>

# %% exercise="spread_step"
def spread_step(F, W, Y, alpha):
    """alpha S F + (1 - alpha) Y, S_ij = W_ij / sqrt(d_i d_j): F, Y (N, C), W (N, N) -> (N, C)."""
    ### BEGIN SOLUTION
    d = W.sum(axis=1)
    S = W / np.sqrt(np.outer(d, d))
    return alpha * (S @ F) + (1 - alpha) * Y
    ### END SOLUTION

# %% check="spread_step"
check.spread_step(spread_step)

# %% [markdown]
# 1,000 digits, fifty labels, the graph of the five nearest neighbours on 50 principal components. Your step, 200 times.
#
# **Predict first.** After how many steps has a label reached every image, and are they all right then?

# %% figure="Fifty labels walk through a thousand digits"
use = pick(check.spread_step)
data = load_mnist()
x, y = data.x_train[:1000], data.y_train[:1000]
z = PCA(50).fit(x).transform(x).astype(np.float64)
near, _ = nearest_neighbours(z, 5)
W = np.zeros((1000, 1000))
W[np.arange(1000)[:, None], near] = 1
W = W + W.T
rng, Y = np.random.default_rng(0), np.zeros((1000, 10))
for digit in range(10):
    Y[rng.permutation(np.flatnonzero(y == digit))[:5], digit] = 1
without = Y.sum(axis=1) == 0
F, right, reached = Y, [], []
for _ in range(200):
    F = use.spread_step(F, W, Y, 0.99)
    seen = F.sum(axis=1) > 0
    reached.append(np.mean(seen[without]))
    right.append(np.mean((seen & (F.argmax(axis=1) == y))[without]))
for step in (1, 2, 3, 5, 10, 30, 200):
    print(f"after {step:3d} steps: {reached[step - 1]:.3f} reached by a label, {right[step - 1]:.3f} right")
plot.curves(
    {"reached": reached[:30], "right": right[:30]}, xlabel="step",
    ylabel="share of the images without a label", title="Fifty labels walk through a thousand digits",
)

# %% [markdown]
# A few steps reach every image. Those after bring less; they weigh which label comes by more and shorter ways.
#
# ## 5.11 Which method is better?
#
# Two methods, A and B, were tried on the same n draws of labels: `a` and `b` hold their accuracies, draw by draw. Return the
# mean of the **paired** differences a - b, and half the width of its 95% interval,
#
# $$t_{n-1}\, \frac{s}{\sqrt n} ,$$
#
# where $s$ is the standard deviation of the differences with $n - 1$ below the line, and $t_{n-1}$ is
# `student_t.ppf(0.975, n - 1)`: Student's distribution with $n - 1$ degrees of freedom has 2.5% above it.
#
# Shapes: `a`, `b` (n,); two numbers come back, `mean, half`.
#
# <details><summary>Hint 1</summary> First subtract, draw by draw. All that follows is about the n differences. </details>
#
# <details><summary>Hint 2</summary> np.std(d, ddof=1) has n - 1 below the line. </details>
#
# <details><summary>Hint 3</summary> half = student_t.ppf(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n) </details>

# %% exercise="paired_interval"
def paired_interval(a, b):
    """Mean of a - b, and half the width of its 95% interval: two (n,) -> two numbers."""
    ### BEGIN SOLUTION
    d = a - b
    n = len(d)
    return np.mean(d), student_t.ppf(0.975, n - 1) * np.std(d, ddof=1) / np.sqrt(n)
    ### END SOLUTION

# %% check="paired_interval"
check.paired_interval(paired_interval)

# %% [markdown]
# A: an SVM on 20 principal components. B: the same on 50. Sixty draws of 50 labels, five of each digit. All sixty together
# say which is better; we want to know what a smaller experiment would have said.
#
# **Predict first.** In how many single draws does the better one lose? And does an experiment of five draws find it?
#
# <details><summary>Answer</summary> The better one, here the smaller number of components, loses in a fifth of the draws. Only
# four of the twelve experiments find it beyond their interval; a lead of one point is too small for five draws. </details>

# %% figure="Twelve experiments of five draws each"
use = pick(check.paired_interval)
x, y, test, y_test = data.x_train[:4000], data.y_train[:4000], data.x_test[:1000], data.y_test[:1000]
pca = PCA(50).fit(x)
z, z_test = pca.transform(x), pca.transform(test)
a, b = np.zeros(60), np.zeros(60)
for i in range(60):
    rng = np.random.default_rng(i)
    rows = np.concatenate([rng.permutation(np.flatnonzero(y == c))[:5] for c in range(10)])
    for out, K in ((a, 20), (b, 50)):
        out[i] = SVC(C=10).fit(z[rows, :K], y[rows]).score(z_test[:, :K], y_test)
mean, half = use.paired_interval(a, b)
print(f"A {a.mean():.3f}, B {b.mean():.3f}; A - B over sixty draws: {mean:.4f} ± {half:.4f}")
print(f"single draws in which the better one loses: {np.mean(np.sign(a - b) == -np.sign(mean)):.0%}")
groups = [use.paired_interval(a[i : i + 5], b[i : i + 5]) for i in range(0, 60, 5)]
clear = [np.sign(m) == np.sign(mean) and abs(m) > h for m, h in groups]
print(f"of twelve experiments of five draws, {sum(clear)} find the better one beyond their interval")
unpaired = np.hypot(*(use.paired_interval(v[:5], np.zeros(5))[1] for v in (a, b)))
print(f"the first: paired ± {groups[0][1]:.4f}; had B been tried on other draws: about ± {unpaired:.4f}")
spans = {f"draws {5 * i + 1} to {5 * i + 5}": (m, m - h, m + h) for i, (m, h) in enumerate(groups)}
plot.intervals(spans, xlabel="accuracy of A minus accuracy of B, 95% interval", title="Twelve experiments of five draws each")

# %% [markdown]
# None of the twelve is clear of 0 on the wrong side; most are silent. Each of the twelve rows could have been your experiment. And a table with one number for each method, as on the slide, is
# a single draw.
