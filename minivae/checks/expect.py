"""Expectations that explain themselves: each failure is a sentence for a student."""

import numpy as np

from minivae.checks.failure import Wrong


def expect_parts(got, *names):
    """Return ``got`` as a tuple of ``len(names)`` parts, or say what should come."""
    wanted = ", ".join(names)
    if got is None:
        raise Wrong(f"it returned None; is the line `return {wanted}` missing?")
    if not isinstance(got, tuple | list) or len(got) != len(names):
        raise Wrong(
            f"it should return {len(names)} things, `{wanted}`; "
            f"it returned {_describe(got)}."
        )
    return tuple(got)


def expect_shape(name, got, shape):
    """Refuse ``got`` unless it is an array of numbers of this shape."""
    array = _numbers(name, got)
    if array.shape == tuple(shape):
        return
    if array.size == np.prod(shape) and array.shape == tuple(shape)[::-1]:
        more = " It looks transposed."
    elif array.shape == ():
        more = " Was it summed over everything?"
    else:
        more = ""
    raise Wrong(f"{name} should have shape {tuple(shape)}, yours {array.shape}.{more}")


def expect_scalar(name, got):
    """Refuse ``got`` unless it is one number."""
    array = _numbers(name, got)
    if array.shape != ():
        raise Wrong(
            f"{name} should be one number, yours has shape {array.shape}. "
            "Sum over the dimensions, then take the mean over the batch."
        )


def expect_finite(name, got):
    """Refuse NaN and infinity."""
    array = _numbers(name, got)
    bad = ~np.isfinite(array)
    if bad.any():
        where = _at(np.argwhere(bad)[0])
        raise Wrong(
            f"{name}{where} is {array[bad][0]}: something overflows, "
            "is divided by zero, or is the logarithm of zero."
        )


def expect_close(name, got, want, because="", suspects=None, rtol=1e-5, atol=1e-7):
    """Refuse ``got`` unless it equals ``want``; name the mistake if one fits.

    Parameters
    ----------
    name : str
        What the number is called in the exercise.
    got, want : array_like
        The student's answer and the right one.
    because : str
        A sentence that says what the right answer is made of.
    suspects : dict of str to array_like
        For each likely mistake (a sentence) the value that it gives.
    rtol, atol : float
        Relative and absolute tolerance, for ``want`` and for the suspects.

    Raises
    ------
    Wrong
        With the worst entry, and the suspect that gives just these values.
    ValueError
        If a suspect gives the right answer: then the inputs are badly chosen.
    """
    want = np.asarray(want)
    expect_shape(name, got, want.shape)
    expect_finite(name, got)
    suspects = suspects or {}
    for mistake, value in suspects.items():
        if _close(value, want, rtol, atol):
            raise ValueError(f"this mistake gives the right answer: {mistake!r}")
    if _close(got, want, rtol, atol):
        return
    culprit = [m for m, value in suspects.items() if _close(got, value, rtol, atol)]
    tail = [culprit[0] if culprit else because]
    raise Wrong(" ".join([_worst(name, got, want), *filter(None, tail)]))


def expect_gradient(name, f, x, got, because="", step=1e-5, rtol=1e-4):
    """Refuse ``got`` unless it is df/dx: (f(x + h) - f(x - h)) / 2h, entry by entry.

    ``f`` takes an array like ``x`` and returns one number; ``x`` is read as float64.
    """
    x = np.array(x, dtype=np.float64)
    expect_shape(name, got, x.shape)
    expect_finite(name, got)
    want = np.empty_like(x)
    for index in np.ndindex(x.shape):
        up, down = x.copy(), x.copy()
        up[index] += step
        down[index] -= step
        want[index] = (f(up) - f(down)) / (2 * step)
    scale = max(1e-8, float(np.abs(want).max(initial=0)))
    if _close(got, want, rtol, rtol * scale):
        return
    if _close(-np.asarray(got), want, rtol, rtol * scale):
        because = "The sign is turned round."
    start = _worst(name, got, want, "finite differences give")
    raise Wrong(" ".join(filter(None, [start, because])))


def _close(a, b, rtol, atol):
    a, b = np.asarray(a), np.asarray(b)
    return a.shape == b.shape and np.allclose(a, b, rtol=rtol, atol=atol)


def _worst(name, got, want, verb="should be"):
    got, want = np.asarray(got), np.asarray(want)
    index = np.unravel_index(np.argmax(np.abs(got - want)), want.shape)
    right, yours = float(want[index]), float(got[index])
    return f"{name}{_at(index)}: {verb} {right:.6g}, yours is {yours:.6g}."


def _at(index):
    return f"[{', '.join(str(int(i)) for i in index)}]" if len(index) else ""


def _numbers(name, got):
    if got is None:
        raise Wrong(f"{name} is None; is a `return` missing?")
    try:
        array = np.asarray(got)
    except ValueError:
        array = np.asarray(None)
    if array.dtype.kind not in "biuf":
        raise Wrong(f"{name} should be an array of numbers, yours is {_describe(got)}.")
    return array


def _describe(got):
    if isinstance(got, tuple | list):
        return f"a {type(got).__name__} of {len(got)}"
    if isinstance(got, np.ndarray):
        return f"one array of shape {got.shape}"
    return f"one {type(got).__name__}"
