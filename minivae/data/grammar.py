"""A generated world for word vectors: sentences whose words show known factors.

King is to queen as uncle is to aunt: one factor differs, and in the same way. Here the
factors are known, and a text about them can be as long as we like.
"""

from dataclasses import dataclass
from itertools import permutations

import numpy as np

from minivae.base import check_positive_int, is_integer
from minivae.data import grammar_words as lists

FUNCTION_SHARE, NOISE_SHARE = 0.3, 0.2  # of the words around a subject
SPREAD = 2.0  # of the logits of a profile


@dataclass(frozen=True, eq=False)
class Grammar:
    """Sentences, and the truth behind them.

    `sentences`: lists of words. `factors`: for each subject, its value of each factor,
    such as {"family": "king", "gender": "female", "number": "one"}. `questions`:
    (Q, 4) str, a is to b as c is to d; `question_factors`: (Q,) str, the factor in
    which a and b differ. `cues`: for each (factor, value), its cue words and their
    probabilities.
    """

    sentences: list
    factors: dict
    questions: np.ndarray
    question_factors: np.ndarray
    cues: dict
    source: str = "generated"

    def __repr__(self):
        n = sum(map(len, self.sentences))
        return (
            f"Grammar({len(self.sentences):,} sentences, {n:,} words, "
            f"{len(self.factors)} subjects, {len(self.questions):,} questions)"
        )


def make_grammar(n_words=600_000, wrong=0.1, n_noise=400, random_state=0):
    """p(cue | subject) = 1/F Σ_f p(cue | value of factor f): factors add up.

    A sentence has 8 to 13 words, one or two of them subjects. Each other word is a
    function word (.3), a noise word (.2) or a cue (.5) for one factor, chosen at
    random, of one of its subjects, chosen at random.

    Families, lands and stems draw their cues from one pool each, by a profile of their
    own (softmax of N(0, 2²)): so no cue belongs to one land alone, where it would be a
    near-synonym and come before the capital. The factors of two values, gender,
    number, kind (country or capital) and tense, have a pool for each value.

    Parameters
    ----------
    n_words : int, the last sentence is cut there
    wrong : float in [0, 1]; the share of cues of a value drawn at random
    n_noise : int, words that mean nothing, at most 4,900
    random_state : int, numpy.random.Generator or None

    Returns
    -------
    Grammar
    """
    n = check_positive_int(n_words, "n_words")
    if not is_integer(n_noise) or not 1 <= n_noise <= lists.MOST_NOISE:
        raise ValueError(
            f"n_noise must be an integer from 1 to {lists.MOST_NOISE}, got {n_noise!r}"
        )
    if not isinstance(wrong, (int, float)) or not 0 <= wrong <= 1:
        raise ValueError(f"wrong must be a share from 0 to 1, got {wrong!r}")
    rng = np.random.default_rng(random_state)
    factors, cues = subjects(), _cues(rng)
    words = _write(n, wrong, n_noise, factors, cues, rng)
    questions, question_factors = _questions(factors)
    return Grammar(words, factors, questions, question_factors, cues)


def subjects():
    """Return the 128 subjects and the value of each of their factors."""
    found = {}
    for line in lists.FAMILIES.split("\n"):
        for i, word in enumerate(names := line.split()):
            gender, number = ("male", "female")[i % 2], ("one", "many")[i // 2]
            found[word] = {"family": names[0], "gender": gender, "number": number}
    for text, stem, factor, values in (
        (lists.LANDS, "land", "kind", ("country", "capital")),
        (lists.STEMS, "stem", "tense", ("present", "past")),
    ):
        names = text.split()
        for i, word in enumerate(names):
            found[word] = {stem: names[i - i % 2], factor: values[i % 2]}
    return found


def _cues(rng):
    """Return (factor, value) -> cue words, and their probabilities."""
    values = {}
    for word in subjects().values():
        for factor, value in word.items():
            values.setdefault(factor, {})[value] = None  # a set that keeps its order
    pools = {
        "family": lists.FAMILY_CUES.split(),
        "land": lists.LAND_CUES.split(),
        "stem": lists.STEM_CUES.split(),
    }
    cues = {}
    for factor, found in values.items():
        for value in found:
            pool = pools.get(factor) or lists.VALUE_CUES[factor, value].split()
            logits = rng.normal(0, SPREAD * (factor in pools), len(pool))
            weights = np.exp(logits - logits.max())
            cues[factor, value] = pool, weights / weights.sum()
    return cues


def _write(n, wrong, n_noise, factors, cues, rng):
    """Return sentences of n words in all."""
    lengths = rng.integers(8, 14, n // 8 + 1)
    ends = np.cumsum(lengths)
    last = np.searchsorted(ends, n)  # the sentence in which word n stands
    lengths, ends = lengths[: last + 1], ends[: last + 1]
    N, places = len(lengths), int(ends[-1])
    sentence = np.repeat(np.arange(N), lengths)

    names = np.array(list(factors), dtype=object)
    both = rng.integers(len(names), size=(N, 2))
    one = rng.random(N) < 0.5
    both[one, 1] = both[one, 0]

    function = np.array(lists.FUNCTION.split(), dtype=object)
    noise = np.array(lists.noise_words(n_noise), dtype=object)
    kind = rng.random(places)
    words = function[rng.integers(len(function), size=places)]
    is_noise = kind < FUNCTION_SHARE + NOISE_SHARE
    is_noise &= kind >= FUNCTION_SHARE
    words[is_noise] = noise[rng.integers(n_noise, size=is_noise.sum())]
    is_cue = np.flatnonzero(kind >= FUNCTION_SHARE + NOISE_SHARE)
    shown = both[sentence[is_cue], rng.integers(2, size=len(is_cue))]
    words[is_cue] = _draw_cues(names[shown], wrong, factors, cues, rng)

    first = np.floor(rng.random(N) * lengths).astype(int)
    second = (first + 1 + np.floor(rng.random(N) * (lengths - 1)).astype(int)) % lengths
    starts = ends - lengths
    words[starts + first] = names[both[:, 0]]
    two = ~one
    words[(starts + second)[two]] = names[both[two, 1]]
    words = words[:n].tolist()
    return [words[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]


def _draw_cues(shown, wrong, factors, cues, rng):
    """Return a cue for each subject shown: (n,) object."""
    values = {}
    for factor, value in cues:
        values.setdefault(factor, []).append(value)
    u = rng.random(len(shown))
    at_random = rng.random(len(shown)) < wrong
    pairs = np.empty(len(shown), dtype=object)
    for i, word in enumerate(shown):
        own = list(factors[word].items())
        factor, value = own[int(u[i] * len(own))]
        pairs[i] = factor, value
    for i in np.flatnonzero(at_random):
        others = values[pairs[i][0]]
        pairs[i] = pairs[i][0], others[rng.integers(len(others))]
    result = np.empty(len(shown), dtype=object)
    groups = {}
    for i, pair in enumerate(pairs):
        groups.setdefault(pair, []).append(i)
    for pair in cues:
        rows = groups.get(pair, [])
        pool, p = cues[pair]
        result[rows] = np.array(pool, dtype=object)[
            rng.choice(len(pool), len(rows), p=p)
        ]
    return result


def _questions(factors):
    """Return (Q, 4) words a, b, c, d, and the factor in which a and b differ."""
    questions, names = [], []
    for factor, first, second in (
        ("gender", "male", "female"),
        ("number", "one", "many"),
        ("kind", "country", "capital"),
        ("tense", "present", "past"),
    ):
        pairs = []
        for word, own in factors.items():
            if own.get(factor) == first:
                wanted = {**own, factor: second}
                pairs.append((word, next(w for w, o in factors.items() if o == wanted)))
        for (a, b), (c, d) in permutations(pairs, 2):
            questions.append((a, b, c, d))
            names.append(factor)
    return np.array(questions, dtype=object), np.array(names, dtype=object)
