"""Reuters: 395 news reports of 1996 and 1997 as counts, from the package lda.

84,010 tokens of 4,258 words. The package's files are read where they lie; it is not
imported, so its compiled part is not needed.
"""

from importlib import metadata
from pathlib import Path

from minivae.data.ldac import read_ldac
from minivae.data.text_files import TextEntry, TextFile, read_texts
from minivae.data.text_sets import CountData, words

REUTERS = TextEntry(
    key="reuters",
    title="The Reuters corpus of the package lda",
    pattern=r"reuters\.(ldac|tokens|titles)",
    folders=("reuters", "text/reuters"),
    archives=("lda-*.whl",),
    ways=(
        "install the package: pip install lda (ready-made for Python 3.11 and 3.12;\n"
        "      newer ones need a C compiler)",
        "or only fetch it, for whatever Python: pip download lda --no-deps\n"
        "      --only-binary=:all: --python-version=3.12 --dest=DIR/reuters, and set\n"
        "      MINIVAE_DATA=DIR, or pass data_dir=DIR",
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
        If the package lda is not installed and its files are nowhere else.
    ValueError
        If a file was found that is altered.
    """
    texts, place = read_texts(REUTERS, data_dir, package=_package())
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


def _package():
    """Return the folder of lda's files without importing lda; None if not there.

    Asked is what was installed, not what ``import lda`` would find: that may be a
    student's own lda.py.
    """
    try:
        installed = metadata.distribution("lda")
    except metadata.PackageNotFoundError:
        return None
    return Path(installed.locate_file("lda/tests"))
