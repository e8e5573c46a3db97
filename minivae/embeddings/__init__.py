"""Day 3: representations. For now, principal components."""

from .pca import PCA

__all__ = ["PCA"]
