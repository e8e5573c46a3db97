"""The toy course as fixtures."""

import shutil

import pytest
from toy_course import build, write


@pytest.fixture(scope="session")
def built_toy(tmp_path_factory):
    """The toy course, built once; do not write into it."""
    root = write(tmp_path_factory.mktemp("toy"))
    assert build(root) == 0
    return root


@pytest.fixture
def toy(built_toy, tmp_path):
    """A copy of the built toy course that a test may spoil."""
    return shutil.copytree(built_toy, tmp_path / "toy")
