# %% [markdown]
# # Backpropagation by hand
#
# A network looks at a handwritten digit and reads it wrongly. It has two hundred thousand weights.
# **Which of them should change, in which direction, and by how much?**
#
# The answer is the chain rule, read from the end to the start. There is no more to it than that, and in this notebook you
# see every line of it.
#
# **After this notebook you can**
#
# - go backwards through a computation by hand, and draw what you do
# - derive the backward pass of Linear, ReLU, and softmax with cross-entropy, and say every shape
# - check a gradient with central differences, and say what this check cannot see
# - say why one goes backwards: count what it costs, and what the other ways would cost
# - build layers, `Sequential` and a training loop from plain functions
# - train a two-layer network that reads more than 95 % of unseen digits
#
# **You need** derivatives of functions of one variable, the product of two matrices, NumPy (with broadcasting: a vector is added to each row of a
# matrix), and Python's functions, `lambda`, and classes (from section 7 on). No framework is used. A **partial derivative**, $\partial L / \partial w$, is the
# derivative by $w$ while all other numbers stay as they are; you need no more of it than that.
#
# Sections marked *Further* can wait: what comes after them does not lean on them. A cell that ends with `# NBVAL_CHECK_OUTPUT` printed the same when the course was tested.
# Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).
#
# Terms: [glossary](../../docs/glossary.md). Works named by authors and year: [references](../../docs/references.md).

# %%
import inspect
from functools import reduce
from itertools import pairwise

import numpy as np
from matplotlib.figure import Figure

from minivae import nn, plot
from minivae.data import load_digits, load_mnist
from minivae.plot.picture import style

SEED = 0  # every random cell takes its seed from here: change it, run all, see what stays

data = load_mnist()
full = data.source == "full"
print(data)

# %%
plot.image_grid(data.x_test[:30], title="Test images: to be read by the end of this notebook")

# %% [markdown]
# Notice how much one and the same digit varies. Try to write down the rules by which you read them: you will not get far. So the
# rules are to be learnt.

# %% [markdown]
# ## 1. One neuron, one example
#
# The smallest network: one input $x$, one weight $w$, one bias $b$. It should answer $t = 2$. Its **loss** $L$ says how wrong it is: the squared
# error. We cut the computation into steps that are too small to get wrong.

# %%
x, w, b, t = 3.0, 2.0, -1.5, 2.0

a = w * x  # forward: each line uses the lines above
y = a + b
e = y - t
L = e**2
print(f"a = {a}, y = {y}, e = {e}, L = {L}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Now backwards. Write $da$ for $\partial L / \partial a$: how much $L$ grows when $a$ grows a little. Start at the end, where
# $dL = 1$. Each step multiplies by one slope, that of its own small step. That is the **chain rule**:
# $\partial L / \partial a = \partial L / \partial y \cdot \partial y / \partial a$, in short $da = dy \cdot 1$.

# %%
dL = 1.0  # backward: the same lines, from the last to the first
de = dL * 2 * e
dy = de * 1
da, db = dy * 1, dy * 1
dw, dx = da * x, da * w
print(f"de = {de}, dy = {dy}, da = {da}, db = {db}, dw = {dw}, dx = {dx}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The same as a picture. (The next cell only draws; skip it if you like.)


# %%
def draw_graph(nodes, edges, title, alt):
    """Draw nodes {name: (column, row, value, gradient)}, edges (from, to, slope)."""
    places = np.array([place for *place, _, _ in nodes.values()])  # (nodes, 2)
    (width, height), boxes = np.ptp(places, axis=0), {}
    with style():
        figure = Figure(figsize=(1.9 + 1.75 * width, 1.4 + 1.05 * height), layout="constrained")
        axes = figure.add_subplot(title=title)
        for name, (column, row, value, gradient) in nodes.items():
            frame = {"boxstyle": "round,pad=0.4", "fc": "#F3F3F3", "ec": "black"}
            boxes[name] = axes.text(column, row, name, ha="center", va="center", weight="bold", bbox=frame)
            axes.text(column, row + 0.26, f"{value:g}", ha="center", va="bottom", color="#0072B2")
            axes.text(column, row - 0.26, f"∂ {gradient if isinstance(gradient, str) else format(gradient, 'g')}", ha="center", va="top", color="#B04A00", style="italic")
        for start, end, slope in edges:
            tail, head = boxes[start], boxes[end]
            arrow = {"arrowstyle": "-|>", "color": "#777777", "patchA": tail.get_bbox_patch(), "patchB": head.get_bbox_patch()}
            axes.annotate("", head.get_position(), tail.get_position(), arrowprops=arrow)
            middle = np.add(head.get_position(), tail.get_position()) / 2
            axes.text(*middle, f"×{slope:g}", ha="center", va="center", size=11, color="#555555", bbox={"fc": "white", "ec": "none", "pad": 1})
        low, high = places.min(axis=0) - (0.5, 0.6), places.max(axis=0) + (0.5, 0.6)
        axes.set(xlim=(low[0], high[0]), ylim=(low[1], high[1]))
        axes.axis("off")
    return plot.Picture(figure, alt)


# %%
draw_graph(
    {
        "w": (0, 2.4, w, dw),
        "x": (0, 1.2, x, dx),
        "b": (0, 0, b, db),
        "a = w x": (1, 1.8, a, da),
        "y = a + b": (2, 1, y, dy),
        "e = y − t": (3, 1, e, de),
        "L = e²": (4, 1, L, dL),
    },
    [("w", "a = w x", x), ("x", "a = w x", w), ("a = w x", "y = a + b", 1), ("b", "y = a + b", 1), ("y = a + b", "e = y − t", 1), ("e = y − t", "L = e²", 2 * e)],
    title="Above each box its value, below it ∂L/∂box",
    alt=f"A graph from w, x and b through a = w x, y = a + b and e = y - t to L = e squared = {L:g}. Backwards the gradient of L is 1, of e {de:g}, of y {dy:g}, of a {da:g}, of b {db:g}, of w {dw:g}, of x {dx:g}.",
)

# %% [markdown]
# Notice: values flow from left to right along the arrows. Gradients flow from right to left: the gradient of a box is the
# gradient of the box it feeds, times the slope on the arrow: at $w$, $5 \cdot 3 = 15$. To find `dw`, no step had to know the whole computation.
# And one way back gave the gradients of $w$, $b$ and $x$ together. With two hundred thousand weights this will be the point of it (section 7).

# %% [markdown]
# ### When a value is used twice
#
# A neuron reads many examples with **one** weight. Take two, $x_1 = 3$ and $x_2 = -2$, with $w = 1.5$, and $L = y_1^2 + y_2^2$ with $y_i = w x_i$.
#
# **Predict first.** Two gradients come back to $w$. What happens to them?
#
# <details><summary>Answer</summary> They add up. If w grows a little, L changes through y₁ and also through y₂, and the two changes
# add. </details>

# %%
w, x1, x2 = 1.5, 3.0, -2.0
y1, y2 = w * x1, w * x2
dy1, dy2 = 2 * y1, 2 * y2
dw = 0.0
dw += dy1 * x1  # the first path
dw += dy2 * x2  # the second path
print(f"{dy1 * x1:g} by the first path + {dy2 * x2:g} by the second = {dw:g}")
draw_graph(
    {
        "w": (-0.3, 1, w, f"{dy1 * x1:g} + {dy2 * x2:g} = {dw:g}"),
        "y₁ = 3 w": (1, 1.7, y1, dy1),
        "y₂ = −2 w": (1, 0.3, y2, dy2),
        "L = y₁² + y₂²": (2, 1, y1**2 + y2**2, 1),
    },
    [("w", "y₁ = 3 w", x1), ("w", "y₂ = −2 w", x2), ("y₁ = 3 w", "L = y₁² + y₂²", 2 * y1), ("y₂ = −2 w", "L = y₁² + y₂²", 2 * y2)],
    title="Two paths to w: their gradients add",
    alt=f"The weight w feeds y1 = 3 w and y2 = -2 w, which feed L. The gradient of w is {dy1 * x1:g} from the first path plus {dy2 * x2:g} from the second, {dw:g}.",
)

# %% [markdown]
# Notice `+=`. It is the second half of the chain rule: **along a path the slopes multiply, over paths they add.** Remember it when
# the layers below write `+=` too.

# %% [markdown]
# ## 2. A referee that knows no calculus
#
# Is `dw` right? Ask the loss: move $w$ by a little $h$ and look.
#
# $$\frac{\partial L}{\partial w} \approx \frac{L(w + h) - L(w - h)}{2h} \qquad \text{(central difference)}$$


# %%
def loss_of(w):
    """L of the picture above."""
    return (w * x1) ** 2 + (w * x2) ** 2


h = 1e-5
print(f"by hand: {dw:.6f}   by central difference: {(loss_of(w + h) - loss_of(w - h)) / (2 * h):.6f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# So the referee runs the computation twice for each number, and compares. With both sides, $h$ of about $10^{-5}$ is a good choice for numbers of the size of 1, and the numbers must be
# float64 (8 bytes, 16 digits).

# %% [markdown]
# ### Further: Why both sides, and why $h = 10^{-5}$?
#
# Let us measure the error for a function whose slope is known, $f(w) = e^w$ at $w = 1$.

# %%
hs = 10.0 ** np.arange(-12, 0.1, 0.5)
true = np.exp(1.0)
one = np.float32(1)
errors = {
    "one side": [abs((np.exp(1 + h) - np.exp(1)) / h - true) for h in hs],
    "both sides": [abs((np.exp(1 + h) - np.exp(1 - h)) / (2 * h) - true) for h in hs],
    "both, float32": [abs((np.exp(one + np.float32(h)) - np.exp(one - np.float32(h))) / np.float32(2 * h) - true) for h in hs],
}
for name, error in errors.items():
    print(f"{name:13s} the smallest error is about {min(error):.0e}, at h = {hs[np.argmin(error)]:.0e}")
plot.curves(errors, x=np.log10(hs), xlabel="log10 of h", ylabel="error of the slope", yscale="log", title="The error of a numerical slope")

# %% [markdown]
# Notice the valleys. Coming from the right, the error falls with $h$ for one side, and with $h^2$ for both: the line is twice as steep.
# Farther left, rounding takes over and grows as $1/h$. With both sides, about $10^{-5}$ is a good place. In float32 (numbers of 4 bytes, 7 digits) the valley lies farther
# right, and its floor is some hundred thousand times higher: **gradients are checked in float64**. Where the float32 curve lies flat at the left, $1 + h$ is
# rounded to 1, and the slope to 0.

# %% [markdown]
# ## 3. One neuron reads real digits
#
# Now $D$ inputs, and $N$ examples at once (a **batch**): $y = x w + b$, and the mean squared error $L = \frac1N \sum_n (y_n - t_n)^2$. The
# small digits of scikit-learn have 8 x 8 pixels. Odd digits should give $+1$, even ones $-1$.

# %%
digits = load_digits()
print(digits)
plot.image_grid(digits.x_train[:20], image_shape=(8, 8), title="Small digits")


# %%
def neuron(x, w, b, t):
    """Loss, and its gradient, of one neuron on a batch."""
    y = x @ w + b  # (N,) = (N, D) (D,) + one number
    loss = np.mean((y - t) ** 2)
    dy = 2 * (y - t) / len(x)  # (N,): the 2 of the square, the 1/N of the mean
    dw = x.T @ dy  # (D,) = (D, N) (N,): adds up all examples
    db = dy.sum()  # all examples share one b
    return loss, dw, db


x, t = digits.x_train.astype(np.float64), np.where(digits.y_train % 2, 1.0, -1.0)
w, b = np.random.default_rng(SEED).normal(size=64), np.zeros(1)  # b as an array: the referee moves it in place
_, dw, db = neuron(x, w, b, t)


def loss():
    """The loss as it is now: it reads w and b anew at each call."""
    return neuron(x, w, b, t)[0]


print(nn.gradcheck(loss, {"w": w, "b": b}, {"w": dw, "b": [db]}).ok())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# `default_rng(0)` draws random numbers from the **seed** 0: the same seed, the same numbers, on every run. `nn.gradcheck` is the referee of section 2 for whole arrays: it
# moves each entry of `w` and of `b` a little up and a little down, puts it back, and compares. `True` means: in no array is the largest difference more than $10^{-6}$ of the array's
# **largest** entry (or of $10^{-5}$, where all entries are smaller). So an error that is smaller than a millionth of the largest entry goes unseen; in an entry that is itself so small, it may be a wrong sign (an example stands at the end of section 5).
# Then the neuron may learn: walk downhill, against the gradient.

# %%
w, b, losses = np.zeros(64), 0.0, []
for _ in range(1000):
    loss, dw, db = neuron(x, w, b, t)
    w, b = w - 0.05 * dw, b - 0.05 * db
    losses.append(loss)
seen = np.mean((x @ w + b > 0) == (t > 0))
right = np.mean((digits.x_test @ w + b > 0) == (digits.y_test % 2 == 1))
print(f"loss at first {losses[0]:.3f}, after 500 steps {losses[500]:.3f}, after 1000 {losses[-1]:.3f}")
print(f"odd or even: {right:.1%} of the test digits right, {seen:.1%} of the training digits; guessing gives about half")
wide = np.column_stack([x, np.ones(len(x))])  # (N, D + 1): the column of ones is for b
best = wide @ np.linalg.lstsq(wide, t)[0]  # (N,): the answers of the best w and b there are
print(f"the least loss that any w and b reach (by least squares): {np.mean((best - t) ** 2):.3f}, with {np.mean((best > 0) == (t > 0)):.1%} of the training digits right")
plot.curves({"loss": losses}, xlabel="step", ylabel="mean squared error", title="One neuron learns odd from even")

# %% [markdown]
# Notice that the curve goes flat near 0.29, and that the neuron misreads even some of the digits it was trained on. More steps would change little: the last line
# is the end of this road. One neuron draws one flat border through the space of images, and with the border of least loss, digits of both kinds still lie on both sides. So we want a border that bends. The way of this notebook: a layer of neurons, and something bent after it.

# %% [markdown]
# ## 4. Linear
#
# A layer is $O$ neurons that read the same $I$ inputs: $y = x W + b$.
#
# In the middle of a network the layer does not know the loss. From above it gets `dy`, which is $\partial L/\partial y$ and has the shape of `y`. It
# owes three gradients. Write one output out,
#
# $$y_{no} = \sum_i x_{ni} W_{io} + b_o ,$$
#
# and look for each number's paths to the loss. Slopes multiply along a path; paths add.
#
# | number | touches | so its gradient is | as arrays | shape |
# |---|---|---|---|---|
# | $W_{io}$ | $y_{no}$ for each $n$ | $\sum_n x_{ni}\, dy_{no}$ | `x.T @ dy` | (I, N)(N, O) = (I, O) |
# | $b_o$ | $y_{no}$ for each $n$ | $\sum_n dy_{no}$ | `dy.sum(axis=0)` | (O,) |
# | $x_{ni}$ | $y_{no}$ for each $o$ | $\sum_o dy_{no} W_{io}$ | `dy @ W.T` | (N, O)(O, I) = (N, I) |


# %%
def linear(x, W, b):
    """y = x W + b."""
    return x @ W + b  # (N, O)


def linear_backward(dy, x, W):
    """dx, dW, db of y = x W + b."""
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)  # (N, I), (I, O), (O,)


# %% [markdown]
# The shapes are a good guide: there is hardly another way to make (I, O) of (N, I) and (N, O). But they do not see a forgotten
# factor, nor a missing `.T` where $I = O$. The referee does. To check one layer we need some number at its end; take
# $L = \sum c \cdot y$ with random $c$. Then `dy` is $c$.

# %%
rng = np.random.default_rng(SEED)
x, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
c = rng.normal(size=(5, 3))


def check_linear(backward):
    """Is this backward pass of a square layer right?"""
    dx, dW, db = backward(c, x, W)
    return nn.gradcheck(lambda: np.sum(c * linear(x, W, b)), {"x": x, "W": W, "b": b}, {"x": dx, "W": dW, "b": db})


right = check_linear(linear_backward)
print("ours:                ", right.ok())
forgot = check_linear(lambda dy, x, W: (dy @ W, x.T @ dy, dy.sum(axis=0)))
print("without .T, I = O = 3:", forgot.ok(), "- the worst is", forgot.name)
assert right.ok() and not forgot.ok() and forgot.name == "x"  # claim: the referee passes the right Linear and sees a missing .T in dx
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 5. ReLU, and a bug that hides
#
# Two Linear layers in a row are one Linear layer: $(x W_1) W_2 = x (W_1 W_2)$, and offsets do not change that. So something bent stands between them,
# $y = \max(x, 0)$. Its slope is 1 where $x > 0$ and 0 where $x < 0$: the gradient passes, or it does not. (At 0 there is a kink and no slope; we take 0.)
#
# Here is a backward pass that looks fine.


# %%
def relu(x):
    """y = max(x, 0)."""
    return np.maximum(x, 0)


def relu_backward_in_place(dy, x):
    """Has a bug."""
    dx = dy
    dx[x <= 0] = 0
    return dx


# %% [markdown]
# **Predict first.** We check it alone, then within a small network with a *skip connection*, $h = \mathrm{relu}(a) + a$: a path around the ReLU,
# as many modern networks have it. What does the referee say to each?
#
# <details><summary>Answer</summary>
#
# Alone it passes: what it returns is right. In the network it fails. `dx = dy` does not copy; both names are the
# same array, and the second line wipes out entries of the caller's gradient. The path around the ReLU then gets a
# gradient with holes.
#
# </details>

# %%
a = rng.normal(size=(5, 3))
dx = relu_backward_in_place(c.copy(), a)
alone = nn.gradcheck(lambda: np.sum(c * relu(a)), {"a": a}, {"a": dx})
print("alone:             ", alone.ok())


def skip_network(relu_backward):
    """L = sum c (relu(a) + a) with a = x W: the loss and dL/dW."""
    a = x @ W  # (5, 3)
    loss = np.sum(c * (relu(a) + a))
    dh = c.copy()  # (5, 3)
    da = relu_backward(dh, a) + dh  # through the ReLU, and around it
    return loss, x.T @ da  # (3, 3)


def check_skip(relu_backward):
    """Is the gradient of the whole network right?"""
    dW = skip_network(relu_backward)[1]
    return nn.gradcheck(lambda: skip_network(relu_backward)[0], {"W": W}, {"W": dW})


print("within the network:", check_skip(relu_backward_in_place).ok())
assert alone.ok() and not check_skip(relu_backward_in_place).ok()  # claim: the ReLU that writes in place passes alone and fails with a skip connection
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Two lessons. **A function never writes to its arguments.** (The referee must move the entries of `w`, since the loss reads them there; it says so, and puts each one back.)
# And: check parts, but also the whole, for bugs like to sit *between* the parts. The cure is a new array.


# %%
def relu_backward(dy, x):
    """dx = dy where x > 0, else 0."""
    return dy * (x > 0)  # (N, I), new


print("within the network:", check_skip(relu_backward).ok())
assert check_skip(relu_backward).ok()  # claim: with a new array the skip network is right
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: When the referee errs
#
# It errs in both directions. First a false alarm. At the kink of the ReLU there is no slope; if $x$ lies within $h$ of 0, the two points stand on
# different sides:

# %%
near = np.array([2e-6])
print("slope of relu at 0.000002, by hand:", float(relu_backward(np.ones(1), near)[0]))
print("by central difference, h = 0.00001:", nn.numerical_gradient(lambda: relu(near).sum(), near).round(3)[0])
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# So one wrong entry among thousands, at a ReLU's input close to 0, is most likely a false alarm. Draw other inputs (another seed) before you search for the bug.
#
# And the other way round: a wrong gradient that passes. Take $L = \sum_i s_i w_i^2$ with $s = (1, 3 \cdot 10^{-7})$. Its gradient is $2 s_i w_i$. We plant a wrong sign in the small one.

# %%
s, w = np.array([1.0, 3e-7]), np.array([1.0, 1.0])
wrong = 2 * s * w * [1, -1]  # the second sign is wrong
print("both entries in one array:", nn.gradcheck(lambda: np.sum(s * w**2), {"w": w}, {"w": wrong}).ok())
print("the small one by itself:  ", nn.gradcheck(lambda: np.sum(s * w**2), {"w[1:]": w[1:]}, {"w[1:]": wrong[1:]}).ok())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The difference, 0.0000012, is measured against the largest entry, 2, and is lost there. Measured against itself it shows. So do not put numbers of very different size into one array of a check, or draw an input for which
# all entries of the gradient are of a size. (Why not measure each entry against itself anyway? Then a right entry can fail where the slope is truly 0: what the referee finds there is rounding, often not quite 0, and against a number so small any difference is large.)

# %% [markdown]
# ## 6. Softmax and cross-entropy
#
# Ten digits, ten outputs. Call them logits, $l_{nc}$: any numbers. Softmax makes probabilities of them, and the loss is the surprise $-\log p$ at the right answer $k_n$, averaged over the batch:
#
# $$p_{nc} = \frac{e^{l_{nc}}}{\sum_{c'} e^{l_{nc'}}}, \qquad
# L = -\frac1N \sum_n \log p_{n k_n} = \frac1N \sum_n \Big( \log \sum_{c} e^{l_{nc}} - l_{n k_n} \Big) .$$
#
# With the natural logarithm the unit of the loss is the **nat**: a guess among ten equally likely digits costs log 10 = 2.3 nats.
#
# The second form is easy to differentiate. The log of the sum has the slope $e^{l_{nc}} / \sum_{c'} e^{l_{nc'}} = p_{nc}$; the second term has the
# slope $-1$ at the right answer and 0 elsewhere:
#
# $$\frac{\partial L}{\partial l_{nc}} = \frac{p_{nc} - [c = k_n]}{N} .$$
#
# ($[c = k_n]$ is 1 where $c = k_n$, and 0 elsewhere. Such a bracket is called an *Iverson bracket*.) What it said, minus what it should have said. Two traps are left. `exp(1000)` overflows: softmax does not change when a row is shifted by a number, so we shift the
# largest logit to 0. And `exp(-2000)` is rounded to 0, whose logarithm is minus infinity: so we never take the log of a $p$, but use the second form: log p is the logit minus the log of the sum (*log-sum-exp*).


# %%
def log_softmax(logits):
    """log p along each row, (N, C)."""
    shifted = logits - logits.max(axis=1, keepdims=True)  # (N, C), at most 0
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))


def softmax(logits):
    """Probabilities along each row, (N, C)."""
    return np.exp(log_softmax(logits))


def cross_entropy(logits, labels):
    """The mean surprise (nats), and its gradient."""
    rows, log_p = np.arange(len(logits)), log_softmax(logits)  # (N,), (N, C)
    dlogits = np.exp(log_p)  # what it said
    dlogits[rows, labels] -= 1  # minus what it should have said
    return -log_p[rows, labels].mean(), dlogits / len(logits)  # a number, (N, C)


logits = rng.normal(size=(6, 10))
labels = rng.integers(0, 10, size=6)
_, dlogits = cross_entropy(logits, labels)
print("right:", nn.gradcheck(lambda: cross_entropy(logits, labels)[0], {"logits": logits}, {"logits": dlogits}).ok())
print("each row of the gradient sums to 0:", np.allclose(dlogits.sum(axis=1), 0))
print("logits 0 and 2000, the first is right: the surprise is", cross_entropy(np.array([[0.0, 2000.0]]), [0])[0])
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: What the gradient looks like, and a forgotten $1/N$

# %%
p = softmax(2 * logits)  # (6, 10)
n = p[np.arange(6), labels].argmax()  # the example that was read best
said, should = p[n], np.eye(10)[labels[n]]
plot.heatmap(
    np.stack([said, should, said - should]),
    row_labels=["said", "should say", "gradient"],
    column_labels=range(10),
    xlabel="digit",
    fmt=".2f",
    signed=True,
    title="One example: N times its gradient is the difference",
)

# %% [markdown]
# Notice the gradient's signs: walking *against* it raises the logit of the right digit and lowers the others, each in proportion to
# the probability that was wasted on it.
#
# **A forgotten** $1/N$**.** A missing factor is a common slip. The referee catches it, and the ratio of the two
# gradients is a hint at its name:

# %%
forgot = 6 * dlogits  # as if `/ N` were missing
referee = nn.numerical_gradient(lambda: cross_entropy(logits, labels)[0], logits)
print("right:", nn.relative_error(forgot, referee) < 1e-6)
print("ratio to the referee, entry by entry, lies between", (forgot / referee).min().round(4), "and", (forgot / referee).max().round(4))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# One ratio everywhere, and it is $N = 6$: a missing $1/N$. If the ratio is $-1$, look for a sign; if it is $2$ or $0.5$, for the 2 of a square; if it differs from
# entry to entry, for a wrong or missing term.

# %% [markdown]
# ## 7. A network, four times
#
# Two layers: $x \to$ Linear $\to$ ReLU $\to$ Linear $\to$ cross-entropy. We write it four times, each time shorter. After every rewrite we run the
# **same assertion**: the loss is what it was, and the gradient of every parameter agrees with the referee. Rewriting without such a
# test is guessing.

# %% [markdown]
# ### First: functions

# %%
rng = np.random.default_rng(SEED)
params = {
    "W1": rng.normal(size=(64, 5)),  # (I, H)
    "b1": rng.normal(size=5),  # (H,)
    "W2": rng.normal(size=(5, 10)),  # (H, C)
    "b2": rng.normal(size=10),  # (C,)
}
x8, labels8 = digits.x_train[:8].astype(np.float64), digits.y_train[:8]


def functions(relu_backward=relu_backward, cross_entropy=cross_entropy):
    """The loss and the gradients of the network on eight digits."""
    a = linear(x8, params["W1"], params["b1"])  # (N, H)
    h = relu(a)  # (N, H)
    logits = linear(h, params["W2"], params["b2"])  # (N, C)
    loss, dlogits = cross_entropy(logits, labels8)  # a number, (N, C)
    dh, dW2, db2 = linear_backward(dlogits, h, params["W2"])
    da = relu_backward(dh, a)  # (N, H)
    _, dW1, db1 = linear_backward(da, x8, params["W1"])
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}


# %%
def assert_right(loss_and_grads, params):
    """The loss is that of the first version; every gradient passes the referee."""
    loss, grads = loss_and_grads()
    grads = {name: grad.copy() for name, grad in grads.items()}  # the next call may reuse them
    if abs(loss - functions()[0]) >= 1e-12:
        raise AssertionError("another loss")
    report = nn.gradcheck(lambda: loss_and_grads()[0], params, grads)
    if not report.ok(1e-6):
        raise AssertionError(f"wrong gradient:\n{report}")
    print(f"right: the loss, and {sum(p.size for p in params.values())} gradients")


assert_right(functions, params)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: Can this assertion fail?
#
# One that cannot is worth nothing. So we plant three bugs: a gate that reads the wrong array, the forgotten $1/N$, and
# the ReLU that writes into its argument.

# %%
def gate_reads_dy(dy, x):
    """Has a bug."""
    return dy * (dy > 0)


def no_mean(logits, labels):
    """Has a bug."""
    loss, dlogits = cross_entropy(logits, labels)
    return loss, dlogits * len(logits)


missed = []
for bug in ({"relu_backward": gate_reads_dy}, {"cross_entropy": no_mean}, {"relu_backward": relu_backward_in_place}):
    name = next(iter(bug.values())).__name__
    try:
        assert_right(lambda bug=bug: functions(**bug), params)
        print("        ... not caught:", name)
        missed.append(name)
    except AssertionError as caught:
        print("caught:", name, "-", str(caught).splitlines()[0].strip(":"))
assert missed == ["relu_backward_in_place"]  # claim: of the three bugs the first two are caught, and the third is harmless here
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The third one passes, and rightly so: in this network nobody reads `dh` again. It waits for the day on which somebody adds a skip connection. A gradient check
# speaks for the network it was run on. So run it again after every change.

# %% [markdown]
# ### Second: layers
#
# The functions need their inputs again on the way back: `h`, `a`, `x8`. With ten layers that is tedious. A **layer** holds its parameters and
# their gradients, and hands out a *cache* of what its backward pass will need:
#
#     y, cache = layer.forward(x)
#     dx = layer.backward(dy, cache)


# %%
class Linear:
    """y = x W + b."""

    def __init__(self, W, b):
        self.params = {"W": W, "b": b}
        self.grads = {"W": np.zeros_like(W), "b": np.zeros_like(b)}

    def forward(self, x):
        """(N, I) -> (N, O), and x as the cache."""
        return x @ self.params["W"] + self.params["b"], x

    def backward(self, dy, x):
        """(N, O) -> (N, I); adds to the gradients."""
        self.grads["W"] += x.T @ dy  # (I, O)
        self.grads["b"] += dy.sum(axis=0)  # (O,)
        return dy @ self.params["W"].T  # (N, I)


class ReLU:
    """y = max(x, 0)."""

    def __init__(self):
        self.params, self.grads = {}, {}  # nothing to learn

    def forward(self, x):
        """Any shape, and x as the cache."""
        return np.maximum(x, 0), x

    def backward(self, dy, x):
        """Any shape."""
        return dy * (x > 0)


# %%
first, bend, last = Linear(params["W1"], params["b1"]), ReLU(), Linear(params["W2"], params["b2"])


def layers():
    """The same network, in layers."""
    for layer in (first, last):
        for grad in layer.grads.values():
            grad[...] = 0  # forget the batch before
    a, cache1 = first.forward(x8)
    h, cache2 = bend.forward(a)
    logits, cache3 = last.forward(h)
    loss, dlogits = cross_entropy(logits, labels8)
    first.backward(bend.backward(last.backward(dlogits, cache3), cache2), cache1)
    return loss, {"W1": first.grads["W"], "b1": first.grads["b"], "W2": last.grads["W"], "b2": last.grads["b"]}


assert_right(layers, params)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: Why `+=`, and why is the cache not kept on `self`?
#
# Many codes store the input: `self.x = x`. It is shorter. But run **two batches** through one layer before you go back. A GAN (two networks, one
# of which forges images while the other, the critic, learns to tell) does so: its critic sees real images, then fake ones. The layer then remembers the second batch only.
#
# **Predict first.** Split eight digits into two halves, forward both, then go back through both. Whose `dW` equals that of the
# eight in one batch?
#
# <details><summary>Answer</summary>
#
# Only that of the layer with a cache and `+=`. The one with `self.x` uses the second half's input twice. The one with `=`
# keeps the gradient of the half that came back last.
#
# </details>


# %%
class LinearOnSelf(Linear):
    """Keeps x on itself. Do not do this."""

    def forward(self, x):
        """Remember x, whatever was there."""
        self.x = x
        return super().forward(x)

    def backward(self, dy, cache):
        """Use the x that came last."""
        return super().backward(dy, self.x)


class LinearAssigns(Linear):
    """Writes = where += belongs."""

    def backward(self, dy, x):
        """Forget what was there."""
        self.grads["W"][...] = 0
        self.grads["b"][...] = 0
        return super().backward(dy, x)


dy8 = np.random.default_rng(SEED).normal(size=(8, 5))  # (N, O), from some loss above
same = {}
for kind in (Linear, LinearOnSelf, LinearAssigns):
    layer = kind(params["W1"], params["b1"])
    _, cache_a = layer.forward(x8[:4])
    _, cache_b = layer.forward(x8[4:])
    layer.backward(dy8[:4], cache_a)
    layer.backward(dy8[4:], cache_b)
    same[kind.__name__] = np.allclose(layer.grads["W"], x8.T @ dy8)
    print(f"{kind.__name__:14s} equals the gradient of all eight: {same[kind.__name__]}")
assert same == {"Linear": True, "LinearOnSelf": False, "LinearAssigns": False}  # claim: only a cache and += give the gradient of both halves
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Third: `Sequential`
#
# The nested calls of `layers()` are a loop. Forwards it collects the caches; backwards it hands them out in reverse.


# %%
class Sequential:
    """y = f_L(... f_2(f_1(x)))."""

    def __init__(self, *layers):
        self.layers = list(layers)

    def forward(self, x):
        """Run all layers; return the output and the list of caches."""
        caches = []
        for layer in self.layers:
            x, cache = layer.forward(x)
            caches.append(cache)
        return x, caches

    def backward(self, dy, caches):
        """The same loop from the end."""
        for layer, cache in zip(reversed(self.layers), reversed(caches), strict=True):
            dy = layer.backward(dy, cache)
        return dy


def loss_and_grads_of(net):
    """Forward, loss, backward: one batch through any network."""
    for layer in net.layers:
        for grad in layer.grads.values():
            grad[...] = 0
    logits, cache = net.forward(x8)  # (N, C)
    loss, dlogits = cross_entropy(logits, labels8)
    net.backward(dlogits, cache)
    first, last = net.layers[0], net.layers[-1]
    return loss, {"W1": first.grads["W"], "b1": first.grads["b"], "W2": last.grads["W"], "b2": last.grads["b"]}


ours = Sequential(Linear(params["W1"], params["b1"]), ReLU(), Linear(params["W2"], params["b2"]))
assert_right(lambda: loss_and_grads_of(ours), params)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Why backwards: what it costs
#
# The referee gives all gradients, too. Why not train with it? We count. Nearly all the work of these networks is in the products of matrices: `x @ W`, with $N$ examples, $I$ inputs and $O$
# outputs, takes $N I O$ multiplications. An array can count its own.


# %%
class Counting(np.ndarray):
    """An array that counts the multiplications of its matrix products."""

    total = 0

    def __matmul__(self, other):
        """(N, I) @ (I, O) takes N I O of them."""
        Counting.total += self.size * other.shape[1]
        return super().__matmul__(other)


def counted(run):
    """What run() returns, and how many multiplications it took."""
    Counting.total = 0
    return run(), Counting.total


def network(*sizes):
    """Linear layers of these sizes, with a ReLU between them."""
    rng, layers = np.random.default_rng(SEED), []
    for n_in, n_out in pairwise(sizes):
        layers += [Linear(rng.normal(size=(n_in, n_out)) / np.sqrt(n_in), np.zeros(n_out)), ReLU()]
    return Sequential(*layers[:-1])


for sizes in ((64, 5, 10), (784, 256, 10), (784, *[256] * 8, 10)):
    net, x = network(*sizes), np.ones((1, sizes[0])).view(Counting)  # one example
    (logits, caches), forward = counted(lambda net=net, x=x: net.forward(x))
    _, backward = counted(lambda net=net, dy=logits, caches=caches: net.backward(dy, caches))
    P = sum(p.size for layer in net.layers for p in layer.params.values())
    images = sizes[0] * sizes[1]  # dx of the first layer: no weight needs it
    print(f"{len(sizes) - 1} layers, {P:7,} weights: forward {forward:7,}, backward {backward:9,} = {backward / forward:.2f} forward passes ({(backward - images) / forward:.2f} without dx of the images)")
    print(f"{'':25s} by central differences {2 * P * forward:,} = {2 * P:,} forward passes")
    assert backward == 2 * forward
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# One product on the way forward, `x @ W`; two of the same size on the way back, `dy @ W.T` and `x.T @ dy`. So **a backward pass costs about two forward passes, however many weights there are**. Central differences, done as the referee does them, cost two forward passes
# *per weight*. For the network of section 9 that is 407,060 forward passes for a single step. With backpropagation it is the worth of three: one forward, two for the way back. This is why the referee only ever looks at small networks, and why networks can be large at all. (For any
# computation of sums, products and quotients the gradient costs at most a small fixed multiple of the computation itself, whatever the number of inputs: Baur and Strassen 1983. We cite this and do not derive it.)
#
# The price is memory: the caches of all layers must be kept until the way back.
#
# **And why from the loss to the front?** The chain rule only says: multiply the slopes of all layers. In which order is our choice. For a chain of ten Linear layers with one number at its end,
# $dx = dy\, W_{10}^T\, W_9^T \cdots W_1^T$. Backwards we begin at the left. `dy` is one row, and row times matrix is a row again. But we could also begin at the right, while the values go
# forward: $W_2^T W_1^T$ says how each output of layer 2 changes with each input of the chain, and so on. That is matrix times matrix.
#
# **Predict first.** All ten matrices are 256 x 256. How many times as expensive is it to begin at the front?
#
# <details><summary>Answer</summary> A row times a matrix takes 256² multiplications, a matrix times a matrix 256³: 256 times as many. Nine of ten steps are of the expensive kind, so about 230 times. </details>

# %%
rng = np.random.default_rng(SEED)
matrices = [rng.normal(size=(256, 256)).view(Counting) / 16 for _ in range(10)]  # the transposed W, last layer first
row, column = rng.normal(size=(1, 256)).view(Counting), rng.normal(size=(256, 1)).view(Counting)
for name, chain in {"one number at the end, 256 at the front": [row, *matrices], "256 numbers at the end, one at the front": [*matrices, column]}.items():
    from_end, cost_end = counted(lambda chain=chain: reduce(lambda left, right: left @ right, chain))
    from_front, cost_front = counted(lambda chain=chain: reduce(lambda right, left: left @ right, reversed(chain)))
    print(f"{name}: from the end {cost_end:11,}, from the front {cost_front:11,}; the same slopes: {np.allclose(from_end, from_front)}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The slopes are the same, the costs are not: **begin at the side that has one number.** In training that is the end: one loss, and two hundred thousand weights at the front. Had we one input and many outputs, the other way
# would be the cheap one, as the second line shows. The two ways are called **reverse mode** and **forward mode**. Backpropagation is reverse mode; forward mode takes one sweep per weight, so it would cost about as much as differences do, though it needs no $h$.

# %% [markdown]
# ### Further: Cleverer differences
#
# Was that a fair rival? The referee runs everything again for each weight. But a weight of the first layer changes one hidden unit only, and what stands before it stays as it is. So let us count only what has to be computed again.

# %%
for sizes in ((784, 256, 10), (784, *[256] * 8, 10)):
    steps = 0
    for k, (n_in, n_out) in enumerate(pairwise(sizes)):
        behind = sum(sizes[k + 2 : k + 3]) + sum(n * m for n, m in pairwise(sizes[k + 2 :]))  # what one changed output of layer k makes necessary
        steps += 2 * n_out * (n_in * (1 + behind) + behind)  # each W and each b, up and down
    forward = sum(n * m for n, m in pairwise(sizes))
    print(f"{len(sizes) - 1} layers: all central differences cost {steps / forward:,.0f} forward passes")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# With two layers it is some seven times what a forward and a backward pass cost together: slow, but one could train with it. It is the depth that makes differences hopeless. With nine layers one changed unit changes all the units of the layer after it, and so nearly everything from there on must be computed again.

# %% [markdown]
# ### Further: A graph of any shape
#
# `Sequential` goes back through a chain. A skip connection, or a weight that is used twice, makes a graph. Its backward pass fits into a few lines too, if each number remembers what it was made of, and with which slope.
#
# One more bent function for it: $\tanh x = (e^x - e^{-x}) / (e^x + e^{-x})$. Its numerator and its denominator are each other's derivative, so by the rule for quotients its slope is
# $1 - \tanh^2 x$: as with the ReLU, the output $y$ is all that the way back needs, $dx = dy\,(1 - y^2)$.


# %%
class Number:
    """A number that remembers what it was made of, and the slope by each part."""

    def __init__(self, value, parts=()):
        self.value, self.parts, self.grad = value, parts, 0.0

    def __add__(self, other):
        return Number(self.value + other.value, [(self, 1.0), (other, 1.0)])

    def __mul__(self, other):
        return Number(self.value * other.value, [(self, other.value), (other, self.value)])

    def tanh(self):
        """Slope 1 - y²."""
        y = np.tanh(self.value)
        return Number(y, [(self, 1 - y**2)])


def in_order(end):
    """All numbers that `end` is made of, and each one after its parts."""
    order, seen = [], set()

    def visit(number):
        if number not in seen:
            seen.add(number)
            for part, _ in number.parts:
                visit(part)
            order.append(number)

    visit(end)
    return order


def backward(end):
    """Set .grad of every number to d end / d number; return how many arrows were walked."""
    end.grad, steps = 1.0, 0
    for number in reversed(in_order(end)):  # its own gradient is complete by now
        for part, slope in number.parts:
            part.grad += number.grad * slope  # along a path multiply, over paths add
            steps += 1
    return steps


def skip_neuron(w, x=0.5):
    """(tanh(w x) + w x)² : w x is used twice, and so is the sum."""
    a = w * Number(x)
    h = a.tanh() + a
    return h * h


w = Number(1.5)
backward(skip_neuron(w))
h = 1e-5
referee = (skip_neuron(Number(1.5 + h)).value - skip_neuron(Number(1.5 - h)).value) / (2 * h)
print(f"by the graph: {w.grad:.6f}   by central difference: {referee:.6f}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The order matters: a number hands its gradient on only when **all** of its own has come in, that is, after everything that was made of it. `in_order` sees to that (a *topological order*). One could instead walk each path on its own
# and add up at the end. That is right as well, but look at a number that is doubled again and again, $y \leftarrow y + y$:


# %%
def by_paths(number, grad=1.0):
    """Walk every path by itself; return how many arrows were walked."""
    steps = 0
    for part, slope in number.parts:
        part.grad += grad * slope  # adds what came along this path
        steps += 1 + by_paths(part, grad * slope)
    return steps


for doublings in (2, 8, 14):
    walked, grads = [], []
    for method in (backward, by_paths):
        start = y = Number(1.0)
        for _ in range(doublings):
            y = y + y
        walked.append(method(y))
        grads.append(start.grad)
    print(f"{doublings:2d} doublings: gradient {grads[0]:6g} and {grads[1]:6g}; arrows walked in order {walked[0]:2d}, path by path {walked[1]:6,}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# In order, each arrow is walked once. The number of paths doubles with each step. That is the second half of the saving: sums are shared.

# %% [markdown]
# ### Further: Fourth, the package
#
# `minivae.nn` is what you have just written, with a few safeguards. This is its source, printed from the file that runs:

# %%
print(inspect.getsource(nn.Linear.forward))
print(inspect.getsource(nn.Linear.backward))
# NBVAL_CHECK_OUTPUT

# %%
print(inspect.getsource(nn.Activation.forward))
print(inspect.getsource(nn.ReLU))
print(inspect.getsource(nn.Sequential.backward))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# What is new: the cache is a small record, `Cache(x=x)`, instead of a bare array. All activations share one `forward`; ReLU says only what is its own, and works from the output it
# kept, for $y > 0$ just where $x > 0$. `train=True` is for layers that act differently in training, `rng` for those that then draw random numbers. `need_dx=False` saves the gradient of
# the images, which nobody needs here; `need_grads=False` would leave the parameters' gradients alone. And `Sequential.backward` refuses a `dy` of the wrong shape; some of these NumPy's
# broadcasting would accept in silence.
#
# Before the same assertion, one more thing: `nn.pack` moves all parameters of a network into one long vector, `theta`, and all gradients into another, `grad`. The arrays in
# `params` and `grads` become windows onto them. Then an optimiser is a line about two vectors, whatever the network looks like.

# %%
rng = np.random.default_rng(SEED)
packed = nn.Sequential(nn.Linear(64, 5, rng), nn.ReLU(), nn.Linear(5, 10, rng))
theta, grad = nn.pack(packed, dtype=np.float64)  # (P,) each; float64 for the referee
theirs = {f"{key}{i}": layer.params[key] for i, layer in ((1, packed.layers[0]), (2, packed.layers[2])) for key in ("W", "b")}
for name, array in theirs.items():
    array[...] = params[name]  # the same numbers as before
assert_right(lambda: loss_and_grads_of(packed), theirs)  # the same assertion, the fourth time
print("theta", theta.shape, "and grad", grad.shape)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### Further: The referee for any network
#
# `nn.gradcheck_nets` takes a function that runs forward and backward, and the networks it uses. It needs no list of names, and it takes
# *your* layers as well as the package's: all it asks for is `params` and `grads`. Here it looks at the network of your own classes.


# %%
def one_pass(net):
    """Loss of one batch; adds the gradient to the layers."""
    logits, cache = net.forward(x8)
    loss, dlogits = cross_entropy(logits, labels8)
    net.backward(dlogits, cache)
    return loss


report = nn.gradcheck_nets(lambda: one_pass(ours), ours)
for name, error in report.errors.items():
    print(f"{name:12s} below 1e-6: {error < 1e-6}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# On day 4 small copies of the autoencoder and of the VAE are checked by this one call, before the large ones are trained.

# %% [markdown]
# ## 8. Downhill
#
# The gradient is there. What to do with it? For speed, it is computed on a **mini-batch**, some dozens of
# examples, other ones at each step; when all examples have had their turn, an **epoch** is over. With $g$ the gradient and $\eta$ the learning rate:
#
# - **SGD** (stochastic gradient descent): $\theta \leftarrow \theta - \eta g$, as the neuron did in section 3 (with all examples at each step, so without the chance that the S stands for);
# - **SGD with momentum**: a heavy ball, which keeps its speed along a valley and forgets the to and fro across it;
# - **Adam**: keeps a running mean of the gradient and one of its square, and steps by the ratio of the first to the root of the second, so that each weight has a scale of its own.
#
# In section 9 we use Adam. (You write it in the exercise.) From here on the layers are those of `minivae.nn`: what you have just written, with a few safeguards. With `need_dx=False` the first layer
# leaves out the gradient of the images, which no weight needs.

# %% [markdown]
# ### Further: Three rules in a valley
#
# The formulas. Momentum is $v \leftarrow \mu v + g$, then $\theta \leftarrow \theta - \eta v$. Adam:
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
# \theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}$$
#
# Both means start at 0 and are too small at first; dividing by $1 - \beta^t$ corrects that (Kingma and Ba 2015, algorithm 1).
#
# A picture in two dimensions: a valley that is 30 times as curved across as along, $L = (\theta_1^2 + 30\, \theta_2^2) / 2$. Each rule takes
# 40 steps, at a rate picked by hand so that the picture is clear; the printed lines below add where each ends at the best of the same 200 rates. Momentum's $\mu = 0.8$ is picked by hand, too; Adam keeps its customary $\beta_1 = 0.9$, $\beta_2 = 0.999$. (An optimiser of the package packs what it gets: `optimiser.theta` and `optimiser.grad` are the two vectors of the section on the package.)


# %%
class Point:
    """Two parameters that look like a network, so that the package can move them."""

    def __init__(self):
        self.params = {"theta": np.array([-4.0, 1.0])}
        self.grads = {"theta": np.zeros(2)}


def walk(make):
    """The path of an optimiser down the valley, (41, 2)."""
    point = Point()
    optimiser = make(point)
    path = [optimiser.theta.copy()]
    for _ in range(40):
        optimiser.grad += np.array([1.0, 30.0]) * optimiser.theta
        optimiser.step()
        path.append(optimiser.theta.copy())
    return np.array(path)


kinds = {
    "SGD": lambda rate: lambda p: nn.SGD(p, learning_rate=rate, dtype=np.float64),
    "momentum 0.8": lambda rate: lambda p: nn.SGD(p, learning_rate=rate, momentum=0.8, dtype=np.float64),
    "Adam": lambda rate: lambda p: nn.Adam(p, learning_rate=rate, dtype=np.float64),
}
picked = {"SGD": 0.06, "momentum 0.8": 0.02, "Adam": 0.3}
paths = {f"{name}, rate {rate}": walk(kinds[name](rate)) for name, rate in picked.items()}
with style():
    figure = Figure(figsize=(10, 3.6), layout="constrained")
    axes = figure.add_subplot(title="Forty steps down a narrow valley", xlabel="θ₁ (flat)", ylabel="θ₂ (steep)")
    u, v = np.meshgrid(np.linspace(-4.4, 1.6, 80), np.linspace(-1.3, 1.3, 60))
    axes.contour(u, v, (u**2 + 30 * v**2) / 2, levels=[0.2, 1, 3, 7, 13, 20], colors="#BBBBBB", linewidths=1)
    for i, (name, path) in enumerate(paths.items()):
        axes.plot(*path.T, markersize=4, linewidth=1.2, label=name, **{**plot.lines.line_style(i), "linestyle": "-"})
    axes.plot(0, 0, "k+", markersize=14)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
ends = ", ".join(f"{name} ends at distance {np.linalg.norm(path[-1]):.2f}" for name, path in paths.items())
print(ends)
for name, kind in kinds.items():
    ends_at = {rate: np.linalg.norm(walk(kind(rate))[-1]) for rate in np.geomspace(0.002, 2, 200)}
    rate = min(ends_at, key=ends_at.get)
    print(f"{name:12s} at the best of 200 rates, {rate:.3f}: ends at distance {ends_at[rate]:.3f}")
plot.Picture(figure, f"Three paths down a narrow valley, from the upper left to the minimum: {ends}.")

# %% [markdown]
# Notice: SGD swings from wall to wall. Its rate is close to the limit of this valley, $2/30 = 0.067$, above which the swings grow; yet along the floor it is slow. Momentum
# also swings, with a smaller rate, but its speed along the floor adds up, and it ends nearer to the minimum; at the best rate of each, nearest of the three (with this $\mu$, these $\beta$, and 40 steps). Adam divides by the size of each gradient, so it starts out equally fast in both directions, on a diagonal. It
# overshoots, as a ball would, and comes back.

# %% [markdown]
# ### Further: A fair comparison
#
# Pictures in two dimensions prove little. Let the three train the same network, from the same five starts, on the same batches, for the same number of
# epochs. The learning rate matters most, so each gets the same nine to choose from, and the choice is made on digits that were **held out** of the training
# set, that is, never trained on. The test digits are read once, at the end: the least of nine held-out losses has been picked for being small, so it flatters. (The first step compiles a small Numba kernel: a few seconds, once.)

# %%
n_held = 287
x_fit, y_fit = digits.x_train[n_held:], digits.y_train[n_held:]
x_held, y_held = digits.x_train[:n_held], digits.y_train[:n_held]
rules = {
    "SGD": lambda net, rate: nn.SGD(net, learning_rate=rate),
    "momentum 0.9": lambda net, rate: nn.SGD(net, learning_rate=rate, momentum=0.9),
    "Adam": lambda net, rate: nn.Adam(net, learning_rate=rate),
}


def study(rule, rate, start, epochs=8):
    """Train 64 -> 32 -> 10; the held-out loss after each epoch, and the test loss at the end."""
    rng = np.random.default_rng(SEED + start)  # the same start and the same batches for all
    net = nn.Sequential(nn.Linear(64, 32, rng), nn.ReLU(), nn.Linear(32, 10, rng, "glorot"))
    optimiser, held = rules[rule](net, rate), []
    for _ in range(epochs):
        order = rng.permutation(len(x_fit))
        for i in range(0, len(order), 32):
            rows = order[i : i + 32]
            logits, cache = net.forward(x_fit[rows])
            loss, dlogits = nn.cross_entropy(logits, y_fit[rows])
            net.backward(dlogits, cache, need_dx=False)
            optimiser.step()
        held.append(nn.cross_entropy(net.forward(x_held)[0], y_held)[0])
    return [*held, nn.cross_entropy(net.forward(digits.x_test)[0], digits.y_test)[0]]


rates = 10.0 ** np.arange(-3.5, 0.6, 0.5)
with np.errstate(all="ignore"):  # too large a rate may overflow: that is a result
    runs = {rule: np.array([[study(rule, rate, start) for start in range(5)] for rate in rates]) for rule in rules}
runs = {rule: np.nan_to_num(losses, nan=np.inf) for rule, losses in runs.items()}  # (rates, starts, epochs + 1)
histories = {rule: losses[:, :, :-1].mean(axis=1) for rule, losses in runs.items()}  # (rates, epochs), held out
final = {rule: held[:, -1] for rule, held in histories.items()}  # (rates,)
best = {rule: int(np.argmin(loss)) for rule, loss in final.items()}
test = {rule: runs[rule][i, :, -1] for rule, i in best.items()}  # one per start
for rule, i in best.items():
    print(f"{rule:13s} best of {len(rates)} rates: {rates[i]:.4f}; held-out loss {final[rule][i]:.3f}, test loss {test[rule].mean():.3f} (the starts from {test[rule].min():.3f} to {test[rule].max():.3f})")
for rule in ("momentum 0.9", "Adam"):
    gain = test["SGD"] - test[rule]  # the same start, the same batches
    half = 2.78 * gain.std(ddof=1) / np.sqrt(len(gain))  # 95 % interval of five: t = 2.78
    print(f"test loss of SGD minus that of {rule}: {gain.mean():.3f} ± {half:.3f}")
print(f"Adam at its customary rate 0.001: held-out loss {final['Adam'][np.argmin(abs(rates - 1e-3))]:.3f}")
ahead = {rule: histories[rule][i, 0] for rule, i in best.items()}
print("held-out loss after the first epoch:", ", ".join(f"{rule} {loss:.3f}" for rule, loss in ahead.items()))

assert best["SGD"] - best["momentum 0.9"] in (1, 2)  # claim: the best rate of SGD is one or two places of the grid (3 or 10 times) above that of momentum 0.9
assert min(final["Adam"][best["SGD"]], final["SGD"][best["Adam"]]) > 1.5 * max(loss[best[rule]] for rule, loss in final.items())  # claim: SGD and Adam each do badly at the other's best rate
assert max(ahead["Adam"], ahead["momentum 0.9"]) < ahead["SGD"]  # claim: after the first epoch Adam and momentum are ahead of SGD
assert max(loss.mean() for loss in test.values()) - min(loss.mean() for loss in test.values()) < 0.1  # claim: once tuned, the three end within 0.1 nats of each other
assert final["Adam"][np.argmin(abs(rates - 1e-3))] > 2 * final["Adam"].min()  # claim: in so short a run Adam at 0.001 ends at more than twice the loss of Adam at its best rate

# %%
plot.curves(
    {rule: np.minimum(loss, 2.5) for rule, loss in final.items()},
    x=np.log10(rates),
    xlabel="log10 of the learning rate",
    ylabel="held-out loss (nats), cut at 2.5",
    title="Held-out loss after 8 epochs, mean of five starts",
)

# %%
plot.curves(
    {f"{rule}, {rates[i]:.3g}": histories[rule][i] for rule, i in best.items()},
    ylabel="held-out loss (nats)",
    title="Each rule at its own best rate",
)

# %% [markdown]
# Notice in the first picture how far apart the best rates lie: the best rate of SGD is a bad one for Adam, and the other way round, so a comparison at *one* rate compares how well the rate fits, not the rules. And SGD's best rate is ten times that of momentum, in this run (with one of seven other seeds it was three times: the grid is coarse, and the next rate after 1.0 already ruins SGD). There is a likely
# reason: under a steady gradient $g$ the ball's speed $v \leftarrow \mu v + g$ grows to $g / (1 - \mu)$, so momentum 0.9 takes steps of $\eta g / (1 - 0.9)$: **ten times its rate**. Here both rules have found the same step.
#
# In the second picture each rule has its own best rate. After the first epoch momentum and Adam are ahead of SGD. At the end, on the test digits, both printed intervals contain 0 in this run: five starts cannot tell the three apart. (With seven other seeds two of the fourteen intervals missed 0, one in favour of SGD and one against it, and no two means lay more than 0.06 nats apart.) So on this task the honest answer is: once tuned, no rule is
# clearly the best, and the customary 0.001 of Adam would have been a poor choice for a run this short.

# %% [markdown]
# ## 9. MNIST
#
# Now the real thing: images of 28 x 28 pixels. Three networks, from small to careful, with the same loop:
#
# 1. **one layer**, 784 -> 10: ten neurons and a softmax;
# 2. **two layers**, 784 -> 256 -> 10, what you have built above;
# 3. the same, on **shifted images**. A digit stays the same digit when it moves. So each batch is moved by up to two pixels, in two lines of NumPy.
#    The edges of the images are black: hardly anything comes in on the other side.


# %%
def shifted(x, rng, most=2):
    """The batch x (N, 784), moved down or up, right or left, by up to `most` pixels."""
    move = rng.integers(-most, most + 1, size=2)
    return np.roll(x.reshape(-1, 28, 28), move, axis=(1, 2)).reshape(x.shape)


example = np.repeat(data.x_train[:1], 10, axis=0)  # (10, 784)
rng = np.random.default_rng(SEED)
plot.image_grid(np.concatenate([shifted(image[None], rng) for image in example]), title="One training image, as ten batches see it")


# %%
epochs, batch, starts = (6, 128, range(2)) if full else (15, 64, range(5))


def train(net, x, y, shift, start, rate=0.004):
    """Adam; the rate falls in equal steps, from `rate` in the first epoch to rate / epochs in the last. The mean loss of each epoch."""
    rng = np.random.default_rng(SEED + start)
    optimiser, history = nn.Adam(net, learning_rate=rate), []
    for epoch in range(epochs):
        optimiser.learning_rate = rate * (1 - epoch / epochs)
        order, losses = rng.permutation(len(x)), []
        for i in range(0, len(order), batch):
            rows = order[i : i + batch]
            images = shifted(x[rows], rng) if shift else x[rows]  # (N, 784)
            logits, cache = net.forward(images)  # (N, 10)
            loss, dlogits = nn.cross_entropy(logits, y[rows])
            net.backward(dlogits, cache, need_dx=False)  # adds dL/dθ
            optimiser.step()  # uses it, then sets it to 0
            losses.append(loss)
        history.append(np.mean(losses))
    return history


def read(net, x):
    """The most probable class of each image: (N, 784) -> (N,)."""
    return net.forward(x)[0].argmax(axis=1)


def one_layer(start, classes=10):
    """784 -> 10."""
    return nn.Sequential(nn.Linear(784, classes, np.random.default_rng(SEED + start), "glorot"))


def two_layers(start, classes=10):
    """784 -> 256 -> 10."""
    rng = np.random.default_rng(SEED + start)
    return nn.Sequential(nn.Linear(784, 256, rng), nn.ReLU(), nn.Linear(256, classes, rng, "glorot"))


# %% [markdown]
# Each is trained from several random starts, with the same number of epochs, and with the learning rate 0.004 (checked for each network by itself, on held-out training images; a later section shows it). `"glorot"` is a rule for the
# size of the first weights where no ReLU follows; the exercise comes back to it.

# %%
makers = {"one layer": one_layer, "two layers": two_layers, "two layers, shifted": two_layers}


def span(values, fmt=".1%"):
    """Mean, and the range over the starts."""
    return f"{np.mean(values):{fmt}} (from {min(values):{fmt}} to {max(values):{fmt}})"


nets, histories, scores = {}, {}, {}
for name, make in makers.items():
    nets[name] = [make(start) for start in starts]
    losses = [train(net, data.x_train, data.y_train, "shifted" in name, start) for start, net in enumerate(nets[name])]
    histories[name] = np.mean(losses, axis=0)
    scores[name] = np.array([np.mean(read(net, data.x_test) == data.y_test) for net in nets[name]])  # one per start
    size = sum(p.size for layer in nets[name][0].layers for p in layer.params.values())
    print(f"{name:20s} {size:7,} weights, training loss {histories[name][-1]:.4f}, test accuracy {span(scores[name])}")

assert min(scores["two layers, shifted"]) > (0.97 if full else 0.95)  # claim: two layers on shifted images read more than 95 % of the test digits, from every start
assert min(scores["two layers"]) > max(scores["one layer"]) + 0.01  # claim: the worst start of two layers beats the best of one layer by more than a point
assert min(scores["two layers, shifted"] - scores["two layers"]) > 0  # claim: shifts help the two layers from every start
assert full or histories["two layers"][-1] < 0.2 * histories["two layers, shifted"][-1]  # claim: without shifts the training loss ends below a fifth of that with shifts

# %% [markdown]
# The split into training and test images is the same for all starts. With 1,000 test images, another draw of them would move each score by half a point or more (its standard error).

# %% [markdown]
# ### Further: The lowest training loss

# %%
plot.curves(histories, ylabel="training loss (nats)", yscale="log", title="Training loss, mean of the starts")

# %% [markdown]
# Notice that with the bundled images the lowest training loss does not belong to the best network. Without shifts the network learns its images by heart: it sees each one in every epoch. Shifted, each image has 25 places, so the
# network meets most of these pictures once or not at all.
# (If you have the full MNIST, run this again: how much do shifts gain when there are fifteen times as many images?)

# %% [markdown]
# ### Further: How the rate was chosen
#
# On a fifth of the *training* images, held out for this; the networks are trained on the rest, with each of the same three rates. The test images play no part.

# %%
cut = len(data.x_train) // 5
fit = slice(cut, cut + 12_000)  # all of the rest, or enough of it
gaps, top = {}, {}
for name, make in makers.items():
    held_out = {}
    for rate in (0.001, 0.004, 0.016):
        net = make(0)
        train(net, data.x_train[fit], data.y_train[fit], "shifted" in name, 0, rate)
        held_out[rate] = float(np.mean(read(net, data.x_train[:cut]) == data.y_train[:cut]))
    top[name] = max(held_out.values())
    gaps[name] = top[name] - held_out[0.004]
    print(f"{name:20s}", *[f"{rate}: {share:.1%}  " for rate, share in held_out.items()])
assert max(gaps.values()) <= 0.015  # claim: on held-out images no rate of the three beats 0.004 by more than a point and a half
assert top["one layer"] < top["two layers"] < top["two layers, shifted"]  # claim: with the best rate of each, the networks come in the same order

# %% [markdown]
# A point is eight of the 800 held-out images here, and there is one start for each rate, so differences below a point say little. We have taken one rate for all. Is that fair to each? The two layers without shifts come out a little better at 0.016: by 0.1 points here, with two other
# seeds by 0.5 and 0.9. This is less than what shifts gain; and with the best rate of each network the order is the same.

# %% [markdown]
# ### Further: Moved test images
#
# **Predict first.** Move all *test* images by three pixels to the right, further than any training image was moved. How much does each network lose?
#
# <details><summary>Answer</summary> The one that has seen shifts loses some; the other two lose far more. To a Linear layer, a moved digit is another image altogether: it has no
# idea that pixels are neighbours. (Put the pixels of all images into another order, the same for all: it would learn just as well.) </details>

# %%
moved = np.roll(data.x_test.reshape(-1, 28, 28), 3, axis=2).reshape(-1, 784)
after = {name: np.array([np.mean(read(net, moved) == data.y_test) for net in nets[name]]) for name in nets}
for name in nets:
    print(f"{name:20s} {np.mean(scores[name]):.1%} -> {span(after[name])}")
lost = {name: scores[name] - after[name] for name in nets}
assert max(lost["two layers, shifted"]) < 0.5 * min(lost["two layers"].min(), lost["one layer"].min())  # claim: with shifts a network loses less than half of what the others lose
plot.bars(
    {f"{name}: {place}": float(np.mean(score[name])) for name in nets for place, score in (("in place", scores), ("moved by 3", after))},
    xlabel="test accuracy, mean of the starts",
    fmt=".1%",
    title="Test images in place, and moved by three pixels",
)

# %% [markdown]
# ### Further: Odd or even, once more
#
# In section 3 one neuron misread one digit in nine at odd or even. Ten classes answer the question as a by-product. But then three things are new: a hidden layer, ten labels in place of two, and shifts. (And other images.) So we change one thing at a time: a flat border on these images,
# with two outputs and a softmax, of which only the difference counts; the same with shifts; a hidden layer, but two outputs; ten outputs, but no hidden layer; then both. **Predict first:** which of the two matters more, the hidden layer or the ten labels?

# %%
odd = {}
for name, make, shift in (("flat border", one_layer, False), ("flat border, shifted", one_layer, True), ("two layers, two labels", two_layers, False)):
    odd[name] = []
    for start in starts:
        net = make(start, classes=2)
        train(net, data.x_train, data.y_train % 2, shift, start)
        odd[name].append(np.mean(read(net, data.x_test) == data.y_test % 2))
for name, kind in (("one layer, ten labels", "one layer"), ("two layers, ten labels", "two layers"), ("two layers, ten labels, shifted", "two layers, shifted")):
    odd[name] = [np.mean(read(net, data.x_test) % 2 == data.y_test % 2) for net in nets[kind]]
for name, shares in odd.items():
    print(f"{name:32s} {span(shares)} right")
assert min(odd["two layers, two labels"]) > max(odd["flat border"]) + 0.04  # claim: for odd or even the hidden layer alone gains more than four points
assert min(odd["one layer, ten labels"]) > max(odd["flat border"]) + 0.04  # claim: ten labels alone, with no hidden layer, gain more than four points, too
assert np.mean(odd["two layers, ten labels"]) - min(np.mean(odd["two layers, two labels"]), np.mean(odd["one layer, ten labels"])) < 0.02  # claim: who has one of the two gains less than two points by the other
assert np.mean(odd["flat border, shifted"]) < np.mean(odd["flat border"])  # claim: shifts do not help a flat border
assert np.mean(odd["two layers, ten labels, shifted"]) > np.mean(odd["two layers, ten labels"])  # claim: shifts help the two layers at odd or even

# %% [markdown]
# Either is enough. The hidden layer alone gains about six points (compare the third row with the first), and so do ten labels alone (the fourth row). Who has one of them gains less than a point by the other, in these runs.
# How can ten neurons do what one cannot, with nothing bent after them? The answer is odd where the largest logit is that of an odd digit. The border of this region is put together of pieces of many flat ones, so it bends. What one neuron lacked was not a hidden layer as such, but a border that bends.
#
# Shifts add about one more point to two layers. And a flat border loses by shifts. A likely reason: it cannot even fit the images that it has.

# %% [markdown]
# ### Further: The mistakes
#
# Those about which the network was most certain; we take the one from the first start.

# %%
net = nets["two layers, shifted"][0]
p = softmax(net.forward(data.x_test)[0])  # (N, 10)
said = p.argmax(axis=1)
wrong = np.flatnonzero(said != data.y_test)
wrong = wrong[np.argsort(-p[wrong].max(axis=1), kind="stable")][:20]
for row in range(0, len(wrong), 10):
    some = wrong[row : row + 10]
    print("said:", *said[some], "  it is:", *data.y_test[some])
plot.image_grid(data.x_test[wrong], title="Misread test digits, the most certain first")

# %%
confused = np.zeros((10, 10), dtype=int)
for net in nets["two layers, shifted"]:
    np.add.at(confused, (data.y_test, read(net, data.x_test)), 1)  # row: the digit, column: what was said
np.fill_diagonal(confused, 0)  # leaves the errors
share = confused.sum(axis=1) / len(starts) / np.bincount(data.y_test)  # (10,)
print(f"{confused.sum()} errors of {len(starts)} networks; misread:", ", ".join(f"{part:.1%} of the {digit}s" for digit, part in enumerate(share)))
plot.heatmap(confused, xlabel="the network said", ylabel="it is", fmt=".0f", title="Misread test digits, all starts added up")

# %% [markdown]
# Notice how to read it. A row says what became of one digit: in these runs some digits are misread far more often than others (the shares are printed above). A column says what the network
# takes things for. And a pair need not be symmetric: 9s read as 1s are one thing, 1s read as 9s another. All starts are judged on the same test digits, so one odd digit that all of them misread counts once for each. Go back to the images and judge whether you would have known.

# %% [markdown]
# ### Further: How large is the gradient at the front?
#
# The layers start with random weights of a certain size. Does the size matter? We send a gradient back through ten layers of 256 units and look at its root mean square (the root of the mean of the squares) at the front, compared with the end.

# %%
front = {}
for name in ("0.01", "0.2", "of nn.Linear"):
    rng = np.random.default_rng(SEED)
    layers = [layer for _ in range(10) for layer in (nn.Linear(256, 256, rng), nn.ReLU())]
    if name != "of nn.Linear":
        for layer in layers[::2]:
            layer.params["W"] = float(name) * rng.normal(size=(256, 256))
    net = nn.Sequential(*layers)
    y, cache = net.forward(rng.normal(size=(200, 256)))
    dy = rng.normal(size=y.shape)
    front[name] = np.sqrt(np.mean(net.backward(dy, cache) ** 2) / np.mean(dy**2))
    print(f"weights {name:12s}: after ten layers the gradient is {front[name]:8.1e} times as large")
assert front["0.01"] < 1e-6 and front["0.2"] > 100 and 0.1 < front["of nn.Linear"] < 10  # claim: small weights make the gradient vanish, large ones make it explode, those of nn.Linear keep its size

# %% [markdown]
# With weights of 0.01 next to nothing arrives at the first layers: a step of SGD hardly moves them. With 0.2 it explodes. In between there is a size that keeps the gradient, and `nn.Linear` takes it. Exercise 3.6 lets you find the rule.

# %% [markdown]
# ## What you can now do
#
# - draw a computation, go back through it, and say why gradients multiply along paths and add over them
# - write Linear, ReLU and softmax + cross-entropy, forwards and backwards, with shapes
# - check a gradient with central differences in float64, and check the whole as well as the parts
# - say what a backward pass costs, why one does not train with differences, and why one begins at the loss
# - build a network from layers that hand out what they will need on the way back
#
# One question we left open: the layers start with random weights of a certain size. Which size, and why not 0? The exercise lets you find out.

# %% [markdown]
# ## Where it goes next
#
# Do the exercise now: [BackpropByHand](../../exercises/day3/BackpropByHand.ipynb). You write the seven functions that matter, and train a network with them.
# On day 4 the same layers learn without labels: [MNISTAutoencoder](../day4/MNISTAutoencoder.ipynb).
#
# The whole idea on one page: [one_page/backprop.py](../one_page/backprop.py).
