"""Dice as points of a triangle."""

import numpy as np
import pytest

from minivae import plot
from minivae.plot.simplex import CORNERS


def test_each_corner_is_a_die_that_knows_and_the_middle_one_that_does_not():
    picture = plot.simplex({"dice": np.vstack([np.eye(3), np.full((1, 3), 1 / 3)])})
    axes = picture.figure.axes[0]
    drawn = axes.collections[0].get_offsets()
    assert np.allclose(drawn[:3], CORNERS)
    assert np.allclose(drawn[3], CORNERS.mean(axis=0))


def test_the_triangle_has_equal_sides():
    sides = np.linalg.norm(CORNERS - np.roll(CORNERS, 1, axis=0), axis=1)
    assert np.allclose(sides, 1)


def test_one_panel_a_group_with_its_faces_and_an_alt_text():
    rng = np.random.default_rng(0)
    groups = {f"bag {a}": rng.dirichlet([a] * 3, 50) for a in (0.1, 1, 10)}
    picture = plot.simplex(groups, faces=("cat", "dog", "bird"), title="Three bags")
    assert [axes.get_title() for axes in picture.figure.axes] == list(groups)
    texts = [text.get_text() for text in picture.figure.axes[2].texts]
    assert texts == ["cat", "dog", "bird"]
    assert "Three bags" in picture.alt and "bag 10" in picture.alt


@pytest.mark.parametrize(
    "group, says",
    [
        (np.ones((2, 2)) / 2, r"\(N, 3\)"),
        ([[0.5, 0.5, 0.5]], "sum to 1"),
        ([[1.5, -0.5, 0.0]], "sum to 1"),
        ([[np.nan, 0.5, 0.5]], "NaN"),
    ],
)
def test_what_is_no_die_is_refused(group, says):
    with pytest.raises(ValueError, match=says):
        plot.simplex({"dice": group})


def test_three_faces_need_three_names():
    with pytest.raises(ValueError, match="three names"):
        plot.simplex({"dice": np.eye(3)}, faces=("a", "b"))
