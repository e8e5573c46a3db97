"""Which words a vocabulary keeps: those within limits, and the most frequent."""

from collections import Counter

import numpy as np

from ..base import is_integer


def documents_within(limit, N, name):
    """Turn a limit into a number of documents: an int as it is, a float as a share."""
    if is_integer(limit):
        if limit >= 1:
            return limit
    elif isinstance(limit, (float, np.floating)) and 0 <= limit <= 1:
        return limit * N
    raise ValueError(
        f"{name} must be an int of at least 1 (documents) or a float from 0 to 1 (a "
        f"share of them), got {limit!r}"
    )


def most_frequent(words, documents, n):
    """Return the n words that occur most often; ties go by the alphabet."""
    total = Counter(word for document in documents for word in document)
    return sorted(words, key=lambda word: (-total[word], word))[:n]


def described(document):
    """Say what came where a document was expected."""
    if isinstance(document, (list, tuple)):
        other = next(word for word in document if not isinstance(word, str))
        return f"a {type(document).__name__} with {other!r} in it"
    return f"{type(document).__name__}: {document!r}"[:80]
