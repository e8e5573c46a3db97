"""Images in rows and grids.

N images of H by W pixels, flat (N, H*W) or not (N, H, W); colour adds a last axis 3.
"""

import numpy as np

from minivae.plot.picture import (
    Picture,
    array_of,
    count,
    listing,
    named,
    new_axes,
    style,
)

CELL = 0.56  # inches per image: 45 pixels at 80 dpi
GAP = 2  # empty pixels between images


def as_images(name, images, image_shape):
    """Return `images` as (N, *image_shape), whether they came flat or not.

    Raises
    ------
    ValueError
        If the shape does not fit, or a value is NaN or infinite.
    """
    shape = tuple(int(side) for side in image_shape)
    if len(shape) not in (2, 3) or min(shape) < 1 or shape[2:] not in ((), (3,)):
        raise ValueError(f"image_shape must be (H, W) or (H, W, 3), got {image_shape}")
    array = np.asarray(images)
    expected = f"(N, {int(np.prod(shape))}) or (N, {', '.join(map(str, shape))})"
    if array.shape[1:] not in ((int(np.prod(shape)),), shape) or len(array) == 0:
        raise ValueError(
            f"{name} must have shape {expected} with N >= 1, got {array.shape}"
        )
    return array_of(name, array, array.ndim).reshape(-1, *shape)


def mosaic(images, columns, gap=GAP, block=None):
    """Lay (N, H, W) images out row by row on one canvas; return it and the row centres.

    Empty places and gaps are NaN. After every `block` rows the gap is wider.
    """
    n, height, width, *channels = images.shape
    rows = -(-n // columns)
    tops = np.arange(rows) * (height + gap)
    if block:
        tops += (np.arange(rows) // block) * 3 * gap
    size = tops[-1] + height, columns * (width + gap) - gap
    canvas = np.full((*size, *channels), np.nan)
    for i, image in enumerate(images):
        top, left = tops[i // columns], (i % columns) * (width + gap)
        canvas[top : top + height, left : left + width] = image
    return canvas, tops + (height - 1) / 2


def show_canvas(axes, canvas, limits=(0, 1), **where):
    """Draw a canvas in grey (or colour), NaN as nothing, and take the grid away."""
    low, high = limits or (np.nanmin(canvas), np.nanmax(canvas))
    if canvas.ndim == 3:  # matplotlib leaves scaling of colours to the caller
        shown = np.clip((canvas - low) / (high - low or 1), 0, 1)
        canvas, low, high = np.where(np.isnan(shown), 1, shown), 0, 1
    axes.imshow(canvas, cmap="gray", vmin=low, vmax=high, **where)
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def _draw(images, columns, row_labels, limits, title, alt, block=None):
    """Draw (N, H, W) images row by row with a label beside each row."""
    canvas, centres = mosaic(images, columns, block=block)
    per_pixel = CELL / images.shape[2]
    letters = max((len(label) for label in row_labels), default=0)
    width = canvas.shape[1] * per_pixel + 0.1 * letters + 0.3
    height = canvas.shape[0] * per_pixel + (0.5 if title else 0.2)
    with style():
        figure, axes = new_axes(width, height, title)
        show_canvas(axes, canvas, limits)
        axes.set_xticks([])
        axes.set_yticks(centres if row_labels else [], row_labels or None)
    return Picture(figure, alt)


def image_grid(
    images,
    image_shape=(28, 28),
    columns=10,
    row_labels=None,
    limits=(0, 1),
    title=None,
    alt=None,
):
    """Draw images row by row.

    Parameters
    ----------
    images : array (N, D) or (N, H, W)
    image_shape : (H, W), or (H, W, 3) for colour
    columns : int
    row_labels : list of str, one per row, optional
    limits : (black, white), or None for the smallest and the largest value
    title, alt : str, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If shapes, `columns` or the number of `row_labels` do not fit.
    """
    images = as_images("images", images, image_shape)
    if columns < 1:
        raise ValueError(f"columns must be at least 1, got {columns}")
    columns = min(int(columns), len(images))
    rows = -(-len(images) // columns)
    labels = [str(label) for label in row_labels] if row_labels is not None else []
    if labels and len(labels) != rows:
        raise ValueError(f"expected {rows} row_labels, got {len(labels)}")
    alt = alt or (
        f"{title or 'Grid of images'}: {count(len(images), 'image')} of "
        f"{images.shape[1]} by {images.shape[2]} pixels in {count(rows, 'row')} of up "
        f"to {columns}" + (f"; the rows are {listing(labels)}." if labels else ".")
    )
    return _draw(images, columns, labels, limits, title, alt)


def image_rows(
    rows, image_shape=(28, 28), columns=10, limits=(0, 1), title=None, alt=None
):
    """Draw one row of images per name, so that each column compares one example.

    Parameters
    ----------
    rows : dict name -> images (N, D) or (N, H, W), the same N for all
    image_shape, limits, title, alt : as in `image_grid`
    columns : int
        When N is larger, the rows go on in a second block below.

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes do not fit, or two rows differ in length.
    """
    named("rows", rows)
    stacks = {str(k): as_images(str(k), v, image_shape) for k, v in rows.items()}
    lengths = {name: len(stack) for name, stack in stacks.items()}
    n = next(iter(lengths.values()))
    if set(lengths.values()) != {n}:
        raise ValueError(f"every row needs the same number of images, got {lengths}")
    if columns < 1:
        raise ValueError(f"columns must be at least 1, got {columns}")
    columns = min(int(columns), n)
    blocks = -(-n // columns)
    one = next(iter(stacks.values()))[0]
    blank = np.full((blocks * columns - n, *one.shape), np.nan)
    padded = [np.concatenate([stack, blank]) for stack in stacks.values()]
    # (rows, blocks, columns, H, W) -> block after block, in it row after row
    laid = np.stack(padded).reshape(len(stacks), blocks, columns, *blank.shape[1:])
    laid = laid.swapaxes(0, 1).reshape(-1, *blank.shape[1:])
    alt = alt or (
        f"{title or 'Images compared'}: {count(n, 'column')}, each with "
        f"{listing(stacks)} one above the other."
    )
    labels = list(stacks) * blocks
    return _draw(laid, columns, labels, limits, title, alt, block=len(stacks))


def reconstructions(
    x,
    x_hat,
    image_shape=(28, 28),
    labels=("image", "reconstruction"),
    columns=10,
    title=None,
    alt=None,
):
    """Draw each image with its reconstruction below.

    The default alt text states the mean squared error per image, summed over pixels.

    Parameters
    ----------
    x, x_hat : array (N, D) or (N, H, W)
    image_shape, columns, title, alt : as in `image_rows`
    labels : (str, str)

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If `x` and `x_hat` differ in shape or do not fit `image_shape`.
    """
    first, second = (str(label) for label in labels)
    if first == second:
        raise ValueError(f"the two labels must differ, got {first!r} twice")
    before = as_images("x", x, image_shape)
    after = as_images("x_hat", x_hat, image_shape)
    if before.shape != after.shape:
        raise ValueError(f"x has {len(before)} images but x_hat has {len(after)}")
    error = ((before - after) ** 2).reshape(len(before), -1).sum(axis=1).mean()
    alt = alt or (
        f"{count(len(before), 'pair')}, {first} above, {second} below; "
        f"mean squared error {error:.2f} per image."
    )
    return image_rows(
        {first: before, second: after}, image_shape, columns, title=title, alt=alt
    )


def latent_path(images, image_shape=(28, 28), labels=None, title=None, alt=None):
    """Draw decoded images along a path through latent space, from left to right.

    Parameters
    ----------
    images : array (T, D) or (T, H, W); or a dict name -> such an array, for several
    image_shape, title, alt : as in `image_grid`
    labels : (start, end), words for the two ends in the alt text, optional

    Returns
    -------
    Picture

    Raises
    ------
    ValueError
        If the shapes do not fit.
    """
    paths = named("images", images if isinstance(images, dict) else {"path": images})
    steps = {k: as_images(str(k), v, image_shape) for k, v in paths.items()}
    n = len(next(iter(steps.values())))
    ends = f" from {labels[0]} to {labels[1]}" if labels else ""
    alt = alt or (
        f"{count(len(steps), 'path')} through latent space{ends}: "
        f"{count(n, 'decoded image')} in a row, left to right."
    )
    if isinstance(images, dict):
        return image_rows(steps, image_shape, columns=n, title=title, alt=alt)
    return image_grid(steps["path"], image_shape, columns=n, title=title, alt=alt)
