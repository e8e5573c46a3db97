"""Checks of WordVectors: counts in a window, PPMI, and how far a shrinking window reaches.

V words, n places in a sentence.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array
from minivae_checks.sizes import expect_any_size


def _pairs(words, V, left, right, weight, wrap=False, add=True):
    X = np.zeros((V, V))
    for place, word in enumerate(words):
        for other in range(place - left, min(len(words), place + right + 1)):
            if other == place or (other < 0 and not wrap):
                continue
            near = words[other], weight(abs(other - place))
            X[word, near[0]] = near[1] + add * X[word, near[0]]
    return X


def _once(words, V, window):
    """X[word, near] += weights: NumPy adds one of several equal indices."""
    X = np.zeros((V, V))
    for place, word in enumerate(words):
        others = np.arange(max(0, place - window), min(len(words), place + window + 1))
        others = others[others != place]
        X[word, words[others]] += 1 / np.abs(others - place)
    return X


def _count_pairs(words, V, window):
    return _pairs(words, V, window, window, lambda d: 1 / d)


COUNT = Mistakes("""
    by = lambda weight: pairs(words, V, window, window, weight)
    harmonic = lambda d: 1 / d
    by(harmonic)
    by(lambda d: 1)  # Each neighbour counts 1: let it count 1 / distance.
    pairs(words, V, window, 0, harmonic)  # Only the words before it are counted: look to both sides.
    pairs(words, V, 0, window, harmonic)  # Only the words after it are counted: look to both sides.
    pairs(words, V, window, window - 1, harmonic)
        # To the right it ends one place too early: `range` leaves its end out, so write place + window + 1.
    pairs(words, V, window - 1, window, harmonic)  # To the left it begins one place too late.
    pairs(words, V, window - 1, window - 1, harmonic)  # A place is missing on each side: the distance may be `window`.
    pairs(words, V, window + 1, window + 1, harmonic)  # It reaches one place too far on each side.
    pairs(words, V, window, window, harmonic, wrap=True)
        # Before the first place there is none: words[-1] is the last word. Begin at max(0, place - window).
    pairs(words, V, window, window, harmonic, add=False)  # A pair may meet again: add with +=.
    once(words, V, window)
        # A word may stand twice in one window: X[word, many] += ... adds only one of them. Loop, or take np.add.at.
    by(lambda d: 1 / d**2)  # The weight is 1 / distance, not its square.
    by(lambda d: 1 / (d + 1))  # The next word stands at distance 1, and counts 1.
    by(lambda d: d)  # That is the distance; the weight is 1 / distance.
    by(lambda d: 1 / window)  # That is 1 / window for all; the weight is 1 / distance.
    by(lambda d: window - d + 1)  # That falls linearly; the weight is 1 / distance.
    by(lambda d: (window - d + 1) / window)  # That is the weight of a shrinking window; here it is 1 / distance.
    by(lambda d: 1 / np.sqrt(d))  # The weight is 1 / distance, without a root.
    by(lambda d: np.exp(-d))  # The weight is 1 / distance, not exp(-distance).
    by(harmonic) / 2  # Each pair is seen from both of its words, and counts in both rows: do not halve.
    by(harmonic) + by(harmonic).T  # Each pair is there twice: a loop over both sides fills both rows by itself.
    by(harmonic) / by(harmonic).sum()  # That is a share; return the counts.
    """).using(pairs=_pairs, once=_once)


@exercise("3.14", points=1, ours=_count_pairs)
def count_pairs(yours):
    """x_ij = Σ 1/distance over the places where j stands within the window of i.

    Task: add 1 / distance to X[word, neighbour] for each neighbour in the window
    Hint: A neighbour stands at another place, at most `window` places away, on either side.
    """
    rng = np.random.default_rng(315)
    for n, V, window in ((9, 4, 3), (12, 12, 4), (15, 3, 5), (30, 6, 9), (2, 5, 5), (40, 7, 1)):
        given = {"words": rng.integers(V, size=n), "V": V, "window": window}
        why = "Go through all places at distance 1 to `window`, to the left and to the right."
        COUNT.judge("X", yours(*given.values()), why, atol=0, **given)
    expect_any_size("X", yours, _count_pairs, _a_sentence, tries=16)


def _a_sentence(rng):
    V = int(rng.choice([1, 2, 9, 40]))
    return rng.integers(V, size=rng.choice([1, 2, 7, 60])), V, int(rng.choice([1, 3, 6, 17]))


def _ppmi(X):
    expected = X.sum(axis=1, keepdims=True) * (X.sum(axis=0, keepdims=True) / X.sum())
    with np.errstate(divide="ignore"):
        return np.maximum(0, np.log(X / expected))


PPMI = Mistakes("""
    x, row, column = X.sum(), X.sum(axis=1, keepdims=True), X.sum(axis=0, keepdims=True)
    V, expected, seen = len(X), row * (column / x), X > 0
    log = lambda ratio: np.log(np.where(seen, ratio, 1))
    pmi = log(X / expected)
    np.maximum(0, pmi)
    pmi  # The negative ones are still there: keep the positive part, np.maximum(0, ...).
    np.log(X / expected)  # A pair that never met has log 0, which is -inf: keep the positive part, np.maximum(0, ...).
    np.abs(pmi)  # A negative one becomes 0, it does not change its sign.
    -np.minimum(0, pmi)  # The sign is reversed: it is seen over expected.
    np.maximum(0, X / expected)  # The logarithm is missing.
    np.maximum(0, X / expected - 1)  # That is the ratio less 1; take its logarithm.
    np.where(seen, np.log1p(X / expected), 0)  # log(1 + ratio) is not log(ratio): 0 must mean "as by chance".
    np.maximum(0, pmi / np.log(2))  # The natural logarithm belongs there, not log2.
    np.maximum(0, pmi / np.log(10))  # The natural logarithm belongs there, not log10.
    np.maximum(0, log(X / row))  # Divide by what is expected, x_i x_j / x, with x the sum of the whole table.
    np.maximum(0, log(X / column))  # ditto
    np.maximum(0, log(X / (row * column)))  # ditto
    np.maximum(0, log(X / (row * column) / x))  # ditto
    np.maximum(0, log(X / (row * column / V)))  # ditto
    np.maximum(0, log(X / (row * column / V**2)))  # ditto
    np.maximum(0, log(X / (row.mean() * column / x)))  # x_i is the sum of row i, one number for each row.
    np.maximum(0, log(X))  # That is the logarithm of the counts: divide by what is expected first.
    np.maximum(0, log(X / (row * row.T / x)))
        # x_i is the sum of row i, and x_j the sum of column j: here both are sums of rows.
    np.maximum(0, log(X / (column.T * column / x)))
        # x_i is the sum of row i, and x_j the sum of column j: here both are sums of columns.
    np.maximum(0, log(X / (column.T * row.T / x)))  # Sums of rows and of columns are exchanged.
    np.maximum(0, log(X / expected)).T  # The table is transposed.
    np.where(seen, np.maximum(0, np.log((X + 1) / expected)), 0)  # Add nothing to the counts.
    np.maximum(0, np.log((X + 1) / expected))  # ditto
    np.maximum(0, pmi - np.log(5))  # Nothing is taken away here: no log K.
    np.where(pmi > 0, 1.0, 0.0)  # That says only which are positive; keep their size.
    X * np.maximum(0, pmi) / x  # Do not weigh by the counts: one logarithm for each pair.
    """)


@exercise("3.15", points=2, ours=_ppmi)
def positive_pmi(yours):
    """max(0, log(x_ij x / (x_i x_j))); a pair that never met has 0.

    Task: return max(0, log(seen / expected)) for each pair of words (V, V)
    Hint: If neighbours were dealt out by chance, i and j would meet x_i x_j / x times.
    """
    why = "It is max(0, log(x_ij / (x_i x_j / x))), with x_i the sum of row i and x_j of column j."
    for V, seed in ((12, 0), (8, 1), (20, 2), (5, 3)):
        given = {"X": _a_table(np.random.default_rng(3160 + seed), V)}
        PPMI.judge("PPMI", yours(*given.values()), why, **given)
    for scale in (1e-60, 1e12):
        X = scale * _a_table(np.random.default_rng(3169), 8)
        more = f"Here all counts are {scale:g} times as large, and PMI stays: add nothing, and cut nothing off."
        expect_array("PPMI", yours(X), _ppmi(X), because=more)
    X = np.diag([1e9, 1e5, 40.0, 1.0]) + 1e-9  # rare words that stand together alone
    expect_array("PPMI", yours(X), _ppmi(X), because="Here some PMI are large: cut nothing off above.")
    expect_any_size("PPMI", yours, _ppmi, lambda rng: (_a_table(rng, rng.choice([1, 2, 15, 60])),), tries=12)


def _a_table(rng, V):
    """Counts that are not symmetric, with zeros; no row or column is empty."""
    X = (rng.random((V, V)) < 0.4) * rng.uniform(0.2, 9, (V, V))
    return X + np.diag(rng.uniform(0.5, 3, V))


def _chance_within(window):
    return np.arange(window, 0, -1) / window


CHANCE = Mistakes("""
    d = np.arange(1, window + 1)
    (window - d + 1) / window
    1 / d  # It falls linearly: among `window` equally likely reaches, which are at least d?
    np.ones(window)  # Only the longest reach takes in all distances: which reaches are at least d?
    np.full(window, 1 / window)  # That is the probability of one reach: add up those of all that are at least d.
    (window - d) / window  # A reach of exactly d takes in distance d, too: window - d + 1 of them are at least d.
    d / window  # Turn it round: the longer the distance, the fewer reaches are at least as long.
    (window - d + 1) / (window + 1)  # There are `window` reaches, 1 to window: a reach of 0 is not drawn.
    (window - d + 2) / (window + 1)  # There are `window` reaches, not window + 1.
    (window - d + 1) / (window * (window + 1) / 2)
        # These are probabilities of different things, and need not add up to 1: distance 1 is in every window.
    ((window - d + 1) / window) ** 2  # One reach is drawn, not two: no square.
    (window - d + 1) / window / 2  # The same reach holds for both sides: do not halve.
    window - d + 1  # That is how many reaches are at least d: divide by how many there are.
    np.exp(1 - d)  # It falls linearly: count the reaches that are at least d.
    np.append(1, (window - d + 1) / window)  # That begins with distance 0, the word itself: begin with 1.
    np.append((window - d + 1) / window, 0)  # That ends with distance window + 1: end with `window`.
    """)


@exercise("3.17", points=1, ours=_chance_within)
def chance_within(yours):
    """(R - d + 1) / R for the distances d = 1 to R.

    Task: return, for each distance from 1 to window, the probability that it is within the reach
    Hint: The reach is 1, 2, ... or window, each alike often. How many of them are at least d?
    """
    why = "Count the reaches from 1 to `window` that are at least d, and divide by how many reaches there are."
    for window in (5, 3, 8, 2, 1, 13, 40, 300):
        CHANCE.judge("the probabilities", yours(window), why, window=window)
