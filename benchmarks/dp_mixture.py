"""The Dirichlet process mixture: speed of a sweep, and quality for equal CPU time.

    python benchmarks/dp_mixture.py [--rounds 3]

Data: N = 20,000 points in 8 dimensions from 30 Normals with unequal weights and full
covariances; the centres' spread is set so that the best possible rule (``bayes``: the
true densities) has an ARI of about .96. Each round is another world. One thread.

minivae   DirichletProcessMixture, 100 sweeps, sequential start, split-merge
sklearn   BayesianGaussianMixture (variational, Dirichlet process, at most 60
          components), for as much CPU time as minivae's fit took, and to convergence

Printed: ARI against the truth after 10, 30 and 100 sweeps; K; millions of
point-cluster terms per second in the Gibbs sweeps; the mean log-density of 5,000 new
points (nats). Medians over the rounds, quartiles in brackets.
"""

import argparse
import os
import time
import warnings

for _name in ("OPENBLAS", "OMP", "MKL", "NUMBA"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"

import numpy as np  # noqa: E402  (threads are set first)

N, NEW, D, K = 20_000, 5_000, 8, 30


def world(seed, spread=1.0):
    """Return X, labels, and what the true densities would answer: label, log p(x)."""
    rng = np.random.default_rng(seed)
    share = rng.dirichlet(np.full(K, 2.0))
    mean = spread * rng.standard_normal((K, D))
    A = rng.standard_normal((K, D, D)) / np.sqrt(D) + 0.5 * np.eye(D)
    z = rng.choice(K, N + NEW, p=share)
    X = mean[z] + np.einsum("nij,nj->ni", A[z], rng.standard_normal((N + NEW, D)))
    log_p = np.empty((N + NEW, K))
    for k in range(K):
        root = np.linalg.cholesky(A[k] @ A[k].T)
        u = np.linalg.solve(root, (X - mean[k]).T)
        log_p[:, k] = np.log(share[k]) - 0.5 * np.sum(u**2, axis=0)
        log_p[:, k] -= np.log(np.diag(root)).sum() + 0.5 * D * np.log(2 * np.pi)
    return X, z, log_p.argmax(axis=1), np.logaddexp.reduce(log_p, axis=1)


def run_minivae(X, new, z, seed, ari):
    from minivae.clusters import DirichletProcessMixture
    from minivae.clusters.dirichlet import run as runs

    seconds, terms, after = [], [], {}
    plain = runs.sweep

    def timed(chain, model):
        before, start = chain.K, time.process_time()
        chain.sweep_collapsed()
        seconds.append(time.process_time() - start)
        terms.append(len(chain.z) * 0.5 * (before + chain.K))
        chain.split_and_merge(model.split_merge, model.n_scans)
        if len(seconds) in (10, 30, 100):
            after[len(seconds)] = ari(z, chain.z)

    runs.sweep = timed
    start = time.process_time()
    dp = DirichletProcessMixture(n_sweeps=100, random_state=seed, progress=False).fit(X)
    cpu = time.process_time() - start
    runs.sweep = plain
    return {
        "minivae CPU s": cpu,
        "minivae ms a sweep": 1e3 * np.median(seconds),
        "minivae M terms/s": np.sum(terms) / np.sum(seconds) / 1e6,
        **{f"minivae ARI, {n} sweeps": value for n, value in after.items()},
        "minivae ARI, labels_": ari(z, dp.labels_),
        "minivae K": dp.n_clusters_,
        "minivae log p(new)": dp.score(new),
    }


def run_sklearn(X, new, z, seed, ari, seconds):
    from sklearn.mixture import BayesianGaussianMixture

    def fit(iterations):
        model = BayesianGaussianMixture(
            n_components=60,
            weight_concentration_prior_type="dirichlet_process",
            max_iter=iterations,
            random_state=seed,
        )
        start = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says that it has not converged
            model.fit(X)
        return model, time.process_time() - start

    (_, two), (_, six) = fit(2), fit(6)
    enough = max(1, int(2 + (seconds - two) / (six - two) * 4))
    answer = {"sklearn iterations, equal CPU": enough}
    for name, iterations in (("equal CPU", enough), ("converged", 500)):
        model, cpu = fit(iterations)
        labels = model.predict(X)
        answer[f"sklearn CPU s, {name}"] = cpu
        answer[f"sklearn ARI, {name}"] = ari(z, labels)
        answer[f"sklearn K, {name}"] = len(np.unique(labels))
        answer[f"sklearn log p(new), {name}"] = model.score(new)
    return answer


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    from sklearn.metrics import adjusted_rand_score as ari

    X, z, _, _ = world(99)
    run_minivae(X[:500], X[500:600], z[:500], 0, ari)  # compiles
    rows = []
    for seed in range(args.rounds):
        X, z, best, log_p = world(seed)
        X, new, z = X[:N], X[N:], z[:N]
        row = {"bayes ARI": ari(z, best[:N]), "bayes log p(new)": log_p[N:].mean()}
        row |= run_minivae(X, new, z, seed, ari)
        row |= run_sklearn(X, new, z, seed, ari, row["minivae CPU s"])
        rows.append(row)
    print(f"N = {N:,}, D = {D}, {K} clusters; {args.rounds} worlds; one thread")
    for name in rows[0]:
        low, middle, high = np.percentile([r[name] for r in rows], [25, 50, 75])
        print(f"{name:32} {middle:9.3f}  [{low:.3f}, {high:.3f}]")


if __name__ == "__main__":
    main()
