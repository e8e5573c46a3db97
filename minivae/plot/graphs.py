"""Graphical models: circles, arrows, and plates for what is repeated."""

import numpy as np
from matplotlib.patches import Ellipse, FancyBboxPatch

from minivae.plot.picture import Picture, listing, named, new_axes, style

INCHES = 1.15  # of paper per unit of the coordinates
HEIGHT = 0.66  # of a node, in units
PADDING = 0.18  # between a plate and the nodes in it, in units
LETTER = 0.085  # width of a letter of a label, in units
SEEN, HIDDEN, LINE = "#CFCFCF", "white", "#333333"


def graphical_model(nodes, edges, observed=(), plates=None, title=None, alt=None):
    r"""Draw p(x_1, ..., x_D) = Π_d p(x_d | parents of x_d), one arrow per parent.

    Parameters
    ----------
    nodes : dict name -> (x, y)
        Centres; neighbours stand one unit or more apart. "$\theta_d$" is set as a
        formula.
    edges : list of (parent, child)
    observed : names that are filled grey: what was seen
    plates : dict label -> names, optional
        A frame around these nodes; the label says how often they are repeated. A plate
        that holds all of another one is drawn around it.
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If an edge, a plate or `observed` names a node that is not there.
    """
    named("nodes", nodes)
    plates = {label: set(inside) for label, inside in (plates or {}).items()}
    in_plates = set().union(*plates.values())
    _refuse_unknown(nodes, [*np.ravel(edges), *observed, *in_plates])
    boxes = {label: _frame(label, plates, nodes) for label in plates}
    edge_of = [*boxes.values(), *(_around(nodes, [name], 0.05) for name in nodes)]
    left, low = np.min([box[:2] for box in edge_of], axis=0)
    right, top = np.max([box[2:] for box in edge_of], axis=0)
    with style():
        width, height = INCHES * (right - left) + 0.3, INCHES * (top - low) + 0.2
        figure, axes = new_axes(width, height + (0.4 if title else 0), title)
        for label, (x0, y0, x1, y1) in boxes.items():
            shape = {"boxstyle": "round,pad=0,rounding_size=0.12", "fill": False}
            axes.add_patch(FancyBboxPatch((x0, y0), x1 - x0, y1 - y0, ec=LINE, **shape))
            axes.text(x1 - 0.1, y0 + 0.06, label, ha="right", va="bottom", size=11)
        ovals = {}
        for name, place in nodes.items():
            fill = SEEN if name in observed else HIDDEN
            oval = Ellipse(place, _width(name), HEIGHT, fc=fill, ec="black", zorder=3)
            ovals[name] = axes.add_patch(oval)
            axes.text(*place, name, ha="center", va="center", zorder=4)
        for parent, child in edges:
            arrow = {"arrowstyle": "-|>", "color": LINE, "lw": 1.4, "shrinkA": 0}
            ends = {"patchA": ovals[parent], "patchB": ovals[child], "shrinkB": 1}
            axes.annotate("", nodes[child], nodes[parent], arrowprops={**arrow, **ends})
        axes.set(xlim=(left - 0.08, right + 0.08), ylim=(low - 0.08, top + 0.08))
        axes.set_aspect("equal")
        axes.axis("off")
    return Picture(figure, alt or _described(nodes, edges, observed, plates, title))


def _width(name):
    """Return the width of a node; a formula is as long as it looks, not as typed."""
    letters = 2 if name.startswith("$") else len(name)
    return max(HEIGHT, 0.115 * letters + 0.3)


def _around(nodes, names, padding):
    """Return left, low, right and top of a frame around some nodes."""
    centre = np.array([nodes[name] for name in names], dtype=float)  # (n, 2)
    half = np.array([[_width(name), HEIGHT] for name in names]) / 2
    low, high = (centre - half).min(axis=0), (centre + half).max(axis=0)
    return [*(low - padding), *(high + padding)]


def _frame(label, plates, nodes):
    """Return a frame, wider for each plate inside, with room for the label.

    The label stands to the right of all centres, so that no arrow downwards meets it.
    """
    inside = plates[label]
    held = sum(other < inside for other in plates.values())
    left, low, right, top = _around(nodes, sorted(inside), PADDING * (1 + held))
    room = max(nodes[name][0] for name in inside) + LETTER * len(label) + 0.2
    return left, low - 0.22 * (1 + held), max(right, room), top


def _refuse_unknown(nodes, names):
    unknown = [str(name) for name in names if name not in nodes]
    if unknown:
        raise ValueError(f"no node {unknown[0]!r}; there are {list(nodes)}")


def _described(nodes, edges, observed, plates, title):
    arrows = listing(f"{a} to {b}" for a, b in edges) if len(edges) else "none"
    said = [f"{title or 'Graphical model'} of {listing(nodes)}", f"arrows: {arrows}"]
    if observed:
        said.append(f"observed: {listing(observed)}")
    for label, inside in plates.items():
        held = listing(name for name in nodes if name in inside)
        said.append(f"the plate {label} repeats {held}")
    return "; ".join(said).replace("$", "").replace("\\", "") + "."
