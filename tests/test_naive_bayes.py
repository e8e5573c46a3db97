"""Naive Bayes: equal to scikit-learn's, and to Bayes' rule by enumeration."""

import itertools
import warnings

import numpy as np
import pytest
from scipy.sparse import coo_matrix, csc_array, csr_matrix
from sklearn.base import clone
from sklearn.exceptions import DataConversionWarning, NotFittedError
from sklearn.naive_bayes import BernoulliNB, MultinomialNB
from sklearn.utils.estimator_checks import check_estimator

from minivae.topics import NaiveBayes

REFERENCES = {"multinomial": MultinomialNB, "bernoulli": BernoulliNB}
both = pytest.mark.parametrize("likelihood", REFERENCES)


def documents(N=60, V=25, C=4, seed=0):
    rng = np.random.default_rng(seed)
    y = rng.integers(0, C, N)
    phi = rng.dirichlet(np.full(V, 0.3), C)
    X = np.array([rng.multinomial(rng.integers(0, 30), phi[c]) for c in y])
    return X, np.array(["ant", "bee", "cow", "doe"])[y]


@both
@pytest.mark.parametrize("smoothing", [1.0, 0.01, 2.5])
@pytest.mark.parametrize("fit_prior", [True, False])
@pytest.mark.parametrize("form", [np.asarray, csr_matrix, csc_array, coo_matrix])
def test_it_equals_scikit_learns(likelihood, smoothing, fit_prior, form):
    X, y = documents()
    new = documents(seed=1)[0]
    ours = NaiveBayes(likelihood, smoothing, fit_prior).fit(form(X), y)
    theirs = REFERENCES[likelihood](alpha=smoothing, fit_prior=fit_prior).fit(X, y)
    for name in ("class_log_prior_", "feature_log_prob_", "feature_count_"):
        difference = np.abs(getattr(ours, name) - getattr(theirs, name)).max()
        assert difference < 1e-10, name
    for name in ("joint_log_likelihood", "predict_log_proba", "predict_proba"):
        peer = name.replace("joint", "predict_joint").replace("likelihood", "proba")
        found = getattr(ours, name)(form(new))
        np.testing.assert_allclose(
            found, getattr(theirs, peer)(new), rtol=0, atol=1e-10, err_msg=name
        )
    assert (ours.predict(form(new)) == theirs.predict(new)).all()
    assert ours.score(new, y) == theirs.score(new, y)


@both
def test_equal_on_fractions_two_classes_and_one(likelihood):
    rng = np.random.default_rng(2)
    X = rng.random((30, 6)) * (rng.random((30, 6)) < 0.5)
    for y in (rng.integers(0, 2, 30), np.full(30, 7)):
        ours = NaiveBayes(likelihood).fit(X, y)
        theirs = REFERENCES[likelihood]().fit(X, y)
        difference = ours.predict_proba(X) - theirs.predict_proba(X)
        assert np.abs(difference).max() < 1e-10
        assert ours.classes_.tolist() == theirs.classes_.tolist()


@both
def test_counts_that_a_sparse_matrix_holds_in_two_parts_are_added_up(likelihood):
    data, columns, starts = [1.0, 2.0, -1.0, 3.0], [0, 0, 0, 1], [0, 3, 4]
    parts = csr_matrix((data, columns, starts), shape=(2, 2))  # [[2, 0], [0, 3]]
    found = NaiveBayes(likelihood).fit(parts, [0, 1])
    whole = NaiveBayes(likelihood).fit(np.diag([2.0, 3.0]), [0, 1])
    np.testing.assert_array_equal(found.feature_count_, whole.feature_count_)
    assert parts.nnz == 4  # what was passed in is left as it was


def test_laplace_by_hand():
    X, y = [[2, 0, 1], [1, 0, 0], [0, 3, 0]], ["cat", "cat", "dog"]
    model = NaiveBayes("multinomial").fit(X, y)
    np.testing.assert_allclose(
        np.exp(model.feature_log_prob_), [[4 / 7, 1 / 7, 2 / 7], [1 / 6, 4 / 6, 1 / 6]]
    )
    model = NaiveBayes("bernoulli").fit(X, y)
    np.testing.assert_allclose(
        np.exp(model.feature_log_prob_), [[3 / 4, 1 / 4, 2 / 4], [1 / 3, 2 / 3, 1 / 3]]
    )
    np.testing.assert_allclose(np.exp(model.class_log_prior_), [2 / 3, 1 / 3])


def test_the_bernoulli_model_sums_to_one_over_all_documents_and_classes():
    X, y = documents(V=5)
    model = NaiveBayes("bernoulli").fit(X, y)
    every = np.array(list(itertools.product([0, 1], repeat=5)))
    joint = np.exp(model.joint_log_likelihood(every))
    assert joint.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(joint.sum(axis=0), np.exp(model.class_log_prior_))


def test_the_multinomial_model_sums_to_one_over_all_sequences_of_three_words():
    X, y = documents(V=4)
    model = NaiveBayes("multinomial").fit(X, y)
    sequences = np.array(list(itertools.product(range(4), repeat=3)))
    counts = (sequences[:, :, None] == np.arange(4)).sum(axis=1)
    assert np.exp(model.joint_log_likelihood(counts)).sum() == pytest.approx(1)


@both
def test_a_long_document_underflows_nowhere(likelihood):
    X, y = documents()
    model = NaiveBayes(likelihood).fit(X, y)
    probability = model.predict_proba(X * 10_000)
    assert np.isfinite(probability).all()
    np.testing.assert_allclose(probability.sum(axis=1), 1)


@both
def test_an_empty_document_gets_the_prior_or_the_evidence_of_what_is_absent(likelihood):
    X, y = documents()
    model = NaiveBayes(likelihood).fit(X, y)
    probability = model.predict_proba(np.zeros((1, 25)))[0]
    is_prior = np.allclose(probability, np.exp(model.class_log_prior_))
    assert is_prior == (likelihood == "multinomial")


@both
def test_nothing_that_is_passed_in_is_changed(likelihood):
    X, y = documents()
    for form in (np.array, csr_matrix):
        A = form(X.astype(float))
        before = A.copy()
        NaiveBayes(likelihood).fit(A, y).predict(A)
        assert abs(A - before).max() == 0


@both
@pytest.mark.parametrize("form", [np.asarray, csr_matrix])
@pytest.mark.parametrize(
    ("X", "says"),
    [
        ([[1.0, -2.0], [0, 1]], "Negative values in data .* expects counts, got -2"),
        ([[1, np.nan], [0, 1]], "NaN"),
        ([[1, np.inf], [0, 1]], "inf"),
        (np.zeros((0, 2)), "0 sample"),
        (np.zeros((2, 0)), "0 feature"),
    ],
)
def test_bad_counts_are_refused(likelihood, form, X, says):
    with pytest.raises(ValueError, match=says):
        NaiveBayes(likelihood).fit(form(X), [0, 1])


@pytest.mark.parametrize(
    ("y", "says"),
    [
        (None, "requires y to be passed"),
        ([0, 1, 1], r"one label for each of 2 rows, got \(3,\)"),
        ([[0, 1], [1, 0]], r"got \(2, 2\)"),
        ([0.5, 1.2], "Unknown label type: continuous"),
        ([0, np.nan], "y contains NaN"),
    ],
)
def test_bad_labels_are_refused(y, says):
    with pytest.raises(ValueError, match=says):
        NaiveBayes().fit(np.eye(2), y)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"likelihood": "gaussian"}, "likelihood must be one of .* got 'gaussian'"),
        ({"smoothing": 0}, "above 0, got 0. With 0, a word"),
        ({"smoothing": -1}, "above 0, got -1"),
        ({"smoothing": np.nan}, "above 0, got nan"),
        ({"smoothing": "a"}, "above 0, got 'a'"),
    ],
)
def test_bad_parameters_are_refused(options, says):
    with pytest.raises(ValueError, match=says):
        NaiveBayes(**options).fit(np.eye(2), [0, 1])


@pytest.mark.parametrize("form", [np.asarray, csr_matrix])
def test_other_words_than_in_training_are_refused(form):
    model = NaiveBayes().fit(form(np.eye(2)), [0, 1])
    with pytest.raises(ValueError, match="3 features, but NaiveBayes is expecting 2"):
        model.predict(form(np.eye(3)))


def test_a_score_needs_a_label_for_each_row():
    model = NaiveBayes().fit(np.eye(2), [0, 1])
    with pytest.raises(ValueError, match="X has 2 rows, but y 1 labels"):
        model.score(np.eye(2), [0])


def test_a_column_of_labels_is_taken_with_a_warning():
    with pytest.warns(DataConversionWarning, match="column-vector"):
        model = NaiveBayes().fit(np.eye(2), [[0], [1]])
    assert model.predict(np.eye(2)).tolist() == [0, 1]


def test_unfitted_it_says_so():
    for call in (NaiveBayes().predict, NaiveBayes().joint_log_likelihood):
        with pytest.raises(NotFittedError, match="call fit"):
            call(np.eye(2))
    assert not hasattr(NaiveBayes(), "fit_transform")


@both
def test_check_estimator_passes(likelihood, record_property):
    model = clone(NaiveBayes(likelihood))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(model, on_skip=None, on_fail=None)
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed", "xfail")}
    print(f"check_estimator NaiveBayes {likelihood}: {counts}")
    record_property("check_estimator", str(counts))
    assert not [r for r in results if r["status"] == "failed"]
    assert counts["passed"] > 50
