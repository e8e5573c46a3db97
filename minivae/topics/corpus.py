"""From documents to counts, and back.

Shapes: N documents, V words in the vocabulary. Counts are (N, V).
"""

from collections import Counter

import numpy as np
from scipy.sparse import csr_matrix

from ..base import Estimator, check_positive_int, not_fitted_error
from ..files import Texts, Whole
from .stop_words import ENGLISH
from .tokens import tokenise
from .word_choice import described, documents_within, most_frequent

STOP_WORDS = {"english": ENGLISH}


class BagOfWords(Estimator):
    """n_dw = how often word w stands in document d; the order of words is forgotten.

    Parameters
    ----------
    stop_words : None, "english" or a collection of str; words to leave out
    min_df, max_df : int or float; keep the words that stand in at least ``min_df`` and
        at most ``max_df`` documents. An int is a number of documents, a float a share
        of them.
    max_words : int or None; keep only that many words, those that occur most often
    lowercase : bool; whether text is turned into small letters. Lists of words stay as
        they are.
    tokeniser : None, or a callable str -> list of str in place of
        ``minivae.topics.tokenise``

    Attributes
    ----------
    vocabulary_ : (V,) object; the words in alphabetical order: column w of the counts
        is vocabulary_[w]
    document_frequency_ : (V,) int64; in how many of the training documents each word
        stands

    Raises
    ------
    ValueError
        If there is no document, if a document is neither a str nor a list of str,
        or if no word is left.

    Notes
    -----
    A document is a text (str) or a list of words that somebody else has found:
    that is the way for Thai, Chinese or Japanese. Words that were not in the training
    documents are passed over by ``transform``; a document without any known word
    becomes a row of zeros.

    Examples
    --------
    >>> bag = BagOfWords(stop_words="english")
    >>> bag.fit_transform(["The cat and the dog", "dog, dog, dog!"]).toarray()
    array([[1, 1],
           [0, 3]])
    >>> list(bag.vocabulary_)
    ['cat', 'dog']
    """

    _takes = "string"

    def __init__(
        self,
        stop_words=None,
        min_df=1,
        max_df=1.0,
        max_words=None,
        lowercase=True,
        tokeniser=None,
    ):
        self.stop_words = stop_words
        self.min_df = min_df
        self.max_df = max_df
        self.max_words = max_words
        self.lowercase = lowercase
        self.tokeniser = tokeniser

    def fit(self, documents, y=None):
        """Learn the vocabulary of the documents."""
        self.fit_transform(documents)
        return self

    def fit_transform(self, documents, y=None):
        """Learn the vocabulary and count: N documents -> (N, V) CSR, int64."""
        self._check_parameters()
        left_out = self._left_out()
        documents = self._split(documents)
        seen = Counter(word for document in documents for word in set(document))
        for word in left_out:
            seen.pop(word, None)
        fewest, most = self._limits(len(documents))
        words = [word for word, n in seen.items() if fewest <= n <= most]
        if self.max_words is not None:
            words = most_frequent(
                words, documents, check_positive_int(self.max_words, "max_words")
            )
        if not words:
            raise ValueError(
                f"No word is left: {len(seen)} different words in {len(documents)} "
                f"document(s) without the stop words, none of them in {fewest:g} to "
                f"{most:g} documents (min_df={self.min_df}, max_df={self.max_df})"
            )
        vocabulary = np.array(sorted(words), dtype=object)
        learnt = {
            "vocabulary_": vocabulary,
            "document_frequency_": np.array([seen[w] for w in vocabulary]),
            "_index": {word: w for w, word in enumerate(vocabulary)},
        }
        vars(self).update(learnt)  # one call: all of it or, after a signal, nothing
        return self._count(documents)

    def _fitted(self):
        return {
            "vocabulary_": Texts("V"),
            "document_frequency_": Whole("V", least=1),
        }

    def _take(self, values):
        super()._take(values)
        self._index = {word: w for w, word in enumerate(self.vocabulary_)}
        if len(self._index) < len(self.vocabulary_):
            raise ValueError("vocabulary_ should hold each word once")

    def _check_parameters(self):
        self._left_out()
        if not (self.tokeniser is None or callable(self.tokeniser)):
            raise ValueError(
                f"tokeniser must be None or a function, got {self.tokeniser!r}"
            )
        for name in ("min_df", "max_df"):
            documents_within(getattr(self, name), 1, name)
        if self.max_words is not None:
            check_positive_int(self.max_words, "max_words")

    def transform(self, documents):
        """Count the known words: N documents -> (N, V) CSR, int64."""
        self._check_fitted()
        return self._count(self._split(documents))

    def inverse_transform(self, X):
        """Return each document as a list of words in alphabetical order, repeated."""
        self._check_fitted()
        X = csr_matrix(X)
        if X.shape[1] != len(self.vocabulary_):
            raise ValueError(
                f"X has {X.shape[1]} columns, the vocabulary {len(self.vocabulary_)} "
                "words"
            )
        X.sort_indices()
        rows = zip(X.indptr[:-1], X.indptr[1:], strict=True)
        return [
            list(np.repeat(self.vocabulary_[X.indices[a:b]], X.data[a:b].astype(int)))
            for a, b in rows
        ]

    def _split(self, documents):
        """Return each document as a list of words."""
        if isinstance(documents, str):
            raise ValueError(
                "BagOfWords expected a list of documents, got one str; for a single "
                "document write [text]"
            )
        if not hasattr(documents, "__iter__"):
            raise ValueError(
                "BagOfWords expected a list of documents, got "
                f"{type(documents).__name__}"
            )
        documents = list(documents)
        if not documents:
            raise ValueError("BagOfWords expected at least one document, got none")
        return [self._words(document, d) for d, document in enumerate(documents)]

    def _words(self, document, d):
        if isinstance(document, str):
            if self.tokeniser is not None:
                return list(self.tokeniser(document))
            return tokenise(document, self.lowercase)
        try:
            words = [str(word) for word in document if isinstance(word, str)]
            if len(words) == len(document):
                return words
        except TypeError:
            pass
        raise ValueError(
            "A document is a str or a list of str; document "
            f"{d} is {described(document)}"
        )

    def _left_out(self):
        if self.stop_words is None:
            return ()
        if isinstance(self.stop_words, str):
            if self.stop_words not in STOP_WORDS:
                raise ValueError(
                    f"stop_words must be None, {', '.join(map(repr, STOP_WORDS))} or a "
                    f"collection of words, got {self.stop_words!r}"
                )
            return STOP_WORDS[self.stop_words]
        words = self.stop_words
        if hasattr(words, "__iter__") and all(isinstance(w, str) for w in words):
            return words
        raise ValueError(f"stop_words must be str, and a collection, got {words!r}")

    def _limits(self, N):
        fewest = documents_within(self.min_df, N, "min_df")
        most = documents_within(self.max_df, N, "max_df")
        if fewest > most:
            raise ValueError(
                f"min_df={self.min_df} asks for more documents than "
                f"max_df={self.max_df} allows: {fewest:g} > {most:g} of {N}"
            )
        return fewest, most

    def _count(self, documents):
        data, indices, indptr = [], [], [0]
        for document in documents:
            known = Counter(self._index[w] for w in document if w in self._index)
            for w in sorted(known):
                indices.append(w)
                data.append(known[w])
            indptr.append(len(indices))
        shape = (len(documents), len(self.vocabulary_))
        arrays = (np.array(a, dtype=np.int64) for a in (data, indices, indptr))
        return csr_matrix(tuple(arrays), shape=shape)

    def _check_fitted(self):
        if not hasattr(self, "vocabulary_"):
            raise not_fitted_error(type(self).__name__)
