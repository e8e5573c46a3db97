"""Reuters: 395 news reports of 1996 and 1997 as counts, from the package lda.

84,010 tokens of 4,258 words. Only the package's data is used: nothing of it is
installed or run, so it serves every Python and every computer.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from minivae.data.ldac import read_ldac
from minivae.data.search import set_up_folder
from minivae.data.text_files import TextEntry, TextFile, read_texts, texts_not_found
from minivae.data.text_sets import CountData, words

REUTERS = TextEntry(
    key="reuters",
    title="The Reuters corpus of the package lda",
    pattern=r"reuters\.(ldac|tokens|titles)",
    folders=("reuters", "text/reuters"),
    archives=("lda-*.whl",),
    ways=(
        "with a network:  minivae fetch reuters",
        "without one: minivae fetch reuters --to DIR on another computer, copy DIR\n"
        "      here, and set MINIVAE_DATA=DIR, or pass data_dir=DIR",
    ),
    files=(
        TextFile(
            "reuters.ldac",
            "4bfe5b21ed263334ddf7af56f7b38632f6ccae7d9441c8b56071167841e71b5e",
        ),
        TextFile(
            "reuters.tokens",
            "8fc788b258bb76f9e352885cc20971d64e0011b8d74781129d060818930e3d5a",
        ),
        TextFile(
            "reuters.titles",
            "fac5f54e85f07852d0edaede84642806b08e3c437e24597f79aae0aa82d5d7ee",
        ),
    ),
)
# One wheel for all: it is read, not installed, so it need not fit this Python.
WHEEL = (
    "lda==3.0.2",
    *("--no-deps", "--only-binary=:all:"),
    *("--python-version=3.12", "--implementation=cp"),
    "--platform=manylinux2014_x86_64",
)


def load_reuters(data_dir=None):
    """Load 395 news reports as counts of 4,258 words, stop words left out.

    Parameters
    ----------
    data_dir : str or Path, optional
        A folder with the three files, or with a wheel of the package lda. No other
        place is searched then.

    Returns
    -------
    CountData
        counts (395, 4258), source "bundled".

    Raises
    ------
    DataNotFound
        If the set-up could not fetch the files and they are nowhere else.
    ValueError
        If a file was found that is altered.
    """
    texts, place = read_texts(REUTERS, data_dir, bundled=set_up_folder() / "reuters")
    vocabulary = words(texts["reuters.tokens"].split())
    titles = [line.split(" ", 1)[1] for line in texts["reuters.titles"].splitlines()]
    return CountData(
        name="Reuters",
        counts=read_ldac(texts["reuters.ldac"], len(vocabulary), "reuters.ldac"),
        vocabulary=vocabulary,
        titles=words(titles),
        source="bundled",
        where=f"395 news reports that the package lda ships, from {place}.",
    )


def download_reuters(data_dir=None):
    """Bring the corpus into this environment, or into ``data_dir/reuters``.

    pip downloads a wheel of the package lda, from wherever it is set to look; the
    three files are taken out, and kept if their SHA-256 are right. Files that are
    there and right stay.

    Parameters
    ----------
    data_dir : str or Path, optional
        For MINIVAE_DATA. By default the set-up's folder, where they are found.

    Returns
    -------
    folder : Path

    Raises
    ------
    DataNotFound
        If pip could not deliver the wheel.
    ValueError
        If what arrived is not the published corpus.
    OSError
        If the folder cannot be written to.
    """
    root = set_up_folder() if data_dir is None else Path(data_dir).expanduser()
    folder = root / REUTERS.key
    folder.mkdir(parents=True, exist_ok=True)
    if _is_right(folder):
        return folder
    with tempfile.TemporaryDirectory(dir=folder, prefix=".partial-") as partial:
        _download_wheel(partial)
        texts, _ = read_texts(REUTERS, partial)
        for name, text in texts.items():
            arrived = Path(partial, name)
            arrived.write_text(text, encoding="utf-8", newline="\n")
            os.replace(arrived, folder / name)
    return folder


def _download_wheel(folder):
    # -P: a file pip.py in the current folder is not pip.
    pip = [sys.executable, "-P", "-m", "pip", "--disable-pip-version-check"]
    run = subprocess.run(
        [*pip, "download", "--quiet", *WHEEL, f"--dest={folder}"],
        capture_output=True,
        text=True,
    )
    if run.returncode:
        said = run.stderr.strip().splitlines() or [f"exit code {run.returncode}"]
        why = [line for line in said if line.startswith("ERROR")] or said
        raise texts_not_found(REUTERS, [f"{WHEEL[0]}, by pip: {why[-1]}"])


def _is_right(folder):
    try:
        read_texts(REUTERS, folder)
    except (FileNotFoundError, ValueError):
        return False
    return True
