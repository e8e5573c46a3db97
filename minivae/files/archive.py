"""The arrays of an .npz file, read with care: the file may come from anywhere.

Nothing is unpacked before the directory of the archive has been checked: members are
stored, not compressed, so that no array can be larger than the file. A member's own
header is read by a pattern, not by Python's parser, and a pickle is never read.
"""

import math
import os
import re
import stat
import zipfile
from pathlib import Path

import numpy as np

DIRECTORY = 1 << 19  # bytes of the archive's list of members: some 7,000 arrays
LONGEST = 1 << 16  # bytes of an array's own header
END, END_64, LOCATOR_64 = 22, 56, 20  # bytes of what stands at the end of an archive
BAD_NAME = re.compile(r"[/\\:\0]|^\.|^$")  # a place in some folder, or nothing
ARRAY = re.compile(
    rb"\{'descr': '([<|](?:b1|[iu][1248]|f[48]|U[1-9]\d{0,8}))', "
    rb"'fortran_order': (False|True), "
    rb"'shape': \(((?:\d{1,15}, ?)*(?:\d{1,15})?)\), \} *\n"
)


def open_regular(path):
    """Open a file for reading.

    Raises
    ------
    FileNotFoundError, PermissionError
        If it is not there, or may not be read.
    ValueError
        If it is a folder, a device, a pipe or a socket, which may never end.
    """
    path = Path(path)
    try:
        mode = path.stat().st_mode
    except FileNotFoundError:
        raise FileNotFoundError(f"no model file {path}") from None
    if not stat.S_ISREG(mode):
        raise ValueError(f"{path} is not a model saved by minivae: it is no file")
    return open(path, "rb")


class Archive:
    """The members of an open .npz file: ``types``, name -> (dtype, shape).

    Attributes
    ----------
    types : dict, name -> (dtype as "f8", shape)
    numbers : int, how many numbers of 4 bytes the arrays could hold at most
    fortran : set of the names whose arrays stand column by column

    Raises
    ------
    ValueError
        If it is anything else than what ``np.savez`` writes without a pickle.
    """

    def __init__(self, file):
        size = os.fstat(file.fileno()).st_size
        _check_directory(file, size)
        self._zip, self._added = zipfile.ZipFile(file), {}
        infos = self._zip.infolist()
        if sum(info.file_size for info in infos) > size:
            raise ValueError("its arrays are said to be longer than the file")
        self.types, self.fortran, self._places = {}, set(), {}
        for info in infos:
            self._look_at(info)
        self.numbers = sum(info.file_size for info, _ in self._places.values()) // 4

    def read(self, name):
        """Return an array, in C order; its checksum is compared too."""
        if name in self._added:
            return self._added[name]
        info, start = self._places[name]
        dtype, shape = self.types[name]
        with self._zip.open(info) as member:
            data = member.read()
        array = np.frombuffer(data, "<" + dtype, offset=start)
        array = array.reshape(shape, order="F" if name in self.fortran else "C")
        return array.astype(dtype, order="C")  # a copy: the bytes are read-only

    def add(self, name, array):
        """Let a small array that stood elsewhere be one of the members."""
        self._added[name] = array
        self.types[name] = array.dtype.str[1:], array.shape

    def _look_at(self, info):
        name = info.filename.removesuffix(".npy")
        if name == info.filename or BAD_NAME.search(name):
            raise ValueError(f"{info.filename!r:.60} is no name of an array")
        if name in self.types:
            raise ValueError(f"the array {name!r:.60} is in it twice")
        stored = info.compress_type == zipfile.ZIP_STORED and not info.flag_bits & 1
        if not stored or info.compress_size != info.file_size:
            raise ValueError(f"the array {name!r:.60} is compressed or encrypted")
        dtype, shape, fortran, start = self._header(name, info)
        if math.prod(shape) * np.dtype(dtype).itemsize != info.file_size - start:
            raise ValueError(
                f"the array {name!r:.60} is said to have shape {shape}, but it has "
                f"{info.file_size - start} bytes"
            )
        self.types[name] = dtype.lstrip("<|"), shape
        self._places[name] = info, start
        if fortran and len(shape) > 1:
            self.fortran.add(name)

    def _header(self, name, info):
        """Return dtype, shape, order and where the numbers start."""
        with self._zip.open(info) as member:
            magic, length = member.read(8), member.read(2)
            length = int.from_bytes(length, "little")
            found = ARRAY.fullmatch(member.read(min(length, LONGEST)))
        if magic != b"\x93NUMPY\x01\x00" or not found or 10 + length > info.file_size:
            raise ValueError(
                f"{name!r:.60} is no plain array of numbers or text (little-endian)"
            )
        shape = tuple(int(n) for n in found[3].split(b",") if n.strip())
        return found[1].decode(), shape, found[2] == b"True", 10 + length


def _check_directory(file, size):
    """Refuse a directory so long that to read it alone would take much memory."""
    file.seek(max(0, size - END - LOCATOR_64 - END_64))
    tail = file.read()
    end = tail[-END:]
    if end[:4] != b"PK\x05\x06" or end[-2:] != b"\0\0":
        raise ValueError("it is not an .npz archive, or its end is missing")
    length = int.from_bytes(end[12:16], "little")
    locator = tail[-END - LOCATOR_64 : -END]
    if locator[:4] == b"PK\x06\x07":  # an archive of more than 2 GB
        place = int.from_bytes(locator[8:16], "little")
        if place != size - len(tail):
            raise ValueError("the end of the archive is damaged")
        length = max(length % 0xFFFFFFFF, int.from_bytes(tail[40:48], "little"))
    if length > DIRECTORY:
        raise ValueError("it has too many members")
    file.seek(0)
