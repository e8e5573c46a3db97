"""The loop of EM: step until the log-likelihood stands still."""

from typing import NamedTuple

import numpy as np

from ...fitting import progress_bar, warn_interrupted
from .steps import Mixture


class Climb(NamedTuple):
    """How one start of EM ended."""

    mixture: Mixture
    history: list  # mean log p(x) at each E-step
    converged: bool
    interrupted: bool

    @property
    def reached(self):
        """The mean log p(x) at the last E-step."""
        return self.history[-1] if self.history else -np.inf


def climb(mixture, step, max_iter, tol, progress):
    """Take EM steps until the mean log-likelihood changes by less than tol.

    Parameters
    ----------
    mixture : Mixture, where to start
    step : callable, mixture -> (its mean log-likelihood, the next mixture)
    max_iter : int
    tol : float, nats per sample
    progress : bool, show a bar after the first second

    Returns
    -------
    Climb

    Notes
    -----
    Ctrl-C ends the climb with a warning; the last mixture is kept.
    """
    history, converged, interrupted = [], False, False
    bar = progress_bar(max_iter, progress, delay=1.0, unit="iteration")
    try:
        for _ in bar:
            log_likelihood, mixture = step(mixture)
            history.append(float(log_likelihood))
            bar.set_postfix({"log-likelihood": f"{log_likelihood:.4f}"})
            if len(history) > 1 and abs(history[-1] - history[-2]) < tol:
                converged = True
                break
    except KeyboardInterrupt:
        interrupted = True
        warn_interrupted(len(history), "iterations")
    finally:
        bar.close()
    return Climb(mixture, history, converged, interrupted)
