"""Dirichlet distributions: likelihood, learning their parameters, KL divergence.

Shapes: N documents, V words, K topics.
"""

import numpy as np
from scipy.special import gammaln, psi

from ..base import check_bool, check_count, check_positive, floats

SMALLEST = -300.0  # e^-300 times e^-300 is still above 0 in float64


def check_priors(alpha, eta, K, V=None, farthest=1e200):
    """Raise ValueError unless α (one number, or K) and η (one, or V) are positive.

    V is None where the number of words is not known yet. ``farthest`` and its inverse
    bound them: beyond, what is computed from them overflows.
    """
    for value, name, size in ((alpha, "alpha", K), (eta, "eta", V)):
        if value is None or np.isscalar(value):  # str, too
            a = np.array([check_positive(value, name)])
        else:
            a = floats(value, name)
            fits = a.ndim == 0 or (a.ndim == 1 and size in (None, len(a)))
            if not fits or not np.all((a > 0) & (a < np.inf)):
                many = "one a word" if size is None else f"{size} of them"
                raise ValueError(
                    f"{name} must be a positive finite number, or {many}, got {value!r}"
                )
        if a.min() < 1 / farthest or a.max() > farthest:
            raise ValueError(
                f"{name} must lie in [{1 / farthest:g}, {farthest:g}], got {value!r}"
            )


def dirichlet_multinomial(counts, concentration):
    """Σ_i log [ Γ(A) / Γ(n_i + A) Π_j Γ(n_ij + a_j) / Γ(a_j) ],  A = Σ_j a_j,  in nats.

    The probability of the sequences of draws behind the counts, with the
    Dirichlet(a)-distributed probabilities integrated out.

    Parameters
    ----------
    counts : (I, J), whole numbers
    concentration : (J,), or one number for all J
    """
    counts = np.asarray(counts)
    a = np.broadcast_to(np.asarray(concentration, dtype=float), counts.shape[1:])
    A = a.sum()
    n = counts.sum(axis=1, dtype=np.float64)
    rows, columns = np.nonzero(counts)  # a count of 0 adds nothing
    some = counts[rows, columns].astype(np.float64)
    inside = gammaln(some + a[columns]) - gammaln(a[columns])
    return float(inside.sum() + np.sum(gammaln(A) - gammaln(n + A)))


def joint_log_likelihood(n_dk, n_wk, alpha, eta):
    """log p(w, z | α, η) of all tokens and their topics, in nats.

    Griffiths and Steyvers (2004), equations 2 and 3: the topics' words, and the
    documents' topics.
    """
    return dirichlet_multinomial(n_wk.T, eta) + dirichlet_multinomial(n_dk, alpha)


def fixed_point(counts, concentration, symmetric=False, n_iter=5):
    """Raise the likelihood of the counts over the Dirichlet's parameter a.

    a_j ← a_j Σ_i [ψ(n_ij + a_j) - ψ(a_j)] / Σ_i [ψ(n_i + A) - ψ(A)]

    Each step raises the likelihood (Minka 2000, "Estimating a Dirichlet distribution").

    Parameters
    ----------
    counts : (I, J)
    concentration : (J,), where to start
    symmetric : bool, keep all a_j equal
    """
    check_count(n_iter, "n_iter")
    check_bool(symmetric, "symmetric")
    a = np.array(np.broadcast_to(concentration, counts.shape[1:]), dtype=np.float64)
    n = counts.sum(axis=1, dtype=np.float64)
    rows, columns = np.nonzero(counts)
    some = counts[rows, columns].astype(np.float64)
    for _ in range(n_iter):
        inside = psi(some + a[columns]) - psi(a[columns])
        above = np.bincount(columns, inside, minlength=len(a))  # (J,)
        if symmetric:
            above[:] = above.mean()
        below = np.sum(psi(n + a.sum()) - psi(a.sum()))
        if below <= 0:  # no counts: the data say nothing
            break
        a = np.clip(a * above / below, 1e-6, 1e6)
    return a


def expected_log(concentration):
    """E[log θ_k] = ψ(γ_k) - ψ(Σ_j γ_j) for θ ~ Dir(γ), row by row."""
    return psi(concentration) - psi(concentration.sum(axis=1, keepdims=True))


def dirichlet_kl(q, p):
    """KL(Dir(q_i) || Dir(p)), one a row, in nats.   q: (I, J), p: (J,) or a number."""
    p = np.broadcast_to(np.asarray(p, dtype=np.float64), q.shape[1:])
    normalisers = gammaln(q.sum(axis=1)) - gammaln(q).sum(axis=1)
    normalisers -= gammaln(p.sum()) - gammaln(p).sum()
    return normalisers + np.sum((q - p) * expected_log(q), axis=1)


def exp_above_0(x):
    """e^x, but never 0: a product of two such numbers can still be divided by."""
    return np.exp(np.maximum(x, SMALLEST))
