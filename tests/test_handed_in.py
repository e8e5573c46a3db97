"""What students hand in gets its marks, whatever has been done to it."""

import json
import os
import time
from pathlib import Path

import handed_in
import pytest

from minivae_checks import limits, mark
from minivae_checks.cells import runnable_cells
from minivae_checks.flags import flags_of

# A few run with every change; all of them with `make test`.
QUICK = {"own cell: a constant", "patches Exercise in an answer", "kills the judge"}
NAMES = [
    name if name in QUICK else pytest.param(name, marks=pytest.mark.notebooks)
    for name in handed_in.SUBMISSIONS
]
ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_submission_gets_its_marks_and_what_is_odd_is_shown(name):
    _, _, points, look = handed_in.SUBMISSIONS[name]
    results, flags = mark.mark_notebook(handed_in.made(name), handed_in.LOOP)
    got = sum(r["points"] for r in results if r["state"] == "solved")
    assert got == points, [r for r in results if r["state"] != "solved"]
    assert sum(r["points"] for r in results) == handed_in.ALL
    assert (look in ", ".join(flags)) if look else not flags, flags


@pytest.mark.parametrize("name", handed_in.SUBMISSIONS)
def test_what_is_odd_is_read_off_the_code(name):
    flags = flags_of(list(runnable_cells(handed_in.made(name))))
    look = handed_in.SUBMISSIONS[name][3]
    assert (look in ", ".join(flags)) if look else not flags, flags


def test_nothing_in_the_course_itself_asks_for_a_look():
    paths = [*ROOT.glob("exercises/*/*.ipynb"), *ROOT.glob("solutions/*/*.ipynb")]
    assert len(paths) >= 20
    for path in paths:
        notebook = json.loads(path.read_text(encoding="utf-8"))
        assert flags_of(list(runnable_cells(notebook))) == [], path


def probed(code):
    """Run code in an own cell; return what it says in a line on its own pipe."""
    notebook = handed_in.load("exercises")
    say = "\ndef neuron_gradient(*a):\n    raise ValueError(repr(said))"
    notebook["cells"][1:1] = [handed_in.own(code)]
    handed_in.before(notebook, "neuron_gradient", "")
    cell = notebook["cells"][handed_in.place(notebook, "exercise", "neuron_gradient")]
    cell["source"] = say
    results, _ = mark.mark_notebook(notebook, 5)
    return results[0]["message"]


def test_the_students_process_sees_a_fresh_folder_and_an_emptied_environment(
    monkeypatch,
):
    monkeypatch.setenv("SECRET_OF_THE_INSTRUCTOR", "1")
    said = probed(
        "import os, sys\n"
        "home = os.path.expanduser('~') == os.path.dirname(os.getcwd())\n"
        "said = [os.listdir(), 'SECRET_OF_THE_INSTRUCTOR' in os.environ,\n"
        "        len(os.environ) < 25, home, sys.flags.safe_path]"
    )
    assert "[[], False, True, True, True]" in said


@pytest.mark.skipif(limits.resource is None, reason="the system has no such limits")
def test_memory_files_and_processes_are_limited():
    said = probed(
        "import resource as r\n"
        "kinds = r.RLIMIT_AS, r.RLIMIT_FSIZE, r.RLIMIT_CORE\n"
        "said = [r.getrlimit(k)[1] for k in kinds]\n"
        "said.append(r.getrlimit(r.RLIMIT_NPROC)[1] < 10**5)\n"
        "try:\n    open('big', 'wb').write(bytes(100 << 20))\n"
        "except OSError as error:\n    said.append(type(error).__name__)"
    )
    assert f"[{limits.MEMORY}, {limits.FILE}, 0, True, 'OSError']" in said


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_what_a_submission_starts_ends_with_it(tmp_path):
    notes = [tmp_path / name for name in "ab"]
    daemon = (
        "import os, time\n"
        "for path, clean in (({!r}, False), ({!r}, True)):\n"
        "    if os.fork() == 0:\n"
        "        os.setsid()\n"
        "        if os.fork() == 0:\n"
        "            open(path, 'w').write(str(os.getpid()))\n"
        "            if clean:\n"
        "                os.execve('/bin/sleep', ['sleep', '300'], {{}})\n"
        "            time.sleep(300)\n"
        "        os._exit(0)\n"
        "time.sleep(0.5)\nsaid = 1\n"
    ).format(*map(str, notes))
    began = time.monotonic()
    assert "ValueError: 1" in probed(daemon)
    assert time.monotonic() - began < 250
    for note in notes:
        with pytest.raises(ProcessLookupError):
            os.kill(int(note.read_text()), 0)
