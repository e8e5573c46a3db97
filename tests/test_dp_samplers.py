"""The Dirichlet process mixture against all partitions added up, and its habits."""

import numpy as np
import pytest
from scipy.special import gammaln
from scipy.stats import multivariate_t

from minivae.clusters.autocorrelation import autocorrelation_time, standard_error
from minivae.clusters.conjugate import (
    NormalGamma,
    NormalInverseWishart,
    NormalKnownVariance,
)
from minivae.clusters.crp import log_partition_probability
from minivae.clusters.dirichlet import chain as chains
from minivae.clusters.dirichlet import moves as jain_neal
from minivae.clusters.dirichlet.chain import Chain
from minivae.clusters.dirichlet.kinds import CLUSTER_KINDS
from minivae.clusters.dirichlet.neal import algorithm_2, algorithm_3, algorithm_8
from minivae.clusters.dirichlet.prior import make_prior
from minivae.clusters.dirichlet.tables import log_joint_by_table
from minivae.clusters.exact_partitions import NEAL_POINTS, exact_posterior
from minivae.kernels.dirichlet.clusters import log_marginal, move_point
from minivae.kernels.dirichlet.densities import (
    BLOCK,
    load_block,
    log_above_1,
    log_predictive_row,
    log_predictive_without,
    quadratics,
)
from minivae.kernels.dirichlet.sums import merge_slots, rebuild

KINDS = ["known", "diag", "full"]
every_kind = pytest.mark.parametrize("kind", KINDS)
KAPPA, NU, VARIANCE = 0.4, 4.5, 0.3
NEAL = NormalKnownVariance([0.0], kappa=0.01, variance=0.01)
X9 = NEAL_POINTS[:, None].copy()


def points(N=6, D=2, seed=0):
    return np.random.default_rng(seed).normal(size=(N, D)) * 1.2


def psi_of(kind, D):
    A = np.random.default_rng(5).normal(size=(D, D))
    return 0.8 + np.arange(D) / D if kind != "full" else A @ A.T + np.eye(D)


def readable(kind, D):
    mean, psi = np.zeros(D), psi_of(kind, D)
    return {
        "known": lambda: NormalKnownVariance(mean, KAPPA, VARIANCE),
        "diag": lambda: NormalGamma(mean, KAPPA, NU, psi),
        "full": lambda: NormalInverseWishart(mean, KAPPA, NU, psi),
    }[kind]()


def chain_of(kind, X, seed=0, alpha=1.0):
    D = X.shape[1]
    prior = make_prior(kind, len(X), D, KAPPA, NU, psi_of(kind, D), VARIANCE)
    return Chain(X, prior, alpha, np.random.default_rng(seed))


def neal_chain(seed):
    prior = make_prior("known", 9, 1, 0.01, 1.0, None, 0.01)
    chain = Chain(X9, prior, 1.0, np.random.default_rng(seed))
    chain.seat(np.zeros(9))
    return chain


def move(chain, algorithm):
    if algorithm == "3":
        chain.sweep_collapsed()
    elif algorithm == "split-merge":
        chain.split_and_merge(6, 1)
    elif algorithm == "3 + split-merge":
        chain.sweep_collapsed()
        chain.split_and_merge(2, 0)
    else:
        chain.sweep_explicit(int(algorithm.split("=")[1]) if "=" in algorithm else 0)


ALGORITHMS = ["2", "3", "8, m=1", "8, m=3", "split-merge", "3 + split-merge"]


# --- exact answers ---------------------------------------------------------------


def test_neals_nine_points_by_all_21147_partitions():
    exact = exact_posterior(X9, 1.0, NEAL)
    assert len(exact.partitions) == 21_147
    assert exact.log_evidence == pytest.approx(-13.1969, abs=5e-5)
    assert exact.expected_clusters == pytest.approx(4.4715, abs=5e-5)
    np.testing.assert_allclose(
        exact.n_clusters[3:7], [0.0639, 0.4923, 0.3582, 0.0776], atol=5e-5
    )
    assert exact.probability.sum() == pytest.approx(1)
    np.testing.assert_allclose(np.diag(exact.coclustering), 1)


NEAL_TIMES = {"8, m=1": 5.2, "8, m=2": 3.7, "8, m=30": 2.0}  # Neal's Table 1


@pytest.mark.parametrize("algorithm", ["2", "3", *NEAL_TIMES, "3 + split-merge"])
def test_samplers_agree_with_the_truth_on_neals_points(algorithm):
    chain, K = neal_chain(seed=1), []
    for _ in range(20_000):
        move(chain, algorithm)
        K.append(chain.K)
    K = np.array(K)
    tau = autocorrelation_time(K)
    said = NEAL_TIMES.get(algorithm)
    print(f"algorithm {algorithm}: E[K] {K.mean():.4f}, autocorrelation time {tau:.2f}")
    assert abs(K.mean() - 4.4715) < 3 * standard_error(K)
    for k, p in zip((3, 4, 5, 6), (0.0639, 0.4923, 0.3582, 0.0776), strict=True):
        assert abs((K == k).mean() - p) < 3 * standard_error(K == k)
    if said:
        assert tau == pytest.approx(said, rel=0.2)


@every_kind
@pytest.mark.parametrize("algorithm", ALGORITHMS)
def test_every_sampler_draws_from_the_exact_posterior(kind, algorithm):
    """Five points in two dimensions, 52 partitions: each one's probability."""
    X = points(5)
    exact = exact_posterior(X, 0.8, readable(kind, 2))
    number = {tuple(z): b for b, z in enumerate(exact.partitions.tolist())}
    chain = chain_of(kind, X, seed=2, alpha=0.8)
    chain.seat(np.zeros(5))
    draws = []
    for _ in range(7000):
        move(chain, algorithm)
        z, seen = chain.z.tolist(), {}
        draws.append(number[tuple(seen.setdefault(k, len(seen)) for k in z)])
    draws = np.array(draws)
    for b, p in enumerate(exact.probability):
        if p > 0.01:
            assert abs(np.mean(draws == b) - p) < 4.5 * standard_error(draws == b)


@pytest.mark.parametrize("algorithm", [2, 3, 8])
def test_the_readable_algorithms_draw_from_the_exact_posterior(algorithm):
    X, rng = X9[3:7], np.random.default_rng(0)
    exact = exact_posterior(X, 1.0, NEAL)
    z, theta, K = np.zeros(4, int), {0: NEAL.sample(rng)}, []
    for _ in range(1200):
        if algorithm == 3:
            algorithm_3(X, z, 1.0, NEAL, rng)
        elif algorithm == 2:
            algorithm_2(X, z, theta, 1.0, NEAL, rng)
        else:
            algorithm_8(X, z, theta, 1.0, NEAL, rng, m=2)
        K.append(len(np.unique(z)))
    assert abs(np.mean(K) - exact.expected_clusters) < 3.5 * standard_error(K)


def test_resampling_alpha_gives_the_exact_posterior_of_K():
    """P(K) = the sum over partitions, alpha integrated over its Gamma(2, 1) prior."""
    exact, grid = exact_posterior(X9, 1.0, NEAL), np.linspace(1e-4, 25, 4000)
    K = np.arange(1, 10)
    # At alpha = 1 the partitions with K blocks weigh exact.n_clusters[K] (up to a
    # factor); at another alpha, alpha^K / alpha^(n) times as much.
    log_w = np.log(grid) - grid + gammaln(grid) - gammaln(grid + 9)
    weight = np.exp(log_w + K[:, None] * np.log(grid)).sum(axis=1)
    p = exact.n_clusters[1:] * weight
    p /= p.sum()
    chain, drawn = neal_chain(seed=3), []
    for _ in range(10_000):
        chain.sweep_collapsed()
        chain.draw_alpha(2.0, 1.0)
        drawn.append(chain.K)
    assert abs(np.mean(drawn) - p @ K) < 3.5 * standard_error(drawn)
    assert abs(np.mean(np.equal(drawn, 4)) - p[3]) < 3.5 * standard_error(
        np.equal(drawn, 4)
    )


# --- the clusters ----------------------------------------------------------------


@every_kind
def test_every_kind_of_cluster_answers_the_same_questions(kind):
    asked, full = dir(CLUSTER_KINDS[kind]), dir(CLUSTER_KINDS["full"])
    assert asked == full
    assert CLUSTER_KINDS[kind].name == kind


def test_the_predictive_of_a_full_cluster_is_students_t():
    X, x = points(7, 3), points(1, 3, seed=9)[0]
    post = readable("full", 3).posterior(X)
    df = post.nu - 2
    shape = post.psi * (post.kappa + 1) / (post.kappa * df)
    expected = multivariate_t(post.mean, shape, df).logpdf(x)
    assert readable("full", 3).log_predictive(x, X) == pytest.approx(expected)


@every_kind
def test_drawn_parameters_average_to_the_predictive(kind):
    """E over theta ~ G0 of p(x | theta) = p(x): what algorithm 8 rests on."""
    prior, rng, x = readable(kind, 2), np.random.default_rng(0), np.array([0.5, -0.2])
    p = [np.exp(prior.log_likelihood(x, prior.sample(rng))) for _ in range(8000)]
    expected = np.exp(prior.log_marginal(x[None]))
    assert abs(np.mean(p) - expected) < 4 * np.std(p) / np.sqrt(len(p))


def test_in_one_dimension_full_and_diag_are_the_same():
    X, nu, psi = points(8, 1), 3.0, np.array([0.7])
    diag = NormalGamma(np.zeros(1), 0.5, nu, psi).log_marginal(X)
    full = NormalInverseWishart(np.zeros(1), 0.5, nu, psi[:, None]).log_marginal(X)
    assert diag == pytest.approx(full)


@every_kind
def test_kernels_equal_the_readable_clusters(kind):
    X, z = points(40, 3), np.arange(40) % 4
    chain, prior = chain_of(kind, X), readable(kind, 3)
    chain.seat(z)
    s, x = chain.clusters, points(2, 3, seed=7)
    got = log_joint_by_table(x, chain.prior, s, np.zeros(s.n.size))
    log_p = 0.0
    for k in range(4):
        members = X[z == k]
        log_p += prior.log_marginal(members)
        assert log_marginal(chain.prior, s, k) == pytest.approx(
            prior.log_marginal(members)
        )
        for i in range(2):
            assert got[i, k] == pytest.approx(prior.log_predictive(x[i], members))
            assert got[i, 4] == pytest.approx(prior.log_marginal(x[i : i + 1]))
    log_p += log_partition_probability(z, 1.0)
    assert chain.log_joint() == pytest.approx(log_p)


@every_kind
def test_moving_points_equals_summing_up_afresh(kind):
    X, rng = points(30, 4), np.random.default_rng(0)
    chain = chain_of(kind, X)
    chain.seat(np.arange(30) % 3)
    z, prior, s = chain.z, chain.prior, chain.clusters
    for _ in range(500):
        i, k = rng.integers(30), rng.integers(3)
        move_point(prior, s, z[i], X[i], -1.0)
        move_point(prior, s, k, X[i], 1.0)
        z[i] = k
    merge_slots(prior, s, 0, 1, 5)
    merged = [a[..., 5].copy() for a in s]
    kept = [a[..., :3].copy() for a in s]
    order = np.argsort(z, kind="stable")  # so that rebuild keeps the numbers
    assert rebuild(X[order], z[order], prior, s) == 3
    for a, b in zip(kept, s, strict=True):
        np.testing.assert_allclose(a, b[..., :3], rtol=1e-8, atol=1e-10)
    both = np.minimum(z[order] - 1, 1).clip(0)
    rebuild(X[order], both, prior, s)
    for a, b in zip(merged, s, strict=True):
        np.testing.assert_allclose(a, b[..., 0], rtol=1e-8, atol=1e-10)


@every_kind
@pytest.mark.parametrize("algorithm", ["2", "3", "8, m=2", "split-merge"])
def test_compiled_and_interpreted_chains_are_the_same(kind, algorithm, monkeypatch):
    X = np.concatenate([points(8, 2), points(8, 2) + 3])

    def run():
        chain = chain_of(kind, X, seed=4)
        chain.seat_one_by_one()
        seats = []
        for _ in range(4):
            move(chain, algorithm)
            seats.append(chain.z.copy())
        return np.array(seats), chain.moves

    compiled, moves = run()
    names = [
        (chains, "collapsed_sweep"),
        (chains, "explicit_sweep"),
        (jain_neal, "others_at"),
        (jain_neal, "split_probability"),
        (jain_neal, "merge_slots"),
        (jain_neal, "log_ratio"),
    ]
    for module, name in names:
        monkeypatch.setattr(module, name, getattr(module, name).py_func)
    interpreted, plain_moves = run()
    np.testing.assert_array_equal(compiled, interpreted)
    np.testing.assert_array_equal(moves, plain_moves)


def test_the_logarithm_of_the_kernels_is_exact_to_a_few_ulps():
    rng = np.random.default_rng(0)
    x = 1 + rng.exponential(size=20_000) * 10.0 ** rng.uniform(-12, 300, 20_000)
    got = np.array([log_above_1(v) for v in x])
    np.testing.assert_allclose(got, np.log(x), rtol=1e-15, atol=2e-16)
    assert log_above_1(1.0) == 0.0


@every_kind
def test_a_block_of_points_has_the_readable_densities(kind):
    X, order = points(80, 3), np.random.default_rng(1).permutation(80)
    chain, prior = chain_of(kind, X), readable(kind, 3)
    chain.seat(np.arange(80) % 2)
    x, room, q = np.empty((3, BLOCK)), np.empty((4, BLOCK)), np.empty(BLOCK)
    assert load_block(X, order, 0, x) == BLOCK
    assert load_block(X, order, 10, x) == BLOCK
    np.testing.assert_array_equal(x, X[order[10 : 10 + BLOCK]].T)
    assert load_block(X, order, 60, x) == 20
    out = np.full(BLOCK, np.nan)
    log_predictive_row(chain.prior, chain.clusters, 1, x, 3, 20, room, q, out)
    there = X[np.arange(80) % 2 == 1]
    expected = [prior.log_predictive(X[n], there) for n in order[63:]]
    np.testing.assert_allclose(out[3:20], expected, rtol=1e-10)
    assert np.isnan(np.r_[out[:3], out[20:]]).all()


@every_kind
def test_the_density_without_oneself_needs_no_removal(kind):
    X = points(12, 3)
    chain, prior = chain_of(kind, X), readable(kind, 3)
    chain.seat(np.arange(12) % 2)
    model, y, q = (chain.prior, chain.clusters), np.empty((3, 2)), np.empty(2)
    for i in range(12):
        quadratics(*model, X[i], 2, y, q)
        got = log_predictive_without(*model, i % 2, X[i], q[i % 2])
        others = np.delete(X, i, axis=0)[np.delete(np.arange(12) % 2, i) == i % 2]
        assert got == pytest.approx(prior.log_predictive(X[i], others))
