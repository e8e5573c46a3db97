"""The helper for any size and any precision: each mistake gets its sentence."""

import numpy as np
import pytest

from minivae_checks import Wrong
from minivae_checks.sizes import expect_any_size


def right(x, y):
    return x * y / len(x), x.sum()


def draw(rng):
    n, d = rng.integers(1, 9, 2)
    return tuple(rng.normal(size=(2, n, d)))


def judge(answer):
    expect_any_size(("z", "total"), answer, right, draw)


def test_a_right_answer_passes():
    judge(lambda x, y: (y * x / len(y), np.sum(x)))
    expect_any_size("z", lambda x, y: x + y, lambda x, y: y + x, draw)


@pytest.mark.parametrize(
    "answer, said",
    [
        (lambda x, y: (x * y / 5, x.sum()), "z is right at the sizes tried before"),
        (lambda x, y: (x * y / len(x), x[:4].sum()), "total is right at the sizes"),
        (lambda x, y: (x * y / (len(x) + 1e-6), x.sum()), "z is right to a few digits"),
        (
            lambda x, y: ((x * y).astype(np.float32).astype(float) / len(x), x.sum()),
            "computed in float32",
        ),
        (
            lambda x, y: ((x * y / len(x)).astype(np.float32), x.sum()),
            "z is float32, though float64 goes in",
        ),
        (lambda x, y: ((x * y / len(x))[:, :1], x.sum()), "z should have shape"),
    ],
)
def test_a_mistake_gets_its_sentence(answer, said):
    with pytest.raises(Wrong, match=said):
        judge(answer)
