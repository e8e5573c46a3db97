"""Prove tables of mistakes: each line, handed in as an answer, gets its sentence."""

import inspect
import string
from dataclasses import dataclass, field
from unittest import mock

import numpy as np

from minivae_checks.expect import close
from minivae_checks.failure import CheckFailed
from minivae_checks.mistakes import Mistakes


@dataclass(eq=False)
class Table:
    """A table that a check has used: what it was handed, and in which place."""

    mistakes: Mistakes
    cases: list = field(default_factory=list)  # the inputs of each call
    places: set = field(default_factory=set)  # None: the whole answer; 1: its part 1

    def biting(self):
        """The lines that differ from the right answer in some case."""
        found = set()
        for names in self.cases:
            want, lines = self.mistakes.values(names)
            found |= {i for i, (_, value) in lines.items() if not close(value, want)}
        return found

    def value(self, line, names):
        """What a line gives; raises what it raises there."""
        with np.errstate(all="ignore"):
            space, _ = self.mistakes._space(names)
            return eval(self.mistakes.lines[line][0], space)


def tables_of(exercise, solution):
    """Run the check with the solution; return the tables that it used."""
    used, answers = {}, []

    def spy(*args, **kwargs):
        answers.append(solution(*args, **kwargs))
        return answers[-1]

    def note(mistakes, got, names):
        table = used.setdefault(id(mistakes), Table(mistakes))
        table.cases.append(names)
        table.places.add(_place(got, answers))

    judge, judge_all = Mistakes.judge, Mistakes.judge_all

    def noting(self, name, got, because="", rtol=None, atol=None, **names):
        note(self, got, names)
        judge(self, name, got, because, rtol, atol, **names)

    def noting_all(self, name, yours, cases, *args, **kwargs):
        judge_all(self, name, yours, cases, *args, **kwargs)
        for case in cases:
            note(self, None, case)
            used[id(self)].places = {None}

    with (
        mock.patch.object(Mistakes, "judge", noting),
        mock.patch.object(Mistakes, "judge_all", noting_all),
    ):
        exercise.test(spy)
    return list(used.values())


def _place(got, answers):
    """Where in an answer ``got`` stands: None, if it is the whole."""
    for answer in answers:
        if got is answer:
            return None
        if isinstance(answer, tuple):
            for place, part in enumerate(answer):
                if part is got:
                    return place
    return "elsewhere"


def prove_lines(exercise, solution, said):
    """Return the number of lines of an exercise's tables, and what is wrong with them.

    Each line must differ from the right answer at some size, and must get its own
    sentence when it is handed in as an answer. The messages are added to ``said``.
    """
    count, found = 0, []
    for table in tables_of(exercise, solution):
        biting = table.biting()
        for line, (code, sentence) in enumerate(table.mistakes.lines):
            count += 1
            where = f"{exercise.name}: {code.co_filename!r}"
            if line not in biting:
                found.append(f"{where} is right at every size, or fits none")
                continue
            message = _handed_in(exercise, solution, table, line)
            said.append(message)
            if not says(message, sentence):
                found.append(f"{where} is not told {sentence!r} but: {message}")
    return count, found


def _handed_in(exercise, solution, table, line):
    """Return what the check says of one line as an answer."""
    (place,) = table.places if len(table.places) == 1 else ("elsewhere",)
    if place == "elsewhere":
        return _put_in_place(exercise, solution, table, line)
    signature = inspect.signature(solution)

    def answer(*args, **kwargs):
        bound = signature.bind(*args, **kwargs)
        bound.apply_defaults()
        value = table.value(line, dict(bound.arguments))
        if place is None:
            return value
        parts = list(solution(*args, **kwargs))
        parts[place] = value
        return tuple(parts)

    try:
        exercise(answer)
    except CheckFailed as failure:
        if "NameError" in str(failure):  # the line needs more than the arguments
            return _put_in_place(exercise, solution, table, line)
        return str(failure)
    return "(accepted)"


def _put_in_place(exercise, solution, table, line):
    """The same where an answer cannot be made: put the value in before it is judged."""
    judge = Mistakes.judge

    def judged(self, name, got, because="", rtol=None, atol=None, **names):
        if self is table.mistakes:
            _, lines = self.values(names)
            got = lines[line][1] if line in lines else got
        judge(self, name, got, because, rtol, atol, **names)

    try:
        with mock.patch.object(Mistakes, "judge", judged):
            exercise(lambda *args, **kwargs: solution(*args, **kwargs))
    except CheckFailed as failure:
        return str(failure)
    return "(accepted)"


def says(message, sentence):
    """Whether the fixed parts of a sentence stand in the message."""
    parts = (part for part, *_ in string.Formatter().parse(sentence))
    return all(part in message for part in parts)
