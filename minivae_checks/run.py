"""Judge one student's notebook: the side that runs none of the student's code.

Two processes: the student's runs their cells (`minivae_checks.pupil`); this one calls their
functions over a line, with its own exercises, in its own interpreter. What a student's code
changes, NumPy or the checks, it changes in its own process alone.
"""

from minivae_checks.cells import runnable_cells
from minivae_checks.exercise import exercises_in
from minivae_checks.failure import NotDone, Wrong
from minivae_checks.student import Student

SOLVED, NOT_YET, WRONG = "solved", "not yet", "wrong"
NOT_RUN, MISSING = "not run", "missing"


def check_notebook(notebook, report=lambda line: None):
    """Judge the exercises of a notebook; return one dict per exercise.

    Parameters
    ----------
    notebook : dict
        The notebook's JSON.
    report : callable
        Called with ``{"start": what}`` before each cell and check, and with each result.

    Returns
    -------
    list of dict
        ``name``, ``number``, ``points``, ``state`` and ``message``.
    """
    about = notebook["metadata"]["minivae"]
    exercises = {e.name: e for e in exercises_in(about["checks"], about["name"])}
    student = Student(exercises, about["checks"], about["name"])
    try:
        found = Judge(exercises, student, report).go_through(list(runnable_cells(notebook)), {})
    finally:
        student.end()
    return [{"name": n, "number": e.number, "points": e.points} | found[n] for n, e in exercises.items()]


class Judge:
    """Runs the cells in the student's process and judges what they define."""

    def __init__(self, exercises, student, report, known=None):
        self.exercises, self.pupil, self.report = exercises, student.pupil, report
        self.results, self.broken, self.judged = dict(known or {}), {}, {}

    def go_through(self, cells, off):
        """Judge each exercise at its check cell, and once more at the end if it is not solved.

        Parameters
        ----------
        cells : list of (role, name, source)
            All cells with code.
        off : dict
            What did not end in an earlier try, and how: it is not tried again.
        """
        present = {(role, name) for role, name, _ in cells}
        self.gone = {name for name in self.exercises if ("exercise", name) not in present}
        for place, (role, name, source) in enumerate(cells):
            title, key = f"{role} {name or 'cell'} {place}", f"cell {place}"
            if role == "check":
                if name in self.exercises and name not in self.results:
                    self._judge(name, off, lambda n=name, s=source, t=title: self.pupil.answer(n, s, t))
            elif key in off:
                if role in ("setup", "exercise"):
                    self.broken[name] = off[key]
            else:
                self.report({"start": key, "name": name})
                self._run(role, name, source, title)
        for name in self.exercises:
            if self.results.get(name, {}).get("state") != SOLVED:
                self._judge(name, off, lambda n=name: self.pupil.found(n))
        return self.results

    def _run(self, role, name, source, title):
        try:
            self.pupil.run(role, source, title)
        except Exception as error:
            if role in ("setup", "exercise"):
                self.broken[name] = f"the {role} cell stopped with {_short(error)}"

    def _judge(self, name, off, find):
        key = f"check {name}"
        if key in off:
            self._tell(name, WRONG, off[key])
            return
        self.report({"start": key, "name": name})
        cause = self.broken.get(name) or self.broken.get(None)
        try:
            found = find()
        except Exception as error:
            if name not in self.gone:
                self._tell(name, WRONG, cause or f"the check cell stopped with {_short(error)}")
            return  # of an answer that stands elsewhere the end tells
        if not found["there"]:
            if name in self.gone and not cause:
                self._tell(name, MISSING, f"the exercise cell of {name} is gone")
            else:
                self._tell(name, WRONG, cause or f"no cell defines `{name}`")
            return
        mark = getattr(found["function"], "_number", None)
        if self.judged.get(name, self) != mark:
            self.judged[name] = mark
            self._tell(name, *self._verdict(self.exercises[name], found))

    def _verdict(self, exercise, found):
        if found["own"] is True:
            failure = exercise.own()
        elif not callable(found["function"]):
            failure = exercise.no_function(found["shown"])
        else:
            function = found["function"]
            function._neighbour = lambda name: self.pupil.neighbour(function, name)
            function._repeated = lambda times, *args: self.pupil.repeated(function, times, *args)
            self.pupil.take_away(exercise.taken)  # in the process where the answer runs
            failure = exercise.failure(function)
            self.pupil.give_back()
        if isinstance(failure, NotDone):
            return NOT_YET, exercise.said(failure)
        return (WRONG, exercise.said(failure)) if isinstance(failure, Wrong) else (SOLVED, "")

    def _tell(self, name, state, message):
        """Keep the better of two verdicts: a copy of a cell takes nothing away."""
        order = SOLVED, WRONG, NOT_YET, MISSING
        before = self.results.get(name)
        if before is None or order.index(state) < order.index(before["state"]):
            self.results[name] = {"state": state, "message": message}
            self.report({"name": name} | self.results[name])


def _short(error):
    said = f"{type(error).__name__}: {error}".removesuffix(": ")
    place = getattr(error, "student_line", None)
    return f"{said} (line {place[0]})" if place else said
