"""What can be asked of word vectors, whoever made them.

Shapes: V words, D numbers a vector, N sentences.
"""

from difflib import get_close_matches

import numpy as np

from ..base import Transformer, check_positive_int, not_fitted_error
from ..files import Floats, Texts
from . import word2vec_format
from .analogies import unit_rows
from .sentences import split_sentences


class WordVectors(Transformer):
    """cos(a, b) = u_a·u_b / (‖u_a‖ ‖u_b‖): neighbours, analogies, mean vectors.

    ``Word2Vec`` and ``GloVe`` are such vectors after ``fit``. Vectors from elsewhere
    come in by ``from_arrays`` or ``load_word2vec_format``.

    Attributes
    ----------
    vectors_ : (V, D) float32
    vocabulary_ : (V,) object, the word of each row

    Examples
    --------
    >>> words = ["man", "woman", "king", "queen", "tree"]
    >>> vectors = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 0, 0]]
    >>> v = WordVectors.from_arrays(words, vectors)
    >>> v.analogy("man", "king", "woman")[0][0]
    'queen'
    """

    _takes = "one_d_array"
    _preserves_dtype = ()

    def __init__(self):
        pass  # no parameters: scikit-learn reads them off here

    @classmethod
    def from_arrays(cls, vocabulary, vectors):
        """Return WordVectors of given words and their vectors: (V, D)."""
        result = WordVectors()
        result._set_words(vocabulary)
        result.vectors_ = _check_vectors(vectors, len(result.vocabulary_))
        return result

    def vector(self, word):
        """Return the vector of a word: (D,), a copy."""
        w = self._number(word)
        return self.vectors_[w].copy()

    def most_similar(self, word, n=10):
        """Return the n nearest other words and their cosines, the nearest first.

        Parameters
        ----------
        word : str
        n : int; a smaller vocabulary gives fewer

        Returns
        -------
        list of (str, float)

        Raises
        ------
        ValueError
            If the vocabulary does not hold the word.
        """
        w = self._number(word)
        return self._nearest(unit_rows(self.vectors_[[w]])[0], [w], n)

    def analogy(self, a, b, c, n=1):
        """a is to b as c is to d: the d of largest cos(d, b - a + c), for unit vectors.

        Mikolov et al. (2013); the rule is known as 3CosAdd. The three words of the
        question are never the answer.

        Parameters
        ----------
        a, b, c : str
        n : int, how many answers

        Returns
        -------
        list of (str, float), the best first

        Raises
        ------
        ValueError
            If the vocabulary does not hold one of the words.
        """
        question = [self._number(word) for word in (a, b, c)]
        a, b, c = unit_rows(self.vectors_[question])
        return self._nearest(unit_rows((b - a + c)[None])[0], question, n)

    def transform(self, sentences):
        """Return the mean vector of the known words of each sentence: (N, D) float32.

        A sentence without a known word gives zeros.
        """
        self._check_fitted()
        sentences = split_sentences(sentences, type(self).__name__)
        result = np.zeros((len(sentences), self.vectors_.shape[1]), np.float32)
        for s, sentence in enumerate(sentences):
            known = [self._index[word] for word in sentence if word in self._index]
            if known:
                result[s] = self.vectors_[known].mean(axis=0)
        return result

    def fit_transform(self, sentences, y=None):
        """Fit, then return the mean vector of each sentence: (N, D)."""
        if not isinstance(sentences, str) and hasattr(sentences, "__next__"):
            sentences = list(sentences)  # they can be read only once
        return super().fit_transform(sentences, y)

    def get_feature_names_out(self, input_features=None):
        """Name the D columns of ``transform``, as scikit-learn does."""
        self._check_fitted()
        name = type(self).__name__.lower()
        names = [f"{name}{d}" for d in range(self.vectors_.shape[1])]
        return np.array(names, dtype=object)

    def _fitted(self):
        return {"vocabulary_": Texts("V"), "vectors_": Floats("V", "D", types=("f4",))}

    def _take(self, values):
        self._set_words(values.pop("vocabulary_"))
        super()._take(values)

    def save_word2vec_format(self, path):
        """Write the vectors as word2vec's text, which gensim reads; returns the path.

        See ``load_word2vec_format``. Counts and context vectors have no place in it.
        """
        self._check_fitted()
        return word2vec_format.write(path, self.vocabulary_, self.vectors_)

    def _set_words(self, vocabulary):
        """Keep the words, and the row of each."""
        words = list(vocabulary)
        for w, word in enumerate(words):
            if not isinstance(word, str):
                raise ValueError(f"word {w} is {word!r}, expected a str")
        index = {word: w for w, word in enumerate(words)}
        if len(index) < len(words):
            twice = next(word for w, word in enumerate(words) if index[word] != w)
            raise ValueError(f"the word {twice!r} stands twice in the vocabulary")
        if not words:
            raise ValueError("expected at least one word, got an empty vocabulary")
        self.vocabulary_, self._index = np.array(words, dtype=object), index

    def _number(self, word):
        """Return the row of a word, or say that the vocabulary does not hold it."""
        self._check_fitted()
        if not isinstance(word, str):
            kind = type(word).__name__
            raise ValueError(f"expected one word (str), got {kind}: {word!r}"[:200])
        if word not in self._index:
            near = get_close_matches(word, self._index, n=3)
            hint = f"; close to it: {', '.join(map(repr, near))}" if near else ""
            raise ValueError(
                f"{word!r} is not in the vocabulary of {len(self._index)} words{hint}"
            )
        return self._index[word]

    def _nearest(self, direction, left_out, n):
        n = check_positive_int(n, "n")
        cosines = unit_rows(self.vectors_) @ direction
        order = np.argsort(-cosines, kind="stable")
        order = order[~np.isin(order, left_out)][:n]
        return [(self.vocabulary_[w], float(cosines[w])) for w in order]

    def _check_fitted(self):
        if not hasattr(self, "vectors_"):
            raise not_fitted_error(type(self).__name__)


def load_word2vec_format(path):
    """Read word2vec's text format: a line "V D", then a word and D numbers a line.

    Words and numbers are parted by single spaces; the file is UTF-8. gensim and the
    original word2vec write such files.

    Returns
    -------
    WordVectors

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file does not keep to the format; the sentence names the line.
    """
    words, vectors = word2vec_format.read(path)
    try:
        return WordVectors.from_arrays(words, vectors)
    except ValueError as error:
        raise ValueError(f"{path} holds unusable word vectors: {error}") from error


def _check_vectors(vectors, V):
    vectors = np.array(vectors, dtype=np.float32)
    if vectors.ndim != 2 or len(vectors) != V or vectors.shape[1] == 0:
        raise ValueError(
            f"vectors should have {V} rows, one a word, got shape {vectors.shape}"
        )
    if not np.isfinite(vectors).all():
        row, column = np.argwhere(~np.isfinite(vectors))[0]
        raise ValueError(
            f"vectors should be finite, got {vectors[row, column]} in row {row}, "
            f"column {column}"
        )
    return vectors
