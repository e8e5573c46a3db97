"""A mixture of Normals with no fixed number of clusters.

Shapes: N samples, D features, K clusters, S draws kept.
"""

import numpy as np
from scipy.special import logsumexp

from ...base import Estimator, generator
from ...fitting import read_off
from ..partitions import coclustering, least_squares_partition
from .arguments import check_parameters, hyperparameters
from .chain import Chain
from .kinds import CLUSTER_KINDS
from .prior import make_prior
from .run import run
from .saved import SavedMixture
from .tables import (
    log_density,
    log_joint_by_table,
    mixture_of_draws,
    tables_of,
)


class DirichletProcessMixture(SavedMixture, Estimator):
    """z ~ CRP(alpha),  (m_k, C_k) ~ G0,  x_i ~ N(m of table z_i, C of table z_i).

    The posterior on partitions z is sampled by Gibbs moves (Neal 2000) and split-merge
    moves (Jain and Neal 2004), the clusters' parameters integrated out.

    Parameters
    ----------
    covariance_type : "full" (G0: Normal-inverse-Wishart), "diag" (Normal-Gamma in each
        dimension) or "known" (Normal with the ``variance`` given, G0: Normal)
    alpha : float > 0, concentration; the start value if it is resampled
    alpha_prior : None, or (shape, rate) of a Gamma prior: alpha is resampled after
        each sweep (Escobar and West 1995)
    algorithm : 3 (collapsed), 2 or 8 (explicit parameters), Neal's numbers
    n_auxiliary : int, m of algorithm 8
    split_merge : int, split-merge proposals after each sweep
    n_scans : int, restricted Gibbs scans within a proposal
    n_sweeps, burn_in : int; the first ``burn_in`` sweeps (None: half) are not kept
    n_draws : int, at most that many of the later ones are kept, evenly spaced
    init : "sequential" (customers come in random order and choose), "together" (one
        table), "apart" (N tables) or (N,) labels
    mean_prior : (D,) or float; None: the mean of X
    mean_precision_prior : float > 0, kappa: the points that the prior mean is worth
    degrees_of_freedom_prior : float, nu; > D - 1 for "full", > 0 for "diag".
        None: D + 2, or 3
    covariance_prior : psi, the prior's scatter: (D, D) for "full", (D,) for "diag", or
        a float for psi times the identity. None: the variances of X
    variance : float > 0, each cluster's variance in each dimension, for "known" only
    random_state : None, int or numpy.random.Generator
    progress : bool, a bar with K and log p(z, X)

    Attributes
    ----------
    partition_ : (N,) the draw nearest to the co-clustering matrix (Dahl 2006)
    labels_ : (N,) what ``predict`` says of X, given the clusters of ``partition_``
    n_clusters_ : int, clusters of ``partition_``
    weights_, means_, covariances_ : (K,), (K, D), (K, D, D) or (K, D) or (K,): their
        shares, posterior means of m_k, and psi / nu (or the known variance)
    draws_ : (S, N) partitions kept; alphas_ : (S,) their alpha
    history_ : dict of one entry per sweep: "n_clusters", "alpha", "log_joint"
        (log p(z, X), nats); also "split" and "merge": [proposed, accepted]

    Raises
    ------
    ValueError
        If a parameter is out of its range or X is not finite, 2-D and numeric.

    Notes
    -----
    K of the posterior need not approach a true number of clusters as N grows (Miller
    and Harrison 2013): tiny extra tables never die out.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 2))
    >>> X[::2] += 9
    >>> dp = DirichletProcessMixture(random_state=0, progress=False).fit(X)
    >>> dp.n_clusters_
    2
    """

    _kind = "clusterer"

    def __init__(
        self,
        covariance_type="full",
        alpha=1.0,
        *,
        alpha_prior=None,
        algorithm=3,
        n_auxiliary=1,
        split_merge=10,
        n_scans=2,
        n_sweeps=100,
        burn_in=None,
        n_draws=50,
        init="sequential",
        mean_prior=None,
        mean_precision_prior=0.1,
        degrees_of_freedom_prior=None,
        covariance_prior=None,
        variance=None,
        random_state=None,
        progress=True,
    ):
        self.covariance_type = covariance_type
        self.alpha = alpha
        self.alpha_prior = alpha_prior
        self.algorithm = algorithm
        self.n_auxiliary = n_auxiliary
        self.split_merge = split_merge
        self.n_scans = n_scans
        self.n_sweeps = n_sweeps
        self.burn_in = burn_in
        self.n_draws = n_draws
        self.init = init
        self.mean_prior = mean_prior
        self.mean_precision_prior = mean_precision_prior
        self.degrees_of_freedom_prior = degrees_of_freedom_prior
        self.covariance_prior = covariance_prior
        self.variance = variance
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Run the chain on X: (N, D). Returns ``self``."""
        X = self._check_fit_input(X, dtype=np.float64)
        check_parameters(self)
        self.mean_prior_, self.nu_, self.psi_ = hyperparameters(self, X)
        self._set_prior(len(X))
        rng = generator(self.random_state)
        chain = Chain(X - self.mean_prior_, self.prior_, self.alpha, rng)
        found = run(chain, self)
        read_off(lambda: self._read_off(X, found), len(found.traces), "sweeps")
        return self

    def fit_predict(self, X, y=None):
        """Fit, then return ``labels_``."""
        return self.fit(X).labels_

    def predict(self, X):
        """Return the likeliest of the clusters of ``partition_``: (N, D) -> (N,)."""
        return self._log_joint(X).argmax(axis=1)

    def predict_proba(self, X):
        """P(cluster | x, partition_), no new cluster considered: (N, D) -> (N, K)."""
        log_p = self._log_joint(X)
        return np.exp(log_p - logsumexp(log_p, axis=1, keepdims=True))

    def score_samples(self, X):
        """log p(x | training data), one per row, in nats, averaged over the draws.

        p(x | draw) = [Σ_k n_k p(x | points at k) + alpha p(x)] / (N + alpha).
        """
        X = self._check_input(X, dtype=np.float64) - self.mean_prior_
        return log_density(X, self.prior_, self.mixture_, self.log_shares_)

    def score(self, X, y=None):
        """Return the mean of ``score_samples``, in nats."""
        return float(self.score_samples(X).mean())

    def coclustering(self):
        """P(i and j sit together | X), estimated from the draws: (N, N)."""
        self._check_fitted()
        return coclustering(self.draws_)

    def _log_joint(self, X):
        """log P(table k) p(x | points at k), tables of ``partition_``: (N, K)."""
        X = self._check_input(X, dtype=np.float64) - self.mean_prior_
        return log_joint_by_table(X, self.prior_, self.tables_, self.log_sizes_)

    def _set_prior(self, N):
        self.prior_ = make_prior(
            self.covariance_type,
            N,
            len(self.mean_prior_),
            float(self.mean_precision_prior),
            self.nu_,
            self.psi_,
            self.variance,
        )

    def _read_off(self, X, found):
        """Set everything that follows from what the chain has found."""
        self.draws_, self.alphas_, self.history_ = found.arrays()
        best, _ = least_squares_partition(self.draws_)
        shifted = X - self.mean_prior_
        parts = [tables_of(shifted, z, self.prior_) for z in self.draws_]
        self.mixture_, self.log_shares_ = mixture_of_draws(
            parts, self.alphas_, self.prior_
        )
        self.tables_ = parts[best]
        self.log_sizes_ = np.log(self.tables_.n / len(X))
        self.partition_ = self.draws_[best].astype(np.int64)
        self.labels_ = self.predict(X)
        self._set_summary()

    def _set_summary(self):
        self.n_clusters_ = len(self.tables_.n)
        self.weights_ = np.exp(self.log_sizes_)
        self.means_ = self.mean_prior_ + self.tables_.mean.T
        kind = CLUSTER_KINDS[self.covariance_type]
        self.covariances_ = kind.covariances(self.tables_, self.prior_)
