"""Latent Dirichlet allocation by collapsed Gibbs sampling.

Shapes: N documents, V words, K topics, n tokens.
"""

import numpy as np

from ...base import check_count, check_one_of, check_positive_int, generator
from ...fitting import read_off, warn_interrupted
from ..counts import whole_counts
from ..dirichlet import check_priors, fixed_point, joint_log_likelihood
from ..held_out import fold_in
from ..topic_model import TopicModel
from .gibbs import GibbsState
from .saved import SavedLDA

MOST_THREADS = 256  # a sweep has that many parts squared

FARTHEST = 1e15  # α η is computed in float32


class LDA(SavedLDA, TopicModel):
    r"""θ_d ~ Dir(α), φ_k ~ Dir(η);  for each token: z ~ θ_d, w ~ φ_z.

    Blei, Ng and Jordan (2003). θ and φ are integrated out; a chain draws each token's
    topic given all others (Griffiths and Steyvers 2004, equation 5):

    p(z_i = k | z_-i, w) ∝ (n_dk + α) (n_kw + η) / (n_k + V η),  without token i.

    (With an η for each word: n_kw + η_w, and Σ η for V η.)

    Parameters
    ----------
    n_topics : int, K
    alpha : float above 0, or (K,); below 1, a document prefers few topics
    eta : float above 0, or (V,), one a word; below 1, a topic prefers few words
    n_sweeps : int; how many times each token's topic is drawn
    sampler : {"fast", "plain"}; the same chain, in vectorised or in readable code
    init : {"random", "sequential"}; the start: all topics alike, or the tokens come one
        after another and each chooses as in a sweep, given those already there. That
        saves the first sweeps.
    n_threads : int, at most 256; with 2 or more, each thread has documents and words of
        its own, and sees how the others change n_k a round later (n_threads rounds a
        sweep)
    learn_priors : bool; learn α (one number a topic) and η by Minka's fixed point,
        every 10 sweeps after the first 50; a given vector η stays as it is
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    components_ : (K, V), (n_kw + η) / (n_k + V η): the words of each topic
    doc_topic_ : (N, K), (n_dk + α) / (n_d + Σ α): the topics of each document
    nzw_, ndz_ : (K, V), (N, K) int64, the counts of the last sweep
    alpha_, eta_ : (K,), float or (V,), as given or as learnt
    history_ : dict, "sweep" and "log_joint": log p(w, z) in nats, every tenth sweep

    Raises
    ------
    ValueError
        If a count is negative or not finite, or if there are no words, or more than
        2³¹ of them, since each token is kept.

    Notes
    -----
    Fractional counts are rounded, with a warning. Empty documents get the prior's mean.
    Ctrl-C ends ``fit`` early and keeps the model of the last whole sweep. ``resume``
    goes on, also after ``load``, as if there had been no break.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[4, 3, 0, 0], [5, 2, 0, 0], [0, 0, 6, 2], [0, 0, 1, 7]])
    >>> lda = LDA(n_topics=2, n_sweeps=50, random_state=0, progress=False).fit(X)
    >>> lda.doc_topic_.argmax(axis=1)[[0, 2]].tolist() in ([0, 1], [1, 0])
    True
    """

    def __init__(
        self,
        n_topics=10,
        alpha=0.1,
        eta=0.01,
        n_sweeps=500,
        sampler="fast",
        init="random",
        n_threads=1,
        learn_priors=False,
        random_state=None,
        progress=True,
    ):
        self.n_topics = n_topics
        self.alpha = alpha
        self.eta = eta
        self.n_sweeps = n_sweeps
        self.sampler = sampler
        self.init = init
        self.n_threads = n_threads
        self.learn_priors = learn_priors
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Start a chain and sweep. X: (N, V) counts, dense or sparse."""
        X = whole_counts(self._check_corpus(X), "LDA")
        rng = generator(self.random_state)
        self._state = self._chain(X, rng)
        self.n_features_in_ = X.shape[1]
        self.history_ = {"sweep": [], "log_joint": []}
        self.n_sweeps_ = 0
        return self._go_on(self.n_sweeps)

    def resume(self, n_sweeps):
        """Sweep on from where the chain stands."""
        self._check_fitted()
        n_sweeps = check_count(n_sweeps, "n_sweeps")
        shared = self._state.rng  # it may be the user's: it moves on if all goes well
        self._state = self._state.copy()
        self._go_on(n_sweeps)
        shared.bit_generator.state = self._state.rng.bit_generator.state
        self._state.rng = shared
        return self

    def _go_on(self, n_sweeps):
        first = self.n_sweeps_
        whole = self._at()  # after the last whole sweep
        bar = self._bar(n_sweeps, "sweep")
        try:
            for _ in bar:
                self._state.sweep()
                self.n_sweeps_ += 1
                if self.n_sweeps_ % 10 == 0:
                    if self.learn_priors and self.n_sweeps_ >= 50:
                        self._learn_priors()
                    bar.set_postfix({"log p(w, z)": f"{self._record():.0f}"})
                whole = self._at()
        except KeyboardInterrupt:
            self.n_sweeps_, self.history_, place = whole
            if self.n_sweeps_ == first:
                raise
            self._state.go_back(place)
            warn_interrupted(self.n_sweeps_, "sweeps")
        bar.close()
        read_off(self._read_off, self.n_sweeps_, "sweeps")
        return self

    def _at(self):
        return self.n_sweeps_, self.history_, self._state.place()

    def transform(self, X):
        """Return the topics of documents, θ: (N, V) -> (N, K), each on its own."""
        return fold_in(self._check_documents(X), self.components_, self.alpha_)

    def score(self, X, y=None):
        """Return log p per token by document completion, in nats."""
        return self.log_completion(self._check_words(X))

    def log_joint(self):
        """log p(w, z | α, η) of the chain's present state, in nats."""
        self._check_fitted()
        state = self._state
        return joint_log_likelihood(state.n_dk, state.n_wk, state.alpha, state.eta)

    def _check_parameters(self, V=None):
        check_positive_int(self.n_sweeps, "n_sweeps")
        if check_positive_int(self.n_threads, "n_threads") > MOST_THREADS:
            raise ValueError(
                f"n_threads must be at most {MOST_THREADS}, got {self.n_threads}"
            )
        check_one_of(self.sampler, "sampler", ("fast", "plain"))
        check_one_of(self.init, "init", ("random", "sequential"))
        check_priors(self.alpha, self.eta, self.n_topics, V, FARTHEST)

    def _chain(self, X, rng):
        return GibbsState(
            X,
            np.broadcast_to(np.asarray(self.alpha, dtype=np.float64), (self.n_topics,)),
            np.array(self.eta, dtype=np.float64) if np.ndim(self.eta) else self.eta,
            rng,
            sampler=self.sampler,
            n_threads=self.n_threads,
            init=self.init,
        )

    def _fold_in_alpha(self):
        return self.alpha_

    def _learn_priors(self):
        state = self._state
        state.alpha = fixed_point(state.n_dk, state.alpha)
        if np.ndim(state.eta) == 0:
            state.eta = float(fixed_point(state.n_wk.T, state.eta, symmetric=True)[0])

    def _record(self):
        new = {"sweep": self.n_sweeps_, "log_joint": self.log_joint()}
        old = self.history_  # stays as it is: it may be what an interrupt goes back to
        self.history_ = {name: [*old[name], value] for name, value in new.items()}
        return new["log_joint"]

    def _read_off(self):
        state = self._state
        self.alpha_ = state.alpha.astype(np.float64)
        self.eta_ = np.array(state.eta) if np.ndim(state.eta) else float(state.eta)
        self.nzw_ = state.n_wk.T.astype(np.int64)
        self.ndz_ = state.n_dk.astype(np.int64)
        phi, theta = self.nzw_ + self.eta_, self.ndz_ + self.alpha_
        self.components_ = phi / phi.sum(axis=1, keepdims=True)
        self.doc_topic_ = theta / theta.sum(axis=1, keepdims=True)
