"""The rules of the house, read off a file's syntax tree: see CONTRIBUTING.md.

Names are judged by what they mean, not by how they are spelt: ``np.load``,
``numpy.load`` and ``load`` after ``from numpy import load`` are one name.
"""

import ast
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 250  # lines of a file

# Which rooms a room may import (itself apart). A new room needs a row here and in
# THIRD_PARTY.
MODELS = {"base", "classifier", "files", "fitting", "kernels", "nn"}
METHODS = {"autoencoders", "clusters", "embeddings", "nn", "topics"}
MAY_IMPORT = {
    "kernels": set(),
    "files": set(),
    "whole": set(),
    "inputs": set(),
    "base": {"files", "inputs", "whole"},
    "fitting": set(),
    "classifier": {"fitting"},
    "nn": {"fitting", "inputs", "kernels"},
    "autoencoders": MODELS,
    "clusters": MODELS,
    "embeddings": MODELS,
    "topics": MODELS,
    "data": {"base"},
    "plot": {"base", "files"},
    "checks": {"minivae_checks"},  # its former name, an alias for old notebooks
    # The demo trains and draws, the doctor looks at the compiler.
    "commands": METHODS | {"data", "files", "kernels", "plot"},
    "cli": {"commands"},
    "__init__": set(),
    "minivae_checks": METHODS,
}
# One file more than its room: `minivae check` runs the checks. The cli imports a
# command only when it is called, so nothing else loads minivae_checks.
# A text becomes words as it does for topics, and only where a text is given.
FILES_MAY_IMPORT = {
    "minivae/commands/check.py": {"minivae_checks"},
    "minivae/embeddings/sentences.py": {"topics"},
}
ONLY_WHEN_CALLED = {
    ("cli", "commands"),
    ("embeddings", "topics"),
}  # such an import stands inside a function
# The kernels of the Dirichlet process are too many for one file: after a change in
# one of them, `make clean`, because Numba's cache does not notice.
KERNELS_TOGETHER = "dirichlet"

# "The method is ours, by hand": what a room may import that is neither Python's nor
# ours. The special functions of SciPy and its sparse matrices are no method.
THIRD_PARTY = {
    "kernels": {"numpy", "numba"},
    "files": {"numpy"},
    "whole": set(),
    "inputs": {"numpy"},
    # Only for scikit-learn's own callers, where it is there to be imported.
    "base": {"numpy", "sklearn.exceptions.NotFittedError", "sklearn.utils"},
    "fitting": {"tqdm"},
    # The kind of warning that scikit-learn's callers filter.
    "classifier": {"numpy", "sklearn.exceptions.DataConversionWarning"},
    "nn": {"numpy"},
    # L-BFGS on a loss and a gradient of ours: the ruler, not what is measured.
    "autoencoders": {"numpy", "scipy.special", "scipy.optimize.minimize"},
    "clusters": {"numpy", "scipy.special"},
    "embeddings": {"numpy", "scipy.sparse"},
    "topics": {
        "numpy",
        "scipy.special",
        "scipy.sparse",
        "scipy.optimize.linear_sum_assignment",  # pairs topics of two chains: no model
    },
    # Other people's data comes by other people's packages: no method either.
    "data": {
        *("numpy", "pooch", "requests", "scipy.sparse", "sklearn.datasets"),
        "scipy.io.loadmat",
    },
    "plot": {"numpy", "matplotlib", "scipy.special"},
    "checks": set(),
    "commands": {"numpy", "packaging", "scipy.linalg", "threadpoolctl"},
    "cli": set(),
    "__init__": set(),
    # Answers are compared with SciPy's; cells are read as IPython reads them.
    "minivae_checks": {
        "numpy",
        "scipy.special",
        "scipy.sparse",
        "scipy.spatial.distance.cdist",
        "scipy.optimize.linear_sum_assignment",  # exercise 2.17 asks for it
        "IPython.core.inputtransformer2",
    },
}
# Modules are imported by a name that only the run knows, in these files alone.
NAMES_AT_RUN_TIME = {
    "minivae_checks/collect.py": "every file of a topic, as pkgutil lists them",
    "minivae_checks/exercise.py": "the package's own function, named by an exercise",
}

PICKLES = {
    *("pickle", "cPickle", "_pickle", "cloudpickle", "dill"),
    *("marshal", "shelve", "joblib"),
}
RANDOM = {"Generator", "default_rng", "SeedSequence"}
# A public class with one of these methods starts its docstring with the equation.
SAID_BY_AN_EQUATION = {"fit", "forward", "_f", "loss_and_grads"}
# Classes that say no equation, and why.
NO_EQUATION = {
    ("nn", "Layer"): "any map; a layer's own docstring has the equation",
    ("autoencoders", "TrainableAutoencoder"): "no loss of its own",
}
# What a layer computes with; an activation is its two formulas.
LAYER_METHODS = {"forward", "backward", "double_backward", "_f", "_dx"}
IN_PLACE = {"fill", "sort", "put", "partition", "resize", "itemset", "setfield"}


def room(path):
    """Return the room of a file: a folder or a file of minivae, or minivae_checks."""
    package, *rest = path.relative_to(ROOT).with_suffix("").parts
    return rest[0] if package == "minivae" else package


class Names:
    """What the names in a file stand for, and where each dotted name is used."""

    def __init__(self, path, tree):
        self.package = path.relative_to(ROOT).parts[:-1]
        self.alias = {"np": "numpy", "__import__": "importlib.import_module"}
        self.imports = []  # (full name, whether inside a function)
        self.unreadable = False  # a module is imported by a name not written here
        nested = {
            id(node)
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            self._read_import(node, id(node) in nested)
        inner = set()  # parts of longer names
        self.uses = []  # (full name, node)
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute):
                inner.add(id(node.value))
            name = self.full(node)
            if name and id(node) not in inner:
                self.uses.append((name, node))
            if isinstance(node, ast.Call):
                self._read_call(node, id(node) in nested)

    def _read_import(self, node, nested):
        if isinstance(node, ast.Import):
            for name in node.names:
                self.imports.append((name.name, nested))
                top = name.name.split(".")[0]
                self.alias[name.asname or top] = name.name if name.asname else top
        elif isinstance(node, ast.ImportFrom):
            up = len(self.package) + 1 - node.level
            above = self.package[:up] if node.level else ()
            module = ".".join([*above, *filter(None, [node.module])])
            for name in node.names:
                self.imports.append((f"{module}.{name.name}", nested))
                self.alias[name.asname or name.name] = f"{module}.{name.name}"

    def _read_call(self, node, nested):
        if self.full(node.func) not in {"importlib.import_module", "importlib.reload"}:
            return
        name = node.args[0] if node.args else None
        if isinstance(name, ast.JoinedStr):  # an f-string counts as far as it is fixed
            name = name.values[0]
        if isinstance(name, ast.Constant):
            up = len(name.value) - len(name.value.lstrip("."))
            above = self.package[: len(self.package) + 1 - up] if up else ()
            module = ".".join([*above, *filter(None, name.value.strip(".").split("."))])
            self.imports.append((module, nested))
        elif isinstance(name, ast.FormattedValue) and self._is_own_name(name.value):
            self.imports.append((".".join(self.package), nested))
        else:
            self.unreadable = True

    @staticmethod
    def _is_own_name(node):
        return isinstance(node, ast.Name) and node.id in {"__name__", "__package__"}

    def full(self, node):
        """Return the full dotted name of a Name or Attribute that was imported."""
        if isinstance(node, ast.Name):
            return self.alias.get(node.id)
        if isinstance(node, ast.Attribute):
            owner = self.full(node.value)
            return owner and f"{owner}.{node.attr}"
        return None


def broken_rules(path, tree):
    """Return the sentences, one for each rule of the house that the file breaks."""
    here = room(path)
    if here not in MAY_IMPORT or here not in THIRD_PARTY:
        return {f"there is no room {here}: MAY_IMPORT and THIRD_PARTY name them all"}
    names = Names(path, tree)
    found = {*_imports(path, here, names), *_noise_and_files(tree, names)}
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef) and here in METHODS:
            found |= {*_equation(here, node)}
        if isinstance(node, ast.FunctionDef) and node.name in LAYER_METHODS:
            found |= {*_layer(node, names)}
    return found


def _imports(path, here, names):
    file = path.relative_to(ROOT).as_posix()
    if names.unreadable and file not in NAMES_AT_RUN_TIME:
        yield "import_module takes a name that is written there"
    allowed = MAY_IMPORT[here] | FILES_MAY_IMPORT.get(file, set())
    used = [(name, True) for name, _ in names.uses]
    for name, nested in names.imports + used:
        top, *rest = name.split(".")
        if name.endswith(".*"):
            yield "import * hides where a name comes from"
        elif top in PICKLES:
            yield "nothing is read from or written to a pickle"
        elif top == "random":
            yield "Python's random is global; pass a numpy Generator"
        elif top == "numba" and here != "kernels":
            yield "Numba is imported in kernels/ only"
        elif top == "minivae_checks" and here not in {"checks", "minivae_checks"}:
            if top not in allowed:
                yield "minivae does not import minivae_checks"
        elif top == "minivae" and rest and rest[0] != "__version__":
            yield from _own(path, here, rest, nested, allowed)
        elif top not in {"minivae", "minivae_checks", *sys.stdlib_module_names}:
            fits = (f"{name}.".startswith(f"{lib}.") for lib in THIRD_PARTY[here])
            if not any(fits):
                yield f"{here} may not import {_short(name)}: the method is ours"


def _short(name):
    return ".".join(name.split(".")[:2])


def _own(path, here, rest, nested, allowed):
    """Judge the use of minivae.<rest>."""
    there = rest[0]
    if rest[:2] == ["kernels", "_jit"] and here != "kernels":
        yield "@jit is used in kernels/ only"
    elif there != here:
        if there not in allowed:
            yield f"{here} may not import {there}"
        elif (here, there) in ONLY_WHEN_CALLED and not nested:
            yield f"{here} imports {there} only when called"
    elif here == "kernels" and len(rest) > 1:
        own, other = "/".join(path.relative_to(ROOT).parts[2:]), "/".join(rest[1:])
        together = own.startswith(KERNELS_TOGETHER), other.startswith(KERNELS_TOGETHER)
        if other.split("/")[0] not in {"_jit", path.stem} and not all(together):
            yield f"a kernel may not import {rest[1]}: Numba's cache would not notice"


def _noise_and_files(tree, names):
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    safe = set()  # the `np.load` of np.load(..., allow_pickle=False)
    for call in calls:
        words = {word.arg: ast.unparse(word.value) for word in call.keywords}
        if words.get("allow_pickle") == "False":
            safe.add(id(call.func))
        given = {ast.unparse(value) for value in call.args} | set(words.values())
        if names.full(call.func) == "numpy.random.default_rng" and given <= {"None"}:
            yield "a Generator without a seed, of one's own: let the caller pass it"
    for name, node in names.uses:
        if name.startswith("numpy.random.") and name.split(".")[2] not in RANDOM:
            yield f"{name} is no Generator: pass one"
        if name in {"numpy.load", "numpy.lib.npyio.load"} and id(node) not in safe:
            yield "np.load without allow_pickle=False"
    for name, _ in names.imports:
        if name.startswith("numpy.random.") and name.split(".")[2] not in RANDOM:
            yield f"{name} is no Generator: pass one"


def _equation(here, node):
    methods = {f.name for f in node.body if isinstance(f, ast.FunctionDef)}
    if node.name.startswith("_") or not methods & SAID_BY_AN_EQUATION:
        return
    start = (ast.get_docstring(node) or "").split("Parameters\n")[0].split("\n\n")[0]
    if not set(start) & set("=≈∝~ΣΠ") and (here, node.name) not in NO_EQUATION:
        yield f"the docstring of {node.name} starts with no equation"


def _layer(function, names):
    """Judge one `forward` or `backward`: nothing kept, no argument written to."""
    own, *arguments = [argument.arg for argument in function.args.args] or [""]
    held = {*arguments, *(argument.arg for argument in function.args.kwonlyargs)}
    # In the order in which Python gets done with them.
    nodes = [node for node in ast.walk(function) if hasattr(node, "end_lineno")]
    nodes.sort(key=lambda n: (n.end_lineno, n.end_col_offset, -n.lineno, -n.col_offset))
    kept, written = "a layer keeps nothing on self", "a layer writes to its argument"
    for node in nodes:
        if isinstance(node, ast.Call):
            name, first = names.full(node.func) or "", [_root(a) for a in node.args[:1]]
            if isinstance(node.func, ast.Name) and node.func.id == "setattr":
                yield kept
            outs = [_root(word.value) for word in node.keywords if word.arg == "out"]
            if name == "numpy.copyto" or name.endswith(".at"):
                outs += first
            if isinstance(node.func, ast.Attribute) and node.func.attr in IN_PLACE:
                outs.append(_root(node.func.value))
            if held.intersection(outs):
                yield written
        for target, value in _assigned(node):
            if isinstance(target, ast.Name) and not isinstance(node, ast.AugAssign):
                # Another name, or a view, of an argument is still the argument.
                held.discard(target.id)
                if _root(value) in held:
                    held.add(target.id)
            elif _root(target) in held:
                yield written
            elif _root(target) == own and not _is_sum(target, node, own):
                yield kept


def _assigned(node):
    """Yield (target, value) of an assignment; value None where it is not known."""
    if isinstance(node, ast.AugAssign | ast.AnnAssign | ast.NamedExpr):
        yield node.target, node.value
    for target in node.targets if isinstance(node, ast.Assign) else ():
        if isinstance(target, ast.Tuple | ast.List):
            values = getattr(node.value, "elts", [None] * len(target.elts))
            yield from zip(target.elts, values, strict=False)
        else:
            yield target, node.value


def _root(node):
    """Return the name at the start of ``a.b[c].d``, or None."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else None


def _is_sum(target, node, own):
    """Whether it is `self.grads[...] += ...`, or a running average in `buffers`."""
    owner = ast.unparse(target.value) if isinstance(target, ast.Subscript) else ""
    adds = isinstance(node, ast.AugAssign) and owner == f"{own}.grads"
    return adds or owner == f"{own}.buffers"
