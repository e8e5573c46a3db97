# %% [markdown]
# # Convolution by hand: exercises
#
# You write the seven short functions that a convolutional network is made of and asked with, and then use them on handwritten digits.
# Lecture: [ConvolutionByHand](../../course/day3/ConvolutionByHand.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the check below it. A check answers within a second, and names the likely
# mistake. **What has passed is what the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a function after "right", run its check cell again.
#
# | | exercise | points |
# |---|---|---|
# | 3.28 | how many windows? | 1 |
# | 3.29 | the convolution, as loops | 2 |
# | 3.30 | its transpose: each pixel paints | 2 |
# | 3.31 | the gradient of the kernel | 2 |
# | 3.32 | max-pooling, backward, with ties | 2 |
# | 3.33 | one step uphill, under a bound | 1 |
# | 3.34 | does a unit know a digit? | 2 |
#
# Shapes: $N$ images of $H \times W$ pixels, $I$ channels in and $O$ out, a kernel of $k \times l$ pixels, stride $s$. In the code `W` is the weights; heights and widths are read from shapes.

# %% setup=true
import numpy as np

from minivae import nn, plot
from minivae.autoencoders import ConvAutoencoder
from minivae.data import load_mnist
from minivae_checks import day3 as check
from minivae_checks import pick

# %% [markdown]
# ## 3.28 How many windows?
#
# A line of $H$ pixels has $p$ zeros laid on at either side. Windows of $k$ pixels start at 0, $s$, $2s$, ... and none may stick out at the end. How many are there? (At least one fits.)
#
# <details><summary>Hint 1</summary> How long is the line with its zeros? Where does the last window that could stand there start, if the stride is 1? </details>
#
# <details><summary>Hint 2</summary> It starts at H + 2p - k. The starts are 0, s, 2s, ... up to there. How many steps of s lie in H + 2p - k, rounded down? </details>
#
# <details><summary>Hint 3</summary> (H + 2 * p - k) // s steps, and the window at the start: plus 1. </details>

# %% exercise="n_places"
def n_places(H, k, s, p):
    """How many windows of k pixels stand in H + 2p pixels, s apart: a whole number."""
    ### BEGIN SOLUTION
    return (H + 2 * p - k) // s + 1
    ### END SOLUTION

# %% check="n_places"
check.n_places(n_places)

# %%
use = pick(check.n_places)
size = 28
for k, s, p in ((3, 2, 1), (3, 2, 1), (3, 2, 1), (4, 4, 0)):
    print(f"{size} lines, k = {k}, s = {s}, p = {p}: {use.n_places(size, k, s, p)} lines")
    size = use.n_places(size, k, s, p)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 3.29 The convolution
#
# One image `x` (H, W, I), a kernel `W` (k, l, I, O) and a bias `b` (O,). The window of place $(i, j)$ begins at line $s i$ and column $s j$; no padding. Each of its $O$ answers is the sum of the window times that answer's weights, plus its bias:
#
# $$y_{ijo} = b_o + \sum_{u,v,c} x_{(si+u)(sj+v)c}\, W_{uvco} .$$
#
# The loop over the places is there. (As in libraries of networks, the kernel is not turned round.)
#
# <details><summary>Hint 1</summary>
#
# Cut out the window: `x[top : top + k, left : left + l]`, (k, l, I). Where is `top` at place i?
#
# </details>
#
# <details><summary>Hint 2</summary> The sum runs over three axes of the window and the first three of W; what is left has shape (O,). One function of NumPy sums over several axes of two arrays at once. </details>
#
# <details><summary>Hint 3</summary>
#
# window = x[stride * i : stride * i + k, stride * j : stride * j + l], and then y[i, j] = np.tensordot(window, W, axes=3) + b.
#
# </details>

# %% exercise="correlate"
def correlate(x, W, b, stride=1):
    """y_ijo = b_o + Σ_uvc x_(si+u)(sj+v)c W_uvco: (H, W, I) -> (H', W', O)."""
    k, l, _, n_out = W.shape
    y = np.zeros(((x.shape[0] - k) // stride + 1, (x.shape[1] - l) // stride + 1, n_out))
    for i, j in np.ndindex(y.shape[:2]):
        ### BEGIN SOLUTION
        window = x[stride * i : stride * i + k, stride * j : stride * j + l]  # (k, l, I)
        y[i, j] = np.tensordot(window, W, axes=3) + b
        ### END SOLUTION
    return y

# %% check="correlate"
check.correlate(correlate)

# %% [markdown]
# Two kernels that nobody learnt, on a digit: an upper edge and a left edge (light is positive, black negative, middle grey is 0).

# %% figure="A digit, and the answers of two kernels"
use = pick(check.correlate)
data = load_mnist()
digit = data.x_test[np.flatnonzero(data.y_test == 5)[0]].reshape(28, 28, 1).astype(np.float64)
edges = np.zeros((3, 3, 1, 2))
edges[0, :, 0, 0], edges[2, :, 0, 0] = -1, 1  # dark above, light below
edges[:, 0, 0, 1], edges[:, 2, 0, 1] = -1, 1  # dark on the left, light on the right
y = use.correlate(digit, edges, np.zeros(2))
plot.image_grid([digit[1:-1, 1:-1, 0], y[..., 0], y[..., 1]], image_shape=(26, 26), columns=3, limits=(-3, 3), title="A digit, two kernels")

# %% [markdown]
# ## 3.30 The transpose
#
# Now from a small image to a large one. Pixel $(i, j)$ of `x` (H', W', I) *paints* its kernel onto the window that begins at line $s i$ and column $s j$ of $y$. `W` is (k, l, O, I): what one input channel paints, for each output channel. Strokes that overlap add up.
#
# $$y_{(si+u)(sj+v)o} = \sum x_{ijc}\, W_{uvoc} \qquad \text{over all } i, j, u, v \text{ that meet at this pixel, and all } c .$$
#
# <details><summary>Hint 1</summary> Which part of y does pixel (i, j) paint on? It is the window of 3.29. </details>
#
# <details><summary>Hint 2</summary>
#
# What is added has shape (k, l, O): the sum over c of W[u, v, o, c] times x[i, j, c]. A product of the matrices in W and a vector: `W @ x[i, j]`.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# y[stride * i : stride * i + k, stride * j : stride * j + l] += W @ x[i, j]. With = in place of += the last stroke would wipe out the others.
#
# </details>

# %% exercise="paint"
def paint(x, W, stride=1):
    """y_(si+u)(sj+v)o += Σ_c x_ijc W_uvoc: (H', W', I) -> (s (H' - 1) + k, ..., O)."""
    (rows, places, _), (k, l, n_out, _) = x.shape, W.shape
    y = np.zeros((stride * (rows - 1) + k, stride * (places - 1) + l, n_out))
    for i, j in np.ndindex(rows, places):
        ### BEGIN SOLUTION
        y[stride * i : stride * i + k, stride * j : stride * j + l] += W @ x[i, j]
        ### END SOLUTION
    return y

# %% check="paint"
check.paint(paint)

# %% [markdown]
# Is it the transpose? Then $\langle \text{correlate}(x), y \rangle = \langle x, \text{paint}(y) \rangle$ for all $x$ and $y$, with the same `W` and no bias. **Predict first.** And is it the inverse: does it bring $x$ back?
#
# <details><summary>Answer</summary> The two inner products agree. It is not the inverse: fewer numbers came out than went in, so nothing can bring all of them back. </details>

# %%
use = pick(check.correlate, check.paint)
rng = np.random.default_rng(0)
x, W = rng.normal(size=(9, 9, 2)), rng.normal(size=(3, 3, 2, 4))
there = use.correlate(x, W, np.zeros(4), 2)
y = rng.normal(size=there.shape)
back = use.paint(y, W, 2)
print(f"<correlate(x), y> = {np.sum(there * y):.6f}   <x, paint(y)> = {np.sum(x * back):.6f}")
print("paint brings x back:", np.allclose(use.paint(there, W, 2), x))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 3.31 The gradient of the kernel
#
# Backwards the layer gets `dy` (N, H', W', O). For the input it owes $dx$: that is `paint`, you have it. For the kernel it owes `dW`, in the shape of `W`, (k, l, I, O). A weight $W_{uvco}$ was used at **every place of every image**, and met the pixel $x_{n(si+u)(sj+v)c}$ there. So its gradient is a sum:
#
# $$dW_{uvco} = \sum_{n,i,j} x_{n(si+u)(sj+v)c}\, dy_{nijo} .$$
#
# <details><summary>Hint 1</summary>
#
# What did the weights at (u, v) meet? The pixels of lines u, u + s, u + 2s, ..., H' of them, and columns v, v + s, ... A slice with a step: `x[:, u : u + stride * rows : stride, ...]`.
#
# </details>
#
# <details><summary>Hint 2</summary> Now sum over n, i and j the product of what was seen, (N, H', W', I), and dy, (N, H', W', O). What is left is (I, O). </details>
#
# <details><summary>Hint 3</summary>
#
# dW[u, v] = np.tensordot(seen, dy, axes=((0, 1, 2), (0, 1, 2))). It is a sum, not a mean: a mean over the batch is in dy already.
#
# </details>

# %% exercise="kernel_gradient"
def kernel_gradient(dy, x, kernel, stride=1):
    """dW_uvco = Σ_nij x_n(si+u)(sj+v)c dy_nijo: (k, l, I, O). kernel: (k, l)."""
    _, rows, places, n_out = dy.shape
    dW = np.zeros((*kernel, x.shape[3], n_out))
    for u, v in np.ndindex(*kernel):
        ### BEGIN SOLUTION
        seen = x[:, u : u + stride * rows : stride, v : v + stride * places : stride]  # (N, H', W', I)
        dW[u, v] = np.tensordot(seen, dy, axes=((0, 1, 2), (0, 1, 2)))
        ### END SOLUTION
    return dW

# %% check="kernel_gradient"
check.kernel_gradient(kernel_gradient)

# %% [markdown]
# Learn a kernel. Somebody has sent five images of random numbers through a kernel of 3 x 3 that we do not know; we see the images and the answers. Start from zeros and go downhill, along minus the gradient of the mean squared error.

# %% figure="A kernel that was learnt"
use = pick(check.correlate, check.kernel_gradient)
hidden = np.array([[0.0, 1, 0], [-2, 0, 2], [0, -1, 0]]).reshape(3, 3, 1, 1)
few = np.random.default_rng(1).normal(size=(5, 12, 12, 1))
target = np.stack([use.correlate(image, hidden, np.zeros(1)) for image in few])
W, losses = np.zeros((3, 3, 1, 1)), []
for _ in range(30):
    y = np.stack([use.correlate(image, W, np.zeros(1)) for image in few])
    losses.append(np.mean((y - target) ** 2))
    W = W - 0.3 * use.kernel_gradient(2 * (y - target) / y.size, few, (3, 3))
print(f"mean squared error {losses[0]:.2f} -> {losses[-1]:.5f}; the hidden kernel is {hidden.ravel()}")
plot.heatmap(W[:, :, 0, 0], fmt=".2f", signed=True, title="The learnt kernel")

# %% [markdown]
# ## 3.32 Max-pooling, backward
#
# $y_{ij}$ is the largest number of a window of `size` x `size`; windows touch and do not overlap. Backwards the largest gets `dy[i, j]`, the others 0. In the black background all numbers of a window are equal: then **the first of the equals** (line after line) gets it, and the others 0. Lines that fill no window get 0.
#
# Shapes: `x` (H, W), `dy` (H', W'), `dx` as `x`.
#
# <details><summary>Hint 1</summary>
#
# Cut out the window, and ask for the place of its largest number: `window.argmax()`. Of equals it gives the first, as one number: 0, 1, ..., size² - 1.
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# Line and column within the window: `divmod(n, size)`. Then add where the window begins.
#
# </details>
#
# <details><summary>Hint 3</summary>
#
# u, v = divmod(window.argmax(), size), and dx[size * i + u, size * j + v] = dy[i, j].
#
# </details>

# %% exercise="pool_backward"
def pool_backward(dy, x, size=2):
    """dx (H, W): dy[i, j] at the largest of window (i, j), of equals the first; else 0."""
    dx = np.zeros(x.shape)
    for i, j in np.ndindex(dy.shape):
        window = x[size * i : size * (i + 1), size * j : size * (j + 1)]
        ### BEGIN SOLUTION
        u, v = divmod(window.argmax(), size)
        dx[size * i + u, size * j + v] = dy[i, j]
        ### END SOLUTION
    return dx

# %% check="pool_backward"
check.pool_backward(pool_backward)

# %%
use = pick(check.pool_backward)
picture = digit[4:24, 4:24, 0]
dx = use.pool_backward(np.ones((10, 10)), picture)
print(f"{dx.size} pixels, {int(dx.sum())} of them get a gradient; {int(np.sum(dx * (picture == 0)))} of these are black: there the whole window is black, a tie of four")

# %% [markdown]
# ## 3.33 Uphill under a bound
#
# Which image excites a unit most? Follow the gradient $g$ of the unit with respect to the **image** $x$. Without a bound there is no end, so $\lVert x \rVert \le r$. One step: go along $g$ by a length of $\eta r$, whatever the length of $g$; then, if the image is too long, shorten it to length $r$.
#
# $$x \leftarrow P\Big(x + \eta\, r\, \frac{g}{\lVert g \rVert}\Big), \qquad P(x) = x\, \min\Big(1, \frac{r}{\lVert x \rVert}\Big) .$$
#
# Here $\eta$ is `step`, $r$ is `radius`, and $\lVert a \rVert$ is the root of the sum of the squares of all entries, whatever the shape of $a$. Neither $g$ nor the new $x$ is 0.
#
# <details><summary>Hint 1</summary>
#
# The length of an array: `np.sqrt(np.sum(a**2))`, or `np.linalg.norm(a)` of a vector.
#
# </details>
#
# <details><summary>Hint 2</summary> x = x + step * radius * g / length(g). Then the factor min(1, radius / length(x)): an image that is short enough stays. </details>

# %% exercise="uphill"
def uphill(x, g, radius, step):
    """One step of length step * radius along g; then x is shortened to the radius."""
    ### BEGIN SOLUTION
    x = x + step * radius * g / np.sqrt(np.sum(g**2))
    return x * min(1, radius / np.sqrt(np.sum(x**2)))
    ### END SOLUTION

# %% check="uphill"
check.uphill(uphill)

# %% [markdown]
# A unit of a first layer is $\langle v, x \rangle + b$: its gradient is $v$, wherever $x$ is. **Predict first.** To which image do your steps lead?
#
# <details><summary>Answer</summary> To v itself, brought to length r: no other image of this length has a larger inner product with v. </details>

# %%
use = pick(check.uphill)
v, x = rng.normal(size=784), rng.normal(size=784)
for n in range(1, 101):
    x = use.uphill(x, v, 9.0, 0.1)
    if n in (1, 10, 100):
        cosine = x @ v / np.linalg.norm(x) / np.linalg.norm(v)
        print(f"after {n:3d} steps: length {np.linalg.norm(x):.3f}, cosine with v {cosine:.4f}")

# %% [markdown]
# ## 3.34 Does a unit know a digit?
#
# A *detector* says yes or no to each image. `said` (N, U) holds what $U$ detectors said, as True and False; `true` (N,) holds whether the image is the digit. One image in ten is, so who always says no is right in 90 % of all cases. A fair score is the **balanced accuracy**: the mean of two shares,
#
# $$\tfrac12 \big( \text{share of the true ones to which it said yes} + \text{share of the others to which it said no} \big) .$$
#
# Give it for all detectors at once, (U,).
#
# <details><summary>Hint 1</summary>
#
# `said[true]` has one line for each image that is the digit. Which mean of it gives the first share of each detector?
#
# </details>
#
# <details><summary>Hint 2</summary>
#
# The mean over the images is over axis 0. The others are `said[~true]`; they should get a no, and ~ turns True and False round.
#
# </details>
#
# <details><summary>Hint 3</summary> (np.mean(said[true], axis=0) + np.mean(~said[~true], axis=0)) / 2. </details>

# %% exercise="balanced_accuracy"
def balanced_accuracy(said, true):
    """Per detector: the mean of the share of true ones found and of others left alone, (U,)."""
    ### BEGIN SOLUTION
    return (np.mean(said[true], axis=0) + np.mean(~said[~true], axis=0)) / 2
    ### END SOLUTION

# %% check="balanced_accuracy"
check.balanced_accuracy(balanced_accuracy)

# %% [markdown]
# Now the question of the lecture. An autoencoder of convolutions has seen 3,000 images, and no label. Each of its 784 units after the second convolution makes ten detectors: it says "3" above (or below) one of five thresholds, which are quantiles of its own activations. 7,840 detectors. We choose the best one **with the labels of 200 images**, and then test it on 1,000 others.
#
# And once more, with the same labels **shuffled** over the 200 images: now there is nothing to know. **Predict first.** What does the best of 7,840 detectors score on the 200 images with shuffled labels: 0.5, or more? And on the test images?
#
# <details><summary>Answer</summary> On the images on which it was chosen, far more than 0.5: of 7,840 some fit any labels by luck. On the test images about 0.5. So a score on the images of the choice says little. The true labels lose something, too, on the way to the test images; that part of the first score was luck. </details>

# %%
use = pick(check.balanced_accuracy)
model = ConvAutoencoder(channels=(8, 16), latent_dim=16, epochs=4, batch_size=64, learning_rate=4e-3, random_state=0, progress=False).fit(data.x_train[:3000])
front = nn.Sequential(*model.encoder_.layers[:5])  # up to the ReLU after the second convolution


def detectors(x, levels=None):
    """What all detectors say to the images, (N, 7840), and the thresholds."""
    a = front.forward(x)[0].reshape(len(x), -1)  # (N, 784)
    levels = np.quantile(a, [0.1, 0.3, 0.5, 0.7, 0.9], axis=0) if levels is None else levels
    above = np.concatenate([a > level for level in levels], axis=1)
    return np.concatenate([above, ~above], axis=1), levels


choose = slice(3000, 3200)
said, levels = detectors(data.x_train[choose])
said_later, _ = detectors(data.x_test, levels)
for name in ("true labels", "shuffled labels"):
    first, later = [], []
    for digit_name in range(10):
        true = data.y_train[choose] == digit_name
        if name == "shuffled labels":
            true = rng.permutation(true)
        score = use.balanced_accuracy(said, true)
        first.append(score.max())
        later.append(use.balanced_accuracy(said_later[:, [score.argmax()]], data.y_test == digit_name)[0])
    print(f"{name:16s} mean of ten digits: {np.mean(first):.2f} where it was chosen, {np.mean(later):.2f} on the test images")

# %% [markdown]
# Notice the last row. That is what a search finds where there is nothing to find. So a claim that "this unit knows cats" needs the images of the choice and those of the test apart, and a rival that was searched in the same way: the lecture does it with an untrained network.
#
# ## Done
#
# You have the whole layer: forwards, backwards, pooling; and the two tools by which one asks a network what it has learnt. On one page: [one_page/convolution.py](../../course/one_page/convolution.py).
