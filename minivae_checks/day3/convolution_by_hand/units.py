"""Checks of ConvolutionByHand: what excites a unit, and what a unit knows.

N images, D pixels, U units.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size

from .windows import UNCUT

STEP = Mistakes("""
    length = lambda a: np.sqrt(np.sum(a**2))
    up = x + step * radius * g / length(g)
    short = lambda a, r: a * min(1, r / length(a))
    short(up, radius)
    up  # It may be too long now: shorten it to the radius.
    up * radius / length(up)
        # It is made as long as the radius even where it is shorter: only what is too long is shortened.
    short(x - step * radius * g / length(g), radius)  # The sign is reversed: go up, along g.
    short(x + step * g / length(g), radius)  # The step is a share of the radius: step * radius.
    short(x + step * radius * g, radius)  # g is not brought to length 1.
    short(x + step * g, radius)  # g is not brought to length 1, and the radius is missing in the step.
    short(x + radius * g / length(g), radius)  # step is forgotten.
    short(x + step * radius * g / length(g) ** 2, radius)
        # g is divided by the square of its length: the root is missing.
    short(x + step * radius * g / np.abs(g).sum(), radius)
        # The length is the root of the sum of the squares, not the sum of the sizes.
    short(x + step * radius * g / np.abs(g).max(), radius)
        # The length is the root of the sum of the squares, not the largest entry.
    short(x + step * radius * np.sign(g), radius)  # Only the signs of g are used: divide it by its length.
    short(x + step * radius * g / np.sqrt(np.mean(g**2)), radius)
        # That is the root of the mean square; the length has the sum.
    short(x, radius) + step * radius * g / length(g)  # It is shortened before the step: shorten it after.
    np.clip(up, -radius, radius)  # The length of the whole is bounded, not each pixel.
    np.clip(up, 0, 1)  # ditto
    up * min(1, radius**2 / length(up) ** 2)  # It is shortened by the ratio of the squares: the root is missing.
    short(step * radius * g / length(g), radius)  # The step is added to x.
    short(up, 1)  # 1 is written in; use the radius.
    radius * g / length(g)  # That jumps to the end of the way for a linear unit; take a step from x.
    x  # x is returned as it came.
    """)


@exercise("3.33", points=1, ours=STEP.answer("x", "g", "radius", "step"))
def uphill(yours):
    """x ← P(x + η r g / ‖g‖), P(x) = x min(1, r / ‖x‖).

    Task: take one step of length step * radius along g, then shorten x to the radius if it is longer
    Hint: Two lines. The length of a is the root of the sum of a ** 2.
    """
    rng = np.random.default_rng(31)
    for shape, size in (((7,), 0.5), ((7,), 3.0), ((5,), 0.1), ((4, 4), 5.0), ((3, 2, 2), 0.3)):
        x, g = rng.normal(size=(2, *shape))
        given = {"x": size * x / np.linalg.norm(x), "g": 2 * g, "radius": 1.7, "step": 0.3}
        STEP.judge("x", yours(*given.values()), "First the step, then the length.", **given)
    right = STEP.answer("x", "g", "radius", "step")
    expect_any_size("x", yours, right, _a_start, tries=12)
    for near, side in ((1 + 1e-4, "longer"), (1 - 1e-4, "shorter")):
        end, g = rng.normal(size=(2, 6))
        x = 2.5 * near * end / np.linalg.norm(end) - 30 * 2.5 * g / np.linalg.norm(g)
        why = f"Here step is 30, and after it x is {side} than the radius by a ten-thousandth."
        expect_array("x", yours(x, g, 2.5, 30.0), right(x, g, 2.5, 30.0), because=why)
    why = "Here x starts as a black image, all zeros: the step leads away from there."
    x = np.zeros(6)
    expect_array("x", yours(x, g, 2.5, 0.1), right(x, g, 2.5, 0.1), because=why)
    for of_x, of_g, radius in (
        (1e-9, 1e-20, 1e-9),
        (1e6, 1e12, 1e7),
        (1e3, 1e-9, 2.0),
        (1.0, 1e-100, 2.0),
        (1.0, 1e100, 1e-3),
        (1e100, 1e-150, 1e100),
    ):
        x, g = rng.normal(size=(2, 9))
        x, g = of_x * x, of_g * g
        want = right(x, g, radius, 0.2)
        why = f"Here x is of the size {of_x:g}, g of {of_g:g}, and the radius is {radius:g}: {UNCUT}"
        expect_array("x", yours(x, g, radius, 0.2), want, because=why, atol=0)


def _a_start(rng):
    shape = tuple(rng.choice([1, 3, 40], rng.integers(1, 4)))
    x, g = rng.normal(size=(2, *shape))
    return x, g, rng.choice([0.01, 1.0, 30.0]) * np.sqrt(x.size), rng.choice([0.01, 0.3, 4.0])


SCORES = Mistakes("""
    found = np.mean(said[true], axis=0)
    alone = np.mean(~said[~true], axis=0)
    (found + alone) / 2
    np.mean(said == true[:, None], axis=0)  # That is the share of right answers: who says "never" has most of it.
    found + alone  # Take the mean of the two shares: divide by 2.
    found  # That is only the share of true ones that were found: saying "yes" always has 1.
    alone  # That is only the share of false ones that were left alone: saying "never" has 1.
    (found + np.mean(said[~true], axis=0)) / 2  # Of the false ones, those count that it does not say.
    (found - np.mean(said[~true], axis=0)) / 2
        # Take the share of false ones left alone, 1 minus the share of false alarms.
    found - np.mean(said[~true], axis=0)  # That is 0 for a coin and 1 for the best; take the mean of the two shares.
    np.sqrt(found * alone)  # That is the root of their product; take their mean.
    found * alone  # That is their product; take their mean.
    2 * found * alone / (found + alone)  # That is the harmonic mean; take the plain one.
    np.minimum(found, alone)  # That is the smaller of the two; take their mean.
    np.maximum((found + alone) / 2, 1 - (found + alone) / 2)
        # A unit below 0.5 stays below: its sign was chosen before.
    np.mean(true[:, None] & said, axis=0) / np.maximum(np.mean(said, axis=0), 1e-300)
        # That is the share of what it said that is true; take the share of the true ones that it said.
    np.full(said.shape[1], (np.mean(said[true]) + np.mean(~said[~true])) / 2)
        # All units are taken together: give axis=0.
    (np.mean(said[true]) + np.mean(~said[~true])) / 2  # All units are taken together: give axis=0.
    (np.sum(said[true], axis=0) + np.sum(~said[~true], axis=0)) / 2
        # Those are numbers of images; divide each by how many there are.
    (np.mean(said[true], axis=1)[:1] + np.mean(~said[~true], axis=1)[:1]) / 2 + 0 * found
        # The mean is over the images, axis 0.
    1 - (found + alone) / 2  # That is the mean of the two errors.
    """)


@exercise("3.34", points=2, ours=SCORES.answer("said", "true"))
def balanced_accuracy(yours):
    """½ (share of true ones that were found + share of false ones left alone).

    Task: return one number per unit, (U,): the mean of the two shares
    Hint: said[true] has a line for each image that is true. What is ~said[~true]?
    """
    rng = np.random.default_rng(32)
    right = SCORES.answer("said", "true")
    for N, U, share in ((12, 12, 0.3), (40, 5, 0.1), (31, 3, 0.7)):
        true = rng.permutation(N) < max(2, round(share * N))
        said = rng.random((N, U)) < np.where(true, 0.8, 0.25)[:, None]
        said[:, 0] ^= True  # a unit below a coin
        why = "Two shares: among the true ones and among the others."
        SCORES.judge("the balanced accuracy", yours(said, true), why, said=said, true=true)
    ends = np.stack([true, ~true, true | True, true & False], axis=1)  # right, wrong, always, never
    why = "These four units are always right, always wrong, say yes, say no: they have 1, 0, 0.5 and 0.5 exactly."
    expect_array("the balanced accuracy", yours(ends, true), np.array([1, 0, 0.5, 0.5]), because=why, atol=1e-14)
    expect_any_size("the balanced accuracy", yours, right, _detectors, tries=12)
    few = np.arange(70_000) < 3
    said = np.arange(70_000)[:, None] < np.array([0, 1, 4, 40_000])
    for true, how_many in ((few, "3"), (~few, "all but 3")):
        why = f"Here {how_many} images of 70,000 are true."
        expect_array("the balanced accuracy", yours(said, true), right(said, true), because=why, atol=0)
    true, said = rng.permutation(60) < 20, rng.random((60, 8_000)) < 0.4
    why = "Here there are 8,000 detectors."
    expect_array("the balanced accuracy", yours(said, true), right(said, true), because=why)


def _detectors(rng):
    N, U = rng.choice([2, 3, 9, 400]), rng.choice([1, 2, 30, 300])
    true = rng.permutation(N) < rng.integers(1, N)
    return rng.random((N, U)) < 0.4, true
