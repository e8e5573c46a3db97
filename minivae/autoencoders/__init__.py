"""Days 4 and 5: autoencoders, the reparameterisation trick, VAEs, also with labels."""

from .autoencoder import Autoencoder, DenoisingAutoencoder
from .conv_autoencoder import ConvAutoencoder
from .corruption import corrupt
from .gumbel import gumbel_noise, gumbel_softmax, gumbel_softmax_backward
from .kl import kl_rows, kl_to_standard_normal
from .reparameterisation import reparameterise, reparameterise_backward
from .semi_supervised import SemiSupervisedVAE
from .vae import VAE

__all__ = [
    "VAE",
    "Autoencoder",
    "ConvAutoencoder",
    "DenoisingAutoencoder",
    "SemiSupervisedVAE",
    "corrupt",
    "gumbel_noise",
    "gumbel_softmax",
    "gumbel_softmax_backward",
    "kl_rows",
    "kl_to_standard_normal",
    "reparameterise",
    "reparameterise_backward",
]
