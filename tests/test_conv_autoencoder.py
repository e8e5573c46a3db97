"""The convolutional autoencoder: its gradient, its shapes, bad input; best inputs."""

import numpy as np
import pytest

from minivae import nn
from minivae.autoencoders import Autoencoder, ConvAutoencoder

SMALL = dict(
    channels=(2, 3),
    latent_dim=2,
    epochs=2,
    batch_size=8,
    random_state=0,
    progress=False,
)


def rng(seed=0):
    return np.random.default_rng(seed)


def images(n=20, d=36):
    return rng(1).random((n, d), dtype=np.float32)


def report_of(model, d=36):
    model._build(d, rng(3))
    x = images(3, d).astype(np.float64)
    theta, _ = nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng(5).standard_normal(theta.size)  # biases at 0 hide mistakes
    return nn.gradcheck_nets(
        lambda: model.loss_and_grads(x), model.encoder_, model.decoder_
    )


@pytest.mark.parametrize("likelihood", ["bernoulli", "gaussian"])
@pytest.mark.parametrize(
    "more",
    [
        {},
        dict(kernel=2),
        dict(kernel=4, stride=3, channels=(2,)),
        dict(image_shape=(4, 3, 3), stride=1),
        dict(image_shape=(1, 36)),
    ],
)
def test_whole_model_gradient_equals_central_differences(likelihood, more):
    report = report_of(ConvAutoencoder(**SMALL | more, likelihood=likelihood))
    assert report.ok(1e-6), report


def test_a_planted_mistake_in_a_layer_is_caught(monkeypatch):
    assert report_of(ConvAutoencoder(**SMALL)).ok(1e-6)
    right = nn.Conv2d.backward

    def flipped(self, dy, cache, *needs):
        return right(self, dy[:, ::-1], cache, *needs)

    monkeypatch.setattr(nn.Conv2d, "backward", flipped)
    assert not report_of(ConvAutoencoder(**SMALL)).ok(1e-3)


def test_float32_training_step_equals_the_float64_one():
    """The kernels give the gradient that the lines of NumPy give."""
    results = []
    for dtype in (np.float32, np.float64):
        model = ConvAutoencoder(**SMALL)
        model._build(36, rng(3))
        _, grad = nn.pack(model.encoder_, model.decoder_, dtype=dtype)
        loss, _ = model.loss_and_grads(images().astype(dtype))
        results.append((loss, grad))
    assert results[0][0] == pytest.approx(results[1][0], rel=1e-5)
    np.testing.assert_allclose(results[0][1], results[1][1], atol=1e-5)


@pytest.mark.parametrize("kernel", range(1, 8))
@pytest.mark.parametrize("side", [7, 8, 13, 28])
def test_the_decoder_gives_back_the_size_of_the_image(kernel, side):
    for stride in range(1, min(kernel, 4) + 1):
        model = ConvAutoencoder((2, 3), kernel, stride, latent_dim=2)
        try:
            model._build(side**2, rng())
        except ValueError as error:
            assert "does not fit into an image" in str(error)
            continue
        x = images(2, side**2)
        z, _ = model.encoder_.forward(x)
        assert model.decoder_.forward(z)[0].shape == x.shape


def test_rows_are_images_of_the_given_shape():
    X = images(d=12)
    assert ConvAutoencoder(**SMALL, image_shape=(3, 4)).fit(X).image_shape_ == (3, 4, 1)
    model = ConvAutoencoder(**SMALL, image_shape=(2, 2, 3)).fit(X)
    assert model.image_shape_ == (2, 2, 3)
    assert model.encoder_.layers[1].params["W"].shape == (3, 3, 3, 2)
    assert ConvAutoencoder(**SMALL).fit(images()).image_shape_ == (6, 6, 1)


def test_a_width_that_is_no_square_is_one_line_and_told():
    model = ConvAutoencoder(**SMALL)
    words = r"^10 is no square, .*one line of 10 pixels: give image_shape=\(height"
    with pytest.warns(UserWarning, match=words) as caught:
        model.fit(images(d=10))
    assert caught[0].filename == __file__
    assert model.image_shape_ == (1, 10, 1)


def test_codes_in_blocks_are_decoded_as_if_at_once(monkeypatch):
    import minivae.autoencoders.conv_autoencoder as module

    model = ConvAutoencoder(**SMALL).fit(images())
    z = model.transform(images())
    whole = model.decode(z)
    monkeypatch.setattr(module, "BLOCK", 7)
    np.testing.assert_allclose(model.decode(z), whole, rtol=1e-5)
    np.testing.assert_allclose(model.decode(z.tolist()), whole, rtol=1e-5)


def test_it_learns_where_to_paint():
    """A blot at one of 36 places: what convolutions are for."""
    r = rng(2)
    X = np.zeros((512, 8, 8), dtype=np.float32)
    for n, (i, j) in enumerate(r.integers(0, 6, (512, 2))):
        X[n, i : i + 3, j : j + 3] = 1
    X = X.reshape(512, 64)
    rest = dict(latent_dim=4, epochs=60, batch_size=32, learning_rate=5e-3)
    rest |= dict(random_state=0, progress=False)
    conv = ConvAutoencoder((4, 8), **rest).fit(X)
    assert conv.score(X) > -1.5  # the mean image has -7.1
    assert conv.history_["squared_error"][-1] < conv.history_["squared_error"][0]
    assert isinstance(conv, Autoencoder)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (dict(image_shape=(4, 4)), r"image_shape=\(4, 4\) has 16 numbers, .*X has 36"),
        (dict(image_shape=36), r"image_shape must be None, \(height, width\) or"),
        (dict(image_shape=(36,)), r"image_shape must be None, .*got \(36,\)"),
        (dict(image_shape=(6.0, 6)), "each entry of image_shape must be an integer"),
        (dict(kernel=15), "kernel of 15 x 15 is larger than the image of 6 x 6"),
        (dict(kernel=4, image_shape=(1, 36)), "does not fit into an image of 1 x 36"),
        (dict(kernel=0), "kernel must be an integer of at least 1, got 0"),
        (dict(stride=0), "stride must be an integer of at least 1, got 0"),
        (dict(stride=1.5), "stride must be an integer of at least 1, got 1.5"),
        (dict(stride=4), "stride must be at most the kernel, .*stride=4 with kernel=3"),
        (dict(channels=()), "channels must be a tuple of at least one integer"),
        (dict(channels=16), r"channels must be a tuple .*\(16, 32\), got 16"),
        (dict(channels=(2, 0)), "each entry of channels must be an integer"),
        (dict(likelihood="poisson"), "likelihood must be"),
    ],
)
def test_bad_input_gets_one_clear_error(more, words):
    with pytest.raises(ValueError, match=words):
        ConvAutoencoder(**SMALL | more).fit(images())


# --- the input that excites a unit most ---------------------------------------


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("sign", [1, -1])
def test_the_best_input_of_a_linear_unit_is_its_weights(dtype, sign):
    net = nn.Sequential(nn.Linear(9, 4, rng(), init="glorot"))
    nn.pack(net, dtype=dtype)
    grads = net.layers[0].grads["W"].copy()
    w = net.layers[0].params["W"][:, 2]
    x, values = nn.activation_maximisation(net, 2, 9, rng(1), radius=3, sign=sign)
    assert x.shape == (8, 9) and x.dtype == values.dtype == dtype
    expected = np.tile(sign * 3 * w / np.linalg.norm(w), (8, 1))
    np.testing.assert_allclose(x, expected, atol=1e-5)
    np.testing.assert_allclose(values, sign * 3 * np.linalg.norm(w), rtol=1e-5)
    np.testing.assert_array_equal(net.layers[0].grads["W"], grads)


def test_a_unit_with_a_place_is_excited_where_its_window_lies():
    conv = nn.Conv2d(1, 2, 3, rng())
    x, values = nn.activation_maximisation(conv, (1, 2, 0), (5, 6, 1), rng(1))
    W = conv.params["W"][..., 0]
    expected = np.zeros((5, 6, 1))
    expected[1:4, 2:5] = W / np.linalg.norm(W)
    np.testing.assert_allclose(x[0], expected, atol=1e-5)
    assert values[0] == pytest.approx(np.linalg.norm(W), rel=1e-5)


def test_the_best_of_several_starts_comes_first_and_all_keep_the_bound():
    net = nn.Sequential(nn.Linear(5, 8, rng()), nn.ReLU(), nn.Linear(8, 1, rng(2)))
    x, values = nn.activation_maximisation(net, 0, 5, rng(1), radius=2.0, n_starts=20)
    assert np.linalg.norm(x, axis=1).max() < 2 + 1e-5
    assert (np.diff(values) <= 0).all()
    tried = rng(3).standard_normal((20_000, 5)).astype(np.float32)
    tried *= 2 / np.linalg.norm(tried, axis=1, keepdims=True)
    assert values[0] > net.forward(tried)[0].max() - 1e-3


def test_a_silent_unit_stays_finite():
    net = nn.Sequential(nn.Linear(3, 2, rng()), nn.ReLU())
    net.layers[0].params["b"][...] = -100
    x, values = nn.activation_maximisation(net, 0, 3, rng(1))
    assert np.isfinite(x).all() and (values == 0).all()


@pytest.mark.parametrize(
    ("unit", "more", "words"),
    [
        (4, {}, r"unit must be the place .*shape \(4,\), got \(4,\)"),
        (-1, {}, "unit must be the place of one number"),
        ((1, 1), {}, r"got \(1, 1\)"),
        (1.0, {}, "unit must be the place"),
        (0, dict(radius=0), "radius must be a positive finite number, got 0"),
        (0, dict(step_size=np.inf), "step_size must be a positive"),
        (0, dict(n_starts=0), "n_starts must be an integer of at least 1, got 0"),
        (0, dict(n_steps=1.5), "n_steps must be an integer of at least 1, got 1.5"),
        (0, dict(sign=0), "sign must be 1 or -1, got 0"),
    ],
)
def test_bad_arguments_of_the_search_get_one_clear_error(unit, more, words):
    net = nn.Linear(3, 4, rng())
    with pytest.raises(ValueError, match=words):
        nn.activation_maximisation(net, unit, 3, rng(), **more)
