"""Figures on full MNIST that the README states, measured again.

    MINIVAE_DATA=folder python benchmarks/quality.py [--epochs 20]

Prints the VAE's one-sample test ELBO (10 epochs, three seeds), the error of 30
principal components, and that of a 30-dimensional autoencoder, with published figures
beside them. About six minutes on one core.
"""

import argparse
import time

import numpy as np
from threadpoolctl import threadpool_limits

from minivae.autoencoders import VAE, Autoencoder
from minivae.data import load_mnist
from minivae.embeddings import PCA

PUBLISHED = "Hinton & Salakhutdinov (2006), fig. 2"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=20, help="of the autoencoder")
    parser.add_argument("--hidden", type=int, nargs="+", default=[1000])
    args = parser.parse_args()
    data = load_mnist()
    print(data.where)
    if data.source != "full":
        print("These figures need all of MNIST: minivae fetch mnist")
        return

    error = PCA(30).fit(data.x_train).squared_error(data.x_test).mean()
    print(f"PCA, 30 components: {error:.3f}   ({PUBLISHED}: 13.87)")

    elbos = []
    for seed in range(3):
        vae = VAE(random_state=seed, progress=False).fit(data.x_train)
        elbos.append(vae.elbo(data.x_test, random_state=seed).mean())
    print(
        f"VAE 784-400-20, 10 epochs: test ELBO {np.round(elbos, 2)}, "
        f"mean {np.mean(elbos):.2f} nats"
    )

    start = time.perf_counter()
    model = Autoencoder(
        hidden=tuple(args.hidden),
        latent_dim=30,
        epochs=args.epochs,
        random_state=0,
        progress=False,
    ).fit(data.x_train)
    print(
        f"autoencoder, hidden {args.hidden}, 30 code units, {args.epochs} epochs: "
        f"{model.squared_error(data.x_test).mean():.3f} test, "
        f"{model.history_['squared_error'][-1]:.3f} train, "
        f"{time.perf_counter() - start:.0f} s   ({PUBLISHED}: 3.00, far deeper)"
    )


if __name__ == "__main__":
    with threadpool_limits(1, user_api="blas"):  # the figures do not depend on it
        main()
