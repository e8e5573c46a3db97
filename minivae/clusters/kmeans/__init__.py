"""K-means: the estimator, Lloyd's algorithm, Hamerly's bounds, the seeds."""

from .kmeans import KMeans

__all__ = ["KMeans"]
