"""An EM iteration of pLSA against enstop and scikit-learn's NMF, in one run.

    make bench        or        python benchmarks/plsa.py [--rounds 9]

Corpus: AP (2,246 documents) where MINIVAE_DATA has it, else Reuters. All start
from the same θ and φ, in float32, on one thread, and take turns: A B C A B C ...

minivae   `topics.plsa.em.EM`: one pass over the nonzeros, no responsibilities stored
enstop    pLSA in Numba, all responsibilities stored
NMF       scikit-learn, Kullback-Leibler loss, multiplicative updates: the same fixed
          points as EM for pLSA (Gaussier and Goutte 2005)

Printed: CPU milliseconds an iteration, medians (quartiles) of the per-round ratios, and
the log-likelihood per word after the same number of iterations.
"""

import argparse
import os
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ.setdefault("NUMBA_NUM_THREADS", "1")

import numpy as np

from minivae.data import DataNotFound, load_ap, load_reuters
from minivae.topics.counts import check_counts
from minivae.topics.held_out import log_likelihood
from minivae.topics.plsa.em import EM

ITERATIONS = 10


def corpus():
    """AP, or the corpus that is always there; as CSR counts, and its name."""
    try:
        return check_counts(load_ap().counts), "AP"
    except DataNotFound:
        return check_counts(load_reuters().counts), "Reuters"


def ours(X, theta, phi, n):
    em = EM(X, len(phi), np.random.default_rng(0), dtype="float32")
    em.theta, em.phi = theta.copy(), np.ascontiguousarray(phi.T)
    start = time.process_time()
    for _ in range(n):
        em.step()
    return time.process_time() - start, em.theta, em.phi.T


def enstop(X, theta, phi, n):
    from enstop.plsa import plsa_fit

    start, weights = time.process_time(), np.ones(X.shape[0], np.float32)
    theta, phi = plsa_fit(
        X, len(phi), weights, (theta, phi), n, n + 1, 0.0, random_state=0
    )
    return time.process_time() - start, theta, phi


def nmf(X, theta, phi, n):
    from sklearn.decomposition import non_negative_factorization

    lengths = X.sum(axis=1, dtype=np.float32)[:, None]
    start = time.process_time()
    W, H, _ = non_negative_factorization(
        X.astype(np.float32),
        W=theta * lengths,
        H=phi.copy(),
        n_components=len(phi),
        init="custom",
        solver="mu",
        beta_loss="kullback-leibler",
        tol=0,
        max_iter=n,
    )
    seconds = time.process_time() - start
    W = W * H.sum(axis=1)
    return (
        seconds,
        W / np.maximum(W.sum(axis=1, keepdims=True), 1e-30),
        H / H.sum(axis=1, keepdims=True),
    )


CONTESTANTS = {"minivae": ours, "enstop": enstop, "NMF": nmf}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    X, name = corpus()
    (N, V), n = X.shape, X.data.sum()
    print(f"{name}: {N} documents, {V} words, {X.nnz} nonzeros, {n:.0f} tokens")
    for K in (20, 100):
        rng = np.random.default_rng(0)
        theta = rng.dirichlet(np.ones(K), N).astype(np.float32)
        phi = rng.dirichlet(np.ones(V), K).astype(np.float32)
        seconds = {who: [] for who in CONTESTANTS}
        for run in CONTESTANTS.values():  # compile
            run(X, theta, phi, 1)
        for _ in range(rounds):
            for who, run in CONTESTANTS.items():
                seconds[who].append(run(X, theta, phi, ITERATIONS)[0])
        print(f"\nK = {K}      ms/iteration   ratio to minivae      nats/word")
        for who, run in CONTESTANTS.items():
            _, theta_, phi_ = run(X, theta, phi, 50)
            value = log_likelihood(X, theta_.astype(float), phi_.astype(float)) / n
            ratio = np.quantile(
                np.divide(seconds[who], seconds["minivae"]), (0.25, 0.5, 0.75)
            )
            ms = 1000 * np.median(seconds[who]) / ITERATIONS
            print(
                f"{who:10s} {ms:10.1f}      {ratio[1]:6.2f} "
                f"({ratio[0]:.2f}-{ratio[2]:.2f})   {value:12.4f}"
            )


if __name__ == "__main__":
    main()
