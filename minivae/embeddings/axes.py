"""The axes of largest variance: four ways to one answer.

N samples, D features, K axes. C: the centred data; S = Cᵀ C / (N - 1).
"""

import numpy as np

from .cooccurrences import truncated_svd

SOLVERS = ("auto", "svd", "covariance", "gram", "randomised")
# Of the largest variance. Products square the data: in a smaller variance fewer than
# eight digits would be left.
SMALL = 1e-6


def principal_axes(centred, K, solver="auto", rng=None, with_rest=False):
    """S v = λ v, the K largest λ: the variances, their axes, and all other variances.

    Parameters
    ----------
    centred : (N, D), columns of mean 0
    K : int, at most D; at most N with "gram" and "randomised"
    solver : "svd", "covariance", "gram", "randomised", or "auto": the covariance where
        N >= D, else the Gram matrix, and "svd" where a variance is too small for them
    rng : numpy.random.Generator, for "randomised"
    with_rest : bool, for "auto": whether the mean of the others must be exact too

    Returns
    -------
    values : (K,), falling
    V : (K, D), orthonormal rows; the entry of largest absolute value is positive
    others : (D - K,) the other variances, falling; with "randomised" one number, their
        sum
    solver : str, the one that was taken
    """
    N, D = centred.shape
    if solver == "randomised":
        _, s, V = truncated_svd(centred, K, rng)
        values = s**2 / (N - 1)
        others = max(np.sum(centred**2) / (N - 1) - values.sum(), 0.0)
        return values, V, np.array([others]), solver
    taken = solver
    if solver == "auto":
        taken = "svd" if K > N else "covariance" if N >= D else "gram"
    values, V = EXACT[taken](centred, K)
    least = min(values[K - 1], values[K:].mean()) if with_rest else values[K - 1]
    if solver == "auto" and not least > SMALL * values[0]:
        taken = "svd"
        values, V = by_svd(centred, K)
    signs = np.where(V[np.arange(K), np.abs(V).argmax(axis=1)] < 0, -1.0, 1.0)
    return values[:K], V * signs[:, None], values[K:], taken


def by_covariance(centred, K):
    """Eigenvectors of S, (D, D): the quickest where N > D."""
    values, V = np.linalg.eigh(centred.T @ centred / (len(centred) - 1))  # ascending
    return np.maximum(values[::-1], 0.0), V[:, ::-1][:, :K].T


def by_gram(centred, K):
    """Eigenvectors u of C Cᵀ, (N, N), the quickest where D > N; v = Cᵀ u / |Cᵀ u|.

    From C Cᵀ u = λ u follows Cᵀ C (Cᵀ u) = λ (Cᵀ u) (Turk and Pentland 1991).
    """
    N, D = centred.shape
    values, U = np.linalg.eigh(centred @ centred.T / (N - 1))
    V = U[:, ::-1][:, :K].T @ centred
    # An axis without variance has no length: it is left as it is.
    length = np.sqrt(np.sum(V**2, axis=1, keepdims=True))
    V = np.divide(V, length, out=V, where=length > 0)
    return _padded(np.maximum(values[::-1], 0.0), D), V


def by_svd(centred, K):
    """C = U diag(s) Vᵀ, λ = s² / (N - 1): nothing is squared, so no digits are lost.

    Columns go in by falling length: then even variances from 10¹² to 10⁻¹² keep their
    digits where they lie along the columns. In any order they would not.
    """
    N, D = centred.shape
    order = np.argsort(-np.sum(centred**2, axis=0), kind="stable")
    tall = centred[:, order]
    if N > D:
        tall = np.linalg.qr(tall, mode="r")  # the same singular values, fewer rows
    _, s, sorted_V = np.linalg.svd(tall, full_matrices=K > min(N, D))
    V = np.empty((K, D))
    V[:, order] = sorted_V[:K]
    return _padded(s**2 / (N - 1), D), V


def _padded(values, D):
    """With fewer rows than columns, the last variances are 0: (D,)."""
    return np.concatenate([values, np.zeros(max(D - len(values), 0))])[:D]


EXACT = {"covariance": by_covariance, "gram": by_gram, "svd": by_svd}
