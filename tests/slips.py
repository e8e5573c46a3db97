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
        if message == "accepted" or not any(word in message for word in words):
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

    def in_single(*args, **kwargs):
        if _draws(args, kwargs):
            return NOT_APPLICABLE
        low = map(_single, args)
        given = {key: _single(arg) for key, arg in kwargs.items()}
        value = _each(solution(*low, **given), lambda part: part.astype(float))
        return value if _differ(value, solution(*args, **kwargs)) else NOT_APPLICABLE

    def altered(change, *args, **kwargs):
        value = solution(*args, **kwargs)
        if _draws(args, kwargs):
            return NOT_APPLICABLE
        new = _each(value, change)
        return new if _differ(new, value) else NOT_APPLICABLE

    def retyped(old, new, *args, **kwargs):
        value = solution(*args, **kwargs)
        fits = [p for p in _parts(value) if _is_array(p) and p.dtype.kind == old]
        large = old == "i" and any(np.abs(p).max(initial=0) > 127 for p in fits)
        double = any(map(_is_double, (*args, *kwargs.values())))
        if old == "f" and _draws(args, kwargs) and not double:
            return NOT_APPLICABLE  # float32 may be drawn where no float64 goes in
        if not fits or large:
            return NOT_APPLICABLE
        return _each(value, lambda p: p.astype(new) if p.dtype.kind == old else p, True)

    single, byte = (
        functools.partial(retyped, *types) for types in (("f", "f4"), ("i", "i1"))
    )
    added = functools.partial(altered, lambda part: part + 1e-8)
    rounded = functools.partial(altered, lambda part: np.round(part, 7))
    yield "float32 is returned", ("float32",), single
    yield "int8 is returned", ("int8",), byte
    yield "computed in float32", ("",), in_single
    yield "1e-8 is added", ("",), added
    yield "rounded to 7 digits", ("",), rounded
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


def _is_double(value):
    return _is_array(value) and value.dtype == np.float64


def _single(value):
    return value.astype(np.float32) if _is_double(value) else value


def _draws(args, kwargs):
    """Whether numbers are drawn: then a last digit tells nothing."""
    return any(
        isinstance(arg, np.random.Generator) for arg in (*args, *kwargs.values())
    )


def _parts(value):
    return value if isinstance(value, tuple) else (value,)


def _each(value, change, every=False):
    """Change the parts of an answer that are floating numbers, or all arrays."""

    def changed(part):
        if every:
            return change(part) if _is_array(part) else part
        types = (float, np.floating, np.ndarray)
        number = isinstance(part, types) and np.asarray(part).dtype.kind == "f"
        return change(np.asarray(part))[()] if number else part

    new = tuple(map(changed, _parts(value)))
    return new if isinstance(value, tuple) else new[0]


def _differ(new, value):
    """Whether float64 shows the difference."""

    def far(a, b):
        a, b = np.asarray(a), np.asarray(b)
        if a.dtype.kind != "f" or a.shape != b.shape:
            return False
        with np.errstate(all="ignore"):
            return not np.allclose(a, b, rtol=2e-9, atol=2e-12, equal_nan=True)

    return any(map(far, _parts(new), _parts(value)))
