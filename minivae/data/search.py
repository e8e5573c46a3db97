"""Where the full datasets may lie on this computer, and the error if they do not.

In this order: the argument `data_dir` (then nowhere else), the folder that the
variable MINIVAE_DATA names, the user's cache, what Keras and torchvision left.
"""

import os
import sys
from pathlib import Path

ONLY_BUNDLED = "bundled"


class DataNotFound(FileNotFoundError):
    """The data is not here. Says what was searched, what is needed, three ways out."""


def only_bundled():
    """Whether MINIVAE_DATA=bundled asks for bundled data, whatever is installed."""
    return os.environ.get("MINIVAE_DATA") == ONLY_BUNDLED


def cache_folder():
    """Return the folder in the user's cache that downloads go to."""
    import pooch

    return Path(pooch.os_cache("minivae"))


def set_up_folder():
    """Return the folder of this environment that the set-up puts data into.

    What lies there counts as bundled: it comes and goes with the packages.
    """
    return Path(sys.prefix, "share", "minivae")


def places(entry, data_dir=None):
    """List the folders (and Keras's one file) that may hold a dataset, best first."""
    raw = Path(entry.torchvision, "raw")
    if data_dir is not None:
        root = Path(data_dir).expanduser()
        return [root / entry.key, root / raw, root]
    if only_bundled():
        return []
    found = []
    if named := os.environ.get("MINIVAE_DATA"):
        root = Path(named).expanduser()
        found += [root / entry.key, root / raw]
    found.append(cache_folder() / entry.key)
    keras = Path(os.environ.get("KERAS_HOME", "~/.keras"), "datasets").expanduser()
    found.append(keras / ("mnist.npz" if entry.keras_npz else entry.key))
    for root in ("data", "../data", ".", "~/data", "~/datasets"):
        found.append(Path(os.path.abspath(Path(root).expanduser() / raw)))
    return found


def local_file(folder, file):
    """Return the path of one file in a folder, packed or not; None if not there."""
    for path in (folder / f"{file.name}.gz", folder / file.name):
        if path.is_file():
            return path
    return None


def holds(place, entry):
    """Whether a place has every file of a dataset (their contents are not read)."""
    if place.suffix == ".npz":
        return place.is_file()
    return all(local_file(place, file) for file in entry.files)


def find(entry, data_dir=None):
    """Return the first place that holds a dataset.

    Raises
    ------
    DataNotFound
        If there is none.
    """
    searched = places(entry, data_dir)
    for place in searched:
        if holds(place, entry):
            return place
    raise not_found(entry, [_look(place, entry) for place in searched])


def not_found(entry, tried):
    """Build the error; `tried` is one line for each place or address tried."""
    if not tried:
        tried = ["nothing: MINIVAE_DATA=bundled allows bundled data only"]
    needed = [
        f"{file.name} or {file.name}.gz\n"
        f"      {file.size:,} bytes unpacked, SHA-256 {file.sha256}"
        for file in entry.files
    ]
    bundled = {"mnist": 'load_mnist(source="bundled"), 5,000 real MNIST images'}
    ways = [
        f"with a network:  minivae fetch {entry.key}",
        f"without one: copy the four files from another computer into a folder\n"
        f"      DIR/{entry.key} and set MINIVAE_DATA=DIR, or pass data_dir=DIR",
        "use what comes with the packages: "
        + bundled.get(entry.key, "load_mnist() or load_digits()"),
    ]
    return DataNotFound(
        f"{entry.title} was not found.\n"
        + listed("Searched:", "-", tried)
        + listed("Needed:", "-", needed)
        + listed("Three ways out:", "*", ways).rstrip()
    )


def listed(heading, bullet, lines):
    """Return a heading with its lines below, one bullet each."""
    return heading + "\n" + "".join(f"  {bullet} {line}\n" for line in lines)


def _look(place, entry):
    """Say in one line what a place lacks."""
    if not place.exists():
        return f"{place}: not there"
    lacking = [file.name for file in entry.files if not local_file(place, file)]
    return f"{place}: lacks {', '.join(lacking)}"
