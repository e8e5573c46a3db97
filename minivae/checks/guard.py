"""Call a student's function as a stranger would: trust nothing, explain everything."""

import inspect

import numpy as np

from minivae.checks.failure import Wrong


def call(function, *args, **kwargs):
    """``function(*args, **kwargs)`` on copies; refuses a function that alters them.

    Parameters
    ----------
    function : callable
        The student's function or bound method.
    *args, **kwargs
        Arrays are copied, so that the check's own arrays stay as they were.

    Returns
    -------
    object
        Whatever the function returned.

    Raises
    ------
    Wrong
        If the function wrote into one of its arrays.
    """
    copies = [_copy(value) for value in args]
    named = {key: _copy(value) for key, value in kwargs.items()}
    answer = function(*copies, **named)
    for place, (before, after) in enumerate(zip(args, copies, strict=True)):
        _refuse_change(before, after, _name(function, place))
    for key, before in kwargs.items():
        _refuse_change(before, named[key], key)
    return answer


def _copy(value):
    return value.copy() if isinstance(value, np.ndarray) else value


def _refuse_change(before, after, name):
    if not isinstance(before, np.ndarray):
        return
    same = before.shape == after.shape and before.tobytes() == after.tobytes()
    if not same:
        raise Wrong(
            f"it writes into its argument `{name}`, which belongs to the caller. "
            f"Make a new array, or start with `{name} = {name}.copy()`."
        )


def _name(function, place):
    try:
        return list(inspect.signature(function).parameters)[place]
    except (TypeError, ValueError, IndexError):
        return f"number {place + 1}"
