"""Maps and intervals with the truth beside them: they say and draw what is there."""

import matplotlib
import numpy as np
import pytest

from minivae import plot

PLACES = np.array([[100.5, 13.7], [100.6, 13.8], [100.7, 13.9]])
FOUND, TRUTH = np.array([0.1, 0.5, 0.3]), np.array([0.2, 0.4, 0.9])
ROWS = {"river": (0.2, 0.1, 0.3), "mall": (-0.4, -0.5, 0.1)}


def maps(**more):
    return plot.point_maps(PLACES, {"found": FOUND, "truth": TRUTH}, **more)


@pytest.mark.parametrize("draw", [maps, lambda **k: plot.intervals(ROWS, **k)])
def test_same_bytes_an_alt_text_and_nothing_global(draw):
    before = dict(matplotlib.rcParams)
    assert draw(title="A title").png() == draw(title="A title").png()
    assert dict(matplotlib.rcParams) == before
    assert draw(alt="My own words.").alt == "My own words."


def test_maps_share_one_scale_of_colour_and_say_where_the_highest_value_lies():
    picture = maps(names={"Quay": (100.5, 13.7)})
    left, right = picture.figure.axes[:2]
    for axes in (left, right):
        assert axes.collections[0].get_clim() == (0.1, 0.9)
    assert left.texts[0].get_text() == "Quay"
    # the highest value is drawn last, on top, at its own place
    np.testing.assert_array_equal(right.collections[0].get_offsets()[-1], PLACES[2])
    assert right.collections[0].get_array()[-1] == 0.9
    assert "found highest at (100.6, 13.8) with 0.5" in picture.alt
    assert "truth highest at (100.7, 13.9) with 0.9" in picture.alt


def test_names_side_by_side_do_not_cover_each_other():
    names = {
        "A long name": (100.5, 13.8),
        "Another one": (100.51, 13.8),
        "Far": (100.7, 13.9),
    }
    axes = maps(names=names).figure.axes[0]
    assert [text.get_text() for text in axes.texts] == list(names)
    boxes = [text.get_window_extent() for text in axes.texts]
    assert not boxes[0].overlaps(boxes[1])
    assert [text.get_va() for text in axes.texts] == ["bottom", "top", "bottom"]


def test_intervals_count_those_that_hold_the_truth():
    alt = plot.intervals(ROWS, {"mall": 0.2, "river": 0.1}).alt
    assert "2 of them" in alt and "1 intervals hold the truth" in alt
    assert "Lowest: mall, -0.4; highest: river, 0.2" in alt
    assert "truth" not in plot.intervals(ROWS).alt
    figure = plot.intervals(ROWS, {"mall": 0.2, "river": 0.1}).figure
    diamonds = figure.axes[0].lines[-1]
    np.testing.assert_array_equal(diamonds.get_xdata(), [0.1, 0.2])  # by name


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda: plot.point_maps(np.ones((2, 3)), {"a": [1, 2]}), r"\(N, 2\)"),
        (lambda: plot.point_maps(PLACES, {"a": [1, 2]}), "3 values, got 2"),
        (lambda: plot.point_maps(PLACES, {}), "at least one name"),
        (lambda: plot.point_maps(PLACES, {"a": [1, 2, np.nan]}), "NaN"),
        (lambda: plot.intervals({"a": (1, 2, 0)}), "low <= high"),
        (lambda: plot.intervals({"a": (1, 2)}), "low <= high"),
        (lambda: plot.intervals({"a": (1, 0, 2)}, {"b": 1}), "names"),
        (lambda: plot.intervals({"a": (np.nan, 0, 2)}), "NaN"),
    ],
)
def test_bad_input_gets_one_clear_value_error(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()
