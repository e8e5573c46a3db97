"""Checks of EventsFromABuffer: W1 of two samples, and the copy ratio.

M generated events, N of training, m true ones, D numbers each.
"""

import numpy as np
from scipy.spatial.distance import cdist

from minivae_checks import Mistakes, exercise, expect_array, expect_scalar
from minivae_checks.sizes import expect_any_size


def _w1(a, b):
    return np.mean(np.abs(np.sort(a) - np.sort(b)))


W1 = Mistakes("""
    d = np.sort(a) - np.sort(b)
    np.mean(np.abs(d))
    np.mean(np.abs(a - b))  # The samples are not sorted, each by itself: the first goes to the first.
    np.mean(np.abs(np.sort(a) - b))  # Only a is sorted.
    np.mean(np.abs(a - np.sort(b)))  # Only b is sorted.
    np.mean(np.abs(np.sort(a) - np.sort(b)[::-1]))  # One is sorted upwards, the other downwards.
    np.mean(np.abs(np.sort(np.abs(a)) - np.sort(np.abs(b))))  # The signs are lost before sorting.
    np.sum(np.abs(d))  # It is the sum; W1 is the mean.
    np.mean(d)  # The absolute values are missing: what goes up and what goes down cancel.
    np.abs(np.mean(d))  # The absolute value of the mean is taken; take the mean of the absolute values.
    np.sqrt(np.mean(d**2))  # That is the root of the mean square, W2; W1 is the mean of the absolute differences.
    np.mean(d**2)  # The differences are squared; take their absolute values.
    np.median(np.abs(d))  # It is the median; W1 is the mean.
    np.mean(np.abs(np.argsort(a) - np.argsort(b)))  # argsort gives places; np.sort gives the numbers.
    np.mean(np.abs(a - b[np.argsort(a)]))  # b is put in the order of a; each of them goes in its own order.
    np.mean(np.abs(a[np.argsort(b)] - b[np.argsort(a)]))  # Each is put in the order of the other; take its own.
    np.mean(np.abs(a[:, None] - b).min(axis=1))  # Each goes to its nearest, several to one; take sorted pairs.
    np.sqrt(np.sum(d**2)) / len(d)  # The differences are squared; take their absolute values.
    np.mean(np.abs(np.cumsum(a) - np.cumsum(b)))  # Running sums are compared; sort, and compare the numbers.
    np.max(np.abs(d))  # It is the largest move; W1 is the mean.
    np.mean(np.abs(d)) / 2  # It is divided by 2.
    np.sqrt(np.sum(d**2))  # The differences are squared; take their absolute values, and the mean.
    np.mean(np.abs(d)) / np.mean(np.abs(b))  # It is divided by the size of b: W1 has the units of the numbers.
    np.mean(np.abs(d - np.mean(d)))  # The means are taken away first: a shift counts.
    np.mean(np.maximum(d, 0))  # Only what is too large counts; take absolute values.
    np.mean(np.abs(d)) / np.std(b)  # It is divided by a standard deviation: W1 has the units of the numbers.
    np.abs(np.median(a) - np.median(b))  # That is the distance of the medians.
    np.mean(np.abs(a[:, None] - b))  # Every number goes to every other; sort, and take them in pairs.
    np.abs(d)  # The mean is missing: return one number.
    np.sum(np.abs(d)) / (len(a) - 1)  # It is divided by N - 1, not by N.
    """)


@exercise("5.15", points=1, ours=_w1)
def w1(yours):
    """W₁ = 1/N Σ |a_(i) - b_(i)|, both in the order of their size.

    Task: return W1 of the two samples, one number
    Hint: Sort both; the smallest goes to the smallest.
    """
    for N in (6, 9, 2):
        a, b = np.random.default_rng(515).normal(size=(2, N)) * [[2.0], [1.5]] + [[0.4], [0.1]]
        W1.judge("W1", yours(a, b), a=a, b=b)
    expect_any_size("W1", yours, _w1, _two_samples, tries=12)
    why = "Here are tiny, huge and equal numbers: nothing is added, cut off or left out."
    a, b = np.random.default_rng(6).normal(size=(2, 6000))
    a[-1000:] += 3
    expect_array("W1", yours(a, b), _w1(a, b), because="Here are 6,000 numbers: all of them count.")
    far = np.array([1e8, -1e8, 3.0, 3.0, 3.0])
    for a, b in ((far, far[::-1] / 2), (1e-7 * far, 0 * far), (far[2:], far[2:]), (far[2:] + 1e-9, far[2:])):
        expect_array("W1", yours(a, b), _w1(a, b), because=why, atol=0)


def _two_samples(rng):
    N = int(rng.choice([1, 2, 7, 300]))
    return tuple(rng.normal(size=(2, N)).round(1) * 10.0 ** rng.integers(-3, 4))


def _copy_ratio(generated, training, truth):
    return np.median(cdist(generated, training).min(axis=1)) / np.median(cdist(truth, training).min(axis=1))


COPY = Mistakes("""
    near = lambda x, t: cdist(x, t).min(axis=1)
    blocks = lambda x, t: cdist(x, t, "cityblock").min(axis=1)
    g, x = near(generated, training), near(truth, training)
    np.median(g) / np.median(x)
    np.median(x) / np.median(g)  # Above and below the line are exchanged: generated stands above.
    np.median(g)  # It is not divided by what is usual for true new events.
    np.mean(g) / np.mean(x)  # It is the mean; take the median.
    np.mean(g) / np.median(x)  # Above the line stands the mean; take the median.
    np.median(g) / np.mean(x)  # Below the line stands the mean; take the median.
    np.median(g) - np.median(x)  # The difference is taken; divide.
    np.median(g)**2 / np.median(x)**2  # The distances are squared.
    np.sqrt(np.median(g) / np.median(x))  # That is the root of the ratio; distances come from cdist as they are.
    1 - np.median(g) / np.median(x)  # That is 1 minus the ratio: a copy must have 0, the truth 1.
    np.median(g) / np.median(x) - 1  # 1 is taken away from the ratio: a copy must have 0, the truth 1.
    np.log(np.median(g) / np.median(x))  # That is the logarithm of the ratio.
    np.median(g) / (np.median(g) + np.median(x))  # Below the line stands the sum of both; truth's distance alone.
    np.median(g) / np.median(x) * len(truth) / len(generated)  # It is multiplied by a ratio of sizes.
    np.median(cdist(generated, training).min(axis=0)) / np.median(x)
        # Above the line the nearest generated event of each training event is looked for: axis=1.
    np.median(g) / np.median(cdist(truth, training))
        # Below the line the median is over all distances; for each event only the nearest counts.
    g.min() / x.min()  # It is the smallest distance of all; of the distances to the nearest take the median.
    g.max() / x.max()  # It is the largest of the distances to the nearest; take the median.
    np.median(cdist(generated, training).min(axis=0)) / np.median(cdist(truth, training).min(axis=0))
        # For each training event the nearest generated one is looked for; it is the other way round: axis=1.
    np.median(cdist(generated, training)) / np.median(cdist(truth, training))
        # The median is over all distances; for each event only the nearest counts.
    np.median(cdist(generated, training).max(axis=1)) / np.median(cdist(truth, training).max(axis=1))
        # The farthest training event is taken; take the nearest.
    np.median(cdist(generated, training).mean(axis=1)) / np.median(cdist(truth, training).mean(axis=1))
        # The mean distance to the training events is taken; take the nearest one's.
    np.median(near(generated, truth)) / np.median(near(training, truth))
        # Training and truth are exchanged: the distances are to training events.
    np.median(g) / np.median(near(training, truth))
        # Below the line stands the distance from training events to true ones; it goes from truth to training.
    np.median(g) / np.median(near(generated, truth))
        # Below the line stands the generated events' distance to the truth; it goes from truth to training.
    np.median(g) / np.median(near(truth, truth))
        # Below the line each row is compared with itself, at 0; it is the distance from truth to training.
    np.median(g) / np.median(near(training, training))
        # ditto
    np.median(g) / np.median(np.sort(cdist(truth, truth), axis=1)[:, 1])
        # Below the line stand true events among themselves; the distance is to training events.
    np.median(near(generated, truth)) / np.median(x)
        # Above the line stands the distance to the truth; it is to training events.
    np.median(np.median(cdist(generated, training), axis=1)) / np.median(x)
        # The median distance to the training events is taken; take the nearest one's.
    np.median(cdist(generated, training).argmin(axis=1)) / np.median(x)  # argmin gives a place; min gives the distance.
    np.median(cdist(generated, training, "sqeuclidean").min(axis=1)) / np.median(x)  # Above the line it is squared.
    np.median(g) / np.median(np.sort(cdist(training, training), axis=1)[:, 1])
        # Below the line stand training events among themselves; it is the distance from truth to training.
    np.median(blocks(generated, training)) / np.median(blocks(truth, training))
        # The distances are sums of absolute differences; take those of cdist as it is.
    np.median(g / x)  # The median of ratios is taken; take the ratio of the two medians.
    g / np.median(x)  # The median over the generated events is missing: return one number.
    np.median(g / generated.shape[1]) / np.median(x)  # The distance is divided by the number of columns.
    """).using(cdist=cdist)


@exercise("5.16", points=2, ours=_copy_ratio)
def copy_ratio(yours):
    """med_m min_n ‖g_m - t_n‖ / med_m min_n ‖x_m - t_n‖: 0 a copy, 1 as new as truth.

    Task: return the copy ratio of the generated events, one number
    Hint: cdist(generated, training).min(axis=1), its median; the same for truth; divide.
    """
    for M, N, m, D in ((5, 5, 5, 3), (8, 4, 7, 2), (3, 6, 2, 4), (1, 2, 1, 1)):
        generated, training, truth = _three_sets(np.random.default_rng(516), M, N, m, D)
        got = yours(generated, training, truth)
        COPY.judge("the copy ratio", got, generated=generated, training=training, truth=truth)
        expect_scalar("the copy ratio", got)
    draw = lambda rng: _three_sets(rng, *rng.choice([1, 2, 6, 30], 4))  # noqa: E731
    expect_any_size("the copy ratio", yours, _copy_ratio, draw, tries=12)
    _, training, truth = _three_sets(np.random.default_rng(7), 4, 9, 6, 3)
    why = "Here some generated events are copies of training events, near them, or equal: none is left out, nothing "
    why += "cut off or added, and distances come from cdist."
    _, many, few = _three_sets(np.random.default_rng(9), 1, 2500, 6, 3)
    for size in (0, 1e-9, 1e6, "some copies", "one often", "many"):
        if size == "many":  # the nearest of 2,500 training events are those of both ends; later events are newer
            training, truth = many, few
            generated = many[[0, 1, -3, -2, -1]] + np.repeat([0.01, 0.03, 0.3, 1], 300)[:, None, None]
            generated = generated.reshape(-1, 3)
        elif size == "some copies":
            generated = training[[0, 1, 2, 3, 4]] + [[0.0], [0.0], [0.02], [0.03], [0.05]]
        elif size == "one often":
            generated = training[[0, 0, 0, 1, 2]] + [[0.1], [0.1], [0.1], [0.3], [0.2]]
        else:
            generated = training[:5] + size * np.ones(3)
        expect_array(
            "the copy ratio",
            yours(generated, training, truth),
            _copy_ratio(generated, training, truth),
            because=why,
            rtol=1e-6,  # 1e-9 beside numbers near 1 has seven digits
            atol=0,
        )


def _three_sets(rng, M, N, m, D):
    return tuple(rng.normal(size=(n, D)) * s for n, s in ((M, 1.4), (N, 1.0), (m, 1.1)))
