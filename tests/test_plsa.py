"""pLSA: EM that never falls, the maximum of the likelihood, held-out words."""

import numpy as np
import pytest
from scipy.optimize import minimize

from minivae.kernels.soft_counts import (
    document_counts,
    soft_counts,
    soft_counts_reference,
)
from minivae.topics import PLSA, match_topics
from minivae.topics.counts import check_counts, split_tokens, word_after_word
from minivae.topics.held_out import fold_in, log_likelihood

TINY = np.array([[4, 2, 0, 1], [0, 1, 5, 2], [3, 3, 1, 0], [1, 0, 4, 4], [2, 2, 2, 2]])


def quiet(**parameters):
    return PLSA(progress=False, **{"random_state": 0, **parameters})


def random_corpus(seed, N=40, V=30):
    return np.random.default_rng(seed).poisson(0.6, (N, V))


def drawn_corpus(seed, N=200, V=50, K=4, tokens=60):
    rng = np.random.default_rng(seed)
    phi = rng.dirichlet(np.full(V, 0.1), K)
    theta = rng.dirichlet(np.full(K, 0.3), N)
    return np.stack([rng.multinomial(tokens, p) for p in theta @ phi]), theta, phi


@pytest.mark.parametrize("dtype, tolerance", [(np.float64, 1e-12), (np.float32, 1e-5)])
@pytest.mark.parametrize("K", [1, 3, 17])
def test_the_kernels_are_the_sums_of_the_responsibilities(dtype, tolerance, K):
    rng = np.random.default_rng(K)
    dense = rng.poisson(0.7, (6, 9))
    dense[2], dense[:, 4] = 0, 0  # an empty document, a word that nobody uses
    X = check_counts(dense)
    a, b = rng.random((6, K)).astype(dtype), rng.random((9, K)).astype(dtype)
    want_d, want_w = soft_counts_reference(dense, a, b)
    docs, words, counts = word_after_word(X)
    s, got_d, got_w = np.empty(X.nnz, dtype), np.empty_like(a), np.empty_like(b)
    soft_counts(docs, words, counts.astype(dtype), a, b, s, got_d, got_w)
    np.testing.assert_allclose(got_d, want_d, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(got_w, want_w, rtol=tolerance, atol=tolerance)
    document_counts(X.indptr, X.indices, X.data.astype(dtype), a, b, s, got_d)
    np.testing.assert_allclose(got_d, want_d, rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("seed", range(5))
def test_the_likelihood_never_falls(seed):
    model = quiet(n_topics=5, max_iter=300, tol=0, random_state=seed)
    values = model.fit(random_corpus(seed)).history_["log_likelihood"]
    assert np.min(np.diff(values)) > -1e-9 * abs(values[-1])
    assert values[-1] > values[0] + 10


def test_the_history_is_the_likelihood_of_the_equation():
    X = random_corpus(1)
    model = quiet(n_topics=3, max_iter=1).fit(X)
    from minivae.topics.plsa.em import EM

    start = EM(check_counts(X), 3, np.random.default_rng(0))
    p = start.theta @ start.phi.T
    assert model.history_["log_likelihood"][0] == pytest.approx(np.sum(X * np.log(p)))
    assert log_likelihood(check_counts(X), start.theta, start.phi.T) == pytest.approx(
        np.sum(X * np.log(p))
    )


def test_em_reaches_the_maximum_that_an_optimiser_finds():
    """Softmax parameters and BFGS, from several starts, against EM from several."""

    def softmax(v):
        e = np.exp(v - v.max(axis=1, keepdims=True))
        return e / e.sum(axis=1, keepdims=True)

    def loss(v):
        return -np.sum(
            TINY
            * np.log(
                softmax(v[:10].reshape(5, 2)) @ softmax(v[10:].reshape(2, 4)) + 1e-300
            )
        )

    rng = np.random.default_rng(0)
    best = min(minimize(loss, rng.normal(size=18)).fun for _ in range(6))
    found = max(
        quiet(n_topics=2, max_iter=5000, tol=1e-12, random_state=seed)
        .fit(TINY)
        .history_["log_likelihood"][-1]
        for seed in range(6)
    )
    assert found == pytest.approx(-best, abs=2e-3)


def test_topics_that_drew_the_corpus_are_found():
    X, theta, phi = drawn_corpus(0)
    model = max(
        (quiet(n_topics=4, random_state=s).fit(X) for s in range(4)),
        key=lambda m: m.history_["log_likelihood"][-1],
    )
    order, distance = match_topics(model.components_, phi)
    assert distance.mean() < 0.1
    assert np.abs(model.doc_topic_[:, order] - theta).mean() < 0.08


def test_rows_sum_to_one_and_seeds_reproduce():
    X = random_corpus(2)
    model, again = quiet(n_topics=4).fit(X), quiet(n_topics=4).fit(X)
    np.testing.assert_allclose(model.components_.sum(axis=1), 1)
    np.testing.assert_allclose(model.doc_topic_.sum(axis=1), 1)
    assert np.array_equal(model.components_, again.components_)
    other = quiet(n_topics=4, random_state=1).fit(X)
    assert not np.allclose(model.components_, other.components_)


def test_float32_agrees_with_float64():
    X = random_corpus(3)
    wide, narrow = (
        quiet(n_topics=4, max_iter=20, tol=0, dtype=d).fit(X)
        for d in ("float64", "float32")
    )
    np.testing.assert_allclose(wide.components_, narrow.components_, atol=1e-3)


def test_tempering_softens_the_responsibilities():
    """One step with β: r ∝ (θ φ)^β, by NumPy."""
    from minivae.topics.plsa.em import EM

    em = EM(check_counts(TINY), 3, np.random.default_rng(0), beta=0.6)
    want_d, want_w = soft_counts_reference(TINY, em.theta**0.6, em.phi**0.6)
    before = np.sum(TINY * np.log(em.theta @ em.phi.T))
    assert em.step() == pytest.approx(before)
    np.testing.assert_allclose(em.theta, want_d / want_d.sum(axis=1, keepdims=True))
    np.testing.assert_allclose(em.phi, want_w / want_w.sum(axis=0))


def test_the_tempered_objective_never_falls_and_a_tempered_fit_does_not_stop_early():
    from minivae.topics.plsa.em import EM

    X, _, _ = drawn_corpus(7)
    em = EM(check_counts(X), 4, np.random.default_rng(0), beta=0.8)
    values = []
    for _ in range(200):
        em.step()
        values.append(em.objective)
    assert np.min(np.diff(values)) > -1e-9 * abs(values[-1])
    model = quiet(n_topics=4, beta=0.8, max_iter=500).fit(X)
    assert 20 < model.n_iter_ < 500
    one_topic = quiet(n_topics=1).fit(X).history_["log_likelihood"][-1]
    assert model.history_["log_likelihood"][-1] > one_topic + 0.1 * X.sum()


def test_tempering_and_early_stopping_help_held_out_words():
    X, _, _ = drawn_corpus(1, N=60, V=80, K=3, tokens=25)
    kept, unseen = split_tokens(check_counts(X), np.random.default_rng(0), 0.8)
    phi = 1e-9  # so that an unseen word costs much, but not infinity

    def held_out(model):
        p = (1 - 80 * phi) * model.components_ + phi
        return log_likelihood(unseen, model.doc_topic_, p) / unseen.data.sum()

    plain = quiet(n_topics=12, max_iter=300, tol=0).fit(kept)
    tempered = quiet(n_topics=12, max_iter=300, tol=0, beta=0.7).fit(kept)
    stopped = quiet(n_topics=12, max_iter=300, validation_fraction=0.2).fit(kept)
    assert held_out(tempered) > held_out(plain)
    assert held_out(stopped) > held_out(plain)
    assert stopped.n_iter_ < 300
    best = np.argmax(stopped.history_["validation"])
    assert stopped.n_iter_ == best + 6


def test_folding_in_finds_the_best_mixture():
    rng = np.random.default_rng(4)
    phi = rng.dirichlet(np.ones(6), 2)
    X = check_counts(rng.multinomial(50, phi[0] * 0.3 + phi[1] * 0.7)[None])
    grid = np.linspace(0, 1, 20_001)
    values = X.toarray()[0] @ np.log(
        np.outer(phi[0], grid) + np.outer(phi[1], 1 - grid)
    )
    theta = fold_in(X, phi, n_iter=2000)
    assert theta[0, 0] == pytest.approx(grid[values.argmax()], abs=1e-3)


def test_transform_takes_unseen_words_and_empty_documents():
    X = random_corpus(5)
    X[:, 7] = 0
    model = quiet(n_topics=3).fit(X)
    new = np.zeros((3, 30))
    new[0, 7] = 2  # only a word that was never seen
    new[2] = X[0]
    new[2, 7] = 1
    theta = model.transform(new)
    np.testing.assert_allclose(theta[:2], 1 / 3)
    np.testing.assert_allclose(theta[2], model.transform(X[:1])[0])
    assert model.score(new[:1]) == -np.inf
    new[0, 7] = 50  # in both halves
    assert model.log_completion(new) == -np.inf
    assert model.perplexity(new) == np.inf


def test_an_interruption_keeps_the_model(monkeypatch):
    from minivae.topics.plsa.em import EM

    step, calls = EM.step, []

    def interrupted(self):
        calls.append(1)
        if len(calls) == 4:
            raise KeyboardInterrupt
        return step(self)

    monkeypatch.setattr(EM, "step", interrupted)
    with pytest.warns(UserWarning, match="after 3 iterations"):
        model = quiet(n_topics=3).fit(random_corpus(6))
    np.testing.assert_allclose(
        model.transform(TINY.repeat(8, 1)[:, :30]).sum(axis=1), 1
    )


@pytest.mark.parametrize(
    "X, parameters, message",
    [
        ([[1, -2], [3, 4]], {}, "Negative values.*got -2"),
        ([[1, np.nan], [3, 4]], {}, "NaN"),
        ([[0, 0], [0, 0]], {}, "empty corpus"),
        (TINY, {"n_topics": 0}, "n_topics must be"),
        (TINY, {"beta": 0}, "beta must lie"),
        (TINY, {"beta": 1.5}, "beta must lie"),
        (TINY, {"validation_fraction": 1}, "validation_fraction"),
        (TINY, {"validation_fraction": 1e-9}, "leaves .* 0 to hold out"),
        (TINY, {"dtype": "int8"}, "dtype must be"),
        (TINY, {"max_iter": 0}, "max_iter"),
    ],
)
def test_bad_input_gets_one_clear_error(X, parameters, message):
    with pytest.raises(ValueError, match=message):
        quiet(**{"n_topics": 2, **parameters}).fit(X)
