"""Fisher's linear discriminant: the other LDA, linear discriminant analysis.

Shapes: N samples, D features, C classes, K directions.
"""

import numpy as np

from ..base import Transformer, check_number, check_positive_int
from ..classifier import Classifier, check_labels
from ..files import Floats, Labels

SINGULAR = 1e-10  # of the largest variance within classes


class FisherDiscriminant(Classifier, Transformer):
    """z = (x - m) A;  A: the directions a with the largest aᵀ S_b a / aᵀ S_w a.

    S_w is the covariance within classes, over N; S_b that of the class means. By hand:
    whiten X, so that S_w becomes I; then take the principal axes of the class means.
    PCA looks for the directions in which the data differ, this for those in which the
    classes do.

    Parameters
    ----------
    n_components : int, K <= C - 1 and K <= D; None takes as many as there are
    shrinkage : None, or float from 0 to 1: S_w becomes (1 - s) S_w + s t I, where t is
        the mean of its diagonal. For fewer rows than columns, where S_w is singular.

    Attributes
    ----------
    classes_ : (C,)
    means_ : (C, D), of the classes
    priors_ : (C,), the classes' shares of the data
    mean_ : (D,), m, of all data
    scalings_ : (D, K), A: with it, the variance within classes is 1; the entry of
        largest absolute value in each column is positive
    explained_variance_ratio_ : (K,), shares of the variance between the class means

    Raises
    ------
    ValueError
        If there is one class, K is too large, a label is missing, S_w is singular, or
        X is not finite and 2-D.

    Notes
    -----
    Fisher (1936), "The use of multiple measurements in taxonomic problems"; for faces,
    Belhumeur, Hespanha and Kriegman (1997), "Eigenfaces vs. Fisherfaces". Equal to
    scikit-learn's LinearDiscriminantAnalysis, up to signs. All covariances are over N,
    which is the highest likelihood.

    Examples
    --------
    >>> X = [[0.0, 0.0], [0.0, 1.0], [3.0, 0.0], [3.5, 1.0]]
    >>> FisherDiscriminant().fit(X, ["a", "a", "b", "b"]).predict([[1.0, 5.0]])
    array(['a'], dtype='<U1')
    """

    def __init__(self, n_components=None, shrinkage=None):
        self.n_components = n_components
        self.shrinkage = shrinkage

    def fit(self, X, y=None):
        """Find the directions that part the classes y: (N,) of X: (N, D)."""
        self._check_parameters()
        X = self._check_fit_input(X, dtype=np.float64, minimum=2)
        N, D = X.shape
        classes, y = check_labels(y, N, type(self).__name__)
        C = len(classes)
        K = self._n_directions(C, D)
        if N <= C:
            raise ValueError(
                "FisherDiscriminant needs more samples than classes, "
                f"got {N} samples of {C} classes"
            )
        counts = np.bincount(y)
        means = np.array([X[y == c].mean(axis=0) for c in range(C)])
        mean = counts @ means / N
        within = self._whitening(X - means[y], N)  # (D, r)
        # Their scatter about the mean, each class as often as it occurs.
        between = np.sqrt(counts / (C - 1))[:, None] * (means - mean)
        _, s, V = np.linalg.svd(between @ within, full_matrices=False)
        if s[0] == 0:
            raise ValueError("FisherDiscriminant needs class means that differ")
        scalings = within @ V[:K].T
        K = scalings.shape[1]
        signs = np.sign(scalings[np.abs(scalings).argmax(axis=0), np.arange(K)])
        self.classes_ = classes
        self.means_ = means
        self.priors_ = counts / N
        self.mean_ = mean
        self.scalings_ = scalings * signs
        self.explained_variance_ratio_ = (s**2 / np.sum(s**2))[:K]
        return self

    def _whitening(self, centred, n):
        """Return B, (D, D), with Bᵀ S_w B = I: S_w = Q diag(λ) Qᵀ, B = Q / √λ."""
        # Each column at its own scale first: units do not make S_w singular. Shrinkage
        # mixes columns, so there they stay as they are.
        D, scale = centred.shape[1], 1.0
        if self.shrinkage is None:
            scale = np.sqrt(np.sum(centred**2, axis=0) / n)
            scale = np.where(scale > 0, scale, 1.0)
        centred = centred / scale
        S = centred.T @ centred / n
        if self.shrinkage is not None:
            s = self.shrinkage
            S = (1 - s) * S + s * np.trace(S) / D * np.eye(D)
        values, Q = np.linalg.eigh(S)
        if not values[0] > SINGULAR * values[-1]:
            rank = int(np.sum(values > SINGULAR * max(values[-1], 0.0)))
            raise ValueError(
                f"the scatter within classes is singular, of rank {rank} for {D} "
                "features: give shrinkage, such as 0.1, or fewer features, by PCA"
            )
        return Q / np.sqrt(values) / (np.ones(D) * scale)[:, None]

    def _n_directions(self, C, D):
        if C < 2:
            raise ValueError(
                f"FisherDiscriminant needs two classes or more, got {C} class"
            )
        most, K = min(C - 1, D), self.n_components
        if K is not None and K > most:
            raise ValueError(
                f"n_components={K} is more than {most}: {C} class means span {C - 1} "
                f"directions, and X has n_features = {D}"
            )
        return most if K is None else int(K)

    def _check_parameters(self):
        if self.n_components is not None:
            check_positive_int(self.n_components, "n_components")
        if self.shrinkage is not None:
            check_number(self.shrinkage, "shrinkage", 0, 1, closed_high=True)

    def _fitted(self):
        D = self.n_features_in_
        K = "K" if self.n_components is None else self.n_components
        return {
            "classes_": Labels("C"),
            "means_": Floats("C", D),
            "priors_": Floats("C", above=0, sums=(1,)),
            "mean_": Floats(D),
            "scalings_": Floats(D, K),
            "explained_variance_ratio_": Floats(K, least=0, most=1 + 1e-9),
        }

    def transform(self, X):
        """Return (x - m) A: (N, D) -> (N, K)."""
        return (self._check_input(X, dtype=np.float64) - self.mean_) @ self.scalings_

    def fit_transform(self, X, y=None):
        """Fit to X and the classes y, then transform X."""
        return self.fit(X, y).transform(X)

    def joint_log_likelihood(self, X):
        """log p(x, c) in nats, up to a number of each x: (N, D) -> (N, C).

        log p(c) - |z - z_c|² / 2, each class a Gaussian around its mean: all classes
        have the same covariance, which is I in z. |z|² / 2 is left out, the same for
        all classes.
        """
        z = self.transform(X)
        centres = (self.means_ - self.mean_) @ self.scalings_
        return z @ centres.T - np.sum(centres**2, axis=1) / 2 + np.log(self.priors_)
