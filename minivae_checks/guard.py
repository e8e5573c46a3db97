"""Call a student's function as a stranger would: trust nothing, explain everything."""

import functools
import inspect

import numpy as np

from minivae_checks.failure import Wrong


class Guarded:
    """A student's function, called on copies; remembers what is wrong with its answers.

    What no comparison of numbers shows is told when the numbers are right: an argument
    that is returned as it came, float32 where float64 went in, whole numbers of a byte.

    Parameters
    ----------
    function : callable
        The student's function or bound method.
    may_return : tuple of str
        Arguments that the answer may hold as they came.
    """

    def __init__(self, function, may_return=()):
        self.function, self.may_return, self.flaw = function, may_return, None

    def __call__(self, *args, **kwargs):
        """Return what the function returns.

        Arrays and lists are copied, so that the check's own stay as they were.

        Raises
        ------
        Wrong
            If the function wrote into one of its arrays or lists.
        """
        copies = [_copy(value) for value in args]
        named = {key: _copy(value) for key, value in kwargs.items()}
        answer = self.function(*copies, **named)
        for place, (before, after) in enumerate(zip(args, copies, strict=True)):
            if not _same(before, after):  # only then ask for the name, which takes long
                raise _change(before, _name(self.function, place))
        for key, before in kwargs.items():
            if not _same(before, named[key]):
                raise _change(before, key)
        if self.flaw is None:
            given = [*enumerate(copies), *named.items()]
            self.flaw = self._alias(answer, given) or _low_type(answer, given)
        return answer

    def refuse_flaw(self):
        """Refuse a function that returned an argument, or numbers of too small a type.

        Raises
        ------
        Wrong
            One sentence that says which.
        """
        if self.flaw:
            raise Wrong(self.flaw)

    def _alias(self, answer, given):
        told = getattr(self.function, "_aliased", ())  # of a function in another process
        for part in _parts(answer):
            for place, argument in given:
                if place not in told and not (_is_array(argument) and np.shares_memory(part, argument)):
                    continue
                name = _name(self.function, place) if isinstance(place, int) else place
                if name not in self.may_return:
                    return (
                        f"it returns its argument `{name}` itself, or a view of it: who changes one, "
                        f"changes the other. Return a new array, such as `{name}.copy()`."
                    )
        return None


def call(function, *args, **kwargs):
    """``function(*args, **kwargs)``, guarded: for the methods of a student's class."""
    guarded = Guarded(function)
    answer = guarded(*args, **kwargs)
    guarded.refuse_flaw()
    return answer


def repeated(yours, times, *args):
    """Return the first result of each of many calls with the same arguments, guarded as one call.

    The guard takes longer than a short function, and so does the way to another process.
    """
    function = unguarded(yours)

    @functools.wraps(function)
    def all_of_them(*args):
        elsewhere = getattr(function, "_repeated", None)  # of a function in another process
        if elsewhere:
            return elsewhere(times, *args)
        return firsts(function, times, *args)

    return call(all_of_them, *args)


def firsts(function, times, *args):
    """Return the first result of each of many calls, as one array."""
    return np.array([function(*args)[0] for _ in range(times)])


def unguarded(yours):
    """Return the student's function itself."""
    return yours.function if isinstance(yours, Guarded) else yours


def _low_type(answer, given):
    types = {argument.dtype for _, argument in given if _is_array(argument)}
    for part in _parts(answer):
        low = low_type(part.dtype, np.dtype(float) if np.dtype(float) in types else None)
        if low and part.dtype not in types:
            return f"the answer is {low}"
    return None


def low_type(came, asked):
    """Say what is wrong with float32 in place of float64, or with a small whole number."""
    if came in (np.float16, np.float32) and asked == np.float64:
        return f"{came}, though float64 goes in: it keeps seven digits or less. Leave the type as it is."
    if came.kind in "iu" and came.itemsize < 4:
        return f"{came}, which ends at {np.iinfo(came).max:,}. Use `int`."
    return ""


def _parts(answer):
    return filter(_is_array, answer if isinstance(answer, tuple) else (answer,))


def _is_array(value):
    return isinstance(value, np.ndarray)


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
