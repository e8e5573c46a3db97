"""What long fits share: the bar, the sentence after Ctrl-C, counts, saved arguments."""

import inspect
import sys

import numpy as np
import pytest

from minivae import base, fitting
from minivae.files.params import saved_params
from minivae.topics import LDA


def test_a_bar_counts_its_steps_and_is_silent_where_it_should_be(capsys, monkeypatch):
    assert list(fitting.progress_bar(3, show=True)) == [0, 1, 2]
    assert capsys.readouterr().err == ""  # no terminal
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    list(fitting.progress_bar(3, show=True, unit="sweep"))
    assert "sweep" in capsys.readouterr().err
    list(fitting.progress_bar(3, show=False, unit="sweep"))
    assert capsys.readouterr().err == ""


def test_an_interruption_is_told_in_one_sentence_and_points_to_who_called_fit():
    ours = {"__name__": "minivae.pretended", "warn": fitting.warn_interrupted}
    exec("def inner():\n    warn(7, 'sweeps')\ndef fit():\n    inner()", ours)
    fit = ours["fit"]
    sentence = "interrupted after 7 sweeps; the model keeps what it has found"
    with pytest.warns(UserWarning, match=f"^{sentence}$") as caught:
        fit()
    line = inspect.getsource(sys.modules[__name__]).splitlines()[caught[0].lineno - 1]
    assert caught[0].filename == __file__ and line.strip() == "fit()"


@pytest.mark.parametrize("value", [3, np.int64(3), np.uint8(3)])
def test_a_count_is_pythons_or_numpys_integer(value):
    assert base.check_count(value, "n", least=3) == 3
    assert type(base.check_count(value, "n")) is int


@pytest.mark.parametrize(
    ("value", "least"), [(2, 3), (-1, 0), (True, 0), (3.0, 1), ("3", 1), (None, 0)]
)
def test_anything_else_is_refused_in_one_sentence(value, least):
    said = f"n must be an integer of at least {least}, got {value!r}"
    with pytest.raises(ValueError, match=f"^{said}$"):
        base.check_count(value, "n", least)
    with pytest.raises(ValueError, match="n must be an integer of at least 1, got 0"):
        base.check_positive_int(0, "n")


@pytest.mark.parametrize(
    ("given", "kept"),
    [(7, 7), (None, None), (np.int64(7), None), (np.random.default_rng(0), None)],
)
def test_a_file_keeps_an_integer_random_state_and_no_generator(given, kept):
    model = LDA(n_topics=4, random_state=given)
    assert saved_params(model) == {**LDA(4).get_params(), "random_state": kept}
    assert model.random_state is given
