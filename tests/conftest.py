"""What several test files share: the mark full_data, a bare home, a tiny MNIST."""

import gzip
import hashlib
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import requests
from planted_count import pytest_terminal_summary  # noqa: F401

from minivae.data.catalogue import CATALOGUE, MNIST, DataFile
from minivae.data.search import holds


def pytest_runtest_setup(item):
    """Skip a test marked full_data("fashion-mnist") if that data is not here."""
    for mark in item.iter_markers("full_data"):
        key = mark.args[0] if mark.args else "mnist"
        root = os.environ.get("MINIVAE_DATA")
        if not root or not holds(Path(root, key), CATALOGUE[key]):
            pytest.skip(f"MINIVAE_DATA names no folder with {key}")


@pytest.fixture
def bare_home(tmp_path, monkeypatch):
    """A computer on which no dataset lies: empty home, cache and current folder."""
    for name in ("MINIVAE_DATA", "KERAS_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    home = tmp_path / "home"
    (home / "here").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home / "here")
    return home


class TinyMNIST:
    """An entry of the catalogue with 6 + 2 images of 2 x 3 pixels, and its bytes."""

    def __init__(self):
        rng = np.random.default_rng(0)
        shapes = [(6, 2, 3), (6,), (2, 2, 3), (2,)]
        self.arrays = [rng.integers(0, 10, s).astype(np.uint8) for s in shapes]
        self.bytes = {}
        for file, array in zip(MNIST.files, self.arrays, strict=True):
            header = bytes([0, 0, 8, array.ndim])
            header += b"".join(n.to_bytes(4, "big") for n in array.shape)
            self.bytes[file.name] = header + array.tobytes()
        files = [
            DataFile(name, len(raw), hashlib.sha256(raw).hexdigest())
            for name, raw in self.bytes.items()
        ]
        names = ("train_images", "train_labels", "test_images", "test_labels")
        self.entry = replace(MNIST, **dict(zip(names, files, strict=True)))

    def put(self, folder, packed=True):
        """Write the four files into a folder."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, raw in self.bytes.items():
            path = folder / (f"{name}.gz" if packed else name)
            path.write_bytes(gzip.compress(raw) if packed else raw)
        return folder


@pytest.fixture
def tiny(bare_home, monkeypatch):
    """A tiny MNIST in place of the real one, on a bare computer."""
    tiny = TinyMNIST()
    monkeypatch.setattr("minivae.data.mnist.MNIST", tiny.entry)
    monkeypatch.setitem(CATALOGUE, "mnist", tiny.entry)
    return tiny


class Network:
    """A network in memory: `answers` maps the start of an address to what it serves."""

    def __init__(self):
        self.answers = {}  # address -> name of the file -> bytes, or an exception
        self.asked = []  # (url, keyword arguments)

    def get(self, url, **kwargs):
        self.asked.append((url, kwargs))
        for start, serve in self.answers.items():
            if url.startswith(start):
                return Response(serve(url.rsplit("/")[-1].removesuffix(".gz")))
        raise requests.ConnectionError("offline")


class Response:
    """As much of a requests.Response as a download needs."""

    def __init__(self, body):
        self.body, self.headers = body, {}
        self.status_code = 404 if body is None else 200

    def raise_for_status(self):
        if self.body is None:
            raise requests.HTTPError("not found", response=self)

    def iter_content(self, chunk_size):
        yield self.body[:20]
        if isinstance(self.body, Interrupted):
            raise KeyboardInterrupt
        yield self.body[20:]


class Interrupted(bytes):
    """A body in the middle of which the user presses Ctrl-C."""


@pytest.fixture
def network(monkeypatch):
    """Nothing answers, unless a test lets it; the real network is never touched."""
    network = Network()
    network.Interrupted = Interrupted
    monkeypatch.setattr(requests, "get", network.get)
    return network
