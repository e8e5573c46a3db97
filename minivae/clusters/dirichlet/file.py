"""A fitted DirichletProcessMixture in an .npz file."""

import numpy as np

from ...kernels.dirichlet.sums import finish
from ...npz import read_npz, saved_params, write_npz
from .prior import no_clusters

ARRAYS = "mean_prior_", "psi_", "draws_", "alphas_", "partition_", "labels_"
SHARES = "log_shares_", "log_sizes_"


def save_mixture(model, path):
    """Write arguments, history, draws, and the sums of every cluster."""
    header = {
        "class": "DirichletProcessMixture",
        "params": saved_params(model),
        "nu": model.nu_,
        "n_features": model.n_features_in_,
        "history": model.history_,
    }
    arrays = {name: getattr(model, name) for name in ARRAYS + SHARES}
    for name in ("tables_", "mixture_"):
        s = getattr(model, name)
        arrays |= {name + "n": s.n, name + "mean": s.mean, name + "psi": s.psi}
    return write_npz(path, header, arrays)


def load_mixture(cls, path):
    """Build the model from a file that `save_mixture` wrote.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    ValueError
        If the file holds something else, or an array is missing or of a wrong shape.
    """
    header, arrays = read_npz(path, "DirichletProcessMixture")
    try:
        model = cls(**header["params"])
        model.nu_, model.history_ = float(header["nu"]), header["history"]
        model.n_features_in_ = int(header["n_features"])
        for name in ARRAYS + SHARES:
            setattr(model, name, arrays[name])
        model._set_prior(model.draws_.shape[1])
        model.tables_ = tables_from(arrays, "tables_", model.prior_)
        model.mixture_ = tables_from(arrays, "mixture_", model.prior_)
        model._set_summary()
    except (ValueError, KeyError, TypeError, IndexError, AttributeError) as error:
        raise ValueError(
            f"{path} holds an unusable DirichletProcessMixture: {error}"
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
