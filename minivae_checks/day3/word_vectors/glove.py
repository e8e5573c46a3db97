"""Checks of WordVectors: the pull of GloVe's pairs.

M pairs of words that met.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size


def _glove_pull(score, x, x_max):
    return np.minimum(1, (x / x_max) ** 0.75) * (score - np.log(x))


PULL = Mistakes("""
    e, f = score - np.log(x), np.minimum(1, (x / x_max) ** 0.75)
    f * e
    e  # The weight f(x) is missing.
    -f * e  # The sign is reversed: the score minus the logarithm.
    (x / x_max) ** 0.75 * e  # The weight is at most 1: above x_max all weigh the same.
    np.maximum(1, (x / x_max) ** 0.75) * e  # The weight is at most 1, so take the minimum.
    np.minimum(1, x / x_max) * e  # The power 3/4 is missing.
    np.minimum(1, x / x_max) * 0.75 * e  # 3/4 is a power, not a factor.
    np.minimum(1, (x / x_max) ** 0.5) * e  # The power is 3/4, not a half.
    np.minimum(1, (x / x_max) ** 0.25) * e  # The power is 3/4, not a quarter.
    np.minimum(1, (x / x_max) ** (4 / 3)) * e  # The power is 3/4, not 4/3.
    np.minimum(1, (x_max / x) ** 0.75) * e  # x and x_max are exchanged in the weight.
    np.minimum(x_max, x**0.75) * e  # Divide x by x_max before the power.
    np.minimum(1, x**0.75 / x_max) * e  # Divide x by x_max first, then take the power.
    np.minimum(x, x_max) ** 0.75 * e  # The weight is to be 1 at x_max: divide by x_max before the power.
    np.where(x < x_max, (x / x_max) ** 0.75, 0) * e  # Above x_max the weight is 1, not 0.
    f**2 * e  # The weight is there twice.
    np.sqrt(f) * e  # The weight stands before the square, so its root has no place here.
    2 * f * e  # The half in front of the loss takes the 2 away.
    f * e / 2  # The half is used up by the square: its slope is 2 e.
    f * e**2 / 2  # That is the loss; its slope by the score is f e.
    f * e**2  # The slope of a square is the error, not its square.
    f * np.abs(e)  # An error has a sign; do not drop it.
    f * (score - x)  # It is the logarithm of x that the score should hit.
    f * (score - np.log1p(x))  # The logarithm of x, not of 1 + x: only pairs with x above 0 come.
    f * (score - np.log10(x))  # The natural logarithm belongs there.
    f * (score - np.log2(x))  # ditto
    f * score - np.log(x)  # Put the difference in brackets: the weight is for all of it.
    f * (score + np.log(x))  # Take the logarithm away from the score.
    f * np.log(x)  # The score is missing.
    f * score  # The logarithm of x is missing.
    f * (np.exp(score) - x)  # Compare the score with log x; here exp(score) is compared with x.
    f * e / x  # That is a slope by x; the score is what moves.
    """)


@exercise("3.20", points=1, ours=_glove_pull)
def glove_pull(yours):
    """f(x) (score - log x), f(x) = min(1, (x / x_max)^¾).

    Task: return the slope of the loss by the score, for each of M pairs
    Hint: The slope of ½ f e² by e is f e, and e is the score minus log x.
    """
    why = "It is f(x) times (score - log x), with f(x) = (x / x_max)^0.75, and 1 above x_max."
    for M, x_max, seed in ((8, 10.0, 0), (20, 3.0, 1), (11, 100.0, 2), (6, 0.5, 3)):
        given = _pulled(np.random.default_rng(3210 + seed), M, x_max)
        names = dict(zip(("score", "x", "x_max"), given, strict=True))
        PULL.judge("the pull", yours(*given), why, **names)
    for scale in (1e-60, 1e20):
        score, x, x_max = _pulled(np.random.default_rng(3219), 9, 7.0)
        given = 300 * score + np.log(scale), x * scale, x_max * scale
        more = (
            f"Here all counts and x_max are {scale:g} times as large, and scores far from log x: "
            "nothing is added, or cut off at a bound."
        )
        expect_array("the pull", yours(*given), _glove_pull(*given), because=more, rtol=1e-7)
    expect_any_size("the pull", yours, _glove_pull, _any_pull, tries=12)


def _pulled(rng, M, x_max):
    """Pairs on both sides of x_max, among them one at it, and one that is rare."""
    x = x_max * np.exp(rng.normal(0, 2, M))
    x[: M // 2] = x_max * rng.uniform(0.01, 0.6, M // 2)
    x[0], x[-1] = x_max * 1e-7, x_max
    return rng.normal(0, 3, M), x, x_max


def _any_pull(rng):
    return _pulled(rng, int(rng.choice([1, 2, 50, 400])), float(rng.choice([0.01, 1.0, 30.0, 1e4])))
