"""The data room: found on this computer, fetched when you ask for it, or generated."""

from minivae.data.bars import make_bars
from minivae.data.dataset import Dataset
from minivae.data.decays import make_decays
from minivae.data.digits import load_digits
from minivae.data.faces import draw_faces, make_faces
from minivae.data.four_vectors import boost, invariant_mass
from minivae.data.grammar import make_grammar
from minivae.data.listings import make_listings
from minivae.data.mnist import load_fashion_mnist, load_mnist
from minivae.data.photographs import load_frey, load_olivetti
from minivae.data.reuters import load_reuters
from minivae.data.search import DataNotFound
from minivae.data.sprites import draw_sprites, make_sprites
from minivae.data.texts import load_ap, load_inaugural, load_tiny_shakespeare
from minivae.data.toy_corpora import pets_and_pop, three_documents

__all__ = [
    "DataNotFound",
    "Dataset",
    "boost",
    "draw_faces",
    "draw_sprites",
    "invariant_mass",
    "load_ap",
    "load_digits",
    "load_fashion_mnist",
    "load_frey",
    "load_inaugural",
    "load_mnist",
    "load_olivetti",
    "load_reuters",
    "load_tiny_shakespeare",
    "make_bars",
    "make_decays",
    "make_faces",
    "make_grammar",
    "make_listings",
    "make_sprites",
    "pets_and_pop",
    "three_documents",
]
