"""DirichletProcessMixture as an estimator: conventions, invariants, bad input."""

import warnings

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from sklearn.utils.estimator_checks import check_estimator

from minivae.clusters.conjugate import NormalInverseWishart
from minivae.clusters.dirichlet import DirichletProcessMixture
from minivae.clusters.dirichlet import run as runs
from minivae.clusters.exact_partitions import NEAL_POINTS, exact_posterior
from minivae.clusters.partitions import coclustering

KINDS = {
    "full": dict(covariance_type="full"),
    "diag": dict(covariance_type="diag"),
    "known": dict(covariance_type="known", variance=1.0),
}
every_kind = pytest.mark.parametrize("kind", KINDS)


def mixture(kind="full", **more):
    quick = dict(n_sweeps=20, random_state=0, progress=False)
    return DirichletProcessMixture(**{**KINDS[kind], **quick, **more})


def blobs(seed=0, each=40, D=3, dtype=np.float64):
    rng = np.random.default_rng(seed)
    z = np.repeat(np.arange(4), each)
    centres = 12 * np.eye(4)[:, :D]
    return (centres[z] + rng.standard_normal((len(z), D))).astype(dtype), z


@every_kind
def test_check_estimator_passes(kind):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(mixture(kind), on_skip=None, on_fail=None)
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed")}
    print(f"check_estimator DirichletProcessMixture ({kind}): {counts}")
    assert not [r["exception"] for r in results if r["status"] == "failed"]
    assert counts["passed"] >= 40


@every_kind
@pytest.mark.parametrize("algorithm", [2, 3, 8])
@pytest.mark.parametrize("init", ["sequential", "together", "apart"])
def test_separate_blobs_are_found(kind, algorithm, init):
    X, z = blobs()
    dp = mixture(kind, algorithm=algorithm, init=init, n_sweeps=40).fit(X)
    assert adjusted_rand_score(z, dp.partition_) > 0.97
    assert adjusted_rand_score(z, dp.labels_) > 0.97


@every_kind
def test_what_is_learned_has_the_shapes_and_sums_that_are_promised(kind):
    X, _ = blobs()
    dp = mixture(kind, n_draws=4).fit(X)
    K, shape = dp.n_clusters_, {"full": (3, 3), "diag": (3,), "known": ()}[kind]
    assert dp.means_.shape == (K, 3) and dp.covariances_.shape == (K, *shape)
    assert dp.weights_.sum() == pytest.approx(1)
    assert dp.draws_.shape == (4, 160) and dp.alphas_.shape == (4,)
    assert [len(dp.history_[n]) for n in ("n_clusters", "alpha", "log_joint")] == [
        20
    ] * 3
    np.testing.assert_allclose(dp.predict_proba(X).sum(axis=1), 1)
    np.testing.assert_array_equal(dp.predict_proba(X).argmax(axis=1), dp.predict(X))
    np.testing.assert_allclose(dp.coclustering(), coclustering(dp.draws_))
    centre = X[dp.partition_ == 0].mean(axis=0)
    np.testing.assert_allclose(dp.means_[0], centre, atol=0.1)


def test_the_density_adds_up_to_one():
    X = NEAL_POINTS[:, None]
    x = np.linspace(-60, 60, 60_001)[:, None]
    for kind in KINDS:
        p = np.exp(mixture(kind, degrees_of_freedom_prior=8.0).fit(X).score_samples(x))
        assert p.sum() * 0.002 == pytest.approx(1, abs=2e-3)


def test_density_and_coclustering_agree_with_enumeration():
    """p(x | X) = p(X, x) / p(X), both by adding up all partitions."""
    X, x = NEAL_POINTS[1:8, None], np.array([[-1.2], [0.2], [2.5]])
    prior = NormalInverseWishart(np.zeros(1), 0.1, 3.0, np.eye(1))
    exact = exact_posterior(X, 1.0, prior)
    log_p = [exact_posterior(np.vstack([X, row]), 1.0, prior).log_evidence for row in x]
    dp = mixture(n_sweeps=4000, n_draws=2000, mean_prior=0.0, covariance_prior=1.0)
    dp.fit(X)
    np.testing.assert_allclose(
        dp.score_samples(x), np.array(log_p) - exact.log_evidence, atol=0.02
    )
    np.testing.assert_allclose(dp.coclustering(), exact.coclustering, atol=0.04)
    assert dp.score(x) == pytest.approx(dp.score_samples(x).mean())


@every_kind
@pytest.mark.parametrize("algorithm", [2, 3, 8])
def test_one_seed_gives_one_result(kind, algorithm):
    X, _ = blobs()
    X = X / 6
    settings = dict(algorithm=algorithm, alpha_prior=(1.0, 1.0))
    a, b = (mixture(kind, **settings).fit(X) for _ in range(2))
    np.testing.assert_array_equal(a.draws_, b.draws_)
    assert a.history_ == b.history_
    other = mixture(kind, **settings, random_state=1).fit(X)
    assert a.history_["log_joint"] != other.history_["log_joint"]
    rng = np.random.default_rng(0)
    first = mixture(kind, **settings, random_state=rng).fit(X)
    again = mixture(kind, **settings, random_state=rng).fit(X)
    assert first.history_["alpha"] == a.history_["alpha"] != again.history_["alpha"]


@every_kind
def test_fit_predict_equals_fit_then_predict(kind):
    X, _ = blobs()
    dp = mixture(kind)
    labels = dp.fit_predict(X)
    np.testing.assert_array_equal(labels, dp.predict(X))
    np.testing.assert_array_equal(labels, dp.labels_)


def test_the_order_of_samples_and_duplicates_do_not_change_clear_clusters():
    X, z = blobs()
    order = np.random.default_rng(0).permutation(len(X))
    for rows in (order, np.r_[order, order]):
        labels = mixture(n_sweeps=40).fit_predict(X[rows])
        assert adjusted_rand_score(z[rows], labels) > 0.97


def test_float32_and_float64_agree():
    X, _ = blobs(dtype=np.float32)
    a, b = mixture().fit(X), mixture().fit(X.astype(np.float64))
    np.testing.assert_array_equal(a.draws_, b.draws_)
    np.testing.assert_array_equal(a.score_samples(X), b.score_samples(X))


def test_a_shift_of_the_data_shifts_the_clusters_and_nothing_else():
    X, _ = blobs()
    a, b = mixture().fit(X), mixture().fit(X + 1e4)
    np.testing.assert_array_equal(a.labels_, b.labels_)
    np.testing.assert_allclose(b.means_ - a.means_, 1e4)
    np.testing.assert_allclose(b.score_samples(X + 1e4), a.score_samples(X), atol=1e-6)


@every_kind
@pytest.mark.parametrize(
    "X",
    [
        np.ones((12, 2)),  # all the same
        np.array([[1.0, 2.0]]),  # one sample
        np.c_[np.arange(20.0), np.full(20, 7.0)],  # a constant feature
        np.repeat([[0.0, 0.0], [1.0, 5.0]], 10, axis=0),  # duplicates only
        np.c_[np.arange(20.0), 2 * np.arange(20.0)],  # points on a line
        np.random.default_rng(0).standard_normal((3, 12)),  # N < D
        1e-9 * np.random.default_rng(0).standard_normal((20, 2)),
        1e9 * np.random.default_rng(0).standard_normal((20, 2)),
    ],
    ids="same one constant duplicates line wide tiny huge".split(),
)
def test_awkward_data_give_finite_answers(kind, X):
    for algorithm in (2, 3, 8):
        dp = mixture(kind, algorithm=algorithm).fit(X)
        assert np.isfinite(dp.score_samples(X)).all()
        assert np.isfinite(dp.history_["log_joint"]).all()
        assert np.isfinite(dp.means_).all() and np.isfinite(dp.covariances_).all()


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (dict(alpha=0.0), "alpha must be a positive finite number"),
        (dict(covariance_type="tied"), 'must be "full", "diag" or "known"'),
        (dict(algorithm=5), "algorithm must be 2, 3 or 8"),
        (dict(n_sweeps=0), "n_sweeps must be an integer of at least 1"),
        (dict(n_draws=0), "n_draws must be"),
        (dict(n_auxiliary=0), "n_auxiliary must be"),
        (dict(split_merge=-1), "split_merge must be an integer of at least 0"),
        (dict(n_scans=0.5), "n_scans must be"),
        (dict(burn_in=20), "burn_in=20 leaves nothing of n_sweeps=20"),
        (dict(alpha_prior=(1.0, 0.0)), "alpha_prior must be None or two positive"),
        (dict(mean_precision_prior=0), "mean_precision_prior must be a positive"),
        (
            dict(covariance_type="known", variance=None),
            "variance .* must be",
        ),
        (dict(mean_prior=[0.0, 1.0]), "mean_prior must be finite numbers of shape"),
        (dict(degrees_of_freedom_prior=2.0), "must be above 2 .* 3 features, got 2.0"),
        (dict(covariance_prior=-np.eye(3)), "symmetric and positive definite"),
        (dict(covariance_prior=np.eye(2)), "covariance_prior must be finite numbers"),
        (dict(covariance_type="diag", covariance_prior=np.eye(3)), r"shape \(3,\)"),
        (dict(covariance_type="diag", covariance_prior=0.0), "must be positive"),
        (dict(init="k-means"), "init must be one of"),
        (dict(init=np.zeros(3)), "init as labels must be 160 integers"),
    ],
)
def test_bad_parameters_are_refused_in_one_sentence(bad, words):
    with pytest.raises(ValueError, match=words):
        mixture().set_params(**bad).fit(blobs()[0])


def test_bad_data_are_refused():
    X, _ = blobs()
    X[3, 1] = np.nan
    with pytest.raises(ValueError, match="nan in row 3, column 1"):
        mixture().fit(X)
    with pytest.raises(ValueError, match="expected a 2-D array"):
        mixture().fit(X[:, 0])


def test_labels_can_be_the_start():
    X, z = blobs()
    dp = mixture(init=10 * z + 5, n_sweeps=1, split_merge=0).fit(X)
    np.testing.assert_array_equal(dp.partition_, z)


def test_an_interrupt_keeps_what_was_sampled(monkeypatch):
    X, _ = blobs()
    calls, plain = [], runs.sweep

    def sweep(chain, model):
        calls.append(1)
        if len(calls) == 8:
            raise KeyboardInterrupt
        plain(chain, model)

    monkeypatch.setattr(runs, "sweep", sweep)
    with pytest.warns(UserWarning, match="interrupted after 7 sweeps"):
        dp = mixture().fit(X)
    assert len(dp.history_["n_clusters"]) == 7
    assert dp.predict(X).shape == (160,)
    calls[:] = [1] * 7
    with pytest.raises(KeyboardInterrupt):
        mixture().fit(X)


@every_kind
def test_a_saved_mixture_is_the_same_when_loaded(kind, tmp_path):
    X, _ = blobs()
    dp = mixture(kind, mean_prior=np.zeros(3)).fit(X)
    again = DirichletProcessMixture.load(dp.save(tmp_path / "dp"))
    np.testing.assert_allclose(again.score_samples(X), dp.score_samples(X))
    np.testing.assert_array_equal(again.predict(X), dp.labels_)
    np.testing.assert_array_equal(again.draws_, dp.draws_)
    np.testing.assert_allclose(again.covariances_, dp.covariances_)
    assert again.history_ == dp.history_


def test_a_file_that_is_no_mixture_is_refused(tmp_path):
    with pytest.raises(FileNotFoundError, match="no model file"):
        DirichletProcessMixture.load(tmp_path / "none.npz")
    for name, text in (("a.npz", b"no zip"), ("b.npz", b"")):
        (tmp_path / name).write_bytes(text)
        with pytest.raises(ValueError, match="is not a model saved by minivae"):
            DirichletProcessMixture.load(tmp_path / name)
    np.savez(tmp_path / "c.npz", x=np.zeros(3))
    with pytest.raises(ValueError, match="is not a model saved by minivae"):
        DirichletProcessMixture.load(tmp_path / "c.npz")


def test_thirty_clusters_are_found_where_gibbs_alone_starts_from_one_table():
    """Split-merge takes apart what Gibbs sampling leaves together."""
    rng = np.random.default_rng(0)
    z = rng.integers(30, size=3000)
    X = (rng.standard_normal((30, 8)) * 2.5)[z] + rng.standard_normal((3000, 8))
    score = {}
    for moves in (0, 50):
        dp = mixture(init="together", n_sweeps=60, split_merge=moves).fit(X)
        score[moves] = adjusted_rand_score(z, dp.partition_)
    print(f"ARI from one table: Gibbs {score[0]:.2f}, with split-merge {score[50]:.2f}")
    assert score[50] > 0.85 and score[0] < 0.6
