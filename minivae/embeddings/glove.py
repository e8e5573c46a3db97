"""GloVe: word vectors by weighted least squares on counts of co-occurrence.

Shapes: V words, D numbers a vector, M pairs (i, j) that co-occur.
"""

import numpy as np

from ..base import check_positive, check_positive_int, generator
from ..files import Floats, History, Whole
from ..fitting import progress_bar, warn_interrupted
from ..kernels.glove import make_glove
from .cooccurrences import cooccurrences
from .padding import padded_width, rows_without_padding, uniform_rows
from .sentences import encode
from .word_vectors import WordVectors

BLOCK = 50_000  # cells between two looks at Ctrl-C


class GloVe(WordVectors):
    r"""L = ½ Σ_ij f(x_ij) (w_i·c_j + a_i + b_j - log x_ij)².

    Global vectors (Pennington, Socher and Manning 2014), with the weights
    f(x) = min(1, (x/x_max)^¾): x_ij counts how often word j
    stands within the window of word i, each time by 1/distance; the sum is over pairs
    with x_ij > 0. AdaGrad takes the pairs one by one, in a new order each epoch.

    Parameters
    ----------
    vector_size : int, D
    window : int, the reach to each side; windows end with their sentence
    min_count : int; words that stand less often are taken out first
    x_max : float above 0; where f reaches 1. 100 in the paper, for billions of words.
    epochs : int
    learning_rate : float
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    vectors_ : (V, D) float32, w. The paper takes w + c, that is
        ``vectors_ + context_vectors_``.
    context_vectors_ : (V, D) float32, c
    biases_, context_biases_ : (V,) float32, a and b
    vocabulary_ : (V,) object, the most frequent word first
    counts_ : (V,) int64
    history_ : dict, "loss": L / M of each epoch, as met on the way

    Raises
    ------
    ValueError
        If the sentences are no lists of words, or hold no two words to learn from.
    FloatingPointError
        If the loss overflows: a smaller learning rate is the usual cure.

    Notes
    -----
    ``fit`` takes a list of sentences, each a list of words, or one text. Ctrl-C ends it
    after a block of 50,000 pairs and keeps the vectors. One integer ``random_state``
    gives the same bits on the same machine.

    Examples
    --------
    >>> cats = [["the", "cat", "purrs"], ["the", "kitten", "purrs"]] * 50
    >>> dogs = [["a", "dog", "barks"], ["a", "puppy", "barks"]] * 50
    >>> model = GloVe(4, random_state=0, progress=False).fit(cats + dogs)
    >>> model.history_["loss"][-1] < model.history_["loss"][0] / 10
    True
    """

    def __init__(
        self,
        vector_size=100,
        window=5,
        min_count=1,
        x_max=10.0,
        epochs=30,
        learning_rate=0.05,
        random_state=None,
        progress=True,
    ):
        self.vector_size = vector_size
        self.window = window
        self.min_count = min_count
        self.x_max = x_max
        self.epochs = epochs
        self.learning_rate = learning_rate
        self.random_state = random_state
        self.progress = progress

    def fit(self, sentences, y=None):
        """Learn the vectors of the words in a list of sentences, or in one text."""
        self._check_parameters()
        corpus = encode(sentences, self.min_count, "GloVe")
        rng = generator(self.random_state)
        V, D, width = len(corpus.vocabulary), self.vector_size, padded_width
        w, c = (uniform_rows(V, D, width(D), rng) for _ in range(2))
        a, b = (uniform_rows(V, 1, 1, rng)[:, 0] / D for _ in range(2))
        history = self._train(cooccurrences(corpus, self.window), rng, (w, c, a, b))
        self._set_words(corpus.vocabulary)
        self.counts_, self.history_ = corpus.counts, history
        self.vectors_ = rows_without_padding(w, D)
        self.context_vectors_ = rows_without_padding(c, D)
        self.biases_, self.context_biases_ = a, b
        return self

    def _check_parameters(self):
        for name in ("vector_size", "window", "min_count", "epochs"):
            check_positive_int(getattr(self, name), name)
        for name in ("x_max", "learning_rate"):
            check_positive(getattr(self, name), name)

    def _fitted(self):
        rows = Floats("V", self.vector_size, types=("f4",))
        column = Floats("V", types=("f4",))
        return {
            **super()._fitted(),
            "vectors_": rows,
            "context_vectors_": rows,
            "biases_": column,
            "context_biases_": column,
            "counts_": Whole("V", least=1),
            "history_": History(),
        }

    def _train(self, X, rng, parameters):
        """Change the parameters in place; return the history."""
        X = X.tocoo()
        rows, columns = (index.astype(np.int32) for index in X.coords)
        weights = np.minimum(1, (X.data / self.x_max) ** 0.75).astype(np.float32)
        logs = np.log(X.data).astype(np.float32)
        cells = rows, columns, weights, logs
        squares = [np.ones_like(values) for values in parameters]
        step = make_glove(parameters[0].shape[1])
        rate, history, blocks = np.float32(self.learning_rate), {"loss": []}, 0
        bar = progress_bar(self.epochs, self.progress, unit="epoch")
        try:
            for epoch in bar:
                order, loss = rng.permutation(len(rows)), 0.0
                for start in range(0, len(rows), BLOCK):
                    part = order[start : start + BLOCK]
                    some = (values[part] for values in cells)
                    loss += step(*some, rate, *parameters, *squares)
                    if not np.isfinite(loss):
                        raise FloatingPointError(
                            f"the loss became {loss} in epoch {epoch + 1}: try a "
                            "smaller learning_rate"
                        )
                    blocks += 1
                history["loss"].append(loss / len(rows))
                bar.set_postfix(loss=f"{history['loss'][-1]:.4f}")
        except KeyboardInterrupt:
            if blocks == 0:  # nothing was learnt: the model stays as it was
                raise
            warn_interrupted(blocks, f"blocks of {BLOCK:,} pairs")
        finally:
            bar.close()
        return history


def glove_cell(w, c, a, b, x, x_max):
    """L = ½ f(x) (w·c + a + b - log x)² of one pair, and its gradient.

    The kernel in ``minivae/kernels/glove.py`` does the same; the tests hold the two
    together.

    Returns
    -------
    loss : float
    dw, dc : (D,);  db : float, dL/da = dL/db
    """
    difference = w @ c + a + b - np.log(x)
    weight = min(1, (x / x_max) ** 0.75)
    g = weight * difference
    return g * difference / 2, g * c, g * w, g
