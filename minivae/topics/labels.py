"""Checks of class labels, as scikit-learn words them, without importing it."""

import sys

import numpy as np

from ..fitting import warn


def check_labels(y, N, who):
    """Return the classes in order and the number of each label's class.

    Parameters
    ----------
    y : (N,) int, str or other labels that can be sorted
    N : int, the number of rows of X
    who : str, the name of the estimator

    Returns
    -------
    classes : (C,)
    y : (N,) int64 from 0 to C - 1

    Raises
    ------
    ValueError
        If there are no labels, not N, NaN among them, or fractions.
    """
    if y is None:
        raise ValueError(
            f"{who} requires y to be passed, but the target y is None: pass a label "
            "for each row of X"
        )
    y = np.asarray(y)
    if y.ndim == 2 and y.shape[1] == 1:
        warn(
            "A column-vector y was passed when a 1d array was expected: use y.ravel()",
            _conversion_warning(),
        )
        y = y.ravel()
    if y.ndim != 1 or len(y) != N:
        raise ValueError(f"y must hold one label for each of {N} rows, got {y.shape}")
    if y.dtype.kind == "f":
        if not np.isfinite(y).all():
            raise ValueError("Input y contains NaN or infinity")
        if (y != np.floor(y)).any():
            raise ValueError(
                f"Unknown label type: continuous. {who} expects classes, got fractions"
            )
    return np.unique(y, return_inverse=True)


def _conversion_warning():
    if "sklearn" in sys.modules:
        from sklearn.exceptions import DataConversionWarning as Kind
    else:
        Kind = UserWarning
    return Kind
