"""Mixtures of Gaussians: the estimator, the two steps of EM, the four covariances."""

from .gaussian_mixture import GaussianMixture

__all__ = ["GaussianMixture"]
