"""Write docs/claims.md: what the source slides state, and what we measure.

    python tools/make_claims.py                  measure what has changed, write
    python tools/make_claims.py --only ID ...    only these rows
    python tools/make_claims.py --all            measure also what has not changed
    python tools/make_claims.py --check          measure nothing, say what is amiss

A row is measured if its own lines, or a file of ours that they import, have changed
since; its values stay in docs/claims.json. Rows that need all 70,000 images are
measured if these are found (see MINIVAE_DATA), else the stored value stays. Exit code
0: each verdict holds; 1: one does not; 2: wrong usage.
"""

import argparse
import os
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tools"), str(ROOT)]
# One BLAS thread, before NumPy is loaded: the last digits depend on it.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from claims import report, store  # noqa: E402
from claims.fingerprint import fingerprint  # noqa: E402
from claims.ledger import CLAIMS  # noqa: E402
from claims.run import is_fresh, renew  # noqa: E402

from minivae.files import write_whole  # noqa: E402


def main(argv=None):
    """Read the command line, measure, write both files."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("--only", nargs="+", metavar="ID", help="rows, such as kmeans-digits")
    add("--all", action="store_true", help="measure also what has not changed")
    add("--check", action="store_true", help="measure nothing, say what is amiss")
    args = parser.parse_args(argv)
    chosen = CLAIMS
    if args.only:
        chosen = [claim for claim in CLAIMS if claim.id in args.only]
        if unknown := set(args.only) - {claim.id for claim in chosen}:
            known = ", ".join(claim.id for claim in CLAIMS)
            print(f"no row is called {min(unknown)}; there are: {known}")
            return 2
    values, page = ROOT / "docs/claims.json", ROOT / "docs/claims.md"
    if args.check:
        return check(chosen, store.read(values), page)
    start = time.process_time()
    entries, failed = renew(ROOT, chosen, values, everything=args.all)
    if kept := {claim.id for claim in CLAIMS} & set(entries):
        entries = {name: entries[name] for name in kept}  # rows that are gone go
        store.write(values, entries)
    if len(kept) == len(CLAIMS):
        text = report.page(CLAIMS, entries).encode()
        write_whole(page, lambda file: file.write(text))
        print(page.relative_to(ROOT))
    print(f"{(time.process_time() - start) / 60:.1f} minutes of CPU")
    return int(failed > 0)


def check(claims, entries, page):
    """Print what is amiss with the stored rows and the page."""
    bad = 0
    for claim in claims:
        found = store.problems(claim, entries.get(claim.id))
        now = fingerprint(ROOT, claim.measure)
        if not found and not is_fresh(claim, entries[claim.id], now):
            print(f"{claim.id}: measured by an older source; make claims renews it")
        for problem in found:
            bad += 1
            print(f"{claim.id}: {problem}")
    if claims is CLAIMS and not bad:
        text = page.read_text(encoding="utf-8") if page.is_file() else ""
        if text != report.page(CLAIMS, entries):
            bad += 1
            print(f"{page.name} is not what its values say; make claims writes it")
    print(f"{len(claims)} rows, {bad} amiss")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
