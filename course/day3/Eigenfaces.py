# %% [markdown]
# # Eigenfaces
#
# A picture of a face has a thousand numbers and more. Yet all faces are alike: two eyes, a nose, a mouth, in the same places. **How many numbers does it take to say which face it is, and which numbers?**
#
# The answer of this notebook: take the mean face, and add a few fixed pictures to it, each in its own amount. You will find these pictures by hand, and see where they fail.
#
# **After this notebook you can**
#
# - say why the best pictures to add are eigenvectors, and find them by nothing but multiplying
# - find them when a picture has far more pixels than you have pictures
# - tell the error before you reconstruct anything
# - say what in a picture is a sum (the light) and what is not (a shift, a turn), and measure both
# - recognise people, against the rivals that a careful person would try, and say what Fisher's discriminant adds
# - with section 9: choose the number of components by held-out likelihood, and say why the squared error cannot do it
#
# **You need** NumPy arrays with broadcasting, the product of two matrices, partial derivatives, the variance, and what an **eigenvector** is ($S v = \lambda v$: the matrix only stretches it, by the **eigenvalue** $\lambda$).
# No other notebook is needed; only section 9 uses the normal distribution in many dimensions, from [GaussianMixtures](../day1/GaussianMixtures.ipynb). Sections marked *Further* can wait: nothing outside of them leans on them.
#
# A cell that ends with `# NBVAL_CHECK_OUTPUT` printed the same when the course was tested. Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import numpy as np
from matplotlib.figure import Figure
from scipy.ndimage import gaussian_filter
from sklearn.linear_model import LogisticRegression, RidgeClassifier

from minivae import plot
from minivae.data import draw_faces, load_mnist, make_faces
from minivae.embeddings import (
    PCA,
    FisherDiscriminant,
    ProbabilisticPCA,
    power_iteration,
)
from minivae.plot.picture import COLOURS, MARKERS, style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays
SHAPE = 32, 32
STILL = {"angle": 0, "size": 0, "shift": 0}  # every head in one place, as large, upright

# %% [markdown]
# ## 1. A face is a sum of faces
#
# Our faces are drawn by a program. So we know what is behind each picture: 14 traits of the person (how wide the jaw, how long the nose, how dark the hair ...) and where the lamp stands. To begin with, every head sits in exactly the same place. Later the heads will move.

# %%
faces = make_faces(400, 100, random_state=SEED, **STILL)
x = faces.images  # (N, D): each row is a picture, its rows of pixels one after the other
N, D = x.shape
print(f"{N} pictures of {len(faces.traits)} people, {D} pixels each, grey levels from {x.min():.2f} to {x.max():.2f}")
print("traits:", ", ".join(faces.trait_names))
plot.image_grid(x[:20], SHAPE, title="Faces under a lamp")

# %% [markdown]
# What do they share? The mean face $m$. What is left of each, $c = x - m$, is what makes it different. (In the lower row, grey is 0.)

# %%
m = x.mean(axis=0)  # (D,)
c = x - m  # (N, D), the centred pictures
total = np.sum(c**2) / N
print(f"a face is, in the mean, {total:.2f} away from the mean face (squared, summed over the pixels)")
plot.image_rows({"face": x[:8], "mean face": np.tile(m, (8, 1)), "difference": 0.5 + c[:8]}, SHAPE, title="A face is the mean face plus a difference")

# %% [markdown]
# A difference still has 1,024 numbers. Let us build all of them out of the same $K$ pictures $v_1, \ldots, v_K$, each in the amount $z_k$ that this face needs:
#
# $$x \approx \hat x = m + z_1 v_1 + z_2 v_2 + \cdots + z_K v_K .$$
#
# The $v_k$ have as many pixels as a face. They are shared by all faces, of length 1, and at right angles to each other. The $z_k$ are the face's **code**, $K$ numbers in place of 1,024.
#
# Given the pictures, which amounts are best? Take one picture $v$ of length 1, and look for the smallest $\|c - z v\|^2$. The derivative by $z$ is $-2\, v \cdot (c - z v) = 0$, so $z = c \cdot v$: **multiply pixel by pixel and add up.** At right angles the pictures do not disturb each other.

# %% [markdown]
# ## 2. Which pictures?
#
# Those that leave the smallest error. What one picture $v$ leaves is at right angles to it, so by Pythagoras $\|c\|^2 = z^2 + \|c - z v\|^2$. Sum over all faces: the left side is fixed. So **the smallest error is the largest $\sum_n z_n^2$**: the direction in which the faces differ most.
#
# The amounts have the mean 0, as the differences have. So $\sum_n z_n^2 / (N - 1)$ is their variance. With the centred pictures as the rows of $C$, all amounts at once are $C v$, and
#
# $$\text{variance along } v = \frac{1}{N-1} \|C v\|^2 = v^\top S v, \qquad S = \frac{1}{N-1} C^\top C .$$
#
# $S$ is the **covariance matrix** of the pixels, (D, D). Let us try some directions.
#
# **Predict first.** How much of the whole variance lies along (a) the one pixel that varies most, (b) a random direction, (c) the difference of the first two faces?
#
# <details><summary>Answer</summary> A random direction gets 1/1024 of it in the mean: it is one of 1024 directions at right angles, and no better than the others. A single pixel that varies much takes a few times as much. The difference of two pictures takes far more: they differ by whole patches (a bright cheek, dark hair), not by single pixels. </details>

# %%
S = c.T @ c / (N - 1)  # (D, D)
rng = np.random.default_rng(SEED)
tries = {
    "the pixel that varies most": np.eye(D)[np.diag(S).argmax()],
    "a random direction": rng.normal(size=D),
    "the difference of two faces": x[0] - x[1],
}
for name, v in tries.items():
    v = v / np.linalg.norm(v)
    print(f"{name:28s} {v @ S @ v / np.trace(S):7.2%} of the variance")

# %% [markdown]
# (The whole variance is the **trace** of $S$, the sum of its diagonal.)
#
# And the best $v$? Make $v^\top S v$ large while $v^\top v = 1$. There the gradient of $v^\top S v$ is a multiple $\lambda$ of the gradient of the condition (a **Lagrange multiplier**):
#
# $$2 S v = 2 \lambda v, \qquad \text{so} \quad S v = \lambda v \quad \text{and} \quad v^\top S v = \lambda .$$
#
# So **the best picture is an eigenvector of the covariance, and its eigenvalue is the variance along it.** The one with the largest eigenvalue wins; then comes the best at right angles to it, the eigenvector with the second largest, and so on.
# This is **principal component analysis**, PCA. Sirovich and Kirby (1987) coded faces so; Turk and Pentland (1991) called the eigenvectors **eigenfaces**.

# %% [markdown]
# ### Further: One after the other, or all at once?
#
# Could $K$ pictures that are chosen together beat the first $K$ eigenvectors $u_1, \ldots, u_K$? Any $K$ directions $v_k$ at right angles catch the variance $\sum_i \lambda_i w_i$ with $w_i = \sum_k (v_k \cdot u_i)^2$. Each $w_i$ lies between 0 and 1, and they add up to $K$. The most that such a sum can be: weight 1 on the $K$ largest eigenvalues. So finding them one after the other loses nothing. (And any turn of the $K$ pictures among themselves is as good: the sum is the same.)

# %% [markdown]
# ## 3. Find them by multiplying
#
# How do you get an eigenvector of a matrix with a million entries? Take any picture and multiply it by $S$, again and again. $S$ is symmetric, so its eigenvectors $u_1, u_2, \ldots$ (the largest eigenvalue first) can be taken at right angles, and the start is a sum of them, $v = a_1 u_1 + a_2 u_2 + \ldots$ Then
#
# $$S^t v = a_1 \lambda_1^t u_1 + a_2 \lambda_2^t u_2 + \ldots$$
#
# After $t$ rounds the second part has lost against the first by $(\lambda_2 / \lambda_1)^t$. This is **power iteration**; dividing by the length in each round keeps the numbers in range.

# %%
v = rng.normal(size=D)
strip, rounds = [], 40
for _ in range(rounds):
    v = v / np.linalg.norm(v)
    strip.append(v)
    v = S @ v  # the part along u_k grows by the factor lambda_k
first = v / np.linalg.norm(v)
strip = np.array(strip)


def shown(pictures):
    """Grey for 0, each picture as strong as it goes: it may be added or taken away."""
    pictures = np.atleast_2d(pictures)
    return 0.5 + 0.5 * pictures / np.abs(pictures).max(axis=1, keepdims=True)


plot.image_grid(shown(strip[[0, 1, 2, 3, 5, 8, 16, 39]]), SHAPE, title="After 0, 1, 2, 3, 5, 8, 16, 39 rounds")

# %% [markdown]
# One multiplication turns noise into something like a face: $S v$ is a sum of the centred faces, each in the amount $c \cdot v$. How fast does it settle? By $\lambda_2 / \lambda_1$ a round, says the formula.

# %%
values, axes = np.linalg.eigh(S)  # ascending
values, axes = values[::-1], axes[:, ::-1].T  # (D,), (D, D): rows are eigenvectors
left = np.linalg.norm(strip - np.outer(strip @ axes[0], axes[0]), axis=1)  # the length of what is not along u_1
print(f"shrinks by {left[-1] / left[-2]:.4f} in the last round; lambda_2 / lambda_1 = {values[1] / values[0]:.4f}")
mine = first @ S @ first
print(f"variance along the result: {mine:.6f}; the largest eigenvalue: {values[0]:.6f}")
assert abs(mine / values[0] - 1) < 1e-6
assert abs(left[-1] / left[-2] - values[1] / values[0]) < 0.01

# %% [markdown]
# For the second eigenvector, take the first out of the matrix: $S - \lambda_1 u_1 u_1^\top$ has the same eigenvectors, and the eigenvalue 0 at $u_1$. This is **deflation**. The package's `power_iteration` is these two ideas and no more. (Where two eigenvalues are nearly equal, it takes many rounds.)

# %%
found, V = power_iteration(S, 4, random_state=SEED)
print("power iteration: ", found.round(6))
print("NumPy's eigh:    ", values[:4].round(6))
assert np.allclose(found, values[:4], rtol=1e-9) and np.allclose(np.abs(np.sum(V * axes[:4], axis=1)), 1)

# %% [markdown]
# ## 4. More pixels than pictures
#
# Photographs of a million pixels have a covariance matrix of $10^{12}$ entries: it fits in no computer at hand. But 60 pictures differ in 59 directions at most. So look for a sum of the pictures. The matrix $C C^\top$, (N, N), holds the products of every two *pictures*. Let $u$ be its eigenvector:
#
# $$C C^\top u = \mu u \quad \Rightarrow \quad C^\top C\, (C^\top u) = \mu\, (C^\top u) .$$
#
# We have only multiplied by $C^\top$ from the left. So $C^\top u$ is an eigenvector of the large matrix, and $\lambda = \mu / (N - 1)$. Divide by its length, and it is an eigenface (Turk and Pentland 1991).

# %%
few = x[:60]
C = few - few.mean(axis=0)  # (60, D)
mu, U = np.linalg.eigh(C @ C.T)  # a matrix of 60 x 60
mu, U = mu[::-1][:10], U[:, ::-1][:, :10]  # the ten largest; (60, 10)
small = U.T @ C  # (10, D): sums of the centred pictures
small = small / np.linalg.norm(small, axis=1, keepdims=True)

wide_values, wide = np.linalg.eigh(C.T @ C / 59)  # the same by a matrix of 1024 x 1024
wide_values, wide = wide_values[::-1][:10], wide[:, ::-1][:, :10].T
print(f"{C.shape[0]**2:,} entries in place of {C.shape[1]**2:,}")
assert np.allclose(mu / 59, wide_values) and np.allclose(np.abs(np.sum(small * wide, axis=1)), 1)
pca60 = PCA(10).fit(few)
print(f"the package takes the solver {pca60.solver_!r} for {few.shape}")
assert np.allclose(pca60.explained_variance_, mu / 59)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# (The signs may differ: $-v$ is as good as $v$. The package settles it: the entry of largest size is positive.)

# %% [markdown]
# ### Further: The SVD, and the square that loses digits
#
# Both ways are one theorem. Every matrix can be written as $C = U \Sigma V^\top$, the columns of $U$ and of $V$ of length 1 and at right angles, and numbers $s_1 \ge s_2 \ge \ldots \ge 0$ on the diagonal of $\Sigma$: the **singular value decomposition**, SVD. Put it in: $C^\top C = V \Sigma^2 V^\top$ and $C C^\top = U \Sigma^2 U^\top$. So $V$ has the eigenfaces, $U$ the amounts, and $\lambda_k = s_k^2 / (N - 1)$.
#
# `np.linalg.svd` never forms $C^\top C$. Does that matter? For pictures hardly ever. But squaring costs half of the digits. Three columns with standard deviations 1, $10^{-4}$ and $10^{-9}$:

# %%
thin = np.random.default_rng(SEED + 1).normal(size=(500, 3))
thin = np.linalg.qr(thin - thin.mean(axis=0))[0] * np.sqrt(499) * [1, 1e-4, 1e-9]  # variances 1, 1e-8, 1e-18, exactly
turn = np.linalg.qr(np.random.default_rng(SEED + 2).normal(size=(3, 3)))[0]
by_square = np.linalg.eigvalsh((thin @ turn).T @ (thin @ turn) / 499)[::-1]
by_svd = np.linalg.svd(thin @ turn, compute_uv=False) ** 2 / 499
print("true:            ", np.array([1, 1e-8, 1e-18]))
print("by the square:   ", by_square)
print("by the SVD:      ", by_svd)
assert abs(by_svd[2] / 1e-18 - 1) < 1e-3  # claim: the SVD keeps the smallest variance to three digits
assert abs(by_square[2] / 1e-18 - 1) > 0.5  # claim: the square loses it altogether

# %% [markdown]
# The smallest variance is lost in the square: it may even come out negative. So the package's `PCA` takes the SVD where a variance that you ask for is below a millionth of the largest.

# %% [markdown]
# ## 5. The bill
#
# Here are the first eigenfaces, and four faces that are put together from more and more of them.

# %%
pca = PCA(45).fit(x)
V = pca.components_  # (45, D)
plot.image_grid(shown(V[:10]), SHAPE, title="The first ten eigenfaces: added or taken away")

# %%
counts = [0, 1, 2, 4, 8, 16, 45]
z = (x[:4] - m) @ V.T  # (4, 45): the codes of four faces
plot.image_grid(
    np.concatenate([[*(m + z[n, :K] @ V[:K] for K in counts), x[n]] for n in range(4)]),
    SHAPE,
    columns=len(counts) + 1,
    title="With 0, 1, 2, 4, 8, 16, 45; last, the face",
)

# %% [markdown]
# How large is the error with $K$ of them? You need not reconstruct anything. What is not caught is what is left of the total:
#
# $$\frac1N \sum_n \|x_n - \hat x_n\|^2 = \frac{N - 1}{N} \left( \lambda_{K+1} + \lambda_{K+2} + \cdots \right) .$$
#
# The error is a mean over $N$, a variance a sum over $N - 1$: hence the factor. **The eigenvalues you leave out are the bill.** But it holds for the faces that the eigenvectors were computed from. New people are another matter.

# %%
other = make_faces(400, 100, random_state=SEED + 1000, **STILL).images  # other people
steps = np.arange(0, 41)
bill = np.array([(N - 1) / N * values[K:].sum() for K in steps])


def errors(pca, pictures, steps):
    """The mean squared error of each number of components in `steps`."""
    c = pictures - pca.mean_
    caught = np.mean((c @ pca.components_.T) ** 2, axis=0)  # (K,)
    return np.mean(np.sum(c**2, axis=1)) - np.concatenate([[0], np.cumsum(caught)])[steps]


seen, new = errors(pca, x, steps), errors(pca, other, steps)
for K in (1, 10, 20, 30):
    print(f"{K:2d} eigenfaces: the bill {bill[K]:.4f}, measured {seen[K]:.4f}; on new people {new[K]:.4f}")
assert np.allclose(bill, seen, atol=1e-9)
assert pca.squared_error(x).mean() < 1e-12 * total
assert all(new[10:] > seen[10:])  # claim: from 10 eigenfaces on the error is larger on new people
plot.curves({"these people": seen, "new people": new}, x=steps, xlabel="eigenfaces, K", ylabel="squared error", yscale="log", title="The bill, and what new people pay")

# %% [markdown]
# From some ten eigenfaces on, new people pay more: the later eigenfaces were made to suit *these* 400 pictures, their people and their lamps. (With few, it is a matter of chance.) And 45 eigenfaces leave nothing at all (asserted). Why so few? See section 6.

# %% [markdown]
# ### Further: A number from the literature
#
# PCA with 30 components, fitted to the training images of MNIST, leaves a squared error of 13.87 per test image (Hinton and Salakhutdinov 2006, caption of figure 2). Do we get it? With all 70,000 images this cell prints 13.866, and insists on it; `python benchmarks/quality.py` prints it, too. With the bundled images (4,000 for the fit) it prints theirs.

# %%
digits = load_mnist()
print(digits)
pixels, test_pixels = digits.x_train.astype(np.float64), digits.x_test.astype(np.float64)
pca30 = PCA(30).fit(pixels)
print(f"PCA, 30 components: {pca30.squared_error(test_pixels).mean():.3f} per test image, {pca30.squared_error(pixels).mean():.3f} per training image")
if digits.source == "full":
    assert abs(pca30.squared_error(test_pixels).mean() - 13.866) < 0.001

# %% [markdown]
# ## 6. What is a sum, and what is not
#
# A grey level is (colour of the skin) times (how directly the lamp shines on it). Let $l$ be the direction to the lamp, as long as the lamp is strong. At each pixel let $b$ be the direction in which the surface faces, as long as its colour is bright. Then the grey level is $b \cdot l = b_1 l_1 + b_2 l_2 + b_3 l_3$ (Lambert's law, without shadows).
# So **one person under any lamp is a sum of three pictures**, and linear in the lamp (Belhumeur and Kriegman 1998). Our program draws faces by this law. It has no shadows; photographs have.
#
# And what about a head that moves a little to the right?
#
# **Predict first.** One person, 60 pictures, and only one thing varies: the lamp; the angle of the head; its size; its place. How many eigenfaces are needed for 99.9 % of the variance? Guess four numbers.
#
# <details><summary>Answer</summary> The lamp needs 3, since the picture is linear in it. The size needs hardly more, the angle and the place many more, and yet each is only one or two numbers (turned and tilted; larger; right and down). A picture that moves is no sum of pictures. </details>


# %%
def needed(variances, share=0.999):
    """How many components hold this share of the variance."""
    return int(np.searchsorted(np.cumsum(variances) / np.sum(variances), share) + 1)


counted = {}
for what in ("light", "angle", "size", "shift"):
    others = {name: 0 for name in ("light", "angle", "size", "shift") if name != what}
    world = make_faces(60, 1, random_state=SEED + 2, **others).images
    s = np.linalg.svd(world - world.mean(axis=0), compute_uv=False)
    counted[what] = needed(s**2)
    print(f"only the {what:5s} varies: {counted[what]:2d} components for 99.9 % of the variance, {np.sum(s > 1e-9 * s[0])} for all of it")
assert counted["light"] <= 3  # claim: one person under any lamp takes at most three components
assert min(counted[what] for what in ("angle", "size", "shift")) > counted["light"]  # claim: angle, size and shift each take more
assert min(counted["angle"], counted["shift"]) > 3 * counted["light"]  # claim: angle and shift more than three times as many

# %% [markdown]
# (Shift is the place.) So a thing can be two numbers, and still need many components. Where does it go wrong? Take two pictures, and their mean. For two lamps, the mean is the picture of the lamp in the middle, exactly. For two places, it is a ghost with two noses.

# %%
one = {"traits": faces.traits[:1], "light": np.array([[0.0, -0.2, 1.0]]), "angle": np.zeros((1, 2)), "size": np.ones(1), "shift": np.zeros((1, 2))}


def path(what, start, end, steps=9):
    """Pictures of one person while one factor goes straight from start to end."""
    along = np.linspace(start, end, steps)  # (T, ...)
    given = {name: np.repeat(value, steps, axis=0) for name, value in one.items()}
    return draw_faces(**given | {what: along})


WAYS = {
    "lamp": ("light", [-0.7, -0.2, 0.7], [0.7, -0.2, 0.7]),
    "place": ("shift", [-3.0, 0.0], [3.0, 0.0]),
    "turn": ("angle", [-0.4, 0.0], [0.4, 0.0]),
}
paths = {name: path(*way) for name, way in WAYS.items()}
bent = {}
for name, way in paths.items():
    ghost = (way[0] + way[-1]) / 2
    bent[name] = np.linalg.norm(ghost - way[4]) / np.linalg.norm(way[0] - way[-1])
    print(f"{name:5s}: the mean of the ends is {bent[name]:.3f} of their distance away from the true middle")
assert bent["lamp"] < 1e-12 < 0.1 < min(bent["place"], bent["turn"])  # claim: for the lamp the mean of the ends is the middle, for place and turn it is not
plot.image_rows(
    {name: [way[0], way[-1], (way[0] + way[-1]) / 2, way[4]] for name, way in paths.items()},
    SHAPE,
    title="Ends, mean, true middle",
    alt="Three rows: the lamp, the place and the turn of the head move. In each row the two ends, the mean of the two pictures, and the picture of the true middle. For the lamp the last two are the same; for place and turn the mean is a double picture.",
)

# %% [markdown]
# ### Further: The path of a code
#
# The same in the space of codes. Each path gets the two axes that suit it best: the first two components of its own pictures.

# %%
with style():
    figure = Figure(figsize=(6.5, 4.2), layout="constrained")
    panel = figure.add_subplot(title="One factor moves evenly: its path, in its own best plane", xlabel="first code / length of the path", ylabel="second code / length")
    for i, name in enumerate(WAYS):
        way = path(*WAYS[name], steps=25)
        z = PCA(2, solver="svd").fit(way).transform(way)
        panel.plot(*(z / np.linalg.norm(z[0] - z[-1])).T, color=COLOURS[i], marker=MARKERS[i], markevery=4, label=name)
    panel.set_aspect("equal", adjustable="datalim")
    panel.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plot.Picture(figure, "The paths of three pictures while one factor moves evenly, each in the plane of its own first two components. The path of the lamp is a straight line with even steps; the paths of the place and of the turn are bent.")

# %% [markdown]
# The lamp's path is straight, with even steps. The others bend, even in the plane that suits them best: the *attribute* is one straight number, and the picture is not linear in it. To unbend such a path it takes a map that is not linear, such as day 4's autoencoders.

# %% [markdown]
# ### What a shift costs
#
# Now measure it. Two albums of the same people: in one the lamp varies and no head moves, in the other the heads move and the lamp stays. Each gets 45 eigenfaces. (In the first these are all there are: a picture under each of three lamps for the mean face and for each of the 14 traits.) Then everybody is photographed again, the lamp elsewhere, or one pixel further to the right.

# %%
elsewhere = np.array([[np.cos(0.6), 0, -np.sin(0.6)], [0, 1, 0], [np.sin(0.6), 0, np.cos(0.6)]])  # 0.6 radians round the head
albums = {"many lamps": faces, "many places": make_faces(400, 100, random_state=SEED, light=0, angle=0, size=0)}
moved, lost = {}, {}
for name, world in albums.items():
    given = {"traits": world.traits[world.person], "light": world.light, "angle": world.angle, "size": world.size, "shift": world.shift}
    for what, change in {"lamp": {"light": world.light @ elsewhere}, "place": {"shift": world.shift + [1.0, 0.0]}}.items():
        pictures = draw_faces(**given | change)
        moved[name, what] = np.mean(np.sum((pictures - world.images) ** 2, axis=1))
        lost[name, what] = PCA(45).fit(world.images).squared_error(pictures).mean()
        print(f"album of {name:11s}, another {what:5s}: the pictures change by {moved[name, what]:5.2f}; what 45 eigenfaces cannot say: {lost[name, what]:8.6f}")
strangers = 2 * np.sum(c**2) / (N - 1)  # the mean of |x_i - x_j|² over all pairs of pictures
print(f"two pictures of the first album differ by {strangers:.2f} in the mean")
assert moved["many lamps", "lamp"] > strangers  # claim: a lamp 0.6 radians further changes a picture more than two pictures of the album differ
assert lost["many lamps", "lamp"] < 1e-9 < 0.25 * moved["many lamps", "place"] < lost["many lamps", "place"]  # claim: an album of many lamps holds any lamp exactly; of a shift it loses more than a quarter
assert lost["many places", "lamp"] > 0.25 * moved["many places", "lamp"]  # claim: an album of many places and one lamp loses more than a quarter of what another lamp changes
assert lost["many places", "place"] > 0.05 * moved["many places", "place"]  # claim: and of a shift still more than a twentieth

# %% [markdown]
# The lamp, 34 degrees (0.6 radians) further round, changes a picture by more than two pictures, mostly of two people, differ. What an album has not seen costs much: a shift in the first, a lamp in the second. What it has seen is not the same in both. Many lamps hold *all* lamps, exactly: they are sums. Many places need more than 45: some of a shift stays outside of these. So **PCA needs heads that are aligned, and an album under many lamps** (and that nothing casts a shadow). But that is about the error. For the question who it is, the light is a nuisance.

# %% [markdown]
# ### Further: Which component says what?
#
# We know the factors, so we can ask. For each component: which share of its variance is explained (by least squares) by the lamp, the traits, the angle, the size, the place?


# %%
def explained(z, factors):
    """R²: the share of the variance of each code that a linear function of the factors explains."""
    A = np.column_stack([np.ones(len(z)), factors])
    rest = z - A @ np.linalg.lstsq(A, z, rcond=None)[0]
    return 1 - np.sum(rest**2, axis=0) / np.sum((z - z.mean(axis=0)) ** 2, axis=0)


def table(world, pca, K=8):
    """A row for each group of factors, a column for each component."""
    z = pca.transform(world.images)[:, :K]
    groups = {"lamp": world.light[:, :2], "traits": world.traits[world.person], "angle": world.angle, "size": world.size[:, None], "place": world.shift}
    return {name: explained(z, value) for name, value in groups.items() if np.ptp(value) > 0}


loose = make_faces(400, 100, random_state=SEED)  # now the heads move
pca_loose = PCA(60).fit(loose.images)
still_table, loose_table = table(faces, pca), table(loose, pca_loose)
rows = {f"{name} (still)": row for name, row in still_table.items()} | {f"{name} (moving)": row for name, row in loose_table.items()}
assert still_table["lamp"][0] > 0.9 and still_table["traits"][0] < 0.2  # claim: in the still world the first component is the lamp
assert min(still_table["traits"][1:]) > 0.5  # claim: the traits have most of each of the next seven
assert np.sum(loose_table["place"][:7] > 0.05) >= 4 and max(row[7] for row in loose_table.values()) < 0.4  # claim: when heads move, the place stands in most of the first seven, and nothing explains the eighth
plot.heatmap(np.array([*rows.values()]), list(rows), [f"{k + 1}" for k in range(8)], xlabel="component", fmt=".2f", title="What explains each component (share of its variance)")

# %% [markdown]
# In the still world the first component is the lamp, left or right, and nearly nothing else. The traits have most of each of the others. When heads move, the components are mixtures, and in most of the first seven stands the place. Of the eighth no row explains much: it is no linear function of what we know. (Columns need not add up to 1: a lamp times a trait is in none of these groups, and 100 people have traits that are a little correlated.) PCA orders by variance; it does not know what you want to know.

# %% [markdown]
# ## 7. Who is it?
#
# Turk and Pentland (1991) used eigenfaces to recognise people. The task: 40 people, four pictures of each with a name (the **gallery**). Then a new picture of one of them comes, under another lamp: who is it? The answer: the name of the nearest picture in the gallery. Nearest in what? The simplest rival compares pixels.
#
# Whatever a method can choose is chosen on five more pictures of each person (**validation**); what is reported is a third set of five (**test**). Five worlds, each with other people. All pictures get a little grain, as from a camera.

# %%
PEOPLE, GRAIN = 40, 0.05
COUNTS = (5, 10, 20, 40, 80, 120, 159)


def album(seed, grain=GRAIN, **still):
    """Pictures, names, and the rows of gallery, validation and test: 4, 5, 5 of each person."""
    world = make_faces(PEOPLE * 14, PEOPLE, random_state=seed, **still)
    noise = grain * np.random.default_rng(seed + 1).normal(size=world.images.shape)
    order = np.argsort(world.person, kind="stable").reshape(PEOPLE, 14)
    return world.images + noise, world.person, [order[:, :4].ravel(), order[:, 4:9].ravel(), order[:, 9:].ravel()]


def hits(z, names, gallery, asked):
    """The share of the asked pictures whose nearest gallery picture has their name."""
    near = (np.sum(z[gallery] ** 2, axis=1) - 2 * z[asked] @ z[gallery].T).argmin(axis=1)
    return np.mean(names[gallery][near] == names[asked])


def in_span(z, names, gallery, asked):
    """The same, by the three directions that hold most of a person's gallery pictures."""
    people, caught = np.unique(names), []
    for person in people:
        v = np.linalg.svd(z[gallery][names[gallery] == person], full_matrices=False)[2][:3]  # (3, D)
        caught.append(np.sum((z[asked] @ v.T) ** 2, axis=1))  # the larger, the less lies outside
    return np.mean(people[np.argmax(caught, axis=0)] == names[asked])


def chosen(options, names, rows, share=hits):
    """Of the codes in `options` take those that do best on validation; their share on test."""
    gallery, validation, test = rows
    best = max(options, key=lambda name: share(options[name], names, gallery, validation))
    return share(options[best], names, gallery, test), best


def contrasts(pictures, widths=(2, 3, 5)):
    """Each pixel, blurred by `fine`, less its surroundings, and divided by them."""
    image, codes = pictures.reshape(-1, *SHAPE), {}
    for wide in widths:
        around = np.maximum(gaussian_filter(image, (0, wide, wide)), 0.05)
        for fine in (0.7, 1, 1.5):
            codes[fine, wide] = (gaussian_filter(image, (0, fine, fine)) / around - 1).reshape(len(pictures), -1)
    return codes


def candidates(pictures, rows):
    """Codes of all pictures, for each method and each of its options."""
    fit = PCA(159).fit(pictures[rows[0]])
    z, s = fit.transform(pictures), np.sqrt(fit.explained_variance_)
    return {
        "pixels": {"as they are": pictures},
        "pixels, local contrast": contrasts(pictures),
        "eigenfaces": {K: z[:, :K] for K in COUNTS},
        "eigenfaces, whitened": {K: z[:, :K] / s[:K] for K in COUNTS},
        "without the first": {(skip, K): z[:, skip:K] for K in COUNTS for skip in (1, 2, 3)},
    }


def spans(pictures, rows):
    """For `in_span`: pictures that are not centred, by all pixels or by K eigenfaces."""
    V = PCA(159).fit(pictures[rows[0]]).components_
    return {"span of three, pixels": {"all": pictures}, "span of three, eigenfaces": {K: pictures @ V[:K].T for K in COUNTS}}


# %% [markdown]
# **Local contrast** is what a careful person does to pixels first: lamplight changes slowly across a face, so each pixel is compared to its blurred surroundings. **Whitened**: each code is divided by its standard deviation $\sqrt{\lambda_k}$, so that all components count alike. "Without the first" leaves out the first one, two or three components: if they are the light, who needs them?
#
# And a rival that knows Lambert's law: one person's pictures are sums of three. **Span of three** (a span is all sums of some vectors): find the three directions that hold most of a person's four pictures (the SVD of these four rows), and ask how little of the new picture lies outside of them (the linear subspaces of Belhumeur, Hespanha and Kriegman 1997).
#
# **Predict first.** Will eigenfaces beat the pixels?
#
# <details><summary>Answer</summary> With all 159 of them the answers are exactly those of the pixels: the gallery's pictures lie in the space of the eigenfaces, and what a new picture has outside of it adds the same to its distance from all of them. Fewer eigenfaces give nearly the same distances from far fewer numbers. Here that is compression, not insight. </details>

# %%
worlds = [album(SEED + 10 * i, **STILL) for i in range(1, 6)]
still, counts = {}, []
for pictures, names, rows in worlds:
    options = candidates(pictures, rows)
    for method in options:
        still.setdefault(method, []).append(chosen(options[method], names, rows)[0])
    for method, codes in spans(pictures, rows).items():
        share, best = chosen(codes, names, rows, in_span)
        still.setdefault(method, []).append(share)
    counts.append(best)
    assert hits(options["eigenfaces"][159], names, *rows[::2]) == hits(options["pixels"]["as they are"], names, *rows[::2])


def span(shares):
    """Mean and range."""
    return f"{np.mean(shares):.3f} ({min(shares):.3f} to {max(shares):.3f})"


for method, shares in still.items():
    print(f"{method:26s} {span(shares)} right")
print("number of eigenfaces chosen for it, in each world:", *counts)
assert min(np.subtract(still["without the first"], still["eigenfaces"])) > 0.05  # claim: against the light, leaving out the first components helps by more than five points in every world
assert np.mean(still["without the first"]) > np.mean(still["eigenfaces, whitened"])  # claim: and, in the mean, beats whitening
assert abs(np.mean(still["without the first"]) - np.mean(still["pixels, local contrast"])) < 0.05  # claim: local contrast of pixels is, in the mean, within five points of it
assert np.mean(still["span of three, eigenfaces"]) > np.mean(still["without the first"])  # claim: in the mean, the span of three among eigenfaces beats leaving out
assert min(np.subtract(still["span of three, eigenfaces"], still["span of three, pixels"])) > 0  # claim: in every world eigenfaces help the span of three

# %% [markdown]
# Leaving out the largest components helps the nearest neighbour: they are the lamp. An odd thing to do for a method that keeps what varies most. What varies most was not what we asked for. Local contrast does about as much, without any eigenface.
# But who knows the law of the lamp need not leave it out. By pixels, three directions out of four grainy pictures are rough; a few eigenfaces help, by leaving most of the grain out.

# %% [markdown]
# ### Further: Is it really the lamp? And what if heads move?
#
# A cause is shown by taking it away. The same five worlds with one fixed lamp. (With more grain: with little, everybody is named rightly, and there is nothing to gain. So first the moving lamp with the same grain.) Five worlds in which the lamp varies and the heads move as well. And the span of three by pixels, without grain.

# %%
outcome, kinds = {}, {"moving lamp": {**STILL, "grain": 0.15}, "fixed lamp": {**STILL, "grain": 0.15, "light": 0}, "lamp and heads move": {}}
for kind, settings in kinds.items():
    results = {}
    for i in range(1, 6):
        pictures, names, rows = album(SEED + 10 * i, **settings)
        image = pictures.reshape(-1, *SHAPE)
        options = candidates(pictures, rows) | {"pixels, blurred": {b: gaussian_filter(image, (0, b, b)).reshape(len(pictures), -1) for b in (0.7, 1, 1.5)}}
        for method in options:
            results.setdefault(method, []).append(chosen(options[method], names, rows)[0])
    outcome[kind] = results
    for method, shares in results.items():
        print(f"{kind}: {method:22s} {span(shares)} right")
lawful = []
for i in range(1, 6):
    pictures, names, (gallery, _, test) = album(SEED + 10 * i, grain=0, **STILL)
    lawful.append(in_span(pictures, names, gallery, test))
print(f"span of three, pixels without grain: {span(lawful)} right")
gain = {kind: np.subtract(results["without the first"], results["eigenfaces"]) for kind, results in outcome.items()}
assert np.mean(gain["moving lamp"]) > 0 > max(gain["fixed lamp"])  # claim: leaving out the first components helps in the mean with a moving lamp, and costs in every world with a fixed one
assert np.mean(outcome["fixed lamp"]["pixels, blurred"]) > max(np.mean(outcome["fixed lamp"][name]) for name in ("eigenfaces", "pixels, local contrast"))  # claim: with a fixed lamp, pixels that are merely blurred are, in the mean, ahead of eigenfaces and of local contrast
assert min(lawful) == 1  # claim: without grain the law names everybody rightly, by pixels
assert max(np.mean(shares) for shares in outcome["lamp and heads move"].values()) < 0.4  # claim: when heads move, each of these methods names fewer than four in ten

# %% [markdown]
# Without grain the span of three makes no mistake, by all pixels. With a fixed lamp, leaving out the first components costs: what it throws away now are people. So it was the lamp. (With this much grain and no lamp in the way, local contrast and a few eigenfaces still beat pixels. But so do pixels that are merely blurred, and by more: a likely reason is that each of the three leaves grain out.) When heads move, all of these methods do badly. It is the pictures that must be aligned first. The simplest way: try every shift of the gallery by up to three pixels and keep the best (for the pixels, and for two of their local contrasts; validation chooses).


# %%
def with_shifts(pictures, names, gallery, asked, most=3):
    """As `hits`, where each gallery picture may be moved by up to `most` pixels."""
    image, inner, best = pictures.reshape(-1, *SHAPE), slice(most, 32 - most), np.inf
    z = image[asked][:, inner, inner].reshape(len(asked), -1)
    for down in range(2 * most + 1):
        for right in range(2 * most + 1):
            there = image[gallery][:, down : 32 - 2 * most + down, right : 32 - 2 * most + right].reshape(len(gallery), -1)
            best = np.minimum(best, np.sum(there**2, axis=1) - 2 * z @ there.T)
    return np.mean(names[gallery][best.argmin(axis=1)] == names[asked])


aligned = []
for i in range(1, 6):
    pictures, names, rows = album(SEED + 10 * i)
    options = {"pixels": pictures, **{key: code for key, code in contrasts(pictures, (2, 3)).items() if key[0] == 1}}
    aligned.append(chosen(options, names, rows, with_shifts)[0])
print(f"heads move; pixels or local contrast, after trying 49 shifts: {span(aligned)} right")
assert min(np.subtract(aligned, np.maximum(*[outcome["lamp and heads move"][name] for name in ("pixels", "pixels, local contrast")]))) > 0.05  # claim: trying shifts helps by more than five points in every world

# %% [markdown]
# ## 8. Fisher's discriminant, the other LDA
#
# Eigenfaces ask: in which direction do *pictures* differ most? The right question is: in which direction do *people* differ most, measured by how much pictures of one person differ? Two covariances: $S_w$ **within** people (around each one's own mean), and $S_b$ **between** people (of these means). Fisher (1936) takes the direction $a$ with the largest
#
# $$\frac{a^\top S_b\, a}{a^\top S_w\, a} .$$
#
# This is **linear discriminant analysis**, LDA. (Latent Dirichlet allocation, of day 2, shares the three letters and nothing else.)
#
# For two people it is one line. $S_b$ is then a multiple of $d d^\top$, where $d$ is the difference of the two means. The derivative of the quotient is 0 where $S_b\, a$ is a multiple of $S_w\, a$. And $S_b\, a$ is always a multiple of $d$. So
#
# $$a \propto S_w^{-1} d .$$
#
# Not the difference of the means, but the difference divided by what varies anyway. Does it matter? Forty pairs of people, in the plane of two eigenfaces. Six pictures of each give the direction; on 24 others we measure how far apart the two people are along it, in standard deviations.

# %%
crowd = make_faces(80 * 30, 80, random_state=SEED + 3, **STILL)
z = pca.transform(crowd.images)[:, :2]


def within(groups):
    """The covariance within groups: each around its own mean."""
    return sum((g - g.mean(axis=0)).T @ (g - g.mean(axis=0)) for g in groups) / sum(map(len, groups))


apart, pairs = [], np.argsort(crowd.person, kind="stable").reshape(40, 2, 30)
for pair in pairs:
    old, new = z[pair[:, :6]], z[pair[:, 6:]]  # (2, 6, 2), (2, 24, 2)
    d = old[1].mean(axis=0) - old[0].mean(axis=0)
    directions = {"first eigenface": np.array([1.0, 0.0]), "difference of the means": d, "Fisher": np.linalg.solve(within(old), d)}
    gap, spread = new[1].mean(axis=0) - new[0].mean(axis=0), within(new)
    apart.append([abs(v @ gap) / np.sqrt(v @ spread @ v) for v in directions.values()])
apart = np.array(apart)
for name, column in zip(directions, apart.T, strict=True):
    print(f"{name:24s} median over the pairs {np.median(column):.2f} standard deviations")
assert np.median(apart[:, 2]) > np.median(apart[:, 1]) > np.median(apart[:, 0])  # claim: Fisher ahead of the difference of the means, and this of the first eigenface

# %% [markdown]
# ### Further: The pair for which it matters most

# %%
pair = pairs[(apart[:, 2] - apart[:, 1]).argmax()]
old = z[pair[:, :6]]
d = old[1].mean(axis=0) - old[0].mean(axis=0)
with style():
    figure = Figure(figsize=(6.8, 4.6), layout="constrained")
    panel = figure.add_subplot(title="Two people, known and new pictures", xlabel="first eigenface", ylabel="second eigenface")
    for k in (0, 1):
        panel.scatter(*z[pair[k, 6:]].T, s=18, alpha=0.5, color=COLOURS[k], marker=MARKERS[k], label=f"person {k + 1}, new")
        panel.scatter(*old[k].T, s=70, color=COLOURS[k], marker=MARKERS[k], edgecolor="black", label=f"person {k + 1}, known")
    for (name, v), dash in zip({"difference": d, "Fisher": np.linalg.solve(within(old), d)}.items(), ("--", "-"), strict=True):
        ends = z[pair].reshape(-1, 2).mean(axis=0) + np.outer([-1.5, 1.5], v / np.linalg.norm(v))
        panel.plot(*ends.T, dash, color="black", label=name)
    panel.set_aspect("equal", adjustable="datalim")
    panel.legend(loc="center left", bbox_to_anchor=(1, 0.5))
plot.Picture(figure, "Pictures of two people in the plane of two eigenfaces: two long clouds side by side, stretched by the lamp. The difference of the means of the known pictures runs partly along the clouds; Fisher's direction runs across them.")

# %% [markdown]
# In this world only the lamp changes a person's picture, so it draws out the clouds. The six known pictures of one person happened to be lit otherwise than the six of the other, so the difference of their means is partly a difference of lamps. Fisher's direction runs across the clouds.

# %% [markdown]
# ### More than two people
#
# Stretch the space until $S_w$ is the unit matrix (whiten *within* people), then take the principal components of the means. `FisherDiscriminant` does this. $S_w$ must have an inverse; but 160 pictures of 40 people, each less the person's mean, differ in 120 directions at most. So first PCA, to $K \le 120$ components, then Fisher: the *Fisherfaces* of Belhumeur, Hespanha and Kriegman (1997).
# $K$ and the **shrinkage** (a little of the unit matrix, mixed into $S_w$) are chosen on the validation pictures, as above.


# %%
def fisher_codes(pictures, names, rows):
    """Fisher's directions after PCA, for each K and shrinkage."""
    gallery = rows[0]
    fit, codes = PCA(120).fit(pictures[gallery]), {}
    z = fit.transform(pictures)
    for K in (10, 20, 40, 60, 80, 110):
        for shrinkage in (None, 0.01, 0.1):
            model = FisherDiscriminant(shrinkage=shrinkage).fit(z[gallery, :K], names[gallery])
            codes[K, shrinkage] = model.transform(z[:, :K])
    return codes


fisher = [chosen(fisher_codes(*world), *world[1:])[0] for world in worlds]
print(f"heads stay: Fisher {span(fisher)} right; the best above {span(still['span of three, eigenfaces'])}")
loose_worlds = [album(SEED + 10 * i) for i in range(1, 6)]
loose_fisher = [chosen(fisher_codes(*world), *world[1:])[0] for world in loose_worlds]
loose_pixels = [chosen({"as they are": world[0]} | contrasts(world[0]), *world[1:])[0] for world in loose_worlds]
loose_spans = [chosen(spans(world[0], world[2])["span of three, eigenfaces"], *world[1:], in_span)[0] for world in loose_worlds]
print(f"heads move: Fisher {span(loose_fisher)} right; pixels {span(loose_pixels)}; span of three, eigenfaces {span(loose_spans)}")
assert min(fisher) >= max(max(shares) for shares in still.values())  # claim: with heads that stay, the worst world of Fisher is as good as the best of the others
assert min(np.subtract(loose_fisher, np.maximum(loose_pixels, loose_spans))) > 0.2  # claim: with heads that move, Fisher is ahead of pixels and of the span of three by more than twenty points in every world

# %% [markdown]
# Fisher's discriminant learns from the gallery *which* differences do not matter: it sees four pictures of each person, and every difference between them is a lamp, a movement or grain. Eigenfaces look at the same pictures without the names: that is less knowledge. The span of three has the names, and was told the law besides. Where the law holds it comes close to Fisher. Where heads move the law is false, and it is hardly better than pixels; what is learnt from names still helps.

# %% [markdown]
# ### Further: Rivals that have the names, too
#
# Others that learn from the names, on the same eigenfaces: least squares (`RidgeClassifier`; its 40 outputs, one for each person, also as codes for the nearest neighbour) and logistic regression. Each has eight to fifteen options, chosen on the validation pictures. Heads move.

# %%
rivals = {"least squares": [], "logistic regression": [], "least squares, nearest": []}
for pictures, names, (gallery, validation, test) in loose_worlds:
    fit = PCA(159).fit(pictures[gallery])
    z = fit.transform(pictures)
    options = {
        "least squares": [(K, RidgeClassifier(alpha=a)) for K in (40, 80, 120) for a in (0.1, 1, 10, 100, 1000)],
        "logistic regression": [(K, LogisticRegression(C=C, max_iter=1000)) for K in (40, 120) for C in (1, 10, 100, 1000)],
    }
    for name, models in options.items():
        fitted = [(K, model.fit(z[gallery, :K], names[gallery])) for K, model in models]
        K, best = max(fitted, key=lambda pair: pair[1].score(z[validation, : pair[0]], names[validation]))
        rivals[name].append(best.score(z[test, :K], names[test]))
        if name == "least squares":
            outputs = {i: model.decision_function(z[:, :K]) for i, (K, model) in enumerate(fitted)}
            rivals["least squares, nearest"].append(chosen(outputs, names, (gallery, validation, test))[0])
for name, shares in rivals.items():
    print(f"{name:22s} {span(shares)} right; Fisher {span(loose_fisher)}")
assert min(np.subtract(loose_fisher, np.max([*rivals.values()], axis=0))) > 0.1  # claim: in every world Fisher is ahead of all three by more than ten points
assert np.mean(loose_fisher) - np.mean(aligned) > 0.1  # claim: in the mean it is ahead of 49 shifts by more than ten points

# %% [markdown]
# A part of what least squares loses is its way to decide: by the largest output, not by the nearest picture. The rest we have not taken apart. In the mean, Fisher is also ahead of pixels that try 49 shifts (section 7).
#
# ### Further: Learn it from strangers
#
# If it learns which differences do not matter, it need not learn it from the people in the gallery. Take 40 *other* people with 14 pictures each, find Fisher's directions with them, and then recognise our 40 from **one** picture of each. As a control the strangers' pictures without their names: whitened eigenfaces.
#
# **Predict first.** One picture in place of four, and no name of ours used in the learning. Better or worse than before?


# %%
def from_strangers(seed, **still):
    """Shares right with one known picture each: pixels; strangers without and with names."""
    pictures, names, (gallery, *asked) = album(seed, **still)
    others, other_names, _ = album(seed + 5, **still)
    fit = PCA(200).fit(others)
    z, z_others, s = fit.transform(pictures), fit.transform(others), np.sqrt(fit.explained_variance_)
    counts, one_each = (20, 40, 80, 110, 150, 200), (gallery[::4], *asked)
    trained = {(K, a): FisherDiscriminant(shrinkage=a).fit(z_others[:, :K], other_names).transform(z[:, :K]) for K in counts for a in (None, 0.01, 0.1)}
    return [chosen(options, names, one_each)[0] for options in ({"as they are": pictures} | contrasts(pictures), {K: z[:, :K] / s[:K] for K in counts}, trained)]


strange = np.array([from_strangers(SEED + 10 * i) for i in range(1, 6)])
for name, column in zip(("pixels", "strangers, whitened eigenfaces", "strangers, Fisher"), strange.T, strict=True):
    print(f"one picture of each; heads move: {name:32s} {span(column)} right")
print(f"four pictures of each; heads move: Fisher from the gallery        {span(loose_fisher)} right")
assert min(strange[:, 2] - strange[:, :2].max(axis=1)) > 0.3  # claim: with the strangers' names more than thirty points better than pixels, and than the strangers without names
assert np.mean(strange[:, 2]) > np.mean(loose_fisher)  # claim: in the mean, one picture and Fisher from strangers beat four pictures and Fisher from the gallery

# %% [markdown]
# Better, in the mean. (The strangers are 560 pictures, the gallery is 160.) What it learns is about faces and cameras, not about our 40 people: it can be learnt once, from many strangers, and then one picture of a new person is enough to begin with.

# %% [markdown]
# ## 9. Further: How many components?
#
# Three rules are in use. *"Enough for 95 % of the variance."* *"Where the squared error is smallest on held-out pictures."* *"Where held-out pictures are most probable."* Let us look at the second first.
#
# **Predict first.** On held-out pictures, does the squared error fall, rise, or turn, when components are added?
#
# <details><summary>Answer</summary> It never rises. A further component is one more direction at right angles. The error is what lies outside of all of them, and one more can only take something away: Pythagoras again, for any picture, seen or not. It cannot tell you to stop. </details>
#
# For the third rule we need a probability. Say that a face is made so: amounts $z$ along $K$ directions, normally distributed; and in *all* directions a little noise of one variance $\sigma^2$. This is **probabilistic PCA** (Tipping and Bishop 1999). The pictures then have a normal distribution with the mean $m$. Its covariance has the variances $\lambda_1 \ldots \lambda_K$ along the eigenfaces, and $\sigma^2$ in the other $D - K$ directions. The most likely $\sigma^2$ is the mean of the variances left out. A normal density needs two things, the product of all variances and the distance in units of them:
#
# $$\log p(x) = -\frac12 \Big[ D \log 2\pi + \sum_{k=1}^{K} \log \lambda_k + (D - K) \log \sigma^2 + \sum_{k=1}^{K} \frac{z_k^2}{\lambda_k} + \frac{\|x - m\|^2 - \|z\|^2}{\sigma^2} \Big] .$$
#
# Here $z_k = (x - m) \cdot v_k$, so the last numerator is the squared error of $x$. **One more component lowers this error. But it also lowers the $\sigma^2$ of the fit, and more than it should: then every error of a new picture is too expensive.** So this number can turn. We draw 300 people for the fit, 200 others to judge, all with grain.

# %%
GRID = (2, 5, 8, 11, 14, 17, 20, 24, 28, 34, 40, 50, 70, 100)


def judged(seed, n=300, grain=GRAIN, **still):
    """For each K of GRID: log p on seen and on held-out people, errors; and the 95 % rule."""
    clean = make_faces(n, n, random_state=seed, **still).images
    clean_new = make_faces(200, 200, random_state=seed + 500, **still).images
    rng = np.random.default_rng(seed + 7)
    old, new = (pictures + grain * rng.normal(size=pictures.shape) for pictures in (clean, clean_new))
    fit, fit_clean = PCA(n - 1).fit(old), PCA(45).fit(clean)
    models = [ProbabilisticPCA(K).fit(old) for K in GRID]
    kept = [fit.mean_ + (new - fit.mean_) @ fit.components_[:K].T @ fit.components_[:K] for K in GRID]
    return {
        "seen": np.array([model.score(old) for model in models]),
        "held out": np.array([model.score(new) for model in models]),
        "error": np.array([np.mean(np.sum((new - k) ** 2, axis=1)) for k in kept]),
        "to the clean picture": np.array([np.mean(np.sum((clean_new - k) ** 2, axis=1)) for k in kept]),
        "95 %": needed(fit.explained_variance_, 0.95),
        "95 %, no grain": int(np.searchsorted(np.cumsum(fit_clean.explained_variance_ratio_), 0.95) + 1),
        "above the grain": int(np.sum(fit_clean.explained_variance_ > grain**2)),
    }


runs = [judged(SEED + 20 + i, **STILL) for i in range(5)]
told = []
for run in runs:
    told.append([GRID[run["held out"].argmax()], GRID[run["error"].argmin()], run["95 %"], GRID[run["to the clean picture"].argmin()]])
    print("K by held-out likelihood {:2d}, by held-out error {}, by 95 % of the variance {}; nearest to the clean pictures with {}".format(*told[-1]))
print("95 % of the variance of the same pictures without grain:", *[run["95 %, no grain"] for run in runs])
print("directions in which the clean pictures vary more than the grain:", *[run["above the grain"] for run in runs])
assert all(row[1] == GRID[-1] for row in told)  # claim: the squared error asks for as many as it is offered
assert all(np.all(np.diff(run["error"]) < 0) for run in runs)
assert all(0 < GRID.index(row[0]) < len(GRID) - 1 for row in told)  # claim: the likelihood has its summit inside of the grid
assert all(abs(GRID.index(row[0]) - GRID.index(row[3])) <= 1 for row in told)  # claim: at most one step of the grid from the K that comes nearest to the clean pictures
assert min(row[2] for row in told) > 2 * max(row[0] for row in told)  # claim: 95 % of the variance takes more than twice as many
plot.curves({name: runs[0][name][1:] for name in ("seen", "held out")}, x=GRID[1:], xlabel="components, K", ylabel="log p(x), nats per picture", title="The first of the five runs")

# %% [markdown]
# The truth here is known: the clean pictures lie in 45 directions. The likelihood asks for fewer. Is it wrong? The last column says no: with more, what is reconstructed is *further* from the clean pictures. In more than half of the 45 directions the faces vary less than the grain, and a direction that is wrongly found adds noise. "95 % of the variance" asks for very many, because a good part of the variance is grain; without grain it asks for few (see the print). **It is a rule about the camera, not about the faces.**
#
# Is it the grain? Take most of it away. And how much hangs on the number of pictures?

# %%
changed = {"300 pictures, as above": runs, "300 pictures, a fifth of the grain": [], "120 pictures": []}
for i in range(3):
    changed["300 pictures, a fifth of the grain"].append(judged(SEED + 20 + i, grain=GRAIN / 5, **STILL))
    changed["120 pictures"].append(judged(SEED + 20 + i, n=120, **STILL))
summits = {name: [GRID[run["held out"].argmax()] for run in some[:3]] for name, some in changed.items()}
for name, some in summits.items():
    print(f"{name:36s} K =", *some)
assert min(summits["300 pictures, a fifth of the grain"]) > max(summits["300 pictures, as above"])  # claim: with less grain more components are worth having
assert np.mean(summits["120 pictures"]) < np.mean(summits["300 pictures, as above"])  # claim: with fewer pictures fewer are, in the mean

# %% [markdown]
# So the right number is no property of faces alone: it depends on the grain, and on how many pictures you have to find the directions with.

# %% [markdown]
# ### When heads move
#
# Then the summit of the likelihood is not where the reconstructions are best. Is the normal distribution to blame? Take the same formula with the same eigenfaces, but variances $\lambda_k$ and $\sigma^2$ measured on 300 *other* pictures.

# %%
def other_variances(seed, n=300):
    """Fitted axes with variances of a third set: held-out log p for each K of GRID; fit / third: the variance along axis 70, and sigma2 for K = 70."""
    rng = np.random.default_rng(seed + 8)
    old, new, third = (make_faces(size, size, random_state=seed + by).images + GRAIN * rng.normal(size=(size, D)) for size, by in ((n, 0), (200, 500), (n, 900)))
    fit = PCA(GRID[-1]).fit(old)
    c, z, c_third = new - fit.mean_, fit.transform(new), third - fit.mean_
    variances = np.mean(fit.transform(third) ** 2, axis=0)
    outside, inside = np.mean(np.sum(c**2, axis=1)) - np.cumsum(np.mean(z**2, axis=0)), np.cumsum(np.mean(z**2, axis=0) / variances)
    sigma2 = (np.mean(np.sum(c_third**2, axis=1)) - np.cumsum(variances)) / (D - np.arange(1, GRID[-1] + 1))
    k = np.array(GRID) - 1
    scores = -0.5 * (D * np.log(2 * np.pi) + np.cumsum(np.log(variances))[k] + (D - k - 1) * np.log(sigma2[k]) + inside[k] + outside[k] / sigma2[k])
    return scores, fit.explained_variance_[69] / variances[69], ProbabilisticPCA(70).fit(old).sigma2_ / sigma2[69]


moving = [judged(SEED + 20 + i) for i in range(5)]
honest, above, below = zip(*[other_variances(SEED + 20 + i) for i in range(5)], strict=True)
for run, scores in zip(moving, honest, strict=True):
    print(f"heads move: K by held-out likelihood {GRID[run['held out'].argmax()]}, with variances of other pictures {GRID[scores.argmax()]}; nearest to the clean pictures with {GRID[run['to the clean picture'].argmin()]}")
print("variance along axis 70, of the fit / of others:", *np.round(above, 1), "  sigma2:", *np.round(below, 2))
assert all(GRID[a["held out"].argmax()] > GRID[b["held out"].argmax()] for a, b in zip(moving, runs, strict=True))  # claim: moving heads ask for more components
assert all(run["held out"].argmax() < run["to the clean picture"].argmin() for run in moving)  # claim: the likelihood stops before the distance to the clean pictures
assert all(scores.argmax() >= run["to the clean picture"].argmin() for run, scores in zip(moving, honest, strict=True))  # claim: with variances of other pictures it does not
assert min(above) > 2 and max(below) < 0.9  # claim: along later axes the variances of the fit are too large, and sigma2 is too small

# %% [markdown]
# With these it does not turn before the end of the grid. So it is not the shape of the distribution. The variances of the fit were measured on the pictures that the eigenfaces were made to suit: along the later ones they are too large, and $\sigma^2$ is too small. The likelihood pays for that; the distance to the clean pictures does not use them. **The rule answers "how far can I trust the fit?", which is not always "how many directions are worth having?"**

# %% [markdown]
# ## 10. Further: Faces that nobody has
#
# A model with a probability can be drawn from: $x = m + \sum_k \sqrt{\lambda_k}\, \varepsilon_k v_k$ with normal $\varepsilon_k$. (Read the other way, $z_k / \sqrt{\lambda_k}$ is the whitened code: on the data each has the variance 1 and no two are correlated.)

# %%
drawn = {}
for name, pictures, K in (("heads stay", x, 20), ("heads move", loose.images, 60)):
    model = PCA(K).fit(pictures)
    eps = np.random.default_rng(SEED + 4).normal(size=(10, K))
    drawn[name] = model.inverse_transform(eps * np.sqrt(model.explained_variance_))
    white = model.transform(pictures) / np.sqrt(model.explained_variance_)
    assert np.allclose(np.cov(white.T), np.eye(K))
plot.image_rows(drawn, SHAPE, title="Faces drawn from a normal distribution of codes")

# %% [markdown]
# With heads that stay, the draws look like faces (though a lamp times a trait is not normal). With heads that move, look at the outlines: a sum of pictures of heads in several places is what you saw in section 6, a ghost.

# %% [markdown]
# ## 11. Further: Morphing
#
# Halfway between two people: mean of the pictures, or a face with the mean of their traits? In the still world both are the same, for one lamp. With heads in two places they are not.

# %%
two = {"traits": faces.traits[[1, 2]], "light": np.repeat(one["light"], 2, axis=0), "angle": np.zeros((2, 2)), "size": np.ones(2)}
share = np.linspace(0, 1, 7)[:, None]
middle = {name: (1 - share[:, :1].reshape(-1, *[1] * (value.ndim - 1))) * value[0] + share.reshape(-1, *[1] * (value.ndim - 1)) * value[1] for name, value in two.items()}
ends = draw_faces(**two, shift=np.zeros((2, 2)))
apart_ends = draw_faces(**two, shift=np.array([[-3.0, 0.0], [3.0, 0.0]]))
morphs = {
    "pictures": (1 - share) * ends[0] + share * ends[1],
    "traits": draw_faces(**middle, shift=np.zeros((7, 2))),
    "pictures, moved": (1 - share) * apart_ends[0] + share * apart_ends[1],
    "traits, moved": draw_faces(**middle, shift=(1 - share) * [-3.0, 0.0] + share * [3.0, 0.0]),
}
assert np.allclose(morphs["pictures"], morphs["traits"])
assert not np.allclose(morphs["pictures, moved"], morphs["traits, moved"], atol=0.1)
plot.image_rows(morphs, SHAPE, columns=7, title="From one person to another")

# %% [markdown]
# ## 12. Further: Photographs
#
# Real faces cast shadows, smile and wear glasses. If you have the 400 Olivetti photographs (AT&T Laboratories Cambridge; 40 people, ten pictures each) as `olivettifaces.mat`, read them so:
#
# ```python
# from minivae.data import load_olivetti
# photographs = load_olivetti("olivettifaces.mat")
# x, names, SHAPE = photographs.images, photographs.person, photographs.image_shape
# ```
#
# Look at the first eigenfaces: which is light, and which is none? And give four, three and three pictures of each person to gallery, validation and test: does the order of the methods stay? (`load_frey` reads the 1,965 pictures of one face from `frey_rawface.mat`: what are its first two components?)

# %% [markdown]
# ## What you can now do
#
# - derive the eigenfaces: largest variance, smallest error, eigenvector of the covariance
# - read the error off the eigenvalues, and expect more from new people
# - say that the light is a sum and a movement is not, and align pictures first
# - doubt "the largest components are the important ones": for names, Fisher's question is the right one

# %% [markdown]
# ## Where it goes next
#
# Do the exercise now: [Eigenfaces](../../exercises/day3/Eigenfaces.ipynb). You write the six lines that matter, and recognise people with them.
# On day 4 the paths are unbent: [MNISTAutoencoder](../day4/MNISTAutoencoder.ipynb).
#
# The whole idea on one page: [one_page/eigenfaces.py](../one_page/eigenfaces.py).
