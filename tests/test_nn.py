"""The layers, losses and optimisers: every gradient against central differences."""

import copy
import pickle

import numpy as np
import pytest

from minivae import nn

TOLERANCE = 1e-6


def rng(seed=0):
    return np.random.default_rng(seed)


LAYERS = {
    "Linear": lambda: nn.Linear(4, 3, rng()),
    "Linear glorot": lambda: nn.Linear(4, 3, rng(), init="glorot"),
    "ReLU": nn.ReLU,
    "LeakyReLU": nn.LeakyReLU,
    "Tanh": nn.Tanh,
    "Sigmoid": nn.Sigmoid,
    "Softplus": nn.Softplus,
    "BatchNorm": lambda: nn.BatchNorm(4),
    "Dropout": lambda: nn.Dropout(0.4),
    "Sequential": lambda: nn.Sequential(
        nn.Linear(4, 6, rng()), nn.BatchNorm(6), nn.Tanh(), nn.Linear(6, 2, rng())
    ),
    "nested": lambda: nn.Sequential(
        nn.Sequential(
            nn.Linear(4, 3, rng()), nn.Sequential(nn.Tanh(), nn.BatchNorm(3))
        ),
        nn.Dropout(0.4),
        nn.Linear(3, 2, rng(1)),
    ),
    "Conv2d": lambda: nn.Conv2d(2, 3, 3, rng(), stride=2, padding=1),
    "Conv2d of pairs": lambda: nn.Conv2d(
        2, 3, (3, 2), rng(), stride=(1, 2), padding=(2, 0), init="glorot"
    ),
    "ConvTranspose2d": lambda: nn.ConvTranspose2d(
        2, 3, 3, rng(), stride=2, padding=1, output_padding=1
    ),
    "ConvTranspose2d of pairs": lambda: nn.ConvTranspose2d(
        2, 3, (1, 3), rng(), stride=(2, 1), padding=(0, 1), init="glorot"
    ),
    "MaxPool2d": nn.MaxPool2d,
    "MaxPool2d, windows that overlap": lambda: nn.MaxPool2d(3, stride=(1, 2)),
    "Flatten": nn.Flatten,
    "Unflatten": lambda: nn.Unflatten(2, 1, 2),
    "of images": lambda: nn.Sequential(
        nn.Conv2d(2, 3, 3, rng()), nn.Tanh(), nn.Flatten(), nn.Linear(24, 2, rng(1))
    ),
}
IMAGES = (2, 6, 4, 2)  # what those layers take; the others take (5, 4)
TAKE_IMAGES = ("Conv", "MaxPool", "Flatten", "of images")
every_layer = pytest.mark.parametrize("name", LAYERS)
in_training = pytest.mark.parametrize("training", [True, False])


def given(name):
    return rng(1).standard_normal(IMAGES if name.startswith(TAKE_IMAGES) else (5, 4))


def make(name):
    """Return a layer in float64 and an input for it."""
    layer = LAYERS[name]()
    if list(nn.named_parameters(layer)):
        theta, _ = nn.pack(layer, dtype=np.float64)
        theta += 0.1 * rng(5).standard_normal(theta.size)  # gamma = 1 hides mistakes
    return layer, given(name)


@every_layer
@in_training
def test_layer_gradients_equal_central_differences(name, training):
    layer, x = make(name)

    def forward():  # the same noise at every call
        return layer.forward(x, training, rng(2))

    y, cache = forward()
    dy = rng(3).standard_normal(y.shape)
    dx = layer.backward(dy, cache)
    slots = list(nn.named_parameters(layer))
    arrays = {"x": x, **{n: owner.params[k] for n, owner, k in slots}}
    grads = {"x": dx, **{n: owner.grads[k].copy() for n, owner, k in slots}}
    report = nn.gradcheck(lambda: float(np.sum(forward()[0] * dy)), arrays, grads)
    assert report.ok(TOLERANCE), report


@every_layer
def test_layers_write_to_none_of_their_arguments(name):
    layer, x = make(name)
    kept = x.copy()
    y, cache = layer.forward(x, True, rng(2))
    dy = rng(3).standard_normal(y.shape)
    dy_kept = dy.copy()
    dx = layer.backward(dy, cache)
    dx += 1
    y += 1
    np.testing.assert_array_equal(x, kept)
    np.testing.assert_array_equal(dy, dy_kept)


@every_layer
def test_two_forwards_then_two_backwards_in_either_order(name):
    """The case of a GAN's critic, on real and on fake data."""
    layer, a = make(name)
    b = a + 1

    def gradients(order):
        for _, owner, key in nn.named_parameters(layer):
            owner.grads[key][...] = 0
        runs = {"a": layer.forward(a), "b": layer.forward(b)}
        dx = {k: layer.backward(np.ones_like(runs[k][0]), runs[k][1]) for k in order}
        grads = [o.grads[k].copy() for _, o, k in nn.named_parameters(layer)]
        return [dx["a"], dx["b"], *grads]

    for one, other in zip(gradients("ab"), gradients("ba"), strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-12)


@every_layer
def test_gradients_accumulate(name):
    layer, x = make(name)
    y, cache = layer.forward(x)
    layer.backward(np.ones_like(y), cache)
    once = [o.grads[k].copy() for _, o, k in nn.named_parameters(layer)]
    layer.backward(np.ones_like(y), cache)
    for (_, owner, key), first in zip(nn.named_parameters(layer), once, strict=True):
        np.testing.assert_allclose(owner.grads[key], 2 * first)


@every_layer
def test_float32_stays_float32(name):
    layer = LAYERS[name]()
    x = given(name).astype(np.float32)
    y, cache = layer.forward(x, True, rng(2))
    assert y.dtype == layer.backward(np.ones_like(y), cache).dtype == np.float32


def test_a_gradient_of_the_wrong_shape_is_refused_instead_of_broadcast():
    net = nn.Sequential(nn.Linear(4, 3, rng()))
    y, cache = net.forward(np.ones((5, 4), dtype=np.float32))
    with pytest.raises(ValueError, match=r"\(5, 1\).*\(5, 3\)"):
        net.backward(np.ones((5, 1), dtype=np.float32), cache)


@every_layer
@in_training
def test_backward_gives_the_gradients_that_are_wanted_and_no_others(name, training):
    layer, x = make(name)
    y, cache = layer.forward(x, training, rng(2))
    dy = rng(3).standard_normal(y.shape)
    slots = list(nn.named_parameters(layer))

    def gradients():
        return [owner.grads[key].copy() for _, owner, key in slots]

    dx, both = layer.backward(dy, cache), gradients()
    alone = layer.backward(dy, cache, need_grads=False)
    np.testing.assert_array_equal(alone, dx)
    for kept, now in zip(both, gradients(), strict=True):
        np.testing.assert_array_equal(kept, now)
    for _, owner, key in slots:
        owner.grads[key][...] = 0
    assert layer.backward(dy, cache, need_dx=False) is None
    for kept, now in zip(both, gradients(), strict=True):
        np.testing.assert_array_equal(kept, now)


def test_dropout_keeps_the_mean_and_is_off_outside_training():
    x = np.ones((400, 500), dtype=np.float32)
    layer = nn.Dropout(0.3)
    y, _ = layer.forward(x, True, rng())
    assert abs(y.mean() - 1) < 0.01
    assert abs((y == 0).mean() - 0.3) < 0.01
    for calm in ({}, {"rng": rng()}):  # a generator alone does not mean training
        np.testing.assert_array_equal(layer.forward(x, **calm)[0], x)
    with pytest.raises(ValueError, match="train=True, rng=rng"):
        nn.Sequential(layer).forward(x, train=True)


def test_batchnorm_normalises_in_training_and_remembers():
    x = (rng().standard_normal((200, 3)) * [1, 5, 0.2] + [0, 4, -1]).astype(np.float32)
    layer = nn.BatchNorm(3)
    y, _ = layer.forward(x, True, rng())
    np.testing.assert_allclose(y.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(y.std(axis=0), 1, atol=1e-3)
    for _ in range(100):
        layer.forward(x, True)  # it draws nothing
    kept = copy.deepcopy(layer.buffers)
    for calm in ({}, {"rng": rng()}):  # a generator alone does not mean training
        np.testing.assert_allclose(layer.forward(x, **calm)[0], y, atol=2e-3)
    for key, value in kept.items():
        np.testing.assert_array_equal(layer.buffers[key], value)
    with pytest.raises(ValueError, match="at least 2"):
        layer.forward(x[:1], True)


@pytest.mark.parametrize("slope", [0, 0.2, 1])
def test_a_leaky_relu_leaks_its_slope(slope):
    x, dy = rng().standard_normal((2, 50, 40)).astype(np.float32)
    x[0, :3] = [0, -0.0, np.nan]
    y, cache = nn.LeakyReLU(slope).forward(x)
    np.testing.assert_array_equal(y, np.where(x > 0, x, slope * x))
    dx = nn.LeakyReLU(slope).backward(dy, cache)
    np.testing.assert_array_equal(dx, np.where(x > 0, dy, slope * dy))


def test_sigmoid_takes_both_sides_from_one_exponential():
    x = np.float32([0, -0.0, 1, -1, 20, -20, 200, -200, np.inf, -np.inf, np.nan])
    t = np.exp(-np.abs(x))
    np.testing.assert_array_equal(nn.sigmoid(x), np.where(x >= 0, 1, t) / (1 + t))
    assert nn.sigmoid(0.0) == 0.5 and nn.sigmoid(0) == 0.5


@pytest.mark.parametrize(
    "make_layer", [nn.Dropout, nn.LeakyReLU, lambda v: nn.BatchNorm(4, v, v)]
)
def test_a_setting_that_is_a_numpy_number_does_not_widen_float32(make_layer):
    layer = make_layer(np.float64(0.4))
    y, cache = layer.forward(np.ones((5, 4), dtype=np.float32), True, rng())
    assert y.dtype == layer.backward(y, cache).dtype == np.float32


@pytest.mark.parametrize("init, variance", [("he", 2 / 300), ("glorot", 2 / 500)])
def test_initial_weights_have_the_promised_variance(init, variance):
    W = nn.Linear(300, 200, rng(), init=init).params["W"]
    assert abs(W.var() / variance - 1) < 0.02


def test_he_keeps_the_signal_through_ten_relu_layers():
    x = rng().standard_normal((200, 300)).astype(np.float32)
    layers = [f for s in range(10) for f in (nn.Linear(300, 300, rng(s)), nn.ReLU())]
    y, _ = nn.Sequential(*layers).forward(x)
    assert 0.3 < np.mean(y**2) < 3


# --- losses ---------------------------------------------------------------

logits, targets = 3 * rng(4).standard_normal((6, 5)), rng(5).random((6, 5))
labels = np.array([0, 4, 2, 2, 1, 3])
LOSSES = {
    "bernoulli": lambda a: nn.bernoulli_nll(a, targets),
    "gaussian": lambda a: nn.gaussian_nll(a, targets),
    "gaussian, variance 0.3": lambda a: nn.gaussian_nll(a, targets, 0.3),
    "cross entropy": lambda a: nn.cross_entropy(a, labels),
}


@pytest.mark.parametrize("name", LOSSES)
def test_loss_gradients_equal_central_differences(name):
    loss, a = LOSSES[name], logits.copy()
    report = nn.gradcheck(lambda: loss(a)[0], {"logits": a}, {"logits": loss(a)[1]})
    assert report.ok(TOLERANCE), report
    np.testing.assert_array_equal(a, logits)


@pytest.mark.parametrize("name", ["bernoulli", "gaussian", "cross entropy"])
def test_losses_sum_over_dimensions_and_average_over_the_batch(name):
    """Twice the batch leaves the loss alone; gradients carry the 1/N."""
    pair = {
        "bernoulli": (nn.bernoulli_nll, targets),
        "gaussian": (nn.gaussian_nll, targets),
        "cross entropy": (nn.cross_entropy, labels),
    }
    loss, x = pair[name]
    once, d_once = loss(logits, x)
    twice, d_twice = loss(np.concatenate([logits] * 2), np.concatenate([x] * 2))
    assert once == pytest.approx(twice)
    np.testing.assert_allclose(d_once / 2, d_twice[:6])


def test_bernoulli_nll_equals_the_textbook_formula():
    p = 1 / (1 + np.exp(-logits))
    rows = targets * np.log(p) + (1 - targets) * np.log(1 - p)
    assert nn.bernoulli_nll(logits, targets)[0] == pytest.approx(-rows.sum(1).mean())
    np.testing.assert_allclose(
        nn.bernoulli_log_likelihood(logits, targets), rows.sum(axis=1)
    )


def test_gaussian_nll_equals_scipy():
    norm = pytest.importorskip("scipy.stats").norm
    rows = norm.logpdf(targets, logits, np.sqrt(0.3)).sum(axis=1)
    got = nn.gaussian_nll(logits, targets, 0.3)[0]
    assert got == pytest.approx(-rows.mean())
    np.testing.assert_allclose(
        nn.gaussian_log_likelihood(logits, targets, 0.3), rows, rtol=1e-12
    )


def test_float32_losses_equal_the_float64_reference():
    a, x = logits.astype(np.float32), targets.astype(np.float32)
    for loss in (nn.bernoulli_nll, nn.gaussian_nll):
        value, gradient = loss(a, x)
        wide, d_wide = loss(a.astype(float), x.astype(float))
        assert value == pytest.approx(wide, rel=1e-5)
        np.testing.assert_allclose(gradient, d_wide, atol=1e-6)
        assert gradient.dtype == np.float32


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda: nn.bernoulli_nll(logits, targets[:, :4]), "shape"),
        (lambda: nn.gaussian_nll(logits, targets[:, :1]), "shape"),
        (lambda: nn.gaussian_nll(logits, targets, 0.0), "variance must be a positive"),
        (lambda: nn.cross_entropy(logits, labels[:3]), "6 integers"),
        (lambda: nn.cross_entropy(logits, labels + 1), r"0 \.\.\. 4, got 1 \.\.\. 5"),
        (lambda: nn.cross_entropy(logits, labels.astype(float)), "integers"),
        (lambda: nn.Linear(2, 2, rng(), init="zeros"), "glorot"),
        (lambda: nn.Dropout(1.0), r"\[0, 1\)"),
        (lambda: nn.LeakyReLU(1.5), r"slope must lie in \[0, 1\], got 1.5"),
        (lambda: nn.pack(nn.ReLU()), "at least one layer"),
        (lambda: nn.SGD(nn.Linear(1, 1, rng()), learning_rate=-1), "learning_rate"),
        (lambda: nn.SGD(nn.Linear(1, 1, rng()), momentum=1), "momentum"),
    ],
)
def test_bad_input_gets_one_clear_error(call, words):
    with pytest.raises(ValueError, match=words):
        call()


# --- pack and the optimisers ----------------------------------------------


def two_layers():
    return nn.Sequential(nn.Linear(4, 3, rng()), nn.Tanh(), nn.Linear(3, 2, rng(1)))


def test_pack_leaves_the_values_alone_and_makes_views():
    net = two_layers()
    before = [layer.params[k].copy() for _, layer, k in nn.named_parameters(net)]
    theta, grad = nn.pack(net)
    assert theta.size == grad.size == 4 * 3 + 3 + 3 * 2 + 2
    for (_, layer, key), old in zip(nn.named_parameters(net), before, strict=True):
        np.testing.assert_array_equal(layer.params[key], old)
        assert np.shares_memory(layer.params[key], theta)
        assert np.shares_memory(layer.grads[key], grad)
    theta += 1
    np.testing.assert_array_equal(net.layers[0].params["b"], 1)


def nest():
    inner = nn.Sequential(nn.Linear(4, 3, rng()), nn.BatchNorm(3))
    return nn.Sequential(nn.Sequential(inner, nn.Tanh()), nn.Linear(3, 2, rng(1)))


def test_a_sequential_inside_a_sequential_is_packed_and_named_by_its_place():
    net = nest()
    names = [name for name, _, _ in nn.named_parameters(net)]
    assert names == [
        "0.0.0.0.Linear.W",
        "0.0.0.0.Linear.b",
        "0.0.0.1.BatchNorm.gamma",
        "0.0.0.1.BatchNorm.beta",
        "0.1.Linear.W",
        "0.1.Linear.b",
    ]
    theta, _ = nn.pack(net)
    assert theta.size == 4 * 3 + 3 + 2 * 3 + 3 * 2 + 2
    x, (inner, tanh) = rng(1).standard_normal((5, 4)), net.layers[0].layers
    flat = nn.Sequential(*inner.layers, tanh, net.layers[1])
    np.testing.assert_array_equal(net.forward(x)[0], flat.forward(x)[0])

    def loss_and_grads():
        y, cache = net.forward(x)
        net.backward(2 * y, cache)
        return float(np.sum(y**2))

    report = nn.gradcheck_nets(loss_and_grads, net)
    assert report.ok(TOLERANCE), report
    assert list(report.errors) == names


@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o)), lambda o: o]
)
def test_running_averages_are_named_and_survive_packing_and_copying(duplicate):
    net = nest()
    net.forward(rng(1).standard_normal((50, 4)).astype(np.float32) + 3, train=True)
    before = {n: o.buffers[k].copy() for n, o, k in nn.named_buffers(net)}
    assert list(before) == ["0.0.0.1.BatchNorm.mean", "0.0.0.1.BatchNorm.var"]
    assert abs(before["0.0.0.1.BatchNorm.mean"]).min() > 0.01
    twin = duplicate(net)
    for dtype in (np.float64, np.float32):
        nn.pack(twin, dtype=dtype)
        for name, owner, key in nn.named_buffers(twin):
            np.testing.assert_array_equal(owner.buffers[key], before[name])
            assert owner.buffers[key].dtype == dtype


@pytest.mark.parametrize("make_optimiser", [nn.SGD, nn.Adam])
@pytest.mark.parametrize(
    "duplicate", [copy.deepcopy, lambda o: pickle.loads(pickle.dumps(o))]
)
def test_a_copied_optimiser_still_moves_its_own_network(make_optimiser, duplicate):
    net = two_layers()
    optimiser = make_optimiser(net)
    twin = duplicate(optimiser)
    W = twin.nets[0].layers[0].params["W"]
    assert np.shares_memory(W, twin.theta)
    assert not np.shares_memory(W, optimiser.theta)
    before, original = W.copy(), net.layers[0].params["W"].copy()
    twin.nets[0].layers[0].grads["W"][...] = 1
    twin.step()
    assert (W != before).all()
    np.testing.assert_array_equal(net.layers[0].params["W"], original)


def test_sgd_with_momentum_follows_its_equation():
    layer = nn.Linear(1, 1, rng())
    sgd = nn.SGD(layer, learning_rate=0.1, momentum=0.5, dtype=np.float64)
    start = sgd.theta.copy()
    for _ in range(2):
        sgd.grad[:] = 1
        sgd.step()
    np.testing.assert_allclose(sgd.theta, start - 0.1 * (1 + 1.5))
    assert not sgd.grad.any()


def test_the_first_adam_step_has_the_length_of_the_learning_rate():
    """Bias correction: m̂ / √v̂ = ±1 in step one, whatever the gradient's size."""
    layer = nn.Linear(2, 2, rng())
    adam = nn.Adam(layer, learning_rate=0.01, dtype=np.float64)
    start = adam.theta.copy()
    adam.grad[:] = [1e-3, -5, 1e2, 1, 2, -3]
    adam.step()
    np.testing.assert_allclose(np.abs(adam.theta - start), 0.01, rtol=1e-4)


# --- gradcheck itself must be able to fail ---------------------------------


def test_gradcheck_names_the_layer_with_the_planted_bug():
    class Forgetful(nn.Linear):
        def backward(self, dy, cache, need_dx=True, need_grads=True):
            dx = super().backward(dy, cache, need_dx, need_grads)
            self.grads["b"] -= 0.1 * dy.sum(axis=0)
            return dx

    net = nn.Sequential(nn.Linear(4, 3, rng()), nn.Tanh(), Forgetful(3, 2, rng()))
    x = rng(1).standard_normal((5, 4))

    def loss_and_grads():
        y, cache = net.forward(x)
        net.backward(2 * y, cache)
        return float(np.sum(y**2))

    report = nn.gradcheck_nets(loss_and_grads, net)
    assert not report.ok()
    assert report.name == "0.2.Forgetful.b"
    assert "Forgetful.b" in repr(report)
    good = {n: e for n, e in report.errors.items() if n != report.name}
    assert max(good.values()) < TOLERANCE


def test_gradcheck_sees_an_error_of_one_part_in_a_hundred_thousand():
    x = np.array([1.0, 2.0])
    report = nn.gradcheck(
        lambda: float(np.sum(x**2)), {"x": x}, {"x": 2 * x * (1 + 1e-5)}
    )
    assert not report.ok()


def test_relative_error_by_hand():
    assert nn.relative_error([1.0, 4.0], [1.0, 5.0]) == pytest.approx(1 / 5)
    assert nn.relative_error([0.0], [1e-12]) < 1e-6  # rounding of a true zero
    assert nn.relative_error([0.0], [1e-3]) == 1


def test_gradcheck_refuses_float32_and_missing_gradients():
    x = np.ones(2, dtype=np.float32)
    with pytest.raises(ValueError, match="float64"):
        nn.numerical_gradient(lambda: 0.0, x)
    with pytest.raises(ValueError, match="no gradient was given for x"):
        nn.gradcheck(lambda: 0.0, {"x": x}, {})
    with pytest.raises(ValueError, match="shape"):
        nn.gradcheck(lambda: 0.0, {"x": x}, {"x": np.ones(3)})


# --- the training loop ------------------------------------------------------


def regression(interrupt_at=None, blow_up=False):
    """Return (batch_loss, optimiser, X) of a linear regression with known answer."""
    X = rng(0).standard_normal((64, 3)).astype(np.float32)
    target = X @ np.float32([[1], [-2], [0.5]])
    layer, calls = nn.Linear(3, 1, rng(1)), []
    optimiser = nn.Adam(layer, learning_rate=0.05)

    def batch_loss(rows):
        calls.append(len(rows))
        if interrupt_at is not None and len(calls) == interrupt_at:
            raise KeyboardInterrupt
        y, cache = layer.forward(X[rows])
        loss, dy = nn.gaussian_nll(y, target[rows])
        layer.backward(dy, cache)
        return (np.nan if blow_up else loss), {"loss": loss}

    return batch_loss, optimiser, X, calls


def run(parts, **options):
    batch_loss, optimiser, X, _ = parts
    settings = dict(epochs=60, batch_size=20, rng=rng(2), progress=False)
    return nn.train(batch_loss, optimiser, len(X), **{**settings, **options})


def test_training_finds_the_known_answer_and_keeps_its_history():
    parts = regression()
    history = run(parts)
    np.testing.assert_allclose(parts[1].theta[:3], [1, -2, 0.5], atol=0.02)
    assert len(history["loss"]) == 60
    assert history["loss"][-1] < history["loss"][0]
    assert set(parts[3][:4]) == {20, 4}  # 64 = 20 + 20 + 20 + 4: nothing is dropped


def test_one_seed_gives_one_result():
    a, b, c = regression(), regression(), regression()
    run(a), run(b), run(c, rng=rng(3))
    np.testing.assert_array_equal(a[1].theta, b[1].theta)
    assert (a[1].theta != c[1].theta).any()


def test_ctrl_c_keeps_the_model_and_warns():
    parts = regression(interrupt_at=30)
    with pytest.warns(UserWarning, match="interrupted after 7 full epochs"):
        history = run(parts)
    assert len(history["loss"]) == 7
    assert not parts[1].grad.any()


def test_a_diverging_loss_stops_with_a_cure():
    with pytest.raises(FloatingPointError, match="smaller learning_rate"):
        run(regression(blow_up=True))


def test_a_batch_larger_than_the_data_is_refused():
    with pytest.raises(ValueError, match=r"batch_size=65 .* \(64 samples\)"):
        run(regression(), batch_size=65)


def test_no_exported_layer_is_forgotten():
    made = {type(make()).__name__ for make in LAYERS.values()}
    layers = [getattr(nn, name) for name in nn.__all__]
    layers = {
        c.__name__ for c in layers if isinstance(c, type) and issubclass(c, nn.Layer)
    }
    assert layers - {"Layer", "Activation"} <= made
