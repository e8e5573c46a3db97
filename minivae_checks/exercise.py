"""An exercise: its number, its task, its points, and the check that answers back."""

import importlib
import inspect
import linecache
import re
import traceback
from types import SimpleNamespace

from minivae_checks.failure import CheckFailed, NotDone, Wrong
from minivae_checks.guard import Guarded
from minivae_checks.tick import show_right
from minivae_checks.unrun import syntax_error_in_cell
from minivae_checks.without import without


def exercise(number, *, points, ours, task=None, hint=None, used_later=True, notebook=None, may_return=(), taken=None):
    """Turn a function ``test(yours)`` that raises `Wrong` into an `Exercise`.

    Its docstring gives the equation, then what is to be written, and a hint::

        \"\"\"z = μ + σ ε with σ = exp(logvar / 2).

        Task: return z = mu + sigma * eps, with sigma from logvar
        Hint: logvar is the logarithm of sigma squared. Which exponent gives sigma?
        \"\"\"

    Parameters
    ----------
    number : str
        Day and place, such as ``"4.2"``.
    points : int
        What it is worth.
    ours : str or callable
        The package's own function, as ``"module:name"`` (imported when it is needed)
        or the object itself.
    task : str, optional
        One line that says what to write; by default what the docstring says.
    hint : str, optional
        One sentence that is shown with every wrong answer; by default the docstring's.
    used_later : bool
        Whether later cells of the notebook `pick` it.
    notebook : str, optional
        Where it stands, such as ``"day4/MNISTVAE"``; by default what the topic's
        folder calls ``NOTEBOOK``.
    may_return : tuple of str
        Arguments that the answer may hold as they came, not a copy of them.
    taken : dict, optional
        Functions of minivae that are the answer itself: ``{place: what is said}``, see `without`.

    Raises
    ------
    ValueError
        If task or hint stand neither in the docstring nor in the call.
    """

    def decorate(test):
        where = notebook or _folder(test).NOTEBOOK
        does, helps = task or _said(test, "Task"), hint or _said(test, "Hint")
        return Exercise(number, where, points, does, ours, helps, used_later, test, may_return, taken)

    return decorate


def _said(test, what):
    """Return the paragraph "Task: ..." or "Hint: ..." of a docstring, as one line."""
    found = re.search(rf"^\s*{what}: (.+?)(?=^\s*[A-Z]\w+: |\Z)", test.__doc__ or "", re.M | re.S)
    if not found:
        raise ValueError(f'the docstring of {test.__name__} has no line "{what}: ..."')
    return " ".join(found[1].split())


class Exercise:
    """``check.name(function)`` runs the check and remembers what passed."""

    def __init__(self, number, notebook, points, task, ours, hint, used_later, test, may_return=(), taken=None):
        self.number, self.notebook, self.points = number, notebook, points
        self.task, self.hint, self.used_later = task, hint, used_later
        self.test, self.name, self.__doc__ = test, test.__name__, test.__doc__
        self.title = f"Exercise {number} {self.name}"
        self.yours, self.may_return, self.taken = None, may_return, taken or {}
        self._ours = ours

    def __repr__(self):
        """Show the number, the name, the points and the task."""
        return f"<{self.title} ({_points(self.points)}): {self.task}>"

    @property
    def ours(self):
        """The package's own function."""
        if not isinstance(self._ours, str):
            return self._ours
        module, name = self._ours.split(":")
        return getattr(importlib.import_module(module), name)

    def __call__(self, yours):
        """Check a student's function (or class) and say in a line or two how it went.

        Raises
        ------
        NotDone
            If the blank is still there.
        Wrong
            If the answer is not right; an earlier pass is then forgotten.
        """
        self.yours = None
        failure = self.failure(yours)
        if failure:
            raise failure from None
        self.yours = yours
        later = " Later cells now use yours." if self.used_later else ""
        show_right(f"{self.title}: right ({_points(self.points)}).{later}")

    def said(self, failure):
        """What a failure says, for a table in which the name stands already."""
        said = str(failure).removeprefix(self.title).lstrip()
        for state in ("is not done yet: ", "is not right yet: "):
            said = said.removeprefix(state)
        return said

    def failure(self, yours):
        """Return what is wrong with a student's function, or None; remembers nothing."""
        if yours is self.ours:
            return self.own()
        if not callable(yours):
            return self.no_function(f"{yours!r:.60}")
        unrun = syntax_error_in_cell(self.name)
        if unrun:
            return self._wrong(
                f"the cell with `def {self.name}` has not run since it was changed: it stopped with "
                f"SyntaxError: {unrun.msg} (line {unrun.lineno}). Mend that and run it first."
            )
        guarded = yours if inspect.isclass(yours) else Guarded(yours, self.may_return)
        try:
            with without(self.taken):
                self.test(guarded)
            if guarded is not yours:
                guarded.refuse_flaw()
        except CheckFailed as failure:
            return self._wrong(str(failure))
        except NotImplementedError as blank:
            return self._not_done(str(blank))
        except Exception as error:
            return self._wrong(self._explain(error, yours))
        return None

    def own(self):
        """Return the refusal of the package's own function."""
        return self._wrong("that is minivae's own function; write yours.")

    def no_function(self, shown):
        """Return the refusal of what is no function, shown as ``shown``."""
        return self._wrong(f"it should be a function, it is {shown}.")

    def _wrong(self, message):
        return Wrong(f"{self.title} is not right yet: {message}\nHint: {self.hint}")

    def _not_done(self, blank):
        if blank.startswith("Exercise ") and self.number != blank[9:].split(":")[0]:
            return NotDone(f"{self.title} needs another one first. {blank}")
        return NotDone(f"{self.title} is not done yet: {self.task}")

    def _explain(self, error, yours):
        said = f"{type(error).__name__}: {error}".strip(": ")
        home = getattr(yours, "__module__", None)
        inside = [
            (line, linecache.getline(frame.f_code.co_filename, line).strip())
            for frame, line in traceback.walk_tb(error.__traceback__)
            if frame.f_globals.get("__name__") == home and frame.f_code is not self.test.__code__
        ]
        place = getattr(error, "student_line", None) or (inside and inside[-1])  # the former from another process
        if place:
            return f"your code raised {said}\n  line {place[0]}: {place[1]}"
        if isinstance(error, TypeError) and "argument" in str(error):
            return f"it could not be called as the exercise asks. {said}"
        return f"the check could not use what it returned. {said}"


def pick(*exercises):
    """Give the student's functions where they have passed, else the package's.

    Prints one line that says which; the result has one attribute per exercise::

        use = pick(check.reparameterise, check.kl_to_standard_normal)
        z, cache = use.reparameterise(mu, logvar, eps)
    """
    mine = [e.name for e in exercises if e.yours is not None]
    theirs = [e.name for e in exercises if e.yours is None]
    said = [f"{', '.join(mine)}: yours"] if mine else []
    if theirs:
        said += [f"{', '.join(theirs)}: minivae's, until yours passes its check"]
    print("; ".join(said) + ".")
    chosen = {e.name: e.ours if e.yours is None else e.yours for e in exercises}
    return SimpleNamespace(**chosen)


def exercises_in(module, notebook):
    """List the exercises of one notebook, in order, from a module of checks."""
    members = vars(importlib.import_module(module)).values()
    found = [e for e in members if isinstance(e, Exercise) and e.notebook == notebook]
    return sorted(found, key=lambda e: [int(n) for n in e.number.split(".")])


def _folder(test):
    return importlib.import_module(test.__module__.rpartition(".")[0])


def _points(n):
    return f"{n} point" if n == 1 else f"{n} points"
