"""Checks of BetaVAE: rate and distortion of independent directions, by reverse water-filling.

D directions of variance λ (`eigenvalues`); `variance` is the level of the water.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_parts, expect_scalar
from minivae_checks.sizes import expect_any_size

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
