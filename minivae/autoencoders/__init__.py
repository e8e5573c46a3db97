"""Day 4: autoencoders, the reparameterisation trick, the VAE."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .conv_autoencoder import ConvAutoencoder
from .corruption import corrupt
from .kl import kl_rows, kl_to_standard_normal, kl_with_free_bits
from .linear_exact import posterior_variances, variance_of_beta
from .linear_vae import LinearVAE
from .reparameterisation import reparameterise, reparameterise_backward
from .shift import RandomShift
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
]
