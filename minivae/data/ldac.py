"""The LDA-C format of counts: one document per line, "M word:count word:count ...".

M is the number of different words. Source: Blei's program lda-c, readme.txt.
"""

import numpy as np


def read_ldac(text, n_words, what="The file"):
    """Read counts: N lines -> (N, n_words) CSR, int64.

    Parameters
    ----------
    text : str
    n_words : int
        V, the size of the vocabulary.
    what : str
        The name that an error starts with.

    Raises
    ------
    ValueError
        If a line is not of the format, or a word's number is not below V.
    """
    from scipy.sparse import csr_matrix

    indices, data, indptr = [], [], [0]
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            size, *pairs = line.split()
            pairs = [tuple(map(int, pair.split(":"))) for pair in pairs]
            row, counts = zip(*pairs, strict=True) if pairs else ((), ())
            if len(pairs) != int(size) or len(set(row)) != len(row):
                raise ValueError(f"it states {size} different words")
            if row and not (0 <= min(row) and max(row) < n_words and min(counts) > 0):
                raise ValueError(
                    f"words must lie in 0 to {n_words - 1}, counts above 0"
                )
        except ValueError as error:
            raise ValueError(f"{what}, line {number}: not LDA-C ({error})") from error
        indices += row
        data += counts
        indptr.append(len(indices))
    arrays = (np.array(a, dtype=np.int64) for a in (data, indices, indptr))
    matrix = csr_matrix(tuple(arrays), shape=(len(indptr) - 1, n_words))
    matrix.sort_indices()
    return matrix
