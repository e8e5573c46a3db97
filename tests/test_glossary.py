"""Each term of docs/glossary.md stands in the lecture that it names."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
ENTRY = re.compile(
    r"^- \*\*(.+?)\*\*: (.+) \[(day\d/\w+)\]\(\.\./course/(.+?)\.ipynb\)$"
)
LINES = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
ENTRIES = [line for line in LINES if line.startswith("- ")]
MOST_CHARACTERS = 330  # three lines


def words(term):
    """The words by which a term may be found in a text: of each name of it, a stem."""
    names = re.split(r", | \(|'s | (?=distribution|function)", term.rstrip(")"))
    return [re.sub(r"(ies|y|s|d)$", "", name.lower()) for name in names]


@pytest.mark.parametrize("line", ENTRIES)
def test_a_term_is_short_and_stands_in_its_lecture(line):
    term, says, label, place = ENTRY.match(line).groups()
    assert label == place and len(says) <= MOST_CHARACTERS
    text = (ROOT / "course" / f"{place}.py").read_text(encoding="utf-8")
    flat = re.sub(r"\s+(# )?", " ", text).replace("\n#", " ").lower()
    assert any(word in flat for word in words(term)), words(term)


def test_the_terms_are_in_order_and_each_stands_once():
    terms = [ENTRY.match(line)[1].lower() for line in ENTRIES]
    assert terms == sorted(set(terms))
