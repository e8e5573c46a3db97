"""Check of Eigenfaces: Fisher's direction for two people.

N0 and N1 pictures of two people, D numbers each.
"""

import numpy as np

from minivae_checks import Mistakes, exercise
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size


def _fisher_direction(x0, x1):
    m0, m1 = x0.mean(axis=0), x1.mean(axis=0)
    c = np.concatenate([x0 - m0, x1 - m1])
    return _unit(np.linalg.solve(c.T @ c, m1 - m0))


def _unit(a):
    return a / np.linalg.norm(a)


DIRECTION = Mistakes("""
    m0, m1 = x0.mean(axis=0), x1.mean(axis=0)
    c0, c1, d = x0 - m0, x1 - m1, m1 - m0
    S0, S1 = c0.T @ c0, c1.T @ c1
    S, D = S0 + S1, len(d)
    a = np.linalg.solve(S, d)
    both = np.concatenate([x0, x1])
    unit(a)
    a  # It is not of length 1: divide by its length.
    unit(-a)  # It points from person 1 to person 0: d = m1 - m0.
    -a  # It points from person 1 to person 0, and is not of length 1.
    a * (len(x0) + len(x1))  # It is not of length 1: divide by its length.
    a * (len(x0) + len(x1) - 2)  # ditto
    a / np.abs(a).sum()  # The length is the root of the sum of squares, not the sum of sizes.
    a / np.abs(a).max()  # The length is the root of the sum of squares, not the largest entry.
    a / (a @ a)  # It is divided by the square of its length: take the root.
    unit(d)  # That is the difference of the means: the scatter within is not divided out.
    d  # ditto
    unit(S @ d)  # It is multiplied by the scatter: solve S a = d, which divides by it.
    unit(np.linalg.solve(np.linalg.cholesky(S), d))  # That is half of it: only the Cholesky factor is divided out.
    unit(np.linalg.solve(S0, d))  # Only the scatter of person 0 is there.
    unit(np.linalg.solve(S1, d))  # Only the scatter of person 1 is there.
    unit(np.linalg.solve(S0 / len(x0) + S1 / len(x1), d))
        # The two scatters are divided by their own N first: add them as they are.
    unit(np.linalg.solve(np.cov(x0.T) + np.cov(x1.T), d))
        # np.cov divides each scatter by its own N - 1: add the scatters as they are.
    unit(np.linalg.solve(S0 @ S1, d))  # The two scatters are multiplied: add them.
    unit(np.linalg.solve(x0.T @ x0 + x1.T @ x1, d))  # The means are not taken away: each person has their own.
    unit(d / np.diag(S))  # Only the diagonal of the scatter is used: the numbers vary together.
    unit(d / np.sqrt(np.diag(S)))  # Only the diagonal of the scatter is used, and its root.
    unit(np.linalg.solve(S @ S, d))  # The scatter is divided out twice.
    unit(np.linalg.solve(S + np.eye(D), d))  # The unit matrix is added to the scatter: add nothing here.
    unit(np.linalg.eigh(S)[1][:, -1])  # That is the direction in which the pictures of one person differ most.
    unit(np.linalg.eigh(S)[1][:, 0])
        # That is the direction in which the pictures of one person differ least: d is missing.
    unit(np.linalg.eigh(np.cov(both.T))[1][:, -1])
        # That is the first eigenface of all pictures: it does not know who is who.
    unit(np.linalg.solve(S, m1 + m0))  # The means are added: take their difference.
    unit(np.linalg.solve(S, m1))  # The mean of person 0 is missing: d = m1 - m0.
    """).using(unit=_unit)


@exercise("3.12", points=2, ours=_fisher_direction)
def fisher_direction(yours):
    """a ∝ S_w⁻¹ (m1 - m0), of length 1.

    Task: return a, (D,): solve S_w a = m1 - m0, and divide by the length
    Hint: Each person's own mean is taken away before the scatter is summed.
    """
    why = "It is the solution of S a = m1 - m0, of length 1; S sums both people, each around their own mean."
    for N0, N1, D in ((6, 6, 4), (9, 5, 3), (6, 12, 2)):
        x0, x1 = _two_people(np.random.default_rng(42), N0, N1, D)
        DIRECTION.judge("a", yours(x0, x1), why, x0=x0, x1=x1)
    for size in (1e-12, 1e9):
        x0, x1 = _two_people(np.random.default_rng(420), 8, 7, 3)
        why = f"Here all codes are of the size {size:g}: nothing is added, not to the diagonal either, or has a bound."
        expect_beyond("a", yours, _fisher_direction, (size * x0, size * x1), why, atol=1e-12)
    x0, x1 = (x * [1, 1e-4, 1] for x in _two_people(np.random.default_rng(421), 8, 7, 3))
    why = "Here one of the three codes is far smaller than the others: nothing is added to the scatter."
    expect_beyond("a", yours, _fisher_direction, (x0, x1), why, rtol=1e-7, atol=1e-12)
    expect_any_size("a", yours, _fisher_direction, _any_two, tries=8, rtol=1e-8)


def _two_people(rng, N0, N1, D):
    A = rng.normal(size=(D, D)) + 2 * np.eye(D)
    shift = 3 * rng.normal(size=D)
    return rng.normal(size=(N0, D)) @ A + shift + 1, 2 * rng.normal(size=(N1, D)) @ A - shift


def _any_two(rng):
    D = int(rng.choice([2, 4, 15]))
    N0, N1 = D + rng.choice([2, 10, 90], size=2)
    return _two_people(rng, int(N0), int(N1), D)
