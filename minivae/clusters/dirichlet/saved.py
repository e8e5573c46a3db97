"""What a DirichletProcessMixture keeps in a file: the sums of every cluster.

The kernels look up tables by a cluster's n and trust the shapes of its sums; so all of
them are held to the partitions before a kernel sees them.
"""

import numpy as np

from ...files import Floats, History, Whole
from ...kernels.dirichlet.clusters import reset
from ...kernels.dirichlet.sums import finish
from .arguments import check_parameters
from .kinds import CLUSTER_KINDS
from .prior import no_clusters

TABLES = "tables_", "mixture_"  # Clusters; in a file their n, mean and psi


class SavedMixture:
    """The fields of a DirichletProcessMixture, and the way back to its clusters.

    Shapes: S draws of N points; K clusters of the partition, T of all draws and one
    without points; D features, P numbers of a packed scale matrix.
    """

    def _check_parameters(self):
        check_parameters(self)

    def _fitted(self):
        kind, D = CLUSTER_KINDS[self.covariance_type], self.n_features_in_
        psi = (D, D) if kind.name == "full" else (D,)
        P = {"full": D * (D + 1) // 2, "diag": D, "known": 1}[kind.name]
        fields = {
            "mean_prior_": Floats(D),
            "nu_": Floats(above=kind.lowest_nu(D)),
            "psi_": Floats(*psi),
            "draws_": Whole("S", "N", dtype="int32"),
            "alphas_": Floats("S", above=0),
            "partition_": Whole("N"),
            "labels_": Whole("N"),
            "log_sizes_": Floats("K", most=0, sums=(1,), logs=True),
            "log_shares_": Floats("T", most=0, sums=(1,), logs=True),
            "history_": History(),
        }
        for name, size in zip(TABLES, "KT", strict=True):
            fields |= {
                name + "n": Whole(size),
                name + "mean": Floats(D, size),
                name + "psi": Floats(P, size),
            }
        return fields

    def _saved_values(self):
        tables = {
            name + part: getattr(vars(self)[name], part)
            for name in TABLES
            for part in ("n", "mean", "psi")
        }
        return super()._saved_values() | tables

    def _take(self, values):
        kind, draws = CLUSTER_KINDS[self.covariance_type], values["draws_"]
        values["psi_"] = kind.scale(values["psi_"], self.n_features_in_)
        check_sizes(values, draws)
        if kind.name != "known":
            check_scatter(values, kind.name)
        tables = {
            name: [values.pop(name + part) for part in ("n", "mean", "psi")]
            for name in TABLES
        }
        super()._take(values)
        self._set_prior(draws.shape[1])
        if not np.isfinite(self.prior_.predictive_table).all():
            raise ValueError(
                "the prior is so extreme that its densities are no numbers"
            )
        for name, sums in tables.items():
            setattr(self, name, tables_from(*sums, self.prior_))
        self._set_summary()


def check_sizes(values, draws):
    """Raise ValueError unless every n is that of the draws and the partition."""
    N = draws.shape[1]
    if max(draws.max(), values["partition_"].max()) >= N:
        raise ValueError(f"draws_ and partition_ should number tables below N = {N}")
    sizes = [n for z in draws for n in np.bincount(z)] + [0]
    for name, right in (
        ("mixture_n", sizes),
        ("tables_n", np.bincount(values["partition_"])),
    ):
        if not np.array_equal(values[name], right):
            raise ValueError(f"{name} should count the points at each table")
    if min(sizes[:-1]) == 0 or values["labels_"].max() >= len(values["tables_n"]):
        raise ValueError("draws_ and labels_ should name tables that hold points")


def check_scatter(values, kind):
    """Raise ValueError unless every scatter has a positive diagonal."""
    for name in TABLES:
        psi = values[name + "psi"]
        D = len(values[name + "mean"])
        if kind == "full":  # row by row, the lower triangle
            psi = psi[[i * (i + 3) // 2 for i in range(D)]]
        if psi.min() <= 0:
            raise ValueError(f"{name}psi should have a positive diagonal")


def tables_from(n, mean, psi, prior):
    """Return the Clusters with the n, mean and psi that were saved."""
    tables = no_clusters(len(n), len(mean), len(psi))
    tables.n[:], tables.mean[:], tables.psi[:] = n, mean, psi
    for k in range(len(n)):
        (finish if n[k] else reset)(prior, tables, k)  # as they were made
    return tables
