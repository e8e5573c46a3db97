"""The Chinese restaurant process and the stick that is broken: one prior, two views.

Customer i (from 0) joins an occupied table with probability n_k / (i + alpha) and a
new one with probability alpha / (i + alpha): i others sit already, not i + 1.
"""

import numpy as np
from scipy.special import digamma, gammaln

from ..base import check_positive, check_positive_int, floats


def chinese_restaurant(n, alpha, rng):
    """P(z_i = k) = n_k / (i + alpha),  P(new table) = alpha / (i + alpha).

    Parameters
    ----------
    n : int, customers
    alpha : float > 0, concentration
    rng : numpy.random.Generator

    Returns
    -------
    z : (n,) int, the table of each customer; tables are numbered as they are opened

    Raises
    ------
    ValueError
        If n is not a positive integer or alpha is not positive and finite.

    Examples
    --------
    >>> import numpy as np
    >>> z = chinese_restaurant(9, alpha=1.0, rng=np.random.default_rng(0))
    >>> z.shape, int(z[0])
    ((9,), 0)
    """
    n, alpha = check_positive_int(n, "n"), check_alpha(alpha)
    z = np.zeros(n, dtype=np.int64)
    K = 1  # the first customer opens table 0
    for i in range(1, n):
        u = rng.random() * (i + alpha)
        # u < i: sit down with a customer picked at random. A table is then joined in
        # proportion to its size, and nothing has to be counted.
        if u < i:
            z[i] = z[int(u)]
        else:
            z[i], K = K, K + 1
    return z


def seating_probabilities(counts, alpha):
    """Return the next customer's probabilities: (K,) counts -> (K + 1,), last: new."""
    counts = floats(counts, "counts")
    if counts.ndim != 1 or not np.all((counts >= 0) & (counts < np.inf)):
        raise ValueError(f"counts must be a row of numbers, 0 or more, got {counts}")
    weights = np.append(counts, check_alpha(alpha))
    return weights / weights.sum()


def stick_breaking(n_sticks, alpha, rng):
    """w_k = v_k Π_{l<k} (1 - v_l),  v_k ~ Beta(1, alpha).

    The weights of the tables when infinitely many customers have come, in the order
    in which the tables were opened. What is left, 1 - Σ w_k, belongs to tables beyond.

    Returns
    -------
    w : (n_sticks,), positive, sum below 1
    """
    n_sticks = check_positive_int(n_sticks, "n_sticks")
    v = rng.beta(1.0, check_alpha(alpha), n_sticks)
    left = np.cumprod(np.append(1.0, 1.0 - v[:-1]))  # what is left before each break
    return v * left


def expected_tables(n, alpha):
    """E[K] = Σ_{i=0}^{n-1} alpha / (alpha + i) = alpha (ψ(alpha + n) - ψ(alpha)).

    >>> round(float(expected_tables(9, 1.0)), 3)
    2.829
    """
    n, alpha = check_positive_int(n, "n"), check_alpha(alpha)
    return alpha * (digamma(alpha + n) - digamma(alpha))


def log_partition_probability(z, alpha):
    """P(z) = alpha^K Π_k (n_k - 1)! / [alpha (alpha + 1) ... (alpha + n - 1)]; its log.

    It depends on the sizes of the tables alone: neither on who came when nor on who is
    who. The process is *exchangeable*, so each customer may be taken as the last one.

    Parameters
    ----------
    z : (n,) int, any labels
    alpha : float > 0

    Returns
    -------
    log_p : float, nats
    """
    alpha = check_alpha(alpha)
    _, sizes = np.unique(z, return_counts=True)
    rising = gammaln(alpha + sizes.sum()) - gammaln(alpha)
    return len(sizes) * np.log(alpha) + gammaln(sizes).sum() - rising


def tables_distribution(n, alpha):
    """P(K = k) for k = 0 ... n: (n + 1,). One customer more, one row of a recursion.

    P_{i+1}(k) = P_i(k) i / (i + alpha) + P_i(k - 1) alpha / (i + alpha).
    """
    n, alpha = check_positive_int(n, "n"), check_alpha(alpha)
    p = np.zeros(n + 1)
    p[0] = 1.0
    for i in range(n):
        p[1:] = (p[1:] * i + p[:-1] * alpha) / (i + alpha)
        p[0] = 0.0
    return p


def resample_alpha(alpha, n, K, shape, rate, rng):
    """Draw alpha given K tables of n customers; prior Gamma(shape, rate).

    Escobar and West (1995): with eta ~ Beta(alpha + 1, n), alpha is a mixture of
    Gamma(shape + K, r) and Gamma(shape + K - 1, r), r = rate - log eta, in proportion
    (shape + K - 1) to n r.
    """
    rate = rate - np.log(rng.beta(alpha + 1.0, n))
    odds = (shape + K - 1.0) / (n * rate)
    shape = shape + K - (rng.random() * (1.0 + odds) > odds)
    return rng.standard_gamma(shape) / rate


def check_alpha(alpha):
    """Return alpha as a float if it is positive and finite, else raise ValueError."""
    return check_positive(alpha, "alpha")
