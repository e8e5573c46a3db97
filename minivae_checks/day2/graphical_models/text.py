"""Checks of day 2: a chain that writes, T tokens of a sentence."""

import numpy as np

from minivae.topics.markov import END, START
from minivae_checks import Wrong, exercise, expect_scalar
from minivae_checks.day2.graphical_models.parameters import expect_one

# fmt: off


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
            raise Wrong(f'{word} is a name, and no text: write it without quotes, '
                        f'{word} and not "{word}".')
        if token == START and previous == START:
            raise Wrong("p was asked for START after START: START is the first "
                        "`previous`, and no token. The loop begins with the first "
                        "word.")
        if token == START:
            raise Wrong("p was asked for START as the next token: START stands before "
                        "the sentence and is never drawn. The order is p(token, "
                        "previous).")
        if previous == END:
            raise Wrong("p was asked what follows END: nothing does.")
        if previous not in table or token not in table[previous]:
            raise Wrong(f"p was asked for p({token!r}, {previous!r}): not a token of "
                        "the sentence, START or END.")
        return table[previous][token]
    return p


@exercise("2.4", points=2, ours=_sentence_log_prob,
          task="return log p(sentence): each token given the one before, and the end",
          hint="T tokens make T + 1 factors. Which is the first, which the last?")
def sentence_log_prob(yours):
    """Σ_t log p(x_t | x_{t-1}) for t = 1 ... T + 1, x_0 = START, x_{T+1} = END."""
    for seed, sentence in enumerate(["cab", "a", "abbcab", "ca", ""]):
        table, words = _table(seed), list(sentence)
        got = _answer(yours, words, table)
        expect_scalar("log p", got, "Add the logarithms of all factors.")
        _expect_log_prob(got, words, table)
    long, rare = list("ab" * 250), _table(9)
    rare["a"]["b"], rare["b"]["a"] = 0.013, 0.027  # few enough tokens for a recursion
    got = _answer(yours, long, rare)
    if not np.isfinite(got):
        raise Wrong("a text of 500 tokens gives infinity: the product of so many "
                    "probabilities is 0 to a computer. Add logarithms instead.")
    expect_one("log p of 500 tokens", got, _sentence_log_prob(long, _asker(rare)))
    never = _table(3)
    never["a"]["b"] = 0.0
    got = _answer(yours, list("cabc"), never)
    if got != -np.inf:
        raise Wrong(f"a step of probability 0 makes the sentence impossible: log p is "
                    f"-inf, yours is {got:.6g}. Leave nothing out, and add nothing.")


def _answer(yours, words, table):
    """Call it; name the errors that have one cause, and a list that was written to."""
    given = list(words)
    try:
        with np.errstate(all="ignore"):
            got = yours(given, _asker(table))
    except IndexError:
        if words:
            raise
        raise Wrong("the empty sentence has a probability as well, p(END | START); "
                    "yours looks for its first or last token.") from None
    except ValueError as error:
        if "math domain" not in str(error):
            raise
        raise Wrong("math.log(0) is an error; np.log(0) is -inf, which is the answer "
                    "for an impossible sentence.") from None
    return got


def _expect_log_prob(got, words, table):
    steps = list(zip([START, *words], [*words, END], strict=True))
    logs = np.log([table[h][x] for h, x in steps])  # T + 1
    right, T = logs.sum(), len(words)
    if not words:
        if got is not None and np.shape(got) == () and got in (0, -np.inf):
            raise Wrong("the empty sentence has a probability as well, p(END | START): "
                        f"log p is {right:.6g}, yours is {got:g}.")
        expect_one("log p of the empty sentence", got, right, because=
                   "It is log p(END | START): END follows START at once.")
        return
    alone = np.mean([[row[x] for x in words] for row in table.values()], axis=0)
    first = [table[words[0] if i else START][x] for i, (_, x) in enumerate(steps)]
    begun = [table[START][x] for _, x in steps]
    back = np.log(table[words[-1]][words[0]])
    back_to_front = words[::-1]
    two = [np.log(table[h][x]) for h, x in zip([START, *words], [*words, END][1:],
                                               strict=False)]
    suspects = {
        "The first token looks at the last one: sentence[0 - 1] is the last in Python.":
            logs.sum() - logs[0] + back,
        "The first token looks at the last one, sentence[-1]; and the end is missing.":
            logs[1:-1].sum() + back,
        "Each token looks at the one before the one before it.": np.sum(two),
        "The end is missing: the last factor is p(END | last token).": logs[:-1].sum(),
        "The beginning is missing: the first factor is p(first token | START).":
            logs[1:].sum(),
        "Beginning and end are missing.": logs[1:-1].sum(),
        "previous stays START: after each step it becomes the token.":
            np.log(begun).sum(),
        "previous stays START, and the end is missing.": np.log(begun[:-1]).sum(),
        "previous is always the first token: after each step it becomes the token.":
            np.log(first).sum(),
        "That is the probability; its logarithm was asked for.": np.exp(right),
        "The probabilities are added; their logarithms should be.": np.exp(logs).sum(),
        "That is the logarithm of a sum; it is a sum of logarithms.":
            np.log(np.exp(logs).sum()),
        "That is the mean per token; the sum was asked for.": right / (T + 1),
        "The sum is divided by the number of tokens.": right / T,
        "Natural logarithms, please; these are to the base 2.": right / np.log(2),
        "Natural logarithms, please; these are to the base 10.": right / np.log(10),
        "The sign is turned round: a log probability is at most 0.": -right,
        "END follows the last token, not START.":
            logs[:-1].sum() + np.log(table[START][END]),
        "The sentence is walked backwards, from its last token to its first.":
            np.log([table[h][x] for h, x in zip([START, *back_to_front],
                                                [*back_to_front, END],
                                                strict=True)]).sum(),
        "The condition of the last token is still forgotten.":
            logs[:-2].sum() + np.log(alone[-1:]).sum(),
        "Only the last step is returned: add them up.": logs[-1],
        "Only the first step is returned: `return` stands within the loop.": logs[0],
    }
    expect_one(f"log p of {words}", got, right, suspects,
               "It has one factor per token, given the token before, and one for END.")
