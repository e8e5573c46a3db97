"""Day 4: autoencoders, the reparameterisation trick, the VAE."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .conv_autoencoder import ConvAutoencoder
from .corruption import corrupt
from .kl import kl_rows, kl_to_standard_normal
from .reparameterisation import reparameterise, reparameterise_backward
from .vae import VAE

__all__ = [
    "VAE",
    "Autoencoder",
    "ConvAutoencoder",
    "DenoisingAutoencoder",
    "corrupt",
    "kl_rows",
    "kl_to_standard_normal",
    "reparameterise",
    "reparameterise_backward",
]
