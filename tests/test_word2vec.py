"""Skip-gram with negative sampling: its parts, against slower or exact ones."""

import numpy as np
import pytest
from scipy import stats
from sklearn.base import clone
from sklearn.exceptions import SkipTestWarning
from sklearn.utils import get_tags
from sklearn.utils.estimator_checks import check_estimator

from minivae.data import make_grammar
from minivae.embeddings import (
    GloVe,
    Word2Vec,
    WordVectors,
    answer_analogies,
    skip_gram_pair,
)
from minivae.embeddings import word2vec as module
from minivae.embeddings.alias import alias_table, draw, thresholds
from minivae.embeddings.skip_gram import train_block
from minivae.embeddings.word2vec import keep_probabilities
from minivae.kernels import skip_gram as kernel

F = np.float32
TEXT = [["the", "cat", "purrs"], ["the", "kitten", "purrs"], ["a", "dog", "barks"]]
QUICK = dict(vector_size=8, sample=None, epochs=2, random_state=0, progress=False)


# The loss and its gradient


@pytest.mark.parametrize("seed", range(3))
def test_the_gradient_of_a_pair_is_that_of_finite_differences(seed):
    rng = np.random.default_rng(seed)
    D, J = rng.integers(1, 7, 2)
    u, v, y = rng.normal(size=D), rng.normal(size=(J, D)), np.arange(J) == 0
    loss, du, dv = skip_gram_pair(u, v, y)
    sigma = 1 / (1 + np.exp(-np.where(y, 1, -1) * (v @ u)))
    assert loss == pytest.approx(-np.log(sigma).sum(), rel=1e-12)
    h = 1e-6
    for d in range(D):
        e = h * (np.arange(D) == d)
        slope = (skip_gram_pair(u + e, v, y)[0] - skip_gram_pair(u - e, v, y)[0]) / 2
        assert du[d] == pytest.approx(slope / h, abs=1e-8)
        for j in range(J):
            E = np.outer(np.arange(J) == j, e)
            up, down = skip_gram_pair(u, v + E, y)[0], skip_gram_pair(u, v - E, y)[0]
            assert dv[j, d] == pytest.approx((up - down) / 2 / h, abs=1e-8)


def test_a_loss_of_large_scores_is_finite():
    loss, du, dv = skip_gram_pair([1e4], [[1.0], [1.0]], [1, 0])
    assert loss == 1e4 and np.isfinite(du).all() and np.isfinite(dv).all()


# The kernel and its twin


def block(seed, V=7, n=40, D=5, width=16, K=3, scale=0.5):
    """All arguments of the kernel, with sentences of 1 to 6 words."""
    rng = np.random.default_rng(seed)
    sentences = np.repeat(np.arange(n), rng.integers(1, 7, n))[:n].astype(np.int32)
    keep, alias = alias_table(rng.random(V))
    vectors, contexts = np.zeros((2, V, width), F)
    vectors[:, :D], contexts[:, :D] = rng.normal(0, scale, (2, V, D))
    return dict(
        start=0,
        stop=n,
        words=rng.integers(0, V, n).astype(np.int32),
        sentences=sentences,
        reach=rng.integers(1, 4, n),
        rates=rng.uniform(0.01, 0.1, n).astype(F),
        numbers=rng.integers(2**32, size=6 * n * K, dtype=np.uint32),
        keep=thresholds(keep),
        alias=alias,
        vectors=vectors,
        contexts=contexts,
    )


def wide(arguments):
    """A copy that computes in float64."""
    more = {k: arguments[k].astype(np.float64) for k in ("vectors", "contexts")}
    return {**arguments, **more}


@pytest.mark.parametrize("K", [1, 3, 8])
@pytest.mark.parametrize("seed", range(3))
def test_the_kernel_does_what_its_twin_does(seed, K):
    arguments = block(seed, K=K)
    twin = wide(arguments)
    loss, n_pairs = kernel.make_skip_gram(16, K)(*arguments.values())
    expected, expected_pairs = train_block(K, **twin)
    assert n_pairs == expected_pairs > 50
    assert loss == pytest.approx(expected, rel=1e-5)
    for name in ("vectors", "contexts"):
        np.testing.assert_allclose(arguments[name], twin[name], atol=2e-5)
        assert not arguments[name][:, 5:].any()  # the padding


def test_two_blocks_do_what_one_does():
    K, one, two = 3, block(5), block(5)
    train = kernel.make_skip_gram(16, K)
    loss, n_pairs = train(*one.values())
    first = train(*{**two, "stop": 17}.values())
    rest = {"start": 17, "numbers": two["numbers"][first[1] * K :]}
    second = train(*{**two, **rest}.values())
    assert n_pairs == first[1] + second[1] and loss == pytest.approx(
        first[0] + second[0]
    )
    assert np.array_equal(one["vectors"], two["vectors"])
    assert np.array_equal(one["contexts"], two["contexts"])


def test_no_pair_crosses_the_end_of_a_sentence():
    arguments = block(0)
    arguments["sentences"] = np.arange(40, dtype=np.int32)
    before = arguments["vectors"].copy()
    assert kernel.make_skip_gram(16, 3)(*arguments.values()) == (0.0, 0)
    assert np.array_equal(arguments["vectors"], before)


def test_scores_that_overflow_an_exponential_give_a_finite_loss():
    arguments = block(0, scale=60.0)
    loss, _ = kernel.make_skip_gram(16, 3)(*arguments.values())
    assert np.isfinite(loss) and loss > 1000


# The alias table


@pytest.mark.parametrize("p", [[1.0], [1, 3], [0, 1, 0], [5, 1, 1, 1, 2], "zipf"])
def test_an_alias_table_adds_up_to_its_distribution(p):
    p = 1 / np.arange(1, 3001) if p == "zipf" else np.asarray(p, dtype=float)
    keep, alias = alias_table(p)
    got = keep / len(p)
    np.add.at(got, alias, (1 - keep) / len(p))
    np.testing.assert_allclose(got, p / p.sum(), rtol=1e-9, atol=1e-15)
    assert (keep >= 0).all() and (keep <= 1).all()


def test_draws_have_the_distribution_and_the_kernel_draws_the_same():
    rng = np.random.default_rng(0)
    p = rng.random(50) ** 3
    keep, alias = alias_table(p)
    numbers = rng.integers(2**32, size=200_000, dtype=np.uint32)
    got = draw(numbers, thresholds(keep), alias)
    counts = np.bincount(got, minlength=50)
    assert stats.chisquare(counts, 200_000 * p / p.sum()).pvalue > 1e-3
    assert stats.chisquare(counts, np.full(50, 4000)).pvalue < 1e-9  # it can fail
    some = [kernel.draw(number, thresholds(keep), alias) for number in numbers[:2000]]
    assert np.array_equal(some, got[:2000])


def test_a_word_that_should_never_come_never_comes():
    keep, alias = alias_table([0.0, 1.0, 0.0, 2.0])
    ends = np.array([0, 1, 2**30, 2**31, 2**32 - 1], dtype=np.uint32)
    numbers = np.append(ends, np.random.default_rng(0).integers(2**32, size=9999))
    assert set(draw(numbers, thresholds(keep), alias)) == {1, 3}


# Words that stay


def test_the_share_that_stays_is_word2vecs():
    counts = np.array([900, 90, 9, 1])
    f, t = counts / 1000, 1e-2
    expected = np.minimum(1, (np.sqrt(f / t) + 1) * t / f)
    np.testing.assert_allclose(keep_probabilities(counts, t), expected)
    assert (keep_probabilities(counts, None) == 1).all()


def test_an_epoch_keeps_that_share_and_draws_each_reach_alike():
    model = Word2Vec(window=4, sample=1e-2)
    corpus = module.encode([["a"] * 9000 + ["b"] * 1000], 1, "Word2Vec")
    stay = keep_probabilities(corpus.counts, 1e-2)
    words, places, reach = model._epoch(corpus, stay, np.random.default_rng(0))
    kept = np.bincount(words) / corpus.counts
    assert (np.abs(kept - stay) < 4 * np.sqrt(stay * (1 - stay) / 1000)).all()
    assert set(reach) == {1, 2, 3, 4} and len(places) == len(words)
    assert stats.chisquare(np.bincount(reach)[1:]).pvalue > 1e-3


def test_the_learning_rate_falls_linearly_over_all_epochs():
    model = Word2Vec(epochs=4, learning_rate=0.1)
    rates = np.concatenate([model._rates(epoch, 50) for epoch in range(4)])
    assert rates[0] == F(0.1) and rates[100] == F(0.05) and rates.dtype == F
    np.testing.assert_allclose(np.diff(rates), -0.1 / 200, atol=1e-7)
    assert model._rates(4, 1)[0] == pytest.approx(1e-5)  # never 0 or below


# The model


def test_one_random_state_gives_the_same_bits():
    a, b = (Word2Vec(**QUICK).fit(TEXT) for _ in range(2))
    other = Word2Vec(**{**QUICK, "random_state": 1}).fit(TEXT)
    assert np.array_equal(a.vectors_, b.vectors_) and a.history_ == b.history_
    assert np.array_equal(a.context_vectors_, b.context_vectors_)
    assert not np.array_equal(a.vectors_, other.vectors_)


def test_what_is_learnt_has_the_shapes_and_types_that_the_page_says():
    model = Word2Vec(**{**QUICK, "vector_size": 20}).fit(TEXT)
    assert (
        list(model.vocabulary_[:2]) == ["purrs", "the"] and len(model.vocabulary_) == 7
    )
    assert model.counts_.tolist() == [2, 2, 1, 1, 1, 1, 1]
    for rows in (model.vectors_, model.context_vectors_):
        assert rows.shape == (7, 20) and rows.dtype == F and rows.flags.c_contiguous
    assert len(model.history_["loss"]) == 2
    # Before anything is learnt, each of 1 + K scores is 0.
    assert model.history_["loss"][0] == pytest.approx(6 * np.log(2), rel=0.2)


def test_the_analogies_of_the_grammar_come_out_and_each_factor_is_learnt():
    grammar = make_grammar(200_000, random_state=3)
    model = Word2Vec(64, random_state=0, progress=False).fit(grammar.sentences)
    number = {word: w for w, word in enumerate(model.vocabulary_)}
    rows = np.array([[number[word] for word in q] for q in grammar.questions])
    right = answer_analogies(model.vectors_, rows[:, :3]) == rows[:, 3]
    assert right.mean() > 0.8  # some .9; with 600,000 words .99: see the benchmark
    a, b, c, d = grammar.questions[0]
    assert (
        model.analogy(a, b, c)[0][0]
        == model.vocabulary_[answer_analogies(model.vectors_, rows[:1, :3])[0]]
    )


def test_one_text_is_cut_into_sentences_and_words():
    text = "The cat purrs. The kitten purrs!\nA dog barks"
    model = Word2Vec(**QUICK).fit(text)
    assert np.array_equal(model.vectors_, Word2Vec(**QUICK).fit(TEXT).vectors_)
    assert model.transform(text).shape == (3, 8)


def test_sentences_may_come_from_anywhere():
    same = [
        iter(TEXT),
        tuple(map(tuple, TEXT)),
        np.array(TEXT),
        [np.array(sentence, dtype=object) for sentence in TEXT],
        [*TEXT, [], ["the-only-word"]][:4],
        (iter(sentence) for sentence in TEXT),
    ]
    expected = Word2Vec(**QUICK).fit(TEXT).vectors_
    for sentences in same:
        assert np.array_equal(Word2Vec(**QUICK).fit(sentences).vectors_, expected)


def test_a_sentence_of_one_word_teaches_nothing_but_counts():
    model = Word2Vec(**QUICK).fit([*TEXT, ["alone"]])
    assert model.counts_[list(model.vocabulary_).index("alone")] == 1
    # Its vector is the one that was drawn; the others have moved on.
    assert np.abs(model.vector("alone")).max() <= 0.5 / 8


def test_transform_gives_the_mean_of_the_known_words():
    model = Word2Vec(**QUICK).fit(TEXT)
    got = model.transform([["cat", "unheard", "dog"], ["unheard"], []])
    mean = (model.vector("cat") + model.vector("dog")) / 2
    np.testing.assert_allclose(got[0], mean, rtol=1e-6)
    assert not got[1:].any() and got.dtype == F
    assert list(model.get_feature_names_out())[:2] == ["word2vec0", "word2vec1"]
    fresh = Word2Vec(**QUICK).fit_transform(iter(TEXT))
    assert np.array_equal(fresh, model.transform(TEXT))


# Ctrl-C, and what overflows


class Cut:
    """A kernel that is interrupted after some blocks."""

    def __init__(self, after):
        self.after, self.kept = after, None

    def __call__(self, width, K):
        train = kernel.make_skip_gram(width, K)

        def cut(*arguments):
            if self.after == 0:
                raise KeyboardInterrupt
            self.after -= 1
            result = train(*arguments)
            self.kept = arguments[-2].copy()
            return result

        return cut


def test_an_interrupt_keeps_the_last_whole_block(monkeypatch):
    cut = Cut(after=3)
    monkeypatch.setattr(module, "make_skip_gram", cut)
    monkeypatch.setattr(module, "BLOCK", 4)
    with pytest.warns(
        UserWarning, match="interrupted after 3 blocks of 4 words; the mo"
    ):
        model = Word2Vec(**QUICK).fit(TEXT)
    assert np.array_equal(model.vectors_, cut.kept[:, :8])
    assert len(model.history_["loss"]) == 1 and model.most_similar("cat", 1)


def test_an_interrupt_before_the_first_block_leaves_the_model_as_it_was(monkeypatch):
    model = Word2Vec(**QUICK).fit(TEXT)
    before = dict(vars(model))
    monkeypatch.setattr(module, "make_skip_gram", Cut(after=0))
    with pytest.raises(KeyboardInterrupt):
        model.fit(TEXT[:2])
    assert vars(model) == before


def test_a_loss_that_overflows_is_told():
    with pytest.raises(FloatingPointError, match="try a smaller learning_rate"):
        Word2Vec(**{**QUICK, "learning_rate": 1e30}).fit(TEXT * 20)


# scikit-learn's rules


@pytest.mark.parametrize("cls", [Word2Vec, GloVe, WordVectors])
def test_scikit_learn_is_told_the_truth_about_the_input(cls):
    tags = get_tags(cls())
    assert not tags.input_tags.two_d_array and tags.input_tags.one_d_array
    assert tags.estimator_type == "transformer" and not tags.target_tags.required
    with pytest.warns(SkipTestWarning, match="which requires input"):
        check_estimator(cls())
    assert clone(cls()).get_params() == cls().get_params()
