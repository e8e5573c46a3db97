"""A file is written whole or not at all, and only where a file is."""

import os
import signal
import socket
import stat
import subprocess
import sys

import pytest
import saved_models

from minivae import plot
from minivae.embeddings import PCA
from minivae.files import check_destination, write_whole


def put(text):
    """What write_whole calls."""
    return lambda file: file.write(text)


def test_a_file_is_made_and_replaced(tmp_path):
    path = tmp_path / "a"
    write_whole(path, put(b"one"))
    assert path.read_bytes() == b"one"
    path.chmod(0o640)
    write_whole(str(path), put(b"two"))
    assert path.read_bytes() == b"two" and stat.S_IMODE(path.stat().st_mode) == 0o640
    assert [*tmp_path.iterdir()] == [path]


def test_a_link_stays_a_link_to_what_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    real, link = tmp_path / "there" / "real", tmp_path / "link"
    real.write_bytes(b"old")
    link.symlink_to(real)
    write_whole(link, put(b"new"))
    assert link.is_symlink() and real.read_bytes() == b"new"
    assert [*real.parent.iterdir()] == [real]


def special(folder):
    """Make a pipe, a socket, a link to nothing, one in a circle, one to a device."""
    os.mkfifo(folder / "pipe.npz")
    socket.socket(socket.AF_UNIX).bind(str(folder / "socket.npz"))
    (folder / "nothing.npz").symlink_to(folder / "nowhere")
    (folder / "circle.npz").symlink_to(folder / "circle.npz")
    (folder / "null.npz").symlink_to(os.devnull)
    (folder / "folder.npz").mkdir()


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("pipe", "is a pipe; expected a file"),
        ("socket", "is a socket; expected a file"),
        ("nothing", "is a link to nothing; expected a file"),
        ("circle", "is a link to nothing; expected a file"),
        ("folder", "is a folder; name a file in it"),
        ("null", "is a device; expected a file"),
        ("no/file", "there is no folder"),
    ],
)
def test_what_is_no_file_is_never_replaced(name, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)  # the path of a socket must be short
    special(tmp_path)
    kinds = {p.name: p.lstat().st_mode for p in tmp_path.iterdir()}
    path = tmp_path / f"{name}.npz"
    with pytest.raises(OSError, match=words):
        check_destination(path)
    if name != "null":  # were the check wrong, root would lose the device
        with pytest.raises(OSError, match=words):
            write_whole(path, put(b"x"))
        with pytest.raises(ValueError, match=f"^cannot save the model to .*{words}"):
            saved_models.fitted("PCA").save(path)
        with pytest.raises(OSError, match=words):
            plot.bars({"a": 2.0, "b": 1.0}).save(path)
    assert {p.name: p.lstat().st_mode for p in tmp_path.iterdir()} == kinds


def test_a_device_is_no_destination():
    with pytest.raises(OSError, match="/dev/null is a device; expected a file"):
        check_destination(os.devnull)


def test_a_file_that_may_not_be_written_is_not_replaced(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may write anywhere
    with pytest.raises(PermissionError, match="may not be written to"):
        write_whole(path, put(b"new"))
    assert path.read_bytes() == b"old"


@pytest.mark.parametrize("where", ["write", "fsync", "replace"])
@pytest.mark.parametrize("error", [OSError(28, "No space left"), KeyboardInterrupt()])
def test_a_full_disk_or_ctrl_c_keeps_the_old_file(where, error, tmp_path, monkeypatch):
    model = saved_models.fitted("PCA")
    path = model.save(tmp_path / "m")
    before = path.read_bytes()

    def fails(*_, **__):
        raise error

    owner = saved_models.np if where == "write" else os
    monkeypatch.setattr(owner, "savez" if where == "write" else where, fails)
    with pytest.raises(KeyboardInterrupt if where and not error.args else ValueError):
        model.save(path)
    assert path.read_bytes() == before and [*tmp_path.iterdir()] == [path]
    monkeypatch.undo()
    PCA.load(path)


ENDED = """
import os, sys, time
from minivae.files import write_whole
def write(file):
    file.write(b"half")
    file.flush()
    assert len(os.listdir(sys.argv[1])) == 2
    os.kill(os.getpid(), {signal})
    time.sleep(30)
write_whole(sys.argv[1] + "/a", write)
"""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_leaves_the_old_file_and_no_other(number, tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"old")
    code = ENDED.format(signal=int(number))
    run = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True
    )
    assert run.returncode == -number, run.stderr
    assert path.read_bytes() == b"old" and [*tmp_path.iterdir()] == [path]


def test_a_handler_of_somebody_else_stays(tmp_path):
    def theirs(*_):
        pass

    old = signal.signal(signal.SIGTERM, theirs)
    try:
        write_whole(tmp_path / "a", put(b"x"))
        assert signal.getsignal(signal.SIGTERM) is theirs
    finally:
        signal.signal(signal.SIGTERM, old)
    write_whole(tmp_path / "a", put(b"x"))
    assert signal.getsignal(signal.SIGTERM) is old
