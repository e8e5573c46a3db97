"""Look over this installation and name the cure for what is wrong.

Each check yields lines (verdict, what was seen, cure). Verdicts: "ok"; "note",
which hinders nothing; "fix", which does.
"""

import os
import platform
import shutil
import sys
from importlib import metadata
from pathlib import Path

ROOM_NEEDED = 500e6  # bytes: both full datasets, unpacked copies and the demo page
INSTALL = "run `make lab` or `pip install -e .` in the project's folder"


def add_arguments(parser):
    """Take none."""


def run(args):
    """Print one line per finding; 0 if nothing must be fixed, else 1."""
    worst = 0
    for check in (python, packages, linear_algebra, compiler, data, disk):
        try:
            findings = list(check())
        except ImportError as error:
            findings = [("fix", f"{check.__name__}: {error}", INSTALL)]
        for verdict, seen, cure in findings:
            print(f"{verdict:<5} {seen}" + (f"\n      -> {cure}" if cure else ""))
            worst |= verdict == "fix"
    print("Something must be fixed." if worst else "All is well.")
    return int(worst)


def python():
    """Compare the version of Python with what pyproject.toml asks for."""
    from packaging.specifiers import SpecifierSet

    wanted = metadata.metadata("minivae")["Requires-Python"]
    seen = f"Python {platform.python_version()} ({sys.executable})"
    if SpecifierSet(wanted).contains(platform.python_version(), prereleases=True):
        yield "ok", seen, None
    else:
        yield "fix", f"{seen}, wanted {wanted}", "make an environment with such a one"


def packages():
    """Compare each installed package with the range that pyproject.toml asks for."""
    from packaging.requirements import Requirement

    required = map(Requirement, metadata.requires("minivae"))
    for need in sorted(required, key=lambda need: need.name):
        if need.marker and not need.marker.evaluate({"extra": ""}):
            continue
        try:
            version = metadata.version(need.name)
        except metadata.PackageNotFoundError:
            yield "fix", f"{need.name}: not installed", INSTALL
            continue
        if need.specifier.contains(version, prereleases=True):
            yield "ok", f"{need.name} {version}", None
        else:
            cure = f'pip install "{need.name}{need.specifier}"'
            yield "fix", f"{need.name} {version}, wanted {need.specifier}", cure


def linear_algebra():
    """Name the BLAS libraries that NumPy and SciPy use, and their threads."""
    import numpy as np
    import scipy.linalg  # noqa: F401  (loads SciPy's own BLAS)
    import threadpoolctl

    found = [p for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas"]
    if not found:
        cure = "if matrix products are slow, install NumPy from PyPI or conda-forge"
        yield "note", f"BLAS of NumPy {np.__version__}: not recognised", cure
    for pool in found:
        seen = f"BLAS {pool['internal_api']} {pool['version']}"
        seen += f", {pool['num_threads']} of {os.cpu_count()} threads"
        if pool["num_threads"] > os.cpu_count():
            yield "note", seen, f"export OPENBLAS_NUM_THREADS={os.cpu_count()}"
        else:
            yield "ok", seen, None


def compiler():
    """Check that Numba has a threading layer and can keep what it compiles."""
    from minivae.kernels import compiler

    layers = compiler.threading_layers()
    seen = f"Numba threads: {', '.join(layers) or 'none'}, up to {compiler.n_threads()}"
    if layers:
        yield "ok", seen, None
    else:
        yield "note", seen, "install numba again: pip install --force-reinstall numba"
    try:
        folder = Path(compiler.cache_folder())
    except RuntimeError as error:
        yield "fix", f"Numba cache: {error}", "export NUMBA_CACHE_DIR=~/.cache/numba"
    else:
        yield "ok", f"Numba cache: {folder}", None


def data():
    """Say which data is found, where, and whether it is what was published."""
    from minivae.data import (
        DataNotFound,
        load_digits,
        load_fashion_mnist,
        load_mnist,
        load_reuters,
        search,
    )

    named = os.environ.get("MINIVAE_DATA")
    if named and not search.only_bundled() and not Path(named).expanduser().is_dir():
        cure = "let it name a folder, or `unset MINIVAE_DATA`"
        yield "fix", f"MINIVAE_DATA={named}: there is no such folder", cure
    yield from _dataset("bundled mnist", lambda: load_mnist(source="bundled"), INSTALL)
    yield from _dataset("bundled digits", load_digits, INSTALL)
    fetch = "`minivae fetch reuters` brings it"
    try:
        yield from _dataset("Reuters corpus", load_reuters, fetch)
    except DataNotFound:
        seen = "Reuters corpus: not on this computer; the lectures of day 2 need it"
        yield "fix", seen, fetch
    for key, load in {
        "mnist": lambda: load_mnist(source="full"),
        "fashion-mnist": load_fashion_mnist,
    }.items():
        fetch = f"`minivae fetch {key}` brings it"
        try:
            yield from _dataset(f"full {key}", load, fetch)
        except DataNotFound:
            yield "note", f"full {key}: not on this computer", fetch + ", if you want"


def _dataset(name, load, cure):
    """Load a dataset, which verifies it."""
    from minivae.data import DataNotFound

    try:
        yield "ok", f"{name}: {load().where}", None
    except DataNotFound:
        raise
    except (ValueError, OSError) as error:
        yield "fix", f"{name}: {error}", cure


def disk():
    """Check that the cache and this folder have room."""
    from minivae.data.search import cache_folder

    for name, folder in {"this folder": Path.cwd(), "cache": cache_folder()}.items():
        there = next(p for p in (folder, *folder.parents) if p.exists())
        free = shutil.disk_usage(there).free
        seen = f"free disk, {name}: {free / 1e9:.1f} GB ({folder})"
        if free < ROOM_NEEDED:
            yield "fix", seen, f"make room: {ROOM_NEEDED / 1e9} GB are enough"
        elif not os.access(there, os.W_OK):
            yield "note", f"{folder} cannot be written to", "data cannot be kept there"
        else:
            yield "ok", seen, None
