"""What every long fit shows and survives: a progress bar, and Ctrl-C."""

import _thread
import contextvars
import sys
import warnings

from tqdm import tqdm


def progress_bar(n, show, **how):
    """Return ``range(n)`` as a bar; silent if not ``show``, or without a terminal.

    Parameters
    ----------
    n : int, steps
    show : bool, the estimator's ``progress``
    **how : what ``tqdm`` takes, such as ``unit="sweep"``
    """
    return tqdm(range(n), disable=None if show else True, **how)


def warn(message, category=UserWarning):
    """Warn, and point to the line outside of minivae from which we were called."""
    frame, level = sys._getframe(1), 2
    while frame and frame.f_globals.get("__name__", "").startswith("minivae."):
        frame, level = frame.f_back, level + 1
    warnings.warn(message, category, stacklevel=level)


def warn_interrupted(done, unit):
    """Say that a fit was cut off after ``done`` steps, and that nothing is lost.

    The ``except KeyboardInterrupt`` that calls this leaves the model as it was after
    the last whole step. Before the first one there is nothing to keep: it raises.
    """
    warn(f"interrupted after {done} {unit}; the model keeps what it has found")


def read_off(call, done, unit):
    """Return ``call()``, what follows from ``done`` steps; after Ctrl-C once more.

    It is short, and without it all the steps were in vain. A second Ctrl-C ends it.
    ``call`` must bear being begun twice.
    """
    try:
        return call()
    except KeyboardInterrupt:
        warn_interrupted(done, unit)
        return call()


def undisturbed(call):
    """Return ``call(stop)``, run in a thread of its own, into which no signal can fall.

    ``stop`` is a list, empty until an interrupt comes: a long call looks at it between
    its steps, and returns.

    Python runs the handlers of signals in the main thread alone. Numba turns a NumPy
    Generator into a kernel's argument by Python code, and does not look whether that
    code has raised: a Ctrl-C just then was a SystemError, or the end of the process.
    An interrupt waits here until the call is done, and is then raised; more of them
    meanwhile are one with it. (They wait for a kernel in the main thread as well. Left
    is a second signal that comes in the few instructions of the loop below that no
    ``try`` covers: then the call goes on unheard.)
    """
    context = contextvars.copy_context()  # NumPy's errstate is in it
    stop, outcome, running = [], [], _thread.allocate_lock()
    first = _thread.allocate_lock()  # taken by the thread, or by who gives it up before

    def work():
        if not first.acquire(blocking=False):
            return
        try:
            outcome.append((context.run(call, stop), None))
        except BaseException as error:
            outcome.append((None, error))
        running.release()

    running.acquire()
    try:
        # Not threading.Thread, nor a pool: they wait in Python code, and an interrupt
        # in there can leave a lock shut for ever. This lock is one call of C.
        _thread.start_new_thread(work, ())
        running.acquire()
    except BaseException as error:
        if not first.acquire(blocking=False):
            stop.append(error)
            while not outcome:
                try:
                    running.acquire(timeout=0.01)
                except BaseException:  # one more: the first is raised, when it is time
                    continue
            raise
        if error.args == ("can't start new thread",):
            return call(stop)  # with the risk
        raise
    value, error = outcome[0]
    if error is not None:
        raise error
    return value
