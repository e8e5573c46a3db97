"""What a GaussianMixture keeps in a file."""

import numpy as np

from ...files import Floats, History, Whole
from .covariances import COVARIANCES


def fitted(model):
    """Return attribute name -> field."""
    K, D = model.n_components, model.n_features_in_
    shape = COVARIANCES[model.covariance_type].shape(K, D)
    above = 0 if model.covariance_type in ("diag", "spherical") else -float("inf")
    return {
        "weights_": Floats(K, above=0, sums=(1,)),
        "means_": Floats(K, D),
        "covariances_": Floats(*shape, above=above),
        "precisions_": Floats(*shape, above=above),
        "lower_bound_": Floats(),
        "n_iter_": Whole(),
        "converged_": Whole(dtype="bool"),
        "history_": History(),
    }


def take(model, values):
    """Set the attributes, if the covariances are some."""
    covariances, kind = values["covariances_"], model.covariance_type
    if kind in ("full", "tied"):
        if not np.allclose(covariances, np.swapaxes(covariances, -1, -2)):
            raise ValueError("covariances_ should be symmetric")
        try:
            COVARIANCES[kind].choleskys(covariances)
        except np.linalg.LinAlgError:
            raise ValueError("covariances_ should be positive definite") from None
    vars(model).update(values)
