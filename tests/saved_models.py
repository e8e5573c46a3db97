"""A small fitted model of every estimator, and what it then says: for files."""

import functools
import tempfile
import warnings

import numpy as np

from minivae.autoencoders import (
    VAE,
    Autoencoder,
    ConvAutoencoder,
    DenoisingAutoencoder,
    LinearVAE,
    SemiSupervisedVAE,
)
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.embeddings import (
    PCA,
    UMAP,
    FisherDiscriminant,
    GloVe,
    LabelSpreading,
    ProbabilisticPCA,
    Word2Vec,
    WordVectors,
)
from minivae.topics import (
    LDA,
    PLSA,
    BagOfWords,
    MarkovChain,
    NaiveBayes,
    VariationalLDA,
)

RNG = np.random.default_rng(0)
X = RNG.random((20, 4)).astype(np.float32)
COUNTS = RNG.poisson(1, (20, 6))
TEXTS = ["The cat and the café", "a dog, a dog", ["Zürich", "", "猫", "a\0b\0"]]
SENTENCES = [["roses", "are", "red"], ["roses", "are", "blue"], ["violets", "are"]]
NET = dict(
    hidden=(3,), latent_dim=2, epochs=2, batch_size=4, random_state=0, progress=False
)
SHORT = {name: value for name, value in NET.items() if name != "hidden"}
QUIET = dict(random_state=0, progress=False)
WORDS = dict(vector_size=3, epochs=2, **QUIET)


def mixture(kind, **more):
    """A DirichletProcessMixture of one kind."""
    return DirichletProcessMixture(kind, n_sweeps=6, **QUIET, **more)


# name -> (a model before fit, what fit takes, the methods whose answers are compared).
# An estimator that has options with other arrays stands here more than once. Without
# data to fit, it is the fitted model itself.
TABLE = {
    "VAE": (VAE(**NET), [X], ["transform", "reconstruct"]),
    "Autoencoder": (Autoencoder(**NET, likelihood="gaussian"), [X], ["transform"]),
    "DenoisingAutoencoder": (DenoisingAutoencoder(**NET), [X], ["reconstruct"]),
    "ConvAutoencoder": (
        ConvAutoencoder(channels=(2, 3), **SHORT),
        [X],
        ["transform", "reconstruct"],
    ),
    "ConvAutoencoder of two channels": (
        ConvAutoencoder((3,), stride=1, image_shape=(2, 1, 2), **SHORT),
        [X],
        ["transform", "reconstruct"],
    ),
    "VAE with everything": (
        VAE(**NET, warm_up=2, free_bits=0.1, batch_norm=True, shift=1),
        [X],
        ["transform", "reconstruct"],
    ),
    "LinearVAE": (LinearVAE(2), [X], ["transform", "reconstruct"]),
    "SemiSupervisedVAE": (
        SemiSupervisedVAE(**NET),
        [X, [3, 5, -1, -1] * 5],
        ["transform", "predict_proba"],
    ),
    "SemiSupervisedVAE of text": (
        SemiSupervisedVAE(**NET | dict(hidden=()), inference="gumbel"),
        [X, np.array(["no", "yes", -1, -1] * 5, dtype=object)],
        ["predict", "predict_proba"],
    ),
    "SemiSupervisedVAE with everything": (
        SemiSupervisedVAE(**NET, batch_norm=True, shift=1),
        [X, [3, 5, -1, -1] * 5],
        ["transform", "predict_proba"],
    ),
    "PCA": (PCA(2), [X], ["transform"]),
    "PCA of all components": (PCA(None, "svd"), [X], ["transform"]),
    "FisherDiscriminant": (
        FisherDiscriminant(),
        [X, ["no", "yes"] * 10],
        ["transform", "predict_proba"],
    ),
    "ProbabilisticPCA": (ProbabilisticPCA(2), [X], ["transform", "score_samples"]),
    "LabelSpreading": (
        LabelSpreading(4),
        [X, [3, 5, -1, -1] * 5],
        ["predict", "predict_proba"],
    ),
    "LabelSpreading of float64": (
        LabelSpreading(4),
        [X.astype(np.float64), [3, 5, -1, -1] * 5],
        ["predict_proba"],
    ),
    "UMAP": (UMAP(n_neighbors=5, n_epochs=20, **QUIET), [X], ["transform"]),
    "UMAP of one point": (UMAP(n_epochs=2, **QUIET), [X[:1]], ["transform"]),
    "UMAP of copies": (
        UMAP(n_components=3, n_neighbors=3, n_epochs=9, init="spectral", **QUIET),
        [np.repeat(X, 2, axis=0)],
        ["transform"],
    ),
    "KMeans": (KMeans(3, random_state=0), [X], ["predict", "transform"]),
    "KMeans of given centres": (KMeans(3, init=X[:3], n_init=1), [X], ["predict"]),
    **{
        f"GaussianMixture, {kind}": (
            GaussianMixture(2, kind, **QUIET),
            [X],
            ["predict_proba", "score_samples"],
        )
        for kind in ("full", "tied", "diag", "spherical")
    },
    "DirichletProcessMixture, full": (
        mixture("full", alpha_prior=(2.0, 1.0), init=np.arange(20) % 3),
        [X],
        ["score_samples", "predict_proba"],
    ),
    "DirichletProcessMixture, diag": (mixture("diag"), [X], ["score_samples"]),
    "DirichletProcessMixture, known": (
        mixture("known", variance=0.05),
        [X],
        ["score_samples"],
    ),
    "PLSA": (PLSA(2, **QUIET), [COUNTS], ["transform"]),
    "PLSA in float32": (PLSA(2, dtype="float32", **QUIET), [COUNTS], ["transform"]),
    "LDA": (LDA(2, n_sweeps=20, **QUIET), [COUNTS], ["transform"]),
    "LDA of three threads": (
        LDA(3, n_sweeps=20, n_threads=3, learn_priors=True, **QUIET),
        [COUNTS],
        ["transform"],
    ),
    "VariationalLDA": (VariationalLDA(2, **QUIET), [COUNTS], ["transform"]),
    "NaiveBayes": (NaiveBayes(), [COUNTS, ["no", "yes"] * 10], ["predict_proba"]),
    "NaiveBayes of numbers": (
        NaiveBayes("bernoulli"),
        [COUNTS, [3, 7] * 10],
        ["predict"],
    ),
    "NaiveBayes of objects": (
        NaiveBayes(),
        [COUNTS, np.array(["no", "yes"] * 10, dtype=object)],
        ["predict"],
    ),
    "BagOfWords": (
        BagOfWords(stop_words={"the", "and"}),
        [TEXTS],
        ["transform"],
    ),
    "MarkovChain": (MarkovChain(2, smoothing=0.5), [SENTENCES], ["perplexity"]),
    "MarkovChain of rare words": (
        MarkovChain(min_count=2, weights=(0.5, 0.5)),
        [SENTENCES],
        ["perplexity", "next_probabilities"],
    ),
    "WordVectors": (
        WordVectors.from_arrays(["are", "é", ""], X[:3]),
        None,
        ["transform"],
    ),
    "Word2Vec": (Word2Vec(sample=None, **WORDS), [SENTENCES], ["transform"]),
    "GloVe": (GloVe(**WORDS), [SENTENCES], ["transform"]),
}


def fitted(name):
    """Fit the model of that name anew."""
    model, given, _ = TABLE[name]
    if given is None:  # it has no fit
        return model
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return type(model)(**model.get_params()).fit(*given)


@functools.cache
def bytes_of(name):
    """Return what is in a file of that model."""
    with tempfile.TemporaryDirectory() as folder:
        return fitted(name).save(f"{folder}/m").read_bytes()


def saved(name, folder):
    """Write a file of that model; returns its class and the path."""
    path = folder / "m.npz"
    path.write_bytes(bytes_of(name))
    return type(TABLE[name][0]), path


def answers(name, model):
    """Return what the model says of the data that it was fitted to."""
    _, given, methods = TABLE[name]
    data, *_ = given or [SENTENCES]
    own = [("violets",)] if "next_probabilities" in methods else []
    data = [data] * (len(methods) - len(own)) + own
    with np.errstate(all="ignore"):
        return [getattr(model, m)(x) for m, x in zip(methods, data, strict=True)]


def same(a, b):
    """Whether two values are alike to the last bit, and of the same types."""
    a, b = (x.item() if isinstance(x, np.generic) else x for x in (a, b))
    if type(a) is not type(b):
        return False
    if isinstance(a, np.ndarray):
        if a.dtype != b.dtype or a.shape != b.shape:
            return False
        return (
            a.tolist() == b.tolist()
            if a.dtype == object
            else a.tobytes() == b.tobytes()
        )
    if hasattr(a, "toarray"):
        return same(a.toarray(), b.toarray())
    if isinstance(a, dict):
        return a.keys() == b.keys() and all(same(a[k], b[k]) for k in a)
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if hasattr(a, "__dict__") and not isinstance(a, (type, np.random.Generator)):
        return same(vars(a), vars(b))
    return a == b or a != a
