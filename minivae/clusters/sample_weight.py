"""Weights of samples, in the type of the data."""

import numpy as np


def float_type(X):
    """Return float32 for float32 data, else float64."""
    return np.float32 if getattr(X, "dtype", None) == np.float32 else np.float64


def check_sample_weight(weight, X):
    """Return the weights as (N,) of X's type, ones for None; ValueError if unfit."""
    if weight is None:
        return np.ones(len(X), X.dtype)
    weight = np.asarray(weight, dtype=X.dtype)
    if weight.shape != (len(X),):
        raise ValueError(
            f"sample_weight must have shape ({len(X)},), got {weight.shape}"
        )
    if not np.isfinite(weight).all() or (weight < 0).any():
        raise ValueError("sample_weight must be finite and not negative")
    if not weight.any():
        raise ValueError("sample_weight is zero for every sample")
    return weight
