"""Each activation, forwards and backwards, against the NumPy lines it cannot go below.

    make bench    or    python benchmarks/activations.py [--rounds 100] [--rows 256]

For each there is a floor: the fewest NumPy calls that must happen, whatever is written
around them (for the ReLU `np.maximum(x, 0)`; for functions with an exponential or a
logarithm, those). Layer and floor take turns in one process, on the same sixteen
float32 arrays of (rows, 64). Printed: medians of the per-round ratios, and
microseconds of this machine alone.
"""

import argparse
import time

import numpy as np

from minivae import nn

# name -> layer, floor of forward(x), floor of backward(dy, y)
CONTESTANTS = {
    "ReLU": (nn.ReLU(), lambda x: np.maximum(x, 0), lambda dy, y: dy * (y > 0)),
    "LeakyReLU": (
        nn.LeakyReLU(0.2),
        lambda x: np.maximum(x, 0.2 * x),
        lambda dy, y: dy * (y > 0),
    ),
    "Tanh": (nn.Tanh(), np.tanh, lambda dy, y: dy * (1 - y * y)),
    "Sigmoid": (
        nn.Sigmoid(),
        lambda x: 1 / (1 + np.exp(-np.abs(x))),
        lambda dy, y: dy * y * (1 - y),
    ),
    "Softplus": (
        nn.Softplus(),
        lambda x: np.log1p(np.exp(-np.abs(x))),
        lambda dy, y: dy / (1 + np.exp(-np.abs(y))),
    ),
}


def race(ours, floor, inputs, rounds):
    """Return the median ratio ours / floor, and our microseconds a call."""
    seconds = np.empty((rounds, 2))
    for i in range(rounds):
        for j, call in enumerate((ours, floor)):
            start = time.perf_counter()
            for given in inputs:
                call(*given)
            seconds[i, j] = time.perf_counter() - start
    ratios = seconds[1:, 0] / seconds[1:, 1]
    return np.median(ratios), np.median(seconds[1:, 0]) / len(inputs) * 1e6


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=100)
    parser.add_argument("--rows", type=int, default=256)
    args = parser.parse_args()
    # Sixteen batches: on one alone, the processor learns by heart which x are positive.
    x, dy = np.random.default_rng(0).standard_normal(
        (2, 16, args.rows, 64), dtype=np.float32
    )
    print(
        f"float32 {x[0].shape}; medians of {args.rounds} per-round ratios to the floor"
    )
    print("            forward          backward")
    for name, (layer, forward, backward) in CONTESTANTS.items():
        y, caches = zip(*map(layer.forward, x), strict=True)
        # The floors read y where the layer reads its cache.
        results = [
            race(layer.forward, forward, [(a,) for a in x], args.rounds),
            race(
                lambda dy, y, cache, layer=layer: layer.backward(dy, cache),
                lambda dy, y, cache, floor=backward: floor(dy, y),
                list(zip(dy, y, caches, strict=True)),
                args.rounds,
            ),
        ]
        row = "  ".join(f"{r:5.2f} {us:6.1f} us" for r, us in results)
        print(f"{name:10s}  {row}", flush=True)


if __name__ == "__main__":
    main()
