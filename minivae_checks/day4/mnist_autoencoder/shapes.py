"""What the autoencoder's checks say when arrays do not fit together."""

import numpy as np

from minivae_checks import Wrong, expect_scalar


def with_shapes(because, yours, *args):
    """Call ``yours``; if arrays do not fit together there, say which shapes meet."""
    try:
        return yours(*args)
    except ValueError as error:
        said = str(error).lower()
        if "inhomogeneous" in said:  # a tuple, where an array should be
            raise
        if any(word in said for word in ("shape", "matmul", "dimension", "broadcast")):
            raise Wrong(f"two arrays do not fit together. {because} (NumPy says: {error})") from error
        raise


def judge_all(table, name, yours, cases, because, shapes):
    """`Mistakes.judge_all`, where ``yours`` may stop in some of the cases.

    A line that has a value there does not explain it. ``shapes`` says what fits together.
    """
    stopped = []

    def answer(*args):
        try:
            value = with_shapes(shapes, yours, *args)
            if np.asarray(value).dtype.kind not in "biuf":
                expect_scalar(name, value)
            return value
        except (Wrong, ValueError) as error:
            stopped.append(error)
            return np.empty((0, 0))  # no line gives this

    try:
        table.judge_all(name, answer, cases, because)
    except Wrong as wrong:
        if stopped and not any(said in str(wrong) for _, said in table.lines):
            raise stopped[0] from None
        raise
