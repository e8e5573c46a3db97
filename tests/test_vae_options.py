"""Warm-up, free bits, batch norm and moved images of the VAE."""

import numpy as np
import pytest

from minivae import nn
from minivae.autoencoders import (
    VAE,
    RandomShift,
    kl_to_standard_normal,
    kl_with_free_bits,
)

SMALL = dict(
    hidden=(7,), latent_dim=3, epochs=3, batch_size=16, random_state=0, progress=False
)


def rng(seed=0):
    return np.random.default_rng(seed)


def images(n=64, d=16, seed=0):
    return rng(seed).random((n, d)).astype(np.float32)


# Free bits


def test_free_bits_take_the_fee_from_what_tells_little():
    mu, logvar = 2 * rng(0).normal(size=(50, 3)), rng(1).normal(size=(50, 3))
    mu[:, 1], logvar[:, 1] = 0.01, 0.0  # nearly the prior
    each = 0.5 * (mu**2 + np.exp(logvar) - 1 - logvar).mean(axis=0)
    kl, dmu, dlogvar = kl_with_free_bits(mu, logvar, 0.5)
    assert kl == pytest.approx(each[0] + 0.5 + each[2])
    assert not dmu[:, 1].any() and not dlogvar[:, 1].any()
    _, dmu_all, _ = kl_to_standard_normal(mu, logvar)
    np.testing.assert_array_equal(dmu[:, [0, 2]], dmu_all[:, [0, 2]])
    assert kl_with_free_bits(mu, logvar, 0.0)[0] == pytest.approx(each.sum())


def test_the_gradients_with_free_bits_equal_central_differences():
    mu, logvar = rng(0).normal(size=(5, 3)), rng(1).normal(size=(5, 3))
    mu[:, 1], logvar[:, 1] = 0.01, 0.0
    _, dmu, dlogvar = kl_with_free_bits(mu, logvar, 0.3)
    report = nn.gradcheck(
        lambda: kl_with_free_bits(mu, logvar, 0.3)[0],
        {"mu": mu, "logvar": logvar},
        {"mu": dmu, "logvar": dlogvar},
    )
    assert report.ok(1e-6), report


# Moved images


def test_a_shift_moves_each_image_and_nothing_comes_in_from_the_other_side():
    layer, x = RandomShift(16, 2), images(400)
    y, cache = layer.forward(x, train=True, rng=rng(0))
    for n in range(400):
        a, b = cache.by[n]
        expected = np.zeros((4, 4), dtype=np.float32)
        for i in range(4):
            for j in range(4):
                if 0 <= i - a < 4 and 0 <= j - b < 4:
                    expected[i, j] = x[n].reshape(4, 4)[i - a, j - b]
        np.testing.assert_array_equal(y[n].reshape(4, 4), expected)
    seen, counts = np.unique(cache.by, axis=0, return_counts=True)
    assert len(seen) == 25 and counts.max() < 3 * 400 / 25  # all moves, none preferred
    assert layer.forward(x)[0] is x  # outside of training


def test_the_gradient_of_a_shift():
    layer, x = RandomShift(9, 1), images(6, 9).astype(float)
    dy = rng(2).normal(size=(6, 9))
    _, cache = layer.forward(x, train=True, rng=rng(0))
    report = nn.gradcheck(
        lambda: float(np.sum(dy * layer.forward(x, True, rng(0))[0])),
        {"x": x},
        {"x": layer.backward(dy, cache)},
    )
    assert report.ok(1e-6), report


# The whole model


@pytest.mark.parametrize(
    "options",
    [
        dict(batch_norm=True),
        dict(free_bits=0.2),
        dict(shift=1),
        dict(batch_norm=True, free_bits=0.1, shift=2, beta=0.5),
    ],
)
def test_whole_model_gradient_equals_central_differences(options):
    model = VAE(**SMALL, **options)
    model._build(16, rng(3))
    x, eps = images(5).astype(float), rng(4).normal(size=(5, 3))
    theta, _ = nn.pack(model.encoder_, model.decoder_, dtype=np.float64)
    theta += 0.1 * rng(5).standard_normal(theta.size)
    report = nn.gradcheck_nets(
        lambda: model.loss_and_grads(x, eps, train=True, rng=rng(6)),
        model.encoder_,
        model.decoder_,
    )
    # A bias before a BatchNorm has the gradient 0, and its difference is rounding.
    before_norm = {"0.0.Linear.b", "0.1.Linear.b", "1.0.Linear.b"}
    skip = before_norm if model.batch_norm else set()
    worst = max(error for name, error in report.errors.items() if name not in skip)
    assert worst < 1e-6 and report.worst < 1e-4, report


def test_the_decoder_rebuilds_the_image_where_it_was():
    """With x as it is for target, a shifted encoder learns not to mind the place."""
    x = np.zeros((400, 64), dtype=np.float32)
    kind = rng(0).integers(2, size=400)
    for n in range(400):
        x[n].reshape(8, 8)[3:5, 3:5] = 1.0 if kind[n] else np.eye(2)
    model = VAE(
        hidden=(32,),
        latent_dim=2,
        epochs=40,
        batch_size=20,
        shift=2,
        learning_rate=3e-3,
        random_state=0,
        progress=False,
    ).fit(x)
    moved = np.roll(x.reshape(-1, 8, 8), (1, 1), axis=(1, 2)).reshape(-1, 64)
    assert np.mean((model.reconstruct(moved) - x) ** 2) < 0.5 * np.mean(
        (moved - x) ** 2
    )


def test_the_warm_up_rises_to_beta():
    told = []

    class Told(VAE):
        def loss_and_grads(self, x, eps, train=False, rng=None, beta=None):
            told.append(beta)
            return super().loss_and_grads(x, eps, train, rng, beta)

    Told(**SMALL | dict(epochs=4), beta=2.0, warm_up=2).fit(images(64))
    np.testing.assert_allclose(told[:8], 2.0 * np.arange(8) / 8)
    assert told[8:] == [2.0] * 8
    told.clear()
    Told(**SMALL, beta=2.0).fit(images(64))
    assert set(told) == {2.0}


def test_without_options_the_model_is_as_before():
    plain, named = VAE(**SMALL), VAE(**SMALL, warm_up=0, free_bits=0, shift=0)
    a, b = plain.fit(images()), named.fit(images())
    np.testing.assert_array_equal(a.transform(images()), b.transform(images()))
    assert len(a.encoder_.layers) == 3


def test_a_last_batch_of_one_image_is_avoided():
    model = VAE(**SMALL, batch_norm=True).fit(images(33))  # 16 + 16 + 1
    assert np.isfinite(model.history_["elbo"]).all()
    assert model._batch_size(33) == 17 and model._batch_size(32) == 16
    with pytest.raises(ValueError, match="a batch of at least 2"):
        VAE(**SMALL | dict(batch_size=1), batch_norm=True).fit(images(8))


@pytest.mark.parametrize(
    "wrong, message",
    [
        (dict(warm_up=-1), "warm_up must be an integer of at least 0, got -1"),
        (dict(free_bits=-0.1), "free_bits must be"),
        (dict(batch_norm=2), "batch_norm must be True or False, got 2"),
        (dict(shift=1.5), "shift must be an integer of at least 0, got 1.5"),
        (dict(shift=4), "shift must be smaller than the side of the images, 4, got 4"),
    ],
)
def test_options_out_of_range_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        VAE(**SMALL, **wrong).fit(images())
    with pytest.raises(ValueError, match="a row of X has 15 numbers: give shift=0"):
        VAE(**SMALL, shift=1).fit(images(d=15))
