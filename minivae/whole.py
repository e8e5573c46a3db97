"""A fit that raises leaves the model as it was."""

import functools


def all_or_nothing(fit):
    """Leave the model as it was before a ``fit`` that raises.

    What was fitted can still be used; what was not says so. A loop that keeps its last
    whole step when it is interrupted, or when the loss overflows, still does so: it
    catches the interrupt itself, and a FloatingPointError passes as it is.
    """

    @functools.wraps(fit)
    def whole(self, *args, **kwargs):
        before = dict(vars(self))
        try:
            return fit(self, *args, **kwargs)
        except FloatingPointError:
            raise
        except BaseException:
            vars(self).clear()
            vars(self).update(before)
            raise

    return whole
