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
from minivae_checks.run import Judge
from minivae_checks.student import Student
from minivae_checks.wire import Broken

WAIT = 3  # times the seconds of CPU may pass by the clock


class Watch(threading.Thread):
    """Ends all when one cell or check takes too long, by CPU time or by the clock."""

    def __init__(self, pid, seconds, say):
        super().__init__(daemon=True)
        self.pid, self.seconds, self.say = pid, seconds, say
        self.lock, self.over = threading.Lock(), False
        self.begin()

    def begin(self):
        """Start counting anew."""
        self.began = time.monotonic(), self._cpu()

    def _cpu(self):
        return (limits.cpu_seconds(self.pid) or 0) + time.process_time()

    def run(self):
        """Look five times a second."""
        while True:
            time.sleep(0.2)
            with self.lock:
                if self.over:
                    return
                clock, cpu = self.began
                trouble = None
                if self._cpu() - cpu > self.seconds:
                    trouble = f"it did not end within {self.seconds:g} s; an endless loop?"
                elif time.monotonic() - clock > WAIT * self.seconds:
                    trouble = f"it did not end within {WAIT * self.seconds:g} s; does it wait for something?"
                elif len(limits.below(os.getpid())) > limits.PROCESSES:
                    trouble = f"it starts more than {limits.PROCESSES} processes"
                elif _has_ended(self.pid):
                    limits.end_below(os.getpid())  # else its children keep the line open
                if trouble:
                    self.say({"lost": trouble})
                    limits.end_below(os.getpid())
                    os._exit(0)


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
    exercises = {e.name: e for e in exercises_in(job["checks"], job["notebook"])}
    limits.limit()
    limits.adopt()
    student = Student(exercises, job["checks"], job["notebook"], private=(out.fileno(), 0))
    say({"ready": True})
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
    with watch.lock:
        watch.over = True
    limits.kill(student.pid, group=student.child is None)
    limits.end_below(os.getpid())
    say(last, token=token)


if __name__ == "__main__":
    main()
