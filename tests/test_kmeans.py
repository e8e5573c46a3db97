"""K-means: exact answers, Hamerly against Lloyd, scikit-learn's labels, odd input."""

import itertools
import warnings

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_matrix
from sklearn.cluster import KMeans as Reference
from sklearn.cluster import MiniBatchKMeans
from sklearn.datasets import load_digits
from sklearn.metrics import adjusted_rand_score, normalized_mutual_info_score
from sklearn.utils.estimator_checks import check_estimator

from minivae.clusters import KMeans
from minivae.clusters.kmeans.hamerly import Bounds
from minivae.clusters.kmeans.lloyd import cluster_sums, seed_empty
from minivae.clusters.kmeans.nearest import (
    Products,
    distances,
    nearest,
    nearest_reference,
)
from minivae.clusters.kmeans.seeding import kmeans_plus_plus, random_points
from minivae.kernels import kmeans as kernels

both_algorithms = pytest.mark.parametrize("algorithm", ["lloyd", "hamerly"])
both_types = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def blobs(N=600, D=5, K=4, spread=3.0, seed=0, dtype=np.float64):
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(K, D)) * spread
    return (centres[rng.integers(K, size=N)] + rng.normal(size=(N, D))).astype(dtype)


def some_rows(X, K, seed=1):
    return X[np.random.default_rng(seed).choice(len(X), K, replace=False)]


def accuracy(labels, y):
    """The share of points that are right when each cluster is given its best class."""
    table = np.zeros((labels.max() + 1, y.max() + 1))
    np.add.at(table, (labels, y), 1)
    return table[linear_sum_assignment(-table)].sum() / len(y)


# Exact answers


def test_the_best_of_all_partitions_is_found():
    """All 2^8 labellings of eight points, and the least sum of squares."""
    X = np.random.default_rng(3).normal(size=(8, 2))
    least = np.inf
    for bits in itertools.product([0, 1], repeat=8):
        groups = [X[np.array(bits) == k] for k in (0, 1)]
        least = min(
            least, sum(np.sum((g - g.mean(axis=0)) ** 2) for g in groups if len(g))
        )
    assert KMeans(2, n_init=20, random_state=0).fit(X).inertia_ == pytest.approx(least)


def test_as_many_clusters_as_points_leave_no_error():
    X = np.random.default_rng(0).normal(size=(7, 3))
    model = KMeans(7, random_state=0).fit(X)
    assert model.inertia_ < 1e-25
    assert sorted(model.labels_) == list(range(7))


def test_one_cluster_is_the_mean():
    X = blobs(50)
    model = KMeans(1).fit(X)
    np.testing.assert_allclose(model.cluster_centers_[0], X.mean(axis=0))
    assert model.inertia_ == pytest.approx(X.var(axis=0).sum() * len(X))


# The two algorithms and their kernels


@both_types
@pytest.mark.parametrize("D, K", [(1, 2), (2, 3), (32, 50), (70, 7), (784, 10)])
def test_nearest_equals_plain_differences(D, K, dtype):
    rng = np.random.default_rng(D)
    X, centres = rng.normal(size=(301, D)).astype(dtype), rng.normal(size=(K, D))
    centres = centres.astype(dtype)
    np.testing.assert_array_equal(nearest(X, centres), nearest_reference(X, centres))
    np.testing.assert_allclose(
        distances(X, centres),
        np.sqrt(((X[:, None] - centres) ** 2).sum(axis=2)),
        rtol=1e-5 if dtype == np.float32 else 1e-12,
    )


def test_of_equally_near_centres_the_first_is_taken():
    X, centres = np.zeros((3, 1)), np.array([[1.0], [-1.0], [1.0]])
    assert list(nearest(X, centres)) == [0, 0, 0]


@pytest.mark.parametrize("spread", [0.3, 1.0, 5.0])
@pytest.mark.parametrize("N, D, K", [(500, 2, 5), (400, 3, 1), (900, 20, 30)])
def test_hamerly_takes_lloyds_steps(N, D, K, spread):
    X = blobs(N, D, K, spread)
    options = dict(n_clusters=K, init=some_rows(X, K), tol=0)
    for steps in (1, 2, 3, 5, 300):
        slow = KMeans(algorithm="lloyd", max_iter=steps, **options).fit(X)
        fast = KMeans(algorithm="hamerly", max_iter=steps, **options).fit(X)
        np.testing.assert_array_equal(fast.labels_, slow.labels_)
        np.testing.assert_allclose(fast.cluster_centers_, slow.cluster_centers_)
        np.testing.assert_allclose(fast.history_["inertia"], slow.history_["inertia"])
        assert fast.n_iter_ == slow.n_iter_


@both_types
def test_the_bounds_are_bounds_after_every_move(dtype):
    X = blobs(400, 6, 8, 1.0, dtype=dtype) + dtype(2)
    centres, weight = some_rows(X, 8), np.ones(len(X), dtype)
    bounds, rng = Bounds(X, weight, centres), np.random.default_rng(0)
    for _ in range(15):
        bounds.assign(centres)
        true = distances(X.astype(float), centres.astype(float))
        own = true[np.arange(len(X)), bounds.labels]
        true[np.arange(len(X)), bounds.labels] = np.inf
        slack = 1e-4 if dtype == np.float32 else 1e-9
        assert (bounds.upper >= own - slack).all()
        assert (bounds.lower <= true.min(axis=1) + slack).all()
        assert (own <= true.min(axis=1) + slack).all()
        sums, mass = cluster_sums(X, weight, bounds.labels, 8)
        np.testing.assert_allclose(bounds.sums, sums, atol=1e-8)
        np.testing.assert_allclose(bounds.mass, mass)
        moved = (centres + rng.normal(size=centres.shape) * 0.1).astype(dtype)
        bounds.follow(centres, moved)
        centres = moved


def test_late_iterations_look_at_few_points(monkeypatch):
    X, seen = blobs(3000, 8, 6, 3.0), []
    whole = Products.nearest_two
    monkeypatch.setattr(
        Products,
        "nearest_two",
        lambda p, x, *more: seen.append(len(x)) or whole(p, x, *more),
    )
    model = KMeans(6, init=some_rows(X, 6), tol=0).fit(X)
    assert model.n_iter_ > 4
    assert sum(seen) < 0.5 * len(X) * model.n_iter_


def test_kernels_compiled_equal_kernels_interpreted():
    rng = np.random.default_rng(0)
    X, centres = rng.normal(size=(11, 6)), rng.normal(size=(5, 6))
    labels = rng.integers(5, size=11).astype(np.int32)
    half, products = rng.random(5), centres @ X.T

    def outcome(compiled):
        def run(kernel, *args):
            return (kernel if compiled else kernel.py_func)(*args)

        pairs, own, dots = np.empty((11, 5)), np.empty(11), np.empty((5, 11))
        run(kernels.squared_distances, X, centres, pairs)
        run(kernels.own_squared_distances, X, centres, labels, own)
        run(kernels.inner_products, centres, X, dots)
        best, second, closest = np.empty(11), np.empty(11), np.empty(11, np.int32)
        run(kernels.nearest_two, products, half, best, second, closest)
        upper, lower, own_labels = own * 0.3, own * 0.2, labels.copy()
        buffer, rows = np.zeros((11, 6)), np.zeros(11, np.int64)
        moved, gap = np.full(5, 0.1), np.full(5, 0.2)
        stop = run(
            kernels.collect, 0, X, centres, own_labels, upper, lower, moved, moved,
            gap, buffer, rows,
        )  # fmt: skip
        sums, mass = np.zeros((5, 6)), np.zeros(5)
        changed = run(
            kernels.settle, np.arange(11), X, np.sum(X**2, axis=1), best, second,
            closest, np.zeros(2), np.ones(11), own_labels, upper, lower, sums, mass,
        )  # fmt: skip
        run(kernels.add_up, X, np.ones(11), own_labels, sums, mass)
        numbers = [stop[0], stop[1], changed]
        return [pairs, own, dots, best, second, closest, upper, lower, own_labels,
                buffer, rows, sums, mass, np.array(numbers)]  # fmt: skip

    for fast, slow in zip(outcome(True), outcome(False), strict=True):
        np.testing.assert_allclose(fast, slow, atol=1e-12)
    np.testing.assert_allclose(outcome(True)[2], products)


@both_algorithms
@both_types
def test_the_inertia_never_rises(algorithm, dtype):
    X = blobs(800, 4, 12, 0.7, dtype=dtype)
    for seed in range(5):
        model = KMeans(12, algorithm=algorithm, init="random", n_init=1, tol=0,
                       random_state=seed).fit(X)  # fmt: skip
        history = np.array(model.history_["inertia"])
        assert len(history) == model.n_iter_ > 3
        assert (np.diff(history) <= 1e-7 * history[0]).all()
        assert history[-1] == pytest.approx(model.inertia_, rel=1e-5)


# scikit-learn


@both_algorithms
@both_types
@pytest.mark.parametrize("spread", [0.5, 3.0])
def test_same_start_same_labels_as_scikit_learn(algorithm, dtype, spread):
    X = blobs(2000, 8, 10, spread, dtype=dtype)
    start = some_rows(X, 10)
    ours = KMeans(10, init=start, algorithm=algorithm).fit(X)
    theirs = Reference(10, init=start, n_init=1).fit(X)
    assert adjusted_rand_score(ours.labels_, theirs.labels_) >= 0.999
    if dtype == np.float64:
        np.testing.assert_array_equal(ours.labels_, theirs.labels_)
        assert ours.n_iter_ == theirs.n_iter_
        assert ours.inertia_ == pytest.approx(theirs.inertia_, rel=1e-12)
        np.testing.assert_allclose(ours.transform(X[:9]), theirs.transform(X[:9]))
        assert ours.score(X) == pytest.approx(theirs.score(X), rel=1e-12)


def test_same_labels_on_digits_and_the_known_quality():
    X, y = load_digits(return_X_y=True)
    start = some_rows(X, 10)
    ours = KMeans(10, init=start).fit(X)
    theirs = Reference(10, init=start, n_init=1).fit(X)
    assert adjusted_rand_score(ours.labels_, theirs.labels_) >= 0.999
    model = KMeans(10, n_init=10, random_state=0).fit(X)
    scores = (
        accuracy(model.labels_, y),
        adjusted_rand_score(y, model.labels_),
        normalized_mutual_info_score(y, model.labels_),
    )
    print("digits: accuracy {:.3f}, ARI {:.3f}, NMI {:.3f}".format(*scores))
    assert scores == pytest.approx((0.793, 0.668, 0.742), abs=0.01)


@both_algorithms
def test_an_empty_cluster_is_seeded_as_in_scikit_learn(algorithm):
    X = blobs(300, 2, 3)
    start = np.vstack([some_rows(X, 3), [[500.0, 500.0], [900.0, 500.0]]])
    ours = KMeans(5, init=start, algorithm=algorithm).fit(X)
    theirs = Reference(5, init=start, n_init=1).fit(X)
    assert adjusted_rand_score(ours.labels_, theirs.labels_) == 1
    assert len(set(ours.labels_)) == 5
    assert (np.diff(ours.history_["inertia"]) <= 1e-9).all()


def test_the_costliest_point_founds_the_empty_cluster():
    X = np.array([[0.0], [1.0], [2.0], [9.0]])
    labels, weight = np.array([0, 0, 0, 0]), np.array([1.0, 1.0, 1.0, 3.0])
    sums, mass = cluster_sums(X, weight, labels, 2)
    sums, mass = seed_empty(X, weight, labels, sums, mass, np.array([[1.0], [99.0]]))
    np.testing.assert_allclose(sums, [[3.0], [27.0]])
    np.testing.assert_allclose(mass, [3.0, 3.0])


def test_mini_batches_equal_scikit_learns():
    X = blobs(900, 4, 6)
    start = some_rows(X, 6)
    ours = KMeans(6, init=start)
    theirs = MiniBatchKMeans(6, init=start, n_init=1, reassignment_ratio=0)
    for rows in np.split(np.arange(900), 9):
        ours.partial_fit(X[rows])
        theirs.partial_fit(X[rows])
    np.testing.assert_allclose(ours.cluster_centers_, theirs.cluster_centers_)
    assert ours.counts_.sum() == 900


def test_mini_batches_come_near_the_full_fit():
    X = blobs(4000, 4, 5)
    model, rng = KMeans(5, random_state=0), np.random.default_rng(0)
    for _ in range(60):
        model.partial_fit(X[rng.choice(4000, 200, replace=False)])
    full = KMeans(5, n_init=10, random_state=0).fit(X)
    assert -model.score(X) < 1.02 * full.inertia_


def test_partial_fit_goes_on_from_fit():
    X = blobs(500)
    model = KMeans(4, random_state=0).fit(X)
    before = model.cluster_centers_.copy()
    model.partial_fit(X)  # the mean of the same points again: nothing moves
    np.testing.assert_allclose(model.cluster_centers_, before, atol=1e-3)
    assert model.counts_.sum() == 1000


@pytest.mark.parametrize(
    "options",
    [{}, {"algorithm": "lloyd"}, {"init": "random", "n_init": 2}],
    ids=["default", "lloyd", "random"],
)
def test_check_estimator_passes(options, record_property):
    model = KMeans(n_clusters=2, random_state=0, **options)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(model, on_skip=None, on_fail=None)
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed", "xfail")}
    print(f"check_estimator {model}: {counts}")
    record_property("check_estimator", str(counts))
    assert counts["failed"] == counts["xfail"] == 0
    assert counts["passed"] > 45


# Invariants


def test_fit_predict_equals_fit_then_predict():
    X = blobs(300)
    labels = KMeans(4, random_state=0).fit_predict(X)
    np.testing.assert_array_equal(labels, KMeans(4, random_state=0).fit(X).predict(X))


@pytest.mark.parametrize("init", ["k-means++", "random"])
def test_the_order_of_the_samples_does_not_matter(init):
    X = blobs(400, spread=1.0)
    order = np.random.default_rng(0).permutation(400)
    one = KMeans(5, init=init, random_state=3).fit(X)
    other = KMeans(5, init=init, random_state=3).fit(X[order])
    np.testing.assert_array_equal(one.labels_[order], other.labels_)


@both_algorithms
@pytest.mark.parametrize("init", ["k-means++", "random"])
def test_a_weight_of_three_is_a_point_three_times(algorithm, init):
    X, rng = blobs(120, spread=1.0), np.random.default_rng(5)
    weight = rng.integers(0, 4, size=120)
    options = dict(n_clusters=6, init=init, algorithm=algorithm, random_state=1)
    repeated = KMeans(**options).fit(np.repeat(X, weight, axis=0))
    weighted = KMeans(**options).fit(X, sample_weight=weight)
    np.testing.assert_allclose(repeated.cluster_centers_, weighted.cluster_centers_)
    assert repeated.inertia_ == pytest.approx(weighted.inertia_)


def test_duplicated_samples_double_the_inertia():
    X = blobs(200)
    once = KMeans(4, random_state=0).fit(X)
    twice = KMeans(4, random_state=0).fit(np.vstack([X, X]))
    assert twice.inertia_ == pytest.approx(2 * once.inertia_)
    np.testing.assert_array_equal(twice.labels_, np.tile(once.labels_, 2))


def test_float32_and_float64_agree():
    X = blobs(1000, 6, 5)
    wide = KMeans(5, random_state=0).fit(X)
    narrow = KMeans(5, random_state=0).fit(X.astype(np.float32))
    assert narrow.cluster_centers_.dtype == np.float32
    assert narrow.transform(X.astype(np.float32)).dtype == np.float32
    np.testing.assert_array_equal(wide.labels_, narrow.labels_)
    np.testing.assert_allclose(
        wide.cluster_centers_, narrow.cluster_centers_, rtol=1e-4
    )


@both_types
def test_data_far_from_the_origin_are_centred_first(dtype):
    X = blobs(500, 3, 4, 5.0, dtype=dtype)
    near = KMeans(4, random_state=0).fit(X)
    far = KMeans(4, random_state=0).fit(X + dtype(2**12))
    np.testing.assert_array_equal(near.labels_, far.labels_)


def test_heavy_points_that_change_leave_no_trace():
    """Their weight times 1e-16 is still more than a light point."""
    X, rng = blobs(400, 2, 5, 1.0), np.random.default_rng(0)
    weight = 10.0 ** rng.uniform(-8, 12, size=400)
    options = dict(n_clusters=8, init=some_rows(X, 8), tol=0)
    slow = KMeans(algorithm="lloyd", **options).fit(X, sample_weight=weight)
    fast = KMeans(algorithm="hamerly", **options).fit(X, sample_weight=weight)
    sums, mass = cluster_sums(X, weight, fast.labels_, 8)
    np.testing.assert_allclose(fast.cluster_centers_, sums / mass[:, None], rtol=1e-6)
    assert fast.inertia_ == pytest.approx(slow.inertia_, rel=1e-6)


@both_algorithms
def test_when_heavy_points_leave_the_light_ones_still_count(algorithm):
    """Sums that follow the points lose a light weight beside a heavy one."""
    x = np.array([-10.0, 10.0, 0.1, -0.2, 0.4, -12.0, 12.0])
    weight = np.array([1e12, 1e12, 1e-6, 1e-6, 1e-6, 1e-6, 1e-6])
    start = np.array([[0.0], [-21.0], [21.0]])
    model = KMeans(3, init=start, algorithm=algorithm, tol=0)
    model.fit(x[:, None], sample_weight=weight)
    np.testing.assert_allclose(model.cluster_centers_[:, 0], [0.1, -10, 10])
    np.testing.assert_array_equal(model.labels_, [1, 2, 0, 0, 0, 1, 2])


def test_the_seed_decides():
    X = blobs(300, spread=0.5)
    one, same = (KMeans(8, random_state=4).fit(X) for _ in range(2))
    np.testing.assert_array_equal(one.cluster_centers_, same.cluster_centers_)
    other = KMeans(8, random_state=5).fit(X)
    assert not np.array_equal(one.cluster_centers_, other.cluster_centers_)
    rng = np.random.default_rng(0)  # a Generator moves on
    first, second = (KMeans(8, random_state=rng).fit(X).inertia_ for _ in range(2))
    assert first != second


# Seeding


def test_kmeans_plus_plus_draws_by_squared_distance():
    """On three points of a line, with one draw: p = d² / Σ d² for the second."""
    X, weight = np.array([[0.0], [1.0], [3.0]]), np.array([1.0, 0.0, 0.0])
    rng, counts = np.random.default_rng(0), np.zeros(3)
    from minivae.clusters.kmeans.seeding import canonical_order, draw_rows

    for _ in range(4000):
        order = canonical_order(X, rng)
        counts[draw_rows(np.array([0.0, 1.0, 9.0]), order, rng.random(1))[0]] += 1
    np.testing.assert_allclose(counts / 4000, [0, 0.1, 0.9], atol=0.02)
    assert kmeans_plus_plus(X, weight, 1, rng)[0] == 0


@pytest.mark.parametrize("seeding", [kmeans_plus_plus, random_points])
def test_the_starts_are_different_points(seeding):
    X = np.repeat(np.arange(6.0)[:, None], 5, axis=0)
    for seed in range(20):
        rows = seeding(X, np.ones(30), 6, np.random.default_rng(seed))
        assert sorted(X[rows, 0]) == [0, 1, 2, 3, 4, 5]


def test_kmeans_plus_plus_beats_random_starts():
    X = blobs(1000, 2, 15, 10.0)
    careful, random = [], []
    for seed in range(10):
        careful.append(KMeans(15, random_state=seed).fit(X).inertia_)
        random.append(
            KMeans(15, init="random", n_init=1, random_state=seed).fit(X).inertia_
        )
    assert np.median(careful) < 0.8 * np.median(random)


def test_more_starts_are_never_worse():
    X = blobs(500, 2, 10)
    inertia = [KMeans(10, init="random", n_init=n, random_state=0).fit(X).inertia_
               for n in (1, 3, 10)]  # fmt: skip
    assert inertia[0] >= inertia[1] >= inertia[2]


# Odd input


def test_equal_points_give_fewer_clusters_and_a_warning():
    X = np.repeat([[1.0, 2.0], [3.0, 4.0]], 5, axis=0)
    for algorithm in ("lloyd", "hamerly"):
        with pytest.warns(UserWarning, match="only 2 of 3 clusters hold points"):
            model = KMeans(3, algorithm=algorithm, random_state=0).fit(X)
        assert model.inertia_ == 0
        assert np.isfinite(model.cluster_centers_).all()


def test_constant_features_change_nothing():
    X = blobs(200)
    wide = np.hstack([X, np.full((200, 2), 7.0)])
    start = some_rows(X, 4)
    plain = KMeans(4, init=start).fit(X)
    padded = KMeans(4, init=np.hstack([start, np.full((4, 2), 7.0)])).fit(wide)
    np.testing.assert_array_equal(plain.labels_, padded.labels_)


def test_points_of_weight_zero_are_labelled_but_move_nothing():
    X, weight = blobs(200), np.ones(200)
    X[0], weight[0] = 1e6, 0
    model = KMeans(4, random_state=0).fit(X, sample_weight=weight)
    rest = KMeans(4, random_state=0).fit(X[1:])
    np.testing.assert_allclose(model.cluster_centers_, rest.cluster_centers_)
    assert model.labels_.shape == (200,)


def test_one_sample_is_its_own_cluster():
    model = KMeans(1).fit([[1.0, 2.0]])
    assert (model.inertia_, model.n_iter_) == (0, pytest.approx(1, abs=1))


X3 = np.arange(6.0).reshape(3, 2)


@pytest.mark.parametrize(
    "options, X, words",
    [
        (dict(n_clusters=4), X3, "n_samples = 3, n_clusters = 4"),
        (dict(n_clusters=0), X3, "n_clusters must be an integer of at least 1"),
        (dict(n_clusters=2.0), X3, "n_clusters must be an integer"),
        (dict(n_clusters=2, init="best"), X3, "init must be"),
        (dict(n_clusters=2, init=np.ones((2, 3))), X3, r"\(2, 2\), got \(2, 3\)"),
        (dict(n_clusters=2, init=[[0, np.nan], [1, 1]]), X3, "init of KMeans"),
        (dict(n_clusters=2, n_init=0), X3, "n_init"),
        (dict(n_clusters=2, algorithm="elkan"), X3, '"lloyd" or "hamerly"'),
        (dict(n_clusters=2, max_iter=0), X3, "max_iter"),
        (dict(n_clusters=2, tol=-1), X3, "tol must be 0 or more"),
        (dict(n_clusters=2, tol=np.nan), X3, "tol must be 0 or more"),
        (dict(n_clusters=1), [[1.0], [np.nan]], "finite numbers, got nan in row 1"),
        (dict(n_clusters=1), np.ones(3), "2-D array"),
    ],
)
def test_bad_input_is_one_clear_error(options, X, words):
    with pytest.raises(ValueError, match=words):
        KMeans(**options).fit(X)


def test_sparse_input_is_refused_with_the_cure():
    with pytest.raises(TypeError, match=r"X.toarray\(\)"):
        KMeans(1).fit(csr_matrix(X3))


@pytest.mark.parametrize(
    "weight, words",
    [
        ([1, 1], r"shape \(3,\), got \(2,\)"),
        ([1, -1, 1], "not negative"),
        ([1, np.inf, 1], "finite"),
        ([0, 0, 0], "zero for every sample"),
        ([1, 0, 0], "points of positive weight"),
    ],
)
def test_bad_weights_are_one_clear_error(weight, words):
    with pytest.raises(ValueError, match=words):
        KMeans(2).fit(X3, sample_weight=weight)


def test_a_first_batch_that_is_too_small_is_refused():
    with pytest.raises(ValueError, match="n_samples = 3, n_clusters = 8"):
        KMeans(8).partial_fit(X3)


def test_ctrl_c_keeps_the_centres(monkeypatch):
    X, calls = blobs(300, spread=0.5), []
    whole = Bounds.follow

    def follow(self, *args):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        whole(self, *args)

    monkeypatch.setattr(Bounds, "follow", follow)
    with pytest.warns(UserWarning, match="interrupted after 2 iterations"):
        model = KMeans(6, n_init=5, random_state=0).fit(X)
    assert model.predict(X).shape == (300,)


@pytest.mark.parametrize("seed", [13, 39, 193, 198])
@pytest.mark.parametrize("algorithm", ["lloyd", "hamerly"])
def test_equal_points_do_not_hop_between_centres_for_ever(seed, algorithm):
    """Their mean need not equal them, by rounding; with tol=0 that was a cost."""
    draw = np.random.default_rng(seed)
    X = draw.normal(size=(5, 2))[draw.integers(0, 5, 200)]
    weights = None, draw.random(200) + 0.1
    for weight, dtype in itertools.product(weights, (np.float64, np.float32)):
        model = KMeans(8, algorithm=algorithm, random_state=seed, tol=0, max_iter=99)
        with pytest.warns(UserWarning, match="too few distinct rows"):
            model.fit(X.astype(dtype), sample_weight=weight)
        assert model.n_iter_ <= 8 and model.inertia_ < 1e-9
