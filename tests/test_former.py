"""Notebooks that students solved before the checks moved to `minivae_checks`.

``former/*.ipynb`` hold the setup, exercise and check cells of commit 228201f, solved.
They import `minivae.checks` and name it in their metadata.
"""

from pathlib import Path

import pytest

from minivae_checks.cells import read_notebook
from minivae_checks.run import SOLVED, check_notebook

FORMER = sorted(Path(__file__).with_name("former").glob("*.ipynb"))


@pytest.mark.parametrize("path", FORMER, ids=lambda path: path.stem)
def test_a_solved_notebook_of_a_former_version_still_passes(path, monkeypatch):
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    assert "from minivae.checks import" in path.read_text(encoding="utf-8")
    notebook = read_notebook(path)
    assert notebook["metadata"]["minivae"]["checks"].startswith("minivae.checks.day")
    results = check_notebook(notebook)
    assert len(results) >= 5
    assert {result["state"] for result in results} == {SOLVED}, results


def test_the_former_name_gives_the_same_objects():
    import minivae.checks
    import minivae_checks.day4
    from minivae.checks import day4, pick

    assert day4 is minivae_checks.day4 and pick is minivae_checks.pick
    assert minivae.checks.Wrong is minivae_checks.Wrong
    with pytest.raises(AttributeError):
        minivae.checks.nonsense  # noqa: B018
