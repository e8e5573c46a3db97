"""Fast paths against slow exact twins, on data that make the fast ones lose digits."""

import warnings

import numpy as np
import pytest

from minivae.clusters import GaussianMixture
from minivae.clusters.mixture import algorithms
from minivae.embeddings import PCA

LONG = np.longdouble
needs_long_double = pytest.mark.skipif(
    np.finfo(LONG).eps > 1e-18, reason="this computer's long double is no longer"
)


def covariance(model, k):
    """Return Σ_k as a (D, D) matrix in long double."""
    kind, C = model.covariance_type, model.covariances_.astype(LONG)
    C = C if kind == "tied" else C[k]
    return C if C.ndim == 2 else np.eye(model.means_.shape[1], dtype=LONG) * C


def exact_log_density(model, X):
    """log p(x) of the model's own parameters, in long double, point by point."""
    joint = []
    for k, weight in enumerate(model.weights_):
        C, D = covariance(model, k), X.shape[1]
        L = np.zeros((D, D), LONG)
        for j in range(D):
            left = C[j, j] - (L[j, :j] ** 2).sum()
            if not left > 0:  # as rounded, Σ is singular
                return np.full(len(X), np.nan)
            L[j, j] = np.sqrt(left)
            for i in range(j + 1, D):
                L[i, j] = (C[i, j] - (L[i, :j] * L[j, :j]).sum()) / L[j, j]
        x = X.astype(LONG) - model.means_[k]
        y = np.zeros_like(x)
        for i in range(D):
            y[:, i] = (x[:, i] - (y[:, :i] * L[i, :i]).sum(axis=1)) / L[i, i]
        constant = D * np.log(2 * LONG(np.pi)) / 2 + np.log(np.diag(L)).sum()
        joint.append(np.log(LONG(weight)) - (y**2).sum(axis=1) / 2 - constant)
    joint = np.stack(joint, axis=1)
    top = joint.max(axis=1)
    return top + np.log(np.exp(joint - top[:, None]).sum(axis=1))


def nasty(name, scale):
    rng = np.random.default_rng(1)
    X = np.r_[rng.normal(size=(300, 3)), rng.normal(size=(300, 3)) * 0.5 + 6] * scale
    if name == "repeated":
        return np.c_[X, X[:, 0]]
    if name == "nearly repeated":
        return np.c_[X, X[:, 0] + rng.normal(size=600) * scale * 1e-7]
    return np.c_[X, X @ [1.0, -2.0, 0.5]]  # a sum of others


@needs_long_double
@pytest.mark.parametrize("kind", ["full", "tied", "diag", "spherical"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", ["repeated", "nearly repeated", "a sum"])
def test_features_lose_no_digits_that_the_readable_way_keeps(kind, dtype, name):
    for scale in (1e3, 1e4, 3e4, 1e6):
        X, found, errors = nasty(name, scale).astype(dtype), {}, {}
        for algorithm in ("features", "readable"):
            model = GaussianMixture(2, kind, algorithm=algorithm, random_state=0)
            try:
                found[algorithm] = model.fit(X).score_samples(X)
            except ValueError as error:  # a covariance that is singular as rounded
                found[algorithm] = str(error)
                continue
            truth = exact_log_density(model, X)
            errors[algorithm] = np.abs(found[algorithm] - truth).max()
        if np.isfinite(errors.get("readable", np.nan)):
            assert errors["features"] <= 1e-6 + 3 * errors["readable"], scale
        else:
            assert np.all(found["features"] == found["readable"]), scale


def test_a_mixture_says_once_that_it_takes_the_slower_way(monkeypatch):
    X = nasty("repeated", 1e4)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        GaussianMixture(2, random_state=0).fit(X)  # small: it costs no time
    monkeypatch.setattr(algorithms, "MANY", 1)
    with pytest.warns(UserWarning, match='"readable" is taken') as caught:
        GaussianMixture(2, random_state=0).fit(X)
    assert len(caught) == 1 and caught[0].filename == __file__
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        GaussianMixture(2, random_state=0).fit(X[:, :3])


@pytest.mark.parametrize("rotated", [False, True])
@pytest.mark.parametrize("rows", [12, 500])
def test_small_variances_of_pca_keep_their_digits(rotated, rows):
    """Variances from 10¹² to 10⁻¹²; the truth: singular values, column by column."""
    rng = np.random.default_rng(0)
    U = np.linalg.qr(rng.normal(size=(rows, 9)))[0]
    U = np.linalg.qr(U - U.mean(axis=0))[0]  # orthonormal, of mean 0
    scale = rng.permutation(np.geomspace(1e6, 1e-6, 9))
    turn = np.linalg.qr(rng.normal(size=(9, 9)))[0] if rotated else np.eye(9)
    pca = PCA(9).fit(U * scale @ turn)
    right = np.sort(scale)[::-1] ** 2 / (rows - 1)
    np.testing.assert_allclose(pca.explained_variance_, right, rtol=2e-3)
    np.testing.assert_allclose(
        pca.components_ @ pca.components_.T, np.eye(9), atol=1e-9
    )


def test_pca_of_fewer_rows_than_components_has_variances_of_0():
    X = np.random.default_rng(0).normal(size=(4, 7))
    pca = PCA(6).fit(X)
    assert pca.explained_variance_[:3].min() > 0.1
    np.testing.assert_allclose(pca.explained_variance_[3:], 0, atol=1e-28)
    np.testing.assert_allclose(pca.reconstruct(X), X)
    assert not PCA(2).fit(np.ones((5, 3))).explained_variance_.any()
