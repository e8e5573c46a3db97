"""Write every notebook of the course from its text, or check that all are in step.

    python tools/build_notebooks.py                  build what has changed
    python tools/build_notebooks.py day4/MNISTVAE    build one topic
    python tools/build_notebooks.py --only exercises derive them; nothing is executed
    python tools/build_notebooks.py --all            execute what has not changed, too
    python tools/build_notebooks.py --check          compare without running anything

A lecture or solution is executed only if its text, or a file of ours that it imports,
has changed since. ``docs/notebooks.md`` says how a source is written. Exit code 0: all
is well; 1: a notebook failed or is out of step; 2: wrong usage.
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
from notebooks.readme import with_minutes  # noqa: E402
from notebooks.source import read_source, to_bytes  # noqa: E402
from notebooks.step import (  # noqa: E402
    MOST_BYTES,
    differences,
    exercise_from_text,
    is_fresh,
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
    return build(course, pairs, everything=args.all)


def build(course, pairs, everything=False):
    """Derive the exercises, execute what has changed, renew the exercises' pictures.

    Two notebooks are executed at a time, each with one BLAS thread.
    """
    exercises = [topic for kind, topic in pairs if kind == "exercises"]
    failed = derive(course, exercises)
    run = [pair for pair in pairs if pair[0] != "exercises"]
    if not everything:
        fresh = [pair for pair in run if is_fresh(course, *pair)]
        run = [pair for pair in run if pair not in fresh]
        if fresh:
            print(f"in step {len(fresh)} executed before (--all runs them again)")
    with ProcessPoolExecutor(WORKERS, mp_context=get_context("spawn")) as pool:
        jobs = [(pair, pool.submit(build_one, course, *pair)) for pair in run]
        for (kind, topic), job in jobs:
            try:
                seconds, warnings = job.result()
            except BuildError as error:
                failed += 1
                print(f"FAILED  {error}", file=sys.stderr)
            else:
                print(f"built   {kind}/{topic}  {sum(seconds):.1f} s of CPU")
                for warning in warnings:
                    print(f"        dropped from stderr: {warning}", file=sys.stderr)
    executed = {topic for kind, topic in run if kind == "solutions"}
    failed += derive(course, [topic for topic in exercises if topic in executed])
    for day in sorted({topic.split("/")[0] for _, topic in pairs}):
        text = with_minutes(course, day)
        if text is None:
            print(f"note    course/{day}/README.md has no <!-- minutes --> marks")
            continue
        readme = course.root / "course" / day / "README.md"
        if text != readme.read_text(encoding="utf-8"):
            readme.write_text(text, encoding="utf-8")
            print(f"built   course/{day}/README.md")
    return int(failed > 0)


def derive(course, topics):
    """Write the exercises of these topics where they differ; count the failures."""
    failed = 0
    for topic in topics:
        if not problems(course, "exercises", topic):
            continue
        try:
            store(course, "exercises", topic, exercise_from_text(course, topic))
            print(f"built   exercises/{topic}")
        except BuildError as error:
            failed += 1
            print(f"FAILED  exercises/{topic}: {error}", file=sys.stderr)
    return failed


def build_one(course, kind, topic):
    """Build and store one lecture or solution; the old one stays if it fails."""
    course.notebook(kind, topic).parent.mkdir(parents=True, exist_ok=True)
    nb = read_source(course, kind, topic)
    seconds, warnings = execute(nb, course)
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
    for day in sorted({topic.split("/")[0] for _, topic in pairs}):
        readme = course.root / "course" / day / "README.md"
        text = with_minutes(course, day)
        if text is not None and text != readme.read_text(encoding="utf-8"):
            bad += 1
            print(f"course/{day}/README.md: its minutes are not those of the texts")
            print(f"    mend it: python tools/build_notebooks.py {day}")
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
    add("--all", action="store_true", help="execute also what has not changed")
    here = Path(__file__).resolve().parents[1]
    add("--root", type=Path, default=here, help="the folder of the course")
    add("--checks", default="minivae_checks", help="the package of the checks")
    args = parser.parse_args(argv)
    if args.execute and not args.check:
        parser.error("--execute goes with --check")
    return args


if __name__ == "__main__":
    sys.exit(main())
