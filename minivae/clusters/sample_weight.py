"""Weights of samples, in the type of the data."""

import numpy as np

from ..base import as_numbers


def float_type(X):
    """Return float32 for float32 data, else float64."""
    return np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64


def check_sample_weight(weight, X):
    """Return the weights as (N,) of X's type, ones for None; ValueError if unfit.

    A weight of 0 leaves a row out; one that would only round to 0 is refused.
    """
    if weight is None:
        return np.ones(len(X), X.dtype)
    exact = as_numbers(weight, "sample_weight").astype(np.float64)
    with np.errstate(over="ignore", under="ignore"):
        weight = exact.astype(X.dtype)
    if weight.shape != (len(X),):
        raise ValueError(
            f"sample_weight must have shape ({len(X)},), got {weight.shape}"
        )
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("sample_weight must be finite and not negative")
    if not exact.any():
        raise ValueError("sample_weight is zero for every sample")
    lost = (exact > 0) & (exact < np.finfo(X.dtype).tiny)
    if lost.any():
        n = int(lost.argmax())
        raise ValueError(
            f"sample_weight of row {n}, {exact[n]:.3g}, rounds to nothing in "
            f"{X.dtype.name}: leave such rows out, or rescale the weights"
        )
    largest = max(abs(float(X.max())), abs(float(X.min())), 1.0)
    limit = float(np.finfo(X.dtype).max) / largest**2 / X.size
    if exact.max() > limit:
        raise ValueError(
            f"sample_weight holds {exact.max():.3g}, and the weighted squares of "
            f"X overflow in {X.dtype.name}: rescale the weights"
        )
    return weight
