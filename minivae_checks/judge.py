"""``python -m minivae_checks.judge``: judge one notebook, within limits, and report in lines of JSON.

`minivae_checks.mark` starts it. Standard input holds the job, then a token; each line on
standard output carries the token. It comes after the fork, so the student's process has
neither the token nor the streams.
"""

import json
import os
import sys
import threading
import time

from minivae_checks import limits
from minivae_checks.exercise import exercises_in
from minivae_checks.flags import flags_of
from minivae_checks.run import Judge
from minivae_checks.student import Student
from minivae_checks.wire import Broken

LOOK = 0.2  # seconds between two looks
IDLE, WAIT = 0.02, 2  # who uses less of a core waits, and may do so WAIT times the seconds


class Watch(threading.Thread):
    """Ends all when one cell or check takes too long: by CPU time, or doing nothing."""

    def __init__(self, pid, seconds, say):
        super().__init__(daemon=True)
        self.pid, self.seconds, self.say = pid, seconds, say
        self.lock, self.over, self.own, self.looks = threading.Lock(), False, 0.0, 0
        self.begin()

    def begin(self):
        """Start counting anew."""
        self.began, self.idle = self._cpu(), 0.0

    def _cpu(self):
        return (limits.cpu_seconds(self.pid) or 0) + time.process_time() - self.own

    def run(self):
        """Look five times a second. A busy machine takes nothing from the student's time."""
        last = time.monotonic(), self._cpu()
        while not self.over:
            time.sleep(LOOK)
            self.own, self.looks = time.thread_time(), self.looks + 1
            now = time.monotonic(), self._cpu()
            with self.lock:
                if now[1] - last[1] < IDLE * (now[0] - last[0]):
                    self.idle += now[0] - last[0]
                trouble = self._trouble(now[1])
                if trouble and not self.over:
                    self.say({"lost": trouble})
                    limits.end_below(os.getpid())
                    os._exit(0)
            if _has_ended(self.pid) and not self.over:
                limits.end_below(os.getpid())  # else its children keep the line open
            last = now

    def _trouble(self, cpu):
        if cpu - self.began > self.seconds:
            return f"it did not end within {self.seconds:g} s; an endless loop?"
        if self.idle > WAIT * self.seconds:
            return f"it waited for {WAIT * self.seconds:g} s; for what?"
        if self.looks % 5 == 0 and len(limits.below(os.getpid())) > limits.PROCESSES:
            return f"it started more than {limits.PROCESSES} processes"
        return None


def _has_ended(pid):
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
    except (AttributeError, OSError):
        return False


def main():
    """Read the job, start the student's process, judge, report."""
    out = open(os.dup(1), "w", encoding="utf-8")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 1)

    def say(line, **more):
        print(json.dumps(line | more), file=out, flush=True)

    job = json.loads(sys.stdin.readline())
    try:
        exercises = {e.name: e for e in exercises_in(job["checks"], job["notebook"])}
    except ModuleNotFoundError:
        exercises = {}
    # Before a line of the student's runs: what is asked, what it is worth, what asks for a look.
    asked = [[e.name, e.number, e.points] for e in exercises.values()]
    flags = flags_of(job["cells"])
    limits.limit()
    limits.adopt()
    student = Student(exercises, job["checks"], job["notebook"], private=(out.fileno(), 0))
    say({"asked": asked, "flags": flags})
    token = sys.stdin.readline().strip()
    watch = Watch(student.pid, job["seconds"], lambda line: say(line, token=token))

    def report(line):
        with watch.lock:
            watch.begin()
            say(line, token=token)

    watch.start()
    try:
        Judge(exercises, student, report, job["results"]).go_through(job["cells"], job["off"])
        last = {"done": True}
    except Broken as broken:
        last = {"lost": f"{student.ended()} ({broken})" if f"{broken}" != "it has ended" else student.ended()}
    with watch.lock:  # from here on it ends nothing
        watch.over = True
    limits.kill(student.pid, group=student.child is None)
    limits.end_below(os.getpid())
    say(last, token=token)


if __name__ == "__main__":
    main()
