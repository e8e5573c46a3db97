"""Beta-VAE on sprites: what comes apart, and what it costs.

    python benchmarks/sprites.py [--seeds 3] [--betas 1 4 10] [--epochs 25]

All 9,720 sprites, VAE 1024-256-256-10, Bernoulli likelihood, batches of 128, learning
rate 1e-3. Printed are nats per image, active units (variance of the mean above .01),
the mutual information gap (20 bins): its mean, that of each factor, and the mean where
only active units take part. Below: for each factor the unit that is most nearly a
straight line of it, by the square of the correlation, and beside it what all units tell
together, by least squares (R²).
"""

import argparse
import time

import numpy as np
from threadpoolctl import threadpool_limits

from minivae.autoencoders import VAE, active_units, mutual_information_gap
from minivae.data import make_sprites


def known(sprites):
    """Return the factors as numbers; of an angle, half a turn's, both parts."""
    turn = 2 * sprites.angle
    return {
        "scale": sprites.scale,
        "cos 2θ": np.cos(turn),
        "sin 2θ": np.sin(turn),
        "x": sprites.x,
        "y": sprites.y,
    }


def linear(mu, target):
    """R² of the best straight line from all units to the target."""
    A = np.column_stack([np.ones(len(mu)), mu])
    rest = target - A @ np.linalg.lstsq(A, target, rcond=None)[0]
    return 1 - rest.var() / target.var()


def run(sprites, beta, seed, epochs):
    vae = VAE(
        (256, 256), 10, beta=beta, epochs=epochs, random_state=seed, progress=False
    )
    start = time.process_time()
    vae.fit(sprites.images)
    spent = time.process_time() - start
    mu = vae.transform(sprites.images).astype(np.float64)
    gap = mutual_information_gap(mu, sprites.factors)
    alive = active_units(mu)
    some = mutual_information_gap(mu[:, alive], sprites.factors)
    history = {name: values[-1] for name, values in vae.history_.items()}
    print(
        f"{beta:4g} {seed:4d} {spent:6.1f} s   {history['reconstruction']:5.1f} / "
        f"{history['kl']:4.1f}  {alive.sum():3d}    {gap.mean():.3f}  "
        + " ".join(f"{g:.2f}" for g in gap)
        + f"   {some.mean():.3f}"
    )
    parts = []
    for name, target in known(sprites).items():
        r = [np.corrcoef(z, target)[0, 1] if z.std() else 0 for z in mu.T]
        best = int(np.argmax(np.abs(r)))
        parts.append(f"{name} {r[best] ** 2:.2f} (z{best}), {linear(mu, target):.2f}")
    print(f"          one unit's r², linear R²: {'; '.join(parts)}", flush=True)
    return gap


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--betas", type=float, nargs="+", default=[1, 4, 10])
    parser.add_argument("--epochs", type=int, default=25)
    args = parser.parse_args()
    sprites = make_sprites()
    print(f"{sprites}, ink {sprites.images.mean():.3f}")
    names = " ".join(sprites.factor_names)
    print(f"beta seed   CPU     -log p / KL  active  MIG   of {names}   of the active")
    for beta in args.betas:
        gaps = [run(sprites, beta, seed, args.epochs) for seed in range(args.seeds)]
        means = np.mean(gaps, axis=1)
        if len(means) > 1:
            print(
                f"{beta:4g} {len(means)} seeds: MIG {means.mean():.3f}, standard "
                f"deviation {means.std(ddof=1):.3f}"
            )


if __name__ == "__main__":
    with threadpool_limits(1):
        main()
