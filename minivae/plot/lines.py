"""Lines: training curves, the ELBO split into its terms, ROC curves."""

import numpy as np
from matplotlib.figure import Figure

from minivae.plot.picture import (
    Picture,
    array_of,
    count,
    line_style,
    listing,
    named,
    new_axes,
    style,
)


def _change(name, values, unit=""):
    """Say where a curve starts and ends, and where it goes in between.

    As in "ELBO rises from -180.2 to -121.3", "BIC falls from 9 to 7 (lowest 5)".
    """
    known = values[np.isfinite(values)]
    start, end, low, high = known[0], known[-1], known.min(), known.max()
    between, enough = [], 0.1 * (high - low)
    if low < min(start, end) - enough:
        between.append(f"lowest {low:.4g}")
    if high > max(start, end) + enough:
        between.append(f"highest {high:.4g}")
    if f"{start:.4g}" != f"{end:.4g}":
        verb = "rises" if end > start else "falls"
        text = f"{name} {verb} from {start:.4g} to {end:.4g}{unit}"
    elif between:
        text = f"{name} starts and ends at {start:.4g}{unit}"
    else:
        text = f"{name} stays at {start:.4g}{unit}"
    return text + (f" ({', '.join(between)})" if between else "")


def _spread(heights, gap=0.075):
    """Move sorted label heights (in axes fractions) apart until none overlap."""
    moved = np.array(heights, dtype=float)
    for i in range(1, len(moved)):
        moved[i] = max(moved[i], moved[i - 1] + gap)
    return moved - max(0.0, moved[-1] - max(1.0, heights[-1]))


def _label_ends(axes, ends):
    """Write each name, with a piece of its line, beside the line's last point."""
    axes.autoscale_view()
    to_fraction = axes.transScale + axes.transLimits
    heights = [to_fraction.transform((x, y))[1] for _, x, y, _ in ends]
    order = np.argsort(heights)
    for i, height in zip(order, _spread(np.array(heights)[order]), strict=True):
        name, _, _, look = ends[i]
        place = {"transform": axes.transAxes, "clip_on": False}
        axes.plot([1.02, 1.05, 1.08], [height] * 3, markevery=[1], **look, **place)
        axes.text(1.09, height, name, color=look["color"], va="center", **place)


def curves(
    values,
    x=None,
    xlabel="epoch",
    ylabel="",
    yscale="linear",
    title=None,
    alt=None,
):
    """Draw one line per name, with its own dash and marker and its name at the end.

    Parameters
    ----------
    values : dict name -> array (T,)
        NaN and infinity leave a gap.
    x : array (T,), optional
        1, 2, 3 ... when not given; lengths may then differ.
    xlabel, ylabel, title, alt : str, optional
        Write the unit in `ylabel`, as in "ELBO (nats per image)".
    yscale : "linear" or "log"

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a line is not one-dimensional, has no finite value, or differs from `x`
        in length; or if a log scale meets a value that is not positive.
    """
    lines = {}
    for name, line in named("values", values).items():
        lines[str(name)] = line = array_of(str(name), line, 1, finite=False)
        if not np.isfinite(line).any():
            raise ValueError(f"{name} holds no finite value")
        if x is not None and len(line) != np.size(x):
            raise ValueError(f"x has {np.size(x)} values but {name} has {len(line)}")
        if yscale == "log" and (line[np.isfinite(line)] <= 0).any():
            raise ValueError(f"a log scale needs positive values, {name} has others")
    if yscale not in ("linear", "log"):
        raise ValueError(f'yscale must be "linear" or "log", got {yscale!r}')
    steps = None if x is None else array_of("x", x, 1)
    ends = []
    with style():
        figure, axes = new_axes(7.5, 4.2, title)
        axes.set(xlabel=xlabel, ylabel=ylabel, yscale=yscale)
        for i, (name, line) in enumerate(lines.items()):
            along = np.arange(1, len(line) + 1) if steps is None else steps
            axes.plot(along, line, markevery=max(1, len(line) // 8), **line_style(i))
            last = np.flatnonzero(np.isfinite(line))[-1]
            ends.append((name, along[last], line[last], line_style(i)))
        if np.array_equal(along, np.rint(along)):
            axes.xaxis.get_major_locator().set_params(integer=True)
        _label_ends(axes, ends)
    if alt is None:
        changes = "; ".join(_change(name, line) for name, line in lines.items())
        what = title or ylabel or "Curves"
        alt = f"{what} against {xlabel}: {changes}."
    return Picture(figure, alt)


def elbo_curves(history, title=None, alt=None):
    """ELBO = -reconstruction - KL, each in its own panel, in nats per image.

    Parameters
    ----------
    history : dict with lists "elbo", "reconstruction" and "kl", one value per epoch
        What a fitted VAE holds in ``history_``. "reconstruction" is -E log p(x|z).
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If a list is missing, or the lists differ in length.
    """
    panels = {
        "elbo": "ELBO: higher is better",
        "reconstruction": "Reconstruction, -E log p(x|z)",
        "kl": "KL(q(z|x) ‖ p(z))",
    }
    missing = [key for key in panels if key not in named("history", history)]
    if missing:
        raise ValueError(f"history lacks {listing(missing)}; it has {list(history)}")
    lines = {key: array_of(key, history[key], 1, finite=False) for key in panels}
    epochs = len(lines["elbo"])
    if {len(line) for line in lines.values()} != {epochs}:
        raise ValueError("elbo, reconstruction and kl must have one value per epoch")
    if not all(np.isfinite(line).any() for line in lines.values()):
        raise ValueError("history holds no finite value")
    with style():
        figure = Figure(figsize=(11, 3.4), layout="constrained")
        if title:
            figure.suptitle(title)
        for i, (key, name) in enumerate(panels.items()):
            axes = figure.add_subplot(1, 3, i + 1)
            every = max(1, epochs // 8)
            axes.plot(
                np.arange(1, epochs + 1), lines[key], markevery=every, **line_style(i)
            )
            axes.set_title(name)
            axes.set(xlabel="epoch", ylabel="nats per image" if i == 0 else "")
            axes.xaxis.get_major_locator().set_params(integer=True)
    names = {"elbo": "ELBO", "reconstruction": "reconstruction", "kl": "KL"}
    changes = "; ".join(
        _change(names[key], line, " nats") for key, line in lines.items()
    )
    return Picture(
        figure, alt or f"Loss curves over {count(epochs, 'epoch')}: {changes}."
    )


def roc_curves(scores, title=None, alt=None):
    """Draw true against false positive rate; the diagonal is guessing.

    Parameters
    ----------
    scores : dict name -> (fpr, tpr, auc), fpr and tpr arrays (T,) in [0, 1]
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If fpr and tpr differ in length, or a rate lies outside [0, 1].
    """
    lines = {}
    for name, line in named("scores", scores).items():
        if len(line) != 3:
            raise ValueError(f"{name} must be (fpr, tpr, auc)")
        fpr, tpr = array_of("fpr", line[0], 1), array_of("tpr", line[1], 1)
        rates = np.concatenate([fpr, tpr])
        if fpr.shape != tpr.shape or rates.min() < 0 or rates.max() > 1:
            raise ValueError(
                f"{name}: fpr and tpr must be rates in [0, 1] of one length, "
                f"got {fpr.shape} and {tpr.shape}"
            )
        lines[str(name)] = fpr, tpr, float(line[2])
    with style():
        figure, axes = new_axes(5.6, 5.4, title)
        axes.plot([0, 1], [0, 1], color="#999999", linewidth=1, label="guessing (0.5)")
        for i, (name, (fpr, tpr, auc)) in enumerate(lines.items()):
            axes.plot(
                fpr, tpr, label=f"{name} (AUC {auc:.3f})",
                markevery=max(1, len(fpr) // 8), **line_style(i),
            )  # fmt: skip
        axes.set(
            xlabel="false positive rate", ylabel="true positive rate", aspect="equal"
        )
        axes.legend(loc="lower right")
    areas = listing(f"{name} {auc:.3f}" for name, (_, _, auc) in lines.items())
    return Picture(figure, alt or f"ROC curves, area under the curve: {areas}.")
