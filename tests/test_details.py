"""Folded hints and answers: no Markdown where html rules leave it raw.

From `<details>` to the first empty line, a text is html: VS Code and others show a
backtick or a dollar there as it is.
"""

import re

import jupytext
import pytest
from test_exercises import COURSE

BLOCK = re.compile(r"<details>.*?(?=\n[ \t]*\n|</details>|\Z)", re.DOTALL)
MARKDOWN = re.compile(r"`|\$|\*\*|(?<!\w)\*\w[^*\n]*\*|\]\(|(?<!\w)_\w[^_\n]*_(?!\w)")
TEXTS = [(k, t) for k in ("course", "solutions") for t in COURSE.topics(k)]


def raw_markdown(text):
    """List the html parts of folded blocks, and titles of figures, with Markdown."""
    found = []
    for cell in jupytext.reads(text, fmt="py:percent").cells:
        html = [cell.metadata.get("figure", "")]  # becomes a <summary>
        if cell.cell_type == "markdown":
            html += BLOCK.findall(cell.source)
        found += [part for part in html if MARKDOWN.search(part)]
    return found


@pytest.mark.parametrize("kind, topic", TEXTS)
def test_no_markdown_stands_in_the_html_of_a_folded_block(kind, topic):
    assert raw_markdown(COURSE.source(kind, topic).read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("bad", ["`x`", "$x$", "**x**", "*see* x", "[x](y)", "_see_ x"])
def test_raw_markdown_is_found_on_each_line_before_the_empty_one(bad):
    cell = "# %% [markdown]\n# Text with `x`.\n#\n# <details>"
    for text in (
        f"{cell}<summary>Hint {bad}</summary> Try. </details>\n",
        f"{cell}<summary>Hint</summary> {bad} </details>\n",
        f"{cell}\n# <summary>Hint</summary>\n# Try {bad}.\n#\n# Then. </details>\n",
    ):
        assert len(raw_markdown(text)) == 1, text
    good = f"{cell}<summary>Hint</summary> x_1 * x_2\n#\n# {bad}\n#\n# </details>\n"
    assert raw_markdown(good) == []
    assert raw_markdown(good + '# %% figure="What `x` does"\nplot()\n') != []
