"""What every long fit shows and survives: a progress bar, and Ctrl-C."""

import warnings

from tqdm import tqdm


def progress_bar(n, show, **how):
    """Return ``range(n)`` as a bar; silent if not ``show``, or without a terminal.

    Parameters
    ----------
    n : int, steps
    show : bool, the estimator's ``progress``
    **how : what ``tqdm`` takes, such as ``unit="sweep"``
    """
    return tqdm(range(n), disable=None if show else True, **how)


def warn_interrupted(done, unit, stacklevel=3):
    """Say that a fit was cut off after ``done`` steps, and that nothing is lost.

    The ``except KeyboardInterrupt`` that calls this leaves the model as it was after
    the last whole step. ``stacklevel`` says to whose line the warning points: 3 is
    the caller of the function that calls this.
    """
    warnings.warn(
        f"interrupted after {done} {unit}; the model keeps what it has found",
        stacklevel=stacklevel,
    )
