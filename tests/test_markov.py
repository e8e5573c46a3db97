"""The Markov chain: probabilities that sum to one, counted and enumerated by hand."""

import itertools

import numpy as np
import pytest

from minivae.topics import MarkovChain
from minivae.topics.markov import END, START, UNKNOWN

ROSES = [
    "roses are red".split(),
    "violets are blue".split(),
    "roses are roses".split(),
    [],
]


def by_definition(sentences, sentence, m, k, weights):
    """The docstring's formulas, counted again for each token. No speed, no UNKNOWN."""
    V = len({token for s in sentences for token in s}) + 1
    padded = [[START] * m + list(s) + [END] for s in sentences]
    target, p = [START] * m + list(sentence) + [END], 1.0
    for t in range(m, len(target)):
        parts = []
        for j, weight in zip(range(m, -1, -1), weights, strict=True):
            h = target[t - j : t]
            following = [
                s[i] for s in padded for i in range(m, len(s)) if s[i - j : i] == h
            ]
            if following or k:
                share = (following.count(target[t]) + k) / (len(following) + k * V)
                parts.append((weight, share))
        whole = sum(weight for weight, _ in parts)
        p *= sum(weight * share for weight, share in parts) / whole if whole else 0
    return p


def test_shares_by_hand():
    chain = MarkovChain().fit(ROSES)
    # p(roses|START) 2/4, p(are|roses) 2/3, p(red|are) 1/3, p(END|red) 1.
    p = np.exp(chain.log_prob("roses are red".split()))
    assert p == pytest.approx(2 / 4 * 2 / 3 * 1 / 3)
    assert np.exp(chain.log_prob([])) == pytest.approx(1 / 4)
    assert list(chain.vocabulary_) == ["are", "blue", "red", "roses", "violets", END]
    assert chain.counts_[1][("roses",)] == {"are": 2, END: 1}


def test_add_k_by_hand():
    chain = MarkovChain(smoothing=0.5).fit(ROSES)
    # V = 6 with END: p(red|START) = .5/(4+3), p(END|red) = 1.5/(1+3).
    assert np.exp(chain.log_prob(["red"])) == pytest.approx(0.5 / 7 * 1.5 / 4)


def test_interpolation_by_hand():
    chain = MarkovChain(weights=(0.7, 0.3)).fit(ROSES)
    # 13 tokens with END: red 1, END 4. p(red|START) = 0, p(END|red) = 1.
    by_hand = (0.3 * 1 / 13) * (0.7 + 0.3 * 4 / 13)
    assert np.exp(chain.log_prob(["red"])) == pytest.approx(by_hand)


@pytest.mark.parametrize("m", [0, 1, 2, 3])
@pytest.mark.parametrize("k", [0.0, 0.25, 1.0])
@pytest.mark.parametrize("interpolate", [False, True])
def test_it_equals_the_definition_on_every_short_sequence(m, k, interpolate):
    weights = [1.0] + [0.0] * m
    if interpolate:
        weights = (np.arange(m + 1, 0, -1) / np.arange(m + 2).sum()).tolist()
    sentences = [list("abab"), list("ba"), list("b"), [], list("aab")]
    chain = MarkovChain(m, k, weights if interpolate else None).fit(sentences)
    for length in range(5):
        for sentence in itertools.product("ab", repeat=length):
            expected = by_definition(sentences, sentence, m, k, weights)
            found = np.exp(chain.log_prob(sentence))
            assert found == pytest.approx(expected, abs=1e-14)


@pytest.mark.parametrize("m", [0, 1, 2])
def test_the_sequences_of_all_lengths_sum_to_one(m):
    chain = MarkovChain(m, smoothing=0.5).fit([list("ab"), list("b"), [], list("a")])
    total = sum(
        np.exp(chain.log_prob(s))
        for length in range(12)
        for s in itertools.product("ab", repeat=length)
    )
    assert 0.98 < total < 1
    step = chain.next_probabilities("b")
    np.testing.assert_allclose(step.sum(), 1)


def test_a_language_of_three_sentences_is_known_completely():
    sentences = [list("ab"), list("ab"), list("ac"), list("d")]
    chain = MarkovChain(2).fit(sentences)
    p = [np.exp(chain.log_prob(list(s))) for s in ("ab", "ac", "d")]
    np.testing.assert_allclose(p, [0.5, 0.25, 0.25])
    assert chain.log_prob(list("dd")) == -np.inf


def test_order_0_forgets_the_order_and_order_1_does_not():
    forward, backward = list("abc"), list("cba")
    bag, chain = MarkovChain(0).fit([forward]), MarkovChain(1).fit([forward])
    assert bag.log_prob(forward) == pytest.approx(bag.log_prob(backward))
    assert chain.log_prob(forward) == 0 and chain.log_prob(backward) == -np.inf


def test_perplexity_of_a_fair_die_is_its_faces():
    rolls = [[face] for face in range(6)]
    # Each sentence: one face out of six, then END for certain.
    assert MarkovChain(1).fit(rolls).perplexity(rolls) == pytest.approx(6**0.5)
    # Nothing remembered: END is a half of all tokens, each face a twelfth.
    assert MarkovChain(0).fit(rolls).perplexity(rolls) == pytest.approx(24**0.5)


def test_perplexity_is_the_mean_over_tokens_not_over_sentences():
    chain = MarkovChain(1, smoothing=1).fit(ROSES)
    total = sum(chain.log_prob(s) for s in ROSES)
    assert chain.perplexity(ROSES) == pytest.approx(np.exp(-total / 13))
    assert chain.perplexity(iter(ROSES)) == chain.perplexity(ROSES)


def test_on_its_own_data_no_chain_is_better_than_the_counted_one():
    best = MarkovChain(1).fit(ROSES).perplexity(ROSES)
    for other in (MarkovChain(1, 0.1), MarkovChain(1, 0, (0.9, 0.1)), MarkovChain(0)):
        assert other.fit(ROSES).perplexity(ROSES) > best


def test_samples_have_the_probabilities_of_the_chain():
    chain = MarkovChain(1).fit(ROSES)
    rng = np.random.default_rng(0)
    drawn = [tuple(chain.sample(rng)) for _ in range(4000)]
    assert len(set(drawn)) > 5
    for sentence in [(), tuple(ROSES[0]), tuple(ROSES[2])]:
        p = np.exp(chain.log_prob(sentence))
        error = abs(drawn.count(sentence) / 4000 - p) / np.sqrt(p * (1 - p) / 4000)
        assert error < 4


@pytest.mark.parametrize("u", [0.0, 1 - 2**-53])
def test_what_has_probability_0_is_not_drawn_at_either_end(u):
    class Extreme:
        def random(self):
            return u

    chain = MarkovChain(1).fit([["b", "a", "c"], ["b", "c", "c"]])
    sentence = chain.sample(Extreme(), max_length=3)
    assert sentence == (["b", "a", "c"] if u == 0 else ["b", "c"])


def test_one_seed_writes_one_text_and_one_generator_writes_on():
    chain = MarkovChain(1, smoothing=0.1).fit(ROSES)

    def write(rng):
        return [chain.sample(rng) for _ in range(10)]

    first, rng = write(np.random.default_rng(1)), np.random.default_rng(1)
    assert write(rng) == first and write(rng) != first


def test_a_sample_can_be_begun_and_is_cut():
    chain = MarkovChain(1, smoothing=1).fit(ROSES)
    rng = np.random.default_rng(0)
    texts = [chain.sample(rng, max_length=4, start=["violets"]) for _ in range(50)]
    assert all(text[0] == "violets" and len(text) <= 4 for text in texts)
    assert not {START, END} & {token for text in texts for token in text}


def test_the_transition_matrix_has_the_start_first_and_the_end_last():
    chain = MarkovChain(1).fit(ROSES)
    P = chain.transition_matrix()
    assert P.shape == (6, 6)
    np.testing.assert_allclose(P.sum(axis=1), 1)
    start, are = dict(zip(chain.vocabulary_, P[0], strict=True)), P[1]
    assert start == {
        "are": 0,
        "blue": 0,
        "red": 0,
        "roses": 0.5,
        "violets": 0.25,
        END: 0.25,
    }
    np.testing.assert_allclose(are, [0, 1 / 3, 1 / 3, 1 / 3, 0, 0])
    with pytest.raises(ValueError, match="needs order=1, not 2"):
        MarkovChain(2).fit(ROSES).transition_matrix()


def test_rare_and_new_tokens_become_unknown_if_asked_for():
    chain = MarkovChain(1, min_count=2).fit(ROSES)
    assert list(chain.vocabulary_) == ["are", "roses", UNKNOWN, END]
    seen, new = (
        chain.log_prob("roses are red".split()),
        chain.log_prob("roses are x".split()),
    )
    assert seen == new > -np.inf
    np.testing.assert_allclose(chain.next_probabilities(["x"]).sum(), 1)
    # Without UNKNOWN, smoothing does not reach a token outside the vocabulary.
    assert MarkovChain(1, smoothing=1).fit(ROSES).log_prob(["x"]) == -np.inf


def test_a_context_never_seen_is_an_error_unless_something_helps():
    with pytest.raises(ValueError, match="context .'x',. was never seen"):
        MarkovChain(1).fit(ROSES).next_probabilities(["x"])
    p = MarkovChain(1, smoothing=1).fit(ROSES).next_probabilities(["x"])
    np.testing.assert_allclose(p, 1 / 6)
    p = MarkovChain(1, weights=(0.9, 0.1)).fit(ROSES).next_probabilities(["x"])
    np.testing.assert_allclose(p, MarkovChain(0).fit(ROSES).next_probabilities())


def test_the_sentences_passed_in_are_not_changed():
    before = [list(s) for s in ROSES]
    MarkovChain(2, min_count=2).fit(ROSES).perplexity(ROSES)
    assert before == ROSES


@pytest.mark.parametrize(
    ("options", "sentences", "says"),
    [
        ({}, [], "at least one sentence, got none"),
        ({}, "roses are red", "a list of tokens, got one str"),
        ({}, ["roses are red"], r"Sentence 0 is str, .* text.split\(\) for words"),
        ({}, [["a"], 3], "Sentence 1 is int"),
        ({}, [["a", END]], "holds '</s>': the chain adds it"),
        ({"order": -1}, ROSES, "order must be an integer of at least 0, got -1"),
        ({"order": 1.5}, ROSES, "order must be .* got 1.5"),
        ({"min_count": 0}, ROSES, "min_count must be .* at least 1, got 0"),
        ({"smoothing": -1}, ROSES, "smoothing must be .* got -1"),
        ({"smoothing": np.nan}, ROSES, "smoothing must be .* got nan"),
        ({"weights": (1,)}, ROSES, "weights must be 2 numbers"),
        ({"weights": (0.5, 0.4)}, ROSES, "sum to 1"),
        ({"weights": (1.5, -0.5)}, ROSES, "at least 0"),
    ],
)
def test_bad_input_is_refused(options, sentences, says):
    with pytest.raises(ValueError, match=says):
        MarkovChain(**options).fit(sentences)


def test_unfitted_or_without_sentences_it_says_so():
    with pytest.raises(AttributeError, match="MarkovChain is not fitted"):
        MarkovChain().log_prob(["a"])
    with pytest.raises(ValueError, match="at least one sentence"):
        MarkovChain().fit(ROSES).perplexity([])
    with pytest.raises(ValueError, match="Sentence 0 is str"):
        MarkovChain().fit(ROSES).log_prob("roses")
