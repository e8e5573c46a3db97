"""The demo: one page that carries everything, true numbers, nothing lost."""

import os
import re
from argparse import Namespace
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from minivae import __version__
from minivae.cli import main
from minivae.commands import demo, demo_page, page
from minivae.data import Dataset

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def tiny():
    """Ten classes of 28 x 28 images: a bright bar whose place tells the class."""
    brightness = np.random.default_rng(0).uniform(0.6, 1, 200)
    y = np.arange(200) % 10
    x = np.zeros((200, 28, 28), np.float32)
    x[np.arange(200), 2 * y + 4, 2:26] = brightness[:, None]
    x = x.reshape(200, 784)
    parts = x[:160], y[:160], x[160:], y[160:]
    return Dataset("MNIST", *parts, (28, 28), "bundled", "Bars <we> drew.")


@pytest.fixture
def quick(monkeypatch, tiny):
    """Run the demo on the tiny data, with small networks."""
    monkeypatch.setattr(demo, "load_mnist", lambda **_: tiny)
    monkeypatch.setattr(demo, "HIDDEN", (20,))
    monkeypatch.setattr(demo, "N_SAMPLES", 20)


@pytest.fixture
def untrained(monkeypatch):
    """Fail the test if any training starts."""

    def never(*_, **__):
        raise AssertionError("the training started")

    monkeypatch.setattr(demo, "train", never)


def run(*words):
    return main(["demo", "--epochs", "2", "--no-progress", *map(str, words)])


class Elements(HTMLParser):
    """Every element with its attributes, and whether all are closed in order."""

    VOID = {"meta", "link", "img", "br"}

    def __init__(self, text):
        super().__init__()
        self.found, self.open = [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def all(self, tag):
        return [attrs for name, attrs in self.found if name == tag]


def test_the_page_carries_all_it_needs_and_every_figure_has_words(quick, tmp_path):
    out = tmp_path / "page.html"
    assert run("--out", out) == 0
    text = out.read_text(encoding="utf-8")
    elements = Elements(text)
    assert elements.open == []
    images = elements.all("img")
    assert len(images) == 5
    for image in images:
        assert len(image["alt"].split()) >= 4
        assert image["src"].startswith("data:image/png;base64,")
    loaded = [a.get("src") or a["href"] for a in images + elements.all("link")]
    assert all(source.startswith("data:") for source in loaded)
    assert not {"script", "iframe", "object"} & {tag for tag, _ in elements.found}
    assert not re.search(r"https?://|@import|url\(", text)
    assert [len(elements.all(h)) for h in ("h1", "h2", "main")] == [1, 7, 1]
    assert elements.all("html") == [{"lang": "en"}]
    assert "Bars &lt;we&gt; drew." in text


def test_it_says_where_the_page_is_and_the_test_elbo(quick, tmp_path, capsys):
    assert run("--out", tmp_path / "page.html") == 0
    printed = capsys.readouterr().out
    elbo = re.findall(
        r"Test ELBO with +(2|20) latent dimensions: (-\d+\.\d\d) nats", printed
    )
    assert [k for k, _ in elbo] == ["2", "20"]
    assert printed.rstrip().endswith(str(tmp_path / "page.html"))
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert all(f"<td>{value}</td>" in text for _, value in elbo)


def test_one_seed_gives_one_set_of_numbers(quick, tiny):
    results = [
        demo.measure(demo.train(tiny, epochs=2, seed=seed, progress=False))
        for seed in (3, 3, 4)
    ]
    assert results[0] == results[1] != results[2]


def test_the_numbers_are_what_they_are_called(quick, tiny):
    trained = demo.train(tiny, epochs=150, seed=0, progress=False)
    results, x = demo.measure(trained), tiny.x_test
    for k, numbers in results.items():
        mu, logvar = trained.vaes[k].encode(x)
        kl = 0.5 * (np.exp(logvar) + mu**2 - 1 - logvar).sum() / len(x)
        assert numbers["kl"] == pytest.approx(kl, rel=1e-5)
        terms = numbers["reconstruction"] + numbers["kl"]
        assert numbers["elbo"] == pytest.approx(-terms, rel=1e-5)
        assert numbers["few_weighted"] > numbers["few_elbo"]
        rebuilt = trained.vaes[k].reconstruct(x)
        error = ((x - rebuilt) ** 2).sum() / len(x)
        assert numbers["error"] == pytest.approx(error, rel=1e-5)
    assert results[20]["pca_error"] < results[2]["pca_error"]
    # Sharp bars cannot be guessed from the mean image.
    assert results[20]["elbo"] > results[20]["independent"]


def test_independent_pixels_match_a_sum_by_hand():
    x_train = np.array([[1, 0], [1, 1]], dtype=np.float32)
    p = np.array([3 / 4, 2 / 4])  # one white and one black image added
    x = np.array([[1, 0], [0.5, 1]], dtype=np.float32)
    by_hand = np.mean(np.sum(x * np.log(p) + (1 - x) * np.log(1 - p), axis=1))
    assert demo.independent_pixels(x_train, x) == pytest.approx(by_hand, rel=1e-6)


def test_a_missing_folder_is_found_before_training(untrained, tmp_path, capsys):
    assert run("--out", tmp_path / "no" / "page.html") == 1
    error = capsys.readouterr().err
    assert "no folder" in error and len(error.splitlines()) == 1


def test_a_folder_in_place_of_the_page_is_found_before_training(
    untrained, tmp_path, capsys
):
    assert run("--out", tmp_path) == 1
    assert "is a folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_file_is_found_before_training(untrained, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "nowhere")
    for path, said in (
        ("/dev/null", "is a device"),
        (tmp_path / "pipe", "is a pipe"),
        (tmp_path / "link", "is a link to nothing"),
    ):
        assert run("--out", path) == 1
        error = capsys.readouterr().err
        assert said in error and len(error.splitlines()) == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_that_may_not_be_written_is_found_before_training(
    untrained, tmp_path, capsys, monkeypatch
):
    def denied(*_, **__):
        raise PermissionError(13, "Permission denied")

    # Root may write anywhere.
    monkeypatch.setattr(page.tempfile, "TemporaryFile", denied)
    assert run("--out", tmp_path / "page.html") == 1
    error = capsys.readouterr().err
    assert "cannot write into" in error and "Permission denied" in error
    assert len(error.splitlines()) == 1


def test_an_old_page_survives_a_run_that_fails(quick, tmp_path, monkeypatch):
    out = tmp_path / "page.html"
    out.write_text("old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    assert run("--out", out) == 1
    assert out.read_text() == "old"
    assert list(tmp_path.iterdir()) == [out]
    monkeypatch.undo()
    page.write_whole(out, "new")
    assert out.read_text() == "new"
    assert list(tmp_path.iterdir()) == [out]


def test_ctrl_c_before_the_first_epoch_ends_writes_nothing(
    quick, tmp_path, monkeypatch, capsys
):
    def interrupted(self, x):
        raise KeyboardInterrupt

    monkeypatch.setattr(demo.VAE, "fit", interrupted)
    assert run("--out", tmp_path / "page.html") == 130
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("epochs", ["0", "-1", "many", "1.5"])
def test_epochs_below_one_are_refused(untrained, epochs, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["demo", f"--epochs={epochs}", "--out", str(tmp_path / "page.html")])
    assert stop.value.code == 2
    assert "an integer of at least 1" in capsys.readouterr().err


def test_data_that_is_not_there_is_one_error(untrained, tmp_path, capsys):
    words = ["--data", tmp_path / "nowhere", "--out", tmp_path / "page.html"]
    assert run(*words) == 1
    assert "MNIST was not found" in capsys.readouterr().err


def test_the_words_for_data_reach_the_loader(monkeypatch):
    asked = []
    monkeypatch.setattr(demo, "load_mnist", lambda **words: asked.append(words))
    for word in ("bundled", "full", "some/folder"):
        demo.load(word)
    assert asked == [
        {"source": "bundled"},
        {"source": "full"},
        {"data_dir": "some/folder"},
    ]


def test_nothing_on_the_page_needs_a_file_beside_it(quick, tmp_path):
    """It may be sent to somebody: what is next is named in words."""
    assert run("--out", tmp_path / "page.html") == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert Elements(text).all("a") == []
    for name in demo_page.NEXT:
        assert f"<code>{name}</code>" in text
        assert (ROOT / name).is_file()
    assert "make lab" in text and "make demo" in text


def test_the_page_names_the_project_the_command_and_the_day(quick, tmp_path):
    assert run("--seed", 3, "--out", tmp_path / "page.html") == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert "<title>minivae: a variational autoencoder, from scratch</title>" in text
    assert "<code>minivae demo --epochs 2 --seed 3</code>" in text
    assert (
        f"Made by minivae {__version__} on " in text and str(date.today().year) in text
    )
    assert str(tmp_path) not in text
    told = {a.get("name") or a.get("property"): a for a in Elements(text).all("meta")}
    assert "variational" in told["description"]["content"]
    assert told["og:title"]["content"].startswith("minivae: ")
    assert told["og:description"] and told["viewport"]


def test_the_command_names_the_data_but_no_folder(tiny):
    def made(source):
        data = replace(tiny, source=source)
        vaes = {20: Namespace(history_={"elbo": [1]})}
        return demo_page.made(demo.Trained(data, vaes, {2: 1.0, 20: 2.5}, seed=0))

    assert "`minivae demo --epochs 1 --seed 0`" in made("bundled")
    assert "`minivae demo --data full --epochs 1 --seed 0`" in made("full")
    assert "--data DIR" in made("/home/somebody/mnist")
    assert "in 4 seconds" in made("bundled")


def test_what_is_wider_than_a_phone_scrolls_by_itself_and_with_the_keyboard(
    quick, tmp_path
):
    assert run("--out", tmp_path / "page.html") == 0
    text = (tmp_path / "page.html").read_text(encoding="utf-8")
    elements = Elements(text)
    regions = [a for a in elements.all("div") if a.get("class") == "scroll"]
    assert len(regions) == len(elements.all("img")) + len(elements.all("table")) == 6
    for region in regions:
        assert region["tabindex"] == "0" and region["role"] == "region"
    assert len({region["aria-label"] for region in regions}) == 6
    assert "code { font-size: .92em; overflow-wrap: anywhere; }" in text
    assert '<th scope="col">measure</th>' in text and "<th></th>" not in text
    assert not re.search(r"\w\((s|es)\)", text)  # 10 pair(s)


def test_words_on_the_page_are_escaped():
    section = Namespace(
        title="a < b", text="use `x & y`", picture=demo_page_picture('say "<hi>"')
    )
    text = page.render("T", "L", [section], ("C", ["A"], []), [("x<y", "why")])
    assert "<code>x&lt;y</code>: why" in text
    assert "a &lt; b" in text and "<code>x &amp; y</code>" in text
    assert Elements(text).all("img")[0]["alt"] == 'say "<hi>"'


def demo_page_picture(alt):
    from minivae import plot

    return plot.bars({"a": 1}, alt=alt)
