"""Checks of BackpropByHand: the first weights, and Adam.

I inputs and O outputs of a layer.
"""

import numpy as np

from minivae_checks import Wrong, exercise, expect_close, expect_parts, expect_random

# fmt: off

@exercise("3.6", points=2, ours="minivae.nn:he_normal",
          task="draw W (I, O), mean 0, with the scale that ten ReLU layers keep alive",
          hint="A layer multiplies the mean square by I s² / 2. Which s makes that 1?")
def draw_weights(yours):
    """W ~ N(0, 2 / I): any distribution of that mean and variance will do."""
    sizes = ((400, 100), (90, 300))
    drawn = [_drawn(yours, *size) for size in sizes]
    if abs(drawn[0].std() / drawn[1].std() - 1) < 0.03:
        if abs(drawn[0].std() - 1) < 0.03:
            raise Wrong("the numbers are not scaled yet: multiply them by s.")
        raise Wrong(f"the standard deviation is {drawn[0].std():.4f}, whether a unit "
                    "has 400 inputs or 90: it must depend on n_in.")
    for W in drawn:
        _judge_scale(W)


def _drawn(yours, I, O):
    W = yours(I, O, np.random.default_rng(36))
    expect_close("W", W, 0 * np.ones((I, O)), atol=np.inf)  # shape and size alone
    W = np.asarray(W, dtype=float)
    if np.ptp(W) == 0:
        raise Wrong("all weights are equal, so all hidden units stay equal for ever.")
    if min(np.ptp(W, axis=0).min(), np.ptp(W, axis=1).min()) == 0:
        raise Wrong("a whole row or column is one number: draw I x O of them.")
    expect_random("W", lambda rng: yours(I, O, rng))
    return W


def _judge_scale(W):
    I, O = W.shape
    s, want = W.std(), np.sqrt(2 / I)
    if abs(W.mean()) > 0.05 * s:
        raise Wrong(f"the mean should be 0, yours is {W.mean():.3g}.")
    suspects = {
        "The 2 is missing: a ReLU halves the mean square.": 1 / I,
        "2 / I is the variance; the standard deviation is its root.": (2 / I) ** 2,
        "The 2 belongs under the root.": 4 / I,
        "The I belongs under the root.": 2 / I**2,
        "The root is there twice.": np.sqrt(2 / I),
        "A unit sums over its inputs: divide by I, not by O.": 2 / O,
        "That is Glorot's compromise, 2 / (I + O), which shrinks here.": 2 / (I + O),
        "The root of 1 / (2 I) shrinks the signal: the 2 stands above.": 1 / (2 * I),
        "I s² / 2 = 1 gives s² = 2 / I; yours is turned over.": I / 2,
        "The signal is multiplied by I: divide by it.": 2 * I,
        "uniform(-a, a) has the variance a² / 3.": 2 / (3 * I),
    }
    told = [m for m, var in suspects.items() if abs(s / np.sqrt(var) - 1) < 0.03]
    if abs(s / want - 1) >= 0.03:
        more = told[0] if told else "Ten layers multiply this mistake ten times."
        raise Wrong(f"for {I} inputs the standard deviation should be {want:.4f}, "
                    f"yours {s:.4f}. {more}")


def _adam_step(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


@exercise("3.7", points=2, ours=_adam_step,
          task="return the new theta, m and v after step number t",
          hint="Five lines: m, v, their two corrections, and the step.")
def adam_step(yours):
    """Kingma & Ba (2015), algorithm 1."""
    rng = np.random.default_rng(37)
    for t, shape in ((3, (4, 2)), (2, (5,))):
        state = [*rng.normal(size=(3, *shape)), rng.uniform(1, 2, size=shape)]
        _check_adam(yours, *state, t, 0.1, 0.8, 0.95, 0.05)
    _check_adam_defaults(yours, *state)


def _check_adam(yours, theta, grad, m0, v0, t, lr, b1, b2, eps):
    right, m, v = _adam_step(theta, grad, m0, v0, t, lr, b1, b2, eps)
    with np.errstate(all="ignore"):
        got = yours(theta, grad, m0, v0, t, lr, b1, b2, eps)
        new, got_m, got_v = expect_parts(got, "theta", "m", "v", wants=(right, m, v))
        steps, thetas = _adam_mistakes(theta, grad, m0, v0, m, v, t, lr, b1, b2, eps)
    expect_close("m", got_m, m, suspects={
        "It is returned with its correction; keep the plain average.": m / (1 - b1**t),
        "The two weights of the average are exchanged.": (1 - b1) * m0 + b1 * grad,
        "The weights must sum to one: 1 - beta1 for the gradient.": b1 * m0 + grad,
        "The old m is not multiplied by beta1.": m0 + (1 - b1) * grad,
        "It uses beta2; its own is beta1.": b2 * m0 + (1 - b2) * grad,
        "0.9 is written in; use beta1.": 0.9 * m0 + 0.1 * grad,
        "m averages the gradient, v its square.": b1 * m0 + (1 - b1) * grad**2,
        "The old m is forgotten.": (1 - b1) * grad,
        "It is returned as it came.": m0,
    })
    expect_close("v", got_v, v, suspects={
        "It is returned with its correction; keep the plain average.": v / (1 - b2**t),
        "The two weights of the average are exchanged.": (1 - b2) * v0 + b2 * grad**2,
        "The weights must sum to one: 1 - beta2 for the square.": b2 * v0 + grad**2,
        "The old v is not multiplied by beta2.": v0 + (1 - b2) * grad**2,
        "v averages the squares of the gradient.": b2 * v0 + (1 - b2) * grad,
        "The whole weight is squared: only the gradient is.":
            b2 * v0 + ((1 - b2) * grad) ** 2,
        "It uses beta1; its own is beta2.": b1 * v0 + (1 - b1) * grad**2,
        "0.999 is written in; use beta2.": 0.999 * v0 + 0.001 * grad**2,
        "v averages the square of grad, not of m.": b2 * v0 + (1 - b2) * m**2,
        "v averages squares, not sizes.": b2 * v0 + (1 - b2) * np.abs(grad),
        "The old v is forgotten.": (1 - b2) * grad**2,
        "It is returned as it came.": v0,
    })
    expect_close("theta", new, right, "Check m_hat, v_hat and the step, in this order.",
                 {**{why: theta - lr * step for why, step in steps.items()}, **thetas})


def _adam_mistakes(theta, grad, m0, v0, m, v, t, lr, b1, b2, eps):
    """What a wrong step is (times -lr), and what a wrong theta is."""
    m_hat, v_hat = m / (1 - b1**t), v / (1 - b2**t)
    root, step = np.sqrt(v_hat), m_hat / (np.sqrt(v_hat) + eps)

    def corrected(f):
        return m / f(b1) / (np.sqrt(v / f(b2)) + eps)

    return {
        "Neither bias is corrected.": m / (np.sqrt(v) + eps),
        "The bias of m is not corrected.": m / (root + eps),
        "The bias of v is not corrected.": m_hat / (np.sqrt(v) + eps),
        "The root of v is missing.": m_hat / (v_hat + eps),
        "eps stands beside the root, not under it.": m_hat / np.sqrt(v_hat + eps),
        "eps is forgotten, or 1e-8 stands in its place.": m_hat / root,
        "eps belongs to the divisor: put it in the brackets.": m_hat / root + eps,
        "The step follows m, not the gradient of now.": grad / (root + eps),
        "The step uses the old m, uncorrected.": m0 / (root + eps),
        "The step uses the old m.": m0 / (1 - b1**t) / (root + eps),
        "The step uses the old v.": m_hat / (np.sqrt(v0 / (1 - b2**t)) + eps),
        "The sign is turned round: go down.": -step,
        "The correction multiplies where it should divide.":
            corrected(lambda b: 1 / (1 - b**t)),
        "The correction is 1 - beta ** t: each step has its own.":
            corrected(lambda b: 1 - b),
        "beta ** t is a power, not a product.": corrected(lambda b: 1 - b * t),
        "Only beta is raised to t: 1 - beta ** t.": corrected(lambda b: (1 - b) ** t),
        "The correction is 1 - beta ** t, not beta ** t.": corrected(lambda b: b**t),
        "t counts from 1 already: beta ** t, not t + 1.":
            corrected(lambda b: 1 - b ** (t + 1)),
        "t counts from 1: beta ** t, not t - 1.": corrected(lambda b: 1 - b ** (t - 1)),
        "The betas are exchanged in the corrections.":
            m / (1 - b2**t) / (np.sqrt(v / (1 - b1**t)) + eps),
        "beta1 stands in both corrections.": m_hat / (np.sqrt(v / (1 - b1**t)) + eps),
        "beta2 stands in both corrections.": m / (1 - b2**t) / (root + eps),
        "m's correction has a product where a power belongs: beta1 ** t.":
            m / (1 - b1 * t) / (root + eps),
        "v's correction has a product where a power belongs: beta2 ** t.":
            m_hat / (np.sqrt(v / (1 - b2 * t)) + eps),
    }, {
        "lr is forgotten.": theta - step,
        "0.001 is written in; use lr.": theta - 1e-3 * step,
        "That is the step; theta minus the step is asked for.": lr * step,
        "That is the step with its sign; add it to theta.": -lr * step,
        "eps belongs to the divisor: put brackets round it.":
            theta - lr * m_hat / root + eps,
        "theta is returned as it came.": theta,
    }


def _check_adam_defaults(yours, theta, grad, m0, v0):
    got = expect_parts(yours(theta, grad, m0, v0, 4), "theta", "m", "v")
    for name, mine, right in zip(("theta", "m", "v"), got,
                                 _adam_step(theta, grad, m0, v0, 4), strict=True):
        expect_close(f"with t alone given, {name}", mine, right, rtol=1e-7, atol=0,
                     because="Take lr, beta1, beta2 and eps as in the header.")
    grad, zero = np.array([-1e-5, 0.0, 3.0]), np.zeros(3)
    new = expect_parts(yours(zero, grad, zero, zero, 1), "theta", "m", "v")[0]
    expect_close("the first step, where grad is tiny, 0 and 3,", new,
                 _adam_step(zero, grad, zero, zero, 1)[0], rtol=1e-4, atol=1e-12)
