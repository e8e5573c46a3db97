"""A fitted DirichletProcessMixture in an .npz file: arrays and JSON, never a pickle."""

import json
import os
import zipfile
from pathlib import Path

import numpy as np

from ..kernels.dp_sums import finish
from .dp_prior import no_clusters

HEADER = "minivae_dp_mixture"
ARRAYS = "mean_prior_", "psi_", "draws_", "alphas_", "partition_", "labels_"
SHARES = "log_shares_", "log_sizes_"


def save_mixture(model, path):
    """Write a fitted model; returns the path. An interrupted save leaves no file."""
    path = Path(path)
    if path.suffix != ".npz":
        path = path.with_name(path.name + ".npz")
    if not path.parent.is_dir():
        raise ValueError(f"cannot save the model: there is no folder {path.parent}")
    params = model.get_params()
    if not isinstance(params["random_state"], (int, type(None))):
        params["random_state"] = None  # a Generator's state is not kept
    header = {
        "params": params,
        "nu": model.nu_,
        "n_features": model.n_features_in_,
        "history": model.history_,
    }
    arrays = {name: getattr(model, name) for name in ARRAYS + SHARES}
    for name in ("tables_", "mixture_"):
        s = getattr(model, name)
        arrays |= {name + "n": s.n, name + "mean": s.mean, name + "psi": s.psi}
    part = path.with_name(path.name + f".{os.getpid()}.part")
    try:
        with open(part, "wb") as file:
            text = json.dumps(header, default=lambda value: np.asarray(value).tolist())
            np.savez_compressed(file, **{HEADER: text}, **arrays)
        os.replace(part, path)
    except OSError as error:
        raise ValueError(f"cannot save the model to {path}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return path


def load_mixture(cls, path):
    """Read a model that ``save_mixture`` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file holds something else, or an array is missing or of a wrong shape.
    """
    path = Path(path)
    if not path.exists():
        raise FileNotFoundError(f"no model file {path}")
    try:
        with np.load(path, allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
        header = json.loads(str(arrays.pop(HEADER)))
        model = cls(**header["params"])
        model.nu_, model.history_ = float(header["nu"]), header["history"]
        model.n_features_in_ = int(header["n_features"])
        for name in ARRAYS + SHARES:
            setattr(model, name, arrays[name])
        model._set_prior(model.draws_.shape[1])
        model.tables_ = tables_from(arrays, "tables_", model.prior_)
        model.mixture_ = tables_from(arrays, "mixture_", model.prior_)
        model._set_summary()
    except (
        ValueError,
        KeyError,
        TypeError,
        IndexError,
        EOFError,
        OSError,
        AttributeError,
        zipfile.BadZipFile,
    ) as error:
        raise ValueError(
            f"{path} is not a DirichletProcessMixture saved by minivae "
            "(expected an .npz written by save, without pickle)"
        ) from error
    return model


def tables_from(arrays, name, prior):
    """Return the Clusters with the n, mean and psi that were saved."""
    n, mean, psi = (arrays[name + part] for part in ("n", "mean", "psi"))
    tables = no_clusters(len(n), len(mean), len(psi))
    if len(psi) != len(prior.psi) or not np.isfinite(mean).all():
        raise ValueError(f"{name}psi and {name}mean do not belong to this prior")
    tables.n[:], tables.mean[:], tables.psi[:] = n, mean, psi
    for k in range(len(n)):
        finish(prior, tables, k)
    return tables
