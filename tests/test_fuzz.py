"""Spoilt arguments and spoilt data, drawn at random: a clear refusal, or numbers.

python tests/test_fuzz.py 300 [seed]     prints what goes wrong in 300 calls
"""

import inspect
import sys
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse

import minivae
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    ConvAutoencoder,
    DenoisingAutoencoder,
    LinearVAE,
    SemiSupervisedVAE,
)
from minivae.classifier import Classifier
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.embeddings import (
    PCA,
    UMAP,
    FisherDiscriminant,
    GloVe,
    LabelSpreading,
    ProbabilisticPCA,
    Word2Vec,
)
from minivae.topics import (
    LDA,
    PLSA,
    BagOfWords,
    MarkovChain,
    NaiveBayes,
    VariationalLDA,
)

X = np.random.default_rng(0).poisson(1.0, (20, 6)).astype(float)
Y = np.arange(20) % 3
TEXTS = ["a cat and a dog", "the dog barks", "a cat sleeps", "the cat and the dog"]
SENTENCES = [text.split() for text in TEXTS]
NET = dict(hidden=(4,), latent_dim=2, epochs=2, likelihood="gaussian")
MODELS = {
    VAE: NET,
    Autoencoder: NET,
    DenoisingAutoencoder: NET,
    ConvAutoencoder: dict(channels=(2,), latent_dim=2, epochs=2, likelihood="gaussian"),
    LinearVAE: dict(latent_dim=2, solver="lbfgs", max_iter=5),
    SemiSupervisedVAE: NET,
    PCA: {},
    ProbabilisticPCA: {},
    LabelSpreading: dict(n_neighbors=4),
    FisherDiscriminant: {},
    UMAP: dict(n_neighbors=4, n_epochs=3),
    KMeans: dict(n_clusters=2),
    GaussianMixture: dict(n_components=2),
    DirichletProcessMixture: dict(n_sweeps=4),
    NaiveBayes: {},
    LDA: dict(n_topics=2, n_sweeps=5),
    PLSA: dict(n_topics=2, max_iter=5),
    VariationalLDA: dict(n_topics=2, max_iter=3),
    BagOfWords: {},
    MarkovChain: {},
    Word2Vec: dict(vector_size=3, sample=None),
    GloVe: dict(vector_size=3),
}
VALUES = [
    *(None, "a", "", b"a", -1, 0, 1, 1.5, -0.5, np.nan, np.inf, -np.inf, 1e-320, 1e300),
    *([], [1], [-1.0], ["a"], (), {}, {"a": 1}, True, 3 + 1j, object, np.ones(2)),
    *(
        np.ones((2, 3)),
        np.array(2),
        np.float32(0.5),
        np.array("a"),
        np.datetime64("NaT"),
    ),
]
TRUTHS = {"progress", "learn_priors", "fit_prior", "lowercase"}  # anything has a truth
QUESTIONS = ("transform", "predict", "predict_proba", "score_samples", "score", "elbo")


def put(value):
    def spoil(rng, X):
        X = X.astype(object if isinstance(value, (str, type(None), dict)) else float)
        X[rng.integers(len(X)), rng.integers(X.shape[1])] = value
        return X

    return spoil


SPOILERS = [
    *map(put, (np.nan, np.inf, -np.inf, -1.0, 1e10, 1e30, 1e160, 1e300, 1e-300, 0.5)),
    *map(put, ("a", "1", None, {})),
    lambda rng, X: X * 10.0 ** rng.integers(-320, 308),
    lambda rng, X: X[0],
    lambda rng, X: X[:, :, None],
    lambda rng, X: X[:0],
    lambda rng, X: X[:, :0],
    lambda rng, X: X[:1],
    lambda rng, X: X[:, :1],
    lambda rng, X: X * 0,
    lambda rng, X: X * 0 + 3,
    lambda rng, X: np.repeat(X[:2], 10, axis=0),
    lambda rng, X: X[:, [0, 0, 0, 1, 1, 2]] * 1e5,
    lambda rng, X: X + 1e8,
    lambda rng, X: X + 0j,
    lambda rng, X: X.astype(str),
    lambda rng, X: X.astype("datetime64[s]"),
    lambda rng, X: np.ma.masked_equal(X, 1),
    lambda rng, X: X > 0,
    lambda rng, X: X.astype(np.uint8),
    lambda rng, X: X.astype(np.float16),
    lambda rng, X: X.astype(np.float32),
    lambda rng, X: sparse.csr_array(X),
    lambda rng, X: sparse.coo_array(X[0]),
    lambda rng, X: list(map(list, X))[:-1] + [[1.0]],
    lambda rng, X: None,
    lambda rng, X: 3,
    lambda rng, X: "text",
    lambda rng, X: iter(X),
    lambda rng, X: {"a": X},
    lambda rng, X: [],
]
OF_TEXTS = [
    *(None, 3, "text", [], [3], [None], [["a"], 3], [""], ["1 2"], [[], []], [[""]]),
    *([["a", None]], [b"a"], np.array(TEXTS), X, {"a": "b"}, [TEXTS], [{}], ["\x00"]),
]


def model_and_data(cls, **changed):
    quiet = {"progress": False, "random_state": 0}
    known = inspect.signature(cls).parameters
    options = {k: v for k, v in quiet.items() if k in known} | MODELS[cls] | changed
    sentences = dict.fromkeys((MarkovChain, Word2Vec, GloVe), SENTENCES)
    data = ({BagOfWords: TEXTS} | sentences).get(cls, X)
    return cls(**options), data


def draw(rng):
    """Return what was done, the name of the spoilt thing, and the call itself."""
    cls = list(MODELS)[rng.integers(len(MODELS))]
    known = [p for p in inspect.signature(cls).parameters if p not in TRUTHS]
    how = rng.integers(3) if known else rng.integers(1, 3)
    if how == 0:
        name, value = str(rng.choice(known)), VALUES[rng.integers(len(VALUES))]
        value = 1 if name == "tokeniser" and value is object else value  # callable
        model, data = model_and_data(cls, **{name: value})
        return f"{cls.__name__}({name}={value!r})", name, lambda: ask(model, data, data)
    model, data = model_and_data(cls)
    if data is X:
        j = rng.integers(len(SPOILERS))
        bad = SPOILERS[j](rng, X)
    else:
        j = rng.integers(len(OF_TEXTS))
        bad = OF_TEXTS[j]
    what = f"{cls.__name__}, data {j}: {str(bad)[:60]!r}"
    if how == 1:
        return f"fit of {what}", None, lambda: ask(model, bad, bad)
    return f"questions to {what}", None, lambda: ask(model, data, bad)


def ask(model, data, asked):
    """Fit, then ask all that the model answers; return the answers."""
    rows = data.shape[0] if hasattr(data, "shape") and np.ndim(data) else 20
    supervised = isinstance(model, Classifier)
    model.fit(data, *([np.resize(Y, rows)] if supervised else []))
    answers = {}
    for name in QUESTIONS:
        if hasattr(model, name):
            n = asked.shape[0] if hasattr(asked, "shape") and np.ndim(asked) else 20
            more = [np.resize(Y, n)] if supervised and name == "score" else []
            if len(answers) and not isinstance(asked, (np.ndarray, list)):
                break  # an iterator is used up
            answers[name] = getattr(model, name)(asked, *more)
    if isinstance(model, MarkovChain):
        answers["perplexity"] = model.perplexity(asked)
    return answers


def fault(call, name):
    """Return what is wrong with a call, or None."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            answers = call()
        except (ValueError, TypeError, FloatingPointError) as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            ours = Path(minivae.__file__).parent in Path(frame.filename).parents
            if not (ours and frame.line.lstrip().startswith("raise")):
                return f"{type(error).__name__} from deep inside: {error} ({frame})"
            if (
                name
                and name not in str(error)
                and "positive definite" not in str(error)
            ):
                return f"the message does not name {name}: {error}"
            return None
        except Exception as error:
            frame = traceback.extract_tb(error.__traceback__)[-1]
            return f"{type(error).__name__}: {error} ({frame})"
    for question, answer in answers.items():
        answer = answer.data if sparse.issparse(answer) else np.asarray(answer)
        if answer.dtype.kind == "f" and np.isnan(answer).any():
            return f"NaN in {question}"
    return None


def faults(n, seed):
    """Yield the faults of n calls."""
    rng = np.random.default_rng(seed)
    for _ in range(n):
        what, name, call = draw(rng)
        wrong = fault(call, name)
        if wrong:
            yield f"{what}: {wrong}"


@pytest.mark.parametrize("seed", [0, 1])
def test_spoilt_calls_are_refused_clearly_or_give_numbers(seed):
    assert list(faults(50, seed)) == []


def test_a_nan_and_an_error_from_deep_inside_are_found():
    assert fault(lambda: {"score": np.nan}, None) == "NaN in score"
    assert "from deep inside" in fault(lambda: np.ones(2) @ np.ones(3), None)
    assert "does not name tol" in fault(lambda: KMeans(2.5).fit(X), "tol")
    assert fault(lambda: KMeans(2.5).fit(X), "n_clusters") is None


if __name__ == "__main__":
    n, seed = int(sys.argv[1]), int((sys.argv[2:] or [0])[0])
    found = list(faults(n, seed))
    print("\n".join(found))
    print(f"{len(found)} faults in {n} calls")
