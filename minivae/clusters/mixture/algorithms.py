"""One step of EM, in two ways: point by point, or by features.

Both are functions of a mixture, which return its mean log-likelihood and the next
mixture. Shapes: N samples, D features.
"""

import numpy as np

from ...fitting import warn
from .covariances import COVARIANCES
from .features import Features, trusted, worthwhile
from .steps import SINGULAR, e_step, m_step

ALGORITHMS = "features", "readable"
MANY = 10**7  # N D²
SLOWER = (
    'algorithm="features" would lose digits here, so the slower "readable" is taken: '
    "a covariance is close to singular (repeated columns?), or small beside the "
    "distances from the mean. Drop such columns, or scale them, to have the speed back"
)


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
    readable = ReadableStep(X, kind, reg_covar)
    if algorithm == "features" and worthwhile(n_components, X.shape[1], kind):
        return FeatureStep(Features(X, kind), reg_covar, otherwise=readable)
    return readable


class ReadableStep:
    """E-step, then M-step, as one reads them."""

    def __init__(self, X, kind, reg_covar):
        self.X, self.kind, self.reg_covar = X, kind, reg_covar
        self.rounding = (4 * np.finfo(float).eps) ** 2 * np.mean(X**2)

    def __call__(self, mixture):
        """Return the mean log p(x), and the mixture one step on."""
        log_p, log_r = e_step(self.X, mixture, self.kind)
        after = m_step(self.X, np.exp(log_r), self.kind, self.reg_covar)
        smallest = COVARIANCES[self.kind].smallest_variance(after.covariances)
        if smallest <= self.rounding:
            raise ValueError(SINGULAR)
        return log_p.mean(), after


class FeatureStep:
    """The same by features; where they would lose digits, the ``otherwise`` step.

    A step is trusted if the mixtures before it and after it are. The mixture after it
    is the next one before, so its ``Natural`` form is kept.
    """

    def __init__(self, features, reg_covar, otherwise):
        self.features, self.reg_covar = features, reg_covar
        self.otherwise = otherwise
        self.after, self.natural_after = None, None
        # Only a step of some tenths of a second is worth a word.
        self.quiet = features.N * features.D**2 < MANY

    def __call__(self, mixture):
        """Return the mean log p(x), and the mixture one step on."""
        before = self.natural(mixture)
        if before is not None:
            log_likelihood, after = self.features.step(before, self.reg_covar)
            natural_after = self.natural(after)
            self.after, self.natural_after = after, natural_after
            if natural_after is not None:
                return log_likelihood, after
        if not self.quiet:
            self.quiet = True
            warn(SLOWER)
        return self.otherwise(mixture)

    def natural(self, mixture):
        """Return the mixture as ``Natural``, None if not trusted: as kept, if it is."""
        if mixture is self.after:
            return self.natural_after
        return trusted(mixture, self.features.kind, self.features.extent)
