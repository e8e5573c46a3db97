"""Checks of day 2: a joint distribution as a graph, counted and drawn from.

D variables, n draws.
"""

from math import prod

import numpy as np

from minivae.checks import (
    Wrong,
    exercise,
    expect_close,
    expect_random,
    expect_scalar,
    expect_shape,
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
    ([6], [()]),
]


def expect_one(name, got, want, suspects=None, because=""):
    """`expect_close`, with those of the suspects that differ in this case."""
    suspects = {mistake: value for mistake, value in (suspects or {}).items()
                if np.shape(value) != np.shape(want) or not np.allclose(value, want)}
    expect_close(name, got, want, because, suspects)


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
            "The tables are multiplied; they stand side by side: add.":
                prod((k - 1) * prod(above) for k, above in tables),
        })
    many = [tuple(range(d)) for d in range(70)]
    got = yours([2] * 70, many)
    if not abs(float(got) / 2.0**70 - 1) < 1e-9:
        raise Wrong(f"70 variables of two values, all joined by arrows, need 2^70 - 1 "
                    f"numbers; yours is {float(got):.6g}. NumPy's integers end at "
                    "2^63: math.prod and sum use Python's, which do not end.")


def _ancestral_sample(tables, parents, n, rng):
    x = np.zeros((n, len(tables)), dtype=int)
    for d, above in enumerate(parents):
        x[:, d] = rng.random(n) < tables[d][tuple(x[:, p] for p in above)]
    return x


def _cells(D):
    return np.array(list(np.ndindex((2,) * D)))


def joint_of(tables, parents):
    """p(x) of each of the 2^D states: (2, ..., 2)."""
    p = []
    for x in _cells(len(tables)):
        ones = [table[tuple(x[list(above)])] for table, above
                in zip(tables, parents, strict=True)]
        p.append(np.prod(np.where(x == 1, ones, 1 - np.array(ones))))
    return np.reshape(p, (2,) * len(tables))


def _apart(joint):
    """Return the product of the marginals of a joint."""
    D = joint.ndim
    ones = [joint.sum(axis=tuple(e for e in range(D) if e != d))[1] for d in range(D)]
    return joint_of([np.array(p) for p in ones], [()] * D)


def _one_draw(tables, parents):
    """Return the joint if one u in [0, 1) decides all variables."""
    grid, joint = (np.arange(2000) + 0.5) / 2000, np.zeros((2,) * len(tables))
    for u in grid:
        x = []
        for table, above in zip(tables, parents, strict=True):
            x.append(int(u < table[tuple(x[p] for p in above)]))
        joint[tuple(x)] += 1 / len(grid)
    return joint


def _suspects(tables, parents):
    turned = [table.T for table in tables]
    mean = [np.mean(table) for table in tables]
    return {
        "Each variable is drawn by itself; look its parents' draws up in the table.":
            _apart(joint_of(tables, parents)),
        "The mean of the table stands there; look the parents' draws up in it.":
            joint_of([np.array(m) for m in mean], [()] * len(tables)),
        "One random number decides all variables: draw afresh for each.":
            _one_draw(tables, parents),
        "0 and 1 are exchanged: the tables give the probability of a 1.":
            joint_of([1 - table for table in tables], parents),
        "The parents are looked up in another order than `parents` gives.":
            joint_of(turned, parents),
        "Only the row where all parents are 0 is used.":
            joint_of([np.array(t.flat[0]) for t in tables], [()] * len(tables)),
        "Only the row where all parents are 1 is used.":
            joint_of([np.array(t.flat[-1]) for t in tables], [()] * len(tables)),
        "All variables come out as 0: is x filled?":
            joint_of([np.array(0.0)] * len(tables), [()] * len(tables)),
    }


@exercise("2.2", notebook=GRAPHS, points=2, ours=_ancestral_sample,
          task="draw n rows (n, D) of 0 and 1, each variable given its parents",
          hint="When x_d is drawn, its parents stand in x already: look p up.")
def ancestral_sample(yours):
    """x_d ~ p(x_d | parents of x_d), in an order in which parents come first."""
    fork = [np.array(0.4), np.array([0.15, 0.7]), np.array([0.35, 0.8])]
    collider = [np.array(0.3), np.array(0.6), np.array([[0.1, 0.85], [0.5, 0.95]]),
                np.array([[0.2, 0.65], [0.9, 0.4]])]
    two_parents = [(), (), (0, 1), (2, 0)]
    for tables, parents, n in ((fork, FORK, 3), (collider, two_parents, 5)):
        D = len(tables)
        x = yours(tables, parents, n, np.random.default_rng(22))
        expect_shape("x", x, (n, D))
        if np.asarray(x).dtype.kind not in "iu":
            raise Wrong("x should hold whole numbers, 0 and 1 (dtype int): as "
                        f"{np.asarray(x).dtype} they cannot look up a row of a table.")
        expect_random("x", lambda rng, t=tables, up=parents: yours(t, up, 200, rng))
        x = yours(tables, parents, 20_000, np.random.default_rng(22))
        expect_shape("x", x, (20_000, D))
        if np.min(x) < 0 or np.max(x) > 1:
            raise Wrong(f"x should hold 0 and 1 only; yours goes from {np.min(x)} to "
                        f"{np.max(x)}.")
        _expect_joint(x, tables, parents)
    sure = [np.array(1.0), np.array([1.0, 0.0]), np.array([0.0, 1.0])]
    x = yours(sure, FORK, 50, np.random.default_rng(22))
    if not np.array_equal(x, np.tile([1, 0, 1], (50, 1))):
        raise Wrong("where a table says 1.0 or 0.0 nothing is left to chance, but "
                    "yours differs from it in some row.")


def _expect_joint(x, tables, parents):
    share = np.zeros((2,) * len(tables))
    np.add.at(share, tuple(x.T), 1 / len(x))
    right = joint_of(tables, parents)
    error = np.abs(share - right).max()
    if error < 0.02:
        return
    cell = np.unravel_index(np.abs(share - right).argmax(), share.shape)
    start = (f"x = {tuple(int(c) for c in cell)} should be {right[cell]:.1%} of 20,000 "
             f"rows, yours has {share[cell]:.1%}.")
    if len(np.unique(x, axis=0)) == 1:
        raise Wrong(f"{start} All rows are alike: draw n numbers, one for each row.")
    if len(np.unique(x[:, 0])) == 1:
        raise Wrong(f"{start} The first variable is the same in all rows: draw n "
                    "numbers, one for each row.")
    for mistake, value in _suspects(tables, parents).items():
        if np.abs(share - value).max() < 0.02:
            raise Wrong(f"{start} {mistake}")
    raise Wrong(f"{start} Each x_d is 1 with the probability that the table of d holds "
                "for its parents' values in the same row.")
