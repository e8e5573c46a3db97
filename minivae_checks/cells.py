"""Run the cells of an exercise notebook as Jupyter would, without Jupyter."""

import ast
import json
import linecache
import re
from pathlib import Path

ROLES = ("setup", "exercise", "check")
OWN, SHOWN = "own", "shown"  # a cell that the student added; one that trains, draws or explains
CHECKS = re.compile(r"(minivae_checks|minivae\.checks)\.day\d+")  # what a notebook may name
LARGEST = 200_000_000  # bytes of a notebook file


class UnreadableNotebook(Exception):
    """The file is not a notebook that the build wrote."""


def read_notebook(path):
    """Read a notebook file and return its JSON; it must name its topic and checks.

    Raises
    ------
    UnreadableNotebook
        If the file is no JSON, no notebook, or not one of this course's exercises.
    """
    try:
        if (size := Path(path).stat().st_size) > LARGEST:
            raise ValueError(f"it has {size:,} bytes, more than {LARGEST:,}")
        return parse_notebook(path, Path(path).read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableNotebook(f"{path} cannot be read: {error}") from None


def parse_notebook(path, data):
    """Return the JSON of a notebook's bytes; ``path`` is for the messages.

    Raises
    ------
    UnreadableNotebook
        As `read_notebook` does.
    """
    try:
        notebook = json.loads(data.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise UnreadableNotebook(f"{path} cannot be read: it is no JSON ({error})") from None
    about = _part(_part(notebook, "metadata"), "minivae")
    cells, checks = _part(notebook, "cells"), _part(about, "checks")
    if not (isinstance(cells, list) and cells and checks and _part(about, "name")):
        raise UnreadableNotebook(f"{path} is not an exercise of this course, or its metadata is lost.")
    if not (isinstance(checks, str) and CHECKS.fullmatch(checks)):
        raise UnreadableNotebook(f"{path} names checks that are not minivae's: {checks!r:.80}; no others are run.")
    for place, cell in enumerate(cells, 1):
        source = _part(cell, "source")
        if not isinstance(source, str) and not (
            isinstance(source, list) and all(isinstance(line, str) for line in source)
        ):
            raise UnreadableNotebook(f"{path}: cell {place} of {len(cells)} has no source; the file is damaged.")
    return notebook


def _part(thing, name):
    return thing.get(name) if isinstance(thing, dict) else None


def runnable_cells(notebook):
    """Yield ``(role, exercise name, source)`` for all cells that hold code.

    A cell that the build made keeps its role when it is turned into Markdown or raw text.
    """
    for cell in notebook["cells"]:
        about = _part(_part(cell, "metadata"), "minivae")
        role, name = _part(about, "role"), _part(about, "exercise")
        source, kind = "".join(cell["source"]), _part(cell, "cell_type")
        if role in ROLES:
            yield role, name if isinstance(name, str) else None, _unfenced(source) if kind != "code" else source
        elif kind == "code":
            yield OWN if role is None else SHOWN, None, source


def _unfenced(source):
    fenced = re.fullmatch(r"\s*```[^\n]*\n(.*?)\n?```\s*", source, re.S)
    return fenced[1] if fenced else source


class Shell:
    """What stands for IPython's shell: timing a cell runs it, other magics do nothing."""

    def __init__(self, namespace):
        self.user_ns = namespace

    def run_line_magic(self, name, line, *args):
        """Run the statement of ``%time`` and its like."""
        if name in ("time", "prun"):
            run_cell(line, self.user_ns, f"%{name}")

    def run_cell_magic(self, name, line, cell):
        """Run the cell below ``%%time`` and its like; write the file of ``%%writefile``."""
        if name in ("time", "prun", "capture"):
            run_cell(f"{line if name == 'time' else ''}\n{cell}", self.user_ns, f"%%{name}")
        elif name in ("writefile", "file"):
            Path(line.strip()).write_text(cell, encoding="utf-8")

    def __getattr__(self, name):
        """Anything else is a function that does nothing."""
        return lambda *args, **kwargs: None


def new_namespace():
    """Return the namespace of a fresh kernel: most magics do nothing, display prints."""
    namespace = {"__name__": "__main__", "display": print}
    shell = Shell(namespace)
    namespace["get_ipython"] = lambda: shell
    return namespace


def parse_cell(source, title):
    """Return the syntax tree of a cell; errors will show the cell's own lines."""
    from IPython.core.inputtransformer2 import TransformerManager

    plain = TransformerManager().transform_cell(source)
    filename = f"<{title}>"
    linecache.cache[filename] = (len(plain), None, plain.splitlines(True), filename)
    return ast.parse(plain, filename)


def run_tree(tree, namespace, title):
    """Execute a syntax tree in a namespace."""
    exec(compile(tree, f"<{title}>", "exec"), namespace)


def run_cell(source, namespace, title):
    """Execute one cell; errors carry the cell's own line numbers and text."""
    run_tree(parse_cell(source, title), namespace, title)


def run_own_cell(source, namespace, title):
    """Execute a cell that the student added, as far as it goes.

    It may need cells that are not run here, those that train and draw. So what fails is
    passed over, and what is then left is run for its definitions, imports and constants.
    """
    try:
        tree = parse_cell(source, title)
    except (SyntaxError, ValueError):
        return
    failed = False
    for node in tree.body:
        if failed and not _defines(node):
            continue
        try:
            run_tree(ast.Module([node], []), namespace, title)
        except Exception:
            failed = True


def run_definitions(source, namespace, title):
    """Run functions, classes and constants of a cell that is otherwise left out."""
    try:
        body = parse_cell(source, title).body
    except (SyntaxError, ValueError):
        return
    for node in body:
        if _defines(node) and not isinstance(node, ast.Import | ast.ImportFrom):
            try:
                run_tree(ast.Module([node], []), namespace, title)
            except Exception:
                continue


def _defines(node):
    if isinstance(node, ast.Assign):
        try:
            ast.literal_eval(node.value)
        except ValueError:
            return False
        return True
    return isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Import | ast.ImportFrom)
