"""What is the answer itself is out of reach where the answer runs."""

from contextlib import ExitStack, contextmanager
from unittest.mock import patch

from minivae_checks.failure import Wrong


@contextmanager
def without(taken):
    """Let each of minivae's functions named in ``taken`` raise `Wrong` for a while.

    Parameters
    ----------
    taken : dict
        ``{"minivae.room.file.function": what is said to an answer that calls it}``
    """
    with ExitStack() as stack:
        for place, said in taken.items():
            stack.enter_context(patch(place, _refuser(said)))
        yield


def _refuser(said):
    def refuse(*args, **kwargs):
        raise Wrong(said)

    return refuse
