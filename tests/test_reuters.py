"""The Reuters corpus: what is in it, how pip brings it, and what is said without it.

The wheel that pip gets here is made on the spot; no network is needed.
"""

import base64
import hashlib
import os
import shutil
import zipfile
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_matrix

from minivae.cli import main
from minivae.data import DataNotFound, load_reuters, search
from minivae.data import reuters as room

NAMES = [file.name for file in room.REUTERS.files]


def write_wheel(folder, ends="\n", change=""):
    """Make the wheel of lda that pip asks for: the three files, nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    tag = "cp312-cp312-manylinux2014_x86_64"
    about = "lda-3.0.2.dist-info"
    files = {
        f"lda/tests/{name}": (search.set_up_folder() / "reuters" / name).read_text()
        for name in NAMES
    }
    files["lda/tests/reuters.titles"] += change
    files = {name: text.replace("\n", ends) for name, text in files.items()}
    files |= {
        f"{about}/METADATA": "Metadata-Version: 2.1\nName: lda\nVersion: 3.0.2\n"
        "Requires-Python: <3.13\nRequires-Dist: pbr>=3\n",
        f"{about}/WHEEL": f"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: {tag}\n",
    }
    record = []
    for name, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
        record.append(f"{name},sha256={digest.decode().rstrip('=')},{len(text)}\n")
    files[f"{about}/RECORD"] = "".join(record) + f"{about}/RECORD,,\n"
    wheel = folder / f"lda-3.0.2-{tag}.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return wheel


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """The only place where pip looks; empty."""
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "shelf"))
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    (tmp_path / "shelf").mkdir()
    return tmp_path / "shelf"


@pytest.fixture
def copied(shelf, monkeypatch):
    """The shelf, with a plain copy in place of pip, which takes a second."""

    def copy(folder):
        for wheel in shelf.iterdir():
            shutil.copy(wheel, folder)

    monkeypatch.setattr(room, "_download_wheel", copy)
    return shelf


@pytest.fixture
def no_corpus(bare_home, monkeypatch):
    """A computer whose set-up could not fetch it; the set-up's empty folder."""
    folder = bare_home / "environment"
    monkeypatch.setattr(room, "set_up_folder", lambda: folder)
    return folder


def test_it_has_395_documents_4258_words_and_84010_tokens(monkeypatch):
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    data = load_reuters()
    assert isinstance(data.counts, csr_matrix) and data.counts.dtype == np.int64
    assert data.counts.shape == (395, 4258) and data.counts.sum() == 84_010
    assert data.counts.has_sorted_indices and data.counts.data.min() == 1
    assert data.vocabulary.shape == (4258,) and data.titles.shape == (395,)
    assert list(data.vocabulary[:3]) == ["church", "pope", "years"]
    assert data.titles[0].startswith("UK: Prince Charles spearheads")
    assert data.source == "bundled" and str(search.set_up_folder()) in data.where
    assert repr(data).startswith("CountData(Reuters, bundled: 395 documents, 4,258")


def test_it_equals_a_plain_reading_of_the_file():
    text = (search.set_up_folder() / "reuters/reuters.ldac").read_text()
    counts = np.zeros((395, 4258), dtype=int)
    for row, line in zip(counts, text.splitlines(), strict=True):
        for pair in line.split()[1:]:
            word, count = pair.split(":")
            row[int(word)] = int(count)
    assert np.array_equal(load_reuters().counts.toarray(), counts)


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_it_may_lie_in_a_wheel_as_windows_packs_it_too(tmp_path, ends):
    wheel = write_wheel(tmp_path / "reuters", ends)
    data = load_reuters(tmp_path)
    assert str(wheel) in data.where
    assert (data.counts != load_reuters().counts).nnz == 0


# --- fetched by pip


def test_pip_brings_it_whatever_this_python_is(shelf, no_corpus, capsys):
    write_wheel(shelf, "\r\n")
    for name in ("pip.py", "lda.py"):  # a student's files are nobody's package
        (no_corpus.parent / "here" / name).write_text("raise SystemExit('mine')")
    assert main(["fetch", "reuters"]) == 0
    assert str(no_corpus / "reuters") in capsys.readouterr().out
    assert sorted(p.name for p in (no_corpus / "reuters").iterdir()) == sorted(NAMES)
    data = load_reuters()
    assert data.counts.sum() == 84_010 and str(no_corpus) in data.where


def test_it_is_found_with_bundled_data_alone(copied, no_corpus, monkeypatch):
    write_wheel(copied)
    room.download_reuters()
    monkeypatch.setenv("MINIVAE_DATA", "bundled")
    assert load_reuters().source == "bundled"


def test_into_a_folder_of_ones_own(copied, no_corpus, tmp_path, monkeypatch, capsys):
    write_wheel(copied)
    assert main(["fetch", "reuters", "--to", str(tmp_path / "d")]) == 0
    said = capsys.readouterr().out.splitlines()[-1]
    assert said == f"To use it: export MINIVAE_DATA={tmp_path / 'd'}"
    assert not no_corpus.exists()
    monkeypatch.setenv("MINIVAE_DATA", str(tmp_path / "d"))
    assert str(tmp_path / "d/reuters") in load_reuters().where


def test_what_is_right_stays_and_what_is_altered_is_replaced(copied, no_corpus):
    write_wheel(copied)
    titles = room.download_reuters() / "reuters.titles"
    right = titles.read_bytes()
    write_wheel(copied).unlink()
    room.download_reuters()  # nothing is fetched
    titles.write_text("0 changed\n")
    with pytest.raises(ValueError, match="reuters.titles is not the published file"):
        load_reuters()
    write_wheel(copied)
    room.download_reuters()
    assert titles.read_bytes() == right


def test_a_wheel_that_is_not_the_published_one_leaves_nothing(
    copied, no_corpus, capsys
):
    write_wheel(copied, change="395 more\n")
    assert main(["fetch", "reuters"]) == 1
    assert "reuters.titles is not the published file" in capsys.readouterr().err
    assert list((no_corpus / "reuters").iterdir()) == []


# --- without it


def test_without_a_network_it_says_what_was_tried_and_returns_1(
    shelf, no_corpus, capsys
):
    assert main(["fetch", "reuters"]) == 1
    said = capsys.readouterr().err
    assert "Traceback" not in said and said.count("\n  * ") == 3
    assert "lda==3.0.2, by pip: ERROR: No matching distribution" in said
    assert list((no_corpus / "reuters").iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(no_corpus, tmp_path, capsys):
    (tmp_path / "file").touch()
    assert main(["fetch", "reuters", "--to", str(tmp_path / "file")]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and str(tmp_path / "file") in said[0]


@pytest.mark.parametrize("dataset", ["reuters", "mnist"])
def test_who_may_not_write_there_is_told_of_a_folder_of_their_own(
    dataset, no_corpus, monkeypatch, capsys
):
    def refuse(folder, **kwargs):
        raise PermissionError(13, "Permission denied", str(folder))

    monkeypatch.setattr(Path, "mkdir", refuse)
    assert main(["fetch", dataset]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 1 and said[0].endswith("; name a folder of your own: --to DIR")


def test_the_error_says_what_to_do(no_corpus, monkeypatch):
    mine = no_corpus.parent / "mine"
    monkeypatch.setenv("MINIVAE_DATA", str(mine))
    with pytest.raises(DataNotFound) as caught:
        load_reuters()
    said = str(caught.value)
    for root in (no_corpus, mine, search.cache_folder()):
        assert f"{root / 'reuters'}: not there" in said
    assert "minivae fetch reuters\n" in said and "fetch reuters --to DIR" in said
    assert all(file.sha256 in said for file in room.REUTERS.files)
    assert said.count("\n  * ") == 3


def test_doctor_says_that_it_is_missing_and_how_to_get_it(no_corpus, capsys):
    assert main(["doctor"]) == 1
    said = capsys.readouterr().out
    assert said.count("fix ") == 1 and "fix   Reuters corpus: not on this" in said
    assert "      -> `minivae fetch reuters` brings it" in said
