"""One page each: the same numbers as the package, short, NumPy alone, and it runs.

A page is compared in float64, from the same start, the same noise or the same uniforms.
"""

import ast
import importlib
import os
import pkgutil
import re
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from scipy.special import betaln, logsumexp
from scipy.stats import multivariate_normal

import minivae.clusters
from minivae.autoencoders import (
    VAE,
    ConvAutoencoder,
    DensityBuffer,
    SemiSupervisedVAE,
    copy_ratio,
    kl_rows,
    posterior_variances,
    reparameterise,
    reparameterise_backward,
    wasserstein,
)
from minivae.autoencoders.linear_exact import closed_form, exact_loss
from minivae.clusters import (
    NEAL_POINTS,
    GaussianMixture,
    KMeans,
    NormalKnownVariance,
    exact_posterior,
    standard_error,
)
from minivae.data import invariant_mass, load_digits, make_decays
from minivae.embeddings import (
    PCA,
    ProbabilisticPCA,
    WordVectors,
    nearest_neighbours,
    skip_gram_pair,
)
from minivae.embeddings.alias import alias_table, draw, thresholds
from minivae.embeddings.fuzzy_graph import (
    fuzzy_union,
    memberships,
    smooth_distances,
)
from minivae.embeddings.skip_gram import train_block
from minivae.embeddings.umap_curve import curve
from minivae.embeddings.umap_layout import due, layout_reference
from minivae.kernels.lda import plain_sweep
from minivae.nn import Adam, Linear, ReLU, Sequential, cross_entropy, pack
from minivae.topics import PLSA

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "course" / "one_page"
PAGES = sorted(path.stem for path in FOLDER.glob("*.py"))
EXPECTED = [
    "backprop",
    "convolution",
    "density_buffer",
    "eigenfaces",
    "elbo",
    "kmeans",
    "lda",
    "linear_vae",
    "mixture",
    "plsa",
    "restaurant",
    "semi_supervised",
    "skipgram",
    "umap",
    "vae",
]
UNDER_MAIN = {"sys", "matplotlib", "minivae"}
CLOSE = 1e-10


PLANTED = {}  # page -> (a piece of it, what stands there instead)


def load(name):
    """Run a page as a module of its own name: there is a package called lda."""
    path = FOLDER / f"{name}.py"
    text = path.read_text("utf-8").replace(*PLANTED.get(name, ("", "")))
    page = ModuleType(f"one_page_{name}")
    exec(compile(text, path, "exec"), vars(page))
    return page


def assert_close(page, package):
    """Same shape, and no entry further off than 1e-10 (of the larger ones: of each)."""
    page, package = np.asarray(page), np.asarray(package)
    assert page.shape == package.shape
    assert page.dtype == np.float64
    gap = np.abs(page - package) / np.maximum(np.abs(package), 1)
    assert gap.max() < CLOSE, f"{gap.max():.1e}"


def digits(n):
    return load_digits().x_train[:n].astype(float)


# --- The form


def outside_main(tree):
    """The statements of a page that do not stand under its main guard."""
    return [n for n in tree.body if not (isinstance(n, ast.If) and is_guard(n.test))]


def is_guard(test):
    return ast.unparse(test) == "__name__ == '__main__'"


def imported(nodes):
    """The top names that these statements import, wherever in them."""
    for node in (inner for outer in nodes for inner in ast.walk(outer)):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield (node.module or "").split(".")[0] if not node.level else "."


def bad_form(text):
    """Yield what is not as a page should be."""
    n, tree = len(text.splitlines()), ast.parse(text)
    if not 40 <= n <= 120:
        yield f"{n} lines, not 40 to 120"
    if set(imported(outside_main(tree))) != {"numpy"}:
        yield "imports more than numpy"
    if not set(imported(tree.body)) <= UNDER_MAIN | {"numpy"}:
        yield "needs more than matplotlib and minivae to run"
    if any(isinstance(node, ast.ClassDef) for node in ast.walk(tree)):
        yield "a class"
    if not ast.get_docstring(tree) or "The idea: " not in ast.get_docstring(tree):
        yield "no docstring with the idea"
    if not ("was: " in text and "so now: " in text):
        yield "no derivation"
    if not re.search(r"# \((N|K|n|S),", text):
        yield "no shapes"
    if len(outside_main(tree)) == len(tree.body):
        yield "cannot be run"


def test_there_is_a_page_for_each_method():
    assert PAGES == EXPECTED


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_page_of_numpy(name):
    assert list(bad_form((FOLDER / f"{name}.py").read_text("utf-8"))) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("import numpy as np\n", "import numpy as np\n" * 50, "lines"),
        (
            "import numpy as np\n",
            "import numpy as np\nimport scipy\n",
            "more than numpy",
        ),
        ("    J(a, c)", '"""\nfrom minivae import nn\n"""', "more than numpy"),
        ("    import sys\n", "    import torch\n", "to run"),
        ("def start(", "class start:\n    pass\n\n\ndef start(", "a class"),
        ("The idea: ", "", "the idea"),
        ("so now: ", "", "no derivation"),
        ("# (N", "# ", "no shapes"),
        ("__main__", "main", "cannot be run"),
    ],
)
def test_a_page_of_bad_form_is_noticed(old, new, said):
    text = (FOLDER / "kmeans.py").read_text("utf-8")
    assert old in text
    assert any(said in line for line in bad_form(text.replace(old, new)))


def test_the_table_of_pages_is_in_step():
    table = (FOLDER / "README.md").read_text("utf-8")
    rows = re.findall(r"\| \[(\w+)\.py\]\(\1\.py\) .* (\d+) \| \[.*\]\((.*)\)", table)
    lines = {
        n: len((FOLDER / f"{n}.py").read_text("utf-8").splitlines()) for n in PAGES
    }
    assert {name: int(number) for name, number, _ in rows} == lines
    shortest_and_longest = f"{min(lines.values())} to {max(lines.values())} lines"
    assert shortest_and_longest in (ROOT / "README.md").read_text("utf-8")
    for name, _, lecture in rows:
        source = (FOLDER / lecture).resolve().with_suffix(".py")
        assert f"](../one_page/{name}.py)" in source.read_text("utf-8")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_runs_as_a_script(name, tmp_path):
    draws = "savefig" in (FOLDER / f"{name}.py").read_text("utf-8")
    words = ["picture.png"] if draws else []
    run = subprocess.run(
        [sys.executable, str(FOLDER / f"{name}.py"), *words],
        cwd=tmp_path,
        env={
            **os.environ,
            "MPLBACKEND": "Agg",
            "OPENBLAS_NUM_THREADS": "1",
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        timeout=300,  # a busy machine; on a quiet core each takes less than 30 s
    )
    assert run.returncode == 0, run.stderr
    assert run.stderr == ""
    assert run.stdout.count("\n") >= 1
    made = [path.name for path in tmp_path.iterdir()]
    assert made == words
    assert all((tmp_path / name).stat().st_size > 10_000 for name in made)


# --- The numbers


def test_kmeans():
    page, X = load("kmeans"), digits(600)
    centres = page.start(X, 10, np.random.default_rng(0))
    assert len(np.unique(centres, axis=0)) == 10
    package = KMeans(10, init=centres, algorithm="lloyd", tol=0).fit(X)
    labels, found, history = page.kmeans(X, centres)
    assert np.array_equal(labels, package.labels_)
    assert_close(found, package.cluster_centers_)
    assert_close(history[-1], package.inertia_)
    assert len(history) == package.n_iter_ > 5
    # The package notes J after each move; the page after each assignment.
    after_move = np.array(package.history_["inertia"])
    assert (np.diff(history) <= 1e-9).all()
    assert (history[1:] <= after_move[:-1] + 1e-9).all()
    assert (after_move <= np.array(history) + 1e-9).all()


def test_kmeans_starts_in_proportion_to_the_cost():
    page, rng = load("kmeans"), np.random.default_rng(0)
    X = np.array([[0.0], [1.0], [3.0]])
    second = np.zeros((3, 3))
    for _ in range(6000):
        first, next_ = np.searchsorted(X[:, 0], page.start(X, 2, rng)[:, 0])
        second[first, next_] += 1
    expected = np.array([[0, 1, 9], [1, 0, 4], [9, 4, 0]])
    share = second / second.sum(axis=1, keepdims=True)
    expected = expected / expected.sum(axis=1, keepdims=True)
    assert np.abs(share - expected).max() < 5 * np.sqrt(0.25 / 2000)


def spread_digits(n=600, D=12):
    """Eigenvalues, falling, of a covariance over N, and it: (D,), (D, D)."""
    X = digits(n) @ np.linalg.qr(np.random.default_rng(0).normal(size=(64, D)))[0]
    S = np.cov(X.T, ddof=0)
    return np.linalg.eigvalsh(S)[::-1], S


@pytest.mark.parametrize("variance", [1.0, 0.1, 0.01])
def test_linear_vae(variance):
    page, rng, K = load("linear_vae"), np.random.default_rng(1), 5
    values, _ = spread_digits()
    S = np.diag(values)
    A, W = rng.normal(size=(12, K)), rng.normal(size=(K, 12))
    s = rng.uniform(0.1, 2, K)
    ours = exact_loss(A, W, np.log(s), values, variance)[0]
    assert_close(page.loss(S, A, W, s, variance), ours)
    A, s = page.encoder(W, variance)
    dA, _, dlogvar = exact_loss(A, W, np.log(s), values, variance)[1]
    assert np.abs(dA).max() < 1e-9 and np.abs(dlogvar).max() < 1e-9
    W = page.decoder(S, A, s)
    assert np.abs(exact_loss(A, W, np.log(s), values, variance)[1][1]).max() < 1e-9


@pytest.mark.parametrize("variance", [1.0, 0.3, 0.05])
def test_linear_vae_ends(variance):
    page, K = load("linear_vae"), 4
    values, S = spread_digits()
    s_best, best = page.optimum(values, variance, K)
    assert_close(s_best, posterior_variances(values, variance, K))
    package = exact_loss(*closed_form(values, variance, K), values, variance)[0]
    assert_close(best, package)
    W = 0.1 * np.random.default_rng(2).normal(size=(K, 12))
    _, s, _, history = page.descend(S, W, variance, 3000)
    assert (np.diff(history) < 1e-9).all()
    assert history[-1] - best < 1e-3
    assert np.sort(s) == pytest.approx(s_best, rel=0.05)


@pytest.mark.filterwarnings("ignore:EM has not converged")
@pytest.mark.parametrize("algorithm", ["readable", "features"])
def test_mixture(algorithm):
    page, rng = load("mixture"), np.random.default_rng(0)
    X = digits(400) @ np.linalg.qr(rng.standard_normal((64, 5)))[0]
    K, steps = 4, 25
    covariance = np.cov(X.T)
    first = rng.dirichlet(np.ones(K)), X[:K], np.stack([covariance] * K)
    package = GaussianMixture(
        K,
        weights_init=first[0],
        means_init=first[1],
        precisions_init=np.linalg.inv(first[2]),
        reg_covar=page.RIDGE,
        tol=0,
        max_iter=steps,
        algorithm=algorithm,
        progress=False,
    )
    package.fit(X)
    (weights, means, covariances), history = page.em(X, first, steps)
    assert_close(history, package.history_["log_likelihood"])
    assert_close(weights, package.weights_)
    assert_close(means, package.means_)
    assert_close(covariances, package.covariances_)
    log_p, r = page.e_step(X, weights, means, covariances)
    assert_close(log_p, package.score_samples(X))
    assert_close(r, package.predict_proba(X))


def test_mixture_takes_a_point_far_from_all_means():
    page = load("mixture")
    X = np.array([[1e4, 0.0]])
    mixture = np.full(2, 0.5), np.zeros((2, 2)), np.stack([np.eye(2)] * 2)
    log_p, r = page.e_step(X, *mixture)
    assert log_p == pytest.approx(-0.5e8 - np.log(2 * np.pi))
    assert r == pytest.approx(
        0.5, rel=1e-6
    )  # log p has 16 digits, seven before the point


def neal():
    """The room's readable samplers, in whatever folder of clusters they lie."""
    path, start = minivae.clusters.__path__, "minivae.clusters."
    names = [module.name for module in pkgutil.walk_packages(path, start)]
    (name,) = [name for name in names if name.endswith(".neal")]
    return importlib.import_module(name)


def test_restaurant_is_the_chain_of_algorithm_3():
    page, algorithm_3 = load("restaurant"), neal().algorithm_3
    X = digits(60)[:, 20:26]
    X = X - X.mean(axis=0)
    alpha, s2, tau2, sweeps = 1.5, 0.03, 0.08, 15
    prior = NormalKnownVariance(np.zeros(6), s2 / tau2, s2)
    z, rng, package = np.full(60, -1), np.random.default_rng(3), []
    for _ in range(sweeps):
        algorithm_3(X, z, alpha, prior, rng)
        package.append(z.copy())
    chain = page.sample(X, alpha, s2, tau2, sweeps, np.random.default_rng(3))
    assert np.array_equal(chain, package)
    assert len(np.unique(chain[-1])) > 3
    assert (chain[5:] != chain[4:-1]).any(axis=1).all()  # it moves


def test_restaurant_weighs_a_table_as_the_package_does():
    page, rng = load("restaurant"), np.random.default_rng(0)
    x, X, s2, tau2 = rng.standard_normal(3), rng.standard_normal((7, 3)), 0.4, 1.7
    prior = NormalKnownVariance(np.zeros(3), s2 / tau2, s2)
    groups = [X[:4], X[4:], X[:0]]
    counts, sums = np.array([4, 3, 0]), np.array([g.sum(axis=0) for g in groups])
    assert_close(
        page.log_predictive(x, counts, sums, s2, tau2),
        [prior.log_predictive(x, group) for group in groups],
    )


def test_restaurant_draws_from_the_exact_posterior():
    """Neal's nine points: all 21,147 partitions added up."""
    page, X = load("restaurant"), NEAL_POINTS[:, None]
    exact = exact_posterior(X, 1.0, NormalKnownVariance([0.0], 0.01, 0.01))
    chain = page.sample(X, 1.0, 0.01, 1.0, 3000, np.random.default_rng(0))[50:]
    K = np.array([len(np.unique(z)) for z in chain], dtype=float)
    assert abs(K.mean() - exact.expected_clusters) < 4 * standard_error(K)
    together = (chain[:, :, None] == chain[:, None, :]).mean(axis=0)
    assert np.abs(together - exact.coclustering).max() < 0.06


def test_plsa():
    page, rng = load("plsa"), np.random.default_rng(5)
    X = rng.poisson(0.7, (30, 20)).astype(float)
    K, steps = 4, 40
    package = PLSA(K, max_iter=steps, tol=-1, random_state=7, progress=False).fit(X)
    rng = np.random.default_rng(7)  # the package's start, which draws φ as (V, K)
    theta, phi = rng.uniform(0.5, 1.5, (30, K)), rng.uniform(0.5, 1.5, (20, K)).T
    theta, phi, history = page.em(
        X,
        theta / theta.sum(axis=1, keepdims=True),
        phi / phi.sum(axis=1, keepdims=True),
        steps,
    )
    assert package.n_iter_ == steps
    assert_close(history, package.history_["log_likelihood"])
    assert_close(theta, package.doc_topic_)
    assert_close(phi, package.components_)


def test_plsa_starts_with_rows_that_sum_to_1():
    theta, phi = load("plsa").start(5, 7, 3, np.random.default_rng(0))
    assert theta.shape == (5, 3) and phi.shape == (3, 7)
    for table in (theta, phi):
        assert table.sum(axis=1) == pytest.approx(1) and table.std(axis=1).min() > 0.01


def test_lda_is_the_chain_of_the_plain_sweep():
    page, rng = load("lda"), np.random.default_rng(1)
    X, K, alpha, eta, sweeps = rng.poisson(0.5, (25, 18)), 5, 0.3, 0.05, 12
    docs, words = X.nonzero()
    docs, words = np.repeat([docs, words], X[docs, words], axis=1)
    n = len(words)
    topics, rng = np.full(n, -1), np.random.default_rng(2)
    prior = np.full(18, eta), 18 * eta
    n_dk, n_wk, n_k = np.zeros((25, K)), np.zeros((18, K)), np.zeros(K, np.int64)
    for _ in range(sweeps):
        u = rng.random(n)
        plain_sweep(
            docs, words, topics, n_dk, n_wk, n_k, np.full(K, alpha), *prior, K, u
        )
    rng = np.random.default_rng(2)
    found = page.sample(docs, words, 25, 18, K, alpha, eta, sweeps, rng)
    for ours, package in zip(found, (topics, n_dk, n_wk, n_k), strict=True):
        assert np.array_equal(ours, package)
    assert n_k.sum() == n and n_k.min() > 0


@pytest.mark.parametrize("seed", range(2))
def test_skipgram(seed):
    page, rng = load("skipgram"), np.random.default_rng(seed)
    V, D, K, n = 12, 7, 4, 60
    words, sentences = rng.integers(V, size=n), np.sort(rng.integers(8, size=n))
    reach, rates = rng.integers(1, 4, n), rng.uniform(0.1, 0.5, n)
    keep, alias = alias_table(np.bincount(words, minlength=V) ** 0.75)
    numbers = rng.integers(2**32, size=2 * reach.sum() * K, dtype=np.uint32)
    package = rng.normal(size=(2, V, D))
    u, v = package.copy()
    negatives = draw(numbers, thresholds(keep), alias).reshape(-1, K)
    losses = page.epoch(words, sentences, reach, rates, negatives, u, v)
    text = words, sentences, reach, rates, numbers
    loss, n_pairs = train_block(K, 0, n, *text, thresholds(keep), alias, *package)
    assert len(losses) == n_pairs > 100
    assert_close(sum(losses), loss)
    assert_close(u, package[0])
    assert_close(v, package[1])


def test_skipgram_pair_and_analogies():
    page, rng = load("skipgram"), np.random.default_rng(0)
    u, v, y = rng.normal(size=5), rng.normal(size=(4, 5)), np.array([1, 0, 0, 0])
    for ours, package in zip(page.pair(u, v, y), skip_gram_pair(u, v, y), strict=True):
        assert_close(ours, package)
    rows = rng.normal(size=(30, 4))
    words = [f"word{w}" for w in range(30)]
    vectors = WordVectors.from_arrays(words, rows)
    for _ in range(20):
        a, b, c = rng.choice(30, 3, replace=False)
        found = vectors.analogy(words[a], words[b], words[c])[0][0]
        assert words[page.analogy(rows, a, b, c)] == found


def test_skipgram_noise_and_rate():
    page, seen = load("skipgram"), []
    page.epoch = lambda *given: seen.append(given) or [1.0]
    words, rng = np.repeat(np.arange(3), [1, 16, 81]), np.random.default_rng(0)
    page.train(words, np.zeros(98, int), 3, 2, 300, 5, 2, 0.5, rng)
    share = np.bincount(np.concatenate([s[4].ravel() for s in seen])) / seen[0][4].size
    assert share / 2 == pytest.approx(np.array([1, 8, 27]) / 36, abs=0.01)
    assert np.unique(seen[0][2]).tolist()[0] == 1 and seen[0][2].max() <= 300
    rates = np.concatenate([given[3] for given in seen])
    assert rates == pytest.approx(0.5 * (1 - np.arange(196) / 196))


def flat(params):
    return np.concatenate([params[name].ravel() for name in sorted(params)])


def linears(*nets):
    """The layers with weights, W1 b1 to the first, and so on."""
    layers = [layer for net in nets for layer in net.layers if layer.params]
    return list(enumerate(layers, start=1))


def named(which, *nets):
    """The parameters or the gradients of the nets, under the names of a page."""
    return {
        f"{key}{i}": value.copy()
        for i, layer in linears(*nets)
        for key, value in getattr(layer, which).items()
    }


def test_backprop():
    page, rng = load("backprop"), np.random.default_rng(0)
    x, y = digits(48), load_digits().y_train[:48]
    net = Sequential(Linear(64, 20, rng), ReLU(), Linear(20, 10, rng, "glorot"))
    optimiser = Adam(net, learning_rate=1e-3, dtype=np.float64)
    params = named("params", net)
    m, v = ({name: 0 for name in params} for _ in range(2))
    for t in range(1, 9):
        rows = rng.permutation(48)[:32]
        loss, grads = page.loss_and_grads(params, x[rows], y[rows])
        logits, cache = net.forward(x[rows])
        expected, dlogits = cross_entropy(logits, y[rows])
        net.backward(dlogits, cache)
        assert_close(page.forward(params, x[rows])[1], logits)
        assert_close(loss, expected)
        assert_close(flat(grads), flat(named("grads", net)))
        page.adam_step(params, grads, m, v, t)
        optimiser.step()
        assert_close(flat(params), flat(named("params", net)))


def test_backprop_trains_on_each_image_once():
    page, rng = load("backprop"), np.random.default_rng(0)
    x, y = digits(100), load_digits().y_train[:100]
    seen, real = [], page.loss_and_grads

    def spy(params, x, y):
        seen.append(x)
        return real(params, x, y)

    page.loss_and_grads = spy
    history = page.train(page.start(64, 16, 10, rng), x, y, 12, 30, rng)
    assert len(history) == 12 and (np.diff(history) < 0).all()
    first = np.vstack(seen[:3])
    assert np.array_equal(np.unique(first, axis=0), np.unique(x, axis=0))
    assert len(first) == 100


def conv_autoencoder_in_float64(page, K):
    """The package's net with the sizes of the page; every bias is drawn, too."""
    rng = np.random.default_rng(1)
    channels = page.C1, page.C2
    model = ConvAutoencoder(channels=channels, latent_dim=K, epochs=1, progress=False)
    model.fit(rng.random((4, page.SIDE**2), dtype=np.float32))
    theta, _ = pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng.standard_normal(theta.shape)
    return model


def test_convolution():
    page, K = load("convolution"), 5
    model = conv_autoencoder_in_float64(page, K)
    nets = model.encoder_, model.decoder_
    x = np.random.default_rng(2).random((6, page.SIDE**2))
    params = {
        name: value.reshape(-1, value.shape[-1]) if value.ndim == 4 else value
        for name, value in named("params", *nets).items()
    }
    loss, grads = page.loss_and_grads(params, x)
    expected, _ = model.loss_and_grads(x)
    assert_close(loss, expected)
    assert_close(flat(grads), flat(named("grads", *nets)))
    z = nets[0].forward(x)[0]
    assert_close(page.forward(params, x)[4], z)
    assert_close(page.forward(params, x)[-1], nets[1].forward(z)[0])


def test_convolution_transpose_and_start():
    page, rng = load("convolution"), np.random.default_rng(0)
    x = rng.standard_normal((3, 8, 6, 2))
    columns = page.im2col(x)
    y = rng.standard_normal(columns.shape)
    assert np.sum(columns * y) == pytest.approx(np.sum(x * page.col2im(y, x.shape)))
    page.C1, page.C2 = 40, 60
    params = page.start(50, rng)
    model = ConvAutoencoder(channels=(40, 60), latent_dim=50, epochs=1, progress=False)
    model._build(784, np.random.default_rng(0))
    for name, value in named("params", model.encoder_, model.decoder_).items():
        assert value.size == params[name].size
        assert params[name].std() == pytest.approx(value.std(), rel=0.15)


def test_the_starts_have_the_sizes_of_the_package():
    page, rng = load("backprop"), np.random.default_rng(0)
    first = page.start(300, 200, 10, rng)
    rng = np.random.default_rng(0)
    layers = Linear(300, 200, rng), Linear(200, 10, rng, "glorot")
    for i, layer in enumerate(layers, start=1):  # the package rounds to float32
        assert np.allclose(first[f"W{i}"], layer.params["W"], rtol=1e-6)
        assert np.array_equal(first[f"b{i}"], layer.params["b"])
    first = load("vae").start(30, 20, 4, np.random.default_rng(0))
    rng = np.random.default_rng(0)
    for i, (n_in, n_out) in enumerate([(30, 20), (20, 8), (4, 20), (20, 30)], start=1):
        layer = Linear(n_in, n_out, rng, "glorot")
        assert np.array_equal(first[f"W{i}"], layer.params["W"])
        assert np.array_equal(first[f"b{i}"], layer.params["b"])


def test_umap_graph():
    page, X = load("umap"), digits(80)
    near, d = nearest_neighbours(X, 8)
    weights = memberships(d, *smooth_distances(d, np.log2(9)))
    w = page.graph(X, 9)
    assert_close(w, fuzzy_union(near, weights).toarray())
    assert np.count_nonzero(w) > 80 * 8


def test_umap_curve():
    for min_dist in (0.01, 0.1, 0.7):
        found = load("umap").fit_curve(min_dist)
        assert found == pytest.approx(curve(min_dist, 1.0), rel=1e-6)


def test_umap_steps():
    page, rng = load("umap"), np.random.default_rng(0)
    heads, tails, start = *rng.integers(12, size=(2, 40)), rng.normal(size=(12, 2))
    others, places = rng.integers(12, size=(40, 5)), start.copy()
    layout_reference(places, places, heads, tails, others, 0.3, 1.5, 0.9, True)
    assert_close(page.epoch(start, heads, tails, others, 0.3, 1.5, 0.9), places)


def test_umap_turns():
    page, w = load("umap"), np.zeros((3, 3))
    w[0, 1] = w[1, 0] = 0.8
    w[1, 2] = w[2, 1] = 0.2
    turns, rates = [], []

    def spy(y, heads, tails, others, rate, a, b):
        turns.append(list(zip(heads, tails, strict=True)))
        rates.append(rate)
        assert others.shape == (len(heads), 5) and others.max(initial=0) < 3
        return y + 1

    page.epoch = spy
    y = page.lay_out(w, np.zeros((3, 2)), 40, np.random.default_rng(0))
    assert (y == 40).all() and rates[0] == 1 and np.allclose(np.diff(rates), -1 / 40)
    pairs = [(0, 1), (1, 0), (1, 2), (2, 1)]
    for t, turn in enumerate(turns):
        assert turn == [pairs[e] for e in due(np.array([1, 1, 0.25, 0.25]), t)]


def test_vae():
    page, rng, x = load("vae"), np.random.default_rng(0), digits(48)
    model = VAE((20,), 3, epochs=1, batch_size=16, random_state=0, progress=False)
    model.fit(x.astype(np.float32))
    nets = model.encoder_, model.decoder_
    optimiser = Adam(*nets, learning_rate=1e-3, dtype=np.float64)
    params = named("params", *nets)
    m, v = ({name: 0 for name in params} for _ in range(2))
    for t in range(1, 9):
        rows, eps = rng.permutation(48)[:32], rng.standard_normal((32, 3))
        loss, grads = page.loss_and_grads(params, x[rows], eps)
        expected, _ = model.loss_and_grads(x[rows], eps)
        assert_close(loss, expected)
        assert_close(flat(grads), flat(named("grads", *nets)))
        page.adam_step(params, grads, m, v, t)
        optimiser.step()
        assert_close(flat(params), flat(named("params", *nets)))


def test_semi_supervised():
    page, rng, x = load("semi_supervised"), np.random.default_rng(0), digits(30)
    model = SemiSupervisedVAE((20,), 3, alpha=7.0, epochs=1, progress=False)
    y = np.arange(30) % 4
    model.fit(x.astype(np.float32), np.where(np.arange(30) < 9, y, -1))
    nets = model.classifier_, model.encoder_, model.decoder_
    theta, _ = pack(*nets, dtype=np.float64)
    theta += 0.1 * rng.standard_normal(theta.shape)  # every bias is there, too
    params, eps = named("params", *nets), rng.standard_normal((30, 3))
    loss, grads = page.loss_and_grads(params, x, y[:9], eps, 7.0, 0.2)
    expected, _ = model.loss_and_grads(x[:9], y[:9], x[9:], eps, share=0.2)
    assert_close(loss, expected)
    assert_close(flat(grads), flat(named("grads", *nets)))
    logits = nets[0].forward(x)[0]
    log_q = logits - logsumexp(logits, axis=1, keepdims=True)
    assert_close(page.log_classes(params, x)[1], log_q)
    first = page.start(64, 20, 3, 4, np.random.default_rng(0))
    model._build(64, np.random.default_rng(0))
    for name, value in named("params", *model._nets()).items():  # in float32
        assert np.allclose(first[name], value, rtol=1e-6)


def test_eigenfaces():
    page, X = load("eigenfaces"), digits(90)
    mean, V, values, sigma2 = page.eigenfaces(X, 5, np.random.default_rng(0))
    pca, model = PCA(5).fit(X), ProbabilisticPCA(5).fit(X)
    assert_close(mean, pca.mean_)
    assert_close(values, pca.explained_variance_)
    assert_close(V, pca.components_)
    assert_close(sigma2, model.sigma2_)
    assert_close(page.encode(X, mean, V), pca.transform(X))
    assert_close(page.decode(X[:, :5], mean, V), pca.inverse_transform(X[:, :5]))
    assert_close(page.log_density(X, mean, V, values, sigma2), model.score_samples(X))


def elbo_gradient(mu, log_s, eps, heads, flips):
    """dELBO/dμ and dELBO/dlog s by the package's two functions: log σ² = 2 log s."""
    mus, logvars = (np.full((len(eps), 1), value) for value in (mu, 2 * log_s))
    a, cache = reparameterise(mus, logvars, eps[:, None])
    h = heads + 1 - (flips + 2) / (1 + np.exp(-a))
    dmu, dlogvar = reparameterise_backward(h / len(eps), cache)
    return dmu.sum(), 2 * dlogvar.sum() + 1


def test_elbo_gradient():
    page, rng = load("elbo"), np.random.default_rng(0)
    for heads, flips, n in ((2, 10, 7), (0, 5, 1), (30, 40, 50)):
        given = (*rng.normal(size=2), rng.standard_normal(n), heads, flips)
        assert_close(page.gradient(*given), elbo_gradient(*given))


def test_elbo_climb():
    noise = np.random.default_rng(1).standard_normal((40, 5))
    mu, log_s, path = 0.0, 0.0, []
    for t, eps in enumerate(noise, start=1):
        dmu, dlog_s = elbo_gradient(mu, log_s, eps, 2, 10)
        mu, log_s = mu + 0.1 / t**0.5 * dmu, log_s + 0.1 / t**0.5 * dlog_s
        path.append((mu, log_s))
    assert_close(load("elbo").climb(2, 10, noise), path)


def test_elbo_is_judged_by_what_is_known():
    """The Beta function, and means of a Gaussian by Gauss and Hermite."""
    page, a = load("elbo"), np.linspace(-40, 40, 40_001)
    places, shares = np.polynomial.hermite_e.hermegauss(120)
    shares = shares / shares.sum()
    for heads, flips, mu, log_s in (
        (2, 10, -1.2, -0.4),
        (0, 0, 0.3, 0.2),
        (9, 9, 1, -1),
    ):
        log_x, elbo, kl = page.judge(mu, log_s, heads, flips, a)
        assert_close(log_x, betaln(heads + 1, flips - heads + 1))
        h = page.log_joint(mu + np.exp(log_s) * places, heads, flips)
        assert_close(elbo, shares @ h + log_s + 0.5 * np.log(2 * np.pi * np.e))
        assert_close(elbo + kl, log_x)
    far = page.log_joint(np.array([-900.0, 900.0]), 2, 10)
    assert_close(far, np.array([-2700.0, -8100.0]))


def test_density_buffer():
    page, rng = load("density_buffer"), np.random.default_rng(0)
    N, M, K = 9, 40, 3
    mu, logvar, noise = (rng.normal(size=(n, K)) for n in (N, N, M))

    class Known:
        def encode(self, X):
            return mu, logvar

    for gamma in (1.0, 2.5):
        buffer = DensityBuffer(Known(), np.zeros((N, 1)), gamma)
        again = np.random.default_rng(3)
        which, eps = np.resize(again.permutation(N), M), again.standard_normal((M, K))
        z = page.codes(mu, logvar, which, eps, gamma)
        assert_close(z, buffer.codes(M, np.random.default_rng(3)))
        parts = [
            multivariate_normal(m, np.diag(gamma**2 * np.exp(v))).logpdf(z)
            for m, v in zip(mu, logvar, strict=True)
        ]
        assert_close(page.log_q(z, mu, logvar, gamma), logsumexp(parts, 0, 1 / N))
    far = page.log_q(np.full((1, K), 1e3), mu, logvar)
    assert np.isfinite(far).all()
    assert_close(page.kl_to_prior(mu, logvar), kl_rows(mu, logvar))
    normal = multivariate_normal(np.zeros(K))
    assert_close(page.log_prior(noise), normal.logpdf(noise))


def test_density_buffer_measures():
    page = load("density_buffer")
    train, truth, other = (make_decays(60, random_state=i).events for i in range(3))
    assert_close(page.w1(train[:, 1], truth[:, 1]), wasserstein(train, truth)[1])
    made = other[:31]
    assert_close(page.copy_ratio(made, train, truth), copy_ratio(made, train, truth))
    assert page.copy_ratio(train[:7], train, truth) == 0
    made = np.vstack([train, np.random.default_rng(0).normal(size=(20, 8))])
    assert_close(page.pair_mass(made), invariant_mass(*np.split(made, 2, axis=1)))
    assert (page.pair_mass(made) < 0).any()


# --- Each of these tests can fail

WRONG = """
density_buffer | test_density_buffer | logvar[which] / 2 | logvar[which]
density_buffer | test_density_buffer | gamma**2 * np.exp | gamma * np.exp
density_buffer | test_density_buffer | - 2 * z @ | - z @
density_buffer | test_density_buffer | = terms.max(axis=1) | = 0 * terms.max(axis=1)
density_buffer | test_density_buffer | - 1 - logvar | - logvar
density_buffer | test_density_buffer_measures | np.sort(a) - np.sort(b) | a - b
density_buffer | test_density_buffer_measures | .sum(axis=1).min() | .sum(axis=1).mean()
density_buffer | test_density_buffer_measures | np.sign(square) * | 1 *
linear_vae | test_linear_vae | np.sum(s - 1 - np.log(s)) | np.sum(s - np.log(s))
linear_vae | test_linear_vae | variance * np.eye(len(W)) | np.eye(len(W))
linear_vae | test_linear_vae | A.T @ SA + np.diag(s) | A.T @ SA
linear_vae | test_linear_vae_ends | np.maximum(values[:K], variance) | 2 * values[:K]
kmeans | test_kmeans | - 2 * X @ | - X @
kmeans | test_kmeans | squares.argmin(axis=1) | squares[:, 1:].argmin(axis=1)
kmeans | test_kmeans | history.append(squares.min(axis=1).sum()) | history.append(0.0)
kmeans | test_kmeans | .mean(axis=0) | .sum(axis=0) / (len(X) / len(centres))
kmeans | test_kmeans_starts_in_proportion_to_the_cost | p=cost / cost.sum() | p=None
mixture | test_mixture | 2 * np.log(np.diag(L)) | np.log(np.diag(L))
mixture | test_mixture | np.exp(joint - log_p) | np.exp(joint - largest)
mixture | test_mixture | (r[:, k, None] * away).T | away.T
mixture | test_mixture | + RIDGE | + 0 * RIDGE
mixture | test_mixture | return counts / len(X) | return counts / counts.max()
mixture | test_mixture_takes_a_point_far_from_all_means | joint.max( | 0 * joint.max(
elbo | test_elbo_gradient | (h * eps).mean() * s + 1 | (h * eps).mean() * s
elbo | test_elbo_gradient | np.tanh(a / 2)) / 2 | np.tanh(a)) / 2
elbo | test_elbo_climb | rate / np.sqrt(t) * dmu | rate * dmu
elbo | test_elbo_climb | log_s, path = 0.0, 0.0, [] | log_s, path = 0.0, 1.0, []
elbo | test_elbo_is_judged_by_what_is_known | return (heads + 1) * a | return heads * a
elbo | test_elbo_is_judged_by_what_is_known | ** 2 - log_s - 0.5 | ** 2 - 0.5
elbo | test_elbo_is_judged_by_what_is_known | (log_p - log_x) | log_p
elbo | test_elbo_is_judged_by_what_is_known | (log_p - log_q) | log_p
restaurant | test_restaurant_weighs_a_table_as_the_package_does | ) + s2  # | )  #
restaurant | test_restaurant_weighs_a_table_as_the_package_does | s2 / tau2 | tau2 / s2
restaurant | test_restaurant_is_the_chain_of_algorithm_3 | sums[z[i]] -= x | pass
restaurant | test_restaurant_is_the_chain_of_algorithm_3 | counts[z[i]] -= 1 | pass
restaurant | test_restaurant_is_the_chain_of_algorithm_3 | , alpha) | , 1.0)
restaurant | test_restaurant_draws_from_the_exact_posterior | weights * np.exp | np.exp
plsa | test_plsa | ratio @ phi.T | X @ phi.T
plsa | test_plsa | np.log(p[seen]) | np.log(p[seen] + 1e-6)
plsa | test_plsa | soft_w / soft_w.sum(axis=1 | soft_w / soft_w.sum(axis=0
plsa | test_plsa_starts_with_rows_that_sum_to_1 | (0.5, 1.5, (K, V)) | (1, 1, (K, V))
eigenfaces | test_eigenfaces | C @ C.T / (N - 1) | C @ C.T / N
eigenfaces | test_eigenfaces | u - (u @ U[:k].T) @ U[:k] | u
eigenfaces | test_eigenfaces | np.linalg.norm(V, axis=1, keepdims=True) | 1
eigenfaces | test_eigenfaces | np.sign(largest)[:, None] | 1
eigenfaces | test_eigenfaces | / (D - K) | / D
eigenfaces | test_eigenfaces | return (x - mean) @ V.T | return x @ V.T
eigenfaces | test_eigenfaces | z**2 / values | z**2
lda | test_lda_is_the_chain_of_the_plain_sweep | of_word[k] -= 1 | pass
lda | test_lda_is_the_chain_of_the_plain_sweep | n_k[k] -= 1 | pass
lda | test_lda_is_the_chain_of_the_plain_sweep | len(n_wk) * eta | len(n_dk) * eta
lda | test_lda_is_the_chain_of_the_plain_sweep | (of_doc + alpha) | (of_doc + eta)
lda | test_lda_is_the_chain_of_the_plain_sweep | u[i] * below[-1] | u[0] * below[-1]
backprop | test_backprop | dlogits /= N | pass
backprop | test_backprop | dh * (h > 0) | dh
backprop | test_backprop | y].mean() | y].sum()
backprop | test_backprop | "b1": da.sum(axis=0) | "b1": da.mean(axis=0)
backprop | test_backprop | (1 - b2**t) | (1 - b1**t)
backprop | test_backprop | (np.sqrt(v_hat) + eps) | (np.sqrt(v_hat + eps))
backprop | test_backprop_trains_on_each_image_once | rng.permutation(len(x)) | 0 * y
backprop | test_the_starts_have_the_sizes_of_the_package | 2 / (H + C) | 2 / H
skipgram | test_skipgram | sentences[j] != sentences[i] | False
skipgram | test_skipgram | drawn[drawn != words[j]] | drawn
skipgram | test_skipgram | np.subtract.at(v, targets, | np.add.at(v, targets,
skipgram | test_skipgram | i + reach[i] + 1 | i + reach[i]
skipgram | test_skipgram_pair_and_analogies | y == 1, -l, l | y == 1, l, -l
skipgram | test_skipgram_pair_and_analogies | unit[b] - unit[a] + | u[b] - u[a] +
skipgram | test_skipgram_noise_and_rate | ** 0.75 | ** 1.0
skipgram | test_skipgram_noise_and_rate | (e + np.arange(n) | (1 + np.arange(n)
skipgram | test_skipgram_noise_and_rate | (1, window + 1, n) | (2, window + 1, n)
convolution | test_convolution | * (h5 > 0) | * 1
convolution | test_convolution | dh5.sum(axis=(0, 1, 2)) | dh5.mean(axis=(0, 1, 2))
convolution | test_convolution | columns2.T @ dh2 | columns2.T @ dh2 / 2
convolution | test_convolution | - x) / N | - x)
convolution | test_convolution_transpose_and_start | :, :, place] | :, :, 8 - place]
convolution | test_convolution_transpose_and_start | (2 / fans[i]) | (1 / fans[i])
umap | test_umap_graph | [: k - 1] | [:k]
umap | test_umap_graph | d[near] - d[near[0]] | d[near]
umap | test_umap_graph | (low, sigma) if too_wide | (sigma, low) if too_wide
umap | test_umap_graph | - P * P.T | - P @ P.T
umap | test_umap_curve | d - min_dist, 0) | d - min_dist, -1)
umap | test_umap_steps | y[j] += rate * pull | pass
umap | test_umap_steps | (pull + push) | (pull - push)
umap | test_umap_steps | 2 * a * b * s | a * b * s
umap | test_umap_turns | / w.max() | / w.sum()
umap | test_umap_turns | 1 - t / epochs | 1
semi_supervised | test_semi_supervised | - alpha * (truth | - (truth
semi_supervised | test_semi_supervised | + np.log(C) | + np.log(2)
semi_supervised | test_semi_supervised | inner[n:] += log_q[n:] | inner[n:] += 0
semi_supervised | test_semi_supervised | (inner - bound[:, None]) | inner
semi_supervised | test_semi_supervised | dz + w * mu | dz + mu
semi_supervised | test_semi_supervised | q[:n] = truth  # | pass  #
semi_supervised | test_semi_supervised | alpha / n * (np | alpha * (np
semi_supervised | test_semi_supervised | 2 / (n_in + n_out) | 2 / n_in
vae | test_the_starts_have_the_sizes_of_the_package | 2 / (n_in + n_out) | 2 / n_in
vae | test_vae | np.exp(logvar / 2) | np.exp(logvar)
vae | test_vae | dz * eps * sigma / 2 | dz * eps / 2
vae | test_vae | (sigma**2 - 1) / (2 * N) | (sigma**2 - 1) / N
vae | test_vae | dz + mu / N | dz
vae | test_vae | return nll + kl | return nll - kl
vae | test_vae | (np.exp(logits - softplus) - x) / N | np.exp(logits - softplus) - x
vae | test_vae | * (g > 0) | * 1
vae | test_vae | v[name] / (1 - b2**t) | v[name]
"""
LINES = [[part.strip() for part in x.split(" | ")] for x in WRONG.strip().split("\n")]


@pytest.mark.filterwarnings("ignore:EM has not converged")
@pytest.mark.parametrize(("name", "test", "right", "wrong"), LINES)
def test_a_wrong_line_is_noticed(name, test, right, wrong, monkeypatch):
    assert right in (FOLDER / f"{name}.py").read_text("utf-8")
    monkeypatch.setitem(PLANTED, name, (right, wrong))
    with_words = {
        "test_mixture": {"algorithm": "readable"},
        "test_skipgram": {"seed": 0},
        "test_linear_vae": {"variance": 0.3},
        "test_linear_vae_ends": {"variance": 0.3},
    }
    words = with_words.get(test, {})
    with np.errstate(all="ignore"), pytest.raises(AssertionError):
        globals()[test](**words)


def test_every_test_of_numbers_has_its_wrong_line():
    here = {name for name in globals() if name.startswith("test_")}
    form = {name for name in here if "page_" in name or "noticed" in name}
    others = {
        "test_there_is_a_page_for_each_method",
        "test_the_table_of_pages_is_in_step",
        "test_every_test_of_numbers_has_its_wrong_line",
    }
    assert here - form - others == {test for _, test, _, _ in LINES}
