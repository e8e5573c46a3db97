"""UMAP: a map on which neighbours stay neighbours.

Shapes: N samples, D features, M distinct samples, K dimensions of the map.
"""

import numpy as np
from scipy import sparse

from ..base import (
    Transformer,
    check_count,
    check_number,
    check_one_of,
    check_positive,
    check_positive_int,
    generator,
)
from ..fitting import read_off, warn
from .fuzzy_graph import fuzzy_union, memberships, smooth_distances
from .neighbours import nearest_neighbours, own_type
from .umap_curve import curve
from .umap_layout import begin, place_new, run
from .umap_saved import fields, saved_values, taken

INITS = ("pca", "spectral")


class UMAP(Transformer):
    r"""C = -Σ_ij [w_ij log q_ij + (1 - w_ij) log(1 - q_ij)].

    q_ij = 1 / (1 + a ‖y_i - y_j‖^2b) is the strength of an edge on the map, and w is a
    graph of the nearest neighbours in the data: w_ij = p_ij + p_ji - p_ij p_ji with
    p_ij = exp(-(d_ij - ρ_i) / σ_i), where ρ_i is the distance to the nearest, and σ_i
    such that Σ_j p_ij = log2 of n_neighbors. The places y go down C by single edges;
    of the second term, a few points drawn at random stand for all.

    Parameters
    ----------
    n_components : int, K
    n_neighbors : int, 2 or more, the point itself counted
    min_dist : float from 0 to spread; how near neighbours are put to each other
    spread : float, the length in which the strength of an edge falls
    n_epochs : None or int; None is 500, or 200 above 10,000 points
    learning_rate : float, of the first epoch; it falls linearly to 0
    negative_sample_rate : int, 0 or more, random points that push at each step
    init : "pca", or "spectral": eigenvectors of the graph
    random_state : None, int or Generator
    progress : bool

    Attributes
    ----------
    embedding_ : (N, K) float32, the map
    graph_ : (M, M) csr, w; M distinct samples, in the order of their first copies
    points_ : (M, D), the distinct samples
    copy_of_ : (N,), which of these each sample is
    a_, b_ : floats, of q
    n_neighbors_, n_epochs_ : ints, the neighbours that there were; the epochs made

    Raises
    ------
    ValueError
        If min_dist is above spread, n_neighbors below 2, or the data is not finite.

    Notes
    -----
    Copies of a sample count once, and get one place. Neighbours are exact. One integer
    ``random_state`` gives the same bits on the same machine, with any number of
    threads. Distances between islands, and their sizes, mean little. Ctrl-C keeps the
    last whole epoch.

    References
    ----------
    McInnes, Healy and Melville (2018), "UMAP: Uniform manifold approximation and
    projection for dimension reduction".

    Examples
    --------
    >>> import numpy as np
    >>> X = np.random.default_rng(0).normal(size=(60, 4))
    >>> X[30:] += 20
    >>> model = UMAP(n_epochs=50, random_state=0, progress=False).fit(X)
    >>> model.embedding_.shape, model.transform(X[:3] + 0.1).shape
    ((60, 2), (3, 2))
    """

    _preserves_dtype = ("float32",)

    def __init__(
        self,
        n_components=2,
        n_neighbors=15,
        min_dist=0.1,
        spread=1.0,
        n_epochs=None,
        learning_rate=1.0,
        negative_sample_rate=5,
        init="pca",
        random_state=None,
        progress=True,
    ):
        self.n_components = n_components
        self.n_neighbors = n_neighbors
        self.min_dist = min_dist
        self.spread = spread
        self.n_epochs = n_epochs
        self.learning_rate = learning_rate
        self.negative_sample_rate = negative_sample_rate
        self.init = init
        self.random_state = random_state
        self.progress = progress

    def fit(self, X, y=None):
        """Find places for the samples X: (N, D)."""
        self._check_parameters()
        rng = generator(self.random_state)
        X = self._check_fit_input(X, dtype=own_type(X))
        points, copy_of = distinct(X)
        M = len(points)
        k = self._neighbours_of(M, len(X))
        a, b = curve(float(self.min_dist), float(self.spread))
        if M == 1:
            graph = sparse.csr_array((1, 1))
            places, done = np.zeros((1, self.n_components), np.float32), 0
        else:
            indices, distances = nearest_neighbours(points, k - 1)
            rho, sigma = smooth_distances(distances, np.log2(k))
            graph = fuzzy_union(indices, memberships(distances, rho, sigma))
            start = begin(points, graph, self.n_components, self.init, rng)
            n_epochs = self.n_epochs or (500 if M <= 10_000 else 200)
            rate, K = float(self.learning_rate), self.negative_sample_rate
            places, done = run(
                start, graph, (a, b), n_epochs, rate, K, rng, self.progress
            )
        found = {
            **{"points_": points, "copy_of_": copy_of, "graph_": graph},
            **{"a_": a, "b_": b, "n_neighbors_": k, "n_epochs_": done},
            "_places": places,
        }
        read_off(lambda: self._keep(found), done, "epochs")
        return self

    def _neighbours_of(self, M, N):
        """Return n_neighbors, cut to the M distinct points."""
        rows = "distinct point" + "s" * (M > 1) + (f" among {N} rows" if M < N else "")
        if M == 1:
            warn(f"UMAP got 1 {rows}: there is no map of it, all stand at 0")
            return 1
        if self.n_neighbors > M:
            warn(
                f"n_neighbors={self.n_neighbors} is more than the {M} {rows}: "
                f"n_neighbors={M} is used"
            )
        return int(min(self.n_neighbors, M))

    def _keep(self, found):
        vars(self).update(found)
        self.embedding_ = self._places[self.copy_of_]

    def fit_transform(self, X, y=None):
        """Fit, and return the map: (N, K)."""
        return self.fit(X).embedding_

    def transform(self, X):
        """Return places for samples on the map, which stays as it is: (N, D) -> (N, K).

        Each starts at the weighted mean of its neighbours' places, is pulled by them
        and pushed by others. A copy of a sample of ``fit`` gets that one's place. The
        place of each depends on itself alone, not on the rest of X.
        """
        X = self._check_input(X, dtype=own_type(getattr(self, "points_", X)))
        M = len(self.points_)
        if M == 1:
            return np.repeat(self._places, len(X), axis=0)
        k = min(self.n_neighbors_, M)
        indices, distances = nearest_neighbours(self.points_, k, X)
        rho, sigma = smooth_distances(distances, np.log2(k))
        weights = memberships(distances, rho, sigma)
        shares = weights / weights.sum(axis=1, keepdims=True)
        start = np.einsum("nk,nkd->nd", shares, self._places[indices])
        n_epochs = self.n_epochs or (500 if M <= 10_000 else 200)
        places = place_new(
            start.astype(np.float32),
            self._places,
            indices,
            weights,
            (self.a_, self.b_),
            max(1, n_epochs // 5),
            float(self.learning_rate) / 4,  # the start is nearly right
            self.negative_sample_rate,
        )
        copies = distances[:, 0] == 0
        places[copies] = self._places[indices[copies, 0]]
        return places

    def _check_parameters(self):
        check_positive_int(self.n_components, "n_components")
        check_count(self.n_neighbors, "n_neighbors", least=2)
        spread = check_number(self.spread, "spread", 1e-3, 1e3, closed_high=True)
        check_number(self.min_dist, "min_dist", 0, spread, closed_high=True)
        if self.n_epochs is not None:
            check_positive_int(self.n_epochs, "n_epochs")
        check_positive(self.learning_rate, "learning_rate")
        check_count(self.negative_sample_rate, "negative_sample_rate")
        check_one_of(self.init, "init", INITS)

    def _fitted(self):
        return fields(self.n_components, self.n_features_in_)

    def _saved_values(self):
        return saved_values(self)

    def _take(self, values):
        self._keep(taken(values))


def distinct(X):
    """Return the distinct rows, in the order in which they come, and which each is."""
    X = X + X.dtype.type(0)  # -0 and 0 are equal, and have other bytes
    seen = {}
    copy_of = np.array([seen.setdefault(row.tobytes(), len(seen)) for row in X])
    _, first = np.unique(copy_of, return_index=True)
    return X[first], copy_of
