"""Checks of Eigenfaces: variance along a direction, power iteration, the small side.

N pictures, D pixels, K eigenfaces. The first size of each check is square: there a product
with a transposed matrix gives numbers, and so can be named.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_close, expect_parts
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size

FAR = "These pictures lie 1,000,000 from 0: subtract the mean before you square, or the digits are lost."


def _variance_along(x, v):
    z = (x - x.mean(axis=0)) @ v / np.linalg.norm(v)
    return np.sum(z**2) / (len(x) - 1)


VARIANCE = Mistakes("""
    N, m, length = len(x), x.mean(axis=0), np.linalg.norm(v)
    c, unit = x - m, v / length
    z, of = c @ unit, lambda z: np.sum(z**2) / (N - 1)
    of(z)
    np.sum(z**2) / N  # It is divided by N: divide by N - 1.
    np.sum(z**2)  # That is the sum of the squares: divide by N - 1.
    of(c @ v)  # v is not of length 1: divide by its length.
    np.sum((c @ v) ** 2) / N  # v is not of length 1: divide by its length. And divide by N - 1, not by N.
    of(c @ v) / length  # The length of v is divided out after the squaring: divide z by it, or divide twice.
    of(c @ v / length**2)  # z is divided by v @ v, the square of the length: divide by the length.
    of(c @ v / np.abs(v).sum())  # The length is the root of the sum of squares, not the sum of sizes.
    of(c @ v / np.abs(v).max())  # The length is the root of the sum of squares, not the largest entry.
    of(c @ v / v.sum())  # The length is the root of the sum of squares, not the sum of the entries.
    of(x @ unit)  # The mean picture is not subtracted.
    np.sum((x @ unit) ** 2) / N  # The mean picture is not subtracted, and N divides, not N - 1.
    of((x - x.mean()) @ unit)  # The mean is one picture, (D,): axis=0.
    of((x - x.mean(axis=1, keepdims=True)) @ unit)
        # The mean of each picture is subtracted: the mean picture is axis=0.
    of(c.T @ unit)  # The pictures are transposed: (x - m) @ v.
    np.sqrt(of(z))  # That is the standard deviation: leave out the root.
    np.sum(np.abs(z)) / (N - 1)  # Squares, not sizes.
    z  # That is one number for each picture: now their variance.
    of(c)  # That is the variance in all directions: v is missing.
    np.sum(np.var(x, axis=0, ddof=1) * unit**2)  # Only the variances of single pixels count here: pixels vary together.
    of(z) * (N - 1) / np.sum(c**2)  # That is the share of the whole variance: leave the whole out.
    """)


@exercise("3.8", points=1, ours=_variance_along)
def variance_along(yours):
    """(1/(N-1)) Σ_n z_n² with z_n = (x_n - m)·v / |v|.

    Task: return the variance of the pictures x along the direction of v
    Hint: One number z for each picture; v has any length, a direction has none.
    """
    why = "It is the sum of the squares of z = (x - m) @ v / |v|, divided by N - 1."
    for N, D in ((4, 4), (6, 3), (3, 7)):
        x, v = _pictures(np.random.default_rng(3800), N, D)
        VARIANCE.judge("the variance", yours(x, v), why, x=x, v=v)
    for of_x, of_v in ((1e-60, 1), (1e8, 1), (1, 1e-60), (1, 1e60), (1, 1e-3)):
        x, v = _pictures(np.random.default_rng(380), 9, 5)
        x, v = of_x * x, of_v * v
        why = f"Here x is of the size {of_x:g}, v of the size {of_v:g}: nothing is added, and nothing has a bound."
        expect_beyond("the variance", yours, _variance_along, (x, v), why)
    x, v = np.array([[2.0, 3.0], [-2.0, -3.0], [0.0, 0.0]]), np.array([2.0, 0.5])
    why = "Here the third picture is the mean picture itself: its z is 0, and it counts."
    expect_beyond("the variance", yours, _variance_along, (x, v), why)
    x, v = _pictures(np.random.default_rng(381), 30, 4)
    expect_close("the variance", yours(x + 1e6, v), _variance_along(x, v), FAR, rtol=1e-6)
    draw = _with_sizes(lambda rng, N, D: _pictures(rng, N + 1, D + 1))
    expect_any_size("the variance", yours, _variance_along, draw, tries=8)


def _pictures(rng, N, D):
    return rng.normal(size=(N, D)) + rng.normal(size=D) + 2, 3 * rng.normal(size=D)


def _with_sizes(make):
    def draw(rng):
        N, D = rng.choice([1, 2, 5, 30, 1200], size=2)
        return make(rng, int(N), int(D))

    return draw


def _power(S, v, rounds):
    v = v / np.linalg.norm(v)
    for _ in range(rounds):
        v = S @ v
        v = v / np.linalg.norm(v)
    return v


def _power_iteration(S, v, rounds):
    v = _power(S, v, rounds)
    return v, v @ S @ v


VECTOR = Mistakes("""
    after, I = power(S, v, rounds), np.eye(len(S))
    after
    power(S, v, rounds - 1)  # One round is missing.
    power(S, v, rounds + 1)  # That is one round too many.
    power(S, v, 1)  # That is one round, however many are asked: is the return inside the loop?
    v  # It is returned as it came.
    np.linalg.matrix_power(S, rounds) @ v  # It is not of length 1: divide by the length in each round.
    power(S, v, rounds - 1) @ S  # After the last product the length is not divided out.
    after / np.abs(after).max()  # It is divided by its largest entry: divide by the length.
    after / after.sum()  # It is divided by the sum of its entries: divide by the length.
    after / np.abs(after).sum()
        # It is divided by the sum of the sizes: divide by the length, the root of the sum of squares.
    power(I + S, v, rounds)  # S v is added to v: it should take its place.
    power(np.linalg.inv(S), v, rounds)  # That multiplies by the inverse, and finds the smallest eigenvalue.
    power(S @ S, v, rounds)  # Each round multiplies twice by S.
    power(np.diag(np.diag(S)), v, rounds)  # Only the diagonal of S is used: S @ v, a product of matrix and vector.
    power(S, np.ones(len(S)), rounds)  # Start from the v that is given.
    np.linalg.eigh(S)[1][:, -1]  # That is the end of the way, from NumPy: do the rounds that are asked.
    -np.linalg.eigh(S)[1][:, -1]  # ditto
    -after  # The sign is reversed.
    """).using(power=_power)
VALUE = Mistakes("""
    after, before = power(S, v, rounds), power(S, v, rounds - 1)
    length = np.linalg.norm
    after @ S @ after
    before @ S @ before  # It belongs to the v before the last round.
    length(S @ after)  # That is the length of S v: take vᵀ S v.
    length(S @ before)  # That is the length before the last division: take vᵀ S v of the last v.
    np.sqrt(after @ S @ after)  # That is a root: vᵀ S v is the variance itself.
    S @ after  # That is a vector: vᵀ S v is one number.
    np.linalg.eigvalsh(S)[-1]  # That is the end of the way, from NumPy: take vᵀ S v of your own v.
    v @ S @ v  # The v of the start stands there: take the last one.
    v @ S @ v / (v @ v)  # ditto
    after @ after  # S is missing: vᵀ S v.
    np.sum(S @ after / after) / len(S)  # That is the mean of the ratios (S v) / v: take vᵀ S v.
    np.trace(S)  # That is the whole variance: take vᵀ S v.
    """).using(power=_power)


@exercise("3.9", points=2, ours=_power_iteration)
def power_iteration(yours):
    """v ← S v / |S v|, rounds times; λ = vᵀ S v.

    Task: return the last v, of length 1, and the number vᵀ S v
    Hint: In each round two lines: multiply by S, divide by the length.
    """
    for D, rounds, sign in ((4, 3, 1), (4, 3, -1), (3, 1, 1), (6, 2, 1), (2, 4, 1)):
        S, v = _covariance(np.random.default_rng(39), D)
        v = sign * v
        given = {"S": S, "v": v, "rounds": rounds}
        vector, value = expect_parts(yours(S, v, rounds), "v", "λ", wants=_power_iteration(S, v, rounds))
        VECTOR.judge("v", vector, "In each round v = S @ v, then v = v / its length.", **given)
        VALUE.judge("λ", value, "It is v @ S @ v, with the v that is returned.", **given)
    for size, rounds in ((1e-60, 3), (1e12, 60), (1e-12, 60), (1, 400), (1e120, 7), (1e-120, 7)):
        S, v = _covariance(np.random.default_rng(390), 5)
        S = size * S
        why = (
            f"Here S is of the size {size:g}, with {rounds} rounds: divide by the length in each round; nothing "
            "is added, has a bound, or ends the rounds early."
        )
        expect_beyond(("v", "λ"), yours, _power_iteration, (S, v, rounds), why)
    why = "Here two eigenvalues are nearly equal, and v hardly moves: do all the rounds that are asked."
    for gap, rounds in ((1e-11, 4000), (1e-13, 40_000)):
        S, v = np.diag([1.0, 1 - gap]), np.array([0.6, 0.8])
        expect_beyond(("v", "λ"), yours, _power_iteration, (S, v, rounds), why)
    S, v = np.diag([1.0, 0.5, 1e-20]), np.array([0.0, 0.6, 0.8])
    for size in (1, 1e-60, 1e60):
        why = (
            f"Here v has a 0 and is of the size {size:g}, and S has an eigenvalue of 1e-20: nothing is added to S or "
            "to v, and what is 0 or small stays so."
        )
        expect_beyond(("v", "λ"), yours, _power_iteration, (S, size * v, 2), why)
    expect_any_size(("v", "λ"), yours, _power_iteration, _a_covariance, tries=8)


def _covariance(rng, D):
    A = rng.normal(size=(D, D + 2))
    return A @ A.T, 2 * rng.normal(size=D)


def _a_covariance(rng):
    D, rounds = rng.choice([1, 2, 9, 70]), rng.choice([1, 2, 3, 8])
    return *_covariance(rng, int(D)), int(rounds)


def _by_small_side(C, U):
    V = U.T @ C
    return V / np.linalg.norm(V, axis=1, keepdims=True)


SMALL = Mistakes("""
    V, rows = U.T @ C, lambda V: V / np.linalg.norm(V, axis=1, keepdims=True)
    rows(V)
    V  # The rows are not of length 1 yet: divide each by its own length.
    rows(V).T  # The eigenfaces are columns here: they should be rows, (K, D).
    rows(U @ C)  # U has the amounts in its columns: U.T @ C.
    U @ C  # U has the amounts in its columns: U.T @ C. And the rows should be of length 1.
    V / np.linalg.norm(V, axis=0)  # Each column is divided by its length: take the rows, axis=1.
    V / np.linalg.norm(V, axis=1)  # keepdims=True is missing: each row has its own length.
    V / np.linalg.norm(V)  # All rows are divided by one number: each row has its own length.
    V / np.sum(V**2, axis=1, keepdims=True)  # It is divided by the square of the length: take the root.
    V / np.sqrt(np.linalg.norm(V, axis=1, keepdims=True))  # It is divided by the root of the length.
    V / np.abs(V).sum(axis=1, keepdims=True)  # The length is the root of the sum of squares, not the sum of sizes.
    V / np.abs(V).max(axis=1, keepdims=True)  # The length is the root of the sum of squares, not the largest entry.
    V / V.sum(axis=1, keepdims=True)  # The length is the root of the sum of squares, not the sum of the entries.
    V / np.sqrt(len(C))  # Divide by the length of each row, not by the root of N.
    V / np.sqrt(len(C) - 1)  # Divide by the length of each row, not by the root of N - 1.
    V / np.std(V, axis=1, keepdims=True)  # That divides by the standard deviation: divide by the length.
    rows(U.T)  # These are the amounts themselves: multiply them by the pictures C.
    U.T  # ditto
    rows(V)[::-1]  # The order is reversed: row k belongs to column k of U.
    np.abs(rows(V))  # The signs are lost: an eigenface is added or taken away.
    -rows(V)  # The sign is reversed.
    rows(V) * np.sign(V[np.arange(len(V)), np.abs(V).argmax(axis=1)])[:, None]
        # Some signs are turned: leave each as the sum of the pictures gives it.
    """)


@exercise("3.10", points=1, ours=_by_small_side)
def by_small_side(yours):
    """From C Cᵀ u = μ u follows Cᵀ C (Cᵀ u) = μ (Cᵀ u).

    Task: return the eigenfaces (K, D), rows of length 1, from C and the eigenvectors U
    Hint: An eigenface is a sum of the pictures, in the amounts of one column of U.
    """
    why = "Row k is the sum of the pictures, each in the amount U[n, k], divided by its own length."
    for N, D, K in ((4, 4, 4), (5, 7, 3), (6, 3, 2)):
        C, U = _sides(np.random.default_rng(40), N, D, K)
        SMALL.judge("V", yours(C, U), why, C=C, U=U)
    for size in (1e-60, 1e60):
        C, U = _sides(np.random.default_rng(401), 6, 8, 4)
        why = f"Here the pictures are of the size {size:g}: nothing is added, and nothing has a bound."
        expect_beyond("V", yours, _by_small_side, (size * C, U), why, atol=1e-12)
    expect_any_size("V", yours, _by_small_side, _any_sides, tries=8)


def _sides(rng, N, D, K):
    C = rng.normal(size=(N, D))
    return C, np.linalg.qr(rng.normal(size=(N, N)))[0][:, :K]


def _any_sides(rng):
    N, D = rng.choice([2, 12, 150]), rng.choice([2, 30, 1200])
    return _sides(rng, int(N), int(D), int(rng.integers(1, N + 1)))
