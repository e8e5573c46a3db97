"""K-means clustering.

Shapes: N samples, D features, K clusters.
"""

import numpy as np

from ...base import (
    Estimator,
    check_array,
    check_number,
    check_one_of,
    check_positive_int,
    generator,
)
from ...fitting import read_off, warn, warn_interrupted
from ..sample_weight import check_sample_weight, float_type
from .fitted import fitted
from .hamerly import hamerly
from .lloyd import Run, better, cluster_sums, lloyd
from .nearest import distances, mean_unless_far, nearest, own_squares, row_squares
from .seeding import kmeans_plus_plus, random_points

ALGORITHMS = {"lloyd": lloyd, "hamerly": hamerly}
SEEDS = {"k-means++": kmeans_plus_plus, "random": random_points}


class KMeans(Estimator):
    """Minimise Σ_n w_n ‖x_n - c_{label n}‖² over K centres and all labels.

    Each point goes to its nearest centre, each centre to the mean of its points, in
    turn. Neither step can raise the sum, so it settles, in a local minimum.

    Parameters
    ----------
    n_clusters : int, K <= N
    init : "k-means++", "random" or array (K, D), where the centres start
    n_init : int or "auto", how many starts; the best is kept. "auto" is 1 for
        "k-means++", 10 for "random". An array is one start.
    algorithm : "hamerly" or "lloyd": the same steps, with or without the bounds that
        spare most distances
    max_iter : int
    tol : float, stop when Σ_k ‖Δc_k‖² <= tol times the mean variance of a feature
    random_state : None, int or numpy.random.Generator

    Attributes
    ----------
    cluster_centers_ : (K, D), float32 for float32 data, else float64
    labels_ : (N,), the nearest centre of each training point
    inertia_ : float, the sum that was minimised
    n_iter_ : int, of the best start
    history_ : dict, "inertia" after each move of the best start: it never rises
    counts_ : (K,), the weight that each centre has seen

    Raises
    ------
    ValueError
        If there are fewer points (of positive weight) than clusters, a parameter is
        out of range, or the data is not finite and 2-D.

    Notes
    -----
    A cluster that loses all its points takes the point that costs most where it is
    (the largest w ‖x - c‖²). ``partial_fit`` leaves such a centre where it is.

    The steps, the stopping rule and the rule for empty clusters are scikit-learn's:
    from the same start come the same labels.

    Examples
    --------
    >>> import numpy as np
    >>> X = np.array([[0.0], [1.0], [10.0], [11.0]])
    >>> KMeans(n_clusters=2, random_state=0).fit(X).inertia_
    1.0
    """

    _kind = "clusterer"
    _preserves_dtype = ("float64", "float32")
    _fitted = fitted

    def __init__(
        self,
        n_clusters=8,
        init="k-means++",
        n_init="auto",
        algorithm="hamerly",
        max_iter=300,
        tol=1e-4,
        random_state=None,
    ):
        self.n_clusters = n_clusters
        self.init = init
        self.n_init = n_init
        self.algorithm = algorithm
        self.max_iter = max_iter
        self.tol = tol
        self.random_state = random_state

    def fit(self, X, y=None, sample_weight=None):
        """Find the centres of X: (N, D), with weights (N,) if they are given.

        Ctrl-C ends the search early and keeps the best centres so far.
        """
        return self._fit(X, sample_weight)

    def _fit(self, X, sample_weight=None, passes_interrupt=False):
        X, weight = self._check_training_data(X, sample_weight)
        used, positive = weight > 0, X
        if not used.all():  # a point of weight 0 might as well not be there
            positive, weight = X[used], weight[used]
        self._check_enough(positive)
        origin = mean_unless_far(positive, weight)
        best = self._best_run(positive - origin, weight, origin, passes_interrupt)
        self.cluster_centers_ = best.centres + origin
        self.n_iter_, self.history_ = len(best.inertia), {"inertia": best.inertia}

        def rest():
            self.labels_ = self.predict(X)
            self.inertia_ = self._cost(positive, self.labels_[used], weight)
            self.counts_ = np.bincount(self.labels_[used], weight, self.n_clusters)

        rest() if passes_interrupt else read_off(rest, self.n_iter_, "iterations")
        if (self.counts_ == 0).any():
            warn(
                f"only {np.count_nonzero(self.counts_)} of {self.n_clusters} clusters "
                "hold points: X has too few distinct rows",
            )
        return self

    def partial_fit(self, X, y=None, sample_weight=None):
        """Move each centre towards the mean of its points in one mini-batch.

        c <- c + Σ w (x - c) / (all the weight it has seen). The first batch seeds
        the centres, unless ``fit`` or ``init`` gave them.

        Notes
        -----
        Sculley (2010), "Web-scale k-means clustering", with one step per batch.
        """
        if not hasattr(self, "cluster_centers_"):
            X, weight = self._check_training_data(X, sample_weight)
            if isinstance(self.init, str):
                self._check_enough(X[weight > 0])
            rng = generator(self.random_state)
            self.cluster_centers_ = self._start(X, weight, rng, 0)
            self.counts_ = np.zeros(self.n_clusters)
        else:
            X = self._check_input(X, dtype=self.cluster_centers_.dtype)
            weight = check_sample_weight(sample_weight, X)
        self.labels_ = self.predict(X)
        sums, mass = cluster_sums(X, weight, self.labels_, self.n_clusters)
        self.counts_ = self.counts_ + mass
        rate = 1 / np.maximum(self.counts_, np.finfo(float).tiny)
        step = (sums - mass[:, None] * self.cluster_centers_) * rate[:, None]
        self.cluster_centers_ = (self.cluster_centers_ + step).astype(X.dtype)
        return self

    def predict(self, X):
        """Return the index of the nearest centre of each row: (N,)."""
        X = self._check_new_data(X)
        centres = self.cluster_centers_
        return nearest(X, centres, origin=centres.mean(axis=0))

    def transform(self, X):
        """Return the distance of each row to each centre: (N, K)."""
        return distances(self._check_new_data(X), self.cluster_centers_)

    def score(self, X, y=None, sample_weight=None):
        """Return minus the inertia of X."""
        labels, X = self.predict(X), self._check_new_data(X)
        return -self._cost(X, labels, check_sample_weight(sample_weight, X))

    def fit_predict(self, X, y=None, sample_weight=None):
        """Fit, then return ``labels_``."""
        return self.fit(X, sample_weight=sample_weight).labels_

    def fit_transform(self, X, y=None, sample_weight=None):
        """Fit, then return the distances to the centres: (N, K)."""
        return self.fit(X, sample_weight=sample_weight).transform(X)

    def _best_run(self, X, weight, origin, passes_interrupt):
        """Return the best of n_init runs on centred data."""
        rng, best, run = generator(self.random_state), None, None
        variance = float(weight.astype(float) @ row_squares(X)) / X.shape[1]
        tol = self.tol * variance / float(weight.sum(dtype=float))
        try:
            for _ in range(self._n_starts()):
                run = Run(self._start(X, weight, rng, origin))
                ALGORITHMS[self.algorithm](X, weight, run, self.max_iter, tol)
                best = better(best, run)
        except KeyboardInterrupt:
            best = better(best, run)
            if passes_interrupt or best is None or not best.inertia:
                raise
            warn_interrupted(len(run.inertia), "iterations")
        return best

    def _start(self, X, weight, rng, origin):
        if isinstance(self.init, str):
            return X[SEEDS[self.init](X, weight, self.n_clusters, rng)]
        centres = check_array(self.init, dtype=X.dtype, who="init of KMeans")
        if centres.shape != (self.n_clusters, X.shape[1]):
            raise ValueError(
                f"init must have shape (n_clusters, n_features) = "
                f"({self.n_clusters}, {X.shape[1]}), got {centres.shape}"
            )
        return centres - np.asarray(origin, X.dtype)

    def _n_starts(self):
        if not isinstance(self.init, str):
            return 1
        if isinstance(self.n_init, str):
            return 1 if self.init == "k-means++" else 10
        return self.n_init

    def _cost(self, X, labels, weight):
        squares = own_squares(X, self.cluster_centers_, labels)
        return float(weight.astype(float) @ squares)

    def _check_training_data(self, X, sample_weight):
        """Check the parameters and the data; return X and the weights, in one type."""
        self._check_parameters()
        X = self._check_fit_input(X, dtype=float_type(X))
        return X, check_sample_weight(sample_weight, X)

    def _check_parameters(self):
        check_positive_int(self.n_clusters, "n_clusters")
        check_positive_int(self.max_iter, "max_iter")
        if not (isinstance(self.n_init, str) and self.n_init == "auto"):
            check_positive_int(self.n_init, 'n_init (if not "auto")')
        if isinstance(self.init, str) and self.init not in SEEDS:
            raise ValueError(
                f'init must be "k-means++", "random" or an array, got {self.init!r}'
            )
        check_one_of(self.algorithm, "algorithm", ALGORITHMS)
        check_number(self.tol, "tol", 0)

    def _check_enough(self, X):
        if len(X) < self.n_clusters:
            raise ValueError(
                f"KMeans needs at least as many points of positive weight as clusters: "
                f"n_samples = {len(X)}, n_clusters = {self.n_clusters}"
            )

    def _check_new_data(self, X):
        self._check_fitted()
        return self._check_input(X, dtype=self.cluster_centers_.dtype)
