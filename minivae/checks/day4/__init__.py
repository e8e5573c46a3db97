"""Day 4: one file of checks per notebook, all of them under one name."""

from minivae.checks.day4.autoencoder import (
    loss_and_grads,
    pca_reconstruct,
    squared_error,
)
from minivae.checks.day4.autoencoder_in_use import (
    auc,
    denoising_pair,
    precision_at_k,
)
from minivae.checks.day4.vae import (
    kl_to_standard_normal,
    reparameterise,
    reparameterise_backward,
)
from minivae.checks.day4.vae_in_use import (
    assumed_variance,
    encoder_gradient,
    importance_bound,
    sample_from_prior,
)

__all__ = [
    "assumed_variance",
    "auc",
    "denoising_pair",
    "encoder_gradient",
    "importance_bound",
    "kl_to_standard_normal",
    "loss_and_grads",
    "pca_reconstruct",
    "precision_at_k",
    "reparameterise",
    "reparameterise_backward",
    "sample_from_prior",
    "squared_error",
]
