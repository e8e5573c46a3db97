"""What tables of draws are refused, and that independent ones are not."""

import numpy as np
import pytest

from minivae_checks.failure import Wrong
from minivae_checks.patterns import expect_no_memory, expect_no_pattern

LAWS = {
    "coins": lambda rng, size: rng.random(size) < 0.3,
    "normal": lambda rng, size: rng.standard_normal(size),
    "laplace": lambda rng, size: rng.laplace(size=size),
}


@pytest.mark.parametrize("law", LAWS)
def test_independent_entries_pass(law):
    for seed in range(10):
        rng = np.random.default_rng(seed)
        one, two = LAWS[law](rng, (150, 200)), LAWS[law](rng, (150, 200))
        expect_no_pattern("entries", one)
        expect_no_pattern("entries", two[:, :150])
        expect_no_memory("they go together", one, two)


def _pairs(x):
    return np.repeat(x, 2, axis=1)[:, : x.shape[1]]


def _upside_down(x):
    return np.vstack([x[:75], x[:75][::-1]])


def _turned(x):
    return np.where(np.arange(150)[:, None] < np.arange(150), x[:, :150], x[:, :150].T)


def _equal(x):
    x = x.copy()
    x[77] = x[3]
    return x


def _centred(x):
    return x - x.mean(axis=0)


def _shared(x):
    return x + 0.1 * x[:1]


def _rolled(x):
    return np.stack([np.roll(x[0], i) for i in range(len(x))])


@pytest.mark.parametrize(
    "spoil, word",
    [
        (_pairs, "0 rows and 1 columns apart"),
        (_upside_down, "not independent"),
        (_turned, "mirror"),
        (_equal, "use none twice"),
        (_centred, "vary less"),
        (_shared, "not independent"),
        (_rolled, "1 rows and 1 columns apart"),
    ],
)
def test_a_pattern_is_refused(spoil, word):
    x = np.random.default_rng(0).standard_normal((150, 200))
    with pytest.raises(Wrong, match=word):
        expect_no_pattern("entries", spoil(x))


def test_numbers_kept_from_call_to_call_are_refused():
    rng = np.random.default_rng(0)
    one, two = rng.standard_normal((2, 150, 200))
    with pytest.raises(Wrong, match="go together: what stands 3 rows and 0 columns"):
        expect_no_memory("they go together", one, 0.3 * np.roll(one, 3, axis=0) + two)


def test_mirrored_numbers_are_refused():
    rng = np.random.default_rng(0)
    one = rng.standard_normal((150, 150))
    for mirror in (one[::-1], one[:, ::-1], one.T):
        with pytest.raises(Wrong, match="they go together"):
            expect_no_memory("they go together", one, mirror)


def test_a_table_of_one_number_has_no_pattern():
    expect_no_pattern("entries", np.ones((100, 100)))
