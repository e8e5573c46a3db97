"""Check of NeighbourGraphs: pull and push. E pairs of places on a map of K dimensions."""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array, expect_gradient, expect_parts
from minivae_checks.sizes import expect_any_size


def _forces(yi, yj, a, b):
    difference = yi - yj
    s = (difference**2).sum(axis=1, keepdims=True)
    pull = 2 * a * b * s ** (b - 1) / (1 + a * s**b) * difference
    push = -2 * b / (s * (1 + a * s**b)) * difference
    return pull, push


PULL = Mistakes("""
    difference = yi - yj
    s = (difference**2).sum(axis=1, keepdims=True)
    q = 1 / (1 + a * s**b)
    slope = a * b * s ** (b - 1) * q
    right = 2 * slope * difference
    right
    -right  # The sign is reversed: -log q rises with the distance. (A step goes against the gradient.)
    slope * difference  # The 2 of ds/dyi = 2 (yi - yj) is missing.
    2 * slope + 0 * difference  # Multiply by yi - yj: the chain rule goes on from s to yi.
    slope + 0 * difference  # ditto
    2 * slope * difference / np.sqrt(s)  # The difference is not divided by its length: ds/dyi = 2 (yi - yj).
    2 * a * b * s ** (b - 1) * difference  # The division by 1 + a s^b is missing.
    2 * a * b * s ** (b - 1) * q**2 * difference  # That is the slope of -q; of -log q it has 1 + a s^b below once.
    2 * a * b * s**b * q * difference  # The power goes down by one: s^(b - 1).
    2 * a * s ** (b - 1) * q * difference  # The b that comes down from the power is missing.
    2 * b * s ** (b - 1) * q * difference  # The a is missing above.
    2 * a * b * s ** (2 * b - 1) / (1 + a * s ** (2 * b)) * difference  # s is the squared distance already: a s^b.
    2 * a * b * s ** (2 * b - 2) * q * difference  # ditto
    4 * a * b * s ** (2 * b - 1) / (1 + a * s ** (2 * b)) * difference  # ditto
    2 * a * b * s ** (b / 2 - 0.5) / (1 + a * s ** (b / 2)) * difference  # s is the squared distance: there is no root.
    2 * a * b * (s / len(yi.T)) ** (b - 1) / (1 + a * (s / len(yi.T)) ** b) * difference
        # s is the sum of the squares along a row, not their mean.
    2 * a * b * s ** (b - 1) / (1 + s**b) * difference  # The a is missing below.
    -2 * b / (s * (1 + a * s**b)) * difference  # That is the push.
    np.log1p(a * s**b) + 0 * difference  # That is the cost; its gradient is wanted.
    2 * slope * (yi + yj)  # It is the difference of the two places, not their sum.
    right / len(yi)  # Each pair has a gradient of its own: there is no mean.
    """)
PUSH = Mistakes("""
    difference = yi - yj
    s = (difference**2).sum(axis=1, keepdims=True)
    q = 1 / (1 + a * s**b)
    right = -2 * b / s * q * difference
    right
    -right  # The sign is reversed: -log(1 - q) falls with the distance.
    right / 2  # The 2 of ds/dyi = 2 (yi - yj) is missing.
    -2 * b / s * q + 0 * difference  # Multiply by yi - yj: the chain rule goes on from s to yi.
    -b / s * q + 0 * difference  # ditto
    right / np.sqrt(s)  # The difference is not divided by its length: ds/dyi = 2 (yi - yj).
    -2 * b / s * difference  # The division by 1 + a s^b is missing.
    -2 * b * q * difference  # The division by s is missing.
    -2 * q / s * difference  # The b that comes down from the power is missing.
    -2 * a * b * q / s * difference  # There is no a above: it cancels.
    -2 * b / (0.001 + s) * q * difference  # Nothing is added to s.
    -2 * b / s**b * q * difference  # It is divided by s, not by s^b.
    -2 * b / s / (1 + s**b) * difference  # The a is missing below.
    -2 * b / s / (1 + a * s ** (2 * b)) * difference  # s is the squared distance already: a s^b.
    -4 * b / s / (1 + a * s ** (2 * b)) * difference  # ditto
    -2 * b / np.sqrt(s) / (1 + a * s ** (b / 2)) * difference  # s is the squared distance: there is no root.
    -2 * b / s * len(yi.T) / (1 + a * (s / len(yi.T)) ** b) * difference
        # s is the sum of the squares along a row, not their mean.
    -2 * a * b * s ** (b - 1) * q * difference  # That is minus the pull; the push is the slope of -log(1 - q).
    np.log1p(1 / (a * s**b)) + 0 * difference  # That is the cost; its gradient is wanted.
    -2 * b / s * q * (yi + yj)  # It is the difference of the two places, not their sum.
    right / len(yi)  # Each pair has a gradient of its own: there is no mean.
    """)


@exercise("3.26", points=2, ours=_forces)
def forces(yours):
    """The gradients by yi of -log q and of -log(1 - q), with q = 1 / (1 + a s^b).

    Task: return pull and push, both (E, K), one row per pair
    Hint: Take s = the squared distance, one number per pair; then the derivative by s, times 2 (yi - yj).
    """
    for E, K, seed in ((3, 3, 0), (6, 2, 1)):
        given = _pairs(np.random.default_rng(seed), E, K)
        right = _forces(*given.values())
        pull, push = expect_parts(yours(*given.values()), "pull", "push", wants=right)
        PULL.judge("pull", pull, "It is the slope by s, times 2 (yi - yj).", **given)
        PUSH.judge("push", push, "It is the slope by s, times 2 (yi - yj).", **given)
    yi, yj, a, b = given.values()
    expect_gradient("pull", lambda x: _cost(x, yj, a, b)[0], yi, pull)
    expect_gradient("push", lambda x: _cost(x, yj, a, b)[1], yi, push)
    expect_any_size(("pull", "push"), yours, _forces, _some_pairs, tries=12)
    yi, yj, a_here, b = _pairs(np.random.default_rng(3250), 5, 2).values()
    for scale, a in ((1e-11, a_here), (1e-6, a_here), (1e-2, 3e4), (1e3, a_here), (1e6, 1e-3)):
        got, want = yours(scale * yi, scale * yj, a, b), _forces(scale * yi, scale * yj, a, b)
        why = f"Here the places are of the size {scale:g}, and a = {a:g}: nothing is added, or cut off at a bound."
        for name, part, right in zip(("pull", "push"), got, want, strict=True):
            expect_array(name, part, right, because=why, atol=0)


def _cost(yi, yj, a, b):
    s = ((yi - yj) ** 2).sum(axis=1)
    return np.log1p(a * s**b).sum(), np.log1p(1 / (a * s**b)).sum()


def _pairs(rng, E, K):
    yi, yj = rng.normal(size=(2, E, K))
    return {"yi": yi, "yj": yj, "a": rng.uniform(0.5, 2.5), "b": rng.uniform(0.5, 1.6)}


def _some_pairs(rng):
    return tuple(_pairs(rng, *rng.choice([1, 2, 3, 9, 50], 2)).values())
