# %% [markdown]
# # Eigenfaces: exercises
#
# You write the six short functions of eigenfaces and recognition, check each one, and use them on faces. Lecture: [Eigenfaces](../../course/day3/Eigenfaces.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the check below it. A check answers within a second or two, and names the likely mistake.
# **What has passed is what the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a function after "right", run its check cell again.
#
# | | exercise | points |
# |---|---|---|
# | 3.8 | the variance along a direction | 1 |
# | 3.9 | power iteration | 2 |
# | 3.10 | eigenfaces by the small side | 1 |
# | 3.11 | the bill | 1 |
# | 3.12 | Fisher's direction | 2 |
# | 3.13 | how probable is a face? | 3 |
#
# Shapes: $N$ pictures of $D$ pixels, $K$ eigenfaces as the rows of `V`, (K, D).

# %% setup=true
import numpy as np

from minivae import plot
from minivae.data import make_faces
from minivae.embeddings import PCA, ProbabilisticPCA
from minivae_checks import day3 as check
from minivae_checks import pick

SHAPE = 32, 32
STILL = {"angle": 0, "size": 0, "shift": 0}  # every head in one place, as large, upright

# %% [markdown]
# ## 3.8 The variance along a direction
#
# In which direction do faces differ most? First you need a way to measure it. A direction is a picture $v$, of any length but 0. How far a picture $x_n$ lies along it is $z_n = (x_n - m) \cdot v / \|v\|$, where $m$ is the mean picture. Return the variance of these numbers,
#
# $$\frac{1}{N-1} \sum_n z_n^2 .$$
#
# Shapes: `x` (N, D), `v` (D,); one number comes out.
#
# <details><summary>Hint 1</summary> First the numbers z: one for each picture. Which product of x - m, of shape (N, D), and v gives (N,)? </details>
#
# <details><summary>Hint 2</summary> A direction has no length: twice the v must give the same answer. Where does the length go? </details>
#
# <details><summary>Hint 3</summary> z = (x - x.mean(axis=0)) @ v / np.linalg.norm(v). Their mean is 0 already. </details>

# %% exercise="variance_along"
def variance_along(x, v):
    """The variance (over N - 1) of the pictures x: (N, D) along v: (D,), of any length."""
    ### BEGIN SOLUTION
    z = (x - x.mean(axis=0)) @ v / np.linalg.norm(v)  # (N,)
    return np.sum(z**2) / (len(x) - 1)
    ### END SOLUTION

# %% check="variance_along"
check.variance_along(variance_along)

# %% [markdown]
# Some directions, and the share of the whole variance that lies along each:

# %%
use = pick(check.variance_along)
faces = make_faces(200, 50, random_state=0, **STILL)
x, D = faces.images, 1024
rng = np.random.default_rng(0)
whole = np.sum(np.var(x, axis=0, ddof=1))
for name, v in {"one pixel": np.eye(D)[528], "noise": rng.normal(size=D), "one face less another": x[0] - x[1]}.items():
    print(f"{name:22s} {use.variance_along(x, v) / whole:6.2%} of the variance")

# %% [markdown]
# ## 3.9 Power iteration
#
# The best direction is the eigenvector of the covariance $S$ with the largest eigenvalue. Take any picture, and in each round multiply by $S$ and divide by the length. In the end the eigenvalue is the variance along the result:
#
# $$v \leftarrow \frac{S v}{\|S v\|}, \qquad \lambda = v^\top S v .$$
#
# Write the loop. `rounds` is 1 or more; divide in each round, or the numbers leave the range of floats.
#
# Shapes: `S` (D, D), `v` (D,); return the last `v`, of length 1, and the number `λ` of this last `v`.
#
# <details><summary>Hint 1</summary> Each round is two short lines: a product of a matrix and a vector, and a division. </details>
#
# <details><summary>Hint 2</summary> Make new arrays: v = S @ v, and v = v / np.linalg.norm(v). An operator such as /= would write into the caller's v. </details>
#
# <details><summary>Hint 3</summary> After the loop: return v, v @ S @ v. </details>

# %% exercise="power_iteration"
def power_iteration(S, v, rounds):
    """v <- S v / |S v|, `rounds` times. Returns the last v: (D,), and vᵀ S v."""
    ### BEGIN SOLUTION
    for _ in range(rounds):
        v = S @ v
        v = v / np.linalg.norm(v)
    return v, v @ S @ v
    ### END SOLUTION

# %% check="power_iteration"
check.power_iteration(power_iteration)

# %% [markdown]
# From noise to the first eigenface; then to the second, after the first has been taken out of the matrix (deflation). As many rounds for each.

# %%
use = pick(check.variance_along, check.power_iteration)
S = np.cov(x.T)
start, found = rng.normal(size=D), []
left = S
for k in range(3):
    v, value = use.power_iteration(left, start, 200)
    found.append(v)
    print(f"eigenface {k + 1}: {value / whole:.1%} of the variance; measured along it: {use.variance_along(x, v) / whole:.1%}")
    left = left - value * np.outer(v, v)

# %% [markdown]
# **Predict first.** One of the three is not much of a face. What might it show?
#
# <details><summary>Answer</summary> The first: one side bright, the other dark. It is the lamp, which varies more than people do. </details>

# %% figure="Three eigenfaces by power iteration"
pictures = np.array(found)
pictures = pictures * np.sign(pictures[np.arange(3), np.abs(pictures).argmax(axis=1)])[:, None]  # a sign is free: settle it
plot.image_grid(0.5 + 0.5 * pictures / np.abs(pictures).max(axis=1, keepdims=True), SHAPE, title="Three eigenfaces")

# %% [markdown]
# ## 3.10 By the small side
#
# $S$ has a million entries here, and $10^{12}$ for a photograph. With $N$ pictures, take the eigenvectors $u$ of the small matrix $C C^\top$, (N, N), where the rows of $C$ are the centred pictures. Each gives an eigenface: from $C C^\top u = \mu u$ follows
#
# $$C^\top C\, (C^\top u) = \mu\, (C^\top u) .$$
#
# Write the line that makes eigenfaces out of the `u`, which are the columns of `U`. Eigenfaces have the length 1.
#
# Shapes: `C` (N, D), `U` (N, K); the eigenfaces are rows, (K, D).
#
# <details><summary>Hint 1</summary> An eigenface is a sum of the pictures: the picture n in the amount u_n. Which product of U and C gives (K, D)? </details>
#
# <details><summary>Hint 2</summary>
#
# Then each row is divided by its own length. `keepdims=True` keeps the axis.
#
# </details>
#
# <details><summary>Hint 3</summary> V = U.T @ C, then V / np.linalg.norm(V, axis=1, keepdims=True). </details>

# %% exercise="by_small_side"
def by_small_side(C, U):
    """Eigenfaces (K, D), rows of length 1, from C: (N, D) and eigenvectors U: (N, K) of C Cᵀ."""
    ### BEGIN SOLUTION
    V = U.T @ C
    return V / np.linalg.norm(V, axis=1, keepdims=True)
    ### END SOLUTION

# %% check="by_small_side"
check.by_small_side(by_small_side)

# %% [markdown]
# Faces of 96 x 96 pixels. Their covariance would have 85 million entries; the small side has 2,500.

# %% figure="Eigenfaces of 96 by 96 pixels, from 50 pictures"
use = pick(check.by_small_side)
large = make_faces(50, 50, side=96, random_state=1, **STILL).images  # (50, 9216)
C = large - large.mean(axis=0)
mu, U = np.linalg.eigh(C @ C.T)  # ascending
V = use.by_small_side(C, U[:, ::-1][:, :5])
variances = np.sum((C @ V.T) ** 2, axis=0) / 49
print("variance along each:", variances.round(2), "  mu / (N - 1):", (mu[::-1][:5] / 49).round(2))
V = V * np.sign(V[np.arange(5), np.abs(V).argmax(axis=1)])[:, None]
plot.image_grid(0.5 + 0.5 * V / np.abs(V).max(axis=1, keepdims=True), (96, 96), title="From 50 pictures of 96 x 96")

# %% [markdown]
# ## 3.11 The bill
#
# $N$ pictures have the variances `values` along their eigenfaces, the largest first; each is a sum over $N - 1$. You keep the first $K$ eigenfaces. What is the mean squared error of a picture,
#
# $$\frac1N \sum_n \|x_n - \hat x_n\|^2 ?$$
#
# Answer without any picture.
#
# Shapes: `values` (M,) with M eigenvalues, `K` from 0 to M, `N`; one number comes out.
#
# <details><summary>Hint 1</summary> What you keep is caught. What you leave out is the error. </details>
#
# <details><summary>Hint 2</summary> A variance is a sum divided by N - 1, the error a sum divided by N. </details>
#
# <details><summary>Hint 3</summary> The sum of values[K:], times (N - 1) / N. </details>

# %% exercise="bill"
def bill(values, K, N):
    """The mean squared error of N pictures with K eigenfaces, from all variances (M,)."""
    ### BEGIN SOLUTION
    return np.sum(values[K:]) * (N - 1) / N
    ### END SOLUTION

# %% check="bill"
check.bill(bill)

# %% [markdown]
# **Predict first.** The bill holds for the pictures that the eigenfaces came from. Do new people pay more, less, or the same?
#
# <details><summary>Answer</summary> More, unless K is very small. The eigenfaces were made to suit the old ones. </details>

# %%
use = pick(check.bill)
pca = PCA(45).fit(x)
new = make_faces(200, 50, random_state=2, **STILL).images
for K in (5, 10, 20, 30):
    some = PCA(K).fit(x)
    seen, unseen = some.squared_error(x).mean(), some.squared_error(new).mean()
    print(f"K = {K:2d}: the bill {use.bill(pca.explained_variance_, K, len(x)):.4f}, measured {seen:.4f}; new people {unseen:.4f}")

# %% [markdown]
# ## 3.12 Fisher's direction
#
# Two people, several pictures of each, as codes. Along which direction $a$ are the two best told apart? Not along the difference $d$ of their means: the lamp makes the pictures of one person differ, too. With the scatter **within** the two people,
#
# $$S_w = \sum_{n \in \text{person 0}} (x_n - m_0)(x_n - m_0)^\top + \sum_{n \in \text{person 1}} (x_n - m_1)(x_n - m_1)^\top ,$$
#
# Fisher's answer is $a \propto S_w^{-1} d$ with $d = m_1 - m_0$. Return it with the length 1. (Divided by $N$ or not, $S_w$ gives the same direction.)
#
# Shapes: `x0` (N0, D), `x1` (N1, D); `a` (D,). `np.linalg.solve(A, b)` gives $A^{-1} b$.
#
# <details><summary>Hint 1</summary> Take from the pictures of each person their own mean, and put both sets together, (N0 + N1, D). What is the scatter of a centred set? </details>
#
# <details><summary>Hint 2</summary>
#
# With the centred rows `c`, the scatter is `c.T @ c`. Then `a = np.linalg.solve(scatter, d)`.
#
# </details>
#
# <details><summary>Hint 3</summary> d is the mean of x1 less the mean of x0. At the end: a / np.linalg.norm(a). </details>

# %% exercise="fisher_direction"
def fisher_direction(x0, x1):
    """a = S_w⁻¹ (m1 - m0), as a vector (D,) of length 1."""
    ### BEGIN SOLUTION
    m0, m1 = x0.mean(axis=0), x1.mean(axis=0)
    c = np.concatenate([x0 - m0, x1 - m1])  # (N0 + N1, D)
    a = np.linalg.solve(c.T @ c, m1 - m0)
    return a / np.linalg.norm(a)
    ### END SOLUTION

# %% check="fisher_direction"
check.fisher_direction(fisher_direction)

# %% [markdown]
# Forty pairs of people, 12 pictures of each to learn from and 12 others to be told apart, under lamps from all sides. A picture goes to the person whose mean is nearer along the direction. The codes are those of ten eigenfaces.
#
# **Predict first.** Along the difference of the means, and along Fisher's direction: which share of the new pictures goes to the right person?
#
# <details><summary>Answer</summary> Along the difference some go wrong: with few pictures under different lamps, the difference of the means is partly a difference of lamps. Fisher's direction divides by what varies within a person, and that is the lamp. </details>

# %%
use = pick(check.fisher_direction)
crowd = make_faces(80 * 24, 80, random_state=3, light=1.5, **STILL)
grain = 0.05 * np.random.default_rng(4).normal(size=crowd.images.shape)
rows = np.argsort(crowd.person, kind="stable").reshape(80, 24)
codes = PCA(10).fit(crowd.images[rows[:, :12].ravel()]).transform(crowd.images + grain)


def right_share(direction):
    """The share of new pictures that go to the right person, over forty pairs."""
    shares = []
    for first, second in rows.reshape(40, 2, 24):
        old0, old1 = codes[first[:12]], codes[second[:12]]
        a = direction(old0, old1)
        border = (old0.mean(axis=0) + old1.mean(axis=0)) / 2 @ a
        shares += [np.mean(codes[first[12:]] @ a < border), np.mean(codes[second[12:]] @ a > border)]
    return np.mean(shares)


print(f"along the difference of the means: {right_share(lambda x0, x1: x1.mean(axis=0) - x0.mean(axis=0)):.1%} right")
print(f"along Fisher's direction:          {right_share(use.fisher_direction):.1%} right")

# %% [markdown]
# ## 3.13 How probable is a face?
#
# How many eigenfaces should you keep? The squared error on new faces cannot say: it falls with each one. A probability can. In **probabilistic PCA** a face is normally distributed around the mean $m$. Along the eigenface $v_k$ its variance is $\lambda_k$; in the $D - K$ other directions it is one and the same number $\sigma^2$. With $z_k = (x - m) \cdot v_k$,
#
# $$\log p(x) = -\frac12 \Big[ D \log 2\pi + \sum_{k=1}^{K} \log \lambda_k + (D - K) \log \sigma^2 + \sum_{k=1}^{K} \frac{z_k^2}{\lambda_k} + \frac{\|x - m\|^2 - \|z\|^2}{\sigma^2} \Big] .$$
#
# The first three terms are the volume of the cloud, the last two the distance from its middle, in standard deviations. Write it for all pictures at once.
#
# Shapes: `x` (N, D), `mean` (D,), `V` (K, D), `values` (K,) the λ, `sigma2` one number; the answer is (N,).
#
# <details><summary>Hint 1</summary> c = x - mean is (N, D), z = c @ V.T is (N, K). K and D are the two sizes of V. </details>
#
# <details><summary>Hint 2</summary> The sum of the logarithms, not the logarithm of the product: the product of hundreds of small numbers is 0. </details>
#
# <details><summary>Hint 3</summary>
#
# The distance is `np.sum(z**2 / values, axis=1) + (np.sum(c**2, axis=1) - np.sum(z**2, axis=1)) / sigma2`; it is (N,), and the volume is one number.
#
# </details>

# %% exercise="log_density"
def log_density(x, mean, V, values, sigma2):
    """log p(x) of probabilistic PCA, in nats: (N,)."""
    K, D = V.shape
    ### BEGIN SOLUTION
    c = x - mean  # (N, D)
    z = c @ V.T  # (N, K)
    volume = D * np.log(2 * np.pi) + np.sum(np.log(values)) + (D - K) * np.log(sigma2)
    outside = np.sum(c**2, axis=1) - np.sum(z**2, axis=1)
    return -0.5 * (volume + np.sum(z**2 / values, axis=1) + outside / sigma2)
    ### END SOLUTION

# %% check="log_density"
check.log_density(log_density)

# %% [markdown]
# 150 people for the fit, 150 others to judge, all with some grain, as from a camera. The clean faces lie in 45 directions, as the lecture showed.
#
# **Predict first.** Which $K$ will the new faces find most probable: 45, or fewer, or more?

# %% figure="How probable are new faces?"
use = pick(check.log_density)
clean = make_faces(300, 300, random_state=5, **STILL).images
noisy = clean + 0.05 * np.random.default_rng(6).normal(size=clean.shape)
old, new = noisy[:150], noisy[150:]
counts, scores, errors = (2, 5, 8, 11, 14, 17, 20, 26, 32, 45, 60), {"old faces": [], "new faces": []}, []
for K in counts:
    model = ProbabilisticPCA(K).fit(old)
    parts = model.mean_, model.components_, model.explained_variance_, model.sigma2_
    scores["old faces"].append(use.log_density(old, *parts).mean())
    scores["new faces"].append(use.log_density(new, *parts).mean())
    c = new - model.mean_
    errors.append(np.mean(np.sum(c**2, axis=1) - np.sum((c @ model.components_.T) ** 2, axis=1)))
print("new faces are most probable with K =", counts[np.argmax(scores["new faces"])])
print("the squared error on new faces:", np.round(errors, 2))
plot.curves({name: line[1:] for name, line in scores.items()}, x=counts[1:], xlabel="eigenfaces, K", ylabel="log p(x), nats per face", title="How probable are new faces?")

# %% [markdown]
# <details><summary>Answer</summary> Fewer. In more than half of the 45 directions the faces vary less than the grain. And the variances were fitted to the old faces: along the directions that come last they are too large for new ones, and σ² is too small. The squared error never notices. With more faces K grows a little, with less grain more: try it. </details>
