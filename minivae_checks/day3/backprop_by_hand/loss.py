"""Check of BackpropByHand: softmax and cross-entropy. N examples, C classes."""

import numpy as np

from minivae import nn
from minivae_checks import Wrong, exercise, expect_close, expect_shape

# fmt: off

def _cross_entropy_gradient(logits, labels):
    return nn.cross_entropy(logits, labels)[1]


@exercise("3.5", points=2, ours=_cross_entropy_gradient,
          task="return dlogits (N, C) = (softmax - onehot) / N",
          hint="Three steps: softmax of each row; 1 off at the label; divide by N.")
def cross_entropy_gradient(yours):
    """(p - onehot) / N, for large and far-apart logits too."""
    rng = np.random.default_rng(35)
    for N, C, labels in ((5, 5, [2, 0, 2, 3, 0]), (6, 4, [2, 0, 2, 1, 0, 1])):
        _check_cross_entropy(yours, rng.normal(size=(N, C)), np.array(labels))
    _check_large_logits(yours)


def _check_cross_entropy(yours, logits, labels):
    N, C = logits.shape
    p, onehot = _softmax(logits), np.eye(C)[labels]
    right = (p - onehot) / N
    whole = _wrong_softmax(logits, onehot) | _wrong_place(p, labels, onehot)
    suspects = {
        "The mean over the batch is missing: divide by N.": N * right,
        "It is divided by N C, but the loss is a mean over N only.": right / C,
        "It is divided by N twice.": right / N,
        "The sign is turned round: p - onehot.": -right,
        "The sign is turned round, and the 1/N is missing.": -N * right,
        **{why: q / N for why, q in whole.items()},
        **{f"{why} And divide by N.": q for why, q in whole.items()},
        "That is the loss; its gradient is asked for.":
            nn.cross_entropy(logits, labels)[0],
        "Do not average over the batch: each row keeps its gradient.":
            right.sum(axis=0),
    }
    if N != C:
        suspects["It is divided by C, not by N."] = N * right / C
    expect_close("dlogits", yours(logits, labels), right, "", suspects)


def _softmax(logits):
    e = np.exp(logits)
    return e / e.sum(axis=1, keepdims=True)


def _wrong_softmax(logits, onehot):
    """N dlogits if the softmax is wrong, with and without the shift of each row."""
    found = {}
    shifts = {"": 0, " (The shift is right.)": logits.max(axis=1, keepdims=True)}
    if len(logits) == len(logits.T):
        shifts[" (Nor has the maximum keepdims=True.)"] = logits.max(axis=1)
        e = np.exp(logits - logits.max(axis=1))
        found["keepdims=True is missing in the maximum: each row has its own."] = (
            e / e.sum(axis=1, keepdims=True))
    for also, shift in shifts.items():
        e = np.exp(logits - shift)
        found |= {why + also: q for why, q in {
            "The softmax belongs along each row, not down the batch.":
                e / e.sum(axis=0),
            "The softmax is over the whole batch; each row sums to one.": e / e.sum(),
            "The exponentials do not sum to one yet: divide them.": e,
            "The logits are not yet probabilities: take their softmax.": logits - shift,
        }.items()}
        if len(logits) == len(logits.T):
            why = "keepdims=True is missing in the sum: each row has its own."
            found[why + also] = e / e.sum(axis=1)
    return {why: q - onehot for why, q in found.items()}


def _wrong_place(p, labels, onehot):
    """N dlogits if the right answer is not subtracted as it should be."""
    columns, rows, ones = p.copy(), p.copy(), p.copy()
    columns[:, labels] -= 1
    rows[labels] -= 1
    ones[onehot == 1] = 1
    numbers = {} if p.shape[0] != p.shape[1] else {
        "A label is a place in its row, not a number to subtract.": p - labels}
    return numbers | {
        "The right answer is not subtracted yet.": p,
        "`[:, labels]` takes whole columns; take one entry per row.": columns,
        "`[labels]` takes whole rows; take one entry per row.": rows,
        "The 1 is added; subtract it.": p + onehot,
        "The place is set to 1; subtract 1 there.": ones,
        "The place is set to -1; subtract 1 there.": np.where(onehot == 1, -1, p),
        "Subtract 1 in one place of each row, not everywhere.": p - 1,
        "A label is a place, not a number to subtract.": p - labels[:, None],
        "The other logits have a gradient too, p.": (p - 1) * onehot,
        "That is with respect to p; go on through the softmax.": -onehot / p,
        "The log is gone: the gradient is p - onehot.": np.log(p) - onehot,
    }


def _check_large_logits(yours):
    logits = np.array([[1000.0, 999, 998], [-1000, -1001, -999], [0, 800, -800]])
    labels = np.array([1, 2, 0])
    right = _cross_entropy_gradient(logits, labels)
    with np.errstate(all="ignore"):  # the overflow is told in our own words
        got = yours(logits, labels)
    for row, want in enumerate(right):
        said = ", ".join(f"{number:g}" for number in logits[row])
        expect_shape("dlogits", got, right.shape)
        mine = np.asarray(got)[row]
        if not np.isfinite(mine).all():
            raise Wrong(f"for the logits [{said}] it gives {mine}: exp leaves the "
                        "range of floats. Subtract the row's own largest logit before "
                        "exp: softmax stays the same.")
        if not np.allclose(mine, want, rtol=1e-6, atol=1e-9):
            raise Wrong(f"for the logits [{said}] it gives {mine}, not {want}. Clip "
                        "nothing: subtract the row's own largest logit before exp.")
