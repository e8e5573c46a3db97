"""A generated world: grey faces whose person, light, angle, size and place are known.

N pictures of H = W = side pixels, P people, T traits.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from minivae.base import check_count, check_number, floats, generator
from minivae.data.face_maps import MEAN, TRAITS, light_maps

FINE, EDGE = 112, 1.4  # pixels of the drawing, which reaches from -1.4 to 1.4
BLOCK = 200  # pictures at a time
# Standard deviations: of the lamp (left, up; radians), the angle (turned, tilted;
# radians), the size (log), the place (right, down; pixels of 32).
SPREADS = {"light": (0.3, 0.15), "angle": (0.18, 0.06), "size": 0.07, "shift": 1.0}
MOST = 1.5  # standard deviations: no lamp stands behind the face


@dataclass(frozen=True, eq=False)
class Faces:
    """Pictures (N, H*W) float64, grey levels from about 0 to 1, and the truth behind.

    They are not clipped to [0, 1]: that would be no sum any more.

    `person` (N,) int64, an index into `traits` (P, T), in standard deviations, named by
    `trait_names` (T,); `light` (N, 3), the direction to the lamp, of length 1 (right,
    down, towards us); `angle` (N, 2), turned to the right and tilted, in radians;
    `size` (N,), 1 is normal; `shift` (N, 2), right and down, in pixels.
    """

    images: np.ndarray
    person: np.ndarray
    traits: np.ndarray
    trait_names: tuple
    light: np.ndarray
    angle: np.ndarray
    size: np.ndarray
    shift: np.ndarray
    image_shape: tuple[int, int]
    source: str = "generated"

    def __repr__(self):
        N, P = len(self.images), len(self.traits)
        return f"Faces({N:,} images of {self.image_shape}, {P} people)"


def make_faces(
    n_images=1000,
    n_people=40,
    side=32,
    light=1.0,
    angle=1.0,
    size=1.0,
    shift=1.0,
    random_state=0,
):
    """x_n = Σ_t (1, traits)_t B_t l_n, seen at an angle, a size and a place.

    B_t are pictures of three lamps, for the mean face and for what each trait adds.
    So without angle, size and shift a person under any light is a sum of three
    pictures (Lambert's law, no shadows), and under one light any face is the mean face
    plus a sum of T pictures. Angle, size and shift move pixels: they are no sums.

    Parameters
    ----------
    n_images : int
    n_people : int; each is seen as often as the others, up to one picture
    side : int, at least 8
    light, angle, size, shift : floats from 0 to 2, how much each varies: 0 not at all,
        1 as usual
    random_state : None, int or numpy.random.Generator

    Returns
    -------
    Faces

    Notes
    -----
    Without shadows a surface of Lambert's kind spans three dimensions: Belhumeur and
    Kriegman (1998), "What is the set of images of an object under all possible
    illumination conditions?".
    """
    N, P = check_count(n_images, "n_images", 1), check_count(n_people, "n_people", 1)
    check_count(side, "side", least=8)
    amounts = {"light": light, "angle": angle, "size": size, "shift": shift}
    for name, amount in amounts.items():
        check_number(amount, name, 0, 2, closed_high=True)
    rng = generator(random_state)
    traits = np.clip(rng.standard_normal((P, len(TRAITS))), -MOST, MOST)
    person = rng.permutation(np.arange(N) % P)
    drawn = np.clip(rng.standard_normal((N, 7)), -MOST, MOST)
    lamp = drawn[:, :2] * SPREADS["light"] * light
    angle = drawn[:, 2:4] * SPREADS["angle"] * angle
    size = np.exp(drawn[:, 4] * SPREADS["size"] * size)
    shift = drawn[:, 5:] * SPREADS["shift"] * shift * side / 32
    direction = np.stack(
        [
            np.sin(lamp[:, 0]) * np.cos(lamp[:, 1]),
            -np.sin(lamp[:, 1] + 0.2),
            np.cos(lamp[:, 0]) * np.cos(lamp[:, 1]),
        ],
        axis=1,
    )
    direction /= np.linalg.norm(direction, axis=1, keepdims=True)
    images = draw_faces(traits[person], direction, angle, size, shift, side)
    return Faces(
        images=images,
        person=person,
        traits=traits,
        trait_names=tuple(TRAITS),
        light=direction,
        angle=angle,
        size=size,
        shift=shift,
        image_shape=(side, side),
    )


def draw_faces(traits, light, angle, size, shift, side=32):
    """Draw N faces of given traits (N, T), light (N, 3) and place: (N, side²).

    Parameters
    ----------
    traits, light, angle, size, shift : arrays of N rows, as those of `Faces`; of traits
        one row for each picture
    side : int, at least 8
    """
    N, basis = len(np.atleast_1d(traits)), trait_maps()
    check_count(side, "side", least=8)
    traits = _given(traits, "traits", (N, len(TRAITS)))
    light, angle = _given(light, "light", (N, 3)), _given(angle, "angle", (N, 2))
    size, shift = _given(size, "size", (N,)), _given(shift, "shift", (N, 2))
    if N and size.min() <= 0:
        raise ValueError(f"size must be above 0, got {size.min():g}")
    images = np.empty((len(traits), side * side))
    for start in range(0, len(traits), BLOCK):
        rows = slice(start, start + BLOCK)
        weights = np.column_stack([np.ones(len(traits[rows])), traits[rows]])
        lamps = (weights[:, :, None] * light[rows, None, :]).reshape(len(weights), -1)
        fine = lamps @ basis
        seen = look(fine, angle[rows], size[rows], shift[rows], side)
        images[rows] = seen
    return images


def _given(value, name, shape):
    value = floats(value, name)
    if value.shape != shape:
        raise ValueError(f"{name} must have shape {shape}, got {value.shape}")
    if not np.isfinite(value).all():
        raise ValueError(f"{name} must hold finite numbers, got NaN or infinity")
    return value


@lru_cache(maxsize=1)
def trait_maps():
    """Return B, the mean face and each trait under three lamps: ((T + 1) 3, FINE²)."""
    line = np.linspace(-EDGE, EDGE, FINE)
    x, y = np.meshgrid(line, line)
    maps = [light_maps(x, y)]
    for name, by in TRAITS.values():
        up, down = (light_maps(x, y, **{name: MEAN[name] + s * by}) for s in (1, -1))
        maps.append((up - down) / 2)
    return np.moveaxis(np.array(maps), -1, 1).reshape(3 * len(maps), -1)


def look(fine, angle, size, shift, side):
    """Take pixels from the drawings where the angle, size and shift have moved them.

    Turned, a head shows what lay at the side: the middle of a ball moves furthest.
    """
    line = (np.arange(side) + 0.5) * 2 / side - 1
    x = (line[None, None, :] - shift[:, 0, None, None] * 2 / side) / size[:, None, None]
    y = (line[None, :, None] - shift[:, 1, None, None] * 2 / side) / size[:, None, None]
    turned, tilted = angle[:, 0, None, None], angle[:, 1, None, None]
    x, y = (
        np.cos(tilted) * x + np.sin(tilted) * y,
        np.cos(tilted) * y - np.sin(tilted) * x,
    )
    depth = np.sqrt(np.maximum(1 - x**2 - 0.6 * y**2, 0))  # of a ball
    # About an axis behind the nose, so that a turned head stays in the picture.
    x = np.cos(turned) * x - np.sin(turned) * (depth - 0.6)
    column, row = ((v + EDGE) * (FINE - 1) / (2 * EDGE) for v in (x, y))
    column, row = (np.clip(v, 0, FINE - 1.001) for v in (column, row))
    j, i = column.astype(np.intp), row.astype(np.intp)
    a, b = column - j, row - i
    at = np.arange(len(fine))[:, None, None] * FINE**2 + i * FINE + j
    flat = fine.ravel()
    top = flat[at] * (1 - a) + flat[at + 1] * a
    below = flat[at + FINE] * (1 - a) + flat[at + FINE + 1] * a
    return (top * (1 - b) + below * b).reshape(len(fine), -1)
