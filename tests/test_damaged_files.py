"""Damaged model files by the hundred: ValueError or a model, soon, in little room.

A fast sample; MINIVAE_DAMAGED_FILES=1000 tries that many files of every model.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import damage
import numpy as np
import pytest
import saved_models

EACH = int(os.environ.get("MINIVAE_DAMAGED_FILES", "96"))
SECONDS, MEGABYTES = 1, 100  # what a single load may take


def test_no_damaged_file_does_harm():
    script = Path(damage.__file__)
    run = subprocess.run(
        [sys.executable, str(script), str(EACH)],
        capture_output=True,
        text=True,
        cwd=script.parents[1],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
    )
    assert run.returncode == 0, run.stderr  # negative: a file ended Python
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["model"] for row in rows] == list(saved_models.TABLE)
    for row in rows:
        print(row)
        assert "bad" not in row, run.stderr
        assert row["seconds"] < SECONDS and row["MB"] < MEGABYTES
        # A test in which nothing is refused, or nothing loads, would show little.
        assert row["ValueError"] > EACH / 2 and row["equal"] > 0


class Trusting(saved_models.PCA):
    """Its load believes what the file says: the test has to notice each harm."""

    @classmethod
    def load(cls, path):
        raise cls.harm


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (ValueError("no name of the file"), "bad"),
        (MemoryError(), "bad"),
        (SystemExit(), "bad"),
        (None, "ValueError"),
    ],
)
def test_a_load_that_fails_otherwise_is_noticed(harm, said, monkeypatch):
    right = saved_models.TABLE["PCA"]
    monkeypatch.setitem(saved_models.TABLE, "PCA", (Trusting(2), *right[1:]))
    Trusting.harm = harm
    if harm is None:
        monkeypatch.setitem(saved_models.TABLE, "PCA", right)
    counts, _ = damage.try_all("PCA", 4)
    assert said in counts


def test_time_and_memory_are_those_of_a_load(monkeypatch):
    def load(path):
        np.ones(10**6) @ np.ones(10**6)
        raise ValueError(f"{path}")

    monkeypatch.setattr(saved_models.PCA, "load", load)
    _, (seconds, megabytes) = damage.try_all("PCA", 2)
    assert seconds > 0 and 16 < megabytes < 20
