"""What a GaussianMixture keeps in a file."""

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
