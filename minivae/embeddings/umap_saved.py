"""A map of UMAP in a file: the distinct points with their places, and the edges."""

import numpy as np
from scipy import sparse

from ..files import Floats, Whole

ASIDE = "points_", "copy_of_", "a_", "b_", "n_neighbors_", "n_epochs_"


def fields(K, D):
    """Return name -> field, for maps of K dimensions of points of D features."""
    return {
        "points_": Floats("M", D, types=("f4", "f8")),
        "places": Floats("M", K, types=("f4",)),
        "copy_of_": Whole("N"),
        "a_": Floats(above=0),
        "b_": Floats(above=0),
        "n_neighbors_": Whole(least=1),
        "n_epochs_": Whole(),
        # A single point has no edges.
        "weights": Floats("E", above=0, most=1, optional=True),
        "rows": Whole("E", dtype="int32", optional=True),
        "columns": Whole("E", dtype="int32", optional=True),
    }


def saved_values(model):
    """Return name -> value."""
    values = {name: getattr(model, name) for name in ASIDE}
    values["places"], edges = model._places, model.graph_.tocoo()
    if model.graph_.nnz:
        values |= {"weights": edges.data, "rows": edges.row, "columns": edges.col}
    return values


def taken(values):
    """Return the model's attributes, of values that have passed the checks of fields.

    Raises
    ------
    ValueError
        If the parts do not fit each other.
    """
    M = len(values["points_"])
    if not np.array_equal(np.unique(values["copy_of_"]), np.arange(M)):
        raise ValueError(f"copy_of_ should name each of the {M} points")
    if values["n_neighbors_"] > M:
        raise ValueError(f"n_neighbors_ should be at most the {M} points")
    found = {name: values[name] for name in ASIDE}
    found["_places"], found["graph_"] = values["places"], sparse.csr_array((M, M))
    if M == 1 and "weights" not in values:
        return found
    if not {"weights", "rows", "columns"} <= values.keys():
        raise ValueError("weights, rows and columns of the graph should be there")
    weights, rows, columns = values["weights"], values["rows"], values["columns"]
    if max(rows.max(), columns.max()) >= M:
        raise ValueError(f"rows and columns should be below the {M} points")
    graph = sparse.csr_array((weights, (rows, columns)), shape=(M, M))
    if graph.nnz != len(rows) or (graph != graph.T).nnz:
        raise ValueError("the graph should be symmetric, each edge there once")
    graph.sort_indices()
    found["graph_"] = graph
    return found
