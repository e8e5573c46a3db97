"""A fit that raises leaves the model as it was."""

import functools


def all_or_nothing(fit):
    """Leave the model as it was before a ``fit`` that raises.

    So whatever is raised, and wherever (an error, Ctrl-C, a handler of the user's that
    raises), what was fitted can still be used, and what was not says so. A loop that is
    to keep its last whole step catches KeyboardInterrupt itself, and returns as usual.

    What is left: ``fit`` must not change an array or a list of the model in place,
    because only the attributes go back; a Generator that the user gave has moved on.
    """

    @functools.wraps(fit)
    def whole(self, *args, **kwargs):
        before = dict(vars(self))
        try:
            return fit(self, *args, **kwargs)
        except BaseException:
            # No call stands before this one assignment, and Python looks for signals
            # only at calls and jumps back: a second one comes before or after it.
            self.__dict__ = before
            raise

    return whole
