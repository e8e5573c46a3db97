"""Clusters in the plane: every point and centre is drawn, the alt text counts."""

import numpy as np
import pytest

from minivae import plot

X = np.random.default_rng(0).normal(size=(9, 2))
LABELS = np.array([0, 0, 0, 0, 1, 1, 1, 2, 2])
CENTRES = np.array([X[LABELS == k].mean(axis=0) for k in range(3)])


def test_every_cluster_is_drawn_with_its_points_and_centre():
    picture = plot.clusters({"after": (X, LABELS, CENTRES)}, title="Three")
    (axes,) = picture.figure.axes
    drawn = [np.asarray(group.get_offsets()) for group in axes.collections]
    assert [len(group) for group in drawn] == [4, 3, 2]
    np.testing.assert_allclose(np.concatenate(drawn), X)
    np.testing.assert_allclose([line.get_xydata()[0] for line in axes.lines], CENTRES)
    assert picture.alt == "Three. after: 3 clusters of 4, 3 and 2 points."


def test_points_without_clusters_and_arrows_of_the_centres():
    picture = plot.clusters(
        {"before": (X, None, None), "after": (X, LABELS, CENTRES, CENTRES + [1, 0])},
        columns=1,
        xlabel="across",
    )
    first, second = picture.figure.axes
    assert len(first.collections) == 1 and len(second.texts) == 3
    assert first.get_xlabel() == "across"
    assert "before: points without clusters" in picture.alt


def test_a_centre_that_did_not_move_has_no_arrow_and_spare_panels_are_gone():
    moved = CENTRES.copy()
    moved[0] += 1
    panels = dict.fromkeys("abcd", (X, LABELS, moved, CENTRES))
    picture = plot.clusters(panels, columns=3)
    assert len(picture.figure.axes) == 4
    assert [len(axes.texts) for axes in picture.figure.axes] == [1] * 4


def test_far_centres_and_the_beginnings_of_arrows_are_in_view():
    far = CENTRES + [0, 20]
    picture = plot.clusters({"far": (X, LABELS, CENTRES + [9, 0], far)})
    (axes,) = picture.figure.axes
    assert axes.get_ylim()[1] > far[:, 1].max()
    assert axes.get_xlim()[1] > CENTRES[:, 0].max() + 9


@pytest.mark.parametrize(
    ("panel", "said"),
    [
        ((X, LABELS), r"p must be \(X, labels, centres\)"),
        ((X[:, :1], None, None), "X of p"),
        ((X, LABELS[:4], None), "labels of p"),
        ((X, LABELS * 0.5, None), "integers"),
        ((X, LABELS - 1, None), "from 0"),
        ((X, LABELS, X.T), "centres of p"),
        ((X, LABELS, CENTRES, CENTRES[:2]), "as long as"),
    ],
)
def test_shapes_that_do_not_fit_are_refused(panel, said):
    with pytest.raises(ValueError, match=said):
        plot.clusters({"p": panel})


def test_columns_below_one_and_no_panels_are_refused():
    with pytest.raises(ValueError, match="columns"):
        plot.clusters({"p": (X, None, None)}, columns=0)
    with pytest.raises(ValueError, match="panels"):
        plot.clusters({})


def test_panels_can_be_wider_and_many_centres_are_drawn_smaller():
    many = np.concatenate([CENTRES + i for i in range(5)])
    few, crowd = (
        plot.clusters({"a": (X, None, centres)}, width=5).figure
        for centres in (CENTRES, many)
    )
    assert few.get_size_inches()[0] == pytest.approx(5.4)
    sizes = [figure.axes[0].lines[0].get_markersize() for figure in (few, crowd)]
    assert sizes[0] > sizes[1]
