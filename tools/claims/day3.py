"""Day 3: components, words, maps."""

import numpy as np
from scipy.fft import dctn, idctn
from sklearn.manifold import TSNE

from minivae.data import draw_faces, load_mnist, make_faces, make_grammar
from minivae.embeddings import (
    PCA,
    UMAP,
    FisherDiscriminant,
    GloVe,
    Word2Vec,
    answer_analogies,
    count_cooccurrences,
    nearest_neighbours,
    ppmi,
    truncated_svd,
    trustworthiness,
)

from .clusterings import digits
from .row import FIVE, Claim

STILL = {"angle": 0, "size": 0, "shift": 0}  # every head in one place, upright


def lowest_waves(x, n):
    """Images rebuilt from the n lowest of the cosine transform's waves."""
    waves = dctn(x.reshape(-1, 28, 28), axes=(1, 2), norm="ortho")
    order = np.argsort(
        np.add.outer(np.arange(28), np.arange(28)).ravel(), kind="stable"
    )
    kept = np.zeros(784)
    kept[order[:n]] = 1
    back = idctn(waves * kept.reshape(28, 28), axes=(1, 2), norm="ortho")
    return back.reshape(len(x), -1)


def pca_error(data):
    """Squared error per test image: PCA, the mean image, 30 waves."""
    x, new = (part.astype(np.float64) for part in (data.x_train, data.x_test))
    m = x.mean(axis=0)

    def error(rebuilt):
        return np.mean(np.sum((new - rebuilt) ** 2, axis=1))

    return {
        "ours": PCA(30).fit(x).squared_error(new).mean(),
        "baseline": error(m),
        "rival": error(m + lowest_waves(new - m, 30)),
    }


def pca_full(seed):
    """All 70,000 images."""
    return pca_error(load_mnist(source="full"))


def pca_bundled(seed):
    """The 5,000 images that come along."""
    return pca_error(load_mnist(source="bundled"))


def means_of_ends(seed):
    """How far the mean of two faces is from the face half way, over their distance."""
    faces = make_faces(10, 10, random_state=seed, **STILL)
    start = {
        "traits": faces.traits[:1],
        "light": np.array([[0.0, -0.2, 1.0]]),
        "angle": np.zeros((1, 2)),
        "size": np.ones(1),
        "shift": np.zeros((1, 2)),
    }
    ways = {
        "ours": ("light", [-0.7, -0.2, 0.7], [0.7, -0.2, 0.7]),
        "rival": ("shift", [-3.0, 0.0], [3.0, 0.0]),
        "a turn of the head": ("angle", [-0.4, 0.0], [0.4, 0.0]),
    }
    bent = {}
    for name, (what, a, b) in ways.items():
        given = {key: np.repeat(value, 3, axis=0) for key, value in start.items()}
        first, middle, last = draw_faces(**given | {what: np.linspace(a, b, 3)})
        ghost = (first + last) / 2
        bent[name] = np.linalg.norm(ghost - middle) / np.linalg.norm(first - last)
    return bent


def alignment(seed):
    """What 45 eigenfaces cannot say after a shift, as a share of what they can."""
    faces = make_faces(300, 100, random_state=seed, **STILL)
    given = {
        "traits": faces.traits[faces.person],
        **{name: getattr(faces, name) for name in ("light", "angle", "size", "shift")},
    }
    turn = [[np.cos(0.6), 0, -np.sin(0.6)], [0, 1, 0], [np.sin(0.6), 0, np.cos(0.6)]]
    pca = PCA(45).fit(faces.images)
    total = np.mean(np.sum((faces.images - faces.images.mean(axis=0)) ** 2, axis=1))

    def lost(**changed):
        return pca.squared_error(draw_faces(**given | changed)).mean() / total

    return {
        "ours": lost(shift=faces.shift + [1.0, 0.0]),
        "baseline": lost(),
        "rival": lost(light=faces.light @ np.array(turn)),
    }


def attributes(seed):
    """R² of the first code, the lamp's two numbers given."""
    faces = make_faces(400, 100, random_state=seed, **STILL)
    A = np.column_stack([np.ones(400), faces.light[:, :2]])

    def explained(z):
        rest = z - A @ np.linalg.lstsq(A, z, rcond=None)[0]
        return 1 - np.sum(rest**2) / np.sum((z - z.mean()) ** 2)

    x, rng = faces.images, np.random.default_rng(seed)
    return {
        "ours": explained(PCA(1).fit(x).transform(x)[:, 0]),
        "baseline": explained(rng.normal(size=400)),
        "rival": explained(x[:, x.var(axis=0).argmax()]),
    }


def other_lda(seed):
    """Nearest class mean in nine directions: Fisher's, PCA's, all pixels."""
    X, y = digits()
    order = np.random.default_rng(seed).permutation(len(y))
    train, test = order[:1200], order[1200:]

    def right(Z):
        means = np.array([Z[train][y[train] == c].mean(axis=0) for c in range(10)])
        apart = np.sum((Z[test][:, None] - means) ** 2, axis=2)
        return np.mean(apart.argmin(axis=1) == y[test])

    fisher = FisherDiscriminant(shrinkage=0.1).fit(X[train], y[train])
    return {
        "ours": right(fisher.transform(X)),
        "baseline": right(PCA(9).fit(X[train]).transform(X)),
        "rival": right(X),
    }


def analogies(vectors, asked, control=False):
    """The share of questions a : b = c : d that are answered."""
    if not control:
        return np.mean(answer_analogies(vectors, asked[:, :3]) == asked[:, 3])
    unit = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
    scores = unit[asked[:, 2]] @ unit.T
    np.put_along_axis(scores, asked[:, :3], -np.inf, axis=1)
    return np.mean(scores.argmax(axis=1) == asked[:, 3])


def words(seed, train):
    """Skip-gram or GloVe, and the counts, on a text of 100,000 words."""
    world = make_grammar(100_000, random_state=seed)
    counts, names = count_cooccurrences(world.sentences, window=5, harmonic=False)
    at = {word: w for w, word in enumerate(names)}
    asked = np.array([[at[word] for word in q] for q in world.questions])
    x, vectors = counts.toarray(), train(world.sentences, seed)
    rng = np.random.default_rng(seed)

    def by_svd(table):
        Q, s, _ = truncated_svd(table, 48, rng)
        return Q * np.sqrt(s)

    return {
        "ours": analogies(vectors, asked),
        "baseline": analogies(vectors, asked, control=True),
        "rival": analogies(by_svd(x / np.sqrt(x.sum(axis=0))), asked),
        "log(1 + counts), whole rows": analogies(np.log1p(x), asked),
        "PPMI, SVD": analogies(by_svd(ppmi(counts).toarray()), asked),
    }


def word2vec(seed):
    """Skip-gram, the settings that the lecture found best."""

    def train(text, seed):
        return (
            Word2Vec(
                48,
                window=5,
                n_negatives=10,
                learning_rate=0.05,
                epochs=5,
                random_state=seed,
                progress=False,
            )
            .fit(text)
            .vectors_
        )

    return words(seed, train)


def glove(seed):
    """GloVe, the settings that the lecture found best."""

    def train(text, seed):
        model = GloVe(
            48,
            window=5,
            learning_rate=0.1,
            x_max=20.0,
            epochs=15,
            random_state=seed,
            progress=False,
        )
        return model.fit(text).vectors_

    return words(seed, train)


def umap_digits(seed):
    """Trustworthiness of a map of 800 digits; votes of five neighbours on it."""
    X, y = digits()
    some = np.random.default_rng(seed).choice(len(y), 800, replace=False)
    X, y = X[some], y[some]
    maps = {
        "ours": UMAP(random_state=seed, progress=False).fit(X).embedding_,
        "baseline": PCA(2).fit(X).transform(X),
        "rival": TSNE(random_state=seed).fit_transform(X),
    }
    scores = {name: trustworthiness(X, Y.astype(float)) for name, Y in maps.items()}
    near = nearest_neighbours(maps["ours"].astype(float), 5)[0]
    votes = [np.bincount(y[rows], minlength=10).argmax() for rows in near]
    return scores | {"five neighbours on the map name the digit": np.mean(votes == y)}


CLAIMS = [
    Claim(
        "pca-30-full",
        "003",
        "day3/Eigenfaces",
        "30 components of MNIST leave 13.87 of squared error per test image",
        "squared error per test image",
        pca_full,
        "reproduced",
        lambda m: abs(m["ours"] - 13.866) < 0.002 and m["rival"] > 1.2 * m["ours"],
        baseline="the mean image",
        rival="30 lowest waves of the cosine transform",
        fmt=".2f",
        data="mnist",
    ),
    Claim(
        "pca-30",
        "003",
        "day3/Eigenfaces",
        "The same on the 5,000 images that come along",
        "squared error per test image",
        pca_bundled,
        "reproduced",
        lambda m: 13.5 < m["ours"] < 15.5 and m["rival"] > 1.2 * m["ours"],
        baseline="the mean image",
        rival="30 lowest waves of the cosine transform",
        fmt=".2f",
        tolerance=1e-4,
    ),
    Claim(
        "faces-sum",
        "003",
        "day3/Eigenfaces",
        "A face is a sum of faces: what eigenfaces say is linear",
        "lamp moves: the mean of both ends is off the middle by",
        means_of_ends,
        "reproduced",
        lambda m: (
            m["ours"] < 1e-9 and m["rival"] > 0.1 and m["a turn of the head"] > 0.1
        ),
        rival="the head moves by six pixels",
        note="True of light, where no shadow is cast; not of place and pose.",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-8,
    ),
    Claim(
        "faces-aligned",
        "003",
        "day3/Eigenfaces",
        "Eigenfaces suffer from alignment and illumination",
        "lost by 45 eigenfaces after a shift of one pixel, share of the variance",
        alignment,
        "corrected",
        lambda m: m["ours"] > 0.05 > 0.001 > m["rival"] and m["baseline"] < 0.01,
        baseline="as before",
        rival="the lamp moved by .6 radians",
        note="To rebuild: alignment, yes; a moved lamp costs nearly nothing.",
        seeds=FIVE,
        fmt=".2g",
        tolerance=1e-4,
    ),
    Claim(
        "codes-attributes",
        "003",
        "day3/Eigenfaces",
        "The numbers of a code have meanings",
        "R² of the first component, given the lamp",
        attributes,
        "reproduced",
        lambda m: m["ours"] > 0.9 and m["baseline"] < 0.05 and m["rival"] < 0.6,
        baseline="a random code",
        rival="the pixel that varies most",
        note="Of faces whose lamp is known. Deep codes: to come.",
        seeds=FIVE,
        tolerance=1e-4,
    ),
    Claim(
        "two-ldas",
        "003",
        "day3/Eigenfaces",
        "Error 14: LDA, on the slide of eigenfaces",
        "nearest class mean in Fisher's nine directions, digits",
        other_lda,
        "corrected",
        lambda m: m["ours"] > m["rival"] > m["baseline"] and m["ours"] > 0.9,
        baseline="in nine principal components",
        rival="in all 64 pixels",
        note="That LDA is Fisher's linear discriminant, which needs labels; "
        "latent Dirichlet allocation does not.",
        seeds=FIVE,
        tolerance=1e-3,
        quick=True,
    ),
    Claim(
        "word2vec",
        "001",
        "day3/WordVectors",
        "king - man + woman = queen, by word2vec",
        "analogies answered, skip-gram, 100,000 words",
        word2vec,
        "corrected",
        lambda m: m["baseline"] < 0.2 < 0.6 < m["ours"] < m["rival"],
        baseline="the word nearest to c",
        rival="counts over their root, SVD, 48 numbers",
        note="It answers, and so do counts, better, on a text of this size. (The PPMI "
        "vectors are as they come, not tuned.)",
        seeds=FIVE,
        tolerance=1e-2,
    ),
    Claim(
        "glove",
        "001",
        "day3/WordVectors",
        "The same by GloVe",
        "analogies answered, GloVe, 100,000 words",
        glove,
        "corrected",
        lambda m: m["baseline"] < 0.2 < 0.6 < m["ours"] < m["rival"],
        baseline="the word nearest to c",
        rival="counts over their root, SVD, 48 numbers",
        note="As for word2vec.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
    Claim(
        "umap",
        "001",
        "day3/NeighbourGraphs",
        "UMAP keeps neighbours together",
        "trustworthiness, 800 digits",
        umap_digits,
        "reproduced",
        lambda m: (
            m["ours"] > m["baseline"] + 0.1 and abs(m["rival"] - m["ours"]) < 0.03
        ),
        baseline="two principal components",
        rival="t-SNE (scikit-learn)",
        note="t-SNE keeps them about as well.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
]
