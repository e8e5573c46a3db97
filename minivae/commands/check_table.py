"""What `minivae check` shows: a table per notebook, a row per file, a CSV."""

import csv
import io
import os
import re
from dataclasses import dataclass, field
from pathlib import Path

COLUMNS = [
    *("student", "file", "notebook", "points", "of", "solved", "exercises"),
    *("look at", "marks", "trouble"),
]
LONGEST = 2000  # characters of a message
ESCAPES = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(\x07|\x1b\\)?")


@dataclass
class Report:
    """What is known of one file."""

    path: Path
    notebook: str = ""
    results: list = field(default_factory=list)
    flags: list = field(default_factory=list)
    trouble: str = ""

    @property
    def points(self):
        """The points of what is solved."""
        return sum(r["points"] for r in self.results if r["state"] == "solved")

    @property
    def of(self):
        """All points that can be had."""
        return sum(r["points"] for r in self.results)

    @property
    def solved(self):
        """How many exercises are solved."""
        return sum(r["state"] == "solved" for r in self.results)

    @property
    def code(self):
        """The exit code: 0 all solved, 1 not, 2 unreadable or something is missing."""
        if self.trouble or any(r["state"] == "missing" for r in self.results):
            return 2
        return int(self.solved < len(self.results))

    @property
    def student(self):
        """The folder that is likely a student's: above the file, days left out."""
        for folder in self.path.absolute().parents:
            if not re.fullmatch(r"day\d+", folder.name):
                return "" if folder.name == "exercises" else folder.name
        return ""


def plain(text):
    """Leave out what moves a terminal's cursor, colours it or turns its direction."""
    kept = (
        c
        for c in ESCAPES.sub("", str(text))
        if c == "\n" or c.isprintable() or c == " "
    )
    return "".join(kept)[:LONGEST]


def table(report):
    """Return the table of one notebook."""
    name = report.notebook or f"{report.path.absolute().parent.name}/{report.path.stem}"
    lines = ["", plain(name), f"  {plain(report.path)}"]
    lines += [_row(result) for result in report.results]
    if report.trouble:
        lines.append(f"  {plain(report.trouble)}")
    if report.flags:
        lines.append(f"  look at this notebook: {plain(', '.join(report.flags))}")
    return "\n".join(lines)


def _row(result):
    got = result["points"] if result["state"] == "solved" else 0
    label = f"  {result['number']:<5} {result['name']:<28} {result['state']:<8}"
    row = f"{label} {got}/{result['points']}"
    said = plain(result["message"]).splitlines()
    note = "\n".join(" " * 8 + line for line in said)
    return f"{row}\n{note}" if note else row


def summary(reports):
    """Return a row per file, if there are several, and the points of all."""
    lines = [""]
    if len(reports) > 1:
        width = max(7, *(len(plain(r.student)) for r in reports))
        lines.append(f"{'student':<{width}}  {'points':>7}  file")
        for r in reports:
            marks = "unread" if r.trouble else f"{r.points}/{r.of}"
            look = f"   look at: {plain(', '.join(r.flags))}" if r.flags else ""
            row = f"{plain(r.student):<{width}}  {marks:>7}  {plain(r.path)}{look}"
            lines.append(row.replace("\n", " "))
        lines.append("")
    got, of = (sum(getattr(r, what) for r in reports) for what in ("points", "of"))
    lines.append(f"{got} of {of} points")
    unread = sum(bool(r.trouble) for r in reports)
    if unread:
        files = "file" if unread == 1 else "files"
        lines.append(f"{unread} {files} could not be checked")
    return "\n".join(lines)


def refuse_csv(path):
    """Refuse a place where no table can be put, or where something else would be lost.

    Raises
    ------
    ValueError
        If it is no ordinary file, or a file that `minivae check` has not written.
    """
    if not path.absolute().parent.is_dir():
        raise ValueError(f"--csv: there is no folder {path.absolute().parent}")
    if path.is_symlink() or (path.exists() and not path.is_file()):
        raise ValueError(f"--csv: {path} is no ordinary file")
    if path.suffix == ".ipynb":
        raise ValueError(
            f"--csv: {path} is a notebook's name; name the table that is to be written"
        )
    first = ",".join(COLUMNS).encode()
    if path.exists() and path.read_bytes()[: len(first)] not in (b"", first):
        raise ValueError(
            f"--csv: {path} is there, and is no table of minivae check; name another"
        )


def write_csv(path, reports):
    """Write a row per file; an earlier table is replaced when the new one is whole."""
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow(COLUMNS)
    for r in reports:
        marks = "; ".join(f"{e['number']} {e['name']} {e['state']}" for e in r.results)
        row = [r.student, r.path, r.notebook, r.points, r.of, r.solved, len(r.results)]
        rows.writerow([_cell(c) for c in [*row, ", ".join(r.flags), marks, r.trouble]])
    new = path.with_name(f"{path.name}.{os.getpid()}.new")
    new.write_text(text.getvalue(), encoding="utf-8", newline="")
    new.replace(path)


def _cell(value):
    """A number, or a text on one line that no spreadsheet takes for a formula."""
    if isinstance(value, int):
        return value
    said = plain(value).replace("\n", " ")
    return f"'{said}" if said[:1] in ("=", "+", "-", "@") else said
