"""From sentences to numbers: the vocabulary, and each word's place in it.

Shapes: V words in the vocabulary, n words in the sentences.
"""

import re
from collections import Counter
from dataclasses import dataclass
from itertools import chain, repeat

import numpy as np

from ..base import check_positive_int

# The order of a set is another one in each process. A dict has an order, but its keys
# are no text; and bytes are numbers.
NO_ORDER = (bytes, dict, set, frozenset)


@dataclass(frozen=True, eq=False)
class Encoded:
    """Sentences as numbers.

    vocabulary: (V,) object, the most frequent word first, equal ones by alphabet;
    counts: (V,) int64; words: (n,) int32, the words as numbers from 0 to V - 1;
    sentences: (n,) int32, the sentence of each, which never falls.
    """

    vocabulary: np.ndarray
    counts: np.ndarray
    words: np.ndarray
    sentences: np.ndarray


def split_sentences(sentences, who):
    """Return a list of lists of words, or say in one sentence why not.

    A text (str) is cut at line ends and after full stops, question marks and
    exclamation marks; its words are those of ``minivae.topics.tokenise``.

    Raises
    ------
    ValueError
        If it is neither a text nor sentences of words, or if a word is not a str.
    """
    if isinstance(sentences, str):
        from ..topics.tokens import tokenise  # loads the topic models: only for a text

        parts = re.split(r"[.!?]+(?=\s|$)|\n", sentences)
        return [words for words in map(tokenise, parts) if words]
    no_list = not hasattr(sentences, "__iter__") or getattr(sentences, "ndim", 1) == 0
    if no_list or isinstance(sentences, NO_ORDER):
        raise ValueError(
            f"{who} expected a list of sentences, each a list of words, or one text "
            f"(str), got {type(sentences).__name__}"
        )
    return [_words(sentence, s, who) for s, sentence in enumerate(sentences)]


def _words(sentence, s, who):
    if isinstance(sentence, str):
        raise ValueError(
            f"{who} expected each sentence as a list of words, but sentence {s} is a "
            f"str, {sentence[:30]!r}: write text.split(), or pass one text in all"
        )
    no_list = not hasattr(sentence, "__iter__") or getattr(sentence, "ndim", 1) != 1
    if no_list or isinstance(sentence, NO_ORDER):
        raise ValueError(
            f"{who} expected each sentence as a list of words, but sentence {s} is "
            f"{type(sentence).__name__}"
        )
    words = list(sentence)
    if set(map(type, words)) - {str} and not all(isinstance(w, str) for w in words):
        place = next(i for i, word in enumerate(words) if not isinstance(word, str))
        raise ValueError(
            f"{who} expected words (str), but word {place} of sentence {s} is "
            f"{words[place]!r} ({type(words[place]).__name__})"
        )
    return words


def encode(sentences, min_count, who):
    """Split, count and number the words; return an ``Encoded``.

    Words that stand fewer than ``min_count`` times are taken out, so that their
    neighbours come closer, as in word2vec.

    Raises
    ------
    ValueError
        If no word is left, or no sentence has two words.
    """
    check_positive_int(min_count, "min_count")
    sentences = split_sentences(sentences, who)
    seen = Counter(chain.from_iterable(sentences))
    if not seen:
        raise ValueError(f"{who} got no words: {len(sentences)} sentence(s), all empty")
    order = sorted(seen, key=lambda word: (-seen[word], word))
    kept = [word for word in order if seen[word] >= min_count]
    if not kept:
        raise ValueError(
            f"{who} has an empty vocabulary: the most frequent of {len(seen)} words, "
            f"{str(order[0])!r}, stands {seen[order[0]]} time(s), and min_count is "
            f"{min_count}"
        )
    index = {word: w for w, word in enumerate(kept)}
    lengths = np.array([len(sentence) for sentence in sentences])
    words = map(index.get, chain.from_iterable(sentences), repeat(-1))
    words = np.fromiter(words, dtype=np.int32, count=lengths.sum())
    known = words >= 0
    where = np.repeat(np.arange(len(sentences), dtype=np.int32), lengths)[known]
    if not (where[1:] == where[:-1]).any():
        raise ValueError(
            f"{who} learns from words that stand in one sentence, but none of "
            f"{len(sentences)} sentence(s) has two words that stand min_count="
            f"{min_count} times"
        )
    return Encoded(
        vocabulary=np.array([str(word) for word in kept], dtype=object),
        counts=np.array([seen[word] for word in kept], dtype=np.int64),
        words=words[known],
        sentences=where,
    )
