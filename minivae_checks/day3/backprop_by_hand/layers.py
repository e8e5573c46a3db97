"""Checks of BackpropByHand: the gradients of a neuron and of layers.

N examples, D features, I inputs, O outputs. The square sizes come first: there a
product with the wrong side transposed gives numbers, and so can be named.
"""

import numpy as np

from minivae import nn
from minivae_checks import exercise, expect_close, expect_parts

# fmt: off


def _neuron_gradient(x, w, b, t):
    dy = 2 * (x @ w + b - t) / len(x)
    return x.T @ dy, dy.sum()


@exercise("3.1", points=1, ours=_neuron_gradient,
          task="return dw (D,) and db, the gradient of the mean squared error",
          hint="Three links: the square, the mean over N, and y = x w + b.")
def neuron_gradient(yours):
    """dw = xᵀ dy and db = Σ dy, where dy = 2 (y - t) / N."""
    for N, D in ((5, 5), (7, 3)):
        _check_neuron(yours, N, D)


def _check_neuron(yours, N, D):
    rng = np.random.default_rng(31)
    x, t = rng.normal(size=(N, D)), rng.normal(size=N)
    w, b = rng.normal(size=D), -0.7
    right, right_db = _neuron_gradient(x, w, b, t)
    e = x @ w + b - t
    dy = 2 * e / N
    dys = {
        "The mean over the batch is missing: divide by N.": N * dy,
        "The 2 that comes down from the square is missing.": dy / 2,
        "The 2 and the 1/N are missing.": N * dy / 2,
        "The 2 of the square is there twice.": 2 * dy,
        "The sign is turned round: y - t, not t - y.": -dy,
        "An error has a sign; do not drop it.": np.abs(dy),
        "The slope of a square is 2 (y - t), not the square.": 2 * e**2 / N,
        "That is the square itself, not its slope 2 (y - t).": e**2 / N,
        "b is forgotten in y = x w + b.": 2 * (x @ w - t) / N,
        "t is forgotten: the error is y - t.": 2 * (x @ w + b) / N,
    }
    if N != D:
        dys["It is divided by D, not by N."] = dy * N / D
    got = yours(x, w, b, t)
    dw, db = expect_parts(got, "dw", "db", wants=(right, right_db))
    expect_close("dw", dw, right, suspects={
        **{why: x.T @ d for why, d in dys.items()},
        **({"x is not transposed: sum over the examples.": x @ dy} if N == D else {}),
        "It is divided twice, by N D or by N N: one 1/N is enough.": right / N,
        "That is one row per example: sum over the examples.": x * dy[:, None],
        "The slope of y with respect to w is x, not w.": w * dy.sum(),
        "It is not multiplied by x: y changes by x when w changes by 1.":
            np.full(D, dy.sum()),
    })
    expect_close("db", db, right_db, suspects={
        **{why: d.sum() for why, d in dys.items()},
        "It is the mean of dy, but dy already holds the 1/N.": right_db / N,
        "That is one number per example: sum over them, they share one b.": dy,
        "b is added, not multiplied: its slope is 1, not b.": b * right_db,
        "x has no place in db: the slope of y with respect to b is 1.": right.sum(),
        "It is in an array; return the number.": np.array([right_db]),
    })


def _numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    return nn.numerical_gradient(lambda: f(x), x, h)


@exercise("3.2", points=1, ours=_numerical_gradient,
          task="set gradient[i] to the slope of f between x[i] - h and x[i] + h",
          hint="A slope is a difference of f divided by the length of the step.")
def numerical_gradient(yours):
    """[f(x + h e_i) - f(x - h e_i)] / 2h, entry by entry."""
    rng = np.random.default_rng(32)
    for shape, h in (((2, 3), 0.1), ((4,), 0.05)):
        x, c = rng.normal(size=shape), rng.uniform(1, 2, size=shape)
        _check_numerical(yours, x, c * np.where(c > 1.4, 1, -1), h)


def _check_numerical(yours, x, c, h):
    got = yours(lambda x: float(np.sum(c * x**3)), x, h)
    right = c * (3 * x**2 + h**2)  # exact for a cubic: h is large on purpose
    forward, backward = right + 3 * c * x * h, right - 3 * c * x * h
    f = np.sum(c * x**3)
    up, down = f + h * forward, f - h * backward  # f at the two points, per entry
    first = np.where(np.arange(x.size) == 0, right.ravel(), 0).reshape(x.shape)
    row = right.sum(axis=-1, keepdims=True) + 0 * x
    expect_close("gradient", got, right, suspects={
        "Only one side is used: f(x + h) - f(x).": forward,
        "Only one side is used: f(x) - f(x - h).": backward,
        "One side alone is moved, but it is divided by 2h.": forward / 2,
        "One side alone is moved, yet it is divided by 2h.": backward / 2,
        "The two points lie 2h apart, not h.": 2 * right,
        "It is multiplied by h / 2, not divided by 2h: put 2 * h in brackets.":
            right * h * h,
        "Only f(down) is divided: put the difference in brackets.": up - down / (2 * h),
        "Put the difference in brackets, and 2 * h too.": up - down / 2 * h,
        "The sign is turned round.": -right,
        "A slope has a sign; do not drop it.": np.abs(right),
        "Subtract f at the two points, do not add.": (up + down) / (2 * h),
        "That is a difference of f, not yet a slope: divide by 2h.": 2 * h * right,
        "All entries are moved at once; move only entry i.": 0 * x + right.sum(),
        "The h that is handed in is not used.": c * 3 * x**2,
        "Add h, do not multiply by 1 + h.": c * x**3 * (3 + h**2),
        "Only the first entry is filled: does `return` stand inside the loop?": first,
        "`gradient = ...` overwrites the array; write `gradient[i] = ...`.":
            right.ravel()[-1],
        "All are 0: are up and down moved to two sides, and is gradient[i] set?": 0 * x,
        "up[i] = h replaces the entry; up[i] += h moves it.": c * h**2,
        **({"A whole row is moved: i is the index of one entry.": row}
           if x.ndim > 1 else {}),
    })


def _linear_backward(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)


@exercise("3.3", points=2, ours=_linear_backward,
          task="return dx (N, I), dW (I, O) and db (O,)",
          hint="Write the shapes below each other; then ask what is summed over.")
def linear_backward(yours):
    """dx = dy Wᵀ, dW = xᵀ dy, db = Σ_n dy_n."""
    rng = np.random.default_rng(33)
    for N, I, O in ((5, 5, 5), (6, 3, 4)):
        x, W = rng.normal(size=(N, I)), rng.normal(size=(I, O))
        _check_linear(yours, rng.normal(size=(N, O)), x, W)


def _check_linear(yours, dy, x, W):
    N, square = len(x), x.shape == W.shape
    right_dx, right_dW, right_db = right = _linear_backward(dy, x, W)
    dx, dW, db = expect_parts(yours(dy, x, W), "dx", "dW", "db", wants=right)
    expect_close("dx", dx, right_dx, "Each dx_ni is a sum over o of dy_no W_io.", {
        **({"W is not transposed: sum over o, the columns of W.": dy @ W,
            "Sum by a matrix product, @; * multiplies entry by entry.": dy * W,
            "That is with x; the slope of y with respect to x is W.": dy @ x.T,
            "The product stands the other way round: dy comes first.": W.T @ dy,
            "The product stands the other way round, W untransposed.": W @ dy}
           if square else {}),
        "It is transposed: dx has the shape of x.": W @ dy.T,
        "It is divided by N, but dy already holds the 1/N.": right_dx / N,
        "The chain is cut: multiply by dy.": np.tile(W.sum(axis=1), (N, 1)),
    })
    expect_close("dW", dW, right_dW, "Each dW_io is a sum over n of x_ni dy_no.", {
        **({"x is not transposed: sum over the examples, the rows of x.": x @ dy,
            "Sum by a matrix product, @; * multiplies entry by entry.": x * dy,
            "The product stands the other way round: x.T comes first.": dy @ x.T,
            "dy is transposed, and x should be: x.T @ dy.": x @ dy.T}
           if square else {}),
        "It is transposed: dW has the shape of W.": dy.T @ x,
        "It is divided by N, but dy already holds the 1/N.": right_dW / N,
        "It is summed over the examples twice.": np.outer(x.sum(0), dy.sum(0)),
    })
    expect_close("db", db, right_db, "Each db_o is a sum over n of dy_no.", {
        "It is the mean over the batch, but dy already holds the 1/N.": right_db / N,
        "It is summed over the outputs (axis 1); sum over the examples, axis 0.":
            dy.sum(axis=1),
        "It is summed over everything; each output has a b of its own.": dy.sum(),
        "It is not summed: all examples share one b.": dy,
        "Leave out keepdims: b has one axis.": dy.sum(axis=0, keepdims=True),
        "x has no place in db: the slope of y with respect to b is 1.":
            right_dW.sum(axis=0),
    })


def _relu_backward(dy, x):
    return dy * (x > 0)


@exercise("3.4", points=1, ours=_relu_backward,
          task="return dx (N, I): dy where x > 0, else 0; leave dy as it is",
          hint="Comparing an array gives an array of True and False, which multiply.")
def relu_backward(yours):
    """dx = dy where x > 0, else 0, in a new array."""
    rng = np.random.default_rng(34)
    for shape in ((4, 4), (5, 3)):
        dy, x = rng.normal(size=(2, *shape))
        _check_relu(yours, dy, x)
        x[0], x[1, 0], x[1, 1] = 0, 1e-6, -1e-6  # at the kink, and just beside it
        _check_relu(yours, dy, x, kink={
            "At x = 0 nothing passes: x > 0, not x >= 0.": dy * (x >= 0),
            "Nothing is divided by x: x may be 0.":
                np.where(x == 0, np.nan, dy * (x > 0)),
            "The gate is turned round, x < 0.": dy * (x < 0),
            "Any x > 0 lets through, however small.": dy * (x > 1e-5),
        })


def _check_relu(yours, dy, x, kink=None):
    with np.errstate(all="ignore"):
        got = yours(dy, x)
    expect_close("dx", got, dy * (x > 0), suspects={
        "The test reads the sign of dy; it should read the sign of x.": dy * (dy > 0),
        "Both signs are read; only that of x counts.": dy * ((dy > 0) & (x > 0)),
        "The gate is turned round: it lets the negative x through.": dy * (x <= 0),
        "That is the forward pass of x.": np.maximum(x, 0),
        "That is x where dy > 0: the two are exchanged.": x * (dy > 0),
        "That is the gate alone: multiply it by dy.": 1.0 * (x > 0),
        "The gate is open or shut; it does not multiply by x.": dy * np.maximum(x, 0),
        "It is multiplied by x; the slope is 1 or 0.": dy * x,
        "Where x < 0 nothing passes; yours turns the sign round.": dy * np.sign(x),
        "Where x <= 0 stands x; nothing passes there.": np.where(x > 0, dy, x),
        "That picks the entries and loses the shape; multiply, or use np.where.":
            dy[x > 0],
        "Nothing is stopped.": dy,
        **(kink or {}),
    })
