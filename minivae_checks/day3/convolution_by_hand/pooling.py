"""Check of ConvolutionByHand: the gradient of max-pooling, with its ties."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size

from .windows import UNCUT


def _pool_backward(dy, x, size=2, share=None, of=None):
    """The loops. ``share(ties, n)``: what each place of a window gets, of dy."""
    dx, of = np.zeros(x.shape), x if of is None else of
    for i, j in np.ndindex(dy.shape):
        here = slice(size * i, size * (i + 1)), slice(size * j, size * (j + 1))
        won = (of[here] == of[here].max()).ravel()
        first = np.arange(won.size) == won.argmax()
        parts = first if share is None else share(won, first)
        dx[here] = dy[i, j] * np.reshape(parts, (size, size))
    return dx


WINNERS = Mistakes("""
    pool(dy, x, size) + 0.0
    pool(dy, x, size, lambda won, first: won)
        # In a tie all winners get dy, so more comes out than went in: one of them gets it, the first.
    pool(dy, x, size, lambda won, first: won / won.sum())
        # In a tie dy is shared; here the first of the equals gets all of it.
    pool(dy, x, size, lambda won, first: np.arange(won.size) == np.flatnonzero(won)[-1])
        # Of equals the first one wins, not the last.
    pool(dy, x, size, lambda won, first: won & (won.sum() == 1))
        # In a tie nobody gets anything: the first of the equals gets dy.
    pool(dy, x, size, lambda won, first: ~first)  # The losers get dy; the winner should.
    pool(dy, x, size, lambda won, first: 0 * won + 1)  # All places of the window get dy; only the winner does.
    pool(dy, x, size, lambda won, first: (0 * won + 1) / won.size)  # That is the gradient of the mean of a window.
    pool(dy, x, size, of=np.abs(x))  # The largest number wins, not the largest in size: no abs.
    pool(dy, x, size, of=-x)  # The smallest wins there; the largest should.
    pool(np.ones_like(dy), x, size)  # That is the gate alone: multiply it by dy.
    pool(dy, x, size) * x  # It is multiplied by x; the slope is 1.
    pool(dy, x, size) / size**2  # It is divided by the size of the window; the slope is 1.
    np.where(pool(np.ones_like(dy), x, size) > 0, pool(dy, x, size), x)
        # Where a place lost stands x; it gets 0.
    pool(dy, x, size).T  # Lines and columns are exchanged.
    """).using(pool=_pool_backward)


@exercise("3.32", points=2, ours=_pool_backward)
def pool_backward(yours):
    """dx = dy at the largest of each window (of equals: the first), else 0.

    Task: find the place of the largest number of the window, and give dy[i, j] to it alone
    Hint: argmax gives the first of equals, as one number: divmod by the width makes line and column of it.
    """
    rng = np.random.default_rng(30)
    for rows, places, size, more in ((3, 3, 2, 0), (4, 3, 2, 1), (2, 3, 3, 2)):
        shape = (size * rows + more, size * places + more)
        x, dy = rng.normal(size=shape), rng.normal(size=(rows, places))
        ties = rng.integers(0, 3, size=shape).astype(float)
        black = np.where(np.arange(shape[0])[:, None] < size, 0, x)  # whole windows of zeros
        for at in (x, -np.abs(x), ties, black):
            why = "Each window gives its dy to its largest number, and 0 to the others."
            WINNERS.judge("dx", yours(dy, at, size), why, dy=dy, x=at, size=size)
    why = "The window is 2 x 2 by default."
    x, dy = rng.normal(size=(9, 9)), rng.normal(size=(3, 3))
    expect_array("with no size given, dx", yours(dy, x), _pool_backward(dy, x), because=why)
    expect_any_size("dx", yours, _pool_backward, _windows, tries=12)
    for scale_dy, scale_x in ((1e-20, 1e7), (1e7, 1e-20), (1e-300, 1e-300), (1e7, 1e300), (1e100, 1.0)):
        dy, x, size = scale_dy * rng.normal(size=(4, 4)), scale_x * rng.normal(size=(12, 12)), 3
        for at in (x, x - 2 * np.abs(x).max()):
            why = f"Here dy is of the size {scale_dy:g}, and x of the size {scale_x:g}: {UNCUT}"
            expect_array("dx", yours(dy, at, size), _pool_backward(dy, at, size), because=why, atol=0)
    x, dy = rng.normal(size=(340, 290)), rng.normal(size=(30, 26))
    why = "Here there are 30 x 26 windows of 11 x 11."
    expect_array("dx", yours(dy, x, 11), _pool_backward(dy, x, 11), because=why)
    x = 1 + 1e-14 * rng.permutation(36).reshape(6, 6)
    dy = rng.normal(size=(3, 3))
    why = "Here the pixels differ in the fourteenth digit: that is no tie."
    expect_array("dx", yours(dy, x), _pool_backward(dy, x), because=why)


def _windows(rng):
    size, (rows, places), more = int(rng.integers(1, 6)), rng.integers(1, 9, size=2), rng.integers(0, 2, size=2)
    more = np.minimum(more, size - 1)
    x = rng.normal(size=(size * rows + more[0], size * places + more[1]))
    return rng.normal(size=(rows, places)), x, size
