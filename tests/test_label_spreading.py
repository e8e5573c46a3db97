"""Label spreading: against the closed form, scikit-learn, and its errors."""

import warnings

import numpy as np
import pytest
from sklearn.datasets import load_digits, make_moons
from sklearn.semi_supervised import LabelSpreading as Reference

from minivae.embeddings import LabelSpreading
from minivae.embeddings.label_spreading import neighbour_graph, normalised, spread
from minivae.embeddings.neighbours import nearest_reference

DIGITS = load_digits()
X = DIGITS.data[:300]
SOME = np.where(np.arange(300) < 40, DIGITS.target[:300], -1)
ALL = DIGITS.target[:300]


def weights(X, k):
    """Return W as a full matrix, pair by pair."""
    W = np.zeros((len(X), len(X)))
    for i, neighbours in enumerate(nearest_reference(X, k)[0]):
        for j in neighbours:
            W[i, j] += 1
            W[j, i] += 1
    return W


def closed_form(X, y, k, alpha):
    """(1 - α) (I - α S)⁻¹ Y, rows divided by their sums."""
    W = weights(X, k)
    root = np.sqrt(W.sum(axis=1))
    Y = (y[:, None] == np.unique(y[y >= 0])).astype(float)
    S = W / root[:, None] / root
    F = (1 - alpha) * np.linalg.solve(np.eye(len(X)) - alpha * S, Y)
    return F / F.sum(axis=1, keepdims=True)


@pytest.mark.parametrize("alpha", [0.2, 0.9, 0.99])
@pytest.mark.parametrize("k", [3, 10])
def test_it_equals_the_closed_form(k, alpha):
    model = LabelSpreading(k, alpha, tol=1e-9, max_iter=10_000).fit(X, SOME)
    expected = closed_form(X, SOME, k, alpha)
    np.testing.assert_allclose(model.label_distributions_, expected, atol=1e-6)
    assert np.array_equal(model.transduction_, expected.argmax(axis=1))


def test_it_equals_scikit_learn_with_the_same_weights():
    W = weights(X, 7)
    theirs = Reference(kernel=lambda X, Y: W, alpha=0.8, max_iter=5000, tol=1e-12)
    theirs.fit(X, SOME)
    ours = LabelSpreading(7, 0.8, tol=1e-10).fit(X, SOME)
    np.testing.assert_allclose(
        ours.label_distributions_, theirs.label_distributions_, atol=1e-8
    )
    assert np.array_equal(ours.transduction_, theirs.transduction_)
    assert np.array_equal(ours.classes_, theirs.classes_)


def test_the_graph_is_symmetric_and_no_row_sum_of_s_is_lost():
    indices, _ = nearest_reference(X, 6)
    W = neighbour_graph(indices)
    np.testing.assert_array_equal(W.toarray(), weights(X, 6))
    values = np.linalg.eigvalsh(normalised(W).toarray())
    assert values.max() == pytest.approx(1) and values.min() > -1


@pytest.mark.filterwarnings("ignore:after max_iter")
def test_the_error_that_is_left_is_that_of_the_tolerance():
    indices, _ = nearest_reference(X, 6)
    S = normalised(neighbour_graph(indices))
    Y = (SOME[:, None] == np.arange(10)).astype(float)
    right = 0.05 * np.linalg.solve(np.eye(300) - 0.95 * S.toarray(), Y)
    for tol in (1e-1, 1e-3, 1e-6):
        F, n_iter = spread(S, Y, 0.95, tol, 10_000)
        lacking = (right - F).sum(axis=1) / right.sum(axis=1)
        assert -1e-12 < lacking.min() and tol / 10 < lacking.max() < 1.5 * tol
        assert np.array_equal(F, spread(S, Y, 0.95, 1e-12, n_iter)[0])


def test_float32_stays_and_finds_the_same():
    model = LabelSpreading(tol=1e-4).fit(X.astype(np.float32), SOME)
    assert model.points_.dtype == model.label_distributions_.dtype == np.float32
    double = LabelSpreading(tol=1e-4).fit(X, SOME)
    np.testing.assert_allclose(
        model.label_distributions_, double.label_distributions_, atol=1e-3
    )


def test_two_moons_with_one_label_each():
    Z, labels = make_moons(400, noise=0.05, random_state=0)
    y = np.full(400, -1)
    for c in (0, 1):
        y[np.flatnonzero(labels == c)[0]] = c
    model = LabelSpreading(8).fit(Z, y)
    assert (model.transduction_ == labels).mean() > 0.99
    assert model.score(Z + 0.01, labels) > 0.99


def test_labels_help_more_than_their_own_neighbourhood():
    model = LabelSpreading(7).fit(X, SOME)
    nearest = ALL[:40][nearest_reference(X[:40], 1, X[40:])[0][:, 0]]
    assert (model.transduction_[40:] == ALL[40:]).mean() > (nearest == ALL[40:]).mean()


def test_new_points_get_the_mean_of_their_neighbours():
    new = DIGITS.data[300:320]
    model = LabelSpreading(5).fit(X, SOME)
    indices, _ = nearest_reference(X, 5, new)
    p = model.label_distributions_[indices].mean(axis=1)
    np.testing.assert_allclose(model.predict_proba(new), p, atol=1e-12)
    np.testing.assert_array_equal(model.predict(new), p.argmax(axis=1))
    np.testing.assert_allclose(np.exp(model.predict_log_proba(new)), p, atol=1e-12)


def test_any_kind_of_label_serves():
    names = np.array([f"digit {c}" for c in range(10)])
    y = np.where(SOME < 0, -1, names[SOME].astype(object))
    model, numbers = (LabelSpreading(5).fit(X, labels) for labels in (y, SOME))
    np.testing.assert_array_equal(model.transduction_, names[numbers.transduction_])


def test_what_no_label_reaches_is_told():
    Z = np.r_[X[:50], X[50:80] + 1e4]
    y = np.r_[SOME[:50], np.full(30, -1)]
    with pytest.warns(UserWarning, match="^30 of 80 samples are reached by no") as told:
        model = LabelSpreading(5).fit(Z, y)
    assert told[0].filename == __file__
    np.testing.assert_allclose(model.label_distributions_[50:], 0.1)
    assert np.isfinite(model.predict_proba(Z)).all()


def test_more_neighbours_than_samples_are_cut_and_told():
    with pytest.warns(UserWarning, match="n_neighbors=10, but a sample of 3 has 2"):
        model = LabelSpreading().fit([[0.0], [1.0], [5.0]], [0, -1, 1])
    assert model.predict([[0.5], [4.0]]).shape == (2,)


def test_too_few_steps_are_told():
    with pytest.warns(UserWarning, match="after max_iter=3 steps a row of F may still"):
        assert LabelSpreading(max_iter=3).fit(X, SOME).n_iter_ == 3


def test_copies_of_a_sample_are_neighbours_of_each_other():
    Z = np.repeat(X[:6], 9, axis=0)
    y = np.where(np.arange(54) % 9 == 0, np.repeat(np.arange(6), 9), -1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        model = LabelSpreading(4).fit(Z, y)
    np.testing.assert_array_equal(model.transduction_, np.repeat(np.arange(6), 9))


@pytest.mark.parametrize(
    ("options", "y", "message"),
    [
        (dict(alpha=0), SOME, r"alpha must lie in \(0, 1\), got 0"),
        (dict(alpha=1), SOME, r"alpha must lie in \(0, 1\), got 1"),
        (dict(alpha=-0.5), SOME, r"alpha must lie in \(0, 1\), got -0.5"),
        (dict(n_neighbors=0), SOME, "n_neighbors must be an integer of at least 1"),
        (dict(tol=0), SOME, "tol must be a positive finite number, got 0"),
        (dict(max_iter=0), SOME, "max_iter must be an integer of at least 1, got 0"),
        ({}, None, "requires y to be passed"),
        ({}, np.full(300, -1), "needs labels, but all 300 are -1"),
        ({}, np.where(SOME == 3, 3, -1), "of two classes or more, got 1 class"),
        ({}, SOME[:9], "one label for each of 300 rows"),
    ],
)
def test_bad_input_gets_a_sentence(options, y, message):
    with pytest.raises(ValueError, match=message):
        LabelSpreading(**options).fit(X, y)


def test_a_class_without_a_label_is_told():
    with pytest.warns(UserWarning, match="from 0 to 9, but none is 4: a class"):
        LabelSpreading(5).fit(X, np.where(SOME == 4, -1, SOME))
