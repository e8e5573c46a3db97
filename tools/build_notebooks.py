"""Write every notebook of the course from its text, or check that all are in step.

    python tools/build_notebooks.py                  build everything
    python tools/build_notebooks.py day4/MNISTVAE    build one topic
    python tools/build_notebooks.py --check          compare without running anything

``docs/notebooks.md`` says how a source is written. Exit code 0: all is well; 1: a
notebook failed or is out of step; 2: wrong usage.
"""

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from notebooks.course import BuildError, Course  # noqa: E402
from notebooks.execute import execute  # noqa: E402
from notebooks.readme import write_minutes  # noqa: E402
from notebooks.source import read_source, to_bytes  # noqa: E402
from notebooks.step import (  # noqa: E402
    MOST_BYTES,
    differences,
    exercise_from_stored,
    problems,
)

KINDS = ("course", "solutions", "exercises")
WORKERS = 2


def main(argv=None):
    """Read the command line and build or check."""
    args = _parse(argv)
    course = Course(args.root.resolve(), args.checks)
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(course.root), os.environ.get("PYTHONPATH")])
    )
    sys.path.insert(0, str(course.root))
    try:
        pairs = course.select(args.names, [args.only] if args.only else KINDS)
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    if args.check:
        return check(course, pairs, args.execute, everything=not args.names)
    return build(course, pairs, limits=not args.no_limits)


def build(course, pairs, limits=True):
    """Execute lectures and solutions, two at a time, then derive the exercises."""
    seconds, failed = {}, 0
    run = [pair for pair in pairs if pair[0] != "exercises"]
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = [(pair, pool.submit(build_one, course, *pair, limits)) for pair in run]
        for (kind, topic), job in jobs:
            try:
                seconds[kind, topic], warnings = job.result()
            except BuildError as error:
                failed += 1
                print(f"FAILED  {error}", file=sys.stderr)
            else:
                print(f"built   {kind}/{topic}  {seconds[kind, topic]:.1f} s")
                for warning in warnings:
                    print(f"        dropped from stderr: {warning}", file=sys.stderr)
    for kind, topic in pairs:
        if kind == "exercises":
            try:
                store(course, kind, topic, exercise_from_stored(course, topic))
                print(f"built   {kind}/{topic}")
            except BuildError as error:
                failed += 1
                print(f"FAILED  {kind}/{topic}: {error}", file=sys.stderr)
    for day in sorted({topic.split("/")[0] for _, topic in seconds}):
        why = write_minutes(course, day, seconds)
        if why:
            print(f"note    {why}; its minutes were not written")
    return int(failed > 0)


def build_one(course, kind, topic, limits):
    """Build and store one lecture or solution; the old one stays if it fails."""
    course.notebook(kind, topic).parent.mkdir(parents=True, exist_ok=True)
    nb = read_source(course, kind, topic)
    seconds, warnings = execute(nb, course, limits)
    store(course, kind, topic, nb)
    return seconds, warnings


def store(course, kind, topic, nb):
    """Write a notebook in one stroke, so that no half of it is ever left."""
    data = to_bytes(nb)
    if len(data) > MOST_BYTES:
        raise BuildError(f"{kind}/{topic} has {len(data)} bytes: fewer pictures?")
    path = course.notebook(kind, topic)
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    partial.write_bytes(data)
    os.replace(partial, path)


def check(course, pairs, again, everything):
    """List each notebook that is out of step, and the command that mends it."""
    bad = 0
    for kind, topic in pairs:
        found = problems(course, kind, topic)
        if again and not found and kind != "exercises":
            try:
                found = differences(course, kind, topic)
            except BuildError as error:
                found = [str(error)]
        for problem in found:
            print(f"{kind}/{topic}.ipynb: {problem}")
        if found:
            bad += 1
            print(f"    mend it: python tools/build_notebooks.py {topic}")
    for path in course.orphans() if everything else []:
        bad += 1
        print(f"{path.relative_to(course.root)}: no source; delete it")
    print(f"{len(pairs)} notebooks checked, {bad} out of step")
    return int(bad > 0)


def _parse(argv):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("names", nargs="*", metavar="NAME", help="day4 or day4/MNISTVAE; default: all")
    add("--only", choices=KINDS, help="leave the other folders alone")
    add("--check", action="store_true", help="compare with the sources, write nothing")
    add("--execute", action="store_true", help="with --check: run again, compare text")
    add("--no-limits", action="store_true", help="allow cells and notebooks any time")
    here = Path(__file__).resolve().parents[1]
    add("--root", type=Path, default=here, help="the folder of the course")
    add("--checks", default="minivae_checks", help="the package of the checks")
    args = parser.parse_args(argv)
    if args.execute and not args.check:
        parser.error("--execute goes with --check")
    return args


if __name__ == "__main__":
    sys.exit(main())
