"""Endless draws of rows: without repeating one before all have come, and by class."""

from itertools import islice

import numpy as np


def endless(rows, rng):
    """Yield the rows in a random order, then in another one, and so on."""
    while True:
        yield from rng.permutation(rows)


def balanced(y, rng):
    """Yield rows so that each class comes equally often.

    Classes take turns in random order; the rows of a class, too.

    Parameters
    ----------
    y : (N,) ints, the class of each row; negative ones are left out
    rng : numpy.random.Generator
    """
    classes = np.unique(y[y >= 0])
    queues = {c: endless(np.flatnonzero(y == c), rng) for c in classes}
    for c in endless(classes, rng):
        yield next(queues[c])


def take(n, draws):
    """Return the next n of the draws: (n,) int64."""
    return np.fromiter(islice(draws, n), dtype=np.int64, count=n)
