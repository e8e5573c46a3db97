"""Checks of what the package is given: arrays, numbers, seeds.

Each says in one sentence what was expected and what came.
"""

import numbers

import numpy as np

# What NumPy would turn into numbers in silence, or take for them.
NO_NUMBERS = {
    "S": "text",
    "U": "text",
    "m": "time differences",
    "M": "dates",
    "V": "records",
}


def as_numbers(X, who):
    """Return X as an array of numbers, or say why it is none.

    Raises
    ------
    ValueError
        If X is masked, ragged, complex, text (digits are text, too) or dates.
    TypeError
        If it holds objects that are no numbers.
    """
    if np.ma.isMaskedArray(X):
        raise ValueError(
            f"{who} takes no masked array, got one: fill what is masked, "
            "X.filled(value), or leave those rows out"
        )
    try:
        X = np.asarray(X)
    except ValueError as error:
        raise ValueError(f"{who} expected an array of numbers: {error}") from None
    if X.dtype.kind == "c":
        raise ValueError(f"Complex data not supported: {who} takes real numbers")
    kind = NO_NUMBERS.get(X.dtype.kind)
    if X.dtype.kind == "O":
        for value in X.flat:
            if isinstance(value, (str, bytes)):
                kind = "text"
        if kind is None:
            try:
                X = X.astype(np.float64)
            except (TypeError, ValueError) as error:
                raise type(error)(f"{who} expected numbers: {error}") from None
    if kind is not None:
        raise ValueError(
            f"{who} expected numbers, got {kind} (dtype {X.dtype}): convert it first, "
            "X.astype(float) if it is digits"
        )
    return X


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
        If X is not two-dimensional and numeric (see ``as_numbers``), is empty, holds
        NaN or infinity, or numbers so large that their squares overflow.
    """
    if hasattr(X, "tocsr") or hasattr(X, "tocoo"):
        raise TypeError(f"{who} takes a dense array, got a sparse matrix: X.toarray()")
    X = as_numbers(X, who)
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


def check_number(value, name, low, high=np.inf, open_low=False, closed_high=False):
    """Return value as a float if it is one finite number from low to high.

    Parameters
    ----------
    value : anything
    name : str, the argument's name
    low, high : floats; low itself is allowed if not ``open_low``, high itself only if
        ``closed_high``
    """
    number = isinstance(value, numbers.Real) and not isinstance(value, bool)
    above = number and (value > low if open_low else value >= low)
    if not (above and (value <= high if closed_high else value < high)):
        if high < np.inf:
            ends = "(["[not open_low], ")]"[closed_high]
            words = f"lie in {ends[0]}{low}, {high}{ends[1]}"
        elif low == 0:
            words = "be a positive finite number" if open_low else "be 0 or more"
        else:
            words = "be a finite number"
        raise ValueError(f"{name} must {words}, got {value!r}")
    return float(value)


def check_positive(value, name):
    """Return value as a float if it is one positive finite number."""
    return check_number(value, name, 0, open_low=True)


def check_bool(value, name):
    """Raise ValueError unless value is True or False."""
    if not isinstance(value, (bool, np.bool_)):
        raise ValueError(f"{name} must be True or False, got {value!r}")


def check_one_of(value, name, known):
    """Raise ValueError unless value is one of the names ``known``."""
    if not isinstance(value, str) or value not in known:
        *others, last = (f'"{word}"' for word in known)
        words = f"{', '.join(others)} or {last}" if others else last
        raise ValueError(f"{name} must be {words}, got {value!r}")


def floats(value, name):
    """Return value as an array of float64, else raise ValueError."""
    try:
        array = np.asarray(value)
        if array.dtype.kind in "biufO":
            return array.astype(np.float64)
    except (TypeError, ValueError):
        pass
    raise ValueError(f"{name} must be numbers, got {value!r}")


def generator(random_state, name="random_state"):
    """Return ``numpy.random.default_rng(random_state)``; ValueError for no seed."""
    try:
        return np.random.default_rng(random_state)
    except (TypeError, ValueError):
        raise ValueError(
            f"{name} must be None, an integer of at least 0 or a "
            f"numpy.random.Generator, got {random_state!r}"
        ) from None
