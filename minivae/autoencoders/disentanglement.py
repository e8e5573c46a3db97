"""Does each unit of a code stand for one true factor? Counted in information.

Shapes: N examples, K units, F factors.
"""

import numpy as np

from ..base import as_numbers, check_array, check_number, check_positive_int


def active_units(mu, threshold=0.01):
    """A_k = Var_n[μ_k(x_n)] > threshold: whether the unit tells of x at all.

    Parameters
    ----------
    mu : array, (N, K), posterior means, such as ``vae.transform(X)``
    threshold : float

    Returns
    -------
    array of bool, (K,); its sum is the number of active units

    Notes
    -----
    Burda et al. (2016), "Importance weighted autoencoders". Early in training all units
    are above the threshold: it is meant for a model that has converged.

    Examples
    --------
    >>> active_units([[1.0, 0.1], [-1.0, 0.1]])
    array([ True, False])
    """
    mu = check_array(mu, np.float64, who="active_units")
    return mu.var(axis=0) > check_number(threshold, "threshold", 0)


def mutual_information(codes, factors, n_bins=20):
    """I(z_k; v_f) = Σ p(b, v) log p(b, v) / p(b) p(v),  b the bin of z_k.

    The bins are equally wide, from the smallest to the largest value of each unit, and
    the probabilities are shares of the N examples. So few examples seem to share some
    information by chance: about (n_bins - 1) (values of v - 1) / 2N nats.

    Parameters
    ----------
    codes : array, (N, K)
    factors : array, (N, F), of as many different numbers as a factor has values
    n_bins : int

    Returns
    -------
    array, (K, F), nats
    """
    bins, values = _as_labels(codes, factors, n_bins)
    return np.array([[_information(b, v) for v in values] for b in bins])


def mutual_information_gap(codes, factors, n_bins=20):
    """(I(z_1st; v) - I(z_2nd; v)) / H(v), of each factor v; their mean is the MIG.

    The first unit is the one that tells most of v, the second the next one. The gap is
    1 where one unit tells all of v and no other one anything, and 0 where two tell as
    much. It says nothing about a unit that tells of several factors.

    Parameters
    ----------
    codes, factors, n_bins : as for `mutual_information`

    Returns
    -------
    array, (F,), from 0 to 1

    Raises
    ------
    ValueError
        If the arrays do not fit, or a factor has one value only.

    Notes
    -----
    Chen et al. (2018), "Isolating sources of disentanglement in variational
    autoencoders", take draws from q(z|x); bins of the means μ are what Locatello et al.
    (2019) use. The scale of a unit does not count: one that is not active may still
    have a mean that tells of v, and narrows the gap.

    Examples
    --------
    >>> v = [[0, 0], [0, 1], [1, 0], [1, 1]]
    >>> mutual_information_gap([[-1.0, 5.0], [-1.0, 5.0], [1.0, 5.0], [1.0, 5.0]], v)
    array([1., 0.])
    """
    information = mutual_information(codes, factors, n_bins)  # (K, F)
    _, values = _as_labels(codes, factors, n_bins)
    entropy = np.array([_information(v, v) for v in values])
    if not entropy.all():
        f = int(np.argmin(entropy))
        raise ValueError(f"column {f} of factors has one value only: nothing to tell")
    nothing = np.zeros((1, information.shape[1]))  # the second of a single unit
    second, first = np.sort(np.vstack([nothing, information]), axis=0)[-2:]
    return (first - second) / entropy


def _as_labels(codes, factors, n_bins):
    """Return the bins of K units and the values of F factors, whole numbers from 0."""
    codes = check_array(codes, np.float64, who="codes")
    factors = as_numbers(factors, "factors")
    n_bins = check_positive_int(n_bins, "n_bins")
    if factors.ndim != 2 or len(factors) != len(codes):
        raise ValueError(
            f"factors must have shape (N, F) with N = {len(codes)}, as the codes, got "
            f"{factors.shape}"
        )
    low = codes.min(axis=0)
    width = codes.max(axis=0) - low
    places = (codes - low) / np.where(width > 0, width, 1) * n_bins
    bins = np.minimum(places.astype(np.int64), n_bins - 1)  # the largest, too
    values = [np.unique(column, return_inverse=True)[1] for column in factors.T]
    return bins.T, values


def _information(a, b):
    """I(a; b) of two columns of whole numbers from 0, in nats; I(a; a) is H(a)."""
    joint = np.zeros((a.max() + 1, b.max() + 1))
    np.add.at(joint, (a, b), 1 / len(a))
    apart = joint.sum(axis=1, keepdims=True) * joint.sum(axis=0)
    there = joint > 0
    return np.sum(joint[there] * np.log(joint[there] / apart[there]))
