"""Run the parts of ``make test``, one after the other, and say how long each took.

    python tools/run_tests.py                  all parts
    python tools/run_tests.py tests            only this one (or notebooks, nbgrader)

A part that fails does not stop the next ones. Exit code 1 if any failed.
"""

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
KINDS = ("course", "solutions")  # nbgrader's part executes the exercises
# Two workers, so one BLAS thread each.
ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1"}
# Bundled data only, so that the stored outputs hold on every computer.
BUNDLED = ONE_THREAD | {"MINIVAE_DATA": "bundled"}


def parts():
    """Return {name: (settings, arguments of pytest)}."""
    notebooks = [
        str(path.relative_to(ROOT))
        for kind in KINDS
        for path in sorted((ROOT / kind).glob("day*/*.ipynb"))
    ]
    # loadscope keeps a notebook in one kernel.
    nbval = ["--nbval-lax", "--nbval-sanitize-with", "tools/nbval.cfg"]
    nbval += ["--dist", "loadscope", *notebooks]
    return {
        "tests": (ONE_THREAD, ["-m", "not notebooks and not quiet", "tests"]),
        "notebooks": (BUNDLED, nbval),
        "nbgrader": (BUNDLED, ["-m", "notebooks", "tests"]),
    }


def main(names):
    """Run the named parts, or all; return the exit code."""
    known = parts()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"no part is called {unknown[0]}; there are: {', '.join(known)}")
        return 2
    lines, failed = [], False
    for name in names or known:
        settings, arguments = known[name]
        start = time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-n", "2", *arguments],
            cwd=ROOT,
            env=os.environ | settings,
        )
        minutes = (time.perf_counter() - start) / 60
        state = "passed" if done.returncode == 0 else "FAILED"
        lines.append(f"  {name:<10} {minutes:5.1f} minutes  {state}")
        failed |= done.returncode != 0
    print("\n".join(["", *lines]), flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
