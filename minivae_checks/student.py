"""Start and end the student's process, in which nothing is judged."""

import contextlib
import os
import signal
import subprocess
import sys
import time

from minivae_checks import limits, pupil
from minivae_checks.line import Line

FORKS = hasattr(os, "fork")  # not on Windows: there the process starts afresh


class Student:
    """The student's process, seen from the side that judges."""

    def __init__(self, exercises, module, notebook, private=()):
        self.child = None
        if FORKS:
            (mine, theirs), (from_me, to_them) = os.pipe(), os.pipe()
            self.pid = os.fork()
            if self.pid == 0:
                _be_the_student(open(from_me, "rb"), open(theirs, "wb"), (mine, to_them, *private), exercises)
            os.close(theirs), os.close(from_me)
            self.streams = open(mine, "rb"), open(to_them, "wb")
        else:  # Windows
            words = [sys.executable, "-P", "-m", "minivae_checks.pupil", module, notebook]
            self.child = subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self.pid, self.streams = self.child.pid, (self.child.stdout, self.child.stdin)
        self.pupil = Line(*self.streams).first()

    def end(self):
        """End the process and its group."""
        limits.kill(self.pid, group=not self.child)
        self.ended()

    def ended(self):
        """End what is left of the process; return how it had ended by itself, as a clause."""
        code = self._exit_code()
        limits.kill(self.pid, group=not self.child)
        if code is None:
            said = "it sent what is no answer"
            if not self.child:
                with contextlib.suppress(OSError):
                    os.waitpid(self.pid, 0)
        else:
            said = f"its code ended Python with exit code {code}"
            if code < 0:
                said = f"Python was ended by the signal {signal.Signals(-code).name}; is memory or time used up?"
        for stream in self.streams:
            with contextlib.suppress(OSError):
                stream.close()
        return said

    def _exit_code(self, patience=1.0):
        """Return with which code the process has ended; None if it goes on."""
        until = time.monotonic() + patience
        while time.monotonic() < until:
            if self.child:
                code = self.child.poll()
            else:
                with contextlib.suppress(OSError):
                    pid, status = os.waitpid(self.pid, os.WNOHANG)
                    code = os.waitstatus_to_exitcode(status) if pid else None
            if code is not None:
                return code
            time.sleep(0.01)
        return None


def _be_the_student(reader, writer, others, exercises):
    """Never returns: the child of a fork has nothing to do in its parent's code."""
    try:
        for number in others:
            os.close(number)
        os.setsid()
        pupil.serve(reader, writer, exercises)
    finally:
        os._exit(0)
