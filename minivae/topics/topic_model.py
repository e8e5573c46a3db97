"""What PLSA, LDA and VariationalLDA share.

Shapes: N documents, V words, K topics.
"""

import numpy as np

from ..base import Transformer, check_positive_int, generator
from ..fitting import progress_bar, warn
from .counts import check_counts
from .held_out import completion


class TopicModel(Transformer):
    """p(w | d) = Σ_k θ_dk φ_kw, with φ in ``components_``: (K, V)."""

    _takes_counts = True

    def _check_corpus(self, X):
        """Validate the parameters and the training data."""
        who = type(self).__name__
        X = check_counts(X, who)
        K, V = check_positive_int(self.n_topics, "n_topics"), X.shape[1]
        self._check_parameters(V)
        if X.nnz == 0:
            raise ValueError(f"{who} got an empty corpus: no document holds any word")
        if K > V:
            warn(
                f"n_topics={K} is more than the vocabulary holds, {V} words: topics "
                "will be alike, or of one word",
            )
        return X

    def _check_documents(self, X):
        """Validate documents for a fitted model: the same vocabulary as in training."""
        self._check_fitted()
        X = check_counts(X, type(self).__name__)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input"
            )
        return X

    def _check_words(self, X):
        """Validate documents as above, of which at least one holds a word."""
        X = self._check_documents(X)
        if X.nnz == 0:
            raise ValueError(
                f"score of {type(self).__name__} is a mean over words, and these "
                f"{X.shape[0]} documents hold none"
            )
        return X

    def log_completion(self, X, random_state=0):
        """Predict one half of each document from the other: log p per token, nats.

        The halves are drawn at random, θ is folded in on the first, with α.
        """
        X, rng = self._check_documents(X), generator(random_state)
        return completion(X, self.components_, self._fold_in_alpha(), rng)

    def perplexity(self, X, random_state=0):
        """exp(-log p per token) by document completion: see ``log_completion``."""
        return float(np.exp(-self.log_completion(X, random_state)))

    def _bar(self, n, unit):
        return progress_bar(n, self.progress, unit=unit)
