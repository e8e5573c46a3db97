"""What a notebook depends on: its text, and the files of ours that it imports."""

import ast
import functools
import hashlib
import re

LAZY = re.compile(r"[A-Za-z_][\w.]*:\w+")  # "module:name", imported when it is needed


def inputs_sha256(course, kind, topic):
    """Return a hash of the source and of all that it imports from the course's root.

    Found in the text alone, nothing is imported: ``import`` statements wherever they
    stand, and names such as ``"minivae.nn:he_normal"``. A solution also depends on
    the folder of its checks.
    """
    start = [course.source(kind, topic)]
    if kind != "course":
        start += course.checks_files(topic)
    return sha256_of(course.root, files_behind(course.root, start))


def files_behind(root, start):
    """These files, and all files below ``root`` that they import: a set."""
    todo, files = list(start), set()
    while todo:
        path = todo.pop()
        if path in files:
            continue
        files.add(path)
        package = path.relative_to(root).parts[:-1]
        for module in _modules(path, package, path.stat().st_mtime_ns):
            todo += files_of_module(root, module)
    return files


def sha256_of(root, files):
    """One hash of the names and the contents of files."""
    total = hashlib.sha256()
    for path in sorted(files):
        total.update(str(path.relative_to(root)).encode())
        total.update(path.read_bytes())
    return total.hexdigest()


@functools.cache
def _modules(path, package, _mtime):
    """The dotted names that a file may import, whoever owns them."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) + 1 - node.level] if node.level else ()
            start = ".".join([*above, *filter(None, [node.module])])
            found |= {f"{start}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            if LAZY.fullmatch(node.value):
                found.add(node.value.replace(":", "."))
    return found


def files_of_module(root, module):
    """The files below ``root`` that run when ``module`` is imported."""
    path, found = root, []
    for part in module.split("."):
        path = path / part
        options = (path / "__init__.py", path.with_suffix(".py"))
        found += [option for option in options if option.is_file()]
        if not path.is_dir():
            break
    return found
