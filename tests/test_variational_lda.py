"""Variational LDA: the ELBO rises, stays below the exact evidence, and its bias."""

import warnings

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.sparse import csr_array
from scipy.special import logsumexp
from scipy.stats import beta as beta_distribution

from minivae.topics import (
    LDA,
    VariationalLDA,
    dirichlet_kl,
    exact_posterior,
    match_topics,
)
from minivae.topics.dirichlet import expected_log
from minivae.topics.lda import variational

TINY = np.array([[2, 1, 0], [0, 2, 1], [1, 0, 1]])


def quiet(**parameters):
    return VariationalLDA(progress=False, **{"random_state": 0, **parameters})


def drawn_corpus(seed, N=300, V=60, K=4, tokens=80):
    rng = np.random.default_rng(seed)
    phi = rng.dirichlet(np.full(V, 0.1), K)
    theta = rng.dirichlet(np.full(K, 0.3), N)
    return np.stack([rng.multinomial(tokens, p) for p in theta @ phi]), phi


def test_dirichlet_kl_is_the_integral():
    q, p = np.array([[2.5, 1.5]]), np.array([0.7, 1.2])
    f, g = beta_distribution(*q[0]), beta_distribution(*p)
    want = quad(lambda t: f.pdf(t) * (f.logpdf(t) - g.logpdf(t)), 0, 1)[0]
    assert dirichlet_kl(q, p)[0] == pytest.approx(want, abs=1e-6)
    assert dirichlet_kl(q, q[0])[0] == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("seed", range(4))
def test_the_elbo_rises_and_stays_below_the_evidence(seed):
    """log p(w) by enumeration is the ceiling: an ELBO above it proves a mistake."""
    exact = exact_posterior(TINY, 2, alpha=0.7, eta=0.5)
    model = quiet(n_topics=2, alpha=0.7, eta=0.5, tol=0, random_state=seed).fit(TINY)
    values = np.array(model.history_["elbo"])
    assert np.min(np.diff(values)) > -1e-9
    assert values[-1] < exact.log_evidence
    assert values[-1] > exact.log_evidence - 4  # the known gap: about 2 nats here


def test_the_elbo_is_the_one_of_its_definition():
    """E_q[log p(w, z, θ, φ)] - E_q[log q] by Monte Carlo over θ and φ, z summed out."""
    model = quiet(n_topics=2, alpha=0.7, eta=0.5, max_iter=30).fit(TINY)
    rng = np.random.default_rng(0)
    n = 40_000
    theta = np.stack([rng.dirichlet(g, n) for g in model.gamma_], axis=1)  # (n, N, K)
    phi = np.stack([rng.dirichlet(g, n) for g in model.lambda_], axis=1)  # (n, K, V)
    # With q(z) at its best, Σ_z q(z) log p(z, w)/q(z) = log Σ_k exp E[log θ + log φ].
    a, b = np.exp(np.log(theta).mean(axis=0)), np.exp(np.log(phi).mean(axis=0))
    words = np.sum(TINY * np.log(a @ b))
    kl = dirichlet_kl(model.gamma_, 0.7).sum() + dirichlet_kl(model.lambda_, 0.5).sum()
    assert model.elbo(TINY) == pytest.approx(words - kl, abs=0.05)


def test_the_known_bias_it_chooses_one_name_for_each_topic():
    """The exact posterior gives both names the same weight; mean field picks one."""
    X = np.array([[4, 0], [0, 4]])
    exact = exact_posterior(X, 2, alpha=0.3, eta=0.3)
    np.testing.assert_allclose(exact.n_dk, 2)
    model = quiet(n_topics=2, alpha=0.3, eta=0.3, tol=0, max_iter=300).fit(X)
    assert np.abs(model.gamma_ - 0.3 - exact.n_dk).min() > 1.9
    # So it misses a factor 2! of the evidence, and more: it is too sure of θ and φ.
    assert model.history_["elbo"][-1] < exact.log_evidence - np.log(2)


def test_topics_that_drew_the_corpus_are_found():
    X, phi = drawn_corpus(0)
    model = max(
        (quiet(n_topics=4, random_state=s).fit(X) for s in range(4)),
        key=lambda m: m.history_["elbo"][-1],
    )
    assert match_topics(model.components_, phi)[1].mean() < 0.1


def test_mini_batches_find_them_too():
    X, phi = drawn_corpus(1, N=2000)
    model = max(
        (
            quiet(n_topics=4, batch_size=100, max_iter=5, random_state=s).fit(X)
            for s in range(4)
        ),
        key=lambda m: m.elbo(X),
    )
    assert match_topics(model.components_, phi)[1].mean() < 0.1
    assert model.n_steps_ == 100


def test_one_batch_with_step_one_is_coordinate_ascent():
    X, _ = drawn_corpus(2, N=50)
    model = quiet(n_topics=3, offset=1.0).partial_fit(X)
    assert model.n_steps_ == 1
    n = X.sum()
    assert model.lambda_.sum() == pytest.approx(n + 3 * 60 * model.eta)


def test_partial_fit_learns_from_a_stream():
    X, phi = drawn_corpus(3, N=2000)
    model = quiet(n_topics=4)
    for _ in range(3):
        for i in range(0, 2000, 100):
            model.partial_fit(X[i : i + 100], n_documents=2000)
    one_topic = X.sum(axis=0) / X.sum()
    baseline = np.exp(-np.sum(one_topic * np.log(one_topic + 1e-12)))
    assert model.perplexity(X[:200]) < 0.7 * baseline


def test_it_predicts_about_as_well_as_gibbs():
    X, _ = drawn_corpus(4, N=500)
    gibbs = LDA(4, n_sweeps=200, random_state=0, progress=False).fit(X[:400])
    ours = max(
        (quiet(n_topics=4, random_state=s).fit(X[:400]) for s in range(4)),
        key=lambda m: m.history_["elbo"][-1],
    )
    assert ours.perplexity(X[400:]) < 1.1 * gibbs.perplexity(X[400:])


def test_seeds_reproduce_and_documents_stand_alone():
    X, _ = drawn_corpus(5, N=60)
    model, again = quiet(n_topics=3).fit(X), quiet(n_topics=3).fit(X)
    assert np.array_equal(model.lambda_, again.lambda_)
    alone = np.concatenate([model.transform(X[[d]]) for d in range(60)])
    np.testing.assert_allclose(model.transform(X), alone, atol=1e-12)


def test_an_empty_document_gets_the_mean_of_the_prior():
    X, _ = drawn_corpus(6, N=60)
    X[3] = 0
    np.testing.assert_allclose(quiet(n_topics=4).fit(X).doc_topic_[3], 1 / 4)


@pytest.mark.parametrize(
    "X, parameters, message",
    [
        ([[1, -2], [3, 4]], {}, "Negative values"),
        ([[0, 0], [0, 0]], {}, "empty corpus"),
        (TINY, {"alpha": 0}, "alpha must be a positive finite number, got 0"),
        (TINY, {"eta": -1}, "eta must be a positive finite number, got -1"),
        (TINY, {"eta": np.inf}, "eta must be a positive finite number, got inf"),
        (TINY, {"alpha": None}, "alpha must be a positive finite number, got None"),
        (TINY, {"eta": np.full(4, 0.1)}, "eta must be a positive finite number"),
        (TINY, {"offset": "a"}, "offset must be a positive finite number, got 'a'"),
        (TINY, {"decay": 0.5}, "decay must lie"),
        (TINY, {"batch_size": 0}, "batch_size"),
    ],
)
def test_bad_input_gets_one_clear_error(X, parameters, message):
    with pytest.raises(ValueError, match=message):
        quiet(**{"n_topics": 2, **parameters}).fit(X)


def test_words_that_no_topic_has_seen_leave_it_finite():
    """With a small eta e^{E[log φ]} of an unseen word is 0 in each topic."""
    X = np.random.default_rng(0).poisson(0.5, (60, 20))
    X[:, 0] = 0
    new = np.eye(20)[[0, 3]] + np.eye(20)[[0, 0]]
    for eta in (1e-3, 1e-6, 1e-200):
        for alpha in (0.1, 1e-4):
            model = VariationalLDA(4, alpha, eta, random_state=0, progress=False)
            model.fit(X)
            theta = model.transform(new)
            assert np.allclose(theta.sum(axis=1), 1) and np.isfinite(model.elbo(new))
            assert np.isfinite(model.partial_fit(new).components_).all()
            rises = np.diff(model.history_["elbo"][:-1])
            # ψ(1e-200) leaves no digit to log p.
            assert rises.min() > 0 or eta == 1e-200


def test_the_bound_of_a_rare_word_is_the_one_of_logarithms():
    """log s of a word shifted back: the bound with a table computed by log-sum-exp."""
    X = np.array([[4, 3, 0, 0, 0], [5, 2, 0, 0, 0], [0, 0, 6, 2, 0], [0, 0, 1, 7, 0]])
    model = VariationalLDA(2, 0.1, 1e-3, random_state=0, progress=False).fit(X)
    new = np.array([[1, 0, 0, 0, 2]])
    gamma = np.array([[1.1, 2.3]])
    log_s = logsumexp(expected_log(gamma).T + expected_log(model.lambda_), axis=0)
    want = new[0] @ log_s - dirichlet_kl(gamma, 0.1).sum()
    want -= dirichlet_kl(model.lambda_, 1e-3).sum()
    X = csr_array(new, dtype=float)
    s = model._soft_documents(X, gamma)[1]
    assert np.isclose(model._elbo(X, gamma, s), want, rtol=1e-12)


@pytest.mark.parametrize("moment", range(0, 400, 13))
def test_an_interrupt_at_any_call_leaves_a_whole_model(moment, monkeypatch):
    """The moment is a call of expected_log, which each half-step makes."""
    X = np.random.default_rng(0).poisson(0.5, (30, 12))
    calls = [0]

    def interrupted(x):
        calls[0] += 1
        if calls[0] == moment:
            raise KeyboardInterrupt
        return expected_log(x)

    monkeypatch.setattr(variational, "expected_log", interrupted)
    model = VariationalLDA(3, max_iter=10, tol=0, random_state=0, progress=False)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            model.fit(X)
    except KeyboardInterrupt:  # before the first pass: as if there had been no fit
        assert moment < 2 and not hasattr(model, "lambda_")
        return
    calls[0] = 1000
    lambda_ = model.lambda_
    assert np.array_equal(model.components_.sum(axis=1).round(12), np.ones(3))
    assert np.allclose(model._b, np.exp(expected_log(lambda_)).T, rtol=1e-12)
    assert model.n_iter_ == len(model.history_["elbo"]) <= 10
    assert np.allclose(model.doc_topic_.sum(axis=1), 1)
    assert model.transform(X).shape == (30, 3)
