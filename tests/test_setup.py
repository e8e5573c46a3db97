"""The set-up: three lists of packages in step, and nothing imported undeclared."""

import ast
import re
import sys
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PROJECT = PYPROJECT["project"]
CORE = PROJECT["dependencies"]
DEV = PROJECT["optional-dependencies"]["dev"]
BENCH = PROJECT["optional-dependencies"]["bench"]
BUILD = PYPROJECT["build-system"]["requires"]
# Peers of the benchmarks, not installed by `make .venv/.ready`, so that their package
# cannot be asked for: what is imported, and the package that brings it.
NOT_INSTALLED = {"umap": "umap-learn"}


def ranges(lines):
    needs = map(Requirement, lines)
    return {canonicalize_name(need.name): need.specifier for need in needs}


def pins(here=False):
    """The pins; with `here`, those that apply to this Python and this machine."""
    lines = (ROOT / "requirements.txt").read_text().splitlines()
    lines = [line for line in lines if not line.startswith("#")]
    if not here:
        return lines
    return [line for line in lines if applies(Requirement(line))]


def applies(need):
    return need.marker is None or need.marker.evaluate({"extra": ""})


def test_environment_yml_names_the_packages_and_ranges_of_pyproject():
    conda = yaml.safe_load((ROOT / "environment.yml").read_text())["dependencies"]
    named = ranges([line for line in conda if isinstance(line, str) and line != "pip"])
    assert named.pop("python") == PROJECT["requires-python"]
    assert named == ranges(CORE + DEV + BUILD)


def test_requirements_txt_pins_every_package_inside_its_range():
    pinned = dict(line.split(";")[0].split("==") for line in pins())
    pinned = {canonicalize_name(name): version for name, version in pinned.items()}
    for name, specifier in ranges(CORE + DEV + BUILD).items():
        assert name in pinned, f"{name} is not pinned"
        assert specifier.contains(pinned[name]), f"{name} {pinned[name]}: {specifier}"


def test_requirements_txt_holds_versions_and_no_address():
    for line in pins():
        pin, _, marker = line.partition("; ")
        assert re.fullmatch(r"[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", pin), line
        assert re.fullmatch(r"[a-z_<>=!\"0-9. ]*", marker), line


def test_a_marker_is_the_same_in_requirements_txt_and_pyproject():
    needs = [Requirement(line) for line in CORE + DEV]
    asked = {canonicalize_name(n.name): str(n.marker) for n in needs if n.marker}
    lines = [Requirement(line) for line in pins()]
    assert asked == {
        canonicalize_name(n.name): str(n.marker) for n in lines if n.marker
    }


def test_requirements_txt_pins_whatever_a_pinned_package_needs():
    names = {canonicalize_name(line.split("==")[0]) for line in pins(here=True)}
    for name in names:
        for line in metadata.requires(name) or []:
            need = Requirement(line)
            if applies(need):
                assert canonicalize_name(need.name) in names, f"{name} needs {line}"


def test_every_pin_takes_the_oldest_python_that_is_promised():
    (promise,) = SpecifierSet(PROJECT["requires-python"])
    oldest = f"{promise.version}.0"  # "3.11" promises 3.11.0, too
    for line in pins(here=True):
        name = line.split("==")[0]
        takes = metadata.metadata(name).get("Requires-Python", "")
        assert SpecifierSet(takes).contains(oldest), f"{line} needs Python {takes}"


def test_the_console_script_exists():
    (script,) = metadata.entry_points(group="console_scripts", name="minivae")
    assert script.value == PROJECT["scripts"]["minivae"]
    assert callable(script.load())


def test_readme_names_the_pythons_of_the_classifiers():
    run = re.findall(r"\(Python (3\.\d+)\)", (ROOT / "README.md").read_text())
    claimed = [line.split(" :: ")[-1] for line in PROJECT["classifiers"]]
    assert run == claimed and set(claimed) <= set(
        SpecifierSet(PROJECT["requires-python"]).filter(claimed)
    )


@pytest.mark.parametrize(
    ("file", "after", "before"),
    [
        ("Makefile", "--editable .", "touch"),
        ("README.md", "With conda:", "minivae demo"),
        ("README.md", "Without make", "minivae demo"),
    ],
)
def test_each_route_fetches_the_reuters_corpus(file, after, before):
    step = (ROOT / file).read_text().partition(after)[2].partition(before)[0]
    assert "minivae fetch reuters" in step


def imported(path):
    """The top-level names that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield node.module.split(".")[0]


@pytest.mark.parametrize(
    ("folder", "declared"),
    [
        ("minivae", CORE),
        ("minivae_checks", CORE),
        ("tools", CORE + DEV),
        ("tests", CORE + DEV + BENCH),
        ("benchmarks", CORE + DEV + BENCH),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_import_is_declared(folder, declared):
    files = sorted((ROOT / folder).rglob("*.py"))
    ours = [f for room in ("tools", "tests") for f in (ROOT / room).rglob("*.py")]
    ours = {"minivae", "minivae_checks", "benchmarks"} | {
        n for f in ours for n in (f.stem, *f.relative_to(ROOT).parts)
    }
    allowed = set(ranges(declared))
    distributions = metadata.packages_distributions()
    for path in files:
        for name in set(imported(path)) - ours - set(sys.stdlib_module_names):
            known_as = distributions.get(name, [NOT_INSTALLED.get(name, name)])
            known_as = {canonicalize_name(package) for package in known_as}
            assert known_as & allowed, f"{path.name} imports {name}: not declared"
