"""One self-contained page: sections with a figure each, a table, and what comes next.

No script and no address: figures are data inside the page, the style is inline. So it
is whole when it is sent to somebody.
"""

import base64
import re
import tempfile
from dataclasses import dataclass
from html import escape
from pathlib import Path

from minivae import files
from minivae.plot import Picture

STYLE = """
:root { color-scheme: light dark; --ink: #1c2530; --soft: #566270; --paper: #fbfaf7;
  --card: #fff; --line: #dcd9d0; --link: #005a94; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e6df; --soft: #a9b0b9;
  --paper: #15191e; --card: #1e242b; --line: #38414b; --link: #7cc0f2; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 60rem; padding: 1.5rem 1rem 4rem; color: var(--ink);
  background: var(--paper); font: 1.05rem/1.6 system-ui, sans-serif; }
h1 { font-size: 2rem; line-height: 1.2; margin: 1rem 0 .5rem; }
h2 { font-size: 1.35rem; margin: 0 0 .4rem; }
p { max-width: 42rem; margin: .4rem 0 1rem; }
.lead { font-size: 1.15rem; color: var(--soft); }
section { margin: 2.2rem 0; padding: 1.3rem; background: var(--card);
  border: 1px solid var(--line); border-radius: .7rem; }
figure { margin: 0; padding: .6rem; background: #fff; border-radius: .4rem; }
img { display: block; margin: auto; max-width: 100%; height: auto; }
img.wide { max-width: none; }
@media (min-width: 60rem) { img.wide { max-width: 100%; } }
.scroll { overflow-x: auto; }
.scroll:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
.caption { color: var(--soft); }
th, td { padding: .45rem .6rem; border-top: 1px solid var(--line); text-align: right; }
th:first-child { text-align: left; font-weight: 500; }
thead th { border-top: 0; font-weight: 650; }
td[colspan] { text-align: center; }
tr.main th, tr.main td { font-weight: 650; }
small { display: block; color: var(--soft); font-weight: 400; }
a { color: var(--link); }
code { font-size: .92em; overflow-wrap: anywhere; }
li { margin: .4rem 0; }
footer { color: var(--soft); }
@media (max-width: 30rem) { section { padding: .9rem .7rem; }
  table { font-size: .9rem; } th, td { padding: .4rem .3rem; }
  tbody th { hyphens: auto; } }
@media print { body { max-width: none; padding: 0; } .scroll { overflow: visible; }
  img.wide { max-width: 100%; } section { break-inside: avoid; } }
"""

WIDE = 480  # pixels; below, a figure stays readable when a phone shrinks it


@dataclass(frozen=True)
class Section:
    """A heading, one or two sentences on what to notice, and the figure."""

    title: str
    text: str
    picture: Picture


@dataclass(frozen=True)
class Row:
    """A quantity, what it means, and its value for each column; one value spans all."""

    name: str
    note: str
    cells: tuple
    main: bool = False


def render(title, lead, sections, table, files, made=""):
    """Return the page as text.

    Parameters
    ----------
    title, lead : str
        Also what a search engine or a chat shows of the page.
    sections : list of Section
    table : (caption, column names, list of Row)
    files : list of (name, text)
        What to open next: paths in the project, as words. A link to a file beside
        the page would be dead as soon as the page is sent to somebody.
    made : str
        Which program, version and command made the page, and when.
    """
    body = "\n".join([_section(section) for section in sections])
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<meta name="description" content="{escape(lead)}">
<meta property="og:type" content="website">
<meta property="og:title" content="{escape(title)}">
<meta property="og:description" content="{escape(lead)}">
<link rel="icon" href="data:,">
<style>{STYLE}</style>
</head>
<body>
<header>
<h1>{escape(title)}</h1>
<p class="lead">{_prose(lead)}</p>
</header>
<main>
{body}
<section>
<h2>The numbers</h2>
{_table(*table)}
</section>
<section>
<h2>What to open next</h2>
<p>This page is part of minivae, a course on unsupervised learning in notebooks, with a
small package. Whoever sent it to you has the project's folder. There,
<code>make demo</code> makes such a page on your own computer, and
<code>make lab</code> opens the course. Then choose:</p>
<ol>
{"".join(_file(*file) for file in files)}</ol>
</section>
</main>
<footer>
<p>{_prose(made)}</p>
</footer>
</body>
</html>
"""


def write_whole(path, text):
    """Write a file so that at every moment `path` holds the old text or the new one."""
    files.write_whole(path, lambda file: file.write(text.encode("utf-8")))


def check_writable(path):
    """Return `path` as a Path if a file can be written there; leave nothing behind.

    Raises
    ------
    OSError
        If the folder is missing or may not be written to, or `path` is a folder, a
        device, a pipe, a socket or a link to nothing.
    """
    path = Path(path)
    folder = files.check_destination(path).parent
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise type(error)(f"cannot write into {folder}: {error.strerror}") from None
    return path


def _prose(text):
    """Escape text for html; `words between backticks` become code."""
    return re.sub("`([^`]+)`", r"<code>\1</code>", escape(text))


def _section(section):
    png = section.picture.png()
    width, height = (int.from_bytes(png[i : i + 4], "big") for i in (16, 20))
    wide = ' class="wide"' if width > WIDE else ""
    return f"""<section>
<h2>{escape(section.title)}</h2>
<p>{_prose(section.text)}</p>
<figure>{_scroll(f"Figure: {section.title}")}
<img{wide} width="{width}" height="{height}" alt="{escape(section.picture.alt)}"
 src="data:image/png;base64,{base64.b64encode(png).decode()}">
</div></figure>
</section>"""


def _table(caption, columns, rows):
    names = ["measure", *columns]
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in names)
    return (
        # Not a <caption>: that is as wide as the table, so a phone would cut it.
        f'<p class="caption" id="about-the-numbers">{_prose(caption)}</p>\n'
        f"{_scroll('Table: the numbers')}"
        '<table aria-describedby="about-the-numbers">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n"
        + "".join(_row(row, len(columns)) for row in rows)
        + "</tbody>\n</table></div>"
    )


def _row(row, width):
    span = f' colspan="{width}"' if len(row.cells) == 1 else ""
    cells = "".join(f"<td{span}>{escape(cell)}</td>" for cell in row.cells)
    main = ' class="main"' if row.main else ""
    name = f"{escape(row.name)}<small>{_prose(row.note)}</small>"
    return f'<tr{main}><th scope="row">{name}</th>{cells}</tr>\n'


def _scroll(name):
    """Open a part that may be wider than a phone: the keyboard can scroll it, too."""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(name)}">'
    )


def _file(name, text):
    return f"<li><code>{escape(name)}</code>: {_prose(text)}</li>\n"
