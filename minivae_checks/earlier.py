"""For an answer that calls earlier answers: when it fails, try those first."""

import functools

import numpy as np

from minivae_checks.failure import Wrong
from minivae_checks.guard import Guarded, unguarded


def built_on(*earlier):
    """Decorate a test: on failure, first try the student's earlier functions.

    Only those that the student's code calls by name are tried, by the tests of the
    exercises in ``earlier``. The first that fails is named instead.
    """

    def decorate(test):
        @functools.wraps(test)
        def tested(yours):
            try:
                test(yours)
            except NotImplementedError:
                raise
            except Exception:
                _name_the_first_wrong_one(yours, earlier)
                raise

        return tested

    return decorate


def _name_the_first_wrong_one(yours, earlier):
    function = unguarded(yours)
    code = getattr(function, "__code__", None)
    if code is None:
        return
    for exercise in earlier:
        theirs = function.__globals__.get(exercise.name)
        if exercise.name not in _names(code) or not callable(theirs):
            continue
        try:
            with np.errstate(all="ignore"):
                exercise.test(Guarded(theirs))
        except NotImplementedError:
            continue
        except Exception as error:
            said = str(error)
            if said.startswith("it calls your"):  # that one is built on another
                raise Wrong(said) from None
            raise Wrong(
                f"it calls your {exercise.name}, which is not right: "
                f"mend exercise {exercise.number} first, then try this one again."
            ) from None


def _names(code):
    inner = (part for part in code.co_consts if hasattr(part, "co_names"))
    return set(code.co_names).union(*map(_names, inner))
