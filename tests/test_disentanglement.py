"""Active units and the mutual information gap, against enumeration."""

from math import log

import numpy as np
import pytest
from sklearn.metrics import mutual_info_score

from minivae.autoencoders import (
    active_units,
    mutual_information,
    mutual_information_gap,
)


def grid(*sizes):
    """All combinations of factors of so many values: (N, F)."""
    return np.stack(np.unravel_index(np.arange(np.prod(sizes)), sizes), axis=1)


def by_enumeration(bins, values):
    """I = Σ p(b, v) log p(b, v) / p(b) p(v), by counting pairs."""
    pairs = list(zip(bins, values, strict=True))
    N, total = len(pairs), 0
    for b, v in set(pairs):
        joint = pairs.count((b, v)) / N
        apart = list(bins).count(b) / N * (list(values).count(v) / N)
        total += joint * log(joint / apart)
    return total


def test_a_unit_is_active_if_its_mean_varies_over_the_data():
    rng = np.random.default_rng(0)
    spread = np.array([1.0, 0.11, 0.09, 0.0])
    mu = 5 + spread * rng.choice([-1, 1], size=(4000, 4))
    np.testing.assert_array_equal(active_units(mu), [True, True, False, False])
    np.testing.assert_array_equal(active_units(mu, 0.5), [True, False, False, False])
    assert active_units(mu.astype(np.float32)).sum() == 2
    # One example does not vary, however large its numbers are.
    assert not active_units([[100.0, -3.0]]).any()


def test_information_is_what_enumeration_gives():
    rng = np.random.default_rng(1)
    factors = rng.integers(0, 4, size=(150, 3))
    codes = factors @ rng.normal(size=(3, 2)) + 0.3 * rng.normal(size=(150, 2))
    found = mutual_information(codes, factors, n_bins=6)
    assert found.shape == (2, 3)
    for k, z in enumerate(codes.T):
        edges = np.linspace(z.min(), z.max(), 7)
        bins = [min(int(np.searchsorted(edges, v, "right")) - 1, 5) for v in z]
        for f, v in enumerate(factors.T):
            want = by_enumeration(bins, v.tolist())
            assert found[k, f] == pytest.approx(want, abs=1e-12)
            assert found[k, f] == pytest.approx(mutual_info_score(bins, v), abs=1e-12)


def test_one_unit_for_each_factor_has_the_gap_1():
    factors = grid(3, 4, 5)
    codes = np.column_stack([factors[:, [2, 0, 1]] * [-2.0, 0.1, 7.0], np.ones(60)])
    np.testing.assert_allclose(mutual_information_gap(codes, factors), 1)
    information = mutual_information(codes, factors)
    want = np.zeros((4, 3))
    want[[1, 2, 0], [0, 1, 2]] = np.log([3, 4, 5])
    np.testing.assert_allclose(information, want, atol=1e-12)


def test_two_units_that_share_a_factor_have_the_gap_0():
    factors = grid(4, 6)
    codes = np.column_stack([factors[:, 0], factors[:, 0], factors[:, 1]])
    np.testing.assert_allclose(mutual_information_gap(codes, factors), [0, 1])


def test_factors_that_were_turned_into_each_other_have_a_small_gap():
    factors = grid(9, 9)
    x, y = (factors - 4).T
    apart = mutual_information_gap(np.column_stack([x, y]), factors)
    turned = mutual_information_gap(np.column_stack([x + y, x - y]), factors)
    np.testing.assert_allclose(apart, 1)
    np.testing.assert_allclose(turned, 0, atol=1e-12)


def test_a_gap_by_hand():
    """Unit 0 tells v, unit 1 only whether v > 1: (log 4 - log 2) / log 4."""
    v = grid(4)
    gap = mutual_information_gap(np.column_stack([v, v > 1]), v)
    np.testing.assert_allclose(gap, 0.5)
    # Shares of what there is to tell, not of what is told.
    gap = mutual_information_gap(np.column_stack([v > 1, 0 * v]), v)
    np.testing.assert_allclose(gap, 0.5)
    # No other unit, and no value as frequent as another.
    v = np.repeat([0, 1, 2], [1, 2, 5])[:, None]
    np.testing.assert_allclose(mutual_information_gap(1.0 * v, v), 1)


def test_neither_scale_nor_sign_nor_names_of_values_count():
    rng = np.random.default_rng(2)
    factors = grid(5, 5, 5)
    codes = factors @ rng.normal(size=(3, 3)) + rng.normal(size=(125, 3))
    gap = mutual_information_gap(codes, factors)
    other = mutual_information_gap(codes * [1e-6, 1e6, 3] + 8, factors * 0.25 - 1)
    np.testing.assert_allclose(other, gap)
    assert not np.allclose(mutual_information_gap(codes, factors, 4), gap)
    np.testing.assert_allclose(mutual_information_gap(-codes[:, ::-1], factors), gap)


def test_what_chance_alone_tells_is_what_the_docstring_says():
    rng = np.random.default_rng(3)
    codes, factors = rng.uniform(size=(4000, 30)), rng.integers(0, 10, size=(4000, 1))
    found = mutual_information(codes, factors).mean()
    assert found == pytest.approx(19 * 9 / (2 * 4000), rel=0.1)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: active_units([1.0, 2.0]), "active_units expected a 2-D array"),
        (lambda: active_units([[np.nan]]), "finite numbers"),
        (lambda: active_units([[1.0]], -1), "threshold must be 0 or more"),
        (lambda: mutual_information_gap([[1.0]], [[1]]), "column 0 of factors has one"),
        (lambda: mutual_information([[1.0], [2]], [[1]]), r"\(N, F\) with N = 2"),
        (lambda: mutual_information([[1.0], [2]], [1, 2]), r"\(N, F\) with N = 2"),
        (lambda: mutual_information([[1.0]], [["red"]]), "expected numbers, got text"),
        (lambda: mutual_information([[1.0]], [[1]], 0), "n_bins must be an integer"),
        (lambda: mutual_information([1.0], [[1]]), "codes expected a 2-D array"),
    ],
)
def test_bad_input_gets_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
