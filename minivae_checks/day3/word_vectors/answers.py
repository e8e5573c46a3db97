"""Checks of WordVectors: many analogies at once.

V words, D numbers a word, Q questions.
"""

import numpy as np

from minivae_checks import Mistakes, Wrong, exercise, expect_array
from minivae_checks.sizes import expect_any_size


def _rows(vectors):
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def _without(scores, questions, which=(0, 1, 2), value=-np.inf):
    scores = scores.copy()
    for row, question in zip(scores, questions, strict=True):
        row[question[list(which)]] = value
    return scores


def _analogies(vectors, questions):
    unit = _rows(vectors)
    a, b, c = (unit[column] for column in questions.T)
    return _without((b - a + c) @ unit.T, questions).argmax(axis=1)


ANSWER = Mistakes("""
    unit = rows(vectors)
    a, b, c = [unit[column] for column in questions.T]
    A, B, C = [vectors[column] for column in questions.T]
    best = lambda direction, of=unit: without(direction @ of.T, questions).argmax(axis=1)
    best(b - a + c)
    ((b - a + c) @ unit.T).argmax(axis=1)  # The words of the question may not be the answer: take out a, b and c.
    without((b - a + c) @ unit.T, questions, [2]).argmax(axis=1)
        # c is taken out; a and b may not be the answer either.
    without((b - a + c) @ unit.T, questions, [0, 1]).argmax(axis=1)
        # a and b are taken out; c may not be the answer either.
    without((b - a + c) @ unit.T, questions, [1, 2]).argmax(axis=1)
        # b and c are taken out; a may not be the answer either.
    without((b - a + c) @ unit.T, questions, [0, 2]).argmax(axis=1)
        # a and c are taken out; b may not be the answer either.
    without((b - a + c) @ unit.T, questions, value=0).argmax(axis=1)
        # A score of 0 may be the largest where all others are negative: put -np.inf in its place.
    without((b - a + c) @ unit.T, questions, value=-1).argmax(axis=1)
        # A score may be below -1, since b - a + c is longer than 1: put -np.inf in its place.
    without((b - a + c) @ unit.T, questions, value=-3).argmax(axis=1)
        # A score may be -3, where all four lie on one line: put -np.inf in its place.
    best(a - b + c)  # The step goes from a to b: b - a, not a - b.
    best(b - a - c)  # The step is added to c: b - a + c.
    best(b + a + c)  # a is taken away: b - a + c.
    best(c)  # That is the word nearest to c alone: add b - a.
    best(b)  # That is the word nearest to b alone: the question is b - a + c.
    best(b - a)  # c is missing: b - a + c.
    best(b + c)  # a is missing: b - a + c.
    best(b - c + a)  # a and c are exchanged: a is to b as c is to d.
    best(B - A + C, vectors)  # The vectors are not divided by their lengths: all rows to length 1 first.
    best(B - A + C)  # a, b and c are to be unit vectors, too: divide all rows by their lengths first.
    best(b - a + c, vectors)  # The candidates are to be unit vectors, too.
    best(rows(vectors.T).T[questions[:, 1]] - rows(vectors.T).T[questions[:, 0]] + rows(vectors.T).T[questions[:, 2]],
        rows(vectors.T).T)  # The columns have length 1; divide each row by its length: axis=1.
    without(-(b - a + c) @ unit.T, questions).argmax(axis=1)  # Those are the farthest words: take the largest cosine.
    without((b - a + c) @ unit.T, questions, value=np.inf).argmin(axis=1)  # ditto
    np.abs((b - a + c) @ unit.T * np.isfinite(without(0 * (b - a + c) @ unit.T, questions))).argmax(axis=1)
        # A cosine of -0.9 is no likeness: do not drop the sign.
    without((b - a + c) @ unit.T, questions).max(axis=1)  # Those are the scores; return the numbers of the words.
    """).using(rows=_rows, without=_without)


@exercise("3.16", points=2, ours=_analogies)
def analogies(yours):
    """argmax_d cos(d, b - a + c), never a, b or c.

    Task: return for each question (a, b, c) the number of the best d
    Hint: Unit vectors, the products with all words, and -inf for the three of the question.
    """
    why = "It is the word d with the largest product of unit vectors, d · (b - a + c), without a, b and c."
    cases = [
        _a_case(np.random.default_rng(3170 + V), V, D, Q)
        for V, D, Q in ((12, 3, 12), (30, 4, 25), (8, 8, 20), (40, 2, 40))
    ]
    # Four words: d is the only candidate left, and points the other way.
    cases.append((np.array([[-1.0, 0.1], [1.0, 0.2], [2.0, -0.1], [-3.0, -0.2]]), np.array([[0, 1, 2]])))
    # The same, on one line: the product is -3.
    cases.append((np.array([[-1.0, 0.0], [1.0, 0.0], [2.0, 0.0], [-3.0, 0.0]]), np.array([[0, 1, 2]])))
    # And one where a lies nearest to b - a + c.
    cases.append((np.array([[1.0, 0.0], [0.94, 0.34], [0.94, -0.34], [-0.5, 0.5], [0.3, 0.9]]), np.array([[0, 1, 2]])))
    got = yours(*cases[0])
    ANSWER.judge_all("the answers", yours, [{"vectors": v, "questions": q} for v, q in cases], why)
    if np.asarray(got).dtype.kind not in "iu":
        raise Wrong("the answers should be whole numbers (int), to be used as row numbers.")
    for vectors, questions, because in _close_cases():
        expect_array("the answers", yours(vectors, questions), _analogies(vectors, questions), because=because)
    expect_any_size("the answers", yours, _analogies, _any_case, tries=12)


def _close_cases():
    """Two candidates for d that differ in the ninth digit; then very short and very long vectors."""
    u = np.array([[0.6, 0.8, 0, 0], [0.8, 0.6, 0, 0], [0.6, 0, 0.8, 0]])
    to = u[1] - u[0] + u[2]
    side = np.eye(4)[3]
    near = [to + turn * side for turn in (3e-5, 1e-5, 4e-5)]  # the cosine falls with the square of the turn
    vectors = np.vstack([u, near])
    why = "Two cosines differ in the ninth digit here: compute in float64, round nothing, and take nothing small for 0."
    for order in ([0, 1, 2, 3, 4, 5], [0, 1, 2, 4, 5, 3], [0, 1, 2, 5, 3, 4]):
        yield vectors[order], np.array([[0, 1, 2]]), why
    vectors[2, 3] = 5e-5
    to = vectors[1] - vectors[0] + vectors[2] / np.linalg.norm(vectors[2])
    yield np.vstack([vectors[:3], to * [1, 1, 1, -1], to]), np.array([[0, 1, 2]]), why  # a small entry decides
    rng = np.random.default_rng(31700)
    for size in (1e-12, 1e12):
        vectors, questions = _a_case(rng, 12, 4, 12)
        vectors[::2] *= size
        yield vectors, questions, f"Half of the vectors are {size:g} times as long here: add nothing to the lengths."


def _a_case(rng, V, D, Q):
    vectors = rng.normal(size=(V, D)) * rng.lognormal(0, 1, (V, 1)) + 0.3
    return vectors, np.array([rng.choice(V, 3, replace=False) for _ in range(Q)])


def _any_case(rng):
    return _a_case(rng, *(int(rng.choice(sizes)) for sizes in ([4, 5, 60, 300], [2, 7, 30], [1, 2, 50, 200])))
