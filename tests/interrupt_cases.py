"""The long calls of the package, each as a `Case` for interrupts.

``python tests/interrupt_cases.py lines 100`` cuts each off at a hundred random lines,
``signals 100`` by real signals, and prints what came of it.
"""

import json
import os
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from interrupts import Case, bad, tally

from minivae import nn
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    ConvAutoencoder,
    DenoisingAutoencoder,
    LinearVAE,
    SemiSupervisedVAE,
)
from minivae.clusters import DirichletProcessMixture, GaussianMixture, KMeans
from minivae.clusters.conjugate import NormalInverseWishart
from minivae.clusters.dirichlet import neal
from minivae.embeddings import (
    PCA,
    UMAP,
    FisherDiscriminant,
    GloVe,
    LabelSpreading,
    ProbabilisticPCA,
    Word2Vec,
    WordVectors,
    umap_layout,
)
from minivae.topics import (
    LDA,
    PLSA,
    BagOfWords,
    MarkovChain,
    NaiveBayes,
    VariationalLDA,
)

rng = np.random.default_rng(0)
POINTS = rng.normal(size=(60, 3)) + 4 * rng.integers(0, 3, (60, 1))
COUNTS = rng.poisson(0.7, (30, 12)).astype(float)
COUNTS[:, 0] += 1
FEWER = COUNTS[:9, :7]
IMAGES = rng.random((40, 6), dtype=np.float32)
CLASSES = np.arange(30) % 3
SOME = np.where(np.arange(60) < 9, np.arange(60) % 3, -1)  # labels of few
TEXTS = [["a", "b", "c", "a"], ["b", "c"], ["c", "a", "d"]] * 3
OTHER_TEXTS = [["x", "y"], ["y", "z", "z"]]
SMALL = dict(random_state=0, progress=False)


def usable(X, *methods):
    """Return a check that asks the model about X; where it can be saved, twice."""

    def check(model):
        for name in methods:
            answer = getattr(model, name)(X)
            if hasattr(answer, "dtype") and answer.dtype.kind == "f":
                assert np.isfinite(answer).all(), name
        if hasattr(model, "save"):
            handle, path = tempfile.mkstemp(suffix=".npz")
            os.close(handle)
            try:
                again = type(model).load(model.save(path))
                np.testing.assert_allclose(
                    getattr(again, methods[0])(X), getattr(model, methods[0])(X)
                )
            finally:
                Path(path).unlink()
        history = getattr(model, "history_", {})
        names = [name for name in history if name not in ("split", "merge")]
        assert len({len(history[name]) for name in names}) <= 1

    return check


def fit_cases(name, make, X, other, steps=None, most=1, y=None, free=(), check=None):
    """Return two cases: the first fit, and one after a good fit to other data.

    steps(model): how many steps it has made; make(n): a model that makes n at most.
    """
    more = () if y is None else (y,)

    def begin():
        return make(most)

    def earlier():
        fewer = () if y is None else (y[: len(other)],)
        return make(most).fit(other, *fewer)

    def whole(model):
        done = most if steps is None else steps(model)
        return make(done).fit(X, *more)

    def act(model):
        model.fit(X, *more)

    rest = dict(act=act, whole=whole, free=free, usable=check or (lambda model: None))
    return {f"{name}": Case(begin, **rest), f"{name}, again": Case(earlier, **rest)}


def mixture(n, **parameters):
    parameters = dict(n_sweeps=n, burn_in=n - 1, split_merge=4) | parameters
    return DirichletProcessMixture(**parameters, **SMALL)


def dp_cases():
    cases = {}
    for kind, algorithm in (("full", 3), ("diag", 2), ("full", 8), ("known", 8)):
        parameters = dict(covariance_type=kind, algorithm=algorithm, alpha_prior=(1, 1))
        if kind == "known":
            parameters["variance"] = 1.0
        cases |= fit_cases(
            f"DirichletProcessMixture {algorithm} {kind}",
            lambda n, p=parameters: mixture(n, **p),
            POINTS,
            POINTS[:20, :2],
            steps=lambda model: len(model.history_["alpha"]),
            most=12,
            check=usable(POINTS, "predict", "score_samples"),
        )
    return cases


def topics(cls, name, steps, most, check=(), free=(), **parameters):
    return fit_cases(
        name,
        lambda n: cls(3, **{steps[0]: n}, **parameters, **SMALL),
        COUNTS,
        FEWER,
        steps=steps[1],
        most=most,
        free=free,
        check=usable(COUNTS, "transform", *check),
    )


def nets(cls, **parameters):
    sizes = dict(latent_dim=2, batch_size=16)
    return fit_cases(
        cls.__name__,
        lambda n: cls(epochs=n, **sizes, **parameters, **SMALL),
        IMAGES,
        IMAGES[:20, :4],
        steps=lambda model: len(next(iter(model.history_.values()))),
        most=6,
        check=usable(IMAGES, "transform", "reconstruct"),
    )


def semi_supervised_cases():
    """Return the fits with few labels; of each option, what else is run."""
    cases = {}
    for inference in ("exact", "straight-through"):
        how = dict(hidden=(5,), latent_dim=2, batch_size=16, inference=inference)
        cases |= fit_cases(
            f"SemiSupervisedVAE {inference}",
            lambda n, how=how: SemiSupervisedVAE(epochs=n, **how, **SMALL),
            IMAGES,
            IMAGES[:20, :4],
            steps=lambda model: len(model.history_["elbo"]),
            most=6,
            y=SOME[: len(IMAGES)],
            check=usable(IMAGES, "transform", "predict_proba"),
        )
    return cases


def batch_cases():
    """Return steps from a model that is fitted: partial_fit and resume."""

    def kmeans():
        return KMeans(3, random_state=0).fit(POINTS[:30])

    def online():
        model = VariationalLDA(3, **SMALL)
        return model.partial_fit(COUNTS[:9]).partial_fit(COUNTS[9:20])

    def lda(**more):
        return LDA(3, n_sweeps=7, learn_priors=True, **more, **SMALL).fit(COUNTS)

    cases = {
        "KMeans.partial_fit": Case(
            kmeans,
            lambda model: model.partial_fit(POINTS[30:]),
            lambda model: kmeans().partial_fit(POINTS[30:]),
        ),
        "VariationalLDA.partial_fit": Case(
            online,
            lambda model: model.partial_fit(COUNTS[20:]),
            lambda model: online().partial_fit(COUNTS[20:]),
        ),
        "KMeans.partial_fit, first": Case(
            lambda: KMeans(3, random_state=0),
            lambda model: model.partial_fit(POINTS),
            lambda model: KMeans(3, random_state=0).partial_fit(POINTS),
        ),
    }
    for n in (1, 2):
        cases[f"LDA.resume, n_threads={n}"] = Case(
            lambda n=n: lda(n_threads=n),
            lambda model: model.resume(60),
            lambda model, n=n: lda(n_threads=n).resume(model.n_sweeps_ - 7),
            usable=usable(COUNTS, "transform"),
        )
    return cases


def plain_cases():
    """Return the loops without an estimator: Neal's algorithms, and nn.train."""
    prior = NormalInverseWishart(np.zeros(3), 0.1, 5.0, np.eye(3))
    X = POINTS[:15]

    def seats():
        z = np.arange(15) % 4
        return SimpleNamespace(
            z=z, theta={k: prior.sample(rng_of(k)) for k in range(4)}
        )

    def three(state):
        neal.algorithm_3(X, state.z, 1.0, prior, rng_of(0))

    def two(state):
        neal.algorithm_2(X, state.z, state.theta, 1.0, prior, rng_of(0))

    def eight(state):
        neal.algorithm_8(X, state.z, state.theta, 1.0, prior, rng_of(0), m=2)

    def swept(move):
        def whole(_):
            state = seats()
            move(state)
            return state

        return whole

    cases = {
        f"neal.algorithm_{n}": Case(seats, move, swept(move))
        for n, move in ((2, two), (3, three), (8, eight))
    }
    for optimiser in (nn.SGD, nn.Adam):

        def begin(optimiser=optimiser):
            net = nn.Sequential(nn.Linear(6, 4, rng_of(1)), nn.BatchNorm(4), nn.ReLU())
            return SimpleNamespace(net=net, optimiser=optimiser(net), history={})

        def train(state, epochs=6):
            def batch_loss(rows):
                y, cache = state.net.forward(IMAGES[rows], train=True)
                loss, dy = nn.gaussian_nll(y, IMAGES[rows][:, :4])
                state.net.backward(dy, cache)
                return loss, {"loss": loss}

            nn.train(
                batch_loss,
                state.optimiser,
                len(IMAGES),
                epochs=epochs,
                batch_size=16,
                rng=rng_of(2),
                progress=False,
                history=state.history,
            )

        def trained(state, begin=begin):
            again = begin()
            train(again, len(state.history["loss"]))
            return again

        cases[f"nn.train, {optimiser.__name__}"] = Case(begin, train, trained)
    return cases


def word_cases():
    """Return the fits of word vectors, and what has no fit.

    The texts are smaller than a block, so an epoch is one step. Word2Vec's rate falls
    over all epochs: as many steps of fewer epochs are others, so nobody compares them.
    """
    learnt = "vectors_", "context_vectors_", "history_"
    models = {
        Word2Vec: (learnt, {"sample": None}),
        GloVe: ((*learnt, "biases_", "context_biases_"), {}),
    }
    cases = {}
    for cls, (free, more) in models.items():
        cases |= fit_cases(
            cls.__name__,
            lambda n, cls=cls, more=more: cls(4, epochs=n, **more, **SMALL),
            TEXTS,
            OTHER_TEXTS,
            most=6,
            free=free,
            check=usable(TEXTS, "transform"),
        )

    def given():
        return WordVectors.from_arrays(["a", "b"], np.eye(2))

    cases["WordVectors"] = Case(given, lambda model: model.transform(TEXTS), None)
    return cases


def umap_cases():
    """UMAP's rate falls with n_epochs, so one that was cut off is cut off again."""

    def begin():
        return UMAP(n_neighbors=5, n_epochs=30, **SMALL)

    def whole(model):
        done, own = model.n_epochs_, umap_layout.progress_bar
        umap_layout.progress_bar = lambda n, *_, **__: own(done, False)
        try:
            return begin().fit(POINTS)
        finally:
            umap_layout.progress_bar = own

    rest = dict(
        act=lambda model: model.fit(POINTS),
        whole=whole,
        usable=usable(POINTS, "transform"),
    )
    return {
        "UMAP": Case(begin, **rest),
        "UMAP, again": Case(lambda: begin().fit(POINTS[:20, :2]), **rest),
    }


def rng_of(seed):
    return np.random.default_rng(seed)


def best_start(model):
    return model.n_iter_


CASES = {
    **fit_cases(
        "KMeans",
        lambda n: KMeans(5, max_iter=n, tol=0, random_state=3),
        POINTS,
        POINTS[:20, :2],
        steps=best_start,
        most=50,
        check=usable(POINTS, "predict", "transform"),
    ),
    **fit_cases(
        "KMeans lloyd",
        lambda n: KMeans(5, max_iter=n, tol=0, algorithm="lloyd", random_state=3),
        POINTS,
        POINTS[:20, :2],
        steps=best_start,
        most=50,
        check=usable(POINTS, "predict", "transform"),
    ),
    **fit_cases(
        "GaussianMixture",
        lambda n: GaussianMixture(3, max_iter=n, tol=0, **SMALL),
        POINTS,
        POINTS[:20, :2],
        steps=best_start,
        most=20,
        free=("converged_",),
        check=usable(POINTS, "predict", "score_samples"),
    ),
    **dp_cases(),
    **topics(PLSA, "PLSA", ("max_iter", best_start), 20, tol=0),
    **topics(
        PLSA,
        "PLSA held out",
        ("max_iter", best_start),
        15,
        validation_fraction=0.2,
    ),
    **topics(LDA, "LDA", ("n_sweeps", lambda m: m.n_sweeps_), 70, learn_priors=True),
    **topics(
        LDA,
        "LDA n_threads=2 plain",
        ("n_sweeps", lambda m: m.n_sweeps_),
        20,
        n_threads=2,
        init="sequential",
    ),
    **topics(
        VariationalLDA,
        "VariationalLDA",
        ("max_iter", best_start),
        8,
        free=("gamma_", "doc_topic_"),
        tol=0,
    ),
    **topics(
        VariationalLDA,
        "VariationalLDA online",
        ("max_iter", best_start),
        6,
        free=("gamma_", "doc_topic_"),
        batch_size=8,
    ),
    **nets(Autoencoder, hidden=(5,)),
    **nets(DenoisingAutoencoder, hidden=(5,)),
    **nets(ConvAutoencoder, channels=(2,)),
    **nets(VAE, hidden=(5,)),
    **nets(LinearVAE, solver="adam"),
    **fit_cases(
        "LinearVAE lbfgs",
        lambda n: LinearVAE(2, solver="lbfgs", max_iter=20, random_state=0),
        IMAGES,
        IMAGES[:20, :4],
    ),
    **semi_supervised_cases(),
    **fit_cases("PCA", lambda n: PCA(2), POINTS, POINTS[:20, :2]),
    **fit_cases(
        "FisherDiscriminant",
        lambda n: FisherDiscriminant(),
        POINTS,
        POINTS[:20, :2],
        y=np.arange(60) % 3,
    ),
    **fit_cases(
        "LabelSpreading",
        lambda n: LabelSpreading(5, alpha=0.5),
        POINTS,
        POINTS[:20, :2],
        y=SOME,
        check=usable(POINTS, "predict_proba"),
    ),
    **fit_cases(
        "ProbabilisticPCA", lambda n: ProbabilisticPCA(1), POINTS, POINTS[:20, :2]
    ),
    **fit_cases(
        "NaiveBayes", lambda n: NaiveBayes(), COUNTS, COUNTS[:9, :5], y=CLASSES
    ),
    **fit_cases("BagOfWords", lambda n: BagOfWords(), TEXTS, OTHER_TEXTS),
    **fit_cases("MarkovChain", lambda n: MarkovChain(2), TEXTS, OTHER_TEXTS),
    **word_cases(),
    **umap_cases(),
    **batch_cases(),
    **plain_cases(),
}


def main(how, moments, *starts):
    """Print one line of JSON for each case, or for those whose name begins so."""
    for name, case in CASES.items():
        if name.startswith(starts or ""):
            seen = tally(case, int(moments), how)
            print(json.dumps([name, sum(seen.values()), bad(seen), seen]), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
