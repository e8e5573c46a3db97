"""Checks of SemiSupervised: a softened draw of a class. N images, C classes; arrays are (N, C)."""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_shape
from minivae_checks.sizes import expect_any_size


def _soft_draw(logits, gumbel, temperature):
    s = (logits + gumbel) / temperature
    e = np.exp(s - s.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


def _stay(s):
    return np.exp(s - s.max(axis=1, keepdims=True))


SOFT = Mistakes("""
    tau = temperature
    right = soft(logits + gumbel, tau)
    right
    soft(logits, tau)  # The noise is missing: that is no draw.
    soft(logits, 1)  # ditto
    soft(gumbel, tau)  # The logits are missing.
    soft(logits + gumbel, 1)  # The temperature is missing.
    soft(logits + gumbel, 1 / tau)  # It is multiplied by the temperature; divide.
    soft(logits / tau + gumbel, 1)  # The noise must be divided by the temperature, too: divide the sum.
    soft(logits + gumbel / tau, 1)  # The logits must be divided by the temperature, too: divide the sum.
    soft(logits - gumbel, tau)  # The noise is subtracted; add it.
    soft(logits * gumbel, tau)  # Logits and noise are multiplied; add them.
    soft(-logits - gumbel, tau)  # The sign is reversed: the largest sum should get the largest weight.
    soft(logits - np.log(gumbel), tau)  # The noise is Gumbel noise already; take no logarithm of it.
    soft(logits - np.log(-np.log(gumbel)), tau)  # ditto
    soft(np.exp(logits) + gumbel, tau)  # Logits are added as they are; no exponential before the sum.
    soft((logits + gumbel).T, tau).T  # The columns sum to 1; normalise the rows, axis 1.
    soft((logits + gumbel).T, tau)  # The result is transposed: a row is an image, and sums to 1.
    np.log(right)  # That is its logarithm.
    np.exp((logits + gumbel) / tau - ((logits + gumbel) / tau).max(axis=1, keepdims=True))
        # The division by the sum of the row is missing.
    rows((logits + gumbel) / tau - ((logits + gumbel) / tau).max(axis=1))
        # The maxima stand along the columns; each row needs its own: keepdims=True.
    rows((logits + gumbel) / tau - ((logits + gumbel) / tau).max(axis=0))
        # The largest is taken over the images; take that of each row, axis=1.
    stay((logits + gumbel) / tau) / stay((logits + gumbel) / tau).sum(axis=1)
        # The sums stand along the columns; each row needs its own: keepdims=True.
    soft(soft(logits, 1) + gumbel, tau)  # The softmax comes once, at the end; the noise is added to the logits.
    soft(soft(logits + gumbel, 1), tau)  # The softmax comes once, at the end, of (l + g) / temperature.
    soft(logits, tau) + gumbel  # The softmax comes once, at the end; the noise is added to the logits.
    soft(logits, 1) + gumbel  # ditto
    np.exp((logits + gumbel) / tau)  # The division by the sum of the row is missing.
    right / len(right)  # It is divided by N; each row sums to 1.
    soft(logits + gumbel, tau**2)  # The temperature is squared.
    soft(logits + gumbel, 2 * tau)  # The temperature is doubled.
    soft(logits + gumbel, tau / 2)  # The temperature is halved.
    soft(logits + gumbel, 1 + tau)  # A 1 is added to the temperature.
    soft(logits + np.exp(gumbel), tau)  # The noise is added as it is; take no exponential of it.
    rows_1((logits + gumbel) / tau)  # A 1 stands below the line, beside the sum of the row.
    (right == right.max(axis=1, keepdims=True)) * 1.0  # That is the class, as a one-hot vector; leave it soft.
    right.argmax(axis=1)  # That is the drawn class; return the softened vector.
    right.ravel() @ np.ones(right.size) / right.size + 0 * right  # All entries are alike.
    np.exp((logits + gumbel) / tau) / np.exp((logits + gumbel) / tau).sum()
        # The whole table sums to 1; each row must.
    soft(logits + gumbel, np.sqrt(tau))  # The root of the temperature is taken; divide by itself.
    sigmoid((logits + gumbel) / tau) / sigmoid((logits + gumbel) / tau).sum(axis=1, keepdims=True)
        # That is a sigmoid, normalised; a softmax has exp.
    right / np.linalg.norm(right, axis=1, keepdims=True)  # It is divided by the root of the squares' sum; by the sum.
    """).using(
    soft=lambda s, tau: _soft_draw(s, 0, tau),
    rows=lambda s: np.exp(s) / np.exp(s).sum(axis=1, keepdims=True),
    rows_1=lambda s: _stay(s) / (1 + _stay(s).sum(axis=1, keepdims=True)),
    sigmoid=lambda s: 1 / (1 + np.exp(-s)),
    stay=_stay,
)


@exercise("5.9", points=1, ours=_soft_draw)
def soft_draw(yours):
    """ỹ = softmax((l + g) / τ), rows sum to 1.

    Task: return softmax((l + g) / temperature), (N, C), without overflow
    Hint: Divide the sum by the temperature, and take the largest entry of each row out before exp.
    """
    for (N, C), temperature in (((3, 3), 0.7), ((5, 2), 1.6), ((2, 4), 0.4)):
        logits, gumbel = _both(np.random.default_rng(59), N, C)
        given = {"logits": logits, "gumbel": gumbel, "temperature": temperature}
        got, again = yours(**given), yours(**given)
        if np.shape(got) == (N, C) and not np.array_equal(got, again, equal_nan=True):
            raise Wrong("two calls with the same noise differ: the noise is handed in as gumbel, draw none yourself.")
        SOFT.judge("the soft draw", got, **given)
    _far_logits(yours)
    draw = lambda rng: (*_both(rng, *rng.choice([1, 2, 7, 40, 300], 2)), float(rng.uniform(0.2, 3)))  # noqa: E731
    expect_any_size("the soft draw", yours, _soft_draw, draw, tries=12)


def _both(rng, N, C):
    return rng.normal(size=(N, C)), -np.log(rng.standard_exponential((N, C)))


def _far_logits(yours):
    """Temperatures and logits at which exp overflows, and rows far apart from each other."""
    lost = "with logits {}, at temperature {:g}, it is not finite: exp leaves the range of floats. Take the largest "
    lost += "entry of each row out of (l + g) / temperature."
    lost_small = "an entry is 0 that should be {:.2g}, at temperature {:g}: divide by the temperature before exp, and "
    lost_small += "cut nothing off."
    exact = "Nothing is added, and nothing is cut off: at temperature {:g} entries may be as small as 1e-200."
    logits, gumbel = _both(np.random.default_rng(590), 4, 3)
    shifts = {
        "near 0": 0.0,
        "near 3,000": 3000.0,
        "near -3,000": -3000.0,
        "of rows far apart": np.array([[-4000.0], [0], [30], [5000]]) + np.array([0, -300, -1500]),
    }
    with np.errstate(all="ignore"):
        for temperature in (0.7, 0.001, 50.0):
            for name, shift in shifts.items():
                got = yours(logits + shift, gumbel, temperature)
                expect_shape("the soft draw", got, (4, 3))
                if not np.isfinite(got).all():
                    raise Wrong(lost.format(name, temperature))
                want = _soft_draw(logits + shift, gumbel, temperature)
                if np.any((got == 0) & (want > 1e-20)):
                    raise Wrong(lost_small.format(want[(got == 0) & (want > 1e-20)].min(), temperature))
                expect_array("the soft draw", got, want, because=exact.format(temperature), atol=0, rtol=1e-8)
