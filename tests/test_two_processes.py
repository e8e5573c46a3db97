"""`minivae check` judges from another process, and says what the notebook says."""

import io
import json
from pathlib import Path

import numpy as np
import pytest
from exercise_bench import Bench, planted
from notebooks.course import Course

from minivae import nn as networks
from minivae_checks import student, wire
from minivae_checks.cells import new_namespace, run_cell
from minivae_checks.failure import Wrong
from minivae_checks.line import Line
from minivae_checks.run import check_notebook

ROOT = Path(__file__).resolve().parents[1]
TOPICS = Course(ROOT).topics("solutions")
VALUES = [
    *(None, True, 3, 2**70, -0.0, float("inf"), "ä\ud800", 1j, b"\0", range(1, 9, 2)),
    *([1, [2.5, ()]], {"a": {1: (2,)}}, {1, 2}, frozenset((3, 4))),
    *(np.float32(0.1), np.int8(-3), np.bool_(True), np.str_("x")),
    np.arange(6, dtype=np.uint8).reshape(2, 3).T,
    np.array([["a", None], [1, 2.5]], dtype=object),
    np.zeros((0, 4)),
]


def there_and_back(value):
    packer, blobs, stream = wire.Packer(None), [], io.BytesIO()
    packed = packer.pack(value, blobs)
    wire.write(stream, packed, blobs)
    stream.seek(0)
    head, blobs = wire.read(stream)
    return packer.unpack(head, blobs)


@pytest.mark.parametrize("value", VALUES, ids=repr)
def test_a_value_comes_as_it_went(value):
    came = there_and_back(value)
    assert type(came) is type(value)
    if isinstance(value, np.ndarray):
        assert came.dtype == value.dtype and came.shape == value.shape
        assert came.flags.writeable
    assert repr(came) == repr(value)


def test_a_generator_goes_on_where_it_was():
    rng = np.random.default_rng(1)
    rng.random(3)
    assert there_and_back(rng).random() == rng.random()


@pytest.mark.parametrize(
    "head",
    [["array", "O", [1]], ["array", "<f8", [5]], ["yours", 7], ["generator", {}], [3]],
)
def test_what_is_no_value_is_refused(head):
    with pytest.raises(wire.Broken):
        Line(None, None)._unpacked(head, iter([b"12345678"]))


@pytest.mark.parametrize("name", ["__globals__", "_private", "bit_generator", "nn"])
def test_the_side_that_judges_lends_no_way_into_itself(name):
    class Lent(np.random.Generator):
        _private, nn = 1, networks

    with pytest.raises(AttributeError):
        Line(None, None)._lend(Lent(np.random.PCG64(1)), name)
    with pytest.raises(AttributeError):
        Line(None, None)._lend(there_and_back, "__globals__")
    assert callable(Line(None, None)._lend(Lent(np.random.PCG64(1)), "random"))


def notebook_with(topic, wrong):
    """Return the solution of a topic with planted mistakes: {exercise: which}."""
    bench = Bench(Course(ROOT), topic)
    path = ROOT / "solutions" / f"{topic}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        about = cell["metadata"].get("minivae", {})
        if about.get("role") == "exercise":
            name = about["exercise"]
            if name in wrong:
                old, new, *_ = planted(topic, name)[wrong[name]]
                cell["source"] = bench.mutate(name, old, new)
    return bench, notebook


@pytest.mark.notebooks
@pytest.mark.parametrize("topic", TOPICS)
def test_wrong_answers_are_told_in_the_same_words(topic):
    exercises = Bench(Course(ROOT), topic).exercises
    bench, notebook = notebook_with(topic, dict.fromkeys(exercises, 0))
    told = {r["name"]: r for r in check_notebook(notebook)}
    namespace = new_namespace()
    for cell in notebook["cells"]:
        about = cell["metadata"].get("minivae", {})
        if about.get("role") in ("setup", "exercise"):
            run_cell("".join(cell["source"]), namespace, "here")
        if about.get("role") == "exercise":
            exercise = bench.exercises[about["exercise"]]
            failure = exercise.failure(namespace[exercise.name])
            assert isinstance(failure, Wrong)
            assert told[exercise.name]["message"] == exercise.said(failure)


@pytest.mark.notebooks
def test_the_answer_itself_is_out_of_reach_where_the_answer_runs():
    topic = "day2/LatentDirichletAllocation"
    lines = [old_new_said[1] for old_new_said in planted(topic, "log_joint")]
    packages = lines.index("return joint_log_likelihood(n_dk, n_wk, alpha, eta)")
    _, notebook = notebook_with(topic, {"log_joint": packages})
    told = {r["name"]: r for r in check_notebook(notebook)}
    assert "is the answer itself" in told["log_joint"]["message"]
    others = [r for name, r in told.items() if name != "log_joint"]
    assert {r["state"] for r in others} == {"solved"}  # it was given back


def test_where_processes_cannot_fork_a_fresh_one_is_started(monkeypatch):
    monkeypatch.setattr(student, "FORKS", False)
    path = ROOT / "tests" / "former" / "BackpropByHand.ipynb"
    results = check_notebook(json.loads(path.read_text(encoding="utf-8")))
    assert {r["state"] for r in results} == {"solved"}, results
