"""The checks of MNISTAutoencoder, and the likely mistakes as data."""

NOTEBOOK = "day4/MNISTAutoencoder"
