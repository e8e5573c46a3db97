"""Probabilistic PCA: its likelihood against scikit-learn's, its EM, its samples."""

import numpy as np
import pytest
from sklearn.decomposition import PCA as Reference

from minivae.embeddings import PCA, ProbabilisticPCA, held_out_scores, ppca_by_em


def data(N=300, D=6, seed=0):
    rng = np.random.default_rng(seed)
    return rng.standard_normal((N, D)) @ rng.standard_normal((D, D)) + 3


@pytest.mark.parametrize("N, D, K", [(300, 6, 2), (300, 6, 5), (90, 40, 7)])
def test_the_likelihood_is_scikit_learns(N, D, K):
    X, new = data(N, D), data(20, D, seed=1)
    ours = ProbabilisticPCA(K).fit(X)
    theirs = Reference(K, svd_solver="full").fit(X)
    assert ours.sigma2_ == pytest.approx(theirs.noise_variance_, rel=1e-8)
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-8)
    np.testing.assert_allclose(
        ours.score_samples(new), theirs.score_samples(new), rtol=1e-8
    )
    np.testing.assert_allclose(
        ours.get_covariance(), theirs.get_covariance(), atol=1e-8 * np.abs(X).max() ** 2
    )


def test_with_fewer_rows_than_columns_the_noise_is_shared_by_all_other_directions():
    X = data(40, 90)
    ours = ProbabilisticPCA(7, ddof=0).fit(X)
    C, centred = ours.get_covariance(), X - X.mean(axis=0)
    rest = np.sum(centred**2) / 40 - ours.explained_variance_.sum()
    assert ours.sigma2_ == pytest.approx(rest / 83)
    distance = np.sum(centred * np.linalg.solve(C, centred.T).T, axis=1)
    log_det = np.linalg.slogdet(2 * np.pi * C)[1]
    np.testing.assert_allclose(ours.score_samples(X), -(log_det + distance) / 2)
    assert ours.score(X) > Reference(7, svd_solver="full").fit(X).score(X) + 1


def test_em_rises_and_ends_at_the_closed_form():
    X = data()
    W, sigma2, history = ppca_by_em(X, 2, max_iter=20_000, tol=1e-14)
    model = ProbabilisticPCA(2, ddof=0).fit(X)
    assert np.diff(history).min() > -1e-12 and history[-1] > history[0] + 0.1
    assert history[-1] == pytest.approx(model.score(X), abs=1e-9)
    assert sigma2 == pytest.approx(model.sigma2_, rel=1e-5)
    np.testing.assert_allclose(
        W @ W.T, model.loadings() @ model.loadings().T, atol=1e-4
    )
    # The other divisor is a little less likely.
    assert ProbabilisticPCA(2).fit(X).score(X) < history[-1] - 1e-6


def test_the_codes_are_the_posterior_mean_and_whitened_ones_have_variance_1():
    X = data()
    model = ProbabilisticPCA(3).fit(X)
    W, centred = model.loadings(), X - X.mean(axis=0)
    # By the rule for Gaussians: E[z | x] = Wᵀ C⁻¹ (x - m).
    expected = centred @ np.linalg.solve(model.get_covariance(), W)
    np.testing.assert_allclose(model.transform(X), expected, atol=1e-10)
    np.testing.assert_allclose(
        np.cov(model.whiten(X), rowvar=False), np.eye(3), atol=1e-10
    )
    z = model.transform(X)
    np.testing.assert_allclose(model.inverse_transform(z), X.mean(axis=0) + z @ W.T)


def test_samples_have_the_models_mean_and_covariance():
    model = ProbabilisticPCA(2, random_state=0).fit(data())
    x = model.sample(200_000)
    C = model.get_covariance()
    assert np.abs(np.cov(x, rowvar=False) - C).max() < 0.02 * np.diag(C).max()
    assert np.abs(x.mean(axis=0) - model.mean_).max() < 0.03
    assert np.array_equal(model.sample(3), model.sample(3))
    assert not np.array_equal(model.sample(3), model.sample(3, rng=5))


def test_held_out_data_choose_the_number_of_components():
    rng = np.random.default_rng(0)
    W = 3 * rng.standard_normal((4, 12))
    X = rng.standard_normal((400, 4)) @ W + rng.standard_normal((400, 12))
    scores = held_out_scores(X[:200], X[200:], range(1, 12))
    assert 1 + scores.argmax() == 4
    with_itself = held_out_scores(X[:200], X[:200], range(1, 12))
    assert with_itself.argmax() == 10  # the most that there are


def test_a_small_noise_keeps_its_digits():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((50, 5)) * [1e6, 1e3, 1e-5, 1e-6, 1e-6]
    model = ProbabilisticPCA(3).fit(X)
    values = PCA(solver="svd", n_components=5).fit(X).explained_variance_
    assert model.sigma2_ == pytest.approx(values[3:].mean(), rel=1e-8)
    scaled = ProbabilisticPCA(3).fit(X * 2.0**20)
    assert scaled.score(X * 2.0**20) == pytest.approx(
        model.score(X) - 5 * np.log(2.0**20), abs=1e-8
    )


@pytest.mark.parametrize(
    "make, X, words",
    [
        (lambda: ProbabilisticPCA(6), data(), "n_components = 6, n_features = 6"),
        (lambda: ProbabilisticPCA(0), data(), "n_components must be an integer"),
        (lambda: ProbabilisticPCA(1, ddof=2), data(), "ddof must be 0 or 1, got 2"),
        (
            lambda: ProbabilisticPCA(1, np.ones(2)),
            data(),
            "ddof must be 0 or 1, got arr",
        ),
        (lambda: ProbabilisticPCA(3), data(4), "needs variance outside of its 3"),
        (lambda: ProbabilisticPCA(1), np.ones((5, 3)), "needs variance outside"),
    ],
)
def test_bad_input_gets_a_sentence(make, X, words):
    with pytest.raises(ValueError, match=words):
        make().fit(X)


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: ppca_by_em(data(), 6), "n_components=6 must be below the 6"),
        (lambda: ppca_by_em(np.ones((4, 3))), "needs rows that differ"),
        (lambda: ProbabilisticPCA().fit(data()).sample(0), "n_samples must be"),
        (
            lambda: ProbabilisticPCA(2).fit(data()).inverse_transform(np.ones((3, 4))),
            r"codes of shape \(N, 2\), got \(3, 4\)",
        ),
    ],
)
def test_bad_calls_get_a_sentence(call, words):
    with pytest.raises(ValueError, match=words):
        call()
