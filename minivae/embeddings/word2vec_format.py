"""word2vec's text format: a line "V D", then a word and its D numbers a line."""

import os
from pathlib import Path

import numpy as np


def write(path, words, vectors):
    """Write words and vectors (V, D) float32; returns the path.

    Nine digits give each float32 back exactly. The file is written beside its place
    and then moved, so that an interrupted save leaves the old file whole.

    Raises
    ------
    ValueError
        If a word is empty or holds white space, which parts the words in this format,
        or if the file cannot be written.
    """
    path = Path(path)
    for word in words:
        if word.split() != [word]:
            raise ValueError(
                f"the word {word!r} is empty or holds white space, which word2vec's "
                "text format cannot keep: use save(path)"
            )
    V, D = vectors.shape
    numbers = " ".join(["%.9g"] * D)
    part = path.with_name(f"{path.name}.{os.getpid()}.part")
    try:
        with open(part, "w", encoding="utf-8", newline="\n") as file:
            file.write(f"{V} {D}\n")
            for word, vector in zip(words, vectors, strict=True):
                file.write(f"{word} {numbers % tuple(vector.tolist())}\n")
        os.replace(part, path)
    except (OSError, UnicodeEncodeError) as error:
        raise ValueError(f"cannot save word vectors to {path}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def read(path):
    """Return the words, a list of V str, and their vectors: (V, D) float32.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If a line does not keep to the format.
    """
    path = Path(path)
    if not path.is_file():
        raise FileNotFoundError(f"no file of word vectors {path}")
    try:
        with open(path, encoding="utf-8", newline="\n") as file:
            V, D = _sizes(file.readline(), path)
            words, rows = [], []
            for line in file:
                word, *numbers = line.rstrip(" \r\n").split(" ")
                if not word and not numbers and len(words) == V:
                    continue  # empty lines at the end
                if not word or len(numbers) != D:
                    raise ValueError(
                        f"{path}, line {len(words) + 2}: expected a word and {D} "
                        f"numbers, got {line[:40]!r}"
                    )
                words.append(word)
                rows.append(_row(numbers, path, len(words) + 1))
    except UnicodeDecodeError as error:
        raise ValueError(
            f"{path} is not word2vec's text format: it is not UTF-8 (the binary "
            "format is not read here)"
        ) from error
    if len(words) != V:
        raise ValueError(f"{path} promises {V} words, but holds {len(words)}")
    return words, np.array(rows, dtype=np.float32)


def _sizes(line, path):
    parts = line.split()
    if len(parts) != 2 or not all(p.isascii() and p.isdigit() for p in parts):
        raise ValueError(
            f"{path} is not word2vec's text format: its first line should say how many "
            f'words and numbers come, such as "834 100", got {line[:40]!r}'
        )
    V, D = map(int, parts)
    if V == 0 or D == 0:
        raise ValueError(f"{path} promises {V} words of {D} numbers: nothing to read")
    return V, D


def _row(numbers, path, place):
    try:
        with np.errstate(over="ignore"):  # becomes inf, which is told below
            row = np.array(numbers, dtype=np.float32)
    except ValueError as error:
        raise ValueError(f"{path}, line {place}: {error}") from error
    if not np.isfinite(row).all():
        raise ValueError(f"{path}, line {place}: expected finite numbers")
    return row
