"""Clusters against scikit-learn's, as ratios measured in one run, on one thread.

    make bench        or        python benchmarks/clusters.py [--rounds 7] [--only gmm]

Each contestant is a process of its own, pinned to the same core. It fits once to warm
up (compilation), then the contestants take turns, one fit at a time: A B C A B C ...
All get the same data and start at the same centres or mixture. A fit is all of it:
input checks, iterations, final labels. Printed: medians and quartiles of the per-round
ratios (the better peer's time / minivae's), iterations, and whether labels and result
agree. Absolute times are of this machine alone.

To add a task: a function that returns contestants (name -> callable without arguments,
which fits and returns an ``Outcome``), and a line in ``TASKS``. The first is minivae.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
import warnings
from typing import NamedTuple

import numpy as np


class Outcome(NamedTuple):
    """What one fit ended with."""

    iterations: int
    value: float  # inertia, or mean log-likelihood
    labels: np.ndarray


def blobs(spread, N=100_000, D=32, K=50, dtype=np.float32):
    """Return K spherical Gaussians, and K of the points to start at."""
    rng = np.random.default_rng(0)
    centres = rng.normal(size=(K, D)) * spread
    X = centres[rng.integers(K, size=N)] + rng.normal(size=(N, D))
    return X.astype(dtype), X[rng.choice(N, K, replace=False)].astype(dtype)


def mnist(K=10):
    from minivae.data import load_mnist

    X = load_mnist().x_train
    return X, X[np.random.default_rng(0).choice(len(X), K, replace=False)]


def kmeans(X, start):
    from sklearn.cluster import KMeans as Peer

    from minivae.clusters import KMeans

    K = len(start)

    def outcome(model):
        model.fit(X)
        return Outcome(model.n_iter_, model.inertia_, model.labels_)

    return {
        "minivae": lambda: outcome(KMeans(K, init=start)),
        "lloyd": lambda: outcome(Peer(K, init=start, n_init=1)),
        "elkan": lambda: outcome(Peer(K, init=start, n_init=1, algorithm="elkan")),
    }


def gmm(kind, N=100_000, D=32, K=50, iterations=5):
    from sklearn.mixture import GaussianMixture as Peer

    from minivae.clusters import GaussianMixture

    X, means = blobs(1.0, N, D, K, np.float64)
    precisions = {
        "full": np.repeat(np.eye(D)[None], K, axis=0),
        "tied": np.eye(D),
        "diag": np.ones((K, D)),
        "spherical": np.ones(K),
    }[kind]
    options = dict(
        n_components=K,
        covariance_type=kind,
        weights_init=np.full(K, 1 / K),
        means_init=means,
        precisions_init=precisions,
        max_iter=iterations,
        tol=0,
    )

    def outcome(model):
        model.fit(X)
        return Outcome(model.n_iter_, model.lower_bound_, model)

    return {
        "minivae": lambda: outcome(GaussianMixture(progress=False, **options)),
        "sklearn": lambda: outcome(Peer(**options)),
    }, X


def labelled(contestants_and_data):
    """Turn models into labels, outside the clock."""
    contestants, X = contestants_and_data
    return contestants, lambda outcome: outcome._replace(
        labels=outcome.labels.predict(X)
    )


TASKS = {
    "kmeans 100k x 32, K=50, apart": lambda: kmeans(*blobs(1.0)),
    "kmeans 100k x 32, K=50, apart, float64": lambda: kmeans(
        *blobs(1.0, dtype=np.float64)
    ),
    "kmeans 100k x 32, K=50, overlapping, float64": lambda: kmeans(
        *blobs(0.5, dtype=np.float64)
    ),
    "kmeans 100k x 32, K=50, no clusters at all, float64": lambda: kmeans(
        *blobs(0.0, dtype=np.float64)
    ),
    "kmeans MNIST, K=10": lambda: kmeans(*mnist()),
    "gmm full 100k x 32, K=50, 5 steps": lambda: labelled(gmm("full")),
    "gmm tied": lambda: labelled(gmm("tied")),
    "gmm diag": lambda: labelled(gmm("diag")),
    "gmm spherical": lambda: labelled(gmm("spherical")),
}


def serve(task, name, folder):
    """Be one contestant: for each line on stdin, fit once and say how long it took."""
    warnings.simplefilter("ignore")
    made = TASKS[task]()
    contestants, finish = made if isinstance(made, tuple) else (made, lambda o: o)
    if name == "?":
        print(json.dumps(list(contestants)), flush=True)
        return
    outcome = finish(contestants[name]())
    np.save(os.path.join(folder, f"{name}.npy"), outcome.labels)
    print(json.dumps([outcome.iterations, outcome.value]), flush=True)
    for _ in sys.stdin:
        start = time.perf_counter()
        contestants[name]()
        print(time.perf_counter() - start, flush=True)


def contestant(task, name, folder):
    threads = {f"{n}_NUM_THREADS": "1" for n in ("OPENBLAS", "OMP", "MKL", "NUMBA")}
    core = str(max(os.sched_getaffinity(0)))
    command = ["taskset", "-c", core, sys.executable, __file__]
    return subprocess.Popen(
        [*command, "--serve", task, name, folder],
        env={**os.environ, **threads},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


def race(task, rounds, folder):
    """Return seconds, (iterations, value) and labels of each contestant, by name."""
    asked = contestant(task, "?", folder)
    names = json.loads(asked.communicate()[0])
    processes, ends, labels = {}, {}, {}
    for name in names:
        processes[name] = contestant(task, name, folder)
        ends[name] = json.loads(processes[name].stdout.readline())
        labels[name] = np.load(os.path.join(folder, f"{name}.npy"))
    times = {name: [] for name in names}
    for _ in range(rounds):
        for name, process in processes.items():
            process.stdin.write("go\n")
            process.stdin.flush()
            times[name].append(float(process.stdout.readline()))
    for process in processes.values():
        process.stdin.close()
        process.wait()
    return {name: np.array(t) for name, t in times.items()}, ends, labels


def report(task, rounds):
    from sklearn.metrics import adjusted_rand_score

    with tempfile.TemporaryDirectory() as folder:
        times, ends, labels = race(task, rounds, folder)
    ours, *peers = times
    best = np.min([times[peer] for peer in peers], axis=0)
    low, middle, high = np.percentile(best / times[ours], [25, 50, 75])
    print(f"{task} ({len(labels[ours]):,} points)")
    print(f"  {middle:.2f}x [{low:.2f}, {high:.2f}] the better peer")
    for name, seconds in times.items():
        iterations, value = ends[name]
        line = f"  {name:8} {np.median(seconds):7.3f} s {iterations:4} iterations"
        if name != ours:
            off = value / ends[ours][1] - 1
            agreement = adjusted_rand_score(labels[name], labels[ours])
            line += f", result off by {off:+.0e}, ARI of labels {agreement:.4f}"
        print(line, flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--only", default="", help="tasks whose name starts so")
    parser.add_argument("--serve", nargs=3, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve:
        return serve(*args.serve)
    print(f"one thread; medians of {args.rounds} per-round ratios [quartiles]")
    for task in TASKS:
        if task.startswith(args.only):
            report(task, args.rounds)
    return None


if __name__ == "__main__":
    main()
