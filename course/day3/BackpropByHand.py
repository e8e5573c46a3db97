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
# - prove a gradient right, or find out that it is wrong, with central differences
# - build layers, `Sequential` and a training loop from plain functions
# - train a two-layer network that reads more than 95 % of unseen digits, and say what Adam did for it
#
# **You need** derivatives of functions of one variable, the product of two matrices, NumPy, and Python's functions and classes (from section 7 on).
# No framework is used.
# Symbols: [notation](../../docs/notation.md). The minutes stand in the [README of the day](README.md).

# %%
import inspect

import numpy as np
from matplotlib.figure import Figure

from minivae import nn, plot
from minivae.data import load_digits, load_mnist
from minivae.plot.picture import style

data = load_mnist()
full = data.source == "full"
print(data)

# %%
plot.image_grid(data.x_test[:30], title="Test images: to be read by the end of this notebook")

# %% [markdown]
# Notice how much one and the same digit varies. Try to write down the rules by which you read them: it is hopeless. So the
# rules are to be learnt.
#
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
#
# $$da = \frac{\partial L}{\partial a} = \frac{\partial L}{\partial y} \cdot \frac{\partial y}{\partial a} = dy \cdot 1 .$$

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
#
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
#
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
# Why both sides, and why $h = 10^{-5}$? Let us measure the error for a function whose slope is known, $f(w) = e^w$ at $w = 1$.

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
# right, and its floor is about a hundred thousand times higher: **gradients are checked in float64** (8 bytes, 16 digits). Where the float32 curve lies flat at the left, $1 + h$ is
# rounded to 1, and the slope to 0.
#
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
w, b = np.random.default_rng(0).normal(size=64), np.zeros(1)
_, dw, db = neuron(x, w, b, t)
print(nn.gradcheck(lambda: neuron(x, w, b, t)[0], {"w": w, "b": b}, {"w": dw, "b": [db]}).ok())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# `default_rng(0)` draws random numbers from the **seed** 0: the same seed, the same numbers, on every run. `nn.gradcheck` is the referee of section 2 for whole arrays: it
# moves each entry of `w` and of `b` a little up and a little down, puts it back, and compares. `True` means that the worst relative error is below $10^{-6}$. Then the neuron may learn: walk downhill, against the gradient.

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
plot.curves({"loss": losses}, xlabel="step", ylabel="mean squared error", title="One neuron learns odd from even")

# %% [markdown]
# Notice that the curve goes flat near 0.29, and that the neuron misreads even some of the digits it was trained on. More steps would change little: one neuron draws one
# flat border through the space of images, and with the border it found, digits of both kinds lie on both sides. It takes a layer of neurons, and something bent after it.
#
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
rng = np.random.default_rng(0)
x, W, b = rng.normal(size=(5, 3)), rng.normal(size=(3, 3)), rng.normal(size=3)
c = rng.normal(size=(5, 3))


def check_linear(backward):
    """Is this backward pass of a square layer right?"""
    dx, dW, db = backward(c, x, W)
    return nn.gradcheck(lambda: np.sum(c * linear(x, W, b)), {"x": x, "W": W, "b": b}, {"x": dx, "W": dW, "b": db})


print("ours:                ", check_linear(linear_backward).ok())
forgot = check_linear(lambda dy, x, W: (dy @ W, x.T @ dy, dy.sum(axis=0)))
print("without .T, I = O = 3:", forgot.ok(), "- the worst is", forgot.name)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 5. ReLU, and a bug that hides
#
# Two Linear layers in a row are one Linear layer: $(x W_1) W_2 = x (W_1 W_2)$. So something bent stands between them,
# $y = \max(x, 0)$. Its slope is 1 where $x > 0$ and 0 elsewhere: the gradient passes, or it does not.
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
# <details><summary>Answer</summary> Alone it passes: what it returns is right. In the network it fails. `dx = dy` does not copy; both names are the
# same array, and the second line wipes out entries of the caller's gradient. The path around the ReLU then gets a
# gradient with holes. </details>

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
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Two lessons. **A function never writes to its arguments.** (The referee must move the entries of `w`, since the loss reads them there; it says so, and puts each one back.)
# And: check parts, but also the whole, for bugs like to sit *between* the parts. The cure is a new array.


# %%
def relu_backward(dy, x):
    """dx = dy where x > 0, else 0."""
    return dy * (x > 0)  # (N, I), new


print("within the network:", check_skip(relu_backward).ok())
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The referee can err, too. At the kink of the ReLU there is no slope; if $x$ lies within $h$ of 0, the two points stand on
# different sides:

# %%
near = np.array([2e-6])
print("slope of relu at 0.000002, by hand:", float(relu_backward(np.ones(1), near)[0]))
print("by central difference, h = 0.00001:", nn.numerical_gradient(lambda: relu(near).sum(), near).round(3)[0])
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# So one wrong entry among thousands, at a ReLU's input close to 0, is a false alarm. Draw other inputs (another seed) before you search for the bug.
#
# ## 6. Softmax and cross-entropy
#
# Ten digits, ten outputs. Call them logits, $l_{nc}$: any numbers. Softmax makes probabilities of them,
#
# $$p_{nc} = \frac{e^{l_{nc}}}{\sum_{c'} e^{l_{nc'}}} ,$$
#
# and the loss is the surprise $-\log p$ at the right answer $k_n$, averaged over the batch. With the natural logarithm its unit is the **nat**: a guess among ten equally
# likely digits costs $\log 10 = 2.3$ nats.
#
# $$L = -\frac1N \sum_n \log p_{n k_n} = \frac1N \sum_n \Big( \log \sum_{c} e^{l_{nc}} - l_{n k_n} \Big) .$$
#
# The second form is easy to differentiate. The log of the sum has the slope $e^{l_{nc}} / \sum_{c'} e^{l_{nc'}} = p_{nc}$; the second term has the
# slope $-1$ at the right answer and 0 elsewhere:
#
# $$\frac{\partial L}{\partial l_{nc}} = \frac{p_{nc} - [c = k_n]}{N} .$$
#
# What it said, minus what it should have said. Two traps are left. $e^{1000}$ overflows: softmax does not change when a row is shifted by a number, so we shift the
# largest logit to 0. And $e^{-2000}$ is rounded to 0, whose logarithm is $-\infty$: so we never take the log of a $p$, but use the second form, $\log p_{nc} = l_{nc} -
# \log \sum_{c'} e^{l_{nc'}}$ (*log-sum-exp*).


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
    title="One example: N times its gradient is the difference",
)

# %% [markdown]
# Notice the gradient's signs: walking *against* it raises the logit of the right digit and lowers the others, each in proportion to
# the probability that was wasted on it.
#
# **A forgotten $1/N$.** A missing factor is a common slip. The referee catches it, and the ratio of the two
# gradients names it:

# %%
forgot = 6 * dlogits  # as if `/ N` were missing
referee = nn.numerical_gradient(lambda: cross_entropy(logits, labels)[0], logits)
print("right:", nn.relative_error(forgot, referee) < 1e-6)
print("ratio to the referee, entry by entry, lies between", (forgot / referee).min().round(4), "and", (forgot / referee).max().round(4))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# One ratio everywhere, and it is $N = 6$: a missing $1/N$. If the ratio is $-1$, a sign; if it is $2$ or $0.5$, the 2 of a square; if it differs from
# entry to entry, a wrong term.
#
# ## 7. A network, four times
#
# Two layers: $x \to$ Linear $\to$ ReLU $\to$ Linear $\to$ cross-entropy. We write it four times, each time shorter. After every rewrite we run the
# **same assertion**: the loss is what it was, and the gradient of every parameter agrees with the referee. Rewriting without such a
# test is guessing.
#
# ### First: functions

# %%
rng = np.random.default_rng(0)
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
    assert abs(loss - functions()[0]) < 1e-12, "another loss"
    report = nn.gradcheck(lambda: loss_and_grads()[0], params, grads)
    assert report.ok(1e-6), f"wrong gradient:\n{report}"
    print(f"right: the loss, and {sum(p.size for p in params.values())} gradients")


assert_right(functions, params)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# Can this assertion fail? One that cannot is worth nothing. So we plant three bugs: a gate that reads the wrong array, the forgotten $1/N$, and
# the ReLU that writes into its argument.

# %%
def gate_reads_dy(dy, x):
    """Has a bug."""
    return dy * (dy > 0)


def no_mean(logits, labels):
    """Has a bug."""
    loss, dlogits = cross_entropy(logits, labels)
    return loss, dlogits * len(logits)


for bug in ({"relu_backward": gate_reads_dy}, {"cross_entropy": no_mean}, {"relu_backward": relu_backward_in_place}):
    name = next(iter(bug.values())).__name__
    try:
        assert_right(lambda bug=bug: functions(**bug), params)
        print("        ... not caught:", name)
    except AssertionError as caught:
        print("caught:", name, "-", str(caught).splitlines()[0].strip(":"))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# The third one passes, and rightly so: in this network nobody reads `dh` again. It waits for the day on which somebody adds a skip connection. A gradient check
# speaks for the network it was run on. So run it again after every change, as we do now.
#
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

    params, grads = {}, {}

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
# ### Why `+=`, and why is the cache not kept on `self`?
#
# Many codes store the input: `self.x = x`. It is shorter. But run **two batches** through one layer before you go back. A GAN (two networks, one
# of which forges images while the other, the critic, learns to tell) does so: its critic sees real images, then fake ones. The layer then remembers the second batch only.
#
# **Predict first.** Split eight digits into two halves, forward both, then go back through both. Whose `dW` equals that of the
# eight in one batch?
#
# <details><summary>Answer</summary> Only that of the layer with a cache and `+=`. The one with `self.x` uses the second half's input twice. The one with `=`
# keeps the gradient of the half that came back last. </details>


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


dy8 = rng.normal(size=(8, 5))  # (N, O), from some loss above
for kind in (Linear, LinearOnSelf, LinearAssigns):
    layer = kind(params["W1"], params["b1"])
    _, cache_a = layer.forward(x8[:4])
    _, cache_b = layer.forward(x8[4:])
    layer.backward(dy8[:4], cache_a)
    layer.backward(dy8[4:], cache_b)
    print(f"{kind.__name__:14s} equals the gradient of all eight: {np.allclose(layer.grads['W'], x8.T @ dy8)}")
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
# ### Fourth: the package
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
# the images, which nobody needs here; `need_grads=False` would leave the parameters' gradients alone. And `Sequential.backward` refuses a `dy` of the wrong shape, which NumPy's
# broadcasting would accept in silence.
#
# One more thing before the same assertion: `nn.pack` moves all parameters of a network into one long vector, `theta`, and all gradients into another, `grad`. The arrays in
# `params` and `grads` become windows onto them. Then an optimiser is a line about two vectors, whatever the network looks like.

# %%
packed = nn.Sequential(nn.Linear(64, 5, rng), nn.ReLU(), nn.Linear(5, 10, rng))
theta, grad = nn.pack(packed, dtype=np.float64)  # (P,) each; float64 for the referee
theirs = {f"{key}{i}": layer.params[key] for i, layer in ((1, packed.layers[0]), (2, packed.layers[2])) for key in ("W", "b")}
for name, array in theirs.items():
    array[...] = params[name]  # the same numbers as before
assert_right(lambda: loss_and_grads_of(packed), theirs)
print("theta", theta.shape, "and grad", grad.shape)
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ### The referee for any network
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
# Every model of the coming days is checked by this one call before it is trained.
#
# ## 8. Downhill: SGD, momentum, Adam
#
# The gradient is there. What to do with it? Three rules, with $g$ the gradient and $\eta$ the learning rate, the size of a step. For speed, $g$ is computed on a **mini-batch**, some dozens of
# examples, other ones at each step; when all examples have had their turn, an **epoch** is over.
#
# - **SGD**: $\theta \leftarrow \theta - \eta g$
# - **SGD with momentum**: $v \leftarrow \mu v + g$, then $\theta \leftarrow \theta - \eta v$. A heavy ball: it keeps its speed along a valley and forgets
#   the to and fro across it.
# - **Adam**: running means $m$ of $g$ and $v$ of $g^2$, and steps by their ratio, so that each weight has a scale of its own.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1) g, \quad v \leftarrow \beta_2 v + (1 - \beta_2) g^2, \quad
# \theta \leftarrow \theta - \eta \frac{m / (1 - \beta_1^t)}{\sqrt{v / (1 - \beta_2^t)} + \epsilon}$$
#
# Both means start at 0 and are too small at first; dividing by $1 - \beta^t$ corrects that (Kingma and Ba 2015, algorithm 1).
#
# First a picture in two dimensions: a valley that is 30 times as steep across as along, $L = (\theta_1^2 + 30\, \theta_2^2) / 2$. Each rule takes
# 40 steps, with a rate picked by hand so that the picture is clear. (An optimiser of the package packs what it gets: `optimiser.theta` and `optimiser.grad` are the two vectors above.)


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


paths = {
    "SGD 0.06": walk(lambda p: nn.SGD(p, learning_rate=0.06, dtype=np.float64)),
    "momentum 0.02": walk(lambda p: nn.SGD(p, learning_rate=0.02, momentum=0.8, dtype=np.float64)),
    "Adam 0.3": walk(lambda p: nn.Adam(p, learning_rate=0.3, dtype=np.float64)),
}
with style():
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    axes = figure.add_subplot(title="Forty steps down a narrow valley", xlabel="θ₁ (flat)", ylabel="θ₂ (steep)")
    u, v = np.meshgrid(np.linspace(-4.4, 1.6, 80), np.linspace(-1.3, 1.3, 60))
    axes.contour(u, v, (u**2 + 30 * v**2) / 2, levels=[0.2, 1, 3, 7, 13, 20], colors="#BBBBBB", linewidths=1)
    for i, (name, path) in enumerate(paths.items()):
        axes.plot(*path.T, markersize=4, linewidth=1.2, label=name, **{**plot.lines.line_style(i), "linestyle": "-"})
    axes.plot(0, 0, "k+", markersize=14)
    axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
ends = ", ".join(f"{name} ends at distance {np.linalg.norm(path[-1]):.2f}" for name, path in paths.items())
print(ends)
plot.Picture(figure, f"Three paths down a narrow valley, from the upper left to the minimum: {ends}.")

# %% [markdown]
# Notice: SGD swings from wall to wall. Its rate is close to the limit of this valley, $2/30 = 0.067$, above which the swings grow; yet along the floor it is slow. Momentum
# also swings, with a smaller rate, but its speed along the floor adds up, and it ends nearer to the minimum. Adam divides by the size of each gradient, so it starts out equally fast in both directions, on a diagonal. It
# overshoots, as a ball would, and comes back.
#
# ### A fair comparison
#
# Pictures in two dimensions prove little. Let the three train the same network, from the same start, on the same batches, for the same number of
# epochs. (`"glorot"` is a rule for the size of the first weights where no ReLU follows; the exercise comes back to it.) The learning rate matters most, so each gets the same nine to choose from, and the choice is made on digits that were **held out** of the training
# set, that is, never trained on. The test digits stay out of it. (The first step compiles a small Numba kernel: a few seconds, once.)

# %%
n_held = 287
x_fit, y_fit = digits.x_train[n_held:], digits.y_train[n_held:]
x_held, y_held = digits.x_train[:n_held], digits.y_train[:n_held]
rules = {
    "SGD": lambda net, rate: nn.SGD(net, learning_rate=rate),
    "momentum 0.9": lambda net, rate: nn.SGD(net, learning_rate=rate, momentum=0.9),
    "Adam": lambda net, rate: nn.Adam(net, learning_rate=rate),
}


def study(rule, rate, seed, epochs=8):
    """Train 64 -> 32 -> 10; the held-out loss after each epoch."""
    rng = np.random.default_rng(seed)  # the same start and the same batches for all
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
    return held


rates = 10.0 ** np.arange(-3.5, 0.6, 0.5)
with np.errstate(all="ignore"):  # too large a rate may overflow: that is a result
    runs = {rule: np.array([[study(rule, rate, seed) for seed in range(3)] for rate in rates]) for rule in rules}
histories = {rule: np.nan_to_num(held, nan=np.inf).mean(axis=1) for rule, held in runs.items()}  # (rates, epochs)
final = {rule: held[:, -1] for rule, held in histories.items()}  # (rates,)
best = {rule: int(np.argmin(loss)) for rule, loss in final.items()}
for rule, i in best.items():
    last = runs[rule][i, :, -1]  # one per seed
    print(f"{rule:13s} best of {len(rates)} rates: {rates[i]:.4f}; held-out loss {last.mean():.3f}, the seeds from {last.min():.3f} to {last.max():.3f}")
print(f"Adam at its customary rate 0.001: {final['Adam'][np.argmin(abs(rates - 1e-3))]:.3f}")

# %%
plot.curves(
    {rule: np.minimum(loss, 2.5) for rule, loss in final.items()},
    x=np.log10(rates),
    xlabel="log10 of the learning rate",
    ylabel="held-out loss (nats), cut at 2.5",
    title="Held-out loss after 8 epochs, mean of 3 seeds",
)

# %%
plot.curves(
    {f"{rule}, {rates[i]:.3g}": histories[rule][i] for rule, i in best.items()},
    ylabel="held-out loss (nats)",
    title="Each rule at its own best rate",
)

# %% [markdown]
# Notice in the first picture how far apart the best rates lie: the best rate of one rule is a bad one for another, so a comparison at *one* rate means nothing. In the second
# picture each rule has its own best rate. In the first epochs Adam is ahead; at the end the three differ about as much as three seeds of one rule do. So on this task the honest answer is: once tuned, no rule is
# clearly the best, and the customary 0.001 of Adam would have been a poor choice for a run this short.
#
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
rng = np.random.default_rng(0)
plot.image_grid(np.concatenate([shifted(image[None], rng) for image in example]), title="One training image, as ten batches see it")


# %%
def train(net, x, y, shift, rate, epochs, batch, seed=0):
    """Adam, with a rate that falls to 0; the mean loss of each epoch."""
    rng = np.random.default_rng(seed)
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


def accuracy(net, x, y):
    """The share of digits read right."""
    return float(np.mean(net.forward(x)[0].argmax(axis=1) == y))


def one_layer(classes=10):
    """784 -> 10."""
    return nn.Sequential(nn.Linear(784, classes, np.random.default_rng(0), "glorot"))


def two_layers():
    """784 -> 256 -> 10."""
    rng = np.random.default_rng(0)
    return nn.Sequential(nn.Linear(784, 256, rng), nn.ReLU(), nn.Linear(256, 10, rng, "glorot"))


# %% [markdown]
# Each network gets its own learning rate. It is chosen on a fifth of the *training* images, held out for this, from the same six rates and with the same number of epochs for all. The test images are for the end.

# %%
makers = {"one layer": one_layer, "two layers": two_layers, "two layers, shifted": two_layers}
rates = (0.001, 0.002, 0.004, 0.008, 0.016, 0.032)
cut = len(data.x_train) // 5
fit = slice(cut, cut + 12_000)  # all of the rest, or enough of it
epochs, batch = (6, 128) if full else (20, 64)
chosen = {}
for name, make in makers.items():
    held_out = []
    for rate in rates:
        net = make()
        train(net, data.x_train[fit], data.y_train[fit], "shifted" in name, rate, epochs, batch)
        held_out.append(accuracy(net, data.x_train[:cut], data.y_train[:cut]))
    chosen[name] = rates[int(np.argmax(held_out))]
    print(f"{name:20s}", *[f"{rate}: {share:.1%}  " for rate, share in zip(rates, held_out, strict=True)], "chosen:", chosen[name])

# %% [markdown]
# The rows are flat near their best rates: the choice between neighbours is a matter of a few images. Now with all training images.

# %%
nets, histories, scores = {}, {}, {}
for name, make in makers.items():
    net = nets[name] = make()
    histories[name] = train(net, data.x_train, data.y_train, "shifted" in name, chosen[name], epochs, batch)
    scores[name] = accuracy(net, data.x_test, data.y_test)
    size = sum(p.size for layer in net.layers for p in layer.params.values())
    print(f"{name:20s} {size:7,} weights, training loss {histories[name][-1]:.4f}, test accuracy {scores[name]:.1%}")

assert scores["two layers, shifted"] > (0.97 if full else 0.95)
assert scores["two layers, shifted"] > scores["one layer"] + 0.02

# %%
plot.curves(histories, ylabel="training loss (nats)", yscale="log", title="Training loss")

# %% [markdown]
# Notice that with the bundled images the lowest training loss does not belong to the best network. Without shifts the network learns its images by heart: it sees each one in every epoch. Shifted, each image has 25 places, so the
# network meets most of these pictures once or not at all. (If you have the full MNIST, run this again: how much do shifts gain when there are fifteen times as many images?)
#
# **Predict first.** Move all *test* images by three pixels to the right, further than any training image was moved. How much does each network lose?
#
# <details><summary>Answer</summary> The one that has seen shifts loses some; the other two lose far more. To a Linear layer, a moved digit is another image altogether: it has no
# idea that pixels are neighbours. </details>

# %%
moved = np.roll(data.x_test.reshape(-1, 28, 28), 3, axis=2).reshape(-1, 784)
after = {name: accuracy(net, moved, data.y_test) for name, net in nets.items()}
for name in nets:
    print(f"{name:20s} {scores[name]:.1%} -> {after[name]:.1%}")
assert after["two layers, shifted"] > after["two layers"]
plot.bars(
    {f"{name}: {place}": score[name] for place, score in (("in place", scores), ("moved by 3", after)) for name in nets},
    xlabel="test accuracy",
    fmt=".1%",
    title="Test images in place, and moved by three pixels",
)

# %% [markdown]
# And odd or even, where one neuron failed in section 3? That was with other images. So for comparison we train one flat border on these: two outputs with a softmax, of which only the difference
# counts. Ten classes answer the question as a by-product.

# %%
border = one_layer(classes=2)
train(border, data.x_train, data.y_train % 2, False, chosen["one layer"], epochs, batch)
net = nets["two layers, shifted"]
said = net.forward(data.x_test)[0].argmax(axis=1)  # (N,)
print(f"odd or even, one flat border:     {accuracy(border, data.x_test, data.y_test % 2):.1%} right")
print(f"odd or even, two layers, shifted: {np.mean(said % 2 == data.y_test % 2):.1%} right")

# %% [markdown]
# Last, the mistakes. First those about which the network was most certain.

# %%
p = softmax(net.forward(data.x_test)[0])  # (N, 10)
wrong = np.flatnonzero(said != data.y_test)
wrong = wrong[np.argsort(-p[wrong].max(axis=1), kind="stable")][:20]
for row in range(0, len(wrong), 10):
    some = wrong[row : row + 10]
    print("said:", *said[some], "  it is:", *data.y_test[some])
plot.image_grid(data.x_test[wrong], title="Misread test digits, the most certain first")

# %%
confused = np.zeros((10, 10), dtype=int)
np.add.at(confused, (data.y_test, said), 1)  # row: the digit, column: what was said
np.fill_diagonal(confused, 0)  # leaves the errors
print(f"{confused.sum()} errors of {len(said)};", ", ".join(f"{count} of the {digit}s" for digit, count in enumerate(confused.sum(axis=1))))
plot.heatmap(confused, xlabel="the network said", ylabel="it is", fmt=".0f", title="Misread test digits: what was read as what")

# %% [markdown]
# Notice how to read it. A row says what became of one digit: some digits are misread far more often than others (the sums are printed above). A column says what the network
# takes things for. And a pair need not be symmetric: 9s read as 1s are one thing, 1s read as 9s another. Go back to the images and judge whether you would have known. With so few errors the
# single counts depend on the seed.
#
# ## What you can now do
#
# - draw a computation, go back through it, and say why gradients multiply along paths and add over them
# - write Linear, ReLU and softmax + cross-entropy, forwards and backwards, with shapes
# - check a gradient with central differences in float64, read the ratio, and check the whole as well as the parts
# - say why a cache is handed out and gradients are added
# - compare optimisers fairly: equal budgets, each at its own best rate, chosen on held-out data
#
# One question we left open: the layers start with random weights of a certain size. Which size, and why not 0? The exercise lets you find out.
#
# ## Where it goes next
#
# Do the exercise now: [BackpropByHand](../../exercises/day3/BackpropByHand.ipynb). You write the seven functions that matter, and train a network with them.
# On day 4 the same layers learn without labels: [MNISTAutoencoder](../day4/MNISTAutoencoder.ipynb).
#
# The whole idea on one page: [one_page/backprop.py](../one_page/backprop.py).
