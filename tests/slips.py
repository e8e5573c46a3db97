"""Slips that can happen in any exercise, made from the solution: all are refused."""

import functools

import numpy as np

from minivae_checks.failure import CheckFailed


def accepted_slips(exercise, solution, said):
    """Return how many slips were tried, and those that were not told their cause."""
    tried, found = 0, []
    for slip, words, answer in _slips(solution):
        called = []

        @functools.wraps(solution)
        def counted(*args, answer=answer, called=called, **kwargs):
            value = answer(*args, **kwargs)
            called.append(value is not NOT_APPLICABLE)
            return solution(*args, **kwargs) if value is NOT_APPLICABLE else value

        try:
            exercise(counted)
            message = "accepted"
        except CheckFailed as failure:
            message = str(failure)
        if not any(called):
            continue
        tried += 1
        said.append(message)
        if not any(word in message for word in words):
            found.append(f"{exercise.name}, {slip}: {message}")
    return tried, found


NOT_APPLICABLE = object()


def _slips(solution):
    def nothing(*args, **kwargs):
        solution(*args, **kwargs)

    def a_list(*args, **kwargs):
        value = solution(*args, **kwargs)
        return value.tolist() if np.ndim(value) and _is_array(value) else NOT_APPLICABLE

    def a_list_in(place, *args, **kwargs):
        value = solution(*args, **kwargs)
        if not isinstance(value, tuple) or place >= len(value):
            return NOT_APPLICABLE
        part = value[place]
        if not _is_array(part) or not np.ndim(part):
            return NOT_APPLICABLE
        return (*value[:place], part.tolist(), *value[place + 1 :])

    def write_into(place, *args, **kwargs):
        value = solution(*args, **kwargs)
        arrays = [arg for arg in args if _is_array(arg) and arg.size]
        if place >= len(arrays):
            return NOT_APPLICABLE
        arrays[place][...] = arrays[place] + 1
        return value

    yield "nothing is returned", ("None", "return"), nothing
    yield "a list is returned", ("list", "NumPy array"), a_list
    for place in range(3):
        in_place = functools.partial(a_list_in, place)
        yield f"part {place} is a list", ("list", "NumPy array"), in_place
        yield (
            f"array {place} is written into",
            ("writes into", "read-only"),
            functools.partial(write_into, place),
        )


def _is_array(value):
    return isinstance(value, np.ndarray)
