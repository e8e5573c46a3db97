"""Latent Dirichlet allocation by variational inference: at once, or in mini-batches.

Shapes: N documents, V words, K topics.
"""

import numpy as np

from ...base import check_number, check_positive, check_positive_int, generator
from ...fitting import warn_interrupted
from ...kernels.soft_counts import document_counts, soft_counts
from ..counts import word_after_word
from ..dirichlet import (
    SMALLEST,
    check_priors,
    dirichlet_kl,
    exp_above_0,
    expected_log,
)
from ..topic_model import TopicModel
from .saved_variational import SavedVariational


class VariationalLDA(SavedVariational, TopicModel):
    r"""ELBO = Σ_dw n_dw log Σ_k a_dk b_kw - Σ_d KL(θ_d) - Σ_k KL(φ_k).

    The model of ``LDA``; its posterior is approximated by independent Dirichlets,
    q(θ_d) = Dir(γ_d) and q(φ_k) = Dir(λ_k) (Blei, Ng and Jordan 2003; with a prior on φ
    as in Hoffman, Blei and Bach 2010). With a = e^{E[log θ]}, b = e^{E[log φ]}:

    E:  r_dwk = a_dk b_kw / Σ_j a_dj b_jw
    M:  γ_dk = α + Σ_w n_dw r_dwk,    λ_kw = η + Σ_d n_dw r_dwk

    and the ELBO rises with every update. In mini-batches (the online version), λ moves
    by a step ρ_t = (offset + t)^-decay towards what the batch alone would say.

    Parameters
    ----------
    n_topics : int, K
    alpha, eta : float above 0; or (K,), one a topic, and (V,), one a word
    max_iter : int; passes over the corpus
    tol : float; stop when the ELBO per word gains less, in nats (not in mini-batches)
    batch_size : int, at most all documents are taken; None: no mini-batches
    offset, decay : floats, of the step sizes in mini-batches; decay in (0.5, 1]
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    components_ : (K, V), E[φ] = λ / Σ_w λ;   lambda_ : (K, V)
    doc_topic_ : (N, K), E[θ] of the training documents;   gamma_ : (N, K)
    history_ : dict, "elbo" in nats, one value a pass (in mini-batches: an estimate
        from the last batch, scaled up)
    n_iter_ : int

    Raises
    ------
    ValueError
        If a weight is negative or not finite, or if there are no words.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[4, 3, 0, 0], [5, 2, 0, 0], [0, 0, 6, 2], [0, 0, 1, 7]])
    >>> lda = VariationalLDA(n_topics=2, random_state=0, progress=False).fit(X)
    >>> bool(np.all(np.diff(lda.history_["elbo"]) > -1e-9))
    True
    """

    # Updates of γ for one of λ: few, where a pass goes on from the γ of the last; more
    # for a batch, where γ starts from 1 each time.
    _INNER = 5
    _INNER_BATCH = 20
    _FOLD_IN = 100  # updates of γ for a new document

    def __init__(
        self,
        n_topics=10,
        alpha=0.1,
        eta=0.01,
        max_iter=100,
        tol=1e-5,
        batch_size=None,
        offset=10.0,
        decay=0.7,
        random_state=None,
        progress=True,
    ):
        self.n_topics = n_topics
        self.alpha = alpha
        self.eta = eta
        self.max_iter = max_iter
        self.tol = tol
        self.batch_size = batch_size
        self.offset = offset
        self.decay = decay
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Raise the ELBO from a random start. X: (N, V) counts or weights."""
        X = self._check_corpus(X)
        N = X.shape[0]
        rng = generator(self.random_state)
        self._start(X.shape[1], rng)
        self.history_ = {"elbo": []}
        gamma, whole = np.ones((N, self.n_topics)), None
        bar = self._bar(self.max_iter, "pass")
        try:
            for _ in bar:
                if self.batch_size is None:
                    gamma = self._pass(X, gamma)
                else:
                    self._online_pass(X, rng)
                whole = dict(vars(self)), gamma  # nothing in it changes in place
                values = self.history_["elbo"]
                bar.set_postfix({"ELBO per word": f"{values[-1] / X.data.sum():.4f}"})
                if self.batch_size is None and len(values) > 1:
                    if values[-1] - values[-2] < self.tol * X.data.sum():
                        break
        except KeyboardInterrupt:
            if whole is None:
                raise
            self.__dict__, gamma = whole
            warn_interrupted(len(self.history_["elbo"]), "passes")
        bar.close()
        if self.batch_size is not None:
            gamma = np.ones((N, self.n_topics))
        self._read_off(X, gamma)
        return self

    def _read_off(self, X, gamma):
        """Fit γ to the λ that stands; an interrupt ends that: the model is whole."""
        try:
            for _ in range(self._FOLD_IN):
                gamma = self._fit_gamma(X, gamma, 1)
        except KeyboardInterrupt:
            warn_interrupted(len(self.history_["elbo"]), "passes")
        theta = gamma / gamma.sum(axis=1, keepdims=True)
        n_iter = len(self.history_["elbo"])
        vars(self).update(gamma_=gamma, doc_topic_=theta, n_iter_=n_iter)

    def partial_fit(self, X, y=None, n_documents=None):
        """Take one step on a mini-batch of a corpus of ``n_documents``."""
        check_positive(1 if n_documents is None else n_documents, "n_documents")
        if not hasattr(self, "lambda_"):
            X = self._check_corpus(X)
            self._start(X.shape[1], generator(self.random_state))
            self.history_ = {"elbo": []}
        X = self._check_documents(X)
        value = self._step(X, n_documents or X.shape[0])
        self.history_ = {"elbo": [*self.history_["elbo"], value]}
        return self

    def transform(self, X):
        """Return E[θ] of documents, each on its own: (N, V) -> (N, K)."""
        X = self._check_documents(X)
        gamma = self._fit_gamma(X, np.ones((X.shape[0], self.n_topics)), self._FOLD_IN)
        return gamma / gamma.sum(axis=1, keepdims=True)

    def elbo(self, X):
        """Return the lower bound on log p(X) with λ as it is, in nats."""
        X = self._check_documents(X)
        gamma = self._fit_gamma(X, np.ones((X.shape[0], self.n_topics)), self._FOLD_IN)
        return self._elbo(X, gamma, self._soft_documents(X, gamma)[1])

    def score(self, X, y=None):
        """Return the ELBO per word, in nats."""
        X = self._check_words(X)
        return self.elbo(X) / X.data.sum()

    def _start(self, V, rng):
        self.n_features_in_, self.n_steps_ = V, 0
        self._set_lambda(rng.gamma(100.0, 0.01, (self.n_topics, V)))

    def _set_lambda(self, value, **more):
        log_b = expected_log(value).T  # (V, K)
        # A word that no topic has seen can be too rare for exp in each of them; only
        # the ratios count, and the bound gets the shift back.
        most = log_b.max(axis=1)
        shift = np.where(most < SMALLEST, most, 0)  # (V,)
        new = {
            "lambda_": value,
            "components_": value / value.sum(axis=1, keepdims=True),
            "_b": np.ascontiguousarray(exp_above_0(log_b - shift[:, None])),
            "_shift": shift,
        }
        vars(self).update(new | more)  # one call: a signal sees all of them or none

    def _soft_documents(self, X, gamma):
        """Σ_w n_dw r_dwk: (N, K), and the normalisers s: (nnz,)."""
        a = exp_above_0(expected_log(gamma))
        soft, s = np.empty_like(a), np.empty(X.nnz)
        document_counts(X.indptr, X.indices, X.data, a, self._b, s, soft)
        return soft, s

    def _fit_gamma(self, X, gamma, n_iter):
        for _ in range(n_iter):
            gamma = self.alpha + self._soft_documents(X, gamma)[0]
        return gamma

    def _soft_words(self, X, gamma):
        """Σ_d n_dw r_dwk: (K, V)."""
        a = exp_above_0(expected_log(gamma))
        docs, words, counts = word_after_word(X)
        out, s = np.empty_like(self._b), np.empty_like(counts)
        soft_counts(docs, words, counts, a, self._b, s, np.empty_like(a), out)
        return out.T

    def _elbo(self, X, gamma, s, scale=1.0):
        log_s = np.log(s) + self._shift[X.indices]
        documents = X.data @ log_s - dirichlet_kl(gamma, self.alpha).sum()
        return float(scale * documents - dirichlet_kl(self.lambda_, self.eta).sum())

    def _pass(self, X, gamma):
        gamma = self._fit_gamma(X, gamma, self._INNER)
        value = self._elbo(X, gamma, self._soft_documents(X, gamma)[1])
        new = self.eta + self._soft_words(X, gamma)
        self._set_lambda(new, history_={"elbo": [*self.history_["elbo"], value]})
        return gamma

    def _online_pass(self, X, rng):
        N = X.shape[0]
        order = rng.permutation(N)
        for i in range(0, N, self.batch_size):
            value = self._step(X[order[i : i + self.batch_size]], N)
        self.history_ = {"elbo": [*self.history_["elbo"], value]}

    def _step(self, X, n_documents):
        """Move λ a step towards the optimum for this batch; returns the ELBO before."""
        scale = n_documents / X.shape[0]
        gamma = np.ones((X.shape[0], self.n_topics))
        gamma = self._fit_gamma(X, gamma, self._INNER_BATCH)
        value = self._elbo(X, gamma, self._soft_documents(X, gamma)[1], scale)
        target = self.eta + scale * self._soft_words(X, gamma)
        rho = (self.offset + self.n_steps_) ** -self.decay
        new = (1 - rho) * self.lambda_ + rho * target
        self._set_lambda(new, n_steps_=self.n_steps_ + 1)
        return value

    def _fold_in_alpha(self):
        return self.alpha

    def _check_parameters(self, V=None):
        check_positive_int(self.max_iter, "max_iter")
        if self.batch_size is not None:
            check_positive_int(self.batch_size, "batch_size")
        check_priors(self.alpha, self.eta, self.n_topics, V)
        check_positive(self.offset, "offset")
        check_number(self.tol, "tol", -np.inf)
        check_number(self.decay, "decay", 0.5, 1, open_low=True, closed_high=True)
