"""The generated grammar: what its sentences and questions promise."""

from collections import Counter

import numpy as np
import pytest

from minivae.data import grammar_words as lists
from minivae.data import make_grammar
from minivae.data.grammar import subjects
from minivae.embeddings import count_cooccurrences
from minivae.topics.tokens import tokenise


@pytest.fixture(scope="module")
def grammar():
    return make_grammar(100_000, random_state=0)


def test_the_last_sentence_ends_at_the_number_of_words(grammar):
    lengths = [len(sentence) for sentence in grammar.sentences]
    assert sum(lengths) == 100_000 and min(lengths[:-1]) == 8 and max(lengths) == 13
    assert sum(map(len, make_grammar(1).sentences)) == 1
    assert "100,000 words, 128 subjects, 1,896 questions" in repr(grammar)


def test_every_word_has_one_part_to_play(grammar):
    pools = [lists.FUNCTION, lists.FAMILIES, lists.LANDS, lists.STEMS]
    pools += [lists.FAMILY_CUES, lists.LAND_CUES, lists.STEM_CUES]
    pools += lists.VALUE_CUES.values()
    words = [word for pool in pools for word in pool.split()] + lists.noise_words(400)
    assert len(set(words)) == len(words) == 834
    assert {word for sentence in grammar.sentences for word in sentence} == set(words)
    assert tokenise(" ".join(words)) == words  # one text gives the same words


def test_each_sentence_has_one_or_two_subjects(grammar):
    found = Counter(
        sum(word in grammar.factors for word in sentence)
        for sentence in grammar.sentences[:-1]
    )
    assert set(found) == {1, 2}
    assert abs(found[1] / found.total() - 0.5) < 0.03


def test_the_shares_of_words_are_those_of_the_page(grammar):
    function, noise = set(lists.FUNCTION.split()), set(lists.noise_words(400))
    others = [
        word
        for sentence in grammar.sentences
        for word in sentence
        if word not in grammar.factors
    ]
    assert abs(np.mean([word in function for word in others]) - 0.3) < 0.01
    assert abs(np.mean([word in noise for word in others]) - 0.2) < 0.01


def test_a_question_changes_one_factor_and_keeps_the_others(grammar):
    factors = grammar.factors
    assert Counter(grammar.question_factors) == {
        "gender": 552,
        "number": 552,
        "kind": 552,
        "tense": 240,
    }
    pairs = zip(grammar.questions, grammar.question_factors, strict=True)
    for (a, b, c, d), name in pairs:
        assert a != c and len({a, b, c, d}) == 4
        for one, other in ((a, b), (c, d)):
            differ = {f for f in factors[one] if factors[one][f] != factors[other][f]}
            assert differ == {name}
        assert factors[a][name] == factors[c][name]
    assert ["king", "queen", "uncle", "aunt"] in grammar.questions.tolist()
    assert ["france", "paris", "japan", "tokyo"] in grammar.questions.tolist()


def test_the_subjects_are_what_they_are_said_to_be():
    found = subjects()
    assert found["aunts"] == {"family": "uncle", "gender": "female", "number": "many"}
    assert found["lima"] == {"land": "peru", "kind": "capital"}
    assert found["talked"] == {"stem": "talk", "tense": "past"}
    assert len({tuple(f.items()) for f in found.values()}) == 128


def cues_beside(grammar, subject):
    """The cues in sentences with this subject and no other: a Counter."""
    cues = {word for pool, _ in grammar.cues.values() for word in pool}
    return Counter(
        word
        for sentence in grammar.sentences
        if [w for w in sentence if w in grammar.factors] == [subject]
        for word in sentence
        if word in cues
    )


def test_a_cue_shows_each_factor_of_its_subject_alike_often():
    grammar = make_grammar(400_000, wrong=0, random_state=1)
    for subject in ("queen", "paris"):
        found, own = cues_beside(grammar, subject), grammar.factors[subject]
        p = Counter()
        for pair in own.items():
            for word, weight in zip(*grammar.cues[pair], strict=True):
                p[word] += weight / len(own)
        assert set(found) <= set(p)  # nothing wrong
        n = found.total()
        assert n > 500
        chi2 = sum((found[w] - n * p[w]) ** 2 / (n * p[w]) for w in p)
        assert chi2 < len(p) + 5 * np.sqrt(2 * len(p))


def test_the_factors_of_all_subjects_are_shown_alike_often(grammar):
    pool = {w: f for (f, _), (words, _) in grammar.cues.items() for w in words}
    shown = Counter()
    for sentence in grammar.sentences:
        found = [w for w in sentence if w in grammar.factors]
        if len(found) == 1:
            own = tuple(grammar.factors[found[0]])
            shown.update((own, pool[word]) for word in sentence if word in pool)
    for own in {own for own, _ in shown}:
        counts = np.array([shown[own, factor] for factor in own])
        n, p = counts.sum(), 1 / len(own)
        assert n > 2000
        assert (np.abs(counts / n - p) < 4 * np.sqrt(p * (1 - p) / n)).all()


def test_a_share_of_the_cues_is_of_a_value_at_random(grammar):
    worse = make_grammar(100_000, wrong=0.6, random_state=0)
    shares = []
    for world in (grammar, worse):
        found = Counter()
        for subject, own in world.factors.items():
            if "gender" in own:
                for word, n in cues_beside(world, subject).items():
                    for value in ("male", "female"):
                        if word in world.cues["gender", value][0]:
                            found[value == own["gender"]] += n
        shares.append(found[False] / found.total())
    # Half of the values drawn at random are right after all.
    assert abs(shares[0] - 0.05) < 0.02 and abs(shares[1] - 0.3) < 0.04


def test_no_cue_is_a_near_synonym_of_a_subject(grammar):
    """No cue shows one land, family or stem alone: each has several."""
    for factor in ("land", "family", "stem"):
        profiles = np.array(
            [p for (f, _), (_, p) in grammar.cues.items() if f == factor]
        )
        np.testing.assert_allclose(profiles.sum(axis=1), 1)
        share = profiles / profiles.sum(axis=0)  # p(value | cue)
        assert np.median(share.max(axis=0)) < 0.7
    X, vocabulary = count_cooccurrences(grammar.sentences)
    assert X.shape == (834, 834)


def test_everything_comes_from_the_random_state():
    one, same, other = (make_grammar(5000, random_state=s) for s in (0, 0, 1))
    assert one.sentences == same.sentences != other.sentences
    rng = np.random.default_rng(0)
    assert make_grammar(5000, random_state=rng).sentences == one.sentences
    p, q = one.cues["land", "peru"][1], other.cues["land", "peru"][1]
    assert np.array_equal(p, same.cues["land", "peru"][1]) and not np.array_equal(p, q)
    assert [len(pool) for pool, _ in one.cues.values()].count(12) == 8


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({"n_words": 0}, "n_words must be an integer of at least 1, got 0"),
        ({"n_words": 2.5}, "n_words must be an integer of at least 1, got 2.5"),
        ({"n_noise": 0}, "n_noise must be an integer from 1 to 4900, got 0"),
        ({"n_noise": 4901}, "n_noise must be an integer from 1 to 4900, got 4901"),
        ({"wrong": 1.5}, "wrong must be a share from 0 to 1, got 1.5"),
        ({"wrong": np.nan}, "wrong must be a share from 0 to 1, got nan"),
        ({"wrong": "a"}, "wrong must be a share from 0 to 1, got 'a'"),
    ],
)
def test_bad_arguments_are_told(arguments, said):
    with pytest.raises(ValueError, match=said):
        make_grammar(**arguments)


def test_the_noise_words_are_all_different():
    assert len(set(lists.noise_words(4900))) == 4900
