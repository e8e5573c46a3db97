"""The document-word matrix: checked, sparse, and token by token.

Shapes: N documents, V words, n tokens.
"""

import numpy as np
from scipy import sparse

from ..base import as_numbers, check_number
from ..fitting import warn

# The rows of that many documents fit into the cache. In such a batch we go word after
# word, so that the row of a word is fetched once for all documents that hold it.
BATCH = 1024

LARGEST_SUM = float(np.sqrt(np.finfo(np.float64).max))  # its square can be computed
LARGEST_WHOLE = 2.0**53  # above, float64 has not all whole numbers
MOST_TOKENS = 2**31 - 1  # each is kept: its document, word and topic


def check_counts(X, who="This function", minimum=1):
    """Return X as a CSR matrix of non-negative float64 counts, or say why not.

    Takes a dense array, a data frame or a SciPy sparse matrix; never makes it dense.

    Raises
    ------
    ValueError
        If X is not two-dimensional and numeric, has no rows or no columns, holds
        NaN, infinity or a negative number, or if its sum overflows.
    """
    if not sparse.issparse(X):
        X = as_numbers(X, who)
    elif X.dtype.kind in "cO":
        as_numbers(X.data, who)
    if X.ndim != 2:
        raise ValueError(
            f"{who} expected a 2-D array of counts (documents, words), got shape "
            f"{X.shape}. Reshape your data: X.reshape(1, -1) for a single document."
        )
    N, V = X.shape
    for number, name in ((N, "sample(s)"), (V, "feature(s)")):
        least = minimum if name == "sample(s)" else 1
        if number < least:
            raise ValueError(
                f"Found array with {number} {name} (shape={X.shape}) while a minimum "
                f"of {least} is required by {who}."
            )
    X = sparse.csr_array(X, dtype=np.float64, copy=True)
    X.sum_duplicates()
    X.eliminate_zeros()
    if not np.isfinite(X.data).all():
        bad = X.data[~np.isfinite(X.data)][0]
        raise ValueError(f"{who} expected counts, got {bad}: X contains NaN or inf")
    if X.data.size and X.data.min() < 0:
        raise ValueError(
            f"Negative values in data passed to {who}: counts are 0 or more, "
            f"got {X.data.min():g}"
        )
    if X.data.size and X.data.max() > LARGEST_SUM / X.data.size:
        raise ValueError(
            f"{who} cannot add up counts as large as {X.data.max():g}: rescale X"
        )
    return X


def whole_counts(X, who):
    """Round the counts of X, with a warning if some were fractions.

    Raises
    ------
    ValueError
        If a count is too large to be a whole number in float64.
    """
    rounded = np.rint(X.data)
    if rounded.size and rounded.max() > LARGEST_WHOLE:
        raise ValueError(f"{who} needs whole counts, up to 2^53: {largest_cell(X)}")
    if not np.array_equal(rounded, X.data):
        warn(
            f"{who} works with single words, so it needs whole counts; "
            "fractions were rounded. PLSA and VariationalLDA take weights as they are.",
        )
    X = X.copy()
    X.data = rounded
    X.eliminate_zeros()
    return X


def largest_cell(X):
    """Say where the largest count of a CSR matrix stands, and what it is."""
    j = int(X.data.argmax())
    row = int(np.searchsorted(X.indptr, j, side="right")) - 1
    return f"row {row}, column {X.indices[j]} holds {X.data[j]:.17g}"


def rows_of(X):
    """Return the row of each nonzero of a CSR matrix: (nnz,) int32."""
    return np.repeat(np.arange(X.shape[0], dtype=np.int32), np.diff(X.indptr))


def word_after_word(X):
    """Return document, word and count of each nonzero, sorted for the cache.

    All documents that hold a word follow one another, within batches of documents.
    """
    docs = rows_of(X)
    order = np.lexsort((docs, X.indices, docs // BATCH))
    return docs[order], X.indices[order], X.data[order]


def keep_words(X, words):
    """Return X with the counts of all other words set to 0.   words: (V,) bool."""
    X = X.copy()
    X.data *= words[X.indices]
    X.eliminate_zeros()
    return X


def tokens(X):
    """Return document and word of every token of whole counts X: two (n,) int32.

    Raises
    ------
    ValueError
        If there are more tokens than can be kept.
    """
    n = X.data.sum()
    try:
        if n > MOST_TOKENS:
            raise MemoryError
        repeats = X.data.astype(np.int64)
        return np.repeat(rows_of(X), repeats), np.repeat(
            X.indices.astype(np.int32), repeats
        )
    except MemoryError:
        raise ValueError(
            f"each token is kept, and {n:.15g} of them are too many; {largest_cell(X)}."
            " VariationalLDA and PLSA keep only the counts"
        ) from None


def split_tokens(X, rng, share=0.5):
    """Send each token of X at random to one of two matrices (n ~ binomial).

    Returns
    -------
    kept, held_out : two CSR matrices that add up to X; ``share`` is the expected
        share of the tokens in ``kept``

    Raises
    ------
    ValueError
        If X holds no whole counts, or share is not in [0, 1].
    """
    check_number(share, "share", 0, 1, closed_high=True)
    X = whole_counts(check_counts(X, "split_tokens"), "split_tokens")
    kept, held_out = X.copy(), X.copy()
    kept.data = rng.binomial(X.data.astype(np.int64), share).astype(np.float64)
    held_out.data = X.data - kept.data
    for part in (kept, held_out):
        part.eliminate_zeros()
    return kept, held_out
