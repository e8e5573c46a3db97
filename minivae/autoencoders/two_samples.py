"""Generated numbers beside true ones: how like them they are, and how new.

Shapes: M generated rows, N true ones, D columns. Each function but `copy_ratio` takes
one column, (M,), and gives a number, or several, (M, D), and gives (D,).
"""

import numpy as np

from ..base import as_numbers, check_array, check_positive_int

BLOCK = 512  # rows of distances at a time


def wasserstein(generated, truth):
    """W₁ = ∫ |F(x) - G(x)| dx, F and G the shares of numbers below x: in units of x.

    That is how far the numbers must be moved, on average, to become the other ones.

    Parameters
    ----------
    generated, truth : arrays, (M,) and (N,), or (M, D) and (N, D)

    Returns
    -------
    float, or array (D,)
    """
    a, b, pack = _columns(generated, truth, "wasserstein")
    return pack([_wasserstein(x, y) for x, y in zip(a.T, b.T, strict=True)])


def _wasserstein(x, y):
    both = np.sort(np.concatenate([x, y]))
    F, G = (np.searchsorted(np.sort(v), both[:-1], "right") / len(v) for v in (x, y))
    return np.sum(np.abs(F - G) * np.diff(both))


def chi_square_per_bin(generated, truth, n_bins=30):
    """χ² / (B - 1) = Σ_b (√(N/M) m_b - √(M/N) n_b)² / (m_b + n_b) / (B - 1).

    m_b and n_b count the generated and the true numbers in bin b. Each of the B bins
    has as many true numbers as the others, up to one; the outer two have no end. About
    1 for numbers of one distribution; the deviation of that is √(2 / (B - 1)).

    Parameters
    ----------
    generated, truth : arrays, (M,) and (N,), or (M, D) and (N, D)
    n_bins : int, B, from 2 to N

    Returns
    -------
    float, or array (D,)
    """
    a, b, pack = _columns(generated, truth, "chi_square_per_bin")
    if not 2 <= check_positive_int(n_bins, "n_bins") <= len(b):
        raise ValueError(
            f"n_bins must lie between 2 and the {len(b)} true rows, got {n_bins}"
        )
    return pack([_chi_square(x, y, n_bins) for x, y in zip(a.T, b.T, strict=True)])


def _chi_square(x, y, n_bins):
    # Equal numbers make empty bins: one bin takes them all.
    inner = np.unique(np.quantile(y, np.arange(1, n_bins) / n_bins))
    m, n = (
        np.bincount(np.searchsorted(inner, v), minlength=len(inner) + 1) for v in (x, y)
    )
    ratio = np.sqrt(len(y) / len(x))
    filled = m + n > 0
    terms = (ratio * m - n / ratio)[filled] ** 2 / (m + n)[filled]
    return np.sum(terms) / max(np.count_nonzero(filled) - 1, 1)


def copy_ratio(generated, training, truth):
    """med_m min_n |g_m - t_n| / med_m min_n |x_m - t_n|: 1 as new as truth, 0 copies.

    g are the generated rows, t the training's, x true ones that are not among them: how
    near does the next training row lie, beside how near it lies to new true rows?

    Parameters
    ----------
    generated : array, (M, D)
    training : array, (N, D)
    truth : array, (m, D), new rows of the true kind

    Returns
    -------
    float

    Raises
    ------
    ValueError
        If the arrays do not fit, or half of the rows of truth are in training.
    """
    given = {"generated": generated, "training": training, "truth": truth}
    g, t, x = (check_array(v, np.float64, who=name) for name, v in given.items())
    if not g.shape[1] == t.shape[1] == x.shape[1]:
        raise ValueError(
            "generated, training and truth must have one number of columns, got "
            f"{g.shape[1]}, {t.shape[1]} and {x.shape[1]}"
        )
    usual = np.median(_to_nearest(x, t))
    if usual == 0:
        raise ValueError("truth must be new rows: half of them are rows of training")
    return float(np.median(_to_nearest(g, t)) / usual)


def _to_nearest(points, others):
    """Return the distance of each point to the nearest of the others: (M,)."""
    mean = others.mean(axis=0)
    points, others = points - mean, others - mean
    squares = np.sum(others**2, axis=1)
    nearest = np.empty(len(points), dtype=np.intp)
    for start in range(0, len(points), BLOCK):
        rows = slice(start, start + BLOCK)  # |x - t|² less |x|², which is the row's own
        nearest[rows] = np.argmin(squares - 2 * points[rows] @ others.T, axis=1)
    # From the difference: a copy is at 0, whatever was rounded above.
    return np.linalg.norm(points - others[nearest], axis=1)


def _columns(generated, truth, who):
    """Return both as columns, and what makes the results of the columns the answer."""
    one = np.ndim(generated) == np.ndim(truth) == 1
    given = []
    for value in (generated, truth):
        value = as_numbers(value, who)
        given.append(check_array(value[:, None] if one else value, np.float64, who=who))
    a, b = given
    if a.shape[1] != b.shape[1]:
        raise ValueError(
            f"{who} expected as many columns in both, got {a.shape[1]} and {b.shape[1]}"
        )
    return a, b, (lambda results: float(results[0])) if one else np.array
