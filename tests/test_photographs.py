"""Photographs that the user has: files made here, and files that are no such thing."""

import numpy as np
import pytest
from scipy.io import savemat

from minivae.data import DataNotFound, load_frey, load_olivetti


@pytest.fixture
def pictures():
    return np.random.default_rng(0).integers(0, 256, size=(400, 64, 64))


def test_the_olivetti_faces_stand_upright_ten_of_each_person(tmp_path, pictures):
    path = tmp_path / "olivettifaces.mat"
    columns = pictures.transpose(0, 2, 1).reshape(400, 4096).T.astype(float)
    savemat(path, {"faces": columns})
    faces = load_olivetti(path)
    np.testing.assert_allclose(faces.images.reshape(400, 64, 64) * 255, pictures)
    assert faces.images.dtype == np.float64 and faces.image_shape == (64, 64)
    assert np.array_equal(faces.person, np.arange(400) // 10)
    assert repr(faces) == "Photographs(Olivetti: 400 images of 64 x 64, 40 people)"
    assert str(tmp_path) in faces.where


def test_the_frey_faces_stand_upright(tmp_path):
    pictures = np.random.default_rng(1).integers(0, 256, size=(1965, 28, 20))
    savemat(tmp_path / "f.mat", {"ff": pictures.reshape(1965, 560).T.astype(np.uint8)})
    faces = load_frey(str(tmp_path / "f.mat"))
    np.testing.assert_allclose(faces.images.reshape(1965, 28, 20) * 255, pictures)
    assert repr(faces) == "Photographs(Frey: 1,965 images of 28 x 20, 1 person)"


def test_a_missing_file_is_told_in_one_sentence(tmp_path):
    for load in (load_olivetti, load_frey):
        with pytest.raises(DataNotFound, match=r"there is no file .*x\.mat: give"):
            load(tmp_path / "x.mat")
        with pytest.raises(DataNotFound, match="there is no file"):
            load(tmp_path)


@pytest.mark.parametrize("raw", [b"", b"no MATLAB file", b"\x80\x04K\x01.", b"M" * 999])
def test_a_file_of_another_kind_is_refused(tmp_path, raw):
    path = tmp_path / "olivettifaces.mat"
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=r"no MATLAB 5 file with a table `faces` of"):
        load_olivetti(path)


@pytest.mark.parametrize(
    "table, words",
    [
        ({"faces": np.zeros((400, 4096))}, r"float64 of shape \(400, 4096\)"),
        ({"other": np.zeros((4096, 400))}, "KeyError"),
        ({"faces": np.full((4096, 400), np.nan)}, "grey levels from 0 to 255"),
        ({"faces": np.full((4096, 400), 256.0)}, "grey levels from 0 to 255"),
        ({"faces": np.full((4096, 400), "a")}, "no MATLAB 5 file"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(tmp_path, table, words):
    savemat(tmp_path / "o.mat", table)
    with pytest.raises(ValueError, match=words):
        load_olivetti(tmp_path / "o.mat")


def test_a_file_that_is_cut_short_is_refused(tmp_path, pictures):
    path = tmp_path / "o.mat"
    savemat(path, {"faces": pictures.reshape(400, 4096).T})
    path.write_bytes(path.read_bytes()[:5000])
    with pytest.raises(ValueError, match="no MATLAB 5 file"):
        load_olivetti(path)
