"""Measured values in docs/claims.json, each row sealed against changes by hand."""

import hashlib
import json

from minivae.files import write_whole

from .row import means

SIGNIFICANT = 10


def read(path):
    """Return {id: entry}, empty if there is no file yet."""
    if not path.is_file():
        return {}
    return json.loads(path.read_text(encoding="utf-8"))


def as_text(entries):
    """The file's text: one row of values per line, so that a diff can be read."""
    lines = [
        f"{json.dumps(name)}: {json.dumps(entries[name])}" for name in sorted(entries)
    ]
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(path, entries):
    """Write the file, whole or not at all."""
    text = as_text(entries).encode()
    write_whole(path, lambda file: file.write(text))


def entry(by_seed, hashes, seconds):
    """What is kept of a measurement, {seed: {name: value}}, with its seal."""
    values = {
        str(seed): {name: float(f"{v:.{SIGNIFICANT}g}") for name, v in row.items()}
        for seed, row in by_seed.items()
    }
    kept = {"values": values, **hashes, "seconds": round(seconds, 1)}
    return kept | {"seal": seal(kept)}


def seal(kept):
    """A hash of all else that an entry holds."""
    rest = {name: value for name, value in kept.items() if name != "seal"}
    text = json.dumps(rest, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def problems(claim, kept):
    """Sentences that say what is wrong with a stored row; none is good."""
    if kept is None:
        return ["it has not been measured"]
    found = []
    if kept["seal"] != seal(kept):
        found.append("its stored values were altered")
    if tuple(map(int, kept["values"])) != claim.seeds:
        found.append(f"it was measured with the seeds {', '.join(kept['values'])}")
    try:
        for row in kept["values"].values():
            claim.check(row)
        if not claim.holds(means(kept["values"])):
            found.append(f"its verdict, {claim.verdict}, does not hold")
    except (KeyError, ValueError) as error:
        found.append(f"its values do not fit the row: {error}")
    return found


def moved(claim, old, new):
    """The names whose value differs by more than the row's tolerance."""
    return [
        name
        for name in new
        if name not in old
        or abs(new[name] - old[name]) > claim.tolerance * max(1, abs(old[name]))
    ]
