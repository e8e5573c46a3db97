"""Models in .npz files: plain arrays and a line of JSON, never a pickle."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

from ..nn import named_parameters

HEADER = "minivae_model"


def model_arrays(model):
    """Return every array of a model by name, e.g. ``"0.2.Linear.W"``."""
    nets = (model.encoder_, model.decoder_)
    return {name: layer.params[key] for name, layer, key in named_parameters(*nets)}


def save_model(model, path):
    """Write constructor arguments, arrays and history; returns the path.

    The file is written beside its final place and then moved, so that an
    interrupted save leaves the old file whole.
    """
    params = model.get_params()
    if not isinstance(params.get("random_state"), (int, type(None))):
        params["random_state"] = None  # a Generator's state is not kept
    header = {
        "class": type(model).__name__,
        "params": params,
        "n_features": model.n_features_in_,
        "history": model.history_,
    }
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    if not path.parent.is_dir():
        raise ValueError(f"cannot save the model: there is no folder {path.parent}")
    part = path.with_name(path.name + f".{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            np.savez(file, **{HEADER: json.dumps(header)}, **model_arrays(model))
        os.replace(part, path)
    except OSError as error:
        raise ValueError(f"cannot save the model to {path}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def load_model(cls, path):
    """Build a model of class ``cls`` from a file that ``save_model`` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file is not a minivae model of this class, or an array is missing,
        has the wrong shape, or holds NaN or infinity.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no model file {path}")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(str(arrays.pop(HEADER)))
        named, params = header["class"], header["params"]
        n_features, history = header["n_features"], header["history"]
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
    if named != cls.__name__:
        raise ValueError(f"{path} holds a {named}; load it with {named}.load(path)")
    try:
        params["hidden"] = tuple(params["hidden"])  # JSON knows only lists
        model = cls(**params)
        model._check_parameters()
        model._build(n_features, np.random.default_rng(0))
    except (TypeError, ValueError, KeyError) as error:
        raise ValueError(f"{path} holds unusable parameters: {error}") from error
    for name, own in model_arrays(model).items():
        if name not in arrays:
            raise ValueError(f"{path} lacks the array {name}")
        if arrays[name].shape != own.shape:
            raise ValueError(
                f"{path}: {name} should have shape {own.shape}, "
                f"got {arrays[name].shape}"
            )
        if arrays[name].dtype.kind != "f" or not np.isfinite(arrays[name]).all():
            raise ValueError(f"{path}: {name} should hold finite floats")
        own[...] = arrays[name]
    model.n_features_in_, model.history_ = n_features, history
    return model
