"""Word vectors by skip-gram with negative sampling.

Shapes: V words, D numbers a vector, n words in the sentences, K negatives.
"""

import numpy as np

from ..base import check_positive, check_positive_int, generator
from ..files import Floats, History, Whole
from ..fitting import progress_bar, warn, warn_interrupted
from ..kernels.skip_gram import make_skip_gram
from .alias import alias_table, thresholds
from .padding import padded_width, rows_without_padding, uniform_rows, zero_rows
from .sentences import encode
from .word_vectors import WordVectors

BLOCK = 5000  # words between two looks at Ctrl-C; their random numbers fit the cache


class Word2Vec(WordVectors):
    r"""L = -Σ [log σ(u_w·v_c) + Σ_k log σ(-u_w·v_{n_k})],  n_k ~ p(n) ∝ count_n^¾.

    Skip-gram with negative sampling (Mikolov et al. 2013): the sum is over all words w
    and all words c in their windows; w with c is told from w with K words that are
    drawn at random. As in their program, each window's reach is drawn from 1 to
    ``window``, frequent words are passed over at random, and the learning rate falls
    linearly to a ten-thousandth.

    Parameters
    ----------
    vector_size : int, D
    window : int, the longest reach to each side; windows end with their sentence
    n_negatives : int, K
    min_count : int; words that stand less often are taken out (their program: 5)
    sample : float above 0, or None; in each epoch a word of relative frequency f stays
        with probability (√(f/sample) + 1) sample/f, at most 1. None keeps all. A
        corpus of some thousand words wants None.
    epochs : int
    learning_rate : float, of the first word
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    vectors_ : (V, D) float32, u
    context_vectors_ : (V, D) float32, v
    vocabulary_ : (V,) object, the most frequent word first
    counts_ : (V,) int64
    history_ : dict, "loss": the mean of L over the pairs of each epoch, in nats

    Raises
    ------
    ValueError
        If the sentences are no lists of words, or hold no two words to learn from.
    FloatingPointError
        If the loss overflows: a smaller learning rate is the usual cure.

    Notes
    -----
    ``fit`` takes a list of sentences, each a list of words, or one text. Ctrl-C ends it
    after a block of 5,000 words and keeps the vectors. One integer ``random_state``
    gives the same bits on the same machine.

    Examples
    --------
    >>> cats = [["the", "cat", "purrs"], ["the", "kitten", "purrs"]] * 50
    >>> dogs = [["a", "dog", "barks"], ["a", "puppy", "barks"]] * 50
    >>> model = Word2Vec(8, sample=None, random_state=0, progress=False)
    >>> model.fit(cats + dogs).most_similar("cat", 1)[0][0]
    'kitten'
    """

    def __init__(
        self,
        vector_size=100,
        window=5,
        n_negatives=5,
        min_count=1,
        sample=1e-3,
        epochs=10,
        learning_rate=0.025,
        random_state=None,
        progress=True,
    ):
        self.vector_size = vector_size
        self.window = window
        self.n_negatives = n_negatives
        self.min_count = min_count
        self.sample = sample
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress

    def fit(self, sentences, y=None):
        """Learn the vectors of the words in a list of sentences, or in one text."""
        self._check_parameters()
        corpus = encode(sentences, self.min_count, "Word2Vec")
        if len(corpus.vocabulary) == 1:
            raise ValueError(
                "Word2Vec needs at least two different words, got only "
                f"{corpus.vocabulary[0]!r}"
            )
        rng = generator(self.random_state)
        V, width = len(corpus.vocabulary), padded_width(self.vector_size)
        vectors = uniform_rows(V, self.vector_size, width, rng)
        contexts = zero_rows(V, width)
        history = self._train(corpus, rng, vectors, contexts)
        self._set_words(corpus.vocabulary)
        self.counts_, self.history_ = corpus.counts, history
        self.vectors_ = rows_without_padding(vectors, self.vector_size)
        self.context_vectors_ = rows_without_padding(contexts, self.vector_size)
        return self

    def _check_parameters(self):
        for name in ("vector_size", "window", "n_negatives", "min_count", "epochs"):
            check_positive_int(getattr(self, name), name)
        check_positive(self.learning_rate, "learning_rate")
        if self.sample is not None:
            check_positive(self.sample, "sample")

    def _fitted(self):
        rows = Floats("V", self.vector_size, types=("f4",))
        return {
            **super()._fitted(),
            "vectors_": rows,
            "context_vectors_": rows,
            "counts_": Whole("V", least=1),
            "history_": History(),
        }

    def _train(self, corpus, rng, vectors, contexts):
        """Change the vectors in place; return the history."""
        train = make_skip_gram(vectors.shape[1], int(self.n_negatives))
        keep, alias = alias_table(corpus.counts**0.75)
        stay = keep_probabilities(corpus.counts, self.sample)
        self._warn_of_gaps(corpus, stay)
        tables = thresholds(keep), alias, vectors, contexts
        history, blocks, seen = {"loss": []}, 0, 0
        bar = progress_bar(self.epochs, self.progress, unit="epoch")
        try:
            for epoch in bar:
                loss, n_pairs = 0.0, 0
                words, places, reach = self._epoch(corpus, stay, rng)
                rates = self._rates(epoch, len(words))
                for start in range(0, len(words), BLOCK):
                    stop = min(start + BLOCK, len(words))
                    size = 2 * int(reach[start:stop].sum()) * self.n_negatives
                    numbers = rng.integers(2**32, size=size, dtype=np.uint32)
                    text = words, places, reach, rates, numbers
                    more = train(start, stop, *text, *tables)
                    loss, n_pairs = loss + more[0], n_pairs + more[1]
                    _check_loss(loss, epoch)
                    blocks += 1
                seen += n_pairs
                history["loss"].append(loss / max(n_pairs, 1))
                bar.set_postfix(loss=f"{history['loss'][-1]:.3f}")
        except KeyboardInterrupt:
            if blocks == 0:  # nothing was learnt: the model stays as it was
                raise
            warn_interrupted(blocks, f"blocks of {BLOCK:,} words")
            seen = 1
        finally:
            bar.close()
        if seen == 0:
            raise ValueError(
                f"Word2Vec had no pair of words to learn from: sample={self.sample:g} "
                "left no two of them together; try sample=None"
            )
        return history

    def _epoch(self, corpus, stay, rng):
        """Draw the words that stay, and the reach of their windows."""
        stays = rng.random(len(corpus.words)) < stay[corpus.words]
        words, places = corpus.words[stays], corpus.sentences[stays]
        return words, places, rng.integers(1, self.window + 1, len(words))

    def _rates(self, epoch, n):
        done = (epoch + np.arange(n) / max(n, 1)) / self.epochs
        rates = self.learning_rate * np.maximum(1 - done, 1e-4)
        return rates.astype(np.float32)

    def _warn_of_gaps(self, corpus, stay):
        share = float(np.mean(stay[corpus.words]))
        if share < 0.2:
            warn(
                f"sample={self.sample:g} passes over {1 - share:.0%} of the "
                f"{len(corpus.words):,} words in each epoch: it is meant for large "
                "corpora, sample=None keeps all"
            )


def keep_probabilities(counts, sample):
    """min(1, (√(f/t) + 1) t/f), f = count / n, t = sample; 1 for all if it is None.

    So word2vec's program and gensim do it; the paper has √(t/f). Shape (V,).
    """
    if sample is None:
        return np.ones(len(counts))
    ratio = sample * counts.sum() / counts
    return np.minimum(1, np.sqrt(ratio) + ratio)


def _check_loss(loss, epoch):
    if not np.isfinite(loss):
        raise FloatingPointError(
            f"the loss became {loss} in epoch {epoch + 1}: try a smaller learning_rate"
        )
