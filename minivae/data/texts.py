"""Texts that no package brings along: AP, the inaugural addresses, Shakespeare."""

import re

import numpy as np

from minivae.data.ldac import read_ldac
from minivae.data.text_files import TextEntry, TextFile, read_texts
from minivae.data.text_sets import CountData, TextData, words

COPY = "put it into a folder {} and set\n      MINIVAE_DATA=DIR, or pass data_dir=DIR"

AP = TextEntry(
    key="ap",
    title="The Associated Press corpus",
    pattern=r"ap\.(dat|txt)|vocab\.txt",
    folders=("ap", "text/ap"),
    archives=("ap.tgz",),
    ways=(
        "get example/ap.tgz from the repository blei-lab/lda-c on GitHub",
        COPY.format("DIR/ap"),
    ),
    files=(
        TextFile(
            "ap.dat", "c9b946b6cdb2c6e876198ae227afb573df023db84fb53a9d2b31c0d59224fea1"
        ),
        TextFile(
            "ap.txt", "5a44ed0ae1ad3e56985122404afa9377a1bd83676c3bbe82dc3a40f7799a5f23"
        ),
        TextFile(
            "vocab.txt",
            "fbf0d0f836cb2b0360bd3cae0f71c2f34b140b1dd8dd0d0bdb618a64704337f6",
        ),
    ),
)

INAUGURAL = TextEntry(
    key="inaugural",
    title="The corpus of inaugural addresses",
    pattern=r"\d{4}-\w+\.txt",
    folders=("inaugural", "text/inaugural", "text/nltk", "nltk"),
    archives=("inaugural.zip",),
    ways=(
        "get packages/corpora/inaugural.zip from the repository nltk/nltk_data on\n"
        "      GitHub, or with NLTK: python -m nltk.downloader inaugural",
        COPY.format("DIR/inaugural"),
    ),
    elsewhere=("~/nltk_data/corpora", "~/nltk_data/corpora/inaugural"),
)

SHAKESPEARE = TextEntry(
    key="tinyshakespeare",
    title="Tiny Shakespeare",
    pattern=r"input\.txt",
    folders=("tinyshakespeare", "text/tinyshakespeare"),
    archives=("tinyshakespeare.zip",),
    ways=(
        "get data/tinyshakespeare/input.txt from the repository karpathy/char-rnn on\n"
        "      GitHub",
        COPY.format("DIR/tinyshakespeare"),
    ),
    files=(
        TextFile(
            "input.txt",
            "86c4e6aa9db7c042ec79f339dcb96d42b0075e16b8fc2e86bf0ca57e2dc565ed",
        ),
    ),
)


def load_ap(data_dir=None):
    """Load 2,246 reports of the Associated Press as counts of 10,473 words.

    435,838 tokens, stop words left out; the titles are the reports' numbers, which
    begin with the date. The sample that comes with lda-c (Blei, Ng and Jordan 2003
    used a larger one).

    Returns
    -------
    CountData

    Raises
    ------
    DataNotFound, ValueError
        If the files are nowhere, or altered.
    """
    texts, place = read_texts(AP, data_dir)
    vocabulary = words(texts["vocab.txt"].split())
    return CountData(
        name="AP",
        counts=read_ldac(texts["ap.dat"], len(vocabulary), "ap.dat"),
        vocabulary=vocabulary,
        titles=words(re.findall(r"<DOCNO>\s*(\S+)\s*</DOCNO>", texts["ap.txt"])),
        source="full",
        where=f"2,246 reports of the Associated Press of 1988 and 1990, from {place}.",
    )


def load_inaugural(data_dir=None):
    """Load the inaugural addresses, one every four years since 1789, as texts.

    How many there are depends on the edition that was found.

    Returns
    -------
    TextData
        `years` and `authors` (the presidents' family names) are filled in.

    Raises
    ------
    DataNotFound, ValueError
        If the files are nowhere, or damaged.
    """
    texts, place = read_texts(INAUGURAL, data_dir)
    names = sorted(texts)
    titles = [name.removesuffix(".txt").replace("-", " ") for name in names]
    years = np.array([int(name[:4]) for name in names])
    return TextData(
        name="Inaugural addresses",
        documents=[texts[name] for name in names],
        titles=words(titles),
        authors=words(title[5:] for title in titles),
        years=years,
        source="full",
        where=f"{len(names)} addresses of {years[0]} to {years[-1]}, from {place}.",
    )


def load_tiny_shakespeare(data_dir=None):
    """Load a million characters of Shakespeare's plays, one document per speech.

    Returns
    -------
    TextData
        `authors` are those who speak; 125 names without a speech are left out.

    Raises
    ------
    DataNotFound, ValueError
        If the file is nowhere, or altered.
    """
    texts, place = read_texts(SHAKESPEARE, data_dir)
    blocks = re.split(r"\n\n+", texts["input.txt"].strip())
    parts = [block.partition("\n") for block in blocks]
    spoken = [(head.removesuffix(":"), speech) for head, _, speech in parts if speech]
    heads, speeches = zip(*spoken, strict=True)
    return TextData(
        name="Tiny Shakespeare",
        documents=list(speeches),
        titles=words(f"{i} {head}" for i, head in enumerate(heads)),
        authors=words(heads),
        years=None,
        source="full",
        where=f"{len(speeches):,} speeches from Shakespeare's plays, from {place}.",
    )
