"""PCA against scikit-learn, and against a published number."""

import numpy as np
import pytest
from sklearn.decomposition import PCA as Reference

from minivae.embeddings import PCA


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
    assert error == pytest.approx(13.87, abs=0.01)
