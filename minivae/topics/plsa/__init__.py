"""Probabilistic latent semantic analysis: the model, and the loop of EM in it."""

from .plsa import PLSA

__all__ = ["PLSA"]
