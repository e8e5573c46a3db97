"""One self-contained page: sections with a figure each, a table, and links.

No script and no address: figures are data inside the page, the style is inline.
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
figure { margin: 0; padding: .6rem; background: #fff; border-radius: .4rem;
  overflow-x: auto; }
img { display: block; margin: auto; max-width: 100%; height: auto; }
img.wide { max-width: none; }
@media (min-width: 60rem) { img.wide { max-width: 100%; } }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: .6rem; }
th, td { padding: .45rem .6rem; border-top: 1px solid var(--line); text-align: right; }
th:first-child { text-align: left; font-weight: 500; }
thead th { border-top: 0; font-weight: 650; }
td[colspan] { text-align: center; }
tr.main th, tr.main td { font-weight: 650; }
small { display: block; color: var(--soft); font-weight: 400; }
a { color: var(--link); }
code { font-size: .92em; }
li { margin: .4rem 0; }
"""

WIDE = 800  # pixels; below, a figure stays readable when a phone shrinks it


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


def render(title, lead, sections, table, links):
    """Return the page as text.

    Parameters
    ----------
    title, lead : str
    sections : list of Section
    table : (caption, column names, list of Row)
    links : list of (path or None, name, text)
        A path is relative to the page; without one the name stands alone.
    """
    body = "\n".join([_section(section) for section in sections])
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
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
<p>Run <code>make lab</code> in the project folder. JupyterLab opens; then choose:</p>
<ol>
{"".join(_link(*link) for link in links)}</ol>
</section>
</main>
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
<figure><img{wide} width="{width}" height="{height}" alt="{escape(section.picture.alt)}"
 src="data:image/png;base64,{base64.b64encode(png).decode()}"></figure>
</section>"""


def _table(caption, columns, rows):
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in ["", *columns])
    return (
        f'<div class="scroll"><table>\n<caption>{_prose(caption)}</caption>\n'
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


def _link(path, name, text):
    name = f"<code>{escape(name)}</code>"
    if path is not None:
        name = f'<a href="{escape(str(path))}">{name}</a>'
    return f"<li>{name}: {_prose(text)}</li>\n"
