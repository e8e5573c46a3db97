"""What classifiers share: from log p(x, c) to a class, and the check of labels.

Shapes: N rows, D features, C classes. Labels are checked in scikit-learn's words,
without importing it.
"""

import sys

import numpy as np

from .fitting import warn


class Classifier:
    """p(c | x) = p(x, c) / Σ_c' p(x, c').

    A mixin for an Estimator that has ``classes_`` and ``joint_log_likelihood(X)``:
    log p(x, c) in nats, (N, C), up to a number that is the same for all classes.
    """

    _kind = "classifier"

    def predict_log_proba(self, X):
        """log p(c | x) = log p(x, c) - log Σ_c' p(x, c'): (N, D) -> (N, C)."""
        joint = self.joint_log_likelihood(X)
        joint = joint - joint.max(axis=1, keepdims=True)
        return joint - np.log(np.exp(joint).sum(axis=1, keepdims=True))

    def predict_proba(self, X):
        """p(c | x), rows sum to 1: (N, D) -> (N, C)."""
        return np.exp(self.predict_log_proba(X))

    def predict(self, X):
        """Return the most probable class of each row: (N, D) -> (N,)."""
        best = self.joint_log_likelihood(X).argmax(axis=1)
        return self.classes_[best]

    def score(self, X, y):
        """Return the share of rows whose class is predicted rightly."""
        predicted, y = self.predict(X), np.asarray(y).ravel()
        if len(y) != len(predicted):
            raise ValueError(f"X has {len(predicted)} rows, but y {len(y)} labels")
        return float(np.mean(predicted == y))


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
