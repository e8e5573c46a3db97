"""Values on the way between two processes: plain data by value, all else by reference.

Nothing that arrives is executed: an array is its bytes and a simple type, and an object
stays where it is; the other side gets a `Stub` that asks it. So the side that judges can
read what a stranger's process sends.
"""

import base64
import builtins
import inspect
import itertools
import json
import struct

import numpy as np

from minivae_checks.failure import Wrong

MOST = 1 << 28  # bytes of one message
ARRAYS = "biufcSUmM"  # kinds of arrays that go by value
GENERATORS = {"PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64"}


class Broken(BaseException):
    """The other side has ended, or sends what is no message; no check takes it for an error in an answer."""


class Stub:
    """An object of the other process; its methods are called there."""

    _aliased = ()  # arguments that the last answer shares memory with
    _neighbour = None  # returns another function of the student's that this one calls
    _repeated = None  # calls it many times in one message

    def __init__(self, line, number, said, names):
        self._line, self._number, self._said = line, number, said
        if names is not None:
            kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
            self.__signature__ = inspect.Signature([inspect.Parameter(n, kind) for n in names])

    def __repr__(self):
        """Show what the object itself shows."""
        return self._said

    def __getattr__(self, name):
        """Return an attribute; private ones stay at home."""
        if name.startswith("_"):
            raise AttributeError(name)
        return self._line.ask("get", self, name)

    def __call__(self, *args, **kwargs):
        """Call the object where it is."""
        return self._line.ask("call", self, *args, **kwargs)


class Packer:
    """Turn values into JSON and blobs of bytes, and back; keeps what went by reference."""

    def __init__(self, line):
        self.line, self.kept, self.numbers = line, [], {}

    def keep(self, thing):
        """Return the number of an object, by which the other side names it."""
        if id(thing) not in self.numbers:
            self.numbers[id(thing)] = len(self.kept)
            self.kept.append(thing)
        return self.numbers[id(thing)]

    def pack(self, value, blobs):
        """Return what JSON can hold; bytes of arrays are appended to ``blobs``."""
        if value is None or type(value) in (bool, int, float, str):
            return value
        if isinstance(value, np.ndarray) and value.dtype.kind in ARRAYS:
            blobs.append(np.asarray(value).tobytes())
            return ["array", value.dtype.str, list(value.shape)]
        if isinstance(value, np.generic) and value.dtype.kind in ARRAYS:
            blobs.append(value.tobytes())
            return ["scalar", value.dtype.str, []]
        if isinstance(value, np.ndarray) and value.dtype == object:
            return ["objects", list(value.shape), [self.pack(v, blobs) for v in value.ravel()]]
        for kind in (list, tuple, set, frozenset):
            if isinstance(value, kind):
                return [kind.__name__, *[self.pack(v, blobs) for v in value]]
        if isinstance(value, dict):
            return ["dict", *[[self.pack(k, blobs), self.pack(v, blobs)] for k, v in value.items()]]
        for kind in (str, int, float):
            if isinstance(value, kind):
                return kind(value)
        if type(value) in (complex, range, bytes):
            return self._pack_rare(value)
        if type(value) is np.random.Generator:
            return ["generator", self.pack(value.bit_generator.state, blobs)]
        if isinstance(value, Stub):
            return ["yours", value._number]
        return ["mine", self.keep(value), type(value).__name__, f"{value!r:.200}", _arguments(value)]

    @staticmethod
    def _pack_rare(value):
        if isinstance(value, complex):
            return ["complex", value.real, value.imag]
        if isinstance(value, range):
            return ["range", value.start, value.stop, value.step]
        return ["bytes", base64.b64encode(value).decode()]

    def unpack(self, given, blobs):
        """Return the value; ``blobs`` is an iterator of bytes."""
        if not isinstance(given, list):
            return given
        kind, *rest = given
        if kind in ("array", "scalar"):
            dtype = np.dtype(str(rest[0]))
            if dtype.kind not in ARRAYS:
                raise Broken(f"an array of {dtype}")
            array = np.frombuffer(next(blobs), dtype).reshape(rest[1]).copy()
            return array if kind == "array" else array[()]
        if kind == "objects":
            array = np.empty(len(rest[1]), dtype=object)
            array[:] = [self.unpack(v, blobs) for v in rest[1]]
            return array.reshape(rest[0])
        if kind in ("list", "tuple", "set", "frozenset"):
            return getattr(builtins, kind)(self.unpack(v, blobs) for v in rest)
        if kind == "dict":
            return {self.unpack(k, blobs): self.unpack(v, blobs) for k, v in rest}
        if kind in ("complex", "range"):
            return getattr(builtins, kind)(*rest)
        if kind == "bytes":
            return base64.b64decode(rest[0])
        if kind == "generator":
            return _generator(self.unpack(rest[0], blobs))
        if kind == "yours":
            return self.kept[rest[0]]
        number, name, said, names = rest
        return type(str(name), (Stub,), {})(self.line, int(number), str(said), names)


def _generator(state):
    if state["bit_generator"] not in GENERATORS:
        raise Broken("an unknown generator")
    made = getattr(np.random, state["bit_generator"])(0)
    made.state = state
    return np.random.Generator(made)


def _arguments(thing):
    try:
        return list(inspect.signature(thing).parameters) if inspect.isfunction(thing) else None
    except ValueError:
        return None


def describe_error(error, line):
    """Return an exception as plain data; ``line`` is (number, text) of the code it came from."""
    names = [kind.__name__ for kind in type(error).__mro__]
    if isinstance(error, SyntaxError):
        error, line = SyntaxError(error.msg), (error.lineno, error.text)
    plain = all(type(a) in (str, int, float, bool, type(None)) for a in error.args)
    return {"names": names, "said": str(error), "args": error.args if plain else (str(error),), "line": line}


def restore_error(told):
    """Return an exception of the same name and text, of the nearest of Python's own kinds."""
    base = next((kind for name in told["names"] if (kind := _known(name))), Exception)
    error = _made(base, told["args"])
    if base.__name__ != told["names"][0] or str(error) != told["said"]:
        kind = type(str(told["names"][0]), (base,), {"__str__": lambda self: str(told["said"])})
        error = _made(kind, told["args"])
    error.student_line = told["line"]
    return error


def _made(kind, args):
    try:
        return kind(*args)
    except TypeError:  # of a kind that wants arguments of its own
        error = kind.__new__(kind)
        error.args = tuple(args)
        return error


def _known(name):
    kind = Wrong if name == "Wrong" else getattr(builtins, str(name), None)
    return kind if isinstance(kind, type) and issubclass(kind, Exception) else None


def write(stream, head, blobs):
    """Write one message: its lengths, its JSON, its bytes."""
    text = json.dumps([head, [len(blob) for blob in blobs]]).encode()
    size = sum(map(len, blobs))
    if max(len(text), size) > MOST:
        raise ValueError(f"that is {max(len(text), size):,} bytes; an answer may have {MOST:,}")
    stream.write(b"".join([struct.pack("<QQ", len(text), size), text, *blobs]))
    stream.flush()


def read(stream):
    """Read one message: its JSON, and an iterator of its bytes."""
    first, size = struct.unpack("<QQ", _exactly(stream, 16))
    if max(first, size) > MOST:
        raise Broken("too large a message")
    head, lengths = json.loads(_exactly(stream, first))
    body, starts = memoryview(_exactly(stream, size)), list(itertools.accumulate(lengths, initial=0))
    return head, (body[a:b] for a, b in zip(starts, starts[1:], strict=False))


def _exactly(stream, size):
    data = stream.read(size)
    if len(data) < size:
        raise Broken("it has ended")
    return data
