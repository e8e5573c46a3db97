"""Each kernel agrees with its plain NumPy reference, and keeps float32 promises."""

import numpy as np
import pytest

from minivae.kernels.adam import adam_step
from minivae.kernels.bernoulli import (
    bernoulli_nll_and_gradient,
    bernoulli_nll_rows,
    exp_of_negative,
    log1p_of_unit,
)
from minivae.nn import Adam, Linear, sigmoid, softplus

F = np.float32


def test_exp_is_right_to_2e_7_wherever_float32_is_normal():
    x = -np.linspace(0, 87, 20_001, dtype=F)
    got = np.array([exp_of_negative(v) for v in x], dtype=np.float64)
    np.testing.assert_allclose(got, np.exp(x.astype(np.float64)), rtol=2e-7)


def test_exp_of_very_negative_numbers_is_tiny_and_finite():
    assert 0 <= exp_of_negative(F(-1e30)) < 1e-37


def test_log1p_is_right_to_2e_7_even_for_tiny_arguments():
    t = np.concatenate([np.linspace(0, 1, 10_001), 10.0 ** -np.arange(1, 30)]).astype(F)
    got = np.array([log1p_of_unit(v) for v in t], dtype=np.float64)
    np.testing.assert_allclose(got, np.log1p(t.astype(np.float64)), rtol=2e-7)


@pytest.mark.parametrize("shape", [(1, 1), (3, 7), (64, 784)])
def test_bernoulli_kernel_equals_the_numpy_reference(shape):
    rng = np.random.default_rng(0)
    logits = (rng.standard_normal(shape) * 8).astype(F)
    x = rng.random(shape, dtype=F)
    wide = logits.astype(np.float64)
    nll, rows, dlogits = np.empty(len(x), F), np.empty(len(x), F), np.empty_like(x)
    bernoulli_nll_and_gradient(logits, x, F(0.5), nll, dlogits)
    bernoulli_nll_rows(logits, x, rows)
    expected = (softplus(wide) - x * wide).sum(axis=1)
    np.testing.assert_allclose(nll, expected, rtol=3e-6)
    np.testing.assert_allclose(rows, expected, rtol=3e-6)
    np.testing.assert_allclose(dlogits, 0.5 * (sigmoid(wide) - x), atol=2e-7)


def test_bernoulli_kernel_survives_extreme_logits():
    logits, x = np.array([[-1e4, 1e4]], dtype=F), np.array([[0, 1]], dtype=F)
    nll, dlogits = np.empty(1, F), np.empty_like(x)
    bernoulli_nll_and_gradient(logits, x, F(1), nll, dlogits)
    assert abs(nll[0]) < 1e-3
    np.testing.assert_allclose(dlogits, 0, atol=1e-6)


def test_a_nan_logit_stays_visible():
    logits, x = np.array([[np.nan, 1.0]], dtype=F), np.ones((1, 2), dtype=F)
    nll, dlogits = np.empty(1, F), np.empty_like(x)
    bernoulli_nll_and_gradient(logits, x, F(1), nll, dlogits)
    assert np.isnan(nll[0])


def test_adam_kernel_equals_the_numpy_reference():
    rng = np.random.default_rng(1)
    fast = Adam(Linear(5, 3, np.random.default_rng(0)))
    slow = Adam(Linear(5, 3, np.random.default_rng(0)), dtype=np.float64)
    for _ in range(20):
        g = rng.standard_normal(fast.theta.size)
        fast.grad[:], slow.grad[:] = g, g
        fast.step()
        slow.step()
    np.testing.assert_allclose(fast.theta, slow.theta, rtol=2e-5, atol=1e-6)
    assert not fast.grad.any()


def test_adam_compiled_equals_adam_interpreted():
    rng = np.random.default_rng(2)
    start = [rng.random(7).astype(F) for _ in range(4)]
    scalars = [F(s) for s in (0.9, 0.1, 0.999, 0.001, 1e-3, 1e-8)]
    compiled, plain = [a.copy() for a in start], [a.copy() for a in start]
    adam_step(*compiled, *scalars)
    adam_step.py_func(*plain, *scalars)
    for a, b in zip(compiled, plain, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-6)


def test_adam_leaves_no_denormal_behind():
    """The moments of a weight whose gradient is 0 for ever must reach 0."""
    adam = Adam(Linear(2, 2, np.random.default_rng(0)))
    adam.grad[:] = 1.0
    for _ in range(1200):
        adam.step()
    assert not np.any((adam.m != 0) & (np.abs(adam.m) < np.finfo(F).tiny))
    assert not adam.m.any()


def test_kernels_compile_for_float32_only_and_hold_no_float64():
    adam = Adam(Linear(2, 2, np.random.default_rng(0)))
    adam.step()
    kinds = {str(t) for s in adam_step.signatures for t in s}
    assert kinds and not any("float64" in kind for kind in kinds)
