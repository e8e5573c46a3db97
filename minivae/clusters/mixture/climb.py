"""The loop of EM: step until the log-likelihood stands still."""

from typing import NamedTuple

from ...fitting import progress_bar
from .steps import Mixture


class Climb(NamedTuple):
    """Where one start of EM stands."""

    mixture: Mixture
    history: list  # mean log p(x) at each E-step
    converged: bool

    @property
    def reached(self):
        """The mean log p(x) at the last E-step."""
        return self.history[-1]


def climb(mixture, step, max_iter, tol, progress):
    """Take EM steps until the mean log-likelihood changes by less than tol.

    Parameters
    ----------
    mixture : Mixture, where to start
    step : callable, mixture -> (its mean log-likelihood, the next mixture)
    max_iter : int
    tol : float, nats per sample
    progress : bool, show a bar after the first second

    Yields
    ------
    Climb, after each whole step: who is interrupted has the last one in hand
    """
    history, converged = [], False
    bar = progress_bar(max_iter, progress, delay=1.0, unit="iteration")
    try:
        for _ in bar:
            log_likelihood, mixture = step(mixture)
            history = [*history, float(log_likelihood)]
            if len(history) > 1:
                converged = abs(history[-1] - history[-2]) < tol
            yield Climb(mixture, history, converged)
            if converged:
                break
            bar.set_postfix({"log-likelihood": f"{log_likelihood:.4f}"})
    finally:
        bar.close()


def higher(best, end):
    """Return the Climb that reached more; the earlier if equal. Either may be None."""
    if best is None or end is None:
        return best or end
    return end if end.reached > best.reached else best
