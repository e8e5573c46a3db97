"""New events from a VAE: is the mass right, and are they new?

    python benchmarks/decays.py [--seeds 3] [--betas 1e-2 1e-3] [--epochs 30]

15,000 two-body decays, 8 standardised numbers; VAE 8-128-128-8, Gaussian likelihood,
batches of 128, learning rate 1e-3. The loss (1 - β) MSE + β KL, with the mean over the
8 numbers, is that of the variance 4 β / (1 - β). Rivals: one Gaussian and a mixture of
50 on the data, the same on the codes (draws of q(z|x)), and SMOTE: a point between an
event and one of its 5 nearest. As many events are generated as were trained on, and
judged by another 15,000: distance W₁ and χ² per bin (30 bins; 1 is the same
distribution) of the 8 numbers (mean; W₁ in standard deviations) and of the mass of the
pair (GeV); how far the masses of the two particles are from theirs (GeV, median); and
the copy ratio: 1 as new as fresh truth, 0 a copy of an event of the training.
"""

import argparse

import numpy as np
from threadpoolctl import threadpool_limits

from minivae.autoencoders import (
    VAE,
    DensityBuffer,
    chi_square_per_bin,
    copy_ratio,
    wasserstein,
)
from minivae.clusters import GaussianMixture
from minivae.data import invariant_mass, make_decays
from minivae.embeddings.neighbours import nearest_neighbours

NEIGHBOURS, COMPONENTS = 5, 50


def mixture(X, n, components, seed):
    """Draw n rows of a mixture of Gaussians fitted to X."""
    model = GaussianMixture(components, random_state=seed, progress=False).fit(X)
    return model.sample(n, np.random.default_rng(seed + 1))[0]


def smote(X, rng):
    """Return a point on the way from each row to one of its nearest."""
    near, _ = nearest_neighbours(X, NEIGHBOURS)
    other = X[near[np.arange(len(X)), rng.integers(NEIGHBOURS, size=len(X))]]
    return X + rng.random((len(X), 1)) * (other - X)


def from_vae(X, beta, seed, epochs):
    """Yield (name, events) of one VAE."""
    n = len(X)
    variance = X.shape[1] / 2 * beta / (1 - beta)
    vae = VAE(
        (128, 128),
        8,
        likelihood="gaussian",
        variance=variance,
        epochs=epochs,
        random_state=seed,
        progress=False,
    ).fit(X)
    yield "prior", vae.sample(n, seed)
    for gamma in (1, 3):
        yield f"buffer x{gamma}", DensityBuffer(vae, X, gamma).sample(n, seed)
    codes = DensityBuffer(vae, X).codes(n, seed)
    yield "Gaussian on codes", vae.decode(mixture(codes, n, 1, seed))
    name = f"mixture of {COMPONENTS} on codes"
    yield name, vae.decode(mixture(codes, n, COMPONENTS, seed))


def candidates(X, betas, seed, epochs):
    n = len(X)
    yield "Gaussian", mixture(X, n, 1, seed)
    yield f"mixture of {COMPONENTS}", mixture(X, n, COMPONENTS, seed)
    yield "SMOTE", smote(X, np.random.default_rng(seed))
    for beta in betas:
        for name, events in from_vae(X.astype(np.float32), beta, seed, epochs):
            yield f"{beta:g}: {name}", events


class Judge:
    """Compares generated events, in units of the training's, with true ones."""

    def __init__(self, seed):
        # Three sets of events: to train on, to compare with, and a fresh one.
        self.sets = [make_decays(random_state=3 * seed + i).events for i in range(3)]
        self.mean, self.scale = self.sets[0].mean(axis=0), self.sets[0].std(axis=0)
        self.training, self.truth, self.fresh = map(self.standardise, self.sets)
        self.masses = make_decays(1).masses

    def standardise(self, events):
        return (events - self.mean) / self.scale

    def score(self, X):
        events = X * self.scale + self.mean
        mass = [invariant_mass(*np.split(e, 2, axis=1)) for e in (events, self.sets[1])]
        off = [
            np.median(np.abs(invariant_mass(p) - m))
            for p, m in zip(np.split(events, 2, axis=1), self.masses, strict=True)
        ]
        return [
            wasserstein(X, self.truth).mean(),
            chi_square_per_bin(X, self.truth).mean(),
            wasserstein(*mass),
            chi_square_per_bin(*mass),
            *off,
            copy_ratio(X, self.training, self.truth),
        ]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--betas", type=float, nargs="+", default=[1e-2, 1e-3])
    parser.add_argument("--epochs", type=int, default=30)
    args = parser.parse_args()
    table = {}
    for seed in range(args.seeds):
        judge = Judge(seed)
        table.setdefault("fresh truth", []).append(judge.score(judge.fresh))
        for name, X in candidates(judge.training, args.betas, seed, args.epochs):
            table.setdefault(name, []).append(judge.score(X))
    print(f"{args.seeds} seeds: means, and the standard deviation of the mass W₁")
    print(f"{'':32s}marginals: W₁   χ²    mass: W₁ (sd)       χ²    shells       copy")
    for name, rows in table.items():
        w, chi, mass_w, mass_chi, first, second, copy = np.mean(rows, axis=0)
        sd = np.std([row[2] for row in rows], ddof=int(len(rows) > 1))
        print(
            f"{name:32s}      {w:.3f} {chi:6.2f}   {mass_w:6.2f} ({sd:.2f})   "
            f"{mass_chi:6.1f}   {first:5.2f} {second:5.2f}   {copy:.2f}"
        )


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
