"""Checks of BetaVAE: a linear VAE, one direction at a time.

D directions of variance lam (the eigenvalues), K units, `variance` is that of the pixels' noise.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array, expect_close, expect_parts, expect_scalar
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


RATE = Mistakes("""
    ratio = eigenvalues / variance
    right = 0.5 * np.sum(np.log2(np.maximum(1, ratio)))
    right
    0.5 * np.sum(np.log(np.maximum(1, ratio)))  # That is in nats; a bit is log 2 nats: use log2.
    0.5 * np.sum(np.log10(np.maximum(1, ratio)))  # That is the logarithm to the base 10; bits have base 2.
    0.5 * np.sum(np.log(np.maximum(1, ratio))) * np.log(2)  # From nats to bits one divides by log 2.
    0.5 * np.sum(np.log2(ratio))  # A direction below the noise costs 0 bits; here its bits are negative.
    2 * right  # The half is missing.
    right / 2  # There is one half too many.
    right / len(eigenvalues)  # It is the mean over the directions; take the sum.
    0.5 * np.sum(np.log2(1 + ratio))  # Nothing is added to λ/σ²: at the optimum w² + σ² = λ.
    0.5 * np.log2(np.maximum(1, eigenvalues.sum() / variance))  # Each direction has its own logarithm; then add.
    0.5 * np.sum(np.log2(np.maximum(1, 1 / ratio)))  # The ratio is upside down: λ / σ².
    0.5 * np.sum(np.abs(np.log2(ratio)))  # A direction below the noise costs 0 bits, whatever its λ.
    np.sum(np.log(np.maximum(1, ratio)))  # That is in nats, and the half is missing.
    0.5 * np.mean(np.log(np.maximum(1, ratio)))  # That is a mean, and in nats: sum, and use log2.
    -right  # The sign is reversed.
    0.5 * np.sum(np.maximum(1, np.log2(ratio)))  # The maximum stands outside the logarithm: then it is with 0, not 1.
    0.5 * np.sum(np.log2(np.maximum(1, eigenvalues)))  # It is not divided by the level.
    0.5 * np.sum(np.log2(np.maximum(1, ratio / variance)))  # λ and σ² are variances both: no square, no root.
    0.5 * np.sum(np.log2(np.maximum(1, eigenvalues / np.sqrt(variance))))  # ditto
    0.5 * np.sum(np.log2(np.maximum(1, np.sqrt(eigenvalues) / variance)))  # ditto
    0.5 * np.sum(np.log2(np.maximum(1, ratio - 1)))  # Nothing is taken away from λ/σ²: at the optimum w² + σ² = λ.
    kept = variance / np.maximum(eigenvalues, variance)
    0.5 * np.sum(kept - 1 - np.log(kept)) / np.log(2)  # The means μ = a x cost, too: a² λ = 1 - s is missing.
    right / np.log(2)  # np.log2 counts in bits already.
    np.sum(np.minimum(eigenvalues, variance))  # That is the distortion; the rate comes first.
    """)
DISTORTION = Mistakes("""
    low = eigenvalues < variance
    right = np.sum(np.minimum(eigenvalues, variance))
    right
    np.sum(np.maximum(eigenvalues, variance))  # The smaller of the two is left as an error.
    np.sum(np.maximum(eigenvalues, variance)) / variance  # The smaller is left, and not divided by σ².
    np.sum(eigenvalues[low]) + variance  # Every direction above the noise leaves σ², not all of them together.
    np.sum(eigenvalues[low])  # Directions above the noise leave an error, too: σ² each.
    np.sum(~low) * variance  # Directions below the noise leave an error, too: their own λ.
    len(eigenvalues) * variance  # A direction below the noise leaves its λ, which is less than σ².
    np.sum(np.where(low, eigenvalues, variance**2 / eigenvalues))
        # The noise of the code leaves an error, too: w² s is missing.
    np.sum(np.where(low, eigenvalues, variance - variance**2 / eigenvalues))
        # Only the noise of the code is there: λ (1 - a w)² is missing.
    np.sum(eigenvalues)  # That is the error without any code.
    np.sum(eigenvalues) - right  # That is the error that the code takes away; return what is left.
    right / len(eigenvalues)  # It is the mean over the directions; take the sum.
    right / variance  # The distortion is the squared error itself, not divided by σ².
    right / (2 * variance)  # ditto
    right / 2  # The distortion is the squared error itself, without a half.
    np.sum(np.sqrt(np.minimum(eigenvalues, variance)))  # λ and σ² are squared errors already: no root.
    np.sum(np.minimum(eigenvalues, variance) ** 2)  # λ and σ² are squared errors already: no square.
    np.sum(eigenvalues * variance / (eigenvalues + variance))  # That takes w² = λ. At the optimum w² + σ² = λ.
    0.5 * np.sum(np.log2(np.maximum(1, eigenvalues / variance)))  # That is the rate; the distortion comes second.
    """)


def _drown(eigenvalues, variance):
    rate = 0.5 * np.sum(np.log2(np.maximum(1, eigenvalues / variance)))
    return rate, np.sum(np.minimum(eigenvalues, variance))


@exercise("5.3", points=2, ours=_drown)
def drown(yours):
    """R = Σ ½ log₂ max(1, λ / σ²) bits,  Δ = Σ min(λ, σ²).

    Task: return the rate in bits and the distortion, each summed over the directions
    Hint: A direction above the noise costs ½ log2(λ / σ²) and leaves σ². And one below?
    """
    for D, variance in ((6, 0.8), (5, 1.7), (6, 1e-3), (6, 50.0)):
        given = {"eigenvalues": np.random.default_rng(53).gamma(1.5, size=D), "variance": variance}
        rate, distortion = expect_parts(yours(*given.values()), "rate", "distortion")
        for name, got in (("rate", rate), ("distortion", distortion)):
            if np.shape(got) == (D,):
                raise Wrong(f"{name} is one number for each direction: add them up.")
            expect_scalar(name, got)
        RATE.judge("rate", rate, **given)
        DISTORTION.judge("distortion", distortion, **given)
    why = "Here are tiny, huge and equal numbers: nothing is added or left out, and only a rate below 0 is cut off."
    for lam, variance in (
        (np.array([1e-30, 4.0, 1e12]), 1e-20),
        (np.array([1.0, 2.0, 2.0]), 2.0),
        (np.full(3, 1e-9), 1e-8),
        (np.array([3e9, 4e13]), 1e12),
        (np.full(400, 1e3), 1e-3),
    ):
        got, wants = yours(lam, variance), _drown(lam, variance)
        if got[1] == 0 != wants[1]:
            raise Wrong(
                "a small distortion is lost where large numbers are subtracted: add up what each direction leaves."
            )
        for name, part, want in zip(("rate", "distortion"), got, wants, strict=True):
            expect_close(name, part, want, why, atol=0)

    def draw(rng):
        return rng.gamma(1.5, size=int(rng.choice([1, 2, 9, 400]))), rng.gamma(2.0)

    expect_any_size(("rate", "distortion"), yours, _drown, draw, tries=12)
