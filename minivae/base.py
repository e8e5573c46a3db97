"""What every estimator shares: parameters, a readable repr, and input checks.

The conventions are scikit-learn's, without importing it: ``__init__`` only
assigns, ``fit`` validates and returns ``self``, learned names end in ``_``.
Shapes: N samples, D features.
"""

import functools
import inspect
import sys

import numpy as np

from .files import Saved

# Some only pass through: the rooms take all checks from here.
from .inputs import (
    as_numbers,
    check_array,
    check_bool,
    check_count,
    check_number,
    check_one_of,
    check_positive,
    check_positive_int,
    check_unit_interval,
    floats,
    generator,
    is_integer,
)
from .whole import all_or_nothing

__all__ = [
    "Estimator",
    "Transformer",
    "as_numbers",
    "check_array",
    "check_bool",
    "check_count",
    "check_number",
    "check_one_of",
    "check_positive",
    "check_positive_int",
    "check_unit_interval",
    "column_difference",
    "column_names",
    "floats",
    "generator",
    "is_integer",
    "not_fitted_error",
]


def flags_first(fit):
    """Check the model's flags before ``fit``: "no" is not False, but would be true."""

    @functools.wraps(fit)
    def checked(self, *args, **kwargs):
        self._check_flags()
        return fit(self, *args, **kwargs)

    return checked


class Estimator(Saved):
    """Base class: parameters, repr, scikit-learn's tags, `save` and `load`."""

    _kind = "transformer"  # scikit-learn's estimator type
    _preserves_dtype = ("float64",)  # what transform returns in the type it was given
    _takes_counts = False  # sparse matrices too, and no negative number
    _takes = "two_d_array"  # or "string": texts; or "one_d_array": a list of lists

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in ("fit", "partial_fit", "resume"):
            if name in vars(cls):
                setattr(cls, name, all_or_nothing(flags_first(vars(cls)[name])))

    @classmethod
    def _parameter_names(cls):
        names = list(inspect.signature(cls.__init__).parameters)
        return [name for name in names if name != "self"]

    def _check_flags(self):
        """Raise ValueError unless what is True or False by default is one of them."""
        for name, given in inspect.signature(type(self).__init__).parameters.items():
            if isinstance(given.default, bool):
                check_bool(getattr(self, name), name)

    def get_params(self, deep=True):
        """Return the constructor's arguments as a dict."""
        return {name: getattr(self, name) for name in self._parameter_names()}

    def set_params(self, **params):
        """Set constructor arguments by name; an unknown name is a ValueError."""
        known = self._parameter_names()
        for name in params:
            if name not in known:
                raise ValueError(
                    f"{type(self).__name__} has no parameter {name!r}; "
                    f"it has {', '.join(known)}"
                )
        vars(self).update(params)
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
                **{"two_d_array": False, self._takes: True},
                sparse=self._takes_counts,
                positive_only=self._takes_counts,
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
