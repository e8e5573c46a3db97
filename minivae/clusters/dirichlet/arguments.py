"""Checks of what a DirichletProcessMixture is given, and its defaults."""

import numpy as np

from ...base import (
    check_count,
    check_number,
    check_one_of,
    check_positive,
    check_positive_int,
    floats,
    is_integer,
)
from ..crp import check_alpha
from .kinds import CLUSTER_KINDS


def check_parameters(model):
    """Raise one clear ValueError if a parameter of ``model`` makes no sense."""
    check_alpha(model.alpha)
    check_one_of(model.covariance_type, "covariance_type", ("full", "diag", "known"))
    if not is_integer(model.algorithm) or model.algorithm not in (2, 3, 8):
        raise ValueError(f"algorithm must be 2, 3 or 8, got {model.algorithm!r}")
    for name in ("n_sweeps", "n_draws", "n_auxiliary"):
        check_positive_int(getattr(model, name), name)
    for name in ("split_merge", "n_scans"):
        check_count(getattr(model, name), name)
    if model.burn_in is not None:
        if check_count(model.burn_in, "burn_in") >= model.n_sweeps:
            raise ValueError(
                f"burn_in={model.burn_in} leaves nothing of n_sweeps={model.n_sweeps}"
            )
    if model.alpha_prior is not None:
        pair = floats(model.alpha_prior, "alpha_prior")
        if pair.shape != (2,) or not (np.isfinite(pair).all() and (pair > 0).all()):
            raise ValueError(
                "alpha_prior must be None or two positive numbers (shape, rate), "
                f"got {model.alpha_prior!r}"
            )
    check_positive(model.mean_precision_prior, "mean_precision_prior")
    if CLUSTER_KINDS[model.covariance_type].takes_variance:
        check_positive(model.variance, 'variance (of covariance_type="known")')
    elif model.variance is not None:
        check_positive(model.variance, "variance, if it is not None,")


def hyperparameters(model, X):
    """Return prior mean (D,), nu and psi: as given, or defaults from X: (N, D)."""
    D, kind = X.shape[1], CLUSTER_KINDS[model.covariance_type]
    mean = X.mean(axis=0) if model.mean_prior is None else model.mean_prior
    mean = finite(mean, "mean_prior", ((), (D,)), D)
    mean = np.broadcast_to(mean, (D,)).copy()
    nu = model.degrees_of_freedom_prior
    if nu is None:
        nu = kind.default_nu(D)
    lowest = kind.lowest_nu(D)
    check_number(nu, "degrees_of_freedom_prior", -np.inf)
    if not np.isfinite(nu) or nu <= lowest:
        raise ValueError(
            f"degrees_of_freedom_prior must be above {lowest} for "
            f'covariance_type="{kind.name}" and {D} features, got {nu!r}'
        )
    psi = default_scale(X) if model.covariance_prior is None else model.covariance_prior
    psi = finite(psi, "covariance_prior", ((), (D,), (D, D)), D)
    return mean, float(nu), kind.scale(psi, D)


def default_scale(X):
    """Return the variance of each feature, 1 where it is constant: (N, D) -> (D,)."""
    variance = X.var(axis=0)
    constant = variance <= 1e-12 * (1e-300 + np.square(X).mean(axis=0))
    return np.where(constant, 1.0, variance)


def finite(value, name, shapes, D):
    """Return value as a float array of one of ``shapes``, else raise ValueError."""
    array = floats(value, name)
    if array.shape not in shapes or not np.isfinite(array).all():
        raise ValueError(
            f"{name} must be finite numbers of shape {' or '.join(map(str, shapes))} "
            f"for {D} features, got shape {array.shape}"
        )
    return array
