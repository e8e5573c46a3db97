"""From text to words, in any script that puts spaces between them."""

import re
import unicodedata
from functools import lru_cache

JOINERS = "\u200c\u200d"  # inside Persian and Indic words
APOSTROPHES = str.maketrans({"\u2019": "'", "\u02bc": "'", "\uff07": "'"})


def tokenise(text, lowercase=True):
    """Split a text into words: runs of letters, accents and digits, not of digits only.

    The text is first brought to its composed form (NFC), so that an é typed as e
    and an accent is the same word as a ready-made é. Vowel signs that stand above
    or below a letter, as in Thai or Hindi, belong to the word. So does an apostrophe
    between letters: "don't" is one word. A hyphen parts; "1996" alone is no word.

    Thai, Chinese and Japanese put no spaces between words. This function cannot find
    them: split such text with a tool for the language and pass the lists of words on.

    Parameters
    ----------
    text : str
    lowercase : bool

    Returns
    -------
    list of str

    Raises
    ------
    ValueError
        If ``text`` is not a str.

    Examples
    --------
    >>> tokenise("The café's 2nd well-known roof, 1996.")
    ['the', "café's", '2nd', 'well', 'known', 'roof']
    """
    if not isinstance(text, str):
        raise ValueError(f"tokenise expected a str, got {type(text).__name__}")
    text = unicodedata.normalize("NFC", text).translate(APOSTROPHES)
    if lowercase:
        text = unicodedata.normalize("NFC", text.lower())
    runs = _ascii_word().findall(text) if text.isascii() else _word().findall(text)
    return [run for run in runs if any(char.isalpha() for char in run)]


@lru_cache(maxsize=1)
def _ascii_word():
    return re.compile(r"[a-zA-Z0-9]+(?:'[a-zA-Z0-9]+)*")


@lru_cache(maxsize=1)
def _word():
    # Python's \w leaves out the combining marks, which would cut Thai and Hindi
    # words in pieces. They are collected once, when the first such text comes.
    every = map(chr, range(0x300, 0x110000))
    marks = "".join(c for c in every if unicodedata.category(c)[0] == "M")
    part = rf"(?:[^\W_]|[{re.escape(marks)}{JOINERS}])+"
    return re.compile(rf"{part}(?:'{part})*")
