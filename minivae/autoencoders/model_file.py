"""Models in .npz files: plain arrays and a line of JSON, never a pickle."""

import numpy as np

from ..nn import named_buffers, named_parameters
from ..npz import read_npz, saved_params, write_npz


def model_arrays(model):
    """Return every array of a model by name, e.g. ``"0.2.Linear.W"``."""
    nets = (model.encoder_, model.decoder_)
    arrays = {name: layer.params[key] for name, layer, key in named_parameters(*nets)}
    buffers = {name: layer.buffers[key] for name, layer, key in named_buffers(*nets)}
    return arrays | buffers


def save_model(model, path):
    """Write constructor arguments, arrays and history; returns the path."""
    header = {
        "class": type(model).__name__,
        "params": saved_params(model),
        "n_features": model.n_features_in_,
        "history": model.history_,
    }
    return write_npz(path, header, model_arrays(model))


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
    header, arrays = read_npz(path, cls.__name__)
    try:
        params, history = header["params"], header["history"]
        n_features = header["n_features"]
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
