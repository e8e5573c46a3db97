"""A line between two processes: each may call what the other has lent it."""

import inspect
import linecache
import traceback
import types

import numpy as np

from minivae_checks import wire
from minivae_checks.guard import _parts


class Line:
    """One end of a line; ``ask`` and ``serve`` are its two directions.

    Parameters
    ----------
    reader, writer : binary streams
        From and to the other side.
    home : dict, optional
        The student's namespace, on the student's side: it tells lines of theirs in a traceback.
        Without it this is the side that judges, which lends methods and plain data alone.
    """

    def __init__(self, reader, writer, home=None):
        self.reader, self.writer, self.home = reader, writer, home
        self.packer = wire.Packer(self)

    def first(self):
        """Return the first thing that the other side has kept."""
        return wire.Stub(self, 0, "the other side", None)

    def ask(self, what, stub, *args, **kwargs):
        """Do ``what`` ("get" or "call") with an object of the other side; return what comes.

        Changes that the other side made in arguments are made in those here.
        """
        blobs = []
        packed = [self.packer.pack(a, blobs) for a in args]
        named = {key: self.packer.pack(a, blobs) for key, a in kwargs.items()}
        wire.write(self.writer, [what, stub._number, packed, named], blobs)
        while True:
            head, blobs = self._read()
            if head[0] == "answer":
                answer = self._unpacked(head[1], blobs)
                for place, changed in head[2]:
                    given = args[place] if isinstance(place, int) else kwargs[place]
                    _change(given, self._unpacked(changed, blobs))
                stub._aliased = head[3]
                return answer
            if head[0] == "error":
                raise _restored(head[1])
            self._serve(head, blobs)

    def serve(self):
        """Answer the other side until it has ended."""
        while True:
            try:
                head, blobs = self._read()
            except wire.Broken:
                return
            self._serve(head, blobs)

    def _read(self):
        try:
            return wire.read(self.reader)
        except (ValueError, TypeError, OSError, RecursionError) as error:
            raise wire.Broken(f"{error}") from None

    def _unpacked(self, given, blobs):
        try:
            return self.packer.unpack(given, blobs)
        except (ValueError, TypeError, KeyError, IndexError, StopIteration, RecursionError, OverflowError) as error:
            raise wire.Broken(f"what came is no answer: {error}") from None

    def _serve(self, head, blobs):
        try:
            what, number, packed, named = head
            before = []
            args = [self._unpacked(a, blobs) for a in packed]
            kwargs = {key: self._unpacked(a, blobs) for key, a in named.items()}
            before = {place: self._bytes(a) for place, a in _places(args, kwargs) if _may_change(a)}
            thing = self.packer.kept[number]
            answer = self._lend(thing, *args) if what == "get" else thing(*args, **kwargs)
            blobs = []
            packed, changed = self.packer.pack(answer, blobs), []
            for place, a in _places(args, kwargs):
                if place in before and before[place] != self._bytes(a):
                    changed.append([place, self.packer.pack(a, blobs)])
            reply = ["answer", packed, changed, self._aliases(answer, args, kwargs)]
        except wire.Broken:
            raise
        except BaseException as error:  # a SystemExit of the student's ends nothing here
            reply, blobs = ["error", wire.describe_error(error, self._line_of(error))], []
        try:
            wire.write(self.writer, reply, blobs)
        except (ValueError, MemoryError) as error:
            wire.write(self.writer, ["error", wire.describe_error(error, None)], [])

    def _lend(self, thing, name):
        """Return an attribute. The side that judges lends no more than a student needs."""
        refused = AttributeError(f"{name} is not there while answers are checked")
        if self.home is None and (name.startswith("_") or inspect.isroutine(thing)):
            raise refused
        value = getattr(thing, name)
        ours = type(value).__module__.partition(".")[0] == "minivae"
        method = isinstance(value, types.MethodType | types.BuiltinMethodType)
        if self.home is None and not (ours or method or _is_data(value)):
            raise refused
        return value

    def _bytes(self, value):
        if isinstance(value, np.ndarray) and value.dtype != object:
            return value.shape, value.tobytes()
        blobs = []
        return self.packer.pack(value, blobs), blobs

    def _aliases(self, answer, args, kwargs):
        if self.home is None:
            return []
        given = [(place, a) for place, a in _places(args, kwargs) if isinstance(a, np.ndarray)]
        parts = list(_parts(answer))
        return [place for place, a in given if any(np.may_share_memory(p, a) and np.shares_memory(p, a) for p in parts)]

    def _line_of(self, error):
        """Return (number, text) of the last line of the student's that an error went through."""
        found = None
        for frame, line in traceback.walk_tb(error.__traceback__):
            if self.home is not None and frame.f_globals is self.home:
                found = line, linecache.getline(frame.f_code.co_filename, line).strip()
        return found


def _restored(told):
    try:
        return wire.restore_error(told)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        return wire.Broken(f"what came is no error: {error}")


def _places(args, kwargs):
    return [*enumerate(args), *kwargs.items()]


def _may_change(value):
    return isinstance(value, np.ndarray | list | dict | np.random.Generator)


def _is_data(value):
    if isinstance(value, list | tuple | dict):
        return all(map(_is_data, value.values() if isinstance(value, dict) else value))
    simple = value is None or isinstance(value, bool | int | float | str | np.generic)
    return simple or (isinstance(value, np.ndarray) and value.dtype != object)


def _change(given, new):
    """Make ``given`` what ``new`` is, in place, as far as that goes."""
    if isinstance(given, np.ndarray) and given.shape == np.shape(new) and given.flags.writeable:
        given[...] = new
    elif isinstance(given, list) and isinstance(new, list):
        given[:] = new
    elif isinstance(given, dict) and isinstance(new, dict):
        given.clear()
        given.update(new)
    elif isinstance(given, np.random.Generator) and type(new) is np.random.Generator:
        given.bit_generator.state = new.bit_generator.state
