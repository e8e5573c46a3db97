"""The loop of EM: step until the log-likelihood stands still.

Shapes: N samples, D features.
"""

from typing import NamedTuple

import numpy as np

from ..fitting import progress_bar, warn_interrupted
from .em_features import Features, trusted, worthwhile
from .em_steps import SINGULAR, Mixture, e_step, m_step, smallest_variance


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
        warn_interrupted(len(history), "iterations", stacklevel=4)
    finally:
        bar.close()
    return Climb(mixture, history, converged, interrupted)


def stepper(X, n_components, kind, reg_covar, algorithm):
    """Return the function mixture -> (its mean log-likelihood, the next mixture).

    Parameters
    ----------
    X : (N, D), centred
    n_components : int
    kind : str, the type of the covariances
    reg_covar : float
    algorithm : "features" or "readable"; features only where they are quicker and as
        long as they lose no digits

    Raises
    ------
    ValueError
        By the function, if a component's variance is no more than rounding.
    """
    features, last = None, (None, None)  # the last mixture, and the same as Natural
    if algorithm == "features" and worthwhile(n_components, X.shape[1], kind):
        features = Features(X, kind)
    rounding = (4 * np.finfo(float).eps) ** 2 * np.mean(X**2)

    def step(mixture):
        nonlocal last
        if features is not None:
            natural = last[1] if mixture is last[0] else trusted(mixture, kind)
            if natural is not None:
                log_likelihood, after = features.step(natural, reg_covar)
                last = after, trusted(after, kind)
                if last[1] is not None:
                    return log_likelihood, after
        log_p, log_r = e_step(X, mixture, kind)
        after = m_step(X, np.exp(log_r), kind, reg_covar)
        if smallest_variance(after.covariances, kind) <= rounding:
            raise ValueError(SINGULAR)
        return log_p.mean(), after

    return step
