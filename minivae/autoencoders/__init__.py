"""Day 4: autoencoders, the reparameterisation trick, the VAE."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .corruption import corrupt
from .kl import kl_rows, kl_to_standard_normal
from .reparameterisation import reparameterise, reparameterise_backward
from .vae import VAE

__all__ = [
    "VAE",
    "Autoencoder",
    "DenoisingAutoencoder",
    "corrupt",
    "kl_rows",
    "kl_to_standard_normal",
    "reparameterise",
    "reparameterise_backward",
]
