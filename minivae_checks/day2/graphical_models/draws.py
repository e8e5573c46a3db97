"""Check of GraphicalModels: n draws of D variables from a graph."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_random, expect_shape
from minivae_checks.day2.graphical_models.draws_apart import ABOVE, ODD, expect_apart
from minivae_checks.day2.graphical_models.parameters import FORK


def _ancestral_sample(tables, parents, n, rng):
    x = np.zeros((n, len(tables)), dtype=int)
    for d, above in enumerate(parents):
        x[:, d] = rng.random(n) < tables[d][tuple(x[:, p] for p in above)]
    return x


def ones_of(x, tables, parents):
    """p(x_d = 1) of each variable d, given a row x."""
    return [t[tuple(x[q] for q in above)] for t, above in zip(tables, parents, strict=True)]


def joint_of(tables, parents):
    """p(x) of each of the 2^D states: (2, ..., 2)."""
    p = []
    for x in np.ndindex((2,) * len(tables)):
        ones = np.array(ones_of(x, tables, parents))
        p.append(np.prod(np.where(np.array(x) == 1, ones, 1 - ones)))
    return np.reshape(p, (2,) * len(tables))


def alone(ones):
    """The joint of variables without arrows, p(x_d = 1) = ones[d]."""
    return joint_of([np.array(p) for p in ones], [()] * len(ones))


def apart(joint):
    """The product of the marginals of a joint."""
    every = range(joint.ndim)
    return alone([joint.sum(axis=tuple(e for e in every if e != d))[1] for d in every])


def one_draw(tables, parents):
    """The joint if one u in [0, 1) decides all variables."""
    grid, joint = (np.arange(2000) + 0.5) / 2000, np.zeros((2,) * len(tables))
    for u in grid:
        x = []
        for table, above in zip(tables, parents, strict=True):
            x.append(int(u < table[tuple(x[p] for p in above)]))
        joint[tuple(x)] += 1 / len(grid)
    return joint


# For each mistake the joint that it gives, or one joint for each of the draws x.
DRAWS = Mistakes("""
    roots = [above == () for above in parents]
    first = [np.mean(t, axis=tuple(range(1, t.ndim))) for t in tables]
    joint_of(tables, parents)
    apart(joint_of(tables, parents))  # Each variable is drawn by itself; look its parents' draws up in the table.
    alone([np.mean(t) for t in tables])  # The mean of the table stands there; look the parents' draws up in it.
    one_draw(tables, parents)  # One random number decides all variables: draw a new one for each.
    joint_of([1 - t for t in tables], parents)  # 0 and 1 are exchanged: the tables give the probability of a 1.
    joint_of([t.T for t in tables], parents)
        # The parents are looked up in another order than `parents` gives (turned).
    joint_of(tables, [tuple(sorted(above)) for above in parents])
        # The parents are looked up in the order of their places (sorted): keep the order that
        # `parents` gives.
    [alone(ones_of(x[0], tables, parents)) for x in draws]
        # All rows look up what the parents are in row 0: take the parents' columns, x[:, q], not
        # x[0, q].
    [alone(ones_of(x[-1], tables, parents)) for x in draws]
        # All rows look up what the parents are in the last row: take the parents' columns, x[:, q].
    alone([t.flat[0] for t in tables])
        # All parents count as 0: are they drawn before their children (loop forwards), and looked
        # up in x?
    alone([t.flat[-1] for t in tables])  # Only the row where all parents are 1 is used.
    joint_of([t * (not root) for t, root in zip(tables, roots)], parents)
        # Variables without parents are never drawn: their table is one number, p.
    joint_of([t * root for t, root in zip(tables, roots)], parents)
        # Only variables without parents are drawn, or `return` stands within the loop.
    joint_of(first, [above[:1] for above in parents])  # Only the first parent is looked up.
    """).using(**{"joint_of": joint_of, "ones_of": ones_of, "one_draw": one_draw}, **{"alone": alone, "apart": apart})
FORK_TABLES = [np.array(0.6), np.array([0.15, 0.7]), np.array([0.35, 0.8])]
TWO, FOUR = np.array([[0.1, 0.85], [0.5, 0.95]]), np.array([[0.2, 0.65], [0.9, 0.4]])
THREE = np.array([[[0.1, 0.5], [0.8, 0.3]], [[0.6, 0.95], [0.25, 0.7]]])
GRAPHS = [
    (FORK_TABLES, FORK, 3),
    ([np.array(0.3), np.array(0.6), TWO, FOUR], [(), (), (0, 1), (2, 0)], 5),
    ([np.array(0.45), np.array(0.6), np.array(0.35), THREE], [(), (), (), (1, 2, 0)], 4),
]


@exercise("2.2", points=2, ours=_ancestral_sample)
def ancestral_sample(yours):
    """x_d ~ p(x_d | parents of x_d), in an order in which parents come first.

    Task: draw n rows (n, D) of 0 and 1, each variable given its parents
    Hint: When x_d is drawn, its parents stand in x already: look p up.
    """
    for tables, parents, n in GRAPHS:
        D = len(tables)
        x = _call(yours, tables, parents, n)
        expect_shape("x", x, (n, D))
        if np.asarray(x).dtype.kind not in "iu":
            raise Wrong(
                "x should hold whole numbers, 0 and 1 (dtype int): as "
                f"{np.asarray(x).dtype} they cannot look up a row of a table."
            )
        _expect_chance(yours, tables, parents)
        x = yours(tables, parents, 20_000, np.random.default_rng(22))
        expect_shape("x", x, (20_000, D))
        if np.min(x) < 0 or np.max(x) > 1:
            raise Wrong(f"x should hold 0 and 1 only; yours goes from {np.min(x)} to {np.max(x)}.")
        _expect_joint(yours, tables, parents)
    expect_apart(yours, joint_of(ODD, ABOVE))


def _call(yours, tables, parents, n):
    """Call it, and name the errors that a list or an array as an index makes."""
    try:
        return yours(tables, parents, n, np.random.default_rng(22))
    except (IndexError, ValueError) as error:
        known = "too many indices", "broadcast", "arrays used as indices"
        if not any(part in str(error) for part in known):
            raise
        why = (
            "In the brackets of a table NumPy takes a list or an array for places in its first "
            "axis, and a tuple for one entry per axis."
        )
        if max(map(len, parents)) == 3 and "broadcast" in str(error):
            why = "Two parents are no problem for yours, with three it stops: a variable may have any number."
        raise Wrong(
            f"{why} Write tables[d][tuple(x[:, q] for q in parents[d])], which gives n numbers (NumPy says: {error})."
        ) from None


def _expect_chance(yours, tables, parents):
    """Refuse an x that has not been drawn from the rng that is handed in."""

    def draw(rng):
        return np.asarray(yours(tables, parents, 200, rng))

    first, *others = (draw(np.random.default_rng(seed)) for seed in range(5, 13))
    if not first.any() and not np.any(others):
        raise Wrong(
            "all of x is 0, whatever the seed: is each column filled, by rng.random(n) < p? (p "
            "itself, put among whole numbers, becomes 0.)"
        )
    if all(np.array_equal(first, other) for other in others):
        raise Wrong(
            "generators with other seeds give the same x, so rng is not used: compare p with its "
            "numbers, and make no generator of your own."
        )
    if len({int(x[:, 0].sum()) for x in (first, *others)}) == 1 and first[:, 0].any():
        raise Wrong(
            f"x_0 is 1 in {int(first[:, 0].sum())} of 200 rows, whatever the seed: the number of 1s is itself a matter "
            "of chance. Compare p with n numbers of rng.random(n), each drawn by itself."
        )
    expect_random("x", draw)


def _expect_joint(yours, tables, parents):
    right, D = joint_of(tables, parents), len(tables)
    draws = [yours(tables, parents, 20_000, np.random.default_rng(22))]
    share = _share(draws[0])
    if np.abs(share - right).max() < 0.02:
        return
    draws += [yours(tables, parents, 20_000, np.random.default_rng(s)) for s in range(23, 28)]
    cell = np.unravel_index(np.abs(share - right).argmax(), (2,) * D)
    start = (
        f"x = {tuple(int(c) for c in cell)} should be {right[cell]:.1%} of 20,000 rows, yours has {share[cell]:.1%}."
    )
    if any(len(np.unique(x[:, 0])) == 1 and x.any() for x in draws):
        if len({int(x[0, 0]) for x in draws}) == 2:
            raise Wrong(f"{start} The first variable is the same in all rows: draw n numbers, one for each row.")
    shares = np.array([_share(x) for x in draws])
    given = {"tables": tables, "parents": parents, "draws": draws}
    why = DRAWS.named(lambda joint: np.abs(shares - joint).max() < 0.02, **given)
    why = why or (
        "Each x_d is 1 with the probability that the table of d holds for its parents' values in the same row."
    )
    raise Wrong(f"{start} {why}")


def _share(x):
    """Return the share of each of the 2^D states among the rows of x."""
    share = np.zeros((2,) * x.shape[1])
    np.add.at(share, tuple(x.T), 1 / len(x))
    return share
