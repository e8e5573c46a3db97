"""What a set of texts looks like: counts of words, or the texts themselves.

N documents, V words in the vocabulary.
"""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, eq=False)
class CountData:
    """Documents whose words were counted by those who published them.

    Parameters
    ----------
    name : str
    counts : (N, V) CSR int64
        How often each word stands in each document.
    vocabulary : (V,) object, str
    titles : (N,) object, str
    source : {"bundled", "full"}
        "bundled": the set-up brought it. "full": files that were found.
    where : str
        One sentence: which texts these are and where they were found.
    """

    name: str
    counts: object
    vocabulary: np.ndarray
    titles: np.ndarray
    source: str
    where: str

    def __repr__(self):
        N, V = self.counts.shape
        return (
            f"CountData({self.name}, {self.source}: {N:,} documents, {V:,} words, "
            f"{self.counts.sum():,} tokens)"
        )


@dataclass(frozen=True, eq=False)
class TextData:
    """Documents as texts, to be split and counted by `minivae.topics.BagOfWords`.

    Parameters
    ----------
    name : str
    documents : list of N str
    titles, authors : (N,) object, str
    years : (N,) int64, or None where a year makes no sense
    source : {"full"}
    where : str
        One sentence: which texts these are and where they were found.
    """

    name: str
    documents: list
    titles: np.ndarray
    authors: np.ndarray
    years: np.ndarray | None
    source: str
    where: str

    def __repr__(self):
        size = sum(map(len, self.documents))
        return (
            f"TextData({self.name}, {self.source}: {len(self.documents):,} documents, "
            f"{size:,} characters)"
        )


def words(lines):
    """Return an array of str objects, of whatever lengths: (N,)."""
    return np.array(list(lines), dtype=object)
