"""Where EM starts: from first responsibilities, or from parameters that are given.

Shapes: N samples, D features, K components.
"""

import numpy as np

from ...base import floats
from ..kmeans import KMeans
from ..kmeans.seeding import kmeans_plus_plus, random_points
from .covariances import COVARIANCES
from .steps import Mixture, choleskys, m_step

INIT_PARAMS = ("kmeans", "k-means++", "random_from_data", "random")


def first_mixture(X, K, kind, how, reg_covar, given, rng):
    """Return the first mixture: one M-step from first responsibilities.

    Parameters
    ----------
    X : (N, D), centred
    K, kind, reg_covar : as in the estimator
    how : str, one of ``INIT_PARAMS``
    given : Mixture, whose entries replace the M-step's where they are not None
    rng : numpy.random.Generator
    """
    if all(part is not None for part in given):
        return given
    R = first_responsibilities(X, K, how, rng)
    found = m_step(X, R, kind, reg_covar)
    pairs = zip(given, found, strict=True)
    return Mixture(*(f if g is None else g for g, f in pairs))


def first_responsibilities(X, K, how, rng):
    """Return (N, K): K-means' labels, K points of the data, or random rows."""
    N = len(X)
    if how == "random":
        R = rng.random((N, K))
        return R / R.sum(axis=1, keepdims=True)
    R = np.zeros((N, K))
    if how == "kmeans":
        seed = int(rng.integers(2**31))
        kmeans = KMeans(K, n_init=1, random_state=seed)
        # An interrupt is meant for the whole fit, which has nothing to keep yet.
        labels = kmeans._fit(X, passes_interrupt=True).labels_
        R[np.arange(N), labels] = 1
    else:
        seeds = kmeans_plus_plus if how == "k-means++" else random_points
        R[seeds(X, np.ones(N), K, rng), np.arange(K)] = 1
    return R


def given_start(model, D, origin):
    """Check and centre the model's ``*_init``: a Mixture with None where none is."""
    K, kind = model.n_components, model.covariance_type
    form = COVARIANCES[kind]
    weights = checked(model.weights_init, "weights_init", (K,))
    if weights is not None:
        if (weights <= 0).any() or not np.isclose(weights.sum(), 1):
            raise ValueError("weights_init must be positive and sum to 1")
    means = checked(model.means_init, "means_init", (K, D))
    precisions = checked(model.precisions_init, "precisions_init", form.shape(K, D))
    covariances = None
    if precisions is not None:
        try:
            choleskys(precisions, kind)
        except ValueError:
            raise ValueError("precisions_init must be positive definite") from None
        covariances = form.from_precisions(precisions)
    return Mixture(weights, None if means is None else means - origin, covariances)


def checked(value, name, shape):
    """Return value as a finite float array of this shape; None stays None."""
    if value is None:
        return None
    value = floats(value, name)
    if value.shape != shape or not np.isfinite(value).all():
        raise ValueError(
            f"{name} must be finite and of shape {shape}, got shape {value.shape}"
        )
    return value
