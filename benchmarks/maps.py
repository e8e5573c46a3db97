"""UMAP against umap-learn: CPU seconds, and what the maps keep of the neighbours.

    python benchmarks/maps.py [--rounds 3] [--sizes digits 5000 20000]

Rounds in turn in one process, one thread, a new seed for each; compiling is left out
(both are run once on a few points). Both with n_neighbors 15, min_dist .1, 500 epochs
(200 above 10,000 points), 5 negatives; minivae starts from PCA, umap-learn from the
eigenvectors of the graph, as each does by default. k = 15 for the measures; above 5,000
points they are taken on each fourth point among themselves. 20,000 points are of the
whole MNIST. Without umap-learn (`make bench` installs it), only minivae is shown.
"""

import argparse
import os
import time
import warnings

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np

from minivae.data import load_digits, load_mnist
from minivae.embeddings import UMAP, neighbours_kept, trustworthiness

try:
    import umap
except ImportError:
    umap = None


def cpu(run):
    start = time.process_time()
    result = run()
    return time.process_time() - start, result


def ours(X, seed, **more):
    return UMAP(random_state=seed, progress=False, **more).fit_transform(X)


def theirs(X, seed):
    return umap.UMAP(random_state=seed, n_jobs=1).fit_transform(X)


def data(size):
    if size == "digits":
        data = load_digits()
        return np.concatenate([data.x_train, data.x_test])
    X = load_mnist().x_train
    if len(X) < int(size):
        raise SystemExit(f"{size} images: this data has {len(X)}, set MINIVAE_DATA")
    return np.ascontiguousarray(X[: int(size)])


def compare(size, rounds):
    X = data(size)
    step = 1 if len(X) <= 5000 else 4
    seconds = {}
    print(f"\n{size}: {X.shape[0]:,} points of {X.shape[1]} numbers", flush=True)
    for seed in range(rounds):
        for name, fit in METHODS.items():
            spent, Y = cpu(lambda fit=fit, seed=seed: fit(X, seed))
            seconds.setdefault(name, []).append(spent)
            T = trustworthiness(X[::step], Y[::step])
            kept = neighbours_kept(X[::step], Y[::step])
            print(
                f"  {name:22s} seed {seed}: {spent:6.2f} CPU s, "
                f"trustworthiness {T:.4f}, kept {kept:.3f}",
                flush=True,
            )
    if umap is not None:
        ratios = np.array(seconds["minivae"]) / seconds["umap-learn"]
        each = " ".join(f"{ratio:.2f}" for ratio in ratios)
        print(f"  time, minivae / umap-learn: {np.median(ratios):.2f} ({each})")


# This file must not be called umap.py: it would import itself.
METHODS = {"minivae": ours}
if umap is not None:
    METHODS["umap-learn"] = theirs


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--sizes", nargs="+", default=["digits", "5000"])
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    few = np.random.default_rng(0).normal(size=(200, 70)).astype(np.float32)
    for fit in METHODS.values():
        fit(few, 0)
    if umap is not None:  # above 4,096 points it looks for neighbours in another way
        theirs(np.random.default_rng(0).normal(size=(4200, 5)).astype(np.float32), 0)
    for size in arguments.sizes:
        compare(size, arguments.rounds)


if __name__ == "__main__":
    main()
