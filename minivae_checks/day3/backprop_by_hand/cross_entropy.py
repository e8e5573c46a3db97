"""Check of BackpropByHand: softmax and cross-entropy. N examples, C classes."""

import functools

import numpy as np

from minivae import nn
from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_shape
from minivae_checks.expect import close
from minivae_checks.sizes import expect_any_size


def _cross_entropy_gradient(logits, labels):
    return nn.cross_entropy(logits, labels)[1]


DLOGITS = Mistakes("""
    N, C = logits.shape
    onehot = np.eye(C)[labels]
    p = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    less_1 = lambda p: (p - onehot) / N
    right = less_1(p)
    e = np.exp(logits - shift)
    e_flat = np.exp(logits - logits.max(axis=1))
    right
    right * N  # The mean over the batch is missing: divide by N.
    right / C  # It is divided twice, by N C or by N N: the loss is a mean over N only.
    right / N  # ditto
    -right  # The sign is reversed: p - onehot.
    -right * N  # The sign is reversed, and the 1/N is missing.
    less_1(e_flat / e_flat.sum(axis=1, keepdims=True))  # keepdims=True is missing in the maximum: each row has its own.
    less_1(e / e.sum(axis=0))  # The softmax belongs along each row, not down the batch.{also}
    less_1(e / e.sum())  # The softmax is over the whole batch; each row sums to one.{also}
    less_1(e)  # The exponentials do not sum to one yet: divide them.{also}
    less_1(logits - shift)  # The logits are not yet probabilities: take their softmax.{also}
    less_1(e / e.sum(axis=1))  # keepdims=True is missing in the sum: each row has its own.{also}
    (p - labels) / N  # A label is a place in its row, not a number to subtract.
    p / N  # The right answer is not subtracted yet.
    (p - np.isin(np.arange(C), labels)) / N  # `[:, labels]` takes whole columns; take one entry per row.
    (p - np.isin(np.arange(N), labels)[:, None]) / N  # `[labels]` takes whole rows; take one entry per row.
    (p + onehot) / N  # The 1 is added; subtract it.
    np.where(onehot, 1, p) / N  # The place is set to 1; subtract 1 there.
    np.where(onehot, -1, p) / N  # The place is set to -1; subtract 1 there.
    (p - 1) / N  # Subtract 1 in one place of each row, not everywhere.
    (p - labels[:, None]) / N  # A label is a place, not a number to subtract.
    (p - 1) * onehot / N  # The other logits have a gradient too, p.
    -onehot / p / N  # That is with respect to p; go on through the softmax.
    less_1(np.log(p))  # The log is gone: the gradient is p - onehot.
    -np.sum(onehot * np.log(p)) / N  # That is the loss; its gradient is wanted.
    right.sum(axis=0)  # Do not average over the batch: each row keeps its gradient.
    right * N / C  # It is divided by C, not by N.
    (p - np.eye(C)[labels - 1]) / N  # The classes count from 0: the place is the label, not label - 1.
    (p - np.eye(C)[(labels + 1) % C]) / N  # The classes count from 0: the place is the label, not label + 1.
    (p - np.eye(C)[logits.argmax(axis=1)]) / N  # The 1 belongs at the label, not where the largest logit is.
    p / N - onehot  # The 1 is subtracted after the division: subtract it first, then divide by N.
    p - onehot / N  # Only the 1 is divided by N: divide p as well.
    """).using(shift=0, also="")


@exercise("3.5", points=2, ours=_cross_entropy_gradient)
def cross_entropy_gradient(yours):
    """(p - onehot) / N, for large and far-apart logits too.

    Task: return dlogits (N, C) = (softmax - onehot) / N
    Hint: Three steps: softmax of each row; 1 off at the label; divide by N.
    """
    rng = np.random.default_rng(35)
    for N, C, labels in ((5, 5, [2, 0, 2, 3, 0]), (6, 4, [2, 0, 2, 1, 0, 1])):
        logits, labels = rng.normal(size=(N, C)), np.array(labels)
        got = _answer(yours, logits, labels)
        DLOGITS.judge("dlogits", got, _shifted(got, logits, labels), logits=logits, labels=labels)
        why = "This is the second call: keep nothing of the first."
        got = yours(logits[::-1] ** 2, labels)
        expect_array("dlogits", got, _cross_entropy_gradient(logits[::-1] ** 2, labels), because=why)
    _check_large_logits(yours)
    expect_any_size("dlogits", functools.partial(_answer, yours), _cross_entropy_gradient, _a_batch, tries=12)


def _a_batch(rng):
    N, C = rng.choice([1, 2, 7, 40]), rng.choice([1, 2, 3, 11, 50])
    return 2 * rng.normal(size=(N, C)), rng.integers(0, C, size=N)


def _answer(yours, logits, labels):
    try:
        return yours(logits, labels)
    except ValueError as error:
        N, C = logits.shape
        if "broadcast" in str(error) and f"({N},10)" in str(error):
            raise Wrong(f"there are C = {C} classes here, not always 10: take C from logits.shape.") from error
        raise


def _shifted(got, logits, labels):
    """Name a mistake made after a shift of the logits, or before 1/N is forgotten."""
    if not isinstance(got, np.ndarray):
        return ""
    shifts = {
        "": 0,
        " (The shift is right.)": logits.max(axis=1, keepdims=True),
        " (Nor has the maximum keepdims=True.)": logits.max(axis=1),
    }
    for factor, more in ((1, ""), (1 / len(logits), " And divide by N.")):
        for also, shift in shifts.items():
            given = {"logits": logits, "labels": labels, "shift": shift, "also": also}
            said = DLOGITS.named(functools.partial(close, got * factor), **given)
            if said:
                return said + more
    return ""


def _check_large_logits(yours):
    logits = np.array([[1000.0, 999, 998], [-1000, -1001, -999], [0, 800, -800], [0, -50, -100], [0, -12, -13]])
    labels = np.array([1, 2, 0, 1, 2])
    right = _cross_entropy_gradient(logits, labels)
    with np.errstate(all="ignore"):  # the overflow is told in our own words
        got = yours(logits, labels)
    expect_shape("dlogits", got, right.shape)
    for row, mine, want in zip(logits, np.asarray(got), right, strict=True):
        start = f"for the logits [{', '.join(f'{number:g}' for number in row)}] it gives {mine}"
        if not np.isfinite(mine).all():
            raise Wrong(
                f"{start}: exp leaves the range of floats. Subtract the row's own largest "
                "logit before exp: softmax stays the same."
            )
        if not np.allclose(mine, want, rtol=1e-9, atol=0):
            raise Wrong(
                f"{start}, not {want}. Clip nothing, add nothing: subtract the row's own largest logit before exp."
            )
