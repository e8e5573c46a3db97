"""The data room: images found on this computer, or fetched when you ask for it."""

from minivae.data.dataset import Dataset
from minivae.data.digits import load_digits
from minivae.data.mnist import load_fashion_mnist, load_mnist
from minivae.data.search import DataNotFound

__all__ = [
    "DataNotFound",
    "Dataset",
    "load_digits",
    "load_fashion_mnist",
    "load_mnist",
]
