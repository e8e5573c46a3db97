"""Documents to counts and back; how coherent topics are."""

import numpy as np
import pytest
from scipy.sparse import csr_array, csr_matrix
from sklearn.feature_extraction.text import CountVectorizer

from minivae.topics import (
    BagOfWords,
    npmi_coherence,
    tokenise,
    top_words,
    umass_coherence,
)

TEXTS = [
    "The station is near; the train, the TRAIN is fast.",
    "A pool, a gym and a garden near the station",
    "",
    "Garden and pool. Pool!",
]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It's 1996: the 2nd well-known ROOF_top", "it's the 2nd well known roof top"),
        ("don’t 'quote' rock'n'roll", "don't quote rock'n'roll"),
        ("cafe\u0301 café ÜBER straße", "café café über straße"),
        ("Привет, мир! ἀρχή", "привет мир ἀρχή"),
        ("กิน ข้าว ที่ บ้าน", "กิน ข้าว ที่ บ้าน"),
        ("हिन्दी में", "हिन्दी में"),
        ("מִלָּה عَرَبِيّ", "מִלָּה عَرَبِيّ"),
        ("北京 東京", "北京 東京"),
        ("İstanbul", "i̇stanbul"),
        ("a' 'b --- ' 12,000 \u0301 \U0001f600", "a b"),
        ("", ""),
    ],
)
def test_words_are_found_in_any_script(text, words):
    assert tokenise(text) == words.split()


def test_capitals_can_be_kept_and_only_text_is_split():
    assert tokenise("Paris in May", lowercase=False) == ["Paris", "in", "May"]
    with pytest.raises(ValueError, match="expected a str, got bytes"):
        tokenise(b"bytes")


def test_counts_equal_a_count_by_hand():
    bag = BagOfWords(stop_words="english")
    X = bag.fit_transform(TEXTS)
    assert list(bag.vocabulary_) == "fast garden gym pool station train".split()
    assert X.toarray().tolist() == [
        [1, 0, 0, 0, 1, 2],
        [0, 1, 1, 1, 1, 0],
        [0, 0, 0, 0, 0, 0],
        [0, 1, 0, 2, 0, 0],
    ]
    assert isinstance(X, csr_matrix) and X.dtype == np.int64
    assert X.has_sorted_indices and X.has_canonical_format
    assert bag.document_frequency_.tolist() == [1, 2, 1, 2, 2, 1]


@pytest.mark.parametrize("min_df", [1, 2, 0.4])
@pytest.mark.parametrize("max_df", [1.0, 7, 0.75])
def test_counts_equal_scikit_learns(min_df, max_df):
    rng = np.random.default_rng(0)
    texts = [" ".join(rng.choice(list("abcdefgh"), size=6)) for _ in range(10)]
    ours = BagOfWords(min_df=min_df, max_df=max_df)
    theirs = CountVectorizer(min_df=min_df, max_df=max_df, token_pattern=r"\w+")
    X = theirs.fit_transform(texts)
    assert (ours.fit_transform(texts) != X).nnz == 0
    assert list(ours.vocabulary_) == list(theirs.get_feature_names_out())


def test_the_most_frequent_words_are_kept_and_ties_go_by_the_alphabet():
    bag = BagOfWords(max_words=3).fit([["b", "b", "c"], ["a", "d", "d", "d"]])
    assert list(bag.vocabulary_) == ["a", "b", "d"]


def test_lists_of_words_are_taken_as_they_are():
    X = BagOfWords().fit_transform([["New York", "คอนโด"], ("คอนโด",)])
    assert X.toarray().tolist() == [[1, 1], [0, 1]]


def test_another_tokeniser_can_be_used():
    bag = BagOfWords(tokeniser=lambda text: list(text.replace(" ", "")))
    assert bag.fit_transform(["ab b", "c"]).toarray().tolist() == [[1, 2, 0], [0, 0, 1]]


def test_unknown_words_are_passed_over_and_an_empty_document_is_a_row_of_zeros():
    bag = BagOfWords().fit(["cat dog"])
    X = bag.transform(["dog bird dog", "bird", ""])
    assert X.toarray().tolist() == [[0, 2], [0, 0], [0, 0]]


def test_counts_can_be_turned_back_into_words():
    bag = BagOfWords()
    X = bag.fit_transform([["b", "a", "b"], []])
    for form in (X, X.toarray(), csr_array(X), X.tocsc(), X.astype(float)):
        assert bag.inverse_transform(form) == [["a", "b", "b"], []]
    with pytest.raises(ValueError, match="X has 3 columns, the vocabulary 2"):
        bag.inverse_transform(np.ones((1, 3)))


@pytest.mark.parametrize(
    ("options", "documents", "says"),
    [
        ({}, [], "at least one document, got none"),
        ({}, "one text", r"got one str; .* write \[text\]"),
        ({}, ["", "12"], "No word is left: 0 different words in 2"),
        ({"stop_words": "english"}, ["the and of"], "No word is left"),
        ({"min_df": 2}, ["a", "b"], "2 different words .* none of them in 2 to 2"),
        ({}, [["a", 3]], "document 0 is a list with 3 in it"),
        ({}, ["a", None], "document 1 is NoneType"),
        ({}, [b"bytes"], "document 0 is bytes"),
        ({}, [np.nan], "document 0 is float"),
        ({"stop_words": "thai"}, ["a"], "None, 'english' or a collection .* 'thai'"),
        ({"min_df": 0}, ["a"], "min_df must be an int of at least 1 .* got 0"),
        ({"max_df": 1.5}, ["a"], "max_df must be .* got 1.5"),
        ({"min_df": True}, ["a"], "min_df must be .* got True"),
        ({"min_df": 3}, ["a", "b"], "asks for more documents than max_df"),
        ({"max_words": 0}, ["a"], "max_words must be an integer of at least 1"),
    ],
)
def test_bad_documents_and_options_are_refused(options, documents, says):
    with pytest.raises(ValueError, match=says):
        BagOfWords(**options).fit(documents)


def test_an_unfitted_bag_says_so_and_a_changed_one_shows_what_was_changed():
    with pytest.raises(AttributeError, match="BagOfWords is not fitted"):
        BagOfWords().transform(["a"])
    assert repr(BagOfWords(min_df=2)) == "BagOfWords(min_df=2)"


def test_top_words_are_in_order_and_ties_in_the_vocabularys():
    words = np.array(["ant", "bee", "cow", "doe"])
    phi = [[0.1, 0.4, 0.1, 0.4], [0.25, 0.25, 0.25, 0.25]]
    expected = [["bee", "doe", "ant"], ["ant", "bee", "cow"]]
    assert top_words(phi, words, 3) == top_words(csr_matrix(phi), words, 3) == expected


def test_ties_keep_their_order_among_many_words():
    phi = np.tile([0.0, 1.0], 500)[None]
    assert top_words(phi, range(1000), 100) == [list(range(1, 200, 2))]


@pytest.mark.parametrize(
    ("phi", "n", "says"),
    [
        (np.ones((2, 3)), 1, "components has 3 columns, but the vocabulary 2"),
        (np.ones((2, 2)), 3, "n=3 words were wanted, the vocabulary has 2"),
        (np.ones((2, 2)), 0, "n must be an integer of at least 1"),
        (np.ones(2), 1, r"got shape \(2,\)"),
        ([[np.nan, 1]], 1, "finite"),
    ],
)
def test_top_words_refuses_what_does_not_fit(phi, n, says):
    with pytest.raises(ValueError, match=says):
        top_words(phi, ["a", "b"], n)


# Documents: a b | a b | a c | d.  D(a)=3, D(b)=2, D(c)=D(d)=1.
X = np.array([[1, 2, 0, 0], [5, 1, 0, 0], [1, 0, 1, 0], [0, 0, 0, 3]])
PHI = np.array([[0.5, 0.3, 0.2, 0.0], [0.4, 0.0, 0.1, 0.5]])  # tops: a b c; d a c


@pytest.mark.parametrize("form", [np.asarray, csr_matrix, csr_array])
def test_umass_equals_the_sum_by_hand(form):
    by_hand = [
        np.log((2 + 1) / 3) + np.log((1 + 1) / 3) + np.log((0 + 1) / 2),
        np.log((0 + 1) / 1) + np.log((0 + 1) / 1) + np.log((1 + 1) / 3),
    ]
    np.testing.assert_allclose(umass_coherence(PHI, form(X), 3), by_hand)


@pytest.mark.parametrize("form", [np.asarray, csr_matrix, csr_array])
def test_npmi_equals_the_mean_by_hand(form):
    ab = np.log(0.5 / (0.75 * 0.5)) / -np.log(0.5)
    ac = np.log(0.25 / (0.75 * 0.25)) / -np.log(0.25)
    by_hand = [(ab + ac - 1) / 3, (-1 - 1 + ac) / 3]
    np.testing.assert_allclose(npmi_coherence(PHI, form(X), 3), by_hand)


def test_npmi_runs_from_never_together_to_never_apart():
    phi = np.array([[0.5, 0.5, 0, 0], [0, 0.5, 0.5, 0], [0, 0, 0.5, 0.5]])
    X = np.array([[1, 1, 0, 0], [2, 1, 0, 0], [0, 0, 1, 0], [0, 0, 1, 0]])
    assert npmi_coherence(phi, X, 2).tolist() == [1, -1, -1]
    assert npmi_coherence(phi, np.ones((3, 4)), 2).tolist() == [0, 0, 0]


def test_coherence_refuses_what_does_not_fit():
    for measure in (umass_coherence, npmi_coherence):
        with pytest.raises(ValueError, match="X has 3 columns, but components has 4"):
            measure(PHI, X[:, :3], 2)
        with pytest.raises(ValueError, match="no document"):
            measure(PHI, X[:0], 2)
    with pytest.raises(ValueError, match="Word 3, a top word of topic 1"):
        umass_coherence(PHI, X[:3], 2)
    with pytest.raises(ValueError, match="at least 2"):
        npmi_coherence(PHI, X, 1)
