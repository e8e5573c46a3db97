"""What in a student's code asks for a look: read off the code, nothing is executed."""

import ast
import re

from minivae_checks.cells import SHOWN, parse_cell
from minivae_checks.pupil import calls_check

# Modules that no exercise needs, and what they are good for.
MODULES = {
    **dict.fromkeys(("os", "shutil", "pathlib", "glob", "io", "tempfile", "fcntl", "mmap"), "files"),
    **dict.fromkeys(("subprocess", "multiprocessing", "pty", "signal", "threading", "_thread", "asyncio"), "processes"),
    **dict.fromkeys(("socket", "urllib", "requests", "http", "ssl", "ftplib"), "network"),
    **dict.fromkeys(("inspect", "gc", "ctypes", "cffi", "dis", "types", "traceback", "linecache"), "interpreter"),
    **dict.fromkeys(("builtins", "importlib", "imp", "runpy", "pkgutil", "unittest", "sys"), "interpreter"),
    **dict.fromkeys(("pickle", "marshal", "base64", "codecs", "zlib", "binascii", "nbformat", "json"), "hidden code"),
    **dict.fromkeys(("minivae_checks",), "the checks"),
}
CALLS = {
    **dict.fromkeys(("eval", "exec", "compile", "__import__"), "hidden code"),
    **dict.fromkeys(("globals", "locals", "vars", "setattr", "delattr", "breakpoint"), "interpreter"),
    **dict.fromkeys(("open", "input"), "files"),
}
# Attributes that reach into the checks or the interpreter; names with two underscores do, too.
REACHING = {"ours", "_ours", "yours", "test", "failure", "f_locals", "f_back", "f_globals", "tb_frame", "_getframe"}
IN_TEXT = {
    "solutions": re.compile(r"solutions?\b[/\\.]|\bsolutions\b"),
    "the checks": re.compile(r"minivae[_.]checks"),
    "files": re.compile(r"/proc\b|\.ipynb\b|/dev/|/etc/"),
}
SHELL = re.compile(r"(?m)^[ \t]*(\w+ ?= ?)?!|^[ \t]*%%?(sx|sc|bash|sh|script|system|run|load)\b")
PLAIN = {"__name__", "__init__", "__doc__", "__version__"}
NO_CODE = {"solutions": r"solutions", "the checks": r"minivae[_.]checks|\.ours\b|__call__"}


def flags_of(cells):
    """Return what in a notebook's cells (role, name, source) asks for a look, in a few words each, sorted.

    "the checks", "solutions", "files", "processes", "network", "interpreter", "hidden code",
    "shell", "minivae" (its methods, imported below the setup cell), "changes np.x" (another
    module's names), and check cells that are gone or changed.
    """
    found, checked, asked = set(), set(), set()
    for role, name, source in cells:
        if role == "check":
            checked.add(name)
            if not calls_check(source, name):
                found.add(f"check cell of {name} changed")
        if role == "exercise":
            asked.add(name)
        if role != SHOWN:
            found |= _in_code(source, role)
    found |= {f"check cell of {name} gone" for name in asked - checked if name}
    return sorted(found)


def _in_code(source, role):
    found = {"shell"} if SHELL.search(source) else set()
    try:
        tree = parse_cell(source, "flags")
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return found | {word for word, pattern in NO_CODE.items() if re.search(pattern, source)}
    modules = {"np", "numpy", "check", "nn", "plot", "scipy", "math"}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            modules |= {(part.asname or part.name).split(".")[0] for part in node.names}
    for node in ast.walk(tree):
        found |= set(_in_node(node, role, modules))
    return found


def _in_node(node, role, modules):
    if isinstance(node, ast.Import):
        for part in node.names:
            yield from _in_import(part.name, role, [])
    elif isinstance(node, ast.ImportFrom):
        yield from _in_import(node.module or "", role, [part.name for part in node.names])
    elif isinstance(node, ast.Name):
        if isinstance(node.ctx, ast.Load) and node.id in CALLS:
            yield CALLS[node.id]
        elif node.id in ("__builtins__", "__loader__", "__spec__", "__file__"):
            yield "interpreter"
    elif isinstance(node, ast.Attribute):
        if node.attr in REACHING and _root(node) in ("check", "minivae_checks", "pick"):
            yield "the checks"
        elif node.attr in REACHING and node.attr not in ("test", "failure", "yours"):
            yield "the checks" if "ours" in node.attr else "interpreter"
        elif re.fullmatch(r"__\w+__", node.attr) and node.attr not in PLAIN:
            yield "the checks" if node.attr == "__call__" else "interpreter"
        if isinstance(node.ctx, ast.Store | ast.Del) and _root(node) in modules:
            yield f"changes {ast.unparse(node)[:40]}"
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from (word for word, pattern in IN_TEXT.items() if pattern.search(node.value))


def _in_import(module, role, names):
    top = module.partition(".")[0]
    if module in ("minivae_checks", "minivae.checks") and all(re.fullmatch(r"day\d+|pick", n) for n in names or ["*"]):
        return  # as the setup cell does
    if role == "setup" and (module == "sys" or (top == "minivae" and not module.startswith("minivae.checks"))):
        return
    if top in MODULES:
        yield MODULES[top]
    elif module.startswith("minivae.checks"):
        yield "the checks"
    elif top == "minivae" and not module.startswith(("minivae.plot", "minivae.data")):
        if module != "minivae" or set(names) - {"plot", "data", "nn"}:
            yield "minivae"


def _root(node):
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else None
