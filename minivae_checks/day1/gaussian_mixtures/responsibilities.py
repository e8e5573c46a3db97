"""Checks of GaussianMixtures: the E-step.

N points, K components. The check runs at two sizes, the first of them square, so that a sum
along the wrong axis gives numbers and can be told by its own message.
"""

import functools

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_parts
from minivae_checks.day1.beyond import expect_beyond, sizes
from minivae_checks.expect import close
from minivae_checks.sizes import expect_any_size


def expect_plain(name, got):
    """Refuse a list: later cells compute with it."""
    if isinstance(got, list | tuple):
        raise Wrong(f"{name} should be one NumPy array, yours is a {type(got).__name__}: later cells compute with it.")


def expect_double(name, got):
    """Refuse a list, and float32, whose 7 digits are too few here."""
    expect_plain(name, got)
    if np.asarray(got).dtype in (np.float16, np.float32):
        raise Wrong(
            f"{name} is {np.asarray(got).dtype}, which keeps 7 digits or less; stay with the float64 that is handed in."
        )


def _responsibilities(log_joint):
    largest = log_joint.max(axis=1, keepdims=True)
    p = np.exp(log_joint - largest)
    total = p.sum(axis=1, keepdims=True)
    return (largest + np.log(total))[:, 0], p / total


PARTS = "log_p", "r"
LOG_P = Mistakes("""
    lse = lambda a, axis=1: np.log(np.exp(a).sum(axis=axis))
    log_p, largest, column = lse(log_joint), log_joint.max(axis=1), log_joint.max(axis=0)
    log_p
    column + lse(log_joint - column)  # The largest of each column (axis 0) is taken out; each row has its own: axis=1.
    column[0] + lse(log_joint - column)  # ditto
    largest + lse(log_joint - largest)  # The largest of row n is subtracted from column n: keepdims=True is missing.
    np.exp(log_p)  # That is p(x); its logarithm is wanted.
    lse(log_joint, 0)  # The sum runs over the points; for each point, sum over the K components.
    log_p.sum()  # That is the total over all points; one number per point is wanted.
    log_joint.sum(axis=1)  # The logarithms are added; that multiplies the joints. Add the joints.
    largest  # That is the largest term alone; the others add to it.
    log_p - largest  # The largest is not put back after the logarithm.
    log_p - 2 * largest  # The largest is taken away once more; add it.
    log_p + largest  # The largest is put back twice, or was never taken out.
    lse(log_joint[:, :2])  # Only the first two components are counted; K may be any number.
    log_p / np.log(2)  # The natural logarithm belongs there.
    log_p - np.log(log_joint.shape[1])  # The joints are averaged; add them up. The weights are in them already.
    -log_p  # The sign is reversed.
    """)
R = Mistakes("""
    joint, largest = np.exp(log_joint), log_joint.max(axis=1)
    p = np.exp(log_joint - largest[:, None])
    total = lambda p: p.sum(axis=1, keepdims=True)
    share = lambda p: p / total(p)
    share(joint)
    p / p.sum(axis=1)  # Column n is divided by the sum of row n: keepdims=True is missing.
    share(np.exp(log_joint - largest))  # Row n's largest is subtracted from column n: keepdims=True is missing.
    joint / joint.sum(axis=0)  # The columns add up to 1; the rows should: who made this point?
    joint / joint.sum()  # All N K entries together add up to 1; each row should.
    share(np.exp(log_joint - log_joint.max(axis=0)))
        # The largest of each column (axis 0) is subtracted; each row has its own: axis=1.
    joint  # These are the joints; divide each row by its sum.
    joint / total(joint[:, :2])  # Only the first two components are counted; K may be any number.
    np.log(share(joint))  # These are log r; take the exponential.
    p  # That divides by the largest of the row, not by the sum.
    share(log_joint)  # The logarithms are divided; take exp first.
    (p == 1) * 1.0  # That is all for the most probable component; r is soft.
    share(joint).T  # r is transposed: points are rows.
    share(1 / joint)  # The sign of the exponent is reversed.
    """)


FAR = [[1000.0, 999, 998], [-5000, -4990, -4995], [-2, -np.inf, -1], [-3, -3, -900]]
FAR = np.array([*FAR, [-5000, 0, 0.5], [-0.5, 0, 2000]])
FAR_WHY = (
    "Two of the rows here are [1000, 999, 998] and [-5000, -4990, -4995]: no floor, no clipping; "
    "subtract the largest entry of each row."
)
# part is 0 for log_p, 1 for r.
TAKEN_OUT = Mistakes("""
    p = lambda one: np.exp(log_joint - one)
    total = lambda one: p(one).sum(axis=1)
    of = lambda one: (np.ravel(one) + np.log(total(one)), p(one) / total(one)[:, None])[part]
    of(log_joint.max(axis=1, keepdims=True))
    of(0)  # exp(1000) is infinite and exp(-5000) is 0: subtract the largest of each row before exp.
    of(log_joint.max())  # One largest entry is subtracted from all rows; each row has its own.
    of(abs(log_joint).max(axis=1, keepdims=True))
      # exp(1000) is infinite: the entry of largest size is subtracted, but without its sign.
    of(log_joint[:, :1])  # The first entry of each row is subtracted; only the largest keeps every exp at 1 or below.
    of(log_joint[:, 1:2])  # The second entry of each row is subtracted; only the largest keeps every exp at 1 or below.
    of(log_joint[:, -1:])  # The last entry of each row is subtracted; only the largest keeps every exp at 1 or below.
    of(log_joint.min(axis=1, keepdims=True))
      # The least entry of each row is subtracted; only the largest keeps every exp at 1 or below.
    of(np.median(log_joint, axis=1, keepdims=True))
      # The median of each row is subtracted; only the largest keeps every exp at 1 or below.
    of(log_joint.mean(axis=1, keepdims=True))
      # The mean of each row is subtracted; only the largest keeps every exp at 1 or below.
    """)


@exercise("1.6", points=2, ours=_responsibilities)
def responsibilities(yours):
    """log p(x_n) and r_nk, by log-sum-exp.

    Task: return log_p (N,) and r (N, K), from the log joint (N, K)
    Hint: Take the largest of each row out before exp; put it back after log.
    """
    for N, K in ((3, 3), (5, 4)):
        log_joint = np.random.default_rng(16).normal(size=(N, K)) - 2
        wants = _responsibilities(log_joint)
        log_p, r = expect_parts(yours(log_joint), "log_p", "r", wants=wants)
        expect_double("log_p", log_p)
        expect_double("r", r)
        if np.shape(log_p) == (N, 1):
            raise Wrong(f"log_p has shape {(N, 1)}; return {(N,)}, one plain row of numbers.")
        why = "log_p is the logarithm of the sum of exp(log_joint) over a row."
        LOG_P.judge("log_p", log_p, why, log_joint=log_joint)
        why = "r is exp(log_joint - log_p), row by row; each row adds up to 1."
        R.judge("r", r, why, log_joint=log_joint)
    with np.errstate(all="ignore"):
        got = yours(FAR)
    for part, (name, want) in enumerate(zip(("log_p", "r"), _responsibilities(FAR), strict=True)):
        given = {"log_joint": FAR, "part": part}
        if not np.all(np.isfinite(got[part])):  # has a cause here, so name it
            told = TAKEN_OUT.named(functools.partial(close, got[part]), **given)
            expect_array(name, got[part], want, {told or FAR_WHY: got[part]})
        TAKEN_OUT.judge(name, got[part], FAR_WHY, atol=1e-14, **given)
    why = (
        "Some entries here are -700, 100,000 or -100,000, and more. A small r is not 0, and nothing is added or cut "
        "off: no floor, no cap, no threshold."
    )
    rows = np.array(
        [[-1.0, -41, -301, -701], [-3, -3, -30, -3], [5, 4, -4, -5], [-2, 0, -7, -1], [-np.inf, -4, -3, -5]]
    )
    for far in (1e5, 1e12):
        rows[2:] += [[far], [-far], [-far]]
        expect_beyond(PARTS, yours, _responsibilities, (rows,), why, rtol=1e-9 if far < 1e6 else 1e-3)
    expect_any_size(PARTS, yours, _responsibilities, lambda rng: (rng.normal(size=sizes(rng, 2)) - 1,), tries=6)
    for size in ((1, 4), (5, 1)):
        expect_any_size(PARTS, yours, _responsibilities, lambda rng, size=size: (rng.normal(size=size),), tries=1)
