"""Layers of images: against loops, as adjoints, under shifts; and bad input."""

import numpy as np
import pytest

from minivae import nn
from minivae.nn import windows


def rng(seed=0):
    return np.random.default_rng(seed)


WINDOWS = [(1, 1, 0), (3, 1, 1), (3, 2, 1), (2, 2, 0), (4, 3, 2), (2, 3, 0), (5, 1, 4)]
every_window = pytest.mark.parametrize(("kernel", "stride", "padding"), WINDOWS)
both_types = pytest.mark.parametrize("dtype", [np.float32, np.float64])


def convolution(kernel, stride, padding, dtype=np.float64, kind=nn.Conv2d, **more):
    layer = kind(2, 3, kernel, rng(), stride=stride, padding=padding, **more)
    nn.pack(layer, dtype=dtype)
    layer.params["b"][...] = [0.5, -1, 2]
    return layer


def images(*shape, dtype=np.float64, seed=1):
    return rng(seed).standard_normal(shape).astype(dtype)


def close(a, b):
    assert a.dtype == b.dtype
    scale = 1e-5 if a.dtype == np.float32 else 1e-12
    np.testing.assert_allclose(a, b, rtol=scale, atol=scale)


@every_window
@both_types
def test_a_convolution_equals_its_loops(kernel, stride, padding, dtype):
    layer = convolution(kernel, stride, padding, dtype)
    x = images(2, 7, 6, 2, dtype=dtype)
    W, b = layer.params["W"], layer.params["b"]
    close(layer.forward(x)[0], nn.conv2d_loops(x, W, b, stride, padding))


@every_window
@both_types
def test_a_transpose_equals_its_loops(kernel, stride, padding, dtype):
    for more in range(min(stride, 2)):
        layer = convolution(
            kernel,
            stride,
            padding,
            dtype,
            kind=nn.ConvTranspose2d,
            output_padding=more,
        )
        x = images(2, 6, 5, 2, dtype=dtype)
        W, b = layer.params["W"], layer.params["b"]
        expected = nn.conv_transpose2d_loops(x, W, b, stride, padding, more)
        close(layer.forward(x)[0], expected)


@pytest.mark.parametrize(("size", "stride"), [(2, 2), (3, 1), (2, 3), (1, 2)])
def test_pooling_equals_its_loops(size, stride):
    x = images(2, 7, 6, 2)
    x[0, 0, 0] = np.nan  # which must not be lost
    got, _ = nn.MaxPool2d(size, stride).forward(x)
    np.testing.assert_array_equal(got, nn.max_pool2d_loops(x, size, stride))
    assert np.isnan(got[0, 0, 0]).all()


def test_of_equal_numbers_the_first_gets_the_gradient():
    x = np.zeros((1, 2, 2, 1))
    y, cache = nn.MaxPool2d(2).forward(x)
    dx = nn.MaxPool2d(2).backward(np.ones_like(y), cache)
    assert dx.ravel().tolist() == [1, 0, 0, 0]


@every_window
def test_the_transpose_is_the_adjoint_of_the_convolution(kernel, stride, padding):
    """⟨conv(x), y⟩ = ⟨x, convᵀ(y)⟩ for one W and no b."""
    x = images(2, 8, 7, 3)
    conv = nn.Conv2d(3, 4, kernel, rng(), stride=stride, padding=padding)
    there, _ = conv.forward(x)
    y = images(*there.shape, seed=2)
    size = windows.n_windows(x.shape[1:3], *conv._windows)
    more = tuple(
        h - ((n - 1) * stride + kernel - 2 * padding)
        for h, n in zip(x.shape[1:3], size, strict=True)
    )
    back = nn.ConvTranspose2d(
        4, 3, kernel, rng(), stride=stride, padding=padding, output_padding=more
    )
    back.params["W"][...] = conv.params["W"]
    x_back, _ = back.forward(y)
    assert x_back.shape == x.shape
    assert np.sum(there * y) == pytest.approx(np.sum(x * x_back), rel=1e-10)


@every_window
@both_types
def test_rows_of_windows_and_back_are_adjoint(kernel, stride, padding, dtype):
    window = ((kernel,) * 2, (stride,) * 2, (padding,) * 2)
    x = images(2, 6, 5, 3, dtype=dtype)
    columns = windows.im2col(x, *window)
    c = images(*columns.shape, dtype=dtype, seed=2)
    back = windows.col2im(c, x.shape, *window)
    assert back.dtype == columns.dtype == dtype
    there, again = np.sum(columns * c, dtype=float), np.sum(x * back, dtype=float)
    assert there == pytest.approx(again, rel=1e-4 if dtype == np.float32 else 1e-10)


@every_window
def test_the_kernels_equal_the_lines_of_numpy(kernel, stride, padding):
    """float32 takes the kernel, float64 the lines: copies alike to the last bit."""
    window = ((kernel,) * 2, (stride, stride), (padding, padding))
    x = images(2, 6, 5, 3, dtype=np.float32)
    columns = windows.im2col(x, *window)
    np.testing.assert_array_equal(columns, windows.im2col(x.astype(float), *window))
    back = windows.col2im(columns, x.shape, *window)
    wide = windows.col2im(columns.astype(float), x.shape, *window)
    np.testing.assert_allclose(back, wide, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("stride", [1, 2])
def test_a_shifted_image_gives_a_shifted_output(stride):
    layer = convolution(3, stride, 1)
    x = np.zeros((1, 12, 12, 2))
    x[:, 3:7, 3:7] = images(1, 4, 4, 2)
    moved = np.roll(x, (2 * stride, stride), axis=(1, 2))
    y, there = layer.forward(x)[0], layer.forward(moved)[0]
    np.testing.assert_allclose(np.roll(y, (2, 1), axis=(1, 2)), there, atol=1e-12)
    assert abs(y - there).max() > 0.1


def test_a_convolution_is_a_linear_layer_at_each_place():
    conv, x = convolution(1, 1, 0), images(2, 4, 3, 2)
    W, b = conv.params["W"][0, 0], conv.params["b"]
    np.testing.assert_allclose(conv.forward(x)[0], x @ W + b)


@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_he_keeps_the_signal_through_ten_convolutions(kind):
    x = images(2, 24, 24, 32, dtype=np.float32)
    for s in range(10):
        x, _ = kind(32, 32, 3, rng(s), padding=1).forward(x)
        x = np.maximum(x, 0)
    assert 0.1 < np.mean(x[:, 10:-10, 10:-10] ** 2) < 10


@pytest.mark.parametrize("init", ["he", "glorot"])
@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
def test_weights_start_with_the_promised_variance(kind, init):
    W = kind(40, 60, 4, rng(), stride=2, init=init).params["W"]
    few, many = (16 / 4, 16) if kind is nn.ConvTranspose2d else (16, 16 / 4)
    fan = few * 40 + (0 if init == "he" else many * 60)
    assert abs(W.var() * fan / 2 - 1) < 0.03


def test_an_empty_batch_stays_empty():
    for layer in (convolution(3, 2, 1), convolution(3, 2, 1, kind=nn.ConvTranspose2d)):
        y, cache = layer.forward(np.zeros((0, 5, 5, 2)))
        assert len(y) == 0
        assert layer.backward(y, cache).shape == (0, 5, 5, 2)


def test_an_image_that_is_a_view_will_do():
    layer, x = convolution(2, 1, 0, np.float32), images(2, 2, 6, 5, dtype=np.float32)
    view = np.moveaxis(x, 1, 3)
    close(layer.forward(view)[0], layer.forward(view.copy())[0])


# --- planted mistakes: each must be seen by the loops ---------------------------


def differs(layer, x, stride, padding):
    W, b = layer.params["W"], layer.params["b"]
    loops = nn.conv2d_loops if type(layer) is nn.Conv2d else nn.conv_transpose2d_loops
    y, expected = layer.forward(x)[0], loops(x, W, b, stride, padding)
    return y.shape != expected.shape or not np.allclose(y, expected)


@pytest.mark.parametrize("kind", [nn.Conv2d, nn.ConvTranspose2d])
@pytest.mark.parametrize("mistake", ["flipped", "exchanged", "transposed", None])
def test_a_planted_mistake_is_caught(kind, mistake, monkeypatch):
    layer = convolution(3, 2, 1, kind=kind)
    right = kind._matrix
    if mistake == "flipped":
        monkeypatch.setattr(kind, "_matrix", lambda self: right(self)[::-1])
    elif mistake == "transposed":

        def turned(self):
            W = self.params["W"].swapaxes(0, 1)
            return W.reshape(-1, W.shape[3])

        monkeypatch.setattr(kind, "_matrix", turned)
    elif mistake == "exchanged":
        layer.stride, layer.padding = layer.padding, layer.stride
    assert differs(layer, images(2, 6, 5, 2), 2, 1) == (mistake is not None)


# --- bad input -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nn.Conv2d(0, 1, 3, rng()), "n_in must be an integer of at least 1"),
        (lambda: nn.Conv2d(1, 2.0, 3, rng()), "n_out must be an integer .*got 2.0"),
        (lambda: nn.Conv2d(1, 1, 0, rng()), "kernel must be an integer of at least 1"),
        (lambda: nn.Conv2d(1, 1, (3, 3, 3), rng()), r"kernel must .*got \(3, 3, 3\)"),
        (lambda: nn.Conv2d(1, 1, 3, rng(), stride=0), "stride must .* got 0"),
        (lambda: nn.Conv2d(1, 1, 3, rng(), stride=1.5), "stride must .* got 1.5"),
        (lambda: nn.Conv2d(1, 1, 3, rng(), stride="2"), "stride must .* got '2'"),
        (lambda: nn.Conv2d(1, 1, 3, rng(), padding=-1), "padding .* at least 0"),
        (lambda: nn.Conv2d(1, 1, 3, rng(), init="zeros"), "glorot"),
        (
            lambda: nn.ConvTranspose2d(1, 1, 3, rng(), stride=2, output_padding=2),
            "output_padding must be less than the stride, got 2 with stride 2",
        ),
        (
            lambda: nn.Conv2d(1, 1, 5, rng()).forward(np.ones((2, 4, 9, 1))),
            "a kernel of 5 x 5 does not fit into an image of 4 x 9 with padding 0, 0",
        ),
        (
            lambda: nn.Conv2d(3, 1, 2, rng()).forward(np.ones((2, 4, 4, 1))),
            r"Conv2d expects images of shape \(N, H, W, 3\), got \(2, 4, 4, 1\)",
        ),
        (
            lambda: nn.Conv2d(1, 1, 2, rng()).forward(np.ones((2, 16))),
            r"\(N, H, W, 1\), got \(2, 16\)",
        ),
        (
            lambda: nn.ConvTranspose2d(3, 1, 2, rng()).forward(np.ones((2, 4, 4, 1))),
            r"ConvTranspose2d expects images of shape \(N, H, W, 3\)",
        ),
        (
            lambda: nn.ConvTranspose2d(1, 1, 1, rng(), padding=1).forward(
                np.ones((1, 2, 2, 1))
            ),
            "padding 1, 1 leaves an image of 0 x 0: take less padding",
        ),
        (lambda: nn.MaxPool2d(0), "size must be an integer of at least 1"),
        (lambda: nn.MaxPool2d(2, stride=-1), "stride must"),
        (
            lambda: nn.MaxPool2d(3).forward(np.ones((1, 2, 5, 1))),
            "3 x 3 does not fit into an image of 2 x 5",
        ),
        (lambda: nn.MaxPool2d(2).forward(np.ones((4, 4))), r"\(N, H, W, C\), got"),
        (lambda: nn.Unflatten(4, 0), "each size of Unflatten must be .* got 0"),
        (
            lambda: nn.Unflatten(4, 4, 1).forward(np.ones((2, 15))),
            r"expects rows of 16 numbers, \(N, 16\), got shape \(2, 15\)",
        ),
    ],
)
def test_bad_input_gets_one_clear_error(call, words):
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("layer", "shape"),
    [
        (nn.Conv2d(1, 1, 1, rng()), (2, 4, 6, 1)),
        (nn.ConvTranspose2d(1, 1, 1, rng()), (2, 4, 6, 1)),
        (nn.MaxPool2d(1), (2, 4, 6, 1)),
        (nn.Flatten(), (2, 4, 6, 1)),
        (nn.Unflatten(4, 6, 1), (2, 24)),
    ],
)
def test_a_gradient_of_the_wrong_shape_is_refused_before_a_reshape_hides_it(
    layer, shape
):
    y, cache = layer.forward(np.ones(shape))
    dy = y.swapaxes(-2, -3) if y.ndim == 4 else y.T
    with pytest.raises(ValueError, match="dy has shape .* the output was"):
        layer.backward(dy, cache)
