"""Bars, histograms, point clouds and tables in colour."""

import numpy as np

from minivae.plot.picture import (
    COLOURS,
    MARKERS,
    Picture,
    array_of,
    count,
    line_style,
    listing,
    named,
    new_axes,
    style,
)


def bars(values, xlabel="", errors=None, fmt=".3g", title=None, alt=None):
    """Draw one horizontal bar per name with its value written at the end.

    Parameters
    ----------
    values : dict name -> number
    xlabel : str
        Quantity and unit.
    errors : dict name -> half width of an interval, optional
    fmt : format of the written values, such as ".2g"
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a value is not finite, or `errors` has other names.
    """
    names = [str(name) for name in named("values", values)]
    lengths = array_of("values", list(values.values()), 1)
    if errors is not None and set(errors) != set(values):
        raise ValueError(f"errors must have the names {names}, got {list(errors)}")
    half = (
        None if errors is None else array_of("errors", [errors[k] for k in values], 1)
    )
    with style():
        figure, axes = new_axes(7.5, 0.9 + 0.42 * len(names), title)
        axes.barh(names, lengths, xerr=half, color=COLOURS[0], capsize=4, height=0.65)
        for i, length in enumerate(lengths):
            reach = 0 if half is None else half[i]
            axes.annotate(
                f"{length:{fmt}}",
                (length + (reach if length >= 0 else -reach), i),
                xytext=(5 if length >= 0 else -5, 0),
                textcoords="offset points",
                ha="left" if length >= 0 else "right",
                va="center",
            )
        axes.set_ylim(len(names) - 0.4, -0.6)  # first name on top
        axes.margins(x=0.15)
        axes.grid(axis="y", visible=False)
        axes.set(xlabel=xlabel)
    written = listing(
        f"{name} {length:{fmt}}" for name, length in zip(names, lengths, strict=True)
    )
    return Picture(figure, alt or f"{title or xlabel or 'Bars'}: {written}.")


def histograms(scores, bins=40, xlabel="score", title=None, alt=None):
    """Draw the distribution of scores of each group as an outline over shared bins.

    Heights are shares of the group, so that groups of different size compare.

    Parameters
    ----------
    scores : dict name -> array (N,)
    bins : int
    xlabel, title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a group is empty, holds NaN, or `bins` < 1.
    """
    if bins < 1:
        raise ValueError(f"bins must be at least 1, got {bins}")
    groups = {
        str(name): array_of(str(name), group, 1)
        for name, group in named("scores", scores).items()
    }
    edges = np.histogram_bin_edges(np.concatenate(list(groups.values())), bins)
    with style():
        figure, axes = new_axes(7.5, 4.0, title)
        for i, (name, group) in enumerate(groups.items()):
            share = np.histogram(group, edges)[0] / len(group)
            look = line_style(i)
            axes.stairs(share, edges, fill=True, color=look["color"], alpha=0.15)
            axes.stairs(
                share, edges, color=look["color"], linestyle=look["linestyle"],
                linewidth=2, label=f"{name} (median {np.median(group):.3g})",
            )  # fmt: skip
        axes.set(xlabel=xlabel, ylabel="share of the group")
        axes.legend()
    medians = listing(
        f"{name} {np.median(group):.3g}" for name, group in groups.items()
    )
    return Picture(
        figure, alt or f"{title or 'Histograms'} of {xlabel}; medians: {medians}."
    )


def scatter(groups, xlabel="", ylabel="", title=None, alt=None):
    """Draw points; each group has its own colour and marker.

    Parameters
    ----------
    groups : array (N, 2), or dict name -> array (N, 2)
    xlabel, ylabel, title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a group is not (N, 2).
    """
    several = isinstance(groups, dict)
    points = {}
    for name, group in named(
        "groups", groups if several else {"points": groups}
    ).items():
        points[str(name)] = group = array_of(str(name), group, 2)
        if group.shape[1] != 2:
            raise ValueError(f"{name} must have shape (N, 2), got {group.shape}")
    with style():
        figure, axes = new_axes(6.5, 5.0, title)
        for i, (name, group) in enumerate(points.items()):
            axes.scatter(
                *group.T, s=26, color=COLOURS[i % len(COLOURS)],
                marker=MARKERS[i % len(MARKERS)], alpha=0.75, linewidths=0, label=name,
            )  # fmt: skip
        axes.set(xlabel=xlabel, ylabel=ylabel)
        if several:
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    counts = listing(f"{len(group)} {name}" for name, group in points.items())
    against = f": {ylabel} against {xlabel}" if xlabel and ylabel else ""
    return Picture(figure, alt or f"{title or 'Scatter plot'}{against}; {counts}.")


def heatmap(
    matrix,
    row_labels=None,
    column_labels=None,
    xlabel="",
    ylabel="",
    fmt=".2g",
    signed=False,
    title=None,
    alt=None,
):
    """Draw a matrix as coloured cells; up to 12 by 12 with each value in its cell.

    Parameters
    ----------
    matrix : array (R, C)
    row_labels, column_labels : sequences of R and C names, optional
    xlabel, ylabel, title, alt : str, optional
    fmt : format of the written values, such as ".2g"
    signed : bool
        White is 0, red above and blue below, equally far on both sides.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the matrix is not two-dimensional, not finite, or the labels do not fit.
    """
    matrix = array_of("matrix", matrix, 2)
    rows, columns = matrix.shape
    for what, labels, n in (
        ("row_labels", row_labels, rows),
        ("column_labels", column_labels, columns),
    ):
        if labels is not None and len(labels) != n:
            raise ValueError(f"{what} must have {count(n, 'name')}, got {len(labels)}")
    with style():
        figure, axes = new_axes(
            min(9, 2.4 + 0.55 * columns), min(8, 1.4 + 0.45 * rows), title
        )
        far = abs(matrix).max() if signed else None
        image = axes.imshow(
            matrix, cmap="RdBu_r" if signed else "cividis", aspect="auto",
            vmin=-far if signed else None, vmax=far,
        )  # fmt: skip
        figure.colorbar(image, ax=axes)
        axes.grid(False)
        if row_labels is not None or rows <= 12:
            axes.set_yticks(range(rows), row_labels)
        if column_labels is not None or columns <= 12:
            axes.set_xticks(range(columns), column_labels)
        if column_labels is not None and max(len(str(k)) for k in column_labels) > 4:
            axes.tick_params(axis="x", rotation=90)
        if max(rows, columns) <= 12:
            for (i, j), value in np.ndenumerate(matrix):
                tone = image.norm(value)
                dark = abs(tone - 0.5) > 0.35 if signed else tone < 0.5
                axes.text(
                    j, i, f"{value:z{fmt}}", size=10, ha="center", va="center",
                    color="white" if dark else "black",
                )  # fmt: skip
        axes.set(xlabel=xlabel, ylabel=ylabel)
    low = np.unravel_index(matrix.argmin(), matrix.shape)
    high = np.unravel_index(matrix.argmax(), matrix.shape)
    row = row_labels if row_labels is not None else range(rows)
    column = column_labels if column_labels is not None else range(columns)
    alt = alt or (
        f"{title or 'Heat map'} of {rows} by {columns} values, from "
        f"{matrix.min():.3g} (row {row[low[0]]}, column {column[low[1]]}) to "
        f"{matrix.max():.3g} (row {row[high[0]]}, column {column[high[1]]})."
    )
    return Picture(figure, alt)
