"""Train two VAEs on real digits and write one page about them.

One VAE keeps 2 numbers of each image, so that its latent space can be drawn; the other
keeps 20, so that it draws better digits. Everything else is the same for both.
"""

import argparse
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from threadpoolctl import threadpool_limits

from minivae.autoencoders import VAE
from minivae.autoencoders.kl import kl_rows
from minivae.commands.demo_page import page
from minivae.commands.page import check_writable, write_whole
from minivae.data import Dataset, load_mnist
from minivae.embeddings import PCA
from minivae.nn import bernoulli_log_likelihood

DIMENSIONS = (2, 20)
HIDDEN = (400, 100)
EPOCHS = {"bundled": 40, "full": 5}  # each about ten seconds for one model
N_WEIGHTED, N_SAMPLES = 100, 200  # images and samples of the log-likelihood


@dataclass(frozen=True)
class Trained:
    """The data, one VAE for each latent dimension, and the seconds each one took."""

    data: Dataset
    vaes: dict[int, VAE]
    seconds: dict[int, float]
    seed: int


def add_arguments(parser):
    """Name the data, the epochs, the seed and the page."""
    parser.add_argument(
        "--data",
        default="bundled",
        metavar="bundled|full|DIR",
        help="the 5,000 bundled images, all 70,000, or the folder with the files "
        "(default: bundled)",
    )
    parser.add_argument(
        "--epochs",
        type=_at_least(1),
        help="passes over the data (default: {bundled} bundled, {full} full)".format(
            **EPOCHS
        ),
    )
    parser.add_argument("--seed", type=_at_least(0), default=0, help="default: 0")
    parser.add_argument(
        "--out",
        type=Path,
        default=Path("minivae-demo.html"),
        metavar="FILE",
        help="the page to write (default: minivae-demo.html)",
    )
    parser.add_argument("--no-progress", action="store_true", help="show no bars")


def run(args):
    """Train, write the page, print the test ELBO and the path of the page.

    Raises
    ------
    OSError
        If the page cannot be written; known before the training starts.
    DataNotFound
        If the data is not here.
    """
    start = time.perf_counter()
    path = check_writable(args.out)
    data = load(args.data)
    # One BLAS thread: such small matrices gain little from more, on a busy computer
    # more are far slower, and the sums round alike whatever the number of cores.
    with threadpool_limits(1, user_api="blas"):
        trained = train(data, args.epochs, args.seed, not args.no_progress)
        results = measure(trained)
    write_whole(path, page(trained, results))
    for k, numbers in results.items():
        print(f"Test ELBO with {k:2d} latent dimensions: {numbers['elbo']:.2f} nats")
    print(f"{time.perf_counter() - start:.0f} seconds. Open {path.resolve()}")
    return 0


def load(data):
    """Return MNIST, "bundled", "full" or from a folder."""
    if data in ("bundled", "full"):
        return load_mnist(source=data)
    return load_mnist(data_dir=data)


def train(data, epochs, seed, progress):
    """Fit one VAE for each latent dimension, which is all they differ in."""
    vaes, seconds = {}, {}
    for k in DIMENSIONS:
        if progress:
            print(f"VAE with {k} latent dimensions, {len(data.x_train):,} images")
        start = time.perf_counter()
        vaes[k] = VAE(
            hidden=HIDDEN,
            latent_dim=k,
            epochs=epochs or EPOCHS[data.source],
            batch_size=min(64, len(data.x_train)),
            random_state=seed,
            progress=progress,
        ).fit(data.x_train)
        seconds[k] = time.perf_counter() - start
    return Trained(data, vaes, seconds, seed)


def measure(trained):
    """Return dimension -> numbers of that VAE on the test images, all per image."""
    x_train, x = trained.data.x_train, trained.data.x_test
    few = x[:N_WEIGHTED]
    independent = independent_pixels(x_train, x)
    results = {}
    for k, vae in trained.vaes.items():
        mu, logvar = vae.encode(x)
        kl = kl_rows(mu, logvar)
        elbo = vae.elbo(x, random_state=trained.seed)
        weighted = vae.log_likelihood(few, N_SAMPLES, random_state=trained.seed)
        results[k] = {
            "elbo": float(elbo.mean()),
            "kl": float(kl.mean()),
            "reconstruction": float(-(elbo + kl).mean()),
            "independent": independent,
            "n_weighted": len(few),
            "n_samples": N_SAMPLES,
            "few_elbo": float(elbo[:N_WEIGHTED].mean()),
            "few_weighted": float(weighted.mean()),
            "error": float(((x - vae.reconstruct(x)) ** 2).sum(axis=1).mean()),
            "pca_error": float(PCA(k).fit(x_train).squared_error(x).mean()),
        }
    return results


def independent_pixels(x_train, x_test):
    """Mean of Σ_d x_d log p_d + (1 - x_d) log(1 - p_d), p the mean training image.

    The trivial baseline, in nats: every pixel drawn without looking at the others.
    One white and one black image are added, so that no p is 0 or 1.
    """
    p = (x_train.sum(axis=0, dtype=float) + 1) / (len(x_train) + 2)
    logits = np.tile(np.log(p / (1 - p)), (len(x_test), 1))
    return float(bernoulli_log_likelihood(logits, x_test).mean())


def _at_least(lowest):
    """Return a parser of integers that are not below `lowest`, for argparse."""

    def integer(text):
        try:
            value = int(text)
        except ValueError:
            value = lowest - 1
        if value < lowest:
            raise argparse.ArgumentTypeError(
                f"expected an integer of at least {lowest}, got {text!r}"
            )
        return value

    return integer
