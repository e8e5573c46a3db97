"""A generated world: white sprites on black, every factor of a picture known.

N pictures of H = W = side pixels. Lengths are in widths of the picture, angles in
radians.
"""

from dataclasses import dataclass
from math import pi, sqrt

import numpy as np

from minivae.base import check_count, floats, generator

SHAPES = ("rectangle", "ellipse", "triangle")
FACTORS = ("shape", "scale", "angle", "x", "y")
SCALES, PLACES = (0.12, 0.24), (0.28, 0.72)  # from, to: no sprite leaves the picture
FINE = 3  # points across a pixel
BLOCK = 120  # pictures at a time
# Of shapes of area 1: half of the long and of the short axis; of the triangle, the
# height and half of the base. None looks the same after less than half a turn.
RECTANGLE = sqrt(1 / 2), sqrt(1 / 8)
ELLIPSE = sqrt(2 / pi), sqrt(1 / (2 * pi))
TRIANGLE = sqrt(3), sqrt(1 / 3)


@dataclass(frozen=True, eq=False)
class Sprites:
    """Pictures (N, H*W) float32, 0 black to 1 white, and the truth behind.

    `factors` (N, 5) int64: which value each of `factor_names` has, counted from 0. The
    values: `shape` (N,) int64, an index into `shape_names`; `scale` (N,), the root of
    the sprite's area; `angle` (N,) of its long axis, from right towards down; `x`, `y`
    (N,), its centre of mass, from the left and from the top.
    """

    images: np.ndarray
    factors: np.ndarray
    shape: np.ndarray
    scale: np.ndarray
    angle: np.ndarray
    x: np.ndarray
    y: np.ndarray
    image_shape: tuple[int, int]
    factor_names: tuple = FACTORS
    shape_names: tuple = SHAPES
    source: str = "generated"

    def __repr__(self):
        return f"Sprites({len(self.images):,} images of {self.image_shape})"


def make_sprites(
    n_images=None, side=32, n_scales=4, n_angles=10, n_places=9, random_state=0
):
    """image = draw(shape, scale, angle, x, y), for each combination of values once.

    All shapes of one scale have one area: no factor tells of another one. Angles lie in
    [0, π), and no shape looks the same after a turn in between: each picture has one
    description. The whole grid has 3 · 4 · 10 · 9 · 9 = 9,720 pictures.

    Parameters
    ----------
    n_images : None, or int: so many of the grid, drawn without replacement
    side : int, at least 8
    n_scales, n_angles : int
    n_places : int, in each direction
    random_state : None, int or numpy.random.Generator, draws them; the whole grid
        stands in order, y changing fastest

    Returns
    -------
    Sprites

    Raises
    ------
    ValueError
        If a number is out of its range, or n_images is more than the grid has.

    Notes
    -----
    After dSprites (Matthey et al. 2017), where a square looks the same after a quarter
    of a turn, so that its angle cannot be told.

    Examples
    --------
    >>> make_sprites(100)
    Sprites(100 images of (32, 32))
    """
    check_count(side, "side", least=8)
    steps = {"n_scales": n_scales, "n_angles": n_angles, "n_places": n_places}
    for name, n in steps.items():
        check_count(n, name, least=1)
    places = np.linspace(*PLACES, n_places)
    values = (
        np.arange(len(SHAPES)),
        np.linspace(*SCALES, n_scales),
        np.arange(n_angles) * np.pi / n_angles,
        places,
        places,
    )
    sizes = [len(v) for v in values]
    chosen, total = np.arange(np.prod(sizes)), int(np.prod(sizes))
    if n_images is not None:
        if check_count(n_images, "n_images", least=1) > total:
            raise ValueError(
                f"n_images must be at most {total}, all of the grid, got {n_images}"
            )
        chosen = generator(random_state).choice(total, n_images, replace=False)
    factors = np.stack(np.unravel_index(chosen, sizes), axis=1)
    truth = [v[i] for v, i in zip(values, factors.T, strict=True)]
    images = draw_sprites(*truth, side=side)
    return Sprites(images, factors, *truth, image_shape=(side, side))


def draw_sprites(shape, scale, angle, x, y, side=32):
    """Draw N sprites, each pixel the share of it that the sprite covers: (N, side²).

    Parameters
    ----------
    shape : array of int, (N,), or one int: 0 rectangle, 1 ellipse, 2 triangle
    scale, angle, x, y : arrays, (N,), or one number each, as those of `Sprites`
    side : int, at least 8

    Raises
    ------
    ValueError
        If they have no common length, hold other numbers, or scale is not positive.
    """
    check_count(side, "side", least=8)
    shape, scale, angle, x, y = _together(shape, scale, angle, x, y)
    images = np.empty((len(shape), side * side), dtype=np.float32)
    middle = ((np.arange(side * FINE) + 0.5) / (side * FINE)).astype(np.float32)
    for kind, inside in enumerate((in_rectangle, in_ellipse, in_triangle)):
        rows = np.flatnonzero(shape == kind)
        for start in range(0, len(rows), BLOCK):
            some = rows[start : start + BLOCK]
            size, cos, sin, right, down = (
                v[some].astype(np.float32)[:, None, None]
                for v in (scale, np.cos(angle), np.sin(angle), x, y)
            )
            dx = (middle - right) / size  # (n, 1, side * FINE)
            dy = (middle[:, None] - down) / size  # (n, side * FINE, 1)
            covered = inside(cos * dx + sin * dy, cos * dy - sin * dx)
            pixels = covered.reshape(-1, side, FINE, side, FINE)
            share = np.count_nonzero(pixels, axis=(2, 4)) / FINE**2
            images[some] = share.reshape(len(some), -1)
    return images


def in_rectangle(u, v):
    """|u| < a and |v| < b: u along the long axis, v across, from the centre of mass."""
    a, b = RECTANGLE
    return (np.abs(u) < a) & (np.abs(v) < b)


def in_ellipse(u, v):
    """(u / a)² + (v / b)² < 1."""
    a, b = ELLIPSE
    return (u / a) ** 2 + (v / b) ** 2 < 1


def in_triangle(u, v):
    """-h / 3 < u and |v| < (2 h / 3 - u) b / h: height h, half a base b; tip u > 0."""
    height, half = TRIANGLE
    return (u > -height / 3) & (np.abs(v) < (2 * height / 3 - u) * (half / height))


def _together(shape, *numbers):
    """Return N whole numbers and four times N floats, or say what does not fit."""
    given = [floats(shape, "shape")]
    for name, value in zip(FACTORS[1:], numbers, strict=True):
        given.append(floats(value, name))
    sizes = [v.shape for v in given]
    try:
        given = [np.atleast_1d(v) for v in np.broadcast_arrays(*given)]
    except ValueError:
        given = [np.empty((0, 0))]
    if given[0].ndim != 1:
        raise ValueError(f"{', '.join(FACTORS)} must have one length, got {sizes}")
    for name, value in zip(FACTORS, given, strict=True):
        if not np.isfinite(value).all():
            raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")
    kind, scale, *rest = given
    if not np.isin(kind, np.arange(len(SHAPES))).all():
        raise ValueError(f"shape must hold 0, 1 or 2, got {shape!r}")
    if len(scale) and scale.min() <= 0:
        raise ValueError(f"scale must be above 0, got {scale.min():g}")
    return kind.astype(np.int64), scale, *rest
