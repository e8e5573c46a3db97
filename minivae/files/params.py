"""The constructor's arguments as JSON, and back: tuples and sets stay what they are."""

import math

import numpy as np


def saved_params(model):
    """Return the constructor's arguments as a file keeps them.

    A Generator's state is none of them: ``random_state`` is kept if it is None or an
    int, and is None otherwise.
    """
    params = model.get_params()
    if not isinstance(params.get("random_state"), (int, type(None))):
        params["random_state"] = None
    return params


def encoded(value, name):
    """Return what JSON can hold; ValueError for a function and the like."""
    if isinstance(value, np.generic):
        value = value.item()
    elif isinstance(value, np.dtype):
        value = str(value)
    elif not isinstance(value, type) and hasattr(value, "__array__"):
        value = np.asarray(value)
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    if isinstance(value, np.ndarray) and value.dtype.kind in "biufUO":
        kind = "object" if value.dtype.kind in "UO" else value.dtype.name
        return {"array": encoded(value.tolist(), name), "dtype": kind}
    for kind in (list, tuple, set, frozenset):
        if isinstance(value, kind):
            values = sorted(value, key=str) if kind in (set, frozenset) else value
            values = [encoded(each, name) for each in values]
            return values if kind is list else {kind.__name__: values}
    raise ValueError(
        f"{name} is a {type(value).__name__}, which a model file cannot hold: "
        "it holds numbers, text, lists and arrays"
    )


def decoded(value):
    """Return what `encoded` was given."""
    if isinstance(value, list):
        return [decoded(each) for each in value]
    if not isinstance(value, dict):
        return value
    kinds = {"tuple": tuple, "set": set, "frozenset": frozenset}
    kind, *others = value
    if kind in kinds and not others:
        return kinds[kind](decoded(each) for each in value[kind])
    dtype = np.dtype(value["dtype"])
    if dtype.kind not in "biufO":  # "V1000000000" would be a gigabyte for each item
        raise ValueError(f"an array should hold numbers or text, not {dtype}")
    return np.array(decoded(value["array"]), dtype=dtype)


def check_params(params):
    """Raise ValueError for what no estimator's own check looks at: NaN, the seed."""
    for name, value in params.items():
        nan = isinstance(value, float) and math.isnan(value)
        if nan or isinstance(value, np.ndarray) and value.dtype.kind == "f":
            if nan or not np.isfinite(value).all():
                raise ValueError(f"{name} should hold finite numbers, got {value!r}")
    seed = params.get("random_state")
    if seed is not None and (isinstance(seed, bool) or seed < 0):
        raise ValueError(f"random_state must be None or an int from 0 on, got {seed!r}")
