"""Expectations that explain themselves: each failure is a sentence for a student."""

import numpy as np

from minivae_checks.failure import Wrong
from minivae_checks.guard import low_type

LOOSE = {"rtol": 1e-5, "atol": 1e-7}  # what is surely another number
DOUBLE = {"rtol": 1e-9, "atol": 1e-12}  # what float64 keeps of a short computation


def expect_shape(name, got, shape):
    """Refuse ``got`` unless it is an array of numbers of this shape."""
    if tuple(shape) == ():
        return expect_scalar(name, got)
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


def expect_scalar(name, got, because=""):
    """Refuse ``got`` unless it is one number; ``because`` says of what it is made."""
    array = _numbers(name, got, "one number")
    if array.shape != ():
        start = f"{name} should be one number, yours has shape {array.shape}."
        raise Wrong(" ".join(filter(None, [start, because])))


def expect_finite(name, got):
    """Refuse NaN and infinity."""
    array = _numbers(name, got)
    bad = ~np.isfinite(array)
    if bad.any():
        where = _at(np.argwhere(bad)[0])
        raise Wrong(
            f"{name}{where} is {array[bad][0]}: something overflows, is divided by zero, or is the logarithm of zero."
        )


def expect_random(name, draw):
    """Refuse ``draw(rng)`` unless its numbers come from ``rng``, and from it alone."""
    rng = np.random.default_rng(5)
    first, second = np.asarray(draw(rng)), np.asarray(draw(rng))
    if not np.array_equal(first, np.asarray(draw(np.random.default_rng(5)))):
        raise Wrong(f"two calls with the same seed differ: draw {name} from rng.")
    if np.array_equal(first, second):
        raise Wrong(
            f"two calls with one rng give the same {name}: use the rng that is handed in, do not make a new one."
        )


def expect_close(name, got, want, because="", suspects=None, rtol=None, atol=None):
    """Refuse ``got`` unless it equals ``want``; name the mistake if one fits.

    Where float64 goes in, float64 comes out: an answer of seven digits is refused,
    whether it is float32, was computed in it, was rounded, or has a small number added.

    Parameters
    ----------
    name : str
        What the number is called in the exercise.
    got, want : array_like
        The student's answer and the right one.
    because : str
        A sentence that says what the right answer is made of. It is shown when no
        suspect fits, so it must be true of any wrong answer.
    suspects : dict of str to array_like, or pairs of the two
        For each likely mistake (a sentence) the value that it gives. It may have
        another shape than ``want``, and entries that are not finite.
    rtol, atol : float, optional
        Relative and absolute tolerance, for ``want`` and for the suspects. By default
        `DOUBLE` for a ``want`` in float64, else `LOOSE`.

    Raises
    ------
    Wrong
        With the worst entry, and the suspect that gives just these values.
    ValueError
        If a suspect gives the right answer: then the inputs are badly chosen.
    """
    want, suspects = np.asarray(want), _pairs(suspects)
    _numbers(name, got, "a NumPy array" if want.shape else "one number")
    exact, loose = _tolerances(want, rtol, atol)
    for mistake, value in suspects:
        if close(value, want, **exact):
            raise ValueError(f"this mistake gives the right answer: {mistake!r}")
    if close(got, want, **exact):
        return expect_type(name, got, want)
    for mistake, value in suspects:
        if fits(got, value, want, rtol, atol):
            raise Wrong(f"{_worst(name, got, want)} {mistake}".strip())
    expect_shape(name, got, want.shape)
    expect_finite(name, got)
    if close(got, want, **loose):
        expect_type(name, got, want)
        raise Wrong(
            f"{_worst(name, got, want)} That is right to a few digits only: is a small number "
            "added, something rounded, cut off at a bound, or computed in float32?"
        )
    tail = filter(None, [_worst(name, got, want), _factor(got, want), because])
    raise Wrong(" ".join(tail))


def expect_array(name, got, want, suspects=None, because="", **tolerance):
    """`expect_close` for one array, at several sizes.

    A list is refused, since later cells compute with the array. A suspect that happens
    to be right at this size is left out; at another size it is named.
    """
    if isinstance(got, list | tuple):
        raise Wrong(f"{name} should be one NumPy array, yours is a {type(got).__name__}: later cells compute with it.")
    suspects = differ(suspects, want, **tolerance)
    expect_close(name, got, want, because, suspects, **tolerance)


def differ(suspects, want, rtol=None, atol=None):
    """Those of the suspects that are wrong at this size, as pairs."""
    exact, _ = _tolerances(np.asarray(want), rtol, atol)
    return [(why, value) for why, value in _pairs(suspects) if not close(value, want, **exact)]


def fits(got, value, want, rtol=None, atol=None):
    """Whether ``got`` is the suspect's value; exactly, if that is nearly right."""
    exact, loose = _tolerances(np.asarray(want), rtol, atol)
    return close(got, value, **(exact if close(value, want, **loose) else loose))


def _tolerances(want, rtol, atol):
    """What is right, and what looks right at first sight."""
    exact = DOUBLE if want.dtype == np.float64 else LOOSE
    pairs = {"rtol": rtol, "atol": atol}.items()
    exact = exact | {key: value for key, value in pairs if value is not None}
    return exact, {key: max(value, LOOSE[key]) for key, value in exact.items()}


def expect_type(name, got, want):
    """Refuse float32 in place of float64, and whole numbers of one or two bytes."""
    low = low_type(np.asarray(got).dtype, np.asarray(want).dtype)
    if low:
        raise Wrong(f"{name} is {low}")


def _pairs(suspects):
    if isinstance(suspects, dict):
        return list(suspects.items())
    return list(suspects or [])


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
    if close(got, want, rtol, rtol * scale):
        return
    if close(-np.asarray(got), want, rtol, rtol * scale):
        because = "The sign is reversed."
    start = _worst(name, got, want, "finite differences give")
    raise Wrong(" ".join(filter(None, [start, because])))


def close(a, b, rtol=1e-5, atol=1e-7):
    """Whether shapes and numbers are the same; NaN equals NaN."""
    a, b = np.asarray(a), np.asarray(b)
    if a.shape != b.shape:
        return False
    with np.errstate(all="ignore"):
        return np.allclose(a, b, rtol=rtol, atol=atol, equal_nan=True)


def _worst(name, got, want, verb="should be"):
    got, want = np.asarray(got), np.asarray(want)
    if got.shape != want.shape:
        shape = f"have shape {want.shape}" if want.shape else "be one number"
        return f"{name} should {shape}, yours has shape {got.shape}."
    with np.errstate(all="ignore"):
        error = np.nan_to_num(np.abs(got - want), nan=np.inf)
    index = np.unravel_index(np.argmax(error), want.shape)
    right, yours = float(want[index]), float(got[index])
    for digits in (6, 10, 17):  # enough of them to tell the two apart
        if f"{right:.{digits}g}" != f"{yours:.{digits}g}":
            break
    shown = f"{right:.{digits}g}, yours is {yours:.{digits}g}"
    return f"{name}{_at(index)}: {verb} {shown}."


def _factor(got, want):
    """Say that all entries are wrong by one factor, if they are."""
    got, want = np.asarray(got, dtype=float), np.asarray(want, dtype=float)
    if want.size < 3 or not want.any():
        return ""
    if not got.any():
        return "All of yours are 0."
    with np.errstate(all="ignore"):  # got may be as large as a float can be
        k = float(np.sum(got * want) / np.sum(want * want))
        if abs(k) < 1e-3 or not np.allclose(got, k * want, rtol=1e-6, atol=1e-12):
            return ""
    if abs(k + 1) < 1e-6:
        return "The sign is reversed."
    if f"{k:.4g}" == "1":  # a smaller error than the factor can show
        return ""
    return f"All of yours are {k:.4g} times the right ones: look for a factor."


def _at(index):
    return f"[{', '.join(str(int(i)) for i in index)}]" if len(index) else ""


def _numbers(name, got, wanted="a NumPy array"):
    if got is None:
        raise Wrong(f"{name} is None; is a `return` missing?")
    if isinstance(got, list | tuple):
        raise Wrong(f"{name} is {describe(got)}; return {wanted}.")
    array = np.asarray(got)
    if array.dtype.kind not in "biuf":
        raise Wrong(f"{name} should be {wanted}, yours is {describe(got)}.")
    return array


def describe(got):
    """Say what kind of thing came."""
    if isinstance(got, tuple | list):
        return f"a {type(got).__name__} of {len(got)}"
    if isinstance(got, np.ndarray):
        return f"one array of shape {got.shape}"
    return f"one {type(got).__name__}"
