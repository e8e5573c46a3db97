"""Day 4: autoencoders, the reparameterisation trick, the VAE and its uses."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .bits_back import pop_image, push_image
from .conv_autoencoder import ConvAutoencoder
from .corruption import corrupt
from .kl import kl_rows, kl_to_standard_normal, kl_with_free_bits
from .linear_exact import posterior_variances, variance_of_beta
from .linear_vae import LinearVAE
from .reparameterisation import reparameterise, reparameterise_backward
from .shift import RandomShift
from .density_buffer import DensityBuffer
from .disentanglement import (
    active_units,
    mutual_information,
    mutual_information_gap,
)
from .kl import kl_rows, kl_to_standard_normal
from .rate_distortion import quantised_rate_distortion, rate_distortion
from .reparameterisation import reparameterise, reparameterise_backward
from .stack_coder import StackCoder
from .two_samples import chi_square_per_bin, copy_ratio, wasserstein
from .vae import VAE

__all__ = [
    "VAE",
    "Autoencoder",
    "ConvAutoencoder",
    "DenoisingAutoencoder",
    "LinearVAE",
    "RandomShift",
    "corrupt",
    "kl_rows",
    "kl_to_standard_normal",
    "kl_with_free_bits",
    "posterior_variances",
    "reparameterise",
    "reparameterise_backward",
    "variance_of_beta",
    "DensityBuffer",
    "StackCoder",
    "active_units",
    "chi_square_per_bin",
    "copy_ratio",
    "corrupt",
    "kl_rows",
    "kl_to_standard_normal",
    "mutual_information",
    "mutual_information_gap",
    "pop_image",
    "push_image",
    "quantised_rate_distortion",
    "rate_distortion",
    "reparameterise",
    "reparameterise_backward",
    "wasserstein",
]
