"""Naive Bayes: words are drawn independently once the class is known.

Shapes: N documents, V words (or pixels, or other features), C classes.
"""

from numbers import Real

import numpy as np
from scipy.sparse import csr_matrix, issparse

from ..base import Estimator, check_array
from ..classifier import Classifier, check_labels
from ..files import Floats, Labels

LIKELIHOODS = ("multinomial", "bernoulli")


class NaiveBayes(Classifier, Estimator):
    """p(c | x) ∝ p(c) Π_w p(x_w | c).

    multinomial:  p(x | c) ∝ Π_w φ_cw^x_w,                      Σ_w φ_cw = 1
    bernoulli:    p(x | c) = Π_w φ_cw^b_w (1 - φ_cw)^(1 - b_w),  b_w = [x_w > 0]

    So the multinomial one counts how often a word stands in a document; the Bernoulli
    one asks whether it does, and a word that is absent is evidence too. With s for
    ``smoothing`` (Laplace: s = 1), n_cw words w and n_c words in all in class c; with
    N_cw documents with w among the N_c documents of class c:

    multinomial:  φ_cw = (n_cw + s) / (n_c + s V)
    bernoulli:    φ_cw = (N_cw + s) / (N_c + 2 s)

    Parameters
    ----------
    likelihood : {"multinomial", "bernoulli"}
    smoothing : float above 0; pretend to have seen each word that often more in each
        class. With 0, one word never seen in a class would rule the class out.
    fit_prior : bool; take p(c) from the classes' shares in the data; else all classes
        are alike

    Attributes
    ----------
    classes_ : (C,)
    class_log_prior_ : (C,), log p(c)
    feature_log_prob_ : (C, V), log φ
    class_count_, feature_count_ : (C,), (C, V); documents in each class; n_cw or N_cw

    Raises
    ------
    ValueError
        If X holds a negative number or NaN, or y does not fit X.

    Notes
    -----
    Counts may be dense or sparse, and need not be whole numbers. Probabilities are
    exact for the model, but the model counts dependent words as independent
    evidence: so they are often far too close to 0 or 1.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[2, 0], [1, 0], [0, 3]])
    >>> NaiveBayes().fit(X, ["cat", "cat", "dog"]).predict([[0, 1]])
    array(['dog'], dtype='<U3')
    """

    _takes_counts = True

    def __init__(self, likelihood="multinomial", smoothing=1.0, fit_prior=True):
        self.likelihood = likelihood
        self.smoothing = smoothing
        self.fit_prior = fit_prior

    def fit(self, X, y):
        """Count words per class in X: (N, V) with classes y: (N,)."""
        self._check_parameters()
        X = self._check_counts(X, fitting=True)
        self.classes_, y = check_labels(y, X.shape[0], type(self).__name__)
        s, (N, V), C = self.smoothing, X.shape, len(self.classes_)
        in_class = csr_matrix((np.ones(N), (y, np.arange(N))), shape=(C, N))
        self.class_count_ = np.bincount(y, minlength=C).astype(np.float64)
        self.feature_count_ = _dense(in_class @ X)  # (C, V)
        if self.likelihood == "multinomial":
            total = self.feature_count_.sum(axis=1) + s * V
        else:
            total = self.class_count_ + 2 * s
        self.feature_log_prob_ = np.log(self.feature_count_ + s)
        self.feature_log_prob_ -= np.log(total)[:, None]
        share = self.class_count_ / N if self.fit_prior else np.full(C, 1 / C)
        self.class_log_prior_ = np.log(share)
        return self

    def _fitted(self):
        V = self.n_features_in_
        sums = (1,) if self.likelihood == "multinomial" else None
        return {
            "classes_": Labels("C"),
            "class_count_": Floats("C", above=0),
            "class_log_prior_": Floats("C", most=0, sums=(1,), logs=True),
            "feature_count_": Floats("C", V, least=0),
            "feature_log_prob_": Floats("C", V, most=0, sums=sums, logs=True),
        }

    def joint_log_likelihood(self, X):
        """log p(x, c), in nats: (N, V) -> (N, C).

        The multinomial coefficient, which is the same for all classes, is left out.
        """
        X = self._check_counts(X)
        log_phi = self.feature_log_prob_  # (C, V)
        if self.likelihood == "multinomial":
            return X @ log_phi.T + self.class_log_prior_
        # Σ_w b log φ + (1 - b) log(1 - φ), so that only the words present are summed.
        log_absent = np.log1p(-np.exp(log_phi))
        return (
            X @ (log_phi - log_absent).T
            + log_absent.sum(axis=1)
            + self.class_log_prior_
        )

    def _check_counts(self, X, fitting=False):
        """Return X as finite, non-negative float64, dense or CSR; 0/1 for Bernoulli."""
        check = self._check_fit_input if fitting else self._check_input
        if not issparse(X):
            X = values = check(X, dtype=np.float64)
        else:
            if X.ndim != 2:
                check(np.zeros(X.shape[:1]), dtype=np.float64)  # says what is expected
            X = csr_matrix(X, copy=True)
            X.sum_duplicates()
            # A row of zeros stands for all: its shape is looked at, nothing else.
            check(np.zeros((min(X.shape[0], 1), X.shape[1])), dtype=np.float64)
            if X.nnz:
                check_array(X.data[None, :], np.float64, who=type(self).__name__)
            X = X.astype(np.float64)
            values = X.data
        if values.size and values.min() < 0:
            raise ValueError(
                f"Negative values in data passed to {type(self).__name__}: it expects "
                f"counts, got {values.min():g}"
            )
        if self.likelihood == "bernoulli":
            X = (X > 0).astype(np.float64)
        return X

    def _check_parameters(self):
        if not isinstance(self.likelihood, str) or self.likelihood not in LIKELIHOODS:
            raise ValueError(
                f"likelihood must be one of {LIKELIHOODS}, got {self.likelihood!r}"
            )
        s = self.smoothing
        if not (isinstance(s, Real) and s is not True and 0 < s < np.inf):
            raise ValueError(
                f"smoothing must be a finite number above 0, got {s!r}. With 0, a word "
                "that a class has not seen would have the probability 0."
            )

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.classifier_tags.poor_score = True  # on data that are no counts
        return tags


def _dense(matrix):
    return matrix.toarray() if issparse(matrix) else np.asarray(matrix)
