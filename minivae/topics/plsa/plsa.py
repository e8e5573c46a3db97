"""Probabilistic latent semantic analysis by EM.

Shapes: N documents, V words, K topics.
"""

from typing import NamedTuple

import numpy as np

from ...base import check_number, check_positive_int, generator
from ...files import Floats, History, Whole
from ...fitting import read_off, warn_interrupted
from ..counts import keep_words, split_tokens
from ..held_out import fold_in, log_likelihood
from ..topic_model import TopicModel
from .em import EM


class Found(NamedTuple):
    """What EM has found after some whole steps."""

    theta: np.ndarray  # (N, K), phi: (V, K); if tokens are held out, the best so far
    phi: np.ndarray
    values: list  # the log-likelihood at each step
    held_out: list  # of the tokens held out, per token
    best: float  # the largest of these


class PLSA(TopicModel):
    r"""p(w | d) = Σ_k θ_dk φ_kw, with Σ_dw n_dw log p(w | d) as large as possible.

    Maximum likelihood (Hofmann 1999) by EM, with θ_dk = p(k | d) and φ_kw = p(w | k):

    E:  r_dwk = θ_dk φ_kw / Σ_j θ_dj φ_jw         (who is responsible for the word?)
    M:  θ_dk ∝ Σ_w n_dw r_dwk,   φ_kw ∝ Σ_d n_dw r_dwk

    The two sums in the M-step are two different counts: one over the words of a
    document, one over the documents of the corpus.

    Parameters
    ----------
    n_topics : int, K
    max_iter : int
    tol : float; stop when the objective gains less per word, in nats: the
        log-likelihood, or with beta < 1 the tempered one,
        (1/β) Σ n log Σ_k (θ_dk φ_kw)^β
    beta : float in (0, 1]; tempered EM: the E-step uses (θ φ)^β. Below 1 the
        responsibilities are softer, which fits the training data less closely. The
        likelihood may then fall.
    validation_fraction : float in [0, 1); hold out this share of the tokens; stop when
        their likelihood has not risen for 5 iterations, and keep the best
    dtype : {"float64", "float32"}, what is computed with
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    components_ : (K, V), φ
    doc_topic_ : (N, K), θ
    history_ : dict of lists, one value an iteration: "log_likelihood" in nats of the
        tokens that are fitted and, if some are held out, "validation" per token
    n_iter_ : int

    Raises
    ------
    ValueError
        If a weight is negative, not finite, or too small or large to add up.

    Notes
    -----
    Weights need not be whole numbers. An empty document gets θ = 1/K. A word that
    was never seen has φ = 0: a new document that holds one has likelihood 0.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[4, 3, 0, 0], [5, 2, 0, 0], [0, 0, 6, 2], [0, 0, 1, 7]])
    >>> plsa = PLSA(n_topics=2, random_state=0, progress=False).fit(X)
    >>> bool(np.all(np.diff(plsa.history_["log_likelihood"]) > -1e-9))
    True
    """

    def __init__(
        self,
        n_topics=10,
        max_iter=200,
        tol=1e-5,
        beta=1.0,
        validation_fraction=0.0,
        dtype="float64",
        random_state=None,
        progress=True,
    ):
        self.n_topics = n_topics
        self.max_iter = max_iter
        self.tol = tol
        self.beta = beta
        self.validation_fraction = validation_fraction
        self.dtype = dtype
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Run EM from a random start. X: (N, V) counts or weights, dense or sparse."""
        X = self._check_corpus(X)
        rng = generator(self.random_state)
        held_out = None
        if self.validation_fraction:
            n = X.data.sum()
            X, held_out = split_tokens(X, rng, 1 - self.validation_fraction)
            held_out = keep_words(held_out, X.sum(axis=0) > 0)  # others have φ = 0
            if not (X.nnz and held_out.nnz):
                raise ValueError(
                    f"validation_fraction={self.validation_fraction} of {n:g} tokens "
                    f"leaves {X.data.sum():g} to fit and {held_out.data.sum():g} to "
                    "hold out; expected some of both"
                )
        em = EM(X, self.n_topics, rng, self.beta, self.dtype)
        found = self._run(em, X.data.sum(), held_out)
        read_off(lambda: self._keep(found), len(found.values), "iterations")
        self.n_features_in_ = X.shape[1]
        return self

    def _run(self, em, n, held_out):
        """Step until EM stands still; return what was Found by the last whole step."""
        now, waited, last = Found(em.theta, em.phi, [], [], -np.inf), 0, -np.inf
        bar = self._bar(self.max_iter, "it")
        try:
            for _ in bar:
                before, now = now, self._step(em, now, held_out)
                value = now.values[-1] / n
                bar.set_postfix({"log-likelihood per word": f"{value:.4f}"})
                if held_out is None:
                    if em.objective - last < self.tol * n:
                        break
                    last = em.objective
                    continue
                waited = 0 if now.best > before.best else waited + 1
                if waited == 5:
                    break
        except KeyboardInterrupt:
            if not now.values:
                raise
            warn_interrupted(len(now.values), "iterations")
        bar.close()
        return now

    def _step(self, em, now, held_out):
        values = [*now.values, em.step()]
        # A step writes into new arrays, or into those of the step before the last.
        if held_out is None:
            return Found(em.theta, em.phi, values, [], -np.inf)
        value = log_likelihood(held_out, em.theta, em.phi.T) / held_out.data.sum()
        checked = [*now.held_out, value]
        if value > now.best or now.best == -np.inf:
            best = max(now.best, value)
            return Found(em.theta.copy(), em.phi.copy(), values, checked, best)
        return now._replace(values=values, held_out=checked)

    def _keep(self, found):
        self.doc_topic_ = found.theta.astype(np.float64)
        self.components_ = np.ascontiguousarray(found.phi.T, dtype=np.float64)
        self.history_ = {"log_likelihood": found.values}
        if found.held_out:
            self.history_["validation"] = found.held_out
        self.n_iter_ = len(found.values)

    def _fitted(self):
        K = check_positive_int(self.n_topics, "n_topics")
        # A topic that lost all its words has a row of zeros.
        return {
            "components_": Floats(K, self.n_features_in_, least=0, sums=(0, 1)),
            "doc_topic_": Floats("N", K, least=0, sums=(1,)),
            "n_iter_": Whole(),
            "history_": History(),
        }

    def transform(self, X):
        """Return the topics of documents by folding in: (N, V) -> (N, K)."""
        return fold_in(self._check_documents(X), self.components_)

    def score(self, X, y=None):
        """Return log p per word of X, each document's θ folded in, in nats."""
        X = self._check_words(X)
        theta = fold_in(X, self.components_)
        return log_likelihood(X, theta, self.components_) / X.data.sum()

    def _fold_in_alpha(self):
        return 0.0

    def _check_parameters(self, V=None):
        check_positive_int(self.max_iter, "max_iter")
        check_number(self.tol, "tol", -np.inf)
        check_number(self.beta, "beta", 0, 1, open_low=True, closed_high=True)
        check_number(self.validation_fraction, "validation_fraction", 0, 1)
        if str(self.dtype) not in ("float32", "float64"):
            raise ValueError(
                f'dtype must be "float32" or "float64", got {self.dtype!r}'
            )
