"""A Markov chain that writes: the n-gram language model.

Shapes: V tokens that can come next, the end included; m = ``order``, the number of
tokens that the chain remembers (m = 1: bigrams).
"""

from collections import Counter, defaultdict

import numpy as np

from ..base import Estimator, not_fitted_error
from ..files import Texts, Whole
from .sentences import check_order, check_sentences, check_weights

START, END, UNKNOWN = "<s>", "</s>", "<unk>"


class MarkovChain(Estimator):
    """p(x_1, ..., x_T) = Π_{t=1..T+1} p(x_t | x_{t-m}, ..., x_{t-1}).

    Before the first token stand m times START; x_{T+1} is END. Without END, the
    probabilities would sum to 1 for each length by itself, and not over all sequences.
    With n(h, x) the number of times that x follows the context h, k for ``smoothing``:

    add-k:          p_m(x | h) = [n(h, x) + k] / [n(h) + k V]
    interpolation:  p(x | h) = w_0 p_m(x | h) + w_1 p_{m-1}(x | h') + ... + w_m p_0(x)

    where h' is h without its oldest token, and so on, until nothing is remembered.

    Parameters
    ----------
    order : int, 0 to 100; 0 is the unigram model, in which words come as from a bag
    smoothing : float, 0 or more; the k of add-k; 0 leaves the shares as they were
        counted
    weights : None or (order + 1,) numbers that sum to 1; interpolate with these
        weights, the longest context first. A context that was never seen has no share
        of its own if k = 0; then the others share its weight.
    min_count : int; tokens seen less often become UNKNOWN, and so do tokens that were
        never seen. With 1 there is no UNKNOWN: a new token has probability 0.

    Attributes
    ----------
    vocabulary_ : (V,) object; what can come next: all tokens in order of the alphabet,
        then UNKNOWN if there is one, then END
    counts_ : list of order + 1 dicts; counts_[j][h][x] = n(h, x), h a tuple of j tokens

    Raises
    ------
    ValueError
        If there is no sentence, or a sentence is a str and not a list of tokens.

    References
    ----------
    Jelinek and Mercer (1980), "Interpolated estimation of Markov source parameters
    from sparse data"; Chen and Goodman (1999), "An empirical study of smoothing
    techniques for language modeling".

    Examples
    --------
    >>> chain = MarkovChain().fit([["roses", "are", "red"], ["roses", "are", "blue"]])
    >>> float(np.exp(chain.log_prob(["roses", "are", "red"])))
    0.5
    """

    _takes = "one_d_array"

    def __init__(self, order=1, smoothing=0.0, weights=None, min_count=1):
        self.order = order
        self.smoothing = smoothing
        self.weights = weights
        self.min_count = min_count

    def fit(self, sentences, y=None):
        """Count which token follows which context in a list of lists of tokens."""
        self._check_parameters()
        sentences = check_sentences(sentences, (START, END, UNKNOWN))
        seen = Counter(token for sentence in sentences for token in sentence)
        try:
            tokens = sorted(t for t, n in seen.items() if n >= self.min_count)
        except TypeError as error:
            raise ValueError(
                f"Tokens must be of one kind, such as str: {error}"
            ) from None
        if self.min_count > 1:
            tokens.append(UNKNOWN)
        self.vocabulary_ = np.array([*tokens, END], dtype=object)
        self._index = {token: i for i, token in enumerate(self.vocabulary_)}
        self._count(Counter(gram for s in sentences for gram in self._grams(s)))
        return self

    def _count(self, grams):
        """Fill the tables from how often each token stood after ``order`` others."""
        m = self.order
        self._weights = check_weights(self.weights, m)
        self.counts_ = [defaultdict(Counter) for _ in range(m + 1)]
        for gram, n in grams.items():
            for j in range(m + 1):
                self.counts_[j][gram[m - j : m]][gram[m]] += n
        self.counts_ = [dict(table) for table in self.counts_]
        self._totals = [
            {h: c.total() for h, c in table.items()} for table in self.counts_
        ]

    def _check_parameters(self):
        m = check_order(self.order, self.smoothing, self.min_count)
        check_weights(self.weights, m)

    def _fitted(self):
        # A gram is order + 1 numbers: 0 is START, i + 1 the token vocabulary_[i].
        return {
            "vocabulary_": Texts("V"),
            "grams": Whole("G", self.order + 1),
            "gram_counts": Whole("G", least=1),
        }

    def _saved_values(self):
        number = {START: 0} | {x: i + 1 for x, i in self._index.items()}
        table = self.counts_[-1]
        grams = [[*h, x] for h, counts in table.items() for x in counts]
        return {
            "vocabulary_": self.vocabulary_,
            "grams": np.array([[number[x] for x in gram] for gram in grams]),
            "gram_counts": np.array([n for c in table.values() for n in c.values()]),
        }

    def _take(self, values):
        names, grams = [START, *values["vocabulary_"]], values["grams"]
        if len(set(names)) < len(names) or names[-1] != END:
            raise ValueError("vocabulary_ should hold each token once, and END last")
        if grams.max() >= len(names) or grams[:, -1].min() == 0:
            raise ValueError("grams should be numbers of the tokens of vocabulary_")
        self.vocabulary_ = values["vocabulary_"]
        self._index = {token: i for i, token in enumerate(self.vocabulary_)}
        named = (tuple(names[i] for i in gram) for gram in grams.tolist())
        self._count(dict(zip(named, values["gram_counts"].tolist(), strict=True)))

    def log_prob(self, sentence):
        """log p(x_1, ..., x_T, END), in nats; -inf for what the chain cannot write."""
        self._check_fitted()
        (sentence,) = check_sentences([sentence], (START, END, UNKNOWN))
        terms = [
            self._probability(gram[-1], gram[:-1]) for gram in self._grams(sentence)
        ]
        with np.errstate(divide="ignore"):
            return float(np.log(terms).sum())

    def perplexity(self, sentences):
        """exp(-Σ log p / number of tokens), each END counted, START not.

        As unsure as a fair die with that many faces. inf if any sentence is impossible.
        """
        self._check_fitted()
        sentences = check_sentences(sentences, (START, END, UNKNOWN))
        n_tokens = sum(len(sentence) + 1 for sentence in sentences)
        return float(np.exp(-sum(map(self.log_prob, sentences)) / n_tokens))

    def next_probabilities(self, context=()):
        """Return p(x | context) for each x of the vocabulary: (V,).

        Only the last ``order`` tokens matter; a short context starts a sentence.

        Raises
        ------
        ValueError
            If the context was never seen, and neither smoothing nor a shorter context
            helps.
        """
        self._check_fitted()
        h = self._context(context)
        parts = self._parts(h)
        if not parts:
            raise ValueError(
                f"The context {h} was never seen. Smoothing above 0, or weights, make "
                "something of it."
            )
        p, V, k = np.zeros(len(self.vocabulary_)), len(self.vocabulary_), self.smoothing
        for weight, counts, total in parts:
            p += weight * k / (total + k * V)
            ids = [self._index[token] for token in counts]
            p[ids] += weight * np.fromiter(counts.values(), float) / (total + k * V)
        return p

    def sample(self, rng, max_length=100, start=()):
        """Write a sentence: draw token after token until END.

        Parameters
        ----------
        rng : numpy.random.Generator
        max_length : int; stop here even if END has not come
        start : sequence of tokens; the sentence's beginning; it is part of what is
            returned

        Returns
        -------
        list of tokens, without START and END
        """
        sentence = list(start)
        while len(sentence) < max_length:
            reach = np.cumsum(self.next_probabilities(sentence))
            drawn = np.searchsorted(reach[:-1], rng.random() * reach[-1], side="right")
            token = self.vocabulary_[drawn]
            if token == END:
                break
            sentence.append(token)
        return sentence

    def transition_matrix(self):
        """Return P of order 1, from START and V - 1 tokens to V; rows sum to 1."""
        self._check_fitted()
        if self.order != 1:
            raise ValueError(f"A transition matrix needs order=1, not {self.order}")
        contexts = [[], *([token] for token in self.vocabulary_[:-1])]
        return np.array([self.next_probabilities(context) for context in contexts])

    def _probability(self, token, h):
        """p(token | h), h of ``order`` tokens; 0 if there is nothing to go by."""
        if token not in self._index:
            return 0.0
        k, V = self.smoothing, len(self.vocabulary_)
        return sum(
            weight * (counts.get(token, 0) + k) / (total + k * V)
            for weight, counts, total in self._parts(h)
        )

    def _parts(self, h):
        """Weight, counts and total for h and its shorter forms; weights sum to 1."""
        parts = []
        for j, weight in zip(range(self.order, -1, -1), self._weights, strict=True):
            shorter = h[len(h) - j :]
            total = self._totals[j].get(shorter, 0)
            if weight and (total or self.smoothing):
                parts.append((weight, self.counts_[j].get(shorter, {}), total))
        whole = sum(weight for weight, _, _ in parts)
        return [(weight / whole, counts, total) for weight, counts, total in parts]

    def _grams(self, sentence):
        """Each token, and END, with the ``order`` tokens before it: tuples."""
        padded = [START] * self.order + [self._known(x) for x in sentence] + [END]
        return zip(*(padded[j:] for j in range(self.order + 1)), strict=False)

    def _context(self, tokens):
        padded = [START] * self.order + [self._known(token) for token in tokens]
        return tuple(padded[len(padded) - self.order :])

    def _known(self, token):
        return UNKNOWN if self.min_count > 1 and token not in self._index else token

    def _check_fitted(self):
        if not hasattr(self, "vocabulary_"):
            raise not_fitted_error(type(self).__name__)
