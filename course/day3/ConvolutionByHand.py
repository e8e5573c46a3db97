# %% [markdown]
# # Convolution by hand, and one unit that knows a digit
#
# Move a digit by two pixels. For you it is the same digit. For a Linear layer it is another image altogether: each of its weights is tied to one pixel.
# **Can a layer use what it has learnt at one place of the image at all places?**
#
# It can, if it looks through a small window, with the same few weights wherever the window stands. This notebook builds such a layer in three ways, goes backwards
# through it by hand, and trains an autoencoder with it. Then it asks a question that made the news in 2012: **a network has seen images only, never a label. Does one of its units know a digit?** The
# honest answer needs more care than the network.
#
# **After this notebook you can**
#
# - write a convolution and its transpose as loops, as one matrix, and (*Further*) as one product of windows, and say the size of what comes out
# - derive both gradients of the layer, and the gradient of max-pooling with ties
# - compare a convolutional autoencoder with a dense one at equal time and equal tuning, and say where each is ahead
# - test whether one unit stands for a class: with held-out labels, untrained and simple rivals, and an interval
# - compute the image that excites a unit most, and say what it proves and what not
#
# **You need** [BackpropByHand](BackpropByHand.ipynb): layers, `backward`, the gradient check, epochs and seeds. Besides, in half a sentence each: an autoencoder is a network that
# is trained to give back its input through a narrow **code**; PCA gives the best straight code.
# Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md). Sections marked *Further* can wait.
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
from collections import Counter
from copy import deepcopy

import numpy as np
from scipy.signal import convolve2d
from scipy.stats import t as student_t
from sklearn.linear_model import LogisticRegression

from minivae import nn, plot
from minivae.autoencoders import Autoencoder, ConvAutoencoder
from minivae.clusters import KMeans
from minivae.data import load_mnist
from minivae.embeddings import PCA

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

data = load_mnist()
full = data.source == "full"
print(data)

# %% [markdown]
# ## 1. A window that slides
#
# Where in an image is an upper edge: dark above, light below? Ask each small window of the image the same question. Take nine weights, a **kernel** $w$ of $k \times k$ with $k = 3$. Lay it on a window, multiply entry by entry, add up. The answer is one
# number; the answers of all windows make a new image $y$:
#
# $$y_{ij} = \sum_{u,v} x_{(i+u)(j+v)}\, w_{uv} .$$


# %%
def correlate(x, w, stride=1):
    """y_ij = Σ_uv x_(si+u)(sj+v) w_uv: one image, one channel."""
    k, s = len(w), stride
    y = np.zeros(((x.shape[0] - k) // s + 1, (x.shape[1] - k) // s + 1))
    for i, j in np.ndindex(y.shape):
        window = x[s * i : s * i + k, s * j : s * j + k]  # (k, k)
        y[i, j] = np.sum(window * w)
    return y


upper = np.array([[-1.0, -1, -1], [0, 0, 0], [1, 1, 1]])  # dark above, light below
left = upper.T  # dark on the left, light on the right
spot = np.array([[-1.0, -1, -1], [-1, 8, -1], [-1, -1, -1]]) / 4
first = [np.flatnonzero(data.y_test == c)[0] for c in range(10)]  # one of each digit
images = data.x_test[first].reshape(-1, 28, 28).astype(np.float64)
rows = {"image": images[:, 1:-1, 1:-1]}
for name, kernel in (("upper edge", upper), ("left edge", left), ("spot", spot)):
    rows[name] = np.stack([correlate(image, kernel) for image in images])  # (10, 26, 26)
plot.image_rows(rows, image_shape=(26, 26), limits=(-3, 3), title="Digits, and the answers of three kernels")

# %% [markdown]
# Middle grey is 0 in this picture, white is positive, black negative. Notice that one kernel finds its edge wherever it is, and that a lower edge (light above) answers black. In a network nobody writes the kernels: they are learnt.
#
# This sum is called **convolution** in the libraries of networks, and here. A mathematician calls it *cross-correlation*: a convolution turns the kernel by half a turn first. For
# weights that are learnt the turn makes no difference; for a formula from a book it does:

# %%
w = np.arange(1.0, 10).reshape(3, 3)  # nine different numbers, so that a turned kernel shows
turned = convolve2d(images[2], w[::-1, ::-1], mode="valid")
print("ours is SciPy's convolution with the kernel turned:", np.allclose(correlate(images[2], w), turned))
print("and not with the kernel as it is:", np.allclose(correlate(images[2], w), convolve2d(images[2], w, mode="valid")))
assert np.allclose(correlate(images[2], w), turned)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### How many windows are there?
#
# Two choices change the number. The **stride** $s$: from one window to the next we go $s$ pixels, not 1. The **padding** $p$: we lay $p$ lines of zeros around the image, so that windows may stand
# over its border. In a line of $H + 2p$ pixels the first window starts at 0, and the last one must not start after $H + 2p - k$. So the starts are $0, s, 2s, \ldots$ up to there:
#
# $$H' = \left\lfloor \frac{H + 2p - k}{s} \right\rfloor + 1 .$$
#
# **Predict first.** An image of 28 lines, $k = 3$, $s = 2$, $p = 1$. How many lines has $y$? And do all pixels stand in some window?
#
# <details><summary>Answer</summary>
#
# (28 + 2 - 3) / 2 = 13.5, rounded down 13, plus 1: 14 lines. The windows start at 0, 2, ..., 26 of the padded lines 0 to 29, so the last one ends at line 28. Line 29 is in no window; it is
# a line of padding, so no pixel is lost. Without padding there are 13 windows, which end at line 26 of 0 to 27: there the last line of pixels is lost.
#
# </details>


# %%
def n_windows(H, k, s=1, p=0):
    """⌊(H + 2p - k) / s⌋ + 1."""
    return (H + 2 * p - k) // s + 1


for H, k, s, p in ((28, 3, 1, 0), (28, 3, 1, 1), (28, 3, 2, 1), (14, 3, 2, 1), (28, 3, 2, 0), (7, 4, 3, 2)):
    starts = [i for i in range(H + 2 * p) if i % s == 0 and i + k <= H + 2 * p]
    assert n_windows(H, k, s, p) == len(starts)  # the formula against counting
    print(f"H = {H:2d}, k = {k}, s = {s}, p = {p}: {len(starts):2d} lines, the last window ends {H + 2 * p - starts[-1] - k} before the end")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Channels
#
# A colour image has three numbers at each pixel, and the answers of 16 kernels have 16. Such numbers are **channels**. So a layer maps images of $I$ channels to images of $O$ channels. Each of the $O$ answers reads all $I$
# channels of its window, and has a bias:
#
# $$y_{ijo} = b_o + \sum_{u,v,c} x_{(si+u-p)(sj+v-p)c}\, W_{uvco} .$$
#
# Arrays: `x` (N, H, W, I), `W` (k, k, I, O), `y` (N, H', W', O). (H and W also say height and width; where $W$ is the weights, it has four indices.) The package has these loops, to be read, as `nn.conv2d_loops`, and a fast layer:

# %%
rng = np.random.default_rng(SEED)
layer = nn.Conv2d(2, 3, 3, rng, stride=2, padding=1)  # I = 2, O = 3, k = 3
nn.pack(layer, dtype=np.float64)
x = rng.normal(size=(4, 9, 8, 2))
y, cache = layer.forward(x)
W, b = layer.params["W"], layer.params["b"]
print("x", x.shape, " W", W.shape, " y", y.shape)
print("the layer is the loops:", np.allclose(y, nn.conv2d_loops(x, W, b, stride=2, padding=1)))
assert np.allclose(y, nn.conv2d_loops(x, W, b, stride=2, padding=1))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# What is saved? From 28 x 28 pixels to 16 images of 26 x 26, a Linear layer has a weight for each pair of numbers; the convolution has one for each place in the window:

# %%
dense = 28 * 28 * 26 * 26 * 16
print(f"Linear: {dense:,} weights.  Convolution: {3 * 3 * 1 * 16} weights, and {26 * 26 * 16 * 9:,} multiplications per image.")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 2. It is a matrix
#
# Each $y_{ij}$ is a sum of pixels, each times a number. So the whole thing is linear: there is a matrix $M$ with $y = M x$, if we write the image as one long column. Which matrix? Column $d$ is the answer
# to the image that has a 1 at pixel $d$ and 0 elsewhere. So we need no theory: feed all these images.


# %%
def matrix_of(f, shape):
    """The matrix of a linear map f of images: a column for each pixel."""
    units = np.eye(np.prod(shape)).reshape(-1, *shape)  # one pixel is 1 in each
    return np.stack([f(unit).ravel() for unit in units], axis=1)


M = matrix_of(lambda x: correlate(x, w), (5, 5))  # (9, 25)
x5 = rng.normal(size=(5, 5))
assert np.allclose(M @ x5.ravel(), correlate(x5, w).ravel())
plot.heatmap(
    M,
    xlabel="pixel of x, line after line",
    ylabel="pixel of y",
    title="The matrix of a 3 x 3 kernel on 5 x 5 pixels (the kernel holds 1 to 9)",
)

# %%
print(f"M has {M.size} entries: {np.mean(M == 0):.0%} are 0, and the others are {len(np.unique(M[M != 0]))} different numbers")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Notice two things. Most entries are 0: a window sees few pixels. And each row holds the same nine numbers, moved to the right (further, where a new line begins). A convolution is a Linear layer under two bans: **look only nearby, and
# use the same weights everywhere**.
#
# The second ban gives what we asked for at the start. If the image moves, the answers move with it:


# %%
def move(image):
    """3 down, 2 to the right. The border of a digit is black: nothing comes in on the other side."""
    return np.roll(image, (3, 2), axis=(0, 1))


R = rng.normal(size=(26 * 26, 28 * 28))  # a Linear layer with random weights
maps = {"convolution": lambda x: correlate(x, w), "a Linear layer": lambda x: (R @ x.ravel()).reshape(26, 26)}
gaps = {}
for name, f in maps.items():
    gaps[name] = np.abs(f(move(images[2])) - move(f(images[2])))[5:, 5:].max()
    print(f"{name}: move and answer, answer and move differ by at most {gaps[name]:.2g}")
assert gaps["convolution"] < 1e-10 and gaps["a Linear layer"] > 1

# %% [markdown]
# A map with this property is **equivariant**: what happens to the input happens to the output. That is not *invariant*, where the output would stay the same. With stride 2 it holds for moves by 2, 4, ... pixels only: a move by 1 puts other pixels into the windows.

# %% [markdown]
# ## 3. The transpose: each pixel paints
#
# A decoder must go the other way, from a small image to a large one. Turn the picture round: where a window was *read* into one number, let one number *paint* a kernel onto the window, and add where strokes overlap. The loops are those of `correlate`, with the two
# sides exchanged.


# %%
def paint(x, w, stride=1):
    """y_(si+u)(sj+v) += x_ij w_uv: each pixel paints the kernel."""
    k, s = len(w), stride
    y = np.zeros((s * (x.shape[0] - 1) + k, s * (x.shape[1] - 1) + k))
    for i, j in np.ndindex(x.shape):
        y[s * i : s * i + k, s * j : s * j + k] += x[i, j] * w
    return y


for s in (1, 2):
    forth = matrix_of(lambda x, s=s: correlate(x, w, s), (5, 5))
    back = matrix_of(lambda y, s=s: paint(y, w, s), correlate(x5, w, s).shape)
    print(f"stride {s}: forth {forth.shape}, back {back.shape}, back is the transpose of forth: {np.array_equal(back, forth.T)}")
    assert np.array_equal(back, forth.T)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Entry for entry: the matrix of `paint` **is** $M^\top$. Hence its name, **transposed convolution**. The reason can be read off the loops: both touch the same triples (pixel of the large image, pixel of the small one, weight), and $M$ has the weight at (small, large), the other at (large, small).
# Without matrices the same is said by $\langle M x, y \rangle = \langle x, M^\top y \rangle$, a test that needs no matrix in memory.
#
# **Predict first.** Some call it "deconvolution". Does painting give the image back? Is $M^\top M x = x$?
#
# <details><summary>Answer</summary> No. A transpose is an inverse only for a matrix whose columns are at right angles and of length 1. Here 25 pixels went into 9 numbers, so no map can bring all of them back. The transpose
# returns the right size, and for each pixel a weighted sum of what lies near it. In a network this does no harm: its weights are learnt, for the way back. </details>

# %%
blur = np.array([[1.0, 2, 1], [2, 4, 2], [1, 2, 1]]) / 16
seen = images[:8, :27, :27]
small = np.stack([correlate(x, blur, 2) for x in seen])  # (8, 13, 13)
back = np.stack([paint(x, blur, 2) for x in small])  # (8, 27, 27)
x, y = seen[5], rng.normal(size=(13, 13))
print(f"<Mx, y> = {np.sum(small[5] * y):.6f}, <x, Mᵀy> = {np.sum(x * paint(y, blur, 2)):.6f}")
print(f"largest difference of an image and what was painted back: {np.abs(seen - back).max():.2f}")
assert np.isclose(np.sum(small[5] * y), np.sum(x * paint(y, blur, 2)))
rows = {"image": seen, "13 x 13": np.pad(small, ((0, 0), (7, 7), (7, 7))), "painted back": back, "four times as bright": 4 * back}
plot.image_rows(rows, image_shape=(27, 27), title="A blur with stride 2, and its transpose")

# %% [markdown]
# ### Further: How often is a pixel painted?
#
# Let all pixels be 1 and the kernel be 1, and count the strokes on one line.

# %%
for k in (2, 3, 4):
    strokes = np.sqrt(np.diag(paint(np.ones((4, 4)), np.ones((k, k)), 2)))  # along the diagonal: strokes of a line, squared
    print(f"k = {k}, stride 2: {strokes.astype(int)}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# With $k = 3$ and stride 2, every second pixel is painted twice, in both directions: a chessboard, before anything is learnt. A network can learn to make up for it. With a kernel that the stride divides ($k = 2$ or 4) all inner pixels are painted equally often.
#
# **Sizes.** The transpose of a map from $H$ to $H'$ lines goes from $H'$ to $H$. But two sizes may share one $H'$: with $k = 3$, $s = 2$, $p = 1$, both 27 and 28 lines have 14 windows. So the transpose must be told which: the smaller one is $s(H' - 1) + k - 2p$, and `output_padding` adds the lines that no window reached.

# %% [markdown]
# ## 4. Two gradients, by hand
#
# A layer gets `dy` and owes `dx`, `dW` and `db` ([BackpropByHand](BackpropByHand.ipynb)). We have done most of the work.
#
# **The input.** Since $y = M x$, the gradient is $dx = M^\top dy$: each $dy_{ij}$ *paints* the kernel onto the window that it came from. So the backward pass of a convolution is a transposed convolution, and the other way round.
#
# **The kernel.** One weight $w_{uv}$ is used at *every* place: $y_{ij}$ has the term $x_{(si+u)(sj+v)}\, w_{uv}$. A number that is used many times gets the sum of all its gradients:
#
# $$dw_{uv} = \sum_{i,j} x_{(si+u)(sj+v)}\, dy_{ij} .$$
#
# For $s = 1$ that is a convolution once more: `dy` slides over the image.


# %%
def correlate_backward(dy, x, w, stride=1):
    """dx and dw of y = correlate(x, w, stride)."""
    s, (rows, places) = stride, dy.shape
    dw = np.zeros_like(w)
    for u, v in np.ndindex(w.shape):
        seen = x[u : u + s * rows : s, v : v + s * places : s]  # what w_uv met, at each place
        dw[u, v] = np.sum(seen * dy)
    dx = np.zeros_like(x)
    painted = paint(dy, w, s)
    dx[: painted.shape[0], : painted.shape[1]] = painted  # lines that no window reached stay 0
    return dx, dw


x, w0 = rng.normal(size=(8, 7)), rng.normal(size=(3, 3))
for s in (1, 2):
    c = rng.normal(size=correlate(x, w0, s).shape)  # a loss Σ c y, so that dy = c
    dx, dw = correlate_backward(c, x, w0, s)
    report = nn.gradcheck(lambda c=c, s=s: np.sum(c * correlate(x, w0, s)), {"x": x, "w": w0}, {"x": dx, "w": dw})
    print(f"stride {s}: the referee says {report.ok()}")
    assert report.ok()
wrong = nn.gradcheck(lambda: np.sum(c * correlate(x, w0, 2)), {"w": w0}, {"w": dw / c.size})
print("with a mean over the places in place of the sum:", wrong.ok())
assert not wrong.ok()
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# `nn.gradcheck` is the referee of BackpropByHand: central differences, entry by entry. With several channels the sums run over one more index, and the bias, which is added at each place, gets $db_o = \sum_{n,i,j} dy_{nijo}$.

# %% [markdown]
# ## 5. Further: Windows as rows (im2col)
#
# Loops in Python are slow; the product of two matrices is the one thing that computers do fastest. Can we make a product of it? Write each window as a **row**: an array of $N H' W'$ rows and $k^2 I$ columns. The kernels are the columns of a second matrix. Then
#
#     columns = im2col(x)            # (N H' W', k k I)
#     y = columns @ W + b            # W as (k k I, O)
#
# This is a Linear layer with windows for examples! So we know its backward pass: `dW = columns.T @ dy`, `db = dy.sum(axis=0)`, and `dcolumns = dy @ W.T`. What is left: a pixel that stood in nine windows gets the sum of nine gradients. Adding the rows up where they came from is called **col2im**.


# %%
def im2col(x, k, s):
    """The windows of x (N, H, W, C) as rows: (N H' W', k k C)."""
    N, H, W, C = x.shape
    rows, places = n_windows(H, k, s), n_windows(W, k, s)
    windows = np.empty((N, rows, places, k, k, C))
    for u, v in np.ndindex(k, k):  # k² copies, each of all windows at once
        windows[:, :, :, u, v] = x[:, u : u + s * rows : s, v : v + s * places : s]
    return windows.reshape(N * rows * places, k * k * C)


def col2im(columns, shape, k, s):
    """Add the rows up where their windows were: the transpose of im2col."""
    N, H, W, C = shape
    rows, places = n_windows(H, k, s), n_windows(W, k, s)
    windows, x = columns.reshape(N, rows, places, k, k, C), np.zeros(shape)
    for u, v in np.ndindex(k, k):
        x[:, u : u + s * rows : s, v : v + s * places : s] += windows[:, :, :, u, v]
    return x


x = rng.normal(size=(4, 9, 8, 2))
framed = np.pad(x, ((0, 0), (1, 1), (1, 1), (0, 0)))  # padding 1
columns = im2col(framed, 3, 2)
y, cache = layer.forward(x)  # the layer of section 1
ours = columns @ W.reshape(-1, 3) + b
dy = rng.normal(size=y.shape)
layer.grads["W"][...] = 0
dx = layer.backward(dy, cache)
our_dx = col2im(dy.reshape(-1, 3) @ W.reshape(-1, 3).T, framed.shape, 3, 2)[:, 1:-1, 1:-1]
our_dW = columns.T @ dy.reshape(-1, 3)
print("y, dx, dW are those of nn.Conv2d:", np.allclose(ours.reshape(y.shape), y), np.allclose(our_dx, dx), np.allclose(our_dW.reshape(W.shape), layer.grads["W"]))
print(f"x has {x.size} numbers, columns {columns.size}; with stride 1 they would have {im2col(framed, 3, 1).size}, nine times as many as x")
assert np.allclose(ours.reshape(y.shape), y) and np.allclose(our_dx, dx) and np.allclose(our_dW.reshape(W.shape), layer.grads["W"])
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# That is how `nn.Conv2d` works, and `nn.ConvTranspose2d` is the same two steps exchanged: a product, then col2im. The price is memory: each pixel is stored once for each window that it stands in.

# %% [markdown]
# ## 6. Max-pooling, and who gets the gradient
#
# Often the place of an edge need not be known to the pixel. **Max-pooling** cuts each channel into windows, 2 x 2 without overlap, and keeps the largest number of each. It has no weights. Backwards: where the largest number grows, $y$ grows as much; where another grows a little,
# nothing happens. So the winner gets `dy`, the others 0.
#
# **Predict first.** In the black background all four pixels of a window are 0. Who is the winner? Try: what would be wrong with giving `dy` to all four?
#
# <details><summary>Answer</summary>
#
# In a tie there is no derivative: raise one of them by h and y grows by h; lower one by h and nothing happens. So a choice has to be made. If all four got dy, the gradient would promise too much: raise all four by h, and y grows by h, not by 4 h. One winner (here the first of
# the window) is a choice that keeps the sum; so would be a quarter for each.
#
# </details>


# %%
def max_pool(x, size=2):
    """The largest number of each window, and which of its places it had."""
    rows, places = x.shape[0] // size, x.shape[1] // size
    windows = x[: rows * size, : places * size].reshape(rows, size, places, size).swapaxes(1, 2).reshape(rows, places, -1)
    return windows.max(axis=2), windows.argmax(axis=2)  # argmax: the first of equals


def max_pool_backward(dy, best, shape, size=2):
    """dy to the place that won, 0 elsewhere."""
    dx = np.zeros(shape)
    for i, j in np.ndindex(dy.shape):
        u, v = divmod(best[i, j], size)
        dx[size * i + u, size * j + v] = dy[i, j]
    return dx


x = np.array([[0.0, 0, 3, 1], [0, 0, 2, 3], [5, 4, 0, 0], [1, 2, 0, 0.5]])
y, best = max_pool(x)
dx = max_pool_backward(np.array([[10.0, 20], [30, 40]]), best, x.shape)
print(np.hstack([x, dx]), "left x, right dx")
assert dx.sum() == 100
layer_y, cache = nn.MaxPool2d(2).forward(x[None, :, :, None])
assert np.array_equal(nn.MaxPool2d(2).backward(np.array([[10.0, 20], [30, 40]])[None, :, :, None], cache)[0, :, :, 0], dx)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Notice the first window, all zeros, and the second, where 3 stands twice: the first one wins. The referee cannot judge there. Away from ties it agrees:

# %%
apart = rng.normal(size=(6, 4))
c = rng.normal(size=(3, 2))
_, best = max_pool(apart)
good = nn.gradcheck(lambda: np.sum(c * max_pool(apart)[0]), {"x": apart}, {"x": max_pool_backward(c, best, apart.shape)})
tie = np.zeros((2, 2))
_, best = max_pool(tie)
at_tie = nn.gradcheck(lambda: max_pool(tie)[0].sum(), {"x": tie}, {"x": max_pool_backward(np.ones((1, 1)), best, tie.shape)})
print("away from ties:", good.ok(), "  at a tie of four:", at_tie.ok(), "- it says", nn.numerical_gradient(lambda: max_pool(tie)[0].sum(), tie).ravel())
assert good.ok() and not at_tie.ok()  # claim: the referee agrees away from ties and cannot judge at one
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 7. A convolutional autoencoder, beside a dense one
#
# The encoder: two convolutions with stride 2, 1 to 8 to 16 channels (28, 14, 7 pixels wide), then one Linear layer to a code of 16 numbers. The decoder runs through the same sizes in the other order, with transposed convolutions. Its rival is the dense autoencoder, 784-256-16-256-784. Both have the same code, the same loss (Bernoulli: each pixel a coin;
# in nats) and Adam. **Predict first.** Which one rebuilds unseen digits better?
#
# What is a fair budget? Counted per image, forwards: a convolution from $I$ to $O$ channels with $H' W'$ places costs $H' W' k^2 I O$ multiplications; a Linear layer costs as many as it has weights.

# %%
n_fit, n_chosen = (20_000, 5_000) if full else (3_000, 1_000)  # to train on, without labels; to choose on
x_fit, x_chosen = data.x_train[:n_fit], data.x_train[n_fit : n_fit + n_chosen]
y_chosen = data.y_train[n_fit : n_fit + n_chosen]
x_test, y_test = data.x_test, data.y_test
CHANNELS, HIDDEN, CODE = (8, 16), 256, 16
EPOCHS = {"convolutional": 6, "dense": 9}  # the dense one has at most the same CPU time: `python benchmarks/conv.py --dense`
STARTS = range(4)


def conv_autoencoder(seed, rate, epochs=EPOCHS["convolutional"]):
    """784 as 28 x 28 x 1 -> 14 x 14 x 8 -> 7 x 7 x 16 -> 16, and back."""
    return ConvAutoencoder(channels=CHANNELS, latent_dim=CODE, epochs=epochs, batch_size=64, learning_rate=rate, random_state=SEED + seed, progress=False)


def dense_autoencoder(seed, rate, epochs=EPOCHS["dense"]):
    """784 -> 256 -> 16, and back."""
    return Autoencoder(hidden=(HIDDEN,), latent_dim=CODE, epochs=epochs, batch_size=64, learning_rate=rate, random_state=SEED + seed, progress=False)


def n_weights(model):
    """All weights and biases of both networks."""
    return sum(at.params[key].size for _, at, key in nn.named_parameters(model.encoder_, model.decoder_))


c1, c2 = CHANNELS
conv_cost = 14 * 14 * 9 * c1 + 7 * 7 * 9 * c1 * c2 + 7 * 7 * c2 * CODE
dense_cost = 784 * HIDDEN + HIDDEN * CODE
print(f"multiplications of an encoder for one image: convolutional {conv_cost:,}, dense {dense_cost:,}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# So per image the convolutional one multiplies less, and yet takes longer: windows are copied, and its products are small. A notebook should not print times, which differ between machines. In five runs of `python benchmarks/conv.py --dense` on a busy computer a convolutional step took 1.55 to 1.84 times as long as
# a dense one. So the dense one gets half as many epochs again, 9 for 6: about **equal time**, if anything too little. The learning rate of each is chosen from the same three, by the error on images held out for this.

# %%
RATES = (0.003, 0.008, 0.02)
makers = {"convolutional": conv_autoencoder, "dense": dense_autoencoder}
best_rate = {}
for name, make in makers.items():
    errors = {rate: float(make(100, rate).fit(x_fit).squared_error(x_chosen).mean()) for rate in RATES}
    best_rate[name] = min(errors, key=errors.get)
    print(f"{name:14s}", *[f"{rate}: {error:.1f}  " for rate, error in errors.items()], f"chosen: {best_rate[name]}")

# %%
models = {name: [make(seed, best_rate[name]).fit(x_fit) for seed in STARTS] for name, make in makers.items()}
error = {name: np.array([model.squared_error(x_test).mean() for model in several]) for name, several in models.items()}


def with_interval(values):
    """The mean of a few numbers, and half of its 95 % interval (Student's t)."""
    values = np.asarray(values, dtype=np.float64)
    return values.mean(), student_t.ppf(0.975, len(values) - 1) * values.std(ddof=1) / np.sqrt(len(values))


pca, on_own = PCA(CODE).fit(x_fit), {}
print(f"PCA, {CODE} components: {pca.squared_error(x_test).mean():.2f}")
for name, several in models.items():
    mean, half = with_interval(error[name])
    on_own[name] = np.mean([model.squared_error(x_fit).mean() for model in several])
    print(f"{name:14s} {n_weights(several[0]):8,} weights, squared error {mean:.2f} ± {half:.2f} (95 %, {len(STARTS)} starts), on the images it was trained on {on_own[name]:.2f}")
gap = with_interval(error["convolutional"] - error["dense"])
print(f"convolutional minus dense: {gap[0]:+.2f} ± {gap[1]:.2f}")
assert gap[0] - gap[1] > 0  # claim: at equal time the dense network rebuilds unseen digits better, beyond the interval
assert error["dense"].mean() - on_own["dense"] > 1.5 * (error["convolutional"].mean() - on_own["convolutional"])  # claim: from the images it was trained on to new ones, the dense network loses more
assert error["convolutional"].max() < pca.squared_error(x_test).mean()  # claim: the convolutional network is ahead of PCA from every start

# %%
shown = np.array([np.flatnonzero(y_test == c)[0] for c in range(10)])
plot.image_rows(
    {"image": x_test[shown]} | {name: several[0].reconstruct(x_test[shown]) for name, several in models.items()},
    title="Unseen digits, rebuilt from 16 numbers",
)

# %% [markdown]
# At equal time, and with equal tuning of the rate, the **dense** network is ahead by more than the interval. (Widths were not tuned for either; four starts, one split.) That holds for MNIST with 3,000 images and for *this* time, and is no verdict on photographs: when both are trained three times as long, most of the lead is gone (next section). Both are ahead of PCA with as many numbers.
#
# Look at the other side, too. The convolutional network has a fourteenth of the weights. And from the images that it was trained on (last number of each line) to new ones it loses less: the dense one has begun to learn its own by heart.

# %% [markdown]
# ### Further: Is it the weights, the middle of the image, or the short training?
#
# Why is the dense one ahead? Three guesses. (1) The *weights*: it has fourteen times as many to fit with. (2) The *middle*: MNIST's digits are all centred, so "the same weights everywhere" gains nothing. (3) The *training* is short, and the convolutional one learns more slowly.
# Take each away by itself: (1) a dense network of 784-16-784, without hidden layers, has about as few weights as the convolutional one; (2) all images moved at random by up to four pixels; (3) copies of both, trained three times as long. **Predict first.** In which of them is most of the lead gone?
#
# <details><summary>Answer</summary> In (1) and in (3). In (2) it stays. </details>

# %%
def trained_on(model, epochs):
    """A copy of a fitted model after more epochs. (Adam's averages start anew.)"""
    model, rng = deepcopy(model), np.random.default_rng(SEED + 7)
    adam = nn.Adam(model.encoder_, model.decoder_, learning_rate=model.learning_rate)
    nn.train(lambda rows: model.loss_and_grads(x_fit[rows], train=True), adam, n_fit, epochs=epochs, batch_size=64, rng=rng, progress=False)
    return model


longer = {name: [trained_on(model, 2 * EPOCHS[name]) for model in several[:2]] for name, several in models.items()}
error_longer = {name: np.array([model.squared_error(x_test).mean() for model in several]) for name, several in longer.items()}
for name, several in longer.items():
    own = np.mean([model.squared_error(x_fit).mean() for model in several])
    print(f"{name:14s} after {3 * EPOCHS[name]} epochs, two starts: {error_longer[name].round(2)}, on the images it was trained on {own:.2f}")
gap_longer = np.mean(error_longer["convolutional"] - error_longer["dense"])
print(f"convolutional minus dense: {gap_longer:+.2f}, after a third of the time {gap[0]:+.2f}")
assert gap_longer < gap[0] / 2  # claim: when both are trained three times as long, more than half of the lead is gone

narrow = Autoencoder(hidden=(), latent_dim=CODE, epochs=3 * EPOCHS["dense"], batch_size=64, learning_rate=best_rate["dense"], random_state=SEED, progress=False).fit(x_fit)
error_narrow = narrow.squared_error(x_test).mean()
print(f"dense, no hidden layer: {n_weights(narrow):,} weights, squared error {error_narrow:.2f}, after three times as many epochs")
rng = np.random.default_rng(SEED + 11)
off_fit, off_test = (np.stack([np.roll(image, tuple(by), axis=(0, 1)).ravel() for image, by in zip(x.reshape(-1, 28, 28), rng.integers(-4, 5, (len(x), 2)), strict=True)]) for x in (x_fit, x_test))
off = {name: make(0, best_rate[name]).fit(off_fit).squared_error(off_test).mean() for name, make in makers.items()}
print(f"digits off the middle, one start: convolutional {off['convolutional']:.2f}, dense {off['dense']:.2f}")
assert error_narrow > error["convolutional"].mean()  # claim: with as few weights the dense network is behind the convolutional one, even after three times as many epochs
assert off["convolutional"] - off["dense"] > gap[0] / 2  # claim: with digits off the middle more than half of the lead stays

# %% [markdown]
# It takes (1) and (3) together, and not (2). With as few weights the dense network is behind; with more time most of the lead goes: the large one gains little more on new images, and goes on learning its own by heart. (With 0.003, here a better
# rate for the large one, it kept about half a point with three other seeds.) So the comparison hung on the size *and* on the time: it was one point of two curves. Why the convolutional one is slower at first we have not shown; its few channels are one guess.

# %% [markdown]
# ### Further: Does it stand a move?
#
# **Predict first.** Move all test images by two pixels to the right. Does the convolutional network, which treats all places alike, stand it?
#
# <details><summary>Answer</summary> It does not. A likely reason: its convolutions are equivariant, but they end in a Linear layer, and there each place has its own weights again: the code of a moved digit is another code. Nor has the decoder ever had to draw a digit there. </details>

# %%
aside = np.roll(x_test.reshape(-1, 28, 28), 2, axis=2).reshape(-1, 784)
for name, several in models.items():
    after = np.array([model.squared_error(aside).mean() for model in several])
    print(f"{name:14s} in place {error[name].mean():.1f}, moved by two pixels {with_interval(after)[0]:.1f} ± {with_interval(after)[1]:.1f}")
    assert after.mean() > 1.5 * error[name].mean()  # claim: moved by two pixels, the error of each network rises by more than half
print(f"PCA            in place {pca.squared_error(x_test).mean():.1f}, moved by two pixels {pca.squared_error(aside).mean():.1f}")

# %% [markdown]
# Both lose about as much: the error rises by more than half. Equivariance of the layers is not invariance of the network.

# %% [markdown]
# ## 8. Does one unit know a digit?
#
# In 2012 a network of a billion weights was shown ten million frames of videos, one frame of each, and no label. It learnt to rebuild them, with an extra price for busy units. Then its authors found a unit that answers to faces, and another that answers to cats: the "cat neuron" was in the newspapers (Le et al. 2012; it was *not* a convolution: each place had weights of its own). The best unit for faces,
# with the best of 20 thresholds on the same images, told 81.7 % of them right; who always says "no face" is right in 64.8 %.
#
# How would you test such a claim? A unit gives a number, its **activation**, for each image. Choose a threshold and a sign: then the unit says "it is a 3" or "it is not". Three traps lie in wait.
#
# **Trap 1: the score.** One digit in ten is a 3. Who always says "no 3" is right in 90 % of all cases. So we take the mean of two shares, of the 3s that it finds and of the others that it leaves alone: the **balanced accuracy**. Saying "no" always has 50 %, and so has a coin in the long run.


# %%
def balanced_accuracy(said, true):
    """The mean of the share of true ones that were found, and of false ones left alone."""
    return (np.mean(said[true]) + np.mean(~said[~true])) / 2


threes = y_test == 3
never = np.zeros(len(y_test), dtype=bool)
coin = np.random.default_rng(SEED).random(len(y_test)) < 0.5
for name, said in (("says never", never), ("tosses a coin", coin)):
    print(f"{name:14s} right {np.mean(said == threes):.0%}, balanced accuracy {balanced_accuracy(said, threes):.0%}")

# %% [markdown]
# **Trap 2: the choice.** Our convolutional encoder has 784 units after its second convolution (7 x 7 places, 16 channels). To find the best unit for the 3s, its sign and its threshold, one needs **labels**: the network was trained without labels, but the unit is found with them. And the best of 784 on some images is partly lucky there. So unit, sign and threshold are chosen on 1,000 labelled images, which
# the network has not seen (but its learning rate was chosen by them, without labels), and the score is taken on the test images.
#
# **Trap 3: compared with what?** In the next cells the same search is run on rivals, each as a set of "units":
#
# - **untrained**: the same network with the random weights that it started with
# - **pixels**: a unit is a pixel; **random sums**: a unit is a sum of all pixels with random weights
# - **PCA** and the **code** of either network: 16 numbers each
# - **dense hidden**: the 256 hidden units of the dense network
# - **K-means**: a unit is minus the distance to a cluster's centre; 100 clusters, or 16 as the code has units, found without labels


# %%
def best_units(a, labels, n_classes=10):
    """For each class the unit, sign and threshold with the best balanced accuracy on a (N, U)."""
    order = np.argsort(a.T, axis=1, kind="stable")  # (U, N)
    rising = np.take_along_axis(np.ascontiguousarray(a.T), order, axis=1)  # each unit's numbers, from small to large
    cut = rising[:, 1:] > rising[:, :-1]  # between equal numbers no threshold fits
    n, found = np.arange(1, len(a)), []
    for c in range(n_classes):
        below = np.cumsum((labels == c)[order], axis=1, dtype=np.int32)[:, :-1]  # images of the class below the cut
        n_true = np.sum(labels == c)
        score = (1 - below / n_true + (n - below) / (len(a) - n_true)) / 2  # of the detector "above is the class"
        score = np.where(cut, score, 0.5)
        unit, place = np.unravel_index(np.abs(score - 0.5).argmax(), score.shape)
        sign = 1 if score[unit, place] > 0.5 else -1
        threshold = (rising[unit, place] + rising[unit, place + 1]) / 2
        found.append((unit, sign, threshold, 0.5 + abs(score[unit, place] - 0.5)))
    return found


def score_units(found, a, labels):
    """The balanced accuracy of each chosen unit on other images."""
    return np.array([balanced_accuracy(sign * (a[:, unit] - threshold) > 0, labels == c) for c, (unit, sign, threshold, _) in enumerate(found)])


def search(units):
    """Choose on the labelled images, score on the test images: ten scores each."""
    found = best_units(units(x_chosen), y_chosen)
    return np.array([score for *_, score in found]), score_units(found, units(x_test), y_test)


def part(net, stop):
    """The first layers of a network, as a function of images (N, 784) -> (N, U)."""
    front = nn.Sequential(*net.layers[:stop])
    return lambda x: np.asarray(front.forward(x)[0], dtype=np.float64).reshape(len(x), -1)


# %%
trained = models["convolutional"]
untrained = [conv_autoencoder(seed, 1e-30, epochs=1).fit(x_fit[:64]) for seed in STARTS]  # steps of 1e-30: the weights stay as they were drawn
centres = {k: [KMeans(k, n_init=1, random_state=SEED + seed).fit(x_fit).cluster_centers_ for seed in STARTS] for k in (16, 100)}
mixes = [np.random.default_rng(SEED + seed).normal(size=(784, 784)) for seed in STARTS]
PLACES = 5  # the layers up to the second ReLU
candidates = {
    "places, trained": [part(model.encoder_, PLACES) for model in trained],
    "places, untrained": [part(model.encoder_, PLACES) for model in untrained],
    "code, trained": [part(model.encoder_, None) for model in trained],
    "code, untrained": [part(model.encoder_, None) for model in untrained],
    "dense hidden": [part(model.encoder_, 2) for model in models["dense"]],
    "dense code": [part(model.encoder_, None) for model in models["dense"]],
    "pixels": [lambda x: x],
    "PCA": [pca.transform],
    "random sums": [lambda x, mix=mix: x @ mix for mix in mixes],
}
for k in centres:
    candidates[f"K-means, {k}"] = [lambda x, c=c: -((x**2).sum(axis=1)[:, None] - 2 * x @ c.T + (c**2).sum(axis=1)) for c in centres[k]]
chosen_score, test_score = {}, {}
for name, several in candidates.items():
    pairs = [search(units) for units in several]
    chosen_score[name], test_score[name] = (np.array(part) for part in zip(*pairs, strict=True))  # (starts, 10)
    n_units = several[0](x_test[:1]).shape[1]
    mean = test_score[name].mean(axis=1)
    spread = "{:.3f} ± {:.3f}".format(*with_interval(mean)) if len(mean) > 1 else f"{mean[0]:.3f}        "
    print(f"{name:18s} {n_units:4d} units: mean of ten digits {spread}, best digit {test_score[name].mean(axis=0).max():.3f}, on the images of the choice {chosen_score[name].mean():.3f}")

# %%
lead = {kind: test_score[f"{kind}, trained"].mean(axis=1) - test_score[f"{kind}, untrained"].mean(axis=1) for kind in ("places", "code")}
for kind, values in lead.items():
    print(f"{kind}: trained minus untrained, mean of ten digits: " + "{:+.3f} ± {:.3f} (95 %, four starts)".format(*with_interval(values)))
mean_score = {name: scores.mean() for name, scores in test_score.items()}
assert lead["code"].mean() > lead["places"].mean() + 0.03  # claim: training adds more to the code than to the places
assert lead["code"].mean() > with_interval(lead["code"])[1]  # claim: the best code unit is ahead of the untrained one, beyond the interval
assert mean_score["places, untrained"] > 0.7  # claim: the untrained network has units with more than 70 %
assert mean_score["PCA"] > mean_score["code, trained"] - 0.03  # claim: the best component of PCA is about as good as the best code unit, or better
networks = ("places, trained", "code, trained", "dense hidden", "dense code")
assert mean_score["K-means, 100"] > max(mean_score[name] for name in networks) - 0.01  # claim: the best of 100 centres is as good as the best units of both networks, or better
assert abs(mean_score["K-means, 16"] - mean_score["code, trained"]) < 0.04  # claim: the best of 16 centres is about as good as the best of the 16 code units

# %% [markdown]
# Read the table slowly.
#
# - In the mean of the ten digits, the best unit of the trained network tells a digit from the others with about 80 %: far above 50, and no label took part in the training. *That* is the sentence of the newspapers.
# - The best unit of the **untrained** network is nearly as good among the 784 places: most of the score comes from the search with labels, and from the images. What training adds there is not certain: about two points in this run; with five other seeds and splits we saw from two points *less* to five more.
# - To the 16 units of the **code** training adds more: ten points in this run. Because there are fewer to choose from? No (section after next).
# - A pixel, a random sum of pixels, a principal component: each search finds something, and PCA's best component is about as good as the best code unit; so is the best of 16 centres of K-means, a page of code. The best of 100 centres is as good as the best units of both networks, or better.
# - On the images of the choice nearly every score is higher than on the test images. A likely reason is the luck of the choice (next section).
#
# So training helps, and for the code it can be shown to: compared with the right rival, over several starts, with an interval. But "it learnt the concept of a 3" does not follow from "there is a unit for the 3s". On all of MNIST, with a larger network: `python benchmarks/cat_neuron.py`.

# %% [markdown]
# ### Further: The luck of the choice
#
# How much of a score is luck? Remove the truth: shuffle the labels of the images on which we choose. Now no unit can know anything.

# %%
units = candidates["places, trained"][0]
rng = np.random.default_rng(SEED + 8)
luck = {}
for n in (100, 300, 1000):
    shuffled, real = [], []
    for _ in range(5):
        some = rng.choice(len(x_chosen), n, replace=False)
        a = units(x_chosen[some])
        for labels, scores in ((rng.permutation(y_chosen[some]), shuffled), (y_chosen[some], real)):
            found = best_units(a, labels)
            scores.append((np.mean([score for *_, score in found]), score_units(found, units(x_test), y_test).mean()))
    luck[n] = *np.mean(shuffled, axis=0), *np.mean(real, axis=0)
    print("{:4d} labels: shuffled {:.3f} where chosen, {:.3f} on the test images; true {:.3f} and {:.3f}".format(n, *luck[n]))
assert luck[100][0] > 0.7 and abs(luck[100][1] - 0.5) < 0.1  # claim: with 100 shuffled labels the best unit scores above 70 % where it was chosen, and about 50 % on the test images
assert luck[100][0] > luck[300][0] > luck[1000][0]  # claim: the luck shrinks with the number of labels

# %% [markdown]
# With 100 labels, some ten of each digit, the search "finds" units with more than 70 % where there is nothing to find. More labels, or a smaller search, leave less luck; only other images for the score leave none.

# %% [markdown]
# ### Further: Is it the small number of units?
#
# Training added more to the 16 units of the code than to the 784 places. If the reason is that there are fewer to choose from, then let the search choose among 16 of the places only, drawn at random; and, the other way round, among 784 random sums of the code's 16 numbers.


# %%
def of_few(units, n=16):
    """The mean score on the test images, if only n of the units may be chosen: mean of eight draws."""
    rng, a, a_test = np.random.default_rng(SEED + 9), units(x_chosen), units(x_test)
    draws = [rng.choice(a.shape[1], n, replace=False) for _ in range(8)]
    return np.mean([score_units(best_units(a[:, some], y_chosen), a_test[:, some], y_test) for some in draws])


lead_few = np.array([of_few(units) - of_few(start) for units, start in zip(candidates["places, trained"], candidates["places, untrained"], strict=True)])
sums = np.random.default_rng(SEED + 10).normal(size=(CODE, 784))
of_many = np.array([[search(lambda x, units=units: units(x) @ sums)[1].mean() for units in candidates[f"code, {kind}"]] for kind in ("trained", "untrained")])
lead_many = of_many[0] - of_many[1]
for name, values in (("16 of the places", lead_few), ("784 sums of the code", lead_many)):
    print(f"{name}: trained minus untrained, mean of ten digits: " + "{:+.3f} ± {:.3f} (95 %, four starts)".format(*with_interval(values)))
print(f"the best of 784 sums of the trained code: {of_many[0].mean():.3f}; of its 16 units: {mean_score['code, trained']:.3f}")
assert lead["code"].mean() > lead_few.mean() + 0.03  # claim: among 16 of the places training adds less than to the 16 units of the code
assert lead_many.mean() > lead["places"].mean() + 0.03  # claim: among 784 sums of the code it still adds more than among the 784 places
assert of_many[0].mean() > mean_score["code, trained"]  # claim: the best of the random sums is ahead of the best unit

# %% [markdown]
# Among 16 places training adds about as little as among all, and among 784 sums of the code it still adds much: the number is not the reason. (And the best random sum is ahead of the best unit: single units of a code are nothing special.) It is the code that gains; the loss asks of these 16 numbers that a digit can be drawn from them, and of no single place anything.

# %% [markdown]
# ### Further: What else could the labels do?

# %%
plain = LogisticRegression(max_iter=1000).fit(x_chosen, y_chosen).predict(x_test)
read = np.mean([balanced_accuracy(plain == c, y_test == c) for c in range(10)])
print(f"ten neurons, trained on the same {n_chosen:,} labels: mean balanced accuracy {read:.3f}")
assert read > mean_score["K-means, 100"] + 0.05  # claim: ten neurons trained on the same labels are ahead of every search for one unit by more than five points

# %% [markdown]
# Who has 1,000 labels can train with them, and is far ahead of the best single units, in the mean of the ten digits. What a network without labels is good for is another question: how few labels are enough when one trains on top of its code.

# %% [markdown]
# ## 9. The image that excites a unit most
#
# What does a unit look for? Ask the gradient. Not that of the weights, which stand still now, but that of the **input**: $\partial a / \partial x$ says how to change the image so that the unit's activation $a$ grows (Erhan et al. 2009). Go uphill, step by step: this is **activation maximisation**.
#
# Without a limit that has no end: a linear unit doubles when the image doubles. So the length of the image is bounded, $\lVert x \rVert \le r$: after each step an image that is too long is shortened to length $r$.
#
# For a unit of the **first** layer we know the answer without a computer. It is $a = \langle v, x \rangle + b$, where $v$ is its kernel, laid on its window, and 0 elsewhere. Among all images of length $r$ the inner product is largest where $x$ points along $v$:
#
# $$x^* = r\, \frac{v}{\lVert v \rVert}, \qquad a^* = r\, \lVert v \rVert + b .$$
#
# **The best image of a first-layer unit is its own kernel.** That is a check for the code before it is let loose on deeper units.

# %%
model = models["convolutional"][0]
first = nn.Sequential(*model.encoder_.layers[:2])  # Unflatten, Conv2d
rng = np.random.default_rng(SEED)
r = np.sqrt((x_fit**2).sum(axis=1).mean())  # the length of a typical image
worst = 0.0
for channel in range(c1):
    x_star, value = nn.activation_maximisation(first, (7, 7, channel), 784, rng, radius=r, n_starts=2)
    v = np.zeros((30, 30))
    v[14:17, 14:17] = model.encoder_.layers[1].params["W"][:, :, 0, channel]  # place 7: the window at 14, of 30 padded lines
    v = v[1:-1, 1:-1].ravel()
    worst = max(worst, np.abs(x_star - r * v / np.linalg.norm(v)).max() / r)
    assert np.allclose(value, r * np.linalg.norm(v) + model.encoder_.layers[1].params["b"][channel], rtol=1e-4)
print(f"{c1} units: x* is r v / |v|; the largest difference is {worst:.0e} of r")
assert worst < 1e-4

# %% [markdown]
# ### Deeper
#
# After a ReLU there is no formula, and perhaps several summits. So we start from several random images, and compare with what the unit answers to *real* images of the same length. A unit of the second convolution sees 7 x 7 pixels (three places of a 3 x 3 window that moves by 2); a unit of the code sees all.

# %%
deep, places = nn.Sequential(*model.encoder_.layers), nn.Sequential(*model.encoder_.layers[:4])
same_length = x_fit * (r / np.linalg.norm(x_fit, axis=1, keepdims=True))


def excite(net, unit, **how):
    """The best images of a unit from eight starts, its values, and its values for real images of the same length."""
    best, value = nn.activation_maximisation(net, unit, 784, np.random.default_rng(SEED), radius=r, n_starts=8, n_steps=300, **how)
    answers = net.forward(same_length)[0]
    answers = answers[(slice(None), *unit)] if isinstance(unit, tuple) else answers[:, unit]
    return best, value, answers


rows, leads, alikes = {}, [], {}
for name, net, unit in (("second layer, 0", places, (3, 3, 0)), ("second layer, 5", places, (3, 3, 5)), ("code, 0", deep, 0), ("code, 5", deep, 5)):
    best, value, answers = excite(net, unit)
    alike = (best @ best.T / r**2)[np.triu_indices(len(best), 1)]  # cosines of all pairs of starts
    leads.append(value[0] - answers.max())
    alikes[name] = alike.max()
    rows[name] = np.concatenate([best[:3], same_length[np.argsort(-answers)[:5]]])
    print(f"{name:15s} found {value[0]:.1f} (worst start {value[-1]:.1f}), best real image {answers.max():.1f}, mean of real ones {answers.mean():.1f}; cosines of two starts {alike.min():.2f} to {alike.max():.2f}")
assert min(leads) > 0  # claim: what is found excites each unit more than the best real image of the same length
assert max(alikes["code, 0"], alikes["code, 5"]) < 0.95  # claim: for a code unit no two starts end at the same picture
plot.image_rows(rows, limits=(-1, 1), columns=8, title="Three starts; the five most exciting real images")

# %% [markdown]
# Notice three things. What was found excites each unit more than any real image of the same length, and in this run several times as much: the gradient works. For the second layer it is a small patch, the 7 x 7 pixels that the unit sees, with dark strokes beside light ones (grey is 0; a real image has no negative pixel). And for a unit of the **code** the picture is no digit. Other starts end at other pictures that do
# nearly as well; and in this run the real images on the right are of several classes (in other runs some units had five of one class).
#
# So such a picture is evidence about the unit, and about the search: which lengths, which starts, which pixels were allowed. In 2012 the picture of the face unit looked like a face. Ours do not look like digits; to search for one that does, and to show only that one, would be trap 2 once more.

# %% [markdown]
# ### Further: What pooling does to it
#
# Put a max-pooling of 2 x 2 on the first layer. **Predict first.** What is the best image of a *pooled* unit, and how many are there?
#
# <details><summary>Answer</summary> The pooled unit takes the largest of four neighbours. Each of them is largest for its own kernel, laid on its own window, and all four kernels are the same. So there are four best images, one kernel at four places, all equally good. From which start you go decides where
# you end. </details>

# %%
pooled = nn.Sequential(*model.encoder_.layers[:2], nn.MaxPool2d(2))
channel = int(np.argmax(np.linalg.norm(model.encoder_.layers[1].params["W"][:, :, 0], axis=(0, 1))))
x_star, value = nn.activation_maximisation(pooled, (3, 3, channel), 784, np.random.default_rng(SEED), radius=r, n_starts=40)
four = np.stack([nn.activation_maximisation(first, (i, j, channel), 784, np.random.default_rng(SEED), radius=r, n_starts=1)[0][0] for i in (6, 7) for j in (6, 7)])
which = (x_star @ four.T / r**2).argmax(axis=1)
cosine = (x_star @ four.T / r**2).max(axis=1)
print("starts that end at each of the four kernels:", [Counter(which.tolist())[n] for n in range(4)], f"; cosine with it at least {cosine.min():.3f}")
print(f"largest and smallest value: {value[0]:.3f}, {value[-1]:.3f}")
assert len(set(which)) == 4 and cosine.min() > 0.99  # claim: forty starts end at all four kernels, and at nothing else
plot.image_grid(np.stack([x_star[which == n][0] for n in np.unique(which)]).reshape(-1, 28, 28)[:, 8:20, 8:20], image_shape=(12, 12), columns=4, limits=(-r / 2, r / 2), title="Four best images")

# %%
moves = range(-4, 5)
answer = {name: [] for name in ("not pooled", "pooled 2 x 2")}
for move in moves:
    there = np.roll(four[0].reshape(28, 28), move, axis=1).reshape(1, -1)
    answer["not pooled"].append(float(first.forward(there)[0][0, 6, 6, channel]))
    answer["pooled 2 x 2"].append(float(pooled.forward(there)[0][0, 3, 3, channel]))
plot.curves(answer, x=list(moves), xlabel="the image is moved to the right by ... pixels", ylabel="activation", title="A kernel moves past a unit, and past a pooled unit")

# %% [markdown]
# The pooled unit answers the same to the picture in place and moved by two pixels: those are two places of its window. So one picture of "what excites it most" shows one of four, and hides that the unit does not care which. But at one pixel, in between, both answer far less in this run: with stride 2 the windows stand on every second pixel only
# (section 2). Pooling bridges the places, not the pixels that the stride has skipped.
# %% [markdown]
# ### Further: What pooling does to a moved digit
#
# Pooling is said to make a network care less about places. Is that so, and is it the *maximum* that does it? Take the eight learnt kernels at each pixel, with the ReLU; then the largest of each window, or, as a rival, the mean of each window. Move each test image by one or two pixels. How far do the numbers move, compared with how far apart two different images are (1 would be: as far)?

# %%
kernels = nn.Conv2d(1, c1, 3, np.random.default_rng(SEED), padding=1)
kernels.params["W"][...] = model.encoder_.layers[1].params["W"]
kernels.params["b"][...] = model.encoder_.layers[1].params["b"]


def responses(x, size, pool):
    """The kernels' answers (N, 28, 28, C), pooled in windows of size x size."""
    h = np.maximum(kernels.forward(x.reshape(-1, 28, 28, 1))[0], 0)
    return pool(h.reshape(len(x), 28 // size, size, 28 // size, size, -1), axis=(2, 4))


some = x_test[:500]
relative = {}
for name, size, pool in (("no pooling", 1, np.max), ("largest of 2 x 2", 2, np.max), ("mean of 2 x 2", 2, np.mean), ("largest of 4 x 4", 4, np.max), ("mean of 4 x 4", 4, np.mean)):
    here = responses(some, size, pool)
    apart = np.mean((here - here[::-1]) ** 2)
    relative[name] = [np.mean((here - responses(np.roll(some.reshape(-1, 28, 28), move, axis=2), size, pool)) ** 2) / apart for move in (1, 2)]
    print(f"{name:17s} moved by 1: {relative[name][0]:.2f}, by 2: {relative[name][1]:.2f}")

assert all(relative["largest of 4 x 4"][n] < relative["no pooling"][n] for n in (0, 1))  # claim: pooling over 4 x 4 makes the answers depend less on the place
assert all(relative["mean of 4 x 4"][n] < relative["largest of 4 x 4"][n] + 0.02 for n in (0, 1))  # claim: and the mean does so about as well as the maximum, or better

# %% [markdown]
# Pooling does make the numbers depend less on the place, and the wider the window, the less. But the maximum is not the reason: the plain mean of the same windows does about as well with 2 x 2, and as well or better with 4 x 4. And at two pixels, with windows of 2 x 2, half the way to another image is gone.

# %% [markdown]
# ## What you can now do
#
# - write a convolution as loops and as a matrix, and its transpose, which paints; neither is the other's inverse
# - send a gradient back through it: to the input by painting, to the kernel by a sum over all places; through a maximum, to the winner
# - compare two architectures at equal time, with equal tuning, and say what the result hangs on
# - test "this unit knows a digit" with labels held out, rivals in the same search, and an interval
# - find the image that excites a unit, check the code where the answer is known, and not read too much into it
#
# ## Where it goes next
#
# Do the exercise now: [ConvolutionByHand](../../exercises/day3/ConvolutionByHand.ipynb). You write the seven functions, learn a hidden kernel, and see what a search finds where there is nothing to find.
# On day 4 the autoencoder becomes a model that can draw digits of its own: [MNISTAutoencoder](../day4/MNISTAutoencoder.ipynb), [MNISTVAE](../day4/MNISTVAE.ipynb).
#
# The whole idea on one page: [one_page/convolution.py](../one_page/convolution.py).
