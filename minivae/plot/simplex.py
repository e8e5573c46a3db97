"""Dice with three faces: each is a point of a triangle."""

import numpy as np
from matplotlib.figure import Figure

from minivae.plot.picture import COLOURS, Picture, array_of, listing, named, style

CORNERS = np.array([[0.0, 0.0], [1.0, 0.0], [0.5, np.sqrt(0.75)]])  # of faces 1, 2, 3


def simplex(groups, faces=("1", "2", "3"), title=None, alt=None):
    """Draw probabilities (p1, p2, p3) as points p1 c1 + p2 c2 + p3 c3 of a triangle.

    One panel a group. In corner c_j face j is certain, in the middle all are equal.

    Parameters
    ----------
    groups : dict name -> array (N, 3), rows sum to one
    faces : three names, one a corner: left, right, top
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a group is not (N, 3), a row is no distribution, or `faces` are not three.
    """
    points = {}
    for name, group in named("groups", groups).items():
        points[str(name)] = group = array_of(str(name), group, 2)
        if group.shape[1] != 3:
            raise ValueError(f"{name} must have shape (N, 3), got {group.shape}")
        if group.min() < 0 or not np.allclose(group.sum(axis=1), 1):
            raise ValueError(f"the rows of {name} must be probabilities that sum to 1")
    if len(faces) != 3:
        raise ValueError(f"faces must be three names, got {len(faces)}")
    with style():
        figure = Figure(figsize=(3.4 * len(points), 3.7), layout="constrained")
        if title:
            figure.suptitle(title)
        for i, (name, group) in enumerate(points.items()):
            axes = figure.add_subplot(1, len(points), i + 1)
            axes.fill(*CORNERS.T, facecolor="#F6F6F6", edgecolor="#999999")
            axes.scatter(
                *(group @ CORNERS).T, s=9, color=COLOURS[i % len(COLOURS)],
                alpha=0.5, linewidths=0, zorder=3,
            )  # fmt: skip
            for (x, y), face in zip(CORNERS, faces, strict=True):
                up = y > 0
                axes.text(
                    x, y + (0.03 if up else -0.04), face,
                    ha="center", va="bottom" if up else "top",
                )  # fmt: skip
            axes.set_title(name)
            axes.set(xlim=(-0.12, 1.12), ylim=(-0.16, 1.02), aspect="equal")
            axes.axis("off")
    largest = listing(
        f"{name}: {group.max(axis=1).mean():.2f}" for name, group in points.items()
    )
    return Picture(
        figure,
        alt
        or f"{title or 'Points of a triangle'}, one triangle per group; the largest of "
        f"the three probabilities is on average {largest}.",
    )
