"""Probabilistic PCA by EM, line by line: the readable twin of `probabilistic_pca`.

N samples, D features, K components.
"""

import numpy as np

from ..base import check_array, check_count, check_number, generator
from .pca import centre


def ppca_by_em(X, n_components=1, max_iter=1000, tol=1e-10, random_state=0):
    """x ~ N(m, W Wᵀ + σ² I): W and σ² by EM. Each step raises the likelihood of X.

    E-step, for each x:   M = Wᵀ W + σ² I;  E[z] = M⁻¹ Wᵀ (x - m);
                          E[z zᵀ] = σ² M⁻¹ + E[z] E[z]ᵀ
    M-step, over all x:   W = Σ (x - m) E[z]ᵀ (Σ E[z zᵀ])⁻¹;
                          σ² = mean of |x - m|² - 2 E[z]ᵀ Wᵀ (x - m) + tr(E[z zᵀ] Wᵀ W),
                          over D

    Parameters
    ----------
    X : (N, D)
    n_components : int, K < D
    max_iter : int
    tol : float, stop when the mean log-likelihood rises by less, nats per sample
    random_state : None, int or numpy.random.Generator, for the first W

    Returns
    -------
    W : (D, K), the right plane; its columns are turned in it at will
    sigma2 : float
    history : list of float, mean log p(x) before each step, and at the end

    Raises
    ------
    ValueError
        If X is not finite and 2-D, has less than two rows or no variance, or an
        argument is out of range.

    Notes
    -----
    Tipping and Bishop (1999), appendix B. It ends where ``ProbabilisticPCA(K, ddof=0)``
    begins.
    """
    X = check_array(X, np.float64, minimum=2, who="ppca_by_em")
    K, (N, D) = check_count(n_components, "n_components", least=1), X.shape
    if K >= D:
        raise ValueError(f"n_components={K} must be below the {D} features of X")
    check_count(max_iter, "max_iter", least=1)
    check_number(tol, "tol", 0)
    X = centre(X)[1]
    total = np.sum(X**2)
    if total == 0:
        raise ValueError("ppca_by_em needs rows that differ, got the same row N times")
    sigma2 = total / (N * D)
    W = np.sqrt(sigma2) * generator(random_state).standard_normal((D, K))
    history = [log_likelihood(X, W, sigma2)]
    for _ in range(max_iter):
        inverse_M = np.linalg.inv(W.T @ W + sigma2 * np.eye(K))
        z = X @ W @ inverse_M  # (N, K)
        zz = N * sigma2 * inverse_M + z.T @ z  # summed over x
        Xz = X.T @ z
        W = np.linalg.solve(zz, Xz.T).T
        sigma2 = (total - 2 * np.sum(Xz * W) + np.sum(zz * (W.T @ W))) / (N * D)
        history.append(log_likelihood(X, W, sigma2))
        if history[-1] - history[-2] < tol:
            break
    return W, float(sigma2), history


def log_likelihood(centred, W, sigma2):
    """Mean log N(x; 0, W Wᵀ + σ² I), in nats, of the rows of X without their mean."""
    N, D = centred.shape
    C = W @ W.T + sigma2 * np.eye(D)
    distance = np.sum(centred * np.linalg.solve(C, centred.T).T) / N
    return float(-0.5 * (D * np.log(2 * np.pi) + np.linalg.slogdet(C)[1] + distance))
