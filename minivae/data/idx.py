"""The idx format: the four files in which MNIST and Fashion-MNIST are published.

A file is a header, then raw bytes. The header: two zero bytes, one byte for the
type (8 means unsigned bytes), one for the number of axes, then the length of
each axis as a big-endian 32-bit integer.
Source: LeCun, Cortes and Burges, "The MNIST database of handwritten digits".
"""

import gzip
import hashlib
import math
import zlib

import numpy as np

UNSIGNED_BYTE = 8


def read_unpacked(path, sha256=None):
    """Read a file, unpack it if it is gzip, and check its SHA-256.

    The hash is that of the unpacked bytes: packing the same data again gives
    another file but the same data.

    Raises
    ------
    ValueError
        If the file is cut short or damaged, or is not the expected one.
    """
    with open(path, "rb") as file:
        raw = file.read()
    if raw[:2] == b"\x1f\x8b":
        try:
            raw = gzip.decompress(raw)
        except (EOFError, OSError, zlib.error) as error:
            raise ValueError(f"{path} is cut short or damaged ({error})") from error
    if sha256 is not None:
        check_sha256(path, raw, sha256)
    return raw


def check_sha256(path, raw, expected):
    """Raise a ValueError unless the SHA-256 of the bytes is the expected one."""
    found = hashlib.sha256(raw).hexdigest()
    if found != expected:
        raise ValueError(
            f"{path} is not the published file: expected SHA-256 {expected}, "
            f"found {found}. Delete it or replace it"
        )


def read_idx(path, sha256=None):
    """Read an idx file, packed by gzip or not, into an array.

    Parameters
    ----------
    path : str or Path
    sha256 : str, optional
        What the unpacked bytes must hash to.

    Returns
    -------
    array : uint8, with the shape that the header states

    Raises
    ------
    ValueError
        If the file is cut short, altered, or not idx with unsigned bytes.
    """
    raw = read_unpacked(path, sha256)
    if len(raw) < 4 or raw[:2] != b"\0\0" or raw[2] != UNSIGNED_BYTE:
        raise ValueError(
            f"{path} is not an idx file of unsigned bytes: expected it to begin "
            f"with 00 00 08, found {raw[:3].hex(' ') or 'nothing'}"
        )
    start = 4 + 4 * raw[3]
    shape = tuple(int.from_bytes(raw[i : i + 4], "big") for i in range(4, start, 4))
    if len(raw) - start != math.prod(shape):
        raise ValueError(
            f"{path} is cut short or damaged: its header states the shape {shape}, "
            f"{math.prod(shape)} bytes, but {max(len(raw) - start, 0)} follow"
        )
    return np.frombuffer(raw, np.uint8, offset=start).reshape(shape)
