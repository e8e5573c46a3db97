"""Checks of BetaVAE: a score of axes, and what it costs to turn them.

K units, F factors; R is a rotation (K, K), z' = z R.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise
from minivae_checks.sizes import expect_any_size

GAP = Mistakes("""
    ranked = np.sort(information, axis=0)
    right = (ranked[-1] - ranked[-2]) / entropy
    right
    ranked[-1] - ranked[-2]  # It is not divided by the entropy of the factor.
    (ranked[-1] - ranked[-2]) / ranked[-1]  # It is a share of the best unit's; divide by the entropy of the factor.
    ranked[-1] / entropy  # The second best unit is missing: subtract what it tells.
    (ranked[-1] - ranked[0]) / entropy  # That is the best less the worst; the second best counts.
    (ranked[-1] - ranked.mean(axis=0)) / entropy  # That is the best less the mean; the second best counts.
    (ranked[-1] - ranked[:-1].mean(axis=0)) / entropy  # The second best counts, not the mean of the others.
    (ranked[-1] - ranked[:-1].sum(axis=0)) / entropy  # That is the best less all others; the second best counts.
    (ranked[1] - ranked[0]) / entropy  # np.sort rises: the two largest stand at its end.
    (ranked[0] - ranked[1]) / entropy  # ditto
    ranked[-1] / entropy - ranked[-2]  # A bracket is missing: the difference is divided.
    ranked[-1] - ranked[-2] / entropy  # ditto
    (ranked[-1] - ranked[1]) / entropy  # np.sort rises: the second best is [-2], from the end.
    (ranked[-1] - np.median(information, axis=0)) / entropy  # That is the best less the median; the second best counts.
    right / entropy  # It is divided by the entropy twice.
    (np.argsort(information, axis=0)[-1] - np.argsort(information, axis=0)[-2]) / entropy
        # np.argsort gives the places of the units; take what they tell, np.sort.
    (information[0] - information[1]) / entropy  # The best units are others for each factor: sort each column.
    np.abs(information[0] - information[1]) / entropy  # ditto
    (information[-1] - information[-2]) / entropy  # ditto
    by_sum = information[np.argsort(information.sum(axis=1))]
    (by_sum[-1] - by_sum[-2]) / entropy  # ditto
    -right  # The sign is reversed: the best comes first.
    (np.sort(information, axis=1)[-1] - np.sort(information, axis=1)[-2]) / entropy
        # It is sorted along the rows, over the factors; sort each column, axis 0.
    (np.sort(information, axis=1)[:, -1] - np.sort(information, axis=1)[:, -2]) / entropy
        # The gap is between two factors of one unit; take two units of one factor, axis 0.
    (ranked[-1] - ranked[-2]) / entropy.sum()  # Each factor is divided by its own entropy, not by the sum.
    (ranked[-1] - ranked[-2]) / entropy.max()  # Each factor is divided by its own entropy.
    (ranked[-1] - ranked[-2]) / entropy.mean()  # ditto
    (ranked[-1] - ranked[-2]) / entropy[0]  # ditto
    (ranked[-1] - ranked[-2]) / np.log(len(entropy))  # Divide by the entropy that is handed in.
    (ranked[-1] - ranked[-2]) / information.sum(axis=0)  # Divide by the entropy, not by what all units tell.
    (ranked[-1] - ranked[-2]) / np.sqrt(entropy)  # The entropy is in nats, like the gap: no root.
    (ranked[-1] - ranked[-2]) * entropy  # It is multiplied by the entropy; divide.
    1 - ranked[-2] / ranked[-1]  # It is a share of the best unit's; divide by the entropy of the factor.
    1 - ranked[-2] / entropy  # What the best unit tells is missing: 1 stands in its place.
    """)


@exercise("5.4", points=1, ours=GAP.answer("information", "entropy"))
def information_gap(yours):
    """(I_1st - I_2nd) / H of each factor, (F,).

    Task: return the gap of each factor, (F,)
    Hint: Sort each column of the table; the two largest stand at its end.
    """
    for K, F in ((4, 4), (5, 3), (2, 3), (3, 1)):
        rng = np.random.default_rng(54 + K)
        information, entropy = rng.uniform(0.1, 1, (K, F)), rng.uniform(1.1, 2.5, F)
        got = yours(information, entropy)
        if np.ndim(got) == 0 and got is not None and F > 1:
            raise Wrong(f"it is one number; keep the factors apart, ({F},): no mean over them.")
        GAP.judge("the gap", got, information=information, entropy=entropy)
    far = np.array([[0.7, 0.0, 1e-9, 2.0], [0.7, 0.0, 3e-9, 0.5], [0.1, 0.0, 1e-9, 1.9], [0.7, 0.0, 0.0, 1e-6]])
    why = (
        "Here are ties, zeros and tiny numbers: where the second best is as good as the best the gap is 0; add nothing."
    )
    for entropy in (np.array([0.8, 1.0, 1e-8, 2.0]), np.full(4, 30.0)):
        if np.isinf(np.asarray(yours(far, entropy), dtype=float)).any():
            raise Wrong(
                "the gap is infinite where all units tell the same; the second best may be as good as the best."
            )
        GAP.judge("the gap", yours(far, entropy), why, atol=1e-15, information=far, entropy=entropy)

    why = "Here one unit tells all, the others next to nothing: the gap may be 1, and no unit is left out."
    entropy = np.array([1.5, 0.7])
    for little in (1e-3, 1e-9):
        alone = np.array([[2 * little, little], [1.5, 0.0], [4 * little, 0.7]])
        GAP.judge("the gap", yours(alone, entropy), why, information=alone, entropy=entropy)

    def draw(rng):
        K, F = rng.choice([2, 3, 9, 40]), rng.choice([1, 2, 7, 30])
        return rng.uniform(0, 1, (K, F)), rng.uniform(1, 3, F)

    expect_any_size("the gap", yours, GAP.answer("information", "entropy"), draw, tries=12)


TURNED = Mistakes("""
    squares = R**2
    right = 1 / (squares.T @ (1 / s))
    right
    squares.T @ s
        # Those are the variances of the tilted Gaussian, one by one; the best q without tilt is narrower: 1 / P_kk.
    squares @ s  # Those are variances of a code turned the other way, z' = z R^T, and with their tilt.
    squares.T @ (1 / s)  # That is P_kk; the variance is 1 / P_kk.
    1 / (squares @ (1 / s))  # That is R diag(1/s) R^T, turned the other way: z' = z R has R^T diag(1/s) R.
    squares @ (1 / s)  # That is the diagonal of R diag(1/s) R^T: turned the other way, and not inverted.
    1 / (R.T @ (1 / s))  # R is not squared: P_kk is the sum of R_jk² / s_j.
    1 / (R @ (1 / s))  # ditto
    1 / (squares.T @ s)  # P holds 1 / s, not s.
    1 / (squares @ s)  # ditto
    s @ R  # A code is turned like this, its variances are not.
    R @ s  # ditto
    1 / (np.abs(R).T @ (1 / s))  # R is not squared: P_kk is the sum of R_jk² / s_j.
    s  # Those are the variances before the turn. In the sum over j, s_j goes with the first index of R.
    1 / s  # ditto
    np.sqrt(right)  # That is the standard deviation; s' is a variance.
    1 / np.sqrt(squares.T @ (1 / s**2))  # s holds variances already: 1 / s, not 1 / s².
    1 / (squares.T @ (1 / s**2))  # ditto
    1 / (squares.T @ (1 / np.sqrt(s)))  # s holds variances already: no root.
    1 / np.linalg.eigvalsh(R.T @ np.diag(1 / s) @ R)  # The eigenvalues of P do not turn; take its diagonal.
    1 / np.linalg.eigvalsh(R.T @ np.diag(1 / s) @ R)[::-1]  # ditto
    np.full(len(s), 1 / np.mean(1 / s))  # That is right only if every axis is mixed evenly; use R.
    1 / np.diag(R.T @ (1 / s) * R)  # 1 / s must stand in the middle, as np.diag(1 / s).
    1 / np.diag(R.T * (1 / s))  # The second factor R is missing.
    1 / ((R * R.T) @ (1 / s))  # R * R.T is not the square of each entry; P_kk needs R_jk².
    1 / (squares.T @ (1 / np.sort(s)))  # s_j belongs to axis j: do not sort.
    1 / (R.T @ np.diag(1 / s) @ R).sum(axis=0)  # Those are sums over columns of P; take its diagonal.
    P = R.T @ np.diag(1 / s) @ R
    1 / P.max(axis=0)  # The largest of a column need not be P_kk; take the diagonal.
    1 / np.abs(P).sum(axis=0)  # Those are sums over columns of P; take its diagonal.
    np.diag(np.linalg.cholesky(np.linalg.inv(P))) ** 2
        # A Cholesky factor knows the units before k only; take the diagonal of P.
    1 / np.diag(np.linalg.cholesky(P)) ** 2  # ditto
    np.exp(squares.T @ np.log(s))  # That is a mean of logarithms; the mean is of 1 / s.
    """)


@exercise("5.5", points=2, ours=TURNED.answer("s", "R"))
def turned_variances(yours):
    """s'_k = 1 / P_kk,  P = Rᵀ diag(1/s) R.

    Task: return the variances of the best q without tilt for z' = z R, (K,)
    Hint: z = z' R^T. Which inverse covariance has z' then, and what stands on its diagonal?
    """
    for K in (3, 4, 2):
        rng = np.random.default_rng(55 + K)
        s, R = rng.uniform(0.2, 1, K) ** 3, np.linalg.qr(rng.normal(size=(K, K)))[0]
        got = yours(s, R)
        if np.shape(got) == (K, K) and K > 1:
            raise Wrong(f"it is a matrix; only the diagonal is wanted, ({K},).")
        TURNED.judge("s'", got, s=s, R=R)
    why = "Here are tiny, huge and equal variances: no floor, nothing added; P has its own diagonal for every turn."
    for s in (np.array([1e-12, 4e-12, 3e-13]), np.array([1e8, 3e8, 2e9]), np.full(3, 0.3)):
        R = np.linalg.qr(np.random.default_rng(5).normal(size=(3, 3)))[0]
        TURNED.judge("s'", yours(s, R), why, atol=0, s=s, R=R)
        TURNED.judge("s'", yours(s, np.eye(3)[[1, 2, 0]]), why, atol=0, s=s, R=np.eye(3)[[1, 2, 0]])

    def draw(rng):
        K = int(rng.choice([1, 2, 7, 40]))
        return rng.uniform(0.01, 1, K), np.linalg.qr(rng.normal(size=(K, K)))[0]

    expect_any_size("s'", yours, TURNED.answer("s", "R"), draw, tries=12)
