"""Checks of BackpropByHand: the gradient of a neuron, and the numerical gradient.

N examples, D features. The square size comes first: there a product with the wrong side
transposed gives numbers, and so can be named.
"""

import numpy as np

from minivae import nn
from minivae_checks import Mistakes, exercise, expect_array, expect_close, expect_parts
from minivae_checks.sizes import expect_any_size


def _neuron_gradient(x, w, b, t):
    dy = 2 * (x @ w + b - t) / len(x)
    return x.T @ dy, dy.sum()


DW = Mistakes("""
    N, D = x.shape
    e = x @ w + b - t
    dy = 2 * e / N
    x.T @ dy
    x.T @ dy * N  # The mean over the batch is missing: divide by N.
    x.T @ dy / 2  # The 2 that comes down from the square is missing.
    x.T @ e  # The 2 and the 1/N are missing.
    x.T @ dy * 2  # The 2 of the square is there twice.
    x.T @ -dy  # The sign is reversed: y - t, not t - y.
    x.T @ np.abs(dy)  # An error has a sign; do not drop it.
    x.T @ (2 * e**2) / N  # The slope of a square is 2 (y - t), not the square.
    x.T @ e**2 / N  # That is the square itself, not its slope 2 (y - t).
    x.T @ (dy - 2 * b / N)  # b is forgotten in y = x w + b.
    x.T @ (dy + 2 * t / N)  # t is forgotten: the error is y - t.
    x.T @ dy * N / D  # It is divided by D, not by N.
    x @ dy  # x is not transposed: sum over the examples.
    x.T @ dy / N  # It is divided twice, by N D or by N N: one 1/N is enough.
    x * dy[:, None]  # That is one row per example: sum over the examples.
    w * dy.sum()  # The slope of y with respect to w is x, not w.
    np.full(D, dy.sum())  # It is not multiplied by x: y changes by x when w changes by 1.
    """)
DB = Mistakes("""
    N, D = x.shape
    e = x @ w + b - t
    db = np.sum(2 * e) / N
    db
    db * N  # The mean over the batch is missing: divide by N.
    db / 2  # The 2 that comes down from the square is missing.
    e.sum()  # The 2 and the 1/N are missing.
    db * 2  # The 2 of the square is there twice.
    -db  # The sign is reversed: y - t, not t - y.
    np.abs(2 * e).sum() / N  # An error has a sign; do not drop it.
    np.sum(2 * e**2) / N  # The slope of a square is 2 (y - t), not the square.
    np.sum(e**2) / N  # That is the square itself, not its slope 2 (y - t).
    db - 2 * b  # b is forgotten in y = x w + b.
    db + 2 * t.mean()  # t is forgotten: the error is y - t.
    db * N / D  # It is divided by D, not by N.
    db / N  # It is the mean of dy, but dy already holds the 1/N.
    2 * e / N  # That is one number per example: sum over them, they share one b.
    b * db  # b is added, not multiplied: its slope is 1, not b.
    np.sum(x.T @ e) * 2 / N  # x has no place in db: the slope of y with respect to b is 1.
    np.array([db])  # It is in an array; return the number.
    """)


@exercise("3.1", points=1, ours=_neuron_gradient)
def neuron_gradient(yours):
    """dw = xᵀ dy and db = Σ dy, where dy = 2 (y - t) / N.

    Task: return dw (D,) and db, the gradient of the mean squared error
    Hint: Three links: the square, the mean over N, and y = x w + b.
    """
    for N, D in ((5, 5), (7, 3)):
        rng = np.random.default_rng(31)
        x, t, w = rng.normal(size=(N, D)), rng.normal(size=N), rng.normal(size=D)
        given = {"x": x, "w": w, "b": -0.7, "t": t}
        right = _neuron_gradient(**given)
        dw, db = expect_parts(yours(*given.values()), "dw", "db", wants=right)
        DW.judge("dw", dw, **given)
        DB.judge("db", db, **given)
    expect_any_size(("dw", "db"), yours, _neuron_gradient, _a_neuron, tries=12)
    for scale in (1e-20, 1e6):
        given = [scale * part for part in _a_neuron(np.random.default_rng(310))]
        why = f"Here all numbers are of the size {scale:g}: nothing is added, rounded, or cut off at a bound."
        for name, got, want in zip(("dw", "db"), yours(*given), _neuron_gradient(*given), strict=True):
            expect_close(name, got, want, why, atol=0)


def _a_neuron(rng):
    N, D = rng.choice([1, 2, 8, 30], 2)
    return rng.normal(size=(N, D)), rng.normal(size=D), rng.normal(), rng.normal(size=N)


def _numerical_gradient(f, x, h=1e-5):
    x = np.array(x, dtype=np.float64)
    return nn.numerical_gradient(lambda: f(x), x, h)


def _moved(f, x, step):
    """f(x + step e_i) for each entry i of x."""
    steps = np.broadcast_to(step, x.shape)
    one = np.eye(x.size).reshape(*x.shape, *x.shape)  # one[i] is e_i
    return np.array([f(x + steps[i] * one[i]) for i in np.ndindex(x.shape)]).reshape(x.shape)


def _moved_together(f, x, step, which):
    """The same, where all entries j move for which ``which(j, i)`` is true."""
    masks = [np.reshape([which(j, i) for j in np.ndindex(x.shape)], x.shape) for i in np.ndindex(x.shape)]
    return np.array([f(x + step * mask) for mask in masks]).reshape(x.shape)


SLOPE = Mistakes("""
    up = moved(f, x, h)
    down = moved(f, x, -h)
    between = lambda up, down: (moved(f, x, up) - moved(f, x, down)) / (2 * h)
    slope = between(h, -h)
    size, atleast_1 = np.abs(x), np.maximum(np.abs(x), 1)
    together = lambda which: (moved_together(f, x, h, which) - moved_together(f, x, -h, which)) / (2 * h)
    slope
    (up - f(x)) / h  # Only one side is used: f(x + h) - f(x).
    (f(x) - down) / h  # Only one side is used: f(x) - f(x - h).
    (up - f(x)) / (2 * h)  # One side alone is moved, but it is divided by 2h.
    (f(x) - down) / (2 * h)  # One side alone is moved, yet it is divided by 2h.
    (up - down) / h  # The two points lie 2h apart, not h.
    (up - down) / 2 * h  # It is multiplied by h / 2, not divided by 2h: put 2 * h in brackets.
    up - down / (2 * h)  # Only f(down) is divided: put the difference in brackets.
    up - down / 2 * h  # Put the difference in brackets, and 2 * h too.
    -slope  # The sign is reversed.
    np.abs(slope)  # A slope has a sign; do not drop it.
    (up + down) / (2 * h)  # Subtract f at the two points, do not add.
    up - down  # That is a difference of f, not yet a slope: divide by 2h.
    (f(x + h) - f(x - h)) / (2 * h) + 0 * x  # All entries are moved at once; move only entry i.
    (moved(f, x, 1e-5) - moved(f, x, -1e-5)) / 2e-5  # The h that is handed in is not used.
    between(x * h, -x * h)  # Add h, do not multiply by 1 + h.
    slope * np.eye(1, x.size).reshape(x.shape)  # Only the first entry is filled: does `return` stand inside the loop?
    slope.ravel()[-1]  # `gradient = ...` overwrites the array; write `gradient[i] = ...`.
    0 * x  # All are 0: are up and down moved to two sides, and is gradient[i] set?
    between(h - x, -h - x)  # up[i] = h replaces the entry; up[i] += h moves it.
    together(lambda j, i: j[0] == i[0])  # A whole row is moved: i is the index of one entry.
    together(lambda j, i: j <= i)  # The entries before i are still moved: copy x anew for each entry.
    np.full(x.shape, slope.sum())  # All entries are the sum of all slopes: is the [i] missing in gradient[i] = ...?
    slope.ravel()[-1] + 0 * x  # All entries are the last slope: gradient[:] = ... fills all; write gradient[i] = ...
    (moved(f, x, h / 2) - moved(f, x, -h / 2)) / h  # Move by h up and by h down, not by h / 2.
    between(h / 2, -h / 2)  # Move by h up and by h down, not by h / 2, if you divide by 2h.
    between(h * size, -h * size) / size  # The step is h for every entry, not h times its size.
    between(h * atleast_1, -h * atleast_1) / atleast_1  # The step is h for every entry, large or small.
    """).using(moved=_moved, moved_together=_moved_together)


@exercise("3.2", points=1, ours=_numerical_gradient)
def numerical_gradient(yours):
    """[f(x + h e_i) - f(x - h e_i)] / 2h, entry by entry; h is large on purpose.

    Task: set gradient[i] to the slope of f between x[i] - h and x[i] + h
    Hint: A slope is a difference of f divided by the length of the step.
    """
    rng = np.random.default_rng(32)
    for shape, h in (((2, 3), 0.1), ((4,), 0.05), ((2, 2, 2), 0.2), ((1,), 0.3), ((13, 9), 0.1)):
        x, c, d = rng.normal(size=shape), rng.uniform(1, 2, size=shape), rng.uniform(0.2, 0.9, size=shape)
        c *= np.where(c > 1.4, 1, -1)

        def f(x, c=c, d=d):
            return float(np.sum(c * x**3) + np.sum(d * x) ** 3)

        got = yours(f, x, h)
        if x.size < 10:
            why = "Move entry i alone, by the h that is given, up and down."
            SLOPE.judge("gradient", got, why, f=f, x=x, h=h)
        else:
            why = "Here x has many entries: go through all of them."
            expect_array("gradient", got, _numerical_gradient(f, x, h), because=why, rtol=1e-7)
    why = "Take h as it comes; in the header it is 1e-5."
    for h in (1e-5, 1e-9, 1e4):  # where x = 0, f is far from a straight line

        def far(x, h=h):
            return f(x) / h**2

        zero = 0 * x
        got = yours(far, zero) if h == 1e-5 else yours(far, zero, h)
        expect_array(f"where x = 0 and h = {h:g}, gradient", got, _numerical_gradient(far, zero, h), because=why)
    h = 0.1
    for scale in (1e-20, 1e9):
        why = f"Here f is {scale:g} times another one: nothing is added, rounded, or cut off at a bound."
        want = _numerical_gradient(lambda x: scale * f(x), x, h)  # noqa: B023
        expect_array("gradient", yours(lambda x: scale * f(x), x, h), want, because=why, rtol=1e-7, atol=0)  # noqa: B023
