"""The convolutional autoencoder's step against PyTorch's, and its error after a minute.

    python benchmarks/conv.py [--rounds 9] [--steps 15]      the step, in turns
    python benchmarks/conv.py --seconds 60                   the error on full MNIST
    python benchmarks/conv.py --dense                        beside a dense step

`--dense` compares the two networks of the lecture ConvolutionByHand: how many epochs of
the dense one take as long as one of the convolutional one?

The model: 28 x 28 x 1, convolutions to 16 and 32 channels (kernel 3, stride 2), a code
of 16; the same back. Bernoulli likelihood, batch 128, Adam, float32, one thread. Both
run in this process, in turns; printed are CPU times of the process, as ratios.
"""

import argparse
import os

for name in ("OPENBLAS", "OMP", "MKL", "NUMBA"):
    os.environ[f"{name}_NUM_THREADS"] = "1"

import time  # noqa: E402

import numpy as np  # noqa: E402

from minivae.autoencoders import Autoencoder, ConvAutoencoder  # noqa: E402
from minivae.data import load_mnist  # noqa: E402
from minivae.nn import Adam  # noqa: E402

BATCH = 128


def minivae_step(X):
    model = ConvAutoencoder(latent_dim=16)
    model._build(X.shape[1], np.random.default_rng(0))
    adam = Adam(model.encoder_, model.decoder_)

    def step(rows):
        model.loss_and_grads(X[rows], train=True)
        adam.step()

    return step


def torch_step(X):
    import torch
    from torch import nn

    torch.set_num_threads(1)
    torch.manual_seed(0)
    net = nn.Sequential(
        *(nn.Unflatten(1, (1, 28, 28)), nn.Conv2d(1, 16, 3, 2, 1), nn.ReLU()),
        *(nn.Conv2d(16, 32, 3, 2, 1), nn.ReLU(), nn.Flatten(), nn.Linear(1568, 16)),
        *(nn.Linear(16, 1568), nn.ReLU(), nn.Unflatten(1, (32, 7, 7))),
        *(nn.ConvTranspose2d(32, 16, 3, 2, 1, 1), nn.ReLU()),
        *(nn.ConvTranspose2d(16, 1, 3, 2, 1, 1), nn.Flatten()),
    )
    adam, X = torch.optim.Adam(net.parameters(), lr=1e-3), torch.from_numpy(X)
    loss_of = nn.BCEWithLogitsLoss(reduction="sum")

    def step(rows):
        x = X[torch.from_numpy(rows)]
        loss = loss_of(net(x), x) / len(x)
        adam.zero_grad()
        loss.backward()
        adam.step()

    return step


def beside_dense(rounds, steps, batch=64):
    """Print the CPU time of a step of the lecture's two networks, and the ratio."""
    X, rng = load_mnist(source="bundled").x_train, np.random.default_rng(0)
    how = {"latent_dim": 16, "epochs": 1, "batch_size": batch, "progress": False}
    models = {
        "convolutional": ConvAutoencoder(channels=(8, 16), **how),
        "dense": Autoencoder(hidden=(256,), **how),
    }
    steps_of = {}
    for name, model in models.items():
        model.fit(X[:batch])
        adam = Adam(model.encoder_, model.decoder_)
        steps_of[name] = model, adam
    times = {name: [] for name in models}
    for turn in range(rounds + 1):
        batches = [rng.integers(len(X), size=batch) for _ in range(steps)]
        for name, (model, adam) in steps_of.items():
            start = time.process_time()
            for rows in batches:
                model.loss_and_grads(X[rows], train=True)
                adam.step()
            if turn:  # the first round warms up
                times[name].append((time.process_time() - start) / steps)
    print({name: f"{1e3 * np.median(ts):.2f} ms" for name, ts in times.items()})
    low, middle, high = np.percentile(
        np.divide(times["convolutional"], times["dense"]), [25, 50, 75]
    )
    print(f"convolutional / dense: {middle:.2f} [{low:.2f}, {high:.2f}]")


def race(rounds, steps):
    X = load_mnist(source="bundled").x_train
    contestants = {"minivae": minivae_step(X)}
    try:
        contestants["eager"] = torch_step(X)
    except ImportError:
        print("PyTorch is not installed: make bench")
    rng = np.random.default_rng(0)
    start = time.process_time()
    contestants["minivae"](np.arange(BATCH))
    print(
        f"first step, compiled or from the cache: {time.process_time() - start:.1f} s"
    )
    times = {name: [] for name in contestants}
    for turn in range(rounds + 1):
        batches = [rng.integers(len(X), size=BATCH) for _ in range(steps)]
        for name, step in contestants.items():
            start = time.process_time()
            for rows in batches:
                step(rows)
            if turn:  # the first round warms up
                times[name].append((time.process_time() - start) / steps)
    ms = {name: 1e3 * np.median(values) for name, values in times.items()}
    print("CPU ms a step:", {name: f"{value:.1f}" for name, value in ms.items()})
    if "eager" in times:
        ratios = np.divide(times["minivae"], times["eager"])
        low, middle, high = np.percentile(ratios, [25, 50, 75])
        print(f"minivae / eager: {middle:.2f} [{low:.2f}, {high:.2f}]")


def minute(seconds):
    """Train for some CPU seconds on full MNIST; print the test error on the way."""
    data = load_mnist()
    model, rng = ConvAutoencoder(latent_dim=30), np.random.default_rng(0)
    model._build(784, rng)
    model.n_features_in_, best = 784, 2e-3
    adam = Adam(model.encoder_, model.decoder_, learning_rate=best)
    adam.step()  # compiles, with a gradient of 0
    model.loss_and_grads(data.x_train[:BATCH])
    adam.zero_grad()
    spent, n, marks = 0.0, 0, [seconds / 3, 2 * seconds / 3, seconds]
    print(f"{adam.theta.size:,} weights, {len(data.x_train):,} images")
    while marks:
        order = rng.permutation(len(data.x_train))
        for i in range(0, len(order) - BATCH + 1, BATCH):
            start = time.process_time()
            adam.learning_rate = best * max(1 - spent / seconds, 0.02)
            model.loss_and_grads(data.x_train[order[i : i + BATCH]], train=True)
            adam.step()
            spent, n = spent + time.process_time() - start, n + BATCH
            if marks and spent >= marks[0]:
                marks.pop(0)
                error = model.squared_error(data.x_test).mean()
                epochs = n / len(order)
                print(
                    f"{spent:.0f} s, {epochs:.1f} epochs: squared error {error:.2f}",
                    flush=True,
                )
                if not marks:
                    break


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--steps", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0)
    parser.add_argument("--dense", action="store_true")
    args = parser.parse_args()
    if args.dense:
        beside_dense(args.rounds, args.steps)
    elif args.seconds:
        minute(args.seconds)
    else:
        race(args.rounds, args.steps)


if __name__ == "__main__":
    main()
