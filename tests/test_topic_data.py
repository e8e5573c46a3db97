"""Texts that are found, refused or missing; generated worlds and the truth in them."""

import itertools
import tarfile
import zipfile

import numpy as np
import pytest
from scipy.optimize import linear_sum_assignment
from sklearn.decomposition import LatentDirichletAllocation

from minivae.data import (
    DataNotFound,
    load_ap,
    load_inaugural,
    load_tiny_shakespeare,
    make_bars,
    make_listings,
    pets_and_pop,
    search,
    text_files,
    three_documents,
)
from minivae.data.bars import bar_topics
from minivae.data.ldac import read_ldac
from minivae.data.listing_words import AGENTS, DISTRICTS, TOPIC_WORDS, TRENDS
from minivae.data.text_files import TextEntry, TextFile

# --- other collections


def toy_entry(**more):
    text = "one\ntwo\n"
    digest = text_files.hashlib.sha256(text.encode()).hexdigest()
    return text, TextEntry(
        key="toy",
        title="Toy",
        pattern=r"toy\.txt",
        folders=("toy", "text/toy"),
        archives=("toy.zip", "toy.tgz"),
        ways=("first", "second"),
        files=(TextFile("toy.txt", digest),),
        **more,
    )


def test_the_first_place_in_the_order_wins(bare_home, monkeypatch):
    text, entry = toy_entry(elsewhere=("~/left",))
    monkeypatch.setenv("MINIVAE_DATA", str(bare_home / "env"))
    places = [
        bare_home / "bundled",
        bare_home / "env/toy",
        bare_home / "env/text/toy",
        search.cache_folder() / "toy",
        bare_home / "left",
    ]
    for place in [*places, bare_home / "mine"]:
        place.mkdir(parents=True)
        (place / "toy.txt").write_text(text)

    def found(**more):
        texts, place = text_files.read_texts(entry, **more)
        assert texts == {"toy.txt": text}
        return place

    assert found(data_dir=bare_home / "mine") == bare_home / "mine"
    for place in places:
        assert found(bundled=places[0]) == place
        (place / "toy.txt").unlink()
    with pytest.raises(DataNotFound, match="lacks them"):
        found(bundled=places[0])


def test_bundled_only_means_what_the_set_up_brought(bare_home, monkeypatch):
    text, entry = toy_entry()
    for place in (search.cache_folder() / "toy", bare_home / "mine"):
        place.mkdir(parents=True)
        (place / "toy.txt").write_text(text)
    assert text_files.read_texts(entry)
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    with pytest.raises(DataNotFound, match="allows bundled data only"):
        text_files.read_texts(entry)
    assert text_files.read_texts(entry, bundled=bare_home / "mine")
    assert text_files.read_texts(entry, data_dir=bare_home / "mine")


@pytest.mark.parametrize("name", ["toy.zip", "toy.tgz"])
def test_archives_are_read_and_damaged_ones_refused(tmp_path, name):
    text, entry = toy_entry()
    (tmp_path / "toy.txt").write_bytes(text.encode())
    folder = tmp_path / "d" / "toy"
    folder.mkdir(parents=True)
    if name == "toy.zip":
        with zipfile.ZipFile(folder / name, "w") as archive:
            archive.write(tmp_path / "toy.txt", "toy/toy.txt")
    else:
        with tarfile.open(folder / name, "w:gz") as archive:
            archive.add(tmp_path / "toy.txt", "toy/toy.txt")
    assert text_files.read_texts(entry, tmp_path / "d")[0] == {"toy.txt": text}
    whole = (folder / name).read_bytes()
    for spoilt in (whole[: len(whole) // 2], b"<html>", b""):
        (folder / name).write_bytes(spoilt)
        with pytest.raises(ValueError, match=f"{name} is cut short or damaged"):
            text_files.read_texts(entry, tmp_path / "d")


def test_an_altered_file_is_named(tmp_path):
    text, entry = toy_entry()
    (tmp_path / "toy.txt").write_text(text + "three")
    with pytest.raises(ValueError, match="toy.txt is not the published file"):
        text_files.read_texts(entry, tmp_path)


def test_inaugural_addresses_come_by_year_in_whatever_code(tmp_path):
    (tmp_path / "1900-Box.txt").write_bytes("“peace” é".encode("cp1252"))
    (tmp_path / "1804-VanDam.txt").write_bytes("é\r\nwar".encode())
    (tmp_path / "README").write_text("no address")
    data = load_inaugural(tmp_path)
    assert data.documents == ["é\nwar", "“peace” é"]
    assert data.years.tolist() == [1804, 1900]
    assert data.authors.tolist() == ["VanDam", "Box"]
    assert data.titles.tolist() == ["1804 VanDam", "1900 Box"]
    assert (data.source, str(tmp_path) in data.where) == ("full", True)
    assert repr(data).startswith("TextData(Inaugural addresses, full: 2 documents, 14")


def shared(load):
    """The data, or a skip if it is not where MINIVAE_DATA points."""
    try:
        return load()
    except DataNotFound:
        pytest.skip(f"{load.__name__}: MINIVAE_DATA names no folder with it")


def test_ap_is_2246_documents_10473_words_and_435838_tokens():
    data = shared(load_ap)
    assert data.counts.shape == (2246, 10_473) and data.counts.sum() == 435_838
    assert len(data.titles) == 2246 and data.titles[0] == "AP881218-0003"
    assert "the" not in set(data.vocabulary) and data.source == "full"


def test_the_shared_inaugural_addresses_run_from_washington_on():
    data = shared(load_inaugural)
    assert (data.years[:3] == [1789, 1793, 1797]).all() and data.years[-1] >= 2021
    assert (np.diff(data.years) == 4).all() and min(map(len, data.documents)) > 500
    assert not any("\ufffd" in text for text in data.documents)


def test_tiny_shakespeare_is_7097_speeches():
    data = shared(load_tiny_shakespeare)
    assert len(data.documents) == len(data.authors) == 7097
    assert data.authors[0] == "First Citizen"
    assert data.documents[1] == "Speak, speak." and data.years is None


def test_ldac_by_hand():
    counts = read_ldac("2 0:1 2:5\n0\n1 1:2\n", 3)
    assert counts.toarray().tolist() == [[1, 0, 5], [0, 0, 0], [0, 2, 0]]
    assert read_ldac("2 2:5 0:1", 3).indices.tolist() == [0, 2]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("1 0:1\n2 0:1", "line 2: not LDA-C .it states 2 different words"),
        ("1 3:1", "words must lie in 0 to 2"),
        ("1 -1:1", "words must lie in 0 to 2"),
        ("1 0:0", "counts above 0"),
        ("2 0:1 0:2", "states 2 different"),
        ("one", "not LDA-C"),
        ("1 0:1.5", "not LDA-C"),
        ("1 0", "not LDA-C"),
        ("\n", "not LDA-C"),
    ],
)
def test_a_file_that_is_not_ldac_is_refused(text, says):
    with pytest.raises(ValueError, match=f"x.dat, line .*{says}|{says}"):
        read_ldac(text, 3, "x.dat")


# --- bars


def test_the_ten_bars_are_the_rows_and_the_columns():
    phi = bar_topics(5)
    assert phi.shape == (10, 25)
    pictures = phi.reshape(10, 5, 5) * 5
    assert all((pictures[i, i] == 1).all() for i in range(5))
    assert all((pictures[5 + i, :, i] == 1).all() for i in range(5))
    np.testing.assert_allclose(phi.sum(axis=1), 1)
    np.testing.assert_allclose(pictures.sum(axis=0), 2)


def test_images_of_bars_have_the_moments_of_the_model():
    bars = make_bars(n_images=4000, random_state=1)
    assert bars.counts.shape == (4000, 25) and bars.counts.dtype == np.int64
    assert (bars.counts.sum(axis=1) == 100).all()
    assert bars.theta.shape == (4000, 10) and bars.image_shape == (5, 5)
    np.testing.assert_allclose(bars.theta.sum(axis=1), 1)
    # Var θ_k = (1/K)(1 - 1/K) / (K α + 1), and each pixel has 4 counts on average.
    np.testing.assert_allclose(bars.theta.var(axis=0), 0.09 / 11, rtol=0.1)
    np.testing.assert_allclose(bars.counts.mean(axis=0), 4, rtol=0.05)
    expected = 100 * bars.theta @ bars.phi
    z = (bars.counts - expected) / np.sqrt(expected * (1 - expected / 100))
    assert z.var() == pytest.approx(1, abs=0.02) and abs(z.mean()) < 0.02


def test_one_seed_draws_one_set_of_bars_and_a_generator_draws_on():
    first, again = make_bars(5, random_state=3), make_bars(5, random_state=3)
    assert np.array_equal(first.counts, again.counts)
    rng = np.random.default_rng(3)
    assert np.array_equal(make_bars(5, random_state=rng).counts, first.counts)
    assert not np.array_equal(make_bars(5, random_state=rng).counts, first.counts)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"n_images": 0}, "n_images must be an integer of at least 1, got 0"),
        ({"n_tokens": 1.5}, "n_tokens must be .* got 1.5"),
        ({"side": 1}, "side must be an integer of at least 2"),
        ({"alpha": 0}, "alpha must be above 0"),
        ({"alpha": np.nan}, "alpha must be above 0, got nan"),
    ],
)
def test_bars_that_cannot_be_are_refused(options, says):
    with pytest.raises(ValueError, match=says):
        make_bars(**options)


# --- listings


@pytest.fixture(scope="module")
def world():
    return make_listings()


def test_a_listing_has_words_counts_a_place_a_date_and_an_agent(world):
    N, (K, V) = 2000, world.phi.shape
    assert (K, len(world.topic_names), len(world.vocabulary)) == (10, 10, V)
    assert world.counts.shape == (N, V) and world.counts.dtype == np.int64
    for d in (0, 7, N - 1):
        words, counts = np.unique(world.documents[d], return_counts=True)
        row = world.counts[d].toarray()[0]
        assert dict(zip(words, counts, strict=True)) == {
            world.vocabulary[w]: row[w] for w in row.nonzero()[0]
        }
        assert len(world.topics[d]) == len(world.documents[d]) >= 5
    assert world.theta.shape == world.expected_theta.shape == (N, K)
    np.testing.assert_allclose(world.theta.sum(axis=1), 1)
    np.testing.assert_allclose(world.phi.sum(axis=1), 1)
    assert np.abs(world.latitude - 13.77).max() < 0.2
    assert np.abs(world.longitude - 100.57).max() < 0.2
    assert world.date.min() >= np.datetime64("2010-01-01")
    assert world.date.max() <= np.datetime64("2019-12-31")
    assert set(world.agent) == set(range(len(AGENTS)))
    assert set(world.district) == set(range(len(DISTRICTS)))
    assert world.source == "generated"


def test_the_words_were_drawn_from_their_topics(world):
    z, words = np.concatenate(world.topics), np.concatenate(world.documents)
    column = {word: w for w, word in enumerate(world.vocabulary)}
    drawn = np.zeros_like(world.phi)
    np.add.at(drawn, (z, [column[word] for word in words]), 1)
    n = drawn.sum(axis=1, keepdims=True)
    error = (drawn / n - world.phi) / np.sqrt(world.phi * (1 - world.phi) / n + 1e-12)
    assert np.abs(error).max() < 5 and (drawn[world.phi == 0] == 0).all()


def test_theta_scatters_about_what_place_date_and_agent_let_expect(world):
    residual = world.theta - world.expected_theta
    assert np.abs(residual.mean(axis=0)).max() < 0.012
    e = world.expected_theta
    ratio = (residual**2).sum() / (e * (1 - e) / (8 + 1)).sum()
    assert ratio == pytest.approx(1, abs=0.05)


def mean_theta(world, name, rows):
    return world.theta[rows, world.topic_names.index(name)].mean()


def test_each_place_date_and_agent_shows_its_topics(world):
    for g, (*_, liked) in enumerate(DISTRICTS.values()):
        here = world.district == g
        best = max(liked, key=liked.get)
        assert mean_theta(world, best, here) > 1.4 * mean_theta(world, best, ~here)
    for a, (_, niche) in enumerate(AGENTS.values()):
        for name in niche:
            mine = world.agent == a
            assert mean_theta(world, name, mine) > 1.5 * mean_theta(world, name, ~mine)
    late = world.date > np.median(world.date.astype(int)).astype("datetime64[D]")
    for name, slope in TRENDS.items():
        change = mean_theta(world, name, late) - mean_theta(world, name, ~late)
        if abs(slope) > 1:
            assert change * slope > 0


def test_most_topics_can_be_found_again():
    world = make_listings(600)
    model = LatentDirichletAllocation(
        10, doc_topic_prior=0.3, topic_word_prior=0.05, max_iter=15, random_state=0
    ).fit(world.counts)
    phi = model.components_ / model.components_.sum(axis=1, keepdims=True)
    distance = np.abs(phi[:, None] - world.phi).sum(axis=2) / 2
    matched = distance[linear_sum_assignment(distance)]
    print(f"total-variation error of the matched topics: {np.sort(matched).round(2)}")
    assert np.median(matched) < 0.12


def test_the_words_of_a_topic_are_different_and_every_effect_names_a_topic():
    for words in TOPIC_WORDS.values():
        assert len(set(words.split())) == len(words.split()) >= 20
    effects = [TRENDS, *(r[3] for r in DISTRICTS.values())]
    effects += [r[1] for r in AGENTS.values()]
    assert all(set(effect) <= set(TOPIC_WORDS) for effect in effects)


def test_one_seed_makes_one_world():
    a, b, c = (make_listings(20, random_state=s) for s in (1, 1, 2))
    assert a.documents == b.documents != c.documents
    assert np.array_equal(a.date, b.date) and np.array_equal(a.theta, b.theta)


@pytest.mark.parametrize("bad", [0, -3, 2.5])
def test_a_world_needs_listings(bad):
    with pytest.raises(ValueError, match=f"integer of at least 1, got {bad}"):
        make_listings(bad)
    with pytest.raises(ValueError, match="mean_length must be above 0"):
        make_listings(3, mean_length=-1)
    assert make_listings(1, mean_length=0.1).counts.sum() == 5


# --- toys


def test_the_toys_probability_is_015435_and_is_the_marginal_by_enumeration():
    toy, words = pets_and_pop(), ["AKB", "BNK", "Dog"]
    joint = {
        z: toy.joint(words, z) for z in itertools.product(toy.topic_names, repeat=3)
    }
    assert joint["B", "B", "A"] == pytest.approx(0.015435, abs=1e-15)
    assert sum(joint.values()) == pytest.approx(0.015435, abs=1e-15)
    pairs = [
        toy.joint(words, z)
        for words in itertools.product(toy.vocabulary, repeat=2)
        for z in itertools.product(toy.topic_names, repeat=2)
    ]
    assert sum(pairs) == pytest.approx(1)
    with pytest.raises(ValueError, match="3 words need as many topics, got 1"):
        toy.joint(words, ["A"])


def test_the_three_documents_are_counted_right():
    toy = three_documents()
    assert toy.vocabulary == ("Cat", "Dog", "BNK", "AKB")
    assert toy.counts.tolist() == [[3, 2, 0, 0], [0, 0, 3, 1], [1, 1, 2, 2]]
    assert toy.counts.sum() == sum(map(len, toy.documents))
