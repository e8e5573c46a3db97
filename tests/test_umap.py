"""UMAP: each part against its readable twin, the whole by what it must do."""

import warnings

import numpy as np
import pytest
from scipy import sparse
from scipy.optimize import curve_fit
from sklearn.datasets import load_digits
from sklearn.manifold import trustworthiness as sklearns
from sklearn.utils.estimator_checks import check_estimator
from threadpoolctl import threadpool_limits

from minivae.embeddings import (
    UMAP,
    nearest_neighbours,
    neighbours_kept,
    trustworthiness,
    umap_layout,
)
from minivae.embeddings.fuzzy_graph import (
    fuzzy_union,
    fuzzy_union_reference,
    memberships,
    smooth_distances,
)
from minivae.embeddings.neighbours import Codes, nearest_reference
from minivae.embeddings.umap_curve import attraction, curve, repulsion
from minivae.embeddings.umap_layout import (
    begin,
    due,
    due_reference,
    layout_reference,
    spectral_start,
)
from minivae.kernels.umap import make_layout, power

QUICK = dict(n_epochs=30, random_state=0, progress=False)
RNG = np.random.default_rng(0)
DIGITS = load_digits().data


def blobs(*centres, n=40, d=5, dtype=np.float64):
    rng = np.random.default_rng(1)
    return np.concatenate([rng.normal(c, 1, (n, d)) for c in centres]).astype(dtype)


# -- neighbours -----------------------------------------------------------------------

WORLDS = {
    "narrow": RNG.normal(size=(90, 3)),
    "wide: codes are shorter than the points": RNG.normal(size=(120, 150)),
    "wide, with structure": RNG.normal(size=(200, 4)) @ RNG.normal(size=(4, 100)),
    "ties": RNG.integers(0, 3, (150, 90)).astype(float),
    "float32": RNG.normal(size=(80, 70)).astype(np.float32),
    "offset": RNG.normal(size=(90, 80)) + 1e8,
    "islands far apart": blobs(0, 1e7, -1e6, d=80),
    "one far point": np.r_[RNG.normal(size=(60, 70)), np.full((1, 70), 1e9)],
    "tiny": RNG.normal(size=(60, 70)) * 1e-150,
    "large": RNG.normal(size=(60, 70)) * 1e140,
    "copies": np.repeat(RNG.normal(size=(9, 66)), 7, axis=0),
}


@pytest.mark.parametrize("k", [1, 14, 50])
@pytest.mark.parametrize("name", WORLDS)
def test_neighbours_are_exact(name, k):
    X = WORLDS[name]
    indices, distances = nearest_neighbours(X, k)
    expected, right = nearest_reference(X, k)
    tolerance = 1e-5 if X.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(distances, right, rtol=tolerance)
    if name != "ties":  # equal sums in another order differ in the last digit
        assert np.array_equal(indices, expected)
    new, far = nearest_neighbours(X[:-20], min(k, len(X) - 20), X[-20:])
    expected, right = nearest_reference(X[:-20], min(k, len(X) - 20), X[-20:])
    np.testing.assert_allclose(far, right, rtol=tolerance)


def test_of_equal_neighbours_the_first_count():
    X = np.zeros((9, 70))
    X[8, 0] = 1
    assert nearest_neighbours(X, 3)[0][4].tolist() == [0, 1, 2]
    assert nearest_neighbours(X, 3)[0][0].tolist() == [1, 2, 3]


def test_codes_are_no_farther_apart_than_the_points():
    X = RNG.normal(size=(60, 90)) * np.linspace(9, 1, 90)
    codes, _ = Codes(X)(X)
    of_codes = nearest_reference(codes.astype(float), 59)
    i = np.arange(60)[:, None]
    of_points = np.sqrt(((X[i] - X[of_codes[0]]) ** 2).sum(-1))
    assert (of_codes[1] <= of_points * (1 + 1e-6)).all()
    assert (of_codes[1] > 0.6 * of_points).all()


# -- the graph ------------------------------------------------------------------------


def test_memberships_add_up_to_the_target():
    _, distances = nearest_neighbours(RNG.normal(size=(80, 4)) * 1e-6, 9)
    rho, sigma = smooth_distances(distances, np.log2(10))
    w = memberships(distances, rho, sigma)
    assert (w[:, 0] == 1).all()
    np.testing.assert_allclose(w.sum(axis=1), np.log2(10), rtol=1e-9)


def test_sigma_has_a_floor_where_no_sigma_gives_the_target():
    rho, sigma = smooth_distances(np.full((4, 9), 2.0), np.log2(10))
    assert np.allclose(sigma, 2e-3) and (rho == 2).all()
    rho, sigma = smooth_distances(np.zeros((4, 9)), np.log2(10))
    assert (memberships(np.zeros((4, 9)), rho, sigma) == 1).all()


def test_the_union_is_that_of_the_full_matrix():
    indices, distances = nearest_neighbours(RNG.normal(size=(40, 3)), 5)
    w = memberships(distances, *smooth_distances(distances, np.log2(6)))
    before = indices.copy(), w.copy()
    union = fuzzy_union(indices, w).toarray()
    assert np.array_equal(indices, before[0]) and np.array_equal(w, before[1])
    np.testing.assert_allclose(union, fuzzy_union_reference(indices, w), atol=1e-15)
    assert np.array_equal(union, union.T) and union.max() <= 1


def test_the_graph_of_a_fit_is_put_together_from_these_parts():
    X, k = RNG.normal(size=(60, 5)), 9
    graph = UMAP(n_neighbors=k, **QUICK).fit(X).graph_.toarray()
    indices, distances = nearest_reference(X, k - 1)  # k counts the point itself
    w = memberships(distances, *smooth_distances(distances, np.log2(k)))
    np.testing.assert_allclose(graph, fuzzy_union_reference(indices, w), atol=1e-9)


# -- where it starts ------------------------------------------------------------------


def test_the_spectral_start_is_that_of_the_laplacian():
    ring = np.zeros((40, 40))
    i = np.arange(40)
    ring[i, (i + 1) % 40] = ring[(i + 1) % 40, i] = 0.5
    ring[3, 20] = ring[20, 3] = 0.2  # so that no two eigenvalues are equal
    start = spectral_start(sparse.csr_array(ring), 2, np.random.default_rng(0))
    root = np.sqrt(ring.sum(axis=1))
    laplacian = np.eye(40) - ring / root[:, None] / root
    values = np.linalg.eigvalsh(laplacian)
    for column, value in zip(start.T, values[1:3], strict=True):
        np.testing.assert_allclose(laplacian @ column, value * column, atol=1e-10)
        np.testing.assert_allclose(column @ column, 1)
        assert column[np.abs(column).argmax()] > 0


# -- the forces -----------------------------------------------------------------------


@pytest.mark.parametrize("min_dist", [0.0, 0.01, 0.1, 0.5, 1.0, 3.0])
@pytest.mark.parametrize("spread", [0.5, 1.0, 3.0])
def test_a_and_b_are_the_least_squares(min_dist, spread):
    if min_dist > spread:
        return
    x = np.linspace(0, 3 * spread, 300)
    y = np.where(x < min_dist, 1, np.exp(-(x - min_dist) / spread))
    q = lambda x, a, b: 1 / (1 + a * x ** (2 * b))  # noqa: E731
    right, _ = curve_fit(q, x, y, p0=(spread**-2, 1), bounds=(1e-9, np.inf), xtol=1e-12)
    np.testing.assert_allclose(curve(min_dist, spread), right, rtol=1e-4)


@pytest.mark.parametrize("cost", [attraction, repulsion])
def test_the_derivatives_are_those_of_finite_differences(cost):
    for square in (1e-3, 0.1, 1.0, 7.0, 300.0):
        h = 1e-6 * square
        up, down = (cost(square + s * h, 1.577, 0.895)[0] for s in (1, -1))
        derivative = cost(square, 1.577, 0.895)[1]
        np.testing.assert_allclose(derivative, (up - down) / (2 * h), rtol=1e-6)


@pytest.mark.parametrize("cost, others", [(attraction, 0), (repulsion, 1)])
def test_a_step_goes_against_the_derivative(cost, others):
    a, b, rate = np.float32(1.577), np.float32(0.895), np.float32(0.1)
    places = np.array([[3, 1], [0.5, 2]], np.float32)
    start, ends = places.astype(float), places.copy()
    tails = np.array([0 if others else 1])  # at distance 0: no pull
    drawn = np.ones((1, others), np.uint32)
    layout = make_layout(2, others)
    layout(places, ends, np.zeros(1, int), tails, drawn, rate, a, b, False)
    difference = start[0] - start[1]
    slope = cost(difference @ difference, 1.577, 0.895)[1]  # by d²
    step = (places[0] - start[0]) / 0.1
    np.testing.assert_allclose(step, -slope * 2 * difference, rtol=1e-3)


def test_the_power_is_right_to_six_digits():
    x = np.exp(RNG.uniform(-40, 40, 2000)).astype(np.float32)
    for b in (0.3, 0.8951, 1.9):
        ours = np.array([power(v, np.float32(b)) for v in x])
        np.testing.assert_allclose(ours, x.astype(float) ** np.float32(b), rtol=1e-5)


@pytest.mark.parametrize("width", [1, 2, 3])
@pytest.mark.parametrize("n_others", [1, 4, 7, 8, 20])
@pytest.mark.parametrize("both", [True, False])
def test_the_kernel_is_the_loop(width, n_others, both):
    rng = np.random.default_rng(2)
    places = rng.normal(size=(12, width)).astype(np.float32)
    places[3] = places[4]
    slow = places.astype(float)
    ends, slow_ends = (places, slow) if both else (places.copy(), slow.copy())
    heads, tails = rng.integers(12, size=(2, 30))
    others = rng.integers(12, size=(30, n_others), dtype=np.uint32)
    make_layout(width, n_others)(
        *(places, ends, heads, tails, others),
        *(np.float32(0.05), np.float32(1.5), np.float32(0.9), both),
    )
    layout_reference(slow, slow_ends, heads, tails, others, 0.05, 1.5, 0.9, both)
    np.testing.assert_allclose(places, slow, rtol=1e-3, atol=1e-4)


def test_the_pull_is_cut_off_like_the_push():
    # Only with a large a, that of a small spread, is a pull above the limit.
    places = np.array([[0, 0], [0.02, 0]], np.float32)
    slow, none = places.astype(float), np.zeros((1, 0), np.uint32)
    rate, a, b = np.float32(0.001), np.float32(1000), np.float32(0.9)
    edge = np.zeros(1, int), np.ones(1, int), none
    make_layout(2, 0)(places, places, *edge, rate, a, b, True)
    layout_reference(slow, slow, *edge, 0.001, 1000.0, 0.9, True)
    np.testing.assert_allclose(places, slow, rtol=1e-6)
    np.testing.assert_allclose(places[0], [0.004, 0], rtol=1e-6)  # 4 times the rate


def test_at_no_distance_there_is_no_pull():
    places = np.array([[1e-25, 0], [0, 0]], np.float32)  # its square is 0 in float32
    before, none = places.copy(), np.zeros((1, 0), np.uint32)
    one, a, b = np.float32(1), np.float32(1.577), np.float32(0.895)
    ends = np.zeros(1, int), np.ones(1, int)
    make_layout(2, 0)(places, places, *ends, none, one, a, b, True)
    assert np.array_equal(places, before)


def test_an_edge_is_taken_as_often_as_its_rate_says():
    rates = np.array([1.0, 0.5, 0.3, 0.001])
    taken = np.bincount(np.concatenate([due(rates, t) for t in range(100)]))
    assert taken.tolist() == [100, 50, 30]
    rates = RNG.uniform(size=500)
    for t in (0, 1, 7, 499):
        assert np.array_equal(due(rates, t), due_reference(rates, t))


def test_the_start_is_scaled_to_ten_with_a_little_noise():
    X = blobs(0, 9)
    scores = np.linalg.svd(X - X.mean(axis=0), full_matrices=False)
    right = scores[0][:, :2] * scores[1][:2]
    start = begin(X, None, 2, "pca", np.random.default_rng(0))
    assert start.dtype == np.float32
    right *= np.sign((start * right).sum(axis=0))  # an axis may point either way
    assert np.abs(start - right * 10 / np.abs(right).max()).max() < 2e-3
    noise = start - np.round(start, 3)  # the start itself is rounded
    assert 0.5e-4 < noise.std() < 2e-4


def test_a_layout_is_so_many_epochs_of_the_loop_and_the_rate_falls():
    rng = np.random.default_rng(3)
    weights = np.triu(rng.uniform(size=(12, 12)), 1)
    weights *= rng.uniform(size=(12, 12)) < 0.4
    graph = sparse.csr_array(weights + weights.T)
    start, (a, b), n = rng.normal(size=(12, 2)).astype(np.float32), (1.5, 0.9), 6
    places, done = umap_layout.run(
        start, graph, (a, b), n, 0.2, 3, np.random.default_rng(4), False
    )
    edges, slow, rng = graph.tocoo(), start.astype(float), np.random.default_rng(4)
    for t in range(n):
        rows = due_reference(edges.data / edges.data.max(), t)
        others = rng.integers(12, size=(len(rows), 3), dtype=np.uint32)
        ends = edges.row[rows], edges.col[rows]
        rate = 0.2 * (1 - t / n)
        layout_reference(slow, slow, *ends, others, rate, a, b, True)
    assert done == n
    np.testing.assert_allclose(places, slow, rtol=1e-3, atol=1e-3)


def test_new_points_start_at_the_mean_of_their_neighbours_and_then_the_loop():
    X, new = blobs(0, 4), blobs(0, 4, n=5) + 0.1
    model = UMAP(**QUICK | dict(negative_sample_rate=2)).fit(X)
    indices, distances = nearest_neighbours(X, 15, new)
    w = memberships(distances, *smooth_distances(distances, np.log2(15)))
    slow = np.array([p @ model.embedding_[i] for p, i in zip(w, indices, strict=True)])
    slow = slow / w.sum(axis=1, keepdims=True)
    fixed, rng, n = model.embedding_.astype(float), np.random.default_rng(0), 30 // 5
    heads, slots = np.divmod(np.arange(w.size), 15)
    for t in range(n):
        rows = due_reference((w / w.max(axis=1, keepdims=True)).ravel(), t)
        drawn = rng.integers(len(X), size=(15, 2), dtype=np.uint32)[slots[rows]]
        ends, rate = (heads[rows], indices.ravel()[rows]), (1 - t / n) / 4
        layout_reference(slow, fixed, *ends, drawn, rate, model.a_, model.b_, False)
    np.testing.assert_allclose(model.transform(new), slow, rtol=1e-2, atol=1e-2)


# -- the whole ------------------------------------------------------------------------


def test_any_point_may_be_drawn_to_push(monkeypatch):
    drawn = []

    def spy(places, ends, heads, tails, others, *rest):
        drawn.append(others.copy())
        return make_layout(2, 5)(places, ends, heads, tails, others, *rest)

    monkeypatch.setattr(umap_layout, "make_layout", lambda *sizes: spy)
    UMAP(**QUICK).fit(blobs(0, 30))
    counts = np.bincount(np.concatenate(drawn).ravel(), minlength=80)
    expected = counts.sum() / 80
    chi2 = np.sum((counts - expected) ** 2 / expected)
    assert len(counts) == 80 and chi2 < 130  # 79 degrees of freedom: 1 in 3,000
    assert {others.shape[1] for others in drawn} == {5}


@pytest.fixture(scope="module")
def digits():
    return UMAP(random_state=0, progress=False).fit(DIGITS)


def test_the_map_of_digits_keeps_neighbours(digits):
    Y = digits.embedding_
    assert trustworthiness(DIGITS, Y) > 0.98 and neighbours_kept(DIGITS, Y) > 0.51
    pca = np.linalg.svd(DIGITS - DIGITS.mean(0), full_matrices=False)[0][:, :2]
    assert trustworthiness(DIGITS, pca) < 0.85 and neighbours_kept(DIGITS, pca) < 0.2


def test_new_points_come_to_their_neighbours_and_move_nobody():
    train, new = DIGITS[:1500], DIGITS[1500:]
    labels = load_digits().target
    model = UMAP(random_state=0, progress=False).fit(train)
    before = model.embedding_.copy()
    places = model.transform(new)
    assert np.array_equal(model.embedding_, before)
    near = nearest_neighbours(before, 1, places)[0][:, 0]
    assert np.mean(labels[:1500][near] == labels[1500:]) > 0.93
    assert np.array_equal(model.transform(new[7:8]), places[7:8])
    assert np.array_equal(model.transform(train[:9]), before[:9])


@pytest.mark.parametrize("init", ["pca", "spectral"])
def test_one_seed_gives_one_map_with_any_number_of_threads(init):
    maps = []
    for threads in (1, 2, 2):
        with threadpool_limits(threads):
            maps.append(UMAP(init=init, **QUICK).fit_transform(DIGITS[:900]))
    assert np.array_equal(maps[0], maps[1]) and np.array_equal(maps[1], maps[2])
    other = UMAP(init=init, **QUICK | dict(random_state=1)).fit_transform(DIGITS[:900])
    assert not np.array_equal(other, maps[0])


def test_the_start_from_eigenvectors_keeps_neighbours_too():
    model = UMAP(init="spectral", random_state=0, progress=False).fit(DIGITS[:700])
    assert trustworthiness(DIGITS[:700], model.embedding_) > 0.96


def test_copies_get_one_place_and_count_once():
    X = blobs(0, 6)
    copies = np.r_[X, X[:3], X[:3], X[:1]]
    model, plain = UMAP(**QUICK).fit(copies), UMAP(**QUICK).fit(X)
    assert np.array_equal(model.embedding_[:80], plain.embedding_)
    assert np.array_equal(model.embedding_[80:83], plain.embedding_[:3])
    assert model.graph_.shape == (80, 80) and model.copy_of_[-1] == 0
    zeros = np.r_[X * 0 - 0.0, X]
    assert len(np.unique(UMAP(**QUICK).fit_transform(zeros), axis=0)) == 81


CASES = {
    "60 copies": (np.r_[np.ones((60, 5)), blobs(0, n=200)], None),
    "5 points, 40 copies each": (np.repeat(blobs(0, n=5), 40, axis=0), "5 distinct"),
    "all identical": (np.ones((50, 3)), "1 distinct point among 50 rows"),
    "two islands": (blobs(0, 1000), None),
    "three islands": (blobs(0, 1000, 2000), None),
    "fewer than n_neighbors": (blobs(0, n=10), "more than the 10 distinct points"),
    "one": (blobs(0, n=1), "1 distinct point"),
    "two": (blobs(0, n=2), "the 2 distinct points: n_neighbors=2 is used"),
    "three": (blobs(0, n=3), "the 3 distinct points"),
    "constant columns": (blobs(0) * [1, 0, 1, 0, 1], None),
    "one column": (blobs(0, d=1), None),
    "offset": (blobs(1e4, dtype=np.float32), None),
    "tiny": (blobs(0) * 1e-300, None),
    "large": (blobs(0) * 1e150, None),
    "a grid: all neighbours equally far": (np.argwhere(np.ones((9, 9))) * 1.0, None),
    "float32": (blobs(0, 5, dtype=np.float32), None),
}


@pytest.mark.parametrize("init", ["pca", "spectral"])
@pytest.mark.parametrize("name", CASES)
def test_odd_data_give_a_finite_map_each_time_the_same(name, init):
    X, said = CASES[name]
    maps = []
    for _ in range(2):
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            model = UMAP(init=init, **QUICK).fit(X)
        told = [str(w.message) for w in caught]
        told = [text for text in told if "starts from PCA" not in text]
        assert len(told) == (said is not None) and all(said in text for text in told)
        maps += [model.embedding_, model.transform(X), model.transform(X + 0.1)]
    assert all(np.isfinite(Y).all() and Y.shape == (len(X), 2) for Y in maps)
    assert all(np.array_equal(a, b) for a, b in zip(maps[:3], maps[3:], strict=True))


def test_a_graph_in_pieces_has_no_start_from_eigenvectors():
    with pytest.warns(UserWarning, match="starts from PCA: .* a graph in one piece"):
        Y = UMAP(init="spectral", **QUICK).fit_transform(blobs(0, 1000))
    assert np.array_equal(Y, UMAP(**QUICK).fit_transform(blobs(0, 1000)))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (dict(n_neighbors=1), "n_neighbors must be an integer of at least 2, got 1"),
        (dict(n_neighbors=2.5), "n_neighbors must be an integer of at least 2"),
        (dict(min_dist=2.0), r"min_dist must lie in \[0, 1.0\], got 2.0"),
        (dict(min_dist=-0.1), r"min_dist must lie in \[0, 1.0\], got -0.1"),
        (dict(spread=0), "spread must lie in"),
        (dict(n_components=0), "n_components must be an integer of at least 1"),
        (dict(n_epochs=0), "n_epochs must be an integer of at least 1, got 0"),
        (dict(learning_rate=-1), "learning_rate must be a positive finite number"),
        (dict(negative_sample_rate=-1), "negative_sample_rate must be an integer"),
        (dict(init="random"), 'init must be "pca" or "spectral", got \'random\''),
        (dict(random_state="a"), "random_state must be None, an integer"),
    ],
)
def test_a_bad_argument_gets_one_sentence(options, message):
    with pytest.raises(ValueError, match=message):
        UMAP(**QUICK | options).fit(blobs(0))


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_what_is_not_finite_is_refused(value):
    X = blobs(0)
    model = UMAP(**QUICK).fit(X)
    X[3, 2] = value
    for call in (model.fit, model.transform):
        with pytest.raises(ValueError, match=f"got {value} in row 3, column 2"):
            call(X)


def test_more_dimensions_than_columns():
    assert UMAP(4, **QUICK).fit_transform(blobs(0, d=2)).shape == (40, 4)


def test_check_estimator_passes_by_default():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        check_estimator(UMAP(), on_skip=None)


# -- the measures ---------------------------------------------------------------------


@pytest.mark.parametrize("k", [1, 5, 20])
def test_trustworthiness_is_sklearns(k):
    X = RNG.normal(size=(300, 6))
    for Y in (X[:, :2], RNG.normal(size=(300, 2)), X):
        right = sklearns(X, Y, n_neighbors=k)
        assert trustworthiness(X, Y, k) == pytest.approx(right, abs=1e-12)


def test_neighbours_kept_by_hand():
    X = np.array([[0.0], [1], [3], [7], [20]])
    assert neighbours_kept(X, X, 2) == 1
    swapped = X[[0, 1, 2, 4, 3]]
    # Of 4 and 3 each keeps 2 only; of the others all but 3's places are the same.
    both = nearest_reference(X, 2)[0], nearest_reference(swapped, 2)[0]
    share = np.mean([len({*a} & {*b}) / 2 for a, b in zip(*both, strict=True)])
    assert neighbours_kept(X, swapped, 2) == pytest.approx(share)


def test_measures_refuse_what_does_not_fit():
    X = blobs(0, n=10)
    with pytest.raises(ValueError, match="as many rows in Y as in X: 9, 10"):
        trustworthiness(X, X[:9])
    with pytest.raises(ValueError, match="n_neighbors must be below half of the 10"):
        neighbours_kept(X, X, 5)
