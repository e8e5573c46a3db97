"""scikit-learn's own checks, on each estimator."""

import importlib
import inspect
import pkgutil
import re
import warnings

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.exceptions import NotFittedError
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import MinMaxScaler
from sklearn.utils.estimator_checks import check_estimator

import minivae
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    ConvAutoencoder,
    DenoisingAutoencoder,
    LinearVAE,
)
from minivae.autoencoders.trainable import TrainableAutoencoder
from minivae.base import Estimator
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.embeddings import (
    PCA,
    UMAP,
    ProbabilisticPCA,
)
from minivae.topics import LDA, PLSA, VariationalLDA

QUICK = dict(
    hidden=(4,),
    latent_dim=2,
    epochs=1,
    batch_size=4,
    random_state=0,
    progress=False,
    likelihood="gaussian",
)
ESTIMATORS = {
    "VAE": VAE(**QUICK),
    "Autoencoder": Autoencoder(**QUICK),
    "DenoisingAutoencoder": DenoisingAutoencoder(**QUICK),
    "ConvAutoencoder": ConvAutoencoder(
        (2,), **{name: value for name, value in QUICK.items() if name != "hidden"}
    ),
    "LinearVAE": LinearVAE(latent_dim=2, solver="lbfgs", max_iter=20, random_state=0),
    "PCA": PCA(n_components=1),
    "ProbabilisticPCA": ProbabilisticPCA(),
    "UMAP": UMAP(n_epochs=20, random_state=0, progress=False),
    "PLSA": PLSA(2, max_iter=20, random_state=0, progress=False),
    "LDA": LDA(2, n_sweeps=20, random_state=0, progress=False),
    "VariationalLDA": VariationalLDA(2, max_iter=10, random_state=0, progress=False),
}
every_estimator = pytest.mark.parametrize("name", ESTIMATORS)


@every_estimator
def test_check_estimator_passes(name, record_property):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        results = check_estimator(ESTIMATORS[name], on_skip=None, on_fail=None)
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed", "xfail")}
    print(f"check_estimator {name}: {counts}")
    record_property("check_estimator", str(counts))
    failed = {
        r["check_name"]: r["exception"] for r in results if r["status"] == "failed"
    }
    assert not failed
    assert counts["passed"] > 40


def by_default(cls):
    """Return cls(), and an autoencoder for numbers that are no grey levels."""
    if issubclass(cls, TrainableAutoencoder) and "likelihood" in cls().get_params():
        return cls(likelihood="gaussian")
    return cls()


ABSTRACT = {"TrainableAutoencoder", "TopicModel"}
OF_SENTENCES = "MarkovChain", "Word2Vec", "GloVe", "WordVectors"
TAKES_NO_TABLE = {"BagOfWords": "string"} | dict.fromkeys(OF_SENTENCES, "one_d_array")


def every_class():
    """The estimators that the rooms of the package export."""
    for info in pkgutil.iter_modules(minivae.__path__, "minivae."):
        room = importlib.import_module(info.name) if info.ispkg else None
        for name in getattr(room, "__all__", ()):
            cls = getattr(room, name)
            if inspect.isclass(cls) and issubclass(cls, Estimator):
                yield cls


# scikit-learn's own classifiers that take -1 for "no label" are spared the classes -1
# and 1 by their names; test_semi_supervised.py runs the check under such a name.
NO_LABEL = {"check_classifiers_classes": "-1 is no class"}
SPARED = {"SemiSupervisedVAE": NO_LABEL}


@pytest.mark.parametrize(
    "cls", [cls for cls in every_class() if cls.__name__ not in ABSTRACT]
)
def test_check_estimator_passes_by_default(cls, record_property):
    """Those that take no table say so by a tag: scikit-learn then checks little."""
    model = by_default(cls)
    tags = model.__sklearn_tags__().input_tags
    takes = TAKES_NO_TABLE.get(cls.__name__, "two_d_array")
    assert getattr(tags, takes)
    assert tags.two_d_array == (takes == "two_d_array")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        spared = SPARED.get(cls.__name__, {})
        results = check_estimator(
            model, on_skip=None, on_fail=None, expected_failed_checks=spared
        )
    status = [r["status"] for r in results]
    counts = {s: status.count(s) for s in ("passed", "skipped", "failed", "xfail")}
    print(f"check_estimator {model!r}: {counts}")
    record_property("check_estimator", str(counts))
    assert [r["check_name"] for r in results if r["status"] == "failed"] == []
    assert {r["check_name"] for r in results if r["status"] == "xfail"} == {*spared}
    assert counts["passed"] >= (40 if tags.two_d_array else 1)
    assert {r["check_name"] for r in results if r["status"] == "skipped"} <= {
        "check_array_api_input"
    }


@every_estimator
def test_clone_pipeline_and_html_display_work(name):
    X = np.random.default_rng(0).random((32, 6))
    pipeline = make_pipeline(MinMaxScaler(), clone(ESTIMATORS[name])).fit(X)
    assert pipeline.transform(X).shape[0] == 32
    assert name in pipeline._repr_html_()
    assert clone(ESTIMATORS[name]).get_params() == ESTIMATORS[name].get_params()


# What works before fit; and fit itself, in its forms, which `methods` leaves out.
BEFORE_FIT = {"get_params", "set_params", "load", "from_arrays"}
GIVEN = {"n": 3, "path": "model.npz"}  # by parameter; any other is a small array


def methods(cls):
    """Return the public methods of cls that need a fitted model."""
    names = [n for n in dir(cls) if not n.startswith("_")]
    names = [n for n in names if callable(getattr(cls, n)) and n not in BEFORE_FIT]
    return [n for n in names if not n.startswith(("fit", "partial_fit"))]


METHODS = [(cls, name) for cls in every_class() for name in methods(cls)]


# Estimators whose own test files call check_estimator, or say why it does not apply.
ELSEWHERE = {
    "KMeans": "test_kmeans.py",
    "GaussianMixture": "test_gaussian_mixture.py",
    "DirichletProcessMixture": "test_dp_mixture.py",
    "NaiveBayes": "test_naive_bayes.py",
    "FisherDiscriminant": "by default alone: it takes classes",
    "LabelSpreading": "by default alone: it takes classes",
    "SemiSupervisedVAE": "by default alone: it takes classes",
    "BagOfWords": "test_corpus.py: it takes texts",
    "MarkovChain": "test_markov.py: it takes sentences",
    "Word2Vec": "test_word2vec.py: it takes sentences",
    "GloVe": "test_word2vec.py: it takes sentences",
    "WordVectors": "test_word2vec.py: it takes sentences",
}


def test_no_exported_estimator_is_forgotten():
    exported = {cls.__name__ for cls in every_class()}
    assert exported - ABSTRACT == {*ESTIMATORS, *ELSEWHERE}


def test_the_estimators_are_all_found():
    found = {cls.__name__ for cls, _ in METHODS}
    assert found >= {*ESTIMATORS, "KMeans", "GaussianMixture", "NaiveBayes"}
    assert (VAE, "loss_and_grads") in METHODS and (VAE, "encode") in METHODS


@pytest.mark.parametrize(
    ("cls", "method"), METHODS, ids=[f"{cls.__name__}.{name}" for cls, name in METHODS]
)
def test_every_method_of_an_unfitted_estimator_says_so(cls, method):
    call = getattr(cls(), method)
    needed = [
        GIVEN.get(name, np.ones((3, 2)))
        for name, parameter in inspect.signature(call).parameters.items()
        if parameter.default is parameter.empty and parameter.kind < 2
    ]
    message = f"^This {cls.__name__} is not fitted yet: call fit"
    with pytest.raises(NotFittedError, match=message):
        call(*needed)


@pytest.mark.parametrize(
    "dtype, large, fine", [(np.float32, 1e19, 1e16), (np.float64, 1e200, 1e150)]
)
def test_numbers_whose_squares_overflow_are_refused(dtype, large, fine):
    X = np.random.default_rng(0).normal(size=(20, 3)).astype(dtype)
    clusterings = GaussianMixture(2, progress=False), DirichletProcessMixture()
    for model in (KMeans(2), *clusterings) if dtype == np.float64 else (KMeans(2),):
        with pytest.raises(ValueError, match=f"overflows in {X.dtype.name}: rescale"):
            model.fit(X * dtype(large))
        with pytest.raises(ValueError, match="finite numbers, got"):
            model.fit(np.where(X > 1, dtype(np.inf), X))
    KMeans(2, random_state=0).fit(X * dtype(fine))


def test_repr_shows_what_was_changed():
    assert repr(VAE(latent_dim=2, beta=4.0)) == "VAE(latent_dim=2, beta=4.0)"


def test_an_unknown_parameter_is_named():
    with pytest.raises(ValueError, match="no parameter 'latent'; it has hidden"):
        VAE().set_params(latent=3)


def test_a_failed_fit_leaves_the_model_as_it_was():
    X = np.random.default_rng(0).normal(size=(50, 2))
    model = KMeans(3, random_state=0)
    with pytest.raises(ValueError):
        model.fit(X[:2, :1])
    with pytest.raises(AttributeError, match="not fitted yet"):
        model.predict(X)
    labels = model.fit(X).predict(X)
    for bad in (X[:2, :1], np.full((9, 2), np.nan), X[0]):
        with pytest.raises(ValueError):
            model.fit(bad)
        assert np.array_equal(model.predict(X), labels)


def test_an_interrupt_before_the_first_step_leaves_the_model_as_it_was(monkeypatch):
    X = np.random.default_rng(0).poisson(1, (9, 5))
    model = PLSA(2, progress=False, random_state=0).fit(X)
    before = dict(vars(model))

    def interrupted(*args):
        raise KeyboardInterrupt

    monkeypatch.setattr(PLSA, "_check_parameters", interrupted)
    with pytest.raises(KeyboardInterrupt):
        model.fit(X[:, :4])
    assert vars(model) == before


def test_a_warning_points_to_the_line_of_the_caller():
    with pytest.warns(UserWarning, match="too few distinct rows") as caught:
        KMeans(3, random_state=0).fit(np.zeros((9, 2)))
    assert caught[0].filename == __file__


FLAGS = [
    (cls, name)
    for cls in every_class()
    for name, given in inspect.signature(cls.__init__).parameters.items()
    if isinstance(given.default, bool)
]


@pytest.mark.parametrize("bad", ["no", 1.5, None, 2, 0, []])
@pytest.mark.parametrize(
    ("cls", "name"), FLAGS, ids=[f"{cls.__name__}.{name}" for cls, name in FLAGS]
)
def test_a_flag_is_true_or_false(cls, name, bad):
    """The word "no" was true, and showed the bar; None was false."""
    words = re.escape(f"{name} must be True or False, got {bad!r}")
    given = (None,) * (len(inspect.signature(cls.fit).parameters) - 1)
    with pytest.raises(ValueError, match=words):
        cls(**{name: bad}).fit(*given)


def test_a_flag_of_numpy_is_one():
    X = np.random.default_rng(0).random((20, 4))
    VAE(**{**QUICK, "progress": np.bool_(False)}).fit(X)
