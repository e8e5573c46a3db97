"""Damaged model files by a seed, and what `load` makes of them.

    python tests/damage.py 1000

damages a file of every model that many times, and prints a table. It runs in a process
of its own (see test_damaged_files.py): a file must not end Python either.
"""

import io
import json
import struct
import sys
import tempfile
import time
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import numpy as np
import saved_models

HEADER = "minivae_model"
VALUES = [
    0,
    -1,
    10**7,
    10**9,
    2.5,
    1e308,
    float("inf"),
    float("nan"),
    None,
    "x",
    [],
    {},
]
VALUES += [
    True,
    [10**7],
    [[1]],
    {"tuple": [10**7, 10**7]},
    {"array": [1], "dtype": "V9"},
]


def bits(rng, data, n=None, start=0):
    """Turn some bits over."""
    data = bytearray(data)
    for place in rng.integers(start, len(data), n or rng.choice([1, 1, 1, 50])):
        data[place] ^= 1 << rng.integers(8)
    return bytes(data)


def directory(rng, data):
    """Turn some bits over in the last part, where an archive lists its members."""
    return bits(rng, data, rng.integers(1, 4), start=data.index(b"PK\1\2"))


def cut(rng, data):
    """Keep the beginning or the end, or leave out the middle."""
    a, b = sorted(rng.integers(0, len(data), 2))
    return [data[:a], data[b:], data[:a] + data[b:]][rng.integers(3)]


def filled(rng, data):
    """Write noise or zeros over a part, or append them."""
    a, b = sorted(rng.integers(0, len(data), 2))
    noise = rng.bytes(b - a) if rng.integers(2) else bytes(b - a)
    return [data[:a] + noise + data[b:], data + noise, noise][rng.integers(3)]


def own_headers(rng, data):
    """Spoil what an array says of itself, with a right checksum."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = rng.choice(list(members))
    member, said = members[name], bytearray(members[name][:128])
    kind = rng.integers(4)
    if kind == 0:
        said = bits(rng, bytes(said), 2)
    elif kind == 1:
        shape = [b"(1000000000000,)", b"(0,)", b"(-1,)", b"(" * 90, b"(9,9,9,9,)"]
        shape = shape[rng.integers(5)]
        said = b"\x93NUMPY\1\0v\0{'descr': '<f8', 'fortran_order': False, 'shape': "
        said = (said + shape + b", }").ljust(127)[:127] + b"\n"
    elif kind == 2:
        said[6] = rng.integers(2, 9)
    else:
        old = [b"'<f8'", b"'<f4'", b"'|u1'", b"False"]
        new = [b"'>f8'", b"'|O8'", b"'|i1'", b"True "]
        said = bytes(said)
        for a, b in zip(old, new, strict=True):
            said = said.replace(a, b)
    members[name] = bytes(said) + member[128:]
    return archived(members)


def archived(members, how=zipfile.ZIP_STORED, zeros=0):
    """Return an archive of (name, bytes); so many million zeros follow the last."""
    out = io.BytesIO()
    pairs = list(members.items()) if isinstance(members, dict) else members
    with zipfile.ZipFile(out, "w", how) as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same name twice
        for name, member in pairs:
            if zeros and (name, member) == pairs[-1]:
                with archive.open(name, "w") as file:
                    file.write(member)
                    for _ in range(zeros):
                        file.write(bytes(1_000_000))
            else:
                archive.writestr(name, member)
    return out.getvalue()


def members(rng, data):
    """Compress, double, rename, add or overlap the members of the archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pairs = [(name, archive.read(name)) for name in archive.namelist()]
    i, kind = rng.integers(len(pairs)), rng.integers(8)
    name, member = pairs[i]
    if kind == 0:
        said = b"{'descr': '<f8', 'fortran_order': False, 'shape': (4000000,), }"
        said = b"\x93NUMPY\1\0v\0" + said.ljust(117) + b"\n"
        more = [("x.npy", said)] if rng.integers(2) else []
        return archived(pairs + more, zipfile.ZIP_DEFLATED, zeros=32 * len(more))
    if kind == 1:
        return archived([*pairs, pairs[i]])
    if kind == 2:
        pairs[i] = rng.choice(["../", "/tmp/", "a/", "C:\\", ""]) + name, member
    elif kind == 3:
        pairs[i] = [name[:-4], ".npy", "..", name + ".npy"][rng.integers(4)], member
    elif kind == 4:
        pairs.append((f"x{rng.integers(9)}.npy", member))
    elif kind == 5:
        pairs += (
            [(f"{j}.npy", member) for j in range(20_000)] if rng.random() < 0.1 else []
        )
        del pairs[i]
    elif kind == 6:  # the directory claims that a member is longer than the file
        place = data.index(b"PK\1\2")
        return (
            data[: place + 20] + struct.pack("<LL", 2**31, 2**31) + data[place + 28 :]
        )
    else:  # many entries of the directory lead to the same bytes
        place, end = data.index(b"PK\1\2"), data.rindex(b"PK\5\6")
        listed = data[place:end] * 50
        n = int.from_bytes(data[end + 10 : end + 12], "little") * 50
        tail = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, n, n, len(listed), place, 0)
        return data[:place] + listed + tail
    return archived(pairs)


def rewritten(rng, data):
    """Save other arrays: of another shape, type or with impossible numbers."""
    with np.load(io.BytesIO(data)) as file:
        arrays = dict(file)
    name = rng.choice([name for name in arrays if name != HEADER])
    a, kind = arrays[name], rng.integers(10)
    if kind == 0:
        del arrays[name]
    elif kind == 1:
        arrays[f"{name}_"] = a
    elif kind == 2:
        arrays[name] = (
            [a[None], a.ravel(), a.T, a[..., :0]][rng.integers(4)]
            if a.ndim
            else a[None]
        )
    elif kind == 3:
        arrays[name] = np.concatenate([a, a[:1]]) if a.ndim else np.array([a, a])
    elif kind == 4:
        arrays[name] = a[:-1] if a.ndim else a.astype(str)
    elif kind == 5:
        types = [
            "f2",
            "f4",
            "f8",
            ">f8",
            "c16",
            "O",
            "i1",
            "i8",
            ">i4",
            "u8",
            "?",
            "U3",
        ]
        if a.dtype.kind == "U":
            types = ["O", "S9", "U9"]
        with np.errstate(all="ignore"):
            arrays[name] = a.astype(rng.choice(types))
    elif kind == 6:
        arrays[name] = np.asfortranarray(a)
    else:
        if a.dtype.kind != "U":
            a = a.astype("f8" if a.dtype.kind == "f" or kind == 9 else a.dtype)
        values = [np.nan, np.inf, -np.inf, -1, 0, 1e300, 1e-300, 7]
        if a.dtype.kind in "iu":
            values = [-1, 0, 1, 7, 200, 255, 10**5]
        some = rng.choice(values, a.shape) if kind == 8 else rng.choice(values)
        with np.errstate(all="ignore"):
            some = np.array(some).astype(a.dtype)
        a = np.array(a)
        a[...] = np.where(rng.random(a.shape) < rng.choice([0.1, 1.1]), some, a)
        arrays[name] = a
    return savez(arrays)


def savez(arrays):
    """Return the bytes that np.savez writes."""
    out = io.BytesIO()
    np.savez(out, **arrays)
    return out.getvalue()


def header(rng, data):
    """Save another header: other parameters, another class, another form."""
    with np.load(io.BytesIO(data)) as file:
        arrays = dict(file)
    said, kind = json.loads(str(arrays[HEADER])), rng.integers(8)
    place = said if kind < 2 else said["params"]
    value = VALUES[rng.integers(len(VALUES))]
    if kind == 7:
        text = ["", "[", "[" * 100_000, "[]", "{}", "null", "[[]," * 9 + "1", "{" * 9]
        arrays[HEADER] = np.array(text[rng.integers(len(text))])
        return savez(arrays)
    if kind == 0 or not place:
        said[rng.choice(["class", "format", "params", "fitted"])] = value
    elif kind == 1:
        del said[rng.choice(list(said))]
    elif kind == 2:
        place[rng.choice(["more", "self", "__class__"])] = value
    elif kind == 3:
        del place[rng.choice(list(place))]
    else:
        place[rng.choice(list(place))] = value
    arrays[HEADER] = np.array(json.dumps(said))
    return savez(arrays)


DAMAGES = bits, directory, cut, filled, own_headers, members, rewritten, header


def outcome(name, path, right):
    """Load a file, use what comes; return what happened, in a few words."""
    cls = type(saved_models.TABLE[name][0])
    try:
        model = cls.load(path)
    except ValueError as error:
        text = str(error)
        named = str(path) in text and "\n" not in text and len(text) < 700
        return "ValueError" if named else f"a sentence without the file: {text}"
    except BaseException as error:
        return f"{type(error).__name__}: {error}"
    try:
        found = saved_models.answers(name, model)
    except Exception as error:
        return f"used: {type(error).__name__}: {error}"
    return "equal" if saved_models.same(found, right) else "other"


def try_all(name, n, seed=0, bad=None):
    """Damage a file of one model n times.

    Returns
    -------
    counts : dict, outcome -> how many;  worst : (seconds, MB) of a single load
    """
    rng = np.random.default_rng(seed)
    counts, seconds, peak = {}, 0.0, 0
    with tempfile.TemporaryDirectory() as folder:
        model = saved_models.fitted(name)
        data = model.save(Path(folder) / "right").read_bytes()
        right = saved_models.answers(name, model)
        path = Path(folder) / "m.npz"
        for i in range(n):
            damage = DAMAGES[i % len(DAMAGES)]
            path.write_bytes(damage(rng, data))
            tracemalloc.start()
            start = time.process_time()
            said = outcome(name, path, right)
            seconds = max(seconds, time.process_time() - start)
            peak = max(peak, tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            if said not in ("ValueError", "equal", "other"):
                print(f"{name}, {damage.__name__}, file {i}: {said}", file=sys.stderr)
                said = "bad"
            counts[said] = counts.get(said, 0) + 1
    return counts, (seconds, peak / 1e6)


def main(n):
    """Print one line of JSON for each model."""
    warnings.simplefilter("ignore")
    for name in saved_models.TABLE:
        saved_models.answers(name, saved_models.fitted(name))  # compiles the kernels
    for seed, name in enumerate(saved_models.TABLE):
        counts, (seconds, megabytes) = try_all(name, n, seed)
        row = {"model": name, **counts, "seconds": seconds, "MB": megabytes}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
