"""The Chinese restaurant process against enumeration; partitions; autocorrelation."""

from itertools import permutations

import numpy as np
import pytest
from scipy.special import gammaln

from minivae.clusters.autocorrelation import (
    autocorrelation,
    autocorrelation_time,
    standard_error,
)
from minivae.clusters.crp import (
    chinese_restaurant,
    expected_tables,
    log_partition_probability,
    resample_alpha,
    seating_probabilities,
    stick_breaking,
    tables_distribution,
)
from minivae.clusters.partitions import (
    bell_number,
    canonical,
    coclustering,
    least_squares_partition,
    set_partitions,
    squared_errors_by_tables,
)


def test_nine_customers_and_alpha_1_fill_2_829_tables_by_formula_and_simulation():
    rng = np.random.default_rng(0)
    K = [chinese_restaurant(9, 1.0, rng).max() + 1 for _ in range(20_000)]
    print(f"E[tables]: {expected_tables(9, 1.0):.4f}, simulated {np.mean(K):.4f}")
    assert expected_tables(9, 1.0) == pytest.approx(2.829, abs=5e-4)
    assert expected_tables(9, 1.0) == pytest.approx(np.sum(1 / np.arange(1, 10)))
    assert abs(np.mean(K) - 2.829) < 4 * np.std(K) / np.sqrt(len(K))


@pytest.mark.parametrize("alpha", [0.3, 1.0, 4.0])
def test_simulated_partitions_have_the_closed_form_probability(alpha):
    rng, S = np.random.default_rng(1), 20_000
    counts = {}
    for _ in range(S):
        z = tuple(chinese_restaurant(4, alpha, rng).tolist())
        counts[z] = counts.get(z, 0) + 1
    for z in set_partitions(4):
        p = np.exp(log_partition_probability(z, alpha))
        assert abs(counts.get(tuple(z), 0) / S - p) < 4.5 * np.sqrt(p * (1 - p) / S)


@pytest.mark.parametrize("n", [1, 2, 7])
@pytest.mark.parametrize("alpha", [0.5, 2.0])
def test_probabilities_of_all_partitions_add_up(n, alpha):
    Z = list(set_partitions(n))
    p = np.exp([log_partition_probability(z, alpha) for z in Z])
    K = np.array([max(z) + 1 for z in Z])
    assert p.sum() == pytest.approx(1)
    assert p @ K == pytest.approx(expected_tables(n, alpha))
    by_k = np.bincount(K, weights=p, minlength=n + 1)
    np.testing.assert_allclose(tables_distribution(n, alpha), by_k, atol=1e-12)


def test_the_order_in_which_customers_come_does_not_matter():
    """Exchangeability: in any order the same product of seating probabilities."""
    z, alpha = np.array([0, 0, 1, 0, 1, 2]), 1.7
    for order in permutations(range(6)):
        labels = canonical(z[list(order)])
        log_p = 0.0
        for i, k in enumerate(labels):
            counts = np.bincount(labels[:i])
            log_p += np.log(seating_probabilities(counts, alpha)[k])
        assert log_p == pytest.approx(log_partition_probability(z, alpha))


def test_seats_are_numbered_as_they_are_taken_and_the_seed_reproduces():
    a = chinese_restaurant(500, 5.0, np.random.default_rng(3))
    b = chinese_restaurant(500, 5.0, np.random.default_rng(3))
    np.testing.assert_array_equal(a, b)
    np.testing.assert_array_equal(a, canonical(a))
    rng = np.random.default_rng(3)
    assert (
        chinese_restaurant(500, 5.0, rng) != chinese_restaurant(500, 5.0, rng)
    ).any()


def test_broken_sticks_have_the_expected_lengths():
    rng, alpha = np.random.default_rng(0), 2.0
    w = np.array([stick_breaking(60, alpha, rng) for _ in range(20_000)])
    share = 1 / (1 + alpha)
    expected = share * (1 - share) ** np.arange(5)
    error = w[:, :5].std(axis=0) / np.sqrt(len(w))
    assert (np.abs(w[:, :5].mean(axis=0) - expected) < 4 * error).all()
    assert (w > 0).all() and (w.sum(axis=1) < 1 + 1e-12).all()
    assert w.sum() > 0.999 * len(w)
    # Two customers sit together with the same probability in both views.
    together = (w**2).sum(axis=1)
    two = np.exp(log_partition_probability([0, 0], alpha))
    assert abs(together.mean() - two) < 4 * together.std() / np.sqrt(len(w))


def test_all_partitions_of_nine_are_21147_and_each_is_a_growth_string():
    Z = [tuple(z) for z in set_partitions(9)]
    assert len(Z) == len(set(Z)) == bell_number(9) == 21_147
    for z in Z[::97]:
        assert z[0] == 0 and all(b <= max(z[: i + 1]) + 1 for i, b in enumerate(z[1:]))
    assert [bell_number(n) for n in range(1, 7)] == [1, 2, 5, 15, 52, 203]


def test_canonical_numbers_by_appearance():
    np.testing.assert_array_equal(canonical([7, 2, 7, 0, 2]), [0, 1, 0, 2, 1])


def test_least_squares_partition_equals_dahls_sum_over_pairs():
    rng = np.random.default_rng(0)
    draws = np.array([chinese_restaurant(12, 1.0, rng) for _ in range(30)])
    matrix = coclustering(draws)
    direct = [(((z[:, None] == z) - matrix) ** 2).sum() for z in draws]
    best, error = least_squares_partition(draws)
    np.testing.assert_allclose(error, direct, atol=1e-9)
    np.testing.assert_allclose(squared_errors_by_tables(draws), direct, atol=1e-9)
    assert best == np.argmin(direct)
    np.testing.assert_array_equal(np.diag(matrix), 1)


def test_resampled_alpha_has_the_posterior_given_K():
    n, K, shape, rate = 9, 4, 2.0, 1.5
    grid = np.linspace(1e-3, 30, 60_000)
    log_p = (shape - 1 + K) * np.log(grid) - rate * grid
    log_p += gammaln(grid) - gammaln(grid + n)
    p = np.exp(log_p - log_p.max())
    p /= p.sum()
    rng, alpha, chain = np.random.default_rng(0), 1.0, []
    for _ in range(30_000):
        alpha = resample_alpha(alpha, n, K, shape, rate, rng)
        chain.append(alpha)
    chain = np.array(chain)
    for f in (lambda a: a, np.log, lambda a: a < 1):
        assert abs(f(chain).mean() - p @ f(grid)) < 4 * standard_error(f(chain))


def test_autocorrelation_time_of_a_known_process():
    """x_t = .8 x_{t-1} + noise: rho_t = .8^t, tau = 1.8 / .2 = 9."""
    rng = np.random.default_rng(0)
    x = np.zeros(100_000)
    noise = rng.standard_normal(len(x))
    for t in range(1, len(x)):
        x[t] = 0.8 * x[t - 1] + noise[t]
    assert autocorrelation_time(x) == pytest.approx(9, rel=0.1)
    np.testing.assert_allclose(autocorrelation(x)[:4], 0.8 ** np.arange(4), atol=0.02)
    assert autocorrelation_time(noise) == pytest.approx(1, abs=0.05)
    assert autocorrelation_time(np.ones(50)) == 1


@pytest.mark.parametrize("alpha", [0, -1.0, np.nan, np.inf, "1", None, [1.0]])
def test_a_bad_alpha_is_refused(alpha):
    with pytest.raises(ValueError, match="alpha must be a positive finite number"):
        chinese_restaurant(3, alpha, np.random.default_rng(0))


@pytest.mark.parametrize("n", [0, -2, 2.5])
def test_a_bad_number_of_customers_is_refused(n):
    for f in (expected_tables, tables_distribution):
        with pytest.raises(ValueError, match="n must be an integer of at least 1"):
            f(n, 1.0)
    with pytest.raises(ValueError, match="n must be an integer"):
        chinese_restaurant(n, 1.0, np.random.default_rng(0))
