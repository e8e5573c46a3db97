"""Fisher's discriminant against scikit-learn's, and its errors."""

import numpy as np
import pytest
from sklearn.datasets import load_iris, load_wine
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis as Reference

from minivae.embeddings import FisherDiscriminant

WORLDS = {"iris": load_iris(return_X_y=True), "wine": load_wine(return_X_y=True)}


@pytest.mark.parametrize("name", WORLDS)
@pytest.mark.parametrize("K", [1, 2, None])
def test_it_equals_scikit_learn(name, K):
    X, y = WORLDS[name]
    ours = FisherDiscriminant(K).fit(X, y)
    theirs = Reference(solver="svd", n_components=K).fit(X, y)
    Z, expected = ours.transform(X), theirs.transform(X)
    signs = np.sign(np.sum(Z * expected, axis=0))
    np.testing.assert_allclose(Z * signs, expected, rtol=1e-8, atol=1e-8)
    eigen = Reference(solver="eigen", n_components=K).fit(X, y).transform(X)
    for a, b in zip(Z.T, (eigen - eigen.mean(axis=0)).T, strict=True):
        np.testing.assert_allclose(a * np.sign(a @ b), b, rtol=1e-8, atol=1e-8)
    np.testing.assert_allclose(
        ours.explained_variance_ratio_,
        theirs.explained_variance_ratio_[:K],
        rtol=1e-8,
    )
    if K is None:
        np.testing.assert_allclose(
            ours.predict_proba(X), theirs.predict_proba(X), rtol=1e-8, atol=1e-12
        )
        assert ours.score(X, y) == theirs.score(X, y)


def test_shrinkage_is_scikit_learns():
    X, y = WORLDS["iris"]
    ours = FisherDiscriminant(shrinkage=0.3).fit(X, y)
    theirs = Reference(solver="lsqr", shrinkage=0.3).fit(X, y)
    assert np.array_equal(ours.predict(X), theirs.predict(X))
    np.testing.assert_allclose(
        ours.predict_log_proba(X), theirs.predict_log_proba(X), rtol=1e-8, atol=1e-8
    )


def test_within_classes_the_codes_have_variance_1():
    X, y = WORLDS["wine"]
    Z = FisherDiscriminant().fit_transform(X, y)
    left = np.concatenate([Z[y == c] - Z[y == c].mean(axis=0) for c in range(3)])
    np.testing.assert_allclose(left.T @ left / len(X), np.eye(2), atol=1e-8)


def test_units_do_not_matter():
    X, y = WORLDS["iris"]
    units = [1e-9, 1e9, 1.0, 1e4]
    first, second = (
        FisherDiscriminant().fit(x, y).transform(x) for x in (X, X * units)
    )
    np.testing.assert_allclose(
        first, second * np.sign(np.sum(first * second, axis=0)), rtol=1e-7, atol=1e-7
    )


def test_it_finds_what_parts_the_classes_where_pca_does_not():
    rng = np.random.default_rng(0)
    y = np.arange(200) % 2
    X = np.stack([10 * rng.standard_normal(200), y + 0.1 * rng.standard_normal(200)], 1)
    model = FisherDiscriminant().fit(X, y)
    assert model.score(X, y) > 0.99 and abs(model.scalings_[0, 0]) < 0.1


X, y = WORLDS["iris"]
WIDE = np.random.default_rng(0).standard_normal((12, 30))


@pytest.mark.parametrize(
    "model, X, y, words",
    [
        (FisherDiscriminant(), X, np.zeros(150), "two classes or more, got 1 class"),
        (FisherDiscriminant(3), X, y, "n_components=3 is more than 2: 3 class means"),
        (FisherDiscriminant(), X, None, "requires y to be passed"),
        (FisherDiscriminant(), X, y[:9], "one label for each of 150 rows"),
        (FisherDiscriminant(), X, np.where(y == 1, np.nan, y), "contains NaN"),
        (FisherDiscriminant(), WIDE, y[::13], "is singular, of rank 9 for 30 features"),
        (FisherDiscriminant(), X[:3], [0, 1, 2], "more samples than classes"),
        (FisherDiscriminant(shrinkage=2), X, y, r"shrinkage must lie in \[0, 1\]"),
        (FisherDiscriminant(0), X, y, "n_components must be an integer"),
    ],
)
def test_bad_input_gets_a_sentence(model, X, y, words):
    with pytest.raises(ValueError, match=words):
        model.fit(X, y)


def test_shrinkage_helps_where_there_are_more_columns_than_rows():
    model = FisherDiscriminant(shrinkage=0.1).fit(WIDE, y[::13])
    assert model.score(WIDE, y[::13]) == 1
