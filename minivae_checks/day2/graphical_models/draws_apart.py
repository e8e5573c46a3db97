"""Draws from a graph: whether each random number is a new one, and p is compared as it is."""

import numpy as np

from minivae_checks import Wrong
from minivae_checks.day2.graphical_models.parameters import FORK
from minivae_checks.sampler import expect_sampler
from minivae_checks.taken import expect_taken

CHANCE, ROWS = 5.0, 200_000
MANY = 80  # variables: more than one number has digits
ODD = [np.array(0.3137), np.array([0.1129, 0.8571]), np.array([[0.0917, 0.8643], [0.5131, 0.9489]])]
ABOVE = [(), (0,), (0, 1)]


class OfMyOwn(np.random.Generator):
    """A generator whose `random` gives one of a few numbers, all alike."""

    def __init__(self, numbers, seed=22):
        super().__init__(np.random.default_rng(seed).bit_generator)
        self.numbers, self.asked = np.array(numbers), False

    def random(self, size=None, dtype=np.float64, out=None):
        """Return some of the numbers."""
        self.asked = True
        return self.numbers[self.integers(len(self.numbers), size=size)]


def expect_apart(yours, joint):
    """Refuse draws that share random numbers, or are of another strength; joint: of ODD."""
    expect_sampler("rows", lambda rng: yours(ODD, ABOVE, 2000, rng), distinct=False)
    _refuse_few_generators(yours)
    expect_taken("200 rows of 3 variables", lambda rng: yours(ODD, ABOVE, 200, rng), 600)
    _refuse_shared_numbers(yours)
    _refuse_other_strength(np.asarray(yours(ODD, ABOVE, ROWS, np.random.default_rng(222))), joint)
    _refuse_another_rarity(yours)
    _refuse_clipped(yours)


def _refuse_few_generators(yours):
    draws = {np.asarray(yours(ODD, ABOVE, 100, np.random.default_rng(s))).tobytes() for s in range(30)}
    if len(draws) < 30:
        raise Wrong(
            f"30 generators with 30 seeds give {len(draws)} different x only: take the numbers from the rng that is "
            "handed in. A generator of your own, with a seed from rng, has few beginnings."
        )


def _refuse_shared_numbers(yours):
    """Many variables without parents: all columns, and all rows, are independent."""
    p = 0.3 + 0.4 * np.random.default_rng(2).random(MANY)
    x = np.asarray(yours(list(map(np.array, p)), [()] * MANY, 3000, np.random.default_rng(223)))
    off = np.abs(x.mean(axis=0) - p) * np.sqrt(len(x) / (p * (1 - p)))
    if off.max() > CHANCE:
        raise Wrong(
            f"of {MANY} variables without parents variable {off.argmax()} is 1 in {x[:, off.argmax()].mean():.1%} of "
            f"3,000 rows; its table says {p[off.argmax()]:.1%}. Compare it with n new numbers, rng.random(n)."
        )
    z = (x - p) / np.sqrt(p * (1 - p))
    for step in (0, 1, -1, 2, -2, 1500):
        r = z.T @ np.roll(z, step, axis=0) / len(z) * np.sqrt(len(z))
        if step == 0:
            np.fill_diagonal(r, 0)
        if np.abs(r).max() > CHANCE + 1:  # the largest of 6,400
            d, e = sorted(map(int, np.unravel_index(np.abs(r).argmax(), r.shape)))
            where = f"of rows {abs(step)} apart" if step else "of the same row"
            raise Wrong(
                f"variables {d} and {e} have no parents, but the entries {where} have correlation "
                f"{np.abs(r).max() / np.sqrt(len(z)):.2f}: they share a random number. Each variable needs n new "
                "ones, not those of another (rolled, repeated, or their later digits)."
            )


def _refuse_other_strength(x, joint):
    z = x @ [1.0, 2.0, 4.0]
    power = np.abs(np.fft.rfft((z - z.mean()) / z.std(), 2 * len(z))) ** 2
    r = np.fft.irfft(power)[1 : len(z) * 9 // 10] / np.sqrt(len(z) - np.arange(1, len(z) * 9 // 10))
    if np.abs(r).max() > CHANCE + 2:  # the largest of 180,000
        lag = 1 + int(np.abs(r).argmax())
        raise Wrong(
            f"of {len(x):,} rows those that are {lag:,} apart are correlated: they share random numbers. Draw n new "
            "ones for each variable, and use none of them twice."
        )
    share = np.zeros((2, 2, 2))
    np.add.at(share, tuple(x.T), 1 / len(x))
    off = np.abs(share - joint) / np.sqrt(joint * (1 - joint) / len(x))
    if off.max() > CHANCE:
        cell = tuple(map(int, np.unravel_index(off.argmax(), off.shape)))
        raise Wrong(
            f"x = {cell} should be {joint[cell]:.2%} of {len(x):,} rows, yours has {share[cell]:.2%}, which is more "
            "than chance. Is p changed a little (something added, a factor, a bound), or are the random numbers "
            "rounded, or whole numbers divided?"
        )


def _refuse_another_rarity(yours):
    rare = [np.array(1e-4), np.array(1 - 1e-4)]
    x = np.asarray(yours(rare, [(), ()], ROWS, np.random.default_rng(224)))
    for what, seen in (("1s where p = 0.0001", x[:, 0]), ("0s where p = 0.9999", 1 - x[:, 1])):
        if abs(seen.sum() - 1e-4 * ROWS) > CHANCE * np.sqrt(1e-4 * ROWS):
            raise Wrong(
                f"of {ROWS:,} rows {seen.sum():,} hold {what}; some {1e-4 * ROWS:.0f} should. Is p clipped, or are "
                "the random numbers few (whole numbers divided, or rounded)?"
            )


def _refuse_clipped(yours):
    sure = [np.array(1.0), np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    ends = [2.0**-53, 1 - 2.0**-53]  # the least that `random` gives above 0, and its most
    for rng in (np.random.default_rng(22), OfMyOwn(ends)):
        x = yours(sure, FORK, 200, rng)
        if not np.array_equal(x, np.tile([1, 0, 1], (200, 1))):
            raise Wrong(
                "where a table says 1.0 or 0.0 nothing is left to chance, but yours differs from it in some row: "
                "take p as it is, with nothing added and nothing clipped."
            )
    for p in (1e-2, 1e-4, 1e-6, 1e-9, 1e-12):
        rng, n = OfMyOwn([p / 2, 2 * p, 1 - 2 * p, 1 - p / 2]), 2000
        x = np.asarray(yours([np.array(p), np.array(1 - p)], [(), ()], n, rng))
        if not rng.asked:
            continue  # other functions of rng have been used
        if np.abs(x.mean(axis=0) - [0.25, 0.75]).max() > 0.05:
            raise Wrong(
                f"two tables say {p:g} and 1 - {p:g}; with random numbers near to 0 and to 1 your share of 1s "
                "shows that others are used. Take p as it is: nothing added, nothing clipped, nothing rounded."
            )
