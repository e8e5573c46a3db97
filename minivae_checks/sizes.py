"""Right at any size, and in the precision that went in."""

import numpy as np

from minivae_checks.expect import close, expect_shape, expect_type
from minivae_checks.failure import Wrong

DOUBLE = 1e-10  # relative: what float64 keeps of a short formula, and float32 does not


def expect_any_size(name, yours, right, draw, tries=4, rtol=DOUBLE, atol=1e-12):
    """Refuse an answer that is right only for the sizes that the check tried before.

    Parameters
    ----------
    name : str or tuple of str
        What the answer, or each of its parts, is called.
    yours, right : callable
        The student's function and the right one, of the same arguments.
    draw : callable
        ``draw(rng)`` returns the arguments (a tuple), at a size that it draws as well.
    tries : int
        How many sizes are drawn, from fixed seeds.
    rtol, atol : float
        What float64 is expected to keep.

    Raises
    ------
    Wrong
        If a part has another shape, is right to seven digits only (float32), or is
        wrong at one of the sizes.
    """
    for seed in range(tries):
        given = draw(np.random.default_rng(seed))
        wants, gots = right(*given), yours(*given)
        if isinstance(name, str):
            names, wants, gots = (name,), (wants,), (gots,)
        else:
            names = name
        for part, got, want in zip(names, gots, wants, strict=True):
            expect_shape(part, got, np.shape(want))
            expect_type(part, got, want)
            if not close(got, want, rtol, atol):
                raise Wrong(_why(part, got, want, given))


def _why(name, got, want, given):
    sizes = ", ".join(str(np.shape(value)) for value in given if np.ndim(value))
    if close(got, want, 1e-5, 1e-6):
        return (
            f"{name} is right to a few digits only, for arguments of shape {sizes}. Is a small number "
            "added, something rounded, or computed in float32?"
        )
    return (
        f"{name} is right at the sizes tried before, but not for arguments of shape {sizes}. "
        "Is a size written as a number?"
    )
