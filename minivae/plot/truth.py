"""What was found, the truth beside it: maps of places, estimates with intervals."""

import numpy as np
from matplotlib.figure import Figure

from minivae.plot.picture import (
    COLOURS,
    Picture,
    array_of,
    listing,
    named,
    new_axes,
    style,
)


def point_maps(
    places, values, names=None, xlabel="", ylabel="", unit="", title=None, alt=None
):
    """Draw the same places once for each set of values; one scale of colour for all.

    Parameters
    ----------
    places : array (N, 2), across and up
    values : dict panel title -> array (N,)
    names : dict name -> (across, up), optional
        Places to be marked by a cross and named.
    xlabel, ylabel, unit, title, alt : str, optional
        `unit` stands beside the colours.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `places` is not (N, 2), or values are not finite or not (N,).
    """
    places = array_of("places", places, 2)
    if places.shape[1] != 2:
        raise ValueError(f"places must have shape (N, 2), got {places.shape}")
    panels = {
        str(name): array_of(str(name), value, 1)
        for name, value in named("values", values).items()
    }
    for name, value in panels.items():
        if len(value) != len(places):
            raise ValueError(f"{name} must have {len(places)} values, got {len(value)}")
    every = np.concatenate(list(panels.values()))
    with style():
        figure = Figure(figsize=(5.2 * len(panels) + 0.6, 5.0), layout="constrained")
        if title:
            figure.suptitle(title)
        grid = figure.subplots(
            1, len(panels), sharex=True, sharey=True, squeeze=False
        )  # (1, panels)
        for axes, (name, value) in zip(grid[0], panels.items(), strict=True):
            order = np.argsort(value)  # the highest on top
            drawn = axes.scatter(
                *places[order].T, c=value[order], s=16, cmap="cividis", linewidths=0,
                vmin=every.min(), vmax=every.max(),
            )  # fmt: skip
            for x, y in (names or {}).values():
                axes.plot(x, y, "+", color="#D55E00", markersize=12, markeredgewidth=3)
            axes.set_title(name)
            axes.set(xlabel=xlabel)
            axes.set_aspect("equal", adjustable="box")
            axes.ticklabel_format(useOffset=False)
            axes.locator_params(nbins=4)
        grid[0, 0].set(ylabel=ylabel)
        figure.colorbar(drawn, ax=grid, label=unit, shrink=0.8)
        figure.draw_without_rendering()  # the layout is known from here on
        for axes in grid[0]:
            _name(axes, names or {})
    highest = listing(
        f"{name} highest at ({x:.4g}, {y:.4g}) with {value.max():.2g}"
        for name, value in panels.items()
        for x, y in [places[np.argmax(value)]]
    )
    return Picture(
        figure, alt or f"{title or 'Maps'} of {len(places)} places: {highest}."
    )


def _name(axes, names):
    """Write each name above its place, or below if another name stands there."""
    taken = []
    for name, place in names.items():
        for height, side in ((9, "bottom"), (-9, "top")):
            label = axes.annotate(
                name, place, xytext=(0, height), textcoords="offset points",
                ha="center", va=side, size=10,
                bbox={"facecolor": "white", "alpha": 0.8, "linewidth": 0, "pad": 1},
            )  # fmt: skip
            box = label.get_window_extent().padded(3)
            if side == "top" or not any(box.overlaps(other) for other in taken):
                taken.append(box)
                break
            label.remove()


def intervals(estimates, truth=None, xlabel="", title=None, alt=None):
    """Draw one row per name: an estimate, its interval, and the truth as a diamond.

    Parameters
    ----------
    estimates : dict name -> (value, low, high)
    truth : dict name -> number, optional
    xlabel, title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If low > high, a number is not finite, or `truth` has other names.
    """
    rows = array_of("estimates", list(named("estimates", estimates).values()), 2)
    names = [str(name) for name in estimates]
    if rows.shape[1] != 3 or np.any(rows[:, 1] > rows[:, 2]):
        raise ValueError("each estimate must be (value, low, high) with low <= high")
    if truth is not None and set(truth) != set(estimates):
        raise ValueError(f"truth must have the names {names}, got {list(truth)}")
    y = np.arange(len(names))
    with style():
        figure, axes = new_axes(7.8, 1.3 + 0.36 * len(names), title)
        if rows.min() < 0 < rows.max():
            axes.axvline(0, color="#999999", linewidth=1)
        axes.hlines(y, rows[:, 1], rows[:, 2], color=COLOURS[0], linewidth=5, alpha=0.4)
        axes.plot(rows[:, 0], y, "o", color=COLOURS[0], label="found, with interval")
        if truth is not None:
            right = array_of("truth", [truth[name] for name in estimates], 1)
            axes.plot(
                right, y, "D", color=COLOURS[1], markersize=9, fillstyle="none",
                markeredgewidth=2, label="truth",
            )  # fmt: skip
        axes.set_yticks(y, names)
        axes.set_ylim(len(names) - 0.4, -0.6)  # first name on top
        axes.set(xlabel=xlabel)
        axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
    said = f"{title or xlabel or 'Estimates'}, {len(names)} of them with intervals"
    if truth is not None:
        held = int(np.sum((rows[:, 1] <= right) & (right <= rows[:, 2])))
        said += f"; {held} intervals hold the truth"
    low, high = names[rows[:, 0].argmin()], names[rows[:, 0].argmax()]
    said += (
        f". Lowest: {low}, {rows[:, 0].min():.3g}; "
        f"highest: {high}, {rows[:, 0].max():.3g}."
    )
    return Picture(figure, alt or said)
