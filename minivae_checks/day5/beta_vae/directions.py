"""Checks of BetaVAE: a linear VAE, one direction at a time.

D directions of variance lam (the eigenvalues), K units, `variance` is that of the pixels' noise.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_parts
from minivae_checks.sizes import expect_any_size

KEPT = Mistakes("""
    falling = np.concatenate([np.sort(eigenvalues)[::-1], np.zeros(K)])[:K]
    right = variance / np.maximum(falling, variance)
    right
    variance / falling  # A direction below the noise is not encoded: its s is 1, never more.
    np.where(falling > 0, variance / falling, 1)  # ditto
    variance / np.maximum(eigenvalues[:K], variance)
        # Those are the first K directions as they come; take the K largest, so sort first.
    variance / np.maximum(np.sort(eigenvalues)[:K], variance)  # Those are the K smallest; take the K largest.
    variance / np.maximum(np.sort(eigenvalues)[-K:], variance)  # The largest λ comes first; these rise.
    right[::-1]  # ditto
    np.minimum(1, falling / variance)  # It is upside down: much variance of the data leaves little variance of q.
    np.maximum(1, variance / falling)  # The smaller of the two counts: s is at most 1.
    np.sqrt(right)  # That is the standard deviation; s is a variance.
    right**2  # The eigenvalues are variances already; square neither side.
    variance / (falling + variance)  # That takes w² = λ. At the optimum w² + σ² = λ, so s = σ² / λ.
    1 - right  # That is what the unit tells; s is the variance that is left.
    falling  # Those are the variances of the data; s compares them with the noise.
    np.where(falling > variance, 0.0, 1.0)  # A unit that lives keeps variance σ² / λ, not 0.
    variance / np.maximum(falling, 1)  # The threshold is σ², not 1.
    np.where(falling > 0, right, 0)  # A unit without a direction stays at the prior: its s is 1.
    variance / np.maximum(np.argsort(eigenvalues)[::-1][:K], variance)
        # np.argsort gives the places of the eigenvalues; take their values, np.sort.
    """)


@exercise("5.1", points=1, ours="minivae.autoencoders:posterior_variances")
def kept_variances(yours):
    """s_k = min(1, σ² / λ_k) of the K largest λ; 1 for units without a direction.

    Task: return s (K,), of the K largest eigenvalues, the largest first
    Hint: Sort the eigenvalues, the largest first. Which of σ² / λ and 1 is smaller?
    """
    why = "Each is σ² / λ where λ is above σ², else 1; the largest λ comes first."
    for sizes in (((7, 4), (4, 4), (1, 1)), ((3, 5),)):
        cases = [
            {"eigenvalues": np.random.default_rng(51).gamma(1.5, size=D), "variance": variance, "K": K}
            for D, K in sizes
            for variance in (1.1, 0.3, 2.3)
        ]
        got = yours(*cases[0].values())
        if np.ndim(got) == 0 and got is not None:
            raise Wrong("it is one number; keep the units apart, (K,): no mean.")
        KEPT.judge_all("s", yours, cases, why)
    for lam in (np.array([5.0, 0.0, 1e-9, 2.0]), np.array([3e12, 1e-3, 8.0, 8.0]), np.full(4, 0.25)):
        for variance in (1e-7, 0.25, 40.0):
            why = (
                "Here are tiny, huge and equal eigenvalues, 0 among them: nothing is added, and s is cut off at 1 only."
            )
            KEPT.judge("s", yours(lam, variance, 3), why, atol=0, eigenvalues=lam, variance=variance, K=3)
    why = "Here all λ are tiny and some next to σ²: the threshold is σ² itself, no λ is too small to count."
    near = np.array([1e-15, 1.001e-18, 0.999e-18, 1.00001e-18])
    KEPT.judge("s", yours(near, 1e-18, 4), why, atol=0, eigenvalues=near, variance=1e-18, K=4)

    def draw(rng):
        D, K = rng.choice([1, 2, 40, int(rng.integers(90, 400))], 2)
        return rng.gamma(1.5, size=D), rng.gamma(0.5), int(K)

    expect_any_size("s", yours, KEPT.answer("eigenvalues", "variance", "K"), draw, tries=12)


ERROR = Mistakes("""
    square = lam * (1 - a * w) ** 2
    noise = w**2 * s
    right = (square + noise) / (2 * variance)
    right
    square / (2 * variance)  # The noise of the code is missing: z has the variance s around a x, and w carries it to x.
    noise / (2 * variance)  # Only the noise of the code is there; (1 - a w) x is missing.
    2 * right  # The 2 of 1 / (2 σ²) is missing.
    square + noise  # It is not divided by 2 σ².
    (square + noise) / 2  # It is not divided by σ².
    (square + noise) / (2 * variance**2)  # `variance` is σ² already; it is squared once more.
    (square + noise) / (2 * np.sqrt(variance))  # It is divided by σ; take σ², which is `variance`.
    (lam * (1 - a * w) + noise) / (2 * variance)  # The factor 1 - a w is not squared.
    (lam**2 * (1 - a * w) ** 2 + noise) / (2 * variance)  # lam is the variance, the mean of x² already.
    ((1 - a * w) ** 2 + noise) / (2 * variance)  # lam is missing: x has the variance lam, not 1.
    (square + w * s) / (2 * variance)  # w is not squared: the noise w sqrt(s) eps has the variance w² s.
    (square + w**2 * np.sqrt(s)) / (2 * variance)  # s is the variance of z, no root is needed.
    (square + w**2 * s**2) / (2 * variance)  # s is the variance of z already; it is squared once more.
    (square + s) / (2 * variance)  # The noise of the code passes the decoder: multiply by w².
    (square + noise + variance) / (2 * variance)
        # The noise of p(x|z) is no part of (x - w z)²: leave σ² out above.
    (np.sqrt(square) - w * np.sqrt(s)) ** 2 / (2 * variance)
        # The two parts of the error are independent: square each, then add.
    (np.sqrt(square) + w * np.sqrt(s)) ** 2 / (2 * variance)  # ditto
    (np.sqrt(lam) * (1 - a * w) - w * np.sqrt(s)) ** 2 / (2 * variance)  # ditto
    (np.sqrt(lam) * (1 - a * w) + w * np.sqrt(s)) ** 2 / (2 * variance)  # ditto
    (lam * (1 - 2 * a * w) + w**2 * (a**2 + s)) / (2 * variance)  # The mean of z² is a² lam + s; lam is missing.
    (square - noise) / (2 * variance)  # The two parts of the error are independent: their squares add up.
    lam * (1 - a * w) ** 2 / 2 * variance + noise / 2 * variance  # A bracket is missing: / (2 * variance).
    right + np.log(2 * np.pi * variance) / 2  # The constant is to be left out.
    (lam * (1 - a - w) ** 2 + noise) / (2 * variance)  # Encoder and decoder follow each other: a times w.
    (lam * (a - w) ** 2 + noise) / (2 * variance)  # x comes back as a w x: the error is x - a w x.
    (lam * (1 - a * w) ** 2 + a**2 * s) / (2 * variance)  # The noise of z passes the decoder w, not the encoder a.
    (lam * (1 - a) ** 2 + noise) / (2 * variance)  # Encoder and decoder follow each other: a times w.
    (lam * (1 - w) ** 2 + noise) / (2 * variance)  # ditto
    (lam + w**2 * (a**2 * lam + s)) / (2 * variance)  # x and w z hang together: the term with 2 a w lam is missing.
    (square + w**2 * (a**2 * lam + s)) / (2 * variance)
        # a x stands in 1 - a w already; besides it only the noise is left.
    (lam * (1 - np.abs(a * w)) ** 2 + noise) / (2 * variance)  # The sign of a w counts: no absolute value.
    (lam.mean() * (1 - a * w) ** 2 + noise) / (2 * variance)  # Each direction has its own lam: no mean.
    (square + w**2 * np.minimum(s, 1)) / (2 * variance)  # Here s may be any variance; cut nothing off.
    right / len(lam)  # Keep the directions apart: no mean over K.
    np.full(len(lam), right.sum())  # Keep the directions apart: no sum over K.
    0.5 * (a**2 * lam + s - 1 - np.log(s))  # That is the KL; the error comes first.
    """)
KL = Mistakes("""
    right = 0.5 * (a**2 * lam + s - 1 - np.log(s))
    right
    2 * right  # The half in front is missing.
    0.5 * a**2 * lam + s - 1 - np.log(s)  # A bracket is missing: the half stands before all four terms.
    right - 0.5  # The half stands before the 1, too.
    0.5 * (a**2 * lam / s + s - 1 - np.log(s))  # The prior has the variance 1: μ² is not divided by s.
    0.5 * (a**2 + s - 1 - np.log(s))  # The mean of μ² = a² x² is a² lam; lam is missing.
    0.5 * (a * lam + s - 1 - np.log(s))  # a is not squared.
    0.5 * (a**2 * lam**2 + s - 1 - np.log(s))  # lam is the mean of x² already.
    0.5 * (lam + s - 1 - np.log(s))  # μ is a x: a is missing.
    0.5 * (s - 1 - np.log(s))  # The means μ = a x are missing.
    0.5 * (a**2 * lam + s - np.log(s))  # The 1 is missing: at a = 0, s = 1 the KL must be 0.
    0.5 * (a**2 * lam + s - 1 - np.log(s) / 2)  # log s is log of a variance: no half inside.
    0.5 * (a**2 * lam + s - 1 - 2 * np.log(s))  # s is the variance already: log s stands there once.
    0.5 * (a**2 * lam + s - 1 + np.log(s))  # The sign of log s is reversed.
    0.5 * (a**2 * lam + s**2 - 1 - np.log(s**2))  # s is the variance already; it is squared once more.
    0.5 * (a**2 * lam + np.sqrt(s) - 1 - np.log(s))  # s is the variance; no root is needed.
    0.5 * (a**2 * lam + s - 1 - np.log2(s))  # Use the natural logarithm: nats.
    0.5 * (w**2 * lam + s - 1 - np.log(s))  # The mean of z is a x; w belongs to the decoder.
    0.5 * ((a * w) ** 2 * lam + s - 1 - np.log(s))  # ditto
    0.5 * (a**2 * lam + w**2 * s - 1 - np.log(s))  # The variance of z is s; w belongs to the decoder.
    0.5 * (a**2 * lam + s - 1 - np.log(2 * np.pi * s))  # The 2 π of the two Gaussians cancel: log s.
    0.5 * (a**2 * lam + s - 1 - np.log(s + a**2 * lam))  # q(z|x) has the variance s for each x: log s.
    -right  # The sign is reversed: a KL divergence is never negative.
    0.5 * ((a**2 * lam + 1) / s - 1 + np.log(s))  # That is KL(p ‖ q), the other direction.
    right / variance  # The KL is not divided by σ².
    right / len(lam)  # Keep the directions apart: no mean over K.
    np.full(len(lam), right.sum())  # Keep the directions apart: no sum over K.
    (lam * (1 - a * w) ** 2 + w**2 * s) / (2 * variance)  # That is the error; the KL comes second.
    """)


def _direction_loss(a, w, s, lam, variance):
    error = lam * (1 - a * w) ** 2 + w**2 * s
    return error / (2 * variance), 0.5 * (a**2 * lam + s - 1 - np.log(s))


@exercise("5.2", points=2, ours=_direction_loss)
def direction_loss(yours):
    """[λ (1 - a w)² + w² s] / 2σ²  and  ½ (a² λ + s - 1 - log s), each (K,).

    Task: return error / (2 variance) and the KL of each direction, (K,) each
    Hint: z = a x + sqrt(s) eps. Error: which two independent parts has x - w z? KL: what is the mean of μ²?
    """

    def draw(rng, K=None):
        K = K or int(rng.choice([1, 2, 9, 40]))
        a, w = rng.normal(size=(2, K))
        return a, w, rng.uniform(0.1, 1.6, K), rng.gamma(2.0, size=K), rng.uniform(0.2, 3)

    names = ("a", "w", "s", "lam", "variance")
    for K in (4, 3):
        given = dict(zip(names, draw(np.random.default_rng(52 + K), K), strict=True))
        error, kl = expect_parts(yours(*given.values()), "error", "kl")
        for name, got in (("error", error), ("kl", kl)):
            if np.ndim(got) == 0 and got is not None:
                raise Wrong(f"{name} is one number; keep the directions apart, ({K},): no sum over them.")
        ERROR.judge("error", error, **given)
        KL.judge("kl", kl, **given)
    expect_any_size(("error", "kl"), yours, _direction_loss, draw, tries=12)
    why = "Here are tiny and huge numbers, s = 1e-12 among them: no floor, no clipping, nothing added."
    for given in (
        (np.array([1e-4, 30.0]), np.array([1e3, -2.0]), np.array([1e-12, 40.0]), np.array([1e-5, 1e6]), 1e-4),
        (np.array([0.0, -1.0]), np.array([0.0, -1.0]), np.array([1.0, 1e-12]), np.array([3.0, 0.0]), 1e5),
        (np.array([2.0, 0.5]), np.array([0.0, 2.0]), np.array([1.0, 1.0]), np.array([3.0, 4.0]), 1.0),
        (np.array([1e-8, 1e-7]), np.array([1e-6, 1e-8]), np.array([1e-9, 2e-9]), np.array([1e-9, 1e-8]), 1e9),
    ):
        for name, got, want in zip(("error", "kl"), yours(*given), _direction_loss(*given), strict=True):
            expect_array(name, got, want, because=why, atol=0)
