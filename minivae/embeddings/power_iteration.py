"""The largest eigenvectors of a symmetric matrix, by multiplying with it.

The readable twin of `axes`: it needs no more than a matrix product. D rows, K vectors.
"""

import numpy as np

from ..base import as_numbers, check_count, check_number, generator
from ..fitting import warn


def power_iteration(S, n_components=1, tol=1e-12, max_iter=10_000, random_state=0):
    """v ← S v / |S v|, until it stays: the eigenvector of the largest eigenvalue.

    Each round multiplies the part along eigenvector k by λ_k, so that the largest wins,
    by λ_2 / λ_1 a round. Deflation, S ← S - λ v vᵀ, makes the next one the largest.

    Parameters
    ----------
    S : (D, D), symmetric, no eigenvalue below 0: a covariance
    n_components : int, K <= D
    tol : float; stop when |S v - λ v| is at most tol λ_1
    max_iter : int, rounds for each vector
    random_state : None, int or numpy.random.Generator, for the first v

    Returns
    -------
    values : (K,)
    V : (K, D), rows of length 1; the entry of largest absolute value is positive

    Raises
    ------
    ValueError
        If S is not symmetric and finite, or an argument is out of range.

    Warns
    -----
    UserWarning
        If max_iter rounds are too few: two eigenvalues are nearly the same.

    Examples
    --------
    >>> import numpy as np
    >>> power_iteration(np.array([[2.0, 1.0], [1.0, 2.0]]))[0].round(6)
    array([3.])
    """
    S, K, rng = _checked(S, n_components, tol, max_iter, random_state)
    values, V = np.zeros(K), np.zeros((K, len(S)))
    left = S.copy()
    for k in range(K):
        v = _unit(rng.standard_normal(len(S)), V[:k])
        for _ in range(max_iter):
            w = left @ v
            values[k] = v @ w
            if np.linalg.norm(w - values[k] * v) <= tol * values[0]:
                break
            v = _unit(w, V[:k])
        else:
            _too_few(max_iter)
        V[k] = v
        left = left - values[k] * np.outer(v, v)
    return values, _signed(V)


def orthogonal_iteration(S, n_components=1, tol=1e-12, max_iter=10_000, random_state=0):
    """V ← orthonormal rows of V S: power iteration of K vectors at once.

    Without the second step all rows would turn into the first eigenvector. At the end
    the K x K matrix V S Vᵀ is made diagonal, which turns the rows into eigenvectors.

    Parameters, returns, errors : as ``power_iteration``; the speed is λ_(K+1) / λ_K.
    """
    S, K, rng = _checked(S, n_components, tol, max_iter, random_state)
    V = np.linalg.qr(rng.standard_normal((len(S), K)))[0].T
    for _ in range(max_iter):
        W = V @ S
        values, turn = np.linalg.eigh(W @ V.T)
        V, W = turn.T[::-1] @ V, turn.T[::-1] @ W
        if np.abs(W - values[::-1, None] * V).max() <= tol * values[-1]:
            break
        V = np.linalg.qr(W.T)[0].T
    else:
        _too_few(max_iter)
    return values[::-1], _signed(V)


def _checked(S, n_components, tol, max_iter, random_state):
    S = as_numbers(S, "power iteration").astype(np.float64)
    if S.ndim != 2 or S.shape[0] != S.shape[1] or len(S) == 0:
        raise ValueError(f"S must be a square matrix, got shape {S.shape}")
    if not np.isfinite(S).all():
        raise ValueError("S must hold finite numbers, got NaN or infinity")
    if not np.allclose(S, S.T, rtol=0, atol=1e-10 * np.abs(S).max()):
        raise ValueError("S must be symmetric, S = Sᵀ, as a covariance is")
    K = check_count(n_components, "n_components", least=1)
    if K > len(S):
        raise ValueError(f"n_components={K} is more than the {len(S)} rows of S")
    check_number(tol, "tol", 0, open_low=True)
    check_count(max_iter, "max_iter", least=1)
    return S, K, generator(random_state)


def _unit(v, found):
    """Take off what lies along the vectors found before, and return length 1."""
    v = v - (v @ found.T) @ found
    length = np.linalg.norm(v)
    return v / length if length > 0 else v


def _signed(V):
    signs = np.where(V[np.arange(len(V)), np.abs(V).argmax(axis=1)] < 0, -1.0, 1.0)
    return V * signs[:, None]


def _too_few(max_iter):
    warn(
        f"power iteration has not converged in {max_iter} rounds: two eigenvalues are "
        "nearly the same; raise max_iter or tol"
    )
