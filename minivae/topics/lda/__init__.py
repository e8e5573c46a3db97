"""Latent Dirichlet allocation: by a Gibbs sampler, and by variational inference."""

from .lda import LDA
from .variational import VariationalLDA

__all__ = ["LDA", "VariationalLDA"]
