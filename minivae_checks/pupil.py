"""The student's process: it runs their cells, and lends their functions to the side that judges.

What runs here can change all that is here, the checks as well; so no verdict is made here.
"""

import ast
import os
import sys
import warnings

from minivae_checks import cells
from minivae_checks.earlier import names_in
from minivae_checks.guard import firsts
from minivae_checks.limits import limit
from minivae_checks.line import Line
from minivae_checks.without import without


class Pupil:
    """The student's namespace; the other side calls these methods."""

    def __init__(self, exercises):
        self.space = cells.new_namespace()
        self.ours = {name: exercise._ours for name, exercise in exercises.items()}
        for exercise in exercises.values():  # the answers are not here to be taken
            exercise._ours, exercise.test = _not_here, lambda yours: None

    def run(self, role, source, title):
        """Run one cell as its role asks."""
        if role == cells.OWN:
            cells.run_own_cell(source, self.space, title)
        elif role == cells.SHOWN:
            cells.run_definitions(source, self.space, title)
        else:
            cells.run_cell(source, self.space, title)

    def answer(self, name, source, title):
        """Run a check cell but for its check; return what it hands in, else the function of that name."""
        tree = cells.parse_cell(source, title)
        handed = None
        for node in tree.body:
            value = _handed_in(node, name)
            if value is None:
                cells.run_tree(ast.Module([node], []), self.space, title)
            else:
                handed = value
        if handed is None:
            return self.found(name)
        code = compile(ast.Expression(handed), f"<{title}>", "eval")
        return self._about(name, eval(code, self.space))

    def found(self, name):
        """Return what is known of the function of that name."""
        if name not in self.space:
            return {"there": False}
        return self._about(name, self.space[name])

    def _about(self, name, thing):
        return {
            "there": True,
            "callable": callable(thing),
            "shown": f"{thing!r:.60}",
            "own": self._is_minivaes(name, thing),
            "class": isinstance(thing, type),
            "function": thing if callable(thing) else None,
        }

    def _is_minivaes(self, name, thing):
        ours = self.ours[name]
        if isinstance(ours, str):  # a module that nobody has imported cannot be handed in
            module, attribute = ours.split(":")
            ours = getattr(sys.modules.get(module), attribute, self)
        return thing is ours

    def repeated(self, function, times, *args):
        """Call a student's function many times; return the first result of each."""
        return firsts(function, times, *args)

    def take_away(self, taken):
        """Let functions of minivae's refuse to be called, until ``give_back``."""
        self.away = without(taken)
        self.away.__enter__()

    def give_back(self):
        """Undo ``take_away``."""
        self.away.__exit__(None, None, None)

    def neighbour(self, function, name):
        """Return the student's function of that name, if ``function`` calls it."""
        code, theirs = getattr(function, "__code__", None), self.space.get(name)
        return theirs if code and name in names_in(code) and callable(theirs) else None


def _not_here(*args, **kwargs):
    raise RuntimeError("minivae's own function is not at hand while answers are checked")


def _handed_in(node, name):
    """Return the argument of ``check.name(argument)``, or None."""
    call = node.value if isinstance(node, ast.Expr) else None
    if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and len(call.args) == 1:
        if call.func.attr == name and isinstance(call.func.value, ast.Name) and not call.keywords:
            return call.args[0]
    return None


def calls_check(source, name):
    """Whether the code calls ``check.name(...)`` in a line of its own."""
    try:
        body = cells.parse_cell(source, "check").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(_handed_in(node, name) is not None for node in body)


def serve(reader, writer, exercises):
    """Be the student's side until the other ends; what the cells print goes nowhere."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(nowhere, number)
    if nowhere > 2:  # it is one of the three itself where that was closed
        os.close(nowhere)
    limit(processes=True)
    warnings.simplefilter("ignore")
    sys.argv = [""]
    sys.path.append(os.getcwd())  # last: a file beside the notebook hides no module
    pupil = Pupil(exercises)
    line = Line(reader, writer, home=pupil.space)
    line.packer.keep(pupil)
    line.serve()


def main(argv):
    """Serve on standard input and output: for systems that cannot fork."""
    from minivae_checks.exercise import exercises_in

    reader, writer = (open(os.dup(number), mode) for number, mode in ((0, "rb"), (1, "wb")))
    serve(reader, writer, {e.name: e for e in exercises_in(*argv)})


if __name__ == "__main__":
    main(sys.argv[1:])
