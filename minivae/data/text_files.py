"""Find the files of a text collection, in folders and in archives, and read them.

The same order as for images: the argument `data_dir` (then nowhere else), what the
set-up brought, the folder that MINIVAE_DATA names, the user's cache, what another
program left.
"""

import hashlib
import os
import re
import tarfile
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from minivae.data.search import DataNotFound, cache_folder, listed, only_bundled


@dataclass(frozen=True)
class TextFile:
    """One published file: its name, and the SHA-256 of its text with Unix line ends."""

    name: str
    sha256: str


@dataclass(frozen=True)
class TextEntry:
    """One collection: its files, the folders and archives they may lie in.

    `pattern` is the regular expression of its files' names; `files` those that must
    be there and be right. Collections that grow name none.
    """

    key: str
    title: str
    pattern: str
    folders: tuple[str, ...]
    archives: tuple[str, ...]  # patterns such as "lda-*.whl"
    ways: tuple[str, str]
    files: tuple[TextFile, ...] = ()
    elsewhere: tuple[str, ...] = ()  # folders that another program uses


def read_texts(entry, data_dir=None, bundled=None):
    """Return the files of a collection and the place where they were found.

    Parameters
    ----------
    entry : TextEntry
    data_dir : str or Path, optional
        No other place is searched then.
    bundled : Path, optional
        The folder that the set-up fills: searched first, and alone if
        MINIVAE_DATA=bundled.

    Returns
    -------
    texts : dict of file name -> str
    place : Path

    Raises
    ------
    DataNotFound
        If the files are nowhere.
    ValueError
        If an archive is cut short, or a file is not the published one.
    """
    folders = _folders(entry, data_dir, bundled)
    for folder in folders:
        archives = [p for a in entry.archives for p in sorted(folder.glob(a))]
        for place in [folder, *archives]:
            members = _members(place, entry)
            if members and all(file.name in members for file in entry.files):
                texts = {name: _text(raw) for name, raw in members.items()}
                for file in entry.files:
                    _check(place, file, texts[file.name])
                return texts, place
    raise texts_not_found(
        entry,
        [f"{p}: {'lacks them' if p.is_dir() else 'not there'}" for p in folders],
    )


def _folders(entry, data_dir, bundled):
    if data_dir is not None:
        root = Path(data_dir).expanduser()
        return [*(root / name for name in entry.folders), root]
    found = [] if bundled is None else [Path(bundled)]
    if only_bundled():
        return found
    if named := os.environ.get("MINIVAE_DATA"):
        root = Path(named).expanduser()
        found += [root / name for name in entry.folders]
    found.append(cache_folder() / entry.key)
    return found + [Path(name).expanduser() for name in entry.elsewhere]


def _members(place, entry):
    """Return the bytes of a place's files by name; only those that belong."""

    def belongs(path):
        return re.fullmatch(entry.pattern, PurePosixPath(path).name) is not None

    if place.is_dir():
        paths = [p for p in sorted(place.iterdir()) if p.is_file() and belongs(p.name)]
        return {path.name: path.read_bytes() for path in paths}
    if not place.is_file():
        return {}
    try:
        if place.suffix in {".zip", ".whl"}:
            with zipfile.ZipFile(place) as archive:
                names = filter(belongs, sorted(archive.namelist()))
                return {PurePosixPath(n).name: archive.read(n) for n in names}
        with tarfile.open(place) as archive:
            files = [m for m in archive if m.isfile() and belongs(m.name)]
            return {
                PurePosixPath(m.name).name: archive.extractfile(m).read() for m in files
            }
    except (EOFError, zipfile.BadZipFile, tarfile.TarError, zlib.error) as error:
        raise ValueError(f"{place} is cut short or damaged ({error})") from error


def _text(raw):
    """Decode: UTF-8, or the older one-byte code; line ends as on Unix."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", errors="replace")
    return text.replace("\r\n", "\n")


def _check(place, file, text):
    found = hashlib.sha256(text.encode()).hexdigest()
    if found != file.sha256:
        raise ValueError(
            f"{place}: {file.name} is not the published file: expected SHA-256 "
            f"{file.sha256}, found {found}. Delete it or replace it"
        )


def texts_not_found(entry, tried):
    """Build the error; `tried` is one line for each place that was tried."""
    tried = tried or ["nothing: MINIVAE_DATA=bundled allows bundled data only"]
    needed = [
        f"{file.name}\n      SHA-256 {file.sha256} (Unix line ends)"
        for file in entry.files
    ] or [f"files with names such as {entry.pattern!r}"]
    needed.append(f"or an archive that holds them: {', '.join(entry.archives)}")
    ways = [
        *entry.ways,
        "use texts that need no file: make_listings() or make_bars()",
    ]
    return DataNotFound(
        f"{entry.title} was not found.\n"
        + listed("Searched:", "-", tried)
        + listed("Needed:", "-", needed)
        + listed("Three ways out:", "*", ways).rstrip()
    )
