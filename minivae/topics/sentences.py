"""Checks of what a language model is given: sentences, an order, weights."""

from numbers import Number

import numpy as np

from ..base import check_count, floats

MOST = 100  # the tables of an order m take room that grows as m squared


def check_sentences(sentences, reserved):
    """Return sentences as a list of lists of tokens, or say in one sentence why not.

    Parameters
    ----------
    sentences : iterable of sequences of tokens
    reserved : tokens that no sentence may hold

    Raises
    ------
    ValueError
        If there is no sentence, if text is not split into tokens, or if a token is
        one of the reserved ones.
    """
    if isinstance(sentences, str):
        raise ValueError(
            "Expected a list of sentences, each a list of tokens, got one str"
        )
    if not hasattr(sentences, "__iter__"):
        raise ValueError(
            "Expected a list of sentences, each a list of tokens, got "
            f"{type(sentences).__name__}"
        )
    sentences = list(sentences)
    if not sentences:
        raise ValueError("Expected at least one sentence, got none")
    for i, sentence in enumerate(sentences):
        if isinstance(sentence, (str, bytes)) or not hasattr(sentence, "__iter__"):
            raise ValueError(
                f"Sentence {i} is {type(sentence).__name__}, expected a list of tokens:"
                " text.split() for words, list(text) for characters"
            )
        sentences[i] = list(sentence)
        check_tokens(sentences[i], i)
        if clash := set(reserved).intersection(sentences[i]):
            raise ValueError(
                f"Sentence {i} holds {sorted(clash)[0]!r}: the chain adds it by itself"
            )
    return sentences


def check_tokens(tokens, i):
    """Raise ValueError unless each token of sentence i is str, a number or a tuple."""
    for token in tokens:
        if not isinstance(token, (str, bytes, Number, tuple)):
            raise ValueError(
                f"Sentence {i} should hold tokens (str, numbers or tuples), "
                f"got {token!r}"[:200]
            )


def check_order(order, smoothing, min_count):
    """Return the order if order, smoothing and min_count make sense."""
    if check_count(order, "order") > MOST:
        raise ValueError(f"order must be at most {MOST}, got {order}")
    check_count(min_count, "min_count", least=1)
    ok = isinstance(smoothing, (int, float, np.number))
    if not ok or not 0 <= smoothing < np.inf:
        raise ValueError(
            f"smoothing must be a finite number of at least 0, got {smoothing!r}"
        )
    return int(order)


def check_weights(weights, order):
    """Return the interpolation weights; None means: the longest context alone."""
    if weights is None:
        return [1.0] + [0.0] * order
    found = floats(weights, "weights")
    fits = found.shape == (order + 1,) and (found >= 0).all()
    if not fits or abs(found.sum() - 1) > 1e-9:
        raise ValueError(
            f"weights must be {order + 1} numbers of at least 0 that sum to 1, the "
            f"longest context first, got {weights!r}"
        )
    return found.tolist()
