"""Several chains: do they agree, and which topic of one is which of the other."""

import numpy as np
from scipy.optimize import linear_sum_assignment


def r_hat(chains):
    """R̂ = sqrt( (W (n-1)/n + B/n) / W ) of M chains of n draws each.

    W is the mean variance within the halves of the chains, B/n the variance of their
    means. Chains that tell the same story have R̂ near 1; Vehtari et al. (2021) ask
    for less than 1.01. Each chain is cut in two, so that a drift shows as well.

    Parameters
    ----------
    chains : (M, n) of one number, such as log p(w, z), from M chains of n draws, n >= 4

    Raises
    ------
    ValueError
        If there are fewer than four draws a chain, or a value is not finite.
    """
    chains = np.asarray(chains, dtype=np.float64)
    if chains.ndim != 2 or chains.shape[1] < 4 or not np.isfinite(chains).all():
        raise ValueError(
            "r_hat expects finite numbers (chains, draws) with four draws or more, "
            f"got shape {chains.shape}"
        )
    n = chains.shape[1] // 2
    halves = np.concatenate([chains[:, :n], chains[:, -n:]])  # (2M, n)
    within = halves.var(axis=1, ddof=1).mean()
    between = halves.mean(axis=1).var(ddof=1)  # B / n
    if within == 0:
        return 1.0 if between == 0 else np.inf
    return float(np.sqrt((within * (n - 1) / n + between) / within))


def total_variation(p, q):
    """½ Σ_w |p_kw - q_jw| for each pair of rows: (K, V), (J, V) -> (K, J)."""
    p, q = np.asarray(p), np.asarray(q)
    return 0.5 * np.abs(p[:, None, :] - q[None, :, :]).sum(axis=2)


def match_topics(found, true):
    """Pair topics one to one so that Σ_j ½ Σ_w |found_{order(j),w} - true_jw| is least.

    Topics have no names: two chains, or a chain and the truth, number them differently.
    Both answers stand in the order of ``true``, the second argument. To ask which
    topics of one run come back in another, that run is ``true``, the other ``found``.

    Parameters
    ----------
    found : (K, V), rows sum to one
    true : (J, V), J <= K, the topics that are asked about

    Returns
    -------
    order : (J,) int, ``found[order[j]]`` is the partner of ``true[j]``
    distance : (J,), the total variation of ``true[j]`` and its partner, in [0, 1]

    Raises
    ------
    ValueError
        If there are fewer topics found than true ones, or the vocabularies differ.
    """
    found, true = np.asarray(found), np.asarray(true)
    if found.shape[1:] != true.shape[1:] or len(found) < len(true):
        raise ValueError(
            "match_topics expects (K, V) and (J, V) with K >= J, "
            f"got {found.shape} and {true.shape}"
        )
    cost = total_variation(true, found)  # (J, K)
    rows, order = linear_sum_assignment(cost)
    return order, cost[rows, order]
