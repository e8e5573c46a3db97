"""Clusters in the plane: points by cluster, the centres, and how they moved."""

import numpy as np
from matplotlib.figure import Figure

from minivae.plot.picture import (
    COLOURS,
    MARKERS,
    Picture,
    array_of,
    count,
    listing,
    named,
    style,
)

PANEL = 3.1  # inches


def clusters(
    panels,
    columns=3,
    xlabel="",
    ylabel="",
    equal=True,
    width=PANEL,
    title=None,
    alt=None,
):
    """Draw points in one panel per name: colour and marker tell their cluster.

    Parameters
    ----------
    panels : dict name -> (X, labels, centres) or (X, labels, centres, moved_from)
        X : array (N, 2)
        labels : array (N,) of int from 0, or None for points without a cluster
        centres : array (K, 2), drawn as white crosses, or None
        moved_from : array (K, 2), where arrows to the centres begin
    columns : int
    xlabel, ylabel : str
    equal : bool
        Whether one unit is as long across as up.
    width : float
        Of a panel, in inches.
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes do not fit, or `columns` < 1.
    """
    if columns < 1:
        raise ValueError(f"columns must be at least 1, got {columns}")
    checked = {str(k): _checked(k, p) for k, p in named("panels", panels).items()}
    columns = min(int(columns), len(checked))
    rows = -(-len(checked) // columns)
    with style():
        size = (width * columns + 0.4, width * rows + (0.4 if title else 0))
        figure = Figure(figsize=size, layout="constrained")
        if title:
            figure.suptitle(title)
        grid = figure.subplots(rows, columns, squeeze=False).ravel()
        for axes in grid[len(checked) :]:
            axes.remove()
        for axes, (name, panel) in zip(grid, checked.items(), strict=False):
            _draw(axes, *panel)
            _show_all(axes, panel)
            axes.set_title(name, size=11)
            axes.set(xlabel=xlabel, ylabel=ylabel)
            axes.locator_params(nbins=5)
            if equal:
                axes.set_aspect("equal", adjustable="datalim")
    said = listing(f"{name}: {_sizes(panel[1])}" for name, panel in checked.items())
    return Picture(figure, alt or f"{title or 'Points by cluster'}. {said}.")


def _checked(name, panel):
    if len(panel) not in (3, 4):
        raise ValueError(
            f"{name} must be (X, labels, centres) or (X, labels, centres, moved_from), "
            f"got {len(panel)} entries"
        )
    X, labels, centres, start = [*panel, None][:4]
    X = array_of(f"X of {name}", X, 2)
    if X.shape[1] != 2:
        raise ValueError(f"X of {name} must have shape (N, 2), got {X.shape}")
    if labels is not None:
        labels = np.asarray(labels)
        whole = labels.dtype.kind in "iu"
        if labels.shape != (len(X),) or not whole or labels.min() < 0:
            raise ValueError(f"labels of {name} must be {(len(X),)} integers from 0")
    for what, places in (("centres", centres), ("moved_from", start)):
        if places is not None and np.shape(places)[1:] != (2,):
            raise ValueError(
                f"{what} of {name} must have shape (K, 2), got {np.shape(places)}"
            )
    if start is not None and np.shape(start) != np.shape(centres):
        raise ValueError(f"moved_from of {name} must be as long as its centres")
    return X, labels, centres, start


def _draw(axes, X, labels, centres, start):
    groups = np.zeros(len(X), int) if labels is None else labels
    size = 30 if len(X) <= 60 else 12
    for k in np.unique(groups):
        axes.scatter(
            *X[groups == k].T, s=size, linewidths=0, alpha=0.8,
            color="#8C8C8C" if labels is None else COLOURS[k % len(COLOURS)],
            marker=MARKERS[k % len(MARKERS)],
        )  # fmt: skip
    if centres is None:
        return
    for k, (x, y) in enumerate(centres):
        if start is not None and not np.allclose(start[k], (x, y)):
            arrow = {"arrowstyle": "-|>", "color": "black", "shrinkB": 5}
            axes.annotate("", (x, y), start[k], arrowprops=arrow, zorder=3)
        axes.plot(
            x, y, "X", markersize=12 if len(centres) <= len(COLOURS) else 8,
            markeredgecolor="black", zorder=4,
            markerfacecolor=COLOURS[k % len(COLOURS)],
        )  # fmt: skip


def _show_all(axes, panel):
    """Make room for centres and for where they came from, not for the points alone."""
    X, _, centres, start = panel
    places = np.concatenate([a for a in (X, centres, start) if a is not None])
    low, high = places.min(axis=0), places.max(axis=0)
    axes.update_datalim([low - 0.08 * (high - low), high + 0.08 * (high - low)])
    axes.autoscale_view()


def _sizes(labels):
    if labels is None:
        return "points without clusters"
    counts = [str(n) for n in np.bincount(labels) if n]
    many = "point" if counts == ["1"] else "points"
    return f"{count(len(counts), 'cluster')} of {listing(counts)} {many}"
