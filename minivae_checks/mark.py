"""Mark one notebook in processes of its own, in a fresh folder, with an emptied environment."""

import json
import os
import queue
import secrets
import site
import subprocess
import sys
import tempfile
import threading
from pathlib import Path

from minivae_checks import limits
from minivae_checks.cells import UnreadableNotebook, runnable_cells
from minivae_checks.run import MISSING, NOT_RUN, NOT_YET, SOLVED, WRONG

SECONDS = 20  # of CPU time, for each cell and each check
START, ALIVE = 120, 600  # seconds by the clock until the checks are imported; between two lines of the judge
KEPT = ("PATH", "LD_LIBRARY_PATH", "NUMBA_CACHE_DIR", "SYSTEMROOT", "LANG")


class Mark:
    """One notebook: what is asked, what is known of the answers, what must not run again."""

    def __init__(self, notebook, seconds):
        about = notebook["metadata"]["minivae"]
        self.asked, self.flags, self.known, self.off, self.seconds = None, [], {}, {}, seconds
        self.job = {"checks": about["checks"], "notebook": about["name"], "seconds": seconds}
        self.job |= {"cells": list(runnable_cells(notebook)), "results": self.known, "off": self.off}

    def hear(self, line):
        """Note a verdict of the judge."""
        if line.get("name") in self.asked and line.get("state") in (SOLVED, NOT_YET, WRONG, MISSING):
            self.known[line["name"]] = {"state": line["state"], "message": str(line["message"])}


def mark_notebook(notebook, seconds=SECONDS):
    """Return the verdicts, and what in the code asks for a look.

    What ends or does not end is blamed, left out, and the rest is tried again.

    Returns
    -------
    results : list of dict
        Name, number, points, state and message of each exercise.
    flags : list of str
        See `minivae_checks.flags`.

    Raises
    ------
    UnreadableNotebook
        If there are no such checks, or no process can be started.
    """
    mark = Mark(notebook, seconds)
    while True:
        running, trouble = _try(mark)
        if mark.asked == {}:
            about = "{notebook!r:.80}, for which this version has no exercises in {checks}".format(**mark.job)
            raise UnreadableNotebook(f"names the notebook {about}")
        if not trouble or running is None or running in mark.off:
            break
        mark.off[running] = trouble
        if running.startswith("check "):
            mark.known[running.removeprefix("check ")] = {"state": WRONG, "message": trouble}
    if mark.asked is None:
        raise UnreadableNotebook(f"could not be checked; {trouble}")
    nothing = {"state": NOT_RUN, "message": f"the check stopped: {trouble}"}
    results = [
        {"name": name, "number": number, "points": points} | mark.known.get(name, nothing)
        for name, (number, points) in mark.asked.items()
    ]
    return results, mark.flags


def _try(mark):
    """Let a fresh process judge; return what was running when it stopped, and why it did ("" if not)."""
    with tempfile.TemporaryDirectory(prefix="minivae-check-", ignore_cleanup_errors=True) as folder:
        home = Path(folder) / "home"
        work = home / "work"
        work.mkdir(parents=True)
        with open(Path(folder) / "errors", "w+", encoding="utf-8", errors="replace") as errors:
            child = subprocess.Popen(
                [sys.executable, "-P", "-m", "minivae_checks.judge"],
                cwd=work,
                env=_environment(home),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
            try:
                running, trouble = _listen(child, mark)
            finally:
                _end(child, f"HOME={home}")
            if trouble is None:
                errors.seek(0)
                said = errors.read().strip().splitlines()
                trouble = said[-1] if said else f"its process ended with code {child.returncode}"
    return running, trouble


def _listen(child, mark):
    lines, token, running = _lines_of(child), secrets.token_hex(16), None
    try:
        print(json.dumps(mark.job), file=child.stdin, flush=True)
        if (first := lines.get(timeout=START)) is None:
            return None, None
        first = json.loads(first)
        mark.asked, mark.flags = {name: rest for name, *rest in first["asked"]}, first["flags"]
        print(token, file=child.stdin, flush=True)
        while (text := lines.get(timeout=ALIVE + 2 * mark.seconds)) is not None:
            line = _own_line(text, token)
            mark.hear(line)
            running = line.get("start", running)
            if "lost" in line:
                return running, str(line["lost"])
            if "done" in line:
                return None, ""
    except queue.Empty:
        return running, "it did not end; an endless loop?"
    except OSError:
        pass
    return running, None


def _own_line(text, token):
    try:
        line = json.loads(text)
    except ValueError:
        return {}
    return line if isinstance(line, dict) and line.get("token") == token else {}


def _lines_of(child):
    """Return a queue of the child's lines, then None: its `get` knows a timeout."""
    lines = queue.Queue()

    def read():
        for line in child.stdout:
            lines.put(line)
        lines.put(None)

    threading.Thread(target=read, daemon=True).start()
    return lines


def _end(child, word):
    """End the child and all that it or the student's code started."""
    limits.end_below(child.pid)
    limits.kill(child.pid, group=hasattr(os, "killpg"))
    child.wait()
    for _ in range(20):
        rest = limits.carrying(word)
        for pid in rest:
            limits.kill(pid)
        if not rest:
            break
    child.stdin.close()


def _environment(home):
    """Return the environment: no more than Python needs to find the packages."""
    root = Path(__file__).resolve().parents[1]
    paths = [str(root), *os.environ.get("PYTHONPATH", "").split(os.pathsep)]
    if site.ENABLE_USER_SITE:
        paths.append(site.getusersitepackages())
    found = [str(Path(path).resolve()) for path in paths if path]
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    threads = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
    return (
        kept
        | threads
        | {
            "HOME": str(home),
            "TMPDIR": str(home),
            "PYTHONPATH": os.pathsep.join(dict.fromkeys(found)),
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONIOENCODING": "utf-8",
            "MPLBACKEND": "Agg",
            "MINIVAE_DATA": "bundled",
            "TQDM_DISABLE": "1",
        }
    )
