"""The sentences of a topic's checks: each must be said to some wrong answer."""

import ast
import string
from pathlib import Path

from minivae_checks.mistakes import _lines

SHORT = 3  # words: what is shorter is a key or a name, and no sentence
NOT_SAID = {"task", "hint", "ours", "shape", "dtype"}  # keywords that hold other text


def unsaid_sentences(folder, messages):
    """List the sentences in a folder's files that stand in none of the messages."""
    everything = "\n".join(messages)
    return [
        f"{path.name}: {sentence}"
        for path in sorted(Path(folder).glob("*.py"))
        for sentence in _sentences(ast.parse(path.read_text(encoding="utf-8")))
        if not all(part in everything for part in _fixed(sentence))
    ]


def _fixed(sentence):
    try:
        return [part for part, *_ in string.Formatter().parse(sentence)]
    except ValueError:  # a brace that opens no field
        return [sentence]


def _sentences(tree):
    """Yield what a check may say; fields in braces, as `str.format` has them."""
    if isinstance(tree, ast.Call) and ast.unparse(tree.func) == "Mistakes":
        yield from (said for _, said in _lines(tree.args[0].value) if said != "ditto")
        return
    if isinstance(tree, ast.keyword) and tree.arg in NOT_SAID:
        return
    if isinstance(tree, ast.JoinedStr):
        parts = [getattr(part, "value", None) for part in tree.values]
        parts = [part if isinstance(part, str) else "" for part in parts]
        if sum(len(part.split()) for part in parts) > SHORT:
            yield "{}".join(
                part.replace("{", "{{").replace("}", "}}") for part in parts
            )
        return
    if isinstance(tree, ast.Constant) and isinstance(tree.value, str):
        if len(tree.value.split()) > SHORT:
            yield tree.value
        return
    for child in ast.iter_child_nodes(tree):
        if not _is_docstring(child):
            yield from _sentences(child)


def _is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
