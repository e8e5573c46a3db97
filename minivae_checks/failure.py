"""The two ways in which a check can fail, shown without a page of traceback."""


class CheckFailed(Exception):
    """A check failed; Jupyter shows the message alone."""

    def _render_traceback_(self):
        return str(self).splitlines()


class Wrong(CheckFailed):
    """The answer is there and is not right. The message names the likely mistake."""


class NotDone(CheckFailed):
    """The blank has not been filled in yet."""
