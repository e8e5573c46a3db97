"""What students hand in, made from day3/BackpropByHand, with the points it is worth.

``python tests/handed_in.py`` prints the table of `minivae check` (some minutes).
"""

import copy
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOPIC = "day3/BackpropByHand"
ALL, LOOP = 11, 3  # points; seconds for each check here

PATCH = """
from minivae_checks import Exercise
def always(self, yours):
    self.yours = yours
    print("right")
Exercise.__call__ = always
Exercise.failure = Exercise._failure = lambda self, yours: None
"""
READ = f"""
import json, re
for cell in json.load(open({str(ROOT / "solutions" / (TOPIC + ".ipynb"))!r}))["cells"]:
    if cell["metadata"].get("minivae", {{}}).get("role") == "exercise":
        exec("".join(cell["source"]))
"""
FORGE = """
import json, os, sys, glob
line = json.dumps({"name": "relu_backward", "number": "3.4", "points": 100,
                   "state": "solved", "message": "\\x1b[31m"}) + "\\n"
for number in range(3, 30):
    try: os.write(number, line.encode())
    except OSError: pass
for target in [*sys.argv[1:], *glob.glob("/tmp/*/answers")]:
    open(target, "a").write(line)
print(line)
"""


def load(folder):
    """Return the notebook of a folder, exercises or solutions."""
    return json.loads((ROOT / folder / f"{TOPIC}.ipynb").read_text(encoding="utf-8"))


def place(notebook, role, name):
    """Return where the cell of a role and an exercise stands."""
    for i, cell in enumerate(notebook["cells"]):
        about = cell["metadata"].get("minivae", {})
        if (about.get("role"), about.get("exercise")) == (role, name):
            return i
    raise LookupError(name)


def own(source):
    """Return a cell as JupyterLab makes it."""
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": "x",
        "metadata": {},
        "outputs": [],
        "source": source,
    }


def write(notebook, name, body):
    """Replace the lines after the signature of an answer."""
    cell = notebook["cells"][place(notebook, "exercise", name)]
    first = next(
        line for line in "".join(cell["source"]).splitlines() if line.startswith("def ")
    )
    cell["source"] = (
        first + "\n" + "".join(f"    {line}\n" for line in body.splitlines())
    )


def before(notebook, name, code):
    """Put code above an answer, in its cell."""
    cell = notebook["cells"][place(notebook, "exercise", name)]
    cell["source"] = code + "\n" + "".join(cell["source"])


def drop(notebook, role, name):
    """Delete a cell."""
    del notebook["cells"][place(notebook, role, name)]


def _deleted_check_wrong(nb):
    drop(nb, "check", "relu_backward")
    write(nb, "relu_backward", "return dy")


def _doubled(nb):
    i = place(nb, "exercise", "relu_backward")
    blank = load("exercises")
    nb["cells"].insert(i, blank["cells"][place(blank, "exercise", "relu_backward")])


def _doubled_below(nb):
    i = place(nb, "check", "relu_backward")
    blank = load("exercises")
    nb["cells"].insert(i + 1, blank["cells"][place(blank, "exercise", "relu_backward")])
    nb["cells"].insert(i + 2, copy.deepcopy(nb["cells"][i]))


def _doubled_check(nb):
    i = place(nb, "check", "relu_backward")
    nb["cells"].insert(i, copy.deepcopy(nb["cells"][i]))


def _split(nb, keep=True):
    i = place(nb, "exercise", "relu_backward")
    first, second = copy.deepcopy(nb["cells"][i]), copy.deepcopy(nb["cells"][i])
    first["source"] = "zero = 0.0\n"
    second["source"] = (
        "def relu_backward(dy, x):\n    return np.where(x > 0, dy, zero)\n"
    )
    if not keep:
        second["metadata"] = {}
    nb["cells"][i : i + 1] = [first, second]


def _turned(nb, role, kind, fence=False):
    cell = nb["cells"][place(nb, role, "relu_backward")]
    cell["cell_type"] = kind
    del cell["outputs"], cell["execution_count"]
    if fence:
        cell["source"] = "```python\n" + "".join(cell["source"]) + "\n```"


def _loop(nb):
    write(nb, "draw_weights", "while True: pass")


def _scale(nb, code="scale = 2.0"):
    nb["cells"].insert(2, own(code))
    write(nb, "relu_backward", "return np.where(x > 0, dy, 0) * scale / 2.0")


def _above(nb):
    cell = nb["cells"].pop(place(nb, "check", "relu_backward"))
    nb["cells"].insert(place(nb, "exercise", "relu_backward"), cell)


def _bare(nb):
    for cell in nb["cells"]:
        cell["metadata"] = {}


def _in_own(code):
    return lambda nb: nb["cells"].insert(2, own(code))


def _in_answer(code):
    return lambda nb: before(nb, "neuron_gradient", code)


# Who reads the solutions has them: that can be seen, not refused.
# name: (exercises or solutions, what is done to it, points, what asks for a look)
SUBMISSIONS = {
    "perfect": ("solutions", lambda nb: None, 11, ""),
    "empty": ("exercises", lambda nb: None, 0, ""),
    "check cell deleted, right": ("solutions", lambda nb: drop(nb, "check", "relu_backward"), 11, "gone"),
    "check cell deleted, wrong": ("solutions", _deleted_check_wrong, 10, "gone"),
    "answer deleted": ("solutions", lambda nb: drop(nb, "exercise", "relu_backward"), 10, ""),
    "answer twice, blank first": ("solutions", _doubled, 11, ""),
    "answer twice, blank and check below": ("solutions", _doubled_below, 11, ""),
    "check twice": ("solutions", _doubled_check, 11, ""),
    "answer split": ("solutions", _split, 11, ""),
    "answer split, no metadata": ("solutions", lambda nb: _split(nb, keep=False), 11, ""),
    "check above its answer": ("solutions", _above, 11, ""),
    "answer as Markdown": ("solutions", lambda nb: _turned(nb, "exercise", "markdown"), 11, ""),
    "answer as fenced Markdown": ("solutions", lambda nb: _turned(nb, "exercise", "markdown", True), 11, ""),
    "check as raw": ("solutions", lambda nb: _turned(nb, "check", "raw"), 11, ""),
    "metadata of all cells lost": ("solutions", _bare, 11, ""),
    "endless loop in a check": ("solutions", _loop, 9, ""),
    "endless loop in an answer cell": ("solutions", lambda nb: before(nb, "draw_weights", "while True: pass"), 9, ""),
    "endless loop in an own cell": ("solutions", _in_own("while True: pass"), 11, ""),
    "own cell: a constant": ("solutions", _scale, 11, ""),
    "own cell: timed": ("solutions", lambda nb: _scale(nb, "%%time\nscale = 2.0"), 11, ""),
    "own cell: computed, then fails": ("solutions", lambda nb: _scale(nb, "scale = sum([1, 1.0])\nno_name"), 11, ""),
    "check.x is a lambda": ("exercises", _in_answer("check.linear_backward = lambda f: print('right')"), 0, "changes"),
    "patches Exercise in an answer": ("exercises", _in_answer(PATCH), 0, "the checks"),
    "patches Exercise in an own cell": ("exercises", _in_own(PATCH), 0, "the checks"),
    "patches Exercise in the setup": ("exercises", lambda nb: nb["cells"][place(nb, "setup", None)].update(
        source="".join(nb["cells"][place(nb, "setup", None)]["source"]) + PATCH), 0, "the checks"),
    "wraps .ours": ("exercises", lambda nb: write(
        nb, "relu_backward", "return check.relu_backward.ours(dy, x)"), 0, "the checks"),
    "reads solutions": ("exercises", lambda nb: nb["cells"].append(own(READ)), 11, "solutions"),
    "patches np.allclose": ("exercises", _in_answer("np.allclose = lambda *a, **k: True"), 0, "changes np.allclose"),
    "patches numpy all over": ("exercises", _in_answer(
        "for f in ('allclose', 'isclose', 'array_equal', 'all'):\n    setattr(np, f, lambda *a, **k: np.True_)"
        "\ndef neuron_gradient(x, w, b, t): return w, b"), 0, "interpreter"),
    "forges result lines": ("exercises", _in_answer(FORGE), 0, "files"),
    "ends the process": ("solutions", lambda nb: before(nb, "adam_step", "import os; os._exit(0)"), 9, "files"),
    "sys.exit(0)": ("solutions", lambda nb: before(nb, "adam_step", "import sys; sys.exit(0)"), 9, "interpreter"),
    "input()": ("solutions", lambda nb: write(nb, "relu_backward", "return float(input())"), 10, "files"),
    "ten gigabytes": ("solutions", lambda nb: write(nb, "relu_backward", "return np.ones(10**10)"), 10, ""),
    "kills the judge": ("solutions", lambda nb: before(
        nb, "adam_step", "import os, signal; os.kill(os.getppid(), signal.SIGKILL)"), 9, "processes"),
    "shell in an answer": ("solutions", lambda nb: before(nb, "relu_backward", "!ls"), 11, "shell"),
}  # fmt: skip


def made(name):
    """Return the notebook of a submission."""
    folder, change, _, _ = SUBMISSIONS[name]
    notebook = load(folder)
    change(notebook)
    return notebook


def main():
    """Print what `minivae check` gives for each, and what it is worth."""
    from minivae_checks.mark import mark_notebook

    for name in sys.argv[1:] or SUBMISSIONS:
        results, flags = mark_notebook(made(name), seconds=LOOP)
        got = sum(r["points"] for r in results if r["state"] == "solved")
        said = [
            f"{r['name']}: {r['state']}: {r['message']:.90}"
            for r in results
            if r["state"] != "solved"
        ]
        print(
            f"{name} | {SUBMISSIONS[name][2]} | {got} | {', '.join(flags)} | {said[:2]}",
            flush=True,
        )


if __name__ == "__main__":
    main()
