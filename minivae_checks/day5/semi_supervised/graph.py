"""Checks of SemiSupervised: a step of label spreading. N images, C classes; W is (N, N), symmetric."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size


def _spread_step(F, W, Y, alpha):
    d = W.sum(axis=1)
    return alpha * (W / np.sqrt(np.outer(d, d)) @ F) + (1 - alpha) * Y


def _in_turn(F, S, Y, alpha):
    F = F.copy()
    for i in range(len(F)):
        F[i] = alpha * S[i] @ F + (1 - alpha) * Y[i]
    return F


STEP = Mistakes("""
    d = W.sum(axis=1)
    S = W / np.sqrt(np.outer(d, d))
    right = alpha * S @ F + (1 - alpha) * Y
    right
    alpha * W @ F + (1 - alpha) * Y  # W is not normalised: divide by the roots of both row sums.
    alpha * (W / d[:, None]) @ F + (1 - alpha) * Y  # Each row is divided by its sum; take the roots of both sums.
    alpha * (W / d) @ F + (1 - alpha) * Y
        # Each column of W is divided by its sum; divide by the root of each row sum, for rows and for columns.
    alpha * (W / np.outer(d, d)) @ F + (1 - alpha) * Y  # The root is missing: sqrt(d_i d_j).
    alpha * (W / np.sqrt(d)[:, None]) @ F + (1 - alpha) * Y  # The columns must be divided, too, by sqrt(d_j).
    alpha * (W / np.sqrt(d)) @ F + (1 - alpha) * Y  # Only the columns are divided; the rows are, too, by sqrt(d_i).
    alpha * (W / W.sum()) @ F + (1 - alpha) * Y  # W is divided by one number; each entry has its own d_i and d_j.
    alpha * (W * np.sqrt(np.outer(d, d))) @ F + (1 - alpha) * Y  # It is multiplied by the roots; divide.
    (1 - alpha) * S @ F + alpha * Y  # alpha and 1 - alpha are exchanged: alpha is the share of the neighbours.
    alpha * S @ Y + (1 - alpha) * F  # F and Y are exchanged.
    alpha * S @ Y + (1 - alpha) * Y  # The neighbours hand on F, not Y.
    alpha * S @ F + (1 - alpha) * F  # The labels are fed in anew: (1 - alpha) Y.
    alpha * S @ F  # The labels are missing: (1 - alpha) Y.
    alpha * S @ F + Y  # Y has the weight 1 - alpha.
    S @ F + (1 - alpha) * Y  # The weight alpha is missing.
    S @ F + Y  # The weights alpha and 1 - alpha are missing.
    alpha * S @ F - (1 - alpha) * Y  # The labels are taken away; add them.
    alpha * S * F + (1 - alpha) * Y  # That multiplies entry by entry (*); S F is a product of matrices (@).
    alpha * F + (1 - alpha) * Y  # S is missing: nothing comes from the neighbours.
    alpha * np.sqrt(W) @ F + (1 - alpha) * Y  # The root is of the row sums, not of W.
    right / right.sum(axis=1, keepdims=True)  # Its rows are divided by their sums; a step does not do that.
    np.where(Y > 0, Y, alpha * S @ F)  # The labels are held fixed; this step mixes them, 1 - alpha of them.
    np.where(Y.sum(axis=1, keepdims=True) > 0, Y, right)
        # The rows with a label were set back to it; this step mixes them, 1 - alpha of the label.
    alpha * W / np.sqrt(np.outer((W > 0).sum(axis=1), (W > 0).sum(axis=1))) @ F + (1 - alpha) * Y
        # That d counts the neighbours; d_i adds up their weights W_ij.
    alpha * (S - np.diag(np.diag(S))) @ F + (1 - alpha) * Y  # The diagonal of W is left out; take W as it is.
    alpha * plain(W - np.diag(np.diag(W))) @ F + (1 - alpha) * Y  # ditto
    alpha * plain(W + np.eye(len(W))) @ F + (1 - alpha) * Y  # A 1 was added on the diagonal; take W as it is.
    (alpha * S + (1 - alpha)) @ Y  # F is missing.
    S @ F  # alpha and Y are missing.
    alpha * S @ F + alpha * Y  # Y has the weight 1 - alpha.
    len(W) * alpha * S @ F + (1 - alpha) * Y  # d is a sum over the row, not a mean.
    alpha * (F - S @ F) + (1 - alpha) * Y  # That is I - S; take S.
    alpha * plain((W > 0) * 1.0) @ F + (1 - alpha) * Y  # W was made 0 and 1; take its weights.
    alpha * S @ (S @ F) + (1 - alpha) * Y  # S is applied twice; one step is asked.
    F + right  # The old F is added; the new one takes its place.
    alpha * S @ F + (1 - alpha) * (Y > 0)  # Y was made 0 and 1; take it as it is handed in.
    alpha * S / S.sum(axis=1, keepdims=True) @ F + (1 - alpha) * Y
        # The rows of S are divided by their sums once more; leave S as it is.
    alpha * W / np.outer(d, d) ** 0.25 @ F + (1 - alpha) * Y  # That is the fourth root; take the square root, once.
    alpha * W / (d[:, None] + d) * 2 @ F + (1 - alpha) * Y  # That is the mean of d_i and d_j; take sqrt(d_i d_j).
    alpha * W / (np.sqrt(d)[:, None] + np.sqrt(d)) @ F + (1 - alpha) * Y  # The roots are added; multiply them.
    alpha * W / np.sqrt(np.outer((W**2).sum(axis=1), (W**2).sum(axis=1))) @ F + (1 - alpha) * Y
        # That d adds up squares; d_i adds up the W_ij.
    alpha * W / np.sqrt(np.outer(W.max(axis=1), W.max(axis=1))) @ F + (1 - alpha) * Y
        # That d is the largest of a row; d_i is the sum.
    alpha * W / np.sqrt(np.outer(d - np.diag(W), d - np.diag(W))) @ F + (1 - alpha) * Y
        # The diagonal of W is missing in d; take W as it is.
    in_turn(F, S, Y, alpha)  # Each row sees the rows that are new already; take the old F for all.
    S @ (alpha * F + (1 - alpha) * Y)  # The labels are fed in as they are; S multiplies F alone.
    (1 - alpha) * np.linalg.solve(np.eye(len(W)) - alpha * S, Y)  # That is where all steps lead; one step is asked.
    """).using(plain=lambda W: W / np.sqrt(np.outer(W.sum(axis=1), W.sum(axis=1))), in_turn=_in_turn)


@exercise("5.10", points=2, ours=_spread_step)
def spread_step(yours):
    """αSF + (1 - α)Y with S_ij = W_ij / √(d_i d_j), d_i = Σ_j W_ij.

    Task: return alpha S F + (1 - alpha) Y, (N, C), S being W over the roots of both row sums
    Hint: d = W.sum(axis=1); S_ij = W_ij / sqrt(d_i d_j); S @ F is a product of matrices.
    """
    for N, C in ((3, 3), (5, 2), (4, 6)):
        F, W, Y, alpha = _world(np.random.default_rng(510), N, C)
        STEP.judge("the new F", yours(F, W, Y, alpha), F=F, W=W, Y=Y, alpha=alpha)
    why = (
        "Here W and F hold tiny and huge numbers, and alpha is 0, 1 or near them: no floor, no clipping, nothing added."
    )
    for scale in (1e-12, 1e9):
        for share in (1e13, 1e-14):
            for alpha in (0.0, 1.0, 0.999999, 1e-7):
                F, W, Y, _ = _world(np.random.default_rng(511), 6, 3)
                given = share * F, scale * W, share * Y, alpha
                expect_array("the new F", yours(*given), _spread_step(*given), because=why, atol=0)
    draw = lambda rng: _world(rng, *rng.choice([1, 2, 7, 40, 300], 2))  # noqa: E731
    expect_any_size("the new F", yours, _spread_step, draw, tries=12)


def _world(rng, N, C):
    """F and Y without zeros that hide a mistake; W symmetric, its row sums far apart."""
    reach = rng.uniform(0.3, 3, N)
    W = rng.uniform(0.1, 2, (N, N)) * np.outer(reach, reach)
    Y = rng.uniform(0.2, 2, (N, C)) * (rng.random((N, C)) < 0.7)
    return rng.uniform(0.1, 2, (N, C)), W + W.T, Y, float(rng.uniform(0.55, 0.9))
