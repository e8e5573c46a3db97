"""A fit that raises leaves the model as it was."""

import functools


def all_or_nothing(fit):
    """Let ``fit`` work on a draft of the model; take the draft over when it is done.

    So whatever is raised, and wherever (an error, Ctrl-C, a handler of the user's that
    raises, all of them one after another), the model is what it was before: what was
    fitted can still be used, what was not says so. A loop that is to keep its last
    whole step catches KeyboardInterrupt itself, and returns as usual.

    What is left: ``fit`` must not change an array or a list of the model in place,
    because the draft shares them; a Generator that the user gave has moved on.
    """

    @functools.wraps(fit)
    def whole(self, *args, **kwargs):
        draft = object.__new__(type(self))
        draft.__dict__ = dict(vars(self))
        answer = fit(draft, *args, **kwargs)
        # One step of the interpreter: a signal comes before it or after it.
        self.__dict__ = vars(draft)
        return self if answer is draft else answer

    return whole
