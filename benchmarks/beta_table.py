"""The slide's table: how wide is q(z|x) for each β of (1 - β) MSE + β KL? MNIST.

    MINIVAE_DATA=folder python benchmarks/beta_table.py [--seeds 3] [--epochs 20]

Mean over 20 latent dimensions of the variance of q(z|x). Printed beside the slide's
column: the closed form of a linear VAE, and as ratios to it the exact loss (L-BFGS,
from β to β downwards), mini-batches (Adam) and a deep VAE, 784-400-20. Mean over the
seeds and, in brackets, the smallest and the largest.
"""

import argparse
import time

import numpy as np
from threadpoolctl import threadpool_limits

from minivae.autoencoders import (
    VAE,
    LinearVAE,
    posterior_variances,
    variance_of_beta,
)
from minivae.data import load_mnist

SLIDE = {0.5: 0.99999905, 0.05: 0.864, 5e-3: 0.555, 5e-4: 0.378, 5e-5: 0.0968}
SLIDE |= {5e-6: 0.00893}
K, D = 20, 784


def spread(ratios):
    """Return the mean and the range as text."""
    return f"{np.mean(ratios):8.5f} ({min(ratios):.4f} to {max(ratios):.4f})"


def deep_variance(model, x):
    """Mean over images and units of the variance of q(z|x)."""
    return float(np.exp(model.encode(x)[1]).mean(dtype=np.float64))


def main():
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--epochs", type=int, default=20)
    args = parser.parse_args()
    x = load_mnist().x_train
    cov = np.cov(x.T.astype(np.float64), ddof=0)
    eigenvalues = np.linalg.eigvalsh(cov)
    how = dict(epochs=args.epochs, progress=False)
    exact = [
        LinearVAE(K, solver="lbfgs", warm_start=True, random_state=seed)
        for seed in range(args.seeds)
    ]
    print(f"{len(x):,} images, {args.seeds} seeds, {args.epochs} epochs")
    print("beta, s2, slide, closed form; ratios to it: exact loss, Adam, deep; CPU s")
    for beta, slide in SLIDE.items():
        s2, start = variance_of_beta(beta, D), time.process_time()
        closed = posterior_variances(eigenvalues, s2, K).mean()
        ratios = {"exact": [], "adam": [], "deep": []}
        for seed in range(args.seeds):
            if beta < 0.05:  # from a collapsed start the exact loss has no slope
                model = exact[seed].set_params(variance=s2).fit(x)
                ratios["exact"].append(model.posterior_variances().mean() / closed)
            adam = LinearVAE(K, variance=s2, solver="adam", random_state=seed, **how)
            adam.fit(x)
            ratios["adam"].append(adam.posterior_variances().mean() / closed)
            deep = VAE(
                (400,), K, likelihood="gaussian", variance=s2, random_state=seed, **how
            ).fit(x)
            ratios["deep"].append(deep_variance(deep, x[:10_000]) / closed)
        columns = "  ".join(spread(r) if r else " " * 27 for r in ratios.values())
        seconds = time.process_time() - start
        known = f"{beta:<7g} {s2:9.5f} {slide:10.8f} {closed:9.7f}"
        print(f"{known}  {columns}  {seconds:.0f}", flush=True)


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
