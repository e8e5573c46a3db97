"""LDA by Gibbs sampling against tomotopy and `lda`, in CPU seconds of one run.

    make bench        or        python benchmarks/lda.py [--rounds 9] [--world]

Corpus: AP where MINIVAE_DATA has it, else Reuters; with --world also a corpus drawn
from LDA itself (20,000 documents, V = 20,000, K = 100). α = .1, η = .01.

1. Tokens per second of a sweep after 20 sweeps, in turns: A B C A B C ...
2. CPU seconds to a held-out target: what tomotopy reaches after 30 sweeps.
   Held out are 10 % of the documents; each one's tokens are split in halves, θ comes
   from one half (50 EM steps, plus α), log p per token from the other.
3. Two threads: seconds on the clock, not CPU seconds, and the same held-out measure.
"""

import argparse
import os
import sys
import time
from importlib.util import find_spec

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.pop(0)  # this file has the name of a peer

import numpy as np
from scipy import sparse

from minivae.data import DataNotFound, load_ap, load_reuters
from minivae.topics import completion
from minivae.topics.counts import check_counts, tokens
from minivae.topics.lda.gibbs import GibbsState

ALPHA, ETA = 0.1, 0.01


def corpus():
    """AP, or the corpus that is always there; as CSR counts, and its name."""
    try:
        return check_counts(load_ap().counts), "AP"
    except DataNotFound:
        return check_counts(load_reuters().counts), "Reuters"


def world(N=20_000, V=20_000, K=100, length=95):
    """A corpus drawn from LDA: sparse topics, about 1.9 million tokens."""
    rng = np.random.default_rng(0)
    phi = rng.dirichlet(np.full(V, 0.05), K)
    cumulative = np.cumsum(phi, axis=1)
    rows, columns = [], []
    for d, n in enumerate(rng.poisson(length, N)):
        z = rng.choice(K, n, p=rng.dirichlet(np.full(K, 0.1)))
        for k, count in zip(*np.unique(z, return_counts=True), strict=True):
            words = np.searchsorted(cumulative[k], rng.random(count))
            columns.append(np.minimum(words, V - 1))
            rows.append(np.full(count, d))
    rows, columns = np.concatenate(rows), np.concatenate(columns)
    X = sparse.coo_array((np.ones(len(rows)), (rows, columns)), shape=(N, V))
    return check_counts(X), "world"


class Ours:
    """One sweep of `GibbsState`."""

    def __init__(self, X, K, **options):
        rng = np.random.default_rng(0)
        self.state = GibbsState(X, np.full(K, ALPHA), ETA, rng, **options)

    def sweep(self):
        self.state.sweep()

    def phi(self):
        phi = self.state.n_wk.T.astype(np.float64) + ETA
        return phi / phi.sum(axis=1, keepdims=True)


class Tomotopy:
    """One iteration of tomotopy's LDA: one worker, priors kept as they are."""

    def __init__(self, X, K, workers=1, seed=1):
        import tomotopy

        self.model = tomotopy.LDAModel(k=K, alpha=ALPHA, eta=ETA, seed=seed)
        self.model.optim_interval = 0
        docs, words = tokens(X)
        for part in np.split(words, np.cumsum(np.bincount(docs, minlength=X.shape[0]))):
            if len(part):
                self.model.add_doc([str(w) for w in part])
        self.workers, self.V = workers, X.shape[1]

    def sweep(self):
        self.model.train(1, workers=self.workers)

    def phi(self):
        # tomotopy smooths over the words that it has seen, we over all V: to compare
        # like with like, its counts are smoothed over all V here.
        columns = [int(w) for w in self.model.used_vocabs]
        n_k = np.array(self.model.get_count_by_topics())
        phi = np.full((self.model.k, self.V), ETA)
        for k in range(self.model.k):
            total = n_k[k] + len(columns) * ETA
            phi[k, columns] = self.model.get_topic_word_dist(k) * total
        return phi / phi.sum(axis=1, keepdims=True)


class Lda:
    """One sweep of PyPI's `lda`."""

    def __init__(self, X, K):
        import logging

        import lda

        logging.getLogger("lda").setLevel(logging.WARNING)
        self.model = lda.LDA(n_topics=K, n_iter=1, alpha=ALPHA, eta=ETA, random_state=1)
        self.model._initialize(X.toarray().astype(np.intc))

    def sweep(self):
        self.model._sample_topics(self.model._rands)


def cpu(run):
    start = time.process_time()
    run()
    return time.process_time() - start


def speeds(X, K, rounds, contestants):
    """Tokens per second and ratios to tomotopy, in turns."""
    n = X.data.sum()
    models = {who: make(X, K) for who, make in contestants.items()}
    for model in models.values():
        for _ in range(20):
            model.sweep()
    seconds = {who: [] for who in models}
    for _ in range(rounds):
        for who, model in models.items():
            seconds[who].append(cpu(model.sweep))
    print(f"\nK = {K}: million tokens per CPU second, ratio to tomotopy (quartiles)")
    for who, values in seconds.items():
        low, mid, high = np.quantile(
            np.divide(seconds["tomotopy"], values), (0.25, 0.5, 0.75)
        )
        speed = n / np.median(values) / 1e6
        print(f"  {who:12s} {speed:6.1f}   {mid:5.2f} ({low:.2f}-{high:.2f})")


def held_out(X):
    """Training documents, and a measure of φ on the others."""
    rng = np.random.default_rng(0)
    out = rng.permutation(X.shape[0])[: X.shape[0] // 10]
    train = np.setdiff1d(np.arange(X.shape[0]), out)
    test = check_counts(X[out])

    def measure(model):
        return completion(test, model.phi(), ALPHA, np.random.default_rng(1))

    return check_counts(X[train]), measure


def to_target(X, K, repeats=5):
    """CPU seconds until the held-out measure reaches tomotopy's after 30 sweeps.

    Our two starts count; the corpus stands ready for both.
    """
    train, measure = held_out(X)
    ratios = {"random": [], "sequential": []}
    sweeps = {init: [] for init in ratios}
    for seed in range(repeats):
        peer, mine = Tomotopy(train, K, seed=seed + 1), Ours(train, K)
        theirs = sum(cpu(peer.sweep) for _ in range(30))
        target = measure(peer)
        for init in ratios:
            mine.state.rng = np.random.default_rng(seed)
            ours, done = cpu(lambda i=init: mine.state.start(i)), 0  # noqa: B023
            while done < 200 and measure(mine) < target:
                ours += cpu(mine.sweep)
                done += 1
            ratios[init].append(theirs / ours)
            sweeps[init].append(done)
    print(f"K = {K}: CPU seconds to what tomotopy reaches in 30 sweeps ({target:.3f})")
    for init, values in ratios.items():
        print(
            f"  {init + ' start':17s} {np.median(sweeps[init]):3.0f} sweeps, ratio "
            f"{np.median(values):.2f} ({min(values):.2f}-{max(values):.2f})"
        )


def threads(X, K, sweeps=30):
    """Seconds on the clock with one and two threads, and what they reach."""
    train, measure = held_out(X)
    models = {n: Ours(train, K, n_threads=n) for n in (1, 2)}
    seconds = {n: [] for n in models}
    for _ in range(sweeps):
        for n, model in models.items():
            start = time.perf_counter()
            model.sweep()
            seconds[n].append(time.perf_counter() - start)
    ratio = np.quantile(np.divide(seconds[1], seconds[2]), (0.25, 0.5, 0.75))
    one, two = measure(models[1]), measure(models[2])
    print(
        f"K = {K}: two threads are {ratio[1]:.2f} ({ratio[0]:.2f}-{ratio[2]:.2f}) "
        f"times as fast; held out {one:.4f} and {two:.4f} nats"
    )


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--world", action="store_true")
    arguments = parser.parse_args()
    for X, name in [corpus()] + ([world()] if arguments.world else []):
        print(
            f"\n{name}: {X.shape[0]} documents, {X.shape[1]} words, "
            f"{X.data.sum():.0f} tokens"
        )
        for K in (20, 100, 500):
            peers = {
                "tomotopy": Tomotopy,
                "minivae": Ours,
                "plain": lambda X, K: Ours(X, K, sampler="plain"),
            }
            if K == 20 and find_spec("lda"):  # no wheels for newer Pythons
                peers["lda"] = Lda
            speeds(X, K, arguments.rounds, peers)
        for K in (100, 500):
            to_target(X, K)
        for K in (20, 100):
            threads(X, K)


if __name__ == "__main__":
    main()
