"""Checks of day 2: the free numbers of a graph of D variables."""

from math import prod

import numpy as np

from minivae.checks import (
    Wrong,
    differ,
    exercise,
    expect_close,
    expect_scalar,
)

# fmt: off
GRAPHS = "day2/GraphicalModels"
FORK = [(), (0,), (0,)]
NETWORKS = [
    ([3, 2, 4, 6], [(), (0,), (0, 1), (1, 2)]),
    ([2, 2, 2], FORK),
    ([2, 3, 4], [(1,), (), (1, 0)]),  # a child may stand before its parent
    ([3, 4, 2], [(), (), ()]),
    ([3, 4, 2], [(), (0,), (0, 1)]),  # all arrows: the full table
    ([3, 2, 5, 4], [(), (), (), (2, 0, 1)]),  # three parents
    ([6], [()]),
]


def expect_one(name, got, want, suspects=None, because=""):
    """`expect_close`, with those of the suspects that differ in this case."""
    expect_close(name, got, want, because, differ(suspects or {}, want))


def _count_parameters(sizes, parents):
    return sum((size - 1) * prod(sizes[p] for p in above)
               for size, above in zip(sizes, parents, strict=True))


@exercise("2.1", notebook=GRAPHS, points=1, ours=_count_parameters,
          task="return how many numbers the tables of a graph leave free",
          hint="One table per variable: how many rows, and how many numbers per row?")
def count_parameters(yours):
    """Σ_d (size_d - 1) Π_p size_p over the parents p of d."""
    for sizes, parents in NETWORKS:
        tables = [(size, [sizes[p] for p in above])
                  for size, above in zip(sizes, parents, strict=True)]
        got = yours(list(sizes), list(parents))
        expect_scalar("the count", got, "Add up the tables of all variables.")
        expect_one(f"the count for sizes {sizes} and parents {parents}", got,
                   sum((k - 1) * prod(above) for k, above in tables), {
            "Each row sums to 1, so its last number is not free.":
                sum(k * prod(above) for k, above in tables),
            "That is one number less per table; it is one less in each row.":
                sum(k * prod(above) - 1 for k, above in tables),
            "That is one number less in all; it is one less in each row.":
                sum(k * prod(above) for k, above in tables) - 1,
            "That is the full table, with an arrow between any two variables.":
                prod(sizes) - 1,
            "That is the number of cells of the full table.": prod(sizes),
            "The parents' sizes are added; each combination has a row: multiply.":
                sum((k - 1) * (sum(above) or 1) for k, above in tables),
            "The parents' sizes are added, and a variable without parents gets 0.":
                sum((k - 1) * sum(above) for k, above in tables),
            "It is multiplied by the number of parents, not by their sizes.":
                sum((k - 1) * max(1, len(above)) for k, above in tables),
            "It is multiplied by the number of parents, which is 0 at a root.":
                sum((k - 1) * len(above) for k, above in tables),
            "A parent's last value has a row, too: do not take 1 from its size.":
                sum((k - 1) * prod(a - 1 for a in above) for k, above in tables),
            "Not each parent has two values: use its size.":
                sum((k - 1) * 2 ** len(above) for k, above in tables),
            "A variable without parents has a table as well, of one row.":
                sum((k - 1) * prod(above) for k, above in tables if above),
            "The arrows are left out: a variable has a row per value of its parents.":
                sum(k - 1 for k, _ in tables),
            "A row is as long as the variable has values, less one; yours is 1 long.":
                sum(prod(above) for _, above in tables),
            "A parent is given by its place in sizes: its size is sizes[p], not p.":
                sum((k - 1) * prod(above) for (k, _), above
                    in zip(tables, parents, strict=True)),
            "Two parents are looked at; there may be more: use a loop or math.prod.":
                sum((k - 1) * prod(above[:2]) for k, above in tables),
            "Only the first parent is looked at.":
                sum((k - 1) * prod(above[:1]) for k, above in tables),
            "Only the last parent is looked at.":
                sum((k - 1) * prod(above[-1:]) for k, above in tables),
            "The tables are multiplied; they stand side by side: add.":
                prod((k - 1) * prod(above) for k, above in tables),
        })
        _expect_whole(got)
    got = yours([2] * 70, [tuple(range(d)) for d in range(70)])
    start = "70 variables of two values, all joined by arrows, need 2^70 - 1 numbers"
    if got == 2**70 - 1 and not isinstance(got, float | np.floating):
        return
    if isinstance(got, float | np.floating):
        raise Wrong(f"{start}; yours is the float {got:.6g}, which is not exact. Use "
                    "Python's whole numbers: math.prod and sum.")
    if got <= 2**63 - 1 and (2**70 - 1 - int(got)) % 2**64 == 0:
        raise Wrong(f"{start}; yours is {got}. NumPy's integers end at 2^63: math.prod "
                    "and sum use Python's, which do not end.")
    raise Wrong(f"{start}; yours is {got}. Each variable has 2^parents rows.")


def _expect_whole(got):
    if isinstance(got, float | np.floating) or np.asarray(got).dtype.kind == "f":
        raise Wrong(f"the count should be a whole number, yours is {got!r}, a float: "
                    "np.prod of nothing is 1.0, and / makes floats as well. math.prod "
                    "of nothing is 1.")
