"""What is asked of word vectors, their files, and bad input."""

import numpy as np
import pytest

from minivae.embeddings import (
    GloVe,
    Word2Vec,
    WordVectors,
    answer_analogies,
    count_cooccurrences,
    load_word2vec_format,
)

WORDS = ["man", "woman", "king", "queen", "tree"]
VECTORS = [[1, 0, 0], [1, 1, 0], [1, 0, 1], [1, 1, 1], [-1, 0, 0]]
TEXT = [["the", "cat", "purrs"], ["the", "kitten", "purrs"], ["a", "dog", "barks"]]
QUICK = dict(vector_size=8, epochs=1, random_state=0, progress=False)


@pytest.fixture
def royal():
    return WordVectors.from_arrays(WORDS, VECTORS)


def fitted(cls):
    return cls(**QUICK, **({"sample": None} if cls is Word2Vec else {})).fit(TEXT)


# Questions


def test_neighbours_come_by_cosine_without_the_word_itself(royal):
    got = royal.most_similar("man", 4)
    assert [word for word, _ in got] == ["woman", "king", "queen", "tree"]
    expected = [1 / np.sqrt(2), 1 / np.sqrt(2), 1 / np.sqrt(3), -1]
    np.testing.assert_allclose([cosine for _, cosine in got], expected, rtol=1e-6)
    assert len(royal.most_similar("man")) == 4  # 10 would be more than there are


def test_an_analogy_is_b_minus_a_plus_c_of_unit_vectors(royal):
    unit = np.array(VECTORS) / np.linalg.norm(VECTORS, axis=1, keepdims=True)
    direction = unit[2] - unit[0] + unit[1]
    cosine = unit[3] @ direction / np.linalg.norm(direction)
    (word, got), _ = royal.analogy("man", "king", "woman", n=2)
    assert word == "queen" and got == pytest.approx(cosine, rel=1e-6)


def test_the_length_of_a_vector_does_not_matter():
    longer = np.array(VECTORS) * [[1], [9], [0.1], [1], [5]]
    v = WordVectors.from_arrays(WORDS, longer)
    assert v.analogy("man", "king", "woman")[0][0] == "queen"


def test_the_words_of_a_question_are_never_the_answer(royal):
    # Here the nearest to b - a + c = c is c itself.
    assert royal.analogy("man", "man", "king")[0][0] == "queen"
    answers = royal.analogy("man", "king", "woman", n=5)
    assert {word for word, _ in answers} == {"queen", "tree"}


def test_many_analogies_at_once_are_the_same_as_one_by_one():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(30, 5))
    v = WordVectors.from_arrays([f"w{w}" for w in range(30)], vectors)
    questions = np.array([rng.permutation(30)[:3] for _ in range(40)])
    got = answer_analogies(v.vectors_, questions)
    for question, d in zip(questions, got, strict=True):
        assert v.analogy(*(f"w{w}" for w in question))[0][0] == f"w{d}"
    few = np.arange(30) < 6
    assert (answer_analogies(vectors, questions, few) < 6).all()


def test_a_vector_of_zeros_is_near_nothing():
    v = WordVectors.from_arrays(["a", "b", "c"], [[1, 0], [0, 0], [1, 1]])
    assert [word for word, _ in v.most_similar("a")] == ["c", "b"]
    assert v.most_similar("b") == [("a", 0.0), ("c", 0.0)]


def test_asking_changes_nothing(royal):
    royal.vector("man")[:] = 7
    assert royal.vectors_[0].tolist() == [1, 0, 0]


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("kingg", "'kingg' is not in the vocabulary of 5 words; close to it: 'king'"),
        ("xyz", "'xyz' is not in the vocabulary of 5 words$"),
        ("", "'' is not in the vocabulary"),
        (3, r"expected one word \(str\), got int: 3"),
        (np.nan, r"expected one word \(str\), got float: nan"),
        (["man"], r"expected one word \(str\), got list"),
    ],
)
def test_an_unknown_word_is_told(royal, word, said):
    for ask in (royal.vector, royal.most_similar):
        with pytest.raises(ValueError, match=said):
            ask(word)
    for question in (
        (word, "man", "king"),
        ("man", word, "king"),
        ("man", "king", word),
    ):
        with pytest.raises(ValueError, match=said):
            royal.analogy(*question)
    with pytest.raises(ValueError, match="n must be an integer of at least 1, got 0"):
        royal.most_similar("man", 0)


@pytest.mark.parametrize(
    ("words", "vectors", "said"),
    [
        ([], np.ones((0, 2)), "empty vocabulary"),
        (["a", "a"], np.ones((2, 2)), "the word 'a' stands twice"),
        (["a", 3], np.ones((2, 2)), "word 1 is 3, expected a str"),
        (["a", "b"], np.ones((3, 2)), r"should have 2 rows, .* got shape \(3, 2\)"),
        (["a"], np.ones((1, 0)), r"got shape \(1, 0\)"),
        (["a"], [[1, np.nan]], "finite, got nan in row 0, column 1"),
    ],
)
def test_words_and_vectors_that_do_not_fit_are_told(words, vectors, said):
    with pytest.raises(ValueError, match=said):
        WordVectors.from_arrays(words, vectors)


# Sentences


@pytest.mark.parametrize("cls", [Word2Vec, GloVe])
@pytest.mark.parametrize(
    ("sentences", "said"),
    [
        ([], r"got no words: 0 sentence\(s\)"),
        ("", r"got no words: 0 sentence\(s\)"),
        ("... 12 34", "got no words"),
        ([[], []], r"got no words: 2 sentence\(s\), all empty"),
        ([["a"], ["b"]], r"none of 2 sentence\(s\) has two words"),
        ("word", r"none of 1 sentence\(s\) has two words"),
        (["the cat", "a dog"], "sentence 0 is a str, 'the cat': write text.split()"),
        (["the", "cat"], "sentence 0 is a str"),
        ([["the", "cat"], "a dog"], "sentence 1 is a str, 'a dog'"),
        (None, "expected a list of sentences, .*, got NoneType"),
        (7, "got int"),
        (b"the cat", "got bytes"),
        ({"the": 1}, "got dict"),
        ([{"the", "cat"}], "sentence 0 is set"),
        ({("the", "cat")}, "got set"),
        ([None], "sentence 0 is NoneType"),
        ([3.5], "sentence 0 is float"),
        ([b"the cat"], "sentence 0 is bytes"),
        ([["a", "b"], ["c", np.nan]], r"word 1 of sentence 1 is nan \(float\)"),
        ([["a", 3]], r"expected words \(str\), but word 1 of sentence 0 is 3 \(int\)"),
        ([["a", None]], r"is None \(NoneType\)"),
        ([["a", b"b"]], r"is b'b' \(bytes\)"),
        ([["a", ["b"]]], r"is \['b'\] \(list\)"),
        (np.ones((3, 2)), r"word 0 of sentence 0 is .*1.0.* \(float64\)"),
        (np.array("text"), "expected"),
    ],
)
def test_what_is_no_list_of_sentences_is_told(cls, sentences, said):
    model = fitted(cls)
    before = model.vectors_.copy()
    with pytest.raises(ValueError, match=said):
        model.fit(sentences)
    assert np.array_equal(model.vectors_, before)
    with pytest.raises(ValueError, match=said):
        count_cooccurrences(sentences)


@pytest.mark.parametrize("cls", [Word2Vec, GloVe])
def test_an_empty_vocabulary_is_told(cls):
    said = "empty vocabulary: the most frequent of 7 words, 'purrs', stands 2 time"
    with pytest.raises(ValueError, match=said):
        cls(min_count=3).fit(TEXT)
    with pytest.raises(ValueError, match="two words that stand min_count=2 times"):
        cls(min_count=2).fit([["a", "b"], ["a", "c"]])


def test_one_word_alone_has_nothing_to_be_told_from():
    with pytest.raises(ValueError, match="two different words, got only 'a'"):
        Word2Vec().fit([["a", "a"]])


def test_a_sample_for_large_corpora_is_told():
    with pytest.warns(
        UserWarning, match="passes over 9.% of the 9 words .*sample=None"
    ):
        try:
            Word2Vec(**QUICK).fit(TEXT)
        except ValueError as error:
            assert "left no two of them together; try sample=None" in str(error)
    with pytest.warns(UserWarning), pytest.raises(ValueError, match="try sample=None"):
        Word2Vec(**QUICK, sample=1e-12).fit(TEXT)


@pytest.mark.parametrize(
    ("cls", "name"),
    [
        (Word2Vec, n)
        for n in ("vector_size", "window", "n_negatives", "min_count", "epochs")
    ]
    + [(GloVe, n) for n in ("vector_size", "window", "min_count", "epochs")],
)
@pytest.mark.parametrize("value", [0, -3, 2.5, "3", None, True, np.nan])
def test_a_parameter_that_should_be_a_count_is_told(cls, name, value):
    said = f"{name} must be an integer of at least 1, got {value!r}"
    with pytest.raises(ValueError, match=said):
        cls(**{name: value}).fit(TEXT)


@pytest.mark.parametrize(
    ("cls", "name"),
    [(Word2Vec, "sample"), (Word2Vec, "learning_rate")]
    + [(GloVe, "x_max"), (GloVe, "learning_rate")],
)
@pytest.mark.parametrize("value", [0, -1.0, np.nan, np.inf, "1"])
def test_a_parameter_that_should_be_positive_is_told(cls, name, value):
    said = f"{name} must be a positive finite number, got {value!r}"
    with pytest.raises(ValueError, match=said):
        cls(**{name: value}).fit(TEXT)


# Files


@pytest.mark.parametrize("cls", [Word2Vec, GloVe])
def test_a_saved_model_comes_back(cls, tmp_path):
    model = fitted(cls)
    back = cls.load(model.save(tmp_path / "model"))
    assert back.get_params() == model.get_params() and back.history_ == model.history_
    assert list(back.vocabulary_) == list(model.vocabulary_)
    for name in model._fitted().keys() - {"vocabulary_", "history_"}:
        a, b = getattr(back, name), getattr(model, name)
        assert np.array_equal(a, b) and a.dtype == b.dtype
    assert back.analogy("cat", "dog", "a") == model.analogy("cat", "dog", "a")
    with pytest.raises(ValueError, match=f"holds a {cls.__name__}; load it with"):
        WordVectors.load(tmp_path / "model.npz")


def read_simply(path):
    """A reader of its own, as plain as the format."""
    lines = path.read_bytes().decode("utf-8").split("\n")
    V, D = map(int, lines[0].split(" "))
    rows = [line.split(" ") for line in lines[1 : V + 1]]
    assert lines[V + 1 :] == [""] and all(len(row) == D + 1 for row in rows)
    return [row[0] for row in rows], np.array(
        [row[1:] for row in rows], dtype=np.float32
    )


STRANGE = ["naïve", "北京", "e\u0301", "x\u200cy", '"', "\\", "#", "2"]


def strange():
    rng = np.random.default_rng(0)
    vectors = rng.normal(size=(8, 5)) * 10.0 ** rng.integers(-38, 38, (8, 1))
    vectors[0] = [0.1, -0.0, 1e-45, 3.4e38, 1 / 3]
    return WordVectors.from_arrays(STRANGE, vectors)


def test_word2vecs_format_gives_each_bit_back(tmp_path):
    model = strange()
    path = model.save_word2vec_format(tmp_path / "vectors.txt")
    words, vectors = read_simply(path)
    back = load_word2vec_format(path)
    assert words == list(back.vocabulary_) == STRANGE
    for got in (vectors, back.vectors_):
        assert got.tobytes() == model.vectors_.tobytes()


def test_gensim_reads_what_we_write_and_we_what_gensim_writes(tmp_path):
    reason = "gensim is not installed: read_simply is the reader here"
    models = pytest.importorskip("gensim.models", reason=reason)
    model = strange()
    path = model.save_word2vec_format(tmp_path / "ours.txt")
    theirs = models.KeyedVectors.load_word2vec_format(path)
    assert theirs.index_to_key == STRANGE
    assert np.array_equal(theirs.vectors, model.vectors_)
    theirs.save_word2vec_format(tmp_path / "theirs.txt")
    back = load_word2vec_format(tmp_path / "theirs.txt")
    assert list(back.vocabulary_) == STRANGE
    np.testing.assert_allclose(back.vectors_, model.vectors_, rtol=1e-6)


def test_other_programs_end_their_lines_otherwise(tmp_path):
    (tmp_path / "v.txt").write_bytes(b"2 2\r\na 1 2 \r\nb 3 4e-1\n\n")
    v = load_word2vec_format(tmp_path / "v.txt")
    assert np.array_equal(v.vectors_, np.float32([[1, 2], [3, 0.4]]))


@pytest.mark.parametrize("word", ["New York", "", "a\nb", "a\u00a0b"])
def test_a_word_that_the_format_cannot_keep_is_told(tmp_path, word):
    path = tmp_path / "v.txt"
    path.write_text("old")
    with pytest.raises(ValueError, match=r"white space, .*: use save\(path\)"):
        WordVectors.from_arrays(["a", word], np.ones((2, 2))).save_word2vec_format(path)
    assert path.read_text() == "old" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", 'first line should say .* such as "834 100"'),
        (b"the 0.1 0.2\n", "first line should say"),
        (b"0 2\n", "promises 0 words of 2 numbers"),
        (b"2 2\na 1 2\n", "promises 2 words, but holds 1"),
        (b"1 2\na 1 2\nb 1 2\n", "promises 1 words, but holds 2"),
        (b"1 2\na 1\n", "line 2: expected a word and 2 numbers, got 'a 1"),
        (b"1 2\na 1 2 3\n", "line 2: expected a word and 2 numbers"),
        (b"1 2\na 1 x\n", "line 2: could not convert string to float"),
        (b"1 2\na 1 nan\n", "line 2: expected finite numbers"),
        (b"1 2\na 1 1e99\n", "line 2: expected finite numbers"),
        (b"2 1\na 1\na 2\n", "the word 'a' stands twice"),
        (b"1 1\n\xff\xfe 1\n", "it is not UTF-8"),
    ],
)
def test_a_file_that_does_not_keep_to_the_format_is_told(tmp_path, content, said):
    (tmp_path / "v.txt").write_bytes(content)
    with pytest.raises(ValueError, match=said):
        load_word2vec_format(tmp_path / "v.txt")


def test_a_file_that_is_not_there_is_told(tmp_path):
    with pytest.raises(FileNotFoundError, match="no file of word vectors"):
        load_word2vec_format(tmp_path / "v.txt")
    with pytest.raises(ValueError, match="cannot save word vectors to"):
        strange().save_word2vec_format(tmp_path / "no" / "v.txt")
