"""Call a student's function as a stranger would: trust nothing, explain everything."""

import inspect

import numpy as np

from minivae_checks.failure import Wrong


def call(function, *args, **kwargs):
    """``function(*args, **kwargs)`` on copies; refuses a function that alters them.

    Parameters
    ----------
    function : callable
        The student's function or bound method.
    *args, **kwargs
        Arrays and lists are copied, so that the check's own stay as they were.

    Returns
    -------
    object
        Whatever the function returned.

    Raises
    ------
    Wrong
        If the function wrote into one of its arrays or lists.
    """
    copies = [_copy(value) for value in args]
    named = {key: _copy(value) for key, value in kwargs.items()}
    answer = function(*copies, **named)
    for place, (before, after) in enumerate(zip(args, copies, strict=True)):
        if not _same(before, after):  # only then ask for the name, which takes long
            raise _change(before, _name(function, place))
    for key, before in kwargs.items():
        if not _same(before, named[key]):
            raise _change(before, key)
    return answer


def _copy(value):
    if type(value) is list:
        return [_copy(part) for part in value]
    return value.copy() if isinstance(value, np.ndarray) else value


def _change(before, name):
    kind = "list" if isinstance(before, list) else "array"
    return Wrong(
        f"it writes into its argument `{name}`, which belongs to the caller. "
        f"Make a new {kind}, or start with `{name} = {name}.copy()`."
    )


def _same(before, after):
    """Whether an array or a list, with all arrays and lists in it, is as it was."""
    if isinstance(before, np.ndarray):
        return isinstance(after, np.ndarray) and before.shape == after.shape and before.tobytes() == after.tobytes()
    if type(before) is list:
        return type(after) is list and len(before) == len(after) and all(map(_same, before, after))
    if isinstance(before, str | int | float | np.number):
        return before is after or (type(before) is type(after) and before == after)
    return before is after


def _name(function, place):
    try:
        return list(inspect.signature(function).parameters)[place]
    except (TypeError, ValueError, IndexError):
        return f"number {place + 1}"
