"""LDA: the samplers against every assignment enumerated, and what a chain must keep."""

import numpy as np
import pytest
from scipy import sparse
from scipy.special import gammaln

from minivae.kernels import lda as kernels
from minivae.topics import LDA, exact_posterior, match_topics, r_hat
from minivae.topics.counts import check_counts
from minivae.topics.dirichlet import fixed_point, joint_log_likelihood
from minivae.topics.lda.gibbs import GibbsState

TINY = np.array([[2, 1, 0], [0, 2, 1], [1, 0, 1]])
ALPHA, ETA = np.array([0.7, 0.3]), 0.5
both = pytest.mark.parametrize("sampler", ["fast", "plain"])


def quiet(**parameters):
    return LDA(progress=False, **{"random_state": 0, "n_sweeps": 30, **parameters})


def bars(n, rng, tokens=100):
    """Griffiths and Steyvers' bars: 5 x 5 pixels, 10 topics."""
    phi = np.zeros((10, 5, 5))
    for i in range(5):
        phi[i, i, :] = phi[5 + i, :, i] = 0.2
    phi = phi.reshape(10, 25)
    theta = rng.dirichlet(np.ones(10), n)
    return np.stack([rng.multinomial(tokens, p) for p in theta @ phi]), phi


def random_corpus(rng, N=40, V=30):
    return rng.poisson(0.6, (N, V))


@pytest.mark.parametrize("eta", [ETA, np.array([2.0, 0.2, 0.7])], ids=str)
def test_exact_posterior_by_another_route(eta):
    """Σ_z p(w, z), with p written as a product of predictive probabilities."""
    exact = exact_posterior(TINY, 2, ALPHA, eta)
    eta = np.broadcast_to(eta, 3)
    docs, words = np.repeat(np.arange(3), [3, 3, 2]), [0, 0, 1, 1, 1, 2, 0, 2]
    evidence = 0.0
    for z in np.ndindex(*(2,) * 8):
        n_dk, n_kw, p = np.zeros((3, 2)), np.zeros((2, 3)), 1.0
        for d, w, k in zip(docs, words, z, strict=True):
            p *= (n_dk[d, k] + ALPHA[k]) / (n_dk[d].sum() + ALPHA.sum())
            p *= (n_kw[k, w] + eta[w]) / (n_kw[k].sum() + eta.sum())
            n_dk[d, k] += 1
            n_kw[k, w] += 1
        evidence += p
    assert exact.log_evidence == pytest.approx(np.log(evidence), abs=1e-10)
    assert exact.n_dk.sum(axis=1) == pytest.approx(TINY.sum(axis=1))
    assert exact.n_wk.sum(axis=1) == pytest.approx(TINY.sum(axis=0))


def test_too_many_assignments_are_refused():
    with pytest.raises(ValueError, match=r"5\^20 assignments"):
        exact_posterior(np.full((2, 5), 2), 5)


@both
@pytest.mark.parametrize(
    "K, eta", [(2, ETA), (3, ETA), (2, np.array([2.0, 0.2, 0.7]))], ids=str
)
def test_the_samplers_have_the_exact_posterior(sampler, K, eta):
    alpha = np.array([0.7, 0.3, 0.5])[:K]
    exact = exact_posterior(TINY, K, alpha, eta)
    state = GibbsState(
        check_counts(TINY), alpha, eta, np.random.default_rng(0), sampler=sampler
    )
    n = 30_000
    n_dk, together = np.empty((n, 3, K)), np.empty((n, 8, 8))
    order = np.lexsort((state.words, state.docs))
    for i in range(n):
        state.sweep()
        n_dk[i], z = state.n_dk, state.topics[order]
        together[i] = z[:, None] == z
    for draws, truth in ((n_dk, exact.n_dk), (together, exact.together)):
        means = draws.reshape(30, n // 30, *truth.shape).mean(axis=1)
        error = means.std(axis=0, ddof=1) / np.sqrt(30)
        assert np.all(np.abs(means.mean(axis=0) - truth) <= 3 * error + 1e-9)


@pytest.mark.parametrize("K", [3, 8, 20, 300])
def test_lanes_draw_from_the_same_distribution_as_the_plain_sweep(K):
    """One token, many uniform numbers: the shares of each topic are its probability."""
    rng = np.random.default_rng(K)
    V, lanes = 5, 8 if K <= 256 else 16
    P = -(-K // lanes) * lanes
    n_wk, n_dk = np.zeros((V, P), np.float32), np.zeros((1, P), np.float32)
    n_wk[:, :K], n_dk[:, :K] = rng.integers(1, 9, (V, K)), rng.integers(1, 9, (1, K))
    alpha = np.zeros(P, np.float32)
    alpha[:K] = rng.uniform(0.1, 1, K)
    n_k = n_wk.sum(axis=0).astype(np.int64)
    sweep = kernels.lane_sweep_8 if lanes == 8 else kernels.lane_sweep_16
    start = K - 1
    eta = np.linspace(0.1, 0.9, V, dtype=np.float32)  # one a word
    p = (n_dk[0] + alpha - np.eye(P)[start]) * (n_wk[2] + eta[2] - np.eye(P)[start])
    p /= n_k - np.eye(P)[start] + eta.sum()
    p /= p.sum()
    n = 20_000
    u = ((np.arange(n) + 0.5) / n).astype(np.float32)
    found = np.zeros(P)
    one = np.zeros(1, np.int32)
    for value in u:
        z = np.array([start], np.int32)
        arrays = n_dk.copy(), n_wk.copy(), n_k.copy()
        sweep(one, one + 2, z, *arrays, alpha, eta, eta.sum(), K, np.array([value]))
        found[z[0]] += 1 / n
    assert found[K:].sum() == 0
    np.testing.assert_allclose(found[:K], p[:K], atol=2 / n + 1e-5)


def test_a_uniform_number_next_to_one_never_lands_in_the_padding():
    state = GibbsState(
        check_counts(TINY), np.full(3, 0.1), 0.1, np.random.default_rng(0)
    )
    state.rng = type("Ones", (), {"random": lambda self, n, dtype: np.ones(n, dtype)})()
    state.sweep()
    assert state.topics.max() < 3


@pytest.mark.parametrize("n_threads", [1, 2, 5])
def test_threads_of_a_round_share_neither_documents_nor_words(n_threads):
    X = check_counts(random_corpus(np.random.default_rng(2)))
    state = GibbsState(
        X, np.full(3, 0.1), 0.1, np.random.default_rng(0), n_threads=n_threads
    )
    visited = np.zeros(len(state.words), int)
    for parts in state._rounds:
        for ids in (state.docs, state.words):
            seen = [set(ids[part].tolist()) for part in parts]
            assert len(set().union(*seen)) == sum(map(len, seen))
        for part in parts:
            visited[part] += 1
    assert np.all(visited == 1)


@both
@pytest.mark.parametrize("n_threads", [1, 3])
def test_a_sequential_start_seats_every_token_and_saves_sweeps(sampler, n_threads):
    X, _ = bars(300, np.random.default_rng(3))
    options = {"eta": 1.0, "n_sweeps": 5, "sampler": sampler, "n_threads": n_threads}
    models = {
        init: quiet(n_topics=10, alpha=1.0, init=init, **options).fit(X)
        for init in ("random", "sequential")
    }
    assert np.array_equal(models["sequential"].nzw_.sum(axis=0), X.sum(axis=0))
    assert models["sequential"].log_joint() > models["random"].log_joint() + 1000


def test_the_first_token_of_a_sequential_start_follows_the_prior():
    """With nobody seated, p(z = k) = α_k / Σ α; the second sees the first."""
    alpha, n = np.array([3.0, 1.0]), 4000
    draws = np.empty((n, 2), int)
    for seed in range(n):
        rng = np.random.default_rng(seed)
        state = GibbsState(check_counts([[1, 1]]), alpha, ETA, rng, init="sequential")
        draws[seed] = state.topics
    same = (draws[:, 0] == draws[:, 1]).mean()
    V_eta = 2 * ETA
    weight = np.array([[4 / (1 + V_eta), 1 / V_eta], [3 / V_eta, 2 / (1 + V_eta)]])
    stay = np.diag(weight) / weight.sum(axis=1)
    assert (draws[:, 0] == 0).mean() == pytest.approx(0.75, abs=0.03)
    assert same == pytest.approx(0.75 * stay[0] + 0.25 * stay[1], abs=0.03)


@both
@pytest.mark.parametrize("n_threads", [1, 3])
def test_counts_are_those_of_the_topics_after_every_sweep(sampler, n_threads):
    X = random_corpus(np.random.default_rng(1))
    state = GibbsState(
        check_counts(X),
        np.full(7, 0.1),
        0.1,
        np.random.default_rng(0),
        sampler=sampler,
        n_threads=n_threads,
    )
    for _ in range(5):
        state.sweep()
        kept = state.n_dk.copy(), state.n_wk.copy(), state.n_k.copy()
        assert np.array_equal(kept[0].sum(axis=1), X.sum(axis=1))
        assert np.array_equal(kept[1].sum(axis=1), X.sum(axis=0))
        state.recount()
        for now, then in zip((state.n_dk, state.n_wk, state.n_k), kept, strict=True):
            assert np.array_equal(now, then)


@both
@pytest.mark.parametrize("n_threads", [1, 2])
def test_one_seed_one_result(sampler, n_threads):
    X = random_corpus(np.random.default_rng(2))
    fits = [
        quiet(n_topics=4, sampler=sampler, n_threads=n_threads).fit(X) for _ in range(2)
    ]
    assert np.array_equal(fits[0].nzw_, fits[1].nzw_)
    assert fits[0].history_ == fits[1].history_
    other = quiet(n_topics=4, sampler=sampler, random_state=1).fit(X)
    assert not np.array_equal(fits[0].nzw_, other.nzw_)


@both
def test_bars_are_found(sampler):
    X, phi = bars(1000, np.random.default_rng(0))
    model = quiet(n_topics=10, alpha=1.0, eta=1.0, n_sweeps=100, sampler=sampler).fit(X)
    assert match_topics(model.components_, phi)[1].mean() < 0.1


def test_two_threads_are_as_good():
    X, phi = bars(1000, np.random.default_rng(0))
    model = quiet(n_topics=10, alpha=1.0, eta=1.0, n_sweeps=100, n_threads=2).fit(X)
    assert match_topics(model.components_, phi)[1].mean() < 0.1


def test_joint_log_likelihood_of_the_equation():
    rng = np.random.default_rng(3)
    n_dk, n_wk = rng.integers(0, 4, (5, 3)), rng.integers(0, 4, (6, 3))
    alpha, eta = np.array([0.2, 0.5, 1.1]), 0.3

    def dirichlet_multinomial(n, a):
        value = gammaln(a.sum()) - gammaln((n + a).sum())
        return value + np.sum(gammaln(n + a) - gammaln(a))

    want = sum(dirichlet_multinomial(n, alpha) for n in n_dk)
    want += sum(dirichlet_multinomial(n, np.full(6, eta)) for n in n_wk.T)
    assert joint_log_likelihood(n_dk, n_wk, alpha, eta) == pytest.approx(want)


def test_fixed_point_finds_the_parameter_that_drew_the_counts():
    rng = np.random.default_rng(4)
    true = np.array([0.2, 0.8, 2.0])
    counts = np.stack([rng.multinomial(50, p) for p in rng.dirichlet(true, 4000)])
    found = fixed_point(counts, np.ones(3), n_iter=200)
    np.testing.assert_allclose(found, true, rtol=0.1)
    flat = np.stack([rng.multinomial(50, p) for p in rng.dirichlet([0.4] * 5, 4000)])
    found = fixed_point(flat, 1.0, symmetric=True, n_iter=200)
    np.testing.assert_allclose(found, 0.4, rtol=0.05)
    assert np.ptp(found) == 0


def test_learnt_priors_are_near_those_that_drew_the_corpus():
    rng = np.random.default_rng(5)
    alpha, eta = np.array([0.1, 0.2, 0.4, 0.8]), 0.1
    theta, phi = rng.dirichlet(alpha, 800), rng.dirichlet(np.full(300, eta), 4)
    X = np.stack([rng.multinomial(80, p) for p in theta @ phi])
    model = quiet(n_topics=4, alpha=1.0, eta=1.0, n_sweeps=300, learn_priors=True)
    model.fit(X)
    order, distance = match_topics(model.components_, phi)
    assert distance.max() < 0.1
    np.testing.assert_allclose(model.alpha_[order], alpha, rtol=0.25)
    assert model.eta_ == pytest.approx(eta, rel=0.25)


def test_resume_goes_on_with_the_same_chain():
    X = random_corpus(np.random.default_rng(6))
    whole = quiet(n_topics=4, n_sweeps=40).fit(X)
    parts = quiet(n_topics=4, n_sweeps=15).fit(X).resume(25)
    assert np.array_equal(whole.nzw_, parts.nzw_)
    assert whole.history_ == parts.history_


def test_a_saved_chain_goes_on(tmp_path):
    X = random_corpus(np.random.default_rng(6))
    model = quiet(n_topics=4, n_sweeps=20).fit(X)
    loaded = LDA.load(model.save(tmp_path / "lda"))
    assert np.array_equal(loaded.transform(X), model.transform(X))
    assert loaded.history_ == model.history_
    assert np.array_equal(loaded.resume(20).ndz_.sum(axis=1), X.sum(axis=1))
    assert loaded.n_sweeps_ == 40
    again = LDA.load(tmp_path / "lda.npz").resume(20)
    assert np.array_equal(again.nzw_, loaded.nzw_)
    assert np.array_equal(model.resume(20).nzw_, loaded.nzw_)  # as if never saved


def test_a_file_from_elsewhere_is_refused(tmp_path):
    np.savez(tmp_path / "other.npz", a=np.ones(3))
    with pytest.raises(ValueError, match="not a model saved by minivae"):
        LDA.load(tmp_path / "other.npz")
    path = quiet(n_topics=3).fit(TINY).save(tmp_path / "lda")
    with np.load(path) as file:
        arrays = dict(file)
    arrays["topics"] = arrays["topics"] + 9
    np.savez(path, **arrays)
    with pytest.raises(ValueError, match="topics should hold whole numbers below 3"):
        LDA.load(path)


def test_an_interruption_loses_nothing(monkeypatch):
    X = random_corpus(np.random.default_rng(7))
    sweep, calls = GibbsState.sweep, []

    def interrupted(self):
        calls.append(1)
        if len(calls) == 8:
            self._n_wk += 1  # cut off in the middle of a sweep
            raise KeyboardInterrupt
        sweep(self)

    monkeypatch.setattr(GibbsState, "sweep", interrupted)
    with pytest.warns(UserWarning, match="after 7 sweeps"):
        model = quiet(n_topics=4).fit(X)
    assert np.array_equal(model.nzw_.sum(axis=0), X.sum(axis=0))
    assert model.resume(3).n_sweeps_ == 10


def test_new_documents_do_not_matter_to_each_other():
    X = random_corpus(np.random.default_rng(8))
    model = quiet(n_topics=4).fit(X)
    together = model.transform(X)
    alone = np.concatenate([model.transform(X[[d]]) for d in range(len(X))])
    np.testing.assert_allclose(together, alone, atol=1e-12)
    np.testing.assert_allclose(together.sum(axis=1), 1)


def test_topics_predict_held_out_words_better_than_one_topic():
    X, _ = bars(600, np.random.default_rng(9))
    one = quiet(n_topics=1, alpha=1.0, eta=1.0).fit(X[:500])
    ten = quiet(n_topics=10, alpha=1.0, eta=1.0, n_sweeps=100).fit(X[:500])
    assert ten.perplexity(X[500:]) < 0.95 * one.perplexity(X[500:])
    assert ten.score(X[500:]) == pytest.approx(-np.log(ten.perplexity(X[500:])))


def test_sparse_and_dense_are_the_same():
    X = random_corpus(np.random.default_rng(10))
    dense, thin = quiet(n_topics=4).fit(X), quiet(n_topics=4).fit(sparse.csr_array(X))
    assert np.array_equal(dense.nzw_, thin.nzw_)


def test_a_corpus_too_big_to_be_made_dense():
    """100,000 documents x 10^6 words would be 800 GB as a dense matrix."""
    rng = np.random.default_rng(11)
    rows, columns = rng.integers(0, 100_000, 5000), rng.integers(0, 1_000_000, 5000)
    X = sparse.coo_array((np.ones(5000), (rows, columns)), shape=(100_000, 1_000_000))
    model = quiet(n_topics=2, n_sweeps=2).fit(X)
    assert model.doc_topic_.shape == (100_000, 2)


def test_an_empty_document_gets_the_mean_of_the_prior():
    X = random_corpus(np.random.default_rng(12))
    X[3] = 0
    model = quiet(n_topics=3, alpha=[0.2, 0.3, 0.5]).fit(X)
    np.testing.assert_allclose(model.doc_topic_[3], [0.2, 0.3, 0.5], atol=1e-6)
    np.testing.assert_allclose(model.transform(X)[3], [0.2, 0.3, 0.5], atol=1e-6)


def test_fractions_are_rounded_with_a_warning():
    with pytest.warns(UserWarning, match="whole counts"):
        model = quiet(n_topics=2).fit(TINY + 0.2)
    assert model.ndz_.sum() == TINY.sum()


@pytest.mark.parametrize(
    "X, parameters, message",
    [
        ([[1, -2], [3, 4]], {}, "Negative values.*got -2"),
        ([[1, np.nan], [3, 4]], {}, "NaN"),
        ([[1, np.inf], [3, 4]], {}, "inf"),
        ([[0, 0], [0, 0]], {}, "empty corpus"),
        (np.zeros((0, 3)), {}, "0 sample"),
        (np.zeros((3, 0)), {}, "0 feature"),
        ([1, 2, 3], {}, "2-D"),
        (TINY, {"n_topics": 0}, "n_topics must be an integer of at least 1"),
        (TINY, {"alpha": 0}, "alpha must be"),
        (TINY, {"alpha": [1, 2, 3]}, "or 2 of them"),
        (TINY, {"eta": -1}, "eta must be"),
        (TINY, {"sampler": "alias"}, '"fast" or "plain"'),
        (TINY, {"init": "warm"}, '"random" or "sequential"'),
        (TINY, {"n_sweeps": 0}, "n_sweeps"),
        (TINY, {"n_threads": 0}, "n_threads"),
    ],
)
def test_bad_input_gets_one_clear_error(X, parameters, message):
    with pytest.raises(ValueError, match=message):
        quiet(**{"n_topics": 2, **parameters}).fit(X)


def test_another_vocabulary_is_refused():
    model = quiet(n_topics=2).fit(TINY)
    with pytest.raises(ValueError, match="X has 4 features, but LDA is expecting 3"):
        model.transform(np.ones((2, 4)))


def test_r_hat():
    rng = np.random.default_rng(13)
    same = rng.normal(size=(4, 500))
    assert r_hat(same) == pytest.approx(1, abs=0.01)
    assert r_hat(same + np.arange(4)[:, None]) > 1.2
    assert r_hat(same + np.linspace(0, 3, 500)) > 1.2  # all drift together
    assert r_hat(np.ones((2, 10))) == 1.0
    with pytest.raises(ValueError, match="four draws"):
        r_hat(np.ones((2, 3)))


def test_chains_of_the_same_corpus_agree():
    X, _ = bars(300, np.random.default_rng(14))
    chains = []
    for seed in range(3):
        model = quiet(n_topics=10, alpha=1.0, eta=1.0, n_sweeps=600, random_state=seed)
        chains.append(model.fit(X).history_["log_joint"][20:])
    assert r_hat(chains) < 1.2


def test_match_topics_undoes_a_shuffle():
    rng = np.random.default_rng(15)
    true = rng.dirichlet(np.ones(8), 5)
    shuffle = rng.permutation(5)
    order, distance = match_topics(true[shuffle], true)
    assert np.array_equal(shuffle[order], np.arange(5))
    np.testing.assert_allclose(distance, 0)
    with pytest.raises(ValueError, match="K >= J"):
        match_topics(true[:3], true)


def test_match_topics_answers_in_the_order_of_its_second_argument():
    true = np.random.default_rng(16).dirichlet(np.ones(8), 5)
    shuffle = np.array([3, 0, 4, 1, 2])  # not its own inverse
    blurred = 0.9 * true + 0.1 * np.roll(true, 1, axis=1)
    blurred[2] = true[2]  # one topic is found exactly
    found = blurred[shuffle]  # ... as number 4
    order, distance = match_topics(found, true)
    np.testing.assert_allclose(distance, 0.5 * np.abs(found[order] - true).sum(axis=1))
    assert distance.argmin() == 2 and distance[2] == 0
    back, exchanged = match_topics(true, found)
    np.testing.assert_array_equal(back, shuffle)
    np.testing.assert_allclose(exchanged, distance[shuffle])  # the same numbers, moved
    assert exchanged.argmin() == 4 and not np.allclose(exchanged, distance)


def test_old_notebooks_find_the_sampler_where_they_look_for_it():
    import minivae.topics.em as em
    from minivae.topics.gibbs import GibbsState as former
    from minivae.topics.plsa.em import EM

    assert former is GibbsState and em.EM is EM
