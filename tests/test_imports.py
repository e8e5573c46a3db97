"""What lectures, solutions, checks and benchmarks import is there."""

import ast
import importlib
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WRITTEN = sorted(
    path
    for folder in ("course", "solutions", "minivae_checks", "benchmarks", "tools")
    for path in (ROOT / folder).rglob("*.py")
)


def missing(code):
    """Each name of minivae or minivae_checks that the code imports and is not there."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.ImportFrom) and not node.level:
            pairs = [(node.module, alias.name) for alias in node.names]
        elif isinstance(node, ast.Import):
            pairs = [(alias.name, None) for alias in node.names]
        else:
            continue
        for module, name in pairs:
            if module.split(".")[0] not in {"minivae", "minivae_checks"}:
                continue
            try:
                found = importlib.import_module(module)
                if name is not None and not hasattr(found, name):
                    importlib.import_module(f"{module}.{name}")
            except ImportError:
                yield f"{module}: {name}"


@pytest.mark.parametrize("path", WRITTEN, ids=lambda p: str(p.relative_to(ROOT)))
def test_all_that_is_imported_from_the_package_is_there(path):
    assert list(missing(path.read_text(encoding="utf-8"))) == []


def test_a_name_that_has_gone_is_noticed():
    code = "from minivae.clusters import KMeans, KMeens\nimport minivae.clustres"
    assert list(missing(code)) == ["minivae.clusters: KMeens", "minivae.clustres: None"]


@pytest.mark.parametrize(
    "former, now",
    [
        ("clusters.lloyd", "clusters.kmeans.lloyd"),
        ("clusters.em_steps", "clusters.mixture.steps"),
        ("clusters.dp_mixture", "clusters.dirichlet.mixture"),
        ("clusters.neal", "clusters.dirichlet.neal"),
        ("topics.gibbs", "topics.lda.gibbs"),
        ("topics.variational_lda", "topics.lda.variational"),
    ],
)
def test_a_former_place_gives_the_very_same_module(former, now):
    module = importlib.import_module(f"minivae.{former}")
    assert module is sys.modules[f"minivae.{now}"]
    room, name = former.split(".")
    assert getattr(sys.modules[f"minivae.{room}"], name) is module
