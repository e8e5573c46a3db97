"""The planted mistakes of day 4, one file per notebook."""

from planted.day4.autoencoder import PLANTED as AUTOENCODER
from planted.day4.vae import PLANTED as VAE

PLANTED = {**AUTOENCODER, **VAE}
