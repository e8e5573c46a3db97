"""PCA against scikit-learn, and against a published number."""

import mpmath
import numpy as np
import pytest
from sklearn.decomposition import PCA as Reference

from minivae.embeddings import PCA, orthogonal_iteration, power_iteration


def data():
    rng = np.random.default_rng(0)
    return rng.standard_normal((200, 6)) @ rng.standard_normal((6, 6)) + 3


def test_pca_equals_scikit_learn():
    X = data()
    ours, theirs = PCA(3).fit(X), Reference(3).fit(X)
    np.testing.assert_allclose(ours.explained_variance_, theirs.explained_variance_)
    np.testing.assert_allclose(
        np.abs(ours.components_), np.abs(theirs.components_), atol=1e-8
    )
    np.testing.assert_allclose(
        ours.reconstruct(X), theirs.inverse_transform(theirs.transform(X)), atol=1e-8
    )


def test_the_error_is_the_variance_left_over():
    X = data()
    pca = PCA(2).fit(X)
    total = X.var(axis=0, ddof=1).sum()
    left = (total - pca.explained_variance_.sum()) * (len(X) - 1) / len(X)
    assert pca.squared_error(X).mean() == pytest.approx(left)


def test_all_components_rebuild_the_data():
    X = data()
    np.testing.assert_allclose(PCA(6).fit(X).reconstruct(X), X, atol=1e-8)


@pytest.mark.parametrize("K, words", [(7, "more than the 6 features"), (0, "at least")])
def test_a_bad_number_of_components_is_refused(K, words):
    with pytest.raises(ValueError, match=words):
        PCA(K).fit(data())


@pytest.mark.full_data
def test_thirty_components_on_mnist_have_the_published_error():
    """13.87 in Hinton & Salakhutdinov (2006), caption of figure 2."""
    from minivae.data import load_mnist

    mnist = load_mnist()
    error = PCA(30).fit(mnist.x_train).squared_error(mnist.x_test).mean()
    print(f"PCA, 30 components, mean squared error per test image: {error:.3f}")
    assert error == pytest.approx(13.866, abs=0.001)


SHAPES = [(200, 6, 6), (300, 40, 40), (50, 400, 10), (50, 400, 49), (50, 60, 60)]


@pytest.mark.parametrize("N, D, K", SHAPES)
@pytest.mark.parametrize("solver", ["auto", "svd", "covariance"])
def test_each_exact_solver_equals_scikit_learn(N, D, K, solver):
    rng = np.random.default_rng(0)
    X = rng.standard_normal((N, D)) @ rng.standard_normal((D, D)) + 3
    ours, theirs = PCA(K, solver).fit(X), Reference(svd_solver="full").fit(X)
    k = min(K, N - 1)  # the others have no variance, and any direction
    for name in ("explained_variance_", "explained_variance_ratio_"):
        np.testing.assert_allclose(
            getattr(ours, name)[:k], getattr(theirs, name)[:k], rtol=1e-8
        )
    cosines = np.sum(ours.components_[:k] * theirs.components_[:k], axis=1)
    np.testing.assert_allclose(np.abs(cosines), 1, atol=1e-8)
    np.testing.assert_allclose(
        ours.components_ @ ours.components_.T, np.eye(K), atol=1e-8
    )


@pytest.mark.parametrize(
    "shape, K, taken",
    [((50, 4), 2, "covariance"), ((9, 30), 2, "gram"), ((9, 30), 9, "svd")],
)
def test_auto_says_which_solver_it_took(shape, K, taken):
    X = np.random.default_rng(0).standard_normal(shape)
    assert PCA(K).fit(X).solver_ == taken
    X[:, 0] *= 1e9
    assert PCA(K).fit(X).solver_ == "svd"


@pytest.mark.parametrize("D", [5, 40])
@pytest.mark.parametrize("order", ["falling", "rising", "mixed"])
def test_variances_from_1e12_to_1e_minus_12_are_kept(D, order):
    """Against 60 digits. scikit-learn itself is off by 1e-5 where they do not fall."""
    rng = np.random.default_rng(0)
    scale = np.logspace(6, -6, D)
    scale = {"falling": scale, "rising": scale[::-1]}.get(order, rng.permutation(scale))
    half = rng.standard_normal((60, D)) @ (
        np.eye(D) + 0.2 * rng.standard_normal((D, D))
    )
    X = np.vstack([half, -half]) * scale  # so that the mean is 0 to the last bit
    found = PCA(D).fit(X)
    assert found.solver_ == "svd"
    with mpmath.workdps(60):
        exact = mpmath.matrix(X.tolist())
        values = mpmath.eigsy(exact.T * exact / 119, eigvals_only=True)
        right = np.array([float(value) for value in values])[::-1]
    np.testing.assert_allclose(found.explained_variance_, right, rtol=1e-8)
    if order == "falling":
        theirs = Reference(svd_solver="full").fit(X).explained_variance_
        np.testing.assert_allclose(found.explained_variance_, theirs, rtol=1e-8)


def test_a_mean_far_larger_than_the_spread_does_no_harm():
    X = data()
    near, far = PCA(3).fit(np.round(X, 3)), PCA(3).fit(np.round(X, 3) + 2.0**30)
    np.testing.assert_allclose(
        near.explained_variance_, far.explained_variance_, rtol=1e-5
    )


def test_randomised_finds_what_stands_out():
    rng = np.random.default_rng(0)
    X = rng.standard_normal((300, 5)) @ rng.standard_normal((5, 200)) * 9
    X += 0.01 * rng.standard_normal(X.shape)
    ours, exact = PCA(5, solver="randomised").fit(X), PCA(5).fit(X)
    np.testing.assert_allclose(ours.components_, exact.components_, atol=1e-8)
    np.testing.assert_allclose(
        ours.explained_variance_ratio_, exact.explained_variance_ratio_, rtol=1e-8
    )


@pytest.mark.parametrize("iterate", [power_iteration, orthogonal_iteration])
def test_power_iteration_is_the_readable_twin(iterate):
    X = data()
    pca = PCA(4).fit(X)
    values, V = iterate(np.cov(X, rowvar=False), 4)
    np.testing.assert_allclose(values, pca.explained_variance_, rtol=1e-8)
    np.testing.assert_allclose(V, pca.components_, atol=1e-8)
    with pytest.warns(UserWarning, match="not converged in 2 rounds"):
        iterate(np.cov(X, rowvar=False), 2, max_iter=2)
    assert np.isfinite(iterate(np.zeros((3, 3)), 2)[1]).all()


@pytest.mark.parametrize(
    "S, K, words",
    [
        (np.ones((2, 3)), 1, "square matrix"),
        ([[0.0, 1.0], [0.0, 0.0]], 1, "symmetric"),
        (np.full((2, 2), np.nan), 1, "finite"),
        (np.eye(2), 3, "more than the 2 rows"),
    ],
)
def test_power_iteration_says_what_it_takes(S, K, words):
    for iterate in (power_iteration, orthogonal_iteration):
        with pytest.raises(ValueError, match=words):
            iterate(S, K)


@pytest.mark.parametrize(
    "pca, words",
    [
        (PCA(5, solver="gram"), "more than the 4 rows"),
        (PCA(5, solver="randomised"), "more than the 4 rows"),
        (PCA(2, solver="full"), "solver must be"),
    ],
)
def test_a_solver_that_cannot_is_refused(pca, words):
    with pytest.raises(ValueError, match=words):
        pca.fit(data()[:4])


def test_none_takes_all_components_and_constant_data_have_no_share():
    assert PCA(None).fit(data()).components_.shape == (6, 6)
    assert PCA(None).fit(data()[:4]).components_.shape == (4, 6)
    assert PCA(2).fit(np.ones((5, 3))).explained_variance_ratio_.tolist() == [0, 0]
