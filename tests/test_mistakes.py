"""Tables of mistakes: how lines are read, judged, and proved."""

import numpy as np
import pytest
from mistake_lines import prove_lines
from sentences import unsaid_sentences

from minivae_checks import Mistakes, Wrong, exercise

TEXT = """
    sigma = np.exp(logvar / 2)
    mu + sigma * eps
    mu + eps  # Not scaled.
    mu + sigma @ eps
        # A product of matrices
        # (@).
    mu + sigma**2 * eps  # The variance, as {mu.shape}.
    mu + sigma**3 * eps  # ditto
    mu + eps if mu.shape == (2, 2) else None  # Never named: the first one is.
    """
TABLE = Mistakes(TEXT)


def inputs(*shape):
    mu, logvar, eps = np.random.default_rng(0).normal(size=(3, *shape))
    return {"mu": mu, "logvar": logvar, "eps": eps}


def judged(change, shape=(2, 2)):
    given = inputs(*shape)
    got = eval(change, {"np": np, "sigma": np.exp(given["logvar"] / 2)} | given)
    TABLE.judge("z", got, "It is mu + sigma eps.", **given)


@pytest.mark.parametrize(
    "answer, sentence",
    [
        ("mu + eps", "Not scaled.$"),
        ("mu + sigma @ eps", r"A product of matrices \(@\).$"),
        ("mu + sigma**2 * eps", r"The variance, as \(2, 2\).$"),
        ("mu + sigma**3 * eps", r"The variance, as \(2, 2\).$"),
        ("mu + 7", "yours is .* It is mu . sigma eps.$"),
        ("(mu + sigma * eps).tolist()", "should be one NumPy array"),
    ],
)
def test_the_line_that_gives_the_value_is_named(answer, sentence):
    with pytest.raises(Wrong, match=sentence):
        judged(answer)


def test_the_right_answer_passes_and_lines_that_do_not_fit_drop_out():
    judged("mu + sigma * eps")
    judged("mu + sigma * eps", (3, 2))  # no product of matrices there
    with pytest.raises(Wrong, match="Not scaled"):
        judged("mu + eps", (3, 2))


HELPED = "half = x[:2] / 0\nf(x)\nhalf + x  # Halved.\n-f(x)  # Sign."


def test_helpers_and_names_that_do_not_fit():
    table = Mistakes(HELPED).using(f=abs)
    table.judge("y", np.array([1.0, 2]), x=np.array([1.0, 2]))
    pairs = Mistakes("pair = x[5]\nx\npair * x  # Needs six.\n2 * x  # Twice.")
    with pytest.raises(Wrong, match="Twice"):
        pairs.judge("y", np.array([2.0]), x=np.array([1.0]))
    with pytest.raises(NameError, match="a line of mistakes uses `y`"):
        Mistakes("x\ny  # A slip of the author.").judge("y", 1.0, x=2.0)


@pytest.mark.parametrize(
    "text, said",
    [
        ("x\n2 * x", "a second line without a sentence"),
        ("y = x\n2 * x  # Twice.", "without a sentence, is missing"),
        ("x\n2 x  # Twice.", "invalid syntax"),
    ],
)
def test_a_table_that_makes_no_sense_is_refused(text, said):
    with pytest.raises((ValueError, SyntaxError), match=said):
        Mistakes(text)


def test_the_right_line_is_a_function_as_well():
    given = inputs(3, 2)
    answer = TABLE.answer("mu", "logvar", "eps")
    right = given["mu"] + np.exp(given["logvar"] / 2) * given["eps"]
    assert np.array_equal(answer(*given.values()), right)
    assert np.array_equal(
        answer(given["mu"], eps=given["eps"], logvar=given["logvar"]), right
    )


def test_in_several_cases_a_mistake_must_explain_every_one():
    table = Mistakes("x.max()\nx[0]  # The first.\nx[-1]  # The last.")
    cases = [{"x": np.array([3.0, 1, 2])}, {"x": np.array([1.0, 2, 5, 4])}]
    table.judge_all("m", np.max, cases)
    with pytest.raises(Wrong, match="The first"):
        table.judge_all("m", lambda x: x[0], cases)
    with pytest.raises(Wrong) as caught:  # the first in one case, the last in the other
        table.judge_all("m", lambda x: x[0] if len(x) == 4 else x[-1], cases)
    assert "The" not in str(caught.value)


def test_a_simulation_is_compared_by_other_means():
    table = Mistakes("2 / n\n1 / n  # The 2 is missing.\n2 * n  # Turned over.")
    assert table.named(lambda v: abs(v - 0.101) < 0.01, n=10) == "The 2 is missing."
    assert table.named(lambda v: abs(v - 7) < 1, n=10) == ""


def an_exercise(text, sizes=((2, 2), (3, 2))):
    table = Mistakes(text)

    @exercise("9.1", notebook="x", points=1, task="t", ours=abs, hint="h")
    def z(yours):
        for size in sizes:
            given = inputs(*size)
            table.judge("z", yours(*given.values()), **given)

    return z


def solution(mu, logvar, eps):
    return mu + np.exp(logvar / 2) * eps


def test_each_line_is_handed_in_and_wants_its_sentence():
    said = []
    count, found = prove_lines(an_exercise(TEXT), solution, said)
    assert count == 5 and len(said) == 5
    assert len(found) == 1 and "Never named" in found[0]


@pytest.mark.parametrize(
    "line, said",
    [
        ("mu + np.exp(logvar / 2) * eps + 0  # Right.", "right at every size"),
        ("mu[7]  # Fits no size.", "right at every size, or fits none"),
    ],
)
def test_a_line_that_cannot_bite_is_found(line, said):
    start = "mu + np.exp(logvar / 2) * eps\nmu  # The mean.\n"
    _, found = prove_lines(an_exercise(start + line), solution, [])
    assert len(found) == 1 and said in found[0]


def test_a_sentence_that_nobody_is_told_is_found(tmp_path):
    (tmp_path / "check.py").write_text(
        '''"""A docstring is not said."""
T = Mistakes("""
    x
    -x  # The sign is wrong there, by {n}.
    """)
raise Wrong(f"it returned {len(z)} things; return z alone.")
a = exercise("4.7", task="return z and nothing else", key="a short key")
'''
    )
    told = "z: The sign is wrong there, by 3.", "it returned 4 things; return z alone."
    assert unsaid_sentences(tmp_path, told) == []
    assert len(unsaid_sentences(tmp_path, told[:1])) == 1
    assert len(unsaid_sentences(tmp_path, told[1:])) == 1
