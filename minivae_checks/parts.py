"""Several results at once: how many, and in which order."""

import itertools

import numpy as np

from minivae_checks.expect import close, describe
from minivae_checks.failure import Wrong


def expect_parts(got, *names, wants=None):
    """Return ``got`` as a tuple of ``len(names)`` parts, or say what should come.

    With ``wants``, the right answers, parts that come in another order are named.
    """
    wanted = ", ".join(names)
    if got is None:
        raise Wrong(f"it returned None; is the line `return {wanted}` missing?")
    if not isinstance(got, tuple | list) or len(got) != len(names):
        raise Wrong(f"it should return {len(names)} things, `{wanted}`; it returned {describe(got)}.")
    if wants is not None:
        _refuse_another_order(got, names, wants)
    return tuple(got)


def _refuse_another_order(parts, names, wants):
    parts, wants = [list(map(np.asarray, p)) for p in (_plain(parts), wants)]
    if not all(p.dtype.kind in "biuf" for p in parts):
        return
    same_order, *others = itertools.permutations(range(len(names)))

    def equal(part, want):
        return close(part, want, 1e-5, 1e-7)

    def alike(part, want):
        return part.shape == want.shape

    for fits in (equal, alike):
        if all(map(fits, parts, wants)):
            return
        for order in others:
            if all(map(fits, parts, [wants[i] for i in order])):
                moved = [names[i] for i, j in enumerate(order) if i != j]
                raise Wrong(_exchanged(moved, names))


def _exchanged(moved, names):
    if len(names) == 2:
        said = "the two are exchanged"
    elif len(moved) == 2:
        said = f"`{moved[0]}` and `{moved[1]}` are exchanged"
    else:
        said = "its parts come in another order"
    return f"{said}: return `{', '.join(names)}`."


def _plain(parts):
    """Parts that are no lists: those are refused later, by name."""
    return [None if isinstance(p, list | tuple) else p for p in parts]
