"""Checks of BackpropByHand: the gradients of two layers.

N examples, I inputs, O outputs. The square sizes come first: there a product with the
wrong side transposed gives numbers, and so can be named.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array, expect_parts
from minivae_checks.sizes import expect_any_size


def _linear_backward(dy, x, W):
    return dy @ W.T, x.T @ dy, dy.sum(axis=0)


DX = Mistakes("""
    dy @ W.T
    dy @ W  # W is not transposed: sum over o, the columns of W.
    dy * W  # Sum by a matrix product, @; * multiplies entry by entry.
    dy @ x.T  # That is with x; the slope of y with respect to x is W.
    W.T @ dy  # The product stands the other way round: dy comes first.
    W @ dy  # The product stands the other way round, W untransposed.
    W @ dy.T  # It is transposed: dx has the shape of x.
    dy @ W.T / len(x)  # It is divided by N, but dy already holds the 1/N.
    np.ones_like(dy) @ W.T  # The chain is cut: multiply by dy.
    """)
DWEIGHTS = Mistakes("""
    x.T @ dy
    x @ dy  # x is not transposed: sum over the examples, the rows of x.
    x * dy  # Sum by a matrix product, @; * multiplies entry by entry.
    dy @ x.T  # The product stands the other way round: x.T comes first.
    x @ dy.T  # dy is transposed, and x should be: x.T @ dy.
    dy.T @ x  # It is transposed: dW has the shape of W.
    x.T @ dy / len(x)  # It is divided by N, but dy already holds the 1/N.
    np.outer(x.sum(axis=0), dy.sum(axis=0))  # It is summed over the examples twice.
    """)
DBIAS = Mistakes("""
    dy.sum(axis=0)
    dy.mean(axis=0)  # It is the mean over the batch, but dy already holds the 1/N.
    dy.sum(axis=1)  # It is summed over the outputs (axis 1); sum over the examples, axis 0.
    dy.sum()  # It is summed over everything; each output has a b of its own.
    dy  # It is not summed: all examples share one b.
    dy.sum(axis=0, keepdims=True)  # Leave out keepdims: b has one axis.
    (x.T @ dy).sum(axis=0)  # x has no place in db: the slope of y with respect to b is 1.
    """)


@exercise("3.3", points=2, ours=_linear_backward)
def linear_backward(yours):
    """dx = dy Wᵀ, dW = xᵀ dy, db = Σ_n dy_n.

    Task: return dx (N, I), dW (I, O) and db (O,)
    Hint: Write the shapes below each other; then ask what is summed over.
    """
    rng = np.random.default_rng(33)
    for N, I, O in ((5, 5, 5), (6, 3, 4)):
        x, W, dy = rng.normal(size=(N, I)), rng.normal(size=(I, O)), rng.normal(size=(N, O))
        given = {"dy": dy, "x": x, "W": W}
        right = _linear_backward(**given)
        dx, dW, db = expect_parts(yours(dy, x, W), "dx", "dW", "db", wants=right)
        DX.judge("dx", dx, "Each dx_ni is a sum over o of dy_no W_io.", **given)
        DWEIGHTS.judge("dW", dW, "Each dW_io is a sum over n of x_ni dy_no.", **given)
        DBIAS.judge("db", db, "Each db_o is a sum over n of dy_no.", **given)
    expect_any_size(("dx", "dW", "db"), yours, _linear_backward, _a_layer, tries=12)
    for scale in (1e-20, 1e7):
        given = [scale * part for part in _a_layer(np.random.default_rng(330))]
        why = f"Here all numbers are of the size {scale:g}: {UNCUT}"
        for name, got, want in zip(("dx", "dW", "db"), yours(*given), _linear_backward(*given), strict=True):
            expect_array(name, got, want, because=why, atol=1e-12 * scale**2)


UNCUT = "nothing is added, rounded, or cut off at a bound."


def _a_layer(rng):
    N, I, O = rng.choice([1, 2, 8, 40], 3)
    return rng.normal(size=(N, O)), rng.normal(size=(N, I)), rng.normal(size=(I, O))


RELU = Mistakes("""
    dy * (x > 0) + 0.0
    dy * (dy > 0)  # The test reads the sign of dy; it should read the sign of x.
    dy * ((dy > 0) & (x > 0))  # Both signs are read; only that of x counts.
    dy * (x <= 0)  # The gate is reversed: it lets the negative x through.
    np.maximum(x, 0)  # That is the forward pass of x.
    x * (dy > 0)  # That is x where dy > 0: the two are exchanged.
    1.0 * (x > 0)  # That is the gate alone: multiply it by dy.
    dy * np.maximum(x, 0)  # The gate is open or shut; it does not multiply by x.
    dy * x  # It is multiplied by x; the slope is 1 or 0.
    dy * np.where(x > 0, 1, 0.01)  # Where x <= 0 nothing passes: 0.01 of it is a leaky ReLU.
    dy * np.sign(x)  # Where x < 0 nothing passes; yours turns the sign round.
    np.where(x > 0, dy, x)  # Where x <= 0 stands x; nothing passes there.
    dy[x > 0]  # That picks the entries and loses the shape; multiply, or use np.where.
    dy  # Nothing is stopped.
    dy * (x >= 0)  # At x = 0 nothing passes: x > 0, not x >= 0.
    dy * np.maximum(x, 0) / x  # Nothing is divided by x: x may be 0.
    dy * (x > 1e-5)  # Any x > 0 lets through, however small.
    """)


@exercise("3.4", points=1, ours=RELU.answer("dy", "x"))
def relu_backward(yours):
    """dx = dy where x > 0, else 0, in a new array.

    Task: return dx (N, I): dy where x > 0, else 0; leave dy as it is
    Hint: Comparing an array gives an array of True and False, which multiply.
    """
    rng = np.random.default_rng(34)
    for shape in ((4, 4), (5, 3)):
        dy, x = rng.normal(size=(2, *shape))
        kink = x.copy()
        kink[0], kink[1, 0], kink[1, 1] = 0, 1e-6, -1e-6  # at the kink, and just beside it
        for at in (x, kink):
            with np.errstate(all="ignore"):
                got = yours(dy, at)
            RELU.judge("dx", got, dy=dy, x=at)
    for scale_dy, scale_x in ((1e-20, 1e7), (1e7, 1e-20), (1e-7, -3), (1e-300, 1e-300)):
        dy, x = scale_dy * rng.normal(size=(4, 4)), scale_x * rng.normal(size=(4, 4))
        why = f"Here dy is of the size {scale_dy:g}, and x of the size {abs(scale_x):g}: {UNCUT}"
        for at in (x, np.abs(x)):
            expect_array("dx", yours(dy, at), dy * (at > 0) + 0.0, because=why, atol=0)
    expect_any_size("dx", yours, RELU.answer("dy", "x"), _two_arrays, tries=12)


def _two_arrays(rng):
    return tuple(rng.normal(size=(2, *rng.choice([1, 2, 8, 40], 2))))
