"""A file that is written whole or not at all."""

import os
import shutil
import signal
import stat
import threading
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

NO_FILES = {
    stat.S_IFCHR: "a device",
    stat.S_IFBLK: "a device",
    stat.S_IFIFO: "a pipe",
    stat.S_IFSOCK: "a socket",
}


def check_destination(path):
    """Return the file that writing to ``path`` will make or replace.

    A link stays a link: the file that it leads to is written.

    Raises
    ------
    OSError
        If ``path`` is a folder, a device, a pipe, a socket or a link to nothing, if its
        folder is missing, or if the file may not be written to.
    """
    path = Path(path)
    if not path.parent.is_dir():
        raise NotADirectoryError(f"there is no folder {path.parent} to write into")
    if path.is_symlink():
        try:
            path = path.resolve(strict=True)
        except (OSError, RuntimeError):  # RuntimeError: links that go round in circles
            raise OSError(f"{path} is a link to nothing; expected a file") from None
    if path.is_dir():
        raise IsADirectoryError(f"{path} is a folder; name a file in it")
    if path.exists():
        kind = NO_FILES.get(stat.S_IFMT(path.stat().st_mode))
        if kind:
            raise OSError(f"{path} is {kind}; expected a file")
        if not os.access(path, os.W_OK):
            raise PermissionError(f"{path} may not be written to")
    return path


def write_whole(path, write):
    """Write a file so that at every moment ``path`` holds the old bytes or the new.

    Parameters
    ----------
    path : str or Path
    write : callable, file -> None; writes into a file that is open for bytes

    Raises
    ------
    OSError
        As `check_destination`, or if the disk is full or may not be written to.
    """
    path = check_destination(path)
    part = path.with_name(f".{uuid4().hex[:12]}.part")
    with _removed_on_sigterm(part):
        try:
            with open(part, "xb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            if path.exists():
                shutil.copymode(path, part)
            os.replace(part, path)
        finally:
            part.unlink(missing_ok=True)


@contextmanager
def _removed_on_sigterm(part):
    """Let SIGTERM, which ends Python without `finally`, remove ``part`` first."""
    ours = threading.current_thread() is threading.main_thread()
    if not ours or signal.getsignal(signal.SIGTERM) is not signal.SIG_DFL:
        yield  # only the main thread may set a handler; another's handler stays
        return

    def end(number, frame):
        part.unlink(missing_ok=True)
        signal.signal(number, signal.SIG_DFL)
        os.kill(os.getpid(), number)

    signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
