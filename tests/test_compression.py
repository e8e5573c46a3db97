"""Rate and distortion; the stack coder against counting; bits back, lossless."""

import numpy as np
import pytest
from scipy.special import ndtr
from scipy.stats import entropy

from minivae.autoencoders import (
    VAE,
    Autoencoder,
    StackCoder,
    kl_rows,
    pop_image,
    push_image,
    quantised_rate_distortion,
    rate_distortion,
)
from minivae.autoencoders.bits_back import BORDERS, MEDIANS
from minivae.data import load_digits
from minivae.embeddings import PCA

CUMULATIVES = ([0, 3, 4], [0, 1, 1, 6, 7], range(6), np.array([0, 2, 5]), [0, 1])


@pytest.mark.parametrize("cumulative", CUMULATIVES, ids=str)
def test_every_whole_number_is_one_stack_with_one_symbol_on_top(cumulative):
    """Pop and push, and push and pop, undo each other for all small numbers."""
    widths = np.diff(cumulative)
    tops = []
    for number in range(500):
        stack = StackCoder(number)
        top = stack.pop(cumulative)
        tops.append(top)
        stack.push(top, cumulative)
        assert stack.number == number
        for symbol in np.flatnonzero(widths):
            stack.push(symbol, cumulative)
            assert stack.pop(cumulative) == symbol and stack.number == number
    # On random bits the symbols come as often as they are probable.
    total = int(cumulative[-1])
    whole = np.bincount(tops[: 500 // total * total], minlength=len(widths))
    np.testing.assert_array_equal(whole, 500 // total * widths)


def test_the_length_is_that_of_the_probabilities():
    rng = np.random.default_rng(0)
    cumulative = [0, 1, 700, 1000, 2**16]
    p = np.diff(cumulative) / 2**16
    symbols = rng.choice(4, size=3000, p=p)
    stack = StackCoder(2**64)  # a small number is rounded more
    for symbol in symbols:
        stack.push(symbol, cumulative)
    want = -np.sum(np.log2(p[symbols]))
    assert stack.bits - 65 == pytest.approx(want, abs=1)
    assert [stack.pop(cumulative) for _ in symbols] == symbols[::-1].tolist()
    assert stack.number == 2**64


def test_equally_probable_symbols_are_digits():
    stack = StackCoder()
    for digit in (4, 0, 7, 1):
        stack.push(digit, range(11))
    assert stack.number == 4071 and stack.pop(range(11)) == 1 and stack.bits == 9


@pytest.mark.parametrize(
    "call, words",
    [
        (lambda s: s.push(2, [0, 1, 4]), r"a symbol must lie in 0 \.\.\. 1, got 2"),
        (lambda s: s.push(-1, [0, 1, 4]), "a symbol must lie in"),
        (lambda s: s.push(1, [0, 4, 4]), "symbol 1 has no probability"),
    ],
)
def test_a_symbol_that_cannot_be_coded_leaves_the_stack(call, words):
    stack = StackCoder(123)
    with pytest.raises(ValueError, match=words):
        call(stack)
    assert stack.number == 123


@pytest.mark.parametrize("number", [-1, 1.5, "7"])
def test_a_stack_is_a_whole_number(number):
    with pytest.raises(ValueError, match="number must be an integer of at least 0"):
        StackCoder(number)


@pytest.fixture(scope="module")
def digits():
    X = np.float32(load_digits().x_train > 0.5)
    how = dict(epochs=30, random_state=0, progress=False)
    return VAE((64,), 8, **how).fit(X[:1000]), X[1000:1150]


def random_stack():
    return StackCoder(int.from_bytes(np.random.default_rng(1).bytes(100)))


def test_bits_back_is_lossless_and_as_long_as_the_elbo_says(digits):
    vae, X = digits
    stack = random_stack()
    start, lengths = stack.number, [stack.bits]
    for x in X:
        push_image(stack, vae, x)
        lengths.append(stack.bits)
    elbo = np.mean([vae.elbo(X, random_state=s).mean() for s in range(40)]) / np.log(2)
    after_the_first = np.diff(lengths)[1:].mean()
    assert after_the_first == pytest.approx(-elbo, rel=0.02)
    # Without bits back z would cost its whole 8 · 12 bits.
    assert after_the_first < 0.5 * 8 * 12
    for x in X[::-1]:
        back = pop_image(stack, vae)
        assert back.dtype == np.float32
        np.testing.assert_array_equal(back, x)
    assert stack.number == start


def test_one_image_costs_what_its_bucket_z_says(digits):
    """-log q(z|x), -log p(x|z) and -log p(z) of the z that the stack chose."""
    vae, X = digits
    for x in X[:20]:
        stack, copy = random_stack(), random_stack()
        push_image(stack, vae, x)
        mu, logvar = (v[0].astype(float) for v in vae.encode(x[None]))
        grown = stack.bits - copy.bits
        z = [stack.pop(range(4097)) for _ in range(8)][::-1]
        below = ndtr((BORDERS[[z, np.add(z, 1)]] - mu) / np.exp(0.5 * logvar))
        q = -np.sum(np.log2(below[1] - below[0]))
        p = np.clip(vae.decode(MEDIANS[z][None])[0].astype(float), 2**-16, 1 - 2**-16)
        pixels = -np.sum(np.log2(np.where(x == 1, p, 1 - p)))
        assert grown == pytest.approx(8 * 12 + pixels - q, abs=1.5)


def test_an_empty_stack_is_lossless_too_and_lends_nothing(digits):
    vae, X = digits
    empty, full = StackCoder(), random_stack()
    start = full.bits
    for stack in (empty, full):
        push_image(stack, vae, X[0])
    assert empty.bits > full.bits - start + 20
    np.testing.assert_array_equal(pop_image(empty, vae), X[0])
    assert empty.number == 0


def test_bits_back_says_what_it_takes_and_leaves_the_stack(digits):
    vae, X = digits
    grey = VAE((4,), 2, likelihood="gaussian", epochs=1, progress=False).fit(X[:9])
    plain = Autoencoder((4,), 2, epochs=1, progress=False).fit(X[:9])
    stack = random_stack()
    before = stack.number
    for call, words in (
        (lambda: push_image(stack, vae, X[0] / 2), "pixels of 0 or 1: binarise"),
        (lambda: push_image(stack, vae, X[0][:7]), "X has 7 features"),
        (lambda: push_image(stack, vae, X[0] * np.nan), "finite numbers"),
        (lambda: push_image(stack, grey, X[0]), 'needs likelihood="bernoulli"'),
        (lambda: pop_image(stack, grey), 'needs likelihood="bernoulli", got'),
        (lambda: push_image(stack, plain, X[0]), "bits back expected a VAE"),
    ):
        with pytest.raises(ValueError, match=words):
            call()
        assert stack.number == before


def test_the_rate_is_the_kl_in_bits_and_the_distortion_that_of_a_drawn_code(digits):
    vae, X = digits
    rate, distortion = rate_distortion(vae, X, random_state=0)
    np.testing.assert_allclose(rate, kl_rows(*vae.encode(X)) / np.log(2), rtol=1e-6)
    again = rate_distortion(vae, X, random_state=0)[1]
    np.testing.assert_array_equal(distortion, again)
    mu, logvar = vae.encode(X)
    rng = np.random.default_rng(5)
    errors, means = [], []
    for seed in range(60):
        z = mu + np.exp(0.5 * logvar) * rng.normal(size=mu.shape)
        errors.append(np.sum((X - vae.decode(z)) ** 2, axis=1).mean())
        means.append(rate_distortion(vae, X, random_state=seed)[1].mean())
    error = np.hypot(np.std(errors), np.std(means)) / np.sqrt(60)
    assert abs(np.mean(errors) - np.mean(means)) < 4 * error
    # A draw costs more than the mean code would.
    assert np.mean(means) > np.sum((X - vae.reconstruct(X)) ** 2, axis=1).mean() + 0.1
    with pytest.raises(ValueError, match="rate_distortion expected a VAE"):
        rate_distortion(PCA(2).fit(X), X)


def test_a_model_without_encode_is_told_apart(digits):
    with pytest.raises(ValueError, match="expected a VAE"):
        rate_distortion(object(), digits[1])


def test_the_quantiser_counts_the_indices():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(300, 4)) * [3, 2, 1, 0.1]
    pca = PCA(3).fit(X)
    rate, distortion = quantised_rate_distortion(pca, X, step=0.7)
    index = np.rint(pca.transform(X) / 0.7)
    want = sum(
        entropy(np.unique(column, return_counts=True)[1], base=2) for column in index.T
    )
    assert rate.shape == (300,) and rate.mean() == pytest.approx(want)
    # An image of frequent indices costs less.
    common = np.all(np.abs(index) <= 1, axis=1)
    assert rate[common].max() < rate[~common].mean()
    x_hat = pca.inverse_transform(0.7 * index)
    np.testing.assert_allclose(distortion, np.sum((X - x_hat) ** 2, axis=1))


def test_an_index_stands_for_the_mean_of_the_training_codes():
    rng = np.random.default_rng(0)
    training, X = (rng.normal(size=(n, 3)) * [3, 2, 0.1] for n in (400, 300))
    pca, step = PCA(2).fit(training), 1.5
    rate, distortion = quantised_rate_distortion(pca, X, step, training)
    np.testing.assert_array_equal(rate, quantised_rate_distortion(pca, X, step)[0])
    known, z = pca.transform(training), pca.transform(X)
    for row in range(300):
        for k in range(2):
            index = np.rint(z[row, k] / step)
            same = known[np.rint(known[:, k] / step) == index, k]
            z[row, k] = same.mean() if len(same) else step * index
    want = np.sum((X - pca.inverse_transform(z)) ** 2, axis=1)
    np.testing.assert_allclose(distortion, want)
    # On the training data it is never worse, and a bin without codes keeps its middle.
    own = quantised_rate_distortion(pca, training, step, training)[1].sum()
    assert own < quantised_rate_distortion(pca, training, step)[1].sum()
    far = np.array([[1000.0, 0, 0]])
    np.testing.assert_allclose(
        quantised_rate_distortion(pca, far, step, training)[1],
        quantised_rate_distortion(pca, far, step)[1],
        rtol=1e-2,
    )


def test_the_quantiser_takes_an_autoencoder_too(digits):
    X = digits[1]
    model = Autoencoder((8,), 3, epochs=1, random_state=0, progress=False).fit(X)
    rate, distortion = quantised_rate_distortion(model, X, step=1e-6)
    assert rate.mean() > 0
    np.testing.assert_allclose(distortion, model.squared_error(X), rtol=1e-4)


def test_the_ends_of_the_curve_are_known():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(500, 4)) * [3, 2, 1, 0.5]
    pca = PCA(2).fit(X)
    rate, distortion = quantised_rate_distortion(pca, X, step=1000)
    np.testing.assert_array_equal(rate, 0)  # every code is 0: the mean
    assert distortion.sum() == pytest.approx(np.sum((X - X.mean(axis=0)) ** 2))
    rate, distortion = quantised_rate_distortion(pca, X, step=1e-9)
    np.testing.assert_allclose(rate, 2 * np.log2(500))  # each index is alone
    np.testing.assert_allclose(distortion, pca.squared_error(X))


def test_a_fine_step_costs_what_the_theory_of_gaussians_says():
    """H ≈ ½ log₂ 2πe σ² - log₂ s bits, and s² / 12 of squared error, per number."""
    X = np.random.default_rng(0).normal(size=(200_000, 1)) * 3
    rate, distortion = quantised_rate_distortion(PCA(1).fit(X), X, step=0.5)
    want = 0.5 * np.log2(2 * np.pi * np.e * 9) - np.log2(0.5)
    assert rate.mean() == pytest.approx(want, abs=0.01)
    assert distortion.mean() == pytest.approx(0.25 / 12, rel=0.01)


@pytest.mark.parametrize("step", [0, -1, np.nan, "1"])
def test_a_step_is_positive(step):
    X = np.random.default_rng(0).normal(size=(9, 2))
    with pytest.raises(ValueError, match="step must be a positive finite number"):
        quantised_rate_distortion(PCA(1).fit(X), X, step)
