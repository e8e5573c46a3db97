"""The autoencoders and the VAE: whole gradients, the lesson's functions, bad input."""

import copy
import pickle

import numpy as np
import pytest

from minivae import nn
from minivae.autoencoders import (
    VAE,
    Autoencoder,
    DenoisingAutoencoder,
    corrupt,
    kl_rows,
    kl_to_standard_normal,
    reparameterise,
    reparameterise_backward,
)

TOLERANCE = 1e-6
SMALL = dict(
    hidden=(7,), latent_dim=3, epochs=3, batch_size=16, random_state=0, progress=False
)


def rng(seed=0):
    return np.random.default_rng(seed)


def images(n=64, d=12, seed=0):
    """Two kinds of images with noise: something to learn."""
    r = rng(seed)
    pattern = np.where(r.random((2, d)) > 0.5, 0.9, 0.1)
    x = pattern[r.integers(2, size=n)] + 0.05 * r.standard_normal((n, d))
    return np.clip(x, 0, 1).astype(np.float32)


MODELS = {
    "AE bernoulli": lambda **k: Autoencoder(**{**SMALL, **k}),
    "AE gaussian": lambda **k: Autoencoder(**{**SMALL, "likelihood": "gaussian", **k}),
    "DAE": lambda **k: DenoisingAutoencoder(**{**SMALL, **k}),
    "VAE bernoulli": lambda **k: VAE(**{**SMALL, **k}),
    "VAE gaussian": lambda **k: VAE(
        **{**SMALL, "likelihood": "gaussian", "variance": 0.3, **k}
    ),
}
every_model = pytest.mark.parametrize("name", MODELS)


# --- whole gradients ---------------------------------------------------------


def whole_gradient_report(model, seed=3):
    model._build(12, rng(seed))
    x = images(5).astype(np.float64)
    noise = model._noise(x, rng(4))
    if noise is not None:
        noise = noise.astype(np.float64)
    theta, _ = nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng(5).standard_normal(theta.size)  # biases at 0 hide mistakes
    return nn.gradcheck_nets(
        lambda: model.loss_and_grads(x, noise), model.encoder_, model.decoder_
    )


@every_model
@pytest.mark.parametrize("hidden", [(7,), (8, 5)])
def test_whole_model_gradient_equals_central_differences(name, hidden):
    report = whole_gradient_report(MODELS[name](hidden=hidden))
    assert report.ok(TOLERANCE), report


@pytest.mark.parametrize("beta", [0.0, 0.25, 4.0])
def test_beta_weighs_the_kl_gradient(beta):
    assert whole_gradient_report(VAE(**SMALL, beta=beta)).ok(TOLERANCE)


@pytest.mark.parametrize(
    "function, planted",
    [
        ("reparameterise", lambda m, v, e: (m + np.exp(v) * e, None)),
        ("kl_to_standard_normal", lambda m, v: (0.0, m / len(m), v * 0)),
        ("reparameterise_backward", lambda dz, cache: (dz.copy(), dz * cache.eps)),
    ],
)
def test_a_planted_bug_between_the_layers_is_caught(monkeypatch, function, planted):
    import minivae.autoencoders.vae as module

    original = getattr(module, function)

    def wrong(*args):
        out = planted(*args)
        return (out[0], original(*args)[1]) if function == "reparameterise" else out

    monkeypatch.setattr(module, function, wrong)
    assert not whole_gradient_report(VAE(**SMALL)).ok(1e-3)


@every_model
def test_float32_training_step_equals_the_float64_one(name):
    """The fused kernels give the gradient that the readable lines give."""
    results = []
    for dtype in (np.float32, np.float64):
        model = MODELS[name]()
        model._build(12, rng(3))
        _, grad = nn.pack(model.encoder_, model.decoder_, dtype=dtype)
        x = images(5)
        noise = model._noise(x, rng(4))
        noise = None if noise is None else noise.astype(dtype)
        loss, _ = model.loss_and_grads(x.astype(dtype), noise)
        results.append((loss, grad))
    assert results[0][0] == pytest.approx(results[1][0], rel=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], atol=2e-6)


# --- the lesson's functions --------------------------------------------------


def test_sampled_z_has_the_requested_mean_and_variance():
    mu, logvar = np.full((200_000, 2), [1.0, -3.0]), np.full((200_000, 2), np.log(4.0))
    z, _ = reparameterise(mu, logvar, rng().standard_normal(mu.shape))
    np.testing.assert_allclose(z.mean(axis=0), [1, -3], atol=0.02)
    np.testing.assert_allclose(z.var(axis=0), 4, rtol=0.02)


def test_reparameterise_gradients_equal_central_differences():
    mu, logvar, eps = (rng(s).standard_normal((4, 3)) for s in range(3))
    dz = rng(9).standard_normal((4, 3))
    dmu, dlogvar = reparameterise_backward(dz, reparameterise(mu, logvar, eps)[1])
    report = nn.gradcheck(
        lambda: float(np.sum(reparameterise(mu, logvar, eps)[0] * dz)),
        {"mu": mu, "logvar": logvar},
        {"mu": dmu, "logvar": dlogvar},
    )
    assert report.ok(TOLERANCE), report


def test_kl_gradients_equal_central_differences():
    mu, logvar = rng(0).standard_normal((4, 3)), rng(1).standard_normal((4, 3))
    _, dmu, dlogvar = kl_to_standard_normal(mu, logvar)
    report = nn.gradcheck(
        lambda: kl_to_standard_normal(mu, logvar)[0],
        {"mu": mu, "logvar": logvar},
        {"mu": dmu, "logvar": dlogvar},
    )
    assert report.ok(TOLERANCE), report


def test_kl_equals_its_monte_carlo_estimate():
    mu, logvar = np.array([[0.5, -1.0, 2.0]]), np.array([[-1.0, 0.3, 0.8]])
    eps = rng().standard_normal((400_000, 3))
    z = mu + np.exp(logvar / 2) * eps
    log_ratio = np.sum(-0.5 * (eps**2 + logvar) + 0.5 * z**2, axis=1)
    error = log_ratio.std() / np.sqrt(len(eps))
    assert abs(kl_to_standard_normal(mu, logvar)[0] - log_ratio.mean()) < 4 * error


def test_kl_is_zero_at_the_prior_and_positive_elsewhere():
    zero = np.zeros((2, 3))
    assert kl_to_standard_normal(zero, zero)[0] == 0
    assert (kl_rows(rng().standard_normal((50, 3)), rng(1).random((50, 3))) > 0).all()


def test_a_linear_gaussian_vae_meets_the_exact_evidence():
    """p(x) = N(b, W Wᵀ + σ² I): with the exact posterior, both bounds are log p(x)."""
    stats = pytest.importorskip("scipy.stats")
    s2, model = 0.5, VAE(**{**SMALL, "likelihood": "gaussian"}, variance=0.5)
    model._build(12, rng(0))
    model.n_features_in_ = 12
    W, b = rng(1).standard_normal((3, 12)), rng(2).standard_normal(12)
    W[:] = np.linalg.qr(W.T)[0].T * [[2.0], [1.0], [0.5]]  # orthogonal: q is diagonal
    precision = 1 + (W**2).sum(axis=1) / s2
    A, c = (W / s2 / precision[:, None]).T, -np.log(precision)
    model.decoder_ = nn.Sequential(nn.Linear(3, 12, rng()))
    model.encoder_ = nn.Sequential(nn.Linear(12, 6, rng()))
    theta = model.decoder_.layers[0].params
    theta["W"][...], theta["b"][...] = W, b
    phi = model.encoder_.layers[0].params
    phi["W"][...] = np.hstack([A, np.zeros((12, 3))])
    phi["b"][...] = np.concatenate([-b @ A, c])
    nn.pack(model.encoder_, model.decoder_)
    X = rng(3).standard_normal((6, 12)).astype(np.float32)
    exact = stats.multivariate_normal(b, W.T @ W + s2 * np.eye(12)).logpdf(X)
    np.testing.assert_allclose(model.log_likelihood(X, 5, 0), exact, rtol=1e-5)
    elbos = [model.elbo(X, random_state=s) for s in range(4000)]
    error = np.std(elbos, axis=0) / np.sqrt(4000)
    assert (np.abs(np.mean(elbos, axis=0) - exact) < 4.5 * error).all()


def test_the_importance_weighted_bound_tightens():
    model, X = VAE(**SMALL).fit(images()), images()
    bounds = [model.log_likelihood(X, S, 0).mean() for S in (1, 10, 200)]
    assert bounds[0] < bounds[1] < bounds[2]
    repeats = [model.elbo(X, random_state=s).mean() for s in range(200)]
    one = [model.log_likelihood(X, 1, s).mean() for s in range(200)]
    assert np.mean(repeats) == pytest.approx(np.mean(one), abs=0.05)


# --- corruption -------------------------------------------------------------


def test_each_corruption_spoils_what_it_says():
    x = np.full((100, 500), 0.5, dtype=np.float32)
    noisy = corrupt(x, "gaussian", 0.3, rng())
    assert abs((noisy - x).std() - 0.3) < 0.01
    masked = corrupt(x, "masking", 0.2, rng())
    assert abs((masked == 0).mean() - 0.2) < 0.01
    assert set(np.unique(masked)) == {np.float32(0), np.float32(0.5)}
    pepper = corrupt(x, "salt_and_pepper", 0.4, rng())
    assert abs((pepper == 0).mean() - 0.2) < 0.01
    assert abs((pepper == 1).mean() - 0.2) < 0.01
    assert (x == 0.5).all()
    assert noisy.dtype == masked.dtype == pepper.dtype == np.float32


# --- fitting ----------------------------------------------------------------


@every_model
def test_fit_learns_and_one_seed_gives_one_result(name):
    a, b = (MODELS[name](epochs=40).fit(images()) for _ in range(2))
    key = "elbo" if name.startswith("VAE") else "squared_error"
    curve = np.array(a.history_[key]) * (-1 if key == "elbo" else 1)
    assert curve[-1] < curve[0]
    np.testing.assert_array_equal(a.transform(images()), b.transform(images()))
    other = MODELS[name](random_state=1).fit(images())
    assert (other.transform(images()) != a.transform(images())).any()
    assert a.transform(images()).shape == (64, 3)
    assert a.reconstruct(images()).shape == (64, 12)


def test_the_history_of_a_vae_splits_the_elbo():
    history = VAE(**SMALL).fit(images()).history_
    parts = np.array(history["reconstruction"]) + history["kl"]
    np.testing.assert_allclose(parts, -np.array(history["elbo"]), rtol=1e-9)
    assert len(parts) == 3


def test_the_recorded_squared_error_is_that_of_the_reconstructions():
    for likelihood in ("bernoulli", "gaussian"):
        model = Autoencoder(**SMALL, likelihood=likelihood).fit(images())
        _, terms = model.loss_and_grads(images())
        expected = model.squared_error(images()).mean()
        assert terms["squared_error"] == pytest.approx(expected, rel=1e-4)
        assert model.score(images()) == pytest.approx(-expected)


def test_samples_and_paths_have_the_shape_of_the_data():
    model, X = VAE(**SMALL).fit(images()), images()
    samples = model.sample(5, random_state=0)
    assert samples.shape == (5, 12)
    assert (samples >= 0).all() and (samples <= 1).all()
    np.testing.assert_array_equal(samples, model.sample(5, random_state=0))
    path = model.interpolate(X[0], X[1], n=4)
    np.testing.assert_allclose(path[[0, -1]], model.reconstruct(X[:2]), atol=1e-6)
    assert path.shape == (4, 12)
    mu, logvar = model.encode(X)
    np.testing.assert_array_equal(mu, model.transform(X))
    assert logvar.shape == mu.shape == (64, 3)


def test_denoising_beats_the_noise():
    X = images(400)
    model = DenoisingAutoencoder(
        level=0.4, **{**SMALL, "hidden": (32,), "epochs": 60}
    ).fit(X)
    noisy = corrupt(X, "gaussian", 0.4, rng(9))
    cleaned = model.reconstruct(noisy)
    assert np.mean((cleaned - X) ** 2) < 0.2 * np.mean((noisy - X) ** 2)


def test_the_error_of_a_denoiser_is_taken_against_the_clean_image_if_it_is_given():
    X, model = images(), DenoisingAutoencoder(**SMALL).fit(images())
    noisy = corrupt(X, "gaussian", 0.5, rng(9))
    X_hat = model.reconstruct(noisy)
    for clean, given in ((X, [X]), (noisy, []), (noisy, [None])):
        expected = np.sum((clean - X_hat) ** 2, axis=1)
        np.testing.assert_array_equal(model.squared_error(noisy, *given), expected)
        assert model.score(noisy, *given) == -float(expected.mean())
    assert model.score(noisy, np.zeros(64)) == model.score(noisy)  # labels
    with pytest.raises(
        ValueError, match=r"clean images .* \(63, 12\), X has \(64, 12\)"
    ):
        model.score(noisy, X[1:])


def test_elbo_and_log_likelihood_read_their_data_once(monkeypatch):
    model, calls = VAE(**SMALL).fit(images()), []
    check = VAE._check_data
    monkeypatch.setattr(VAE, "_check_data", lambda s, X: calls.append(1) or check(s, X))
    model.elbo(images(), random_state=0)
    model.log_likelihood(images(), 2, 0)
    assert len(calls) == 2


# --- layers that act differently in training --------------------------------


def with_noisy_layers(kind):
    """Return the class, with BatchNorm and Dropout in its networks."""

    class Noisy(kind):
        def _build(self, n_features, rng):
            K, n_out = self.latent_dim, self.latent_dim * (2 if kind is VAE else 1)
            body = nn.Sequential(nn.Linear(n_features, 7, rng), nn.Tanh())
            self.encoder_ = nn.Sequential(
                body, nn.BatchNorm(7), nn.Dropout(0.3), nn.Linear(7, n_out, rng)
            )
            self.decoder_ = nn.Sequential(
                nn.Linear(K, 7, rng), nn.ReLU(), nn.Dropout(0.3), nn.Linear(7, 12, rng)
            )

    return Noisy


every_kind = pytest.mark.parametrize("kind", [Autoencoder, DenoisingAutoencoder, VAE])


@every_kind
@pytest.mark.parametrize("train", [True, False])
def test_the_gradient_is_right_with_layers_that_train_differently(kind, train):
    model = with_noisy_layers(kind)(**SMALL)
    model._build(12, rng(3))
    x, noise = images(5).astype(np.float64), rng(4).standard_normal((5, 3))
    noise = noise if kind is VAE else None
    theta, _ = nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng(5).standard_normal(theta.size)

    def loss_and_grads():  # the same noise at every call
        return model.loss_and_grads(x, noise, train=train, rng=rng(6))

    report = nn.gradcheck_nets(loss_and_grads, model.encoder_, model.decoder_)
    assert report.ok(TOLERANCE), report


@every_kind
def test_fit_trains_the_layers_and_nothing_else_does(kind):
    model = with_noisy_layers(kind)(**SMALL)
    seen = []
    forward = nn.Dropout.forward

    class Watched(nn.Dropout):
        def forward(self, x, train=False, rng=None):
            seen.append((train, rng is not None))
            return forward(self, x, train, rng)

    build = model._build

    def watch(n_features, rng):
        build(n_features, rng)
        model.encoder_.layers[2] = Watched(0.3)
        model.decoder_.layers[2] = Watched(0.3)

    model._build = watch
    model.fit(images())
    assert seen == [(True, True)] * (3 * 4 * 2)  # epochs, batches, networks
    buffers = model.encoder_.layers[1].buffers
    assert buffers["mean"].any() and (buffers["var"] != 1).all()
    kept = copy.deepcopy(buffers)
    seen.clear()
    first, again = (model.reconstruct(images()) for _ in range(2))
    np.testing.assert_array_equal(first, again)
    assert not any(train for train, _ in seen)
    for key, value in kept.items():
        np.testing.assert_array_equal(buffers[key], value)


def test_a_loss_of_your_own_may_take_the_data_and_the_noise_alone():
    class Mine(VAE):
        def loss_and_grads(self, x, eps):
            return super().loss_and_grads(x, eps)

    theirs, mine = VAE(**SMALL).fit(images()), Mine(**SMALL).fit(images())
    np.testing.assert_array_equal(mine.transform(images()), theirs.transform(images()))


@every_kind
def test_running_averages_survive_files_and_copies(kind, tmp_path):
    cls = with_noisy_layers(kind)
    model, X = cls(**SMALL).fit(images()), images()
    path = model.save(tmp_path / "model")
    for twin in (cls.load(path), copy.deepcopy(model)):
        for key, value in model.encoder_.layers[1].buffers.items():
            np.testing.assert_array_equal(twin.encoder_.layers[1].buffers[key], value)
        np.testing.assert_array_equal(twin.transform(X), model.transform(X))
    changed(path, **{"0.1.BatchNorm.mean": None})
    with pytest.raises(ValueError, match="lacks the array 0.1.BatchNorm.mean"):
        cls.load(path)


# --- copies and files --------------------------------------------------------


@every_model
def test_save_load_pickle_and_copy_give_the_same_model(name, tmp_path):
    model, X = MODELS[name]().fit(images()), images()
    path = model.save(tmp_path / "model")
    assert path == tmp_path / "model.npz"
    twins = [
        type(model).load(path),
        pickle.loads(pickle.dumps(model)),
        copy.deepcopy(model),
    ]
    for twin in twins:
        np.testing.assert_array_equal(twin.transform(X), model.transform(X))
        assert twin.history_ == model.history_
        assert twin.get_params() == model.get_params()
    assert [p.name for p in tmp_path.iterdir()] == ["model.npz"]


class Sly:
    def __reduce__(self):
        return (exec, ("raise SystemExit('pickle was executed')",))


def changed(path, **changes):
    with np.load(path) as file:
        arrays = {k: file[k] for k in file.files}
    for name, value in changes.items():
        name = name.replace("__", ".")
        if value is None:
            del arrays[name]
        else:
            arrays[name] = value
    np.savez(path, **arrays)


@pytest.mark.parametrize(
    "spoil, words",
    [
        (
            lambda p: changed(p, **{"0.0.Linear.W": None}),
            "lacks the array 0.0.Linear.W",
        ),
        (lambda p: changed(p, **{"0.0.Linear.b": np.ones(3)}), r"shape \(7,\), got"),
        (lambda p: changed(p, **{"0.0.Linear.b": np.full(7, np.nan)}), "finite"),
        (lambda p: changed(p, minivae_model="{}"), "not a model saved by minivae"),
        (lambda p: changed(p, minivae_model=None), "not a model saved by minivae"),
        (lambda p: np.savez(p, a=np.array([Sly()], dtype=object)), "not a model"),
        (lambda p: p.write_bytes(pickle.dumps(Sly())), "not a model"),
        (lambda p: p.write_bytes(p.read_bytes()[:300]), "not a model"),
        (lambda p: p.write_bytes(b""), "not a model"),
    ],
)
def test_a_model_file_from_elsewhere_is_refused(spoil, words, tmp_path):
    path = VAE(**SMALL).fit(images()).save(tmp_path / "model.npz")
    spoil(path)
    with pytest.raises(ValueError, match=words):
        VAE.load(path)


def test_a_model_of_another_class_is_named(tmp_path):
    path = VAE(**SMALL).fit(images()).save(tmp_path / "model.npz")
    with pytest.raises(ValueError, match="holds a VAE; load it with VAE.load"):
        Autoencoder.load(path)


def test_a_missing_file_and_a_missing_folder_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match="no model file"):
        VAE.load(tmp_path / "none.npz")
    with pytest.raises(ValueError, match="there is no folder"):
        VAE(**SMALL).fit(images()).save(tmp_path / "no" / "model.npz")


# --- bad input ----------------------------------------------------------------


def spoilt(value):
    X = images()
    X[3, 4] = value
    return X


@every_model
@pytest.mark.parametrize(
    "X, words",
    [
        (spoilt(np.nan), "NaN|nan"),
        (spoilt(np.inf), "inf"),
        (np.empty((0, 12)), "0 sample"),
        (np.empty((5, 0)), "0 feature"),
        (np.ones(12), "2-D"),
        (np.ones((20, 3), dtype=complex), "Complex"),
    ],
)
def test_unusable_training_data_gets_one_clear_error(name, X, words):
    with pytest.raises(ValueError, match=words):
        MODELS[name]().fit(X)


@pytest.mark.parametrize("name", [n for n in MODELS if "gaussian" not in n])
def test_pixels_outside_the_unit_interval_are_refused(name):
    with pytest.raises(ValueError, match=r"\[0, 1\].*0 to 255.*Divide grey levels"):
        MODELS[name]().fit(np.linspace(0, 255, 64 * 12).reshape(64, 12))
    with pytest.raises(ValueError, match=r"\[0, 1\], got -1"):
        MODELS[name]().fit(spoilt(-1))


@pytest.mark.parametrize(
    "changes, words",
    [
        (dict(latent_dim=0), "latent_dim must be an integer of at least 1, got 0"),
        (dict(latent_dim=2.5), "latent_dim"),
        (dict(epochs=0), "epochs"),
        (dict(batch_size=-1), "batch_size"),
        (dict(hidden=(0,)), "each entry of hidden"),
        (dict(likelihood="poisson"), "bernoulli.*poisson"),
        (dict(beta=-1), "beta"),
        (dict(beta=np.nan), "beta"),
        (dict(variance=0), "variance"),
        (dict(learning_rate=0), "learning_rate"),
    ],
)
def test_unusable_parameters_get_one_clear_error(changes, words):
    with pytest.raises(ValueError, match=words):
        VAE(**{**SMALL, **changes}).fit(images())


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda m: m.transform(np.ones((2, 5))), "X has 5 features, but VAE is expect"),
        (lambda m: m.decode(np.ones((2, 5))), r"\(N, 3\), got \(2, 5\)"),
        (lambda m: m.sample(0), "n must be"),
        (lambda m: m.log_likelihood(images(), 0), "n_samples must be"),
        (lambda m: m.elbo(spoilt(2.0)), r"\[0, 1\]"),
    ],
)
def test_a_fitted_model_refuses_what_it_cannot_read(call, words):
    model = VAE(**SMALL).fit(images())
    with pytest.raises(ValueError, match=words):
        call(model)


def test_a_model_whose_fit_refused_its_data_is_not_fitted():
    model = VAE(**SMALL)
    with pytest.raises(ValueError, match=r"\[0, 1\]"):
        model.fit(spoilt(-1))
    with pytest.raises(AttributeError, match="VAE is not fitted yet: call fit"):
        model.encode(images())


@pytest.mark.parametrize(
    "corruption, level, words",
    [("snow", 0.5, "snow"), ("masking", 1.5, "probability"), ("gaussian", -1, "least")],
)
def test_unknown_noise_is_refused(corruption, level, words):
    with pytest.raises(ValueError, match=words):
        DenoisingAutoencoder(corruption, level, **SMALL).fit(images())


def test_reparameterise_and_kl_refuse_shapes_that_would_broadcast():
    with pytest.raises(ValueError, match="one shape"):
        reparameterise(np.ones((4, 3)), np.ones((4, 3)), np.ones((4, 1)))
    with pytest.raises(ValueError, match="one shape"):
        kl_to_standard_normal(np.ones((4, 3)), np.ones((1, 3)))


# --- figures that the issue asks for, on real data ----------------------------


@pytest.mark.full_data
def test_ten_epochs_on_mnist_reach_an_elbo_of_minus_106():
    from minivae.data import load_mnist

    data = load_mnist()
    scores = []
    for seed in range(3):
        model = VAE(random_state=seed, progress=False).fit(data.x_train)
        scores.append(model.elbo(data.x_test, random_state=seed).mean())
    print(f"one-sample test ELBO, three seeds: {np.round(scores, 2)} nats")
    assert np.mean(scores) >= -106.0
