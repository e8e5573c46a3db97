"""Check of Eigenfaces: the log density of probabilistic PCA.

N pictures, D pixels, K eigenfaces.
"""

import numpy as np

from minivae_checks import Mistakes, exercise
from minivae_checks.day1.beyond import expect_beyond
from minivae_checks.sizes import expect_any_size


def _log_density(x, mean, V, values, sigma2):
    c = x - mean
    z = c @ V.T
    K, D = V.shape
    volume = D * np.log(2 * np.pi) + np.sum(np.log(values)) + (D - K) * np.log(sigma2)
    outside = np.sum((c - z @ V) ** 2, axis=1)
    return -0.5 * (volume + np.sum(z**2 / values, axis=1) + outside / sigma2)


DENSITY = Mistakes("""
    (K, D), c = V.shape, x - mean
    z, two_pi, L = c @ V.T, np.log(2 * np.pi), np.sum(np.log(values))
    inside, all_of_it, in_z = np.sum(z**2 / values, axis=1), np.sum(c**2, axis=1), np.sum(z**2, axis=1)
    outside, rest = (all_of_it - in_z) / sigma2, (D - K) * np.log(sigma2)
    volume = D * two_pi + L + rest
    far = lambda x, scale: np.sum(x**2 / scale, axis=1)
    b = x - x.mean(axis=0)
    right = -0.5 * (volume + inside + outside)
    of = lambda volume=volume, inside=inside, outside=outside: -0.5 * (volume + inside + outside)
    right
    -right  # The sign is reversed: it is minus a half of the sum.
    2 * right  # The half is missing.
    -2 * right  # The factor of minus a half is missing.
    np.exp(right)  # That is the density itself: its logarithm is asked.
    right.mean()  # That is the mean over the pictures: one number for each is asked.
    right.sum()  # That is the sum over the pictures: one number for each is asked.
    right / np.log(2)  # That is in bits: the logarithm is the natural one, in nats.
    right / np.log(10)  # The logarithm has base 10: take the natural one, np.log.
    of(inside=far(b @ V.T, values), outside=(far(b, 1) - far(b @ V.T, 1)) / sigma2)
        # The mean of these pictures is subtracted: take the mean that is given.
    right / D  # It is divided by D: the density is of the whole picture.
    of(volume - D * two_pi)  # D log 2π is missing.
    of(volume - (D - K) * two_pi)  # 2π stands there K times: each of the D directions has one.
    of(volume - D * two_pi + two_pi)  # 2π stands there once: each of the D directions has one.
    of(D * two_pi + rest)  # The logarithms of the values are missing.
    of(D * two_pi + L)  # (D - K) log σ² is missing: the other directions have a volume, too.
    of(D * two_pi + L + D * np.log(sigma2))  # σ² stands there D times: it belongs to the D - K other directions.
    of(D * two_pi + L + K * np.log(sigma2))  # σ² stands there K times: it belongs to the D - K other directions.
    of(D * two_pi + L + (D - len(x)) * np.log(sigma2))  # len(x) counts the pictures; K, the eigenfaces, is len(V).
    of(D * two_pi + L + (len(x) - K) * np.log(sigma2))  # len(x) counts the pictures; D is V.shape[1].
    of(D * two_pi + L + np.log(sigma2))  # σ² stands there once: it belongs to each of the D - K other directions.
    of(D * two_pi + L + rest / 2)  # The logarithm is that of σ², not of σ: sigma2 is σ² already.
    of(D * two_pi + L + 2 * rest)  # The logarithm is that of σ²: sigma2 is σ² already, so do not square it.
    of(D * two_pi + L / 2 + rest)  # The logarithms are those of the values, not of their roots.
    of(D * two_pi + np.log(np.sum(values)) + rest)  # That is the logarithm of a sum: sum the logarithms.
    of(inside=0)  # The distance along the eigenfaces is missing.
    of(outside=0)  # The distance outside of the eigenfaces is missing.
    of(inside=in_z)  # z² is not divided by the values.
    of(inside=np.sum(z / values, axis=1))  # z is not squared.
    of(inside=np.sum(z**2 * values, axis=1))  # z² is multiplied by the values: divide.
    of(inside=np.sum(z**2 / np.sqrt(values), axis=1))  # z² is divided by the roots of the values: divide by the values.
    of(inside=np.sum((z / values) ** 2, axis=1))  # The values are squared, too: only z is.
    of(inside=np.sum(z, axis=1) ** 2 / np.sum(values))  # Square and divide each z first, then sum.
    of(inside=in_z / np.sum(values))  # Divide each z² by its own value, then sum.
    of(inside=np.sum(z**2 / values))  # The distance is summed over the pictures: axis=1.
    of(inside=np.sum(z**2 / (values + sigma2), axis=1))
        # The values are the whole variances along the eigenfaces: σ² is in them.
    of(outside=all_of_it / sigma2)  # What lies along the eigenfaces is counted twice: subtract the squares of z.
    of(outside=(all_of_it + in_z) / sigma2)  # The squares of z are added: subtract them.
    of(outside=all_of_it - in_z)  # What lies outside is not divided by σ².
    of(outside=(all_of_it - in_z) * sigma2)  # What lies outside is multiplied by σ²: divide.
    of(outside=(all_of_it - in_z) / np.sqrt(sigma2))  # What lies outside is divided by σ: divide by σ².
    of(outside=(all_of_it - in_z) / sigma2**2)  # What lies outside is divided by σ² squared.
    of(outside=np.sqrt(all_of_it - in_z) / sigma2)  # What lies outside has a root: it is in squares.
    of(outside=(all_of_it - in_z) / sigma2 / (D - K))  # What lies outside is a mean: take the sum.
    of(outside=(np.sum(x**2, axis=1) - in_z) / sigma2)  # The mean is not subtracted in what lies outside.
    of(inside=far(x @ V.T, values), outside=(far(x, 1) - far(x @ V.T, 1)) / sigma2)
        # The mean is not subtracted.
    -0.5 * volume + inside + outside  # The half belongs to the distance, too: check the brackets.
    -0.5 * volume + 0.5 * (inside + outside)  # The distance makes a picture less probable: its sign is minus.
    0.5 * volume - 0.5 * (inside + outside)  # The sign of the volume is minus, too.
    """)


@exercise("3.13", points=3, ours=_log_density)
def log_density(yours):
    """log p(x) = -½ [D log 2π + Σ log λ + (D-K) log σ² + Σ z²/λ + (|x-m|² - |z|²)/σ²].

    Task: return log p(x) of each picture, (N,)
    Hint: Five terms, three of them the same for all pictures. Which two depend on x?
    """
    why = "It is minus a half of five terms: three for the volume, two for the distance."
    names, sizes = ("x", "mean", "V", "values", "sigma2"), ((7, 7, 2), (5, 7, 3), (3, 5, 1))
    models = [_model(np.random.default_rng(43), *size) for size in sizes]
    DENSITY.judge_all("log p", yours, [dict(zip(names, given, strict=True)) for given in models], why)
    for size, away in ((1e-50, 1.0), (1e50, 1.0), (1.0, 1e4), (1.0, 1e-4), (1e-9, 0.0)):
        x, mean, V, values, sigma2 = _model(np.random.default_rng(430), 5, 9, 3)
        given = mean * size + (x - mean) * size * away, mean * size, V, values * size**2, sigma2 * size**2
        why = (
            f"Here all lengths are {size:g} times the usual ones, the pictures {away:g} times as far out: "
            "nothing is added, and nothing has a bound."
        )
        expect_beyond("log p", yours, _log_density, given, why, rtol=1e-8)
    given = _model(np.random.default_rng(431), 4, 500, 300, spread=1e-30)
    why = "Here 300 values are small, and their product is 0 in floats: sum the logarithms."
    expect_beyond("log p", yours, _log_density, given, why)
    expect_any_size("log p", yours, _log_density, _any_model, tries=8)


def _model(rng, N, D, K, spread=1.0):
    V = np.linalg.qr(rng.normal(size=(D, K)))[0].T
    values = np.sort(rng.uniform(2, 9, size=K))[::-1] * spread
    mean = rng.normal(size=D) + 1
    x = mean + rng.normal(size=(N, K)) @ (np.sqrt(values)[:, None] * V) + np.sqrt(spread) * rng.normal(size=(N, D))
    return x, mean, V, values, 0.6 * spread


def _any_model(rng):
    D = int(rng.choice([2, 11, 120]))
    return _model(rng, int(rng.choice([1, 6, 50])), D, int(rng.integers(1, D)))
