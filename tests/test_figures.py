"""Figures in notebooks: the alt text is in what JupyterLab and nbconvert show, once."""

import base64
import configparser
import json
import re
from html.parser import HTMLParser

import pytest
import toy_course  # noqa: F401  (puts tools/ on the path)
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook, new_output
from notebooks.blank import _picture
from notebooks.outputs import clean, figure
from test_build_notebooks import EVERY, ROOT

from minivae import plot

ALT = 'Two bars: "a" < b & c.'
PNG = base64.b64encode(plot.bars({"a": 1.0}).png()).decode()


def cell_with(value):
    data, metadata = value._repr_mimebundle_()
    output = new_output("display_data", data=data, metadata=metadata)
    return new_code_cell("draw()", outputs=[output], execution_count=1)


@pytest.fixture
def stored(tmp_path):
    """A notebook with a figure as the build stores it."""
    nb = new_notebook(cells=[cell_with(plot.bars({"a": 1.0}, alt=ALT))])
    assert clean(nb, tmp_path) == []
    return nb


class Images(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.found = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.found += [dict(attrs)] if tag == "img" else []


def test_a_notebook_holds_each_picture_once(stored):
    assert json.dumps(stored).count(PNG[:200]) == 1
    (output,) = stored.cells[0].outputs
    assert set(output.data) == {"text/html", "text/plain"} and output.metadata == {}
    assert figure(output) == (PNG, ALT)


def test_nbconvert_shows_the_alt_text(stored):
    html, _ = HTMLExporter().from_notebook_node(stored)
    assert [image["alt"] for image in Images(html).found] == [ALT]


def test_what_is_not_a_figure_of_ours_stays_as_it_is(tmp_path):
    table = {"text/html": "<b>x</b>", "image/png": PNG}
    other = {"text/html": f'<img alt="a" src="data:image/png;base64,{PNG[4:]}">'}
    nb = new_notebook(
        cells=[
            new_code_cell(
                "x",
                outputs=[
                    new_output("display_data", data=table),
                    new_output("display_data", data=other | {"image/png": PNG}),
                    new_output("display_data", data={"image/png": PNG}),
                ],
            )
        ]
    )
    clean(nb, tmp_path)
    assert all(o.data["image/png"] == PNG for o in nb.cells[0].outputs)
    assert figure(nb.cells[0].outputs[2]) == (PNG, None)
    assert figure(new_output("stream", text="x")) == (None, None)


def test_an_exercise_shows_the_picture_of_the_stored_solution(stored):
    cell = _picture(stored.cells[0], "A title")
    assert f"![{ALT}](attachment:expected.png)" in cell.source
    assert cell.attachments == {"expected.png": {"image/png": PNG}}


def test_nbval_compares_the_words_of_a_figure_not_its_pixels():
    config = configparser.RawConfigParser()
    config.read(ROOT / "tools" / "nbval.cfg")
    rule = config["figure"]

    def seen(alt, x):
        html = plot.bars({"a": x}, alt=alt)._repr_mimebundle_()[0]["text/html"]
        return re.sub(rule["regex"], rule["replace"], html)

    assert seen("One", 1.0) == seen("One", 2.0) == '<img alt="One" src="PIXELS">'
    assert seen("One", 1.0) != seen("Two", 1.0)
    assert "tools/nbval.cfg" in (ROOT / "tools" / "run_tests.py").read_text()


@pytest.mark.parametrize("kind, topic", EVERY)
def test_every_figure_of_the_course_has_an_alt_text(kind, topic):
    nb = json.loads((ROOT / kind / f"{topic}.ipynb").read_text(encoding="utf-8"))
    for cell in nb["cells"]:
        for output in cell.get("outputs", []):
            assert "image/png" not in output.get("data", {}), cell["id"]
        for shown in [*cell.get("outputs", []), cell]:
            text = shown.get("data", {}).get("text/html") or shown.get("source", "")
            for image in Images("".join(text)).found:
                assert len(image.get("alt", "").split()) >= 4, cell["id"]
        for alt in re.findall(r"!\[(.*?)\]\(attachment:", "".join(cell["source"])):
            assert len(alt.split()) >= 4, cell["id"]
