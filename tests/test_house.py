"""The rules of the house, kept over the syntax trees of both packages.

Each rule is broken here on purpose, and is shown to let right code pass.
"""

import ast
import subprocess
import sys

import pytest
from house_rules import (
    FILES_MAY_IMPORT,
    LONGEST,
    MAY_IMPORT,
    NAMES_AT_RUN_TIME,
    NO_EQUATION,
    ROOT,
    THIRD_PARTY,
    Names,
    broken_rules,
    room,
)

FILES = sorted(
    path
    for package in ("minivae", "minivae_checks")
    for path in (ROOT / package).rglob("*.py")
)


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(ROOT)))
def test_each_file_keeps_the_rules_of_the_house(path):
    text = path.read_text(encoding="utf-8")
    assert broken_rules(path, ast.parse(text)) == set()
    assert len(text.splitlines()) <= LONGEST, (
        f"a file of over {LONGEST} lines holds two concepts"
    )


LAYER = '''
class Scale(Layer):
    """y = 2 x."""

    def forward(self, x, rng=None):
        {forward}
        return 2 * x, Cache(x=x)

    def backward(self, dy, cache, need_dx=True):
        {backward}
        return 2 * dy
'''


def layer(forward="pass", backward="pass"):
    return LAYER.format(forward=forward, backward=backward)


@pytest.mark.parametrize(
    ("where", "code", "rule"),
    [
        # Imports run one way.
        ("kernels/adam.py", "from minivae.nn import pack", "kernels may not import nn"),
        ("kernels/adam.py", "from ..base import Estimator", "not import base"),
        ("kernels/lda.py", "from .kmeans import add_up", "may not import kmeans"),
        ("kernels/lda.py", "from . import kmeans", "may not import kmeans"),
        ("kernels/lda.py", "from .dirichlet.sums import finish", "import dirichlet"),
        ("kernels/dirichlet/sums.py", "from ..kmeans import add_up", "import kmeans"),
        ("nn/layers.py", "from ..base import Estimator", "nn may not import base"),
        ("nn/losses.py", "from ..topics import LDA", "nn may not import topics"),
        ("nn/optim.py", "import minivae.autoencoders", "not import autoencoders"),
        ("nn/optim.py", "import minivae.autoencoders as a", "not import autoencoders"),
        ("nn/optim.py", "def f():\n    from minivae import data", "not import data"),
        ("autoencoders/vae.py", "from minivae.plot import grid", "not import plot"),
        ("clusters/crp.py", "import minivae\nminivae.plot.clusters", "not import plot"),
        ("clusters/crp.py", "import minivae as m\nm.data.make_bars", "not import data"),
        ("clusters/crp.py", "from ..topics import LDA", "not import topics"),
        ("plot/lines.py", "from minivae import cli", "plot may not import cli"),
        ("plot/lines.py", "from minivae.checks import day4", "not import checks"),
        ("plot/lines.py", "from ..commands import lab", "not import commands"),
        ("plot/lines.py", "from ..autoencoders import VAE", "not import autoencoders"),
        ("data/bars.py", "from ..topics import LDA", "data may not import topics"),
        ("checks/__init__.py", "from minivae.commands import lab", "import commands"),
        ("checks/__init__.py", "from minivae import nn", "checks may not import nn"),
        ("commands/lab.py", "from minivae.cli import main", "not import cli"),
        ("commands/lab.py", "from minivae.checks import pick", "not import checks"),
        ("cli.py", "from minivae.commands import demo", "only when called"),
        ("cli.py", "import minivae.commands.demo", "only when called"),
        ("__init__.py", "from .nn import pack", "__init__ may not import nn"),
        # minivae_checks -> minivae, never back.
        ("nn/layers.py", "from minivae_checks import Wrong", "import minivae_checks"),
        ("commands/lab.py", "import minivae_checks", "not import minivae_checks"),
        ("cli.py", "def f():\n    import minivae_checks", "not import minivae_checks"),
        (
            "/day4/x.py",
            "from minivae import plot",
            "minivae_checks may not import plot",
        ),
        ("/day4/x.py", "from minivae.kernels import lda", "may not import kernels"),
        # Rooms have their places and their names.
        ("kernel/adam.py", "x = 1", "no room kernel"),
        ("helpers.py", "x = 1", "no room helpers"),
        ("data/mnist.py", "from numpy import *", "hides"),
        # The method is ours, by hand.
        ("nn/layers.py", "from numba import njit", "Numba"),
        ("nn/layers.py", "import numba as nb", "Numba"),
        ("nn/layers.py", "from ..kernels._jit import jit", "@jit is used in kernels/"),
        ("nn/layers.py", "from ..kernels import _jit", "@jit is used in kernels/"),
        ("nn/layers.py", "from minivae import kernels\nkernels._jit.jit", "@jit"),
        ("clusters/kmeans.py", "from sklearn.cluster import KMeans", "method is ours"),
        (
            "clusters/lloyd.py",
            "import scipy.cluster.vq",
            "may not import scipy.cluster",
        ),
        ("clusters/lloyd.py", "from scipy import cluster", "not import scipy.cluster"),
        ("clusters/crp.py", "import scipy.special\nscipy.stats.norm", "scipy.stats"),
        (
            "clusters/crp.py",
            "import scipy.special as s\nimport scipy.optimize",
            "scipy.o",
        ),
        ("nn/layers.py", "import torch", "nn may not import torch"),
        ("nn/layers.py", "def f():\n    import torch.nn as nn", "not import torch"),
        (
            "embeddings/pca.py",
            "from sklearn.decomposition import PCA",
            "method is ours",
        ),
        ("embeddings/pca.py", "from scipy.special import gammaln", "method is ours"),
        ("topics/lda.py", "from sklearn import decomposition", "method is ours"),
        ("topics/chains.py", "from scipy.optimize import minimize", "method is ours"),
        ("plot/lines.py", "import pandas", "plot may not import pandas"),
        ("/day1/x.py", "import sklearn.mixture", "minivae_checks may not import"),
        # Modules by name.
        ("nn/layers.py", "import importlib\nimportlib.import_module('numba')", "Numba"),
        (
            "nn/layers.py",
            "from importlib import import_module as get\nget('torch')",
            "not import torch",
        ),
        ("nn/layers.py", "__import__('numba')", "Numba"),
        (
            "nn/layers.py",
            "import importlib\nimportlib.import_module('..plot', __package__)",
            "not import plot",
        ),
        (
            "cli.py",
            "import importlib\nimportlib.import_module(f'minivae.commands.{x}')",
            "only when called",
        ),
        (
            "nn/layers.py",
            "import importlib\nimportlib.import_module(name)",
            "name that is written there",
        ),
        # Noise is an argument.
        ("nn/dropout.py", "def f():\n    np.random.rand(3)", "is no Generator"),
        ("nn/dropout.py", "import numpy\nnumpy.random.seed(0)", "is no Generator"),
        ("nn/dropout.py", "import numpy.random as r\nr.rand(3)", "is no Generator"),
        ("nn/dropout.py", "from numpy import random\nrandom.rand(3)", "no Generator"),
        ("nn/dropout.py", "from numpy.random import rand", "is no Generator"),
        ("nn/dropout.py", "import random", "Python's random is global"),
        ("nn/dropout.py", "from random import gauss", "Python's random is global"),
        ("nn/dropout.py", "def f():\n    np.random.default_rng()", "without a seed"),
        (
            "nn/dropout.py",
            "def f():\n    np.random.default_rng(None)",
            "without a seed",
        ),
        (
            "nn/dropout.py",
            "from numpy.random import default_rng\ndef f():\n    default_rng()",
            "without a seed",
        ),
        ("/day4/x.py", "import random", "Python's random is global"),
        # No pickle, nor what loads one.
        *[
            ("data/texts.py", f"import {name}", "pickle")
            for name in (
                *("pickle", "cPickle", "_pickle", "cloudpickle", "dill"),
                *("marshal", "shelve", "joblib"),
            )
        ],
        ("data/texts.py", "from pickle import load", "pickle"),
        (
            "data/texts.py",
            "import importlib\nimportlib.import_module('dill')",
            "pickle",
        ),
        ("data/mnist.py", "np.load(path)", "allow_pickle"),
        ("data/mnist.py", "np.load(path, allow_pickle=True)", "allow_pickle"),
        ("data/mnist.py", "np.load(path, allow_pickle=trust)", "allow_pickle"),
        ("data/mnist.py", "import numpy\nnumpy.load(path)", "allow_pickle"),
        ("data/mnist.py", "import numpy as n\nn.load(path)", "allow_pickle"),
        ("data/mnist.py", "from numpy import load\nload(path)", "allow_pickle"),
        ("data/mnist.py", "from numpy import load as read\nread(path)", "allow_pickle"),
        ("data/mnist.py", "read = np.load", "allow_pickle"),
        # A layer keeps no activation and writes to no argument.
        ("nn/x.py", layer("self.x = x"), "keeps nothing"),
        ("nn/x.py", layer("self.x, n = x, 1"), "keeps nothing"),
        ("nn/x.py", layer("self.seen += 1"), "keeps nothing"),
        ("nn/x.py", layer("self.memory['x'] = x"), "keeps nothing"),
        ("nn/x.py", layer("setattr(self, 'x', x)"), "keeps nothing"),
        ("nn/x.py", layer(backward="self.grads['W'] = dy"), "keeps nothing"),
        ("nn/x.py", layer(backward="self.params['W'] -= dy"), "keeps nothing"),
        ("nn/x.py", layer("x += 1"), "writes to its argument"),
        ("nn/x.py", layer("x[...] = 0"), "writes to its argument"),
        ("nn/x.py", layer("x[0][1] *= 2"), "writes to its argument"),
        ("nn/x.py", layer(backward="dx = dy; dx[cache.x <= 0] = 0"), "writes to"),
        ("nn/x.py", layer(backward="dx = dy.T; dx += 1"), "writes to its argument"),
        ("nn/x.py", layer(backward="cache.x *= dy"), "writes to its argument"),
        ("nn/x.py", layer("np.maximum(x, 0, out=x)"), "writes to its argument"),
        ("nn/x.py", layer("x = np.maximum(x, 0, out=x)"), "writes to its argument"),
        ("nn/x.py", layer("np.add.at(x, 0, 1)"), "writes to its argument"),
        ("nn/x.py", layer("x.fill(0)"), "writes to its argument"),
        ("nn/x.py", "def _f(self, x):\n    x *= 2", "writes to its argument"),
        ("nn/x.py", "def _dx(self, dy, cache):\n    self.dy = dy", "keeps nothing"),
        # Public docstrings start with the equation.
        ("nn/x.py", 'class A(Layer):\n  "A map."\n  def forward(s, x): 0', "equation"),
        ("topics/x.py", "class A(Estimator):\n  def fit(s, X): 0", "no equation"),
        (
            "clusters/x.py",
            'class A:\n  """A model.\n\n  n = 3\n  """\n  def fit(s, X): 0',
            "the docstring of A starts with no equation",
        ),
    ],
)
def test_a_broken_rule_is_noticed(where, code, rule):
    (broken,) = broken_rules(at(where), ast.parse(code))
    assert rule in broken


def at(where):
    """Return the path of a file in minivae; in minivae_checks if it starts with /."""
    return ROOT / (f"minivae_checks{where}" if where[0] == "/" else f"minivae/{where}")


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("autoencoders/vae.py", "from minivae.nn import pack"),
        ("nn/adam.py", "from ..kernels.adam import adam_step"),
        ("topics/plsa.py", "from ..base import Estimator\nfrom . import counts"),
        ("topics/plsa.py", "import minivae\nminivae.nn.pack, minivae.__version__"),
        ("kernels/lda.py", "from ._jit import jit\nimport numba"),
        ("kernels/dirichlet/moves.py", "from .sums import finish"),
        ("kernels/dirichlet/moves.py", "from .._jit import jit"),
        ("commands/check.py", "from minivae_checks.cells import read_notebook"),
        ("commands/demo.py", "from minivae import data, plot\nimport minivae.nn"),
        ("checks/__init__.py", "import minivae_checks\nminivae_checks.pick"),
        ("cli.py", "def f():\n    from minivae.commands import demo"),
        ("/day4/x.py", "from minivae import nn\nfrom minivae_checks import Wrong"),
        ("clusters/crp.py", "from scipy.special import gammaln\nimport math, os.path"),
        ("topics/lda.py", "import scipy.sparse as s\ns.csr_array"),
        ("base.py", "def f():\n    from sklearn.utils import Tags"),
        ("nn/x.py", "import importlib\nimportlib.import_module('math')"),
        ("nn/x.py", "rng = np.random.default_rng(0)\nrng.random(3)"),
        ("nn/x.py", "def f(seed):\n    np.random.default_rng(seed)"),
        ("nn/x.py", "from numpy.random import Generator, SeedSequence"),
        ("nn/x.py", "def f(random):\n    return random.x"),
        ("data/x.py", "np.load(path, allow_pickle=False)"),
        ("data/x.py", "from numpy import load\nload(p, allow_pickle=False)"),
        ("data/x.py", "import json\njson.load(file)"),
        ("nn/x.py", layer("y = x; y = y + 1; y += 1")),
        ("nn/x.py", layer("x = x.copy; y = np.maximum(x(), 0); y[0] = 1")),
        ("nn/x.py", layer("y = 2 * x; np.maximum(x, y, out=y)")),
        ("nn/x.py", layer("old = self.buffers['mean']; old[...] = 0")),
        ("nn/x.py", layer("self.buffers['mean'] *= 0.9")),
        ("nn/x.py", layer(backward="self.grads['W'] += dy")),
        ("nn/x.py", layer(backward="dx = dy * 2; dx[0] = 0")),
        ("nn/x.py", 'class A:\n  """y = 2 x."""\n  def forward(s, x): 0'),
        ("topics/x.py", 'class A:\n  """θ ~ Dir(α)"""\n  def fit(s, X): 0'),
        ("topics/x.py", "class _A:\n  def fit(s, X): 0"),
        ("topics/x.py", 'class A:\n  """Numbers."""\n  def show(s): 0'),
    ],
)
def test_code_that_keeps_the_rules_is_let_pass(where, code):
    assert broken_rules(at(where), ast.parse(code)) == set()


def test_the_lists_name_only_what_there_is():
    rooms = {room(path) for path in FILES}
    assert set(MAY_IMPORT) == set(THIRD_PARTY) == rooms
    known = {str(path.relative_to(ROOT)) for path in FILES}
    assert known.issuperset({*FILES_MAY_IMPORT, *NAMES_AT_RUN_TIME})
    classes = {
        (room(path), node.name)
        for path in FILES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
    }
    assert classes.issuperset(NO_EQUATION)


@pytest.mark.parametrize("here", sorted(THIRD_PARTY))
def test_each_library_on_a_rooms_list_is_used_there(here):
    used = set()
    for path in FILES:
        if room(path) == here:
            names = Names(path, ast.parse(path.read_text(encoding="utf-8")))
            used |= {name for name, _ in names.imports + names.uses}
    for library in THIRD_PARTY[here]:
        assert any(f"{name}.".startswith(f"{library}.") for name in used), library


def test_the_map_of_the_package_names_every_room():
    tree = ast.parse((ROOT / "minivae/__init__.py").read_text(encoding="utf-8"))
    rows = [line.split("  ")[0] for line in ast.get_docstring(tree).splitlines()]
    rooms = set(MAY_IMPORT) - {"__init__", "minivae_checks"}
    assert sorted(row for row in rows if row in rooms) == sorted(rooms)


def test_the_checks_are_loaded_by_the_command_alone():
    code = (
        "import sys, minivae.cli; minivae.cli._parser(['doctor']);"
        "assert 'minivae_checks' not in sys.modules;"
        "minivae.cli._parser(['check']); assert 'minivae_checks' in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
