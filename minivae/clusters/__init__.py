"""Day 1: clusters. K-means, mixtures of Gaussians, the Chinese restaurant."""

from . import former_places  # noqa: F401  (it registers them)
from .autocorrelation import autocorrelation, autocorrelation_time, standard_error
from .conjugate import NormalGamma, NormalInverseWishart, NormalKnownVariance
from .crp import (
    chinese_restaurant,
    expected_tables,
    log_partition_probability,
    seating_probabilities,
    stick_breaking,
    tables_distribution,
)
from .dirichlet import DirichletProcessMixture, neal
from .exact_partitions import NEAL_POINTS, exact_posterior
from .kmeans import KMeans
from .mixture import GaussianMixture
from .partitions import bell_number, canonical, coclustering, set_partitions

__all__ = [
    "NEAL_POINTS",
    "DirichletProcessMixture",
    "GaussianMixture",
    "KMeans",
    "NormalGamma",
    "NormalInverseWishart",
    "NormalKnownVariance",
    "autocorrelation",
    "autocorrelation_time",
    "bell_number",
    "canonical",
    "chinese_restaurant",
    "coclustering",
    "exact_posterior",
    "expected_tables",
    "log_partition_probability",
    "neal",
    "seating_probabilities",
    "set_partitions",
    "standard_error",
    "stick_breaking",
    "tables_distribution",
]
