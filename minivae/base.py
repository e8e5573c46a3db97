"""What every estimator shares: parameters, a readable repr, and input checks.

The conventions are scikit-learn's, without importing it: ``__init__`` only
assigns, ``fit`` validates and returns ``self``, learned names end in ``_``.
Shapes: N samples, D features.
"""

import inspect
import numbers
import sys

import numpy as np

from .files import Saved
from .whole import all_or_nothing


class Estimator(Saved):
    """Base class: parameters, repr, scikit-learn's tags, `save` and `load`."""

    _kind = "transformer"  # scikit-learn's estimator type
    _preserves_dtype = ("float64",)  # what transform returns in the type it was given
    _takes_counts = False  # sparse matrices too, and no negative number

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in ("fit", "partial_fit"):
            if name in vars(cls):
                setattr(cls, name, all_or_nothing(vars(cls)[name]))

    @classmethod
    def _parameter_names(cls):
        names = list(inspect.signature(cls.__init__).parameters)
        return [name for name in names if name != "self"]

    def get_params(self, deep=True):
        """Return the constructor's arguments as a dict."""
        return {name: getattr(self, name) for name in self._parameter_names()}

    def set_params(self, **params):
        """Set constructor arguments by name; an unknown name is a ValueError."""
        known = self._parameter_names()
        for name, value in params.items():
            if name not in known:
                raise ValueError(
                    f"{type(self).__name__} has no parameter {name!r}; "
                    f"it has {', '.join(known)}"
                )
            setattr(self, name, value)
        return self

    def __repr__(self):
        defaults = inspect.signature(type(self).__init__).parameters
        changed = [
            f"{name}={value!r}"
            for name, value in self.get_params().items()
            if repr(value) != repr(defaults[name].default)
        ]
        return f"{type(self).__name__}({', '.join(changed)})"

    def __sklearn_tags__(self):
        # Only scikit-learn calls this, so it is there to be imported.
        from sklearn.utils import (
            ClassifierTags,
            InputTags,
            Tags,
            TargetTags,
            TransformerTags,
        )

        transformer = None
        if hasattr(self, "transform"):
            transformer = TransformerTags(preserves_dtype=list(self._preserves_dtype))
        return Tags(
            estimator_type=self._kind,
            input_tags=InputTags(
                sparse=self._takes_counts, positive_only=self._takes_counts
            ),
            target_tags=TargetTags(required=self._kind == "classifier"),
            transformer_tags=transformer,
            classifier_tags=ClassifierTags() if self._kind == "classifier" else None,
        )

    def _check_fit_input(self, X, dtype=np.float32, minimum=1):
        """Validate training data and remember its width (and column names)."""
        names = column_names(X)
        X = check_array(X, dtype=dtype, minimum=minimum, who=type(self).__name__)
        self.n_features_in_ = X.shape[1]
        if names is not None:
            self.feature_names_in_ = names
        elif hasattr(self, "feature_names_in_"):
            del self.feature_names_in_
        return X

    def _check_input(self, X, dtype=np.float32):
        """Validate data for a fitted model: same columns as in training."""
        self._check_fitted()
        names, seen = column_names(X), getattr(self, "feature_names_in_", None)
        if names is not None and seen is not None and list(names) != list(seen):
            raise ValueError(
                "The feature names should match those that were passed during fit.\n"
                + column_difference(names, seen)
            )
        X = check_array(X, dtype=dtype, who=type(self).__name__)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input"
            )
        return X

    def _check_fitted(self):
        if not hasattr(self, "n_features_in_"):
            raise not_fitted_error(type(self).__name__)


class Transformer(Estimator):
    """An estimator that has `transform`."""

    def fit_transform(self, X, y=None):
        """Fit, then transform the same data."""
        return self.fit(X, y).transform(X)


def check_array(X, dtype=np.float32, minimum=1, who="This function"):
    """Return X as a 2-D finite array of ``dtype``, or say in one sentence why not.

    Parameters
    ----------
    X : array-like, (N, D)
    dtype : the type that is computed with
    minimum : int, the smallest number of rows that makes sense
    who : str, the name that the message starts with

    Raises
    ------
    TypeError
        If X is a sparse matrix.
    ValueError
        If X is not two-dimensional and numeric, is empty, holds NaN or infinity, or
        numbers so large that their squares overflow.
    """
    if hasattr(X, "tocsr") or hasattr(X, "tocoo"):
        raise TypeError(f"{who} takes a dense array, got a sparse matrix: X.toarray()")
    X = np.asarray(X)
    if np.iscomplexobj(X):
        raise ValueError(f"Complex data not supported: {who} takes real numbers")
    if X.ndim != 2:
        raise ValueError(
            f"{who} expected a 2-D array (samples, features), got shape {X.shape}. "
            "Reshape your data: X.reshape(1, -1) for a single sample, "
            "X.reshape(-1, 1) for a single feature."
        )
    N, D = X.shape
    if N < minimum:
        raise ValueError(
            f"Found array with {N} sample(s) (shape={X.shape}) while a minimum of "
            f"{minimum} is required by {who}."
        )
    if D == 0:
        raise ValueError(
            f"Found array with 0 feature(s) (shape={X.shape}) while a minimum of 1 "
            f"is required by {who}."
        )
    X = np.ascontiguousarray(X, dtype=dtype)
    low, high = X.min(), X.max()  # NaN if any is
    if not (np.isfinite(low) and np.isfinite(high)):
        row, column = np.argwhere(~np.isfinite(X))[0]
        raise ValueError(
            f"{who} expected finite numbers, got {X[row, column]} in row {row}, column "
            f"{column}: X contains NaN, inf or a value too large for "
            f"{np.dtype(dtype).name}"
        )
    if max(high, -low) > np.sqrt(np.finfo(X.dtype).max / X.size):
        raise ValueError(
            f"{who} got values from {low:.3g} to {high:.3g}, and the sum of their "
            f"squares overflows in {X.dtype.name}: rescale X"
        )
    return X


def check_unit_interval(X, who):
    """Raise ValueError unless every value lies in [0, 1]."""
    low, high = float(X.min()), float(X.max())
    if low < 0 or high > 1:
        hint = " Divide grey levels by 255." if low >= 0 and high <= 255 else ""
        raise ValueError(
            f"{who} with the Bernoulli likelihood expects values in [0, 1], "
            f"got {low:g} to {high:g}.{hint}"
        )


def is_integer(value):
    """Whether value is Python's or NumPy's integer; True and False are none."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool)


def check_count(value, name, least=0):
    """Return value if it is an integer of at least ``least``, else raise ValueError."""
    if not is_integer(value) or value < least:
        raise ValueError(
            f"{name} must be an integer of at least {least}, got {value!r}"
        )
    return int(value)


def check_positive_int(value, name):
    """Return value if it is an integer of at least 1, else raise ValueError."""
    return check_count(value, name, least=1)


def check_positive(value, name):
    """Raise ValueError unless value is one positive finite number."""
    number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    if not number or not 0 < value < np.inf:
        raise ValueError(f"{name} must be a positive finite number, got {value!r}")


def not_fitted_error(who):
    """Return scikit-learn's NotFittedError if it is loaded, else AttributeError."""
    if "sklearn" in sys.modules:
        from sklearn.exceptions import NotFittedError as Error
    else:
        Error = AttributeError
    return Error(f"This {who} is not fitted yet: call fit(X) first.")


def column_names(X):
    """Return a data frame's column names if they are all strings, else None."""
    names = getattr(X, "columns", None)
    if names is None or not all(isinstance(name, str) for name in names):
        return None
    return np.asarray(names, dtype=object)


def column_difference(names, seen):
    """Say which column names are new, which are missing, or that the order differs."""
    new, missing = sorted(set(names) - set(seen)), sorted(set(seen) - set(names))
    lines = []
    if new:
        lines += ["Feature names unseen at fit time:", *(f"- {n}" for n in new)]
    if missing:
        lines += ["Feature names seen at fit time, yet now missing:"]
        lines += [f"- {n}" for n in missing]
    if not lines:
        lines = ["Feature names must be in the same order as they were in fit."]
    return "\n".join(lines) + "\n"
