"""The data room: what is found, what is refused, what is fetched, what is left."""

import dataclasses
import gzip
import hashlib

import numpy as np
import pytest

from minivae.data import (
    DataNotFound,
    load_digits,
    load_fashion_mnist,
    load_mnist,
    search,
)
from minivae.data.catalogue import CATALOGUE
from minivae.data.dataset import stratified_split
from minivae.data.download import download_dataset
from minivae.data.idx import read_idx

# --- what comes with the packages


def test_the_bundled_mnist_is_4000_and_1000_images_with_each_digit_equally_often():
    data = load_mnist(source="bundled")
    assert data.x_train.shape == (4000, 784) and data.x_test.shape == (1000, 784)
    assert data.x_train.dtype == np.float32 and data.y_train.dtype == np.int64
    assert data.x_train.min() == 0 and data.x_train.max() == 1
    assert np.bincount(data.y_train).tolist() == [400] * 10
    assert np.bincount(data.y_test).tolist() == [100] * 10
    assert (data.source, data.image_shape) == ("bundled", (28, 28))
    assert "4,000 training" in repr(data)


def test_the_bundled_split_is_disjoint_shuffled_and_always_the_same():
    data, again = load_mnist(source="bundled"), load_mnist(source="bundled")
    assert np.array_equal(data.x_train, again.x_train)
    assert len(np.unique(np.vstack([data.x_train, data.x_test]), axis=0)) == 5000
    assert len(np.unique(data.y_train[:40])) > 5
    # On another computer too: the stored outputs of the notebooks rest on it.
    digest = hashlib.sha256(data.y_train.astype("<i8").tobytes()).hexdigest()
    assert digest.startswith("8c070a5ef130790a")


def test_the_small_digits_are_1437_and_360_with_the_same_mix():
    data = load_digits()
    assert data.x_train.shape == (1437, 64) and data.x_test.shape == (360, 64)
    assert data.x_train.dtype == np.float32 and data.y_test.dtype == np.int64
    assert data.x_train.min() == 0 and data.x_train.max() == 1
    counts = np.bincount(data.y_train), np.bincount(data.y_test)
    assert np.abs(counts[1] - sum(counts) * 360 / 1797).max() <= 1
    assert (data.source, data.image_shape) == ("bundled", (8, 8))


def test_a_stratified_split_sends_each_class_its_share_and_each_index_once():
    labels = np.repeat([0, 1, 2], [70, 20, 10])
    train, test = stratified_split(labels, n_test=20, seed=1)
    assert np.bincount(labels[test]).tolist() == [14, 4, 2]
    assert sorted([*train, *test]) == list(range(100))
    assert not np.array_equal(test, stratified_split(labels, 20, seed=2)[1])


def test_a_changed_bundled_file_is_refused(monkeypatch):
    monkeypatch.setattr("minivae.data.bundled_mnist.SHA256", "0" * 64)
    with pytest.raises(ValueError, match=r"mnist_5k\.csv\.gz is not the published"):
        load_mnist(source="bundled")


def test_a_dataset_cannot_be_reassigned():
    with pytest.raises(dataclasses.FrozenInstanceError):
        load_digits().source = "full"


# --- where the full set is found


def test_the_first_place_in_the_order_wins(tiny, bare_home, tmp_path, monkeypatch):
    monkeypatch.setenv("MINIVAE_DATA", str(tmp_path / "env"))
    keras = bare_home / ".keras/datasets/mnist.npz"
    names = ("x_train", "y_train", "x_test", "y_test")
    keras.parent.mkdir(parents=True)
    np.savez(keras, **dict(zip(names, tiny.arrays, strict=True)))
    digest = hashlib.sha256(keras.read_bytes()).hexdigest()
    monkeypatch.setattr(
        "minivae.data.mnist.MNIST", dataclasses.replace(tiny.entry, keras_npz=digest)
    )
    folders = [
        tiny.put(tmp_path / "env/mnist"),
        tiny.put(tmp_path / "env/MNIST/raw", packed=False),
        tiny.put(search.cache_folder() / "mnist"),
        keras,
        tiny.put(bare_home / "here/data/MNIST/raw"),
        tiny.put(bare_home / "data/MNIST/raw", packed=False),
    ]
    mine = tiny.put(tmp_path / "mine")
    assert f"from {mine}." in load_mnist(mine).where
    for place in folders:
        data = load_mnist()
        assert f"from {place}." in data.where
        assert np.array_equal(data.x_train * 255, tiny.arrays[0].reshape(6, 6))
        assert np.array_equal(data.y_test, tiny.arrays[3])
        assert (data.source, data.image_shape) == ("full", (2, 3))
        for path in [place] if place.is_file() else place.iterdir():
            path.unlink()
    assert load_mnist().source == "bundled"


def test_minivae_data_bundled_means_bundled_whatever_is_installed(
    tiny, network, monkeypatch
):
    tiny.put(search.cache_folder() / "mnist")
    assert load_mnist().source == "full"
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    assert load_mnist().source == "bundled"
    assert load_mnist(download=True).source == "bundled"
    for load in (lambda: load_mnist(source="full"), load_fashion_mnist):
        with pytest.raises(DataNotFound, match="allows bundled data only"):
            load()
    with pytest.raises(DataNotFound):
        load_fashion_mnist(download=True)
    assert network.asked == []


@pytest.mark.parametrize("packed", [True, False])
@pytest.mark.parametrize("below", [".", "mnist", "MNIST/raw"])
def test_data_dir_may_hold_the_files_or_a_folder_of_them(tiny, tmp_path, below, packed):
    tiny.put(tmp_path / "d" / below, packed)
    assert load_mnist(tmp_path / "d").source == "full"


def test_a_data_dir_without_data_is_an_error_and_nothing_else_is_used(tiny, tmp_path):
    tiny.put(search.cache_folder() / "mnist")
    with pytest.raises(DataNotFound, match="elsewhere"):
        load_mnist(tmp_path / "elsewhere")


def test_data_not_found_says_what_was_searched_what_is_needed_and_three_ways_out(
    bare_home, monkeypatch
):
    monkeypatch.setenv("MINIVAE_DATA", "/nowhere")
    lacking = bare_home / "here/data/FashionMNIST/raw"
    lacking.mkdir(parents=True)
    (lacking / "train-images-idx3-ubyte").touch()
    with pytest.raises(DataNotFound) as caught:
        load_fashion_mnist()
    message = str(caught.value)
    entry = CATALOGUE["fashion-mnist"]
    for place in search.places(entry):
        assert str(place) in message
    for file in entry.files:
        assert file.sha256 in message and f"{file.size:,} bytes" in message
    assert "lacks train-labels-idx1-ubyte, t10k-images-idx3-ubyte" in message
    ways = ("minivae fetch fashion-mnist", "set MINIVAE_DATA=DIR", "load_digits()")
    assert all(way in message for way in ways)
    assert message.count("\n  * ") == 3


def test_an_unknown_source_is_refused():
    with pytest.raises(ValueError, match="source must be one of .* got 'all'"):
        load_mnist(source="all")


# --- what is refused


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda packed: packed[:-9], "cut short or damaged"),
        (lambda packed: packed[:30] + b"xxx" + packed[33:], "cut short or damaged"),
        (lambda packed: gzip.compress(gzip.decompress(packed)[:-1]), "expected SHA"),
        (lambda packed: gzip.compress(gzip.decompress(packed) + b"0"), "expected SHA"),
        (lambda packed: b"<html>not here</html>", "expected SHA-256 .*, found "),
        (lambda packed: b"", "expected SHA-256"),
    ],
    ids=["cut", "damaged", "shorter", "longer", "a web page", "empty"],
)
def test_a_wrong_file_is_named_and_not_silently_passed_over(tiny, spoil, says):
    folder = tiny.put(search.cache_folder() / "mnist")
    path = folder / "t10k-images-idx3-ubyte.gz"
    path.write_bytes(spoil(path.read_bytes()))
    with pytest.raises(ValueError, match=says) as caught:
        load_mnist()
    assert str(path) in str(caught.value)


def test_a_changed_keras_file_is_refused(tiny, bare_home):
    keras = bare_home / ".keras/datasets/mnist.npz"
    keras.parent.mkdir(parents=True)
    np.savez(keras, x_train=tiny.arrays[0])
    with pytest.raises(ValueError, match=r"mnist\.npz is not the published file"):
        load_mnist()


def test_a_pickle_inside_keras_file_is_never_opened(tiny, bare_home, monkeypatch):
    keras = bare_home / ".keras/datasets/mnist.npz"
    keras.parent.mkdir(parents=True)
    np.savez(keras, x_train=np.array([{}], dtype=object))
    digest = hashlib.sha256(keras.read_bytes()).hexdigest()
    monkeypatch.setattr(
        "minivae.data.mnist.MNIST", dataclasses.replace(tiny.entry, keras_npz=digest)
    )
    with pytest.raises(ValueError, match="allow_pickle=False"):
        load_mnist()


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"", "found nothing"),
        (b"\0\0\x0d\x01\0\0\0\x01\0\0\0\0", "begin with 00 00 08, found 00 00 0d"),
        (b"PNG!", "begin with 00 00 08"),
        (b"\0\0\x08\x02\0\0\0\x01\0", "cut short"),
        (b"\0\0\x08\x01\0\0\0\x03ab", r"states the shape \(3,\), 3 bytes, but 2"),
        (b"\0\0\x08\x01\0\0\0\x03abcd", "but 4 follow"),
    ],
)
def test_a_file_that_is_not_whole_idx_is_refused(tmp_path, raw, says):
    path = tmp_path / "some.idx"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=says) as caught:
        read_idx(path)
    assert str(path) in str(caught.value)


def test_an_idx_file_is_read_in_the_shape_it_states(tmp_path):
    path = tmp_path / "some.idx"
    path.write_bytes(b"\0\0\x08\x02\0\0\0\x02\0\0\0\x03abcdef")
    assert read_idx(path).tolist() == [[97, 98, 99], [100, 101, 102]]


# --- what is fetched


def serving(tiny):
    return lambda name: gzip.compress(tiny.bytes[name])


def test_nothing_is_fetched_unless_asked(tiny, network):
    assert load_mnist().source == "bundled"
    assert network.asked == []


def test_a_download_goes_to_the_cache_and_is_found_there_afterwards(tiny, network):
    network.answers[tiny.entry.mirrors[0]] = serving(tiny)
    assert load_mnist(download=True).source == "full"
    assert len(network.asked) == 4
    assert load_mnist(download=True).source == load_mnist().source == "full"
    assert len(network.asked) == 4
    for _, kwargs in network.asked:
        assert kwargs["headers"]["User-Agent"].startswith("minivae/")
        assert kwargs.get("verify", True) is True and kwargs["timeout"]


@pytest.mark.parametrize(
    "first", ["offline", "not there", "a web page", "cut short", "other data"]
)
def test_the_second_mirror_serves_when_the_first_fails(tiny, network, tmp_path, first):
    fails = {
        "not there": lambda name: None,
        "a web page": lambda name: b"<html>log in to this wireless network</html>",
        "cut short": lambda name: gzip.compress(tiny.bytes[name])[:-5],
        "other data": lambda name: gzip.compress(b"other"),
    }
    if first in fails:
        network.answers[tiny.entry.mirrors[0]] = fails[first]
    network.answers[tiny.entry.mirrors[1]] = serving(tiny)
    data = load_mnist(data_dir=tmp_path / "d", download=True)
    assert np.array_equal(data.y_train, tiny.arrays[1])
    assert len(network.asked) == 8
    assert len(list((tmp_path / "d/mnist").iterdir())) == 4


def test_when_all_mirrors_fail_the_error_names_each_and_nothing_is_left(
    tiny, network, tmp_path
):
    network.answers[tiny.entry.mirrors[0]] = lambda name: b"<html>log in</html>"
    with pytest.raises(DataNotFound) as caught:
        load_mnist(data_dir=tmp_path / "d", download=True)
    message = str(caught.value)
    assert "what arrived is not the published file" in message
    assert f"{tiny.entry.mirrors[1]}train-images-idx3-ubyte.gz: no conn" in message
    assert message.count("\n  * ") == 3
    assert list((tmp_path / "d/mnist").iterdir()) == []


def test_an_interrupted_download_leaves_no_part_behind(tiny, network, tmp_path):
    whole = serving(tiny)
    network.answers[tiny.entry.mirrors[0]] = lambda name: (
        network.Interrupted(whole(name)) if "t10k" in name else whole(name)
    )
    with pytest.raises(KeyboardInterrupt):
        download_dataset(tiny.entry, tmp_path)
    left = sorted(path.name for path in (tmp_path / "mnist").iterdir())
    assert left == ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]


@pytest.mark.parametrize("packed", [True, False])
def test_a_right_file_is_kept_and_a_wrong_one_replaced(tiny, network, packed):
    folder = tiny.put(search.cache_folder() / "mnist", packed)
    wrong = search.local_file(folder, tiny.entry.test_labels)
    wrong.write_bytes(b"wrong")
    with pytest.raises(DataNotFound):
        download_dataset(tiny.entry)
    assert wrong.read_bytes() == b"wrong"  # nothing better has arrived
    network.asked.clear()
    network.answers[tiny.entry.mirrors[0]] = serving(tiny)
    download_dataset(tiny.entry)
    assert len(network.asked) == 1
    assert load_mnist().source == "full"


def test_a_folder_that_cannot_be_written_to_is_an_os_error(tiny, network, tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(OSError, match="file"):
        load_mnist(data_dir=tmp_path / "file" / "below", download=True)


def test_an_unusable_cache_folder_only_costs_the_full_set(tiny, bare_home):
    (bare_home / ".cache").touch()
    (bare_home / "Library").touch()
    assert load_mnist().source == "bundled"


def test_each_dataset_has_two_mirrors_and_four_hashes():
    for entry in CATALOGUE.values():
        assert len(set(entry.mirrors)) >= 2
        assert all(mirror.endswith("/") for mirror in entry.mirrors)
        assert all(len(bytes.fromhex(file.sha256)) == 32 for file in entry.files)
    hashes = {file.sha256 for e in CATALOGUE.values() for file in e.files}
    assert len(hashes) == 8


# --- the real files


@pytest.mark.full_data
def test_full_mnist_is_60000_and_10000_images_of_ten_digits():
    data = load_mnist(source="full")
    assert data.x_train.shape == (60_000, 784) and data.x_test.shape == (10_000, 784)
    assert data.x_train.dtype == np.float32 and data.x_train.max() == 1
    assert data.y_train[:5].tolist() == [5, 0, 4, 1, 9]
    assert np.bincount(data.y_test).min() == 892 and data.y_test.max() == 9


@pytest.mark.full_data
def test_every_bundled_image_is_one_of_mnists_training_images():
    full, few = load_mnist(source="full"), load_mnist(source="bundled")

    def as_set(x):
        return {row.tobytes() for row in (x * 255).round().astype(np.uint8)}

    assert as_set(np.vstack([few.x_train, few.x_test])) <= as_set(full.x_train)
    assert not as_set(few.x_train) & as_set(full.x_test)


@pytest.mark.full_data("fashion-mnist")
def test_full_fashion_mnist_is_60000_and_10000_images_of_ten_equal_classes():
    data = load_fashion_mnist()
    assert data.x_train.shape == (60_000, 784) and data.x_test.shape == (10_000, 784)
    assert np.bincount(data.y_train).tolist() == [6000] * 10
    assert data.source == "full" and "Fashion-MNIST" in data.where


@pytest.mark.full_data
@pytest.mark.full_data("fashion-mnist")
def test_fashion_mnists_files_are_refused_as_mnist():
    entry = CATALOGUE["fashion-mnist"]
    with pytest.raises(ValueError, match="not the published file"):
        load_mnist(data_dir=search.find(entry))
