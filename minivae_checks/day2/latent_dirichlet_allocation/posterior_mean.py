"""Checks of LatentDirichletAllocation: what rolls tell of dice. Counts are (I, J)."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array
from minivae_checks.sizes import expect_any_size


def share(a):
    """Each row divided by its sum."""
    return a / a.sum(axis=-1, keepdims=True)


P = Mistakes("""
    I, J = counts.shape
    n, p = counts.sum(axis=1, keepdims=True), counts + a
    share(p)
    share(np.floor(p)) if a > 1 else None
        # The fractions are cut off: the array holds whole numbers (as `counts` does). Make a
        # new one: counts + a.
    counts / n  # No a is added: these are the shares of the counts alone.
    p / n  # The a of all J faces belongs below the line, too: n + J a.
    p / (n + a)  # Below the line is one a; there are J faces, so J a.
    counts / (n + J * a)  # Above the line the a is missing.
    p / (n + I * a)  # Below the line is the number of rows times a; a row has J faces.
    p / p.sum(axis=0)  # It is divided by the sums of the columns; each row adds up to 1.
    p / p.sum(axis=1)  # keepdims=True is missing: row i is divided by the sum of another row.
    counts / n + a  # The shares are taken first and a is added after; add it to the counts.
    p / p.sum()  # It is divided by the sum of the whole table; each row adds up to 1.
    share(counts + 1)  # A 1 is added, whatever a is.
    share(counts + a / J)  # The a is shared among the faces; each face gets a whole a.
    share(counts + a - 1)  # That is the most probable die, not the mean of all.
    p  # Those are the pseudo-counts; divide each row by its sum.
    share(np.exp(p))  # That is a softmax; divide the counts themselves.
    share(p).T  # It came out transposed: rows stay rows.
    """).using(share=share)


@exercise("2.12", points=1, ours=P.answer("counts", "a"))
def posterior_mean(yours):
    """(n_ij + a) / (n_i + J a): the mean of Dir(a + n_i), row by row.

    Task: return p (I, J): how probable each face of each die is next
    Hint: Each of the J faces gets `a` rolls as a gift: how many does the whole row get?
    """
    square = np.array([[4, 0, 1], [0, 3, 7], [2, 5, 0]])
    oblong = np.array([[5, 1, 0, 2], [0, 0, 9, 3]])
    for counts, a in ((square, 2.5), (square, 0.5), (oblong, 0.1)):
        try:
            with np.errstate(all="ignore"):
                got = yours(counts, a)
        except TypeError as error:
            if "Cannot cast" not in str(error):
                raise
            raise Wrong(
                "it writes fractions into `counts`, which holds whole numbers (as `counts += a` "
                "does). Make a new array: counts + a."
            ) from None
        because = "Add a to each count, then divide each row by its sum."
        P.judge("p", got, because, counts=counts, a=a)
    yours(oblong.astype(float), 0.1)  # refused if it writes into the counts
    empty = np.array([[0, 0, 0], [1, 2, 0]])
    because = "The first row was never rolled: then only the a of each face speaks."
    expect_array("p", yours(empty, 0.3), share(empty + 0.3), because=because)
    _expect_unusual(yours)


def _expect_unusual(yours):
    """Counts with fractions, many rolls, a from very small to very large, any size."""
    rng = np.random.default_rng(2120)
    because = "Take counts and a as they are: no bound, nothing rounded, nothing more added."
    for a in (1e-20, 1e-6, 0.013, 40.0, 1e7):
        for most in (3, 200, 1e6, 1e12):
            counts = np.floor(rng.random((3, 5)) * most)
            counts[0] = 0
            what = f"p (a = {a:g}, up to {most:,.0f} rolls)"
            expect_array(what, yours(counts, a), share(counts + a), because=because, atol=0)
    part = rng.random((2, 3)) / 3  # float32 shows
    expect_array("p of fractions", yours(part, 0.37), share(part + 0.37), because=because)
    sizes = iter(((1, 1), (1, 8), (9, 1), (2, 130), (60, 7)))
    expect_any_size("p", yours, lambda n, a: share(n + a), lambda rng: _sized(rng, *next(sizes)), tries=5)


def _sized(rng, rows, faces):
    return rng.integers(0, 300, (rows, faces)), float(rng.uniform(0.05, 3))
