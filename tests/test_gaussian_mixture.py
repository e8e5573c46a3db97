"""GaussianMixture: exact answers, fast and readable steps, scikit-learn, odd input."""

import itertools
import re
import warnings

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from scipy.stats import multivariate_normal
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture as Reference
from sklearn.utils.estimator_checks import check_estimator
from test_kmeans import accuracy

from minivae.clusters import GaussianMixture
from minivae.clusters.mixture import covariances
from minivae.clusters.mixture.covariances import COVARIANCES
from minivae.clusters.mixture.features import (
    Features,
    natural_parameters,
    trusted,
    worthwhile,
)
from minivae.clusters.mixture.steps import (
    Mixture,
    e_step,
    log_gaussians,
    log_sum_exp,
    m_step,
)
from minivae.embeddings import PCA

every_kind = pytest.mark.parametrize("kind", COVARIANCES)
both_algorithms = pytest.mark.parametrize("algorithm", ["readable", "features"])


def sheared_blobs(N=500, D=4, K=3, spread=3.0, seed=0):
    rng = np.random.default_rng(seed)
    labels = rng.integers(K, size=N)
    shapes = rng.normal(size=(K, D, D)) / np.sqrt(D)
    noise = np.einsum("nij,nj->ni", shapes[labels], rng.normal(size=(N, D)))
    noise += 0.3 * rng.normal(size=(N, D))
    return rng.normal(size=(K, D))[labels] * spread + noise


def some_mixture(K, D, kind, seed=0):
    rng = np.random.default_rng(seed)
    A = rng.normal(size=(K, D, D))
    full = A @ np.swapaxes(A, 1, 2) / D + 0.2 * np.eye(D)
    variances = rng.random((K, D)) + 0.3
    covariances = {
        "full": full,
        "tied": full[0],
        "diag": variances,
        "spherical": variances[:, 0],
    }[kind]
    return Mixture(rng.dirichlet(np.ones(K) * 3), rng.normal(size=(K, D)), covariances)


def as_matrices(mixture, kind):
    """The covariances of any kind as (K, D, D)."""
    K, D = mixture.means.shape
    if kind == "diag":
        return np.array([np.diag(v) for v in mixture.covariances])
    if kind == "spherical":
        return np.array([v * np.eye(D) for v in mixture.covariances])
    return np.broadcast_to(mixture.covariances, (K, D, D))


def starts(X, K, kind, seed=1):
    """Arguments that let two libraries start at the same mixture."""
    rng = np.random.default_rng(seed)
    P = np.linalg.inv(np.cov(X.T).reshape(X.shape[1], -1))
    v = np.diag(P)
    precisions = {
        "full": np.repeat(P[None], K, axis=0),
        "tied": P,
        "diag": np.repeat(v[None], K, axis=0),
        "spherical": np.repeat(v.mean(), K),
    }[kind]
    return dict(
        n_components=K,
        covariance_type=kind,
        weights_init=rng.dirichlet(np.ones(K) * 5),
        means_init=X[rng.choice(len(X), K, replace=False)],
        precisions_init=precisions,
    )


def methods(thing):
    return {name for name in dir(thing) if not name.startswith("_")}


@every_kind
def test_every_form_of_covariance_answers_the_same_questions(kind):
    asked = methods(COVARIANCES[kind])
    assert asked == methods(COVARIANCES["full"])
    listed = set(re.findall(r"\w+", covariances.__doc__))
    assert asked <= listed


# The steps, readable and fast, against SciPy and plain sums


@every_kind
@pytest.mark.parametrize("K, D", [(1, 1), (3, 1), (4, 4), (2, 7)])
def test_densities_equal_scipys(K, D, kind):
    X, mixture = np.random.default_rng(0).normal(size=(30, D)), some_mixture(K, D, kind)
    expected = np.empty((30, K))
    for k, covariance in enumerate(as_matrices(mixture, kind)):
        expected[:, k] = multivariate_normal(mixture.means[k], covariance).logpdf(X)
    np.testing.assert_allclose(log_gaussians(X, mixture, kind), expected, atol=1e-10)
    joint = expected + np.log(mixture.weights)
    np.testing.assert_allclose(
        Features(X, kind).joint(natural_parameters(mixture, kind)), joint, atol=1e-10
    )


@every_kind
@pytest.mark.parametrize("N", [1, 7, 512, 513, 1300])
def test_the_step_by_features_equals_the_readable_step(N, kind):
    X, mixture = np.random.default_rng(N).normal(size=(N, 4)), some_mixture(3, 4, kind)
    log_p, log_r = e_step(X, mixture, kind)
    slow = m_step(X, np.exp(log_r), kind, 1e-3)
    mean, fast = Features(X, kind).step(natural_parameters(mixture, kind), 1e-3)
    assert mean == pytest.approx(log_p.mean(), rel=1e-12)
    for a, b in zip(fast, slow, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-12)


@every_kind
def test_the_m_step_is_the_weighted_mean_and_covariance(kind):
    rng = np.random.default_rng(0)
    X, R = rng.normal(size=(40, 3)), rng.dirichlet(np.ones(2), size=40)
    weights, means, _ = mixture = m_step(X, R, kind, 0.0)
    np.testing.assert_allclose(weights, R.mean(axis=0))
    scatter = np.zeros((2, 3, 3))
    for k, n in itertools.product(range(2), range(40)):
        d = X[n] - means[k]
        scatter[k] += R[n, k] * np.outer(d, d)
    covariances = scatter / R.sum(axis=0)[:, None, None]
    if kind == "tied":
        covariances = np.broadcast_to(scatter.sum(axis=0) / 40, covariances.shape)
    elif kind != "full":
        variances = np.diagonal(covariances, axis1=1, axis2=2)
        if kind == "spherical":
            variances = np.repeat(variances.mean(axis=1)[:, None], 3, axis=1)
        covariances = np.array([np.diag(v) for v in variances])
    np.testing.assert_allclose(as_matrices(mixture, kind), covariances, atol=1e-12)
    for k in range(2):
        np.testing.assert_allclose(means[k], np.average(X, axis=0, weights=R[:, k]))


@every_kind
def test_responsibilities_sum_to_one_even_far_away(kind):
    X = sheared_blobs(100)
    model = GaussianMixture(3, kind, random_state=0).fit(X)
    far = np.vstack([X, X * 1e6])
    r = model.predict_proba(far)
    np.testing.assert_allclose(r.sum(axis=1), 1)
    assert np.isfinite(model.score_samples(far)).all()
    np.testing.assert_array_equal(r.argmax(axis=1), model.predict(far))


def test_log_sum_exp_of_large_and_close_numbers():
    a = np.array([[1000.0, 999.0, 998.0], [-2000.0, -2001.0, -2002.0]])
    expected = np.log(1 + np.exp(-1) + np.exp(-2))
    np.testing.assert_allclose(log_sum_exp(a), [1000 + expected, -2000 + expected])


def test_one_dimensional_features_are_the_parabola():
    """w . [x², x, 1] for weight ½, mean 2, variance 4."""
    mixture = Mixture(np.array([0.5]), np.array([[2.0]]), np.array([[[4.0]]]))
    constant = np.log(0.5) - 0.5 * np.log(2 * np.pi * 4) - 2**2 / 8
    expected = [[-1 / 8, 2 / 4, constant]]
    np.testing.assert_allclose(natural_parameters(mixture, "full").W, expected)


# EM as a whole


def test_one_component_is_the_mean_and_covariance():
    X = sheared_blobs()
    model = GaussianMixture(1, reg_covar=0).fit(X)
    np.testing.assert_allclose(model.means_[0], X.mean(axis=0))
    np.testing.assert_allclose(model.covariances_[0], np.cov(X.T, bias=True))
    expected = multivariate_normal(X.mean(axis=0), np.cov(X.T, bias=True)).logpdf(X)
    np.testing.assert_allclose(model.score_samples(X), expected)


@every_kind
@both_algorithms
def test_the_likelihood_never_falls(algorithm, kind):
    """With reg_covar=0 it cannot; with the default it may by about reg_covar."""
    X = sheared_blobs(400, spread=1.0)
    for seed, reg_covar in itertools.product(range(4), (0.0, 1e-6)):
        model = GaussianMixture(
            4, kind, algorithm=algorithm, init_params="random_from_data", tol=0,
            reg_covar=reg_covar or 1e-6, max_iter=1, random_state=seed,
        )  # fmt: skip
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            first = model.fit(X)  # random points alone have no covariance
            model = GaussianMixture(
                4, kind, algorithm=algorithm, tol=0, max_iter=60, reg_covar=reg_covar,
                weights_init=first.weights_, means_init=first.means_,
                precisions_init=first.precisions_,
            ).fit(X)  # fmt: skip
        history = np.array(model.history_["log_likelihood"])
        assert len(history) == model.n_iter_ == 60
        assert np.diff(history).min() >= (-1e-5 if reg_covar else -1e-12)
        assert model.score(X) >= history[-1] - 1e-5


def test_em_finds_the_mixture_that_made_the_data():
    rng = np.random.default_rng(0)
    truth = [(0.7, -2.0, 1.0), (0.3, 3.0, 0.5)]
    labels = rng.random(20_000) < 0.3
    x = np.where(labels, rng.normal(3, 0.5, 20_000), rng.normal(-2, 1, 20_000))
    model = GaussianMixture(2, tol=1e-8, random_state=0).fit(x[:, None])
    order = np.argsort(model.means_[:, 0])
    for k, (weight, mean, sigma) in zip(order, truth, strict=True):
        assert model.weights_[k] == pytest.approx(weight, abs=0.01)
        assert model.means_[k, 0] == pytest.approx(mean, abs=0.03)
        assert np.sqrt(model.covariances_[k, 0, 0]) == pytest.approx(sigma, abs=0.02)


def test_kmeans_is_the_limit_of_shrinking_shared_spheres():
    """Responsibilities under variance -> 0 are K-means' assignments."""
    X = sheared_blobs(spread=1.0)
    means = X[:4]
    nearest = ((X[:, None] - means) ** 2).sum(axis=2).argmin(axis=1)
    hard = np.eye(4)[nearest]
    gaps = []
    for variance in (1.0, 1e-1, 1e-2, 1e-4):
        mixture = Mixture(np.full(4, 0.25), means, np.full(4, variance))
        r = np.exp(e_step(X, mixture, "spherical")[1])
        gaps.append(np.abs(r - hard).mean())
    assert gaps == sorted(gaps, reverse=True)
    assert gaps[-1] < 1e-3


# scikit-learn


@every_kind
@both_algorithms
@pytest.mark.parametrize("shift", [0.0, 1000.0])
def test_same_start_same_likelihood_as_scikit_learn(algorithm, kind, shift):
    X = sheared_blobs(700, 5, 4) + shift
    options = starts(X, 4, kind)
    ours = GaussianMixture(algorithm=algorithm, **options).fit(X)
    theirs = Reference(**options).fit(X)
    assert ours.n_iter_ == theirs.n_iter_
    assert ours.converged_ and theirs.converged_
    assert ours.lower_bound_ == pytest.approx(theirs.lower_bound_, rel=1e-8)
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-8)
    assert ours.bic(X) == pytest.approx(theirs.bic(X), rel=1e-8)
    assert ours.aic(X) == pytest.approx(theirs.aic(X), rel=1e-8)
    np.testing.assert_array_equal(ours.predict(X), theirs.predict(X))
    np.testing.assert_allclose(ours.covariances_, theirs.covariances_, rtol=1e-5)
    np.testing.assert_allclose(ours.precisions_, theirs.precisions_, rtol=1e-5)


def test_every_log_likelihood_of_the_climb_equals_scikit_learns():
    X = sheared_blobs(600, 6, 5, spread=1.0)
    options = starts(X, 5, "full")
    ours = GaussianMixture(tol=0, max_iter=40, **options)
    theirs = Reference(tol=0, max_iter=40, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        ours.fit(X)
        theirs.fit(X)
    np.testing.assert_allclose(
        ours.history_["log_likelihood"], theirs.lower_bounds_, rtol=1e-8
    )


@every_kind
@pytest.mark.parametrize("wide", [False, True])
@pytest.mark.parametrize("spread", [1e-2, 1e-5])
def test_tight_clusters_far_apart_are_computed_point_by_point(kind, spread, wide):
    """The products [x_i x_j, x, 1] would lose the digits; the likelihood must not."""
    X = np.random.default_rng(0).normal(size=(300, 3)) * spread
    X[:150] += 1e3
    halves = X[:150], X[150:]
    start = dict(weights_init=[0.5, 0.5], means_init=[h.mean(axis=0) for h in halves])
    if wide:  # the features may take the first step, and must not
        precisions = np.repeat(1e-4 * np.eye(3)[None], 2, axis=0)
        start["precisions_init"] = {
            "full": precisions,
            "tied": precisions[0],
            "diag": np.full((2, 3), 1e-4),
            "spherical": np.full(2, 1e-4),
        }[kind]
    model = GaussianMixture(2, kind, reg_covar=0, **start).fit(X)
    mixture = Mixture(model.weights_, model.means_ - X.mean(axis=0), model.covariances_)
    extent = np.abs(X - X.mean(axis=0)).max(axis=0)
    assert trusted(mixture, kind, extent) is None
    scatter = sum((h - h.mean(axis=0)).T @ (h - h.mean(axis=0)) for h in halves)
    if kind == "tied":
        np.testing.assert_allclose(model.covariances_, scatter / 300, rtol=1e-6)
    elif kind == "diag":
        variances = [h.var(axis=0) for h in halves]
        np.testing.assert_allclose(model.covariances_, variances, rtol=1e-6)
    expected = [
        multivariate_normal(m, c).logpdf(h) + np.log(0.5)
        for m, c, h in zip(
            model.means_, as_matrices(mixture, kind), halves, strict=True
        )
    ]
    np.testing.assert_allclose(model.score_samples(X), np.concatenate(expected))


@pytest.mark.parametrize("D, K, quick", [(32, 1, True), (40, 2, False), (40, 6, True)])
def test_many_dimensions_and_few_components_go_the_other_way(D, K, quick):
    X = np.random.default_rng(0).normal(size=(300, D))
    options = starts(X, K, "full")
    ours, theirs = GaussianMixture(**options).fit(X), Reference(**options).fit(X)
    assert worthwhile(K, D, "full") is quick
    assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-8)


def test_the_known_quality_on_digits_and_the_same_as_scikit_learn():
    X, y = load_digits(return_X_y=True)
    Z = PCA(20).fit_transform(X)
    model = GaussianMixture(10, random_state=1).fit(Z)
    labels = model.predict(Z)
    print(
        f"digits on 20 principal components: accuracy {accuracy(labels, y):.3f}, "
        f"ARI {adjusted_rand_score(y, labels):.3f}"
    )
    assert accuracy(labels, y) == pytest.approx(0.835, abs=0.02)
    assert adjusted_rand_score(y, labels) == pytest.approx(0.737, abs=0.03)
    options = starts(Z, 10, "full")
    ours, theirs = GaussianMixture(**options).fit(Z), Reference(**options).fit(Z)
    assert ours.lower_bound_ == pytest.approx(theirs.lower_bound_, rel=1e-8)
    assert adjusted_rand_score(ours.predict(Z), theirs.predict(Z)) >= 0.999


@pytest.mark.parametrize(
    "model",
    [
        GaussianMixture(),
        GaussianMixture(n_components=2, covariance_type="diag", random_state=0),
        GaussianMixture(n_components=2, algorithm="readable", random_state=0),
    ],
    ids=str,
)
def test_check_estimator_passes(model, record_property):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(model, on_skip=None, on_fail=None)
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed", "xfail")}
    print(f"check_estimator {model}: {counts}")
    record_property("check_estimator", str(counts))
    assert counts["failed"] == counts["xfail"] == 0
    assert counts["passed"] >= 35


# Invariants


def test_fit_predict_equals_fit_then_predict():
    X = sheared_blobs()
    labels = GaussianMixture(3, random_state=0).fit_predict(X)
    again = GaussianMixture(3, random_state=0).fit(X).predict(X)
    np.testing.assert_array_equal(labels, again)


def test_the_order_of_the_samples_does_not_matter():
    X = sheared_blobs()
    order = np.random.default_rng(0).permutation(len(X))
    one = GaussianMixture(3, random_state=3).fit(X)
    other = GaussianMixture(3, random_state=3).fit(X[order])
    np.testing.assert_array_equal(one.predict(X), other.predict(X))
    assert one.lower_bound_ == pytest.approx(other.lower_bound_, rel=1e-10)


def test_duplicated_samples_change_nothing():
    X = sheared_blobs()
    once = GaussianMixture(3, random_state=0).fit(X)
    twice = GaussianMixture(3, random_state=0).fit(np.vstack([X, X]))
    np.testing.assert_allclose(once.means_, twice.means_, atol=1e-8)
    np.testing.assert_allclose(once.covariances_, twice.covariances_, atol=1e-8)


def test_float32_data_are_computed_in_float64():
    X = sheared_blobs().astype(np.float32)
    narrow = GaussianMixture(3, random_state=0).fit(X)
    wide = GaussianMixture(3, random_state=0).fit(X.astype(np.float64))
    np.testing.assert_array_equal(narrow.means_, wide.means_)


def test_the_seed_decides_and_more_starts_are_never_worse():
    X = sheared_blobs(300, spread=0.7)
    options = dict(n_components=5, init_params="random", max_iter=300)
    one, same = (GaussianMixture(random_state=2, **options).fit(X) for _ in range(2))
    np.testing.assert_array_equal(one.means_, same.means_)
    best = GaussianMixture(random_state=2, n_init=4, **options).fit(X)
    assert best.lower_bound_ >= one.lower_bound_


@pytest.mark.parametrize("how", ["kmeans", "k-means++", "random_from_data", "random"])
def test_every_way_to_start_works(how):
    X = sheared_blobs()
    model = GaussianMixture(3, init_params=how, reg_covar=1e-3, random_state=0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert np.isfinite(model.fit(X).score(X))


@every_kind
def test_samples_have_the_moments_of_the_mixture(kind):
    X = sheared_blobs(600, 3, 2)
    model = GaussianMixture(2, kind, random_state=0).fit(X)
    x, labels = model.sample(40_000)
    np.testing.assert_allclose(np.bincount(labels) / 40_000, model.weights_, atol=0.01)
    mixture = Mixture(model.weights_, model.means_, model.covariances_)
    for k, covariance in enumerate(as_matrices(mixture, kind)):
        own = x[labels == k]
        np.testing.assert_allclose(own.mean(axis=0), model.means_[k], atol=0.1)
        np.testing.assert_allclose(np.cov(own.T), covariance, atol=0.12)


def test_sampling_with_one_generator_goes_on():
    model, rng = GaussianMixture(random_state=0).fit(X3), np.random.default_rng(0)
    assert not np.array_equal(model.sample(3, rng)[0], model.sample(3, rng)[0])
    np.testing.assert_array_equal(model.sample(3)[0], model.sample(3)[0])


def test_bic_finds_the_number_of_components():
    X = sheared_blobs(1500, 2, 3, spread=6.0)
    bic = [
        GaussianMixture(K, n_init=3, random_state=0).fit(X).bic(X) for K in range(1, 7)
    ]
    assert np.argmin(bic) + 1 == 3


# Odd input

X3 = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 4.0]])


def test_constant_and_duplicated_data_are_held_by_reg_covar():
    X = np.hstack([sheared_blobs(100), np.full((100, 1), 3.0)])
    model = GaussianMixture(3, random_state=0).fit(np.repeat(X, 2, axis=0))
    assert np.isfinite(model.score(X))
    assert model.covariances_[:, -1, -1] == pytest.approx([1e-6] * 3)


@every_kind
@both_algorithms
def test_a_singular_covariance_names_the_cure(algorithm, kind):
    X = np.repeat(X3, 5, axis=0)
    with pytest.raises(ValueError, match="larger reg_covar"):
        GaussianMixture(3, kind, reg_covar=0, algorithm=algorithm, random_state=0).fit(
            X
        )


@pytest.mark.parametrize(
    "options, X, words",
    [
        (dict(n_components=4), X3, "n_samples = 3, n_components = 4"),
        (dict(n_components=0), X3, "n_components must be an integer"),
        (dict(covariance_type="round"), X3, "covariance_type must be one of full"),
        (dict(init_params="best"), X3, "init_params must be one of kmeans"),
        (dict(algorithm="fast"), X3, "algorithm must be one of features"),
        (dict(max_iter=0), X3, "max_iter must be"),
        (dict(n_init=1.5), X3, "n_init must be"),
        (dict(tol=-1), X3, "tol must be 0 or more"),
        (dict(reg_covar=np.nan), X3, "reg_covar must be 0 or more"),
        (dict(weights_init=[0.5, 0.5]), X3, r"weights_init must .* shape \(1,\)"),
        (dict(n_components=2, weights_init=[0.9, 0.3]), X3, "sum to 1"),
        (dict(means_init=[[1.0, np.nan]]), X3, "means_init must be finite"),
        (dict(precisions_init=[[[1.0, 2.0], [2.0, 1.0]]]), X3, "positive definite"),
        (dict(), [[1.0, 2.0]], r"Found array with 1 sample\(s\)"),
        (dict(), [[1.0], [np.inf]], "finite numbers"),
        (dict(), np.ones(3), "2-D array"),
    ],
)
def test_bad_input_is_one_clear_error(options, X, words):
    with pytest.raises(ValueError, match=words):
        GaussianMixture(**options).fit(X)


def test_sparse_input_is_refused_with_the_cure():
    with pytest.raises(TypeError, match=r"X.toarray\(\)"):
        GaussianMixture().fit(csr_matrix(X3))


def test_too_few_iterations_are_told():
    X = sheared_blobs(spread=0.5)
    with pytest.warns(UserWarning, match="not converged after 2 iterations"):
        model = GaussianMixture(4, max_iter=2, tol=1e-9, random_state=0).fit(X)
    assert not model.converged_


def test_ctrl_c_keeps_the_mixture(monkeypatch):
    X, calls = sheared_blobs(spread=0.5), []
    whole = Features.step

    def step(self, *args):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return whole(self, *args)

    monkeypatch.setattr(Features, "step", step)
    with pytest.warns(UserWarning, match="interrupted after 3 iterations"):
        model = GaussianMixture(4, tol=0, n_init=3, random_state=0).fit(X)
    assert model.n_iter_ == len(model.history_["log_likelihood"]) == 3
    assert model.predict(X).shape == (len(X),)
