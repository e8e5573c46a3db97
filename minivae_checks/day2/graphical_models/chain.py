"""Check of GraphicalModels: a chain that writes, T tokens of a sentence."""

import numpy as np

from minivae.topics.markov import END, START
from minivae_checks import Mistakes, Wrong, exercise, expect_close, expect_scalar


def _sentence_log_prob(sentence, p):
    previous, total = START, 0.0
    with np.errstate(divide="ignore"):
        for token in [*sentence, END]:
            total += np.log(p(token, previous))
            previous = token
    return float(total)


def _table(seed, words="abc"):
    """Return p(token, previous) as a dict of dicts, rows from START and the words."""
    rng, to = np.random.default_rng(seed), [*words, END]
    rows = {h: rng.dirichlet(np.full(len(to), 2.0)) for h in [START, *words]}
    return {h: dict(zip(to, row, strict=True)) for h, row in rows.items()}


def _asker(table):
    def p(token, previous):
        for word in {token, previous} & {"START", "END"}:
            raise Wrong(f'{word} is a name, and no text: write it without quotes, {word} and not "{word}".')
        if token == START and previous == START:
            raise Wrong(
                "p was called for START after START: START is the first `previous`, and no token. "
                "The loop begins with the first word."
            )
        if token == START:
            raise Wrong(
                "p was called for START as the next token: START stands before the sentence and "
                "is never drawn. The order is p(token, previous)."
            )
        if previous == END:
            raise Wrong("p was asked what follows END: nothing does.")
        if previous not in table or token not in table[previous]:
            raise Wrong(f"p was called for p({token!r}, {previous!r}): not a token of the sentence, START or END.")
        return table[previous][token]

    return p


LOG_P = Mistakes("""
    words, log = list(sentence), lambda token, previous: np.log(p(token, previous))
    before, after = [START, *words], [*words, END]
    logs = np.array([log(b, a) for a, b in zip(before, after)])
    back = log(words[0], words[-1])
    logs.sum()
    logs[1:].sum() + back  # The first token looks at the last one: sentence[0 - 1] is the last in Python.
    logs[1:-1].sum() + back  # The first token looks at the last one, sentence[-1]; and the end is missing.
    sum(log(b, a) for a, b in zip(before, after[1:]))  # Each token looks at the one before the one before it.
    logs[:-1].sum()  # The end is missing: the last factor is p(END | last token).
    logs[1:].sum()  # The beginning is missing: the first factor is p(first token | START).
    logs[1:-1].sum()  # Beginning and end are missing.
    sum(log(b, START) for b in after)  # previous stays START: after each step it becomes the token.
    sum(log(b, START) for b in words)  # previous stays START, and the end is missing.
    logs[0] + sum(log(b, words[0]) for b in after[1:])
        # previous is always the first token: after each step it becomes the token.
    np.exp(logs.sum())  # That is the probability; its logarithm was wanted.
    np.exp(logs).sum()  # The probabilities are added; their logarithms should be.
    np.log(np.exp(logs).sum())  # That is the logarithm of a sum; it is a sum of logarithms.
    logs.mean()  # That is the mean per token; the sum was wanted.
    logs.sum() / len(words)  # The sum is divided by the number of tokens.
    logs.sum() / np.log(2)  # Natural logarithms, please; these are to the base 2.
    logs.sum() / np.log(10)  # Natural logarithms, please; these are to the base 10.
    -logs.sum()  # The sign is reversed: a log probability is at most 0.
    logs[:-1].sum() + log(END, START)  # END follows the last token, not START.
    sum(log(b, a) for a, b in zip([START, *words[::-1]], [*words[::-1], END]))
        # The sentence is walked backwards, from its last token to its first.
    logs[:-1].sum() + np.log(np.mean([p(END, h) for h in [START, *"abc"]]))
        # The condition of the last token is still forgotten.
    logs[-1]  # Only the last step is returned: add them up.
    logs[0]  # Only the first step is returned: `return` stands within the loop.
    """).using(START=START, END=END)


@exercise("2.4", points=2, ours=_sentence_log_prob)
def sentence_log_prob(yours):
    """Σ_t log p(x_t | x_{t-1}) for t = 1 ... T + 1, x_0 = START, x_{T+1} = END.

    Task: return log p(sentence): each token given the one before, and the end
    Hint: T tokens make T + 1 factors. Which is the first, which the last?
    """
    for seed, sentence in enumerate(["cab", "a", "abbcab", "ca"]):
        words, p = list(sentence), _asker(_table(seed))
        got = _answer(yours, words, p)
        expect_scalar("log p", got, "Add the logarithms of all factors.")
        why = "It has one factor per token, given the token before, and one for END."
        LOG_P.judge(f"log p of {words}", got, why, sentence=words, p=p)
    _expect_empty(yours, _asker(_table(4)))
    long, rare = list("ab" * 250), _table(9)
    rare["a"]["b"], rare["b"]["a"] = 0.013, 0.027  # few enough tokens for a recursion
    got = _answer(yours, long, _asker(rare))
    if not np.isfinite(got):
        raise Wrong(
            "a text of 500 tokens gives infinity: the product of that many probabilities is 0 to a "
            "computer. Add logarithms instead."
        )
    expect_close("log p of 500 tokens", got, _sentence_log_prob(long, _asker(rare)))
    _expect_unusual(yours)
    never = _table(3)
    never["a"]["b"] = 0.0
    got = _answer(yours, list("cabc"), _asker(never))
    if got != -np.inf:
        raise Wrong(
            "a step of probability 0 makes the sentence impossible: log p is -inf, yours is "
            f"{got:.6g}. Leave nothing out, and add nothing."
        )


def _expect_unusual(yours):
    """Factors near 0 and near 1, and very many of them."""
    because = "Take each p as it is: add nothing, clip nothing, and leave no factor out."
    for what, step in (("0.001", 1e-3), ("1e-20", 1e-20), ("1e-200", 1e-200), ("near 1", 1 - 1e-9)):
        table = {h: dict.fromkeys([*"ab", END], step) for h in [START, *"ab"]}
        table[START]["a"] = 0.5 if step < 0.5 else step
        got, right = _answer(yours, list("abab"), _asker(table)), _sentence_log_prob("abab", _asker(table))
        expect_close(f"log p of a sentence with factors of {what}", got, right, because, atol=0)
    words, p = list("abbcab" * 500), _asker(_table(5))
    try:
        got = yours(words, p)
    except RecursionError:
        return  # right, but for Python's own limit
    because = "Short texts were right: is there a bound on the number of tokens, or on log p?"
    expect_close("log p of 3,000 tokens", got, _sentence_log_prob(words, p), because)


def _answer(yours, words, p):
    """Call it; name the errors that have one cause."""
    try:
        with np.errstate(all="ignore"):
            return yours(list(words), p)
    except IndexError:
        if words:
            raise
        raise Wrong(
            "the empty sentence has a probability as well, p(END | START); yours looks for its first or last token."
        ) from None
    except ValueError as error:
        if "math domain" not in str(error):
            raise
        raise Wrong(
            "math.log(0) is an error; np.log(0) is -inf, which is the answer for an impossible sentence."
        ) from None


def _expect_empty(yours, p):
    got, right = _answer(yours, [], p), _sentence_log_prob([], p)
    expect_scalar("log p", got)
    if got in (0, -np.inf):
        raise Wrong(
            f"the empty sentence has a probability as well, p(END | START): log p is {right:.6g}, yours is {got:g}."
        )
    why = "It is log p(END | START): END follows START at once."
    expect_close("log p of the empty sentence", got, right, why)
