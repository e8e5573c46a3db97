"""Labels that spread over a graph of neighbours.

Shapes: N samples, D features, C classes, k neighbours of each.
"""

import numpy as np
from scipy import sparse

from ..base import Estimator, check_number, check_positive, check_positive_int
from ..classifier import Classifier, check_some_labels
from ..files import Floats, Labels, Whole
from ..fitting import warn
from .neighbours import nearest_neighbours, own_type


class LabelSpreading(Classifier, Estimator):
    """F = (1 - α) (I - α S)⁻¹ Y,  S = D^(-1/2) W D^(-1/2).

    Y has a 1 for each sample with a label, in the column of its class. W is the graph
    of the k nearest neighbours, W_ij = 1 for each of i and j that has the other among
    its k nearest, D the diagonal of its row sums. F is found by repeating

        F <- α S F + (1 - α) Y:

    each sample takes on what its neighbours say, and each label is fed in anew. Zhou,
    Bousquet, Lal, Weston and Schölkopf (2004), "Learning with local and global
    consistency".

    Parameters
    ----------
    n_neighbors : int, k, the sample itself not counted
    alpha : float between 0 and 1, the share that comes from the neighbours
    tol : float, what each row of F may lack of its limit, relative to itself
    max_iter : int

    Attributes
    ----------
    classes_ : (C,)
    transduction_ : (N,), the class of each sample of fit, also of those with a label
    label_distributions_ : (N, C), F, rows divided by their sums
    points_ : (N, D), the samples
    n_iter_ : int

    Raises
    ------
    ValueError
        If y holds no label, of one class only, or not one for each row, or alpha is
        not between 0 and 1.

    Notes
    -----
    Neighbours are exact. Samples that no label reaches are told by a warning; to them
    all classes are alike.

    Examples
    --------
    >>> X = [[0.0], [1.0], [2.0], [7.0], [8.0], [9.0]]
    >>> model = LabelSpreading(n_neighbors=2).fit(X, [3, -1, -1, -1, -1, 5])
    >>> model.transduction_, model.predict([[2.5], [6.5]])
    (array([3, 3, 3, 5, 5, 5]), array([3, 5]))
    """

    def __init__(self, n_neighbors=10, alpha=0.99, tol=1e-3, max_iter=2000):
        self.n_neighbors = n_neighbors
        self.alpha = alpha
        self.tol = tol
        self.max_iter = max_iter

    def fit(self, X, y=None):
        """Spread the labels y, (N,), -1 where there is none, over X: (N, D)."""
        self._check_parameters()
        X = self._check_fit_input(X, dtype=own_type(X), minimum=2)
        N = len(X)
        classes, y = check_some_labels(y, N, type(self).__name__)
        k = self.n_neighbors
        if k >= N:
            warn(f"n_neighbors={k}, but a sample of {N} has {N - 1} others: all count")
            k = N - 1
        S = normalised(neighbour_graph(nearest_neighbours(X, k)[0]).astype(X.dtype))
        Y = (y[:, None] == np.arange(len(classes))).astype(X.dtype)
        F, n_iter = spread(S, Y, float(self.alpha), self.tol, self.max_iter)
        sums = F.sum(axis=1, keepdims=True)
        n_lost = int(np.sum(sums == 0))
        if n_lost:
            warn(
                f"{n_lost} of {N} samples are reached by no label, in parts of the "
                "graph of their own: to them all classes are alike; raise n_neighbors"
            )
        F = np.where(sums > 0, F / np.where(sums > 0, sums, 1), 1 / len(classes))
        found = {"classes_": classes, "points_": X, "n_iter_": n_iter}
        self._take({**found, "label_distributions_": F.astype(X.dtype)})
        return self

    def predict_proba(self, X):
        """Return the mean of its k neighbours' distributions: (N, D) -> (N, C)."""
        X = self._check_input(X, dtype=own_type(getattr(self, "points_", X)))
        k = min(self.n_neighbors, len(self.points_))
        indices, _ = nearest_neighbours(self.points_, k, X)
        p = self.label_distributions_[indices].mean(axis=1, dtype=np.float64)
        return p / p.sum(axis=1, keepdims=True)

    def predict_log_proba(self, X):
        """Return the logarithms of `predict_proba`; of 0, -inf."""
        with np.errstate(divide="ignore"):
            return np.log(self.predict_proba(X))

    def predict(self, X):
        """Return the most probable class of each row: (N, D) -> (N,)."""
        best = self.predict_proba(X).argmax(axis=1)
        return self.classes_[best]

    def _check_parameters(self):
        check_positive_int(self.n_neighbors, "n_neighbors")
        check_number(self.alpha, "alpha", 0, 1, open_low=True)
        check_positive(self.tol, "tol")
        check_positive_int(self.max_iter, "max_iter")

    def _fitted(self):
        types = "f4", "f8"
        return {
            "classes_": Labels("C"),
            "points_": Floats("N", self.n_features_in_, types=types),
            "label_distributions_": Floats("N", "C", least=0, sums=(1,), types=types),
            "n_iter_": Whole(least=1),
        }

    def _take(self, values):
        super()._take(values)
        self.transduction_ = self.classes_[self.label_distributions_.argmax(axis=1)]


def neighbour_graph(indices):
    """Return W = A + Aᵀ, A_ij = 1 if j is a neighbour of i: (N, k) -> (N, N) csr."""
    N, k = indices.shape
    starts = np.arange(0, N * k + 1, k)
    A = sparse.csr_array((np.ones(N * k), indices.ravel(), starts), shape=(N, N))
    return sparse.csr_array(A + A.T)


def normalised(W):
    """Return D^(-1/2) W D^(-1/2), D the diagonal of W's row sums, all positive."""
    root = sparse.diags_array(1 / np.sqrt(W.sum(axis=1)))
    return sparse.csr_array(root @ W @ root)


def spread(S, Y, alpha, tol, max_iter):
    """Repeat F <- α S F + (1 - α) Y from 0 on; return F, (N, C), and how often.

    F_t = (1 - α) Σ_s α^s S^s Y, s < t, only grows. The last step is the one that adds
    to no row more than (1 - α) / α tol of what it has: if further ones fall like α^t,
    they add tol at most. By row, because far from labels F is small.
    """
    fed = (1 - alpha) * Y
    F, limit = fed, (1 - alpha) / alpha * tol
    for n_iter in range(2, max_iter + 1):
        before, F = F, alpha * (S @ F) + fed
        sums = F.sum(axis=1)
        grown = sums - before.sum(axis=1)
        if (grown <= limit * sums).all():
            return F, n_iter
    warn(
        f"after max_iter={max_iter} steps a row of F may still lack more than "
        f"tol={tol} of itself"
    )
    return F, max_iter
