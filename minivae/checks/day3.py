"""Checks of day 3: backpropagation by hand.

N examples, D features, I inputs, O outputs, C classes.
"""

import numpy as np

from minivae import nn
from minivae.checks import (
    Wrong,
    exercise,
    expect_close,
    expect_finite,
    expect_gradient,
    expect_parts,
    expect_scalar,
    expect_shape,
)

# fmt: off
BACKPROP = "day3/BackpropByHand"


def _neuron_gradient(x, w, b, t):
    dy = 2 * (x @ w + b - t) / len(x)
    return x.T @ dy, dy.sum()


@exercise("3.1", notebook=BACKPROP, points=1, ours=_neuron_gradient,
          task="return dw (D,) and db, the gradient of the mean squared error",
          hint="Three links: the square, the mean over N, and y = x w + b.")
def neuron_gradient(yours):
    """dw = xᵀ dy and db = Σ dy, where dy = 2 (y - t) / N."""
    rng = np.random.default_rng(31)
    x, t = rng.normal(size=(5, 3)), rng.normal(size=5)
    w, b = rng.normal(size=3), -0.7
    dw, db = expect_parts(yours(x, w, b, t), "dw", "db")
    right, right_db = _neuron_gradient(x, w, b, t)
    expect_close("dw", dw, right, suspects={
        "The mean over the batch is missing: divide by N.": 5 * right,
        "The 2 that comes down from the square is missing.": right / 2,
        "The 2 and the 1/N are missing.": 5 * right / 2,
        "The sign is turned round: y - t, not t - y.": -right,
        "It is divided by D, not by N.": right * 5 / 3,
        "An error has a sign; do not drop it.": x.T @ np.abs(2 * (x @ w + b - t) / 5),
    })
    expect_scalar("db", db)
    expect_close("db", db, right_db, suspects={
        "It is the mean of dy, but dy already holds the 1/N.": right_db / 5,
        "The mean over the batch is missing: divide by N.": 5 * right_db,
        "The sign is turned round: y - t, not t - y.": -right_db,
    })


def _numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    return nn.numerical_gradient(lambda: f(x), x, h)


@exercise("3.2", notebook=BACKPROP, points=1, ours=_numerical_gradient,
          task="set gradient[i] to the slope of f between x[i] - h and x[i] + h",
          hint="A slope is a difference of f divided by the length of the step.")
def numerical_gradient(yours):
    """[f(x + h e_i) - f(x - h e_i)] / 2h, entry by entry."""
    rng = np.random.default_rng(32)
    x, c, h = rng.normal(size=(2, 3)), rng.uniform(1, 2, size=(2, 3)), 0.1
    got = yours(lambda x: float(np.sum(c * x**3)), x, h)
    right = c * (3 * x**2 + h**2)  # exact for a cubic: h is large on purpose
    forward, backward = right + 3 * c * x * h, right - 3 * c * x * h
    expect_close("gradient", got, right, suspects={
        "Only one side is used: f(x + h) - f(x).": forward,
        "Only one side is used: f(x) - f(x - h).": backward,
        "One side is divided by 2h.": forward / 2,
        "The two points lie 2h apart, not h.": 2 * right,
        "It is multiplied by h / 2, not divided by 2h.": right * h * h,
        "The sign is turned round.": -right,
        "All entries are moved at once; move only entry i.": 0 * x + right.sum(),
        "That is a difference of f, not yet a slope: divide by 2h.": 2 * h * right,
    })


def _linear_backward(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)


@exercise("3.3", notebook=BACKPROP, points=2, ours=_linear_backward,
          task="return dx (N, I), dW (I, O) and db (O,)",
          hint="Write the shapes below each other; then ask what is summed over.")
def linear_backward(yours):
    """dx = dy Wᵀ, dW = xᵀ dy, db = Σ_n dy_n."""
    rng = np.random.default_rng(33)
    x, W, dy = rng.normal(size=(5, 3)), rng.normal(size=(3, 4)), rng.normal(size=(5, 4))
    dx, dW, db = expect_parts(yours(dy, x, W), "dx", "dW", "db")
    because = "Sum over the batch, without dividing: dy already holds the 1/N."
    expect_close("dx", dx, dy @ W.T)
    expect_close("dW", dW, x.T @ dy, because, suspects={
        "It is divided by N, but dy already holds the 1/N.": x.T @ dy / 5,
    })
    expect_close("db", db, dy.sum(axis=0), because, suspects={
        "It is the mean over the batch, but dy already holds the 1/N.": dy.mean(axis=0),
    })
    # A square layer: now the shapes alone no longer find the mistake.
    W, dy = rng.normal(size=(3, 3)), rng.normal(size=(5, 3))
    dx = yours(dy, x, W)[0]
    expect_close("dx", dx, dy @ W.T, suspects={"W is not transposed.": dy @ W})


def _relu_backward(dy, x):
    return dy * (x > 0)


@exercise("3.4", notebook=BACKPROP, points=1, ours=_relu_backward,
          task="return dx (N, I): dy where x > 0, else 0; leave dy as it is",
          hint="Comparing an array gives an array of True and False, which multiply.")
def relu_backward(yours):
    """dx = dy where x > 0, else 0, in a new array."""
    rng = np.random.default_rng(34)
    x, dy = rng.normal(size=(4, 3)), rng.normal(size=(4, 3))
    expect_close("dx", yours(dy, x), dy * (x > 0), suspects={
        "The test reads the sign of dy; it should read the sign of x.": dy * (dy > 0),
        "The gate is turned round: it lets through where x <= 0.": dy * (x <= 0),
        "That is the forward pass of x.": np.maximum(x, 0),
        "That is the gate alone: multiply it by dy.": 1.0 * (x > 0),
        "The gate is open or shut; it does not multiply by x.": dy * np.maximum(x, 0),
        "Nothing is stopped.": dy,
    })


def _cross_entropy_gradient(logits, labels):
    return nn.cross_entropy(logits, labels)[1]


@exercise("3.5", notebook=BACKPROP, points=2, ours=_cross_entropy_gradient,
          task="return dlogits (N, C) = (softmax - onehot) / N",
          hint="Three steps: softmax of each row; 1 off at the label; divide by N.")
def cross_entropy_gradient(yours):
    """(p - onehot) / N, finite for large logits too."""
    rng = np.random.default_rng(35)
    logits, labels = rng.normal(size=(4, 3)), np.array([2, 0, 2, 1])
    raw, onehot = logits, np.eye(3)[labels]
    logits = raw - raw.max(axis=1, keepdims=True)  # so suspects need no shift
    e = np.exp(logits)
    p, down = e / e.sum(axis=1, keepdims=True), e / e.sum(axis=0)
    dlogits = yours(logits, labels)
    expect_close("dlogits", dlogits, (p - onehot) / 4, suspects={
        "The mean over the batch is missing: divide by N.": p - onehot,
        "It is divided by C, not by N.": (p - onehot) / 3,
        "It is divided by N C, but the loss is a mean over N only.": (p - onehot) / 12,
        "The sign is turned round: p - onehot.": (onehot - p) / 4,
        "The right answer is not subtracted yet.": p / 4,
        "The softmax belongs along each row, not down the batch.": (down - onehot) / 4,
        "The logits are not yet probabilities.": (logits - onehot) / 4,
        "The exponentials do not sum to one yet: divide them.": (e - onehot) / 4,
    })
    dlogits = yours(raw, labels)
    expect_gradient("dlogits", lambda a: nn.cross_entropy(a, labels)[0], raw, dlogits)
    with np.errstate(all="ignore"):  # the overflow is reported in our own words
        big = yours(1000 * raw, labels)
    try:
        expect_finite("dlogits", big)
    except Wrong as wrong:
        raise Wrong(
            f"for logits as large as 1000, {wrong} Subtract the row's largest logit "
            "before exp: softmax stays the same."
        ) from None


@exercise("3.6", notebook=BACKPROP, points=2, ours="minivae.nn:he_normal",
          task="draw W (I, O), mean 0, with the scale that ten ReLU layers keep alive",
          hint="A layer multiplies the mean square by I s² / 2. Which s makes that 1?")
def draw_weights(yours):
    """W ~ N(0, 2 / I): any distribution of that mean and variance will do."""
    I, O = 400, 100
    W = yours(I, O, np.random.default_rng(36))
    expect_shape("W", W, (I, O))
    expect_finite("W", W)
    W = np.asarray(W, dtype=float)
    if not np.array_equal(W, np.asarray(yours(I, O, np.random.default_rng(36)))):
        raise Wrong("two calls with the same seed differ: draw the numbers from rng.")
    if np.ptp(W) == 0:
        raise Wrong("all weights are equal, so all hidden units stay equal for ever.")
    if min(np.ptp(W, axis=0).min(), np.ptp(W, axis=1).min()) == 0:
        raise Wrong("a whole row or column is one number: draw I x O of them.")
    s, want = W.std(), np.sqrt(2 / I)
    if abs(W.mean()) > 0.05 * s:
        raise Wrong(f"the mean should be 0, yours is {W.mean():.3g}.")
    if abs(s / want - 1) < 0.03:
        return
    suspects = {
        "The 2 is missing: a ReLU halves the mean square.": 1 / I,
        "2 / I is the variance; the standard deviation is its root.": (2 / I) ** 2,
        "A unit sums over its inputs: divide by I, not by O.": 2 / O,
        "That is Glorot's compromise, 2 / (I + O), which shrinks here.": 2 / (I + O),
        "The root of 1 / (2 I) shrinks the signal: the 2 stands above.": 1 / (2 * I),
        "The numbers are not scaled yet.": 1.0,
    }
    told = [m for m, var in suspects.items() if abs(s / np.sqrt(var) - 1) < 0.03]
    more = told[0] if told else "Ten layers multiply this mistake ten times."
    raise Wrong(f"the standard deviation should be {want:.4f}, yours {s:.4f}. {more}")


def _adam_step(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@exercise("3.7", notebook=BACKPROP, points=2, ours=_adam_step,
          task="return the new theta, m and v after step number t",
          hint="Five lines: m, v, their two corrections, and the step.")
def adam_step(yours):
    """Kingma & Ba (2015), algorithm 1."""
    rng = np.random.default_rng(37)
    theta, grad, m0 = rng.normal(size=(3, 4, 2))
    v0, t, lr, b1, b2, eps = rng.uniform(1, 2, size=(4, 2)), 3, 0.1, 0.8, 0.95, 0.05
    got = yours(theta, grad, m0, v0, t, lr, b1, b2, eps)
    new, m, v = expect_parts(got, "theta", "m", "v")
    right, right_m, right_v = _adam_step(theta, grad, m0, v0, t, lr, b1, b2, eps)
    m_hat, v_hat = right_m / (1 - b1**t), right_v / (1 - b2**t)
    expect_close("m", m, right_m, suspects={
        "m is returned with its correction; keep the plain average.": m_hat,
        "The two weights of the average are exchanged.": (1 - b1) * m0 + b1 * grad,
        "The weights must sum to one: 1 - beta1 for the gradient.": b1 * m0 + grad,
    })
    expect_close("v", v, right_v, suspects={
        "v is returned with its correction; keep the plain average.": v_hat,
        "v averages the squares of the gradient.": b2 * v0 + (1 - b2) * grad,
        "v uses beta1; its own is beta2.": b1 * v0 + (1 - b1) * grad**2,
        "v averages the square of grad, not of m.": b2 * v0 + (1 - b2) * right_m**2,
    })
    root = np.sqrt(v_hat)
    steps = {
        "Neither bias is corrected.": right_m / (np.sqrt(right_v) + eps),
        "The bias of m is not corrected.": right_m / (root + eps),
        "The bias of v is not corrected.": m_hat / (np.sqrt(right_v) + eps),
        "The root of v is missing.": m_hat / (v_hat + eps),
        "eps stands beside the root, not under it.": m_hat / np.sqrt(v_hat + eps),
        "The step follows m, not the gradient of now.": grad / (root + eps),
        "The sign is turned round: go down.": -m_hat / (root + eps),
        "The correction multiplies where it should divide.":
            right_m * (1 - b1**t) / (np.sqrt(right_v * (1 - b2**t)) + eps),
        "The correction is 1 - beta ** t: each step has its own.":
            right_m / (1 - b1) / (np.sqrt(right_v / (1 - b2)) + eps),
    }
    expect_close("theta", new, right,
                 suspects={why: theta - lr * step for why, step in steps.items()})
    zero = np.zeros_like(grad)
    first = expect_parts(yours(theta, grad, zero, zero, 1, lr), "theta", "m", "v")[0]
    expect_close("the first step", theta - first, lr * np.sign(grad), rtol=1e-4)
