# %% [markdown]
# # Backpropagation by hand: exercises
#
# You write the seven short functions that a network learns by, check each one, and then train a network on
# handwritten digits with them. Lecture: [BackpropByHand](../../course/day3/BackpropByHand.ipynb).
#
# How it works: replace the line `raise NotImplementedError(...)` by your own, run the cell, then run the
# check below it. A check answers within a second, and names the likely mistake. **What has passed is what
# the later cells use**; until then they use the package's. So "Run All" always reaches the end. If you change a
# function after "right", run its check cell again: until then the later cells keep what passed.
#
# | | exercise | points |
# |---|---|---|
# | 3.1 | the gradient of one neuron | 1 |
# | 3.2 | the numerical gradient, your referee | 1 |
# | 3.3 | Linear, backward | 2 |
# | 3.4 | ReLU, backward | 1 |
# | 3.5 | softmax and cross-entropy, backward | 2 |
# | 3.6 | how large should random weights be? | 2 |
# | 3.7 | Adam | 2 |
#
# Shapes: $N$ examples in a batch, $D$ features, $I$ inputs and $O$ outputs of a layer, $C$ classes.
# `dx` means $\partial L / \partial x$ and has the shape of `x`.

# %% setup=true
import numpy as np

from minivae import nn, plot
from minivae.data import load_digits, load_mnist
from minivae_checks import day3 as check
from minivae_checks import pick

# %% [markdown]
# ## 3.1 One neuron
#
# A neuron adds up its inputs, each times a weight: $y_n = x_n \cdot w + b$. It should answer $t_n$. Its loss
# is the mean squared error of the batch,
#
# $$L = \frac1N \sum_n (y_n - t_n)^2 .$$
#
# To improve it you need to know how $L$ changes with $w$ and with $b$. Go backwards, link by link: how does
# $L$ change with $y_n$? Call that `dy`. How does $y_n$ change with $w$? Multiply, and sum over the examples, for
# all of them share one $w$.
#
# Shapes: `x` (N, D), `w` (D,), `b` one number, `t` (N,); `dw` (D,), `db` one number.
#
# <details><summary>Hint 1</summary> The first link is dy, one number per example: the derivative of a square,
# divided by N. </details>
#
# <details><summary>Hint 2</summary> dy_n = 2 (y_n - t_n) / N. The slope of y_n with respect to w is x_n; with
# respect to b it is 1. </details>
#
# <details><summary>Hint 3</summary> The sum over n of x_n dy_n is the product x.T @ dy. </details>

# %% exercise="neuron_gradient"
def neuron_gradient(x, w, b, t):
    """Gradient of L = mean((x w + b - t)²): dw (D,), db (one number)."""
    ### BEGIN SOLUTION
    dy = 2 * (x @ w + b - t) / len(x)  # (N,)
    return x.T @ dy, dy.sum()
    ### END SOLUTION

# %% check="neuron_gradient"
check.neuron_gradient(neuron_gradient)

# %% [markdown]
# Now the neuron learns to tell odd digits from even ones, in images of 8 x 8 pixels: $t = 1$ for odd, $-1$ for even.

# %%
use = pick(check.neuron_gradient)
digits = load_digits()
x, t = digits.x_train, np.where(digits.y_train % 2 == 1, 1.0, -1.0)
w, b, losses = np.zeros(64), 0.0, []
for _ in range(500):
    losses.append(np.mean((x @ w + b - t) ** 2))
    dw, db = use.neuron_gradient(x, w, b, t)
    w, b = w - 0.05 * dw, b - 0.05 * db  # one step downhill
right = np.mean((digits.x_test @ w + b > 0) == (digits.y_test % 2 == 1))
print(f"loss {losses[0]:.2f} -> {losses[-1]:.2f}; odd or even: {right:.1%} of the test digits right")

# %% [markdown]
# Nobody told the neuron where to look. The picture shows what it found: ink in a pixel with a positive weight
# votes for odd, with a negative weight for even.

# %% figure="What one neuron looks for"
plot.heatmap(w.reshape(8, 8), fmt=".1f", title="The weights of the neuron, as an image")

# %% [markdown]
# ## 3.2 The numerical gradient
#
# How do you know that a gradient is right? Ask the loss itself. Move one entry of $x$ a little up, then a little
# down, and see how far $f$ goes:
#
# $$\frac{\partial f}{\partial x_i} \approx \frac{f(x + h e_i) - f(x - h e_i)}{2h} .$$
#
# It takes two runs of $f$ per entry. A network of 203,530 weights would take 407,060 runs for one step; a backward pass costs about two. So it is too slow to train with, and just right for a referee. The loop and the two copies
# are there. `i` is an index that fits `x`, whatever its shape.
#
# <details><summary>Hint 1</summary>
#
# `up` and `down` are copies of x. Change one entry of each.
#
# </details>
#
# <details><summary>Hint 2</summary> How far are the two points apart? The slope divides by that. </details>
#
# <details><summary>Hint 3</summary> up[i] += h, down[i] -= h, and then gradient[i] is the difference of f at the
# two points, divided by (2 * h). The brackets matter. </details>

# %% exercise="numerical_gradient"
def numerical_gradient(f, x, h=1e-5):
    """[f(x + h e_i) - f(x - h e_i)] / 2h for each entry of x (float64), same shape."""
    gradient = np.zeros_like(x)
    for i in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        ### BEGIN SOLUTION
        up[i] += h
        down[i] -= h
        gradient[i] = (f(up) - f(down)) / (2 * h)
        ### END SOLUTION
    return gradient

# %% check="numerical_gradient"
check.numerical_gradient(numerical_gradient)

# %% [markdown]
# The referee at work: is the gradient of 3.1 right? And what would it say to someone who forgot the $1/N$? (The
# second row plants that mistake on purpose.) `nn.relative_error` is the largest difference, as a share of the largest entry.

# %%
use = pick(check.neuron_gradient, check.numerical_gradient)
x8, t8 = x[:8].astype(np.float64), t[:8]
w0 = np.random.default_rng(0).normal(size=64)
dw, _ = use.neuron_gradient(x8, w0, 0.5, t8)
referee = use.numerical_gradient(lambda w: np.mean((x8 @ w + 0.5 - t8) ** 2), w0)
print("as it is:      ", "right" if nn.relative_error(dw, referee) < 1e-6 else "wrong")
print("1/N forgotten: ", "right" if nn.relative_error(8 * dw, referee) < 1e-6 else "wrong")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 3.3 Linear, backward
#
# A layer is many neurons that read the same inputs: $y = x W + b$. In the middle of a network it does not know the
# loss. It only gets `dy` from the layer above, and owes three answers:
#
# $$y_{no} = \sum_i x_{ni} W_{io} + b_o \qquad
# \frac{\partial L}{\partial x_{ni}},\quad \frac{\partial L}{\partial W_{io}},\quad \frac{\partial L}{\partial b_o} .$$
#
# Each is a sum over all paths from that number to the loss.
#
# Shapes: `dy` (N, O), `x` (N, I), `W` (I, O); `dx` (N, I), `dW` (I, O), `db` (O,).
#
# <details><summary>Hint 1</summary> W_io touches y_no for each n, and no other output. So its gradient is a sum over n
# of x_ni dy_no. </details>
#
# <details><summary>Hint 2</summary> x_ni touches y_no for each o. So its gradient is a sum over o of dy_no W_io.
# Which matrix product sums over o? </details>
#
# <details><summary>Hint 3</summary> dx = dy @ W.T and dW = x.T @ dy. And b_o is added to row after row: sum over
# the rows. The 1/N of the loss is already in dy. </details>

# %% exercise="linear_backward"
def linear_backward(dy, x, W):
    """Gradients of y = x W + b: dx (N, I), dW (I, O), db (O,)."""
    ### BEGIN SOLUTION
    dx, dW, db = dy @ W.T, x.T @ dy, dy.sum(axis=0)
    return dx, dW, db
    ### END SOLUTION

# %% check="linear_backward"
check.linear_backward(linear_backward)

# %% [markdown]
# ## 3.4 ReLU, backward
#
# Two Linear layers in a row are one Linear layer. Something bent must stand between them: $y = \max(x, 0)$, the ReLU.
# Where $x > 0$ the slope is 1, and the gradient passes. Where $x \le 0$ the output does not move, so nothing passes.
#
# One thing more is wanted: `dy` belongs to the caller, who may need it again. Leave it as it is.
#
# Shapes: `dy`, `x` and `dx` are all (N, I).
#
# <details><summary>Hint 1</summary> Which entries pass? Those where a comparison with 0 is true. Is it about x or
# about dy? </details>
#
# <details><summary>Hint 2</summary> (x > 0) is an array of True and False. Times dy, they count as 1 and 0, and the
# product is a new array. </details>

# %% exercise="relu_backward"
def relu_backward(dy, x):
    """dx = dy where x > 0, else 0. All (N, I). dy stays as it is."""
    ### BEGIN SOLUTION
    return dy * (x > 0)
    ### END SOLUTION

# %% check="relu_backward"
check.relu_backward(relu_backward)

# %% [markdown]
# ## 3.5 Softmax and cross-entropy, backward
#
# The last layer gives $C$ numbers per image, the logits $l$. Softmax makes probabilities of them, and the loss is
# the surprise at the right answer, $k_n$:
#
# $$p_{nc} = \frac{e^{l_{nc}}}{\sum_{c'} e^{l_{nc'}}}, \qquad L = -\frac1N \sum_n \log p_{n k_n}, \qquad
# \frac{\partial L}{\partial l_{nc}} = \frac{p_{nc} - [c = k_n]}{N} .$$
#
# ($[c = k_n]$, an *Iverson bracket*, is 1 where $c = k_n$, and 0 elsewhere.) The long formulas leave a short one: what the network said, minus what it should have said.
# Where does it come from? Put $p$ into $L$: $-\log p_{n k_n} = \log \sum_{c'} e^{l_{nc'}} - l_{n k_n}$. The first term has the slope $p_{nc}$ (show it), the second the slope $-1$ at the right answer.
#
# Write the gradient. It must stand logits of any size: `np.exp(1000)` is infinite, but softmax does not change when
# each row is shifted by a number of its own. (Clipping will not do: $[1000, 999, 998]$ has the softmax of $[2, 1, 0]$.)
#
# Shapes: `logits` (N, C), `labels` (N,) integers $0 \ldots C-1$; `dlogits` (N, C).
#
# <details><summary>Hint 1</summary>
#
# First the softmax. Shift each row so that its largest logit is 0: then exp never
# exceeds 1. Keep the axis: `keepdims=True`.
#
# </details>
#
# <details><summary>Hint 2</summary> Then subtract 1 in one place of each row: in row n, at column labels[n]. Two index
# arrays do that, p[np.arange(N), labels]. </details>
#
# <details><summary>Hint 3</summary> e = np.exp(logits - logits.max(axis=1, keepdims=True)), then p = e / e.sum(axis=1,
# keepdims=True), then the 1 off, then the division by N. </details>

# %% exercise="cross_entropy_gradient"
def cross_entropy_gradient(logits, labels):
    """Gradient of the mean cross-entropy: (softmax(logits) - onehot) / N, (N, C)."""
    N = len(logits)
    ### BEGIN SOLUTION
    e = np.exp(logits - logits.max(axis=1, keepdims=True))
    p = e / e.sum(axis=1, keepdims=True)
    p[np.arange(N), labels] -= 1
    return p / N
    ### END SOLUTION

# %% check="cross_entropy_gradient"
check.cross_entropy_gradient(cross_entropy_gradient)

# %% [markdown]
# ### All links together
#
# Here is a whole network of two layers. The forward pass is five lines. The backward pass is yours, in reverse order.
# (`use` holds what `pick` chose: your function where its check has passed, else the package's.)

# %%
def loss_and_grads(use, params, x, labels):
    """Cross-entropy of a network I -> H -> C, and the gradient of each parameter."""
    a = x @ params["W1"] + params["b1"]  # (N, H)
    h = np.maximum(a, 0)  # (N, H)
    logits = h @ params["W2"] + params["b2"]  # (N, C)
    loss = nn.cross_entropy(logits, labels)[0]  # one number

    dlogits = use.cross_entropy_gradient(logits, labels)  # (N, C)
    dh, dW2, db2 = use.linear_backward(dlogits, h, params["W2"])  # (N, H), (H, C), (C,)
    da = use.relu_backward(dh, a)  # (N, H)
    _, dW1, db1 = use.linear_backward(da, x, params["W1"])  # (I, H), (H,)
    return loss, {"W1": dW1, "b1": db1, "W2": dW2, "b2": db2}

# %% [markdown]
# Bugs like to sit between the parts. So the referee looks at the whole network: every weight, in float64.

# %%
use = pick(
    check.numerical_gradient,
    check.linear_backward,
    check.relu_backward,
    check.cross_entropy_gradient,
)
rng = np.random.default_rng(0)
params = {
    "W1": rng.normal(size=(64, 5)),
    "b1": rng.normal(size=5),
    "W2": rng.normal(size=(5, 10)),
    "b2": rng.normal(size=10),
}
x8, labels8 = digits.x_train[:8].astype(np.float64), digits.y_train[:8]
_, grads = loss_and_grads(use, params, x8, labels8)
for name in params:

    def loss_of(p, name=name):
        return loss_and_grads(use, {**params, name: p}, x8, labels8)[0]

    referee = use.numerical_gradient(loss_of, params[name])
    error = nn.relative_error(grads[name], referee)
    print(f"{name}: relative error below 1e-6: {error < 1e-6}")
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## 3.6 How large should random weights be?
#
# **Predict first.** A network has 32 hidden units, and all its weights start at 0.1. You train it for 100 steps. How many
# *different* hidden units does it have then?
#
# <details><summary>Answer</summary> One. All hidden units compute the same number, so they pass on the same gradient, and
# get the same one back: the columns of dW1 are equal. Equal weights plus equal gradients are equal weights, for ever.
# (From zeros it is worse: W2 = 0 gives dh = 0, and h = 0 gives dW2 = 0. Only the last bias moves.) </details>

# %%
use = pick(check.linear_backward, check.relu_backward, check.cross_entropy_gradient)
shapes = {"W1": (64, 32), "b1": (32,), "W2": (32, 10), "b2": (10,)}
for start in (0.1, 0.0):
    params = {name: np.full(shape, start) for name, shape in shapes.items()}
    _, grads = loss_and_grads(use, params, digits.x_train, digits.y_train)
    spread = np.ptp(grads["W1"], axis=1).max()
    for _ in range(100):
        loss, step = loss_and_grads(use, params, digits.x_train, digits.y_train)
        params = {name: params[name] - 0.1 * step[name] for name in params}
    different = len(np.unique(params["W1"].round(6), axis=1).T)
    moved = [name for name in grads if np.abs(grads[name]).max() > 0]
    print(f"start {start}: the columns of dW1 differ by at most {spread:.0e}")
    print(f"  different hidden units after 100 steps: {different}; a gradient that is not 0: {', '.join(moved)}")

# %% [markdown]
# So the start must be random. But how large? Follow the mean square $q$ of a signal through one layer of $I$ inputs,
# with independent weights of variance $s^2$, drawn from a distribution that is symmetric around 0:
#
# - a sum of $I$ terms: $q \to I s^2 q$
# - ReLU keeps the positive half: $q \to q / 2$. (With symmetric weights a sum is as often positive as negative, and as large. A mean of 0 alone would not do.)
#
# Ten layers do that ten times. **Which $s$ neither kills the signal nor blows it up?** Write the line that draws `W`.
#
# Shapes: `W` (I, O). Draw from the Generator `rng`, with mean 0; `rng.standard_normal(shape)` has variance 1.
#
# <details><summary>Hint 1</summary> Together the two steps multiply q by I s² / 2. What must this be? </details>
#
# <details><summary>Hint 2</summary> I s² / 2 = 1. Solve for s², and remember that the numbers are multiplied by s.
# </details>
#
# <details><summary>Hint 3</summary> The square root of 2 / n_in, times standard normal numbers of shape
# (n_in, n_out). </details>

# %% exercise="draw_weights"
def draw_weights(n_in, n_out, rng):
    """Random W (I, O): mean 0, and the variance that keeps a ReLU network's signal."""
    ### BEGIN SOLUTION
    return np.sqrt(2 / n_in) * rng.standard_normal((n_in, n_out))
    ### END SOLUTION

# %% check="draw_weights"
check.draw_weights(draw_weights)

# %% [markdown]
# **Predict first.** Two other starts look harmless: all weights from $N(0, 0.01^2)$, and $s^2 = 1/I$, which forgets that a
# ReLU halves. Each layer has 256 units. How much of the signal is left after ten layers?
#
# <details><summary>Answer</summary> With s² = 1/I each layer halves the mean square: after ten layers about 1/1024
# is left, so the root mean square fell to about 1/32. With s = 0.01 and I = 256 each layer multiplies the mean square
# by 256 x 0.0001 / 2 = 0.0128, the root mean square by its root, 0.113. Ten times: about 3e-10. </details>

# %% figure="The signal through ten layers"
use = pick(check.draw_weights)
starts = {
    "N(0, 0.01²)": lambda I, O, rng: 0.01 * rng.standard_normal((I, O)),
    "N(0, 1 / I)": lambda I, O, rng: rng.standard_normal((I, O)) / np.sqrt(I),
    "draw_weights": use.draw_weights,
}
size = {}
for name, draw in starts.items():
    rng = np.random.default_rng(0)
    h = rng.standard_normal((200, 256))  # (N, I)
    size[name] = [1.0]
    for _ in range(10):
        h = np.maximum(h @ draw(256, 256, rng), 0)
        size[name].append(float(np.sqrt(np.mean(h**2))))
    print(f"{name:13s} root mean square after ten layers: {size[name][-1]:.1e}")
plot.curves(size, x=np.arange(11), xlabel="layer", ylabel="root mean square", yscale="log", title="The signal through ten ReLU layers")

# %% [markdown]
# The gradient on its way back shrinks and grows in the same manner: a step back through `W.T` and a ReLU multiplies its mean square by $O s^2 / 2$. The rule is from He et al. (2015), "Delving deep into rectifiers".

# %% [markdown]
# ## 3.7 Adam
#
# Gradient descent takes one learning rate for all weights, though their gradients may differ in size a thousandfold. Adam
# gives each weight its own scale: it keeps a running mean $m$ of the gradient $g$ and $v$ of its square, and steps by their
# ratio.
#
# $$m \leftarrow \beta_1 m + (1 - \beta_1)\, g \qquad v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2$$
#
# Both start at 0 and are too small at first. After $t$ steps the weights of the average sum to $1 - \beta^t$ only, so divide by it:
#
# $$\hat m = \frac{m}{1 - \beta_1^t} \qquad \hat v = \frac{v}{1 - \beta_2^t} \qquad
# \theta \leftarrow \theta - \eta\, \frac{\hat m}{\sqrt{\hat v} + \epsilon}$$
#
# (Kingma and Ba 2015, algorithm 1.) Return the new `theta`, `m` and `v`; leave the old ones as they are. The plain `m` and `v` are
# returned, not the corrected ones. `t` counts from 1.
#
# Shapes: `theta`, `grad`, `m`, `v` all alike.
#
# <details><summary>Hint 1</summary> Five lines, in the order of the formulas: m, v, m_hat, v_hat, theta. </details>
#
# <details><summary>Hint 2</summary> Write m = beta1 * m + ..., which makes a new array, and not m *= beta1, which
# changes the caller's. </details>
#
# <details><summary>Hint 3</summary>
#
# `m_hat = m / (1 - beta1**t)`, the same for v; and the step is
# `lr * m_hat / (np.sqrt(v_hat) + eps)`.
#
# </details>

# %% exercise="adam_step"
def adam_step(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    """One step of Adam, number t = 1, 2, ...: return the new theta, m, v."""
    ### BEGIN SOLUTION
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v
    ### END SOLUTION

# %% check="adam_step"
check.adam_step(adam_step)

# %% [markdown]
# **Predict first.** Two weights, one with the gradient 1000, the other with 0.001. How far does each go in Adam's first step,
# with the learning rate 0.01?
#
# <details><summary>Answer</summary> Both go 0.01. In the first step the corrected m is g and the corrected v is g², so the step is
# g / |g|: only the sign is left. </details>

# %%
use = pick(check.adam_step)
g, zero = np.array([1000.0, 0.001]), np.zeros(2)
theta, _, _ = use.adam_step(zero, g, zero, zero, 1, lr=0.01)
print("moved by", theta.round(5))
# NBVAL_CHECK_OUTPUT

# %% [markdown]
# ## Your network reads digits
#
# Everything is there. The network 784 -> 256 -> 10 trains on MNIST with your gradient, your start and your Adam. One more trick, in
# two lines: each batch is shifted by up to two pixels (`np.roll`). A digit stays the same digit, and the network sees more of
# them. The edges of the images are black, so hardly anything comes in on the other side.

# %%
use = pick(
    check.linear_backward,
    check.relu_backward,
    check.cross_entropy_gradient,
    check.draw_weights,
    check.adam_step,
)
data = load_mnist()
full = data.source == "full"
print(data)


def shifted(x, rng):
    """The batch x (N, 784), moved by up to two pixels down or up, right or left."""
    move = rng.integers(-2, 3, size=2)
    return np.roll(x.reshape(-1, 28, 28), move, axis=(1, 2)).reshape(x.shape)


def predict(params, x):
    """The most probable digit of each image: (N, 784) -> (N,)."""
    h = np.maximum(x @ params["W1"] + params["b1"], 0)
    return (h @ params["W2"] + params["b2"]).argmax(axis=1)

# %%
rng = np.random.default_rng(0)
params = {
    "W1": use.draw_weights(784, 256, rng),
    "b1": np.zeros(256),
    "W2": use.draw_weights(256, 10, rng),
    "b2": np.zeros(10),
}
params = {name: p.astype(np.float32) for name, p in params.items()}  # half the bytes
m = {name: np.zeros_like(p) for name, p in params.items()}
v = {name: np.zeros_like(p) for name, p in params.items()}
epochs, batch = (6, 128) if full else (30, 64)
step, history = 0, []
for epoch in range(epochs):
    order, losses = rng.permutation(len(data.x_train)), []
    lr = 2e-3 * (1 - epoch / epochs)  # ever smaller steps
    for i in range(0, len(order), batch):
        rows = order[i : i + batch]
        images = shifted(data.x_train[rows], rng)  # (N, 784)
        loss, grads = loss_and_grads(use, params, images, data.y_train[rows])
        step += 1
        for name, p in params.items():
            p, m[name], v[name] = use.adam_step(p, grads[name], m[name], v[name], step, lr)
            params[name] = p.astype(np.float32)
        losses.append(loss)
    history.append(np.mean(losses))
wrong = np.flatnonzero(predict(params, data.x_test) != data.y_test)
accuracy = 1 - len(wrong) / len(data.x_test)
print(f"test accuracy after {epochs} epochs: {accuracy:.1%}")
assert accuracy > (0.97 if full else 0.95)

# %% figure="The loss while training"
plot.curves({"training loss": history}, ylabel="cross-entropy (nats per image)", title="784 -> 256 -> 10 on shifted digits")

# %% [markdown]
# Which digits does it get wrong? Judge for yourself whether you would have known.

# %% figure="Digits that the network misread"
shown = wrong[:20]
said, true = predict(params, data.x_test[shown]), data.y_test[shown]
for row in range(0, len(shown), 10):
    print("said:", *said[row : row + 10], "  it is:", *true[row : row + 10])
plot.image_grid(data.x_test[shown], title="Misread test digits")

# %% [markdown]
# ## What you can now do
#
# - go back through any chain of functions, link by link, and say the shape of each gradient
# - judge a gradient by central differences, and a network as a whole
# - start a network so that it can learn, and train it with Adam
#
# Every network of the days to come is made of these lines. Next: day 4, where a network learns without labels.
#
# **If you want to go on.** (1) Leave out the shifts: how much accuracy is lost? (2) Start with `0.01 * rng.standard_normal(...)` and a network of ten layers: does
# Adam save it? (3) Replace the ReLU by `np.tanh`: which line of the backward pass changes?
