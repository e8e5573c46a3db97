"""Everyday data and everyday mistakes: what is allowed, what is said of the rest."""

import warnings

import numpy as np
import pytest
from scipy import sparse

from minivae.autoencoders import VAE, Autoencoder, DenoisingAutoencoder
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.embeddings import PCA
from minivae.topics import LDA, PLSA, NaiveBayes, VariationalLDA
from minivae.topics.counts import check_counts, split_tokens, tokens

RNG = np.random.default_rng(0)
COUNTS = RNG.poisson(1.0, (12, 6))
TOPIC_MODELS = {
    "PLSA": lambda **k: PLSA(**{"n_topics": 2, "max_iter": 5, **k}, progress=False),
    "LDA": lambda **k: LDA(**{"n_topics": 2, "n_sweeps": 5, **k}, progress=False),
    "VariationalLDA": lambda **k: VariationalLDA(
        **{"n_topics": 2, "max_iter": 5, **k}, progress=False
    ),
}
QUICK = dict(hidden=(4,), latent_dim=2, epochs=1, likelihood="gaussian", progress=False)
EVERY = {
    **TOPIC_MODELS,
    "NaiveBayes": NaiveBayes,
    "KMeans": lambda **k: KMeans(2, **k),
    "GaussianMixture": lambda **k: GaussianMixture(2, progress=False, **k),
    "DirichletProcessMixture": lambda **k: DirichletProcessMixture(
        n_sweeps=2, progress=False, **k
    ),
    "PCA": PCA,
    "Autoencoder": lambda **k: Autoencoder(**{**QUICK, **k}),
    "DenoisingAutoencoder": lambda **k: DenoisingAutoencoder(**{**QUICK, **k}),
    "VAE": lambda **k: VAE(**{**QUICK, **k}),
}
every_topic_model = pytest.mark.parametrize("name", TOPIC_MODELS)
every = pytest.mark.parametrize("name", EVERY)


def fit(model, X):
    return model.fit(X, np.arange(X.shape[0]) % 2)


# Counts


@pytest.mark.parametrize("sampler", ["fast", "plain"])
@pytest.mark.parametrize("init", ["random", "sequential"])
def test_more_than_2_to_the_24_tokens_are_counted_rightly(sampler, init, monkeypatch):
    """float32 stands still at the largest count that it holds: here, at 2³."""
    monkeypatch.setattr("minivae.topics.lda.gibbs.MOST_IN_FLOAT32", 40)
    X = np.array([[50, 3], [2, 7]])
    state = LDA(1, n_sweeps=2, sampler=sampler, init=init, progress=False).fit(X)._state
    assert state._n_wk.dtype == state._n_dk.dtype == np.float64
    assert state.n_wk.sum() == 62 and state.n_dk[0, 0] == 53
    X[0, 0] = 30
    assert LDA(1, n_sweeps=2, progress=False).fit(X)._state._n_wk.dtype == np.float32


def test_a_word_with_more_than_2_to_the_24_tokens():
    n = 2**24 + 3
    X = np.array([[n, 5], [0, 4]])
    lda = LDA(1, n_sweeps=1, random_state=0, progress=False).fit(X)
    assert lda.nzw_[0].tolist() == [n, 9] and lda.ndz_[:, 0].tolist() == [n + 5, 4]


@pytest.mark.parametrize("huge", [1e10, 1e19, 1e300])
def test_counts_that_cannot_be_kept_are_refused_by_cell(huge):
    X = COUNTS.astype(float)
    X[3, 4] = huge
    words = "row 3, column 4 holds 1e" if huge > 1e10 else "10000000.* are too many"
    for model in (LDA(2, progress=False), LDA(2, sampler="plain", progress=False)):
        words = words if huge < 1e300 else "as large as 1e"
        with pytest.raises(ValueError, match=words):
            model.fit(X)
    lda = LDA(2, n_sweeps=2, progress=False).fit(COUNTS)
    if huge == 1e10:  # nothing is kept here: ten thousand million are a number
        assert np.isfinite(lda.perplexity(X))
        assert np.isfinite(
            PLSA(2, validation_fraction=0.2, progress=False).fit(X).score(X)
        )
        return
    with pytest.raises(ValueError, match="row 3, column 4|as large as"):
        lda.perplexity(X)
    with pytest.raises(ValueError, match="row 3, column 4|as large as"):
        PLSA(2, validation_fraction=0.2, progress=False).fit(X)


def test_no_memory_for_the_tokens_is_a_clear_error(monkeypatch):
    def none(*args):
        raise MemoryError

    X = check_counts(COUNTS)
    monkeypatch.setattr(np, "repeat", none)
    with pytest.raises(ValueError, match=r"\d+ of them are too many; row \d+, column"):
        tokens(X)


def test_split_tokens_takes_whole_numbers_up_to_2_to_the_53():
    rng = np.random.default_rng(0)
    kept, held_out = split_tokens(check_counts(np.array([[2.0**53, 1]])), rng)
    assert (kept + held_out).toarray().tolist() == [[2.0**53, 1]]
    with pytest.raises(ValueError, match="row 0, column 0 holds 1801"):
        split_tokens(check_counts(np.array([[2.0**54, 1]])), rng)


@pytest.mark.parametrize(
    "dtype, factor", [("float32", 1e38), ("float32", 1e-46), ("float64", 1e-310)]
)
def test_weights_that_a_type_cannot_hold_are_refused_by_plsa(dtype, factor):
    plsa = PLSA(2, dtype=dtype, random_state=0, progress=False)
    with pytest.raises(ValueError, match=f"do not fit into {dtype}"):
        plsa.fit(COUNTS * factor)
    X = COUNTS * 1e-6
    X[0, 0] = 1e25 if dtype == "float32" else 1e151  # the others are too small
    with pytest.raises(ValueError, match=f"do not fit into {dtype}"):
        plsa.fit(X)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for scale in (1e-12, 1e12):  # what fits is right
            model = PLSA(2, dtype=dtype, tol=-1, max_iter=30, random_state=0)
            model.progress = False
            model.fit(COUNTS * scale)
            right = plsa.set_params(tol=-1, max_iter=30).fit(COUNTS)
            np.testing.assert_allclose(
                model.components_,
                right.components_,
                atol=1e-4 if dtype[5:] == "32" else 1e-9,
            )


@every_topic_model
def test_sums_that_overflow_are_refused(name):
    with pytest.raises(ValueError, match="cannot add up counts as large as 1e\\+308"):
        TOPIC_MODELS[name]().fit(np.full((3, 4), 1e308))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_sample_weights_that_round_to_nothing_are_refused(dtype):
    X = RNG.normal(size=(8, 2)).astype(dtype)
    tiny = 1e-50 if dtype == np.float32 else 1e-320
    weight = np.r_[np.ones(7), tiny]
    for call in (KMeans(2).fit, KMeans(2).partial_fit):
        with pytest.raises(ValueError, match="sample_weight of row 7, .* rounds to"):
            call(X, sample_weight=weight)
    with pytest.raises(ValueError, match="rounds to nothing"):
        KMeans(2).fit(X).score(X, sample_weight=weight)
    with pytest.raises(ValueError, match="rescale the weights"):
        KMeans(2).fit(
            X, sample_weight=np.full(8, 1e38 if dtype == np.float32 else 1e308)
        )
    with pytest.raises(ValueError, match="sample_weight of row 0, 1e-.* rounds to"):
        KMeans(2).fit(X, sample_weight=np.full(8, tiny))
    KMeans(2).fit(X, sample_weight=np.r_[np.ones(7), 0])  # a weight of 0 leaves out


# More of one thing than of another


@every_topic_model
def test_more_topics_than_words_are_allowed_with_a_warning(name):
    with pytest.warns(UserWarning, match="n_topics=9 is more .* holds, 6 words"):
        model = TOPIC_MODELS[name](n_topics=9).fit(COUNTS)
    assert model.components_.shape == (9, 6) and model.doc_topic_.shape == (12, 9)
    assert np.isfinite(model.components_).all()
    np.testing.assert_allclose(model.transform(COUNTS).sum(axis=1), 1)


@pytest.mark.parametrize("name", ["Autoencoder", "DenoisingAutoencoder", "VAE"])
def test_a_batch_larger_than_the_data_is_all_of_it(name):
    X = RNG.normal(size=(9, 3)).astype(np.float32)
    one, two = (EVERY[name](batch_size=b, random_state=0).fit(X) for b in (9, 500))
    assert one.history_ == two.history_
    assert np.array_equal(one.transform(X), two.transform(X))


def test_a_batch_larger_than_the_corpus_is_all_of_it():
    options = dict(max_iter=3, random_state=0)
    one, two = (
        TOPIC_MODELS["VariationalLDA"](batch_size=b, **options) for b in (12, 99)
    )
    one.fit(COUNTS), two.fit(COUNTS)
    assert np.array_equal(one.components_, two.components_)


# An η for each word


def test_a_vector_of_equal_eta_is_the_number():
    for name in ("LDA", "VariationalLDA"):
        for options in ({"sampler": "fast"}, {"sampler": "plain"}):
            options = options if name == "LDA" else {}
            options["random_state"] = 0
            one = TOPIC_MODELS[name](eta=0.25, **options).fit(COUNTS)
            two = TOPIC_MODELS[name](eta=[0.25] * 6, **options).fit(COUNTS)
            np.testing.assert_allclose(one.components_, two.components_, rtol=1e-12)


@pytest.mark.parametrize("name", ["LDA", "VariationalLDA"])
def test_a_word_of_large_eta_is_expected_in_each_topic(name):
    eta = np.array([0.1, 0.1, 0.1, 0.1, 0.1, 500.0])
    model = TOPIC_MODELS[name](eta=eta, random_state=0).fit(COUNTS)
    assert model.components_[:, 5].min() > 0.8
    for bad in (eta[:5], -eta, [[0.1] * 6], "0.1", None, np.nan):
        with pytest.raises(ValueError, match="eta must be a positive finite"):
            TOPIC_MODELS[name](eta=bad).fit(COUNTS)


def test_lda_with_a_vector_eta_is_saved_and_goes_on(tmp_path):
    eta = np.linspace(0.1, 2, 6)
    model = TOPIC_MODELS["LDA"](eta=eta, random_state=0, learn_priors=True).fit(COUNTS)
    again = LDA.load(model.save(tmp_path / "lda"))
    for one in (model, again):
        one.resume(60)
        assert np.array_equal(one.eta_, eta)
    assert np.array_equal(model.nzw_, again.nzw_)
    phi = model.nzw_ + eta
    np.testing.assert_allclose(model.components_, phi / phi.sum(axis=1, keepdims=True))
    assert np.isfinite(model.log_joint())


# Documents without words


@every_topic_model
def test_the_score_of_documents_without_words_is_refused(name):
    model = TOPIC_MODELS[name](random_state=0).fit(COUNTS)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(ValueError, match=f"score of {name} is a mean over words"):
            model.score(np.zeros((3, 6), int))
        some = np.r_[COUNTS[:3] + 2, np.zeros((1, 6), int)]
        assert np.isfinite(model.score(some))  # an empty one among others adds nothing
        np.testing.assert_allclose(model.transform(some).sum(axis=1), 1)


# Scales


@pytest.mark.parametrize("scale", [30.0, 100.0, 1e5])
def test_unscaled_data_in_a_gaussian_vae_get_the_cure(scale):
    X = RNG.normal(size=(600, 42)) * np.geomspace(1e-3, scale, 42)
    X[:, 41] *= 3
    model = VAE((32,), 4, likelihood="gaussian", epochs=60, random_state=1)
    model.progress = False
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            model.fit(X)
        except FloatingPointError as error:
            found = str(error)
            assert "column 41 has the largest standard deviation" in found
            assert "Standardise" in found and f"{X[:, 41].std():.3g}" in found
        else:
            assert scale < 1e5  # the case of the audit fails at once
            assert np.isfinite(model.transform(X)).all()


def test_standardised_data_that_fail_are_told_of_the_learning_rate():
    X = RNG.normal(size=(300, 5))
    model = VAE((8,), 2, likelihood="gaussian", learning_rate=1e4, epochs=30)
    model.progress = False
    with pytest.raises(FloatingPointError, match="try a smaller learning_rate"):
        model.fit(X)


# Arguments


@pytest.mark.parametrize(
    "name, options, words",
    [
        ("VAE", dict(hidden=5), "hidden must be a tuple of widths.* got 5"),
        ("Autoencoder", dict(hidden=None), "hidden must be a tuple"),
        ("VAE", dict(learning_rate="a"), "learning_rate must be a positive .* 'a'"),
        ("Autoencoder", dict(learning_rate=np.nan), "learning_rate must be .* nan"),
        ("VAE", dict(beta="1"), "beta must be 0 or more, got '1'"),
        ("VAE", dict(variance=[1.0]), "variance must be a positive"),
        ("VAE", dict(likelihood=["gaussian"]), "likelihood must be"),
        ("LDA", dict(sampler=None), 'sampler must be "fast" or "plain", got None'),
        ("LDA", dict(alpha="a"), "alpha must be"),
        ("PLSA", dict(beta=None), r"beta must lie in \(0, 1\], got None"),
        ("PLSA", dict(tol="x"), "tol must be a finite number"),
        ("VariationalLDA", dict(decay="x"), r"decay must lie in \(0.5, 1\]"),
        ("KMeans", dict(tol="x"), "tol must be 0 or more"),
        ("KMeans", dict(algorithm=[1]), "algorithm must be"),
        ("KMeans", dict(n_init=np.ones(2)), "n_init"),
        ("GaussianMixture", dict(covariance_type=["full"]), "covariance_type must"),
        ("GaussianMixture", dict(reg_covar="x"), "reg_covar must be 0 or more"),
        ("DirichletProcessMixture", dict(alpha="x"), "alpha must be a positive"),
        ("DirichletProcessMixture", dict(alpha_prior="x"), "alpha_prior must be"),
        ("DirichletProcessMixture", dict(mean_prior="x"), "mean_prior must be"),
        ("DirichletProcessMixture", dict(covariance_type=None), "covariance_type must"),
        ("NaiveBayes", dict(smoothing="x"), "smoothing must be"),
        ("NaiveBayes", dict(likelihood=[1]), "likelihood must be"),
    ],
)
def test_a_bad_argument_is_named(name, options, words):
    with pytest.raises(ValueError, match=words):
        fit(EVERY[name](**options), COUNTS.astype(float))


@pytest.mark.parametrize("bad", [-1, 1.5, "seed"])
@every
def test_a_bad_seed_is_named(name, bad):
    if name in ("NaiveBayes", "PCA"):
        pytest.skip("it draws nothing")
    with pytest.raises(ValueError, match=f"random_state must be None.* got {bad!r}"):
        EVERY[name](random_state=bad).fit(COUNTS.astype(float))


# What is no array of numbers

NO_TABLES = {
    "text": COUNTS.astype(str),
    "bytes": COUNTS.astype("S3"),
    "objects": COUNTS.astype(str).astype(object),
    "dates": COUNTS.astype("datetime64[D]"),
    "durations": COUNTS.astype("timedelta64[s]"),
    "masked": np.ma.masked_greater(COUNTS.astype(float), 2),
    "ragged": [[1.0, 2.0], [3.0]],
    "3-D": np.ones((3, 2, 2)),
    "1-D sparse": sparse.coo_array(np.array([0.0, 1, 2])),
    "3-D sparse": sparse.coo_array(np.ones((2, 3, 2))),
}


@pytest.mark.parametrize("kind", NO_TABLES)
@every
def test_what_is_no_table_of_numbers_is_refused(name, kind):
    X = NO_TABLES[kind]
    y = np.arange(2 if kind == "ragged" else X.shape[0]) % 2
    with pytest.raises((ValueError, TypeError)) as caught:
        EVERY[name]().fit(X, y)
    words = {
        **dict.fromkeys(("text", "bytes", "objects"), "expected numbers, got text"),
        "dates": "expected numbers, got dates",
        "durations": "expected numbers, got time differences",
        "masked": "takes no masked array",
        "ragged": "expected an array of numbers",
        "3-D": "2-D array",
        "1-D sparse": "2-D array|takes a dense array",
        "3-D sparse": "2-D array|takes a dense array",
    }[kind]
    assert caught.match(words) and caught.match(f"^{name} ")
