"""Check of GraphicalModels: the free numbers of a graph of D variables."""

from math import prod
from time import perf_counter

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_scalar

FORK = [(), (0,), (0,)]
NETWORKS = [
    ([3, 2, 4, 6, 5], [(), (0,), (0, 1), (1, 2), ()]),
    ([2, 2, 2], FORK),
    ([2, 3, 4], [(1,), (), (1, 0)]),  # a child may stand before its parent
    ([3, 4, 2], [(), (), ()]),
    ([3, 4, 2], [(), (0,), (0, 1)]),  # all arrows: the full table
    ([3, 2, 5, 4], [(), (), (), (2, 0, 1)]),  # three parents
    ([6], [()]),
    ([2, 3, 2, 4, 3], [(), (), (), (), (3, 1, 0, 2)]),  # four parents
    ([9, 1, 3, 12], [(), (0,), (0, 1), (1,)]),  # a variable of one value has nothing free
    ([40_000, 2, 1, 3], [(), (0, 2), (), (1,)]),
]
COUNT = Mistakes("""
    tables = [(size, [sizes[p] for p in above]) for size, above in zip(sizes, parents)]
    free = [(k - 1) * prod(above) for k, above in tables]
    full = sum(k * prod(above) for k, above in tables)
    add = lambda rows: sum((k - 1) * rows(above) for k, above in tables)
    sum(free)
    full  # Each row sums to 1, so its last number is not free.
    full - len(sizes)  # That is one number less per table; it is one less in each row.
    full - 1  # That is one number less in all; it is one less in each row.
    prod(sizes) - 1  # That is the full table, with an arrow between any two variables.
    prod(sizes)  # That is the number of cells of the full table.
    add(lambda a: sum(a) or 1)  # The parents' sizes are added; each combination has a row: multiply.
    add(sum)  # The parents' sizes are added, and a variable without parents gets 0.
    add(lambda a: len(a) or 1)  # It is multiplied by the number of parents, not by their sizes.
    add(len)  # It is multiplied by the number of parents, which is 0 at a root.
    add(lambda a: prod(p - 1 for p in a))  # A parent's last value has a row, too: do not take 1 from its size.
    add(lambda a: 2 ** len(a))  # Not each parent has two values: use its size.
    add(lambda a: prod(a) if a else 0)  # A variable without parents has a table as well, of one row.
    add(lambda a: 1)  # The arrows are left out: a variable has a row per value of its parents.
    sum(prod(above) for _, above in tables)  # A row is as long as the variable has values, less one; yours is 1 long.
    sum((k - 1) * prod(above) for k, above in zip(sizes, parents))
        # A parent is given by its place in sizes: its size is sizes[p], not p.
    add(lambda a: prod(a[:2]))  # Two parents are looked at; there may be more: use a loop or math.prod.
    add(lambda a: prod(a[:3]))  # Three parents are looked at; there may be more: a loop or math.prod.
    add(lambda a: prod(a[:1]))  # Only the first parent is looked at.
    add(lambda a: prod(a[-1:]))  # Only the last parent is looked at.
    prod(free)  # The tables are multiplied; they stand side by side: add.
    sum(free[:-1])  # The last variable is left out: range(len(sizes)) reaches it.
    sum(free[1:])  # The first variable is left out: places start at 0.
    free[0]  # That is the first variable alone: does `return` stand within the loop?
    free[-1]  # That is the last variable alone: add up, with +=.
    sum((k - 1) * k ** len(above) for k, above in tables)
        # Its own size stands there once per parent; a row is for the parents' values: sizes[p].
    """).using(prod=prod)


def _count_parameters(sizes, parents):
    tables = zip(sizes, parents, strict=True)
    return sum((size - 1) * prod(sizes[p] for p in above) for size, above in tables)


@exercise("2.1", points=1, ours=_count_parameters)
def count_parameters(yours):
    """Σ_d (size_d - 1) Π_p size_p over the parents p of d.

    Task: return how many numbers the tables of a graph leave free
    Hint: One table per variable: how many rows, and how many numbers per row?
    """
    for sizes, parents in NETWORKS:
        got = yours(list(sizes), list(parents))
        expect_scalar("the count", got, "Add up the tables of all variables.")
        name = f"the count for sizes {sizes} and parents {parents}"
        COUNT.judge(name, got, sizes=sizes, parents=parents)
        if isinstance(got, float | np.floating) or np.asarray(got).dtype.kind == "f":
            raise Wrong(
                f"the count should be a whole number, yours is {got!r}, a float: np.prod of "
                "nothing is 1.0, and / makes floats as well. math.prod of nothing is 1."
            )
    _expect_no_list_of_rows(yours)
    start = "70 variables of two values, all joined by arrows, need 2^70 - 1 numbers"
    _expect_large(yours, start, [tuple(range(d)) for d in range(70)], 2**70 - 1)
    start = (
        "63 variables of two values without parents, and three more with 62 parents each, need 3 · 2^62 + 63 numbers"
    )
    _expect_large(yours, start, [()] * 63 + [tuple(range(62))] * 3, 3 * 2**62 + 63)


def _expect_large(yours, start, parents, want):
    got = yours([2] * len(parents), parents)
    is_float = isinstance(got, float | np.floating)
    if got == want and not is_float:
        return
    if is_float:
        raise Wrong(
            f"{start}; yours is the float {got:.6g}, which is not exact. Use Python's whole numbers: math.prod and sum."
        )
    raise Wrong(
        f"{start}; yours is {got}. The small graphs were right, so look at the size of the "
        "numbers: NumPy's integers end at 2^63, and floats (np.prod of nothing is 1.0) lose "
        "digits, also if int() comes later. math.prod and sum over Python's numbers do neither."
    )


def _expect_no_list_of_rows(yours):
    """Refuse an answer whose time grows with the rows, before it hangs on 2^69."""

    def seconds(n):
        sizes, parents, best = [2] * (n + 1), [()] * n + [tuple(range(n))], np.inf
        for _ in range(5):
            start = perf_counter()
            yours(sizes, parents)
            best = min(best, perf_counter() - start)
        return best

    few = max(seconds(6), 1e-6)
    if (many := seconds(18)) > 2e-3 and many > 50 * few:
        raise Wrong(
            f"a table of 2^18 rows takes yours {many / few:,.0f} times as long as one of 2^6: it goes through the "
            "rows. Tables of 2^69 rows come next: multiply the parents' sizes instead."
        )
