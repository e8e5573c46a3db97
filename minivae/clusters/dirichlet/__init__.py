"""Mixtures with no fixed number of clusters: the estimator, its chain, its moves."""

from .mixture import DirichletProcessMixture

__all__ = ["DirichletProcessMixture"]
