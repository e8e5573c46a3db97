"""Run the lectures again with other seeds, and count what still holds.

    python tools/seeds.py                        all lectures, five other seeds
    python tools/seeds.py day4/MNISTVAE          one lecture (or: day4)
    python tools/seeds.py day1 --seeds 7000 8000

A lecture takes each random number from ``SEED``, a name in its setup cell. Here that
name gets other values, and an assert that fails does not stop the lecture: it is
counted. What an assert claims is said by a comment on its last line, or on the line
above it::

    assert elbo.mean() > rival.mean()  # claim: the VAE is ahead of the mixture

An assert without such a comment is a check of the code (a sum is one, two ways agree);
it is shown by its own text if it fails. Exit code 0: everything held; 1: a claim or a
check failed, or a lecture stopped.
"""

import argparse
import ast
import contextlib
import io
import linecache
import os
import re
import sys
import traceback
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from notebooks.course import BuildError, Course  # noqa: E402
from notebooks.execute import SETTINGS  # noqa: E402
from notebooks.source import read_source  # noqa: E402

SEEDS = (1000, 2000, 3000, 4000, 5000)
CLAIM = re.compile(r"#\s*claim:\s*(.+)")
WORKERS = 2


def main(argv=None):
    """Read the command line, run, print a table for each lecture."""
    args = _parse(argv)
    course = Course(args.root.resolve())
    try:
        topics = [topic for _, topic in course.select(args.names, ["course"])]
    except BuildError as error:
        print(error, file=sys.stderr)
        return 2
    os.environ.update(SETTINGS, MPLBACKEND="agg")
    os.environ["PYTHONPATH"] = os.pathsep.join(
        filter(None, [str(course.root), os.environ.get("PYTHONPATH")])
    )
    well = True
    with ProcessPoolExecutor(
        args.jobs, get_context("spawn"), max_tasks_per_child=1
    ) as pool:
        runs = {
            topic: [pool.submit(run, course.root, topic, seed) for seed in args.seeds]
            for topic in topics
        }
        for topic, futures in runs.items():
            well &= report(topic, args.seeds, [future.result() for future in futures])
    return 0 if well else 1


def run(root, topic, seed):
    """Run a lecture with this seed.

    Returns
    -------
    dict of (line, text, is_claim) to bool
        Whether each assert held every time that it was reached.
    str
        Where and why the lecture stopped, else "".
    """
    nb = read_source(Course(root), "course", topic)
    held, stopped = {}, ""
    space = {"__name__": "__main__", "__held__": held, "__seed__": seed}
    sys.path.insert(0, str(root))
    os.chdir(root / "course" / topic.split("/")[0])
    silence = (
        contextlib.redirect_stdout(io.StringIO()),
        contextlib.redirect_stderr(io.StringIO()),
    )
    seeded = False
    with silence[0], silence[1], warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for number, cell in enumerate(nb.cells):
            if cell.cell_type != "code":
                continue
            tree, found = counted(cell.source, number)
            seeded |= found
            place = f"<cell {number}>"
            lines = cell.source.splitlines(keepends=True)
            linecache.cache[place] = len(cell.source), None, lines, place  # for inspect
            try:
                exec(compile(tree, place, "exec"), space)
            except Exception as error:
                line = traceback.extract_tb(error.__traceback__)[-1]
                where = f"({line.name}, line {line.lineno})"
                stopped = f"cell {number}: {type(error).__name__}: {error} {where}"
                break
    if not seeded:
        stopped = stopped or "no cell says `SEED = 0`: nothing takes another seed"
    return held, stopped


def counted(source, number):
    """Return a cell as a tree that counts its asserts, and whether it sets SEED."""
    tree, lines = ast.parse(source), source.splitlines()

    class Count(ast.NodeTransformer):
        seeded = False

        def visit_Assert(self, node):
            above = lines[node.lineno - 2] if node.lineno > 1 else ""
            ends = lines[node.end_lineno - 1]
            # Only a comment of its own: what stands above may be another assert's.
            above = above if above.lstrip().startswith("#") else ""
            said = CLAIM.search(ends) or CLAIM.search(above)
            text = said[1].strip() if said else ast.unparse(node.test)
            key = ast.Constant((number, node.lineno, text, bool(said)))
            hold = ast.parse(
                "__held__[KEY] = bool(TEST) and __held__.get(KEY, True)"
            ).body[0]
            hold = _Put({"KEY": key, "TEST": node.test}).visit(hold)
            return ast.copy_location(hold, node)

        def visit_Assign(self, node):
            if [ast.unparse(target) for target in node.targets] == ["SEED"]:
                self.seeded = True
                node.value = ast.Name("__seed__", ast.Load())
            return self.generic_visit(node)

    count = Count()
    return ast.fix_missing_locations(count.visit(tree)), count.seeded


class _Put(ast.NodeTransformer):
    def __init__(self, values):
        self.values = values

    def visit_Name(self, node):
        return self.values.get(node.id, node)


def report(topic, seeds, results):
    """Print one lecture's table; return whether everything held."""
    stops = {
        seed: stopped
        for seed, (_, stopped) in zip(seeds, results, strict=True)
        if stopped
    }
    counts = {}
    for held, _ in results:
        for key, well in held.items():
            counts.setdefault(key, []).append(well)
    print(f"\n{topic}, seeds {', '.join(map(str, seeds))}")
    for (cell, _, text, is_claim), held in sorted(counts.items()):
        if is_claim or not all(held):
            kind = "" if is_claim else "check of the code: "
            print(f"  {sum(held)} of {len(held)}  cell {cell}: {kind}{text}")
    checks = sum(all(held) for key, held in counts.items() if not key[3])
    print(f"  and {checks} checks of the code that held with every seed")
    for seed, stopped in stops.items():
        print(f"  seed {seed} stopped: {stopped}")
    sys.stdout.flush()
    return not stops and all(map(all, counts.values()))


def _parse(argv):
    parser = argparse.ArgumentParser(
        prog="seeds.py", description=__doc__.partition("\n")[0]
    )
    parser.add_argument(
        "names", nargs="*", help="lectures such as day4/MNISTVAE, or days; default: all"
    )
    parser.add_argument(
        "--seeds", nargs="+", type=int, default=SEEDS, help="default: %(default)s"
    )
    parser.add_argument(
        "--jobs",
        type=int,
        default=WORKERS,
        help="how many run at a time; default: %(default)s",
    )
    parser.add_argument(
        "--root",
        type=Path,
        default=Path(__file__).resolve().parents[1],
        help=argparse.SUPPRESS,
    )
    return parser.parse_args(argv)


if __name__ == "__main__":
    sys.exit(main())
