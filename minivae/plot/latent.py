"""Two-dimensional latent space: where images land, and what each place decodes to."""

from itertools import combinations

import numpy as np
from matplotlib import patheffects
from scipy.special import ndtri

from minivae.plot.images import as_images, mosaic, show_canvas
from minivae.plot.picture import (
    COLOURS,
    MARKERS,
    Picture,
    array_of,
    count,
    new_axes,
    style,
)

HALO = [patheffects.withStroke(linewidth=4, foreground="white")]


def latent_map(z, labels, xlabel="z₁", ylabel="z₂", title=None, alt=None):
    """Draw codes as points, by class: colour, marker, and the name near the median.

    A class with a name of one letter or digit has that as its marker.

    Parameters
    ----------
    z : array (N, 2)
    labels : array (N,) of int or str
    xlabel, ylabel, title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `z` is not (N, 2) or `labels` has another length.
    """
    z, labels = array_of("z", z, 2), np.asarray(labels)
    if z.shape[1] != 2 or labels.shape != (len(z),):
        raise ValueError(
            f"z must be (N, 2) and labels (N,), got {z.shape} and {labels.shape}"
        )
    classes = np.unique(labels)
    medians = [np.median(z[labels == name], axis=0) for name in classes]
    short = all(str(name).isalnum() and len(str(name)) == 1 for name in classes)
    gap = 0.05 * np.ptp(z, axis=0).max()
    with style():
        figure, axes = new_axes(7.5, 7.0, title)
        for i, name in enumerate(classes):
            axes.scatter(
                *z[labels == name].T,
                s=42,
                color=COLOURS[i % len(COLOURS)],
                marker=f"${name}$" if short else MARKERS[i % len(MARKERS)],
                alpha=0.75,
                linewidths=0,
                label=str(name),
            )
        for name, (x, y) in zip(classes, _apart(medians, gap), strict=True):
            axes.text(
                x, y, str(name), size=20, weight="bold", ha="center", va="center",
                path_effects=HALO,
            )  # fmt: skip
        if not short:
            axes.legend(loc="center left", bbox_to_anchor=(1, 0.5))
        axes.set(xlabel=xlabel, ylabel=ylabel)
        axes.set_aspect("equal", adjustable="datalim")
    places = ", ".join(
        f"{name} at ({x:.1f}, {y:.1f})"
        for name, (x, y) in zip(classes, medians, strict=True)
    )
    alt = alt or (
        f"Map of {count(len(z), 'code')} in two dimensions, marked by "
        f"{count(len(classes), 'class', 'classes')}. Medians: {places}."
    )
    return Picture(figure, alt)


def _apart(places, gap, rounds=50):
    """Push places closer than `gap` away from each other, so that names can be read."""
    moved = np.array(places, dtype=float)  # (C, 2)
    for _ in range(rounds):
        for i, j in combinations(range(len(moved)), 2):
            step = moved[j] - moved[i]
            distance = np.hypot(*step)
            if distance < gap:
                way = step / distance if distance > 0 else np.array([1.0, 0.0])
                moved[j] += way * (gap - distance) / 2
                moved[i] -= way * (gap - distance) / 2
    return moved


def standard_normal_grid(n):
    """Φ⁻¹((i + ½) / n), i = 0 … n-1: n values of equal probability under N(0, 1)."""
    return ndtri((np.arange(n) + 0.5) / n)


def manifold(decode, n=15, image_shape=(28, 28), extent=None, title=None, alt=None):
    """Draw what a grid over a 2-D latent space decodes to; z₁ runs right, z₂ runs up.

    Parameters
    ----------
    decode : callable, (n*n, 2) -> (n*n, D)
    n : int
        Images per side.
    image_shape : (H, W)
    extent : (z1 low, z1 high, z2 low, z2 high), optional
        The box of an evenly spaced grid. Without it the grid takes quantiles of the
        standard normal, so that each image stands for the same share of the prior.
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `n` < 2, `extent` is no box, or `decode` returns another shape.
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, got {n}")
    if extent is None:
        z1 = z2 = standard_normal_grid(n)
        over = "quantiles of the standard normal"
    else:
        box = array_of("extent", extent, 1)
        if box.shape != (4,) or box[0] >= box[1] or box[2] >= box[3]:
            raise ValueError(
                f"extent must be (low, high, low, high) for z1 and z2, got {extent}"
            )
        z1, z2 = np.linspace(*box[:2], n), np.linspace(*box[2:], n)
        over = "an even grid"
    grid = np.stack(np.meshgrid(z1, z2[::-1]), axis=-1).reshape(-1, 2)  # top row first
    images = as_images("what decode returns", decode(grid), image_shape)
    if len(images) != n * n:
        raise ValueError(
            f"decode must return one image per code: {n * n}, got {len(images)}"
        )
    canvas, _ = mosaic(images, n, gap=0)
    ticks = np.arange(0, n, -(-n // 10))
    with style():
        figure, axes = new_axes(7.0, 7.0 + (0.3 if title else 0), title)
        show_canvas(axes, canvas, extent=(-0.5, n - 0.5, -0.5, n - 0.5), aspect="auto")
        axes.set_box_aspect(canvas.shape[0] / canvas.shape[1])
        axes.set_xticks(ticks, [f"{z1[i]:.1f}" for i in ticks])
        axes.set_yticks(ticks, [f"{z2[i]:.1f}" for i in ticks])
        axes.set(xlabel="z₁", ylabel="z₂")
    alt = alt or (
        f"{n} by {n} images decoded from {over}: z₁ runs from {z1[0]:.1f} to "
        f"{z1[-1]:.1f} left to right, z₂ from {z2[0]:.1f} to {z2[-1]:.1f} upwards."
    )
    return Picture(figure, alt)
