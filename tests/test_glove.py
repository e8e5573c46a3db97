"""GloVe and counting: against slower or exact ways."""

import numpy as np
import pytest
from scipy import sparse

from minivae.embeddings import (
    GloVe,
    count_cooccurrences,
    glove_cell,
    ppmi,
    ppmi_vectors,
    truncated_svd,
)
from minivae.embeddings import glove as module
from minivae.kernels import glove as kernel

F = np.float32
TEXT = [["the", "cat", "purrs"], ["the", "kitten", "purrs"], ["a", "dog", "barks"]]
QUICK = dict(vector_size=8, epochs=2, random_state=0, progress=False)


def sentences(seed, V=9):
    rng = np.random.default_rng(seed)
    return [[f"w{w}" for w in rng.integers(0, V, n)] for n in rng.integers(0, 12, 20)]


def slow_count(text, vocabulary, window, harmonic):
    number = {word: w for w, word in enumerate(vocabulary)}
    X = np.zeros((len(vocabulary), len(vocabulary)))
    for sentence in text:
        for i, a in enumerate(sentence):
            for j, b in enumerate(sentence):
                if 0 < abs(i - j) <= window:
                    X[number[a], number[b]] += 1 / abs(i - j) if harmonic else 1
    return X


@pytest.mark.parametrize("harmonic", [True, False])
@pytest.mark.parametrize("window", [1, 3, 50])
def test_cooccurrences_are_those_of_a_slow_count(window, harmonic):
    text = sentences(window)
    X, vocabulary = count_cooccurrences(text, window, harmonic=harmonic)
    expected = slow_count(text, vocabulary, window, harmonic)
    np.testing.assert_allclose(X.toarray(), expected, rtol=1e-12)


def test_rare_words_are_taken_out_before_windows_are_laid():
    X, vocabulary = count_cooccurrences([["a", "rare", "b"], ["a"], ["b"]], 1, 2)
    assert list(vocabulary) == ["a", "b"] and X.toarray().tolist() == [[0, 1], [1, 0]]


@pytest.mark.parametrize("x", [0.3, 2.0, 17.0])
def test_the_gradient_of_a_cell_is_that_of_finite_differences(x):
    rng = np.random.default_rng(0)
    w, c, (a, b), h = rng.normal(size=4), rng.normal(size=4), rng.normal(size=2), 1e-6

    def loss(w=w, c=c, a=a, b=b):
        return glove_cell(w, c, a, b, x, x_max=5.0)[0]

    value, dw, dc, db = glove_cell(w, c, a, b, x, x_max=5.0)
    weight = min(1, (x / 5) ** 0.75)
    assert value == pytest.approx(weight * (w @ c + a + b - np.log(x)) ** 2 / 2)
    for d in range(4):
        e = h * (np.arange(4) == d)
        slope = (loss(w=w + e) - loss(w=w - e)) / 2 / h
        assert dw[d] == pytest.approx(slope, abs=1e-7)
        slope = (loss(c=c + e) - loss(c=c - e)) / 2 / h
        assert dc[d] == pytest.approx(slope, abs=1e-7)
    assert db == pytest.approx((loss(a=a + h) - loss(a=a - h)) / 2 / h, abs=1e-7)
    assert db == pytest.approx((loss(b=b + h) - loss(b=b - h)) / 2 / h, abs=1e-7)


def adagrad(value, gradient, square, rate):
    """One step of AdaGrad; returns the value and the sum of squares."""
    return value - rate * gradient / np.sqrt(square), square + gradient**2


@pytest.mark.parametrize("seed", range(3))
def test_the_kernel_takes_adagrads_steps(seed):
    rng = np.random.default_rng(seed)
    V, D, width, M, x_max, rate = 6, 5, 16, 60, 3.0, 0.1
    i, j, x = rng.integers(0, V, M), rng.integers(0, V, M), rng.uniform(0.2, 9, M)
    w, c = np.zeros((2, V, width), F)
    w[:, :D], c[:, :D] = rng.normal(0, 0.5, (2, V, D))
    a, b = rng.normal(0, 0.5, (2, V)).astype(F)
    parameters = [w, c, a, b]
    twin = [values.astype(np.float64) for values in parameters]
    squares, twin_squares = ([np.ones_like(v) for v in p] for p in (parameters, twin))
    weights, logs = np.minimum(1, (x / x_max) ** 0.75).astype(F), np.log(x).astype(F)
    step = kernel.make_glove(width)
    cells = i.astype(np.int32), j.astype(np.int32), weights, logs
    loss = step(*cells, F(rate), *parameters, *squares)
    expected = 0.0
    for row, column, value in zip(i, j, x, strict=True):
        places = row, column, row, column
        now = [values[place] for values, place in zip(twin, places, strict=True)]
        more, dw, dc, db = glove_cell(*now, value, x_max)
        expected += more
        gradients = dw, dc, db, db
        for k, place in enumerate(places):
            old = twin[k][place], gradients[k], twin_squares[k][place]
            twin[k][place], twin_squares[k][place] = adagrad(*old, rate)
    assert loss == pytest.approx(expected, rel=1e-5)
    for got, wanted in zip(parameters + squares, twin + twin_squares, strict=True):
        np.testing.assert_allclose(got, wanted, rtol=1e-4, atol=1e-5)
    assert not w[:, D:].any() and not c[:, D:].any()  # the padding


def test_the_kernel_is_given_the_weights_of_the_page(monkeypatch):
    given = []

    def keep(width):
        return lambda rows, columns, *more: (
            given.append((rows, columns, *more[:2])) or 0.0
        )

    monkeypatch.setattr(module, "make_glove", keep)
    GloVe(4, window=3, x_max=2, epochs=1, random_state=0, progress=False).fit(TEXT * 3)
    (i, j, weights, logs), X = given[0], count_cooccurrences(TEXT * 3, 3)[0]
    x = X.toarray()[i, j]
    assert len(x) == X.nnz and (x < 2).any() and (x > 2).any()
    np.testing.assert_allclose(weights, np.minimum(1, (x / 2) ** 0.75), rtol=1e-6)
    np.testing.assert_allclose(logs, np.log(x), rtol=1e-6, atol=1e-6)


def test_glove_fits_the_logarithms_of_its_counts():
    text = sentences(0) * 5
    model = GloVe(10, epochs=3000, x_max=1, random_state=0, progress=False).fit(text)
    X, _ = count_cooccurrences(text)
    X = X.tocoo()
    i, j = X.coords
    scores = (model.vectors_ @ model.context_vectors_.T)[i, j]
    scores += model.biases_[i] + model.context_biases_[j]
    assert np.abs(scores - np.log(X.data)).max() < 0.2
    assert model.history_["loss"][-1] < 1e-3 < model.history_["loss"][0]


def test_one_random_state_gives_the_same_bits():
    a, b = (GloVe(**QUICK).fit(TEXT) for _ in range(2))
    other = GloVe(**{**QUICK, "random_state": 1}).fit(TEXT)
    for name in ("vectors_", "context_vectors_", "biases_", "context_biases_"):
        assert np.array_equal(getattr(a, name), getattr(b, name))
    assert not np.array_equal(a.vectors_, other.vectors_)
    assert a.vectors_.shape == (7, 8) and a.biases_.shape == (7,)


def test_an_interrupt_keeps_the_last_whole_block(monkeypatch):
    left = [5]

    def cut(width):
        step = kernel.make_glove(width)

        def some(*arguments):
            if left[0] == 0:
                raise KeyboardInterrupt
            left[0] -= 1
            return step(*arguments)

        return some

    monkeypatch.setattr(module, "make_glove", cut)
    monkeypatch.setattr(module, "BLOCK", 4)
    with pytest.warns(
        UserWarning, match="interrupted after 5 blocks of 4 pairs; the m"
    ):
        model = GloVe(**QUICK).fit(TEXT)
    assert np.isfinite(model.vectors_).all() and len(model.history_["loss"]) == 1
    before = dict(vars(model))
    with pytest.raises(KeyboardInterrupt):
        model.fit(TEXT[:2])
    assert vars(model) == before


def test_a_loss_that_overflows_is_told():
    with pytest.raises(FloatingPointError, match="try a smaller learning_rate"):
        GloVe(**{**QUICK, "learning_rate": 1e30}).fit(TEXT * 20)


# The control


def test_ppmi_is_the_logarithm_of_observed_over_expected():
    X = np.array([[0, 4, 1], [4, 2, 0], [1, 0, 8]], dtype=float)
    p = X / X.sum()
    with np.errstate(divide="ignore"):
        pmi = np.log(p / np.outer(p.sum(axis=1), p.sum(axis=0)))
    got = ppmi(sparse.csr_array(X))
    np.testing.assert_allclose(got.toarray(), np.maximum(pmi, 0), rtol=1e-12)
    assert (got.data > 0).all() and X[0, 0] == 0
    np.testing.assert_allclose(ppmi(X).toarray(), got.toarray())


@pytest.mark.parametrize(
    ("X", "said"),
    [
        (np.ones((2, 3)), r"square counts \(V, V\), got shape \(2, 3\)"),
        ([[1, -1], [0, 1]], "finite and at least 0, got -1"),
        ([[1, np.nan], [0, 1]], "finite and at least 0, got nan"),
        (np.zeros((2, 2)), "no co-occurrence: all counts are 0"),
    ],
)
def test_what_holds_no_counts_is_refused(X, said):
    with pytest.raises(ValueError, match=said):
        ppmi(X)


def test_the_truncated_svd_is_numpys():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(40, 8)) @ rng.normal(size=(8, 30)) + 0.01 * rng.normal(
        size=(40, 30)
    )
    U, s, Vt = truncated_svd(sparse.csr_array(X), 5, rng)
    wanted = np.linalg.svd(X)
    np.testing.assert_allclose(s, wanted[1][:5], rtol=1e-8)
    np.testing.assert_allclose(np.abs(Vt), np.abs(wanted[2][:5]), atol=1e-6)
    np.testing.assert_allclose(np.abs(U), np.abs(wanted[0][:, :5]), atol=1e-6)
    assert (Vt[np.arange(5), np.abs(Vt).argmax(axis=1)] > 0).all()
    best = (wanted[0][:, :5] * wanted[1][:5]) @ wanted[2][:5]
    np.testing.assert_allclose((U * s) @ Vt, best, atol=1e-6)
    with pytest.raises(ValueError, match="n_components=31 is more than the smaller"):
        truncated_svd(X, 31, rng)


def test_all_ppmi_vectors_together_give_the_matrix_back():
    X, _ = count_cooccurrences(sentences(3))
    V = X.shape[0]
    U, power = ppmi_vectors(X, V), ppmi_vectors(X, V, power=1.0)
    gram = ppmi(X).toarray() @ ppmi(X).toarray().T
    np.testing.assert_allclose(power @ power.T, gram, atol=1e-9)
    np.testing.assert_allclose(
        np.linalg.norm(U, axis=0) ** 2, np.linalg.norm(power, axis=0)
    )
    with pytest.raises(
        ValueError, match=f"vector_size={V + 1} is more than the {V} wor"
    ):
        ppmi_vectors(X, V + 1)
