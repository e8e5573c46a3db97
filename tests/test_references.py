"""Every citation by authors and year resolves to docs/references.md, and back."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
NAME = r"[A-Z][a-z][\w-]*"
MORE = rf"(?:,? (?:and|&) (?:others|{NAME})|, {NAME})*(?: et al\.)?"
YEAR = r"(?:1[89]\d\d|20[0-2]\d)"
CITED = re.compile(
    rf"\b({NAME}){MORE}(?:'s|’s)?,? ?\(?,? ?(?<!\d)({YEAR})\b(?! (?:words|documents))"
)
ENTRY = re.compile(rf"^- ({NAME}), .*?\(({YEAR})\)\. ", re.MULTILINE)
# Words with a capital letter before a year that is no work's.
NOT_AUTHORS = {
    "In",
    "Since",
    "From",
    "November",
    "April",
    "Until",
    "By",
    "Before",
    "After",
}
FOLDERS = ("course", "solutions", "minivae", "minivae_checks", "benchmarks")


def texts():
    """The texts in which works are named."""
    files = [
        ROOT / "README.md",
        *(ROOT / "docs").glob("n*.md"),
        ROOT / "docs/glossary.md",
    ]
    for folder in FOLDERS:
        files += (ROOT / folder).rglob("*.py")
        files += (ROOT / folder).rglob("*.md")
    return [path for path in files if path.is_file()]


def cited(text):
    """Return the (first author, year) pairs of a text."""
    joined = re.sub(r"\n\s*#?:? *", " ", text)
    return {pair for pair in CITED.findall(joined) if pair[0] not in NOT_AUTHORS}


def known():
    """Return the (first author, year) pairs of the references."""
    return set(ENTRY.findall((ROOT / "docs/references.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    "text, pair",
    [
        ("Neal's (2000) algorithm", ("Neal", "2000")),
        ("(Blei, Ng and Jordan 2003)", ("Blei", "2003")),
        ("Kingma & Welling (2014), eq. 3", ("Kingma", "2014")),
        ("Burda et al. (2016)", ("Burda", "2016")),
        ("Nalisnick et al. (2019, they)", ("Nalisnick", "2019")),
        ("and Mimno and others 2011)", ("Mimno", "2011")),
        ("(Griffiths and\n# Steyvers 2004, equation 5)", ("Griffiths", "2004")),
    ],
)
def test_a_citation_is_seen(text, pair):
    assert cited(text) == {pair}


def test_what_is_cited_stands_in_the_references():
    missing = {
        f"{path.relative_to(ROOT)}: {name} {year}"
        for path in texts()
        for name, year in cited(path.read_text(encoding="utf-8")) - known()
    }
    assert not missing, "\n".join(sorted(missing))


def test_what_stands_in_the_references_is_cited():
    all_cited = set().union(
        *(cited(path.read_text(encoding="utf-8")) for path in texts())
    )
    assert not known() - all_cited


def test_the_references_are_in_order_and_each_can_be_found():
    text = (ROOT / "docs/references.md").read_text(encoding="utf-8")
    entries = [line for line in text.splitlines() if line.startswith("- ")]
    assert len(entries) == len(ENTRY.findall(text)) >= len(known())
    names = [entry[2:].split(",")[0].lower() for entry in entries]
    assert names == sorted(names)
    place = re.compile(r"doi:10\.\d{4,}/\S+$|arXiv:\d{4}\.\d{4,5}$|ISBN [\d-]+$|\.$")
    assert all(place.search(entry) for entry in entries)
