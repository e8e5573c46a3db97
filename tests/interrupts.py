"""Raise between any two lines of minivae, and tell whether the model is whole.

A `Case` is one long call: how to begin, what is called, and what the model must be if
the call has changed it: the same, bit for bit, as after that many steps without any
interrupt. Else it must be as it was before.
"""

import contextlib
import signal
import sys
import time
import warnings
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np

import minivae

TRACED = [str(Path(minivae.__file__).parent)]  # files whose names start so


@dataclass
class Case:
    """One call that may be cut off anywhere."""

    start: Any  # () -> a model
    act: Any  # model -> None, the long call
    whole: Any  # changed model -> what it must be, uninterrupted
    free: tuple = ()  # attributes that may differ: `usable` looks at them
    usable: Any = lambda model: None  # raises if the changed model is of no use


def frozen(thing):
    """Return something that is equal where ``thing`` is, bit for bit."""
    if isinstance(thing, np.ndarray):
        if thing.dtype == object:
            return thing.shape, tuple(thing.ravel())
        return thing.dtype.str, thing.shape, thing.tobytes()
    if hasattr(thing, "tocsr"):
        return frozen(thing.toarray())
    if isinstance(thing, dict):
        return tuple((key, frozen(thing[key])) for key in sorted(thing, key=repr))
    if isinstance(thing, (list, tuple)):
        return tuple(frozen(part) for part in thing)
    if isinstance(thing, np.random.Generator):
        return frozen(thing.bit_generator.state)
    if isinstance(thing, SimpleNamespace) or type(thing).__module__.startswith("miniv"):
        return type(thing).__name__, frozen(vars(thing))
    if callable(thing):
        return None
    return thing


def learnt(model, free=()):
    """Return what the model has learnt, frozen: its attributes without arguments."""
    names = getattr(model, "_parameter_names", list)()
    own = {k: v for k, v in vars(model).items() if k not in (*names, *free)}
    return frozen(own)


class LineTracer:
    """Raise ``error`` at the n-th line of minivae; n = 0 counts the lines."""

    def __init__(self, n=0, error=KeyboardInterrupt):
        self.n, self.error, self.seen = n, error, 0

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self.call)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)

    def call(self, frame, event, arg):
        traced = frame.f_code.co_filename.startswith(tuple(TRACED))
        return self.line if traced else None

    def line(self, frame, event, arg):
        if event == "line":
            self.seen += 1
            if self.seen == self.n:
                raise self.error("by the test")
        return self.line


def n_lines(case):
    """Return how many lines of minivae the uninterrupted call runs through."""
    model = case.start()
    with quiet(), LineTracer() as tracer:
        case.act(model)
    return tracer.seen


@contextlib.contextmanager
def quiet():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def cut_at_line(case, n, error=KeyboardInterrupt):
    """Cut the call off at its n-th line; return "before", "whole" or what is wrong."""
    model = case.start()
    before, raised = frozen(vars(model)), None
    with quiet():
        try:
            with LineTracer(n, error):
                case.act(model)
        except BaseException as caught:
            raised = caught
    return verdict(case, model, before, raised, error)


def cut_by_signal(case, seconds, times=1, error=KeyboardInterrupt):
    """Cut the call off by real signals, the first after ``seconds``."""
    model = case.start()
    before, left, raised = frozen(vars(model)), [times], None

    def handler(number, frame):
        if left[0]:
            left[0] -= 1
            raise error("by the test")

    signal.signal(signal.SIGALRM, handler)
    with quiet():
        try:
            try:
                signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6), 3e-4)
                case.act(model)
            finally:
                left[0] = 0
                signal.setitimer(signal.ITIMER_REAL, 0)
        except BaseException as caught:
            left[0], raised = 0, caught
        signal.setitimer(signal.ITIMER_REAL, 0)
    return verdict(case, model, before, raised, error)


def verdict(case, model, before, raised, error):
    """Return "before", "whole" or what is wrong with a model after an interrupt."""
    if raised is not None and type(raised) is not error:
        return f"raised {type(raised).__name__}: {raised}"
    if frozen(vars(model)) == before:
        return "before" if raised is not None else "an interrupt was swallowed"
    with quiet():
        try:
            whole = case.whole(model)
            case.usable(model)
        except Exception as unusable:
            return f"of no use: {type(unusable).__name__}: {unusable}"
    if learnt(model, case.free) == learnt(whole, case.free):
        return "whole"
    ours, theirs = vars(model), vars(whole)
    names = [k for k in ours if frozen(ours[k]) != frozen(theirs.get(k))]
    return f"neither as before nor as after whole steps: {names}"


def tally(case, moments, how, seed=0):
    """Cut the call off at so many random moments; return how often came what.

    how: "lines", or "signals": half of them one signal, half two at once.
    """
    rng, seen = np.random.default_rng(seed), Counter()
    if how == "lines":
        n = n_lines(case)
        for i in range(moments):
            error = TimeoutError if i % 4 == 3 else KeyboardInterrupt
            seen[cut_at_line(case, int(rng.integers(1, n + 1)), error)] += 1
        return seen
    model = case.start()
    with quiet():
        start = time.perf_counter()
        case.act(model)
    long = time.perf_counter() - start
    for i in range(moments):
        error = TimeoutError if i % 4 == 3 else KeyboardInterrupt
        seen[cut_by_signal(case, rng.random() * long, 1 + i % 2, error)] += 1
    return seen


def bad(seen):
    """Return how many outcomes were wrong."""
    return sum(n for how, n in seen.items() if how not in ("before", "whole"))
