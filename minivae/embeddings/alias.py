"""Draws from any distribution in constant time: the alias table."""

import numpy as np


def alias_table(p):
    """p_w = (keep_w + Σ_{v: alias_v = w} (1 - keep_v)) / V.

    Pick one of V entries at random, then toss a coin: with probability keep_w it stays
    at w, else it goes to alias_w. Each step below fills an entry that asks for less
    than 1/V with what another has too much (Vose 1991).

    Parameters
    ----------
    p : (V,) float, not negative, with a sum above 0

    Returns
    -------
    keep : (V,) float64, in [0, 1]
    alias : (V,) int32
    """
    keep = np.asarray(p, dtype=np.float64) * (len(p) / np.sum(p))
    alias = np.arange(len(p), dtype=np.int32)
    small, large = list(np.flatnonzero(keep < 1)), list(np.flatnonzero(keep >= 1))
    while small and large:
        s, g = small.pop(), large[-1]
        alias[s] = g
        keep[g] -= 1 - keep[s]
        if keep[g] < 1:
            small.append(large.pop())
    keep[small + large] = 1  # what rounding has left over
    return keep, alias


def thresholds(keep):
    """Return keep as it is compared with 32 random bits: (V,) uint32.

    2^32 does not fit, so a probability of 1 becomes 2^32 - 1. Its alias is itself.
    """
    return np.minimum(np.rint(keep * 2.0**32), 2**32 - 1).astype(np.uint32)


def draw(numbers, keep, alias):
    """Draw by one 32-bit number each: its product with V is the entry, then the coin.

    Parameters
    ----------
    numbers : uint32, random bits
    keep : (V,) uint32, see ``thresholds``
    alias : (V,) int32
    """
    products = np.asarray(numbers, dtype=np.uint64) * np.uint64(len(keep))
    entries = (products >> np.uint64(32)).astype(np.int64)
    coins = products & np.uint64(2**32 - 1)
    return np.where(coins < keep[entries], entries, alias[entries])
