"""Print how long the package is, room by room: python tools/count_lines.py.

"code" are lines that are neither blank, nor comment, nor docstring. Needs no package.
"""

import ast
import io
import tokenize
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What the methods are made of; the rest of minivae shows them and feeds them.
METHOD = "nn autoencoders clusters topics embeddings kernels".split()
METHOD += "base whole classifier fitting".split()
SILENT = {
    *(tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT),
    *(tokenize.DEDENT, tokenize.ENCODING, tokenize.ENDMARKER),
}


def code_lines(text):
    """Return how many lines of a Python file hold code."""
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in SILENT:
            code.update(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            if isinstance(node.value.value, str):
                code.difference_update(range(node.lineno, node.end_lineno + 1))
    return len(code)


def size(paths):
    """Return files, lines and lines of code of some Python files together."""
    texts = [path.read_text(encoding="utf-8") for path in paths]
    lines = sum(len(text.splitlines()) for text in texts)
    return len(texts), lines, sum(map(code_lines, texts))


def table(root=ROOT):
    """Return the rows (name, files, lines, code), the sums under their parts."""
    parts = {}
    for path in sorted((root / "minivae").rglob("*.py")):
        room = path.relative_to(root / "minivae").with_suffix("").parts[0]
        parts.setdefault(room, []).append(path)
    others = sorted(parts.keys() - METHOD)
    planted = set((root / "tests" / "planted").rglob("*.py"))
    groups = {
        **{room: parts[room] for room in METHOD if room in parts},
        "the method": [path for room in METHOD for path in parts.get(room, [])],
        **{room: parts[room] for room in others},
        "minivae": [path for paths in parts.values() for path in paths],
        "minivae_checks": list((root / "minivae_checks").rglob("*.py")),
        "tests": sorted(set((root / "tests").rglob("*.py")) - planted),
        "tests/planted": sorted(planted),
    }
    return [(name, *size(paths)) for name, paths in groups.items()]


def main():
    """Print the table."""
    sums = "the method", "minivae", "minivae_checks", "tests", "tests/planted"
    print(f"{'':<18}{'files':>7}{'lines':>9}{'code':>9}")
    for name, files, lines, code in table():
        label = name if name in sums else f"  {name}"
        print(f"{label:<18}{files:>7,}{lines:>9,}{code:>9,}")


if __name__ == "__main__":
    main()
