"""Model files: plain arrays and a line of JSON in an .npz, never a pickle."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

HEADER = "minivae_model"


def write_npz(path, header, arrays):
    """Write a header and arrays by name; returns the path.

    The header is a dict of what JSON can hold, with the model's "class"; arrays and
    NumPy's numbers in it become lists and numbers.

    The file is written beside its final place and then moved, so that an
    interrupted save leaves the old file whole.

    Raises
    ------
    ValueError
        If the folder does not exist or cannot be written to.
    """
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    if not path.parent.is_dir():
        raise ValueError(f"cannot save the model: there is no folder {path.parent}")
    text = json.dumps(header, default=lambda value: np.asarray(value).tolist())
    part = path.with_name(path.name + f".{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **{HEADER: text}, **arrays)
        os.replace(part, path)
    except OSError as error:
        raise ValueError(f"cannot save the model to {path}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def saved_params(model):
    """Return the constructor's arguments as a file keeps them.

    A Generator's state is none of them: ``random_state`` is kept if it is None or an
    int, and is None otherwise.
    """
    params = model.get_params()
    if not isinstance(params.get("random_state"), (int, type(None))):
        params["random_state"] = None
    return params


def read_npz(path, name):
    """Return the header and the arrays of a file that holds a model of class ``name``.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If it is not a file that `write_npz` wrote, or holds another class.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no model file {path}")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {key: file[key] for key in file.files}
        header = json.loads(str(arrays.pop(HEADER)))
        found = header["class"]
    except (
        ValueError,
        KeyError,
        TypeError,
        EOFError,
        OSError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        raise ValueError(
            f"{path} is not a model saved by minivae "
            "(expected an .npz written by save, without pickle)"
        ) from error
    if found != name:
        raise ValueError(f"{path} holds a {found}; load it with {found}.load(path)")
    return header, arrays
