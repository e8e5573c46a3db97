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
    return np.unique(_as_labels(y, N, who), return_inverse=True)


def check_some_labels(y, N, who):
    """Return the classes in order and the number of each label's class; -1: no label.

    Parameters
    ----------
    y : (N,) labels, -1 where there is none, as in ``sklearn.semi_supervised``; text
        with -1 among it as an array of objects
    N, who : as for ``check_labels``

    Returns
    -------
    classes : (C,), two or more
    y : (N,) int64 from -1 to C - 1

    Raises
    ------
    ValueError
        As ``check_labels``; if there is no label, or of one class alone; if text was
        made of -1. Whole numbers with a gap are told by a warning.
    """
    y = _as_labels(y, N, who)
    if y.dtype.kind == "U" and (y == "-1").any():
        raise ValueError(
            f"{who} got labels as text, in which -1 (no label) has become '-1': pass "
            "an array of objects, np.array(y, dtype=object)"
        )
    given = np.array([label != -1 for label in y.tolist()])
    if not given.any():
        raise ValueError(
            f"{who} needs labels, but all {N} are -1, which says that there is none"
        )
    try:
        classes, numbers = np.unique(y[given], return_inverse=True)
    except TypeError:
        raise ValueError(
            f"{who} expected labels of one kind (and -1 for no label), got "
            f"{sorted({type(label).__name__ for label in y.tolist()})}"
        ) from None
    if len(classes) < 2:
        raise ValueError(
            f"{who} needs labels of two classes or more, got 1 class: "
            f"{classes.tolist()[0]!r}"
        )
    _tell_gaps(classes, who)
    y = np.full(N, -1, dtype=np.int64)
    y[given] = numbers
    return classes, y


def class_numbers(y, classes, N, who, unlabelled=False):
    """Return the number of each label's class, (N,) int64.

    Parameters
    ----------
    y : a label for all, or (N,) labels
    classes : (C,)
    unlabelled : bool, whether -1 may stand for no label, and stays -1

    Raises
    ------
    ValueError
        If a label is none of the classes, or there are not N.
    """
    y = np.full(N, y) if np.ndim(y) == 0 else np.asarray(y)
    if y.shape != (N,):
        raise ValueError(f"{who} expected {N} labels y, got shape {y.shape}")
    known = {label: c for c, label in enumerate(classes.tolist())}
    if unlabelled:
        known[-1] = -1
    found = [known.get(label) for label in y.tolist()]
    if None in found:
        other = y.tolist()[found.index(None)]
        raise ValueError(
            f"{who} got the label {other!r}, which is none of its classes: "
            f"{', '.join(map(str, classes[:20]))}"
        )
    return np.array(found, dtype=np.int64)


def _tell_gaps(classes, who):
    """Warn if most whole numbers of a range are classes, and a few have no label."""
    if classes.dtype.kind not in "iu":
        return
    low, high, C = int(classes[0]), int(classes[-1]), len(classes)
    n_missing = high - low + 1 - C
    if 0 < n_missing < C / 2:
        missing = sorted({*range(low, high + 1)} - {*classes.tolist()})
        warn(
            f"{who} got labels from {low} to {high}, but none is "
            f"{' or '.join(map(str, missing))}: a class without a label is never "
            "predicted"
        )


def _as_labels(y, N, who):
    """Return y as an array of N labels, or say why it is none."""
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
    return y


def _conversion_warning():
    if "sklearn" in sys.modules:
        from sklearn.exceptions import DataConversionWarning as Kind
    else:
        Kind = UserWarning
    return Kind
