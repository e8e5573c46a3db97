"""`save` and `load` of every estimator, and files that were made by hand."""

import io
import json
import os
import tracemalloc
import zipfile
from pathlib import Path

import numpy as np
import pytest
import saved_models
from saved_models import TABLE, answers, fitted, same, saved
from test_estimators import every_class

from minivae.autoencoders import VAE, DenoisingAutoencoder
from minivae.base import Transformer
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.embeddings import PCA
from minivae.topics import LDA, BagOfWords, MarkovChain, VariationalLDA

OLD = Path(__file__).with_name("models") / "format_1"
every_model = pytest.mark.parametrize("name", TABLE)


def public(model):
    """What was learnt: the attributes whose names end in _."""
    return {k: v for k, v in vars(model).items() if k.endswith("_")}


def changed(path, header=None, **arrays):
    """Write the file anew with other arrays (None: without) and another header."""
    with np.load(path) as file:
        all_arrays = {**file, **arrays}
    said = json.loads(str(all_arrays["minivae_model"]))
    header = header or {}
    if isinstance(header.get("params"), dict):
        header = {**header, "params": said["params"] | header["params"]}
    all_arrays["minivae_model"] = json.dumps(said | header)
    kept = {name: a for name, a in all_arrays.items() if a is not None}
    np.savez(path, **kept)
    return path


# --- every estimator ---------------------------------------------------------


def test_every_estimator_stands_in_the_table():
    abstract = {"TrainableAutoencoder", "TopicModel"}
    exported = {cls.__name__ for cls in every_class()} - abstract
    assert exported == {type(model).__name__ for model, *_ in TABLE.values()}
    assert all(cls.save is Transformer.save for cls in every_class())


@every_model
def test_a_model_from_a_file_is_the_same_to_the_last_bit(name, tmp_path):
    model = fitted(name)
    path = model.save(tmp_path / "model")
    assert path == tmp_path / "model.npz" and [*tmp_path.iterdir()] == [path]
    again = type(model).load(path)
    assert vars(again).keys() == vars(model).keys()
    assert same(public(again), public(model))
    assert same(answers(name, again), answers(name, model))
    assert same(again.get_params(), model.get_params())
    assert path.read_bytes() == again.save(path).read_bytes()
    with np.load(path, allow_pickle=False) as file:
        header = json.loads(str(file["minivae_model"]))
    assert header["class"] == type(model).__name__ and header["format"] == 2


def test_same_sees_the_last_bit_and_the_type():
    assert same({"a": [np.arange(3), 1.0]}, {"a": [np.arange(3), 1.0]})
    for other in (np.arange(3.0), np.arange(4), [0, 1, 2], np.array([0, 1, 3])):
        assert not same(np.arange(3), other)
    assert not same(np.array([0.1]), np.nextafter(np.array([0.1]), 1)) and not same(
        1, 1.0
    )


@pytest.mark.parametrize("cls", [KMeans, VariationalLDA])
def test_a_model_of_mini_batches_goes_on_from_a_file(cls, tmp_path):
    batches = (
        saved_models.COUNTS[:10].astype(float),
        saved_models.COUNTS[10:].astype(float),
    )
    model = cls(2, random_state=0).partial_fit(batches[0])
    again = cls.load(model.save(tmp_path / "m"))
    assert same(
        public(again.partial_fit(batches[1])), public(model.partial_fit(batches[1]))
    )


@pytest.mark.parametrize("name", ["LDA", "LDA of three threads"])
def test_a_chain_goes_on_as_if_never_saved(name, tmp_path):
    model = fitted(name)
    again = LDA.load(model.save(tmp_path / "m")).resume(70)
    assert same(public(again), public(model.resume(70)))


def test_column_names_are_kept(tmp_path):
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(saved_models.X, columns=["a", "b", "c", "é"])
    model = PCA.load(PCA(2).fit(frame).save(tmp_path / "m"))
    assert model.feature_names_in_.tolist() == ["a", "b", "c", "é"]
    with pytest.raises(ValueError, match="feature names should match"):
        model.transform(frame[["é", "c", "b", "a"]])


def test_an_estimator_that_declares_nothing_says_so(tmp_path):
    class Mean(Transformer):
        def __init__(self):
            pass

        def fit(self, X, y=None):
            self.mean_ = self._check_fit_input(X).mean(axis=0)
            return self

    with pytest.raises(ValueError, match="Mean has no _fitted: see CONTRIBUTING.md"):
        Mean().fit(saved_models.X).save(tmp_path / "m")
    assert not [*tmp_path.iterdir()]


def test_what_load_would_refuse_is_not_saved_and_the_old_file_stays(tmp_path):
    model = fitted("KMeans")
    path = model.save(tmp_path / "m")
    before = path.read_bytes()
    for name, value, words in (
        ("n_clusters", 5, r"cluster_centers_ should have shape \(5, 4\), got \(3, 4\)"),
        ("max_iter", 0, "max_iter must be an integer of at least 1"),
        ("init", len, "init must be|a model file cannot hold"),
        ("init", [[np.nan]], "NaN"),
    ):
        old = getattr(model, name)
        setattr(model, name, value)
        with pytest.raises(ValueError, match=f"^cannot save the model to .*{words}"):
            model.save(path)
        setattr(model, name, old)
    model.cluster_centers_[0, 0] = np.nan
    with pytest.raises(ValueError, match="cluster_centers_ should hold finite floats"):
        model.save(path)
    assert path.read_bytes() == before and [*tmp_path.iterdir()] == [path]


def test_a_function_cannot_be_saved_and_the_message_names_it(tmp_path):
    bag = BagOfWords(tokeniser=str.split).fit(["a b"])
    with pytest.raises(ValueError, match="tokeniser is a method_descriptor, which a"):
        bag.save(tmp_path / "m")
    chain = MarkovChain().fit([[1, 2], [2, 1]])
    with pytest.raises(ValueError, match="vocabulary_ should hold str alone, got 1"):
        chain.save(tmp_path / "m")
    rng = np.random.RandomState(0)
    lda = LDA(2, n_sweeps=1, random_state=rng, progress=False).fit(saved_models.COUNTS)
    with pytest.raises(ValueError, match="the chain draws from MT19937; a file keeps"):
        lda.save(tmp_path / "m")
    assert not [*tmp_path.iterdir()]


# --- files of the first format -----------------------------------------------


def test_a_file_of_the_first_format_gives_the_model_that_was_saved():
    """The numbers were printed by the version that wrote the files."""
    new = np.array([[0.1, 0.5, 0.9], [0.7, 0.2, 0.4]], dtype=np.float32)
    vae = VAE.load(OLD / "VAE.npz")
    np.testing.assert_allclose(
        vae.transform(new)[:, 0], [-0.10838166, -0.01519438], 1e-6
    )
    assert vae.hidden == (2,) and len(vae.history_["elbo"]) == 2
    noisy = DenoisingAutoencoder.load(OLD / "DenoisingAutoencoder.npz")
    np.testing.assert_allclose(
        noisy.transform(new)[:, 0], [0.17835185, 0.03700378], 1e-6
    )
    dp = DirichletProcessMixture.load(OLD / "DirichletProcessMixture.npz")
    score = dp.score_samples([[0, 0], [9, 9]])
    np.testing.assert_allclose(score, [-3.9567453719342662, -4.1251727948731025])
    assert dp.labels_.tolist() == [0, 0, 0, 0, 1, 1, 1, 1] and dp.alpha_prior == [2, 1]
    lda = LDA.load(OLD / "LDA.npz")
    assert lda.log_joint() == pytest.approx(-35.3267094234487)
    assert lda.ndz_.shape == (5, 2) and lda.history_["sweep"] == [10, 20]
    assert lda.resume(10).nzw_.tolist() == [[9, 5, 0, 0], [0, 0, 7, 9]]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        ({"shape": [10**9, 4]}, "would take .* bytes, far more than the file"),
        ({"shape": [5, 10**9]}, "would take .* bytes, far more than the file"),
        ({"shape": [4, 4]}, "docs should hold whole numbers below 4"),
        ({"shape": None}, "not a model saved by minivae"),
        ({"eta": None}, "not a model saved by minivae"),
        ({"eta": float("nan")}, "its header holds NaN"),
        ({"eta": -1}, "eta_ should hold numbers above 0"),
        ({"n_sweeps": -1}, "n_sweeps_ should hold whole numbers"),
        ({"generator": {"bit_generator": "PCG64"}}, "unusable LDA"),
        ({"params": {"n_topics": 10**9}}, "alpha should have shape"),
        ({"more": 1}, "its header holds 'more'"),
    ],
)
def test_a_spoilt_file_of_the_first_format_is_refused(edit, words, tmp_path):
    path = tmp_path / "m.npz"
    path.write_bytes((OLD / "LDA.npz").read_bytes())
    with pytest.raises(ValueError, match=words):
        LDA.load(changed(path, edit))


# --- files that are no models ------------------------------------------------

CRAFTED = [
    (
        "KMeans",
        {"labels_": np.full(20, 3)},
        "labels_ should hold whole numbers below 3",
    ),
    ("KMeans", {"labels_": np.full(20, -1)}, "labels_ should hold .* got -1 to -1"),
    ("KMeans", {"labels_": np.zeros(20)}, "labels_ should have dtype"),
    ("KMeans", {"labels_": np.zeros(0, int)}, "labels_ should have shape"),
    ("KMeans", {"cluster_centers_": np.ones((3, 4), ">f8")}, "little-endian"),
    ("KMeans", {"cluster_centers_": np.ones((3, 4), object)}, "no plain array"),
    ("KMeans", {"cluster_centers_": np.ones((3, 4), "f2")}, "no plain array"),
    ("KMeans", {"cluster_centers_": np.ones((4, 3))}, r"shape \(3, 4\), got \(4, 3\)"),
    ("KMeans", {"n_features_in_": np.int64(10**12)}, "cluster_centers_ should have"),
    ("KMeans", {"n_features_in_": np.ones(3)}, "n_features_in_ should have dtype"),
    ("KMeans", {"counts_": None}, "lacks the array counts_"),
    ("KMeans", {"more": np.ones(3)}, "holds an array 'more' that should not be there"),
    ("KMeans", {"params.more": np.ones(3)}, "'params.more' that should not be there"),
    ("PLSA", {"doc_topic_": np.ones((20, 2))}, "rows of doc_topic_ should sum to 1"),
    ("PLSA", {"components_": np.full((2, 6), -1.0)}, "components_ should hold numbers"),
    ("VariationalLDA", {"lambda_": np.zeros((2, 6))}, "lambda_ .* numbers above 0"),
    ("NaiveBayes", {"classes_": np.array(["a", "a"])}, "different labels in order"),
    ("NaiveBayes", {"feature_log_prob_": np.zeros((2, 6))}, "exp of feature_log_prob_"),
    ("PCA", {"explained_variance_": np.array([1.0, np.inf])}, "hold finite floats"),
    (
        "GaussianMixture, full",
        {"covariances_": -np.ones((2, 4, 4))},
        "positive definite",
    ),
    ("GaussianMixture, tied", {"covariances_": np.triu(np.ones((4, 4)))}, "symmetric"),
    ("GaussianMixture, diag", {"covariances_": np.zeros((2, 4))}, "numbers above 0"),
    ("BagOfWords", {"vocabulary_.utf8": np.full(3, 255, "u1")}, "utf-8|rise to the"),
    ("BagOfWords", {"document_frequency_": np.zeros(9, int)}, "document_frequency_"),
    ("MarkovChain", {"grams": np.full((9, 3), 9)}, "grams should"),
    ("MarkovChain", {"grams": np.zeros((9, 3), int)}, "grams should"),
    ("Word2Vec", {"vectors_": np.ones((5, 2), "f4")}, r"shape \(5, 3\), got \(5, 2\)"),
    ("Word2Vec", {"context_vectors_": None}, "lacks the array context_vectors_"),
    ("Word2Vec", {"counts_": np.zeros(5, int)}, "counts_ should hold whole numbers of"),
    ("GloVe", {"biases_": np.full(5, np.nan, "f4")}, "biases_ should hold finite"),
    (
        "WordVectors",
        {"vocabulary_.utf8": np.zeros(0, "u1"), "vocabulary_.ends": np.zeros(3, int)},
        "the word '' stands twice",
    ),
    ("LDA", {"docs": np.zeros(9, int)}, "words should have shape|docs should"),
    ("LDA", {"alpha": np.full(2, np.nan, "f4")}, "alpha should hold finite floats"),
    ("LDA", {"alpha": np.full(2, -1, "f4")}, "alpha should hold numbers above 0"),
    ("LDA", {"eta_": np.float64(0)}, "eta_ should hold numbers above 0"),
    ("LDA", {"ndz_": np.ones((20, 2), int)}, "ndz_ should count the topics"),
    ("LDA", {"nzw_": np.ones((2, 6), int)}, "nzw_ should count the topics"),
    ("LDA", {"ndz_": np.ones((5, 2), int)}, "docs should hold whole numbers below 5"),
    ("LDA", {"nzw_": None}, "lacks the array ndz_ or nzw_"),
    ("VAE", {"0.0.Linear.b": np.ones(3)}, None),
    ("VAE", {"0.0.Linear.b": np.full(3, np.nan)}, "0.0.Linear.b should hold finite"),
    (
        "VAE",
        {"0.0.Linear.b": np.ones(3, int)},
        "0.0.Linear.b should have dtype f4 or f8",
    ),
]


@pytest.mark.parametrize(("name", "arrays", "words"), CRAFTED)
def test_an_array_that_does_not_fit_is_named(name, arrays, words, tmp_path):
    cls, path = saved(name, tmp_path)
    changed(path, **arrays)
    if words is None:  # float64 in place of float32 is let pass, and converted
        assert cls.load(path).encoder_.layers[0].params["b"].dtype == np.float32
        return
    with pytest.raises(ValueError, match=f"^{path} .*{words}") as said:
        cls.load(path)
    assert "\n" not in str(said.value)


DP = [
    (
        {"log_shares_": np.zeros(2)},
        "mixture_n should have shape|rows of exp of log_shares_",
    ),
    ({"tables_mean": np.zeros((40, 1))}, "tables_mean should have shape"),
    ({"mixture_n": 10**7}, "mixture_n should count the points at each table"),
    ({"tables_n": 7}, "tables_n should count the points at each table"),
    ({"mixture_psi": -1.0}, "mixture_psi should have a positive diagonal"),
    ({"labels_": 19}, "draws_ and labels_ should name tables that hold points"),
    ({"draws_": 200}, "draws_ and partition_ should number tables below N = 20"),
    ({"draws_": 5}, "mixture_n should count|hold points"),
    ({"nu_": 1e308}, "densities are no numbers"),
    ({"nu_": 3.0}, "nu_ should hold numbers above 3"),
    ({"psi_": -1.0}, "must be symmetric and positive definite"),
    ({"alphas_": 0.0}, "alphas_ should hold numbers above 0"),
]


@pytest.mark.parametrize(("arrays", "words"), DP)
def test_sums_that_do_not_belong_to_the_draws_reach_no_kernel(arrays, words, tmp_path):
    _, path = saved("DirichletProcessMixture, full", tmp_path)
    with np.load(path) as file:  # a number stands for an array full of it
        arrays = {
            name: value if np.ndim(value) else np.full(file[name].shape, value)
            for name, value in arrays.items()
        }
    with pytest.raises(ValueError, match=words):
        DirichletProcessMixture.load(changed(path, **arrays))


@pytest.mark.parametrize(
    ("name", "header", "words"),
    [
        ("VAE", {"params": {"hidden": [10**7]}}, "the file holds at most"),
        ("VAE", {"params": {"hidden": [10**6, 10**6]}}, "the file holds at most"),
        ("VAE", {"params": {"hidden": [1] * 10_000}}, "the file holds at most"),
        ("VAE", {"params": {"hidden": 5}}, "hidden must be a tuple of widths"),
        ("VAE", {"params": {"latent_dim": 10**9}}, "the file holds at most"),
        ("VAE", {"params": {"learning_rate": -1}}, "learning_rate must be a positive"),
        ("VAE", {"params": {"beta": float("nan")}}, "its header holds NaN"),
        (
            "VAE",
            {"params": {"random_state": -1}},
            "random_state must be None or an int",
        ),
        ("VAE", {"params": {"more": 1}}, "unusable VAE"),
        ("VAE", {"params": []}, "its header should have params as dict"),
        ("VAE", {"format": 3}, "has format 3, .* this one reads up to 2"),
        ("VAE", {"class": "PCA"}, r"holds a PCA; load it with PCA\.load\(path\)"),
        ("VAE", {"class": 3}, "its header names no class"),
        ("VAE", {"class": "a\nb"}, "its header names no class"),
        ("VAE", {"eta": 3}, "its header holds 'eta'"),
        ("VAE", {"fitted": {"x": 1}}, "in its header holds 'x'"),
        ("LDA", {"params": {"n_topics": 10**9}}, "alpha should have shape"),
        ("LDA", {"params": {"n_threads": 10**6}}, "n_threads must be at most 256"),
        (
            "LDA",
            {"params": {"alpha": {"array": [1], "dtype": "V9"}}},
            "array should hold",
        ),
        ("LDA", {"fitted": {"generator": None}}, "unusable LDA"),
        ("MarkovChain", {"params": {"order": 10**6}}, "order must be at most 100"),
        ("PLSA", {"params": {"n_topics": 2.0}}, "n_topics must be an integer"),
        (
            "BagOfWords",
            {"params": {"tokeniser": 5}},
            "tokeniser must be None or a func",
        ),
        ("KMeans", {"params": {"n_clusters": 10**9}}, "cluster_centers_ should have"),
    ],
)
def test_a_header_that_promises_the_impossible_is_refused(
    name, header, words, tmp_path
):
    cls, path = saved(name, tmp_path)
    changed(path, header)
    tracemalloc.start()
    with pytest.raises(ValueError, match=f"^{path} .*{words}"):
        cls.load(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def said_to_hold(shape, dtype="<f8", order=False):
    """An array's own header."""
    text = f"{{'descr': '{dtype}', 'fortran_order': {order}, 'shape': {shape}, }}"
    text = text.encode().ljust(117) + b"\n"
    return b"\x93NUMPY\1\0" + len(text).to_bytes(2, "little") + text


def written(path, pairs, how=zipfile.ZIP_STORED):
    """Write members into an archive."""
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, member in pairs:
            archive.writestr(name, member)


ONES = said_to_hold("(3,)") + np.ones(3).tobytes()


@pytest.mark.filterwarnings("ignore:Duplicate name")
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ([("x.npy", ONES)], "'x' that should not be there"),
        ([("mean_.npy", ONES)], "'mean_' is in it twice"),
        ([("../x.npy", ONES)], "is no name of an array"),
        ([("/tmp/x.npy", ONES)], "is no name of an array"),
        ([("..npy", ONES)], "is no name of an array"),
        ([("x", ONES)], "is no name of an array"),
        ([("x.npy", b"")], "no plain array"),
        ([("x.npy", said_to_hold("(1000000000000,)"))], "is said to have shape"),
        ([("x.npy", said_to_hold("(" * 200))], "no plain array"),
        ([("x.npy", said_to_hold("(3,)", "|O") + bytes(24))], "no plain array"),
        ([("x.npy", said_to_hold("(3,)", ">f8") + bytes(24))], "no plain array"),
        ([(f"{i}.npy", b"") for i in range(20_000)], "too many members"),
    ],
)
def test_a_member_that_no_model_has_is_refused(more, words, tmp_path):
    _, path = saved("PCA", tmp_path)
    with zipfile.ZipFile(path) as archive:
        pairs = [(name, archive.read(name)) for name in archive.namelist()]
    written(path, pairs + more)
    with pytest.raises(ValueError, match=words):
        PCA.load(path)


def test_columns_first_is_read_right(tmp_path):
    model = fitted("PCA")
    path = model.save(tmp_path / "m")
    changed(path, components_=np.asfortranarray(model.components_))
    again = PCA.load(path)
    assert again.components_.flags.c_contiguous and same(public(again), public(model))


def test_a_small_archive_cannot_take_much_room(tmp_path):
    _, path = saved("PCA", tmp_path)
    with zipfile.ZipFile(path) as archive:
        pairs = [(name, archive.read(name)) for name in archive.namelist()]
    bomb = said_to_hold("(1000000,)") + bytes(8_000_000)
    written(path, [*pairs, ("x.npy", bomb)], zipfile.ZIP_DEFLATED)
    overlapping = io.BytesIO()
    written(overlapping, pairs)
    tracemalloc.start()
    with pytest.raises(ValueError, match="longer than the file"):
        PCA.load(path)
    assert tracemalloc.get_traced_memory()[1] < 1e6
    tracemalloc.stop()
    written(path, pairs, zipfile.ZIP_DEFLATED)
    with pytest.raises(
        ValueError, match="longer than the file|compressed or encrypted"
    ):
        PCA.load(path)


@pytest.mark.parametrize("data", [b"", b"no zip", b"PK\5\6" + bytes(18), b"\x93NUMPY"])
def test_what_is_no_archive_is_refused(data, tmp_path):
    (tmp_path / "m.npz").write_bytes(data)
    with pytest.raises(ValueError, match="m.npz is not a model saved by minivae: "):
        GaussianMixture.load(tmp_path / "m.npz")


def test_what_is_no_file_is_not_read(tmp_path):
    os.mkfifo(tmp_path / "pipe")  # to open it would wait for ever
    for path in (tmp_path / "pipe", tmp_path, Path("/dev/zero")):
        with pytest.raises(
            ValueError, match=f"^{path} is not a model .* it is no file"
        ):
            PCA.load(path)
    with pytest.raises(FileNotFoundError, match="no model file"):
        PCA.load(tmp_path / "none")


def test_a_file_that_may_not_be_read_says_so(tmp_path, monkeypatch):
    _, path = saved("PCA", tmp_path)

    def denied(*_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("builtins.open", denied)  # root may read anything
    with pytest.raises(PermissionError):
        PCA.load(path)
