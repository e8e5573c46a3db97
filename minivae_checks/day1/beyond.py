"""Beyond what is usual: very small and very large numbers, many rows, long loops.

A bound, a small constant or a fixed size does not show in ordinary numbers. Here the
right answer is compared to itself far away from them, with no absolute tolerance.
"""

import sys

import numpy as np

from minivae_checks.expect import close, expect_close, expect_shape
from minivae_checks.failure import Wrong
from minivae_checks.taken import numbers_taken

SCALES = (1e-4, 1e4, 1e-60, 1e60)
SMALL = (
    "Here all lengths are {scale:g} of the usual ones, and not 0: nothing is added, rounded, taken "
    "for 0 or raised to a least value (a floor). Or is it computed in float32, which ends at 1e-45?"
)
LARGE = (
    "Here all lengths are {scale:g} times the usual ones: nothing is cut off at a largest value "
    "(a cap), and no number can stand for infinity but np.inf. Or is it computed in float32, which "
    "ends at 3e38?"
)


def scaled(scale):
    """What is told of a wrong answer where all lengths are multiplied by ``scale``."""
    return (SMALL if scale < 1 else LARGE).format(scale=scale)


def expect_beyond(names, yours, right, given, why, rtol=1e-9, atol=0.0):
    """Refuse an answer that is wrong for the arguments ``given``, for the reason ``why``.

    Parameters
    ----------
    names : str or tuple of str
        What the answer, or each of its parts, is called.
    yours, right : callable
        The student's function and the right one, of the same arguments.
    given : tuple
        The arguments.
    why : str
        What is told: it must be true of any answer that was right before.
    rtol, atol : float
        Relative and absolute tolerance.

    Raises
    ------
    Wrong
        With the worst entry, and ``why``.
    """
    with np.errstate(all="ignore"):
        wants, gots = right(*given), yours(*given)
    if isinstance(names, str):
        names, wants, gots = (names,), (wants,), (gots,)
    for name, got, want in zip(names, gots, wants, strict=True):
        expect_shape(name, got, np.shape(want))
        if not close(got, want, rtol, atol):
            expect_close(name, got, want, suspects={why: got}, rtol=rtol, atol=atol)


def or_nothing(yours, right):
    """``yours``, whose zeros may stand for what is far below the last digit of a 1.

    So is 1 less the others, for a chance of 1e-60: right, and 0 in floats.
    """

    def answer(*given):
        got, want = yours(*given), right(*given)
        parts = got if isinstance(got, tuple) else (got,)
        wants = want if isinstance(got, tuple) else (want,)
        if [*map(np.shape, parts)] != [*map(np.shape, wants)]:
            return got
        filled = tuple(np.where(np.equal(a, 0), b, a)[()] for a, b in zip(parts, wants, strict=True))
        return filled if isinstance(got, tuple) else filled[0]

    return answer


def sizes(rng, n, large=1500):
    """Draw ``n`` sizes, in any order: a small one, a middling one, a large one."""
    drawn = [rng.integers(1, 4), rng.integers(6, 40), rng.integers(large * 2 // 3, large)]
    return [int(size) for size in rng.permutation(drawn)[:n]]


def lines_run(function, *args):
    """Return how many lines of Python run in a call, those of NumPy among them."""
    count, before = 0, sys.gettrace()

    def trace(frame, event, arg):
        nonlocal count
        count += 1
        return trace

    sys.settrace(trace)
    try:
        function(*args)
    finally:
        sys.settrace(before)
    return count


def expect_from_rng(name, draw, least):
    """Refuse ``draw(rng)`` unless it takes at least ``least`` numbers of 64 bits from ``rng``.

    A generator of one's own, with a seed from ``rng`` or as a copy of it, leaves ``rng``
    almost where it was.
    """
    if numbers_taken(draw) < least:
        raise Wrong(
            f"too few of the numbers behind the {name} come from the rng that is handed in. Is there a generator "
            "of your own, one that takes its seed from rng or is a copy of it? Call the methods of rng itself."
        )
