"""The rules of the house, kept over the syntax trees of the whole package."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FILES = sorted((ROOT / "minivae").rglob("*.py"))

# Which rooms a room may import. A room not named here is a room of models.
MODELS = {"base", "kernels", "nn", "npz"}
MAY_IMPORT = {
    "kernels": set(),
    "npz": set(),
    "base": set(),
    "nn": {"kernels", "base"},
    "data": set(),
    "plot": None,  # None: anything but cli
    "checks": set(),  # the former name of minivae_checks, an alias
    "commands": None,
    "cli": {"commands"},
    "__init__": set(),
}
RANDOM_ALLOWED = {"Generator", "default_rng", "SeedSequence", "RandomState"}


def room(path):
    return path.relative_to(ROOT / "minivae").with_suffix("").parts[0]


def imports(path, tree):
    """The full dotted names that a file imports, wherever in the file."""
    package = path.relative_to(ROOT).parts[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def broken_rules(path, tree):
    here = room(path)
    for name in imports(path, tree):
        top, *rest = name.split(".")
        if top == "numba" and here != "kernels":
            yield "Numba is imported in kernels/ only"
        if top in {"pickle", "joblib", "dill", "shelve"}:
            yield "nothing is read from or written to a pickle"
        if name.endswith(".*"):
            yield "import * hides where a name comes from"
        if top == "minivae" and rest and rest[0] not in {here, "__version__"}:
            allowed = MAY_IMPORT.get(here, MODELS)
            if rest[0] == "cli" or (allowed is not None and rest[0] not in allowed):
                yield f"{here} may not import {rest[0]}"
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            if owner in {"np.random", "numpy.random"}:
                if node.attr not in RANDOM_ALLOWED:
                    yield f"np.random.{node.attr} is global; pass a Generator"
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "np.load":
            words = {word.arg: ast.unparse(word.value) for word in node.keywords}
            if words.get("allow_pickle") != "False":
                yield "np.load without allow_pickle=False"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_file_keeps_the_rules_of_the_house(path):
    text = path.read_text(encoding="utf-8")
    assert list(broken_rules(path, ast.parse(text))) == []
    assert len(text.splitlines()) <= 250, "a file of over 250 lines holds two concepts"


@pytest.mark.parametrize(
    ("where", "code", "rule"),
    [
        ("nn/layers.py", "from numba import njit", "Numba"),
        ("kernels/adam.py", "from minivae.nn import pack", "kernels may not import nn"),
        ("nn/losses.py", "from ..models import VAE", "nn may not import models"),
        ("nn/optim.py", "import minivae.autoencoders", "may not import autoencoders"),
        ("autoencoders/vae.py", "from minivae.plot import grid", "not import plot"),
        ("plot/grid.py", "from minivae import cli", "plot may not import cli"),
        ("data/mnist.py", "from numpy import *", "hides"),
        ("nn/dropout.py", "def f():\n    np.random.rand(3)", "global"),
        ("data/text.py", "import pickle", "pickle"),
        ("data/faces.py", "np.load(path)", "allow_pickle"),
        ("data/faces.py", "np.load(path, allow_pickle=True)", "allow_pickle"),
    ],
)
def test_a_broken_rule_is_noticed(where, code, rule):
    (broken,) = broken_rules(ROOT / "minivae" / where, ast.parse(code))
    assert rule in broken


def test_code_that_keeps_the_rules_is_let_pass():
    code = "from minivae.nn import pack\nrng = np.random.default_rng(0)"
    assert not list(broken_rules(ROOT / "minivae/flows/glow.py", ast.parse(code)))
