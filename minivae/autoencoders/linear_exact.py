"""A linear VAE whose loss needs no sampling: the covariance says all.

    μ = (x - m) A,   q(z|x) = N(μ, diag(s)),   p(x|z) = N(z W + m, σ² I)

Shapes: D numbers per example, K latent dimensions; A: (D, K), W: (K, D), s = exp(l),
l: (K,). λ, (D,), are the eigenvalues of the covariance Σ of x over N (not N - 1), and
A and W are written in the basis of its eigenvectors, where Σ is diag(λ).
"""

from numbers import Real

import numpy as np
from scipy.optimize import minimize

from ..base import check_count, check_number, check_positive_int, floats


def variance_of_beta(beta, n_features):
    """σ² = β D / (2 (1 - β)): what "(1 - β) MSE + β KL" says about the likelihood.

    MSE is the *mean* over the D numbers. Divided by β, the loss is the KL plus
    (1 - β) / (β D) times the squared error, and a Gaussian likelihood of variance σ²
    has 1 / (2 σ²) there.

    Parameters
    ----------
    beta : float, in (0, 1); at 1 nothing would be left of the data, at 0 of the KL
    n_features : int, D

    Returns
    -------
    float, σ²

    Raises
    ------
    ValueError
        If beta is not between 0 and 1, or n_features no integer of at least 1.

    Examples
    --------
    >>> variance_of_beta(0.5, 784)
    392.0
    """
    check_positive_int(n_features, "n_features")
    if not (isinstance(beta, Real) and 0 < beta < 1):
        raise ValueError(
            f"beta must lie between 0 and 1 (neither of them), got {beta!r}: with 1 "
            "the loss has no data in it, with 0 no KL"
        )
    return beta * n_features / (2 * (1 - beta))


def posterior_variances(eigenvalues, variance, latent_dim):
    """s_k = min(1, σ² / λ_k): the variance of each z_k given x, at the optimum.

    A direction whose variance λ_k is below σ² is not worth its fee: its z_k keeps the
    prior's variance 1 and tells nothing.

    Parameters
    ----------
    eigenvalues : (D,), of the covariance, in any order
    variance : float, σ² (times β, if the KL is weighed)
    latent_dim : int, K

    Returns
    -------
    (K,) float64, rising; 1 for each latent dimension beyond D

    Raises
    ------
    ValueError
        If the eigenvalues are no numbers, or variance or latent_dim is below 0.

    Notes
    -----
    Lucas et al. (2019), "Don't blame the ELBO! A linear VAE perspective on posterior
    collapse": the ELBO's optimum is that of probabilistic PCA.
    """
    check_number(variance, "variance", 0)
    check_count(latent_dim, "latent_dim")
    leading = np.sort(floats(eigenvalues, "eigenvalues"))[::-1][:latent_dim]
    s = np.ones(latent_dim)
    s[: len(leading)] = np.minimum(1.0, variance / np.maximum(leading, variance))
    return s


def closed_form(eigenvalues, variance, latent_dim, beta=1.0):
    """Return A, W, l where the exact loss is smallest.

    W_k = √(λ_k - βσ²) v_k,   A_k = W_k / λ_k,   s_k = βσ² / λ_k, for λ_k > βσ²; all
    other z_k stay at the prior. Rotations are fixed by q's diagonal covariance.

    Parameters
    ----------
    eigenvalues : (D,), falling
    variance, beta : floats, σ² and the weight of the KL
    latent_dim : int, K
    """
    D, K = len(eigenvalues), latent_dim
    s = posterior_variances(eigenvalues, beta * variance, K)
    A, W = np.zeros((D, K)), np.zeros((K, D))
    k = np.arange(min(D, K))
    length = np.sqrt(np.maximum(eigenvalues[k] - beta * variance, 0))
    W[k, k] = length
    A[k, k] = np.divide(length, eigenvalues[k], out=0 * length, where=length > 0)
    return A, W, np.log(s)


def exact_loss(A, W, logvar, eigenvalues, variance, beta=1.0):
    """E_x[-E_q log p(x|z) + β KL(q ‖ p)], exactly, and its gradients.

    With G = Aᵀ Λ A, H = W Wᵀ and s = exp(l):

        E ‖x - x̂‖² = Σ_i λ_i - 2 Σ_i λ_i (A W)_ii + tr(G H) + Σ_k s_k H_kk
        KL = ½ Σ_k (G_kk + s_k - 1 - l_k)

    Returns
    -------
    loss : float, nats per example
    gradients : tuple (dA, dW, dlogvar)
    terms : dict of floats: "elbo" (β = 1), "reconstruction", "kl"
    """
    D, s = len(eigenvalues), np.exp(logvar)
    LA = eigenvalues[:, None] * A  # Λ A, (D, K)
    G, H = A.T @ LA, W @ W.T  # (K, K)
    error = eigenvalues.sum() - 2 * np.sum(LA * W.T) + np.sum(G * H) + s @ np.diag(H)
    nll = error / (2 * variance) + 0.5 * D * np.log(2 * np.pi * variance)
    kl = 0.5 * np.sum(np.diag(G) + s - 1 - logvar)
    dA = (LA @ H - eigenvalues[:, None] * W.T) / variance + beta * LA
    dW = (G @ W - LA.T + s[:, None] * W) / variance
    dlogvar = s * np.diag(H) / (2 * variance) + 0.5 * beta * (s - 1)
    terms = {"elbo": -(nll + kl), "reconstruction": nll, "kl": kl}
    return nll + beta * kl, (dA, dW, dlogvar), terms


def minimise_exact_loss(start, eigenvalues, variance, beta, max_iter, record):
    """L-BFGS from ``start``, (A, W, l), on the exact loss; returns (A, W, l).

    ``record(terms)`` is called after each iteration.
    """
    shapes = [array.shape for array in start]
    ends = np.cumsum([array.size for array in start])[:-1]

    def parts(theta):
        pieces = np.split(theta, ends)
        return [p.reshape(shape) for p, shape in zip(pieces, shapes, strict=True)]

    latest = {}

    def loss(theta):
        value, gradients, terms = exact_loss(*parts(theta), eigenvalues, variance, beta)
        latest.update(terms)
        return value, np.concatenate([g.ravel() for g in gradients])

    result = minimize(
        loss,
        np.concatenate([array.ravel() for array in start]),
        jac=True,
        method="L-BFGS-B",
        callback=lambda theta: record(latest),  # theta is where the loss was last asked
        options={"maxiter": max_iter, "maxfun": 2 * max_iter, "ftol": 0, "gtol": 1e-9},
    )
    return parts(result.x)
