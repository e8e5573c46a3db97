"""Fast paths against slow exact twins, on data that make the fast ones lose digits."""

import warnings

import numpy as np
import pytest

from minivae import nn
from minivae.clusters import GaussianMixture, KMeans
from minivae.clusters.mixture import algorithms
from minivae.clusters.mixture.steps import log_sum_exp
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


def exact_squares(X, centres):
    """‖x_n - c_k‖² in long double: (N, K)."""
    return ((X.astype(LONG)[:, None] - centres.astype(LONG)) ** 2).sum(axis=2)


@pytest.mark.parametrize("algorithm", ["hamerly", "lloyd"])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("D", [2, 70])  # by BLAS, and by tiles
@pytest.mark.parametrize("far", [1e3, 1e5, 1e8])
def test_kmeans_keeps_small_distances_beside_a_far_point(algorithm, dtype, D, far):
    rng = np.random.default_rng(0)
    X = np.r_[rng.normal(size=(80, D)), rng.normal(size=(80, D)) + 5] * 1e-3
    X = np.r_[X, np.full((1, D), far)].astype(dtype)
    init = X[[0, 80, 160]]
    model = KMeans(3, init=init, algorithm=algorithm).fit(X)
    squares = exact_squares(X, model.cluster_centers_)
    own = squares[np.arange(len(X)), model.labels_]
    assert np.all(own <= squares.min(axis=1) * (1 + 1e-5))
    assert np.array_equal(model.labels_, np.repeat([0, 1, 2], [80, 80, 1]))
    halves = [X[:80].astype(float), X[80:160].astype(float)]
    right = sum(((h - h.mean(axis=0)) ** 2).sum() for h in halves)
    assert model.inertia_ == pytest.approx(right, rel=1e-3)


LOGITS = [0.0, 1e-30, 1e-7, 1.0, 10.0, 17.0, 50.0, 86.9, 87.1, 89.0, 104.0, 1e4, 1e30]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_bernoulli_kernels_and_softplus_keep_their_digits(dtype):
    """One column a row, so that no sum hides what a single logit gets."""
    logits = np.array([*LOGITS, *(-v for v in LOGITS)], dtype)
    exact = logits.astype(LONG)
    softplus = np.maximum(exact, 0) + np.log1p(np.exp(-np.abs(exact)))
    sigmoid = np.where(exact > 0, 1, np.exp(np.minimum(exact, 0))) / (
        1 + np.exp(-np.abs(exact))
    )
    # exp(-87) is where the kernel stops: 10⁻³⁸ is left of what should be 0
    rtol, tiny = 8 * np.finfo(dtype).eps, 2e-38
    np.testing.assert_allclose(nn.softplus(logits), softplus, rtol=rtol, atol=tiny)
    for x in (0.0, 0.25, 1.0):
        pixels = np.full((len(logits), 1), x, dtype)
        right = np.maximum(exact, 0) - x * exact + np.log1p(np.exp(-np.abs(exact)))
        found = -nn.bernoulli_log_likelihood(logits[:, None], pixels)
        if dtype == np.float32:
            np.testing.assert_allclose(found, right, rtol=rtol, atol=tiny)
        else:  # x l - softplus(l), as one reads it: digits of l
            assert np.all(np.abs(found - right) <= rtol * (1 + np.abs(exact)))
        _, gradient = nn.bernoulli_nll(logits[:, None], pixels)
        np.testing.assert_allclose(
            gradient[:, 0] * len(logits), sigmoid - x, rtol=rtol, atol=rtol
        )


def test_float32_sums_over_a_million_pixels_keep_five_digits():
    rng = np.random.default_rng(0)
    logits = rng.normal(size=(2, 10**6)).astype(np.float32) * 20
    x = rng.random((2, 10**6), dtype=np.float32)
    exact = logits.astype(float)
    right = np.sum(np.logaddexp(0, exact) - x * exact, axis=1)
    np.testing.assert_allclose(
        -nn.bernoulli_log_likelihood(logits, x), right, rtol=1e-5
    )
    assert nn.bernoulli_nll(logits, x)[0] == pytest.approx(right.mean(), rel=1e-5)
    squares = (exact - x) ** 2
    right = -squares.sum(axis=1) / 2 - 10**6 / 2 * np.log(2 * np.pi)
    np.testing.assert_allclose(nn.gaussian_log_likelihood(logits, x), right, rtol=1e-5)
    assert nn.gaussian_nll(logits, x)[0] == pytest.approx(-right.mean(), rel=1e-6)


@pytest.mark.parametrize("shift", [0.0, 1e3, -1e3, -1e300, 1e300])
def test_log_sum_exp_neither_overflows_nor_loses_digits(shift):
    a = np.array([[0.0, 0.0], [-1e-9, -50.0], [3.0, -800.0], [-7.0, -7.0]]) + shift
    exact = a.astype(LONG)
    top = exact.max(axis=1)
    right = top + np.log(np.exp(exact - top[:, None]).sum(axis=1))
    np.testing.assert_allclose(log_sum_exp(a), right.astype(float), rtol=1e-15)
