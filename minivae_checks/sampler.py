"""Judge a sampler: its numbers come from rng, its rows are independent, its law is right."""

import numpy as np

from minivae_checks.expect import expect_finite, expect_random
from minivae_checks.failure import Wrong

ENOUGH = 500  # rows; with fewer, a correlation of chance alone is large


def expect_sampler(name, draw, statistics=(), cells=None, distinct=True, chance=5.0, seed=5):
    """Refuse ``draw(rng)`` unless its rows are independent draws from what is expected.

    Parameters
    ----------
    name : str
        What is drawn, in the plural, such as ``"rows"``.
    draw : callable
        ``draw(rng)`` returns one draw a row, (n, ...), n at least 500. It is called at most
        five times.
    statistics : sequence of (what, function, want, tolerance, mistake)
        ``function(x)`` of the n draws should be near to ``want``, number or array. If it is
        not, ``mistake`` (a sentence, may be empty) is told.
    cells : (function, probabilities), optional
        ``function(x)`` gives the cell of each draw, 0, 1, ..., as (n,) whole numbers, and
        ``probabilities`` those of the cells. For what has a right mean and a wrong shape.
    distinct : bool
        Whether no two draws can be equal, as with continuous ones.
    chance : float
        How many standard errors a right sampler may be off. With a fixed seed the same
        answer always gets the same verdict.
    seed : int
        Of the generator that is handed in.

    Raises
    ------
    Wrong
        One sentence that says what is off, and the likely mistake.
    ValueError
        If a call draws too few rows to judge them.
    """
    expect_random(name, draw)
    rng = np.random.default_rng(seed)
    x = np.asarray(draw(rng))
    if len(x) < ENOUGH:
        raise ValueError(f"draw at least {ENOUGH} rows to judge them, not {len(x)}")
    expect_finite(name, x)
    _refuse_equal_rows(name, x, distinct)
    _refuse_dependent_rows(name, x, chance)
    _refuse_dependent_calls(name, x, np.asarray(draw(rng)), chance)
    for what, function, want, tolerance, mistake in statistics:
        _refuse_statistic(name, what, np.asarray(function(x)), want, tolerance, mistake)
    if cells:
        function, probabilities = cells
        _refuse_cells(name, function(x), np.asarray(probabilities), chance)


def _refuse_equal_rows(name, x, distinct):
    if np.ptp(x, axis=0).max() == 0:
        raise Wrong(
            f"all {name} of one call are the same: draw numbers for each row, and not one that is repeated for all."
        )
    if distinct and len(np.unique(x, axis=0)) < len(x):
        raise Wrong(f"some {name} of one call are equal: draw new numbers for each row, and do not round.")


def _refuse_dependent_rows(name, x, chance):
    n = len(x)
    for lag, which in ((1, "neighbours"), (2, "rows two apart"), (n // 2, "the two halves")):
        r = _correlation(x[:-lag], x[lag:], chance)
        if r:
            why = "does one take over numbers of another?"
            if r < 0:
                why = "is one the mirror image of another, or is a mean taken away?"
            raise Wrong(
                f"the {name} of one call are not independent, {which} have correlation {r:.2f}: "
                f"each needs numbers of its own; {why}"
            )


def _refuse_dependent_calls(name, first, second, chance):
    r = _correlation(first, second, chance)
    if r:
        raise Wrong(
            f"the {name} of two calls in a row have correlation {r:.2f}: draw all numbers anew in "
            "each call, and keep none."
        )


def _correlation(a, b, chance):
    """The largest correlation of a column or of its distance from the middle; 0 if chance.

    A pair may be as far from the middle on either side: this shows in the distances alone.
    """
    a, b = (np.reshape(x, (len(x), -1)).astype(float) for x in (a, b))
    found = [0.0]
    for change in (np.asarray, lambda x: np.abs(x - np.median(x, axis=0))):
        u, v = (change(x) - change(x).mean(axis=0) for x in (a, b))
        with np.errstate(all="ignore"):
            r = (u * v).sum(axis=0) / np.sqrt((u**2).sum(axis=0) * (v**2).sum(axis=0))
        r = np.nan_to_num(r)
        found.append(r[np.abs(r).argmax()])
    # chance for one correlation is 1 / sqrt(n)
    return next((r for r in found if abs(r) * np.sqrt(len(a)) > chance), 0.0)


def _refuse_statistic(name, what, got, want, tolerance, mistake):
    want = np.broadcast_to(want, got.shape)
    off = np.abs(got - want) - tolerance
    if np.all(off <= 0):
        return
    worst = np.unravel_index(np.argmax(off), off.shape)
    place = f"[{', '.join(map(str, worst))}]" if worst else ""
    start = f"the {what}{place} of the {name} is {got[worst]:.4g}; it should be {want[worst]:.4g}, give or take chance."
    raise Wrong(f"{start} {mistake}".strip())


def _refuse_cells(name, cell, probabilities, chance):
    n = len(cell)
    if np.min(cell) < 0 or np.max(cell) >= len(probabilities):
        raise Wrong(f"some {name} lie where none can be.")
    came = np.bincount(cell, minlength=len(probabilities))
    error = np.sqrt(n * probabilities * (1 - probabilities))
    off = np.abs(came - n * probabilities) - chance * error
    worst = np.argmax(off)
    if off[worst] > 0:
        raise Wrong(
            f"of {n:,} {name} {came[worst] / n:.1%} lie where {probabilities[worst]:.1%} should: "
            "they are drawn from another distribution."
        )
