"""What every long fit shows and survives: a progress bar, and Ctrl-C."""

import sys
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


def warn(message, category=UserWarning):
    """Warn, and point to the line outside of minivae from which we were called."""
    frame, level = sys._getframe(1), 2
    while frame and frame.f_globals.get("__name__", "").startswith("minivae."):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


def warn_interrupted(done, unit):
    """Say that a fit was cut off after ``done`` steps, and that nothing is lost.

    The ``except KeyboardInterrupt`` that calls this leaves the model as it was after
    the last whole step.
    """
    warn(f"interrupted after {done} {unit}; the model keeps what it has found")
