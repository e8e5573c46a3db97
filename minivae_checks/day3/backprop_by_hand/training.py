"""Checks of BackpropByHand: the first weights, and Adam.

I inputs and O outputs of a layer.
"""

import numpy as np

from minivae_checks import (
    Mistakes,
    Wrong,
    exercise,
    expect_array,
    expect_close,
    expect_finite,
    expect_parts,
    expect_random,
    expect_shape,
)
from minivae_checks.patterns import expect_no_memory, expect_no_pattern

SCALE = Mistakes("""
    np.sqrt(2 / n_in)
    np.sqrt(1 / n_in)  # The 2 is missing: a ReLU halves the mean square.
    2 / n_in  # 2 / I is the variance; the standard deviation is its root.
    2 / np.sqrt(n_in)  # The 2 belongs under the root.
    np.sqrt(2) / n_in  # The I belongs under the root.
    (2 / n_in) ** 0.25  # The root is there twice.
    np.sqrt(2 / n_out)  # A unit sums over its inputs: divide by I, not by O.
    np.sqrt(2 / (n_in + n_out))  # That is Glorot's compromise, 2 / (I + O), which shrinks here.
    np.sqrt(1 / (2 * n_in))  # The root of 1 / (2 I) shrinks the signal: the 2 stands above.
    np.sqrt(n_in / 2)  # I s² / 2 = 1 gives s² = 2 / I; yours is turned over.
    np.sqrt(2 * n_in)  # The signal is multiplied by I: divide by it.
    np.sqrt(2 / (3 * n_in))  # uniform(-a, a) has the variance a² / 3.
    """)


@exercise("3.6", points=2, ours="minivae.nn:he_normal")
def draw_weights(yours):
    """W ~ N(0, 2 / I): any distribution of that mean and variance will do.

    Task: draw W (I, O), mean 0, with the scale that ten ReLU layers keep alive
    Hint: A layer multiplies the mean square by I s² / 2. Which s makes that 1?
    """
    drawn = [_drawn(yours, *size) for size in ((400, 100), (90, 300))]
    s = drawn[0].std()
    if abs(s / drawn[1].std() - 1) < 0.03:
        if abs(s - 1) < 0.03:
            raise Wrong("the numbers are not scaled yet: multiply them by s.")
        raise Wrong(f"the standard deviation is {s:.4f}, whether a unit has 400 inputs or 90: it must depend on n_in.")
    for W in (*drawn, *(_drawn(yours, *size) for size in ((1000, 1000), (2, 20_000), (15_000, 20)))):
        _judge_scale(W)
    expect_no_pattern("the weights", drawn[0])
    expect_no_pattern("the weights of a square layer", _drawn(yours, 200, 200))
    rng = np.random.default_rng(361)
    one, two = (np.asarray(yours(300, 200, rng)) for _ in range(2))
    expect_no_memory("the weights of two layers go together: draw all of them anew in each call", one, two)
    few = [np.asarray(yours(8, 20, rng)).tobytes() for _ in range(600)]
    if len(set(few)) < len(few):
        raise Wrong(
            "among 600 calls with one rng two give the same W: draw all numbers with `rng`; "
            "a generator of your own with a small seed has few answers."
        )


def _drawn(yours, I, O):
    W = yours(I, O, np.random.default_rng(36))
    expect_shape("W", W, (I, O))
    expect_finite("W", W)
    if np.asarray(W).dtype == np.float16:
        raise Wrong("W is float16, which keeps three digits: take float32 or float64.")
    W = np.asarray(W, dtype=float)
    if np.ptp(W) == 0:
        raise Wrong("all weights are equal, so all hidden units stay equal for ever.")
    if I > 20 and min(np.ptp(W, axis=0).min(), np.ptp(W, axis=1).min()) == 0:
        raise Wrong("a whole row or column is one number: draw I x O of them.")
    expect_random("W", lambda rng: yours(I, O, rng))
    return W


def _judge_scale(W):
    (I, O), s = W.shape, W.std()
    if abs(W.mean()) > 5 * s / np.sqrt(W.size):
        raise Wrong(f"the mean should be 0, yours is {W.mean():.3g}.")
    want = np.sqrt(2 / I)
    # The chance error of s for any distribution, from its own fourth moment.
    chance = 0.001 + 5 * np.sqrt((np.mean((W / s) ** 4) - 1) / (4 * W.size))
    if abs(s / want - 1) >= chance:
        more = SCALE.named(lambda sd: abs(s / sd - 1) < chance, n_in=I, n_out=O)
        if _at_right_angles(W):
            more = "Its rows or columns stand at right angles: then the longer side sets the scale. Draw each alone."
        raise Wrong(
            f"for {I} inputs and {O} units the standard deviation should be {want:.4f}, yours {s:.4f}. "
            + (more or "Ten layers multiply this mistake ten times.")
        )


def _at_right_angles(W):
    short = W if len(W) <= W.shape[1] else W.T
    if len(short) < 10:
        return False
    products = short @ short.T
    return np.abs(products - np.diag(np.diag(products))).max() < 1e-3 * np.diag(products).min()


def _adam_step(theta, grad, m, v, t, lr=1e-3, beta1=0.9, beta2=0.999, eps=1e-8):
    m = beta1 * m + (1 - beta1) * grad
    v = beta2 * v + (1 - beta2) * grad**2
    m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
    return theta - lr * m_hat / (np.sqrt(v_hat) + eps), m, v


M = Mistakes("""
    new = beta1 * m + (1 - beta1) * grad
    new
    new / (1 - beta1**t)  # It is returned with its correction; keep the plain average.
    (1 - beta1) * m + beta1 * grad  # The two weights of the average are exchanged.
    beta1 * m + grad  # The weights must sum to one: 1 - beta1 for the gradient.
    m + (1 - beta1) * grad  # The old m is not multiplied by beta1.
    beta2 * m + (1 - beta2) * grad  # It uses beta2; its own is beta1.
    0.9 * m + 0.1 * grad  # 0.9 is written in; use beta1.
    beta1 * m + (1 - beta1) * grad**2  # m averages the gradient, v its square.
    (1 - beta1) * grad  # The old m is forgotten.
    m  # It is returned as it came.
    """)
V = Mistakes("""
    new = beta2 * v + (1 - beta2) * grad**2
    new
    new / (1 - beta2**t)  # It is returned with its correction; keep the plain average.
    (1 - beta2) * v + beta2 * grad**2  # The two weights of the average are exchanged.
    beta2 * v + grad**2  # The weights must sum to one: 1 - beta2 for the square.
    v + (1 - beta2) * grad**2  # The old v is not multiplied by beta2.
    beta2 * v + (1 - beta2) * grad  # v averages the squares of the gradient.
    beta2 * v + ((1 - beta2) * grad) ** 2  # The whole weight is squared: only the gradient is.
    beta1 * v + (1 - beta1) * grad**2  # It uses beta1; its own is beta2.
    0.999 * v + 0.001 * grad**2  # 0.999 is written in; use beta2.
    beta2 * v + (1 - beta2) * (beta1 * m + (1 - beta1) * grad) ** 2  # v averages the square of grad, not of m.
    beta2 * v + (1 - beta2) * np.abs(grad)  # v averages squares, not sizes.
    (1 - beta2) * grad**2  # The old v is forgotten.
    v  # It is returned as it came.
    np.maximum(v, new)  # That is AMSGrad: here v may fall, too.
    beta2 * v + (1 - beta2) * (grad - m) ** 2  # v averages the square of grad itself: m is not taken away.
    """)
THETA = Mistakes("""
    m1 = beta1 * m + (1 - beta1) * grad
    v1 = beta2 * v + (1 - beta2) * grad**2
    m_hat = m1 / (1 - beta1**t)
    v_hat = v1 / (1 - beta2**t)
    root = np.sqrt(v_hat)
    step = m_hat / (root + eps)
    moved = lambda m, v: theta - lr * m / (np.sqrt(v) + eps)
    corrected = lambda of: moved(m1 / of(beta1), v1 / of(beta2))
    moved(m_hat, v_hat)
    moved(m1, v1)  # Neither bias is corrected.
    moved(m1, v_hat)  # The bias of m is not corrected.
    moved(m_hat, v1)  # The bias of v is not corrected.
    moved(m_hat, v_hat**2)  # The root of v is missing.
    theta - lr * m_hat / np.sqrt(v_hat + eps)  # eps stands beside the root, not under it.
    theta - lr * m_hat / root  # eps is forgotten, or 1e-8 stands in its place.
    theta - lr * (m_hat / root + eps)  # eps belongs to the divisor: put it in the brackets.
    moved(grad, v_hat)  # The step follows m, not the gradient of now.
    moved(m, v_hat)  # The step uses the old m, uncorrected.
    moved(m / (1 - beta1**t), v_hat)  # The step uses the old m.
    moved(m_hat, v / (1 - beta2**t))  # The step uses the old v.
    theta + lr * step  # The sign is reversed: go down.
    corrected(lambda b: 1 / (1 - b**t))  # The correction multiplies where it should divide.
    corrected(lambda b: 1 - b)  # The correction is 1 - beta ** t: each step has its own.
    corrected(lambda b: 1 - b * t)  # beta ** t is a power, not a product.
    corrected(lambda b: (1 - b) ** t)  # Only beta is raised to t: 1 - beta ** t.
    corrected(lambda b: b**t)  # The correction is 1 - beta ** t, not beta ** t.
    corrected(lambda b: 1 - b ** (t + 1))  # t counts from 1 already: beta ** t, not t + 1.
    corrected(lambda b: 1 - b ** (t - 1))  # t counts from 1: beta ** t, not t - 1.
    moved(m1 / (1 - beta2**t), v1 / (1 - beta1**t))  # The betas are exchanged in the corrections.
    moved(m_hat, v1 / (1 - beta1**t))  # beta1 stands in both corrections.
    moved(m1 / (1 - beta2**t), v_hat)  # beta2 stands in both corrections.
    moved(m1 / (1 - beta1 * t), v_hat)  # m's correction has a product where a power belongs: beta1 ** t.
    theta - step  # lr is forgotten.
    theta - 1e-3 * step  # 0.001 is written in; use lr.
    lr * step  # That is the step; theta minus the step is wanted.
    -lr * step  # That is the step with its sign; add it to theta.
    theta - lr * m_hat / root + eps  # eps belongs to the divisor: put brackets round it.
    theta  # theta is returned as it came.
    theta - lr * np.sqrt(1 - beta2**t) / (1 - beta1**t) * m1 / (np.sqrt(v1) + eps)
        # That is the paper's shorter form: right but for eps, which here stands beside the root of v_hat, not of v.
    theta - lr * (m_hat / (root + eps) + 0.01 * theta)  # The weights are not pulled towards 0 here.
    theta - lr * np.sign(m_hat)  # The size of m_hat counts, not its sign alone.
    """)


@exercise("3.7", points=2, ours=_adam_step)
def adam_step(yours):
    """Kingma & Ba (2015), algorithm 1.

    Task: return the new theta, m and v after step number t
    Hint: Five lines: m, v, their two corrections, and the step.
    """
    names, rng = ("theta", "m", "v"), np.random.default_rng(37)
    for t, shape in ((3, (4, 2)), (2, (5,))):
        theta, grad, m, v = *rng.normal(size=(3, *shape)), rng.uniform(1, 2, size=shape)
        given = {"theta": theta, "grad": grad, "m": m, "v": v, "t": t}
        given |= {"lr": 0.1, "beta1": 0.8, "beta2": 0.95, "eps": 0.05}
        with np.errstate(all="ignore"):
            got = yours(*given.values())
        new, new_m, new_v = expect_parts(got, *names, wants=_adam_step(**given))
        M.judge("m", new_m, **given)
        V.judge("v", new_v, **given)
        THETA.judge("theta", new, "Check m_hat, v_hat and the step, in this order.", **given)
    right = _adam_step(theta, grad, m, v, 4)
    why = "Take lr, beta1, beta2 and eps as in the header."
    parts = expect_parts(yours(theta, grad, m, v, 4), *names)
    for name, part, want in zip(names, parts, right, strict=True):
        expect_close(f"with t alone given, {name}", part, want, why, atol=0)
    grad = np.array([-1e-5, 0.0, 3.0, 1e-20, -1e7])
    zero = np.zeros(5)
    name = "the first step, where grad is -1e-5, 0, 3, 1e-20 and -1e7,"
    _judge_far(yours, name, (zero, grad, zero, zero, 1))
    m, v = rng.normal(size=5), rng.uniform(1, 2, size=5)
    for t in (1000, 10**6):
        _judge_far(yours, f"step {t:,}", (1e-9 * m, 1e-3 * grad, 1e-3 * m, v, t))
    theta, grad, m = rng.normal(size=(3, 60, 70))
    _judge_far(yours, f"a theta of {theta.shape}", (theta, grad, m, grad**2 + 1, 9))
    theta, grad, m = rng.normal(size=(3, 2, 3, 2))
    _judge_far(yours, f"a theta of {theta.shape}", (theta, grad, m, 1e-3 * grad**2, 9, 3.0, 0.0))


def _judge_far(yours, name, given):
    why = "Nothing is added, rounded, or cut off at a bound, whatever grad, t and the size are."
    for part, got, want in zip(("theta", "m", "v"), yours(*given), _adam_step(*given), strict=True):
        expect_array(f"in {name} {part}", got, want, because=why, atol=0)
