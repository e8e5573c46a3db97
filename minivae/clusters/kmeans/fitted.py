"""What a KMeans keeps in a file."""

from ...files import Floats, History, Whole


def fitted(model):
    """Return attribute name -> field. After ``partial_fit`` alone, some are missing."""
    K, D = model.n_clusters, model.n_features_in_
    return {
        "cluster_centers_": Floats(K, D, types=("f4", "f8")),
        "counts_": Floats(K, least=0),
        "labels_": Whole("N", below=K, dtype="int32"),
        "inertia_": Floats(least=0, optional=True),
        "n_iter_": Whole(optional=True),
        "history_": History(optional=True),
    }
