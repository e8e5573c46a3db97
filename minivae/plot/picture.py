"""A figure that carries its own description, and the style all figures share."""

import base64
import io
from dataclasses import dataclass
from html import escape
from pathlib import Path

import matplotlib
import matplotlib.style
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from ..files import write_whole

MAX_DPI = 80  # notebooks hold their figures: 80 dpi keeps a notebook small

# Okabe and Ito's colours without the yellow (too pale on white), then three more.
COLOURS = [
    "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00",
    "#56B4E9", "#000000", "#882255", "#8A8A2B", "#7F7F7F",
]  # fmt: skip
MARKERS = ["o", "s", "^", "D", "v", "P", "X", "<", ">", "*"]
DASHES = ["-", "--", ":", "-.", (0, (6, 1, 1, 1, 1, 1)), (0, (1, 3))]

STYLE = {
    "figure.dpi": MAX_DPI,
    "figure.facecolor": "white",
    "font.family": "DejaVu Sans",  # ships with matplotlib: same pixels everywhere
    "font.size": 12,
    "axes.titlesize": 13,
    "axes.labelsize": 12,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": "#E4E4E4",
    "lines.linewidth": 2,
    "legend.frameon": False,
    "figure.constrained_layout.w_pad": 0.08,
    "figure.constrained_layout.h_pad": 0.08,
}


def style():
    """Return a context in which only our style holds; outside nothing changes."""
    return matplotlib.style.context(STYLE, after_reset=True)


@dataclass(frozen=True, repr=False)
class Picture:
    """A matplotlib figure and the sentence that replaces it for who cannot see it.

    Parameters
    ----------
    figure : matplotlib.figure.Figure
    alt : str
        What the figure shows, in one or two sentences.

    Raises
    ------
    ValueError
        If `alt` is empty.
    """

    figure: Figure
    alt: str

    def __post_init__(self):
        if not isinstance(self.alt, str) or not self.alt.strip():
            raise ValueError(
                f"alt must say in words what the figure shows, got {self.alt!r}"
            )
        # Each round moves a constrained layout a little: let it settle, then fix it.
        layout = self.figure.get_layout_engine()
        if layout is not None:
            with style():
                layout.execute(self.figure)
                layout.execute(self.figure)
            self.figure.set_layout_engine("none")

    def png(self, dpi=MAX_DPI):
        """Return the PNG bytes; the same figure always gives the same bytes.

        Raises
        ------
        ValueError
            If `dpi` is not in (0, 80].
        """
        if not 0 < dpi <= MAX_DPI:
            raise ValueError(f"dpi must be above 0 and at most {MAX_DPI}, got {dpi}")
        buffer, own_dpi = io.BytesIO(), self.figure.dpi
        self.figure.dpi = dpi
        try:
            with style():  # some settings are read only when the figure is drawn
                # savefig would draw twice. "Software" is matplotlib's version.
                canvas = FigureCanvasAgg(self.figure)
                canvas.print_png(buffer, metadata={"Software": None})
        finally:
            self.figure.dpi = own_dpi
        return buffer.getvalue()

    def save(self, path):
        """Write the PNG to `path` and return the path.

        Raises
        ------
        OSError
            If `path` is a folder, a device, a pipe or a link to nothing, or cannot be
            written; an old file stays as it is.
        """
        png = self.png()
        write_whole(path, lambda file: file.write(png))
        return Path(path)

    def _repr_mimebundle_(self, include=None, exclude=None):
        """Give Jupyter the image with its alt text.

        JupyterLab, nbconvert and GitHub do not read the alt text of image/png from its
        metadata. They all prefer text/html, where it is an attribute of the image.
        image/png is for consoles and for LaTeX, which show no html.
        """
        png = base64.b64encode(self.png()).decode("ascii")
        data = {
            "text/html": (
                f'<img alt="{escape(self.alt)}" src="data:image/png;base64,{png}">'
            ),
            "image/png": png,
            "text/plain": repr(self),
        }
        return data, {"image/png": {"alt": self.alt}}

    def __repr__(self):
        return f"Figure: {self.alt}"


def line_style(i):
    """Return colour, dash and marker of line `i`: any one of them tells it apart."""
    return {
        "color": COLOURS[i % len(COLOURS)],
        "linestyle": DASHES[i % len(DASHES)],
        "marker": MARKERS[i % len(MARKERS)],
    }


def new_axes(width, height, title=None):
    """Return (figure, axes) of `width` by `height` inches. Call it inside `style()`."""
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.add_subplot()
    if title:
        axes.set_title(title)
    return figure, axes


def array_of(name, values, ndim, finite=True):
    """Return `values` as a float array of `ndim` dimensions that is not empty.

    Raises
    ------
    ValueError
        If it has another number of dimensions, is empty, or (with `finite`) holds
        NaN or infinity.
    """
    try:
        array = np.asarray(values, dtype=float)
    except (TypeError, ValueError) as error:
        raise ValueError(f"{name} must be an array of numbers: {error}") from None
    if array.ndim != ndim or array.size == 0:
        raise ValueError(
            f"{name} must be a non-empty array of {count(ndim, 'dimension')}, "
            f"got shape {array.shape}"
        )
    if finite and not np.isfinite(array).all():
        raise ValueError(f"{name} holds NaN or infinity")
    return array


def named(what, mapping):
    """Return `mapping` if it is a non-empty dict; raise ValueError otherwise."""
    if not isinstance(mapping, dict) or not mapping:
        raise ValueError(
            f"{what} must be a dict with at least one name, got {mapping!r:.60}"
        )
    return mapping


def count(number, one, many=None):
    """Return "1 image" or "2 images"; `many` where no s makes the plural."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listing(words):
    """Return "a, b and c"."""
    words = [str(word) for word in words]
    if len(words) == 1:
        return words[0]
    return ", ".join(words[:-1]) + " and " + words[-1]
