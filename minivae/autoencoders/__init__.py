"""Days 4 and 5: autoencoders, the reparameterisation trick, VAEs and their uses."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .bits_back import pop_image, push_image
from .conv_autoencoder import ConvAutoencoder
from .corruption import corrupt
from .density_buffer import DensityBuffer
from .disentanglement import (
    active_units,
    mutual_information,
    mutual_information_gap,
)
from .gumbel import gumbel_noise, gumbel_softmax, gumbel_softmax_backward
from .kl import kl_rows, kl_to_standard_normal, kl_with_free_bits
from .linear_exact import posterior_variances, variance_of_beta
from .linear_vae import LinearVAE
from .rate_distortion import quantised_rate_distortion, rate_distortion
from .reparameterisation import reparameterise, reparameterise_backward
from .semi_supervised import SemiSupervisedVAE
from .shift import RandomShift
from .stack_coder import StackCoder
from .two_samples import chi_square_per_bin, copy_ratio, wasserstein
from .vae import VAE

__all__ = [
    "VAE",
    "Autoencoder",
    "ConvAutoencoder",
    "DenoisingAutoencoder",
    "DensityBuffer",
    "LinearVAE",
    "RandomShift",
    "SemiSupervisedVAE",
    "StackCoder",
    "active_units",
    "chi_square_per_bin",
    "copy_ratio",
    "corrupt",
    "gumbel_noise",
    "gumbel_softmax",
    "gumbel_softmax_backward",
    "kl_rows",
    "kl_to_standard_normal",
    "kl_with_free_bits",
    "mutual_information",
    "mutual_information_gap",
    "pop_image",
    "posterior_variances",
    "push_image",
    "quantised_rate_distortion",
    "rate_distortion",
    "reparameterise",
    "reparameterise_backward",
    "variance_of_beta",
    "wasserstein",
]
