"""What a student's process may use, where the system can say so, and how it is ended."""

import contextlib
import os
import signal
import time
from pathlib import Path

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY, FILE, FILES = 4 << 30, 64 << 20, 256  # bytes of memory and of one file; open files
PROCESSES, CPU = 50, 1800  # besides those that the user has; seconds of any one process


def limit(processes=False):
    """Limit this process and its children; what the system does not know is left out.

    The number of processes is limited for the student's alone: in a container the system may
    count processes of the same user that are not to be seen from there.
    """
    if resource is None:
        return
    bounds = {"AS": MEMORY, "FSIZE": FILE, "NOFILE": FILES, "CORE": 0, "CPU": CPU}
    if processes:
        bounds["NPROC"] = _threads() + PROCESSES
    for name, most in bounds.items():
        with contextlib.suppress(AttributeError, ValueError, OSError):
            kind = getattr(resource, f"RLIMIT_{name}")
            hard = resource.getrlimit(kind)[1]
            most = most if hard == resource.RLIM_INFINITY else min(most, hard)
            resource.setrlimit(kind, (most, most))


def adopt():
    """Let orphans among the children come to this process, so that it finds them (Linux)."""
    with contextlib.suppress(Exception):
        import ctypes

        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def cpu_seconds(pid):
    """Return the CPU time of another process, or None if the system does not tell."""
    try:
        return time.clock_gettime(((~pid) << 3) | 2)  # Linux: the clock of a process
    except (AttributeError, OSError, OverflowError, ValueError):
        return None


def _processes():
    """Yield (pid, parent, user, threads, words of its environment) from /proc, if there is one."""
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError, ValueError, IndexError):
            fields = (folder / "stat").read_text(errors="replace").rpartition(")")[2].split()
            if fields[0] == "Z":  # it has ended
                continue
            yield int(folder.name), int(fields[1]), folder.stat().st_uid, int(fields[17]), folder


def _threads():
    user = os.getuid()
    return sum(threads for _, _, uid, threads, _ in _processes() if uid == user)


def below(pid):
    """Return the processes that descend from ``pid``, as far as the system tells."""
    parents = {child: parent for child, parent, *_ in _processes()}
    found, new = set(), {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - found
        found |= new
    return found


def carrying(word):
    """Return the processes that were started with ``word`` in their environment."""
    found = set()
    for pid, _, _, _, folder in _processes():
        with contextlib.suppress(OSError):
            if word.encode() in (folder / "environ").read_bytes():
                found.add(pid)
    return found - {os.getpid()}


def kill(pid, group=False):
    """End a process, or its whole group, at once."""
    with contextlib.suppress(OSError, AttributeError):
        if group:
            os.killpg(pid, signal.SIGKILL)
        os.kill(pid, getattr(signal, "SIGKILL", signal.SIGTERM))


def end_below(pid):
    """End all that descends from ``pid``, until nothing is left."""
    for _ in range(20):
        rest = below(pid)
        for child in rest:
            kill(child)
        if pid == os.getpid():
            _reap()
        if not rest:
            return
        time.sleep(0.01)


def _reap():
    with contextlib.suppress(OSError, AttributeError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
