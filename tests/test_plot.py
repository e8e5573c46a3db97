"""The figures: same bytes, true descriptions, clear errors, and nothing global."""

import base64
import re
import subprocess
import sys

import matplotlib
import numpy as np
import pytest

from minivae import plot
from minivae.plot.images import mosaic
from minivae.plot.latent import _apart
from minivae.plot.lines import _spread

SIDE = (4, 6)  # not square, so that height and width cannot be confused
RNG = np.random.default_rng(0)
IMAGES = RNG.uniform(size=(12, 24))
HISTORY = {
    "elbo": [-180.2, -140.0, -121.3],
    "reconstruction": [170.2, 120.0, 98.3],
    "kl": [10.0, 20.0, 23.0],
}


def decode(z):
    """Return images whose brightness grows with z1 (left to right) only."""
    return np.repeat(np.clip((z[:, :1] + 3) / 6, 0, 1), 24, axis=1)


FIGURES = {
    "image_grid": lambda **k: plot.image_grid(IMAGES, SIDE, columns=5, **k),
    "image_rows": lambda **k: plot.image_rows({"a": IMAGES, "b": IMAGES}, SIDE, **k),
    "reconstructions": lambda **k: plot.reconstructions(IMAGES, IMAGES, SIDE, **k),
    "latent_path": lambda **k: plot.latent_path(IMAGES, SIDE, **k),
    "latent_map": lambda **k: plot.latent_map(IMAGES[:, :2], np.arange(12) % 3, **k),
    "manifold": lambda **k: plot.manifold(decode, 5, SIDE, **k),
    "curves": lambda **k: plot.curves({"train": [3, 2, 1], "test": [3, 2, 2]}, **k),
    "elbo_curves": lambda **k: plot.elbo_curves(HISTORY, **k),
    "roc_curves": lambda **k: plot.roc_curves({"VAE": ([0, 1], [0, 1], 0.5)}, **k),
    "bars": lambda **k: plot.bars({"VAE": -105.0, "PCA": -140.0}, **k),
    "histograms": lambda **k: plot.histograms({"a": IMAGES[0], "b": IMAGES[1]}, **k),
    "scatter": lambda **k: plot.scatter({"a": IMAGES[:, :2]}, **k),
    "heatmap": lambda **k: plot.heatmap(IMAGES[:3], **k),
}


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_each_figure_has_the_same_bytes_twice_and_an_alt_text(draw):
    first, second = draw(title="A title"), draw(title="A title")
    assert first.png() == second.png() == first.png()
    assert first.png().startswith(b"\x89PNG")
    assert b"Software" not in first.png()
    assert len(first.alt.split()) >= 4
    assert draw(alt="My own words.").alt == "My own words."


@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES)
def test_no_figure_changes_the_global_style_or_reads_it(draw):
    before = dict(matplotlib.rcParams)
    plain = draw().png()
    assert dict(matplotlib.rcParams) == before
    with matplotlib.rc_context({"font.size": 30, "axes.facecolor": "red"}):
        assert draw().png() == plain


def test_drawing_does_not_import_pyplot():
    code = (
        "import sys; from minivae import plot;"
        "plot.bars({'a': 1}).png(); assert 'matplotlib.pyplot' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_notebook_gets_the_picture_with_its_alt_text():
    picture = plot.bars({"a": 1.0}, alt='Say "a < b" & more.')
    data, metadata = picture._repr_mimebundle_()
    assert data["text/html"] == (
        '<img alt="Say &quot;a &lt; b&quot; &amp; more." '
        f'src="data:image/png;base64,{data["image/png"]}">'
    )
    assert base64.b64decode(data["image/png"]) == picture.png()
    assert metadata["image/png"]["alt"] == picture.alt
    assert data["text/plain"] == f"Figure: {picture.alt}"


def test_a_picture_needs_words_and_a_small_dpi(tmp_path):
    picture = plot.bars({"a": 1.0})
    assert picture.save(tmp_path / "a.png").read_bytes() == picture.png(80)
    with pytest.raises(ValueError, match="at most 80"):
        picture.png(dpi=200)
    with pytest.raises(ValueError, match="in words"):
        plot.Picture(picture.figure, " ")


def test_alt_texts_state_what_the_data_say():
    alt = plot.elbo_curves(HISTORY).alt
    assert "ELBO rises from -180.2 to -121.3 nats" in alt and "3 epoch" in alt
    assert "reconstruction falls from 170.2 to 98.3 nats" in alt
    assert "KL rises from 10 to 23 nats" in alt
    worse = {key: values[::-1] for key, values in HISTORY.items()}
    assert "ELBO falls from -121.3 to -180.2 nats" in plot.elbo_curves(worse).alt
    assert "a stays at 2" in plot.curves({"a": [2, 2, 2]}).alt
    assert "a starts and ends at 2 (highest 5)" in plot.curves({"a": [2, 5, 2]}).alt
    dip = plot.curves({"BIC": [9, 5, 7]}).alt
    assert "BIC falls from 9 to 7 (lowest 5)" in dip
    assert "test falls from 3 to 1" in plot.curves({"test": [np.nan, 3, 1]}).alt

    off = np.zeros((2, 24))
    off[:, 0] = 3  # squared error 9 per image, whatever the number of pixels
    assert "error 9.00 per image" in plot.reconstructions(0 * off, off, SIDE).alt

    z = np.array([[0, 0], [2, 4], [9, 9]])
    assert "7 at (1.0, 2.0), 8 at (9.0, 9.0)" in plot.latent_map(z, [7, 7, 8]).alt
    assert "VAE 0.912 and PCA 0.700" in (
        plot.roc_curves(
            {"VAE": ([0, 1], [0, 1], 0.912), "PCA": ([0, 1], [0, 1], 0.7)}
        ).alt
    )
    table = plot.heatmap([[1, 2], [9, 4]], ["up", "down"], ["left", "right"]).alt
    assert "1 (row up, column left) to 9 (row down, column left)" in table
    assert "VAE -105 and PCA -140" in FIGURES["bars"]().alt


def test_alt_texts_count_in_plain_words():
    one, two = IMAGES[:1], IMAGES[:2]
    pair = plot.reconstructions(one, one, SIDE).alt
    assert pair.startswith("1 pair, ") and "2 pairs, " in (
        plot.reconstructions(two, two, SIDE).alt
    )
    assert "1 image of 4 by 6 pixels in 1 row of up to 1" in (
        plot.image_grid(one, SIDE).alt
    )
    assert "2 codes in two dimensions, marked by 1 class." in (
        plot.latent_map([[0, 0], [1, 1]], [7, 7]).alt
    )
    once = {key: values[:1] for key, values in HISTORY.items()}
    assert "over 1 epoch: " in plot.elbo_curves(once).alt
    for draw in FIGURES.values():
        assert not re.search(r"\w\((s|es)\)", draw().alt)


def test_whole_numbers_get_whole_ticks():
    for x, whole in (([1, 2, 3], True), ([0.5, 1, 1.5], False)):
        axes = plot.curves({"a": [3, 2, 1]}, x=x).figure.axes[0]
        ticks = axes.get_xticks()
        assert np.array_equal(ticks, np.rint(ticks)) == whole


def test_a_signed_table_has_its_zero_in_the_middle_of_the_colours():
    image = plot.heatmap([[-1, 3], [0, 2]], signed=True).figure.axes[0].images[0]
    assert image.get_clim() == (-3, 3)
    assert plot.heatmap([[-1, 3]]).figure.axes[0].images[0].get_clim() == (-1, 3)


def test_a_mosaic_puts_each_image_in_its_place():
    images = np.arange(5)[:, None, None] * np.ones((5, *SIDE))
    canvas, centres = mosaic(images, columns=3, gap=1)
    assert canvas.shape == (2 * 4 + 1, 3 * 6 + 2)
    assert list(centres) == [1.5, 6.5]
    assert (canvas[:4, 7:13] == 1).all()
    assert (canvas[5:, 7:13] == 4).all()
    assert np.isnan(canvas[4]).all() and np.isnan(canvas[5:, 14:]).all()


def test_flat_images_and_images_in_two_dimensions_draw_the_same():
    flat = plot.image_grid(IMAGES, SIDE).png()
    assert plot.image_grid(IMAGES.reshape(12, *SIDE), SIDE).png() == flat
    assert plot.image_grid(1 - IMAGES, SIDE).png() != flat


def test_rows_that_do_not_fit_go_on_below_in_the_same_order():
    rows = {"a": IMAGES, "b": 1 - IMAGES}
    axes = plot.image_rows(rows, SIDE, columns=8).figure.axes[0]
    labels = [text.get_text() for text in axes.get_yticklabels()]
    assert labels == ["a", "b", "a", "b"]
    top = int(axes.get_yticks()[2] - 1.5)  # first row of the second block
    canvas = axes.images[0].get_array()
    np.testing.assert_allclose(canvas[top : top + 4, :6].ravel(), IMAGES[8])


def test_the_manifold_has_equal_steps_of_probability_and_z2_upwards():
    grid = plot.standard_normal_grid(3)
    np.testing.assert_allclose(grid, [-0.967422, 0, 0.967422], atol=1e-6)
    seen = []

    def record(z):
        seen.append(z)
        return decode(z)

    plot.manifold(record, 3, SIDE)
    np.testing.assert_allclose(seen[0][0], [grid[0], grid[2]])  # top left
    np.testing.assert_allclose(seen[0][-1], [grid[2], grid[0]])  # bottom right
    axes = plot.manifold(record, 3, SIDE, extent=(-1, 1, 5, 7)).figure.axes[0]
    np.testing.assert_allclose(seen[1][0], [-1, 7])
    assert [t.get_text() for t in axes.get_yticklabels()] == ["5.0", "6.0", "7.0"]


def test_labels_at_the_ends_of_lines_never_overlap():
    assert np.diff(_spread([0.1, 0.11, 0.5])).min() >= 0.075 - 1e-12
    crowded = _spread([0.9, 0.95, 0.96, 1.0])
    assert np.diff(crowded).min() >= 0.075 - 1e-12 and crowded[-1] <= 1.0 + 1e-12


BAD = {
    "wrong number of pixels": (lambda: plot.image_grid(IMAGES), r"\(N, 784\)"),
    "one image without N": (lambda: plot.image_grid(IMAGES[0], SIDE), r"\(N, 24\)"),
    "no image": (lambda: plot.image_grid(IMAGES[:0], SIDE), "N >= 1"),
    "NaN pixels": (lambda: plot.image_grid(IMAGES * np.nan, SIDE), "NaN"),
    "words for pixels": (lambda: plot.image_grid([["a"] * 24], SIDE), "numbers"),
    "image_shape of one side": (lambda: plot.image_grid(IMAGES, (24,)), "image_shape"),
    "no columns": (lambda: plot.image_grid(IMAGES, SIDE, 0), "columns"),
    "too few row labels": (
        lambda: plot.image_grid(IMAGES, SIDE, 5, ["a"]),
        "3 row_labels, got 1",
    ),
    "rows of different length": (
        lambda: plot.image_rows({"a": IMAGES, "b": IMAGES[:3]}, SIDE),
        "same number",
    ),
    "no rows": (lambda: plot.image_rows({}), "at least one name"),
    "x_hat shorter": (
        lambda: plot.reconstructions(IMAGES, IMAGES[:3], SIDE),
        "12 images but x_hat has 3",
    ),
    "codes in 3-D": (lambda: plot.latent_map(IMAGES[:, :3], range(12)), r"\(N, 2\)"),
    "labels too short": (lambda: plot.latent_map(IMAGES[:, :2], [1]), "labels"),
    "manifold of one": (lambda: plot.manifold(decode, 1, SIDE), "at least 2"),
    "a box reversed": (
        lambda: plot.manifold(decode, 3, SIDE, extent=(1, -1, 0, 1)),
        "extent",
    ),
    "decode drops images": (
        lambda: plot.manifold(lambda z: decode(z)[:2], 3, SIDE),
        "9, got 2",
    ),
    "x of another length": (lambda: plot.curves({"a": [1, 2]}, x=[1]), "x has 1"),
    "a line of NaN": (lambda: plot.curves({"a": [np.nan]}), "no finite"),
    "log of zero": (lambda: plot.curves({"a": [0, 1]}, yscale="log"), "positive"),
    "unknown scale": (lambda: plot.curves({"a": [1]}, yscale="sqrt"), "yscale"),
    "history without kl": (lambda: plot.elbo_curves({"elbo": [1]}), "lacks"),
    "history uneven": (lambda: plot.elbo_curves({**HISTORY, "kl": [1]}), "per epoch"),
    "rates above one": (
        lambda: plot.roc_curves({"a": ([0, 2], [0, 1], 0.5)}),
        r"\[0, 1\]",
    ),
    "bars of NaN": (lambda: plot.bars({"a": np.nan}), "NaN"),
    "errors by other names": (lambda: plot.bars({"a": 1}, errors={"b": 1}), "errors"),
    "an empty group": (lambda: plot.histograms({"a": []}), "non-empty"),
    "no bins": (lambda: plot.histograms({"a": [1]}, bins=0), "bins"),
    "points in 3-D": (lambda: plot.scatter(IMAGES[:, :3]), r"\(N, 2\)"),
    "a vector as matrix": (lambda: plot.heatmap([1, 2]), r"2 dimension"),
    "column labels too few": (lambda: plot.heatmap([[1, 2]], None, ["a"]), "2 name"),
}


@pytest.mark.parametrize("draw, message", BAD.values(), ids=BAD)
def test_bad_input_gets_one_clear_value_error(draw, message):
    with pytest.raises(ValueError, match=message):
        draw()


def test_one_value_many_classes_and_colour_are_drawn():
    plot.curves({"a": [1.0]}).png()
    plot.elbo_curves({key: [1.0] for key in HISTORY}).png()
    plot.histograms({"a": [1.0]}).png()
    plot.latent_map(RNG.normal(size=(40, 2)), [f"class {i % 20}" for i in range(40)])
    plot.image_grid(RNG.uniform(size=(3, 24 * 3)), (*SIDE, 3)).png()
    plot.image_grid(np.zeros((2, *SIDE)), SIDE, limits=None).png()
    plot.latent_path({"a": IMAGES, "b": IMAGES}, SIDE).png()


def test_names_on_the_map_are_pushed_apart_and_no_further():
    places = np.array([[0, 0], [0, 0], [0.1, 0], [5, 5]])
    moved = _apart(places, gap=1.0)
    pairs = np.linalg.norm(moved[:, None] - moved[None], axis=2)
    assert pairs[np.triu_indices(4, 1)].min() > 0.95
    np.testing.assert_array_equal(moved[3], [5, 5])
    assert np.abs(moved[:3]).max() < 1.5
