"""Checks of WordVectors: the gradient of skip-gram, and what its scores are at the optimum.

D numbers a vector, J = 1 + K targets of a pair, V words.
"""

import numpy as np

from minivae_checks import Mistakes, exercise, expect_array, expect_finite, expect_parts
from minivae_checks.sizes import expect_any_size


def _pair_gradient(u, v, y):
    with np.errstate(over="ignore"):
        error = 1 / (1 + np.exp(-(v @ u))) - y
    return error @ v, np.outer(error, u)


DU = Mistakes("""
    J, l = len(y), v @ u
    p = 1 / (1 + np.exp(-l))
    e = p - y
    e @ v
    -e @ v  # The sign is reversed: it is what the model said minus what it should have said.
    e @ v / J  # The loss is a sum over the targets, no mean: do not divide.
    p @ v  # y is forgotten: the real neighbour should have 1.
    y @ v  # σ is forgotten: σ(l) - y.
    (l - y) @ v  # The scores go through σ first.
    (1 / (1 + np.exp(l)) - y) @ v  # That is σ(-l): mind the sign in the exponential.
    np.where(y == 1, p - 1, -p) @ v  # The negatives are drawn near; they are to be pushed away: σ(l) - 0.
    np.abs(e) @ v  # The real neighbour is pushed away: an error has a sign, and σ(l) - 1 is below 0.
    (p * (1 - p) * e) @ v  # That is the slope of a squared error; with the cross-entropy p (1 - p) cancels.
    (e**2) @ v  # The slope is σ(l) - y, not its square.
    (y * e) @ v  # Only the real neighbours are there: the negatives pull, too.
    ((1 - y) * e) @ v  # Only the negatives are there: the real neighbour pulls, too.
    (np.exp(l) / np.exp(l).sum() - y) @ v  # That is a softmax; each target is a yes or no question of its own: σ.
    (np.tanh(l) - y) @ v  # That is tanh; it is σ(l) = 1 / (1 + exp(-l)).
    e.sum() * u  # The slope of l_j by u is v_j, not u.
    np.outer(e, u).sum(axis=0)  # ditto
    e[:, None] * v  # That is one row for each target: u is in all of their scores, so add the rows up.
    v.sum(axis=0) * e.sum()  # Each v_j has a factor of its own: multiply first, then add up.
    """)
DV = Mistakes("""
    J, l = len(y), v @ u
    p = 1 / (1 + np.exp(-l))
    e = p - y
    np.outer(e, u)
    -np.outer(e, u)  # The sign is reversed: it is what the model said minus what it should have said.
    np.outer(e, u) / J  # The loss is a sum over the targets, no mean: do not divide.
    np.outer(p, u)  # y is forgotten: the real neighbour should have 1.
    np.outer(y, u)  # σ is forgotten: σ(l) - y.
    np.outer(l - y, u)  # The scores go through σ first.
    np.outer(1 / (1 + np.exp(l)) - y, u)  # That is σ(-l): mind the sign in the exponential.
    np.outer(np.where(y == 1, p - 1, -p), u)  # The negatives are drawn near; they are to be pushed away: σ(l) - 0.
    np.outer(p * (1 - p) * e, u)  # That is the slope of a squared error; with the cross-entropy p (1 - p) cancels.
    np.outer(np.abs(e), u)  # An error has a sign; do not drop it.
    np.outer(y * e, u)  # Only the real neighbours move: the negatives move, too.
    np.outer(u, e)  # That is transposed: one row for each target.
    e[:, None] * v  # The slope of l_j by v_j is u, not v_j.
    e.sum() * u  # Each target has a row of its own: do not add them up.
    """)


@exercise("3.18", points=2, ours=_pair_gradient)
def pair_gradient(yours):
    """du = Σ_j (σ(l_j) - y_j) v_j and dv_j = (σ(l_j) - y_j) u, with l_j = u · v_j.

    Task: return du (D,) and dv (J, D), the gradient of the loss of one pair
    Hint: First the error of each target, σ(l_j) - y_j: one number for each of J.
    """
    for D, K, positive, scale in ((6, 5, 1, 1.0), (3, 3, 2, 1.0), (4, 7, 1, 0.5), (7, 9, 1, 4.0), (5, 5, 1, 1000.0)):
        u, v, y = given = _a_pair(np.random.default_rng(3190 + D), D, K, positive)
        given = u * scale, v, y
        with np.errstate(over="ignore"):  # exp may overflow: then σ is 0, as it should be
            du, dv = expect_parts(yours(*given), "du", "dv", wants=_pair_gradient(*given))
        names = dict(zip(("u", "v", "y"), given, strict=True))
        for name, part in (("du", du), ("dv", dv)):
            expect_finite(name, part)
        DU.judge("du", du, "It is the sum of (σ(l_j) - y_j) v_j, and σ(l) is 1 / (1 + exp(-l)) for every l.", **names)
        DV.judge("dv", dv, "Row j is (σ(l_j) - y_j) u, and σ(l) is 1 / (1 + exp(-l)) for every l.", **names)
    for scale in (1e-20, 1e6):
        u, v, y = _a_pair(np.random.default_rng(3199), 4, 5, 1)
        given = u * scale, v / scale, y  # the scores stay as they are
        more = f"Here u is {scale:g} times as long, and v as much shorter: add nothing, cut nothing off at a bound."
        for name, got, want in zip(("du", "dv"), yours(*given), _pair_gradient(*given), strict=True):
            expect_array(name, got, want, because=more, atol=0)
    expect_any_size(("du", "dv"), yours, _pair_gradient, _any_pair, tries=12)


def _a_pair(rng, D, K, positive):
    y = np.roll(np.repeat([1.0, 0.0], [positive, K]), positive - 1)  # two real ones stand in the middle
    return rng.normal(size=D), rng.normal(size=(positive + K, D)), y


def _any_pair(rng):
    D, K = rng.choice([1, 2, 30, 100]), rng.choice([1, 5, 40])
    return _a_pair(rng, int(D), int(K), 1)


def _best_score(X, K):
    expected = X.sum(axis=1, keepdims=True) * (X.sum(axis=0, keepdims=True) / X.sum())
    return np.log(X / expected) - np.log(K)


BEST = Mistakes("""
    x, row, column = X.sum(), X.sum(axis=1, keepdims=True), X.sum(axis=0, keepdims=True)
    V, log = len(X), np.log
    pmi = log(X / (row * (column / x)))
    noise = column**0.75 / np.sum(column**0.75)
    pmi - log(K)
    pmi  # log K is missing: there are K made-up pairs for each real one.
    pmi + log(K)  # The more made-up pairs, the lower the score: log K is taken away.
    pmi - K  # It is the logarithm of K that is taken away.
    pmi - log(K + 1)  # There are K made-up pairs for each real one, not K + 1: log K.
    pmi / K  # K stands inside the logarithm, so log K is taken away.
    pmi * K  # ditto
    np.maximum(0, pmi - log(K))  # A score may be negative: do not cut it off.
    np.maximum(0, pmi) - log(K)  # PMI may be negative here: do not cut it off.
    log(X) - log(K)  # Divide x_ij by what comes by chance, x_i p_n(j).
    log(X / row) - log(K)  # The made-up pairs come x_i p_n(j) times: p_n(j) = x_j / x is missing.
    log(X / column) - log(K)  # The made-up pairs come x_i p_n(j) times: here stands x_j alone.
    log(X / (row * column)) - log(K)  # p_n(j) is x_j / x, a probability: divide by x.
    log(X / (column / x)) - log(K)  # Word i comes x_i times: x_i is missing.
    log(X / x) - log(K)  # Divide x_ij by what comes by chance, x_i p_n(j).
    log(X / (row * noise)) - log(K)  # Here p_n(j) is x_j / x, without the power 3/4.
    log(X / (row / V)) - log(K)  # Here p_n(j) is x_j / x, not 1 / V.
    log(X / (row * (row.T / x))) - log(K)
        # x_i is the sum of row i, and x_j the sum of column j: here both are sums of rows.
    log(X / (column.T * (column / x))) - log(K)
        # x_i is the sum of row i, and x_j the sum of column j: here both are sums of columns.
    log(X / (column.T * (row.T / x))) - log(K)  # Sums of rows and of columns are exchanged.
    (pmi - log(K)).T  # The table is transposed.
    -(pmi - log(K))  # The sign is reversed: pairs that meet often have the higher score.
    X / (row * (column / x)) / K  # That is e^s: take the logarithm.
    1 / (1 + np.exp(log(K) - pmi))  # That is σ(s), the probability; return the score s.
    (pmi - log(K)) / log(2)  # The natural logarithm belongs there, not log2.
    pmi - np.log2(K)  # ditto
    pmi / log(2) - log(K)  # ditto
    (pmi - log(K)) / log(10)  # The natural logarithm belongs there, not log10.
    pmi - np.log10(K)  # ditto
    np.maximum(pmi - log(K), -5)  # A score may be as low as it likes: do not cut it off.
    """)


@exercise("3.19", points=2, ours=_best_score)
def best_score(yours):
    """log(x_ij / (x_i p_n(j))) - log K with p_n(j) = x_j / x: PMI - log K.

    Task: return the scores (V, V) that make the loss of every pair least
    Hint: Set the derivative to 0; then σ(s) / (1 - σ(s)) = e^s.
    """
    why = "Where the derivative is 0, e^s is the real pairs x_ij over the made-up ones, K x_i x_j / x."
    sizes = (4, 5), (6, 3), (3, 20), (8, 2), (5, 1)
    cases = [{"X": _met(np.random.default_rng(3200 + V), V), "K": K} for V, K in sizes]
    BEST.judge_all("the scores", yours, cases, why)
    for scale in (1e-60, 1e12):
        X = scale * _met(np.random.default_rng(3209), 7)
        more = f"Here all counts are {scale:g} times as large, and the scores stay: add nothing, and cut nothing off."
        expect_array("the scores", yours(X, 4), _best_score(X, 4), because=more)
    X = np.diag([1e9, 1e5, 40.0, 1.0]) + 1e-9
    more = "Here some scores are far above 0, and others far below: cut nothing off."
    expect_array("the scores", yours(X, 4), _best_score(X, 4), because=more)
    expect_any_size("the scores", yours, _best_score, _any_table, tries=12)


def _met(rng, V):
    """Counts above 0 of very different size, not symmetric."""
    return rng.lognormal(0, 2.5, (V, V))


def _any_table(rng):
    return _met(rng, int(rng.choice([1, 2, 30, 90]))), int(rng.choice([1, 2, 15, 200]))
