"""Try answers in an exercise: the solution, the blank, planted wrong ones."""

import functools
import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import toy_course  # noqa: F401  (puts tools/ on the path)
from notebooks.blank import blank
from notebooks.source import name, read_source, role

from minivae_checks.cells import new_namespace, run_cell
from minivae_checks.exercise import exercises_in
from minivae_checks.failure import CheckFailed, Wrong


class Bench:
    """One solution notebook: its cells, and the state before each exercise."""

    def __init__(self, course, topic):
        self.topic = topic
        self.cells = read_source(course, "solutions", topic).cells
        module = course.checks_module(topic)
        self.exercises = {e.name: e for e in exercises_in(module, topic)}

    @functools.cached_property
    def before(self):
        """For each exercise the names that setup and earlier exercises define."""
        states, namespace = {}, new_namespace()
        for cell in self.cells:
            if role(cell) == "exercise":
                states[name(cell)] = dict(namespace)
            if role(cell) in ("setup", "exercise"):
                run_cell(cell.source, namespace, f"{role(cell)} {name(cell) or ''}")
        return states

    def cell(self, kind, exercise):
        """Return the source of an exercise or check cell; there must be just one."""
        fits = [c for c in self.cells if (role(c), name(c)) == (kind, exercise)]
        assert len(fits) == 1, f"{exercise} has {len(fits)} {kind} cells"
        return fits[0].source

    def answer(self, exercise, source):
        """Write ``source`` into the exercise, run its check, return how it failed."""
        namespace = dict(self.before[exercise])
        run_cell(source, namespace, f"exercise {exercise}")
        try:
            run_cell(self.cell("check", exercise), namespace, f"check {exercise}")
        except CheckFailed as failure:
            return failure
        assert self.exercises[exercise].yours is not None, "no check was called"
        return None

    def blank(self, exercise):
        """Return the exercise as the student finds it."""
        return blank(self.cell("exercise", exercise), self.exercises[exercise])

    def mutate(self, exercise, old, new):
        """Return the solution with one piece of text changed."""
        source = self.cell("exercise", exercise)
        found = source.count(old)
        assert found == 1, f"{old!r} stands {found} times in the solution"
        return source.replace(old, new)

    @property
    def folder(self):
        """The folder of the topic's checks."""
        test = next(iter(self.exercises.values())).test
        return Path(inspect.getfile(inspect.unwrap(test))).parent

    def solution(self, exercise):
        """Return the function that the solution defines."""
        namespace = dict(self.before[exercise])
        run_cell(self.cell("exercise", exercise), namespace, f"solution {exercise}")
        return namespace[exercise]

    def missed(self, exercise, wrong_answers, messages=None):
        """List the wrong answers that are accepted, or rejected for another reason.

        What the check says is added to ``messages``.
        """
        found = []
        for old, new, word in wrong_answers:
            failure = self.answer(exercise, self.mutate(exercise, old, new))
            if messages is not None:
                messages.append(str(failure))
            said = str(failure).split("not right yet:")[-1].split("\nHint:")[0]
            if not isinstance(failure, Wrong):
                found.append(f"{old!r} -> {new!r}: {failure or 'accepted'}")
            elif word.lower() not in said.lower():
                found.append(f"{old!r} -> {new!r}: no word {word!r} in: {said}")
        return found

    def hints(self, exercise):
        """Count the hints between the check before and this exercise's check."""
        count = 0
        for cell in self.cells:
            if cell.cell_type == "markdown":
                count += len(re.findall(r"<summary>\s*Hint", cell.source))
            elif role(cell) == "check":
                if name(cell) == exercise:
                    return count
                count = 0
        return 0


def planted(topic, exercise):
    """Return the planted wrong answers of an exercise: (old, new, word) each.

    They stand in some file of ``tests/planted/dayN``.
    """
    day = importlib.import_module(f"planted.{topic.split('/')[0]}")
    for module in pkgutil.iter_modules(day.__path__, f"{day.__name__}."):
        rows = importlib.import_module(module.name).PLANTED
        if exercise in rows:
            return rows[exercise]
    return []


def exercises_of(course):
    """List (topic, exercise) from the text of all solutions, without imports."""
    return [
        (topic, exercise)
        for topic in course.topics("solutions")
        for exercise in re.findall(
            r'^# %%.*\bexercise="(\w+)"',
            course.source("solutions", topic).read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    ]
