"""Check one student's notebook: ``python -m minivae_checks.run NOTEBOOK RESULTS``.

Writes one JSON line per exercise to RESULTS as soon as it is known, so that the
parent still has the earlier ones when a later one never ends.
"""

import json
import sys
import traceback

from minivae_checks.cells import new_namespace, read_notebook, run_cell, runnable_cells
from minivae_checks.exercise import exercises_in
from minivae_checks.failure import NotDone, Wrong

SOLVED, NOT_YET, WRONG = "solved", "not yet", "wrong"
NOT_RUN, MISSING = "not run", "missing"


def check_notebook(notebook, report=lambda line: None):
    """Run setup, exercise and check cells; return one dict per exercise.

    Parameters
    ----------
    notebook : dict
        The notebook's JSON.
    report : callable
        Called with ``{"start": title}`` before each cell, so that a parent process
        knows what was running when it lost patience, and with each result.

    Returns
    -------
    list of dict
        ``name``, ``number``, ``points``, ``state`` and ``message``.
    """
    about = notebook["metadata"]["minivae"]
    exercises = {e.name: e for e in exercises_in(about["checks"], about["name"])}
    cells = list(runnable_cells(notebook))
    results, broken, namespace = {}, {}, new_namespace()

    def tell(name, state, message=""):
        e = exercises[name]
        results[name] = {"name": name, "number": e.number, "points": e.points}
        results[name] |= {"state": state, "message": message}
        report(results[name])

    present = {(role, name) for role, name, _ in cells}
    for name in exercises:
        tell(name, NOT_RUN)
        lost = [r for r in ("exercise", "check") if (r, name) not in present]
        if lost:
            tell(name, MISSING, f"the {' and the '.join(lost)} cell of {name} is gone")
    for role, name, source in cells:
        title = f"{role} {name or 'cell'}"
        report({"start": title})
        try:
            run_cell(source, namespace, title, definitions_only=role == "added")
            error = None
        except Exception as caught:
            error = caught
        if role == "check" and name in exercises:
            if results[name]["state"] != MISSING:
                tell(name, *_verdict(exercises[name], error, broken))
        elif error is not None and role != "added":
            broken[name] = f"the {role} cell stopped with {_short(error)}"
    return [results[name] for name in exercises]


def _verdict(exercise, error, broken):
    if isinstance(error, NotDone):
        return NOT_YET, exercise.said(error)
    if isinstance(error, Wrong):
        return WRONG, exercise.said(error)
    if error is not None:
        cause = broken.get(exercise.name) or broken.get(None)
        return WRONG, cause or f"the check cell stopped with {_short(error)}"
    if exercise.yours is None:
        return WRONG, "its check cell was changed and no longer calls the check"
    return SOLVED, ""


def _short(error):
    said = traceback.format_exception_only(error)[-1].strip()
    steps = traceback.extract_tb(error.__traceback__)
    line = error.lineno if isinstance(error, SyntaxError) else steps[-1].lineno
    own = isinstance(error, SyntaxError) or steps[-1].filename.startswith("<")
    return f"{said} (line {line})" if own else said


def main(argv):
    """Check the notebook at ``argv[0]`` and write JSON lines to ``argv[1]``."""
    with open(argv[1], "w", encoding="utf-8") as out:

        def report(line):
            print(json.dumps(line), file=out, flush=True)

        for result in check_notebook(read_notebook(argv[0]), report):
            report(result)


if __name__ == "__main__":
    main(sys.argv[1:])
