"""How the autoencoder's checks judge: a named cause explains every case."""

import numpy as np

from minivae_checks import Wrong, expect_close
from minivae_checks.expect import close, differ

# fmt: off


def with_shapes(because, yours, *args):
    """Call ``yours``; if arrays do not fit together there, say which shapes meet."""
    try:
        return yours(*args)
    except ValueError as error:
        said = str(error).lower()
        if "inhomogeneous" in said:  # a tuple, where an array should be
            raise
        if any(word in said for word in ("shape", "matmul", "dimension", "broadcast")):
            raise Wrong(f"two arrays do not fit together. {because} "
                        f"(NumPy says: {error})") from error
        raise


def judge_all(name, yours, cases, because, shapes):
    """Judge ``yours`` in all cases; name a mistake only if it explains every one.

    ``cases`` is a list of (arguments, right, suspects). A suspect that is missing in a
    case cannot be told there. ``shapes`` says what fits together.
    """
    got = [_value_or_error(yours, args) for args, _, _ in cases]
    wrong = [i for i, (_, right, _) in enumerate(cases) if not _alike(got[i], right)]

    def explains(why):
        return all(_alike(mine, suspects[why]) for mine, (_, _, suspects)
                   in zip(got, cases, strict=True) if why in suspects)

    fits = {i: {why: v for why, v in differ(cases[i][2], cases[i][1])
                if explains(why)} for i in wrong}
    for i in sorted(wrong, key=lambda i: not fits[i]):  # first where a cause is known
        args, right, _ = cases[i]
        answer = with_shapes(shapes, yours, *args)
        expect_close(name, answer, right, because, suspects=fits[i])


def _value_or_error(yours, args):
    try:
        return yours(*args)
    except ValueError as error:  # with_shapes explains it, if no other case does
        return error


def _alike(a, b):
    if isinstance(a, Exception) or np.asarray(a).dtype.kind not in "biuf":
        return False
    return close(a, b)
