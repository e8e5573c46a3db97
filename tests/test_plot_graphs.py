"""Graphical models as pictures: true descriptions, frames that hold their nodes."""

import pytest

from minivae import plot
from minivae.plot.graphs import _around, _frame

NODES = {"Cloud": (0, 1), "Rain": (-1, 0), "$w_i$": (1, 0)}
EDGES = [("Cloud", "Rain"), ("Cloud", "$w_i$")]


def draw(**options):
    return plot.graphical_model(NODES, EDGES, **options)


def test_the_same_bytes_twice_and_a_description():
    first, second = draw(title="A fork"), draw(title="A fork")
    assert first.png() == second.png()
    assert first.alt.startswith("A fork of Cloud, Rain and w_i; arrows: Cloud to Rain")
    assert draw(alt="My own words.").alt == "My own words."


def test_what_is_observed_and_repeated_is_said():
    alt = draw(observed=["Rain"], plates={"N days": ["Rain", "$w_i$"]}).alt
    assert "observed: Rain" in alt
    assert "the plate N days repeats Rain and w_i" in alt


def test_without_arrows_it_still_draws():
    assert "arrows: none" in plot.graphical_model({"a": (0, 0), "b": (1, 0)}, []).alt


def test_the_outer_plate_lies_around_the_inner_one():
    plates = {"inner": {"Rain"}, "outer": {"Rain", "Cloud"}, "other": {"$w_i$"}}
    inner, outer = (_frame(label, plates, NODES) for label in ("inner", "outer"))
    assert outer[0] < inner[0] and outer[1] < inner[1]
    assert outer[2] > inner[2] and outer[3] > inner[3]
    node = _around(NODES, ["Rain"], 0)
    assert inner[0] < node[0] and inner[1] < node[1] and inner[3] > node[3]


@pytest.mark.parametrize(
    "options",
    [{"observed": ["Snow"]}, {"plates": {"N": ["Snow"]}}],
)
def test_an_unknown_node_is_refused(options):
    with pytest.raises(ValueError, match="no node 'Snow'"):
        draw(**options)
    with pytest.raises(ValueError, match="no node 'Snow'"):
        plot.graphical_model(NODES, [("Snow", "Rain")])
