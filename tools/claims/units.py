"""A convolutional autoencoder, and the search for one unit that knows a digit."""

import functools

import numpy as np

from benchmarks.cat_neuron import search
from minivae.autoencoders import Autoencoder, ConvAutoencoder
from minivae.clusters import KMeans
from minivae.data import load_mnist
from minivae.embeddings import PCA

from .row import FIVE, Claim

N_FIT = 2500  # of the 4,000: to train on; the others have their labels read


@functools.cache
def conv(seed, trained=True):
    """8 and 16 channels, 16 numbers; untrained: steps of 1e-30."""
    x = load_mnist(source="bundled").x_train[:N_FIT]
    model = ConvAutoencoder(
        channels=(8, 16),
        latent_dim=16,
        epochs=6 if trained else 1,
        batch_size=64,
        learning_rate=0.008 if trained else 1e-30,
        random_state=seed,
        progress=False,
    )
    return model.fit(x if trained else x[:64])


def conv_autoencoder(seed):
    """Squared error per test image, 16 numbers each."""
    data = load_mnist(source="bundled")
    x, new = data.x_train[:N_FIT], data.x_test
    dense = Autoencoder(
        hidden=(256,),
        latent_dim=16,
        epochs=9,  # about the same CPU time
        batch_size=64,
        learning_rate=0.003,
        random_state=seed,
        progress=False,
    ).fit(x)
    return {
        "ours": conv(seed).squared_error(new).mean(),
        "baseline": np.mean(np.sum((new - x.mean(axis=0)) ** 2, axis=1)),
        "rival": dense.squared_error(new).mean(),
        "PCA": PCA(16).fit(x).squared_error(new).mean(),
    }


def cat_neuron(seed):
    """Balanced accuracy on test images of the best unit for each digit, the mean."""
    data = load_mnist(source="bundled")
    x, y = data.x_train[N_FIT:4000], data.y_train[N_FIT:4000]
    centres = KMeans(100, n_init=1, random_state=seed).fit(data.x_train[:N_FIT])

    def best(units):
        a, b = (np.asarray(units(z), dtype=np.float64) for z in (x, data.x_test))
        return search(a, y, b, data.y_test)[1].mean()

    return {
        "ours": best(conv(seed).transform),
        "baseline": best(conv(seed, trained=False).transform),
        "rival": best(lambda z: -centres.transform(z)),
        "best pixel": best(lambda z: z),
    }


CLAIMS = [
    Claim(
        "conv-autoencoder",
        "001",
        "day3/ConvolutionByHand",
        "A convolutional autoencoder is the one for images",
        "squared error per test image, 16 numbers",
        conv_autoencoder,
        "corrected",
        lambda m: m["rival"] < m["ours"] < m["PCA"] < m["baseline"],
        baseline="the mean image",
        rival="dense, about the same time",
        note="It beats PCA. A dense one is ahead after so short a training; after a "
        "longer one most of the lead is gone (lecture).",
        seeds=FIVE,
        fmt=".1f",
        tolerance=1e-2,
    ),
    Claim(
        "cat-neuron",
        "001",
        "day3/ConvolutionByHand",
        "Error 19: without labels one neuron has learnt the cat (face 81.7 %, cat "
        "74.8 %)",
        "balanced accuracy of the best of 16 code units, ten digits",
        cat_neuron,
        "corrected",
        lambda m: (
            m["baseline"] < m["ours"] < m["rival"] and m["best pixel"] > m["ours"] - 0.1
        ),
        baseline="the same, not trained",
        rival="the best of 100 K-means centres",
        note="The labels chose the unit. Training adds to it, and K-means does better. "
        "Small: digits on 2 cores, not 10 million frames.",
        seeds=FIVE,
        tolerance=1e-2,
    ),
]
