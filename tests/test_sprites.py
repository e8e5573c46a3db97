"""The generated sprites: each factor is read off the picture again."""

import numpy as np
import pytest
from scipy.spatial.distance import pdist

from minivae.data import draw_sprites, make_sprites
from minivae.data.sprites import FACTORS, SHAPES


@pytest.fixture(scope="module")
def grid():
    return make_sprites()


@pytest.fixture(scope="module")
def fine():
    """Any sprites of any size, drawn with many pixels."""
    rng = np.random.default_rng(0)
    n = 60
    truth = {
        "shape": np.arange(n) % 3,
        "scale": rng.uniform(0.12, 0.24, n),
        "angle": rng.uniform(0, np.pi, n),
        "x": rng.uniform(0.28, 0.72, n),
        "y": rng.uniform(0.28, 0.72, n),
    }
    return truth, draw_sprites(**truth, side=128).reshape(n, 128, 128)


def moments(images):
    """Area, centre (x, y) and coordinates from it of each picture, in its widths."""
    side = images.shape[-1]
    line = (np.arange(side) + 0.5) / side
    area = images.sum(axis=(1, 2))
    x = images.sum(axis=1) @ line / area
    y = images.sum(axis=2) @ line / area
    return (
        area / side**2,
        x,
        y,
        line[None, None] - x[:, None, None],
        (line[None, :, None] - y[:, None, None]),
    )


def mean(images, values):
    return np.sum(images * values, axis=(1, 2)) / images.sum(axis=(1, 2))


def test_the_whole_grid_has_each_combination_once_and_no_picture_twice(grid):
    assert grid.images.shape == (9720, 1024) and grid.images.dtype == np.float32
    assert len(np.unique(grid.factors, axis=0)) == 9720
    assert tuple(grid.factors.max(axis=0) + 1) == (3, 4, 10, 9, 9)
    assert len(np.unique(grid.images, axis=0)) == 9720
    assert grid.images.min() == 0 and grid.images.max() == 1
    assert repr(grid) == "Sprites(9,720 images of (32, 32))"


def test_even_the_most_similar_pictures_differ_by_half_a_pixel(grid):
    X = grid.images[(grid.factors[:, 3:] < 2).all(axis=1)]  # four places, all else
    assert len(X) == 480 and pdist(X.astype(np.float64), "sqeuclidean").min() > 0.4


def test_factors_are_the_values_in_order(grid):
    assert grid.factor_names == FACTORS and grid.shape_names == SHAPES
    for f, name in enumerate(FACTORS):
        values = np.unique(getattr(grid, name))
        np.testing.assert_array_equal(values[grid.factors[:, f]], getattr(grid, name))
    assert grid.angle.min() == 0 and grid.angle.max() < np.pi
    # y changes fastest.
    assert np.all(np.diff(grid.y[:9]) > 0) and len(np.unique(grid.x[:9])) == 1


def test_area_and_centre_of_mass_are_scale_and_place(fine):
    truth, images = fine
    area, x, y, *_ = moments(images)
    np.testing.assert_allclose(area, truth["scale"] ** 2, rtol=0.03)
    np.testing.assert_allclose(x, truth["x"], atol=0.1 / 128)
    np.testing.assert_allclose(y, truth["y"], atol=0.1 / 128)


def test_the_scale_tells_nothing_of_the_shape(grid):
    for scale in np.unique(grid.scale):
        means = [
            grid.images[(grid.scale == scale) & (grid.shape == kind)].mean()
            for kind in range(3)
        ]
        np.testing.assert_allclose(means, scale**2, rtol=0.005)


def test_the_long_axis_lies_at_the_angle_and_the_triangle_points_there(fine):
    truth, images = fine
    *_, dx, dy = moments(images)
    xx, yy, xy = (mean(images, v) for v in (dx * dx, dy * dy, dx * dy))
    found = np.arctan2(2 * xy, xx - yy) / 2 % np.pi
    off = (found - truth["angle"] + np.pi / 2) % np.pi - np.pi / 2
    assert np.abs(off).max() < 0.02
    c, s = (v(truth["angle"])[:, None, None] for v in (np.cos, np.sin))
    skew = mean(images, (c * dx + s * dy) ** 3) / truth["scale"] ** 3
    triangle = truth["shape"] == 2
    assert skew[triangle].min() > 0.03 and np.abs(skew[~triangle]).max() < 0.002


def test_each_shape_is_the_one_that_it_is_called(fine):
    """Spread along and across, and the fourth moment: 1.8 uniform, 2 an ellipse's."""
    truth, images = fine
    *_, dx, dy = moments(images)
    c, s = (v(truth["angle"])[:, None, None] for v in (np.cos, np.sin))
    along, across = c * dx + s * dy, c * dy - s * dx
    second = mean(images, along**2)
    ratio = np.sqrt(second / mean(images, across**2))
    fourth = mean(images, along**4) / second**2
    for kind, spread, peaked in ((0, 2, 1.8), (1, 2, 2), (2, np.sqrt(3), 2.4)):
        rows = truth["shape"] == kind
        np.testing.assert_allclose(ratio[rows], spread, rtol=0.03)
        np.testing.assert_allclose(fourth[rows], peaked, rtol=0.02)


def test_a_step_of_whole_pixels_moves_the_picture():
    still = draw_sprites([0, 1, 2], 0.2, 0.7, 0.5, 0.5).reshape(3, 32, 32)
    moved = draw_sprites([0, 1, 2], 0.2, 0.7, 0.5 + 3 / 32, 0.5 - 2 / 32)
    moved = moved.reshape(3, 32, 32)
    np.testing.assert_allclose(moved[:, :-2, 3:], still[:, 2:, :-3], atol=0.12)
    np.testing.assert_allclose(moved[:, :-2, 3:].sum(), moved.sum(), rtol=1e-6)


def test_nothing_of_a_sprite_is_cut_off(grid):
    big = draw_sprites(2, grid.scale.max(), np.linspace(0, np.pi, 20), 0.28, 0.72, 64)
    np.testing.assert_allclose(big.mean(axis=1), grid.scale.max() ** 2, rtol=0.04)


def test_some_of_the_grid_by_seed(grid):
    some = make_sprites(500, random_state=3)
    assert some.images.shape == (500, 1024)
    at = np.ravel_multi_index(some.factors.T, (3, 4, 10, 9, 9))
    assert len(set(at)) == 500
    np.testing.assert_array_equal(some.images, grid.images[at])
    np.testing.assert_array_equal(some.x, grid.x[at])
    again, other = make_sprites(500, random_state=3), make_sprites(500, random_state=4)
    np.testing.assert_array_equal(again.factors, some.factors)
    assert not np.array_equal(other.factors, some.factors)
    assert make_sprites(5, 24, 2, 3, 2).images.shape == (5, 576)


def test_the_picture_comes_back_from_its_factors(grid):
    rows = [0, 4000, 9719]
    truth = [getattr(grid, name)[rows] for name in FACTORS]
    np.testing.assert_array_equal(draw_sprites(*truth), grid.images[rows])
    assert draw_sprites(0, 0.2, 0, 0.5, 0.5).shape == (1, 1024)
    assert draw_sprites([], [], [], [], []).shape == (0, 1024)


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(n_images=0), "n_images must be an integer of at least 1"),
        (dict(n_images=9721), "n_images must be at most 9720, all of the grid"),
        (dict(side=4), "side must be an integer of at least 8"),
        (dict(n_scales=0), "n_scales must be"),
        (dict(n_angles=1.5), "n_angles must be"),
        (dict(n_places="9"), "n_places must be"),
        (dict(n_images=3, random_state="a"), "random_state must be"),
    ],
)
def test_bad_arguments_get_a_sentence(wrong, words):
    with pytest.raises(ValueError, match=words):
        make_sprites(**wrong)


@pytest.mark.parametrize(
    "wrong, words",
    [
        (dict(shape=3), "shape must hold 0, 1 or 2"),
        (dict(shape=0.5), "shape must hold 0, 1 or 2"),
        (dict(scale=0), "scale must be above 0, got 0"),
        (dict(angle=np.nan), "angle must hold finite numbers"),
        (dict(x="left"), "x must be numbers"),
        (dict(x=[0.1, 0.2], y=[0.1, 0.2, 0.3]), "must have one length"),
        (dict(x=np.zeros((2, 2))), "must have one length"),
        (dict(side=7), "side must be"),
    ],
)
def test_draw_sprites_says_what_it_takes(wrong, words):
    given = dict(shape=0, scale=0.2, angle=0, x=0.5, y=0.5) | wrong
    with pytest.raises(ValueError, match=words):
        draw_sprites(**given)
