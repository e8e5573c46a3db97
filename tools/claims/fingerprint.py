"""What a row's numbers depend on: its own lines, and the files that these import."""

import ast
import functools
import hashlib
import inspect
import io
import tokenize
from pathlib import Path

from notebooks.inputs import files_behind, files_of_module

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTED = ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef


def own_lines(function):
    """The text of a function and of all of its file that it uses; what it imports.

    Returns
    -------
    text : str
    modules : set of str, dotted names
    """
    path = Path(inspect.getsourcefile(inspect.unwrap(function))).resolve()
    lines, defined, imported = _parts(path, path.stat().st_mtime_ns)
    todo, used, modules = [function.__name__], {}, set()
    while todo:
        name = todo.pop()
        if name in imported:
            modules.add(imported[name])
        elif name in defined and name not in used:
            start, node = defined[name]
            used[name] = "".join(lines[start - 1 : node.end_lineno])
            todo += [n.id for n in ast.walk(node) if isinstance(n, ast.Name)]
    return "\n".join(used[name] for name in sorted(used)), modules


def fingerprint(root, function):
    """Two hashes: of a row's own lines, and of the files of ours behind them."""
    text, modules = own_lines(function)
    start = [path for name in modules for path in files_of_module(root, name)]
    own = hashlib.sha256(text.encode()).hexdigest()
    return {
        "lines": own[:16],
        "inputs": sha256_of_programs(root, files_behind(root, start))[:16],
    }


def sha256_of_programs(root, files):
    """One hash of the names of files and of what they do."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(str(path.relative_to(root)).encode())
        total.update(program(path.read_text(encoding="utf-8")).encode())
    return total.hexdigest()


def program(text):
    """Return a source without docstrings, comments and empty lines.

    They change no number. Cut out by place, not written anew from the tree: that would
    depend on Python's version.
    """
    lines = text.splitlines()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            row, column = token.start
            lines[row - 1] = lines[row - 1][:column]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, DOCUMENTED) and ast.get_docstring(node) is not None:
            first = node.body[0]
            lines[first.lineno - 1 : first.end_lineno] = [""] * (
                first.end_lineno - first.lineno + 1
            )
    return "\n".join(line.rstrip() for line in lines if line.strip())


@functools.cache
def _parts(path, _mtime):
    """The lines of a file, its definitions with their first lines, its imports."""
    text = path.read_text(encoding="utf-8")
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    defined, imported = {}, {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                imported[alias.asname or alias.name] = alias.name
        elif isinstance(node, ast.ImportFrom):
            module = f"{package}.{node.module}" if node.level else node.module
            for alias in node.names:
                imported[alias.asname or alias.name] = f"{module}.{alias.name}"
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            start = min([node.lineno, *(d.lineno for d in node.decorator_list)])
            defined[node.name] = start, node
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                for name in ast.walk(target):
                    if isinstance(name, ast.Name):
                        defined[name.id] = node.lineno, node
    return text.splitlines(keepends=True), defined, imported
