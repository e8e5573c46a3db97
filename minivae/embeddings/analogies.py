"""Many analogies at once, from any rows: vectors, or the counts themselves.

Shapes: V words, D numbers a row, Q questions.
"""

import numpy as np


def answer_analogies(vectors, questions, candidates=None):
    """Return argmax_d cos(d, b - a + c) of many questions, never a, b or c: (Q,) int.

    Parameters
    ----------
    vectors : (V, D) array or sparse
    questions : (Q, 3) int, the rows of a, b and c
    candidates : None, or (V,) bool, the rows that may be the answer
    """
    unit = unit_rows(vectors)
    a, b, c = (unit[column] for column in np.asarray(questions).T)
    scores = (b - a + c) @ unit.T
    if hasattr(scores, "toarray"):
        scores = scores.toarray()
    if candidates is not None:
        scores[:, ~np.asarray(candidates)] = -np.inf
    np.put_along_axis(scores, np.asarray(questions), -np.inf, axis=1)
    return scores.argmax(axis=1)


def unit_rows(vectors):
    """Divide each row by its length; a row of zeros stays: (V, D) array or CSR."""
    if hasattr(vectors, "multiply"):
        norms = np.sqrt(vectors.multiply(vectors).sum(axis=1))
        return vectors.multiply(1 / np.where(norms > 0, norms, 1)[:, None]).tocsr()
    vectors = np.asarray(vectors)
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(norms > 0, norms, 1)
